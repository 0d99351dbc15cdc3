;;; Forms and the values the standard gives them: read by test_semantics.py, which runs them here
;;; and, where it is installed, on SBCL. A form is followed by `;=> values`, as prin1 writes them,
;;; several separated by two blanks; `;=> !type-error` is the type of an unhandled error.
;;; Sections are for the reader.

;;; Order of evaluation

(let ((x 1)) (list x (progn (setq x 2) (let ((y 5)) y)) x))
;=> (1 5 2)
(let ((log nil)) (flet ((note (x) (push x log) x)) (list (note 1) (if (note 2) (let ((a (note 3))) a)) (note 4)) (nreverse log)))
;=> (1 2 3 4)
(let ((log nil)) (flet ((note (x) (push x log) x)) (funcall (progn (note 'f) #'list) (note 1) (block b (return-from b (note 2))) (note 3)) (nreverse log)))
;=> (F 1 2 3)
(let ((log nil)) (flet ((note (x) (push x log) x)) (setf (car (progn (note 1) (list nil))) (note 2)) (nreverse log)))
;=> (1 2)
(let ((v (list 1 2 3)) (i 0)) (incf (car (nthcdr (incf i) v)) (incf i 10)) (list v i))
;=> ((1 13 3) 11)
(let ((x 1)) (let ((x 2) (y x)) (list x y)))
;=> (2 1)
(let ((x 1)) (let* ((x 2) (y x)) (list x y)))
;=> (2 2)
(let ((a 1) (b 2)) (psetq a b b a) (list a b))
;=> (2 1)
(let ((x 5)) (+ x (setq x 10) x))
;=> 25
(let ((x 5)) (- (* x 2) (catch 'a (throw 'a (setq x 3))) x))
;=> 4
(let ((log nil)) (list (or (progn (push 1 log) nil) (progn (push 2 log) 'two) (push 3 log)) (nreverse log)))
;=> (TWO (1 2))
(let ((l (list 1 2 3))) (let ((r (rotatef (first l) (second l) (third l)))) (list r l)))
;=> (NIL (2 3 1))
(let ((k 0)) (flet ((f (&key (a (incf k)) (b (incf k))) (list a b k))) (list (f :b (incf k 10)) (f))))
;=> ((11 10 11) (12 13 13))

;;; Closures

(let (l) (dotimes (i 3) (let ((j i)) (push (lambda () j) l))) (mapcar #'funcall l))
;=> (2 1 0)
(let (l) (dotimes (i 3) (let ((j i)) (push (lambda () (incf j 10)) l))) (list (mapcar #'funcall l) (mapcar #'funcall l)))
;=> ((12 11 10) (22 21 20))
(let (l) (dolist (x '(a b c)) (let ((y x)) (push (lambda () (list x y)) l))) (mapcar (lambda (f) (second (funcall f))) l))
;=> (C B A)
(let ((fs nil) (i 0)) (loop (when (= i 3) (return)) (let ((k (* i i))) (push (lambda (d) (setq k (+ k d))) fs)) (incf i)) (mapcar (lambda (f) (funcall f 1) (funcall f 1)) fs))
;=> (6 3 2)
(let ((fs nil)) (do ((i 0 (1+ i))) ((= i 3)) (let ((i i)) (push (lambda () i) fs))) (mapcar #'funcall fs))
;=> (2 1 0)
(let ((n 0)) (flet ((up () (incf n)) (get-n () n)) (up) (up) (get-n)))
;=> 2
(let ((fs nil)) (dotimes (i 3) (let ((j i)) (labels ((self (k) (if (= k 0) j (self (1- k))))) (push #'self fs)))) (mapcar (lambda (f) (funcall f 2)) fs))
;=> (2 1 0)
(let ((fs nil)) (dotimes (i 2) (let ((j i)) (flet ((bump () (incf j))) (push (lambda () (bump) (bump) j) fs)))) (mapcar #'funcall fs))
;=> (3 2)
(funcall (funcall (lambda (x) (lambda (y) (lambda () (list x y)))) 1) 2)
;=> #<FUNCTION>
(funcall (funcall (funcall (lambda (x) (lambda (y) (lambda () (list x y)))) 1) 2))
;=> (1 2)
(let ((counter (let ((n 10)) (lambda () (incf n))))) (list (funcall counter) (funcall counter)))
;=> (11 12)
(let ((x 1)) (flet ((f () x)) (let ((x 2)) (declare (ignorable x)) (f))))
;=> 1
(labels ((ev (n) (if (= n 0) t (od (1- n)))) (od (n) (if (= n 0) nil (ev (1- n))))) (list (ev 10) (ev 7)))
;=> (T NIL)
(flet ((f (x) (if (= x 0) 'inner (list x)))) (flet ((f (x) (f (1- x)))) (f 1)))
;=> INNER

;;; Values

(values 1 2 3)
;=> 1  2  3
(values)
;=>
(progn (defun two () (values 1 2)) (defun through () (two)) (through))
;=> 1  2
(let ((q (two))) q)
;=> 1
(list (two) (two))
;=> (1 1)
(defun floor-only () (let ((q (floor 7 2))) q))
;=> FLOOR-ONLY
(multiple-value-list (floor-only))
;=> (3)
(remove-if (lambda (x) (values (oddp x) 'extra)) '(1 2 3 4))
;=> (2 4)
(if (values nil t) 'yes 'no)
;=> NO
(or (values nil 2) (values 3 4))
;=> 3  4
(or (values 1 2) 3)
;=> 1
(and t (values 1 2))
;=> 1  2
(cond ((values 1 2)))
;=> 1
(cond (t (values 1 2)))
;=> 1  2
(multiple-value-bind (a b c) (values 1 2) (list a b c))
;=> (1 2 NIL)
(multiple-value-bind (a) (values 1 2) a)
;=> 1
(multiple-value-call #'list (values 1 2) 3 (values) (values 4))
;=> (1 2 3 4)
(multiple-value-prog1 (values 1 2) (values 3 4))
;=> 1  2
(prog1 (values 1 2) 3)
;=> 1
(nth-value 1 (floor 7 2))
;=> 1
(block b (return-from b (values 1 2)))
;=> 1  2
(block b (mapc (lambda (x) (return-from b (values x 2))) '(1)) 5)
;=> 1  2
(catch 'c (throw 'c (values 1 2)))
;=> 1  2
(unwind-protect (values 1 2) (values 3 4))
;=> 1  2
(let (a b) (list (multiple-value-setq (a b) (values 1 2)) a b))
;=> (1 1 2)
(let (a b) (setf (values a b) (values 1 2)) (list a b))
;=> (1 2)
(funcall (lambda () (values 1 2)))
;=> 1  2
(apply #'values '(1 2 3))
;=> 1  2  3
(flet ((f () (values 1 2))) (multiple-value-list (f)))
;=> (1 2)
(let ((x 5)) (flet ((f (y) (values x y))) (let ((g #'f)) (multiple-value-list (funcall g 6)))))
;=> (5 6)
(labels ((f (n) (if (= n 0) (values 'a 'b) (f (1- n))))) (multiple-value-list (f 3)))
;=> (A B)
(dolist (x '(1 2) (values x 'end)))
;=> NIL  END
(dolist (x '(1 2)) (when (= x 2) (return (values x 'found))))
;=> 2  FOUND
(handler-case (values 1 2) (error () 3))
;=> 1  2
(handler-case (error "x") (error () (values 3 4)))
;=> 3  4
(multiple-value-list (gethash 'a (make-hash-table)))
;=> (NIL NIL)
(eval '(values 1 2))
;=> 1  2
(case 1 (1 (values 'a 'b)))
;=> A  B
(let ((*print-base* 10)) (values 1 2))
;=> 1  2
(locally (values 1 2))
;=> 1  2
(the integer (values 1))
;=> 1

;;; Non-local exits

(let ((log nil)) (catch 'x (unwind-protect (throw 'x 1) (push 'cleanup log))) log)
;=> (CLEANUP)
(catch 'a (catch 'b (throw 'a 'outer)) 'not)
;=> OUTER
(catch 'a (catch 'a (throw 'a 'inner)) 'outer)
;=> OUTER
(catch 'a (unwind-protect (throw 'a 1) (throw 'a 2)))
;=> 2
(block a (unwind-protect (return-from a 1) (return-from a 2)))
;=> 2
(let ((n 0)) (list (block nil (unwind-protect (return (incf n)) (incf n 10))) n))
;=> (1 11)
(block a (let ((f (lambda () (return-from a 'via-closure)))) (mapcar (lambda (x) (declare (ignore x)) (funcall f)) '(1)) 'not))
;=> VIA-CLOSURE
(let ((x 0)) (tagbody again (incf x) (when (< x 5) (go again))) x)
;=> 5
(let ((x nil)) (tagbody (go b) a (push 'a x) (go c) b (push 'b x) (go a) c (push 'c x)) (reverse x))
;=> (B A C)
(let ((n 0)) (tagbody top (mapc (lambda (x) (incf n x) (when (< n 10) (go top))) '(1 2 3))) n)
;=> 15
(let ((r nil)) (dotimes (i 4) (dolist (x '(a b c)) (when (eq x 'b) (return)) (push (cons i x) r))) (reverse r))
;=> ((0 . A) (1 . A) (2 . A) (3 . A))
(block outer (dotimes (i 3) (dotimes (j 3) (when (= (+ i j) 3) (return-from outer (list i j))))))
;=> (1 2)
(let ((x (block outer (dotimes (i 3) (dotimes (j 3) (when (= (+ i j) 3) (return-from outer (list i j)))))))) x)
;=> (1 2)
(let ((log nil)) (block nil (dolist (x '(1 2 3)) (unwind-protect (when (= x 2) (return)) (push x log)))) log)
;=> (2 1)
(let ((r nil)) (tagbody (dolist (x '(1 2 3)) (when (= x 2) (go out)) (push x r)) (push 'not r) out (push 'out r)) r)
;=> (OUT 1)
(let ((f (block b (lambda () (return-from b 1))))) (handler-case (funcall f) (control-error () 'dead)))
;=> DEAD
(handler-case (throw 'nobody 1) (control-error () 'no-catch))
;=> NO-CATCH
(let ((log nil)) (handler-case (unwind-protect (throw 'nobody 1) (push 'u log)) (control-error () (push 'c log))) log)
;=> (C U)
(prog ((i 0) (r nil)) loop (when (= i 3) (return r)) (push i r) (incf i) (go loop))
;=> (2 1 0)
(let ((i 0)) (loop (incf i) (unwind-protect (when (= i 3) (return i)) (when (> i 10) (return 'never)))))
;=> 3
(do ((i 0 (1+ i)) (l nil (cons i l))) ((= i 3) (values l i)))
;=> (2 1 0)  3

;;; Handlers before unwinding

(let ((log nil)) (handler-case (unwind-protect (handler-bind ((error (lambda (c) (declare (ignore c)) (push 'h log)))) (error "x")) (push 'u log)) (error () (push 'c log))) (reverse log))
;=> (H U C)
(let ((log nil)) (handler-case (handler-bind ((error (lambda (c) (declare (ignore c)) (push 'h log)))) (unwind-protect (car (eval 5)) (push 'u log))) (error () (push 'c log))) (reverse log))
;=> (H U C)
(let ((log nil)) (handler-case (handler-bind ((error (lambda (c) (declare (ignore c)) (push 'h log)))) (unwind-protect (+ (eval ''a) 1) (push 'u log))) (type-error () (push 'c log))) (reverse log))
;=> (H U C)
(let ((log nil)) (handler-case (handler-bind ((error (lambda (c) (declare (ignore c)) (push 'h log)))) (unwind-protect (push (truncate 1 (eval 0)) log) (push 'u log))) (division-by-zero () (push 'c log))) (reverse log))
;=> (H U C)
(handler-bind ((warning #'muffle-warning)) (warn "no") 'went-on)
;=> WENT-ON
(let ((seen nil)) (list (handler-bind ((condition (lambda (c) (setq seen (type-of c))))) (signal 'simple-condition :format-control "x")) seen))
;=> (NIL SIMPLE-CONDITION)
(let ((log nil)) (handler-bind ((error (lambda (c) (declare (ignore c)) (push 'outer log)))) (handler-case (handler-bind ((error (lambda (c) (declare (ignore c)) (push 'inner log)))) (error "x")) (error () (push 'case log)))) (reverse log))
;=> (INNER CASE)
(handler-case (handler-case (error 'type-error :datum 1 :expected-type 'cons) (program-error () 'wrong)) (type-error (c) (type-error-datum c)))
;=> 1
(restart-case (invoke-restart 'mine 1 2) (mine (a b) (list 'got a b)))
;=> (GOT 1 2)
(handler-bind ((error (lambda (c) (declare (ignore c)) (use-value 42)))) (restart-case (error "x") (use-value (v) (list v))))
;=> (42)
(let ((log nil)) (restart-case (unwind-protect (invoke-restart 'r) (push 'u log)) (r () (push 'r log))) (reverse log))
;=> (U R)
(with-simple-restart (go-on "Go on.") (invoke-restart 'go-on))
;=> NIL  T
(handler-case (error "a ~a c" 'b) (simple-error (c) (format nil "~a" c)))
;=> "a B c"
(ignore-errors 1 2)
;=> 2
(multiple-value-bind (v c) (ignore-errors (error "x")) (list v (typep c 'error)))
;=> (NIL T)
(handler-bind ((error (lambda (c) (continue c)))) (cerror "Go on." "bad") 'continued)
;=> CONTINUED
(handler-case 5 (:no-error (x) (list 'ok x)))
;=> (OK 5)
(progn (define-condition my-error (error) ((n :initarg :n :reader my-n)) (:report (lambda (c s) (format s "n is ~a" (my-n c))))) (handler-case (error 'my-error :n 3) (my-error (c) (princ-to-string c))))
;=> "n is 3"
(let ((n 0)) (handler-bind ((error (lambda (c) (declare (ignore c)) (incf n) (when (< n 3) (error "again"))))) (ignore-errors (error "first"))) n)
;=> 0

;;; Specials

(progn (defvar *a* 1) (defun get-a () *a*) (list (get-a) (let ((*a* 2)) (get-a)) (get-a)))
;=> (1 2 1)
(let ((*a* 5)) (setq *a* 6) (get-a))
;=> 6
(get-a)
;=> 1
(catch 'x (let ((*a* 9)) (throw 'x (get-a))))
;=> 9
(progn (catch 'x (let ((*a* 9)) (throw 'x nil))) (get-a))
;=> 1
(progv '(*a* *b-unknown*) '(7) (list (get-a) (boundp '*b-unknown*)))
;=> (7 NIL)
(let ((x 1)) (declare (special x)) (let ((x 2)) (list x (symbol-value 'x))))
;=> (2 1)
(flet ((f (*a*) (get-a))) (list (f 3) (get-a)))
;=> (3 1)
(flet ((f (&optional (*a* 4) (y (get-a))) (list *a* y))) (f))
;=> (4 4)
(let ((*a* 1) (y *a*)) (list *a* y))
;=> (1 1)
(let* ((*a* 8) (y (get-a))) y)
;=> 8
(dolist (*a* '(1 2) (get-a)) (get-a))
;=> NIL
(let ((r nil)) (dotimes (*a* 3) (push (get-a) r)) r)
;=> (2 1 0)
(let ((*a* 1)) (makunbound '*a*) (boundp '*a*))
;=> NIL
(boundp '*a*)
;=> T
(multiple-value-bind (*a* b) (values 5 6) (list (get-a) b))
;=> (5 6)
(let ((f (let ((*a* 3)) (lambda () *a*)))) (funcall f))
;=> 1
(let ((*a* 2)) (handler-case (let ((*a* 3)) (error "x")) (error () (get-a))))
;=> 2
(let ((*a* 2)) (handler-bind ((error (lambda (c) (declare (ignore c)) (throw 'seen (get-a))))) (catch 'seen (let ((*a* 3)) (error "x")))))
;=> 3

;;; Lambda lists

((lambda (a &optional (b 2 b-p) &rest r) (list a b b-p r)) 1)
;=> (1 2 NIL NIL)
((lambda (a &optional (b 2 b-p) &rest r) (list a b b-p r)) 1 3 4 5)
;=> (1 3 T (4 5))
((lambda (&key a (b (list a)) ((:see c) 3 c-p)) (list a b c c-p)) :see 4 :a 1)
;=> (1 (1) 4 T)
((lambda (&key a) a) :a 1 :a 2)
;=> 1
((lambda (&key a) a) :b 1 :allow-other-keys t)
;=> NIL
((lambda (&key a &allow-other-keys) a) :b 1 :a 2)
;=> 2
((lambda (&key (a 5)) a) :a nil)
;=> NIL
((lambda (&aux (x 1) (y (1+ x))) (list x y)))
;=> (1 2)
((lambda (&rest r &key a) (list r a)) :a 1)
;=> ((:A 1) 1)
(handler-case (funcall (lambda (a) a)) (program-error () 'few))
;=> FEW
(handler-case (funcall (lambda (a) a) 1 2) (program-error () 'many))
;=> MANY
(handler-case (funcall (lambda (&key a) a) :b 1) (program-error () 'unknown))
;=> UNKNOWN
(handler-case (funcall (lambda (&key a) a) :a) (program-error () 'odd))
;=> ODD
(destructuring-bind (a (b &optional (c 3)) &key d) '(1 (2) :d 4) (list a b c d))
;=> (1 2 3 4)
(progn (defmacro my-if (test &body forms) `(cond (,test ,@forms))) (my-if t 1 2))
;=> 2
(macrolet ((twice (x) `(list ,x ,x))) (let ((n 0)) (twice (incf n))))
;=> (1 2)
(let ((x 1)) (symbol-macrolet ((y (+ x 1))) (let ((x 5)) (declare (ignorable x)) (list y))))
;=> (6)
(let ((l (list 1 2))) (symbol-macrolet ((head (car l))) (setf head 5) (incf head) l))
;=> (6 2)

;;; Numbers, equality, keys

(list (+ 1/2 1/2) (/ 6 4) (- 5) (* 2 3.0) (/ 1 3) (expt 2 100))
;=> (1 3/2 -5 6.0 1/3 1267650600228229401496703205376)
(list (eql 1 1.0) (equalp 1 1.0) (= 1 1.0) (eql 0.0 -0.0) (= 0.0 -0.0) (eql 1/2 1/2))
;=> (NIL T T NIL T T)
(let ((h (make-hash-table))) (setf (gethash 1 h) 'int (gethash 1.0 h) 'float (gethash t h) 'true (gethash #\a h) 'char) (list (gethash 1 h) (gethash 1.0 h) (gethash t h) (gethash #\a h) (gethash "a" h) (hash-table-count h)))
;=> (INT FLOAT TRUE CHAR NIL 4)
(let ((h (make-hash-table :test 'equal))) (setf (gethash "a" h) 1 (gethash (list 1 2) h) 2) (list (gethash "a" h) (gethash '(1 2) h) (gethash #\a h)))
;=> (1 2 NIL)
(multiple-value-list (floor -7 2))
;=> (-4 1)
(multiple-value-list (truncate -7 2))
;=> (-3 -1)
(let ((a -7) (b 2)) (list (floor a b) (truncate a b) (mod a b) (rem a b) (multiple-value-list (floor a b))))
;=> (-4 -3 1 -1 (-4 1))
(list (if 0 'true 'false) (if "" 'true 'false) (if #() 'true 'false) (not 0) (null nil))
;=> (TRUE TRUE TRUE NIL T)
(handler-case (+ 1 (eval "a")) (type-error () 'no))
;=> NO
(handler-case (* 3 (eval "ab")) (type-error () 'no))
;=> NO
(handler-case (< (eval "a") "b") (type-error () 'no))
;=> NO
(handler-case (= (eval nil) 1) (type-error () 'no))
;=> NO
(handler-case (+ (eval #\a) 1) (type-error (c) (type-error-datum c)))
;=> #\a
(handler-case (car (eval 5)) (type-error (c) (list (type-error-datum c) (type-error-expected-type c))))
;=> (5 LIST)
(let ((x (list 1 2))) (handler-case (length (rplacd (cdr x) 3)) (type-error () 'dotted)))
;=> DOTTED

;;; setf

(let ((l (list 1 2 3))) (setf (cadr l) 'x (nth 2 l) 'y) l)
;=> (1 X Y)
(let ((h (make-hash-table))) (incf (gethash 'a h 10)) (push 1 (gethash 'l h)) (list (gethash 'a h) (gethash 'l h)))
;=> (11 (1))
(let ((p (list :a 1))) (setf (getf p :b) 2) (list (getf p :a) (getf p :b) (getf p :c 'none)))
;=> (1 2 NONE)
(let ((l (list 3 1 2))) (list (pop l) l))
;=> (3 (1 2))
(let ((v (vector 1 2 3))) (setf (aref v 1) 'x) (rotatef (aref v 0) (aref v 2)) v)
;=> #(3 X 1)
(let ((x 5)) (list (shiftf x 6 ) x))
;=> (5 6)
(progn (defun (setf my-car) (v l) (setf (car l) (list v))) (let ((l (list 1))) (list (setf (my-car l) 2) l)))
;=> ((2) ((2)))
(let ((s (copy-seq "abc"))) (setf (char s 1) #\X) s)
;=> "aXc"
(let ((n 0)) (let ((v (vector 0 0))) (incf (aref v (incf n))) (list n v)))
;=> (1 #(0 1))

;;; Many dynamic bindings

(progn (defvar *da* 1) (defvar *db* 2) (defvar *dc* 3) (defun dynamics () (list *da* *db* *dc*)) (dynamics))
;=> (1 2 3)
(progn (defun bind-keys (&key ((:a *da*) 10) ((:b *db*) (+ *da* 1)) ((:c *dc*) (+ *db* 1))) (dynamics)) (list (bind-keys) (bind-keys :b 5) (dynamics)))
;=> ((10 11 12) (10 5 6) (1 2 3))
(progn (defun bind-all (*da* &optional (*db* *da*) &aux (x *db*) (*dc* x)) (declare (ignorable x)) (dynamics)) (list (bind-all 7) (bind-all 7 8) (dynamics)))
;=> ((7 7 7) (7 8 8) (1 2 3))
(let* ((*da* 5) (x *da*) (*db* (+ x *da*)) (y 2) (*dc* y)) (list x y (dynamics)))
;=> (5 2 (5 10 2))
(list (catch 'x (let* ((*da* 5) (*db* (throw 'x *da*))) (dynamics))) (dynamics))
;=> (5 (1 2 3))
(list (dolist (i '(1 2 3)) (let* ((*da* i) (*db* *da*)) (when (= i 2) (return (dynamics))))) (dynamics))
;=> ((2 2 3) (1 2 3))
(let* ((*da* 1) (*db* *da*) (*dc* 1) (*da* 2) (*db* *da*) (*dc* 2) (*da* 3) (*db* *da*) (*dc* 3) (*da* 4) (*db* *da*) (*dc* 4) (*da* 5) (*db* *da*) (*dc* 5) (*da* 6) (*db* *da*) (*dc* 6) (*da* 7) (*db* *da*) (*dc* 7)) (dynamics))
;=> (7 7 7)

;;; Objects

(progn (defclass point () ((x :initarg :x :initform 0 :accessor px) (y :initarg :y :reader py))) (let ((p (make-instance 'point :y 2))) (incf (px p) 5) (list (px p) (py p) (slot-boundp p 'x))))
;=> (5 2 T)
(progn (defgeneric area (o)) (defmethod area ((o integer)) (* o o)) (defmethod area ((o t)) 'any) (defmethod area ((o (eql 3))) 'three) (list (area 2) (area 3) (area "x")))
;=> (4 THREE ANY)
(progn (defclass p3 (point) ((z :initarg :z :accessor pz))) (defmethod describe-it ((p point)) (list 'point (px p))) (defmethod describe-it ((p p3)) (list 'p3 (pz p) (call-next-method))) (describe-it (make-instance 'p3 :x 1 :z 3)))
;=> (P3 3 (POINT 1))
(let ((log nil)) (defmethod noisy :before ((x number)) (push 'before log)) (defmethod noisy :after ((x number)) (push 'after log)) (defmethod noisy ((x number)) (push 'primary log) 'value) (list (noisy 1) (reverse log)))
;=> (VALUE (BEFORE PRIMARY AFTER))
