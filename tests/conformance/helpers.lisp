;;; What the tests of ansi-test are written in, kept lean: DEFTEST, SIGNALS-ERROR and the loading of
;;; their files form by form, so that a form that fails costs its own tests only. Portable Common
;;; Lisp: SBCL runs the same.

(defpackage "REGRESSION-TEST"
  (:use "COMMON-LISP")
  (:nicknames "RT")
  (:export "DEFTEST" "DEFNOTE" "DISABLE-NOTE" "MY-AREF" "DO-TEST" "REM-ALL-TESTS" "*COMPILE-TESTS*"
           "*CATCH-ERRORS*" "*DO-TESTS-WHEN-DEFINED*" "*TEST*" "GET-TEST" "LOAD-FORMS" "LOAD-ONCE" "RUN"
           "*SIGNALS-INVERTED*"))

(in-package "REGRESSION-TEST")

(defvar *tests* (make-hash-table :test 'equal) "Name, a string, to a list of the form and its values.")
(defvar *compile-tests* nil)
(defvar *catch-errors* t)
(defvar *do-tests-when-defined* nil)
(defvar *test* nil)
(defvar *loaded* '() "The auxiliary files that are loaded.")
(defvar *signals-inverted* nil "True: SIGNALS-ERROR says the opposite, to see that the tests can fail.")

(defmacro deftest (name &rest rest)
  "(deftest name {:key value}* form value*): FORM must return the VALUEs."
  (loop while (keywordp (first rest))
        do (setq rest (cddr rest)))
  `(progn
     (setf (gethash ,(string name) *tests*) ',rest)
     ',name))

(defmacro defnote (&rest ignored)
  (declare (ignore ignored))
  nil)

(defun disable-note (&rest ignored)
  (declare (ignore ignored))
  nil)

(defun rem-all-tests ()
  (clrhash *tests*))

(defun my-aref (array &rest subscripts)
  (apply #'aref array subscripts))

(defun get-test (&optional name)
  (gethash (string name) *tests*))


;;; Loading

(defun load-forms (path)
  "Evaluate the forms of the file PATH one by one; what fails is told on standard error, and passed over."
  (let ((*package* *package*)
        (*readtable* *readtable*)
        (*load-pathname* (pathname path))
        (*load-truename* (truename path))
        (failed 0))
    (with-open-file (stream path)
      (loop
        (let ((form (handler-case (read stream nil stream)
                      (error (e)
                        (format *error-output* "; ~a can't be read: ~a~%" path e)
                        (return (incf failed))))))
          (when (eq form stream) (return))
          (handler-case (eval form)
            (error (e)
              (incf failed)
              (format *error-output* "; a form of ~a fails: ~a~%"
                      path (handler-case (princ-to-string e) (error () (type-of e)))))))))
    failed))

(defun load-once (name)
  "Load the auxiliary file NAME, of the directory `auxiliary' or of that of the file being loaded."
  (unless (member name *loaded* :test #'string=)
    (push name *loaded*)
    (let ((shared (concatenate 'string "auxiliary/" name)))
      (load-forms (if (probe-file shared) shared (merge-pathnames name *load-truename*))))))

(defun cl-user::compile-and-load (pathspec &key force)
  (declare (ignore force))
  (let* ((name (string pathspec))
         (mark (position-if (lambda (c) (find c ";/")) name :from-end t)))
    (load-once (subseq name (if mark (1+ mark) 0)))))


;;; Running

(defun same (a b)
  "Whether the values A and B are the same, as the tests mean it: EQUALP, but with the case of characters."
  (cond ((eq a b) t)
        ((and (consp a) (consp b))
         (loop
           (unless (same (car a) (car b)) (return nil))
           (setq a (cdr a) b (cdr b))
           (unless (and (consp a) (consp b)) (return (same a b)))))
        ((and (vectorp a) (vectorp b))
         (let ((size (length a)))
           (and (= size (length b))
                (loop for i below size always (same (aref a i) (aref b i))))))
        ((and (arrayp a) (arrayp b))
         (and (equal (array-dimensions a) (array-dimensions b))
              (loop for i below (array-total-size a)
                    always (same (row-major-aref a i) (row-major-aref b i)))))
        ((and (typep a 'pathname) (typep b 'pathname)) (equal a b))
        (t (eql a b))))

(defun run-test (name)
  "Return T, NIL and what was wrong, or :ABSENT, for the test NAME."
  (multiple-value-bind (test found) (gethash name *tests*)
    (if (not found)
        :absent
        (let* ((*package* (find-package "CL-TEST"))
               (condition nil)
               (values (block values
                         (handler-bind ((warning #'muffle-warning)
                                        (error (lambda (e)
                                                 (setq condition e)
                                                 (return-from values))))
                           (multiple-value-list (eval (first test)))))))
          (cond (condition (values nil (report condition)))
                ((same values (rest test)) t)
                (t (values nil values)))))))

(defun verdict (name)
  "Return the line for the test NAME: a word, and what was got."
  (handler-case
      (let ((result (multiple-value-list (run-test name))))
        (case (first result)
          ((t) "passed")
          (:absent "absent")
          (t (format nil "failed ~a" (shown (second result))))))
    (error (e) (format nil "failed outside: ~a" (shown e)))))

(defun report (condition)
  (handler-case (format nil "~a: ~a" (type-of condition) condition)
    (error () (type-of condition))))

(defun shown (object)
  (handler-case
      (with-standard-io-syntax
        (let* ((*print-readably* nil) (*print-length* 10) (*print-level* 4) (*print-circle* t)
               (text (remove #\Newline (prin1-to-string object))))
          (subseq text 0 (min 200 (length text)))))
    (error () "something that can't be printed")))

(defun run (names file)
  "Run the tests NAMES, strings, in the directory `sandbox'; write a line for each to FILE, at once."
  (let ((*standard-output* (make-broadcast-stream))
        (*default-pathname-defaults* (truename "sandbox/")))
    (dolist (name names)
      (let ((line (verdict name)))
        (with-open-file (stream file :direction :output :if-exists :append :if-does-not-exist :create)
          (write-line line stream))))))


;;; The package of the tests

(defpackage "CL-TEST"
  (:use "COMMON-LISP" "REGRESSION-TEST")
  (:shadow "HANDLER-CASE" "HANDLER-BIND")
  (:import-from "COMMON-LISP-USER" "COMPILE-AND-LOAD")
  (:export "RANDOM-FROM-SEQ" "RANDOM-CASE" "COIN" "RANDOM-PERMUTE" "*UNIVERSE*" "*MINI-UNIVERSE*"
           "*CL-SYMBOLS*" "SIGNALS-ERROR" "TYPEF"))
