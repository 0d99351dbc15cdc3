#[[Functions on arrays.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest)


;; Making, access, fill pointers, adjusting, bits.
(setv ARRAYS [
  #("(make-array 3 :initial-element 0)" "#(0 0 0)")
  #("(make-array '(2 3) :initial-element 1)" "#2A((1 1 1) (1 1 1))")
  #("(make-array '(2 2) :initial-contents '((1 2) (3 4)))" "#2A((1 2) (3 4))")
  #("(make-array 3 :element-type '(unsigned-byte 8) :initial-element 7)" "#(7 7 7)")
  #(#[[(make-array 3 :element-type 'character :initial-element #\a)]] #[["aaa"]])
  #("(make-array 3 :element-type 'bit)" "#*000")
  #("(let ((a (make-array '(2 3) :initial-contents '((1 2 3) (4 5 6))))) (list (aref a 1 2) (array-rank a) (array-dimensions a) (array-dimension a 1) (array-total-size a) (array-row-major-index a 1 0) (row-major-aref a 4) (array-in-bounds-p a 1 3) (array-in-bounds-p a 1 2)))"
    "(6 2 (2 3) 3 6 3 5 NIL T)")
  #("(aref #(1 2 3) 3)" "!type-error")
  #("(string (make-array 0 :element-type nil))" "\"\"")
  #("(make-array 1 :allow-other-keys nil :allow-other-keys t :bad 1)" "!program-error")
  #("(make-array 1 :allow-other-keys t :allow-other-keys nil :bad 1)" "#(NIL)")
  #("(mapcar (lambda (a) (class-name (class-of a))) (list #*10 (make-array '(1 1)) (make-array '(1 1) :element-type 'bit)))" "(BIT-VECTOR ARRAY ARRAY)")
  #("(aref #(1 2 3) -1)" "!type-error")
  #("(aref #(1 2 3) 'a)" "!type-error")
  #("(aref '(1 2) 0)" "!type-error")
  #(#[[(aref "abc" 1)]] #[[#\b]])
  #("(let ((a (make-array '(2 2) :initial-element 0))) (setf (aref a 0 1) 5) a)" "#2A((0 5) (0 0))")
  #("(let ((v (vector 1 2 3))) (setf (svref v 1) 9) (list v (svref v 0)))" "(#(1 9 3) 1)")
  #("(let ((v (make-array 2 :element-type '(unsigned-byte 8)))) (setf (aref v 0) 300) v)" "!type-error")
  #("(let ((v (make-array 2 :element-type '(unsigned-byte 8)))) (setf (aref v 0) 200) v)" "#(200 0)")
  #("(let ((v (make-array 5 :fill-pointer 0))) (vector-push 1 v) (vector-push 2 v) (list v (length v) (fill-pointer v) (vector-pop v) (array-dimension v 0)))"
    "(#(1) 2 2 2 5)")
  #("(let ((v (make-array 1 :fill-pointer 0 :adjustable t))) (dotimes (i 4) (vector-push-extend i v)) v)"
    "#(0 1 2 3)")
  #("(let ((v (make-array 1 :fill-pointer 1))) (vector-push 1 v))" "NIL")
  #(#[[(let ((s (make-array 0 :element-type 'character :fill-pointer 0 :adjustable t))) (vector-push-extend #\a s) (vector-push-extend #\b s) (list s (length s) (stringp s)))]]
    #[[("ab" 2 T)]])
  #("(let ((v (make-array 4 :fill-pointer 2 :initial-element 0))) (setf (fill-pointer v) 3) v)" "#(0 0 0)")
  #("(vector-pop (make-array 2 :fill-pointer 0))" "!type-error")
  #("(fill-pointer #(1 2))" "!type-error")
  #("(let ((a (adjust-array (make-array '(2 2) :initial-contents '((1 2) (3 4)) :adjustable t) '(3 2) :initial-element 0))) a)"
    "#2A((1 2) (3 4) (0 0))")
  #("(let* ((a (vector 1 2 3 4)) (d (make-array 2 :displaced-to a :displaced-index-offset 1))) (setf (aref d 0) 9) (list a d (array-displacement d)))"
    "(#(1 9 3 4) #(9 3) #(1 9 3 4))")
  #(#[[(list (arrayp #(1)) (vectorp "a") (simple-vector-p #(1)) (arrayp 5) (bit-vector-p #*101) (array-has-fill-pointer-p #(1)))]]
    "(T T T NIL T NIL)")
  #("(list (array-element-type #(1)) (array-element-type (make-array 1 :element-type '(unsigned-byte 8))) (array-element-type #*1))"
    "(T (UNSIGNED-BYTE 8) BIT)")
  #("(list (bit #*101 1) (bit-and #*1100 #*1010) (bit-ior #*1100 #*1010) (bit-xor #*1100 #*1010) (bit-not #*10))"
    "(0 #*1000 #*1110 #*0110 #*01)")
  #("(let ((a (make-array '(2 2) :element-type '(unsigned-byte 8) :initial-element 1))) (list a (array-element-type a) (typep a '(array (unsigned-byte 8) (2 2)))))"
    "(#2A((1 1) (1 1)) (UNSIGNED-BYTE 8) T)")
  #("(aref (make-array nil :initial-element 5))" "5")
  #("(make-array 2 :initial-contents '(1 2 3))" "!type-error")
  #("(make-array -1)" "!type-error")
  #("(make-array '(2 x))" "!type-error")
  #("(make-array 3 :fill-pointer 5)" "!type-error")
  #(#[[(array-dimensions "abc")]] "(3)")
  #("(array-rank 5)" "!type-error")
  #("(array-dimension #(1 2) 1)" "!type-error")
  #(#[[(svref "abc" 0)]] "!type-error")
  #("(let ((a (make-array 3 :adjustable t :initial-contents '(1 2 3)))) (eq a (adjust-array a 5 :initial-element 0)))"
    "T")
  #("(let ((a (make-array 3 :adjustable t :initial-contents '(1 2 3)))) (adjust-array a 5 :initial-element 0))"
    "#(1 2 3 0 0)")
  #("(let ((a (vector 1 2 3))) (adjust-array a 2))" "#(1 2)")
  #(#[[(let ((s (make-array 3 :element-type 'character :adjustable t :initial-contents "abc"))) (adjust-array s 5 :initial-element #\x))]]
    #[["abcxx"]])
  #("(let ((v (make-array 2 :fill-pointer 2 :initial-contents '(1 2)))) (setf (fill-pointer v) 1) (list v (aref v 1)))"
    "(#(1) 2)")
  #("(setf (fill-pointer (make-array 2 :fill-pointer 0)) 3)" "!type-error")
  #("(let ((v (make-array 2 :fill-pointer 0))) (list (vector-push 'a v) (vector-push 'b v) (vector-push 'c v) v))"
    "(0 1 NIL #(A B))")
  #("(vector-push 1 (vector 1 2))" "!type-error")
  #("(let ((v (make-array 2 :element-type '(unsigned-byte 8) :fill-pointer 0 :adjustable t))) (dotimes (i 5) (vector-push-extend (* i 10) v)) (list v (array-element-type v)))"
    "(#(0 10 20 30 40) (UNSIGNED-BYTE 8))")
  #(#[[(let ((s (make-array 2 :element-type 'character :fill-pointer 0))) (vector-push #\a s) (list s (equal s "a") (string= s "a") (string-upcase s) (char s 0)))]]
    #[[("a" T T "A" #\a)]])
  #(#[[(let ((s (make-array 2 :element-type 'character :fill-pointer 0))) (with-output-to-string (o s) (princ "xy" o)) s)]]
    #[["xy"]])
  #("(make-array 2 :element-type 'double-float)" "#(0.0 0.0)")
  #("(make-array 3 :element-type 'fixnum :initial-element 7)" "#(7 7 7)")
  #("(let ((a (make-array 3 :element-type '(signed-byte 16)))) (setf (aref a 0) 40000) a)" "!type-error")
  #("(upgraded-array-element-type 'bit)" "BIT")
  #("(upgraded-array-element-type 'symbol)" "T")
  #("(list (sbit #*101 0) (bit-nand #*1100 #*1010) (bit-andc1 #*1100 #*1010))" "(1 #*0111 #*0010)")
  #("(let ((b (make-array 4 :element-type 'bit :initial-element 1))) (setf (bit b 1) 0) (list b (count 1 b) (position 0 b) (reverse b)))"
    "(#*1011 3 1 #*1101)")
  #("(setf (bit (make-array 2 :element-type 'bit) 0) 2)" "!type-error")
  #("(bit #(1 0) 0)" "!type-error")
  #("(let ((a (make-array '(2 3) :initial-contents '((a b c) (d e f))))) (list (row-major-aref a 5) (setf (row-major-aref a 0) 'z) (aref a 0 0)))"
    "(F Z Z)")
  #("(row-major-aref #(1 2) 2)" "!type-error")
  #("(aref (make-array '(2 2)) 0)" "!type-error")
  #("(aref (make-array '(2 2)) 2 0)" "!type-error")
  #("(vector)" "#()")
  #(#[[(vector 1 "a" #\b)]] #[[#(1 "a" #\b)]])])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #("(make-array '())" "#0ANIL")
  #("(mapcar (lambda (a) (handler-case (write-to-string a :readably t) (print-not-readable (e) (eq (print-not-readable-object e) a)))) (list (make-array '(1 2) :initial-element 0) (make-array '(2 0)) (make-array '(0 2)) (make-array '(1 1) :element-type 'bit) (make-pathname :type \"t\") (make-pathname :name \"n\")))"
    "(\"#2A((0 0))\" \"#2A(() ())\" T T T \"#P\\\"n\\\"\")")
  #("(make-array 2 :element-type 'single-float :initial-element 1.5f0)" "#(1.5 1.5)")
  #("(upgraded-array-element-type '(unsigned-byte 7))" "(UNSIGNED-BYTE 8)")
  #("(upgraded-array-element-type 'base-char)" "CHARACTER")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* ARRAYS #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))
