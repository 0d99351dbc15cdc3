#[[The extended loop (CLHS 6.1): from clauses to a block, bindings and one endless loop.

A loop becomes

    (block NAME
      (let* (bindings)
        (block %loop-end
          initially forms
          first round of the drivers
          (%forever  body  next round of the drivers))
        finally forms
        result))

A *driver* is what for, as and repeat make: bindings, a test that ends the loop, and
assignments. Most drivers do the same in the first round as in all others but for an `advance`
in front; where nobody can see the difference, both rounds are one, at the head of the loop,
and the advances stand at its end: that is the shape the compiler makes a plain `while` of.

Each clause is a function in `CLAUSES`, each way of for in `FOR-WORDS`. Words are compared by
name, so they may come from any package. Type declarations are read over.]]

(import
  acllib.kernel.signalling [show]
  acllib.lisp.conses [Cons form lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [S Y program-error]
  acllib.lisp.loop_drivers [Driver assign-all leaves read-driver round-forms]
  acllib.lisp.loop_reading [END TERMINATE Loop word]
  acllib.lisp.macros_iteration [FOREVER]
  acllib.lisp.symbols [Symbol gensym symbol?])


;;; Clauses. Each is a function of the loop that returns body forms, or None for what is no body.

(setv CLAUSES {})


(defn clause [#* words]
  (fn [function]
    (for [name words]
      (setv (get CLAUSES name) function))
    function))


(defn [(clause "NAMED")] read-named [loop]
  (setv loop.name (.take loop "a name"))
  (when (not (symbol? loop.name))
    (program-error f"loop: {(show loop.name)} can't name a loop.")))


(defn [(clause "INITIALLY")] read-initially [loop]
  (.extend loop.initially (.take-compounds loop "initially")))


(defn [(clause "FINALLY")] read-finally [loop]
  (if (.take-word loop "RETURN")
      (.append loop.finally- #(S.RETURN-FROM loop.name (.take loop "a form")))
      (do
        (.take-word loop "DO" "DOING")
        (.extend loop.finally- (.take-compounds loop "finally")))))


(defn [(clause "WITH")] read-with [loop]
  (setv bindings [])
  (while True
    (setv pattern (.take loop "a variable")
          default (.take-type loop)
          value (if (.take-word loop "=") (.take loop "a form") default))
    (.append bindings #(pattern value))
    (when (not (.take-word loop "AND"))
      (break)))
  (bind-patterns loop bindings))


(defn bind-patterns [loop bindings]
  "Bind in parallel: list of #(pattern form)."
  (setv simple (lfor [pattern value] bindings
                     #((if (is (type pattern) Symbol) pattern (gensym "WHOLE")) value)))
  (.bind loop simple :parallel True)
  (for [[[pattern _] [whole _]] (zip bindings simple)]
    (when (is-not (type pattern) Symbol)
      (.bind loop (leaves pattern whole)))))


(defn [(clause "DO" "DOING")] read-do [loop]
  (.take-compounds loop "do"))


(defn [(clause "RETURN")] read-return [loop]
  [#(S.RETURN-FROM loop.name (.take-form loop "a form"))])


(defn [(clause "WHILE")] read-while [loop]
  [#(S.IF (.take loop "a test") None TERMINATE)])


(defn [(clause "UNTIL")] read-until [loop]
  [#(S.IF (.take loop "a test") TERMINATE None)])


(defn [(clause "ALWAYS")] read-always [loop]
  (setv loop.result True
        loop.tests True)
  [#(S.IF (.take loop "a test") None #(S.RETURN-FROM loop.name None))])


(defn [(clause "NEVER")] read-never [loop]
  (setv loop.result True
        loop.tests True)
  [#(S.IF (.take loop "a test") #(S.RETURN-FROM loop.name None) None)])


(defn [(clause "THEREIS")] read-thereis [loop]
  (setv loop.tests True
        value (gensym "VALUE"))
  [#(S.LET #(#(value (.take loop "a test")))
       #(S.IF value #(S.RETURN-FROM loop.name value) None))])


;; Conditional clauses

(defn [(clause "IF" "WHEN")] read-when [loop]
  (conditional loop (fn [test then otherwise] #(S.IF test then otherwise))))


(defn [(clause "UNLESS")] read-unless [loop]
  (conditional loop (fn [test then otherwise] #(S.IF test otherwise then))))


(defn conditional [loop make]
  "Read a test and the clauses that depend on it; return the forms."
  (setv test (.take loop "a test")
        outer loop.it
        value (gensym "IT")
        used [value])
  (setv loop.it used
        start loop.position
        then (dependent-clauses loop)
        otherwise (if (.take-word loop "ELSE") (dependent-clauses loop) [])
        needed (any (gfor i (range start loop.position) (= (word (get loop.source i)) "IT")))
        loop.it outer)
  (.take-word loop "END")
  (if needed
      [#(S.LET #(#(value test)) (make value (progn then) (progn otherwise)))]
      [(make test (progn then) (progn otherwise))]))


(defn progn [forms]
  (cond (not forms) None
        (= (len forms) 1) (get forms 0)
        True #(S.PROGN #* forms)))


(defn dependent-clauses [loop]
  "Read clauses connected by `and`; return their forms."
  (setv forms (body-clause loop)
        it loop.it)
  (while (.take-word loop "AND")
    (setv loop.it None)
    (.extend forms (body-clause loop)))
  (setv loop.it it)
  forms)


(defn body-clause [loop]
  "Read one clause that may depend on a test; return its forms."
  (setv name (.peek loop))
  (when (or (not-in name CLAUSES) (in name #("NAMED" "WITH" "FOR" "AS" "REPEAT" "INITIALLY" "FINALLY")))
    (program-error (.format "loop: {} is not a clause that may depend on a test."
                            (if loop.at-end "nothing" (show (get loop.source loop.position))))))
  (+= loop.position 1)
  (list ((get CLAUSES name) loop)))


;; Accumulation clauses

(defn take-into [loop]
  "Return #(name initial): the variable of an `into`, or None, and the initial value of its type, which may follow."
  #((if (.take-word loop "INTO") (.take loop "a variable") None)
    (.take-type loop)))


(defn [(clause "COLLECT" "COLLECTING")] read-collect [loop]
  (setv value (.take-form loop "a form")
        into (.accumulator loop (take-into loop) "list"))
  (deferred (fn [] (collect-forms into #(S.LIST value) value))))


(defn [(clause "APPEND" "APPENDING")] read-append [loop]
  (read-joining loop (Y "%COPY-TO-APPEND")))


(defn [(clause "NCONC" "NCONCING")] read-nconc [loop]
  (read-joining loop None))


(defn read-joining [loop copier]
  (setv value (.take-form loop "a form")
        into (.accumulator loop (take-into loop) "list")
        new (gensym "LIST"))
  (when (is into.tail None)
    (setv into.tail (gensym "TAIL")))
  [#(S.LET #(#(new (if (is copier None) value #(copier value))))
       #(S.IF new
           #(S.PROGN
              (link into new)
              #(S.SETQ into.tail #(S.LAST new)))
           None))])


(defclass deferred []
  "Forms that are made when the whole loop has been read; MAKE returns them."

  (defn __init__ [self make]
    (setv self.make make))

  (defn __iter__ [self]
    (yield self)))


(defn collect-forms [into new value]
  "Return the form that puts VALUE at the end of what INTO has collected; NEW makes the one-element list."
  (when (is into.tail None)
    (return #(S.SETQ into.variable #(S.CONS value into.variable))))
  (setv cell (gensym "CELL"))
  #(S.LET #(#(cell new))
     (link into cell)
     #(S.SETQ into.tail cell)))


(defn link [into new]
  "Return the form that hangs the list in the variable NEW behind the end of INTO's."
  #(S.IF into.tail #(S.RPLACD into.tail new) #(S.SETQ into.variable new)))


(defn [(lisp "%COPY-TO-APPEND" :package "SYSTEM")] copy-to-append [object]
  "Return a copy of the conses of a list; anything else as it is."
  (setv kept []
        rest object)
  (while (is (type rest) Cons)
    (.append kept rest.car)
    (setv rest rest.cdr))
  (lisp-list kept rest))


(defn [(clause "SUM" "SUMMING")] read-sum [loop]
  (setv value (.take-form loop "a form")
        into (. (.accumulator loop (take-into loop) "sum") variable))
  [#(S.SETQ into #((S "+") into value))])


(defn [(clause "COUNT" "COUNTING")] read-count [loop]
  (setv value (.take-form loop "a form")
        into (. (.accumulator loop (take-into loop) "sum") variable))
  [#(S.IF value #(S.SETQ into #((S "+") into 1)) None)])


(defn [(clause "MAXIMIZE" "MAXIMIZING")] read-maximize [loop]
  (read-extreme loop S.MAX))


(defn [(clause "MINIMIZE" "MINIMIZING")] read-minimize [loop]
  (read-extreme loop S.MIN))


(defn read-extreme [loop choose]
  (setv value (.take-form loop "a form")
        into (. (.accumulator loop (take-into loop) "extreme") variable)
        new (gensym "VALUE"))
  [#(S.LET #(#(new value))
       #(S.SETQ into #(S.IF into #(choose into new) new)))])


;; Iteration clauses

(defn [(clause "REPEAT")] read-repeat [loop]
  (setv left (gensym "LEFT"))
  (add-drivers loop [(Driver [#(left (.take loop "a number"))]
                             :test #((S "<=") left 0)
                             :after [#(left #((S "-") left 1))])]))


(defn [(clause "FOR" "AS")] read-for [loop]
  (setv drivers [(read-driver loop)])
  (while (.take-word loop "AND")
    (.take-word loop "FOR" "AS")
    (.append drivers (read-driver loop)))
  (add-drivers loop drivers))


(defn add-drivers [loop drivers]
  (.bind loop (lfor d drivers b d.bindings b) :parallel (> (len drivers) 1))
  (.append loop.drivers drivers)
  None)


;;; The expansion

(defn [(macro "LOOP")] expand-loop [#* source]
  "Expand a simple loop, of compound forms only, or an extended one."
  (if (all (gfor f source (is (type f) Cons)))
      (form #(S.BLOCK None #(FOREVER #* source)))
      (form (assemble (read-loop source)))))


(defn [(macro "LOOP-FINISH")] expand-loop-finish []
  (form TERMINATE))


(defn read-loop [source]
  "Return the Loop of the subforms of an extended loop. Signals program-error for what is no clause."
  (setv loop (Loop source))
  (while (not loop.at-end)
    (setv name (.peek loop))
    (when (not-in name CLAUSES)
      (program-error f"loop: {(show (get loop.source loop.position))} is not a clause."))
    (+= loop.position 1)
    (setv forms ((get CLAUSES name) loop))
    (when (is-not forms None)
      (.extend loop.body forms)))
  loop)


(defn made [object]
  "Return a form with its deferred parts made."
  (cond
    (isinstance object deferred) (object.make)
    (is (type object) tuple) (tuple (map made object))
    True object))


(defn assemble [loop]
  "Return the expansion of LOOP, a tuple form."
  (setv body (lfor f loop.body (made f))
        own (.get loop.accumulators None)
        _ (when (and loop.tests own)
            (program-error "loop: always, never and thereis give the loop its value; what is collected needs an into."))
        merged (one-round-p loop)
        first (lfor g loop.drivers f (round-forms g False True) f))
  (for [accumulator (.values loop.accumulators)]
    (.bind loop accumulator.bindings))
  (setv inner #(S.BLOCK END
                 #* loop.initially
                 #* (if merged [] first)
                 #(FOREVER
                    #* (if merged first [])
                    #* body
                    #* (if merged
                           (lfor g loop.drivers d g f (assign-all d.advance) f)
                           (lfor g loop.drivers f (round-forms g True False) f))))
        whole [inner #* loop.finally- (if (is own None) loop.result own.value)])
  (for [[binder bindings] (reversed loop.groups)]
    (setv whole [#(binder (tuple bindings) #* whole)]))
  #(S.BLOCK loop.name #* whole))


(defn one-round-p [loop]
  #[[Return whether the first round of the drivers may be the same code as all others.

  Then the advances are made before all tests. Nobody sees that if only the first driver
  advances; nor where neither a finally form can look at a variable that has been advanced too
  far, nor an earlier driver's forms run in between.]]
  (setv advancing (lfor [i g] (enumerate loop.drivers) d g :if d.advance i)
        uniform (all (gfor g loop.drivers
                           d g
                           (and (= (len d.first) (len d.steps))
                                (all (gfor [a b] (zip d.first d.steps) (is (get a 1) (get b 1))))
                                (or (not d.advance) (= (len g) 1)))))
        user (lfor [i g] (enumerate loop.drivers) d g :if d.user i))
  (and uniform
       (or (in advancing [[] [0]])
           (and (not loop.finally-)
                (or (not user) (> (min user) (max advancing)))))))
