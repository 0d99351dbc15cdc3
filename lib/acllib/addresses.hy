#[[Addresses as values: read, write, compare.

An IPv4 address is an int, 0 to 2**32 - 1, most significant octet first; an IPv6 address is an
`IPv6Address`. Text is read here and nowhere else, so that "127.1" means the same wherever a
host may be named. Pure: the names of hosts are `names`'s; the number of a network interface
comes from a function that `names` installs.]]

(import
  acllib.arguments [text-of integer-p]
  acllib.kernel.signalling [error type-error Error show])


(setv LAST-IPV4 (- (** 2 32) 1)
      LAST-IPV6 (- (** 2 128) 1)
      LAST-SCOPE (- (** 2 32) 1)
      LOOPBACK 0x7F000001
      MAPPED (<< 0xFFFF 32)) ; ::ffff:0:0, the prefix of IPv4 addresses in IPv6 clothes


(defclass MalformedAddress [Error ValueError]
  "TEXT does not write an address; REASON says why."
  (setv text None
        reason None)

  (defn report [self]
    f"{(show self.text)} is not an internet address: {self.reason}."))


(defclass IPv6Address []
  #[[An IPv6 address.

  value    -- int, 0 to 2**128 - 1
  scope-id -- int, number of the interface a link-local address belongs to; 0 for none. It
    may be changed (`make-socket :scope-id` does).]]
  (setv __slots__ #("value" "scope_id" "__weakref__"))

  (defn __init__ [self value [scope-id 0]]
    (when (not (and (integer-p value) (<= 0 value LAST-IPV6)))
      (type-error value "(UNSIGNED-BYTE 128)"))
    (setv self.value value
          self.scope-id scope-id))

  (defn __eq__ [self other]
    (if (is (type other) IPv6Address)
        (and (= self.value other.value) (= self.scope-id other.scope-id))
        NotImplemented))

  (defn __hash__ [self]
    ;; Not the scope: it may change while the address is a key.
    (hash self.value))

  (defn __str__ [self]
    (ipv6-text self))

  (defn __repr__ [self]
    f"#<ipv6-address {(ipv6-text self)}>")

  (defn __reduce__ [self]
    #(IPv6Address #(self.value self.scope-id))))


;;; Predicates

(defn ipv6-address-p [object]
  "Return whether OBJECT is an IPv6 address structure. Source: Allegro CL 10.1, Socket Library, 7."
  (isinstance object IPv6Address))


(defn ipaddrp [object]
  #[[Return whether OBJECT is an internet address: an integer of 32 bits or an IPv6 structure.

  Only type and range are looked at. Source: Allegro CL 10.1, Socket Library, 7.]]
  (or (and (integer-p object) (<= 0 object LAST-IPV4))
      (isinstance object IPv6Address)))


(defn dotted-address-p [object]
  #[[Return whether OBJECT is a string that writes an address in any form `dotted-to-ipaddr` reads.

  Source: Allegro CL 10.1, Socket Library, 7.]]
  (setv text (text-of object))
  (if (or (is text None) (hasattr object "name")) ; a symbol is no string
      False
      (is-not (parse text (fn [name] 0)) None)))


;;; Text to address

(defn dotted-to-ipaddr [dotted * [errorp True]]
  #[[Return the address that DOTTED writes.

  Arguments:
    dotted -- str. IPv4: one to four decimal fields, the last one filling the octets left
      over, so "23.3" is 23.0.0.3. IPv6: as RFC 4291 writes it, with "%scope" behind it, a
      number or the name of an interface. A field with a leading zero is refused, because
      other systems read it as octal (ours; the manual is silent).
    errorp -- true: signal on malformed text; false: return None instead.

  Returns: int for IPv4, IPv6Address for IPv6.
  Signals: MalformedAddress (a ValueError) for malformed text, type-error for what is no text.
  Blocks: never.
  Source: Allegro CL 10.1, Socket Library, 3 and 5.2.]]
  (setv text (text-of dotted))
  (when (is text None)
    (if errorp (type-error dotted "STRING") (return None)))
  (setv address (parse text interface-number))
  (when (and (is address None) errorp)
    (error (MalformedAddress :text text :reason (_complaint text))))
  address)


(defn parse [text scope-number]
  "Return the address TEXT writes, or None. SCOPE-NUMBER makes a number of an interface's name, or None."
  (if (in ":" text)
      (_parse-ipv6 text scope-number)
      (_parse-ipv4 text)))


(defn _parse-ipv4 [text]
  (setv fields (.split text "."))
  (when (> (len fields) 4)
    (return None))
  (for [field fields]
    (when (not (and field (<= (len field) 10) (.isascii field) (.isdigit field)
                    (or (= field "0") (!= (get field 0) "0"))))
      (return None)))
  (setv numbers (list (map int fields))
        last (.pop numbers)
        room (- 32 (* 8 (len numbers))))
  (when (or (>= last (<< 1 room)) (any (gfor n numbers (> n 255))))
    (return None))
  (setv address 0)
  (for [n numbers]
    (setv address (| (<< address 8) n)))
  (| (<< address room) last))


(defn _parse-ipv6 [text scope-number]
  (setv [body mark scope] (.partition text "%")
        number 0)
  (when mark
    (setv number (if (and (.isascii scope) (.isdigit scope) (< (len scope) 11))
                     (int scope)
                     (if scope (scope-number scope) None)))
    (when (or (is number None) (> number LAST-SCOPE))
      (return None)))
  (setv [head gap tail] (.partition body "::"))
  (when (in "::" tail)
    (return None))
  (setv front (_groups head (not gap))
        back (_groups tail True))
  (when (or (is front None) (is back None))
    (return None))
  (setv missing (- 8 (len front) (len back)))
  (when (if gap (< missing 1) (!= missing 0))
    (return None))
  (setv value 0)
  (for [group (+ front (* [0] missing) back)]
    (setv value (| (<< value 16) group)))
  (IPv6Address value number))


(defn _groups [text at-end]
  "Return the 16-bit groups TEXT writes, an IPv4 address counting as two AT-END only, or None."
  (setv groups [])
  (when (not text)
    (return groups))
  (setv fields (.split text ":"))
  (for [[index field] (enumerate fields)]
    (if (in "." field)
        (do
          (setv address (if (and at-end (= index (- (len fields) 1)) (= (.count field ".") 3))
                            (_parse-ipv4 field)
                            None))
          (when (is address None)
            (return None))
          (.extend groups [(>> address 16) (& address 0xFFFF)]))
        (do
          (when (not (and (<= 1 (len field) 4) (all (gfor c field (in c "0123456789abcdefABCDEF")))))
            (return None))
          (.append groups (int field 16)))))
  groups)


(defn _complaint [text]
  "Return why TEXT is no address, as a phrase."
  (cond
    (not (.strip text)) "it is empty"
    (and (in "%" text) (in ":" text)
         (is-not (parse (get (.partition text "%") 0) interface-number) None))
      "it names no network interface"
    (in ":" text) "an IPv6 address has eight groups of up to four hexadecimal digits"
    True "an IPv4 address has up to four decimal fields, each of at most 255"))


;; Name → number of a network interface; `names` puts the system's look-up here.
(setv _interfaces {"number" (fn [name] None)})


(defn interface-number [name]
  "Return the number of the network interface NAME, or None."
  ((get _interfaces "number") name))


(defn set-interface-number [function]
  "Make FUNCTION, of an interface's name, answer `interface-number`."
  (setv (get _interfaces "number") function))


;;; Address to text

(defn ipaddr-to-dotted [addr * [values None]]
  #[[Return ADDR written as text.

  Arguments:
    addr -- int (IPv4) or IPv6Address.
    values -- true: return the four octets of an IPv4 address as a tuple instead; ignored for
      IPv6.

  Returns: str. IPv4 always has four fields; IPv6 is written as RFC 5952 says, with "%scope"
    when the scope is not zero.
  Signals: type-error when ADDR is no address.
  Source: Allegro CL 10.1, Socket Library, 3 and 7.]]
  (cond
    (isinstance addr IPv6Address) (ipv6-text addr)
    (not (ipaddrp addr)) (type-error addr "an internet address")
    (or (is values None) (is values False)) (ipv4-text addr)
    True (octets-of addr)))


(defn octets-of [address]
  "Return the four octets of an IPv4 address, most significant first."
  #((>> address 24) (& (>> address 16) 255) (& (>> address 8) 255) (& address 255)))


(defn ipv4-text [address]
  "Return an IPv4 address as \"a.b.c.d\"."
  (% "%d.%d.%d.%d" (octets-of address)))


(defn ipv6-text [address [scope True]]
  "Return an IPv6Address as RFC 5952 writes it; without its scope where SCOPE is false."
  (setv value address.value
        suffix (if (and scope address.scope-id) f"%{address.scope-id}" ""))
  (when (= (>> value 32) 0xFFFF)
    (return (+ "::ffff:" (ipv4-text (& value LAST-IPV4)) suffix)))
  (setv groups (lfor n (range 8) (& (>> value (- 112 (* 16 n))) 0xFFFF))
        [start length] (_longest-gap groups)
        words (lfor g groups (format g "x")))
  (+ (if (< length 2)
         (.join ":" words)
         (+ (.join ":" (cut words start)) "::" (.join ":" (cut words (+ start length) None))))
     suffix))


(defn _longest-gap [groups]
  "Return start and length of the first longest run of zeros."
  (setv best #(0 0)
        start 0)
  (for [[index group] (enumerate groups)]
    (if group
        (setv start (+ index 1))
        (when (> (- (+ index 1) start) (get best 1))
          (setv best #(start (- (+ index 1) start))))))
  best)


;;; Comparison

(defn ipaddr-equalp [addr1 addr2 * [compare-scope-id None]]
  #[[Return whether two addresses are the same one.

  Arguments:
    addr1, addr2 -- int, IPv6Address, or text that `dotted-to-ipaddr` reads.
    compare-scope-id -- true: IPv6 addresses must agree in their scope, too.

  Signals: MalformedAddress, type-error.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  (setv one (address-of addr1)
        two (address-of addr2))
  (if (and (isinstance one IPv6Address) (isinstance two IPv6Address))
      (and (= one.value two.value)
           (or (is compare-scope-id None) (is compare-scope-id False)
               (= one.scope-id two.scope-id)))
      (= one two)))


(defn address-of [object]
  "Return OBJECT, an address or text that writes one, as an address. Signals as `dotted-to-ipaddr`."
  (cond
    (ipaddrp object) object
    (integer-p object) (type-error object "an internet address")
    True (dotted-to-ipaddr object)))


(defn mapped-address [address]
  "Return an IPv4 address as an IPv6 one, ::ffff:a.b.c.d; an IPv6 address as it is."
  (if (isinstance address IPv6Address) address (IPv6Address (| MAPPED address))))


(defn unmapped-address [address]
  "Return the IPv4 address in ::ffff:a.b.c.d; any other address as it is."
  (if (and (isinstance address IPv6Address) (= (>> address.value 32) 0xFFFF))
      (& address.value LAST-IPV4)
      address))


(defn any-address-p [address]
  "Return whether ADDRESS stands for all interfaces: 0.0.0.0 or ::."
  (if (isinstance address IPv6Address) (= address.value 0) (= address 0)))


(defn loopback-p [address]
  "Return whether ADDRESS is of the machine itself: 127.0.0.0/8, ::1, or the former mapped."
  (setv plain (unmapped-address address))
  (if (isinstance plain IPv6Address)
      (= plain.value 1)
      (= (>> plain 24) 127)))
