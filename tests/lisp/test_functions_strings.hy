#[[Functions on characters and strings.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest)


;; Characters, comparison, case, trimming, access.
(setv STRINGS [
  #(#[[(list (char-code #\A) (code-char 97) (char-upcase #\a) (char-downcase #\A) (char-upcase #\1))]]
    #[[(65 #\a #\A #\a #\1)]])
  #(#[[(list (alpha-char-p #\a) (alpha-char-p #\1) (alphanumericp #\1) (upper-case-p #\A) (lower-case-p #\A) (both-case-p #\a) (both-case-p #\1) (graphic-char-p #\Space) (graphic-char-p #\Newline) (standard-char-p #\a))]]
    "(T NIL T T NIL T NIL T NIL T)")
  #(#[[(list (digit-char-p #\7) (digit-char-p #\a) (digit-char-p #\a 16) (digit-char-p #\Z 36) (digit-char 7) (digit-char 11 16) (digit-char 11))]]
    #[[(7 NIL 10 35 #\7 #\B NIL)]])
  #(#[[(list (char= #\a #\a #\a) (char= #\a #\b) (char/= #\a #\b #\a) (char< #\a #\b #\c) (char> #\b #\a) (char-equal #\a #\A) (char-not-equal #\a #\A) (char-lessp #\a #\B) (char<= #\a #\a #\b) (char>= #\a #\b))]]
    "(T NIL NIL T T T NIL T T NIL)")
  #(#[[(list (character "a") (character 'a) (characterp #\a) (characterp "a"))]] #[[(#\a #\A T NIL)]])
  #(#[[(character "ab")]] "!type-error")
  #(#[[(char-code "a")]] "!type-error")
  #(#[[(char= #\a 1)]] "!type-error")
  #(#[[(list (string= "abc" "abc") (string= "abc" "abd") (string= 'abc "ABC") (string= "xabcx" "abc" :start1 1 :end1 4) (string-equal "abc" "ABC") (string/= "abc" "abd") (string/= "abc" "abc"))]]
    "(T NIL T T T 2 NIL)")
  #(#[[(list (string< "abc" "abd") (string< "abd" "abc") (string< "ab" "abc") (string> "abd" "abc") (string<= "abc" "abc") (string>= "abc" "abd") (string-lessp "ABC" "abd") (string-greaterp "abd" "ABC") (string-not-greaterp "abc" "ABC") (string-not-lessp "abc" "ABC") (string-not-equal "abc" "ABD"))]]
    "(2 NIL 2 2 3 NIL 2 2 3 3 2)")
  #(#[[(string< "abc" "xabd" :start2 1)]] "2")
  #(#[[(string= "abc" "abc" :start1 2 :end1 1)]] "!type-error")
  #(#[[(list (string-upcase "hello World") (string-downcase "Hello") (string-capitalize "hello wORLD foo-bar 1abc") (string-upcase "hello" :start 1 :end 3) (string-upcase 'foo) (string-downcase #\A))]]
    #[[("HELLO WORLD" "hello" "Hello World Foo-Bar 1abc" "hELlo" "FOO" "a")]])
  #(#[[(let ((s (copy-seq "hello"))) (nstring-upcase s :start 1) s)]] #[["hELLO"]])
  #(#[[(let ((s (copy-seq "hello"))) (setf (char s 0) #\J) (nstring-capitalize s) s)]] #[["Jello"]])
  #(#[[(list (string-trim " " "  abc ") (string-trim '(#\a #\b) "abcab") (string-left-trim " " "  a ") (string-right-trim " " " a  ") (string-trim "" " a "))]]
    #[[("abc" "c" "a " " a" " a ")]])
  #(#[[(list (string 'foo) (string "foo") (string #\a) (string nil))]] #[[("FOO" "foo" "a" "NIL")]])
  #("(string 5)" "!type-error")
  #(#[[(list (char "abc" 1) (schar "abc" 2))]] #[[(#\b #\c)]])
  #(#[[(char "abc" 3)]] "!type-error")
  #(#[[(char "abc" -1)]] "!type-error")
  #(#[[(make-string 3 :initial-element #\x)]] #[["xxx"]])
  #(#[[(list (stringp "a") (stringp 'a) (stringp #\a) (simple-string-p "a"))]] "(T NIL NIL T)")
  #(#[[(string-upcase "straße")]] #[["STRAßE"]])
  #(#[[(list (string-trim '(#\Space #\Newline) (format nil " a~%")) (string-capitalize "don't"))]]
    #[[("a" "Don'T")]])
  #(#[[(string-left-trim '(#\a) "aab")]] #[["b"]])
  #(#[[(string-trim #(#\a #\b) "abcab")]] #[["c"]])
  #(#[[(string< "" "a")]] "0")
  #(#[[(string< "a" "")]] "NIL")
  #(#[[(string= "" "")]] "T")
  #(#[[(string= "abc" "xbc" :start1 1 :start2 1)]] "T")
  #(#[[(string/= "abcd" "abxd" :start1 1 :start2 1)]] "2")
  #("(string< 'abc 'abd)" "2")
  #(#[[(string-equal #\a "A")]] "T")
  #(#[[(string-capitalize "HELLO" :start 1)]] #[["HEllo"]])
  #(#[[(string-capitalize "foo_bar baz")]] #[["Foo_Bar Baz"]])
  #(#[[(string-upcase "")]] #[[""]])
  #(#[[(char-downcase #\Z)]] #[[#\z]])
  #(#[[(digit-char-p #\9 8)]] "NIL")
  #("(digit-char 15 16)" #[[#\F]])
  #(#[[(list (char-name #\Tab) (char-name #\Return) (char-name #\Backspace) (char-name #\Rubout) (char-name #\Page))]]
    #[[("Tab" "Return" "Backspace" "Rubout" "Page")]])
  #("(make-string 2 :initial-element 5)" "!type-error")
  #(#[[(setf (char "abc" 0) 5)]] "!type-error")
  #(#[[(schar "abc" 'x)]] "!type-error")
  #("(coerce 65 'character)" "!type-error")])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #(#[[(list (char-name #\Space) (char-name #\Newline) (name-char "Space") (name-char "newline") (name-char "nosuch"))]]
    #[[("Space" "Newline" #\Space #\Newline NIL)]])
  #(#[[(char-upcase #\ä)]] #[[#\Ä]])
  #(#[[(char-name #\a)]] "NIL")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* STRINGS #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))
