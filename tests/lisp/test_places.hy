"setf and its family. Results are SBCL's."

(import
  pytest
  acllib.kernel.signalling [ProgramError WrongType]
  acllib.lisp.conditions [UndefinedFunction]
  support.evaluation [check-error printed])


(setv RESULTS [
  ; form
  ; what it prints
  #(#[[(let ((a 1) (b 2)) (psetq a b b a) (list a b))]]
    "(2 1)")
  #(#[[(let ((x (list 1 2 3))) (setf (car x) 10 (third x) 30) x)]]
    "(10 2 30)")
  #(#[[(let ((x (list 1 2 3))) (incf (second x) 5) (decf (car x)) x)]]
    "(0 7 3)")
  #(#[[(let ((h (make-hash-table))) (setf (gethash 'a h) 1) (incf (gethash 'a h)) (incf (gethash 'b h 10)) (list (gethash 'a h) (gethash 'b h)))]]
    "(2 11)")
  #(#[[(let ((v (vector 1 2 3))) (setf (aref v 1) 'x) (rotatef (aref v 0) (aref v 2)) v)]]
    "#(3 X 1)")
  #(#[[(let ((a 1) (b 2) (c 3)) (list (shiftf a b c 9) a b c))]]
    "(1 2 3 9)")
  #(#[[(let ((a 1) (b 2) (c 3)) (rotatef a b c) (list a b c))]]
    "(2 3 1)")
  #(#[[(let ((p (list 'a 1 'b 2))) (setf (getf p 'a) 10 (getf p 'c) 3) (list p (remf p 'b) p))]]
    "((C 3 A 10) T (C 3 A 10))")
  #(#[[(let ((l '(1 2))) (push 0 l) (pushnew 1 l) (pushnew 5 l) (list (pop l) l))]]
    "(5 (0 1 2))")
  #(#[[(let ((l (list (list 1 2) 3))) (push 0 (car l)) (list (pop (cdr l)) l))]]
    "(3 ((0 1 2)))")
  #(#[[(let ((l nil)) (pushnew "a" l :test #'equal) (pushnew "a" l :test #'equal) l)]]
    "(\"a\")")
  #(#[[(let ((x 5)) (setf (ldb (byte 4 4) x) 3) x)]]
    "53")
  #(#[[(let (a b) (setf (values a b) (floor 7 2)) (list a b))]]
    "(3 1)")
  #(#[[(let ((v (list 1 2 3))) (setf (nth 1 v) 'q) v)]]
    "(1 Q 3)")
  #(#[[(let ((x (list 1 2 3 4))) (setf (subseq x 1 3) '(a b)) x)]]
    "(1 A B 4)")
  #(#[[(let ((i 0) (v (vector 10 20 30))) (setf (aref v (incf i)) (incf i 5)) (list i v))]]
    "(6 #(10 6 30))")
  #(#[[(let ((i 0) (v (vector 10 20 30))) (incf (aref v (incf i)) (incf i 5)) (list i v))]]
    "(6 #(10 26 30))")
  #(#[[(let ((x 1)) (list (incf x (setf x 10)) x))]]
    "(20 20)")
  #(#[[(let ((x (list 1))) (setf (cdr (last x)) (list 2)) x)]]
    "(1 2)")
  #(#[[(let ((a (make-array '(2 2) :initial-element 0))) (setf (apply #'aref a '(1 1)) 5) a)]]
    "#2A((0 0) (0 5))")
  #(#[[(let ((x (list 1 2))) (psetf (car x) (cadr x) (cadr x) (car x)) x)]]
    "(2 1)")
  #(#[[(progn (defun my-first (x) (car x)) (defun (setf my-first) (n x) (setf (car x) n)) (let ((l (list 1 2))) (incf (my-first l) 5) l))]]
    "(6 2)")
  #(#[[(progn (defsetf my-sec (l) (n) `(progn (setf (cadr ,l) ,n) ,n)) (let ((l (list 1 2))) (setf (my-sec l) 'z) l))]]
    "(1 Z)")
  #(#[[(progn (defun upd (l v) (setf (car l) v) v) (defsetf acc upd) (let ((l (list 1))) (list (setf (acc l) 3) l)))]]
    "(3 (3))")
  #(#[[(progn (defsetf mykey (l &key (idx 0)) (n) `(setf (nth ,idx ,l) ,n)) (let ((l (list 1 2 3))) (setf (mykey l :idx 2) 'e) l))]]
    "(1 2 E)")
  #(#[[(progn (define-modify-macro appendf (&rest args) append "doc") (let ((l (list 1))) (appendf l '(2) '(3)) l))]]
    "(1 2 3)")
  #(#[[(progn (define-setf-expander lastguy (x &environment env) (multiple-value-bind (d v n s g) (get-setf-expansion x env) (declare (ignore n s)) (let ((store (gensym))) (values d v (list store) `(progn (rplaca (last ,g) ,store) ,store) `(car (last ,g)))))) (let ((l (list 1 2 3))) (setf (lastguy l) 9) (incf (lastguy l)) l))]]
    "(1 2 10)")
  #(#[[(let ((h (make-hash-table)) l) (setf (gethash 1 h) 'a (gethash 2 h) 'b) (with-hash-table-iterator (nx h) (loop (multiple-value-bind (m k v) (nx) (unless m (return (reverse l))) (push (list k v) l)))))]]
    "((1 A) (2 B))")
  #(#[[(macroexpand-1 '(setf x 1))]]
    "(SETQ X 1) ; T")
  #(#[[(let ((l (list 3 1 2))) (setf l (sort l #'<)) l)]]
    "(1 2 3)")
  #(#[[(let ((f (let ((n 0)) (lambda () (incf n))))) (funcall f) (funcall f))]]
    "2")
  #(#[[(let ((p (list 'a 1 'b 2))) (setf (getf p 'a) 10 (getf p 'c) 3) (list p (remf p 'b) p))]]
    "((C 3 A 10) T (C 3 A 10))")
  #(#[[(progn (setf (documentation 'docf 'function) "new") (documentation 'docf 'function))]]
    "\"new\"")
  #(#[[(let ((x 0)) (list (case (incf x) (1 'one) (2 'two)) x))]]
    "(ONE 1)")
  #(#[[(multiple-value-list (let (a b) (setf (values a b) (values 1 2))))]]
    "(1 2)")
  #(#[[(let ((a 1) (b 2) (c 3)) (psetq a b b c c a) (list a b c))]]
    "(2 3 1)")
  #(#[[(let ((l nil)) (psetq) (psetf) l)]]
    "NIL")
  #(#[[(let ((*print-base* 10)) (setf *print-base* 16) (prog1 (write-to-string 255) (setf *print-base* 10)))]]
    "\"FF\"")
  #(#[[(let ((x (list 1 2 3))) (list (pop (cdr x)) x))]]
    "(2 (1 3))")
  #(#[[(let ((a (list 1 2 3 4))) (rotatef (first a) (third a)) (shiftf (second a) (fourth a) 'z) a)]]
    "(3 4 1 Z)")
  #(#[[(let ((a 0)) (flet ((f () (incf a) (list 1 2))) (let ((l (f))) (incf (car l) (incf (cadr l))) (list a l))))]]
    "(1 (4 3))")
  #(#[[(let ((arr (make-array 3 :initial-element 0)) (i 0)) (incf (aref arr (incf i))) (list i arr))]]
    "(1 #(0 1 0))")
  #(#[[(let ((ht (make-hash-table :test #'equal))) (push 1 (gethash "k" ht)) (push 2 (gethash "k" ht)) (gethash "k" ht))]]
    "(2 1) ; T")
  #(#[[(let ((s (copy-seq "abc"))) (setf (char s 0) #\z) (incf (elt (list 1 2) 0)) s)]]
    "\"zbc\"")
  #(#[[(let ((x 1.5)) (incf x) (decf x 1/2) x)]]
    "2.0")
  #(#[[(let ((x 10)) (decf x (let ((y x)) (setq x 3) y)) x)]]
    "-7")
  #(#[[(flet (((setf foo) (n x) (list n x))) (setf (foo 1) 2))]]
    "(2 1)")
  #(#[[(let ((x 5)) (flet ((foo () x) ((setf foo) (n) (setq x n))) (incf (foo) 2) x))]]
    "7")
  ;; the five values
  #(#[[(multiple-value-bind (temporaries values stores store access) (get-setf-expansion '(car x)) (list (length temporaries) values (length stores) (first store) (first access)))]]
    "(1 (X) 1 FUNCALL CAR)")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(setv ERRORS [
  #("(setf x)" ProgramError "odd number")
  #("(setf 5 6)" ProgramError "5 is not a place")
  #("(setf nil 6)" ProgramError "NIL is not a place")
  #("(setf (5 x) 6)" ProgramError "is not a place")
  #("(setf (apply f x) 6)" ProgramError "apply needs #'name")
  #("(setf (cadr x y) 6)" ProgramError "takes one argument")
  #("(push 1)" ProgramError "can't have 1 subform")
  #("(shiftf x)" ProgramError "at least one place")
  #("(let ((x 5)) (setf (car x) 1))" WrongType "5")
  #("(let ((p '(a))) (setf (getf p 'a) 1))" WrongType "property list")
  #("(let ((x 1)) (setf (nowhere x) 2))" UndefinedFunction "NOWHERE")
  #("(defsetf foo (x))" ProgramError "store variables are missing")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
