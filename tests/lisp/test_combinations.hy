"Method combinations, and what programs may say where no method fits. Results are SBCL's."

(import
  pytest
  support.evaluation [printed])


(setv STANDARD #[[(define-method-combination std ()
  ((around (:around)) (before (:before)) (primary () :required t) (after (:after) :order :most-specific-last))
  (flet ((call-all (ms) (mapcar #'(lambda (m) `(call-method ,m)) ms)))
    (let ((form (if (or before after (rest primary))
                    `(multiple-value-prog1
                       (progn ,@(call-all before) (call-method ,(first primary) ,(rest primary)))
                       ,@(call-all after))
                    `(call-method ,(first primary)))))
      (if around `(call-method ,(first around) (,@(rest around) (make-method ,form))) form))))]])


(setv RESULTS [
  ; why
  ; forms
  ; what the last prints
  #("an order with a built-in combination"
    #[[(defgeneric a1 (x) (:method-combination list :most-specific-last)
         (:method list ((x integer)) 1) (:method list ((x number)) 10))
       (a1 2)]]
    "(10 1)")
  #("the short form, one argument as it is, and around it"
    #[[(define-method-combination my-max :operator max :identity-with-one-argument t)
       (defgeneric a2 (x) (:method-combination my-max) (:method my-max ((x integer)) 5)
         (:method my-max ((x number)) 7) (:method :around ((x integer)) (list :a (call-next-method))))
       (list (a2 1) (a2 1.5))]]
    "((:A 7) 7)")
  #("the operator may be a macro"
    #[[(defmacro backwards (&rest forms) `(list ,@(reverse forms)))
       (define-method-combination backwards)
       (defgeneric a3 (x) (:method-combination backwards) (:method backwards ((x integer)) :i)
         (:method backwards ((x number)) :n))
       (a3 1)]]
    "(:N :I)")
  #("the standard combination in the long form"
    (+ STANDARD #[[
       (defvar *l* nil)
       (defgeneric a4 (x &optional y) (:method-combination std)
         (:method (x &optional y) (push :t *l*) (values x y))
         (:method ((x integer) &optional y) (push :int *l*) (call-next-method))
         (:method :before ((x integer) &optional y) (push :b *l*))
         (:method :after ((x number) &optional y) (push :an *l*))
         (:method :after ((x integer) &optional y) (push :ai *l*))
         (:method :around (x &optional y) (push :ar *l*) (call-next-method)))
       (list (multiple-value-list (a4 1 2)) (reverse *l*))]])
    "((1 2) (:AR :B :INT :T :AN :AI))")
  #("no method of the combination has these qualifiers"
    (+ STANDARD #[[
       (defgeneric a5 (x) (:method-combination std))
       (handler-case (progn (defmethod a5 foo ((x string)) x) (a5 "a")) (error () :bad))]])
    ":BAD")
  #("a group that is required is empty"
    (+ STANDARD #[[
       (defgeneric a6 (x) (:method-combination std) (:method :before (x) x))
       (handler-case (a6 1) (error () :bad))]])
    ":BAD")
  #("arguments of the combination, a predicate for qualifiers, the generic function"
    #[[(defun positive-q (q) (and (integerp (car q)) (plusp (car q))))
       (define-method-combination pos (n) ((ms positive-q :order n)) (:generic-function g)
         `(list ',n ,@(mapcar (lambda (m) `(call-method ,m)) ms)))
       (defgeneric a7 (x) (:method-combination pos :most-specific-last) (:method 1 ((x integer)) :i)
         (:method 2 ((x number)) :n))
       (list (a7 1) (handler-case (a7 "x") (error () :bad)))]]
    "((:MOST-SPECIFIC-LAST :N :I) :BAD)")
  #("there is no such combination"
    "(handler-case (eval '(defgeneric a8 (x) (:method-combination nosuch))) (error () :bad))"
    ":BAD")
  #("a method without the qualifier of the built-in combination"
    #[[(defgeneric a9 (x) (:method-combination +))
       (handler-case (progn (eval '(defmethod a9 ((x string)) 1)) (a9 "a")) (error () :bad))]]
    ":BAD")
  #("no-applicable-method for one generic function"
    #[[(defgeneric b1 (x))
       (defmethod no-applicable-method ((g (eql #'b1)) &rest args) (list :none args))
       (defgeneric b2 (x))
       (list (b1 3) (handler-case (b2 3) (error () :signalled)))]]
    "((:NONE (3)) :SIGNALLED)")
  #("no-next-method gets generic function, method and arguments (SBCL leaves optional ones in a list)"
    #[[(defgeneric b3 (x &optional y))
       (defmethod b3 :around ((x symbol) &optional y) y (call-next-method))
       (defmethod b3 ((x symbol) &optional y) y (call-next-method))
       (defmethod no-next-method ((g (eql #'b3)) m &rest args) (list (method-qualifiers m) args))
       (b3 'x 2)]]
    "(NIL (X 2))")
  #("qualifiers that the standard combination does not know"
    #[[(defgeneric a10 (x))
       (handler-case (progn (eval '(defmethod a10 :foo ((x string)) 1)) (a10 "a")) (error () :bad))]]
    ":BAD")
  #("arguments of the effective method, too few and too many"
    #[[(define-method-combination arg () ((ms *)) (:arguments a &optional b)
         `(list ,a ,b (call-method ,(first ms))))
       (defgeneric a11 (x &rest r) (:method-combination arg) (:method 1 (x &rest r) (list x r)))
       (list (a11 1) (a11 1 2 3))]]
    "((1 NIL (1 NIL)) (1 2 (1 (2 3))))")
  #("function-keywords"
    #[[(list (multiple-value-list (function-keywords (defmethod b4 (x &key b ((:cc c) 2) &allow-other-keys) (list x b c))))
             (multiple-value-list (function-keywords (defmethod b5 (x) x))))]]
    "(((:B :CC) T) (NIL NIL))")
  #("qualifiers come back as written"
    #[[(defgeneric b6 (x) (:method-combination +))
       (list (method-qualifiers (defmethod b6 + ((x float)) 1)) (method-qualifiers (defmethod b6 :around (x) x)))]]
    "((+) (:AROUND))")
  #(":argument-precedence-order"
    #[[(defgeneric c1 (a b) (:argument-precedence-order b a)
         (:method ((a integer) b) (list :a b)) (:method (a (b integer)) (list :b a)))
       (list (c1 1 1) (c1 1 :x) (c1 :x 1)
             (handler-case (eval '(defgeneric c2 (a b) (:argument-precedence-order b))) (error () :bad)))]]
    "((:B 1) (:A :X) (:B :X) :BAD)")
  #("lambda lists of methods suit that of the generic function"
    #[[(defgeneric d1 (a b)) (defgeneric d2 (a &key)) (defgeneric d3 (a &key x)) (defgeneric d4 (a &optional o))
       (mapcar (lambda (form) (handler-case (progn (eval form) :fine) (error () :bad)))
               '((defmethod d1 (a) a) (defmethod d2 (a) a) (defmethod d2 (a &key y) (list a y))
                 (defmethod d3 (a &key y) (list a y)) (defmethod d3 (a &rest r) (list a r))
                 (defmethod d3 (a &key &allow-other-keys) a) (defmethod d4 (a) a)
                 (defgeneric d2 (a b &key))))]]
    "(:BAD :BAD :FINE :BAD :FINE :FINE :BAD :BAD)")
  #("change-class calls update-instance-for-different-class, whose keywords are known"
    #[[(defclass e1 () ((x :initarg :x :initform 1) (z :initform 5)))
       (defclass e2 () ((y :initform 2) (z :initform 6)))
       (defmethod update-instance-for-different-class :after ((p e1) (n e2) &key k)
         (setf (slot-value n 'y) (list k (slot-value p 'x) (slot-value n 'y))))
       (let ((o (make-instance 'e1 :x 9)))
         (slot-makunbound o 'z)
         (change-class o 'e2 :k 3)
         (list (slot-value o 'y) (slot-boundp o 'z)
               (handler-case (change-class (make-instance 'e1) 'e2 :nosuch 1) (error () :bad))))]]
    "((3 9 2) NIL :BAD)")
  #("make-instances-obsolete takes a class or its name"
    #[[(defclass e3 () ())
       (list (make-instances-obsolete 'e3) (class-name (make-instances-obsolete (find-class 'e3))))]]
    "(E3 E3)")])


(defn test-sockets-are-not-made-with-make-instance []
  (assert (= (printed "(handler-case (make-instance 'acl-socket:socket) (error (c) (princ-to-string c)))")
             "\"ACL-SOCKET:SOCKET can't be made with make-instance; use make-socket.\"")))


(defn [(pytest.mark.parametrize #("why" "text" "result") RESULTS)]
  test-result [why text result]
  (assert (= (printed f"(progn {text})") result)))
