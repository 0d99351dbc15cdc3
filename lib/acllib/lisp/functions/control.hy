"Calling functions, values, and functions made from others. Source: CLHS 5."

(import
  acllib.kernel.constants [truth]
  acllib.kernel.generic [GenericFunction]
  acllib.kernel.values [call-for-values]
  acllib.lisp.calling [function-of]
  acllib.lisp.conses [L items]
  acllib.lisp.definitions [lisp constant]
  acllib.lisp.image [fboundp named-by set-function symbol-function]
  acllib.lisp.setf-expansions [fact]
  acllib.lisp.symbols [Symbol cl])


(setv SETF (cl "SETF"))


(constant "CALL-ARGUMENTS-LIMIT" (** 2 29))
(constant "LAMBDA-PARAMETERS-LIMIT" 255)
(constant "MULTIPLE-VALUES-LIMIT" (** 2 29))


;;; Calls

(defn [(lisp "FUNCALL" :values True)] funcall [function #* arguments]
  "Call FUNCTION with ARGUMENTS and return its values."
  (call-for-values (function-of function) #* arguments))


(defn _funcall-only [function #* arguments]
  "Call FUNCTION with ARGUMENTS and return its first value."
  ((function-of function) #* arguments))


(defn [(lisp "APPLY" :values True)] apply [function argument #* arguments]
  "Call FUNCTION with the arguments, the last of which is a list of more; return its values."
  (call-for-values (function-of function) #* (_spread argument arguments)))


(defn _apply-only [function argument #* arguments]
  "Call FUNCTION with the arguments, the last of which is a list of more; return its first value."
  ((function-of function) #* (_spread argument arguments)))


(defn _spread [argument arguments]
  "Return the Python list of the arguments of a call whose last one is a list."
  (if arguments
      [argument #* (cut arguments None -1) #* (items (get arguments -1))]
      (items argument)))


;; The plain entries spare the tuple.
(for [[_name _plain _values] [#("FUNCALL" _funcall-only funcall) #("APPLY" _apply-only apply)]]
  (setv _plain.mv _values)
  (set-function (cl _name) _plain))


;;; Values

(defn [(lisp "VALUES" :values True)] values [#* objects]
  "Return OBJECTS as values."
  objects)


(defn [(lisp "VALUES-LIST" :values True)] values-list [list]
  "Return the elements of LIST as values."
  (tuple (items list)))


;;; Functions from functions

(defn [(lisp "IDENTITY")] identity [object]
  "Return OBJECT."
  object)


;; Functions that take a key leave it out.
(setv identity.is-identity True)


(defn [(lisp "CONSTANTLY")] constantly [value]
  "Return a function that returns VALUE, whatever its arguments are."
  (fn [#* arguments] value))


(defn [(lisp "COMPLEMENT")] complement [function]
  "Return a function that is true where FUNCTION is not."
  (setv function (function-of function))
  (fn [#* arguments]
    (if (truth (function #* arguments)) None True)))


(defn [(lisp "FUNCTION-LAMBDA-EXPRESSION" :values True)] function-lambda-expression [function]
  "Return nil, t and a name, nil for none: the source of a function is not kept."
  #(None True (global-name (function-of function))))


(defn global-name [function]
  "Return the name, a symbol or (setf symbol), that FUNCTION was defined by and still has, or nil."
  (setv name (getattr function "__name__" None)
        symbol (if (isinstance function GenericFunction) function.name (if name (named-by name) None)))
  (cond
    (not (and (is (type symbol) Symbol) (fboundp symbol) (is (symbol-function symbol) function))) None
    (is-not (fact symbol "setf-of") None) (L SETF (fact symbol "setf-of"))
    True symbol))
