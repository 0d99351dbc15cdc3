#[[Streams over octets in memory: the bivalent stream with a vector in the place of a connection.

Source: Allegro CL 10.1, Streams (buffer-input-simple-stream, buffer-output-simple-stream), and the pages
of the operators.]]

(import
  collections [deque]
  acllib.conditions [StreamError]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [error show type-error]
  acllib.streams [BivalentStream]
  acllib.vectors [bounds octet-view writable-view])


(defclass BufferOverflow [StreamError]
  "What is written does not fit into the vector of an output stream. Slots: stream, size (int).

  Nothing of the piece that does not fit was stored."
  (setv size None)

  (defn report [self]
    f"The buffer of {(show self.stream)} has {self.size} octets: there is no room for more."))


(defclass BufferTransport []
  #[[Octets from a vector, or into one. The place is that of the next octet.

  store -- memoryview or bytearray; None: what is sent is counted only
  start, place, end -- int; start, end: what there is to read
  growable -- true: STORE is a bytearray that takes whatever comes]]
  (setv __slots__ #("store" "start" "place" "end" "growable" "stream" "octets_sent" "unsent" "read_timeout" "write_timeout"))

  (defn __init__ [self store place end [growable False]]
    (setv self.store store
          self.start place
          self.place place
          self.end end
          self.growable growable
          self.stream None
          self.octets-sent 0
          self.unsent (deque)
          self.read-timeout None
          self.write-timeout None))

  (defn fileno [self]
    (raise (OSError "a buffer has no descriptor")))

  (defn receive-into [self buffer]
    (setv count (min (len buffer) (- self.end self.place))
          (get (memoryview buffer) (slice 0 count)) (cut self.store self.place (+ self.place count)))
    (+= self.place count)
    count)

  (defn receive-available [self]
    True)

  (defn send-all [self buffers]
    (for [octets buffers]
      (setv count (len octets)
            after (+ self.place count))
      (when (and (is-not self.store None) (not self.growable) (> after (len self.store)))
        (error (BufferOverflow :stream self.stream :size (len self.store) :action "writing to a buffer")))
      (when (is-not self.store None)
        (setv (get self.store (slice self.place after)) octets))
      (setv self.place after)
      (+= self.octets-sent count)))

  (defn send-available [self]
    True)

  (defn close [self]
    None))


(defclass BufferStream [BivalentStream]
  "A stream over octets in memory."

  (defn __init__ [self transport external-format input]
    (.__init__ BivalentStream self transport :external-format (if (is external-format None) "default" external-format)
               :input input :output (not input))
    (setv transport.stream self))

  (defn position [self]
    "Return the place of the next octet to be read or written."
    (if self.output-p
        (do (.force-output self)
            self.transport.place)
        (- self.transport.place (.read-ahead self))))

  (defn set-position [self position]
    "Go to POSITION, an int; return whether it is a place in the vector."
    (when self.output-p
      (.force-output self))
    (when (not (<= self.transport.start position (.length self)))
      (return False))
    (.forget-input self)
    (.restart-decoder self position)
    (setv self.transport.place position)
    True)

  (defn beginning [self count]
    (bytes (cut self.transport.store 0 (min count self.transport.end))))

  (defn length [self]
    "Return the number of octets that there are, or were written."
    (cond
      self.input-p self.transport.end
      (is self.transport.store None) self.transport.place
      True (len self.transport.store))))


(defclass BufferInputStream [BufferStream]
  "A stream that reads a vector of octets.")


(defclass BufferOutputStream [BufferStream]
  "A stream that writes into a vector of octets, or counts.")


(defn octets-of [buffer]
  "Return a view of the octets of BUFFER; signals type-error where it is no such vector."
  (setv view (octet-view buffer))
  (if (is view None) (type-error buffer "(SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*))") view))


(defn make-buffer-input-stream [buffer [start 0] [end None] [external-format None]]
  #[[Return a stream that reads the octets of BUFFER between START and END.

  Arguments: external-format -- a format or its name; nil and :default: the default one.
  Signals: type-error; UnknownExternalFormat.
  Source: Allegro CL 10.1, make-buffer-input-stream.]]
  (setv view (octets-of buffer)
        [start end] (bounds start end (len view)))
  (BufferInputStream (BufferTransport view start end) external-format True))


(defn make-buffer-output-stream [buffer [external-format None]]
  #[[Return a stream that writes into BUFFER, a vector of octets, from its beginning.

  Arguments: buffer -- nil: what is written is only counted, see `file-position`; :growable: the
    stream makes a vector of its own, see `get-output-stream-buffer`.
  Signals: type-error; UnknownExternalFormat; BufferOverflow, a stream-error, when it is full.
  Source: Allegro CL 10.1, make-buffer-output-stream.]]
  (setv growable (= (.lower (str (getattr buffer "name" ""))) "growable")
        store (cond
                growable (bytearray)
                (is buffer None) None
                True (or (writable-view buffer) (octets-of buffer))))
  (BufferOutputStream (BufferTransport store 0 0 growable) external-format False))


(defn get-output-stream-buffer [stream]
  #[[Return the octets written to STREAM since it was made, or since the last call; begin anew.

  Signals: type-error for another stream, and for one that writes into a vector of the program's.
  Source: Allegro CL 10.1, get-output-stream-buffer.]]
  (when (not (and (isinstance stream BufferOutputStream) stream.transport.growable))
    (type-error stream "a growable BUFFER-OUTPUT-SIMPLE-STREAM"))
  (.force-output stream)
  (setv transport stream.transport
        octets (cut transport.store 0 transport.place)
        transport.store (bytearray)
        transport.place 0)
  octets)


(defclass output-to-buffer []
  #[[`with output_to_buffer() as stream:`, the stream of `with-output-to-buffer`; closed behind the body.

  Arguments: as for `make-buffer-output-stream`; without BUFFER a growable one.]]
  (setv __slots__ #("stream"))

  (defn __init__ [self [buffer UNSUPPLIED] * [external-format None]]
    (setv self.stream (make-buffer-output-stream (if (is buffer UNSUPPLIED) GROWABLE buffer) external-format)))

  (defn __enter__ [self]
    self.stream)

  (defn __exit__ [self #* exception]
    (.close self.stream :abort (is-not (get exception 0) None))
    False))


(defclass _Growable []
  (setv name "growable"))


(setv GROWABLE (_Growable))
