"What every stream has: the cursor, output in pieces, columns."

(import
  pytest
  acllib.characters [Character characters]
  acllib.conditions [EndOfFile StreamClosedError]
  acllib.kernel.signalling [WrongType]
  acllib.lisp.arrays [LispArray LispString]
  acllib.lisp.conses [L]
  acllib.lisp.symbols [keyword]
  acllib.streambase [Stream]
  support.pairs [feed sink])


(defclass Pieces [Stream]
  "Reads the texts of a list; None among them is a pause."
  (setv input-p True)

  (defn __init__ [self #* pieces]
    (setv self.pieces (list pieces)))

  (defn next-text [self hang]
    (when (and self.pieces (is (get self.pieces 0) None))
      (.pop self.pieces 0)
      (when (not hang)
        (return None)))
    (if self.pieces (.pop self.pieces 0) "")))


(defclass Collector [Stream]
  "Keeps what it is sent."
  (setv output-p True)

  (defn __init__ [self]
    (setv self.sent []))

  (defn emit [self text]
    (.append self.sent text))

  (defn finish [self]
    (.append self.sent "finished"))

  (defn shut [self abort]
    (.append self.sent #("shut" abort))))


(defn c [text]
  (get characters text))


;;; Input

(defn test-lines-across-pieces []
  (setv stream (Pieces "ab\ncd\nef\ngh\nij" "kl\nmn\n" "" "never"))
  (assert (= (lfor _ (range 6) (.read-line stream))
             [#("ab" False) #("cd" False) #("ef" False) #("gh" False) #("ijkl" False) #("mn" False)]))
  (assert (= (.read-line stream False "eof") #("eof" True)))
  (assert (= (.read-line stream) #("never" True)) "the end is not remembered"))


(defn test-unread-at-every-place []
  (setv stream (Pieces "ab" "c\nd" "\n" "e"))
  (for [expected "abc\nd\ne"]
    (setv character (.read-char stream))
    (assert (is character (c expected)))
    (.listen stream)
    (.unread-char stream character)
    (assert (is (.peek-char stream) character))
    (assert (is (.read-char stream) character)))
  (assert (is (.read-char stream False None) None))
  (.unread-char stream (c "e"))
  (assert (is (.read-char stream) (c "e"))))


(defn test-no-hang []
  (setv stream (Pieces "a" None "b" None "c" None))
  (assert (is (.read-char-no-hang stream) (c "a")))
  (assert (is (.read-char-no-hang stream) None))
  (assert (is (.read-char-no-hang stream) (c "b")))
  (assert (not (.listen stream)))
  (assert (.listen stream))
  (.read-char stream)
  (assert (not (.read-no-hang-p stream)))
  (assert (.read-no-hang-p stream) "the end of file")
  (with [(pytest.raises EndOfFile)]
    (.read-char-no-hang stream)))


(defn test-characters-are-characters []
  (setv stream (Pieces "aé\U0001f600"))
  (for [_ (range 3)]
    (assert (is (type (.peek-char stream)) Character))
    (assert (is (type (.read-char stream)) Character)))
  (assert (= (type (get (.read-line (Pieces "x\n")) 0)) str)))


(setv PEEKS [
  ; text        peek-type  character  then read
  #("  a"       None       " "        "  a")
  #(" \t\n a"   True       "a"        "a")
  #("a"         True       "a"        "a")
  #("   "       True       "eof"      "")
  #("abcx"      "x"        "x"        "x")
  #("abc"       "x"        "eof"      "")])

(defn [(pytest.mark.parametrize #("text" "peek_type" "character" "rest") PEEKS)]
  test-peek-char [text peek-type character rest]
  (for [stream [(Pieces text) (Pieces #* text)]]
    (assert (= (.peek-char stream peek-type False "eof") character))
    (assert (= (.read stream) rest))))


(defn test-sequences-of-every-kind []
  (for [[target expected] [
         #([0 0 0 0]                        [0 "b" "c" 0])
         #((LispString "1234")              "1bc4")
         #((LispArray [4] [1 2 3 4])        [1 "b" "c" 4])]]
    (assert (= (.read-sequence (Pieces "b" "cd") target :start 1 :end 3) 3))
    (assert (= (if (isinstance target LispArray) (list target) target) expected)))
  (setv target (LispString "1234"))
  (.read-sequence (Pieces "abcd") target)
  (assert (is (get target 0) (c "a")))
  (setv items [None])
  (.read-sequence (Pieces "a") items)
  (assert (is (get items 0) (c "a")))
  (assert (= (.read-sequence (Pieces "ab") (LispString "1234")) 2)))


(defn test-no-octets-here []
  (for [operation [(fn [] (.read-byte (Pieces "a")))
                   (fn [] (.read-byte-no-hang (Pieces "a")))
                   (fn [] (.read-sequence (Pieces "a") (bytearray 1)))
                   (fn [] (.read-char (Collector)))
                   (fn [] (.write-byte (Collector) 1))
                   (fn [] (.write-sequence (Collector) b"a"))
                   (fn [] (.write-string (Pieces) "a"))
                   (fn [] (.force-output (Pieces)))]]
    (with [(pytest.raises WrongType)]
      (operation))))


;;; Lisp arrays of bytes

(defn byte-array [bits elements [signed False]]
  (LispArray [(len elements)] (list elements)
             (L (keyword (if signed "SIGNED-BYTE" "UNSIGNED-BYTE")) bits)))


(defn test-arrays-of-bytes []
  (setv target (byte-array 8 [0 0 0] :signed True))
  (assert (= (.read-sequence (feed b"\xff\x01") target) 2))
  (assert (= (list target) [-1 1 0]))
  (setv [stream sent] (sink))
  (.write-sequence stream target)
  (.force-output stream)
  (assert (= sent b"\xff\x01\0")))


(defn test-vectors-of-wide-elements []
  (setv [stream sent] (sink)
        numbers (byte-array 16 [1 2 0xfffe]))
  (assert (= (.write-vector stream numbers) 6))
  (assert (= sent b"\x01\0\x02\0\xfe\xff"))
  (.clear sent)
  (assert (= (.write-vector stream numbers :start 2 :end 4 :endian-swap "byte-16") 4))
  (assert (= sent b"\0\x02"))
  (setv target (byte-array 16 [9 9 9]))
  (assert (= (.read-vector (feed b"\x01\0\x02\0") target :start 2) 6))
  (assert (= (list target) [9 1 2]))
  (assert (= (.read-vector (feed b"\0\x01\0\x02") target :endian-swap "network-order") 4))
  (assert (= (list target) [1 2 2]))
  (setv octets (bytearray 4))
  (assert (= (.read-vector (feed b"1234") octets :endian-swap "byte-32") 4))
  (assert (= octets b"4321")))


(defn test-write-vector-of-text []
  (setv [stream sent] (sink))
  (.write-string stream "a")
  (assert (= (.write-vector stream "bcd" :start 1) 3))
  (assert (= sent b"acd")))


;;; Output

(defn test-pieces-are-joined []
  (setv stream (Collector))
  (.write-string stream "ab")
  (.write-char stream (c "c"))
  (.write-line stream "d")
  (.write-string stream (LispString "efg") 1)
  (.write-sequence stream [(c "h") (c "i")])
  (.terpri stream)
  (assert (= stream.sent []))
  (.force-output stream)
  (.force-output stream)
  (assert (= stream.sent ["abcd\nfghi\n"]))
  (.write-char stream "x")
  (.clear-output stream)
  (.finish-output stream)
  (assert (= (cut stream.sent 1 None) ["finished"]))
  (.write-string stream "y")
  (.close stream)
  (.close stream)
  (assert (= (cut stream.sent 2 None) ["y" #("shut" False)]))
  (with [(pytest.raises StreamClosedError)]
    (.write-string stream "z")))


(defn test-abort-drops []
  (setv stream (Collector))
  (.write-string stream "y")
  (.close stream :abort True)
  (assert (= stream.sent [#("shut" True)])))


(setv COLUMNS [
  ; writes              column   fresh-line writes
  #([]                  0        False)
  #(["abc"]             3        True)
  #(["abc" "de"]        5        True)
  #(["abc\n"]           0        False)
  #(["abc\nde"]         2        True)
  #(["a\nb\nc" "d"]     2        True)
  #(["\n" "x" "y"]      2        True)
  #((* ["x"] 200)       200      True)])

(defn [(pytest.mark.parametrize #("writes" "column" "fresh") COLUMNS)] test-columns [writes column fresh]
  (for [flushed [False True]]
    (setv stream (Collector))
    (for [text writes]
      (.write-string stream text))
    (when flushed
      (.force-output stream))
    (assert (= stream.column column))
    (assert (is (.fresh-line stream) fresh))
    (assert (= stream.column 0))
    (assert (is (.fresh-line stream) False))))


(defn test-the-limit []
  (setv stream (Collector))
  (.write-string stream (* "x" 65536))
  (assert (= stream.sent []))
  (.write-char stream (c "y"))
  (assert (= stream.sent [(+ (* "x" 65536) "y")])))
