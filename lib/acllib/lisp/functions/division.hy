#[[Division with quotient and remainder: floor, ceiling, truncate, round and their kin.

Each divider takes two reals and returns #(quotient remainder), the quotient an integer.
Source: CLHS 12.2, function FLOOR.]]

(import
  fractions [Fraction]
  math
  acllib.lisp.definitions [lisp]
  acllib.lisp.functions.numbers [real division-by-zero overflow])


(defn _checked [name divide-integers round-fraction]
  #[[Return the divider called NAME.

  divide-integers -- function of two ints that returns both results
  round-fraction -- function of a Fraction that returns the integer quotient]]
  (fn [number divisor]
    (when (and (is (type number) int) (is (type divisor) int))
      (return (if (= divisor 0)
                  (division-by-zero name number divisor)
                  (divide-integers number divisor))))
    (real number)
    (when (= (real divisor) 0)
      (division-by-zero name number divisor))
    (setv quotient (round-fraction (/ (_fraction name number) (_fraction name divisor))))
    #(quotient (_remainder number quotient divisor))))


(defn _fraction [name number]
  "Return a real as a Fraction of exactly its value."
  (when (and (is (type number) float) (not (math.isfinite number)))
    (overflow name number))
  (Fraction number))


(defn _remainder [number quotient divisor]
  "Return NUMBER - QUOTIENT * DIVISOR, exactly, as a float if one of them is."
  (if (or (is (type number) float) (is (type divisor) float))
      (do
        (setv exact (- (Fraction number) (* quotient (Fraction divisor))))
        (if (= exact 0) (math.copysign 0.0 number) (float exact)))
      (- number (* quotient divisor))))


(defn _ceiling-integers [n d]
  (setv quotient (- (// (- n) d)))
  #(quotient (- n (* quotient d))))


(defn _truncate-integers [n d]
  (setv quotient (// (abs n) (abs d)))
  (when (!= (< n 0) (< d 0))
    (setv quotient (- quotient)))
  #(quotient (- n (* quotient d))))


(defn _round-integers [n d]
  (setv [quotient remainder] (divmod n d)
        twice (* 2 (abs remainder)))
  (when (or (> twice (abs d)) (and (= twice (abs d)) (= (& quotient 1) 1)))
    (+= quotient 1))
  #(quotient (- n (* quotient d))))


(setv floor-two (_checked "FLOOR" divmod math.floor)
      ceiling-two (_checked "CEILING" _ceiling-integers math.ceil)
      truncate-two (_checked "TRUNCATE" _truncate-integers math.trunc)
      round-two (_checked "ROUND" _round-integers round))


(defn [(lisp "FLOOR" :values True)] floor [number [divisor 1]]
  "Return the quotient rounded down, and the remainder, which has the sign of DIVISOR."
  (floor-two number divisor))


(defn [(lisp "CEILING" :values True)] ceiling [number [divisor 1]]
  "Return the quotient rounded up, and the remainder."
  (ceiling-two number divisor))


(defn [(lisp "TRUNCATE" :values True)] truncate [number [divisor 1]]
  "Return the quotient rounded towards zero, and the remainder, which has the sign of NUMBER."
  (truncate-two number divisor))


(defn [(lisp "ROUND" :values True)] round- [number [divisor 1]]
  "Return the nearest quotient, the even one of two, and the remainder."
  (round-two number divisor))


(defn _floated [divide number divisor]
  (setv [quotient remainder] (divide number divisor))
  #((float quotient) remainder))


(defn [(lisp "FFLOOR" :values True)] ffloor [number [divisor 1]]
  "Like floor, with the quotient as a float."
  (_floated floor-two number divisor))


(defn [(lisp "FCEILING" :values True)] fceiling [number [divisor 1]]
  "Like ceiling, with the quotient as a float."
  (_floated ceiling-two number divisor))


(defn [(lisp "FTRUNCATE" :values True)] ftruncate [number [divisor 1]]
  "Like truncate, with the quotient as a float."
  (_floated truncate-two number divisor))


(defn [(lisp "FROUND" :values True)] fround [number [divisor 1]]
  "Like round, with the quotient as a float."
  (_floated round-two number divisor))


(defn [(lisp "MOD")] mod [number divisor]
  "Return the remainder of floor."
  (if (and (is (type number) int) (is (type divisor) int) (!= divisor 0))
      (% number divisor)
      (get (floor-two number divisor) 1)))


(defn [(lisp "REM")] rem [number divisor]
  "Return the remainder of truncate."
  (get (truncate-two number divisor) 1))
