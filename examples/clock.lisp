;;; What time is it? A service over datagrams, in the manner of RFC 868.
;;;
;;;     aclrepl examples/clock.lisp
;;;
;;; Any datagram is a question; the answer is four octets, the most significant first: the
;;; seconds since the beginning of 1900. That is Lisp's universal time.

(defun octets (number)
  "Return the vector of the four octets of NUMBER."
  (let ((vector (make-array 4 :element-type '(unsigned-byte 8))))
    (dotimes (i 4 vector)
      (setf (aref vector i) (ldb (byte 8 (* 8 (- 3 i))) number)))))

(defun number-of (octets)
  (reduce (lambda (sum octet) (+ (* 256 sum) octet)) octets))

(defun serve (socket count)
  "Answer COUNT questions, whoever asks."
  (dotimes (i count)
    (multiple-value-bind (question size host port) (receive-from socket 100 :extract t)
      (format t "~a (~d octets), says ~a~%" question size (ipaddr-to-dotted host))
      (send-to socket (octets (get-universal-time)) 4 :remote-host host :remote-port port))))

(defun ask (question port)
  "Return the time that the service at PORT tells, nil if there is no answer within five seconds."
  (let ((socket (make-socket :type :datagram :format :binary
                             :remote-host "localhost" :remote-port port)))
    (unwind-protect
        (progn
          (send-to socket question (length question))
          (mp:with-timeout (5 nil)
            (number-of (receive-from socket 4 :extract t))))
      (close socket))))

(let* ((socket (make-socket :type :datagram :local-host "localhost"))
       (port (local-port socket))
       (service (mp:process-run-function "clock" #'serve socket 2))
       (before (get-universal-time))
       (told (list (ask "What time is it?" port)
                   (ask "And now?" port)))
       (after (get-universal-time)))
  (mp:process-wait "the clock stops" (lambda () (not (mp:process-alive-p service))))
  (format t "our clocks agree: ~a~%" (<= before (first told) (second told) after))
  (close socket))
