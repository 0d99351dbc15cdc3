#[[The sequences that programs hand to streams: what is in them, and how they look as octets.

The core knows Python's sequences and the shape of Lisp's: what equals its own `str` is a string;
an array with an `element-type` of n-bit bytes holds integers; everything else that can be
indexed holds characters, or whatever is stored. Streams are not known here.]]

(import
  struct
  sys
  acllib.arguments [bad-argument integer-p keyword-of]
  acllib.characters [characters]
  acllib.kernel.signalling [type-error])


(defn text-of [object [expected "STRING"]]
  "Return OBJECT, a Lisp or Python string, as a str; signals type-error, EXPECTED, for anything else."
  (when (isinstance object str)
    (return object))
  (setv text (str object))
  (if (and (isinstance text str) (= object text))
      text
      (type-error object expected)))


(defn bounds [start end length]
  "Return #(start end) as ints; signals type-error unless 0 <= START <= END <= LENGTH. None: the whole."
  (when (is start None)
    (setv start 0))
  (when (is end None)
    (setv end length))
  (when (not (and (isinstance end int) (<= 0 end length)))
    (type-error end f"(INTEGER 0 {length})"))
  (when (not (and (isinstance start int) (<= 0 start end)))
    (type-error start f"(INTEGER 0 {end})"))
  #(start end))


(defn octet-view [object]
  "Return a memoryview of the octets that OBJECT is made of, or None if it holds something else."
  (when (isinstance object #(str list tuple))
    (return None))
  (try
    (setv view (memoryview object))
    (except [TypeError]
      (return None)))
  (if (= view.format "B") view (.cast view "B")))


(defn writable-view [object]
  "Return `octet-view` of OBJECT; signals type-error if it can't be written into."
  (setv view (octet-view object))
  (when (and (is-not view None) view.readonly)
    (type-error object "(VECTOR (UNSIGNED-BYTE 8))"))
  view)


(defclass IntegerElements []
  "How the elements of a Lisp array of n-bit integers look in memory: size in octets, signed or not."
  (setv __slots__ #("size" "signed"))

  (defn __init__ [self bits signed]
    (setv self.size (max 1 (// (+ bits 7) 8))
          self.signed signed))

  (defn pack [self elements]
    "Return ELEMENTS, ints, as a bytearray in the machine's byte order."
    (bytearray (.join b"" (gfor e elements (.to-bytes e self.size sys.byteorder :signed self.signed)))))

  (defn unpack [self octets]
    "Return the list of ints that OCTETS stand for."
    (setv size self.size)
    (if (and (= size 1) (not self.signed))
        (list octets)
        (lfor i (range 0 (len octets) size)
              (int.from-bytes (cut octets i (+ i size)) sys.byteorder :signed self.signed))))

  (defn octets-of [self elements]
    "Return the octets that ELEMENTS are, one each; signals type-error for one that is none."
    (setv least (if (and self.signed (= self.size 1)) -128 0))
    (for [element elements]
      (when (not (<= least element 255))
        (type-error element "(UNSIGNED-BYTE 8)")))
    (bytearray (gfor e elements (& e 255))))

  (defn from-octets [self octets]
    "Return the list of the elements that OCTETS become, one each."
    (if (= self.size 1) (.unpack self octets) (list octets))))


(defclass FloatElements []
  "How the elements of a Lisp array of floats look in memory."
  (setv __slots__ #()
        size 8)

  (defn pack [self elements]
    "Return ELEMENTS, floats, as a bytearray in the machine's byte order."
    (bytearray (.pack struct f"={(len elements)}d" #* elements)))

  (defn unpack [self octets]
    "Return the list of floats that OCTETS stand for."
    (list (.unpack struct f"={(// (len octets) 8)}d" octets))))


(defn numeric-elements [object]
  "Return how the elements of a Lisp array of bytes or floats look in memory, or None for any other sequence."
  (if (= (getattr (getattr object "element_type" None) "name" None) "DOUBLE-FLOAT")
      (FloatElements)
      (integer-elements object)))


(defn integer-elements [object]
  "Return the IntegerElements of a Lisp array of bytes, or None for any other sequence."
  (setv type (getattr object "element_type" None))
  (when (or (is type None) (is type True) (not (hasattr type "__iter__")))
    (return None))
  (setv parts (list type)
        name (getattr (get parts 0) "name" (get parts 0)))
  (if (and (in name #("UNSIGNED-BYTE" "SIGNED-BYTE")) (= (len parts) 2) (isinstance (get parts 1) int))
      (IntegerElements (get parts 1) (= name "SIGNED-BYTE"))
      None))


(defn check-storable [sequence]
  "Signal type-error if characters can't be written into SEQUENCE, as into literal strings and arrays of bits."
  (when (not (hasattr sequence "__setitem__"))
    (type-error sequence "(AND VECTOR (NOT (SATISFIES LITERAL)))"))
  (when (is-not (getattr sequence "element_type" True) True)
    (type-error sequence "(OR STRING SIMPLE-VECTOR (VECTOR (UNSIGNED-BYTE 8)))")))


(defn store [sequence start text]
  "Put the characters of TEXT into SEQUENCE, a list or anything that indexes like one, from START on."
  (when text
    (setv (get sequence (slice start (+ start (len text))))
          (list (map characters.__getitem__ text)))))


(setv _LITTLE (= sys.byteorder "little"))

;; Name of a way to turn elements around → what the place of an octet is XORed with.
(setv _MASKS {"machine-order" 0  "byte-8" 0  "byte-16" 1  "byte-32" 3  "byte-64" 7})


(defn swap-mask [endian-swap size operator]
  #[[Return what the place of each octet is to be XORed with, 0 if they stay where they are.

  Arguments:
    endian-swap -- None, "machine-order": they stay. "network-order": elements of SIZE octets have
      the most significant octet first. True: elements are turned around. "byte-16", "byte-32",
      "byte-64": so many bits are; "byte-8" means none. An int: the mask itself, 2^n - 1.
  Signals: BadArgument that names OPERATOR.]]
  (setv how (keyword-of endian-swap))
  (cond
    (or (is how None) (is how False)) 0
    (is how True) (- size 1)
    (= how "network-order") (if _LITTLE (- size 1) 0)
    (and (isinstance how str) (in how _MASKS)) (get _MASKS how)
    (and (integer-p how) (<= 0 how 7) (= (& how (+ how 1)) 0)) how
    True (bad-argument operator "endian-swap" endian-swap
                       ":network-order, :machine-order, :byte-8, :byte-16, :byte-32, :byte-64, 0, 1, 3 or 7")))


(defn swap-octets [view mask]
  "Move each octet of VIEW, a writable memoryview, to its place XOR MASK; what is no whole unit stays."
  (when mask
    (setv unit (+ mask 1)
          whole (- (len view) (% (len view) unit))
          before (bytes (cut view 0 whole)))
    (for [i (range unit)]
      (setv (get view (slice i whole unit)) (get before (slice (^ i mask) None unit)))))
  None)
