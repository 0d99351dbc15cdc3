#[[The operators of streams as functions, for callers who write `(read-char stream)`.

Each calls the stream's method of the same name; `streambase` tells what it does, returns and
signals. What is no stream signals a type-error. The Lisp side has its own entries for the
standard functions among these, because theirs know `*standard-output*`; the others, Allegro
CL's, are in the table of operators. Input blocks until it is there, output while the other end does not
take it. Source: CLHS 21.2; Allegro CL 10.1, Streams.]]

(import
  acllib.arguments [check-integer check-seconds]
  acllib.conditions [end-of-file]
  acllib.formats [find-external-format]
  acllib.kernel.constants [truth]
  acllib.kernel.generic [defgeneric]
  acllib.kernel.signalling [type-error]
  acllib.processwaits [wait-for-input-available]
  acllib.sockets [Socket]
  acllib.streambase [Stream]
  acllib.vectors [bounds check-storable octet-view store text-of writable-view])


(defn stream-of [object]
  "Return OBJECT if it is a stream; signals type-error otherwise."
  (if (isinstance object Stream) object (type-error object "STREAM")))


;;; Reading

(defn read-char [stream [eof-error-p True] [eof-value None]]
  #[[Return the next Character of STREAM.

  Arguments: eof-error-p -- true: signal the end of file. nil: return EOF-VALUE then.
  Returns: a Character, a str of length 1; octets are decoded by the stream's external format.
  Signals: EndOfFile; SocketError, StreamClosedError; type-error for what is no stream.
  Blocks: until there is a character; interrupts run meanwhile.
  Source: CLHS read-char.]]
  (.read-char (stream-of stream) eof-error-p eof-value))


(defn read-char-no-hang [stream [eof-error-p True] [eof-value None]]
  #[[Return the next Character of STREAM, None if there is none yet.

  Arguments: eof-error-p -- true: signal the end of file. nil: return EOF-VALUE then.
  Signals: EndOfFile; SocketError, StreamClosedError.
  Blocks: never. The octets of half a character stay where they are.
  Source: CLHS read-char-no-hang.]]
  (.read-char-no-hang (stream-of stream) eof-error-p eof-value))


(defn unread-char [character stream]
  #[[Put a character back: it is read again next.

  Arguments: character -- a str of length 1, the one that was read last.
  Returns: None.
  Signals: type-error; StreamClosedError.
  Source: CLHS unread-char.]]
  (.unread-char (stream-of stream) character))


(defn peek-char [peek-type stream [eof-error-p True] [eof-value None]]
  #[[Return the next Character that PEEK-TYPE wants, and leave it unread.

  Arguments:
    peek-type -- None: the very next one. True: the next that is not whitespace. A character: the
      next one like it. What is before it is read.
    eof-error-p -- true: signal the end of file. nil: return EOF-VALUE then.
  Signals: EndOfFile; SocketError, StreamClosedError; type-error.
  Blocks: until there is such a character.
  Source: CLHS peek-char.]]
  (.peek-char (stream-of stream) peek-type eof-error-p eof-value))


(defn read-line [stream [eof-error-p True] [eof-value None]]
  #[[Return the next line of STREAM without its newline.

  Arguments: eof-error-p -- true: signal the end of file when there is nothing left. nil: return
    EOF-VALUE then.
  Returns: #(line missing-newline-p): a str, and True if the file ended before a newline. At the end
    of file #(EOF-VALUE True). (The method `readline` is Python's: the newline stays, "" is the end.)
  Signals: EndOfFile; SocketError, StreamClosedError. What was read of the line is put back.
  Blocks: until the newline or the end of file is there.
  Source: CLHS read-line.]]
  (.read-line (stream-of stream) eof-error-p eof-value))


(defn read-byte [stream [eof-error-p True] [eof-value None]]
  #[[Return the next octet of STREAM, an int from 0 to 255.

  Arguments: eof-error-p -- true: signal the end of file. nil: return EOF-VALUE then.
  Signals: EndOfFile; SocketError, StreamClosedError; type-error for a stream of characters only.
  Blocks: until there is an octet; interrupts run meanwhile.
  Source: CLHS read-byte.]]
  (.read-byte (stream-of stream) eof-error-p eof-value))


(defn read-byte-no-hang [stream [eof-error-p True] [eof-value None]]
  #[[Return the next octet of STREAM, None if there is none yet.

  Arguments: eof-error-p -- true: signal the end of file. nil: return EOF-VALUE then.
  Signals: EndOfFile; SocketError, StreamClosedError; type-error for a stream of characters only.
  Blocks: never.
  Source: Allegro CL 10.1, read-byte-no-hang.]]
  (.read-byte-no-hang (stream-of stream) eof-error-p eof-value))


(defn read-sequence [sequence stream * [start 0] [end None] [partial-fill False]]
  #[[Fill SEQUENCE from START to END.

  Arguments:
    sequence -- octets go into a bytearray, anything else with writable octets, and Lisp arrays of
      bytes; characters into lists, mutable strings and other arrays.
    partial-fill -- true: return as soon as something is there (Allegro CL).
  Returns: int, the index of the first place not filled; less than END at the end of file only, or
    with PARTIAL-FILL.
  Signals: SocketError, StreamClosedError; type-error.
  Blocks: until the range is full; with PARTIAL-FILL, for the first element.
  Source: CLHS read-sequence; Allegro CL 10.1, partial-fill.]]
  (.read-sequence (stream-of stream) sequence :start start :end end :partial-fill partial-fill))


(defn read-vector [sequence stream * [start 0] [end None] [endian-swap None]]
  #[[Fill SEQUENCE with what is there, waiting for the first element only.

  Arguments:
    sequence -- as for `read-sequence`.
    start, end -- octets, also where the elements are larger; END None: to the end.
    endian-swap -- None, or how to turn the octets of elements around: see `vectors.swap-octets`.
  Returns: int, START and the octets (characters of a string) read; START itself at the end of file.
  Signals: SocketError, StreamClosedError; type-error.
  Blocks: until there is something.
  Source: Allegro CL 10.1, read-vector.]]
  (when (not (hasattr sequence "__setitem__"))
    (type-error sequence "(AND VECTOR (NOT (SATISFIES LITERAL)))"))
  (.read-vector (stream-of stream) sequence :start start :end end :endian-swap endian-swap))


(defn read-octets [stream buffer start end blocking]
  #[[Read octets into a vector, as many as there are.

  Arguments: start, end -- places in BUFFER, nil: its ends; blocking -- true: wait for the first octet.
  Returns: int, the number of octets; 0 when there are none yet, -1 at the end of file.
  Source: Allegro CL 10.1, read-octets.]]
  (setv view (_octets buffer writable-view)
        [start end] (bounds start end (len view)))
  (cond
    (= start end) 0
    (not (or (truth blocking) (.read-no-hang-p (stream-of stream)))) 0
    True (or (.receive-octets (stream-of stream) (cut view start end) "no-hang") -1)))


(defn write-octets [stream buffer start end blocking]
  #[[Send what is buffered, and then octets of a vector.

  Arguments: start, end -- places in BUFFER, nil: its ends; blocking -- nil: send only what goes
    without waiting.
  Returns: int, the number of octets sent.
  Source: Allegro CL 10.1, write-octets.]]
  (setv view (_octets buffer octet-view)
        [start end] (bounds start end (len view)))
  (if (or (truth blocking) (not (hasattr (stream-of stream) "send_some")))
      (- (.write-vector (stream-of stream) view :start start :end end) start)
      (.send-some stream (cut view start end))))


(defn write-all-octets [stream buffer start end]
  #[[Send what is buffered, and all octets of BUFFER from START to END.

  Arguments: buffer -- bytes or what else has octets; start, end -- places in it, None: its ends.
  Returns: int, how many octets were sent.
  Signals: type-error; SocketError, StreamClosedError.
  Blocks: until the other end has taken them.
  Source: Allegro CL 10.1, write-all-octets.]]
  (write-octets stream buffer start end True))


(defn _octets [buffer look]
  "Return what LOOK, `octet-view` or `writable-view`, shows of BUFFER; signals type-error if that is nothing."
  (setv view (look buffer))
  (if (is view None) (type-error buffer "(SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*))") view))


(defn read-line-into [string stream [eof-error-p True] [eof-value None] * [start 0] [end None]]
  #[[Read characters of a line into STRING, a mutable string.

  Returns: #(count reason): how many were stored, the newline is not among them; why reading
    stopped: None, the line ended; "eof", the file did; "short", STRING was full. At the end of
    file: #(EOF-VALUE "eof").
  Blocks: as `read-line`; what was read is put back if the wait is left by a non-local exit.
  Signals: EndOfFile when there is nothing at all, unless EOF-ERROR-P is nil; type-error.
  Source: Allegro CL 10.1, read-line-into.]]
  (setv [start end] (bounds start end (_room-for-text string))
        stream (stream-of stream)
        characters []
        reason None)
  (try
    (while True
      (when (= (len characters) (- end start))
        (setv reason "short")
        (break))
      (setv character (.read-char stream False None))
      (when (is character None)
        (setv reason "eof")
        (break))
      (when (= character "\n")
        (break))
      (.append characters character))
    (except [BaseException]
      (when characters
        (.push-back stream (.join "" characters)))
      (raise)))
  (when (and (= reason "eof") (not characters))
    (when (truth eof-error-p)
      (end-of-file stream "reading a line"))
    (return #(eof-value "eof")))
  (store string start (.join "" characters))
  #((len characters) reason))


(defn _room-for-text [string]
  "Return the length of a mutable string, or a list, that characters can be put into; signals type-error."
  (when (not (isinstance string list))
    (text-of string)
    (check-storable string))
  (len string))


(defn [defgeneric] stream-listen [stream]
  #[[Return whether reading from a stream, socket or descriptor would not wait.

  What `wait-for-input-available` asks unless it is given another function; a program may define
  methods. Source: Allegro CL 10.1, stream-listen.]]
  None)


(defn [(.method stream-listen Stream)] _listen-stream [stream]
  (.read-no-hang-p stream))


(defn [(.method stream-listen Socket)] _listen-socket [stream]
  (if (isinstance stream Stream)
      (.read-no-hang-p stream)
      (bool (wait-for-input-available stream :timeout 0))))


(defn [(.method stream-listen int)] _listen-descriptor [stream]
  (bool (wait-for-input-available stream :timeout 0)))


(defn listen [stream]
  "Return whether a character can be read without waiting."
  (.listen (stream-of stream)))


(defn read-no-hang-p [stream]
  "Return whether the next read will not wait: there is input, or the end of file."
  (.read-no-hang-p (stream-of stream)))


(defn clear-input [stream]
  "Drop what can be read without waiting."
  (.clear-input (stream-of stream)))


;;; Writing

(defn write-char [character stream]
  #[[Write CHARACTER, a str of length 1, and return it.

  It is sent when the buffer is full, or by `force-output`.
  Signals: type-error; StreamClosedError; SocketError when the buffer is sent.
  Blocks: when the buffer is full, until the other end takes it.
  Source: CLHS write-char.]]
  (.write-char (stream-of stream) character))


(defn write-string [string stream * [start 0] [end None]]
  #[[Write the characters of STRING from START to END; return STRING.

  Arguments: string -- str or mutable string; start, end -- places in it, END None: to its end.
  Signals: type-error; StreamClosedError; SocketError when the buffer is sent.
  Blocks: when the buffer is full, until the other end takes it.
  Source: CLHS write-string.]]
  (.write-string (stream-of stream) string start end))


(defn write-line [string stream * [start 0] [end None]]
  #[[Write the characters of STRING from START to END, and a newline; return STRING.

  Arguments: string -- str or mutable string; start, end -- places in it, END None: to its end. The
    newline is what the stream's external format makes of it.
  Signals: type-error; StreamClosedError; SocketError when the buffer is sent.
  Blocks: when the buffer is full, until the other end takes it.
  Source: CLHS write-line.]]
  (.write-line (stream-of stream) string start end))


(defn write-byte [octet stream]
  #[[Write an octet and return it.

  Arguments: octet -- int, 0 to 255.
  Signals: type-error, also for a stream of characters only; StreamClosedError; SocketError when the
    buffer is sent.
  Blocks: when the buffer is full, until the other end takes it.
  Source: CLHS write-byte.]]
  (.write-byte (stream-of stream) octet))


(defn write-sequence [sequence stream * [start 0] [end None]]
  #[[Write the elements of SEQUENCE from START to END; return SEQUENCE.

  Arguments: sequence -- string; bytes, bytearray and what else has octets; or a sequence of
    characters and, on a stream that takes them, octets. start, end -- places in it.
  Signals: type-error; StreamClosedError; SocketError when the buffer is sent.
  Blocks: when the buffer is full, until the other end takes it.
  Source: CLHS write-sequence.]]
  (.write-sequence (stream-of stream) sequence start end))


(defn write-vector [sequence stream * [start 0] [end None] [endian-swap None]]
  #[[Send what is buffered, and then SEQUENCE.

  Arguments: sequence -- string or octets; start, end, endian-swap -- as for `read-vector`.
  Returns: int, the index of the first octet (character of a string) not written.
  Signals: type-error; SocketError, StreamClosedError.
  Blocks: until the other end has taken it.
  Source: Allegro CL 10.1, write-vector.]]
  (.write-vector (stream-of stream) sequence :start start :end end :endian-swap endian-swap))


(defn terpri [stream]
  "Write a newline."
  (.terpri (stream-of stream)))


(defn fresh-line [stream]
  "Write a newline unless STREAM is at the start of a line; return whether it did."
  (.fresh-line (stream-of stream)))


(defn force-output [stream]
  "Send what is buffered."
  (.force-output (stream-of stream)))


(defn finish-output [stream]
  "Send what is buffered and wait until it has arrived."
  (.finish-output (stream-of stream)))


(defn clear-output [stream]
  "Drop what is buffered."
  (.clear-output (stream-of stream)))


(defn write-no-hang-p [stream]
  "Return whether the next write will not wait."
  (.write-no-hang-p (stream-of stream)))


(defn close [stream * [abort False]]
  #[[Close a stream, or a socket of any kind.

  Arguments: abort -- true: drop buffered output. nil: send it first.
  Returns: True, also when it was closed before.
  Signals: SocketError when buffered output can't be sent; it is closed nevertheless.
  Threads: who waits in it is woken, and gets a StreamClosedError.
  Source: CLHS close; Allegro CL 10.1, Socket Library, 9.]]
  (if (isinstance stream Socket)
      (.close stream :abort abort)
      (.close (stream-of stream) :abort abort)))


;;; What a stream is like

(defn stream-external-format [stream]
  "Return the external format of STREAM, None for a stream without one."
  (. (stream-of stream) external-format))


(defn set-stream-external-format [stream format]
  #[[Make STREAM use FORMAT from the next character on; no octet is lost.

  Arguments: format -- an external format or its name, such as "utf-8" or any codec of Python's.
  Returns: FORMAT. Signals: type-error for what names none.
  Source: Allegro CL 10.1, External formats.]]
  (setv (. (stream-of stream) external-format) (find-external-format format))
  format)


(defn eol-convention [stream]
  #[[Return #(convention format) of STREAM: a str such as "unix" or "dos", and the external format
  under the line ends. Source: Allegro CL 10.1, eol-convention.]]
  (setv format (. (stream-of stream) external-format))
  #(stream.eol-convention (if (is format None) None format.base)))


(defn set-eol-convention [stream convention]
  "Make STREAM end lines as CONVENTION says. Return CONVENTION."
  (setv (. (stream-of stream) eol-convention) convention)
  convention)


(defn stream-input-timeout [stream]
  "Return the seconds each step of input may wait, or None. Source: Allegro CL 10.1."
  (. (stream-of stream) input-timeout))


(defn set-stream-input-timeout [stream seconds]
  "Limit each step of input to SECONDS, None: not at all. Return SECONDS."
  (setv (. (stream-of stream) input-timeout)
        (check-seconds seconds "stream-input-timeout" "seconds"))
  seconds)


(defn stream-output-timeout [stream]
  "Return the seconds each step of output may wait, or None. Source: Allegro CL 10.1."
  (. (stream-of stream) output-timeout))


(defn set-stream-output-timeout [stream seconds]
  "Limit each step of output to SECONDS, None: not at all. Return SECONDS."
  (setv (. (stream-of stream) output-timeout)
        (check-seconds seconds "stream-output-timeout" "seconds"))
  seconds)


(defn socket-bytes-written [stream [set None]]
  #[[Return how many octets were written to STREAM, buffered ones included.

  Arguments: set -- None, or the number that counting goes on from.]]
  (when (not (hasattr (stream-of stream) "bytes_written"))
    (type-error stream "a stream of octets"))
  (setv count stream.bytes-written)
  (when (is-not set None)
    (setv stream.bytes-written (check-integer set "socket-bytes-written" "set" 0)))
  count)


(defn stream-input-fn [stream]
  "Return the system's descriptor that STREAM reads, or None where there is none."
  (_descriptor stream "input"))


(defn stream-output-fn [stream]
  "Return the system's descriptor that STREAM writes, or None where there is none."
  (_descriptor stream "output"))


(defn _descriptor [stream direction]
  (when (not (isinstance stream #(Stream Socket)))
    (type-error stream "STREAM"))
  (when (not (and (getattr stream (+ direction "_p") True) stream.open-p))
    (return None))
  (try
    ((getattr stream (+ direction "_fileno") stream.fileno))
    (except [OSError]
      None)))
