#[[Python's file protocol in terms of the Lisp operations of a stream.

With it a Lisp stream goes wherever Python takes a text file: `json.load`, `csv.reader`,
`print(file=...)`, `for line in`; `io.BufferedReader` makes a binary file of it. The stream buffers its
output itself: who puts an `io.BufferedWriter` on it flushes both. No state lives here.]]

(import
  io
  acllib.vectors [octet-view])


(defclass FileProtocol []
  "Mixin for `streams.Stream`."

  (defn [property] closed [self]
    "Whether the stream is closed."
    (not self.open-p))

  (defn readable [self]
    self.input-p)

  (defn writable [self]
    self.output-p)

  (defn seekable [self]
    False)

  (defn isatty [self]
    self.interactive-p)

  (defn fileno [self]
    "Raise OSError: there is no descriptor behind the stream."
    (raise (io.UnsupportedOperation "fileno")))

  (defn flush [self]
    "Send what is buffered; nothing to do for a stream without output, or a closed one."
    (when (and self.output-p self.open-p)
      (.force-output self)))

  (defn read [self [size -1]]
    #[[Return up to SIZE characters as a str, all up to the end of file if SIZE is negative or None.

    Blocks: until that many are there.]]
    (.take self (if (or (is size None) (< size 0)) None size)))

  (defn readline [self [size -1]]
    "Return the next line with its newline, \"\" at the end of file; at most SIZE characters if SIZE isn't negative."
    (when (and (is-not size None) (>= size 0))
      (return (.take-line self size)))
    (setv [line missing-newline] (.read-line self False None))
    (cond
      (is line None) ""
      missing-newline line
      True (+ line "\n")))

  (defn take-line [self size]
    "Return at most SIZE characters of the next line, its newline included."
    (setv taken [])
    (while (< (len taken) size)
      (setv character (.read-char self False None))
      (when (is character None)
        (break))
      (.append taken character)
      (when (= character "\n")
        (break)))
    (.join "" taken))

  (defn readlines [self [hint -1]]
    "Return the list of the lines up to the end of file, or until they have HINT characters together."
    (setv lines []
          total 0)
    (for [line self]
      (.append lines line)
      (+= total (len line))
      (when (and (is-not hint None) (< 0 hint total))
        (break)))
    lines)

  (defn readinto [self buffer]
    "Read octets into BUFFER, at least one unless the file ends; return how many."
    (.read-sequence self buffer :partial-fill True))

  (defn readall [self]
    "Return all octets up to the end of file, as bytes: what `io.BufferedReader` asks of a raw file."
    (setv pieces []
          buffer (bytearray io.DEFAULT-BUFFER-SIZE)
          count (.readinto self buffer))
    (while (> count 0)
      (.append pieces (bytes (cut buffer 0 count)))
      (setv count (.readinto self buffer)))
    (.join b"" pieces))

  (defn write [self data]
    "Write a str, or the octets of a bytes-like object; return its length."
    (if (isinstance data str)
        (.write-string self data)
        (.write-sequence self (octet-view data)))
    (len data))

  (defn writelines [self lines]
    "Write each of LINES, which bring their newlines with them."
    (for [line lines]
      (.write self line)))

  (defn __iter__ [self]
    self)

  (defn __next__ [self]
    (setv line (.readline self))
    (when (= line "")
      (raise StopIteration))
    line)

  (defn __enter__ [self]
    self)

  (defn __exit__ [self [kind None] #* exception]
    "Close the stream; what is buffered is dropped where an exception leaves the body, as by `with-open-stream`."
    (.close self :abort (is-not kind None))
    False))
