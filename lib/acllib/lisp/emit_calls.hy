#[[Emission of calls, and of what makes and takes several values.

A call in a place that wants all values goes to the twin of the function (`m_NAME`), or through
`call_for_values` where the function is computed.]]

(import
  ast
  acllib.lisp.emit *
  acllib.lisp.emit [at emits simple? single?]
  acllib.lisp.image [image key]
  acllib.lisp.inline [inline-call inline-effect inline-test inline-values]
  acllib.lisp.nodes *
  acllib.lisp.python_ast *)


;;; Several values

(defn [(emits EXPRESSIONS ValuesNode)] emit-values [self node]
  (setv made (.expressions self node.arguments))
  (cond
    (not made) (none)
    (all (gfor e (cut made 1 None) (pure? e))) (get made 0)
    True (element (tuple-of made) 0)))


(defn [(emits VALUES ValuesNode)] values-values [self node]
  (tuple-of (.expressions self node.arguments)))


(defn [(emits SIMPLE ValuesNode)] simple-values [node]
  (all (map simple? node.arguments)))


(defn [(emits SINGLE ValuesNode)] single-values [node]
  (= (len node.arguments) 1))


(defn [(emits EXPRESSIONS ValuesListNode)] emit-values-list [self node]
  (call "lisp_list" [(.all-values self node.value)]))


(defn [(emits SIMPLE ValuesListNode)] simple-values-list [node]
  (simple? node.value))


(defn [(emits EXPRESSIONS ValuesCallNode)] emit-values-call [self node]
  (setv [function #* parts] (values-call-parts self node))
  (call function parts))


(defn [(emits VALUES ValuesCallNode)] values-values-call [self node]
  (call "call_for_values" (values-call-parts self node)))


(defn values-call-parts [self node]
  (setv function (.temporary self)
        parts [])
  (.emit self node.function (assigning function))
  (for [[i argument] (enumerate node.arguments)]
    (setv t (.temporary self))
    (.emit self argument (assigning t True))
    (.append parts (star (name t))))
  [(call "function_designated" [(name function)]) #* parts])


(defn [(emits STATEMENTS ValuesProg1Node)] emit-values-prog1 [self node destination]
  (setv t (.temporary self))
  (if destination.values
      (do
        (.emit self node.first (assigning t True))
        (.emit self node.rest DISCARD)
        (.deliver-values self (name t) destination node.where))
      (do
        (.emit self node.first (assigning t))
        (.emit self node.rest DISCARD)
        (.deliver self (name t) destination node.where))))


(defn [(emits SINGLE ValuesProg1Node)] single-values-prog1 [node]
  (single? node.first))


(defn [(emits STATEMENTS ValuesBindNode)] emit-values-bind [self node destination]
  (setv variables node.variables
        n (len variables))
  (cond
    (= n 0)
      (.emit self node.value DISCARD)
    (single? node.value)
      (do
        (.emit self node.value (assigning (. (get variables 0) name)))
        (for [v (cut variables 1 None)]
          (.add self (assign v.name (none)))))
    (and (is (type node.value) ValuesNode) (= (len node.value.arguments) n))
      (for [[v e] (zip variables (.expressions self node.value.arguments))]
        (.add self (assign v.name e)))
    True
      (do
        (setv values (.all-values self node.value)
              t (.temporary self)
              targets (ast.Tuple (lfor v variables (target v.name)) STORE))
        (.add self (ast.Assign [targets]
                               (if (and (is (type values) ast.Tuple) (= (len values.elts) n))
                                   values
                                   (choice (compare (call "len" [(walrus t values)]) (ast.Eq) (constant n))
                                           (name t)
                                           (call "spread" [(name t) (constant n)]))))
              node.where)))
  (for [v variables]
    (when v.boxed
      (.add self (assign v.name (list-of [(name v.name)])))))
  (with-specials self (lfor v variables :if (is-not v.special None) v)
                 (fn [] (.emit self node.body destination))))


(defn [(emits SINGLE ValuesBindNode)] single-values-bind [node]
  (single? node.body))


;;; Calls

(defn [(emits EXPRESSIONS CallNode)] emit-call [self node]
  (setv made (inline-call self node))
  (if (is made None) (plain-call self node) made))


(defn plain-call [self node]
  "Return the call of a global function through its entry, or its keyword entry where that is known."
  (setv symbol node.symbol
        own (key symbol)
        keywords (literal-keywords node))
  (if (is keywords None)
      (call (+ "f_" own) (.expressions self node.arguments))
      (do
        (setv leading symbol.definition.leading
              made (.expressions self (lfor [i a] (enumerate node.arguments)
                                            :if (or (< i leading) (% (- i leading) 2)) a)))
        (call (+ "k_" own) (cut made leading)
              (zip keywords (cut made leading None))))))


(defn literal-keywords [node]
  "Return the Python names of the keywords written in a call of a function known to take them, or None."
  (setv definition node.symbol.definition)
  (when (or (is definition None) (is definition.keywords None) definition.values
            (not-in (+ "k_" (key node.symbol)) image))
    (return None))
  (setv pairs (cut node.arguments definition.leading None)
        names [])
  (when (or (not pairs) (% (len pairs) 2))
    (return None))
  (for [k (cut pairs None None 2)]
    (setv python (if (is (type k) ConstantNode) (.get definition.keywords k.value) None))
    (when (or (is python None) (in python names))
      (return None))
    (.append names python))
  names)


(defn [(emits VALUES CallNode)] values-call [self node]
  (setv made (inline-values self node))
  (if (is made None)
      (call (+ "m_" (key node.symbol)) (.expressions self node.arguments))
      made))


(defn [(emits SIMPLE CallNode)] simple-call [node]
  (all (map simple? node.arguments)))


(defn [(emits TESTS CallNode)] test-call [self node]
  (inline-test self node))


(defn [(emits SINGLE CallNode)] single-call [node]
  (setv definition node.symbol.definition)
  (and (is-not definition None) (not definition.values)))


(defn [(emits STATEMENTS CallNode)] state-call [self node destination]
  (if (and (is node.symbol self.scope.symbol) (may-jump? self node destination))
      (repeat-function self node)
      (do
        (setv value (inline-effect self node))
        (if (is-not value None)
            (.deliver self value destination node.where)
            (state-plain-call self node destination)))))


(defn state-plain-call [self node destination]
  (if (and destination.values (not (single? node)))
      (.deliver-values self (at (values-call self node) node.where) destination node.where)
      (.deliver self (at (emit-call self node) node.where) destination node.where)))


(defn may-jump? [self node destination]
  "Return whether a call of the function being emitted, to DESTINATION, may be a jump to its start."
  (and (= destination.kind "return") (is-not self.parameters None)
       (not self.protected) (not self.loops)
       (= (len node.arguments) (len self.parameters))))


(defn repeat-function [self node]
  "Emit a self call in tail position: new values for the parameters, and back to the start."
  (setv self.repeats True
        made (.expressions self node.arguments))
  (if (= (len made) 1)
      (.add self (assign (get self.parameters 0) (get made 0)) node.where)
      (when made
        (.add self (ast.Assign [(ast.Tuple (lfor p self.parameters (target p)) STORE)] (tuple-of made)) node.where)))
  (.add self (ast.Continue)))


(defn [(emits EXPRESSIONS LocalCallNode)] emit-local-call [self node]
  (call node.function.variable.name (.expressions self node.arguments)))


(defn [(emits STATEMENTS LocalCallNode)] state-local-call [self node destination]
  (cond
    (and (is node.function.function self.function) (may-jump? self node destination))
      (repeat-function self node)
    (and destination.values (not (single? node)))
      (.deliver-values self (at (values-local-call self node) node.where) destination node.where)
    True
      (.deliver self (at (emit-local-call self node) node.where) destination node.where)))


(defn [(emits VALUES LocalCallNode)] values-local-call [self node]
  (call "call_for_values" [(name node.function.variable.name) #* (.expressions self node.arguments)]))


(defn [(emits SIMPLE LocalCallNode)] simple-local-call [node]
  (all (map simple? node.arguments)))


(setv _walking (set))


(defn [(emits SINGLE LocalCallNode)] single-local-call [node]
  (setv function node.function.function)
  (cond
    (is function None) False
    (in function _walking) True ; a recursive call has what the other ways out have
    True (do
           (.add _walking function)
           (try
             (return (single? function.body))
             (finally
               (.discard _walking function))))))


(defn [(emits EXPRESSIONS FuncallNode)] emit-funcall [self node]
  (setv [function #* arguments] (.expressions self [node.function #* node.arguments]))
  (call function arguments))


(defn [(emits VALUES FuncallNode)] values-funcall [self node]
  (call "call_for_values" (.expressions self [node.function #* node.arguments])))


(defn [(emits EXPRESSIONS ApplyNode)] emit-apply [self node]
  (setv [function #* arguments] (apply-parts self node))
  (call function arguments))


(defn [(emits VALUES ApplyNode)] values-apply [self node]
  (call "call_for_values" (apply-parts self node)))


(defn apply-parts [self node]
  (setv [function #* arguments] (.expressions self [node.function #* node.arguments])
        last (.pop arguments))
  [function #* arguments (star (call "items" [last]))])


(for [_class [FuncallNode ApplyNode]]
  (setv (get SIMPLE _class) (fn [node] (and (simple? node.function) (all (map simple? node.arguments))))))
