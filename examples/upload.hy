#[[An upload in chunks: HTTP/1.1's way to send what has no known length, from the client's side.

    hy examples/upload.hy

The server sees a body that ends, and the connection goes on: the same stream takes the next one.]]

(import
  acllib [accept-connection local-port make-socket process-run-function read-line read-sequence socket-control])


(defn read-header [stream]
  "Return the next line without what ends it, None at the end of file."
  (setv [line _] (read-line stream False))
  (if (is line None) None (.rstrip line "\r")))


(defn receive [stream]
  "Return the number of octets in the body of a request and their sum; None where there is no request."
  (when (is (read-header stream) None)
    (return None))
  (while (read-header stream))
  (socket-control stream :input-chunking True)
  (setv buffer (bytearray 4096)
        count 0
        total 0)
  ;; At the last chunk this reads an end of file; chunking is off behind it.
  (while (setx end (read-sequence buffer stream :partial-fill True))
    (+= count end)
    (+= total (sum (cut buffer end))))
  #(count total))


(defn serve [door]
  (with [stream (accept-connection door)]
    (while (setx received (receive stream))
      (.write stream (.format "{} octets, sum {}\r\n" #* received))
      (.force-output stream))))


(defn upload [stream #* pieces]
  "Send PIECES, octets, as the body of one request, and return the answer."
  (.write stream "POST /upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
  (.force-output stream)                ; the headers are not to be in a chunk
  (socket-control stream :output-chunking True)
  (for [piece pieces]
    (.write stream piece)
    (.force-output stream))             ; each piece a chunk
  (socket-control stream :output-chunking-eof True)
  (read-header stream))


(with [door (make-socket :connect "passive" :local-host "localhost")]
  (setv server (process-run-function "server" serve door))
  (with [stream (make-socket :remote-host "localhost" :remote-port (local-port door))]
    (print (upload stream (* b"\1" 3) (* b"\2" 100000) b"\xff"))
    (print (upload stream))
    (print (upload stream (* b"\7" 10))))
  (.join server 5))
