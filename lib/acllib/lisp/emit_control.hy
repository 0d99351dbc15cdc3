#[[Emission of control flow: exits, loops, dynamic state.

A jump out of Python loops is a `break` or `continue` where the target is the innermost loop.
Where loops lie between, a flag is set, the inner loop broken, and the flag asked behind each
loop crossed (`jump`). A block that is not in return position becomes a loop run once, unless
its body is a loop, whose own `break` then serves.]]

(import
  ast
  acllib.lisp.emit *
  acllib.lisp.emit [emits error-clause single?]
  acllib.lisp.nodes *
  acllib.lisp.python_ast *)


;;; Jumps between Python loops

(defclass PyLoop []
  "A Python loop being emitted, with the statements jumps want BEFORE and AFTER it."
  (setv __slots__ #("before" "after"))

  (defn __init__ [self]
    (setv self.before []
          self.after [])))


(defn in-loop [self produce]
  "Return #(PyLoop statements) of the loop body that PRODUCE, a function of the PyLoop, emits."
  (setv entry (PyLoop))
  (.append self.loops entry)
  (try
    (setv body (.collect self (fn [] (produce entry))))
    (finally
      (.pop self.loops)))
  #(entry body))


(defn add-loop [self entry loop where]
  (for [s entry.before] (.add self s))
  (.add self loop where)
  (for [s entry.after] (.add self s)))


(defn jump [self entry action]
  "Emit a jump to PyLoop ENTRY: ACTION, a function that makes a break or continue, takes place in it."
  (setv crossed (cut self.loops (+ (.index self.loops entry) 1) None))
  (if (not crossed)
      (.add self (action))
      (do
        (setv flag (.temporary self "leave"))
        (.append (. (get crossed 0) before) (assign flag (constant False)))
        (.add self (assign flag (constant True)))
        (.add self (ast.Break))
        (for [[i loop] (enumerate crossed)]
          (.append loop.after (when- (name flag) [(if (= i 0) (action) (ast.Break))]))))))


;;; Blocks

(setv LOOPS #(DotimesNode DolistNode LoopNode))


(defn [(emits STATEMENTS BlockNode)] emit-block [self node destination]
  (if (not node.escapes)
      (emit-local-block self node destination)
      (do
        (setv exit node.variable.name)
        (.add self (assign exit (call "Exit" [])) node.where)
        (when node.variable.boxed
          (raise (AssertionError "an exit is never assigned")))
        (.protect self
          (fn [] (emit-local-block self node destination))
          [(handler "NonLocalExit" "e"
             [(when- (compare (attribute (name "e") "target") IS-NOT (name exit)) [(raise-)])
              #* (.collect self (fn [] (.deliver-values self (attribute (name "e") "value") destination node.where)))])]
          [(assign-field exit "live" False)]))))


(defn assign-field [object field value]
  (ast.Assign [(ast.Attribute (name object) field STORE)] (constant value)))


(defn emit-local-block [self node destination]
  (cond
    (not node.used)
      (.emit self node.body destination)
    (= destination.kind "return")
      (do
        (setv (get self.blocks node) #(destination None))
        (.emit self node.body destination))
    (and (isinstance node.body LOOPS) (not (getattr node.body "leaves" False)))
      (emit-loop self node.body destination
                 (fn [entry] (setv (get self.blocks node) #(destination entry))))
    True
      (do
        (setv [entry body]
              (in-loop self
                (fn [entry]
                  (setv (get self.blocks node) #(destination entry))
                  (.emit self node.body destination)
                  (.add self (ast.Break)))))
        (add-loop self entry (ast.While (constant True) (trimmed body) []) node.where))))


(defn trimmed [body]
  "Return BODY without what follows its first unconditional jump."
  (for [[i s] (enumerate body)]
    (when (isinstance s #(ast.Break ast.Continue ast.Return))
      (return (cut body (+ i 1)))))
  body)


(defn [(emits SINGLE BlockNode)] single-block [node]
  (and (single? node.body) (all (map single? node.exits))))


(defn [(emits STATEMENTS ReturnFromNode)] emit-return-from [self node _]
  (setv [destination entry] (get self.blocks node.block))
  (.emit self node.value destination)
  (when (is-not entry None)
    (jump self entry ast.Break)))


(defn [(emits EXPRESSIONS EscapeNode)] emit-escape [self node]
  (setv values (.all-values self node.value))
  (call "leave" [(name node.block.variable.name) values]))


;;; Tagbody

(defn [(emits STATEMENTS TagbodyNode)] emit-tagbody [self node destination]
  (setv used (lfor t node.tags :if t.used t))
  (if (and (= (len used) 1) (not node.escapes) (not (. (get used 0) forward)))
      (emit-single-tag self node (get used 0))
      (emit-dispatch self node))
  (.deliver self (none) destination node.where))


(defn emit-single-tag [self node tag]
  "A tagbody with one tag that is only jumped back to: a while loop with continue."
  (for [segment (cut node.segments tag.segment)]
    (.emit self segment DISCARD))
  (setv [entry body]
        (in-loop self
          (fn [entry]
            (setv (get self.bodies node) #(entry None))
            (.safepoint self)
            (for [segment (cut node.segments tag.segment None)]
              (.emit self segment DISCARD))
            (.add self (ast.Break)))))
  (add-loop self entry (ast.While (constant True) (trimmed body) []) node.where))


(defn emit-dispatch [self node]
  "The general tagbody: a loop over the segments from the one the program counter names."
  (setv pc (.temporary self "pc")
        exit node.variable.name)
  (.add self (assign pc (constant 0)) node.where)
  (when node.escapes
    (.add self (assign exit (call "Exit" [])) node.where))
  (setv [entry body]
        (in-loop self
          (fn [entry]
            (setv (get self.bodies node) #(entry pc))
            (for [[i segment] (enumerate node.segments)]
              (setv body (.collect self (fn [] (.emit self segment DISCARD))))
              (when body
                (.add self (when- (compare (name pc) (ast.LtE) (constant i)) body))))
            (.add self (ast.Break)))))
  (when node.escapes
    (setv body [(try- body
                  [(error-clause)
                   (handler "NonLocalExit" "e"
                     [(when- (compare (attribute (name "e") "target") IS-NOT (name exit)) [(raise-)])
                      (assign pc (attribute (name "e") "value"))])])]))
  (setv body [(when- (name "pending") [(statement (call "run_pending" []))]) #* body]
        loop (ast.While (constant True) body []))
  (if node.escapes
      (do
        (for [s entry.before] (.add self s))
        (.add self (try- [loop] [] [] [(assign-field exit "live" False)]) node.where)
        (for [s entry.after] (.add self s)))
      (add-loop self entry loop node.where)))


(defn [(emits SINGLE TagbodyNode)] single-tagbody [node]
  True)


(defn [(emits STATEMENTS GoNode)] emit-go [self node _]
  (setv [entry pc] (get self.bodies node.tag.body))
  (when (is-not pc None)
    (.add self (assign pc (constant node.tag.segment)) node.where))
  (jump self entry ast.Continue))


(defn [(emits EXPRESSIONS EscapeGoNode)] emit-escape-go [self node]
  (call "leave" [(name node.tag.body.variable.name) (constant node.tag.segment)]))


;;; Loops

(defn emit-loop [self node destination [note None]]
  "Emit a dotimes, dolist or loop node; NOTE is told the PyLoop, for exits from the block around it."
  (cond
    (is (type node) DotimesNode) (emit-dotimes self node destination note)
    (is (type node) DolistNode) (emit-dolist self node destination note)
    True (emit-endless self node note)))


(defn [(emits STATEMENTS LoopNode)] state-loop [self node destination]
  (emit-loop self node destination))


(defn emit-endless [self node note]
  (setv [entry body]
        (in-loop self
          (fn [entry]
            (when note (note entry))
            (.safepoint self)
            (.emit self node.body DISCARD))))
  (add-loop self entry (ast.While (constant True) body []) node.where))


(defn [(emits STATEMENTS DotimesNode)] state-dotimes [self node destination]
  (emit-loop self node destination))


(defn emit-dotimes [self node destination note]
  (setv variable node.variable
        simple (not (or variable.assigned variable.boxed))
        counter (if simple variable.name (.temporary self "i"))
        limit (.as-name self (.expression self node.limit)))
  (setv [entry body]
        (in-loop self
          (fn [entry]
            (when note (note entry))
            (.safepoint self)
            (when (not simple)
              (.add self (assign variable.name (if variable.boxed (list-of [(name counter)]) (name counter)))))
            (.emit self node.body DISCARD))))
  (setv result (.collect self
    (fn []
      (if (is node.result None)
          (.deliver self (none) destination node.where)
          (do
            ;; In the result form the variable holds the number of rounds.
            (setv rounds (call "rounds" [(limit)]))
            (.add self (assign variable.name (if variable.boxed (list-of [rounds]) rounds)))
            (.emit self node.result destination))))))
  (add-loop self entry (ast.For (target counter) (call "range" [(limit)]) body result) node.where))


(defn [(emits STATEMENTS DolistNode)] state-dolist [self node destination]
  (emit-loop self node destination))


(defn emit-dolist [self node destination note]
  (setv variable node.variable
        rest (.temporary self "rest"))
  (.emit self node.items (assigning rest))
  (setv [entry body]
        (in-loop self
          (fn [entry]
            (when note (note entry))
            (setv item (attribute (name rest) "car"))
            (.add self (assign variable.name (if variable.boxed (list-of [item]) item)))
            (.add self (assign rest (attribute (name rest) "cdr")))
            (.safepoint self)
            (.emit self node.body DISCARD))))
  (setv result (.collect self
    (fn []
      (.add self (when- (is-not-none (name rest)) [(statement (call "not_a_list" [(name rest)]))]))
      (if (is node.result None)
          (.deliver self (none) destination node.where)
          (do
            (.add self (assign variable.name (if variable.boxed (list-of [(none)]) (none))))
            (.emit self node.result destination))))))
  (add-loop self entry (ast.While (type-is (name rest) "Cons") body result) node.where))


(for [_class [DotimesNode DolistNode]]
  (setv (get SINGLE _class) (fn [node] (or (is node.result None) (single? node.result)))))


;;; Dynamic state

(defn [(emits STATEMENTS CatchNode)] emit-catch [self node destination]
  (setv catcher (.temporary self "catch"))
  (.add self (assign catcher (call "enter_catch" [(.expression self node.tag)])) node.where)
  (.protect self
    (fn [] (.emit self node.body destination))
    [(handler "NonLocalExit" "e"
       [(when- (compare (attribute (name "e") "target") IS-NOT (name catcher)) [(raise-)])
        #* (.collect self (fn [] (.deliver-values self (attribute (name "e") "value") destination node.where)))])]
    [(statement (call "leave_catch" [(name catcher)]))]))


(defn [(emits EXPRESSIONS ThrowNode)] emit-throw [self node]
  (setv tag (.as-name self (.expression self node.tag)))
  (call "throw" [(tag) (.all-values self node.value)]))


(defn [(emits STATEMENTS UnwindProtectNode)] emit-unwind-protect [self node destination]
  (setv depth self.protected)
  (+= self.protected 1)
  (setv cleanup (.collect self (fn [] (.emit self node.cleanup DISCARD))))
  (setv self.protected depth)
  (.protect self (fn [] (.emit self node.body destination)) [] (or cleanup [(ast.Pass)])))


(defn [(emits SINGLE UnwindProtectNode)] single-unwind-protect [node]
  (single? node.body))


(defn [(emits STATEMENTS HandlerBindNode)] emit-handler-bind [self node destination]
  (setv functions (.expressions self (lfor [_ f] node.entries f))
        saved (.temporary self "handlers")
        entries (tuple-of (gfor [[test _] f] (zip node.entries functions)
                                (tuple-of [(.expression self test) f]))))
  (.add self (assign saved (call "enter_handlers" [entries])) node.where)
  (.protect self (fn [] (.emit self node.body destination))
            [] [(statement (call "leave_handlers" [(name saved)]))]))


(defn [(emits STATEMENTS RestartBindNode)] emit-restart-bind [self node destination]
  (setv saved (.temporary self "restarts"))
  (.add self (assign saved (call "enter_restarts" [(.expression self node.restarts)])) node.where)
  (.protect self (fn [] (.emit self node.body destination))
            [] [(statement (call "leave_restarts" [(name saved)]))]))


(for [_class [HandlerBindNode RestartBindNode]]
  (setv (get SINGLE _class) single-unwind-protect))
