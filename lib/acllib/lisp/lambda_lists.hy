#[[Every kind of lambda list, one parser (CLHS 3.4).

`parse-ordinary` serves functions; `parse-macro` allows what macros and destructuring-bind
may have besides: nested patterns, a dotted end, &whole, &environment, &body. `bindings` turns
a macro's lambda list into bindings of a `let*`, which is how destructuring is compiled: one
check of the length, then car and cdr. What the parameters *mean* at a call is the compiler's
part.]]

(import
  acllib.kernel.signalling [show]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.forms [S Y quoted program-error]
  acllib.lisp.symbols [Symbol KEYWORD gensym keyword symbol?])


(setv OPTIONAL (S "&OPTIONAL")
      REST (S "&REST")
      BODY (S "&BODY")
      KEY (S "&KEY")
      ALLOW (S "&ALLOW-OTHER-KEYS")
      AUX (S "&AUX")
      WHOLE (S "&WHOLE")
      ENVIRONMENT (S "&ENVIRONMENT")
      LAMBDA-KEYWORDS #(OPTIONAL REST BODY KEY ALLOW AUX WHOLE ENVIRONMENT)
      ALLOW-OTHER-KEYS (keyword "ALLOW-OTHER-KEYS"))


(defclass LambdaList []
  #[[A parsed lambda list. Variables are Symbols, in macro lists also nested lambda lists.

  required -- list of variables
  optional -- list of #(variable init supplied-variable-or-None)
  rest     -- variable or None
  keys     -- list of #(keyword variable init supplied-variable-or-None)
  has-keys -- true: &key was there, perhaps without parameters
  allow-other-keys -- true: so was &allow-other-keys
  aux      -- list of #(variable init)
  whole, environment -- variable or None; macro lists only
  source   -- the Lisp list

An init is a form, None when absent.]]
  (setv __slots__ #("required" "optional" "rest" "keys" "has_keys" "allow_other_keys" "aux"
                    "whole" "environment" "source"))

  (defn __init__ [self source]
    (setv self.required []
          self.optional []
          self.rest None
          self.keys []
          self.has-keys False
          self.allow-other-keys False
          self.aux []
          self.whole None
          self.environment None
          self.source source))

  (defn variables [self]
    "Return every variable the list binds, in order, nested patterns as they stand."
    (setv found [])
    (when (is-not self.whole None) (.append found self.whole))
    (.extend found self.required)
    (for [[variable _ supplied] self.optional]
      (.append found variable)
      (when (is-not supplied None) (.append found supplied)))
    (when (is-not self.rest None) (.append found self.rest))
    (for [[_ variable _ supplied] self.keys]
      (.append found variable)
      (when (is-not supplied None) (.append found supplied)))
    (.extend found (lfor [variable _] self.aux variable))
    (when (is-not self.environment None) (.append found self.environment))
    found))


(defn malformed [source message]
  "Signal program-error: the lambda list SOURCE is wrong, as MESSAGE says."
  (program-error f"{message} in the lambda list {(show source)}."))


;;; The parser

(defn parse-ordinary [lambda-list]
  "Return the LambdaList of a function's lambda list, a Lisp list. Signals program-error."
  (parse lambda-list False))


(defn parse-macro [lambda-list]
  "Return the LambdaList of a macro's or destructuring-bind's lambda list. Signals program-error."
  (parse lambda-list True))


(defn parse [lambda-list nested]
  "Return the LambdaList of LAMBDA-LIST; NESTED allows what only macro lambda lists may have."
  (setv parsed (LambdaList lambda-list)
        section 0          ; how far the order of sections has come
        remaining lambda-list)
  (while (is (type remaining) Cons)
    (setv item remaining.car
          remaining remaining.cdr)
    (cond
      (or (is item REST) (and nested (is item BODY)))
        (do
          (when (or (>= section 2) (is-not (type remaining) Cons))
            (malformed lambda-list f"Misplaced {(show item)}"))
          (setv section 2
                parsed.rest (variable remaining.car nested lambda-list)
                remaining remaining.cdr))
      (and nested (in item #(WHOLE ENVIRONMENT)))
        (do
          (when (or (is-not (type remaining) Cons)
                    (and (is item WHOLE) (> section 0)) (and (is item WHOLE) parsed.required)
                    (and (is item ENVIRONMENT) (is-not parsed.environment None)))
            (malformed lambda-list f"Misplaced {(show item)}"))
          (if (is item WHOLE)
              (setv parsed.whole (variable remaining.car True lambda-list))
              (setv parsed.environment (variable remaining.car False lambda-list)))
          (setv remaining remaining.cdr))
      (is item ALLOW)
        (do
          (when (!= section 3)
            (malformed lambda-list f"Misplaced {(show item)}"))
          (setv parsed.allow-other-keys True
                section 4))
      (in item #(OPTIONAL KEY AUX))
        (do
          (setv next-section (get {OPTIONAL 1 KEY 3 AUX 5} item))
          (when (>= section next-section)
            (malformed lambda-list f"Misplaced {(show item)}"))
          (setv section next-section)
          (when (is item KEY)
            (setv parsed.has-keys True)))
      (= section 0) (.append parsed.required (variable item nested lambda-list))
      (= section 1) (.append parsed.optional (optional-parameter item nested lambda-list))
      (= section 3) (.append parsed.keys (key-parameter item nested lambda-list))
      (= section 5) (.append parsed.aux (aux-parameter item nested lambda-list))
      True (malformed lambda-list f"Misplaced {(show item)}")))
  (when (is-not remaining None)
    (when (or (not nested) (>= section 2) (not (symbol? remaining)))
      (malformed lambda-list (if (is lambda-list remaining) "There is no list" "There is a dot")))
    (setv parsed.rest (variable remaining False lambda-list)))
  (check-distinct parsed)
  parsed)


(defn variable [item nested lambda-list]
  "Return ITEM if it may be a variable, or, where NESTED, a pattern."
  (when (and nested (or (is item None) (is (type item) Cons)))
    (return item))
  (when (or (is-not (type item) Symbol) (is item.package KEYWORD) (in item LAMBDA-KEYWORDS))
    (malformed lambda-list f"{(show item)} can't be a variable"))
  (when (and item.constant)
    (malformed lambda-list f"{(show item)} is a constant and can't be a variable"))
  item)


(defn optional-parameter [item nested lambda-list]
  (when (is-not (type item) Cons)
    (return #((variable item False lambda-list) None None)))
  (setv [name init supplied] (parameter-parts item lambda-list))
  #((variable name nested lambda-list) init supplied))


(defn key-parameter [item nested lambda-list]
  (when (is-not (type item) Cons)
    (setv name (variable item False lambda-list))
    (return #((keyword name.name) name None None)))
  (setv [name init supplied] (parameter-parts item lambda-list))
  (when (is-not (type name) Cons)
    (setv name (variable name False lambda-list))
    (return #((keyword name.name) name init supplied)))
  (when (or (not (symbol? name.car)) (is-not (type name.cdr) Cons) (is-not name.cdr.cdr None))
    (malformed lambda-list f"Malformed parameter {(show item)}"))
  #(name.car (variable name.cdr.car nested lambda-list) init supplied))


(defn aux-parameter [item nested lambda-list]
  (when (is-not (type item) Cons)
    (return #((variable item False lambda-list) None)))
  (setv [name init supplied] (parameter-parts item lambda-list))
  (when (is-not supplied None)
    (malformed lambda-list f"Malformed parameter {(show item)}"))
  #((variable name nested lambda-list) init))


(defn parameter-parts [item lambda-list]
  "Return the variable, init form and supplied variable of a parameter written as a list."
  (setv parts []
        remaining item)
  (while (is (type remaining) Cons)
    (.append parts remaining.car)
    (setv remaining remaining.cdr))
  (when (or (is-not remaining None) (> (len parts) 3))
    (malformed lambda-list f"Malformed parameter {(show item)}"))
  (setv [name init supplied] (+ parts (* [None] (- 3 (len parts)))))
  (when (= (len parts) 3)
    (variable supplied False lambda-list))
  #(name init supplied))


(defn check-distinct [parsed]
  "Signal program-error where two parameters have one name; later &aux may repeat earlier ones."
  (setv auxiliary (len parsed.aux)
        seen (set)
        names (.variables parsed))
  (for [name (if auxiliary (cut names (- (len names) auxiliary (if (is parsed.environment None) 0 1))) names)]
    (when (is (type name) Symbol)
      (when (in name seen)
        (malformed parsed.source f"{(show name)} occurs more than once"))
      (.add seen name))))


;;; Bodies

(defn split-body [forms [docstring False]]
  #[[Take the declarations off a body.

  Arguments:
    forms -- Lisp list, or any iterable of forms.
    docstring -- true: a string that isn't the last form is a documentation string.

  Returns: #(declarations documentation forms): list of declaration specifiers (conses), str
    or None, Python list of the other forms.]]
  (setv rest (list (if (is forms None) [] forms))
        declarations []
        documentation None
        i 0)
  (while (< i (len rest))
    (setv item (get rest i))
    (cond
      (and (is (type item) Cons) (is item.car S.DECLARE))
        (.extend declarations (items item.cdr))
      (and docstring (is documentation None) (is (type item) str) (< (+ i 1) (len rest)))
        (setv documentation item)
      True (break))
    (+= i 1))
  #(declarations documentation (cut rest i None)))


(defn declare [declarations]
  "Return the forms, none or one, that put DECLARATIONS back at the head of a body."
  (if declarations [(Cons S.DECLARE (lisp-list declarations))] []))


;;; Destructuring

(defn bindings [parsed source owner [default None]]
  #[[Return the `let*` bindings that take a list apart.

  Arguments:
    parsed -- LambdaList of a macro.
    source -- form, evaluated once: the list.
    owner -- Lisp object that error messages name: a macro's name, or DESTRUCTURING-BIND.
    default -- init form of optional and keyword parameters without one (deftype: '*).

  Returns: Python list of tuples for `conses.form`.]]
  (setv found []
        rest (gensym "LIST"))
  (if (is parsed.whole None)
      (.append found #(rest source))
      (do
        (bind-pattern found parsed.whole source owner default)
        (.append found #(rest (if (is (type parsed.whole) Symbol) parsed.whole source)))))
  (take-apart found parsed rest owner default)
  found)


(defn bind-pattern [found pattern source owner default]
  "Add to FOUND the bindings of PATTERN, a variable or a nested lambda list, to the value of SOURCE."
  (if (is (type pattern) Symbol)
      (.append found #(pattern source))
      (.extend found (bindings (parse-macro pattern) source owner default))))


(defn take-apart [found parsed rest owner default]
  "Add to FOUND the bindings of PARSED; REST is the variable that holds the list."
  (setv least (len parsed.required)
        open-ended (or (is-not parsed.rest None) parsed.has-keys)
        most (if open-ended None (+ least (len parsed.optional))))
  (.append found #((gensym "CHECK")
                   #(Y-CHECK rest least most (quoted owner) (quoted parsed.source))))
  (setv last-one (not (or open-ended)))
  (for [[i pattern] (enumerate parsed.required)]
    (bind-pattern found pattern #(S.CAR rest) owner default)
    (when (not (and last-one (= (+ i 1) least) (not parsed.optional)))
      (setv rest (advance found rest))))
  (for [[i [pattern init supplied]] (enumerate parsed.optional)]
    (bind-pattern found pattern #(S.IF rest #(S.CAR rest) (if (is init None) default init)) owner default)
    (when (is-not supplied None)
      (.append found #(supplied #(S.IF rest True None))))
    (when (not (and last-one (= (+ i 1) (len parsed.optional))))
      (setv rest (advance found rest))))
  (when (is-not parsed.rest None)
    (bind-pattern found parsed.rest rest owner default))
  (when parsed.has-keys
    (.append found #((gensym "CHECK")
                     #(Y-CHECK-KEYS rest
                                    (quoted (if parsed.allow-other-keys True
                                                (lisp-list (lfor k parsed.keys (get k 0)))))
                                    (quoted owner))))
    (for [[name pattern init supplied] parsed.keys]
      (setv tail (gensym "KEY"))
      (.append found #(tail #(Y-FIND-KEY rest (quoted name))))
      (bind-pattern found pattern #(S.IF tail #(S.CAR tail) (if (is init None) default init)) owner default)
      (when (is-not supplied None)
        (.append found #(supplied #(S.IF tail True None))))))
  (for [[pattern init] parsed.aux]
    (bind-pattern found pattern init owner default)))


(defn advance [found rest]
  "Add to FOUND a binding of a new variable to the cdr of REST; return the variable."
  (setv next-rest (gensym "LIST"))
  (.append found #(next-rest #(S.CDR rest)))
  next-rest)


(setv Y-CHECK (Y "%CHECK-LIST")
      Y-CHECK-KEYS (Y "%CHECK-KEYS")
      Y-FIND-KEY (Y "%FIND-KEY"))


(defn [(lisp "%CHECK-LIST" :package "SYSTEM")] check-list [object least most owner lambda-list]
  "Signal program-error unless OBJECT is a list of LEAST to MOST (nil: any number of) elements."
  (setv n 0
        rest object)
  (while (and (is (type rest) Cons) (or (is most None) (<= n most)) (or (is-not most None) (< n least)))
    (+= n 1)
    (setv rest rest.cdr))
  (when (and (>= n least)
             (if (is most None) True (and (<= n most) (is rest None))))
    (return None))
  (setv problem (cond
                  (and (is-not rest None) (is-not (type rest) Cons)) "it isn't a proper list"
                  (< n least) (.format "too few elements, {} expected" (expected least most))
                  True (.format "too many elements, {} expected" (expected least most))))
  (program-error (.format "{}: {} does not match the lambda list {}: {}."
                          (show owner) (show object) (show lambda-list) problem)))


(defn expected [least most]
  (cond (is most None) f"at least {least}"
        (= least most) f"exactly {least}"
        True f"{least} to {most}"))


(defn [(lisp "%CHECK-KEYS" :package "SYSTEM")] check-keys [tail keys owner]
  "Signal program-error unless TAIL is pairs of a keyword among KEYS (t: any) and a value."
  (setv rest tail
        found []
        tolerant (is keys True))
  (while (is (type rest) Cons)
    (when (is-not (type rest.cdr) Cons)
      (program-error f"{(show owner)}: an odd number of keyword arguments: {(show tail)}."))
    (.append found rest.car)
    (when (and (is rest.car ALLOW-OTHER-KEYS) (= (.count found ALLOW-OTHER-KEYS) 1))
      (setv tolerant (or tolerant (is-not rest.cdr.car None))))
    (setv rest rest.cdr.cdr))
  (when (not tolerant)
    (setv known (if (is keys None) [] (list keys)))
    (for [name found]
      (when (not (or (is name ALLOW-OTHER-KEYS) (any (gfor k known (is k name)))))
        (program-error f"{(show owner)}: {(show name)} is not one of the keywords {(show keys)}."))))
  None)


(defn [(lisp "%FIND-KEY" :package "SYSTEM")] find-key [tail name]
  "Return the part of the property list TAIL that starts with the value of NAME, or nil."
  (while (is (type tail) Cons)
    (when (is tail.car name)
      (return tail.cdr))
    (setv tail (if (is (type tail.cdr) Cons) tail.cdr.cdr None)))
  None)


(defn destructuring [lambda-list source body owner [default None]]
  "Return the form that binds the variables of LAMBDA-LIST to the parts of SOURCE around BODY (forms)."
  (setv [declarations _ forms] (split-body body))
  (form #((S "LET*") (tuple (bindings (parse-macro lambda-list) source owner default))
          #* (declare declarations)
          #* forms)))


;;; Macro functions

(defn macro-lambda [name lambda-list body [default None] [arguments S.CDR]]
  #[[Return the lambda expression, of a form and an environment, of a macro.

  Arguments:
    name -- symbol, or any object that names the definition; a symbol names the block.
    lambda-list -- a macro lambda list. body -- forms, Lisp list or iterable.
    default -- see `bindings`. arguments -- symbol of the function that takes them out of the form.

  Signals: program-error for a malformed lambda list.]]
  (setv whole (gensym "FORM")
        environment (gensym "ENVIRONMENT")
        parsed (parse-macro lambda-list)
        [declarations _ forms] (split-body body True)
        found [])
  (when (is-not parsed.environment None)
    (.append found #(parsed.environment environment)))
  (when (is-not parsed.whole None)
    (bind-pattern found parsed.whole whole name default))
  (setv rest (gensym "LIST"))
  (.append found #(rest #(arguments whole)))
  (take-apart found parsed rest name default)
  (form #(S.LAMBDA #(whole environment)
           #(S.DECLARE #(S.IGNORABLE whole environment))
           #((S "LET*") (tuple found)
              #* (declare declarations)
              #(S.BLOCK (block-name name) #* forms)))))


(defn block-name [name]
  "Return the name of the block around the body of what NAME, a symbol or (setf symbol), names."
  (if (and (is (type name) Cons) (is name.car S.SETF) (is (type name.cdr) Cons))
      name.cdr.car
      (if (symbol? name) name None)))
