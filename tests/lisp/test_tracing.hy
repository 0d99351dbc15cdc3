"trace and untrace, step, disassemble, compiler macros, and what functions say of themselves."

(import
  pytest
  acllib.kernel.signalling [ProgramError WrongType]
  acllib.processes [current-process]
  support.evaluation [check-error forms-of fresh-package printed])


(defn evaluated [text definitions]
  "Return the tuple of the values of the last form in TEXT, evaluated behind DEFINITIONS."
  (with [_ (fresh-package)]
    (forms-of definitions)
    (return (get (forms-of text) -1))))


(setv FUNCTIONS #[[
(defun fact (n) (if (= n 0) 1 (* n (fact (1- n)))))
(defun two (n) (values n (list n)))
(defun thrower () (throw 'out 1))
(defun (setf thing) (value place) (list value place))
(defgeneric gen (x))
(defmethod gen ((x integer)) (1+ x))
(defmethod gen ((x (eql 1))) (list x (call-next-method)))
(defmacro shown (&body body)
  `(let ((*trace-output* (make-string-output-stream)))
     (unwind-protect (progn ,@body) (untrace))
     (get-output-stream-string *trace-output*)))]])


(setv TRACES [
  ; what is done
  ; what it prints; N: the number of the process
  #("(trace fact) (fact 2)"
    " 0[N]: (FACT 2)\n   1[N]: (FACT 1)\n     2[N]: (FACT 0)\n     2[N]: returned 1\n   1[N]: returned 1\n 0[N]: returned 2\n")
  #("(trace two) (two 1)" " 0[N]: (TWO 1)\n 0[N]: returned 1 (1)\n")
  #("(trace thrower) (catch 'out (thrower))" " 0[N]: (THROWER)\n 0[N]: exited non-locally\n")
  #("(trace (setf thing)) (setf (thing 1) 2)" " 0[N]: ((SETF THING) 2 1)\n 0[N]: returned (2 1)\n")
  #("(trace gen) (gen 1)" " 0[N]: (GEN 1)\n 0[N]: returned (1 2)\n")
  #("(trace gen) (eval '(defmethod gen ((x string)) x)) (gen \"a\")" " 0[N]: (GEN \"a\")\n 0[N]: returned \"a\"\n")
  #("(trace (method gen (integer))) (gen 1)" " 0[N]: ((METHOD GEN (INTEGER)) 1)\n 0[N]: returned 2\n")
  #("(trace (method gen ((eql 1)))) (gen 1)" " 0[N]: ((METHOD GEN ((EQL 1))) 1)\n 0[N]: returned (1 2)\n")
  #("(trace position) (funcall 'position 1 '(1) :test 'eql)" " 0[N]: (POSITION 1 (1) :TEST EQL)\n 0[N]: returned 0\n")
  #("(trace car) (eval '(car '(1)))" " 0[N]: (CAR (1))\n 0[N]: returned 1\n")
  #("(trace (fact :condition (= (arg 0) 0))) (fact 2)" " 0[N]: (FACT 0)\n 0[N]: returned 1\n")
  #("(trace (fact :print-before (list :n (arg 0)) :print-after :done)) (fact 0)"
    " 0[N]: (FACT 0)\n 0[N]: (:N 0)\n 0[N]: returned 1\n 0[N]: :DONE\n")
  #("(trace gen (two :inside 'gen)) (eval '(defmethod gen ((x string)) (two 1))) (two 0) (gen \"a\")"
    " 0[N]: (GEN \"a\")\n   1[N]: (TWO 1)\n   1[N]: returned 1 (1)\n 0[N]: returned 1 (1)\n")
  #("(trace fact) (untrace fact) (fact 1)" "")
  #("(trace fact) (eval '(defun fact (n) n)) (fact 1)" "")
  #("(defclass noisy () ()) (defmethod print-object ((x noisy) stream) (two 1) (write-string \"#noisy\" stream))
     (trace two) (two (make-instance 'noisy))"
    " 0[N]: (TWO #noisy)\n 0[N]: returned #noisy (#noisy)\n")])


(defn [(pytest.mark.parametrize #("text" "shown") TRACES)]
  test-traces [text shown]
  (setv number (str (. (current-process) sequence)))
  (assert (= (get (evaluated f"(shown {text})" FUNCTIONS) 0) (.replace shown "[N]" f"[{number}]"))))


(setv RESULTS [
  #("(list (trace fact two) (trace) (untrace fact) (trace) (untrace two) (untrace))"
    "((FACT TWO) (FACT TWO) (FACT) (TWO) (TWO) NIL)")
  #("(progn (trace position) (untrace position) (list (position 2 '(1 2) :test #'eql) (multiple-value-list (floor 7 2))))"
    "(1 (3 1))")
  #("(progn (trace gen) (untrace gen) (list (gen 1) (trace)))"
    "((1 2) NIL)")
  #("(let* ((*trace-output* (make-string-output-stream)) (n 2)) (list (multiple-value-list (step (two (1+ n)))) (get-output-stream-string *trace-output*)))"
    "((3 (3)) \" 0: (TWO (1+ N))
   1: (1+ N)
   1: returned 3
 0: returned 3 (3)
\")")
  #("(list (nth-value 2 (function-lambda-expression #'fact)) (nth-value 2 (function-lambda-expression #'(setf thing))) (nth-value 2 (function-lambda-expression #'gen)) (nth-value 2 (function-lambda-expression (lambda ()))))"
    "(FACT (SETF THING) GEN NIL)")
  ;; Compiler macros
  #("(let ((n 3)) (list (square n) (square 5) (funcall #'square n) (apply #'square '(3))))"
    "(9 (:CALLED 5) 9 (:CALLED 3))")
  #("(list (locally (declare (notinline square)) (square 3)) (funcall (lambda () (declare (notinline square)) (square 3))) (let ((x 3)) (declare (notinline square)) (square x)))"
    "((:CALLED 3) (:CALLED 3) (:CALLED 3))")
  #("(list (flet ((square (x) x)) (square 3)) (let ((square 3)) (square square)) (macrolet ((square (x) x)) (square 2)))"
    "(3 9 2)")
  #("(let (before) (proclaim '(notinline square)) (setq before (eval '(square 3))) (proclaim '(inline square)) (list before (eval '(square 3))))"
    "((:CALLED 3) 9)")
  #("(list (funcall (compiler-macro-function 'square) '(square 4) nil) (documentation 'square 'compiler-macro) (setf (compiler-macro-function 'square) nil) (eval '(square 3)))"
    "((* 4 4) \"Squares.\" NIL (:CALLED 3))")
  #("(progn (defun (setf cm) (v x) (list v x)) (define-compiler-macro (setf cm) (v x) `(list :cm ,v ,x)) (eval '(funcall #'(setf cm) 1 2)))"
    "(:CM 1 2)")
  #("(let ((seen nil)) (let ((*macroexpand-hook* (lambda (f form e) (push (car form) seen) (funcall f form e)))) (eval '(square 2))) (not (null (member 'square seen))))"
    "T")
  #("(funcall (compile nil '(lambda (x) (square x))) 4)"
    "16")])


(setv SQUARE #[[
(defun square (x) (list :called x))
(define-compiler-macro square (&whole form x) "Squares." (if (eql x 5) form `(* ,x ,x)))]])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text (+ FUNCTIONS SQUARE)) result)))


(setv CODE [
  ; argument of disassemble
  ; what stands in what it prints
  #("'two" "def f_TWO")
  #("'two" "RESUME")
  #("'(lambda (x) (list x))" "Cons")
  #("#'(setf thing)" "RESUME")
  #("'car" "LOAD_FAST")])


(defn [(pytest.mark.parametrize #("function" "part") CODE)]
  test-disassemble [function part]
  (setv [text] (evaluated f"(with-output-to-string (*standard-output*) (disassemble {function}))" FUNCTIONS))
  (assert (in part text)))


(setv ERRORS [
  #("(trace no-such-function-here)" ProgramError "has no function")
  #("(trace 5)" ProgramError "is not the name of a function")
  #("(trace when)" ProgramError "can't be traced")
  #("(trace (fact :no-such-option 1))" ProgramError "the options are")
  #("(trace (method fact (integer)))" ProgramError "names no method")
  #("(arg 5)" WrongType "INTEGER")
  #("(define-compiler-macro car (x) x)" ProgramError "can't have a compiler macro")
  #("(disassemble 5)" None "5")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text (or class- Exception) fragment FUNCTIONS))
