#[[Functions on numbers.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest)


;; Arithmetic, division, roots, bits, reading integers.
(setv NUMBERS [
  #("(list (+) (+ 1) (+ 1 2 3) (*) (* 2 3) (- 5) (- 5 1 1) (/ 2) (/ 6 4) (/ 6 3) (/ 1 2 3))"
    "(0 1 6 1 6 -5 3 1/2 3/2 2 1/6)")
  #("(apply #'+ '(1 2 3))" "6")
  #("(funcall #'- 5)" "-5")
  #("(+ 1/2 1/2)" "1")
  #("(+ 1/2 0.5)" "1.0")
  #("(* 2 1/2)" "1")
  #("(- 1/2)" "-1/2")
  #("(+ 1 'a)" "!type-error")
  #(#[[(funcall #'+ 1 "a")]] "!type-error")
  #(#[[(apply #'* '("a" 3))]] "!type-error")
  #(#[[(< "a" "b")]] "!type-error")
  #("(/ 1 0)" "!division-by-zero")
  #("(/ 1.0 0)" "!division-by-zero")
  #("(list (< 1 2) (< 1 2 2) (<= 1 2 2) (> 3 2 1) (>= 3 3) (= 1 1.0) (= 1 1 2) (/= 1 2 1) (/= 1 2 3))"
    "(T NIL T T T T NIL NIL T)")
  #("(list (max 1 2 3) (min 1 2 3) (max 1 2.5) (max 1/2 1/3))" "(3 1 2.5 1/2)")
  #("(list (floor 7 2) (floor -7 2) (floor 7 -2) (floor 7.5) (floor 1/2))" "(3 -4 -4 7 0)")
  #("(floor 7 2)" "3  1")
  #("(floor -7 2)" "-4  1")
  #("(floor 7.5 2)" "3  1.5")
  #("(floor -1/3)" "-1  2/3")
  #("(ceiling 7 2)" "4  -1")
  #("(ceiling -7 2)" "-3  -1")
  #("(ceiling 7.2)" "8  -0.7999999999999998")
  #("(truncate 7 2)" "3  1")
  #("(truncate -7 2)" "-3  -1")
  #("(truncate -7.5 2)" "-3  -1.5")
  #("(truncate 7 -2)" "-3  1")
  #("(round 5 2)" "2  1")
  #("(round 7 2)" "4  -1")
  #("(round -5 2)" "-2  -1")
  #("(round 2.5)" "2  0.5")
  #("(round 3.5)" "4  -0.5")
  #("(round -2.5)" "-2  -0.5")
  #("(round 7/2)" "4  -1/2")
  #("(round 10 4)" "2  2")
  #("(round 11 -4)" "-3  -1")
  #("(floor 5 0)" "!division-by-zero")
  #("(mod 5 0)" "!division-by-zero")
  #("(mod -7 3)" "2")
  #("(mod 7 -3)" "-2")
  #("(rem -7 3)" "-1")
  #("(rem 7 -3)" "1")
  #("(mod 5.5 2)" "1.5")
  #("(mod -1/2 1/3)" "1/6")
  #("(ftruncate -7.5)" "-7.0  -0.5")
  #("(fround 2.5)" "2.0  0.5")
  #("(list (abs -5) (abs -1/2) (abs -2.5) (signum -5) (signum 0) (signum 2.5) (signum -1/2))"
    "(5 1/2 2.5 -1 0 1.0 -1)")
  #("(list (gcd 12 18) (gcd) (gcd 0 5) (lcm 4 6) (lcm))" "(6 0 5 12 1)")
  #("(expt 0 -1)" "!division-by-zero")
  #("(isqrt -1)" "!type-error")
  #("(log 0)" "!division-by-zero")
  #("(list (zerop 0) (zerop 0.0) (plusp 1) (minusp -1) (evenp 2) (oddp 3) (evenp -2) (oddp -3))"
    "(T T T T T T T T)")
  #("(evenp 1.5)" "!type-error")
  #("(list (integerp 1) (integerp 1.0) (rationalp 1/2) (floatp 1.0) (realp 1) (numberp 'a) (complexp 1))"
    "(T NIL T T T NIL NIL)")
  #("(list (numerator 6/4) (denominator 6/4) (numerator 5) (denominator 5))" "(3 2 5 1)")
  #("(list (rational 0.5) (rational 3) (rationalize 0.1) (rationalize 0.333333333) (rational 0.1))"
    "(1/2 3 1/10 333333315/999999946 3602879701896397/36028797018963968)")
  #("(list (logand 12 10) (logior 12 10) (logxor 12 10) (lognot 5) (logand) (logior) (logeqv 5 3) (lognand 5 3) (lognor 5 3) (logandc1 5 3) (logandc2 5 3) (logorc1 5 3) (logorc2 5 3))"
    "(8 14 6 -6 -1 0 -7 -2 -8 2 4 -5 -3)")
  #("(list (logtest 1 3) (logtest 4 3) (logbitp 0 5) (logbitp 1 5) (logbitp 10 -1))" "(T NIL T NIL T)")
  #("(list (ash 1 10) (ash 1024 -3) (ash -5 -1) (ash 5 0))" "(1024 128 -3 5)")
  #("(list (integer-length 0) (integer-length 255) (integer-length -1) (integer-length -256) (logcount 7) (logcount -1) (logcount -8))"
    "(0 8 0 8 3 0 3)")
  #("(list (ldb (byte 8 4) #xabc) (dpb 1 (byte 4 4) 0) (mask-field (byte 4 4) #xff) (deposit-field #xff (byte 4 4) 0) (ldb-test (byte 4 0) 16))"
    "(171 16 240 240 NIL)")
  #("(let ((x 0)) (setf (ldb (byte 4 4) x) 15) x)" "240")
  #("(list (byte-size (byte 3 4)) (byte-position (byte 3 4)))" "(3 4)")
  #("(boole boole-and 5 3)" "1")
  #("(boole boole-xor 5 3)" "6")
  #(#[[(parse-integer "42")]] "42  2")
  #(#[[(parse-integer " -42 ")]] "-42  5")
  #(#[[(parse-integer "ff" :radix 16)]] "255  2")
  #(#[[(parse-integer "12abc" :junk-allowed t)]] "12  2")
  #(#[[(parse-integer "abc" :junk-allowed t)]] "NIL  0")
  #(#[[(parse-integer "" :junk-allowed t)]] "NIL  0")
  #(#[[(parse-integer "abc")]] "!parse-error")
  #(#[[(parse-integer "")]] "!parse-error")
  #(#[[(parse-integer "x42y" :start 1 :end 3)]] "42  3")
  #(#[[(parse-integer "1 2")]] "!parse-error")
  #(#[[(parse-integer "+5")]] "5  2")
  #(#[[(parse-integer "+")]] "!parse-error")
  #(#[[(parse-integer "12 " :junk-allowed t)]] "12  2")
  #(#[[(parse-integer " 12 x" :junk-allowed t)]] "12  3")
  #("(decode-float 0.75)" "0.75  0  1.0")
  #("(integer-decode-float 1.0)" "4503599627370496  -52  1")
  #("(scale-float 1.0 3)" "8.0")
  #("(float-sign -2.0)" "-1.0")
  #("(float-sign -2.0 3.0)" "-3.0")
  #("(list (float-radix 1.0) (float-digits 1.0))" "(2 53)")
  #("(list (realp 1) (realpart 5) (imagpart 5) (conjugate 5) (realpart #c(1.0 2.0)) (imagpart #c(1.0 2.0)))"
    "(T 5 0 5 1.0 2.0)")
  #("(* #c(0.0 1.0) #c(0.0 1.0))" "#C(-1.0 0.0)")
  #("(abs #c(3.0 4.0))" "5.0")
  #("(list (1+ 5) (1- 5) (1+ 1/2))" "(6 4 3/2)")
  #("(1+ 'a)" "!type-error")
  #("(let ((r (random 10))) (and (integerp r) (<= 0 r 9)))" "T")
  #("(let ((r (random 1.0))) (and (floatp r) (< r 1)))" "T")
  #("(random 0)" "!type-error")
  #("(random -5)" "!type-error")
  #("(let* ((s (make-random-state nil)) (s2 (make-random-state s))) (= (random 1000 s) (random 1000 s2)))"
    "T")
  #("(list (typep pi 'double-float) (< 3.14 pi 3.15))" "(T T)")
  #("(coerce 1/2 'double-float)" "0.5")
  #("(coerce 'a 'float)" "!type-error")
  #("(> 1 'a)" "!type-error")
  #("(max 'a)" "!type-error")
  #("(cis 0.0)" "#C(1.0 0.0)")
  #("(exp 1000.0)" "!floating-point-overflow")
  #("(incf (car (list 1)) 5)" "6")
  #("(list (complex 1 0) (complex 1.0 2.0))" "(1 #C(1.0 2.0))")
  #("(list #xff #b101 #o17 #10r5)" "(255 5 15 5)")
  #("(- 0.0)" "-0.0")
  #("(list (eql 0.0 -0.0) (= 0.0 -0.0) (eql 1 1.0) (eql 1.0 1.0) (equal 1 1.0) (equalp 1 1.0) (eql 1/2 1/2))"
    "(NIL T NIL T NIL T T)")
  #("(expt 2 100)" "1267650600228229401496703205376")
  #("(- (expt 2 62) 1)" "4611686018427387903")
  #("(typep (expt 2 62) 'bignum)" "T")
  #("(integer-length (expt 2 100))" "101")
  #("(isqrt (expt 10 30))" "1000000000000000")])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #("(ffloor 7 2)" "3.0  1")
  #("(fceiling 7 2)" "4.0  -1")
  #("(list (expt 2 10) (expt 2 -2) (expt 1/2 2) (expt 2.0 3) (expt 0 0) (expt 2 0.5) (expt 4 1/2))"
    "(1024 1/4 1/4 8.0 1 1.4142135623730951 2.0)")
  #("(list (sqrt 4) (sqrt 16.0) (isqrt 17) (exp 0) (exp 1) (log 1) (log 8 2) (log 100 10) (log 2.718281828459045))"
    "(2.0 4.0 4 1.0 2.718281828459045 0.0 3.0 2.0 1.0)")
  #("(list (sin 0) (cos 0) (atan 1) (atan 1 1) (atan -1 -1) (tan 0) (asin 1) (acos 1) (sinh 0) (cosh 0) (tanh 0))"
    "(0.0 1.0 0.7853981633974483 0.7853981633974483 -2.356194490192345 0.0 1.5707963267948966 0.0 0.0 1.0 0.0)")
  #("(sqrt -4)" "#C(0.0 2.0)")
  #("(list (float 1) (float 1/2) (float 2.5))" "(1.0 0.5 2.5)")
  #("(list most-positive-double-float least-positive-double-float)" "(1.7976931348623157e308 5.0e-324)")
  #("(coerce 1 'float)" "1.0")
  #("(phase -1)" "3.141592653589793")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* NUMBERS #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))
