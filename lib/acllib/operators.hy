#[[The one table of documented operators, variables, classes and conditions.

Whoever needs to know what there is asks here: the Lisp side makes its entries from the rows,
`acllib` its names for Python, completion and the reference pages their texts. A new operator is
a function somewhere, and a row. Nothing is imported before a row is resolved.

How a row is written:

  parameters -- a lambda list as text. `name` is required; behind `&optional`, `&key` and
    `&rest` the others. `name=default` tells the default, `name=a|b|c` the choices, the default
    first. `name()` may be a Lisp function. `name>python` tells what Python calls it, where that is
    another name.
  results -- names of the values, blanks between. `name:boolean` is a Python bool, `t` or `nil`
    in Lisp; `name:keyword` a lower-case str, a keyword in Lisp; `name:list` a Python list,
    a Lisp list; `name:alist` a list of pairs, conses in Lisp; `name:statuses` the same, the
    second of each pair a str that is a keyword in Lisp; `name:keywords` a list of str, keywords in
    Lisp; `name:tree` a list of lists, or no list. Several names: the function
    returns a tuple. A `?` in front of the only name: it does so at times. A `+` in front of the
    first: the function returns the first value, and its `mv` the tuple.]]

(import
  importlib [import-module]
  re)


(defclass Parameter []
  #[[A parameter of an operator.

  name        -- str as in Lisp
  python-name -- str as in Python
  kind     -- "required", "optional", "key" or "rest"
  default  -- str as Lisp writes it, or None where there is none to tell
  choices  -- tuple of str; keywords stand with their colon
  function -- true: a Lisp function may be passed]]
  (setv __slots__ #("name" "python_name" "kind" "default" "choices" "function"))

  (defn __init__ [self text kind]
    (setv [name mark default] (.partition text "=")
          choices (.split default "|")
          self.function (.endswith name "()")
          [self.name _ python] (.partition (.removesuffix name "()") ">")
          self.python-name (or python (.replace self.name "-" "_"))
          self.kind kind
          self.default (if mark (get choices 0) None)
          self.choices (if (> (len choices) 1) (tuple choices) #()))))


(defclass Result []
  "A value of an operator. Slots: name; type, None or what the table writes behind the colon."
  (setv __slots__ #("name" "type"))

  (defn __init__ [self text]
    (setv [name _ type] (.partition (.lstrip text "?+") ":")
          self.name name
          self.type (or type None))))


(defclass Row []
  #[[One documented name.

  name          -- str, as the manual writes it
  packages      -- tuple of str, the packages that export it; the first is its home
  kind          -- "function", "generic", "macro", "variable", "computed" (a variable whose value a
    function returns), "class" or "condition"
  location      -- "module:attribute" under acllib. For a macro: what it is made of, a function that is
    called with functions for the bodies, or a context manager
  setter        -- location of the function of object and new value behind `setf`, or None
  documentation -- str, one line
  section       -- str, where the manual has it]]
  (setv __slots__ #("name" "packages" "kind" "location" "setter" "_parameters" "_results"
                    "documentation" "section"))

  (defn __init__ [self kind name packages location parameters results documentation section]
    (setv self.kind kind
          self.name name
          self.packages (tuple (.split packages))
          self.location location
          self.setter (.get SETTERS name)
          self._parameters parameters
          self._results results
          self.documentation documentation
          self.section section))

  (defn __repr__ [self]
    f"<{self.kind} {(get self.packages 0)}:{self.name}>")

  (defn [property] parameters [self]
    "The tuple of Parameters."
    (setv kind "required"
          found [])
    (for [word (re.findall r"(?:\"[^\"]*\"|\S)+" self._parameters)]
      (if (.startswith word "&")
          (setv kind (cut word 1 None))
          (.append found (Parameter word kind))))
    (tuple found))

  (defn [property] results [self]
    "The tuple of Results; empty where the value means nothing."
    (tuple (map Result (.split self._results))))

  (defn [property] several [self]
    #[[What the function returns: False, one value; True, a tuple of them; "maybe", a tuple at times;
    "mv", the first one, and its attribute `mv` the tuple.]]
    (cond
      (.startswith self._results "?") "maybe"
      (.startswith self._results "+") "mv"
      True (> (len self.results) 1)))

  (defn [property] functions [self]
    "Whether an argument may be a Lisp function."
    (in "()" self._parameters))

  (defn [property] python-name [self]
    "The name that acllib exports, or None for macros and variables."
    (cond
      (in self.kind #("class" "condition")) (get (.partition self.location ":") 2)
      (in self.kind #("macro" "variable" "computed")) None
      True (.replace self.name "-" "_")))

  (defn [property] object [self]
    "The object itself: function, class, DynamicVariable. Imports its module."
    (resolve self.location)))


(defn resolve [location]
  "Return the object at LOCATION, \"module:attribute\" under acllib; imports the module."
  (setv [module _ attribute] (.partition location ":"))
  (getattr (import-module f"acllib.{module}") attribute))


;;; The rows

(setv ROWS [])

;; Name of an operator → what `setf` of it calls, with the object and the new value.
(setv SETTERS {
  "process-name"               "processviews:set_process_name"
  "process-property-list"      "processviews:set_process_property_list"
  "process-priority"           "processviews:set_process_priority"
  "process-quantum"            "processviews:set_process_quantum"
  "process-exit-actions"       "processviews:set_process_exit_actions"
  "process-run-reasons"        "processes:set_process_run_reasons"
  "process-arrest-reasons"     "processes:set_process_arrest_reasons"
  "process-resume-hook"        "processviews:set_process_resume_hook"
  "process-suspend-hook"       "processviews:set_process_suspend_hook"
  "process-message-interrupt-function" "processviews:set_process_message_interrupt_function"
  "process-keeps-lisp-alive-p" "processviews:set_process_keeps_lisp_alive_p"
  "eol-convention"             "streamfunctions:set_eol_convention"
  "stream-input-timeout"       "streamfunctions:set_stream_input_timeout"
  "stream-output-timeout"      "streamfunctions:set_stream_output_timeout"})


(defn _rows [kind packages section #* rows]
  "Add rows #(name location parameters results documentation); all of KIND, PACKAGES and SECTION."
  (for [[name location parameters results documentation] rows]
    (.append ROWS (Row kind name packages location parameters results documentation section))))


(_rows "function" "acl-socket" "Socket Library, 7"
  #("make-socket" "making:make_socket"
    "&key type=:stream|:datagram format=:text|:binary|:bivalent connect=:active|:passive address-family=:internet|:file eol ipv6=*ipv6* scope-id tcp-md5-sig-key tcp-md5-sig-key-ef local-port local-host remote-port remote-host local-filename remote-filename backlog=5 reuse-address broadcast keepalive nodelay oob-inline receive-buffer-size send-buffer-size tcp-keepalive-idle-time tcp-keepalive-probe-interval tcp-keepalive-max-probes"
    "socket" "Make a socket: a stream that is connected, a passive one that listens, or one for datagrams.")
  #("socket-control" "sockets:socket_control"
    "sock &key output-chunking output-chunking-eof input-chunking read-timeout write-timeout"
    "" "Change how a stream socket works: HTTP/1.1 chunking both ways, time-outs.")
  #("set-socket-format" "sockets:set_socket_format" "socket format"
    "format:keyword" "Do nothing: every socket is multivalent.")
  #("set-tcp-md5-sig" "sockets:set_tcp_md5_sig" "socket address key &key external-format=:default"
    "" "Sign the segments of a passive socket to and from an address (RFC 2385).")
  #("dotted-to-ipaddr" "names:dotted_to_ipaddr" "dotted &key errorp=t"
    "address" "Read an address written in dotted form, or as IPv6 text.")
  #("dotted-address-p" "names:dotted_address_p" "object"
    "dottedp:boolean" "Tell whether a string writes an address.")
  #("ipaddr-to-dotted" "names:ipaddr_to_dotted" "addr &key values"
    "?text" "Write an address; with :values, return its four octets.")
  #("ipaddr-to-hostname" "names:ipaddr_to_hostname" "ipaddr &key ignore-cache"
    "name" "Return the name of the host that has an address, or nil.")
  #("ipaddr-equalp" "names:ipaddr_equalp" "addr1 addr2 &key compare-scope-id"
    "equalp:boolean" "Tell whether two addresses, in whatever form, are the same.")
  #("ipaddrp" "names:ipaddrp" "object"
    "addressp:boolean" "Tell whether an object is an internet address.")
  #("ipv6-address-p" "names:ipv6_address_p" "object"
    "ipv6p:boolean" "Tell whether an object is an IPv6 address structure.")
  #("lookup-hostname" "names:lookup_hostname" "host &key ignore-cache ipv6=*ipv6* all"
    "address:list" "Return the address of a host; with :all, the list of them.")
  #("lookup-port" "names:lookup_port" "portname protocol"
    "port" "Return the number of the port of a service.")
  #("get-ip-interfaces" "names:get_ip_interfaces" ""
    "interfaces:alist" "Return the network interfaces of the machine, conses of number and name."))


(_rows "generic" "acl-socket" "Socket Library, 7"
  #("accept-connection" "sockets:accept_connection" "sock &key wait=t"
    "stream" "Return a stream for the next connection to a passive socket.")
  #("receive-from" "datagrams:receive_from" "sock size &key buffer extract"
    "buffer octets host port" "Receive a datagram.")
  #("send-to" "datagrams:send_to"
    "sock buffer size &key remote-host remote-port remote-filename ipv6=*ipv6* scope-id"
    "octets" "Send a datagram.")
  #("set-socket-options" "sockets:set_socket_options"
    "socket &key reuse-address broadcast keepalive nodelay oob-inline receive-buffer-size send-buffer-size tcp-keepalive-idle-time tcp-keepalive-probe-interval tcp-keepalive-max-probes"
    "" "Set options of a socket; what is not given stays.")
  #("shutdown" "sockets:shutdown" "sock &key direction=nil|:input|:output"
    "" "Close one half of a connection.")
  #("socket-os-fd" "sockets:socket_os_fd" "sock"
    "fd" "Return the descriptor of the operating system.")
  #("ipv6" "sockets:ipv6" "internet-socket"
    "ipv6p:boolean" "Tell whether a socket is an IPv6 socket.")
  #("local-host" "sockets:local_host" "socket" "address" "Return the address of a socket's own end.")
  #("local-port" "sockets:local_port" "socket" "port" "Return the port of a socket's own end.")
  #("remote-host" "sockets:remote_host" "socket" "address" "Return the address of the other end.")
  #("remote-port" "sockets:remote_port" "socket" "port" "Return the port of the other end.")
  #("local-filename" "sockets:local_filename" "socket" "name" "Return the file a socket is bound to.")
  #("remote-filename" "sockets:remote_filename" "socket" "name" "Return the file of the other end.")
  #("socket-address-family" "sockets:socket_address_family" "socket"
    "family:keyword" "Return :internet or :file.")
  #("socket-connect" "sockets:socket_connect" "socket"
    "connect:keyword" "Return :active or :passive.")
  #("socket-format" "sockets:socket_format" "socket"
    "format:keyword" "Return :multivalent.")
  #("socket-type" "sockets:socket_type" "socket"
    "type:keyword" "Return :stream or :datagram."))


(_rows "macro" "acl-socket" "Socket Library, 7"
  #("with-pending-connect" "making:call_with_pending_connect" "&rest body"
    "values" "Evaluate the body; give up a connection attempt that it leaves unfinished."))


(_rows "variable" "acl-socket" "Socket Library, 6"
  #("*ipv6*" "names:ipv6_default" "" "" "nil: IPv4 only; t: IPv6 preferred; :ipv6: IPv6 only.")
  #("*print-hostname-in-stream*" "names:print_hostname_in_stream" "" ""
    "Whether sockets print with names of hosts, not addresses.")
  #("*dns-mode*" "resolving:dns_mode" "" "" "Who answers for names, in order: :acldns, :clib.")
  #("*socket-version*" "sockets:socket_version" "" "" "The version of the socket library."))


(_rows "class" "acl-socket" "Socket Library, 4"
  #("socket" "sockets:Socket" "" "" "The root of all sockets.")
  #("internet-socket" "sockets:InternetSocket" "" "" "A socket with host and port.")
  #("file-socket" "sockets:FileSocket" "" "" "A socket with a name in the file system.")
  #("passive-socket" "sockets:PassiveSocket" "" "" "A socket that accepts connections; no stream.")
  #("active-socket" "sockets:ActiveSocket" "" "" "A stream socket that is connected.")
  #("datagram-socket" "sockets:DatagramSocket" "" "" "A socket for packets.")
  #("socket-stream-internet-active" "sockets:SocketStreamInternetActive" "" "" "A TCP connection.")
  #("socket-stream-internet-passive" "sockets:SocketStreamInternetPassive" "" "" "A TCP socket that listens.")
  #("socket-stream-file-active" "sockets:SocketStreamFileActive" "" ""
    "A connection through a name in the file system.")
  #("socket-stream-file-passive" "sockets:SocketStreamFilePassive" "" ""
    "A listening socket with a name in the file system.")
  #("socket-datagram-internet-active" "datagrams:SocketDatagramInternetActive" "" "" "A UDP socket.")
  #("socket-datagram-file-active" "datagrams:SocketDatagramFileActive" "" "" "A Unix-domain datagram socket.")
  #("ipv6-address" "addresses:IPv6Address" "" "" "An IPv6 address, with its scope."))


;;; The DNS client

(_rows "function" "acl-socket" "DNS"
  #("configure-dns" "dns:configure_dns" "&key nameserver search domain auto" "configuredp:boolean"
    "Tell the DNS client which name servers to ask.")
  #("dns-query" "dns:dns_query"
    "name &key type=:a|:aaaa|:ptr|:mx|:txt|:ns|:cname|:soa|:srv|:any nameserver repeat=5 timeout=5 queue=t decode=t search ignore-cache"
    "answer:tree seconds others:tree flags:keywords" "Ask name servers.")
  #("dns-lookup-hostname" "dns:dns_lookup_hostname"
    "name &key type=:a|:aaaa nameserver repeat=5 timeout=5 queue=t decode=t search=t ignore-cache"
    "answer:tree seconds others:tree flags:keywords" "Ask name servers for the address of a host.")
  #("dns-ipaddr-to-hostname" "dns:dns_ipaddr_to_hostname"
    "ipaddr &key nameserver repeat=5 timeout=5 queue=t decode=t ignore-cache"
    "answer:tree seconds others:tree flags:keywords" "Ask name servers for the name of a host.")
  #("dns-nameserver-name" "dnsrecords:dns_nameserver_name" "dns-nameserver-object" "name" "Return the name of a name server, or nil.")
  #("dns-nameserver-ipaddr" "dnsrecords:dns_nameserver_ipaddr" "dns-nameserver-object" "address" "Return the address of a name server.")
  #("dns-nameserver-sent" "dnsrecords:dns_nameserver_sent" "dns-nameserver-object" "count" "Return how often a name server was asked.")
  #("dns-nameserver-received" "dnsrecords:dns_nameserver_received" "dns-nameserver-object" "count"
    "Return how often a name server answered.")
  #("dns-response-id" "dnsrecords:dns_response_id" "dns-response-object" "number" "Return the number of a response.")
  #("dns-response-flags" "dnsrecords:dns_response_flags" "dns-response-object" "flags:keywords" "Return the flags of a response, keywords.")
  #("dns-response-flags-value" "dnsrecords:dns_response_flags_value" "dns-response-object" "flags" "Return the flags of a response, an integer.")
  #("dns-response-answer" "dnsrecords:dns_response_answer" "dns-response-object" "records:list" "Return the records that answer the question.")
  #("dns-response-authority" "dnsrecords:dns_response_authority" "dns-response-object" "records:list"
    "Return the records of those who know.")
  #("dns-response-additional" "dnsrecords:dns_response_additional" "dns-response-object" "records:list"
    "Return the records that help further.")
  #("dns-rr-name" "dnsrecords:dns_rr_name" "dns-rr-object" "name" "Return the name that a record is about.")
  #("dns-rr-type" "dnsrecords:dns_rr_type" "dns-rr-object" "type:keyword" "Return the type of a record: :a, :mx and so on.")
  #("dns-rr-class" "dnsrecords:dns_rr_class" "dns-rr-object" "class" "Return the class of a record: 1.")
  #("dns-rr-time-to-live" "dnsrecords:dns_rr_time_to_live" "dns-rr-object" "seconds" "Return how long a record is valid.")
  #("dns-rr-answer" "dnsrecords:dns_rr_answer" "dns-rr-object" "answer:tree" "Return what a record says."))


(_rows "variable" "acl-socket" "DNS"
  #("*dns-configured*" "resolving:dns_configured" "" "" "Whether the DNS client knows a name server.")
  #("*dns-domain*" "resolving:dns_domain" "" "" "The domain of this machine, or nil.")
  #("*domain-search-list*" "resolving:domain_search_list" "" "" "Domains to try behind a name without a period."))


(_rows "computed" "acl-socket" "DNS"
  #("*nameservers*" "dns:nameservers" "" "nameservers:list" "The name servers that are asked."))


(_rows "class" "acl-socket" "DNS"
  #("dns-nameserver" "dnsrecords:DnsNameserver" "" "" "A name server.")
  #("dns-response" "dnsrecords:DnsResponse" "" "" "What a name server answered.")
  #("dns-rr" "dnsrecords:DnsRR" "" "" "A resource record."))


(_rows "condition" "excl" "Socket Library, 8"
  #("socket-error" "conditions:SocketError" "" "" "An error that the operating system found on a socket.")
  #("errno-stream-error" "conditions:ErrnoStreamError" "" "" "A stream error with a message of the system.")
  #("stream-closed-error" "conditions:StreamClosedError" "" "" "An operation on a closed stream.")
  #("syscall-error" "conditions:SyscallError" "" "" "A system call failed.")
  #("socket-chunking-end-of-file" "conditions:SocketChunkingEndOfFile" "" ""
    "Chunked input ended; neither error nor warning.")
  #("interrupt-signal" "conditions:InterruptSignal" "" "" "The keyboard interrupt, Control-C.")
  #("operating-system-signal" "conditions:OperatingSystemSignal" "" "" "A signal of the operating system.")
  #("asynchronous-operating-system-signal" "conditions:AsynchronousOperatingSystemSignal" "" ""
    "A signal that came from outside.")
  #("synchronous-operating-system-signal" "conditions:SynchronousOperatingSystemSignal" "" ""
    "A signal that the program itself caused."))


(_rows "function" "excl" "Socket Library, 8"
  #("stream-error-identifier" "conditions:stream_error_identifier" "condition"
    "identifier:keyword" "Return what went wrong, as a keyword.")
  #("stream-error-code" "conditions:stream_error_code" "condition"
    "code" "Return the system's error number, or nil.")
  #("stream-error-action" "conditions:stream_error_action" "condition"
    "action" "Return what was being done, as a string.")
  #("stream-error-string" "conditions:stream_error_string" "condition"
    "text" "Return the system's message.")
  #("syscall-error-errno" "conditions:syscall_error_errno" "condition"
    "code" "Return the system's error number."))


;;; Streams

(_rows "function" "excl" "Streams"
  #("read-vector" "streamfunctions:read_vector" "sequence stream &key start=0 end endian-swap" "index"
    "Fill a vector with what is there, waiting for the first element only.")
  #("write-vector" "streamfunctions:write_vector" "sequence stream &key start=0 end endian-swap" "index"
    "Send what is buffered, and then a vector.")
  #("read-byte-no-hang" "streamfunctions:read_byte_no_hang" "stream &optional eof-error-p=t eof-value" "octet"
    "Return the next octet, nil if there is none yet.")
  #("read-no-hang-p" "streamfunctions:read_no_hang_p" "stream" "readyp:boolean"
    "Tell whether the next read will not wait.")
  #("write-no-hang-p" "streamfunctions:write_no_hang_p" "stream" "readyp:boolean"
    "Tell whether the next write will not wait.")
  #("stream-input-fn" "streamfunctions:stream_input_fn" "stream" "fd"
    "Return the descriptor that a stream reads, or nil.")
  #("stream-output-fn" "streamfunctions:stream_output_fn" "stream" "fd"
    "Return the descriptor that a stream writes, or nil.")
  #("eol-convention" "streamfunctions:eol_convention" "stream" "convention:keyword external-format"
    "Return how a stream ends lines, and the external format under that.")
  #("stream-input-timeout" "streamfunctions:stream_input_timeout" "stream" "seconds"
    "Return how long each step of input may wait, or nil.")
  #("stream-output-timeout" "streamfunctions:stream_output_timeout" "stream" "seconds"
    "Return how long each step of output may wait, or nil.")
  #("socket-bytes-written" "streamfunctions:socket_bytes_written" "stream &optional set" "octets"
    "Return how many octets were written to a socket.")
  #("find-external-format" "formats:find_external_format" "name &key errorp=t try-variant" "external-format"
    "Return the external format of a name.")
  #("ef-name" "formats:ef_name" "external-format" "name:keyword" "Return the name of an external format.")
  #("ef-nicknames" "formats:ef_nicknames" "external-format" "names:keywords" "Return the other names of an external format.")
  #("compose-external-formats" "formats:compose_external_formats" "outer inner" "external-format"
    "Return an external format with other line ends.")
  #("crlf-base-ef" "formats:crlf_base_ef" "external-format" "external-format"
    "Return an external format without its line ends.")
  #("string-to-octets" "conversions:string_to_octets"
    "string &key external-format=:default null-terminate=t start=0 end mb-vector make-mb-vector?>make_mb_vector" "+octets count"
    "Return the octets of a string; with a 0 behind them unless :null-terminate is nil.")
  #("string-to-mb" "conversions:string_to_octets"
    "string &key external-format=:default null-terminate=t start=0 end mb-vector make-mb-vector?>make_mb_vector" "+octets count"
    "The old name of string-to-octets.")
  #("octets-to-string" "conversions:octets_to_string"
    "octet-vector &key string start=0 end make-string?>make_string external-format=:default truncate string-start=0 string-end" "+string characters octets"
    "Return the characters of octets.")
  #("mb-to-string" "conversions:octets_to_string"
    "octet-vector &key string start=0 end make-string?>make_string external-format=:default truncate string-start=0 string-end" "+string characters octets"
    "The old name of octets-to-string.")
  #("native-string-sizeof" "conversions:native_string_sizeof" "string &key start=0 end external-format=:default" "count"
    "Return how many octets a string becomes, a 0 behind them included."))


(_rows "function" "excl" "Streams"
  #("read-octets" "streamfunctions:read_octets" "stream buffer start end blocking" "count"
    "Read octets into a vector, as many as there are; -1 at the end of file.")
  #("write-octets" "streamfunctions:write_octets" "stream buffer start end blocking" "count"
    "Send octets of a vector.")
  #("write-all-octets" "streamfunctions:write_all_octets" "stream buffer start end" "count"
    "Send octets of a vector, all of them.")
  #("read-line-into" "streamfunctions:read_line_into" "string stream &optional eof-error-p=t eof-value &key start=0 end"
    "count reason:keyword" "Read characters of a line into a string.")
  #("make-buffer-input-stream" "buffers:make_buffer_input_stream" "buffer &optional start=0 end external-format" "stream"
    "Return a stream that reads a vector of octets.")
  #("make-buffer-output-stream" "buffers:make_buffer_output_stream" "buffer &optional external-format" "stream"
    "Return a stream that writes into a vector of octets.")
  #("get-output-stream-buffer" "buffers:get_output_stream_buffer" "stream" "octets"
    "Return the octets written to a growing buffer, and begin anew."))


(_rows "generic" "excl" "Streams"
  #("stream-listen" "streamfunctions:stream_listen" "stream" "readyp:boolean"
    "Tell whether reading from a stream, socket or descriptor would not wait."))


(_rows "macro" "excl" "Streams"
  #("with-output-to-buffer" "buffers:output_to_buffer" "(var &optional buffer &key external-format) &rest body" "values"
    "Evaluate the body with a stream that writes octets to memory.")
  #("with-input-from-buffer" "buffers:BufferInputStream" "(var buffer &key start end external-format) &rest body" "values"
    "Evaluate the body with a stream that reads a vector of octets."))


(_rows "class" "excl" "Streams"
  #("buffer-input-simple-stream" "buffers:BufferInputStream" "" "" "A stream that reads a vector of octets.")
  #("buffer-output-simple-stream" "buffers:BufferOutputStream" "" "" "A stream that writes into a vector of octets."))


(_rows "condition" "excl" "Streams"
  #("buffer-overflow" "buffers:BufferOverflow" "" "" "A vector of octets is full."))


(_rows "variable" "excl" "Streams"
  #("*default-external-format*" "formats:default_external_format" "" ""
    "The external format of streams that were given none."))


;;; Processes

(_rows "function" "mp" "Multiprocessing"
  #("make-process" "processes:make_process"
    "&key name=\"Anonymous\" class>process_class reset-action run-reasons arrest-reasons priority=0 quantum=2 resume-hook() suspend-hook() initial-bindings run-immediately stack-allocation message-interrupt-function()"
    "process" "Make a process that does nothing yet.")
  #("process-preset" "processes:process_preset" "process function() &rest args"
    "process" "Set what a process applies when it is enabled.")
  #("process-run-function" "processes:process_run_function" "name-or-options function() &rest args"
    "process" "Apply a function in a new process.")
  #("process-run-restartable-function" "processes:process_run_restartable_function"
    "name-or-options function() &rest args" "process"
    "Apply a function in a new process, again and again.")
  #("process-interrupt" "processes:process_interrupt" "process function() &rest args"
    "" "Have a process apply a function, wherever it is; it then goes on.")
  #("process-kill" "processes:process_kill" "process &key wait" "" "Ask a process to unwind and end.")
  #("process-reset" "processes:process_reset" "process &optional no-unwind"
    "" "Throw a process out of what it does, to begin anew.")
  #("process-enable" "processes:process_enable" "process" "" "Let a process run.")
  #("process-disable" "processes:process_disable" "process" "" "Let a process stand by.")
  #("process-add-run-reason" "processes:process_add_run_reason" "process object" "" "Give a process a reason to run.")
  #("process-revoke-run-reason" "processes:process_revoke_run_reason" "process object" ""
    "Take a reason to run from a process.")
  #("process-add-arrest-reason" "processes:process_add_arrest_reason" "process object" ""
    "Give a process a reason to stand by.")
  #("process-revoke-arrest-reason" "processes:process_revoke_arrest_reason" "process object" ""
    "Take a reason to stand by from a process.")
  #("process-p" "processviews:process_p" "object" "processp:boolean" "Tell whether an object is a process.")
  #("process-alive-p" "processviews:process_alive_p" "process" "alivep:boolean" "Tell whether a process has not ended.")
  #("process-active-p" "processviews:process_active_p" "process" "activep:boolean"
    "Tell whether a process has a reason to run and none against it.")
  #("process-runnable-p" "processviews:process_runnable_p" "process" "runnablep:boolean"
    "Tell whether a process runs or could.")
  #("process-name" "processviews:process_name" "process" "name" "Return the name of a process.")
  #("process-whostate" "processviews:process_whostate" "process" "whostate" "Return what a process waits for.")
  #("process-property-list" "processviews:process_property_list" "process" "plist"
    "Return the property list of a process.")
  #("process-priority" "processviews:process_priority" "process" "priority"
    "Return the priority of a process; advice.")
  #("process-quantum" "processviews:process_quantum" "process" "seconds"
    "Return how long a process may run at a time; advice.")
  #("process-keeps-lisp-alive-p" "processviews:process_keeps_lisp_alive_p" "process" "keepsp:boolean"
    "Tell whether a program that ends should wait for a process.")
  #("process-sequence" "processviews:process_sequence" "process" "number"
    "Return the number of a process.")
  #("process-run-reasons" "processviews:process_run_reasons" "process" "reasons:list"
    "Return the reasons a process has to run.")
  #("process-arrest-reasons" "processviews:process_arrest_reasons" "process" "reasons:list"
    "Return the reasons a process has to stand by.")
  #("process-initial-bindings" "processviews:process_initial_bindings" "process" "bindings:list"
    "Return the initial bindings of a process.")
  #("process-thread" "processviews:process_thread" "process" "thread" "Return Python's thread of a process.")
  #("find-process" "processes:find_process" "name" "process" "Return the process of a name, or nil.")
  #("symeval-in-process" "processviews:symeval_in_process" "symbol process" "value"
    "Return the value that a special variable has in a process.")
  #("process-wait" "processwaits:process_wait" "whostate function() &rest args" ""
    "Wait until a function answers true.")
  #("process-wait-with-timeout" "processwaits:process_wait_with_timeout" "whostate seconds function() &rest args"
    "truep:boolean" "Wait until a function answers true, for a time.")
  #("process-sleep" "processwaits:process_sleep" "seconds &optional whostate=\"sleep\"" "" "Wait for a time.")
  #("process-allow-schedule" "processwaits:process_allow_schedule" "&optional process" "" "Let others run.")
  #("wait-for-input-available" "processwaits:wait_for_input_available"
    "streams &key wait-function() whostate=\"waiting for input\" timeout" "ready:list"
    "Wait until reading from one of several streams would not block.")
  #("wait-for-io-available" "processwaits:wait_for_io_available"
    "input-streams output-streams &key input-wait-function() output-wait-function() whostate=\"waiting for i/o\" timeout"
    "ready:statuses" "Wait until reading or writing one of several streams would not block.")
  #("make-process-lock" "locks:make_process_lock" "&key name" "lock" "Make a lock.")
  #("process-lock-p" "locks:process_lock_p" "object" "lockp:boolean" "Tell whether an object is a lock.")
  #("process-lock-locker" "locks:process_lock_locker" "lock" "locker" "Return who holds a lock, or nil.")
  #("process-lock" "locks:process_lock" "lock &optional lock-value whostate=\"Lock\" timeout"
    "seizedp:boolean" "Seize a lock.")
  #("process-unlock" "locks:process_unlock" "lock &optional lock-value" "" "Give a lock back.")
  #("make-gate" "locks:make_gate" "open" "gate" "Make a gate, open or closed.")
  #("open-gate" "locks:open_gate" "gate" "" "Open a gate.")
  #("close-gate" "locks:close_gate" "gate" "" "Close a gate.")
  #("gate-open-p" "locks:gate_open_p" "gate" "openp:boolean" "Tell whether a gate is open.")
  #("put-semaphore" "locks:put_semaphore" "gate" "" "Let one more process pass a gate.")
  #("get-semaphore" "locks:get_semaphore" "gate &optional whostate=\"semaphore\" timeout" "passedp:boolean"
    "Wait for one of the passes of a gate.")
  #("enqueue" "locks:enqueue" "queue data" "data" "Put an object at the end of a queue.")
  #("dequeue" "locks:dequeue" "queue &key wait empty-queue-result whostate=\"dequeue\"" "+element foundp"
    "Take the first element of a queue.")
  #("queue-length" "locks:queue_length" "queue" "length" "Return the number of elements of a queue.")
  #("queue-empty-p" "locks:queue_empty_p" "queue" "emptyp:boolean" "Tell whether a queue is empty."))


(_rows "function" "mp" "Multiprocessing"
  #("process-exit-actions" "processviews:process_exit_actions" "process" "actions"
    "Return what a process does when it has ended: a list of lists of a function and its arguments.")
  #("process-initial-form" "processviews:process_initial_form" "process" "form:list"
    "Return the function that a process applies, and its arguments.")
  #("process-state" "processviews:process_state" "process" "state:keyword" "Return how a process is, as a keyword.")
  #("process-resume-hook" "processviews:process_resume_hook" "process" "function" "Return a hook that is kept.")
  #("process-suspend-hook" "processviews:process_suspend_hook" "process" "function" "Return a hook that is kept.")
  #("process-message-interrupt-function" "processviews:process_message_interrupt_function" "process" "function"
    "Return a function that is kept.")
  #("profile-process-p" "processviews:profile_process_p" "process" "profilep:boolean"
    "Tell whether a process can be profiled: never.")
  #("process-name-to-process" "processviews:process_name_to_process" "name &key errorp=t" "process"
    "Return the process of a name.")
  #("process-wait-function" "processviews:process_wait_function" "process" "function"
    "Return the function whose answer a process awaits, or nil.")
  #("process-wait-args" "processviews:process_wait_args" "process" "arguments:list"
    "Return the arguments of the function whose answer a process awaits.")
  #("start-scheduler" "processviews:start_scheduler" "" "" "Do nothing: processes run from the start.")
  #("start-customs" "processviews:start_customs" "&optional name" "" "Do nothing: processes run from the start.")
  #("process-os-id" "processtimes:process_os_id" "process" "number" "Return the system's number of a process's thread.")
  #("process-cpu-msec-used" "processtimes:process_cpu_msec_used" "process" "milliseconds"
    "Return the processor time that a process has used.")
  #("process-cpu-msec-used-delta" "processtimes:process_cpu_msec_used_delta" "process" "milliseconds"
    "Return the processor time used since this was last asked.")
  #("process-times-resumed" "processtimes:process_times_resumed" "process" "count" "Return how often a process was resumed.")
  #("process-times-resumed-delta" "processtimes:process_times_resumed_delta" "process" "count"
    "Return how often a process was resumed since this was last asked.")
  #("make-barrier" "barriers:make_barrier"
    "count &key callback() discount-on-abort discount-on-timeout disable-on-unblock" "barrier"
    "Make a barrier for so many processes.")
  #("barrier-wait" "barriers:barrier_wait"
    "barrier &key timeout callback() pass-through discount-on-abort discount-on-timeout disable-on-unblock" "result:keyword"
    "Arrive at a barrier, and wait for the others.")
  #("barrier-pass-through" "barriers:barrier_pass_through" "barrier" "result:keyword" "Arrive at a barrier, and do not wait.")
  #("barrier-unblock" "barriers:barrier_unblock" "barrier &key disable kill-waiting reset-count" ""
    "Let all who wait at a barrier go on.")
  #("barrier-disable" "barriers:barrier_disable" "barrier &optional kill-waiting" "" "Have a barrier hold up nobody.")
  #("barrier-count" "barriers:barrier_count" "barrier" "count" "Return for how many processes a barrier is.")
  #("barrier-arrivers" "barriers:barrier_arrivers" "barrier" "count" "Return how many processes have arrived at a barrier.")
  #("make-condition-variable" "barriers:make_condition_variable" "&key name" "condvar" "Make a condition variable.")
  #("condition-variable-wait" "barriers:condition_variable_wait" "condvar lock &key timeout" "signalledp:boolean"
    "Give a lock back, wait for a condition variable, and take the lock again.")
  #("condition-variable-signal" "barriers:condition_variable_signal" "condvar" "" "Let one go on who waits for a condition variable.")
  #("condition-variable-broadcast" "barriers:condition_variable_broadcast" "condvar" ""
    "Let all go on who wait for a condition variable."))


(_rows "function" "mp" "Multiprocessing, Process pools"
  #("make-process-pool" "pools:make_process_pool"
    "&key name=\"pool\" active-limit=10 idle-limit idle-timeout work-limit report-start() report-end() prime" "pool"
    "Make a process pool.")
  #("ensure-default-process-pool" "pools:ensure_default_process_pool"
    "&key if-exists=:ignore|:supersede|:error name active-limit idle-limit idle-timeout work-limit report-start() report-end() prime" "pool"
    "Return the default process pool, made if there is none.")
  #("discard-process-pool" "pools:discard_process_pool" "pool &key forget kill" "" "Have a process pool take no more work.")
  #("make-process-pool-work-item" "pools:make_process_pool_work_item"
    "&key work name function() arguments data report-start() report-end()" "item" "Make a work item, or change one.")
  #("process-pool-run" "pools:process_pool_run"
    "pool &key work name function() arguments data report-start() report-end() queue-p=t" "item how:keyword"
    "Have a process of a pool apply a function.")
  #("process-pool-work-item-active-p" "pools:process_pool_work_item_active_p" "item" "activep:boolean"
    "Tell whether a work item is queued or running.")
  #("process-pool-work-item-name" "pools:process_pool_work_item_name" "item" "name" "Return the name of a work item.")
  #("process-pool-work-item-data" "pools:process_pool_work_item_data" "item" "data" "Return the data of a work item.")
  #("process-pool-work-item-values" "pools:process_pool_work_item_values" "item" "values:list"
    "Return the values of a work item's function.")
  #("process-pool-work-item-error" "pools:process_pool_work_item_error" "item" "condition"
    "Return the condition that ended a work item's function, or nil."))


(_rows "variable" "mp" "Multiprocessing, Process pools"
  #("*process-pool-work-item*" "pools:work_item" "" "" "The work item that is running, nil outside of pools."))


(_rows "class" "mp" "Multiprocessing, Process pools"
  #("process-pool" "pools:ProcessPool" "" "" "Processes that work.")
  #("process-pool-work-item" "pools:WorkItem" "" "" "What a process of a pool is to do."))


(_rows "generic" "mp" "Multiprocessing"
  #("process-terminate" "processes:process_terminate" "process" "" "Apply the exit actions of a process that has ended."))


(_rows "class" "mp" "Multiprocessing"
  #("barrier" "barriers:Barrier" "" "" "What holds processes up until all have arrived.")
  #("condition-variable" "barriers:ConditionVariable" "" "" "What processes wait on until something has changed."))


(_rows "macro" "sys mp" "Multiprocessing"
  #("with-timeout" "timeouts:call_with_timeout" "(seconds &rest timeout-forms) &rest body" "values"
    "Evaluate the body, at most so long; then the time-out forms."))


(_rows "function" "excl mp" "Multiprocessing"
  #("make-basic-lock" "locks:make_basic_lock" "&key name" "lock" "Make a lock for with-locked-structure."))


(_rows "class" "excl mp" "Multiprocessing"
  #("basic-lock" "locks:BasicLock" "" "" "A lock for with-locked-structure."))


(_rows "macro" "mp" "Multiprocessing"
  #("process-progn" "processwaits:call_in_process" "process &rest body" "values"
    "Evaluate the body in another process, and return its values.")
  #("with-process-lock" "locks:call_with_process_lock"
    "(lock &key timeout norecursive seized whostate) &rest body" "values"
    "Evaluate the body while holding a lock."))


(_rows "macro" "excl mp" "Multiprocessing"
  #("without-interrupts" "kernel.interrupts:without_interrupts" "&rest body" "values"
    "Evaluate the body; interrupts come after it."))


(_rows "computed" "sys mp" "Multiprocessing"
  #("*current-process*" "processes:current_process" "" "process" "The running process.")
  #("*current-thread*" "processes:current_process" "" "process" "The running process, which is a thread.")
  #("*all-processes*" "processes:all_processes" "" "processes:list" "The processes that have not ended."))


(_rows "variable" "mp" "Multiprocessing"
  #("*general-wait-delay*" "processwaits:general_wait_delay" "" ""
    "Seconds between two looks at a condition that nobody announces."))


(_rows "class" "mp" "Multiprocessing"
  #("process" "processes:Process" "" "" "A process.")
  #("process-lock" "locks:ProcessLock" "" "" "A lock.")
  #("gate" "locks:Gate" "" "" "A gate.")
  #("queue" "locks:Queue" "" "" "A queue: first in, first out."))


;;; Names for Python that are not Lisp's

;; Name → location: what Python and Hy callers of the library want besides.
(setv PYTHON-NAMES {
  "binding"             "kernel.dynamic:binding"
  "handlers"            "kernel.signalling:handlers"
  "restarts"            "kernel.signalling:restarts"
  "invoke_restart"      "kernel.signalling:invoke_restart"
  "Condition"           "kernel.signalling:Condition"
  "Error"               "kernel.signalling:Error"
  "StreamError"         "conditions:StreamError"
  "EndOfFile"           "conditions:EndOfFile"
  "stream_error_stream" "conditions:stream_error_stream"
  "MalformedAddress"    "addresses:MalformedAddress"
  "NoNameserver"        "dns:NoNameserver"
  "UnknownHost"         "names:UnknownHost"
  "UnknownService"      "names:UnknownService"
  "BadArgument"         "arguments:BadArgument"
  "MissingArgument"     "arguments:MissingArgument"
  "UnknownKeyword"      "arguments:UnknownKeyword"
  "pending_connect"     "making:pending_connect"
  "call_with_pending_connect" "making:call_with_pending_connect"
  "current_process"     "processes:current_process"
  "all_processes"       "processes:all_processes"
  "call_with_timeout"   "timeouts:call_with_timeout"
  "call_with_process_lock" "locks:call_with_process_lock"
  "call_in_process"     "processwaits:call_in_process"
  "output_to_buffer"    "buffers:output_to_buffer"
  "make_queue"          "locks:make_queue"
  "without_interrupts"  "kernel.interrupts:without_interrupts"
  "ProcessError"        "processes:ProcessError"
  "NoDefaultPool"       "pools:NoDefaultPool"
  "LockError"           "locks:LockError"
  "EmptyQueue"          "locks:EmptyQueue"
  "Stream"              "streambase:Stream"
  "BivalentStream"      "streams:BivalentStream"
  "Character"           "characters:Character"
  "Network"             "network:Network"})

;; The standard operators of streams, which Lisp has entries of its own for.
(for [_name ["read_char" "read_char_no_hang" "unread_char" "peek_char" "read_line" "read_byte" "read_sequence"
             "listen" "clear_input" "write_char" "write_string" "write_line" "write_byte" "write_sequence"
             "terpri" "fresh_line" "force_output" "finish_output" "clear_output" "close"
             "stream_external_format" "set_stream_external_format"]]
  (setv (get PYTHON-NAMES _name) f"streamfunctions:{_name}"))


(defn rows-of [package]
  "Return the rows of PACKAGE (str), in the order of the table."
  (lfor row ROWS :if (in package row.packages) row))


(defn row-named [name [package None]]
  "Return the row of NAME, as the manual writes it, exported from PACKAGE (None: any), or None."
  (for [row ROWS]
    (when (and (= row.name name) (or (is package None) (in package row.packages)))
      (return row)))
  None)


(defn python-names []
  "Return the dict of every name that `acllib` exports → its location."
  (setv names (dfor row ROWS :if (is-not row.python-name None) row.python-name row.location))
  (| names PYTHON-NAMES))
