#[[What callers may pass, and what is said where they pass something else.

Lisp, Hy and Python callers write the same argument in different ways: `:passive` is a Lisp
symbol, a Hy keyword or the str "passive". The helpers here turn each into one form, and
signal with the name of the operator and of the keyword, so that an error tells which of
twenty keywords was wrong. What an argument means belongs to the operator's own module.]]

(import
  acllib.kernel.signalling [error show ProgramError WrongType]
  acllib.operators [ROWS])


;;; Conditions

(defclass BadArgument [WrongType]
  #[[The value of an argument will not do.

  operator -- str, as the manual writes it
  keyword  -- str, the argument's name
  datum, expected-type -- as in every type-error; expected-type is a phrase]]
  (setv operator None
        keyword None)

  (defn report [self]
    f"{self.operator}: the value{(of-argument self.operator self.keyword)} is {(show self.datum)}; it should be {self.expected-type}."))


(defclass UnknownKeyword [ProgramError]
  #[[An operator was given a keyword that it does not take.

  operator, keyword -- str; reason -- str, why it does not fit, or None; known -- list of str]]
  (setv operator None
        keyword None
        reason None
        known #())

  (defn report [self]
    (setv known (.join " " (map spelled self.known))
          text f"{self.operator} does not take the keyword {(spelled self.keyword)}")
    (+ text
       (if (is self.reason None) "" f" {self.reason}")
       (if known f"; it takes {known}." "."))))


(defclass MissingArgument [ProgramError]
  "A required argument was not given. Slots: operator, keyword (str), reason (str or None)."
  (setv operator None
        keyword None
        reason None)

  (defn report [self]
    f"{self.operator} needs {(spelled self.keyword)}{(if (is self.reason None) "" (+ " " self.reason))}."))


(defn spelled [name]
  "Return an argument's name as Lisp callers write the keyword: \"remote_host\" is \":remote-host\"."
  (+ ":" (.replace name "_" "-")))


(defn of-argument [operator name]
  "Return \" of :name\", \" of name\" for an argument that goes by its place, or \"\" where OPERATOR is a variable."
  (setv lisp-name (.replace name "_" "-"))
  (for [row ROWS :if (= row.name operator)]
    (when (in row.kind #("variable" "computed"))
      (return ""))
    (for [parameter row.parameters :if (= parameter.name lisp-name)]
      (return (+ " of " (if (= parameter.kind "key") (spelled name) lisp-name)))))
  (+ " of " (spelled name)))


(defn bad-argument [operator keyword datum expected]
  "Signal that DATUM will not do for KEYWORD of OPERATOR; EXPECTED is a phrase. Returns: never."
  (error (BadArgument :operator operator :keyword keyword :datum datum :expected-type expected)))


;;; Text and keywords

(defn text-of [value]
  #[[Return the text of a str, a Lisp string, a symbol or a Hy keyword, as a plain str.

  None where VALUE is none of these: a number, an octet vector, a list.]]
  (cond
    (is (type value) str) value
    (isinstance value str) (str.__str__ value)
    (is (type (getattr value "name" None)) str) value.name
    (or (is value None) (isinstance value #(bool int float complex bytes bytearray list tuple))) None
    (= (. (type value) __name__) "LispString") (str value)
    True None))


(defn keyword-of [value]
  "Return VALUE, a str in any case, a Lisp symbol or a Hy keyword, as lower-case str; others as they are."
  (setv text (if (is (type value) str) value (text-of value)))
  (if (is text None) value (.lower (.lstrip text ":"))))


(defn choice [value operator keyword allowed]
  #[[Return the member of ALLOWED, a tuple of lower-case str, that VALUE names.

  Signals: BadArgument, with the choices in the order given.]]
  (setv name (keyword-of value))
  (when (and (is (type name) str) (in name allowed))
    (return name))
  (bad-argument operator keyword value (.join " or " (map spelled allowed))))


;;; Numbers

(defn integer-p [value]
  "Return whether VALUE is a Lisp integer: an int that is not True or False."
  (and (isinstance value int) (not (isinstance value bool))))


(defn check-integer [value operator keyword low [high None]]
  "Return VALUE if it is an integer from LOW to HIGH (None: no limit). Signals: BadArgument."
  (when (and (integer-p value) (<= low value) (or (is high None) (<= value high)))
    (return value))
  (bad-argument operator keyword value
                (if (is high None) f"an integer of at least {low}" f"an integer from {low} to {high}")))


(defn check-seconds [value operator keyword [needed False]]
  "Return VALUE if it is a positive real number, as int or float, or None unless NEEDED. Signals: BadArgument."
  (when (and (is value None) (not needed))
    (return None))
  (when (and (not (isinstance value bool)) (hasattr value "__float__") (not (isinstance value str)))
    (try
      (when (> (float value) 0)
        (return (if (isinstance value int) value (float value))))
      (except [OverflowError])))
  (bad-argument operator keyword value (+ (if needed "" "nil or ") "a positive number of seconds")))
