#[[Laying out structure over lines, for `*print-pretty*` and `pprint`.

What fits on the line is left there. A list that does not fit is broken in one of three ways: a
form with a body has its first operands beside the operator and the body indented by two; any
other call has its operands below each other; a list of data its elements. Operands that are
all atoms fill lines. Shared structure under `*print-circle*` is not broken.

Functions that programs put into `*print-pprint-dispatch*` are asked for first.]]

(import
  acllib.lisp.conses [Cons]
  acllib.lisp.printed_atoms [ATOMS PLAIN]
  acllib.lisp.printer [abbreviation flat-text parts-of custom-p]
  acllib.lisp.symbols [Symbol]
  acllib.lisp.variables [print-pprint-dispatch])


;; Levels of structure that are broken; what is deeper stays on one line.
(setv DEEPEST 100)

(setv MARGIN 80)

;; Operator → how many operands stand beside it; the rest is its body.
(setv BODIES {})
(for [[_count _names] [
       #(0 "PROGN LOCALLY TAGBODY IGNORE-ERRORS UNWIND-PROTECT HANDLER-CASE RESTART-CASE")
       #(1 #[[LET LET* WHEN UNLESS DOLIST DOTIMES DO-SYMBOLS LAMBDA FLET LABELS MACROLET SYMBOL-MACROLET BLOCK
              CATCH CASE ECASE CCASE TYPECASE ETYPECASE CTYPECASE EVAL-WHEN HANDLER-BIND RESTART-BIND PROG PROG*
              PROG1 DEFPACKAGE DEFSTRUCT]])
       #(2 #[[DEFUN DEFMACRO DEFMETHOD DEFGENERIC DEFCLASS DEFTYPE DEFINE-CONDITION DEFSETF
              MULTIPLE-VALUE-BIND DESTRUCTURING-BIND DO DO* PROGV]])]]
  (for [_name (.split _names)]
    (setv (get BODIES _name) _count)))


(defclass DispatchTable []
  "What `*print-pprint-dispatch*` holds: list of #(test specifier function priority)."

  (defn __init__ [self [entries #()]]
    (setv self.entries (list entries)))

  (defn find [self object]
    "Return the function for OBJECT with the highest priority, or None."
    (setv best None)
    (for [[test specifier function priority] self.entries]
      (when (and (or (is best None) (> priority (get best 0))) (test object))
        (setv best #(priority function))))
    (if (is best None) None (get best 1))))


(defclass _Dispatched []
  "A specializer, for the printer's loop, of what a dispatch table has a function for."
  (defn __init__ [self table]
    (setv self.table table))

  (defn fits [self object]
    (is-not (.find self.table object) None)))


(defn dispatch-function [object]
  "Return what the current dispatch table has for OBJECT, or None."
  (setv table (.get print-pprint-dispatch))
  (if (and (is (type table) DispatchTable) table.entries) (.find table object) None))


(defn pretty-text [object style column]
  "Return the text of OBJECT, laid out from COLUMN on."
  (setv table (.get print-pprint-dispatch))
  (when (and (is (type table) DispatchTable) table.entries)
    (setv style.custom (+ #((_Dispatched table)) style.custom)))
  (when style.labels
    (return (flat-text object style)))
  (setv page (Page style))
  (.lay page object column 0 style.around))


(defclass Page []
  "One pretty print: the style, the margin, and the one-line texts found so far."

  (defn __init__ [self style]
    (setv self.style style
          self.margin (or style.margin MARGIN)
          self.flats {}))

  (defn flat [self object depth]
    "Return the text of OBJECT on one line."
    (setv key #((id object) depth)
          found (.get self.flats key))
    (when (is found None)
      (setv around self.style.around
            self.style.around depth
            found (flat-text object self.style)
            self.style.around around)
      (when (not-in (type object) PLAIN)
        (setv (get self.flats key) found)))
    found)

  (defn lay [self object column after depth]
    "Return the text of OBJECT from COLUMN on; AFTER closing parentheses follow it."
    (setv flat (.flat self object depth)
          kind (type object))
    (cond
      (or (<= (+ column (len flat) after) self.margin) (in kind ATOMS)
          (> (- depth self.style.around) DEEPEST) (is-not self.style.labels None)
          (and self.style.custom (custom-p object self.style.custom)))
        flat
      (is kind Cons)
        (do
          (setv prefix (abbreviation object self.style))
          (if (is prefix None)
              (.lay-list self object column after depth)
              (+ prefix (.lay self object.cdr.car (+ column (len prefix)) after depth))))
      True
        (do
          (setv parts (parts-of object self.style))
          (if (is (type parts) str)
              flat
              (do
                (setv opening (+ (get parts 0) "("))
                (.lines self opening
                        (._limited self (list (get parts 1)) None (if (= opening "#S(") None self.style.length))
                        (+ column (len opening)) column (+ after 1) depth))))))

  (defn _limited [self elements tail [length None]]
    "Return ELEMENTS, cut to LENGTH, and the dotted TAIL, as #(object text) with one of both."
    (setv shown (lfor e elements #(e None)))
    (cond
      (and (is-not length None) (> (len elements) length))
        (+ (cut shown length) [#(None "...")])
      (is-not tail None)
        (+ shown [#(None (+ ". " (.flat self tail self.style.around)))])
      True shown))

  (defn piece [self shown column after depth]
    "Return the text of one element as `_limited` returned it."
    (setv [object text] shown)
    (if (is text None) (.lay self object column after (+ depth 1)) text))

  (defn lay-list [self object column after depth]
    "Return the text of a list that doesn't fit on the line."
    (setv elements []
          rest object)
    (while (is (type rest) Cons)
      (.append elements rest.car)
      (setv rest rest.cdr))
    (setv operator (get elements 0)
          shown (._limited self elements rest self.style.length))
    (when (or (is-not (type operator) Symbol) (= (len shown) 1))
      (return (.lines self "(" shown (+ column 1) column (+ after 1) depth)))
    (setv head (+ "(" (.flat self operator (+ depth 1)))
          count (if (is operator.package None) None (body-operands operator))
          operands (cut shown 1 None))
    (cond
      (is-not count None)
        (.body self head operands count column (+ after 1) depth)
      (> (len head) 20)
        (+ head "\n" (* " " (+ column 2))
           (.lines self "" operands (+ column 2) (+ column 2) (+ after 1) depth))
      True
        (.lines self (+ head " ") operands (+ column (len head) 1) column (+ after 1) depth)))

  (defn body [self head operands count column after depth]
    "Return a form with COUNT operands beside its operator and the rest below, indented by two."
    (setv out [head]
          at (+ column (len head)))
    (for [[i shown] (enumerate operands)]
      (setv last (= i (- (len operands) 1))
            room (if last after 0))
      (cond
        (< i count)
          (do
            (setv text (.piece self shown (+ at 1) room depth))
            (.append out (+ " " text))
            (setv at (end-column text (+ at 1))))
        True
          (.append out (+ "\n" (* " " (+ column 2)) (.piece self shown (+ column 2) room depth)))))
    (.append out ")")
    (.join "" out))

  (defn lines [self opening shown column start after depth]
    "Return OPENING and the elements from COLUMN on, one a line; atoms fill the lines."
    (setv out [opening]
          at column
          filling (all (gfor [object text] shown (or (is-not text None) (in (type object) ATOMS)))))
    (for [[i element] (enumerate shown)]
      (setv room (if (= i (- (len shown) 1)) after 0)
            text None)
      (when (> i 0)
        (if filling
            (do
              (setv text (.piece self element (+ at 1) room depth))
              (if (<= (+ at 1 (len text) room) self.margin)
                  (do
                    (.append out " ")
                    (+= at 1))
                  (do
                    (.append out (+ "\n" (* " " column)))
                    (setv at column))))
            (do
              (.append out (+ "\n" (* " " column)))
              (setv at column))))
      (when (is text None)
        (setv text (.piece self element at room depth)))
      (.append out text)
      (setv at (end-column text at)))
    (.append out ")")
    (.join "" out)))


(defn body-operands [operator]
  "Return how many operands stand beside OPERATOR, a symbol, or None if it has no body."
  (setv count (.get BODIES operator.name))
  (if (and (is count None) (.startswith operator.name "WITH-")) 1 count))


(defn end-column [text column]
  "Return the column behind TEXT, which starts at COLUMN."
  (setv newline (.rfind text "\n"))
  (if (< newline 0) (+ column (len text)) (- (len text) newline 1)))
