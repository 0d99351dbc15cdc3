;;; A partner that is silent for ever, and two ways out.
;;;
;;;     aclrepl examples/interrupt.lisp
;;;
;;; A process that waits for input can be interrupted: it is woken, runs the function, and waits
;;; on, unless the function took the ground away. These are the two forms of the socket
;;; library's manual, section 9.

(defvar *door* (make-socket :connect :passive :local-host "localhost"))

(defun connect ()
  "Return the two ends of a connection: ours, and that of a partner who will not say a word."
  (let ((ours (make-socket :remote-host "localhost" :remote-port (local-port *door*))))
    (values ours (accept-connection *door*))))

(defun read-in-process (name function)
  "Call FUNCTION in a process; return that when it waits for its partner."
  (let ((process (mp:process-run-function name function)))
    (mp:process-wait "it waits" (lambda () (plusp (length (mp:process-whostate process)))))
    (format t "~a: ~a~%" name (mp:process-whostate process))
    process))

(defun wait-for-end (process)
  (mp:process-wait "it ends" (lambda () (not (mp:process-alive-p process)))))

;; Close the socket, in the process that uses it: what it was reading is gone, and it is told.
(multiple-value-bind (sock partner) (connect)
  (let ((hung-process
          (read-in-process "first"
                           (lambda ()
                             (handler-case (read-line sock)
                               (stream-error (condition)
                                 (format t "first: ~(~a~)~%" (type-of condition))))))))
    (mp:process-interrupt hung-process 'close sock)
    (wait-for-end hung-process)
    (close partner)))

;; Or have the process throw to a place where it knows what to do.
(multiple-value-bind (sock partner) (connect)
  (let ((hung-process
          (read-in-process "second"
                           (lambda ()
                             (unwind-protect
                                 (when (catch 'dead-partner
                                         (read-line sock)
                                         nil)
                                   (format t "second: my partner is dead~%"))
                               (close sock)
                               (format t "second: the socket is closed~%"))))))
    (mp:process-run-function hung-process (lambda () (throw 'dead-partner t)))
    (wait-for-end hung-process)
    (close partner)))

;; An interrupt that does neither: the process goes on waiting, and gets its line in the end.
(multiple-value-bind (sock partner) (connect)
  (let* ((seen nil)
         (process (read-in-process "third" (lambda () (format t "third: ~a~%" (read-line sock))))))
    (mp:process-interrupt process
                          (lambda ()
                            (format t "third: somebody asks whether I am still there~%")
                            (setq seen t)))
    (mp:process-wait "it was seen" (lambda () seen))
    (write-line "at last" partner)
    (close partner)
    (wait-for-end process)
    (close sock)))

(close *door*)
