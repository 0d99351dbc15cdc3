#[[The image: one dictionary that is the globals of all compiled code.

Under keys made from a symbol stand its function (`f_KEY`), the function's twin that returns a
tuple (`m_KEY`), its entry with Python keywords (`k_KEY`), its global value (`v_KEY`), itself
as a constant (`s_KEY`), its dynamic variable (`d_KEY`) and that variable's reader (`g_KEY`).
A plain global load is the fastest access there is, and what is not there is asked of
`Builtins.__missing__` *at the point of error*: what that returns is used, so an unbound
variable or undefined function can be mended while the form goes on.

A variable that was never bound dynamically lives in its `v_` entry. Its first binding moves
it to a `SpecialVariable`, and the entry goes: old code finds it through `__missing__`, code
compiled later asks `g_KEY`.]]

(import
  builtins
  threading
  acllib.kernel.constants [UNBOUND NO-BINDING]
  acllib.kernel.dynamic [DynamicVariable realm]
  acllib.kernel.generic [GenericFunction function-object]
  acllib.kernel.values [call-for-values twin]
  acllib.kernel.signalling [error type-error ProgramError]
  acllib.lisp.symbols [Symbol KEYWORD set-function-hook symbol-name])


(setv image {})

;; Key → Symbol.
(setv _symbols {})
(setv _lock (threading.RLock))

;; What `missing.hy` installs: functions of a symbol that signal, and return a substitute.
(setv hooks {})


(defn install [#* entries]
  "Put functions that emitted code calls by name into the image: pairs of a name and an object."
  (for [[name object] entries]
    (setv (get image name) object)))


;;; Keys

(defn key [symbol]
  "Return the identifier part that is SYMBOL's own, made at the first call."
  (or symbol.key (_make-key symbol)))


(defn identifier [name]
  "Return NAME with everything that Python does not allow in a name replaced."
  (or (.join "" (gfor c name (if (or (and (.isalnum c) (.isascii c)) (= c "_")) c "_"))) "_"))


(defn _make-key [symbol]
  (setv base (identifier symbol.name)
        candidate base
        n 1)
  (with [_ _lock]
    (when symbol.key
      (return symbol.key))
    (while (in candidate _symbols)
      (+= n 1)
      (setv candidate f"{base}_{n}"))
    (setv (get _symbols candidate) symbol
          symbol.key candidate))
  symbol.key)


(defn named-by [entry]
  "Return the symbol that the ENTRY of the image, such as \"f_CAR\", belongs to; None if there is none."
  (.get _symbols (cut entry 2 None)))


;;; Variables

(defclass SpecialVariable [DynamicVariable]
  "The dynamic variable of a Lisp symbol."
  (setv __slots__ #("symbol"))

  (defn __init__ [self symbol [value UNBOUND] [documentation None]]
    (.__init__ DynamicVariable self symbol.name value documentation)
    (setv self.symbol symbol))

  (defn unbound [self]
    ((get hooks "unbound-variable") self.symbol)))


(defn variable-of [symbol]
  "Return the dynamic variable of SYMBOL; moves its global value there at the first call."
  (when (is symbol.variable None)
    (with [_ _lock]
      (when (is symbol.variable None)
        (_hold symbol (SpecialVariable symbol (.pop image (+ "v_" (key symbol)) UNBOUND))))))
  symbol.variable)


(defn attach-variable [symbol variable]
  "Make SYMBOL special, its value that of VARIABLE, which may be one of the core."
  (setv symbol.special True)
  (_hold symbol variable))


(defn _hold [symbol variable]
  (setv symbol.variable variable
        (get image (+ "d_" (key symbol))) variable
        (get image (+ "g_" (key symbol))) variable.local.get))


(defn symbol-value [symbol]
  "Return the value of SYMBOL; signals unbound-variable."
  (cond
    (is-not (type symbol) Symbol) (symbol-value-of-constant symbol)
    (is-not symbol.variable None) (.get symbol.variable)
    (is symbol.package KEYWORD) symbol
    True (do
           (setv value (.get image (+ "v_" (key symbol)) UNBOUND))
           (if (is value UNBOUND) ((get hooks "unbound-variable") symbol) value))))


(defn symbol-value-of-constant [object]
  "Return nil or t; signals type-error for what is no symbol."
  (if (or (is object None) (is object True)) object (type-error object "SYMBOL")))


(defn boundp [symbol]
  "Return whether SYMBOL has a value in the running process."
  (cond
    (is-not (type symbol) Symbol) (do (symbol-value-of-constant symbol) True)
    (is-not symbol.variable None) (is-not (.peek symbol.variable) UNBOUND)
    (is symbol.package KEYWORD) True
    True (in (+ "v_" (key symbol)) image)))


(defn set-symbol-value [symbol value]
  "Store VALUE where the running process sees SYMBOL's value. Return VALUE."
  (when (or (is-not (type symbol) Symbol) symbol.constant)
    (error (ProgramError :format-control f"{(symbol-name symbol)} is a constant and can't be set.")))
  (cond
    (is-not symbol.variable None) (.set symbol.variable value)
    (is (.get realm.local) NO-BINDING) (setv (get image (+ "v_" (key symbol))) value)
    True (.set (variable-of symbol) value))
  value)


(defn makunbound [symbol]
  "Take SYMBOL's value away. Return SYMBOL."
  (if (is symbol.variable None)
      (.pop image (+ "v_" (key symbol)) None)
      (do
        (setv check symbol.variable.check
              symbol.variable.check None)
        (.set symbol.variable UNBOUND)
        (setv symbol.variable.check check)))
  symbol)


(defn define-constant [symbol value]
  "Give SYMBOL its value for ever."
  (setv (get image (+ "v_" (key symbol))) value
        symbol.special True
        symbol.constant True))


;;; Functions

(defn set-function [symbol function]
  "Make FUNCTION the global function of SYMBOL; the twin and keyword entries follow it."
  (setv own (key symbol))
  (.pop image (+ "m_" own) None)
  (.pop image (+ "k_" own) None)
  (setv (get image (+ "f_" own)) (if (isinstance function GenericFunction)
                                     (.entry function (+ "f_" own))
                                     function))
  (setv entry (getattr function "mv" None))
  (when (is-not entry None)
    (setv (get image (+ "m_" own)) entry))
  function)


(defn fboundp [symbol]
  "Return whether SYMBOL names a global function."
  (and (is (type symbol) Symbol) (in (+ "f_" (key symbol)) image)))


(defn symbol-function [symbol]
  "Return the global function of SYMBOL; signals undefined-function."
  (when (is-not (type symbol) Symbol)
    (return ((get hooks "undefined-function") symbol)))
  (setv function (.get image (+ "f_" (or symbol.key (key symbol)))))
  (if (is function None)
      ((get hooks "undefined-function") symbol)
      (function-object function)))


(defn global-function [symbol]
  "Return the global function of SYMBOL, or None."
  (function-object (.get image (+ "f_" (key symbol)))))


(defn fmakunbound [symbol]
  "Take SYMBOL's global function or macro away."
  (for [prefix ["f_" "m_" "k_"]]
    (.pop image (+ prefix (key symbol)) None))
  (setv symbol.macro None)
  symbol)


(set-function-hook symbol-function)


;;; Constants

(defn constant-name [symbol]
  "Return the image name that holds SYMBOL itself, a Symbol."
  (setv name (+ "s_" (key symbol)))
  (when (not-in name image)
    (setv (get image name) symbol))
  name)


;;; What is not there

(defclass Builtins [dict]
  "Python's builtins for compiled code, and the answer to names the image lacks."

  (defn __missing__ [self name]
    (setv symbol (named-by name))
    (when (is symbol None)
      (raise (KeyError name)))
    (setv prefix (cut name 2))
    (cond
      (= prefix "v_") (symbol-value symbol)
      (= prefix "f_") ((get hooks "undefined-function") symbol)
      (= prefix "m_") (_missing-twin symbol)
      (= prefix "k_") (_keyword-adapter symbol)
      True (raise (KeyError name)))))


(defn _missing-twin [symbol]
  "Make, and remember, the entry that returns all values of SYMBOL's function."
  (setv function (symbol-function symbol)
        entry (twin function))
  (when (is-not (global-function symbol) function)
    ;; A restart gave a function to call this once.
    (return (or entry (fn [#* arguments] #((function #* arguments))))))
  (when (is entry None)
    (setv entry (fn [#* arguments] (call-for-values (symbol-function symbol) #* arguments))))
  (setv (get image (+ "m_" (key symbol))) entry)
  entry)


(defn _keyword-adapter [symbol]
  "Return a function that hands Python keywords on to SYMBOL's function as Lisp keywords."
  (fn [#* arguments #** keywords]
    (setv function (symbol-function symbol)
          rest [])
    (for [[name value] (.items keywords)]
      (.append rest (get (.intern KEYWORD (.replace (.upper (.rstrip name "_")) "_" "-")) 0))
      (.append rest value))
    (function #* arguments #* rest)))


(setv (get image "__builtins__") (Builtins (vars builtins))
      (get image "__name__") "lisp")
(for [_name ["type" "len" "range" "divmod" "isinstance" "int" "float" "str" "list" "tuple" "dict" "iter" "next"
             "Exception" "BaseException" "bytearray" "abs" "min" "max"]]
  (setv (get image _name) (getattr builtins _name)))
