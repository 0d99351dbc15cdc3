#[[Characters: one-character strings with an identity of their own.

A Lisp character is not a string, but Python callers want one, so `Character` is a subclass of
`str`. There is one object a code: `characters` maps a one-character str to it, which makes
`is` the comparison and costs a dictionary look-up where a new object would cost three.

`NotANumber` is for all our objects: arithmetic and ordering on them signal a type-error with
the datum, at the point of error, where Python's `str` would happily add and compare.]]

(import
  acllib.kernel.signalling [type-error])


(defclass NotANumber []
  "A mixin whose instances signal type-error where arithmetic meets them."
  (setv __slots__ #()))


(defn _refuse [operator]
  (fn [self [other None]]
    (type-error self "NUMBER")))


(for [_name ["add" "sub" "mul" "truediv" "floordiv" "mod" "divmod" "pow" "lshift" "rshift" "and" "or" "xor"]
      _prefix ["__" "__r"]]
  (setattr NotANumber f"{_prefix}{_name}__" (_refuse _name)))
(for [_name ["lt" "le" "gt" "ge" "neg" "pos" "abs" "invert"]]
  (setattr NotANumber f"__{_name}__" (_refuse _name)))


(defclass Character [NotANumber str]
  "A character. Made by the table `characters` only, so that `is` compares."
  (setv __slots__ #())

  (defn __repr__ [self]
    f"#\\{(character-name self)}")

  (defn __reduce__ [self]
    #(character #((str self)))))


;; The two bases must not meet in arithmetic: ours comes first in the precedence.


;; The same entries as `characters`, as far as they were asked for: a plain dictionary, which
;; Python looks up in half the time.
(setv known-characters {})


(defclass _Table [dict]
  (defn __missing__ [self text]
    (setv key (+ "" (str.__str__ text))
          character (.setdefault known-characters key (Character key))
          (get self key) character)
    character))


;; One-character str → Character.
(setv characters (_Table))
(for [_code (range 256)]
  (get characters (chr _code)))


(defn character [text]
  "Return the character of TEXT, a str of length one."
  (get characters text))


(defn code-character [code]
  "Return the character of CODE, 0 to 0x10FFFF."
  (get characters (chr code)))


;; Code → name, for the characters that `#\` names; the first name of a code is printed.
(setv NAMES {
  "Null" 0  "Nul" 0  "Backspace" 8  "Tab" 9  "Newline" 10  "Linefeed" 10  "Page" 12  "Return" 13
  "Esc" 27  "Escape" 27  "Space" 32  "Rubout" 127  "Delete" 127  "Del" 127  "Bell" 7
  "No-break_space" 160})

(setv _by-code {})
(for [[_name _code] (.items NAMES)]
  (.setdefault _by-code _code _name))


(defn character-name [character]
  "Return how `#\\` writes CHARACTER: its name, its hexadecimal code, or itself."
  (setv code (ord character)
        name (.get _by-code code))
  (cond
    (is-not name None) name
    (or (< code 32) (not (.isprintable (str.__str__ character)))) f"U+{code :04X}"
    True (str.__str__ character)))


(defn named-character [name]
  "Return the character that NAME, in any case, stands for, or None."
  (setv wanted (.lower name))
  (for [[known code] (.items NAMES)]
    (when (= (.lower known) wanted)
      (return (code-character code))))
  (when (= (len name) 1)
    (return (get characters name)))
  (when (and (= (len name) 2) (= (get name 0) "^") (<= "?" (get (.upper name) 1) "_"))
    (return (code-character (^ (ord (get (.upper name) 1)) 64)))) ; ^C, the key with Control
  (when (and (= (cut wanted 1) "u") (> (len wanted) 1))
    (try
      (return (code-character (int (.lstrip (cut wanted 1 None) "+") 16)))
      (except [[ValueError OverflowError]])))
  (try
    (import unicodedata)
    (return (get characters (unicodedata.lookup (.replace name "_" " "))))
    (except [KeyError]))
  None)
