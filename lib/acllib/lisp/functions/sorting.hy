#[[Sorting and merging. Source: CLHS 17.

A standard order (`<`, `string<` and their like) on elements of the right type is left to
Python's sort. Any other predicate is called from a merge sort in Python, never from inside C's:
a predicate that sorts in turn could overflow the C stack. Both are stable.]]

(import
  acllib.characters [Character]
  acllib.kernel.constants [truth]
  acllib.kernel.interrupts [pending run-pending]
  acllib.lisp.arrays [STRINGS]
  acllib.lisp.calling [function-of key-function]
  acllib.lisp.coercion [sequence-maker]
  acllib.lisp.definitions [lisp]
  acllib.lisp.elements [elements-of like store-elements whole]
  acllib.lisp.equality [fold]
  acllib.lisp.functions [numbers strings]
  acllib.lisp.functions.characters [plain folded]
  acllib.lisp.image [symbol-function]
  acllib.lisp.symbols [cl])


(defn _folded-text [object]
  (fold (str object)))


(defn _numbers? [objects]
  (setv kinds (set (map type objects)))
  (and (<= kinds numbers.REALS) (or (not-in float kinds) (all (gfor o objects (= o o))))))


(defn _strings? [objects]
  (<= (set (map type objects)) STRINGS))


(defn _characters? [objects]
  (<= (set (map type objects)) #{Character}))


;; Predicate → #(elements it is meant for, Python key or None, descending).
(setv ORDERS {
  numbers.less        #(_numbers? None False)
  numbers.greater     #(_numbers? None True)
  strings.less        #(_strings? str False)
  strings.greater     #(_strings? str True)
  strings.lessp       #(_strings? _folded-text False)
  strings.greaterp    #(_strings? _folded-text True)
  (symbol-function (cl "CHAR<"))        #(_characters? plain False)
  (symbol-function (cl "CHAR>"))        #(_characters? plain True)
  (symbol-function (cl "CHAR-LESSP"))   #(_characters? folded False)
  (symbol-function (cl "CHAR-GREATERP")) #(_characters? folded True)})


(defn sorted-elements [elements predicate key]
  "Return the Python list ELEMENTS in order; it may be ELEMENTS itself."
  (setv predicate (function-of predicate)
        key (key-function key)
        keys (if (is key None) elements (_keys elements key))
        order (.get ORDERS predicate))
  (when (and (is-not order None) ((get order 0) keys))
    (return (_sort-natively elements keys #* (cut order 1 None))))
  (setv places (_merge-sort (list (range (len elements))) keys predicate))
  (lfor i places (get elements i)))


(defn _keys [elements key]
  (setv found [])
  (for [e elements]
    (when pending (run-pending))
    (.append found (key e)))
  found)


(defn _sort-natively [elements keys see descending]
  (if (is keys elements)
      (sorted elements :key see :reverse descending)
      (do
        (setv seen (if (is see None) keys (list (map see keys))))
        (lfor i (sorted (range (len elements)) :key seen.__getitem__ :reverse descending)
              (get elements i)))))


(defn _merge-sort [places keys predicate]
  "Return PLACES, a list of indices into KEYS, in the order of the keys."
  (setv runs (lfor start (range 0 (len places) 6) (_insertion-sort (cut places start (+ start 6)) keys predicate)))
  (while (> (len runs) 1)
    (setv pairs (zip (cut runs 0 None 2) (cut runs 1 None 2))
          odd (if (= (% (len runs) 2) 1) [(get runs -1)] [])
          runs (+ (lfor [a b] pairs (_merge-runs a b keys predicate)) odd)))
  (if runs (get runs 0) []))


(defn _insertion-sort [places keys predicate]
  (setv found [])
  (for [place places]
    (setv key (get keys place)
          i (len found))
    (when pending (run-pending))
    (while (and (> i 0) (truth (predicate key (get keys (get found (- i 1))))))
      (-= i 1))
    (.insert found i place))
  found)


(defn _merge-runs [a b keys predicate]
  (setv found []
        i 0
        j 0)
  (while (and (< i (len a)) (< j (len b)))
    (when pending (run-pending))
    (if (truth (predicate (get keys (get b j)) (get keys (get a i))))
        (do (.append found (get b j)) (+= j 1))
        (do (.append found (get a i)) (+= i 1))))
  (+ found (cut a i None) (cut b j None)))


(defn [(lisp "SORT" "STABLE-SORT")] sort [sequence predicate * [key None]]
  #[[Sort SEQUENCE so that PREDICATE is false of each element and the one before it. Return it.

  The sequence itself holds the sorted elements afterwards, but for a string that can't be written
  into, which is copied; equal elements keep their order.]]
  (setv elements (elements-of sequence)
        found (sorted-elements elements predicate key))
  (when (is (type sequence) str)
    (return (like sequence found)))
  (when found
    (store-elements sequence 0 found))
  sequence)


(defn [(lisp "MERGE")] merge [result-type sequence-1 sequence-2 predicate * [key None]]
  "Return a sequence of a type with the elements of two sorted ones in order; those of the first go before equal ones."
  (setv make (sequence-maker result-type)
        elements (+ (list (whole sequence-1)) (list (whole sequence-2)))
        middle (len (whole sequence-1))
        key (key-function key)
        keys (if (is key None) elements (_keys elements key)))
  (make (lfor i (_merge-runs (list (range middle)) (list (range middle (len elements))) keys (function-of predicate))
              (get elements i))))
