"Integers as text: English words, Roman numerals, any radix, groups of digits. Pure."

(setv ONES (.split (+ "zero one two three four five six seven eight nine ten eleven twelve thirteen "
                      "fourteen fifteen sixteen seventeen eighteen nineteen"))
      TENS (.split "- - twenty thirty forty fifty sixty seventy eighty ninety")
      ;; Names of the powers of a thousand.
      POWERS (+ [""] (.split (+ "thousand million billion trillion quadrillion quintillion sextillion "
                                "septillion octillion nonillion decillion undecillion duodecillion "
                                "tredecillion quattuordecillion quindecillion sexdecillion "
                                "septendecillion octodecillion novemdecillion vigintillion")))
      ORDINALS {"one" "first"  "two" "second"  "three" "third"  "five" "fifth"  "eight" "eighth"
                "nine" "ninth"  "twelve" "twelfth"}
      LARGEST-WORD (** 1000 (len POWERS)))


(defn cardinal [n]
  "Return N, an int, in English words; None where there is no word for it."
  (when (>= (abs n) LARGEST-WORD)
    (return None))
  (when (= n 0)
    (return "zero"))
  (setv words []
        rest (abs n)
        power 0)
  (while (> rest 0)
    (setv [rest group] (divmod rest 1000))
    (when (> group 0)
      (.insert words 0 (+ (_below-thousand group) (if (> power 0) (+ " " (get POWERS power)) ""))))
    (+= power 1))
  (+ (if (< n 0) "negative " "") (.join " " words)))


(defn _below-thousand [n]
  (setv [hundreds rest] (divmod n 100)
        words [])
  (when (> hundreds 0)
    (.append words (+ (get ONES hundreds) " hundred")))
  (cond
    (= rest 0) None
    (< rest 20) (.append words (get ONES rest))
    (= (% rest 10) 0) (.append words (get TENS (// rest 10)))
    True (.append words f"{(get TENS (// rest 10))}-{(get ONES (% rest 10))}"))
  (.join " " words))


(defn ordinal [n]
  "Return N as an ordinal number in English words; None where there is no word for it."
  (setv text (cardinal n))
  (when (is text None)
    (return None))
  (setv cut-at (+ 1 (max (.rfind text " ") (.rfind text "-")))
        head (cut text cut-at)
        last (cut text cut-at None))
  (+ head (cond
            (in last ORDINALS) (get ORDINALS last)
            (.endswith last "y") (+ (cut last -1) "ieth")
            True (+ last "th"))))


(setv _roman [#(1000 "M") #(900 "CM") #(500 "D") #(400 "CD") #(100 "C") #(90 "XC") #(50 "L") #(40 "XL")
              #(10 "X") #(9 "IX") #(5 "V") #(4 "IV") #(1 "I")])


(defn roman [n [old False]]
  "Return N in Roman numerals, OLD ones without subtraction; None where there are none for it."
  (when (not (< 0 n (if old 5000 4000)))
    (return None))
  (setv text "")
  (for [[value letters] _roman]
    (when (not (and old (= (len letters) 2)))
      (+= text (* letters (// n value)))
      (setv n (% n value))))
  text)


(setv DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


(defn in-radix [n radix]
  "Return the digits of N, an int, in RADIX, 2 to 36; upper case."
  (cond
    (= radix 10) (str n)
    (= radix 16) (format n "X")
    (= radix 8) (format n "o")
    (= radix 2) (format n "b")
    (< n 0) (+ "-" (in-radix (- n) radix))
    True (_digits n radix)))


(defn _digits [n radix]
  "Return the digits of N; splits long numbers in halves, which keeps the time below quadratic."
  (when (< (.bit-length n) 4000)
    (setv found [])
    (while True
      (setv [n digit] (divmod n radix))
      (.append found (get DIGITS digit))
      (when (= n 0)
        (return (.join "" (reversed found))))))
  (setv half (// (.bit-length n) (* 2 (.bit-length radix)))
        [high low] (divmod n (** radix half)))
  (+ (_digits high radix) (.rjust (_digits low radix) half "0")))


(defn grouped [digits interval separator]
  "Return DIGITS, a str with an optional sign, with SEPARATOR between groups of INTERVAL from the right."
  (setv sign (if (.startswith digits "-") "-" "")
        digits (cut digits (len sign) None)
        first (or (% (len digits) interval) interval))
  (+ sign (.join separator [(cut digits first)
                            #* (gfor i (range first (len digits) interval) (cut digits i (+ i interval)))])))
