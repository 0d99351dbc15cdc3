;;; HTTP/1.1 with replies in chunks, a server and a client for it.
;;;
;;;     aclrepl examples/http.lisp
;;;
;;; Who writes a page bit by bit does not know its length beforehand. So each bit goes out as a
;;; chunk, with its size in front; the stream does that, once it is told to. The end of the page
;;; is an empty chunk, and the connection is good for another.

(defun write-header (stream control &rest arguments)
  "Write a line that ends as HTTP's do."
  (format stream "~?~c~c" control arguments #\return #\linefeed))

(defun read-header (stream)
  "Return the next line, nil at the end of file."
  (let ((line (read-line stream nil)))
    (and line (string-right-trim '(#\return) line))))

(defun skip-headers (stream)
  (loop for line = (read-header stream)
        until (member line '(nil "") :test #'equal)))

;; The server

(defun second-word (line)
  (let ((start (1+ (position #\space line))))
    (subseq line start (position #\space line :start start))))

(defun answer (stream path)
  (write-header stream "HTTP/1.1 200 OK")
  (write-header stream "Transfer-Encoding: chunked")
  (write-header stream "")
  (force-output stream)                 ; the headers are not to be in a chunk
  (socket-control stream :output-chunking t)
  (format stream "You asked for ~a, which is~%" path)
  (force-output stream)                 ; a chunk
  (format stream "~r letters long.~%" (length path))
  (socket-control stream :output-chunking-eof t))

(defun serve (door)
  "Answer the requests of one connection."
  (with-open-stream (stream (accept-connection door))
    (loop for line = (read-header stream)
          while line
          do (skip-headers stream)
             (answer stream (second-word line)))))

;; The client

(defun fetch (stream path)
  "Print the page called PATH."
  (write-header stream "GET ~a HTTP/1.1" path)
  (write-header stream "Host: localhost")
  (write-header stream "")
  (force-output stream)
  (format t "~a~%" (read-header stream))
  (skip-headers stream)
  (socket-control stream :input-chunking t)
  (handler-bind ((excl::socket-chunking-end-of-file
                   (lambda (condition)
                     (declare (ignore condition))
                     (format t "-- that was all~%"))))
    (loop for line = (read-line stream nil)
          while line
          do (format t "~a~%" line))))

(let* ((door (make-socket :connect :passive :local-host "localhost"))
       (server (mp:process-run-function "server" #'serve door)))
  (with-open-stream (stream (make-socket :remote-host "localhost" :remote-port (local-port door)))
    (fetch stream "/index.html")
    (fetch stream "/a"))
  (mp:process-wait "the server ends" (lambda () (not (mp:process-alive-p server))))
  (close door))
