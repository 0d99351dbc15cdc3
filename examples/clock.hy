#[[What time is it? A service over datagrams, in the manner of RFC 868.

    hy examples/clock.hy

Any datagram is a question; the answer is four octets, the most significant first: the seconds since
the beginning of 1900.]]

(require
  acllib.macros [with-timeout])

(import
  time
  acllib [ipaddr-to-dotted local-port make-socket process-run-function receive-from send-to])


(setv EPOCH 2208988800)                 ; 1970, in seconds since 1900


(defn now []
  (+ (int (time.time)) EPOCH))


(defn serve [socket count]
  "Answer COUNT questions, whoever asks."
  (for [_ (range count)]
    (setv [question size host port] (receive-from socket 100 :extract True))
    (print f"{question} ({size} octets), says {(ipaddr-to-dotted host)}")
    (send-to socket (.to-bytes (now) 4 "big") 4 :remote-host host :remote-port port)))


(defn ask [question port]
  "Return the time that the service at PORT tells, None if there is no answer within five seconds."
  (with [socket (make-socket :type "datagram" :format "binary" :remote-host "localhost" :remote-port port)]
    (send-to socket question (len question))
    (with-timeout [5 None]
      (int.from-bytes (get (receive-from socket 4 :extract True) 0) "big"))))


(with [socket (make-socket :type "datagram" :local-host "localhost")]
  (setv service (process-run-function "clock" serve socket 2)
        before (now)
        told (lfor question ["What time is it?" "And now?"] (ask question (local-port socket))))
  (.join service 5)
  (print "our clocks agree:" (<= before #* told (now))))
