#[[The analyzers of control flow: exits, loops, dynamic state, several values.

An exit within its own function becomes a jump (`ReturnFromNode`, `GoNode`); one out of a
closure becomes an `EscapeNode` or `EscapeGoNode`, which unwinds by exception to the target
held in the construct's variable.]]

(import
  acllib.lisp.analyze [analyze analyze-body analyze-each arguments-of bind-variable call-form compiler-expansion
                       declared-special hooks special-form syntax-error walk with-declarations NIL-NODE]
  acllib.lisp.conses [Cons L items lisp-list]
  acllib.lisp.definitions [named]
  acllib.lisp.environments [Environment Region Variable capture]
  acllib.lisp.image [variable-of]
  acllib.lisp.lambda_lists [split-body]
  acllib.lisp.nodes *
  acllib.lisp.symbols [Symbol cl intern symbol? symbol-name]
  acllib.lisp.types [handler-test])


;;; Blocks

(defn [(special-form "BLOCK")] analyze-block [form env]
  (setv [name #* body] (arguments-of form 1))
  (analyze-named-block name (fn [inner] (analyze-body body inner)) env))


(defn analyze-named-block [name walk-body env]
  "Return the node of a block around what WALK-BODY makes in the block's environment."
  (when (not (symbol? name))
    (syntax-error "The name of a block must be a symbol" name))
  ;; Its exit is called as the block is, for those who look at the stack.
  (setv hint (if (is name None) "block" (symbol-name name))
        block (BlockNode walk.where name (Variable None env hint) None False False [])
        inner (Environment env :blocks {name block})
        block.body (walk-body inner))
  (if (or block.used block.escapes) block block.body))


(defn [(special-form "RETURN-FROM")] analyze-return-from [form env]
  (setv [name #* value] (arguments-of form 1 2)
        block (.block env name))
  (when (is block None)
    (syntax-error f"There is no block named {(symbol-name name)} here" form))
  (setv node (analyze (if value (get value 0) None) env))
  (.append block.exits node)
  (if (is block.variable.scope env.scope)
      (do
        (setv block.used True)
        (ReturnFromNode walk.where block node))
      (do
        (setv block.escapes True)
        (capture block.variable env.scope)
        (EscapeNode walk.where block node))))


;;; Tagbody

(defn [(special-form "TAGBODY")] analyze-tagbody [form env]
  (analyze-tags (items form.cdr) env))


(defn tag? [form]
  (or (is (type form) int) (symbol? form)))


(defn analyze-tags [forms env]
  "Return the node of a tagbody of FORMS, or of the plain sequence where there are no tags."
  (setv region (Region env.region)
        segments [[]]
        tags [])
  (when (not (any (map tag? forms)))
    (return (analyze-effects forms env)))
  (setv body (TagbodyNode walk.where [] [] (Variable None env "tags") region False))
  (for [f forms]
    (if (tag? f)
        (do
          (.append tags (TagNode walk.where f body (len segments) False False False env.scope))
          (.append segments []))
        (.append (get segments -1) f)))
  (setv inner (Environment env :region region :tags (dfor t tags t.name t))
        body.tags tags)
  (for [[i segment] (enumerate segments)]
    (setv body.segments [#* body.segments None]
          (get body.segments i) (analyze-effects segment inner)))
  (if (or body.escapes (any (gfor t tags t.used)))
      body
      (PrognNode walk.where [#* body.segments NIL-NODE])))


(defn analyze-effects [forms env]
  "Return the node of FORMS run for effect, with the value nil."
  (if forms
      (PrognNode walk.where [#* (lfor f forms (analyze f env)) NIL-NODE])
      NIL-NODE))


(defn [(special-form "GO")] analyze-go [form env]
  (setv name (get (arguments-of form 1 1) 0)
        tag (.tag env name))
  (when (is tag None)
    (syntax-error "There is no such tag here" form))
  (setv body tag.body
        tag.used True)
  (if (is tag.scope env.scope)
      (do
        (if (>= (- (len body.segments) 1) tag.segment)
            (setv tag.backward True
                  body.region.loops True)
            (setv tag.forward True))
        (GoNode walk.where tag))
      (do
        (setv body.escapes True
              body.region.loops True
              tag.forward True)
        (capture body.variable env.scope)
        (EscapeGoNode walk.where tag))))


;;; Loops

(defn loop-parts [form]
  "Return #(variable form result body) of a dolist or dotimes form."
  (setv [head #* body] (arguments-of form 1)
        [variable source #* result] (if (is (type head) Cons) (items head) [None None None None None])
        more (len result))
  (when (or (> more 1) (is-not (type variable) Symbol))
    (syntax-error "The loop needs (variable form [result])" form))
  #(variable source (if result (get result 0) None) (lisp-list body)))


(defn [(special-form "DOTIMES")] analyze-dotimes [form env]
  (analyze-counted form env DotimesNode True))


(defn [(special-form "DOLIST")] analyze-dolist [form env]
  (analyze-counted form env DolistNode False))


(defn analyze-counted [form env class- integer]
  (setv [symbol source result body] (loop-parts form)
        [declarations _ forms] (split-body body)
        specials (declared-special declarations))
  (when (or symbol.special (in symbol specials))
    (return (analyze-special-loop form symbol source result declarations forms env integer)))
  (analyze-named-block
    None
    (fn [inner]
      (setv block (get inner.blocks None)
            source-node (analyze source inner)
            leaves block.used
            region (Region inner.region True)
            looping (Environment inner :region region)
            entered {}
            variable (bind-variable symbol looping specials entered)
            variable.integer integer
            variable.used integer ; as a counter
            ;; The result sees the variable, but lies behind the loop.
            around (Environment looping :variables entered)
            around (with-declarations around declarations entered)
            node (analyze-tags forms around)
            before (len block.exits)
            result-node (analyze result around))
      (class- walk.where variable source-node node
              (if (and (is (type result-node) ConstantNode) (is result-node.value None)) None result-node)
              (or leaves (> (len block.exits) before))))
    env))


(defn analyze-special-loop [form symbol source result declarations forms env integer]
  "A loop whose variable is special: bind it anew around each round of one whose variable is not."
  (setv hidden (Symbol symbol.name None)
        head [hidden source #* (if (is result None) [] [(L (cl "LET") (L (L symbol (if integer hidden None))) result)])])
  (analyze (lisp-list [form.car (lisp-list head)
                       (lisp-list [(cl "LET") (L (L symbol hidden))
                                   #* (lfor d declarations (L (cl "DECLARE") d))
                                   (Cons (cl "TAGBODY") (lisp-list forms))])])
           env))


(defn [(special-form "LOOP")] analyze-loop [form env]
  (setv forms (items form.cdr))
  (if (all (gfor f forms (is (type f) Cons)))
      (analyze-named-block
        None
        (fn [inner]
          (setv looping (Environment inner :region (Region inner.region True)))
          (LoopNode walk.where (analyze-effects forms looping)))
        env)
      (analyze ((. (cl "LOOP") macro) form env) env)))


;;; Dynamic state

(defn [(special-form "CATCH")] analyze-catch [form env]
  (setv [tag #* body] (arguments-of form 1))
  (CatchNode walk.where (analyze tag env) (analyze-body body env)))


(defn [(special-form "THROW")] analyze-throw [form env]
  (setv [tag value] (arguments-of form 2 2))
  (ThrowNode walk.where (analyze tag env) (analyze value env)))


(defn [(special-form "UNWIND-PROTECT")] analyze-unwind-protect [form env]
  (setv [body #* cleanup] (arguments-of form 1)
        node (analyze body env))
  (if cleanup
      (UnwindProtectNode walk.where node (analyze-body cleanup env))
      node))


(defn handler-test-node [specifier]
  "Return the node of a handler's test: in a file, of what makes it when the fasl is loaded."
  (if (is walk.report None)
      (ConstantNode walk.where (handler-test specifier))
      (LoadTimeNode walk.where (LoadTimeForm (L (intern "%HANDLER-TEST" "SYSTEM") (L (cl "QUOTE") specifier))))))


(defn [(special-form "%HANDLER-BIND" "SYSTEM")] analyze-handler-bind [form env]
  (setv [bindings #* body] (arguments-of form 1)
        entries [])
  (for [b (items bindings)]
    (setv [specifier function] (items b))
    (.append entries #((handler-test-node specifier) (analyze function env))))
  (HandlerBindNode walk.where entries (analyze-body body env)))


(defn [(special-form "%WITH-RESTARTS" "SYSTEM")] analyze-with-restarts [form env]
  (setv [restarts #* body] (arguments-of form 1))
  (RestartBindNode walk.where (analyze restarts env) (analyze-body body env)))


;;; Several values

(defn [(special-form "MULTIPLE-VALUE-BIND")] analyze-multiple-value-bind [form env]
  (setv [symbols value #* body] (arguments-of form 2)
        [declarations _ body] (split-body (lisp-list body))
        specials (declared-special declarations)
        node (analyze value env)
        entered {}
        variables (lfor s (items symbols) (bind-variable s env specials entered))
        inner (with-declarations (Environment env :variables entered) declarations entered))
  (ValuesBindNode walk.where variables node (analyze-body body inner)))


(defn [(special-form "MULTIPLE-VALUE-LIST")] analyze-multiple-value-list [form env]
  (ValuesListNode walk.where (analyze (get (arguments-of form 1 1) 0) env)))


(defn [(special-form "MULTIPLE-VALUE-CALL")] analyze-multiple-value-call [form env]
  (setv [function #* arguments] (arguments-of form 1)
        node (analyze function env))
  (setv env.scope.calls True)
  (ValuesCallNode walk.where node (lfor a arguments (analyze a env))))


(defn [(special-form "MULTIPLE-VALUE-PROG1")] analyze-multiple-value-prog1 [form env]
  (setv [value #* rest] (arguments-of form 1)
        node (analyze value env))
  (if rest
      (ValuesProg1Node walk.where node (analyze-body rest env))
      node))


;;; Calls that have nodes of their own

(defn [(call-form "VALUES")] analyze-values [form env]
  (ValuesNode walk.where (analyze-each form.cdr env)))


(defn function-argument [form env]
  "Return the node of a function designator; a quoted symbol is the global function it names."
  (setv node (analyze form env))
  (if (and (is (type node) ConstantNode) (is (type node.value) Symbol)
           (is node.value.macro None) (is node.value.operator None))
      (FunctionNode walk.where node.value)
      node))


(defn [(call-form "FUNCALL")] analyze-funcall [form env]
  (setv [function #* arguments] (arguments-of form 1)
        node (function-argument function env)
        expansion (if (and (is (type node) FunctionNode) (is-not node.symbol.info None))
                      (compiler-expansion node.symbol form env)
                      form))
  (when (is-not expansion form)
    (return (analyze expansion env)))
  (setv nodes (lfor a arguments (analyze a env))
        env.scope.calls True)
  (cond
    (is (type node) FunctionNode) (CallNode walk.where node.symbol nodes)
    (is (type node) LocalFunctionNode) (LocalCallNode walk.where node.function nodes)
    True (FuncallNode walk.where node nodes)))


(defn [(call-form "APPLY")] analyze-apply [form env]
  (setv [function #* arguments] (arguments-of form 2)
        node (function-argument function env))
  (setv env.scope.calls True)
  (ApplyNode walk.where node (lfor a arguments (analyze a env))))


(defn part-of-list [path]
  "Return the analyzer of calls of a function such as cadr, by its PATH of a's and d's."
  (fn [form env]
    (setv node (analyze (get (arguments-of form 1 1) 0) env))
    (for [step (reversed path)]
      (setv node (CallNode walk.where (if (= step "a") CAR CDR) [node])))
    node))


(setv CAR (cl "CAR")
      CDR (cl "CDR"))
(for [[_name _path] (.items {"FIRST" "a" "REST" "d" "CAAR" "aa" "CADR" "ad" "CDAR" "da" "CDDR" "dd"
                             "SECOND" "ad" "CADDR" "add" "THIRD" "add" "CDDDR" "ddd"})]
  ((call-form _name) (part-of-list _path)))


;;; Values for macros

(setv COMPILER-LET (named "COMPILER-LET" "EXCL"))


(defclass compile-time-bindings []
  #[[Bind the variables of a compiler-let to their values while the body of a `with` is compiled.

  Arguments: bindings -- list of symbols and lists (symbol form); the forms are evaluated here.]]

  (defn __init__ [self bindings]
    (setv self.pairs (lfor b (items bindings) (self.pair b))
          self.tokens []))

  (defn pair [self binding]
    (setv [symbol form] (if (is (type binding) Cons) [binding.car (if (is binding.cdr None) None binding.cdr.car)]
                            [binding None]))
    (when (or (is-not (type symbol) Symbol) symbol.constant)
      (syntax-error "compiler-let can't bind this" binding))
    #((variable-of symbol) ((get hooks "evaluate") form)))

  (defn __enter__ [self]
    (for [[variable value] self.pairs]
      (.append self.tokens #(variable (.bind variable value)))))

  (defn __exit__ [self #* exception]
    (for [[variable token] (reversed self.tokens)]
      (.unbind variable token))
    False))


(defn [(special-form "COMPILER-LET" "EXCL")] analyze-compiler-let [form env]
  "BODY, compiled while variables that its macros ask are bound. Source: Allegro CL 10.1; CLtL 1, 7.5."
  (setv [bindings #* body] (arguments-of form 1))
  (with [_ (compile-time-bindings bindings)]
    (analyze-body body env)))
