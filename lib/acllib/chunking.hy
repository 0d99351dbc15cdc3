#[[The chunked transfer coding of HTTP/1.1 as a state machine. Pure.

  chunked-body = *( size [ extension ] CRLF  octets CRLF )  "0" [ extension ] CRLF  *( trailer CRLF )  CRLF

A decoder is in one of four states, and only `scan` moves it:

  size     -- before or inside a line that opens a chunk
  data     -- inside a chunk: `remaining` octets of it are to come
  ending   -- behind a chunk, before or inside its CRLF
  trailers -- behind the zero chunk: lines to skip, up to an empty one
  done     -- behind the body; what follows is not ours

It copies no payload: it says where in the octets it was given the next run of payload lies, and
the caller slices. Framing that was split between two pieces is kept as `_line`, never more than
`LINE-LIMIT` octets of it. A line ends in CRLF and nothing else, sizes are hexadecimal digits and
nothing else: two readers that disagree about where a body ends are a way to smuggle one message
inside another. Extensions and trailers are skipped, as nothing here can ask for them.

Source: RFC 9112, section 7.1.]]

(import
  re)


;; Longest line of framing, and most octets of trailers together.
(setv LINE-LIMIT 16384
      TRAILER-LIMIT 65536)

;; Sixteen digits are more octets than there are.
(setv _size-line (re.compile rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n"))

;; What mostly stands between two chunks; all else goes through the states one by one.
(setv _between-chunks (re.compile rb"\r\n(?!0+\r)([0-9A-Fa-f]{1,16})\r\n"))

;; Octets up to which copying is cheaper than gathering.
(setv COPIED 16384)

;; The chunk of size zero, without trailers, that ends a body.
(setv LAST-CHUNK b"0\r\n\r\n")


(defclass MalformedChunk [ValueError]
  #[[The octets break the rules of the coding. The message says how.

  at     -- int, where in the octets the line at fault is
  before -- bytes, the part of that line that an earlier piece ended in]]
  (setv at 0
        before b""))


(defclass ChunkDecoder []
  #[[The state of one body.

  remaining -- int, octets of the present chunk that are still to come
  state     -- str, see above]]
  (setv __slots__ #("state" "remaining" "_line" "_trailers"))

  (defn __init__ [self]
    (setv self.state "size"
          self.remaining 0
          self._line b""
          self._trailers 0))

  (defn [property] done [self]
    "Whether the body is over."
    (= self.state "done"))

  (defn scan [self octets at [limit None]]
    #[[Go over the framing at AT to the next payload in OCTETS.

    Arguments:
      octets -- bytes or bytearray: what came in, whole.
      at -- int: where in it the last `scan` ended.
      limit -- int: where in it what came in ends; None: with the octets.
    Returns: #(start end): the next payload is there, and the next `scan` starts at END. They are
      equal when there is none: the body is over (`done`; END is where the octets behind it begin), or more
      octets are needed (END is LIMIT).
    Raises: MalformedChunk; the decoder is in front of the line at fault.]]
    (when (is limit None)
      (setv limit (len octets)))
    (when (and (= self.state "ending") (not self._line))
      (setv match (.match _between-chunks octets at limit))
      (when (is-not match None)
        (setv start (.end match)
              end (+ start (int (get match 1) 16)))
        (when (<= end limit)            ; all of the chunk is there: what comes mostly
          (return #(start end)))
        (setv self.remaining (- end limit)
              self.state "data")
        (return #(start limit))))
    (try
      (return (._scan self octets at limit))
      (except [e MalformedChunk]
        (setv e.before self._line
              self._line b"")
        (raise))))

  (defn _scan [self octets at limit]
    (while True
      (when (= self.state "data")
        (setv end (min limit (+ at self.remaining)))
        (.took self (- end at))
        (return #(at end)))
      (when (= self.state "done")
        (return #(at at)))
      (try
        (setv [line next] (._take-line self octets at limit))
        (when (is line None)
          (return #(next next)))
        ((get _STEPS self.state) self line)
        (except [e MalformedChunk]
          (setv e.at at)
          (raise)))
      (setv self._line b""
            at next)))

  (defn [property] kept [self]
    "The octets of an unfinished line of framing."
    self._line)

  (defn took [self count]
    "Note that COUNT octets of the present chunk, all of them payload, were read."
    (-= self.remaining count)
    (when (and (= self.remaining 0) (= self.state "data"))
      (setv self.state "ending")))

  (defn _take-line [self octets at limit]
    "Return #(line next), the line of framing at AT with its line end; LINE is None if it's not all there."
    (setv longest (if (= self.state "ending") 2 LINE-LIMIT)
          room (- longest (len self._line))
          end (+ (.find octets b"\n" at (min limit (+ at room))) 1))
    (when (= end 0)
      (when (>= (- limit at) room)
        (raise (MalformedChunk (if (= longest 2)
                                   "a chunk is longer than its size says"
                                   "a line of the chunk coding is too long"))))
      (setv line (+ self._line (bytes (cut octets at limit))))
      (when (and (= longest 2) (not (.startswith b"\r" line)))
        (raise (MalformedChunk "a chunk is longer than its size says")))
      (setv self._line line)
      (return #(None limit)))
    #((+ self._line (bytes (cut octets at end))) end))

  (defn _size [self line]
    (setv match (.fullmatch _size-line line))
    (when (is match None)
      (raise (MalformedChunk f"no chunk begins with {(_excerpt line)}")))
    (setv self.remaining (int (.group match 1) 16)
          self.state (if (= self.remaining 0) "trailers" "data")))

  (defn _ending [self line]
    (when (!= line b"\r\n")
      (raise (MalformedChunk "a chunk is longer than its size says")))
    (setv self.state "size"))

  (defn _trailer [self line]
    (when (not (.endswith line b"\r\n"))
      (raise (MalformedChunk f"a trailer does not end in CRLF: {(_excerpt line)}")))
    (+= self._trailers (len line))
    (when (> self._trailers TRAILER-LIMIT)
      (raise (MalformedChunk "the trailers are too long")))
    (when (= line b"\r\n")
      (setv self.state "done"))))


(setv _STEPS {"size" ChunkDecoder._size
              "ending" ChunkDecoder._ending
              "trailers" ChunkDecoder._trailer})


(defn _excerpt [line]
  "Return the start of LINE for a message."
  (if (> (len line) 40) f"{(repr (cut line 0 40))}..." (repr line)))


(defn frame [buffers]
  #[[Return the list of buffers that sends BUFFERS, a list of bytes-like objects, as one chunk.

  Octets are copied only where that is cheaper than having the system gather them. No octets make
  no chunk, as the chunk of size zero would end the body.]]
  (setv size (sum (map len buffers)))
  (cond
    (= size 0) []
    (and (<= size COPIED) (= (len buffers) 1)) [(% b"%x\r\n%b\r\n" #(size (get buffers 0)))]
    True [(% b"%x\r\n" #(size)) #* buffers b"\r\n"]))
