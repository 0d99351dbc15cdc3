"Sequences as streams see them."

(import
  array
  sys
  pytest
  acllib.arguments [BadArgument]
  acllib.characters [characters]
  acllib.kernel.signalling [WrongType]
  acllib.lisp.arrays [BIT LispArray LispString]
  acllib.lisp.conses [L]
  acllib.lisp.symbols [keyword]
  acllib.vectors [bounds check-storable integer-elements numeric-elements octet-view store swap-mask
                  swap-octets text-of writable-view])


(defn test-text-of []
  (for [string ["abc" (LispString "abc")]]
    (assert (= (text-of string) "abc"))
    (assert (isinstance (text-of string) str)))
  (for [other [1 None [97] b"abc" 1.5]]
    (with [(pytest.raises WrongType)]
      (text-of other))))


(setv BOUNDS [
  ; start end  length  bounds
  #(0     None 3       #(0 3))
  #(None  None 3       #(0 3))
  #(1     2    3       #(1 2))
  #(3     3    3       #(3 3))
  #(4     None 3       None)
  #(2     1    3       None)
  #(-1    None 3       None)
  #(0     4    3       None)
  #("0"   None 3       None)
  #(0     1.0  3       None)])

(defn [(pytest.mark.parametrize #("start" "end" "length" "expected") BOUNDS)]
  test-bounds [start end length expected]
  (if (is expected None)
      (with [(pytest.raises WrongType)]
        (bounds start end length))
      (assert (= (bounds start end length) expected))))


(defn test-octet-views []
  (for [object [b"ab" (bytearray b"ab") (memoryview b"ab") (array.array "b" b"ab")]]
    (assert (= (octet-view object) b"ab")))
  (assert (= (len (octet-view (array.array "i" [1 2]))) 8))
  (for [object ["ab" [1] #(1) (LispString "ab") None 5]]
    (assert (is (octet-view object) None)))
  (assert (is (writable-view [1]) None))
  (with [(pytest.raises WrongType)]
    (writable-view b"ab")))


(defn test-storing []
  (setv items [1 2 3]
        string (LispString "abc"))
  (store items 1 "xy")
  (assert (= items [1 "x" "y"]))
  (assert (is (get items 1) (get characters "x")))
  (store string 0 "é")
  (assert (= string "ébc"))
  (store items 3 "")
  (for [fixed ["abc" #(1 2) 5 (LispArray [2] [0 0] BIT)]]
    (with [(pytest.raises WrongType)]
      (check-storable fixed))))


(defn bytes-type [name bits]
  (LispArray [0] [] (L (keyword name) bits)))


(defn test-integer-elements []
  (setv wide (integer-elements (bytes-type "UNSIGNED-BYTE" 16))
        signed (integer-elements (bytes-type "SIGNED-BYTE" 8)))
  (assert (= #(wide.size wide.signed signed.size signed.signed) #(2 False 1 True)))
  (assert (= (.unpack wide (.pack wide [1 65535])) [1 65535]))
  (assert (= (.pack wide [1]) (.to-bytes 1 2 sys.byteorder)))
  (assert (= (.unpack signed (.pack signed [-1 127])) [-1 127]))
  (for [other ["abc" [1] (LispArray [0] []) (LispArray [0] [] (keyword "BIT")) (LispArray [0] [] (L (keyword "OR") 1))]]
    (assert (is (integer-elements other) None))))


(defn test-float-elements []
  (setv floats (numeric-elements (LispArray [0] [] (keyword "DOUBLE-FLOAT"))))
  (assert (= floats.size 8))
  (assert (= (.unpack floats (.pack floats [1.5 -0.0])) [1.5 -0.0]))
  (assert (= (.pack floats [1.5]) (.tobytes (array.array "d" [1.5]))))
  (assert (= (. (numeric-elements (bytes-type "UNSIGNED-BYTE" 32)) size) 4))
  (assert (is (numeric-elements [1.5]) None)))


(defn test-an-octet-an-element []
  (setv wide (integer-elements (bytes-type "SIGNED-BYTE" 16))
        signed (integer-elements (bytes-type "SIGNED-BYTE" 8)))
  (assert (= (.octets-of wide [0 200]) b"\0\xc8"))
  (assert (= (.from-octets wide b"\0\xc8") [0 200]))
  (assert (= (.octets-of signed [-3 127]) b"\xfd\x7f"))
  (assert (= (.from-octets signed b"\xfd\x7f") [-3 127]))
  (for [[elements wrong] [#(wide 256) #(wide -3) #(signed -129)]]
    (with [caught (pytest.raises WrongType)]
      (.octets-of elements [0 wrong]))
    (assert (= caught.value.datum wrong))))


(setv LITTLE (= sys.byteorder "little"))

(setv SWAPS [
  ; how              size  result
  #(None             2     b"12345")
  #("machine-order"  2     b"12345")
  #("byte-8"         2     b"12345")
  #("byte-16"        1     b"21435")
  #("byte-32"        1     b"43215")
  #("byte-64"        1     b"12345")
  #("network-order"  2     (if LITTLE b"21435" b"12345"))
  #((keyword "NETWORK-ORDER") 4 (if LITTLE b"43215" b"12345"))
  #((keyword "BYTE-16") 4  b"21435")
  #(0                4     b"12345")
  #(1                4     b"21435")
  #(True             4     b"43215")])

(defn [(pytest.mark.parametrize #("how" "size" "result") SWAPS)] test-swapping [how size result]
  (setv octets (bytearray b"12345"))
  (swap-octets (memoryview octets) (swap-mask how size "read-vector"))
  (assert (= octets result)))


(defn [(pytest.mark.parametrize "how" ["middle-order" 2 -1 8 1.5 b"x"])] test-no-way-to-swap [how]
  (with [(pytest.raises BadArgument :match "read-vector: the value of :endian-swap is")]
    (swap-mask how 2 "read-vector")))
