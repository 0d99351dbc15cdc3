#[[What several processes wait at together: barriers, and condition variables.

Source: Allegro CL 10.1, Multiprocessing (SMP): Barrier API, Condition Variables.]]

(import
  threading
  acllib.arguments [check-integer]
  acllib.kernel.constants [UNSUPPLIED truth]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [error show type-error]
  acllib.locks [LockError ProcessLock process-lock]
  acllib.processes [check-seconds current-process process-kill]
  acllib.waiting [Signal])


;;; Barriers

(defclass Barrier []
  #[[Holds processes up until COUNT of them have arrived.

  count    -- int
  arrivers -- int, those of this round
  disabled -- true: nobody is held up any longer
  callback -- None, or what the last one calls before the others go on
  discount-on-abort, discount-on-timeout -- true: who leaves the wait has not arrived
  disable-on-unblock -- true: one round only]]
  (setv __slots__ #("count" "arrivers" "disabled" "callback" "discount_on_abort" "discount_on_timeout"
                    "disable_on_unblock" "signal" "round" "held" "_mutex" "__weakref__"))

  (defn __init__ [self count callback discount-on-abort discount-on-timeout disable-on-unblock]
    (setv self.count count
          self.arrivers 0
          self.disabled False
          self.callback callback
          self.discount-on-abort discount-on-abort
          self.discount-on-timeout discount-on-timeout
          self.disable-on-unblock disable-on-unblock
          self.signal (Signal)
          self.round 0
          self.held []
          self._mutex (threading.Lock)))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:BARRIER {(if self.disabled "disabled" f"{self.arrivers} of {self.count}")} @ #x{(address-digits self)}>")

  (defn arrive [self]
    "Count an arrival. Return #(round last); None while the barrier is disabled."
    (with [_ self._mutex]
      (when self.disabled
        (return None))
      (+= self.arrivers 1)
      #(self.round (>= self.arrivers self.count))))

  (defn leave [self round]
    "Take an arrival of ROUND back, if that goes on."
    (with [_ self._mutex]
      (when (= self.round round)
        (-= self.arrivers 1))))

  (defn release [self disable]
    "Let everybody go on and begin a new round; none, if DISABLE."
    (with [_ self._mutex]
      (+= self.round 1)
      (setv self.arrivers 0
            self.disabled (or self.disabled disable)))
    (.notify-all self.signal)))


(defn check-barrier [object]
  (if (isinstance object Barrier) object (type-error object "BARRIER")))


(defn make-barrier [count * [callback None] [discount-on-abort None] [discount-on-timeout None] [disable-on-unblock None]]
  #[[Return a new barrier for COUNT processes; the keywords are those of `barrier-wait`.

  Source: Allegro CL 10.1, make-barrier; the keywords are the names of the documented slots.]]
  (Barrier (check-integer count "make-barrier" "count" 1) callback
           (truth discount-on-abort) (truth discount-on-timeout) (truth disable-on-unblock)))


(defn barrier-wait [barrier * [timeout None] [callback UNSUPPLIED] [pass-through None] [discount-on-abort UNSUPPLIED]
                    [discount-on-timeout UNSUPPLIED] [disable-on-unblock UNSUPPLIED]]
  #[[Arrive at BARRIER, and wait until as many as it counts have.

  Arguments:
    timeout -- seconds, None for ever.
    callback -- function without arguments that the last one calls before all go on.
    pass-through -- true: arrive, and do not wait.
    discount-on-abort, discount-on-timeout -- true: who leaves the wait has not arrived.
    disable-on-unblock -- true: nobody is held up afterwards.
    What is not given is the barrier's.
  Returns: None, the barrier is disabled; "unblocked" for the last one; "passed-through"; "timeout";
    True for those who waited.
  Blocks: yes; interrupts run meanwhile.
  Source: Allegro CL 10.1, barrier-wait.]]
  (check-barrier barrier)
  (setv limit (check-seconds timeout)
        callback (given callback barrier.callback)
        arrival (.arrive barrier))
  (when (is arrival None)
    (return None))
  (setv [round last] arrival)
  (when last
    (when (is-not callback None)
      (callback))
    (.release barrier (given disable-on-unblock barrier.disable-on-unblock))
    (return "unblocked"))
  (when (truth pass-through)
    (return "passed-through"))
  (setv process (current-process)
        done False)
  (.append barrier.held process)
  (try
    (setv passed (.wait barrier.signal (fn [] (!= barrier.round round)) "barrier" limit)
          done True)
    (finally
      (.remove barrier.held process)
      (when (and (not done) (given discount-on-abort barrier.discount-on-abort))
        (.leave barrier round))))
  (when (and (not passed) (given discount-on-timeout barrier.discount-on-timeout))
    (.leave barrier round))
  (if passed True "timeout"))


(defn given [value default]
  (if (is value UNSUPPLIED) default (if (callable value) value (truth value))))


(defn barrier-pass-through [barrier]
  "Arrive at BARRIER, and do not wait. Source: Allegro CL 10.1, barrier-pass-through."
  (barrier-wait barrier :pass-through True))


(defn barrier-unblock [barrier * [disable None] [kill-waiting None] [reset-count None]]
  #[[Let all who wait at BARRIER go on.

  Arguments: disable -- true: nobody is held up afterwards; kill-waiting -- true: those who wait are
    killed; reset-count -- int, for how many it is from now on.
  Returns: None. Source: Allegro CL 10.1, barrier-unblock.]]
  (setv waiting (list (. (check-barrier barrier) held)))
  (when (is-not reset-count None)
    (setv barrier.count (check-integer reset-count "barrier-unblock" "reset-count" 1)))
  (when (truth kill-waiting)
    (for [process waiting]
      (process-kill process)))
  (.release barrier (truth disable))
  None)


(defn barrier-disable [barrier [kill-waiting None]]
  #[[Let all who wait at BARRIER go on, and hold nobody up afterwards.

  Arguments: kill-waiting -- true: those who wait are killed.
  Returns: None.
  Source: Allegro CL 10.1, barrier-disable.]]
  (barrier-unblock barrier :disable True :kill-waiting kill-waiting))


(defn barrier-count [barrier]
  "Return for how many processes BARRIER is."
  (. (check-barrier barrier) count))


(defn barrier-arrivers [barrier]
  "Return how many processes have arrived at BARRIER in this round."
  (. (check-barrier barrier) arrivers))


;;; Condition variables

(defclass ConditionVariable []
  "What processes wait on, with a lock given back meanwhile, until another says that something has changed."
  (setv __slots__ #("name" "signal" "tickets" "_mutex" "__weakref__"))

  (defn __init__ [self name]
    (setv self.name name
          self.signal (Signal)
          self.tickets []               ; of those who wait: lists, not empty when signalled
          self._mutex (threading.Lock)))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:CONDITION-VARIABLE{(if (is self.name None) "" f" {self.name}")} @ #x{(address-digits self)}>")

  (defn tell [self count]
    "Let COUNT of those who wait go on, the first first; None: all."
    (with [_ self._mutex]
      (for [ticket (cut self.tickets count)]
        (.append ticket True))
      (del (cut self.tickets count)))
    (.notify-all self.signal)))


(defn check-condition-variable [object]
  (if (isinstance object ConditionVariable) object (type-error object "CONDITION-VARIABLE")))


(defn make-condition-variable [* [name None]]
  "Return a new condition variable. Source: Allegro CL 10.1, make-condition-variable."
  (ConditionVariable name))


(defn condition-variable-wait [condvar lock * [timeout None]]
  #[[Give LOCK back, wait until CONDVAR is signalled, and take LOCK again.

  Arguments: lock -- a ProcessLock that the running process holds, or None; timeout -- seconds, None
    for ever.
  Returns: True when it was signalled, False when the time was over.
  Signals: LockError where the lock is not held.
  Blocks: yes; interrupts run meanwhile.
  Source: Allegro CL 10.1, condition-variable-wait.]]
  (check-condition-variable condvar)
  (setv limit (check-seconds timeout)
        process (current-process)
        ticket [])
  (when (is-not lock None)
    (when (not (isinstance lock ProcessLock))
      (type-error lock "PROCESS-LOCK"))
    (when (is-not lock.locker process)
      (error (LockError :lock lock :text f"{(show lock)} is not held by {(show process)}."))))
  (with [_ condvar._mutex]
    (.append condvar.tickets ticket))
  (when (is-not lock None)
    (.release lock))
  (try
    (bool (.wait condvar.signal (fn [] ticket) (or condvar.name "condition variable") limit))
    (finally
      (with [_ condvar._mutex]
        (setv condvar.tickets (lfor t condvar.tickets :if (is-not t ticket) t)))
      (when (is-not lock None)
        (process-lock lock process)))))


(defn condition-variable-signal [condvar]
  "Let the one go on that waits longest for CONDVAR, if there is one. Return None. Source: Allegro CL 10.1."
  (.tell (check-condition-variable condvar) 1))


(defn condition-variable-broadcast [condvar]
  "Let all go on who wait for CONDVAR. Return None. Source: Allegro CL 10.1."
  (.tell (check-condition-variable condvar) None))
