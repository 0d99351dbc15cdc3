;;; A chat room: each line that somebody says is heard by all the others.
;;;
;;;     aclrepl examples/chat.lisp
;;;
;;; Each visitor is served by a process of their own. What those share, the list of who is there,
;;; is touched by one at a time, under a lock.

(defvar *visitors* ()
  "The streams to those who are in the room.")

(defvar *lock* (mp:make-process-lock :name "visitors"))

(defun tell (speaker control &rest arguments)
  "Write a line to everybody but SPEAKER."
  (mp:with-process-lock (*lock*)
    (dolist (stream (remove speaker *visitors*))
      (format stream "~?~%" control arguments)
      (force-output stream))))

(defun attend (stream)
  "Pass on what comes from one visitor; the first line is the name."
  (let ((name (read-line stream)))
    (mp:with-process-lock (*lock*)
      (push stream *visitors*))
    (tell nil "* ~a is here" name)
    (unwind-protect
        (loop for line = (read-line stream nil)
              while line
              do (tell stream "~a: ~a" name line))
      (mp:with-process-lock (*lock*)
        (setf *visitors* (remove stream *visitors*)))
      (close stream)
      (tell nil "* ~a has left" name))))

(defun welcome (door)
  "Let everybody in, for ever."
  (loop (mp:process-run-function "attendant" #'attend (accept-connection door))))

;; Visitors

(defun say (stream text)
  (write-line text stream)
  (force-output stream))

(defun hear (name stream)
  (format t "~a hears ~a~%" name (read-line stream)))

(let* ((door (make-socket :connect :passive :local-host "localhost"))
       (doorkeeper (mp:process-run-function "doorkeeper" #'welcome door)))
  (flet ((enter (name)
           (let ((stream (make-socket :remote-host "localhost" :remote-port (local-port door))))
             (say stream name)
             (hear name stream)
             stream)))
    (with-open-stream (ann (enter "Ann"))
      (with-open-stream (bob (enter "Bob"))
        (hear "Ann" ann)
        (say ann "Who is there?")
        (hear "Bob" bob)
        (say bob "Only me.")
        (hear "Ann" ann))
      (hear "Ann" ann)))
  (mp:process-kill doorkeeper :wait t)
  (close door))
