#[[Lambda lists: the parser from Python, destructuring and macro lambda lists through Lisp.

Results of forms are SBCL's.]]

(import
  pytest
  acllib.kernel.signalling [ProgramError]
  acllib.lisp.forms [S]
  acllib.lisp.lambda_lists [block-name parse-macro parse-ordinary split-body]
  acllib.lisp.reader [read-from-string]
  support.evaluation [check-error fresh-package printed])


(defn read [text]
  (get (read-from-string text) 0))


(defn described [parsed]
  "Return what a LambdaList holds as text, one part of it behind the other."
  (defn name [v] (getattr v "name" (str v)))
  (.join " "
    [#* (map name parsed.required)
     #* (gfor [v i s] parsed.optional f"?{(name v)}={(name i)},{(name s)}")
     #* (if (is parsed.rest None) [] [f"*{(name parsed.rest)}"])
     #* (if parsed.has-keys ["&key"] [])
     #* (gfor [k v i s] parsed.keys f"{(name k)}:{(name v)}={(name i)},{(name s)}")
     #* (if parsed.allow-other-keys ["..."] [])
     #* (gfor [v i] parsed.aux f"!{(name v)}={(name i)}")
     #* (if (is parsed.whole None) [] [f"whole:{(name parsed.whole)}"])
     #* (if (is parsed.environment None) [] [f"env:{(name parsed.environment)}"])]))


(setv ORDINARY [
  ; text                                       parts
  #("()"                                       "")
  #("(a b)"                                    "A B")
  #("(a &optional b (c 1) (d 2 e))"            "A ?B=None,None ?C=1,None ?D=2,E")
  #("(&rest r)"                                "*R")
  #("(a &rest r &key)"                         "A *R &key")
  #("(&key a (b 1) ((:cc c) 2 d))"             "&key A:A=None,None B:B=1,None CC:C=2,D")
  #("(&key ((x y)))"                           "&key X:Y=None,None")
  #("(&key a &allow-other-keys &aux b (c 1))"  "&key A:A=None,None ... !B=None !C=1")
  #("(a &aux (a 1))"                           "A !A=1")])


(defn [(pytest.mark.parametrize #("text" "parts") ORDINARY)]
  test-parse-ordinary [text parts]
  (with [_ (fresh-package)]
    (assert (= (described (parse-ordinary (read text))) parts))))


(setv MACRO [
  #("(&whole w a &body b)"        "A *B whole:W")
  #("(a &environment e . rest)"   "A *REST env:E")
  #("(&optional (a 1))"           "?A=1,None")])


(defn [(pytest.mark.parametrize #("text" "parts") MACRO)]
  test-parse-macro [text parts]
  (with [_ (fresh-package)]
    (assert (= (described (parse-macro (read text))) parts))))


(setv MALFORMED [
  ; text                     what is said
  #("5"                      "There is no list")
  #("(a . b)"                "There is a dot")
  #("(a a)"                  "occurs more than once")
  #("(a &optional a)"        "occurs more than once")
  #("(1)"                    "1 can't be a variable")
  #("(nil)"                  "NIL can't be a variable")
  #("(:k)"                   ":K can't be a variable")
  #("(pi2 &rest)"            "Misplaced &REST")
  #("(&rest a b)"            "Misplaced B")
  #("(&key a &optional b)"   "Misplaced &OPTIONAL")
  #("(&allow-other-keys)"    "Misplaced &ALLOW-OTHER-KEYS")
  #("(&body b)"              "&BODY can't be a variable")
  #("(&optional (a 1 b c))"  "Malformed parameter")
  #("(&key ((:a)))"          "Malformed parameter")
  #("(&aux (a 1 b))"         "Malformed parameter")])


(defn [(pytest.mark.parametrize #("text" "message") MALFORMED)]
  test-malformed [text message]
  (with [_ (fresh-package)]
    (setv error (pytest.raises ProgramError))
    (with [caught error]
      (parse-ordinary (read text)))
    (assert (in message (str caught.value)))))


(defn test-split-body []
  (with [_ (fresh-package)]
    (setv [declarations documentation forms]
          (split-body (read "((declare (special a)) \"doc\" (declare (fixnum b)) 1 \"two\")") True))
    (assert (= (len declarations) 2))
    (assert (= documentation "doc"))
    (assert (= forms [1 "two"]))
    (assert (= (split-body (read "(\"only\")") True) #([] None ["only"])))
    (assert (= (split-body None) #([] None [])))))


(defn test-block-name []
  (with [_ (fresh-package)]
    (assert (is (block-name S.CAR) S.CAR))
    (assert (is (block-name (read "(setf car)")) S.CAR))))


(setv RESULTS [
  ; form
  ; what it prints
  #(#[[(destructuring-bind (a (b &optional (c 3)) &rest r &key x (y 5 yp)) '(1 (2) :x 4) (list a b c r x y yp))]]
    "(1 2 3 (:X 4) 4 5 NIL)")
  #(#[[(destructuring-bind (a . b) '(1 2 3) (list a b))]]
    "(1 (2 3))")
  #(#[[(destructuring-bind (&whole w a &optional (b 10 bp)) '(1) (list w a b bp))]]
    "((1) 1 10 NIL)")
  #(#[[(handler-case (destructuring-bind (a b) '(1) (list a b)) (error () 'err))]]
    "ERR")
  #(#[[(handler-case (destructuring-bind (a &key b) '(1 :c 2) (list a b)) (error () 'err))]]
    "ERR")
  #(#[[(symbol-macrolet ((z (car y))) (let ((y (list 1 2))) (setf z 5) (incf z) (push 3 z) y))]]
    "((3 . 6) 2)")
  #(#[[(macrolet ((fst (x) `(car ,x))) (let ((y (list 1 2))) (setf (fst y) 'k) y))]]
    "(K 2)")
  #(#[[(progn (defmacro m1 (a &body b &environment e) (declare (ignore e)) `(list ,a ,@b)) (m1 1 2 3))]]
    "(1 2 3)")
  #(#[[(progn (defmacro m2 (&whole w (a b) &key (c 3)) `(list ',w ,a ,b ,c)) (m2 (1 2) :c 4))]]
    "((M2 (1 2) :C 4) 1 2 4)")
  #(#[[(progn (defmacro m3 (x) "doc" (return-from m3 (list 'quote x))) (m3 abc))]]
    "ABC")
  #(#[[(progn (defmacro dm (x) "M" x) (documentation 'dm 'function))]]
    "\"M\"")
  #(#[[(progn (defmacro my-unless (c &body b) `(if ,c nil (progn ,@b))) (my-unless nil 1 2))]]
    "2")
  #(#[[(macrolet ((m (&optional (a 'x) &rest r &key ((:k kk) 3) &allow-other-keys) `'(,a ,r ,kk))) (list (m) (m 1 :k 4 :z 5)))]]
    "((X NIL 3) (1 (:K 4 :Z 5) 4))")
  #(#[[(macrolet ((m (a (b . c) . d) `'(,a ,b ,c ,d))) (m 1 (2 3) 4 5))]]
    "(1 2 (3) (4 5))")
  #(#[[(macrolet ((m (&key (a 1 ap) b) `'(,a ,ap ,b))) (list (m) (m :a 2) (m :b 3)))]]
    "((1 NIL NIL) (2 T NIL) (1 NIL 3))")
  #(#[[(destructuring-bind (&key a &allow-other-keys) '(:b 2 :a 1) a)]]
    "1")
  #(#[[(destructuring-bind (a &optional ((b c) '(1 2))) '(0) (list a b c))]]
    "(0 1 2)")
  #(#[[(destructuring-bind (a &aux (b (1+ a))) '(1) (list a b))]]
    "(1 2)")
  #(#[[(destructuring-bind ((a &key b) c) '((1 :b 2) 3) (list a b c))]]
    "(1 2 3)")
  #(#[[(destructuring-bind (a b) '(1 2) (declare (special a)) (list (symbol-value 'a) b))]]
    "(1 2)")
  #(#[[(handler-case (destructuring-bind (a) '(1 2) a) (error () 'many))]]
    "MANY")
  #(#[[(handler-case (destructuring-bind ((a)) '(1) a) (error () 'nolist))]]
    "NOLIST")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(setv ERRORS [
  #("(destructuring-bind (a b) '(1) a)" ProgramError "too few elements, exactly 2 expected")
  #("(destructuring-bind (a &optional b) '(1 2 3) a)" ProgramError "too many elements, 1 to 2 expected")
  #("(destructuring-bind (a b &rest c) '(1) a)" ProgramError "too few elements, at least 2 expected")
  #("(destructuring-bind (a) '(1 . 2) a)" ProgramError "isn't a proper list")
  #("(destructuring-bind (&key a) '(:a) a)" ProgramError "odd number")
  #("(destructuring-bind (&key a) '(:b 1) a)" ProgramError ":B is not one of the keywords")
  #("(destructuring-bind (a a) '(1 2) a)" ProgramError "more than once")
  #("(progn (defmacro m (a) a) (eval '(m)))" ProgramError "M: NIL does not match the lambda list (A)")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
