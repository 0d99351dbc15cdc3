"Waiting: both kinds of sleep, interrupts inside, pending connects, and closing as a hand-over."

(import
  errno
  os
  socket :as os-socket
  threading
  time [monotonic]
  pytest
  acllib.conditions [SocketError StreamClosedError simulate]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.interrupts [pending post without-interrupts]
  acllib.processes [current-process process-interrupt run-in-process]
  acllib.waiting [
    POLLIN POLLOUT Bell Descriptor Signal accept connect perform readable-now sleep
    wait-any wait-readable wait-until wait-writable writable-now]
  support.waits [LIMIT blocked closed-port ended listener tcp-pair until])


(defn running [function #* arguments]
  "Apply FUNCTION in a new process."
  (run-in-process function "tested" #* arguments))


(defn descriptors [[pair None]]
  "Return Descriptors of two connected sockets."
  (tuple (map Descriptor (or pair (os-socket.socketpair)))))


(defn drop [#* descriptors]
  (for [d descriptors] (.close d)))


;;; Sleeping

(defn test-sleep-takes-its-time []
  (setv start (monotonic))
  (assert (is (sleep 0.02) None))
  (assert (>= (- (monotonic) start) 0.02))
  (sleep 0)
  (sleep -1))


(defn test-an-interrupt-does-not-shorten-sleep []
  (setv times []
        start (monotonic)
        p (running (fn [] (sleep 0.1) (.append times (monotonic)))))
  (blocked p "sleep")
  (for [_ (range 3)]
    (process-interrupt p (fn [] (.append times "interrupt"))))
  (ended p)
  (assert (= (cut times 0 3) (* ["interrupt"] 3)))
  (assert (>= (- (get times 3) start) 0.1)))


(defn test-wait-until []
  (setv answers [None False 0]
        asked [])
  (defn predicate []
    (.append asked True)
    (.pop answers 0))
  (assert (is (wait-until predicate "waiting") True) "0 is true in Lisp")
  (assert (= (len asked) 3))
  (assert (is (wait-until (fn [] None) "waiting" 0.002) False))
  (assert (is (wait-until (fn [] None) "waiting" 0) False))
  (assert (is (wait-until (fn [] None) "waiting" -1) False))
  (assert (is (wait-until (fn [] True) "waiting" 0) True)))


(defn test-predicates-may-wait []
  (setv rounds [])
  (defn predicate []
    (.append rounds 1)
    (sleep 0.001)
    (> (len rounds) 3))
  (assert (wait-until predicate "waiting" LIMIT)))


(defn test-the-whostate-shows-and-goes []
  (setv gate (Signal)
        open []
        seen []
        p (running (fn []
                     (.wait gate (fn [] (bool open)) (fn [] "made when asked"))
                     (.append seen (. (current-process) whostate)))))
  (blocked p "made when asked")
  (assert (<= p.waiting-since (monotonic)))
  (process-interrupt p (fn [] (.append seen (. (current-process) whostate))))
  (until (fn [] seen))
  (blocked p "made when asked")
  (.append open True)
  (.notify gate)
  (ended p)
  (assert (= seen [None None]) "it does not wait while it runs an interrupt"))


(defn test-news-for-one-that-leaves-are-passed-on []
  ;; The first waiter is woken and unwinds; the second must get what was there.
  (setv signal (Signal)
        things []
        taken [])
  (defn taker []
    (.wait signal (fn [] (and things (do (.append taken (.pop things)) True))) "taking"))
  (setv first (blocked (running taker) "taking")
        second (blocked (running taker) "taking"))
  (assert (= (len signal.waiters) 2))
  (process-interrupt first (fn [] (raise (SystemExit))))
  (.append things 1)
  (.notify signal)
  (ended first)
  (ended second)
  (assert (= taken [1]))
  (assert (= signal.waiters [])))


(defn test-time-out-of-a-signal []
  (setv signal (Signal))
  (assert (is (.wait signal (fn [] False) "waiting" 0.002) False))
  (assert (is (.wait signal (fn [] False) "waiting" 0) False))
  (assert (= (.wait signal (fn [] "found") "waiting" 0) "found"))
  (assert (= signal.waiters [])))


(defn test-without-interrupts-delays []
  (setv order []
        signal (Signal))
  (defn body []
    (with [_ (without-interrupts)]
      (.wait signal (fn [] (in "go" order)) "holding")
      (.append order "inside"))
    (.append order "after"))
  (setv p (blocked (running body) "holding"))
  (process-interrupt p (fn [] (.append order "interrupt")))
  (.append order "go")
  (.notify signal)
  (ended p)
  (assert (= order ["go" "inside" "interrupt" "after"])))


(defn test-any-thread-may-wait []
  (setv seen [])
  (defn body []
    (setv state (current-state))
    (.append seen state)
    (wait-until (fn [] (in "ran" seen)) "waiting" LIMIT)
    (.append seen "done"))
  (setv thread (threading.Thread :target body :daemon True))
  (.start thread)
  (until (fn [] seen))
  (post (get seen 0) (fn [] (.append seen "ran")))
  (.join thread LIMIT)
  (assert (= (cut seen 1 None) ["ran" "done"]))
  (assert (not pending)))


;;; Descriptors

(defn test-readable-and-writable []
  (setv [a b] (descriptors))
  (assert (not (readable-now a)))
  (assert (writable-now a))
  (assert (is (wait-readable a 0) False))
  (assert (is (wait-readable a 0.002) False))
  (assert (is (wait-writable a 0) True))
  (.send b.sock b"x")
  (assert (is (wait-readable a) True))
  (assert (readable-now a))
  (.close b)
  (.recv a.sock 10)
  (assert (readable-now a) "the end of file is something to read")
  (drop a)
  (assert (readable-now a) "a closed one does not block"))


(defn test-interrupts-in-a-wait-for-input []
  (setv [a b] (descriptors)
        got []
        p (running (fn [] (.append got (wait-readable a LIMIT)))))
  (blocked p "waiting for input")
  (process-interrupt p (fn [] (.append got (list a.users))))
  (until (fn [] got))
  (assert (= got [[]]) "an interrupt is no user of the descriptor")
  (blocked p "waiting for input")
  (.send b.sock b"x")
  (ended p)
  (assert (= got [[] True]))
  (drop a b))


(defn test-a-wait-inside-an-interrupt-inside-a-wait []
  (setv [a b] (descriptors)
        [c d] (descriptors)
        got []
        p (running (fn [] (wait-readable a LIMIT) (.append got "outer"))))
  (blocked p)
  (process-interrupt p (fn [] (wait-readable c LIMIT "inner") (.append got "inner")))
  (blocked p "inner")
  (.send b.sock b"x")
  (process-interrupt p (fn [] (.append got "innermost")))
  (until (fn [] got))
  (.send d.sock b"x")
  (ended p)
  (assert (= got ["innermost" "inner" "outer"]))
  (drop a b c d))


(defn test-wait-any []
  (setv [a b] (descriptors)
        [c d] (descriptors))
  (assert (= (wait-any [a c] [] 0) #([] [])))
  (assert (= (wait-any [a] [b] 1) #([] [b])))
  (.send d.sock b"x")
  (assert (= (wait-any [a c] [] LIMIT) #([c] [])))
  (assert (= (wait-any [a c.number] [] LIMIT) #([c.number] [])))
  (.close d)
  (.recv c.sock 10)
  (assert (= (wait-any [a c] [] LIMIT) #([c] [])) "end of file")
  (.close c)
  (assert (= (wait-any [a c] [] LIMIT) #([c] [])) "closed")
  (assert (= (wait-any [] [] 0) #([] [])))
  (drop a b))


(defn test-wait-any-is-woken-by-close []
  (setv [a b] (descriptors)
        [c d] (descriptors)
        got []
        p (running (fn [] (.append got (wait-any [a c] [] LIMIT)))))
  (blocked p)
  (.close c)
  (ended p)
  (assert (= got [#([c] [])]))
  (assert (= (.fileno c) -1))
  (drop a b d))


(defn test-bare-numbers []
  (setv [reading writing] (os.pipe)
        a (Descriptor reading "pipe"))
  (assert (is (wait-readable a 0) False))
  (os.write writing b"x")
  (assert (is (wait-readable a LIMIT) True))
  (.close a)
  (with [_ (pytest.raises OSError)]
    (os.fstat reading))
  (os.close writing))


;;; Closing as a hand-over

(setv WAITS [
  ; what the user is in                             why
  #((fn [d] (wait-readable d LIMIT))                "polled for input")
  #((fn [d] (wait-any [d] [] LIMIT))                "polled among others")
  #((fn [d] (try (perform d POLLIN d.sock.recv 10 :timeout LIMIT)
                 (except [StreamClosedError] "closed")))
                                                    "in a receiving call")])


(defn [(pytest.mark.parametrize #("wait" "why") WAITS)]
  test-close-wakes-the-user [wait why]
  (setv [here there] (tcp-pair)
        a (Descriptor here)
        number (.fileno a)
        got []
        p (running (fn [] (.append got (wait a)))))
  (blocked p)
  (assert (is (.close a) True))
  (assert (= (.fileno a) -1) "close returns when the number is given back")
  (with [_ (pytest.raises OSError)]
    (os.fstat number))
  (ended p)
  (assert (= (len got) 1))
  (.settimeout there LIMIT)
  (assert (= (.recv there 10) b"") "the peer sees the end")
  (.close there)
  (assert (is (.close a) False) "closing twice is harmless"))


(defn test-the-peer-sees-the-end-at-once []
  ;; Also while a user stays: the number is kept, the connection is shut down.
  (setv [here there] (tcp-pair)
        a (Descriptor here))
  (.settimeout there LIMIT)
  (.enter a)
  (.close a)
  (assert (= (.recv there 10) b""))
  (assert (= (.fileno a) (.fileno here)))
  (assert (>= (.fileno here) 0) "the user still holds it")
  (.leave a)
  (assert (= (.fileno a) (.fileno here) -1))
  (.close there))


(defn test-no-stranger-gets-the-number []
  ;; A user is in a call: whoever opens a socket meanwhile gets another number.
  (setv [here there] (tcp-pair)
        a (Descriptor here)
        number (.fileno a))
  (.enter a)
  (.close a)
  (with [stranger (os-socket.socket)]
    (assert (!= (.fileno stranger) number)))
  (assert (is (.enter a) False) "a closed one is not to be used")
  (.leave a)
  (.leave a)
  (with [_ (pytest.raises OSError)]
    (os.fstat number))
  (.close there))


(defn test-the-port-is-free-after-close []
  (setv door (listener)
        address (.getsockname door)
        a (Descriptor door)
        got []
        p (running (fn []
                     (try
                       (accept a)
                       (except [StreamClosedError]
                         (.append got "closed"))))))
  (blocked p "waiting for connection")
  (.close a)
  (with [again (os-socket.socket)]
    (.bind again address)
    (.listen again))
  (ended p)
  (assert (= got ["closed"])))


(defn test-a-closed-listener-refuses []
  ;; While a user stays in it: closing a polled listener alone would go on accepting.
  (setv door (listener)
        address (.getsockname door)
        a (Descriptor door))
  (.enter a)
  (.close a)
  (with [client (os-socket.socket)]
    (assert (= (.connect-ex client address) errno.ECONNREFUSED)))
  (.leave a))


(defn test-the-closer-waits-for-users []
  (setv [a b] (descriptors)
        entered (Signal)
        order [])
  (defn user []
    (.enter a)
    (.append order "entered")
    (.wait entered (fn [] (in "closing" order)) "using")
    (.append order "left")
    (.leave a))
  (setv p (blocked (running user) "using")
        closer (running (fn [] (.close a) (.append order "closed"))))
  (blocked closer "closing")
  (.append order "closing")
  (.notify entered)
  (ended closer)
  (assert (= order ["entered" "closing" "left" "closed"]))
  (ended p)
  (drop b))


(defn test-a-user-may-close []
  (setv [a b] (descriptors))
  (.enter a)
  (assert (.close a))
  (assert (!= (.fileno a) -1) "it is a user itself")
  (.leave a)
  (assert (= (.fileno a) -1))
  (drop b))


(defn test-closing-from-an-interrupt-in-the-user []
  (setv [here there] (tcp-pair)
        a (Descriptor here)
        got [])
  (defn user []
    (try
      (perform a POLLIN here.recv 10 :action "reading" :stream "S")
      (except [e StreamClosedError]
        (.append got #(e.stream e.action)))))
  (setv p (blocked (running user)))
  (process-interrupt p (fn [] (.close a) (.append got (.fileno a))))
  (ended p)
  (assert (= got [-1 #("S" "reading")]))
  (.close there))


(defn test-many-closers []
  (setv [a b] (descriptors)
        p (blocked (running (fn [] (wait-readable a LIMIT))))
        closers (lfor _ (range 5) (running a.close)))
  (for [c closers] (ended c))
  (assert (= (sorted (gfor c closers c.result)) [False False False False True]))
  (ended p)
  (drop b))


(defn test-shared-descriptors-are-not-shut-down []
  (setv [here there] (tcp-pair)
        a (Descriptor (.dup here) :shared True))
  (.enter a)
  (.close a)
  (.send here b"x")
  (.settimeout there LIMIT)
  (assert (= (.recv there 10) b"x"))
  (.leave a)
  (drop (Descriptor here) (Descriptor there)))


(defn test-a-forgotten-descriptor-is-given-back []
  (setv [here there] (os-socket.socketpair)
        a (Descriptor here)
        number (.fileno here))
  (del here a)
  (with [_ (pytest.raises OSError)]
    (os.fstat number))
  (.close there))


(defn test-a-late-ring-reaches-no-stranger []
  ;; Who reads the waker of a thread that ends keeps its bell from being closed.
  (setv bell (Bell)
        ring bell.ring
        number bell.number)
  (del bell)
  (ring)
  (assert (= (os.eventfd-read number) 1))
  (del ring)
  (with [_ (pytest.raises OSError)]
    (os.fstat number)))


(defn test-bells-without-eventfd [monkeypatch]
  (monkeypatch.delattr os "eventfd")
  (setv [a b] (descriptors)
        got []
        p (running (fn [] (.append got (wait-readable a LIMIT)))))
  (blocked p)
  (process-interrupt p (fn [] (.append got "interrupt")))
  (until (fn [] got))
  (.send b.sock b"x")
  (ended p)
  (assert (= got ["interrupt" True]))
  (drop a b))


;;; Accepting and connecting

(defn test-accept-and-connect []
  (setv door (Descriptor (listener))
        client (Descriptor (os-socket.socket)))
  (assert (is (accept door False) None))
  (assert (is (connect client (.getsockname door.sock)) None))
  (setv [conn address] (accept door :timeout LIMIT))
  (assert (= address (.getsockname client.sock)))
  (with [e (pytest.raises SocketError)]
    (accept door :timeout 0.002))
  (assert (= e.value.identifier "read-timeout"))
  (drop door client (Descriptor conn)))


(defn test-accept-waits-and-is-interrupted []
  (setv door (Descriptor (listener))
        got []
        p (running (fn [] (.append got (accept door)))))
  (blocked p "waiting for connection")
  (process-interrupt p (fn [] (.append got "interrupt")))
  (until (fn [] got))
  (setv client (os-socket.create-connection (.getsockname door.sock) LIMIT))
  (ended p)
  (assert (= (get got 1 1) (.getsockname client)))
  (.close client)
  (.close (get got 1 0))
  (drop door))


(defn test-connection-refused []
  (setv a (Descriptor (os-socket.socket)))
  (with [e (pytest.raises SocketError)]
    (connect a #("127.0.0.1" (closed-port)) :action "connecting" :stream "S"))
  (assert (= e.value.identifier "connection-refused"))
  (assert (= e.value.stream "S"))
  (drop a))


(defn test-network-unreachable []
  (setv a (Descriptor (os-socket.socket)))
  (with [e (pytest.raises SocketError)]
    (connect a #("127.255.255.255" 9)))
  (assert (in e.value.identifier #("network-unreachable" "unknown")) "EACCES on some systems")
  (drop a))


(defn black-hole []
  "Return a listener whose queue is full, and the connection that fills it."
  (setv door (listener 0))
  #(door (os-socket.create-connection (.getsockname door) LIMIT)))


(defn test-a-pending-connect []
  (setv [door filler] (black-hole)
        a (Descriptor (os-socket.socket))
        p (running (fn [] (connect a (.getsockname door)))))
  (blocked p "waiting to connect")
  (setv got [])
  (process-interrupt p (fn [] (.append got 1)))
  (until (fn [] got))
  (blocked p "waiting to connect")
  (.close a)
  (ended p)
  (assert (isinstance p.failure StreamClosedError))
  (setv b (Descriptor (os-socket.socket)))
  (with [e (pytest.raises SocketError)]
    (connect b (.getsockname door) :timeout 0.005))
  (assert (= e.value.identifier "connection-timed-out"))
  (drop b)
  (.close filler)
  (.close door))


(defn test-a-full-unix-listener [tmp-path]
  ;; connect answers EAGAIN there, and no event tells when there is room.
  (setv path (str (/ tmp-path "s"))
        door (os-socket.socket os-socket.AF-UNIX)
        filler (os-socket.socket os-socket.AF-UNIX)
        a (Descriptor (os-socket.socket os-socket.AF-UNIX))
        b (Descriptor (os-socket.socket os-socket.AF-UNIX)))
  (.bind door path)
  (.listen door 0)
  (.connect filler path)
  (with [e (pytest.raises SocketError)]
    (connect b path :timeout 0.005))
  (assert (= e.value.identifier "connection-timed-out"))
  (setv p (blocked (running connect a path)))
  (setv [conn _] (.accept door))
  (ended p)
  (assert (is p.failure None))
  (.close conn)
  (.close filler)
  (.close door)
  (drop a b))


(defn test-simulated-failures []
  (setv door (Descriptor (listener))
        client (Descriptor (os-socket.socket)))
  (simulate "accept" errno.ENETRESET :match (fn [s] (= s "D")))
  (simulate "connect" errno.EHOSTDOWN)
  (with [e (pytest.raises SocketError)]
    (accept door :stream "D"))
  (assert (= e.value.identifier "network-reset"))
  (with [e (pytest.raises SocketError)]
    (connect client (.getsockname door.sock)))
  (assert (= e.value.identifier "host-down"))
  (connect client (.getsockname door.sock))
  (drop door client))


(defn test-perform-on-a-datagram-socket []
  (setv a (os-socket.socket os-socket.AF-INET os-socket.SOCK-DGRAM))
  (.bind a #("127.0.0.1" 0))
  (setv d (Descriptor a)
        p (running (fn [] (perform d POLLIN a.recvfrom 100 :kind "receive"))))
  (blocked p)
  (setv sent (perform d POLLOUT a.sendto b"ding" (.getsockname a) :kind "send"))
  (ended p)
  (assert (= sent 4))
  (assert (= p.result #(b"ding" (.getsockname a))))
  (setv q (blocked (running (fn [] (perform d POLLIN a.recvfrom 100 :kind "receive")))))
  (.close d)
  (ended q)
  (assert (isinstance q.failure StreamClosedError)))
