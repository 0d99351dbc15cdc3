#[[Type specifiers: what they mean, as predicates.

`predicate` turns a specifier into a Python function that answers whether an object belongs
to the type, `type-test` into what handlers and `typecase` take: a class where its instances
are exactly the type, else that predicate. Each name is a row of `ATOMS`, each compound form a
function decorated with `compound`. What no row knows is a class, or a type made by `deftype`;
these are looked up at each call, so that a redefinition counts at once.

Relations between types (`subtypep`) are in `functions/subtypes.hy`, conversions in `coercion.hy`.]]

(import
  acllib.characters [Character]
  acllib.kernel.constants [truth]
  acllib.lisp.arrays [arrayp vectorp simple-p bit-vector-p element-type-of
                      dimensions-of STRINGS ARRAYS]
  acllib.lisp.classes [find-class class-name]
  acllib.lisp.conditions [condition-test native-class]
  acllib.lisp.conses [Cons items lisp-list L]
  acllib.lisp.definitions [lisp]
  acllib.lisp.deftypes [bad-specifier expand expanders predicates]
  acllib.lisp.element_types [MOST-NEGATIVE-FIXNUM MOST-POSITIVE-FIXNUM STAR upgraded]
  acllib.lisp.equality [NUMBERS eql equal]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.symbols [Symbol KEYWORD cl symbol?])


(setv _REALS (frozenset [int float Ratio]))


;;; Atomic specifiers

(defn functionp [object]
  "Return whether OBJECT is a function: callable, but neither a symbol nor a class."
  (and (callable object) (is-not (type object) Symbol) (not (isinstance object type))))


(defn stringp [object]
  "Return whether OBJECT is a string."
  (in (type object) STRINGS))


(defn standard-char-p [object]
  "Return whether OBJECT is one of the 96 standard characters."
  (and (is (type object) Character) (or (<= 32 (ord object) 126) (= (ord object) 10))))


(defn _fixnum? [object]
  (and (is (type object) int) (<= MOST-NEGATIVE-FIXNUM object MOST-POSITIVE-FIXNUM)))


(defn _of-type [kind]
  (fn [object] (is (type object) kind)))


(setv _float? (_of-type float)
      _character? (_of-type Character)
      _simple-string? (fn [o] (and (in (type o) STRINGS) (simple-p o))))

(setv ATOMS (dfor [name test] (.items {
  "T" (fn [o] True)
  "NIL" (fn [o] False)
  "ATOM" (fn [o] (is-not (type o) Cons))
  "NULL" (fn [o] (is o None))
  "CONS" (_of-type Cons)
  "LIST" (fn [o] (or (is o None) (is (type o) Cons)))
  "SYMBOL" symbol?
  "KEYWORD" (fn [o] (and (is (type o) Symbol) (is o.package KEYWORD)))
  "BOOLEAN" (fn [o] (or (is o None) (is o True)))
  "NUMBER" (fn [o] (in (type o) NUMBERS))
  "REAL" (fn [o] (in (type o) _REALS))
  "RATIONAL" (fn [o] (or (is (type o) int) (is (type o) Ratio)))
  "INTEGER" (_of-type int)
  "RATIO" (_of-type Ratio)
  "FLOAT" _float?
  "SHORT-FLOAT" _float?
  "SINGLE-FLOAT" _float?
  "DOUBLE-FLOAT" _float?
  "LONG-FLOAT" _float?
  "COMPLEX" (_of-type complex)
  "FIXNUM" _fixnum?
  "BIGNUM" (fn [o] (and (is (type o) int) (not (_fixnum? o))))
  "BIT" (fn [o] (and (is (type o) int) (<= 0 o 1)))
  "SIGNED-BYTE" (_of-type int)
  "UNSIGNED-BYTE" (fn [o] (and (is (type o) int) (>= o 0)))
  "CHARACTER" _character?
  "BASE-CHAR" _character?
  "EXTENDED-CHAR" (fn [o] False)
  "STANDARD-CHAR" standard-char-p
  "STRING" stringp
  "BASE-STRING" stringp
  "SIMPLE-STRING" _simple-string?
  "SIMPLE-BASE-STRING" _simple-string?
  "ARRAY" arrayp
  "SIMPLE-ARRAY" (fn [o] (and (arrayp o) (simple-p o)))
  "VECTOR" vectorp
  "SIMPLE-VECTOR" (_of-type list)
  "BIT-VECTOR" bit-vector-p
  "SIMPLE-BIT-VECTOR" (fn [o] (and (bit-vector-p o) (simple-p o)))
  "SEQUENCE" (fn [o] (or (is o None) (is (type o) Cons) (vectorp o)))
  "FUNCTION" functionp
  "COMPILED-FUNCTION" functionp
  "CLASS" (fn [o] (isinstance o type))
  "BUILT-IN-CLASS" (fn [o] (and (isinstance o type) (is (type o) type)))})
  (cond (= name "T") True (= name "NIL") None True (cl name)) test))


;;; Compound specifiers

;; Symbol → function of the specifier's arguments that returns a predicate.
(setv COMPOUNDS {})


(defn compound [#* names]
  "Return a decorator that makes a function of arguments the meaning of (NAME . arguments)."
  (fn [make]
    (for [name names]
      (setv (get COMPOUNDS (cl name)) make))
    make))


(defn [(compound "AND")] _and [#* specifiers]
  (setv tests (list (map predicate specifiers)))
  (fn [o] (all (gfor test tests (test o)))))


(defn [(compound "OR")] _or [#* specifiers]
  (setv tests (list (map predicate specifiers)))
  (fn [o] (any (gfor test tests (test o)))))


(defn [(compound "NOT")] _not [specifier]
  (setv test (predicate specifier))
  (fn [o] (not (test o))))


(defn [(compound "MEMBER")] _member [#* objects]
  (fn [o] (any (gfor m objects (is-not (eql m o) None)))))


(defn [(compound "EQL")] _eql [object]
  (fn [o] (is-not (eql object o) None)))


(defn [(compound "SATISFIES")] _satisfies [function]
  (fn [o] (truth (function o))))


(defn _bounded [accepts low high]
  "Return the predicate for what ACCEPTS lets pass between the bounds; one in a list is exclusive."
  (setv least (_bound low)
        greatest (_bound high)
        above (is (type low) Cons)
        below (is (type high) Cons))
  (fn [o]
    (and (accepts o)
         (or (is least None) (if above (> o least) (>= o least)))
         (or (is greatest None) (if below (< o greatest) (<= o greatest))))))


(defn _bound [given]
  "Return the number of a bound, None for *."
  (setv number (if (is (type given) Cons) given.car given))
  (cond
    (is number STAR) None
    (in (type number) _REALS) number
    True (bad-specifier given)))


(defn _interval [name]
  (setv test (get ATOMS (cl name)))
  (fn [[low STAR] [high STAR]] (_bounded test low high)))


(for [_name ["INTEGER" "RATIONAL" "REAL" "FLOAT" "SHORT-FLOAT" "SINGLE-FLOAT" "DOUBLE-FLOAT" "LONG-FLOAT"]]
  ((compound _name) (_interval _name)))


(defn [(compound "MOD")] _mod [limit]
  (fn [o] (and (is (type o) int) (<= 0 o) (< o limit))))


(defn [(compound "UNSIGNED-BYTE")] _unsigned-byte [[bits STAR]]
  (if (is bits STAR)
      (get ATOMS (cl "UNSIGNED-BYTE"))
      (_mod (** 2 bits))))


(defn [(compound "SIGNED-BYTE")] _signed-byte [[bits STAR]]
  (if (is bits STAR)
      (get ATOMS (cl "INTEGER"))
      (_bounded (get ATOMS (cl "INTEGER")) (- (** 2 (- bits 1))) (- (** 2 (- bits 1)) 1))))


(defn [(compound "COMPLEX")] _complex [[part STAR]]
  (get ATOMS (cl "COMPLEX")))


(defn [(compound "CONS")] _cons [[car STAR] [cdr STAR]]
  (setv car-test (predicate (if (is car STAR) True car))
        cdr-test (predicate (if (is cdr STAR) True cdr)))
  (fn [o] (and (is (type o) Cons) (car-test o.car) (cdr-test o.cdr))))


(defn [(compound "FUNCTION")] _function [#* signature]
  functionp)


(defn [(compound "VALUES")] _values [#* specifiers]
  "As the type of one value: the first of them."
  (predicate (if specifiers (get specifiers 0) True)))


;; Arrays

(defn _array-test [accepts element dimensions]
  "Return the predicate for arrays that ACCEPTS lets pass, with this element type and these dimensions."
  (setv wanted (if (is element STAR) STAR (upgraded element)))
  (fn [o]
    (and (accepts o)
         (or (is wanted STAR) (is-not (equal wanted (element-type-of o)) None))
         (_dimensions-fit dimensions (dimensions-of o)))))


(defn _dimensions-fit [wanted actual]
  "Return whether a dimension specifier, *, a rank or a Python list, fits a tuple of dimensions."
  (cond
    (is wanted STAR) True
    (is (type wanted) int) (= wanted (len actual))
    True (and (= (len wanted) (len actual))
              (all (gfor [w a] (zip wanted actual) (or (is w STAR) (= w a)))))))


(defn _dimension-list [given]
  "Return a dimension specifier with its list as a Python list."
  (if (or (is given STAR) (is (type given) int)) given (items given)))


(defn [(compound "ARRAY")] _array [[element STAR] [dimensions STAR]]
  (_array-test arrayp element (_dimension-list dimensions)))


(defn [(compound "SIMPLE-ARRAY")] _simple-array [[element STAR] [dimensions STAR]]
  (_array-test (get ATOMS (cl "SIMPLE-ARRAY")) element (_dimension-list dimensions)))


(defn [(compound "VECTOR")] _vector [[element STAR] [size STAR]]
  (_array-test vectorp element [size]))


(defn _sized [name]
  (setv test (get ATOMS (cl name)))
  (fn [[size STAR]]
    (if (is size STAR)
        test
        (fn [o] (and (test o) (= (get (dimensions-of o) 0) size))))))


(for [_name ["STRING" "BASE-STRING" "SIMPLE-STRING" "SIMPLE-BASE-STRING" "SIMPLE-VECTOR"
             "BIT-VECTOR" "SIMPLE-BIT-VECTOR"]]
  ((compound _name) (_sized _name)))


;;; From specifier to test

(setv _CACHE-LIMIT 2000)


(defn predicate [specifier]
  #[[Return a Python predicate for the type that SPECIFIER, a symbol, list or class, stands for.

  Signals: program-error for what is no specifier.]]
  (cond
    (is (type specifier) Cons) (_compound-predicate specifier)
    (symbol? specifier) (or (.get ATOMS specifier) (_named-predicate specifier))
    (isinstance specifier type) (class-predicate specifier)
    True (bad-specifier specifier)))


(defn _compound-predicate [specifier]
  (setv entry (.get predicates (id specifier)))
  (when (and (is-not entry None) (is (get entry 0) specifier))
    (return (get entry 1)))
  (setv expanded (expand specifier)
        found (if (is (type expanded) Cons) (_meaning expanded) (predicate expanded)))
  (when (> (len predicates) _CACHE-LIMIT)
    (.clear predicates))
  (setv (get predicates (id specifier)) #(specifier found))
  found)


(defn _meaning [specifier]
  (setv make (if (symbol? specifier.car) (.get COMPOUNDS specifier.car) None))
  (when (is make None)
    (bad-specifier specifier))
  (try
    (setv found (make #* (items specifier.cdr)))
    (except [TypeError]
      (setv found None)))
  (if (is found None) (bad-specifier specifier) found))


(defn _named-predicate [symbol]
  "Return the predicate for a class or a deftype; looked up at each call."
  (cond
    (in symbol expanders) (fn [o] ((predicate (expand symbol)) o))
    (is-not (find-class symbol) None) (fn [o] (_instance-of-named o symbol))
    True (bad-specifier symbol)))


(defn _instance-of-named [object symbol]
  (setv class- (find-class symbol))
  (if (is class- None)
      (bad-specifier symbol)
      ((class-predicate class-) object)))


;; Class → predicate.
(setv _class-predicates {})


(defn class-predicate [class-]
  "Return the predicate for the instances of a class, direct and indirect."
  (setv found (.get _class-predicates class-))
  (when (is found None)
    (setv found (_make-class-predicate class-)
          (get _class-predicates class-) found))
  found)


(defn _make-class-predicate [class-]
  (setv name (class-name class-)
        atomic (if (is name None) None (.get ATOMS name)))
  (when (is-not atomic None)
    (return atomic))
  (setv test (if (issubclass class- Exception) (condition-test class-) class-))
  (if (isinstance test type)
      (fn [o] (isinstance o test))
      test))


(defn type-test [specifier]
  #[[Return what tells whether an object is of a type: a class, or a predicate.

  A class only where `isinstance` is exactly the type; see `kernel.signalling.matches`.]]
  (setv class- (cond
                 (isinstance specifier type) specifier
                 (and (is (type specifier) Symbol) (not-in specifier ATOMS)
                      (not-in specifier expanders)) (find-class specifier)
                 True None))
  (cond
    (is class- None) (predicate specifier)
    (issubclass class- Exception) (condition-test class-)
    (and (is-not (class-name class-) None) (in (class-name class-) ATOMS)) (predicate specifier)
    True class-))


(defn handler-test [specifier]
  #[[Return the test of a handler for conditions of a type: a class, or a predicate.

  A type that is not known yet is looked up when a condition is signalled; it matches nothing
  as long as it is unknown.]]
  (if (and (is (type specifier) Symbol) (not-in specifier ATOMS) (not-in specifier expanders)
           (is (find-class specifier) None))
      (fn [condition]
        (and (or (is-not (find-class specifier) None) (in specifier expanders))
             ((predicate specifier) condition)))
      (type-test specifier)))


(defn [(lisp "%HANDLER-TEST" :package "SYSTEM")] handler-test-function [specifier]
  "Return the test of a handler, made when a fasl is loaded."
  (handler-test specifier))


(defn of-type [object specifier]
  "Return whether OBJECT is of the type, as Python's truth."
  ((predicate specifier) object))


(defn [(lisp "TYPEP")] typep [object specifier [environment None]]
  "Return t if OBJECT is of the type that SPECIFIER stands for."
  (when (and (is (type specifier) Cons) (is specifier.car (cl "VALUES")))
    (bad-specifier specifier))          ; for `the` only
  (if ((predicate specifier) object) True None))


;;; The type of an object

(defn [(lisp "TYPE-OF")] type-of [object]
  "Return a specifier for the type OBJECT belongs to: its class's name, with dimensions for arrays."
  (setv kind (type object))
  (cond
    (is object None) (cl "NULL")
    (is object True) (cl "BOOLEAN")
    (is kind int) (cl (if (_fixnum? object) "FIXNUM" "BIGNUM"))
    (is kind Symbol) (cl (if (is object.package KEYWORD) "KEYWORD" "SYMBOL"))
    (in kind ARRAYS) (_type-of-array object)
    (is kind float) (cl "SINGLE-FLOAT")
    True (_type-of-instance object kind)))


(defn _type-of-array [array]
  (setv dimensions (lisp-list (dimensions-of array))
        head (cl (if (simple-p array) "SIMPLE-ARRAY" "ARRAY")))
  (cond
    (is (type array) list) (L (cl "SIMPLE-VECTOR") (len array))
    (bit-vector-p array) (L (cl (if (simple-p array) "SIMPLE-BIT-VECTOR" "BIT-VECTOR")) dimensions.car)
    (and (= (len (dimensions-of array)) 1) (not (simple-p array))) (L (cl "VECTOR") (element-type-of array) dimensions.car)
    True (L head (element-type-of array) dimensions)))


(defn _type-of-instance [object kind]
  (setv name (class-name kind))
  (cond
    (is-not name None) name
    (functionp object) (cl "FUNCTION")
    True (_nearest-name object kind)))


(defn _nearest-name [object kind]
  "Return the name of the first class OBJECT belongs to that has one; its class if none has."
  (for [class- kind.__mro__]
    (setv name (class-name class-))
    (when (and (is-not name None) (is-not name True))
      (return name)))
  (cond
    (isinstance object type) (cl "CLASS")
    (isinstance object Exception) (class-name (native-class object))
    True kind))
