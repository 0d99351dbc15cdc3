;;; Two sockets that send each other datagrams: no connection, and each packet says where it came from.
;;;
;;;     aclrepl examples/datagrams.lisp

(defun report (name socket)
  "Receive a packet and say what it was; return the sender's host and port."
  (multiple-value-bind (text octets host port) (receive-from socket 100 :extract t)
    (format t "~a hears ~s, ~d octets~%" name text octets)
    (values host port)))

(let ((post (make-socket :type :datagram :local-host "localhost"))
      (caller (make-socket :type :datagram)))
  (send-to caller "foo-the-bar" 11 :remote-host "localhost" :remote-port (local-port post))
  ;; The answer goes where the question came from.
  (multiple-value-bind (host port) (report "post" post)
    (format t "it came from ~a, the caller: ~a~%" (ipaddr-to-dotted host) (eql port (local-port caller)))
    (send-to post "thank you" 9 :remote-host host :remote-port port))
  (report "caller" caller)

  ;; The size counts octets, and what the receiver does not take of a packet is lost.
  (send-to caller "a long message" 6 :remote-host "localhost" :remote-port (local-port post))
  (report "post" post)
  (send-to caller "a long message" 14 :remote-host "localhost" :remote-port (local-port post))
  (format t "~s, and no more~%" (receive-from post 4 :extract t))

  ;; Nobody has to listen.
  (close post)
  (format t "~d octets sent to nobody~%"
          (send-to caller "hello?" 6 :remote-host "localhost" :remote-port 9))
  (close caller))
