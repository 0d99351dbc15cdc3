"Tokens: text to numbers and symbols. Expected values are those of SBCL, where it has an opinion."

(import
  pytest
  acllib.lisp.ratios [ratio]
  acllib.lisp.reader [read-from-string]
  acllib.lisp.reader_errors :as errors
  acllib.lisp.standard_readtable [STANDARD-READTABLE]
  acllib.lisp.symbols [KEYWORD Symbol cl intern]
  acllib.lisp.variables [USER read-base readtable current-package])


(defn one [text]
  (get (read-from-string text) 0))


(setv NUMBERS [
  ; text          value                why
  #("0"           0                    "an integer")
  #("-0"          0                    "there is no negative zero among integers")
  #("+1"          1                    "with a sign")
  #("1."          1                    "decimal, whatever the base")
  #("-17."        -17                  "decimal with a sign")
  #("007"         7                    "leading zeros")
  #("123456789012345678901234567890" 123456789012345678901234567890 "a bignum")
  #("1/3"         (ratio 1 3)          "a ratio")
  #("-2/4"        (ratio -1 2)         "in lowest terms")
  #("4/2"         2                    "a ratio that is whole")
  #("1.5"         1.5                  "a float")
  #("+.5"         0.5                  "without digits before the point")
  #("-.5"         -0.5                 "the same, negative")
  #("1.0e3"       1000.0               "exponent marker e")
  #("1e3"         1000.0               "no point is needed with an exponent")
  #("1.e3"        1000.0               "digits behind the point may be missing then")
  #("1.5d0"       1.5                  "one float format: d")
  #("1.5F0"       1.5                  "f in upper case")
  #("1s0"         1.0                  "s")
  #("1l-2"        0.01                 "l with a negative exponent")
  #("1.0E+2"      100.0                "a signed exponent")
  #("#b-101"      -5                   "binary")
  #("#o17"        15                   "octal")
  #("#xFf"        255                  "hexadecimal, letters in any case")
  #("#xFF/2"      (ratio 255 2)        "a ratio in hexadecimal")
  #("#3r21"       7                    "base 3")
  #("#36rZz"      1295                 "base 36")
  #("#X1."        1                    "a trailing point makes it decimal")
  #("#c(1 0)"     1                    "rational parts, imaginary zero: no complex number")
  #("#c(1 2.0)"   (complex 1 2)        "a complex number")
  #("#C(1.0 0)"   1.0                  "float and integer zero")])


(defn [(pytest.mark.parametrize #("text" "value" "why") NUMBERS)]
  test-numbers [text value why]
  (setv read (one text))
  (assert (= read value))
  (assert (or (is (type read) (type value)) (= text "#C(1.0 0)"))))


(setv SYMBOLS [
  ; text       name       why
  #("foo"      "FOO"      "letters are folded to upper case")
  #("+"        "+"        "a sign alone")
  #("1+"       "1+"       "a sign at the end")
  #("-"        "-"        "a minus")
  #("1e"       "1E"       "no digit in the exponent")
  #(".e5"      ".E5"      "no digit before the exponent")
  #("1/2/3"    "1/2/3"    "two slashes")
  #("1.2.3"    "1.2.3"    "two points")
  #("a.b"      "A.B"      "points inside")
  #("|a|b"     "aB"       "multiple escape in part")
  #("a\\bc"    "AbC"      "single escape")
  #("\\1"      "1"        "an escaped digit makes no number")
  #("||"       ""         "the empty name")
  #("|a b|"    "a b"      "white space inside bars")
  #("|a\\|b|"  "a|b"      "an escaped bar")
  #("a|B c|d"  "AB cD"    "bars in the middle")
  #("|.|"      "."        "an escaped dot")
  #("a#b"      "A#B"      "# inside a token is a constituent")
  #("é"        "É"        "letters of all scripts")
  #("ß"        "ß"        "no single upper-case character")
  #("٣"        "٣"        "digits are those of ASCII only")
  #("1_000"    "1_000"    "Python's underscores are none of Lisp's")
  #("nan"      "NAN"      "nor are its names of floats")])


(defn [(pytest.mark.parametrize #("text" "name" "why") SYMBOLS)]
  test-symbols [text name why]
  (setv symbol (one text))
  (assert (is (type symbol) Symbol))
  (assert (= symbol.name name)))


(defn test-packages-of-symbols []
  (assert (is (one "car") (cl "CAR")))
  (assert (is (one "cl:car") (cl "CAR")))
  (assert (is (one "common-lisp::car") (cl "CAR")))
  (assert (is (one "nil") None))
  (assert (is (one "T") True))
  (assert (is (one "cl:nil") None))
  (assert (is (one ":key") (get KEYWORD.present "KEY")))
  (assert (is (one "::key") (one ":KEY")))
  (assert (is (one "keyword:key") (one ":key")))
  (assert (is (one "cl-user::some-symbol") (intern "SOME-SYMBOL" USER)))
  (assert (is (one "user::|a:b|") (intern "a:b" USER)))
  (assert (= (. (one ":|a b|") name) "a b"))
  (assert (= (. (one ":||") name) "")))


(defn test-uninterned []
  (setv symbol (one "#:foo"))
  (assert (= symbol.name "FOO"))
  (assert (is symbol.package None))
  (assert (is-not symbol (one "#:foo"))))


(setv FAULTS [
  ; text          class                        column  why
  #(":"           errors.SymbolNameMissing     0       "no name")
  #("(foo:)"      errors.SymbolNameMissing     1       "no name behind the prefix")
  #("cl::"        errors.SymbolNameMissing     0       "two markers and no name")
  #(":::x"        errors.TooManyPackageMarkers 0       "three markers")
  #("a:b:c"       errors.TooManyPackageMarkers 0       "two prefixes")
  #(" nowhere:x"  errors.UnknownPackage        1       "no such package")
  #("cl:no-such"  errors.SymbolNotFound        0       "no such symbol")
  #("cl-user:car" errors.SymbolNotExternal     0       "accessible, but not external")
  #(".."          errors.TooManyDots           0       "dots only")
  #("..."         errors.TooManyDots           0       "dots only")
  #("  1/0"       errors.ZeroDenominator       2       "zero")
  #("1e999"       errors.FloatTooLarge         0       "overflow")
  #("1e-999"      errors.FloatTooSmall         0       "underflow")
  #("a\x08b"      errors.InvalidCharacter      0       "backspace is no constituent")
  #("#b102"       errors.NotRational           0       "a digit too large")
  #("#B1.0"       errors.NotRational           0       "floats have no radix")
  #("#37r1"       errors.InvalidRadix          0       "above 36")
  #("#1r0"        errors.InvalidRadix          0       "below 2")
  #("#r1"         errors.ArgumentMissing       0       "no radix")
  #("#:a:b"       errors.PackageMarkerInName   0       "no prefix behind #:")
  #("#c(1)"       errors.ComplexParts          0       "one part")
  #("#c(a b)"     errors.ComplexParts          0       "no numbers")])


(defn [(pytest.mark.parametrize #("text" "fault" "column" "why") FAULTS)]
  test-faults [text fault column why]
  (with [caught (pytest.raises fault)]
    (read-from-string text))
  (assert (= caught.value.where #(1 column)))
  (assert (in f"line 1, column {(+ column 1)}" (str caught.value))))


(defn test-read-base []
  (setv token (.bind read-base 16))
  (try
    (assert (= (one "ff") 255))
    (assert (= (one "10") 16))
    (assert (= (one "10.") 10))
    (assert (= (one "1e5") 0x1e5))
    (assert (= (one "1.5") 1.5))
    (assert (= (. (one "fg") name) "FG"))
    (finally
      (.unbind read-base token))))


(setv CASES [
  ; case         names of FOO, foo, Foo, |Foo|bar
  #("upcase"     ["FOO" "FOO" "FOO" "FooBAR"])
  #("downcase"   ["foo" "foo" "foo" "Foobar"])
  #("preserve"   ["FOO" "foo" "Foo" "Foobar"])
  #("invert"     ["foo" "FOO" "Foo" "FooBAR"])])


(defn [(pytest.mark.parametrize #("case" "names") CASES)]
  test-readtable-case [case names]
  (setv table (.copy STANDARD-READTABLE))
  (.set-case table case)
  (setv token (.bind readtable table))
  (try
    (assert (= (lfor t ["FOO" "foo" "Foo" "|Foo|bar"] (. (one t) name)) names))
    (finally
      (.unbind readtable token))))


(defn test-current-package []
  "A token remembered under one package is looked up anew under another."
  (setv here (one "somewhere")
        token (.bind current-package KEYWORD))
  (try
    (assert (is (. (one "somewhere") package) KEYWORD))
    (assert (is (one "car") (get KEYWORD.present "CAR")))
    (finally
      (.unbind current-package token)))
  (assert (is (one "somewhere") here)))
