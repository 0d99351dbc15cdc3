#[[What a process may wait for: a condition that somebody's function tells, a time, input.

Gates and queues are in `locks`; all of them sleep in `waiting`. What is here blocks; interrupts run
meanwhile. Source: Allegro CL 10.1, Multiprocessing.]]

(import
  os
  time
  acllib.conditions [socket-failure]
  acllib.kernel.constants [truth]
  acllib.kernel.dynamic [define-variable]
  acllib.kernel.interrupts [run-pending]
  acllib.kernel.signalling [error show type-error]
  acllib.kernel.values [call-for-values]
  acllib.processes [ProcessError check-function check-process check-seconds current-process process-interrupt]
  acllib.waiting [Signal sleep wait-any wait-until])


(setv general-wait-delay
      (define-variable "general_wait_delay" 0.02
                       "Seconds between two looks at a condition that nobody announces."))


(defn process-wait [whostate function #* arguments]
  #[[Wait until FUNCTION, applied to ARGUMENTS in this process, answers true. Return None.

  Gates among the arguments wake the process when they open; with `gate-open-p` as FUNCTION
  nothing is polled.
  Source: Allegro CL 10.1, Multiprocessing, process-wait.]]
  (_wait whostate None function arguments)
  None)


(defn process-wait-with-timeout [whostate seconds function #* arguments]
  #[[As `process-wait`, for at most SECONDS; negative ones are 0.

  Returns: True if FUNCTION answered true, False when the time was over.]]
  (_wait whostate (check-seconds seconds) function arguments))


(defn _wait [whostate seconds function arguments]
  (check-function function)
  (setv signals (lfor a arguments :if (isinstance (getattr a "signal" None) Signal) a.signal)
        ;; Lisp's entry of a core function may be a wrapper around it.
        announced (or (getattr function "announced" False)
                      (getattr (getattr function "__wrapped__" None) "announced" False))
        process (current-process)
        outer process.wait-call
        process.wait-call #(whostate function arguments))
  (try
    (if (and announced (= (len signals) (len arguments) 1))
        (.wait (get signals 0) (fn [] (function #* arguments)) whostate seconds)
        (wait-until (fn [] (function #* arguments)) whostate seconds signals
                    (float (.get general-wait-delay))))
    (finally
      (setv process.wait-call outer))))


(defn call-in-process [process body]
  #[[Have PROCESS call BODY, as an interrupt, and wait for what it returns: the function behind `process-progn`.

  Arguments: body -- function without arguments. It is not called when this process has left the
    wait before PROCESS came to it.
  Returns: what BODY returns. The entry `mv` returns the tuple of all its values.
  Raises: ProcessError when PROCESS has ended, or has left BODY by a non-local exit or an error.
  Blocks: yes; interrupts run meanwhile.
  Source: Allegro CL 10.1, process-progn. The error is ours.]]
  (setv values (_values-from process body))
  (if values (get values 0) None))


(defn _values-from [process body]
  (check-process process)
  (check-function body)
  (setv wanted [True]
        outcome []                      ; then one element: a tuple of values, None if BODY was left
        answered (Signal))
  (defn answer []
    (when wanted
      (setv values None)
      (try
        (setv values (call-for-values body))
        (finally
          (.append outcome values)
          (.notify-all answered)))))
  (try
    (process-interrupt process answer)
    (wait-until (fn [] (bool (or outcome (not process.alive)))) "process-progn" None
                #(answered process.ended) (float (.get general-wait-delay)))
    (finally
      (.clear wanted)))
  (when (not outcome)
    (error (ProcessError :process process :text f"{(show process)} has ended.")))
  (when (is (get outcome 0) None)
    (error (ProcessError :process process :text f"{(show process)} has left what it was to do.")))
  (get outcome 0))


(setv call-in-process.mv _values-from)


(defn process-sleep [seconds [whostate "sleep"]]
  #[[Wait for a time.

  Arguments: seconds -- non-negative real; whostate -- str that listings show meanwhile.
  Returns: None. Signals: type-error.
  Blocks: so long; interrupts run meanwhile, and then it waits for what is left.
  Source: Allegro CL 10.1, Multiprocessing, process-sleep.]]
  (setv seconds- (check-seconds seconds))
  (when (or (is seconds- None) (< seconds- 0))
    (type-error seconds "a non-negative real"))
  (sleep seconds- whostate))


(defn process-allow-schedule [[process None]]
  "Let others run; a safepoint. Return None."
  (run-pending)
  (time.sleep 0))


(defn wait-for-input-available [streams * [wait-function None] [whostate "waiting for input"]
                                [timeout None]]
  #[[Wait until reading from one of several streams, sockets or descriptors would not block.

  Arguments:
    streams -- one, or a sequence: streams, sockets of any kind, numbers of descriptors, and
      what has a `fileno`. None: return at once.
    wait-function -- None, or a predicate of one of STREAMS to ask instead.
    timeout -- seconds, None for ever.
  Returns: list of those of STREAMS that are ready: there is input, or an end of file, a
    connection to accept, an error. Empty when the time is over.
  Raises: SocketError for a number that is no open descriptor.
  Blocks: yes; interrupts run meanwhile.
  Source: Allegro CL 10.1, Multiprocessing, wait-for-input-available.]]
  (setv members (_members streams)
        seconds (check-seconds timeout))
  (when (not members)
    (return []))
  (if (is wait-function None)
      (_wait-for-descriptors members whostate seconds)
      (do
        (setv ready [])
        (defn look []
          (.extend ready (gfor m members :if (truth (wait-function m)) m))
          ready)
        (wait-until (fn [] (bool (look))) whostate seconds #() (float (.get general-wait-delay)))
        ready)))


(defn wait-for-io-available [input-streams output-streams * [input-wait-function None] [output-wait-function None]
                             [whostate "waiting for i/o"] [timeout None]]
  #[[Wait until reading from or writing to one of several streams, sockets or descriptors would not block.

  Arguments:
    input-streams, output-streams -- as `wait-for-input-available` takes them.
    input-wait-function, output-wait-function -- None, or a predicate of a stream to ask instead.
    timeout -- seconds, None for ever.
  Returns: list of pairs of a stream and its status, \"in\" or \"out\". Empty when the time is over, or
    both are None. A stream that is broken counts as ready.
  Raises: SocketError for a number that is no open descriptor.
  Blocks: yes; interrupts run meanwhile.
  Source: Allegro CL 10.1, Multiprocessing, wait-for-io-available.]]
  (setv readers (_members input-streams)
        writers (_members output-streams)
        seconds (check-seconds timeout)
        ready [])
  (defn ask [asking members status]
    (.extend ready (gfor m members :if (truth (asking m)) #(m status))))
  (defn poll [seconds]
    (setv [readable writable] (_wait-for-both (if (is input-wait-function None) readers [])
                                              (if (is output-wait-function None) writers [])
                                              whostate seconds))
    (.extend ready (gfor m readable #(m "in")))
    (.extend ready (gfor m writable #(m "out"))))
  (defn look []
    (poll 0)
    (when (is-not input-wait-function None)
      (ask input-wait-function readers "in"))
    (when (is-not output-wait-function None)
      (ask output-wait-function writers "out"))
    (bool ready))
  (cond
    (not (or readers writers)) None
    (and (is input-wait-function None) (is output-wait-function None)) (poll seconds)
    True (wait-until look whostate seconds #() (float (.get general-wait-delay))))
  ready)


(defn _members [streams]
  "Return the list of streams that an argument means."
  (cond
    (is streams None) []
    (isinstance streams #(list tuple)) (list streams)
    (_waitable? streams) [streams]
    (and (hasattr streams "__iter__") (not (isinstance streams #(str bytes)))) (list streams)
    True (type-error streams "a stream, a descriptor, or a list of them")))


(defn _waitable? [object]
  "Return whether OBJECT is a stream, a socket, or a number that a descriptor could have."
  (if (isinstance object int)
      (and (is-not (type object) bool) (<= 0 object 0x7fffffff))
      (or (hasattr object "descriptor") (hasattr object "fileno") (hasattr object "read_no_hang_p"))))


(defn _wait-for-descriptors [members whostate seconds]
  (get (_wait-for-both members [] whostate seconds) 0))


(defn _wait-for-both [readers writers whostate seconds]
  "Return #(readable writable), those of READERS and WRITERS that are ready."
  (for [member [#* readers #* writers]]
    (when (not (_waitable? member))
      (type-error member "a stream or a descriptor")))
  (setv ready (lfor m readers :if (_ready-already m) m)
        [sources targets] (lfor members #(readers writers) (lfor m members #((_source m) m)))
        [watched fed] (lfor pairs #(sources targets) (lfor [s _] pairs :if (is-not s None) s))
        [found open] (if (or watched fed (not ready))
                         (wait-any watched fed (if ready 0 seconds) whostate)
                         #([] [])))
  (for [[source _] [#* sources #* targets]]
    (when (isinstance source int)
      (_check-number source)))
  #((lfor [source member] sources
          :if (or (_has member ready) (and (is-not source None) (_has source found)))
          member)
    (lfor [target member] targets
          :if (and (is-not target None) (_has target open))
          member)))


(defn _has [object objects]
  (any (gfor o objects (is o object))))


(defn _source [member]
  "Return the Descriptor or number behind MEMBER, None where there is none to poll."
  (setv descriptor (getattr member "descriptor" None))
  (cond
    (isinstance member int) member
    (is-not descriptor None) descriptor
    (hasattr member "fileno") (try (.fileno member) (except [[OSError ValueError]] None))
    True None))


(defn _ready-already [member]
  "Return whether MEMBER, a stream, holds input already, so that its descriptor does not tell."
  (setv test (getattr member "read_no_hang_p" None))
  (and (is-not test None) (truth (test))))


(defn _check-number [number]
  (try
    (os.fstat number)
    (except [e OSError]
      (socket-failure e "waiting for input" number))))
