"Python's file protocol on a Lisp stream."

(import
  csv
  io
  json
  pytest
  acllib.conditions [StreamClosedError]
  acllib.streambase [Stream]
  support.pairs [feed memory sink])


(defn text [characters]
  "Return a stream that reads CHARACTERS, two octets at a time."
  (feed (.encode characters) :piece 2 :output False))


(defn test-json-and-csv []
  (assert (= (json.load (feed b"{\"a\": [1, 2]}" :piece 2)) {"a" [1 2]}))
  (assert (= (list (csv.reader (feed b"a,b\nc,\"d\ne\"\n"))) [["a" "b"] ["c" "d\ne"]]))
  (setv [stream sent] (sink))
  (json.dump {"a" 1} stream)
  (print "x" "y" :file stream :flush True)
  (assert (= sent b"{\"a\": 1}x y\n")))


(defn test-lines-as-python-sees-them []
  (assert (= (list (text "a\nb\nc")) ["a\n" "b\n" "c"]))
  (assert (= (.readlines (text "a\nb\nc")) ["a\n" "b\n" "c"]))
  (assert (= (.readlines (text "a\nb\nc") 3) ["a\n" "b\n"]))
  (setv stream (text "abc\nd"))
  (assert (= (lfor n [2 5 -1 -1] (.readline stream n)) ["ab" "c\n" "d" ""]))
  (setv stream (text "abcde"))
  (assert (= #((.read stream 2) (.read stream 0) (.read stream 2) (.read stream) (.read stream)) #("ab" "" "cd" "e" ""))))


(defn test-python-writes []
  (setv [stream sent] (sink))
  (assert (= (.write stream "é") 1))
  (assert (= (.write stream b"ab") 2))
  (.writelines stream ["x\n" "y\n"])
  (.flush stream)
  (assert (= sent b"\xc3\xa9abx\ny\n")))


(defn test-python-reads-octets []
  (assert (= (.read (io.BufferedReader (feed b"abc\xff"))) b"abc\xff"))
  (setv octets (bytearray 3)
        stream (feed b"abcde" :piece 2))
  (assert (= (.readinto stream octets) 2))
  (assert (= octets b"ab\0")))


(defn test-state-as-python-sees-it []
  (setv stream (text "a"))
  (assert (= #((.readable stream) (.writable stream) (.seekable stream) (.isatty stream) stream.closed)
             #(True False False False False)))
  (.flush stream)
  (with [(pytest.raises OSError)]
    (.fileno (Stream)))
  (with [s stream]
    (assert (is s stream)))
  (assert stream.closed)
  (.flush stream)
  (with [(pytest.raises StreamClosedError)]
    (.read stream)))


(defn test-an-exception-drops-what-is-buffered []
  (setv [here there] (memory))
  (with [_ (pytest.raises ZeroDivisionError)]
    (with [s here]
      (.write s "half a message")
      (/ 1 0)))
  (assert here.closed)
  (assert (= (.read there) "")))
