#[[Type specifiers: typep, subtypep, coerce, the tests of handlers.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest
  acllib.conditions [SocketError]
  acllib.kernel.signalling [Error Warning matches]
  acllib.lisp.classes [forget-class name-class]
  acllib.lisp.conditions [specifier]
  acllib.lisp.conses [L]
  acllib.lisp.deftypes [define-type]
  acllib.lisp.element_types [upgraded]
  acllib.lisp.symbols [Symbol cl]
  acllib.lisp.types [handler-test of-type type-of type-test])


;; Rows of several questions.
(setv TYPES [
  #(#[[(list (typep 5 'integer) (typep 5 '(integer 0 4)) (typep 5 '(or string integer)) (typep "a" 'string) (typep nil 'list) (typep nil 'symbol) (typep t 'boolean) (typep 'a '(member a b)) (typep 3 '(satisfies oddp)) (typep 3 '(and integer (not (eql 4)))) (typep #(1) '(vector t 1)) (typep "abc" '(string 3)) (typep 1 'bit) (typep 255 '(unsigned-byte 8)) (typep -1 'unsigned-byte) (typep 127 '(signed-byte 8)) (typep 128 '(signed-byte 8)) (typep 1.5 '(float 0 2)) (typep '(1 . 2) '(cons integer integer)) (typep #'car 'function) (typep 5 '(mod 5)))]]
    "(T NIL T T T T T T T T T T T T NIL T NIL T T T NIL)")
  #("(typep 5 'no-such-type)" "!program-error")
  #("(progn (deftype zt1 () '(integer 0 10)) (list (typep 5 'zt1) (typep 11 'zt1)))" "(T NIL)")
  #("(progn (deftype zt2 (n) `(integer 0 ,n)) (list (typep 5 '(zt2 5)) (typep 6 '(zt2 5))))" "(T NIL)")
  #("(mapcar (lambda (p) (multiple-value-list (apply #'subtypep p))) '((integer (or fixnum bignum)) ((integer 3 6) (member 0 3 4 5 6)) ((integer 3 6) (member 3 4 6)) ((integer 0) (or (integer * 5) (rational (5) 7) (real (7)))) ((integer 0 8) (or (integer * 5) (real (8)))) ((integer 5 3) symbol) ((cons nil t) nil) (cons nil)))"
    "((T T) (T T) (NIL T) (T T) (NIL T) (T T) (T T) (NIL T))")
  #("(typep 1 '(values))" "!program-error")
  #("(list (subtypep 'integer 'number) (subtypep 'string 'vector) (multiple-value-list (subtypep 'list 'vector)))"
    "(T T (NIL T))")
  #("(typecase 5 (string 's) (integer 'i))" "I")
  #("(let ((x 5)) (check-type x string))" "!type-error")
  #("(coerce 5 'string)" "!type-error")
  #(#[[(list (typep 1 'atom) (typep nil 'atom) (typep '(1) 'atom) (typep nil 'null) (typep nil 'boolean) (typep #\a 'base-char) (typep #\a 'standard-char) (typep 1/2 'rational) (typep 1/2 'integer) (typep 1 'real) (typep #c(1.0 2.0) 'complex) (typep #c(1.0 2.0) 'number))]]
    "(T T NIL T T T T T NIL T T T)")
  #(#[[(list (typep "a" 'vector) (typep "a" '(vector character)) (typep #(1) 'simple-vector) (typep "a" 'sequence) (typep '(1) 'sequence) (typep #(1) '(simple-array t (*))) (typep #(1) '(simple-array t (2))) (typep #*10 'bit-vector) (typep #*10 '(bit-vector 2)) (typep "a" 'simple-string) (typep (make-array 2 :fill-pointer 0) 'simple-vector) (typep (make-array 2 :fill-pointer 0) 'vector))]]
    "(T T T T T T NIL T T T NIL T)")
  #("(list (typep 5 '(integer * 5)) (typep 5 '(integer * (5))) (typep 5.0 '(float (5.0))) (typep 1/2 '(rational 0 1)) (typep 5 '(real 0)) (typep 'a 'keyword) (typep :a 'keyword) (typep 5 '(not string)) (typep 5 '(and)) (typep 5 '(or)) (typep 5 t) (typep 5 nil))"
    "(T NIL NIL T T NIL T T T NIL T NIL)")
  #(#[[(list (typep (find-package :cl) 'package) (typep *standard-output* 'stream) (typep *readtable* 'readtable) (typep *random-state* 'random-state) (typep #p"a" 'pathname))]]
    "(T T T T T)")
  #("(list (typep (make-condition 'error) 'condition) (typep (make-condition 'simple-error) 'error) (typep 5 'error))"
    "(T T NIL)")
  #("(typep 5 '(satisfies nofn-x))" "!undefined-function")
  #("(typep 5 '(foo 1))" "!program-error")
  #("(typep 5 5)" "!program-error")
  #("(list (multiple-value-list (subtypep '(or fixnum string) '(or integer vector))) (multiple-value-list (subtypep '(and integer (satisfies evenp)) 'integer)) (multiple-value-list (subtypep 'integer '(not string))) (multiple-value-list (subtypep 'bit 'fixnum)) (multiple-value-list (subtypep '(unsigned-byte 8) '(unsigned-byte 16))) (multiple-value-list (subtypep '(unsigned-byte 16) '(unsigned-byte 8))) (multiple-value-list (subtypep 'character 'string)) (multiple-value-list (subtypep 'base-char 'character)) (multiple-value-list (subtypep 'list '(or cons null))) (multiple-value-list (subtypep 'boolean 'symbol)))"
    "((T T) (T T) (T T) (T T) (T T) (NIL T) (NIL T) (T T) (T T) (T T))")
  #("(type-of (make-hash-table))" "HASH-TABLE")
  #("(type-of (make-array 3 :fill-pointer 0))" "(VECTOR T 3)")
  #(#[[(type-of "abc")]] "(SIMPLE-ARRAY CHARACTER (3))")
  #("(type-of #(1 2))" "(SIMPLE-VECTOR 2)")
  #("(type-of (find-package :cl))" "PACKAGE")
  #("(type-of (make-condition 'simple-error))" "SIMPLE-ERROR")
  #("(coerce 5 t)" "5")
  #("(coerce 5 'integer)" "5")
  #("(coerce 5.0 'integer)" "!type-error")
  #("(coerce nil 'vector)" "#()")
  #("(coerce #(1 2) '(vector t 2))" "#(1 2)")
  #(#[[(coerce "ab" 'vector)]] #[["ab"]])
  #(#[[(coerce '(#\a) 'simple-string)]] #[["a"]])
  #("(coerce '(0 1) 'bit-vector)" "#*01")
  #("(the integer 5)" "5")])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #(#[[(list (type-of nil) (type-of 'a) (type-of :a) (type-of 1.0) (type-of #\a) (type-of '(1)) (type-of 1/2))]]
    "(NULL SYMBOL KEYWORD SINGLE-FLOAT CHARACTER CONS RATIO)")
  #("(list (multiple-value-list (subtypep 'fixnum 'integer)) (multiple-value-list (subtypep '(integer 0 5) '(integer 0 10))) (multiple-value-list (subtypep 'integer '(integer 0 10))) (multiple-value-list (subtypep 'symbol 'list)) (multiple-value-list (subtypep 'null 'list)) (multiple-value-list (subtypep 'string 'array)) (multiple-value-list (subtypep '(vector t) 'sequence)) (multiple-value-list (subtypep 'error 'condition)) (multiple-value-list (subtypep nil 'integer)) (multiple-value-list (subtypep t 'integer)) (multiple-value-list (subtypep '(member 1 2) 'integer)) (multiple-value-list (subtypep '(eql a) 'symbol)) (multiple-value-list (subtypep 'keyword 'symbol)) (multiple-value-list (subtypep 'float 'real)) (multiple-value-list (subtypep 'ratio 'integer)))"
    "((T T) (T T) (NIL T) (NIL T) (T T) (T T) (T T) (T T) (T T) (NIL T) (T T) (T T) (T T) (T T) (NIL T))")
  #("(type-of #'car)" "FUNCTION")
  #("(coerce 1.5 'single-float)" "1.5")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* TYPES #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))


;; Python's own exceptions as conditions.
(setv NATIVE [
  ; exception               types it belongs to                              types it does not belong to
  #((ValueError "x")        ["CONDITION" "SERIOUS-CONDITION" "ERROR"]        ["WARNING" "TYPE-ERROR"])
  #((TypeError "x")         ["ERROR" "TYPE-ERROR"]                           ["ARITHMETIC-ERROR"])
  #((ZeroDivisionError "x") ["ARITHMETIC-ERROR" "DIVISION-BY-ZERO"]          ["FLOATING-POINT-OVERFLOW"])
  #((OverflowError "x")     ["ARITHMETIC-ERROR" "FLOATING-POINT-OVERFLOW"]   ["DIVISION-BY-ZERO"])
  #((EOFError "x")          ["STREAM-ERROR" "END-OF-FILE"]                   ["FILE-ERROR"])
  #((FileNotFoundError "x") ["FILE-ERROR" "ERROR"]                           ["STREAM-ERROR"])
  #((RecursionError "x")    ["CONDITION" "SERIOUS-CONDITION" "STORAGE-CONDITION"] ["ERROR"])
  #((MemoryError "x")       ["STORAGE-CONDITION"]                            ["ERROR"])
  #((SocketError)           ["STREAM-ERROR" "ERROR" "CONDITION"]             ["FILE-ERROR" "END-OF-FILE"])
  #((Warning)               ["WARNING" "CONDITION"]                          ["ERROR" "SERIOUS-CONDITION"])])


(defn [(pytest.mark.parametrize #("exception" "inside" "outside") NATIVE)]
  test-exceptions-as-conditions [exception inside outside]
  (for [name inside]
    (assert (of-type exception (cl name)) name)
    (assert (matches exception (handler-test (cl name))) name))
  (for [name outside]
    (assert (not (of-type exception (cl name))) name)
    (assert (not (matches exception (handler-test (cl name)))) name)))


(defn test-a-class-is-its-own-test []
  (assert (is (type-test (cl "WARNING")) Warning))
  (assert (is (handler-test (cl "CONDITION")) Exception))
  (assert (= (type-of (ZeroDivisionError)) (cl "DIVISION-BY-ZERO"))))


(defn test-a-handler-may-name-a-class-to-come []
  (setv name (Symbol "LATER")
        test (handler-test name)
        Later (type "Later" #(Error) {}))
  (assert (not (matches (Later) test)))
  (name-class name Later)
  (try
    (assert (matches (Later) test))
    (assert (not (matches (Error) test)))
    (finally
      (forget-class name))))


(defn test-a-redefined-type-counts-at-once []
  (setv name (Symbol "SMALL")
        nested (L (cl "OR") name (cl "STRING")))
  (define-type name (fn [form environment] (L (cl "INTEGER") 0 9)))
  (assert (not (of-type 50 nested)))
  (define-type name (fn [form environment] (L (cl "INTEGER") 0 99)))
  (assert (of-type 50 nested)))


(defn test-types-named-by-strings []
  (assert (is (specifier "STRING") (cl "STRING")))
  (assert (= (repr (specifier "(OR NULL (UNSIGNED-BYTE 8))")) (repr (L (cl "OR") (cl "NULL") (L (cl "UNSIGNED-BYTE") 8)))))
  (assert (is (specifier None) None)))


(setv ELEMENT-TYPES [
  ; asked for                          made
  #(True                               True)
  #("CHARACTER"                        "CHARACTER")
  #("STANDARD-CHAR"                    "CHARACTER")
  #("BIT"                              "BIT")
  #("DOUBLE-FLOAT"                     "DOUBLE-FLOAT")
  #("(UNSIGNED-BYTE 8)"                "(UNSIGNED-BYTE 8)")
  #("(INTEGER 0 255)"                  "(UNSIGNED-BYTE 8)")
  #("(MOD 200)"                        "(UNSIGNED-BYTE 8)")
  #("(SIGNED-BYTE 12)"                 "(SIGNED-BYTE 16)")
  #("(UNSIGNED-BYTE 31)"               "(UNSIGNED-BYTE 32)")
  #("FIXNUM"                           "(SIGNED-BYTE 64)")
  #("(UNSIGNED-BYTE 100)"              True)
  #("SYMBOL"                           True)])


(defn [(pytest.mark.parametrize #("asked" "made") ELEMENT-TYPES)] test-upgraded [asked made]
  (assert (= (repr (upgraded (specifier asked))) (repr (specifier made)))))
