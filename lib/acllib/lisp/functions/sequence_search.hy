#[[Searching in sequences: find, position, count, search, mismatch. Source: CLHS 17.

A list is gone through no further than needed; where a string or octet vector is searched with
the standard test, Python's own search does it.]]

(import
  acllib.characters [Character]
  acllib.lisp.arrays [STRINGS]
  acllib.lisp.calling [matcher satisfier pair-test function-of]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp]
  acllib.lisp.elements [elements-of bounds]
  acllib.lisp.equality [eq eql])


(defn _scan [accepts sequence start end from-end]
  "Return #(index element) of the first, with FROM-END the last, accepted element; None if there is none."
  (when (and (is (type sequence) Cons) (is end None) (is from-end None) (= start 0))
    (for [[i e] (enumerate sequence)]
      (when (accepts e)
        (return #(i e))))
    (return None))
  (setv found (elements-of sequence start end)
        places (if (is from-end None) (range (len found)) (range (- (len found) 1) -1 -1)))
  (for [i places]
    (when (accepts (get found i))
      (return #((+ i start) (get found i)))))
  None)


(defn _element [found]
  (if (is found None) None (get found 1)))


(defn _place [found]
  (if (is found None) None (get found 0)))


(defn [(lisp "FIND")] find [item sequence * [key None] [test None] [test-not None] [start 0] [end None] [from-end None]]
  "Return the first element that matches ITEM, with FROM-END the last, else nil."
  (_element (_scan (matcher item test test-not key) sequence start end from-end)))


(defn [(lisp "FIND-IF")] find-if [predicate sequence * [key None] [start 0] [end None] [from-end None]]
  "Return the first element that satisfies PREDICATE, with FROM-END the last, else nil."
  (_element (_scan (satisfier predicate key) sequence start end from-end)))


(defn [(lisp "FIND-IF-NOT")] find-if-not [predicate sequence * [key None] [start 0] [end None] [from-end None]]
  "Return the first element that does not satisfy PREDICATE, with FROM-END the last, else nil."
  (_element (_scan (satisfier predicate key False) sequence start end from-end)))


(defn _plain-test [test test-not key]
  "Return whether elements are compared by eql, as they are."
  (and (is test-not None) (is key None)
       (or (is test None) (is test eql) (is test eq) (is (function-of test) eql))))


(defn [(lisp "POSITION")] position [item sequence * [key None] [test None] [test-not None] [start 0] [end None] [from-end None]]
  "Return the index of the first element that matches ITEM, with FROM-END the last, else nil."
  (if (and (in (type sequence) STRINGS) (is (type item) Character) (_plain-test test test-not key))
      (_index-in-text (str sequence) (str.__str__ item) start end from-end)
      (_place (_scan (matcher item test test-not key) sequence start end from-end))))


(defn _index-in-text [text wanted start end from-end]
  (setv [first last] (bounds (len text) start end text)
        index (if (is from-end None) (.find text wanted first last) (.rfind text wanted first last)))
  (if (< index 0) None index))


(defn [(lisp "POSITION-IF")] position-if [predicate sequence * [key None] [start 0] [end None] [from-end None]]
  "Return the index of the first element that satisfies PREDICATE, with FROM-END the last, else nil."
  (_place (_scan (satisfier predicate key) sequence start end from-end)))


(defn [(lisp "POSITION-IF-NOT")] position-if-not [predicate sequence * [key None] [start 0] [end None] [from-end None]]
  "Return the index of the first element that does not satisfy PREDICATE, with FROM-END the last, else nil."
  (_place (_scan (satisfier predicate key False) sequence start end from-end)))


(defn _count [accepts sequence start end from-end]
  (setv found (elements-of sequence start end)
        total 0)
  (when (is-not from-end None)
    (.reverse found))
  (for [e found]
    (when (accepts e)
      (+= total 1)))
  total)


(defn [(lisp "COUNT")] count [item sequence * [key None] [test None] [test-not None] [start 0] [end None] [from-end None]]
  "Return how many elements match ITEM."
  (_count (matcher item test test-not key) sequence start end from-end))


(defn [(lisp "COUNT-IF")] count-if [predicate sequence * [key None] [start 0] [end None] [from-end None]]
  "Return how many elements satisfy PREDICATE."
  (_count (satisfier predicate key) sequence start end from-end))


(defn [(lisp "COUNT-IF-NOT")] count-if-not [predicate sequence * [key None] [start 0] [end None] [from-end None]]
  "Return how many elements do not satisfy PREDICATE."
  (_count (satisfier predicate key False) sequence start end from-end))


;;; Two sequences

(defn [(lisp "SEARCH")] search [sequence1 sequence2 * [key None] [test None] [test-not None] [start1 0] [end1 None] [start2 0] [end2 None] [from-end None]]
  "Return the index in SEQUENCE2 where a part like SEQUENCE1 begins, with FROM-END the last, else nil."
  (when (and (_alike sequence1 sequence2) (_plain-test test test-not key))
    (return (_search-text (_text sequence1) (_text sequence2) start1 end1 start2 end2 from-end)))
  (setv wanted (elements-of sequence1 start1 end1)
        found (elements-of sequence2 start2 end2)
        accepts (pair-test test test-not key)
        n (len wanted)
        places (range (+ (- (len found) n) 1)))
  (for [i (if (is from-end None) places (reversed places))]
    (when (all (gfor k (range n) (accepts (get wanted k) (get found (+ i k)))))
      (return (+ i start2))))
  None)


(defn _alike [a b]
  "Return whether two sequences are both strings or both octet vectors."
  (or (and (in (type a) STRINGS) (in (type b) STRINGS))
      (and (is (type a) bytearray) (is (type b) bytearray))))


(defn _text [sequence]
  (if (is (type sequence) bytearray) sequence (str sequence)))


(defn _search-text [wanted text start1 end1 start2 end2 from-end]
  (setv wanted (get wanted (slice #* (bounds (len wanted) start1 end1 wanted))))
  (_index-in-text text wanted start2 end2 from-end))


(defn [(lisp "MISMATCH")] mismatch [sequence1 sequence2 * [key None] [test None] [test-not None] [start1 0] [end1 None] [start2 0] [end2 None] [from-end None]]
  "Return the index in SEQUENCE1 where the sequences begin to differ, nil if they match."
  (setv a (elements-of sequence1 start1 end1)
        b (elements-of sequence2 start2 end2)
        accepts (pair-test test test-not key))
  (when (is-not from-end None)
    (.reverse a)
    (.reverse b))
  (setv common 0)
  (for [[x y] (zip a b)]
    (when (not (accepts x y))
      (break))
    (+= common 1))
  (cond
    (= common (len a) (len b)) None
    (is from-end None) (+ start1 common)
    True (+ start1 (- (len a) common))))
