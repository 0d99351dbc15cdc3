#[[The reader: text to objects, whole, in pieces, and character by character.

Expected texts are what the printer makes of the object, and agree with SBCL's where that prints the
same; every row is read from a str, from a stream in pieces of 1, 2, 3 and 7 characters, and from a
stream that gives single characters only.]]

(import
  pytest
  acllib.characters [characters]
  acllib.conditions [EndOfFile]
  acllib.kernel.signalling [handlers invoke-restart]
  acllib.lisp.conses [Cons lisp-list items]
  acllib.lisp.functions.reading :as functions
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.reader [read read-from-string read-delimited-list read-form form-is-complete TextSource EOF]
  acllib.lisp.reader_errors :as errors
  acllib.lisp.reader_errors [ReaderError IncompleteForm]
  acllib.lisp.standard_readtable [STANDARD-READTABLE make-dispatch-macro-character]
  acllib.lisp.symbols [cl keyword]
  acllib.lisp.variables [features print-circle read-eval read-suppress readtable]
  acllib.streambase [Stream])


(defclass Pieces [Stream]
  "A stream that has its text in pieces; ASKED counts how often it was asked for one."
  (setv input-p True)

  (defn __init__ [self text size [untrusted False]]
    (setv self.pieces (lfor i (range 0 (len text) size) (cut text i (+ i size)))
          self.untrusted untrusted
          self.asked 0))

  (defn next-text [self hang]
    (+= self.asked 1)
    (if self.pieces (.pop self.pieces 0) "")))


(defclass Single [Stream]
  "A stream without a piece of text: what forwards to others looks like this."
  (setv input-p True)

  (defn __init__ [self text]
    (setv self.rest (list text)))

  (defn read-char [self [eof-error-p True] [eof-value None]]
    (if self.rest
        (get characters (.pop self.rest 0))
        (.at-end self eof-error-p eof-value)))

  (defn unread-char [self character]
    (.insert self.rest 0 (str.__str__ character))))


(defn one [text]
  (get (read-from-string text) 0))


(defn shown [object]
  "Return OBJECT as printed with labels."
  (setv token (.bind print-circle True))
  (try
    (prin1-to-string object)
    (finally
      (.unbind print-circle token))))


(defn with-binding [variable value function]
  (setv token (.bind variable value))
  (try
    (function)
    (finally
      (.unbind variable token))))


(setv TABLE [
  ; text                  printed                why
  #("(a b)"               "(A B)"                "a list")
  #("()"                  "NIL"                  "the empty list")
  #("(a . b)"             "(A . B)"              "a pair")
  #("(a b . c)"           "(A B . C)"            "a dotted list")
  #("(a .(b))"            "(A B)"                "a dot before a parenthesis")
  #("(a . ;c\n b)"        "(A . B)"              "a comment behind the dot")
  #("(a .b)"              "(A .B)"               "a dot in a name")
  #("( a\n\t(b) )"        "(A (B))"              "white space")
  #("'a"                  "'A"                   "quote")
  #("'(a 'b)"             "'(A 'B)"              "quotes inside")
  #("#'car"               "#'CAR"                "function")
  #("#'(setf car)"        "#'(SETF CAR)"         "function of a list")
  #("\"abc\""             "\"abc\""              "a string")
  #("\"\""                "\"\""                 "the empty string")
  #("\"a\\\"b\\\\c\""     "\"a\\\"b\\\\c\""      "escapes in a string")
  #("\"a\nb\""            "\"a\nb\""             "a newline in a string")
  #("\"a\\nb\""           "\"anb\""              "an escaped letter is that letter")
  #("; c\na"              "A"                    "a comment before")
  #("#|a #|b|# c|# d"     "D"                    "nested comments")
  #("#||# d"              "D"                    "an empty comment")
  #("#|a#|b|#c|#d"        "D"                    "without spaces")
  #("(a #|x|# b)"         "(A B)"                "a comment inside a list")
  #("(a ; x)\n b)"        "(A B)"                "a line comment inside a list")
  #("#\\a"                "#\\a"                 "a character")
  #("#\\("                "#\\("                 "a parenthesis")
  #("#\\\\"               "#\\\\"                "a backslash")
  #("#\\;"                "#\\;"                 "a semicolon")
  #("(#\\  a)"            "(#\\Space A)"         "a space")
  #("#\\Newline"          "#\\Newline"           "by name")
  #("#\\sPaCe"            "#\\Space"             "in any case")
  #("#\\u41"              "#\\A"                 "by code")
  #("#\\U+3bb"            "#\\λ"                 "by code with a sign")
  #("#\\latin_small_letter_a" "#\\a"             "by its Unicode name")
  #("(#\\a)"              "(#\\a)"               "in a list")
  #("#(1 2 3)"            "#(1 2 3)"             "a vector")
  #("#()"                 "#()"                  "the empty vector")
  #("#3(a b)"             "#(A B B)"             "filled up")
  #("#0()"                "#()"                  "of length zero")
  #("#(a #(b))"           "#(A #(B))"            "nested")
  #("#*1011"              "#*1011"               "a bit vector")
  #("#5*10"               "#*10000"              "filled up")
  #("#*"                  "#*"                   "empty")
  #("#2a((1 2) (3 4))"    "#2A((1 2) (3 4))"     "an array")
  #("#0a5"                "#0A5"                 "without dimensions")
  #("#1a(1 2)"            "#(1 2)"               "with one")
  #("#2a(\"ab\" \"cd\")"  "#2A((#\\a #\\b) (#\\c #\\d))" "rows may be strings")
  #("#+(and) a"           "A"                    "a true feature expression")
  #("#-(and) a b"         "B"                    "a false one")
  #("#+(or foo no-such) a b" "B"                 "none of them")
  #("#+(not foo) a b"     "A"                    "not")
  #("#+(version>= 10 1) a"  "A"                    "Allegro's version")
  #("#+(version>= 10) a"    "A"                    "the major one only")
  #("#+(version>= 10 1 :final) a" "A"              "a stage of it")
  #("#+(version>= 11 0) a b" "B"                   "a later one")
  #("#+(and (version>= 6 2) (not (version>= 10 2))) a" "A" "among others")
  #("#+(version= 10) a #-(version= 10 0) b" "A"    "the same as far as it goes")
  #("#+no-such foo:::bar y" "Y"                  "skipped text need not make sense")
  #("(a #+foo (b #.(error) #<x>) c)" None        "but #< is an error also there")
  #("(a #-foo b #+foo c)" "(A B)"                "in a list")
  #("#1=(a . #1#)"        "#1=(A . #1#)"         "a circle")
  #("(#1=(a) #1#)"        "(#1=(A) #1#)"         "shared")
  #("(#1=a #1# #1=b #1#)" "(A A B B)"            "a label defined again: the later one counts")
  #("#1=(a #1=b #1#)"     "(A B B)"              "also inside")
  #("#1=#(a #1#)"         "#1=#(A #1#)"          "a vector in itself")
  #("#1=(a #2=(b #1# #2#))" "#1=(A #2=(B #1# #2#))" "two labels")
  #("(#1=#:g #1#)"        "(#1=#:G #1#)"         "one uninterned symbol")
  #("'#1=(a #1#)"         "'#1=(A #1#)"          "behind a quote")
  #("`a"                  "'A"                   "a constant template")
  #("`(a b)"              "'(A B)"               "a constant list")
  #("`,a"                 "A"                    "a comma at once")
  #("`(a ,b)"             "(LIST 'A B)"          "a comma")
  #("`(a ,@b)"            "(LIST* 'A B)"         "a final splice")
  #("`(,@a b)"            "(APPEND A (LIST 'B))" "a splice in front")
  #("`(,@a)"              "A"                    "only a splice")
  #("`(a . ,b)"           "(LIST* 'A B)"         "a comma behind the dot")
  #("`(a ,.b c)"          "(APPEND (LIST 'A) B (LIST 'C))" "a destructive splice")
  #("`(1 :k \"s\" ,a)"    "(LIST 1 :K \"s\" A)"  "constants stand for themselves")
  #("`#(1 ,a)"            "(APPLY #'VECTOR (LIST 1 A))" "a vector")
  #("`((,a) b)"           "(LIST (LIST A) 'B)"   "nested lists")
  #("``(a ,,b)"           "(LIST 'LIST ''A B)"   "two backquotes, two commas")
  #("``(a ,',b)"          "(LIST 'LIST ''A (LIST 'QUOTE B))" "a quoted comma inside")
  #("``(a ,,@b)"          "(LIST* 'LIST ''A B)"  "a splice for the inner one")
  #("``(,@,@b)"           "(LIST* 'APPEND B)"    "a splice of splices")])


(defn printed-or-fault [function]
  (try
    (shown (function))
    (except [e #(ReaderError EndOfFile)]
      (type e))))


(defn [(pytest.mark.parametrize #("text" "printed" "why") TABLE)]
  test-table [text printed why]
  (setv whole (printed-or-fault (fn [] (one text))))
  (when (is-not printed None)
    (assert (= whole printed)))
  (for [size [1 2 3 7]]
    (assert (= (printed-or-fault (fn [] (read (Pieces text size)))) whole)))
  (assert (= (printed-or-fault (fn [] (read (Single text)))) whole)))


(setv FAULTS [
  ; text             class                          line column  why
  #(")"              errors.UnmatchedClose          1 0   "nothing is open")
  #("\n  )"          errors.UnmatchedClose          2 2   "on the second line")
  #("."              errors.DotOutOfPlace           1 0   "not in a list")
  #("'."             errors.DotOutOfPlace           1 1   "behind a quote")
  #("(. a)"          errors.NothingBeforeDot        1 1   "nothing before it")
  #("(a . )"         errors.NothingAfterDot         1 5   "nothing behind it")
  #("(a . b c)"      errors.TooMuchAfterDot         1 7   "two objects behind it")
  #("(a ')"          errors.ObjectMissing           1 3   "a quote quotes nothing")
  #("(a #')"         errors.ObjectMissing           1 3   "nor #'")
  #(",a"             errors.CommaOutsideBackquote   1 0   "no backquote")
  #("`(a ,(b ,c))"   errors.CommaOutsideBackquote   1 8   "more commas than backquotes")
  #("`,@a"           errors.SpliceOutsideList       1 0   "no list to splice into")
  #("`(a . ,@b)"     errors.SpliceOutsideList       1 0   "behind a dot")
  #("`(a #2a((,b)))" errors.CommaOutsideBackquote   1 9   "in an array")
  #("#<foo>"         errors.UnreadableObject        1 0   "printed unreadably")
  #("#)"             errors.UnknownDispatch         1 0   "a parenthesis")
  #("(a # b)"        errors.UnknownDispatch         1 3   "a space")
  #("#n"             errors.UnknownDispatch         1 0   "no such macro")
  #("#\\spac"        errors.UnknownCharacter        1 0   "no such name")
  #("#2(a b c)"      errors.VectorTooLong           1 0   "too many elements")
  #("#3()"           errors.VectorEmpty             1 0   "nothing to fill up with")
  #("#(1 . 2)"       errors.ImproperList            1 0   "a dot in a vector")
  #("#*12"           errors.InvalidBit              1 0   "2 is no bit")
  #("#2*111"         errors.VectorTooLong           1 0   "too many bits")
  #("#2a((1 2) (3))" errors.ArrayContents           1 0   "rows of different lengths")
  #("#a(1)"          errors.ArgumentMissing         1 0   "no rank")
  #("#1=#1#"         errors.LabelMultiple           1 0   "labels itself")
  #("(#2# #2=a)"     errors.LabelUndefined          1 1   "used before it is defined")
  #("#s(no-such)"    errors.NotAStructure           1 0   "no such structure")
  #("#p5"            errors.NotANamestring          1 0   "no string")
  #("#+(foo bar) x"  errors.FeatureInvalid          1 0   "no such operator")
  #("#+(not a b) x"  errors.FeatureInvalid          1 0   "not takes one")])


(defn [(pytest.mark.parametrize #("text" "fault" "line" "column" "why") FAULTS)]
  test-faults [text fault line column why]
  (with [caught (pytest.raises fault)]
    (read-from-string text))
  (assert (= caught.value.where #(line column)))
  (assert (.endswith (str caught.value) f"at line {line}, column {(+ column 1)}."))
  (for [size [1 3]]
    (assert (is (printed-or-fault (fn [] (read (Pieces text size)))) fault)))
  (assert (is (printed-or-fault (fn [] (read (Single text)))) fault)))


(setv INCOMPLETE [
  ; text            inside                 column  why
  #("(a"            "list"                 0       "no parenthesis")
  #("(a (b)"        "list"                 0       "the outer one is open")
  #("(a (b"         "list"                 3       "the inner one is named")
  #("\"abc"         "string"               0       "no closing quote")
  #(" \"abc\\"      "string"               1       "nothing behind the escape")
  #("|ab"           "token"                0       "no closing bar")
  #("#|a #|b|#"     "comment"              0       "one comment is closed")
  #("(a '"          "form behind '"        3       "nothing quoted")
  #("#'"            "form behind #'"       0       "no function")
  #("`"             "form behind `"        0       "no template")
  #("`(a ,"         "form behind a comma"  4       "no form")
  #("#("            "list"                 0       "a vector")
  #("#"             "form"                 0       "nothing behind #")
  #("#\\"           "character"            0       "no character")
  #("#1="           "form behind #1="      0       "nothing labelled")
  #("#+foo"         "form behind #+"       0       "nothing to skip")
  #("#.("           "list"                 2       "nothing is evaluated")])


(defn [(pytest.mark.parametrize #("text" "inside" "column" "why") INCOMPLETE)]
  test-incomplete [text inside column why]
  "The end of the text inside a form is an end of file, and no reader error."
  (with [caught (pytest.raises EndOfFile)]
    (read-from-string text :eof-error-p False))
  (assert (isinstance caught.value IncompleteForm))
  (assert (not (isinstance caught.value ReaderError)))
  (assert (= #(caught.value.inside caught.value.where) #(inside #(1 column))))
  (assert (in f"inside the {inside}" (str caught.value)))
  (assert (not (form-is-complete text))))


(defn test-form-is-complete []
  (for [text ["a" "(a)" "(a) b" "\"x\"" "'a" "; c\na" "#.(error \"not evaluated\")" "nowhere:x" "#+foo a b"]]
    (assert (is (form-is-complete text) True)))
  (for [text ["" "  " "; only a comment" "(a) (b" "(a\n; )\n"]]
    (assert (is (form-is-complete text) False)))
  (for [text [")" "(a . b c)" "(a))"]]
    (with [_ (pytest.raises ReaderError)]
      (form-is-complete text)))
  (form-is-complete "(never-interned-here)")
  (assert (not-in "NEVER-INTERNED-HERE" (. (get (read-from-string "cl-user::x") 0) package present))))


(defn test-form-is-complete-signals-nothing []
  (setv seen [])
  (with [_ (handlers #(Exception (fn [condition] (.append seen condition))))]
    (with [_ (pytest.raises ReaderError)]
      (form-is-complete ")")))
  (assert (= seen [])))


(defn test-end-of-file []
  (assert (= (read-from-string "  " :eof-error-p False :eof-value 7) #(7 2)))
  (with [_ (pytest.raises EndOfFile)]
    (read-from-string ""))
  (assert (is (read (Pieces "" 1) None EOF) EOF)))


(setv POSITIONS [
  ; text        start end  preserve position why
  #("a b"       0     None False    2        "the space that ends a token is consumed")
  #("a b"       0     None True     1        "or left")
  #("(a) b"     0     None False    3        "a list needs no delimiter")
  #("'a b"      0     None False    3        "a token at the end of a form")
  #("#'a b"     0     None False    4        "the same behind #'")
  #("\"x\" b"   0     None False    3        "a string")
  #("#x1F b"    0     None False    5        "a number with a radix")
  #("a;b"       0     None False    1        "a semicolon is no white space")
  #("xx yy zz"  3     None False    6        "from the middle")
  #("xx yy zz"  3     4    False    4        "up to an end")])


(defn [(pytest.mark.parametrize #("text" "start" "end" "preserve" "position" "why") POSITIONS)]
  test-positions [text start end preserve position why]
  (assert (= (get (read-from-string text start end :preserve-whitespace preserve) 1) position)))


(defn test-mixed-reads []
  "What is behind a form is there for other operations."
  (for [size [1 2 100]]
    (setv stream (Pieces "(a b)cd foo  bar\nrest\n" size))
    (assert (= (prin1-to-string (read stream)) "(A B)"))
    (assert (= (.read-char stream) "c"))
    (assert (= (prin1-to-string (read stream)) "D"))
    (assert (= (prin1-to-string (read stream)) "FOO"))
    (assert (= (.read-char stream) " "))
    (assert (= (prin1-to-string (read stream)) "BAR"))
    (assert (= (.read-line stream) #("rest" False)))))


(defn test-never-reads-ahead []
  "A stream is not asked for anything behind the closing parenthesis."
  (setv stream (Pieces "(a(b))" 1))
  (read stream)
  (assert (= stream.asked 6))
  (setv stream (Pieces "\"ab\"x" 2))
  (read stream)
  (assert (= stream.asked 2)))


(defn test-where []
  "Every list knows its line and column, and the source where it stands."
  (setv source (TextSource "; head\n(a\n  (b 'c)\n  #(d))\n x (e)" "file.lisp")
        form (read-form source))
  (assert (= form.where #(2 0)))
  (assert (= form.cdr.car.where #(3 2)))
  (assert (= form.cdr.car.cdr.car.where #(3 5)))
  (read-form source)
  (assert (= (. (read-form source) where) #(5 3)))
  (assert (is (read-form source) EOF))
  (with [caught (pytest.raises ReaderError)]
    (read-form (TextSource "\n )" "file.lisp")))
  (assert (.endswith (str caught.value) "at line 2, column 2 of file.lisp.")))


(defn test-restarts []
  "A missing package, or a symbol that is not external, can be passed over in place."
  (defn go-on [condition]
    (invoke-restart "continue"))
  (with [_ (handlers #(ReaderError go-on))]
    (assert (= (. (one "nowhere:thing") name) "THING"))
    (assert (is (one "cl-user:car") (cl "CAR")))))


(defn test-read-eval []
  (assert (= (shown (one "(1 #.'a)")) "(1 A)"))
  (with-binding read-eval None
    (fn []
      (with [_ (pytest.raises errors.EvaluationForbidden)]
        (read-from-string "#.(quote a)")))))


(setv UNTRUSTED [
  ; text                    class                       why
  #("#.(+ 1 2)"             errors.EvaluationForbidden  "never evaluated")
  #("(a #+foo b #.c)"       errors.EvaluationForbidden  "nor inside")
  #((* "(" 1001)            errors.NestedTooDeeply      "depth is bounded")
  #((* "'" 1001)            errors.NestedTooDeeply      "also of quotes")
  #((+ (* "a" 5000) " ")    errors.TooLong              "and the length of tokens")
  #((+ "|" (* "a" 5000))    errors.TooLong              "of escaped ones")
  #((+ "#" (* "1" 50) "(")  errors.TooLong              "of numbers behind #")
  #("#2000000(0)"           errors.ArgumentTooLarge     "and of vectors that are filled up")])


(defn [(pytest.mark.parametrize #("text" "fault" "why") UNTRUSTED)]
  test-untrusted [text fault why]
  (for [size [5 100000]]
    (with [_ (pytest.raises fault)]
      (read (Pieces text size :untrusted True)))))


(defn test-untrusted-evaluates-nothing-skipped []
  (assert (= (prin1-to-string (read (Pieces "(a #+no-such #.(b) c) " 100 :untrusted True))) "(A C)")))


(defn [pytest.mark.slow] test-long-and-deep []
  (setv n 200000
        text (+ "(" (* "1 " n) ")"))
  (assert (= (len (items (one text))) n))
  (one (+ (* "(" 9999) (* ")" 9999)))
  (for [opening ["(" "'" "`" "#(" "#1=(" "(a . (" "#+(and) "]]
    (with [_ (pytest.raises #(errors.NestedTooDeeply errors.StackExhausted))]
      (one (* opening 100000)))))


(defn test-read-suppress []
  (with-binding read-suppress True
    (fn []
      (for [text ["foo:bar:::baz" "(a . . b)" "#.(error)" "(1/0 1e999)" "#\\no-such" "\"x\"" "#2a(1)" "#s(x)"
                  "#(a . b)" "#37r1" "#*12" "#1#" "`(a ,b)" "#p\"x\""]]
        (assert (= (read-from-string text) #(None (len text))))))))


(defn test-features []
  (with-binding features (lisp-list [(keyword "FOO") (keyword "BAR")])
    (fn []
      (assert (= (shown (one "(#+foo a #-foo b #+(and foo bar) c #+(and foo baz) d #-(or x y) e)")) "(A C E)")))))


;;; Readtables

(defn with-table [function]
  "Call FUNCTION with a new standard readtable in force."
  (setv table (.copy STANDARD-READTABLE))
  (with-binding readtable table (fn [] (function table))))


(defn test-macro-characters []
  (defn body [table]
    (functions.set-macro-character (get characters "[")
      (fn [stream c] (Cons (cl "VECTOR") (read-delimited-list "]" stream True))))
    (functions.set-macro-character (get characters "]") (get (.get-macro table ")") 0))
    (functions.set-macro-character (get characters "!") 
      (fn [stream c] (lisp-list [(keyword "NOT") (read stream True None True)])))
    (assert (= (shown (one "(a [b c ; d\n ] [] e)")) "(A (VECTOR B C) (VECTOR) E)"))
    (assert (= (shown (one "[a[b]]")) "(VECTOR A (VECTOR B))"))
    (assert (= (shown (one "(!a !(b !c))")) "((:NOT A) (:NOT (B (:NOT C))))"))
    (for [size [1 2 50]]
      (assert (= (shown (read (Pieces "(a [b c])" size))) "(A (VECTOR B C))")))
    (assert (= (shown (one "#1=[a !#1#]")) "#1=(VECTOR A (:NOT #1#))"))
    (with [_ (pytest.raises errors.UnmatchedClose)]
      (one "]")))
  (with-table body)
  (assert (= (. (one "[a]") name) "[A]")))


(defn test-macro-without-value []
  (defn skip-it [stream c]
    (read stream True None True)
    None)
  (setv skip-it.mv (fn [stream c] (skip-it stream c) #()))
  (with-table
    (fn [table]
      (functions.set-macro-character (get characters "~") skip-it True)
      (assert (= (shown (one "(a ~b c ~(d))")) "(A C)"))
      (assert (= (. (one "a~b") name) "A~B")))))


(defn test-dispatch-macro-characters []
  (defn body [table]
    (functions.set-dispatch-macro-character "#" "?" (fn [stream c n] (lisp-list [n (read stream True None True)])))
    (assert (= (shown (one "(#?a #12?(b))")) "((NIL A) (12 (B)))"))
    (make-dispatch-macro-character table (get characters "$"))
    (functions.set-dispatch-macro-character "$" "x" (fn [stream c n] (str.__str__ c)))
    (assert (= (one "$x") "x"))
    (assert (= (one "$X") "X"))
    (assert (is (functions.get-dispatch-macro-character "#" "Y") None)))
  (with-table body))


(defn test-changed-syntax []
  (defn body [table]
    (functions.set-syntax-from-char "," " ")
    (assert (= (shown (one "(a,b, c)")) "(A B C)"))
    (functions.set-syntax-from-char ";" "a")
    (assert (= (. (one "a;b") name) "A;B"))
    (functions.set-syntax-from-char "%" "\\")
    (assert (= (. (one "a%bc") name) "AbC"))
    (functions.set-syntax-from-char "'" "\"")
    (assert (= (one "'ab'") "ab")))
  (with-table body))


(defn test-copies-are-apart []
  (setv table (.copy STANDARD-READTABLE))
  (.set-macro table "!" (fn [stream c] 1))
  (.set-dispatch table "#" "!" (fn [stream c n] 1))
  (assert (= (.get-macro STANDARD-READTABLE "!") #(None False)))
  (assert (is (.get-dispatch STANDARD-READTABLE "#" "!") None)))


(defn test-lisp-functions []
  (assert (= (functions.read-from-string "a b" :start 2) #((one "b") 3)))
  (assert (= (functions.read-from-string "" None 5) #(5 0)))
  (assert (is (functions.readtable-case STANDARD-READTABLE) (keyword "UPCASE")))
  (assert (is (functions.readtablep STANDARD-READTABLE) True))
  (assert (is (functions.readtablep 1) None)))
