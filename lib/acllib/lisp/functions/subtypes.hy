#[[Relations between types: `subtypep`. Source: CLHS 4.4.

A type becomes a union of *parts*, each a base with what narrows it: a range for numbers, an
element type and dimensions for arrays, a set of objects for member types. A type is a
subtype when each of its parts lies within some part of the other. What can't be decided,
`satisfies` above all, answers nil, nil, as the standard allows.]]

(import
  math
  acllib.lisp.arrays [CHARACTER BIT]
  acllib.lisp.classes [find-class class-name]
  acllib.lisp.conses [Cons L items]
  acllib.lisp.definitions [lisp]
  acllib.lisp.deftypes [bad-specifier expand]
  acllib.lisp.element_types [STAR integer-range upgraded]
  acllib.lisp.equality [eql equal]
  acllib.lisp.symbols [Symbol cl]
  acllib.lisp.types [ATOMS COMPOUNDS predicate])


(defclass Undecided [Exception]
  "A relation can't be decided.")


;; Base → the bases it lies directly within. What isn't here is a class of its own.
(setv ABOVE {
  "NULL" ["SYMBOL" "LIST"]  "BOOLEAN" ["SYMBOL"]  "KEYWORD" ["SYMBOL"]  "SYMBOL" ["ATOM"]
  "CONS" ["LIST"]  "LIST" ["SEQUENCE"]  "SEQUENCE" ["T"]  "ATOM" ["T"]
  "INTEGER" ["RATIONAL"]  "RATIO" ["RATIONAL"]  "RATIONAL" ["REAL"]  "FLOAT" ["REAL"]
  "REAL" ["NUMBER"]  "COMPLEX" ["NUMBER"]  "NUMBER" ["ATOM"]
  "STANDARD-CHAR" ["CHARACTER"]  "CHARACTER" ["ATOM"]
  "SIMPLE-ARRAY" ["ARRAY"]  "ARRAY" ["ATOM"]
  "COMPILED-FUNCTION" ["FUNCTION"]  "FUNCTION" ["ATOM"]
  "BUILT-IN-CLASS" ["CLASS"]  "CLASS" ["ATOM"]})

;; Names that mean the same here.
(setv SAME {"SHORT-FLOAT" "FLOAT"  "SINGLE-FLOAT" "FLOAT"  "DOUBLE-FLOAT" "FLOAT"  "LONG-FLOAT" "FLOAT"
            "BASE-CHAR" "CHARACTER"})

(setv _NUMERIC (frozenset ["INTEGER" "RATIONAL" "FLOAT" "REAL"])
      _ARRAYS (frozenset ["ARRAY" "SIMPLE-ARRAY"]))


(defclass Part []
  #[[One part of a type.

  base     -- str, a key of `ABOVE`, or "T", "CLASS-OF" (with DETAIL a class) or "OBJECTS"
  detail   -- by base: #(low high) for numbers, bounds being #(number exclusive) or None;
    #(element dimensions) for arrays; a class; a list of objects]]
  (setv __slots__ #("base" "detail"))

  (defn __init__ [self base [detail None]]
    (setv self.base base
          self.detail detail)))


;;; From specifier to parts

(defn parts [specifier]
  "Return the list of parts of a type. Raises Undecided for a type that has none."
  (setv specifier (expand specifier))
  (cond
    (is specifier True) [(Part "T")]
    (is specifier None) []
    (is (type specifier) Cons) (_compound-parts specifier)
    (isinstance specifier type) (_class-parts specifier)
    (is (type specifier) Symbol) (_symbol-parts specifier)
    True (bad-specifier specifier)))


(defn _symbol-parts [symbol]
  (setv name (.get SAME symbol.name symbol.name))
  (cond
    (is-not symbol (cl-named symbol.name)) (_named-class-parts symbol)
    (= name "EXTENDED-CHAR") []
    (= name "ATOM") [(Part "ATOM")]
    (= name "BIGNUM") [(Part "INTEGER" #(None #((- (** 2 60)) True))) (Part "INTEGER" #(#((- (** 2 60) 1) True) None))]
    (is-not (integer-range symbol) None) [(_integer-part #* (integer-range symbol))]
    (in name ABOVE) [(_whole name)]
    (in name _SHORTHAND) (parts ((get _SHORTHAND name) STAR))
    True (_named-class-parts symbol)))


(defn cl-named [name]
  "Return the symbol of COMMON-LISP called NAME if it is a type there, else None."
  (for [table [ATOMS COMPOUNDS]]
    (for [symbol table]
      (when (= (getattr symbol "name" None) name)
        (return symbol))))
  None)


(defn _whole [name]
  (cond
    (in name _NUMERIC) (Part name #(None None))
    (in name _ARRAYS) (Part name #(STAR STAR))
    True (Part name)))


(defn _integer-part [low high]
  (Part "INTEGER" #((if (is low None) None #(low False)) (if (is high None) None #(high False)))))


(defn _array-form [name element dimensions]
  (L (cl name) element dimensions))


;; Name → function of a length or * that returns the specifier it is short for.
(setv _SHORTHAND {
  "VECTOR" (fn [n] (_array-form "ARRAY" STAR (L n)))
  "STRING" (fn [n] (_array-form "ARRAY" CHARACTER (L n)))
  "BASE-STRING" (fn [n] (_array-form "ARRAY" CHARACTER (L n)))
  "SIMPLE-STRING" (fn [n] (_array-form "SIMPLE-ARRAY" CHARACTER (L n)))
  "SIMPLE-BASE-STRING" (fn [n] (_array-form "SIMPLE-ARRAY" CHARACTER (L n)))
  "SIMPLE-VECTOR" (fn [n] (_array-form "SIMPLE-ARRAY" True (L n)))
  "BIT-VECTOR" (fn [n] (_array-form "ARRAY" BIT (L n)))
  "SIMPLE-BIT-VECTOR" (fn [n] (_array-form "SIMPLE-ARRAY" BIT (L n)))})


(defn _compound-parts [specifier]
  (setv name (if (is (type specifier.car) Symbol) (.get SAME specifier.car.name specifier.car.name) "")
        arguments (items specifier.cdr)
        range (integer-range specifier))
  (predicate specifier) ; signals where it is none
  (cond
    (= name "OR") (lfor a arguments p (parts a) p)
    (= name "AND") (_intersection arguments)
    (in name #("MEMBER" "EQL")) [(Part "OBJECTS" arguments)]
    (is-not range None) [(_integer-part #* range)]
    (in name _NUMERIC) [(Part name (tuple (gfor i [0 1] (_bound arguments i))))]
    (= name "VECTOR") (parts (_array-form "ARRAY" (_argument arguments 0) (L (_argument arguments 1))))
    (in name _SHORTHAND) (parts ((get _SHORTHAND name) (_argument arguments 0)))
    (in name _ARRAYS) [(Part name #((_element-or-star (_argument arguments 0)) (_dimensions (_argument arguments 1))))]
    (and (= name "CONS") (any (map _empty? arguments))) []
    (= name "CONS") (if (all (gfor a arguments (or (is a STAR) (is a True)))) [(Part "CONS")] (raise (Undecided)))
    (in name #("FUNCTION" "COMPLEX")) [(Part name)]
    True (raise (Undecided))))


(defn _empty? [specifier]
  "Return whether a type certainly has no objects."
  (try
    (return (and (is-not specifier STAR) (= (parts specifier) [])))
    (except [Undecided]
      (return False))))


(defn _argument [arguments i]
  (if (> (len arguments) i) (get arguments i) STAR))


(defn _bound [arguments i]
  (setv given (_argument arguments i))
  (cond
    (is given STAR) None
    (is (type given) Cons) #(given.car True)
    True #(given False)))


(defn _element-or-star [element]
  (if (is element STAR) STAR (upgraded element)))


(defn _dimensions [given]
  (cond
    (is given STAR) STAR
    (is (type given) int) (* [STAR] given)
    True (items given)))


(defn _intersection [specifiers]
  "Return the parts of the narrowest of the types if it lies within all others."
  (for [s specifiers]
    (when (all (gfor other specifiers (or (is other s) (within s other))))
      (return (parts s))))
  (raise (Undecided)))


(defn _named-class-parts [symbol]
  (setv class- (find-class symbol))
  (if (is class- None) (bad-specifier symbol) [(Part "CLASS-OF" class-)]))


(defn _class-parts [class-]
  (setv name (class-name class-))
  (if (or (is name None) (is (find-class name) None) (in name ATOMS))
      (if (in name ATOMS) (parts name) [(Part "CLASS-OF" class-)])
      [(Part "CLASS-OF" class-)]))


;;; Comparing parts

(defn within [a b]
  "Return whether the type of specifier A is a subtype of B's. Raises Undecided."
  (when (and (is (type b) Cons) (is b.car (cl "NOT")))
    (return (disjoint a b.cdr.car)))
  (when (and (is (type a) Cons) (is a.car (cl "AND")))
    (return (_some-within (items a.cdr) b)))
  (setv wanted (parts b))
  (all (gfor part (parts a) (_covered part b wanted))))


(defn _some-within [specifiers b]
  "Return whether one of the types, of which an object must be all, is a subtype of B's. Raises Undecided."
  (for [s specifiers]
    (try
      (when (within s b)
        (return True))
      (except [Undecided])))
  (raise (Undecided)))


(defn _covered [part specifier wanted]
  (if (= part.base "OBJECTS")
      (all (gfor o part.detail ((predicate specifier) o)))
      (or (any (gfor w wanted (_part-within part w)))
          (and (= part.base "INTEGER") (_integers-covered part wanted))
          (_split part specifier))))


(defn _integers-covered [part wanted]
  "Return whether a range of integers lies within the ranges and objects of WANTED together."
  (setv [next last] (_integer-ends part)
        intervals [])
  (when (> next last)
    (return True))
  (for [w wanted]
    (cond
      (= w.base "OBJECTS") (.extend intervals (gfor o w.detail :if (is (type o) int) #(o o)))
      (in w.base #("INTEGER" "RATIONAL" "REAL")) (.append intervals (_integer-ends w))))
  (for [[low high] (sorted intervals)]
    (when (> low next)
      (return False))
    (when (>= high last)
      (return True))
    (setv next (max next (+ high 1))))
  False)


(defn _integer-ends [part]
  "Return #(least greatest) of the integers in a range, infinities where it has no end."
  (setv [low high] (or part.detail #(None None)))
  #((_integer-end low 1) (_integer-end high -1)))


(defn _integer-end [bound inward]
  "Return the outermost integer within a bound, #(number exclusive) or None; INWARD: 1 for a lower one, -1 for an upper."
  (when (or (is bound None) (in (get bound 0) #(math.inf (- math.inf))))
    (return (* math.inf (- inward))))
  (setv [number exclusive] bound
        whole (if (> inward 0) (math.ceil number) (math.floor number)))
  (if (and exclusive (= whole number)) (+ whole inward) whole))


(defn _split [part specifier]
  "Return whether a part that is the union of smaller ones lies within a type that has them all."
  (setv smaller (.get {"LIST" ["CONS" "NULL"]  "RATIONAL" ["INTEGER" "RATIO"]  "NUMBER" ["REAL" "COMPLEX"]
                       "SEQUENCE" ["LIST" "VECTOR"]  "BOOLEAN" []} part.base))
  (cond
    (= part.base "BOOLEAN") (all (gfor o [None True] ((predicate specifier) o)))
    (= part.base "NULL") ((predicate specifier) None)
    (is smaller None) False
    (and (= part.base "RATIONAL") (!= part.detail #(None None))) False
    True (all (gfor s smaller (within (cl s) specifier)))))


(defn _ancestors [base]
  "Return the set of bases that BASE lies within, itself included."
  (setv found #{base "T"})
  (for [above (.get ABOVE base [])]
    (|= found (_ancestors above)))
  found)


(defn _part-within [a b]
  (cond
    (= b.base "T") True
    (= b.base "OBJECTS") False
    (= a.base "CLASS-OF") (_class-within a.detail b)
    (= b.base "CLASS-OF") False
    (and (= b.base "SEQUENCE") (in a.base _ARRAYS)) (_vector-dimensions (get a.detail 1))
    (not-in b.base (_ancestors a.base)) False
    (in b.base _NUMERIC) (_range-within (or a.detail #(None None)) b.detail a.base)
    (in b.base _ARRAYS) (_array-within a.detail b.detail)
    True True))


(defn _class-within [class- b]
  (cond
    (= b.base "CLASS-OF") (issubclass class- b.detail)
    (= b.base "ATOM") True
    (= b.base "FUNCTION") (in (cl "FUNCTION") (lfor c class-.__mro__ (class-name c)))
    True False))


(defn _vector-dimensions [dimensions]
  (and (is-not dimensions STAR) (= (len dimensions) 1)))


(defn _range-within [inner outer base]
  (and (_bound-within (get inner 0) (get outer 0) -1 base)
       (_bound-within (get inner 1) (get outer 1) 1 base)))


(defn _bound-within [inner outer sign base]
  "Return whether an end of a range is no further out than another's; SIGN is 1 for upper ends."
  (cond
    (is outer None) True
    (is inner None) False
    True (do
           (setv [i i-open] inner
                 [o o-open] outer)
           (when (and (= base "INTEGER") i-open)
             (setv i (- i sign)
                   i-open False))
           (or (< (* sign i) (* sign o))
               (and (= i o) (or i-open (not o-open)))))))


(defn _array-within [inner outer]
  (setv [element dimensions] inner
        [wanted wanted-dimensions] outer)
  (and (or (is wanted STAR) (is-not (equal element wanted) None))
       (or (is wanted-dimensions STAR)
           (and (is-not dimensions STAR)
                (= (len dimensions) (len wanted-dimensions))
                (all (gfor [d w] (zip dimensions wanted-dimensions) (or (is w STAR) (= d w))))))))


;;; Disjoint types

(defn disjoint [a b]
  "Return whether two types have no object in common. Raises Undecided."
  (all (gfor x (parts a) y (parts b) (_parts-disjoint x y))))


(defn _parts-disjoint [a b]
  (cond
    (= a.base "OBJECTS") (not (any (gfor o a.detail (_has b o))))
    (= b.base "OBJECTS") (_parts-disjoint b a)
    (or (= a.base "CLASS-OF") (= b.base "CLASS-OF"))
      (if (and (= a.base b.base "CLASS-OF")
               (or (issubclass a.detail b.detail) (issubclass b.detail a.detail)))
          False
          (raise (Undecided)))
    (or (in b.base (_ancestors a.base)) (in a.base (_ancestors b.base)))
      (if (and (in a.base _NUMERIC) (in b.base _NUMERIC)) (_ranges-apart a.detail b.detail) False)
    (or (= a.base "NULL") (= b.base "NULL")) (not (and (in a.base #("NULL" "BOOLEAN" "LIST" "SYMBOL" "SEQUENCE" "ATOM"))
                                                      (in b.base #("NULL" "BOOLEAN" "LIST" "SYMBOL" "SEQUENCE" "ATOM"))))
    (and (in "SYMBOL" #(a.base b.base)) (in "LIST" #(a.base b.base))) False
    (in "ATOM" #(a.base b.base)) (= #{a.base b.base} #{"ATOM" "CONS"})
    (in "SEQUENCE" #(a.base b.base)) (not (or (in a.base _ARRAYS) (in b.base _ARRAYS) (in "SYMBOL" #(a.base b.base))))
    True True))


(defn _has [part object]
  (cond
    (= part.base "OBJECTS") (any (gfor o part.detail (is-not (eql o object) None)))
    (= part.base "CLASS-OF") (isinstance object part.detail)
    True ((predicate (if (= part.base "T") True (cl part.base))) object)))


(defn _ranges-apart [a b]
  (or (_before (get a 1) (get b 0)) (_before (get b 1) (get a 0))))


(defn _before [end start]
  (and (is-not end None) (is-not start None)
       (or (< (get end 0) (get start 0))
           (and (= (get end 0) (get start 0)) (or (get end 1) (get start 1))))))


(defn [(lisp "SUBTYPEP" :values True)] subtypep [type-1 type-2 [environment None]]
  "Return t if TYPE-1 is certainly a subtype of TYPE-2, and t if that is certain either way."
  (try
    (return (if (within type-1 type-2) #(True True) #(None True)))
    (except [Undecided]))
  (if (or (is (expand type-2) True) (is-not (equal type-1 type-2) None))
      #(True True)
      #(None None)))
