"Transports: octets both ways, time-outs, failures by the one door, the tail of a write that was left."

(import
  errno
  socket :as os-socket
  struct
  pytest
  acllib.conditions [SocketError StreamClosedError simulate]
  acllib.kernel.exits [NonLocalExit]
  acllib.processes [process-interrupt process-kill run-in-process]
  acllib.transports [SocketTransport]
  support.waits [LIMIT blocked ended tcp-pair until])


(defn pair [[maker tcp-pair]]
  "Return two connected transports."
  (setv [here there] (maker))
  #((SocketTransport here "HERE") (SocketTransport there "THERE")))


(defn receive [transport [size 100]]
  "Return the octets that one receive gives."
  (setv buffer (bytearray size)
        count (.receive-into transport (memoryview buffer)))
  (bytes (cut buffer 0 count)))


(defn receive-all [transport]
  "Return all octets until the end of file."
  (setv parts [])
  (while (setx part (receive transport 65536))
    (.append parts part))
  (.join b"" parts))


(defn drop [#* transports]
  (for [t transports] (.close t)))


(defn narrow-pair []
  "Return two transports that hold little and block exactly when they are full."
  (pair os-socket.socketpair))


(defn fill [transport]
  "Send until the transport blocks; return the octets sent."
  (setv block (bytes (range 256)) parts [])
  (try
    (while True
      (setv count (.send transport.sock block))
      (+= transport.octets-sent count)
      (.append parts (cut block 0 count)))
    (except [BlockingIOError]))
  (assert (not (.send-available transport)))
  (.join b"" parts))


(defn fails [identifier function #* arguments]
  "Assert that FUNCTION signals a socket-error with that IDENTIFIER; return it."
  (with [e (pytest.raises SocketError)]
    (function #* arguments))
  (assert (= e.value.identifier identifier))
  e.value)


(setv MAKERS [tcp-pair os-socket.socketpair])


(defn [(pytest.mark.parametrize "maker" MAKERS)] test-octets-arrive [maker]
  (setv [a b] (pair maker))
  (assert (not (.receive-available b)))
  (.send-all a [b"hello, " (bytearray b"wor") (memoryview b"ld")])
  (assert (.receive-available b))
  (setv got b"")
  (while (< (len got) 12)
    (+= got (receive b)))
  (assert (= got b"hello, world"))
  (assert (= a.octets-sent 12))
  (.send-all a [])
  (.send-all a [b"" b""])
  (assert (= a.octets-sent 12))
  (.shutdown a "output")
  (assert (.receive-available b))
  (assert (= (receive b) b""))
  (assert (= (receive b) b"") "the end stays")
  (.send-all b [b"still"])
  (assert (= (receive a) b"still"))
  (drop a b))


(defn test-many-small-buffers []
  (setv [a b] (pair)
        parts (lfor n (range 3000) (.encode f"{n}," "ascii"))
        p (run-in-process receive-all "reader" b))
  (.send-all a parts)
  (.close a)
  (ended p)
  (assert (= p.result (.join b"" parts)))
  (drop b))


(defn test-more-than-the-buffers-hold []
  (setv [a b] (pair)
        octets (* (bytes (range 251)) 40000)
        p (run-in-process receive-all "reader" b))
  (.send-all a [octets (memoryview octets)])
  (.close a)
  (ended p)
  (assert (= p.result (+ octets octets)))
  (drop b))


(defn test-send-sends-a-beginning []
  (setv [a b] (pair)
        count (.send a [(bytes 50000000)]))
  (assert (< 0 count 50000000))
  (assert (= (.send a []) 0))
  (assert (not a.unsent))
  (drop a b))


;;; Blocking

(defn test-a-reader-blocks-and-is-interrupted []
  (setv [a b] (pair)
        got []
        p (run-in-process (fn [] (.append got (receive b))) "reader"))
  (blocked p "waiting for input")
  (process-interrupt p (fn [] (.append got "interrupt")))
  (until (fn [] got))
  (.send-all a [b"x"])
  (ended p)
  (assert (= got ["interrupt" b"x"]))
  (drop a b))


(defn test-an-interrupt-may-read-what-the-wait-was-for []
  (setv [a b] (pair)
        got []
        p (run-in-process (fn [] (.append got (receive b))) "reader"))
  (blocked p)
  (process-interrupt p (fn [] (.append got (receive b))))
  (until (fn [] (not p.state.interrupts)))
  (blocked p "waiting for input")
  (.send-all a [b"first"])
  (until (fn [] got))
  (.send-all a [b"second"])
  (ended p)
  (assert (= got [b"first" b"second"]))
  (drop a b))


(defn test-whostates []
  (setv [a b] (narrow-pair))
  (setv b.input-whostate (fn [] "waiting for vapor"))
  (setv p (blocked (run-in-process receive "reader" b) "waiting for vapor"))
  (fill a)
  (ended p)
  (drop a b))


(defn test-time-outs []
  (setv [a b] (narrow-pair))
  (setv b.read-timeout 0.005
        a.write-timeout 0.005)
  (assert (= (. (fails "read-timeout" receive b) stream) "THERE"))
  (setv sent (fill a)
        c (fails "write-timeout" a.send [b"x"]))
  (assert (= c.action "writing to socket"))
  (fails "write-timeout" a.send-all [b"tail"])
  (assert (= (list a.unsent) [b"tail"]) "the connection goes on, so the tail does")
  (setv p (run-in-process receive-all "reader" b))
  (setv b.read-timeout LIMIT
        a.write-timeout LIMIT)
  (.send-all a [b"!"])
  (.shutdown a "output")
  (ended p)
  (assert (= p.result (+ sent b"tail!")))
  (drop a b))


;;; What was handed over and not sent

(defn blocked-writer [a octets]
  "Return a process that is blocked in writing OCTETS, and what was sent to block it."
  (setv sent (fill a))
  (defn body []
    (try
      (.send-all a [octets])
      (except [e NonLocalExit]
        (when (!= e.target "here")
          (raise))
        "left")))
  #((blocked (run-in-process body "writer") "waiting for output") sent))


(defn leave []
  (raise (NonLocalExit "here")))


(defn test-the-tail-is-kept []
  (setv [a b] (narrow-pair)
        octets (bytearray (* b"0123456789" 1000000))
        [p sent] (blocked-writer a octets))
  (process-interrupt p leave)
  (ended p)
  (assert (= p.result "left"))
  (assert (= (sum (map len a.unsent)) (- (len octets) (- a.octets-sent (len sent)))))
  (setv whole (+ sent octets))
  (setv (cut octets 0 5) b"xxxxx")      ; the caller uses its buffer again
  (setv q (run-in-process receive-all "reader" b))
  (.send-all a [b"the end"])
  (.close a)
  (ended q)
  (assert (= q.result (+ whole b"the end")) "nothing twice, lost, or mixed")
  (drop b))


(defn test-an-interrupt-that-writes []
  ;; Into the stream whose write it interrupts: behind what was handed over before.
  (setv [a b] (narrow-pair)
        octets (* b"0123456789" 100000)
        done []
        [p sent] (blocked-writer a octets))
  (process-interrupt p (fn [] (.send-all a [b"from the interrupt"]) (.append done 1)))
  (setv q (run-in-process receive-all "reader" b))
  (ended p)
  (assert done)
  (.send-all a [b"after"])
  (.close a)
  (ended q)
  (assert (= q.result (+ sent octets b"from the interrupt" b"after")))
  (drop b))


(defn test-two-writers-do-not-mix []
  (setv [a b] (narrow-pair)
        [p sent] (blocked-writer a (* b"p" 500000))
        second (run-in-process a.send-all "second" [(* b"q" 500000)]))
  (blocked second)
  (setv q (run-in-process receive-all "reader" b))
  (ended p)
  (ended second)
  (.close a)
  (ended q)
  (assert (= q.result (+ sent (* b"p" 500000) (* b"q" 500000))))
  (drop b))


(defn test-a-wait-for-another-writer-is-left []
  ;; What was handed over keeps its turn, and is the transport's own.
  (setv [a b] (narrow-pair)
        [p sent] (blocked-writer a (* b"p" 500000))
        octets (bytearray b"second")
        [second third] (lfor o [octets b"third"]
                         :setv writer (run-in-process (fn [] (try (.send-all a [o]) (except [NonLocalExit] "left")))
                                                      "writer")
                         (blocked writer "waiting for output")))
  (process-interrupt second leave)
  (ended second)
  (assert (= second.result "left"))
  (setv (cut octets 0 None) b"xxxxxx")
  (setv q (run-in-process receive-all "reader" b))
  (ended p)
  (ended third)
  (.close a)
  (ended q)
  (assert (= q.result (+ sent (* b"p" 500000) b"secondthird")))
  (drop b))


(defn test-an-interrupt-of-a-waiting-writer-writes []
  (setv [a b] (narrow-pair)
        done []
        [p sent] (blocked-writer a (* b"p" 500000))
        second (blocked (run-in-process a.send-all "second" [b"second"])))
  (process-interrupt second (fn [] (.append done 1) (.send-all a [b"interrupt"])))
  (until (fn [] done))
  (setv q (run-in-process receive-all "reader" b))
  (ended p)
  (ended second)
  (.close a)
  (ended q)
  (assert (= q.result (+ sent (* b"p" 500000) b"secondinterrupt")) "in the order of writing")
  (drop b))


(defn test-a-failure-is-told-to-all-writers []
  (setv [a b] (narrow-pair)
        [first _] (blocked-writer a (* b"p" 500000))
        second (blocked (run-in-process a.send-all "second" [b"second"])))
  (.close b)
  (for [p [first second]]
    (ended p)
    (assert (isinstance p.failure SocketError))
    (assert (= p.failure.code errno.EPIPE)))
  (assert (not a.unsent))
  (drop a))


(defn test-a-killed-writer-lets-others-write []
  (setv [a b] (narrow-pair)
        [p sent] (blocked-writer a b"tail"))
  (process-kill p :wait True)
  (setv q (run-in-process receive-all "reader" b))
  (.send-all a [b"!"])
  (.close a)
  (ended q)
  (assert (= q.result (+ sent b"tail!")))
  (drop b))


;;; Failures

(defn reset [transport]
  "Close TRANSPORT so that the peer sees a reset."
  (.setsockopt transport.sock os-socket.SOL-SOCKET os-socket.SO-LINGER (struct.pack "ii" 1 0))
  (.close transport))


(defn test-reset []
  (setv [a b] (pair))
  (reset a)
  (setv c (fails "connection-reset" receive b))
  (assert (= #(c.stream c.action c.code) #("THERE" "reading from socket" errno.ECONNRESET)))
  (assert (= (receive b) b"") "the second read says end of file")
  (setv c (fails "unknown" b.send-all [b"x"]))
  (assert (= c.code errno.EPIPE))
  (assert (not b.unsent) "what can't be sent is dropped")
  (drop b))


(defn test-use-after-close []
  (setv [a b] (pair))
  (assert (is (.close a) True))
  (assert (is (.close a) False))
  (assert a.closed)
  (assert (= (.fileno a) -1))
  (assert (.receive-available a))
  (for [[function #* arguments] [#(receive a) #(a.send [b"x"]) #(a.send-all [b"x"])
                                 #(a.shutdown "input") #(a.shutdown "output")]]
    (with [e (pytest.raises StreamClosedError)]
      (function #* arguments))
    (assert (= e.value.stream "HERE")))
  (drop b))


(defn test-closed-while-reading-and-writing []
  (setv [a b] (narrow-pair)
        [writer _] (blocked-writer a b"never")
        reader (blocked (run-in-process receive "reader" a)))
  (.close a)
  (for [p [reader writer]]
    (ended p)
    (assert (isinstance p.failure StreamClosedError))
    (assert (= p.failure.stream "HERE")))
  (assert (not a.unsent))
  (drop b))


(defn test-the-other-process-closes-and-the-peer-sees-it []
  (setv [a b] (pair)
        reader (blocked (run-in-process receive "reader" a)))
  (setv b.read-timeout LIMIT)
  (.close a)
  (assert (= (receive b) b""))
  (ended reader)
  (drop b))


(defn test-shutdown-input-ends-a-reader []
  (setv [a b] (pair)
        reader (blocked (run-in-process receive "reader" a)))
  (.shutdown a "input")
  (ended reader)
  (assert (= reader.result b""))
  (drop a b))


(defn test-simulated-failures []
  (setv [a b] (pair))
  (simulate "write" "ENETDOWN" :match (fn [s] (= s "HERE")))
  (fails "network-down" a.send-all [b"x"])
  (.send-all a [b"y"])
  (simulate "read" errno.ENETRESET)
  (fails "network-reset" receive b)
  (assert (= (receive b) b"y"))
  (simulate "write" "ENOBUFS")
  (fails "no-buffer-space" a.send-all [b"again"])
  (.send-all a [b"!"])
  (assert (= (receive b) b"again!") "a failure that passes loses nothing")
  (drop a b))


(defclass TakesPart []
  "A socket whose first send takes TAKEN octets, after another process has put its own behind."

  (defn __init__ [self sock taken in-between]
    (setv self.sock sock self.taken taken self.in-between in-between self.sends 0))

  (defn __getattr__ [self name]
    (getattr self.sock name))

  (defn send [self buffer]
    (.sendmsg self [buffer]))

  (defn sendmsg [self buffers]
    (+= self.sends 1)
    (when (> self.sends 1)
      (return (.sendmsg self.sock buffers)))
    (.in-between self)
    (when (= self.taken 0)
      (raise (BlockingIOError)))
    (.send self.sock (cut (.join b"" buffers) 0 self.taken))))


(defn [(pytest.mark.parametrize "taken" [0 1 3 5 6 9])
       (pytest.mark.parametrize "buffers" [[b"firstfirst"] [b"fir" b"" b"stfir" b"st"]])]
      test-a-second-writer-stays-behind-what-the-system-did-not-take [taken buffers]
  "What the second hands over while the first asks the system goes out behind the first's."
  (setv [a b] (narrow-pair) second [])
  (defn in-between []
    (.append second (run-in-process a.send-all "second" [b"second"]))
    (until (fn [] a.unsent)))
  (setv a.sock (TakesPart a.sock taken in-between))
  (.send-all a buffers)
  (ended #* second)
  (assert (not a.unsent))
  (setv octets b"")
  (while (< (len octets) 16)
    (+= octets (receive b)))
  (assert (= octets b"firstfirstsecond"))
  (assert (= a.octets-sent 16))
  (drop a b))
