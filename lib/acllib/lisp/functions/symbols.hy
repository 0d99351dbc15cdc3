#[[Functions on symbols: names, values, functions, property lists, new symbols. Source: CLHS 10.

Packages are in `packages.hy`. nil and t are symbols like the others, but for their Python form:
their property lists are kept in a table here.]]

(import
  acllib.kernel.signalling [type-error error ProgramError]
  acllib.lisp.arrays [text]
  acllib.lisp.calling [function-of]
  acllib.lisp.conses [Cons L items]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.functions.lists [getf put-property remove-property]
  acllib.lisp.image :as image
  acllib.lisp.symbols [Symbol KEYWORD CL MISSING PackageError find-package symbol? setf-name symbol-name symbol-package]
  acllib.lisp.variables [gensym-counter current-package])


(defn symbol [object]
  "Return OBJECT if it is a symbol; signals type-error else."
  (if (symbol? object) object (type-error object "SYMBOL")))


;;; Names

(defn [(lisp "SYMBOLP")] symbolp [object]
  "Return t if OBJECT is a symbol."
  (if (symbol? object) True None))


(defn [(lisp "KEYWORDP")] keywordp [object]
  "Return t if OBJECT is a keyword."
  (if (and (is (type object) Symbol) (is object.package KEYWORD)) True None))


(defn [(lisp "SYMBOL-NAME")] symbol-name- [symbol-]
  "Return the name of a symbol."
  (symbol-name (symbol symbol-)))


(defn [(lisp "SYMBOL-PACKAGE")] symbol-package- [symbol-]
  "Return the home package of a symbol, nil if it has none."
  (symbol-package (symbol symbol-)))


;;; Values

(defn [(lisp "SYMBOL-VALUE")] symbol-value [symbol-]
  "Return the value of the symbol's dynamic variable; signals unbound-variable."
  (image.symbol-value (symbol symbol-)))


(defn [(lisp (setf "SYMBOL-VALUE"))] set-symbol-value [value symbol-]
  "Store VALUE in the symbol's dynamic variable."
  (image.set-symbol-value (symbol symbol-) value))


(defn [(lisp "SET")] set- [symbol- value]
  "Store VALUE in the symbol's dynamic variable."
  (image.set-symbol-value (symbol symbol-) value))


(defn [(lisp "BOUNDP")] boundp [symbol-]
  "Return t if the symbol has a value."
  (if (image.boundp (symbol symbol-)) True None))


(defn [(lisp "MAKUNBOUND")] makunbound [symbol-]
  "Take the symbol's value away and return the symbol."
  (when (or (is-not (type (symbol symbol-)) Symbol) symbol-.constant)
    (error (ProgramError :format-control "~s is a constant." :format-arguments (L symbol-))))
  (image.makunbound symbol-))


;;; Functions

(defn function-symbol [name]
  "Return the symbol that a function name, a symbol or (setf symbol), stands for."
  (cond
    (symbol? name) name
    (and (is (type name) Cons) (is name.car _SETF) (is (type name.cdr) Cons) (is (type name.cdr.car) Symbol)
         (is name.cdr.cdr None))
      (setf-name name.cdr.car)
    True (type-error name "(OR SYMBOL (CONS (EQL SETF) (CONS SYMBOL NULL)))")))


(setv _SETF (get CL.present "SETF"))


(defn _function-or-macro [symbol-]
  "Return the global function of a symbol, or the function of its macro or special operator."
  (cond
    (is-not (type symbol-) Symbol) (image.symbol-function symbol-)
    (image.fboundp symbol-) (image.symbol-function symbol-)
    (is-not symbol-.macro None) symbol-.macro
    True (image.symbol-function symbol-)))


(defn [(lisp "SYMBOL-FUNCTION")] symbol-function [symbol-]
  "Return the global function of a symbol; signals undefined-function."
  (_function-or-macro (symbol symbol-)))


(defn [(lisp "FDEFINITION")] fdefinition [name]
  "Return the global function of a symbol or of (setf symbol); signals undefined-function."
  (_function-or-macro (function-symbol name)))


(defn [(lisp (setf "SYMBOL-FUNCTION") (setf "FDEFINITION"))] set-fdefinition [function name]
  "Make FUNCTION the global function of a symbol or of (setf symbol)."
  (setv own (function-symbol name)
        function (function-of function))
  (when (is-not (type own) Symbol)
    (error (ProgramError :format-control "~s can't be a function." :format-arguments (L name))))
  (setv own.macro None
        own.definition None)
  (image.set-function own function))


(defn [(lisp "FBOUNDP")] fboundp [name]
  "Return t if NAME, a symbol or (setf symbol), names a function, macro or special operator."
  (setv own (function-symbol name))
  (if (and (is (type own) Symbol)
           (or (image.fboundp own) (is-not own.macro None) (is-not own.operator None)))
      True
      None))


(defn [(lisp "FMAKUNBOUND")] fmakunbound [name]
  "Take the global function or macro of NAME away and return NAME."
  (setv own (function-symbol name))
  (when (is (type own) Symbol)
    (when (is own.package CL)
      (error (PackageError :package CL :format-control
                           f"{own.name} is a symbol of the locked package COMMON-LISP; its definition can't be taken away.")))
    (image.fmakunbound own)
    (setv own.definition None))
  name)


;;; Property lists

(setv _plists {}) ; of nil and t


(defn [(lisp "SYMBOL-PLIST")] symbol-plist [symbol-]
  "Return the property list of a symbol."
  (if (is (type (symbol symbol-)) Symbol) symbol-.plist (.get _plists symbol-)))


(defn [(lisp (setf "SYMBOL-PLIST"))] set-symbol-plist [value symbol-]
  "Replace the property list of a symbol."
  (if (is (type (symbol symbol-)) Symbol)
      (setv symbol-.plist value)
      (setv (get _plists symbol-) value))
  value)


(defn [(lisp "GET")] get-property [symbol- indicator [default None]]
  "Return the property of a symbol for INDICATOR, else DEFAULT."
  (getf (symbol-plist symbol-) indicator default))


(defn [(lisp (setf "GET"))] set-property [value symbol- indicator [default None]]
  "Store the property of a symbol for INDICATOR."
  (set-symbol-plist (put-property (symbol-plist symbol-) indicator value) symbol-)
  value)


(defn [(lisp "REMPROP")] remprop [symbol- indicator]
  "Take a property of a symbol away; return t if there was one."
  (setv [plist removed] (remove-property (symbol-plist symbol-) indicator))
  (set-symbol-plist plist symbol-)
  removed)


;;; New symbols

(defn [(lisp "MAKE-SYMBOL")] make-symbol [name]
  "Return a new uninterned symbol."
  (Symbol (text name)))


(defn [(lisp "COPY-SYMBOL")] copy-symbol [symbol- [copy-properties None]]
  "Return a new uninterned symbol of the same name; with COPY-PROPERTIES, value, function and properties too."
  (setv made (Symbol (symbol-name (symbol symbol-))))
  (when (and (is-not copy-properties None) (is (type symbol-) Symbol))
    (setv made.plist (_copy-list symbol-.plist))
    (when (image.boundp symbol-)
      (image.set-symbol-value made (image.symbol-value symbol-)))
    (when (image.fboundp symbol-)
      (image.set-function made (image.symbol-function symbol-))))
  made)


(defn _copy-list [list]
  (L #* (items list)))


(defn [(lisp "GENSYM")] gensym [[x "G"]]
  "Return a new uninterned symbol whose name is a prefix and a number; X is one of them."
  (when (is (type x) int)
    (return (Symbol f"G{x}")))
  (setv number (.get gensym-counter)
        prefix (text x))
  (.set gensym-counter (+ number 1))
  (Symbol f"{prefix}{number}"))


(setv _gentemp [0])


(defn [(lisp "GENTEMP")] gentemp [[prefix "T"] [package None]]
  "Return a symbol that was not accessible in PACKAGE, interned there."
  (setv home (if (is package None) (.get current-package) (find-package package)))
  (while True
    (setv (get _gentemp 0) (+ (get _gentemp 0) 1)
          name f"{(text prefix)}{(get _gentemp 0)}")
    (when (is (get (.find home name) 0) MISSING)
      (return (get (.intern home name) 0)))))
