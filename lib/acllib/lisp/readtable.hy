#[[Readtables: what each character means to the reader.

A readtable says for every character whether it is part of tokens, white space, an escape, or
a macro character with a function. Reading itself is elsewhere: this file only keeps and
changes the tables.

A macro function is called with the stream and the character and returns one object or no
value at all; one of a dispatching macro gets the stream, the second character, and the number
between the two or None. An attribute `inline` of a standard macro function names the short
cut the reader may take for it.]]

(import
  acllib.characters [characters]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [error Error])


;; Syntax types; a character without entry is a constituent.
(setv CONSTITUENT 0
      WHITESPACE 1
      TERMINATING 2
      NON-TERMINATING 3
      SINGLE-ESCAPE 4
      MULTIPLE-ESCAPE 5)

(setv CASES #("upcase" "downcase" "preserve" "invert"))


(defclass NotADispatchCharacter [Error]
  "CHARACTER is no dispatching macro character in the readtable."
  (setv character None)

  (defn report [self]
    f"The character {self.character !r} is not a dispatching macro character."))


(defclass Readtable []
  #[[The syntax of characters.

  case     -- one of CASES: what becomes of the letters of symbols
  syntax   -- dict of one-character str → syntax type
  macros   -- dict of macro character → function
  dispatch -- dict of dispatching macro character → dict of second character → function
  lexer    -- what the reader derived from all this, or None since the last change]]
  (setv __slots__ #("case" "syntax" "macros" "dispatch" "lexer" "__weakref__"))

  (defn __init__ [self]
    (setv self.case "upcase"
          self.syntax {}
          self.macros {}
          self.dispatch {}
          self.lexer None))

  (defn __repr__ [self]
    f"#<readtable @ #x{(address-digits self)}>")

  (defn copy [self [into None]]
    "Return a copy, or INTO after it was made one."
    (setv copy (if (is into None) (Readtable) into)
          copy.case self.case
          copy.syntax (dict self.syntax)
          copy.macros (dict self.macros)
          copy.dispatch (dfor [c table] (.items self.dispatch) c (dict table))
          copy.lexer None)
    copy)

  (defn set-case [self case]
    "Set what becomes of the letters of symbols, one of CASES."
    (setv self.case case
          self.lexer None))

  (defn set-syntax [self character type]
    "Give CHARACTER a syntax type that is not a macro's."
    (setv c (str.__str__ character))
    (.pop self.macros c None)
    (.pop self.dispatch c None)
    (if (= type CONSTITUENT)
        (.pop self.syntax c None)
        (setv (get self.syntax c) type))
    (setv self.lexer None))

  (defn set-macro [self character function [non-terminating False]]
    "Make CHARACTER a macro character."
    (setv c (str.__str__ character))
    (.pop self.dispatch c None)
    (setv (get self.syntax c) (if non-terminating NON-TERMINATING TERMINATING)
          (get self.macros c) function
          self.lexer None))

  (defn get-macro [self character]
    "Return #(function non-terminating) of a macro character, else #(None False)."
    (setv c (str.__str__ character))
    #((.get self.macros c) (= (.get self.syntax c) NON-TERMINATING)))

  (defn make-dispatch [self character function [non-terminating False]]
    "Make CHARACTER a dispatching macro character; FUNCTION does the dispatching."
    (.set-macro self character function non-terminating)
    (setv (get self.dispatch (str.__str__ character)) {}))

  (defn set-dispatch [self character sub-character function]
    "Define what CHARACTER followed by SUB-CHARACTER means; None as FUNCTION: nothing."
    (setv table (.dispatch-table self character)
          sub (.upper (str.__str__ sub-character)))
    (if (is function None)
        (.pop table sub None)
        (setv (get table sub) function))
    (setv self.lexer None))

  (defn get-dispatch [self character sub-character]
    "Return the function for CHARACTER followed by SUB-CHARACTER, or None."
    (.get (.dispatch-table self character) (.upper (str.__str__ sub-character))))

  (defn dispatch-table [self character]
    "Return the functions of a dispatching macro character. Signals for any other character."
    (setv table (.get self.dispatch (str.__str__ character)))
    (when (is table None)
      (error (NotADispatchCharacter :character (get characters (str.__str__ character)))))
    table)

  (defn copy-syntax [self to-character from-character from-table]
    "Make TO-CHARACTER mean what FROM-CHARACTER means in FROM-TABLE."
    (setv to (str.__str__ to-character)
          from_ (str.__str__ from-character)
          type (.get from-table.syntax from_ CONSTITUENT))
    (.set-syntax self to CONSTITUENT)
    (when (!= type CONSTITUENT)
      (setv (get self.syntax to) type))
    (when (in from_ from-table.macros)
      (setv (get self.macros to) (get from-table.macros from_)))
    (when (in from_ from-table.dispatch)
      (setv (get self.dispatch to) (dict (get from-table.dispatch from_))))
    (setv self.lexer None)))


(defn bare-readtable []
  "Return a readtable with the standard white space and escapes and no macro characters."
  (setv table (Readtable))
  (for [c " \t\n\r\f"]
    (.set-syntax table c WHITESPACE))
  (.set-syntax table "\\" SINGLE-ESCAPE)
  (.set-syntax table "|" MULTIPLE-ESCAPE)
  table)
