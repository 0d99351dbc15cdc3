#[[The pipeline in a page: a form is expanded and analyzed, emitted, compiled by Python, and run.

A top-level form becomes a function without parameters that returns the tuple of its values.
Functions that may have several values are compiled with one only; their twins are compiled
when first asked for, from the same node (`TwinMaker`).]]

(import
  ast
  types [FunctionType CodeType]
  warnings
  weakref
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.signalling [error]
  acllib.kernel.values [twin-makers]
  acllib.lisp.analyze [analyze hooks walk MAXIMUM-BLOCKS]
  acllib.lisp.analyze_control ; the other analyzers
  acllib.lisp.analyze_functions
  acllib.lisp.conses [Cons L items]
  acllib.lisp.emit [Emitter Unit RETURN-VALUES error-clause]
  acllib.lisp.emit_calls ; the other emitters
  acllib.lisp.emit_control
  acllib.lisp.emit_functions [declarations emit-function-definition]
  acllib.lisp.environments [Environment Scope LocalMacro SymbolMacro macroexpand operator-known?]
  acllib.lisp.image [image symbol-value]
  acllib.lisp.missing
  acllib.lisp.native_errors ; what emitted code calls
  acllib.lisp.python_ast [define name place return- try-]
  acllib.lisp.runtime
  acllib.lisp.symbols [CL Symbol PackageError cl symbol-name])


;; The file, or listener, whose text is being compiled.
(setv source-name (DynamicVariable "source_name" "<listener>"))

(setv PROGN (cl "PROGN")
      QUOTE (cl "QUOTE")
      EVAL-WHEN (cl "EVAL-WHEN")
      FUNCTION (cl "FUNCTION"))


;;; Evaluation

(defn evaluate [form]
  "Evaluate FORM in the null lexical environment and return its first value, nil where it has none."
  (setv values (evaluate-values form))
  (if values (get values 0) None))


(defn evaluate-values [form]
  #[[Evaluate FORM in the null lexical environment and return the tuple of its values.

  The forms of a progn are compiled one by one, so that a macro defined by one is known to the
  next. Signals program-error for bad syntax; whatever the form signals.]]
  (setv form (expand-operators form))
  (when (is-not (type form) Cons)
    (return #((if (is (type form) Symbol) (symbol-value form) form))))
  (setv operator form.car)
  (cond
    (is operator PROGN)
      (evaluate-sequence form.cdr)
    (is operator QUOTE)
      ((compile-form form))
    (and (is operator EVAL-WHEN) (is (type form.cdr) Cons) (isinstance form.cdr.car #(Cons (type None))))
      (if (any (gfor s (items form.cdr.car) (in (symbol-name s) #("EXECUTE" "EVAL"))))
          (evaluate-sequence form.cdr.cdr)
          #(None))
    True
      ((compile-form form))))


(defn expand-operators [form]
  "Return FORM expanded until it is no macro form or its operator is one that the compiler knows."
  (get (macroexpand form None operator-known?) 0))


(defn evaluate-sequence [forms]
  (setv values #(None))
  (for [form (items forms)]
    (setv values (evaluate-values form)))
  values)


;;; Compilation

(defn compile-form [form [env None]]
  "Return a function without arguments that evaluates FORM and returns the tuple of its values."
  (run-code #* (form-code form env)))


(defn form-code [form [env None] [report None]]
  #[[Translate FORM, whose free names mean what ENV says; run nothing of it.

  Arguments: report -- None, or a Report (reports.hy): the code is for a file.
  Returns: #(unit identifier code): a Unit, the name of the function that evaluates the form, and
    the code object that defines it.]]
  (try
    (return (translate form env report))
    (except [e SyntaxError]
      (when (not-in "nested blocks" (str e))
        (raise))))
  ;; More nested blocks than Python takes: once more, with the inner ones in functions.
  (setv outer walk.limit
        walk.limit MAXIMUM-BLOCKS)
  (try
    (return (translate form env report))
    (finally
      (setv walk.limit outer))))


(defn translate [form env report]
  (setv unit (Unit)
        scope (Scope None "top level")
        inner (Environment env :scope scope)
        where (getattr form "where" None)
        ;; A macro, or a break level, may have begun another walk within one.
        saved #(walk.levels walk.blocks walk.where walk.report)
        walk.levels 0
        walk.blocks 0
        walk.where where
        walk.report report)
  (try
    (setv node (analyze form inner)
          emitter (Emitter unit scope True)
          body (.collect emitter (fn [] (.emit emitter node RETURN-VALUES))))
    (finally
      (setv [walk.levels walk.blocks walk.where walk.report] saved)))
  #(unit unit.name
    (python-code unit.name []
                 [#* (declarations emitter) (try- [#* emitter.prologue #* body] [(error-clause)])]
                 (or where #(1 0)))))


(defn python-code [identifier parameters body where]
  "Return the code object that defines the function called IDENTIFIER."
  (setv tree (place (ast.Module [(define identifier parameters body)] []) #* where)
        file (.get source-name))
  (with [_ (warnings.catch-warnings)]
    (warnings.simplefilter "ignore" SyntaxWarning)
    (compile tree file "exec")))


(defn run-code [unit identifier code]
  "Return the function called IDENTIFIER that CODE defines, and register the twins of the functions inside it."
  (exec code image)
  (setv function (.pop image identifier))
  (when unit.lambdas
    (register-twins unit function.__code__))
  function)


(defn register-twins [unit code]
  "Note how the twins of the functions in CODE that UNIT lists are made."
  (setv codes (inner-codes code))
  (for [[own-name node] unit.lambdas]
    (setv found (.get codes own-name))
    (when (is-not found None)
      (register-twin found (TwinMaker node own-name)))))


(defn inner-codes [code]
  "Return a dict of name → code object of all functions inside CODE."
  (setv codes {}
        stack [code])
  (while stack
    (setv outer (.pop stack))
    (for [c outer.co-consts]
      (when (isinstance c CodeType)
        (setv (get codes c.co-name) c)
        (.append stack c))))
  codes)


(defn register-twin [code maker]
  "Let MAKER, a TwinMaker or the like, make the twins of closures of CODE."
  (setv (get twin-makers (id code)) maker)
  (weakref.finalize code twin-makers.pop (id code) None))


(defclass TwinMaker []
  #[[Makes the twins of the closures made from one LambdaNode; compiles its code at the first call.

  The twin of a closure shares its cells. Only such twins are put together by `FunctionType`,
  which Python specialises less; a function without cells is compiled as it is.]]
  (setv __slots__ #("node" "name" "twin"))

  (defn __init__ [self node name]
    (setv self.node node
          self.name name
          self.twin None))

  (defn __call__ [self function]
    (when (is self.twin None)
      (setv self.twin (.compile self function.__code__.co-freevars)))
    (setv closure function.__closure__)
    (if (is closure None)
        self.twin
        (do
          (setv cells (dict (zip function.__code__.co-freevars closure))
                code self.twin.__code__)
          (FunctionType code image self.name function.__defaults__
                        (tuple (gfor n code.co-freevars (get cells n)))))))

  (defn compile [self names]
    "Return the twin, made in a function whose parameters stand for the variables NAMES."
    ((run-code #* (twin-code self.node self.name names)) #* (* [None] (len names)))))


(defn twin-code [node name- names]
  #[[Translate the function that makes the twin of a LambdaNode called NAME-.

  Its parameters stand for the variables NAMES. Returns: as `form-code`.]]
  (setv unit (Unit)
        emitter (Emitter unit node.scope True)
        definition (emit-function-definition emitter node name-))
  #(unit unit.name
    (python-code unit.name (list names) [definition (return- (name name-))] (or node.where #(1 0)))))


(defn compile-lambda [lambda-form [name None] [env None]]
  "Return the function that LAMBDA-FORM, a list (lambda ...), describes."
  (get ((compile-form (L FUNCTION lambda-form) env)) 0))


;;; What the analyzer asks for

(defn compile-macro [lambda-form env]
  "Return the function of a local macro: of ENV it sees the macros only."
  (setv functions {}
        variables {})
  (while (is-not env None)
    (for [[s f] (.items env.functions)]
      (when (isinstance f LocalMacro) (.setdefault functions s f)))
    (for [[s v] (.items env.variables)]
      (when (isinstance v SymbolMacro) (.setdefault variables s v)))
    (setv env env.outer))
  (compile-lambda lambda-form None (Environment None :functions functions :variables variables)))


(defn check-definition [symbol name]
  "Signal package-error when NAME must not be defined: it is a symbol of the standard."
  (when (is symbol.package CL)
    (error (PackageError :package CL :format-control
                         f"{symbol.name} is a symbol of the locked package COMMON-LISP; it can't be defined as a function."))))


(.update hooks {"evaluate" evaluate
                "compile-macro" compile-macro
                "check-definition" check-definition})
