#[DOC[Floats as text with a chosen number of digits: what ~f, ~e, ~g and ~$ write. Pure.

Where all digits are wanted, they are those of the shortest decimal that reads back as the same
float (`repr`); where fewer are, the exact value of the float is rounded, half up, as C's printf
and SBCL do: (format nil "~,2f" 0.015) is "0.01", as 0.015 is a little less than it says. A
number is held as #(digits point): the digits as str without leading and trailing zeros, and the
place of the decimal point counted from their start; 31.4 is #("314" 2) and 0.05 is #("5" -1).]DOC]

(import
  decimal [Decimal])


(defn shortest [x]
  "Return #(digits point) of the absolute value of X, a finite float or an int."
  (when (is (type x) int)
    (setv digits (str (abs x)))
    (return #((or (.rstrip digits "0") "") (if (= x 0) 0 (len digits)))))
  (setv text (repr (abs x))
        [mantissa _ exponent] (.partition text "e")
        [whole _ fraction] (.partition mantissa ".")
        digits (+ whole fraction)
        point (+ (len whole) (int (or exponent 0)))
        stripped (.lstrip digits "0"))
  (-= point (- (len digits) (len stripped)))
  (setv stripped (.rstrip stripped "0"))
  #(stripped (if stripped point 0)))


(defn exact [x]
  "Return all digits of the absolute value of X, a finite float or an int, without a point."
  (.lstrip (.join "" (map str (. (.as-tuple (Decimal x)) digits))) "0"))


(defn rounded [x digits point places]
  "Return #(digits point), which are X's, perhaps scaled, rounded to PLACES digits behind the point."
  (setv kept (+ point places))
  (cond
    (>= kept (len digits)) #(digits point)
    (< kept 0) #("" 0)
    True (do
           (setv digits (exact x))
           (setv up (>= (get digits kept) "5")
                 head (cut digits kept))
           (when up
             (setv more (str (+ (int (or head "0")) 1)))
             (setv more (.rjust more kept "0"))
             (when (> (len more) kept)
               (+= point 1))
             (setv head more))
           (setv head (.rstrip head "0"))
           #(head (if head point 0)))))


(defn fixed-parts [digits point]
  "Return the digits before and behind the decimal point, both perhaps empty."
  (cond
    (<= point 0) #("" (if digits (+ (* "0" (- point)) digits) ""))
    (>= point (len digits)) #((+ digits (* "0" (- point (len digits)))) "")
    True #((cut digits point) (cut digits point None))))


(defn fixed [x width places scale overflow pad plus]
  #[[Return X as ~f writes it.

  Arguments: x -- finite float or int; width, places -- int or None; scale -- int, a power of ten
    to multiply with; overflow -- character or None; pad -- character; plus -- write a plus sign.]]
  (setv [digits point] (shortest x)
        point (if digits (+ point scale) 0)
        sign (cond (_negative x) "-" plus "+" True ""))
  (setv room (if (is width None) None (- width (len sign))))
  (cond
    (is-not places None)
      (setv [digits point] (rounded x digits point places))
    (is-not room None)
      ;; as many digits behind the point as the width leaves room for
      (setv [digits point] (rounded x digits point (max 0 (- room 1 (max point 0))))))
  (setv [whole fraction] (fixed-parts digits point))
  (if (is places None)
      (when (and (not fraction) (or (is room None) (< (+ (len whole) 1) room) (not whole)))
        (setv fraction "0"))
      (setv fraction (.ljust fraction places "0")))
  (when (and (not whole) (or (is room None) (< (+ 1 (len fraction)) room) (not fraction)))
    (setv whole "0"))
  (setv text f"{sign}{whole}.{fraction}")
  (cond
    (is width None) text
    (and (> (len text) width) (is-not overflow None)) (* overflow width)
    True (.rjust text width pad)))


(defn _negative [x]
  (if (is (type x) int)
      (< x 0)
      (or (< x 0) (.startswith (repr x) "-"))))


(defn exponential [x width places exponent-digits scale overflow pad marker plus]
  #[[Return X as ~e writes it: SCALE digits stand before the point, PLACES behind it (SCALE above
  zero: one less than that many significant digits follow).]]
  (setv [digits point] (shortest x)
        sign (cond (_negative x) "-" plus "+" True "")
        exponent (if digits (- point scale) 0))
  (setv behind (cond
                 (is places None) None
                 (> scale 0) (max 0 (+ (- places scale) 1))
                 True places))
  (setv tail (fn [n]
               (+ marker (if (< n 0) "-" "+") (.rjust (str (abs n)) (or exponent-digits 1) "0"))))
  (when (and (is behind None) (is-not width None))
    (setv behind (max (if (> scale 0) 0 (- 1 scale))
                      (- width (len sign) (max scale 1) 1 (len (tail exponent)))))
    (when (>= behind (- (len digits) scale))
      (setv behind None)))
  (setv mantissa #(digits (if digits scale 0)))
  (when (is-not behind None)
    (setv mantissa (rounded x #* mantissa behind))
    ;; 9.99 became 10.0
    (when (and (get mantissa 0) (> (get mantissa 1) scale))
      (+= exponent 1)
      (setv mantissa #((get mantissa 0) scale))))
  (setv [whole fraction] (fixed-parts #* mantissa)
        end (tail exponent))
  (cond
    (and (is places None) (not fraction))
      (setv fraction "0")
    (is-not places None)
      (setv fraction (.ljust fraction behind "0")))
  (when (not whole)
    (when (or (is width None) (< (+ (len sign) 1 (len fraction) (len end)) width))
      (setv whole "0")))
  (setv text f"{sign}{whole}.{fraction}{end}")
  (cond
    (is width None) text
    (and (is-not overflow None)
         (or (> (len text) width)
             (and exponent-digits (> (len (str (abs exponent))) exponent-digits))))
      (* overflow width)
    True (.rjust text width pad)))


(defn general [x width places exponent-digits scale overflow pad marker plus]
  "Return X as ~g writes it: as ~f where the exponent is small, followed by blanks, else as ~e."
  (setv [digits point] (shortest x)
        n (if digits point 0)
        places (if (is places None) (max (len digits) (min n 7) 1) places)
        blanks (if (is exponent-digits None) 4 (+ exponent-digits 2))
        behind (- places n))
  (if (<= 0 behind places)
      (+ (fixed x (if (is width None) None (- width blanks)) behind 0 overflow pad plus) (* " " blanks))
      (exponential x width places exponent-digits scale overflow pad marker plus)))


(defn dollars [x places whole-digits width pad sign-first plus]
  "Return X as ~$ writes it."
  (setv [digits point] (rounded x #* (shortest x) places)
        [whole fraction] (fixed-parts digits point)
        sign (cond (_negative x) "-" plus "+" True "")
        number f"{(.rjust whole whole-digits "0")}.{(.ljust fraction places "0")}")
  (if sign-first
      (+ sign (.rjust number (- width (len sign)) pad))
      (.rjust (+ sign number) width pad)))
