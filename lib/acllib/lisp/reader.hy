#[[Reading: `read` and its relatives.

The outermost read of a stream owns the labels of #n= and the count of open backquotes; what
macro functions read inside it says so by `recursive-p` and shares them. Behind an object that
ends with a token, one white space character is consumed, and nothing behind other objects: an
interactive stream is never asked for more than the form.]]

(import
  acllib.conditions [EndOfFile]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.signalling [debugger error type-error]
  acllib.lisp.arrays [text :as text-of]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.reader_errors [fail incomplete IncompleteForm StackExhausted]
  acllib.lisp.readtable [CONSTITUENT WHITESPACE]
  acllib.lisp.sources [TextSource source-of active-sources EOF]
  acllib.lisp.standard_readtable [STANDARD-READTABLE]
  acllib.lisp.variables [readtable read-suppress standard-input terminal-io])


;; The readtable that programs change; the standard one stays as it is.
(setv readtable.value (.copy STANDARD-READTABLE))


(defn input-stream [designator]
  "Return the stream that a stream, nil (standard input) or t (the terminal) designates."
  (cond
    (is designator None) (.get standard-input)
    (is designator True) (.get terminal-io)
    True designator))


(defn at-end [source eof-error-p eof-value]
  "Return EOF-VALUE, or signal the end of file."
  (when (is-not eof-error-p None)
    (when eof-error-p
      (error (EndOfFile :stream source.stream))))
  eof-value)


(defn read [[stream None] [eof-error-p True] [eof-value None] [recursive-p None] * [preserve-whitespace False]]
  #[[Read an object from STREAM and return it.

  Arguments:
    stream -- a stream, None (standard input) or True (the terminal).
    eof-error-p -- true: the end of the stream signals EndOfFile. nil or False: EOF-VALUE is returned.
    recursive-p -- true: called by a macro function for a part of the object being read.
    preserve-whitespace -- true: leave the white space that ends a token unread.
  Signals: a subclass of ReaderError; IncompleteForm (an EndOfFile) when the text ends inside the
    object, whatever EOF-ERROR-P says.
  Blocks: until the object is complete.
  Source: CLHS read.]]
  (setv stream (input-stream stream)
        source (source-of stream))
  (when (and (is-not recursive-p None) recursive-p (in source (active-sources)))
    (setv value (.object source))
    (when (is value EOF)
      (return (if eof-error-p (incomplete source "form" None) eof-value)))
    (return value))
  (setv value (outermost source preserve-whitespace))
  (if (is value EOF)
      (at-end source eof-error-p eof-value)
      value))


(defn outermost [source preserve-whitespace]
  "Return the next object of SOURCE, or EOF, with labels and levels of its own."
  (setv active (active-sources)
        saved #(source.labels source.level source.depth))
  (setv source.labels {}
        source.level 0
        source.depth 0)
  (.append active source)
  (try
    (setv value (.object source))
    (when (and source.ended (not preserve-whitespace) (is-not value EOF))
      (setv c (.next source))
      (when (and (is-not c None)
                 (!= (.get (. (.get readtable) syntax) c CONSTITUENT) WHITESPACE))
        (.back source c)))
    (return (if (and (is-not value EOF) (is-not (.get read-suppress) None)) None value))
    (except [RecursionError] None)
    (finally
      (.pop active)
      (setv [source.labels source.level source.depth] saved)))
  (fail source StackExhausted))


(defn read-form [source [eof-value EOF]]
  "Return the next object of a TextSource, EOF-VALUE at its end: what a loader calls."
  (setv value (outermost source.source False))
  (if (is value EOF) eof-value value))


(defn read-from-string [text [start 0] [end None] [eof-error-p True] [eof-value None] [preserve-whitespace False]]
  #[[Read an object from the characters of TEXT from START to END.

  Returns: #(object position): the position behind what was read, from the start of TEXT.
  Signals: as `read`.]]
  (setv whole (text-of text)
        size (len whole)
        start (if (is start None) 0 start)
        end (if (is end None) size end))
  (when (not (and (is (type start) int) (<= 0 start size)))
    (type-error start f"(INTEGER 0 {size})"))
  (when (not (and (is (type end) int) (<= start end size)))
    (type-error end f"(INTEGER {start} {size})"))
  (setv source (TextSource (if (= end size) whole (cut whole end)) :start start)
        value (outermost source.source preserve-whitespace))
  #((if (is value EOF) (at-end source.source eof-error-p eof-value) value)
    source.place))


(defn read-delimited-list [character [stream None] [recursive-p None]]
  #[[Read objects up to CHARACTER, which has to be a macro character, and return the list of them.

  Source: CLHS read-delimited-list.]]
  (setv stream (input-stream stream)
        source (source-of stream))
  (if (in source (active-sources))
      (_delimited source (str.__str__ character))
      (do
        (.append (active-sources) source)
        (try
          (_delimited source (str.__str__ character))
          (finally
            (.pop (active-sources)))))))


(defn _delimited [source close]
  (setv found []
        where (.where source :back 1))
  (while True
    (setv c (.next-in source "list" where)
          table (.get readtable)
          kind (.get table.syntax c CONSTITUENT))
    (cond
      (= c close)
        (break)
      (= kind WHITESPACE)
        (continue)
      ;; A macro that is not taken in by the engine may return nothing, right before the end.
      (and (in c table.macros) (not-in c #("(" "'")))
        (.extend found (.call-macro source c))
      True
        (do
          (.back source c)
          (.append found (.following source close where)))))
  (setv source.ended False)
  (lisp-list found))


;;; For the listener

(defn form-is-complete [text [start 0]]
  #[[Return whether TEXT, behind START, is ready to be read.

  Returns: False while the last form in it is not finished, and when there is none; else True.
  Signals nothing, interns nothing and evaluates nothing. Malformed text raises its ReaderError
    directly, past handlers and debugger.]]
  (setv state (current-state)
        handlers state.handlers
        source (TextSource text :start start)
        suppress (.bind read-suppress True)
        silent (.bind debugger None)
        count 0)
  (setv state.handlers None)
  (try
    (while (is-not (outermost source.source False) EOF)
      (+= count 1))
    (> count 0)
    (except [IncompleteForm]
      False)
    (finally
      (setv state.handlers handlers)
      (.unbind debugger silent)
      (.unbind read-suppress suppress))))
