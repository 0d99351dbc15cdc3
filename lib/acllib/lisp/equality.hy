#[[Equality: eq, eql, equal, equalp, and the hash keys that agree with each.

Python confuses what Lisp keeps apart: 1, 1.0 and True are one dictionary key, and so are "a"
and the character a. `table-key` gives the function that maps an object to a Python key which
equals another exactly when the objects pass the test. Integers, symbols and plain instances
stand for themselves; what doesn't gets a tuple that starts with a mark of its kind.

The predicates answer True or None, which serves Lisp and Python callers alike.]]

(import
  zlib
  acllib.characters [Character characters]
  acllib.kernel.interrupts [pending run-pending]
  acllib.lisp.arrays [LispString LispArray STRINGS ARRAYS bit-vector-p total-size GENERAL]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.symbols [Symbol symbol-name])


(setv NUMBERS (frozenset [int float Ratio complex]))


;;; Predicates

(defn [(lisp "EQ")] eq [a b]
  "Return t if A and B are the same object; integers are the same when they are equal."
  (if (or (is a b) (and (is (type a) int) (is (type b) int) (= a b))) True None))


(defn [(lisp "EQL")] eql [a b]
  "Return t if A and B are the same object, or numbers of one type and value."
  (when (is a b)
    (return True))
  (setv kind (type a))
  (if (and (is kind (type b)) (in kind NUMBERS) (= a b)
           (or (is-not kind float) (!= a 0.0) (= (str a) (str b))))
      True
      None))


(defn [(lisp "EQUAL")] equal [a b]
  "Return t if A and B look alike: conses and bit vectors by parts, strings by characters, the rest by `eql`."
  (while True
    (when (is a b)
      (return True))
    (setv kind (type a)
          other (type b))
    (cond
      (is kind Cons)
        (do
          (when (or (is-not other Cons) (is (equal a.car b.car) None))
            (return None))
          (setv a a.cdr
                b b.cdr)
          (when pending
            (run-pending)))
      (in kind STRINGS)
        (return (if (and (in other STRINGS) (= (str a) (str b))) True None))
      (in kind GENERAL)
        (return (if (and (bit-vector-p a) (bit-vector-p b) (= (list a) (list b)))
                    True
                    None))
      (in kind NUMBERS)
        (return (eql a b))
      True
        (return (if (and (is kind other) (_equal-by-value kind a b)) True None)))))


;; Types whose instances `equal` compares by Python's ==: pathnames, registered by their room.
(setv _by-value (set))


(defn compare-by-value [type]
  "Make `equal` and `equalp` compare instances of TYPE by Python's ==, and hash them so."
  (.add _by-value type)
  type)


(defn _equal-by-value [kind a b]
  (and (in kind _by-value) (= a b)))


(defn fold [text]
  "Return a str with each letter in upper case; its length stays."
  (setv upper (.upper text))
  (if (= (len upper) (len text))
      upper
      (.join "" (map fold-character text))))


(defn fold-character [character]
  "Return a one-character str in upper case, itself where upper case takes more."
  (setv upper (.upper character))
  (if (= (len upper) 1) upper (str.__str__ character)))


;; Class → function of an instance that returns the list of its parts, for `equalp` on structures.
(setv _parts {})


(defn set-structure-parts [class- parts]
  "Make `equalp` compare instances of CLASS- by what the function PARTS lists of them."
  (setv (get _parts class-) parts))


;; Class → function of two instances that says whether `equalp` takes them for the same, and of one that
;; returns the key which stands for it in a table with that test: hash tables, registered by their room.
(setv _comparers {}
      _comparer-keys {})


(defn compare-with [class- compare key]
  "Make `equalp` compare instances of CLASS- by the function COMPARE, and hash them by KEY."
  (setv (get _comparers class-) compare
        (get _comparer-keys class-) key))


(defn _parts-of [object]
  (for [class- (. (type object) __mro__)]
    (setv parts (.get _parts class-))
    (when (is-not parts None)
      (return (parts object))))
  None)


(defn [(lisp "EQUALP")] equalp [a b]
  "Return t if A and B are alike by parts; numbers by value, characters and strings without case."
  (while True
    (when (is a b)
      (return True))
    (setv kind (type a)
          other (type b))
    (cond
      (is kind Cons)
        (do
          (when (or (is-not other Cons) (is (equalp a.car b.car) None))
            (return None))
          (setv a a.cdr
                b b.cdr)
          (when pending
            (run-pending)))
      (in kind NUMBERS)
        (return (if (and (in other NUMBERS) (= a b)) True None))
      (is kind Character)
        (return (if (and (is other Character) (= (fold-character a) (fold-character b))) True None))
      (and (in kind STRINGS) (in other STRINGS))
        (return (if (= (fold (str a)) (fold (str b))) True None))
      (in kind ARRAYS)
        (return (if (and (in other ARRAYS) (_arrays-equalp a b)) True None))
      True
        (return (_objects-equalp a b)))))


(defn _dimensions [array]
  "Return ARRAY's dimensions; a vector ends at its fill pointer."
  (if (and (in (type array) GENERAL) (!= (len array.dimensions) 1))
      array.dimensions
      #((len array))))


(defn elements [array]
  "Return a Python iterable over the elements of any array, in row-major order, as Lisp sees them."
  (setv kind (type array))
  (cond
    (in kind STRINGS) (map characters.__getitem__ (str array))
    (and (in kind GENERAL) (!= (len array.dimensions) 1)) (map array.__getitem__ (range (total-size array.dimensions)))
    True array))


(defn _arrays-equalp [a b]
  (when (!= (_dimensions a) (_dimensions b))
    (return False))
  (for [[x y] (zip (elements a) (elements b))]
    (when (is (equalp x y) None)
      (return False)))
  True)


(defn _objects-equalp [a b]
  (when (is-not (type a) (type b))
    (return None))
  (setv compare (.get _comparers (type a)))
  (when (is-not compare None)
    (return (if (compare a b) True None)))
  (when (in (type a) _by-value)
    (return (if (= a b) True None)))
  (setv mine (_parts-of a))
  (when (is mine None)
    (return None))
  (setv others (_parts-of b))
  (when (!= (len mine) (len others))
    (return None))
  (for [[x y] (zip mine others)]
    (when (is (equalp x y) None)
      (return None)))
  True)


;;; Hash keys

(defn _instance-p [kind]
  "Return whether instances of KIND hash and compare by identity."
  (and (is kind.__hash__ object.__hash__) (is kind.__eq__ object.__eq__)))


(defn eql-key [object]
  "Return the key of OBJECT in a table whose test is eq or eql."
  (setv kind (type object))
  (cond
    (or (is kind int) (is kind Symbol) (is kind Cons) (is object None)) object
    (is kind Character) #(Character (str.__str__ object))
    (is kind float) #(float object (str object))
    (is kind Ratio) object
    (is kind complex) #(complex object (str object))
    (_instance-p kind) object
    True #(id (id object))))


(defn equal-key [object]
  "Return the key of OBJECT in a table whose test is equal."
  (setv kind (type object))
  (cond
    (is kind str) object
    (or (is kind int) (is kind Symbol) (is object None)) object
    (is kind LispString) (str object)
    (is kind Cons) (_cons-key object equal-key)
    (bit-vector-p object) #(LispArray #* object)
    (in kind _by-value) object
    True (eql-key object)))


(defn equalp-key [object]
  "Return the key of OBJECT in a table whose test is equalp."
  (setv kind (type object))
  (cond
    (is kind str) (fold object)
    (or (is kind int) (is kind float) (is kind Ratio) (is kind complex) (is kind Symbol) (is object None)) object
    (is kind LispString) (fold (str object))
    (is kind Character) #(Character (fold-character object))
    (is kind Cons) (_cons-key object equalp-key)
    (in kind ARRAYS) (_array-key object)
    (in kind _comparer-keys) ((get _comparer-keys kind) object)
    (in kind _by-value) object
    True (_object-key object)))


(defn _cons-key [object part-key]
  "Return a tuple of the keys of a list's elements, and of what its last cdr holds."
  (setv key [Cons]
        rest object)
  (while (is (type rest) Cons)
    (.append key (part-key rest.car))
    (setv rest rest.cdr)
    (when pending
      (run-pending)))
  (.append key (part-key rest))
  (tuple key))


(defn _array-key [array]
  (setv parts (list (elements array)))
  (if (and (= (len (_dimensions array)) 1) (all (gfor p parts (is (type p) Character))))
      (fold (.join "" parts))
      #(LispArray (_dimensions array) #* (map equalp-key parts))))


(defn _object-key [object]
  (setv parts (_parts-of object))
  (if (is parts None)
      (eql-key object)
      #((type object) #* (map equalp-key parts))))


;; Name of a hash table's test → function from an object to its key.
(setv KEYS {"EQ" eql-key  "EQL" eql-key  "EQUAL" equal-key  "EQUALP" equalp-key})


(defn table-key [test]
  "Return the function that maps an object to its key under TEST: \"EQ\" \"EQL\" \"EQUAL\" or \"EQUALP\"."
  (get KEYS test))


;;; Hash codes

(defn [(lisp "SXHASH")] sxhash [object]
  #[[Return a fixnum that equal objects share, the same in every image.

  Strings share it with those that differ in case only: franzinc/uri looks up URIs, whose hosts may
  be written either way, by the code of their text.]]
  (& (_code object 4) 0xFFFFFFFFFFFFFFF))


(defn _code [object depth]
  (setv kind (type object))
  (cond
    (in kind STRINGS) (_text-code (.lower (str object)))
    (in kind NUMBERS) (_text-code f"{kind.__name__} {object}")
    (is kind Character) (ord object)
    (or (is kind Symbol) (is object None) (is object True)) (+ (_text-code (symbol-name object)) 1)
    (and (is kind Cons) (> depth 0)) (+ (* 31 (_code object.car (- depth 1))) (_code object.cdr (- depth 1)))
    (bit-vector-p object) (_text-code (.join "" (map str object)))
    True (_text-code kind.__name__)))


(defn _text-code [text]
  (zlib.crc32 (.encode text "utf-8" "surrogatepass")))
