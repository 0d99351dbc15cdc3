"Streams over octets in memory, as Python and Hy programs use them."

(import
  pytest
  acllib [BufferOverflow get-output-stream-buffer make-buffer-input-stream make-buffer-output-stream output-to-buffer
          read-line-into read-octets stream-listen write-all-octets write-octets]
  acllib.kernel.signalling [WrongType]
  support.pairs [memory])
(require
  acllib.macros [with-input-from-buffer with-output-to-buffer])


(defn test-growing []
  (with [stream (output-to-buffer)]
    (.write stream "aé")
    (.write-byte stream 255)
    (assert (= (get-output-stream-buffer stream) b"a\xc3\xa9\xff"))
    (.write stream "b")
    (assert (= (get-output-stream-buffer stream) b"b")))
  (assert (not stream.open-p)))


(defn test-the-macro []
  (assert (= (with-output-to-buffer [stream None :external-format "utf-16-le"]
               (.write stream "abc")
               (.position stream))
             6)))


(defn test-the-macro-that-reads []
  (assert (= (with-input-from-buffer [stream b"abcdef" 1 :end 4]
               (setv kept stream)
               (.read stream))
             "bcd"))
  (assert (not kept.open-p)))


(defn test-a-vector-of-the-program []
  (setv vector (bytearray 4))
  (with [stream (output-to-buffer vector)]
    (.write stream "ab")
    (.set-position stream 3)
    (.write-byte stream 7)
    (assert (= (.position stream) 4))
    (assert (not (.set-position stream 5)))
    (.write-byte stream 8)
    (with [caught (pytest.raises BufferOverflow)]
      (.force-output stream)))
  (assert (= caught.value.size 4))
  (assert (= vector b"ab\0\7")))


(defn test-reading []
  (setv stream (make-buffer-input-stream b"h\xc3\xa9\nlo" 1))
  (assert (= (.read-char stream) "é"))
  (assert (= (.position stream) 3))
  (assert (= (.readline stream) "\n"))
  (.set-position stream 4)
  (assert (= (.read-byte stream) 108))
  (assert (= (.read stream) "o"))
  (assert (= (.read stream) ""))
  (assert (= (.read (make-buffer-input-stream b"abc" 0 2 "latin1")) "ab")))


(defn [(pytest.mark.parametrize "wrong" ["text" 5 [1 2] b"read only"])]
  test-no-vector-of-octets [wrong]
  (with [_ (pytest.raises WrongType)]
    (make-buffer-output-stream wrong)))


(defn test-octets-and-lines []
  (setv [here there] (memory)
        vector (bytearray 5))
  (assert (= (read-octets here vector 0 None False) 0))
  (assert (= (write-all-octets there b"hello" None None) 5))
  (assert (= (write-octets there b"xyz" 1 3 True) 2))
  (assert (stream-listen here))
  (assert (= (read-octets here vector 1 3 True) 2))
  (assert (= vector b"\0he\0\0"))
  (.write there "\nrest")
  (.close there)
  (setv line (list "......"))
  (assert (= (read-line-into line here) #(5 None)))
  (assert (= (.join "" line) "lloyz."))
  (assert (= (read-line-into line here :end 3) #(3 "short")))
  (assert (= (read-line-into line here) #(1 "eof")))
  (assert (= (read-line-into line here False "no more") #("no more" "eof")))
  (assert (= (read-octets here vector 0 None True) -1)))
