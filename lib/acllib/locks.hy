#[[What processes meet at: locks, gates, semaphores, queues.

All of them are waited on without polling, and interrupts run in those who wait. A change is
made first and announced then (`Signal`); a waiter takes what it finds in one indivisible step,
so that two never get the same thing.

Source: Allegro CL 10.1, Multiprocessing. What blocks says so.]]

(import
  collections [deque]
  threading
  time [monotonic]
  acllib.kernel.constants [truth]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [Error error restart-case show type-error]
  acllib.kernel.values [call-for-values]
  acllib.processes [Process check-seconds current-process]
  acllib.waiting [Signal])


;;; Locks

(setv ORPHAN-SECONDS 0.25)              ; after which a waiter looks whether the owner of a lock is still there

(defclass LockError [Error]
  "A lock was given back by one who doesn't hold it, or may not be taken twice. Slots: lock, text."
  (setv lock None
        text None)

  (defn report [self]
    self.text))


(defclass ProcessLock []
  #[[A lock that one process at a time holds. `with lock:` is `with-process-lock`.

  name   -- str or None
  locker -- the lock value of who holds it, None while it is free]]
  (setv __slots__ #("name" "locker" "signal" "_mutex" "_depth" "__weakref__"))

  (defn __init__ [self [name None]]
    (setv self.name name
          self.locker None
          self.signal (Signal)
          self._mutex (threading.Lock)
          self._depth []))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:PROCESS-LOCK{(if (is self.name None) "" f" {self.name}")} @ #x{(address-digits self)}>")

  (defn seize [self value]
    "Take the lock if it is free; return whether it was."
    (setv taken (.acquire self._mutex False))
    (when taken
      (setv self.locker value))
    taken)

  (defn release [self]
    "Set the lock free and wake who waits for it."
    (setv self.locker None)
    (.release self._mutex)
    (when self.signal.waiters
      (.notify self.signal)))

  (defn __enter__ [self]
    (setv process (current-process)
          held (is self.locker process))
    (when (not held)
      (process-lock self process))
    (.append self._depth held)
    self)

  (defn __exit__ [self #* exception]
    (when (not (.pop self._depth))
      (.release self))
    False))


(defclass BasicLock [ProcessLock]
  "A lock for `with-locked-structure`; the operators of process locks and `with lock:` take it, too."
  (setv __slots__ #())

  (defn __repr__ [self]
    f"#<EXCL:BASIC-LOCK{(if (is self.name None) "" f" {self.name}")} @ #x{(address-digits self)}>"))


(defn make-basic-lock [* [name None]]
  #[[Return a new lock; NAME, a string, is for people.

  Source: Allegro CL 10.1, SMP, basic-lock.]]
  (BasicLock name))


(defn make-process-lock [* [name None]]
  "Return a new lock; NAME, a string, is for people."
  (ProcessLock name))


(defn process-lock-p [object]
  "Return whether OBJECT is a process lock."
  (isinstance object ProcessLock))


(defn check-lock [object]
  "Return OBJECT; signal a type-error if it is no lock."
  (if (isinstance object ProcessLock) object (type-error object "PROCESS-LOCK")))


(defn process-lock-locker [lock]
  "Return the lock value of who holds LOCK, or None."
  (. (check-lock lock) locker))


(defn process-lock [lock [lock-value None] [whostate "Lock"] [timeout None]]
  #[[Seize LOCK, waiting until it is free.

  Arguments:
    lock-value -- who is to hold it; None: the running process.
    timeout -- seconds, None for ever; 0: only if it is free now.
  Returns: True when seized, False when the time was over.
  Signals: LockError when a process has ended that holds the lock; restarts: seize-lock, wait.
  Blocks: yes, for ever if the process holds it already: this is not `with-process-lock`.
  Source: Allegro CL 10.1, Multiprocessing, process-lock. The error is ours.]]
  (check-lock lock)
  (setv value (if (is lock-value None) (current-process) lock-value)
        seconds (check-seconds timeout)
        end (if (is seconds None) None (+ (monotonic) seconds))
        patient False)
  (while True
    (setv left (if (is end None) None (- end (monotonic)))
          slice (cond
                  patient left
                  (is left None) ORPHAN-SECONDS
                  True (min left ORPHAN-SECONDS)))
    (when (.wait lock.signal (fn [] (.seize lock value)) whostate slice)
      (return True))
    (when (and (is-not left None) (is slice left))
      (return False))
    (when (orphaned? lock)
      (setv patient (not (offer-orphan lock))))))


(defn orphaned? [lock]
  "Return whether a process holds LOCK that has ended."
  (setv locker lock.locker)
  (and (isinstance locker Process) (not locker.alive)))


(defn offer-orphan [lock]
  "Signal that LOCK is held by a process that has ended; return whether it was taken from that."
  (restart-case
    (fn [] (error (LockError :lock lock :text f"{(show lock)} is held by {(show lock.locker)}, which has ended.")))
    #("seize-lock" "Take the lock from it." (fn [] (when (orphaned? lock) (.release lock)) True))
    #("wait" "Wait all the same." (fn [] False))))


(defn process-unlock [lock [lock-value None]]
  #[[Give LOCK back.

  Raises: LockError unless LOCK-VALUE, None for the running process, holds it.]]
  (check-lock lock)
  (setv value (if (is lock-value None) (current-process) lock-value))
  (when (is-not lock.locker value)
    (error (LockError :lock lock :text f"{(show lock)} is not held by {(show value)}.")))
  (.release lock)
  None)


(defn call-with-process-lock [lock body * [timeout None] [norecursive False] [whostate "Lock"]
                              [seized None]]
  #[[Call BODY while holding LOCK: the function behind `with-process-lock`.

  Arguments:
    body -- function without arguments.
    timeout -- seconds, None for ever; 0 or less: only if the lock is free.
    norecursive -- true: an error when the process holds the lock already; otherwise BODY then
      just runs.
    seized -- None, or a function called before BODY with True if the lock was held by this
      process already, else None.
  Returns: what BODY returns; None without calling it when the time was over. The entry `mv`
    returns the tuple of all its values.
  Raises: LockError.
  Source: Allegro CL 10.1, Multiprocessing, with-process-lock.]]
  (setv values (_hold lock body timeout norecursive whostate seized))
  (if values (get values 0) None))


(defn _call-with-process-lock-mv [lock body * [timeout None] [norecursive False]
                                  [whostate "Lock"] [seized None]]
  (_hold lock body timeout norecursive whostate seized))


(setv call-with-process-lock.mv _call-with-process-lock-mv)


(defn _hold [lock body timeout norecursive whostate seized]
  "Return the tuple of BODY's values, #(None) when the lock was not to be had."
  (check-lock lock)
  (setv process (current-process)
        held (is lock.locker process))
  (when (and held (truth norecursive))
    (error (LockError :lock lock :text f"{(show lock)} is held by {(show process)} already.")))
  (when (not (or held (process-lock lock process whostate timeout)))
    (return #(None)))
  (try
    (when (is-not seized None)
      (seized (if held True None)))
    (call-for-values body)
    (finally
      (when (and (not held) (is lock.locker process))
        (.release lock)))))


;;; Gates and semaphores

(defclass Gate []
  #[[What holds processes up while it is closed. It counts, too: as a semaphore.

  open   -- true: everybody may pass
  count  -- int, how many may still pass though it is closed
  signal -- Signal]]
  (setv __slots__ #("open" "count" "signal" "_mutex" "__weakref__"))

  (defn __init__ [self [open False]]
    (setv self.open (truth open)
          self.count 0
          self.signal (Signal)
          self._mutex (threading.Lock)))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:GATE {(if (gate-open-p self) "open" "closed")} @ #x{(address-digits self)}>")

  (defn take [self]
    "Pass if that is possible now; return whether it was."
    (with [_ self._mutex]
      (cond
        self.open True
        (> self.count 0) (do (-= self.count 1) True)
        True False))))


(defn make-gate [[open None]]
  "Return a new gate, open if OPEN is true."
  (Gate open))


(defn check-gate [object]
  "Return OBJECT; signal a type-error if it is no gate."
  (if (isinstance object Gate) object (type-error object "GATE")))


(defn open-gate [gate]
  "Open GATE: all who wait for it go on. Return None."
  (setv (. (check-gate gate) open) True)
  (.notify-all gate.signal)
  None)


(defn close-gate [gate]
  "Close GATE. Return None."
  (setv (. (check-gate gate) open) False
        gate.count 0)
  None)


(defn gate-open-p [gate]
  "Return whether GATE is open. `process-wait` does not poll it."
  (or (. (check-gate gate) open) (> gate.count 0)))


(setv gate-open-p.announced True)


(defn put-semaphore [gate]
  "Let one more process pass GATE. Return None."
  (with [_ (. (check-gate gate) _mutex)]
    (+= gate.count 1))
  (.notify-all gate.signal)
  None)


(defn get-semaphore [gate [whostate "semaphore"] [timeout None]]
  #[[Wait until one more process may pass GATE, and pass.

  Arguments: timeout -- seconds, None for ever; whostate -- what listings show meanwhile.
  Returns: True, or False when the time was over.
  Blocks: yes; interrupts run meanwhile.]]
  (check-gate gate)
  (.wait gate.signal gate.take whostate (check-seconds timeout)))


;;; Queues

(defclass EmptyQueue [Error]
  "An element was wanted of an empty queue. Slot: queue."
  (setv queue None)

  (defn report [self]
    f"The queue {(show self.queue)} is empty."))


(defclass Queue []
  "First in, first out; any number of processes at both ends."
  (setv __slots__ #("elements" "signal" "name" "__weakref__"))

  (defn __init__ [self [name None]]
    (setv self.elements (deque)
          self.name name
          self.signal (Signal)))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:QUEUE{(if self.name f" {self.name}" "")} @ #x{(address-digits self)}>")

  (defn __len__ [self]
    (len self.elements))

  (defn __bool__ [self]
    True)

  (defn take [self]
    "Return #(element), or None when the queue is empty."
    (try
      #((.popleft self.elements))
      (except [IndexError]
        None))))


(defn check-queue [object]
  "Return OBJECT; signal a type-error if it is no queue."
  (if (isinstance object Queue) object (type-error object "QUEUE")))


(defn make-queue [* [name None]]
  "Return a new queue."
  (Queue name))


(defn enqueue [queue data]
  #[[Put DATA, any object, at the end of QUEUE, and wake one who waits for it.

  Returns: DATA. Signals: type-error. Blocks: never.
  Source: Allegro CL 10.1, Multiprocessing, enqueue.]]
  (.append (. (check-queue queue) elements) data)
  (when queue.signal.waiters
    (.notify queue.signal))
  data)


(defn dequeue [queue * [wait None] [empty-queue-result None] [whostate "dequeue"]]
  #[[Take the first element of QUEUE.

  Arguments:
    wait -- None: an empty queue is an error. A number: wait so many seconds at most, then
      return EMPTY-QUEUE-RESULT; 0 does not wait. Anything else: wait for ever.
    whostate -- what listings show meanwhile.
  Returns: the element. The entry `mv` returns #(element found); found is None for
    EMPTY-QUEUE-RESULT, else True.
  Raises: EmptyQueue.
  Blocks: as WAIT says; interrupts run meanwhile.
  Source: Allegro CL 10.1, Multiprocessing, dequeue.]]
  (get (_dequeue queue :wait wait :empty-queue-result empty-queue-result :whostate whostate) 0))


(defn _dequeue [queue * [wait None] [empty-queue-result None] [whostate "dequeue"]]
  (check-queue queue)
  (setv numeric (and (hasattr wait "__float__") (not (isinstance wait bool)))
        found (if (truth wait)
                  (.wait queue.signal queue.take whostate (if numeric (check-seconds wait) None))
                  (.take queue)))
  (cond
    found #((get found 0) True)
    numeric #(empty-queue-result None)
    True (error (EmptyQueue :queue queue))))


;; Errors of its arguments name the operator.
(setv dequeue.mv _dequeue
      _dequeue.__qualname__ "dequeue")


(defn queue-length [queue]
  "Return the number of elements of QUEUE."
  (len (. (check-queue queue) elements)))


(defn queue-empty-p [queue]
  "Return whether QUEUE has no elements."
  (not (. (check-queue queue) elements)))
