"Names of hosts and ports. No test asks the machine's name server: networks of our own answer."

(import
  threading
  time [monotonic]
  pytest
  acllib [binding]
  acllib.addresses [IPv6Address]
  acllib.arguments [BadArgument]
  acllib.kernel.signalling [WrongType]
  acllib.names [lookup-hostname ipaddr-to-hostname lookup-port get-ip-interfaces name-for-printing
                UnknownHost UnknownService SERVICES]
  acllib.network [Network of-mode ask]
  acllib.processes [process-interrupt process-kill process-run-function]
  acllib.timeouts [call-with-timeout]
  support.waits [until])


(setv SIX (IPv6Address 0x20010db8000000000000000000000001))


(defclass Book [Network]
  "A network with one host, that counts the questions."
  (defn __init__ [self]
    (.__init__ (super))
    (setv self.asked []))

  (defn resolve [self name mode]
    (.append self.asked name)
    (if (= (.lower name) "vapor") (of-mode [SIX 3229900628] mode) []))

  (defn reverse [self address [timeout None]]
    (.append self.asked address)
    (cond
      (= address 1) (raise (TimeoutError))
      (= address 3229900628) "vapor"
      True None)))


(defn [pytest.fixture] book []
  (setv book (Book))
  (with [_ (binding :network book)]
    (yield book)))


(setv ADDRESSES [
  #("192.132.95.84" 3229900628) #("127.1" 2130706433) #(3229900628 3229900628) #(0 0)
  #("localhost" 2130706433)     #("LocalHost." 2130706433) #("printer.localhost" 2130706433)])


(defn [(pytest.mark.parametrize #("host" "address") ADDRESSES)]
  test-without-resolver [host address]
  (assert (= (lookup-hostname host) address)))


(defn test-names-are-remembered [book]
  (assert (= (lookup-hostname "vapor") 3229900628))
  (assert (= (lookup-hostname "VAPOR") 3229900628))
  (assert (= book.asked ["vapor"]))
  (lookup-hostname "vapor" :ignore-cache True)
  (assert (= book.asked ["vapor" "vapor"])))


(setv MODES [
  ; ipv6    addresses           why
  #(None    [3229900628]        "IPv4 only")
  #(False   [3229900628]        "Python's way to say nil")
  #(True    [SIX 3229900628]    "IPv6 preferred")
  #("ipv6"  [SIX]               "IPv6 only")
  #(":IPV6" [SIX]               "as a keyword is spelled")])


(defn [(pytest.mark.parametrize #("ipv6" "addresses" "why") MODES)]
  test-modes [book ipv6 addresses why]
  (assert (= (lookup-hostname "vapor" :ipv6 ipv6 :all True) addresses))
  (assert (= (lookup-hostname "vapor" :ipv6 ipv6) (get addresses 0)))
  (with [_ (binding :ipv6 ipv6)]
    (assert (= (lookup-hostname "vapor" :all True) addresses))))


(defn test-a-wrong-mode-is-refused []
  (with [_ (pytest.raises BadArgument)]
    (lookup-hostname "vapor" :ipv6 "ipv4"))
  (with [_ (pytest.raises BadArgument)]
    (with [_ (binding :ipv6 4)])))


(defn [(pytest.mark.parametrize "host" ["no-such-host.invalid" "invalid." "" " " "a b" ".a" "a..b" "a\0b"
                                        (* "a" 64) (* "ab." 100) "300.1.1.1:80"])]
  test-unknown-host [host]
  (with [caught (pytest.raises UnknownHost)]
    (lookup-hostname host))
  (assert (is caught.value.host host))
  (assert (isinstance caught.value LookupError)))


(defn test-unknown-to-the-network [book]
  (with [_ (pytest.raises UnknownHost)]
    (lookup-hostname "frisky"))
  (with [_ (pytest.raises UnknownHost)]
    (lookup-hostname "frisky"))
  (assert (= book.asked ["frisky" "frisky"]) "what is unknown is asked again"))


(defn [(pytest.mark.parametrize "host" [-1 (** 2 32) 1.5 None b"vapor" ["vapor"]])]
  test-what-cannot-name-a-host [host]
  (with [_ (pytest.raises WrongType)]
    (lookup-hostname host)))


(defn test-hostname-of-an-address [book]
  (assert (= (ipaddr-to-hostname 3229900628) "vapor"))
  (assert (= (ipaddr-to-hostname "192.132.95.84") "vapor"))
  (assert (= book.asked [3229900628]))
  (assert (is (ipaddr-to-hostname 2) None))
  (assert (is (ipaddr-to-hostname 2) None))
  (assert (= book.asked [3229900628 2]) "that there is no name is remembered, too")
  (ipaddr-to-hostname 2 :ignore-cache True)
  (assert (= (len book.asked) 3)))


(defn test-own-addresses-have-a-name []
  (assert (= (ipaddr-to-hostname "127.1") "localhost"))
  (assert (= (ipaddr-to-hostname "::1") "localhost"))
  (assert (= (ipaddr-to-hostname "::ffff:127.0.0.1") "localhost"))
  (assert (is (ipaddr-to-hostname "127.3.2.1") None)))


(defn test-printing-waits-once [book]
  (assert (is (name-for-printing book 1) None))
  (assert (is (name-for-printing book 1) None))
  (assert (= book.asked [1])))


(defn test-printing-many-waits-once [book]
  (setv begin (monotonic))
  (assert (= (lfor address (range 1 100) (name-for-printing book address)) (* [None] 99)))
  (assert (= book.asked [1]) "who is silent about one address is not asked for others")
  (assert (< (- (monotonic) begin) 1))
  (setv book.silent-until 0)
  (assert (= (name-for-printing book 3229900628) "vapor"))
  (setv book.silent-until (+ (monotonic) 9))
  (assert (= (name-for-printing book 3229900628) "vapor") "what is known is printed")
  (.forget book)
  (assert (= (name-for-printing book 3229900628) "vapor")))


(defn test-printing-is-bounded-whatever-the-resolver-does [monkeypatch]
  (import socket)
  (setv answer (threading.Event))
  (defn sleeps [text]
    (.wait answer 10)
    (raise (OSError "no")))
  (monkeypatch.setattr socket "gethostbyaddr" sleeps)
  (setv network (Network)
        begin (monotonic))
  (for [address (range 0xC0000201 0xC0000220)]
    (assert (is (name-for-printing network address 0.05) None)))
  (.set answer)
  (assert (< (- (monotonic) begin) 1)))


(defn test-a-silent-resolver-is-asked-by-one-thread []
  (setv answer (threading.Event)
        calls [])
  (defn slow [name]
    (.append calls name)
    (.wait answer 10)
    f"{name}!")
  (for [_ (range 2)]
    (with [_ (pytest.raises TimeoutError)]
      (ask slow "x" :timeout 0.001)))
  (.set answer)
  (assert (= (ask slow "x" :timeout 10) "x!"))
  (assert (= calls ["x"])))


(defn test-a-look-up-can-be-bounded-interrupted-and-killed [monkeypatch]
  (import socket)
  (setv answer (threading.Event)
        ran [])
  (defn sleeps [#* _]
    (.wait answer 10)
    [])
  (monkeypatch.setattr socket "getaddrinfo" sleeps)
  (defn look-up []
    (lookup-hostname "slow.test"))
  (try
    (assert (= (call-with-timeout 0.02 look-up (fn [] "late")) "late"))
    (setv process (process-run-function "asking" look-up))
    (until (fn [] (= process.whostate "looking up slow.test")))
    (process-interrupt process ran.append 1)
    (until (fn [] ran))
    (until (fn [] (= process.whostate "looking up slow.test")))
    (process-kill process :wait True)
    (finally
      (.set answer))))


(defn test-a-resolver-s-error-is-its-answer []
  (defn fails []
    (raise (OSError 5 "no")))
  (assert (isinstance (ask fails :timeout 10) OSError)))


(setv PORTS [
  #("telnet" "tcp" 23) #("chargen" "udp" 19) #("chargen" "tcp" 19) #("HTTP" "tcp" 80) #(80 "tcp" 80)
  #("tftp" "udp" 69)   #("echo" "TCP" 7)     #(0 "udp" 0)          #("time" ":tcp" 37)])


(defn [(pytest.mark.parametrize #("name" "protocol" "port") PORTS)]
  test-ports [name protocol port]
  (assert (= (lookup-port name protocol) port)))


(defn [(pytest.mark.parametrize #("name" "protocol" "port") (lfor row PORTS :if (isinstance (get row 0) str) row))]
  test-ports-without-services-file [monkeypatch name protocol port]
  (import socket)
  (defn absent [#* _]
    (raise (OSError "service/proto not found")))
  (monkeypatch.setattr socket "getservbyname" absent)
  (assert (= (lookup-port name protocol) port)))


(defn test-services-are-ports []
  (for [[name entry] (.items SERVICES)
        port (if (isinstance entry tuple) entry [entry])]
    (assert (or (is port None) (< 0 port 65536)) name)))


(setv NO-PORTS [
  #("no-such-service" "tcp" UnknownService) #("" "tcp" UnknownService) #("a\0b" "tcp" UnknownService)
  #("ssh" "sctp" BadArgument) #("ssh" 6 BadArgument) #(65536 "tcp" BadArgument) #(-1 "tcp" BadArgument)
  #(1.5 "tcp" BadArgument)    #(None "tcp" BadArgument) #(True "tcp" BadArgument)])


(defn [(pytest.mark.parametrize #("name" "protocol" "condition") NO-PORTS)]
  test-no-ports [name protocol condition]
  (with [_ (pytest.raises condition)]
    (lookup-port name protocol)))


(defn test-interfaces []
  (for [[number name] (get-ip-interfaces)]
    (assert (and (isinstance number int) (isinstance name str)))))
