"The DNS client, against a server on the loopback that answers rightly, wrongly or not at all."

(import
  pytest
  acllib [binding]
  acllib.addresses [dotted-to-ipaddr]
  acllib.arguments [BadArgument]
  acllib.dns :as client
  acllib.dns [NoNameserver configure-dns dns-ipaddr-to-hostname dns-lookup-hostname dns-query nameservers]
  acllib.dnsrecords [dns-nameserver-ipaddr dns-nameserver-received dns-nameserver-sent dns-response-additional
                     dns-response-answer dns-response-authority dns-response-flags dns-response-id dns-rr-answer
                     dns-rr-class dns-rr-name dns-rr-time-to-live dns-rr-type]
  acllib.kernel.signalling [WrongType]
  acllib.names [UnknownHost ipaddr-to-hostname lookup-hostname]
  acllib.network [system-network]
  acllib.processes [process-interrupt process-kill process-run-function]
  acllib.resolving [dns-configured dns-domain domain-search-list]
  acllib.timeouts [call-with-timeout]
  socket :as os-socket
  support.nameserver [NameServer]
  support.waits [until])


(defn [(pytest.fixture :scope "module")] server []
  (with [server (NameServer)]
    (yield server)))


(defn [pytest.fixture] configured [server]
  "The client asks the server of the tests, and remembers nothing."
  (configure-dns :nameserver #(server.address server.port))
  (setv (cut server.asked) [])
  (.forget system-network)
  (yield server)
  (forget))


(defn forget []
  (setv (cut client._nameservers) [])
  (.clear client._cache)
  (.set dns-configured None)
  (.set dns-domain None)
  (.set domain-search-list None)
  (.forget system-network))


(defn four [text]
  (dotted-to-ipaddr text))


(setv ANSWERS [
  ; name                 type      answer                          others                        what it shows
  #("vapor.test"         "a"       (four "192.0.2.1")              []                            "an address")
  #("two.test"           "a"       (four "192.0.2.1")              [(four "192.0.2.2")]          "two of them, in any order")
  #("VAPOR.test."        "a"       (four "192.0.2.1")              []                            "case, and a period at the end")
  #("six.test"           "aaaa"    (dotted-to-ipaddr "2001:db8::1") []                           "IPv6")
  #("alias.test"         "a"       (four "192.0.2.1")              []                            "an alias")
  #("alias.test"         "cname"   "vapor.test"                    []                            "the alias itself")
  #("circle.test"        "a"       None                            []                            "aliases in a circle")
  #("mail.test"          "mx"      "first.test"                    ["second.test"]               "the preferred one first")
  #("notes.test"         "txt"     ["one" "two"]                   [["three"]]                   "texts")
  #("test"               "ns"      "ns.test"                       []                            "name servers")
  #("_http._tcp.test"    "srv"     "0 5 80 vapor.test."            []                            "as zone files write it")
  #("192.0.2.1"          "ptr"     "vapor.test"                    []                            "a name, of text")
  #((four "192.0.2.1")   "ptr"     "vapor.test"                    []                            "a name, of an integer")
  #("2001:db8::1"        "ptr"     "six.test"                      []                            "a name, of IPv6")
  #("nobody.test"        "a"       None                            []                            "no such host")
  #("vapor.test"         "mx"      None                            []                            "a host without such a record")
  #("long.odd"           "txt"     [f"{0 :0200}"]                  (lfor i (range 1 5) [f"{i :0200}"]) "cut short: by a connection")
  #("number.odd"         "a"       (four "192.0.2.7")              []                            "an answer with another number before it")
  #("question.odd"       "a"       (four "192.0.2.7")              []                            "an answer to another question before it")])


(defn [(pytest.mark.parametrize #("name" "type" "answer" "others" "why") ANSWERS)]
  test-answers [configured name type answer others why]
  (setv [found seconds rest flags] (dns-query name :type type))
  ;; Servers send records of one name in the order they like; only mx has an order.
  (setv in-order (if (= type "mx") list (fn [answers] (sorted answers :key str))))
  (assert (= (in-order [found #* rest]) (in-order [answer #* others])))
  (assert (<= 0 seconds 900)))


(setv FAILURES [
  ; name           flag               how often it was asked
  #("silent.odd"   "no-response"      2)
  #("garbage.odd"  "no-response"      2)
  #("short.odd"    "no-response"      2)
  #("echo.odd"     "no-response"      2)
  #("loop.odd"     "no-response"      2)
  #("failing.odd"  "server-failure"   2)
  #("refused.odd"  "refused"          2)
  #("nobody.test"  "no-such-domain"   1)])


(defn [(pytest.mark.parametrize #("name" "flag" "times") FAILURES)]
  test-failures [configured name flag times]
  (setv [answer _ others flags] (dns-query name :repeat 2 :timeout 0.02))
  (assert (= #(answer others) #(None [])))
  (assert (in flag flags))
  (assert (= configured.asked (* [name] times))))


(defn test-a-question-is-repeated [configured]
  (setv configured.flaky 2)
  (assert (= (get (dns-query "flaky.odd" :timeout 0.02) 0) (four "192.0.2.7")))
  (assert (= (len configured.asked) 3))
  (setv [server] (nameservers))
  (assert (= #((dns-nameserver-sent server) (dns-nameserver-received server) (dns-nameserver-ipaddr server))
             #(3 1 (four "127.0.0.1")))))


(defn test-the-next-server-is-asked [configured]
  (setv closed #("127.0.0.1" 1))
  (configure-dns :nameserver [closed #(configured.address configured.port)])
  (assert (= (get (dns-query "vapor.test" :timeout 0.02) 0) (four "192.0.2.1"))))


(defn test-answers-are-remembered-while-they-are-valid [configured]
  (defn ask [#** keywords]
    (get (dns-query "vapor.test" #** keywords) 0))
  (assert (= (ask) (ask) (four "192.0.2.1")))
  (assert (= configured.asked ["vapor.test"]))
  (ask :ignore-cache True)
  (ask :queue None)
  (ask :nameserver #(configured.address configured.port))
  (assert (= (len configured.asked) 4))
  (dns-query "nobody.test")
  (dns-query "nobody.test")
  (assert (= (len configured.asked) 5) "also what does not exist")
  (setv [key] (lfor k client._cache :if (= (get k 0) (get (client.questions "vapor.test" "a" None) 0)) k)
        [answers flags end] (get client._cache key)
        (get client._cache key) #(answers flags (- end 301)))
  (ask)
  (assert (= (len configured.asked) 6)))


(defn test-the-answer-as-it-came [configured]
  (setv [response seconds others flags] (dns-query "vapor.test" :decode None))
  (assert (= #(seconds others) #(None [])))
  (assert (is (type (dns-response-id response)) int))
  (assert (in "response" (dns-response-flags response)))
  (assert (= (lfor r (dns-response-answer response)
                   #((dns-rr-name r) (dns-rr-type r) (dns-rr-class r) (dns-rr-time-to-live r) (dns-rr-answer r)))
             [#("vapor.test" "a" 1 300 (four "192.0.2.1"))]))
  (assert (= #((dns-response-authority response) (dns-response-additional response)) #([] [])))
  (setv [response] (cut (dns-query "test" :type "any" :decode None) 1))
  (assert (= (sorted (map dns-rr-type (dns-response-answer response))) ["ns" "soa"]))
  (with [_ (pytest.raises WrongType)]
    (dns-rr-name response)))


(defn test-domains-are-searched [configured]
  (configure-dns :search ["deep.test" "test"] :domain "test")
  (assert (= (.get dns-domain) "test"))
  (assert (= (get (dns-lookup-hostname "host") 0) (four "192.0.2.9")))
  (assert (= (get (dns-lookup-hostname "vapor") 0) (four "192.0.2.1")))
  (assert (is (get (dns-query "vapor") 0) None) "dns-query itself does not")
  (assert (is (get (dns-lookup-hostname "ghost") 0) None))
  (assert (= (cut configured.asked -3 None) ["ghost.deep.test" "ghost.test" "ghost"]))
  (assert (= (get (dns-ipaddr-to-hostname "192.0.2.1") 0) "vapor.test"))
  (assert (= (len (dns-response-answer (get (dns-lookup-hostname "vapor" :decode None) 0))) 1)
          "undecoded, an answer counts likewise"))


(defn test-who-is-silent-is-not-asked-for-each-domain [configured]
  (configure-dns :search ["odd" "deep.test" "test"])
  (dns-lookup-hostname "silent" :repeat 2 :timeout 0.02)
  (assert (= configured.asked ["silent.odd" "silent.odd"])))


(defn test-names-of-hosts-come-from-the-client [configured]
  (assert (= (lookup-hostname "vapor.test") (four "192.0.2.1")))
  (assert (= (lookup-hostname "both.test" :ipv6 True :all True) [(dotted-to-ipaddr "2001:db8::3") (four "192.0.2.3")]))
  (assert (= (ipaddr-to-hostname "192.0.2.1") "vapor.test"))
  (assert (= (lookup-hostname "localhost") (four "127.0.0.1")) "what never reaches a server")
  (assert (not-in "localhost" configured.asked))
  (with [_ (binding :dns-mode "clib")
         _ (pytest.raises UnknownHost)]
    (lookup-hostname "other.invalid"))
  (with [_ (binding :dns-mode "acldns")
         _ (pytest.raises UnknownHost)]
    (lookup-hostname "nobody.test")))


(defn test-ipv6-server []
  (with [server (NameServer os-socket.AF-INET6)]
    (assert (= (get (dns-query "vapor.test" :nameserver #("::1" server.port)) 0) (four "192.0.2.1")))))


(setv WRONG [
  ; arguments
  {"name" "vapor.test" "type" "b"}
  {"name" "vapor.test" "repeat" 0}
  {"name" "vapor.test" "timeout" 0}
  {"name" "vapor.test" "timeout" None}
  {"name" "vapor.test" "timeout" "soon"}
  {"name" ""}
  {"name" "vapor.test.."}
  {"name" 5}
  {"name" "a..b"}
  {"name" (* "a" 64)}
  {"name" "vapor.test" "nameserver" "nonsense"}
  {"name" "vapor.test" "nameserver" #("127.1" 0)}
  {"name" "vapor.test" "nameserver" 2.5}
  {"name" "vapor.test" "nameserver" ["127.0.0.1" 9]}])


(defn [(pytest.mark.parametrize "arguments" WRONG)]
  test-wrong-arguments [configured arguments]
  (with [caught (pytest.raises BadArgument)]
    (dns-query #** arguments))
  (assert (= caught.value.operator "dns-query")))


(defn test-nobody-to-ask [configured]
  (with [_ (pytest.raises NoNameserver)]
    (dns-query "vapor.test" :nameserver [])))


;; Where a server may be said to be → where its answers come from.
(setv PLACES ["127.0.0.1" "127.1" "0.0.0.0" "::ffff:127.0.0.1" 0x7F000001])


(defn [(pytest.mark.parametrize "place" PLACES)]
  test-where-the-server-is [configured place]
  (assert (= (get (dns-query "vapor.test" :nameserver #(place configured.port) :repeat 1 :timeout 1) 0)
             (four "192.0.2.1"))))


(defn [(pytest.mark.parametrize "mode" [None True "ipv6"])]
  test-the-variable-ipv6-says-nothing-about-servers [configured mode]
  (with [_ (binding :ipv6 mode)]
    (assert (= (get (dns-query "vapor.test" :repeat 1 :timeout 1) 0) (four "192.0.2.1")))
    (setv [answer _ others _] (dns-query "long.odd" :type "txt" :repeat 1 :timeout 1))
    (assert (= (len [answer #* others]) 5))))


(defn test-configuration-of-the-system [tmp-path monkeypatch]
  (setv file (/ tmp-path "resolv.conf"))
  (.setattr monkeypatch client "RESOLV_CONF" (str file))
  (try
    (assert (is (configure-dns :auto True) None) "there is no such file")
    (with [_ (pytest.raises NoNameserver)]
      (dns-query "vapor.test"))
    (.write-text file "# a comment\nnameserver 192.0.2.53\nnameserver 2001:db8::53 ; two\nnameserver junk\nsearch a.test b.test\noptions ndots:2\n")
    (assert (is (configure-dns :auto True) True))
    (assert (= (lfor s (nameservers) (repr s.port)) ["53" "53"]))
    (assert (= (dns-nameserver-ipaddr (get (nameservers) 0)) (four "192.0.2.53")))
    (assert (= (list (.get domain-search-list)) ["a.test" "b.test"]))
    (finally
      (forget))))


;;; A question is a wait like any other

(defn waiting-for-an-answer []
  "Return a process that asks a server which does not answer, and a list that it ends in."
  (setv ended [])
  (defn ask []
    (try
      (.append ended (dns-query "silent.odd" :timeout 30))
      (finally
        (.append ended "unwound"))))
  (setv process (process-run-function "asking" ask))
  (until (fn [] (= process.whostate "waiting for a name server")))
  #(process ended))


(defn test-a-question-can-be-interrupted-and-killed [configured]
  (setv [process ended] (waiting-for-an-answer)
        ran [])
  (process-interrupt process ran.append 1)
  (until (fn [] ran))
  (until (fn [] (= process.whostate "waiting for a name server")))
  (assert (not ended))
  (process-kill process :wait True)
  (assert (= ended ["unwound"])))


(defn test-a-question-can-be-bounded [configured]
  (assert (= (call-with-timeout 0.02 (fn [] (dns-query "silent.odd" :timeout 30)) (fn [] "late")) "late")))
