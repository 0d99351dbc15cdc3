#[[Functions on sequences: access, copying, mapping, reducing.

Searching is in `sequence_search.hy`, removing and substituting in `sequence_edit.hy`, order in
`sorting.hy`. They work on lists, vectors of every kind, and strings alike; `lisp/elements.hy`
is where the kinds differ. Source: CLHS 17.]]

(import
  acllib.kernel.constants [UNSUPPLIED truth]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [LispString fill-pointer-of STRINGS]
  acllib.lisp.calling [function-of key-function]
  acllib.lisp.coercion [sequence-filler sequence-maker]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.elements [whole elements-of length-of bounds like store-elements element])


;;; Access

(defn [(lisp "LENGTH")] length [sequence]
  "Return the length of SEQUENCE, up to its fill pointer."
  (length-of sequence))


(defn [(lisp "ELT")] elt [sequence index]
  "Return the element of SEQUENCE at INDEX."
  (element sequence index))


(defn [(lisp (setf "ELT"))] set-elt [value sequence index]
  "Store VALUE as the element of SEQUENCE at INDEX."
  (element sequence index)
  (store-elements sequence index [value])
  value)


(defn [(lisp "SUBSEQ")] subseq [sequence start [end None]]
  "Return a fresh sequence of the elements from START to END."
  (setv kind (type sequence))
  (when (or (is kind str) (is kind LispString))
    (setv text (str sequence))
    (return (LispString (get text (slice #* (bounds (len text) start end sequence))))))
  (when (or (is kind list) (is kind bytearray))
    (return (get sequence (slice #* (bounds (len sequence) start end sequence)))))
  (like sequence (elements-of sequence start end)))


(defn [(lisp (setf "SUBSEQ"))] set-subseq [value sequence start [end None]]
  "Write the elements of VALUE over those from START to END. Return VALUE."
  (replace- sequence value :start1 start :end1 end)
  value)


(defn [(lisp "COPY-SEQ")] copy-seq [sequence]
  "Return a fresh sequence with the elements of SEQUENCE; a string comes out writable."
  (subseq sequence 0))


(defn [(lisp "MAKE-SEQUENCE")] make-sequence [result-type size * [initial-element UNSUPPLIED]]
  "Return a new sequence of a type and size."
  (when (not (and (is (type size) int) (>= size 0)))
    (type-error size "UNSIGNED-BYTE"))
  (setv make (sequence-maker result-type))
  (when (is-not initial-element UNSUPPLIED)
    (return (make (* [initial-element] size))))
  (make (* [(sequence-filler result-type)] size)))


(defn [(lisp "CONCATENATE")] concatenate [result-type #* sequences]
  "Return a new sequence of a type with the elements of SEQUENCES."
  (setv make (sequence-maker result-type)
        found [])
  (for [sequence sequences]
    (.extend found (whole sequence)))
  (make found))


(defn [(lisp "REVERSE")] reverse [sequence]
  "Return a fresh sequence with the elements in the opposite order."
  (like sequence (cut (whole sequence) None None -1)))


(defn [(lisp "NREVERSE")] nreverse [sequence]
  "Turn SEQUENCE around and return it, a new one for a string that can't be written into; a list comes back with its conses in the opposite order."
  (setv kind (type sequence))
  (cond
    (is kind Cons) (_turn sequence)
    (or (is kind list) (is kind bytearray)) (do (.reverse sequence) sequence)
    (is sequence None) None
    (is kind str) (reverse sequence)
    True (do
           (store-elements sequence 0 (cut (whole sequence) None None -1))
           sequence)))


(defn _turn [list]
  (whole list)
  (setv behind None)
  (while (is-not list None)
    (setv following list.cdr
          list.cdr behind
          behind list
          list following))
  behind)


(defn [(lisp "FILL")] fill [sequence item * [start 0] [end None]]
  "Store ITEM in each place of SEQUENCE from START to END. Return SEQUENCE."
  (setv [first last] (bounds (length-of sequence) start end sequence))
  (store-elements sequence first (* [item] (- last first)))
  sequence)


(defn [(lisp "REPLACE")] replace- [sequence1 sequence2 * [start1 0] [end1 None] [start2 0] [end2 None]]
  "Copy elements of SEQUENCE2 over those of SEQUENCE1, as many as both parts have. Return SEQUENCE1."
  (setv [first1 last1] (bounds (length-of sequence1) start1 end1 sequence1)
        [first2 last2] (bounds (length-of sequence2) start2 end2 sequence2)
        count (min (- last1 first1) (- last2 first2)))
  (cond
    (and (is (type sequence1) bytearray) (is (type sequence2) bytearray))
      (setv (get sequence1 (slice first1 (+ first1 count))) (cut sequence2 first2 (+ first2 count)))
    (and (is (type sequence1) LispString) (in (type sequence2) STRINGS))
      (setv (get sequence1 (slice first1 (+ first1 count))) (cut (str sequence2) first2 (+ first2 count)))
    True
      (store-elements sequence1 first1 (cut (whole sequence2) first2 (+ first2 count))))
  sequence1)


;;; Mapping

(defn _rows [sequences]
  "Return an iterable over the tuples of the elements at the same place of each of SEQUENCES."
  (zip #* (map whole sequences)))


(defn [(lisp "MAP")] map- [result-type function sequence #* sequences]
  "Return a sequence of a type with what FUNCTION returns for the elements; nil for result type nil."
  (setv function (function-of function)
        make (if (is result-type None) None (sequence-maker result-type))
        found [])
  (for [row (_rows #(sequence #* sequences))]
    (when pending (run-pending))
    (.append found (function #* row)))
  (if (is make None) None (make found)))


(defn [(lisp "MAP-INTO")] map-into [result function #* sequences]
  "Store what FUNCTION returns for the elements of SEQUENCES in RESULT, as far as all reach."
  (setv function (function-of function)
        capacity (_capacity result)
        rows (if sequences (_rows sequences) (* [#()] capacity))
        count 0
        found [])
  (for [row rows]
    (when (= count capacity)
      (break))
    (when pending (run-pending))
    (.append found (function #* row))
    (+= count 1))
  (when (and sequences (is-not (fill-pointer-of result) None))
    (setv result.fill count))
  (store-elements result 0 found)
  result)


(defn _capacity [sequence]
  "Return how many elements fit into SEQUENCE; a fill pointer is no limit."
  (if (is (fill-pointer-of sequence) None) (length-of sequence) (len sequence.data)))


(defn [(lisp "REDUCE")] reduce [function sequence * [key None] [from-end None] [start 0] [end None] [initial-value UNSUPPLIED]]
  "Return the elements combined by FUNCTION, two at a time, from the left, or from the right with FROM-END."
  (setv function (function-of function)
        key (key-function key)
        found (elements-of sequence start end))
  (when (is-not key None)
    (setv found (lfor e found (_keyed key e))))
  (when (is-not from-end None)
    (.reverse found))
  (when (is-not initial-value UNSUPPLIED)
    (.insert found 0 initial-value))
  (when (not found)
    (return (function)))
  (setv answer (get found 0))
  (for [element (cut found 1 None)]
    (when pending (run-pending))
    (setv answer (if (is from-end None) (function answer element) (function element answer))))
  answer)


(defn _keyed [key element]
  (when pending (run-pending))
  (key element))


;;; Quantifiers

(defn [(lisp "SOME")] some [predicate sequence #* sequences]
  "Return the first true value PREDICATE returns for the elements, else nil."
  (setv predicate (function-of predicate))
  (for [row (_lazy-rows sequence sequences)]
    (when pending (run-pending))
    (setv answer (predicate #* row))
    (when (truth answer)
      (return answer)))
  None)


(defn [(lisp "EVERY")] every [predicate sequence #* sequences]
  "Return t if PREDICATE is true for all elements."
  (setv predicate (function-of predicate))
  (for [row (_lazy-rows sequence sequences)]
    (when pending (run-pending))
    (when (not (truth (predicate #* row)))
      (return None)))
  True)


(defn [(lisp "NOTANY")] notany [predicate sequence #* sequences]
  "Return t if PREDICATE is true for no element."
  (if (is (some predicate sequence #* sequences) None) True None))


(defn [(lisp "NOTEVERY")] notevery [predicate sequence #* sequences]
  "Return t if PREDICATE is not true for all elements."
  (if (is (every predicate sequence #* sequences) None) True None))


(defn _lazy-rows [sequence sequences]
  "Like `_rows`; a list is gone through as far as it is asked for."
  (zip #* (gfor s #(sequence #* sequences) (if (is (type s) Cons) s (whole s)))))
