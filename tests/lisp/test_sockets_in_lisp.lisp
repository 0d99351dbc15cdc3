;;; Forms on sockets and what they return: read by test_sockets_in_lisp.py (support/lisp_tables.py).

;;; preliminaries

(defun call-with-connection (function)
  "Call FUNCTION with the two ends of a connection, client and server, and close them."
  (let* ((door (make-socket :connect :passive :local-host "localhost"))
         (client (make-socket :remote-host "localhost" :remote-port (local-port door)))
         (server (accept-connection door)))
    (unwind-protect (funcall function client server)
      (close client :abort t)
      (close server :abort t)
      (close door))))
;=> CALL-WITH-CONNECTION
(defmacro with-connection ((client server) &body body)
  `(call-with-connection (lambda (,client ,server) (declare (ignorable ,client ,server)) ,@body)))
;=> WITH-CONNECTION
(defmacro with-socket ((variable &rest arguments) &body body)
  `(let ((,variable (make-socket ,@arguments)))
     (unwind-protect (progn ,@body) (close ,variable))))
;=> WITH-SOCKET
(defun say (stream control &rest arguments)
  (apply #'format stream control arguments)
  (force-output stream))
;=> SAY

;;; what a socket is

(require :sock)
;=> NIL
(list (not (null (find-package :socket))) (eq (find-package :socket) (find-package :acl-socket)) (not (null (member :ipv6 *features*))))
;=> (T T T)
(with-connection (c s) (list (socket-type c) (socket-connect c) (socket-format c) (socket-address-family c) (ipv6 c)))
;=> (:STREAM :ACTIVE :MULTIVALENT :INTERNET NIL)
(with-socket (p :connect :passive :local-host "localhost") (list (socket-type p) (socket-connect p) (socket-format p) (streamp p)))
;=> (:STREAM :PASSIVE :MULTIVALENT NIL)
(with-socket (u :type :datagram :local-host "localhost") (list (socket-type u) (socket-address-family u) (streamp u)))
;=> (:DATAGRAM :INTERNET NIL)
(with-connection (c s) (list (= (local-port c) (remote-port s)) (= (local-port s) (remote-port c)) (local-host c) (remote-host c)))
;=> (T T 2130706433 2130706433)
(with-connection (c s) (list (streamp c) (input-stream-p c) (output-stream-p c) (open-stream-p c) (interactive-stream-p c)))
;=> (T T T T NIL)
(with-connection (c s) (list (typep c 'socket) (typep c 'stream) (typep c 'socket-stream-internet-active) (subtypep 'socket-stream-internet-active 'stream)))
;=> (T T T T)
(with-connection (c s) (class-name (class-of c)))
;=> SOCKET-STREAM-INTERNET-ACTIVE
(with-socket (p :connect :passive :local-host "localhost") (list (typep p 'passive-socket) (typep p 'stream) (class-name (class-of p))))
;=> (T NIL SOCKET-STREAM-INTERNET-PASSIVE)
(with-socket (p :connect :passive :local-host "localhost") (remote-host p))
;=> !NoApplicableMethod
(local-port 'x)
;=> !NoApplicableMethod
(with-connection (c s) (integerp (socket-os-fd c)))
;=> T
(with-connection (c s) (list (set-socket-format c :text) (socket-format c)))
;=> (:MULTIVALENT :MULTIVALENT)
(with-connection (c s) (set-socket-format c :fancy))
;=> !BadArgument
(make-socket :remote-host "localhost")
;=> !MissingArgument
(make-socket :remote-host "localhost" :remote-prt 7)
;=> !program-error
(make-socket :connect :sideways)
;=> !BadArgument
(handler-case (make-socket :type :datagram :connect :passive :format :morse) (type-error (e) (type-error-datum e)))
;=> :MORSE
(stringp *socket-version*)
;=> T

;;; printed forms

(with-socket (p :connect :passive :local-host "localhost") (princ-to-string p))
;=> "#<multivalent stream socket waiting for connection at localhost/... @ #x...>"
(with-socket (p :connect :passive :local-host "localhost") (let ((*print-hostname-in-stream* nil)) (prin1-to-string p)))
;=> "#<multivalent stream socket waiting for connection at 127.0.0.1/... @ #x...>"
(with-connection (c s) (let ((*print-hostname-in-stream* nil)) (format nil "~a" c)))
;=> "#<multivalent stream socket connected from 127.0.0.1/... to 127.0.0.1/... @ #x...>"
(with-socket (u :type :datagram :local-host "localhost") (format nil "~s" u))
;=> "#<text datagram socket waiting for connection at localhost/... @ #x...>"
(with-connection (c s) (let ((*print-readably* t)) (prin1-to-string c)))
;=> !print-not-readable
(with-connection (c s) (list (stream-external-format c)))
;=> (#<EXTERNAL-FORMAT :UTF-8 @ #x...>)
(find-external-format :latin1-dos)
;=> #<EXTERNAL-FORMAT :LATIN1 :DOS @ #x...>

;;; characters and lines

(with-connection (c s) (say c "Hello ~a~%" 'world) (read-line s))
;=> "Hello WORLD"  NIL
(with-connection (c s) (write-string "no end" c) (close c) (multiple-value-list (read-line s)))
;=> ("no end" T)
(with-connection (c s) (close c) (list (read-line s nil) (read-line s nil :eof) (read-char s nil :eof) (read-byte s nil :eof)))
;=> (NIL :EOF :EOF :EOF)
(with-connection (c s) (close c) (read-line s))
;=> !end-of-file
(with-connection (c s) (close c) (handler-case (read-char s) (end-of-file (e) (eq (stream-error-stream e) s))))
;=> T
(with-connection (c s) (write-char #\a c) (say c "bc") (list (read-char s) (peek-char nil s) (read-char s) (unread-char #\b s) (read-char s) (read-char s)))
;=> (#\a #\b #\b NIL #\b #\c)
(with-connection (c s) (say c "  x y") (list (peek-char t s) (read-char s) (peek-char #\y s) (read-char s)))
;=> (#\x #\x #\y #\y)
(with-connection (c s) (list (read-char-no-hang s) (listen s) (progn (say c "q") (mp:wait-for-input-available s :timeout 5) (listen s)) (read-char-no-hang s) (read-char-no-hang s)))
;=> (NIL NIL T #\q NIL)
(with-connection (c s) (say c "(1 \"two\" #\\3 :four) five") (list (read s) (progn (close c) (read s)) (read s nil :eof)))
;=> ((1 "two" #\3 :FOUR) FIVE :EOF)
(with-connection (c s) (say c "#.(+ 1 2) ") (handler-case (let ((*read-eval* t)) (read s)) (reader-error (e) (eq (stream-error-stream e) s))))
;=> T
(with-connection (c s) (print '(a "b") c) (princ '(a "b") c) (prin1 #\x c) (terpri c) (fresh-line c) (write 255 :stream c :base 16) (close c) (loop for l = (read-line s nil) while l collect l))
;=> ("" "(A \"b\") (A b)#\\x" "FF")
(with-connection (c s) (write-line "abcdef" c :start 2 :end 4) (write-string "xyz" c :start 1) (close c) (list (read-line s) (read-line s)))
;=> ("cd" "yz")
(with-connection (c s) (say c "grüße~%") (read-line s))
;=> "grüße"  NIL
(with-connection (c s) (setf (stream-external-format s) :latin1) (say c "ü~%") (map 'list #'char-code (read-line s)))
;=> (195 188)
(with-connection (c s) (say c "ab") (setf (stream-external-format s) (find-external-format :utf-8)) (list (read-byte s) (read-char s)))
;=> (97 #\b)
(with-connection (c s) (setf (eol-convention c) :dos) (say c "a~%b~%") (list (map 'list #'char-name (read-line s)) (eol-convention c) (progn (setf (eol-convention s) :anynl-unix) (read-line s))))
;=> ((NIL "Return") :DOS "b")
(with-connection (c s) (multiple-value-list (eol-convention c)))
;=> (:UNIX #<EXTERNAL-FORMAT :UTF-8 @ #x...>)
(with-connection (c s) (say c "~{~a~^, ~}~%" '(1 2 3)) (read-line s))
;=> "1, 2, 3"  NIL
(with-connection (c s) (let ((*standard-output* c)) (princ "default ") (format t "and ~a~%" t)) (force-output c) (let ((*standard-input* s)) (read-line)))
;=> "default and T"  NIL
(with-connection (c s) (write-char 65 c))
;=> !type-error
(with-connection (c s) (clear-output c) (say c "x") (mp:wait-for-input-available s) (clear-input s) (say c "y") (read-char s))
;=> #\y

;;; octets and sequences

(with-connection (c s) (write-byte 200 c) (write-byte 7 c) (force-output c) (list (read-byte s) (read-byte s)))
;=> (200 7)
(with-connection (c s) (write-byte 256 c))
;=> !type-error
(with-connection (c s) (let ((v (make-array 4 :element-type '(unsigned-byte 8) :initial-element 0))) (write-sequence #(1 2 3) c) (close c) (list (read-sequence v s) v)))
;=> (3 #(1 2 3 0))
(with-connection (c s) (let ((v (make-array 6 :element-type '(unsigned-byte 8) :initial-element 9))) (say c "abcd") (list (read-sequence v s :start 1 :end 3) v)))
;=> (3 #(9 97 98 9 9 9))
(with-connection (c s) (let ((v (make-string 5 :initial-element #\-))) (say c "abc") (list (read-sequence v s :partial-fill t) v)))
;=> (3 "abc--")
(with-connection (c s) (let ((v (make-string 5))) (say c "abcdefg") (list (read-sequence v s) v (read-char s))))
;=> (5 "abcde" #\f)
(with-connection (c s) (let ((v (make-array 8 :element-type '(unsigned-byte 8) :initial-element 0))) (say c "xyz") (list (read-vector v s :start 2) v)))
;=> (5 #(0 0 120 121 122 0 0 0))
(with-connection (c s) (list (write-vector (string-to-octets "hello" :null-terminate nil) c :start 1 :end 3) (progn (close c) (read-line s))))
;=> (3 "el")
(with-connection (c s) (list (write-sequence '(#\a #\b) c) (write-sequence "cd" c) (write-sequence '(101 102) c) (progn (close c) (read-line s))))
;=> ((#\a #\b) "cd" (101 102) "abcdef")
(with-connection (c s) (list (excl::read-byte-no-hang s) (read-no-hang-p s) (write-no-hang-p c) (progn (write-byte 5 c) (finish-output c) (mp:wait-for-input-available s) (read-no-hang-p s)) (excl::read-byte-no-hang s)))
;=> (NIL NIL T T 5)
(with-connection (c s) (close c) (mp:wait-for-input-available s) (list (read-no-hang-p s) (excl::read-byte-no-hang s nil :eof)))
;=> (T :EOF)
(with-connection (c s) (say c "12345") (list (excl::socket-bytes-written c) (excl::socket-bytes-written c 0) (excl::socket-bytes-written c)))
;=> (5 5 0)
(with-connection (c s) (list (= (stream-input-fn c) (socket-os-fd c)) (= (stream-output-fn c) (socket-os-fd c)) (stream-input-fn (make-string-input-stream "x"))))
;=> (T T NIL)
(list (string-to-octets "a" ) (string-to-octets "é" :external-format :latin1 :null-terminate nil) (octets-to-string #(104 105 0) :end 2) (octets-to-string (string-to-octets "hé" :null-terminate nil)))
;=> (#(97 0) #(233) "hi" "hé")
(with-connection (c s) (stream-element-type c))
;=> ...
(with-connection (c s) (let ((two (make-two-way-stream s s)) (all (make-broadcast-stream c))) (format all "through~%") (force-output all) (read-line two)))
;=> "through"  NIL

;;; closing

(with-connection (c s) (list (close c) (close c) (close c :abort t) (open-stream-p c)))
;=> (T T T NIL)
(with-connection (c s) (close c) (handler-case (read-line c) (stream-closed-error (e) (eq (stream-error-stream e) c))))
;=> T
(with-connection (c s) (close c) (write-char #\a c))
;=> !stream-closed-error
(with-connection (c s) (with-open-stream (in c) (write-line "bye" in)) (list (open-stream-p c) (read-line s) (read-line s nil :eof)))
;=> (NIL "bye" :EOF)
(with-connection (c s) (catch 'out (with-open-stream (in c) (write-line "dropped" in) (throw 'out 1))) (list (open-stream-p c) (read-line s nil :eof)))
;=> (NIL :EOF)
(with-connection (c s) (ignore-errors (unwind-protect (error "x") (close c))) (open-stream-p c))
;=> NIL
(with-connection (c s) (say c "before~%") (shutdown c :direction :output) (list (read-line s) (read-line s nil :eof) (progn (say s "after~%") (read-line c))))
;=> ("before" :EOF "after")
(with-connection (c s) (shutdown c))
;=> !MissingArgument
(with-connection (c s) (shutdown c :direction :both))
;=> !BadArgument
(with-connection (c s) (shutdown c :direction :output) (shutdown c :direction :input) (list (open-stream-p c) (close c)))
;=> (NIL T)
(with-socket (p :connect :passive :local-host "localhost") (list (close p) (close p)))
;=> (T T)
(with-socket (p :connect :passive :local-host "localhost") (close p) (accept-connection p))
;=> !stream-closed-error
(with-socket (p :connect :passive :local-host "localhost") (accept-connection p :wait nil))
;=> NIL
(with-connection (c s) (close s :abort t) (values (progn (read-char c nil) (dotimes (i 100) (handler-case (say c "~a" i) (stream-error (e) (return (not (null (member (stream-error-code e) '(32 104))))))))))) 
;=> T

;;; options and control

(with-connection (c s) (list (set-socket-options c :nodelay t :keepalive t) (set-socket-options c :keepalive nil) (set-socket-options c :receive-buffer-size 20000 :send-buffer-size 20000)))
;=> (NIL NIL NIL)
(with-connection (c s) (set-socket-options c :nodelay t :speed 3))
;=> !...
(with-connection (c s) (set-socket-options c :receive-buffer-size :large))
;=> !BadArgument
(with-socket (c :connect :passive :local-host "localhost" :reuse-address t :backlog 1) (set-socket-options c :reuse-address nil))
;=> NIL
(with-connection (c s) (socket-control c :read-timeout 0.01) (handler-case (read-char c) (socket-error (e) (list (stream-error-identifier e) (stream-error-code e) (stringp (stream-error-action e)) (eq c (stream-error-stream e))))))
;=> (:READ-TIMEOUT NIL T T)
(with-connection (c s) (setf (stream-input-timeout c) 0.01) (list (stream-input-timeout c) (stream-output-timeout c) (handler-case (read-byte c) (stream-error (e) (stream-error-identifier e)))))
;=> (0.01 NIL :READ-TIMEOUT)
(with-connection (c s) (socket-control c :write-timeout 0.01) (let ((v (make-array 100000 :element-type '(unsigned-byte 8) :initial-element 65))) (handler-case (dotimes (i 1000) (write-sequence v c) (force-output c)) (socket-error (e) (stream-error-identifier e)))))
;=> :WRITE-TIMEOUT
(with-connection (c s) (socket-control c :output-chunking t) (write-string "hello" c) (force-output c) (socket-control c :output-chunking-eof t) (write-string "rest" c) (close c) (let ((v (make-string 100))) (substitute #\| #\newline (remove #\return (subseq v 0 (read-sequence v s))))))
;=> "5|hello|0||rest"
(with-connection (c s)
  (let ((seen nil))
    (socket-control c :output-chunking t)
    (socket-control s :input-chunking t)
    (say c "one~%") (say c "two~%")
    (socket-control c :output-chunking-eof t)
    (say c "plain~%")
    (handler-bind ((excl::socket-chunking-end-of-file (lambda (e) (push (eq s (first (simple-condition-format-arguments e))) seen))))
      (list (read-line s) (read-line s) (read-line s nil :eof) seen (read-line s)))))
;=> ("one" "two" :EOF (T) "plain")
(with-connection (c s) (socket-control s :input-chunking t) (say c "zz~%") (handler-case (read-char s) (stream-error () :malformed)))
;=> :MALFORMED
(socket-control 5 :input-chunking t)
;=> !BadArgument

;; Options that a system may refuse are asked for where all systems have them.
(with-socket (p :connect :passive :local-host "localhost" :eol :crlf :oob-inline t :keepalive t) (set-socket-options p :oob-inline nil))
;=> NIL
(with-socket (u :type :datagram :broadcast t) (set-socket-options u :broadcast nil))
;=> NIL
(with-socket (p :connect :passive :local-host "localhost") (handler-case (set-socket-options p :tcp-keepalive-idle-time 200 :tcp-keepalive-probe-interval 20 :tcp-keepalive-max-probes 4) (error (e) (typep e 'error))))
;=> ...
(with-socket (p :connect :passive :local-host "localhost") (set-socket-options p :tcp-keepalive-idle-time "long"))
;=> !BadArgument
(with-socket (p :connect :passive :local-host "localhost") (handler-case (set-tcp-md5-sig p "127.0.0.1" "secret" :external-format :latin1) (error (e) (typep e 'error))))
;=> ...
(with-connection (c s) (set-tcp-md5-sig c "127.0.0.1" "secret"))
;=> !BadArgument
(list (crlf-base-ef (find-external-format :utf-8-dos)) (eq (crlf-base-ef (compose-external-formats :dos :utf-8)) (find-external-format :utf-8)) (compose-external-formats :e-crlf :latin1))
;=> (#<EXTERNAL-FORMAT :UTF-8 @ #x...> T #<EXTERNAL-FORMAT :LATIN1 :DOS @ #x...>)
(find-external-format :nonsense)
;=> !UnknownExternalFormat
(let ((*default-external-format* (find-external-format :latin1))) (with-connection (c s) (stream-external-format c)))
;=> #<EXTERNAL-FORMAT :LATIN1 @ #x...>
(with-connection (c s) (let ((v (make-array 2 :element-type '(unsigned-byte 16) :initial-element 0))) (write-vector (make-array 2 :element-type '(unsigned-byte 16) :initial-contents '(1 770)) c :endian-swap t) (force-output c) (list (read-byte s) (read-byte s) (read-byte s) (read-byte s))))
;=> ...

;;; errors

(defun free-port () (with-socket (p :connect :passive :local-host "localhost") (local-port p)))
;=> FREE-PORT
(handler-case (make-socket :remote-host "localhost" :remote-port (free-port)) (socket-error (e) (list (stream-error-identifier e) (stream-error-code e) (stream-error-string e) (type-of e))))
;=> (:CONNECTION-REFUSED 111 "Connection refused" SOCKET-ERROR)
(handler-case (make-socket :remote-host "localhost" :remote-port (free-port)) (socket-error (e) (princ-to-string e)))
;=> "\"Connection refused\" (errno 111) occurred while creating a local socket and connecting to the remote host localhost on port ...."
(loop for class in '(stream-error errno-stream-error error serious-condition condition) collect (block nil (handler-bind ((t (lambda (e) (return (typep e class))))) (make-socket :remote-host "localhost" :remote-port (free-port)))))
;=> (T T T T T)
(let ((log nil)) (handler-case (handler-bind ((socket-error (lambda (e) (push (stream-error-identifier e) log)))) (unwind-protect (make-socket :remote-host "localhost" :remote-port (free-port)) (push :cleanup log))) (error () (reverse log))))
;=> (:CONNECTION-REFUSED :CLEANUP)
(with-socket (p :connect :passive :local-host "localhost") (handler-case (make-socket :connect :passive :local-host "localhost" :local-port (local-port p)) (socket-error (e) (list (stream-error-identifier e) (stream-error-code e) (search "binding" (stream-error-action e))))))
;=> (:ADDRESS-IN-USE 98 0)
(handler-case (make-socket :connect :passive :local-host "128.66.0.1") (socket-error (e) (stream-error-identifier e)))
;=> :ADDRESS-NOT-AVAILABLE
(lookup-hostname "no-such-host.invalid.")
;=> !UnknownHost
(dotted-to-ipaddr "1.2.3.400")
;=> !MalformedAddress
(make-socket :remote-host "localhost" :remote-port "no-such-service")
;=> !UnknownService
(make-socket :remote-host "localhost" :remote-port 65536)
;=> !BadArgument
(ignore-errors (make-socket :remote-host "localhost" :remote-port (free-port)))
;=> NIL  #<SOCKET-ERROR @ #x...>
(defmethod print-object ((e socket-error) stream) (if *print-escape* (call-next-method) (format stream "[~(~a~)]" (stream-error-identifier e))))
;=> #<STANDARD-METHOD PRINT-OBJECT (SOCKET-ERROR T)>
(handler-case (make-socket :remote-host "localhost" :remote-port (free-port)) (socket-error (e) (format nil "~a" e)))
;=> "[connection-refused]"
(remove-method #'print-object (find-method #'print-object nil (list (find-class 'socket-error) (find-class t))))
;=> ...
(define-condition too-slow (socket-error) ((seconds :initarg :seconds :reader too-slow-seconds)) (:report (lambda (c s) (format s "~d s too slow" (too-slow-seconds c)))))
;=> TOO-SLOW
(handler-case (error 'too-slow :seconds 3 :identifier :late :code 7) (socket-error (e) (list (princ-to-string e) (stream-error-identifier e) (stream-error-code e))))
;=> ("3 s too slow" :LATE 7)
(handler-case (error 'socket-error :identifier :connection-reset :code 104 :action "testing") (stream-error (e) (list (stream-error-identifier e) (stream-error-code e) (stream-error-action e) (stream-error-stream e))))
;=> (:CONNECTION-RESET 104 "testing" NIL)
(with-simple-restart (go-on "Go on.") (handler-bind ((socket-error (lambda (e) (declare (ignore e)) (invoke-restart 'go-on)))) (make-socket :remote-host "localhost" :remote-port (free-port))))
;=> NIL  T
(handler-case (error 'socket-error :code 104 :action "testing") (error (e) (princ-to-string e)))
;=> "\"Connection reset by peer\" (errno 104) occurred while testing."
(handler-case (error 'syscall-error :errno 2) (error (e) (list (syscall-error-errno e) (princ-to-string e))))
;=> (2 "\"No such file or directory\" (errno 2) occurred.")
(handler-case (make-socket :remote-host "localhost" :remote-port (free-port)) (socket-error (e) (list (slot-value e 'excl::identifier) (slot-value e 'excl::code) (stringp (slot-value e 'excl::action)))))
;=> (:CONNECTION-REFUSED 111 T)
(loop for (class . supers) in '((interrupt-signal) (operating-system-signal) (asynchronous-operating-system-signal operating-system-signal) (synchronous-operating-system-signal operating-system-signal) (syscall-error error) (stream-closed-error stream-error error) (socket-error errno-stream-error)) always (and (subtypep class 'serious-condition) (every (lambda (super) (subtypep class super)) supers)))
;=> T
(list (subtypep 'socket-chunking-end-of-file 'condition) (subtypep 'socket-chunking-end-of-file 'serious-condition) (subtypep 'socket-chunking-end-of-file 'warning))
;=> (T NIL NIL)
(restart-case (handler-bind ((socket-error (lambda (e) (use-value e)))) (make-socket :remote-host "localhost" :remote-port (free-port))) (use-value (e) (stream-error-code e)))
;=> 111

;;; bad arguments

(string-to-octets 5)
;=> !type-error
(octets-to-string "x")
;=> !type-error
(octets-to-string #(1 2 400))
;=> !type-error
(octets-to-string #(104 105) :start 5)
;=> !type-error
(setf (eol-convention (make-string-output-stream)) :dos)
;=> !type-error
(with-connection (c s) (setf (eol-convention c) :fancy))
;=> !UnknownExternalFormat
(with-connection (c s) (setf (stream-external-format c) :fancy))
;=> !UnknownExternalFormat
(with-connection (c s) (setf (stream-input-timeout c) -1))
;=> !BadArgument
(with-connection (c s) (read-vector 5 c))
;=> !type-error
(with-connection (c s) (write-vector 5 c))
;=> !type-error
(with-connection (c s) (write-sequence '(a b) c))
;=> !type-error
(with-connection (c s) (read-sequence "literal" c))
;=> !error
(with-connection (c s) (accept-connection c))
;=> !NoApplicableMethod
(with-connection (c s) (receive-from c 1))
;=> !NoApplicableMethod
(with-socket (u :type :datagram) (read-char u))
;=> !type-error
(with-socket (u :type :datagram) (format u "x"))
;=> !type-error
(with-socket (u :type :datagram) (send-to u "abc" 10 :remote-host "localhost" :remote-port 5))
;=> !BadArgument
(with-socket (u :type :datagram) (send-to u 5 1 :remote-host "localhost" :remote-port 5))
;=> !BadArgument
(with-socket (u :type :datagram) (receive-from u 0))
;=> !BadArgument
(with-socket (u :type :datagram) (receive-from u 10 :buffer (make-string 3)))
;=> !BadArgument
(with-socket (p :connect :passive :local-host "localhost") (write-line "x" p))
;=> !type-error
(mp:wait-for-input-available 12345)
;=> !socket-error
(mp:wait-for-input-available 'x)
;=> !type-error
(lookup-hostname nil)
;=> !BadArgument
(lookup-hostname (make-string 3000 :initial-element #\x))
;=> !UnknownHost
(make-socket :remote-host "" :remote-port 3)
;=> !UnknownHost
(make-socket :connect :passive :local-port -1)
;=> !BadArgument
(make-socket :connect :passive :backlog "x")
;=> !BadArgument
(make-socket :address-family :file :connect :passive :local-filename (make-string 300 :initial-element #\x))
;=> !socket-error
(accept-connection)
;=> !program-error
(local-port)
;=> !program-error
(make-socket :connect)
;=> !program-error
(funcall 'mp:dequeue)
;=> !program-error
(list (format nil "~a" (make-condition 'socket-chunking-end-of-file)) (format nil "~a" (make-condition 'syscall-error)) (format nil "~a" (make-condition 'socket-error :action "reading")))
;=> ("Chunked input ended." "An error occurred." "An error occurred while reading.")

;;; datagrams

(with-socket (a :type :datagram :local-host "localhost") (with-socket (b :type :datagram :local-host "localhost") (list (send-to b "foo-the-bar" 11 :remote-host "localhost" :remote-port (local-port a)) (multiple-value-bind (text size host port) (receive-from a 100 :extract t) (list text size host (= port (local-port b)))))))
;=> (11 ("foo-the-bar" 11 2130706433 T))
(with-socket (a :type :datagram :local-host "localhost" :format :binary) (with-socket (b :type :datagram :remote-host "localhost" :remote-port (local-port a)) (send-to b (vector 1 2 3 4) 3) (multiple-value-bind (v size) (receive-from a 10 :extract t) (list v size))))
;=> !...
(with-socket (a :type :datagram :local-host "localhost" :format :binary) (with-socket (b :type :datagram :remote-host "localhost" :remote-port (local-port a)) (send-to b (coerce '(1 2 3 4) '(vector (unsigned-byte 8))) 3) (multiple-value-bind (v size) (receive-from a 10 :extract t) (list v size))))
;=> (#(1 2 3) 3)
(with-socket (a :type :datagram :local-host "localhost") (with-socket (b :type :datagram :remote-host "localhost" :remote-port (local-port a)) (let ((buffer (make-string 6 :initial-element #\.))) (send-to b "abc" 3) (multiple-value-bind (same size) (receive-from a 6 :buffer buffer) (list (eq same buffer) size buffer)))))
;=> (T 3 "abc...")
(with-socket (a :type :datagram :local-host "localhost") (with-socket (b :type :datagram :remote-host "localhost" :remote-port (local-port a)) (let ((buffer (make-array 4 :element-type '(unsigned-byte 8)))) (send-to b "abcdef" 6) (multiple-value-bind (same size) (receive-from a 4 :buffer buffer) (list (eq same buffer) size buffer)))))
;=> (T 4 #(97 98 99 100))
(with-socket (a :type :datagram :local-host "localhost") (list (remote-host a) (remote-port a) (local-host a)))
;=> (NIL NIL 2130706433)
(with-socket (a :type :datagram) (send-to a "x" 1))
;=> !MissingArgument
(with-socket (a :type :datagram) (send-to a "x"))
;=> !program-error
(with-socket (a :type :datagram :local-host "localhost") (mp:with-timeout (0.01 :nothing) (receive-from a 10)))
;=> :NOTHING
(with-socket (a :type :datagram :local-host "localhost") (with-socket (b :type :datagram) (list (mp:wait-for-input-available a :timeout 0) (send-to b "x" 1 :remote-host "localhost" :remote-port (local-port a)) (length (mp:wait-for-input-available (list a b) :timeout 5)))))
;=> (NIL 1 1)

;;; addresses and names

(list (dotted-to-ipaddr "127.1") (dotted-to-ipaddr "23.3") (dotted-to-ipaddr "128.1.3") (dotted-to-ipaddr "192.132.95.84"))
;=> (2130706433 385875971 2147549187 3229900628)
(list (dotted-to-ipaddr "nonsense" :errorp nil) (dotted-address-p "1.2") (dotted-address-p "a") (dotted-address-p 3) (ipaddrp 3) (ipaddrp -1) (ipaddrp "1.2.3.4"))
;=> (NIL T NIL NIL T NIL NIL)
(ipaddr-to-dotted 3229900628)
;=> "192.132.95.84"
(ipaddr-to-dotted 3229900628 :values t)
;=> 192  132  95  84
(multiple-value-call #'list (ipaddr-to-dotted 3229900628 :values t))
;=> (192 132 95 84)
(let ((a (dotted-to-ipaddr "::1"))) (list (ipv6-address-p a) (ipaddrp a) (ipaddr-to-dotted a) (ipaddr-equalp a "::1") (ipaddr-equalp a "::2") (ipv6-address-p 1)))
;=> (T T "::1" T NIL NIL)
(list (ipaddr-equalp "127.1" 2130706433) (ipaddr-equalp "fe80::1%1" "fe80::1%2") (ipaddr-equalp "fe80::1%1" "fe80::1%2" :compare-scope-id t))
;=> (T T NIL)
(list (lookup-hostname "localhost") (lookup-hostname "127.0.0.1") (lookup-hostname 2130706433) (lookup-hostname "localhost" :all t))
;=> (2130706433 2130706433 2130706433 (2130706433))
(list (ipaddr-to-dotted (lookup-hostname "localhost" :ipv6 :ipv6)) (lookup-hostname "localhost" :ignore-cache t))
;=> ("::1" 2130706433)
(ipaddr-to-hostname 2130706433)
;=> "localhost"
(list (lookup-port "http" "tcp") (lookup-port :domain :udp) (lookup-port 99 "tcp"))
;=> (80 53 99)
(let ((l (get-ip-interfaces))) (and (every #'consp l) (every #'integerp (mapcar #'car l)) (every #'stringp (mapcar #'cdr l)) (find "lo" l :key #'cdr :test #'string=) t))
;=> T
(list *dns-mode* *ipv6* *print-hostname-in-stream*)
;=> ((:ACLDNS :CLIB) NIL T)
(let ((*dns-mode* :clib)) *dns-mode*)
;=> :CLIB
(let ((*dns-mode* :post)) *dns-mode*)
;=> !BadArgument
(let ((*ipv6* :maybe)) *ipv6*)
;=> !BadArgument
(let ((*ipv6* t)) (with-socket (p :connect :passive :local-host "localhost") (list (ipv6 p) (ipaddr-to-dotted (local-host p)))))
;=> (T "::1")
(with-socket (p :connect :passive :local-host "::1") (with-socket (c :remote-host "::1" :remote-port (local-port p)) (let ((s (accept-connection p))) (say c "six~%") (prog1 (list (ipv6 c) (ipaddr-to-dotted (remote-host s)) (read-line s)) (close s)))))
;=> (T "::1" "six")

(let ((a (dotted-to-ipaddr "fe80::1%2"))) (list (slot-value a 'scope-id) (typep a 'ipv6-address) (progn (setf (slot-value a 'scope-id) 1) (slot-value a 'scope-id))))
;=> (2 T 1)
(loop for (sub super) in '((socket-stream-internet-active internet-socket) (socket-stream-internet-active active-socket) (socket-stream-file-active file-socket) (socket-stream-file-passive passive-socket) (socket-datagram-internet-active datagram-socket) (socket-datagram-file-active file-socket) (socket-datagram-file-active socket) (socket-stream-file-passive stream)) collect (subtypep sub super))
;=> (T T T T T T T NIL)

;;; methods of programs

(defmethod accept-connection :around ((door socket-stream-internet-passive) &key wait) (list :around wait (call-next-method)))
;=> #<STANDARD-METHOD ACCEPT-CONNECTION :AROUND (SOCKET-STREAM-INTERNET-PASSIVE)>
(with-socket (p :connect :passive :local-host "localhost") (accept-connection p :wait nil))
;=> (:AROUND NIL NIL)
(with-socket (p :connect :passive :local-host "localhost") (with-socket (c :remote-host "localhost" :remote-port (local-port p)) (destructuring-bind (key wait s) (accept-connection p :wait t) (close s) (list key wait (type-of s)))))
;=> (:AROUND T SOCKET-STREAM-INTERNET-ACTIVE)
(progn (remove-method #'accept-connection (find-method #'accept-connection '(:around) (list (find-class 'socket-stream-internet-passive)))) (with-socket (p :connect :passive :local-host "localhost") (accept-connection p :wait nil)))
;=> NIL
(defgeneric describe-end (thing))
;=> #<STANDARD-GENERIC-FUNCTION DESCRIBE-END @ #x...>
(progn (defmethod describe-end ((s socket)) (list :socket)) (defmethod describe-end ((s stream)) (list :stream)) (defmethod describe-end ((s socket-stream-internet-active)) (cons :internet (call-next-method))) (defmethod describe-end ((s passive-socket)) (cons :passive (call-next-method))) t)
;=> T
(with-connection (c s) (describe-end c))
;=> (:INTERNET :SOCKET)
(with-socket (p :connect :passive :local-host "localhost") (describe-end p))
;=> (:PASSIVE :SOCKET)
(defvar *shut* nil)
;=> *SHUT*
(progn (defmethod shutdown :before ((s socket-stream-internet-active) &key direction) (push direction *shut*)) (with-connection (c s) (shutdown c :direction :output) *shut*))
;=> (:OUTPUT)
(progn (remove-method #'shutdown (find-method #'shutdown '(:before) (list (find-class 'socket-stream-internet-active)))) (with-connection (c s) (shutdown c :direction :output) *shut*))
;=> (:OUTPUT)
(progn (defmethod print-object ((s passive-socket) stream) (format stream "<door>")) (with-socket (p :connect :passive :local-host "localhost") (list (format nil "~a" p) (prin1-to-string (list p)))))
;=> ("<door>" "(<door>)")
(progn (remove-method #'print-object (find-method #'print-object nil (list (find-class 'passive-socket) (find-class t)))) (with-socket (p :connect :passive :local-host "localhost") (subseq (princ-to-string p) 0 13)))
;=> "#<multivalent"

;;; sockets in the file system

(defun socket-name () (format nil "~a/aclrepl-~36r.sock" (or (sys:getenv "TMPDIR") "/tmp") (random (expt 36 10))))
;=> SOCKET-NAME
(let ((name (socket-name)))
  (unwind-protect
      (with-socket (p :address-family :file :connect :passive :local-filename name)
        (with-socket (c :address-family :file :remote-filename name)
          (let ((s (accept-connection p)))
            (say c "local~%")
            (prog1 (list (read-line s) (socket-address-family c) (string= name (remote-filename c)) (string= name (local-filename p)) (type-of c))
              (close s)))))
    (when (probe-file name) (delete-file name))))
;=> ("local" :FILE T T SOCKET-STREAM-FILE-ACTIVE)
(handler-case (make-socket :address-family :file :remote-filename (socket-name)) (socket-error (e) (stream-error-code e)))
;=> 2
(make-socket :address-family :file)
;=> !MissingArgument

;;; waiting

(with-connection (c s) (list (mp:wait-for-io-available nil nil) (mp:wait-for-io-available (list s) nil :timeout 0) (equal (list (cons c :out)) (mp:wait-for-io-available s c :timeout 5)) (progn (say c "x") (mp:wait-for-input-available s) (sort (mapcar #'cdr (mp:wait-for-io-available (list s c) (list c s) :whostate "either")) #'string<))))
;=> (NIL NIL T (:IN :OUT :OUT))
(with-connection (c s) (mp:wait-for-io-available s c :input-wait-function (lambda (x) (declare (ignore x)) t) :output-wait-function (lambda (x) (declare (ignore x)) nil)))
;=> ((#<multivalent ...> . :IN))
(with-connection (c s) (list (mp:wait-for-input-available nil) (mp:wait-for-input-available (list c s) :timeout 0) (progn (say c "x") (equal (list s) (mp:wait-for-input-available (list c s) :timeout 5)))))
;=> (NIL NIL T)
(with-connection (c s) (say c "x") (equal (list (socket-os-fd s)) (mp:wait-for-input-available (socket-os-fd s) :timeout 5)))
;=> T
(with-connection (c s) (say c "x") (equal (list s) (mp:wait-for-input-available s :wait-function #'listen :whostate "listening" :timeout 5)))
;=> T
(with-pending-connect (mp:with-timeout (5 (error "connect failed")) (with-connection (c s) (values :in :time))))
;=> :IN  :TIME
(with-pending-connect (values 1 2 3))
;=> 1  2  3
(with-connection (c s) (mp:with-timeout (0.02 :late) (read-char s)))
;=> :LATE
(with-socket (p :connect :passive :local-host "localhost") (mp:with-timeout (0.02 :late) (accept-connection p)))
;=> :LATE
(with-socket (p :connect :passive :local-host "localhost") (let ((me mp:*current-process*)) (catch 'out (mp:process-run-function "thrower" (lambda () (mp:process-wait "until it accepts" (lambda () (plusp (length (mp:process-whostate me))))) (mp:process-interrupt me (lambda () (throw 'out :thrown))))) (accept-connection p))))
;=> :THROWN
(with-connection (c s) (let ((me mp:*current-process*)) (mp:process-run-function "closer" (lambda () (mp:process-wait "until it reads" (lambda () (plusp (length (mp:process-whostate me))))) (mp:process-interrupt me 'close s))) (handler-case (read-char s) (stream-error (e) (eq s (stream-error-stream e))))))
;=> T
(with-connection (c s) (let ((me mp:*current-process*)) (mp:process-run-function "breaker" (lambda () (mp:process-wait "until it reads" (lambda () (plusp (length (mp:process-whostate me))))) (mp:process-run-function me (lambda () (throw 'dead-partner t))))) (catch 'dead-partner (read-char s) nil)))
;=> T
(with-connection (c s) (let ((me mp:*current-process*) (seen nil)) (mp:process-run-function "visitor" (lambda () (mp:process-wait "until it reads" (lambda () (plusp (length (mp:process-whostate me))))) (mp:process-interrupt me (lambda (x) (push x seen)) :visit) (mp:process-wait "until it was seen" (lambda () seen)) (say c "now"))) (list (read-char s) seen)))
;=> (#\n (:VISIT))
