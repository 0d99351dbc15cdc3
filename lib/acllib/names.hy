#[[Names of hosts, ports and interfaces.

What has a name is looked up through the network of the running process, and remembered in
that network: two hosts of the lab need not know the same names. Operators that read
addresses are `addresses`'s and are handed on here, because a scope may be the name of an
interface.]]

(import
  socket :as os-socket
  time [monotonic]
  acllib.addresses [ipaddrp address-of parse interface-number set-interface-number
                    dotted-to-ipaddr dotted-address-p ipaddr-to-dotted ipaddr-equalp ipv6-address-p]
  acllib.arguments [text-of keyword-of integer-p bad-argument check-integer]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.dynamic [define-variable]
  acllib.kernel.signalling [error Error show]
  acllib.network [current-network]
  acllib.resolving [resolve reverse])


;;; Variables

(defn _nil-or-value [value]
  (if (is value False) None value))


(defn ipv6-mode [value [operator "*ipv6*"]]
  #[[Return what the `ipv6` argument of OPERATOR, or `*ipv6*`, means: None, "both" (t) or "ipv6" (:ipv6).

  Signals: BadArgument.]]
  (cond
    (or (is value None) (is value False)) None
    (is value True) "both"
    (= (keyword-of value) "ipv6") "ipv6"
    True (bad-argument operator "ipv6" value "nil, t or :ipv6")))


(defn _check-ipv6 [value]
  (ipv6-mode value)
  (_nil-or-value value))


(setv ipv6-default
      (define-variable "ipv6" None
        "nil: IPv4 only; t: IPv6 preferred, and sockets are IPv6 sockets; :ipv6: IPv6 only."
        :inherited True :check _check-ipv6))

(setv print-hostname-in-stream
      (define-variable "print_hostname_in_stream" True
        "True: sockets print with the names of hosts; nil: with their addresses."
        :inherited True :check _nil-or-value))

;;; Hosts

(defclass UnknownHost [Error LookupError]
  "There is no such host. Slots: host, as it was given; reason, str."
  (setv host None
        reason "no such host is known")

  (defn report [self]
    f"The host {(show self.host)} cannot be looked up: {self.reason}."))


(defn lookup-hostname [host * [ignore-cache None] [ipv6 UNSUPPLIED] [all None]]
  #[[Return the address of HOST.

  Arguments:
    host -- name (case means nothing), dotted or IPv6 text, int, or IPv6Address. What is an
      address already is returned as it is.
    ignore-cache -- true: ask the resolver even if the answer is known; remember the new one.
    ipv6 -- nil: IPv4 addresses only; :ipv6: IPv6 only; t: IPv6 preferred. Default: the
      variable `*ipv6*`.
    all -- true: return the list of all addresses, the preferred one first.

  Returns: int or IPv6Address, or a list of them.
  Signals: UnknownHost (a LookupError); BadArgument for what cannot name a host.
  Blocks: until the resolver answers.
  Source: Allegro CL 10.1, Socket Library, 5.2 and 7.]]
  (setv mode (ipv6-mode (if (is ipv6 UNSUPPLIED) (.peek ipv6-default) ipv6) "lookup-hostname")
        addresses (addresses-of host mode
                                (and (is-not ignore-cache None) (is-not ignore-cache False))))
  (if (or (is all None) (is all False)) (get addresses 0) addresses))


(defn addresses-of [host mode [ignore-cache False] [operator "lookup-hostname"] [keyword "host"]]
  #[[Return a new list of the addresses of HOST, never empty; MODE as `ipv6-mode` returns it.

  OPERATOR and KEYWORD are those that errors name. Signals: UnknownHost, BadArgument.]]
  (when (ipaddrp host)
    (return [host]))
  (setv text (text-of host))
  (when (is text None)
    (bad-argument operator keyword host
                  (if (integer-p host)
                      "an IPv4 address, (UNSIGNED-BYTE 32)"
                      "a host name, an address, or text that writes one")))
  (setv address (parse text interface-number))
  (when (is-not address None)
    (return [address]))
  (when (not (plausible-name-p text))
    (error (UnknownHost :host host :reason "that is neither a host name nor an address")))
  (setv network (current-network)
        key #((.lower text) mode)
        found (if ignore-cache None (.get network.names key)))
  (when (is found None)
    (setv found (resolve network text mode))
    (when (not found)
      (error (UnknownHost :host host)))
    (_remember network.names key found))
  (list found))


(defn plausible-name-p [text]
  "Return whether TEXT may be the name of a host: 1 to 253 printing characters, none of them blank, no empty label."
  (and (<= 1 (len text) 253)
       (.isprintable text)
       (not (in " " text)) (not (in ":" text)) (not (in "%" text))
       (not (.startswith text "."))
       (not (in ".." text))
       (all (gfor label (.split text ".") (<= (len (.encode label "utf-8" "replace")) 63)))))


(defn ipaddr-to-hostname [ipaddr * [ignore-cache None]]
  #[[Return the name of the host that has an address.

  Arguments:
    ipaddr -- int, IPv6Address, or text that writes an address.
    ignore-cache -- true: ask the resolver even if the name is known; remember the new one.

  Returns: str, or None where the address has no name.
  Signals: MalformedAddress, type-error.
  Blocks: until the resolver answers.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  (setv address (address-of ipaddr)
        network (current-network))
  (when (or (is ignore-cache None) (is ignore-cache False))
    (setv known (_known-name network address))
    (when (is-not known _NOTHING)
      (return known)))
  (setv name (reverse network address))
  (_remember-name network address name)
  name)


(defn name-for-printing [network address [patience 0.3]]
  #[[Return the name of the host at ADDRESS on NETWORK, or None where none comes within PATIENCE seconds.

  When no answer came, that address is not asked for again for a minute, and no other for some
  seconds: a list of sockets takes no longer than one of them.]]
  (setv known (_known-name network address))
  (when (is-not known _NOTHING)
    (return known))
  (when (< (monotonic) network.silent-until)
    (return None))
  (setv name None)
  (try
    (setv name (reverse network address patience))
    (except [TimeoutError]
      (setv network.silent-until (+ (monotonic) SILENT-SECONDS))))
  (_remember-name network address name)
  name)


(setv _NOTHING (object)
      ABSENT-SECONDS 60
      SILENT-SECONDS 10
      CACHE-SIZE 4096)


(defn _known-name [network address]
  "Return the remembered name of ADDRESS, None if it is remembered to have none, else _NOTHING."
  (setv entry (.get network.numbers address))
  (cond
    (is entry None) _NOTHING
    (is (type entry) str) entry
    (> (- (monotonic) entry) ABSENT-SECONDS) _NOTHING
    True None))


(defn _remember-name [network address name]
  ;; An address without a name is remembered by the time of the question.
  (_remember network.numbers address (if (is name None) (monotonic) name)))


(defn _remember [cache key value]
  (when (>= (len cache) CACHE-SIZE)
    (.clear cache))
  (setv (get cache key) value))


;;; Ports

(defclass UnknownService [Error LookupError]
  "There is no such service. Slots: service, protocol (str)."
  (setv service None
        protocol None)

  (defn report [self]
    f"The service {(show self.service)} is not known for the protocol {self.protocol}."))


;; What the services file of every Unix says of the services a page may name (IANA registry):
;; for systems that have no such file. Name → port, or #(tcp udp) with None where there is none.
(setv SERVICES {
  "tcpmux" #(1 None)    "echo" 7              "discard" 9           "systat" #(11 None)
  "daytime" 13          "netstat" #(15 None)  "qotd" #(17 17)       "chargen" 19
  "ftp-data" #(20 None) "ftp" #(21 None)      "ssh" #(22 None)      "telnet" #(23 None)
  "smtp" #(25 None)     "time" 37             "whois" #(43 None)    "tacacs" 49
  "domain" 53           "bootps" #(None 67)   "bootpc" #(None 68)   "tftp" #(None 69)
  "gopher" #(70 None)   "finger" #(79 None)   "http" #(80 None)     "www" #(80 None)
  "kerberos" 88         "pop3" #(110 None)    "sunrpc" 111          "auth" #(113 None)
  "nntp" #(119 None)    "ntp" #(None 123)     "imap2" #(143 None)   "imap" #(143 None)
  "snmp" 161            "irc" #(194 194)      "ldap" 389            "https" #(443 443)
  "submissions" #(465 None)  "syslog" #(None 514)  "printer" #(515 None)  "submission" #(587 None)
  "ldaps" 636           "ftps" #(990 None)    "imaps" #(993 None)   "pop3s" #(995 None)
  "socks" #(1080 None)  "x11" #(6000 None)    "http-alt" 8080})

(setv SERVICE-ALIASES {"sink" "discard"  "null" "discard"  "ttytst" "chargen"  "source" "chargen"
                       "mail" "smtp"  "nameserver" "domain"  "timserver" "time"  "quote" "qotd"
                       "pop-3" "pop3"  "ident" "auth"  "users" "systat"  "webcache" "http-alt"})


(defn lookup-port [portname protocol]
  #[[Return the number of a port.

  Arguments:
    portname -- name of a service, or an int, which is returned as it is.
    protocol -- "tcp" or "udp", also as a keyword. The two name their ports independently.

  Returns: int, 0 to 65535.
  Signals: UnknownService (a LookupError); BadArgument.
  Blocks: no; the services file is read.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  (port-number portname (protocol-of protocol) "lookup-port" "portname"))


(defn protocol-of [protocol]
  "Return PROTOCOL as \"tcp\" or \"udp\". Signals: BadArgument."
  (setv name (keyword-of protocol))
  (when (not-in name #("tcp" "udp"))
    (bad-argument "lookup-port" "protocol" protocol "\"tcp\" or \"udp\""))
  name)


(defn port-number [port protocol operator keyword]
  "Return the number of PORT, which OPERATOR got as KEYWORD: a number or the name of a service."
  (when (integer-p port)
    (return (check-integer port operator keyword 0 65535)))
  (setv text (text-of port))
  (when (is text None)
    (bad-argument operator keyword port "a port, 0 to 65535, or the name of a service"))
  (setv number (_service-port text protocol))
  (when (is number None)
    (error (UnknownService :service port :protocol protocol)))
  number)


(defn _service-port [text protocol]
  (for [name (dict.fromkeys [text (.lower text)])]
    (when (not-in "\0" name)
      (try
        (return (os-socket.getservbyname name protocol))
        (except [[OSError UnicodeError]]))))
  (setv name (.lower text)
        entry (.get SERVICES (.get SERVICE-ALIASES name name)))
  (if (isinstance entry tuple)
      (get entry (if (= protocol "tcp") 0 1))
      entry))


;;; Interfaces

(defn get-ip-interfaces []
  "Return the machine's network interfaces: list of #(id name). Source: Allegro CL 10.1, Socket Library, 7."
  (os-socket.if-nameindex))


(defn _interface-number [name]
  (try
    (os-socket.if-nametoindex name)
    (except [[OSError ValueError UnicodeError]]
      None)))


(set-interface-number _interface-number)

;; Handed on: who takes these from here has the look-up of interfaces in place.
(setv ADDRESS-OPERATORS #(ipaddrp dotted-to-ipaddr dotted-address-p ipaddr-to-dotted ipaddr-equalp ipv6-address-p))
