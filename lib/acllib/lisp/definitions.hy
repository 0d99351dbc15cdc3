#[DOC[How the functions, macros and variables written in Hy become Lisp's.

A decorator stands on the function it is about:

    (defn [(lisp "NTH")] nth [n list] ...)
    (defn [(lisp "MEMBER")] member [item list * [key None] [test None] [test-not None]] ...)
    (defn [(lisp "FLOOR" :values True)] floor [number [divisor 1]] ... #(q r))
    (defn [(lisp (setf "CAR"))] set-car [new-value cons] ...)
    (defn [(macro "WHEN")] expand-when [test #* body] ...)

The *native* function takes Python's keywords; its Lisp entry takes Lisp's, in pairs behind the
other arguments. One with `:values` returns a tuple; its plain entry returns the first of it.]DOC]

(import
  types [FunctionType]
  acllib.kernel.dynamic [inherit]
  acllib.kernel.signalling [error ProgramError show]
  acllib.kernel.values [plain-entry]
  acllib.lisp.conses [items]
  acllib.lisp.image [image key set-function attach-variable SpecialVariable define-constant]
  acllib.lisp.symbols [intern keyword find-package setf-name])


(setv ALLOW-OTHER-KEYS (keyword "ALLOW-OTHER-KEYS"))


(defclass Definition []
  #[[What the compiler knows of a built-in function.

  symbol   -- the name it is installed under
  native   -- the Python function
  values   -- true: native returns a tuple of all values
  keywords -- dict of keyword Symbol → Python name, or None
  leading  -- int or None: how many arguments stand before the keywords]]
  (setv __slots__ #("symbol" "native" "values" "keywords" "leading"))

  (defn __init__ [self symbol native values keywords leading]
    (setv self.symbol symbol
          self.native native
          self.values values
          self.keywords keywords
          self.leading leading)))


(defn setf [name]
  "Return what stands for the function name (setf NAME) in `lisp`."
  #("SETF" name))


(defn named [name package]
  "Return the symbol, external in PACKAGE, that NAME (str, or a pair made by `setf`) stands for."
  (when (is (type name) tuple)
    (return (setf-name (named (get name 1) package))))
  (setv home (find-package package)
        symbol (intern name home))
  (.add home.exported name)
  symbol)


(defn lisp [name #* others [package "COMMON-LISP"] [values False] [other-keys False]]
  #[[Return a decorator that makes a Hy function the Lisp function NAME, exported from PACKAGE.

  Arguments: others -- further names for the same function; values -- true: the function
    returns a tuple of all values; other-keys -- true: unknown keywords are passed over.]]
  (fn [native]
    (for [each #(name #* others)]
      (define-function (named each package) native values other-keys))
    native))


(defn define-function [symbol native [values False] [other-keys False]]
  "Install NATIVE, a function with Python's keywords, as the Lisp function SYMBOL. Return its plain entry."
  (setv [leading keywords] (_keyword-parameters native)
        entry native)
  (when (is-not keywords None)
    (setv entry (keyed symbol native keywords leading other-keys)))
  (setv symbol.definition (Definition symbol native values keywords leading))
  (when values
    (setv entry (plain-entry entry)))
  (install-entry symbol entry)
  entry)


(defn install-entry [symbol entry]
  "Make ENTRY the function of SYMBOL, with the entry for Python's keywords if its definition has one."
  (set-function symbol entry)
  (setv definition symbol.definition)
  (when (and (is-not definition.keywords None) (not definition.values))
    (setv (get image (+ "k_" (key symbol))) definition.native)))


(defn _keyword-parameters [native]
  "Return how many arguments stand before NATIVE's keywords and the dict of them, or #(None None)."
  (setv [leading names] (_parameters native))
  (if names
      #(leading (dfor name names (keyword (.replace (.upper (.rstrip name "_")) "_" "-")) name))
      #(None None)))


(defn _parameters [function]
  "Return how many positional parameters FUNCTION has, and the list of its keyword-only ones."
  ;; `inspect` takes a tenth of our start to load and to ask; it is for callables of other kinds.
  (when (and (is (type function) FunctionType) (not (hasattr function "__wrapped__")))
    (setv code function.__code__
          leading code.co-argcount)
    (return #(leading (list (cut code.co-varnames leading (+ leading code.co-kwonlyargcount))))))
  (import inspect)
  (setv parameters (list (.values (. (inspect.signature function) parameters))))
  #((sum (gfor p parameters (in p.kind #(p.POSITIONAL-ONLY p.POSITIONAL-OR-KEYWORD))))
    (lfor p parameters :if (= p.kind p.KEYWORD-ONLY) p.name)))


(defn keyed [symbol native keywords leading [other-keys False]]
  "Return the entry of NATIVE, the function of SYMBOL, that takes Lisp keywords in pairs behind LEADING arguments."
  (defn entry [#* arguments]
    (if (<= (len arguments) leading)
        (native #* arguments)
        (native #* (cut arguments leading)
                #** (parse-keywords (cut arguments leading None) keywords other-keys symbol))))
  (setv entry.__name__ native.__name__
        entry.__doc__ native.__doc__
        entry.native native)
  entry)


(defn parse-keywords [pairs keywords [other-keys False] [operator None]]
  #[[Return the Python keywords that PAIRS, Lisp keywords and values, stand for; the first of a name counts.

  Signals: program-error, which names OPERATOR, a symbol, if it is given.]]
  (setv found {}
        unknown []
        allowed [])                     ; the values of :allow-other-keys; the first counts
  (setv owner (if (is operator None) "" f"{(show operator)}: "))
  (when (% (len pairs) 2)
    (error (ProgramError :format-control "~A"
                         :format-arguments #(f"{owner}an odd number of keyword arguments: {(.join " " (map show pairs))}."))))
  (for [i (range 0 (len pairs) 2)]
    (setv name (.get keywords (get pairs i)))
    (cond
      (is-not name None) (.setdefault found name (get pairs (+ i 1)))
      (is (get pairs i) ALLOW-OTHER-KEYS) (.append allowed (get pairs (+ i 1)))
      True (.append unknown (get pairs i))))
  (when (and unknown (not other-keys) (is (get [#* allowed None] 0) None))
    (setv known (.join " " (sorted (map show keywords))))
    (error (ProgramError :format-control "~A"
                         :format-arguments #(f"{owner}{(show (get unknown 0))} is not one of the keywords {known}."))))
  found)


;;; Macros

(defn macro [name #* others [package "COMMON-LISP"]]
  #[[Return a decorator that makes a Hy function the expander of the macro NAME.

  The function is called with the subforms of the macro form as arguments, and returns the
  expansion; tuples in it are turned into lists by `conses.form` only if it calls that. Where it
  has a keyword-only parameter `environment`, it gets the lexical environment.]]
  (fn [expander]
    (setv with-environment (in "environment" (get (_parameters expander) 1)))
    (defn macro-function [form environment]
      (setv keywords (if with-environment {"environment" environment} {})
            subforms (items form.cdr))
      (try
        (return (expander #* subforms #** keywords))
        (except [TypeError]
          (check-subforms expander form subforms keywords)
          (raise))))
    (setv macro-function.__doc__ expander.__doc__
          macro-function.native expander)
    (for [each #(name #* others)]
      (setv symbol (named each package)
            symbol.macro macro-function))
    expander))


(defn check-subforms [expander form subforms keywords]
  "Signal program-error when a macro form has too few or too many SUBFORMS for its EXPANDER."
  (import inspect)
  (try
    (.bind (inspect.signature expander) #* subforms #** keywords)
    (except [TypeError]
      (error (ProgramError :format-control "~A"
                           :format-arguments #(f"The macro {(show form.car)} can't have {(len subforms)} subform{(if (= (len subforms) 1) "" "s")}: {(show form)}"))))))


;;; Variables

(defn special [name value [documentation None] * [package "COMMON-LISP"] [inherited False] [check None]]
  "Make NAME a special variable of PACKAGE with that global value, and return its dynamic variable."
  (setv symbol (named name package)
        variable (SpecialVariable symbol value documentation))
  (setv variable.inherited inherited
        variable.check check)
  (attach-variable symbol variable)
  (when inherited
    (inherit variable))
  variable)


(defn constant [name value * [package "COMMON-LISP"]]
  "Make NAME a constant variable of PACKAGE."
  (define-constant (named name package) value)
  value)
