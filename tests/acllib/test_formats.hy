"External formats: names, both directions, every split, every place."

(import
  pytest
  acllib.formats [UnknownExternalFormat compose-external-formats crlf-base-ef
                  default-external-format find-external-format raw-position]
  acllib.conversions [native-string-sizeof octets-to-string string-to-octets]
  acllib.kernel.dynamic [binding]
  acllib.lisp.arrays [LispString]
  acllib.lisp.conses [L]
  acllib.lisp.symbols [keyword])


;;; Names

(setv NAMES [
  ; name                   called        eol          why
  #("utf-8"                "utf-8"       "unix"       "as Python says")
  #("UTF8"                 "utf-8"       "unix"       "any case, no hyphen")
  #("utf_8"                "utf-8"       "unix"       "underscores")
  #("latin1"               "latin1"      "unix"       "Allegro's name")
  #("iso-8859-1"           "latin1"      "unix"       "Python's name")
  #("octets"               "octets"      "unix"       "one octet a character")
  #("default"              "utf-8"       "unix"       "the variable's value")
  #("koi8-r"               "koi8-r"      "unix"       "any of Python's")
  #("Shift_JIS"            "shift_jis"   "unix"       "several octets a character")
  #((keyword "UTF8")       "utf-8"       "unix"       "a keyword")
  #((LispString "utf-8")   "utf-8"       "unix"       "a mutable string")
  #("utf-8-dos"            "utf-8"       "dos"        "a suffix")
  #("latin-1-anynl-unix"   "latin1"      "anynl-unix" "the longest suffix")
  #(#("e-crlf" "utf-8")    "utf-8"       "dos"        "Allegro's composition")
  #(#("mac" "latin1")      "latin1"      "mac"        "a list of two")
  #((L "anynl-dos" "utf8") "utf-8"       "anynl-dos"  "a Lisp list")])

(defn [(pytest.mark.parametrize #("name" "called" "eol" "why") NAMES)]
  test-find-external-format [name called eol why]
  (setv found (find-external-format name))
  (assert (= #(found.name found.eol) #(called eol)) why)
  (assert (is found (find-external-format name)))
  (assert (is found (find-external-format found))))


(setv UNKNOWN [
  #("klingon"           "no such codec")
  #("base64"            "no text")
  #("rot13"             "text to text")
  #("punycode"          "no stream can be decoded")
  #("utf-8-vms"         "no such line ends")
  #(""                  "nothing")
  #(7                   "no name")
  #(#("dos")            "too short")
  #(#("dos" "klingon")  "no such codec inside")
  #(#("vms" "utf-8")    "no such line ends outside")
  #("a\0b"              "no name of a codec")])

(defn [(pytest.mark.parametrize #("name" "why") UNKNOWN)]
  test-unknown-formats [name why]
  (with [caught (pytest.raises UnknownExternalFormat)]
    (find-external-format name))
  (assert (in "not the name of an external format" (str caught.value))))


(defn test-composition []
  (setv dos (compose-external-formats "e-crlf" "utf-8"))
  (assert (is dos (compose-external-formats "dos" dos)))
  (assert (is (compose-external-formats "unix" dos) (find-external-format "utf-8")))
  (assert (is (crlf-base-ef dos) (find-external-format "utf-8")))
  (assert (is dos.base (find-external-format "utf-8"))))


(defn test-the-default-can-be-bound []
  (assert (is (.get default-external-format) (find-external-format "utf-8")))
  (with [_ (binding :default-external-format "latin1")]
    (assert (is (find-external-format "default") (find-external-format "latin1"))))
  (with [(pytest.raises UnknownExternalFormat)]
    (with [_ (binding :default-external-format "klingon")]
      None)))


;;; Decoding

(defn decode-pieces [format pieces]
  "Return the text of octets that come in PIECES, as a stream would decode them."
  (setv decoder (.decoder (find-external-format format))
        text ""
        octets b"")
  (for [[i piece] (enumerate [#* pieces b""])]
    (setv final (= i (len pieces))
          octets (+ octets piece))
    (while octets
      (setv [more used bad] (.decode decoder octets final))
      (+= text more)
      (setv octets (cut octets (+ used bad) None))
      (when bad
        (+= text "?"))
      (when (not (or used bad))
        (break))))
  text)


(defn by-octet [octets]
  (lfor o octets (bytes [o])))


(setv MIXED "aé\n€\r\n\r\rz")

(setv DECODED [
  ; format              octets                      text          why
  #("latin1"            b"a\xe9\r\n"                "aé\r\n"      "unix leaves CR alone")
  #("octets"            (bytes (range 256))         (.join "" (map chr (range 256))) "every octet")
  #("ascii"             b"a\x80b"                   "a?b"         "bad in the middle")
  #("utf-8"             (.encode MIXED)             MIXED         "one to three octets")
  #("utf-8"             b"\xf0\x9f\x98\x80"         "\U0001f600"  "four octets")
  #("utf-8"             b"a\xffb\xc3"               "a?b?"        "bad, and cut off")
  #("utf-8"             b"\xe2\x82x"                "?x"          "a character that stops short")
  #("utf-8"             b"\xed\xa0\x80"             "???"         "a surrogate is no character")
  #("utf-8-sig"         b"\xef\xbb\xbfa\xef\xbb\xbf" "a\ufeff"    "the mark at the start only")
  #("utf-16"            b"\xfe\xff\0a\x20\xac"      "a€"          "the mark tells the order")
  #("utf-16"            (.encode MIXED "utf-16")    MIXED         "the machine's order")
  #("utf-16-be"         b"\xd8\x3d\xde\x00\0a"      "\U0001f600a" "a surrogate pair")
  #("utf-16-le"         b"a\0b"                     "a?"          "cut off")
  #("utf-32"            (.encode MIXED "utf-32")    MIXED         "four octets each")
  #("utf-7"             (.encode MIXED "utf-7")     MIXED         "groups of octets")
  #("shift_jis"         (.encode "aソz" "shift_jis") "aソz"       "a trail octet that is a backslash")
  #("gb18030"           (.encode MIXED "gb18030")   MIXED         "up to four octets")
  #("iso2022_jp"        (.encode "aソz" "iso2022_jp") "aソz"      "shifts")
  #("hz"                (.encode "a中z" "hz")       "a中z"        "shifts of two octets")
  #("koi8-r"            (.encode "Привет" "koi8-r") "Привет"      "a table")
  #("cp1253"            b"a\xd2b"                   "a?b"         "a table with holes")
  #("latin1-dos"        b"a\r\nb\nc\rd\r\r\n\r"     "a\nb\nc\rd\r\n\r" "CRLF only")
  #("latin1-mac"        b"a\r\nb\rc"                "a\n\nb\nc"   "each CR")
  #("latin1-anynl-unix" b"a\r\nb\rc\nd\r\r\n\n\r"   "a\nb\nc\nd\n\n\n\n" "CR, LF, CRLF")
  #("utf-16-be-anynl-dos" b"\0a\0\r\0\n\0b\0\r\0c"  "a\nb\nc"     "wide CRLF")
  #("utf-8-dos"         b"\xc3\xa9\r\n\xff\r\n\r"   "é\n?\n\r"    "bad octets before CRLF")
  #("utf-16-dos"        (.encode "a\r\n\r" "utf-16") "a\n\r"      "with a mark")])

(defn [(pytest.mark.parametrize #("format" "octets" "text" "why") DECODED)]
  test-decoding-does-not-depend-on-the-pieces [format octets text why]
  (assert (= (decode-pieces format [octets]) text) why)
  (assert (= (decode-pieces format (by-octet octets)) text) why)
  (for [i (range (len octets))]
    (assert (= (decode-pieces format [(cut octets 0 i) (cut octets i None)]) text) f"split at {i}")))


(setv ENCODED [
  ; format              text      octets
  #("utf-8"             "é\n"     b"\xc3\xa9\n")
  #("latin1"            "é\r\n"   b"\xe9\r\n")
  #("utf-8-dos"         "a\nb\n"  b"a\r\nb\r\n")
  #("utf-8-mac"         "a\nb"    b"a\rb")
  #("utf-8-anynl-unix"  "a\n"     b"a\n")
  #("utf-8-anynl-dos"   "a\n"     b"a\r\n")
  #("utf-8-anynl-mac"   "a\n"     b"a\r")
  #("utf-16-be-dos"     "\n"      b"\0\r\0\n")
  #("utf-16"            "a"       (cut (.encode "a" "utf-16") 2 None))
  #("utf-8-sig"         "a"       b"a")])

(defn [(pytest.mark.parametrize #("format" "text" "octets") ENCODED)]
  test-encoding [format text octets]
  (assert (= (.encode (find-external-format format) text) octets)))


(defn test-preambles []
  (assert (= (. (find-external-format "utf-16") preamble) (cut (.encode "" "utf-16") 0 2)))
  (assert (= (. (find-external-format "utf-8-sig") preamble) b"\xef\xbb\xbf"))
  (assert (= (. (find-external-format "utf-8") preamble) b"")))


;;; Places

(setv POSITIONS [
  #("abc"          2  2  "no line ends")
  #("a\r\nb"       1  1  "before the pair")
  #("a\r\nb"       2  3  "behind it")
  #("\r\n\r\n"     1  2  "one of two")
  #("\r\n\r\n"     2  4  "two of two")
  #("\r\r\nx"      1  1  "a CR that is alone")
  #("\r\r\nx"      2  3  "and the pair behind it")])

(defn [(pytest.mark.parametrize #("raw" "n" "place" "why") POSITIONS)]
  test-raw-position [raw n place why]
  (assert (= (raw-position raw n) place) why))


(setv PLACED ["latin1" "utf-8" "utf-8-dos" "utf-8-anynl-unix" "latin1-mac" "koi8-r" "utf-16" "utf-16-le"
              "utf-16-dos" "utf-32-anynl-mac" "utf-7" "gb18030" "shift_jis-anynl-dos" "iso2022_jp" "utf-8-sig"])

(defn [(pytest.mark.parametrize "name" PLACED)] test-rewinding-to-every-place [name]
  (setv format (find-external-format name)
        sample (.replace "aソ\r\n\rz\n€\r" "ソ" (if (in "latin" name) "é" "ソ"))
        sample (.encode sample format.codec "ignore")
        [whole used bad] (.decode (.decoder format) sample True))
  (assert (= #(used bad) #((len sample) 0)))
  (for [n (range (+ (len whole) 1))]
    (setv decoder (.decoder format)
          [text used _] (.decode decoder sample True)
          [count rest] (.rewind decoder sample n)
          left (cut sample count None)
          again "")
    (when left
      (setv [again _ _] (.decode decoder left True)))
    (assert (= (+ rest again) (cut whole n None)) f"place {n}")
    (when (not-in name #("utf-7"))
      (assert (= rest "")))))


(defn test-the-lf-of-a-crlf-comes-late []
  (for [[octets dropped why] [#(b"\nx" 1 "it comes") #(b"x" 0 "something else comes") #(b"\xff" 0 "no character")]]
    (setv decoder (.decoder (find-external-format "utf-8-anynl-unix")))
    (assert (= (get (.decode decoder b"a\r") 0) "a\n"))
    (assert (is (.drop-lf decoder b"" False) None))
    (assert decoder.skip-lf)
    (assert (= (.drop-lf decoder octets False) dropped) why)
    (assert (not decoder.skip-lf))))


;;; Strings

(defn test-string-to-octets []
  (assert (= (string-to-octets "aé") (bytearray b"a\xc3\xa9\0")) "Allegro adds a 0")
  (assert (= (string-to-octets "aé" :null-terminate False :external-format "latin1") b"a\xe9"))
  (assert (= (string-to-octets "abc" :null-terminate False :start 1 :end 2) b"b"))
  (assert (= (string-to-octets "a" :null-terminate False :external-format "utf-16") (.encode "a" "utf-16")))
  (assert (is (type (string-to-octets "")) bytearray))
  (with [(pytest.raises UnicodeEncodeError)]
    (string-to-octets "é" :external-format "ascii")))


(defn test-octets-to-string []
  (assert (= (octets-to-string b"a\0b") "a") "up to the 0 of C")
  (assert (= (octets-to-string b"a\0b" :end 3) "a\0b"))
  (assert (= (octets-to-string.mv b"a\xc3" :truncate True) #("a" 1 1)))
  (assert (= (string-to-octets.mv "ab") #(b"ab\0" 3)))
  (assert (= (native-string-sizeof "é") 3))
  (assert (= (octets-to-string b"a\xc3\xa9") "aé"))
  (assert (= (octets-to-string (bytearray b"\xe9xx") :external-format "latin1" :end 1) "é"))
  (assert (= (octets-to-string b"a\r\nb" :external-format "utf-8-dos") "a\nb"))
  (assert (= (octets-to-string (.encode "aé" "utf-16") :external-format "utf-16") "aé"))
  (for [octets [b"\xff" b"ok\xc3" b"\xe2\x82x"]]
    (with [(pytest.raises UnicodeDecodeError)]
      (octets-to-string octets))))
