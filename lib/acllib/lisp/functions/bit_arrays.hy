"Arrays of bits: access, and bitwise operations on whole arrays. Source: CLHS 15.2."

(import
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [BIT LispArray dimensions-of total-size GENERAL]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.elements [store]
  acllib.lisp.functions.arrays [element-at row-major]
  acllib.lisp.functions.bits [BOOLEANS])


(defn [(lisp "BIT" "SBIT")] bit [bit-array #* subscripts]
  "Return a bit of an array of bits."
  (element-at bit-array (row-major (_bits bit-array) subscripts)))


(defn [(lisp (setf "BIT") (setf "SBIT"))] set-bit [value bit-array #* subscripts]
  "Store a bit in an array of bits."
  (store bit-array (row-major (_bits bit-array) subscripts) value))


(defn _bits [object]
  (if (and (in (type object) GENERAL) (is object.element-type BIT))
      object
      (type-error object "(ARRAY BIT)")))


(defn _define-bit-operation [name combine]
  (defn entry [bit-array1 bit-array2 [result None]]
    (_bits bit-array1)
    (when (!= (dimensions-of (_bits bit-array2)) (dimensions-of bit-array1))
      (type-error bit-array2 "(ARRAY BIT)"))
    (setv target (_bit-result result bit-array1))
    (for [i (range (total-size (dimensions-of bit-array1)))]
      (store target i (& (combine (element-at bit-array1 i) (element-at bit-array2 i)) 1)))
    target)
  (setv entry.__name__ (.lower name)
        entry.__doc__ f"Return the array of the bitwise {(.lower name)} of two arrays of bits.")
  ((lisp name) entry))


(defn _bit-result [result source]
  (cond
    (is result None) (LispArray (dimensions-of source) (* [0] (total-size (dimensions-of source))) BIT)
    (is result True) source
    True (_bits result)))


(for [_name ["AND" "IOR" "XOR" "EQV" "NAND" "NOR" "ANDC1" "ANDC2" "ORC1" "ORC2"]]
  (_define-bit-operation (+ "BIT-" _name) (get BOOLEANS (+ "BOOLE-" _name))))


(defn [(lisp "BIT-NOT")] bit-not [bit-array [result None]]
  "Return the array of the complements of an array of bits."
  (setv target (_bit-result result (_bits bit-array)))
  (for [i (range (total-size (dimensions-of bit-array)))]
    (store target i (- 1 (element-at bit-array i))))
  target)
