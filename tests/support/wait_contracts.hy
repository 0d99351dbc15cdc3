#[[The contract of bivalent streams that wait: what a time-out, a close and an interrupt leave behind.

`WAITING-CONTRACT` holds over any transport, `INTERRUPT-CONTRACT` where the waits are those of
`acllib.waiting`. See `contracts`.]]

(import
  threading
  pytest
  acllib.conditions [SocketError StreamClosedError]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.interrupts [post]
  support.contracts [beside]
  support.pairs [PATIENCE])


(defn a-time-out-loses-no-input [here there]
  (.write-string here "par")
  (.force-output here)
  (setv there.input-timeout 0.02)
  (for [read [(fn [] (.read-line there))
              (fn [] (.take there 7))
              (fn [] (.read-sequence there (bytearray 7)))
              (fn [] (.read-sequence there (* [None] 7)))]]
    (with [caught (pytest.raises SocketError)]
      (read))
    (assert (= caught.value.identifier "read-timeout")))
  (.write-string here "tial\n")
  (.force-output here)
  (setv there.input-timeout None)
  (assert (= (.read-line there) #("partial" False))))


(defn a-time-out-loses-no-output [here there]
  (setv block (* (bytes (range 256)) 256)
        sent 0
        here.output-timeout 0.02)
  (with [caught (pytest.raises SocketError)]
    (while (< sent 1000)
      (+= sent 1)
      (.write-sequence here block)
      (.force-output here)))
  (assert (= caught.value.identifier "write-timeout"))
  (setv here.output-timeout None
        got (bytearray (+ (* sent (len block)) 3)))
  (with [_ (beside (fn []
                     (.write-string here "end")
                     (.force-output here)))]
    (assert (= (.read-sequence there got) (len got))))
  (assert (= got (+ (* block sent) b"end"))))


(defn closing-wakes-who-waits [here there]
  (setv met [])
  (defn reader []
    (try
      (.read-char there)
      (except [e StreamClosedError]
        (.append met e.stream))))
  (with [waiter (beside reader)]
    (.join waiter.thread 0.02)          ; it waits, mostly; the answer is the same when it is late
    (.close there))
  (assert (= met [there]))
  (assert (= (.read-char here False "end") "end")))


;;; Interrupts

(defclass blocked []
  "Run FUNCTION of a stream beside the body of a `with` statement, and `interrupt` it once it has begun."

  (defn __init__ [self function]
    (setv self.begun (threading.Event)
          self.answer None)
    (defn run []
      (setv self.state (current-state))
      (.set self.begun)
      (setv self.answer (function)))
    (setv self.beside (beside run)))

  (defn __enter__ [self]
    (.__enter__ self.beside)
    (assert (.wait self.begun PATIENCE))
    self)

  (defn __exit__ [self #* exception]
    (.__exit__ self.beside #* exception))

  (defn interrupt [self function]
    "Have FUNCTION called in the other process, and wait until it was."
    (setv called (threading.Event))
    (post self.state (fn [] (.set called) (function)))
    (assert (.wait called PATIENCE))))


(defn a-reader-goes-on-after-an-interrupt [here there]
  (with [reader (blocked (fn [] (.read-line there)))]
    (.interrupt reader (fn [] None))
    (.write-string here "par")
    (.force-output here)
    (.interrupt reader (fn [] None))
    (.write-string here "tial\n")
    (.force-output here))
  (assert (= reader.answer #("partial" False))))


(defn an-interrupt-that-leaves-a-reader-loses-nothing [here there]
  (setv target (object)
        got (bytearray 7))
  (defn leave []
    (raise (NonLocalExit target)))
  (for [read [(fn [] (.read-line there)) (fn [] (.read-sequence there got))]]
    (defn left []
      (try
        (read)
        (except [NonLocalExit]
          "left")))
    (with [reader (blocked left)]
      (.write-string here "p")
      (.force-output here)
      (.interrupt reader leave))
    (assert (= reader.answer "left")))
  (.write-string here "!\n")
  (.force-output here)
  (assert (= (.read-line there) #("pp!" False))))


(defn an-interrupt-may-use-the-stream [here there]
  (with [reader (blocked (fn [] (.read-char there)))]
    (.interrupt reader (fn []
                         (.write-line there "from the interrupt")
                         (.force-output there)))
    (assert (= (.read-line here) #("from the interrupt" False)))
    (.write-string here "x")
    (.force-output here))
  (assert (= reader.answer "x")))


(defn an-interrupt-that-leaves-a-writer-keeps-the-order [here there]
  (setv target (object)
        block (bytes (<< 1 24)))
  (defn leave []
    (raise (NonLocalExit target)))
  (defn flood []
    (try
      (.write-sequence here block)      ; more than fits on the way
      (except [NonLocalExit]
        "left")))
  (with [writer (blocked flood)]
    (.interrupt writer leave))
  (assert (= writer.answer "left"))
  (setv got (bytearray (+ (len block) 3)))
  (with [_ (beside (fn []
                     (.write-string here "end")
                     (.force-output here)))]
    (assert (= (.read-sequence there got) (len got))))
  (assert (= got (+ block b"end"))))


(setv WAITING-CONTRACT [
  a-time-out-loses-no-input a-time-out-loses-no-output closing-wakes-who-waits])

(setv INTERRUPT-CONTRACT [
  a-reader-goes-on-after-an-interrupt an-interrupt-that-leaves-a-reader-loses-nothing
  an-interrupt-may-use-the-stream an-interrupt-that-leaves-a-writer-keeps-the-order])
