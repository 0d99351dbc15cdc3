#[[Every identifier of a socket error, by a real cause where a user can have one: one table.

What the system does by itself reaches the caller through the operators; what takes a bare system call
(a connect that is repeated, too much ancillary data) enters through the one door for failures, as
theirs do. Three errors have no cause on Linux, and are simulated at that door.]]

(import
  errno
  os
  re
  socket :as os-socket
  struct
  subprocess
  sys
  pathlib [Path]
  pytest
  acllib.conditions [IDENTIFIERS SocketError clear-simulations simulate socket-failure]
  acllib.datagrams [send-to]
  acllib.kernel.signalling [handlers]
  acllib.making [connect-socket make-socket]
  acllib.sockets [accept-connection local-port socket-control]
  acllib.waiting [Descriptor])


(setv HOST "127.0.0.1"
      FOREIGN "192.0.2.1"                ; for documentation (RFC 5737): bound to, never sent to
      TCP os-socket.IPPROTO-TCP)


;;; Causes

(defn pair []
  "Return #(passive here there), a passive socket and a connection to it."
  (setv passive (make-socket :connect "passive" :local-host HOST)
        here (make-socket :remote-host HOST :remote-port (local-port passive)))
  #(passive here (accept-connection passive)))


(defn through-the-door [action function #* arguments]
  "Make a bare system call; hand its failure to the door."
  (try
    (function #* arguments)
    (except [e OSError]
      (socket-failure e action))))


(defn simulated [kind code function]
  "Call FUNCTION with a failure of the system to come."
  (simulate kind code)
  (try
    (function)
    (finally
      (clear-simulations))))


(defn bound-twice []
  (with [first (make-socket :connect "passive" :local-host HOST)]
    (make-socket :connect "passive" :local-host HOST :local-port (local-port first))))


(defn a-foreign-address []
  (make-socket :connect "passive" :local-host FOREIGN))


(defn a-closed-port []
  (with [passive (make-socket :connect "passive" :local-host HOST)]
    (setv port (local-port passive)))
  (make-socket :remote-host HOST :remote-port port))


(defn a-broadcast-address []
  (make-socket :remote-host "127.255.255.255" :remote-port 9))


(defn a-connect-that-is-repeated []
  (with [closed (os-socket.socket)
         sock (os-socket.socket)]
    (.bind closed #(HOST 0))
    (.setblocking sock False)
    (.connect-ex sock (.getsockname closed))
    (.getsockopt sock os-socket.SOL-SOCKET os-socket.SO-ERROR)
    (through-the-door "connecting once more" sock.connect (.getsockname closed))))


(defn a-peer-that-resets []
  (setv [passive here there] (pair))
  (with [passive passive  here here]
    (.setsockopt (os-socket.socket :fileno (os.dup (.fileno there))) os-socket.SOL-SOCKET
                 os-socket.SO-LINGER (struct.pack "ii" 1 0))
    (.close there)
    (.read-char here)))


(defn too-much-ancillary-data []
  (with [sock (os-socket.socket os-socket.AF-INET os-socket.SOCK-DGRAM)]
    (through-the-door "sending ancillary data" sock.sendmsg [b"x"]
                      [#(os-socket.SOL-SOCKET 0xFFFF (bytes 1000000))] 0 #(HOST 9))))


(defn a-black-hole []
  "A connect that nobody answers; the system is told to give up early."
  (with [full (os-socket.socket)]
    (.bind full #(HOST 0))
    (.listen full 0)
    (with [_ (os-socket.create-connection (.getsockname full))]
      (setv sock (os-socket.socket))
      (.setblocking sock False)
      (.setsockopt sock TCP os-socket.TCP-USER-TIMEOUT 50)
      (connect-socket (Descriptor sock) (.getsockname full) "connecting" "connecting to nobody"))))


(defn an-unknown-option []
  (with [sock (os-socket.socket)]
    (through-the-door "setting an option" sock.setsockopt TCP 9999 1)))


(defn a-datagram-above-the-limit []
  (with [socket (make-socket :type "datagram")]
    (send-to socket (bytes 65508) 65508 :remote-host HOST :remote-port 9)))


(defn a-peer-that-is-gone []
  (setv [passive here there] (pair))
  (with [passive passive  here here]
    (.write here "a question nobody reads")
    (.close there)
    ;; The first of them brings the reset, or follows it.
    (for [_ (range 100)]
      (.write-string here "more")
      (.force-output here))))


(defn a-silent-peer []
  (setv [passive here there] (pair))
  (with [passive passive  here here  there there]
    (socket-control here :read-timeout 0.01)
    (.read-char here)))


(defn a-peer-that-does-not-read []
  (setv [passive here there] (pair))
  (with [passive passive  here here  there there]
    (socket-control here :write-timeout 0.01)
    (while True
      (.write-vector here (bytes 1000000)))))


(defn simulated-on-a-connect [code]
  (simulated "connect" code (fn [] (make-socket :remote-host HOST :remote-port 9))))


(defn simulated-on-a-read [code]
  (setv [passive here there] (pair))
  (with [passive passive  here here  there there]
    (simulated "read" code (fn [] (.read-char here)))))


(defn simulated-on-a-write [code]
  (setv [passive here there] (pair))
  (with [passive passive  here here  there there]
    (simulated "write" code (fn [] (.write-string here "x") (.force-output here)))))


;;; The table

(setv CONNECTING r"creating a local socket and connecting to the remote host 127\.0\.0\.1 on port \d+"
      ERRORS [
  ; identifier               code                 action                                  cause
  #("address-in-use"         errno.EADDRINUSE     r"binding a socket to port \d+ of 127\.0\.0\.1 without :reuse-address" bound-twice)
  #("address-not-available"  errno.EADDRNOTAVAIL  r"binding a socket of 192\.0\.2\.1"     a-foreign-address)
  #("connection-refused"     errno.ECONNREFUSED   CONNECTING                              a-closed-port)
  #("network-unreachable"    errno.ENETUNREACH    r"creating a local socket and connecting to the remote host 127\.255\.255\.255 on port 9" a-broadcast-address)
  #("connection-aborted"     errno.ECONNABORTED   "connecting once more"                  a-connect-that-is-repeated)
  #("connection-reset"       errno.ECONNRESET     "reading from socket"                   a-peer-that-resets)
  #("no-buffer-space"        errno.ENOBUFS        "sending ancillary data"                too-much-ancillary-data)
  #("connection-timed-out"   errno.ETIMEDOUT      "connecting to nobody"                  a-black-hole)
  #("protocol-not-available" errno.ENOPROTOOPT    "setting an option"                     an-unknown-option)
  #("unknown"                errno.EMSGSIZE       "sending a datagram"                    a-datagram-above-the-limit)
  #("unknown"                errno.EPIPE          "writing to socket"                     a-peer-that-is-gone)
  #("read-timeout"           None                 "reading from socket"                   a-silent-peer)
  #("write-timeout"          None                 "writing to socket"                     a-peer-that-does-not-read)
  ;; What no user can have on Linux.
  #("network-down"           errno.ENETDOWN       CONNECTING                              (fn [] (simulated-on-a-connect "ENETDOWN")))
  #("network-reset"          errno.ENETRESET      "reading from socket"                   (fn [] (simulated-on-a-read "ENETRESET")))
  #("shutdown"               errno.ESHUTDOWN      "writing to socket"                     (fn [] (simulated-on-a-write "ESHUTDOWN")))
  ;; What is real in a network namespace only, below.
  #("host-down"              errno.EHOSTDOWN      CONNECTING                              (fn [] (simulated-on-a-connect "EHOSTDOWN")))
  #("host-unreachable"       errno.EHOSTUNREACH   CONNECTING                              (fn [] (simulated-on-a-connect "EHOSTUNREACH")))])


(defn [(pytest.mark.parametrize #("identifier" "code" "action" "cause") ERRORS
                                :ids (lfor [identifier code #* _] ERRORS f"{identifier}-{code}"))]
  test-errors [identifier code action cause]
  (setv heard [])
  (with [_ (handlers #(SocketError heard.append))
         caught (pytest.raises SocketError)]
    (cause))
  (setv condition caught.value)
  (assert (= condition.identifier identifier))
  (assert (= condition.code code))
  (assert (re.fullmatch action condition.action))
  (assert (isinstance condition OSError))
  (assert (is (get heard 0) condition) "handlers hear it before anything is unwound")
  (assert (in f"occurred while {condition.action}." (str condition)))
  (when (is-not code None)
    (assert (= (str condition) f"\"{(os.strerror code)}\" (errno {code}) occurred while {condition.action}."))))


(defn test-every-identifier-is-in-the-table []
  (setv documented (sfor row IDENTIFIERS (get row 0))
        tested (sfor row ERRORS (get row 0)))
  (assert (= tested (| documented #{"unknown" "read-timeout" "write-timeout"}))))


;; Code of the ICMP message, RFC 1122 → what the pending connect reports.
(setv UNREACHABLE [#(1 "host-unreachable" errno.EHOSTUNREACH)
                   #(7 "host-down" errno.EHOSTDOWN)
                   #(13 "host-unreachable" errno.EHOSTUNREACH)])


(defn [(pytest.mark.peer "namespaces")
       (pytest.mark.parametrize #("icmp" "identifier" "code") UNREACHABLE)]
  test-hosts-that-can-not-be-reached [icmp identifier code]
  (setv script (/ (. (Path __file__) parent parent) "support" "icmp.py")
        ran (subprocess.run ["unshare" "-rn" sys.executable (str script) (str icmp)]
                            :capture-output True :text True :timeout 20 :stdin subprocess.DEVNULL))
  (assert (= ran.stderr ""))
  (assert (re.fullmatch (+ f"{identifier} {code} " (.replace CONNECTING r"0\.1 " r"0\.2 ")) (.strip ran.stdout))))
