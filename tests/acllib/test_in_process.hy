"What is asked of another process: values of a body run there, what it awaits; basic locks; as Python and Hy use them."

(import
  pytest
  acllib [BasicLock ProcessError call-in-process call-with-process-lock current-process gate-open-p
          make-basic-lock make-gate make-process open-gate process-arrest-reasons process-interrupt process-kill
          process-lock-locker process-run-function process-run-reasons process-sleep process-wait process-wait-args
          process-wait-function process-wait-with-timeout process-exit-actions start-customs
          without-interrupts]
  acllib.kernel.signalling [WrongType]
  acllib.processes [set-process-arrest-reasons set-process-run-reasons]
  acllib.processviews [set-process-exit-actions]
  support.waits [blocked ended])


(defn [pytest.fixture] sleeper []
  "A process that sleeps; killed afterwards."
  (setv process (blocked (process-run-function "sleeper" process-sleep 60) "sleep"))
  (yield process)
  (process-kill process :wait True))


(defn test-call-in-process [sleeper]
  (assert (is (call-in-process sleeper current-process) sleeper))
  (assert (is (call-in-process (current-process) current-process) (current-process)))
  (assert (= (call-in-process.mv sleeper (fn [] 5)) #(5)))
  (assert (= sleeper.whostate "sleep")))


(defn test-two-processes-ask-each-other []
  "Interrupts run in those who wait, so neither holds the other up."
  (setv gate (make-gate)
        processes []
        answers [])
  (defn ask [other]
    (process-wait "start" gate-open-p gate)
    (.append answers (call-in-process (get processes other) current-process)))
  (.extend processes (lfor i [1 0] (blocked (process-run-function "asking" ask i))))
  (open-gate gate)
  (for [process processes]
    (ended process))
  (assert (= (set answers) (set processes))))


(defn fail []
  (raise (ValueError "not handled there")))


(defn leave []
  (process-kill (current-process)))


(defn [(pytest.mark.parametrize "body" [fail leave])] test-a-body-that-is-left [body capfd]
  (setv process (blocked (process-run-function "left" process-sleep 60)))
  (with [_ (pytest.raises ProcessError)]
    (call-in-process process body))
  (ended process)
  (with [_ (pytest.raises ProcessError :match "has ended")]
    (call-in-process process current-process)))


(defn test-who-asks-is-killed-before-the-answer []
  "Then nobody wants it, and the body is not called."
  (setv ran [])
  (with [_ (without-interrupts)]
    (setv asking (blocked (process-run-function "asking" call-in-process (current-process) (fn [] (.append ran 1)))))
    (process-kill asking :wait True))
  (process-wait-with-timeout "what was delayed" 0.01 (fn [] False))
  (assert (= ran [])))


(defn test-what-a-process-awaits [sleeper]
  (setv gate (make-gate)
        process (blocked (process-run-function "waiting" process-wait "the gate" gate-open-p gate)))
  (assert (= #((process-wait-function process) (process-wait-args process)) #(gate-open-p [gate])))
  (assert (= #((process-wait-function sleeper) (process-wait-args sleeper)) #(None [])))
  ;; A wait of another kind, in an interrupt, hides it.
  (process-interrupt process process-sleep 0.05 "hidden")
  (blocked process "hidden")
  (assert (is (process-wait-function process) None))
  (blocked process "the gate")
  (assert (is (process-wait-function process) gate-open-p))
  (open-gate gate)
  (assert (is (process-wait-function (ended process)) None)))


(defn test-a-predicate-that-fails-leaves-nothing []
  (with [_ (pytest.raises ZeroDivisionError)]
    (process-wait-with-timeout "bad" 1 (fn [] (/ 1 0))))
  (assert (is (. (current-process) wait-call) None)))


(defn test-reasons-are-replaced []
  (setv process (make-process "reasons"))
  (set-process-run-reasons process #("a" "b"))
  (set-process-arrest-reasons process ["c"])
  (assert (= #((process-run-reasons process) (process-arrest-reasons process)) #(["a" "b"] ["c"])))
  (set-process-arrest-reasons process None)
  (assert (.may-run process))
  (for [wrong [5 "text"]]
    (with [_ (pytest.raises WrongType)]
      (set-process-run-reasons process wrong)))
  (process-kill process))


(defn test-exit-actions-are-checked []
  (setv process (make-process "acting"))
  (for [wrong [5 [5] [[]] [["no function"]]]]
    (with [_ (pytest.raises WrongType)]
      (set-process-exit-actions process wrong)))
  (assert (is (process-exit-actions process) None))
  (process-kill process))


(defn test-a-basic-lock []
  (setv lock (make-basic-lock :name "widget"))
  (assert (isinstance lock BasicLock))
  (assert (in "BASIC-LOCK widget" (repr lock)))
  (with [_ lock]
    (assert (is (process-lock-locker lock) (current-process)))
    (assert (= (call-with-process-lock lock (fn [] 5)) 5)))
  (assert (is (process-lock-locker lock) None))
  (assert (is (start-customs "any") None)))
