#[[The root class of all Lisp streams: the cursor over text, output in pieces, all that follows from them.

A subclass supplies a few primitives and may override any operation:

  next-text(hang)  -- the next piece of input, a str that isn't empty; "" at the end of file; None if
                      HANG is false and nothing can be had without waiting
  emit(text)       -- send TEXT, all that was written since the last call
  finish()         -- wait until what was sent has arrived
  shut(abort)      -- give back what the stream holds, once, at close
  end-reached()    -- a reader met the end of file (and is about to say so)

and sets `input-p` and `output-p`. The state here is made by `__new__`: there is no `__init__` to call.

The cursor. `_text` is the piece of input being read; the place in it is that of an iterator that C
advances. `read-char` is a `for` over `_chars`; its place comes from `__length_hint__`. From the
second `read-line` in a row on, the rest of the piece is split into lines once, and `_lines` iterates over
them. Only one of the two is ever alive: the other is exhausted, so that each fast path is one loop, and
whatever it can't do falls through to a slow path that sorts things out. The end of file is not
remembered: a console may go on after it.

Output. Pieces of text are appended to `_texts`; they are joined and sent when `output-limit`
characters are there, by `force-output`, and by `close`. `_room` counts down to zero; it is negative when
the fast path must not be taken: at the start, after close, on streams without output.

No operation here takes a lock: one process reads a stream, and one writes it.]]

(import
  sys
  acllib.characters [Character characters known-characters]
  acllib.conditions [end-of-file stream-closed]
  acllib.filelike [FileProtocol]
  acllib.formats [compose-external-formats]
  acllib.kernel.signalling [type-error]
  acllib.vectors [bounds check-storable integer-elements numeric-elements octet-view store
                  swap-mask swap-octets text-of writable-view])


;; An iterator that is exhausted: what a cursor that isn't in use is set to.
(setv NOTHING (iter #()))

(setv WHITESPACE (frozenset " \n\t\r\f\x7f"))

(setv READING "reading from stream"
      WRITING "writing to stream")


(defclass Stream [FileProtocol]
  #[[A stream of characters. See the head of this file for what a subclass supplies.

  Common arguments:
    eof-error-p -- true: the end of file signals EndOfFile. False: EOF-VALUE is returned.
    start, end -- places in a sequence; END None is its length.
  Raises, all operations: StreamClosedError after close; WrongType where the stream has no such
    direction, or the argument is of the wrong type.]]

  (setv input-p False
        output-p False
        interactive-p False
        element-type "character"
        keeps-column True
        output-limit 65536
        external-format None
        _open True
        ;; Subclasses have more attributes than Python keeps fast, so these are slots.
        __slots__ #("_text" "_chars" "_lines" "_line_list" "_lines_start" "_lines_end" "_after_line"
                    "_texts" "_room" "_column" "_fresh"))

  (defn __new__ [cls #* arguments #** keywords]
    (setv self (.__new__ object cls)
          ;; the cursor
          self._text ""
          self._chars NOTHING
          self._lines NOTHING
          self._line-list None
          self._lines-start 0
          self._lines-end 0
          self._after-line -1
          ;; output
          self._texts None
          self._room -1
          self._column 0
          self._fresh False)
    self)

  ;;; What a subclass supplies

  (defn next-text [self hang]
    "Return the next piece of input; here: there is none."
    "")

  (defn emit [self text]
    "Send TEXT; here: to nowhere."
    None)

  (defn finish [self]
    "Wait until all output has arrived."
    None)

  (defn shut [self abort]
    "Give back what the stream holds."
    None)

  (defn end-reached [self]
    "Note that a reader met the end of file."
    None)

  ;;; State

  (defn [property] open-p [self]
    "Whether the stream is open."
    self._open)

  (defn [property] eol-convention [self]
    "Name of the line-end convention, settable where the stream has an external format."
    (if (is self.external-format None) "unix" self.external-format.eol))

  (defn [eol-convention.setter] eol-convention [self value]
    (when (is self.external-format None)
      (type-error self "a stream with an external format"))
    (setv self.external-format (compose-external-formats value self.external-format)))

  (defn [property] input-timeout [self]
    "Seconds that each step of input may wait, None for ever; settable where a step can wait."
    None)

  (defn [input-timeout.setter] input-timeout [self seconds]
    (._never-waits self seconds))

  (defn [property] output-timeout [self]
    "Seconds that each step of output may wait, None for ever; settable where a step can wait."
    None)

  (defn [output-timeout.setter] output-timeout [self seconds]
    (._never-waits self seconds))

  (defn _never-waits [self seconds]
    (when (is-not seconds None)
      (type-error self "a stream whose waits can be limited")))

  (defn input-fileno [self]
    "Return the number of the descriptor that is read; raise OSError where there is none."
    (.fileno self))

  (defn output-fileno [self]
    "Return the number of the descriptor that is written; raise OSError where there is none."
    (.fileno self))

  (defn check-input [self]
    "Signal unless the stream is open, for input."
    (when (not self.open-p)
      (stream-closed self READING))
    (when (not self.input-p)
      (type-error self "INPUT-STREAM")))

  (defn check-output [self]
    "Signal unless the stream is open, for output."
    (when (not self.open-p)
      (stream-closed self WRITING))
    (when (not self.output-p)
      (type-error self "OUTPUT-STREAM")))

  (defn close [self [abort False]]
    #[[Send what is buffered and close the stream; return True, also when it was closed before.

    Arguments: abort -- true: drop buffered output instead.
    Raises: what sending raises; the stream is closed all the same.
    Blocks: while output is sent.]]
    (when self._open
      (try
        (when (and self.output-p (not abort))
          (.force-output self))
        (finally
          (.forget-input self)
          (setv self._open False
                self._room -1
                self._texts None)
          (.shut self abort))))
    True)

  ;;; The cursor

  (defn _position [self]
    "Return how many characters of `_text` are read."
    (when (is self._line-list None)
      (return (- (len self._text) (.__length-hint__ self._chars))))
    (setv left (.__length-hint__ self._lines))
    (when (= left 0)
      (return self._lines-end))
    (setv read (cut self._line-list 0 (- (len self._line-list) left)))
    (+ self._lines-start (sum (map len read)) (len read)))

  (defn _move [self place]
    "Put the cursor at PLACE of `_text`, character by character from there on."
    (setv self._lines NOTHING
          self._line-list None)
    (if (< place (len self._text))
        (do
          (setv chars (iter self._text))
          (.__setstate__ chars place)
          (setv self._chars chars))
        (setv self._chars NOTHING)))

  (defn mark [self]
    "Return an object that is equal to later ones until something is read."
    #((id self._text) (if self._text (._position self) 0)))

  (defn after-newline [self]
    "Return whether the character read last, of the text at the cursor, is a newline."
    (setv place (if self._text (._position self) 0))
    (and (> place 0) (= (get self._text (- place 1)) "\n")))

  (defn forget-input [self]
    "Drop the text at the cursor."
    (setv self._text "")
    (._move self 0))

  (defn more [self hang]
    #[[Make sure that there is a character at the cursor, in `_chars`.

    Returns: True; False at the end of file; None if HANG is false and it would take waiting.]]
    (when (is-not self._line-list None)
      (._move self (._position self)))
    (when (.__length-hint__ self._chars)
      (return True))
    (.check-input self)
    (setv text (.next-text self hang))
    (when text
      (setv self._text text
            self._chars (iter text)
            self._after-line -1)
      (return True))
    (if (is text None) None False))

  (defn push-back [self text]
    "Put TEXT in front of what is to be read."
    (setv self._text (+ text (cut self._text (._position self) None)))
    (._move self 0))

  (defn at-end [self eof-error-p eof-value]
    "Return EOF-VALUE, or signal the end of file."
    (.end-reached self)
    (when eof-error-p
      (end-of-file self READING))
    eof-value)

  ;;; Reading characters

  (defn read-char [self [eof-error-p True] [eof-value None]]
    "Return the next Character. Blocks until there is one."
    (try
      (for [c self._chars]
        (return (get known-characters c)))
      (except [KeyError]
        (return (get characters c))))
    (if (.more self True)
        (get characters (next self._chars))
        (.at-end self eof-error-p eof-value)))

  (defn read-char-no-hang [self [eof-error-p True] [eof-value None]]
    "Return the next Character, None if there is none yet."
    (for [c self._chars]
      (return (get characters c)))
    (setv more (.more self False))
    (cond
      (is more None) None
      more (get characters (next self._chars))
      True (.at-end self eof-error-p eof-value)))

  (defn unread-char [self character]
    "Put CHARACTER, the one read last, back; return None."
    (when (not (and (isinstance character str) (= (len character) 1)))
      (type-error character "CHARACTER"))
    (.check-input self)
    (setv place (._position self))
    (if (and (> place 0) (= (get self._text (- place 1)) character))
        (._move self (- place 1))
        (.push-back self (str.__str__ character)))
    None)

  (defn peek-char [self [peek-type None] [eof-error-p True] [eof-value None]]
    #[[Return the next Character and leave it unread. Blocks until there is one.

    Arguments: peek-type -- None: the very next one. True: the next that isn't whitespace. A
      character: the next one like it. What is before it is read.]]
    (while (.more self True)
      (setv place (._position self)
            text self._text)
      (cond
        (is peek-type None) None
        (is peek-type True)
          (while (and (< place (len text)) (in (get text place) WHITESPACE))
            (+= place 1))
        (and (isinstance peek-type str) (= (len peek-type) 1))
          (do
            (setv place (.find text (str.__str__ peek-type) place))
            (when (< place 0)
              (setv place (len text))))
        True
          (type-error peek-type "(OR CHARACTER BOOLEAN)"))
      (._move self place)
      (when (< place (len text))
        (return (get characters (get text place)))))
    (.at-end self eof-error-p eof-value))

  (defn read-line [self [eof-error-p True] [eof-value None]]
    #[[Return the next line without its newline.

    Returns: #(line missing-newline-p): a str, and True if the file ended before a newline. At
      the end of file: #(EOF-VALUE True).
    Blocks: until the newline or the end of file is there. What was read of a line is put back if
      the wait is left by a non-local exit.]]
    (for [line self._lines]
      (return #(line False)))
    (._read-line self eof-error-p eof-value))

  (defn _read-line [self eof-error-p eof-value]
    (setv pieces []
          splitting (is-not self._line-list None))
    (try
      (while (.more self True)
        (setv text self._text
              place (._position self)
              end (.find text "\n" place))
        (when (= place self._after-line)
          (setv splitting True))
        (when (>= end 0)
          (.append pieces (cut text place end))
          (._pass-line self (+ end 1) splitting)
          (return #((.join "" pieces) False)))
        (.append pieces (cut text place None))
        (._move self (len text)))
      (when pieces
        (.end-reached self)
        (return #((.join "" pieces) True)))
      (except [BaseException]
        (when pieces
          (.push-back self (.join "" pieces)))
        (raise)))
    #((.at-end self eof-error-p eof-value) True))

  (defn _pass-line [self place splitting]
    "Put the cursor at PLACE, behind a newline; into lines from there on if SPLITTING and there are any."
    (setv self._after-line place)
    (when splitting
      (setv text self._text
            lines (.split (cut text place None) "\n")
            tail (.pop lines))
      (when lines
        (setv self._chars NOTHING
              self._line-list lines
              self._lines-start place
              self._lines-end (- (len text) (len tail))
              self._lines (iter lines))
        (return None)))
    (._move self place))

  (defn listen [self]
    "Return whether a character can be read without waiting; False at the end of file."
    (bool (.more self False)))

  (defn read-no-hang-p [self]
    "Return whether the next read will not wait: there is something, or the end of file."
    (is-not (.more self False) None))

  (defn clear-input [self]
    "Drop what can be read without waiting; return None."
    (while (.more self False)
      (.forget-input self))
    None)

  ;;; Reading many

  (defn take [self [count None] [partial None]]
    #[[Return up to COUNT characters as a str, all there are if COUNT is None.

    Arguments: partial -- None: fewer only at the end of file. "some": what is there as soon as
      something is. "no-hang": likewise, and whatever more comes without waiting.
    Blocks: for the first character; unless PARTIAL, for all. They are put back if the wait is
      left by a non-local exit.]]
    (setv pieces []
          missing (if (is count None) sys.maxsize count))
    (try
      (while (> missing 0)
        (setv waiting (or (not pieces) (is partial None)))
        (when (and (not waiting) (= partial "some"))
          (break))
        (setv more (.more self waiting))
        (when (not more)
          (when waiting
            (.end-reached self))
          (break))
        (setv place (._position self)
              piece (cut self._text place (+ place missing)))
        (._move self (+ place (len piece)))
        (.append pieces piece)
        (-= missing (len piece)))
      (except [BaseException]
        (when pieces
          (.push-back self (.join "" pieces)))
        (raise)))
    (.join "" pieces))

  (defn read-sequence [self sequence [start 0] [end None] [partial-fill False]]
    #[[Fill SEQUENCE from START to END.

    Arguments:
      sequence -- octets go into a bytearray, anything else with writable octets, and Lisp arrays of
        bytes; characters into lists, strings and other arrays.
      partial-fill -- true: return as soon as something is there (Allegro CL).
    Returns: int, the index of the first place not filled; less than END at the end of file.
    Blocks: until the range is full; with PARTIAL-FILL, for the first element.
    Source: CLHS read-sequence; Allegro CL 10.1, partial-fill.]]
    (._fill self sequence start end (if partial-fill "some" None)))

  (defn read-vector [self sequence [start 0] [end None] [endian-swap None]]
    #[[Fill SEQUENCE with what is there, waiting for the first element only.

    Arguments: start, end -- octets, also where the elements are larger.
      endian-swap -- how to turn elements around: see `vectors.swap-mask`.
    Returns: int, START and the octets (characters of a string) read; START at the end of file.
    Source: Allegro CL 10.1, read-vector.]]
    (setv elements (numeric-elements sequence)
          view (if (is elements None) (writable-view sequence) (memoryview (.pack elements sequence)))
          mask (swap-mask endian-swap (_element-size sequence elements) "read-vector"))
    (when (is view None)
      (return (._fill self sequence start end "no-hang")))
    (setv [start end] (bounds start end (len view))
          ;; The octets in the order in which they come: an element may come in two pieces.
          image (if mask (memoryview (bytearray view)) view))
    (swap-octets image mask)
    (setv index (+ start (.receive-octets self (get image (slice start end)) "no-hang")))
    (when mask
      (swap-octets image mask)
      (setv (get view (slice 0 None)) image))
    (when (is-not elements None)
      (setv (get sequence (slice 0 (len sequence))) (.unpack elements (bytes view))))
    index)

  (defn _fill [self sequence start end partial]
    (setv view (writable-view sequence))
    (when (is-not view None)
      (setv [start end] (bounds start end (len view)))
      (return (+ start (.receive-octets self (get view (slice start end)) partial))))
    (setv [start end] (bounds start end (len sequence))
          elements (integer-elements sequence))
    (when (is-not elements None)
      (setv octets (bytearray (- end start))
            count (.receive-octets self (memoryview octets) partial)
            (get sequence (slice start (+ start count))) (.from-octets elements (cut octets 0 count)))
      (return (+ start count)))
    (check-storable sequence)
    (setv text (.take self (- end start) partial))
    (store sequence start text)
    (+ start (len text)))

  ;;; Octets: a stream of characters has none

  (defn read-byte [self [eof-error-p True] [eof-value None]]
    "Return the next octet, an int."
    (.check-input self)
    (type-error self "BINARY-INPUT-STREAM"))

  (defn read-byte-no-hang [self [eof-error-p True] [eof-value None]]
    "Return the next octet, None if there is none yet."
    (.read-byte self))

  (defn receive-octets [self view partial]
    "Put octets into VIEW, a memoryview; return how many. PARTIAL as in `take`."
    (.read-byte self))

  (defn write-byte [self octet]
    "Write an octet and return it."
    (.check-output self)
    (type-error self "BINARY-OUTPUT-STREAM"))

  (defn send-octets [self view]
    "Write the octets of VIEW, a memoryview."
    (.write-byte self 0))

  ;;; Writing

  (defn write-char [self character]
    "Write CHARACTER and return it."
    (setv room (- self._room 1))
    (when (and (>= room 0) (is (type character) Character))
      (setv self._room room)
      (.append self._texts character)
      (return character))
    (when (not (and (isinstance character str) (= (len character) 1)))
      (type-error character "CHARACTER"))
    (.put self character)
    character)

  (defn write-string [self string [start 0] [end None]]
    "Write the characters of STRING from START to END; return STRING."
    (when (and (is (type string) str) (is end None) (= start 0))
      (setv room (- self._room (len string)))
      (when (>= room 0)
        (setv self._room room)
        (.append self._texts string)
        (return string)))
    (.put self (_part string start end))
    string)

  (defn write-line [self string [start 0] [end None]]
    "Write the characters of STRING from START to END, and a newline; return STRING."
    (when (and (is end None) (= start 0) (is (type string) str))
      (setv line (+ string "\n")
            room (- self._room (len line)))
      (when (>= room 0)
        (setv self._room room)
        (.append self._texts line)
        (return string)))
    (.put self (+ (_part string start end) "\n"))
    string)

  (defn put [self text]
    "Write TEXT, a str, whatever state the output is in."
    (.check-output self)
    (.start-text self)
    (.append self._texts text)
    (-= self._room (len text))
    (when (< self._room 0)
      (.force-output self)))

  (defn start-text [self]
    "Make `_texts` and `_room` ready for text."
    (when (is self._texts None)
      (setv self._texts []
            self._room self.output-limit)))

  (defn terpri [self]
    "Write a newline; return None."
    (.write-char self (get characters "\n"))
    None)

  (defn fresh-line [self]
    #[[Write a newline unless the stream is at the start of a line.

    Returns: whether one was written. A stream that keeps no column is at the start of a line
      if a newline was the last thing written, and not otherwise.]]
    (when (.at-line-start self)
      (return False))
    (.terpri self)
    True)

  (defn at-line-start [self]
    "Return whether the next character written is known to be the first of its line."
    (cond
      self._texts (.endswith (get self._texts -1) "\n")
      self.keeps-column (= self._column 0)
      True self._fresh))

  (defn begin-line [self]
    "Send what was written, and take what comes next to be at the start of a line: the other side said a newline."
    (.force-output self)
    (setv self._column 0
          self._fresh True)
    None)

  (defn [property] column [self]
    "The number of characters written since the last newline, None if the stream keeps no column."
    (when (not self.keeps-column)
      (return None))
    (when (not self._texts)
      (return self._column))
    ;; Many small pieces without a newline are not to be looked through again and again.
    (when (> (len self._texts) 64)
      (setv self._texts [(.join "" self._texts)]))
    (setv width 0)
    (for [piece (reversed self._texts)]
      (setv newline (.rfind piece "\n"))
      (when (>= newline 0)
        (return (+ width (- (len piece) newline 1))))
      (+= width (len piece)))
    (+ width self._column))

  (defn take-text [self]
    "Return the text written since the last call, or the last `emit`, as one str."
    (setv texts self._texts)
    (when (not texts)
      (return ""))
    (setv text (.join "" texts)
          newline (.rfind text "\n"))
    (setv self._column (if (>= newline 0)
                           (- (len text) newline 1)
                           (+ self._column (len text)))
          self._fresh (= newline (- (len text) 1))
          self._texts []
          self._room self.output-limit)
    text)

  (defn force-output [self]
    "Send what is buffered; return None. Blocks until it is sent."
    (.check-output self)
    (setv text (.take-text self))
    (when text
      (.emit self text))
    None)

  (defn finish-output [self]
    "Send what is buffered and wait until it has arrived; return None."
    (.force-output self)
    (.finish self)
    None)

  (defn clear-output [self]
    "Drop what is buffered; return None."
    (.check-output self)
    (.take-text self)
    None)

  (defn write-no-hang-p [self]
    "Return whether the next write will not wait."
    True)

  (defn write-sequence [self sequence [start 0] [end None]]
    #[[Write the elements of SEQUENCE from START to END; return SEQUENCE.

    Arguments: sequence -- string; octets; or a sequence of characters and, on a stream that takes them,
      octets.
    Source: CLHS write-sequence.]]
    (setv view (octet-view sequence))
    (when (is-not view None)
      (setv [start end] (bounds start end (len view)))
      (.send-octets self (get view (slice start end)))
      (return sequence))
    (when (isinstance sequence str)
      (return (.write-string self sequence start end)))
    (._write-elements self sequence start end)
    sequence)

  (defn _write-elements [self sequence start end]
    (setv elements (integer-elements sequence)
          items (if (hasattr sequence "__len__") sequence (list sequence))
          [start end] (bounds start end (len items))
          part (list (get items (slice start end))))
    (if (is elements None)
        (for [element part]
          (if (isinstance element str)
              (.write-char self element)
              (.write-byte self element)))
        (.send-octets self (memoryview (.octets-of elements part)))))

  (defn write-vector [self sequence [start 0] [end None] [endian-swap None]]
    #[[Send what is buffered, and then SEQUENCE.

    Arguments: as for `read-vector`.
    Returns: int, the index of the first element not written.
    Source: Allegro CL 10.1, write-vector.]]
    (setv elements (numeric-elements sequence)
          view (if (is elements None) (octet-view sequence) (memoryview (.pack elements sequence)))
          mask (swap-mask endian-swap (_element-size sequence elements) "write-vector"))
    (when (is view None)
      (setv text (_part sequence start end "(OR STRING (VECTOR (UNSIGNED-BYTE 8)))"))
      (.force-output self)
      (.put self text)
      (.force-output self)
      (return (+ (or start 0) (len text))))
    (setv [start end] (bounds start end (len view)))
    (when mask
      (setv view (memoryview (bytearray view)))
      (swap-octets view mask))
    (.force-output self)
    (.send-octets self (get view (slice start end)))
    (.force-output self)
    end))


(defn _part [string start end [expected "STRING"]]
  (setv text (text-of string expected))
  (if (and (is end None) (= start 0))
      text
      (do
        (setv [start end] (bounds start end (len text)))
        (cut text start end))))


(defn _element-size [sequence elements]
  "Return how many octets an element of SEQUENCE has in memory."
  (if (is elements None) (getattr sequence "itemsize" 1) elements.size))
