#[DOC[Control strings of `format`: parsed once, compiled, and remembered.

A control string becomes a list of *parts*: plain str, and `Directive`s, some of which hold
the parts of their clauses. What a directive does is in `directives.hy`, one function a
directive, and of two kinds:

- a **converter** turns one argument into text and looks at nothing else (~a, ~d, ~c);
- an **action** works on a `Cursor`: the stream and the place in the arguments (~&, ~{, ~^).

A control of text and converters only, which most are, compiles to a generated Python function
from arguments to text: one f-string. Any other compiles to a sequence of closures of a cursor.
A closure answers None, or a mark (`UP`, `UP-ALL`) when ~^ ends what is around it.

Source: CLHS 22.3.]DOC]

(import
  re
  acllib.characters [Character]
  acllib.kernel.signalling [error Error WrongType type-error]
  acllib.lisp.arrays [stringp]
  acllib.lisp.classes [defined-class]
  acllib.lisp.variables) ; makes the packages


(defclass FormatError [Error]
  #[[A control string is malformed, or its arguments do not fit it.

  complaint -- str, what is wrong; control -- the control string
  offset    -- int, index of the character the caret stands under]]
  (setv complaint ""
        control ""
        offset 0)

  (defn report [self]
    (setv start (+ (.rfind self.control "\n" 0 self.offset) 1)
          end (.find self.control "\n" self.offset)
          line (cut self.control start (if (< end 0) None end))
          caret (+ (* " " (- self.offset start)) "^"))
    f"Error in format: {self.complaint}.\n  {line}\n  {caret}"))


(defined-class "FORMAT-ERROR" FormatError "EXCL")


(defclass FormatArgumentError [FormatError WrongType]
  "An argument is not of the type that a directive needs.")


(defined-class "FORMAT-ARGUMENT-ERROR" FormatArgumentError "EXCL")


(defn complain-type [directive datum expected-type]
  "Signal that the argument DATUM is not of EXPECTED-TYPE, a str; the report points at the directive. Returns: never."
  (setv article (if (in (get expected-type 0) "AEIOU") "an" "a"))
  (error (FormatArgumentError :complaint f"the argument must be {article} {(.lower expected-type)}"
                              :control directive.control :offset directive.offset
                              :datum datum :expected-type expected-type)))


(defn complain [directive complaint]
  "Signal that DIRECTIVE can't be done; the report points at it. Returns: never."
  (error (FormatError :complaint complaint :control directive.control :offset directive.offset)))


;;; Directives and the table of what they do

(defclass Directive []
  #[[One directive of a control string.

  character  -- str of length one, lower case
  colon, at  -- whether the modifiers stand there
  parameters -- tuple of int, str of length one, None (omitted), V or REMAINING
  control    -- the control string; offset -- where in it the directive's character is
  name       -- str: the function's name of ~/name/
  clauses    -- list of lists of parts, for what has a closing directive
  separators -- list of the ~; between them; closer -- the closing directive
  body       -- str, the text between opening and closing directive
  runners    -- list of functions of a cursor, one a clause]]
  (setv __slots__ #("character" "colon" "at" "parameters" "control" "offset" "end" "name" "clauses"
                    "separators" "closer" "body" "runners"))

  (defn __init__ [self control offset character parameters colon at]
    (setv self.control control
          self.offset offset
          self.character character
          self.parameters parameters
          self.colon colon
          self.at at
          self.end (+ offset 1)
          self.name None
          self.clauses []
          self.separators []
          self.closer None
          self.body ""
          self.runners [])))


(defclass Parameter []
  "What stands for a parameter that is known at run time only."
  (setv __slots__ #("name"))
  (defn __init__ [self name]
    (setv self.name name)))

(setv V (Parameter "V")
      REMAINING (Parameter "#"))

;; What a closure answers when ~^ ends the clause, and when ~:^ ends the iteration around it.
(setv UP "up"
      UP-ALL "up-all")

;; Kinds of parameters.
(setv INTEGER "an integer"
      CHARACTER "a character"
      ANY "an integer or a character")


(defclass Rule []
  #[[What a directive's character means.

  convert    -- function of #(object colon at parameter ...) that returns text, or None
  act        -- function of #(cursor directive parameter ...), or None
  parameters -- list of #(kind default)
  plain      -- str: Python source for the bare directive, with @ for the argument, or None; it
    calls the attribute `plain` of CONVERT, a function of the argument, as plain_CHARACTER
  closer     -- the character of the closing directive, or None]]
  (setv __slots__ #("convert" "act" "parameters" "plain" "closer"))

  (defn __init__ [self convert act parameters plain closer]
    (setv self.convert convert
          self.act act
          self.parameters parameters
          self.plain plain
          self.closer closer)))


(setv rules {})


(defn converter [character [parameters #()] [plain None]]
  "Return a decorator: the function makes the text of one argument for the directive CHARACTER."
  (fn [function]
    (setv (get rules character) (Rule function None (list parameters) plain None))
    function))


(defn action [character [parameters #()] [closer None]]
  "Return a decorator: the function does the directive CHARACTER with a cursor."
  (fn [function]
    (setv (get rules character) (Rule None function (list parameters) None closer))
    function))


;;; The parser

(setv _one r"(?:[+-]?\d++|'.|[vV#])?+"
      _directive (re.compile f"~((?:{_one},)*+{_one})([:@]*+)([^'])" re.DOTALL)
      _parameter (re.compile r"(?:([+-]?\d+)|'(.)|([vV])|(\#)|)(?:,|$)" re.DOTALL))


(defn tokenize [control]
  "Return the list of str and Directives that CONTROL, a str, consists of. Signals: FormatError."
  (setv found []
        position 0)
  (while True
    (setv tilde (.find control "~" position))
    (when (< tilde 0)
      (break))
    (when (> tilde position)
      (.append found (cut control position tilde)))
    (setv directive (_read-directive control tilde)
          position directive.end)
    (if (= directive.character "\n")
        (do
          (when directive.at
            (.append found "\n"))
          (when (not directive.colon)
            (setv position (_skip-blanks control position))))
        (.append found directive)))
  (when (< position (len control))
    (.append found (cut control position None)))
  found)


(defn _skip-blanks [control position]
  (while (and (< position (len control)) (in (get control position) " \t\n\r\f\v"))
    (+= position 1))
  position)


(defn _read-directive [control tilde]
  (setv found (.match _directive control tilde))
  (when (is found None)
    (error (FormatError :complaint "the control string ends in the middle of a directive, or has a malformed parameter"
                        :control control :offset tilde)))
  (setv [parameters modifiers character] (.groups found)
        offset (.start found 3)
        directive (Directive control offset (.lower character) (_read-parameters parameters)
                             (in ":" modifiers) (in "@" modifiers)))
  (when (!= (len modifiers) (len (set modifiers)))
    (complain directive "a modifier is given twice"))
  (when (= character "/")
    (setv slash (.find control "/" (+ offset 1)))
    (when (< slash 0)
      (complain directive "there is no second slash"))
    (setv directive.name (cut control (+ offset 1) slash)
          directive.end (+ slash 1)))
  directive)


(defn _read-parameters [text]
  (when (not text)
    (return #()))
  (setv found []
        position 0)
  (while True
    (setv one (.match _parameter text position)
          [number character v hash] (.groups one))
    (.append found (cond
                     (is-not number None) (int number)
                     (is-not character None) character
                     (is-not v None) V
                     (is-not hash None) REMAINING
                     True None))
    (setv position (.end one))
    (when (or (>= position (len text)) (!= (get text (- position 1)) ","))
      (return (tuple found)))
    ;; a comma at the very end omits one more parameter, which changes nothing
    ))


(defn parse [control]
  "Return the parts of CONTROL, a str; clauses are in their directives. Signals: FormatError."
  (setv tokens (tokenize control)
        [parts rest _] (_parse-clause tokens 0 None #()))
  (when (in "<" control)
    (_check-justification parts))
  parts)


(defn _check-justification [parts]
  "Signal FormatError where ~<...~> has layout directives in it, or its ~:; form has them beside it."
  (setv directives (list (_directives-in parts)))
  (for [d directives]
    (when (and (= d.character "<") (not d.closer.colon))
      (setv near (if (and d.separators (. (get d.separators 0) colon)) [parts] d.clauses))
      (for [clause near  other (_directives-in clause)]
        (when (_layout? other)
          (complain other "~w ~_ ~i ~:t and ~<...~:> do not go with ~<...~>"))))))


(defn _directives-in [parts]
  "Yield the directives among PARTS, and those in their clauses."
  (for [part parts]
    (when (is (type part) Directive)
      (yield part)
      (for [clause part.clauses  inner (_directives-in clause)]
        (yield inner)))))


(defn _layout? [directive]
  (setv character directive.character)
  (or (in character "w_i")
      (and (= character "t") directive.colon)
      (and (= character "<") directive.closer.colon)))


(defn _parse-clause [tokens index opener ends]
  "Return the parts up to a directive whose character is in ENDS, the index behind it, and it."
  (setv parts [])
  (while (< index (len tokens))
    (setv token (get tokens index))
    (+= index 1)
    (when (is (type token) str)
      (.append parts token)
      (continue))
    (when (in token.character ends)
      (return #(parts index token)))
    (setv rule (.get rules token.character))
    (cond
      (is rule None)
        (complain token (if (in token.character ")]}>;")
                            f"~{token.character} has nothing that it closes or separates"
                            f"there is no directive ~{token.character}"))
      (is-not rule.closer None)
        (setv index (_parse-block tokens index token rule.closer)))
    (_check-parameters token rule)
    (.append parts token))
  (when (is-not opener None)
    (complain opener f"~{opener.character} has no closing ~{(get ends 0)}"))
  #(parts index None))


(defn _parse-block [tokens index directive closer]
  "Parse the clauses of DIRECTIVE; return the index behind its closing directive."
  (setv ends (if (in closer "]>") (+ closer ";") closer)
        start directive.end)
  (while True
    (setv [parts index end] (_parse-clause tokens index directive ends))
    (.append directive.clauses parts)
    (when (= end.character closer)
      (setv directive.closer end
            directive.body (cut directive.control start (.rfind directive.control "~" start end.offset)))
      (return index))
    (.append directive.separators end)))


(defn _check-parameters [directive rule]
  "Signal FormatError where a parameter written in the control string is of the wrong kind."
  (when (and (> (len directive.parameters) (len rule.parameters)) (!= directive.character "/"))
    (complain directive f"~{directive.character} takes at most {(len rule.parameters)} parameters"))
  (for [[value [kind _]] (zip directive.parameters rule.parameters)]
    (when (or (and (= kind INTEGER) (is (type value) str))
              (and (= kind CHARACTER) (is (type value) int)))
      (complain directive f"a parameter of ~{directive.character} must be {kind}"))))


;;; Running

(defclass Cursor []
  #[[Where a control has got to.

  stream    -- where the text goes; write -- its write-string
  arguments -- tuple or list; index -- the place of the next one
  more      -- whether ~:{ has more sublists after the one it works on]]
  (setv __slots__ #("stream" "write" "arguments" "index" "more"))

  (defn __init__ [self stream arguments [more False]]
    (setv self.stream stream
          self.write stream.write-string
          self.arguments arguments
          self.index 0
          self.more more))

  (defn next [self directive]
    "Return the next argument."
    (setv i self.index)
    (when (>= i (len self.arguments))
      (complain directive "there are no more arguments"))
    (setv self.index (+ i 1))
    (get self.arguments i))

  (defn remaining [self]
    "Return how many arguments are left."
    (- (len self.arguments) self.index))

  (defn move [self index directive]
    "Make INDEX the place of the next argument."
    (when (not (<= 0 index (len self.arguments)))
      (complain directive f"there is no argument {index}; there are {(len self.arguments)}"))
    (setv self.index index))

  (defn redirected [self stream]
    "Return a cursor at the same place that writes to STREAM."
    (setv other (Cursor stream self.arguments self.more)
          other.index self.index)
    other))


(defn parameter-values [directive rule cursor]
  "Return the list of parameters of DIRECTIVE, defaults filled in; takes the arguments of V."
  (setv given directive.parameters
        found [])
  (for [[i [kind default]] (enumerate rule.parameters)]
    (setv value (if (< i (len given)) (get given i) None))
    (when (is (type value) Parameter)
      (setv value (if (is value V) (_argument-parameter (.next cursor directive) kind directive)
                      (.remaining cursor))))
    (.append found (if (is value None) default value)))
  found)


(defn _argument-parameter [value kind directive]
  "Return VALUE, an argument that V took, as a parameter of that kind."
  (cond
    (is value None) None
    (and (is (type value) int) (!= kind CHARACTER)) value
    (and (is (type value) Character) (!= kind INTEGER)) (str.__str__ value)
    True (complain directive f"the argument for V must be {kind}, or nil")))


(defn constant-parameters [directive rule]
  "Return the list of parameters when all are known before the run, else None."
  (when (any (gfor p directive.parameters (is (type p) Parameter)))
    (return None))
  (parameter-values directive rule None))


;;; Compiling

(defn compile-parts [parts]
  "Return a function of a cursor that does PARTS; it returns None or a mark."
  (setv steps (lfor part parts (_step part)))
  (cond
    (not steps) (fn [cursor] None)
    (= (len steps) 1) (get steps 0)
    True (fn [cursor]
           (for [step steps]
             (setv mark (step cursor))
             (when (is-not mark None)
               (return mark)))
           None)))


(defn _step [part]
  (when (is (type part) str)
    (return (fn [cursor] (cursor.write part) None)))
  (setv rule (get rules part.character)
        known (constant-parameters part rule)
        part.runners (lfor clause part.clauses (compile-parts clause)))
  (cond
    (is-not rule.convert None) (_converter-step part rule known)
    (= part.character "/") (fn [cursor] (rule.act cursor part))
    (is known None) (fn [cursor] (rule.act cursor part #* (parameter-values part rule cursor)))
    True (fn [cursor] (rule.act cursor part #* known))))


(defn bare [directive rule]
  "Return whether DIRECTIVE has neither parameters nor modifiers, and a converter for that case."
  (and (is-not rule.plain None) (not directive.parameters) (not directive.colon) (not directive.at)))


(defn _converter-step [directive rule known]
  (setv convert rule.convert
        colon directive.colon
        at directive.at)
  (when (bare directive rule)
    (setv plain convert.plain)
    (return (fn [cursor] (cursor.write (plain (.next cursor directive))) None)))
  (if (is known None)
      (fn [cursor]
        (setv values (parameter-values directive rule cursor))
        (cursor.write (convert (.next cursor directive) colon at #* values))
        None)
      (fn [cursor]
        (cursor.write (convert (.next cursor directive) colon at #* known))
        None)))


(defn _straight [parts]
  "Return whether PARTS are text and converters with known parameters."
  (all (gfor part parts
             (or (is (type part) str)
                 (and (is-not (. (get rules part.character) convert) None)
                      (not (any (gfor p part.parameters (is (type p) Parameter)))))))))


(defn _literal [text]
  "Return TEXT as it is written in the source of an f-string."
  (setv escaped (.replace (.replace text "\\" "\\\\") "\"" "\\\""))
  (.join "" (gfor c escaped
                  (cond
                    (= c "{") "{{"
                    (= c "}") "}}"
                    (<= " " c "~") c
                    True f"\\U{(ord c) :08x}"))))


(defn _text-function [parts]
  "Return the function from a sequence of arguments to text that PARTS, which are straight, stand for."
  (setv names {}
        pieces []
        wanted [])
  (for [part parts]
    (if (is (type part) str)
        (.append pieces (_literal part))
        (do
          (setv n (len wanted))
          (.append wanted part)
          (.append pieces (+ "{" (_expression part n names) "}")))))
  (when (not wanted)
    (setv constant (.join "" parts))
    (return (fn [arguments] constant)))
  (setv (get names "fit") (_fitter wanted)
        targets (+ (.join ", " (gfor n (range (len wanted)) f"a{n}")) ",")
        source (.join "\n" ["def text(arguments):"
                            "    try:"
                            f"        {targets} = arguments"
                            "    except ValueError:"
                            f"        {targets} = fit(arguments)"
                            f"    return f\"{(.join "" pieces)}\""]))
  (exec source names)
  (get names "text"))


(defn _expression [directive n names]
  "Return the Python expression for the text of argument N; puts what it calls into NAMES."
  (setv rule (get rules directive.character)
        convert rule.convert
        colon directive.colon
        at directive.at
        known (constant-parameters directive rule)
        argument f"a{n}")
  (when (bare directive rule)
    (setv (get names f"plain_{directive.character}") convert.plain)
    (return (.replace rule.plain "@" argument)))
  (setv (get names f"c{n}") (fn [object] (convert object colon at #* known)))
  f"c{n}({argument})")


(defn _fitter [wanted]
  "Return the function that cuts superfluous arguments off, or complains of missing ones."
  (fn [arguments]
    (when (< (len arguments) (len wanted))
      (complain (get wanted (len arguments)) "there are no more arguments"))
    (cut arguments (len wanted))))


(defn _compile [control]
  (setv parts (_join-text (_fold (parse control))))
  (if (_straight parts)
      (do
        (setv text (_text-function parts))
        (setv run (fn [stream arguments]
                    (stream.write-string (text arguments))))
        (setv run.text text))
      (do
        (setv steps (compile-parts parts))
        (setv run (fn [stream arguments]
                    (steps (Cursor stream arguments))
                    None))
        (setv run.text None)))
  (setv run.parts parts
        run.control control)
  run)


;; Directives that stand for text known in advance, and that text.
(setv _texts {"%" "\n"  "~" "~"  "|" "\f"})


(defn _fold [parts]
  "Return PARTS with the directives that stand for known text replaced by it."
  (setv found [])
  (for [part parts]
    (when (is-not (type part) str)
      (setv part.clauses (lfor clause part.clauses (_join-text (_fold clause)))
            count (if part.parameters (get part.parameters 0) 1))
      (when (and (in part.character _texts) (isinstance count #(int (type None))))
        (setv part (* (get _texts part.character) (if (is count None) 1 count)))))
    (.append found part))
  found)


(defn _join-text [parts]
  (setv found [])
  (for [part parts]
    (if (and found (is (type part) str) (is (type (get found -1)) str))
        (+= (get found -1) part)
        (.append found part)))
  found)


;;; The cache

(setv compiled-controls {}
      _LIMIT 5000)


(defn compile-control [control]
  #[[Return the function of a stream and a sequence of arguments that CONTROL, a str, stands for.

  Its attribute `text` is a function from arguments to text where the control needs no stream,
  else None. The same control string is compiled once. Signals: FormatError.]]
  (setv run (.get compiled-controls control))
  (when (is run None)
    (setv control (str control)
          run (_compile control))
    (when (> (len compiled-controls) _LIMIT)
      (.clear compiled-controls))
    (setv (get compiled-controls control) run))
  run)


(defn control-function [control directive]
  "Return a function of stream and arguments for CONTROL, an argument: a string or a function."
  (cond
    (stringp control) (compile-control control)
    (callable control) (fn [stream arguments] (control stream #* arguments))
    (is directive None) (type-error control "STRING")
    True (complain directive "the argument must be a control string or a function")))
