#[[The standard condition classes under their Lisp names, and making conditions.

Python's own exceptions are conditions as well: `NATIVE` says which Lisp classes they belong
to. The machinery of handlers and restarts is the kernel's; the Lisp functions on top of it
are in `functions/conditions.hy`, and `native_errors.hy` decides what a native error turns into.]]

(import
  acllib.conditions [StreamError ErrnoStreamError SocketError StreamClosedError EndOfFile
                     SyscallError SocketChunkingEndOfFile OperatingSystemSignal
                     AsynchronousOperatingSystemSignal SynchronousOperatingSystemSignal
                     InterruptSignal]
  acllib.kernel.signalling [Condition SeriousCondition Error Warning SimpleCondition SimpleError
                            SimpleWarning StyleWarning StorageCondition ProgramError ControlError
                            WrongType error type-error show]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.classes [class-name defined-class find-class]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.symbols [Symbol PackageError cl find-package intern symbol?]
  acllib.lisp.variables [EXCL])


;;; Classes that Lisp adds

(defclass ParseError [Error]
  "Text could not be parsed.")


(defclass CellError [Error]
  "A place holds no value. Slot: name, the symbol or slot name."
  (setv name None))


(defclass UnboundVariable [CellError]
  "The variable NAME has no value."
  (defn report [self]
    f"Attempt to take the value of the unbound variable `{(show self.name)}'."))


(defclass UndefinedFunction [CellError]
  "NAME names no function. Slot: arguments, a list, of the call if it is one."
  (setv arguments None)

  (defn report [self]
    f"attempt to call `{(show self.name)}' which is an undefined function."))


(defclass UnboundSlot [CellError]
  "The slot NAME of INSTANCE has no value."
  (setv instance None)

  (defn report [self]
    f"The slot {(show self.name)} is unbound in the object {(show self.instance)}."))


(defclass ArithmeticFailure [Error ArithmeticError]
  "Lisp's arithmetic-error. Slots: operation (symbol), operands (list)."
  (setv operation None
        operands None)

  (setv complaint "Arithmetic error")

  (defn report [self]
    (cond
      (is-not self.format-control None) (.report (super))
      (is self.operation None) f"{self.complaint}."
      True f"{self.complaint} in {(show self.operation)} of {(show (as-list self.operands))}.")))


(defclass DivisionByZero [ArithmeticFailure ZeroDivisionError]
  "A division by zero."
  (setv complaint "Attempt to divide by zero"))


(defclass FloatingPointOverflow [ArithmeticFailure OverflowError]
  "A result too large for a float."
  (setv complaint "Floating point overflow"))


(defclass FloatingPointUnderflow [ArithmeticFailure]
  "A result too small for a float."
  (setv complaint "Floating point underflow"))


(defclass FloatingPointInexact [ArithmeticFailure]
  "A result that a float can't hold exactly."
  (setv complaint "Floating point result is inexact"))


(defclass FloatingPointInvalidOperation [ArithmeticFailure]
  "An operation on floats without a result."
  (setv complaint "Invalid floating point operation"))


(defclass FileError [Error]
  "An operation on a file failed. Slot: pathname."
  (setv pathname None)

  (defn report [self]
    (if (is self.format-control None)
        f"An error occurred on the file {(show self.pathname)}."
        (.report (super)))))


(defclass PrintNotReadable [Error]
  "OBJECT can't be printed so that the reader makes it again."
  (setv object None)

  (defn report [self]
    f"{(show self.object)} can't be printed readably."))


(defclass SimpleTypeError [SimpleCondition WrongType]
  "A type-error with a text of its own.")


(defclass BreakCondition [SimpleCondition]
  "What `break` hands to the debugger; the listener starts its text with «Break»."
  (defn report [self]
    (if (is self.format-control None) "call to the `break' function." (.report (super)))))


(defn as-list [object]
  "Return a Python sequence, or None, as a Lisp list; a Lisp list as it is."
  (if (isinstance object #(list tuple)) (lisp-list object) object))


(for [[_name _class] [
       #("CONDITION" Condition)
       #("SERIOUS-CONDITION" SeriousCondition)
       #("ERROR" Error)
       #("WARNING" Warning)
       #("SIMPLE-CONDITION" SimpleCondition)
       #("SIMPLE-ERROR" SimpleError)
       #("SIMPLE-WARNING" SimpleWarning)
       #("STYLE-WARNING" StyleWarning)
       #("STORAGE-CONDITION" StorageCondition)
       #("PROGRAM-ERROR" ProgramError)
       #("CONTROL-ERROR" ControlError)
       #("TYPE-ERROR" WrongType)
       #("SIMPLE-TYPE-ERROR" SimpleTypeError)
       #("PARSE-ERROR" ParseError)
       #("CELL-ERROR" CellError)
       #("UNBOUND-VARIABLE" UnboundVariable)
       #("UNDEFINED-FUNCTION" UndefinedFunction)
       #("UNBOUND-SLOT" UnboundSlot)
       #("ARITHMETIC-ERROR" ArithmeticFailure)
       #("DIVISION-BY-ZERO" DivisionByZero)
       #("FLOATING-POINT-OVERFLOW" FloatingPointOverflow)
       #("FLOATING-POINT-UNDERFLOW" FloatingPointUnderflow)
       #("FLOATING-POINT-INEXACT" FloatingPointInexact)
       #("FLOATING-POINT-INVALID-OPERATION" FloatingPointInvalidOperation)
       #("FILE-ERROR" FileError)
       #("PACKAGE-ERROR" PackageError)
       #("PRINT-NOT-READABLE" PrintNotReadable)
       #("STREAM-ERROR" StreamError)
       #("END-OF-FILE" EndOfFile)]]
  (defined-class _name _class))

(for [[_name _class] [
       #("ERRNO-STREAM-ERROR" ErrnoStreamError)
       #("SOCKET-ERROR" SocketError)
       #("STREAM-CLOSED-ERROR" StreamClosedError)
       #("SYSCALL-ERROR" SyscallError)
       #("SOCKET-CHUNKING-END-OF-FILE" SocketChunkingEndOfFile)
       #("OPERATING-SYSTEM-SIGNAL" OperatingSystemSignal)
       #("ASYNCHRONOUS-OPERATING-SYSTEM-SIGNAL" AsynchronousOperatingSystemSignal)
       #("SYNCHRONOUS-OPERATING-SYSTEM-SIGNAL" SynchronousOperatingSystemSignal)
       #("INTERRUPT-SIGNAL" InterruptSignal)
       #("BREAK-CONDITION" BreakCondition)
       #("SIMPLE-BREAK" BreakCondition)]]
  (defined-class _name _class EXCL))


;;; Python's exceptions

(setv _STORAGE #(RecursionError MemoryError)
      _FILES #(FileNotFoundError FileExistsError PermissionError IsADirectoryError NotADirectoryError))

;; Class → #(Python classes that belong to it, those of them that don't).
(setv NATIVE {
  SeriousCondition          #(Exception #())
  Error                     #(Exception _STORAGE)
  StorageCondition          #(_STORAGE #())
  WrongType                 #(TypeError #())
  ArithmeticFailure         #(ArithmeticError #())
  DivisionByZero            #(ZeroDivisionError #())
  FloatingPointOverflow     #(OverflowError #())
  StreamError               #(EOFError #())
  EndOfFile                 #(EOFError #())
  FileError                 #(_FILES #())})


;; From the narrowest class to the widest.
(setv _NARROWING [DivisionByZero FloatingPointOverflow ArithmeticFailure EndOfFile FileError
                  StorageCondition WrongType Error])


(defn native-class [exception]
  "Return the Lisp class that one of Python's own exceptions belongs to."
  (for [class- _NARROWING]
    (setv [included excluded] (get NATIVE class-))
    (when (and (isinstance exception included) (not (isinstance exception excluded)))
      (return class-)))
  SeriousCondition)


(defn condition-test [class-]
  #[[Return what tells whether an exception belongs to CLASS-, for handlers and `typep`.

  Returns: the class itself where no native exception can belong to it, else a predicate;
    for the root of conditions, Python's Exception.]]
  (when (is class- Condition)
    (return Exception))
  (setv row (.get NATIVE class-))
  (when (is row None)
    (return class-))
  (setv [included excluded] row)
  (fn [object]
    (or (isinstance object class-)
        (and (isinstance object included)
             (not (isinstance object Condition))
             (not (isinstance object excluded))))))


;;; Making conditions

;; Functions of a class and its initargs (a Python list) that make instances of classes with
;; slots of their own, or return None; `clos.hy` adds one.
(setv makers [])


(defn condition-class [designator]
  "Return the condition class that a symbol or a class designates; signals where there is none."
  (setv class- (if (isinstance designator type) designator (if (symbol? designator) (find-class designator) None)))
  (if (and (isinstance class- type) (issubclass class- Exception))
      class-
      (error (SimpleTypeError :datum designator :expected-type (cl "CONDITION")
                              :format-control "~s does not name a condition class."
                              :format-arguments (lisp-list [designator])))))


(defn make-condition [class- initargs]
  #[[Return a new condition.

  Arguments: class- -- a condition class; initargs -- iterable of keywords and values in turn.
  Signals: program-error for an initarg the class does not have.]]
  (setv initargs (list initargs))
  (for [maker makers]
    (setv made (maker class- initargs))
    (when (is-not made None)
      (return made)))
  (setv slots {})
  (when (% (len initargs) 2)
    (error (ProgramError :format-control "An odd number of initialization arguments: ~s."
                         :format-arguments (lisp-list [(lisp-list initargs)]))))
  (for [i (range 0 (len initargs) 2)]
    (setv name (_slot-name class- (get initargs i)))
    (.setdefault slots name (_slot-value name (get initargs (+ i 1)))))
  (if (issubclass class- Condition)
      (class- #** slots)
      (class- #* (.values slots))))


(defn _slot-name [class- initarg]
  "Return the Python name of the slot that a keyword initializes."
  (setv name (if (is (type initarg) Symbol) (.replace (.lower initarg.name) "-" "_") ""))
  (when (not (or (hasattr class- name) (not (issubclass class- Condition))))
    (error (ProgramError :format-control "~s is not an initialization argument of ~s."
                         :format-arguments (lisp-list [initarg (or (class-name class-) class-)]))))
  name)


(defn _slot-value [name value]
  "Return VALUE as the core keeps it: identifiers are lower-case str there."
  (if (and (= name "identifier") (is (type value) Symbol)) (.lower value.name) value))


(defn designated-condition [datum arguments default]
  #[[Return the condition that a datum and a list of arguments designate (CLHS 9.1.2.1).

  Arguments: datum -- a condition, a class or its name, a string or a format function;
    arguments -- Python sequence; default -- the class made of a string.]]
  (cond
    (isinstance datum Exception) datum
    (stringp datum) (default :format-control (text datum) :format-arguments (lisp-list arguments))
    (or (symbol? datum) (isinstance datum type)) (make-condition (condition-class datum) arguments)
    (callable datum) (default :format-control datum :format-arguments (lisp-list arguments))
    True (type-error datum "CONDITION")))


;;; Type specifiers in slots

(defn specifier [given]
  "Return the Lisp type specifier for one given as it is, or as a str such as \"(UNSIGNED-BYTE 8)\"."
  (if (is (type given) str)
      (get (_parse (.split (.replace (.replace given "(" " ( ") ")" " ) "))) 0)
      given))


(defn _parse [tokens]
  "Return #(object rest) of the first type specifier in TOKENS."
  (setv [token #* rest] tokens)
  (when (!= token "(")
    (return #((_atom token) rest)))
  (setv parts [])
  (while (!= (get rest 0) ")")
    (setv [part rest] (_parse rest))
    (.append parts part))
  #((lisp-list parts) (cut rest 1 None)))


(defn _atom [token]
  (cond
    (.isdigit (.lstrip token "-")) (int token)
    (in "." token) (float token)
    (= token "NIL") None
    (= token "T") True
    True (_known-symbol token)))


(defn _known-symbol [name]
  "Return the symbol called NAME of the first package that has it, a new one of EXCL if none does."
  (for [package ["COMMON-LISP" "EXCL" "ACL-SOCKET" "MULTIPROCESSING"]]
    (setv home (find-package package))
    (when (in name home.present)
      (return (get home.present name))))
  (intern name "EXCL"))
