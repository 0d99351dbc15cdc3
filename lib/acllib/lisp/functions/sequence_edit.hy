#[[Removing and replacing elements of sequences. Source: CLHS 17.

All of them first find out which places are concerned. Deleting relinks the conses of a list, so
that a variable that holds it sees the change unless its first element goes; vectors come out
new, as the standard allows.]]

(import
  acllib.kernel.signalling [type-error]
  acllib.lisp.calling [matcher satisfier pair-test function-of key-function]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp]
  acllib.lisp.elements [whole bounds like store-elements]
  acllib.lisp.equality [eq eql equal equalp eql-key equal-key equalp-key])


(defn _places [accepts elements start end count from-end]
  "Return the set of indices of the accepted elements: COUNT at most, the last ones with FROM-END."
  (setv [first last] (bounds (len elements) start end)
        found (set)
        limit (_limit count)
        order (range first last))
  (for [i (if (is from-end None) order (reversed order))]
    (when (and (is-not limit None) (>= (len found) limit))
      (break))
    (when (accepts (get elements i))
      (.add found i)))
  found)


(defn _limit [count]
  (cond
    (is count None) None
    (is (type count) int) (max 0 count)
    True (type-error count "INTEGER")))


(defn _without [sequence elements places]
  (if places
      (like sequence (lfor [i e] (enumerate elements) :if (not-in i places) e))
      sequence))


(defn _remove [accepts sequence start end count from-end]
  (setv elements (whole sequence))
  (_without sequence elements (_places accepts elements start end count from-end)))


(defn _delete [accepts sequence start end count from-end]
  (setv elements (whole sequence)
        places (_places accepts elements start end count from-end))
  (if (is (type sequence) Cons)
      (_unlink sequence places)
      (_without sequence elements places)))


(defn _unlink [list places]
  "Take the conses at PLACES out of LIST and return what is left."
  (setv head (Cons None list)
        behind head
        i 0)
  (while (is-not list None)
    (if (in i places)
        (setv behind.cdr list.cdr)
        (setv behind list))
    (setv list list.cdr)
    (+= i 1))
  head.cdr)


(defn _substitute [new accepts sequence start end count from-end]
  (setv elements (whole sequence)
        places (_places accepts elements start end count from-end))
  (like sequence (lfor [i e] (enumerate elements) (if (in i places) new e))))


(defn _substitute-in-place [new accepts sequence start end count from-end]
  (when (is (type sequence) str) ; can't be written into
    (return (_substitute new accepts sequence start end count from-end)))
  (setv elements (whole sequence)
        places (_places accepts elements start end count from-end))
  (store-elements sequence 0 (lfor [i e] (enumerate elements) (if (in i places) new e)))
  sequence)


;;; Removing

(defn [(lisp "REMOVE")] remove [item sequence * [key None] [test None] [test-not None] [start 0] [end None] [count None] [from-end None]]
  "Return SEQUENCE without the elements that match ITEM."
  (_remove (matcher item test test-not key) sequence start end count from-end))


(defn [(lisp "REMOVE-IF")] remove-if [predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Return SEQUENCE without the elements that satisfy PREDICATE."
  (_remove (satisfier predicate key) sequence start end count from-end))


(defn [(lisp "REMOVE-IF-NOT")] remove-if-not [predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Return SEQUENCE without the elements that do not satisfy PREDICATE."
  (_remove (satisfier predicate key False) sequence start end count from-end))


(defn [(lisp "DELETE")] delete [item sequence * [key None] [test None] [test-not None] [start 0] [end None] [count None] [from-end None]]
  "Return SEQUENCE, perhaps changed, without the elements that match ITEM."
  (_delete (matcher item test test-not key) sequence start end count from-end))


(defn [(lisp "DELETE-IF")] delete-if [predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Return SEQUENCE, perhaps changed, without the elements that satisfy PREDICATE."
  (_delete (satisfier predicate key) sequence start end count from-end))


(defn [(lisp "DELETE-IF-NOT")] delete-if-not [predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Return SEQUENCE, perhaps changed, without the elements that do not satisfy PREDICATE."
  (_delete (satisfier predicate key False) sequence start end count from-end))


;;; Duplicates

(setv _hashed {eq eql-key  eql eql-key  equal equal-key  equalp equalp-key})


(defn _duplicates [elements test test-not key start end from-end]
  "Return the indices of the elements that have a match later, with FROM-END earlier, in the part."
  (setv [first last] (bounds (len elements) start end)
        order (list (range first last)))
  (when (is from-end None)
    (.reverse order))
  (setv test-function (if (is test None) eql (function-of test))
        make-key (if (is test-not None) (.get _hashed test-function) None))
  (if (is make-key None)
      (_repeated elements order (pair-test test test-not key) (is-not from-end None))
      (_repeated-keys elements order make-key (key-function key))))


(defn _repeated [elements order accepts forward]
  "Return the indices, taken in ORDER, whose element matches one kept before."
  (setv kept []
        repeated (set))
  (for [i order]
    (setv e (get elements i))
    (if (any (gfor k kept (if forward (accepts k e) (accepts e k))))
        (.add repeated i)
        (.append kept e)))
  repeated)


(defn _repeated-keys [elements order make-key key]
  (setv seen (set)
        repeated (set))
  (for [i order]
    (setv e (get elements i)
          k (make-key (if (is key None) e (key e))))
    (if (in k seen) (.add repeated i) (.add seen k)))
  repeated)


(defn [(lisp "REMOVE-DUPLICATES")] remove-duplicates [sequence * [key None] [test None] [test-not None] [start 0] [end None] [from-end None]]
  "Return SEQUENCE with the last one, with FROM-END the first, of matching elements only."
  (setv elements (whole sequence))
  (_without sequence elements (_duplicates elements test test-not key start end from-end)))


(defn [(lisp "DELETE-DUPLICATES")] delete-duplicates [sequence * [key None] [test None] [test-not None] [start 0] [end None] [from-end None]]
  "Like remove-duplicates; SEQUENCE may be changed."
  (setv elements (whole sequence)
        places (_duplicates elements test test-not key start end from-end))
  (if (is (type sequence) Cons) (_unlink sequence places) (_without sequence elements places)))


;;; Substituting

(defn [(lisp "SUBSTITUTE")] substitute [new old sequence * [key None] [test None] [test-not None] [start 0] [end None] [count None] [from-end None]]
  "Return a copy of SEQUENCE with NEW for the elements that match OLD."
  (_substitute new (matcher old test test-not key) sequence start end count from-end))


(defn [(lisp "SUBSTITUTE-IF")] substitute-if [new predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Return a copy of SEQUENCE with NEW for the elements that satisfy PREDICATE."
  (_substitute new (satisfier predicate key) sequence start end count from-end))


(defn [(lisp "SUBSTITUTE-IF-NOT")] substitute-if-not [new predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Return a copy of SEQUENCE with NEW for the elements that do not satisfy PREDICATE."
  (_substitute new (satisfier predicate key False) sequence start end count from-end))


(defn [(lisp "NSUBSTITUTE")] nsubstitute [new old sequence * [key None] [test None] [test-not None] [start 0] [end None] [count None] [from-end None]]
  "Put NEW in place of the elements that match OLD. Return SEQUENCE."
  (_substitute-in-place new (matcher old test test-not key) sequence start end count from-end))


(defn [(lisp "NSUBSTITUTE-IF")] nsubstitute-if [new predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Put NEW in place of the elements that satisfy PREDICATE. Return SEQUENCE."
  (_substitute-in-place new (satisfier predicate key) sequence start end count from-end))


(defn [(lisp "NSUBSTITUTE-IF-NOT")] nsubstitute-if-not [new predicate sequence * [key None] [start 0] [end None] [count None] [from-end None]]
  "Put NEW in place of the elements that do not satisfy PREDICATE. Return SEQUENCE."
  (_substitute-in-place new (satisfier predicate key False) sequence start end count from-end))
