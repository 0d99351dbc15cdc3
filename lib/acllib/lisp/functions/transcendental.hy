#[[Powers, roots, logarithms, and the functions of angles. Source: CLHS 12.2.

Results are floats, but for `expt` of a rational base to an integer and for `isqrt`. Where the real
function has no value, the complex one answers.]]

(import
  cmath
  math
  acllib.kernel.signalling [StorageCondition error type-error]
  acllib.lisp.conses [L]
  acllib.lisp.definitions [lisp]
  acllib.lisp.functions.numbers [number real division-by-zero overflow]
  acllib.lisp.ratios [Ratio ratio])


(defn _apply [name function complex-function x]
  "Return FUNCTION of X, the complex one's value where there is no real one."
  (number x)
  (try
    (when (is (type x) complex)
      (return (complex-function x)))
    (return (function x))
    (except [ValueError])
    (except [OverflowError]
      (return (overflow name x))))
  (complex-function (complex x)))


(defn _define [name function complex-function documentation]
  (defn entry [x] (_apply name function complex-function x))
  (setv entry.__name__ (.lower name)
        entry.__doc__ f"Return the {documentation} of X.")
  ((lisp name) entry))


(for [[_name _function _complex _documentation] [
       #("EXP" math.exp cmath.exp "power of e")
       #("SIN" math.sin cmath.sin "sine")
       #("COS" math.cos cmath.cos "cosine")
       #("TAN" math.tan cmath.tan "tangent")
       #("ASIN" math.asin cmath.asin "arc sine")
       #("ACOS" math.acos cmath.acos "arc cosine")
       #("SINH" math.sinh cmath.sinh "hyperbolic sine")
       #("COSH" math.cosh cmath.cosh "hyperbolic cosine")
       #("TANH" math.tanh cmath.tanh "hyperbolic tangent")
       #("ASINH" math.asinh cmath.asinh "area hyperbolic sine")
       #("ACOSH" math.acosh cmath.acosh "area hyperbolic cosine")
       #("ATANH" math.atanh cmath.atanh "area hyperbolic tangent")]]
  (_define _name _function _complex _documentation))


(defn [(lisp "ATAN")] atan [y [x None]]
  "Return the arc tangent of Y, or the angle of the point (X, Y)."
  (if (is x None)
      (_apply "ATAN" math.atan cmath.atan y)
      (math.atan2 (real y) (real x))))


(defn [(lisp "PHASE")] phase [n]
  "Return the angle of a complex number."
  (cmath.phase (complex (number n))))


(defn [(lisp "CIS")] cis [angle]
  "Return the complex number of length 1 at ANGLE."
  (cmath.exp (* 1j (float (real angle)))))


(defn [(lisp "SQRT")] sqrt [n]
  "Return the principal square root of N, a float or complex number."
  (_apply "SQRT" math.sqrt cmath.sqrt n))


(defn [(lisp "ISQRT")] isqrt [n]
  "Return the greatest integer whose square is at most N."
  (if (and (is (type n) int) (>= n 0))
      (math.isqrt n)
      (type-error n "UNSIGNED-BYTE")))


(defn [(lisp "LOG")] log [n [base None]]
  "Return the logarithm of N, natural without BASE."
  (when (= (number n) 0)
    (division-by-zero "LOG" n))
  (cond
    (is base None) (_apply "LOG" _natural cmath.log n)
    (= (number base) 0) 0.0
    (and (= base 2) (_positive n)) (_binary n)
    (and (= base 10) (_positive n)) (_decimal n)
    True (/ (log n) (log base))))


(defn _positive [n]
  (and (is-not (type n) complex) (> n 0)))


(defn _natural [n]
  (if (is (type n) Ratio) (- (math.log n.numerator) (math.log n.denominator)) (math.log n)))


(defn _binary [n]
  (if (is (type n) Ratio) (- (math.log2 n.numerator) (math.log2 n.denominator)) (math.log2 n)))


(defn _decimal [n]
  (if (is (type n) Ratio) (- (math.log10 n.numerator) (math.log10 n.denominator)) (math.log10 n)))


(defn [(lisp "EXPT")] expt [base power]
  "Return BASE raised to POWER: exact for a rational base and an integer power."
  (number base)
  (number power)
  (when (and (= base 0) (_negative power))
    (division-by-zero "EXPT" base power))
  (try
    (return (_power base power))
    (except [OverflowError]))
  (overflow "EXPT" base power))


(defn _negative [power]
  (and (is-not (type power) complex) (< power 0)))


(defn _power [base power]
  (cond
    (is-not (type power) int)
      (** (if (is (type base) Ratio) (float base) base) (if (is (type power) Ratio) (float power) power))
    (is (type base) int)
      (if (>= power 0)
          (** (bounded base power) power)
          (ratio 1 (** (bounded base (- power)) (- power))))
    True
      (** base power)))


;; Bits of the largest power that is computed. Python can't be interrupted in one, and needs some
;; 20 s for this many.
(setv LARGEST (** 2 26))


(defn bounded [base power]
  "Return BASE; signals storage-condition where raising it to POWER takes more memory than there may be."
  (when (and (> (* power (.bit-length base)) LARGEST) (> (abs base) 1))
    (error (StorageCondition :format-control "~s raised to ~s has about ~d bits: too large an integer."
                             :format-arguments (L base power (* power (.bit-length base))))))
  base)
