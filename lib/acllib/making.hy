#[[`make-socket`: checks what it was given, and makes the kind of socket that was asked for.

Each kind has a row: the keywords it takes, the ones it needs, and its maker. A keyword that
another kind takes is refused by name, with the reason. The makers share one path: system's
socket, options, bind, then connect or listen; whatever goes wrong on it, also a non-local exit
out of a connect that hangs, gives the descriptor back.]]

(import
  errno
  os
  socket :as os-socket
  acllib.addresses [IPv6Address ipaddr-to-dotted]
  acllib.attempts [attempt]
  acllib.arguments [bad-argument check-integer choice keyword-of text-of MissingArgument UnknownKeyword]
  acllib.conditions [SocketError raise-simulated simulations socket-failure]
  acllib.datagrams [SocketDatagramFileActive SocketDatagramInternetActive destination socket-file-name]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.signalling [error]
  acllib.kernel.values [call-for-values]
  acllib.names [ipv6-default ipv6-mode port-number]
  acllib.network [AF-INET AF-INET6 current-network note-chosen-port]
  acllib.options [OPTIONS md5-key set-md5-key set-option]
  acllib.sockets [SocketStreamFileActive SocketStreamFilePassive SocketStreamInternetActive
                  SocketStreamInternetPassive switched]
  acllib.transports [SocketTransport]
  acllib.waiting [Descriptor connect])


(setv BACKLOG 5
      NON-BLOCKING (getattr os-socket "SOCK_NONBLOCK" 0)) ; where the system can: saves a call of it


;;; The kinds of sockets

(setv COMMON #("type" "format" "connect" "address_family" "eol" "ipv6" "scope_id")
      TCP-OPTIONS #("reuse_address" "broadcast" "keepalive" "nodelay" "oob_inline"
                    "receive_buffer_size" "send_buffer_size" "tcp_keepalive_idle_time"
                    "tcp_keepalive_probe_interval" "tcp_keepalive_max_probes")
      BUFFERS #("receive_buffer_size" "send_buffer_size"))


(defclass Kind []
  #[[A kind of socket.

  label    -- str, as in "an active internet stream socket"
  keywords -- tuple of the keywords it takes besides COMMON
  needed   -- tuple of those that must be given
  maker    -- function of the checked arguments, a dict]]
  (setv __slots__ #("label" "keywords" "needed" "maker"))

  (defn __init__ [self label keywords needed maker]
    (setv self.label label
          self.keywords (frozenset #(#* COMMON #* keywords))
          self.needed needed
          self.maker maker)))


(defn make-socket [#** arguments]
  #[[Make a socket.

  Arguments, all by keyword; nil means the same as leaving one out, except for ipv6:
    type -- :stream (the default) or :datagram.
    connect -- :active (the default) or :passive; datagram sockets are always active.
    address-family -- :internet (the default) or :file.
    format -- :text, :binary or :bivalent. Streams take characters and octets whatever it
      says; for datagram sockets it picks the buffer `receive-from` makes.
    eol -- ignored.
    ipv6 -- nil: an IPv4 socket, unless a host is given as an IPv6 address; t: an IPv6 socket
      that also reaches IPv4 hosts; :ipv6: IPv6 only. Default: the variable `*ipv6*`.
    scope-id -- int, the interface of an IPv6 connection; stored in REMOTE-HOST where that is
      a structure.
    tcp-md5-sig-key, tcp-md5-sig-key-ef -- key for RFC 2385 signatures, and how a str of it
      becomes octets. Active TCP sockets on Linux only; for passive ones see `set-tcp-md5-sig`.

    Internet: local-port remote-port -- 0 to 65535, or the name of a service. No local port,
      or 0: the system chooses.
    local-host remote-host -- a name, an address, or text that writes one. A passive socket
      without local-host listens on all interfaces.
    backlog -- int, connections that wait to be accepted; passive sockets only, 5.
    reuse-address broadcast keepalive nodelay oob-inline receive-buffer-size send-buffer-size
      tcp-keepalive-idle-time tcp-keepalive-probe-interval tcp-keepalive-max-probes -- options,
      see `set-socket-options`.
    File: local-filename remote-filename -- str. The file stays when the socket is closed.

  Returns: a socket; an active stream socket is a stream, connected.
  Signals: UnknownKeyword, MissingArgument, BadArgument, UnknownHost, UnknownService;
    SocketError where the system refuses. No socket is left open then. Restarts of the last four:
    try-again, use-port, use-host, use-filename, use-local-port, use-local-host, use-local-filename, return-nil.
  Blocks: while connecting and looking up names; interrupts run meanwhile.
  Source: Allegro CL 10.1, Socket Library, 5 and 7.]]
  (setv given (if (in None (.values arguments))
                  (dfor [name value] (.items arguments) :if (or (is-not value None) (= name "ipv6")) name value)
                  arguments)
        kind (kind-of given))
  (_check-keywords arguments given kind)
  (attempt kind.maker given))


(defn kind-of [given]
  "Return the Kind that the dict GIVEN asks for. Signals: BadArgument."
  (when (in "format" given)
    (choice (get given "format") "make-socket" "format" #("text" "binary" "bivalent" "multivalent")))
  (try
    (return (get KINDS #((.get given "address_family" "internet")
                         (.get given "type" "stream")
                         (.get given "connect" "active"))))
    ;; Not spelled as the table has it, or wrong.
    (except [[KeyError TypeError]]))
  (setv type (.get given "type" "stream"))
  (when (= (keyword-of type) "hiper") ; undocumented, and met in servers: a stream
    (setv type "stream"))
  (setv type (choice type "make-socket" "type" #("stream" "datagram"))
        family (choice (.get given "address_family" "internet") "make-socket" "address_family" #("internet" "file"))
        connect (choice (.get given "connect" "active") "make-socket" "connect" #("active" "passive")))
  ;; There is nothing to choose; what says so is let pass.
  (when (and (= type "datagram") (= connect "passive"))
    (bad-argument "make-socket" "connect" (get given "connect") ":active, or left out, for a datagram socket"))
  (get KINDS #(family type connect)))


(defn _check-keywords [arguments given kind]
  "Signal where a keyword is unknown, of another kind of socket, or missing."
  (when (not (<= (.keys arguments) kind.keywords))
    (setv lenient (.get arguments "allow_other_keys"))
    (for [name arguments]
      (cond
        (or (in name kind.keywords) (= name "allow_other_keys") (switched lenient)) None
        (not-in name ALL-KEYWORDS)
          (error (UnknownKeyword :operator "make-socket" :keyword name
                                 :known (sorted kind.keywords)))
        (in name given)
          (error (UnknownKeyword :operator "make-socket" :keyword name
                                 :reason f"for {kind.label}")))))
  (for [name kind.needed]
    (when (not-in name given)
      (error (MissingArgument :operator "make-socket" :keyword name
                              :reason f"to make {kind.label}")))))


;;; Connections that are under way

;; State → list of descriptors, the one begun last at the end; for processes in a `pending-connect`.
(setv _pending {})


(defclass pending-connect []
  #[[For the body of a `with` statement: connects that are left unfinished in it are given up.

  A connection attempt may take minutes; `with-timeout` around a `make-socket` leaves it by a
  non-local exit, and this makes sure that nothing of it stays. Only the attempts of the
  running process that began inside the body are meant.
  Source: Allegro CL 10.1, Socket Library, 7, with-pending-connect.]]
  (setv __slots__ #("state" "outermost" "before"))

  (defn __enter__ [self]
    (setv self.state (current-state)
          self.outermost (not-in self.state _pending)
          self.before (len (.setdefault _pending self.state [])))
    self)

  (defn __exit__ [self #* exception]
    (setv begun (get _pending self.state))
    (when self.outermost
      (del (get _pending self.state)))
    (for [descriptor (cut begun self.before None)]
      (.close descriptor))
    False))


(defn call-with-pending-connect [body]
  #[[Call BODY, a function without arguments: the function behind `with-pending-connect`.

  Returns: what BODY returns. The entry `mv` returns the tuple of all values.]]
  (with [_ (pending-connect)]
    (body)))


(defn _call-with-pending-connect-mv [body]
  (with [_ (pending-connect)]
    (call-for-values body)))


(setv call-with-pending-connect.mv _call-with-pending-connect-mv)


(defn connect-socket [descriptor socket-address whostate action]
  "Connect the socket of DESCRIPTOR, closing it if that fails or is left."
  (setv begun (if _pending (.get _pending (current-state)) None)
        done False)
  (when (is-not begun None)
    (.append begun descriptor))
  (try
    (connect descriptor socket-address None whostate action)
    (setv done True)
    (finally
      (when (is-not begun None)
        (.remove begun descriptor))
      (when (not done)
        (.close descriptor)))))


;;; Internet sockets

(defclass Ends []
  #[[Where an internet socket is to be, as asked for.

  network; ipv6, whether it is an IPv6 socket; family
  local  -- address or None; local-port -- int
  remote -- address or None; remote-port -- int or None]]

  (defn __init__ [self given protocol]
    (setv mode (ipv6-mode (.get given "ipv6" (.peek ipv6-default)) "make-socket")
          scope (.get given "scope_id")
          local (.get given "local_host")
          remote (.get given "remote_host")
          self.mode mode
          scope (if (is scope None) None (check-integer scope "make-socket" "scope_id" 0 0xFFFFFFFF))
          self.network (current-network)
          self.local-port (_port given "local_port" protocol 0)
          self.remote-port (_port given "remote_port" protocol None)
          self.local (if (is local None) None (destination local mode None "make-socket" "local_host"))
          self.remote (if (is remote None) None (destination remote mode scope "make-socket"))
          self.ipv6 (or (is-not mode None) (isinstance self.local IPv6Address)
                        (isinstance self.remote IPv6Address))
          self.family (if self.ipv6 AF-INET6 AF-INET)))

  (defn any-or-local [self]
    "Return the address of the local end for a socket that is not connected."
    (cond
      (is-not self.local None) self.local
      self.ipv6 (IPv6Address 0)
      True 0)))


(defn _port [given keyword protocol default]
  (if (in keyword given)
      (port-number (get given keyword) protocol "make-socket" keyword)
      default))


(defn _new [family type given]
  "Return a new socket of the system with the options that were asked for. Signals: SocketError."
  (try
    (setv sock (os-socket.socket family (| type NON-BLOCKING)))
    (except [e OSError]
      (socket-failure e "creating a socket")))
  (try
    (for [name given]
      (when (in name OPTIONS)
        (set-option sock name (get given name) :operator "make-socket")))
    (return sock)
    (except [BaseException]
      (.close sock)
      (raise))))


(defn _bind [sock kind ends given]
  "Bind SOCK as asked for, or as a virtual network wants it."
  (setv network ends.network
        port ends.local-port)
  ;; A connection may still go to an IPv4 host, whose address is mapped; nothing that is IPv6 only can be bound to one.
  (when (and (= ends.mode "ipv6") (!= kind "active") (is-not ends.local None) (not (isinstance ends.local IPv6Address)))
    (bad-argument "make-socket" "local_host" (get given "local_host") "an IPv6 address, as :ipv6 is :ipv6"))
  (try
    (when (and ends.ipv6 (!= kind "active"))
      (.setsockopt sock os-socket.IPPROTO-IPV6 os-socket.IPV6-V6ONLY (int (= ends.mode "ipv6"))))
    (when simulations
      (raise-simulated "bind"))
    (if network.virtual
        (.bind network sock kind ends.family ends.local port ends.remote)
        (.bind sock (get (.bind-target network kind ends.family ends.local port) 1)))
    (except [SocketError]
      (raise))
    (except [e OSError]
      (socket-failure e (+ (if (= port 0) "binding a socket" f"binding a socket to port {port}")
                           (if (is ends.local None) "" f" of {(ipaddr-to-dotted ends.local)}")
                           ;; The usual reason is a connection that ended a minute ago.
                           (if (and (= e.errno errno.EADDRINUSE) (= kind "passive")
                                    (not-in "reuse_address" given) (not network.rebinds))
                               " without :reuse-address"
                               ""))))))


(defn _own-end [sock kind ends]
  "Return #(host port) of a bound socket's end: the port as its network shows it."
  (setv [host port] (.map-back ends.network kind (.getsockname sock)))
  (when (= ends.local-port 0)
    (note-chosen-port port))
  #(host port))


(defn make-active [given]
  (setv ends (Ends given "tcp")
        network ends.network
        sock (_new ends.family os-socket.SOCK-STREAM given)
        done False)
  (try
    (when (in "tcp_md5_sig_key" given)
      (set-md5-key sock ends.remote (md5-key (get given "tcp_md5_sig_key") (.get given "tcp_md5_sig_key_ef") "make-socket")))
    (when (or network.virtual ends.local-port (is-not ends.local None))
      (_bind sock "active" ends given))
    (setv transport (SocketTransport sock)
          host (get given "remote_host")
          port ends.remote-port)
    ;; Both texts are made when somebody wants to read them.
    (defn action []
      f"creating a local socket and connecting to the remote host {(named-host host)} on port {port}")
    (defn whostate []
      f"connecting to {(named-host host)}/{port}")
    (setv place (_remote-place sock ends action))
    (connect-socket transport.descriptor place whostate action)
    (setv stream (SocketStreamInternetActive
                   transport network (_own-end sock "active" ends)
                   (if network.virtual (.map-back network "active" place) #(ends.remote ends.remote-port))
                   ends.ipv6)
          done True)
    (finally
      (when (not done)
        (.close sock))))
  (when network.virtual
    (.opened network stream))
  stream)


(defn checked-place [ends target]
  "Return the address in TARGET as the system takes it. Raises OSError where it is of another family."
  (when (!= (get target 0) ends.family)
    (raise (OSError errno.EAFNOSUPPORT (os.strerror errno.EAFNOSUPPORT))))
  (get target 1))


(defn _remote-place [sock ends action]
  "Return the address to connect to as the system takes it."
  (try
    (return (checked-place ends (.connect-target ends.network "active" ends.family ends.remote
                                                 ends.remote-port sock)))
    (except [SocketError]
      (raise))
    (except [e OSError]
      (socket-failure e (action)))))


(defn named-host [host]
  "Return how the host a caller named is told in reports: its name, or its address in dots."
  (setv text (text-of host))
  (if (is text None) (ipaddr-to-dotted host) text))


(defn make-passive [given]
  (setv ends (Ends given "tcp")
        network ends.network
        backlog (check-integer (.get given "backlog" BACKLOG) "make-socket" "backlog" 0 0x7FFFFFFF)
        sock (_new ends.family os-socket.SOCK-STREAM given)
        done False)
  (try
    (_bind sock "passive" ends given)
    (_listen sock backlog (if (= ends.local-port 0) "listening" f"listening on port {ends.local-port}"))
    (setv [_ port] (_own-end sock "passive" ends)
          socket (SocketStreamInternetPassive sock (Descriptor sock) network #((.any-or-local ends) port) ends.ipv6)
          done True)
    (finally
      (when (not done)
        (.close sock))))
  (when network.virtual
    (.opened network socket))
  socket)


(defn _listen [sock backlog action]
  (try
    (when simulations
      (raise-simulated "listen"))
    (.listen sock backlog)
    (except [e OSError]
      (socket-failure e action))))


(defn make-datagram [given]
  (setv ends (Ends given "udp")
        network ends.network
        sock (_new ends.family os-socket.SOCK-DGRAM given)
        done False)
  (try
    (_bind sock "datagram" ends given)
    (setv [_ port] (_own-end sock "datagram" ends)
          socket (SocketDatagramInternetActive
                   sock (Descriptor sock) network (_datagram-format given)
                   #((.any-or-local ends) port) #(ends.remote ends.remote-port) ends.ipv6)
          done True)
    (finally
      (when (not done)
        (.close sock))))
  (when network.virtual
    (.opened network socket))
  socket)


(defn _datagram-format [given]
  "Return the format a datagram socket prints with, text unless another was asked for."
  (setv format (keyword-of (.get given "format" "text")))
  (if (= format "multivalent") "text" format))


;;; Sockets with a name in the file system

(defn _file-name [given keyword]
  (setv name (.get given keyword))
  (if (is name None) None (socket-file-name name "make-socket" keyword)))


(defn _new-file-socket [type given]
  (when (not (hasattr os-socket "AF_UNIX"))
    (bad-argument "make-socket" "address_family" "file" ":internet on this operating system"))
  (_new os-socket.AF-UNIX type given))


(defn _bind-file [sock name]
  (try
    (when simulations
      (raise-simulated "bind"))
    (.bind sock name)
    (except [e OSError]
      (socket-failure e f"binding a socket to the file {name}"))))


(defn _report [socket]
  "Tell a virtual network of SOCKET, and return it."
  (when socket.network.virtual
    (.opened socket.network socket))
  socket)


(defn make-file-active [given]
  (setv name (_file-name given "remote_filename")
        sock (_new-file-socket os-socket.SOCK-STREAM given)
        done False)
  (try
    (setv transport (SocketTransport sock))
    (connect-socket transport.descriptor name f"connecting to {name}"
                    f"creating a local socket and connecting to the file {name}")
    (setv stream (SocketStreamFileActive transport (current-network) None name)
          done True)
    (finally
      (when (not done)
        (.close sock))))
  (_report stream))


(defn make-file-passive [given]
  (setv name (_file-name given "local_filename")
        backlog (check-integer (.get given "backlog" BACKLOG) "make-socket" "backlog" 0 0x7FFFFFFF)
        sock (_new-file-socket os-socket.SOCK-STREAM given)
        done False)
  (try
    (_bind-file sock name)
    (_listen sock backlog f"listening on the file {name}")
    (setv socket (SocketStreamFilePassive sock (Descriptor sock) (current-network) name)
          done True)
    (finally
      (when (not done)
        (.close sock))))
  (_report socket))


(defn make-file-datagram [given]
  (setv name (_file-name given "local_filename")
        remote (_file-name given "remote_filename")
        sock (_new-file-socket os-socket.SOCK-DGRAM given)
        done False)
  (try
    (when (is-not name None)
      (_bind-file sock name))
    (setv socket (SocketDatagramFileActive sock (Descriptor sock) (current-network)
                                           (_datagram-format given) name remote)
          done True)
    (finally
      (when (not done)
        (.close sock))))
  (_report socket))


(setv KINDS {
  #("internet" "stream" "active")
    (Kind "an active internet stream socket"
          #("local_port" "local_host" "remote_host" "remote_port" "tcp_md5_sig_key" "tcp_md5_sig_key_ef" #* TCP-OPTIONS)
          #("remote_host" "remote_port") make-active)
  #("internet" "stream" "passive")
    (Kind "a passive internet stream socket"
          #("local_port" "local_host" "backlog" #* TCP-OPTIONS)
          #() make-passive)
  #("internet" "datagram" "active")
    (Kind "an internet datagram socket"
          #("local_port" "local_host" "remote_host" "remote_port" "reuse_address" "broadcast" #* BUFFERS)
          #() make-datagram)
  #("file" "stream" "active")
    (Kind "an active file stream socket" #("remote_filename" #* BUFFERS) #("remote_filename") make-file-active)
  #("file" "stream" "passive")
    (Kind "a passive file stream socket" #("local_filename" "backlog" #* BUFFERS) #("local_filename") make-file-passive)
  #("file" "datagram" "active")
    (Kind "a file datagram socket" #("local_filename" "remote_filename" #* BUFFERS) #() make-file-datagram)})

(setv ALL-KEYWORDS (frozenset (gfor kind (.values KINDS) keyword kind.keywords keyword)))
