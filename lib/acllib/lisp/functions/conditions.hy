#[[Functions on conditions and restarts. Source: CLHS 9.

The machinery is `kernel/signalling.hy`. Conditions are designated as the standard says: an
object, a class or its name with initargs, or a string with arguments.]]

(import
  acllib.conditions [StreamError]
  acllib.kernel [signalling]
  acllib.kernel.signalling [Condition SimpleCondition SimpleError SimpleWarning Warning ControlError WrongType
                            Restart format-report restart-case type-error]
  acllib.lisp.classes [defined-class]
  acllib.lisp.conditions [ArithmeticFailure BreakCondition CellError FileError PrintNotReadable UnboundSlot
                          as-list condition-class designated-condition make-condition specifier]
  acllib.lisp.conses [L lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.runtime [function-designated]
  acllib.lisp.symbols [PackageError Symbol cl]
  acllib.lisp.types [of-type]
  acllib.lisp.variables [break-on-signals debugger-hook])


(defined-class "RESTART" Restart)


;;; Signalling

(defn [(lisp "MAKE-CONDITION")] make-condition- [type #* initargs]
  "Return a new condition of a class."
  (make-condition (condition-class type) initargs))


(defn [(lisp "ERROR")] error [datum #* arguments]
  "Signal the condition that is designated; enter the debugger when nobody handles it."
  (signalling.error (designated-condition datum arguments SimpleError)))


(defn [(lisp "SIGNAL")] signal [datum #* arguments]
  "Signal the condition that is designated; return nil when nobody handles it."
  (signalling.signal (designated-condition datum arguments SimpleCondition)))


(defn [(lisp "WARN")] warn [datum #* arguments]
  "Signal the warning that is designated; print it when nobody muffles it. Return nil."
  (setv condition (designated-condition datum arguments SimpleWarning))
  (if (isinstance condition Warning)
      (signalling.warn condition)
      (type-error condition (cl "WARNING"))))


(defn [(lisp "CERROR")] cerror [continue-format-control datum #* arguments]
  "Signal an error like `error`, with a restart `continue` that CONTINUE-FORMAT-CONTROL describes. Return nil."
  (restart-case
    (fn [] (signalling.error (designated-condition datum arguments SimpleError)))
    #("continue" (fn [] (format-report continue-format-control (lisp-list arguments)))
      (fn [] None))))


(defn [(lisp "BREAK")] break- [[format-control None] #* arguments]
  "Enter the debugger without offering the condition to handlers; return nil when it is continued."
  (setv condition (BreakCondition :format-control format-control :format-arguments (lisp-list arguments)))
  (restart-case
    (fn []
      (setv token (.bind debugger-hook None))
      (try
        (signalling.invoke-debugger condition)
        (finally
          (.unbind debugger-hook token)))
      None)
    #("continue" "return from break." (fn [] None))))


(defn call-debugger-hook [condition]
  "Call the value of *debugger-hook*, if there is one, with CONDITION and itself; it is unbound meanwhile."
  (setv hook (.get debugger-hook))
  (when (is-not hook None)
    (setv token (.bind debugger-hook None))
    (try
      ((function-designated hook) condition hook)
      (finally
        (.unbind debugger-hook token)))))


;; The debugger of a process that nobody gave one.
(setv signalling.debugger.value call-debugger-hook)


(defn [(lisp "INVOKE-DEBUGGER")] invoke-debugger [condition]
  "Enter the debugger with CONDITION. Never returns; raises the condition where there is no debugger."
  (when (not (isinstance condition Exception))
    (type-error condition (cl "CONDITION")))
  (setv condition.signalled True)
  (signalling.invoke-debugger condition)
  (raise condition))


(defn _break-on-signals [condition]
  "Break before CONDITION is signalled if *break-on-signals* asks for it."
  (setv type (.get break-on-signals))
  (when (and (is-not type None) (of-type condition type))
    (setv token (.bind break-on-signals None))
    (try
      (break- "~a~%BREAK entered because of *break-on-signals*." condition)
      (finally
        (.unbind break-on-signals token)))))


(setv signalling.break-on-signals.value _break-on-signals)


;;; Restarts

(defn [(lisp "COMPUTE-RESTARTS")] compute-restarts [[condition None]]
  "Return the list of active restarts, innermost first, of CONDITION if given."
  (lisp-list (signalling.compute-restarts condition)))


(defn [(lisp "FIND-RESTART")] find-restart [identifier [condition None]]
  "Return the innermost active restart of that name, or nil; a restart itself if it is active."
  (if (is identifier None) None (signalling.find-restart identifier condition)))


(defn [(lisp "INVOKE-RESTART")] invoke-restart [restart #* arguments]
  "Go on as RESTART, an object or a name, does, with ARGUMENTS; signals control-error if it is not active."
  (signalling.invoke-restart (_restart restart) #* arguments))


(defn _restart [restart]
  (if (or (isinstance restart Restart) (is (type restart) Symbol)) restart (type-error restart "RESTART")))


(defn [(lisp "INVOKE-RESTART-INTERACTIVELY")] invoke-restart-interactively [restart]
  "Go on as RESTART does, with arguments that it asks for."
  (setv found (signalling.find-restart (_restart restart))
        ask (if (is found None) None found.interactive))
  (signalling.invoke-restart restart #* (if (is ask None) [] (ask))))


(defn [(lisp "RESTART-NAME")] restart-name [restart]
  "Return the name of a restart, a symbol; nil for an anonymous one."
  (when (not (isinstance restart Restart))
    (type-error restart "RESTART"))
  (if (is (type restart.name) str) (cl (.upper restart.name)) restart.name))


(defn _go-on [name condition #* values]
  "Invoke the restart of that name; return nil if there is none."
  (setv found (signalling.find-restart name condition))
  (if (is found None) None (signalling.invoke-restart found #* values)))


(defn _must-go-on [name condition]
  (setv found (signalling.find-restart name condition))
  (if (is found None)
      (signalling.error (ControlError :format-control "No restart named ~a is active."
                                      :format-arguments (L (.upper name))))
      (signalling.invoke-restart found)))


(defn [(lisp "ABORT")] abort [[condition None]]
  "Invoke the restart abort; signals control-error if there is none."
  (_must-go-on "abort" condition))


(defn [(lisp "MUFFLE-WARNING")] muffle-warning [[condition None]]
  "Invoke the restart muffle-warning; signals control-error if there is none."
  (_must-go-on "muffle-warning" condition))


(defn [(lisp "CONTINUE")] continue- [[condition None]]
  "Invoke the restart continue if there is one."
  (_go-on "continue" condition))


(defn [(lisp "USE-VALUE")] use-value [value [condition None]]
  "Invoke the restart use-value if there is one."
  (_go-on "use-value" condition value))


(defn [(lisp "STORE-VALUE")] store-value [value [condition None]]
  "Invoke the restart store-value if there is one."
  (_go-on "store-value" condition value))


;;; Readers

(defn _define-reader [name class- slot see documentation]
  (defn reader [condition]
    (if (isinstance condition class-)
        (see (getattr condition slot))
        (type-error condition (.removesuffix name (+ "-" (.upper (.replace slot "_" "-")))))))
  (setv reader.__name__ (.lower name)
        reader.__doc__ documentation)
  ((lisp name) reader))


(defn _as-is [value]
  value)


(for [[_name _class _slot _see _documentation] [
       #("SIMPLE-CONDITION-FORMAT-CONTROL" Condition "format_control" _as-is "Return the control string of a condition.")
       #("SIMPLE-CONDITION-FORMAT-ARGUMENTS" Condition "format_arguments" as-list "Return the list of a condition's format arguments.")
       #("TYPE-ERROR-DATUM" WrongType "datum" _as-is "Return the object that had the wrong type.")
       #("TYPE-ERROR-EXPECTED-TYPE" WrongType "expected_type" specifier "Return the type that was expected.")
       #("CELL-ERROR-NAME" CellError "name" _as-is "Return the name of the place that holds no value.")
       #("UNBOUND-SLOT-INSTANCE" UnboundSlot "instance" _as-is "Return the object whose slot is unbound.")
       #("ARITHMETIC-ERROR-OPERATION" ArithmeticFailure "operation" _as-is "Return the operation that failed.")
       #("ARITHMETIC-ERROR-OPERANDS" ArithmeticFailure "operands" as-list "Return the list of operands of the operation.")
       #("FILE-ERROR-PATHNAME" FileError "pathname" _as-is "Return the file that was concerned.")
       #("PACKAGE-ERROR-PACKAGE" PackageError "package" _as-is "Return the package that was concerned.")
       #("PRINT-NOT-READABLE-OBJECT" PrintNotReadable "object" _as-is "Return the object that can't be printed readably.")
       #("STREAM-ERROR-STREAM" StreamError "stream" _as-is "Return the stream that was concerned.")]]
  (_define-reader _name _class _slot _see _documentation))
