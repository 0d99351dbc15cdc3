#[[The conditions of streams and sockets, and the one door for `OSError`.

Whatever the operating system refuses comes through `socket-failure`: it looks the number up
in the one table, makes a `SocketError` and signals it, so that handlers run in place. Readers
of the slots and the simulated errors of the lab are here too; the root of conditions and the
machinery of handlers are the kernel's. Source: Allegro CL 10.1, Socket Library, where nothing else is
named.]]

(import
  errno
  os
  threading
  acllib.kernel.signalling [Condition SeriousCondition Error error show type-error])


;;; Classes

(defclass StreamError [Error]
  #[[An error of a stream; `stream-error` with the slots that Allegro CL adds.

  stream     -- the stream or socket
  action     -- str, a phrase that completes "occurred while ..."; None if unknown
  code       -- int, the system's error number, or None
  identifier -- str, a name from `IDENTIFIERS`, "unknown", or None]]
  (setv stream None
        action None
        code None
        identifier None)

  (defn report [self]
    (if (is self.format-control None)
        f"An error occurred on {(show self.stream)}{(_while self.action)}."
        (.report (super)))))


(defclass ErrnoStreamError [StreamError]
  "A stream error with the system's message in the slot STRING."
  (setv string None)

  (defn report [self]
    (cond
      (is-not self.format-control None) (.report (super))
      True (_system-report self.string self.code self.action))))


(defn _system-report [string code action]
  "Return the report of an error with number CODE; STRING is the system's message if it is known."
  (setv text (cond
               (is-not string None) string
               (isinstance code int) (os.strerror code)
               True "An error"))
  (if (is code None)
      f"{text} occurred{(_while action)}."
      f"\"{text}\" (errno {code}) occurred{(_while action)}."))


(defclass SocketError [ErrnoStreamError OSError]
  "An error that the operating system found on a socket; the root of socket conditions."
  (setv errno (property (fn [self] self.code))
        strerror (property (fn [self] self.string))
        filename None
        filename2 None))


(defclass StreamClosedError [StreamError]
  "An operation on a stream that is closed, or was closed during the operation."
  (defn report [self]
    (+ f"{(show self.stream)} is closed"
       (if (is self.action None) "." f": it can't be used for {self.action}."))))


(defclass EndOfFile [StreamError EOFError]
  "A read found the end of the stream."
  (defn report [self]
    f"eof encountered on stream {(show self.stream)}"))


(defclass SyscallError [Error]
  "A system call outside streams failed. Slots: errno (int), string, action."
  (setv errno None
        string None
        action None)

  (defn report [self]
    (_system-report self.string self.errno self.action)))


(defclass SocketChunkingEndOfFile [Condition]
  #[[The end of chunked input. Neither error nor warning: signalled, never raised.

  format_arguments is #(stream).]]
  (defn report [self]
    (if self.format-arguments
        f"The chunked input on {(show (get (list self.format-arguments) 0))} ended."
        "Chunked input ended.")))


(defclass OperatingSystemSignal [SeriousCondition]
  "The operating system sent a signal. Slots: number (int), description (str)."
  (setv number None
        description None)

  (defn report [self]
    f"Received signal number {self.number} ({self.description})"))


(defclass AsynchronousOperatingSystemSignal [OperatingSystemSignal]
  "A signal that came from outside.")


(defclass SynchronousOperatingSystemSignal [OperatingSystemSignal]
  "A signal that the program itself caused.")


;; No `error`: `ignore-errors` around a blocked form must not swallow Control-C.
(defclass InterruptSignal [AsynchronousOperatingSystemSignal]
  "The keyboard interrupt, Control-C."
  (setv number 2
        description "Keyboard interrupt"))


(defn _while [action]
  (if (is action None) "" f" while {action}"))


;;; Identifiers

(setv IDENTIFIERS [
  ; identifier               errno              meaning
  #("address-in-use"         "EADDRINUSE"       "Local socket address already in use")
  #("address-not-available"  "EADDRNOTAVAIL"    "Local socket address not available")
  #("network-down"           "ENETDOWN"         "Network is down")
  #("network-reset"          "ENETRESET"        "Network has been reset")
  #("network-unreachable"    "ENETUNREACH"      "Network can't be reached")
  #("connection-aborted"     "ECONNABORTED"     "Connection aborted")
  #("connection-reset"       "ECONNRESET"       "Connection reset by peer")
  #("no-buffer-space"        "ENOBUFS"          "No buffer space")
  #("shutdown"               "ESHUTDOWN"        "Connection shut down")
  #("connection-timed-out"   "ETIMEDOUT"        "Connection timed out")
  #("connection-refused"     "ECONNREFUSED"     "Connection refused")
  #("host-down"              "EHOSTDOWN"        "Host is down")
  #("host-unreachable"       "EHOSTUNREACH"     "Host is unreachable")
  #("protocol-not-available" "ENOPROTOOPT"      "Protocol not available")])

(setv _identifiers (dfor [identifier name _] IDENTIFIERS
                         :if (hasattr errno name)
                         (getattr errno name) identifier))


(defn identifier-of [code]
  "Return the identifier of a system error number: str, \"unknown\" for what has no name."
  (.get _identifiers code "unknown"))


;;; Signalling them

(defn socket-failure [os-error action [stream None]]
  #[[Signal what the operating system refused as a socket-error.

  Arguments:
    os-error -- the OSError; it stays attached as the cause.
    action -- str, a phrase that completes "occurred while ...".
    stream -- the stream or socket, None where there is none yet.
  Returns: never.
  Raises: SocketError, after handlers and debugger have seen it.]]
  (when (isinstance os-error SocketError)
    (error os-error))
  (setv code (if (= (str os-error) "AF_UNIX path too long") ; Python's own, without a number
                 errno.ENAMETOOLONG
                 os-error.errno)
        condition (SocketError
                    :stream stream :action action :code code
                    :identifier (identifier-of code)
                    :string (if (is code None) (str os-error) (os.strerror code))))
  (setv condition.__cause__ os-error)
  (error condition))


(defn system-failure [os-error action]
  "Signal an OSError of a call that has no stream as a syscall-error. Returns: never."
  (setv condition (SyscallError :errno os-error.errno :action action
                                :string (or os-error.strerror (str os-error))))
  (setv condition.__cause__ os-error)
  (error condition))


(defn read-timeout [stream [action "reading from socket"]]
  "Signal that STREAM's time-out for reading has run out. Returns: never."
  (error (SocketError :stream stream :action action :identifier "read-timeout"
                      :string "A time-out")))


(defn write-timeout [stream [action "writing to socket"]]
  "Signal that STREAM's time-out for writing has run out. Returns: never."
  (error (SocketError :stream stream :action action :identifier "write-timeout"
                      :string "A time-out")))


(defn stream-closed [stream [action None]]
  "Signal that STREAM is closed. Returns: never."
  (error (StreamClosedError :stream stream :action action)))


(defn end-of-file [stream [action None]]
  "Signal the end of STREAM as an error. Returns: never."
  (error (EndOfFile :stream stream :action action)))


;;; Readers

(defn _slot [condition class label name]
  (if (isinstance condition class)
      (getattr condition name)
      (type-error condition label)))


(defn stream-error-stream [condition]
  "Return the stream of a stream-error."
  (_slot condition StreamError "STREAM-ERROR" "stream"))


(defn stream-error-action [condition]
  "Return what was being done: str, or None."
  (_slot condition StreamError "STREAM-ERROR" "action"))


(defn stream-error-code [condition]
  "Return the system's error number, or None."
  (_slot condition StreamError "STREAM-ERROR" "code"))


(defn stream-error-identifier [condition]
  "Return the identifier: str such as \"connection-refused\", or None."
  (_slot condition StreamError "STREAM-ERROR" "identifier"))


(defn stream-error-string [condition]
  "Return the system's message of an errno-stream-error: str, or None."
  (_slot condition ErrnoStreamError "ERRNO-STREAM-ERROR" "string"))


(defn syscall-error-errno [condition]
  "Return the system's error number of a syscall-error."
  (_slot condition SyscallError "SYSCALL-ERROR" "errno"))


;;; Simulated errors

(setv KINDS #("connect" "bind" "listen" "accept" "read" "write" "send" "receive" "option"))

;; The failures asked for and not yet met. Operations test its truth, and nothing more.
(setv simulations [])

(setv _taking (threading.Lock))


(defclass Simulation []
  "A failure to come: KIND, error number CODE, COUNT times, for sockets that MATCH accepts."
  (setv __slots__ #("kind" "code" "count" "match"))

  (defn __init__ [self kind code count match]
    (setv self.kind kind
          self.code code
          self.count count
          self.match match))

  (defn cancel [self]
    "Take the failure back; harmless when it is used up."
    (with [_ _taking]
      (when (in self simulations)
        (.remove simulations self)))))


(defn simulate [kind code [count 1] [match None]]
  #[[Make the next operations of a kind fail, as if the operating system had refused them.

  Arguments:
    kind -- str, one of `KINDS`.
    code -- int, the system's error number, or its name ("ENETDOWN").
    count -- int, how many operations fail.
    match -- None for any socket, or a predicate of the socket or stream.
  Returns: the Simulation, whose `cancel` takes back what has not happened.
  Raises: ValueError for a kind or name there is none of.
  Source: ours: three identifiers can't be produced on a loopback.]]
  (when (not-in kind KINDS)
    (raise (ValueError f"no kind of operation: {kind}; there are {(.join ", " KINDS)}")))
  (when (isinstance code str)
    (when (not (hasattr errno code))
      (raise (ValueError f"no error number is called {code}")))
    (setv code (getattr errno code)))
  (setv simulation (Simulation kind code count match))
  (with [_ _taking]
    (.append simulations simulation))
  simulation)


(defn raise-simulated [kind [stream None]]
  #[[Raise the OSError that was asked for, if the operation is one of those to fail.

  Call it where the system call is, inside the `try` whose handler is the door:
  `(when simulations (raise-simulated "read" stream))`.]]
  (with [_ _taking]
    (for [simulation simulations]
      (when (and (= simulation.kind kind)
                 (or (is simulation.match None) (simulation.match stream)))
        (-= simulation.count 1)
        (when (<= simulation.count 0)
          (.remove simulations simulation))
        (raise (OSError simulation.code (os.strerror simulation.code)))))))


(defn clear-simulations []
  "Forget all simulated failures."
  (with [_ _taking]
    (.clear simulations)))


;;; What can be wrong with the octets of a stream

(defclass DecodingError [StreamError]
  #[[Octets that are no character in the stream's external format; they stay unread.

  octets          -- bytes
  external-format -- the format

  Restarts around it: `use-value` takes the text to read in their place, `continue` reads
  the replacement character U+FFFD.]]
  (setv octets b""
        external-format None)

  (defn report [self]
    (setv octets (.join " " (gfor o self.octets f"#x{o :02x}")))
    f"The octets {octets} on {(show self.stream)} are no character in {(show self.external-format)}."))


(defclass EncodingError [StreamError]
  #[[A character that the stream's external format has no octets for; it is not written.

  character       -- str of length one
  external-format -- the format

  Restarts around it: `use-value` takes the text to write in its place, `continue` writes \"?\".]]
  (setv character ""
        external-format None)

  (defn report [self]
    f"{(show self.external-format)} has no octets for the character U+{(ord self.character) :04X} on {(show self.stream)}."))


(defclass ChunkingError [StreamError]
  "Chunked input breaks the rules of the coding. Slot: complaint (str)."
  (setv complaint ""
        action "reading chunked input")

  (defn report [self]
    f"Malformed chunked input on {(show self.stream)}: {self.complaint}."))


(defclass TruncatedChunks [ChunkingError EndOfFile]
  "The stream ended inside a chunked body."
  (setv complaint "the stream ended before the last chunk"))
