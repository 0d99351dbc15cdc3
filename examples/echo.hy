#[[A server and its clients, in Hy: what is sent comes back, chunked as HTTP/1.1 does it.

    hy examples/echo.hy

The server is a process of its own; the system chooses the port. Only the loopback is used.]]

(require
  acllib.macros [with-pending-connect with-timeout])

(import
  acllib [accept-connection local-port make-socket process-run-function read-line shutdown
          socket-control SocketChunkingEndOfFile handlers])


(defn serve [door]
  "Answer one connection: every line of it backwards, in chunks."
  (with [stream (accept-connection door)]
    (socket-control stream :output-chunking True)
    (for [line stream]
      (.write-line stream (cut (.rstrip line "\n") None None -1))
      (.force-output stream))
    (socket-control stream :output-chunking-eof True)
    (.write-line stream "and this is outside of the chunks")))


(defn connect [port]
  "Return a stream to the server at PORT, or None if that takes more than three seconds."
  (with-pending-connect
    (with-timeout [3 (print "connect failed") None]
      (make-socket :remote-host "localhost" :remote-port port))))


(defn ask [port #* lines]
  "Send LINES and print what comes back."
  (with [stream (connect port)]
    (for [line lines]
      (.write-line stream line))
    (.force-output stream)
    (shutdown stream :direction "output")
    (socket-control stream :input-chunking True)
    (with [_ (handlers #(SocketChunkingEndOfFile (fn [condition] (print "-- end of the chunks"))))]
      (for [line stream]
        (print (.rstrip line "\n"))))
    (print (get (read-line stream) 0))))


(with [door (make-socket :connect "passive" :local-host "localhost")]
  (setv server (process-run-function "server" serve door))
  (ask (local-port door) "drawer" "stressed")
  (.join server 5))
