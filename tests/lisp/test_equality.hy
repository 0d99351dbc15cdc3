#[[Equality, and hash keys that agree with it.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  math
  pytest
  acllib.characters [character]
  acllib.lisp.arrays [BIT LispArray LispString]
  acllib.lisp.conses [L]
  acllib.lisp.equality [KEYS eq eql equal equalp sxhash]
  acllib.lisp.ratios [ratio]
  acllib.lisp.symbols [cl keyword])


;; Rows of several comparisons.
(setv EQUALITY [
  #(#[[(equal (make-string 2 :initial-element #\a) "aa")]] "T")
  #(#[[(equalp "ABC" "abc")]] "T")
  #(#[[(list (equal "a" #\a) (equal 'a "A") (equalp 'a "A") (equalp #("a") '("a")) (equalp "abc" #(#\A #\b #\c)) (equalp #2A((1 2)) #2A((1 2))) (equalp #(1 2) #(1 2 3)))]]
    "(NIL NIL NIL NIL T T NIL)")
  #(#[[(list (eql 10000000000000000000000 10000000000000000000000) (eql 1.5 1.5) (eql #c(1.0 2.0) #c(1.0 2.0)) (equal 1/2 2/4) (eql "abc" "abd"))]]
    "(T T T T NIL)")
  #("(list (equal '(1 . 2) '(1 . 2)) (equal '(1 2) '(1 2 3)) (equal nil nil) (equal #*101 #*101) (equal #*101 #*100))"
    "(T NIL T T NIL)")])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #(#[[(list (eq 'a 'a) (eq 1 1) (eql "a" "a") (equal "abc" (copy-seq "abc")) (equal '(1 "a") (list 1 "a")) (equal #(1) #(1)) (equalp #(1) #(1)) (equalp '(1 2.0 "A") '(1.0 2 "a")) (equalp #\a #\A) (equal #\a #\A))]]
    "(T T T T T NIL T T T NIL)")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* EQUALITY #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))


(defn zoo []
  "Return objects that Python or a careless key would take for one another."
  (setv shared (L 1 2))
  [None True 0 1 1.0 0.0 -0.0 1e300 (ratio 1 2) 0.5 (complex 1.0 0.0) (complex 0.5 0.0) 2 2.0
   (character "a") (character "A") "a" "A" "1" (LispString "a") (LispString "A") ""
   (cl "CAR") (keyword "CAR") shared (L 1 2) (L 1.0 2) (L 1 (L 2)) (L "a" (character "a")) (L "A" "a") (L None)
   [] [1 2] [1.0 2] [(character "a")] (bytearray [1 2]) (bytearray b"a")
   (LispArray [2] [1 0] BIT) (LispArray [2] [1 0] BIT) (LispArray [1 2] [1 2]) (object) (tuple [1 2])])


(defn [(pytest.mark.parametrize #("test" "name") [#(eql "EQL") #(equal "EQUAL") #(equalp "EQUALP")])]
  test-keys-agree-with-the-test [test name]
  (setv key (get KEYS name)
        objects (zoo))
  (for [a objects b objects]
    (assert (= (= (key a) (key b)) (is-not (test a b) None)) f"{name}: {a !r} and {b !r}")
    (when (is-not (test a b) None)
      (assert (= (hash (key a)) (hash (key b)))))))


(defn test-each-test-includes-the-stricter-ones []
  (setv objects (zoo))
  (for [a objects b objects]
    (for [[strict lax] [#(eq eql) #(eql equal) #(equal equalp)]]
      (when (is-not (strict a b) None)
        (assert (is (lax a b) True) f"{strict.__name__}: {a !r} and {b !r}")))))


(defn test-equal-objects-share-their-hash-code []
  (setv objects (zoo))
  (for [a objects b objects]
    (when (is-not (equal a b) None)
      (assert (= (sxhash a) (sxhash b)))))
  (assert (all (gfor o objects (<= 0 (sxhash o) (- (** 2 60) 1))))))


(defn test-hash-codes-are-the-same-in-every-image []
  ; values computed once: programs may store them
  (assert (= (sxhash "abc") 891568578))
  (assert (= (sxhash (L 1 "a")) (sxhash (L 1 (LispString "a"))))))


(defn test-a-number-that-is-none-equals-itself-only-as-an-object []
  (setv nan math.nan)
  (assert (is (eql nan nan) True))
  (assert (is (equalp nan (float "nan")) None)))
