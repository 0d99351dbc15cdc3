"Functions on characters. Source: CLHS 13."

(import
  unicodedata
  acllib.characters [Character characters code-character character-name named-character]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [LispString]
  acllib.lisp.definitions [lisp constant]
  acllib.lisp.equality [fold-character]
  acllib.lisp.symbols [symbol? symbol-name]
  acllib.lisp.types [standard-char-p])


(constant "CHAR-CODE-LIMIT" 0x110000)


(defn char [object]
  "Return OBJECT if it is a character; signals type-error else."
  (if (is (type object) Character) object (type-error object "CHARACTER")))


(defn plain [object]
  "Return a character as a one-character str that Python compares; signals type-error for anything else."
  (str.__str__ (char object)))


;;; Predicates

(defn [(lisp "CHARACTERP")] characterp [object]
  "Return t if OBJECT is a character."
  (if (is (type object) Character) True None))


(defn [(lisp "STANDARD-CHAR-P")] standard-char-p- [char-]
  "Return t if CHAR- is one of the 96 standard characters."
  (if (standard-char-p (char char-)) True None))


(defn [(lisp "GRAPHIC-CHAR-P")] graphic-char-p [char-]
  "Return t if CHAR- is printed as itself."
  (if (or (.isprintable (plain char-)) (= (unicodedata.category (plain char-)) "Zs")) True None))


(defn [(lisp "ALPHA-CHAR-P")] alpha-char-p [char-]
  "Return t if CHAR- is a letter."
  (if (.isalpha (plain char-)) True None))


(defn [(lisp "ALPHANUMERICP")] alphanumericp [char-]
  "Return t if CHAR- is a letter or a digit."
  (if (.isalnum (plain char-)) True None))


(defn [(lisp "UPPER-CASE-P")] upper-case-p [char-]
  "Return t if CHAR- is an upper-case letter that has a lower-case one."
  (if (!= (plain (char-downcase char-)) (plain char-)) True None))


(defn [(lisp "LOWER-CASE-P")] lower-case-p [char-]
  "Return t if CHAR- is a lower-case letter that has an upper-case one."
  (if (!= (plain (char-upcase char-)) (plain char-)) True None))


(defn [(lisp "BOTH-CASE-P")] both-case-p [char-]
  "Return t if CHAR- is a letter with case."
  (if (is (upper-case-p char-) None) (lower-case-p char-) True))


(defn [(lisp "DIGIT-CHAR-P")] digit-char-p [char- [radix 10]]
  "Return the weight of the digit CHAR- in RADIX, or nil."
  (setv text (plain char-)
        weight (cond
                 (not (.isalnum text)) 99
                 (.isascii text) (int text 36)
                 True (unicodedata.decimal text 99)))
  (if (< weight (_radix radix)) weight None))


(defn _radix [radix]
  (if (and (is (type radix) int) (<= 2 radix 36)) radix (type-error radix "(INTEGER 2 36)")))


;;; Codes, names, case

(defn [(lisp "CHAR-CODE" "CHAR-INT")] char-code [char-]
  "Return the code of CHAR-."
  (ord (char char-)))


(defn [(lisp "CODE-CHAR" "INT-CHAR")] code-char [code]
  "Return the character of CODE, nil where there is none."
  (if (and (is (type code) int) (<= 0 code 0x10FFFF))
      (code-character code)
      (type-error code "(MOD 1114112)")))


(defn [(lisp "CHARACTER")] character [designator]
  "Return the character that a character, or a string or symbol of length one, designates."
  (when (is (type designator) Character)
    (return designator))
  (setv text (cond
               (is (type designator) str) designator
               (is (type designator) LispString) (str designator)
               (symbol? designator) (symbol-name designator)
               True ""))
  (if (= (len text) 1) (get characters text) (type-error designator "CHARACTER")))


(defn [(lisp "DIGIT-CHAR")] digit-char [weight [radix 10]]
  "Return the digit of WEIGHT in RADIX, or nil."
  (if (and (is (type weight) int) (>= weight 0))
      (if (< weight (_radix radix)) (get characters (get "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" weight)) None)
      (type-error weight "UNSIGNED-BYTE")))


(defn [(lisp "CHAR-NAME")] char-name [char-]
  "Return the name of CHAR-, nil where it is written as itself."
  (setv name (character-name (char char-)))
  (if (= name (plain char-)) None name))


(defn [(lisp "NAME-CHAR")] name-char [name]
  "Return the character called NAME, or nil."
  (setv text (cond
               (symbol? name) (symbol-name name)
               (in (type name) #(str LispString Character)) (str.__str__ (if (is (type name) LispString) (str name) name))
               True (type-error name "STRING")))
  (named-character text))


(defn [(lisp "CHAR-UPCASE")] char-upcase [char-]
  "Return CHAR- in upper case."
  (get characters (fold-character (plain char-))))


(defn [(lisp "CHAR-DOWNCASE")] char-downcase [char-]
  "Return CHAR- in lower case."
  (setv lower (.lower (plain char-)))
  (if (= (len lower) 1) (get characters lower) char-))


;;; Comparison

(defn _define-comparison [name see compare documentation]
  "Define a comparison of neighbours; SEE maps each character to what is compared."
  (defn entry [char- #* others]
    (setv left (see char-)
          answer True)
    (for [other others]
      (setv right (see other))
      (when (not (compare left right))
        (setv answer None))
      (setv left right))
    answer)
  (setv entry.__name__ (.lower name)
        entry.__doc__ f"Return t if the characters {documentation}."
        entry.see see)
  ((lisp name) entry))


(defn folded [object]
  "Return a character, without its case, as a str that Python compares."
  (fold-character (plain object)))


(for [[_names _compare _documentation] [
       #(["CHAR=" "CHAR-EQUAL"] (fn [a b] (= a b)) "are all the same")
       #(["CHAR<" "CHAR-LESSP"] (fn [a b] (< a b)) "ascend")
       #(["CHAR>" "CHAR-GREATERP"] (fn [a b] (> a b)) "descend")
       #(["CHAR<=" "CHAR-NOT-GREATERP"] (fn [a b] (<= a b)) "never descend")
       #(["CHAR>=" "CHAR-NOT-LESSP"] (fn [a b] (>= a b)) "never ascend")]]
  (_define-comparison (get _names 0) plain _compare _documentation)
  (_define-comparison (get _names 1) folded _compare (+ _documentation ", whatever their case")))


(defn _all-different [seen]
  (if (= (len (set seen)) (len seen)) True None))


(defn [(lisp "CHAR/=")] char-different [char- #* others]
  "Return t if no two of the characters are the same."
  (_all-different (list (map plain #(char- #* others)))))


(defn [(lisp "CHAR-NOT-EQUAL")] char-not-equal [char- #* others]
  "Return t if no two of the characters are the same, whatever their case."
  (_all-different (list (map folded #(char- #* others)))))
