#[[The seam between sockets and what carries them.

A socket asks its network four things: which addresses a host's name has, what the operating
system is to bind, what it is to connect or send to, and whose address it is that the
operating system shows of a peer. The network of the system answers with what it was asked.
The lab's networks answer with carriers, loopback addresses that stand for documentation
addresses, and turn them back.

A *target* is what the operating system gets: `#(family socket-address)`, the socket address
being `#(text port)` for AF-INET and `#(text port flow scope)` for AF-INET6. Never an address
alone: a carrier may differ in family and port, too.

Sockets test one attribute, `virtual`, and skip the rest of the seam where it is false.]]

(import
  errno
  os
  socket :as os-socket
  threading
  acllib.addresses [IPv6Address ipv4-text ipv6-text loopback-p unmapped-address LOOPBACK]
  acllib.conditions [socket-failure]
  acllib.kernel.dynamic [define-variable]
  acllib.waiting [Signal])


(setv AF-INET (int os-socket.AF-INET)
      AF-INET6 (int os-socket.AF-INET6))


;;; Targets

(defn target [family address port]
  #[[Return the target that means ADDRESS and PORT themselves, for a socket of FAMILY.

  Arguments: address -- int, IPv6Address, or None for any interface. An IPv4 address on an
    IPv6 socket becomes ::ffff:a.b.c.d.]]
  (cond
    (= family AF-INET)
      #(AF-INET #((if (is address None) "" (ipv4-text address)) port))
    (is address None)
      #(AF-INET6 #("::" port 0 0))
    (isinstance address IPv6Address)
      #(AF-INET6 #((ipv6-text address :scope False) port 0 address.scope-id))
    True
      #(AF-INET6 #((+ "::ffff:" (ipv4-text address)) port 0 0))))


(defn address-and-port [socket-address]
  "Return #(address port) of a socket address as Python's sockets show it."
  (setv text (get socket-address 0))
  (if (= (len socket-address) 2)
      #((int.from-bytes (os-socket.inet-aton text) "big") (get socket-address 1))
      #((IPv6Address (int.from-bytes (os-socket.inet-pton AF-INET6 (get (.partition text "%") 0)) "big")
                     (get socket-address 3))
        (get socket-address 1))))


;;; Networks

(defclass Network []
  #[[The operating system's network, and the base of all others.

  virtual   -- true: sockets pass every address through `bind`, `connect-target` and
    `map-back`, bind every active and datagram socket first, and report to `opened`, `closed`
  rebinds   -- true: a port may be listened on again as soon as its last listener is closed
  host-name -- name of the host that processes on this network are on, None for the machine itself
  names     -- dict of #(name mode) → list of addresses: what `names` has looked up here
  numbers   -- dict of address → name, or the time at which it had none
  silent-until -- time until which a printer does not ask for names

  KIND is "active", "passive" or "datagram". Targets must be of the FAMILY asked for. Every
  method may raise OSError: it reaches the user as the socket-error that the operating system's
  own would have made. A method that waits does so through `waiting`.]]
  (setv virtual False
        rebinds False
        host-name None)

  (defn __init__ [self]
    (setv self.names {}
          self.numbers {}
          self.silent-until 0))

  (defn forget [self]
    "Forget what was looked up."
    (.clear self.names)
    (.clear self.numbers)
    (setv self.silent-until 0))

  ;; Names

  (defn resolve [self name mode]
    #[[Return the addresses of the host NAME, the preferred one first; [] where it is unknown.

    Arguments:
      name -- str, neither an address nor empty; case means nothing.
      mode -- None: IPv4 addresses only; "ipv6": IPv6 only; "both": IPv6 first, then IPv4.

    Blocks: until the resolver answers; interrupts run meanwhile.]]
    (setv special (special-name name))
    (if (is special None)
        (system-resolve name mode)
        (of-mode special mode)))

  (defn reverse [self address [timeout None]]
    #[[Return the name of the host that has ADDRESS, or None.

    Arguments: timeout -- seconds to wait for an answer, None for as long as it takes.
    Raises: TimeoutError when there is no answer within TIMEOUT.]]
    (setv plain (unmapped-address address))
    (if (loopback-p plain)
        ;; ::1 in whatever scope.
        (if (or (isinstance plain IPv6Address) (= plain LOOPBACK)) "localhost" None)
        (system-reverse plain timeout)))

  ;; Where sockets go

  (defn prepare [self sock kind]
    "Set what a virtual network wants set on the system's socket SOCK before it is bound."
    None)

  (defn bind [self sock kind family address port remote]
    #[[Bind SOCK, a system's socket of KIND and FAMILY. Virtual networks only.

    Arguments: address, port -- as for `bind-target`; remote -- the address SOCK is to be
      connected to or to send to, as far as it is known, else None. An IPv6 socket that is not
      to serve IPv4 has IPV6_V6ONLY set already.]]
    (.prepare self sock kind)
    (setv [carried place] (.bind-target self kind family address port))
    (if (= carried family)
        (.bind sock place)
        (raise (OSError errno.EAFNOSUPPORT (os.strerror errno.EAFNOSUPPORT)))))

  (defn bind-target [self kind family address port]
    #[[Return the target to bind a socket of KIND and FAMILY to.

    Arguments: address -- int, IPv6Address, or None where none was asked for; port -- 0: the
      system chooses.]]
    (target family address port))

  (defn connect-target [self kind family address port [sock None]]
    #[[Return the target to connect or send to.

    Arguments: sock -- the system's socket; bound already where the network is virtual.]]
    (target family address port))

  (defn map-back [self kind socket-address]
    #[[Return #(address port) for a socket address the system shows, of a peer or of our own end.

    Whoever can reach the machine may be a peer: what is no carrier stands for itself.]]
    (address-and-port socket-address))

  (defn transmit [self socket octets family address port]
    #[[Send one datagram for SOCKET, a datagram socket. Virtual networks only. Return the octets sent.]]
    (try
      (setv place (get (.connect-target self "datagram" family address port socket.system) 1))
      (except [e OSError]
        (socket-failure e "sending a datagram" socket)))
    (.send-octets socket octets place))

  ;; The register

  (defn opened [self socket]
    "Note that SOCKET is bound, connected or listening; its names are known. Virtual networks only."
    None)

  (defn closed [self socket]
    "Note that SOCKET is closed. Virtual networks only."
    None))


(setv system-network (Network))

;; The network of the running process. A new process has its creator's.
(setv network (define-variable "network" system-network
                "The network that sockets made now belong to: the system's, or a host of the lab."
                :inherited True))


(defn current-network []
  "Return the network that the running process is on."
  (.peek network))


;;; Names that no resolver is asked for (RFC 6761)

(setv IPV6-LOOPBACK (IPv6Address 1))


(defn special-name [name]
  "Return all addresses of a NAME that never reaches a resolver, or None for other names."
  (setv label (.lower (.rstrip name ".")))
  (cond
    (or (= label "localhost") (.endswith label ".localhost")) [IPV6-LOOPBACK LOOPBACK]
    (or (= label "invalid") (.endswith label ".invalid")) []
    True None))


(defn of-mode [addresses mode]
  "Return those of ADDRESSES that MODE wants, in its order of preference."
  (setv six (lfor a addresses :if (isinstance a IPv6Address) a)
        four (lfor a addresses :if (not (isinstance a IPv6Address)) a))
  (cond
    (is mode None) four
    (= mode "ipv6") six
    True (+ six four)))


;;; The system's resolver
;;
;; The C library's functions can neither be interrupted nor bounded, so a thread asks. A
;; question that is still open is joined, not asked again: a printer that meets the same
;; silent name server a hundred times leaves one thread behind.

(defclass Question []
  #[[A question to the C library.

  done -- true when ANSWER holds: a value, or the OSError that came instead]]

  (defn __init__ [self function arguments]
    (setv self.function function
          self.arguments arguments
          self.done False
          self.answer None
          self.answered (Signal)))

  (defn ask [self]
    (try
      (setv self.answer (self.function #* self.arguments))
      (except [e [OSError UnicodeError]]
        (setv self.answer e))
      (finally
        (setv self.done True)
        (.pop _open #(self.function self.arguments) None)
        (.notify-all self.answered)))))


(setv _open {})


(defn ask [function #* arguments [timeout None] [whostate "waiting for a name server"]]
  #[[Return what FUNCTION of the C library answers, or the OSError it raised.

  Raises: TimeoutError after TIMEOUT seconds; the question stays open.
  Blocks: yes; interrupts run meanwhile.]]
  (setv key #(function arguments)
        question (.get _open key))
  (when (is question None)
    (setv question (Question function arguments)
          (get _open key) question)
    (.start (threading.Thread :target question.ask :name "name look-up" :daemon True)))
  (when (not (.wait question.answered (fn [] question.done) whostate timeout))
    (raise (TimeoutError f"no answer within {timeout} s")))
  question.answer)


(defn system-resolve [name mode]
  "Return the addresses the C library has for the host NAME; [] where it has none."
  (setv families {None AF-INET  "ipv6" AF-INET6  "both" 0}
        answer (ask os-socket.getaddrinfo name None (get families mode) os-socket.SOCK-STREAM
                    :whostate f"looking up {name}"))
  (if (isinstance answer Exception)
      []
      (of-mode (list (dict.fromkeys (gfor entry answer (get (address-and-port (get entry 4)) 0))))
               mode)))


(defn system-reverse [address timeout]
  "Return the name the C library has for ADDRESS, or None."
  (setv text (if (isinstance address IPv6Address) (ipv6-text address :scope False) (ipv4-text address))
        answer (ask os-socket.gethostbyaddr text :timeout timeout :whostate f"looking up {text}"))
  (if (isinstance answer Exception) None (get answer 0)))


;;; Ports that the system chose
;;
;; A page that prints a port the system chose cannot print the same one twice; whoever
;; compares two runs of a page asks here which numbers those are.

(setv _chosen (set))


(defn note-chosen-port [port]
  "Remember that the system chose PORT for one of our sockets."
  (.add _chosen port))


(defn chosen-port-p [port]
  "Return whether the system chose PORT for a socket since `forget-chosen-ports`."
  (in port _chosen))


(defn forget-chosen-ports []
  "Begin a new session: no port has been chosen."
  (.clear _chosen))
