#[[Socket options: one row of a table each, and TCP's MD5 signatures.

A row says what the user's keyword is to the operating system. Options are set through the
one door for errors: what a system or a kind of socket does not know is a socket-error.]]

(import
  socket :as os-socket
  struct
  sys
  acllib.addresses [IPv6Address]
  acllib.arguments [bad-argument check-integer of-argument text-of BadArgument]
  acllib.conditions [raise-simulated simulations socket-failure]
  acllib.conversions [string-to-octets]
  acllib.kernel.signalling [error Error])


(defclass Option []
  #[[A socket option.

  name   -- str, the keyword as Python writes it
  level, number -- what setsockopt takes; number is None where the system has no such option
  switch -- true: on or off; false: an integer of at least LOW]]
  (setv __slots__ #("name" "level" "number" "switch" "low"))

  (defn __init__ [self name level number switch [low 0]]
    (setv self.name name
          self.level (getattr os-socket level)
          self.number (if (is number None) None (getattr os-socket number None))
          self.switch switch
          self.low low)))


(setv OPTIONS (dfor option [
  (Option "reuse_address"                "SOL_SOCKET"  "SO_REUSEADDR"  True)
  (Option "broadcast"                    "SOL_SOCKET"  "SO_BROADCAST"  True)
  (Option "keepalive"                    "SOL_SOCKET"  "SO_KEEPALIVE"  True)
  (Option "nodelay"                      "IPPROTO_TCP" "TCP_NODELAY"   True)
  (Option "oob_inline"                   "SOL_SOCKET"  "SO_OOBINLINE"  True)
  (Option "receive_buffer_size"          "SOL_SOCKET"  "SO_RCVBUF"     False)
  (Option "send_buffer_size"             "SOL_SOCKET"  "SO_SNDBUF"     False)
  (Option "tcp_keepalive_idle_time"      "IPPROTO_TCP" (if (= sys.platform "darwin") "TCP_KEEPALIVE" "TCP_KEEPIDLE") False 1)
  (Option "tcp_keepalive_probe_interval" "IPPROTO_TCP" "TCP_KEEPINTVL" False 1)
  (Option "tcp_keepalive_max_probes"     "IPPROTO_TCP" "TCP_KEEPCNT"   False 1)]
  option.name option))


(defclass UnsupportedOption [Error]
  "The operating system has no such socket option. Slot: option, str."
  (setv option None)

  (defn report [self]
    f"This operating system does not have the socket option {(.replace self.option "_" "-")}."))


(defn option-value [option value operator]
  "Return VALUE as the system takes it for OPTION: 0 or 1 for a switch, else an integer. Signals: BadArgument."
  (if option.switch
      (if (or (is value None) (is value False)) 0 1)
      (check-integer value operator option.name option.low (- (** 2 31) 1))))


(defn set-option [sock name value [socket None] [operator "set-socket-options"]]
  #[[Set one option of the system's socket SOCK.

  Arguments:
    name -- a key of OPTIONS.
    value -- Lisp truth for switches, an integer for the others.
    socket -- the socket object that errors are to carry.

  Signals: BadArgument, UnsupportedOption, SocketError.]]
  (setv option (get OPTIONS name)
        number (option-value option value operator))
  (when (is option.number None)
    (error (UnsupportedOption :option name)))
  (try
    (when simulations
      (raise-simulated "option" socket))
    (.setsockopt sock option.level option.number number)
    (except [e OSError]
      (socket-failure e f"setting the socket option {(.replace name "_" "-")}" socket))))


(defn option-setting [sock name]
  "Return the value the system has for an option of SOCK: a bool for switches, else an int."
  (setv option (get OPTIONS name)
        value (.getsockopt sock option.level option.number))
  (if option.switch (bool value) value))


;;; TCP MD5 signatures (RFC 2385)

(setv TCP-MD5SIG 14
      KEY-SIZE 80)


(defn md5-record [address port key]
  #[[Return the `struct tcp_md5sig` of Linux for the key KEY, used with peers at ADDRESS.

  Arguments: key -- bytes, up to 80.]]
  (setv storage (if (isinstance address IPv6Address)
                    (struct.pack "=HH4s16sI" (int os-socket.AF-INET6) (os-socket.htons port) b""
                                 (.to-bytes address.value 16 "big") address.scope-id)
                    (struct.pack "=HH4s" (int os-socket.AF-INET) (os-socket.htons port)
                                 (.to-bytes address 4 "big"))))
  (struct.pack "=128sBBHI80s" storage 0 0 (len key) 0 key))


(defclass UnsuitableKey [BadArgument]
  "A key of the wrong size, which is a secret: the report does not show it. Slot: size (int)."
  (setv size None)

  (defn report [self]
    f"{self.operator}: the value{(of-argument self.operator self.keyword)} has {self.size} octets; it should be {self.expected-type}."))


(defn md5-key [key external-format operator [keyword "tcp_md5_sig_key"]]
  "Return KEY, text or octets, as bytes. Signals: BadArgument where it is neither, empty or too long."
  (setv text (text-of key)
        octets (cond
                 (isinstance key #(bytes bytearray)) (bytes key)
                 (is text None) (bad-argument operator keyword key "a string or an octet vector")
                 True (_encode text external-format)))
  (when (not (<= 1 (len octets) KEY-SIZE))
    (error (UnsuitableKey :operator operator :keyword keyword :datum key :size (len octets)
                          :expected-type f"a key of 1 to {KEY-SIZE} octets")))
  octets)


(defn _encode [text external-format]
  (string-to-octets text :external-format (if (is external-format None) "default" external-format)
                         :null-terminate False))


(defn set-md5-key [sock address key [socket None]]
  #[[Make SOCK sign its segments to and from ADDRESS with KEY, bytes.

  Signals: UnsupportedOption off Linux; SocketError where the kernel was built without it.]]
  (when (!= sys.platform "linux")
    (error (UnsupportedOption :option "tcp_md5_sig_key")))
  (try
    (.setsockopt sock os-socket.IPPROTO-TCP TCP-MD5SIG (md5-record address 0 key))
    (except [e OSError]
      (socket-failure e "setting a TCP MD5 signature key" socket))))
