#[[Two sockets that send each other datagrams: no connection, and each packet says where it came from.

    hy examples/datagrams.hy]]

(import
  acllib [ipaddr-to-dotted local-port make-socket receive-from send-to])


(defn report [name socket]
  "Receive a packet and say what it was; return the sender's host and port."
  (setv [text octets host port] (receive-from socket 100 :extract True))
  (print f"{name} hears {text !r}, {octets} octets")
  #(host port))


(with [post (make-socket :type "datagram" :local-host "localhost")
       caller (make-socket :type "datagram")]
  (send-to caller "foo-the-bar" 11 :remote-host "localhost" :remote-port (local-port post))
  ;; The answer goes where the question came from.
  (setv [host port] (report "post" post))
  (print f"it came from {(ipaddr-to-dotted host)}, the caller: {(= port (local-port caller))}")
  (send-to post "thank you" 9 :remote-host host :remote-port port)
  (report "caller" caller)

  ;; The size counts octets, and what the receiver does not take of a packet is lost.
  (send-to caller "a long message" 6 :remote-host "localhost" :remote-port (local-port post))
  (report "post" post)
  (send-to caller "a long message" 14 :remote-host "localhost" :remote-port (local-port post))
  (setv [text #* _] (receive-from post 4 :extract True))
  (print f"{text !r}, and no more"))
