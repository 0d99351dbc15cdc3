#[[What can be wrong with text: one condition class a fault, all of them reader-errors.

`fail` makes and signals one at the place the source stands at. A report is a sentence, and
behind it the place: line and column, both counted from 1 as editors do. The end of the text
inside a form is no reader-error but an end-of-file, as the standard has it; a listener takes
it as «go on typing».]]

(import
  acllib.conditions [StreamError EndOfFile]
  acllib.kernel.signalling [error]
  acllib.lisp.classes [defined-class name-class]
  acllib.lisp.conditions [ParseError]
  acllib.lisp.symbols [PackageError cl])


(defn place [where name]
  "Return the text that says where: ` at line 2, column 7 of FILE`; empty for None."
  (cond
    (is where None) ""
    (is name None) f" at line {(get where 0)}, column {(+ (get where 1) 1)}"
    True f" at line {(get where 0)}, column {(+ (get where 1) 1)} of {name}"))


(defclass ReaderError [ParseError StreamError]
  #[[Text that the reader can't make an object of.

  where       -- #(line column) of the fault, line from 1, column from 0; None if unknown
  source-name -- str, the file it stands in, or None
  complaint   -- str, the sentence; fields in braces are slots of the condition]]
  (setv where None
        source-name None
        complaint "The text is malformed")

  (defn report [self]
    (if (is self.format-control None)
        (+ (.format self.complaint #** self.__dict__) (place self.where self.source-name) ".")
        (+ (.report (super)) (place self.where self.source-name)))))


(defclass IncompleteForm [EndOfFile]
  #[[The text ended inside a form. Lisp calls it end-of-file.

  where  -- #(line column) at which the unfinished thing begins
  inside -- str, what it is: \"list\", \"string\" ...]]
  (setv where None
        source-name None
        inside "form")

  (defn report [self]
    (setv begin (place self.where self.source-name))
    (if begin
        f"The text ends inside the {self.inside} that begins{begin}."
        f"The text ends inside a {self.inside}.")))


(defn fault [name complaint [bases #()]]
  "Return a new subclass of ReaderError, named NAME in the package SYSTEM."
  (setv python (.join "" (map str.capitalize (.split name "-"))))
  (defined-class name
                 (type python #(ReaderError #* bases) {"complaint" complaint "__doc__" complaint
                                                       "__module__" __name__})
                 "SYSTEM"))


(defined-class "READER-ERROR" ReaderError)
;; The second call keeps END-OF-FILE the name of its own class; the first is what prints.
(name-class (cl "END-OF-FILE") IncompleteForm)
(name-class (cl "END-OF-FILE") EndOfFile)


;;; Lists

(setv UnmatchedClose (fault "UNMATCHED-CLOSE-PARENTHESIS" "A closing parenthesis has no opening one"))
(setv DotOutOfPlace (fault "DOT-OUT-OF-PLACE" "A lone dot may only stand in a list, before its last object"))
(setv NothingBeforeDot (fault "NOTHING-BEFORE-DOT" "Nothing stands before the dot of a list"))
(setv NothingAfterDot (fault "NOTHING-AFTER-DOT" "Nothing stands behind the dot of a list"))
(setv TooMuchAfterDot (fault "TOO-MUCH-AFTER-DOT" "More than one object stands behind the dot of a list"))
(setv ObjectMissing (fault "OBJECT-MISSING" "{prefix} must be followed by an object"))
(setv ImproperList (fault "LIST-MUST-BE-PROPER" "A dot has no place in {what}"))
(setv NestedTooDeeply (fault "NESTED-TOO-DEEPLY" "The form is nested more than {limit} levels deep"))

(setv StackExhausted (fault "STACK-EXHAUSTED" "The form is nested more deeply than the stack allows"))

;;; Tokens

(setv TooManyDots (fault "TOO-MANY-DOTS" "The token {token} consists of dots only"))
(setv InvalidCharacter (fault "INVALID-CHARACTER" "The character with code {code} may not stand in a token"))
(setv TooLong (fault "TOKEN-TOO-LONG" "A {what} is longer than {limit} characters"))
(setv ZeroDenominator (fault "DENOMINATOR-IS-ZERO" "The denominator of {token} is zero" ))
(setv FloatTooLarge (fault "FLOAT-TOO-LARGE" "{token} is too large for a float"))
(setv FloatTooSmall (fault "FLOAT-TOO-SMALL" "{token} is too small for a float"))

;;; Symbols

(setv SymbolNameMissing (fault "SYMBOL-NAME-MISSING" "The token {token} has no name behind its package marker"))
(setv TooManyPackageMarkers (fault "TOO-MANY-PACKAGE-MARKERS" "The token {token} has too many package markers"))
(setv UnknownPackage (fault "UNKNOWN-PACKAGE" "There is no package called {package}" [PackageError]))
(setv SymbolNotExternal (fault "SYMBOL-NOT-EXTERNAL"
                               "The symbol {symbol_name} is not external in the package {package}"
                               [PackageError]))
(setv SymbolNotFound (fault "SYMBOL-NOT-FOUND"
                            "The package {package} has no symbol called {symbol_name}" [PackageError]))
(setv PackageMarkerInName (fault "PACKAGE-MARKER-IN-NAME" "The name {token} behind #: has a package marker"))

;;; Backquote

(setv CommaOutsideBackquote (fault "COMMA-OUTSIDE-BACKQUOTE" "A comma stands outside of any backquote"))
(setv SpliceOutsideList (fault "SPLICE-OUTSIDE-LIST" "{prefix} has no list to splice into"))

;;; Dispatching macros

(setv UnknownDispatch (fault "UNKNOWN-DISPATCH-CHARACTER" "{prefix} has no meaning"))
(setv UnreadableObject (fault "UNREADABLE-OBJECT" "#< begins an object that can't be read back"))
(setv ArgumentMissing (fault "NUMERIC-ARGUMENT-MISSING" "{prefix} needs a number between its two characters"))
(setv ArgumentTooLarge (fault "NUMERIC-ARGUMENT-TOO-LARGE" "The number {number} in {prefix} is too large"))
(setv UnknownCharacter (fault "UNKNOWN-CHARACTER-NAME" "There is no character called {name}"))
(setv NotRational (fault "NOT-A-RATIONAL" "{token} is no rational number in base {base}"))
(setv InvalidRadix (fault "INVALID-RADIX" "{radix} is no radix: it must be an integer from 2 to 36"))
(setv InvalidBit (fault "INVALID-BIT" "{token} holds something other than the digits 0 and 1"))
(setv VectorTooLong (fault "VECTOR-TOO-LONG" "{count} elements don't fit into a vector of length {length}"))
(setv VectorEmpty (fault "VECTOR-ELEMENT-MISSING" "A vector of length {length} needs at least one element"))
(setv ArrayContents (fault "ARRAY-CONTENTS-MISMATCH" "The contents don't fit an array with {rank} dimensions"))
(setv ComplexParts (fault "COMPLEX-PARTS-INVALID" "#C needs a list of two real numbers"))
(setv LabelMultiple (fault "LABEL-LABELS-ITSELF" "The label #{number}= labels nothing but itself"))
(setv LabelUndefined (fault "LABEL-UNDEFINED" "The label #{number}# is not defined"))
(setv EvaluationForbidden (fault "EVALUATION-FORBIDDEN" "#. may not evaluate: {why}"))
(setv NotAStructure (fault "NOT-A-STRUCTURE" "{text} doesn't describe a structure that can be made"))
(setv FeatureInvalid (fault "FEATURE-EXPRESSION-INVALID" "{text} is no feature expression"))
(setv NotANamestring (fault "NOT-A-NAMESTRING" "#P needs a string"))


(defn fail [source class- [where None] #** slots]
  #[[Signal a reader error of CLASS-.

  Arguments: source -- where the text comes from; where -- #(line column), by default where
    the source stands now; slots -- what the complaint speaks of. Returns: never.]]
  (error (class- :stream source.stream :source-name source.name
                 :where (if (is where None) (.where source) where) #** slots)))


(defn incomplete [source inside where]
  "Signal that the text ended inside something that began at WHERE. Returns: never."
  (error (IncompleteForm :stream source.stream :source-name source.name :where where :inside inside)))
