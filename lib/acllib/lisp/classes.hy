#[[Names of classes: Lisp symbols to Python classes and back.

Lisp's built-in classes are Python's own where Python has them (integer is int); those that
only group others (list, number, sequence) are marker classes, and `declare-supertypes` puts
them behind the types they group.]]

(import
  types [FunctionType BuiltinFunctionType MethodType]
  acllib.characters [Character]
  acllib.kernel.generic [GenericFunction declare-supertypes precedence-list set-class-labels]
  acllib.lisp.arrays [BitVector LispArray LispString LispVector]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [named]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.symbols [Symbol Package symbol-name])


(setv _classes {}
      _names {})


(defn name-class [symbol class-]
  "Make SYMBOL the name of CLASS-; its first name is its proper one."
  (setv (get _classes symbol) class-)
  (.setdefault _names class- symbol))


(defn defined-class [name class- [package "COMMON-LISP"]]
  "Make NAME (str), exported from PACKAGE, the name of CLASS- and return the class."
  (name-class (named name package) class-)
  class-)


(defn find-class [symbol]
  "Return the class SYMBOL names, or None."
  (.get _classes symbol))


(defn forget-class [symbol]
  "SYMBOL names no class any longer."
  (.pop _classes symbol None))


(defn class-name [class-]
  "Return the symbol that names CLASS-, or None."
  (.get _names class-))


(defn class-of [object]
  "Return the class OBJECT is a direct instance of."
  (if (is object True) BooleanTrue (type object)))


(defn _label [class-]
  "Return the name that reports show: that of the class, or of the nearest one above it that Lisp knows."
  (for [known (cut (precedence-list class-) -1)]
    (setv name (class-name known))
    (when (is-not name None)
      (return (symbol-name name))))
  class-.__name__)


(set-class-labels _label)


;;; Markers: classes that group Python types

(defn _marker [name]
  (defined-class name (type name #(object) {"__slots__" #()})))


(setv Sequence (_marker "SEQUENCE")
      List (_marker "LIST")
      SymbolClass (_marker "SYMBOL")
      Number (_marker "NUMBER")
      Real (_marker "REAL")
      Rational (_marker "RATIONAL")
      Array (_marker "ARRAY")
      Vector (_marker "VECTOR")
      String (_marker "STRING")
      Function (_marker "FUNCTION")
      Class (_marker "CLASS")
      BooleanTrue (type "T" #(object) {"__slots__" #()}))

(for [[_name _class _supers] [
       #("NULL" (type None) [SymbolClass List Sequence])
       #("CONS" Cons [List Sequence])
       #("INTEGER" int [Rational Real Number])
       #("RATIO" Ratio [Rational Real Number])
       #("FLOAT" float [Real Number])
       #("COMPLEX" complex [Number])
       #("CHARACTER" Character [])
       #("PACKAGE" Package [])
       #("GENERIC-FUNCTION" GenericFunction [Function])]]
  (defined-class _name _class)
  (declare-supertypes _class _supers))

;; The classes of classes. Python's own `type` is that of all classes that nobody defined in Lisp.

(defclass StandardClass [type]
  "The class of the classes that defclass and define-condition make."

  (defn mro [self]
    "Return the class precedence list, as the standard orders it; Python's own order is another one at times."
    (setv bases self.__bases__)
    (if (= (len bases) 1)
        [self #* (. (get bases 0) __mro__)]
        (class-order self))))


(defn class-order [class-]
  #[[Return the list of CLASS- and its superclasses in the standard's order. (CLHS 4.3.5)

  Raises: TypeError where its superclasses' own orders contradict each other.]]
  (setv before {class- (set)})
  (defn visit [c]
    "Note what must stand in front of the superclasses of C, and of theirs."
    (setv previous c)
    (for [base c.__bases__]
      (setv known (in base before))
      (.add (.setdefault before base (set)) previous)
      (when (not known)
        (visit base))
      (setv previous base)))
  (visit class-)
  (setv order [])
  (while before
    (setv free (lfor [c others] (.items before) :if (not others) c))
    (when (not free)
      (raise (TypeError "the orders of the superclasses contradict each other")))
    ;; Of several, the one with a direct subclass farthest to the right.
    (setv next-one (if (= (len free) 1)
                       (get free 0)
                       (next (gfor c (reversed order) f free :if (in f c.__bases__) f))))
    (.append order next-one)
    (del (get before next-one))
    (for [others (.values before)]
      (.discard others next-one)))
  order)

(defclass StructureClass [type]
  "The class of the classes that defstruct makes.")

(for [[_name _class] [#("STANDARD-CLASS" StandardClass) #("STRUCTURE-CLASS" StructureClass) #("BUILT-IN-CLASS" type)]]
  (defined-class _name _class)
  (declare-supertypes _class [Class] :alone True))

(name-class True object)
(for [[_class _supers] [
       #(Symbol [SymbolClass])
       #(bool [SymbolClass])
       #(str [String Vector Array Sequence])
       #(LispString [String Vector Array Sequence])
       #(list [Vector Array Sequence])
       #(bytearray [Vector Array Sequence])
       #(LispArray [Array])
       #(LispVector [Vector Array Sequence])
       #(BitVector [Vector Array Sequence])
       #(FunctionType [Function])
       #(BuiltinFunctionType [Function])
       #(MethodType [Function])]]
  (declare-supertypes _class _supers))
(defined-class "KEYWORD" (type "KEYWORD" #(object) {"__slots__" #()}))
(defined-class "BIT-VECTOR" BitVector)
(defined-class "SINGLE-FLOAT" float)
(defined-class "DOUBLE-FLOAT" float)
