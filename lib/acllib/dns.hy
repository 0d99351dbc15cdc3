#[[The DNS client: what is asked, of whom, and what is remembered.

Packing and unpacking messages is dnspython's; the exchange with a server is `dnsexchange`'s.

Source: Allegro CL 10.1, DNS; RFC 1035, 2181 (what is believed), 2308 (what does not exist).]]

(import
  time [monotonic]
  acllib.addresses [IPv6Address LOOPBACK address-of any-address-p interface-number ipaddr-to-dotted ipaddrp
                    parse unmapped-address]
  acllib.arguments [bad-argument check-integer check-seconds integer-p keyword-of text-of]
  acllib.dnsexchange [ask-one]
  acllib.dnsrecords [DnsNameserver answer-of preference response-of type-name]
  acllib.kernel.signalling [Error error]
  acllib.kernel.values [program-list]
  acllib.resolving [dns-configured dns-domain domain-search-list]
  acllib.sockets [switched])


(setv RESOLV-CONF "/etc/resolv.conf"
      TYPES #("a" "aaaa" "ptr" "mx" "txt" "ns" "cname" "soa" "srv" "any")
      CACHE-SIZE 4096
      UNKNOWN-SECONDS 60)                ; how long what does not exist is believed, at most


(defclass NoNameserver [Error]
  "The DNS client knows no name server to ask."

  (defn report [self]
    "No name server is known; configure-dns tells one."))


;;; Configuration

(setv _nameservers []                    ; DnsNameservers
      _cache {})                         ; #(name type) → #(time at which it ends, answers, flags)


(defn nameservers []
  "Return the list of the DnsNameservers that are asked: the value of `*nameservers*`."
  (list _nameservers))


(defn configure-dns [* [nameserver None] [search None] [domain None] [auto None]]
  #[[Tell the DNS client whom to ask.

  Arguments:
    nameserver -- an address (int, IPv6Address, text), or a pair of an address and a port, or a
      list of them.
    search -- list of domains, tried behind names without a period: `*domain-search-list*`.
    domain -- the domain of this machine: `*dns-domain*`.
    auto -- true: what /etc/resolv.conf says, in place of the others.
  Returns: True when a name server is known now: the value of `*dns-configured*`.
  Signals: BadArgument.
  Source: Allegro CL 10.1, DNS, configure-dns. The pair is ours.]]
  (if (switched auto)
      (setv [servers search domain] (system-configuration))
      (setv servers (if (is nameserver None) None (server-list nameserver "configure-dns"))))
  (when (is-not search None)
    (.set domain-search-list (program-list search)))
  (when (is-not domain None)
    (.set dns-domain domain))
  (when (is-not servers None)
    (setv (cut _nameservers) servers)
    (.clear _cache))
  (.set dns-configured (if _nameservers True None))
  (.get dns-configured))


(defn system-configuration []
  "Return #(servers search domain) of /etc/resolv.conf; nothing of a file that is not there."
  (setv servers [] search [] domain None)
  (try
    (with [file (open RESOLV-CONF :errors "replace")]
      (for [line file]
        (setv [word #* rest] (or (.split (get (.partition (get (.partition line "#") 0) ";") 0)) [""]))
        (cond
          (not rest) None
          (= word "nameserver") (do (setv address (parse (get rest 0) interface-number))
                                    (when (is-not address None)
                                      (.append servers (DnsNameserver (reachable address)))))
          (= word "search") (setv search rest)
          (= word "domain") (setv domain (get rest 0)))))
    (except [OSError]))
  #(servers (or search (if (is domain None) [] [domain])) domain))


(defn server-list [designator operator]
  "Return the DnsNameservers that an argument of OPERATOR means. Signals: BadArgument."
  (cond
    (pair? designator) [(one-server designator operator)]
    (or (integer-p designator) (isinstance designator IPv6Address) (is-not (text-of designator) None))
      [(one-server designator operator)]
    (hasattr designator "__iter__") (lfor d designator (one-server d operator))
    True (bad-nameserver designator operator)))


(defn pair? [object]
  "Return whether OBJECT is an address with a port: a tuple of two, or a cons of two."
  (or (and (isinstance object tuple) (= (len object) 2))
      (is (type (getattr object "cdr" None)) int)))


(defn one-server [designator operator]
  (setv port 53)
  (when (pair? designator)
    (setv [designator port] (if (isinstance designator tuple) designator #(designator.car designator.cdr)))
    (check-integer port operator "nameserver" 1 65535))
  (setv address (if (ipaddrp designator)
                    designator
                    (parse (or (text-of designator) "") interface-number)))
  ;; 0.0.0.1 and its like are nobody's (RFC 1122, 3.2.1.3): the list (address port) was meant for a pair.
  (if (or (is address None) (and (integer-p address) (< 0 address (<< 1 24))))
      (bad-nameserver designator operator)
      (DnsNameserver (reachable address) port)))


(defn reachable [address]
  "Return where the server at ADDRESS answers from: this machine, where it is that of all interfaces."
  (setv plain (unmapped-address address))
  (cond
    (not (any-address-p plain)) plain
    (isinstance plain IPv6Address) (IPv6Address 1)
    True LOOPBACK))


(defn bad-nameserver [designator operator]
  (bad-argument operator "nameserver" designator
                "an address, a pair of address and port, or a list of them"))


;;; Asking

(defn dns-query [name * [type "a"] [nameserver None] [repeat 5] [timeout 5] [queue True] [decode True]
                 [search None] [ignore-cache None]]
  #[[Ask name servers about NAME.

  Arguments:
    name -- the name of a host or domain; for the type :ptr an address, in whatever form.
    type -- :a (the default), :aaaa, :ptr, :mx, :txt, :ns, :cname, :soa, :srv, :any.
    nameserver -- whom to ask in place of those configured; as for `configure-dns`.
    repeat -- int, how often each server is asked at most, 5; timeout -- seconds for each time, 5.
    queue, ignore-cache -- nil, or true: do not answer from what is remembered.
    decode -- nil: return the answer as it came, a dns-response.
    search -- true: try the domains of `*domain-search-list*` behind a name without a period.
  Returns: four values: the answer, nil where there is none: an address, a name (:ptr, :mx, :ns,
    :cname), a list of strings (:txt), a text (others); the seconds for which it is valid; the list of
    other answers; the list of flags, among them :no-such-domain, and :no-response where nobody
    answered. With :decode nil the dns-response or nil.
  Signals: BadArgument; NoNameserver.
  Blocks: until an answer comes, or the time is over; interrupts run meanwhile.
  Source: Allegro CL 10.1, DNS, dns-query.]]
  (setv type (keyword-of type))
  (when (not-in type TYPES)
    (bad-argument "dns-query" "type" type "one of the keywords :a :aaaa :ptr :mx :txt :ns :cname :soa :srv :any"))
  (check-integer repeat "dns-query" "repeat" 1)
  (setv timeout (check-seconds timeout "dns-query" "timeout" :needed True)
        decode (switched decode)
        remembered (and (is nameserver None) decode (switched queue) (not (switched ignore-cache)))
        servers (or (if (is nameserver None) (configured-servers) (server-list nameserver "dns-query"))
                    (error (NoNameserver)))
        result None)
  (for [question (questions name type (switched search))]
    (setv known (if remembered (remembered-answer question type) None))
    (setv result (if (is known None)
                     (ask-all servers question type repeat timeout decode)
                     known))
    ;; Who is silent about one name is silent about the next.
    (when (or (answers? result decode) (= (get result 1) ["no-response"]))
      (break)))
  (if decode
      (do
        (setv [answers flags end] result)
        #((if answers (get answers 0) None)
          (if (is end None) None (int (round (- end (monotonic)))))
          (list (cut answers 1 None))
          flags))
      #((get result 0) None [] (get result 1))))


(defn answers? [result decode]
  "Return whether RESULT, of `ask-all`, has what was asked for."
  (setv found (get result 0))
  (if decode (bool found) (bool (and found found.answer))))


(defn configured-servers []
  (when (not _nameservers)
    (configure-dns :auto True))
  (nameservers))


(defn questions [name type search]
  "Return the names to ask for, as dnspython's; the first that has an answer counts."
  (import dns.exception dns.name dns.reversename)
  (when (= type "ptr")
    (setv text (ipaddr-to-dotted (address-of name)))
    (return [(dns.reversename.from-address (get (.partition text "%") 0))]))
  (setv text (text-of name))
  (when (not text)
    (bad-argument "dns-query" "name" name "the name of a host or domain"))
  (setv domains (if (and search (not-in "." text)) (list (or (.get domain-search-list) [])) []))
  (try
    (lfor domain [#* domains ""]
          (dns.name.from-text (+ (.removesuffix text ".") (if domain f".{(.strip domain ".")}" "") ".")))
    (except [dns.exception.DNSException]
      (bad-argument "dns-query" "name" name "a name of labels of 1 to 63 octets, 253 in all"))))


(defn remembered-answer [question type]
  "Return #(answers flags end) as remembered, or None."
  (setv entry (.get _cache #(question type)))
  (if (or (is entry None) (<= (get entry 2) (monotonic))) None entry))


(defn ask-all [servers question type repeat timeout decode]
  "Ask SERVERS in turn, REPEAT times. Return #(answers flags end), or #(response flags) unless DECODE."
  (setv failed None)
  (for [_ (range repeat)
        server servers]
    (setv message (ask-one server question type timeout))
    (when (and (is-not message None) (not-in (int (.rcode message)) #(2 5))) ; failed, refused: the next one
      (return (if decode
                  (remember question type message)
                  #((response-of message) []))))
    (when (is-not message None)
      (setv failed message)))
  #((if decode [] None)
    (if (is failed None) ["no-response"] (. (response-of failed) flags))
    None))


(defn remember [question type message]
  "Return #(answers flags end) for MESSAGE, and remember them until END."
  (setv [answers seconds] (answers-in message question type)
        entry #(answers (. (response-of message) flags) (+ (monotonic) seconds)))
  (when (>= (len _cache) CACHE-SIZE)
    (.clear _cache))
  (setv (get _cache #(question type)) entry)
  entry)


(defn answers-in [message question type]
  "Return #(answers seconds): what MESSAGE says about QUESTION, through aliases, and how long that is valid."
  (setv name question
        seconds []
        sets (dfor s message.answer #(s.name (type-name s.rdtype)) s)
        followed (set))
  (while (and (!= type "cname") (in #(name "cname") sets) (not-in name followed))
    (.add followed name)
    (setv alias (get sets #(name "cname")))
    (.append seconds (int alias.ttl))
    (setv name (. (get (list alias) 0) target)))
  (setv found (if (= type "any") (lfor s message.answer :if (= s.name name) s)
                  (lfor s [(.get sets #(name type))] :if (is-not s None) s)))
  (for [s found]
    (.append seconds (int s.ttl)))
  (when (not found)
    (setv seconds [(unknown-seconds message)]))
  #((lfor s found  data (sorted s :key preference) (answer-of data)) (min seconds)))


(defn unknown-seconds [message]
  "Return for how long it is valid that there is no answer (RFC 2308, 5)."
  (min [UNKNOWN-SECONDS
        #* (gfor s message.authority :if (= (type-name s.rdtype) "soa")
                 (min (int s.ttl) (. (get (list s) 0) minimum)))]))


;;; The other operators

(defn dns-lookup-hostname [name * [type "a"] [nameserver None] [repeat 5] [timeout 5] [queue True] [decode True]
                           [search True] [ignore-cache None]]
  #[[Return the address of the host NAME as the DNS has it, with the values of `dns-query`.

  Arguments: those of `dns-query`; the domains of `*domain-search-list*` are tried behind a name
    without a period.
  Source: Allegro CL 10.1, DNS, dns-lookup-hostname.]]
  (dns-query name :type type :nameserver nameserver :repeat repeat :timeout timeout :queue queue
             :decode decode :search search :ignore-cache ignore-cache))


(defn dns-ipaddr-to-hostname [ipaddr * [nameserver None] [repeat 5] [timeout 5] [queue True] [decode True]
                              [ignore-cache None]]
  #[[Return the name of the host at an address as the DNS has it, with the values of `dns-query`.

  Arguments: ipaddr -- int, IPv6Address, or text; the others as for `dns-query`.
  Source: Allegro CL 10.1, DNS, dns-ipaddr-to-hostname.]]
  (dns-query ipaddr :type "ptr" :nameserver nameserver :repeat repeat :timeout timeout :queue queue
             :decode decode :ignore-cache ignore-cache))


;;; For `resolving`

(setv LOOK-UP {"repeat" 2  "timeout" 3})


(defn addresses [name mode]
  "Return the list of the addresses of the host NAME; [] where it has none, or nobody answers."
  (setv found [])
  (when (servers?)
    (for [type (get {None ["a"]  "ipv6" ["aaaa"]  "both" ["aaaa" "a"]} mode)]
      (setv [answer _ others _] (dns-lookup-hostname name :type type #** LOOK-UP))
      (when (is-not answer None)
        (.extend found [answer #* others]))))
  found)


(defn name-of [address timeout]
  "Return the name of the host at ADDRESS, or None. Raises: TimeoutError when none comes in TIMEOUT seconds."
  (setv limits (if (is timeout None) LOOK-UP {"repeat" 1  "timeout" timeout}))
  (if (servers?)
      (do
        (setv [name _ _ flags] (dns-ipaddr-to-hostname address #** limits))
        (when (and (is-not timeout None) (= flags ["no-response"]))
          (raise (TimeoutError f"no answer within {timeout} s")))
        name)
      None))


(defn servers? []
  "Return whether there is a name server to ask; the system's are, where none was configured."
  (or (bool _nameservers) (bool (configure-dns :auto True))))
