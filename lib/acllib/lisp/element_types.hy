"Element types of arrays, and ranges of integers, which decide what vectors are made of."

(import
  acllib.lisp.arrays [BIT CHARACTER OCTET]
  acllib.lisp.conses [Cons L items]
  acllib.lisp.deftypes [expand]
  acllib.lisp.equality [equal]
  acllib.lisp.symbols [Symbol cl])


(setv STAR (cl "*")
      MOST-POSITIVE-FIXNUM (- (** 2 60) 1)
      MOST-NEGATIVE-FIXNUM (- (** 2 60)))


;; What arrays of small integers are made of: element types that arrays keep apart.
(setv _KEPT (lfor [name bits] [#("UNSIGNED-BYTE" 8) #("SIGNED-BYTE" 8) #("UNSIGNED-BYTE" 16)
                               #("SIGNED-BYTE" 16) #("UNSIGNED-BYTE" 32) #("SIGNED-BYTE" 32)
                               #("UNSIGNED-BYTE" 64) #("SIGNED-BYTE" 64)]
                  #((L (cl name) bits)
                    (if (= name "UNSIGNED-BYTE") 0 (- (** 2 (- bits 1))))
                    (if (= name "UNSIGNED-BYTE") (- (** 2 bits) 1) (- (** 2 (- bits 1)) 1)))))


(defn upgraded [specifier]
  #[[Return the element type of the arrays made for elements of that type.

  Returns: t, CHARACTER, BIT, DOUBLE-FLOAT, or (UNSIGNED-BYTE n) or (SIGNED-BYTE n) with n 8, 16, 32 or 64.]]
  (setv expanded (expand specifier))
  (cond
    (is expanded True) True
    (is expanded STAR) True
    (is expanded None) CHARACTER        ; a vector that can hold nothing is a string
    (in expanded _CHARACTERS) CHARACTER
    (in expanded _FLOATS) (cl "DOUBLE-FLOAT")
    (and (is (type expanded) Cons) (in expanded.car _FLOATS)) (cl "DOUBLE-FLOAT")
    True (do
           (setv range (integer-range expanded))
           (if (is range None) True (_integer-elements #* range)))))


(setv _CHARACTERS [CHARACTER (cl "BASE-CHAR") (cl "STANDARD-CHAR") (cl "EXTENDED-CHAR")]
      _FLOATS (list (map cl ["FLOAT" "SHORT-FLOAT" "SINGLE-FLOAT" "DOUBLE-FLOAT" "LONG-FLOAT"])))


(defn _integer-elements [low high]
  (when (or (is low None) (is high None))
    (return True))
  (when (and (>= low 0) (<= high 1))
    (return BIT))
  (for [[kept least greatest] _KEPT]
    (when (<= least low high greatest)
      (return (if (is (equal kept OCTET) None) kept OCTET))))
  True)


(defn integer-range [specifier]
  #[[Return #(low high) of a specifier for a range of integers, None for an end that is open.

  Returns: None for any other specifier; it has been expanded before.]]
  (setv name (if (is (type specifier) Cons) specifier.car specifier)
        arguments (if (is (type specifier) Cons) (items specifier.cdr) [])
        label (if (is (type name) Symbol) name.name ""))
  (cond
    (= label "BIT") #(0 1)
    (= label "FIXNUM") #(MOST-NEGATIVE-FIXNUM MOST-POSITIVE-FIXNUM)
    (= label "MOD") #(0 (- (get arguments 0) 1))
    (= label "UNSIGNED-BYTE")
      #(0 (if (and arguments (is-not (get arguments 0) STAR)) (- (** 2 (get arguments 0)) 1) None))
    (and (= label "SIGNED-BYTE") arguments (is-not (get arguments 0) STAR))
      #((- (** 2 (- (get arguments 0) 1))) (- (** 2 (- (get arguments 0) 1)) 1))
    (= label "SIGNED-BYTE") #(None None)
    (= label "INTEGER")
      #((_end arguments 0 1) (_end arguments 1 -1))
    True None))


(defn _end [arguments index step]
  (when (or (<= (len arguments) index) (is (get arguments index) STAR))
    (return None))
  (setv given (get arguments index))
  (if (is (type given) Cons) (+ given.car step) given))
