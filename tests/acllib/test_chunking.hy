"Chunk coding: whole, octet by octet, with something behind it; and what is no chunk coding."

(import
  pytest
  acllib.chunking [ChunkDecoder LAST-CHUNK LINE-LIMIT MalformedChunk TRAILER-LIMIT frame])


(defn decode [pieces]
  "Return #(payload rest done) of a body that comes in PIECES."
  (setv decoder (ChunkDecoder)
        payload b""
        rest b"")
  (for [piece pieces]
    (setv at 0)
    (while True
      (setv [start at] (.scan decoder piece at))
      (+= payload (cut piece start at))
      (when (= start at)
        (break)))
    (when decoder.done
      (+= rest (cut piece at None))))
  #(payload rest decoder.done))


(defn by-octet [octets]
  (lfor o octets (bytes [o])))


(setv BODIES [
  ; octets                                       payload        rest      why
  #(b"0\r\n\r\n"                                 b""            b""       "nothing")
  #(b"5\r\nhello\r\n0\r\n\r\n"                   b"hello"       b""       "one chunk")
  #(b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\nafter"    b"hello!"      b"after"  "two, and what follows")
  #(b"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n" (* b"0123456789" 2) b"" "digits of either case")
  #(b"0005\r\nhello\r\n000\r\n\r\n"              b"hello"       b""       "leading zeros")
  #(b"5;name=value;q=\"a b\"\r\nhello\r\n0;x\r\n\r\n" b"hello"  b""       "extensions are skipped")
  #(b"5 \t\r\nhello\r\n5  ;x\r\nthere\r\n0\r\n\r\n" b"hellothere" b""     "blanks behind the size")
  #(b"5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\nx"  b"hello"       b"x"      "trailers are skipped")
  #(b"4\r\n\r\n0\r\r\n0\r\n\r\n"                 b"\r\n0\r"     b""       "payload that looks like framing")
  #(b"5;\xe9\r\nhello\r\n0\r\n\r\n"              b"hello"       b""       "octets beyond ASCII in an extension")])

(defn [(pytest.mark.parametrize #("octets" "payload" "rest" "why") BODIES)]
  test-bodies [octets payload rest why]
  (setv expected #(payload rest True))
  (assert (= (decode [octets]) expected) why)
  (assert (= (decode (by-octet octets)) expected) why)
  (for [i (range (len octets))]
    (assert (= (decode [(cut octets 0 i) (cut octets i None)]) expected) f"split at {i}")))


(setv MALFORMED [
  #(b"\r\n"                           "no size")
  #(b"g\r\n"                          "no digit")
  #(b" 5\r\nhello\r\n"                "a blank in front")
  #(b"5\nhello\r\n"                   "a bare LF ends no line")
  #(b"5\rhello\r\n"                   "nor does a bare CR")
  #(b"0x5\r\n"                        "C's prefix")
  #(b"+5\r\n"                         "a sign")
  #(b"-1\r\n"                         "a negative size")
  #(b"1_0\r\n"                        "Python's underscore")
  #(b"5 5\r\n"                        "two sizes")
  #((+ (* b"1" 17) b"\r\n")           "a size of 17 digits")
  #((* b"0" (+ LINE-LIMIT 1))         "a size without end")
  #((+ b"5;" (* b"x" LINE-LIMIT))     "an extension without end")
  #(b"5;\0\r\nhello\r\n"              "a control character in an extension")
  #(b"5\r\nhelloX"                    "longer than it says")
  #(b"5\r\nhello\rX"                  "half of a line end")
  #(b"5\r\nhello\n0\r\n\r\n"          "a bare LF behind the payload")
  #(b"5\r\nhello\r\n\r\n0\r\n\r\n"    "an empty line between chunks")
  #(b"0\r\nX: y\n\r\n"                "a trailer that ends in LF")
  #((+ b"0\r\n" (* b"x" (+ LINE-LIMIT 1))) "a trailer without end")
  #((+ b"0\r\n" (* b"X: y\r\n" (+ (// TRAILER-LIMIT 6) 2))) "trailers without end")])

(defn [(pytest.mark.parametrize #("octets" "why") MALFORMED)] test-malformed [octets why]
  (with [(pytest.raises MalformedChunk)]
    (decode [octets]))
  (with [(pytest.raises MalformedChunk)]
    (decode (by-octet octets))))


(defn test-a-fault-tells-its-place []
  (setv decoder (ChunkDecoder)
        octets b"3\r\nabc\r\nzz\r\n")
  (assert (= (.scan decoder octets 0) #(3 6)))
  (with [caught (pytest.raises MalformedChunk)]
    (.scan decoder octets 6))
  (assert (= caught.value.at 8))
  (assert (= caught.value.before b"")))


(defn test-a-fault-gives-back-what-was-kept []
  (setv decoder (ChunkDecoder))
  (.scan decoder b"z" 0)
  (assert (= decoder.kept b"z"))
  (with [caught (pytest.raises MalformedChunk)]
    (.scan decoder b"z\r\n" 0))
  (assert (= #(caught.value.before caught.value.at) #(b"z" 0)))
  (assert (= decoder.kept b"")))


(defn test-payload-read-past-the-decoder []
  (setv decoder (ChunkDecoder))
  (assert (= (.scan decoder b"64\r\nab" 0) #(4 6)))
  (assert (= decoder.remaining 98))
  (.took decoder 97)
  (assert (= (.scan decoder b"c\r\n0\r\n\r\n" 0) #(0 1)))
  (assert (= (.scan decoder b"c\r\n0\r\n\r\n" 1) #(8 8)))
  (assert decoder.done))


(defn test-a-huge-size-is-only-a-number []
  (setv decoder (ChunkDecoder))
  (.scan decoder b"ffffffffffffffff\r\nx" 0)
  (assert (= decoder.remaining (- (** 2 64) 2))))


(setv FRAMES [
  ; buffers                                      octets
  #([b"hello"]                                   b"5\r\nhello\r\n")
  #([b"ab" (bytearray b"cd") (memoryview b"e")]  b"5\r\nabcde\r\n")
  #([(* b"x" 300)]                               (+ b"12c\r\n" (* b"x" 300) b"\r\n"))
  #([]                                           b"")
  #([b"" b""]                                    b"")])

(defn [(pytest.mark.parametrize #("buffers" "octets") FRAMES)] test-frame [buffers octets]
  (assert (= (.join b"" (frame buffers)) octets)))


(defn test-large-frames-copy-nothing []
  (setv octets (bytearray 100000))
  (assert (is (get (frame [octets]) 1) octets))
  (assert (= (frame [(bytearray b"abc")]) [b"3\r\nabc\r\n"]) "small ones are cheaper to copy"))


(defn test-round-trip []
  (setv pieces [b"a" (* b"b" 5000) (bytes (range 256))]
        sent (+ (.join b"" (gfor p pieces b (frame [p]) b)) LAST-CHUNK b"tail"))
  (for [size [1 2 3 7 4096]]
    (setv arriving (lfor i (range 0 (len sent) size) (cut sent i (+ i size))))
    (assert (= (decode arriving) #((.join b"" pieces) b"tail" True)))))
