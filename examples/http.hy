#[[HTTP/1.1 with replies in chunks, a server and a client for it.

    hy examples/http.hy

Who writes a page bit by bit does not know its length beforehand. So each bit goes out as a chunk, with
its size in front; the stream does that, once it is told to. The end of the page is an empty chunk, and
the connection is good for another.]]

(import
  acllib [SocketChunkingEndOfFile accept-connection handlers local-port make-socket process-run-function
          socket-control])


(defn write-header [stream line]
  "Write a line that ends as HTTP's do."
  (.write stream (+ line "\r\n")))


(defn read-header [stream]
  "Return the next line, None at the end of file."
  (setv line (.readline stream))
  (if line (.rstrip line "\r\n") None))


(defn skip-headers [stream]
  (while (read-header stream)))


;;; The server

(defn answer [stream path]
  (write-header stream "HTTP/1.1 200 OK")
  (write-header stream "Transfer-Encoding: chunked")
  (write-header stream "")
  (.force-output stream)                ; the headers are not to be in a chunk
  (socket-control stream :output-chunking True)
  (.write stream f"You asked for {path}, which is\n")
  (.force-output stream)                ; a chunk
  (.write stream f"{(len path)} letters long.\n")
  (socket-control stream :output-chunking-eof True))


(defn serve [door]
  "Answer the requests of one connection."
  (with [stream (accept-connection door)]
    (while (setx line (read-header stream))
      (skip-headers stream)
      (answer stream (get (.split line) 1)))))


;;; The client

(defn fetch [stream path]
  "Print the page called PATH."
  (for [line [f"GET {path} HTTP/1.1" "Host: localhost" ""]]
    (write-header stream line))
  (.force-output stream)
  (print (read-header stream))
  (skip-headers stream)
  (socket-control stream :input-chunking True)
  (with [_ (handlers #(SocketChunkingEndOfFile (fn [condition] (print "-- that was all"))))]
    (for [line stream]
      (print line :end ""))))


(with [door (make-socket :connect "passive" :local-host "localhost")]
  (setv server (process-run-function "server" serve door))
  (with [stream (make-socket :remote-host "localhost" :remote-port (local-port door))]
    (fetch stream "/index.html")
    (fetch stream "/a"))
  (.join server 5))
