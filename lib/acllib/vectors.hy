#[[The sequences that programs hand to streams: what is in them, and how they look as octets.

The core knows Python's sequences and the shape of Lisp's: what equals its own `str` is a string;
an array with an `element-type` of n-bit bytes holds integers; everything else that can be
indexed holds characters, or whatever is stored. Streams are not known here.]]

(import
  sys
  acllib.characters [characters]
  acllib.kernel.signalling [type-error])


(defn text-of [object]
  "Return OBJECT, a Lisp or Python string, as a str; signals type-error for anything else."
  (when (isinstance object str)
    (return object))
  (setv text (str object))
  (if (and (isinstance text str) (= object text))
      text
      (type-error object "STRING")))


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
              (int.from-bytes (cut octets i (+ i size)) sys.byteorder :signed self.signed)))))


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
  "Signal type-error if SEQUENCE can't be written into, as literal strings can't."
  (when (not (hasattr sequence "__setitem__"))
    (type-error sequence "(AND VECTOR (NOT (SATISFIES LITERAL)))")))


(defn store [sequence start text]
  "Put the characters of TEXT into SEQUENCE, a list or anything that indexes like one, from START on."
  (when text
    (setv (get sequence (slice start (+ start (len text))))
          (list (map characters.__getitem__ text)))))


;; Name of a swap → octets that are turned around together.
(setv _UNITS {"byte-8" 1  "byte-16" 2  "byte-32" 4  "byte-64" 8})


(defn swap-octets [view how size]
  #[[Turn around the octets in each unit of VIEW, a writable memoryview of octets.

  Arguments:
    how -- None or "machine-order": nothing is done; "byte-16" and its like: that unit; anything else:
      elements are turned, "network-order" only where the machine's order is another.
    size -- octets of an element.]]
  (when (or (is how None) (is how False) (= how "machine-order")
            (and (= how "network-order") (= sys.byteorder "big")))
    (return None))
  (setv unit (.get _UNITS how size))
  (for [i (range 0 (- (len view) (% (len view) unit)) unit)]
    (setv (get view (slice i (+ i unit))) (bytes (reversed (get view (slice i (+ i unit)))))))
  None)
