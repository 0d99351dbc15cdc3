#[[File streams: the core's bivalent stream over a descriptor of a file.

Characters and octets may be read from and written to any file, whatever its element type;
that says what lists and other untyped sequences hold. Input and output of one stream share
the position that the system keeps: before the first write after reading, the stream goes back
to the place of the reader and forgets what it read ahead; before it reads on, it sends what
was written.]]

(import
  os
  select
  stat
  collections [deque]
  acllib.conditions [read-timeout write-timeout]
  acllib.lisp.classes [defined-class]
  acllib.lisp.file_errors [file-failure]
  acllib.streams [BivalentStream]
  acllib.vectors [bounds writable-view]
  acllib.waiting [Descriptor readable-now wait-readable wait-writable writable-now])


(setv PIPE-ROOM select.PIPE-BUF)        ; octets: a pipe that is writable takes so many at once


(defclass FileTransport []
  #[[Octets from and to a file.

  descriptor -- owner of the number
  pathname   -- what conditions name
  patient    -- true: a step may wait, so it goes through `waiting` (pipes and terminals)
  stream     -- what conditions of time-outs name
  unsent     -- deque of memoryviews: what the wait for a pipe's reader was left with]]
  (setv __slots__ #("descriptor" "pathname" "patient" "stream" "octets_sent" "unsent" "read_timeout"
                    "write_timeout"))

  (defn __init__ [self number pathname]
    (setv self.descriptor (Descriptor number (str pathname))
          self.pathname pathname
          self.patient (not (stat.S-ISREG (. (os.fstat number) st-mode)))
          self.stream self
          self.octets-sent 0
          self.unsent (deque)
          self.read-timeout None
          self.write-timeout None))

  (defn fileno [self]
    (.fileno self.descriptor))

  (defn receive-into [self buffer]
    (when (and self.patient
               (not (wait-readable self.descriptor self.read-timeout f"reading from {self.pathname}")))
      (read-timeout self.stream "reading from file"))
    (try
      (return (os.readv self.descriptor.number [buffer]))
      (except [e OSError]
        (setv failure e)))
    (file-failure failure self.pathname "Reading"))

  (defn receive-available [self]
    (or (not self.patient) (readable-now self.descriptor)))

  (defn send-all [self buffers]
    (.extend self.unsent (gfor b buffers (memoryview b)))
    (setv failure None)
    (try
      (while self.unsent
        (setv view (get self.unsent 0)
              count (._write self view))
        (+= self.octets-sent count)
        (if (= count (len view))
            (.popleft self.unsent)
            (setv (get self.unsent 0) (cut view count None))))
      (except [e OSError]
        (setv failure e)
        (.clear self.unsent))
      (finally
        ;; The buffers are their owners' again.
        (setv self.unsent (deque (gfor b self.unsent (memoryview (bytes b)))))))
    (when (is-not failure None)
      (file-failure failure self.pathname "Writing")))

  (defn _write [self view]
    "Write the beginning of VIEW, as much as is taken without waiting; return how many octets."
    (when (not self.patient)
      (return (os.write self.descriptor.number view)))
    (when (not (wait-writable self.descriptor self.write-timeout f"writing to {self.pathname}"))
      (write-timeout self.stream "writing to file"))
    (os.write self.descriptor.number (cut view PIPE-ROOM)))

  (defn send-available [self]
    (or (not self.patient) (writable-now self.descriptor)))

  (defn close [self]
    (.close self.descriptor)))


(defclass FileStream [BivalentStream]
  #[[A stream to a file.

  pathname     -- Pathname as given to `open`, merged with the defaults
  kind         -- Lisp type specifier of the elements
  binary       -- true: elements are octets
  created      -- true: `close` with abort deletes the file]]
  (setv keeps-column True)

  (defn __init__ [self number pathname kind binary external-format input output created]
    (.__init__ BivalentStream self (FileTransport number pathname)
               :external-format external-format :input input :output output)
    (setv self.transport.stream self
          self.pathname pathname
          self.kind kind
          self.binary binary
          self.created created))

  (defn [property] element-type [self]
    self.kind)

  (defn [property] column [self]
    (if self._run None (. (super) column)))

  ;; What lists and other untyped sequences take is decided by the element type.

  (defn _fill [self sequence start end partial]
    (when (or (not self.binary) (is-not (writable-view sequence) None))
      (return (._fill (super) sequence start end partial)))
    (setv [start end] (bounds start end (len sequence))
          octets (bytearray (- end start))
          count (.receive-octets self (memoryview octets) partial))
    (for [i (range count)]
      (setv (get sequence (+ start i)) (get octets i)))
    (+ start count))

  ;; Position

  (defn position [self]
    "Return the position of the next octet to be read or written."
    (when (not self.open-p)
      (.check-input self))
    (when self.output-p
      (.force-output self))
    (- (os.lseek (.fileno self) 0 os.SEEK-CUR) (.read-ahead self)))

  (defn set-position [self position]
    "Go to POSITION, an int; return whether that was possible."
    (when self.output-p
      (.force-output self))
    (try
      (os.lseek (.fileno self) position os.SEEK-SET)
      (except [OSError]
        (return False)))
    (.forget-input self)
    (.restart-decoder self position)
    (setv self._column 0)
    True)

  (defn beginning [self count]
    (os.pread (.fileno self) count 0))

  (defn _seal-text [self text]
    ;; A byte-order mark belongs to the beginning of the file, not behind what others wrote.
    (when (and self._preamble (> (._place self) 0))
      (setv self._preamble b""))
    (._seal-text (super) text))

  (defn _place [self]
    "Return where the system will write next, 0 where that can't be told."
    (try
      (+ (os.lseek (.fileno self) 0 os.SEEK-CUR) self._sealed-size)
      (except [OSError]
        0)))

  (defn length [self]
    "Return the length of the file in octets."
    (when (and self.open-p self.output-p)
      (.force-output self))
    (. (os.stat (if self.open-p (.fileno self) (str self.pathname))) st-size))

  (defn finish [self]
    (os.fsync (.fileno self)))

  (defn finish-output [self]
    ;; fsync is refused for pipes and devices, where there is nothing to wait for
    (.force-output self)
    (try
      (.finish self)
      (except [OSError]))
    None)

  (defn shut [self abort]
    (.shut (super) abort)
    (when (and abort self.created)
      (try
        (os.unlink (str self.pathname))
        (except [OSError])))))


(defclass FileIOStream [FileStream]
  "A file stream for reading and writing."

  (defn _receive [self hang]
    (when (or self._texts self._run self._sealed)
      (.force-output self))
    (setv self._room -1
          self._run-limit 0)
    (._receive (super) hang))

  (defn _go-to-reader [self]
    "Make the reader's place the system's, before something is written there."
    (setv ahead (.read-ahead self))
    (when ahead
      (os.lseek (.fileno self) (- ahead) os.SEEK-CUR)
      (.forget-input self)))

  (defn start-text [self]
    (when (and (< self._room 0) (not self._run))
      (._go-to-reader self))
    (.start-text (super)))

  (defn _start-run [self]
    (when (and (= self._run-limit 0) (not self._texts))
      (._go-to-reader self))
    (._start-run (super)))

  (defn send-octets [self view]
    (when (and (= self._run-limit 0) (< self._room 0))
      (._go-to-reader self))
    (.send-octets (super) view)))


(defined-class "FILE-STREAM" FileStream)
(defined-class "FILE-SIMPLE-STREAM" FileStream "EXCL")
(defined-class "SINGLE-CHANNEL-SIMPLE-STREAM" FileStream "EXCL")
(defined-class "FILE-IO-SIMPLE-STREAM" FileIOStream "EXCL")
