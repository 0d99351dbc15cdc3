#[[String streams, streams made of streams, the console, and the stream functions of Lisp.

What the core's streams do is tested with them; here is what Lisp adds.]]

(import
  os
  threading
  pytest
  acllib.characters [characters :as C]
  acllib.conditions [EndOfFile ErrnoStreamError SocketError StreamClosedError]
  acllib.formats [find-external-format]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.interrupts [post]
  acllib.kernel.signalling [WrongType ProgramError]
  acllib.kernel.values [call-for-values]
  acllib.lisp.arrays [LispString]
  acllib.lisp.compiler [evaluate-values]
  acllib.lisp.conses [L items]
  acllib.lisp.console [make-console]
  acllib.lisp.image [symbol-function]
  acllib.lisp.reader [read read-from-string]
  acllib.lisp.streams [StringOutputStream StringInputStream SynonymStream TwoWayStream]
  acllib.lisp.symbols [cl find-package keyword]
  acllib.lisp.variables [current-package query-io standard-input standard-output terminal-io]
  acllib.lisp.world)


(defn call [name #* arguments]
  "Return the value of the Lisp function NAME."
  ((symbol-function (cl name)) #* arguments))


(defn values-of [name #* arguments]
  (call-for-values (symbol-function (cl name)) #* arguments))


(defn lisp [text]
  "Evaluate Lisp TEXT in USER and return its first value."
  (setv token (.bind current-package (find-package "COMMON-LISP-USER")))
  (try
    (get (evaluate-values (get (read-from-string text) 0)) 0)
    (finally
      (.unbind current-package token))))


(defn binding [variable value function]
  (setv token (.bind variable value))
  (try
    (function)
    (finally
      (.unbind variable token))))


(defn reading [text]
  (call "MAKE-STRING-INPUT-STREAM" text))


;;; Strings

(defn test-string-input []
  (setv s (reading "hello\nworld"))
  (assert (is (call "READ-CHAR" s) (get C "h")))
  (assert (is (call "PEEK-CHAR" None s) (get C "e")))
  (assert (= (call "FILE-POSITION" s) 1))
  (assert (= (values-of "READ-LINE" s) #("ello" None)))
  (assert (= (values-of "READ-LINE" s) #("world" True)))
  (assert (= (values-of "READ-LINE" s None "end") #("end" True)))
  (with [_ (pytest.raises EndOfFile)]
    (call "READ-CHAR" s))
  (assert (is (call "FILE-POSITION" s 6) True))
  (assert (is (call "READ-CHAR" s) (get C "w")))
  (assert (is (call "UNREAD-CHAR" (get C "w") s) None))
  (assert (= (call "FILE-POSITION" s) 6))
  (assert (is (call "FILE-POSITION" s 12) None)))


(setv PARTS [
  ; start end  text
  #(0     None "abc")
  #(1     None "bc")
  #(1     2    "b")
  #(3     3    "")])


(defn [(pytest.mark.parametrize #("start" "end" "text") PARTS)] test-string-input-of-a-part [start end text]
  (assert (= (values-of "READ-LINE" (call "MAKE-STRING-INPUT-STREAM" "abc" start end) None "") #(text True))))


(defn [(pytest.mark.parametrize #("start" "end") [#(4 None) #(2 1) #(-1 None) #(0 4)])] test-string-input-bounds [start end]
  (with [_ (pytest.raises WrongType)]
    (call "MAKE-STRING-INPUT-STREAM" "abc" start end)))


(defn test-string-output []
  (setv s (call "MAKE-STRING-OUTPUT-STREAM"))
  (call "WRITE-STRING" "abc" s)
  (call "WRITE-STRING" "xyz" s (keyword "START") 1 (keyword "END") 2)
  (call "WRITE-CHAR" (get C "!") s)
  (call "WRITE-LINE" (LispString "line") s)
  (assert (= (call "GET-OUTPUT-STREAM-STRING" s) "abcy!line\n"))
  (assert (= (call "GET-OUTPUT-STREAM-STRING" s) ""))
  (call "WRITE-STRING" "more" s)
  (assert (= s.column 4))
  (assert (is (call "FRESH-LINE" s) True))
  (assert (is (call "FRESH-LINE" s) None))
  (assert (= (call "GET-OUTPUT-STREAM-STRING" s) "more\n")))


(defn test-string-output-holds-much []
  (setv s (StringOutputStream))
  (for [i (range 50000)]
    (.write-string s "12345"))
  (.force-output s)
  (.write-string s "end")
  (assert (= (len (.getvalue s)) 250003)))


(defn test-fill-pointer-stream-shows-at-once []
  (setv target (LispString "" :fill 0 :adjustable True)
        s ((symbol-function (get (.intern (find-package "SYSTEM") "%FILL-POINTER-STREAM") 0)) target))
  (call "WRITE-CHAR" (get C "a") s)
  (assert (= (str target) "a"))
  (call "WRITE-STRING" "bc" s)
  (assert (= (str target) "abc")))


;;; Streams of streams

(defn test-two-way []
  (setv out (StringOutputStream)
        s (call "MAKE-TWO-WAY-STREAM" (reading "(a b) c\nd") out))
  (assert (= (str (read s)) (str (read (reading "(a b)")))))
  (assert (= (. (read s) name) "C"))
  (assert (is (call "READ-CHAR" s) (get C "d")))
  (call "UNREAD-CHAR" (get C "d") s)
  (assert (is (call "LISTEN" s) True))
  (call "FORMAT" s "x~5ty")
  (assert (= (.getvalue out) "x    y"))
  (assert (is (call "TWO-WAY-STREAM-OUTPUT-STREAM" s) out))
  (assert (is (call "CLOSE" s) True))
  (assert (is (call "OPEN-STREAM-P" s) None))
  (assert (is (call "OPEN-STREAM-P" out) True))
  (with [_ (pytest.raises StreamClosedError)]
    (call "READ-CHAR" s))
  (with [_ (pytest.raises StreamClosedError)]
    (call "WRITE-CHAR" (get C "x") s)))


(defn test-two-way-wants-the-right-directions []
  (for [[input output] [#((StringOutputStream) (StringOutputStream)) #((reading "") (reading "")) #(5 6)]]
    (with [_ (pytest.raises WrongType)]
      (call "MAKE-TWO-WAY-STREAM" input output))))


(defn test-synonym []
  (setv out (StringOutputStream)
        s (call "MAKE-SYNONYM-STREAM" (cl "*QUERY-IO*")))
  (binding query-io (TwoWayStream (reading "line\n") out)
    (fn []
      (assert (= (values-of "READ-LINE" s) #("line" None)))
      (call "FORMAT" s "~a" 1)
      (assert (is (call "INPUT-STREAM-P" s) True))
      (assert (is (call "OUTPUT-STREAM-P" s) True))))
  (assert (= (.getvalue out) "1"))
  (assert (is (call "SYNONYM-STREAM-SYMBOL" s) (cl "*QUERY-IO*")))
  (call "CLOSE" s)
  (with [_ (pytest.raises StreamClosedError)]
    (call "READ-CHAR" s)))


(defn test-synonym-of-no-stream []
  (binding query-io 5
    (fn []
      (with [_ (pytest.raises WrongType)]
        (call "READ-CHAR" (SynonymStream (cl "*QUERY-IO*")))))))


(defn test-broadcast []
  (setv a (StringOutputStream)
        b (StringOutputStream)
        s (call "MAKE-BROADCAST-STREAM" a b))
  (.write-string b "x")
  (call "FORMAT" s "~&1~%")
  (assert (= (.getvalue a) "1\n"))
  (assert (= (.getvalue b) "x\n1\n"))
  (assert (= (items (call "BROADCAST-STREAM-STREAMS" s)) [a b]))
  (assert (is (call "WRITE-CHAR" (get C "x") (call "MAKE-BROADCAST-STREAM")) (get C "x"))))


(defn test-concatenated []
  (setv second (reading "c\nd")
        s (call "MAKE-CONCATENATED-STREAM" (reading "ab") (reading "") second))
  (assert (= (values-of "READ-LINE" s) #("abc" None)))
  (assert (is (call "READ-CHAR" second) (get C "d")) "what was not read stays in its stream")
  (assert (is (call "READ-CHAR" s None) None)))


(defn test-echo []
  (setv out (StringOutputStream)
        s (call "MAKE-ECHO-STREAM" (reading "one two") out))
  (assert (= (. (read s) name) "ONE"))
  (call "UNREAD-CHAR" (get C " ") s)
  (call "READ-CHAR" s)
  (assert (= (.getvalue out) "one ") "nothing is echoed twice"))


;;; Checking arguments

(setv WRONG [
  ; function             arguments                              why
  #("READ-CHAR"          #(5)                                   "no stream")
  #("READ-LINE"          #("text")                              "a string is no stream")
  #("WRITE-CHAR"         #("a")                                 "a string is no character")
  #("WRITE-STRING"       #(5)                                   "no string")
  #("WRITE-STRING"       #((get C "a"))                         "a character is no string")
  #("PEEK-CHAR"          #("x")                                 "peek type")
  #("UNREAD-CHAR"        #("x")                                 "no character")
  #("READ-BYTE"          #(None)                                "read-byte takes no designator")
  #("WRITE-BYTE"         #(256 (StringOutputStream))            "no octet")
  #("WRITE-BYTE"         #(65 (StringOutputStream))             "a stream of characters")
  #("READ-SEQUENCE"      #(5 (StringInputStream "a"))           "no sequence")
  #("READ-CHAR"          #((StringOutputStream))                "an output stream")
  #("WRITE-CHAR"         #((get C "a") (StringInputStream ""))  "an input stream")
  #("CLOSE"              #(5)                                   "no stream")
  #("OPEN-STREAM-P"      #(5)                                   "no stream")
  #("GET-OUTPUT-STREAM-STRING" #((StringInputStream ""))        "an input stream")
  #("MAKE-SYNONYM-STREAM" #("x")                                "no symbol")])


(defn [(pytest.mark.parametrize #("name" "arguments" "why") WRONG)] test-wrong-arguments [name arguments why]
  (with [_ (pytest.raises WrongType)]
    (call name #* arguments)))


(defn test-streamp []
  (assert (is (call "STREAMP" (StringOutputStream)) True))
  (assert (is (call "STREAMP" (.get standard-output)) True))
  (for [object [5 "text" None (cl "T")]]
    (assert (is (call "STREAMP" object) None))))


(defn test-designators []
  (setv out (StringOutputStream))
  (binding standard-output out
    (fn []
      (call "WRITE-STRING" "a")
      (call "WRITE-STRING" "b" None)
      (call "TERPRI")))
  (binding terminal-io (TwoWayStream (reading "t") out)
    (fn []
      (call "WRITE-STRING" "c" True)
      (assert (is (call "READ-CHAR" True) (get C "t")))))
  (assert (= (.getvalue out) "ab\nc"))
  (binding standard-input (reading "i")
    (fn []
      (assert (is (call "READ-CHAR") (get C "i")))
      (assert (= (call "READ-CHAR" None None 5) 5)))))


(defn test-sequences []
  (setv s (reading "abcdef")
        vector [0 0 0]
        string (LispString "....")
        cells (L 0 0 0))
  (assert (= (call "READ-SEQUENCE" vector s (keyword "START") 1) 3))
  (assert (and (= (get vector 0) 0) (is (get vector 1) (get C "a"))))
  (assert (= (call "READ-SEQUENCE" string s (keyword "END") 2) 2))
  (assert (= (str string) "cd.."))
  (assert (= (call "READ-SEQUENCE" cells s) 2))
  (assert (= (items cells) [(get C "e") (get C "f") 0]))
  (setv out (StringOutputStream))
  (call "WRITE-SEQUENCE" (L (get C "x") (get C "y")) out)
  (call "WRITE-SEQUENCE" string out (keyword "START") 1 (keyword "END") 3)
  (call "WRITE-SEQUENCE" [(get C "z")] out)
  (assert (= (.getvalue out) "xyd.z"))
  (with [_ (pytest.raises WrongType)]
    (call "WRITE-SEQUENCE" "abc" out (keyword "END") 4)))


;;; Questions

(setv ANSWERS [
  ; function       typed               answer  asked
  #("Y-OR-N-P"     "y\n"               True    1)
  #("Y-OR-N-P"     "what\n\n No \n"    None    3)
  #("YES-OR-NO-P"  "y\nyes\n"          True    2)])


(defn [(pytest.mark.parametrize #("name" "typed" "answer" "asked") ANSWERS)] test-questions [name typed answer asked]
  (setv out (StringOutputStream))
  (binding query-io (TwoWayStream (reading typed) out)
    (fn []
      (assert (is (call name "Really ~a?" 1) answer))))
  (assert (= (.count (.getvalue out) "Really 1? (y") asked)))


;;; Macros

(setv FORMS [
  ; form                                                                               text
  #("(with-output-to-string (s) (princ 1 s) (write-string \"b\" s) 5)"                 "1b")
  #("(let ((f (make-array 0 :element-type 'character :fill-pointer 0 :adjustable t)))
       (list (with-output-to-string (s f) (princ 12 s) 5) f))"                         "(5 12)")
  #("(with-output-to-string (s) (declare (ignorable s)))"                              "")
  #("(let (i) (list (with-input-from-string (s \"foo bar\" :index i) (read s)) i))"    "(FOO 4)")
  #("(with-input-from-string (s \"abcdef\" :start 1 :end 3) (read-line s))"            "bc")
  #("(multiple-value-list (with-input-from-string (s \"a\") (values 1 2)))"            "(1 2)")
  #("(let (x) (list (with-open-stream (s (make-string-input-stream \"q\"))
                      (setq x s) (read-char s)) (open-stream-p x)))"                   "(q NIL)")
  #("(multiple-value-list (read-line (make-string-input-stream \"abc\")))"             "(abc T)")
  #("(let (x) (catch 'out (with-open-stream (s (make-string-output-stream))
                (setq x s) (throw 'out nil))) (open-stream-p x))"                      "NIL")
  #("(funcall (formatter \"~a~^!\") (make-broadcast-stream) 1 2)"                      "(2)")])


(defn [(pytest.mark.parametrize #("form" "text") FORMS)] test-macro [form text]
  (assert (= (call "PRINC-TO-STRING" (lisp form)) text)))


(defn [(pytest.mark.parametrize "form" ["(with-output-to-string 5)"
                                        "(with-input-from-string (s) 1)"
                                        "(with-input-from-string (s \"a\" :foo 1) 1)"
                                        "(with-open-stream (s) 1)"
                                        "(with-open-file (s) 1)"])]
  test-malformed-macro [form]
  (with [_ (pytest.raises ProgramError)]
    (lisp form)))


;;; The console

(defclass Pipes []
  "A console with a pipe at each end: `type` into it, `shown` is what came out."

  (defn __init__ [self]
    (setv [self.source self.typing] (os.pipe)
          [self.watching self.target] (os.pipe)
          self.console (make-console self.source self.target)))

  (defn type [self octets]
    (os.write self.typing octets))

  (defn shown [self]
    (os.read self.watching 65536))

  (defn close-end [self name]
    (os.close (getattr self name))
    (setattr self name -1))             ; the number is the next one's who opens something

  (defn __enter__ [self]
    self)

  (defn __exit__ [self #* exception]
    (for [number [self.source self.typing self.watching self.target]]
      (try
        (os.close number)
        (except [OSError])))))


(defn test-console-lines []
  (with [pipes (Pipes)]
    (setv console pipes.console)
    (.write-string console "one\ntwo")
    (assert (= (.shown pipes) b"one\ntwo") "a finished line goes out")
    (assert (= console.column 3))
    (assert (.fresh-line console))
    (assert (= (.shown pipes) b"\n"))
    (assert (not (.fresh-line console)))
    (.write-string console "? ")
    (.type pipes (.encode "h\u00e9\n" "utf-8"))
    (assert (= (.read-line console) #("h\u00e9" False)))
    (assert (= (.shown pipes) b"? ") "what was written is shown before input is read")
    (assert (not console.interactive-p))
    (assert (is (call "CLOSE" console) True))
    (assert console.open-p)))


(defn test-console-split-characters-and-end []
  (with [pipes (Pipes)]
    (.type pipes b"\xc3")
    (assert (not (.listen pipes.console)))
    (.type pipes b"\xa9x")
    (assert (is (.read-char pipes.console) (get C "\u00e9")))
    (.close-end pipes "typing")
    (assert (= (.read-line pipes.console) #("x" True)))
    (assert (is (.read-char pipes.console False None) None))))


(defn test-console-read-is-interruptible []
  (with [pipes (Pipes)]
    (setv state (current-state)
          order []
          timer (threading.Timer 0.02 (fn [] (post state (fn [] (.append order "interrupt")
                                                                (.type pipes b"line\n"))))))
    (.start timer)
    (assert (= (.read-line pipes.console) #("line" False)))
    (assert (= order ["interrupt"]))
    (.join timer)))


(defn test-console-read-can-be-left []
  (with [pipes (Pipes)]
    (setv state (current-state)
          target (object)
          timer (threading.Timer 0.02 (fn [] (post state (fn [] (raise (NonLocalExit target)))))))
    (.start timer)
    (with [_ (pytest.raises NonLocalExit)]
      (.read-line pipes.console))
    (.join timer)
    (.type pipes b"later\n")
    (assert (= (.read-line pipes.console) #("later" False)))))


(defn test-console-interrupt-reads-a-line-of-its-own []
  (with [pipes (Pipes)]
    (setv state (current-state)
          seen []
          timer (threading.Timer 0.02 (fn [] (post state (fn [] (.type pipes b"inner\nouter\n")
                                                                (.append seen (.read-line pipes.console)))))))
    (.start timer)
    (assert (= (.read-line pipes.console) #("outer" False)))
    (assert (= seen [#("inner" False)]))
    (.join timer)))


(defn test-console-whose-reader-has-gone []
  (with [pipes (Pipes)]
    (.close-end pipes "watching")
    (with [_ (pytest.raises ErrnoStreamError)]
      (.write-string pipes.console "lost\n"))
    (assert pipes.console.broken)
    (.write-string pipes.console "dropped\n")))


(defn test-console-in-another-format []
  (with [pipes (Pipes)]
    (setv console pipes.console)
    (assert (is console.external-format (find-external-format "utf-8")))
    (.type pipes b"a\n\xe9\n")
    (assert (= (.read-line console) #("a" False)))
    (assert (= (.read-line console) #("\ufffd" False)))
    (setv console.external-format "latin1")
    (.type pipes b"\xe9\n")
    (assert (= (.read-line console) #("é" False)))
    (.write-line console "é€")
    (assert (= (.shown pipes) b"\xe9\\u20ac\n"))
    (setv console.external-format "utf-8")
    (.write-line console "é")
    (assert (= (.shown pipes) b"\xc3\xa9\n"))
    (with [(pytest.raises WrongType)]
      (setv console.eol-convention "dos"))
    (assert (= console.eol-convention "unix"))))


(defn test-half-a-character-stays-when-the-console-changes-its-format []
  (with [pipes (Pipes)]
    (.type pipes b"\xc3")
    (assert (is (.read-char-no-hang pipes.console) None))
    (setv pipes.console.external-format "latin1")
    (.type pipes b"\xa9\n")
    (assert (in (.read-line pipes.console) [#("Ã©" False) #("\xa9" False)]))))


(defn test-console-waits-no-longer-than-it-may []
  (with [pipes (Pipes)]
    (setv pipes.console.input-timeout 0.02)
    (with [caught (pytest.raises SocketError)]
      (.read-char pipes.console))
    (assert (= #(caught.value.identifier caught.value.action) #("read-timeout" "reading from terminal")))
    (.type pipes b"late\n")
    (assert (= (.read-line pipes.console) #("late" False)))
    (assert (!= (.input-fileno pipes.console) (.output-fileno pipes.console)))))


(defn test-console-over-python-files []
  (import io)
  (setv out (io.StringIO)
        console (make-console (io.StringIO "typed\n") out))
  (assert (= (.read-line console) #("typed" False)))
  (.write-string console "shown")
  (.force-output console)
  (assert (= (.getvalue out) "shown"))
  (assert (is (.read-char console False None) None)))


(defn test-console-pieces-of-processes-stay-whole []
  (with [pipes (Pipes)]
    (setv threads (lfor name "abcd"
                        (threading.Thread :target (fn [n] (for [_ (range 50)]
                                                            (.write-string pipes.console (+ (* n 20) "\n"))))
                                          :args #(name))))
    (for [t threads] (.start t))
    (for [t threads] (.join t 10))
    (setv lines (.splitlines (.decode (.shown pipes))))
    (assert (= (len lines) 200))
    (assert (all (gfor line lines (= line (* (get line 0) 20)))))))


(defn test-standard-streams []
  (assert (= (. (type terminal-io.value) __name__) "ConsoleStream"))
  (setv s standard-output.value)
  (assert (is (call "CLOSE" s) True))
  (assert (is (call "OPEN-STREAM-P" s) True) "closing it only sends what was written"))
