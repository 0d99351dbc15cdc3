"Datagrams: sizes in octets, buffers of every sort, where they come from."

(import
  errno
  pytest
  acllib.addresses [IPv6Address]
  acllib.arguments [BadArgument MissingArgument]
  acllib.conditions [clear-simulations simulate SocketError StreamClosedError]
  acllib.datagrams [receive-from send-to]
  acllib.kernel.generic [NoApplicableMethod]
  acllib.lisp.arrays [LispArray LispString]
  acllib.making [make-socket]
  acllib.processes [process-run-function]
  acllib.processwaits [process-wait-with-timeout]
  acllib.sockets [local-port]
  acllib.timeouts [call-with-timeout])


(setv HOST "127.0.0.1")


(defn [pytest.fixture] pair []
  "A sender that knows its receiver, and the receiver."
  (with [receiver (make-socket :type "datagram" :local-host HOST)
         sender (make-socket :type "datagram" :local-host HOST :remote-host HOST :remote-port (local-port receiver))]
    (yield #(sender receiver))))


(defn receive [socket #* arguments #** keywords]
  (call-with-timeout 5 (fn [] (receive-from socket #* arguments #** keywords)) (fn [] "nothing came")))


(defn test-the-manual-s-example []
  (with [s (make-socket :type "datagram" :local-host HOST)
         x (make-socket :type "datagram")]
    (assert (= (send-to x "foo-the-bar" 11 :remote-host HOST :remote-port (local-port s)) 11))
    (assert (= (receive s 100 :extract True) #("foo-the-bar" 11 2130706433 (local-port x))))))


(setv SENT [
  ; buffer                       size  octets received   why
  #("foo-the-bar"                3     b"foo"            "the size counts")
  #("héé"                        3     b"h\xc3\xa9"      "and it counts octets")
  #(b"\x00\xff"                  2     b"\x00\xff"       "octets as they are")
  #((bytearray b"abc")           3     b"abc"            "an octet vector")
  #((memoryview b"abcdef")       2     b"ab"             "the beginning of one")
  #((LispString "mutable")       7     b"mutable"        "a mutable string")
  #(""                           0     b""               "an empty packet")])


(defn [(pytest.mark.parametrize #("buffer" "size" "octets" "why") SENT)]
  test-sending [pair buffer size octets why]
  (setv [sender receiver] pair
        room (bytearray 100))
  (assert (= (send-to sender buffer size) size))
  (setv [filled count #* _] (receive receiver 100 :buffer room :extract True))
  (assert (= #(filled count) #(octets (len octets)))))


(setv UNSENDABLE [
  #("abc" 4 "more than there is") #("abc" -1 "negative") #("abc" None "no number") #("abc" True "t is no number")
  #(5 1 "no buffer") #(["a"] 1 "not specialised") #(None 0 "nothing")])


(defn [(pytest.mark.parametrize #("buffer" "size" "why") UNSENDABLE)]
  test-unsendable [pair buffer size why]
  (with [_ (pytest.raises BadArgument)]
    (send-to (get pair 0) buffer size)))


(defn test-boundaries-are-kept [pair]
  (setv [sender receiver] pair)
  (for [text ["0123456789" "abcdefghij"]]
    (send-to sender text 10))
  (assert (= (get (receive receiver 100 :extract True) 0) "0123456789"))
  (assert (= (get (receive receiver 100 :extract True) 0) "abcdefghij")))


(defn test-the-excess-is-lost [pair]
  (setv [sender receiver] pair)
  (send-to sender "0123456789" 10)
  (send-to sender "next" 4)
  (assert (= (cut (receive receiver 4 :extract True) 2) #("0123" 4)))
  (assert (= (cut (receive receiver 4 :extract True) 2) #("next" 4))))


;;; Buffers

(defn test-a-new-string [pair]
  (setv [sender receiver] pair)
  (send-to sender "héé" 5)
  (assert (= (cut (receive receiver 8) 2) #("héé\0\0\0\0\0" 5))))


(defn test-new-octets [pair]
  (with [receiver (make-socket :type "datagram" :format "binary" :local-host HOST)]
    (for [_ (range 2)]
      (send-to (get pair 0) "abc" 3 :remote-port (local-port receiver)))
    (setv [filled count #* _] (receive receiver 5))
    (assert (= #(filled count) #(b"abc\0\0" 3)))
    (assert (is filled.__class__ bytearray))
    (assert (= (get (receive receiver 5 :extract True) 0) b"abc"))))


(defn test-a-buffer-given [pair]
  (setv [sender receiver] pair
        octets (bytearray b"..........")
        string (LispString ".........."))
  (for [_ (range 3)]
    (send-to sender "hé" 3))
  (assert (is (get (receive receiver 10 :buffer octets) 0) octets))
  (assert (= octets b"h\xc3\xa9......."))
  (setv [filled count #* _] (receive receiver 10 :buffer string))
  (assert (is filled string))
  (assert (= #((str string) count) #("hé........" 3)))
  (setv part (get (receive receiver 10 :buffer string :extract True) 0))
  (assert (= part "hé")))


(defn [(pytest.mark.parametrize "buffer" [(bytearray 9) "a literal string" b"constant" [1 2 3 4 5 6 7 8 9 10] 5])]
  test-wrong-buffers [pair buffer]
  (with [_ (pytest.raises BadArgument)]
    (receive-from (get pair 1) 10 :buffer buffer)))


(defn [(pytest.mark.parametrize "size" [0 -1 None 1.5 True])]
  test-wrong-sizes [pair size]
  (with [_ (pytest.raises BadArgument)]
    (receive-from (get pair 1) size)))


(defn test-octets-that-are-no-characters [pair]
  (setv [sender receiver] pair)
  (send-to sender b"a\xffb" 3)
  (assert (= (cut (receive receiver 10 :extract True) 2) #("a\ufffdb" 3))))


;;; Where to

(defn test-nowhere-to-send []
  (with [sender (make-socket :type "datagram" :local-host HOST)]
    (for [given [{} {"remote_host" HOST} {"remote_port" 9}]]
      (with [caught (pytest.raises MissingArgument)]
        (send-to sender "x" 1 #** given))
      (assert (in ":remote-" (str caught.value))))))


(defn test-ipv6 []
  (with [receiver (make-socket :type "datagram" :local-host "::1")
         sender (make-socket :type "datagram" :ipv6 True)]
    (send-to sender "six" 3 :remote-host (IPv6Address 1) :remote-port (local-port receiver))
    (assert (= (receive receiver 10 :extract True) #("six" 3 (IPv6Address 1) (local-port sender))))
    (with [four (make-socket :type "datagram" :local-host HOST)]
      (send-to sender "four" 4 :remote-host HOST :remote-port (local-port four))
      (assert (= (cut (receive four 10 :extract True) 3) #("four" 4 2130706433)))
      (with [_ (pytest.raises BadArgument)]
        (send-to four "x" 1 :remote-host "::1" :remote-port 9)))))


(defn test-files [tmp-path]
  (setv [here there] [(str (/ tmp-path "here")) (str (/ tmp-path "there"))])
  (with [a (make-socket :address-family "file" :type "datagram" :local-filename here)
         b (make-socket :address-family "file" :type "datagram" :local-filename there)
         nameless (make-socket :address-family "file" :type "datagram" :remote-filename there)]
    (send-to a "hello" 5 :remote-filename there)
    (assert (= (receive b 10 :extract True) #("hello" 5 here)))
    (send-to nameless "hi" 2)
    (assert (= (receive b 10 :extract True) #("hi" 2 "")))
    (with [_ (pytest.raises MissingArgument)]
      (send-to a "x" 1))))


;;; Failures

(defn test-too-long [pair]
  (with [caught (pytest.raises SocketError)]
    (send-to (get pair 0) (bytes 65535) 65535))
  (assert (= #(caught.value.code caught.value.action) #(errno.EMSGSIZE "sending a datagram"))))


(defn [(pytest.mark.parametrize #("kind" "operation") [
    #("send" (fn [s] (send-to s "x" 1))) #("receive" (fn [s] (receive-from s 10)))])]
  test-simulated [pair kind operation]
  (simulate kind "ENOBUFS")
  (try
    (with [caught (pytest.raises SocketError)]
      (operation (get pair 0)))
    (finally
      (clear-simulations)))
  (assert (= caught.value.identifier "no-buffer-space")))


(defn test-closed [pair]
  (for [socket pair]
    (assert (is (.close socket) True)))
  (with [_ (pytest.raises StreamClosedError)]
    (send-to (get pair 0) "x" 1))
  (with [_ (pytest.raises StreamClosedError)]
    (receive-from (get pair 1) 10)))


(defn test-close-wakes-who-receives [pair]
  (setv [_ receiver] pair)
  (defn wait []
    (try
      (receive receiver 10)
      (except [e StreamClosedError]
        "closed")))
  (setv process (process-run-function "receiving" wait))
  (assert (process-wait-with-timeout "it waits" 5 (fn [] process.whostate)))
  (assert (= process.whostate f"waiting for a datagram on localhost/{(local-port receiver)}"))
  (.close receiver)
  (assert (.join process 5))
  (assert (= process.result "closed")))


(defn test-streams-take-no-packets []
  (with [door (make-socket :connect "passive" :local-host HOST)]
    (with [_ (pytest.raises NoApplicableMethod)]
      (send-to door "x" 1))
    (with [_ (pytest.raises NoApplicableMethod)]
      (receive-from door 1))))


(defn test-lisp-arrays [pair]
  (setv [sender receiver] pair
        octets (LispArray [5] [1 2 255 0 0] [(Named "UNSIGNED-BYTE") 8])
        signed (LispArray [5] [1 2 -1 0 0] [(Named "SIGNED-BYTE") 8]))
  (for [array [octets signed]]
    (send-to sender array 3)
    (assert (= (cut (receive receiver 5 :buffer (bytearray 5) :extract True) 2) #(b"\x01\x02\xff" 3)))
    (send-to sender b"\xfe\x07" 2)
    (assert (is (get (receive receiver 5 :buffer array) 0) array)))
  (assert (= (list octets) [254 7 255 0 0]))
  (assert (= (list signed) [-2 7 -1 0 0])))


(defclass Named []
  "A symbol, as the core sees one."
  (defn __init__ [self name]
    (setv self.name name)))
