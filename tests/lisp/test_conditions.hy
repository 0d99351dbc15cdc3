#[[The standard conditions: what they report, and how library functions let interrupts in.

Each row is a text that signals, and the report.]]

(import
  pytest
  acllib.kernel.dynamic [current-state]
  acllib.kernel.interrupts [post]
  acllib.lisp.conses [L]
  acllib.lisp.image [symbol-function]
  acllib.lisp.symbols [cl])


(setv REPORTS [
  #("(car 5)" "Attempt to take the car of 5 which is not listp.")
  #("(cdr \"ab\")" "Attempt to take the cdr of \"ab\" which is not listp.")
  #("(cadr '(1 . 2))" "Attempt to take the car of 2 which is not listp.")
  #("(setf (car nil) 1)" "Attempt to set the car of NIL which is not a cons.")
  #("no-such-variable-here" "Attempt to take the value of the unbound variable `NO-SUCH-VARIABLE-HERE'.")
  #("(no-such-function-here)" "attempt to call `NO-SUCH-FUNCTION-HERE' which is an undefined function.")
  #("(funcall #'/ 1 0)" "Attempt to divide by zero in / of (1 0).")
  #("(floor 7 0)" "Attempt to divide by zero in FLOOR of (7 0).")
  #("(subseq \"abc\" 2 1)" "The bounding indices 2 and 1 are bad for a sequence of length 3.")
  #("(aref #(1 2) 2)" "The index 2 is out of bounds for #(1 2).")
  #("(elt '(a) 4)" "The index 4 is out of bounds for (A).")
  #("(parse-integer \"4x\")" "There's no integer in the string \"4x\".")
  #("(package-name \"NOWHERE\")" "There is no package named \"NOWHERE\".")
  #("(typep 1 '(no-such-thing 2))" "(NO-SUCH-THING 2) is not a valid type specifier.")
  #("(make-condition 'car)" "CAR does not name a condition class.")
  #("(make-condition 'error :zork 1)" ":ZORK is not an initialization argument of ERROR.")
  #("(concatenate 'symbol)" "SYMBOL is not a type of sequences.")
  #("(coerce '(1 2) '(vector t 3))" "A sequence of length 3 was asked for; there are 2 elements.")
  #("(make-array 2 :initial-contents '(1))" "The initial contents (1) have 1 elements where 2 are needed.")
  #("(vector-pop (make-array 1 :fill-pointer 0))" "There is nothing left to pop in #().")
  #("(fill-pointer #(1))" "#(1) has no fill pointer.")
  #("(setf (char \"abc\" 0) #\\x)"
    "\"abc\" can't be modified: it is a literal string, a symbol's name or the like. Make a copy of it with copy-seq first.")
  #("(getf '(a 1 b) 'c)" "(A 1 B) is not a property list: its length is odd.")
  #("(error \"~a of ~s\" \"b\" \"c\")" "b of \"c\"")
  #("(error 'simple-error :format-control \"x ~d\" :format-arguments '(3))" "x 3")
  #("(muffle-warning)" "No restart named MUFFLE-WARNING is active.")
  #("(exp 1000.0)" "Floating point overflow in EXP of (1000.0).")])


(defn [(pytest.mark.parametrize #("text" "report") REPORTS)] test-report [lisp text report]
  (setv printed (lisp f"(handler-case {text} (condition (c) (princ-to-string c)))"))
  (assert (= (.replace (cut printed 1 -1) "\\\"" "\"") report)))


;; Functions that go on for long, or call what the program gives them: (name arguments before FUNCTION, behind it).
(setv CALLING [
  #("MAPCAR" [] [(L 1 2)])
  #("MAPC" [] [(L 1 2)])
  #("MAPCAN" [] [(L 1 2)])
  #("MAPLIST" [] [(L 1 2)])
  #("MAP" [(cl "LIST")] [(L 1 2)])
  #("SOME" [] [(L 1 2)])
  #("EVERY" [] [(L 1 2)])
  #("REDUCE" [] [(L 1 2)])
  #("SORT" [[2 1]] [])
  #("FIND-IF" [] [(L 1 2)])
  #("POSITION-IF" [] [[1 2]])
  #("COUNT-IF" [] [[1 2]])
  #("REMOVE-IF" [] [(L 1 2)])
  #("MEMBER-IF" [] [(L 1 2)])
  #("ASSOC-IF" [] [(L (L 1))])
  #("SUBSTITUTE-IF" [0] [(L 1 2)])])


(defn [(pytest.mark.parametrize #("name" "before" "behind") CALLING)]
  test-an-interrupt-runs-before-the-call [name before behind]
  (setv order [])
  (defn callee [#* arguments]
    (.append order "call")
    None)
  (post (current-state) (fn [] (.append order "interrupt")))
  ((symbol-function (cl name)) #* before callee #* behind)
  (assert (= (cut order 2) ["interrupt" "call"])))


(defn [(pytest.mark.parametrize "name" ["LENGTH-FREE" "MEMBER" "ASSOC" "APPEND" "NTHCDR" "EQUAL"])]
  test-an-endless-list-can-be-left [name]
  (setv circle (L (L 1) (L 2))
        circle.cdr.cdr circle
        calls {"LENGTH-FREE" (fn [] ((symbol-function (cl "LAST")) circle))
               "MEMBER" (fn [] ((symbol-function (cl "MEMBER")) 5 circle))
               "ASSOC" (fn [] ((symbol-function (cl "ASSOC")) 5 circle))
               "APPEND" (fn [] ((symbol-function (cl "APPEND")) circle None))
               "NTHCDR" (fn [] ((symbol-function (cl "NTHCDR")) (** 10 12) circle))
               "EQUAL" (fn [] ((symbol-function (cl "EQUAL")) circle (_other-circle)))})
  (defn leave []
    (raise (KeyboardInterrupt)))
  (post (current-state) leave)
  (with [_ (pytest.raises KeyboardInterrupt)]
    ((get calls name))))


(defn _other-circle []
  (setv circle (L (L 1) (L 2))
        circle.cdr.cdr circle)
  circle)


(setv DEEP [
  "(labels ((f (n) (if (= n 0) 0 (progn (sort (list 2 1) (lambda (a b) (f (- n 1)) (< a b))) n)))) (f 1000))"
  "(labels ((f (n) (if (= n 0) 0 (reduce (lambda (x y) (f (- n 1)) y) (list 1 n))))) (f 1000))"
  "(labels ((f (n) (if (= n 0) 0 (car (mapcar (lambda (x) (f (- n 1)) x) (list n)))))) (f 1000))"])


(defn [(pytest.mark.parametrize "text" DEEP)] test-library-functions-nest [lisp text]
  (assert (= (lisp text) "1000")))


(defn [(pytest.mark.parametrize "call" ["(sort (list 2 1) (lambda (a b) (f) nil))" "(mapcar (lambda (x) (f)) '(1))"
                                        "(find-if (lambda (x) (f)) #(1))"])]
  test-endless-recursion-through-the-library-is-a-condition [lisp call]
  (assert (= (lisp f"(handler-case (labels ((f () {call})) (f)) (storage-condition () 'overflow))") "OVERFLOW")))
