;;; Sockets with names in the file system: programs of one machine talk, and no network is needed.
;;;
;;;     aclrepl examples/files.lisp
;;;
;;; The name is an entry of a directory, and stays there when the socket is closed. Who may write to
;;; the entry may connect: chmod says who that is.

(defvar *directory* (sys:make-temp-file-name "sockets"))

(defun name (name)
  (concatenate 'string *directory* "/" name))

(defun serve (door)
  "Answer one connection: what its lines add up to."
  (with-open-stream (stream (accept-connection door))
    (let ((sum 0))
      (loop for line = (read-line stream nil)
            while line
            do (incf sum (parse-integer line)))
      (format stream "~d~%" sum))))

(excl:make-directory *directory* #o700)

(let* ((door (make-socket :connect :passive :address-family :file :local-filename (name "adder")))
       (server (mp:process-run-function "adder" #'serve door)))
  (with-open-stream (stream (make-socket :address-family :file :remote-filename (name "adder")))
    (format t "~(~a, ~a~)~%" (socket-address-family stream) (socket-connect stream))
    (format stream "~d~%~d~%" 40 2)
    (force-output stream)
    (shutdown stream :direction :output)
    (format t "the sum is ~a~%" (read-line stream)))
  (mp:process-wait "the adder ends" (lambda () (not (mp:process-alive-p server))))
  (close door)
  (format t "the name is still there: ~a~%" (excl:filesys-type (name "adder"))))

;; Datagrams, too. Without a name of their own the sender can't be answered.
(let ((box (make-socket :type :datagram :address-family :file :local-filename (name "box")))
      (sender (make-socket :type :datagram :address-family :file :remote-filename (name "box"))))
  (send-to sender "a letter" 8)
  (multiple-value-bind (text octets from) (receive-from box 100 :extract t)
    (format t "~s, ~d octets, from ~s~%" text octets from))
  (close sender)
  (close box))

(handler-case (make-socket :address-family :file :remote-filename (name "box"))
  (socket-error (condition)
    (format t "~(~a~)~%" (stream-error-identifier condition))))

(excl:delete-directory-and-files *directory*)
