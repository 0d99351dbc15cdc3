"trace and untrace."

(import
  re
  pytest
  acllib.kernel.signalling [ProgramError]
  support.evaluation [check-error printed])


(setv DEFINITIONS #[[
(defun traced-factorial (n) (if (= n 0) 1 (* n (traced-factorial (- n 1)))))
(defun traced-values () (values 1 2))
(defun traced-failing () (car 5))
(defgeneric traced-generic (x) (:method (x) :any))
(defmacro told (&body body)
  `(let* ((value nil) (told (with-output-to-string (*trace-output*) (setq value (multiple-value-list (progn ,@body))))))
     (untrace)
     (list told value)))]])


(setv RESULTS [
  ; form
  ; what is told, and the values
  #("(progn (trace traced-factorial) (told (traced-factorial 1)))"
    " 0[N]: (TRACED-FACTORIAL 1)\n   1[N]: (TRACED-FACTORIAL 0)\n   1[N]: returned 1\n 0[N]: returned 1\n" "(1)")
  #("(progn (trace traced-values) (told (traced-values)))"
    " 0[N]: (TRACED-VALUES)\n 0[N]: returned 1 2\n" "(1 2)")
  #("(progn (trace traced-failing) (told (ignore-errors (traced-failing)) 5))"
    " 0[N]: (TRACED-FAILING)\n 0[N]: exited non-locally\n" "(5)")
  #("(progn (trace traced-generic) (eval '(defmethod traced-generic ((x integer)) (list :integer (call-next-method)))) (told (traced-generic 5)))"
    " 0[N]: (TRACED-GENERIC 5)\n 0[N]: returned (:INTEGER :ANY)\n" "((:INTEGER :ANY))")
  #("(progn (trace traced-values traced-failing) (told (list (trace) (untrace traced-values) (trace))))"
    "" "(((TRACED-VALUES TRACED-FAILING) (TRACED-VALUES) (TRACED-FAILING)))")
  #("(progn (trace traced-values) (eval '(defun traced-values () 3)) (told (traced-values) (trace)))"
    "" "(NIL)")
  #("(progn (trace traced-values) (trace traced-values) (told (traced-values)))"
    " 0[N]: (TRACED-VALUES)\n 0[N]: returned 1 2\n" "(1 2)")])


(defn [(pytest.mark.parametrize #("text" "told" "values") RESULTS)]
  test-results [text told values]
  (assert (= (re.sub r"\[\d+\]: " "[N]: " (printed text DEFINITIONS)) f"(\"{told}\" {values})")))


(setv ERRORS [
  #("(trace no-such-function)" ProgramError "has no function")
  #("(trace 5)" ProgramError "is not the name of a function")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment DEFINITIONS))
