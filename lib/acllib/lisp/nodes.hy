#[[Nodes: what the analyzer hands to the emitter.

Each is a small class with a slot a field, and `where`, #(line column) of the form it came
from. Names have the same stem in all phases: `analyze-if`, `IfNode`, `emit-if`.]]


(defn node [name fields documentation]
  "Return a new node class with FIELDS, a str of names; the constructor takes them in order."
  (setv names (.split fields))
  (defn initialize [self where #* values]
    (setv self.where where)
    (for [[n v] (zip names values :strict True)]
      (setattr self n v)))
  (type name #(object) {"__slots__" #("where" #* names) "__init__" initialize
                        "__doc__" documentation "fields" names}))


;;; Values

(setv ConstantNode (node "ConstantNode" "value" "A value known at compile time."))
(setv LoadTimeNode (node "LoadTimeNode" "form" "The value that a LoadTimeForm has when its file is loaded."))
(setv LocalNode (node "LocalNode" "variable" "The value of a lexical variable."))
(setv GlobalNode (node "GlobalNode" "symbol" "The value of a special or global variable."))
(setv FunctionNode (node "FunctionNode" "symbol" "The global function of a symbol."))
(setv LocalFunctionNode (node "LocalFunctionNode" "function" "A function of flet or labels, as an object."))
(setv LambdaNode (node "LambdaNode" "scope parameters body name self_symbol documentation"
  "A function. PARAMETERS: Parameters; BODY: a node; SELF_SYMBOL: the global function it becomes, or None; DOCUMENTATION: str or None."))

(defclass LoadTimeForm []
  "The form of a load-time-value in a file being compiled: a constant that its fasl makes when loaded."
  (setv __slots__ #("form"))

  (defn __init__ [self form]
    (setv self.form form)))


;;; Assignment and binding

(setv SetLocalNode (node "SetLocalNode" "variable value" "setq of a lexical variable."))
(setv SetGlobalNode (node "SetGlobalNode" "symbol value" "setq of a special or global variable."))
(setv LetNode (node "LetNode" "bindings body"
  "let or let*. BINDINGS: list of #(Variable node); a Variable with `special` is bound dynamically, all at once at the end for let."))
(setv ProgvNode (node "ProgvNode" "symbols values body" "progv."))
(setv ValuesBindNode (node "ValuesBindNode" "variables value body" "multiple-value-bind."))
(setv LocalFunctionsNode (node "LocalFunctionsNode" "functions body" "flet or labels. FUNCTIONS: list of LocalFunction."))

;;; Control

(setv PrognNode (node "PrognNode" "forms" "Forms in sequence, two or more."))
(setv IfNode (node "IfNode" "test then otherwise" "A choice."))
(setv OrNode (node "OrNode" "forms" "The first true value."))
(setv BlockNode (node "BlockNode" "name variable body used escapes exits"
  "block. VARIABLE holds the target of exits from closures; ESCAPES: there are some; EXITS: the nodes of all values returned."))
(setv ReturnFromNode (node "ReturnFromNode" "block value" "return-from in the block's own function."))
(setv EscapeNode (node "EscapeNode" "block value" "return-from out of a closure."))
(setv TagbodyNode (node "TagbodyNode" "segments tags variable region escapes"
  "tagbody. SEGMENTS: list of nodes; the first stands before all tags."))
(setv TagNode (node "TagNode" "name body segment used backward forward scope" "A tag; SEGMENT: the index of what follows it."))
(setv GoNode (node "GoNode" "tag" "go within the tagbody's own function."))
(setv EscapeGoNode (node "EscapeGoNode" "tag" "go out of a closure."))
(setv DotimesNode (node "DotimesNode" "variable limit body result leaves"
                        "dotimes, its block outside; LEAVES: so do the limit or the result."))
(setv DolistNode (node "DolistNode" "variable items body result leaves"
                       "dolist, its block outside; LEAVES: so do the items or the result."))
(setv LoopNode (node "LoopNode" "body" "Forms repeated for ever."))

;;; Dynamic state

(setv CatchNode (node "CatchNode" "tag body" "catch."))
(setv ThrowNode (node "ThrowNode" "tag value" "throw."))
(setv UnwindProtectNode (node "UnwindProtectNode" "body cleanup" "unwind-protect."))
(setv HandlerBindNode (node "HandlerBindNode" "entries body" "ENTRIES: list of #(test-constant-node function-node)."))
(setv RestartBindNode (node "RestartBindNode" "restarts body" "RESTARTS: a node that makes a list of restart objects."))

;;; Calls and values

(setv CallNode (node "CallNode" "symbol arguments" "A call of a global function."))
(setv LocalCallNode (node "LocalCallNode" "function arguments" "A call of a function of flet or labels."))
(setv FuncallNode (node "FuncallNode" "function arguments" "A call of a function that is computed."))
(setv ApplyNode (node "ApplyNode" "function arguments" "apply: the last argument is a list of more."))
(setv ValuesNode (node "ValuesNode" "arguments" "(values ...)"))
(setv ValuesListNode (node "ValuesListNode" "value" "(multiple-value-list form)"))
(setv ValuesCallNode (node "ValuesCallNode" "function arguments" "multiple-value-call."))
(setv ValuesProg1Node (node "ValuesProg1Node" "first rest" "multiple-value-prog1."))
(setv DefunNode (node "DefunNode" "symbol function" "defun: FUNCTION, a LambdaNode, becomes SYMBOL's function."))


(defclass LocalFunction []
  #[[A function of flet or labels.

  variable -- the Variable that holds it
  function -- its LambdaNode, set once analyzed
  escapes  -- true: it is used as an object, so it may outlive its binding
  twin     -- the Python name of its entry for all values, once emission needs one]]
  (setv __slots__ #("symbol" "variable" "function" "escapes" "twin"))

  (defn __init__ [self symbol variable]
    (setv self.symbol symbol
          self.variable variable
          self.function None
          self.escapes False
          self.twin None)))


(defclass Parameters []
  #[[The lambda list of a LambdaNode, with Variables for symbols.

  required -- list of Variable
  optional -- list of #(Variable init-node supplied-Variable-or-None)
  rest     -- Variable or None
  keys     -- list of #(keyword Variable init-node supplied-or-None), or None without &key
  others   -- true: &allow-other-keys
  aux      -- list of #(Variable init-node)]]
  (setv __slots__ #("required" "optional" "rest" "keys" "others" "aux"))

  (defn __init__ [self required optional rest keys others aux]
    (setv self.required required
          self.optional optional
          self.rest rest
          self.keys keys
          self.others others
          self.aux aux))

  (defn variables [self]
    "Return all Variables bound, in order."
    [#* self.required
     #* (gfor [v _ s] self.optional x #(v s) :if (is-not x None) x)
     #* (if (is self.rest None) [] [self.rest])
     #* (gfor [_ v _ s] (or self.keys []) x #(v s) :if (is-not x None) x)
     #* (gfor [v _] self.aux v)]))
