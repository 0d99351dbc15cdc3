#[[Forms to nodes: macros expanded, names resolved, one function a special operator.

A special operator's analyzer is registered by `(defn [(special-form "IF")] analyze-if
[form env] ...)`; those for control flow are in `analyze_control.hy`. How a built-in function
compiles is not decided here: a call of a global function is a `CallNode`, and `inline.hy`
looks at it during emission.]]

(import
  threading
  acllib.kernel.signalling [Condition error ProgramError show]
  acllib.lisp.conses [Cons items lisp-list L]
  acllib.lisp.environments [Environment Variable LocalMacro SymbolMacro SPECIAL
                            capture expand-by macroexpand-1 symbol-expansion]
  acllib.lisp.image [symbol-value]
  acllib.lisp.lambda_lists [split-body macro-lambda]
  acllib.lisp.nodes *
  acllib.lisp.symbols [Symbol KEYWORD cl intern symbol? symbol-name]
  acllib.lisp.variables [SYS])


(setv LAMBDA (cl "LAMBDA")
      NAMED-LAMBDA (intern "%NAMED-LAMBDA" SYS)
      SETF (cl "SETF")
      SETQ (cl "SETQ")
      FUNCTION (cl "FUNCTION")
      SPECIAL-DECLARATION (cl "SPECIAL")
      NOTINLINE (cl "NOTINLINE")
      NIL-NODE (ConstantNode None None)

      ;; Deeper forms are refused before they can hurt Python's own compiler.
      MAXIMUM-DEPTH 400

      ;; Python allows 20 nested blocks (loops, halves of try statements) in a function. Few forms
      ;; come near; for one that does, the walk is done again with this limit, and an operator that
      ;; would be inside more becomes a function of its own.
      MAXIMUM-BLOCKS 16)

;; Operator → how many of Python's blocks it may become.
(setv BLOCKS {#** (dfor [n weight] [#("UNWIND-PROTECT" 2) #("CATCH" 2) #("PROGV" 2) #("DOLIST" 4) #("DOTIMES" 4)
                                    #("LOOP" 4) #("TAGBODY" 3) #("BLOCK" 3)]
                        (cl n) weight)
              #** (dfor [n weight] [#("%HANDLER-BIND" 2) #("%WITH-RESTARTS" 2) #("%FOREVER" 1)] (intern n SYS) weight)}
      BINDERS #{#* (map cl ["LET" "LET*"])})


;; What the compile-time parts need from the pipeline (`compiler.hy` puts it here).
(setv hooks {})


;; How deep the walk is, how many of Python's blocks are around it in its function, how many may be
;; (None: as many as there are), the position last seen, and the Report (reports.hy) of a file being
;; compiled, None when code is to run at once. One walk runs at a time in a process.
(defclass Walk [threading.local]
  (setv levels 0
        blocks 0
        limit None
        where None
        report None))
(setv walk (Walk))


(defn syntax-error [text form]
  "Signal that FORM breaks the syntax of its operator, as TEXT says."
  (error (ProgramError :format-control (.replace f"{text}: {(show form)}" "~" "~~"))))


;;; Special operators by name

;; Built-in function → analyzer of its calls, where those have a node of their own.
(setv CALLS {})


(defn call-form [name]
  "Return a decorator that makes a function of form and environment the analyzer of calls of NAME."
  (fn [function]
    (setv (get CALLS (cl name)) function)
    function))


(defn special-form [name [package "COMMON-LISP"]]
  "Return a decorator that makes a function of form and environment the analyzer of operator NAME."
  (fn [function]
    (setv symbol (intern name package))
    (setv symbol.operator function)
    function))


;;; The walk

(defn [(call-form "DECLARE")] analyze-misplaced-declaration [form env]
  "Signal that a declaration stands where a form should."
  (syntax-error "A declaration may not stand here" form))



(defn analyze [form env]
  "Return the node of FORM in ENV. Signals program-error for bad syntax and too much nesting."
  (cond
    (is (type form) Cons) (analyze-cons form env)
    (is (type form) Symbol) (analyze-symbol form env)
    True (ConstantNode walk.where form)))


(defn analyze-cons [form env]
  (setv outer walk.where
        where (getattr form "where" None))
  (when (is-not where None)
    (setv walk.where where))
  (+= walk.levels 1)
  (try
    (when (> walk.levels MAXIMUM-DEPTH)
      (error (ProgramError :format-control f"The form is nested more than {MAXIMUM-DEPTH} levels deep.")))
    (setv weight (blocks-made form))
    (return (if weight
                (analyze-block-form form env weight)
                (analyze-operation form env)))
    (finally
      (-= walk.levels 1)
      (setv walk.where outer))))


(defn blocks-made [form]
  "Return how many loops and try statements FORM itself may become."
  (cond
    (is-not (type form.car) Symbol) 0
    (in form.car BINDERS) (if (and (is (type form.cdr) Cons) (is (type form.cdr.car) Cons)
                                   (binds-special? form.cdr.car))
                              2
                              0)
    True (.get BLOCKS form.car 0)))


(defn binds-special? [bindings]
  (setv rest bindings)
  (while (is (type rest) Cons)
    (setv symbol (if (is (type rest.car) Cons) rest.car.car rest.car)
          rest rest.cdr)
    (when (and (is (type symbol) Symbol) symbol.special)
      (return True)))
  False)


(defn analyze-block-form [form env weight]
  "Analyze a form that becomes a loop or try statement; inside too many, as the body of a function."
  (when (and walk.blocks (is-not walk.limit None) (> (+ walk.blocks weight) walk.limit))
    (return (FuncallNode walk.where (analyze (L FUNCTION (L LAMBDA None form)) env) [])))
  (+= walk.blocks weight)
  (try
    (return (analyze-operation form env))
    (finally
      (-= walk.blocks weight))))


(defn analyze-operation [form env]
  (setv operator form.car)
  (cond
    (is (type operator) Symbol)
      (do
        (setv local (.function env operator))
        (cond
          (isinstance local LocalFunction)
            (analyze-local-call local form env)
          (is-not local None)
            (analyze (get (macroexpand-1 form env) 0) env)
          (is-not operator.operator None)
            (analyze-special operator form env)
          (is-not operator.macro None)
            (analyze (get (macroexpand-1 form env) 0) env)
          True
            (analyze-call form env)))
    (and (is (type operator) Cons) (is operator.car LAMBDA))
      (do
        (setv function (analyze operator env))
        (FuncallNode walk.where function (analyze-each form.cdr env)))
    True
      (syntax-error f"{(show operator)} is no operator" form)))


(defn analyze-special [operator form env]
  "Call the analyzer of a special operator; a form too malformed to take apart is a program-error."
  (try
    (return (operator.operator form env))
    (except [e [AttributeError ValueError TypeError]]
      (when (isinstance e Condition)
        (raise))
      (setv cause e)))
  (setv condition (ProgramError :format-control "The form is malformed: ~s" :format-arguments (L form))
        condition.__cause__ cause)
  (error condition))


(defn analyze-call [form env]
  "Return the node of a call of a global function."
  (setv symbol form.car
        special (.get CALLS symbol)
        expansion (if (is symbol.info None) form (compiler-expansion symbol form env)))
  (cond
    (is-not expansion form) (analyze expansion env)
    (is-not special None) (special form env)
    True (do
           (when (is symbol.definition None)
             (setv env.scope.calls True)
             (note-call symbol))
           (CallNode walk.where symbol (analyze-each form.cdr env)))))


(defn note-call [symbol]
  "Note for the file being compiled, if one is, that it uses the global function of SYMBOL."
  (when (is-not walk.report None)
    (.used walk.report symbol walk.where)))


(defn compiler-expansion [symbol form env]
  "Return what the compiler macro of SYMBOL makes of FORM, a call of its function; FORM itself where it declines."
  (setv function (.get symbol.info "compiler-macro"))
  (if (or (is function None) (in symbol env.notinline) (.get symbol.info "notinline"))
      form
      (expand-by function form env)))


(defn analyze-local-call [function form env]
  (capture function.variable env.scope)
  (setv env.scope.calls True)
  (LocalCallNode walk.where function (analyze-each form.cdr env)))


(defn analyze-each [forms env]
  "Return the nodes of a Lisp list of forms."
  (lfor f (items forms) (analyze f env)))


(defn analyze-body [forms env]
  "Return one node for a sequence of forms, a Python or Lisp list."
  (setv nodes (if (is (type forms) list)
                  (lfor f forms (analyze f env))
                  (analyze-each forms env)))
  (match (len nodes)
    0 NIL-NODE
    1 (get nodes 0)
    _ (PrognNode walk.where nodes)))


(defn analyze-symbol [symbol env]
  (setv meaning (.variable env symbol))
  (cond
    (isinstance meaning Variable)
      (do (capture meaning env.scope)
          (LocalNode walk.where meaning))
    (isinstance meaning SymbolMacro)
      (analyze meaning.expansion env)
    (is symbol.package KEYWORD)
      (ConstantNode walk.where symbol)
    (and (is meaning None) (is-not (symbol-expansion symbol env) None))
      (analyze (. (symbol-expansion symbol env) expansion) env)
    (and symbol.constant (in (type (symbol-value symbol)) #(int float str)))
      (ConstantNode walk.where (symbol-value symbol))
    True
      (GlobalNode walk.where symbol)))


(defn arguments-of [form least [most None]]
  "Return the subforms of FORM behind its operator; signals when there are too few or too many."
  (setv found (items form.cdr)
        n (len found))
  (when (or (< n least) (and (is-not most None) (> n most)))
    (syntax-error f"{(show form.car)} got {n} subform{(if (= n 1) "" "s")}" form))
  found)


;;; Constants and simple control

(defn [(special-form "QUOTE")] analyze-quote [form env]
  (ConstantNode walk.where (get (arguments-of form 1 1) 0)))


(defn [(special-form "PROGN")] analyze-progn [form env]
  (analyze-body form.cdr env))


(defn [(special-form "IF")] analyze-if [form env]
  (setv [test then #* otherwise] (arguments-of form 2 3)
        node (analyze test env))
  (IfNode walk.where node (analyze then env)
          (if otherwise (analyze (get otherwise 0) env) NIL-NODE)))


(defn [(special-form "AND")] analyze-and [form env]
  (setv forms (arguments-of form 0))
  (if (not forms)
      (ConstantNode walk.where True)
      (do
        (setv nodes (lfor f forms (analyze f env))
              node (.pop nodes))
        (while nodes
          (setv test (.pop nodes)
                node (IfNode test.where test node NIL-NODE)))
        node)))


(defn [(special-form "OR")] analyze-or [form env]
  (setv nodes (analyze-each form.cdr env))
  (match (len nodes)
    0 NIL-NODE
    1 (get nodes 0)
    _ (OrNode walk.where nodes)))


(defn [(special-form "THE")] analyze-the [form env]
  (analyze (get (arguments-of form 2 2) 1) env))


(defn [(special-form "EVAL-WHEN")] analyze-eval-when [form env]
  (setv situations (lfor s (items form.cdr.car) (symbol-name s)))
  (if (or (in "EXECUTE" situations) (in "EVAL" situations))
      (analyze-body form.cdr.cdr env)
      NIL-NODE))


(defn [(special-form "LOAD-TIME-VALUE")] analyze-load-time-value [form env]
  (setv inner (get (arguments-of form 1 2) 0))
  (if (is walk.report None)
      (ConstantNode walk.where ((get hooks "evaluate") inner))
      (LoadTimeNode walk.where (LoadTimeForm inner))))


;;; Variables

(defn [(special-form "SETQ")] analyze-setq [form env]
  (setv parts (arguments-of form 0)
        nodes [])
  (when (% (len parts) 2)
    (syntax-error "setq got an odd number of subforms" form))
  (for [i (range 0 (len parts) 2)]
    (.append nodes (analyze-assignment (get parts i) (get parts (+ i 1)) env)))
  (match (len nodes)
    0 NIL-NODE
    1 (get nodes 0)
    _ (PrognNode walk.where nodes)))


(defn analyze-assignment [symbol value-form env]
  (when (not (symbol? symbol))
    (syntax-error "Only a symbol can be assigned by setq" symbol))
  (when (or (is-not (type symbol) Symbol) symbol.constant)
    (syntax-error "A constant can't be assigned" symbol))
  (when (is-not (symbol-expansion symbol env) None)
    (return (analyze (L SETF symbol value-form) env)))
  (setv meaning (.variable env symbol)
        value (analyze value-form env))
  (if (isinstance meaning Variable)
      (do
        (capture meaning env.scope)
        (setv meaning.assigned True)
        (when (is-not meaning.values None)
          (.append meaning.values value))
        (SetLocalNode walk.where meaning value))
      (SetGlobalNode walk.where symbol value)))


(defn declared-special [declarations]
  "Return the symbols that a list of declaration specifiers declares special."
  (declared SPECIAL-DECLARATION declarations))


(defn declared [kind declarations]
  "Return the names that the declarations of that KIND, a symbol, are about."
  (lfor d declarations
        :if (and (is (type d) Cons) (is d.car kind))
        s (items d.cdr)
        s))


(defn bind-variable [symbol env specials bindings]
  #[[Return the Variable that binding SYMBOL makes, and enter what it means into BINDINGS.

  A special one is a Variable too: the place where the value waits to be bound.]]
  (when (or (is-not (type symbol) Symbol) symbol.constant)
    (syntax-error "Only a symbol that is no constant can be bound" symbol))
  (setv variable (Variable symbol env))
  (when (is-not walk.report None)
    (.bound walk.report variable walk.where))
  (if (or symbol.special (in symbol specials))
      (setv variable.special symbol
            (get bindings symbol) SPECIAL)
      (setv (get bindings symbol) variable))
  variable)


(defn with-declarations [env declarations [bound #()]]
  "Return ENV, or a child where DECLARATIONS hold: special, of symbols not just BOUND, and notinline."
  (when (is-not walk.report None)
    (.ignored walk.report bound declarations))
  (setv specials (lfor s (declared SPECIAL-DECLARATION declarations) :if (not-in s bound) s)
        kept (lfor f (declared NOTINLINE declarations) :if (symbol? f) f))
  (if (or specials kept)
      (Environment env :variables (dfor s specials s SPECIAL)
                   :notinline (if kept (| env.notinline (frozenset kept)) None))
      env))


(defn parse-binding [binding]
  "Return #(symbol init-form) of a binding of let."
  (if (is (type binding) Cons)
      (do
        (setv parts (items binding))
        (when (> (len parts) 2)
          (syntax-error "A binding has more than two parts" binding))
        #((get parts 0) (if (= (len parts) 2) (get parts 1) None)))
      #(binding None)))


(defn [(special-form "LET")] analyze-let [form env]
  (setv [bindings #* body] (arguments-of form 1)
        [declarations _ body] (split-body (lisp-list body))
        specials (declared-special declarations)
        entered {}
        made [])
  (for [binding (items bindings)]
    (setv [symbol init] (parse-binding binding)
          node (analyze init env))
    (when (in symbol entered)
      (syntax-error f"The variable {(show symbol)} occurs twice" form))
    (.append made #((bound-to (bind-variable symbol env specials entered) node) node)))
  (setv inner (with-declarations (Environment env :variables entered) declarations entered))
  (make-let made (analyze-body body inner)))


(defn [(special-form "LET*")] analyze-let* [form env]
  (setv [bindings #* body] (arguments-of form 1)
        [declarations _ body] (split-body (lisp-list body))
        specials (declared-special declarations)
        made []
        inner env)
  (for [binding (items bindings)]
    (setv [symbol init] (parse-binding binding)
          node (analyze init inner)
          entered {}
          variable (bound-to (bind-variable symbol inner specials entered) node))
    (.append made #(variable node))
    (setv inner (Environment inner :variables entered)))
  (setv bound (sfor [v _] made v.symbol)
        inner (with-declarations inner declarations bound)
        body (analyze-body body inner))
  ;; A special binding holds for the inits behind it, so it starts a let of its own.
  (setv group [])
  (for [pair (reversed made)]
    (when (and group (is-not (. (get pair 0) special) None))
      (setv body (make-let (list (reversed group)) body)
            group []))
    (.append group pair))
  (make-let (list (reversed group)) body))


(defn bound-to [variable node]
  "Note that VARIABLE is bound to the value of NODE, and to nothing else but what setq gives it. Return it."
  (setv variable.values [node])
  variable)


(defn make-let [bindings body]
  (if bindings (LetNode walk.where bindings body) body))


(defn [(special-form "PROGV")] analyze-progv [form env]
  (setv [symbols values #* body] (arguments-of form 2))
  (ProgvNode walk.where (analyze symbols env) (analyze values env) (analyze-body body env)))


(defn [(special-form "LOCALLY")] analyze-locally [form env]
  (setv [declarations _ body] (split-body form.cdr))
  (analyze-body body (with-declarations env declarations)))


(defn [(special-form "SYMBOL-MACROLET")] analyze-symbol-macrolet [form env]
  (setv [definitions #* body] (arguments-of form 1)
        [declarations _ body] (split-body (lisp-list body))
        entered (dfor d (items definitions) d.car (SymbolMacro d.cdr.car)))
  (analyze-body body (with-declarations (Environment env :variables entered) declarations)))


(defn [(special-form "MACROLET")] analyze-macrolet [form env]
  (setv [definitions #* body] (arguments-of form 1)
        [declarations _ body] (split-body (lisp-list body))
        entered {})
  (for [d (items definitions)]
    (setv [name lambda-list #* forms] (items d)
          (get entered name)
          (LocalMacro ((get hooks "compile-macro") (macro-lambda name lambda-list (lisp-list forms)) env))))
  (analyze-body body (with-declarations (Environment env :functions entered) declarations)))
