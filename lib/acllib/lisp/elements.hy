#[[Sequences of every kind as Python lists, and back.

`elements-of` is how a sequence function looks at its argument: the elements between two
bounds as a Python list of Lisp objects. `like` makes a fresh sequence of the kind of another,
`store-elements` writes into an existing one. Nothing else needs to know how many kinds there
are.]]

(import
  acllib.characters [characters Character]
  acllib.kernel.signalling [type-error error WrongType]
  acllib.lisp.arrays [LispString LispArray vectorp element-type-of STRINGS ARRAYS GENERAL]
  acllib.lisp.conses [Cons circular? items lisp-list]
  acllib.lisp.symbols [cl])


(setv _character characters.__getitem__)


(defn whole [sequence]
  "Return all elements of SEQUENCE as a Python list, perhaps the sequence itself: don't write into it."
  (setv kind (type sequence))
  (cond
    (is sequence None) []
    (is kind Cons) (items sequence)
    (is kind list) sequence
    (is kind str) (list (map _character sequence))
    (is kind LispString) (list (map _character (str sequence)))
    (is kind bytearray) (list sequence)
    (and (in kind GENERAL) (= (len sequence.dimensions) 1)) (list sequence)
    True (type-error sequence "SEQUENCE")))


(defn length-of [sequence]
  "Return the length of SEQUENCE; signals for dotted lists and what is no sequence."
  (setv kind (type sequence))
  (cond
    (is sequence None) 0
    (is kind Cons) (_list-length sequence)
    (and (in kind ARRAYS) (vectorp sequence)) (len sequence)
    True (type-error sequence "SEQUENCE")))


(defn _list-length [list]
  (setv count 0
        rest list)
  (while (is (type rest) Cons)
    (+= count 1)
    (setv rest rest.cdr)
    (when (and (= (& count 0xFFFF) 0) (circular? list))
      (type-error list "LIST")))
  (if (is rest None) count (type-error rest "LIST")))


(defn bounds [length start end [sequence None]]
  #[[Return #(start end) of a part of a sequence, with nil replaced.

  Signals: type-error where they aren't indices in order within LENGTH.]]
  (setv first (if (is start None) 0 start)
        last (if (is end None) length end))
  (when (not (and (is (type first) int) (is (type last) int) (<= 0 first last length)))
    (setv start-fits (and (is (type first) int) (<= 0 first length))
          range- (if start-fits [first length] [0 length]))
    (error (WrongType
             :datum (if start-fits end start) :expected-type (lisp-list [(cl "INTEGER") #* range-])
             :format-control "The bounding indices ~s and ~s are bad for a sequence of length ~s."
             :format-arguments (lisp-list [start end length]))))
  #(first last))


(defn elements-of [sequence [start 0] [end None]]
  "Return a fresh Python list of the elements of SEQUENCE from START to END (nil: its end)."
  (setv found (whole sequence))
  (when (and (= start 0) (is end None))
    (return (if (is found sequence) (list found) found)))
  (setv [first last] (bounds (len found) start end sequence))
  (cut found first last))


(defn like [sequence elements]
  "Return a fresh sequence of SEQUENCE's kind with ELEMENTS, an iterable of Lisp objects."
  (setv kind (type sequence))
  (cond
    (or (is sequence None) (is kind Cons)) (lisp-list elements)
    (is kind list) (list elements)
    (in kind STRINGS) (LispString elements)
    (is kind bytearray) (bytearray elements)
    True (do
           (setv data (list elements))
           (vector-of (element-type-of sequence) data))))


(defn vector-of [element-type data]
  "Return a simple vector for an upgraded ELEMENT-TYPE that holds the Python list DATA."
  (setv name (getattr element-type "name" None))
  (cond
    (is element-type True) data
    (= name "CHARACTER") (LispString data)
    (octets-p element-type) (bytearray data)
    True (LispArray [(len data)] data element-type)))


(defn octets-p [element-type]
  "Return whether an upgraded element type is (unsigned-byte 8)."
  (and (is (type element-type) Cons) (= element-type.car.name "UNSIGNED-BYTE")
       (is-not element-type.cdr None) (= element-type.cdr.car 8)))


(defn store-elements [sequence start elements]
  "Write ELEMENTS, Lisp objects, into SEQUENCE from START on. Signals where one does not fit in."
  (setv kind (type sequence))
  (cond
    (is kind list) (setv (get sequence (slice start (+ start (len elements)))) elements)
    (is kind Cons) (_store-into-list sequence start elements)
    True (for [[i element] (enumerate elements start)]
           (store sequence i element)))
  None)


(defn _store-into-list [cons start elements]
  (for [_ (range start)]
    (setv cons cons.cdr))
  (for [element elements]
    (setv cons.car element
          cons cons.cdr)))


(defn store [vector index value]
  "Store VALUE in VECTOR, or any array in row-major order, at an INDEX known to be in it."
  (setv kind (type vector))
  (cond
    (is kind list) (setv (get vector index) value)
    (is kind bytearray) (do
                          (when (not (and (is (type value) int) (<= 0 value 255)))
                            (type-error value "(UNSIGNED-BYTE 8)"))
                          (setv (get vector index) value))
    (is kind LispString) (setv (get vector index) value)
    (in kind GENERAL) (_store-into-array vector index value)
    (is kind str) (read-only vector)
    True (type-error vector "ARRAY"))
  value)


(defn _store-into-array [array index value]
  (if (is array.displaced None)
      (do
        (when (and (is-not array.element-type True) (not (fits value array.element-type)))
          (type-error value array.element-type))
        (setv (get array.data index) value))
      (store (get array.displaced 0) (+ index (get array.displaced 1)) value)))


(defn fits [value element-type]
  "Return whether an array of an upgraded ELEMENT-TYPE, not t, can hold VALUE."
  (if (is (type element-type) Cons)
      (do
        (setv bits element-type.cdr.car)
        (and (is (type value) int)
             (if (= element-type.car.name "UNSIGNED-BYTE")
                 (<= 0 value (- (** 2 bits) 1))
                 (<= (- (** 2 (- bits 1))) value (- (** 2 (- bits 1)) 1)))))
      (do
        (setv name element-type.name)
        (cond
          (= name "BIT") (and (is (type value) int) (<= 0 value 1))
          (= name "CHARACTER") (is (type value) Character)
          (= name "DOUBLE-FLOAT") (is (type value) float)
          True True))))


(defn read-only [string]
  "Signal that STRING, a literal or the like, can't be written into. Returns: never."
  (error (WrongType
           :datum string :expected-type (cl "STRING")
           :format-control "~s can't be modified: it is a literal string, a symbol's name or the like. Make a copy of it with copy-seq first."
           :format-arguments (lisp-list [string]))))


(defn default-element [element-type]
  "Return what fresh arrays of an upgraded element type are filled with."
  (setv name (getattr element-type "name" None))
  (cond
    (is element-type True) None
    (= name "CHARACTER") (get characters "\0")
    (= name "DOUBLE-FLOAT") 0.0
    True 0))


(defn element [sequence index]
  "Return the element of SEQUENCE at INDEX; signals type-error for an index outside."
  (setv kind (type sequence))
  (when (not (and (is (type index) int) (>= index 0)))
    (bad-index sequence index))
  (when (is kind Cons)
    (setv rest sequence)
    (for [_ (range index)]
      (when (is-not (type rest) Cons)
        (bad-index sequence index))
      (setv rest rest.cdr))
    (return (if (is (type rest) Cons) rest.car (bad-index sequence index))))
  (when (or (not (vectorp sequence)) (is sequence None))
    (return (if (is sequence None) (bad-index sequence index) (type-error sequence "SEQUENCE"))))
  (when (>= index (len sequence))
    (bad-index sequence index))
  (if (is kind str) (_character (get sequence index)) (get sequence index)))


(defn bad-index [array index [size None]]
  "Signal that INDEX lies outside of ARRAY, which has SIZE places for it. Returns: never."
  (error (WrongType
           :datum index :expected-type (_index-type array index size)
           :format-control "The index ~s is out of bounds for ~s."
           :format-arguments (lisp-list [index array]))))


(defn _index-type [array index size]
  (when (not (and (is (type index) int) (>= index 0)))
    (return (cl "UNSIGNED-BYTE")))
  (when (is size None)
    (setv size (cond
                 (is array None) 0
                 (is (type array) Cons) (_conses-to array index)
                 True (len array))))
  (lisp-list [(cl "INTEGER") 0 (lisp-list [size])]))


(defn _conses-to [rest limit]
  "Return the number of conses of a list, LIMIT at most: it may be a circle."
  (setv count 0)
  (while (and (is (type rest) Cons) (< count limit))
    (setv rest rest.cdr)
    (+= count 1))
  count)
