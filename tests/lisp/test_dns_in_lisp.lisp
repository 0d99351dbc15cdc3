;;; Forms on the DNS client, and what they return: read by test_dns_in_lisp.py, which sets *server* to
;;; a pair of address and port (support/lisp_tables.py; the names are those of support/nameserver.py).

;;; configuration

(require :acldns)
;=> NIL
*dns-configured*
;=> NIL
(configure-dns :nameserver *server* :search '("deep.test" "test") :domain "test")
;=> T
(list *dns-configured* *dns-domain* *domain-search-list* (length *nameservers*))
;=> (T "test" ("deep.test" "test") 1)
(let ((n (first *nameservers*))) (list (typep n 'dns-nameserver) (ipaddr-to-dotted (dns-nameserver-ipaddr n)) (dns-nameserver-name n)))
;=> (T "127.0.0.1" NIL)
(first *nameservers*)
;=> #<DNS-NAMESERVER 127.0.0.1/...>
(setq *domain-search-list* '("test"))
;=> ("test")
(setq *domain-search-list* 5)
;=> !BadArgument
(setq *dns-domain* 5)
;=> !BadArgument
(configure-dns :auto t :foo 1)
;=> !program-error

;;; questions

(ipaddr-to-dotted (dns-query "vapor.test"))
;=> "192.0.2.1"
(multiple-value-bind (answer seconds others flags) (dns-query "vapor.test" :type :a) (list answer (<= 0 seconds 300) others flags))
;=> (3221225985 T NIL (:RESPONSE :RECURSION-DESIRED :RECURSION-AVAILABLE))
(multiple-value-bind (answer seconds others) (dns-query "mail.test" :type :mx) (list answer others))
;=> ("first.test" ("second.test"))
(multiple-value-bind (answer seconds others) (dns-query "notes.test" :type :txt) (sort (cons answer others) #'< :key #'length))
;=> (("three") ("one" "two"))
(dns-query "192.0.2.1" :type :ptr)
;=> "vapor.test"  50  NIL  (:RESPONSE :RECURSION-DESIRED :RECURSION-AVAILABLE)
(dns-query "six.test" :type :aaaa)
;=> #<ipv6-address 2001:db8::1>  60  NIL  (...)
(fourth (multiple-value-list (dns-query "nobody.test")))
;=> (:RESPONSE :RECURSION-DESIRED :RECURSION-AVAILABLE :NO-SUCH-DOMAIN)
(dns-query "silent.odd" :repeat 1 :timeout 1/50)
;=> NIL  NIL  NIL  (:NO-RESPONSE)
(list (dns-query "vapor") (ipaddr-to-dotted (dns-query "vapor" :search t)) (ipaddr-to-dotted (dns-lookup-hostname "vapor")))
;=> (NIL "192.0.2.1" "192.0.2.1")
(dns-ipaddr-to-hostname 3221225985)
;=> "vapor.test"  ...
(let ((n (first *nameservers*))) (let ((before (dns-nameserver-sent n))) (dns-query "vapor.test") (dns-query "vapor.test" :ignore-cache t) (dns-query "vapor.test" :queue nil) (list (- (dns-nameserver-sent n) before) (<= 1 (dns-nameserver-received n) (dns-nameserver-sent n)))))
;=> (2 T)
(ipaddr-to-dotted (dns-query "vapor.test" :nameserver (list *server*)))
;=> "192.0.2.1"
(dns-query "vapor.test" :type :nonsense)
;=> !BadArgument
(dns-query 5)
;=> !BadArgument

;;; the answer as it came

(defvar *response* (dns-query "vapor.test" :decode nil))
;=> *RESPONSE*
*response*
;=> #<DNS-RESPONSE ..., 1 answer @ #x...>
(list (typep *response* 'dns-response) (integerp (dns-response-id *response*)) (dns-response-flags *response*) (logtest #x8000 (dns-response-flags-value *response*)))
;=> (T T (:RESPONSE :RECURSION-DESIRED :RECURSION-AVAILABLE) T)
(list (dns-response-authority *response*) (dns-response-additional *response*))
;=> (NIL NIL)
(let ((r (first (dns-response-answer *response*)))) (list (typep r 'dns-rr) (dns-rr-name r) (dns-rr-type r) (dns-rr-class r) (dns-rr-time-to-live r) (ipaddr-to-dotted (dns-rr-answer r))))
;=> (T "vapor.test" :A 1 300 "192.0.2.1")
(sort (mapcar #'dns-rr-type (dns-response-answer (dns-query "test" :type :any :decode nil))) #'string<)
;=> (:NS :SOA)
(dns-rr-name *response*)
;=> !type-error

;;; who answers

(ipaddr-to-dotted (lookup-hostname "vapor.test"))
;=> "192.0.2.1"
(ipaddr-to-hostname "192.0.2.1")
;=> "vapor.test"
(let ((socket:*dns-mode* :acldns)) (lookup-hostname "nobody.test"))
;=> !UnknownHost
(let ((socket:*dns-mode* '(:clib))) (lookup-hostname "vapor.test.invalid"))
;=> !UnknownHost
(sys:with-timeout (1/50 :late) (dns-query "silent.odd" :timeout 30))
;=> :LATE
