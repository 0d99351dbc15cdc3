"Ratios: fractions that become integers when they can, as Lisp's do."

(import
  fractions [Fraction]
  math [gcd])


(defclass Ratio [Fraction]
  #[[A ratio of integers, in lowest terms, never a whole number.

  Made by `ratio`; its operators return an int where the result is whole.]]
  (setv __slots__ #())

  (defn __pos__ [self] self)
  (defn __neg__ [self] (_make (- self.numerator) self.denominator))
  (defn __abs__ [self] (_make (abs self.numerator) self.denominator))
  (defn __hash__ [self] (.__hash__ Fraction self))
  (defn __eq__ [self other]
    (if (is (type other) Ratio)
        (and (= self.numerator other.numerator) (= self.denominator other.denominator))
        (.__eq__ Fraction self other))))


(defn ratio [numerator denominator]
  "Return the rational NUMERATOR / DENOMINATOR: an int when it is whole. Raises ZeroDivisionError."
  (when (= denominator 0)
    (raise (ZeroDivisionError "division by zero")))
  (setv divisor (gcd numerator denominator))
  (when (< denominator 0)
    (setv divisor (- divisor)))
  (setv numerator (// numerator divisor)
        denominator (// denominator divisor))
  (if (= denominator 1) numerator (_make numerator denominator)))


(defn _make [numerator denominator]
  "Return the Ratio of numbers known to be in lowest terms."
  (setv made (object.__new__ Ratio)
        made._numerator numerator
        made._denominator denominator)
  made)


(defn rational [number]
  "Return a Fraction or any rational as int or Ratio."
  (if (is (type number) int) number (ratio number.numerator number.denominator)))


(defn _operator [name compute]
  "Give Ratio the operator NAME and its reflected twin; COMPUTE takes two numerators and denominators."
  (setv python (getattr Fraction f"__{name}__")
        reflected (getattr Fraction f"__r{name}__"))
  (defn forward [a b]
    (setv t (type b))
    (cond
      (is t Ratio) (compute a._numerator a._denominator b._numerator b._denominator)
      (is t int) (compute a._numerator a._denominator b 1)
      True (_settle (python a b))))
  (defn backward [a b]
    (if (is (type b) int)
        (compute b 1 a._numerator a._denominator)
        (_settle (reflected a b))))
  (setattr Ratio f"__{name}__" forward)
  (setattr Ratio f"__r{name}__" backward))


(defn _settle [value]
  (if (isinstance value Fraction) (ratio value.numerator value.denominator) value))


(_operator "add" (fn [a b c d] (ratio (+ (* a d) (* c b)) (* b d))))
(_operator "sub" (fn [a b c d] (ratio (- (* a d) (* c b)) (* b d))))
(_operator "mul" (fn [a b c d] (ratio (* a c) (* b d))))
(_operator "truediv" (fn [a b c d] (ratio (* a d) (* b c))))
(_operator "mod" (fn [a b c d] (ratio (% (* a d) (* c b)) (* b d))))


(defn _power [a b]
  (if (isinstance b int)
      (if (>= b 0)
          (ratio (** a._numerator b) (** a._denominator b))
          (ratio (** a._denominator (- b)) (** a._numerator (- b))))
      (** (float a) b)))
(setv Ratio.__pow__ _power)
