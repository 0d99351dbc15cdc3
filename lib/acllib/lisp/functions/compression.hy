#[[Streams that compress what is written, and uncompress what is read: deflate, zlib and gzip, package UTIL.ZIP.

They are streams of characters and octets like sockets, over a transport that hands what it has made on to
another stream, which stays open. Compression is Python's zlib. Source: Allegro CL 10.1, modules deflate and
inflate; RFC 1950, 1951, 1952.]]

(import
  collections [deque]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [error type-error]
  acllib.lisp.classes [class-name defined-class]
  acllib.lisp.conditions [ParseError SimpleError]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.definitions [lisp special]
  acllib.lisp.forms [K]
  acllib.lisp.runtime [function-designated]
  acllib.lisp.symbols [make-package]
  acllib.streambase [Stream]
  acllib.streams [BivalentStream])


(make-package "UTIL.ZIP" [] [])

(setv close-hook (special "*DEFLATE-TARGET-STREAM-CLOSE-HOOK*" None
                          "nil, or a function of the stream behind a deflate-stream, called when that is closed."
                          :package "SYSTEM")
      ;; What zlib calls the framing.
      WINDOW {K.GZIP 31  K.ZLIB 15  K.DEFLATE -15}
      PIECE 65536)


(defn _zlib []
  "Return Python's `zlib`, which is loaded at first use."
  (import zlib)
  zlib)


(defn window-bits [compression]
  "Return what zlib calls a framing; signals type-error where COMPRESSION is none."
  (when (not-in compression WINDOW)
    (type-error compression "(MEMBER :GZIP :ZLIB :DEFLATE)"))
  (get WINDOW compression))


(defclass Transport []
  "What both kinds have of what `BivalentStream` asks of a transport."
  (setv octets-sent 0
        read-timeout None
        write-timeout None)

  (defn __init__ [self target]
    (setv self.target target
          self.unsent (deque)))

  (defn fileno [self]
    (raise (OSError "a compressing stream has no descriptor")))

  (defn close [self]
    None))


;;; Compressing

(defclass Deflater [Transport]
  #[[Compresses, and hands on.

  target -- Stream; or a bytearray, the first of VECTORS, which are filled one after another
  place  -- how much of the last vector is used]]

  (defn __init__ [self target compression]
    (.__init__ Transport self target)
    (setv self.engine (.compressobj (_zlib) :wbits (window-bits compression))
          self.vectors [target]
          self.place 0))

  (defn send-available [self]
    True)

  (defn send-all [self buffers]
    (for [octets buffers]
      (+= self.octets-sent (len octets))
      (.hand-on self (.compress self.engine octets))))

  (defn hand-on [self octets]
    (setv view (memoryview octets))
    (when (isinstance self.target Stream)
      (when octets
        (.send-octets self.target view))
      (return None))
    (while view
      (setv last (get self.vectors -1)
            count (min (len view) (- (len last) self.place)))
      (when (= count 0)
        (.append self.vectors (bytearray (max 1 (len last))))
        (setv self.place 0)
        (continue))
      (setv (cut last self.place (+ self.place count)) (cut view 0 count)
            view (cut view count None))
      (+= self.place count)))

  (defn finish [self]
    "Hand on what zlib still holds."
    (.hand-on self (.flush self.engine))))


(defclass CompressionStream [BivalentStream]
  "A stream that compresses, or uncompresses. Slot: target, the stream or vector behind it."

  (defn [property] target [self]
    self.transport.target)

  (defn position [self]
    None)

  (defn set-position [self position]
    False)

  (defn __repr__ [self]
    f"#<{(.lower (str (. (class-name (type self)) name)))} {(if self.open-p "" "closed ")}@ #x{(address-digits self)}>"))


(defclass DeflateStream [CompressionStream]
  #[[A stream that compresses what is written: (make-instance 'deflate-stream :target T :compression C).

  target -- a stream that takes octets; or an octet vector, which is filled, and more of its size behind it.
  compression -- :gzip, the framing it has by default; :zlib; :deflate, none.
  All octets have arrived when it is closed; the target is flushed then, and stays open.]]

  (defn __init__ [self * target [compression K.GZIP] [external-format "default"]]
    (when (not (or (isinstance target Stream) (is (type target) bytearray)))
      (type-error target "(OR STREAM (SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*)))"))
    (.__init__ BivalentStream self (Deflater target compression) :external-format external-format :input False))

  (defn shut [self abort]
    (.shut (super) abort)
    (when (not abort)
      (.finish self.transport))
    (when (isinstance self.target Stream)
      (.force-output self.target)
      (setv hook (.get close-hook))
      (when (is-not hook None)
        ((function-designated hook) self.target)))))


(defn the-deflate-stream [object]
  (if (isinstance object DeflateStream) object (type-error object "UTIL.ZIP:DEFLATE-STREAM")))


(defn [(lisp "DEFLATE-TARGET-STREAM" :package "UTIL.ZIP")] deflate-target-stream [stream]
  "Return the stream that a deflate-stream writes to; nil where that is a vector."
  (setv target (. (the-deflate-stream stream) target))
  (if (isinstance target Stream) target None))


(defn filled [stream]
  "Return the vectors of a deflate-stream, and how much of the last one is used."
  (setv transport (. (the-deflate-stream stream) transport))
  (when (isinstance transport.target Stream)
    (error (SimpleError :format-control "~s was not made with a vector." :format-arguments (lisp-list [stream]))))
  #(transport.vectors transport.place))


(defn [(lisp "DEFLATE-STREAM-VECTOR" :package "UTIL.ZIP" :values True)] deflate-stream-vector [stream]
  "Return the last vector of a deflate-stream, how much of it is used, and the list of the full ones, newest first."
  (setv [vectors place] (filled stream))
  #((get vectors -1) place (lisp-list (cut vectors -2 None -1))))


(defn [(lisp "DEFLATE-STREAM-VECTOR-COMBINED" :package "UTIL.ZIP" :values True)] deflate-stream-vector-combined [stream]
  "Return a vector with all that a deflate-stream has made, and how much of it is used."
  (setv [vectors place] (filled stream))
  (if (= (len vectors) 1)
      #((get vectors 0) place)
      (do
        (setv whole (bytearray (.join b"" [#* (cut vectors 0 -1) (cut (get vectors -1) 0 place)])))
        #(whole (len whole)))))


;;; Uncompressing

(defn framing [start]
  "Return which framing begins with the octets START, two at least: the keyword."
  (setv [first second] (cut start 0 2))
  (cond
    (= (bytes [first second]) b"\x1f\x8b") K.GZIP
    (and (= (& first 15) 8) (= (% (+ (* 256 first) second) 31) 0)) K.ZLIB
    True K.DEFLATE))


(defclass Inflater [Transport]
  #[[Uncompresses what it reads from a stream, to the end that is marked in it.

  compression -- keyword, or None until the first octets tell
  engine      -- zlib's object, or None until then
  waiting     -- bytes that were read and not used]]

  (defn __init__ [self source compression]
    (.__init__ Transport self source)
    (setv self.compression compression
          self.engine None
          self.waiting b""
          self.ended False
          self.octets-received 0))

  (defn receive-available [self]
    (or self.ended (bool self.waiting) (.listen self.target)))

  (defn receive-into [self buffer]
    (while (not self.ended)
      (setv made (if self.waiting (.inflated self (len buffer)) b""))
      (when made
        (setv (get (memoryview buffer) (slice 0 (len made))) made)
        (+= self.octets-received (len made))
        (return (len made)))
      (when (not self.ended)
        (.read-more self)))
    0)

  (defn read-more [self]
    (setv room (memoryview (bytearray PIECE))
          count (.receive-octets self.target room "some"))
    (when (= count 0)
      (.damaged self "it is cut short"))
    (+= self.waiting (bytes (cut room 0 count))))

  (defn inflated [self limit]
    "Return at most LIMIT octets of what those that wait stand for; none where more are needed."
    (when (is self.engine None)
      (when (< (len self.waiting) 2)
        (return b""))
      (setv kind (or self.compression (framing self.waiting))
            self.engine (.decompressobj (_zlib) :wbits (window-bits kind))))
    (setv failure None)
    (try
      (setv made (.decompress self.engine self.waiting limit)
            self.waiting self.engine.unconsumed-tail)
      (except [e (. (_zlib) error)]
        (setv failure (str e))))
    (when (is-not failure None)
      (.damaged self failure))
    (when self.engine.eof
      (setv self.ended True)
      ;; What is behind is somebody else's.
      (when (and self.engine.unused-data (hasattr self.target "push_back_octets"))
        (.push-back-octets self.target self.engine.unused-data)))
    made)

  (defn damaged [self reason]
    (error (ParseError :format-control "What is read from ~s can't be uncompressed: ~a."
                       :format-arguments (lisp-list [self.target reason])))))


(defclass InflateStream [CompressionStream]
  #[[A stream that reads what is compressed: (make-instance 'inflate-stream :input-handle S :compression C).

  input-handle -- the stream to read from; it stays open, and what is behind the compressed octets stays in it.
  compression -- :gzip, :zlib, :deflate; nil: whichever begins as the first octets do.
  skip-gzip-header -- true: the same as :compression :gzip.
  Reading signals parse-error where that is no such data, or is cut short.]]

  (defn __init__ [self * input-handle [compression None] [skip-gzip-header None] [external-format "default"]]
    (when (not (and (isinstance input-handle Stream) input-handle.input-p))
      (type-error input-handle "an input stream"))
    (setv kind (if (is skip-gzip-header None) compression K.GZIP))
    (when (is-not kind None)
      (window-bits kind))
    (.__init__ BivalentStream self (Inflater input-handle kind) :external-format external-format :output False)))


(defn [(lisp "INFLATE" :package "UTIL.ZIP")] inflate [instream outstream * [compression K.DEFLATE]]
  "Write what the compressed octets of INSTREAM stand for to OUTSTREAM; return nil. Signals: parse-error."
  (setv source (InflateStream :input-handle instream :compression compression)
        room (memoryview (bytearray PIECE)))
  (while True
    (setv count (.receive-octets source room None))
    (.send-octets outstream (cut room 0 count))
    (when (< count PIECE)
      (return None))))


(defined-class "DEFLATE-STREAM" DeflateStream "UTIL.ZIP")
(defined-class "INFLATE-STREAM" InflateStream "UTIL.ZIP")
