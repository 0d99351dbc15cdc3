#[[Nodes to Python's syntax trees, driven by destination.

Where the value of a node goes decides what is emitted for it. A `Destination` returns it,
drops it, or assigns it; with `values` it wants a tuple of all values. A fourth kind of demand
is a *test*, a Python condition. `expression` serves what can stand inside an expression; what
can't is emitted as statements before it, its value left in a temporary. When an argument
needs statements, `expressions` copies the arguments before it into temporaries in front of
them, so that evaluation stays left to right.

`emit_functions.hy` has the functions, `emit_control.hy` the nodes of control flow, `emit_calls.hy`
calls and several values, `inline.hy` the calls that become operators.]]

(import
  ast
  itertools [count]
  acllib.characters [Character]
  acllib.lisp.image [constant-name image key variable-of]
  acllib.lisp.nodes *
  acllib.lisp.python_ast *
  acllib.lisp.symbols [Symbol])


;;; Destinations

(defclass Destination []
  #[[Where a value goes.

  kind     -- "return", "discard" or "assign"
  values   -- true: a tuple of all values is wanted
  variable -- the name to assign, a str
  boxed    -- true: the variable is to hold a list of the value]]
  (setv __slots__ #("kind" "values" "variable" "boxed"))

  (defn __init__ [self kind [values False] [variable None] [boxed False]]
    (setv self.kind kind
          self.values values
          self.variable variable
          self.boxed boxed)))


(setv RETURN (Destination "return")
      RETURN-VALUES (Destination "return" True)
      DISCARD (Destination "discard"))


(defn assigning [variable [values False] [boxed False]]
  (Destination "assign" values variable boxed))


;;; The table of emitters, filled by decorators

(setv EXPRESSIONS {}   ; node class → function of emitter and node that returns an expression
      STATEMENTS {}    ; node class → function of emitter, node and destination
      TESTS {}         ; node class → function that returns a Python condition
      VALUES {}        ; node class → function that returns an expression for the tuple of all values
      SIMPLE {}        ; node class → predicate: can it be an expression without statements?
      SINGLE {})       ; node class → predicate: has it exactly one value?


(defn emits [table class-]
  (fn [function]
    (setv (get table class-) function)
    function))


(defn simple? [node]
  "Return whether NODE can be an expression with no statement in front of it."
  (setv predicate (.get SIMPLE (type node)))
  (and (is-not predicate None) (predicate node)))


(defn single? [node]
  "Return whether NODE provably has exactly one value."
  (setv predicate (.get SINGLE (type node)))
  (and (is-not predicate None) (predicate node)))


;; Nodes whose expression must not be asked for unless they are simple.
(setv NEEDS-SIMPLE (set))


(defn always [node]
  True)


;;; The emitter of one function

(defclass Emitter []
  #[[Emits the statements of one Python function.

  unit      -- the Unit of the top-level form
  scope     -- the Scope of the function
  function  -- its LambdaNode, None for a top-level form
  values    -- true: the function returns tuples
  out       -- the statements, a list; `collect` puts another in its place for a while
  prologue  -- definitions hoisted to the function's start
  nonlocals -- names of outer variables it assigns
  globals   -- names of image entries it defines
  loops     -- Python loops around the current place, PyLoop (emit_control.hy), innermost last
  blocks    -- dict of BlockNode → #(destination PyLoop-or-None)
  bodies    -- dict of TagbodyNode → #(PyLoop pc-name-or-None)
  protected -- how many try statements surround the place
  repeats   -- true: a self call in tail position jumps to the start
  parameters-- the names of the required parameters, where a self call may become a jump]]
  (setv __slots__ #("unit" "scope" "function" "values" "out" "prologue" "nonlocals" "globals" "loops" "blocks" "bodies"
                    "protected" "repeats" "parameters"))

  (defn __init__ [self unit scope [values False]]
    (setv self.unit unit
          self.scope scope
          self.function None
          self.values values
          self.out []
          self.prologue []
          self.nonlocals (set)
          self.globals (set)
          self.loops []
          self.blocks {}
          self.bodies {}
          self.protected 0
          self.repeats False
          self.parameters None))

  (defn temporary [self [hint "t"]]
    (+ hint (str (next self.unit.temporaries))))

  (defn add [self statement [where None]]
    (when (and (is-not where None) (is (getattr statement "lineno" None) None))
      (setv [statement.lineno statement.col-offset] where))
    (.append self.out statement))

  (defn collect [self produce]
    "Return the list of statements that calling PRODUCE emits."
    (setv saved self.out
          self.out [])
    (try
      (produce)
      (return self.out)
      (finally
        (setv self.out saved))))

  ;; The four demands

  (defn emit [self node destination]
    "Emit NODE as statements that leave its value in DESTINATION."
    (setv function (.get STATEMENTS (type node)))
    (cond
      (is-not function None) (function self node destination)
      (and destination.values (not (single? node))) (.deliver-values self (.all-values self node) destination node.where)
      True (.deliver self (.expression self node) destination node.where)))

  (defn expression [self node]
    "Return an expression for the one value of NODE, after emitting what must run before it."
    (setv function (.get EXPRESSIONS (type node)))
    (if (and (is-not function None) (or (not-in (type node) NEEDS-SIMPLE) (simple? node)))
        (at (function self node) node.where)
        (do
          (setv variable (.temporary self))
          (.emit self node (assigning variable))
          (name variable))))

  (defn test [self node]
    "Return a Python condition that holds if the value of NODE is true."
    (setv function (.get TESTS (type node))
          made (if (is function None) None (function self node)))
    (if (is made None)
        (at (is-not-none (.expression self node)) node.where)
        made))

  (defn all-values [self node]
    "Return an expression for the tuple of all values of NODE."
    (setv function (.get VALUES (type node)))
    (cond
      (single? node) (tuple-of [(.expression self node)])
      (and (is-not function None) (or (not-in (type node) NEEDS-SIMPLE) (simple? node)))
        (at (function self node) node.where)
      True (do
             (setv variable (.temporary self))
             (.emit self node (assigning variable True))
             (name variable))))

  ;; Delivery

  (defn deliver [self expression destination [where None]]
    "Emit what puts one value, an expression, into DESTINATION."
    (when (and destination.values (!= destination.kind "discard"))
      (setv expression (tuple-of [expression])))
    (.put self expression destination where))

  (defn deliver-values [self expression destination [where None]]
    "Emit what puts the values that EXPRESSION, of a tuple, holds into DESTINATION."
    (when (and (not destination.values) (!= destination.kind "discard"))
      (setv expression (call "first_value" [expression])))
    (.put self expression destination where))

  (defn put [self expression destination where]
    (match destination.kind
      "return" (.add self (return- expression) where)
      "assign" (.add self (assign destination.variable
                                  (if destination.boxed (list-of [expression]) expression)) where)
      "discard" (when (not (pure? expression))
                  (.add self (statement expression) where))))

  (defn expressions [self nodes]
    "Return expressions for NODES, evaluated from left to right."
    (setv made [])
    (for [node nodes]
      (setv before (len self.out)
            expression (.expression self node))
      (when (> (len self.out) before)
        (setv moves [])
        (for [[i earlier] (enumerate made)]
          (when (not (stable? earlier (get nodes i)))
            (setv variable (.temporary self))
            (.append moves (assign variable earlier))
            (setv (get made i) (name variable))))
        (setv (cut self.out before before) moves))
      (.append made expression))
    made)

  (defn as-name [self expression]
    "Return a function that makes copies of EXPRESSION; one that isn't a name is put in a temporary first."
    (if (pure? expression)
        (fn [] (copy-name expression))
        (do
          (setv variable (.temporary self))
          (.add self (assign variable expression))
          (fn [] (name variable)))))

  ;; Guards

  (defn guarded [self body [handlers #()] [finally- #()]]
    "Emit BODY, statements, so that Python's own errors are signalled inside its cleanup."
    (.add self (try- body [(error-clause) #* handlers] [] finally-)))

  (defn protect [self produce [handlers #()] [finally- #()]]
    "Emit what PRODUCE emits as the guarded body of a try."
    (+= self.protected 1)
    (setv body (.collect self produce))
    (-= self.protected 1)
    (.guarded self body handlers finally-))

  (defn safepoint [self]
    (.add self (when- (name "pending") [(statement (call "run_pending" []))]))))


(defn error-clause []
  "Return `except Exception as e: python_error(e); raise`."
  (handler "Exception" "e" [(statement (call "python_error" [(name "e")])) (raise-)]))


(defn at [expression where]
  "Give EXPRESSION its position, unless it has one."
  (when (and (is-not where None) (is (getattr expression "lineno" None) None))
    (setv [expression.lineno expression.col-offset] where))
  expression)


(defn stable? [expression node]
  "Return whether EXPRESSION has the same value when it is evaluated later than its turn."
  (cond
    (is (type expression) ast.Constant) True
    (is-not (type expression) ast.Name) False
    (is (type node) LocalNode) (not node.variable.assigned)
    True (is-not (type node) GlobalNode)))


;;; Units: one top-level form

(defclass Unit []
  #[[What is emitted for one top-level form.

  number      -- makes its function's name unique
  temporaries -- counter of temporaries
  lambdas     -- list of #(python-name LambdaNode) of functions that may have several values]]
  (setv __slots__ #("number" "temporaries" "lambdas"))
  (setv numbers (count 1))

  (defn __init__ [self]
    (setv self.number (next Unit.numbers)
          self.temporaries (count 1)
          self.lambdas []))

  (defn [property] name [self]
    f"form_{self.number}"))


;;; Constants and variables

(defn constant-expression [value]
  "Return an expression for an object known at compile time."
  (setv kind (type value))
  (cond
    (in kind #((type None) bool str)) (constant value)
    (is kind int) (if (< (abs value) 1000000000000000000000) (constant value) (name (keep value)))
    (and (is kind float) (= (- value value) 0)) (constant value)
    (is kind Symbol) (name (constant-name value))
    (is kind Character) (name (keep-as f"CHAR_{(ord value)}" value))
    True (name (keep value))))


(setv _constants (count 1))


(defn keep [object]
  "Put OBJECT into the image and return its name there; in capitals, as no local variable is."
  (keep-as f"C_{(next _constants)}" object))


(defn keep-as [name object]
  (setv (get image name) object)
  name)


(defn [(emits EXPRESSIONS ConstantNode)] emit-constant [self node]
  (constant-expression node.value))


(defn [(emits EXPRESSIONS LoadTimeNode)] emit-load-time [self node]
  (name (keep node.form)))


(defn [(emits TESTS ConstantNode)] test-constant [self node]
  (constant (is-not node.value None)))


(defn variable-value [variable]
  (if variable.boxed (element (name variable.name) 0) (name variable.name)))


(defn [(emits EXPRESSIONS LocalNode)] emit-local [self node]
  (variable-value node.variable))


(defn [(emits EXPRESSIONS GlobalNode)] emit-global [self node]
  (setv symbol node.symbol
        own (key symbol))
  (if (is symbol.variable None)
      (name (+ "v_" own))
      (do
        (setv t (.temporary self))
        (choice (compare (walrus t (call (+ "g_" own) [])) IS-NOT (name "NO_BINDING"))
                (name t)
                (call (attribute (name (+ "d_" own)) "get") [])))))


(defn [(emits STATEMENTS SetLocalNode)] state-set-local [self node destination]
  ;; The value is complete, cleanup forms in it included, before the variable changes.
  (setv variable node.variable
        value (.expression self node.value))
  (note-assignment self variable)
  (.add self
        (if variable.boxed
            (ast.Assign [(ast.Subscript (name variable.name) (constant 0) STORE)] value)
            (assign variable.name value))
        node.where)
  (when (!= destination.kind "discard")
    (.deliver self (variable-value variable) destination node.where)))


(defn note-assignment [self variable]
  (when (and (is-not variable.scope self.scope) (not variable.boxed))
    (.add self.nonlocals variable.name)))


(defn [(emits EXPRESSIONS SetGlobalNode)] emit-set-global [self node]
  (setv value (.expression self node.value))
  (call "set_symbol_value" [(name (constant-name node.symbol)) value]))


(defn [(emits SIMPLE SetGlobalNode)] simple-set-global [node]
  (simple? node.value))


(for [_class [ConstantNode LoadTimeNode LocalNode GlobalNode FunctionNode LocalFunctionNode]]
  (setv (get SIMPLE _class) always))
(for [_class [ConstantNode LoadTimeNode LocalNode GlobalNode FunctionNode LocalFunctionNode LambdaNode SetLocalNode
              SetGlobalNode ValuesListNode DefunNode ThrowNode EscapeNode EscapeGoNode GoNode LoopNode
              ReturnFromNode]]
  (setv (get SINGLE _class) always))


;;; Sequences and choices

(defn [(emits STATEMENTS PrognNode)] emit-progn [self node destination]
  (for [form (cut node.forms -1)]
    (.emit self form DISCARD))
  (.emit self (get node.forms -1) destination))


(defn [(emits SINGLE PrognNode)] single-progn [node]
  (single? (get node.forms -1)))


(.update NEEDS-SIMPLE [IfNode OrNode])


(defn [(emits EXPRESSIONS IfNode)] emit-if [self node]
  (choice (.test self node.test) (.expression self node.then) (.expression self node.otherwise)))


(defn [(emits VALUES IfNode)] values-if [self node]
  (choice (.test self node.test) (.all-values self node.then) (.all-values self node.otherwise)))


(defn [(emits SIMPLE IfNode)] simple-if [node]
  (and (simple? node.test) (simple? node.then) (simple? node.otherwise)))


(defn [(emits SINGLE IfNode)] single-if [node]
  (and (single? node.then) (single? node.otherwise)))


(defn [(emits STATEMENTS IfNode)] state-if [self node destination]
  (setv test (.test self node.test))
  (when (is (type test) ast.Constant)
    (return (.emit self (if test.value node.then node.otherwise) destination)))
  (when (and (!= destination.kind "return") (!= destination.kind "discard") (simple? node))
    (setv made (if destination.values
                   (choice test (.all-values self node.then) (.all-values self node.otherwise))
                   (choice test (.expression self node.then) (.expression self node.otherwise))))
    (return (.put self made destination node.where)))
  (setv then (.collect self (fn [] (.emit self node.then destination)))
        otherwise (.collect self (fn [] (.emit self node.otherwise destination))))
  (cond
    (and (not then) (not otherwise)) (.add self (statement test) node.where)
    (not then) (.add self (ast.If (negation test) otherwise []) node.where)
    True (.add self (ast.If test then otherwise) node.where)))


(defn [(emits TESTS IfNode)] test-if [self node]
  (when (not (and (simple? node.then) (simple? node.otherwise)))
    (return None))
  (setv test (.test self node.test)
        then (.test self node.then)
        otherwise (.test self node.otherwise))
  (cond
    (and (is (type otherwise) ast.Constant) (not otherwise.value)) (conjunction [test then])
    (and (is (type then) ast.Constant) (is (type otherwise) ast.Constant) (not then.value)) (negation test)
    True (choice test then otherwise)))


(defn [(emits EXPRESSIONS OrNode)] emit-or [self node]
  (setv [first #* rest] node.forms
        made (.expression self first)
        others (lfor f rest (.expression self f))
        result (.pop others))
  (for [e (reversed [made #* others])]
    (setv result (if (pure? e)
                     (choice (is-not-none e) (copy-name e) result)
                     (do
                       (setv t (.temporary self))
                       (choice (is-not-none (walrus t e)) (name t) result)))))
  result)


(defn [(emits SIMPLE OrNode)] simple-or [node]
  (all (map simple? node.forms)))


(defn [(emits SINGLE OrNode)] single-or [node]
  (single? (get node.forms -1)))


(defn [(emits TESTS OrNode)] test-or [self node]
  (if (all (map simple? (cut node.forms 1 None)))
      (disjunction (lfor f node.forms (.test self f)))
      None))


(defn [(emits STATEMENTS OrNode)] state-or [self node destination]
  (setv [first #* rest] node.forms)
  (when (and (simple? node) (or (single? node) (not destination.values)))
    (return (.deliver self (at (emit-or self node) node.where) destination node.where)))
  (setv following (if (= (len rest) 1) (get rest 0) (OrNode node.where rest)))
  (if (= destination.kind "discard")
      (do
        (setv test (.test self first)
              otherwise (.collect self (fn [] (.emit self following destination))))
        (.add self (if otherwise (ast.If (negation test) otherwise []) (statement test)) node.where))
      (do
        (setv t (.temporary self))
        (.emit self first (assigning t))
        (setv then (.collect self (fn [] (.deliver self (name t) destination)))
              otherwise (.collect self (fn [] (.emit self following destination))))
        (.add self (ast.If (is-not-none (name t)) then otherwise) node.where))))


;;; Binding

(defn bind-local [self variable init]
  "Emit the binding of a lexical variable to the value of a node."
  (.emit self init (assigning variable.name False variable.boxed)))


(defn [(emits STATEMENTS LetNode)] emit-let [self node destination]
  (setv [first #* others] (let-chain node))
  (emit-inits self first)
  (if others
      (gather-specials self
        (fn [bind]
          (bind (specials-of first))
          (for [inner others]
            (emit-inits self inner)
            (bind (specials-of inner)))
          (.emit self (. (get others -1) body) destination)))
      (with-specials self (specials-of first) (fn [] (.emit self first.body destination)))))


(defn let-chain [node]
  #[[Return NODE and the let forms inside, each the body of the one before, as far as they bind specials.

  let* with many specials is such a chain; a try statement for each would be more than Python nests.]]
  (setv found [node]
        size 1)
  (while (and (specials-of node) (is (type (. (get found -1) body)) LetNode))
    (.append found (. (get found -1) body))
    (when (specials-of (get found -1))
      (setv size (len found))))
  (cut found size))


(defn specials-of [node]
  "Return the list of variables that a let binds dynamically."
  (lfor [v _] node.bindings :if (is-not v.special None) v))


(defn emit-inits [self node]
  "Emit the values of a let's bindings into their names."
  (for [[variable init] node.bindings]
    (cond
      (is-not variable.special None) (.emit self init (assigning variable.name))
      (same-variable? variable init) (setv variable.name init.variable.name)
      True (bind-local self variable init))))


(defn gather-specials [self produce]
  #[[Emit one try statement for dynamic bindings that are made one after the other.

  PRODUCE emits its body; it gets a function that emits the bindings of a list of variables, whose
  values wait in their names.]]
  (setv tokens (.temporary self "token"))
  (defn bind [variables]
    (for [v variables]
      (setv dynamic (name (dynamic-name v.special))
            token (call (attribute dynamic "bind") [(name v.name)]))
      (.add self (statement (call (attribute (name tokens) "append") [(tuple-of [dynamic token])])))))
  (.add self (assign tokens (list-of [])))
  (.protect self (fn [] (produce bind)) [] [(statement (call "unbind_all" [(name tokens)]))]))


(defn same-variable? [variable init]
  #[[Return whether a variable bound to the value of another may share its Python name.

  Expansions of setf bind each subform to a variable of its own; most are variables already. It
  takes that neither ever changes, and that no closure has to own the new one.]]
  (and (is (type init) LocalNode)
       (not (or variable.assigned variable.captured init.variable.assigned init.variable.boxed))))


(defn with-specials [self variables produce]
  "Emit what PRODUCE emits inside the dynamic bindings of VARIABLES, whose values wait in their names."
  (setv token (.temporary self "token"))
  (match (len variables)
    0 (produce)
    1 (do
        (setv [variable] variables
              dynamic (dynamic-name variable.special))
        (.add self (assign token (call (attribute (name dynamic) "bind") [(name variable.name)])))
        (.protect self produce [] [(statement (call (attribute (name dynamic) "unbind") [(name token)]))]))
    _ (do
        (.add self (assign token (call "bind_values"
                                       (gfor v variables (tuple-of [(name (dynamic-name v.special)) (name v.name)])))))
        (.protect self produce [] [(statement (call "unbind_all" [(name token)]))]))))


(defn dynamic-name [symbol]
  "Return the image name of SYMBOL's dynamic variable, made if need be."
  (variable-of symbol)
  (+ "d_" (key symbol)))


(defn [(emits SINGLE LetNode)] single-let [node]
  (single? node.body))


(defn [(emits STATEMENTS ProgvNode)] emit-progv [self node destination]
  (setv [symbols values] (.expressions self [node.symbols node.values])
        tokens (.temporary self "token"))
  (.add self (assign tokens (call "bind_all" [symbols values])) node.where)
  (.protect self (fn [] (.emit self node.body destination))
            [] [(statement (call "unbind_all" [(name tokens)]))]))


(defn [(emits SINGLE ProgvNode)] single-progv [node]
  (single? node.body))
