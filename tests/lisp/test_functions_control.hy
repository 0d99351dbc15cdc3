#[[Calling, values, evaluation; conditions and restarts as functions.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest)


;; funcall and its kin, functions from functions, eval, macro functions.
(setv CONTROL [
  #("(list (funcall #'+ 1 2) (apply #'+ 1 '(2 3)) (apply #'list '()) (funcall 'list 1))" "(3 6 NIL (1))")
  #("(funcall 5)" "!simple-type-error")
  #("(apply #'+ 1)" "!type-error")
  #("(funcall nil)" "!undefined-function")
  #("(multiple-value-list (values 1 2 3))" "(1 2 3)")
  #("(multiple-value-list (values))" "NIL")
  #("(multiple-value-list (values-list '(1 2)))" "(1 2)")
  #("(multiple-value-list (funcall #'floor 7 2))" "(3 1)")
  #("(multiple-value-list (apply #'floor '(7 2)))" "(3 1)")
  #("(list (identity 5) (funcall (constantly 3) 1 2) (funcall (complement #'evenp) 3) (mapcar (complement #'null) '(1 nil)))"
    "(5 3 T (T NIL))")
  #("(list (functionp #'car) (functionp 'car) (functionp (lambda ())) (functionp nil))" "(T NIL T NIL)")
  #("(eval '(+ 1 2))" "3")
  #("(multiple-value-list (eval '(values 1 2)))" "(1 2)")
  #("(multiple-value-list (macroexpand-1 '(foo)))" "((FOO) NIL)")
  #("(progn (defmacro zm1 (x) `(list ,x)) (list (multiple-value-list (macroexpand-1 '(zm1 5))) (macro-function 'zm1) (zm1 3)) nil)"
    "NIL")
  #("(list (special-operator-p 'if) (special-operator-p 'car) (constantp 5) (constantp 'x) (constantp :a) (constantp ''x) (constantp nil))"
    "(T NIL T NIL T T T)")
  #("(fdefinition 'nope-nope)" "!undefined-function")
  #("(funcall (compile nil '(lambda (x) (+ x 1))) 5)" "6")
  #("(progn (defun zf3 (&optional (a 1) &key b) (list a b)) (list (funcall #'zf3) (funcall 'zf3 2 :b 3) (apply 'zf3 2 '(:b 4))))"
    "((1 NIL) (2 3) (2 4))")
  #("(multiple-value-list (funcall (lambda () (values 1 2))))" "(1 2)")
  #("(multiple-value-call #'list (values 1 2) (apply #'values '(3 4)))" "(1 2 3 4)")
  #("(funcall (complement (lambda (x) (values nil x))) 1)" "T")
  #("(eval 'pi)" "3.141592653589793")
  #("(eval (list '+ 1 2))" "3")
  #("(eval '(let ((x 1)) (defun zev () x) (zev)))" "1")
  #("(fboundp 5)" "!type-error")
  #("(apply #'+ 1 2 'a)" "!type-error")
  #(#[[(funcall "foo")]] "!simple-type-error")
  #("(compile 'nope-fn)" "!undefined-function")])


;; Designators, slots, handlers, restarts.
(setv CONDITIONS [
  #(#[[(handler-case (error "a ~a" 1) (error (c) (list (type-of c) (princ-to-string c) (simple-condition-format-control c) (simple-condition-format-arguments c))))]]
    #[[(SIMPLE-ERROR "a 1" "a ~a" (1))]])
  #("(handler-case (car 5) (type-error (c) (list (type-error-datum c) (type-error-expected-type c))))"
    "(5 LIST)")
  #("(handler-case (error 'type-error :datum 1 :expected-type 'string) (type-error (c) (list (type-error-datum c) (type-error-expected-type c))))"
    "(1 STRING)")
  #("(handler-case (/ 1 0) (division-by-zero (c) (list (arithmetic-error-operation c) (arithmetic-error-operands c))))"
    "(/ (1 0))")
  #("(handler-case (/ 1 0) (arithmetic-error () 'arith))" "ARITH")
  #("(handler-case (symbol-value 'unb-x) (unbound-variable (c) (cell-error-name c)))" "UNB-X")
  #("(handler-case (funcall 'unb-f) (undefined-function (c) (cell-error-name c)))" "UNB-F")
  #(#[[(handler-case (signal "x") (condition () 'caught))]] "CAUGHT")
  #(#[[(signal "nobody")]] "NIL")
  #(#[[(handler-bind ((warning #'muffle-warning)) (warn "foo") 5)]] "5")
  #(#[[(handler-case (warn "foo ~a" 1) (warning (c) (princ-to-string c)))]] #[["foo 1"]])
  #(#[[(handler-bind ((error (lambda (c) (declare (ignore c)) (invoke-restart 'continue)))) (cerror "go" "bad") 7)]]
    "7")
  #("(restart-case (invoke-restart 'foo 5) (foo (x) (list 'foo x)))" "(FOO 5)")
  #(#[[(handler-bind ((error (lambda (c) (use-value 3 c)))) (restart-case (error "x") (use-value (v) (* v 2))))]]
    "6")
  #("(invoke-restart 'no-such-restart-z)" "!control-error")
  #(#[[(with-simple-restart (skip "Skip") (invoke-restart 'skip))]] "NIL  T")
  #(#[[(princ-to-string (make-condition 'simple-error :format-control "hey ~a" :format-arguments '(5)))]]
    #[["hey 5"]])
  #("(error 'no-such-condition)" "!simple-type-error")
  #("(error 5)" "!type-error")
  #("(make-condition 'integer)" "!simple-type-error")
  #(#[[(handler-case (error 'simple-warning :format-control "w") (warning () 'w))]] "W")
  #(#[[(handler-case (error (make-condition 'simple-error :format-control "x")) (simple-error (c) (princ-to-string c)))]]
    #[["x"]])
  #(#[[(handler-case (parse-integer "x") (parse-error () 'pe))]] "PE")
  #(#[[(handler-case (error "~a and ~s" "x" "y") (error (c) (princ-to-string c)))]] #[["x and \"y\""]])
  #(#[[(handler-case (warn 'simple-warning :format-control "w~a" :format-arguments '(1)) (warning (c) (princ-to-string c)))]]
    #[["w1"]])
  #("(handler-case (error 'end-of-file :stream nil) (stream-error (c) (stream-error-stream c)))" "NIL")
  #(#[[(handler-case (error 'file-error :pathname "x") (file-error (c) (file-error-pathname c)))]] #[["x"]])
  #(#[[(handler-case (error 'package-error :package "x") (package-error (c) (package-error-package c)))]]
    #[["x"]])
  #("(handler-case (error 'cell-error :name 'x) (cell-error (c) (cell-error-name c)))" "X")
  #(#[[(handler-case (error 'simple-type-error :datum 1 :expected-type 'string :format-control "f") (type-error (c) (list (princ-to-string c) (type-error-datum c))))]]
    #[[("f" 1)]])
  #("(handler-case (error 'division-by-zero :operation '/ :operands '(1 0)) (arithmetic-error (c) (arithmetic-error-operands c)))"
    "(1 0)")
  #("(handler-case (error 'program-error) (error (c) (type-of c)))" "PROGRAM-ERROR")
  #("(handler-case (error 'storage-condition) (serious-condition (c) (type-of c)))" "STORAGE-CONDITION")
  #(#[[(handler-case (signal 'simple-condition :format-control "s") (simple-condition (c) (princ-to-string c)))]]
    #[["s"]])
  #(#[[(block b (handler-bind ((error (lambda (c) (return-from b (list 'got (princ-to-string c)))))) (error "zz")))]]
    #[[(GOT "zz")]])
  #(#[[(let ((l nil)) (handler-bind ((error (lambda (c) (push 1 l)))) (handler-case (error "x") (error () (push 2 l)))) l)]]
    "(2)")
  #(#[[(let ((l nil)) (handler-case (handler-bind ((error (lambda (c) (push 1 l)))) (error "x")) (error () (push 2 l))) l)]]
    "(2 1)")
  #(#[[(let ((l nil)) (handler-case (unwind-protect (handler-bind ((error (lambda (c) (push 'h l)))) (error "x")) (push 'u l)) (error () (push 'c l))) l)]]
    "(C U H)")
  #(#[[(restart-case (error "x") (continue () 1))]] "!simple-error")
  #(#[[(handler-bind ((error #'continue)) (restart-case (error "x") (continue () 1)))]] "1")
  #(#[[(handler-bind ((error (lambda (c) (invoke-restart 'my 1 2)))) (restart-case (error "x") (my (a b) (list a b))))]]
    "(1 2)")
  #(#[[(handler-bind ((error (lambda (c) (store-value 7 c)))) (restart-case (error "x") (store-value (v) v)))]]
    "7")
  #(#[[(handler-bind ((error #'abort)) (restart-case (error "x") (abort () 'aborted)))]] "ABORTED")
  #("(restart-case (progn (continue) 5) (continue () 6))" "6")
  #("(restart-case (mapcar #'restart-name (subseq (compute-restarts) 0 2)) (a () 1) (b () 2))" "(A B)")
  #("(find-restart 'zork)" "NIL")
  #(#[[(with-simple-restart (foo "Foo") 5)]] "5")
  #(#[[(multiple-value-list (with-simple-restart (foo "Foo") (invoke-restart 'foo)))]] "(NIL T)")
  #("(progn (define-condition zc (error) ((x :initarg :x :reader zc-x))) (handler-case (error 'zc :x 5) (zc (c) (zc-x c))))"
    "5")
  #("(make-condition 'zork)" "!simple-type-error")
  #("(type-error-datum 5)" "!type-error")
  #("(handler-case (assert (= 1 2)) (error (c) (typep c 'simple-error)))" "T")
  #("(handler-case (ecase 5 (1 2)) (type-error (c) (type-error-datum c)))" "5")
  #("(handler-case (etypecase 5 (string 1)) (type-error (c) (type-error-expected-type c)))" "(OR STRING)")
  #("(handler-case (nth 'a '(1)) (type-error (c) (type-error-datum c)))" "A")
  #("(handler-case (char-upcase 5) (type-error (c) (type-error-expected-type c)))" "CHARACTER")
  #("(handler-case (length 5) (type-error (c) (list (type-error-datum c) (type-error-expected-type c))))"
    "(5 SEQUENCE)")
  #("(ignore-errors (values 1 2))" "1  2")
  #("(handler-case (values 1 2) (error () 3))" "1  2")
  #("(handler-case (progn 1) (:no-error (x) (list x)))" "(1)")])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #("(list (fboundp 'car) (fboundp 'if) (fboundp 'when) (fboundp '(setf car)))" "(T T T T)")
  #("(progn (defun (setf zfoo) (v x) (setf (car x) v)) (let ((l (list 1))) (setf (zfoo l) 9) (list l (fboundp '(setf zfoo)))))"
    "((9) T)")
  #("(macroexpand '(when a b))" "(IF A (PROGN B) NIL)  T")
  #("(handler-case (error 'zc :nope 5) (error (c) (typep c 'zc)))" "NIL")
  #("(make-condition 'simple-error :nope 1)" "!program-error")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* CONTROL #* CONDITIONS #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))
