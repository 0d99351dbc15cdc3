#[[The one room that blocks.

Theory. A thread that is to wait tells its state how to be woken (`State.waker`), looks at its
interrupts and at what it waits for, and sleeps only then. Whoever brings news changes the
thing first and reads the waker then. So no news can fall between looking and sleeping; at
worst a thread wakes for nothing, looks again and goes on. Every loop here has that order.

There are two kinds of sleep. Waits without a descriptor sleep on a lock that the waker
releases; waits for a descriptor poll it together with a wake-up descriptor that the waker
writes to. A wake-up runs the interrupts queued for the process; the wait then goes on with the
time it had left. The wakers take no locks, so that signal handlers may call them.

A *descriptor* owns a number of the operating system and knows its users, the threads that
are in a system call on it. Closing hands the number over: mark it closed; shut the connection
down, so that the peer knows at once; wake the users; and the last to leave gives the number
back. Just closing it would wake nobody, keep the port bound, and let a waiter read a stranger's
octets once the system reuses the number. An interrupt that runs inside a wait is not a user:
the wait leaves the descriptor before and enters it again after, when it may find it closed.]]

(import
  errno
  os
  select
  socket :as os-socket
  threading
  time [monotonic]
  acllib.conditions [raise-simulated read-timeout simulations socket-failure stream-closed
                     write-timeout]
  acllib.kernel.constants [truth]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.interrupts [run-pending wake])


(setv POLLIN select.POLLIN
      POLLOUT select.POLLOUT
      LONGEST-POLL 2000000000         ; ms: the system's limit is a 32-bit number
      LONGEST-SLEEP (min threading.TIMEOUT-MAX 1e9)
      CLOSING-PATIENCE 1.0            ; s that a closer waits for the users to leave
      FIRST-LOOK 0.0005               ; s until a polled predicate is called again, at first
      LAST-LOOK 0.02)                 ; and at most


;;; What a thread is woken by

(defclass Bell []
  #[[A descriptor that becomes readable when somebody rings.

  It is closed when nobody holds it: whoever is about to ring does, so that it can't ring at a
  stranger's descriptor that has got the number meanwhile.]]
  (setv __slots__ #("number" "ends"))

  (defn __init__ [self]
    (if (hasattr os "eventfd")
        (setv self.ends None
              self.number (os.eventfd 0 (| os.EFD-NONBLOCK os.EFD-CLOEXEC)))
        (do
          (setv self.ends (os-socket.socketpair)
                self.number (.fileno (get self.ends 0)))
          (for [end self.ends] (.setblocking end False)))))

  (defn ring [self]
    "Make it readable. Takes no lock; signal handlers may call it."
    (try
      (if (is self.ends None)
          (os.eventfd-write self.number 1)
          (.send (get self.ends 1) b"!"))
      (except [OSError])))              ; full: it rings already

  (defn quiet [self]
    "Make it unreadable."
    (try
      (if (is self.ends None)
          (os.eventfd-read self.number)
          (.recv (get self.ends 0) 4096))
      (except [OSError])))              ; nobody rang

  (defn __del__ [self]
    (try
      (if (is self.ends None)
          (os.close self.number)
          (for [end self.ends] (.close end)))
      (except [Exception]))))           ; never opened, or the interpreter is half gone


(defclass Wakeup []
  #[[What ends a thread's sleep.

  lock    -- held while nobody wants to wake the thread
  release -- the waker of sleeps on the lock
  bell    -- None until the thread first polls
  number  -- the bell's descriptor
  ring    -- the waker of polls
  polls   -- dict of descriptor and events → the `poll` of an object that watches both; a
    poll object holds numbers only, so it outlives the descriptor]]
  (setv __slots__ #("lock" "release" "bell" "number" "ring" "polls" "__weakref__"))

  (defn __init__ [self]
    (setv lock (threading.Lock)
          self.lock lock
          self.bell None
          self.number None
          self.ring None
          self.polls {})
    (.acquire lock)
    (defn release []
      (try
        (.release lock)
        (except [RuntimeError])))       ; released already
    (setv self.release release))

  (defn hang-bell [self]
    "Make the bell, if the thread has none."
    (when (is self.bell None)
      (setv self.bell (Bell)
            self.number self.bell.number
            self.ring self.bell.ring)))

  (defn poll-of [self number events]
    "Return the function that polls descriptor NUMBER for EVENTS, and the bell."
    (.hang-bell self)
    (when (> (len self.polls) 200)
      (.clear self.polls))
    (setv watcher (select.poll))
    (.register watcher self.number POLLIN)
    (.register watcher number events)
    (setv (get self.polls #(number events)) watcher.poll)
    watcher.poll))


(defn wakeup-of [state]
  "Return the Wakeup of a state, made at its first wait."
  (when (is state.wakeup None)
    (setv state.wakeup (Wakeup)))
  state.wakeup)


(defn forget-wakeup [state]
  "Give back what waiting has cost a thread that ends."
  (setv state.waker None
        state.wakeup None))


;;; What others see of a wait

(defn _show-wait [state whostate]
  "Publish WHOSTATE on the process; return what stood there."
  (setv process state.process)
  (when (is process None)
    (return None))
  (setv before process.waiting
        process.waiting #(whostate (monotonic)))
  before)


(defn _run-interrupts [state]
  "Run the interrupts from within a wait: its whostate does not show meanwhile."
  (setv process state.process
        state.waker None)
  (when (is process None)
    (return (run-pending)))
  (setv shown process.waiting
        process.waiting None)
  (try
    (run-pending)
    (finally
      (setv process.waiting shown))))


(defn _end-wait [state before]
  (setv state.waker None)
  (when (is-not state.process None)
    (setv state.process.waiting before)))


;;; Waits without a descriptor

(defclass Signal []
  #[[What the waiters for one thing are woken through: a gate, a queue, a lock, an end.

  waiters -- list of states, the one that waits longest first]]
  (setv __slots__ #("waiters"))

  (defn __init__ [self]
    (setv self.waiters []))

  (defn notify [self]
    "Wake the one that waits longest. One that leaves its wait passes the news on."
    (for [state self.waiters]
      (wake state)
      (break)))

  (defn notify-all [self]
    "Wake all waiters."
    (for [state (list self.waiters)]
      (wake state)))

  (defn leave [self state]
    "Take STATE out, and wake the next: the news may have been for this one, which is gone."
    (try
      (.remove self.waiters state)
      (except [ValueError]))
    (when self.waiters
      (.notify self)))

  (defn wait [self test whostate [timeout None]]
    #[[Wait until TEST answers true; it is asked anew at each notification.

    Arguments:
      test -- function without arguments. It may take what it finds; it must not wait.
      whostate -- str, or a function that returns one, that listings show.
      timeout -- seconds, None for ever; 0 or less: ask once.
    Returns: what TEST answered, False when the time is over.
    Blocks: yes; interrupts run meanwhile.]]
    (setv found (test))
    (when (or found (and (is-not timeout None) (<= timeout 0)))
      (return found))
    (setv state (current-state)
          wakeup (wakeup-of state)
          lock wakeup.lock
          deadline (if (is timeout None) None (+ (monotonic) timeout))
          before (_show-wait state whostate))
    (.append self.waiters state)
    (try
      (while True
        (.acquire lock False)
        (setv state.waker wakeup.release)
        (when (and state.interrupts (= state.delayed 0))
          (.leave self state)
          (try
            (_run-interrupts state)
            (finally
              (.append self.waiters state)))
          (continue))
        (setv found (test))
        (when found
          (return found))
        (if (is deadline None)
            (.acquire lock)
            (do
              (setv left (- deadline (monotonic)))
              (when (<= left 0)
                (return False))
              (.acquire lock True (min left LONGEST-SLEEP)))))
      (finally
        (.leave self state)
        (_end-wait state before)))))


(defn wait-until [predicate whostate [timeout None] [signals #()] [longest LAST-LOOK]]
  #[[Wait until PREDICATE, any function without arguments, answers true.

  Nobody can tell when a predicate changes its mind, so it is asked again and again: after
  half a millisecond at first, each time a little later, at last every LONGEST seconds.

  Arguments:
    predicate -- function without arguments, run in this process; true as in Lisp (0 is).
    whostate -- str, or a function that returns one, that listings show.
    timeout -- seconds, None for ever; 0 or less: ask once.
    signals -- Signals that make it worth asking at once.
    longest -- seconds between two calls.
  Returns: True, or False when the time is over.
  Blocks: yes; interrupts run meanwhile.]]
  (when (truth (predicate))
    (return True))
  (when (and (is-not timeout None) (<= timeout 0))
    (return False))
  (setv state (current-state)
        wakeup (wakeup-of state)
        lock wakeup.lock
        deadline (if (is timeout None) None (+ (monotonic) timeout))
        pause (min FIRST-LOOK longest)
        before (_show-wait state whostate))
  (for [signal signals]
    (.append signal.waiters state))
  (try
    (while True
      (.acquire lock False)
      (setv state.waker wakeup.release)
      (when (and state.interrupts (= state.delayed 0))
        (_run-interrupts state)
        (setv pause (min FIRST-LOOK longest)))
      (when (truth (predicate))
        (return True))
      ;; The predicate may have waited itself, and so taken the waker away.
      (setv state.waker wakeup.release
            seconds pause)
      (when (is-not deadline None)
        (setv seconds (min pause (- deadline (monotonic))))
        (when (<= seconds 0)
          (return False)))
      (when (not (and state.interrupts (= state.delayed 0)))
        (.acquire lock True seconds))
      (setv pause (min (* pause 1.4) longest)))
    (finally
      (for [signal signals]
        (.leave signal state))
      (_end-wait state before))))


(defn sleep [seconds [whostate "sleep"]]
  #[[Wait for a time.

  Arguments: seconds -- number; 0 or less: only run the interrupts that are queued.
  Blocks: yes; an interrupt does not shorten it.]]
  (if (<= seconds 0)
      (run-pending)
      (.wait (Signal) (fn [] False) whostate (min (float seconds) LONGEST-SLEEP)))
  None)


;;; Descriptors

(defclass Descriptor []
  #[[A number of the operating system, with its users.

  sock   -- the system's socket, switched to non-blocking; None for a bare number
  number -- the descriptor; it belongs to us until the last user has left
  name   -- str for listings, or None
  closed -- true from the moment somebody closes it
  users  -- list of the states that are in a call on it
  shared -- true: other programs hold it too, so closing must not shut the connection down]]
  (setv __slots__ #("sock" "number" "name" "closed" "users" "shared" "_owned" "_given_back"
                    "__weakref__"))

  (defn __init__ [self descriptor [name None] * [shared False]]
    (if (isinstance descriptor int)
        (setv self.sock None
              self.number descriptor)
        (do
          (when (!= (.gettimeout descriptor) 0)
            (.setblocking descriptor False))
          (setv self.sock descriptor
                self.number (.fileno descriptor))))
    (setv self.name name
          self.closed False
          self.users []
          self.shared shared
          self._owned [self.number]
          self._given-back (Signal)))

  (defn __repr__ [self]
    f"<Descriptor {self.number}{(if self.name f" {self.name}" "")}{(if self.closed " closed" "")}>")

  (defn fileno [self]
    "Return the number, -1 when it has been given back."
    (if self._owned self.number -1))

  (defn enter [self]
    #[[Become a user: the number stays ours until `leave`, which must follow in any case.

    Returns: false when the descriptor is closed: don't use it.]]
    (.append self.users (current-state))
    (not self.closed))

  (defn leave [self]
    "Be a user no longer; the last one to leave a closed descriptor gives the number back."
    (.remove self.users (current-state))
    (when self.closed
      (._give-back self)))

  (defn close [self]
    #[[Hand the descriptor over to its end; harmless when it is closed already.

    Returns: True if this call closed it, False if it was closed.
    Blocks: until the users have left, at most a second, unless the caller is one itself.
      Interrupts run meanwhile. When it returns by a non-local exit, the closing goes on.]]
    (when self.closed
      (return False))
    (setv self.closed True)
    (when self.users
      (.shut self)
      (for [user (list self.users)]
        (wake user)))
    (._give-back self)
    (when (and self._owned (not-in (current-state) self.users))
      (.wait self._given-back (fn [] (not self._owned)) "closing" CLOSING-PATIENCE))
    True)

  (defn shut [self]
    "Shut the connection down in both directions: the peer and all pollers see the end at once."
    (when (and (is-not self.sock None) (not self.shared))
      (try
        (.shutdown self.sock os-socket.SHUT-RDWR)
        (except [OSError]))))           ; not connected, or the peer was faster

  (defn _give-back [self]
    "Give the number back if nobody is using it. Exactly one thread succeeds."
    (when self.users
      (return))
    (try
      (.pop self._owned)
      (except [IndexError]
        (return)))
    (try
      (if (is self.sock None)
          (os.close self.number)
          (.close self.sock))
      (except [OSError]))               ; the number is gone all the same
    (.notify-all self._given-back))

  (defn __del__ [self]
    (try
      (.pop self._owned)
      (if (is self.sock None) (os.close self.number) (.close self.sock))
      (except [Exception]))))           ; given back before, or the interpreter is half gone


(defn number-of [descriptor]
  "Return the number of a Descriptor, or the number itself."
  (if (isinstance descriptor int) descriptor descriptor.number))


(defn await-events [descriptor events timeout whostate [state None]]
  #[[Wait for a descriptor; the caller has entered it, and leaves it after its system call.

  Arguments:
    descriptor -- Descriptor.
    events -- POLLIN or POLLOUT.
    timeout -- seconds, None for ever.
    whostate -- str, or a function that returns one, that listings show.
    state -- the running process's, from a caller who has it at hand.
  Returns: True when the call should be tried or the descriptor is closed; False when the time
    is over.
  Blocks: yes; interrupts run meanwhile, and then the caller is not a user of the descriptor.]]
  (when (is state None)
    (setv state (current-state)))
  (setv wakeup (or state.wakeup (wakeup-of state))
        number descriptor.number
        poll (or (.get wakeup.polls #(number events)) (.poll-of wakeup number events))
        deadline (if (is timeout None) None (+ (monotonic) timeout))
        left None
        before None
        process state.process)
  (when (is-not process None)
    (setv before process.waiting
          process.waiting #(whostate (monotonic))))
  (try
    (while True
      (setv state.waker wakeup.ring)
      (when (and state.interrupts (= state.delayed 0))
        (.leave descriptor)
        (try
          (_run-interrupts state)
          (finally
            (.enter descriptor)))
        (continue))
      (when descriptor.closed
        (return True))
      (when (is-not deadline None)
        (setv left (max 0 (min LONGEST-POLL (* 1000 (- deadline (monotonic)))))))
      (setv ready (poll left))
      (for [[which _] ready]
        (when (!= which wakeup.number)
          (return True))
        (.quiet wakeup.bell))
      (when (and (not ready) (= left 0))
        (return False)))
    (finally
      (setv state.waker None)
      (when (is-not process None)
        (setv process.waiting before)))))


(defn wait-readable [descriptor [timeout None] [whostate "waiting for input"]]
  #[[Wait until reading from a descriptor would not block.

  Returns: True when it would not, also because the descriptor is closed (look at `.closed`);
    False when TIMEOUT seconds are over.]]
  (.enter descriptor)
  (try
    (await-events descriptor POLLIN timeout whostate)
    (finally
      (.leave descriptor))))


(defn wait-writable [descriptor [timeout None] [whostate "waiting for output"]]
  "Wait until writing to a descriptor would not block. See `wait-readable`."
  (.enter descriptor)
  (try
    (await-events descriptor POLLOUT timeout whostate)
    (finally
      (.leave descriptor))))


(defn readable-now [descriptor]
  "Return whether reading would not block: data, end, error or closed."
  (_now descriptor POLLIN))


(defn writable-now [descriptor]
  "Return whether writing would not block."
  (_now descriptor POLLOUT))


(defn _now [descriptor events]
  (setv watcher (select.poll))
  (try
    (when (not (.enter descriptor))
      (return True))
    (.register watcher descriptor.number events)
    (bool (.poll watcher 0))
    (finally
      (.leave descriptor))))


(defn wait-any [readables writables [timeout None] [whostate "waiting for input"]]
  #[[Wait until one of several descriptors is ready.

  Arguments:
    readables, writables -- lists of Descriptors and bare numbers.
    timeout -- seconds, None for ever; 0 or less: look once.
  Returns: #(ready-in ready-out), lists of those of the arguments that would not block; both
    empty when the time is over. A closed descriptor is ready. A descriptor in error is ready.
  Blocks: yes; interrupts run meanwhile.]]
  (setv state (current-state)
        wakeup (wakeup-of state)
        deadline (if (is timeout None) None (+ (monotonic) (max timeout 0)))
        owned (lfor d [#* readables #* writables] :if (not (isinstance d int)) d)
        left None
        before (_show-wait state whostate))
  (.hang-bell wakeup)
  (for [d owned] (.enter d))
  (try
    (while True
      (setv state.waker wakeup.ring)
      (when (and state.interrupts (= state.delayed 0))
        (for [d owned] (.leave d))
        (try
          (_run-interrupts state)
          (finally
            (for [d owned] (.enter d))))
        (continue))
      (when (is-not deadline None)
        (setv left (max 0 (min LONGEST-POLL (* 1000 (- deadline (monotonic)))))))
      (setv found (_look readables writables wakeup left))
      (when (or (any found) (= left 0))
        (return found)))
    (finally
      (for [d owned] (.leave d))
      (_end-wait state before))))


(defn _closed [descriptor]
  (and (not (isinstance descriptor int)) descriptor.closed))


(defn _look [readables writables wakeup milliseconds]
  "Poll once; return #(ready-in ready-out)."
  (setv watched {wakeup.number POLLIN})
  (for [[members events] [#(readables POLLIN) #(writables POLLOUT)]
        d members]
    (if (_closed d)
        (setv milliseconds 0)
        (setv (get watched (number-of d)) (| events (.get watched (number-of d) 0)))))
  (setv watcher (select.poll))
  (for [[number events] (.items watched)]
    (.register watcher number events))
  (setv ready (dict (.poll watcher milliseconds)))
  (when (in wakeup.number ready)
    (.quiet wakeup.bell))
  (setv trouble (| select.POLLERR select.POLLHUP select.POLLNVAL))
  #((lfor d readables
          :if (or (_closed d) (& (.get ready (number-of d) 0) (| POLLIN trouble)))
          d)
    (lfor d writables
          :if (or (_closed d) (& (.get ready (number-of d) 0) (| POLLOUT trouble)))
          d)))


;;; System calls that may have to wait
;;
;; Failures are signalled after the descriptor was left: a debugger that opens in place may
;; stay for hours, and must not keep the number from being given back.

(setv _UNFINISHED #(errno.EINPROGRESS errno.EINTR errno.EALREADY)
      _FULL #(errno.EAGAIN errno.EWOULDBLOCK)
      _GONE #(errno.ECONNABORTED (getattr errno "EPROTO" errno.ECONNABORTED)))


(defn perform [descriptor events operation #* arguments
               [timeout None] [whostate "waiting for input"] [action None] [stream None]
               [kind None] [eager False]]
  #[[Apply OPERATION, a system call that does not block, to ARGUMENTS until it succeeds.

  Arguments:
    descriptor -- the Descriptor the call is on.
    events -- POLLIN: wait first, then call; POLLOUT: call first, wait if it would block.
    operation -- callable, such as `sock.recvfrom`; BlockingIOError means that it would block.
    timeout -- seconds of each wait, None for ever.
    whostate -- what listings show meanwhile.
    action -- str, or a function that returns one, completes "occurred while ..." in reports.
    stream -- what conditions name, or None.
    kind -- str, the kind of operation for simulated errors, or None.
    eager -- true: call first also for POLLIN.
  Returns: what OPERATION returns.
  Raises: StreamClosedError; SocketError: what the system refused, or "read-timeout" and
    "write-timeout". Nothing has been read or sent then.
  Blocks: yes; interrupts run meanwhile.]]
  (setv waiting (and (= events POLLIN) (not eager))
        failure None
        users descriptor.users
        state (current-state))
  (.append users state)
  (try
    (when simulations
      (raise-simulated kind stream))
    (while (not descriptor.closed)
      (when (and waiting (not (await-events descriptor events timeout whostate state)))
        (setv failure "timeout")
        (break))
      (when descriptor.closed
        (break))
      (try
        (setv result (operation #* arguments))
        ;; What a datagram socket answers while it is being shut down is no datagram.
        (when (not (and descriptor.closed (= kind "receive")))
          (return result))
        (except [BlockingIOError]
          (setv waiting True))
        (except [InterruptedError])))
    (except [e OSError]
      (setv failure e))
    (finally
      (.remove users state)
      (when descriptor.closed
        (._give-back descriptor))))
  (_fail descriptor events failure action stream))


(defn _fail [descriptor events failure action stream]
  "Signal why a call did not succeed."
  (when (callable action)
    (setv action (action)))
  (cond
    descriptor.closed (stream-closed (if (is stream None) descriptor stream) action)
    (isinstance failure OSError) (socket-failure failure action stream)
    (= events POLLIN) (read-timeout stream action)
    True (write-timeout stream action)))


(defn accept [descriptor [wait True] [timeout None] [whostate "waiting for connection"]
              [action "accepting a connection"] [stream None]]
  #[[Accept a connection on a listening socket's descriptor.

  Arguments:
    descriptor -- Descriptor of the listening socket.
    wait -- false: return None when no connection is there.
    timeout, whostate, action, stream -- as for `perform`.
  Returns: #(sock address), the system's socket and the peer's address as `sock.accept` gives
    it, or None.
  Raises: StreamClosedError, SocketError.
  Blocks: if WAIT; interrupts run meanwhile.]]
  (if wait
      (perform descriptor POLLIN _accept descriptor.sock :timeout timeout :whostate whostate
               :action action :stream stream :kind "accept")
      (perform descriptor POLLOUT _accept-now descriptor.sock
               :action action :stream stream :kind "accept")))


(defn _accept [sock]
  "Accept; one that went away in the queue does not count."
  (try
    (.accept sock)
    (except [e OSError]
      (when (in e.errno _GONE)
        (raise (BlockingIOError errno.EAGAIN "the connection went away")))
      (raise))))


(defn _accept-now [sock]
  "Accept, or return None where there is nothing to accept."
  (try
    (_accept sock)
    (except [BlockingIOError]
      None)))


(defn connect [descriptor address [timeout None] [whostate "waiting to connect"]
               [action "connecting"] [stream None]]
  #[[Connect a socket.

  Arguments:
    descriptor -- Descriptor of the socket.
    address -- the address as the system takes it; host names are not looked up here.
    timeout -- seconds, None for as long as the system tries.
    whostate, action, stream -- as for `perform`.
  Returns: None. When it fails or is left by a non-local exit, the socket is of no further
    use: the caller closes the descriptor.
  Raises: SocketError, "connection-timed-out" also for TIMEOUT; StreamClosedError.
  Blocks: yes; interrupts run meanwhile.]]
  (setv failure None
        deadline (if (is timeout None) None (+ (monotonic) timeout)))
  (.enter descriptor)
  (try
    (when simulations
      (raise-simulated "connect" stream))
    (setv code (_begin-connect descriptor address deadline whostate))
    (when (in code _UNFINISHED)
      (if (await-events descriptor POLLOUT (_left deadline) whostate)
          ;; Asked once: connecting a second time would hide the answer behind ECONNABORTED.
          (when (not descriptor.closed)
            (setv code (.getsockopt descriptor.sock os-socket.SOL-SOCKET os-socket.SO-ERROR)))
          (setv code errno.ETIMEDOUT)))
    (when (not descriptor.closed)
      (if (= code 0)
          (return None)
          (setv failure (OSError code (os.strerror code)))))
    (except [e OSError]
      (setv failure e))
    (finally
      (.leave descriptor)))
  (_fail descriptor POLLOUT failure action stream))


(defn _begin-connect [descriptor address deadline whostate]
  "Start a connection; return the system's error number."
  (setv pause 0.001)
  (while True
    (setv code (.connect-ex descriptor.sock address))
    (when (not-in code _FULL)
      (return code))
    ;; A Unix-domain listener's queue is full, and no event tells when it has room again.
    (setv left (_left deadline))
    (when (and (is-not left None) (<= left 0))
      (return errno.ETIMEDOUT))
    (.leave descriptor)
    (try
      (sleep (if (is left None) pause (min pause left)) whostate)
      (finally
        (.enter descriptor)))
    (when descriptor.closed
      (return code))
    (setv pause (min (* pause 2) 0.05))))


(defn _left [deadline]
  "Return the seconds until DEADLINE, None for ever."
  (if (is deadline None) None (- deadline (monotonic))))
