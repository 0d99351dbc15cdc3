;;; Loaded behind the suite's own auxiliary files, in whose place these stand.

(in-package "CL-TEST")

(defmacro signals-error (form type &key (safety 3) (name nil name-given) inline)
  "Whether FORM, evaluated anew, signals an error of TYPE that can be printed; NAME is a cell error's."
  `(checked-signal ',form ',type ,safety ,inline ,@(when name-given `((list ',name)))))

(defun checked-signal (form type safety inline &optional (name nil name-given))
  (let ((result
          (cl:handler-case
              (locally
                (declare (optimize (safety 3)))
                (let ((*package* *package*)
                      (whole `(locally (declare (optimize (safety ,safety))) ,form)))
                  (cl:handler-bind ((warning #'muffle-warning))
                    (if inline
                        (funcall (compile nil `(lambda () ,whole)))
                        (eval whole)))
                  nil))
            (error (e)
              (and (typep e type)
                   (or (not name-given) (equal (cell-error-name e) (first name)))
                   (reported-p e)
                   (or (not (eq type 'type-error)) (type-error-fits e))
                   t)))))
    (if *signals-inverted* (not result) result)))

(defun reported-p (e)
  "Whether the condition E can be printed."
  (stringp (ignore-errors (princ-to-string e))))

(defun type-error-fits (e)
  "Whether the datum of a type-error is not of the type that it names as expected."
  (not (ignore-errors (typep (type-error-datum e) (type-error-expected-type e)))))

(defmacro signals-error-always (form type)
  "As SIGNALS-ERROR, both safe and in code that is declared otherwise."
  `(values (signals-error ,form ,type) (signals-error ,form ,type :safety 0)))

(defmacro signals-type-error (var datum form &key (safety 3) inline)
  "Whether FORM, with VAR bound to the value of DATUM, signals a type-error about that value."
  (declare (ignore inline))
  `(let ((,var ,datum))
     (let ((result
             (cl:handler-case
                 (progn
                   (funcall (compile nil '(lambda (,var)
                                           (declare (optimize (safety ,safety)) (ignorable ,var))
                                           ,form))
                            ,var)
                   nil)
               (type-error (e)
                 (and (eql (type-error-datum e) ,var) (type-error-fits e) (reported-p e) t))
               (error () nil))))
       (if *signals-inverted* (not result) result))))
