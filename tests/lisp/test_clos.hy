"Classes, generic functions, methods, conditions as programs define them. Results are SBCL's."

(import
  pytest
  acllib.conditions [SocketError]
  acllib.kernel.generic [NoApplicableMethod NoNextMethod]
  acllib.kernel.signalling [ProgramError SimpleError]
  acllib.lisp.conditions [UnboundSlot]
  support.evaluation [check-error forms-of fresh-package printed raised])


(setv DEFINITIONS #[[
(defclass point ()
  ((x :initarg :x :initform 0 :accessor px)
   (y :initarg :y :initform 0 :reader py :writer set-py)))
(defclass p3 (point) ((z :initarg :z :accessor pz)))
(defgeneric area (s) (:documentation "doc") (:method ((s t)) 'unknown))
(defclass shape () ())
(defclass circle (shape) ((r :initarg :r :reader radius)))
(defmethod area ((c circle)) (* 3 (radius c) (radius c)))
(defmethod fact1 ((n (eql 0))) 1)
(defmethod fact1 ((n integer)) (* n (fact1 (- n 1))))
(define-condition my-err (error)
  ((code :initarg :code :reader my-code))
  (:report (lambda (c s) (format s "Code ~a!" (my-code c)))))]])


(setv RESULTS [
  ; form
  ; what it prints
  ; what a call goes to and what #' returns are two things where there are exactly one or two arguments.
  #(#[[(progn (defgeneric ein (x)) (defmethod ein ((x integer)) (values x 2)) (list (eq #'ein (fdefinition 'ein)) (eq #'ein (symbol-function 'ein)) (typep #'ein 'generic-function) (ein 1) (multiple-value-list (ein 1)) (mapcar #'ein '(3 4)) (funcall 'ein 5)))]]
    "(T T T 1 (1 2) (3 4) 5)")
  #(#[[(progn (defgeneric ein (x)) (defmethod ein ((x integer)) x) (defmethod ein ((x (eql 7))) :seven) (list (ein 7) (ein 8)))]]
    "(:SEVEN 8)")
  #(#[[(progn (defgeneric ein (x)) (defmethod ein ((x integer)) x) (setf (fdefinition 'eins) #'ein) (fmakunbound 'ein) (defgeneric ein (x &optional y)) (list (eins 7) (eq #'eins (fdefinition 'eins)) (eq #'eins #'ein) (handler-case (progn (eins 1 2) 1) (program-error () :arguments)) (handler-case (progn (ein 1) 1) (undefined-function () :undefined) (error () :no-method))))]]
    "(7 T NIL :ARGUMENTS :NO-METHOD)")
  #(#[[(progn (defgeneric zwei (a b)) (defmethod zwei ((a integer) b) (list a b)) (defmethod zwei ((a integer) (b string)) (list :s (call-next-method))) (list (zwei 1 2) (zwei 1 "x") (handler-case (progn (zwei 1) 1) (program-error (c) (princ-to-string c)))))]]
    "((1 2) (:S (1 \"x\")) \"ZWEI got 1 arg, wanted 2 args.\")")
  #(#[[(progn (defclass point () ((x :initarg :x :initform 0 :accessor px) (y :initarg :y :initform 0 :reader py :writer set-py))) (let ((p (make-instance 'point :x 3))) (setf (px p) 10) (set-py 7 p) (list (px p) (py p) (slot-value p 'x))))]]
    "(10 7 10)")
  #(#[[(progn (defclass p3 (point) ((z :initarg :z :accessor pz))) (let ((p (make-instance 'p3 :x 1 :z 2))) (list (px p) (py p) (pz p) (typep p 'point) (typep p 'p3) (class-name (class-of p)))))]]
    "(1 0 2 T T P3)")
  #(#[[(handler-case (slot-value (make-instance 'p3) 'z) (unbound-slot (c) (list (cell-error-name c) (type-of (unbound-slot-instance c)))))]]
    "(Z P3)")
  #(#[[(progn (defclass r1 () ((a :initform 1 :accessor ra) (b :initform 2) (c :allocation :class :initform 3))) (defclass r2 (r1) ()) (let ((one (make-instance 'r1)) (two (make-instance 'r2)) (log nil)) (eval `(defmethod update-instance-for-redefined-class :before ((o r1) added discarded plist &key) (push (list added discarded plist) (car ',(setq log (list nil)))))) (eval '(defclass r1 () ((a :initform 10 :accessor ra) (d :initform 5) c))) (list (ra one) (slot-value one 'd) (slot-exists-p one 'b) (slot-value two 'd) (slot-value two 'c) (first (car log)))))]]
    "(1 5 NIL 5 3 ((D) (B) (B 2)))")
  #(#[[(mapcar (lambda (name) (class-name (class-of (find-class name)))) '(point integer))]]
    "(STANDARD-CLASS BUILT-IN-CLASS)")
  #(#[[(progn (defstruct st a) (defgeneric meta (c) (:method ((c standard-class)) 'standard) (:method ((c structure-class)) 'structure) (:method ((c built-in-class)) 'built-in) (:method ((c class)) 'class)) (mapcar (lambda (n) (meta (find-class n))) '(point st integer)))]]
    "(STANDARD STRUCTURE BUILT-IN)")
  #(#[[(progn (defclass two () ((a :initarg :x :initarg :y)) (:default-initargs :x 1)) (list (slot-value (make-instance 'two) 'a) (slot-value (make-instance 'two :y 2) 'a) (slot-value (make-instance 'two :y 2 :x 3) 'a)))]]
    "(1 2 2)")
  #(#[[(progn (defgeneric nn (x) (:method ((x (eql 0))) (call-next-method 1)) (:method ((x t)) x)) (handler-case (nn 0) (error () :bad)))]]
    ":BAD")
  #(#[[(progn (defgeneric none () (:method () 5)) (list (none) (funcall #'none) (handler-case (none 1) (error () :bad))))]]
    "(5 5 :BAD)")
  #(#[[(progn (defmethod kind ((x bit-vector)) 'bits) (defmethod kind ((x vector)) 'vector) (defmethod kind ((x array)) 'array) (mapcar #'kind (list #*1 (make-array 2 :fill-pointer 1) (make-array 1 :element-type '(unsigned-byte 16)) "a" #(1) (make-array '(1 1)))))]]
    "(BITS VECTOR VECTOR VECTOR VECTOR ARRAY)")
  #(#[[(handler-case (pz (make-instance 'p3)) (unbound-slot (c) (cell-error-name c)))]]
    "Z")
  #(#[[(handler-case (make-instance 'point :w 3) (error () 'bad-initarg))]]
    "BAD-INITARG")
  #(#[[(handler-case (slot-value (make-instance 'point) 'nope) (error () 'missing))]]
    "MISSING")
  #(#[[(let ((p (make-instance 'point))) (list (slot-boundp p 'x) (progn (slot-makunbound p 'x) (slot-boundp p 'x)) (slot-exists-p p 'y) (slot-exists-p p 'q)))]]
    "(T NIL T NIL)")
  #(#[[(progn (defgeneric area (s) (:documentation "doc") (:method ((s t)) 'unknown)) (defclass shape () ()) (defclass circle (shape) ((r :initarg :r :reader radius))) (defmethod area ((c circle)) (* 3 (radius c) (radius c))) (list (area 1) (area (make-instance 'circle :r 2)) (area (make-instance 'shape))))]]
    "(UNKNOWN 12 UNKNOWN)")
  #(#[[(progn (defvar *log* nil) (defmethod area :before ((c circle)) (push :before *log*)) (defmethod area :after ((c circle)) (push :after *log*)) (defmethod area :around ((c circle)) (push :around *log*) (let ((v (call-next-method))) (push :end *log*) v)) (list (area (make-instance 'circle :r 1)) *log*))]]
    "(3 (:END :AFTER :BEFORE :AROUND))")
  #(#[[(progn (defmethod desc ((x integer)) (list 'int (call-next-method))) (defmethod desc ((x number)) (list 'num (next-method-p) (call-next-method))) (defmethod desc ((x t)) (list 'any (next-method-p))) (list (desc 1) (desc 1.5) (desc "a") (desc nil) (desc t)))]]
    "((INT (NUM T (ANY NIL))) (NUM T (ANY NIL)) (ANY NIL) (ANY NIL) (ANY NIL))")
  #(#[[(progn (defmethod kind ((x string)) 'string) (defmethod kind ((x symbol)) 'symbol) (defmethod kind ((x list)) 'list) (defmethod kind ((x character)) 'char) (defmethod kind ((x vector)) 'vector) (defmethod kind ((x function)) 'function) (defmethod kind ((x float)) 'float) (defmethod kind ((x ratio)) 'ratio) (defmethod kind ((x hash-table)) 'ht) (list (kind "a") (kind 'a) (kind '(1)) (kind #\a) (kind (vector 1)) (kind #'car) (kind 1.5) (kind 1/2) (kind t) (kind (make-hash-table)) (kind :k)))]]
    "(STRING SYMBOL LIST CHAR VECTOR FUNCTION FLOAT RATIO SYMBOL HT SYMBOL)")
  #(#[[(progn (defmethod fact1 ((n (eql 0))) 1) (defmethod fact1 ((n integer)) (* n (fact1 (- n 1)))) (fact1 5))]]
    "120")
  #(#[[(progn (defmethod two ((a integer) (b string)) 'is) (defmethod two ((a string) (b integer)) 'si) (defmethod two (a b) 'any) (list (two 1 "a") (two "a" 1) (two 1 1)))]]
    "(IS SI ANY)")
  #(#[[(progn (defmethod opt ((a integer) &optional (b 2) &rest r) (list a b r)) (list (opt 1) (opt 1 5) (opt 1 2 3 4)))]]
    "((1 2 NIL) (1 5 NIL) (1 2 (3 4)))")
  #(#[[(progn (defmethod kk ((a integer) &key (b 2) c) (list a b c)) (list (kk 1) (kk 1 :b 5) (kk 1 :c 3 :b 4) (handler-case (kk 1 :z 4) (error () 'badkey))))]]
    "((1 2 NIL) (1 5 NIL) (1 4 3) BADKEY)")
  #(#[[(progn (defmethod kk2 ((a integer) &key b) (list b (call-next-method))) (defmethod kk2 ((a t) &key c) (list c)) (list (kk2 1 :b 1 :c 2) (handler-case (kk2 'a :b 1) (error () 'bad))))]]
    "((1 (2)) BAD)")
  #(#[[(progn (defmethod cnm ((a integer) b) (setq b 100) (call-next-method)) (defmethod cnm ((a t) b) (list a b)) (cnm 1 2))]]
    "(1 2)")
  #(#[[(progn (defmethod cnm2 ((a integer) b) (call-next-method 7 8)) (defmethod cnm2 ((a t) b) (list a b)) (cnm2 1 2))]]
    "(7 8)")
  #(#[[(handler-case (progn (defmethod nonext ((a integer)) (call-next-method)) (nonext 1)) (error () 'no-next))]]
    "NO-NEXT")
  #(#[[(handler-case (progn (defmethod onlyint ((a integer)) a) (onlyint "x")) (error () 'no-applicable))]]
    "NO-APPLICABLE")
  #(#[[(progn (defmethod initialize-instance :after ((p p3) &key z extra) (when extra (setf (pz p) (list z extra)))) (list (pz (make-instance 'p3 :z 1 :extra 2)) (pz (make-instance 'p3 :z 1))))]]
    "((1 2) 1)")
  #(#[[(progn (defclass counted () ((n :allocation :class :initform 0 :accessor n-of))) (let ((a (make-instance 'counted)) (b (make-instance 'counted))) (incf (n-of a)) (incf (n-of b)) (list (n-of a) (slot-value b 'n))))]]
    "(2 2)")
  #(#[[(progn (defclass dflt () ((a :initarg :a :accessor dflt-a)) (:default-initargs :a (+ 1 2))) (list (dflt-a (make-instance 'dflt)) (dflt-a (make-instance 'dflt :a 9))))]]
    "(3 9)")
  #(#[[(with-slots (x (why y)) (make-instance 'point :x 4 :y 5) (incf x) (list x why))]]
    "(5 5)")
  #(#[[(with-accessors ((xx px)) (make-instance 'point :x 4) (setf xx 5) xx)]]
    "5")
  #(#[[(progn (defmethod (setf total) (new (p point)) (setf (px p) new) new) (let ((p (make-instance 'point))) (list (setf (total p) 6) (px p))))]]
    "(6 6)")
  #(#[[(progn (defclass a1 () ()) (defclass b1 (a1) ()) (defclass c1 (a1) ()) (defclass d1 (b1 c1) ()) (defmethod who ((x a1)) '(a)) (defmethod who ((x b1)) (cons 'b (call-next-method))) (defmethod who ((x c1)) (cons 'c (call-next-method))) (defmethod who ((x d1)) (cons 'd (call-next-method))) (who (make-instance 'd1)))]]
    "(D B C A)")
  #(#[[(progn (define-condition my-err (error) ((code :initarg :code :reader my-code)) (:report (lambda (c s) (format s "Code ~a!" (my-code c))))) (handler-case (error 'my-err :code 5) (my-err (c) (list (my-code c) (princ-to-string c)))))]]
    "(5 \"Code 5!\")")
  #(#[[(progn (define-condition my-sub (my-err) ((extra :initarg :extra :initform 'dflt :accessor my-extra))) (handler-case (error 'my-sub :code 6) (error (c) (list (my-code c) (my-extra c) (princ-to-string c) (typep c 'my-err)))))]]
    "(6 DFLT \"Code 6!\" T)")
  #(#[[(progn (define-condition strrep (error) () (:report "A string")) (handler-case (error 'strrep) (error (c) (princ-to-string c))))]]
    "\"A string\"")
  #(#[[(progn (define-condition mywarn (warning) ()) (handler-case (warn 'mywarn) (mywarn () 'w)))]]
    "W")
  #(#[[(let ((c (make-condition 'my-err :code 1))) (list (my-code c) (typep c 'error) (typep c 'condition)))]]
    "(1 T T)")
  #(#[[(progn (define-condition simp (simple-error) ()) (handler-case (error 'simp :format-control "x ~a" :format-arguments '(1)) (simple-error (c) (princ-to-string c))))]]
    "\"x 1\"")
  #(#[[(handler-case (signal 'my-err :code 1) (condition (c) (my-code c)))]]
    "1")
  #(#[[(progn (defmethod print-object ((p point) stream) (print-unreadable-object (p stream :type t) (format stream "~a,~a" (px p) (py p)))) (list (princ-to-string (make-instance 'point :x 1)) (format nil "~s" (list (make-instance 'point)))))]]
    "(\"#<POINT 1,0>\" \"(#<POINT 0,0>)\")")
  #(#[[(progn (defgeneric sum-up (x) (:method-combination +)) (defmethod sum-up + ((x integer)) x) (defmethod sum-up + ((x number)) 10) (sum-up 5))]]
    "15")
  #(#[[(progn (defgeneric lst-up (x) (:method-combination list :most-specific-last)) (defmethod lst-up list ((x integer)) 'i) (defmethod lst-up list ((x number)) 'n) (lst-up 5))]]
    "(N I)")
  #(#[[(let ((p (make-instance 'point :x 1))) (reinitialize-instance p :x 5) (px p))]]
    "5")
  #(#[[(progn (defclass fwd (later) ()) (defclass later () ((q :initform 1 :reader q))) (q (make-instance 'fwd)))]]
    "1")
  #(#[[(progn (defclass redef () ((a :initform 1 :accessor ra))) (let ((o (make-instance 'redef))) (defclass redef () ((a :initform 1 :accessor ra) (b :initform 2 :accessor rb))) (list (ra o) (rb (make-instance 'redef)))))]]
    "(1 2)")
  #(#[[(multiple-value-list (progn (defmethod mv1 ((x integer)) (values x 2 3)) (mv1 1)))]]
    "(1 2 3)")
  #(#[[(multiple-value-list (progn (defmethod mv1 ((x integer)) (values x 2 3)) (defmethod mv1 :around ((x integer)) (call-next-method)) (mv1 1)))]]
    "(1 2 3)")
  #(#[[(find-class 'nonexistent nil)]]
    "NIL")
  #(#[[(handler-case (find-class 'nonexistent) (error () 'e))]]
    "E")
  #(#[[(handler-case (progn (defun plainf (x) x) (defmethod plainf ((x integer)) x)) (error () 'ordinary))]]
    "ORDINARY")
  #(#[[(progn (defclass q2 () ((a :initarg :a))) (let ((k :a)) (slot-value (make-instance 'q2 k 4) 'a)))]]
    "4")
  #(#[[(px (apply #'make-instance 'point '(:x 3 :x 4)))]]
    "3")
  #(#[[(funcall #'(setf px) 3 (make-instance 'point))]]
    "3")
  #(#[[(mapcar #'px (list (make-instance 'point :x 1) (make-instance 'point :x 2)))]]
    "(1 2)")
  #(#[[(list (typep (find-class 'point) 'standard-class) (typep (find-class 'point) 'class) (typep #'area 'generic-function) (typep #'area 'function))]]
    "(T T T T)")
  #(#[[(progn (defmethod gen-opt ((x point) (y (eql :a))) 1) (defmethod gen-opt ((x point) y) 2) (list (gen-opt (make-instance 'point) :a) (gen-opt (make-instance 'point) :b)))]]
    "(1 2)")
  #(#[[(let ((m (find-method #'fact1 '() (list (find-class 'integer))))) (remove-method #'fact1 m) (handler-case (fact1 3) (error () 'gone)))]]
    "GONE")
  #(#[[(block nil (handler-bind ((error (lambda (c) (declare (ignore c)) (return 'out)))) (pz (make-instance 'p3))))]]
    "OUT")
  #(#[[(handler-bind ((unbound-slot (lambda (c) (declare (ignore c)) (use-value 42)))) (slot-value (make-instance 'p3) 'z))]]
    "42")
  #(#[[(progn (defclass dc () () (:documentation "C")) (documentation 'dc 'type))]]
    "\"C\"")
  #(#[[(progn (defgeneric (setf gsl) (n o)) (defmethod (setf gsl) (n (o cons)) (setf (car o) n)) (let ((c (list 1))) (setf (gsl c) 4) c))]]
    "(4)")
  ;; classes of the core
  #(#[[(list (mp:queue-empty-p (make-instance 'mp:queue)) (class-name (class-of (make-instance 'mp:queue))))]]
    "(T MULTIPROCESSING:QUEUE)")
  #(#[[(progn (defclass own-queue (mp:queue) ((z :initform 3 :reader own-z))) (let ((q (make-instance 'own-queue))) (mp:enqueue q 1) (list (mp:dequeue q) (own-z q))))]]
    "(1 3)")
  ;; methods on functions that come with the system
  #(#[[(progn (defclass proxy () ()) (defmethod acl-socket:remote-port ((x proxy)) 5) (acl-socket:remote-port (make-instance 'proxy)))]]
    "5")
  #(#[[(progn (defclass proxy () ()) (defmethod close ((x proxy) &key abort) (list 'closed abort)) (list (close (make-instance 'proxy) :abort t) (close (make-string-input-stream "x"))))]]
    "((CLOSED T) T)")
  ;; change-class
  #(#[[(let ((p (make-instance 'point :x 7))) (change-class p 'p3 :z 1) (list (px p) (pz p) (typep p 'p3)))]]
    "(7 1 T)")
  ;; what is printed
  #(#[[(let ((text (prin1-to-string (find-method #'area nil (list (find-class 'circle)))))) (list text))]]
    "(\"#<STANDARD-METHOD AREA (CIRCLE)>\")")
  #(#[[(prin1-to-string (find-class 'point))]]
    "\"#<STANDARD-CLASS POINT>\"")
  #(#[[(multiple-value-list (find-class 'nowhere nil))]]
    "(NIL)")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text DEFINITIONS) result)))


(setv ERRORS [
  #("(make-instance 'point :w 3)" ProgramError ":W is not an initialization argument of POINT")
  #("(make-instance 'point :x)" ProgramError "odd number")
  #("(make-instance 'nowhere)" SimpleError "No class named")
  #("(make-instance 'integer)" SimpleError "can't be made with make-instance")
  #("(progn (defclass fw (later2) ()) (make-instance 'later2))" SimpleError "not defined")
  #("(slot-value (make-instance 'point) 'nope)" SimpleError "The slot NOPE is missing")
  #("(slot-value 5 'nope)" SimpleError "The slot NOPE is missing")
  #("(pz (make-instance 'p3))" UnboundSlot "The slot Z is unbound")
  #("(defclass integer () ())" ProgramError "can't be redefined")
  #("(defclass bad () (a a))" ProgramError "defines the slot A twice")
  #("(defclass bad () ((a :foo 1)))" ProgramError "unknown option :FOO")
  #("(defclass bad () ((a :initform 1 :initform 2)))" ProgramError "two options INITFORM")
  #("(defclass bad () () (:foo))" ProgramError "unknown option")
  #("(progn (defclass s1 () ()) (defclass s2 (s1) ()) (defclass s1 (s2) ()))" ProgramError "can't inherit from")
  #("(define-condition bad (integer) ())" ProgramError "is not a condition class")
  #("(make-condition 'my-err :bogus 1)" ProgramError ":BOGUS is not an initialization argument")
  #("(defmethod m (x y) 1) (defmethod m (x) 1)" ProgramError "has 1 required parameters; others have 2")
  #("(defmethod m ((x nowhere)) 1)" ProgramError "There is no class named NOWHERE")
  #("(defmethod when ((x t)) 1)" ProgramError "already names a special operator or macro")
  #("(defun plain (x) x) (defmethod plain ((x integer)) x)" ProgramError "already names an ordinary function")
  #("(defmethod m)" ProgramError "the lambda list is missing")
  #("(defmethod m ((x integer) &key a) a) (m 1 :b 2)" ProgramError ":B is not one of the keywords :A")
  #("(defmethod m ((x integer) &key a) a) (m 1 :a)" ProgramError "odd number")
  #("(defmethod m ((x integer)) (call-next-method)) (m 1)" NoNextMethod "No next method")
  #("(defmethod m ((x integer)) 1) (m 'a)" NoApplicableMethod "No methods applicable")
  #("(defgeneric g (x) (:foo))" ProgramError "unknown option")
  #("(defgeneric g (x) (:method-combination frob))" ProgramError "no method combination FROB")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment DEFINITIONS))


(defn test-python-sees-an-instance []
  "Instances are Python objects whose slots are attributes."
  (with [_ (fresh-package)]
    (setv [_ [place]] (forms-of #[[(defclass sea-mark () ((lamp-height :initarg :height) (lamp-color :initarg :color)))
                                   (make-instance 'sea-mark :height 12)]]))
    (assert (= #(place.lamp-height (hasattr place "lamp_color")) #(12 False)))
    (assert (= (. (type place) __name__) "SeaMark"))))


(defn test-python-catches-a-condition []
  "A condition that a program defines is an exception under its Lisp superclasses."
  (setv [caught _] (raised "(define-condition line-down (socket-error) ((line-number :initarg :line))) (error 'line-down :line 3 :identifier :connection-reset)"))
  (assert (isinstance caught SocketError))
  (assert (isinstance caught OSError))
  (assert (= caught.line-number 3)))


(defn test-redefinition-keeps-instances []
  "A class is redefined in place: old instances keep their values and get the new methods."
  (assert (= (printed #[[(defclass r () ((a :initform 1 :accessor ra)))
                         (defvar *r* (make-instance 'r))
                         (defclass r () ((a :initform 1 :accessor ra) (b :initarg :b :accessor rb)))
                         (setf (rb *r*) 2)
                         (list (ra *r*) (rb *r*) (rb (make-instance 'r :b 5)))]])
             "(1 2 5)")))


(setv CORE [
  ; why                                       form
  ; what it prints
  #("a method around the core's own, with keywords both ways"
    #[[(let* ((method (defmethod acl-socket:accept-connection :around ((s acl-socket:socket) &key wait)
                        (list wait (next-method-p) (call-next-method))))
              (server (acl-socket:make-socket :connect :passive :local-host "127.0.0.1")))
         (unwind-protect (acl-socket:accept-connection server :wait nil)
           (remove-method #'acl-socket:accept-connection method)
           (close server)))]]
    "(NIL T NIL)")
  #("print-object for a class of the core"
    #[[(let* ((method (defmethod print-object ((s acl-socket:socket-stream-internet-passive) stream)
                        (format stream "<port ~a>" (integerp (acl-socket:local-port s)))))
              (server (acl-socket:make-socket :connect :passive :local-host "127.0.0.1")))
         (unwind-protect (prin1-to-string (list server))
           (remove-method #'print-object method)
           (close server)))]]
    "\"(<port T>)\"")])


(defn [(pytest.mark.parametrize #("why" "text" "result") CORE)]
  test-methods-on-the-core [why text result]
  (assert (= (printed text) result)))
