#[[Python's own errors as conditions, before anything is unwound.

Every compiled function, and every construct with cleanup, hands what Python raised to
`python-error` first. It makes a Lisp condition of the error where Lisp has a class for it,
and signals it there and then, so that handlers and the debugger find the stack as it was.
What handlers have seen is marked (`signalled`) and passes the outer clauses untouched.

The operand that was wrong is found through the failing instruction: where the one before it
loads a variable or constant, that is the datum. The position of the form is the frame's.]]

(import
  builtins
  inspect
  re
  acllib.kernel.signalling [Condition StorageCondition ProgramError WrongType
                            error invoke-debugger signal]
  acllib.lisp.classes [name-class]
  acllib.lisp.conses [L]
  acllib.lisp.conditions [DivisionByZero FloatingPointOverflow UndefinedFunction SimpleTypeError]
  acllib.lisp.image [image install named-by]
  acllib.lisp.symbols [cl])


;; How many levels of calls must fit on the stack for a RecursionError to be signalled: room for
;; handlers, and for a break level, to work in. Until then it climbs.
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
  (when (and (isinstance e RecursionError) (not (has-room)))
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


(defn has-room []
  "Return whether ROOM more levels, of Python's calls and of C's, fit on the stack."
  (try
    (dig ROOM)
    (return True)
    (except [RecursionError]
      (return False))))


(defn dig [levels]
  "Call itself LEVELS times, each time through C."
  (if (> levels 0)
      (max #((- levels 1)) :key dig)
      0))


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
  (setv [called operands] (failing-call e.__traceback__)
        numeric (.search NUMERIC text)
        integer (.search INTEGER text)
        callable (.search CALLABLE text))
  (cond
    numeric (wrong-operand operands (operand-type numeric) (lfor g (.groups numeric) :if g g))
    integer (wrong-operand operands "INTEGER" (.groups integer))
    callable (wrong-function called (.group callable 1))
    (is (type e) TypeError) (SimpleTypeError :format-control (escaped text) :expected-type True)
    True e))


(defn count-text [e match kind]
  (setv [name function] (called-function (.group match 1) e.__traceback__)
        wanted (if (is function None) None (required-count function)))
  (match kind
    "exactly" f"{name} got {(arguments (.group match 3))}, wanted {(arguments (.group match 2))}."
    "between" f"{name} got {(arguments (.group match 4))}, wanted at most {(arguments (.group match 3))}."
    "missing" (if (is wanted None)
                  f"{name} got too few args: {(.group match 2)} more {(if (= (.group match 2) "1") "is" "are")} required."
                  (do
                    (setv [least only] wanted
                          got (- least (int (.group match 2))))
                    f"{name} got {(arguments got)}, wanted {(if only "" "at least ")}{(arguments least)}."))
    "keyword" f"{name} does not take the keyword :{(.upper (.replace (.group match 2) "_" "-"))}."))


(defn arguments [n]
  f"{n} arg{(if (= (str n) "1") "" "s")}")


;;; What was called

(defn required-count [function]
  "Return #(how many arguments FUNCTION requires, whether it takes no others), or None if that is unknown."
  (setv code (getattr function "__code__" None))
  (when (is code None)
    (return None))
  (setv optional (len (or function.__defaults__ #())))
  #((- code.co-argcount optional)
    (and (= optional 0) (= code.co-kwonlyargcount 0) (not (& code.co-flags inspect.CO-VARARGS)))))


(defn called-function [qualified traceback]
  #[[Return #(Lisp's name as str, function or None) of what Python calls QUALIFIED.

  It is looked for among what the failing frame has loaded, then in the image; one Python function
  may have several names, and several may be called the same.]]
  (setv frame (innermost traceback)
        found None)
  (when (is-not frame None)
    (for [instruction (instructions-before frame traceback)]
      (setv values (loads instruction frame))
      (for [[entry value] (zip (loaded-names instruction) values)]
        (when (= (getattr value "__qualname__" None) qualified)
          (setv found #((entry-name entry value) value))))))
  (when (is found None)
    (setv candidates (lfor [entry value] (list (.items image))
                           :if (and (.startswith entry "f_") (= (getattr value "__qualname__" None) qualified))
                           #((entry-name entry value) value)))
    (when (= (len candidates) 1)
      (setv found (get candidates 0))))
  (if (or (is found None) (is (get found 0) None))
      #((own-name qualified) (if (is found None) None (get found 1)))
      found))


(defn entry-name [entry function]
  "Return Lisp's name of FUNCTION, which was loaded as ENTRY, or None."
  (when (not (and (isinstance entry str) (.startswith entry #("f_" "m_")) (is-not (named-by entry) None)))
    (setv entry None)
    (for [[known value] (list (.items image))]
      (when (and (.startswith known "f_") (or (is value function) (wraps value function)))
        (setv entry known)
        (break))))
  (if (is entry None) None (show-name (named-by entry))))


(defn wraps [entry function]
  "Return whether ENTRY, what Lisp calls, is a closure around FUNCTION."
  (for [cell (or (getattr entry "__closure__" None) #())]
    (try
      (when (is cell.cell-contents function)
        (return True))
      (except [ValueError])))           ; the cell is empty
  False)


(defn show-name [symbol]
  (if (and (is-not symbol.info None) (in "setf-of" symbol.info))
      f"(SETF {(. (get symbol.info "setf-of") name)})"
      symbol.name))


(defn own-name [qualified]
  "Return the Lisp name that the qualified Python name of a function suggests."
  (setv own (get (.split qualified ".") -1)
        symbol (if (.startswith own "f_") (named-by own) None))
  (if (is symbol None)
      (re.sub r"_\d*$" "" (.upper (.replace (re.sub r"_\d*$" "" own) "_" "-")))
      (show-name symbol)))


;;; What the operands were

;; Python's name of a type → Lisp's, where no operand could be found.
(setv TYPE-NAMES {"NoneType" "NULL"  "int" "INTEGER"  "float" "FLOAT"  "str" "STRING"  "list" "SIMPLE-VECTOR"  "dict" "a Python dict"
                  "bytearray" "VECTOR"  "tuple" "a Python tuple"  "builtin_function_or_method" "FUNCTION"
                  "LispString" "STRING"  "HashTable" "HASH-TABLE"  "function" "FUNCTION"})


(defn operand-type [match]
  "Return the name of the type that the operator of a failed operation wants."
  (setv operator (get (.split (or (.group match 1) (.group match 4) (.group match 6) "+")) -1))
  (cond
    (in operator #("&" "|" "^" "<<" ">>" "~" "&=" "|=" "^=" "<<=" ">>=")) "INTEGER"
    (in operator #("<" ">" "<=" ">=")) "REAL"
    True "NUMBER"))


(defn wrong-operand [operands type-name names]
  "Return a type-error for the first of OPERANDS that is not of the type; of NAMES, Python's, if none is known."
  (setv wanted (if (= type-name "INTEGER") int #(int float complex)))
  (for [value operands]
    (when (not (or (isinstance value wanted) (and (!= type-name "INTEGER") (hasattr value "numerator"))))
      (return (WrongType :datum value :expected-type (cl type-name)))))
  (when (in "NoneType" names)
    (return (WrongType :datum None :expected-type (cl type-name))))
  (setv strange (lfor n names :if (not-in n #("int" "float" "complex" "Ratio")) n)
        what (if strange f"An operand of type {(type-name-of (get strange -1))}" "An operand"))
  (SimpleTypeError :format-control (escaped f"{what} is not of the expected type {type-name}.")
                   :expected-type (cl type-name)))


(defn type-name-of [python-name]
  (.get TYPE-NAMES python-name (.upper python-name)))


(defn wrong-function [called python-name]
  "Return the condition for the call of something that is no function: CALLED, in a tuple, if known."
  (cond
    (= python-name "NoneType") (UndefinedFunction :name None)
    called (SimpleTypeError :format-control "Funcall of ~s which is a non-function."
                            :format-arguments (L (get called 0))
                            :datum (get called 0) :expected-type (cl "FUNCTION"))
    True (SimpleTypeError :format-control f"Funcall of an object of type {(type-name-of python-name)} which is a non-function."
                          :expected-type (cl "FUNCTION"))))


;;; The failing instruction

(setv LOADS #("LOAD_FAST" "LOAD_FAST_CHECK" "LOAD_DEREF" "LOAD_CONST" "LOAD_GLOBAL" "LOAD_NAME"
              "LOAD_FAST_LOAD_FAST" "LOAD_FAST_AND_CLEAR" "LOAD_CLOSURE" "LOAD_SMALL_INT"
              "LOAD_FAST_BORROW" "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
      ;; These move nothing that matters here.
      QUIET #("CACHE" "PUSH_NULL" "COPY" "NOP" "UNARY_POSITIVE" "TO_BOOL" "CALL_INTRINSIC_1" "PRECALL"
              "RESUME" "EXTENDED_ARG")
      UNKNOWN (object))


(defn innermost [traceback]
  "Return the frame that raised, or None."
  (while (and (is-not traceback None) (is-not traceback.tb-next None))
    (setv traceback traceback.tb-next))
  (if (is traceback None) None traceback.tb-frame))


(defn instructions-before [frame traceback]
  "Return the list of FRAME's instructions up to the one that failed, which is the last."
  (import dis)                          ; not needed before something fails
  (while (is-not traceback.tb-next None)
    (setv traceback traceback.tb-next))
  (setv found [])
  (for [instruction (dis.get-instructions frame.f-code)]
    (when (= instruction.offset traceback.tb-lasti)
      (.append found instruction)
      (break))
    (when (not-in instruction.opname QUIET)
      (.append found instruction)))
  found)


(defn failing-call [traceback]
  #[[Return what the failing instruction worked on, as far as it can be known.

  Returns: #(called operands): a tuple of the function called, if it was a call and that is known,
    and a list of the last operands, in order.]]
  (setv frame (innermost traceback)
        before (if (is frame None) [] (instructions-before frame traceback))
        values [])
  (when (not before)
    (return #(#() [])))
  (setv failing (.pop before)
        call (in failing.opname #("CALL" "CALL_FUNCTION_EX"))
        count (cond
                (.startswith failing.opname #("UNARY" "CALL_INTRINSIC_1")) 1
                (= failing.opname "CALL") (+ failing.arg 1)
                True 2))
  (for [instruction (reversed before)]
    (when (or (not-in instruction.opname LOADS) (>= (len values) count))
      (break))
    (setv values [#* (loads instruction frame) #* values]))
  (setv values (cut values (- count) None)
        known (lfor v values :if (is-not v UNKNOWN) v))
  (cond
    (not call) #(#() known)
    (= (len values) count) #((tuple (lfor v (cut values 1) :if (is-not v UNKNOWN) v))
                             (lfor v (cut values 1 None) :if (is-not v UNKNOWN) v))
    True #(#() known)))


(defn loaded-names [instruction]
  "Return the names, or the constant, that INSTRUCTION loads; none for any other."
  (cond
    (not-in instruction.opname LOADS) #()
    (and (isinstance instruction.argval tuple) (!= instruction.opname "LOAD_CONST")) instruction.argval
    True #(instruction.argval)))


(defn loads [instruction frame]
  "Return the list of the values that INSTRUCTION loads, UNKNOWN for what can't be told."
  (lfor name (loaded-names instruction)
        (cond
          (in instruction.opname #("LOAD_CONST" "LOAD_SMALL_INT")) name
          (= instruction.opname "LOAD_GLOBAL") (global-value name frame)
          True (.get frame.f-locals name UNKNOWN))))


(defn global-value [name frame]
  (setv value (.get frame.f-globals name UNKNOWN))
  (if (is value UNKNOWN) (getattr builtins name UNKNOWN) value))


(install #("python_error" python-error))
