"Bivalent streams: the contract over every pair, and the corners over memory."

(import
  threading
  pytest
  hypothesis [given settings]
  hypothesis [strategies :as st]
  acllib.characters [characters]
  acllib.conditions [ChunkingError DecodingError EncodingError EndOfFile SocketChunkingEndOfFile
                     SocketError StreamClosedError TruncatedChunks]
  acllib.formats [find-external-format]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.interrupts [post]
  acllib.kernel.signalling [WrongType handlers invoke-restart]
  acllib.streams [BivalentStream]
  support.contracts [STREAM-CONTRACT beside check]
  support.pairs [MAKERS PATIENCE SYSTEM-MAKERS MemoryTransport feed sink tcp4]
  support.wait-contracts [INTERRUPT-CONTRACT WAITING-CONTRACT])


(defn [(pytest.mark.parametrize "maker" MAKERS :ids (fn [m] m.__name__))
       (pytest.mark.parametrize "rule" [#* STREAM-CONTRACT #* WAITING-CONTRACT] :ids (fn [r] r.__name__))]
  test-contract [rule maker]
  (check rule maker))


(defn [(pytest.mark.parametrize "maker" SYSTEM-MAKERS :ids (fn [m] m.__name__))
       (pytest.mark.parametrize "rule" INTERRUPT-CONTRACT :ids (fn [r] r.__name__))]
  test-contract-of-interrupts [rule maker]
  (check rule maker))


;;; Reading in every mixture

(defn play [stream script]
  "Return the results of SCRIPT, a list of method names, or tuples of a name and arguments."
  (setv results [])
  (for [step script]
    (setv [name #* arguments] (if (isinstance step str) [step] step)
          method (getattr stream name))
    (.append results (if (= name "read_sequence")
                         (do
                           (setv target (get arguments 0)
                                 target (if (isinstance target int) (bytearray target) target)
                                 end (method target))
                           (cut target 0 end))
                         (method #* arguments))))
  results)


(defn c [text]
  (get characters text))


(setv SCRIPTS [
  ; format    octets             script                                         results   why
  #("utf-8"   b"abc"             ["read_char" "read_byte" "read_char"]          ["a" 98 "c"] "taking turns")
  #("utf-8"   b"a\xc3\xa9b"      ["read_char" "read_byte" "read_byte" "read_char"] ["a" 0xc3 0xa9 "b"]
    "octets of one character")
  #("utf-8"   b"ab"              ["read_char" #("unread_char" (c "a")) "read_byte" "read_char"] ["a" None 97 "b"]
    "an unread character is octets again")
  #("utf-8"   b"ab"              ["peek_char" "read_byte" "peek_char" "peek_char" "read_byte"] ["a" 97 "b" "b" 98]
    "looking takes nothing")
  #("utf-8"   b"1\n2\n3\n45\n"   ["read_line" "read_line" "read_byte" "read_char" "read_char" "read_line"]
    [#("1" False) #("2" False) 51 "\n" "4" #("5" False)] "out of lines, into octets")
  #("utf-8"   b"1\n2\n3\n4\n"    ["read_line" "read_line" "read_line" "read_char" #("unread_char" (c "4")) "read_line"]
    [#("1" False) #("2" False) #("3" False) "4" None #("4" False)] "out of lines and back")
  #("utf-8"   b"ab\ncd"          ["read_char" "read_line" "read_line" "read_line"]
    ["a" #("b" False) #("cd" True) #("end" True)] "the rest of a line; no newline at the end")
  #("utf-8"   b"  \t x"          [#("peek_char" True) "read_char"]              ["x" "x"] "past whitespace")
  #("utf-8"   b"abxc"            [#("peek_char" (c "x")) "read_char" "read_char"] ["x" "x" "c"] "up to a character")
  #("utf-8"   b"a\xc3\xa9\xe2\x82\xac" [#("read_sequence" 2) #("read_sequence" 1) #("read_sequence" [None])]
    [b"a\xc3" b"\xa9" ["€"]] "octets, then characters")
  #("utf-8"   b"a\xc3\xa9b"      [#("take" 2) "read_byte"]                      ["aé" 98] "characters, then octets")
  #("utf-16-be" b"\0a\0b\0c"     ["read_char" "read_byte" "read_byte" "read_char"] ["a" 0 98 "c"] "two octets each")
  #("utf-16"  b"\xfe\xff\0a\0b\0c" ["read_char" "read_byte" "read_byte" "read_char"] ["a" 0 98 "c"]
    "the byte-order mark is remembered")
  #("gb18030" b"a\xb0\xa1\xb0\xa2" ["read_char" "read_char" "read_byte" "read_byte"] ["a" "啊" 0xb0 0xa2] "a table")
  #("utf-7"   b"+AOkA6Q-x"       ["read_char" "read_byte" "read_byte"]          ["é" 43 65]
    "half of a group goes back encoded")
  #("latin1-dos" b"a\r\nb\r\nc"  ["read_line" "read_byte" "read_byte" "read_byte" "read_char"]
    [#("a" False) 98 13 10 "c"] "line ends are octets to octets")
  #("latin1-dos" b"a\r\nb"       ["read_char" "read_char" #("unread_char" (c "\n")) "read_byte" "read_byte" "read_char"]
    ["a" "\n" None 13 10 "b"] "an unread newline is two octets")
  #("latin1-anynl-unix" b"a\rb\r\nc\nd\r\r" ["read_line" "read_line" "read_line" "read_line" "read_line" "read_line"]
    [#("a" False) #("b" False) #("c" False) #("d" False) #("" False) #("end" True)] "any newline")
  #("latin1-anynl-unix" b"a\r\nb" ["read_line" "read_byte"]                     [#("a" False) 98]
    "the LF of a CRLF is gone for octets too")
  #("latin1-anynl-unix" b"a\rb"  ["read_line" "read_byte"]                      [#("a" False) 98]
    "no LF to drop")])

(defn with-end [stream]
  "Make the end of file a value."
  (setv read-line stream.read-line)
  (setv stream.read-line (fn [] (read-line False "end")))
  stream)


(defn [(pytest.mark.parametrize #("format" "octets" "script" "results" "why") SCRIPTS)]
  test-scripts [format octets script results why]
  (for [piece [None 1 2 3]]
    (setv stream (with-end (feed octets :piece piece :external-format format)))
    (assert (= (play stream script) results) f"{why}; {piece} at a time")))


(defclass Model []
  "A slow stream: octets and a place, one character decoded at a time."

  (defn __init__ [self octets format]
    (setv self.octets octets
          self.at 0
          self.format (find-external-format format)))

  (defn read-char [self]
    (setv [character self.at] (.look self))
    character)

  (defn look [self]
    "Return the next character, None at the end, and where it ends."
    (when (= self.at (len self.octets))
      (return #(None self.at)))
    (for [n (range 1 9)]
      (setv piece (cut self.octets self.at (+ self.at n)))
      (try
        (setv text (.decode piece self.format.codec))
        (except [UnicodeDecodeError]
          (continue)))
      (when (= text "\r")
        (setv pair (.encode "\r\n" self.format.codec))
        (when (and (= self.format.eol "dos") (not (.startswith (cut self.octets self.at None) pair)))
          (return #("\r" (+ self.at n))))
        (when (in self.format.eol #("dos" "anynl-unix"))
          (return #("\n" (+ self.at (if (.startswith (cut self.octets self.at None) pair) (len pair) n))))))
      (return #(text (+ self.at n)))))

  (defn read-line [self]
    (setv line "")
    (while True
      (setv character (.read-char self))
      (cond
        (is character None) (return #((if line line "end") True))
        (= character "\n") (return #(line False)))
      (+= line character)))

  (defn read-octets [self n]
    (setv octets (cut self.octets self.at (+ self.at n)))
    (+= self.at (len octets))
    octets))


(setv MODELLED ["utf-8" "latin1" "utf-16-le" "gb18030" "utf-8-dos" "utf-8-anynl-unix" "utf-16-le-dos"
                "shift_jis-anynl-unix"])

(setv STEPS (st.lists (st.integers 0 11) :max-size 60)
      TEXTS (st.text "abcdefgh \n\r\t\xe9\u30bd\u20ac\U0001f600" :max-size 200))


(defn [(given :format (st.sampled-from MODELLED) :text TEXTS :piece (st.sampled-from [None 1 5 70]) :steps STEPS
              :chance (st.randoms :use-true-random False))
       (settings :max-examples 150 :deadline None :derandomize True)]
  test-against-the-model [format text piece steps chance]
  (setv codec (. (find-external-format format) codec)
        octets (.encode text codec "ignore")
        stream (feed octets :piece piece :external-format format)
        model (Model octets format)
        plain (= (. (find-external-format format) eol) "unix"))
  (for [step [#* steps #* (* [0] (+ (len octets) 1))]] ; at last the rest, and the end
    (setv before model.at
          [expected end] (.look model))
    (cond
      (< step 3)
        (do
          (assert (= (.read-char stream False None) expected))
          (setv model.at end)
          (when (is expected None)
            (break))
          (when (and (= step 2) plain)
            (.unread-char stream (c expected))
            (setv model.at before)))
      (= step 3)
        (assert (= (.peek-char stream None False None) expected))
      (< step 6)
        (for [_ (range (chance.choice [1 2 2 7]))]
          (assert (= (.read-line stream False "end") (.read-line model))))
      (= step 6)
        (do
          (setv n (chance.randrange 1 40)
                taken (.join "" (lfor i (range n) :setv one (.read-char model) :if one one)))
          (assert (= (.take stream n) taken)))
      True
        ;; octets, up to the next character's start
        (for [octet (.read-octets model (- end before))]
          (assert (= (.read-byte stream) octet)))))
  (assert (= model.at (len octets)))
  (assert (is (.read-byte stream False None) None))
  None)


(defn test-nothing-is-lost-when-the-format-changes []
  (for [piece [None 1 4]]
    (setv stream (feed (+ b"caf\xe9\n" (.encode "né\n" "utf-16-be") b"\xc3\xa9\xff")
                       :piece piece :external-format "latin1"))
    (assert (= (.read-line stream) #("café" False)))
    (setv stream.external-format "utf-16-be")
    (assert (= (.read-char stream) "n"))
    (assert (= (.peek-char stream) "é"))
    (setv stream.eol-convention "dos")
    (assert (is stream.external-format (find-external-format "utf-16-be-dos")))
    (assert (= (.read-line stream) #("é" False)))
    (setv stream.external-format #("unix" "utf-8"))
    (assert (= (.read-char stream) "é"))
    (setv stream.external-format "octets")
    (assert (= (.read-line stream) #("ÿ" True)))))


(defn test-a-late-lf-survives-a-change-of-format []
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here :external-format "latin1-anynl-unix"))
  (.send-all there [b"a\r"])
  (assert (= (.read-line stream) #("a" False)) "no waiting for a LF that may not come")
  (setv stream.external-format "utf-8")
  (.send-all there [b"\nb\n"])
  (assert (= (.read-line stream) #("b" False))))


;;; Not waiting

(defn test-no-hang []
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here))
  (assert (is (.read-char-no-hang stream) None))
  (assert (is (.read-byte-no-hang stream) None))
  (assert (not (or (.listen stream) (.read-no-hang-p stream))))
  (.send-all there [b"\xe2\x82"])
  (assert (is (.read-char-no-hang stream) None) "half a character is none")
  (assert (not (.listen stream)))
  (assert (.read-no-hang-p stream) "but it is an octet")
  (.send-all there [b"\xacx"])
  (assert (.listen stream))
  (assert (= (.read-char-no-hang stream) "€"))
  (assert (= (.read-byte-no-hang stream) 120))
  (.close there)
  (assert (not (.listen stream)))
  (assert (.read-no-hang-p stream))
  (assert (= (.read-char-no-hang stream False "end") "end"))
  (assert (= (.read-byte-no-hang stream False "end") "end"))
  (with [(pytest.raises EndOfFile)]
    (.read-char-no-hang stream)))


(defn test-listen-inside-lines []
  (setv stream (feed b"1\n2\n3\n4"))
  (.read-line stream)
  (.read-line stream)
  (assert (.listen stream))
  (.read-line stream)
  (assert (.listen stream))
  (assert (.read-no-hang-p stream))
  (assert (= (.read-line stream) #("4" True)))
  (assert (not (.listen stream))))


(defn test-clear-input []
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here))
  (.send-all there [b"abc"])
  (.read-char stream)
  (.send-all there [b"def\xff"])
  (.clear-input stream)
  (.send-all there [b"new"])
  (assert (= (.take stream 3) "new")))


(defn test-read-vector-takes-what-is-there []
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here)
        octets (bytearray 8))
  (.send-all there [b"abc"])
  (assert (= (.read-char stream) "a"))
  (assert (= (.read-vector stream octets :start 2) 4))
  (assert (= octets b"\0\0bc\0\0\0\0"))
  (.send-all there [b"xyz"])
  (setv text [None None None None])
  (assert (= (.read-vector stream text) 3))
  (assert (= text ["x" "y" "z" None]))
  (.close there)
  (assert (= (.read-vector stream octets :start 2) 2)))


(defn [(pytest.mark.parametrize "before" [0 1 3])
       (pytest.mark.parametrize "read" ["read_line" "readline" "read" "peek_char"])]
  test-a-wait-that-is-left-loses-nothing [before read]
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here)
        target (object))
  (.send-all there [(+ (* b"line\n" before) b"par")])
  (for [_ (range before)]
    (assert (= (.read-line stream) #("line" False))))
  (setv here.on-wait (fn [direction] (raise (NonLocalExit target))))
  (when (= read "peek_char")
    (assert (= (.take stream 3) "par")))
  (for [_ (range 2)]
    (with [(pytest.raises NonLocalExit)]
      ((getattr stream read))))
  (.send-all there [b"tial\n"])
  (assert (= (.read-line stream) #((if (= read "peek_char") "tial" "partial") False))))


;;; Octets that are no characters

(defn test-undecodable-octets-stay-unread []
  (for [piece [None 1]]
    (setv stream (feed b"a\xffb\n" :piece piece))
    (assert (= (.read-char stream) "a"))
    (for [_ (range 2)]
      (with [caught (pytest.raises DecodingError)]
        (.read-char stream))
      (assert (= #(caught.value.octets caught.value.stream) #(b"\xff" stream)))
      (assert (in "#xff" (str caught.value))))
    (assert (.listen stream) "no one waits")
    (assert (= (.read-byte stream) 0xff))
    (assert (= (.read-line stream) #("b" False)))))


(defn test-a-line-with-undecodable-octets-is-kept []
  (for [piece [None 1]]
    (setv stream (feed b"one\xfftwo\nthree" :piece piece))
    (with [(pytest.raises DecodingError)]
      (.read-line stream))
    (with [(pytest.raises DecodingError)]
      (.take stream))
    (setv stream.external-format "latin1")
    (assert (= (.read-line stream) #("oneÿtwo" False)))))


(setv REPLACEMENTS [
  ; restart                  line         why
  #(["continue"]             "a\ufffdb"   "the replacement character")
  #(["use-value" "?"]        "a?b"        "a character")
  #(["use-value" "<bad>"]    "a<bad>b"    "a text")
  #(["use-value" ""]         "ab"         "nothing")])

(defn [(pytest.mark.parametrize #("restart" "line" "why") REPLACEMENTS)]
  test-undecodable-octets-are-replaced [restart line why]
  (for [piece [None 1]]
    (setv stream (feed b"a\xffb\nc" :piece piece))
    (with [_ (handlers #(DecodingError (fn [e] (invoke-restart #* restart))))]
      (assert (= (.read-line stream) #(line False)) why))
    (assert (= (.read-char stream) "c"))))


(defn test-octets-behind-a-replacement []
  (setv stream (feed b"\xffb"))
  (with [_ (handlers #(DecodingError (fn [e] (invoke-restart "use-value" "xy"))))]
    (assert (= (.read-char stream) "x"))
    (assert (= (.read-byte stream) (ord "y")) "what is left of the replacement")
    (assert (= (.read-byte stream) (ord "b")))))


(defn test-a-handler-reads-the-octets-itself []
  (setv stream (feed b"a\xffb"))
  (defn skip [condition]
    (.read-byte stream)
    (invoke-restart "use-value" "!"))
  (with [_ (handlers #(DecodingError skip))]
    (assert (= (.take stream) "a!b"))))


(defn test-a-character-cut-off-by-the-end []
  (for [piece [None 1]]
    (setv stream (feed b"a\xe2\x82" :piece piece))
    (with [caught (pytest.raises DecodingError)]
      (.read-line stream))
    (assert (= caught.value.octets b"\xe2\x82"))
    (assert (= (.read-char stream) "a"))
    (assert (= (.read-byte stream) 0xe2))))


;;; Output

(setv WRITTEN [
  ; format       steps                                                       octets
  #("utf-8"      [#("write_string" "aé") #("write_byte" 1) #("write_char" (c "b"))]  b"a\xc3\xa9\x01b")
  #("utf-8"      [#("write_byte" 1) #("write_byte" 2) #("write_line" "x")]   b"\x01\x02x\n")
  #("utf-8"      [#("write_sequence" b"abc") #("write_sequence" "de") #("write_sequence" [(c "f") 7 (c "g")])]
    b"abcdef\x07g")
  #("utf-8"      [#("write_string" "abcdef" 2 4) #("write_sequence" (bytearray b"abcdef") 1 3)] b"cdbc")
  #("utf-8-dos"  [#("write_line" "a") "terpri" #("write_sequence" b"\n")]    b"a\r\n\r\n\n")
  #("utf-16"     [#("write_string" "a") "force_output" #("write_string" "b")] (.encode "ab" "utf-16"))
  #("utf-8-sig"  [#("write_string" "a") #("write_byte" 1) #("write_string" "b")] b"\xef\xbb\xbfa\x01b")
  #("utf-8"      ["fresh_line" "fresh_line" #("write_string" "a\n") "fresh_line" "force_output" "fresh_line"
                  #("write_byte" 10) "fresh_line" #("write_byte" 11) "fresh_line"]
    b"\na\n\n\x0b\n")])

(defn [(pytest.mark.parametrize #("format" "steps" "octets") WRITTEN)] test-output [format steps octets]
  (setv [stream sent] (sink :external-format format))
  (play stream steps)
  (.close stream)
  (assert (= sent octets)))


(defn test-writers-return-what-they-wrote []
  (setv [stream _] (sink)
        octets (bytearray b"x"))
  (assert (is (.write-char stream (c "a")) (c "a")))
  (assert (= (.write-string stream "abc" 1) "abc"))
  (assert (= (.write-line stream "abc") "abc"))
  (assert (= (.write-byte stream 7) 7))
  (assert (is (.write-sequence stream octets) octets))
  (assert (is (.terpri stream) None))
  (assert (is (.fresh-line stream) False))
  (assert (is stream.column None)))


(defn test-large-output-goes-out-by-itself []
  (setv [stream sent] (sink))
  (.write-string stream (* "x" 70000))
  (assert (= (len sent) 70000))
  (for [_ (range 70000)]
    (.write-char stream (c "y")))
  (assert (>= (len sent) 135000))
  (.force-output stream)
  (.clear sent)
  (for [_ (range 70000)]
    (.write-byte stream 1))
  (assert (>= (len sent) 65536))
  (.force-output stream)
  (assert (= sent (* b"\x01" 70000))))


(defn test-what-was-written-may-change-afterwards []
  (for [size [10 100000]]
    (setv [stream sent] (sink)
          octets (bytearray size))
    (.write-sequence stream octets)
    (setv (get octets 0) 1)
    (.force-output stream)
    (assert (= sent (bytes size)))))


(defn test-wrong-arguments []
  (setv [stream sent] (sink))
  (for [wrong [(fn [] (.write-byte stream 256))
               (fn [] (.write-byte stream -1))
               (fn [] (.write-byte stream "a"))
               (fn [] (.write-byte stream True))
               (fn [] (.write-char stream "ab"))
               (fn [] (.write-char stream 97))
               (fn [] (.write-string stream 97))
               (fn [] (.write-string stream None))
               (fn [] (.write-line stream [1]))
               (fn [] (.write-string stream "abc" 4))
               (fn [] (.write-string stream "abc" 2 1))
               (fn [] (.write-sequence stream b"abc" 0 4))
               (fn [] (.write-sequence stream [1.5]))
               (fn [] (.unread-char stream "ab"))
               (fn [] (.read-sequence stream b"abc"))
               (fn [] (.read-sequence stream "abc"))
               (fn [] (.read-sequence stream (bytearray 3) 4))]]
    (with [(pytest.raises WrongType)]
      (wrong)))
  (.force-output stream)
  (assert (= sent b"")))


(defn test-one-direction-only []
  (setv reading (feed b"x" :output False)
        [writing _] (sink :input False))
  (assert (= #(reading.input-p reading.output-p) #(True False)))
  (with [(pytest.raises WrongType)] (.write-char reading (c "a")))
  (with [(pytest.raises WrongType)] (.write-byte reading 1))
  (with [(pytest.raises WrongType)] (.read-char writing))
  (with [(pytest.raises WrongType)] (.read-byte writing))
  (assert (= (.read-char reading) "x"))
  (assert (.close reading))
  (assert (.close writing)))


(defn test-clear-output []
  (setv [stream sent] (sink))
  (.write-string stream "abc")
  (.write-byte stream 1)
  (.clear-output stream)
  (.write-string stream "x")
  (.force-output stream)
  (assert (= sent b"x")))


(defn test-the-format-changes-behind-what-was-written []
  (setv [stream sent] (sink :external-format "latin1"))
  (.write-string stream "é")
  (setv stream.external-format "utf-8")
  (.write-string stream "é\n")
  (setv stream.eol-convention "dos")
  (.write-string stream "\n")
  (.force-output stream)
  (assert (= sent b"\xe9\xc3\xa9\n\r\n")))


(setv UNENCODABLE [
  ; restart                octets           why
  #(["continue"]           b"a?\r\nb?c\r\n"  "a question mark")
  #(["use-value" "euro"]   b"aeuro\r\nbeuroc\r\n" "a text")
  #(["use-value" ""]       b"a\r\nbc\r\n"    "nothing")
  #(["use-value" "€"]      b"a?\r\nb?c\r\n"  "no better than before")])

(defn [(pytest.mark.parametrize #("restart" "octets" "why") UNENCODABLE)]
  test-characters-without-octets-are-replaced [restart octets why]
  (setv [stream sent] (sink :external-format "latin1-dos"))
  (with [_ (handlers #(EncodingError (fn [e] (invoke-restart #* restart))))]
    (.write-string stream "a€\nb€c\n")
    (.force-output stream))
  (assert (= sent octets) why))


(defn test-only-the-character-is-lost-when-nobody-replaces-it []
  (setv [stream sent] (sink :external-format "latin1-dos"))
  (.write-string stream "a€\nb€c\n")
  (for [_ (range 2)]
    (with [caught (pytest.raises EncodingError)]
      (.force-output stream))
    (assert (= caught.value.character "€"))
    (assert (in "U+20AC" (str caught.value))))
  (.write-string stream "d")
  (.force-output stream)
  (assert (= sent b"a\r\nbc\r\nd")))


(defn test-a-flush-that-is-left-keeps-its-tail []
  (setv [here there] (.pair MemoryTransport :capacity 10)
        stream (BivalentStream here)
        reader (BivalentStream there)
        target (object))
  (.set-chunking stream :output True)
  (.write-string stream "0123456789abcdefghij")
  (setv here.on-wait (fn [direction] (raise (NonLocalExit target))))
  (with [(pytest.raises NonLocalExit)]
    (.force-output stream))
  (.write-string stream "more")
  (with [(pytest.raises NonLocalExit)]
    (.force-output stream))
  (setv here.on-wait None)
  (.set-chunking reader :input True)
  (with [_ (beside (fn [] (.set-chunking stream :output-eof True)))]
    (assert (= (.read-line reader) #("0123456789abcdefghijmore" True)))))


(defn test-an-interrupt-that-leaves-a-blocked-flush []
  (setv [here there] (tcp4)
        big (* (bytes (range 256)) 65536)
        got (bytearray (+ (len big) 3))
        target (object)
        states []
        started (threading.Event)
        left (threading.Event))
  (defn leave []
    (raise (NonLocalExit target)))
  (defn writer []
    (.append states (current-state))
    (.set started)
    (try
      (.write-sequence here big)        ; more than fits on the way
      (except [NonLocalExit]
        (.set left)))
    (.write-string here "end")
    (.force-output here))
  (try
    (with [_ (beside writer)]
      (assert (.wait started PATIENCE))
      (post (get states 0) leave)
      (assert (.wait left PATIENCE))
      (assert (= (.read-sequence there got) (len got))))
    (assert (= got (+ big b"end")))
    (finally
      (.close here :abort True)
      (.close there :abort True))))


(defn test-a-time-out-of-output-keeps-the-tail []
  (setv [here there] (tcp4))
  (try
    (setv octets (bytes (range 256))
          big (* octets 65536)
          got (bytearray (+ (len big) 3))
          here.output-timeout 0.02)
    (with [caught (pytest.raises SocketError)]
      (.write-sequence here big))
    (assert (= caught.value.identifier "write-timeout"))
    (setv here.output-timeout None)
    (.write-string here "end")
    (with [_ (beside (fn [] (.force-output here)))]
      (assert (= (.read-sequence there got) (len got))))
    (assert (= got (+ big b"end")))
    (assert (= here.bytes-written (len got)))
    (finally
      (.close here :abort True)
      (.close there :abort True))))


(defn test-a-time-out-of-input []
  (setv [here there] (tcp4))
  (try
    (setv here.input-timeout 0.02)
    (assert (= #(here.input-timeout here.output-timeout) #(0.02 None)))
    (.write-string there "par")
    (.force-output there)
    (with [caught (pytest.raises SocketError)]
      (.read-line here))
    (assert (= caught.value.identifier "read-timeout"))
    (.write-string there "tial\n")
    (.force-output there)
    (assert (= (.read-line here) #("partial" False)))
    (finally
      (.close here :abort True)
      (.close there :abort True))))


(defn test-the-peer-is-gone []
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here))
  (.close there)
  (.write-string stream "x")
  (with [caught (pytest.raises SocketError)]
    (.force-output stream))
  (assert (= caught.value.action "writing to socket"))
  (assert (.close stream))
  (assert here.closed))


(defn test-close-closes-when-sending-fails []
  (setv [here there] (.pair MemoryTransport)
        stream (BivalentStream here))
  (.close there)
  (.write-string stream "x")
  (with [(pytest.raises SocketError)]
    (.close stream))
  (assert (and here.closed (not stream.open-p)))
  (assert (.close stream)))


(defn test-bytes-written []
  (setv [stream _] (sink))
  (.write-string stream "é")
  (assert (= stream.bytes-written 2))
  (.force-output stream)
  (.write-byte stream 1)
  (assert (= stream.bytes-written 3))
  (setv stream.bytes-written 0)
  (.write-string stream "abc")
  (assert (= stream.bytes-written 3)))


;;; Chunks

(defn chunked [#* pieces]
  (+ (.join b"" (gfor p pieces (+ (% b"%x\r\n" #((len p))) p b"\r\n"))) b"0\r\n\r\n"))


(defn test-the-end-of-chunks-is-an-end-of-file-once []
  (for [piece [None 1 3]]
    (setv stream (feed (+ (chunked b"Hello, " b"chunked world") b"after") :piece piece)
          ended [])
    (.set-chunking stream :input True)
    (with [_ (handlers #(SocketChunkingEndOfFile (fn [e] (.append ended e.format-arguments))))]
      (assert stream.input-chunking)
      (assert (= (.read-line stream False "eof") #("Hello, chunked world" True)))
      (assert (= ended [#(stream)]))
      (assert (not stream.input-chunking))
      (assert (= (.read-line stream False "eof") #("after" True)))
      (assert (= (.read-line stream False "eof") #("eof" True)))
      (assert (= (len ended) 1)))))


(setv ENDERS [
  #((fn [s] (.read-char s False "eof")) "eof")
  #((fn [s] (.read-char-no-hang s False "eof")) "eof")
  #((fn [s] (.peek-char s None False "eof")) "eof")
  #((fn [s] (.read-line s False "eof")) #("eof" True))
  #((fn [s] (.read-byte s False "eof")) "eof")
  #((fn [s] (.read-byte-no-hang s False "eof")) "eof")
  #((fn [s] (.read-sequence s (bytearray 5))) 0)
  #((fn [s] (.read-sequence s (bytearray 5) :partial-fill True)) 0)
  #((fn [s] (.read-sequence s (* [None] 5))) 0)
  #((fn [s] (.read-vector s (bytearray 5))) 0)
  #((fn [s] (.readline s)) "")
  #((fn [s] (.read s)) "")])

(defn [(pytest.mark.parametrize #("read" "answer") ENDERS)] test-every-reader-meets-the-end [read answer]
  (for [first ["read_char" "read_byte" "read_line"]]
    (setv stream (feed (+ (chunked (if (= first "read_line") b"\n" b"x")) b"after"))
          ended [])
    (.set-chunking stream :input True)
    ((getattr stream first))
    (with [_ (handlers #(SocketChunkingEndOfFile (fn [e] (.append ended e))))]
      (assert (not (.listen stream)))
      (assert (.read-no-hang-p stream))
      (assert (= ended []) "looking is not meeting")
      (assert (= (read stream) answer))
      (assert (= (len ended) 1)))
    (assert (= (.read-line stream) #("after" True)))))


(defn test-the-end-can-be-an-error []
  (setv stream (feed (+ (chunked) b"after")))
  (.set-chunking stream :input True)
  (with [(pytest.raises EndOfFile)]
    (.read-char stream))
  (assert (= (.read-char stream) "a")))


(defn test-a-handler-that-unwinds-loses-nothing []
  (setv stream (feed (+ (chunked b"half") b"after"))
        target (object))
  (.set-chunking stream :input True)
  (with [_ (handlers #(SocketChunkingEndOfFile (fn [e] (raise (NonLocalExit target)))))]
    (with [(pytest.raises NonLocalExit)]
      (.read-line stream)))
  (assert (= (.read-line stream) #("halfafter" True))))


(defn test-chunked-octets-in-bulk []
  (setv payload (* (bytes (range 256)) 300))
  (for [sizes [[1 2 3] [5000 40000] [100000] [8192 1 20000]]
        piece [None 10000 50]]
    (setv pieces []
          at 0)
    (while (< at (len payload))
      (.append pieces (cut payload at (+ at (get sizes (% (len pieces) (len sizes))))))
      (+= at (len (get pieces -1))))
    (when (and (= sizes [1 2 3]) (= piece 50))
      (continue))
    (setv stream (feed (+ (chunked #* pieces) b"after") :piece piece)
          got (bytearray (+ (len payload) 10)))
    (.set-chunking stream :input True)
    (assert (= (.read-byte stream) 0))
    (assert (= (.read-sequence stream got :start 1 :end 50000) 50000))
    (assert (= (.read-sequence stream got :start 50000) (len payload)))
    (assert (= (cut got 1 (len payload)) (cut payload 1 None)))
    (assert (= (.read-line stream) #("after" True)))))


(defn test-partial-fill-in-chunks []
  (setv stream (feed (chunked b"abc" b"defg"))
        octets (bytearray 10))
  (.set-chunking stream :input True)
  (assert (= (.read-sequence stream octets :partial-fill True) 3))
  (assert (= (.read-sequence stream octets :start 3 :partial-fill True) 7))
  (assert (= (.read-sequence stream octets :start 7 :partial-fill True) 7))
  (assert (= (cut octets 0 7) b"abcdefg"))
  (assert (not stream.input-chunking)))


(defn test-a-character-in-two-chunks []
  (for [piece [None 1]]
    (setv stream (feed (chunked b"a\xe2\x82" b"\xac\n") :piece piece))
    (.set-chunking stream :input True)
    (assert (= (.read-line stream) #("a€" False)))))


(defn test-chunking-starts-where-the-reader-is []
  (for [piece [None 1]]
    (setv stream (feed (+ b"Header: 1\n\n" (chunked b"body\n")) :piece piece))
    (assert (= (.read-line stream) #("Header: 1" False)))
    (assert (= (.read-line stream) #("" False)))
    (.set-chunking stream :input True)
    (assert (= (.read-line stream) #("body" False)))
    (assert (= (.read-line stream False "eof") #("eof" True)))))


(defn test-chunking-off-in-mid-body-leaves-the-rest-as-it-came []
  (for [piece [None 1]]
    (setv stream (feed b"5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n" :piece piece))
    (.set-chunking stream :input True)
    (assert (= (.read-char stream) "h"))
    (.set-chunking stream :input False)
    (assert (= (.take stream) "ello\r\n3\r\nabc\r\n0\r\n\r\n"))))


(defn test-input-chunking-asked-for-again-changes-nothing []
  (setv stream (feed (chunked b"abc")))
  (.set-chunking stream :input True)
  (.read-char stream)
  (.set-chunking stream :input True)
  (.set-chunking stream)
  (assert (= (.read-line stream) #("bc" True)))
  (.set-chunking stream :input False)
  (assert (= (.read-line stream False "eof") #("eof" True))))


(defn test-malformed-chunks []
  (for [piece [None 1]]
    (setv stream (feed b"3\r\nabc\r\nzz\r\n" :piece piece))
    (.set-chunking stream :input True)
    (assert (= (.take stream 3) "abc"))
    (for [_ (range 2)]
      (with [caught (pytest.raises ChunkingError)]
        (.read-char stream))
      (assert (in "no chunk begins with b'zz" (str caught.value))))
    (.set-chunking stream :input False)
    (assert (= (.take stream) "zz\r\n") "nothing is lost")))


(defn test-a-body-that-stops-short []
  (for [octets [b"" b"5" b"5\r\n" b"5\r\nhe" b"5\r\nhello" b"5\r\nhello\r" b"5\r\nhello\r\n" b"0\r\n" b"0\r\n\r"]]
    (setv stream (feed octets))
    (.set-chunking stream :input True)
    (with [caught (pytest.raises TruncatedChunks)]
      (.read-sequence stream (bytearray 100)))
    (assert (isinstance caught.value EndOfFile)))
  (setv stream (feed (+ b"fffff\r\n" (bytes 1000))))
  (.set-chunking stream :input True)
  (with [(pytest.raises TruncatedChunks)]
    (.read-sequence stream (bytearray 100000))))


(defn test-output-chunks []
  (setv [stream sent] (sink))
  (.write-string stream "head\n")
  (.force-output stream)
  (.write-string stream "already")
  (.set-chunking stream :output True)
  (assert stream.output-chunking)
  (.write-byte stream 0)
  (.force-output stream)
  (.force-output stream)
  (.write-sequence stream (bytes 10000))
  (.write-string stream "last")
  (.set-chunking stream :output-eof True)
  (assert (not stream.output-chunking))
  (.write-string stream "after")
  (.close stream)
  (assert (= sent (+ b"head\n8\r\nalready\0\r\n2710\r\n" (bytes 10000)
                     b"\r\n4\r\nlast\r\n0\r\n\r\nafter"))))


(defn test-output-chunking-off-without-an-end []
  (setv [stream sent] (sink))
  (.set-chunking stream :output True)
  (.write-string stream "a")
  (.force-output stream)
  (.set-chunking stream :output False)
  (.write-string stream "b")
  (.force-output stream)
  (assert (= sent b"1\r\na\r\nb")))


(defn test-chunking-of-a-closed-stream []
  (setv [stream _] (sink))
  (.close stream)
  (for [options [{"output" True} {"input" True} {"output_eof" True}]]
    (with [(pytest.raises StreamClosedError)]
      (.set-chunking stream #** options))))
