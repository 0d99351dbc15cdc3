#[[Arrays that Python has no type for: mutable strings, and arrays with dimensions, fill pointers
or displacement.

Simple vectors are Python lists and octet vectors bytearrays; everything here is the rest.]]

(import
  acllib.characters [characters Character]
  acllib.kernel.signalling [type-error error Error]
  acllib.lisp.conses [L]
  acllib.lisp.symbols [cl])


(defclass LispString []
  #[[A string that can be written into. It equals, and hashes like, the str of its characters.

  data         -- list of one-character strs
  fill         -- int: how many of them belong to the string, or None: all
  adjustable   -- true: it may grow]]
  (setv __slots__ #("data" "fill" "adjustable" "_text" "__weakref__"))

  (defn __init__ [self [text ""] [fill None] [adjustable False]]
    (setv self.data (list text)
          self.fill fill
          self.adjustable adjustable
          self._text None))

  (defn __len__ [self]
    (if (is self.fill None) (len self.data) self.fill))

  (defn __bool__ [self]
    True)

  (defn __str__ [self]
    (when (is self._text None)
      (setv self._text (.join "" (if (is self.fill None) self.data (cut self.data self.fill)))))
    self._text)

  (defn __repr__ [self]
    (repr (str self)))

  (defn __iter__ [self]
    (iter (str self)))

  (defn __hash__ [self]
    (hash (str self)))

  (defn __eq__ [self other]
    (if (or (isinstance other LispString) (is (type other) str))
        (= (str self) (str other))
        NotImplemented))

  (defn __getitem__ [self index]
    "Return the Character at INDEX, or the str of a slice."
    (if (isinstance index slice)
        (get (str self) index)
        (get characters (get self.data index))))

  (defn __setitem__ [self index value]
    (setv self._text None)
    (if (isinstance index slice)
        (do
          (setv before (len self.data)
                (get self.data index) (lfor c value (str.__str__ c)))
          (when (!= before (len self.data))
            (error (Error :format-control "A store into a string must not change its length."))))
        (do
          (when (not (isinstance value Character))
            (type-error value "CHARACTER"))
          (setv (get self.data index) (str.__str__ value)))))

  (defn append [self character]
    "Add CHARACTER behind the end (of the fill pointer, if there is one)."
    (setv self._text None)
    (cond
      (is self.fill None) (.append self.data (str.__str__ character))
      (= self.fill (len self.data)) (do (.append self.data (str.__str__ character)) (+= self.fill 1))
      True (do (setv (get self.data self.fill) (str.__str__ character)) (+= self.fill 1)))))


(defn stringp [object]
  "Return whether OBJECT is a Lisp string: a str that is no Character, or a LispString."
  (setv kind (type object))
  (or (is kind str) (is kind LispString)))


(defn text [object]
  "Return the str of a Lisp string; signals type-error for anything else."
  (setv kind (type object))
  (cond
    (is kind str) object
    (is kind LispString) (str object)
    True (type-error object "STRING")))


(setv CHARACTER (cl "CHARACTER")
      BIT (cl "BIT")
      OCTET (L (cl "UNSIGNED-BYTE") 8))


(defclass LispArray []
  #[[An array that is neither list, bytearray nor string.

  dimensions   -- tuple of ints
  data         -- list or bytearray (or the array displaced to), row-major
  element-type -- Lisp type specifier; True for any object
  fill         -- fill pointer of a vector, or None
  adjustable   -- true: adjust-array keeps its identity
  displaced    -- None or #(array offset)

  One of one dimension is a LispVector, one of bits a BitVector: classes that methods can be for.]]
  (setv __slots__ #("dimensions" "data" "element_type" "fill" "adjustable" "displaced" "__weakref__"))

  (defn __new__ [cls dimensions data [element-type True] #* _ #** _keywords]
    (.__new__ object (cond
                       (!= (len dimensions) 1) LispArray
                       (is element-type BIT) BitVector
                       True LispVector)))

  (defn __init__ [self dimensions data [element-type True] [fill None] [adjustable False] [displaced None]]
    (setv self.dimensions (tuple dimensions)
          self.data data
          self.element-type element-type
          self.fill fill
          self.adjustable adjustable
          self.displaced displaced))

  (defn __getnewargs__ [self]
    "Return what a copy is made with before it gets its state: for fasl files."
    #(self.dimensions None self.element-type))

  (defn __len__ [self]
    "Return the length of a vector, up to its fill pointer."
    (cond
      (is-not self.fill None) self.fill
      (= (len self.dimensions) 1) (get self.dimensions 0)
      True (type-error self "VECTOR")))

  (defn __bool__ [self]
    True)

  (defn __getitem__ [self index]
    "Return the element at the row-major INDEX, or the list of a slice of a vector."
    (if (isinstance index slice)
        (lfor i (range #* (.indices index (len self))) (get self i))
        (if (is self.displaced None)
            (get self.data index)
            (get (get self.displaced 0) (+ index (get self.displaced 1))))))

  (defn __setitem__ [self index value]
    (cond
      (isinstance index slice)
        (for [[i v] (zip (range #* (.indices index (len self))) value)]
          (setv (get self i) v))
      (is self.displaced None)
        (setv (get self.data index) value)
      True
        (setv (get (get self.displaced 0) (+ index (get self.displaced 1))) value)))

  (defn __iter__ [self]
    (for [i (range (len self))]
      (yield (get self i)))))


(defclass LispVector [LispArray]
  "A vector that is neither list, bytearray nor string."
  (setv __slots__ #()))


(defclass BitVector [LispVector]
  "A vector of bits."
  (setv __slots__ #()))


;;; What every array knows of itself

;; The Python types of Lisp arrays: of strings, of those that are of our own making, of all, of vectors.
(setv STRINGS (frozenset [str LispString])
      GENERAL (frozenset [LispArray LispVector BitVector])
      ARRAYS (frozenset [str LispString list bytearray #* GENERAL])
      VECTORS (- ARRAYS #{LispArray}))


(defn arrayp [object]
  "Return whether OBJECT is a Lisp array of any kind."
  (in (type object) ARRAYS))


(defn vectorp [object]
  "Return whether OBJECT is a Lisp vector: an array of one dimension."
  (in (type object) VECTORS))


(defn element-type-of [array]
  "Return the type specifier of what ARRAY can hold."
  (setv kind (type array))
  (cond
    (is kind list) True
    (is kind bytearray) OCTET
    (in kind GENERAL) array.element-type
    True CHARACTER))


(defn dimensions-of [array]
  "Return the tuple of ARRAY's dimensions; fill pointers are disregarded."
  (setv kind (type array))
  (cond
    (in kind GENERAL) array.dimensions
    (is kind LispString) #((len array.data))
    True #((len array))))


(defn simple-p [array]
  "Return whether ARRAY has neither fill pointer nor displacement and can't be adjusted."
  (setv kind (type array))
  (cond
    (is kind LispString) (and (is array.fill None) (not array.adjustable))
    (in kind GENERAL) (and (is array.fill None) (not array.adjustable) (is array.displaced None))
    True True))


(defn fill-pointer-of [array]
  "Return the fill pointer of ARRAY, or None if it has none."
  (setv kind (type array))
  (if (or (is kind LispString) (in kind GENERAL)) array.fill None))


(defn bit-vector-p [object]
  "Return whether OBJECT is a vector of bits."
  (is (type object) BitVector))


(defn total-size [dimensions]
  "Return the product of DIMENSIONS."
  (setv size 1)
  (for [d dimensions]
    (*= size d))
  size)
