#[[The bivalent stream: characters and octets, mixed at will, over any transport of octets.

An octet comes in through these rooms: transport, `_raw` (only while input is chunked: what is still
framed), `_octets` (payload), `_text` (decoded), and leaves by a C iterator at `_text` or `_octets`.
Only one of them is at work:

- reading octets, `_bytes` iterates over `_octets`, and its place is the stream's;
- reading characters, `_text` was decoded from the `_span` octets at `_at`; `_chars` or `_lines` (see
  `streambase`) iterates over it, and the decoder can tell how many octets that place stands for.
  While `_span` is 0 no octets stand behind `_text`: it was put back, or is there to be put back.

`settle` brings the two together: `_at` is the exact octet, nothing is decoded. It comes before every
change of manner: to octets, of the format, of chunking. That is why nothing is lost at any point,
and why decoding starts with a small window, which grows while the reader keeps to characters: a
program that changes all the time decodes little in vain.

Chunked input is taken one run of payload at a time, so that turning it off in mid-body finds the rest
as it came. The zero chunk is an end of file that a reader must meet (`end-reached`): it signals
SocketChunkingEndOfFile and turns the decoder off; looking (`listen`) leaves it alone.

Going out: text in `_texts`, or octets in `_run`, never both; `seal` makes buffers of what is there and
appends them to `_sealed`; `send` frames them, if output is chunked, and hands them to the transport.
From then on they are the transport's, which keeps the tail of what a non-local exit interrupts.]]

(import
  operator [length-hint]
  acllib.chunking [ChunkDecoder LAST-CHUNK MalformedChunk frame]
  acllib.conditions [ChunkingError DecodingError EncodingError SocketChunkingEndOfFile
                     TruncatedChunks]
  acllib.formats [find-external-format]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [error restart-case signal type-error]
  acllib.streambase [NOTHING Stream]
  acllib.vectors [text-of])


(setv RECEIVE-SIZE 65536                ; octets asked of the transport at a time
      FIRST-RECEIVE 4096                ; until so many have come: a stream that waits holds no more
      FIRST-WINDOW 256                  ; octets decoded after a change of manner
      DIRECT-SIZE 8192                  ; pieces of this size bypass our buffers
      SMALL 4096                        ; what can be written can take so much
      OCTETS #(bytes bytearray)         ; what is octets at first sight
      REPLACEMENT "\ufffd")


(defclass BivalentStream [Stream]
  #[[Characters and octets over a transport, which `transports` describes.

  transport       -- owner of the descriptor
  external-format -- ExternalFormat; settable, at any time, also to a name
  eol-convention  -- str; settable]]

  (setv input-p True
        output-p True
        element-type "(unsigned-byte 8)"
        keeps-column False
        __slots__ #("transport" "_format" "_decoder" "_octets" "_at" "_span" "_replaced" "_window"
                    "_bytes" "_binary" "_buffer" "_chunks" "_chunks_over" "_raw" "_raw_at" "_raw_end"
                    "_preamble" "_run" "_run_limit" "_sealed" "_sealed_size" "_chunking" "_counted"))

  (defn __init__ [self transport * [external-format "default"] [input True] [output True]]
    #[[Arguments:
      transport -- object with `receive_into receive_available send_all send_available close
        octets_sent unsent read_timeout write_timeout`.
      external-format -- a format or its name.
      input, output -- whether each direction is open.]]
    (setv format (find-external-format external-format))
    (setv self.transport transport
          self.input-p input
          self.output-p output
          self._format format
          self._decoder (.decoder format)
          ;; octets
          self._octets b""
          self._at 0
          self._span 0
          self._replaced False
          self._window FIRST-WINDOW
          self._bytes NOTHING
          self._binary False
          self._buffer None
          ;; chunked input
          self._chunks None
          self._chunks-over False
          self._raw b""
          self._raw-at 0
          self._raw-end 0
          ;; output
          self._preamble format.preamble
          self._texts []
          self._run (bytearray)
          self._run-limit 0
          self._sealed []
          self._sealed-size 0
          self._chunking False
          self._counted 0))

  ;;; Format, time-outs, chunking

  (defn [property] external-format [self]
    self._format)

  (defn [external-format.setter] external-format [self value]
    (setv format (find-external-format value)
          old self._decoder
          decoder (.decoder format))
    (when (and self.output-p self.open-p)
      (.seal self))
    (.settle self)
    (setv decoder.skip-lf old.skip-lf)
    (if (= decoder.codec old.codec)
        (.restore decoder (.state old))
        (setv self._preamble format.preamble))
    (setv self._format format
          self._decoder decoder))

  (defn [property] input-timeout [self]
    "Seconds that each step of input may wait, None for ever."
    self.transport.read-timeout)

  (defn [input-timeout.setter] input-timeout [self seconds]
    (setv self.transport.read-timeout seconds))

  (defn [property] output-timeout [self]
    "Seconds that each step of output may wait, None for ever."
    self.transport.write-timeout)

  (defn [output-timeout.setter] output-timeout [self seconds]
    (setv self.transport.write-timeout seconds))

  (defn [property] input-chunking [self]
    "Whether what is read is taken out of chunks."
    (is-not self._chunks None))

  (defn [property] output-chunking [self]
    "Whether what is sent is put into chunks."
    self._chunking)

  (defn set-chunking [self [input UNSUPPLIED] [output UNSUPPLIED] [output-eof False]]
    #[[Turn chunked transfer coding on and off. What is not supplied stays as it is.

    Arguments:
      input -- true: what is read from here on is taken out of its chunks, until the last one.
      output -- true: whatever is sent from now on goes in chunks, what is buffered included.
      output-eof -- true: send what is buffered, then the last chunk; chunk no longer.
    Blocks: while output is sent.
    Source: Allegro CL 10.1, Socket Library, socket-control; RFC 9112, 7.1.]]
    (when (is-not output UNSUPPLIED)
      (.check-output self)
      (setv self._chunking (bool output)))
    (when output-eof
      (.check-output self)
      (.seal self)
      (setv buffers (._take-sealed self)
            self._chunking False)
      (.send-all self.transport [#* buffers LAST-CHUNK]))
    (when (is-not input UNSUPPLIED)
      (.check-input self)
      (cond
        (not input) (when (is-not self._chunks None)
                      (._end-chunks self))
        (is self._chunks None) (._start-chunks self)))
    None)

  (defn _start-chunks [self]
    (.settle self)
    (._set-raw self (cut self._octets self._at None))
    (setv self._octets b""
          self._at 0
          self._chunks (ChunkDecoder)
          self._chunks-over False))

  (defn _end-chunks [self]
    (.settle self)
    (setv self._octets (+ (cut self._octets self._at None) self._chunks.kept
                          (._raw-octets self self._raw-at self._raw-end))
          self._at 0
          self._chunks None
          self._chunks-over False)
    (._set-raw self b""))

  (defn _set-raw [self octets]
    "Make OCTETS, bytes, what is still to be taken out of chunks."
    (setv self._raw octets
          self._raw-at 0
          self._raw-end (len octets)))

  (defn _raw-octets [self start end]
    "Return a part of `_raw`, which may be the buffer of `receive-into`, as bytes."
    (bytes (cut (memoryview self._raw) start end)))

  (defn end-reached [self]
    (when self._chunks-over
      (._end-chunks self)
      (signal (SocketChunkingEndOfFile :format-arguments #(self)))))

  ;;; Octets in

  (defn fill [self hang]
    #[[Append to `_octets`, and drop what is before `_at`.

    Returns: True; False at the end of file; None if HANG is false and nothing is there.]]
    (setv octets (if (is self._chunks None) (._receive self hang) (._next-run self hang)))
    (when (not octets)
      (return (if (is octets None) None False)))
    (setv rest (cut self._octets self._at None)
          self._octets (if rest (+ rest octets) octets)
          self._at 0)
    True)

  (defn _receive [self hang]
    "Return octets from the transport, b\"\" at the end of file, None if there are none and HANG is false."
    (when (not (or hang (.receive-available self.transport)))
      (return None))
    (setv buffer (.buffer self)
          count (.receive-into self.transport buffer))
    (when (= count FIRST-RECEIVE)
      (.widen self))
    (bytes (cut buffer 0 count)))

  (defn buffer [self]
    "Return the memoryview to receive into, made at first use."
    (when (is self._buffer None)
      (setv self._buffer (memoryview (bytearray FIRST-RECEIVE))))
    self._buffer)

  (defn widen [self]
    "Receive more at a time from now on, if it was the first buffer that was filled."
    (when (= (len self._buffer) FIRST-RECEIVE)
      (setv self._buffer (memoryview (bytearray RECEIVE-SIZE)))))

  (defn _next-run [self hang]
    "Return the next run of payload in the chunks; else as `_receive`."
    (while True
      (setv [start end] (._scan self))
      (when (< start end)
        (return (._raw-octets self start end)))
      (when self._chunks-over
        (return b""))
      (when (not (._receive-raw self hang))
        (return None))))

  (defn _scan [self]
    "Go over the framing in `_raw`; return the place of the next run of payload."
    (when self._chunks-over
      (return #(0 0)))
    (setv chunks self._chunks
          fault None)
    (try
      (setv [start end] (.scan chunks self._raw self._raw-at self._raw-end))
      (except [e MalformedChunk]
        (setv fault e)
        (._set-raw self (+ e.before (._raw-octets self e.at self._raw-end)))))
    (when (is-not fault None)
      (error (ChunkingError :stream self :complaint (str fault))))
    (setv self._raw-at end
          self._chunks-over chunks.done)
    #(start end))

  (defn _receive-raw [self hang]
    "Receive more that is framed, all before it being used; return whether anything came."
    (when (not (or hang (.receive-available self.transport)))
      (return False))
    (setv buffer (.buffer self)
          count (.receive-into self.transport buffer))
    (when (= count FIRST-RECEIVE)
      (.widen self))
    (when (= count 0)
      (error (TruncatedChunks :stream self)))
    (setv self._raw buffer.obj
          self._raw-at 0
          self._raw-end count)
    True)

  ;;; Between octets and characters

  (defn settle [self]
    "Make `_at` the exact place of the reader, with nothing decoded; `_text` is what was put back."
    (setv self._window FIRST-WINDOW)
    (when self._binary
      (setv self._at (- (len self._octets) (length-hint self._bytes))
            self._bytes NOTHING
            self._binary False)
      (return None))
    (setv place (._position self)
          used 0
          left (cut self._text place None))
    (when self._span
      (if self._replaced
          (when (> place 0)
            (setv used self._span))
          (setv [used left] (.rewind self._decoder
                                     (cut self._octets self._at (+ self._at self._span))
                                     place)))
      (when (and self._replaced (= place 0))
        (setv left "")))
    (+= self._at used)
    (setv self._span 0
          self._replaced False
          self._text left)
    (._move self 0))

  (defn push-back [self text]
    (.settle self)
    (setv self._text (+ text self._text)
          self._after-line -1)
    (._move self 0))

  (defn push-back-octets [self octets]
    "Make OCTETS the next to be read, before what is buffered."
    (.settle self)
    (setv self._octets (+ octets (cut self._octets self._at None))
          self._at 0))

  (defn forget-input [self]
    (setv self._octets b""
          self._at 0
          self._span 0
          self._bytes NOTHING
          self._binary False
          self._text "")
    (._move self 0))

  (defn _start-octets [self hang]
    "Make `_bytes` the cursor. Return whether it is: False if HANG is false and that would take waiting."
    (.settle self)
    (when (and self._decoder.skip-lf (not (._settle-newline self hang)))
      (return False))
    (when self._text
      (setv text self._text
            self._text "")
      (._move self 0)
      (setv self._octets (+ (.encode self._format text "replace") (cut self._octets self._at None))
            self._at 0))
    (setv self._binary True)
    (._move-octets self self._at)
    True)

  (defn _move-octets [self at]
    "Put the cursor of octets at AT."
    (setv octets (iter self._octets))
    (when at
      (.__setstate__ octets at))
    (setv self._bytes octets))

  (defn _settle-newline [self hang]
    "Drop the LF that belongs to a newline read as CR, if it comes; False if that would take waiting."
    (setv decoder self._decoder)
    (while decoder.skip-lf
      (setv octets (cut self._octets self._at (+ self._at 16))
            count (if octets (.drop-lf decoder octets False) None))
      (if (is count None)
          (do
            (setv filled (.fill self hang))
            (when (is filled None)
              (return False))
            (when (not filled)
              (setv decoder.skip-lf False)))
          (+= self._at count)))
    True)

  ;;; Characters

  (defn next-text [self hang]
    (setv text (._decode-next self hang))
    (while (is (type text) int)
      (setv text (._replace self text))
      (when (= text "")
        (setv text (._decode-next self hang))))
    text)

  (defn _decode-next [self hang]
    #[[Decode at the cursor, which has come to the end of `_text`.

    Returns: str, the new piece; "" at the end of file; None if HANG is false and nothing is there; an int
      if the octets there are no character: how many of them.]]
    (if self._binary
        (do
          (.settle self)
          (setv self._text ""))
        (do
          (+= self._at self._span)
          (setv self._span 0
                self._replaced False
                ;; One character stays, for `unread-char`.
                self._text (cut self._text -1 None)
                self._chars NOTHING)))
    (setv final False)
    (while True
      (setv end (+ self._at self._window)
            octets (cut self._octets self._at end)
            all-there (>= end (len self._octets)))
      (when octets
        (setv [text used bad] (.decode self._decoder octets (and final all-there)))
        (when text
          (setv self._span used
                self._window (min (* 4 self._window) self._decoder.window))
          (return text))
        (+= self._at used)
        (when bad
          (return bad)))
      (cond
        (not all-there)
          (when (= used 0)
            (*= self._window 4))        ; one group of octets, larger than the window
        final
          (return "")
        True
          (do
            (setv filled (.fill self hang))
            (when (is filled None)
              (return None))
            (setv final (not filled))))))

  (defn _replace [self count]
    "Let a handler say what is read for the COUNT octets at the cursor; return it."
    (setv before self._octets
          at self._at
          octets (cut before at (+ at count))
          text (restart-case
                 (fn []
                   (error (DecodingError :stream self :action "decoding octets" :octets octets
                                         :external-format self._format)))
                 #("use-value" "Supply the text to read in their place." text-of)
                 #("continue" "Read the replacement character U+FFFD in their place."
                   (fn [] REPLACEMENT))))
    ;; A handler may have read on by itself.
    (if (and (is self._octets before) (= self._at at) (not self._binary) (= self._span 0))
        (if text
            (setv self._span count
                  self._replaced True)
            (+= self._at count))
        (.settle self))
    text)

  (defn listen [self]
    (when (or (length-hint self._chars) (length-hint self._lines))
      (return True))
    (when (is-not self._line-list None)
      (._move self (._position self))
      (when (length-hint self._chars)
        (return True)))
    (.check-input self)
    (setv text (._decode-next self False))
    (when (and text (isinstance text str))
      (setv self._text text
            self._after-line -1)
      (._move self 0))
    ;; Octets that can't be decoded make no one wait.
    (bool text))

  (defn read-no-hang-p [self]
    (when (or (length-hint self._chars) (length-hint self._lines) (length-hint self._bytes))
      (return True))
    (.check-input self)
    (.settle self)
    (or (bool self._text)
        (< self._at (len self._octets))
        (is-not (.fill self False) None)))

  (defn clear-input [self]
    (.check-input self)
    (.forget-input self)
    (while (.fill self False)
      (.forget-input self))
    None)

  ;;; Octets

  (defn more-octets [self hang]
    "Make sure that there is an octet at the cursor, in `_bytes`. Returns: as `more`."
    (when (not self._binary)
      (.check-input self)
      (when (not (._start-octets self hang))
        (return None)))
    (when (length-hint self._bytes)
      (return True))
    (.check-input self)
    (setv self._at (len self._octets)
          filled (.fill self hang))
    (when filled
      (setv self._bytes (iter self._octets)))
    filled)

  (defn read-byte [self [eof-error-p True] [eof-value None]]
    "Return the next octet, an int. Blocks until there is one."
    (for [octet self._bytes]
      (return octet))
    (if (.more-octets self True)
        (next self._bytes)
        (.at-end self eof-error-p eof-value)))

  (defn read-byte-no-hang [self [eof-error-p True] [eof-value None]]
    "Return the next octet, None if there is none yet."
    (for [octet self._bytes]
      (return octet))
    (setv more (.more-octets self False))
    (cond
      (is more None) None
      more (next self._bytes)
      True (.at-end self eof-error-p eof-value)))

  (defn read-sequence [self sequence [start 0] [end None] [partial-fill False]]
    (if (and (is (type sequence) bytearray) (is end None) (= start 0))
        (.receive-octets self (memoryview sequence) (if partial-fill "some" None))
        (.read-sequence Stream self sequence start end partial-fill)))

  (defn receive-octets [self view partial]
    (setv size (len view)
          count 0)
    (when (not self._binary)            ; as it is after close
      (.check-input self)
      (when (= size 0)
        (return 0))
      (._start-octets self True))
    (when (is-not self._bytes NOTHING)
      (setv count (._copy-octets self view)))
    (try
      (while (< count size)
        (setv waiting (or (= count 0) (is partial None)))
        (when (and (= partial "some") (not waiting))
          (break))
        (setv got (._receive-into self (if count (cut view count None) view) waiting partial))
        (when (not got)
          (when waiting
            (.end-reached self))
          (break))
        (+= count got))
      (except [BaseException]
        (when count
          (.push-back-octets self (bytes (cut view 0 count))))
        (raise)))
    count)

  (defn _copy-octets [self view]
    "Move buffered octets into VIEW; return how many."
    (setv octets self._octets
          at (- (len octets) (length-hint self._bytes))
          count (min (len view) (- (len octets) at)))
    (when count
      (setv (cut view 0 count) (cut octets at (+ at count)))
      (if (= (+ at count) (len octets))
          (setv self._bytes NOTHING)
          (._move-octets self (+ at count))))
    count)

  (defn _receive-into [self view hang partial]
    "Put octets that are not buffered into VIEW; return how many, 0 at the end of file, None if not HANG."
    (when (is-not self._chunks None)
      (return (._receive-run self view hang partial)))
    (setv transport self.transport
          size (len view))
    (when (not (or hang (.receive-available transport)))
      (return None))
    (when (>= size DIRECT-SIZE)
      (return (.receive-into transport view)))
    (setv buffer (or self._buffer (.buffer self))
          there (.receive-into transport buffer))
    (when (= there FIRST-RECEIVE)
      (.widen self))
    (when (<= there size)
      (setv (cut view 0 there) (cut buffer 0 there))
      (return there))
    (setv (cut view 0 None) (cut buffer 0 size)
          self._octets (bytes (cut buffer size there))
          self._bytes (iter self._octets))
    size)

  (defn _receive-run [self view hang partial]
    "Put payload out of chunks into VIEW; else as `_receive-into`."
    (setv chunks self._chunks)
    (while True
      (setv [start end] (._scan self))
      (when (< start end)
        (return (._copy-runs self view start end (!= partial "some"))))
      (when self._chunks-over
        (return 0))
      (setv size (min (len view) chunks.remaining))
      (if (>= size DIRECT-SIZE)
          (do
            (when (not (or hang (.receive-available self.transport)))
              (return None))
            (setv count (.receive-into self.transport (cut view 0 size)))
            (when (= count 0)
              (error (TruncatedChunks :stream self)))
            (.took chunks count)
            (return count))
          (when (not (._receive-raw self hang))
            (return None)))))

  (defn _copy-runs [self view start end several]
    "Put the run of payload from START to END, and SEVERAL that are here, into VIEW; return how many octets."
    (setv raw (memoryview self._raw)
          size (len view)
          count 0)
    (while (< start end)
      (setv after (+ count (- end start)))
      (when (> after size)
        (setv stop (- end (- after size))
              (cut view count None) (cut raw start stop)
              self._octets (bytes (cut raw stop end))
              self._bytes (iter self._octets))
        (return size))
      (setv (cut view count after) (cut raw start end)
            count after)
      (when (or (= count size) (not several))
        (break))
      (setv [start end] (._scan self)))
    count)

  ;;; Output

  (defn start-text [self]
    (when self._run-limit
      (.seal self)
      (setv self._run-limit 0))
    (when (< self._room 0)
      (setv self._room (- self.output-limit self._sealed-size))))

  (defn write-byte [self octet]
    "Write an octet and return it."
    (setv run self._run)
    (when (and (is (type octet) int) (< (len run) self._run-limit) (<= 0 octet 255))
      (.append run octet)
      (return octet))
    (when (not (and (isinstance octet int) (not (isinstance octet bool)) (<= 0 octet 255)))
      (type-error octet "(UNSIGNED-BYTE 8)"))
    (.check-output self)
    (._start-run self)
    (.append self._run octet)
    (._limit-run self)
    octet)

  (defn _start-run [self]
    "Make `_run` ready for octets."
    (when self._texts
      (.seal self))
    (setv self._room -1
          self._run-limit (max 1 (- self.output-limit self._sealed-size))))

  (defn _limit-run [self]
    (when (>= (len self._run) self._run-limit)
      (.force-output self)))

  (defn write-sequence [self sequence [start 0] [end None]]
    (when (and (in (type sequence) OCTETS) (is end None) (= start 0))
      (setv run self._run
            size (len sequence))
      (when (and (< size DIRECT-SIZE) (< (+ (len run) size) self._run-limit))
        (.extend run sequence)
        (return sequence)))
    (.write-sequence Stream self sequence start end))

  (defn send-octets [self view]
    (.check-output self)
    (when (= (len view) 0)
      (return None))
    (if (>= (len view) DIRECT-SIZE)
        (do
          (.seal self)
          (setv self._fresh (= (get view -1) 10))
          (.append self._sealed view)
          (.send self))
        (do
          (._start-run self)
          (+= self._run view)
          (._limit-run self))))

  (defn at-line-start [self]
    (cond
      self._texts (.endswith (get self._texts -1) "\n")
      self._run (= (get self._run -1) 10)
      True self._fresh))

  (defn seal [self]
    "Make buffers of what was written and append them to `_sealed`."
    (when self._texts
      (._seal-text self (.take-text self)))
    (when self._run
      (setv run self._run
            self._run (bytearray)
            self._fresh (= (get run -1) 10))
      (._keep self run)))

  (defn _keep [self octets]
    (.append self._sealed octets)
    (+= self._sealed-size (len octets)))

  (defn _seal-text [self text]
    (when self._preamble
      (._keep self self._preamble)
      (setv self._preamble b""))
    (try
      (._keep self (.encode self._format text))
      (return None)
      (except [e UnicodeEncodeError]
        (setv text e.object
              at e.start)))
    (._seal-around self text at))

  (defn _seal-around [self text at]
    "Encode TEXT, whose line ends are as written, and where AT is a character that has no octets."
    (setv codec self._format.written-codec)
    (while (is-not at None)
      (._keep self (.encode (cut text 0 at) codec))
      (setv character (get text at)
            text (cut text (+ at 1) None)
            replaced False)
      (try
        (setv octets (._replacement self character)
              replaced True)
        (finally
          (when (and text (not replaced))
            ;; The rest stays to be written; the character was reported, and is gone.
            (.insert self._texts 0 (.replace text self._format.newline "\n")))))
      (._keep self octets)
      (try
        (setv octets (.encode text codec)
              at None)
        (except [e UnicodeEncodeError]
          (setv at e.start))))
    (._keep self octets))

  (defn _replacement [self character]
    "Let a handler say what is written for CHARACTER; return its octets."
    (setv text (restart-case
                 (fn []
                   (error (EncodingError :stream self :action "encoding characters"
                                         :character character :external-format self._format)))
                 #("use-value" "Supply the text to write in its place." text-of)
                 #("continue" "Write a question mark in its place." (fn [] "?"))))
    (.encode text self._format.written-codec "replace"))

  (defn _take-sealed [self]
    "Return the buffers to send, framed if output is chunked."
    (setv buffers self._sealed
          self._sealed []
          self._sealed-size 0)
    (if self._chunking (frame buffers) buffers))

  (defn send [self]
    "Hand what is sealed to the transport. Blocks until it is sent."
    (when (or self._sealed self.transport.unsent)
      (.send-all self.transport (._take-sealed self))))

  (defn force-output [self]
    (.check-output self)
    (setv run self._run)
    (if (or (not run) self._texts self._sealed)
        (do
          (.seal self)
          (.send self))
        (do
          (setv self._run (bytearray)
                self._fresh (= (get run -1) 10))
          (.send-all self.transport (if self._chunking (frame [run]) [run]))))
    None)

  (defn send-some [self view]
    #[[Send what is buffered, and of VIEW, a memoryview, what the system takes without waiting.

    Returns: int, how many octets of VIEW; 0 when it takes nothing now.]]
    (.check-output self)
    (setv transport self.transport)
    (when (or transport.unsent (not (.send-available transport)))
      (return 0))
    (.force-output self)
    (when (not (and (len view) (.send-available transport)))
      (return 0))
    (setv direct (and (hasattr transport "send") (not self._chunking))
          count (if direct (.send transport [view]) (min (len view) SMALL)))
    (when (not direct)                  ; a chunk goes out whole, or not at all
      (.send-octets self (cut view 0 count))
      (.force-output self))
    (setv self._fresh (= (get view (- count 1)) 10))
    count)

  (defn clear-output [self]
    "Drop what is buffered, but not what is on its way already; return None."
    (.check-output self)
    (.take-text self)
    (.clear self._run)
    (setv self._sealed []
          self._sealed-size 0)
    None)

  (defn write-no-hang-p [self]
    (.check-output self)
    (.send-available self.transport))

  (defn [property] bytes-written [self]
    "How many octets were written, those still buffered included; settable, to start counting anew."
    (when self.open-p
      (.seal self))
    (+ self.transport.octets-sent (sum (map len self.transport.unsent)) self._sealed-size
       (- self._counted)))

  (defn [bytes-written.setter] bytes-written [self count]
    (setv self._counted 0
          self._counted (- self.bytes-written count)))

  (defn read-ahead [self]
    "Return how many octets were received and not yet read."
    (when (not self.input-p)
      (return 0))
    (.settle self)
    (+ (- (len self._octets) self._at)
       (if self._text (len (.encode self._format self._text)) 0)))

  (defn beginning [self count]
    "Return the first COUNT octets of a stream whose place can be set."
    b"")

  (defn restart-decoder [self position]
    "Decode from POSITION on: in the byte order that the beginning tells, with nothing shifted."
    (setv decoder (.decoder self._format)
          preamble self._format.preamble)
    (when (and self.input-p preamble (> position 0))
      (setv octets (.beginning self (len preamble)))
      (when octets
        (.decode decoder octets)))
    (setv self._decoder decoder))

  (defn shut [self abort]
    (setv self._run-limit 0
          self._run (bytearray)
          self._sealed []
          self._sealed-size 0)
    (.close self.transport))

  (defn fileno [self]
    "Return the system's number of the descriptor."
    (.fileno self.transport)))
