#[[The drivers of loop: what for, as and repeat step through, and the forms of a round.

Each way of for is a function in `FOR-WORDS` of the loop, the variable or pattern, and its
initial value; it returns a `Driver`.]]

(import
  acllib.kernel.signalling [show]
  acllib.lisp.conses [Cons]
  acllib.lisp.forms [S K Y quoted gensyms parts program-error]
  acllib.lisp.loop_reading [TERMINATE word]
  acllib.lisp.symbols [Symbol gensym])


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


;;; The ways of for

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
  (when (is variable None)
    (setv variable (gensym "NUMBER")))
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
