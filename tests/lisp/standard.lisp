;;; What real programs use of the standard, a few names a form: read by test_semantics.py, which
;;; runs them here and, where it is installed, on SBCL. Rows as in semantics.lisp.

;;; Files

(with-open-file (s "/dev/null") (list (file-position s) (streamp s) (open-stream-p s)))
;=> (0 T T)
(let ((file (format nil "/tmp/lisp-test-~36r.txt" (random (expt 36 8) (make-random-state t))))) (unwind-protect (list (with-open-file (s file :direction :output :if-exists :supersede :if-does-not-exist :create) (write-string "0123456789" s :start 2 :end 6) (file-position s)) (with-open-file (s file :direction :input :element-type 'character) (list (file-length s) (progn (file-position s 2) (read-char s)) (file-position s))) (with-open-file (s file :direction :output :if-exists :append) (write-sequence "abcdef" s :start 1 :end 3)) (with-open-file (s file) (read-line s)) (with-open-file (s file :direction :io :if-exists :overwrite) (write-char #\Z s) (file-position s 0) (read-line s)) (integerp (file-write-date file)) (equal (truename file) (probe-file file)) (let ((s (open file :direction :output :if-exists :overwrite :if-does-not-exist :create))) (write-string "xy" s) (close s)) (let ((s (open file :direction :output :if-exists nil))) s) (handler-case (open file :direction :output :if-exists :error) (file-error () 'exists)) (handler-case (open (concatenate 'string file "x") :if-does-not-exist :error) (file-error () 'missing)) (open (concatenate 'string file "x") :if-does-not-exist nil) (let ((new (concatenate 'string file "y"))) (rename-file file new) (rename-file new file) (probe-file new)) (with-open-file (s file :external-format :latin-1) (read-line s))) (delete-file file)))
;=> (4 (4 #\4 3) "abcdef" "2345bc" "Z345bc" T T T NIL EXISTS MISSING NIL NIL "xy45bc")
(multiple-value-list (let ((d "/tmp/")) (ensure-directories-exist d)))
;=> ("/tmp/" NIL)
(pathnamep (user-homedir-pathname))
;=> T
(list (stringp (or (short-site-name) "")) (stringp (or (long-site-name) "")) (stringp (or (machine-version) "")))
;=> (T T T)

;;; Time

(integerp (get-internal-real-time))
;=> T
(and (member internal-time-units-per-second '(100 1000 1000000)) t)
;=> T
(length (multiple-value-list (get-decoded-time)))
;=> 9

;;; Lists

(list (cdar '((1 . 2))) (cadar '((1 2))) (cddar '((1 2 3))) (cdadr '(1 (2 3))) (cddddr '(1 2 3 4 5)))
;=> (2 2 (3) (3) (5))
(list (fifth '(1 2 3 4 5 6 7)) (sixth '(1 2 3 4 5 6 7)) (seventh '(1 2 3 4 5 6 7)))
;=> (5 6 7)
(let ((l (list (list 1 2)))) (setf (cdar l) 3) l)
;=> ((1 . 3))
(position 3 '((1 . 2) (2 . 3)) :key #'cdr)
;=> 1
(position 1 '(1 1 2 1) :test-not #'eql)
;=> 2

;;; Characters and strings

(list (< 255 char-code-limit) (char-code #\Nul) (eql #\Null (code-char 0)))
;=> (T 0 T)
(nstring-downcase (copy-seq "ABC"))
;=> "abc"
(list (string-equal "xabc" "ABCx" :start1 1 :end2 3) (string-equal "abcx" "ABC" :end1 3) (string= "abc" "abcd" :end2 3))
;=> (T T T)
(list (write-to-string 10 :base 2) (read-from-string "(a b)" t nil :start 1 :end 2) (write-to-string 5 :base 2 :radix t))
;=> ("1010" A "#b101")

;;; Packages and symbols

(list (packagep *package*) (packagep 'cl) (and (member (find-package :cl) (list-all-packages)) t))
;=> (T NIL T)
(symbol-package (gentemp "Z"))
;=> #<FUNCTION>
(list (intern "CAR" :cl) (multiple-value-list (intern "A-KEYWORD-OF-OURS" :keyword)))
;=> (CAR (:A-KEYWORD-OF-OURS NIL))
(list 'cl:car 'cl-user::internal)
;=> (CAR INTERNAL)

;;; Arrays

(list (adjustable-array-p (make-array 2 :adjustable t)) (adjustable-array-p #(1)) (simple-bit-vector-p #*101) (simple-bit-vector-p #(1)))
;=> (T NIL T NIL)
(list (<= 1024 array-dimension-limit) (<= 1024 array-total-size-limit))
;=> (T T)
(list (integerp most-positive-fixnum) (< most-negative-fixnum 0 most-positive-fixnum) (< most-negative-long-float 0 most-positive-long-float))
;=> (T T T)

;;; Bits

(list (boole boole-1 12 10) (boole boole-2 12 10) (boole boole-andc1 12 10) (boole boole-andc2 12 10) (boole boole-c1 12 10) (boole boole-c2 12 10) (boole boole-clr 12 10) (boole boole-eqv 12 10) (boole boole-ior 12 10) (boole boole-nand 12 10) (boole boole-nor 12 10) (boole boole-orc1 12 10) (boole boole-orc2 12 10) (boole boole-set 12 10) (boole boole-and 12 10) (boole boole-xor 12 10))
;=> (12 10 2 4 -13 -11 0 -7 14 -9 -15 -5 -3 -1 8 6)

;;; Hash tables

(let ((h (make-hash-table :size 100 :rehash-size 2.0 :rehash-threshold 0.5))) (list (realp (hash-table-rehash-size h)) (realp (hash-table-rehash-threshold h)) (integerp (hash-table-size h))))
;=> (T T T)

;;; Streams

(let* ((i (make-string-input-stream "ab")) (o (make-string-output-stream)) (s (make-two-way-stream i o))) (list (eq i (two-way-stream-input-stream s)) (eq o (two-way-stream-output-stream s))))
;=> (T T)
(length (broadcast-stream-streams (make-broadcast-stream *standard-output* *standard-output*)))
;=> 2
(synonym-stream-symbol (make-synonym-stream '*standard-output*))
;=> *STANDARD-OUTPUT*
(with-input-from-string (s "a b") (list (read-preserving-whitespace s) (char-code (read-char s))))
;=> (A 32)
(with-output-to-string (*standard-output*) (write-sequence '(#\a #\b #\c) *standard-output* :start 1 :end 3))
;=> "bc"
(get-output-stream-string (let ((s (make-string-output-stream :element-type 'character))) (princ 1 s) s))
;=> "1"
(streamp *debug-io*)
;=> T

;;; The reader

(list (let ((*read-base* 16)) (read-from-string "ff")) (let ((*read-suppress* t)) (read-from-string "foo:bar:baz")) (= 1.5 (let ((*read-default-float-format* 'double-float)) (read-from-string "1.5"))))
;=> (255 NIL T)
(not (get-macro-character #\())
;=> NIL
(let ((l '(#1=(a) #1#))) (eq (first l) (second l)))
;=> T
(list #xff #b101 #o17 #36rz #\a #'car #(1 2) #*01 '#:g (quote #.(+ 1 2)))
;=> (255 5 15 35 #\a #<FUNCTION> #(1 2) #*01 #:G 3)
(list #+(and) 1 #-(and) 2 #+(or) 3 #+(not no-such-feature) 4 #+(and common-lisp (not no-such-feature)) 5 #+ignore 6 #-ignore 7 #+aix 8 #+scl 9 #+cmu 10 #+abcl 11 #+openmcl 12 #+mcl 13)
;=> (1 4 5 7)

;;; The printer

(let ((*print-case* :downcase)) (prin1-to-string 'abc))
;=> "abc"
(list (let ((*print-radix* t)) (prin1-to-string 10)) (let ((*print-gensym* nil)) (prin1-to-string '#:a)) (let ((*print-array* t)) (prin1-to-string #(1))) (let ((*print-base* 2)) (prin1-to-string 5)))
;=> ("10." "A" "#(1)" "101")
(let ((*print-pretty* t) (*print-right-margin* 20) (*print-miser-width* nil) (*print-lines* nil)) (prin1-to-string '(a b)))
;=> "(A B)"
(with-output-to-string (s) (write '(1 2) :stream s :pretty t :right-margin 60 :lines 3))
;=> "(1 2)"
(with-output-to-string (s) (print-unreadable-object ('x s :type nil :identity nil) (princ 1 s)))
;=> "#<FUNCTION>"
(let ((*print-pprint-dispatch* (copy-pprint-dispatch)) (*print-pretty* t)) (set-pprint-dispatch '(eql twelve) (lambda (s o) (declare (ignore o)) (princ 12 s))) (prin1-to-string '(twelve)))
;=> "(12)"

;;; Format

(format nil "a~
   b")
;=> "ab"
(substitute #\/ #\Newline (format nil "a~@
   b"))
;=> "a/b"
(list (format nil "~10t|") (format nil "ab~20t|") (format nil "ab~2t|") (format nil "ab~@t|") (format nil "ab~1,8@t|") (format nil "ab~v@t|" 3))
;=> ("          |" "ab                  |" "ab |" "ab |" "ab      |" "ab   |")
(list (format nil "~@a|" nil) (format nil "~10@a|" "ab") (format nil "~10a|" "ab") (format nil "~20a|" "ab") (format nil "~9a|" "ab") (format nil "~11@a|" "ab") (format nil "~13a|" 1) (format nil "~15a|" 1) (format nil "~18a|" 1) (format nil "~20,1,0a|" 1) (format nil "~35,1,0@a|" 1) (format nil "~40s|" "q") (format nil "~4a|" 1) (format nil "~8a|" 1))
;=> ("NIL|" "        ab|" "ab        |" "ab                  |" "ab       |" "         ab|" "1            |" "1              |" "1                 |" "1                   |" "                                  1|" "\"q\"                                     |" "1   |" "1       |")
(list (format nil "~2,'0x" 10) (format nil "~4,'0d" 42) (format nil "~3,'0d" 7) (format nil "~4,'0x" 255) (format nil "~4d" 42) (format nil "~6d" 42) (format nil "~3,'0o" 8) (format nil "~9d" 1) (format nil "~12,'0d" 123) (format nil "~2,' d" 3) (format nil "~26r" 25) (format nil "~3d" 1) (format nil "~6,'0x" 255) (format nil "~7d" 1) (format nil "~9b" 5))
;=> ("0A" "0042" "007" "00FF" "  42" "    42" "010" "        1" "000000000123" " 3" "P" "  1" "0000FF" "      1" "      101")
(list (format nil "~10,2f" 3.14159) (format nil "~vf" 8 1.5) (format nil "~,3f" 2.5) (format nil "~8,4f" 1.5))
;=> ("      3.14" "     1.5" "2.500" "  1.5000")
(list (length (format nil "~2%")) (length (format nil "~v%" 2)))
;=> (2 2)
(defun shout (stream argument colon at) (format stream "~a~a~a!" argument (if colon ":" "") (if at "@" "")))
;=> SHOUT
(list (format nil "~/shout/" 1) (format nil "~@/shout/" 1) (format nil "~:@/shout/" 1) (format nil "~:/shout/" 1))
;=> ("1!" "1@!" "1:@!" "1:!")
(let ((*print-pretty* t)) (substitute #\/ #\Newline (format nil "~@<a~3i b~:@_c~:>")))
;=> "a b/   c"
(format nil (formatter "~a-~a") 1 2)
;=> "1-2"

;;; Loops

(let ((n 0)) (loop (incf n) (when (> n 3) (return n))))
;=> 4
(loop for (a b) in '((1 2) (3 4)) for i from 0 collect (list i a b))
;=> ((0 1 2) (1 3 4))
(loop for x fixnum in '(1 2) sum x)
;=> 3

;;; Declarations

(locally (declare (optimize (speed 3) (safety 0) (debug 0) (compilation-speed 0))) (let ((x 1)) (declare (fixnum x)) x))
;=> 1
(let ((l (list 1 2))) (declare (dynamic-extent l)) (length l))
;=> 2

;;; Types

(list (typep 3 '(unsigned-byte 8)) (typep 300 '(unsigned-byte 8)) (typep -1 '(signed-byte 8)) (typep 3 '(or null integer)) (typep 3 '(integer 0 2)) (typep 'a '(member a b)) (typep 3 '(and integer (not (integer 3 3)))) (typep 1.5 '(float 0 2)) (typep 3 '(mod 4)) (typep '(1) '(cons integer null)))
;=> (T NIL T T NIL T NIL T T T)
(list (typep #(1 2) '(simple-vector 2)) (typep #*1 '(bit-vector 1)) (typep #*1 '(simple-bit-vector 1)) (typep (make-array 3 :element-type '(unsigned-byte 8)) '(simple-array (unsigned-byte 8) (*))) (typep (make-array '(2 2)) '(array * (2 2))) (typep #(1) '(vector t 1)) (subtypep '(function (t) t) 'function) (typep #*1 'simple-bit-vector))
;=> (T T T T T T T T)
(list (typep (make-condition 'style-warning) 'warning))
;=> (T)
(subtypep 'standard-object t)
;=> T  T
(flet ((f (x) (declare (type (simple-array character (*)) x)) (length x))) (f (coerce "abc" '(simple-array character (*)))))
;=> 3

;;; CLOS

(defgeneric surface (shape) (:documentation "The surface.") (:method ((n integer)) (* n n)))
;=> #<FUNCTION>
(defmethod surface :before ((n integer)) (push :before *trail*))
;=> #<FUNCTION>
(defvar *trail* nil)
;=> *TRAIL*
(defmethod surface :after ((n integer)) (push :after *trail*))
;=> #<FUNCTION>
(defmethod surface :around ((n integer)) (list :around (call-next-method)))
;=> #<FUNCTION>
(list (surface 3) *trail*)
;=> ((:AROUND 9) (:AFTER :BEFORE))
(defmethod surface ((n (eql 7))) :seven)
;=> #<FUNCTION>
(surface 7)
;=> (:AROUND :SEVEN)
(defclass crate () ((w :initarg :w)))
;=> #<FUNCTION>
(defmethod (setf surface) (new (b crate)) (setf (slot-value b 'w) new))
;=> #<FUNCTION>
(let ((b (make-instance 'crate :w 1))) (setf (surface b) 5) (list (slot-value b 'w) (typep b 'standard-object)))
;=> (5 T)
(defun (setf second-of) (new list) (setf (second list) new))
;=> (SETF SECOND-OF)
(let ((l (list 1 2))) (setf (second-of l) 9) l)
;=> (1 9)
(list (funcall 'car '(1)) (mapcar 'list '(1 2)) ((lambda (x) (* x 2)) 4))
;=> (1 ((1) (2)) 8)
(documentation 'surface 'function)
;=> "The surface."

;;; Lambda lists

(destructuring-bind (a (b . c) &rest d) '(1 (2 . 3) 4 5) (list a b c d))
;=> (1 2 3 (4 5))
(destructuring-bind (a . b) '(1 2 3) (list a b))
;=> (1 (2 3))
(defun keys (&key (a 1 a-p) ((:b c) 2 c-p)) (list a a-p c c-p))
;=> KEYS
(list (keys) (keys :a 3 :b 4))
;=> ((1 NIL 2 NIL) (3 T 4 T))
(defun optionals (&optional (a 1 a-p)) (list a a-p))
;=> OPTIONALS
(list (optionals) (optionals nil))
;=> ((1 NIL) (NIL T))
(defmacro macro-of-ours (a . b) `'(,a ,b))
;=> MACRO-OF-OURS
(macro-of-ours 1 2 3)
;=> (1 (2 3))

;;; Conditions

(restart-case (invoke-restart 'try-again 5) (try-again (x) :report "Try again." :interactive (lambda () (list 1)) (list :again x)))
;=> (:AGAIN 5)
(restart-case (invoke-restart-interactively 'pick) (pick (x) :report (lambda (s) (princ "Pick." s)) :interactive (lambda () (list 42)) x))
;=> 42
(handler-bind ((error (lambda (c) (declare (ignore c)) (invoke-restart 'retry)))) (let ((n 0)) (loop (restart-case (return (if (= (incf n) 3) n (error "again"))) (retry () :report "Retry." nil)))))
;=> 3
(let ((*break-on-signals* nil)) (signal 'simple-condition))
;=> NIL
(typep (make-condition 'floating-point-invalid-operation) 'arithmetic-error)
;=> T
(let ((*load-verbose* nil) (*load-print* nil) (*compile-print* nil)) (list *load-verbose* *load-print* *compile-print* (listp *modules*)))
;=> (NIL NIL NIL T)
(format nil "~{~a~^, ~}" '(1 2 3))
;=> "1, 2, 3"
(array-element-type (make-array 3 :element-type 'character))
;=> CHARACTER

;;; Others

(list (char-int #\a) (format nil "a~t|") (with-open-file (s "/dev/null") (typep s 'file-stream)))
;=> (97 "a |" T)
(let ((s (open "/dev/null" :direction :output :if-exists :supersede))) (close s))
;=> T
(translate-logical-pathname "/tmp/a")
;=> #P"/tmp/a"
(defstruct (point-of-ours (:print-object (lambda (p s) (format s "<~a>" (point-of-ours-x p))))) x)
;=> POINT-OF-OURS
(prin1-to-string (make-point-of-ours :x 1))
;=> "<1>"

;;; The class precedence list

(progn (defclass cpl-a () ((s :initform nil))) (defclass cpl-b (cpl-a) ((s :initform 'x))) (defclass cpl-c (cpl-a) ((s :initform 'y))) (defclass cpl-d (cpl-b) ()) (defclass cpl-f (cpl-d cpl-c) ()) (defclass cpl-g (cpl-b) ()) (defclass cpl-h (cpl-f cpl-g) ()) (mapcar (lambda (c) (slot-value (make-instance c) 's)) '(cpl-a cpl-d cpl-f cpl-g cpl-h)))
;=> (NIL X X X Y)
(progn (defclass cpl-i (cpl-b cpl-c) ()) (defclass cpl-j (cpl-c cpl-b) ()) (handler-case (progn (defclass cpl-k (cpl-i cpl-j) ()) (make-instance 'cpl-k)) (error () :contradiction)))
;=> :CONTRADICTION
