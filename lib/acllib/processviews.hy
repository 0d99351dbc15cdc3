#[[What a process tells of itself: name, state, reasons, the values of its variables.

Processes themselves, and what is done to them, are in `processes`. Nothing here blocks, unless it
says so. Source: Allegro CL 10.1, Multiprocessing.]]

(import
  acllib.kernel.constants [NO-BINDING UNBOUND truth]
  acllib.kernel.dynamic [DynamicVariable current-state variables]
  acllib.kernel.signalling [error show type-error]
  acllib.processes [Process ProcessError check-process check-reasons describe-name find-process process-interrupt]
  acllib.waiting [Signal])


(setv FOREIGN-PATIENCE 1.0)             ; s to get an answer from a thread that is not ours


(defn process-p [object]
  "Return whether OBJECT is a process."
  (isinstance object Process))


(defn process-alive-p [process]
  "Return whether PROCESS has not ended."
  (. (check-process process) alive))


(defn process-active-p [process]
  "Return whether PROCESS has a reason to run and none to be arrested."
  (.may-run (check-process process)))


(defn process-runnable-p [process]
  "Return whether PROCESS runs, or would if it had a processor: active, and not waiting."
  (= (.activity (check-process process)) "runnable"))


(defn process-name [process]
  "Return the name of PROCESS, a str."
  (. (check-process process) name))


(defn set-process-name [process name]
  "Give PROCESS another name. Return it."
  (setv (. (check-process process) name) (describe-name name))
  name)


(defn process-whostate [process]
  "Return what PROCESS waits for, a str; \"\" when it does not wait."
  (or (. (check-process process) whostate) ""))


(defn process-property-list [process]
  "Return the property list of PROCESS."
  (. (check-process process) property-list))


(defn set-process-property-list [process plist]
  "Replace the property list of PROCESS. Return PLIST."
  (setv (. (check-process process) property-list) plist)
  plist)


(defn process-priority [process]
  "Return the priority of PROCESS; advice that nobody takes."
  (. (check-process process) priority))


(defn set-process-priority [process priority]
  "Set the priority of PROCESS. Return it."
  (setv (. (check-process process) priority) priority)
  priority)


(defn process-quantum [process]
  "Return the seconds that PROCESS may run at a time; advice that nobody takes."
  (. (check-process process) quantum))


(defn set-process-quantum [process quantum]
  "Set the quantum of PROCESS. Return it."
  (setv (. (check-process process) quantum) quantum)
  quantum)


(defn process-keeps-lisp-alive-p [process]
  "Return whether a program that ends should wait for PROCESS, as it was set."
  (truth (. (check-process process) keeps-lisp-alive)))


(defn set-process-keeps-lisp-alive-p [process value]
  "Say whether a program that ends should wait for PROCESS. Return VALUE."
  (setv (. (check-process process) keeps-lisp-alive) value)
  value)


(defn process-sequence [process]
  "Return the number of PROCESS, an int that no other process has."
  (. (check-process process) sequence))


(defn process-run-reasons [process]
  "Return the list of reasons PROCESS has to run."
  (list (. (check-process process) run-reasons)))


(defn process-arrest-reasons [process]
  "Return the list of reasons PROCESS has to stand by."
  (list (. (check-process process) arrest-reasons)))


(defn process-thread [process]
  "Return Python's thread of PROCESS, None before it was started."
  (. (check-process process) thread))


(defn process-initial-bindings [process]
  "Return the initial bindings of PROCESS as they were given."
  (. (check-process process) initial-bindings))


(defn process-exit-actions [process]
  "Return the exit actions of PROCESS: a list of pairs of a function and its arguments."
  (. (check-process process) exit-actions))


(defn set-process-exit-actions [process actions]
  #[[Set what PROCESS does when it has ended, see `process-terminate`. Return ACTIONS.

  Arguments: actions -- None, or a sequence of sequences of a function and its arguments.
  Raises: type-error for anything else; a function that a symbol names need not be there yet.]]
  (check-process process)
  (for [action (check-reasons actions)]
    (setv parts (check-reasons action))
    (when (not (and parts (callable (get parts 0))))
      (type-error action "a list of a function and its arguments")))
  (setv process.exit-actions actions)
  actions)


(defn process-initial-form [process]
  "Return what PROCESS applies: a list of a function and its arguments; [] before it is preset and after its end."
  (setv function (. (check-process process) function))
  (if (is function None) [] [function #* process.arguments]))


(defn process-wait-function [process]
  #[[Return the function whose answer PROCESS awaits in `process-wait`, None when it is in none.

  Source: Allegro CL 10.1, process-wait-function.]]
  (setv call (_wait-call process))
  (if (is call None) None (get call 1)))


(defn process-wait-args [process]
  "Return the list of arguments of `process-wait-function`, [] where there is none."
  (setv call (_wait-call process))
  (if (is call None) [] (list (get call 2))))


(defn _wait-call [process]
  "Return the process-wait that PROCESS is in; one that an interrupt's wait hides does not count."
  (setv waiting (. (check-process process) waiting)
        call process.wait-call)
  (if (and waiting call (is (get waiting 0) (get call 0))) call None))


(defn process-state [process]
  "Return how PROCESS is, as listings have it: \"runnable\", \"waiting\", \"inactive\", \"arrested\" or \"dead\"."
  (.activity (check-process process)))


(defn process-resume-hook [process]
  "Return the resume hook of PROCESS; nobody calls it."
  (. (check-process process) resume-hook))


(defn set-process-resume-hook [process function]
  "Keep FUNCTION as the resume hook of PROCESS. Return it."
  (setv (. (check-process process) resume-hook) function)
  function)


(defn process-suspend-hook [process]
  "Return the suspend hook of PROCESS; nobody calls it."
  (. (check-process process) suspend-hook))


(defn set-process-suspend-hook [process function]
  "Keep FUNCTION as the suspend hook of PROCESS. Return it."
  (setv (. (check-process process) suspend-hook) function)
  function)


(defn process-message-interrupt-function [process]
  "Return the message interrupt function of PROCESS; nobody calls it."
  (. (check-process process) message-interrupt-function))


(defn set-process-message-interrupt-function [process function]
  "Keep FUNCTION as the message interrupt function of PROCESS. Return it."
  (setv (. (check-process process) message-interrupt-function) function)
  function)


(defn profile-process-p [process]
  "Return whether PROCESS can be profiled: never, there is no profiler of ours."
  (check-process process)
  False)


(defn process-name-to-process [name * [errorp True]]
  #[[Return the process called NAME, a str; the newest of several.

  Signals: ProcessError where there is none, unless ERRORP is nil: then the value is None.]]
  (setv found (find-process name))
  (if (and (is found None) (truth errorp))
      (error (ProcessError :text f"There is no process called {(show name)}."))
      found))


(defn start-scheduler []
  "Do nothing: processes run from the start."
  None)


(defn start-customs [[name None]]
  "As `start-scheduler`, whatever NAME is; kept for old programs. Source: Allegro CL 10.1, start-customs."
  (start-scheduler))


;;; Variables

(setv _readers {"variable" (fn [symbol] (getattr symbol "variable" None))
                "value" (fn [symbol] UNBOUND)})


(defn set-symbol-readers [variable global-value]
  #[[Install how symbols are read for `symeval-in-process`.

  Arguments: variable -- function of a symbol: its DynamicVariable or None; global-value --
    function of a symbol: its global value or UNBOUND.]]
  (setv (get _readers "variable") variable
        (get _readers "value") global-value))


(defn symeval-in-process [symbol process]
  #[[Return the value that a special variable has in PROCESS.

  Arguments: symbol -- DynamicVariable, name of a variable of the core, or a Lisp symbol.
  Raises: ProcessError when it has none.
  Blocks: at most a second, for a thread that Lisp did not start and that does not wait.]]
  (check-process process)
  (setv variable (cond
                   (isinstance symbol DynamicVariable) symbol
                   (is (type symbol) str) (.get variables symbol)
                   True ((get _readers "variable") symbol))
        value (if (is variable None) NO-BINDING (_binding-in variable process)))
  (when (or (is value NO-BINDING) (is value UNBOUND))
    (setv value (if (is variable None) ((get _readers "value") symbol) variable.value)))
  (if (is value UNBOUND)
      (error (ProcessError :process process
                           :text f"The variable {(show symbol)} has no value in {(show process)}."))
      value))


(defn _binding-in [variable process]
  "Return the binding of VARIABLE in PROCESS, or NO-BINDING."
  (setv context process.context)
  (cond
    (is process.state (current-state)) (.get variable.local)
    (is-not context None) (.get context variable.local NO-BINDING)
    process.immigrant (_ask process (fn [] (.get variable.local)) NO-BINDING)
    True (.get (dict (reversed process.inherited)) variable NO-BINDING)))


(defn _ask [process function default]
  "Return what FUNCTION returns in PROCESS, DEFAULT when there is no answer in time."
  (setv answers []
        answered (Signal))
  (process-interrupt process
                     (fn []
                       (.append answers (function))
                       (.notify-all answered)))
  (if (.wait answered (fn [] (bool answers)) "waiting for an answer" FOREIGN-PATIENCE)
      (get answers 0)
      default))
