#[[Integers as strings of bits, and bytes within them. Source: CLHS 12.2.

A byte specifier is a cons of size and position.]]

(import
  acllib.kernel.signalling [type-error]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp constant]
  acllib.lisp.functions.numbers [integer])


;;; Logical operations

(defn _define-many [name combine start documentation]
  (defn entry [#* integers]
    (setv found start)
    (for [n integers]
      (setv found (combine found (if (is (type n) int) n (integer n)))))
    found)
  (setv entry.__name__ (.lower name)
        entry.__doc__ f"Return the bitwise {documentation} of INTEGERS, {start} of none.")
  ((lisp name) entry))


(setv logand (_define-many "LOGAND" (fn [a b] (& a b)) -1 "and")
      logior (_define-many "LOGIOR" (fn [a b] (| a b)) 0 "or")
      logxor (_define-many "LOGXOR" (fn [a b] (^ a b)) 0 "exclusive or")
      logeqv (_define-many "LOGEQV" (fn [a b] (bnot (^ a b))) -1 "equivalence"))


;; Name → function of two integers; BOOLE's constants are numbered in this order.
(setv BOOLEANS {
  "BOOLE-CLR" (fn [a b] 0)
  "BOOLE-SET" (fn [a b] -1)
  "BOOLE-1" (fn [a b] a)
  "BOOLE-2" (fn [a b] b)
  "BOOLE-C1" (fn [a b] (bnot a))
  "BOOLE-C2" (fn [a b] (bnot b))
  "BOOLE-AND" (fn [a b] (& a b))
  "BOOLE-IOR" (fn [a b] (| a b))
  "BOOLE-XOR" (fn [a b] (^ a b))
  "BOOLE-EQV" (fn [a b] (bnot (^ a b)))
  "BOOLE-NAND" (fn [a b] (bnot (& a b)))
  "BOOLE-NOR" (fn [a b] (bnot (| a b)))
  "BOOLE-ANDC1" (fn [a b] (& (bnot a) b))
  "BOOLE-ANDC2" (fn [a b] (& a (bnot b)))
  "BOOLE-ORC1" (fn [a b] (| (bnot a) b))
  "BOOLE-ORC2" (fn [a b] (| a (bnot b)))})

(for [[_number _name] (enumerate BOOLEANS)]
  (constant _name _number))

(setv _by-number (list (.values BOOLEANS)))


(defn [(lisp "BOOLE")] boole [operation a b]
  "Return the result of the bitwise operation that one of the boole- constants names."
  (when (not (and (is (type operation) int) (<= 0 operation 15)))
    (type-error operation "(INTEGER 0 15)"))
  ((get _by-number operation) (integer a) (integer b)))


(defn _define-two [name combine]
  (defn entry [a b] (combine (integer a) (integer b)))
  (setv entry.__name__ (.lower name)
        entry.__doc__ f"Return the bitwise {(.lower name)} of two integers.")
  ((lisp name) entry))


(for [_name ["NAND" "NOR" "ANDC1" "ANDC2" "ORC1" "ORC2"]]
  (_define-two (+ "LOG" _name) (get BOOLEANS (+ "BOOLE-" _name))))


(defn [(lisp "LOGNOT")] lognot [n]
  "Return the bitwise complement of N."
  (bnot (integer n)))


(defn [(lisp "LOGTEST")] logtest [a b]
  "Return t if A and B have a 1 bit in common."
  (if (= (& (integer a) (integer b)) 0) None True))


(defn [(lisp "LOGBITP")] logbitp [index n]
  "Return t if bit INDEX of N is 1."
  (if (= (& (>> (integer n) (_size index)) 1) 1) True None))


(defn [(lisp "ASH")] ash [n count]
  "Return N shifted to the left by COUNT bits, to the right if COUNT is negative."
  (integer n)
  (if (>= (integer count) 0) (<< n count) (>> n (- count))))


(defn [(lisp "INTEGER-LENGTH")] integer-length [n]
  "Return how many bits the two's complement of N takes, without its sign."
  (.bit-length (if (< (integer n) 0) (bnot n) n)))


(defn [(lisp "LOGCOUNT")] logcount [n]
  "Return how many bits of N are 1, of a negative one 0."
  (.bit-count (if (< (integer n) 0) (bnot n) n)))


;;; Bytes

(defn _size [n]
  (if (and (is (type n) int) (>= n 0)) n (type-error n "UNSIGNED-BYTE")))


(defn [(lisp "BYTE")] byte [size position]
  "Return the specifier of SIZE bits from POSITION on."
  (Cons (_size size) (_size position)))


(defn _parts [specifier]
  (if (is (type specifier) Cons)
      #((_size specifier.car) (_size specifier.cdr))
      (type-error specifier "CONS")))


(defn [(lisp "BYTE-SIZE")] byte-size [specifier]
  "Return the size of a byte specifier."
  (get (_parts specifier) 0))


(defn [(lisp "BYTE-POSITION")] byte-position [specifier]
  "Return the position of a byte specifier."
  (get (_parts specifier) 1))


(defn [(lisp "LDB")] ldb [specifier n]
  "Return the byte of N, right-justified."
  (setv [size position] (_parts specifier))
  (& (>> (integer n) position) (- (<< 1 size) 1)))


(defn [(lisp "LDB-TEST")] ldb-test [specifier n]
  "Return t if any bit of the byte of N is 1."
  (if (= (ldb specifier n) 0) None True))


(defn [(lisp "MASK-FIELD")] mask-field [specifier n]
  "Return the byte of N in its place, all other bits 0."
  (setv [size position] (_parts specifier))
  (& (integer n) (<< (- (<< 1 size) 1) position)))


(defn [(lisp "DPB")] dpb [new specifier n]
  "Return N with the byte replaced by the low bits of NEW."
  (setv [size position] (_parts specifier)
        mask (- (<< 1 size) 1))
  (| (& (integer n) (bnot (<< mask position))) (<< (& (integer new) mask) position)))


(defn [(lisp "DEPOSIT-FIELD")] deposit-field [new specifier n]
  "Return N with the byte replaced by the same byte of NEW."
  (setv [size position] (_parts specifier)
        mask (<< (- (<< 1 size) 1) position))
  (| (& (integer n) (bnot mask)) (& (integer new) mask)))
