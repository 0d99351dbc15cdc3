#[[Pools of processes: work is given to a process that is idle, to a new one, or waits in a queue.

Source: Allegro CL 10.1, Multiprocessing, Process pools, for the names, keywords and values; what could not be
read there is the obvious.]]

(import
  threading
  time [monotonic]
  collections [deque]
  acllib.arguments [bad-argument check-integer choice]
  acllib.kernel.constants [UNSUPPLIED truth]
  acllib.kernel.dynamic [define-variable]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [Error error type-error]
  acllib.kernel.values [call-for-values program-list]
  acllib.processes [check-seconds current-process process-kill process-run-function]
  acllib.waiting [Signal])


(setv DEFAULT-ACTIVE-LIMIT 10)

(setv work-item (define-variable "process_pool_work_item" None
                  "The work item whose function is running, None outside of pools."))


(defclass NoDefaultPool [Error]
  "There is no default process pool."

  (defn report [self]
    "There is no default process pool; ensure-default-process-pool makes one."))


(defclass WorkItem []
  #[[What a process of a pool is to do, and what came of it.

  name, data       -- any objects of the program's
  function, arguments
  report-start     -- None, or a function of the item, called before; report-end -- None, or a function
    of the item, the list of values and the error, called behind it
  queued-time, start-time, end-time -- seconds by a clock that only goes forward, or None
  values           -- list of the values of the function; error -- the condition that ended it, or None
  active           -- true: it is queued, or running]]

  (defn __init__ [self]
    (setv self.name None
          self.data None
          self.function None
          self.arguments #()
          self.report-start None
          self.report-end None
          self.queued-time None
          self.start-time None
          self.end-time None
          self.values []
          self.error None
          self.active False))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:PROCESS-POOL-WORK-ITEM {self.name} @ #x{(address-digits self)}>"))


(defclass ProcessPool []
  #[[Processes that work.

  name         -- str
  active-limit -- int, processes at most
  idle-limit   -- int, those that stay without work at most; idle-timeout -- seconds they stay, None: for ever
  work-limit   -- int or None, items that may wait in the queue
  processes    -- set of Process; idle -- int, those of them without work
  queue        -- deque of WorkItem]]

  (defn __init__ [self name active-limit idle-limit idle-timeout work-limit report-start report-end]
    (setv self.name name
          self.active-limit active-limit
          self.idle-limit idle-limit
          self.idle-timeout idle-timeout
          self.work-limit work-limit
          self.report-start report-start
          self.report-end report-end
          self.processes (set)
          self.idle 0
          self.discarded False
          self.queue (deque)
          self.signal (Signal)
          self.mutex (threading.Lock)))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:PROCESS-POOL {self.name}, {(len self.processes)} processes @ #x{(address-digits self)}>")

  (defn take [self]
    "Return the next work item, or None."
    (try
      (.popleft self.queue)
      (except [IndexError]
        None)))

  (defn serve [self [item None]]
    "What a process of the pool does: ITEM, and then whatever comes."
    (try
      (while True
        (when (is-not item None)
          (perform self item))
        (with [_ self.mutex]
          (setv item (.take self))
          (when (is item None)
            (when (or self.discarded (>= self.idle self.idle-limit))
              (return None))
            (+= self.idle 1)))
        (when (is item None)
          (setv item (.wait-for-work self))
          (when (is item None)
            (return None))))
      (finally
        (with [_ self.mutex]
          (.discard self.processes (current-process))
          ;; Killed, it leaves its place to another: what is queued is not to wait for ever.
          (when (and self.queue (not self.idle) (< (len self.processes) self.active-limit))
            (.start self (.take self)))))))

  (defn wait-for-work [self]
    "Wait for an item, and take it; None: it is time to go."
    (setv found None)
    (defn look []
      (nonlocal found)
      (setv found (.take self))
      (or (is-not found None) self.discarded))
    (setv waited False)
    (try
      (.wait self.signal look "idle in a pool" self.idle-timeout)
      (setv waited True)
      (finally
        (with [_ self.mutex]
          (-= self.idle 1)
          ;; One that came as the time was over was meant for this process.
          (when (and waited (is found None))
            (setv found (.take self))))))
    found)

  (defn start [self [item None]]
    "Make a process for the pool, which begins with ITEM."
    (setv process (process-run-function f"{self.name} worker" (fn [] (.serve self item))))
    (.add self.processes process)))


(defn perform [pool item]
  "Do the work of ITEM, and note what came of it. An error ends the item, not the process."
  (setv token (.bind work-item item)
        item.start-time (monotonic)
        item.error None
        item.values []
        before (or item.report-start pool.report-start)
        after (or item.report-end pool.report-end))
  (try
    (when (is-not before None)
      (before item))
    (try
      (setv item.values (list (call-for-values item.function #* item.arguments)))
      (except [e Exception]
        (setv item.error e)))
    (setv item.end-time (monotonic))
    (when (is-not after None)
      (after item (program-list item.values) item.error))
    (finally
      (setv item.active False)
      (.unbind work-item token))))


;;; Pools

(setv _default [None])


(defn make-process-pool [* [name "pool"] [active-limit DEFAULT-ACTIVE-LIMIT] [idle-limit None] [idle-timeout None]
                         [work-limit None] [report-start None] [report-end None] [prime None]]
  #[[Return a new process pool.

  Arguments: active-limit -- int, processes at most; idle-limit -- those that stay without work, as
    many by default; idle-timeout -- seconds they stay, None: for ever; work-limit -- items that may
    wait, None: any number; report-start, report-end -- functions, see `process-pool-run`; prime -- how
    many processes to make at once, true: idle-limit of them.
  Signals: BadArgument.
  Source: Allegro CL 10.1, make-process-pool.]]
  (check-integer active-limit "make-process-pool" "active-limit" 1)
  (setv idle-limit (if (is idle-limit None) active-limit
                       (check-integer idle-limit "make-process-pool" "idle-limit" 0))
        pool (ProcessPool name active-limit idle-limit (check-seconds idle-timeout) work-limit report-start report-end)
        count (cond
                (not (truth prime)) 0
                (is prime True) idle-limit
                True (check-integer prime "make-process-pool" "prime" 0)))
  (with [_ pool.mutex]
    (for [_ (range (min count active-limit))]
      (.start pool)))
  pool)


(defn ensure-default-process-pool [* [if-exists "ignore"] [name "default pool"] [active-limit DEFAULT-ACTIVE-LIMIT]
                                   [idle-limit None] [idle-timeout None] [work-limit None] [report-start None]
                                   [report-end None] [prime None]]
  #[[Return the default process pool, made if there is none.

  Arguments: if-exists -- :ignore; :supersede, a new one takes its place; :error. The others are those
    of `make-process-pool`.
  Source: Allegro CL 10.1, ensure-default-process-pool.]]
  (setv what (choice if-exists "ensure-default-process-pool" "if-exists" #("ignore" "supersede" "error"))
        old (get _default 0))
  (when (and (is-not old None) (= what "error"))
    (bad-argument "ensure-default-process-pool" "if-exists" if-exists ":ignore or :supersede: there is one"))
  (when (or (is old None) (= what "supersede"))
    (when (is-not old None)
      (discard-process-pool old))
    (setv (get _default 0)
          (make-process-pool :name name :active-limit active-limit :idle-limit idle-limit :idle-timeout idle-timeout
                             :work-limit work-limit :report-start report-start :report-end report-end :prime prime)))
  (get _default 0))


(defn the-pool [pool]
  "Return POOL, the default one for None. Signals: type-error, NoDefaultPool."
  (cond
    (isinstance pool ProcessPool) pool
    (is-not pool None) (type-error pool "PROCESS-POOL")
    True (or (get _default 0) (error (NoDefaultPool)))))


(defn discard-process-pool [pool * [forget None] [kill None]]
  #[[Have POOL take no more work; its processes end when they have done what they have.

  Arguments: forget -- true: what waits in the queue is dropped; kill -- true: its processes are killed.
  Returns: None. Source: Allegro CL 10.1, discard-process-pool.]]
  (setv pool (the-pool pool))
  (with [_ pool.mutex]
    (setv pool.discarded True)
    (when (truth forget)
      (for [item pool.queue]
        (setv item.active False))
      (.clear pool.queue))
    (setv processes (list pool.processes)))
  (when (is pool (get _default 0))
    (setv (get _default 0) None))
  (.notify-all pool.signal)
  (when (truth kill)
    (for [process processes]
      (process-kill process)))
  None)


;;; Work

(defn make-process-pool-work-item [* [work None] [name UNSUPPLIED] [function UNSUPPLIED] [arguments UNSUPPLIED]
                                   [data UNSUPPLIED] [report-start UNSUPPLIED] [report-end UNSUPPLIED]]
  #[[Return a work item, a new one or WORK changed.

  Arguments:
    work -- WorkItem to change, or None. What is not given stays as it is.
    name -- for people; data -- for the program.
    function, arguments -- what a process of the pool applies; arguments: a list.
    report-start, report-end -- functions, see `process-pool-run`.
  Returns: WorkItem. Signals: type-error for WORK.
  Source: Allegro CL 10.1, make-process-pool-work-item.]]
  (setv item (cond
               (is work None) (WorkItem)
               (isinstance work WorkItem) work
               True (type-error work "PROCESS-POOL-WORK-ITEM")))
  (for [[slot value] [#("name" name) #("function" function) #("data" data)
                      #("report_start" report-start) #("report_end" report-end)]]
    (when (is-not value UNSUPPLIED)
      (setattr item slot value)))
  (when (is-not arguments UNSUPPLIED)
    (setv item.arguments (tuple (or arguments #()))))
  item)


(defn process-pool-run [pool * [work None] [name UNSUPPLIED] [function UNSUPPLIED] [arguments UNSUPPLIED]
                        [data UNSUPPLIED] [report-start UNSUPPLIED] [report-end UNSUPPLIED] [queue-p True]]
  #[[Have a process of POOL apply FUNCTION to ARGUMENTS.

  Arguments:
    pool -- a pool, None: the default one.
    work -- None, or a work item to use; the other keywords change it.
    name, data -- any objects, kept in the item.
    report-start -- function of the item, called before; report-end -- function of the item, the list
      of values, and the error or None, called behind. None: those of the pool.
    queue-p -- nil: do not wait in the queue.
  Returns: two values, the item, and \"started\" in an idle process, \"created\" with a process,
    \"queued\", or None: not run, and not queued.
  Signals: NoDefaultPool, type-error, BadArgument.
  Source: Allegro CL 10.1, process-pool-run.]]
  (setv pool (the-pool pool)
        item (make-process-pool-work-item :work work :name name :function function :arguments arguments
                                          :data data :report-start report-start :report-end report-end))
  (when (not (callable item.function))
    (bad-argument "process-pool-run" "function" item.function "a function"))
  (with [_ pool.mutex]
    (setv how (cond
                pool.discarded None
                (> pool.idle (len pool.queue)) "started"
                (< (len pool.processes) pool.active-limit) "created"
                (and (truth queue-p) (or (is pool.work-limit None) (< (len pool.queue) pool.work-limit))) "queued"))
    (when (is-not how None)
      (setv item.active True
            item.queued-time (monotonic)))
    (if (= how "created")
        (.start pool item)
        (when (is-not how None)
          (.append pool.queue item))))
  (when (= how "started")
    (.notify pool.signal))
  #(item how))


(defn check-item [object]
  (if (isinstance object WorkItem) object (type-error object "PROCESS-POOL-WORK-ITEM")))


(defn process-pool-work-item-active-p [item]
  "Return whether a work item is in a queue, or its function is running."
  (. (check-item item) active))


(defn process-pool-work-item-name [item]
  "Return the name of a work item."
  (. (check-item item) name))


(defn process-pool-work-item-data [item]
  "Return the data of a work item."
  (. (check-item item) data))


(defn process-pool-work-item-values [item]
  "Return the list of the values of a work item's function."
  (. (check-item item) values))


(defn process-pool-work-item-error [item]
  "Return the condition that ended a work item's function, or None."
  (. (check-item item) error))
