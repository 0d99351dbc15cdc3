#[[Python's own errors as conditions, before anything is unwound.

Every compiled function, and every construct with cleanup, hands what Python raised to
`python-error` first. It makes a Lisp condition of the error where Lisp has a class for it,
and signals it there and then, so that handlers and the debugger find the stack as it was.
What handlers have seen is marked (`signalled`) and passes the outer clauses untouched.

The operand that was wrong is found through the failing instruction: where the one before it
loads a variable or constant, that is the datum. The position of the form is the frame's.]]

(import
  re
  acllib.kernel.signalling [Condition StorageCondition ProgramError WrongType
                            error invoke-debugger signal]
  acllib.lisp.classes [name-class]
  acllib.lisp.conditions [DivisionByZero FloatingPointOverflow UndefinedFunction SimpleTypeError]
  acllib.lisp.image [image install named-by]
  acllib.lisp.symbols [cl])


;; How many frames a RecursionError climbs before it is signalled: room for handlers to work in.
(setv ROOM 150)


(defclass StackOverflow [StorageCondition]
  "Recursion went deeper than the stack allows."
  (defn report [self]
    "Stack overflow."))


;; The second call keeps STORAGE-CONDITION the name of its own class; the first is what prints.
(name-class (cl "STORAGE-CONDITION") StackOverflow)
(name-class (cl "STORAGE-CONDITION") StorageCondition)


(defn python-error [e]
  "Signal E, an exception on its way up, unless handlers have seen it. Returns if nobody takes it."
  (when (getattr e "signalled" False)
    (return None))
  (when (and (isinstance e RecursionError) (not (has-climbed e.__traceback__)))
    (return None))
  (setv condition (native-condition e))
  (if (is condition e)
      (do
        (setv e.signalled True)
        (signal e)
        (invoke-debugger e))
      (do
        (setv condition.__cause__ e
              condition.__traceback__ e.__traceback__)
        (error condition))))


(defn has-climbed [traceback]
  "Return whether an exception has left enough frames for its handlers to work in."
  (for [_ (range ROOM)]
    (when (is traceback None)
      (return False))
    (setv traceback traceback.tb-next))
  True)


(defn native-condition [e]
  "Return the condition that stands for a Python exception: E itself where Lisp has no class for it."
  (cond
    (isinstance e Condition) e
    (isinstance e RecursionError) (StackOverflow)
    (isinstance e MemoryError) (StorageCondition :format-control "Memory ran out.")
    (isinstance e ZeroDivisionError) (DivisionByZero)
    (isinstance e OverflowError) (FloatingPointOverflow)
    (is (type e) TypeError) (type-condition e (str e))
    (is (type e) AttributeError) (type-condition e (str e))
    (is (type e) SyntaxError) (ProgramError :format-control (escaped f"The form can't be compiled: {e.msg}."))
    True e))


(defn escaped [text]
  "Return TEXT as a control string that prints itself."
  (.replace text "~" "~~"))


;;; Type errors and wrong numbers of arguments

(setv COUNTS [
  ; what Python says                                              what it means
  #((re.compile r"(\S+)\(\) takes (\d+) positional arguments? but (\d+) w") "exactly")
  #((re.compile r"(\S+)\(\) takes from (\d+) to (\d+) positional arguments but (\d+) w") "between")
  #((re.compile r"(\S+)\(\) missing (\d+) required (?:positional|keyword-only) argument") "missing")
  #((re.compile r"(\S+)\(\) got an unexpected keyword argument '(\w+)'") "keyword")])

(setv NUMERIC (re.compile (.join "|" [
  r"unsupported operand type\(s\) for (\S+): '(.+)' and '(.+)'"
  r"bad operand type for (unary .|abs\(\)): '(.+)'"
  r"'(\S+)' not supported between instances of '(.+)' and '(.+)'"
  r"can only concatenate (.+)"
  r"can't concat (.+)"
  r"can't multiply sequence by (.+)"
  r"must be real number, not (.+)"]))
      INTEGER (re.compile r"'(.+)' object cannot be interpreted as an integer")
      CALLABLE (re.compile r"'(.+)' object is not callable"))


(defn type-condition [e text]
  "Return the condition for a TypeError that says TEXT."
  (for [[pattern kind] COUNTS]
    (setv match (.search pattern text))
    (when match
      (return (ProgramError :format-control (escaped (count-text e match kind))))))
  (setv operands (failing-operands e.__traceback__))
  (cond
    (.search NUMERIC text) (wrong-operand operands "NUMBER" text)
    (.search INTEGER text) (wrong-operand operands "INTEGER" text)
    (.search CALLABLE text) (wrong-function operands text)
    (is (type e) TypeError) (SimpleTypeError :format-control (escaped text) :expected-type True)
    True e))


(defn count-text [e match kind]
  (setv name (lisp-function-name (.group match 1)))
  (match kind
    "exactly" f"{name} got {(arguments (.group match 3))}, wanted {(arguments (.group match 2))}."
    "between" f"{name} got {(arguments (.group match 4))}, wanted at most {(arguments (.group match 3))}."
    "missing" f"{name} got too few args: {(.group match 2)} more {(if (= (.group match 2) "1") "is" "are")} required."
    "keyword" f"{name} does not take the keyword :{(.upper (.replace (.group match 2) "_" "-"))}."))


(defn arguments [n]
  f"{n} arg{(if (= n "1") "" "s")}")


(defn lisp-function-name [qualified]
  "Return the Lisp name for the qualified Python name of a function."
  (setv own (get (.split qualified ".") -1))
  (cond
    (.startswith own "f_") (do
                             (setv symbol (named-by own))
                             (if (is symbol None) own symbol.name))
    True (re.sub r"_\d+$" "" (.upper (.replace (re.sub r"_\d+$" "" own) "_" "-")))))


(defn wrong-operand [operands type-name text]
  "Return a type-error for the first operand that is no number."
  (for [value operands]
    (when (not (isinstance value #(int float complex)))
      (when (not (hasattr value "numerator"))
        (return (WrongType :datum value :expected-type (cl type-name))))))
  (if (in "'NoneType'" text)
      (WrongType :datum None :expected-type (cl type-name))
      (SimpleTypeError :format-control (escaped f"An operand is not of the expected type {type-name}: {text}.")
                       :expected-type (cl type-name))))


(defn wrong-function [operands text]
  (setv match (.search CALLABLE text))
  (if (= (.group match 1) "NoneType")
      (UndefinedFunction :name None)
      (SimpleTypeError :format-control (escaped f"A value of Python type {(.group match 1)} was called, but it is no function.")
                       :expected-type (cl "FUNCTION"))))


;;; The operands of the failing instruction

(setv LOADS #("LOAD_FAST" "LOAD_FAST_CHECK" "LOAD_DEREF" "LOAD_CONST" "LOAD_GLOBAL" "LOAD_NAME"
              "LOAD_FAST_LOAD_FAST" "LOAD_FAST_AND_CLEAR" "LOAD_CLOSURE" "LOAD_SMALL_INT"
              "LOAD_FAST_BORROW" "LOAD_FAST_BORROW_LOAD_FAST_BORROW"))


(defn failing-operands [traceback]
  "Return the values, as far as they can be known, that the failing instruction of Lisp code worked on."
  (import dis)                          ; not needed before something fails
  (while (and (is-not traceback None) (is-not traceback.tb-next None))
    (setv traceback traceback.tb-next))
  (when (or (is traceback None) (is-not traceback.tb-frame.f-globals image))
    (return []))
  (setv frame traceback.tb-frame
        before []
        found []
        count 2)
  (for [instruction (dis.get-instructions frame.f-code)]
    (when (= instruction.offset traceback.tb-lasti)
      ;; The other instructions that may be asked about take two, or any number.
      (when (.startswith instruction.opname #("UNARY" "CALL_INTRINSIC_1"))
        (setv count 1))
      (break))
    (when (not (in instruction.opname #("CACHE" "PUSH_NULL" "COPY" "NOP" "UNARY_POSITIVE" "TO_BOOL")))
      (when (not (and (= instruction.opname "CALL_INTRINSIC_1")))
        (.append before instruction))))
  (for [instruction (reversed (cut before (- count) None))]
    (when (not-in instruction.opname LOADS)
      (break))
    (setv names (if (isinstance instruction.argval tuple) instruction.argval #(instruction.argval)))
    (for [name (reversed names)]
      (setv value (loaded instruction.opname name frame))
      (when (is-not value image)
        (.insert found 0 value))))
  (cut found (- count) None))


(defn loaded [operation name frame]
  "Return the value an instruction loads, or the image where it can't be told."
  (cond
    (in operation #("LOAD_CONST" "LOAD_SMALL_INT")) name
    (= operation "LOAD_GLOBAL") (.get image name image)
    True (.get frame.f-locals name image)))


(install #("python_error" python-error))
