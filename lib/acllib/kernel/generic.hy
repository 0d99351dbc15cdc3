#[[The generic-function object and its dispatch.

A generic function is called like any function. It picks the methods whose specializers fit
the arguments, most specific first, makes one *effective* function of them, and remembers
that function under the types of the arguments it dispatches on. With one primary method and
nothing around it, the effective function is the method's own. Calls that look at the type of
one argument, or of two, find it without making a tuple: that is half of their cost.

A specializer is a Python class or an `Eql`. The class precedence of a type is its `__mro__`,
and behind it what `declare-supertypes` said of it: Lisp's built-in classes, which Python's
types do not inherit from. Method combination beyond the standard one is `lisp/clos`'s.]]

(import
  acllib.kernel.signalling [error restart-case ProgramError show]
  acllib.kernel.values [call-for-values])


;;; Classes

(setv _supertypes {}
      _alone (set))


(defn declare-supertypes [type supertypes * [alone False]]
  #[[Say which classes, most specific first, TYPE belongs to besides those it inherits from.

  ALONE: what it inherits from in Python does not count; t is no integer, a character no string.]]
  (setv (get _supertypes type) (tuple supertypes))
  (when alone
    (.add _alone type)))


(defn precedence-list [type]
  "Return the tuple of classes TYPE belongs to, most specific first, `object` last."
  (setv own (if (in type _alone) #(type) (cut type.__mro__ None -1))
        extra (dict.fromkeys (gfor c own e (.get _supertypes c #()) e)))
  (tuple (+ own (tuple (gfor e extra :if (not-in e own) e)) #(object))))


(defclass Eql []
  "A specializer that fits one object."
  (setv __slots__ #("value"))

  (defn __init__ [self value]
    (setv self.value value))

  (defn fits [self argument]
    "Return whether ARGUMENT is the object, as `eql` compares."
    (or (is argument self.value)
        (and (is (type argument) (type self.value))
             (isinstance argument #(int float complex str))
             (= argument self.value))))

  (defn __eq__ [self other]
    (and (isinstance other Eql) (.fits self other.value)))

  (defn __hash__ [self]
    (try (hash self.value) (except [TypeError] (id self.value)))))


;;; Methods

(defclass Method []
  #[[A method of a generic function.

  specializers -- tuple of classes and `Eql`s, one a required parameter; a short one is
    filled up with `object`
  qualifiers   -- tuple: empty, or one of "before" "after" "around", or a combination's own
  function     -- callable; called with the arguments, behind a `NextMethod` if WANTS-NEXT]]
  (setv __slots__ #("specializers" "qualifiers" "function" "wants_next" "documentation" "generic" "__weakref__"))

  (defn __init__ [self specializers function [qualifiers #()] [wants-next False] [documentation None]]
    (setv self.specializers (tuple specializers)
          self.qualifiers (tuple (gfor q qualifiers (if (is (type q) str) (.lower q) (.lower (getattr q "name" (str q))))))
          self.function function
          self.wants-next wants-next
          self.documentation documentation
          self.generic None)))


(defclass NextMethod []
  "What `call-next-method` calls: the rest of a chain of methods."
  (setv __slots__ #("function" "arguments"))

  (defn __init__ [self function [arguments None]]
    (setv self.function function
          self.arguments arguments))

  (defn __call__ [self #* arguments]
    (self.function #* arguments))

  (defn mv [self #* arguments]
    (call-for-values self.function #* arguments)))


(defclass NoApplicableMethod [ProgramError]
  "No method of GENERIC fits ARGUMENTS (a tuple)."
  (defn report [self]
    (setv arguments (.join " " (map show self.arguments))
          classes (.join " " (gfor a self.arguments (class-label (type a)))))
    f"No methods applicable for generic function {(show self.generic)} with args ({arguments}) of classes ({classes})"))


(defclass NoNextMethod [ProgramError]
  "`call-next-method` was called in the least specific method."
  (defn report [self]
    f"No next method for generic function {(show self.generic)}."))


;; Type → the name reports give it; the Lisp side replaces it.
(setv _labels {"function" (fn [type] type.__name__)})


(defn set-class-labels [function]
  "Install FUNCTION of a type, which returns the name reports show."
  (setv (get _labels "function") function))


(defn class-label [type]
  "Return the name of TYPE for reports."
  ((get _labels "function") type))


;;; The generic function

(defclass _Nothing []
  "The type of what stands for an argument that was not given: no method is for it."
  (setv __slots__ #()))


(setv MISSING (_Nothing))


(defclass GenericFunction []
  #[[A function whose methods are chosen by the classes of its arguments.

  name         -- str or a Lisp symbol
  required     -- int, how many required parameters there are, None while nobody said
  precedence   -- tuple of the places of the required parameters, the most decisive first; None: in order
  combine      -- function of the generic function and its applicable methods, most specific
    first, that returns the effective function; `standard-combination` unless set
  exactly      -- number of arguments of every call, 1 or 2; 0: another one, or it is not known
  methods      -- list of Method
  effective    -- dict: what is remembered, under the type of the first argument, or the tuple
    of the types, and which `Eql`s fit
  one, two     -- the same for calls that look at one type, or two: type → function, and type →
    dict of type → function; `one` is None, and `two` empty, where that will not do

  Arguments go by position, as Lisp's do; see `KeywordGeneric`.]]
  (setv __slots__ #("name" "required" "methods" "combine" "documentation" "lambda_list"
                    "dispatched" "eqls" "effective" "one" "two" "exactly" "declared" "precedence" "__dict__" "__weakref__"))

  (defn __init__ [self name [required None] [documentation None] [lambda-list None] [combine None]]
    (setv self.name name
          self.required required
          self.exactly 0
          self.methods []
          self.combine (or combine standard-combination)
          self.documentation documentation
          self.lambda-list lambda-list
          self.declared None
          self.precedence None)
    (.forget self))

  (defn __repr__ [self]
    f"<generic function {(getattr self.name "name" self.name)}>")

  ;; Calls

  (defn __call__ [self [a MISSING] [b MISSING] #* rest]
    (setv one self.one)
    (try
      (setv function (if (is one None)
                         (get (get self.two (type a)) (type b))
                         (get one (type a))))
      (except [LookupError]
        (setv function (.find self (given a b rest)))
        (when (is a MISSING)
          (return (function)))))
    (cond
      (is b MISSING) (function a)
      rest (function a b #* rest)
      True (function a b)))

  (defn entry [self name]
    #[[Return what a call by NAME (str) goes to: a plain function where there are exactly one or two arguments.

    Python enters a function at half of what calling an object costs. `function-object` leads back.]]
    (setv entry (get _ENTRIES self.exactly))
    (if (is entry None) self (entry self name)))

  (defn mv [self #* arguments]
    "Call the generic function and return the tuple of all values."
    (call-for-values (.find self arguments) #* arguments))

  (defn find [self arguments]
    "Return the effective function for ARGUMENTS, a tuple."
    ;; As they are now: another process may be adding a method.
    (setv n self.dispatched
          effective self.effective
          two self.two)
    (when (< (len arguments) n)
      (error (ProgramError :format-control (.format "{} got {} argument{}; it needs at least {}."
                                                    (show self) (len arguments)
                                                    (if (= (len arguments) 1) "" "s") n))))
    (setv key (if (= n 1)
                  (type (get arguments 0))
                  (tuple (map type (cut arguments n)))))
    (when self.eqls
      (setv key #(key (tuple (gfor [index eql] self.eqls (.fits eql (get arguments index)))))))
    (setv found (.get effective key))
    (when (is found None)
      (setv found (.compute self arguments)
            (get effective key) found)
      (when (and (= n 2) (not self.eqls))
        (setv [a b] key
              (get (.setdefault two a {}) b) found)))
    found)

  (defn compute [self arguments]
    "Return a new effective function for ARGUMENTS. Signals where no method fits."
    (setv applicable (.applicable self arguments))
    (if applicable
        (self.combine self applicable)
        (fn [#* arguments #** _] (no-applicable-method self #* arguments))))

  (defn applicable [self arguments]
    "Return the methods that fit ARGUMENTS, most specific first."
    (setv ranked [])
    (for [method self.methods]
      (setv rank (_rank method arguments self.precedence))
      (when (is-not rank None)
        (.append ranked #(rank method))))
    (lfor [_ method] (sorted ranked :key (fn [pair] (get pair 0))) method))

  ;; Methods

  (defn add-method [self method]
    "Add METHOD, in place of one with equal qualifiers and specializers. Return it."
    (setv self.methods (lfor m self.methods :if (not (_same-place m method)) m))
    (.append self.methods method)
    (setv method.generic self)
    (.forget self)
    method)

  (defn remove-method [self method]
    "Take METHOD away; it's no error if it isn't there."
    (setv self.methods (lfor m self.methods :if (is-not m method) m))
    (.forget self))

  (defn forget [self]
    "Forget the effective functions: a method or a class has changed."
    (setv dispatched (max [(if (= self.required 0) 0 1) #* (map _dispatched self.methods)])
          eqls (lfor m self.methods [index s] (enumerate m.specializers) :if (isinstance s Eql) #(index s))
          effective {}
          self.dispatched dispatched
          self.eqls eqls
          self.effective effective
          self.one (if (or eqls (> dispatched 1)) None effective)
          self.two {}))

  (defn method [self #* specializers [qualifiers #()] [wants-next False]]
    "Return a decorator that adds a function as a method: `@send_to.method(DatagramSocket)`."
    (fn [function]
      (.add-method self (Method specializers function qualifiers wants-next function.__doc__))
      function)))


(defclass KeywordGeneric [GenericFunction]
  "A generic function of the core: Python callers pass its keyword arguments as such."
  (setv __slots__ #())

  (defn method [self #* specializers [qualifiers #()] [wants-next False]]
    "As of every generic function. Python's complaints about arguments name the generic function then."
    (setv add (.method GenericFunction self #* specializers :qualifiers qualifiers :wants-next wants-next))
    (fn [function]
      (setv function.__qualname__ self.__name__)
      (add function)))

  (defn __call__ [self #* arguments #** keywords]
    (setv one self.one
          function None)
    (when (and arguments (is-not one None))
      (setv function (.get one (type (get arguments 0)))))
    (when (is function None)
      (setv function (.find self arguments)))
    (if keywords
        (function #* arguments #** keywords)
        (function #* arguments))))


;; The frames of these are shown as the calls of the generic function, which they call `self`.

(defn entry-of-one [self name]
  "Return the entry called NAME of SELF, a generic function of one argument."
  (defn entry [a]
    (try
      (setv function (get self.one (type a)))
      (except [[LookupError TypeError]]           ; `one` is None where that will not do
        (setv function (.find self #(a)))))
    (function a))
  (labelled entry self name))


(defn entry-of-two [self name]
  "Return the entry called NAME of SELF, a generic function of two arguments."
  (defn entry [a b]
    (setv one self.one)
    (try
      (setv function (if (is one None)
                         (get (get self.two (type a)) (type b))
                         (get one (type a))))
      (except [LookupError]
        (setv function (.find self #(a b)))))
    (function a b))
  (labelled entry self name))


(defn labelled [entry generic name]
  (setv entry.__name__ name
        entry.__qualname__ name
        entry.__generic__ generic
        entry.mv generic.mv)
  entry)


(setv _ENTRIES #(None entry-of-one entry-of-two))


(defn function-object [function]
  "Return the generic function that FUNCTION is the entry of, or FUNCTION itself."
  (getattr function "__generic__" function))


(defn given [a b rest]
  "Return the tuple of the arguments that were given; `MISSING` stands for none."
  (cond
    (is a MISSING) #()
    (is b MISSING) #(a)
    True #(a b #* rest)))


(defn _signal-no-applicable [generic #* arguments]
  #[[The method of `no-applicable-method`: signal that no method of GENERIC fits ARGUMENTS.

  One may be defined, and the call be made again.]]
  (restart-case
    (fn [] (error (NoApplicableMethod :generic generic :arguments arguments)))
    #("try-again" "Try calling it again." (fn [] (generic #* arguments)))))


(defn _signal-no-next [generic method #* arguments]
  "The method of `no-next-method`: signal that METHOD of GENERIC is the last that fits ARGUMENTS."
  (error (NoNextMethod :generic generic :arguments arguments)))


(defn _same-place [a b]
  (and (= a.qualifiers b.qualifiers)
       (= (_stripped a) (_stripped b))))


(defn _stripped [method]
  (cut method.specializers (_dispatched method)))


(defn _dispatched [method]
  "Return how many leading parameters METHOD looks at."
  (setv n (len method.specializers))
  (while (and n (is (get method.specializers (- n 1)) object))
    (-= n 1))
  n)


(defn _rank [method arguments [precedence None]]
  "Return a tuple that sorts METHOD by how specific it is for ARGUMENTS, or None if it doesn't fit."
  (setv rank [])
  (for [[specializer argument] (zip method.specializers arguments)]
    (cond
      (isinstance specializer Eql)
        (if (.fits specializer argument) (.append rank -1) (return None))
      (is specializer object)
        (.append rank 1000000)
      True
        (do
          (setv classes (precedence-list (type argument)))
          (if (in specializer classes)
              (.append rank (.index classes specializer))
              (return None)))))
  (when (< (len arguments) (_dispatched method))
    (return None))
  (when precedence
    (setv rank (lfor i precedence (if (< i (len rank)) (get rank i) 1000000))))
  (while (and rank (= (get rank -1) 1000000))
    (.pop rank))
  ;; What is left out ranks behind a parameter that is there, whatever that one is for.
  (tuple (+ rank [1000001])))


;;; The standard combination

(defn standard-combination [generic methods]
  "Return the effective function of METHODS, most specific first: around, before, primary, after."
  (setv around (qualified methods "around")
        before (qualified methods "before")
        after (list (reversed (qualified methods "after")))
        primary (lfor m methods :if (not m.qualifiers) m))
  (when (not primary)
    (return (fn [#* arguments #** _] (no-applicable-method generic #* arguments))))
  (setv inner (chain generic primary))
  (when (or before after)
    (setv inner (_surrounded (lfor m before (chain generic [m])) inner (lfor m after (chain generic [m])))))
  (if around (chain generic around inner) inner))


(defn qualified [methods qualifier]
  "Return those of METHODS whose only qualifier is QUALIFIER."
  (lfor m methods :if (= m.qualifiers #(qualifier)) m))


(defn chain [generic methods [innermost None]]
  "Return a function that calls the first of METHODS, the others through `call-next-method`."
  (setv function innermost)
  (for [method (reversed methods)]
    (setv function (if method.wants-next
                       (_with-next generic method function)
                       method.function)))
  function)


(defn _with-next [generic method following]
  (setv next-method (NextMethod following) ; None: there is none
        function method.function)
  (when (is following None)
    (setv next-method None))
  (defn effective [#* arguments #** keywords]
    (function next-method #* arguments #** keywords))
  (defn effective-values [#* arguments]
    (call-for-values function next-method #* arguments))
  (setv effective.mv effective-values)
  effective)


(defn _surrounded [before inner after]
  (defn effective [#* arguments #** keywords]
    (for [f before] (f #* arguments #** keywords))
    (setv value (inner #* arguments #** keywords))
    (for [f after] (f #* arguments #** keywords))
    value)
  (defn effective-values [#* arguments]
    (for [f before] (f #* arguments))
    (setv values (call-for-values inner #* arguments))
    (for [f after] (f #* arguments))
    values)
  (setv effective.mv effective-values)
  effective)


;;; What programs may say of calls without methods

;; Called where no method fits, and where call-next-method finds none (CLHS 7.6.6).
(setv no-applicable-method (GenericFunction "no-applicable-method")
      no-next-method (GenericFunction "no-next-method"))
(.add-method no-applicable-method (Method #() _signal-no-applicable))
(.add-method no-next-method (Method #() _signal-no-next))


;; The code of entries, for those who look at frames.
(setv ENTRY-CODES (tuple (gfor make (cut _ENTRIES 1 None) (. (make no-next-method "") __code__))))


;;; For the core's own generics

(defn defgeneric [function]
  #[[Decorator: make FUNCTION's name a generic function, of its parameters and documentation.

  The body is a docstring and None: Hy returns a string that stands alone, and then there is none.
  Raises: TypeError for a function without documentation.]]
  (when (is function.__doc__ None)
    (raise (TypeError f"{function.__name__} has no documentation; a docstring wants a form behind it")))
  (setv generic (KeywordGeneric function.__name__ :documentation function.__doc__))
  (setv generic.__name__ function.__name__
        generic.__doc__ function.__doc__
        generic.__module__ function.__module__)
  (setv generic.declared function)
  generic)
