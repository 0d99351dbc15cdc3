#[[Signalling: conditions, handlers, restarts.

Handlers run where the condition is signalled, before anything is unwound: `signal` walks
the handler clusters of the process, innermost first, and runs each function whose type
fits, with only the outer clusters in force. A handler declines by returning. `error` goes
on to the debugger of the process, if it has one, and raises the condition at last, so that a
Python caller's `except` catches what nobody handled.

Every condition is a Python exception. The mark `signalled` says that handlers have seen it:
the clauses that compiled functions carry pass such an exception on and offer any other.]]

(import
  sys
  acllib.kernel.dynamic [current-state define-variable]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.constants [truth])


;;; The root of conditions

(defclass Condition [Exception]
  #[[The root of all conditions. Slots are attributes, given as keywords.

  Every class takes `format_control` and `format_arguments`, which make the report where the
  class has none of its own.]]
  (setv format-control None
        format-arguments None
        signalled False)

  (defn __init__ [self #** slots]
    (.__init__ Exception self)
    (.update self.__dict__ slots))

  (defn report [self]
    "Return the text that tells a person what happened; no newline at its end."
    (if (is self.format-control None)
        (show self)
        (format-report self.format-control self.format-arguments)))

  (defn __str__ [self]
    (try
      (.report self)
      (except [e Exception]
        f"{self.__class__.__name__} (its report failed: {(. e __class__ __name__)})"))))


(defclass SeriousCondition [Condition] "A condition that wants to be handled.")
(defclass Error [SeriousCondition] "A condition that the program can't go on from by itself.")
(defclass Warning [Condition] "A condition that a person should hear of.")
(defclass SimpleCondition [Condition] "A condition made from a control string and arguments.")
(defclass SimpleError [SimpleCondition Error] "What `error` makes of a string.")
(defclass SimpleWarning [SimpleCondition Warning] "What `warn` makes of a string.")
(defclass StyleWarning [Warning] "A warning about the form of a program.")
(defclass StorageCondition [SeriousCondition] "Memory or stack ran out.")
(defclass ProgramError [Error] "A form that breaks the rules: wrong arguments, bad syntax.")
(defclass ControlError [Error] "A transfer of control to a place that isn't there.")


(defclass WrongType [Error TypeError]
  #[[Lisp's type-error.

  datum         -- the object
  expected-type -- a type specifier, or a str that names the type]]
  (setv datum None
        expected-type None
        context None)

  (defn report [self]
    (if (is self.format-control None)
        f"`{(show self.datum)}' is not of the expected type `{(show-type self.expected-type)}'"
        (.report (super)))))


;; How objects look in reports. The Lisp side puts its printer and its `format` here.
(setv _writers {"object" repr
                "format" (fn [control arguments]
                           (if arguments f"{control} {(list arguments)}" (str control)))})


(defn set-writers [* [object None] [format None]]
  "Install the functions that write an OBJECT and FORMAT a control string in reports."
  (when object (setv (get _writers "object") object))
  (when format (setv (get _writers "format") format)))


(setv LONGEST 2000) ; characters of an object in a report

(defn show [object]
  "Return OBJECT written for a report, its beginning where it is long."
  (setv text ((get _writers "object") object))
  (if (> (len text) LONGEST)
      (+ (cut text LONGEST) "...")
      text))


(defn show-type [specifier]
  "Return a type specifier, or a type's name given as str, written for a report."
  (if (is (type specifier) str) specifier (show specifier)))


(defn format-report [control arguments]
  "Return the text of a control string, or of a function that takes a stream, with ARGUMENTS."
  ((get _writers "format") control (or arguments #())))


;;; Handlers

(defn matches [condition test]
  "Return whether a handler's TEST, a class, a tuple of classes or a predicate, accepts CONDITION."
  (if (isinstance test #(type tuple))
      (isinstance condition test)
      (truth (test condition))))


;; Called with each condition before its handlers; `*break-on-signals*` hooks in here.
(setv break-on-signals (define-variable "break_on_signals" None "Function called with every condition signalled, or None."))


(defn signal [condition]
  #[[Run the handlers for CONDITION, innermost first, with the outer ones in force.

  Returns: None, when all of them declined.]]
  (when (is-not (.peek break-on-signals) None)
    ((.peek break-on-signals) condition))
  (setv state (current-state)
        saved state.handlers
        cluster saved)
  (try
    (while (is-not cluster None)
      (setv [entries cluster] cluster
            state.handlers cluster)
      (for [[test function] entries]
        (when (matches condition test)
          (function condition))))
    (finally
      (setv state.handlers saved)))
  None)


(defclass handlers []
  #[[Establish handlers for the body of a `with` statement: `with handlers((SocketError, f)):`.

  Arguments: pairs of a test (class, tuple of classes, predicate) and a function of the
    condition. The function runs in place and declines by returning.]]
  (setv __slots__ #("entries" "state" "saved"))

  (defn __init__ [self #* entries]
    (setv self.entries entries))

  (defn __enter__ [self]
    (setv self.state (current-state)
          self.saved self.state.handlers
          self.state.handlers #(self.entries self.saved))
    self)

  (defn __exit__ [self #* exception]
    (setv self.state.handlers self.saved)
    False))


;;; The debugger

;; What `error` calls when every handler has declined; it never returns if it takes over. A
;; process does not inherit it: two of them can't ask one person at a time.
(setv debugger (define-variable "debugger" None "Function of a condition nobody handled, or None."))


(defn invoke-debugger [condition]
  "Hand CONDITION to the debugger of the running process; return where it has none."
  (setv function (.peek debugger))
  (when (is-not function None)
    (function condition)))


(defn error [condition]
  #[[Signal CONDITION; enter the debugger, or raise it, when no handler takes it.

  Arguments: condition -- an exception, or a str that makes a simple error.
  Returns: never.]]
  (when (isinstance condition str)
    (setv condition (SimpleError :format-control condition)))
  (setv condition.signalled True)
  (signal condition)
  (invoke-debugger condition)
  (raise condition))


(defn type-error [datum expected-type]
  "Signal that DATUM is not of EXPECTED-TYPE. Returns: never, but for the value of a restart."
  (error (WrongType :datum datum :expected-type expected-type)))


;; Prints a warning nobody muffled; takes the condition.
(setv warning-printer (define-variable "warning_printer" None
                                       "Function that prints a warning, or None for standard error."
                                       :inherited True))


(defn warn [condition]
  #[[Signal CONDITION, a warning or a str; print it when no handler muffles it. Return None.]]
  (when (isinstance condition str)
    (setv condition (SimpleWarning :format-control condition)))
  (restart-case
    (fn []
      (signal condition)
      (setv printer (.peek warning-printer))
      (if (is printer None)
          (_print-warning condition)
          (printer condition))
      None)
    #("muffle-warning" "Skip the warning." (fn [] None))))


(defn _print-warning [condition]
  (print f"Warning: {condition}" :file sys.stderr))


;;; Restarts

(defclass Restart []
  #[[A way to go on.

  name        -- str in lower case or a Lisp symbol; None for an anonymous one
  function    -- what invoking it calls
  report      -- str, or a function that takes nothing and returns one
  interactive -- None, or a function that asks the user and returns a list of arguments
  test        -- None, or a predicate of the condition (None: any): is the restart offered for it
  conditions  -- None, or a list of the only conditions it belongs to]]
  (setv __slots__ #("name" "function" "report" "interactive" "test" "conditions" "__weakref__"))

  (defn __init__ [self name function [report None] [interactive None] [test None] [conditions None]]
    (setv self.name name
          self.function function
          self.report report
          self.interactive interactive
          self.test test
          self.conditions conditions))

  (defn label [self]
    "Return the restart's name in lower case, or None."
    (if (is self.name None) None (.lower (getattr self.name "name" self.name))))

  (defn describe [self]
    "Return the line that offers it to a person."
    (cond
      (callable self.report) (self.report)
      (is-not self.report None) (str self.report)
      (is self.name None) "Go on."
      True (.upper (.label self))))

  (defn applies-to [self condition]
    "Return whether the restart is offered for CONDITION (None: whether it is active at all)."
    (and (or (is self.conditions None) (is condition None)
             (any (gfor c self.conditions (is c condition))))
         (or (is self.test None) (truth (self.test condition))))))


(defclass LateRestarts []
  #[[Stands for restarts that are made when somebody first asks what there is.

  Where the restarts of a thing that mostly succeeds would cost as much as the thing.]]
  (setv __slots__ #("make" "made"))

  (defn __init__ [self make]
    (setv self.make make
          self.made None))

  (defn all [self]
    "Return the restarts, a list, innermost first."
    (when (is self.made None)
      (setv self.made (self.make)))
    self.made))


(defn compute-restarts [[condition None]]
  "Return the list of active restarts, innermost first; those that apply to CONDITION if given."
  (setv found []
        link (. (current-state) restarts))
  (while (is-not link None)
    (setv [restart link] link)
    (for [one (if (is (type restart) LateRestarts) (.all restart) #(restart))]
      (when (.applies-to one condition)
        (.append found one))))
  found)


(defn find-restart [name [condition None]]
  "Return the innermost active restart of that NAME (str, symbol, or a restart itself), or None."
  (when (isinstance name Restart)
    (return (if (in name (compute-restarts)) name None)))
  (setv label (.lower (getattr name "name" name)))
  (for [restart (compute-restarts condition)]
    (when (and (is-not restart.name None) (or (is restart.name name) (= (.label restart) label)))
      (return restart)))
  None)


(defn invoke-restart [restart #* arguments]
  #[[Call the function of a restart with ARGUMENTS.

  Arguments: restart -- a restart object, or the name of one that is active.
  Returns: what the function returns, if it does; most leave by a non-local exit.
  Raises: ControlError when it isn't active.
  Source: CLHS invoke-restart.]]
  (setv found (find-restart restart))
  (when (is found None)
    (error (ControlError :format-control f"No restart named {(getattr restart "name" restart)} is active.")))
  (found.function #* arguments))


(defclass restarts []
  "Make restarts active for the body of a `with` statement, the first one innermost."
  (setv __slots__ #("offered" "state" "saved"))

  (defn __init__ [self #* offered]
    (setv self.offered offered))

  (defn __enter__ [self]
    (setv self.state (current-state)
          self.saved self.state.restarts
          link self.saved)
    (for [restart (reversed self.offered)]
      (setv link #(restart link)))
    (setv self.state.restarts link)
    self)

  (defn __exit__ [self #* exception]
    (setv self.state.restarts self.saved)
    False))


(defn restart-case [body #* clauses]
  #[[Return what BODY returns, or what the function of a chosen restart returns.

  Arguments:
    body -- function without arguments.
    clauses -- tuples #(name report function [interactive test]), as in Restart; the function is
      called with the arguments of `invoke-restart` after BODY was unwound.]]
  (setv target (object)
        offered (lfor clause clauses (_exiting-restart target #* clause)))
  (try
    (with [_ (restarts #* offered)]
      (return (body)))
    (except [e NonLocalExit]
      (when (is-not e.target target)
        (raise))
      (setv [function arguments] e.value)))
  (function #* arguments))


(defn call-with-late-clauses [body clauses]
  #[[Return what BODY returns, as `restart-case`; CLAUSES is a function that returns the clauses when they are wanted.]]
  (setv target (object)
        state (current-state)
        saved state.restarts
        state.restarts #((LateRestarts (fn [] (lfor clause (clauses) (_exiting-restart target #* clause)))) saved))
  (try
    (return (body))
    (except [e NonLocalExit]
      (when (is-not e.target target)
        (raise))
      (setv [function arguments] e.value))
    (finally
      (setv state.restarts saved)))
  (function #* arguments))


(defn _exiting-restart [target name report function [interactive None] [test None]]
  (Restart name
           (fn [#* arguments] (raise (NonLocalExit target #(function arguments))))
           report interactive test))


;; Asks the person for a value; takes the text of the question.
(setv questioner (define-variable "questioner" None
                                  "Function that asks the person for a value, or None: nobody can be asked."
                                  :inherited True))


(defn ask [prompt]
  "Ask the person for a value, with PROMPT (str), and return it. Signals a control-error where nobody can be asked."
  (setv function (.get questioner))
  (if (is function None)
      (error (ControlError :format-control "Nobody can be asked to: ~a" :format-arguments #(prompt)))
      (function prompt)))
