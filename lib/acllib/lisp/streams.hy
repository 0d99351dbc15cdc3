#[[The stream classes of Lisp: string streams, and streams made of other streams.

All derive from the core's `Stream`. Streams made of others (two-way, synonym, echo) *forward*:
an operation on them is the same operation on `input` or `output`, so that nothing is buffered
twice and a reader may go on with the part. Files are `file_streams.hy`'s, the terminal is
`console.hy`'s.

Source: CLHS 21.1.]]

(import
  acllib.characters [characters]
  acllib.kernel.signalling [type-error]
  acllib.lisp.classes [defined-class]
  acllib.lisp.image [symbol-value]
  acllib.lisp.variables ; makes the packages
  acllib.streambase [Stream])


;;; Strings

(defclass StringStream [Stream]
  "A stream over characters in memory.")


(defclass StringInputStream [StringStream]
  "Reads the characters of TEXT, a str, from START to END."
  (setv input-p True)

  (defn __init__ [self text [start 0] [end None]]
    (setv self.source text
          self.start start
          self.left (if (and (= start 0) (is end None)) text (cut text start end))))

  (defn next-text [self hang]
    (setv text self.left
          self.left "")
    text)

  (defn place [self]
    "Return the index in the source of the next character to be read."
    (if self.left
        self.start
        (+ self.start (._read-so-far self))))

  (defn _read-so-far [self]
    ;; what was put back belongs to the end of what was read
    (._position self)))


(defclass StringOutputStream [StringStream]
  #[[Collects what is written.

  start-column -- int, the column where the text will begin on another stream]]
  (setv output-p True)

  (defn __init__ [self]
    (setv self.done []
          self._texts []
          self._room self.output-limit))

  (defn [property] start-column [self]
    self._column)

  (defn [start-column.setter] start-column [self column]
    (setv self._column column))

  (defn emit [self text]
    (.append self.done text))

  (defn getvalue [self]
    "Return the text written since the last `take`."
    (setv text (.join "" self._texts))
    (if self.done
        (+ (.join "" self.done) text)
        text))

  (defn take-value [self]
    "Return the text, and forget it."
    (setv text (.take-text self))
    (when self.done
      (setv text (+ (.join "" self.done) text)
            self.done []))
    text))


(defclass FillPointerStream [StringStream]
  "Appends what is written to TARGET, a Lisp string with a fill pointer; nothing is held back."
  (setv output-p True
        output-limit 0)

  (defn __init__ [self target]
    (setv self.target target))

  (defn emit [self text]
    (setv append self.target.append)
    (for [c text]
      (append (get characters c)))))


;;; Forwarding

(defclass ClosedStream [Stream]
  "What a closed stream forwards to."
  (setv _open False
        input-p True
        output-p True))


(defclass ForwardingInput [Stream]
  "Hands each input operation on to the stream `self.input`; has no cursor of its own."

  (defn __new__ [cls #* arguments #** keywords]
    (object.__new__ cls))

  (defn read-char [self [eof-error-p True] [eof-value None]]
    (.read-char self.input eof-error-p eof-value))

  (defn read-line [self [eof-error-p True] [eof-value None]]
    (.read-line self.input eof-error-p eof-value)))


(defclass ForwardingOutput [Stream]
  "Hands each output operation on to the stream `self.output`."

  (defn write-char [self character]
    (.write-char self.output character))

  (defn write-string [self string [start 0] [end None]]
    (.write-string self.output string start end))

  (defn [property] column [self]
    self.output.column))


(defn _forward [class side names]
  "Give CLASS the methods NAMES that call the same method of the stream in its attribute SIDE."
  (for [name names]
    (setattr class name (_forwarder side name))))


(defn _forwarded-property [side name]
  "Return a property that stands for the attribute NAME of the stream in the attribute SIDE."
  (property (fn [self] (getattr (getattr self side) name))
            (fn [self value] (setattr (getattr self side) name value))))


(defn _forwarder [side name]
  (defn forward [self #* arguments #** keywords]
    ((getattr (getattr self side) name) #* arguments #** keywords))
  (setv forward.__name__ name
        forward.__doc__ (. (getattr Stream name) __doc__))
  forward)


(_forward ForwardingInput "input"
          ["fileno" "input_fileno" "read_char_no_hang" "unread_char" "peek_char" "listen" "read_no_hang_p"
           "clear_input" "take" "more" "push_back" "forget_input" "read_sequence" "read_vector" "read_byte"
           "read_byte_no_hang" "receive_octets" "_position" "_move" "_pass_line"])
(_forward ForwardingOutput "output"
          ["output_fileno" "write_line" "put" "terpri" "fresh_line" "at_line_start" "write_byte"
           "send_octets" "force_output" "finish_output" "clear_output" "write_no_hang_p" "write_sequence"
           "write_vector"])

;; What the Lisp reader looks at: the piece of text that the stream behind is at.
(for [_name ["_text" "_chars" "_lines" "_line_list" "_after_line"]]
  (setattr ForwardingInput _name (_forwarded-property "input" _name)))


(defn _of-parts [name parts default]
  #[[Return a property that stands for the attribute NAME of several streams.

  Arguments: parts -- function of the stream that returns the list of them: the first one's is told,
    DEFAULT where there are none; a new one goes to all.]]
  (property (fn [self]
              (setv streams (parts self))
              (if streams (getattr (get streams 0) name) default))
            (fn [self value]
              (for [stream (parts self)]
                (setattr stream name value)))))


(defn _with-formats-of [parts]
  "Return a decorator: a class whose external format and line ends are those of PARTS, see `_of-parts`."
  (fn [class]
    (setv class.external-format (_of-parts "external_format" parts None)
          class.eol-convention (_of-parts "eol_convention" parts "unix"))
    class))


(defclass [(_with-formats-of (fn [self] [self.input self.output]))] TwoWayStream [ForwardingInput ForwardingOutput]
  "Reads from INPUT and writes to OUTPUT; closing it leaves both open."
  (setv input-p True
        output-p True)

  (defn __init__ [self input output]
    (setv self.input input
          self.output output))

  (defn close [self [abort False]]
    (when self._open
      (setv self._open False
            self.input (ClosedStream)
            self.output self.input))
    True))


(defclass [(_with-formats-of (fn [self] [self.input]))] SynonymStream [ForwardingInput ForwardingOutput]
  "Stands for the stream that is the value of SYMBOL."

  (defn __init__ [self symbol]
    (setv self.symbol symbol))

  (defn [property] input [self]
    (if self._open
        (_stream (symbol-value self.symbol))
        (ClosedStream)))

  (setv output input)

  (defn close [self [abort False]]
    (setv self._open False)
    True))


(defn _stream [object]
  (if (isinstance object Stream) object (type-error object "STREAM")))


(for [_name ["interactive_p" "element_type" "input_timeout" "untrusted"]
      _class [TwoWayStream SynonymStream]]
  (setattr _class _name (_forwarded-property "input" _name)))
(for [_name ["input_p" "output_p"]]
  (setattr SynonymStream _name (_forwarded-property "input" _name)))
(for [_name ["output_timeout" "bytes_written"]]
  (setattr ForwardingOutput _name (_forwarded-property "output" _name)))


(defclass StandardStream [SynonymStream]
  "The first value of *standard-output* and its like: `close` only sends what was written."
  (defn close [self [abort False]]
    (when self.output-p
      (.force-output self))
    True))


;;; One to many, many to one

(defclass [(_with-formats-of (fn [self] (list (reversed self.streams))))] BroadcastStream [Stream]
  "Writes to each of STREAMS, a list; to nowhere if there are none."
  (setv output-p True
        output-limit 0)

  (defn __init__ [self streams]
    (setv self.streams streams))

  (defn emit [self text]
    (for [stream self.streams]
      (.write-string stream text)))

  (defn write-byte [self octet]
    (.check-output self)
    (for [stream self.streams]
      (.write-byte stream octet))
    octet)

  (defn send-octets [self view]
    (.check-output self)
    (for [stream self.streams]
      (.send-octets stream view)))

  (defn fresh-line [self]
    (setv wrote False)
    (for [stream self.streams]
      (setv wrote (.fresh-line stream)))
    wrote)

  (defn [property] column [self]
    (if self.streams (. (get self.streams -1) column) 0))

  (defn force-output [self]
    (.force-output Stream self)
    (for [stream self.streams]
      (.force-output stream)))

  (defn finish [self]
    (for [stream self.streams]
      (.finish-output stream)))

  (defn put [self text]
    (.check-output self)
    (.emit self text))

  (defn [property] element-type [self]
    (if self.streams (. (get self.streams -1) element-type) True)))


(defclass [(_with-formats-of (fn [self] self.streams))] ConcatenatedStream [Stream]
  #[[Reads STREAMS, a list, one after the other.

  One character is taken at a time, so that what was not read stays in its stream.]]
  (setv input-p True)

  (defn __init__ [self streams]
    (setv self.streams streams))

  (defn next-text [self hang]
    (while self.streams
      (setv stream (get self.streams 0)
            more (.more stream hang))
      (when (is more None)
        (return None))
      (when more
        (return (.take stream 1)))
      (.pop self.streams 0))
    "")

  (defn read-byte [self [eof-error-p True] [eof-value None]]
    (.check-input self)
    (while self.streams
      (setv octet (.read-byte (get self.streams 0) False None))
      (when (is-not octet None)
        (return octet))
      (.pop self.streams 0))
    (.at-end self eof-error-p eof-value))

  (defn [property] element-type [self]
    (if self.streams (. (get self.streams 0) element-type) True)))


(defclass [(_with-formats-of (fn [self] [self.input self.output]))] EchoStream [ForwardingOutput]
  "Reads from INPUT and writes what it reads to OUTPUT, each character once."
  (setv input-p True
        output-p True)

  (defn __init__ [self input output]
    (setv self.input input
          self.output output))

  (defn next-text [self hang]
    (setv more (.more self.input hang))
    (when (not more)
      (return (if (is more None) None "")))
    (setv text (.take self.input 1))
    (.write-string self.output text)
    text)

  (defn read-byte [self [eof-error-p True] [eof-value None]]
    (.check-input self)
    (setv octet (.read-byte self.input False None))
    (when (is octet None)
      (return (.at-end self eof-error-p eof-value)))
    (.write-byte self.output octet)
    octet)

  (defn close [self [abort False]]
    (setv self._open False
          self.output (ClosedStream))
    True))


(_forward EchoStream "input" ["fileno" "input_fileno"])


;;; Names

(for [[_name _class] [
       #("STREAM" Stream)
       #("STRING-STREAM" StringStream)
       #("TWO-WAY-STREAM" TwoWayStream)
       #("SYNONYM-STREAM" SynonymStream)
       #("BROADCAST-STREAM" BroadcastStream)
       #("CONCATENATED-STREAM" ConcatenatedStream)
       #("ECHO-STREAM" EchoStream)]]
  (defined-class _name _class))
(for [[_name _class] [
       #("STRING-INPUT-SIMPLE-STREAM" StringInputStream)
       #("STRING-OUTPUT-SIMPLE-STREAM" StringOutputStream)
       #("FILL-POINTER-OUTPUT-SIMPLE-STREAM" FillPointerStream)]]
  (defined-class _name _class "EXCL"))
