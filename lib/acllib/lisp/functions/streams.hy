#[[The stream functions of Lisp, for every kind of stream, sockets included.

They check arguments and turn Lisp's truth into Python's; the work is done by the methods of
`acllib.streambase.Stream`. A stream argument of nil means *standard-input* or
*standard-output*, t means *terminal-io*.

Source: CLHS 21.2.]]

(import
  acllib.characters [Character]
  acllib.formats [find-external-format]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [error Error type-error ProgramError]
  acllib.lisp.arrays [LispString LispArray text stringp]
  acllib.lisp.conditions [specifier]
  acllib.lisp.conses [Cons L items lisp-list]
  acllib.lisp.console
  acllib.lisp.definitions [lisp macro named setf define-function]
  acllib.lisp.format [format-to]
  acllib.lisp.image [set-function]
  acllib.lisp.lambda_lists [split-body]
  acllib.lisp.streams [StringInputStream StringOutputStream FillPointerStream TwoWayStream
                       SynonymStream BroadcastStream ConcatenatedStream EchoStream]
  acllib.lisp.symbols [Symbol cl intern keyword gensym]
  acllib.lisp.variables [standard-input standard-output terminal-io query-io]
  acllib.streambase [Stream])


;;; Designators

(defn input-stream [designator]
  "Return the stream that a designator for input stands for."
  (cond
    (isinstance designator Stream) designator
    (is designator None) (.get standard-input)
    (is designator True) (.get terminal-io)
    True (type-error designator "STREAM")))


(defn output-stream [designator]
  "Return the stream that a designator for output stands for."
  (cond
    (isinstance designator Stream) designator
    (is designator None) (.get standard-output)
    (is designator True) (.get terminal-io)
    True (type-error designator "STREAM")))


(defn the-stream [object]
  "Return OBJECT if it is a stream; signals type-error."
  (if (isinstance object Stream) object (type-error object "STREAM")))


(defn _boolean [python-truth]
  (if python-truth True None))


;;; Characters in

(defn [(lisp "READ-CHAR")] read-char [[stream None] [eof-error-p True] [eof-value None] [recursive-p None]]
  "Return the next character."
  (if (isinstance stream Stream)
      (.read-char stream (is-not eof-error-p None) eof-value)
      (.read-char (input-stream stream) (is-not eof-error-p None) eof-value)))


(defn [(lisp "READ-CHAR-NO-HANG")] read-char-no-hang [[stream None] [eof-error-p True] [eof-value None]
                                                      [recursive-p None]]
  "Return the next character, nil if there is none yet."
  (.read-char-no-hang (input-stream stream) (is-not eof-error-p None) eof-value))


(defn [(lisp "UNREAD-CHAR")] unread-char [character [stream None]]
  "Put CHARACTER, the one read last, back."
  (when (is-not (type character) Character)
    (type-error character "CHARACTER"))
  (.unread-char (input-stream stream) character)
  None)


(defn [(lisp "PEEK-CHAR")] peek-char [[peek-type None] [stream None] [eof-error-p True] [eof-value None]
                                      [recursive-p None]]
  "Return the next character, or the next that isn't white space (t), or the next like PEEK-TYPE, unread."
  (when (not (or (is peek-type None) (is peek-type True) (is (type peek-type) Character)))
    (type-error peek-type "(OR CHARACTER BOOLEAN)"))
  (.peek-char (input-stream stream) peek-type (is-not eof-error-p None) eof-value))


(defn read-line-values [[stream None] [eof-error-p True] [eof-value None] [recursive-p None]]
  (setv [line missing] (.read-line (if (isinstance stream Stream) stream (input-stream stream))
                                   (is-not eof-error-p None) eof-value))
  #(line (if missing True None)))


(defn read-line [[stream None] [eof-error-p True] [eof-value None] [recursive-p None]]
  "Return the next line without its newline, and whether the newline was missing."
  (get (.read-line (if (isinstance stream Stream) stream (input-stream stream))
                   (is-not eof-error-p None) eof-value)
       0))

;; Written as two entries, not by `:values`: reading lines is worth the microsecond.
(define-function (cl "READ-LINE") read-line-values True)
(setv read-line.mv read-line-values)
(set-function (cl "READ-LINE") read-line)


(defn [(lisp "LISTEN")] listen [[stream None]]
  "Return whether a character is ready."
  (_boolean (.listen (input-stream stream))))


(defn [(lisp "CLEAR-INPUT")] clear-input [[stream None]]
  "Drop input that is ready."
  (.clear-input (input-stream stream))
  None)


;;; Octets and sequences

(defn [(lisp "READ-BYTE")] read-byte [stream [eof-error-p True] [eof-value None]]
  "Return the next octet."
  (if (isinstance stream Stream)
      (.read-byte stream (is-not eof-error-p None) eof-value)
      (type-error stream "STREAM")))


(defn [(lisp "WRITE-BYTE")] write-byte [integer stream]
  "Write an octet and return it."
  (when (not (and (is (type integer) int) (<= 0 integer 255)))
    (type-error integer "(UNSIGNED-BYTE 8)"))
  (.write-byte (the-stream stream) integer)
  integer)


(defn _check-bounds [sequence start end]
  "Return #(start end) as ints that lie in SEQUENCE; signals type-error."
  (setv length (len sequence)
        end (if (is end None) length end))
  (when (not (and (is (type end) int) (<= 0 end length)))
    (type-error end f"(INTEGER 0 {length})"))
  (when (not (and (is (type start) int) (<= 0 start end)))
    (type-error start f"(INTEGER 0 {end})"))
  #(start end))


(defn _check-sequence [sequence]
  (when (or (is (type sequence) Character) ; a str to Python
            (not (or (isinstance sequence #(list bytearray LispString LispArray Cons str bytes memoryview))
                     (is sequence None)
                     (hasattr sequence "typecode"))))
    (type-error sequence "SEQUENCE")))


(defn [(lisp "READ-SEQUENCE")] read-sequence [sequence stream * [start 0] [end None] [partial-fill None]]
  #[[Fill SEQUENCE from START to END; return the index of the first place not filled.

  Arguments: partial-fill -- true: return as soon as something is there (Allegro CL).]]
  (the-stream stream)
  (_check-sequence sequence)
  (when (isinstance sequence str)
    (error (Error :format-control "read-sequence can't store into a literal string; use copy-seq to get one that can be changed.")))
  (if (or (is sequence None) (is (type sequence) Cons))
      (_read-list sequence stream start end partial-fill)
      (do
        (setv [start end] (_check-bounds sequence start end))
        (.read-sequence stream sequence start end (is-not partial-fill None)))))


(defn _read-list [sequence stream start end partial-fill]
  (setv elements (items sequence)
        [start end] (_check-bounds elements start end)
        index (.read-sequence stream elements start end (is-not partial-fill None))
        place 0
        rest sequence)
  (while (< place index)
    (when (>= place start)
      (setv rest.car (get elements place)))
    (setv rest rest.cdr)
    (+= place 1))
  index)


(defn [(lisp "WRITE-SEQUENCE")] write-sequence [sequence stream * [start 0] [end None]]
  "Write the elements of SEQUENCE from START to END; return SEQUENCE."
  (the-stream stream)
  (_check-sequence sequence)
  (setv elements (if (or (is sequence None) (is (type sequence) Cons)) (items sequence) sequence)
        [start end] (_check-bounds elements start end))
  (.write-sequence stream elements start end)
  sequence)


;;; Characters out

(defn [(lisp "WRITE-CHAR")] write-char [character [stream None]]
  "Write CHARACTER and return it."
  (when (is-not (type character) Character)
    (type-error character "CHARACTER"))
  (if (isinstance stream Stream)
      (.write-char stream character)
      (.write-char (output-stream stream) character)))


(defn [(lisp "WRITE-STRING")] write-string [string [stream None] * [start 0] [end None]]
  "Write the characters of STRING from START to END; return STRING."
  (when (not (stringp string))
    (type-error string "STRING"))
  (when (not (and (= start 0) (is end None)))
    (setv [start end] (_check-bounds string start end)))
  (.write-string (if (isinstance stream Stream) stream (output-stream stream)) string start end)
  string)


(defn [(lisp "WRITE-LINE")] write-line [string [stream None] * [start 0] [end None]]
  "Write the characters of STRING from START to END, and a newline; return STRING."
  (when (not (stringp string))
    (type-error string "STRING"))
  (when (not (and (= start 0) (is end None)))
    (setv [start end] (_check-bounds string start end)))
  (.write-line (if (isinstance stream Stream) stream (output-stream stream)) string start end)
  string)


(defn [(lisp "TERPRI")] terpri [[stream None]]
  "Write a newline."
  (.terpri (output-stream stream))
  None)


(defn [(lisp "FRESH-LINE")] fresh-line [[stream None]]
  "Write a newline unless the stream is at the start of a line; return whether one was written."
  (_boolean (.fresh-line (output-stream stream))))


(defn [(lisp "FORCE-OUTPUT")] force-output [[stream None]]
  "Send what is buffered."
  (.force-output (output-stream stream))
  None)


(defn [(lisp "FINISH-OUTPUT")] finish-output [[stream None]]
  "Send what is buffered and wait until it has arrived."
  (.finish-output (output-stream stream))
  None)


(defn [(lisp "CLEAR-OUTPUT")] clear-output [[stream None]]
  "Drop what is buffered."
  (.clear-output (output-stream stream))
  None)


;;; About a stream

(defn [(lisp "CLOSE")] close-stream [stream * [abort None]]
  "Close a stream, or a socket that is none; with ABORT drop what is buffered. Return t."
  (when (not (or (isinstance stream Stream)
                 (and (hasattr stream "close") (hasattr stream "socket_type"))))
    (type-error stream "STREAM"))
  (.close stream :abort (is-not abort None))
  True)


(defn [(lisp "STREAMP")] streamp [object]
  "Return whether OBJECT is a stream; passive and datagram sockets are not."
  (_boolean (isinstance object Stream)))


(defn [(lisp "OPEN-STREAM-P")] open-stream-p [stream]
  "Return whether STREAM is open."
  (_boolean (. (the-stream stream) open-p)))


(defn [(lisp "INPUT-STREAM-P")] input-stream-p [stream]
  "Return whether STREAM can be read from."
  (_boolean (. (the-stream stream) input-p)))


(defn [(lisp "OUTPUT-STREAM-P")] output-stream-p [stream]
  "Return whether STREAM can be written to."
  (_boolean (. (the-stream stream) output-p)))


(defn [(lisp "INTERACTIVE-STREAM-P")] interactive-stream-p [stream]
  "Return whether a person is at the other end."
  (_boolean (. (the-stream stream) interactive-p)))


(defn [(lisp "STREAM-ELEMENT-TYPE")] stream-element-type [stream]
  "Return the type of what is read and written."
  (setv kind (. (the-stream stream) element-type))
  (if (is (type kind) str) (specifier (.upper kind)) kind))


(defn [(lisp "STREAM-EXTERNAL-FORMAT")] stream-external-format [stream]
  "Return the external format, :default where there is none."
  (setv format (. (the-stream stream) external-format))
  (if (is format None) (keyword "DEFAULT") format))


(defn [(lisp (setf "STREAM-EXTERNAL-FORMAT"))] set-stream-external-format [new-value stream]
  "Change the external format; what is buffered is decoded anew."
  (setv (. (the-stream stream) external-format) (find-external-format new-value))
  new-value)


(defn _resolved [stream]
  "Return the stream behind synonyms."
  (setv stream (the-stream stream))
  (while (isinstance stream SynonymStream)
    (setv stream stream.input))
  stream)


(defn [(lisp "FILE-POSITION")] file-position [stream [position UNSUPPLIED]]
  "Return the position in the file, or move there and return t; nil where that can't be done."
  (setv stream (_resolved stream))
  (when (isinstance stream StringInputStream)
    (return (_string-position stream position)))
  (cond
    (not (hasattr stream "set_position")) None
    (is position UNSUPPLIED) (.position stream)
    True (_boolean (.set-position stream (_position-designated stream position)))))


(defn _position-designated [stream position]
  (cond
    (is position (keyword "START")) 0
    (is position (keyword "END")) (.length stream)
    (and (is (type position) int) (>= position 0)) position
    True (type-error position "(OR (INTEGER 0) (MEMBER :START :END))")))


(defn _string-position [stream position]
  (when (is position UNSUPPLIED)
    (return (.place stream)))
  (setv source stream.source
        place (cond
                (is position (keyword "START")) 0
                (is position (keyword "END")) (len source)
                True position))
  (when (not (and (is (type place) int) (<= 0 place (len source))))
    (return None))
  (.forget-input stream)
  (setv stream.start place
        stream.left (cut source place None))
  True)


(defn [(lisp "FILE-LENGTH")] file-length [stream]
  "Return the length of the file in elements."
  (setv stream (_resolved stream))
  (if (hasattr stream "length")
      (.length stream)
      (type-error stream "FILE-STREAM")))


(defn [(lisp "FILE-STRING-LENGTH")] file-string-length [stream object]
  "Return how far writing OBJECT, a character or string, would move the file position."
  (setv format (. (the-stream stream) external-format)
        string (if (is (type object) Character) (str.__str__ object) (text object)))
  (if (is format None) (len string) (len (.encode format string))))


;;; Making streams

(defn [(lisp "MAKE-STRING-INPUT-STREAM")] make-string-input-stream [string [start 0] [end None]]
  "Return a stream that reads STRING from START to END."
  (setv source (text string)
        [start end] (_check-bounds source start end))
  (StringInputStream source start end))


(defn [(lisp "MAKE-STRING-OUTPUT-STREAM")] make-string-output-stream [* [element-type None]]
  "Return a stream that collects what is written, for get-output-stream-string."
  (StringOutputStream))


(defn [(lisp "GET-OUTPUT-STREAM-STRING")] get-output-stream-string [stream]
  "Return what was written since the last call, and forget it."
  (if (isinstance stream StringOutputStream)
      (.take-value stream)
      (type-error stream "STRING-OUTPUT-STREAM")))


(defn [(lisp "%FINISH-STRING" :package "SYSTEM")] finish-string [stream]
  "Return what was written to a string output stream, and close it."
  (setv text (.getvalue stream))
  (.close stream :abort True)
  text)


(defn [(lisp "%FILL-POINTER-STREAM" :package "SYSTEM")] fill-pointer-stream [string]
  "Return a stream that appends to STRING, which has a fill pointer."
  (if (and (is (type string) LispString) (is-not string.fill None))
      (FillPointerStream string)
      (type-error string "(AND STRING (SATISFIES ARRAY-HAS-FILL-POINTER-P))")))


(defn [(lisp "MAKE-TWO-WAY-STREAM")] make-two-way-stream [input-stream output-stream]
  "Return a stream that reads from INPUT-STREAM and writes to OUTPUT-STREAM."
  (TwoWayStream (_directed input-stream "input_p" "INPUT-STREAM")
                (_directed output-stream "output_p" "OUTPUT-STREAM")))


(defn _directed [stream direction type-name]
  (if (getattr (the-stream stream) direction) stream (type-error stream type-name)))


(defn [(lisp "MAKE-ECHO-STREAM")] make-echo-stream [input-stream output-stream]
  "Return a stream that reads from INPUT-STREAM and writes what it reads to OUTPUT-STREAM."
  (EchoStream (_directed input-stream "input_p" "INPUT-STREAM")
              (_directed output-stream "output_p" "OUTPUT-STREAM")))


(defn [(lisp "MAKE-BROADCAST-STREAM")] make-broadcast-stream [#* streams]
  "Return a stream that writes to all STREAMS."
  (BroadcastStream (lfor s streams (_directed s "output_p" "OUTPUT-STREAM"))))


(defn [(lisp "MAKE-CONCATENATED-STREAM")] make-concatenated-stream [#* streams]
  "Return a stream that reads STREAMS one after the other."
  (ConcatenatedStream (lfor s streams (_directed s "input_p" "INPUT-STREAM"))))


(defn [(lisp "MAKE-SYNONYM-STREAM")] make-synonym-stream [symbol]
  "Return a stream that stands for the value of SYMBOL."
  (if (is (type symbol) Symbol) (SynonymStream symbol) (type-error symbol "SYMBOL")))


(defn _reader [name class attribute type-name]
  "Define the Lisp function NAME that reads an ATTRIBUTE of streams of one CLASS."
  (defn read [stream]
    (when (not (isinstance stream class))
      (type-error stream type-name))
    (setv value (getattr stream attribute))
    (if (is (type value) list) (lisp-list value) value))
  ((lisp name) read))


(for [[_name _class _attribute] [
       #("TWO-WAY-STREAM-INPUT-STREAM" TwoWayStream "input")
       #("TWO-WAY-STREAM-OUTPUT-STREAM" TwoWayStream "output")
       #("ECHO-STREAM-INPUT-STREAM" EchoStream "input")
       #("ECHO-STREAM-OUTPUT-STREAM" EchoStream "output")
       #("BROADCAST-STREAM-STREAMS" BroadcastStream "streams")
       #("CONCATENATED-STREAM-STREAMS" ConcatenatedStream "streams")
       #("SYNONYM-STREAM-SYMBOL" SynonymStream "symbol")]]
  (_reader _name _class _attribute (cut _name 0 (+ (.find _name "-STREAM") 7))))


;;; Questions

(defn _ask [control arguments hint answers]
  "Ask on *query-io* until the answer begins with one of the keys of ANSWERS; return its value."
  (setv stream (.get query-io))
  (while True
    (.fresh-line stream)
    (when (is-not control None)
      (format-to stream control arguments)
      (.write-string stream " "))
    (.write-string stream hint)
    (.finish-output stream)
    (setv [line _] (.read-line stream True None)
          answer (.lower (.strip line)))
    (when (in answer answers)
      (return (get answers answer)))))


(defn [(lisp "Y-OR-N-P")] y-or-n-p [[control None] #* arguments]
  "Ask a question that is answered with a letter."
  (_ask control arguments "(y or n) " {"y" True "yes" True "n" None "no" None}))


(defn [(lisp "YES-OR-NO-P")] yes-or-no-p [[control None] #* arguments]
  "Ask a question that is answered with a word."
  (_ask control arguments "(yes or no) " {"yes" True "no" None}))


;;; Macros

(defn _sys [name]
  (intern name "SYSTEM"))


(defn _malformed [operator what]
  (error (ProgramError :format-control f"{operator}: {what}")))


(defn _variable [spec operator]
  "Return the elements of SPEC, a list that starts with a variable."
  (setv parts (if (is (type spec) Cons) (items spec) []))
  (when (not (and parts (is (type (get parts 0)) Symbol)))
    (_malformed operator "the first subform must be a list that starts with a variable."))
  parts)


(defn _keyword-forms [forms names operator]
  "Return the dict of keyword name → form for FORMS, keywords and forms in turn."
  (when (% (len forms) 2)
    (_malformed operator "an odd number of keyword arguments."))
  (setv found {})
  (for [i (range 0 (len forms) 2)]
    (setv name (getattr (get forms i) "name" None))
    (when (not-in name names)
      (_malformed operator f"{(get forms i) !r} is not one of its keywords {(.join " " (gfor n names f":{n}"))}."))
    (.setdefault found name (get forms (+ i 1))))
  found)


(defn [(macro "WITH-OUTPUT-TO-STRING")] with-output-to-string [spec #* body]
  "(with-output-to-string (var [string]) body...): the text written, or with STRING the values of the body."
  (setv [var #* more] (_variable spec "with-output-to-string")
        target (if more (get more 0) None)
        [declarations _ forms] (split-body (lisp-list body)))
  (setv declared (if declarations [(lisp-list [(cl "DECLARE") #* declarations])] []))
  (if (is target None)
      (L (cl "LET") (L (L var (L (cl "MAKE-STRING-OUTPUT-STREAM")))) #* declared
         #* forms
         (L (_sys "%FINISH-STRING") var))
      (L (cl "LET") (L (L var (L (_sys "%FILL-POINTER-STREAM") target))) #* declared
         #* forms)))


(defn [(macro "WITH-INPUT-FROM-STRING")] with-input-from-string [spec #* body]
  "(with-input-from-string (var string :index place :start n :end n) body...)"
  (setv [var #* more] (_variable spec "with-input-from-string"))
  (when (not more)
    (_malformed "with-input-from-string" "there is no string."))
  (setv [string #* rest] more
        keys (_keyword-forms rest ["INDEX" "START" "END"] "with-input-from-string")
        [declarations _ forms] (split-body (lisp-list body))
        declared (if declarations [(lisp-list [(cl "DECLARE") #* declarations])] [])
        inner (L (cl "PROGN") #* forms))
  (when (in "INDEX" keys)
    (setv inner (L (cl "MULTIPLE-VALUE-PROG1") inner
                   (L (cl "SETF") (get keys "INDEX") (L (cl "FILE-POSITION") var)))))
  (L (cl "LET") (L (L var (L (cl "MAKE-STRING-INPUT-STREAM") string (.get keys "START" 0) (.get keys "END"))))
     #* declared
     (L (cl "UNWIND-PROTECT") inner (L (cl "CLOSE") var))))


(defn [(macro "WITH-OUTPUT-TO-BUFFER" :package "EXCL")] with-output-to-buffer [spec #* body]
  "(with-output-to-buffer (var [buffer [:external-format ef]]) body...): the values of the body, which has a stream to write octets with."
  (setv [var #* more] (_variable spec "with-output-to-buffer")
        buffer (if more (get more 0) (keyword "GROWABLE"))
        keys (_keyword-forms (cut more 1 None) ["EXTERNAL-FORMAT"] "with-output-to-buffer"))
  (opened var (L (_excl "MAKE-BUFFER-OUTPUT-STREAM") buffer (.get keys "EXTERNAL-FORMAT")) body))


(defn [(macro "WITH-INPUT-FROM-BUFFER" :package "EXCL")] with-input-from-buffer [spec #* body]
  "(with-input-from-buffer (var buffer :start n :end n :external-format ef) body...): the values of the body, which reads octets."
  (setv [var #* more] (_variable spec "with-input-from-buffer"))
  (when (not more)
    (_malformed "with-input-from-buffer" "there is no buffer."))
  (setv keys (_keyword-forms (cut more 1 None) ["START" "END" "EXTERNAL-FORMAT"] "with-input-from-buffer"))
  (opened var
          (L (_excl "MAKE-BUFFER-INPUT-STREAM") (get more 0) (.get keys "START" 0) (.get keys "END")
             (.get keys "EXTERNAL-FORMAT"))
          body))


(defn _excl [name]
  (named name "EXCL"))


(defn opened [var stream-form body]
  "Return the form that binds VAR to a stream, does BODY, and closes the stream; with abort if BODY is left."
  (setv abort (gensym "ABORT")
        [declarations _ forms] (split-body (lisp-list body))
        declared (if declarations [(lisp-list [(cl "DECLARE") #* declarations])] []))
  (L (cl "LET") (L (L var stream-form) (L abort True)) #* declared
     (L (cl "UNWIND-PROTECT")
        (L (cl "MULTIPLE-VALUE-PROG1") (L (cl "PROGN") #* forms) (L (cl "SETQ") abort None))
        (L (cl "WHEN") var (L (cl "CLOSE") var (keyword "ABORT") abort)))))


(defn [(macro "WITH-OPEN-STREAM")] with-open-stream [spec #* body]
  "(with-open-stream (var stream) body...): close the stream at the end, with abort if the body is left."
  (setv [var #* more] (_variable spec "with-open-stream"))
  (when (!= (len more) 1)
    (_malformed "with-open-stream" "the first subform is (variable stream)."))
  (opened var (get more 0) body))


(defn [(macro "WITH-OPEN-FILE")] with-open-file [spec #* body]
  "(with-open-file (var filename option...) body...): open a file, and close it at the end."
  (setv [var #* more] (_variable spec "with-open-file"))
  (when (not more)
    (_malformed "with-open-file" "there is no file name."))
  (opened var (L (cl "OPEN") #* more) body))
