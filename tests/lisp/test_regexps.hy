"Regular expressions of package EXCL, in both syntaxes."

(import
  pytest
  acllib.kernel.signalling [WrongType]
  acllib.lisp.conditions [ParseError]
  support.evaluation [check-error printed])


(setv RESULTS [
  ; form
  ; what it prints
  #(#[[(multiple-value-list (match-re "(\\w+)@(\\w+)(\\.x)?" "send to joe@vapor now"))]]
    "(T \"joe@vapor\" \"joe\" \"vapor\" NIL)")
  #(#[[(multiple-value-list (match-re "(a)|(b+)" "xbbb" :return :index))]]
    "(T (1 . 4) NIL (1 . 4))")
  #(#[[(multiple-value-list (match-re "B" "abc"))]]
    "(NIL)")
  #(#[[(nth-value 1 (match-re "B" "abc" :case-fold t))]]
    "\"b\"")
  #(#[[(list (match-re "b" "abc" :start 2) (match-re "b" "abc" :end 1) (match-re "c" "abc" :start 1 :end 3))]]
    "(NIL NIL T)")
  #(#[[(list (match-re "^b" (format nil "a~%b")) (match-re "^b" (format nil "a~%b") :multiple-lines t))]]
    "(NIL T)")
  #(#[[(list (match-re "a.b" (format nil "a~%b")) (match-re "a.b" (format nil "a~%b") :single-line t))]]
    "(NIL T)")
  #(#[[(nth-value 1 (match-re "a b # words" "ab" :ignore-whitespace t))]]
    "\"ab\"")
  #(#[[(multiple-value-list (match-re "(?<n>a)\\z" "ba"))]]
    "(T \"a\" \"a\")")
  #(#[[(nth-value 1 (match-re "(?<=a)b" "ab"))]]
    "\"b\"")
  #(#[[(let ((re (compile-re "x+" :case-fold t))) (list (nth-value 1 (match-re re "aXx")) (match-re re "b")))]]
    "(\"Xx\" NIL)")
  #(#[[(multiple-value-list (=~ "b(.)" "abc"))]]
    "(T \"bc\" \"c\")")
  ; the older syntax
  #(#[[(multiple-value-list (match-regexp "\\([a-z]+\\)(\\([0-9]*\\))" "foo(12)"))]]
    "(T \"foo(12)\" \"foo\" \"12\")")
  #(#[[(list (nth-value 1 (match-regexp "a\\|b{2}" "b{2}")) (nth-value 1 (match-regexp "[]x]+" "a]x")) (nth-value 1 (match-regexp "[^]x]+" "a]x")))]]
    "(\"b{2}\" \"]x\" \"a\")")
  #(#[[(list (match-regexp "a.b" (format nil "a~%b")) (match-regexp "a.b" (format nil "a~%b") :newlines-special nil))]]
    "(NIL T)")
  #(#[[(multiple-value-list (match-regexp (compile-regexp "b+") "abb" :return :index))]]
    "(T (1 . 3))")
  ; replacing and splitting
  #(#[[(replace-re "a-b-c" "(\\w)-" "<\\1\\&>")]]
    "\"<aa-><bb->c\"")
  #(#[[(replace-re "a1b22" "[0-9]+" (lambda (digits) (format nil "<~a>" (length digits))))]]
    "\"a<1>b<2>\"")
  #(#[[(list (replace-regexp "a-b-c" "-" "+") (replace-regexp "a-b-c" "-" "+" :count 1) (replace-re "a-b-c" "-" "+" :start 2))]]
    "(\"a+b+c\" \"a+b-c\" \"a-b+c\")")
  #(#[[(list (split-re ",\\s*" "a, b,c") (split-re "," "a,b,c" :limit 2) (split-re "," ",a,") (split-regexp "\\(;\\)" "a;b"))]]
    "((\"a\" \"b\" \"c\") (\"a\" \"b,c\") (\"\" \"a\" \"\") (\"a\" \"b\"))")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(setv ERRORS [
  #("(match-re \"(\" \"x\")" ParseError "is no regular expression")
  #("(match-re 5 \"x\")" WrongType "a string or a compiled regular expression")
  #("(match-re \"a\" 5)" WrongType "STRING")
  #("(match-re \"a\" \"abc\" :start 4)" WrongType "bounding indices")
  #("(match-re \"a\" \"abc\" :return :foo)" WrongType "MEMBER")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
