#[[Calls of built-in functions that become Python operators.

Each entry is a function of the emitter and the CallNode; it returns an expression, or None
where the call is better left a call. Python's operators are lenient where Lisp's are not
("a" + "b"), so one operand of + - < > and both of = and * carry a guard, unary plus, unless
they are known to be numbers: it fails for strings, lists and nil and costs 3 ns.

No entry may need statements of its own: a call of simple arguments must stay an expression. And
none may give up after it has asked the emitter for its arguments, which emits what runs before them.]]

(import
  ast
  acllib.characters [Character]
  acllib.lisp.emit [constant-expression]
  acllib.lisp.image [key]
  acllib.lisp.nodes *
  acllib.lisp.python_ast *
  acllib.lisp.ratios [Ratio]
  acllib.lisp.symbols [Symbol cl setf-name])


(setv CALLS {}    ; Symbol → function that returns the call's expression
      TESTS {}    ; Symbol → function that returns a Python condition
      TUPLES {}   ; Symbol → function that returns the tuple of all values
      EFFECTS {}) ; Symbol → function that emits the call for its effect and returns its value, a pure expression


(defn inlines [table #* names]
  (fn [function]
    (for [n names]
      (setv (get table (cl n)) function))
    function))


(defn entry [table node]
  "Return the entry for a call, unless the program has redefined its function, or put something around it."
  (setv symbol node.symbol)
  (if (or (is symbol.definition None) (and (is-not symbol.info None) (.get symbol.info "fwrapping")))
      None
      (.get table symbol)))


(defn inline-call [self node]
  "Return the expression a call becomes, or None."
  (setv function (entry CALLS node))
  (if (is function None)
      (if (is (entry TESTS node) None)
          None
          (do
            (setv test (inline-test self node))
            (if (is test None) None (lisp-boolean test))))
      (function self node)))


(defn inline-test [self node]
  "Return the Python condition a call becomes in test position, or None."
  (setv function (entry TESTS node))
  (if (is function None) None (function self node)))


(defn inline-values [self node]
  "Return the expression for the tuple of all values of a call, or None."
  (setv function (entry TUPLES node))
  (if (is function None) None (function self node)))


(defn inline-effect [self node]
  "Emit a call as statements, where it has such a form, and return a pure expression for its value, or None."
  (setv function (.get EFFECTS node.symbol))
  (if (is function None) None (function self node)))


;;; Numbers

(setv NUMBERS #(int float complex Ratio)
      ;; Functions that return a number or signal.
      NUMERIC (sfor n ["+" "-" "*" "/" "1+" "1-" "MOD" "REM" "FLOOR" "TRUNCATE" "CEILING" "ROUND" "ABS" "MIN"
                       "MAX" "LENGTH" "LOGAND" "LOGIOR" "LOGXOR" "ASH" "GCD" "LCM" "EXPT" "CHAR-CODE" "FLOAT"]
                    (cl n)))


(defn number-known? [node]
  "Return whether the value of NODE is certainly a number, if there is one."
  (cond
    (is (type node) ConstantNode) (in (type node.value) NUMBERS)
    (is (type node) LocalNode) (number-variable? node.variable)
    (is (type node) CallNode) (and (in node.symbol NUMERIC) (is-not node.symbol.definition None))
    True False))


(defn number-variable? [variable]
  "Return whether a variable holds a number at all times: everything it is given is one."
  (cond
    (is variable.values None) (and variable.integer (not variable.assigned))
    (is variable.values walking) True ; it is given what depends on itself: the others decide
    True (do
           (setv given variable.values
                 variable.values walking)
           (try
             (return (all (map number-known? given)))
             (finally
               (setv variable.values given))))))


;; Stands for the values of a variable while they are looked at.
(setv walking [])


;; Functions that return an integer when all their arguments are integers.
(setv INTEGRAL (sfor n ["+" "-" "*" "1+" "1-" "MOD" "REM" "LOGAND" "LOGIOR" "LOGXOR" "ABS" "MIN" "MAX" "GCD" "LCM"]
                     (cl n))
      COUNTS (sfor n ["LENGTH" "CHAR-CODE"] (cl n)))


(defn integer-known? [node]
  "Return whether the value of NODE is certainly an integer, if there is one."
  (cond
    (is (type node) ConstantNode) (is (type node.value) int)
    (is (type node) LocalNode)
      (or (and node.variable.integer (not node.variable.assigned))
          (and (is-not node.variable.values None) (not node.variable.assigned)
               (all (map integer-known? node.variable.values))))
    (is-not (type node) CallNode) False
    (is node.symbol.definition None) False
    (in node.symbol COUNTS) True
    True (and (in node.symbol INTEGRAL) (all (map integer-known? node.arguments)))))


(defn guard [expression node]
  (if (number-known? node) expression (ast.UnaryOp (ast.UAdd) expression)))


(defn arithmetic [operator guard-all]
  "Return an entry that folds its arguments with OPERATOR from the left."
  (fn [self node]
    (setv nodes node.arguments)
    (when (< (len nodes) 2)
      (return None))
    (setv made (.expressions self nodes)
          [first second #* others] made)
    (cond
      guard-all
        (setv first (guard first (get nodes 0))
              second (guard second (get nodes 1)))
      (not (or (number-known? (get nodes 0)) (number-known? (get nodes 1))))
        (setv first (guard first (get nodes 0))))
    (setv result (binary first (operator) second))
    (for [[e n] (zip others (cut nodes 2 None))]
      (setv result (binary result (operator) (if guard-all (guard e n) e))))
    result))


((inlines CALLS "+") (arithmetic ast.Add False))
((inlines CALLS "*") (arithmetic ast.Mult True))
((inlines CALLS "LOGAND") (arithmetic ast.BitAnd False))
((inlines CALLS "LOGIOR") (arithmetic ast.BitOr False))
((inlines CALLS "LOGXOR") (arithmetic ast.BitXor False))


(setv _subtract (arithmetic ast.Sub False))


(defn [(inlines CALLS "-")] inline-minus [self node]
  (if (= (len node.arguments) 1)
      (ast.UnaryOp (ast.USub) (.expression self (get node.arguments 0)))
      (_subtract self node)))


(defn step [operator]
  (fn [self node]
    (if (= (len node.arguments) 1)
        (binary (.expression self (get node.arguments 0)) (operator) (constant 1))
        None)))


((inlines CALLS "1+") (step ast.Add))
((inlines CALLS "1-") (step ast.Sub))


(defn [(inlines CALLS "MOD")] inline-mod [self node]
  (when (!= (len node.arguments) 2)
    (return None))
  (setv [a b] (.expressions self node.arguments))
  (binary (guard a (get node.arguments 0)) (ast.Mod) b))


(defn [(inlines CALLS "FLOOR")] inline-floor [self node]
  (whole-division self node
    (fn [a b] (binary a (ast.FloorDiv) b))
    (fn [a b] [(integer? a) (integer? b) b])
    (+ "f_" (key node.symbol))))


(defn [(inlines CALLS "TRUNCATE")] inline-truncate [self node]
  (whole-division self node
    (fn [a b] (binary a (ast.FloorDiv) b))
    natural-pair
    (+ "f_" (key node.symbol))))


(defn [(inlines CALLS "REM")] inline-rem [self node]
  (whole-division self node
    (fn [a b] (binary a (ast.Mod) b))
    natural-pair
    (+ "f_" (key node.symbol))))


(defn [(inlines TUPLES "FLOOR")] inline-floor-values [self node]
  (whole-division self node
    (fn [a b] (call "divmod" [a b]))
    (fn [a b] [(integer? a) (integer? b) b])
    (+ "m_" (key node.symbol))))


(defn [(inlines TUPLES "TRUNCATE")] inline-truncate-values [self node]
  (whole-division self node (fn [a b] (call "divmod" [a b])) natural-pair (+ "m_" (key node.symbol))))


(defn integer? [expression]
  (type-is expression "int"))


(defn natural-pair [a b]
  [(integer? a) (integer? b)
   (compare (copy-name a) (ast.GtE) (constant 0)) (compare (copy-name b) (ast.Gt) (constant 0))])


(defn whole-division [self node quick tests general]
  "Return `quick if tests else general call`, for two arguments that are names or constants; else None."
  (when (!= (len node.arguments) 2)
    (return None))
  (when (not (all (gfor a node.arguments (in (type a) #(LocalNode ConstantNode)))))
    (return None))
  (setv [a b] (.expressions self node.arguments))
  (when (not (and (pure? a) (pure? b)))
    (return None))
  (choice (conjunction (tests (copy-name a) (copy-name b)))
          (quick (copy-name a) (copy-name b))
          (call general [a b])))


(defn comparison [operator guard-all]
  (fn [self node]
    (when (!= (len node.arguments) 2)
      (return None))
    (setv [first second] node.arguments
          [a b] (.expressions self node.arguments))
    (cond
      guard-all (setv a (guard a first)
                      b (guard b second))
      (not (or (number-known? first) (number-known? second))) (setv a (guard a first)))
    (compare a (operator) b)))


((inlines TESTS "=") (comparison ast.Eq True))
((inlines TESTS "/=") (comparison ast.NotEq True))
((inlines TESTS "<") (comparison ast.Lt False))
((inlines TESTS ">") (comparison ast.Gt False))
((inlines TESTS "<=") (comparison ast.LtE False))
((inlines TESTS ">=") (comparison ast.GtE False))


(defn against-zero [operator guarded]
  (fn [self node]
    (when (!= (len node.arguments) 1)
      (return None))
    (setv a (.expression self (get node.arguments 0)))
    (compare (if guarded (guard a (get node.arguments 0)) a) (operator) (constant 0))))


((inlines TESTS "ZEROP") (against-zero ast.Eq True))
((inlines TESTS "PLUSP") (against-zero ast.Gt False))
((inlines TESTS "MINUSP") (against-zero ast.Lt False))


;;; Identity and types

(defn one [function]
  "Return an entry for calls with one argument."
  (fn [self node]
    (if (= (len node.arguments) 1)
        (function self (.expression self (get node.arguments 0)))
        None)))


(defn named [self expression]
  "Return two expressions for the value of EXPRESSION: the first evaluates it, the second comes after."
  (if (pure? expression)
      #(expression (copy-name expression))
      (do
        (setv t (.temporary self))
        #((walrus t expression) (name t)))))


((inlines TESTS "NULL" "NOT") (fn [self node]
  (if (= (len node.arguments) 1)
      (negated (.test self (get node.arguments 0)))
      None)))


(defn negated [test]
  (if (and (is (type test) ast.Compare) (= (len test.ops) 1) (is (type (get test.ops 0)) ast.IsNot))
      (ast.Compare test.left [IS] test.comparators)
      (negation test)))


((inlines TESTS "CONSP") (one (fn [self e] (type-is e "Cons"))))
((inlines TESTS "ATOM") (one (fn [self e] (negation (type-is e "Cons")))))
((inlines TESTS "INTEGERP") (one (fn [self e] (type-is e "int"))))
((inlines TESTS "CHARACTERP") (one (fn [self e] (type-is e "Character"))))


(defn [(inlines TESTS "LISTP")] inline-listp [self node]
  (when (!= (len node.arguments) 1)
    (return None))
  (setv [first again] (named self (.expression self (get node.arguments 0))))
  (disjunction [(type-is first "Cons") (is-none again)]))


(defn identity-constant? [node]
  "Return whether NODE is a constant that `is` compares as eql does."
  (and (is (type node) ConstantNode)
       (or (is node.value None) (in (type node.value) #(Symbol Character bool)))))


(defn [(inlines TESTS "EQ")] inline-eq [self node]
  (when (!= (len node.arguments) 2)
    (return None))
  (if (any (gfor a node.arguments (and (is (type a) ConstantNode) (in (type a.value) NUMBERS))))
      (inline-eql self node)
      (compare #* (pair-around IS (.expressions self node.arguments)))))


(defn pair-around [operator pair]
  [(get pair 0) operator (get pair 1)])


(defn [(inlines TESTS "EQL")] inline-eql [self node]
  (when (!= (len node.arguments) 2)
    (return None))
  (setv [a b] node.arguments)
  (cond
    (or (identity-constant? a) (identity-constant? b))
      (compare #* (pair-around IS (.expressions self [a b])))
    (and (is (type b) ConstantNode) (is (type b.value) int))
      (integer-test self a b.value)
    (and (is (type a) ConstantNode) (is (type a.value) int))
      (integer-test self b a.value)
    True None))


(defn integer-test [self node value]
  (setv [first again] (named self (.expression self node)))
  (conjunction [(compare first (ast.Eq) (constant value)) (type-is again "int")]))


;;; Conses

(defn part [field]
  (fn [self node]
    (when (!= (len node.arguments) 1)
      (return None))
    (setv [first again] (named self (.expression self (get node.arguments 0))))
    (choice (type-is first "Cons")
            (attribute again field)
            (call (+ "f_" (key node.symbol)) [(copy-name again)]))))


((inlines CALLS "CAR") (part "car"))
((inlines CALLS "CDR") (part "cdr"))


(defn [(inlines CALLS "CONS")] inline-cons [self node]
  (if (= (len node.arguments) 2)
      (call "Cons" (.expressions self node.arguments))
      None))


(defn [(inlines CALLS "LIST")] inline-list [self node]
  (setv made (.expressions self node.arguments))
  (when (> (len made) 8)
    (return (call "lisp_list" [(tuple-of made)])))
  (setv result (none))
  (for [e (reversed made)]
    (setv result (call "Cons" [e result])))
  result)


;;; Hash tables

(defn plain-key? [first again node]
  "Return the tests whether a key, evaluated by FIRST, stands for itself in every table: an integer or a symbol."
  (if (and (integer-known? node) (pure? first))
      []
      [(disjunction [(type-is first "int") (type-is again "Symbol")])]))


(defn plain-name? [node]
  "Return whether NODE becomes a Python name or constant: evaluated twice, it is the same."
  (cond
    (is (type node) LocalNode) (not node.variable.boxed)
    (is (type node) GlobalNode) (is node.symbol.variable None)
    True (and (is (type node) ConstantNode) (pure? (constant-expression node.value)))))


(defn all-of [tests]
  (if (= (len tests) 1) (get tests 0) (conjunction tests)))


(defn [(inlines CALLS "GETHASH")] inline-gethash [self node]
  (when (not (and (in (len node.arguments) #(2 3))
                  (all (map plain-name? (cut node.arguments 1 None)))))
    (return None))
  (setv [key table #* default] (.expressions self node.arguments)
        [first again] (named self key)
        copies (fn [expressions] (lfor e expressions (copy-name e))))
  (choice (all-of [#* (plain-key? first (copy-name again) (get node.arguments 0)) (type-is table "HashTable")])
          (call (attribute (attribute (copy-name table) "data") "get") [(copy-name again) #* (copies default)])
          (call (+ "f_" (key-of node)) [(copy-name again) (copy-name table) #* (copies default)])))


(defn key-of [node]
  (key node.symbol))


(defn inline-puthash [self node]
  (when (!= (len node.arguments) 3)
    (return None))
  (setv [value key table] (.expressions self node.arguments))
  (when (not (and (pure? value) (pure? key) (pure? table)))
    (return (call (+ "f_" (key-of node)) [value key table])))
  (setv place (ast.Subscript (attribute (copy-name table) "data") (copy-name key) STORE))
  (.add self (ast.If (all-of [#* (plain-key? key (copy-name key) (get node.arguments 1)) (type-is table "HashTable")])
                     [(ast.Assign [place] (copy-name value))]
                     [(statement (call (+ "f_" (key-of node)) [(copy-name value) (copy-name key) (copy-name table)]))])
        node.where)
  (copy-name value))


(setv (get EFFECTS (setf-name (cl "GETHASH"))) inline-puthash)
