;;; Allegro CL's larger tools, as programs use them: read by test_allegro.py. Rows as in semantics.lisp.

;;; Command lines

(sys:with-command-line-arguments ("df:p:" debug file port) (rest :command-line-arguments '("-d" "a" "-fx" "-p" "80" "b" "--" "-c")) (list debug file port rest))
;=> (T "x" "80" ("a" "b" "-c"))
(sys:with-command-line-arguments (("help" :long help) ("config" :long config :required-companion) ("port" :long port :required-companion "8000")) (rest :usage "Use it so" :command-line-arguments '("--help" "--config=a" "x")) (declare (ignorable rest)) (list help config port rest))
;=> (T "a" "8000" ("x"))
(sys:with-command-line-arguments (("o" :short o :required-companion :allow-multiple-options) ("q" :short q :optional-companion) ("v" :short v :allow-multiple-options) ("i" :short i nil)) (rest :command-line-arguments '("-oa" "-o" "b" "-vvq" "-v" "-i")) (list o q v i rest))
;=> (("a" "b") T 3 T NIL)
(sys:with-command-line-arguments (("q" :short q :optional-companion)) (rest :command-line-arguments '("-q10m" "x")) (list q rest))
;=> ("10m" ("x"))
(sys:with-command-line-arguments (("d" :short d)) (rest :command-line-arguments '("a" "-d") :posixly-correct t) (list d rest))
;=> (NIL ("a" "-d"))
(sys:with-command-line-arguments (("feed-interval" :long n :required-companion)) (rest :command-line-arguments '("--feed" "5" "-feed-interval=6") :long-abbrev t) (list n rest))
;=> !simple-error
(sys:with-command-line-arguments (("feed-interval" :long n :required-companion) ("log" :long log)) (rest :command-line-arguments '("--feed" "5" "-log") :long-abbrev t) (list n log rest))
;=> ("5" T NIL)
(handler-case (sys:with-command-line-arguments (("help" :long help)) (rest :usage "Use it so" :command-line-arguments '("--helpme")) (list help rest)) (error (e) (substitute #\| #\newline (princ-to-string e))))
;=> "The option --helpme is not known.|Use it so"
(loop for words in '(("-f") ("-x") ("--file") ("--n=5") ("--") ("-")) collect (handler-case (sys:with-command-line-arguments (("f" :short f :required-companion) ("n" :long n)) (rest :command-line-arguments words) (list f n rest)) (error (e) (princ-to-string e))))
;=> ("The option -f needs a value." "The option -x is not known." "The option --file is not known." "The option --n=5 takes no value." (NIL NIL NIL) (NIL NIL ("-")))
(macroexpand-1 '(sys:with-command-line-arguments ("d:e" debug) (rest) nil))
;=> !program-error
(macroexpand-1 '(sys:with-command-line-arguments (("ab" :short x)) (rest) nil))
;=> !program-error
(macroexpand-1 '(sys:with-command-line-arguments ("d" x) (rest :foo 1) nil))
;=> !program-error
(stringp (first sys:*application-command-line-arguments*))
;=> T

;;; Locales

(progn (defvar *u* (encode-universal-time 5 4 15 9 2 2003)) (locale-format-time nil *u* nil nil nil "%Y-%m-%d-%H:%M:%S"))
;=> "2003-02-09-15:04:05"
(substitute #\~ #\newline (locale-format-time nil *u* nil nil :c "%a %A %b %B %h|%C %d %D %e %F %G %g %H %I %j %k %l|%m %M %n %p %r %R %S %t %T|%u %U %V %w %W %y %Y %% %Ey %Od %Q"))
;=> "Sun Sunday Feb February Feb|20 09 02/09/03  9 2003-02-09 2003 03 15 03 040 15  3|02 04 ~ PM 03:04:05 PM 15:04 05 	 15:04:05|7 06 06 0 05 03 2003 % 03 09 %Q"
(let ((*locale* (find-locale "C"))) (list (format nil "~/locale-format-time/" *u*) (format nil "~@/locale-format-time/" *u*) (format nil "~:/locale-format-time/" *u*) (format nil "~:@/locale-format-time/" *u*)))
;=> ("03:04:05 PM" "15:04:05" "02/09/03" "Sun Feb  9 15:04:05 2003")
(list (format nil "~v:/locale-format-time/" :en_US *u*) (format nil "~v@/locale-format-time/" "en_US" *u*) (with-output-to-string (s) (locale-print-time *u* :stream s :show-date t :locale "en_US")))
;=> ("02/09/2003" "03:04:05 PM" "02/09/2003")
(list (locale-name (find-locale :c)) (locale-name (find-locale :posix)) (find-locale "zz_ZZ") (eq (find-locale "EN_us") (find-locale :en_us)) (locale-name (find-locale "en_US.latin1")) (find-locale "en_US.no-such-code") (excl:locale-external-format (find-locale "en_US.latin1")))
;=> ("C" "C" NIL T "en_US.latin1" NIL #<EXTERNAL-FORMAT :LATIN1 @ ...>)
(list (first (locale-attribute "en_US" :day)) (last (locale-mon :c)) (locale-attribute "en_US" "d_fmt" :category "LC_TIME") (locale-attribute "en_US" :territory) (locale-attribute :c :no-such) (locale-int-curr-symbol "en_US") (locale-am-pm :c))
;=> ("Sunday" ("December") "%m/%d/%Y" "United States" :UNSPECIFIED "USD " ("AM" "PM"))
(list (stringp (locale-name *locale*)) (listp (all-locales)))
;=> (T T)
(locale-attribute "en_US" "d_t_fmt" :category :lc_monetary)
;=> !type-error
(locale-format-time nil "noon" nil nil)
;=> !type-error
(locale-format-time nil *u* nil nil "zz_ZZ")
;=> !type-error
(locale-format-time nil (expt 10 40) nil nil)
;=> !type-error

;;; Streams that functions fill

(progn (defun filler (to count) (dotimes (n count) (write-byte n to))) (with-function-input-stream (s #'filler 5) (loop for b = (read-byte s nil) while b collect b)))
;=> (0 1 2 3 4)
(progn (defun endless (to) (loop (write-line "abc" to))) (let ((s (make-function-input-stream 'endless))) (list (read-line s) (read-line s) (close s) (open-stream-p s))))
;=> ("abc" "abc" T NIL)
(with-function-input-stream (s 'endless) (catch 'out (throw 'out (values (read-line s)))))
;=> "abc"
(macroexpand-1 '(with-function-input-stream (s) 1))
;=> !program-error

;;; Base64 from stream to stream

(progn (defun encoded (octets &rest keys) (with-output-to-string (out) (with-input-from-buffer (in (coerce octets '(vector (unsigned-byte 8)))) (apply #'base64-encode-stream in out keys)))) (list (encoded '(1 2 3 4)) (encoded '()) (substitute #\| #\newline (encoded '(1 2 3 4 5 6 7 8 9) :wrap-at 5)) (length (encoded (loop repeat 4000 collect 1) :wrap-at nil)) (count #\newline (encoded (loop repeat 4000 collect 1)))))
;=> ("AQIDBA==" "" "AQIDB|AUGBw|gJ" 5336 74)
(progn (defun decoded (string &rest keys) (let ((out (make-buffer-output-stream :growable))) (with-input-from-buffer (in (string-to-octets string :null-terminate nil)) (apply #'base64-decode-stream in out keys) (list (coerce (get-output-stream-buffer out) 'list) (read-byte in nil :eof))))) (mapcar #'decoded '("AQIDBA==" "AQID" "" "AQIDBA==x" "A Q-I~D")))
;=> (((1 2 3 4) :EOF) ((1 2 3) :EOF) (NIL :EOF) ((1 2 3 4) 120) ((1 2 3) :EOF))
(list (decoded "AQIDBAAA" :count 4) (decoded "AQIDA" :error-p nil) (decoded "AQ=D" :error-p nil))
;=> (((1 2 3) 66) ((1 2 3) :EOF) (NIL :EOF))
(let ((octets (loop for i below 5000 collect (mod (* i i) 256)))) (equal octets (first (decoded (encoded octets)))))
;=> T
(decoded "AQI")
;=> !parse-error
(decoded "A===")
;=> !parse-error
(base64-encode-stream (make-string-input-stream "a") *standard-output*)
;=> !type-error
(encoded '(1) :wrap-at 0)
;=> !type-error

;;; Compression

(progn (require :deflate) (require :inflate) (use-package :util.zip))
(progn (defvar *data* (coerce (loop for i below 10000 collect (mod (* i i) 251)) '(vector (unsigned-byte 8)))) (defun octets (n) (make-array n :element-type '(unsigned-byte 8))) (defun packed (kind size) (let ((s (make-instance 'deflate-stream :target (octets size) :compression kind))) (write-sequence *data* s) (close s) (multiple-value-bind (v n) (deflate-stream-vector-combined s) (subseq v 0 n)))) (defun unpacked (octets &rest keys) (with-input-from-buffer (in octets) (let* ((s (apply #'make-instance 'inflate-stream :input-handle in keys)) (got (octets 20000)) (n (read-sequence got s))) (list (equalp (subseq got 0 n) *data*) (read-byte s nil :eof) (read-byte in nil :behind))))))
;=> UNPACKED
(loop for kind in '(:gzip :zlib :deflate) collect (loop for size in '(0 7 1000 100000) collect (first (unpacked (packed kind size)))))
;=> ((T T T T) (T T T T) (T T T T))
(list (unpacked (concatenate '(vector (unsigned-byte 8)) (packed :gzip 100) '(7 8))) (unpacked (packed :zlib 100) :compression :zlib) (unpacked (packed :gzip 100) :skip-gzip-header t))
;=> ((T :EOF 7) (T :EOF :BEHIND) (T :EOF :BEHIND))
(let* ((out (make-buffer-output-stream :growable)) (closed nil) (s (make-instance 'deflate-stream :target out))) (let ((sys:*deflate-target-stream-close-hook* (lambda (target) (setq closed target)))) (format s "Hello ~a~%" 5) (list (eq (deflate-target-stream s) out) (eq (excl::inner-stream s) out) (close s) (eq closed out) (open-stream-p out) (with-input-from-buffer (in (get-output-stream-buffer out)) (read-line (make-instance 'inflate-stream :input-handle in))))))
;=> (T T T T T "Hello 5")
(let ((out (make-buffer-output-stream :growable))) (with-input-from-buffer (in (packed :deflate 10)) (inflate in out)) (equalp *data* (get-output-stream-buffer out)))
;=> T
(let ((s (make-instance 'deflate-stream :target (octets 1000)))) (write-byte 65 s) (close s) (multiple-value-bind (v n old) (deflate-stream-vector s) (list (length v) (< 10 n 40) old s)))
;=> (1000 T NIL #<deflate-stream closed @ ...>)
(unpacked (subseq (packed :gzip 100) 0 50))
;=> !parse-error
(unpacked (packed :gzip 100) :compression :zlib)
;=> !parse-error
(make-instance 'deflate-stream :target 5)
;=> !type-error
(make-instance 'deflate-stream :target (octets 5) :compression :lzw)
;=> !type-error
(make-instance 'inflate-stream :input-handle (make-string-output-stream))
;=> !type-error

;;; Streams and what is below them

(let ((s (make-string-output-stream))) (setf (getf (excl::stream-property-list s) :lock) 5) (list (excl::stream-property-list s) (excl::stream-property-list *terminal-io*)))
;=> ((:LOCK 5) NIL)
(let* ((a (make-string-input-stream "a")) (b (make-string-output-stream)) (s (make-two-way-stream a b))) (list (eq (excl::stream-input-handle s) a) (eq (excl::stream-output-handle s) b) (excl::stream-input-handle a) (excl::inner-stream a)))
;=> (T T NIL NIL)
(with-open-file (s "/dev/null") (list (eql (excl::stream-input-handle s) (stream-input-fn s)) (excl::stream-output-handle s)))
;=> (T NIL)
(list (excl:find-composed-external-format :crlf (crlf-base-ef :latin1)) (excl:find-composed-external-format :e-crlf :utf8))
;=> (#<EXTERNAL-FORMAT :LATIN1 :DOS @ ...> #<EXTERNAL-FORMAT :UTF-8 :DOS @ ...>)
(let* ((p (socket:make-socket :connect :passive :local-host "127.0.0.1")) (a (socket:make-socket :remote-host "127.0.0.1" :remote-port (socket:local-port p))) (b (socket:accept-connection p))) (unwind-protect (progn (write-string "hello" a) (force-output a) (list (excl::socket-bytes-read b) (read-char b) (excl::socket-bytes-read b) (progn (read-sequence (make-string 4) b) (excl::socket-bytes-read b)) (excl:socket-bytes-written a))) (close a) (close b) (close p)))
;=> (0 #\h 1 5 5)

;;; Data in fasl files

(progn (defun scratch (name) (format nil "/tmp/lisp-fasl-~a-~a" (excl.osi:getpid) name)) (defmacro with-scratch ((var) &body body) `(let ((,var (scratch "data.fasl"))) (unwind-protect (progn ,@body) (when (probe-file ,var) (delete-file ,var))))) (defun there-and-back (object) (with-scratch (f) (fasl-write object f) (let ((found (fasl-read f))) (assert (null (cdr found))) (car found)))))
;=> THERE-AND-BACK
(there-and-back (list 1 2.5d0 1/3 (expt 10 50) #c(1 2) #\x "abc" 'car :key '#:own nil t '(1 . 2) #p"/a/b" #'car))
;=> (1 2.5 1/3 100000000000000000000000000000000000000000000000000 #C(1.0 2.0) #\x "abc" CAR :KEY #:OWN NIL T (1 . 2) #P"/a/b" #<Function CAR ...>)
(there-and-back (list (make-array '(2 2) :initial-contents '((1 a) ("s" #\b))) (vector 1 2) (make-array 3 :element-type '(unsigned-byte 8)) (make-array 5 :fill-pointer 2 :initial-element 1) (make-array 3 :element-type 'bit)))
;=> (#2A((1 A) ("s" #\b)) #(1 2) #(0 0 0) #(1 1) #*000)
(let ((h (make-hash-table :test 'equal))) (setf (gethash "a" h) '(1 2) (gethash '(b) h) h) (let ((new (there-and-back h))) (list (gethash "a" new) (eq (gethash '(b) new) new) (hash-table-test new))))
;=> ((1 2) T EQUAL)
(defstruct fasl-point x (y 5) next)
(let ((a (make-fasl-point :x 1))) (setf (fasl-point-next a) a) (let ((b (there-and-back (list a a)))) (list (eq (first b) (second b)) (eq (fasl-point-next (first b)) (first b)) (fasl-point-y (first b)))))
;=> (T T 5)
(with-scratch (f) (let ((s (fasl-open f))) (fasl-write 1 s) (fasl-write '#1=(1 . #1#) s) (close s)) (let ((l (fasl-read f))) (list (length l) (first l) (eq (second l) (cdr (second l))) (with-open-file (s f) (length (fasl-read s))))))
;=> (2 1 T 2)
(with-scratch (f) (with-open-file (s f :direction :output :if-exists :supersede) (fasl-write "text" s t)) (fasl-read (subseq f 0 (search ".fasl" f))))
;=> ("text")
(fasl-write (list 1 *standard-output*) (make-buffer-output-stream :growable))
;=> !not-dumpable
(fasl-write (lambda (x) x) (make-buffer-output-stream :growable))
;=> !not-dumpable
(fasl-write 1 5)
;=> !type-error
(fasl-read "/no/such/file")
;=> !file-does-not-exist-error
(fasl-read "/dev/null")
;=> NIL
(let ((out (make-buffer-output-stream :growable))) (fasl-write '(1 2 3) out) (let* ((whole (get-output-stream-buffer out)) (n (length whole))) (flet ((try (octets) (handler-case (with-input-from-buffer (in octets) (fasl-read in)) (excl::fasl-error (e) (subseq (princ-to-string e) (search "it is" (princ-to-string e))))))) (list (try whole) (subseq (try (subseq whole 0 (- n 1))) 0 15) (try (subseq whole 0 10)) (progn (setf (aref whole (- n 1)) 255) (try whole))))))
;=> (((1 2 3)) "it is cut short" "it is not data that fasl-write wrote." "it is damaged: its digest does not fit.")
(with-scratch (f) (fasl-write 1 f) (load f))
;=> !fasl-error

;;; Files by the system's flags

(progn (defun scratch-file (name) (format nil "/tmp/lisp-osi-~a-~a" (excl.osi:getpid) name)) (excl.osi:with-os-open-file (f (scratch-file "a") (logior excl.osi:*o-rdwr* excl.osi:*o-creat* excl.osi:*o-trunc*) #o600) (format f "abc~%") (file-position f 0) (list (read-line f) (file-length f) (logand #o777 (excl.osi:stat-mode (excl.osi:stat (scratch-file "a")))))))
;=> ("abc" 4 384)
(excl.osi:with-os-open-file (f (scratch-file "a") (logior excl.osi:*o-wronly* excl.osi:*o-append*)) (excl.osi:with-stream-lock (f) (write-line "more" f)) (list (input-stream-p f) (output-stream-p f)))
;=> (NIL T)
(excl.osi:with-os-open-file (f (scratch-file "a") excl.osi:*o-rdonly*) (list (read-line f) (read-line f) (read-line f nil) (excl.osi:lock-stream f :shared t) (excl.osi:unlock-stream f)))
;=> ("abc" "more" NIL T T)
(let ((f (excl.osi:os-open (scratch-file "a") excl.osi:*o-rdwr*))) (unwind-protect (list (excl.osi:lock-stream f :start 2 :end 4 :wait nil) (excl.osi:unlock-stream f :start 2 :end 4)) (close f) (delete-file (scratch-file "a"))))
;=> (T T)
(excl.osi:os-open "/no/such/file" excl.osi:*o-rdonly*)
;=> !file-does-not-exist-error
(excl.osi:os-open "/dev/null" :rdonly)
;=> !type-error
(with-open-file (f "/dev/null") (excl.osi:lock-stream f :start 5 :end 2))
;=> !type-error
(with-open-file (f "/dev/null") (excl.osi:lock-stream f :wait nil))
;=> !syscall-error
(macroexpand-1 '(excl.osi:with-os-open-file (f "a") 1))
;=> !program-error

;;; Passwords

(let ((e (excl.osi:getpwnam "root"))) (setf (excl.osi:pwent-passwd e) "other") (list (excl.osi:pwent-passwd e) (equal (excl.osi:pwent-passwd (excl.osi:getpwnam "root")) "other")))
;=> ("other" NIL)
(excl.osi:spwd-name 5)
;=> !type-error
(if (excl.osi:shadow-passwd-supported-p) (handler-case (let ((e (excl.osi:getspnam "root"))) (list (excl.osi:spwd-name e) (stringp (excl.osi:spwd-passwd e)) (listp (excl.osi:spwd-inact e)) (excl.osi:getspnam "no-such-user"))) (file-error () '("root" t t nil))) '("root" t t nil))
;=> ("root" T T NIL)
(flet ((try (salt) (handler-case (excl.osi:crypt "secret" salt) (error (e) (princ-to-string e))))) (let ((made (try "$6$saltsalt"))) (list (or (search "no libcrypt" made) (and (equal (subseq made 0 12) "$6$saltsalt$") (equal made (try made)))) (stringp (try "")))))
;=> (T T)
(excl.osi:detach-from-terminal-supported-p)
;=> T

;;; Values for macros

(defvar *shown* 0)
(defmacro shown () `',*shown*)
(list (compiler-let ((*shown* (+ 1 2))) (shown)) (shown) (compiler-let (*shown*) (list (shown) *shown*)))
;=> (3 0 (NIL 0))
(progn (defun shown-in () (compiler-let ((*shown* :in)) (mapcar (lambda (x) (multiple-value-list (values x (shown)))) '(1 2)))) (shown-in))
;=> ((1 :IN) (2 :IN))
(let* ((source (format nil "/tmp/lisp-compiler-let-~a.cl" (excl.osi:getpid))) (fasl nil)) (with-open-file (s source :direction :output :if-exists :supersede) (write-string "(defvar *cl-depth* 0) (defmacro cl-depth () `',*cl-depth*) (excl:compiler-let ((*cl-depth* 7)) (defmacro cl-seven () `',*cl-depth*) (defun cl-function () (list (cl-depth) (cl-seven) *cl-depth*)))" s)) (unwind-protect (progn (load (setq fasl (compile-file source))) (funcall 'cl-function)) (delete-file source) (when fasl (delete-file fasl))))
;=> (7 7 0)
(eval '(compiler-let ((t 5)) 1))
;=> !program-error
(eval '(compiler-let ((*shown* (error "inside"))) 1))
;=> !simple-error
*shown*
;=> 0

;;; Variables that programs ask

(list (boundp 'excl:*version-info*) (boundp 'sys:*thread-watchfor-fds*) excl:*error-code-interrupted-system-call* (= excl:*s-ifdir* (logand #o170000 (excl.osi:stat-mode (excl.osi:stat "/")))))
;=> (T T 4 T)
(flet ((traced (stamp) (let ((*trace-output* (make-string-output-stream)) (excl:*trace-timestamp* stamp)) (eval '(progn (defun traced-here (x) x) (trace traced-here) (traced-here 1) (untrace))) (get-output-stream-string *trace-output*)))) (list (match-re "^ 0\\[\\d+\\]: \\(TRACED-HERE 1\\)" (traced nil) :return nil) (match-re "^\\d\\d:\\d\\d:\\d\\d  0\\[\\d+\\]: \\(TRACED-HERE 1\\)" (traced t) :return nil)))
;=> (T T)
