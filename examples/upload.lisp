;;; An upload in chunks: HTTP/1.1's way to send what has no known length, from the client's side.
;;;
;;;     aclrepl examples/upload.lisp
;;;
;;; The server sees a body that ends, and the connection goes on: the same stream takes the next one.

(defconstant +crlf+ (coerce '(#\return #\linefeed) 'string))

(defun read-header (stream)
  "Return the next line without what ends it, nil at the end of file."
  (let ((line (read-line stream nil)))
    (and line (string-right-trim '(#\return) line))))

(defun receive (stream)
  "Return the number of octets in the body of a request and their sum; nil where there is no request."
  (when (read-header stream)
    (loop until (equal (read-header stream) ""))
    (socket-control stream :input-chunking t)
    (let ((buffer (make-array 4096 :element-type '(unsigned-byte 8)))
          (count 0)
          (sum 0))
      ;; At the last chunk this reads an end of file; chunking is off behind it.
      (loop for end = (read-sequence buffer stream :partial-fill t)
            until (zerop end)
            do (incf count end)
               (incf sum (reduce #'+ buffer :end end)))
      (list count sum))))

(defun serve (door)
  (with-open-stream (stream (accept-connection door))
    (loop for received = (receive stream)
          while received
          do (format stream "~{~d octets, sum ~d~}~a" received +crlf+)
             (force-output stream))))

(defun upload (stream pieces)
  "Send PIECES, vectors of octets, as the body of one request, and return the answer."
  (format stream "POST /upload HTTP/1.1~aTransfer-Encoding: chunked~a~a" +crlf+ +crlf+ +crlf+)
  (force-output stream)                 ; the headers are not to be in a chunk
  (socket-control stream :output-chunking t)
  (dolist (piece pieces)
    (write-sequence piece stream)
    (force-output stream))              ; each piece a chunk
  (socket-control stream :output-chunking-eof t)
  (read-header stream))

(defun piece (size octet)
  (make-array size :element-type '(unsigned-byte 8) :initial-element octet))

(let* ((door (make-socket :connect :passive :local-host "localhost"))
       (server (mp:process-run-function "server" #'serve door)))
  (with-open-stream (stream (make-socket :remote-host "localhost" :remote-port (local-port door)))
    (format t "~a~%" (upload stream (list (piece 3 1) (piece 100000 2) (piece 1 255))))
    (format t "~a~%" (upload stream '()))
    (format t "~a~%" (upload stream (list (piece 10 7)))))
  (mp:process-wait "the server ends" (lambda () (not (mp:process-alive-p server))))
  (close door))
