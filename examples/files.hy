#[[Sockets with names in the file system: programs of one machine talk, and no network is needed.

    hy examples/files.hy

The name is an entry of a directory, and stays there when the socket is closed.]]

(import
  os
  tempfile
  acllib [SocketError accept-connection make-socket process-run-function read-line receive-from send-to shutdown
          socket-address-family])


(defn serve [door]
  "Answer one connection: what its lines add up to."
  (with [stream (accept-connection door)]
    (.write-line stream (str (sum (map int stream))))))


(with [directory (tempfile.TemporaryDirectory)]
  (setv adder (os.path.join directory "adder")
        box (os.path.join directory "box"))

  (with [door (make-socket :connect "passive" :address-family "file" :local-filename adder)]
    (setv server (process-run-function "adder" serve door))
    (with [stream (make-socket :address-family "file" :remote-filename adder)]
      (print (socket-address-family stream))
      (.write stream "40\n2\n")
      (.force-output stream)
      (shutdown stream :direction "output")
      (print "the sum is" (get (read-line stream) 0)))
    (.join server 5))
  (print "the name is still there:" (os.path.exists adder))

  ;; Datagrams, too. Without a name of their own the sender can't be answered.
  (with [post (make-socket :type "datagram" :address-family "file" :local-filename box)
         sender (make-socket :type "datagram" :address-family "file" :remote-filename box)]
    (send-to sender "a letter" 8)
    (print #* (receive-from post 100 :extract True)))

  (try
    (make-socket :address-family "file" :remote-filename box)
    (except [e SocketError]
      (print e.identifier))))
