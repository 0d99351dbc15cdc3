#[[Processes: Lisp's threads, and interrupts between them.

Theory. A process is a Python thread with a dynamic state and bindings of its own. It may run
while it has a reason to run and none to be arrested; it has a thread from the first moment it
may run, or has an interrupt to run, until its function returns.

  made ── may run, or interrupted ──> started ── function returns, killed ──> ended
                                      │      ^
                               arrested, or no reason to run: stands by

Nobody but the process itself executes in it. Whatever others want of it (to run a function, to
unwind, to stand by) is queued as an interrupt: a process that waits is woken to run it, one that
computes meets it at a safepoint. So killing is a non-local exit like any other, and cleanup
forms run. Posting takes no lock: append, then look whether the process has ended meanwhile; the
end of a process marks it first and empties its queue then. Between the two nothing is lost.

What a process tells of itself is in `processviews`, what it may wait for in `processwaits`, locks, gates
and queues in `locks`, time-outs in `timeouts`; the sleeping itself is in `waiting`.]]

(import
  atexit
  itertools [count]
  sys
  threading
  time
  contextvars [Context]
  acllib.arguments [text-of keyword-of]
  acllib.kernel.constants [truth]
  acllib.kernel.dynamic [DynamicVariable State current-state inherited-bindings
                         set-current-state variables]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.generic [defgeneric]
  acllib.kernel.identity [address-digits]
  acllib.kernel.interrupts [discard post run-pending]
  acllib.kernel.signalling [Error Restart error invoke-debugger restarts show signal type-error]
  acllib.kernel.values [call-for-values]
  acllib.waiting [Signal forget-wakeup])


;; A level of nested calls through C needs stack; before 3.12 one counter stands for those and
;; for Python's own calls, so the limit must fit the stack.
(setv [STACK-SIZE RECURSION-LIMIT]
      (if (>= sys.version-info #(3 12)) #((* 64 1024 1024) 200000) #((* 256 1024 1024) 80000)))

(setv EXIT-PATIENCE 1.0)                ; s that Python's exit waits for processes to unwind


;;; Conditions and exits

(defclass ProcessError [Error]
  "Something a process can't do, or that can't be done to it. Slots: process, text."
  (setv process None
        text None)

  (defn report [self]
    self.text))


(defclass ThreadsExhausted [ProcessError]
  "The system would not start another thread; PROCESS, if any, has ended without having run.")


(defclass ProcessExit [NonLocalExit]
  #[[Unwinds all of a process, its target.

  again -- true: the process then applies its function anew]]

  (defn __init__ [self process [again False]]
    (.__init__ (super) process)
    (setv self.again again)))


;;; The process

(setv _sequence (count 1)
      _processes {}                     ; sequence number → process that has not ended
      _starting (threading.Lock)
      _once [])                         ; holds True when the recursion limit is set


(defclass Process []
  #[[A thread of Lisp.

  name             -- str
  sequence         -- int, the number in the printed form
  state            -- kernel State: handlers, restarts, queued interrupts
  thread           -- Python's thread, None until it is started
  context          -- its context variables, None until it is started
  function, arguments -- what it applies; None until preset
  run-reasons, arrest-reasons -- lists of any objects
  property-list    -- Lisp list
  initial-bindings -- list of pairs, variable and value
  waiting          -- None, or #(whostate since) while it waits
  wait-call        -- None, or #(whostate function arguments) of the process-wait that it is in
  alive            -- true until it has ended
  values, result   -- tuple of all values its function returned, and the first
  failure          -- the exception it ended with, or None
  exit-actions     -- sequence of pairs of a function and arguments, for `process-terminate`
  told             -- dict of what was last told of its use of the processor
  immigrant        -- true: the thread is not ours
  ended            -- Signal]]
  (setv immigrant False
        thread None
        context None
        function None
        arguments #()
        property-list None
        waiting None
        wait-call None
        alive True
        values None
        failure None
        reset-action None
        priority 0
        quantum 2
        resume-hook None
        suspend-hook None
        message-interrupt-function None
        keeps-lisp-alive True)

  (defn __init__ [self name [bindings #()] [initial-bindings #()]]
    (setv self.name name
          self.sequence (next _sequence)
          self.state (State self)
          self.run-reasons []
          self.arrest-reasons []
          self.inherited bindings
          self.initial-bindings initial-bindings
          self.exit-actions None
          self.told {}
          self.ended (Signal)
          self.allowed (Signal)))

  (defn __repr__ [self]
    f"#<MULTIPROCESSING:PROCESS {self.name}({self.sequence}) @ #x{(address-digits self)}>")

  (setv result (property (fn [self] (if self.values (get self.values 0) None))))

  (defn [property] whostate [self]
    "What it waits for, as str, or None: it does not wait."
    (setv waiting self.waiting)
    (cond
      (is waiting None) None
      (callable (get waiting 0)) ((get waiting 0))
      True (get waiting 0)))

  (defn [property] waiting-since [self]
    "When it began to wait, by `time.monotonic`; None: it does not wait."
    (setv waiting self.waiting)
    (if (is waiting None) None (get waiting 1)))

  (defn may-run [self]
    "Return whether it has a reason to run and none to be arrested."
    (and self.alive (bool self.run-reasons) (not self.arrest-reasons)))

  (defn activity [self]
    "Return its state as listings name it: runnable, waiting, arrested, inactive or dead."
    (cond
      (not self.alive) "dead"
      self.arrest-reasons "arrested"
      (or (not self.run-reasons) (is self.thread None)) "inactive"
      (is self.waiting None) "runnable"
      True "waiting"))

  (defn join [self [timeout None] [whostate "waiting for a process to end"]]
    #[[Wait until the process has ended.

    Returns: True, or False when TIMEOUT seconds are over.
    Blocks: yes; interrupts, and in the main thread signal handlers, run meanwhile.]]
    (setv ended (.wait self.ended (fn [] (not self.alive)) whostate timeout))
    (when (and ended (is-not self.thread None) (not self.immigrant)
               (is-not self.thread (threading.current-thread)))
      (.join self.thread 1))            ; it has its last instructions to do
    ended))


(defn check-process [object]
  "Return OBJECT; signal a type-error if it is no process."
  (if (isinstance object Process) object (type-error object "PROCESS")))


(defn check-function [object]
  "Return OBJECT, which must be callable; a Lisp symbol is."
  (if (callable object) object (type-error object "FUNCTION")))


(defn check-seconds [value]
  "Return a number of seconds as float, None as it is; signal a type-error for anything else."
  (cond
    (is value None) None
    (or (isinstance value bool) (not (hasattr value "__float__")))
      (type-error value "REAL")
    True (try
           (float value)
           (except [OverflowError] (if (> value 0) 1e9 -1.0)))))


(defn describe-name [name]
  "Return the text of a process name, which must be a string."
  (setv text (if (isinstance name Process) None (text-of name)))
  (if (is text None) (type-error name "STRING") text))


;;; The threads that were there before

(defclass _Token []
  "Dies with the thread that holds it, and so ends an immigrant's process."
  (defn __init__ [self process]
    (setv self.process process))

  (defn __del__ [self]
    (try
      (_end self.process)
      (except [Exception]))))           ; the interpreter may be half gone


(setv _here (threading.local))


(defn _adopt [name]
  "Make a process of the running thread, which Lisp did not start."
  (setv process (Process name))
  (setv process.state (current-state)
        process.state.process process
        process.thread (threading.current-thread)
        process.immigrant True
        process.run-reasons ["enable"]
        _here.token (_Token process)
        (get _processes process.sequence) process)
  process)


(defn current-process []
  "Return the running process; a thread that Python started gets one at its first question."
  (or (. (current-state) process)
      (_adopt (. (threading.current-thread) name))))


(setv _initial (_adopt "Initial Lisp Listener"))


(defn initial-process []
  "Return the process of the thread that imported the library."
  _initial)


(defn all-processes []
  "Return the list of processes that have not ended, the oldest first."
  (lfor [_ process] (sorted (.items (dict _processes)) :key (fn [pair] (get pair 0))) process))


(defn find-process [name]
  "Return the process of that name (a string) or sequence number (an int), or None."
  (setv text (if (isinstance name int) None (describe-name name)))
  (for [process (all-processes)]
    (when (if (is text None) (= process.sequence name) (= process.name text))
      (return process)))
  None)


;;; Making and starting

(defn make-process [[name "Anonymous"] * [process-class None] [reset-action None] [run-reasons None]
                    [arrest-reasons None] [priority 0] [quantum 2] [resume-hook None]
                    [suspend-hook None] [initial-bindings None] [run-immediately None]
                    [stack-allocation None] [message-interrupt-function None]]
  #[[Make a process that does nothing yet.

  Arguments:
    name -- string.
    process-class -- Process or a class below it; the keyword `class` in Lisp.
    reset-action -- true: the function is applied again when it has returned.
    run-reasons, arrest-reasons -- None or sequences of any objects.
    initial-bindings -- None, a dict, or pairs of variable and value; see
      `set-initial-binding-maker` for what Lisp makes of them.
    priority, quantum, resume-hook, suspend-hook, message-interrupt-function -- kept; Python
      schedules its threads itself. run-immediately, stack-allocation: ignored.
  Returns: Process. It is in `all-processes` until it ends.
  Raises: type-error when NAME is no string, or PROCESS-CLASS no class of processes.
  Source: Allegro CL 10.1, Multiprocessing, make-process.]]
  (setv process (_instance-maker (or process-class Process) (describe-name name) (inherited-bindings)
                                 (_pairs initial-bindings)))
  (setv process.reset-action reset-action
        process.run-reasons (list (or run-reasons #()))
        process.arrest-reasons (list (or arrest-reasons #()))
        process.priority priority
        process.quantum quantum
        process.resume-hook resume-hook
        process.suspend-hook suspend-hook
        process.message-interrupt-function message-interrupt-function
        (get _processes process.sequence) process)
  process)


(defn plain-instance [class- #* arguments]
  "Return a new instance of CLASS-, Process or a class below it."
  (if (and (isinstance class- type) (issubclass class- Process))
      (class- #* arguments)
      (type-error class- "a class of processes")))


(setv _instance-maker plain-instance)


(defn set-instance-maker [function]
  "Install FUNCTION of a class and the arguments of Process; Lisp's takes names and classes of defclass, too."
  (global _instance-maker)
  (setv _instance-maker function))


(defn _pairs [bindings]
  (cond
    (is bindings None) []
    (isinstance bindings dict) (list (.items bindings))
    True (list bindings)))


(defn process-preset [process function #* arguments]
  #[[Set what PROCESS applies when it is enabled or reset.

  Arguments: function, arguments -- FUNCTION is applied to ARGUMENTS in PROCESS.
  Returns: PROCESS. Signals: ProcessError when it has ended; type-error.
  Source: Allegro CL 10.1, Multiprocessing, process-preset.]]
  (check-process process)
  (when (not process.alive)
    (error (ProcessError :process process :text f"{(show process)} has ended.")))
  (setv process.function (check-function function)
        process.arguments arguments)
  (_consider process)
  process)


(defn process-run-function [name-or-options function #* arguments]
  #[[Apply FUNCTION to ARGUMENTS in a new process.

  Arguments:
    name-or-options -- the process's name, or options for `make-process`: a dict, or a Lisp list
      of keywords and values. Also an existing process, which is then interrupted with FUNCTION:
      the manual's example of breaking a hung connection writes that.
  Returns: the Process, started.
  Raises: ThreadsExhausted when the system starts no more threads.
  Source: Allegro CL 10.1, Multiprocessing, process-run-function.]]
  (check-function function)
  (when (isinstance name-or-options Process)
    (process-interrupt name-or-options function #* arguments)
    (return name-or-options))
  (setv process (make-process #** (_options name-or-options)))
  (setv process.function function
        process.arguments arguments)
  (process-enable process)
  process)


(defn process-run-restartable-function [name-or-options function #* arguments]
  #[[As `process-run-function`, but the function is applied again whenever it has returned.

  Arguments, returns, signals: as there; the option `reset_action` is true unless it is given.
  Source: Allegro CL 10.1, Multiprocessing, process-run-restartable-function.]]
  (setv options (_options name-or-options))
  (.setdefault options "reset_action" True)
  (process-run-function options function #* arguments))


(defn _options [name-or-options]
  "Return the keyword arguments for `make-process` that a name or a set of options means."
  (when (isinstance name-or-options dict)
    (return (dfor [key value] (.items name-or-options) (_option key) value)))
  (when (is-not (text-of name-or-options) None)
    (return {"name" name-or-options}))
  (when (or (is name-or-options None) (not (hasattr name-or-options "__iter__")))
    (type-error name-or-options "STRING or a list of options"))
  (setv elements (list name-or-options))
  (when (% (len elements) 2)
    (type-error name-or-options "a list of keywords and values"))
  (dfor [key value] (zip (cut elements 0 None 2) (cut elements 1 None 2)) (_option key) value))


(setv _OPTIONS #("name" "process_class" "reset_action" "run_reasons" "arrest_reasons" "priority"
                 "quantum" "resume_hook" "suspend_hook" "initial_bindings" "run_immediately"
                 "stack_allocation" "message_interrupt_function"))


(defn _option [key]
  "Return the parameter of `make-process` that KEY, a str, a Lisp or a Hy keyword, means."
  (setv name (.replace (str (keyword-of key)) "-" "_")
        name (if (= name "class") "process_class" name))
  (if (in name _OPTIONS) name (type-error key "an option of make-process")))


(defn run-in-process [function name #* arguments [options None]]
  #[[Apply FUNCTION to ARGUMENTS in a new process; for listeners and embedding programs.

  Arguments: options -- dict of further options for `make-process`, or None.
  Returns: the Process. `join` waits for it; then `values`, `result`, or `failure` say how it
    went.]]
  (process-run-function {#** (or options {}) "name" name} function #* arguments))


(defn _consider [process]
  "Start PROCESS if it may run and has not been started; let it go on if it stands by."
  (when (.may-run process)
    (if (is process.thread None)
        (when (is-not process.function None)
          (_start process))
        (.notify-all process.allowed))))


(defn _start [process]
  "Give PROCESS its thread, unless it has one."
  (setv refusal None)
  (with [_ _starting]
    (when (or (is-not process.thread None) (not process.alive))
      (return None))
    (when (not _once)
      (_prepare))
    (setv thread (threading.Thread :target _live :args #(process) :name process.name :daemon True)
          size (_stack-size STACK-SIZE)
          process.thread thread)
    (try
      (.start thread)
      (except [e [RuntimeError MemoryError]]
        (setv refusal e
              process.thread None))
      (finally
        (_stack-size size))))
  (when (is-not refusal None)
    (_end process)
    (threads-exhausted process f"process {process.name} can't run" refusal)))


(defn threads-exhausted [process consequence cause]
  "Signal that the system starts no more threads. Returns: never."
  (setv condition (ThreadsExhausted :process process
                                    :text f"The system starts no more threads: {consequence}."))
  (setv condition.__cause__ cause)
  (error condition))


(defn _prepare []
  "Do what is to be done before the first process."
  (.append _once True)
  (sys.setrecursionlimit (max RECURSION-LIMIT (sys.getrecursionlimit)))
  (atexit.register shutdown-processes EXIT-PATIENCE))


(defn _stack-size [size]
  "Set the stack size of threads to come; return the old one."
  (try
    (threading.stack-size size)
    (except [[ValueError RuntimeError]]
      0)))


;;; Living

(defn _live [process]
  "The thread of PROCESS: everything happens in a context of its own."
  (setv process.context (Context))
  (.run process.context _run process))


(defn _run [process]
  (set-current-state process.state)
  (try
    (for [[variable value] process.inherited]
      (.bind variable value))
    (try
      (while (_once-through process))
      (finally
        (when (or process.exit-actions (> (len process-terminate.methods) 1))
          (process-terminate process))))
    (except [e BaseException]
      (_fail process e))
    (finally
      (_end process)
      ;; What the last traceback holds must not live as long as the process object.
      (setv process.inherited #()
            process.arguments #()
            process.function None
            process.context None))))


(defn [defgeneric] process-terminate [process]
  #[[Do what is to be done when PROCESS has ended, normally or by being killed: apply its exit actions.

  Called in PROCESS; a program may define methods beside this one. An error in one action does not
  keep the others from being applied, and ends the process as any other does.
  Source: Allegro CL 10.1, process-terminate.]]
  None)


(defn [(.method process-terminate Process)] _apply-exit-actions [process]
  (setv failure None)
  (for [action (or process.exit-actions #())]
    (setv [function arguments] (action-parts action))
    (try
      (function #* arguments)
      (except [e Exception]
        (setv failure e))))
  (when (is-not failure None)
    (raise failure)))


(defn action-parts [action]
  "Return #(function arguments) of an exit action, a tuple or a Lisp list."
  (setv [function #* arguments] (list action))
  #((_function-of function) arguments))


;; Makes a function of what a program names one by.
(setv _functions [(fn [designator] designator)])


(defn _function-of [designator]
  ((get _functions -1) designator))


(defn set-function-maker [maker]
  "Have exit actions name functions by what MAKER, a function, makes functions of."
  (.append _functions maker))


(defn _once-through [process]
  "Apply the function of PROCESS; return whether to do it again."
  (try
    (with [_ (restarts (Restart "abort" (fn [] (raise (ProcessExit process)))
                                "Abort entirely from this (lisp) process."))]
      (_apply process))
    (truth process.reset-action)
    (except [e ProcessExit]
      (when (is-not e.target process)
        (raise))
      e.again)))


(defn _apply [process]
  "Bind, wait until PROCESS may run, and run. Errors nobody signalled reach the debugger here."
  (try
    (for [pair process.initial-bindings]
      (setv [variable value] (_binding-maker pair))
      (.bind variable value))
    (_stand-by process)
    (setv process.values (call-for-values process.function #* process.arguments))
    (except [e Exception]
      (when (not (getattr e "signalled" False))
        (setv e.signalled True)
        (signal e)
        (invoke-debugger e))
      (raise))))


(defn _stand-by [process]
  "Wait until PROCESS may run: there is a function, a reason to run, and none against it."
  (run-pending)
  (when (not (and (.may-run process) process.function))
    (.wait process.allowed (fn [] (and (.may-run process) (is-not process.function None))) None)))


(defn _end [process]
  "Note that PROCESS has ended, and wake those who wait for it. Harmless when it had."
  (setv process.alive False)
  (.pop _processes process.sequence None)
  (discard process.state)
  (setv process.waiting None)
  (forget-wakeup process.state)
  (.notify-all process.ended))


(defn _fail [process exception]
  "Report, in one piece, what ended PROCESS."
  (setv process.failure exception
        exception.__traceback__ None)
  (when (isinstance exception SystemExit)
    (return None))
  (setv text (cond
               (isinstance exception NonLocalExit) "non-local exit to a place that is gone"
               (isinstance exception KeyboardInterrupt) "keyboard interrupt"
               (hasattr exception "report") (str exception)
               True f"{(. (type exception) __name__)}: {exception}"))
  (try
    (.write sys.stderr f"Error in process {(_plain process.name)}: {(_plain text)}\n")
    (.flush sys.stderr)
    (except [Exception])))              ; nobody there to be told


(defn _plain [text]
  "Return TEXT with everything visible that a terminal might obey."
  (.join "" (gfor c text (if (or (.isprintable c) (= c "\n"))
                             c
                             (.decode (.encode c "unicode_escape") "ascii")))))


;;; Initial bindings

(defn plain-binding [pair]
  "Return #(variable value) of a pair whose first element is a variable of the core or its name."
  (setv [variable value] pair)
  (cond
    (isinstance variable DynamicVariable) #(variable value)
    (in variable variables) #((get variables variable) value)
    True (type-error variable "a dynamic variable")))


(setv _binding-maker plain-binding)


(defn set-initial-binding-maker [function]
  "Install FUNCTION of an element of initial bindings; Lisp's evaluates the form of an alist, in the new process."
  (global _binding-maker)
  (setv _binding-maker function))


;;; Interrupts

(defn process-interrupt [process function #* arguments]
  #[[Have PROCESS apply FUNCTION to ARGUMENTS, the next time it executes.

  A process that waits is woken for it, and waits again afterwards for the time it had left; one
  that never ran is started for it. A non-local exit out of FUNCTION unwinds the process. In the
  running process itself FUNCTION is applied at once.

  Returns: None; nothing happens when the process has ended.
  Blocks: never, unless the process is the running one.
  Source: Allegro CL 10.1, Multiprocessing, process-interrupt.]]
  (check-process process)
  (check-function function)
  (when process.alive
    (interrupt-from-signal process function #* arguments)
    (cond
      (is process.state (current-state)) (run-pending)
      (is process.thread None) (_start process)))
  None)


(defn interrupt-from-signal [process function #* arguments]
  #[[Queue FUNCTION for PROCESS, which must have been started, and wake it. Return None.

  For handlers of system signals: takes no lock and waits for nothing. A function queued for the
  process that runs the handler is applied at its next safepoint or wait.]]
  (when process.alive
    (post process.state function #* arguments)
    (when (not process.alive)
      (discard process.state))))


(defn process-kill [process [wait None]]
  #[[Ask PROCESS to unwind, with all its cleanup forms, and end.

  Arguments: wait -- true: return only when it has ended.
  Returns: None; nothing happens when it has ended already. Killing the running process does
    not return.
  Raises: ProcessError for a thread that Lisp did not start.
  Source: Allegro CL 10.1, Multiprocessing, process-kill.]]
  (check-process process)
  (_throw-out process (fn [] (raise (ProcessExit process))))
  (when (and (truth wait) process.alive)
    (.join process))
  None)


(defn process-reset [process [no-unwind None]]
  #[[Throw PROCESS out of what it does; it then applies its function anew.

  Arguments: no-unwind -- None or "unless-current": not if it is the running process; True: don't
    unwind, which Python's threads can't, so it is an error; anything else: unwind always.
  Raises: ProcessError.
  Source: Allegro CL 10.1, Multiprocessing, process-reset.]]
  (check-process process)
  (when (is no-unwind True)
    (error (ProcessError :process process :text "A process can't be reset without unwinding it.")))
  (when (or (not (is process (current-process)))
            (not (or (is no-unwind None) (= (keyword-of no-unwind) "unless-current"))))
    (when (is-not process.thread None)
      (_throw-out process (fn [] (raise (ProcessExit process :again True))))))
  None)


(defn _throw-out [process exit]
  "Have PROCESS call EXIT, which raises; one that never ran just ends."
  (when (not process.alive)
    (return None))
  (when process.immigrant
    (error (ProcessError :process process
                         :text f"{(show process)} is a thread that Lisp did not start.")))
  (with [_ _starting]
    (setv unstarted (is process.thread None))
    (when unstarted
      (_end process)))
  (cond
    unstarted None
    (is process.state (current-state)) (exit)
    True (interrupt-from-signal process exit)))


(defn shutdown-processes [[timeout EXIT-PATIENCE]]
  #[[Unwind all processes but the running and the initial one, before the program ends.

  Arguments: timeout -- seconds for all of them together.
  Returns: list of the names of those that would not end. Their threads don't keep Python.
  Blocks: at most TIMEOUT.]]
  (setv deadline (+ (time.monotonic) timeout)
        asked (set))
  (while True
    (setv left (lfor p (all-processes)
                     :if (not (or p.immigrant (is p.state (current-state))))
                     p)
          seconds (- deadline (time.monotonic)))
    (when (or (not left) (<= seconds 0))
      (return (lfor p left p.name)))
    (for [process left]
      (when (not-in process asked)
        (.add asked process)
        (process-kill process)))
    ;; One that ends may have made another: look again after each.
    (.join (get left 0) (min seconds 0.1) "waiting for processes to end")))


;;; Reasons to run, and not to

(defn process-enable [process]
  "Give PROCESS a reason to run and none against it. Return None."
  (check-process process)
  (setv process.run-reasons ["enable"]
        process.arrest-reasons [])
  (_consider process))


(defn process-disable [process]
  "Take all reasons to run and to be arrested from PROCESS: it stands by. Return None."
  (check-process process)
  (setv process.run-reasons []
        process.arrest-reasons [])
  (_hold process))


(defn set-process-run-reasons [process reasons]
  "Replace the reasons PROCESS has to run, a list of any objects. Return REASONS."
  (setv (. (check-process process) run-reasons) (check-reasons reasons))
  (_reconsider process)
  reasons)


(defn set-process-arrest-reasons [process reasons]
  "Replace the reasons PROCESS has to stand by, a list of any objects. Return REASONS."
  (setv (. (check-process process) arrest-reasons) (check-reasons reasons))
  (_reconsider process)
  reasons)


(defn check-reasons [object]
  "Return the elements of a sequence, None for an empty one, as a list."
  (cond
    (is object None) []
    (or (isinstance object #(str bytes)) (not (hasattr object "__iter__"))) (type-error object "LIST")
    True (list object)))


(defn _reconsider [process]
  "Have PROCESS go on if it may run now, else stand by."
  (if (.may-run process) (_consider process) (_hold process)))


(defn process-add-run-reason [process object]
  #[[Give PROCESS one more reason to run; it starts or goes on unless it is arrested.

  Arguments: object -- any object, compared by `==`; a reason it has already is not added again.
  Returns: None. Source: Allegro CL 10.1, Multiprocessing.]]
  (when (not-in object (. (check-process process) run-reasons))
    (.append process.run-reasons object))
  (_consider process))


(defn process-revoke-run-reason [process object]
  #[[Take a reason to run from PROCESS; without any it stands by at its next safepoint.

  Arguments: object -- the reason; one it does not have is no error.
  Returns: None. Source: Allegro CL 10.1, Multiprocessing.]]
  (when (in object (. (check-process process) run-reasons))
    (.remove process.run-reasons object))
  (_hold process))


(defn process-add-arrest-reason [process object]
  #[[Give PROCESS a reason to stand by; it does so at its next safepoint.

  Arguments: object -- any object, compared by `==`; a reason it has already is not added again.
  Returns: None. Source: Allegro CL 10.1, Multiprocessing.]]
  (when (not-in object (. (check-process process) arrest-reasons))
    (.append process.arrest-reasons object))
  (_hold process))


(defn process-revoke-arrest-reason [process object]
  #[[Take a reason to stand by from PROCESS; without any it goes on if it has a reason to run.

  Arguments: object -- the reason; one it does not have is no error.
  Returns: None. Source: Allegro CL 10.1, Multiprocessing.]]
  (when (in object (. (check-process process) arrest-reasons))
    (.remove process.arrest-reasons object))
  (_consider process))


(defn _hold [process]
  "Have PROCESS stand by if it may not run."
  (when (and (is-not process.thread None) process.alive (not (.may-run process)))
    (process-interrupt process _stand-by process))
  None)
