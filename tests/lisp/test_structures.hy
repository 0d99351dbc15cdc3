"defstruct. Results are SBCL's."

(import
  pytest
  acllib.kernel.signalling [ProgramError WrongType]
  acllib.lisp.conditions [UndefinedFunction]
  support.evaluation [check-error printed])


(setv DEFINITIONS #[[
(defstruct pt x (y 2) (z 3 :type integer :read-only t))
(defstruct (pt4 (:include pt (y 20)) (:conc-name p4-)) w)]])


(setv RESULTS [
  ; form
  ; what it prints
  #(#[[(progn (defstruct pt x (y 2) (z 3 :type integer :read-only t)) (let ((p (make-pt :x 1))) (setf (pt-x p) 10) (list (pt-x p) (pt-y p) (pt-z p) (pt-p p) (pt-p 1) (type-of p) (pt-x (copy-pt p)))))]]
    "(10 2 3 T NIL PT 10)")
  #(#[[(prin1-to-string (make-pt :x 1))]]
    "\"#S(PT :X 1 :Y 2 :Z 3)\"")
  #(#[[#S(PT :X 5)]]
    "#S(PT :X 5 :Y 2 :Z 3)")
  #(#[[(equalp (make-pt :x 1) (make-pt :x 1))]]
    "T")
  #(#[[(progn (defstruct (pt4 (:include pt (y 20)) (:conc-name p4-)) w) (let ((p (make-pt4 :x 1 :w 4))) (list (p4-x p) (p4-y p) (p4-w p) (pt-x p) (pt-p p) (typep p 'pt))))]]
    "(1 20 4 1 T T)")
  #(#[[(progn (defstruct (boa (:constructor new-boa (a &optional b (c 7) &aux (d (list a b))))) a (b 5) c d) (let ((x (new-boa 1))) (list (boa-a x) (boa-b x) (boa-c x) (boa-d x))))]]
    "(1 5 7 (1 5))")
  #(#[[(handler-case (pt-x 5) (type-error (e) (list (type-error-datum e) (type-error-expected-type e))))]]
    "(5 PT)")
  #(#[[(progn (defstruct (lst (:type list) :named) a b) (let ((l (make-lst :a 1))) (list l (lst-a l) (setf (lst-b l) 3) l (lst-p l))))]]
    "((LST 1 3) 1 3 (LST 1 3) T)")
  #(#[[(progn (defstruct (vec (:type vector)) a (b 9)) (let ((l (make-vec :a 1))) (list l (vec-b l))))]]
    "(#(1 9) 9)")
  #(#[[(progn (defstruct (prt (:print-function (lambda (s st d) (declare (ignore d)) (format st "<PRT ~a>" (prt-a s))))) a) (princ-to-string (make-prt :a 1)))]]
    "\"<PRT 1>\"")
  #(#[[(progn (defmethod pt-kind ((p pt)) (list (quote pt) (pt-x p))) (pt-kind (make-pt4 :x 3)))]]
    "(PT 3)")
  #(#[[(let* ((a (make-pt :x (list 1))) (b (copy-structure a))) (setf (pt-y b) 9) (list (pt-y a) (eq (pt-x a) (pt-x b))))]]
    "(2 T)")
  #(#[[(progn (defstruct (plain (:copier nil) (:predicate nil) (:constructor)) a) (list (fboundp 'copy-plain) (fboundp 'plain-p) (plain-a (make-plain :a 1))))]]
    "(NIL NIL 1)")
  #(#[[(progn (defstruct (two (:constructor make-two) (:constructor two (a b))) a (b 5)) (list (two-b (make-two)) (two-b (two 1 2))))]]
    "(5 2)")
  #(#[[(progn (defstruct counter "A doc" (n 0)) (let ((c (make-counter))) (incf (counter-n c) 5) (list (counter-n c) (documentation 'counter 'structure))))]]
    "(5 \"A doc\")")
  #(#[[(progn (defstruct (off (:type list) (:initial-offset 2)) a) (list (make-off :a 1) (off-a '(x y 3))))]]
    "((NIL NIL 1) 3)")
  #(#[[(progn (defstruct (letter (:conc-name #\L)) a :b) (let ((x (make-letter :a 1 :b 2))) (list (la x) (lb x))))]]
    "(1 2)")
  #(#[[(progn (make-package "OTHER-SLOTS" :use nil) (eval `(defstruct (bare (:conc-name nil)) ,(intern "A" "OTHER-SLOTS"))) (funcall (intern "A" "OTHER-SLOTS") (eval '(make-bare :a 5))))]]
    "5")
  #(#[[(progn (defvar *outer* 1) (defstruct init (*outer* 5) (b *outer*)) (init-b (make-init)))]]
    "1")
  #(#[[(progn (defstruct odd t (nil 2)) (let ((x (make-odd :t 1))) (list (odd-t x) (odd-nil x) x)))]]
    "(1 2 #S(ODD :T 1 :NIL 2))")
  #(#[[(let ((p (make-pt :x 1))) (with-slots (x y) p (setf x 5) (list x y (slot-value p 'z))))]]
    "(5 2 3)")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text DEFINITIONS) result)))


(setv ERRORS [
  #("(pt-x 5)" WrongType "PT")
  #("(setf (pt-x 5) 1)" WrongType "PT")
  #("(copy-pt 5)" WrongType "PT")
  #("(setf (pt-z (make-pt)) 1)" UndefinedFunction "PT-Z")
  #("(make-pt :w 1)" ProgramError ":W")
  #("(defstruct)" ProgramError "can't have 0 subforms")
  #("(defstruct 5)" ProgramError "5 is not a symbol")
  #("(defstruct bad a a)" ProgramError "occurs twice")
  #("(defstruct (bad (:foo 1)))" ProgramError "unknown option")
  #("(defstruct (bad (:include nowhere)))" ProgramError "can be included")
  #("(defstruct bad (a 1 :foo 2))" ProgramError "is not a slot description")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment DEFINITIONS))
