"make-socket: every keyword of every kind, and what is said where one is wrong."

(import
  errno
  os
  pathlib [Path]
  socket :as os-socket
  subprocess
  sys
  pytest
  acllib [binding]
  acllib.addresses [IPv6Address dotted-to-ipaddr]
  acllib.arguments [BadArgument MissingArgument UnknownKeyword]
  acllib.conditions [clear-simulations simulate SocketError]
  acllib.datagrams [SocketDatagramInternetActive]
  acllib.kernel.signalling [Error compute-restarts find-restart handlers invoke-restart]
  acllib.making [ALL-KEYWORDS KINDS _pending call-with-pending-connect make-socket pending-connect]
  acllib.names [UnknownHost UnknownService]
  acllib.options [option-setting]
  acllib.processes [process-interrupt process-run-function]
  acllib.processwaits [process-wait-with-timeout]
  acllib.sockets [SocketStreamInternetActive SocketStreamInternetPassive accept-connection ipv6 local-filename local-host
                  local-port remote-filename remote-host remote-port socket-connect socket-type]
  acllib.timeouts [call-with-timeout])


(setv HOST "127.0.0.1")


(defclass Named []
  "Stands for a Lisp symbol or a Hy keyword."
  (defn __init__ [self name]
    (setv self.name name)))


(defn [pytest.fixture] door []
  (with [door (make-socket :connect "passive" :local-host HOST)]
    (yield door)))


;;; Kinds

(setv SPELLINGS [#("stream" "active") #("STREAM" "ACTIVE") #(":stream" ":active")
                 #((Named "STREAM") (Named "ACTIVE")) #((Named "stream") (Named "active")) #("hiper" "active")
                 #(None None)])


(defn [(pytest.mark.parametrize #("type" "connect") SPELLINGS)]
  test-spellings [door type connect]
  (with [client (make-socket :type type :connect connect :remote-host HOST :remote-port (local-port door))]
    (assert (is client.__class__ SocketStreamInternetActive))))


(defn test-passive []
  (with [door (make-socket :connect "passive" :local-host HOST :backlog 1)]
    (assert (is door.__class__ SocketStreamInternetPassive))
    (assert (= (local-host door) 2130706433))
    (assert (> (local-port door) 0))))


(defn test-passive-on-all-interfaces-has-no-host [door]
  ;; The slot, not the system's answer: nothing is bound here but the loopback.
  (with [packets (make-socket :type "datagram")]
    (assert (= (local-host packets) 0)))
  (with [packets (make-socket :type "datagram" :ipv6 True)]
    (assert (= (local-host packets) (IPv6Address 0)))))


(defn test-datagram []
  (with [packets (make-socket :type "datagram" :local-host HOST)]
    (assert (is packets.__class__ SocketDatagramInternetActive))
    (assert (> (local-port packets) 0) "the system has chosen a port already")
    (assert (is (remote-host packets) None))
    (assert (= #((socket-type packets) (socket-connect packets)) #("datagram" "active")))))


(defn test-files [tmp-path]
  (setv name (str (/ tmp-path "door")))
  (with [door (make-socket :address-family "file" :connect "passive" :local-filename name)
         client (make-socket :address-family "file" :remote-filename (/ tmp-path "door"))
         server (accept-connection door)]
    (assert (= (lfor s [door client server] (. s __class__ __name__))
               ["SocketStreamFilePassive" "SocketStreamFileActive" "SocketStreamFileActive"]))
    (assert (= #((local-filename door) (remote-filename client) (local-filename server)) #(name name name)))
    (.write-line client "hello")
    (.force-output client)
    (assert (= (.read-line server) #("hello" False))))
  (assert (os.path.exists name) "the file stays"))


(defn test-file-datagrams [tmp-path]
  (setv [here there] [(str (/ tmp-path "here")) (str (/ tmp-path "there"))])
  (with [a (make-socket :address-family "file" :type "datagram" :local-filename here :remote-filename there)
         b (make-socket :address-family "file" :type "datagram" :local-filename there)]
    (assert (= #((local-filename a) (remote-filename a) (remote-filename b)) #(here there None)))))


;;; Ports and hosts

(defn test-service-names []
  (with [caught (pytest.raises UnknownService)]
    (make-socket :remote-host HOST :remote-port "no-such-service"))
  (assert (= caught.value.protocol "tcp"))
  (with [caught (pytest.raises UnknownService)]
    (make-socket :type "datagram" :local-port "no-such-service"))
  (assert (= caught.value.protocol "udp")))


(defn [(pytest.mark.parametrize "host" [2130706433 "127.1" "localhost" "LOCALHOST" (Named "LOCALHOST")])]
  test-hosts [door host]
  (with [client (make-socket :remote-host host :remote-port (local-port door))]
    (assert (= (remote-host client) 2130706433))
    (assert (= (remote-port client) (local-port door)))
    (assert (= (local-host client) 2130706433))))


(defn test-a-local-end-of-its-own [door]
  (with [client (make-socket :remote-host HOST :remote-port (local-port door) :local-host "127.0.0.9")
         server (accept-connection door)]
    (assert (= (local-host client) (remote-host server) (dotted-to-ipaddr "127.0.0.9")))))


;;; IPv6

(defn test-ipv6 []
  (with [door (make-socket :connect "passive" :local-host "::1")
         client (make-socket :remote-host "::1" :remote-port (local-port door))
         server (accept-connection door)]
    (assert (all (map ipv6 [door client server])))
    (assert (= (remote-host client) (remote-host server) (local-host door) (IPv6Address 1)))))


(setv FAMILIES [
  ; ipv6    host          is IPv6  why
  #(None    "localhost"   False    "IPv4 unless asked")
  #(None    "::1"         True     "a host that is an IPv6 address")
  #(True    "localhost"   True     "IPv6 preferred")
  #("ipv6"  "localhost"   True     "IPv6 only")
  #(True    "127.1"       True     "an IPv4 host through an IPv6 socket")])


(defn [(pytest.mark.parametrize #("mode" "host" "six" "why") FAMILIES)]
  test-families [mode host six why]
  (with [packets (make-socket :type "datagram" :remote-host host :remote-port 9 :ipv6 mode)]
    (assert (is (ipv6 packets) six)))
  (with [_ (binding :ipv6 mode)
         packets (make-socket :type "datagram" :remote-host host :remote-port 9)]
    (assert (is (ipv6 packets) six))))


(defn test-an-ipv6-door-takes-ipv4-clients []
  (with [door (make-socket :connect "passive" :local-host "::" :ipv6 True)
         _ (make-socket :remote-host HOST :remote-port (local-port door))
         server (accept-connection door)]
    (assert (= (str (remote-host server)) "::ffff:127.0.0.1"))))


(defn [(pytest.mark.peer "namespaces")] test-link-local-addresses []
  (setv script (/ (. (Path __file__) parent parent) "support" "linklocal.py")
        ran (subprocess.run ["unshare" "-rn" sys.executable (str script)]
                            :capture-output True :text True :timeout 20 :stdin subprocess.DEVNULL))
  (assert (= ran.stderr ""))
  (setv lines (.splitlines ran.stdout))
  (assert (= (cut lines -1) (lfor way ["by name" "by number" "a structure" "scope_id" "both"]
                                  times [3 1]
                                  (.join " " [way #* (* ["fe80::1%1"] times)]))))
  (assert (= (get lines -1) f"no scope unknown {errno.EINVAL}")))


(defn test-scope-id-overwrites-the-slot []
  (setv address (IPv6Address 1))
  (with [packets (make-socket :type "datagram" :remote-host address :remote-port 9 :scope-id 1)]
    (assert (= address.scope-id 1))
    (assert (is (remote-host packets) address)))
  (with [packets (make-socket :type "datagram" :remote-host "::1" :remote-port 9 :scope-id 1)]
    (assert (= (. (remote-host packets) scope-id) 1)))
  (with [_ (pytest.raises BadArgument)]
    (make-socket :type "datagram" :remote-host address :remote-port 9 :scope-id "eth0")))


(defn test-nil-is-a-value-of-ipv6 []
  (with [_ (binding :ipv6 True)
         six (make-socket :connect "passive")
         four (make-socket :connect "passive" :ipv6 None)
         packets (make-socket :type "datagram" :ipv6 None)]
    (assert (= (list (map ipv6 [six four packets])) [True False False]))))


;;; Options

(defn test-options [door]
  (with [client (make-socket :remote-host HOST :remote-port (local-port door) :nodelay True :keepalive True :broadcast None)]
    (assert (option-setting client.system "nodelay"))
    (assert (option-setting client.system "keepalive")))
  (with [client (make-socket :remote-host HOST :remote-port (local-port door))]
    (assert (not (option-setting client.system "nodelay")) "off unless asked for"))
  (with [packets (make-socket :type "datagram" :broadcast True)]
    (assert (option-setting packets.system "broadcast"))))


;;; Wrong keywords

(setv WRONG [
  ; arguments                                                condition        told                      why
  #({"foo" 1}                                                UnknownKeyword   ":foo"                    "no kind takes it")
  #({"remote_host" HOST "remote_port" 9 "backlog" 5}         UnknownKeyword   ":backlog for an active"  "another kind takes it")
  #({"connect" "passive" "remote_host" HOST}                 UnknownKeyword   ":remote-host for a pass" "not of a passive socket")
  #({"type" "datagram" "nodelay" True}                       UnknownKeyword   ":nodelay for an internet datagram" "not of datagrams")
  #({"address_family" "file" "local_port" 1 "remote_filename" "x"} UnknownKeyword ":local-port for an active file" "not of files")
  #({"local_filename" "x" "remote_host" HOST "remote_port" 1} UnknownKeyword  ":local-filename"         "files only")
  #({}                                                       MissingArgument  ":remote-host"            "an active socket")
  #({"remote_host" HOST}                                     MissingArgument  ":remote-port"            "an active socket")
  #({"remote_host" HOST "remote_port" None}                  MissingArgument  ":remote-port"            "nil is not given")
  #({"address_family" "file"}                                MissingArgument  ":remote-filename"        "an active file socket")
  #({"address_family" "file" "connect" "passive"}            MissingArgument  ":local-filename"         "a passive one")
  #({"type" "datagram" "connect" "passive"}                  BadArgument      ":connect"                "datagram sockets are active")
  #({"type" "datagram" "tcp_md5_sig_key" "k"}                UnknownKeyword   ":tcp-md5-sig-key for an internet datagram" "TCP only")
  #({"connect" "passive" "tcp_md5_sig_key" "k"}              UnknownKeyword   ":tcp-md5-sig-key for a passive" "while connecting only")
  #({"remote_host" HOST "remote_port" 9 "tcp_md5_sig_key" 5} BadArgument      ":tcp-md5-sig-key is 5"   "neither text nor octets")
  #({"remote_host" HOST "remote_port" 9 "tcp_md5_sig_key" (* "k" 81)} BadArgument ":tcp-md5-sig-key has 81 octets" "the key is not told")
  #({"type" "raw"}                                           BadArgument      ":stream or :datagram"    "no such type")
  #({"type" 5}                                               BadArgument      ":type"                   "no name at all")
  #({"type" ["stream"]}                                      BadArgument      ":type"                   "not hashable")
  #({"connect" "both"}                                       BadArgument      ":active or :passive"     "no such end")
  #({"address_family" "ipx"}                                 BadArgument      ":internet or :file"      "no such family")
  #({"format" "utf8" "connect" "passive"}                    BadArgument      ":format"                 "formats are checked")
  #({"connect" "passive" "local_port" 65536}                 BadArgument      "from 0 to 65535"         "16 bits")
  #({"connect" "passive" "local_port" -1}                    BadArgument      ":local-port"             "16 bits")
  #({"connect" "passive" "local_port" 1.5}                   BadArgument      ":local-port"             "an integer")
  #({"connect" "passive" "local_port" True}                  BadArgument      ":local-port"             "t is no integer")
  #({"connect" "passive" "backlog" "5"}                      BadArgument      ":backlog"                "an integer")
  #({"connect" "passive" "backlog" -1}                       BadArgument      ":backlog"                "not negative")
  #({"connect" "passive" "ipv6" 4}                           BadArgument      "make-socket: the value of :ipv6" "nil, t, :ipv6")
  #({"connect" "passive" "local_host" HOST "ipv6" "ipv6"}    BadArgument      "the value of :local-host is '127.0.0.1'; it should be an IPv6 address" "not an IPv4 one")
  #({"connect" "passive" "scope_id" "eth0"}                  BadArgument      ":scope-id"               "an integer")
  #({"connect" "passive" "receive_buffer_size" "big"}        BadArgument      ":receive-buffer-size"    "an integer")
  #({"address_family" "file" "remote_filename" 5}            BadArgument      ":remote-filename"        "text")
  #({"address_family" "file" "remote_filename" "a\0b"}       BadArgument      ":remote-filename"        "no name of a file")
  #({"remote_host" 1.5 "remote_port" 9}                      BadArgument      "make-socket: the value of :remote-host" "cannot name a host")
  #({"remote_host" (** 2 32) "remote_port" 9}                BadArgument      ":remote-host is 4294967296; it should be an IPv4 address" "33 bits")
  #({"connect" "passive" "local_host" -1}                    BadArgument      ":local-host"             "no address")
  #({"remote_host" "no.invalid" "remote_port" 9}             UnknownHost      "no.invalid"              "no such host")])


(defn [(pytest.mark.parametrize #("arguments" "condition" "told" "why") WRONG)]
  test-wrong [arguments condition told why]
  (with [caught (pytest.raises condition)]
    (make-socket #** arguments))
  (assert (in told (str caught.value)) why))


(defn test-other-keys-may-be-allowed []
  (with [_ (make-socket :connect "passive" :local-host HOST :foo 1 :allow-other-keys True)])
  (with [_ (pytest.raises UnknownKeyword)]
    (make-socket :connect "passive" :local-host HOST :foo 1 :allow-other-keys None)))


(defn [(pytest.mark.parametrize "kind" (list (.values KINDS)) :ids (fn [k] k.label))]
  test-nil-is-not-given [kind]
  ;; Callers pass on what they were given; nil for a keyword of another kind hurts nobody.
  (setv arguments (dict.fromkeys ALL-KEYWORDS))
  (when kind.needed
    (with [_ (pytest.raises MissingArgument)]
      (make-socket #** arguments))))


;;; What the system refuses

(defn open-descriptors []
  (len (os.listdir "/proc/self/fd")))


(setv REFUSALS [
  ; arguments                                                   errno                  identifier
  #({"connect" "passive" "local_host" "192.0.2.1"}              errno.EADDRNOTAVAIL    "address-not-available")
  #({"type" "datagram" "local_host" "192.0.2.1"}                errno.EADDRNOTAVAIL    "address-not-available")
  #({"remote_host" "127.255.255.255" "remote_port" 9}           errno.ENETUNREACH      "network-unreachable")
  #({"address_family" "file" "remote_filename" "/nowhere/at/all"} errno.ENOENT         "unknown")
  #({"address_family" "file" "remote_filename" (* "x" 200)}     errno.ENAMETOOLONG     "unknown")
  #({"address_family" "file" "connect" "passive" "local_filename" (* "x" 200)} errno.ENAMETOOLONG "unknown")
  #({"address_family" "file" "connect" "passive" "local_filename" "/nowhere/at/all"} errno.ENOENT "unknown")])


(defn [(pytest.mark.parametrize #("arguments" "code" "identifier") REFUSALS)]
  test-refusals [arguments code identifier]
  (setv before (open-descriptors))
  (with [caught (pytest.raises SocketError)]
    (make-socket #** arguments))
  (assert (= #(caught.value.code caught.value.identifier) #(code identifier)))
  (assert (isinstance caught.value OSError))
  (assert (= (open-descriptors) before)))


(defn test-refused [door]
  (.close door)
  (with [caught (pytest.raises SocketError)]
    (make-socket :remote-host HOST :remote-port (local-port door)))
  (assert (= caught.value.identifier "connection-refused"))
  (assert (= (str caught.value)
             (.format "\"Connection refused\" (errno {}) occurred while creating a local socket and connecting to the remote host 127.0.0.1 on port {}."
                      errno.ECONNREFUSED (local-port door)))))


(defn test-in-use [door]
  (with [caught (pytest.raises SocketError)]
    (make-socket :connect "passive" :local-host HOST :local-port (local-port door)))
  (assert (= caught.value.identifier "address-in-use"))
  (assert (in "without :reuse-address" caught.value.action)))


(defn [(pytest.mark.parametrize #("kind" "arguments") [
    #("connect" {"remote_host" HOST "remote_port" 9}) #("bind" {"connect" "passive"})
    #("listen" {"connect" "passive" "local_host" HOST}) #("bind" {"type" "datagram"})
    #("option" {"connect" "passive" "local_host" HOST "reuse_address" True})])]
  test-simulated [kind arguments]
  (setv before (open-descriptors)
        heard [])
  (simulate kind "ENETDOWN")
  (try
    (with [_ (handlers #(SocketError heard.append))
           _ (pytest.raises SocketError)]
      (make-socket #** arguments))
    (finally
      (clear-simulations)))
  (assert (= (lfor c heard c.identifier) ["network-down"]) "handlers hear it once, before it is raised")
  (assert (= (open-descriptors) before)))


;;; Leaving a connect

(defn [pytest.fixture] black-hole []
  "The port of a listener whose queue is full: connecting hangs."
  (with [door (os-socket.socket)]
    (.bind door #(HOST 0))
    (.listen door 0)
    (with [_ (os-socket.create-connection (.getsockname door))]
      (yield (get (.getsockname door) 1)))))


(defn test-a-timeout-gives-the-attempt-up [black-hole]
  (setv before (open-descriptors))
  (defn attempt []
    (make-socket :remote-host HOST :remote-port black-hole))
  (with [_ (pending-connect)]
    (assert (= (call-with-timeout 0.01 attempt (fn [] "late")) "late")))
  (assert (= _pending {}))
  (assert (<= (open-descriptors) (+ before 1)) "a wake-up descriptor may be new"))


(defn test-call-with-pending-connect []
  (defn body [] 1)
  (setv body.mv (fn [] #(1 2)))
  (assert (= (call-with-pending-connect body) 1))
  (assert (= (call-with-pending-connect.mv body) #(1 2))))


(defn test-pending-connect-closes-what-is-left-pending [black-hole]
  ;; An interrupt that runs inside the pending connect opens and ends a scope of its own, inside
  ;; which nothing began: it must leave the attempt alone.
  (setv seen [])
  (defn attempt []
    (with [_ (pending-connect)]
      (call-with-timeout 5 (fn [] (make-socket :remote-host HOST :remote-port black-hole)) (fn [] "late"))))
  (setv process (process-run-function "connecting" attempt))
  (assert (process-wait-with-timeout "begun" 5 (fn [] (any (.values _pending)))))
  (defn look []
    (with [_ (pending-connect)])
    (.append seen (lfor descriptors (.values _pending) d descriptors d.closed))
    (for [d (get (list (.values _pending)) 0)]
      (.close d)))
  (process-interrupt process look)
  (assert (.join process 5))
  (assert (= seen [[False]]))
  (assert (= _pending {})))


;;; Second attempts

(defn free-port []
  "Return a port on which nobody listens."
  (with [socket (os-socket.socket)]
    (.bind socket #(HOST 0))
    (get (.getsockname socket) 1)))


(defn choose [names arguments]
  "Return a handler that takes the restarts NAMES in turn, with ARGUMENTS, and notes what it was offered."
  (setv chosen (iter (zip names arguments)))
  (defn handler [condition]
    (setv [name argument] (next chosen)
          found (find-restart name condition))
    (.append handler.offered (lfor r (compute-restarts condition) :if (is-not r.test None) r.name))
    (invoke-restart found #* argument))
  (setv handler.offered [])
  handler)


;; What make-socket is given beside the host; what is offered, after the second attempt has failed.
(setv OFFERS [
  #({"remote_host" HOST} ["try-again" "use-port" "use-host" "return-nil"])
  #({"remote_host" "no-such-host.invalid"} ["try-again" "use-port" "use-host" "return-nil"])
  #({"remote_host" HOST "local_host" "192.0.2.1"} ["try-again" "use-port" "use-host" "use-local-host" "return-nil"])
  #({"remote_host" HOST "local_port" 70000} ["try-again" "use-port" "use-host" "use-local-port" "return-nil"])])


(defn [(pytest.mark.parametrize #("given" "offered") OFFERS)]
  test-what-is-offered-when-a-connect-fails [given offered]
  (setv before (open-descriptors)
        handler (choose ["try-again" "return-nil"] [#() #()]))
  (with [_ (handlers #(Error handler))]
    (assert (is (make-socket :remote-port (free-port) #** given) None)))
  (assert (= handler.offered [offered offered]))
  (assert (= (open-descriptors) before)))


(defn test-another-port-and-another-host []
  (with [passive (make-socket :connect "passive" :local-host HOST)]
    (setv handler (choose ["use-host" "use-port"] [#(HOST) #((local-port passive))]))
    (with [_ (handlers #(Error handler))
           stream (make-socket :remote-host "no-such-host.invalid" :remote-port (free-port))]
      (assert (= (remote-port stream) (local-port passive))))))


(defn test-another-port-to-listen-on []
  (with [first (make-socket :connect "passive" :local-host HOST)]
    (setv taken (local-port first)
          handler (choose ["try-again" "use-port"] [#() #(0)]))
    (with [_ (handlers #(SocketError handler))
           second (make-socket :connect "passive" :local-host HOST :local-port taken)]
      (assert (!= (local-port second) taken)))
    (assert (= handler.offered (* 2 [["try-again" "use-port" "use-host" "return-nil"]])))))


(defn test-another-local-end []
  (with [first (make-socket :connect "passive" :local-host HOST)]
    (setv taken (local-port first)
          handler (choose ["use-local-host" "use-local-port"] [#(HOST) #(0)]))
    (with [_ (handlers #(SocketError handler))
           stream (make-socket :remote-host HOST :remote-port taken :local-host "192.0.2.1" :local-port taken)]
      (assert (= #((local-host stream) (remote-port stream)) #(2130706433 taken)))
      (assert (!= (local-port stream) taken)))))


(defn test-another-file [tmp-path]
  (setv name (str (/ tmp-path "there"))
        handler (choose ["use-filename"] [#(name)]))
  (with [_ (make-socket :address-family "file" :connect "passive" :local-filename name)
         _ (handlers #(SocketError handler))
         stream (make-socket :address-family "file" :remote-filename (str (/ tmp-path "missing")))]
    (assert (= (remote-filename stream) name))
    (assert (= handler.offered [["try-again" "use-filename" "return-nil"]]))))


(defn test-nothing-is-offered-where-the-call-itself-is-wrong []
  (setv seen [])
  (with [_ (handlers #(Error (fn [c] (.append seen (lfor r (compute-restarts c) r.name)))))
         _ (pytest.raises UnknownKeyword)]
    (make-socket :remote-host HOST :remote-port 1 :local-filename "x"))
  (assert (= seen [[]])))
