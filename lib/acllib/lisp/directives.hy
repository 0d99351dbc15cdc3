#[DOC[The directives of `format`, one function each.

A converter gets its argument, the modifiers colon and at, and its parameters, and returns
text. An action gets the cursor, the directive, and the parameters. How control strings are
parsed and run is `controls.hy`'s. Sections of CLHS 22.3 stand in the headings.]DOC]

(import
  math
  re
  acllib.characters [Character characters character-name]
  acllib.kernel.constants [NO-BINDING]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error type-error ProgramError]
  acllib.lisp.conses [Cons items lisp-list]
  acllib.lisp.decimals [fixed exponential general dollars]
  acllib.lisp.definitions [macro]
  acllib.lisp.controls [converter action complain complain-type control-function compile-parts
                      parse Cursor V REMAINING UP UP-ALL INTEGER CHARACTER ANY]
  acllib.lisp.image [symbol-function fboundp]
  acllib.lisp.layout [LayoutStream blanks-to-tab]
  acllib.lisp.numerals [cardinal ordinal roman in-radix grouped]
  acllib.lisp.printer [princ-to-string prin1-to-string write-to-string]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.streams [StringOutputStream]
  acllib.lisp.symbols [find-package MISSING]
  acllib.lisp.variables [print-base print-radix print-level print-length print-pretty
                         print-right-margin])


(defn bound [pairs function #* arguments]
  "Return what FUNCTION returns while each variable of PAIRS has the value beside it."
  (setv tokens (lfor [variable value] pairs #(variable (.bind variable value))))
  (try
    (return (function #* arguments))
    (finally
      (for [[variable token] (reversed tokens)]
        (.unbind variable token)))))


;;; 22.3.1 Basic output

(defn [(converter "c" :plain "plain_c(@)")]
  character-directive [object colon at]
  "~c writes a character: bare, ~:c by its name if it doesn't print, ~@c as the reader takes it."
  (when (is-not (type object) Character)
    (type-error object "CHARACTER"))
  (cond
    colon (spelled-character object)
    at (prin1-to-string object)
    True (str.__str__ object)))


(defn _plain-character [object]
  (if (is (type object) Character) (str.__str__ object) (type-error object "CHARACTER")))


(defn spelled-character [character]
  "Return CHARACTER if it prints, else its name."
  (setv text (str.__str__ character))
  (if (and (.isprintable text) (!= text " ")) text (character-name character)))


(defn _repeat [text]
  (fn [cursor directive count]
    (when (> count 0)
      (cursor.write (* text count)))
    None))


(for [[_character _text] [#("%" "\n") #("|" "\f") #("~" "~")]]
  ((action _character [#(INTEGER 1)]) (_repeat _text)))


(defn [(action "&" [#(INTEGER 1)])] fresh-line-directive [cursor directive count]
  "~n& makes sure of the start of a line, and writes n - 1 newlines."
  (when (> count 0)
    (.fresh-line cursor.stream)
    (when (> count 1)
      (cursor.write (* "\n" (- count 1)))))
  None)


;;; 22.3.2 Radix control

(setv _integer-parameters [#(INTEGER 0) #(CHARACTER " ") #(CHARACTER ",") #(INTEGER 3)])


(defn integer-text [object radix colon at width pad separator interval]
  "Return the text of an integer in RADIX; what is no integer is written as ~a does in that radix."
  (when (or (is-not (type object) int))
    (return (bound [#(print-base radix) #(print-radix None)] princ-to-string object)))
  (setv text (in-radix object radix))
  (when colon
    (setv text (grouped text (max interval 1) separator)))
  (when (and at (>= object 0))
    (setv text (+ "+" text)))
  (.rjust text width pad))


(defn _radix-directive [character radix plain]
  (setv directive (fn [object colon at width pad separator interval]
                    (integer-text object radix colon at width pad separator interval)))
  (setv directive.plain (fn [object]
                          (integer-text object radix False False 0 " " "," 3)))
  ((converter character _integer-parameters plain) directive))


(_radix-directive "d" 10 "(@ if type(@) is int else plain_d(@))")
(_radix-directive "x" 16 "plain_x(@)")
(_radix-directive "o" 8 "plain_o(@)")
(_radix-directive "b" 2 "plain_b(@)")


(defn [(converter "r" [#(INTEGER None) #* _integer-parameters])]
  radix-directive [object colon at radix width pad separator interval]
  "~nr writes in radix n; ~r in words, ~:r as an ordinal, ~@r and ~:@r in Roman numerals."
  (when (is-not radix None)
    (when (not (<= 2 radix 36))
      (error (ProgramError :format-control f"~{radix}r: a radix is an integer from 2 to 36.")))
    (return (integer-text object radix colon at width pad separator interval)))
  (when (is-not (type object) int)
    (type-error object "INTEGER"))
  (setv text (cond
               at (roman object colon)
               colon (ordinal object)
               True (cardinal object)))
  ;; Ours: numbers without words or Roman numerals are written in digits
  (if (is text None) (str object) text))


;;; 22.3.3 Floating point

(setv _float-tail [#(CHARACTER None) #(CHARACTER " ")])


(defn real-float [object]
  "Return a real number as finite float or int, or None where it can't be written with digits."
  (setv kind (type object))
  (when (is kind Ratio)
    (setv object (/ object.numerator object.denominator)
          kind float))
  (cond
    (is kind int) object
    (and (is kind float) (math.isfinite object)) object
    True None))


(defn other-text [object width]
  "Return what the float directives write for what is no real number."
  (.ljust (bound [#(print-base 10)] princ-to-string object) (or width 0)))


(defn [(converter "f" [#(INTEGER None) #(INTEGER None) #(INTEGER 0) #* _float-tail])]
  fixed-directive [object colon at width places scale overflow pad]
  "~w,d,k,overflowchar,padcharF writes a real number without exponent."
  (setv x (real-float object))
  (if (is x None)
      (other-text object width)
      (fixed x width places scale overflow pad at)))


(defn [(converter "e" [#(INTEGER None) #(INTEGER None) #(INTEGER None) #(INTEGER 1) #* _float-tail
                       #(CHARACTER "e")])]
  exponential-directive [object colon at width places exponent scale overflow pad marker]
  "~w,d,e,k,overflowchar,padchar,exponentcharE writes a real number with exponent."
  (setv x (real-float object))
  (if (is x None)
      (other-text object width)
      (exponential x width places exponent scale overflow pad marker at)))


(defn [(converter "g" [#(INTEGER None) #(INTEGER None) #(INTEGER None) #(INTEGER 1) #* _float-tail
                       #(CHARACTER "e")])]
  general-directive [object colon at width places exponent scale overflow pad marker]
  "~g writes a real number as ~f or ~e, by its size."
  (setv x (real-float object))
  (if (is x None)
      (other-text object width)
      (general x width places exponent scale overflow pad marker at)))


(defn [(converter "$" [#(INTEGER 2) #(INTEGER 1) #(INTEGER 0) #(CHARACTER " ")])]
  dollars-directive [object colon at places whole width pad]
  "~d,n,w,padchar$ writes an amount of money."
  (setv x (real-float object))
  (if (is x None)
      (.rjust (other-text object 0) width)
      (dollars x places whole width pad colon at)))


;;; 22.3.4 Printer operations

(setv _padding [#(INTEGER 0) #(INTEGER 1) #(INTEGER 0) #(CHARACTER " ")])


(defn padded [text left width increment minimum pad]
  "Return TEXT padded to WIDTH: MINIMUM characters at least, then INCREMENT at a time."
  (setv missing (- width (len text) minimum)
        count minimum)
  (when (> missing 0)
    (setv increment (max increment 1))
    (+= count (* increment (- (// (- missing) increment)))))
  (if left
      (+ (* pad count) text)
      (+ text (* pad count))))


(defn [(converter "a" _padding "(@ if type(@) is str else plain_a(@))")]
  aesthetic [object colon at width increment minimum pad]
  "~a writes without escapes; ~:a writes nil as ()."
  (padded (if (and colon (is object None)) "()" (princ-to-string object)) at width increment minimum pad))


(defn [(converter "s" _padding "plain_s(@)")]
  standard [object colon at width increment minimum pad]
  "~s writes with escapes; ~:s writes nil as ()."
  (padded (if (and colon (is object None)) "()" (prin1-to-string object)) at width increment minimum pad))


(setv _base-bound print-base.local.get
      _radix-bound print-radix.local.get)


(defn plain-aesthetic [object]
  "Return what ~a writes; integers quickly, while they are written in plain decimal."
  (setv kind (type object))
  (when (is kind str)
    (return object))
  (if (and (is kind int)
           (is (_base-bound) NO-BINDING) (is (_radix-bound) NO-BINDING)
           (= print-base.value 10) (is print-radix.value None)
           (is print-base.realms None) (is print-radix.realms None))
      (str object)
      (princ-to-string object)))


(setv character-directive.plain _plain-character
      aesthetic.plain plain-aesthetic
      standard.plain prin1-to-string)


(defn [(converter "w")] write-directive [object colon at]
  "~w writes as `write` does; ~:w prettily, ~@w without limits of length and level."
  (bound [#* (if colon [#(print-pretty True)] [])
          #* (if at [#(print-level None) #(print-length None)] [])]
         write-to-string object))


;;; 22.3.5 Pretty printer

(defn [(action "_")] newline-directive [cursor directive]
  "~_ ends a line where the layout wants it: linear, ~@_ miser, ~:_ fill, ~:@_ always."
  (when (isinstance cursor.stream LayoutStream)
    (.newline cursor.stream (cond
                              (and directive.colon directive.at) "mandatory"
                              directive.colon "fill"
                              directive.at "miser"
                              True "linear")))
  None)


(defn [(action "i" [#(INTEGER 0)])] indent-directive [cursor directive n]
  "~ni sets the indentation of the logical block, ~n:i from where the line stands."
  (when (isinstance cursor.stream LayoutStream)
    (.indent cursor.stream n directive.colon))
  None)


(defn logical-block [cursor directive]
  "~<prefix~;body~;suffix~:> writes the elements of a list, or with ~@< the arguments left."
  (setv clauses directive.clauses
        runners directive.runners
        n (len clauses))
  (when (> n 3)
    (complain directive "a logical block has at most a prefix, a body and a suffix"))
  (setv prefix (cond (> n 1) (_only-text (get clauses 0) directive) directive.colon "(" True "")
        suffix (cond (> n 2) (_only-text (get clauses 2) directive) directive.colon ")" True "")
        body (if directive.closer.at
                 (compile-parts (fill-style (if (> n 1) (get clauses 1) (get clauses 0))))
                 (get runners (if (> n 1) 1 0)))
        per-line (and directive.separators (. (get directive.separators 0) at)))
  (if directive.at
      (setv arguments (list (cut cursor.arguments cursor.index None))
            cursor.index (len cursor.arguments))
      (do
        (setv argument (.next cursor directive))
        (when (not (or (is argument None) (is (type argument) Cons)))
          (cursor.write (write-to-string argument))
          (return None))
        (setv arguments (items argument))))
  (setv outer cursor.stream
        layout (if (isinstance outer LayoutStream) outer (LayoutStream outer)))
  (.start layout prefix per-line)
  (body (Cursor layout arguments))
  (.end layout suffix)
  (when (is-not layout outer)
    (cursor.write (.rendered layout)))
  None)


(defn _only-text [parts directive]
  (when (any (gfor p parts (is-not (type p) str)))
    (complain directive "the prefix and the suffix of a logical block are plain text"))
  (.join "" parts))


(defn fill-style [parts]
  "Return PARTS with a fill-style newline behind each group of blanks."
  (setv found []
        [newline] (parse "~:_"))
  (for [part parts]
    (if (is (type part) str)
        (for [piece (re.split "( +)" part)]
          (when piece
            (.append found piece)
            (when (= (get piece 0) " ")
              (.append found newline))))
        (.append found part)))
  found)


(defn [(action "/" [])] call-directive [cursor directive]
  "~/name/ calls the function NAME with the stream, an argument, colon, at and the parameters."
  (setv [package _ name] (.rpartition (.upper directive.name) ":")
        home (find-package (or (.rstrip package ":") "COMMON-LISP-USER")))
  (when (is home None)
    (complain directive f"there is no package {package}"))
  (setv [symbol _] (.find home name))
  (when (or (is symbol MISSING) (not (fboundp symbol)))
    (complain directive f"there is no function {(.upper directive.name)}"))
  (setv parameters (lfor p directive.parameters (_call-parameter p cursor directive)))
  ((symbol-function symbol) cursor.stream (.next cursor directive)
                            (or directive.colon None) (or directive.at None) #* parameters)
  None)


(defn _call-parameter [parameter cursor directive]
  (cond
    (is parameter V) (.next cursor directive)
    (is parameter REMAINING) (.remaining cursor)
    (is (type parameter) str) (get characters parameter)
    True parameter))


;;; 22.3.6 Layout control

(defn [(action "t" [#(INTEGER None) #(INTEGER None)])] tabulate [cursor directive column increment]
  #[[~column,incrementT moves to a column, ~n,m@T with n columns and on to a multiple of m.

  With a colon, columns are those of the section of the logical block; elsewhere it does nothing.]]
  (setv column (if (is column None) 1 column)
        increment (if (is increment None) 1 increment)
        stream cursor.stream)
  (cond
    (isinstance stream LayoutStream)
      (.tab stream column increment directive.at directive.colon)
    directive.colon
      None
    (and (is stream.column None) (not directive.at))
      (cursor.write "  ")
    True
      (cursor.write (* " " (blanks-to-tab column increment directive.at (or stream.column 0)))))
  None)


(defn [(action "<" [#(INTEGER 0) #(INTEGER 1) #(INTEGER 0) #(CHARACTER " ")] :closer ">")]
  justify [cursor directive width increment minimum pad]
  "~mincol,colinc,minpad,padchar< segment ~; segment ~> spreads segments over a field."
  (when directive.closer.colon
    (return (logical-block cursor directive)))
  (setv segments []
        overflow None
        margin None
        mark None)
  (for [[i runner] (enumerate directive.runners)]
    (setv stream (StringOutputStream)
          inner (.redirected cursor stream)
          mark (runner inner)
          cursor.index inner.index)
    (when (is-not mark None)
      (break))
    (setv text (.getvalue stream))
    (if (and (= i 0) directive.separators (. (get directive.separators 0) colon))
        (setv overflow text
              margin (. (get directive.separators 0) parameters))
        (.append segments text)))
  (when segments
    (setv text (spread segments directive.colon directive.at width increment minimum pad))
    (when (and (is-not overflow None) (_too-long text cursor margin))
      (cursor.write overflow))
    (cursor.write text))
  ;; ~^ in a segment ends this directive only
  None)


(defn _too-long [text cursor margin]
  "Return whether TEXT passes the end of the line; MARGIN holds the parameters of ~n,m:;."
  (setv spare (if (and margin (isinstance (get margin 0) int)) (get margin 0) 0)
        width (if (and (> (len margin) 1) (isinstance (get margin 1) int))
                  (get margin 1)
                  (or (.peek print-right-margin) 80)))
  (> (+ (or cursor.stream.column 0) (len text) spare) width))


(defn spread [segments before after width increment minimum pad]
  "Return the str SEGMENTS with padding between them, BEFORE the first and AFTER the last one."
  (when (and (= (len segments) 1) (not after))
    (setv before True))
  (setv gaps (+ (len segments) -1 (if before 1 0) (if after 1 0))
        needed (+ (sum (map len segments)) (* gaps minimum))
        total (if (> needed width)
                  (+ width (* (max increment 1) (- (// (- width needed) (max increment 1)))))
                  width)
        padding (+ (- total needed) (* gaps minimum))
        pieces [])
  (defn gap []
    (nonlocal padding gaps)
    (setv size (if (> gaps 0) (// padding gaps) padding))
    (-= padding size)
    (-= gaps 1)
    (.append pieces (* pad size)))
  (when before (gap))
  (for [[i segment] (enumerate segments)]
    (when (> i 0) (gap))
    (.append pieces segment))
  (when after (gap))
  (.join "" pieces))


;;; 22.3.7 Control flow

(defn [(action "*" [#(INTEGER None)])] go-to [cursor directive n]
  "~n* skips arguments, ~n:* goes back, ~n@* goes to the nth."
  (cond
    directive.at (.move cursor (or n 0) directive)
    directive.colon (.move cursor (- cursor.index (if (is n None) 1 n)) directive)
    True (.move cursor (+ cursor.index (if (is n None) 1 n)) directive))
  None)


(defn [(action "[" [#(INTEGER None)] :closer "]")] conditional [cursor directive n]
  "~[ does the clause an integer chooses, ~:[ one of two, ~@[ one if the argument is true."
  (setv runners directive.runners)
  (cond
    directive.colon
      (do
        (when (!= (len runners) 2)
          (complain directive "~:[ has exactly two clauses"))
        ((get runners (if (is (.next cursor directive) None) 0 1)) cursor))
    directive.at
      (do
        (when (!= (len runners) 1)
          (complain directive "~@[ has exactly one clause"))
        (when (is-not (.next cursor directive) None)
          (-= cursor.index 1)
          ((get runners 0) cursor)))
    True
      (do
        (setv choice (if (is n None) (.next cursor directive) n))
        (when (is-not (type choice) int)
          (complain directive "the argument that chooses a clause must be an integer"))
        (cond
          (<= 0 choice (- (len runners) 1)) ((get runners choice) cursor)
          (and directive.separators (. (get directive.separators -1) colon)) ((get runners -1) cursor)
          True None))))


(defn [(action "{" [#(INTEGER None)] :closer "}")] iterate [cursor directive limit]
  "~{ repeats its body over a list, ~:{ over a list of lists, ~@{ over the arguments left, ~:@{ over them as lists."
  (setv body (get directive.runners 0))
  (when (= directive.body "")
    (setv function (control-function (.next cursor directive) directive)
          parts (getattr function "parts" None)
          body (if (is parts None)
                   (fn [inner]
                     (setv rest (function inner.stream (cut inner.arguments inner.index None))
                           inner.index (- (len inner.arguments)
                                          (if (is (type rest) Cons) (len (items rest)) 0)))
                     None)
                   (compile-parts parts))))
  (setv once directive.closer.colon)
  (if directive.at
      (if directive.colon
          (do
            (setv lists (cut cursor.arguments cursor.index None))
            (setv done (_over-lists body cursor lists limit once directive)
                  cursor.index (+ cursor.index done)))
          (_over-arguments body cursor limit once))
      (do
        (setv arguments (_elements (.next cursor directive) directive))
        (if directive.colon
            (_over-lists body cursor arguments limit once directive)
            (_over-arguments body (Cursor cursor.stream arguments) limit once))))
  None)


(defn _elements [object directive]
  (if (or (is object None) (is (type object) Cons))
      (items object)
      (complain-type directive object "LIST")))


(defn _over-arguments [body cursor limit once]
  (setv n 0)
  (while (and (or (< cursor.index (len cursor.arguments)) once)
              (or (is limit None) (< n limit)))
    (when pending
      (run-pending))
    (setv once False)
    (+= n 1)
    (when (is-not (body cursor) None)
      (break))))


(defn _over-lists [body cursor lists limit once directive]
  "Do BODY with each of LISTS as arguments; return how many were used."
  (setv n 0)
  (while (and (or (< n (len lists)) (and once (= n 0)))
              (or (is limit None) (< n limit)))
    (when pending
      (run-pending))
    (setv arguments (if (< n (len lists)) (_elements (get lists n) directive) [])
          mark (body (Cursor cursor.stream arguments (< (+ n 1) (len lists)))))
    (+= n 1)
    (when (is mark UP-ALL)
      (break)))
  (min n (len lists)))


(defn [(action "?")] recursive [cursor directive]
  "~? does a control string with a list of arguments; ~@? with the arguments left."
  (setv function (control-function (.next cursor directive) directive))
  (if (not directive.at)
      (function cursor.stream (_elements (.next cursor directive) directive))
      (do
        (setv parts (getattr function "parts" None))
        (if (is parts None)
            (do
              (setv rest (function cursor.stream (cut cursor.arguments cursor.index None))
                    cursor.index (- (len cursor.arguments)
                                    (if (is (type rest) Cons) (len (items rest)) 0))))
            ((compile-parts parts) cursor))))
  None)


;;; 22.3.8 Miscellaneous

(defn [(action "(" [] :closer ")")] case-conversion [cursor directive]
  "~( writes its body in lower case, ~:( capitalized, ~@( with one capital, ~:@( in upper case."
  (setv stream (StringOutputStream)
        stream.start-column (or cursor.stream.column 0)
        inner (.redirected cursor stream)
        convert (cond
                  (and directive.colon directive.at) upper-case
                  directive.colon capitalized
                  directive.at capitalized-once
                  True lower-case))
  (try
    (setv mark ((get directive.runners 0) inner))
    (finally
      (setv cursor.index inner.index)))
  (cursor.write (convert (.getvalue stream)))
  mark)


(defn _character-wise [convert]
  "Return a function that converts text, one character to one, as char-upcase does."
  (fn [text]
    (setv whole (convert text))
    (if (= (len whole) (len text))
        whole
        (.join "" (gfor c text (if (= (len (convert c)) 1) (convert c) c))))))


(setv upper-case (_character-wise str.upper)
      lower-case (_character-wise str.lower))


(defn capitalized [text]
  "Return TEXT with each word, a run of letters and digits, capitalized."
  (setv found []
        inside False)
  (for [c text]
    (.append found (if inside (lower-case c) (upper-case c)))
    (setv inside (.isalnum c)))
  (.join "" found))


(defn capitalized-once [text]
  "Return TEXT with its first word capitalized and the others in lower case."
  (for [[i c] (enumerate text)]
    (when (.isalnum c)
      (return (+ (cut text i) (upper-case c) (lower-case (cut text (+ i 1) None))))))
  text)


(defn [(action "p")] plural [cursor directive]
  "~p writes s unless the argument is 1, ~@p y or ies; ~:p looks at the argument before."
  (when directive.colon
    (.move cursor (- cursor.index 1) directive))
  (setv argument (.next cursor directive)
        one (and (is (type argument) int) (= argument 1)))
  (cond
    directive.at (cursor.write (if one "y" "ies"))
    (not one) (cursor.write "s"))
  None)


(defn [(action "^" [#(ANY None) #(ANY None) #(ANY None)])] escape-upward [cursor directive a b c]
  "~^ ends the clause when no arguments are left, or when a parameter is 0, two are equal, or three in order."
  (setv leave (cond
                (is-not c None) (<= a b c)
                (is-not b None) (= a b)
                (is-not a None) (= a 0)
                directive.colon (not cursor.more)
                True (>= cursor.index (len cursor.arguments))))
  (cond
    (not leave) None
    directive.colon UP-ALL
    True UP))


(defn [(macro "FORMATTER")] expand-formatter [control]
  "(formatter control): a function of a stream and arguments that does the control string."
  (lisp-list [(get (.intern (find-package "SYSTEM") "%FORMATTER") 0) control]))
