"The standard macros, and Allegro's: results, and what is said of forms that are malformed. Results are SBCL's where it has the macro."

(import
  pytest
  acllib.kernel.signalling [ProgramError SimpleError WrongType]
  acllib.lisp.symbols [PackageError]
  support.evaluation [check-error printed])


(setv RESULTS [
  ; form
  ; what it prints
  #(#[[(let ((x 1)) (cond ((= x 2) 'a) ((+ x 1)) (t 'b)))]]
    "2")
  #(#[[(case 3 ((1 2) 'low) (3 'three) (t 'other))]]
    "THREE")
  #(#[[(case nil (nil 'never) ((nil) 'yes) (otherwise 'o))]]
    "YES")
  #(#[[(ecase 'a (a 1) (b 2))]]
    "1")
  #(#[[(handler-case (ecase 5 (1 2) ((3 4) 5)) (type-error (e) (list (type-error-datum e) (type-error-expected-type e))))]]
    "(5 (MEMBER 1 3 4))")
  #(#[[(typecase "x" (integer 1) (string 2))]]
    "2")
  #(#[[(typecase 5 (t 'first) (otherwise 'second))]]
    "FIRST")
  #(#[[(block nil (dolist (x (return 1))) 2)]]
    "2")
  #(#[[(list (dotimes (i (return 1)) i) (dolist (x '(1) (return 3))) (dotimes (i 2 (return i))))]]
    "(1 3 2)")
  #(#[[(let ((x 'global)) (declare (special x)) (let ((x 'local)) (dolist (e nil x) (declare (special x)))))]]
    "GLOBAL")
  #(#[[(etypecase 1.5 (integer 1) (float 2))]]
    "2")
  #(#[[(let ((x 5)) (handler-bind ((type-error (lambda (c) (store-value 2 c)))) (ccase x (1 'one) (2 (list 'two x)))))]]
    "(TWO 2)")
  #(#[[(prog1 1 2 3)]]
    "1")
  #(#[[(prog2 1 2 3)]]
    "2")
  #(#[[(multiple-value-list (prog1 (values 1 2) 3))]]
    "(1)")
  #(#[[(let (a b) (list (multiple-value-setq (a b) (values 1 2 3)) a b))]]
    "(1 1 2)")
  #(#[[(nth-value 1 (values 1 2 3))]]
    "2")
  #(#[[(let ((n 2)) (nth-value n (values 1 2 3)))]]
    "3")
  #(#[[(prog ((x 1) y) a (setq x (+ x 1)) (when (< x 5) (go a)) (return (list x y)))]]
    "(5 NIL)")
  #(#[[(do ((i 0 (1+ i)) (acc nil (cons i acc))) ((= i 3) acc))]]
    "(2 1 0)")
  #(#[[(do* ((i 0 (1+ i)) (j i (* i 2))) ((= i 3) (list i j)))]]
    "(3 6)")
  #(#[[(do ((i 0 (1+ i))) ((= i 5)) (when (= i 2) (return i)))]]
    "2")
  #(#[[(do ((i 0 (1+ i)) l) ((= i 4) l) (if (oddp i) (go skip)) (push i l) skip)]]
    "(2 0)")
  #(#[[(let (l) (dolist (x '(1 2 3) (reverse l)) (push x l)))]]
    "(1 2 3)")
  #(#[[(let ((l nil)) (dotimes (i 4 (list i l)) (push i l)))]]
    "(4 (3 2 1 0))")
  #(#[[(handler-case (error "boom ~a" 1) (error (c) (format nil "~a" c)))]]
    "\"boom 1\"")
  #(#[[(handler-case (values 1 2) (error () 3) (:no-error (a b) (list a b)))]]
    "(1 2)")
  #(#[[(handler-case (signal 'warning) (error () 1))]]
    "NIL")
  #(#[[(ignore-errors 5)]]
    "5")
  #(#[[(let (l) (handler-case (handler-bind ((error (lambda (c) (push 'bind l)))) (unwind-protect (error "x") (push 'clean l))) (error () (push 'case l))) (nreverse l))]]
    "(BIND CLEAN CASE)")
  #(#[[(restart-case (invoke-restart 'foo 1 2) (foo (a b) (list a b)))]]
    "(1 2)")
  #(#[[(handler-bind ((error (lambda (c) (declare (ignore c)) (invoke-restart 'my-r 7)))) (restart-case (error "x") (my-r (v) :report "hi" (* v 2))))]]
    "14")
  #(#[[(multiple-value-list (with-simple-restart (skip "Skip ~a" 1) (invoke-restart 'skip)))]]
    "(NIL T)")
  #(#[[(restart-case (let ((r (find-restart 'foo))) (list (restart-name r) (princ-to-string r))) (foo () :report (lambda (s) (format s "Do ~a" 'it))))]]
    "(FOO \"Do IT\")")
  #(#[[(restart-bind ((foo (lambda (x) (* x 3)))) (invoke-restart 'foo 5))]]
    "15")
  #(#[[(let ((x 1)) (handler-bind ((error (lambda (c) (continue c)))) (assert (progn (incf x) (> x 3)))) x)]]
    "4")
  #(#[[(handler-case (assert (= 1 2) () "bad ~a" 3) (error (c) (princ-to-string c)))]]
    "\"bad 3\"")
  #(#[[(let ((x 'a)) (handler-bind ((type-error (lambda (c) (store-value 5 c)))) (check-type x integer)) x)]]
    "5")
  #(#[[(handler-case (let ((x 'a)) (check-type x integer)) (type-error (c) (list (type-error-datum c) (type-error-expected-type c))))]]
    "(A INTEGER)")
  #(#[[(progn (defvar *v1* 1) (defvar *v1* 2) (defparameter *p1* 1) (defparameter *p1* 3) (let ((*v1* 10)) (list *v1* (symbol-value '*v1*) *p1*)))]]
    "(10 10 3)")
  #(#[[(progn (defconstant +k+ 5) (list +k+))]]
    "(5)")
  #(#[[(progn (deftype small (&optional (n 10)) `(integer 0 ,n)) (list (typep 5 'small) (typep 50 'small) (typep 50 '(small 100))))]]
    "(T NIL T)")
  #(#[[(progn (define-symbol-macro sm1 (car *sm*)) (defvar *sm* (list 1 2)) (setf sm1 9) *sm*)]]
    "(9 2)")
  #(#[[(macroexpand-1 '(when a b))]]
    "(IF A (PROGN B) NIL) ; T")
  #(#[[(not (null (macro-function 'dolist)))]]
    "T")
  #(#[[(funcall (lambda (x) (* x 2)) 4)]]
    "8")
  #(#[[(let ((*print-base* 2)) (list (with-standard-io-syntax (write-to-string 10)) (write-to-string 10)))]]
    "(\"10\" \"1010\")")
  #(#[[(let ((*print-base* 2)) (list (with-standard-io-syntax (write-to-string 10)) (write-to-string 10)))]]
    "(\"10\" \"1010\")")
  #(#[[(handler-bind ((error (lambda (c) (declare (ignore c)) (invoke-restart 'my-r 7)))) (restart-case (error "x") (my-r (v) :report "hi" (* v 2))))]]
    "14")
  #(#[[(handler-bind ((error (lambda (c) (list c (mapcar #'restart-name (compute-restarts c))) (invoke-restart (find-restart 'aa c))))) (restart-case (handler-case (error "inner") (warning () 1)) (aa () 'aa)))]]
    "AA")
  #(#[[(restart-case (handler-bind ((error (lambda (c) (invoke-restart 'b (find-restart 'a c))))) (restart-case (error "o") (b (x) (restart-name x)))) (a () 1))]]
    "A")
  #(#[[(progn (defvar *dv* 1 "V doc") (documentation '*dv* 'variable))]]
    "\"V doc\"")
  #(#[[(let ((fs nil)) (dolist (x '(1 2 3)) (push (lambda () x) fs)) (mapcar #'funcall fs))]]
    "(3 2 1)")
  #(#[[(do ((i 0 (1+ i)) (l nil (cons (lambda () i) l))) ((= i 3) (mapcar #'funcall l)))]]
    "(3 3 3)")
  #(#[[(multiple-value-list (case 1 (1 (values 1 2))))]]
    "(1 2)")
  #(#[[(multiple-value-list (cond ((values 1 2))))]]
    "(1)")
  #(#[[(multiple-value-list (cond (t (values 1 2))))]]
    "(1 2)")
  #(#[[(multiple-value-list (when t (values 1 2)))]]
    "(1 2)")
  #(#[[(multiple-value-list (loop return (values 1 2)))]]
    "(1 2)")
  #(#[[(multiple-value-list (prog () (return (values 1 2))))]]
    "(1 2)")
  #(#[[(multiple-value-list (handler-case (values 1 2) (error () 1)))]]
    "(1 2)")
  #(#[[(multiple-value-list (handler-case (error "x") (error () (values 3 4))))]]
    "(3 4)")
  #(#[[(multiple-value-list (restart-case (invoke-restart 'r) (r () (values 5 6))))]]
    "(5 6)")
  #(#[[(progn (defvar *sp* 1) (defun getsp () *sp*) (let ((*sp* 5)) (incf *sp*) (list (getsp) (setf *sp* 7) (getsp))))]]
    "(6 7 7)")
  #(#[[(let ((*sp* 3)) (defvar *sp* 9) *sp*)]]
    "3")
  #(#[[(assert t)]]
    "NIL")
  #(#[[(let ((y 0)) (handler-bind ((error (lambda (c) (declare (ignorable c)) (setq y 1) (invoke-restart 'continue)))) (assert (= y 1) (y) "no ~s" y)) y)]]
    "1")
  #(#[[(let ((log nil)) (handler-bind ((warning (lambda (w) (push (princ-to-string w) log) (muffle-warning w)))) (warn "w~a" 1) (push 'after log)) (reverse log))]]
    "(\"w1\" AFTER)")
  #(#[[(let ((log nil)) (unwind-protect (block a (handler-bind ((error (lambda (c) (declare (ignore c)) (return-from a 1)))) (unwind-protect (error "x") (push 1 log)))) (push 2 log)) log)]]
    "(2 1)")
  #(#[[(block nil (tagbody (handler-case (error "x") (error () (go out))) (return 1) out (return 2)))]]
    "2")
  #(#[[(typecase nil (list 'l) (null 'n))]]
    "L")
  #(#[[(etypecase (list 1) (symbol 's) (cons 'c))]]
    "C")
  #(#[[(handler-case (etypecase 1 (string 1)) (type-error (e) (type-error-expected-type e)))]]
    "(OR STRING)")
  #(#[[(multiple-value-bind (value condition) (ignore-errors (error "x") 1) (list value (princ-to-string condition)))]]
    "(NIL \"x\")")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(setv PACKAGES [
  ; why                form                                            what it prints
  #("names and exports"
    #[[(progn (defpackage "MACROS-A" (:use "COMMON-LISP") (:export "BAR" "BAZ") (:nicknames "MACROS-AA") (:shadow "CAR") (:documentation "doc")) (list (package-name (find-package "MACROS-AA")) (multiple-value-list (find-symbol "BAR" "MACROS-A")) (nth-value 1 (find-symbol "CAR" "MACROS-A"))))]]
    "(\"MACROS-A\" (MACROS-A:BAR :EXTERNAL) :INTERNAL)")
  #("imports"
    #[[(progn (defpackage "MACROS-B" (:use) (:import-from "MACROS-A" "BAR") (:shadowing-import-from "COMMON-LISP" "CAR") (:intern "I")) (list (find-symbol "BAR" "MACROS-B") (find-symbol "CAR" "MACROS-B") (find-symbol "CDR" "MACROS-B") (nth-value 1 (find-symbol "I" "MACROS-B"))))]]
    "(MACROS-A:BAR CAR NIL :INTERNAL)")
  #("walking"
    #[[(with-package-iterator (next "MACROS-A" :external) (let (l) (loop (multiple-value-bind (more symbol status) (next) (unless more (return (sort l #'string< :key #'car))) (push (list (symbol-name symbol) status) l)))))]]
    "((\"BAR\" :EXTERNAL) (\"BAZ\" :EXTERNAL))")
  #("external symbols"
    #[[(let (l) (do-external-symbols (s "MACROS-A" (sort l #'string<)) (push (symbol-name s) l)))]]
    "(\"BAR\" \"BAZ\")")
  #("accessible symbols"
    #[[(let ((n 0)) (do-symbols (s "MACROS-B" n) (incf n)))]]
    "3")
  #("every symbol"
    #[[(let ((n 0)) (do-all-symbols (s (> n 0)) (when (eq s 'cons) (incf n))))]]
    "T")
  #("in-package"
    #[[(let ((*package* *package*)) (in-package "MACROS-A") (package-name *package*))]]
    "\"MACROS-A\"")])


(defn test-packages []
  (for [[why text result] PACKAGES]
    (assert (= #(why (printed text)) #(why result))))
  (printed #[[(progn (delete-package "MACROS-B") (delete-package "MACROS-A"))]]))


(setv ALLEGRO [
  ; form                                                    what it prints
  #("(if* t then 1 2 else 3)"                               "2")
  #("(if* nil then 1 elseif 2 thenret else 3)"              "2")
  #("(if* 5 thenret)"                                       "5")
  #("(if* nil thenret)"                                     "NIL")
  #("(if* nil then 1 elseif nil then 2 else 3 4)"           "4")
  #("(if* nil then 1)"                                      "NIL")
  #("(if* nil then 1 excl::else 2)"                         "2")
  #("(let ((i 0)) (while (< i 3) (incf i)) i)"              "3")
  #("(let ((i 0)) (until (= i 3) (incf i)) i)"              "3")
  #("(let ((i 0)) (while t (when (= (incf i) 4) (return i))))"  "4")
  #("(funcall (named-function foo (lambda (x) (1+ x))) 2)"  "3")
  #("(progn (defsubst twice (x) (* 2 x)) (twice 4))"        "8")
  #("(list (without-interrupts 1) (mp:without-scheduling 2) (sys:without-scheduling 3) (mp:without-interrupts 4))"
                                                            "(1 2 3 4)")
  #("(multiple-value-list (without-interrupts (values 1 2)))"  "(1 2)")
  #("(multiple-value-list (mp:with-timeout (5 'late) (values 1 2)))"  "(1 2)")
  #("(multiple-value-list (sys:with-timeout (0 (values 'late 3)) 'never))"  "(LATE 3)")
  #("(eq 'mp:with-timeout 'sys:with-timeout)"               "T")
  #("(mp:with-timeout (0.02 'late) (sleep 5))"              "LATE")
  #("(let ((l (mp:make-process-lock)) s) (mp:with-process-lock (l :seized s) (list s (mp:with-process-lock (l :seized s2) s2))))"
                                                            "(NIL T)")
  #("(multiple-value-list (sys:with-process-lock ((mp:make-process-lock)) (values 1 2)))"  "(1 2)")
  #("(let ((l (mp:make-process-lock))) (list (catch 'out (mp:with-process-lock (l) (throw 'out 1))) (mp:process-lock-locker l)))"
                                                            "(1 NIL)")
  #("(multiple-value-list (acl-socket:with-pending-connect (values 1 2)))"  "(1 2)")])


(defn [(pytest.mark.parametrize #("text" "result") ALLEGRO)]
  test-allegro [text result]
  (assert (= (printed text) result)))


(setv ERRORS [
  #("(when)" ProgramError "The macro WHEN can't have 0 subforms")
  #("(defmacro foo)" ProgramError "can't have 1 subform")
  #("(defmacro 5 ())" ProgramError "5 is not the name of a variable")
  #("(cond (1 2) 3)" ProgramError "COND: 3 is not a clause")
  #("(case 1 2)" ProgramError "CASE: 2 is not a clause")
  #("(case 1 (t 2) (3 4))" ProgramError "must be the last one")
  #("(handler-case 1 2)" ProgramError "2 is not a clause")
  #("(handler-case 1 (error))" ProgramError "is not of the form")
  #("(handler-bind ((error)) 1)" ProgramError "is not of the form")
  #("(restart-case 1 (a))" ProgramError "has no lambda list")
  #("(if* 1)" ProgramError "followed by then or thenret")
  #("(if* 1 then 2 else 3 else 4)" ProgramError "else must be the last")
  #("(if* 1 thenret 2)" ProgramError "thenret takes no forms")
  #("(psetq a)" ProgramError "odd number")
  #("(do ((i 0 1 2)) (t))" ProgramError "too many parts")
  #("(defvar *x* 1 2)" ProgramError "documentation string")
  #("(defpackage \"MACROS-X\" (:foo))" ProgramError "unknown option")
  #("(defpackage \"MACROS-X\" (:use) (:shadow \"A\") (:intern \"B\" \"A\"))" ProgramError "A stands in :shadow and in :intern")
  #("(defpackage \"MACROS-X\" (:use) (:export \"A\") (:intern \"A\"))" ProgramError "A stands in :export and in :intern")
  #("(in-package \"NOWHERE-AT-ALL\")" PackageError "There is no package named")
  #("(ecase 5 (1 2) ((3 4) 5))" WrongType "5 fell through ECASE; expected one of (1 3 4)")
  #("(proclaim '(optimize . fast))" ProgramError "proclaim")
  #("(proclaim '(type integer . x))" ProgramError "proclaim")
  #("(etypecase 5 (string 1))" WrongType "5 fell through ETYPECASE; expected one of (STRING)")
  #("(let ((x 'a)) (check-type x integer))" WrongType "The value of X is A, which is not of type INTEGER.")
  #("(let ((x 'a)) (check-type x integer \"a number\"))" WrongType "The value of X is A, which is not a number.")
  #("(assert (= 1 2))" SimpleError "The assertion (= 1 2) failed.")
  #("(mp:with-process-lock ((mp:make-process-lock) :foo 1) 1)" ProgramError "the options are")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
