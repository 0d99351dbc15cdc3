;;; Forms on streams and external formats, and what they return: read by test_streams_in_lisp.py (support/lisp_tables.py).

;;; preliminaries

(defun call-with-pair (function)
  "Call FUNCTION with the two ends of a connection, and close them."
  (let* ((door (make-socket :connect :passive :local-host "localhost"))
         (client (make-socket :remote-host "localhost" :remote-port (local-port door)))
         (server (accept-connection door)))
    (unwind-protect (funcall function client server)
      (close client :abort t)
      (close server :abort t)
      (close door))))
;=> CALL-WITH-PAIR
(defmacro with-pair ((client server) &body body)
  `(call-with-pair (lambda (,client ,server) (declare (ignorable ,client ,server)) ,@body)))
;=> WITH-PAIR
(defun octets (&rest octets) (coerce octets '(vector (unsigned-byte 8))))
;=> OCTETS
(defun say (stream control &rest arguments) (apply #'format stream control arguments) (force-output stream))
;=> SAY
(defparameter *file* (concatenate 'string *directory* "file"))
;=> *FILE*
(defun file-octets () (with-open-file (s *file* :element-type '(unsigned-byte 8)) (loop for octet = (read-byte s nil) while octet collect octet)))
;=> FILE-OCTETS
(defmacro written ((stream &rest options) &body body)
  "Return the octets of a file after BODY has written to it."
  `(progn (with-open-file (,stream *file* :direction :output :if-exists :supersede ,@options) ,@body) (file-octets)))
;=> WRITTEN
(defmacro report (form) `(handler-case ,form (error (e) (princ-to-string e))))
;=> REPORT

;;; classes

(with-pair (c s) (loop for class in '(socket-simple-stream socket-base-simple-stream bidirectional-binary-socket-stream dual-channel-simple-stream simple-stream stream) collect (typep c class)))
;=> (T T T T T T)
(list (typep *terminal-io* 'terminal-simple-stream) (with-open-file (s *file* :direction :output :if-exists :supersede) (list (typep s 'file-simple-stream) (typep s 'single-channel-simple-stream) (typep s 'socket-simple-stream))))
;=> (... (T T NIL))
(defmethod kind ((s socket-simple-stream)) :socket)
;=> #<STANDARD-METHOD KIND ...>
(defmethod kind ((s file-simple-stream)) :file)
;=> #<STANDARD-METHOD KIND ...>
(list (with-pair (c s) (kind c)) (with-open-file (s *file*) (kind s)))
;=> (:SOCKET :FILE)

;;; octets into vectors and out of them

(with-pair (c s) (let ((v (octets 0 0 0 0 0))) (list (read-octets s v 0 nil nil) (write-all-octets c (octets 9 1 2) 1 3) (read-octets s v 2 4 t) v (progn (close c) (read-octets s v 0 nil t)))))
;=> (0 2 2 #(0 0 1 2 0) -1)
(with-pair (c s) (list (write-octets c (octets 65 66) nil nil t) (write-octets c (octets 65 66 10) 1 3 nil) (read-line s)))
;=> (2 2 "ABB")
(let ((v (make-array 40000000 :element-type '(unsigned-byte 8) :initial-element 65)))
  (with-pair (c s)
    (write-string "first" c)
    (let ((some (write-octets c v nil nil nil)))
      (loop until (zerop (write-octets c v nil 100000 nil)))
      (list (< 0 some (length v)) (coerce (loop repeat 5 collect (read-char s)) 'string) (write-octets c v 0 0 nil) (read-byte s)))))
;=> (T "first" 0 65)
(with-pair (c s) (socket-control c :output-chunking t) (socket-control s :input-chunking t) (let ((v (make-array 5000 :element-type '(unsigned-byte 8) :initial-element 65)) (w (make-string 5000))) (list (write-octets c v nil nil nil) (read-sequence w s :end 4096) (string= w (make-string 4096 :initial-element #\A) :end1 4096))))
;=> (4096 4096 T)
(list (with-output-to-buffer (s) (list (write-octets s (octets 1 2) nil nil nil) (get-output-stream-buffer s))) (written (s) (write-octets s (octets 3 4) nil nil nil)))
;=> ((2 #(1 2)) (3 4))
(with-pair (c s) (list (report (read-octets s "abc" 0 3 t)) (report (write-octets s '(1 2) 0 2 t)) (report (read-octets s (octets 1) 0 2 t))))
;=> ("`\"abc\"' is not of the expected type `(SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*))'" "`(1 2)' is not of the expected type `(SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*))'" "`2' is not of the expected type `(INTEGER 0 1)'")
(let ((v (make-array 3 :element-type '(unsigned-byte 16) :initial-contents '(1 258 65535)))) (loop for swap in '(:network-order :byte-16 :byte-32 1) collect (written (s) (write-vector v s :endian-swap swap))))
;=> ((0 1 1 2 255 255) (0 1 1 2 255 255) (1 2 0 1 255 255) (0 1 1 2 255 255))
(let ((v (make-array 2 :element-type '(unsigned-byte 16) :initial-contents '(1 258)))) (equal (loop for swap in '(nil :machine-order :byte-8 0) collect (written (s) (write-vector v s :endian-swap swap))) (make-list 4 :initial-element (written (s) (write-vector v s)))))
;=> T
(written (s) (write-vector (octets 1 2) s :endian-swap :upside-down))
;=> !BadArgument
(let ((v (make-array 2 :element-type '(signed-byte 32) :initial-contents '(-2 5))) (w (make-array 2 :element-type '(signed-byte 32)))) (list (written (s) (write-vector v s :endian-swap :network-order)) (with-open-file (s *file*) (list (read-vector w s :endian-swap :network-order) w))))
;=> ((255 255 255 254 0 0 0 5) (8 #(-2 5)))
(let ((v (make-array 3 :element-type '(unsigned-byte 32) :initial-element 0))) (with-pair (c s) (write-sequence '(0 0 1 0 0 0) c) (force-output c) (let ((index (read-vector v s :endian-swap :network-order))) (write-sequence '(2 0 0 0 0 3) c) (force-output c) (list index (loop until (= index 12) do (setq index (read-vector v s :start index :endian-swap :network-order)) finally (return index)) v))))
;=> (6 12 #(256 512 3))
(let ((v (make-array 2 :element-type 'double-float :initial-contents '(1.5d0 -2.0d0))) (w (make-array 2 :element-type 'double-float :initial-element 0d0))) (list (length (written (s) (write-vector v s :endian-swap :network-order))) (with-open-file (s *file*) (list (read-vector w s :endian-swap :network-order) w))))
;=> (16 (16 #(1.5 -2.0)))
(with-open-file (s *file*) (let ((v (make-array 1 :element-type '(unsigned-byte 16) :initial-element 0))) (list (read-vector v s :start 1) (aref v 0))))
;=> (2 16128)
(written (s) (write-sequence (make-array 2 :element-type '(unsigned-byte 16) :initial-contents '(200 7)) s) (write-sequence (make-array 2 :element-type '(signed-byte 8) :initial-contents '(-1 7)) s))
;=> (200 7 255 7)
(with-pair (c s) (report (write-sequence (make-array 2 :element-type '(unsigned-byte 16) :initial-contents '(200 700)) s)))
;=> "`700' is not of the expected type `(UNSIGNED-BYTE 8)'"
(with-pair (c s) (loop for v in (list #*101 (vector 1 2) '(1 2) (make-array '(2 2) :element-type '(unsigned-byte 8))) collect (handler-case (write-vector v s) (type-error () :no))))
;=> (:NO :NO :NO :NO)
(with-pair (c s) (say c "abc") (list (report (read-sequence (copy-seq #*101) s)) (read-line-into (make-string 2) s)))
;=> ("`#*101' is not of the expected type `(OR STRING SIMPLE-VECTOR (VECTOR (UNSIGNED-BYTE 8)))'" 2)
(with-pair (c s) (say c "one~%two") (let ((v (make-string 6 :initial-element #\-))) (list (multiple-value-list (read-line-into v s nil nil :start 1)) v (progn (close c) (multiple-value-list (read-line-into v s nil nil :start 4))) v (multiple-value-list (read-line-into v s)) v)))
;=> ((3 NIL) "oonetw" (2 :SHORT) "oonetw" (1 :EOF) "oonetw")
(with-pair (c s) (close c) (list (multiple-value-list (read-line-into (make-string 1) s nil :none)) (handler-case (read-line-into (make-string 1) s) (end-of-file () :end))))
;=> ((:NONE :EOF) :END)
(with-pair (c s) (say c "half") (setf (stream-input-timeout s) 0.02) (list (handler-case (read-line-into (make-string 9) s) (stream-error () :late)) (progn (say c " whole~%") (read-line s))))
;=> (:LATE "half whole")
(with-pair (c s) (say c "half") (setf (stream-input-timeout s) 0.02) (list (handler-case (read-sequence (octets 0 0 0 0 0 0 0 0 0) s) (stream-error () :late)) (progn (say c " whole~%") (read-line s))))
;=> (:LATE "half whole")
(with-pair (c s) (report (read-line-into (octets 1 2) s)))
;=> "`#(1 2)' is not of the expected type `STRING'"

;;; octets in memory

(with-output-to-buffer (s) (write-byte 3 s) (write-string "é" s) (list (get-output-stream-buffer s) (progn (write-byte 4 s) (get-output-stream-buffer s)) (get-output-stream-buffer s)))
;=> (#(3 195 169) #(4) #())
(let ((v (octets 0 0 0))) (list (with-output-to-buffer (s v) (write-string "ab" s) (file-position s)) v))
;=> (2 #(97 98 0))
(with-output-to-buffer (s nil :external-format :utf-16-be) (write-string "ab" s) (file-position s))
;=> 4
(report (with-output-to-buffer (s (octets 0)) (write-string "ab" s)))
;=> "The buffer of #<BUFFER-OUTPUT-SIMPLE-STREAM @ #x...> has 1 octets: there is no room for more."
(with-input-from-buffer (s (octets 65 10 195 169 7)) (list (read-line s) (read-char s) (file-position s) (read-byte s) (read-byte s nil :eof) (file-position s 0) (read-char s)))
;=> ("A" #\é 4 7 :EOF T #\A)
(with-input-from-buffer (s (octets 254 255 0 65 0 66) :external-format :utf-16) (list (file-position s 4) (read-char s) (file-position s 0) (read-line s)))
;=> (T #\B T "AB")
(with-input-from-buffer (s (octets 1 2 3 4) :start 1 :end 3) (list (file-position s 0) (file-position s) (read-byte s) (read-byte s) (read-byte s nil :eof) (file-position s 2) (read-byte s) (file-position s 4)))
;=> (NIL 1 2 3 :EOF T 3 NIL)
(list (handler-case (make-buffer-input-stream "abc") (type-error () :no)) (handler-case (get-output-stream-buffer *standard-output*) (type-error () :no)) (handler-case (make-buffer-input-stream (octets 1) 2) (type-error () :no)))
;=> (:NO :NO :NO)

;;; names of external formats

(loop for name in '(:utf-8 :utf8 :latin1 :octets :utf-16 :utf-16le :utf-32be :koi8-r :shiftjis :euc-jp :cp1252 "windows-1251" :ascii) collect (ef-name (find-external-format name)))
;=> (:UTF-8 :UTF-8 :LATIN1 :OCTETS :UTF-16 :UTF-16-LE :UTF-32-BE :KOI8-R :SHIFT_JIS :EUC_JP :CP1252 :CP1251 :ASCII)
(loop for name in '(:e-crlf :crlf (:e-crlf :utf-8) :utf-8-dos :utf8-crlf) always (eq (find-external-format name) (compose-external-formats :dos :utf-8)))
;=> T
(loop for name in '(nil 5 :nonsense (:e-crlf) (:nonsense :utf-8) (:dos :nonsense) :base64 :rot13 "") collect (find-external-format name :errorp nil))
;=> (NIL NIL NIL NIL NIL NIL NIL NIL NIL)
(with-pair (c s) (loop for eol in '(:unix :dos :mac :anynl-unix :anynl-dos :anynl-mac) collect (progn (setf (eol-convention c) eol) (write-char #\newline c) (eol-convention c)) finally (close c)) (loop for octet = (read-byte s nil) while octet collect octet))
;=> (10 13 10 13 10 13 10 13)
(let ((*default-external-format* :latin1)) (list (ef-name *default-external-format*) (written (s) (write-string "é" s)) (string-to-octets "é" :null-terminate nil)))
;=> (:LATIN1 (233) #(233))
(setq *default-external-format* :nonsense)
;=> !UnknownExternalFormat

;;; what is no character, and what has no octets

(with-pair (c s) (write-sequence '(255 65 10) c) (force-output c) (list (handler-case (read-char s) (stream-error (e) (eq (stream-error-stream e) s))) (handler-bind ((error (lambda (e) (declare (ignore e)) (use-value "?!")))) (read-line s))))
;=> (T "?!A")
(with-pair (c s) (write-sequence '(255 65 10) c) (force-output c) (handler-bind ((error #'continue)) (map 'list #'char-code (read-line s))))
;=> (65533 65)
(with-pair (c s) (write-sequence '(255 65 10) c) (force-output c) (list (ignore-errors (read-line s)) (setf (stream-external-format s) :latin1) (char-code (read-char s)) (read-line s)))
;=> (NIL :LATIN1 255 "A")
(with-pair (c s) (setf (stream-external-format c) :latin1) (write-string "a€b" c) (handler-bind ((error (lambda (e) (declare (ignore e)) (use-value "EUR")))) (force-output c)) (terpri c) (force-output c) (read-line s))
;=> "aEURb"  NIL
(with-pair (c s) (setf (stream-external-format c) :latin1) (write-string "a€b" c) (list (handler-case (force-output c) (stream-error (e) (eq (stream-error-stream e) c))) (progn (terpri c) (force-output c) (read-line s))))
;=> (T "ab")
(list (handler-bind ((error (lambda (e) (declare (ignore e)) (use-value "EUR")))) (string-to-octets "a€b" :external-format :latin1)) (handler-bind ((error #'continue)) (string-to-octets "€" :external-format :ascii)))
;=> (#(97 69 85 82 98 0) #(63 0))
(multiple-value-list (handler-bind ((error (lambda (e) (declare (ignore e)) (use-value "<>")))) (octets-to-string (octets 65 255 66))))
;=> ("A<>B" 4 3)
(handler-bind ((error #'continue)) (map 'list #'char-code (octets-to-string (octets 195 195 169 195))))
;=> (65533 233 65533)
(list (handler-case (string-to-octets "€" :external-format :latin1) (error () :none)) (handler-case (octets-to-string (octets 255)) (error () :none)))
;=> (:NONE :NONE)

;;; whole strings

(loop for (string . keys) in '(("héllo" :start 1 :end 3 :null-terminate nil) ("é" :external-format :utf-16-be) ("" ) ("é" :external-format :utf-16 :null-terminate nil)) collect (apply #'string-to-octets string keys))
;=> (#(195 169 108) #(0 233 0) #(0) #(255 254 233 0))
(let ((v (make-array 6 :element-type 'character :fill-pointer 2 :initial-element #\x))) (list (string-to-octets v) (native-string-sizeof v) (string-to-octets (make-string 2 :initial-element #\y) :null-terminate nil)))
;=> (#(120 120 0) 3 #(121 121))
(let ((v (octets 9 9 9 9))) (multiple-value-bind (same count) (string-to-octets "é" :mb-vector v) (list (eq same v) count v)))
;=> (T 3 #(195 169 0 9))
(list (handler-case (string-to-octets "long" :mb-vector (octets 1)) (type-error () :short)) (string-to-octets "long" :mb-vector (octets 1) :make-mb-vector? t :null-terminate nil))
;=> (:SHORT #(108 111 110 103))
(let ((v (make-string 4 :initial-element #\-))) (list (multiple-value-list (octets-to-string (octets 104 105 106) :string v :string-start 1 :string-end 3)) (handler-case (octets-to-string (octets 104 105 106) :string v :string-start 2) (type-error () :short)) (octets-to-string (octets 104 105 106) :string v :string-start 2 :make-string? t)))
;=> (("-hi-" 2 2) :SHORT "hij")
(list (multiple-value-list (octets-to-string (octets 104 195 169 195) :truncate t)) (octets-to-string (octets 104 0 105)) (length (octets-to-string (octets 104 0 105) :end 3)) (octets-to-string (octets 104 105 106) :start 1 :end 2))
;=> (("hé" 2 3) "h" 3 "i")
(list (string-to-mb "é") (mb-to-string (octets 195 169 0)) (octets-to-string (octets 97 13 10 98) :external-format :latin1-dos) (string-to-octets (format nil "a~%") :external-format '(:e-crlf :utf-8) :null-terminate nil))
;=> (#(195 169 0) "é" "a...b" #(97 13 10))
(loop for form in '((string-to-octets 5) (string-to-octets "a" :start 2) (string-to-octets "a" :external-format :nonsense) (octets-to-string "a") (octets-to-string (octets 1) :end 2) (octets-to-string (octets 97) :string "literal") (string-to-octets "a" :mb-vector "x")) collect (handler-case (eval form) (error () :no)))
;=> (:NO :NO :NO :NO :NO :NO :NO)

;;; files

(written (s) (write-byte 65 s) (write-char #\é s) (setf (stream-external-format s) :latin1) (write-char #\é s) (setf (eol-convention s) :dos) (terpri s))
;=> (65 195 169 233 13 10)
(with-open-file (s *file*) (list (read-byte s) (read-char s) (file-position s) (progn (setf (stream-external-format s) :latin1) (read-char s)) (progn (setf (eol-convention s) :dos) (read-char s)) (read-char s nil :eof)))
;=> (65 #\é 3 #\é #\Newline :EOF)
(progn (written (s :external-format :utf-16-be) (write-string "a" s)) (list (written (s :external-format :utf-8-sig) (write-string "a" s) (force-output s) (write-string "b" s)) (progn (with-open-file (s *file* :direction :output :if-exists :append :external-format :utf-8-sig) (write-string "c" s)) (file-octets))))
;=> ((239 187 191 97 98) (239 187 191 97 98 99))
(progn (written (s) (write-sequence '(254 255 0 65 0 66 0 67) s)) (with-open-file (s *file* :external-format :utf-16) (list (file-position s 4) (read-char s) (file-position s) (file-position s 0) (read-line s))))
;=> (T #\B 6 T "ABC")
(with-open-file (s *file*) (let ((v (octets 0 0 0 0))) (list (read-no-hang-p s) (read-octets s v 1 3 t) (read-vector v s :start 3) v (stream-input-timeout s) (integerp (stream-input-fn s)) (stream-output-fn s))))
;=> (T 2 4 #(0 254 255 0) NIL T NIL)
(with-open-file (s *file* :direction :output :if-exists :append) (list (write-no-hang-p s) (socket-bytes-written s) (write-vector (octets 1 2) s) (socket-bytes-written s) (stream-input-fn s)))
;=> (T 0 2 2 NIL)
(let ((fifo (concatenate 'string *directory* "fifo")))
  (run-shell-command (format nil "mkfifo ~a" fifo))
  (with-open-file (s fifo :direction :io :if-exists :overwrite)
    (setf (stream-input-timeout s) 0.02 (stream-output-timeout s) 0.02)
    (list (report (read-char s)) (read-no-hang-p s) (progn (say s "through~%") (read-no-hang-p s)) (read-line s)
          (report (progn (write-sequence (make-array 100000 :element-type '(unsigned-byte 8) :initial-element 65) s) (force-output s)))
          (write-no-hang-p s)
          (mp:with-timeout (0.02 :left) (setf (stream-input-timeout s) nil) (loop (read-char s))))))
;=> ("A time-out occurred while reading from file." NIL T "through" "A time-out occurred while writing to file." NIL :LEFT)

;;; streams made of streams

(with-pair (c s) (let ((two (make-two-way-stream s c))) (setf (stream-input-timeout two) 5 (stream-output-timeout two) 6 (eol-convention two) :dos) (list (stream-input-timeout s) (stream-output-timeout c) (eol-convention c) (eol-convention s) (eol-convention two) (= (stream-input-fn two) (stream-input-fn s)) (= (stream-output-fn two) (stream-output-fn c)) (setf (stream-external-format two) :latin1) (ef-name (stream-external-format c)) (ef-name (stream-external-format s)))))
;=> (5 6 :DOS :DOS :DOS T T :LATIN1 :LATIN1 :LATIN1)
(progn (defvar *one* nil) (with-pair (c s) (setq *one* c) (let ((synonym (make-synonym-stream '*one*))) (setf (stream-external-format synonym) :latin1) (write-byte 233 synonym) (write-string "é" synonym) (terpri synonym) (force-output synonym) (list (ef-name (stream-external-format c)) (= (stream-input-fn synonym) (stream-input-fn c)) (socket-bytes-written synonym) (list (read-byte s) (read-byte s))))))
;=> (:LATIN1 T 3 (233 233))
(with-pair (c s) (let ((all (make-broadcast-stream c s))) (setf (stream-external-format all) :latin1) (list (ef-name (stream-external-format c)) (ef-name (stream-external-format s)) (stream-external-format (make-broadcast-stream)))))
;=> (:LATIN1 :LATIN1 :DEFAULT)
(let ((s (make-string-input-stream "abc"))) (list (stream-external-format s) (stream-input-timeout s) (setf (stream-input-timeout s) nil) (read-no-hang-p s) (stream-input-fn s) (handler-case (setf (stream-input-timeout s) 1) (type-error () :never-waits)) (handler-case (setf (eol-convention s) :dos) (type-error () :none)) (handler-case (socket-bytes-written s) (type-error () :none)) (handler-case (read-vector (octets 1) s) (type-error () :none)) (let ((v (make-string 2))) (list (read-vector v s) v))))
;=> (:DEFAULT NIL NIL T NIL :NEVER-WAITS :NONE :NONE :NONE (2 "ab"))
(loop for function in (list #'stream-input-timeout #'stream-output-timeout #'stream-external-format #'eol-convention #'stream-input-fn #'read-no-hang-p #'write-no-hang-p) collect (handler-case (funcall function 5) (type-error () :no)))
;=> (:NO :NO :NO :NO :NO :NO :NO)
(list (stream-listen (make-string-input-stream "x")) (with-pair (c s) (list (stream-listen s) (stream-listen (stream-input-fn s)) (progn (say c "x") (mp:wait-for-input-available s) (stream-listen s)))))
;=> (T (NIL NIL T))
