#[[The DNS client's exchange with one name server: a question goes out, an answer comes or does not.

An answer counts if it comes from the server that was asked, with the number and the question that
were sent; whatever else arrives is passed over. Waiting is `waiting`'s: an exchange can be
interrupted, bounded and killed like everything else.

Source: RFC 1035, 4.2.]]

(import
  time [monotonic]
  acllib.addresses [IPv6Address]
  acllib.conditions [SocketError StreamClosedError]
  acllib.datagrams [receive-from send-to]
  acllib.kernel.dynamic [binding]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.signalling [handlers]
  acllib.making [make-socket]
  acllib.network [system-network]
  acllib.processwaits [wait-for-input-available]
  acllib.streamfunctions [force-output read-sequence write-sequence]
  acllib.timeouts [call-with-timeout])


(setv WHOSTATE "waiting for a name server"
      LARGEST 65535)


(defn ask-one [server question type timeout]
  "Return the message that SERVER answers within TIMEOUT seconds, or None."
  (import dns.message dns.flags)
  (setv query (dns.message.make-query question type))
  (setv message (quietly (fn [] (over-datagrams server query timeout))))
  (if (and (is-not message None) (& message.flags dns.flags.TC))
      ;; Cut to the size of a packet: the whole answer comes through a connection.
      (or (quietly (fn [] (over-a-connection server query timeout))) message)
      message))


(defn quietly [function]
  "Return what FUNCTION returns, None where a socket fails: another server may answer."
  (setv target (object))
  (defn leave [condition]
    (raise (NonLocalExit target)))
  (try
    (with [_ (binding :network system-network)
           _ (handlers #(SocketError leave) #(StreamClosedError leave))]
      (function))
    (except [e NonLocalExit]
      (when (is-not e.target target)
        (raise)))))


(defn over-datagrams [server query timeout]
  (setv octets (.to-wire query)
        end (+ (monotonic) timeout)
        mode (if (isinstance server.ipaddr IPv6Address) "ipv6" None))
  (with [sock (make-socket :type "datagram" :format "binary" :ipv6 mode)]
    (send-to sock octets (len octets) :remote-host server.ipaddr :remote-port server.port)
    (+= server.sent 1)
    (while True
      (setv left (- end (monotonic)))
      (when (or (<= left 0)
                (not (wait-for-input-available sock :timeout left :whostate WHOSTATE)))
        (return None))
      (setv [packet _ host port] (receive-from sock LARGEST :extract True))
      (when (= #(host port) #(server.ipaddr server.port))
        (setv message (reply-to query (bytes packet)))
        (when (is-not message None)
          (+= server.received 1)
          (return message))))))


(defn over-a-connection [server query timeout]
  "Ask by TCP: a message has its length in two octets in front."
  (defn exchange []
    (with [stream (make-socket :remote-host server.ipaddr :remote-port server.port)]
      (setv octets (.to-wire query))
      (write-sequence (+ (.to-bytes (len octets) 2 "big") octets) stream)
      (force-output stream)
      (setv head (bytearray 2))
      (when (!= (read-sequence head stream) 2)
        (return None))
      (setv body (bytearray (int.from-bytes head "big")))
      (when (!= (read-sequence body stream) (len body))
        (return None))
      (reply-to query (bytes body))))
  (+= server.sent 1)
  (setv message (call-with-timeout timeout exchange (fn [] None)))
  (when (is-not message None)
    (+= server.received 1))
  message)


(defn reply-to [query octets]
  "Return the message in OCTETS if it is a well-formed answer to QUERY, else None."
  (import dns.exception dns.message)
  (try
    (setv message (dns.message.from-wire octets :ignore-trailing True))
    (except [[dns.exception.DNSException ValueError]]
      (return None)))
  (if (.is-response query message) message None))
