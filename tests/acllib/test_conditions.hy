"Conditions: the table of identifiers, the one door, reports, simulated errors."

(import
  errno
  pytest
  acllib.conditions [
    IDENTIFIERS KINDS EndOfFile ErrnoStreamError InterruptSignal SocketChunkingEndOfFile SocketError
    StreamClosedError StreamError SyscallError clear-simulations end-of-file identifier-of
    raise-simulated read-timeout simulate simulations socket-failure stream-closed
    stream-error-action stream-error-code stream-error-identifier stream-error-stream
    stream-error-string syscall-error-errno system-failure write-timeout]
  acllib.kernel.signalling [Condition Error Warning WrongType handlers signal])


(defn caught [function #* arguments]
  "Return the exception that FUNCTION raises."
  (try
    (function #* arguments)
    (except [e Exception]
      (return e)))
  (assert False "nothing was raised"))


(setv NUMBERS [
  ; number                 identifier               why
  #(errno.EADDRINUSE       "address-in-use"         "bound twice")
  #(errno.EADDRNOTAVAIL    "address-not-available"  "a foreign address")
  #(errno.ENETDOWN         "network-down"           "simulated only")
  #(errno.ENETRESET        "network-reset"          "simulated only")
  #(errno.ENETUNREACH      "network-unreachable"    "not in the manual's table")
  #(errno.ECONNABORTED     "connection-aborted"     "connect called again")
  #(errno.ECONNRESET       "connection-reset"       "closed with unread input")
  #(errno.ENOBUFS          "no-buffer-space"        "too much ancillary data")
  #(errno.ESHUTDOWN        "shutdown"               "simulated only")
  #(errno.ETIMEDOUT        "connection-timed-out"   "a black hole")
  #(errno.ECONNREFUSED     "connection-refused"     "a closed port")
  #(errno.EHOSTDOWN        "host-down"              "ICMP code 7")
  #(errno.EHOSTUNREACH     "host-unreachable"       "no route")
  #(errno.ENOPROTOOPT      "protocol-not-available" "an unknown option")
  #(errno.EPIPE            "unknown"                "code 32 has no name of its own")
  #(errno.EACCES           "unknown"                "a privileged port")
  #(99999                  "unknown"                "no error number at all")
  #(None                   "unknown"                "an OSError without number")])


(defn [(pytest.mark.parametrize #("number" "identifier" "why") NUMBERS)]
  test-identifier [number identifier why]
  (assert (= (identifier-of number) identifier)))


(defn test-every-row-has-a-number []
  (assert (= (len (sfor row IDENTIFIERS (get row 0))) (len IDENTIFIERS) 14))
  (for [[identifier name meaning] IDENTIFIERS]
    (assert (= (identifier-of (getattr errno name)) identifier))
    (assert meaning)))


(defn test-the-door []
  (setv cause (ConnectionRefusedError errno.ECONNREFUSED "whatever the library says")
        c (caught socket-failure cause "connecting to vapor on port 4" "the stream"))
  (assert (isinstance c SocketError))
  (assert (isinstance c OSError))
  (assert (isinstance c Error))
  (assert (= (stream-error-identifier c) "connection-refused"))
  (assert (= (stream-error-code c) c.errno errno.ECONNREFUSED))
  (assert (= (stream-error-action c) "connecting to vapor on port 4"))
  (assert (= (stream-error-stream c) "the stream"))
  (assert (= (stream-error-string c) c.strerror "Connection refused"))
  (assert (is c.__cause__ cause))
  (assert (= (str c)
             "\"Connection refused\" (errno 111) occurred while connecting to vapor on port 4.")))


(defn test-handlers-run-before-unwinding []
  (setv order [])
  (with [_ (handlers #(SocketError (fn [c] (.append order c.identifier))))]
    (try
      (socket-failure (OSError errno.EPIPE "x") "writing to socket")
      (except [SocketError]
        (.append order "raised"))))
  (assert (= order ["unknown" "raised"])))


(setv REPORTS [
  ; what signals                                    class              text
  #((fn [] (read-timeout "S"))                      SocketError        "A time-out occurred while reading from socket.")
  #((fn [] (write-timeout "S"))                     SocketError        "A time-out occurred while writing to socket.")
  #((fn [] (stream-closed "S" "reading"))           StreamClosedError  "'S' is closed: it can't be used for reading.")
  #((fn [] (stream-closed "S"))                     StreamClosedError  "'S' is closed.")
  #((fn [] (end-of-file "S"))                       EndOfFile          "eof encountered on stream 'S'")
  #((fn [] (system-failure (OSError 13 "Permission denied") "opening it"))
                                                    SyscallError       "\"Permission denied\" (errno 13) occurred while opening it.")
  #((fn [] (socket-failure (OSError "odd") "a")     ) SocketError      "odd occurred while a.")])


(defn [(pytest.mark.parametrize #("signaller" "cls" "text") REPORTS)]
  test-report [signaller cls text]
  (setv c (caught signaller))
  (assert (is (type c) cls))
  (assert (= (str c) text)))


(defn test-time-outs-have-identifiers-and-no-code []
  (for [[function identifier] [#(read-timeout "read-timeout") #(write-timeout "write-timeout")]]
    (setv c (caught function "S"))
    (assert (= (stream-error-identifier c) identifier))
    (assert (is (stream-error-code c) None))
    (assert (= (stream-error-stream c) "S"))))


(setv PARENTS [
  ; class                   is a              why
  #(SocketError             ErrnoStreamError  "Franz's servers handle the parent")
  #(ErrnoStreamError        StreamError       "fifth slot: string")
  #(StreamClosedError       StreamError       "")
  #(EndOfFile               StreamError       "the standard's")
  #(EndOfFile               EOFError          "Python's")
  #(SyscallError            Error             "no stream")])


(defn [(pytest.mark.parametrize #("cls" "parent" "why") PARENTS)]
  test-parent [cls parent why]
  (assert (issubclass cls parent)))


(defn test-neither-error-nor-warning []
  (for [cls [SocketChunkingEndOfFile InterruptSignal]]
    (assert (issubclass cls Condition))
    (assert (not (issubclass cls Error)))
    (assert (not (issubclass cls Warning))))
  (setv seen [])
  (with [_ (handlers #(SocketChunkingEndOfFile (fn [c] (.append seen c.format-arguments))))]
    (assert (is (signal (SocketChunkingEndOfFile :format-arguments #("S"))) None)))
  (assert (= seen [#("S")]))
  (assert (= (str (InterruptSignal)) "Received signal number 2 (Keyboard interrupt)")))


(defn test-readers-want-a-stream-error []
  (for [reader [stream-error-stream stream-error-action stream-error-code
                stream-error-identifier stream-error-string syscall-error-errno]]
    (assert (isinstance (caught reader (ValueError "x")) WrongType))
    (assert (isinstance (caught reader None) WrongType)))
  (assert (= (syscall-error-errno (SyscallError :errno 13)) 13)))


;;; Simulated errors

(defn test-simulated-once []
  (setv c (caught (fn []
                    (simulate "read" "ENETDOWN")
                    (assert simulations)
                    (raise-simulated "write" "S")
                    (try
                      (raise-simulated "read" "S")
                      (except [e OSError]
                        (socket-failure e "reading from socket" "S"))))))
  (assert (= c.identifier "network-down"))
  (assert (= (str c) "\"Network is down\" (errno 100) occurred while reading from socket."))
  (assert (not simulations))
  (assert (is (raise-simulated "read" "S") None)))


(defn test-simulated-for-one-stream []
  (setv simulation (simulate "accept" errno.ESHUTDOWN :count 2 :match (fn [s] (= s "A"))))
  (raise-simulated "accept" "B")
  (assert (= (. (caught raise-simulated "accept" "A") errno) errno.ESHUTDOWN))
  (assert (= simulations [simulation]))
  (.cancel simulation)
  (.cancel simulation)
  (assert (not simulations)))


(defn test-simulations-are-checked []
  (assert (isinstance (caught simulate "reed" 1) ValueError))
  (assert (isinstance (caught simulate "read" "ENOSUCH") ValueError))
  (for [kind KINDS] (simulate kind 1))
  (clear-simulations)
  (assert (not simulations)))
