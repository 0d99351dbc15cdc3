"Locks, gates, semaphores and queues: who gets what, in which order, and what becomes of interrupts."

(import
  pytest
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.signalling [WrongType]
  acllib.kernel.values [call-for-values]
  acllib.locks [
    EmptyQueue Gate LockError Queue call-with-process-lock close-gate dequeue enqueue
    gate-open-p get-semaphore make-gate make-process-lock make-queue open-gate process-lock
    process-lock-locker process-lock-p process-unlock put-semaphore queue-empty-p]
  acllib.processes [current-process process-interrupt process-kill run-in-process]
  acllib.processwaits [process-sleep process-wait process-wait-with-timeout]
  support.waits [LIMIT blocked ended until])


(defn running [function #* arguments #** keywords]
  (run-in-process (fn [] (function #* arguments #** keywords)) "tested"))


;;; Locks

(defn test-seize-and-give-back []
  (setv lock (make-process-lock :name "the lock"))
  (assert (process-lock-p lock))
  (assert (not (process-lock-p 5)))
  (assert (is (process-lock-locker lock) None))
  (assert (is (process-lock lock) True))
  (assert (is (process-lock-locker lock) (current-process)))
  (assert (is (process-lock lock :timeout 0) False) "process-lock is not re-entrant")
  (assert (is (process-lock lock :timeout 0.002) False))
  (process-unlock lock)
  (assert (is (process-lock-locker lock) None))
  (assert (is (process-lock lock "somebody") True))
  (assert (= (process-lock-locker lock) "somebody"))
  (with [_ (pytest.raises LockError)]
    (process-unlock lock))
  (process-unlock lock "somebody")
  (with [_ (pytest.raises LockError)]
    (process-unlock lock))
  (with [_ (pytest.raises WrongType)]
    (process-lock 5)))


(defn test-waiters-get-it-in-turn []
  (setv lock (make-process-lock)
        order [])
  (process-lock lock)
  (defn taker [n]
    (call-with-process-lock lock (fn [] (.append order n)) :whostate f"turn {n}"))
  (setv processes [])
  (for [n (range 5)]
    (.append processes (blocked (running taker n) f"turn {n}")))
  (process-unlock lock)
  (for [p processes] (ended p))
  (assert (= order [0 1 2 3 4]))
  (assert (is (process-lock-locker lock) None)))


(defn test-a-killed-waiter-takes-nothing-along []
  (setv lock (make-process-lock)
        got [])
  (process-lock lock)
  (setv first (blocked (running process-lock lock) "Lock")
        second (blocked (running (fn [] (with [_ lock] (.append got "second")))) "Lock"))
  (process-kill first)
  (process-unlock lock)
  (ended first)
  (ended second)
  (assert (= got ["second"])))


(defn test-a-killed-holder-gives-back []
  (setv lock (make-process-lock)
        p (blocked (running call-with-process-lock lock (fn [] (process-sleep LIMIT))) "sleep"))
  (assert (is (process-lock-locker lock) p))
  (process-kill p)
  (assert (is (process-lock lock :timeout LIMIT) True))
  (process-unlock lock))


(defn test-interrupted-waiters-wait-on []
  (setv lock (make-process-lock)
        got [])
  (process-lock lock)
  (setv p (blocked (running process-lock lock) "Lock"))
  (process-interrupt p (fn [] (.append got 1)))
  (until (fn [] got))
  (blocked p "Lock")
  (process-unlock lock)
  (ended p)
  (assert (is p.result True)))


(defn test-one-at-a-time []
  (setv lock (make-process-lock)
        inside []
        most [])
  (defn body []
    (for [_ (range 50)]
      (call-with-process-lock lock
        (fn []
          (.append inside 1)
          (.append most (len inside))
          (.pop inside)))))
  (for [p (lfor _ (range 4) (running body))]
    (ended p))
  (assert (= (set most) #{1}))
  (assert (= (len most) 200)))


(setv WITH-LOCK [
  ; held before  keywords              result    why
  #(False        {}                    "body"    "free")
  #(True         {}                    "body"    "re-entrant")
  #(False        {"norecursive" True}  "body"    "not held")
  #(True         {"norecursive" True}  LockError "held")
  #(True         {"norecursive" None}  "body"    "nil")
  #(False        {"timeout" 0}         "body"    "free now")
  #(True         {"timeout" 0}         "body"    "re-entrant: no wait")])


(defn [(pytest.mark.parametrize #("held" "keywords" "result" "why") WITH-LOCK)]
  test-with-process-lock [held keywords result why]
  (setv lock (make-process-lock)
        seized [])
  (defn inner []
    (call-with-process-lock lock (fn [] "body") :seized seized.append #** keywords))
  (defn outer []
    (if held (call-with-process-lock lock inner) (inner)))
  (if (is result LockError)
      (with [_ (pytest.raises LockError)] (outer))
      (do
        (assert (= (outer) result))
        (assert (= seized [(if held True None)]))))
  (assert (is (process-lock-locker lock) None)))


(defn test-with-process-lock-gives-up []
  (setv lock (make-process-lock))
  (process-lock lock "somebody")
  (for [timeout [0 -1 0.002]]
    (assert (is (call-with-process-lock lock (fn [] "body") :timeout timeout) None)))
  (assert (= (process-lock-locker lock) "somebody")))


(defn test-with-process-lock-values []
  (setv lock (make-process-lock))
  (defn body [] 1)
  (setv body.mv (fn [] #(1 2)))
  (assert (= (call-for-values call-with-process-lock lock body) #(1 2)))
  (assert (= (call-with-process-lock lock body) 1)))


(defn test-a-non-local-exit-gives-back []
  (setv lock (make-process-lock))
  (defn leave [] (raise (NonLocalExit "here")))
  (with [_ (pytest.raises NonLocalExit)]
    (call-with-process-lock lock leave))
  (assert (is (process-lock-locker lock) None))
  (with [_ (pytest.raises NonLocalExit)]
    (with [_ lock _ lock]
      (assert (is (process-lock-locker lock) (current-process)))
      (leave)))
  (assert (is (process-lock-locker lock) None)))


;;; Gates and semaphores

(defn test-a-gate []
  (setv gate (make-gate))
  (assert (not (gate-open-p gate)))
  (setv processes (lfor _ (range 3) (blocked (running process-wait "Gate" gate-open-p gate) "Gate")))
  (assert (= (len gate.signal.waiters) 3))
  (open-gate gate)
  (for [p processes] (ended p))
  (assert (gate-open-p gate))
  (process-wait "Gate" gate-open-p gate)
  (close-gate gate)
  (assert (is (process-wait-with-timeout "Gate" 0.002 gate-open-p gate) False))
  (assert (gate-open-p (make-gate True)))
  (assert (gate-open-p (make-gate 0)) "0 is true")
  (with [_ (pytest.raises WrongType)]
    (open-gate 5)))


(defn test-a-gate-is-not-polled []
  (setv gate (make-gate)
        asked [])
  (defclass Watched [Gate]
    (setv open (property (fn [self] (.append asked 1) False) (fn [self value])))
    (setv __slots__ #()))
  (setv gate (Watched)
        p (blocked (running process-wait "Gate" gate-open-p gate) "Gate")
        before (len asked))
  (process-sleep 0.03)
  (assert (= (len asked) before))
  (process-kill p :wait True))


(defn test-a-predicate-with-a-gate-is-asked-at-once []
  (setv gate (make-gate)
        p (blocked (running process-wait "Gate" (fn [g] (if g.open True None)) gate) "Gate"))
  (open-gate gate)
  (ended p))


(defn test-semaphores []
  (setv gate (make-gate))
  (assert (is (get-semaphore gate :timeout 0) False))
  (put-semaphore gate)
  (put-semaphore gate)
  (assert (gate-open-p gate))
  (assert (is (get-semaphore gate) True))
  (assert (is (get-semaphore gate :timeout 0) True))
  (assert (not (gate-open-p gate)))
  (setv processes (lfor n (range 3) (blocked (running get-semaphore gate) "semaphore")))
  (for [k (range 1 4)]
    (put-semaphore gate)
    (until (fn [] (= (sum (gfor p processes (not p.alive))) k))))
  (for [p processes] (ended p))
  (assert (not (gate-open-p gate))))


;;; Queues

(setv EMPTY [
  ; wait   keywords                     values            why
  #(None   {}                           EmptyQueue        "an empty queue is an error")
  #(None   {"empty-queue-result" 5}     EmptyQueue        "whatever it is to return")
  #(0      {}                           #(None None)      "at once")
  #(0      {"empty-queue-result" 5}     #(5 None)         "at once")
  #(0.002  {"empty-queue-result" 5}     #(5 None)         "after a while")
  #(-1     {}                           #(None None)      "negative is 0")])


(defn [(pytest.mark.parametrize #("wait" "keywords" "values" "why") EMPTY)]
  test-an-empty-queue [wait keywords values why]
  (setv queue (Queue)
        keywords (dfor [k v] (.items keywords) (.replace k "-" "_") v))
  (assert (queue-empty-p queue))
  (if (is values EmptyQueue)
      (with [_ (pytest.raises EmptyQueue)]
        (dequeue queue :wait wait #** keywords))
      (do
        (assert (= (dequeue queue :wait wait #** keywords) (get values 0)))
        (assert (= (dequeue.mv queue :wait wait #** keywords) values)))))


(defn test-first-in-first-out []
  (setv queue (make-queue :name "q"))
  (for [x [1 None 3]]
    (assert (is (enqueue queue x) x)))
  (assert (not (queue-empty-p queue)))
  (assert (= (len queue) 3))
  (assert (= (dequeue queue) 1))
  (assert (= (dequeue.mv queue) #(None True)) "nil is an element like others")
  (assert (= (dequeue queue :wait True) 3))
  (with [_ (pytest.raises WrongType)]
    (enqueue 5 1)))


(defn test-a-waiting-dequeue []
  (setv queue (Queue)
        p (blocked (running dequeue queue :wait True :empty-queue-result 9) "dequeue")
        seen [])
  (process-interrupt p (fn [] (.append seen 1)))
  (until (fn [] seen))
  (enqueue queue None)
  (ended p)
  (assert (is p.result None)))


(defn test-many-consumers []
  (setv queue (Queue)
        taken []
        consumers (lfor _ (range 4)
                        (blocked (running (fn []
                                            (while (!= (setx x (dequeue queue :wait True)) "end")
                                              (.append taken x))))
                                 "dequeue")))
  (for [n (range 200)]
    (enqueue queue n))
  (for [_ consumers]
    (enqueue queue "end"))
  (for [p consumers] (ended p))
  (assert (= (sorted taken) (list (range 200))))
  (assert (queue-empty-p queue)))


(defn test-a-killed-consumer-loses-nothing []
  (setv queue (Queue)
        first (blocked (running dequeue queue :wait True) "dequeue")
        second (blocked (running dequeue queue :wait True) "dequeue"))
  (process-kill first)
  (enqueue queue "element")
  (ended first)
  (assert (is first.values None) "it looked at its interrupts first")
  (assert (= (. (ended second) result) "element")))
