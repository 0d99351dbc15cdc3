#[[Functions on arrays. Source: CLHS 15.

Which Python object an array is depends on what it must be able to do (`lisp/arrays.hy`): a
list, bytearray or LispString where it can, a LispArray for more dimensions, fill pointers,
displacement and other element types. A displaced string is a copy; it shares nothing.]]

(import
  acllib.characters [characters]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [error type-error WrongType]
  acllib.lisp.arrays [LispString LispArray arrayp vectorp bit-vector-p simple-p element-type-of
                      dimensions-of fill-pointer-of total-size STRINGS]
  acllib.lisp.conses [Cons L items lisp-list]
  acllib.lisp.definitions [lisp setf constant]
  acllib.lisp.element_types [upgraded]
  acllib.lisp.elements [whole store fits default-element octets-p vector-of bad-index]
  acllib.lisp.symbols [cl])


(constant "ARRAY-DIMENSION-LIMIT" (- (** 2 60) 1))
(constant "ARRAY-TOTAL-SIZE-LIMIT" (- (** 2 60) 1))
(constant "ARRAY-RANK-LIMIT" 65529)


(defn array [object]
  "Return OBJECT if it is an array; signals type-error else."
  (if (arrayp object) object (type-error object "ARRAY")))


(defn vector [object]
  "Return OBJECT if it is a vector; signals type-error else."
  (if (vectorp object) object (type-error object "VECTOR")))


;;; Predicates

(defn [(lisp "ARRAYP")] arrayp- [object]
  "Return t if OBJECT is an array."
  (if (arrayp object) True None))


(defn [(lisp "VECTORP")] vectorp- [object]
  "Return t if OBJECT is a vector, a string among them."
  (if (vectorp object) True None))


(defn [(lisp "SIMPLE-VECTOR-P")] simple-vector-p [object]
  "Return t if OBJECT is a simple vector of any objects."
  (if (is (type object) list) True None))


(defn [(lisp "BIT-VECTOR-P")] bit-vector-p- [object]
  "Return t if OBJECT is a vector of bits."
  (if (bit-vector-p object) True None))


(defn [(lisp "SIMPLE-BIT-VECTOR-P")] simple-bit-vector-p [object]
  "Return t if OBJECT is a simple vector of bits."
  (if (and (bit-vector-p object) (simple-p object)) True None))


(defn [(lisp "ADJUSTABLE-ARRAY-P")] adjustable-array-p [array-]
  "Return t if adjust-array keeps the identity of ARRAY-."
  (if (getattr (array array-) "adjustable" False) True None))


(defn [(lisp "ARRAY-HAS-FILL-POINTER-P")] array-has-fill-pointer-p [array-]
  "Return t if ARRAY- has a fill pointer."
  (if (is (fill-pointer-of (array array-)) None) None True))


(defn [(lisp "ARRAY-IN-BOUNDS-P")] array-in-bounds-p [array- #* subscripts]
  "Return t if the subscripts name an element of ARRAY-."
  (setv dimensions (dimensions-of (array array-)))
  (if (and (= (len dimensions) (len subscripts))
           (all (gfor [d s] (zip dimensions subscripts) (and (is (type s) int) (<= 0 s) (< s d)))))
      True
      None))


;;; Making

(defn _dimension-list [given]
  "Return the dimensions given as an integer or a list as a Python list."
  (setv dimensions (if (or (is given None) (is (type given) Cons)) (items given) [given]))
  (for [d dimensions]
    (when (not (and (is (type d) int) (>= d 0)))
      (type-error d "UNSIGNED-BYTE")))
  dimensions)


(defn _flatten [contents dimensions]
  "Return the elements of nested sequences, as deep as there are dimensions, in row-major order."
  (when (not dimensions)
    (return [contents]))
  (setv parts (whole contents))
  (when (!= (len parts) (get dimensions 0))
    (error (WrongType :datum contents :expected-type (cl "SEQUENCE")
                            :format-control "The initial contents ~s have ~s elements where ~s are needed."
                            :format-arguments (L contents (len parts) (get dimensions 0)))))
  (if (= (len dimensions) 1)
      (list parts)
      (lfor part parts element (_flatten part (cut dimensions 1 None)) element)))


(defn _check-elements [data element-type]
  (when (is-not element-type True)
    (for [element data]
      (when (not (fits element element-type))
        (type-error element element-type))))
  data)


(defn _contents [dimensions element-type initial-element initial-contents]
  "Return the Python list of a new array's elements."
  (cond
    (is-not initial-contents UNSUPPLIED)
      (_check-elements (_flatten initial-contents dimensions) element-type)
    (is-not initial-element UNSUPPLIED)
      (* (_check-elements [initial-element] element-type) (total-size dimensions))
    True
      (* [(default-element element-type)] (total-size dimensions))))


(defn [(lisp "MAKE-ARRAY")] make-array [dimensions * [element-type True] [initial-element UNSUPPLIED] [initial-contents UNSUPPLIED]
                                        [adjustable None] [fill-pointer None] [displaced-to None] [displaced-index-offset 0]
                                        [allocation None] [weak None]]
  #[[Return a new array.

  Elements are nil, 0, 0.0 or the null character unless given. `:allocation` and `:weak`, which
  Allegro CL takes, mean nothing here.]]
  (setv dimensions (_dimension-list dimensions)
        element-type (upgraded element-type)
        fill (_fill-pointer fill-pointer dimensions))
  (if (is displaced-to None)
      (new-array dimensions element-type
                 (_contents dimensions element-type initial-element initial-contents)
                 fill (is-not adjustable None))
      (_displaced dimensions element-type (array displaced-to) displaced-index-offset fill (is-not adjustable None))))


(defn _fill-pointer [given dimensions]
  "Return the fill pointer that `:fill-pointer` asks for: an int, or None."
  (cond
    (is given None) None
    (!= (len dimensions) 1) (type-error given "NULL")
    (is given True) (get dimensions 0)
    (and (is (type given) int) (<= 0 given (get dimensions 0))) given
    True (type-error given (L (cl "INTEGER") 0 (get dimensions 0)))))


(defn new-array [dimensions element-type data fill adjustable]
  "Return an array with the elements of the Python list DATA."
  (cond
    (!= (len dimensions) 1) (LispArray dimensions data element-type :adjustable adjustable)
    (= (getattr element-type "name" None) "CHARACTER") (LispString data fill adjustable)
    (and (is fill None) (not adjustable)) (vector-of element-type data)
    True (LispArray dimensions (if (octets-p element-type) (bytearray data) data) element-type fill adjustable)))


(defn _displaced [dimensions element-type target offset fill adjustable]
  (setv available (total-size (dimensions-of target))
        size (total-size dimensions))
  (when (not (and (is (type offset) int) (<= 0 offset) (<= (+ offset size) available)))
    (bad-index target offset (+ (max 0 (- available size)) 1)))
  (when (in (type target) STRINGS)
    (setv text (if (is (type target) LispString) target.data target))
    (return (new-array dimensions element-type
                       (list (map characters.__getitem__ (cut text offset (+ offset size)))) fill adjustable)))
  (LispArray dimensions None (element-type-of target) fill adjustable #(target offset)))


(defn [(lisp "VECTOR")] vector- [#* objects]
  "Return a simple vector of OBJECTS."
  (list objects))


(defn [(lisp "UPGRADED-ARRAY-ELEMENT-TYPE")] upgraded-array-element-type [type-specifier [environment None]]
  "Return the element type of the arrays made for elements of that type."
  (upgraded type-specifier))


(defn [(lisp "UPGRADED-COMPLEX-PART-TYPE")] upgraded-complex-part-type [type-specifier [environment None]]
  "Return the type of the parts of complex numbers."
  (cl "DOUBLE-FLOAT"))


;;; Access

(defn row-major [array- subscripts]
  "Return the row-major index that subscripts stand for; signals where they are out of bounds."
  (setv dimensions (dimensions-of (array array-)))
  (when (!= (len subscripts) (len dimensions))
    (error (WrongType :datum (lisp-list subscripts) :expected-type (cl "LIST")
                            :format-control "~s has ~s dimensions; there are ~s subscripts."
                            :format-arguments (L array- (len dimensions) (len subscripts)))))
  (setv index 0)
  (for [[s d] (zip subscripts dimensions)]
    (when (not (and (is (type s) int) (<= 0 s) (< s d)))
      (bad-index array- s d))
    (setv index (+ (* index d) s)))
  index)


(defn element-at [array- index]
  "Return the element of any array at a row-major index known to be in it."
  (setv kind (type array-))
  (cond
    (is kind str) (get characters (get array- index))
    True (get array- index)))


(defn [(lisp "AREF")] aref [array- #* subscripts]
  "Return the element of ARRAY- at the subscripts; fill pointers are disregarded."
  (when (= (len subscripts) 1)
    (setv index (get subscripts 0)
          kind (type array-))
    (when (and (or (is kind list) (is kind bytearray) (is kind str)) (is (type index) int)
               (>= index 0) (< index (len array-)))
      (return (if (is kind str) (get characters (get array- index)) (get array- index)))))
  (element-at array- (row-major array- subscripts)))


(defn [(lisp (setf "AREF"))] set-aref [value array- #* subscripts]
  "Store VALUE as the element of ARRAY- at the subscripts."
  (when (and (is (type array-) list) (= (len subscripts) 1))
    (setv index (get subscripts 0))
    (when (and (is (type index) int) (>= index 0) (< index (len array-)))
      (setv (get array- index) value)
      (return value)))
  (store array- (row-major array- subscripts) value))


(defn _simple-vector [object]
  (if (is (type object) list) object (type-error object "SIMPLE-VECTOR")))


(defn [(lisp "SVREF")] svref [simple-vector index]
  "Return the element of a simple vector."
  (_simple-vector simple-vector)
  (if (and (is (type index) int) (>= index 0) (< index (len simple-vector)))
      (get simple-vector index)
      (bad-index simple-vector index)))


(defn [(lisp (setf "SVREF"))] set-svref [value simple-vector index]
  "Store VALUE in a simple vector."
  (_simple-vector simple-vector)
  (when (not (and (is (type index) int) (>= index 0) (< index (len simple-vector))))
    (bad-index simple-vector index))
  (setv (get simple-vector index) value)
  value)


(defn _linear-index [array- index]
  (if (and (is (type index) int) (>= index 0) (< index (total-size (dimensions-of (array array-)))))
      index
      (bad-index array- index (total-size (dimensions-of array-)))))


(defn [(lisp "ROW-MAJOR-AREF")] row-major-aref [array- index]
  "Return the element of ARRAY- at an index that counts through its rows."
  (element-at array- (_linear-index array- index)))


(defn [(lisp (setf "ROW-MAJOR-AREF"))] set-row-major-aref [value array- index]
  "Store VALUE in ARRAY- at an index that counts through its rows."
  (store array- (_linear-index array- index) value))


(defn [(lisp "ARRAY-ROW-MAJOR-INDEX")] array-row-major-index [array- #* subscripts]
  "Return the index that the subscripts stand for."
  (row-major array- subscripts))


;;; What an array knows of itself

(defn [(lisp "ARRAY-RANK")] array-rank [array-]
  "Return how many dimensions ARRAY- has."
  (len (dimensions-of (array array-))))


(defn [(lisp "ARRAY-DIMENSION")] array-dimension [array- axis]
  "Return the size of ARRAY- along the dimension AXIS."
  (setv dimensions (dimensions-of (array array-)))
  (if (and (is (type axis) int) (<= 0 axis) (< axis (len dimensions)))
      (get dimensions axis)
      (bad-index array- axis (len dimensions))))


(defn [(lisp "ARRAY-DIMENSIONS")] array-dimensions [array-]
  "Return the list of the sizes of ARRAY-."
  (lisp-list (dimensions-of (array array-))))


(defn [(lisp "ARRAY-TOTAL-SIZE")] array-total-size [array-]
  "Return how many elements ARRAY- has."
  (total-size (dimensions-of (array array-))))


(defn [(lisp "ARRAY-ELEMENT-TYPE")] array-element-type [array-]
  "Return the type of what ARRAY- can hold."
  (element-type-of (array array-)))


(defn [(lisp "ARRAY-DISPLACEMENT" :values True)] array-displacement [array-]
  "Return the array that ARRAY- is displaced to, nil if there is none, and the offset."
  (setv displaced (getattr (array array-) "displaced" None))
  (if (is displaced None) #(None 0) displaced))


;;; Fill pointers

(defn _filled [object]
  "Return OBJECT if it is a vector with a fill pointer."
  (if (is (fill-pointer-of (vector object)) None)
      (error (WrongType :datum object :expected-type (cl "VECTOR")
                              :format-control "~s has no fill pointer."
                              :format-arguments (L object)))
      object))


(defn _capacity [vector-]
  (get (dimensions-of vector-) 0))


(defn _set-fill [vector- fill]
  (setv vector-.fill fill)
  (when (is (type vector-) LispString)
    (setv vector-._text None)))


(defn [(lisp "FILL-POINTER")] fill-pointer [vector-]
  "Return the fill pointer of VECTOR-."
  (. (_filled vector-) fill))


(defn [(lisp (setf "FILL-POINTER"))] set-fill-pointer [value vector-]
  "Move the fill pointer of VECTOR-."
  (_filled vector-)
  (setv fill (if (is value True) (_capacity vector-) value))
  (when (not (and (is (type fill) int) (<= 0 fill (_capacity vector-))))
    (bad-index vector- fill (+ (_capacity vector-) 1)))
  (_set-fill vector- fill)
  fill)


(defn [(lisp "VECTOR-PUSH")] vector-push [new-element vector-]
  "Store NEW-ELEMENT behind the last element and return its index, nil if there is no room."
  (setv fill (. (_filled vector-) fill))
  (when (>= fill (_capacity vector-))
    (return None))
  (store vector- fill new-element)
  (_set-fill vector- (+ fill 1))
  fill)


(defn [(lisp "VECTOR-PUSH-EXTEND")] vector-push-extend [new-element vector- [extension None]]
  "Store NEW-ELEMENT behind the last element, making room if there is none; return its index."
  (setv fill (. (_filled vector-) fill))
  (when (>= fill (_capacity vector-))
    (_extend vector- (max 1 fill (if (is extension None) 0 extension))))
  (store vector- fill new-element)
  (_set-fill vector- (+ fill 1))
  fill)


(defn _extend [vector- count]
  "Make room for COUNT more elements."
  (cond
    (is (type vector-) LispString)
      (.extend vector-.data (* ["\0"] count))
    True
      (do
        (_own-data vector-)
        (.extend vector-.data (* [(default-element vector-.element-type)] count))
        (setv vector-.dimensions #((len vector-.data))))))


(defn _own-data [array-]
  "End the displacement of ARRAY-: it gets a copy of its elements."
  (when (is-not array-.displaced None)
    (setv array-.data (lfor i (range (total-size array-.dimensions)) (element-at array- i))
          array-.displaced None)))


(defn [(lisp "VECTOR-POP")] vector-pop [vector-]
  "Take the last element off VECTOR- and return it."
  (setv fill (. (_filled vector-) fill))
  (when (= fill 0)
    (error (WrongType :datum vector- :expected-type (cl "VECTOR")
                            :format-control "There is nothing left to pop in ~s."
                            :format-arguments (L vector-))))
  (_set-fill vector- (- fill 1))
  (element-at vector- (- fill 1)))


;;; Adjusting

(defn [(lisp "ADJUST-ARRAY")] adjust-array [array- new-dimensions * [element-type UNSUPPLIED] [initial-element UNSUPPLIED]
                                            [initial-contents UNSUPPLIED] [fill-pointer None] [displaced-to None]
                                            [displaced-index-offset 0]]
  "Return ARRAY- with new dimensions: itself if it is adjustable, else a new array. Elements keep their subscripts."
  (setv dimensions (_dimension-list new-dimensions)
        kept (element-type-of (array array-))
        adjustable (getattr array- "adjustable" False)
        fill (if (is fill-pointer None)
                 (_kept-fill array- dimensions)
                 (_fill-pointer fill-pointer dimensions)))
  (when (!= (len dimensions) (len (dimensions-of array-)))
    (error (WrongType :datum new-dimensions :expected-type (cl "LIST")
                            :format-control "~s can't get another number of dimensions."
                            :format-arguments (L array-))))
  (setv made (if (is displaced-to None)
                 (new-array dimensions kept
                            (if (is initial-contents UNSUPPLIED)
                                (_rearranged array- dimensions kept initial-element)
                                (_contents dimensions kept UNSUPPLIED initial-contents))
                            fill adjustable)
                 (_displaced dimensions kept (array displaced-to) displaced-index-offset fill adjustable)))
  (if (and adjustable (is (type made) (type array-)))
      (_become array- made)
      made))


(defn _kept-fill [array- dimensions]
  (setv fill (fill-pointer-of array-))
  (when (and (is-not fill None) (> fill (get dimensions 0)))
    (bad-index array- fill (+ (get dimensions 0) 1)))
  fill)


(defn _rearranged [array- dimensions element-type initial-element]
  "Return the elements for new dimensions: the old ones at their subscripts, new ones elsewhere."
  (setv filler (if (is initial-element UNSUPPLIED) (default-element element-type) initial-element)
        old (dimensions-of array-)
        found [])
  (for [subscripts (_subscripts dimensions)]
    (.append found
      (if (all (gfor [s d] (zip subscripts old) (< s d)))
          (_element-now array- (row-major array- subscripts))
          filler)))
  (_check-elements found element-type))


(defn _element-now [array- index]
  (if (is (type array-) LispString) (get characters (get array-.data index)) (element-at array- index)))


(defn _subscripts [dimensions]
  "Yield all tuples of subscripts in row-major order."
  (when (not dimensions)
    (yield #())
    (return None))
  (for [first (range (get dimensions 0)) rest (_subscripts (cut dimensions 1 None))]
    (yield #(first #* rest))))


(defn _become [array- made]
  "Give ARRAY- the contents of MADE, of the same Python type."
  (for [slot (if (is (type made) LispString) ["data" "fill" "_text"] ["dimensions" "data" "fill" "displaced"])]
    (setattr array- slot (getattr made slot)))
  array-)
