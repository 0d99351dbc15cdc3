#[[Time-outs: `with-timeout`, by an interrupt that comes when the time is over.

One thread, the alarm clock, sleeps until the next alarm; it is started by the first and ends
when there was nothing to do for a while. An alarm is an interrupt of the process that set it: it
finds the process in a wait or at a safepoint and leaves the body by a non-local exit. Whether the
body is still running is asked by the process itself, in the interrupt; so a late alarm does nothing.]]

(import
  heapq
  itertools [count]
  threading
  time [monotonic]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.interrupts [post run-pending]
  acllib.kernel.values [call-for-values]
  acllib.processes [check-seconds threads-exhausted])


(setv LINGERING 2.0)                    ; s that the clock waits for another alarm


(defclass Alarm []
  #[[A function to be called in a process when a time has come.

  state    -- the State of the process
  function -- without arguments
  active   -- false when it was cancelled or has been called]]
  (setv __slots__ #("state" "function" "active"))

  (defn __init__ [self state function]
    (setv self.state state
          self.function function
          self.active True))

  (defn cancel [self]
    "The function will not be called any more. Call it in the process of the alarm."
    (setv self.active False)
    (clock.note-cancelled))

  (defn ring [self]
    "Have the process call the function."
    (when self.active
      (post self.state self.run)))

  (defn run [self]
    (cond
      (not self.active) None
      ;; Somebody sits in the debugger and reads: the time-out comes when they leave.
      (in self.state _held) (.append (get _held self.state) self)
      True (do
             (setv self.active False)
             (self.function)))))


(defclass Clock []
  "The heap of alarms and the thread that sounds them."

  (defn __init__ [self]
    (setv self.changed (threading.Condition (threading.Lock))
          self.heap []
          self.order (count)
          self.running False
          self.cancelled 0))

  (defn set-alarm [self seconds function]
    "Have the running process call FUNCTION after SECONDS. Return the Alarm."
    (setv alarm (Alarm (current-state) function)
          entry #((+ (monotonic) seconds) (next self.order) alarm)
          refusal None)
    (with [_ self.changed]
      (when (and (> self.cancelled 50) (> self.cancelled (// (len self.heap) 2)))
        (setv self.heap (lfor e self.heap :if (. (get e 2) active) e)
              self.cancelled 0)
        (heapq.heapify self.heap))
      (heapq.heappush self.heap entry)
      (cond
        (not self.running)
          (do
            (setv self.running True)
            (try
              (.start (threading.Thread :target self.run :name "alarm clock" :daemon True))
              (except [e RuntimeError]
                (setv refusal e
                      self.running False)
                (.remove self.heap entry)
                (heapq.heapify self.heap))))
        (is (get self.heap 0) entry) (.notify self.changed)))
    (when (is-not refusal None)
      (threads-exhausted None "no time-out can be set" refusal))
    alarm)

  (defn note-cancelled [self]
    (+= self.cancelled 1))

  (defn run [self]
    "Sound the alarms as their times come. The clock's thread."
    (while True
      (with [_ self.changed]
        (setv due (self.next-due)))
      (when (is due None)
        (return None))
      (for [alarm due]
        (.ring alarm))))

  (defn next-due [self]
    "Wait for the next alarms; None when there are none for a while, and the clock stops."
    (while True
      (setv due []
            now (monotonic))
      (while (and self.heap (or (<= (get self.heap 0 0) now) (not (. (get self.heap 0 2) active))))
        (.append due (get (heapq.heappop self.heap) 2)))
      (when (any (gfor alarm due alarm.active))
        (return due))
      (setv idle (not self.heap)
            seconds (if idle LINGERING (min 1e6 (- (get self.heap 0 0) (monotonic)))))
      (when (and (not (.wait self.changed (max seconds 0))) idle (not self.heap))
        (setv self.running False)
        (return None)))))


(setv clock (Clock)
      _held {})                         ; state → alarms that came while its debugger was open


(defclass timeouts-held []
  "Hold up the time-outs of the running process for the body of a `with`: for debuggers."

  (defn __enter__ [self]
    (setv self.state (current-state)
          self.outermost (not-in self.state _held))
    (when self.outermost
      (setv (get _held self.state) []))
    self)

  (defn __exit__ [self kind #* rest]
    (when self.outermost
      (for [alarm (.pop _held self.state)]
        (.ring alarm))
      (when (is kind None)
        (run-pending)))
    False))


(defn call-with-timeout [seconds body timeout-body]
  #[[Call BODY, at most SECONDS long: the function behind `with-timeout`.

  Arguments:
    seconds -- real; 0 or less: BODY is not called at all.
    body -- function without arguments; left by a non-local exit when the time is over.
    timeout-body -- function without arguments, called then, outside of BODY.
  Returns: what BODY or TIMEOUT-BODY returns. The entry `mv` returns the tuple of all values.
  Raises: type-error when SECONDS is no real; ThreadsExhausted when the clock can't be started.
  Source: Allegro CL 10.1, Multiprocessing, with-timeout.]]
  (setv values (_limit seconds body timeout-body))
  (if values (get values 0) None))


(defn _limit [seconds body timeout-body]
  (setv duration (check-seconds seconds))
  (when (is duration None)
    (check-seconds ""))
  (when (<= duration 0)
    (return (call-for-values timeout-body)))
  (setv target (object)
        alarm (.set-alarm clock duration (fn [] (raise (NonLocalExit target)))))
  (try
    (return (call-for-values body))
    (except [e NonLocalExit]
      (when (is-not e.target target)
        (raise)))
    (finally
      (.cancel alarm)))
  (call-for-values timeout-body))


(setv call-with-timeout.mv _limit)
