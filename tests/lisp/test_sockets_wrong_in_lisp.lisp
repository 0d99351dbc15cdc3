;;; Wrong arguments, restarts and printed forms of sockets: read by test_sockets_wrong_in_lisp.py.

;;; preliminaries

(defmacro said (form)
  "Return the class of the error that FORM ends with, as a program may name it, and its report."
  `(handler-case (prog1 :no-error ,form)
     (program-error (e) (list 'program-error (princ-to-string e)))
     (type-error (e) (list 'type-error (princ-to-string e)))
     (socket-error (e) (list 'socket-error (princ-to-string e)))
     (stream-error (e) (list 'stream-error (princ-to-string e)))
     (error (e) (list 'error (princ-to-string e)))))
;=> SAID
(defmacro with-socket ((variable &rest arguments) &body body)
  `(let ((,variable (make-socket ,@arguments)))
     (unwind-protect (progn ,@body) (close ,variable))))
;=> WITH-SOCKET
(defmacro with-connection ((client server &optional (door (gensym))) &body body)
  `(with-socket (,door :connect :passive :local-host "localhost")
     (with-socket (,client :remote-host "localhost" :remote-port (local-port ,door))
       (let ((,server (accept-connection ,door)))
         (unwind-protect (progn ,@body) (close ,server))))))
;=> WITH-CONNECTION
(defun socket-name () (format nil "~a/aclrepl-~36r.sock" (or (sys:getenv "TMPDIR") "/tmp") (random (expt 36 10))))
;=> SOCKET-NAME
(defmacro with-name ((variable) &body body)
  `(let ((,variable (socket-name)))
     (unwind-protect (progn ,@body) (when (probe-file ,variable) (delete-file ,variable)))))
;=> WITH-NAME
(defun free-port () (with-socket (p :connect :passive :local-host "localhost") (local-port p)))
;=> FREE-PORT

;;; keywords of make-socket

(said (make-socket :foo 1))
;=> (PROGRAM-ERROR "MAKE-SOCKET: :FOO is not one of the keywords :ADDRESS-FAMILY ... :TYPE.")
(said (apply #'make-socket '(:connect :passive :foo 1)))
;=> (PROGRAM-ERROR "MAKE-SOCKET: :FOO is not one of the keywords :ADDRESS-FAMILY ... :TYPE.")
(said (make-socket "type" :stream))
;=> (PROGRAM-ERROR "MAKE-SOCKET: \"type\" is not one of the keywords ...")
(said (make-socket 'type :stream))
;=> (PROGRAM-ERROR "MAKE-SOCKET: TYPE is not one of the keywords ...")
(said (make-socket nil nil))
;=> (PROGRAM-ERROR "MAKE-SOCKET: NIL is not one of the keywords ...")
(said (make-socket 1 2))
;=> (PROGRAM-ERROR "MAKE-SOCKET: 1 is not one of the keywords ...")
(said (make-socket :type))
;=> (PROGRAM-ERROR "MAKE-SOCKET: an odd number of keyword arguments: :TYPE.")
(said (apply 'make-socket :connect :passive '(:backlog)))
;=> (PROGRAM-ERROR "MAKE-SOCKET: an odd number of keyword arguments: :CONNECT :PASSIVE :BACKLOG.")
(with-socket (p :connect :passive :connect :active :local-host "localhost") (socket-connect p))
;=> :PASSIVE
(with-socket (p :connect :passive :local-host "localhost" :foo 1 :allow-other-keys t) (socket-connect p))
;=> :PASSIVE
(said (make-socket))
;=> (PROGRAM-ERROR "make-socket needs :remote-host to make an active internet stream socket.")
(said (make-socket :remote-host "localhost" :remote-port nil))
;=> (PROGRAM-ERROR "make-socket needs :remote-port to make an active internet stream socket.")
(said (make-socket :address-family :file))
;=> (PROGRAM-ERROR "make-socket needs :remote-filename to make an active file stream socket.")
(said (make-socket :address-family :file :connect :passive))
;=> (PROGRAM-ERROR "make-socket needs :local-filename to make a passive file stream socket.")

;;; keywords of another kind of socket

(loop for (what . arguments) in
      '((:local-filename :local-filename "x" :connect :passive)
        (:remote-filename :remote-filename "x" :remote-host "localhost" :remote-port 1)
        (:backlog :backlog 5 :remote-host "localhost" :remote-port 1)
        (:tcp-md5-sig-key :tcp-md5-sig-key "k" :connect :passive)
        (:remote-host :connect :passive :remote-host "localhost")
        (:remote-port :connect :passive :remote-port 1)
        (:backlog :type :datagram :backlog 5)
        (:nodelay :type :datagram :nodelay t)
        (:keepalive :type :datagram :keepalive t)
        (:local-filename :type :datagram :local-filename "x")
        (:local-port :address-family :file :local-port 1 :remote-filename "x")
        (:remote-host :address-family :file :remote-host "x" :remote-filename "x")
        (:nodelay :address-family :file :nodelay t :remote-filename "x")
        (:local-filename :address-family :file :local-filename "x" :remote-filename "x")
        (:remote-filename :address-family :file :connect :passive :local-filename "x" :remote-filename "x")
        (:broadcast :address-family :file :type :datagram :broadcast t))
      for (class report) = (said (apply #'make-socket arguments))
      unless (and (eq class 'program-error)
                  (eql 0 (search (format nil "make-socket does not take the keyword ~(~s~) for a" what) report)))
      collect (list arguments class report))
;=> NIL
(said (make-socket :type :datagram :backlog 3))
;=> (PROGRAM-ERROR "make-socket does not take the keyword :backlog for an internet datagram socket.")
(said (make-socket :type :datagram :connect :passive))
;=> (TYPE-ERROR "make-socket: the value of :connect is :PASSIVE; it should be :active, or left out, for a datagram socket.")
(with-socket (u :type :datagram :connect :active :local-host "localhost") (socket-connect u))
;=> :ACTIVE
(with-socket (p :type :hiper :connect :passive :local-host "localhost") (with-socket (c :type :hiper :remote-host "localhost" :remote-port (local-port p)) (list (socket-type p) (socket-type c) (type-of c))))
;=> (:STREAM :STREAM SOCKET-STREAM-INTERNET-ACTIVE)

;;; values of make-socket

(loop for (keyword value . arguments) in
      `((:type :seqpacket) (:type 5) (:type "") (:connect :sideways) (:address-family :inet6)
        (:format :ascii :connect :passive) (:ipv6 :maybe :connect :passive) (:scope-id "eth0" :connect :passive)
        (:scope-id -1 :remote-host "::1" :remote-port 1)
        (:local-port -1 :connect :passive) (:local-port 65536 :connect :passive) (:local-port 1.5 :connect :passive)
        (:remote-port (1) :remote-host "localhost") (:remote-port 65536 :remote-host "localhost")
        (:remote-host 3.5 :remote-port 1) (:remote-host -1 :remote-port 1) (:remote-host ,(expt 2 32) :remote-port 1)
        (:remote-host #(127 0 0 1) :remote-port 1) (:local-host 3.5 :connect :passive)
        (:local-host "127.1" :ipv6 :ipv6 :connect :passive)
        (:backlog -1 :connect :passive) (:backlog :many :connect :passive)
        (:receive-buffer-size -5 :connect :passive) (:send-buffer-size "big" :connect :passive)
        (:tcp-keepalive-idle-time 0 :connect :passive) (:tcp-keepalive-max-probes :two :connect :passive)
        (:tcp-md5-sig-key 5 :remote-host "localhost" :remote-port 1)
        (:remote-filename 5 :address-family :file) (:remote-filename "" :address-family :file)
        (:local-filename (1) :address-family :file :connect :passive))
      for (datum report) = (handler-case (list (apply #'make-socket keyword value arguments) "none")
                             (type-error (e) (list (type-error-datum e) (princ-to-string e))))
      unless (and (equalp datum value)
                  (eql 0 (search (format nil "make-socket: the value of ~(~s~) is ~s; it should be " keyword value) report)))
      collect (list keyword value report))
;=> NIL
(said (make-socket :remote-host "localhost" :remote-port 1 :tcp-md5-sig-key (make-string 100 :initial-element #\s)))
;=> (TYPE-ERROR "make-socket: the value of :tcp-md5-sig-key has 100 octets; it should be a key of 1 to 80 octets.")
(said (make-socket :remote-host "localhost" :remote-port "no-such-service"))
;=> (ERROR "The service \"no-such-service\" is not known for the protocol tcp.")
(said (make-socket :remote-host "no such host" :remote-port 1))
;=> (ERROR "The host \"no such host\" cannot be looked up: that is neither a host name nor an address.")
(said (make-socket :address-family :file :connect :passive :local-filename (make-string 200 :initial-element #\x)))
;=> (SOCKET-ERROR "\"File name too long\" (errno 36) occurred while binding a socket to the file xxx....")

;;; keywords of the other operators

(with-connection (c s p)
  (with-socket (u :type :datagram :local-host "localhost")
    (loop for (function . arguments) in
          `((accept-connection ,p) (shutdown ,c) (socket-control ,c) (set-socket-options ,c) (set-tcp-md5-sig ,p "127.1" "k")
            (send-to ,u "abc" 3) (receive-from ,u 3) (lookup-hostname "localhost") (ipaddr-to-hostname 1) (ipaddr-to-dotted 1)
            (dotted-to-ipaddr "127.1") (ipaddr-equalp 1 1) (close ,c) (mp:wait-for-input-available ,c)
            (read-line-into ,(make-string 3) ,c t nil) (configure-dns) (dns-query "x"))
          for name = (string function)
          for (class report) = (said (apply function (append arguments '(:no-such-key 1))))
          for (odd-class odd-report) = (said (apply function (append arguments '(:no-such-key))))
          unless (and (eq class 'program-error) (eq odd-class 'program-error)
                      (search name report) (search ":NO-SUCH-KEY is not one of the keywords :" report)
                      (search name odd-report) (search "an odd number of keyword arguments" odd-report))
            collect (list function report odd-report))))
;=> NIL
(with-socket (p :connect :passive :local-host "localhost") (said (accept-connection p :wayt nil)))
;=> (PROGRAM-ERROR "ACCEPT-CONNECTION: :WAYT is not one of the keywords :WAIT.")
(with-socket (u :type :datagram) (said (send-to u "abc")))
;=> (PROGRAM-ERROR "SEND-TO got 2 args, wanted at least 3 args.")
(with-socket (u :type :datagram) (said (send-to u "abc" 3 :remote-filename "x")))
;=> (PROGRAM-ERROR "SEND-TO does not take the keyword :REMOTE-FILENAME.")
(with-socket (u :type :datagram) (said (receive-from u)))
;=> (PROGRAM-ERROR "RECEIVE-FROM got 1 arg, wanted at least 2 args.")
(with-connection (c s) (said (local-port c 3)))
;=> (PROGRAM-ERROR "LOCAL-PORT got 2 args, wanted 1 arg.")

;;; values of the other operators

(with-connection (c s) (said (shutdown c)))
;=> (PROGRAM-ERROR "shutdown needs :direction (:input or :output).")
(with-connection (c s) (said (shutdown c :direction :io)))
;=> (TYPE-ERROR "shutdown: the value of :direction is :IO; it should be :input or :output.")
(with-connection (c s) (said (socket-control c :read-timeout -1)))
;=> (TYPE-ERROR "socket-control: the value of :read-timeout is -1; it should be nil or a positive number of seconds.")
(said (socket-control 5 :read-timeout 1))
;=> (TYPE-ERROR "socket-control: the value of sock is 5; it should be a connected stream socket.")
(with-connection (c s) (said (set-socket-options c :receive-buffer-size nil)))
;=> (TYPE-ERROR "set-socket-options: the value of :receive-buffer-size is NIL; it should be an integer from 0 to 2147483647.")
(with-connection (c s) (said (set-socket-options c :tcp-keepalive-probe-interval 0)))
;=> (TYPE-ERROR "set-socket-options: the value of :tcp-keepalive-probe-interval is 0; it should be an integer from 1 to 2147483647.")
(with-socket (u :type :datagram) (said (set-socket-options u :tcp-keepalive-idle-time 5)))
;=> (SOCKET-ERROR "\"...\" (errno 9...) occurred while setting the socket option tcp-keepalive-idle-time.")
(with-socket (p :connect :passive :local-host "localhost") (list (said (set-tcp-md5-sig p "127.1" 5)) (said (set-tcp-md5-sig p 1.5 "k")) (said (set-tcp-md5-sig p "127.1" ""))))
;=> ((TYPE-ERROR "set-tcp-md5-sig: the value of key is 5; it should be a string or an octet vector.") (TYPE-ERROR "set-tcp-md5-sig: the value of address is 1.5; it should be an internet address, or text that writes one.") (TYPE-ERROR "set-tcp-md5-sig: the value of key has 0 octets; it should be a key of 1 to 80 octets."))
(with-socket (p :connect :passive :local-host "localhost") (close p) (said (set-tcp-md5-sig p "127.1" "k")))
;=> (STREAM-ERROR "#<multivalent stream socket closed ...> is closed: it can't be used for setting a TCP MD5 signature key.")
(with-socket (u :type :datagram) (list (said (send-to u 'abc 3 :remote-host "localhost" :remote-port 9)) (said (send-to u "abc" 5 :remote-host "localhost" :remote-port 9)) (said (send-to u "abc" 3))))
;=> ((TYPE-ERROR "send-to: the value of buffer is ABC; it should be a string or an octet vector.") (TYPE-ERROR "send-to: the value of size is 5; it should be an integer from 0 to 3.") (PROGRAM-ERROR "send-to needs :remote-host because the socket was made without it."))
(with-socket (u :type :datagram) (said (send-to u "abc" 3 :remote-host "::1" :remote-port 9)))
;=> (TYPE-ERROR "send-to: the value of :remote-host is \"::1\"; it should be an IPv4 address, as the socket is an IPv4 socket.")
(with-socket (u :type :datagram) (said (receive-from u 1000 :buffer (make-array 900))))
;=> (TYPE-ERROR "receive-from: the value of :buffer is #(NIL NIL ...NIL ...); it should be a mutable string or octet vector of at least 1000 elements.")
(said (let ((*ipv6* :maybe)) *ipv6*))
;=> (TYPE-ERROR "*ipv6*: the value is :MAYBE; it should be nil, t or :ipv6.")
(said (lookup-port "http" "sctp"))
;=> (TYPE-ERROR "lookup-port: the value of protocol is \"sctp\"; it should be \"tcp\" or \"udp\".")

;;; accessors that do not fit

(with-name (name)
  (with-connection (c s p)
    (with-socket (u :type :datagram)
      (with-socket (f :address-family :file :connect :passive :local-filename name)
        (flet ((misfits (function &rest objects)
                 (loop for o in objects
                       for report = (second (said (funcall function o)))
                       unless (and report (search "No methods applicable for generic function" report)
                                   (search (string function) report))
                         collect (list function o report))))
          (append (misfits 'remote-host p f 5) (misfits 'remote-port p f "x") (misfits 'local-host f 5) (misfits 'local-port f nil)
                  (misfits 'remote-filename c p u f 5) (misfits 'local-filename c p u 5) (misfits 'ipv6 f 5)
                  (misfits 'socket-type 5) (misfits 'socket-connect *standard-output*) (misfits 'socket-address-family 5)
                  (misfits 'socket-format "x") (misfits 'socket-os-fd 5) (misfits 'accept-connection c s u 5)
                  (loop for x in (list 5 *standard-output*) unless (search "No methods" (second (said (shutdown x :direction :input)))) collect x)
                  (loop for x in (list c p 5) unless (search "No methods" (second (said (send-to x "a" 1)))) collect x)
                  (loop for x in (list c p 5) unless (search "No methods" (second (said (receive-from x 1)))) collect x)
                  (loop for x in (list 5 "x") unless (search "No methods" (second (said (set-socket-options x :nodelay t)))) collect x)))))))
;=> NIL

;;; both halves shut down

(with-connection (c s) (list (shutdown c :direction :output) (open-stream-p c) (shutdown c :direction :output) (shutdown c :direction :input) (open-stream-p c) (close c) (close c)))
;=> (NIL T NIL NIL NIL T T)
(with-connection (c s) (shutdown c :direction :input) (shutdown c :direction :output) (list (said (read-char c)) (said (write-char #\a c)) (said (socket-os-fd c)) (local-host c)))
;=> ((STREAM-ERROR "#<... closed ...reading...") (STREAM-ERROR "#<... closed ...writing...") (STREAM-ERROR "#<... closed ...") 2130706433)
(with-connection (c s) (write-string "never sent" c) (shutdown c :direction :output) (list (read-line s nil :eof) (said (progn (write-line "more" c) (force-output c)))))
;=> (:EOF (SOCKET-ERROR "\"Broken pipe\" (errno 32) occurred while writing to socket."))

;;; restarts

(defmacro choosing ((restart &rest arguments) form)
  "Return FORM's value; an error in it has RESTART taken."
  `(handler-bind ((error (lambda (e) (invoke-restart (find-restart ',restart e) ,@arguments)))) ,form))
;=> CHOOSING
(defmacro asking ((restart typed) form)
  "The same, but RESTART asks for its arguments, and TYPED is the answer."
  `(handler-bind ((error (lambda (e)
                           (with-input-from-string (in ,typed)
                             (let ((*query-io* (make-two-way-stream in (make-broadcast-stream))))
                               (invoke-restart-interactively (find-restart ',restart e)))))))
     ,form))
;=> ASKING
(choosing (excl::return-nil) (make-socket :remote-host "localhost" :remote-port (free-port)))
;=> NIL
(with-socket (p :connect :passive :local-host "localhost")
  (let ((s (choosing (excl::use-port (local-port p)) (make-socket :remote-host "localhost" :remote-port (free-port)))))
    (prog1 (= (remote-port s) (local-port p)) (close s))))
;=> T
(with-socket (p :connect :passive :local-host "localhost")
  (defparameter *port* (local-port p))
  (let ((s (asking (excl::use-port "(+ *port* 0)") (make-socket :remote-host "localhost" :remote-port (free-port)))))
    (prog1 (= (remote-port s) *port*) (close s))))
;=> T
(with-socket (p :connect :passive :local-host "localhost")
  (let ((s (asking (excl::use-host "\"localhost\"") (make-socket :remote-host "no such host" :remote-port (local-port p)))))
    (prog1 (remote-host s) (close s))))
;=> 2130706433
(with-socket (p :connect :passive :local-host "localhost")
  (let ((s (asking (excl::use-port "0") (make-socket :connect :passive :local-host "localhost" :local-port (local-port p)))))
    (prog1 (/= (local-port s) (local-port p)) (close s))))
;=> T
(let ((port (free-port)) (door nil) (tries 0))
  (unwind-protect
      (let ((s (handler-bind ((socket-error (lambda (e)
                                              (incf tries)
                                              (setq door (make-socket :connect :passive :local-host "localhost" :local-port port :reuse-address t))
                                              (invoke-restart (find-restart 'excl::try-again e)))))
                 (make-socket :remote-host "localhost" :remote-port port))))
        (prog1 (list tries (= (remote-port s) port)) (close s)))
    (close door)))
;=> (1 T)
(handler-case (make-socket :remote-host "localhost" :remote-port (free-port)) (socket-error () (find-restart 'excl::use-port)))
;=> NIL
(loop for (arguments . names) in
      `(((:remote-host "localhost" :remote-port ,(free-port)) "TRY-AGAIN" "USE-PORT" "USE-HOST" "RETURN-NIL")
        ((:connect :passive :local-host "128.66.0.1" :local-port 0) "TRY-AGAIN" "USE-PORT" "USE-HOST" "RETURN-NIL")
        ((:remote-host "localhost" :remote-port 1 :local-host "128.66.0.1" :local-port 0) "TRY-AGAIN" "USE-PORT" "USE-HOST" "USE-LOCAL-PORT" "USE-LOCAL-HOST" "RETURN-NIL")
        ((:address-family :file :remote-filename "/nowhere/at/all") "TRY-AGAIN" "USE-FILENAME" "RETURN-NIL"))
      for offered = (block nil (handler-bind ((error (lambda (e) (return (loop for r in (compute-restarts e) repeat (length names) collect (string (restart-name r)))))))
                                 (apply #'make-socket arguments)))
      unless (equal offered names) collect (list arguments offered))
;=> NIL

;;; printed forms

(with-socket (p :connect :passive :local-host "localhost") (list (format nil "~a" p) (progn (close p) p)))
;=> ("#<multivalent stream socket waiting for connection at localhost/... @ #x...>" #<multivalent stream socket closed at localhost/... @ #x...>)
(with-connection (c s)
  (list (format nil "~a" c) (format nil "~a" s) (progn (shutdown c :direction :output) (format nil "~a" c))
        (progn (shutdown c :direction :input) (format nil "~a" c)) (progn (close s) (format nil "~a" s))))
;=> ("#<multivalent stream socket connected from localhost/... to localhost/... @ #x...>" "#<multivalent stream socket connected from localhost/... to localhost/... @ #x...>" "#<multivalent stream socket connected from localhost/... to localhost/... @ #x...>" "#<multivalent stream socket closed from localhost/... to localhost/... @ #x...>" "#<multivalent stream socket closed from localhost/... to localhost/... @ #x...>")
(let ((*print-hostname-in-stream* nil))
  (with-socket (u :type :datagram :format :binary :local-host "localhost")
    (with-socket (v :type :datagram :remote-host "127.1" :remote-port (local-port u))
      (list (format nil "~a" u) (format nil "~a" v) (progn (close u) (format nil "~a" u)) (progn (close v) (format nil "~a" v))))))
;=> ("#<binary datagram socket waiting for connection at 127.0.0.1/... @ #x...>" "#<text datagram socket connected from */... to 127.0.0.1/... @ #x...>" "#<binary datagram socket closed at 127.0.0.1/... @ #x...>" "#<text datagram socket closed from */... to 127.0.0.1/... @ #x...>")
(with-socket (p :connect :passive :local-host "::1")
  (let ((*print-hostname-in-stream* nil))
    (with-socket (c :remote-host "::1" :remote-port (local-port p))
      (list (format nil "~a" p) (format nil "~a" c)))))
;=> ("#<multivalent stream socket waiting for connection at ::1/... @ #x...>" "#<multivalent stream socket connected from ::1/... to ::1/... @ #x...>")
(with-name (name)
  (with-socket (p :address-family :file :connect :passive :local-filename name)
    (with-socket (c :address-family :file :remote-filename name)
      (let ((s (accept-connection p)) (wanted (list (format nil "waiting for connection at ~a @" name) (format nil "connected from * to ~a @" name) (format nil "connected from ~a to * @" name))))
        (append (loop for x in (list p c s) for w in wanted collect (and (search w (format nil "~a" x)) t))
                (loop for x in (list p c s) do (close x) collect (and (search "socket closed " (format nil "~a" x)) t)))))))
;=> (T T T T T T)
(with-name (name)
  (with-socket (u :address-family :file :type :datagram :local-filename name)
    (with-socket (v :address-family :file :type :datagram :remote-filename name)
      (list (and (search (format nil "#<text datagram socket waiting for connection at ~a @" name) (format nil "~a" u)) t)
            (and (search (format nil "#<text datagram socket connected from * to ~a @" name) (format nil "~a" v)) t)))))
;=> (T T)
