#[[Datagram sockets: sending and receiving packets.

A packet goes out whole or not at all, and comes in whole or cut to the size asked for. The
sizes of both operators count octets.]]

(import
  os
  acllib.addresses [IPv6Address]
  acllib.arguments [bad-argument check-integer text-of MissingArgument]
  acllib.conversions [octets-to-string string-to-octets]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.generic [defgeneric]
  acllib.kernel.signalling [error]
  acllib.names [addresses-of ipv6-default ipv6-mode port-number]
  acllib.network [AF-INET AF-INET6 target]
  acllib.sockets [DatagramSocket FileSocket InternetSocket add-reader file-text remote-filename
                  remote-host remote-port switched]
  acllib.vectors [integer-elements octet-view]
  acllib.waiting [POLLIN POLLOUT perform])


(setv LARGEST 65535) ; octets of the largest packet that UDP can name


;;; Classes

(defclass SocketDatagramInternetActive [DatagramSocket InternetSocket]
  #[[A UDP socket.

  remote-host, remote-port -- where `send-to` sends unless told otherwise, or None
  place -- the same as the system takes it, where no virtual network carries it
  heard -- #(who sent the last packet, as the system shows it; the address; the port)]]

  (defn __init__ [self system descriptor network format local remote ipv6]
    (setv self.system system
          self.descriptor descriptor
          self.network network
          self.format format
          [self.local-host self.local-port] local
          [self.remote-host self.remote-port] remote
          self.ipv6 ipv6
          self.heard #(None None None)
          self.place (if (or (is self.remote-host None) (is self.remote-port None))
                         None
                         (get (target (if ipv6 AF-INET6 AF-INET) self.remote-host self.remote-port) 1))))

  (defn send-octets [self octets socket-address]
    "Send one packet to an address as the system takes it; return how many octets it had."
    (perform self.descriptor POLLOUT self.system.sendto octets socket-address
             :whostate "waiting to send a datagram" :action "sending a datagram"
             :stream self :kind "send")))


(defclass SocketDatagramFileActive [DatagramSocket FileSocket]
  "A Unix-domain datagram socket. Slots: local-filename, remote-filename (str or None)."

  (defn __init__ [self system descriptor network format local-filename remote-filename]
    (setv self.system system
          self.descriptor descriptor
          self.network network
          self.format format
          self.local-filename local-filename
          self.remote-filename remote-filename))

  (defn send-octets [self octets socket-address]
    "Send one packet to the file SOCKET-ADDRESS; return how many octets it had."
    (perform self.descriptor POLLOUT self.system.sendto octets socket-address
             :whostate "waiting to send a datagram" :action f"sending a datagram to the file {socket-address}"
             :stream self :kind "send")))


(for [[_generic _class] [#(remote-host SocketDatagramInternetActive)
                         #(remote-port SocketDatagramInternetActive)
                         #(remote-filename SocketDatagramFileActive)]]
  (add-reader _generic _class _generic.__name__))


;;; Sending

(defn [defgeneric] send-to [sock buffer size * [remote-host None] [remote-port None] [remote-filename None]
                            [ipv6 UNSUPPLIED] [scope-id None]]
  #[[Send a packet.

  Arguments:
    buffer -- str, or octets; a str is sent in the default external format.
    size -- int, how many octets of BUFFER to send.
    remote-host, remote-port -- where to (internet); default: what `make-socket` was given.
    remote-filename -- where to (file); default the same.
    ipv6 -- as for `lookup-hostname`; default: the variable `*ipv6*`.
    scope-id -- int, the interface for an IPv6 address; it is stored in a structure given as
      REMOTE-HOST.

  Returns: int, the octets sent.
  Signals: BadArgument, MissingArgument, UnknownHost; SocketError, StreamClosedError. Nothing
    was sent then.
  Blocks: while the system has no room for the packet.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  None)


(defn [(.method send-to SocketDatagramInternetActive)] _send-to-host
    [sock buffer size * [remote-host None] [remote-port None] [ipv6 UNSUPPLIED] [scope-id None]]
  (setv octets (octets-to-send buffer size)
        network sock.network)
  ;; The usual way: where to was settled when the socket was made.
  (when (and (is remote-host None) (is remote-port None) (is scope-id None)
             (is-not sock.place None) (not network.virtual))
    (return (.send-octets sock octets sock.place)))
  (setv port (if (is remote-port None)
                 sock.remote-port
                 (port-number remote-port "udp" "send-to" "remote_port"))
        host (if (is remote-host None) sock.remote-host remote-host))
  (when (or (is host None) (is port None))
    (error (MissingArgument :operator "send-to" :keyword (if (is host None) "remote_host" "remote_port")
                            :reason "because the socket was made without it")))
  (setv address (destination host (ipv6-mode (if (is ipv6 UNSUPPLIED) (.peek ipv6-default) ipv6) "send-to") scope-id "send-to")
        family (if sock.ipv6 AF-INET6 AF-INET))
  (when (and (isinstance address IPv6Address) (not sock.ipv6))
    (bad-argument "send-to" "remote_host" host "an IPv4 address, as the socket is an IPv4 socket"))
  (if network.virtual
      (.transmit network sock octets family address port)
      (.send-octets sock octets (get (.connect-target network "datagram" family address port) 1))))


(defn [(.method send-to SocketDatagramFileActive)] _send-to-file
    [sock buffer size * [remote-filename None]]
  (setv octets (octets-to-send buffer size)
        name (if (is remote-filename None)
                 sock.remote-filename
                 (socket-file-name remote-filename "send-to" "remote_filename")))
  (when (is name None)
    (error (MissingArgument :operator "send-to" :keyword "remote_filename"
                            :reason "because the socket was made without it")))
  (.send-octets sock octets name))


(defn destination [host mode scope-id operator [keyword "remote_host"]]
  "Return the first address of HOST, with SCOPE-ID, unless None, put into an IPv6 structure."
  (when (is-not scope-id None)
    (check-integer scope-id operator "scope_id" 0 0xFFFFFFFF))
  (setv address (get (addresses-of host mode :operator operator :keyword keyword) 0))
  (when (and (is-not scope-id None) (isinstance address IPv6Address))
    ;; The caller's structure is changed, as documented; one that a cache holds is not.
    (when (is-not address host)
      (setv address (IPv6Address address.value)))
    (setv address.scope-id scope-id))
  address)


(defn socket-file-name [name operator keyword]
  "Return the text of NAME, which OPERATOR got as KEYWORD: str, a path, or Lisp's. Signals: BadArgument."
  (setv text (if (hasattr name "__fspath__") (os.fspath name) (text-of name)))
  (when (or (not (isinstance text str)) (= text "") (in "\0" text))
    (bad-argument operator keyword name "the name of a file"))
  text)


(defn octets-to-send [buffer size]
  "Return the first SIZE octets of BUFFER. Signals: BadArgument."
  (setv octets (if (is (type buffer) bytes) buffer (octets-of buffer)))
  (when (is octets None)
    (bad-argument "send-to" "buffer" buffer "a string or an octet vector"))
  (when (and (is (type size) int) (= size (len octets)))
    (return octets))
  (check-integer size "send-to" "size" 0 (len octets))
  (cut (memoryview octets) size))


(defn octets-of [buffer]
  "Return what BUFFER, text or octets of any sort, has in it as octets, or None."
  (setv view (octet-view buffer))
  (when (is-not view None)
    (return view))
  ;; A symbol is no packet, though it has text.
  (setv text (if (hasattr buffer "name") None (text-of buffer)))
  (when (is-not text None)
    (return (string-to-octets text :null-terminate False)))
  (setv elements (integer-elements buffer))
  (if (and (is-not elements None) (= elements.size 1))
      (.pack elements buffer)
      None))


;;; Receiving

(defn [defgeneric] receive-from [sock size * [buffer None] [extract None]]
  #[[Receive a packet.

  Arguments:
    size -- int, octets to receive at most; the rest of a longer packet is lost.
    buffer -- where to put it: a mutable string or octet vector of at least SIZE. Default: a
      new one, a string unless the socket was made with :format :binary.
    extract -- true: return just the part that was filled.

  Returns: a tuple. The buffer, or the part of it; the number of octets; and then the sender's
    address and port, or its file's name, \"\" if it has none.
  Signals: BadArgument; SocketError, StreamClosedError.
  Blocks: until a packet comes; interrupts run meanwhile.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  None)


(defn [(.method receive-from SocketDatagramInternetActive)] _receive-from-host
    [sock size * [buffer None] [extract None]]
  (setv [filled octets place] (_receive sock size buffer extract)
        [heard host port] sock.heard)
  ;; Mostly the same one, packet for packet; a virtual network may change what its addresses mean.
  (when (or (!= place heard) sock.network.virtual)
    (setv [host port] (.map-back sock.network "datagram" place)
          sock.heard #(place host port)))
  #(filled octets host port))


(defn [(.method receive-from SocketDatagramFileActive)] _receive-from-file
    [sock size * [buffer None] [extract None]]
  (setv [filled octets sender] (_receive sock size buffer extract))
  #(filled octets (file-text (if (is sender None) "" sender))))


(defn _receive [sock size buffer extract]
  "Return the filled buffer or the part of it, the number of octets, and the sender as the system shows it."
  (when (not (and (is (type size) int) (> size 0)))
    (check-integer size "receive-from" "size" 1))
  (setv kind (cond
               (is buffer None) (if (= sock.format "binary") "octets" "text")
               (>= (length-of buffer) size) (kind-of-buffer buffer)
               True None))
  (when (is kind None)
    (bad-argument "receive-from" "buffer" buffer
                  f"a mutable string or octet vector of at least {size} elements"))
  (setv [octets sender] (perform sock.descriptor POLLIN sock.system.recvfrom (min size LARGEST)
                                 :whostate sock.whostate :action "receiving a datagram"
                                 :stream sock :kind "receive" :eager True))
  #((fill buffer octets size (switched extract) kind) (len octets) sender))


(defn length-of [object]
  "Return the length of a sequence, -1 for what is none."
  (if (hasattr object "__len__") (len object) -1))


(defn kind-of-buffer [buffer]
  "Return \"octets\", \"text\" or \"integers\" for what can be written into, None for the rest."
  (when (is (type buffer) bytearray)
    (return "octets"))
  (setv view (octet-view buffer)
        elements (integer-elements buffer))
  (cond
    (is-not view None) (if view.readonly None "octets")
    (isinstance buffer str) None
    (is-not (text-of buffer) None) "text"
    (and (is-not elements None) (= elements.size 1)) "integers"
    True None))


(defn fill [buffer octets size extract kind]
  "Put OCTETS into BUFFER of KIND, or a new one of SIZE; return it, or just the filled part."
  (when (and (is buffer None) (= kind "octets"))
    (setv items (bytearray octets))
    (return (if extract items (.ljust items size b"\0"))))
  (setv items (cond
                (= kind "text") (decoded octets)
                (= kind "octets") (if extract (bytearray octets) octets)
                True (.unpack (integer-elements buffer) octets)))
  (cond
    extract items
    (is buffer None) (.ljust items size "\0")
    True
      (do
        (setv (get buffer (slice 0 (len items))) items)
        buffer)))


(defn decoded [octets]
  "Return the characters of a packet; octets that are none become U+FFFD: the rest is not lost for it."
  (try
    (octets-to-string octets :end (len octets))
    (except [UnicodeDecodeError]
      (.decode octets "utf-8" "replace"))))
