#[[Emission of functions: closures, lambda lists, local functions, defun.

A closure in a loop must own its bindings: what it captures there is handed to a factory,
hoisted to the start of the function, which makes the closure; a captured variable that is
assigned as well lives in a list of one element (`Variable.boxed`). Everything else is left to
Python's own cells.]]

(import
  ast
  sys
  acllib.lisp.emit *
  acllib.lisp.emit [at emits error-clause single?]
  acllib.lisp.image [constant-name identifier key]
  acllib.lisp.nodes *
  acllib.lisp.python_ast *)


;;; Functions as objects

(defn [(emits EXPRESSIONS FunctionNode)] emit-function [self node]
  (setv entry (name (+ "f_" (key node.symbol))))
  ;; What a program defines may be generic, and the entry a function that leads to it.
  (if (is node.symbol.definition None) (call "function_object" [entry]) entry))


(defn [(emits EXPRESSIONS LocalFunctionNode)] emit-local-function [self node]
  (name node.function.variable.name))


(defn [(emits STATEMENTS LambdaNode)] state-lambda [self node destination]
  (if (= destination.kind "discard")
      None
      (.deliver self (make-closure self node) destination node.where)))


(defn [(emits EXPRESSIONS LambdaNode)] emit-lambda [self node]
  (make-closure self node))


(defn make-closure [self node]
  "Return an expression for a new function; its definition, or that of a factory, is emitted first."
  (setv own-name (.temporary self (+ (lambda-label node) "_"))
        fresh (lfor v node.scope.captures :if (and v.fresh (is v.scope self.scope)) v.name)
        definition (function-definition self.unit node own-name self.scope))
  (if (not fresh)
      (do
        (.add self definition node.where)
        (name own-name))
      (do
        (setv factory (.temporary self "make_"))
        (.append self.prologue (at (define factory fresh [definition (return- (name own-name))]) node.where))
        (call factory (lfor v fresh (name v))))))


(defn lambda-label [node]
  (.lower (.strip (identifier node.name) "_")))


(defn function-definition [unit node own-name outer-scope [values False]]
  "Return the FunctionDef of a LambdaNode; VALUES: its twin, which returns tuples."
  (setv emitter (Emitter unit node.scope values))
  (when (not values)
    (when (not (single? node.body))
      (.append unit.lambdas #(own-name node))))
  (emit-function-definition emitter node own-name))


;; Python 3.13 does not look at the recursion limit when it calls a function that takes any number of
;; arguments, or less than it could: such a function calls one that it does look at.
(setv DEPTH-UNCHECKED (= (cut sys.version-info 2) #(3 13)))


(defn emit-function-definition [self node own-name]
  (setv parameters node.parameters
        destination (if self.values RETURN-VALUES RETURN)
        [names defaults] (positional-parameters parameters)
        rest-name (cond
                    (is-not parameters.keys None) "rest"
                    (is-not parameters.rest None) parameters.rest.name
                    True None))
  (setv self.function node)
  (when (may-repeat? node)
    (setv self.parameters names))
  (setv body (.collect self (fn []
    (when node.scope.calls
      (.safepoint self)
      (when (and DEPTH-UNCHECKED (or rest-name defaults))
        (.add self (statement (call "check_depth" [])))))
    (emit-parameters self parameters (fn [] (.emit self node.body destination))))))
  (when self.repeats
    (setv body [(ast.While (constant True)
                           [(when- (name "pending") [(statement (call "run_pending" []))]) #* body] [])]))
  (setv whole [#* self.prologue #* body])
  (when (not (and (= (len whole) 1) (is (type (get whole 0)) ast.Return) (pure? (. (get whole 0) value))))
    (setv whole [(try- whole [(error-clause)])]))
  (setv whole [#* (if (is node.documentation None) [] [(statement (constant (str node.documentation)))])
               #* (declarations self) #* whole])
  (at (define own-name (arguments names defaults rest-name) whole) node.where))


(defn declarations [self]
  "Return the statements that say which names of the function are not its own."
  [#* (if self.nonlocals [(ast.Nonlocal (sorted self.nonlocals))] [])
   #* (if self.globals [(ast.Global (sorted self.globals))] [])])


(defn may-repeat? [node]
  "Return whether a self call of NODE in tail position may jump to its start: nothing outlives the round."
  (setv p node.parameters)
  (and (not p.optional) (is p.rest None) (is p.keys None) (not p.aux)
       (not (any (gfor v p.required (or v.captured (is-not v.special None)))))
       (not node.scope.closures)))


(defn positional-parameters [parameters]
  "Return the Python names of required and optional parameters and the defaults of the latter."
  (setv names (lfor v parameters.required v.name)
        defaults [])
  (for [[variable init supplied] parameters.optional]
    (.append names variable.name)
    (.append defaults (if (and (is supplied None) (plain-default? init))
                          (constant init.value)
                          (name "UNSUPPLIED"))))
  #(names defaults))


(defn plain-default? [init]
  (and (is (type init) ConstantNode)
       (in (type init.value) #((type None) bool int str))))


(defn emit-parameters [self parameters produce]
  #[[Emit the binding of the parameters Python does not bind by itself, then what PRODUCE emits.

  A special parameter is bound as soon as its value is known: it holds for the inits behind it.]]
  (setv steps [])
  (for [variable parameters.required]
    (.append steps #(variable None)))
  (for [[variable init supplied] parameters.optional]
    (.extend steps (default-steps self variable init supplied (not (and (is supplied None) (plain-default? init))))))
  (when (is-not parameters.rest None)
    (setv source (if (is parameters.keys None) parameters.rest.name "rest"))
    (.append steps #(parameters.rest
                     (fn [] (.add self (assign parameters.rest.name (call "lisp_list" [(name source)])))))))
  (when (is-not parameters.keys None)
    (.append steps #(None (fn [] (emit-keywords self parameters))))
    (for [[_ variable init supplied] parameters.keys]
      (.extend steps (default-steps self variable init supplied True))))
  (for [[variable init] parameters.aux]
    (.append steps (aux-step self variable init)))
  (if (> (len (lfor [v _] steps :if (and (is-not v None) (is-not v.special None)) v)) 1)
      (gather-specials self (fn [bind] (emit-steps self steps bind) (produce)))
      (emit-step self steps produce)))


(defn default-steps [self variable init supplied needed]
  "Return the steps for an optional or keyword parameter; NEEDED: Python does not know its default."
  [#* (if (is supplied None)
          []
          [#(supplied (fn [] (.add self (assign supplied.name
                                                (lisp-boolean (compare (name variable.name) IS-NOT (name "UNSUPPLIED")))))))])
   #(variable (if needed (fn [] (emit-default self variable init)) None))])


(defn aux-step [self variable init]
  #(variable (fn [] (.emit self init (assigning variable.name)))))


(defn emit-steps [self steps bind]
  #[[Emit steps #(variable function-or-None): what the function emits, then the variable's box or dynamic binding.

  BIND -- a function that emits the dynamic bindings of a list of variables.]]
  (for [[variable function] steps]
    (when (is-not function None)
      (function))
    (cond
      (is variable None) None
      variable.boxed (.add self (assign variable.name (list-of [(name variable.name)])))
      (is-not variable.special None) (bind [variable]))))


(defn emit-step [self steps produce]
  "Emit STEPS, one of which at most binds a special variable, and what PRODUCE emits."
  (for [[i [variable _]] (enumerate steps)]
    (when (and (is-not variable None) (is-not variable.special None))
      (emit-steps self (cut steps (+ i 1)) (fn [_] None))
      (return (with-specials self [variable]
                (fn []
                  (emit-steps self (cut steps (+ i 1) None) None)
                  (produce))))))
  (emit-steps self steps None)
  (produce))


(defn emit-default [self variable init]
  "Emit the choice between the argument and the default of an optional or keyword parameter."
  (setv default (.collect self (fn [] (.emit self init (assigning variable.name)))))
  (.add self (when- (compare (name variable.name) IS (name "UNSUPPLIED")) default) init.where))


(defn emit-keywords [self parameters]
  "Emit the walk over `rest` that finds the keyword arguments; the first of a name counts."
  (for [[_ variable _ _] parameters.keys]
    (.add self (assign variable.name (name "UNSUPPLIED"))))
  (setv index (.temporary self "i")
        found (.temporary self "k")
        known (lfor [k _ _ _] parameters.keys k)
        last (if parameters.others
                 [(ast.Pass)]
                 [(statement (call "unknown_keyword" [(name found) (name "rest") (name (keep (tuple known)))]))])
        chain last)
  (for [[keyword variable _ _] (reversed parameters.keys)]
    (setv chain [(ast.If (compare (name found) IS (constant-expression keyword))
                         [(when- (compare (name variable.name) IS (name "UNSUPPLIED"))
                                 [(assign variable.name (ast.Subscript (name "rest")
                                                                       (binary (name index) (ast.Add) (constant 1))
                                                                       LOAD))])]
                         chain)]))
  (.add self (when- (name "rest") [
    (when- (binary (call "len" [(name "rest")]) (ast.Mod) (constant 2))
           [(statement (call "odd_keywords" [(name "rest")]))])
    (ast.For (target index) (call "range" [(constant 0) (call "len" [(name "rest")]) (constant 2)])
             [(assign found (ast.Subscript (name "rest") (name index) LOAD)) #* chain]
             [])])))


;;; Local functions

(defn [(emits STATEMENTS LocalFunctionsNode)] emit-local-functions [self node destination]
  (setv functions (lfor f node.functions :if f.variable.used f)
        own (sfor f functions f.variable)
        fresh (list (dict.fromkeys (gfor f functions v f.function.scope.captures
                                         :if (and v.fresh (is v.scope self.scope) (not-in v own))
                                         v.name)))
        names (lfor f functions f.variable.name)
        definitions (lfor f functions (function-definition self.unit f.function f.variable.name self.scope)))
  (cond
    (not functions) None
    (not fresh) (for [d definitions] (.add self d))
    True (do
           (setv factory (.temporary self "make_"))
           (.append self.prologue (define factory fresh [#* definitions (return- (tuple-of (map name names)))]))
           (.add self (ast.Assign [(ast.Tuple (lfor n names (target n)) STORE)]
                                  (call factory (lfor v fresh (name v)))))))
  (.emit self node.body destination))


(defn [(emits SINGLE LocalFunctionsNode)] single-local-functions [node]
  (single? node.body))


(defn [(emits STATEMENTS DefunNode)] emit-defun [self node destination]
  (setv own-name (+ "f_" (key node.symbol))
        definition (function-definition self.unit node.function own-name self.scope)
        fresh (lfor v node.function.scope.captures :if (and v.fresh (is v.scope self.scope)) v.name))
  (setv where node.where)
  ;; The name is the image's, so that calls of it inside the form are calls of what it holds.
  (.add self.globals own-name)
  (if fresh
      (do
        (setv factory (.temporary self "make_"))
        (.append self.prologue (define factory fresh [(ast.Global [own-name]) definition (return- (name own-name))]))
        (.add self (assign own-name (call factory (lfor v fresh (name v)))) where))
      (.add self definition where))
  (setv defined (call "define_function" [(name (constant-name node.symbol)) (name own-name)]))
  (if (= destination.kind "discard")
      (.add self (statement defined) where)
      (.deliver self defined destination where)))
