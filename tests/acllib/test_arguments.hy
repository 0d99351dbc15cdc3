"Arguments: every way to write one, and the texts of what is refused."

(import
  pytest
  acllib.arguments [BadArgument MissingArgument UnknownKeyword check-integer check-seconds
                    choice keyword-of spelled text-of]
  acllib.kernel.signalling [ProgramError WrongType]
  acllib.lisp.arrays [LispString]
  acllib.lisp.symbols [keyword])


(setv TEXTS [
  #("abc" "abc") #((LispString "abc") "abc") #((keyword "ABC") "ABC") #(None None) #(True None) #(5 None)
  #(1.5 None) #(b"abc" None) #(["abc"] None) #((bytearray b"a") None)])


(defn [(pytest.mark.parametrize #("value" "text") TEXTS)]
  test-text [value text]
  (assert (= (text-of value) text)))


(defn test-a-hy-keyword-is-a-name []
  (import hy)
  (assert (= (keyword-of (hy.models.Keyword "passive")) "passive")))


(defn [(pytest.mark.parametrize "value" ["passive" "PASSIVE" ":passive" (keyword "PASSIVE") (LispString "Passive")])]
  test-choice [value]
  (assert (= (choice value "make-socket" "connect" #("active" "passive")) "passive")))


(defn [(pytest.mark.parametrize "value" ["both" 5 None True [] {} b"passive"])]
  test-no-choice [value]
  (with [caught (pytest.raises BadArgument)]
    (choice value "make-socket" "address_family" #("internet" "file")))
  (assert (isinstance caught.value WrongType))
  (assert (= (str caught.value)
             f"make-socket: the value of :address-family is {(repr value)}; it should be :internet or :file.")))


(setv INTEGERS [#(0 True) #(10 True) #(-1 False) #(11 False) #(True False) #(5.0 False) #("5" False) #(None False)])


(defn [(pytest.mark.parametrize #("value" "good") INTEGERS)]
  test-integers [value good]
  (if good
      (assert (is (check-integer value "x" "size" 0 10) value))
      (with [_ (pytest.raises BadArgument)]
        (check-integer value "x" "size" 0 10))))


(setv SECONDS [#(None None) #(1 1.0) #(0.5 0.5) #(0 "") #(-1 "") #("1" "") #(True "")])


(defn [(pytest.mark.parametrize #("value" "seconds") SECONDS)]
  test-seconds [value seconds]
  (if (= seconds "")
      (with [_ (pytest.raises BadArgument)]
        (check-seconds value "x" "timeout"))
      (assert (= (check-seconds value "x" "timeout") seconds))))


(defn test-a-long-object-is-cut []
  (setv report (str (BadArgument :operator "f" :keyword "a" :datum (* "x" 100000) :expected-type "short")))
  (assert (< (len report) 2100))
  (assert (.endswith report "xxx...; it should be short.")))


(defn test-reports []
  (assert (= (spelled "remote_host") ":remote-host"))
  (setv missing (MissingArgument :operator "send-to" :keyword "remote_host" :reason "to send"))
  (assert (= (str missing) "send-to needs :remote-host to send."))
  (assert (= (str (UnknownKeyword :operator "f" :keyword "a_b")) "f does not take the keyword :a-b."))
  (assert (= (str (UnknownKeyword :operator "f" :keyword "a" :known ["b" "c_d"]))
             "f does not take the keyword :a; it takes :b :c-d."))
  (assert (isinstance missing ProgramError)))
