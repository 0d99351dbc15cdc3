#[[What a name server answers, as programs see it: the structures, made of dnspython's messages.

Source: Allegro CL 10.1, DNS, and the pages of dns-response, dns-rr and dns-nameserver; RFC 1035.]]

(import
  acllib.addresses [IPv6Address ipaddr-to-dotted]
  acllib.kernel.signalling [type-error])


(defclass DnsNameserver []
  #[[A name server.

  name -- str or None; ipaddr -- int or IPv6Address; port -- int
  sent, received -- int, questions and answers so far]]

  (defn __init__ [self ipaddr [port 53] [name None]]
    (setv self.ipaddr ipaddr
          self.port port
          self.name name
          self.sent 0
          self.received 0))

  (defn __repr__ [self]
    f"#<DNS-NAMESERVER {(ipaddr-to-dotted self.ipaddr)}{(if (= self.port 53) "" f"/{self.port}")} @ #x{(id self) :x}>"))


(defclass DnsResponse []
  #[[An answer as it came.

  id -- int; flags -- list of str; flags-value -- int
  answer, authority, additional -- lists of DnsRR]]

  (defn __init__ [self id flags flags-value answer authority additional]
    (setv self.id id
          self.flags flags
          self.flags-value flags-value
          self.answer answer
          self.authority authority
          self.additional additional))

  (defn __repr__ [self]
    f"#<DNS-RESPONSE {self.id}, {(len self.answer)} answer{(if (= (len self.answer) 1) "" "s")} @ #x{(id self) :x}>"))


(defclass DnsRR []
  #[[A resource record.

  name -- str; type -- str such as "a", or int where it has no name; rr-class -- int, 1
  time-to-live -- int, seconds; answer -- what the record says, see `answer-of`]]

  (defn __init__ [self name type rr-class time-to-live answer]
    (setv self.name name
          self.type type
          self.rr-class rr-class
          self.time-to-live time-to-live
          self.answer answer))

  (defn __repr__ [self]
    f"#<DNS-RR {self.name} {(if (is (type self.type) str) (.upper self.type) self.type)} @ #x{(id self) :x}>"))


;;; From dnspython's

;; Bits of the flags (RFC 1035, 4.1.1) and codes of the response → names.
(setv FLAGS [#(0x8000 "response") #(0x0400 "authoritative") #(0x0200 "truncated")
             #(0x0100 "recursion-desired") #(0x0080 "recursion-available")]
      CODES {1 "format-error"  2 "server-failure"  3 "no-such-domain"  4 "not-implemented"  5 "refused"})


(defn response-of [message]
  "Return the DnsResponse for MESSAGE, a dns.message.Message."
  (setv code (int (.rcode message)))
  (DnsResponse message.id
               (+ (lfor [bit name] FLAGS :if (& message.flags bit) name)
                  (if (= code 0) [] [(.get CODES code f"response-code-{code}")]))
               (int message.flags)
               (records message.answer) (records message.authority) (records message.additional)))


(defn records [sets]
  (lfor s sets  data s  (DnsRR (name-text s.name) (type-name s.rdtype) (int s.rdclass) (int s.ttl) (answer-of data))))


(defn name-text [name]
  "Return a dns.name.Name as str, without the period at its end."
  (.to-text name :omit-final-dot True))


(defn type-name [number]
  "Return the lower-case name of a type of records; an int for one that has none."
  (import dns.rdatatype)
  (setv text (dns.rdatatype.to-text number))
  (if (.startswith text "TYPE") (int number) (.lower text)))


(defn answer-of [data]
  #[[Return what a record says.

  An address (a, aaaa); the name of a host (ptr, ns, cname, mx); a list of str (txt); the text that zone
  files have for it (all others).]]
  (setv kind (type-name data.rdtype))
  (cond
    (= kind "a") (int.from-bytes (.to-wire data) "big")
    (= kind "aaaa") (IPv6Address (int.from-bytes (.to-wire data) "big"))
    (in kind #("ptr" "ns" "cname")) (name-text data.target)
    (= kind "mx") (name-text data.exchange)
    (= kind "txt") (lfor s data.strings (.decode s "utf-8" "replace"))
    True (.to-text data)))


(defn preference [data]
  "Return what orders records of one type: for mx the host to be tried first is first."
  (getattr data "preference" 0))


;;; Readers: type-error for another object

(defn _slot [object class label slot]
  (if (isinstance object class)
      (getattr object slot)
      (type-error object label)))


(defn dns-nameserver-name [dns-nameserver-object]
  "Return the name of a name server: str, or None where it is not known."
  (_slot dns-nameserver-object DnsNameserver "DNS-NAMESERVER" "name"))


(defn dns-nameserver-ipaddr [dns-nameserver-object]
  "Return the address of a name server: int or IPv6Address."
  (_slot dns-nameserver-object DnsNameserver "DNS-NAMESERVER" "ipaddr"))


(defn dns-nameserver-sent [dns-nameserver-object]
  "Return how many questions were sent to a name server."
  (_slot dns-nameserver-object DnsNameserver "DNS-NAMESERVER" "sent"))


(defn dns-nameserver-received [dns-nameserver-object]
  "Return how many answers came from a name server."
  (_slot dns-nameserver-object DnsNameserver "DNS-NAMESERVER" "received"))


(defn dns-response-id [dns-response-object]
  "Return the number of a response, int."
  (_slot dns-response-object DnsResponse "DNS-RESPONSE" "id"))


(defn dns-response-flags [dns-response-object]
  "Return the list of the flags of a response: str such as \"no-such-domain\"."
  (_slot dns-response-object DnsResponse "DNS-RESPONSE" "flags"))


(defn dns-response-flags-value [dns-response-object]
  "Return the flags of a response as they came: int of 16 bits."
  (_slot dns-response-object DnsResponse "DNS-RESPONSE" "flags_value"))


(defn dns-response-answer [dns-response-object]
  "Return the list of the DnsRRs that answer the question."
  (_slot dns-response-object DnsResponse "DNS-RESPONSE" "answer"))


(defn dns-response-authority [dns-response-object]
  "Return the list of the DnsRRs that tell of those who know."
  (_slot dns-response-object DnsResponse "DNS-RESPONSE" "authority"))


(defn dns-response-additional [dns-response-object]
  "Return the list of the DnsRRs that help further: addresses of the hosts in the others."
  (_slot dns-response-object DnsResponse "DNS-RESPONSE" "additional"))


(defn dns-rr-name [dns-rr-object]
  "Return the name that a record is about, str."
  (_slot dns-rr-object DnsRR "DNS-RR" "name"))


(defn dns-rr-type [dns-rr-object]
  "Return the type of a record: str such as \"mx\", or int for one without name."
  (_slot dns-rr-object DnsRR "DNS-RR" "type"))


(defn dns-rr-class [dns-rr-object]
  "Return the class of a record: int, 1 for the internet."
  (_slot dns-rr-object DnsRR "DNS-RR" "rr_class"))


(defn dns-rr-time-to-live [dns-rr-object]
  "Return for how many seconds a record is valid."
  (_slot dns-rr-object DnsRR "DNS-RR" "time_to_live"))


(defn dns-rr-answer [dns-rr-object]
  "Return what a record says, see `answer-of`."
  (_slot dns-rr-object DnsRR "DNS-RR" "answer"))
