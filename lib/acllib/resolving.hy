#[[Who answers for names: our own DNS client, the C library, or a network of the lab.

`names` asks here. The client (`dns`) is loaded when it is first asked; it is asked of itself only when
a program has configured it, or allows nobody else: the C library knows the hosts file, the client
does not.]]

(import
  acllib.arguments [bad-argument keyword-of text-of]
  acllib.kernel.dynamic [define-variable]
  acllib.network [of-mode special-name])


(defn dns-modes [value]
  #[[Return the tuple of lower-case str that a value of `*dns-mode*` means: one of :acldns and :clib,
  or a sequence of them.

  Signals: BadArgument.]]
  (setv members (if (or (is (text-of value) None) (is value None))
                    (if (hasattr value "__iter__") (list value) [None])
                    [value])
        names (tuple (map keyword-of members)))
  (when (or (not names) (any (gfor n names (not-in n #("acldns" "clib")))))
    (bad-argument "*dns-mode*" "dns-mode" value ":acldns, :clib or a list of them"))
  names)


(defn _check-mode [value]
  (dns-modes value)
  value)


(defn _check-names [value]
  (when (is-not value None)
    (when (or (is-not (text-of value) None) (not (hasattr value "__iter__"))
              (any (gfor name value (is (text-of name) None))))
      (bad-argument "*domain-search-list*" "search" value "a list of the names of domains")))
  value)


(defn _check-domain [value]
  (if (or (is value None) (is-not (text-of value) None))
      value
      (bad-argument "*dns-domain*" "domain" value "nil, or the name of a domain")))


(setv dns-mode
      (define-variable "dns_mode" #("acldns" "clib")
        "Who answers for names, in order: acldns (a client of ours) and clib (the C library)."
        :inherited True :check _check-mode)
      dns-configured
      (define-variable "dns_configured" None
        "True when the DNS client knows a name server.")
      dns-domain
      (define-variable "dns_domain" None
        "The domain of this machine, str or None." :check _check-domain)
      domain-search-list
      (define-variable "domain_search_list" None
        "Domains that are tried behind a name without a period." :check _check-names))


(defn client-asked? [network name]
  "Return whether the DNS client is to be asked for NAME, None for that of an address, on NETWORK."
  (setv modes (dns-modes (.get dns-mode)))
  (and (not network.virtual)
       (in "acldns" modes)
       (or (not-in "clib" modes) (bool (.get dns-configured)))
       (or (is name None) (is (special-name name) None))))


(defn resolve [network name mode]
  #[[Return the list of the addresses of the host NAME on NETWORK; [] where nobody knows it.

  Arguments: mode -- as `names.ipv6-mode` returns it.
  Blocks: until an answer comes; interrupts run meanwhile.]]
  (setv found [])
  (when (client-asked? network name)
    (import acllib.dns [addresses])
    (setv found (of-mode (addresses name mode) mode)))
  (if (or found (not (library-asked? network name)))
      found
      (.resolve network name mode)))


(defn reverse [network address [timeout None]]
  #[[Return the name of the host at ADDRESS on NETWORK, or None.

  Raises: TimeoutError when there is no answer within TIMEOUT seconds.]]
  (setv name None)
  (when (client-asked? network None)
    (import acllib.dns [name-of])
    (setv name (name-of address timeout)))
  (if (or name (not (library-asked? network None)))
      name
      (.reverse network address :timeout timeout)))


(defn library-asked? [network name]
  "Return whether the network itself is to be asked: the C library behind it, or a table of special names."
  (or network.virtual
      (in "clib" (dns-modes (.get dns-mode)))
      (and (is-not name None) (is-not (special-name name) None))))
