"""Indentation: forms as Emacs lays them out. Every line stands where the lines before say."""

import pytest

from aclrepl.terminal.scanner import scan

FORMS = """
(defun f (a b)
  "Documentation."
  (let ((x 1)
        (y 2))
    (if (< x y)
        (foo x
             y)
        (bar))
    (when x
      (print x)
      (cond ((null x)
             (print 1))
            (t
             (print 2))))))

(defmethod area ((c circle))
  (* pi
     (radius c)))

(handler-case
    (make-socket :remote-host "vapor"
                 :remote-port 9933)
  (socket-error (e)
    (print e))
  (error (e)
    (print e)))

(with-open-file (s "x"
                   :direction :output)
  (print 1 s))

(flet ((f (x)
         (1+ x))
       (g (x)
         x))
  (f 1))

(case x
  (1
   (print 1))
  (otherwise
   (print 2)))

(unwind-protect
    (progn
      (print 1)
      (print 2))
  (close s))

(loop
  (print 1)
  (return))

(mp:with-timeout (1 (print 2))
  (print 1))

(do ((i 0 (1+ i)))
    ((> i 3)
     i)
  (print i))

'(1 2
  3)

(multiple-value-bind (a b)
    (floor 7 2)
  (list a b))

(list
 1
 2)

`(let ((,x 1)
       (y 2))
   ,@body)

`(progn
   ,@body)

(defmacro with-x ((a b)
                  &body body)
  `(call-with-x
    (lambda () ,@body)))

(with-pending-connect (s :remote-host "vapor"
                         :remote-port 9933)
  (print s))

(mp:with-process-lock (lock)
  (incf n))

(mp:without-scheduling
  (incf n)
  n)

(defclass server (base)
  ((port :initarg :port
         :reader server-port)
   (name))
  (:default-initargs :port 1
                     :name "x"))

(defmethod close :around ((s server)
                          &key abort)
  (call-next-method))

(defun f (a b
          &optional c)
  (list a
        b c))

(restart-case (error "x")
  (skip ()
    :report "Skip."
    nil))

(handler-bind ((error #'f)
               (warning #'g))
  (h))

(labels ((f (x)
           (g x))
         (g (x
             y)
           x))
  (f 1))

(mapcar #'(lambda (x)
            (1+ x))
        list)

(setf a 1
      b 2)

(loop for x in list
      when x
      collect x)

(make-socket :remote-host
             (foo)
             :connect :active)

(if a
    b
    c)

(dolist (x
         list)
  x)

(let* ((a
        1)
       (b (foo
           2)))
  a)

(prog1
    a
  (b))

(unless (a)
  (b))

(defpackage :server
  (:use :cl
        :socket))

(typecase x
  (integer
   1)
  ((or string
       symbol)
   2))

(lambda (x
         y)
  x)

(default-thing a
               b)

#(1
  2)

(foo "two
lines"
     x)

(a) (b
     c)
"""


@pytest.mark.parametrize(
    "form", FORMS.strip("\n").split("\n\n"), ids=lambda f: f.split("\n")[0][:30]
)
def test_indentation(form):
    lines = form.split("\n")
    shown = [lines[0]]
    for line in lines[1:]:
        before = "\n".join(shown) + "\n"
        shown.append(" " * scan(before).indentation(len(before)) + line.lstrip())
    assert "\n".join(shown) == form
