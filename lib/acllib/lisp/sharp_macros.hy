#[[The sharp sign, and one function for each character that may stand behind it (CLHS 2.4.8).

A function is called with the stream, the second character, and the number between # and that,
or None. The other macro characters are in `reader_macros.hy`, which also says what `inline` is.]]

(import
  re
  itertools [takewhile]
  acllib.characters [characters named-character]
  acllib.kernel.values [call-for-values plain-entry]
  acllib.lisp.arrays [LispArray LispString GENERAL]
  acllib.lisp.backquote [Comma]
  acllib.lisp.classes [class-name find-class]
  acllib.lisp.conses [Cons items]
  acllib.lisp.image [symbol-function fboundp]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.reader_errors :as errors
  acllib.lisp.reader_errors [fail incomplete]
  acllib.lisp.reader_macros [macro-character prefixed suppressed]
  acllib.lisp.readtable [CONSTITUENT WHITESPACE TERMINATING]
  acllib.lisp.sources [source-of FUNCTION]
  acllib.lisp.symbols [Symbol KEYWORD cl]
  acllib.lisp.tokens [fold decimal-p rational-token]
  acllib.lisp.variables [readtable read-eval read-suppress current-package features])


(setv _COMMENT-EDGE (. (re.compile r"\|#|#\|") search))

;; The second character, in upper case → function.
(setv SHARP {})


(defn sharp [#* characters]
  "Return a decorator that makes a function the standard one of # and each of CHARACTERS."
  (fn [function]
    (setv function.inline (+ "#" (get characters 0)))
    (for [c characters]
      (setv (get SHARP (.upper c)) function))
    function))


(defn number-and [number c]
  "Return the prefix as it was written: # with its NUMBER and C."
  f"#{(if (is number None) "" number)}{c}")


(defn [(macro-character "#") plain-entry] read-dispatch [stream character]
  "Read the number and the second character, and call the function of that."
  (setv source (source-of stream)
        began (max 0 (- (.place source) 1))
        where (.where source began)
        c (.next-in source "form" where)
        digits [])
  (while (in c "0123456789")
    (.append digits c)
    (.check-length source (len digits) "number" 20 where)
    (setv c (.next-in source "form" where)))
  (setv number (if digits (int (.join "" digits)) None)
        function (.get-dispatch (.get readtable) character c))
  (when (is function None)
    (fail source errors.UnknownDispatch where :prefix (number-and number (str.__str__ c))))
  (when (is (type function) Symbol)
    (setv function (symbol-function function)))
  (setv source.began began)
  (call-for-values function stream (get characters c) number))


(defn began [source]
  "Return #(line column) of the # that a function was called for."
  (.where source source.began))


(defn without-commas [source read]
  "Return what READ returns; a comma is an error meanwhile, also inside a backquote."
  (setv level source.level
        source.level 0)
  (try
    (read)
    (finally
      (setv source.level level))))


;;; 2.4.8.1 #\

(setv _character-names {})


(defn [(sharp "\\")] read-character [stream character number]
  "Read a character, written as itself or by its name."
  (setv source (source-of stream)
        where (began source)
        c (.next-in source "character" where)
        [name mask] (.token source c :literal True))
  (cond
    (suppressed) None
    (= (len name) 1) (get characters name)
    True (do
           (setv found (.get _character-names name))
           (when (is found None)
             (setv found (named-character name))
             (when (is found None)
               (fail source errors.UnknownCharacter where :name name))
             (setv (get _character-names name) found))
           found)))


;;; 2.4.8.2 #'

(defn [(sharp "'")] read-function [stream character number]
  "Read #'x as (function x)."
  (setv source (source-of stream))
  (prefixed source FUNCTION "#'" (began source)))


;;; 2.4.8.3 #(

(defn [(sharp "(")] read-vector [stream character number]
  "Read a simple vector; with a number, of that length, filled up with the last element."
  (setv source (source-of stream)
        where (began source)
        [elements tail] (.collect source where))
  (cond
    (suppressed) (return None)
    (is-not tail None) (fail source errors.ImproperList where :what "a vector")
    (is-not number None) (fill-up source elements number where))
  elements)


(defn fill-up [source elements length where]
  "Lengthen the list ELEMENTS to LENGTH with its last element."
  (setv count (len elements))
  (when (> count length)
    (fail source errors.VectorTooLong where :count count :length length))
  (when (and (= count 0) (> length 0))
    (fail source errors.VectorEmpty where :length length))
  (when (> length (if source.untrusted 1000000 100000000))
    (fail source errors.ArgumentTooLarge where :number length :prefix "a vector's prefix"))
  (when (> length count)
    (.extend elements (* [(get elements -1)] (- length count)))))


;;; 2.4.8.4 #*

(defn [(sharp "*")] read-bit-vector [stream character number]
  "Read a bit vector."
  (setv source (source-of stream)
        where (began source)
        digits (plain-token source))
  (when (suppressed)
    (return None))
  (when (.strip digits "01")
    (fail source errors.InvalidBit where :token (+ "#*" digits)))
  (setv bits (lfor d digits (int d)))
  (when (is-not number None)
    (fill-up source bits number where))
  (LispArray #((len bits)) bits :element-type (cl "BIT")))


(defn plain-token [source]
  "Return the text of the token at SOURCE, \"\" if there is none."
  (setv c (.next source))
  (cond
    (is c None) ""
    (in (.get (. (.get readtable) syntax) c CONSTITUENT) #(WHITESPACE TERMINATING))
      (do (.back source c) "")
    True (get (.token source c) 0)))


;;; 2.4.8.5 #:

(defn [(sharp ":")] read-uninterned [stream character number]
  "Read a symbol without package, a new one each time."
  (setv source (source-of stream)
        where (began source)
        c (.next source))
  (when (or (is c None) (in (.get (. (.get readtable) syntax) c CONSTITUENT) #(WHITESPACE TERMINATING)))
    (when (is-not c None)
      (.back source c))
    (return (if (suppressed) None (Symbol "" None))))
  (setv [token mask] (.token source c))
  (when (suppressed)
    (return None))
  (for [[i c] (enumerate token)]
    (when (and (= c ":") (or (is mask None) (not (get mask i))))
      (fail source errors.PackageMarkerInName where :token token)))
  (Symbol (fold token mask (. (.get readtable) case)) None))


;;; 2.4.8.6 #.

(defn [(sharp ".")] read-evaluated [stream character number]
  "Read a form and return its value."
  (setv source (source-of stream)
        where (began source)
        why (cond
              source.untrusted "the text comes from the network"
              (is (.get read-eval) None) "*READ-EVAL* is NIL"
              True None))
  (when (and (is-not why None) (not (suppressed)))
    (fail source errors.EvaluationForbidden where :why why))
  (setv form (without-commas source (fn [] (.following source "#." where))))
  (when (suppressed)
    (return None))
  (import acllib.lisp.compiler [evaluate])
  (evaluate form))


;;; 2.4.8.7 to 2.4.8.10 #B #O #X #R

(defn read-in-base [source base number c]
  "Read a token as a rational number in BASE."
  (setv where (began source)
        [token mask] (.token source (.next-in source "number" where)))
  (when (suppressed)
    (return None))
  (setv value (cond
                (is-not mask None) None
                (decimal-p token) (int (cut token -1))
                True (rational-token token base source)))
  (when (is value None)
    (fail source errors.NotRational where :token token :base base))
  value)


(defn [(sharp "b")] read-binary [stream character number]
  "Read a rational number in base 2."
  (read-in-base (source-of stream) 2 number "B"))


(defn [(sharp "o")] read-octal [stream character number]
  "Read a rational number in base 8."
  (read-in-base (source-of stream) 8 number "O"))


(defn [(sharp "x")] read-hexadecimal [stream character number]
  "Read a rational number in base 16."
  (read-in-base (source-of stream) 16 number "X"))


(defn [(sharp "r")] read-radix [stream character number]
  "Read a rational number in the base given."
  (setv source (source-of stream)
        where (began source))
  (when (not (suppressed))
    (when (is number None)
      (fail source errors.ArgumentMissing where :prefix "#R"))
    (when (not (<= 2 number 36))
      (fail source errors.InvalidRadix where :radix number)))
  (read-in-base source (or number 10) number "R"))


;;; 2.4.8.11 #C

(defn [(sharp "c")] read-complex [stream character number]
  "Read a complex number: a list of its real and imaginary part."
  (setv source (source-of stream)
        where (began source)
        parts (without-commas source (fn [] (.following source "#C" where))))
  (when (suppressed)
    (return None))
  (when (not (and (is (type parts) Cons) (is (type parts.cdr) Cons) (is parts.cdr.cdr None)
                  (all (gfor p parts (in (type p) #(int float Ratio))))))
    (fail source errors.ComplexParts where))
  (setv [real imaginary] (list parts))
  (if (and (is-not (type imaginary) float) (= imaginary 0) (is-not (type real) float))
      real
      (complex (float real) (float imaginary))))


;;; 2.4.8.12 #A

(defn [(sharp "a")] read-array [stream character number]
  "Read an array of as many dimensions as the number says."
  (setv source (source-of stream)
        where (began source)
        contents (without-commas source (fn [] (.following source "#A" where))))
  (when (suppressed)
    (return None))
  (when (is number None)
    (fail source errors.ArgumentMissing where :prefix "#A"))
  (when (> number 64)
    (fail source errors.ArgumentTooLarge where :number number :prefix "#A"))
  (setv dimensions []
        level contents)
  (for [_ (range number)]
    (setv elements (_elements source level number where))
    (.append dimensions (len elements))
    (setv level (if elements (get elements 0) None)))
  (setv data [])
  (_flatten source contents dimensions data number where)
  (if (= number 1) data (LispArray dimensions data)))


(defn _elements [source object rank where]
  "Return the elements of a sequence as a Python list."
  (cond
    (is object None) []
    (is (type object) Cons) (items object)
    (is (type object) list) object
    (in (type object) #(str LispString)) (lfor c (str object) (get characters c))
    (or (is (type object) bytearray) (in (type object) GENERAL)) (list object)
    True (fail source errors.ArrayContents where :rank rank)))


(defn _flatten [source contents dimensions data rank where]
  (if dimensions
      (do
        (setv elements (_elements source contents rank where))
        (when (!= (len elements) (get dimensions 0))
          (fail source errors.ArrayContents where :rank rank))
        (for [element elements]
          (_flatten source element (cut dimensions 1 None) data rank where)))
      (.append data contents)))


;;; 2.4.8.13 #S

(defn [(sharp "s")] read-structure [stream character number]
  "Read a structure: its name, then slot names and values, as its constructor takes them."
  (setv source (source-of stream)
        where (began source)
        description (without-commas source (fn [] (.following source "#S" where))))
  (when (suppressed)
    (return None))
  (make-structure source description where))


(defn make-structure [source description where]
  "Return the structure that a list of its name, slots and values describes."
  (import acllib.lisp.printer [prin1-to-string])
  (setv name (if (is (type description) Cons) description.car None)
        class- (if (is (type name) Symbol) (find-class name) None)
        constructor (structure-constructor name class-))
  (when (is constructor None)
    (fail source errors.NotAStructure where :text f"#S{(prin1-to-string description)}"))
  (setv parts (items description.cdr)
        arguments [])
  (when (% (len parts) 2)
    (fail source errors.NotAStructure where :text f"#S{(prin1-to-string description)}"))
  (for [i (range 0 (len parts) 2)]
    (setv slot (get parts i))
    (.append arguments (if (is (type slot) Symbol) (get (.intern KEYWORD slot.name) 0) slot))
    (.append arguments (get parts (+ i 1))))
  (constructor #* arguments))


(defn structure-constructor [name class-]
  "Return the keyword constructor of the structure class CLASS- called NAME, or None."
  (setv given (getattr class- "keyword_constructor" None))
  (if (and (is (type given) Symbol) (fboundp given)) (symbol-function given) None))


;;; 2.4.8.14 #P

(defn [(sharp "p")] read-pathname [stream character number]
  "Read a pathname, written as a string."
  (setv source (source-of stream)
        where (began source)
        text (without-commas source (fn [] (.following source "#P" where))))
  (when (suppressed)
    (return None))
  (when (not-in (type text) #(str LispString))
    (fail source errors.NotANamestring where))
  ((cl "PARSE-NAMESTRING") text))


;;; 2.4.8.15, 2.4.8.16 #n= and #n#

(defclass Placeholder []
  "What stands for a labelled object while that is being read. USED: it is somewhere in it."
  (setv __slots__ #("used"))

  (defn __init__ [self]
    (setv self.used False)))


(defn [(sharp "=")] read-labelled [stream character number]
  "Read an object and give it a label. A label may be defined again; the later one counts then."
  (setv source (source-of stream)
        where (began source)
        prefix (number-and number "="))
  (when (suppressed)
    (return (.following source prefix where)))
  (when (is number None)
    (fail source errors.ArgumentMissing where :prefix "#="))
  (setv placeholder (Placeholder)
        (get source.labels number) placeholder
        object (.following source prefix where))
  (when (is object placeholder)
    (fail source errors.LabelMultiple where :number number))
  (when (is (get source.labels number) placeholder)
    (setv (get source.labels number) object))
  (when placeholder.used
    (replace-placeholder placeholder object))
  object)


(defn [(sharp "#")] read-label [stream character number]
  "Return the object with the label."
  (setv source (source-of stream))
  (when (suppressed)
    (return None))
  (when (is number None)
    (fail source errors.ArgumentMissing (began source) :prefix "##"))
  (when (not-in number source.labels)
    (fail source errors.LabelUndefined (began source) :number number))
  (setv object (get source.labels number))
  (when (is (type object) Placeholder)
    (setv object.used True))
  object)


(defn replace-placeholder [placeholder object]
  "Put OBJECT where PLACEHOLDER is, in OBJECT and all that it is made of."
  (setv seen (set)
        todo [object])
  (defn visit [part]
    (when (is part placeholder)
      (return object))
    (when (in (type part) PARTED)
      (.append todo part))
    part)
  (while todo
    (setv part (.pop todo))
    (when (in (id part) seen)
      (continue))
    (.add seen (id part))
    (setv kind (type part))
    (cond
      (is kind Cons)
        (setv part.car (visit part.car)
              part.cdr (visit part.cdr))
      (is kind list)
        (for [[i element] (enumerate part)]
          (setv (get part i) (visit element)))
      (in kind GENERAL)
        (when (is (type part.data) list)
          (.append todo part.data))
      (is kind Comma)
        (setv part.form (visit part.form))
      True
        (for [[name value] (list (.items (getattr part "__dict__" {})))]
          (setattr part name (visit value)))))
  None)


(defclass _Parted []
  "The types whose instances have parts: ours, and instances of classes that programs define."
  (setv known #(Cons list Comma #* GENERAL))

  (defn __contains__ [self kind]
    (or (in kind self.known)
        (and (is-not kind type) (is-not (class-name kind) None) (hasattr kind "structure_slots")))))


(setv PARTED (_Parted))


;;; 2.4.8.17, 2.4.8.18 #+ and #-

(defn read-conditional [stream wanted prefix]
  "Read a feature expression, and then read or skip the next object."
  (setv source (source-of stream)
        where (began source)
        tokens [(.bind read-suppress None)
                (.bind current-package KEYWORD)])
  (try
    (setv expression (.following source prefix where))
    (finally
      (.unbind current-package (get tokens 1))
      (.unbind read-suppress (get tokens 0))))
  (if (= (feature-p source expression where) wanted)
      #((.following source prefix where))
      (do
        (skip source prefix where)
        #())))


(defn skip [source prefix where]
  "Read an object that PREFIX, at WHERE, excludes, and forget it."
  (setv token (.bind read-suppress True))
  (try
    (.following source prefix where)
    (finally
      (.unbind read-suppress token))))


(defn feature-p [source expression where]
  "Return whether a feature expression is true (CLHS 24.1.2.1)."
  (cond
    (is (type expression) Symbol)
      (in-features expression)
    (or (is expression None) (is expression True))
      False
    True
      (do
        (setv parts (if (is (type expression) Cons) (items expression) [])
              operator (getattr (if parts (get parts 0) None) "name" None)
              operands (cut parts 1 None))
        (cond
          (= operator "AND") (all (gfor e operands (feature-p source e where)))
          (= operator "OR") (any (gfor e operands (feature-p source e where)))
          (and (= operator "NOT") (= (len operands) 1)) (not (feature-p source (get operands 0) where))
          (and (in operator #("VERSION>=" "VERSION=")) operands (is (type (get operands 0)) int))
            (version-p operator operands)
          True (do
                 (import acllib.lisp.printer [prin1-to-string])
                 (fail source errors.FeatureInvalid where :text (prin1-to-string expression)))))))


;; What this system is like, for feature expressions: Allegro CL 10.1.
(setv VERSION #(10 1))


(defn version-p [operator operands]
  #[[Return whether Allegro's version fits `(version>= 8 2 ...)`, or `(version= ...)`, which looks as far as it goes.

  What stands behind the numbers names a stage before a release, or a patch: ours has them all.]]
  (setv wanted (tuple (takewhile (fn [o] (is (type o) int)) operands)))
  (if (= operator "VERSION=")
      (= (cut VERSION (len wanted)) wanted)
      (>= VERSION wanted)))


(defn in-features [symbol]
  "Return whether SYMBOL is in *FEATURES*."
  (for [feature (items (.get features))]
    (when (is feature symbol)
      (return True)))
  False)


(defn [(sharp "+") plain-entry] read-if-feature [stream character number]
  "Read the object behind a feature expression if that is true."
  (read-conditional stream True "#+"))


(defn [(sharp "-") plain-entry] read-unless-feature [stream character number]
  "Read the object behind a feature expression unless that is true."
  (read-conditional stream False "#-"))


;;; 2.4.8.19 #|

(defn [(sharp "|") plain-entry] read-block-comment [stream character number]
  "Skip to the matching |#."
  (setv source (source-of stream)
        where (began source)
        level 1)
  (setv text stream._text)
  (when (and text (is-not source.starts None))
    (setv place (._position stream))
    (while level
      (setv m (_COMMENT-EDGE text place))
      (when (is m None)
        (._move stream (len text))
        (incomplete source "comment" where))
      (setv place (.end m)
            level (+ level (if (= (get m 0) "#|") 1 -1))))
    (._move stream place)
    (return #()))
  (setv before "")
  (while level
    (setv c (.next-in source "comment" where))
    (cond
      (and (= before "|") (= c "#")) (setv level (- level 1) before "")
      (and (= before "#") (= c "|")) (setv level (+ level 1) before "")
      True (setv before c)))
  #())


;;; 2.4.8.20, 2.4.8.21, 2.4.9

(defn [(sharp "<")] read-unreadable [stream character number]
  "Signal that the object can't be read."
  (setv source (source-of stream))
  (fail source errors.UnreadableObject (began source)))


(defn [(sharp ")" " " "\t" "\n" "\r" "\f")] read-malformed [stream character number]
  "Signal that # may not stand before a closing parenthesis or white space."
  (setv source (source-of stream)
        c (str.__str__ character))
  (fail source errors.UnknownDispatch (began source)
        :prefix (if (= c ")") "#)" "# before white space")))
