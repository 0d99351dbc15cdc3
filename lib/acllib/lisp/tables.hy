#[[Hash tables: a Python dictionary inside, with keys that agree with the table's test.

`key` maps an object to what stands for it in `data` (`equality.hy`); where that isn't the object
itself, `originals` remembers it. Compiled code may look a table up inline: an integer or a
Symbol always stands for itself.]]

(import
  acllib.kernel.signalling [type-error]
  acllib.lisp.classes [defined-class]
  acllib.lisp.equality [KEYS compare-with equalp equalp-key])


(defclass HashTable []
  #[[A hash table.

  test      -- str: "EQ" "EQL" "EQUAL" or "EQUALP"
  key       -- function from an object to its key in DATA
  data      -- dict of key → value
  originals -- dict of key → the object it stands for, where they differ
  size      -- int, as given to make-hash-table]]
  (setv __slots__ #("test" "key" "data" "originals" "size" "__weakref__"))

  (defn __init__ [self [test "EQL"] [size 16]]
    (setv self.test test
          self.key (get KEYS test)
          self.data {}
          self.originals {}
          self.size size))

  (defn __len__ [self]
    (len self.data))

  (defn __bool__ [self]
    True)

  (defn get [self object [default None]]
    "Return the value for OBJECT, else DEFAULT."
    (.get self.data (self.key object) default))

  (defn put [self object value]
    "Store VALUE for OBJECT."
    (setv key (self.key object))
    (when (and (is-not key object) (not-in key self.data))
      (setv (get self.originals key) object))
    (setv (get self.data key) value))

  (defn remove [self object]
    "Take the entry of OBJECT away. Return whether there was one."
    (setv key (self.key object))
    (when (not-in key self.data)
      (return False))
    (del (get self.data key))
    (.pop self.originals key None)
    True)

  (defn clear [self]
    "Take all entries away."
    (.clear self.data)
    (.clear self.originals))

  (defn entries [self]
    "Return a fresh list of #(object value) for all entries, oldest first."
    (setv originals self.originals)
    (lfor [key value] (list (.items self.data)) #((.get originals key key) value))))


(defclass Keyed []
  "Stands for an object in a table with a test of the program's own."
  (setv __slots__ #("object" "hash" "test"))

  (defn __init__ [self object hash test]
    (setv self.object object
          self.hash hash
          self.test test))

  (defn __hash__ [self]
    self.hash)

  (defn __eq__ [self other]
    (is-not (self.test self.object other.object) None)))


(defclass ProgramTable [HashTable]
  #[[A hash table with a test and a hash function that a program wrote (Allegro CL's `:hash-function`).

  designator -- the test as it was given]]
  (setv __slots__ #("designator"))

  (defn __init__ [self designator test hash-function [size 16]]
    (setv self.test (getattr designator "name" "program's")
          self.designator designator
          self.key (fn [object] (Keyed object (hash (hash-function object)) test))
          self.data {}
          self.originals {}
          self.size size)))


(defined-class "HASH-TABLE" HashTable)


(defn same-entries [a b]
  "Return whether two tables have one test, the same keys by it, and for them values that `equalp` takes for the same."
  (and (= a.test b.test)
       (= (len a.data) (len b.data))
       (all (gfor [key value] (list (.items a.data))
                  (and (in key b.data) (is-not (equalp value (get b.data key)) None))))))


(defn table-as-key [table]
  "Return a key that tables with the same entries share."
  #(HashTable table.test (frozenset (gfor [key value] (list (.items table.data)) #(key (equalp-key value))))))


(for [kind [HashTable ProgramTable]]
  (compare-with kind same-entries table-as-key))


(defn table [object]
  "Return OBJECT if it is a hash table; signals type-error else."
  (if (isinstance object HashTable) object (type-error object "HASH-TABLE")))
