#[[Functions on strings and string designators. Source: CLHS 16.

What these return is a Python str, which can't be written into; `make-string`, `copy-seq` and
their kin make strings that can.]]

(import
  acllib.characters [Character characters]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [LispString stringp]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.elements [bounds elements-of bad-index read-only]
  acllib.lisp.equality [fold]
  acllib.lisp.symbols [Symbol symbol? symbol-name])


(defn designated [object]
  "Return the str that a string designator, a string, symbol or character, stands for."
  (setv kind (type object))
  (cond
    (is kind str) object
    (is kind LispString) (str object)
    (is kind Symbol) object.name
    (is kind Character) (str.__str__ object)
    (symbol? object) (symbol-name object)
    True (type-error object "(OR STRING SYMBOL CHARACTER)")))


(defn part [string start end]
  "Return the str from START to END (nil: the end) of a string designator."
  (setv string (designated string))
  (if (and (= start 0) (is end None))
      string
      (get string (slice #* (bounds (len string) start end string)))))


;;; Access

(defn [(lisp "STRINGP")] stringp- [object]
  "Return t if OBJECT is a string."
  (if (stringp object) True None))


(defn [(lisp "SIMPLE-STRING-P")] simple-string-p [object]
  "Return t if OBJECT is a string without fill pointer that can't be adjusted."
  (if (or (is (type object) str)
          (and (is (type object) LispString) (is object.fill None) (not object.adjustable)))
      True
      None))


(defn [(lisp "STRING")] string [designator]
  "Return the string that a string, symbol or character designates; a string itself."
  (if (is (type designator) LispString) designator (designated designator)))


(defn [(lisp "CHAR" "SCHAR")] char [string index]
  "Return the character of STRING at INDEX."
  (setv data (cond
               (is (type string) str) string
               (is (type string) LispString) string.data
               True (type-error string "STRING")))
  (if (and (is (type index) int) (<= 0 index) (< index (len data)))
      (get characters (get data index))
      (bad-index string index)))


(defn [(lisp (setf "CHAR") (setf "SCHAR"))] set-char [value string index]
  "Store the character VALUE in STRING at INDEX."
  (when (is-not (type string) LispString)
    (if (is (type string) str) (read-only string) (type-error string "STRING")))
  (when (not (and (is (type index) int) (<= 0 index) (< index (len string.data))))
    (bad-index string index))
  (setv (get string index) value)
  value)


(defn [(lisp "MAKE-STRING")] make-string [size * [initial-element (get characters "\0")] [element-type None]]
  "Return a new string of SIZE characters that can be written into."
  (when (not (and (is (type size) int) (>= size 0)))
    (type-error size "UNSIGNED-BYTE"))
  (when (is-not (type initial-element) Character)
    (type-error initial-element "CHARACTER"))
  (LispString (* (str.__str__ initial-element) size)))


;;; Case

(defn _case-changer [name change]
  "Define NAME and its n-version; CHANGE maps a str to one of the same length."
  (defn changed [string * [start 0] [end None]]
    (setv whole (designated string)
          [first last] (bounds (len whole) start end string))
    (+ (cut whole first) (change (cut whole first last)) (cut whole last None)))
  (defn change-in-place [string * [start 0] [end None]]
    (when (is-not (type string) LispString)
      (if (is (type string) str) (read-only string) (type-error string "STRING")))
    (setv [first last] (bounds (len string) start end string)
          (get string (slice first last)) (change (cut (str string) first last)))
    string)
  (setv changed.__name__ (.lower name)
        changed.__doc__ f"Return a copy of STRING with the case of a part changed as by {(.lower name)}."
        change-in-place.__name__ (+ "n" (.lower name))
        change-in-place.__doc__ f"Change the case of a part of STRING as {(.lower name)} does; return STRING.")
  ((lisp name) changed)
  ((lisp (+ "N" name)) change-in-place))


(defn lower [string]
  "Return a str in lower case, of the same length."
  (setv lowered (.lower string))
  (if (= (len lowered) (len string))
      lowered
      (.join "" (gfor c string (if (= (len (.lower c)) 1) (.lower c) c)))))


(defn capitalize [string]
  "Return a str with each word's first letter in upper case, the others in lower case."
  (setv found []
        inside False)
  (for [c string]
    (.append found (cond
                     (not (.isalnum c)) c
                     inside (lower c)
                     True (fold c)))
    (setv inside (.isalnum c)))
  (.join "" found))


(_case-changer "STRING-UPCASE" fold)
(_case-changer "STRING-DOWNCASE" lower)
(_case-changer "STRING-CAPITALIZE" capitalize)


;;; Trimming

(defn _bag [characters]
  (.join "" (gfor c (elements-of characters) :if (is (type c) Character) (str.__str__ c))))


(defn [(lisp "STRING-TRIM")] string-trim [character-bag string]
  "Return STRING without the characters of the bag, a sequence, at either end."
  (setv string (designated string)
        bag (_bag character-bag))
  (if bag (.strip string bag) string))


(defn [(lisp "STRING-LEFT-TRIM")] string-left-trim [character-bag string]
  "Return STRING without the characters of the bag at its start."
  (setv string (designated string)
        bag (_bag character-bag))
  (if bag (.lstrip string bag) string))


(defn [(lisp "STRING-RIGHT-TRIM")] string-right-trim [character-bag string]
  "Return STRING without the characters of the bag at its end."
  (setv string (designated string)
        bag (_bag character-bag))
  (if bag (.rstrip string bag) string))


;;; Comparison

(defn _same [a b]
  "Return the number of characters that two strs have in common at their start."
  (for [[i [x y]] (enumerate (zip a b))]
    (when (!= x y)
      (return i)))
  (min (len a) (len b)))


(defn _define-equality [name see wanted documentation]
  (defn entry [string1 string2 * [start1 0] [end1 None] [start2 0] [end2 None]]
    (setv a (see (part string1 start1 end1))
          b (see (part string2 start2 end2)))
    (if (= a b) (if wanted True None) (if wanted None (+ start1 (_same a b)))))
  (setv entry.__name__ (.lower name)
        entry.__doc__ documentation)
  ((lisp name) entry))


(defn _define-order [name see compare documentation]
  (defn entry [string1 string2 * [start1 0] [end1 None] [start2 0] [end2 None]]
    (setv a (see (part string1 start1 end1))
          b (see (part string2 start2 end2)))
    (if (compare a b) (+ start1 (_same a b)) None))
  (setv entry.__name__ (.lower name)
        entry.__doc__ documentation)
  ((lisp name) entry))


(defn _as-is [string]
  string)


(setv string-equal-to (_define-equality "STRING=" _as-is True "Return t if the strings are the same.")
      _ (_define-equality "STRING/=" _as-is False "Return where the strings differ, nil if they don't.")
      _ (_define-equality "STRING-EQUAL" fold True "Return t if the strings are the same, whatever their case.")
      _ (_define-equality "STRING-NOT-EQUAL" fold False "Return where the strings differ, whatever their case, or nil."))


;; Name → order as a Python function, for `sort`.
(setv less (_define-order "STRING<" _as-is (fn [a b] (< a b)) "Return where STRING1 differs if it comes first, else nil.")
      greater (_define-order "STRING>" _as-is (fn [a b] (> a b)) "Return where STRING1 differs if it comes last, else nil.")
      at-most (_define-order "STRING<=" _as-is (fn [a b] (<= a b)) "Return where STRING1 differs unless it comes last, else nil.")
      at-least (_define-order "STRING>=" _as-is (fn [a b] (>= a b)) "Return where STRING1 differs unless it comes first, else nil.")
      lessp (_define-order "STRING-LESSP" fold (fn [a b] (< a b)) "Like string<, whatever the case.")
      greaterp (_define-order "STRING-GREATERP" fold (fn [a b] (> a b)) "Like string>, whatever the case.")
      not-greaterp (_define-order "STRING-NOT-GREATERP" fold (fn [a b] (<= a b)) "Like string<=, whatever the case.")
      not-lessp (_define-order "STRING-NOT-LESSP" fold (fn [a b] (>= a b)) "Like string>=, whatever the case."))
