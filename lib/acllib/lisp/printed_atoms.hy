#[[How objects without parts are printed: strings, characters, numbers, symbols (CLHS 22.1.3).

Each function takes the object and the style of the print (`printer.Style`); `ATOMS` says which
type has which.]]

(import
  math [isinf isnan]
  acllib.characters [Character character-name]
  acllib.lisp.arrays [LispString]
  acllib.lisp.definitions [special]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.sources [lexer-of]
  acllib.lisp.symbols [CL KEYWORD Symbol symbol-name]
  acllib.lisp.tokens [FOLDS up-character down-character invert])


(defclass Raw []
  "Text that stands for elements left out."
  (setv __slots__ #("text"))

  (defn __init__ [self text]
    (setv self.text text)))


(defn atom-text [object style]
  "Return the text of an object without parts, of one of the types in ATOMS."
  ((get ATOMS (type object)) object style))


(defn string-text [object style]
  (setv text (str object))
  (if style.escape
      (+ "\"" (.replace (.replace text "\\" "\\\\") "\"" "\\\"") "\"")
      text))


(defn character-text [object style]
  (if style.escape (+ "#\\" (character-name object)) (str.__str__ object)))


;; Numbers

(setv _DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


(defn digits [number base]
  "Return the digits of an integer in BASE."
  (cond
    (= base 10) (int.__repr__ number)
    (= base 16) (format number "X")
    (= base 8) (format number "o")
    (= base 2) (format number "b")
    True (do
           (setv found []
                 rest (abs number))
           (while (> rest 0)
             (setv [rest digit] (divmod rest base))
             (.append found (get _DIGITS digit)))
           (+ (if (< number 0) "-" "") (or (.join "" (reversed found)) "0")))))


(defn radix-prefix [base]
  (.get {2 "#b"  8 "#o"  16 "#x"} base f"#{base}r"))


(defn integer-text [number style]
  (setv text (digits number style.base))
  (cond
    (not style.radix) text
    (= style.base 10) (+ text ".")
    True (+ (radix-prefix style.base) text)))


(defn ratio-text [number style]
  (+ (if style.radix (radix-prefix style.base) "")
     (digits number.numerator style.base) "/" (digits number.denominator style.base)))


(defn float-text [number]
  "Return a float in Lisp's manner: 1.0, 1.0e10, 1.5e-7; plain between a thousandth and ten million."
  (setv text (float.__repr__ number)
        size (abs number))
  (when (or (and (<= 0.001 size) (< size 1e7)) (= size 0))
    (return text))
  (cond
    (isnan number) (return "#.EXCL:*NAN-DOUBLE*")
    (isinf number) (return (if (> number 0) "#.EXCL:*INFINITY-DOUBLE*" "#.EXCL:*NEGATIVE-INFINITY-DOUBLE*")))
  (setv [mantissa _ exponent] (.partition text "e")
        sign (if (= (get mantissa 0) "-") "-" "")
        [whole _ fraction] (.partition (.lstrip mantissa "-") ".")
        digits (.lstrip (+ whole fraction) "0")
        power (- (+ (len whole) (int (or exponent 0))) 1
                 (- (len (+ whole fraction)) (len digits)))
        digits (.rstrip digits "0"))
  f"{sign}{(get digits 0)}.{(or (cut digits 1 None) "0")}e{power}")


(defn complex-text [number style]
  f"#C({(float-text number.real)} {(float-text number.imag)})")


(special "*INFINITY-DOUBLE*" (float "inf") "Positive infinity." :package "EXCL")
(special "*NEGATIVE-INFINITY-DOUBLE*" (float "-inf") "Negative infinity." :package "EXCL")
(special "*NAN-DOUBLE*" (float "nan") "Not a number." :package "EXCL")


;; Symbols

(defn symbol-text [symbol style]
  "Return a symbol, nil and t included, with prefix and escapes as the style asks for."
  (setv name (symbol-name symbol))
  (when (not style.escape)
    (return (cased name style)))
  (setv text (name-text name style)
        home (if (or (is symbol None) (is symbol True)) CL symbol.package))
  (cond
    (is home None) (if style.gensym (+ "#:" text) text)
    (is home KEYWORD) (+ ":" text)
    (is home style.package) text
    True (do
           (setv [found status] (.find style.package name))
           (if (and (is found symbol) (is-not status None))
               text
               (+ (name-text home.name style) (if (in name home.exported) ":" "::") text)))))


(defn name-text [name style]
  "Return NAME in the case of the style, or between bars where it would not read back without."
  (if (needs-bars name style)
      (+ "|" (.replace (.replace name "\\" "\\\\") "|" "\\|") "|")
      (cased name style)))


;; #(lexer base names): the names asked for last under those, name → whether it needs bars.
(setv _bars [#(None None {})])


(defn needs-bars [name style]
  "Return whether NAME read without escapes would be something else."
  (setv lexer (lexer-of style.table)
        [known base names] (get _bars 0))
  (when (not (and (is known lexer) (= base style.base) (< (len names) 20000)))
    (setv names {}
          (get _bars 0) #(lexer style.base names)))
  (setv found (.get names name))
  (when (is found None)
    (setv found (looks-otherwise name style.table style.base)
          (get names name) found))
  found)


(defn looks-otherwise [name table base]
  (setv syntax table.syntax)
  (or (= name "")
      (any (gfor c name (or (in c syntax) (= c ":") (< c " ") (.isspace c) (not (.isprintable c)))))
      (!= ((get FOLDS table.case) (if (= table.case "invert") (invert name) name)) name)
      (not (.strip name "."))
      (potential-number-p name base)))


(defn potential-number-p [name base]
  "Return whether NAME could be taken for a number now or in another Lisp (CLHS 2.3.1.1)."
  (setv digits (cut _DIGITS (max base 10))
        upper (.upper name))
  (when (not (and (any (gfor c upper (in c digits)))
                  (or (in (get upper 0) digits) (in (get upper 0) "+-.^_"))
                  (not-in (get upper -1) "+-")))
    (return False))
  (setv marker False)
  (for [c upper]
    (cond
      (or (in c digits) (in c "+-./^_")) (setv marker False)
      (and (.isalpha c) (not marker)) (setv marker True)
      True (return False)))
  True)


(defn cased [name style]
  "Return NAME with its letters in the case that *print-case* and the readtable ask for (CLHS 22.1.3.3.2)."
  (setv case style.table.case)
  (cond
    (= case "preserve") name
    (= case "invert") (invert name)
    (= case "upcase")
      (cond
        (= style.case "UPCASE") name
        (= style.case "DOWNCASE") (.join "" (map down-character name))
        True (capitalized name (fn [c first] (if first c (down-character c)))))
    (= style.case "DOWNCASE") name
    (= style.case "UPCASE") (.join "" (map up-character name))
    True (capitalized name (fn [c first] (if first (up-character c) c)))))


(defn capitalized [name change]
  "Return NAME with CHANGE applied to each character and whether it begins a word."
  (setv found []
        first True)
  (for [c name]
    (.append found (change c first))
    (setv first (not (.isalnum c))))
  (.join "" found))


;; Type → function of an object and the style.
(setv ATOMS {
  str string-text
  LispString string-text
  Character character-text
  int integer-text
  Ratio ratio-text
  float (fn [object style] (float-text object))
  complex complex-text
  Symbol symbol-text
  (type None) symbol-text
  bool (fn [object style] (if object (symbol-text object style) "#<py False>")) ; no value of Lisp's
  Raw (fn [object style] object.text)})

;; Types that are never shared in a way that shows.
(setv PLAIN (frozenset (gfor kind ATOMS :if (not-in kind [Symbol LispString]) kind)))
