#[[Whole strings to octets and back, in an external format.

A 0 behind the octets is what C wants, and the default of all these operators; network programs pass
`:null-terminate nil`. Source: Allegro CL 10.1, International Character Support.]]

(import
  acllib.arguments [bad-argument]
  acllib.formats [find-external-format]
  acllib.kernel.signalling [error restart-case type-error]
  acllib.vectors [bounds check-storable store text-of writable-view])


;; Octets decoded at a time, four times as many after each that go well: a fault costs what is behind it.
(setv FIRST-WINDOW 1024)


(defn true? [value]
  (and (is-not value None) (is-not value False)))


(defn string-to-octets [string * [external-format "default"] [null-terminate True] [start 0] [end None]
                        [mb-vector None] [make-mb-vector None]]
  #[[Return the octets of STRING as a bytearray.

  Arguments:
    null-terminate -- true: one octet 0 is added. Pass nil for what goes over a network.
    start, end -- the part of STRING to take, in characters.
    mb-vector -- a vector of octets to put them into, and to return.
    make-mb-vector -- true: a new one is made where that is too short.
  Returns: the vector; second value: the number of octets put there.
  Raises: UnicodeEncodeError for a character the format has no octets for, with restarts `use-value`
    (text to encode in its place) and `continue` (a question mark); UnknownExternalFormat;
    BadArgument for a vector that is too short.
  Source: Allegro CL 10.1, string-to-octets.]]
  (get (string-to-octets.mv string :external-format external-format :null-terminate null-terminate :start start :end end
                            :mb-vector mb-vector :make-mb-vector make-mb-vector)
       0))


(defn _string-to-octets [string * [external-format "default"] [null-terminate True] [start 0] [end None]
                         [mb-vector None] [make-mb-vector None]]
  (setv text (text-of string)
        [start end] (bounds start end (len text))
        format (find-external-format external-format)
        text (cut text start end)
        octets (+ (bytearray format.preamble) (encoded format text)))
  (when (true? null-terminate)
    (.append octets 0))
  (when (is mb-vector None)
    (return #(octets (len octets))))
  (setv view (writable-view mb-vector))
  (cond
    (is view None) (type-error mb-vector "(VECTOR (UNSIGNED-BYTE 8))")
    (<= (len octets) (len view)) (do (setv (get view (slice 0 (len octets))) octets)
                                     #(mb-vector (len octets)))
    (true? make-mb-vector) #(octets (len octets))
    True (bad-argument "string-to-octets" "mb-vector" mb-vector f"a vector of at least {(len octets)} octets")))


(setv string-to-octets.mv _string-to-octets)


(defn encoded [format text]
  "Return the octets of TEXT without a preamble; a handler may say what is encoded for characters that have none."
  (setv octets b""
        codec format.written-codec
        text (.replace text "\n" format.newline))
  (while True
    (try
      (return (+ octets (.encode text codec)))
      (except [e UnicodeEncodeError]
        (setv fault e)))
    (setv fault.end (+ fault.start 1)
          instead (replaced fault "encode" "?")
          octets (+ octets (.encode (cut text 0 fault.start) codec) (.encode instead codec "replace"))
          text (cut text fault.end None))))


(defn replaced [fault verb otherwise]
  "Signal FAULT, a UnicodeError, and return the text that a restart puts in the place of what is wrong."
  (restart-case
    (fn [] (error fault))
    #("use-value" f"Supply the text to {verb} instead." text-of)
    #("continue" f"{(.capitalize verb)} {otherwise} instead." (fn [] otherwise))))


(defn native-string-sizeof [string * [start 0] [end None] [external-format "default"]]
  #[[Return how many octets `string-to-octets` makes of STRING, the 0 among them.

  Arguments: start, end -- places in STRING, end None: to its end; external-format -- format or name.
  Returns: int. Signals: type-error.
  Source: Allegro CL 10.1, native-string-sizeof.]]
  (get (_string-to-octets string :start start :end end :external-format external-format) 1))


(defn _octets [object]
  "Return the octets of OBJECT as bytes; signals type-error."
  (try
    (bytes (if (isinstance object int) None object))
    (except [[TypeError ValueError]]
      (type-error object "(VECTOR (UNSIGNED-BYTE 8))"))))


(defn octets-to-string [octet-vector * [string None] [start 0] [end None] [make-string None] [external-format "default"]
                        [truncate None] [string-start 0] [string-end None]]
  #[[Return the characters of OCTET-VECTOR, any object that holds octets, as a str.

  Arguments:
    start, end -- the part to take, in octets. Without END up to the first octet 0, in formats
      where that is a character.
    truncate -- true: a character whose end is missing is left out.
    string -- a string to put the characters into, and to return; between string-start and
      string-end, if that is given: what does not fit there stays.
    make-string -- true: a new one is made where STRING is too short.
  Returns: the string; second value: the number of characters; third: the number of octets they took.
  Raises: UnicodeDecodeError for octets that are no character, with restarts `use-value` (text to
    take in their place) and `continue` (U+FFFD); UnknownExternalFormat; BadArgument for a string
    that is too short.
  Source: Allegro CL 10.1, octets-to-string.]]
  (get (octets-to-string.mv octet-vector :string string :start start :end end :make-string make-string
                            :external-format external-format :truncate truncate
                            :string-start string-start :string-end string-end)
       0))


(defn _octets-to-string [octet-vector * [string None] [start 0] [end None] [make-string None] [external-format "default"]
                         [truncate None] [string-start 0] [string-end None]]
  (setv format (find-external-format external-format)
        octets (_octets octet-vector))
  (when (and (is end None) (isinstance start int) (= (.encode format "\0") b"\0"))
    (setv zero (.find octets 0 start)
          end (if (< zero 0) None zero)))
  (setv [start end] (bounds start end (len octets))
        room (if (or (is string None) (is string-end None)) None
                 (do (setv [string-start string-end] (bounds string-start string-end (len string)))
                     (- string-end string-start)))
        [text used] (decoded format (cut octets start end) (true? truncate) room))
  (when (is string None)
    (return #(text (len text) used)))
  (setv [string-start _] (bounds string-start None (len string)))
  (cond
    (<= (+ string-start (len text)) (len string))
      (do (check-storable string)
          (store string string-start text)
          #(string (len text) used))
    (true? make-string) #(text (len text) used)
    True (bad-argument "octets-to-string" "string" string f"a string of at least {(+ string-start (len text))} characters")))


(setv octets-to-string.mv _octets-to-string)


(defn decoded [format octets truncate room]
  "Return #(text used): the characters of OCTETS, at most ROOM of them (None: all), and the octets they took."
  (setv decoder (.decoder format)
        pieces []
        count 0
        at 0
        window FIRST-WINDOW)
  (while (and (< at (len octets)) (!= count room))
    (setv end (+ at window)
          last (>= end (len octets))
          [text used bad] (.decode decoder (cut octets at end) (and last (not truncate)))
          window (* window 4))
    (when (and bad (= used 0))
      (setv text (replaced (UnicodeDecodeError decoder.codec octets at (+ at bad) "no character") "take" "\ufffd")
            used bad
            window FIRST-WINDOW))
    (when (and (is-not room None) (> (+ count (len text)) room))
      (when bad
        (break))                        ; a replacement is taken as a whole
      (setv [used _] (.rewind decoder (cut octets at (+ at used)) (- room count))
            text (cut text (- room count))))
    (.append pieces text)
    (+= count (len text))
    (+= at used)
    (when (and last (= used 0))
      (break)))
  #((.join "" pieces) at))
