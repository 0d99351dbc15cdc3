"Fwrappers, atomic changes, locks of objects and the small macros of package EXCL."

(import
  pytest
  acllib.kernel.signalling [ProgramError WrongType]
  support.evaluation [check-error printed])


(setv WRAPPERS #[[
(defun base (x) (list :base x))
(def-fwrapper w1 (x) (list :w1 x (call-next-fwrapper)))
(def-fwrapper w2 (x) (list :w2 (call-next-fwrapper (1+ x))))]])


(setv RESULTS [
  ; form
  ; what it prints
  #("(progn (fwrap 'base 'one 'w1) (base 1))"
    "(:W1 1 (:BASE 1))")
  #("(progn (fwrap 'base 'one 'w1) (fwrap 'base 'two 'w2) (list (base 1) (fwrappers 'base) (funwrap 'base 'one) (base 1)))"
    "((:W2 (:W1 2 (:BASE 2))) ((TWO W2) (ONE W1)) BASE (:W2 (:BASE 2)))")
  #("(progn (fwrap 'base 'one 'w1) (list (funwrap 'base 'one) (base 1) (funwrap 'base 'one)))"
    "(BASE (:BASE 1) NIL)")
  #("(progn (fwrap 'base 'one 'w1) (fwrap 'base 'one 'w2) (base 1))"
    "(:W2 (:BASE 2))")
  #("(progn (fwrap 'base 'one 'w1) (def-fwrapper w1 (x) (list :again (call-next-fwrapper))) (base 1))"
    "(:AGAIN (:BASE 1))")
  #("(progn (fwrap 'base 'one 'w1) (eval '(defun base (x) x)) (list (base 1) (fwrappers 'base)))"
    "(1 NIL)")
  #("(progn (defun two-values () (values 1 2)) (def-fwrapper through () (call-next-fwrapper)) (fwrap 'two-values 'a 'through) (multiple-value-list (two-values)))"
    "(1 2)")
  #("(let ((n 0) (l nil)) (list (incf-atomic n 5) (decf-atomic n) (push-atomic 1 l) (pop-atomic l) l))"
    "(5 4 (1) 1 NIL)")
  #("(let ((n 4)) (list (atomic-conditional-setf n 9 4) n (atomic-conditional-setf n 1 4) n))"
    "(T 9 NIL 9)")
  #("(let* ((n 0) (ps (loop repeat 4 collect (mp:process-run-function \"w\" (lambda () (dotimes (i 500) (incf-atomic n))))))) (dolist (p ps) (mp:process-wait \"end\" (lambda () (not (mp:process-active-p p))))) n)"
    "2000")
  #("(progn (defstruct st (n 0)) (let ((s (make-st))) (list (with-locked-structure (s) (incf (st-n s))) (with-locked-object (s :non-smp :without-scheduling) (with-locked-object (s) :inner)) (with-locked-object (nil) :no-object))))"
    "(1 :INNER :NO-OBJECT)")
  #("(let ((s (progn (eval '(defstruct st2)) (eval '(make-st2)))) (log nil)) (defvar *p* nil) (with-locked-object (s) (setq *p* (mp:process-run-function \"w\" (lambda () (with-locked-object (s) (push :other log))))) (mp:process-wait \"blocked\" (lambda () (equal (mp:process-whostate *p*) \"Lock\"))) (push :first log)) (mp:process-wait \"end\" (lambda () (not (mp:process-active-p *p*)))) log)"
    "(:OTHER :FIRST)")
  #("(list (multiple-value-list (errorset (values 1 2))) (multiple-value-list (errorset (car 5))))"
    "((T 1 2) (NIL))")
  #("(let ((*error-output* (make-string-output-stream))) (errorset (car 5) t) (get-output-stream-string *error-output*))"
    "\"Error: Attempt to take the car of 5 which is not listp.\n\"")
  #("(list (featurep :allegro) (featurep '(:and :allegro :no-such)) (featurep '(version>= 9)) (featurep '(:not :no-such)))"
    "(T NIL T T)")
  #("(progn (defvar *gv* 1) (let ((*gv* 2)) (list *gv* (sys:global-symbol-value '*gv*) (setf (sys:global-symbol-value '*gv*) 3) *gv* (sys:global-symbol-value '*gv*))))"
    "(2 1 3 2 3)")
  #("(progn (defvar *sv* :global) (list (multiple-value-list (excl::symeval-in-thread '*sv* (excl::current-thread))) (let ((*sv* :bound)) (multiple-value-list (excl::symeval-in-thread '*sv* (excl::current-thread))))))"
    "((:GLOBAL NIL) (:BOUND T))")
  #("(let ((s (make-string 5 :initial-element #\\a))) (list (excl::.primcall 'sys::shrink-svector s 3) s (excl::lv_size s)))"
    "(\"aaa\" \"aaa\" 3)")
  #("(list (excl::parse-body '((declare (special x)) \"doc\" 1 2)) (excl::absolute-pathname-p \"/a/b\") (excl::absolute-pathname-p \"a/b\"))"
    "((((SPECIAL X)) \"doc\" (1 2)) T NIL)")
  #("(list (excl:string+ \"a\" nil 1) (require :util-string) (= (sxhash \"Ab\") (sxhash \"aB\")))"
    "(\"a1\" NIL T)")
  #("(list (ics-target-case (:+ics 1) (:-ics 2)) (fast 3 4) (defpatch \"x\" 1 \"text\"))"
    "(1 4 NIL)")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text WRAPPERS) result)))


(setv ERRORS [
  #("(fwrap 'no-such-function 'a 'w1)" ProgramError "has no function to wrap")
  #("(fwrap 'base 'a 'no-such-wrapper)" ProgramError "is not defined as an fwrapper")
  #("(with-locked-object (5) 1)" WrongType "an instance, a structure or a stream")
  #("(with-locked-object (5 :foo 1) 1)" ProgramError "the options are")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment WRAPPERS))
