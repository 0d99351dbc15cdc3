;;; What real programs use of Allegro CL beside the standard, sockets and processes: read by
;;; test_allegro.py. Rows as in semantics.lisp.

;;; Objects and the system

(list (excl:fixnump 1) (excl:fixnump (expt 2 70)) (excl:double-float-p 1d0) (excl:single-float-p 1.0) (excl:double-float-p 1))
;=> (T NIL T T NIL)
(progn (excl:gc) (excl:gc t) :collected)
;=> :COLLECTED
(list (excl:file-directory-p "/dev/") (excl:file-directory-p "/dev/null"))
;=> (T NIL)
(list (integerp (excl::cl-internal-real-time)) (integerp (excl::acl-internal-real-time)))
;=> (T T)
(progn (excl:defvar-nonbindable *nb* 3) *nb*)
;=> 3
(excl:without-package-locks (+ 1 2))
;=> 3
(excl:with-delayed-interrupts (+ 1 2))
;=> 3
(let ((s *standard-output*)) (excl::with-locked-stream (s) 5))
;=> 5

;;; Operating system

(let ((d (format nil "/tmp/lisp-test-~36r" (random (expt 36 8) (make-random-state t))))) (excl.osi:make-directory d) (let* ((f (concatenate 'string d "/a")) (g (concatenate 'string d "/b"))) (with-open-file (s f :direction :output) (write-string "abc" s)) (excl:copy-file f g) (excl.osi:utime f 3000000000 3000000000) (let ((st (excl.osi:stat f))) (prog1 (list (excl.osi:stat-mtime st) (integerp (excl.osi:stat-uid st)) (integerp (excl.osi:stat-gid st)) (excl.osi:stat-nlink st) (excl.osi:stat-size st) (with-open-file (s g) (read-line s))) (delete-file f) (delete-file g) (excl:delete-directory d) ))))
;=> (3000000000 T T 1 3 "abc")
(let ((e (excl.osi:getpwnam "root"))) (list (excl.osi:pwent-gid e) (excl.osi:pwent-dir e) (stringp (excl.osi:pwent-passwd e)) (excl.osi:pwent-gecos e) (excl.osi:pwent-uid e)))
;=> (0 "/root" T "root" 0)
(list (integerp (excl.osi:geteuid)) (let ((here (excl:current-directory))) (prog1 (pathnamep (pathname here)) (excl.osi:chdir here))))
;=> (T T)
(list (sys:gc-parameter :generation-spread))
;=> (NIL)

;;; Variables of the system

(list (sys:gsgc-parameter :generation-spread))
;=> (NIL)
(listp sys:*patches*)
;=> T
socket:*dns-mode*
;=> (:ACLDNS :CLIB)

;;; Regular expressions

(let ((file "no/such/file")) (handler-case (with-open-file (s file :direction :output :if-exists :error) s) (file-error () :no-directory)))
;=> :NO-DIRECTORY
(excl:replace-re "a.b" "\\." "-" :single-line t)
;=> "a-b"
(excl:replace-re "aXbX" "X" "-" :end 3)
;=> "a-bX"
(excl:match-regexp "ABC" "xabcx" :case-fold t :return :string)
;=> T  "abc"
(excl:match-re (excl:compile-re "a+" :return :string) "baa")
;=> T  "aa"

;;; Octets and strings

(excl:octets-to-string (excl:string-to-octets "a√b" :external-format :utf8 :null-terminate nil) :external-format :utf8)
;=> "a√b"  3  5
(coerce (excl:string-to-octets "ab" :external-format :utf-8) 'list)
;=> (97 98 0)

(values (excl:string-to-octets "ab" :external-format :octets))
;=> #(97 98 0)
(values (excl:octets-to-string #(97 98) :external-format :octets))
;=> "ab"

;;; Modules and features


;;; Files

(list #+(version>= 10 1) 1 #+(version= 10 1) 2 #+(version>= 99) 3 #-(version>= 99) 4)
;=> (1 2 4)
(with-open-file (s "/dev/null" :direction :output :if-exists :always-append) (streamp s))
;=> T
(let ((s (open "/dev/null" :direction :output :if-exists :append :external-format :utf8))) (close s))
;=> T
(with-open-file (s "/dev/null" :external-format :latin1 :element-type '(unsigned-byte 8)) (read-byte s nil :eof))
;=> :EOF

;;; Sockets

(with-open-file (s "/dev/null" :external-format :octets) (read-char s nil :eof))
;=> :EOF
(with-open-file (s "/dev/null" :external-format :fat-le) (read-char s nil :eof))
;=> :EOF

;;; Programs of the system, locks, declarations, names

(let ((v (make-array 4 :element-type '(unsigned-byte 16))) (f (format nil "/tmp/lisp-test-~36r" (random (expt 36 8) (make-random-state t))))) (with-open-file (s f :direction :output :if-exists :supersede) (write-vector (make-array 2 :element-type '(unsigned-byte 16) :initial-contents '(258 3)) s :endian-swap :network-order)) (with-open-file (s f) (list (excl:read-vector v s :end 4 :endian-swap :network-order) (delete-file f) (aref v 0) (aref v 1))))
;=> (4 T 258 3)
(let ((s (make-socket :connect :passive :type :hiper :address-family :internet :format :bivalent))) (prog1 (socket-type s) (close s)))
;=> :STREAM
(let ((s (make-socket :type :datagram :format :text))) (prog1 (socket-format s) (close s)))
;=> :MULTIVALENT
(excl:run-shell-command "exit 3" :show-window :hide)
;=> 3
(excl:run-shell-command "test \"$A\" = 5" :environment '(("A" . "5")))
;=> 0
(excl:with-locked-object ((list 1) :non-smp :without-interrupts) 5)
;=> 5
(let ((f (lambda (x) (declare (excl:ignore-if-unused x)) 1))) (funcall f 2))
;=> 1
(funcall (excl:named-function (:test list name) (lambda () 1)))
;=> 1
(defmethod print-object ((x (eql 'nothing-at-all)) s) (call-next-method))
;=> #<STANDARD-METHOD PRINT-OBJECT ...>
(handler-case (error 'excl::file-exists-error :pathname "x") (file-error (c) (type-of c)))
;=> FILE-EXISTS-ERROR
(list 'excl:socket-chunking-end-of-file 'socket:make-socket 'excl::internal-name)
;=> (SOCKET-CHUNKING-END-OF-FILE MAKE-SOCKET EXCL::INTERNAL-NAME)
(handler-bind ((warning #'muffle-warning)) (let* ((f (format nil "/tmp/lisp-test-~36r.cl" (random (expt 36 8) (make-random-state t))))) (with-open-file (s f :direction :output :if-does-not-exist :create) (write-string "(setq cl-user::*loaded-by-test* 7)" s)) (let ((fasl (compile-file f :external-format :utf-8 :load-after-compile t))) (prog1 (list (symbol-value 'cl-user::*loaded-by-test*) (pathname-type fasl)) (delete-file f) (delete-file fasl)))))
;=> (7 "fasl")
(let ((p (mp:process-run-function '(:name "with-options" :priority 3) (lambda () 1)))) (mp:process-name p))
;=> "with-options"

;;; Modules, features, characters

(list (require :osi) (require :regexp2) (require :iodefs) (require :autozoom) (require :disasm) (require :efmacs))
;=> (NIL NIL NIL NIL NIL NIL)
(list #+smp-macros 1 #+(or 64bit (not 64bit)) 2 #-excl::no-such-feature 4 #+(and allegro (not (or sbcl cmu))) 5)
;=> (1 2 4 5)
(list #\^C (char-code #\^[) #\u+221a #\Rubout #\Null #\Nul)
;=> (#\U+0003 27 #\√ #\Rubout #\Null #\Null)

;;; Methods on standard functions

(defclass stream-of-ours () ())
(defmethod open-stream-p ((x stream-of-ours)) :yes)
(defmethod stream-element-type ((x stream-of-ours)) :ours)
(let ((s (make-instance 'stream-of-ours))) (list (open-stream-p s) (stream-element-type s) (funcall 'stream-element-type s) (stream-element-type *standard-output*)))
;=> (:YES :OURS :OURS CHARACTER)
(catch 'out (let ((*debugger-hook* (lambda (c h) (declare (ignore h)) (throw 'out (list (princ-to-string c) *debugger-hook*))))) (invoke-debugger (make-condition 'simple-error :format-control "boo"))))
;=> ("boo" NIL)
(let ((s (open "/dev/null" :direction :output :if-exists :always-append))) (close s))
;=> T

;;; Files, as the system sees them

(list (excl:filesys-type "/dev/") (excl:filesys-type "/dev/null") (excl:filesys-type "/no/such") (excl:unix-namestring "/tmp/a") (excl:path-pathname "/tmp/a"))
;=> (:DIRECTORY :CHARACTER-DEVICE NIL "/tmp/a" #P"/tmp/a")
(let* ((d (sys:make-temp-file-name "lisp-test")) (f (concatenate 'string d "/a")) (g (concatenate 'string d "/b.c.d"))) (excl:make-directory d) (with-open-file (s f :direction :output) (write-string "four" s) (excl.osi:fsync s) (excl.osi:fchmod s #o600)) (excl:rename-file-raw f g) (prog1 (list (excl:filesys-size g) (excl:filesys-type g) (<= (excl:filesys-write-date g) (get-universal-time)) (logand #o777 (excl.osi:stat-mode (excl.osi:stat g))) (multiple-value-bind (name made) (excl.osi:mkstemp (concatenate 'string d "/xXXXXXX")) (list (excl:filesys-type name) made))) (excl:delete-directory-and-files d) (assert (null (excl:filesys-type d)))))
;=> (4 :FILE T 384 (:FILE T))
(excl:filesys-size "/no/such/file")
;=> !file-does-not-exist-error
(equal (excl:tilde-expand-unix-namestring "~/a") (concatenate 'string (excl:tilde-expand-unix-namestring "~") "/a"))
;=> T
(list excl:*strict-probe-file* sys:*tilde-expand-namestrings*)
;=> (NIL T)

;;; Calls of the system

(list (logtest excl.osi:*o-creat* excl.osi:*o-excl*) excl.osi:*o-rdonly* (<= 0 excl.osi:*o-wronly* 1) (integerp excl.osi:*o-rdwr*) excl.osi:*o-binary*)
;=> (NIL 0 T T 0)
(excl.osi:spawn "/bin/sh" "-c" "exit 3")
;=> 3
(excl.osi:waitpid 1)
;=> !syscall-error
(with-open-file (s "/dev/null") (integerp (excl.osi:stream-to-fd s)))
;=> T
(excl.osi:fork)
;=> !simple-error
(list (integerp (excl.osi:getgid)) (integerp (excl.osi:getegid)) (integerp (excl.osi:getppid)))
;=> (T T T)
(list (sys:getenv "NO_SUCH_VARIABLE_OF_OURS") (eq 'sys:getenv 'excl:getenv) (stringp (sys:command-line-argument 0)) (sys:command-line-argument 9999))
;=> (NIL T T NIL)

;;; Names

(list (excl:intern* "CARX" 3 :cl) (excl:package-definition-lock :cl) (excl:package-definition-lock :cl-user) (setf (excl:package-definition-lock (find-package :cl)) nil))
;=> (CAR T NIL NIL)
(progn (defun arglist-of-ours (a &key b) (list a b)) (list (multiple-value-list (excl:arglist 'arglist-of-ours)) (multiple-value-list (excl:arglist #'arglist-of-ours))))
;=> (((A &KEY B) T) ((A &KEY B) T))
(list (excl:ef-name :utf8) (excl:ef-nicknames :latin1) (excl:ef-name (excl:find-external-format :default)))
;=> (:UTF-8 (...) ...)
(list (excl:find-external-format :no-such-format :errorp nil) (excl:ef-name (excl:find-external-format :octets)) (excl:ef-name (excl:find-external-format :latin1 :try-variant t)) (excl:ef-name (excl:find-external-format :utf8)))
;=> (NIL ...)
(defvar *gone* nil)
(defclass goes-of-ours () ())
(defun make-and-drop () (excl:schedule-finalization (make-instance 'goes-of-ours) (lambda (x) (setq *gone* (list :gone x)))) nil)
(progn (make-and-drop) (excl:gc t) *gone*)
;=> (:GONE NIL)
(excl:schedule-finalization 5 #'identity)
;=> !type-error

;;; Variables that programs bind

(let ((excl:*break-on-warnings* nil) (excl:*dribble-bug-hooks* nil) (excl:*internal-invoke-debugger-hook* nil) (excl:*load-foreign-types* nil) (excl:*trace-timestamp* t) (excl:*warn-smp-usage* nil) (excl:*time-zone* nil)) (list excl:*trace-timestamp* excl:*stderr* excl:*source-pathname* excl:*partial-source-file-p* excl:*required-thread-bindings* excl:*required-top-level-bindings* excl:*hiper-socket-is-stream-socket*))
;=> (T NIL NIL NIL NIL NIL T)
(list excl:*pretty-common-lisp-version-number* (listp socket:*domain-search-list*) socket:*dns-configured*)
;=> ("10.1" T NIL)
(list (excl.osi:seteuid (excl.osi:geteuid)) (excl.osi:setegid (excl.osi:getegid)) (excl.osi:openlog "lisp-test" :facility :user))
;=> (T T T)
(excl.osi:initgroups "nobody-of-ours" "not a number")
;=> !simple-type-error
(excl.osi:chroot "/no/such/directory")
;=> !syscall-error
(excl.osi:syslog :debug "a test of ~a" "aclrepl")
;=> T
