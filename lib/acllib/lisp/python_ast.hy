"Python's syntax trees, made with as few words as the emitter's readers need."

(import
  ast)


(setv LOAD (ast.Load)
      STORE (ast.Store)
      IS (ast.Is)
      IS-NOT (ast.IsNot))


(defn name [identifier] (ast.Name identifier LOAD))
(defn target [identifier] (ast.Name identifier STORE))
(defn none [] (ast.Constant None))
(defn constant [value] (ast.Constant value))
(defn attribute [object field] (ast.Attribute object field LOAD))
(defn element [object index] (ast.Subscript object (ast.Constant index) LOAD))
(defn assign [identifier value] (ast.Assign [(target identifier)] value))
(defn walrus [identifier value] (ast.NamedExpr (target identifier) value))
(defn tuple-of [items] (ast.Tuple (list items) LOAD))
(defn list-of [items] (ast.List (list items) LOAD))
(defn statement [expression] (ast.Expr expression))
(defn star [expression] (ast.Starred expression LOAD))
(defn return- [expression] (ast.Return expression))
(defn choice [test then otherwise] (ast.IfExp test then otherwise))
(defn negation [test] (ast.UnaryOp (ast.Not) test))
(defn conjunction [tests] (ast.BoolOp (ast.And) (list tests)))
(defn disjunction [tests] (ast.BoolOp (ast.Or) (list tests)))
(defn compare [left operator right] (ast.Compare left [operator] [right]))
(defn is-none [expression] (compare expression IS (none)))
(defn is-not-none [expression] (compare expression IS-NOT (none)))
(defn when- [test body] (ast.If test body []))
(defn lisp-boolean [test] (choice test (constant True) (none)))


(defn call [function arguments [keywords #()]]
  "Return the call of FUNCTION, a name or an expression."
  (ast.Call (if (isinstance function str) (name function) function)
            (list arguments)
            (lfor [key value] keywords (ast.keyword key value))))


(defn binary [left operator right]
  (ast.BinOp left operator right))


(defn type-is [expression class-name]
  "Return the test whether the class of EXPRESSION is the one the image calls CLASS-NAME."
  (compare (call "type" [expression]) IS (name class-name)))


(defn define [identifier parameters body]
  "Return the definition of a function; PARAMETERS: an ast.arguments or a list of names."
  (when (isinstance parameters list)
    (setv parameters (arguments parameters)))
  (ast.FunctionDef identifier parameters (or body [(ast.Pass)]) [] None None
                   #** (if (in "type_params" ast.FunctionDef._fields) {"type_params" []} {})))


(defn arguments [names [defaults #()] [rest None]]
  "Return the parameters of a function: NAMES, DEFAULTS for the last of them, and *REST."
  (ast.arguments [] (lfor n names (ast.arg n)) (if (is rest None) None (ast.arg rest)) [] [] None
                 (list defaults)))


(defn try- [body [handlers #()] [otherwise #()] [finally- #()]]
  (ast.Try (or body [(ast.Pass)]) (list handlers) (list otherwise) (list finally-)))


(defn handler [class-name identifier body]
  (ast.ExceptHandler (name class-name) identifier body))


(defn raise- []
  (ast.Raise None None))


(defn copy-name [expression]
  "Return a node equal to EXPRESSION, a Name or Constant: a tree holds no node twice."
  (if (is (type expression) ast.Name)
      (name expression.id)
      (ast.Constant expression.value)))


(defn pure? [expression]
  "Return whether evaluating EXPRESSION has no effect worth keeping."
  (in (type expression) #(ast.Constant ast.Name)))


(defn place [tree line column]
  "Give every node of TREE without a position that of its parent, LINE and COLUMN at the top."
  (setv stack [#(tree line column)])
  (while stack
    (setv [node line column] (.pop stack))
    (if (is (getattr node "lineno" None) None)
        (when (in "lineno" node._attributes)
          (setv node.lineno line
                node.col-offset column))
        (setv line node.lineno
              column node.col-offset))
    (when (in "lineno" node._attributes)
      (setv node.end-lineno node.lineno
            node.end-col-offset (+ node.col-offset 1)))
    (for [child (ast.iter-child-nodes node)]
      (.append stack #(child line column))))
  tree)
