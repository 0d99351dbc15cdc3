#[[Interrupts: functions queued for another process, run by it at its next safepoint.

`pending` is one list for all processes. Compiled loops test its truth (`if pending:`), which
costs less than any per-process test; when it holds anything, each process that passes a
safepoint looks at its own queue. A process that waits is woken instead (`State.waker`), and
its wait runs the queue and goes on.

The order that makes this race-free: whoever posts appends to the queue first and reads the
waker then; whoever waits sets the waker first and looks at the queue then.]]

(import
  acllib.kernel.dynamic [current-state])


;; One entry a queued interrupt: the state of the process it is for.
(setv pending [])


(defn post [state function #* arguments]
  "Queue FUNCTION, to be applied to ARGUMENTS in the process of STATE, and wake that process."
  ;; The mark first: the process may run the function, and look for its mark, at once.
  (.append pending state)
  (.append state.interrupts #(function arguments))
  (wake state))


(defn wake [state]
  "End the wait that the process of STATE is in, if any; its condition is looked at again."
  (setv waker state.waker)
  (when (is-not waker None)
    (waker)))


(defn run-pending []
  "Run the interrupts queued for the running process, unless they are delayed. A safepoint."
  (setv state (current-state))
  (while (and state.interrupts (= state.delayed 0))
    (setv [function arguments] (.popleft state.interrupts))
    (_forget state)
    (function #* arguments)))


(defn discard [state]
  "Drop what is queued for a process that has ended."
  (try
    (while True
      (.popleft state.interrupts)
      (_forget state))
    (except [IndexError])))


(defn _forget [state]
  (try
    (.remove pending state)
    (except [ValueError])))


(defclass without-interrupts []
  "Delay interrupts of the running process for the body of a `with` statement; run them after it."
  (setv __slots__ #("state"))

  (defn __enter__ [self]
    (setv self.state (current-state))
    (+= self.state.delayed 1)
    self)

  (defn __exit__ [self kind #* rest]
    (-= self.state.delayed 1)
    (when (and pending (is kind None))
      (run-pending))
    False))
