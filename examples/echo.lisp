;;; A server and its clients, in Lisp: each line comes back in upper case.
;;;
;;;     aclrepl examples/echo.lisp
;;;
;;; The server is a process of its own; the system chooses the port. Only the loopback is used.

(require :sock)

(defun serve (door count)
  "Answer COUNT connections, one after another."
  (dotimes (i count)
    (let ((stream (accept-connection door)))
      (unwind-protect
          (loop for line = (read-line stream nil nil)
                while line
                do (write-line (string-upcase line) stream)
                   (force-output stream))
        (close stream)))))

(defun ask (port &rest lines)
  "Send LINES to the server and print what it answers."
  (let ((stream (make-socket :remote-host "localhost" :remote-port port)))
    (unwind-protect
        (progn
          (dolist (line lines)
            (format stream "~a~%" line))
          (force-output stream)
          (shutdown stream :direction :output)
          (loop for line = (read-line stream nil nil)
                while line
                do (write-line line)))
      (close stream))))

(let* ((door (make-socket :connect :passive :local-host "localhost"))
       (port (local-port door))
       (server (mp:process-run-function "echo server" #'serve door 2)))
  (ask port "hello" "world")
  (ask port "goodbye")
  (mp:process-wait "the server has done" #'(lambda () (not (mp:process-alive-p server))))
  (close door)
  (handler-case (make-socket :remote-host "localhost" :remote-port port)
    (socket-error (condition)
      (format t "after closing: ~(~a~)~%" (stream-error-identifier condition)))))

;; The same without a connection.
(let ((here (make-socket :type :datagram :local-host "localhost"))
      (there (make-socket :type :datagram)))
  (send-to there "foo-the-bar" 11 :remote-host "localhost" :remote-port (local-port here))
  (multiple-value-bind (text octets host port) (receive-from here 100 :extract t)
    (format t "~d octets, ~s, from ~a, its port: ~a~%"
            octets text (ipaddr-to-dotted host) (eql port (local-port there))))
  (close here)
  (close there))
