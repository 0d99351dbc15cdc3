#[[The extended loop (CLHS 6.1): from clauses to a block, bindings and one tagbody.

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
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [S K Y quoted gensyms parts program-error constant-form-p]
  acllib.lisp.macros-iteration [FOREVER]
  acllib.lisp.symbols [Symbol gensym symbol?])


(setv END (Y "%LOOP-END")
      TERMINATE #(S.RETURN-FROM END None))


(defn word [object]
  "Return the name of a symbol as a loop word, upper case, or None for what is no symbol."
  (if (is (type object) Symbol) (.upper object.name) None))


;;; Drivers

(defclass Driver []
  #[[One way of stepping variables.

  bindings -- list of #(variable form), evaluated once before the loop
  advance  -- list of #(variable form): assignments before the test, in all rounds but the first
  test     -- form that ends the loop when true, or None
  first, steps -- lists of #(pattern form), assignments behind the test: first round, others
  after    -- list of #(variable form), assignments behind all that
  user     -- true: forms of the program are evaluated in each round]]
  (setv __slots__ #("bindings" "advance" "test" "first" "steps" "after" "user"))

  (defn __init__ [self bindings * [advance #()] [test None] [steps #()] [first None] [after #()] [user False]]
    (setv self.bindings (list bindings)
          self.advance (list advance)
          self.test test
          self.steps (list steps)
          self.first (if (is first None) self.steps (list first))
          self.after (list after)
          self.user user)))


(defn round-forms [group advance first]
  #[[Return the forms of one round of GROUP, drivers connected by `and`.

  Arguments: advance -- true: with the advances; first -- true: it's the first round.]]
  (setv plain (lfor d group :if (not d.advance) d)
        stepping (lfor d group :if d.advance d)
        step-pairs (fn [driver] (if first driver.first driver.steps)))
  [#* (lfor d plain :if (is-not d.test None) (end-if d.test))
   #* (assign-all [#* (gfor d plain p (step-pairs d) p)
                   #* (gfor d (if advance stepping []) p d.advance p)])
   #* (gfor d stepping
            form [#* (if (is d.test None) [] [(end-if d.test)])
                  #* (assign-all (step-pairs d))]
            form)
   #* (assign-all (lfor d group p d.after p))])


(defn end-if [test]
  #(S.IF test TERMINATE None))


(defn assign-all [pairs]
  "Return the forms that assign in parallel: list of #(pattern form)."
  (setv pairs (list pairs))
  (cond
    (not pairs) []
    (= (len pairs) 1) (assign #* (get pairs 0))
    True (do
           (setv names (gensyms "NEXT" (len pairs)))
           [#(S.LET (tuple (zip names (gfor [_ form] pairs form)))
                #* (gfor [[pattern _] name] (zip pairs names) f (assign pattern name) f))])))


(defn assign [pattern form]
  "Return the forms that assign the parts of the value of FORM to the variables of PATTERN."
  (cond
    (is pattern None) [#(S.PROGN form)]
    (is (type pattern) Symbol) [#(S.SETQ pattern form)]
    True (do
           (setv whole (gensym "WHOLE"))
           [#(S.LET #(#(whole form))
                #* (lfor [name path] (leaves pattern whole) #(S.SETQ name path)))])))


(defn leaves [pattern path]
  "Return the variables of PATTERN with the forms of their places in the value of PATH."
  (cond
    (is pattern None) []
    (is (type pattern) Symbol) [#(pattern path)]
    (is (type pattern) Cons) [#* (leaves pattern.car #(S.CAR path)) #* (leaves pattern.cdr #(S.CDR path))]
    True (program-error f"loop: {(show pattern)} is not a variable or a list of variables.")))


;;; The loop being read

(defclass Loop []
  #[[A loop form as it is being read.

  source    -- the subforms; position -- index of the next one
  name      -- of the block
  groups    -- list of #(binder bindings), binder LET or LET*
  drivers   -- list of lists of drivers connected by `and`
  initially, body, finally -- lists of forms
  accumulators -- dict of `into` variable, or None, to Accumulator
  result    -- form of the value when nothing is accumulated
  it        -- variable that holds the value of the last test, for `it`]]

  (defn __init__ [self source]
    (setv self.source (list source)
          self.position 0
          self.name None
          self.groups []
          self.drivers []
          self.initially []
          self.body []
          self.finally- []
          self.accumulators {}
          self.result None
          self.it None))

  ;; Reading

  (defn [property] at-end [self]
    (>= self.position (len self.source)))

  (defn peek [self]
    "Return the next subform as a word, None if it is none or there is none."
    (if self.at-end None (word (get self.source self.position))))

  (defn take [self what]
    "Return the next subform; signals program-error, asking for WHAT, at the end."
    (when self.at-end
      (program-error f"loop: {what} is missing at the end of the loop."))
    (+= self.position 1)
    (get self.source (- self.position 1)))

  (defn take-word [self #* words]
    "Return the next word and go on if it is one of WORDS, else None."
    (setv found (.peek self))
    (when (in found words)
      (+= self.position 1)
      found))

  (defn take-compounds [self what]
    "Return the compound forms that follow, at least one."
    (setv found [])
    (while (and (not self.at-end) (is (type (get self.source self.position)) Cons))
      (.append found (.take self what)))
    (when (not found)
      (program-error f"loop: {what} needs compound forms."))
    found)

  (defn take-type [self]
    "Read over a type declaration; return the initial value of variables of that type."
    (setv found (if self.at-end None (get self.source self.position)))
    (cond
      (.take-word self "OF-TYPE") (initial-value (.take self "a type"))
      (in (word found) #("FIXNUM" "FLOAT")) (initial-value (.take self "a type"))
      (is found True) (do (.take self "a type") None)
      True None))

  (defn take-form [self what]
    "Return the next form; `it` stands for the value of the test it depends on."
    (setv form (.take self what))
    (if (and (is-not self.it None) (= (word form) "IT")) (get self.it 0) form))

  ;; Bindings

  (defn bind [self bindings [parallel False]]
    "Add BINDINGS, list of #(variable form)."
    (setv binder (if (and parallel (> (len bindings) 1)) S.LET (S "LET*")))
    (if (and self.groups (is binder (S "LET*")) (is (get self.groups -1 0) binder))
        (.extend (get self.groups -1 1) bindings)
        (.append self.groups #(binder (list bindings)))))

  (defn constant-or-variable [self prefix form bindings]
    "Return FORM if it is constant, else a new variable that BINDINGS, a list, bind to it."
    (when (constant-form-p form)
      (return form))
    (setv name (gensym prefix))
    (.append bindings #(name form))
    name)

  ;; Accumulation

  (defn accumulator [self name kind]
    "Return the accumulator for `into` NAME (None: the loop's value), made at its first use."
    (setv found (.get self.accumulators name))
    (when (is found None)
      (setv found (Accumulator name kind)
            (get self.accumulators name) found))
    (when (!= found.kind kind)
      (program-error "loop: clauses that accumulate in different ways can't share a variable."))
    found))


(defn initial-value [specifier]
  "Return what a variable of a type is before its first assignment."
  (cond
    (in (word specifier) #("FIXNUM" "INTEGER" "NUMBER" "REAL" "UNSIGNED-BYTE")) 0
    (in (word specifier) #("FLOAT" "SINGLE-FLOAT" "DOUBLE-FLOAT")) 0.0
    True None))


(defclass Accumulator []
  #[[Where clauses accumulate.

  variable -- the variable; named -- true: the program named it
  kind     -- "list" "sum" or "extreme"
  tail     -- variable of the last cons of a list, or None while pushing in reverse will do]]

  (defn __init__ [self name kind]
    (setv self.named (is-not name None)
          self.variable (if self.named name (gensym "RESULT"))
          self.kind kind
          self.tail (if (and self.named (= kind "list")) (gensym "TAIL") None)))

  (defn [property] bindings [self]
    [#(self.variable (if (= self.kind "sum") 0 None))
     #* (if (is self.tail None) [] [#(self.tail None)])])

  (defn [property] value [self]
    (if (and (= self.kind "list") (is self.tail None))
        #(S.NREVERSE self.variable)
        self.variable)))


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
  (setv loop.result True)
  [#(S.IF (.take loop "a test") None #(S.RETURN-FROM loop.name None))])


(defn [(clause "NEVER")] read-never [loop]
  (setv loop.result True)
  [#(S.IF (.take loop "a test") #(S.RETURN-FROM loop.name None) None)])


(defn [(clause "THEREIS")] read-thereis [loop]
  (setv value (gensym "VALUE"))
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


(setv CONDITIONAL-WORDS #("IF" "WHEN" "UNLESS"))


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
  "Return the variable of an `into`, or None; a type may follow."
  (setv name (if (.take-word loop "INTO") (.take loop "a variable") None))
  (.take-type loop)
  name)


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


(setv FOR-WORDS {})


(defn for-word [#* words]
  (fn [function]
    (for [name words]
      (setv (get FOR-WORDS name) function))
    function))


(defn read-driver [loop]
  "Read a variable and what it runs through; return the driver."
  (setv pattern (.take loop "a variable")
        default (.take-type loop)
        name (.peek loop))
  (when (not-in name FOR-WORDS)
    (program-error (.format "loop: {} is not a way to step {}."
                            (if loop.at-end "nothing" (show (get loop.source loop.position))) (show pattern))))
  (when (not-in name ARITHMETIC)
    (+= loop.position 1))
  ((get FOR-WORDS name) loop pattern default))


(defn pattern-bindings [pattern [default None]]
  "Return the bindings of the variables of PATTERN to DEFAULT."
  (lfor [name _] (leaves pattern None) #(name default)))


(defn stepped [step variable]
  "Return the form of the next rest of a list; STEP is None or the form of a function."
  (cond
    (is step None) #(S.CDR variable)
    (and (is (type step) Cons) (is step.car S.FUNCTION) (is (type step.cdr.car) Symbol))
      #(step.cdr.car variable)
    True #(S.FUNCALL step variable)))


(defn ended [rest]
  "Return the form that tells whether the list in the variable REST has ended, as endp does."
  #(S.AND #(S.ATOM rest) #(S.ENDP rest)))


(defn take-step [loop bindings]
  "Read `by FUNCTION`, if it is there; return the form of the function."
  (when (not (.take-word loop "BY"))
    (return None))
  (setv step (.take loop "a function"))
  (if (and (is (type step) Cons) (in step.car #(S.FUNCTION S.QUOTE)))
      step
      (.constant-or-variable loop "STEP" step bindings)))


(defn [(for-word "IN")] read-in [loop pattern default]
  (setv rest (gensym "LIST")
        bindings [#* (pattern-bindings pattern default) #(rest (.take loop "a list"))]
        step (take-step loop bindings))
  (Driver bindings
          :test (ended rest)
          :steps [#(pattern #(S.CAR rest))]
          :after [#(rest (stepped step rest))]))


(defn [(for-word "ON")] read-on [loop pattern default]
  (setv source (.take loop "a list")
        simple (is (type pattern) Symbol)
        rest (if simple pattern (gensym "LIST"))
        bindings [#* (if simple [] (pattern-bindings pattern default)) #(rest source)]
        step (take-step loop bindings))
  (Driver bindings
          :advance [#(rest (stepped step rest))]
          :test #(S.ATOM rest)
          :steps (if simple [] [#(pattern rest)])))


(defn [(for-word "=")] read-equals [loop pattern default]
  (setv value (.take loop "a form")
        following (if (.take-word loop "THEN") (.take loop "a form") value))
  (Driver (pattern-bindings pattern default)
          :first [#(pattern value)]
          :steps [#(pattern following)]
          :user True))


(defn [(for-word "ACROSS")] read-across [loop pattern default]
  (setv [vector index size] (gensyms "ACROSS" 3))
  (Driver [#* (pattern-bindings pattern default)
           #(vector (.take loop "a vector")) #(index 0) #(size #(S.LENGTH vector))]
          :test #((S ">=") index size)
          :steps [#(pattern #(S.AREF vector index))]
          :after [#(index #((S "+") index 1))]))


;; Arithmetic: words → #(part direction exclusive)
(setv ARITHMETIC {
  "FROM"     #("start" None False)
  "UPFROM"   #("start" "up" False)
  "DOWNFROM" #("start" "down" False)
  "TO"       #("limit" None False)
  "UPTO"     #("limit" "up" False)
  "BELOW"    #("limit" "up" True)
  "DOWNTO"   #("limit" "down" False)
  "ABOVE"    #("limit" "down" True)
  "BY"       #("step" None False)})


(defn [(for-word #* ARITHMETIC)] read-arithmetic [loop variable default]
  (when (is-not (type variable) Symbol)
    (program-error f"loop: {(show variable)} can't run through numbers."))
  (setv bindings []
        given {}
        direction None
        exclusive False)
  (while (in (.peek loop) ARITHMETIC)
    (setv [part way strict] (get ARITHMETIC (.take-word loop #* ARITHMETIC)))
    (when (in part given)
      (program-error f"loop: two {part}s for {(show variable)}."))
    (when (and way direction (!= way direction))
      (program-error f"loop: {(show variable)} can't go up and down."))
    (setv direction (or way direction)
          exclusive (or exclusive strict)
          value (.take loop "a number"))
    (setv (get given part)
          (if (= part "start")
              (do (.append bindings #(variable value)) variable)
              (.constant-or-variable loop (.upper part) value bindings))))
  (when (not-in "start" given)
    (when (= direction "down")
      (program-error f"loop: {(show variable)} goes down, so it needs a start."))
    (.insert bindings 0 #(variable 0)))
  (setv down (= direction "down")
        compare (get {#(False False) ">" #(False True) ">=" #(True False) "<" #(True True) "<="}
                     #(down exclusive)))
  (Driver bindings
          :advance [#(variable #((S (if down "-" "+")) variable (.get given "step" 1)))]
          :test (if (in "limit" given) #((S compare) variable (get given "limit")) None)))


;; being: hash tables and packages

(setv BEING {
  "HASH-KEY" "key"  "HASH-KEYS" "key"  "HASH-VALUE" "value"  "HASH-VALUES" "value"
  "SYMBOL" "ALL"  "SYMBOLS" "ALL"  "PRESENT-SYMBOL" "PRESENT"  "PRESENT-SYMBOLS" "PRESENT"
  "EXTERNAL-SYMBOL" "EXTERNAL"  "EXTERNAL-SYMBOLS" "EXTERNAL"})


(defn [(for-word "BEING")] read-being [loop pattern default]
  (.take-word loop "EACH" "THE")
  (setv what (.take-word loop #* BEING))
  (when (is what None)
    (program-error "loop: being is followed by the hash-keys, hash-values or symbols of something."))
  (setv given (.take-word loop "IN" "OF")
        source (if given (.take loop "a form") None))
  (if (.startswith what "HASH")
      (read-hash loop pattern default what source)
      (list-driver pattern default
                   #((Y "%PACKAGE-SYMBOLS") (if given source (S "*PACKAGE*")) (quoted (K (get BEING what)))))))


(defn read-hash [loop pattern default what table]
  (setv other None)
  (when (.take-word loop "USING")
    (setv [other-word other] (parts (.take loop "a list") "loop using"))
    (when (or (not-in (word other-word) #("HASH-KEY" "HASH-VALUE"))
              (= (get BEING (word other-word)) (get BEING what)))
      (program-error f"loop: misplaced {(show other-word)} behind using.")))
  (list-driver (if (= (get BEING what) "key")
                   (Cons pattern other)
                   (Cons other pattern))
               default
               #((Y "%HASH-TABLE-PAIRS") table)))


(defn list-driver [pattern default source]
  "Return the driver that runs PATTERN through the list that the form SOURCE makes."
  (setv rest (gensym "LIST"))
  (Driver [#* (pattern-bindings pattern default) #(rest source)]
          :test (ended rest)
          :steps [#(pattern #(S.CAR rest))]
          :after [#(rest #(S.CDR rest))]))


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
