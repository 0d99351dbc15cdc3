#[[The reader's engine: characters of a stream to objects.

A `Source` reads from one stream. Streams keep the piece of text they are at (`streambase`), and the
engine matches lexemes in that piece: one regular expression, made from the readtable, skips white
space and comments and tells a token from a parenthesis, a quote, a string or anything else. What
touches the end of the piece, is escaped, or is a macro character goes character by character. Of an
interactive stream nothing is asked for behind the end of a form, because a piece is only what is
already there. A `TextSource` is a stream of one piece, and the fast case.

Lists are built on a stack of our own, so that nesting costs no Python frames; macro functions do
recur, and the depth of both together is bounded. A frame of the stack is a Python list (of a Lisp
list being read), a `Dotted` one, or the symbol that a prefix wraps around the next object.

Macro characters' functions are in `reader_macros.hy` and `sharp_macros.hy`, the public operations in `reader.hy`.]]

(import
  bisect [bisect-right]
  re
  sys
  threading
  acllib.characters [characters]
  acllib.kernel.identity [address-digits]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [type-error]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [Cons]
  acllib.lisp.image [symbol-function]
  acllib.lisp.packages [CL] ; with all its symbols
  acllib.lisp.reader_errors [fail incomplete UnmatchedClose DotOutOfPlace NothingBeforeDot
                             NothingAfterDot TooMuchAfterDot ObjectMissing NestedTooDeeply TooLong]
  acllib.lisp.readtable [CONSTITUENT WHITESPACE TERMINATING NON-TERMINATING SINGLE-ESCAPE MULTIPLE-ESCAPE]
  acllib.lisp.symbols [Symbol MISSING]
  acllib.lisp.tokens [DOT Mask interpret known]
  acllib.lisp.variables [current-package readtable read-base read-suppress]
  acllib.streambase [Stream])


;; How deep forms may be nested, and how long tokens, strings and vectors may get on streams whose
;; peer we don't know.
(setv DEEPEST 10000
      DEEPEST-UNTRUSTED 1000
      LONGEST-TOKEN 4096
      LONGEST-STRING 16777216)

;; What `object` returns where the text ends before one.
(setv EOF (object))

(setv QUOTE (get CL.present "QUOTE")
      FUNCTION (get CL.present "FUNCTION"))

(setv _PREFIXES {QUOTE "'"  FUNCTION "#'"})


;;; The lexer of a readtable

;; What a lexeme is: the group of the regular expression.
(setv TOKEN 1  OPEN 2  CLOSE 3  QUOTED 4  STRING 5  SHARP-QUOTED 6  OTHER 7)

(setv _INLINE {"(" OPEN  ")" CLOSE  "'" QUOTED})


(defclass Lexer []
  #[[What the engine derives from a readtable.

  scan   -- function of a text and a place: matches white space, comments and one lexeme
  rest   -- the same for what may follow the first character of a token without escapes
  inline -- dict of character → lexeme, for macro characters that have their standard function]]
  (setv __slots__ #("scan" "rest" "inline"))

  (defn __init__ [self table]
    (setv inline (dfor [c function] (.items table.macros)
                       :if (= (getattr function "inline" None) c)
                       c (.get _INLINE c OTHER))
          space (_characters table [WHITESPACE])
          outside (+ space (_characters table [TERMINATING SINGLE-ESCAPE MULTIPLE-ESCAPE]))
          macros (_characters table [NON-TERMINATING])
          escapes (_characters table [SINGLE-ESCAPE MULTIPLE-ESCAPE])
          sharp-quote (getattr (.get (.get table.dispatch "#" {}) "'") "inline" None)
          plain-escape (= (_characters table [SINGLE-ESCAPE]) "\\\\"))
    (setv self.inline inline
          self.rest (. (re.compile f"{(_class "^" outside)}*+") match)
          self.scan (. (re.compile
            (.join "" [
              f"{(_class "" space)}*+"
              (if (in ";" inline) f"(?:;[^\n]*+\n{(_class "" space)}*+)*+" "")
              f"(?:((?!{(_class "" macros)}){(_class "^" outside)}++)(?!{(_class "" escapes)})"
              (if (in "(" inline) r"|(\()" "|((?!))")
              (if (in ")" inline) r"|(\))" "|((?!))")
              (if (in "'" inline) "|(')" "|((?!))")
              (if (and (in "\"" inline) plain-escape) r"|\"([^\"\\]*+)\"" "|((?!))")
              (if (and (in "#" inline) (= sharp-quote "#'")) "|(#')" "|((?!))")
              r"|(.))?"])
            re.DOTALL) match))))


(defn _characters [table types]
  "Return the characters of those syntax types, escaped for a regular expression."
  (.join "" (gfor [c type] (.items table.syntax) :if (in type types) (re.escape c))))


(defn _class [sign characters]
  "Return the regular expression of one of CHARACTERS; \"^\" as SIGN: of any other."
  (cond
    characters f"[{sign}{characters}]"
    (= sign "^") r"[\s\S]"
    True "(?!)"))


(defn lexer-of [table]
  "Return the lexer of a readtable, made at the first call after a change."
  (when (is table.lexer None)
    (setv table.lexer (Lexer table)))
  table.lexer)


;;; Frames

(defclass Dotted []
  "A list being read, behind its dot: ITEMS before it, TAIL behind it, MISSING at first."
  (setv __slots__ #("items" "tail"))

  (defn __init__ [self items]
    (setv self.items items
          self.tail MISSING)))


(defn make-list [items tail where]
  "Return the Lisp list of ITEMS, a Python list, and TAIL; note WHERE it begins, unless None."
  (.reverse items)
  (for [item items]
    (setv tail (Cons item tail)))
  (when (and (is-not where None) (is (type tail) Cons))
    (setv tail.where where))
  tail)


(defn untrusted-p [stream]
  #[[Return whether a peer may write what STREAM reads: its attribute `untrusted` says so.

  Without that attribute, every stream over a transport that is no file's is untrusted, and so is
  what hands on the input of an untrusted stream.]]
  (setv said (getattr stream "untrusted" None))
  (when (is-not said None)
    (return (bool said)))
  (for [inner [(getattr stream "input" None) #* (or (getattr stream "streams" None) #())]]
    (when (and (isinstance inner Stream) (untrusted-p inner))
      (return True)))
  (and (_instance-p stream "acllib.streams" "BivalentStream")
       (not (_instance-p stream "acllib.lisp.file_streams" "FileStream"))))


(defn _instance-p [object module class-]
  "Return whether OBJECT is an instance of a class of a module, if that module is loaded at all."
  (setv home (.get sys.modules module))
  (and (is-not home None) (isinstance object (getattr home class-))))


;;; The source

(defclass Source []
  #[[What the reader knows of the stream it reads from.

  stream    -- the stream
  name      -- str for error messages, or None
  starts    -- list of the places at which the lines of a TextSource begin, or None
  labels    -- dict of number → object, for #n= and #n#
  level     -- int, how many backquotes are open; None where commas can't be
  depth     -- int, levels of nesting around what is being read
  ended     -- true when the last thing read was a token, which a white space may delimit
  began     -- place of the dispatching character whose function was called last
  untrusted -- true when a peer wrote the text: bounds are tight, and nothing is evaluated]]
  (setv __slots__ #("stream" "name" "starts" "labels" "level" "depth" "ended" "untrusted" "deepest"
                    "began" "_begin"))

  (defn __init__ [self stream [name None] [starts None]]
    (setv self.stream stream
          self.name name
          self.starts starts
          self.labels {}
          self.level 0
          self.depth 0
          self.ended False
          self.began 0
          self.untrusted (untrusted-p stream)
          self.deepest (if self.untrusted DEEPEST-UNTRUSTED DEEPEST)
          self._begin #(stream._text (if stream._text (._position stream) 0))))

  ;;; Places

  (defn place [self]
    "Return the place in the stream's piece of text."
    (if self.stream._text (._position self.stream) 0))

  (defn where [self [place None] [back 0]]
    #[[Return #(line column) of PLACE, by default BACK characters before here, or None if unknown.

    In a stream that is no TextSource, lines are counted from the start of the form.]]
    (when (is place None)
      (setv place (max 0 (- (.place self) back))))
    (setv starts self.starts)
    (when (is-not starts None)
      (setv line (bisect-right starts place))
      (return #(line (- place (get starts (- line 1))))))
    (setv [text begin] self._begin)
    (if (and text (is text self.stream._text) (>= place begin))
        #((+ (.count text "\n" begin place) 1)
          (- place (max begin (+ (.rfind text "\n" 0 place) 1))))
        None))

  ;;; Characters

  (defn next [self]
    "Return the next character as a plain str, or None at the end."
    (setv c (.read-char self.stream False None))
    (if (is c None) None (str.__str__ c)))

  (defn back [self c]
    "Put C, the character read last, back."
    (.unread-char self.stream (get characters c)))

  (defn next-in [self inside where]
    "Return the next character; at the end, signal that it came INSIDE of what begins at WHERE."
    (setv c (.next self))
    (if (is c None) (incomplete self inside where) c))

  (defn check-length [self length what limit where]
    "Signal if LENGTH is beyond LIMIT and the text is not trusted."
    (when (and self.untrusted (> length limit))
      (fail self TooLong where :what what :limit limit)))

  ;;; Tokens

  (defn token [self c [literal False]]
    #[[Return #(text mask) of the token that begins with C, which has been read.

    LITERAL: C stands for itself, as behind `#\`. MASK is None when nothing is escaped.]]
    (setv table (.get readtable)
          stream self.stream
          text stream._text
          self.ended True)
    (when (and text (or literal (not-in (.get table.syntax c CONSTITUENT) #(SINGLE-ESCAPE MULTIPLE-ESCAPE))))
      (setv start (._position stream)
            end (.end ((. (lexer-of table) rest) text start))
            follows (cut text end (+ end 1)))
      (when (if follows
                (not-in (.get table.syntax follows CONSTITUENT) #(SINGLE-ESCAPE MULTIPLE-ESCAPE))
                (is-not self.starts None))
        (._move stream end)
        (.check-length self (- end start) "token" LONGEST-TOKEN None)
        (return #((+ c (cut text start end)) None))))
    (._slow-token self c literal table))

  (defn _slow-token [self c literal table]
    (setv syntax table.syntax
          where (.where self :back 1)
          taken []
          mask (Mask)
          escaped literal)
    (when literal
      (.append taken c)
      (.append mask True)
      (setv c (.next self)))
    (while (is-not c None)
      (setv kind (.get syntax c CONSTITUENT))
      (cond
        (or (= kind WHITESPACE) (= kind TERMINATING))
          (do
            (.back self c)
            (break))
        (= kind SINGLE-ESCAPE)
          (do
            (.append taken (.next-in self "token" where))
            (.append mask True)
            (setv escaped True))
        (= kind MULTIPLE-ESCAPE)
          (do
            (setv escaped True
                  before (len taken))
            (._escaped-part self taken mask where syntax)
            (when (= (len taken) before)
              (.append mask.empty before)))
        True
          (do
            (.append taken c)
            (.append mask False)))
      (.check-length self (len taken) "token" LONGEST-TOKEN where)
      (setv c (.next self)))
    (setv self.ended True)
    #((.join "" taken) (if (and escaped (not literal)) mask None)))

  (defn _escaped-part [self taken mask where syntax]
    "Read up to the closing `|`."
    (while True
      (setv c (.next-in self "token" where)
            kind (.get syntax c CONSTITUENT))
      (when (= kind MULTIPLE-ESCAPE)
        (return None))
      (when (= kind SINGLE-ESCAPE)
        (setv c (.next-in self "token" where)))
      (.append taken c)
      (.append mask True)
      (.check-length self (len taken) "token" LONGEST-TOKEN where)))

  (defn interpret [self token mask]
    "Return the number or symbol that a token is, or DOT."
    (when (is-not (.get read-suppress) None)
      (return None))
    (.check-length self (len token) "token" LONGEST-TOKEN None)
    (interpret token mask (. (.get readtable) case) (.get read-base) (.get current-package) self))

  ;;; Objects

  (defn object [self]
    "Return the next object, or EOF where the text ends before one."
    (._read self None))

  (defn collect [self [where None]]
    #[[Read objects up to the closing parenthesis.

    Arguments: where -- #(line column) of what has opened the list.
    Returns: #(items tail): a Python list, and the object behind a dot, else None.]]
    (._read self [] where))

  (defn following [self prefix where]
    "Return the object that follows PREFIX (str), which stands at WHERE."
    (setv value (._read self None where prefix))
    (if (is value EOF)
        (incomplete self f"form behind {prefix}" where)
        value))

  (defn call-macro [self c]
    "Call the function of the macro character C, read just now. Return a tuple of no or one value."
    (setv function (get (. (.get readtable) macros) c))
    (when (is (type function) Symbol)
      (setv function (symbol-function function)))
    (setv self.ended False
          values (call-for-values function self.stream (get characters c)))
    (when (not (hasattr function "inline"))
      (setv self.ended False))
    values)

  (defn _read [self items [outer None] [prefix None]]
    #[[The engine. ITEMS: None to read one object, a list to collect in up to a closing parenthesis.

    OUTER: where what is read for begins; PREFIX: what stood there.]]
    (setv stream self.stream
          starts self.starts
          final (is-not starts None)
          table (.get readtable)
          lexer (lexer-of table)
          scan lexer.scan
          package (.get current-package)
          present package.present
          remembered (known table.case (.get read-base))
          suppress (is-not (.get read-suppress) None)
          room (- self.deepest self.depth)
          stack []
          frame items
          opened 0
          text stream._text
          pos (if text (._position stream) 0))
    (when (< room 0)
      (fail self NestedTooDeeply :limit self.deepest))
    (while True
      (setv m (scan text pos)
            kind m.lastindex
            pos (.end m)
            c None)

      ;; The piece of text is used up: the stream has more, or ends.
      (when (is kind None)
        (when text
          (._move stream pos))
        (setv c (if final None (.next self)))
        (when (is c None)
          (when (and (is frame items) (is items None))
            (return EOF))
          (._ended-in self frame (if stack opened None) outer))
        (setv text stream._text)
        (when text
          (setv pos (- (._position stream) 1))
          (when (not (get self._begin 0))
            (setv self._begin #(text pos)))
          (continue))
        (setv pos 0
              kind (.get table.syntax c CONSTITUENT))
        (when (= kind WHITESPACE)
          (continue))
        (setv kind (.get lexer.inline c OTHER)))

      (cond
        (= kind TOKEN)
          (do
            (setv token (get m 1))
            (if (and (not final) (= pos (len text)))
                (do
                  (._move stream (+ (.start m 1) 1))
                  (setv [token mask] (.token self (get token 0))
                        value (.interpret self token mask)
                        text stream._text
                        pos (if text (._position stream) 0)))
                (do
                  (setv value (.get remembered token MISSING))
                  (cond
                    suppress (setv value (if (= token ".") DOT None))
                    (is (type value) str)
                      (do
                        (setv name value
                              value (.get present name MISSING))
                        (when (is value MISSING)
                          (setv value (get (.intern package name) 0))))
                    (is value MISSING)
                      (do
                        (when text
                          (._move stream pos))
                        ;; A break level may open in here, and read from this stream.
                        (setv value (.interpret self token None)
                              text stream._text
                              pos (if text (._position stream) 0))))))
            (when (is value DOT)
              (when text
                (._move stream pos))
              (setv frame (._dot self frame stack items)
                    value None)
              (when (is (type frame) Dotted)
                (continue)))
            (setv self.ended True))

        (= kind OPEN)
          (do
            (.append stack frame)
            (.append stack opened)
            (setv frame []
                  opened (- pos 1))
            (when (> (len stack) (* 2 room))
              (when text
                (._move stream pos))
              (fail self NestedTooDeeply :limit self.deepest))
            (continue))

        (= kind CLOSE)
          (do
            (setv tail None)
            (when (is-not (type frame) list)
              (when text
                (._move stream pos))
              (when (is frame None)
                (._close-nothing self outer prefix))
              (setv [frame tail] (._close-oddly self frame opened)))
            (setv self.ended False)
            (when (not stack)
              (when text
                (._move stream pos))
              (return #(frame tail)))
            (.reverse frame)
            (setv value tail)
            (for [item frame]
              (setv value (Cons item value)))
            (when (and final frame)
              (setv line (bisect-right starts opened)
                    value.where #(line (- opened (get starts (- line 1))))))
            (setv opened (.pop stack)
                  frame (.pop stack))
            (when pending
              (run-pending)))

        (or (= kind QUOTED) (= kind SHARP-QUOTED))
          (do
            (.append stack frame)
            (.append stack opened)
            (if (= kind QUOTED)
                (setv frame QUOTE
                      opened (- pos 1))
                (setv frame FUNCTION
                      opened (- pos 2)))
            (when (> (len stack) (* 2 room))
              (when text
                (._move stream pos))
              (fail self NestedTooDeeply :limit self.deepest))
            (continue))

        (= kind STRING)
          (do
            (setv value (get m 5)
                  self.ended False)
            (when self.untrusted
              (.check-length self (len value) "string" LONGEST-STRING None))
            (when suppress
              (setv value None)))

        True
          (do
            (when (is c None)
              (setv c (get m 7)))
            (when text
              (._move stream pos))
            (setv depth (+ (// (len stack) 2) 1))
            (+= self.depth depth)
            (if (in c table.macros)
                (setv values (.call-macro self c))
                (do
                  (setv [token mask] (.token self c)
                        values #((.interpret self token mask)))))
            (-= self.depth depth)
            (setv text stream._text
                  pos (if text (._position stream) 0))
            ;; The function may have changed what the reader depends on.
            (when (or (is-not package (.get current-package)) (is-not table (.get readtable))
                      (is-not lexer table.lexer))
              (setv table (.get readtable)
                    lexer (lexer-of table)
                    scan lexer.scan
                    package (.get current-package)
                    present package.present
                    remembered (known table.case (.get read-base))))
            (when (not values)
              (continue))
            (setv value (get values 0))
            (when (is value DOT)
              (setv frame (._dot self frame stack items)
                    value None)
              (when (is (type frame) Dotted)
                (continue)))))

      ;; VALUE is read: hand it to the frame, and what that completes to the next.
      (while True
        (setv sort (type frame))
        (cond
          (is sort list)
            (do
              (.append frame value)
              (break))
          (is frame None)
            (do
              (when text
                (._move stream pos))
              (return value))
          (is sort Dotted)
            (do
              (when (is-not frame.tail MISSING)
                (when text
                  (._move stream pos))
                (fail self TooMuchAfterDot (if self.ended (.where self :back 1) None)))
              (setv frame.tail value)
              (break))
          True
            (do
              (setv value (Cons frame (Cons value None)))
              (when final
                (setv line (bisect-right starts opened)
                      value.where #(line (- opened (get starts (- line 1))))))
              (setv opened (.pop stack)
                    frame (.pop stack)))))))

  (defn _dot [self frame stack items]
    "Return the frame that follows FRAME at a lone dot; FRAME itself where the text is only skipped."
    (cond
      (is-not (.get read-suppress) None)
        (if (and (is (type frame) list) frame) (Dotted frame) frame)
      (is-not (type frame) list)
        (fail self DotOutOfPlace (.where self :back 1))
      (not frame)
        (fail self NothingBeforeDot (.where self :back 1))
      True
        (Dotted frame)))

  (defn _close-nothing [self outer prefix]
    "Signal that a parenthesis closes nothing: what stands before it is PREFIX, at OUTER, or None."
    (if (is prefix None)
        (fail self UnmatchedClose (.where self :back 1))
        (fail self ObjectMissing outer :prefix prefix)))

  (defn _close-oddly [self frame opened]
    "Return #(items tail) of a FRAME that is no list and meets a closing parenthesis."
    (cond
      (is (type frame) Symbol)
        (fail self ObjectMissing (.where self opened) :prefix (get _PREFIXES frame))
      (is-not frame.tail MISSING)
        #(frame.items frame.tail)
      (is-not (.get read-suppress) None)
        #(frame.items None)
      True
        (fail self NothingAfterDot (.where self :back 1))))

  (defn _ended-in [self frame opened outer]
    "Signal that the text ended inside FRAME, which begins at the place OPENED, or at OUTER."
    (incomplete self
                (if (is (type frame) Symbol) f"form behind {(get _PREFIXES frame)}" "list")
                (if (is opened None) outer (.where self opened)))))


;;; Text as a stream

(defclass TextSource [Stream]
  #[[A str to read from, form by form; a stream like any other.

  source -- its Source; `(.where text-source)` is #(line column), line from 1, column from 0
  name   -- str, the file the text is from, or None
  place  -- int, where in the text the next character is]]
  (setv input-p True
        untrusted False)

  (defn __init__ [self text [name None] [start 0]]
    (setv self._text text
          self.place start
          self.name name
          starts [0])
    (.extend starts (gfor m (re.finditer "\n" text) (.end m)))
    (setv self.source (Source self name starts)))

  (defn __repr__ [self]
    (if (is self.name None)
        f"#<text being read @ #x{(address-digits self)}>"
        f"#<text of {self.name}>"))

  (defn where [self]
    "Return #(line column) of what is to be read next."
    (.where self.source))

  (defn _position [self]
    self.place)

  (defn _move [self place]
    (setv self.place place))

  (defn _pass-line [self place splitting]
    (setv self.place place))

  (defn push-back [self text]
    "Go back before TEXT, which was read last."
    (setv self.place (max 0 (- self.place (len text)))))

  (defn more [self hang]
    "Return whether there is a character left."
    (< self.place (len self._text)))

  (defn read-char [self [eof-error-p True] [eof-value None]]
    "Return the next Character."
    (setv place self.place)
    (if (< place (len self._text))
        (do
          (setv self.place (+ place 1))
          (get characters (get self._text place)))
        (.at-end self eof-error-p eof-value)))

  (defn read-char-no-hang [self [eof-error-p True] [eof-value None]]
    "Return the next Character."
    (.read-char self eof-error-p eof-value)))


;;; Sources of streams

;; Sources whose outermost read is not over, innermost last, per thread.
(setv _active (threading.local))


(defn active-sources []
  "Return the list of sources that the running process reads from, innermost last."
  (try
    (return _active.sources)
    (except [AttributeError]
      (setv _active.sources [])
      (return _active.sources))))


(defn source-of [stream]
  "Return the Source that reads from STREAM: the one already at work, else a new one."
  (when (isinstance stream TextSource)
    (return stream.source))
  (for [source (reversed (active-sources))]
    (when (is source.stream stream)
      (return source)))
  (when (not (isinstance stream Stream))
    (type-error stream "STREAM"))
  (Source stream :name "the form"))
