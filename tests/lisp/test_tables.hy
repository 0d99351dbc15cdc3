#[[Hash tables.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest
  acllib.lisp.arrays [LispString]
  acllib.lisp.conses [L]
  acllib.lisp.tables [HashTable])


;; Storing, looking up, going through; keys of every kind.
(setv TABLES [
  #("(let ((h (make-hash-table))) (setf (gethash 'a h) 1) (list (multiple-value-list (gethash 'a h)) (multiple-value-list (gethash 'b h 5)) (hash-table-count h) (remhash 'a h) (remhash 'a h) (hash-table-count h)))"
    "((1 T) (5 NIL) 1 T NIL 0)")
  #(#[[(let ((h (make-hash-table :test 'equal))) (setf (gethash "a" h) 1 (gethash '(1 2) h) 2) (list (gethash (copy-seq "a") h) (gethash (list 1 2) h) (gethash #\a h) (hash-table-test h)))]]
    "(1 2 NIL EQUAL)")
  #(#[[(let ((h (make-hash-table :test 'eql))) (setf (gethash 1 h) 'i (gethash 1.0 h) 'f (gethash t h) 't) (list (gethash 1 h) (gethash 1.0 h) (gethash t h) (gethash "1" h)))]]
    "(I F T NIL)")
  #(#[[(let ((h (make-hash-table :test #'equalp))) (setf (gethash "A" h) 1 (gethash 1 h) 2) (list (gethash "a" h) (gethash 1.0 h)))]]
    "(1 2)")
  #("(let ((h (make-hash-table)) (l nil)) (setf (gethash 1 h) 2 (gethash 3 h) 4) (maphash (lambda (k v) (push (list k v) l)) h) (sort l #'< :key #'car))"
    "((1 2) (3 4))")
  #("(let ((h (make-hash-table))) (incf (gethash 'x h 0) 5) (gethash 'x h))" "5  T")
  #("(let ((h (make-hash-table))) (setf (gethash 1 h) 2) (clrhash h) (hash-table-count h))" "0")
  #("(with-hash-table-iterator (n (let ((h (make-hash-table))) (setf (gethash 1 h) 2) h)) (list (multiple-value-list (n)) (n)))"
    "((T 1 2) NIL)")
  #("(let ((h (make-hash-table))) (setf (gethash 1 h) 2) (loop for k being the hash-keys of h using (hash-value v) collect (list k v)))"
    "((1 2))")
  #("(gethash 1 5)" "!type-error")
  #("(let ((h (make-hash-table :test 'foo))) (setf (gethash 1 h) 1) (gethash 1 h))" "!undefined-function")
  #("(hash-table-p (make-hash-table))" "T")
  #("(flet ((table (test &rest all) (let ((h (make-hash-table :test test))) (loop for (k v) on all by #'cddr do (setf (gethash k h) v)) h))) (list (equalp (table 'equal \"a\" \"x\") (table 'equal \"a\" \"X\")) (equalp (table 'equal \"a\" 1) (table 'equal \"A\" 1)) (equalp (table 'equalp \"a\" 1) (table 'equalp \"A\" 1.0)) (equalp (table 'eql 1 2) (table 'eql 1 2 3 4)) (equalp (table 'eql) (table 'eq)) (gethash (table 'equal 'a \"V\") (table 'equalp (table 'equal 'a \"v\") 'found))))"
    "(T NIL T NIL NIL FOUND)")
  #(#[[(let ((h (make-hash-table :test 'equal))) (setf (gethash '(a "b" 1.0) h) 1) (list (gethash (list 'a (copy-seq "b") 1.0) h) (gethash (list 'a "b" 1) h)))]]
    "(1 NIL)")
  #("(let ((h (make-hash-table :test 'eq))) (setf (gethash 'a h) 1 (gethash :a h) 2 (gethash nil h) 3 (gethash t h) 4) (list (gethash 'a h) (gethash :a h) (gethash nil h) (gethash t h)))"
    "(1 2 3 4)")
  #("(let ((h (make-hash-table))) (list (gethash nil h) (setf (gethash nil h) nil) (multiple-value-list (gethash nil h))))"
    "(NIL NIL (NIL T))")
  #(#[[(let ((h (make-hash-table)) (s "str")) (setf (gethash s h) 1) (list (gethash s h) (gethash (copy-seq s) h)))]]
    "(1 NIL)")
  #(#[[(let ((h (make-hash-table :test 'equal)) (s (copy-seq "str"))) (setf (gethash s h) 1) (let (k) (maphash (lambda (a b) (declare (ignore b)) (setq k a)) h) (eq k s)))]]
    "T")
  #(#[[(let ((h (make-hash-table :test 'equalp))) (setf (gethash #(1 "A") h) 1) (list (gethash (vector 1.0 "a") h) (gethash #(2 "a") h)))]]
    "(1 NIL)")
  #(#[[(let ((h (make-hash-table :test 'equalp))) (setf (gethash #\A h) 1 (gethash "A" h) 2) (list (gethash #\a h) (gethash "a" h) (hash-table-count h)))]]
    "(1 2 2)")
  #("(let ((h (make-hash-table :test 'eql))) (setf (gethash 1/2 h) 'r (gethash 0.5 h) 'f (gethash #c(0.5 1.0) h) 'c (gethash -0.0 h) 'mz (gethash 0.0 h) 'z) (list (gethash 1/2 h) (gethash 0.5 h) (gethash #c(0.5 1.0) h) (gethash -0.0 h) (gethash 0.0 h)))"
    "(R F C MZ Z)")
  #("(let ((h (make-hash-table))) (dotimes (i 10) (setf (gethash i h) i)) (maphash (lambda (k v) (if (oddp v) (remhash k h))) h) (hash-table-count h))"
    "5")
  #("(let ((h (make-hash-table))) (setf (gethash 'a h) 1) (push 5 (gethash 'b h)) (pushnew 5 (gethash 'b h)) (gethash 'b h))"
    "(5)  T")
  #("(loop for v being the hash-values of (let ((h (make-hash-table))) (setf (gethash 1 h) 'x) h) collect v)"
    "(X)")
  #("(maphash 5 (make-hash-table))" "!type-error")
  #("(remhash 'a 'b)" "!type-error")
  #("(hash-table-count nil)" "!type-error")
  #("(list (hash-table-p 5) (typep (make-hash-table) 'hash-table))" "(NIL T)")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* TABLES])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))


(defn test-a-table-gives-back-the-very-keys []
  (for [[test key] [#("EQUAL" (LispString "a")) #("EQUAL" (L 1 2)) #("EQUALP" "Mixed") #("EQL" 1.5) #("EQ" True)
                    #("EQL" (bytearray b"x")) #("EQUALP" [1 "b"])]]
    (setv table (HashTable test))
    (.put table key 1)
    (.put table key 2)
    (setv [[found value]] (.entries table))
    (assert (is found key))
    (assert (= value 2))))


(defn test-the-first-key-stays []
  (setv table (HashTable "EQUAL")
        first "name")
  (.put table first 1)
  (.put table (LispString "name") 2)
  (assert (is (get (.entries table) 0 0) first)))


(defn test-a-changed-string-finds-nothing []
  (setv table (HashTable "EQUAL")
        key (LispString "ab"))
  (.put table key 1)
  (setv (get key 0) (get (LispString "x") 0))
  (assert (is (.get table key) None))
  (assert (= (.get table "ab") 1)))


(defn test-removing-forgets-the-original []
  (setv table (HashTable "EQL"))
  (.put table 1.5 "x")
  (assert (.remove table 1.5))
  (assert (not (.remove table 1.5)))
  (assert (= table.originals {}))
  (assert (= (len table) 0))
  (assert table "an empty table is true"))


(defn test-entries-are-a-snapshot []
  (setv table (HashTable "EQL"))
  (for [i (range 5)]
    (.put table i i))
  (for [[key _] (.entries table)]
    (.remove table key)
    (.put table (+ key 100) key))
  (assert (= (sorted (gfor [k _] (.entries table) k)) [100 101 102 103 104])))


(setv OURS [
  ;; Tests of programs, as in Allegro CL.
  #(#[[(let ((h (make-hash-table :test #'string-equal :hash-function (lambda (s) (sxhash (string-upcase s)))))) (setf (gethash "ab" h) 1 (gethash "AB" h) 2) (list (gethash "aB" h) (gethash "x" h) (loop for k being the hash-keys of h collect k) (remhash "Ab" h) (hash-table-count h)))]]
    "(2 NIL (\"ab\") T 0)")
  #("(let ((h (make-hash-table :test '= :hash-function 'truncate))) (setf (gethash 1 h) 'one) (list (gethash 1.0 h) (gethash 2 h) (hash-table-test h) (typep h 'hash-table)))"
    "(ONE NIL = T)")
  #("(let ((h (make-hash-table :test 'string-equal :hash-function #'length :values nil))) (list (excl:puthash-key \"ab\" h) (excl:puthash-key \"AB\" h) (gethash \"Ab\" h)))"
    "(\"ab\" \"ab\" \"ab\")")
  #("(catch 'out (gethash 1 (make-hash-table :test 'eql :hash-function (lambda (k) (throw 'out k)))))" "1")
  #("(make-hash-table :test 5)" "!type-error")
  #("(let ((h (make-hash-table :test 'no-such-function-here))) (setf (gethash 1 h) 1) (gethash 1 h))" "!undefined-function")])


(defn [(pytest.mark.parametrize #("text" "printed") OURS)] test-ours [lisp text printed]
  (assert (= (lisp text) printed)))
