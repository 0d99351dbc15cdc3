"compile-file and fasl files: what a program does when loaded from its fasl, in what order, and what is refused."

(import
  os
  subprocess
  sys
  pytest
  acllib.kernel.signalling [handlers invoke-restart ProgramError]
  acllib.lisp.compiler [evaluate-values]
  acllib.lisp.dumping [NotDumpable]
  acllib.lisp.fasls [FaslError]
  acllib.lisp.file_compiler [compile-file compile-file-if-needed]
  acllib.lisp.loading :as loading
  acllib.lisp.loading [load]
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.reader [read-from-string]
  acllib.lisp.reader_errors [IncompleteForm UnknownPackage]
  acllib.lisp.streams [StringOutputStream]
  acllib.lisp.symbols [find-package]
  acllib.lisp.variables [current-package error-output standard-output]
  acllib.lisp.world)


(defn [(pytest.fixture :autouse True)] in-user []
  (setv package (.bind current-package (find-package "COMMON-LISP-USER")))
  (yield)
  (.unbind current-package package))


(defn [pytest.fixture] place [tmp-path monkeypatch]
  "A function that writes a file into a directory of its own, which is the current one."
  (.chdir monkeypatch tmp-path)
  (fn [name content]
    (.write-text (/ tmp-path name) content :encoding "utf-8")
    (str (/ tmp-path name))))


(defn lisp [text]
  "Return the printed value of the form TEXT."
  (prin1-to-string (get (evaluate-values (get (read-from-string text) 0)) 0)))


(defn quietly [function]
  "Return the values of FUNCTION, and what it wrote to *standard-output* and *error-output*."
  (setv stream (StringOutputStream)
        tokens (lfor v [standard-output error-output] #(v (.bind v stream))))
  (try
    (setv values (function))
    (finally
      (for [[v token] tokens]
        (.unbind v token))))
  #(values (.getvalue stream)))


;; A program, a form behind its fasl was loaded, and the value: as SBCL gives it.
(setv PROGRAMS [
  #("(defun tf-a (x) (values x (* 2 x)))" "(multiple-value-list (tf-a 3))" "(3 6)")
  #("(defun tf-b (n) (lambda (m) (incf n m) (values n m)))" "(multiple-value-list (funcall (tf-b 1) 2))" "(3 2)")
  #("(defmacro tf-c (x) `(list ,x ,x)) (defun tf-c2 () (tf-c 1))" "(tf-c2)" "(1 1)")
  #("(defparameter *tf-d* '(a \"s\" #\\x 1/2 1.5 #(1 2) . z))" "*tf-d*" "(A \"s\" #\\x 1/2 1.5 #(1 2) . Z)")
  #("(defparameter *tf-e* '#1=(a . #1#))" "(eq *tf-e* (cdr *tf-e*))" "T")
  #("(defun tf-f () '#:u) (defun tf-f2 () (list '#1=#:v '#1#))" "(list (eq (tf-f) (tf-f)) (apply #'eq (tf-f2)))" "(T T)")
  #("(defstruct tf-g (x 1) y) (defun tf-g2 () (tf-g-x (make-tf-g :x 5)))" "(list (tf-g2) (tf-g-p (make-tf-g)))" "(5 T)")
  #("(defstruct tf-g3 x) (defstruct (tf-g4 (:include tf-g3)) y)" "(tf-g3-x (make-tf-g4 :x 7))" "7")
  #("(eval-when (:compile-toplevel) (defparameter *tf-h* 7)) (defun tf-h () #.*tf-h*)" "(tf-h)" "7")
  #("(defun tf-i () (handler-case (error \"x\") (error (c) (princ-to-string c))))" "(tf-i)" "\"x\"")
  #("(defun tf-j () (load-time-value (list 1 2)))" "(eq (tf-j) (tf-j))" "T")
  #("(macrolet ((d (n) `(defun ,n () ',n))) (d tf-k) (d tf-k2))" "(list (tf-k) (tf-k2))" "(TF-K TF-K2)")
  #("(symbol-macrolet ((z 5)) (defun tf-l () z))" "(tf-l)" "5")
  #("(locally (declare (special *tf-m*)) (defun tf-m () *tf-m*))" "(progv '(*tf-m*) '(4) (tf-m))" "4")
  #("(defclass tf-n () ((a :initarg :a :accessor tf-n-a))) (defmethod tf-n2 ((o tf-n)) (tf-n-a o))"
    "(tf-n2 (make-instance 'tf-n :a 9))" "9")
  #("(defun (setf tf-o) (v x) (setf (car x) v)) (defun tf-o2 (x) (setf (tf-o x) 3) x)" "(tf-o2 (list 1))" "(3)")
  #("(defsetf tf-p tf-p-set) (defun tf-p-set (x v) (setf (car x) v)) (defun tf-p2 (x) (setf (tf-p x) 8) x)"
    "(tf-p2 (list 1))" "(8)")
  #("(define-condition tf-q (error) ((a :initarg :a :reader tf-q-a)))"
    "(handler-case (error 'tf-q :a 6) (tf-q (c) (tf-q-a c)))" "6")
  #("(defun tf-r (&key (a 1) b) (list a b))" "(tf-r :b 2)" "(1 2)")
  #("(defparameter *tf-s* 100000000000000000000000000000)" "*tf-s*" "100000000000000000000000000000")
  #("(defpackage :tf-t (:use :cl)) (in-package :tf-t) (defun f () 'f)" "(symbol-name (funcall (find-symbol \"F\" :tf-t)))" "\"F\"")
  #("(deftype tf-u () '(integer 0 3)) (defun tf-u2 (x) (typep x 'tf-u))" "(list (tf-u2 3) (tf-u2 4))" "(T NIL)")])


(defn [(pytest.mark.parametrize #("program" "form" "value") PROGRAMS)]
  test-programs [place program form value]
  (place "p.cl" program)
  (quietly (fn [] (compile-file "p")))
  (load "p.fasl")
  (assert (= (lisp form) value)))


(defn test-names-of-another-image [place]
  "A fasl finds its symbols whatever their names became in the image that loads it."
  (place "q.cl" "(defun tf-other (x) (let ((|a b| x)) (list '|a b| |a b| '|A B|)))")
  (quietly (fn [] (compile-file "q")))
  (setv code (.join "; " ["import acllib.lisp.world"
                          "from acllib.lisp.compiler import evaluate_values as e"
                          "from acllib.lisp.reader import read_from_string as r"
                          "[e(r(t)[0]) for t in ['(setq |A_B| 1)', '(defun |A B| () 1)', '(load \"q.fasl\")']]"
                          "print(e(r('(tf-other 5)')[0])[0])"])
        done (subprocess.run [sys.executable "-c" code] :capture-output True :text True :timeout 60))
  (assert (= done.stdout "(COMMON-LISP-USER::a b 5 COMMON-LISP-USER::A B)\n") done.stderr))


;; Situations of eval-when, what is noted when compiling, and what when loading.
(setv SITUATIONS [
  #(":compile-toplevel"               "(C)" "NIL")
  #(":load-toplevel"                  "NIL" "(C)")
  #(":execute"                        "NIL" "NIL")
  #(":compile-toplevel :load-toplevel" "(C)" "(C)")
  #("compile load eval"               "(C)" "(C)")])


(defn [(pytest.mark.parametrize #("situations" "compiling" "loading") SITUATIONS)]
  test-situations [place situations compiling loading]
  (lisp "(defparameter *tf-log* nil)")
  (place "s.cl" f"(eval-when ({situations}) (push 'c *tf-log*))")
  (compile-file "s")
  (assert (= (lisp "*tf-log*") compiling))
  (lisp "(setq *tf-log* nil)")
  (load "s.fasl")
  (assert (= (lisp "*tf-log*") loading)))


(defn test-make-load-form [place]
  (place "m.cl" "(defclass tf-lf () ((a :initarg :a :reader tf-lf-a)))
(defmethod make-load-form ((o tf-lf) &optional env) (make-load-form-saving-slots o :environment env))")
  (load "m.cl")
  (place "n.cl" "(defparameter *tf-lf* '(#1=#.(make-instance 'tf-lf :a '(1 2)) #1#))")
  (compile-file "n")
  (load "n.fasl")
  (assert (= (lisp "(list (eq (first *tf-lf*) (second *tf-lf*)) (tf-lf-a (first *tf-lf*)))") "(T (1 2))"))
  (place "o.cl" "(defparameter *tf-no* '#.(lambda () 1))")
  (with [_ (pytest.raises NotDumpable)]
    (compile-file "o"))
  (assert (not (os.path.exists "o.fasl"))))


;;; Which file is loaded

(defn test-fresh-by-content [place]
  (setv source (place "f.cl" "(setq *tf-which* (list :one (pathname-type *load-pathname*)))"))
  (quietly (fn [] (compile-file "f")))
  (load "f")
  (assert (= (lisp "*tf-which*") "(:ONE \"fasl\")"))
  (os.utime source #(1 1))
  (place "f.cl" "(setq *tf-which* (list :two (pathname-type *load-pathname*)))")
  (load "f")
  (assert (= (lisp "*tf-which*") "(:TWO \"cl\")"))
  (setv before (os.stat "f.fasl"))
  (compile-file-if-needed "f")
  (assert (!= (. (os.stat "f.fasl") st-ino) before.st-ino))
  (setv before (os.stat "f.fasl"))
  (compile-file-if-needed "f")
  (assert (= (. (os.stat "f.fasl") st-ino) before.st-ino)))


;; What is done to the octets of a fasl, and a word of the complaint.
(setv DAMAGE [
  #((fn [o] (cut o (// (len o) 2)))                      "cut short")
  #((fn [o] (cut o 40))                                  "not a fasl")
  #((fn [o] b"")                                         "not a fasl")
  #((fn [o] (+ (cut o -1) (bytes [(^ (get o -1) 1)])))   "damaged")
  #((fn [o] (.replace o b"\"aclrepl\": \"" b"\"aclrepl\": \"9" 1)) "another version")
  #((fn [o] (.replace o b"\"compiler\": \"" b"\"compiler\": \"0" 1)) "another version: compiler")
  #((fn [o] (.replace o b"\"cpython-" b"\"other-" 1))   "another version")])


(defn [(pytest.mark.parametrize #("damage" "complaint") DAMAGE)]
  test-damaged [place damage complaint]
  (place "d.cl" "(setq *tf-ran* (1+ *tf-ran*)) (setq *tf-ran* (1+ *tf-ran*))")
  (lisp "(defparameter *tf-ran* 0)")
  (compile-file "d")
  (setv octets (with [file (open "d.fasl" "rb")] (.read file)))
  (with [file (open "d.fasl" "wb")]
    (.write file (damage octets)))
  (with [caught (pytest.raises FaslError)]
    (load "d.fasl"))
  (assert (in complaint (str caught.value)))
  (assert (= (lisp "*tf-ran*") "0"))
  ;; By its name the program is loaded all the same, and by the restart.
  (load "d")
  (assert (= (lisp "*tf-ran*") "2"))
  (with [_ (handlers #(FaslError (fn [c] (invoke-restart "load-source"))))]
    (load "d.fasl"))
  (assert (= (lisp "*tf-ran*") "4")))


;;; Errors and warnings

;; A text, the condition, and what its report or note must say.
(setv FAULTS [
  #("(setq *tf* 1)\n\n(let ((a 1) (car a))" IncompleteForm "line 3, column 1")
  #("(setq *tf* 1)\n  (foo:bar 1)"         UnknownPackage "line 2")
  #("(setq *tf* 1)\n\n (let (5) 1)"          ProgramError   "line 3, column 2")])


(defn [(pytest.mark.parametrize "operator" [compile-file load])
       (pytest.mark.parametrize #("text" "condition" "says") FAULTS)]
  test-where [place text condition says operator]
  (place "w.cl" text)
  (with [caught (pytest.raises condition)]
    (operator "w.cl"))
  (setv said (+ (str caught.value) (.join "" (getattr caught.value "__notes__" []))))
  (assert (in says said))
  (assert (in "w.cl" said))
  (assert (not (os.path.exists "w.fasl"))))


(defn test-skipping-a-form [place]
  (place "k.cl" "(setq *tf-k* 1)\n(let (5) 1)\n(setq *tf-k* (1+ *tf-k*))")
  (setv skip (fn [c] (invoke-restart "skip-form")))
  (with [_ (handlers #(ProgramError skip))]
    (setv [_ warnings failure] (compile-file "k")))
  (assert (is failure True))
  (load "k.fasl")
  (assert (= (lisp "*tf-k*") "2"))
  (lisp "(setq *tf-k* 0)")
  (with [_ (handlers #(ProgramError skip))]
    (load "k.cl"))
  (assert (= (lisp "*tf-k*") "2")))


;; Programs and the warnings that compiling them gives, without their places.
(setv WARNED [
  #("(defun tfw-a () (tfw-b)) (defun tfw-b () 1)" [])
  #("(defun tfw-c () (tfw-none)) (defun tfw-d () #'tfw-none)" ["TFW-NONE"])
  #("(defun tfw-e (x) (let ((y 1)) x))" ["Variable Y is never used"])
  #("(defun tfw-f (x) (declare (ignore x)) 1)" [])
  #("(defmethod tfw-g ((x integer)) 1) (defun tfw-h () (tfw-g 1))" [])
  #("(defstruct tfw-i a) (defun tfw-j (x) (setf (tfw-i-a x) (tfw-i-a (make-tfw-i))))" [])
  #("(defclass tfw-k () ((a :accessor tfw-l))) (defun tfw-m (x) (setf (tfw-l x) (tfw-l x)))" [])
  #("(dotimes (i 3) (print 1)) (loop for x in '(1) collect x)" [])])


(defn [(pytest.mark.parametrize #("program" "says") WARNED)] test-warnings [place program says]
  (place "x.cl" program)
  (setv [[_ warnings _] printed] (quietly (fn [] (compile-file "x"))))
  (for [s says]
    (assert (in s printed)))
  (assert (= (bool printed) (bool says)) printed)
  (when (and says (in "Variable" (get says 0)))
    (assert (is warnings True))))


(defn test-one-report-a-unit [place]
  (place "u1.cl" "(defun tfu-a () (tfu-b))")
  (place "u2.cl" "(defun tfu-b () (tfu-never))")
  (setv [_ printed] (quietly (fn [] (lisp "(with-compilation-unit () (compile-file \"u1\") (compile-file \"u2\"))"))))
  (assert (not-in "TFU-B" printed))
  (assert (in "TFU-NEVER at line 1, column 17 of" printed)))


(defn test-what-is-said [place]
  (setv path (place "v.cl" "(setq *tf-v* (list *compile-file-pathname* *load-truename*))"))
  (setv [_ printed] (quietly (fn [] (compile-file "v" :verbose True) (load "v" :verbose True)))
        fasl (.replace path ".cl" ".fasl"))
  (assert (= printed (.format ";;; Compiling file {}\n;;; Writing fasl file {}\n;;; Fasl write complete\n; Fast loading {}\n"
                              path fasl fasl)))
  (assert (= (lisp "(list (first *tf-v*) (pathname-type (second *tf-v*)))") "(NIL \"fasl\")")))


(defn test-a-long-load-says-so [place monkeypatch]
  (place "l.cl" "(setq *tf-l* 1) (setq *tf-l* 2)")
  (setv [_ printed] (quietly (fn [] (load "l.cl"))))
  (assert (= printed ""))
  (.setattr monkeypatch loading "PATIENCE" -1.0)
  (setv [_ printed] (quietly (fn [] (load "l.cl"))))
  (assert (= printed f"; Loading {(os.path.abspath "l.cl")}\n")))


(defn test-output-file [place]
  (place "o.cl" "(setq *tf-o* 1)")
  (setv [name _ _] (compile-file "o" :output-file "other.fas"))
  (assert (os.path.isfile "other.fas"))
  (load "other.fas")
  (assert (= (lisp "*tf-o*") "1"))
  (assert (= (lisp "(file-namestring (compile-file-pathname \"o.cl\"))") "\"o.fasl\"")))
