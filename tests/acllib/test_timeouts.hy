"Time-outs: bodies that end in time and not, nested, in every kind of wait, held by a debugger."

(import
  fractions [Fraction]
  threading
  pytest
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.interrupts [pending run-pending without-interrupts]
  acllib.kernel.signalling [WrongType]
  acllib.locks [dequeue Queue]
  acllib.processes [ThreadsExhausted run-in-process]
  acllib.processwaits [process-sleep process-wait]
  acllib.timeouts [call-with-timeout clock timeouts-held]
  support.waits [LIMIT ended until])


(defn late [] "late")
(defn nap [] (process-sleep LIMIT) "slept")


(defn compute []
  (while True
    (when pending
      (run-pending))))


(setv BODIES [
  ; seconds           body                                          result    why
  #(LIMIT             (fn [] "in time")                             "in time" "")
  #(LIMIT             (fn [] 0)                                     0         "0 is a value like others")
  #((Fraction 1 200)  nap                                           "late"    "a ratio")
  #(0.005             nap                                           "late"    "asleep")
  #(0.005             (fn [] (process-wait "w" (fn [] None)))       "late"    "polling")
  #(0.005             (fn [] (dequeue (Queue) :wait True))          "late"    "waiting for a queue")
  #(0.005             compute                                       "late"    "computing")
  #(0                 (fn [] (assert False))                        "late"    "0: the body is not run")
  #(-5                (fn [] (assert False))                        "late"    "negative: likewise")])


(defn [(pytest.mark.parametrize #("seconds" "body" "result" "why") BODIES)]
  test-with-timeout [seconds body result why]
  (assert (= (call-with-timeout seconds body late) result))
  (assert (not pending)))


(defn test-values []
  (defn body [] 1)
  (setv body.mv (fn [] #(1 2)))
  (assert (= (call-with-timeout.mv LIMIT body late) #(1 2)))
  (assert (= (call-with-timeout.mv 0 body late) #("late")))
  (assert (= (call-with-timeout LIMIT body late) 1)))


(defn test-cleanup-runs-before-the-time-out-forms []
  (setv order [])
  (defn body []
    (try
      (nap)
      (finally
        (.append order "cleanup"))))
  (call-with-timeout 0.002 body (fn [] (.append order "late")))
  (assert (= order ["cleanup" "late"])))


(setv NESTED [
  ; outer   inner    result          why
  #(LIMIT   0.002    "inner late"    "the inner one comes first")
  #(0.002   LIMIT    "outer late"    "the outer one leaves both")])


(defn [(pytest.mark.parametrize #("outer" "inner" "result" "why") NESTED)]
  test-nested [outer inner result why]
  (assert (= (call-with-timeout outer
               (fn [] (call-with-timeout inner nap (fn [] "inner late")))
               (fn [] "outer late"))
             result)))


(defn test-errors-and-exits-pass []
  (with [_ (pytest.raises ZeroDivisionError)]
    (call-with-timeout LIMIT (fn [] (/ 1 0)) late))
  (with [_ (pytest.raises NonLocalExit)]
    (call-with-timeout LIMIT (fn [] (raise (NonLocalExit "there"))) late)))


(setv WRONG ["soon" None True 1j []])


(defn [(pytest.mark.parametrize "seconds" WRONG)] test-no-number [seconds]
  (with [_ (pytest.raises WrongType)]
    (call-with-timeout seconds late late)))


(defn test-a-late-alarm-does-nothing []
  ;; The alarm is queued while interrupts are delayed, and the body ends before it runs.
  (defn outer []
    (with [_ (without-interrupts)]
      (setv result (call-with-timeout 0.002 (fn [] (until (fn [] pending)) "done") late)))
    (process-sleep 0)
    result)
  (setv p (ended (run-in-process outer "tested")))
  (assert (is p.failure None))
  (assert (= p.result "done"))
  (assert (not pending)))


(defn test-each-process-gets-its-own []
  (setv processes (lfor n (range 8)
                        (run-in-process (fn [n]
                                          (call-with-timeout (* 0.001 (- 8 n)) nap (fn [] n)))
                                        "tested" n)))
  (assert (= (lfor p processes (. (ended p) result)) (list (range 8)))))


(defn test-held-in-the-debugger []
  (setv order [])
  (defn body []
    (with [_ (timeouts-held)]
      (with [_ (timeouts-held)]
        (process-sleep 0.02))
      (.append order "still here"))
    (nap))
  (assert (= (call-with-timeout 0.005 body late) "late"))
  (assert (= order ["still here"])))


(defn test-cancelled-alarms-are-forgotten []
  (for [_ (range 500)]
    (call-with-timeout 1000 (fn [] None) late))
  (assert (< (len clock.heap) 200)))


(defn test-no-clock-no-time-out [monkeypatch]
  (defn refuse [self]
    (raise (RuntimeError "can't start new thread")))
  (setv fresh (type clock)
        other (fresh))
  (monkeypatch.setattr threading.Thread "start" refuse)
  (with [_ (pytest.raises ThreadsExhausted)]
    (.set-alarm other 1 late))
  (assert (= other.heap []))
  (assert (not other.running)))
