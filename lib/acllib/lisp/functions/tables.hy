"Functions on hash tables. Source: CLHS 18."

(import
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [type-error]
  acllib.lisp.calling [function-of]
  acllib.lisp.conses [Cons lisp-list]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.equality [KEYS sxhash]
  acllib.lisp.image [fboundp symbol-function set-function]
  acllib.lisp.symbols [Symbol cl]
  acllib.lisp.tables [HashTable ProgramTable table])


(setv _MISSING (object)
      _tests (dfor name KEYS (symbol-function (cl name)) name))


(defn called-later [designator]
  "Return the function that DESIGNATOR stands for; where a symbol has none yet, one that calls it when it is called."
  (if (and (is (type designator) Symbol) (not (fboundp designator)))
      (fn [#* arguments] ((symbol-function designator) #* arguments))
      (function-of designator)))


(defn [(lisp "MAKE-HASH-TABLE")] make-hash-table [* [test (cl "EQL")] [size 16] [rehash-size 2.0] [rehash-threshold 1.0]
                                                  [weak-keys None] [values True] [hash-function None]]
  #[[Return a new hash table.

  Arguments:
    test -- eq, eql, equal or equalp, or, as in Allegro CL, any function of two objects.
    hash-function -- function that returns the same integer for objects that are the same by such
      a TEST; nil: sxhash.
    size and others -- hints. Allegro CL's `:weak-keys` and `:values` mean nothing: all entries stay
      until they are removed.]]
  (setv function (called-later test)
        name (.get _tests function)
        room (if (is (type size) int) size 16))
  (if (and (is-not name None) (is hash-function None))
      (HashTable name room)
      (ProgramTable test function (if (is hash-function None) sxhash (called-later hash-function)) room)))


(defn [(lisp "PUTHASH-KEY" :package "EXCL")] puthash-key [key hash-table]
  "Put KEY into HASH-TABLE as its own value, unless there is one that is the same; return what is there."
  (setv found (.get (table hash-table) key _MISSING))
  (when (is found _MISSING)
    (.put hash-table key key)
    (setv found key))
  found)


(defn [(lisp "HASH-TABLE-P")] hash-table-p [object]
  "Return t if OBJECT is a hash table."
  (if (isinstance object HashTable) True None))


(defn [(lisp "GETHASH" :values True)] gethash [key hash-table [default None]]
  "Return the value for KEY, else DEFAULT; and t if there is an entry."
  (setv found (.get (table hash-table) key _MISSING))
  (if (is found _MISSING) #(default None) #(found True)))


(defn _gethash-only [key hash-table [default None]]
  "Return the value for KEY, else DEFAULT."
  (if (isinstance hash-table HashTable)
      (.get hash-table.data (hash-table.key key) default)
      (type-error hash-table "HASH-TABLE")))


;; The plain entry spares the tuple.
(setv _gethash-only.mv gethash)
(set-function (cl "GETHASH") _gethash-only)


(defn [(lisp (setf "GETHASH"))] set-gethash [value key hash-table [default None]]
  "Store VALUE for KEY."
  (.put (table hash-table) key value)
  value)


(defn [(lisp "REMHASH")] remhash [key hash-table]
  "Take the entry of KEY away; return t if there was one."
  (if (.remove (table hash-table) key) True None))


(defn [(lisp "CLRHASH")] clrhash [hash-table]
  "Take all entries away and return HASH-TABLE."
  (.clear (table hash-table))
  hash-table)


(defn [(lisp "MAPHASH")] maphash [function hash-table]
  "Call FUNCTION with the key and value of each entry there is now. Return nil."
  (setv function (function-of function))
  (for [[key value] (.entries (table hash-table))]
    (when pending (run-pending))
    (function key value))
  None)


(defn [(lisp "HASH-TABLE-COUNT")] hash-table-count [hash-table]
  "Return how many entries there are."
  (len (table hash-table)))


(defn [(lisp "HASH-TABLE-SIZE")] hash-table-size [hash-table]
  "Return how many entries HASH-TABLE has room for, as far as anyone cares."
  (max (. (table hash-table) size) (len hash-table)))


(defn [(lisp "HASH-TABLE-TEST")] hash-table-test [hash-table]
  "Return the symbol that names the test, or the function where it was given as one."
  (if (isinstance (table hash-table) ProgramTable)
      hash-table.designator
      (cl hash-table.test)))


(defn [(lisp "HASH-TABLE-REHASH-SIZE")] hash-table-rehash-size [hash-table]
  "Return by how much HASH-TABLE grows."
  (table hash-table)
  2.0)


(defn [(lisp "HASH-TABLE-REHASH-THRESHOLD")] hash-table-rehash-threshold [hash-table]
  "Return how full HASH-TABLE gets before it grows."
  (table hash-table)
  1.0)


;;; For macros

(defn [(lisp "%HASH-TABLE-PAIRS" :package "SYSTEM")] hash-table-pairs [hash-table]
  "Return the list of (key . value) of the entries there are now."
  (lisp-list (lfor [key value] (.entries (table hash-table)) (Cons key value))))


(defn [(lisp "%HASH-TABLE-ITERATOR" :package "SYSTEM")] hash-table-iterator [hash-table]
  "Return a function whose values are t, a key and its value, of one entry after the other; nil at the end."
  (setv entries (iter (.entries (table hash-table))))
  (defn step-values []
    (setv entry (next entries None))
    (if (is entry None) #(None) #(True #* entry)))
  (defn step []
    (get (step-values) 0))
  (setv step.mv step-values)
  step)
