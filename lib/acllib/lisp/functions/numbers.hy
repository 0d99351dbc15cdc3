#[[Numbers: predicates, arithmetic, comparison, parts of numbers, conversion between kinds.

Division with quotient and remainder is in `division.hy`, exponentials and trigonometry in
`transcendental.hy`, bits and bytes in `bits.hy`, random numbers in `random_numbers.hy`. There
is one format of float, Python's, whatever a type name says; complex numbers have floats for
parts. Source: CLHS 12.]]

(import
  fractions [Fraction]
  math
  sys
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [text]
  acllib.lisp.conditions [DivisionByZero FloatingPointOverflow ParseError]
  acllib.lisp.conses [L lisp-list]
  acllib.lisp.definitions [lisp constant]
  acllib.lisp.element_types [MOST-NEGATIVE-FIXNUM MOST-POSITIVE-FIXNUM]
  acllib.lisp.elements [bounds]
  acllib.lisp.equality [NUMBERS]
  acllib.lisp.ratios [Ratio ratio]
  acllib.lisp.symbols [cl])


(setv REALS (frozenset [int float Ratio])
      RATIONALS (frozenset [int Ratio]))

(constant "MOST-POSITIVE-FIXNUM" MOST-POSITIVE-FIXNUM)
(constant "MOST-NEGATIVE-FIXNUM" MOST-NEGATIVE-FIXNUM)
(constant "PI" math.pi)
(for [_kind ["SHORT" "SINGLE" "DOUBLE" "LONG"]
      [_name _value] [#("MOST-POSITIVE-{}-FLOAT" sys.float-info.max)
                      #("MOST-NEGATIVE-{}-FLOAT" (- sys.float-info.max))
                      #("LEAST-POSITIVE-{}-FLOAT" 5e-324)
                      #("LEAST-NEGATIVE-{}-FLOAT" -5e-324)
                      #("LEAST-POSITIVE-NORMALIZED-{}-FLOAT" sys.float-info.min)
                      #("LEAST-NEGATIVE-NORMALIZED-{}-FLOAT" (- sys.float-info.min))
                      #("{}-FLOAT-EPSILON" 1.1102230246251568e-16)
                      #("{}-FLOAT-NEGATIVE-EPSILON" 5.551115123125784e-17)]]
  (constant (.format _name _kind) _value))


;;; Checks

(defn number [object]
  "Return OBJECT if it is a number; signals type-error else."
  (if (in (type object) NUMBERS) object (type-error object "NUMBER")))


(defn real [object]
  "Return OBJECT if it is a real number; signals type-error else."
  (if (in (type object) REALS) object (type-error object "REAL")))


(defn integer [object]
  "Return OBJECT if it is an integer; signals type-error else."
  (if (is (type object) int) object (type-error object "INTEGER")))


(defn division-by-zero [operation #* operands]
  "Signal division-by-zero in the operation of that name. Returns: never."
  (error (DivisionByZero :operation (cl operation) :operands (lisp-list operands))))


(defn overflow [operation #* operands]
  "Signal floating-point-overflow in the operation of that name. Returns: never."
  (error (FloatingPointOverflow :operation (cl operation) :operands (lisp-list operands))))


;;; Predicates

(defn [(lisp "NUMBERP")] numberp [object]
  "Return t if OBJECT is a number."
  (if (in (type object) NUMBERS) True None))


(defn [(lisp "INTEGERP")] integerp [object]
  "Return t if OBJECT is an integer."
  (if (is (type object) int) True None))


(defn [(lisp "RATIONALP")] rationalp [object]
  "Return t if OBJECT is an integer or a ratio."
  (if (in (type object) RATIONALS) True None))


(defn [(lisp "FLOATP")] floatp [object]
  "Return t if OBJECT is a float."
  (if (is (type object) float) True None))


(defn [(lisp "REALP")] realp [object]
  "Return t if OBJECT is a real number."
  (if (in (type object) REALS) True None))


(defn [(lisp "COMPLEXP")] complexp [object]
  "Return t if OBJECT is a complex number."
  (if (is (type object) complex) True None))


(defn [(lisp "FIXNUMP" :package "EXCL")] fixnump [object]
  "Return t if OBJECT is a fixnum."
  (if (and (is (type object) int) (<= MOST-NEGATIVE-FIXNUM object MOST-POSITIVE-FIXNUM)) True None))


(defn [(lisp "ZEROP")] zerop [n]
  "Return t if N is zero."
  (if (= (number n) 0) True None))


(defn [(lisp "PLUSP")] plusp [n]
  "Return t if N is greater than zero."
  (if (> (real n) 0) True None))


(defn [(lisp "MINUSP")] minusp [n]
  "Return t if N is less than zero."
  (if (< (real n) 0) True None))


(defn [(lisp "EVENP")] evenp [n]
  "Return t if the integer N is even."
  (if (= (& (integer n) 1) 0) True None))


(defn [(lisp "ODDP")] oddp [n]
  "Return t if the integer N is odd."
  (if (= (& (integer n) 1) 1) True None))


;;; Arithmetic

(defn [(lisp "+")] add [#* numbers]
  "Return the sum of NUMBERS, 0 of none."
  (setv sum 0)
  (for [n numbers]
    (setv sum (+ sum (if (in (type n) NUMBERS) n (number n)))))
  sum)


(defn [(lisp "*")] multiply [#* numbers]
  "Return the product of NUMBERS, 1 of none."
  (setv product 1)
  (for [n numbers]
    (setv product (* product (if (in (type n) NUMBERS) n (number n)))))
  product)


(defn [(lisp "-")] subtract [n #* numbers]
  "Return N less the others, or -N if there are none."
  (number n)
  (when (not numbers)
    (return (- n)))
  (for [m numbers]
    (setv n (- n (number m))))
  n)


(defn divide-two [a b]
  "Return the quotient of two numbers: an integer or a ratio if both are rational."
  (number a)
  (number b)
  (cond
    (= b 0) (division-by-zero "/" a b)
    (and (is (type a) int) (is (type b) int)) (ratio a b)
    True (/ a b)))


(defn [(lisp "/")] divide [n #* numbers]
  "Return N divided by the others, or 1/N if there are none."
  (when (not numbers)
    (return (divide-two 1 n)))
  (for [m numbers]
    (setv n (divide-two n m)))
  n)


(defn [(lisp "1+")] one-plus [n]
  "Return N + 1."
  (+ (number n) 1))


(defn [(lisp "1-")] one-minus [n]
  "Return N - 1."
  (- (number n) 1))


(defn [(lisp "ABS")] absolute [n]
  "Return the absolute value of N."
  (abs (number n)))


(defn [(lisp "SIGNUM")] signum [n]
  "Return -1, 0 or 1 as N is negative, zero or positive, in N's kind; of a complex, its direction."
  (setv kind (type (number n)))
  (cond
    (= n 0) n
    (is kind complex) (/ n (abs n))
    (is kind float) (math.copysign 1.0 n)
    (> n 0) 1
    True -1))


(defn [(lisp "MAX")] maximum [n #* numbers]
  "Return the greatest of the arguments."
  (real n)
  (for [m numbers]
    (when (> (real m) n)
      (setv n m)))
  n)


(defn [(lisp "MIN")] minimum [n #* numbers]
  "Return the least of the arguments."
  (real n)
  (for [m numbers]
    (when (< (real m) n)
      (setv n m)))
  n)


(defn [(lisp "GCD")] gcd [#* integers]
  "Return the greatest common divisor of INTEGERS, 0 of none."
  (math.gcd #* (map integer integers)))


(defn [(lisp "LCM")] lcm [#* integers]
  "Return the least common multiple of INTEGERS, 1 of none."
  (math.lcm #* (map integer integers)))


;;; Comparison

(defn [(lisp "=")] equal-to [n #* numbers]
  "Return t if all arguments are equal."
  (number n)
  (setv answer True)
  (for [m numbers]
    (when (!= (number m) n)
      (setv answer None)))
  answer)


(defn [(lisp "/=")] different [n #* numbers]
  "Return t if no two arguments are equal."
  (setv seen [(number n)]
        answer True)
  (for [m numbers]
    (number m)
    (when (any (gfor s seen (= s m)))
      (setv answer None))
    (.append seen m))
  answer)


(defn _define-order [name compare documentation]
  (defn ordered [n #* numbers]
    (real n)
    (setv answer True)
    (for [m numbers]
      (when (not (compare n (real m)))
        (setv answer None))
      (setv n m))
    answer)
  (setv ordered.__name__ name
        ordered.__doc__ f"Return t if the arguments {documentation}."
        ordered.compare compare)
  ((lisp name) ordered))


(setv less (_define-order "<" (fn [a b] (< a b)) "get greater from one to the next")
      greater (_define-order ">" (fn [a b] (> a b)) "get less from one to the next")
      at-most (_define-order "<=" (fn [a b] (<= a b)) "never get less from one to the next")
      at-least (_define-order ">=" (fn [a b] (>= a b)) "never get greater from one to the next"))


;;; Parts

(defn [(lisp "NUMERATOR")] numerator [n]
  "Return the numerator of a rational."
  (if (in (type n) RATIONALS) n.numerator (type-error n "RATIONAL")))


(defn [(lisp "DENOMINATOR")] denominator [n]
  "Return the denominator of a rational."
  (if (in (type n) RATIONALS) n.denominator (type-error n "RATIONAL")))


(defn [(lisp "REALPART")] realpart [n]
  "Return the real part of N."
  (if (is (type (number n)) complex) n.real n))


(defn [(lisp "IMAGPART")] imagpart [n]
  "Return the imaginary part of N."
  (cond
    (is (type (number n)) complex) n.imag
    (is (type n) float) (* 0.0 n)
    True 0))


(defn [(lisp "CONJUGATE")] conjugate [n]
  "Return the complex conjugate of N."
  (if (is (type (number n)) complex) (.conjugate n) n))


(defn [(lisp "COMPLEX")] make-complex [real-part [imaginary-part 0]]
  "Return the complex number of two parts; a rational REAL-PART alone stays as it is."
  (real real-part)
  (real imaginary-part)
  (if (and (in (type real-part) RATIONALS) (is (type imaginary-part) int) (= imaginary-part 0))
      real-part
      (complex (float real-part) (float imaginary-part))))


;;; Conversion

(defn [(lisp "FLOAT")] to-float [n [prototype None]]
  "Return the real N as a float."
  (try
    (return (float (real n)))
    (except [OverflowError]))
  (overflow "FLOAT" n))


(defn [(lisp "RATIONAL")] to-rational [n]
  "Return the real N as a rational of exactly its value."
  (if (is (type (real n)) float)
      (_exactly n)
      n))


(defn _exactly [x]
  (when (not (math.isfinite x))
    (type-error x "RATIONAL"))
  (ratio #* (.as-integer-ratio x)))


(defn [(lisp "RATIONALIZE")] rationalize [n]
  "Return the simplest rational that becomes the float N again."
  (when (is-not (type (real n)) float)
    (return n))
  (setv exact (_exactly (abs n)))
  (when (is (type exact) int)
    (return (if (< n 0) (- exact) exact)))
  (setv x (abs n)
        below (/ (+ (Fraction x) (Fraction (math.nextafter x 0.0))) 2)
        above (/ (+ (Fraction x) (Fraction (math.nextafter x math.inf))) 2)
        found (_simplest below above))
  (ratio (if (< n 0) (- found.numerator) found.numerator) found.denominator))


(defn _simplest [low high]
  "Return the Fraction of least denominator between two positive ones, found in the Stern-Brocot tree."
  (setv whole (math.floor low))
  (cond
    (= whole low) (Fraction whole)
    (< whole (math.floor high)) (Fraction (+ whole 1))
    True (+ whole (/ 1 (_simplest (/ 1 (- high whole)) (/ 1 (- low whole)))))))


;;; Floats

(defn _float [object]
  (if (is (type object) float) object (type-error object "FLOAT")))


(defn [(lisp "FLOAT-DIGITS")] float-digits [x]
  "Return how many binary digits a float has."
  (_float x)
  53)


(defn [(lisp "FLOAT-PRECISION")] float-precision [x]
  "Return how many binary digits of the float X count."
  (cond
    (= (_float x) 0.0) 0
    (< (abs x) sys.float-info.min) (.bit-length (get (.as-integer-ratio (* (abs x) (** 2.0 1074))) 0))
    True 53))


(defn [(lisp "FLOAT-RADIX")] float-radix [x]
  "Return the radix of floats."
  (_float x)
  2)


(defn [(lisp "FLOAT-SIGN")] float-sign [x [y 1.0]]
  "Return Y with the sign of X."
  (math.copysign (abs (_float y)) (_float x)))


(defn [(lisp "SCALE-FLOAT")] scale-float [x exponent]
  "Return X times 2 to EXPONENT."
  (try
    (return (math.ldexp (_float x) (integer exponent)))
    (except [OverflowError]))
  (overflow "SCALE-FLOAT" x exponent))


(defn [(lisp "DECODE-FLOAT" :values True)] decode-float [x]
  "Return the significand of X (0.5 to 1), its exponent, and its sign as a float."
  (setv [significand exponent] (math.frexp (abs (_float x))))
  #(significand exponent (math.copysign 1.0 x)))


(defn [(lisp "INTEGER-DECODE-FLOAT" :values True)] integer-decode-float [x]
  "Return the significand of X as an integer, its exponent, and its sign as an integer."
  (setv [significand exponent] (math.frexp (abs (_float x))))
  #((int (math.ldexp significand 53)) (- exponent 53) (if (< (math.copysign 1.0 x) 0) -1 1)))


;;; Reading an integer

(setv _WHITESPACE " \t\n\r\f\v")


(defn [(lisp "PARSE-INTEGER" :values True)] parse-integer [string * [start 0] [end None] [radix 10] [junk-allowed None]]
  #[[Return the integer written in STRING, and the index where reading it ended.

  Whitespace around it is passed over. With JUNK-ALLOWED other text may follow, and where there
  is no integer, nil is returned.
  Signals: parse-error.]]
  (setv string (text string)
        [first last] (bounds (len string) start end string)
        i first)
  (when (not (and (is (type radix) int) (<= 2 radix 36)))
    (type-error radix "(INTEGER 2 36)"))
  (while (and (< i last) (in (get string i) _WHITESPACE))
    (+= i 1))
  (setv begin i)
  (when (and (< i last) (in (get string i) "+-"))
    (+= i 1))
  (setv digits i)
  (while (and (< i last) (digit-p (get string i) radix))
    (+= i 1))
  (setv behind i)
  (when (is junk-allowed None)
    (while (and (< behind last) (in (get string behind) _WHITESPACE))
      (+= behind 1)))
  (cond
    (and (< digits i) (or (is-not junk-allowed None) (= behind last)))
      #((int (cut string begin i) radix) behind)
    (is-not junk-allowed None)
      #(None i)
    True
      (error (ParseError :format-control "There's no integer in the string ~s."
                         :format-arguments (L (cut string first last))))))


(defn digit-p [character radix]
  "Return whether a one-character str is an ASCII digit in RADIX."
  (and (.isascii character) (.isalnum character) (< (int character 36) radix)))
