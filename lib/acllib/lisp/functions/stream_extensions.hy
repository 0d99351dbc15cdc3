#[[Allegro's streams beside those of the standard: streams that a function fills, base64 from stream to stream,
property lists of streams, and what programs ask of the stream below.

Source: Allegro CL 10.1, Streams, and the pages of the operators; RFC 4648.]]

(import
  base64
  socket :as os-socket
  weakref
  acllib.conditions [SocketError]
  acllib.formats [compose-external-formats]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [error handlers type-error]
  acllib.lisp.conditions [ParseError]
  acllib.lisp.conses [form lisp-list]
  acllib.lisp.definitions [lisp macro setf]
  acllib.lisp.forms [S X parts program-error variable-name]
  acllib.lisp.functions.streams [the-stream]
  acllib.lisp.runtime [function-designated]
  acllib.lisp.streams [EchoStream SynonymStream TwoWayStream]
  acllib.processes [current-process process-kill run-in-process]
  acllib.streams [BivalentStream]
  acllib.transports [SocketTransport])


;;; Streams that a function fills

(defclass FunctionStream [BivalentStream]
  "A stream that reads what a function writes in a process of its own; `close` ends the process."
  (setv process None)

  (defn shut [self abort]
    (.shut (super) abort)
    (when (and (is-not self.process None) self.process.alive)
      (process-kill self.process)))

  (defn __repr__ [self]
    f"#<pipe-stream {(if self.open-p "" "closed ")}@ #x{(address-digits self)}>"))


(defn [(lisp "MAKE-FUNCTION-INPUT-STREAM" :package "EXCL")] make-function-input-stream [function #* arguments]
  #[[Return a stream that reads what FUNCTION writes.

  FUNCTION is called in a new process, with an output stream for characters and octets and ARGUMENTS. The
  reader finds the end of file when it returns, or is left. Closing the reader first ends the process.]]
  (setv function (function-designated function)
        [ours theirs] (os-socket.socketpair)
        reader (FunctionStream (SocketTransport ours) :output False)
        writer (FunctionStream (SocketTransport theirs) :input False))
  (defn leave-unread [condition]
    ;; A reader that has seen enough is no error.
    (when (not reader.open-p)
      (process-kill (current-process))))
  (defn fill []
    (with [_ (handlers #(SocketError leave-unread))]
      (try
        (function writer #* arguments)
        (finally
          (.close writer :abort (not reader.open-p))))))
  (setv reader.process (run-in-process fill "function input stream"))
  reader)


(defn [(macro "WITH-FUNCTION-INPUT-STREAM" :package "EXCL")] expand-with-function-input-stream [spec #* body]
  "(with-function-input-stream (VAR FUNCTION . ARGUMENTS) . BODY): BODY with a stream of what FUNCTION writes; closed at the end."
  (setv [var #* call] (parts spec "with-function-input-stream"))
  (when (not call)
    (program-error "with-function-input-stream: there is no function."))
  (form #(S.WITH-OPEN-STREAM #((variable-name var "with-function-input-stream")
                               #((X "MAKE-FUNCTION-INPUT-STREAM") #* call))
           #* body)))


;;; Base64, from stream to stream

(setv CHUNK 3072                        ; octets encoded at a time, a multiple of 3
      ALPHABET (frozenset b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
      PAD (ord "="))


(defn [(lisp "BASE64-ENCODE-STREAM" :package "EXCL")] base64-encode-stream [instream outstream * [wrap-at 72]]
  #[[Write the octets of INSTREAM, up to its end, as base64 to OUTSTREAM; return nil.

  Arguments: wrap-at -- length of a line; nil: all is one line.
  Signals: type-error for a stream without octets, and for a length that is no positive integer.]]
  (when (not (or (is wrap-at None) (and (is (type wrap-at) int) (> wrap-at 0))))
    (type-error wrap-at "(OR NULL (INTEGER 1))"))
  (setv buffer (memoryview (bytearray CHUNK))
        waiting ""
        begun False)
  (while True
    (setv count (.receive-octets (the-stream instream) buffer None))
    (+= waiting (.decode (base64.b64encode (cut buffer 0 count)) "ascii"))
    (setv last (< count CHUNK)
          width (or wrap-at (len waiting)))
    (while (and waiting (or last (>= (len waiting) width)))
      (when (and begun wrap-at)
        (.terpri outstream))
      (.write-string outstream (cut waiting 0 width))
      (setv waiting (cut waiting width None)
            begun True))
    (when last
      (return None))))


(defn [(lisp "BASE64-DECODE-STREAM" :package "EXCL")] base64-decode-stream
  [instream outstream * [count None] [error-p True]]
  #[[Write what the base64 in INSTREAM stands for to OUTSTREAM, as octets; return nil.

  It is read, an octet at a time, to the end of the file or what ends base64; characters that are none of
  it are passed over.
  Arguments: count -- nil, or how many octets of INSTREAM are read at most.
  Signals: parse-error where it ends within four characters, or = is misplaced; error-p nil: what was
    decoded by then is all.]]
  (the-stream outstream)
  (setv found (bytearray)
        left (if (is count None) -1 count)
        ends 0)
  (defn flush []
    (setv whole (* 4 (// (len found) 4)))
    (when whole
      (.send-octets outstream (memoryview (base64.b64decode (cut found 0 whole))))
      (del (cut found 0 whole))))
  (while (!= left 0)
    (setv octet (.read-byte (the-stream instream) False None))
    (-= left 1)
    (cond
      (is octet None) (break)
      (in octet ALPHABET) (do
                            (when ends
                              (break))
                            (.append found octet)
                            (when (>= (len found) CHUNK)
                              (flush)))
      (= octet PAD) (do
                      (+= ends 1)
                      (when (or (< (% (len found) 4) 2) (= (% (+ (len found) ends) 4) 0))
                        (break)))))
  (flush)
  (cond
    (and (not found) (= ends 0)) None
    (and (>= (len found) 2) (= (+ (len found) ends) 4))
      (.send-octets outstream (memoryview (base64.b64decode (+ found (* b"=" ends)))))
    (is-not error-p None)
      (error (ParseError :format-control "What is read from ~s is not base64: it ends within four characters, or = is misplaced."
                         :format-arguments (lisp-list [instream]))))
  None)


;;; What is known of a stream

(setv _properties (weakref.WeakKeyDictionary))


(defn [(lisp "STREAM-PROPERTY-LIST" :package "EXCL")] stream-property-list [stream]
  "Return the property list of a stream, the program's to use; setf-able."
  (.get _properties (the-stream stream)))


(defn [(lisp (setf "STREAM-PROPERTY-LIST") :package "EXCL")] set-stream-property-list [value stream]
  "Make VALUE the property list of a stream."
  (setv (get _properties (the-stream stream)) value)
  value)


(defn below [stream direction]
  "Return the stream that STREAM reads from or writes to, or the descriptor, or None."
  (setv own (the-stream stream)
        target (getattr own "target" None))
  (cond
    (not (and (getattr own (+ direction "_p")) own.open-p)) None
    (isinstance own #(EchoStream SynonymStream TwoWayStream)) (getattr own direction)
    (is-not target None) target
    True (try
           (.fileno own)
           (except [OSError]
             None))))


(defn [(lisp "STREAM-INPUT-HANDLE" :package "EXCL")] stream-input-handle [stream]
  "Return what a stream reads from: a descriptor, or the stream it is made of; nil where it reads nothing."
  (below stream "input"))


(defn [(lisp "STREAM-OUTPUT-HANDLE" :package "EXCL")] stream-output-handle [stream]
  "Return what a stream writes to: a descriptor, or the stream it is made of; nil where it writes nothing."
  (below stream "output"))


(defn [(lisp "INNER-STREAM" :package "EXCL")] inner-stream [stream]
  "Return the stream that STREAM, a compressing or uncompressing one, wraps; nil where there is none."
  (getattr (the-stream stream) "target" None))


(defn [(lisp "SOCKET-BYTES-READ" :package "EXCL")] socket-bytes-read [stream]
  #[[Return how many octets of a socket's stream were read; those received ahead do not count.

  Not documented; `socket-bytes-written` is.]]
  (setv transport (getattr (the-stream stream) "transport" None))
  (when (not (hasattr transport "octets_received"))
    (type-error stream "a stream of a socket"))
  (- transport.octets-received (if stream.open-p (.read-ahead stream) 0)))


(defn [(lisp "FIND-COMPOSED-EXTERNAL-FORMAT" :package "EXCL")] find-composed-external-format [composer composee]
  "Return the external format that has the line ends of COMPOSER, such as :e-crlf, and the characters of COMPOSEE."
  (compose-external-formats composer composee))
