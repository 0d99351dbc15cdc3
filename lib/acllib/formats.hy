#[[External formats: octets to characters and back, with the conventions for line ends. Pure.

An external format is an encoding and a line-end convention, interned, so that `is` compares. A
`Decoder` is what one stream knows between two pieces of its input. It is made for a cursor that
must be able to tell, after any character, how many octets were read:

- `decode` takes the octets at the cursor and answers the text of the whole characters in them, how
  many octets that took, and how many octets behind them can't be decoded. What is left over belongs
  to a character whose end has not come, and is handed in again with more behind it;
- `rewind` answers how many octets the first N characters of that text took, and puts the decoder
  behind them.

Line ends: a CR that is the last thing there is may be half of a CRLF. Under `dos` it waits for what
follows. Under `anynl` it is a newline at once, lest a peer that ends its lines in CR and waits for an
answer waits for ever, and a LF that comes next is dropped (`skip-lf`), whoever reads next.

Reading, buffering, and what happens at octets that can't be decoded, is `streams`'s.]]

(import
  codecs
  sys
  acllib.kernel.dynamic [define-variable]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [Error error show])


(setv EOL-CONVENTIONS #("unix" "dos" "mac" "anynl-unix" "anynl-dos" "anynl-mac"))

;; Allegro CL's external formats that stand for line ends only → what they mean.
(setv _OTHER-CONVENTIONS {"e-crlf" "dos"  "crlf" "dos"  "e-cr" "mac"  "e-lf" "unix"})

;; Longest first, as one may end in another.
(setv _SUFFIXES (sorted [#* EOL-CONVENTIONS #* _OTHER-CONVENTIONS] :key len :reverse True))

;; What a newline is written as.
(setv _WRITTEN {"unix" "\n"  "dos" "\r\n"  "mac" "\r"
                "anynl-unix" "\n"  "anynl-dos" "\r\n"  "anynl-mac" "\r"})


(defclass UnknownExternalFormat [Error]
  "NAME is no external format."
  (setv name None)

  (defn report [self]
    f"{(show self.name)} is not the name of an external format."))


;;; Formats

(defclass ExternalFormat []
  #[[An encoding and a line-end convention. Made by `find-external-format` and `compose` only.

  name     -- str: what it is called, without the line ends
  codec    -- str: Python's name of the encoding
  written-codec -- the same, without the preamble
  eol      -- str, one of `EOL-CONVENTIONS`
  base     -- the format of the same encoding under `unix`; itself, if that is its convention
  preamble -- bytes that open a stream: the byte-order mark of utf-16 and its like
  decoder-class -- class of the decoder that fits the encoding]]
  (setv __slots__ #("name" "codec" "eol" "base" "preamble" "newline" "decoder_class" "written_codec"))

  (defn __init__ [self name codec eol base]
    (setv self.name name
          self.codec codec
          self.eol eol
          self.base (if (is base None) self base)
          self.newline (get _WRITTEN eol)
          self.preamble (.get _PREAMBLES codec b"")
          self.written-codec (.get _WITHOUT-PREAMBLE codec codec)
          self.decoder-class (if (is base None) (_decoder-class codec) base.decoder-class)))

  (defn __repr__ [self]
    (setv line-ends (if (= self.eol "unix") "" f" :{(.upper self.eol)}"))
    f"#<EXTERNAL-FORMAT :{(.upper self.name)}{line-ends} @ #x{(address-digits self)}>")

  (defn decoder [self]
    "Return a new Decoder."
    (self.decoder-class self))

  (defn encode [self text [errors "strict"]]
    #[[Return the octets of TEXT, without a preamble.

    Arguments: errors -- "strict", or another of Python's ways with what has no octets.

    Raises: UnicodeEncodeError, whose `object` is the text with its line ends as written.]]
    (when (!= self.newline "\n")
      (setv text (.replace text "\n" self.newline)))
    (.encode text self.written-codec errors))

  (defn compose [self eol]
    "Return the format of this encoding with the line ends EOL."
    (_interned self.base.name self.codec eol)))


(setv _NATIVE (if (= sys.byteorder "little") "le" "be"))

(setv _PREAMBLES {"utf-16" (.encode "" "utf-16")
                  "utf-32" (.encode "" "utf-32")
                  "utf-8-sig" codecs.BOM-UTF8})

(setv _WITHOUT-PREAMBLE {"utf-16" f"utf-16-{_NATIVE}"
                         "utf-32" f"utf-32-{_NATIVE}"
                         "utf-8-sig" "utf-8"})


;; Other names → #(name, Python's name). "octets" is one octet a character, as latin-1 is.
(setv _ALIASES {
  "octets"    #("octets" "iso8859-1")
  "latin1"    #("latin1" "iso8859-1")
  "latin-1"   #("latin1" "iso8859-1")
  "iso8859-1" #("latin1" "iso8859-1")
  "utf8"      #("utf-8" "utf-8")
  "utf-8"     #("utf-8" "utf-8")
  "utf8-base" #("utf-8" "utf-8")
  "latin1-base" #("latin1" "iso8859-1")
  "unicode"   #("utf-16" "utf-16")
  "fat"       #("utf-16-be" "utf-16-be")
  "fat-le"    #("utf-16-le" "utf-16-le")
  "shiftjis"  #("shift_jis" "shift_jis")
  "euc"       #("euc_jp" "euc_jp")
  "jis"       #("iso2022_jp" "iso2022_jp")})

;; Codecs that turn a whole text over at once and mean nothing on a stream.
(setv _NO-STREAMS #{"punycode" "undefined" "idna"})

(setv _formats {})


(defn _interned [name codec eol]
  (setv key #(name eol)
        found (.get _formats key))
  (when (is found None)
    (setv base (if (= eol "unix") None (_interned name codec "unix"))
          found (.setdefault _formats key (ExternalFormat name codec eol base))))
  found)


(defn _spelled [name]
  "Return the lower-case str of a name given as a string, symbol or Hy keyword, or None."
  (setv spelled (getattr name "name" name)
        text (str spelled))
  ;; What equals its own str is a string, Lisp's mutable ones included.
  (if (= spelled text) (.lower text) None))


(defn find-external-format [name * [errorp True] [try-variant None]]
  #[[Return the external format called NAME.

  Arguments:
    name -- an ExternalFormat; a str, symbol or keyword: "utf-8", "latin1", "octets", "default",
      the name of any Python text encoding, each also with a line-end suffix ("utf-8-dos"); or a
      list of a line-end convention and a name: ("dos" "utf-8"), ("e-crlf" "utf-8"); "e-crlf" or
      another name for line ends alone: with the default encoding.
    errorp -- nil: return nil for what is none.
    try-variant -- taken and ignored: other spellings of a name are tried always.
  Returns: the same object for the same format.
  Raises: UnknownExternalFormat.
  Source: Allegro CL 10.1, find-external-format.]]
  (when (isinstance name ExternalFormat)
    (return name))
  (setv spelled (_spelled name)
        found (if (is spelled None)
                  (_composed name)
                  (or (.get _formats #(spelled "unix")) (_look-up spelled))))
  (when (and (is found None) (is-not errorp None) (is-not errorp False))
    (error (UnknownExternalFormat :name name)))
  found)


(defn _composed [parts]
  "Return the format that a list of a line-end convention and a name means, or None."
  (setv [outer inner] (if (and (hasattr parts "__iter__") (= (len (list parts)) 2)) parts #(None None))
        eol (if (is outer None) None (_convention outer))
        base (if (is eol None) None (find-external-format inner :errorp None)))
  (if (is base None) None (.compose base eol)))


(defn ef-name [external-format]
  "Return the name of an external format: lower-case str. Source: Allegro CL 10.1, ef-name."
  (. (find-external-format external-format) name))


(defn ef-nicknames [external-format]
  "Return the list of other names of an external format, lower-case str. Source: Allegro CL 10.1, ef-nicknames."
  (setv name (. (find-external-format external-format) base name))
  (sorted (gfor [alias [known _]] (.items _ALIASES) :if (and (= known name) (!= alias name)) alias)))


(defn _look-up [spelled]
  (when (= spelled "default")
    (return (.get default-external-format)))
  (when (in spelled _OTHER-CONVENTIONS)
    (return (.compose (.get default-external-format) (get _OTHER-CONVENTIONS spelled))))
  (setv [name codec] (.get _ALIASES spelled #(None None)))
  (when (is name None)
    (try
      (setv info (codecs.lookup spelled))
      (except [[LookupError ValueError]]
        (setv info None)))
    (if (is info None)
        (do
          (setv [front eol] (_without-suffix spelled)
                base (if (is eol None) None (_look-up front)))
          (return (if (is base None) None (.compose base eol))))
        (when (or (not (getattr info "_is_text_encoding" True)) (in info.name _NO-STREAMS)
                  (is info.incrementaldecoder None))
          (return None)))
    (setv [name codec] (.get _ALIASES info.name #(info.name info.name))))
  (_interned name codec "unix"))


(defn _without-suffix [spelled]
  "Return #(name convention) of a name such as \"utf-8-dos\", #(SPELLED None) of any other."
  (for [eol _SUFFIXES]
    (when (.endswith spelled (+ "-" eol))
      (return #((cut spelled (- (+ (len eol) 1))) (_convention eol)))))
  #(spelled None))


(defn _convention [eol]
  "Return the line-end convention EOL names, or None."
  (setv spelled (_spelled eol)
        spelled (.get _OTHER-CONVENTIONS spelled spelled))
  (if (in spelled EOL-CONVENTIONS) spelled None))


(defn compose-external-formats [outer inner]
  #[[Return the format with the line ends OUTER over the encoding INNER.

  Arguments:
    outer -- one of `EOL-CONVENTIONS`, or "e-crlf".
    inner -- an external format or its name.
  Raises: UnknownExternalFormat.
  Source: Allegro CL 10.1, compose-external-formats.]]
  (setv eol (_convention outer))
  (when (is eol None)
    (error (UnknownExternalFormat :name outer)))
  (.compose (find-external-format inner) eol))


(defn crlf-base-ef [external-format]
  "Return the format under the line-end convention of EXTERNAL-FORMAT, itself if that is `unix`."
  (. (find-external-format external-format) base))


(setv default-external-format
      (define-variable "default_external_format" None
                       "External format of streams that were given none."
                       :check find-external-format))


;;; Decoders

(defn raw-position [raw n]
  "Return how many characters of RAW the first N take once its CRLFs are one character each."
  (setv pairs 0
        at (.find raw "\r\n"))
  (while (and (>= at 0) (< (- at pairs) n))
    (+= pairs 1)
    (setv at (.find raw "\r\n" (+ at 2))))
  (+ n pairs))


(defclass Decoder []
  #[[The decoding of one stream's input; this class is one octet a character, each of them legal.

  skip-lf -- true: a newline was read as CR; a LF that follows belongs to it
  window  -- int: how many octets it pays to decode at a time]]
  (setv __slots__ #("format" "codec" "eol" "plain" "skip_lf" "_before")
        window 65536)

  (defn __init__ [self format]
    (setv self.format format
          self.codec format.codec
          self.eol (if (.startswith format.eol "anynl") "anynl" format.eol)
          self.plain (= self.eol "unix")
          self.skip-lf False
          self._before None)
    (.start self)
    None)

  (defn decode [self octets [final False]]
    #[[Decode the octets at the cursor.

    Arguments:
      octets -- bytes, not empty.
      final -- true: nothing comes behind them.
    Returns: #(text used bad). BAD counts the octets at USED that are no character, 0 for none; if
      it isn't 0, and TEXT is empty, the caller puts something in their place. USED may be greater
      than 0 with an empty TEXT: a byte-order mark, or the LF of a CRLF.]]
    (setv self._before #((.state self) self.skip-lf final))
    (setv [raw used bad] (.raw self octets final)
          text raw)
    (when (and self.plain (not self.skip-lf))
      (return #(text used bad)))
    (when (and self.skip-lf (or text bad))
      (setv self.skip-lf False)
      (when (.startswith text "\n")
        (setv text (cut text 1 None))))
    (cond
      (= self.eol "dos")
        (do
          (when (and (.endswith text "\r") (not bad) (not final))
            (setv text (cut text 0 -1)
                  used (get (.advance self octets (- (len raw) 1) raw) 0)))
          (setv text (.replace text "\r\n" "\n")))
      (= self.eol "mac")
        (setv text (.replace text "\r" "\n"))
      (= self.eol "anynl")
        (do
          (when (.endswith text "\r")
            (setv self.skip-lf (= bad 0)))
          (setv text (.replace (.replace text "\r\n" "\n") "\r" "\n"))))
    #(text used bad))

  (defn rewind [self octets n]
    #[[Put the decoder behind the first N characters of what it decoded last.

    Arguments: octets -- the octets that `decode` said it used.
    Returns: #(count, rest): how many octets those characters took; and, where an encoding makes
      several characters of one group of octets, the ones of the last group that are beyond N.]]
    (setv [state skip final] self._before)
    (.restore self state)
    (setv self.skip-lf skip)
    (when (= n 0)
      (return #(0 "")))
    (setv [raw _ _] (.raw self octets final)
          skipped (if (and skip (.startswith raw "\n")) 1 0)
          shown (if skipped (cut raw 1 None) raw)
          place (+ skipped (if (in self.eol #("dos" "anynl")) (raw-position shown n) n)))
    (setv self.skip-lf (and (= self.eol "anynl") (= place (len raw)) (.endswith raw "\r")))
    (.advance self octets place raw))

  (defn drop-lf [self octets final]
    #[[Find out whether a LF that belongs to a newline read as CR comes next; forget `skip-lf`.

    Returns: int, how many octets it takes, 0 if something else comes; None if OCTETS don't tell.]]
    (setv state (.state self)
          self._before #(state False final)
          [raw used bad] (.raw self octets final))
    (.restore self state)
    (when (not (or raw bad final))
      (return None))
    (setv self.skip-lf False)
    (if (.startswith raw "\n")
        (get (.advance self octets 1 raw) 0)
        0))

  ;; What a kind of encoding defines

  (defn start [self]
    "Take the state of a stream's beginning."
    None)

  (defn state [self]
    "Return the state between two characters."
    None)

  (defn restore [self state]
    "Return to a STATE."
    None)

  (defn raw [self octets final]
    "Return #(text used bad) as `decode` does, line ends left alone; move the state on."
    #((str octets "latin-1") (len octets) 0))

  (defn advance [self octets n raw]
    #[[Move the state from before the last `decode` over the first N characters of RAW.

    Returns: #(octets, overshoot), as `rewind` does.]]
    #(n "")))


(defclass SingleOctetDecoder [Decoder]
  "One octet a character; some octets are none."
  (setv __slots__ #())

  (defn raw [self octets final]
    (try
      (return #((str octets self.codec) (len octets) 0))
      (except [e UnicodeDecodeError]
        (return #((str (cut octets 0 e.start) self.codec) e.start (- e.end e.start)))))))


(defclass UnicodeDecoder [Decoder]
  "Characters that encode to exactly the octets they came from, so that counting is encoding."
  (setv __slots__ #("_decode"))

  (defn start [self]
    (setv self._decode (get _UNICODE-DECODERS self.codec)))

  (defn raw [self octets final]
    (try
      (setv [text used] (self._decode octets "strict" final))
      (return #(text used 0))
      (except [e UnicodeDecodeError]
        (return #((str (cut octets 0 e.start) self.codec) e.start (- e.end e.start))))))

  (defn advance [self octets n raw]
    (if (and (.isascii raw) (is self._decode codecs.utf-8-decode))
        #(n "")
        #((len (.encode (cut raw 0 n) self.codec)) ""))))


(setv _UNICODE-DECODERS {
  "utf-8" codecs.utf-8-decode
  "utf-16-le" codecs.utf-16-le-decode
  "utf-16-be" codecs.utf-16-be-decode
  "utf-32-le" codecs.utf-32-le-decode
  "utf-32-be" codecs.utf-32-be-decode})


(defclass StatefulDecoder [Decoder]
  "Any encoding, by Python's incremental decoder: byte-order marks, shifts, groups of octets."
  (setv __slots__ #("_incremental" "_flag")
        window 4096)

  (defn start [self]
    (setv self._incremental ((codecs.getincrementaldecoder self.codec) "strict")
          self._flag (get (.getstate self._incremental) 1)))

  (defn state [self]
    self._flag)

  (defn restore [self state]
    (setv self._flag state))

  (defn raw [self octets final]
    (setv octets (bytes octets))
    (try
      (return (._decode self octets final 0))
      (except [e UnicodeDecodeError]
        (setv [start end] #(e.start e.end))))
    (._decode self (cut octets 0 start) False end))

  (defn _decode [self octets final end]
    "Decode, and take back what the incremental decoder keeps; END is where a fault ends, or 0."
    (setv incremental self._incremental)
    (.setstate incremental #(b"" self._flag))
    (setv text (.decode incremental octets final)
          [kept self._flag] (.getstate incremental)
          used (- (len octets) (len kept)))
    #(text used (if end (- end used) 0)))

  (defn advance [self octets n raw]
    (setv self._flag (get self._before 0)
          incremental self._incremental
          pieces []
          count 0
          used 0)
    (.setstate incremental #(b"" self._flag))
    (while (and (< count n) (< used (len octets)))
      (setv piece (.decode incremental (cut octets used (+ used 1)) False))
      (+= used 1)
      (when piece
        (.append pieces piece)
        (+= count (len piece))))
    (when (and (< count n) (get self._before 2)) ; what is a character at the end only
      (.append pieces (.decode incremental b"" True)))
    (setv [kept self._flag] (.getstate incremental)
          text (.join "" pieces))
    #((- used (len kept)) (cut text n None))))


(defn _decoder-class [codec]
  "Return the kind of decoder that fits a Python codec."
  (cond
    (= codec "iso8859-1") Decoder
    (in codec _UNICODE-DECODERS) UnicodeDecoder
    (_one-octet-a-character codec) SingleOctetDecoder
    True StatefulDecoder))


(defn _one-octet-a-character [codec]
  (setv incremental (. (codecs.lookup codec) incrementaldecoder))
  (when (or (issubclass incremental codecs.BufferedIncrementalDecoder)
            (!= (.getstate (incremental)) #(b"" 0))
            (.startswith incremental.__base__.__name__ "Multibyte"))
    (return False))
  (for [octet (range 256)]
    (try
      (when (!= (len (str (bytes [octet]) codec)) 1)
        (return False))
      (except [UnicodeDecodeError])))
  True)


(.set default-external-format "utf-8")
