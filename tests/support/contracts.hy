#[[The contract of bivalent streams: what holds over any transport.

Each entry of `STREAM-CONTRACT` is a function of a connected pair of streams; `check` makes the pair,
runs it and closes both. Whoever adds a transport runs them all, and those of `wait_contracts`:

  (defn [(pytest.mark.parametrize \"rule\" [#* STREAM-CONTRACT #* WAITING-CONTRACT])] test-contract [rule]
    (check rule make-my-pair))

Of the transport they use `shutdown`, which ends one direction, and nothing else.]]

(import
  threading
  pytest
  acllib.characters [characters]
  acllib.conditions [DecodingError EncodingError EndOfFile StreamClosedError]
  acllib.kernel.signalling [handlers invoke-restart]
  support.pairs [PATIENCE])


(defn check [rule maker]
  "Run RULE on a pair that MAKER makes."
  (setv [here there] (maker))
  (try
    (rule here there)
    (finally
      (.close here :abort True)
      (.close there :abort True))))


(defclass beside []
  "Run FUNCTION in a thread of its own for the body of a `with` statement; its failure is the body's."

  (defn __init__ [self function]
    (setv self.failure None)
    (defn run []
      (try
        (function)
        (except [e BaseException]
          (setv self.failure e))))
    (setv self.thread (threading.Thread :target run)))

  (defn __enter__ [self]
    (.start self.thread)
    self)

  (defn __exit__ [self #* exception]
    (.join self.thread PATIENCE)
    (assert (not (.is-alive self.thread)) "the other side still blocks")
    (when (is-not self.failure None)
      (raise self.failure))
    False))


(defn keeps-the-order [here there]
  (with [_ (beside (fn []
                     (for [i (range 50)]
                       (.write-line here (str i))
                       (.force-output here))
                     (.close here)))]
    (assert (= (lfor i (range 50) (.read-line there))
               (lfor i (range 50) #((str i) False))))
    (assert (= (.read-line there False "end") #("end" True)))))


(defn both-directions [here there]
  (.write-string here "ping\n")
  (.force-output here)
  (assert (= (.read-line there) #("ping" False)))
  (.write-string there "pong\n")
  (.force-output there)
  (assert (= (.read-line here) #("pong" False))))


(defn empty-writes-send-nothing [here there]
  (.write-string here "")
  (.write-sequence here b"")
  (.write-sequence here [])
  (.force-output here)
  (assert (= here.bytes-written 0))
  (assert (not (.listen there)))
  (assert (not (.read-no-hang-p there))))


(defn nothing-is-sent-before-it-is-forced [here there]
  (.write-string here "abc")
  (.write-byte here 10)
  (assert (is (.read-char-no-hang there) None))
  (.force-output here)
  (assert (= (.read-line there) #("abc" False))))


(defn characters-and-octets-mix [here there]
  (with [_ (beside (fn []
                     (.write-string here "aä")
                     (.write-byte here 0xc3)
                     (.write-byte here 0xb6)
                     (.write-string here "line\n€")
                     (.write-sequence here (bytearray [1 2 3]))
                     (.write-char here (get characters "z"))
                     (.close here)))]
    (assert (is (.read-char there) (get characters "a")))
    (assert (= (.read-byte there) 0xc3))
    (assert (= (.read-byte there) 0xa4))
    (assert (is (.read-char there) (get characters "ö")))
    (assert (= (.read-line there) #("line" False)))
    (assert (= (.peek-char there) "€"))
    (setv octets (bytearray 6))
    (assert (= (.read-sequence there octets) 6))
    (assert (= octets (+ (.encode "€") b"\x01\x02\x03")))
    (assert (= (.read-char there) "z"))
    (assert (is (.read-byte there False) None))))


(defn bulk-arrives-whole [here there]
  (setv octets (bytearray (* (bytes (range 256)) 120))
        got (bytearray (len octets)))
  (with [_ (beside (fn []
                     (.write-sequence here octets)
                     (.force-output here)))]
    (assert (= (.read-sequence there got) (len octets)))
    (assert (= got octets))))


(defn partial-fill-takes-what-is-there [here there]
  (.write-string here "abc")
  (.force-output here)
  (setv octets (bytearray 10))
  (setv end (.read-sequence there octets :partial-fill True))
  (assert (<= 1 end 3))
  (assert (= (cut octets 0 end) (cut b"abc" 0 end)))
  (assert (= (.read-sequence there octets :start end :end 3) 3)))


(defn one-end-half-closed [here there]
  (.write-string here "last\n")
  (.force-output here)
  (.shutdown here.transport "output")
  (assert (= (.read-line there) #("last" False)))
  (assert (= (.read-char there False "end") "end"))
  (assert (= (.read-byte there False "end") "end"))
  (.write-string there "still\n")
  (.force-output there)
  (assert (= (.read-line here) #("still" False))))


(defn end-of-file-is-signalled [here there]
  (.write-string here "x")
  (.close here)
  (assert (= (.read-line there) #("x" True)))
  (with [caught (pytest.raises EndOfFile)]
    (.read-char there))
  (assert (is caught.value.stream there))
  (with [(pytest.raises EndOfFile)]
    (.read-byte there))
  (with [(pytest.raises EndOfFile)]
    (.read-line there))
  (with [(pytest.raises EndOfFile)]
    (.peek-char there))
  (assert (= (.read-sequence there (bytearray 3)) 0))
  (assert (= (.read-vector there (bytearray 3) :start 1) 1))
  (assert (not (.listen there)))
  (assert (.read-no-hang-p there)))


(defn closing-sends-what-is-buffered [here there]
  (.write-string here "kept")
  (assert (is (.close here) True))
  (assert (= (.read-line there) #("kept" True))))


(defn aborting-drops-what-is-buffered [here there]
  (.write-string here "kept")
  (assert (is (.close here :abort True) True))
  (assert (= (.read-line there False None) #(None True))))


(defn closing-twice-is-harmless [here there]
  (.close here)
  (assert (is (.close here) True))
  (assert (not here.open-p))
  (assert here.closed))


(defn nothing-works-after-close [here there]
  (.write-line there "unread")
  (.force-output there)
  (assert (= (.read-char here) "u"))
  (.close here)
  (for [operation [(fn [] (.read-char here))
                   (fn [] (.read-char-no-hang here))
                   (fn [] (.read-line here))
                   (fn [] (.read-byte here))
                   (fn [] (.peek-char here))
                   (fn [] (.listen here))
                   (fn [] (.read-sequence here (bytearray 1)))
                   (fn [] (.read-sequence here [None]))
                   (fn [] (.write-char here (get characters "x")))
                   (fn [] (.write-string here "x"))
                   (fn [] (.write-byte here 1))
                   (fn [] (.write-sequence here b"x"))
                   (fn [] (.force-output here))]]
    (with [(pytest.raises StreamClosedError)]
      (operation))))


(defn chunks-in-both-directions [here there]
  (for [[sender receiver] [#(here there) #(there here)]]
    (with [_ (beside (fn []
                       (.set-chunking sender :output True)
                       (.write-string sender "chünked\nworld")
                       (.force-output sender)
                       (.write-sequence sender (bytes (range 10)))
                       (.set-chunking sender :output-eof True)
                       (.write-line sender "after")
                       (.force-output sender)))]
      (.set-chunking receiver :input True)
      (assert (= (.read-line receiver) #("chünked" False)))
      (setv octets (bytearray 20))
      (assert (= (.read-sequence receiver octets) 15))
      (assert (= (cut octets 0 15) (+ b"world" (bytes (range 10)))))
      (assert (= (.read-line receiver) #("after" False))))))


(defn every-reader-goes-on-where-the-last-one-stopped [here there]
  (with [_ (beside (fn []
                     (.write-string here "ab\ncdé two\nrest of it\nxyz!?\n")
                     (.force-output here)))]
    (assert (= (.read-char there) "a"))
    (.unread-char there (get characters "a"))
    (assert (= (.peek-char there) "a"))
    (assert (= (.read-byte there) 97))
    (assert (= (.read-line there) #("b" False)))
    (assert (= (.peek-char there (get characters "d")) "d"))
    (assert (= (.take there 2) "dé"))
    (assert (= (.peek-char there True) "t"))
    (setv octets (bytearray 4)
          items [None None None None])
    (assert (= (.read-sequence there octets :start 1 :end 3) 3))
    (assert (= octets b"\0tw\0"))
    (assert (= (.readline there) "o\n"))
    (assert (= (.read-sequence there items) 4))
    (assert (= items ["r" "e" "s" "t"]))
    (assert (= (.read-line there) #(" of it" False)))
    (setv index (.read-vector there octets :start 1))
    (while (< index 4)
      (setv index (.read-vector there octets :start index)))
    (assert (= octets b"\0xyz"))
    (assert (.read-no-hang-p there))
    (assert (= (.read-char there) "!"))
    (assert (= (.read-line there) #("?" False)))
    (assert (not (.read-no-hang-p there)))
    (assert (is (.read-byte-no-hang there) None))))


(defn every-writer-stands-where-it-was-called [here there]
  (with [_ (beside (fn []
                     (.write-char here (get characters "a"))
                     (.write-string here "xbcx" 1 3)
                     (.write-byte here 100)
                     (assert (.fresh-line here))
                     (assert (not (.fresh-line here)))
                     (.write-line here "xline" 1)
                     (.terpri here)
                     (.write-sequence here "s")
                     (.write-sequence here b"xtx" 1 2)
                     (.write-sequence here [(get characters "u") 118])
                     (assert (= (.write-vector here b"xw" :start 1) 2))
                     (assert (= (.write-vector here "xyz" :end 2) 2))
                     (.write-string here "dropped")
                     (.clear-output here)
                     (.finish-output here)
                     (.close here)))]
    (assert (= (.read there) "abcd\nline\n\nstuvwxy"))))


(defn formats-change-at-any-place [here there]
  (for [[format text octets] [#("latin1" "é\n" b"\xe9\n")
                              #("utf-8-dos" "é\n" b"\xc3\xa9\r\n")
                              #("utf-16-be-anynl-mac" "é\n" b"\0\xe9\0\r")
                              #("shift_jis" "あ\n" b"\x82\xa0\n")]]
    (setv here.external-format format
          there.external-format format
          got (bytearray (len octets)))
    (with [_ (beside (fn []
                       (.write-string here (* text 2))
                       (.force-output here)))]
      (assert (= (.read-line there) #((cut text -1) False)))
      (assert (= (.read-sequence there got) (len octets)))
      (assert (= got octets)))))


(defn what-is-no-character-can-be-replaced [here there]
  (with [_ (beside (fn []
                     (.write-sequence here b"a\xffb\n\xffc\n")
                     (.force-output here)))]
    (assert (= (.read-char there) "a"))
    (for [_ (range 2)]
      (with [(pytest.raises DecodingError)]
        (.read-line there)))
    (with [_ (handlers #(DecodingError (fn [e] (invoke-restart "use-value" "?"))))]
      (assert (= (.read-line there) #("?b" False))))
    (assert (= (.read-byte there) 255))
    (assert (= (.read-line there) #("c" False))))
  (setv here.external-format "latin1")
  (.write-string here "a€b\n")
  (with [_ (handlers #(EncodingError (fn [e] (invoke-restart "use-value" "E"))))]
    (.force-output here))
  (assert (= (.read-line there) #("aEb" False))))


(defn every-reader-meets-the-end [here there]
  (.write-byte here 0xc3)               ; half a character: an octet, and no character
  (.force-output here)
  (.shutdown here.transport "output")
  (with [(pytest.raises DecodingError)]
    (.read-char there))
  (assert (= (.read-byte there) 0xc3))
  (for [_ (range 2)]
    (assert (= (.read-char there False "end") "end"))
    (assert (= (.read-char-no-hang there False "end") "end"))
    (assert (= (.peek-char there None False "end") "end"))
    (assert (= (.peek-char there True False "end") "end"))
    (assert (= (.read-line there False "end") #("end" True)))
    (assert (= (.read-byte there False "end") "end"))
    (assert (= (.read-byte-no-hang there False "end") "end"))
    (assert (= (.read-sequence there (bytearray 3) :start 1) 1))
    (assert (= (.read-sequence there [None]) 0))
    (assert (= (.read-sequence there (bytearray 3) :partial-fill True) 0))
    (assert (= (.read-vector there (bytearray 3)) 0))
    (assert (= (.take there) ""))
    (assert (= (.readline there) ""))
    (assert (not (.listen there)))
    (assert (.read-no-hang-p there)))
  (with [(pytest.raises EndOfFile)]
    (.read-char-no-hang there))
  (with [(pytest.raises EndOfFile)]
    (.read-byte-no-hang there)))


(setv STREAM-CONTRACT [
  keeps-the-order both-directions empty-writes-send-nothing nothing-is-sent-before-it-is-forced
  characters-and-octets-mix bulk-arrives-whole partial-fill-takes-what-is-there
  one-end-half-closed end-of-file-is-signalled closing-sends-what-is-buffered
  aborting-drops-what-is-buffered closing-twice-is-harmless nothing-works-after-close
  chunks-in-both-directions every-reader-goes-on-where-the-last-one-stopped
  every-writer-stands-where-it-was-called formats-change-at-any-place
  what-is-no-character-can-be-replaced every-reader-meets-the-end])
