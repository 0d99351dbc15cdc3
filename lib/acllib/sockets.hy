#[[Socket classes, their accessors, and the operators of stream sockets.

A socket knows its network, its two ends as they were when it was made, and the descriptor
that owns the system's number. Active stream sockets are bivalent streams as well; passive and
datagram sockets are no streams. How sockets are made is `making`'s; sending and receiving
packets is `datagrams`'s.

Accessors are generic functions with methods for the classes they fit, so that asking a passive
socket for its remote host finds no applicable method.]]

(import
  errno
  socket :as os-socket
  acllib [__version__]
  acllib.addresses [address-of ipaddrp]
  acllib.arguments [choice bad-argument check-seconds text-of MissingArgument UnknownKeyword]
  acllib.conditions [socket-failure stream-closed]
  acllib.formats [default-external-format]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.dynamic [define-variable]
  acllib.kernel.generic [defgeneric]
  acllib.kernel.signalling [error]
  acllib.options [OPTIONS set-option set-md5-key md5-key]
  acllib.printing [socket-text waiting-text]
  acllib.streams [BivalentStream]
  acllib.transports [SocketTransport]
  acllib.waiting [accept])


(setv socket-version
      (define-variable "socket_version" f"acllib {__version__}" "The version of the socket library."))


;;; Classes

(defclass Socket []
  #[[The root of all sockets. Programs make them with `make-socket`.

  network    -- the network the socket was made on
  descriptor -- owner of the system's number
  system     -- Python's socket object
  format     -- "text", "binary" or "bivalent", as it was asked for]]
  (setv socket-type "stream"
        socket-connect "active"
        socket-address-family "internet"
        socket-format "multivalent"
        format "multivalent")

  (defn [property] open-p [self]
    "Whether the socket is open."
    (not self.descriptor.closed))

  (defn [property] closed [self]
    "Whether the socket is closed; what Python's files call it."
    self.descriptor.closed)

  (defn __repr__ [self]
    (socket-text self))

  (defn __str__ [self]
    (socket-text self))

  (defn whostate [self]
    "Return what a listing shows of a process that waits for a connection or a packet here."
    (waiting-text self))

  (defn fileno [self]
    "Return the system's descriptor number. Signals StreamClosedError when the socket is closed."
    (when (not self.open-p)
      (stream-closed self "reading the descriptor"))
    (.fileno self.system))

  (defn close [self [abort False]]
    #[[Close the socket and return True, also when it was closed before.

    Whoever waits on it is woken and finds it closed.]]
    (when self.open-p
      (.close self.descriptor)
      (when self.network.virtual
        (.closed self.network self)))
    True)

  (defn __enter__ [self]
    self)

  (defn __exit__ [self [kind None] #* exception]
    "Close the socket, as `with-open-stream` does: an exception that leaves the body drops what is buffered."
    (.close self :abort (is-not kind None))
    False))


(defclass InternetSocket [Socket]
  #[[A socket with host and port.

  local-host, remote-host -- int or IPv6Address; local-host is 0 or :: where any interface will
    do; remote-host is None where there is no other end
  local-port, remote-port -- int
  ipv6 -- whether it is an IPv6 socket]]
  (setv local-host None
        local-port None
        ipv6 False))


(defclass FileSocket [Socket]
  "A socket with a name in the file system. Slots: local-filename, remote-filename (str or None)."
  (setv socket-address-family "file"
        local-filename None))


(defclass PassiveSocket [Socket]
  "A socket that accepts connections. No stream: no reading, no writing."
  (setv socket-connect "passive"))


(defclass ActiveSocket [Socket]
  #[[A stream socket that is connected.

  closed-directions -- set of the directions that `shutdown` closed: "input", "output"]]

  (defn close [self [abort False]]
    #[[Send what is buffered, close the socket, and return True.

    Arguments: abort -- true: drop buffered output instead.]]
    (when self.open-p
      (try
        ;; With output shut down there is nobody to send to.
        (BivalentStream.close self :abort (or abort (in "output" self.closed-directions)))
        (finally
          (when self.network.virtual
            (.closed self.network self)))))
    True))


(defclass DatagramSocket [Socket]
  "A socket for packets."
  (setv socket-type "datagram"
        format "text"))


(defclass SocketStreamInternetActive [ActiveSocket InternetSocket BivalentStream]
  "A TCP connection."
  (setv remote-host None
        remote-port None)

  (defn __init__ [self transport network local remote ipv6]
    #[[Arguments: local, remote -- #(host port), as the network shows them.]]
    (setv self.network network
          [self.local-host self.local-port] local
          [self.remote-host self.remote-port] remote
          self.ipv6 ipv6)
    (_become-stream self transport)))


(defclass SocketStreamFileActive [ActiveSocket FileSocket BivalentStream]
  "A connection through a name in the file system."
  (setv remote-filename None)

  (defn __init__ [self transport network local-filename remote-filename]
    (setv self.network network
          self.local-filename local-filename
          self.remote-filename remote-filename)
    (_become-stream self transport)))


(defn _become-stream [self transport]
  (setv self.closed-directions (set)
        self.system transport.sock
        self.descriptor transport.descriptor)
  (BivalentStream.__init__ self transport :external-format (.get default-external-format))
  (setv transport.stream self))


(defclass SocketStreamInternetPassive [PassiveSocket InternetSocket]
  "A TCP socket that listens."

  (defn __init__ [self system descriptor network local ipv6]
    (setv self.system system
          self.descriptor descriptor
          self.network network
          [self.local-host self.local-port] local
          self.ipv6 ipv6))

  (defn connection [self system socket-address]
    "Return the stream of a connection just accepted."
    (setv local (.map-back self.network "active" (.getsockname system))
          remote (.map-back self.network "active" socket-address)
          stream (SocketStreamInternetActive (SocketTransport system) self.network local remote self.ipv6))
    (when self.network.virtual
      (.opened self.network stream))
    stream))


(defclass SocketStreamFilePassive [PassiveSocket FileSocket]
  "A listening socket with a name in the file system."

  (defn __init__ [self system descriptor network local-filename]
    (setv self.system system
          self.descriptor descriptor
          self.network network
          self.local-filename local-filename))

  (defn connection [self system socket-address]
    (setv stream (SocketStreamFileActive (SocketTransport system) self.network self.local-filename
                                         (file-text socket-address)))
    (when self.network.virtual
      (.opened self.network stream))
    stream))


(defn file-text [socket-address]
  "Return the file's name in a Unix-domain socket address, \"\" for a socket without one."
  (if (isinstance socket-address bytes)
      (.decode socket-address "utf-8" "backslashreplace")
      socket-address))


;;; Accepting

(defn [defgeneric] accept-connection [sock * [wait True]]
  #[[Return a stream for the next connection to a passive socket.

  Arguments:
    sock -- passive socket.
    wait -- true: wait for a connection. nil: return None at once if none is pending.

  Returns: a stream socket, or None.
  Signals: SocketError; StreamClosedError when SOCK is closed, also while waiting.
  Blocks: while WAIT is true and nobody connects; interrupts run meanwhile.
  Source: Allegro CL 10.1, Socket Library, 5.1 and 7.]]
  None)


(defn [(.method accept-connection PassiveSocket)] _accept [sock * [wait True]]
  (setv pair (accept sock.descriptor :wait (switched wait) :whostate sock.whostate :stream sock))
  (when (is pair None)
    (return None))
  (setv [system address] pair)
  (try
    (return (.connection sock system address))
    (except [BaseException]
      (.close system)
      (raise))))


;;; Accessors

(defn [defgeneric] local-host [socket]
  "Return the address of the local end: 0 where any interface will do. Never a name."
  None)

(defn [defgeneric] local-port [socket]
  "Return the port of the local end."
  None)

(defn [defgeneric] remote-host [socket]
  "Return the address of the other end, None for a datagram socket without one. Never a name."
  None)

(defn [defgeneric] remote-port [socket]
  "Return the port of the other end, None for a datagram socket without one."
  None)

(defn [defgeneric] local-filename [socket]
  "Return the name in the file system that the socket is bound to, or None."
  None)

(defn [defgeneric] remote-filename [socket]
  "Return the name in the file system of the other end, or None."
  None)

(defn [defgeneric] socket-address-family [socket]
  "Return \"internet\" or \"file\"."
  None)

(defn [defgeneric] socket-connect [socket]
  "Return \"active\" or \"passive\"."
  None)

(defn [defgeneric] socket-format [socket]
  "Return \"multivalent\", whatever the format asked for."
  None)

(defn [defgeneric] socket-type [socket]
  "Return \"stream\" or \"datagram\"."
  None)

(defn [defgeneric] ipv6 [internet-socket]
  "Return whether the socket is an IPv6 socket."
  None)


(defn add-reader [generic class attribute]
  "Make GENERIC read ATTRIBUTE of sockets of CLASS."
  ;; `attrgetter` would complain of a second argument in a name of its own.
  (defn reader [socket]
    (getattr socket attribute))
  ((.method generic class) reader))


(for [[_generic _classes] [
    #(local-host            [InternetSocket])
    #(local-port            [InternetSocket])
    #(remote-host           [SocketStreamInternetActive])
    #(remote-port           [SocketStreamInternetActive])
    #(local-filename        [FileSocket])
    #(remote-filename       [SocketStreamFileActive])
    #(socket-address-family [Socket])
    #(socket-connect        [Socket])
    #(socket-format         [Socket])
    #(socket-type           [Socket])
    #(ipv6                  [InternetSocket])]
  _class _classes]
  (add-reader _generic _class _generic.__name__))


(defn set-socket-format [socket format]
  #[[Check FORMAT and do nothing: every socket is multivalent.

  Arguments: format -- "text", "binary", "bivalent" or "multivalent".
  Returns: "multivalent". Signals: BadArgument.
  Source: Allegro CL 10.1, set-socket-format.]]
  (choice format "set-socket-format" "format" #("text" "binary" "bivalent" "multivalent"))
  (socket-format socket))


(defn [defgeneric] socket-os-fd [sock]
  "Return the system's descriptor number, int. Signals StreamClosedError when SOCK is closed."
  None)


(defn [(.method socket-os-fd Socket)] _socket-os-fd [sock]
  (.fileno sock))


;;; Operators

(defn [defgeneric] shutdown [sock * [direction None]]
  #[[Close one half of a connection. Output that is still buffered is not sent.

  Arguments:
    direction -- :input or :output. There is no default: without it an error is signalled.

  After both halves were shut down the descriptor is closed; closing the socket later is
  harmless. The peer sees end of file after :output.

  Returns: None.
  Signals: MissingArgument, BadArgument; SocketError; StreamClosedError.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  None)


(defn check-direction [direction]
  "Return DIRECTION as \"input\" or \"output\". Signals when it is nil or anything else."
  (when (is direction None)
    (error (MissingArgument :operator "shutdown" :keyword "direction" :reason "(:input or :output)")))
  (choice direction "shutdown" "direction" #("input" "output")))


(defn [(.method shutdown Socket)] _shutdown [sock * [direction None]]
  (setv name (check-direction direction)
        how (if (= name "input") os-socket.SHUT-RD os-socket.SHUT-WR))
  (when (not sock.open-p)
    (stream-closed sock "shutting down"))
  (setv failure None)
  (.enter sock.descriptor)
  (try
    (.shutdown sock.system how)
    (except [e OSError]
      ;; Of a connection: the peer has ended both halves already, which may have happened just now.
      (when (not (and (= e.errno errno.ENOTCONN) (= sock.socket-type "stream")))
        (setv failure e)))
    (finally
      (.leave sock.descriptor)))
  (when (is-not failure None)
    (socket-failure failure f"shutting down the {name} of a socket" sock))
  None)


(defn [(.method shutdown ActiveSocket)] _shutdown-stream [sock * [direction None]]
  (setv name (check-direction direction))
  (when (= (len sock.closed-directions) 2)
    (return None))
  (when (not-in name sock.closed-directions)
    (_shutdown sock :direction name)
    (.add sock.closed-directions name)
    (when (= (len sock.closed-directions) 2)
      (.close sock :abort True)))
  None)


(defn socket-control [sock * [output-chunking UNSUPPLIED] [output-chunking-eof None]
                             [input-chunking UNSUPPLIED] [read-timeout UNSUPPLIED] [write-timeout UNSUPPLIED]]
  #[[Change how a connected stream socket works. What is not given stays as it is.

  Arguments:
    output-chunking -- true: what is sent from now on, what is buffered included, is framed as
      chunks of HTTP/1.1; nil: no longer.
    output-chunking-eof -- true: send what is buffered, then the empty chunk; stop chunking.
    input-chunking -- true: what is read is taken out of its chunks; after the last one readers
      find the end of file.
    read-timeout, write-timeout -- seconds that each step of input or output may wait, or nil.

  Returns: None.
  Signals: BadArgument; SocketError and StreamClosedError where output is sent.
  Blocks: while output is sent.
  Source: Allegro CL 10.1, Socket Library, 7; RFC 9112, 7.1.]]
  (when (not (isinstance sock ActiveSocket))
    (bad-argument "socket-control" "sock" sock "a connected stream socket"))
  (when (is-not read-timeout UNSUPPLIED)
    (setv sock.transport.read-timeout (check-seconds read-timeout "socket-control" "read_timeout")))
  (when (is-not write-timeout UNSUPPLIED)
    (setv sock.transport.write-timeout (check-seconds write-timeout "socket-control" "write_timeout")))
  (setv eof (switched output-chunking-eof))
  (when (or eof (is-not output-chunking UNSUPPLIED) (is-not input-chunking UNSUPPLIED))
    (.set-chunking sock
                   :input (if (is input-chunking UNSUPPLIED) UNSUPPLIED (switched input-chunking))
                   :output (if (is output-chunking UNSUPPLIED) UNSUPPLIED (switched output-chunking))
                   :output-eof eof))
  None)


(defn switched [value]
  "Return whether VALUE turns something on: it is neither nil nor False."
  (not (or (is value None) (is value False))))


(defn [defgeneric] set-socket-options [socket * [reuse-address UNSUPPLIED] [broadcast UNSUPPLIED]
    [keepalive UNSUPPLIED] [nodelay UNSUPPLIED] [oob-inline UNSUPPLIED]
    [receive-buffer-size UNSUPPLIED] [send-buffer-size UNSUPPLIED] [tcp-keepalive-idle-time UNSUPPLIED]
    [tcp-keepalive-probe-interval UNSUPPLIED] [tcp-keepalive-max-probes UNSUPPLIED]]
  #[[Set options of a socket. What is not given stays as it is.

  Arguments:
    reuse-address broadcast keepalive nodelay oob-inline -- true: on; nil: off.
    receive-buffer-size send-buffer-size -- octets.
    tcp-keepalive-idle-time tcp-keepalive-probe-interval -- seconds.
    tcp-keepalive-max-probes -- number of probes.

  Returns: None.
  Signals: BadArgument, UnknownKeyword; UnsupportedOption; SocketError where the system refuses.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  None)


(defn [(.method set-socket-options Socket)] _set-socket-options [socket #** options]
  (for [name options]
    (when (not-in name OPTIONS)
      (error (UnknownKeyword :operator "set-socket-options" :keyword name :known (list OPTIONS)))))
  (when (not socket.open-p)
    (stream-closed socket "setting an option"))
  (for [[name value] (.items options)]
    (when (is-not value UNSUPPLIED)
      (set-option socket.system name value socket)))
  None)


(defn set-tcp-md5-sig [socket address key * [external-format None]]
  #[[Make a passive TCP socket sign its segments to and from ADDRESS (RFC 2385).

  Arguments:
    address -- int, IPv6Address, or text that writes an address.
    key -- str or octets, 1 to 80 of them.
    external-format -- how a str becomes octets.

  Signals: BadArgument; UnsupportedOption off Linux; SocketError where the kernel cannot.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  (when (not (isinstance socket SocketStreamInternetPassive))
    (bad-argument "set-tcp-md5-sig" "socket" socket "a passive internet socket"))
  (when (not (or (ipaddrp address) (is-not (text-of address) None)))
    (bad-argument "set-tcp-md5-sig" "address" address "an internet address, or text that writes one"))
  (when (not socket.open-p)
    (stream-closed socket "setting a TCP MD5 signature key"))
  (set-md5-key socket.system (address-of address) (md5-key key external-format "set-tcp-md5-sig" "key") socket)
  None)
