#[[The printer: objects to text (CLHS 22.1).

Lists, vectors, arrays and structures are printed by one loop with a stack of its own, so that
depth costs no Python frames; what lies deeper than `DEEPEST` prints as `#`. A print that has
come to `SUSPICIOUS` objects asks once whether the structure leads back into itself, and if it
does starts again with the labels of `*print-circle*`: every print ends.

`print-object` is a generic function. Its method for all objects is this file's; the methods of
programs are asked for first, whatever the class. Objects of the core print as their `repr`
where that is a text in the manner of `#<...>`. Laying out under `*print-pretty*` is in `pretty.hy`.]]

(import
  math [isinf isnan]
  types [FunctionType BuiltinFunctionType MethodType MethodWrapperType]
  acllib.characters [Character character-name]
  acllib.kernel.generic [GenericFunction precedence-list]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error set-writers]
  acllib.lisp.arrays [LispArray LispString element-type-of]
  acllib.lisp.backquote [Comma]
  acllib.lisp.classes [class-name class-of]
  acllib.lisp.conditions [PrintNotReadable]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [named special]
  acllib.lisp.image [_symbols image set-function]
  acllib.lisp.ratios [Ratio]
  acllib.lisp.sources [lexer-of QUOTE FUNCTION]
  acllib.lisp.streams [StringOutputStream]
  acllib.lisp.symbols [CL KEYWORD MISSING Package Symbol cl symbol-name]
  acllib.lisp.tables [HashTable]
  acllib.lisp.tokens [FOLDS up-character down-character invert]
  acllib.lisp.variables [current-package readtable print-array print-base print-case print-circle
                         print-escape print-gensym print-length print-level print-pretty print-radix
                         print-readably print-right-margin])


;; Objects deeper than this print as `#`.
(setv DEEPEST 10000)

;; After so many objects, a multiple of 1024, it is asked whether the structure is circular.
(setv SUSPICIOUS 10240)

(setv BIT (cl "BIT")
      object-class object
      object-repr object.__repr__)


;;; The generic function

(setv print-object (GenericFunction (named "PRINT-OBJECT" "COMMON-LISP") 2
                                    :documentation "Print an object to a stream."))


;; #(effective-functions classes) as of the last change: the classes with methods of programs.
(setv _custom [None #()])


(defn custom-classes []
  "Return the classes, and `Eql` specializers, that programs have print-object methods for."
  (when (is-not (get _custom 0) print-object.effective)
    (setv (get _custom 1) (tuple (gfor m print-object.methods
                                       :if (and m.specializers (is-not m.function print-default))
                                       (get m.specializers 0)))
          (get _custom 0) print-object.effective))
  (get _custom 1))


(defn custom-p [object classes]
  "Return whether one of CLASSES, as `custom-classes` returned them, fits OBJECT."
  (setv precedence None)
  (for [class- classes]
    (if (isinstance class- type)
        (do
          (when (is precedence None)
            (setv precedence (precedence-list (type object))))
          (when (in class- precedence)
            (return True)))
        (when (.fits class- object)
          (return True))))
  False)


;;; How to print

(defclass Style []
  #[[The printer variables as they stand during one print.

  labels -- dict of id → 0, or the number of its label once that is printed; None without labels
  taken  -- how many labels are given
  custom -- classes with print-object methods of programs
  around -- levels of nesting around what is printed]]
  (setv __slots__ #("escape" "readably" "base" "radix" "case" "circle" "length" "level" "array"
                    "gensym" "pretty" "margin" "package" "table" "labels" "taken" "custom" "around"))

  (defn __init__ [self [escape None]]
    (setv self.readably (is-not (.get print-readably) None)
          self.escape (or self.readably
                          (if (is escape None) (is-not (.get print-escape) None) escape))
          self.base (.get print-base)
          self.radix (is-not (.get print-radix) None)
          self.case (. (.get print-case) name)
          self.circle (is-not (.get print-circle) None)
          self.length (.get print-length)
          self.level (.get print-level)
          self.array (is-not (.get print-array) None)
          self.gensym (is-not (.get print-gensym) None)
          self.pretty (is-not (.get print-pretty) None)
          self.margin (.get print-right-margin)
          self.package (.get current-package)
          self.table (.get readtable)
          self.labels None
          self.taken 0
          self.custom (custom-classes)
          self.around 0)
    (when self.readably
      (setv self.length None
            self.level None
            self.array True
            self.gensym True))))


;; A level and depth that nested prints, made by methods of programs, start from.
(setv _around (special "*PRINT-LEVELS-AROUND*" 0 "Levels of the structure that is being printed." :package "SYSTEM"))


;;; The door

(defn write-to-string [object [escape None]]
  #[[Return OBJECT as it is printed.

  Arguments: escape -- True: so that it reads back (`prin1`). False: for people (`princ`). None: as
    `*print-escape*` says.
  Signals: print-not-readable while `*print-readably*` is true.]]
  (setv kind (type object))
  (when (is escape None)
    (setv escape (is-not (.get print-escape) None)))
  (when (not (custom-classes))
    (cond
      (is kind str)
        (when (not escape)
          (return object))
      (and (is kind int) (= (.get print-base) 10) (is (.get print-radix) None))
        (return (int.__repr__ object))
      (is kind float)
        (return (float-text object))
      (and (is kind Character) (not escape))
        (return (str.__str__ object))))
  (if (or (in kind ATOMS) (is kind bool))
      (atom-text object (Style escape))
      (whole-text object (Style escape))))


(defn prin1-to-string [object]
  "Return OBJECT printed so that it reads back."
  (write-to-string object True))


(defn princ-to-string [object]
  "Return OBJECT printed for people."
  (setv token (.bind print-readably None))
  (try
    (write-to-string object False)
    (finally
      (.unbind print-readably token))))


(defn whole-text [object style]
  "Return the text of any OBJECT, laid out if the style is pretty."
  (setv style.around (.get _around))
  (when style.circle
    (find-labels object style))
  (if style.pretty
      (do
        (import acllib.lisp.pretty [pretty-text])
        (pretty-text object style 0))
      (flat-text object style)))


;; Name of an option of `write` → its variable.
(setv OPTIONS {
  "array" print-array  "base" print-base  "case" print-case  "circle" print-circle
  "escape" print-escape  "gensym" print-gensym  "length" print-length  "level" print-level
  "pretty" print-pretty  "radix" print-radix  "readably" print-readably
  "right_margin" print-right-margin})


(defclass bound-options []
  "Bind printer variables, given by the names of OPTIONS, for the body of a `with` statement."
  (setv __slots__ #("options" "tokens"))

  (defn __init__ [self options]
    (setv self.options options
          self.tokens []))

  (defn __enter__ [self]
    (for [[name value] (.items self.options)]
      (setv variable (get OPTIONS name))
      (.append self.tokens #(variable (.bind variable value)))))

  (defn __exit__ [self #* exception]
    (while self.tokens
      (setv [variable token] (.pop self.tokens))
      (.unbind variable token))
    False))


(defn write-object [object stream #** options]
  #[[Print OBJECT on STREAM, a stream object.

  Arguments: options -- values of printer variables, by the names of `OPTIONS`: escape=True.]]
  (with [_ (bound-options options)]
    (setv classes (custom-classes))
    (cond
      (and classes (custom-p object classes) (is (.get print-circle) None))
        (print-object object stream)
      (and (is-not (.get print-pretty) None) (not-in (type object) ATOMS))
        (do
          (import acllib.lisp.pretty [pretty-text])
          (setv style (Style)
                style.around (.get _around))
          (when style.circle
            (find-labels object style))
          (.write-string stream (pretty-text object style (or stream.column 0))))
      True
        (.write-string stream (write-to-string object))))
  None)


(defn print-default [object stream]
  "The method of print-object for all objects."
  (setv style (Style)
        style.custom #()
        style.around (.get _around))
  (.write-string stream (if (in (type object) ATOMS) (atom-text object style) (flat-text object style)))
  object)


((.method print-object object object) print-default)
(set-function print-object.name print-object)


(defn custom-text [object style]
  "Return what a program's print-object method, or pprint dispatch function, writes for OBJECT."
  (setv stream (StringOutputStream)
        function None
        around (.bind _around style.around))
  (try
    (with [_ (bound-options {"escape" (or style.escape None)  "readably" (or style.readably None)})]
      (when style.pretty
        (import acllib.lisp.pretty [dispatch-function])
        (setv function (dispatch-function object)))
      (if (is function None)
          (print-object object stream)
          (function stream object)))
    (finally
      (.unbind _around around)))
  (.take-value stream))


;;; The loop

(defclass Row [list]
  "A row of an array with several dimensions: printed in parentheses."
  (setv __slots__ #()))


(setv _ELLIPSIS "...")


(defn flat-text [object style]
  "Return the text of OBJECT on one line."
  (setv out []
        stack [] ; frames: [rest count close] of a list, [iterator count close] of anything else
        steps 0
        labels style.labels
        custom style.custom
        current object)
  (while True
    (+= steps 1)
    (when (= (% steps 1024) 0)
      (when pending
        (run-pending))
      (when (and (= steps SUSPICIOUS) (is labels None) (circular? object))
        (find-labels object style)
        (return (flat-text object style))))

    ;; The current object: its beginning, or all of it.
    (setv kind (type current)
          depth (+ style.around (len stack)))
    (cond
      (and custom (custom-p current custom))
        (do
          (setv around style.around
                style.around depth)
          (.append out (if (numbered current style out) "" (custom-text current style)))
          (setv style.around around))
      (in kind ATOMS)
        (when (not (and (is-not labels None) (numbered current style out)))
          (.append out (atom-text current style)))
      (and (is-not labels None) (numbered current style out))
        None
      (is kind Cons)
        (do
          (setv prefix (abbreviation current style))
          (when (is-not prefix None)
            (.append out prefix)
            (setv current current.cdr.car)
            (continue))
          (cond
            (too-deep depth style)
              (.append out "#")
            (= style.length 0)
              (.append out "(...)")
            True
              (do
                (.append out "(")
                (.append stack [current.cdr 1 None])
                (setv current current.car)
                (continue))))
      True
        (do
          (setv parts (parts-of current style))
          (cond
            (is (type parts) str)
              (.append out parts)
            (and (is-not (type current) Row) (too-deep depth style))
              (.append out (if (is kind LispArray) (+ (get parts 0) "#") "#"))
            (and (is (type current) Row) (too-deep depth style))
              (.append out "#")
            True
              (do
                (.append out (get parts 0))
                (.append out "(")
                ;; A count below zero: *print-length* was seen to.
                (.append stack [(iter (get parts 1)) (if (= (get parts 0) "#S") -1 0) ")"])))))

    ;; The next object, out of the innermost frame that has one.
    (while True
      (when (not stack)
        (return (.join "" out)))
      (setv frame (get stack -1)
            rest (get frame 0)
            count (get frame 1))
      (cond
        (is-not (get frame 2) None)
          (do
            (setv current (next rest MISSING))
            (cond
              (is current MISSING) (do (.append out ")") (.pop stack) (continue))
              (and (is-not style.length None) (>= count style.length))
                (do (.append out (if (> count 0) " ...)" "...)")) (.pop stack) (continue)))
            (cond
              (> count 0) (do (.append out " ") (setv (get frame 1) (+ count 1)))
              (= count 0) (setv (get frame 1) 1)
              (= count -1) (setv (get frame 1) -2)
              True (.append out " "))
            (break))
        (is rest None)
          (do (.append out ")") (.pop stack))
        (and (is (type rest) Cons) (or (is labels None) (not-in (id rest) labels)))
          (if (and (is-not style.length None) (>= count style.length))
              (do (.append out " ...)") (.pop stack))
              (do
                (.append out " ")
                (setv current rest.car
                      (get frame 0) rest.cdr
                      (get frame 1) (+ count 1))
                (break)))
        True
          (do
            (.append out " . ")
            (setv current rest
                  (get frame 0) None)
            (break))))))


(defn too-deep [depth style]
  "Return whether what is nested DEPTH levels deep prints as #."
  (when (and (is-not style.level None) (>= depth style.level))
    (return True))
  (when (> depth DEEPEST)
    (when style.readably
      (error (PrintNotReadable :object depth)))
    (return True))
  False)


(defn abbreviation [cons style]
  "Return \"'\", \"#'\" or a comma where CONS is a form that they stand for, else None."
  (setv operator cons.car
        rest cons.cdr)
  (when (and (or (is operator QUOTE) (is operator FUNCTION))
             (is (type rest) Cons) (is rest.cdr None)
             (or (is style.labels None) (not-in (id rest) style.labels)))
    (return (if (is operator QUOTE) "'" "#'")))
  None)


(defn parts-of [object style]
  "Return #(prefix iterable) of an object that prints with its parts, or its whole text."
  (setv kind (type object))
  (cond
    (or (is kind list) (is kind bytearray) (is kind tuple))
      (if style.array #("#" object) (unreadable object style))
    (is kind Row)
      #("" object)
    (is kind LispArray)
      (array-parts object style)
    (is kind Comma)
      (+ (if object.splice ",@" ",") (flat-text object.form style))
    True
      (do
        (setv parts (structure-parts object style.length))
        (if (is parts None)
            (object-text object style)
            #("#S" parts)))))


(defn array-parts [array style]
  "Return what `parts-of` does, for a LispArray."
  (setv dimensions array.dimensions
        rank (len dimensions))
  (cond
    (not style.array)
      (unreadable array style)
    (= rank 0)
      (+ "#0A" (flat-text (get array 0) style))
    (= rank 1)
      (if (is (element-type-of array) BIT)
          (+ "#*" (.join "" (map str array)))
          #("#" array))
    True
      #(f"#{rank}A" (rows array dimensions 0))))


(defn rows [array dimensions start]
  "Return a Row of the elements of ARRAY from the row-major index START on."
  (setv size 1)
  (for [d (cut dimensions 1 None)]
    (*= size d))
  (Row (if (= (len dimensions) 1)
           (lfor i (range (get dimensions 0)) (get array (+ start i)))
           (lfor i (range (get dimensions 0)) (rows array (cut dimensions 1 None) (+ start (* i size)))))))


(defclass Raw []
  "Text that stands for elements left out."
  (setv __slots__ #("text"))

  (defn __init__ [self text]
    (setv self.text text)))


(defn structure-parts [object [length None]]
  "Return the parts of a structure, its name first, or None for what is no structure; LENGTH slots at most."
  (setv kind (type object)
        slots (getattr kind "structure_slots" None))
  (when (is slots None)
    (return None))
  (setv parts [(class-name kind)])
  (for [[i [name attribute]] (enumerate slots)]
    (when (and (is-not length None) (>= i length))
      (.append parts (Raw "..."))
      (break))
    (.append parts (get (.intern KEYWORD (symbol-name name)) 0))
    (.append parts (getattr object attribute None)))
  parts)


;;; Circles

(defn children [object]
  "Return what an object is printed with, besides the car and cdr of conses."
  (setv kind (type object))
  (cond
    (in kind ATOMS) #()
    (is kind list) object
    (is kind LispArray) (if (is (type object.data) list) object.data
                            (if (is object.displaced None) #() [(get object.displaced 0)]))
    (is kind Comma) [object.form]
    True (or (structure-parts object) #())))


(defn circular? [object]
  "Return whether OBJECT is part of a circle of conses, vectors, arrays and structures, or leads to one."
  (setv OPEN 1 DONE 2
        state {}
        todo [object])
  (while todo
    (setv part (.pop todo))
    (cond
      (is (type part) tuple)
        (setv (get state (get part 0)) DONE)
      True
        (do
          (setv key (id part)
                seen (.get state key))
          (cond
            (= seen OPEN) (return True)
            (= seen DONE) (continue))
          (setv inner (if (is (type part) Cons) #(part.car part.cdr) (children part)))
          (when inner
            (setv (get state key) OPEN)
            (.append todo #(key part))
            (for [x inner]
              (when (and (not-in (type x) ATOMS) (is-not (type x) tuple))
                (.append todo x)))))))
  False)


(defn find-labels [object style]
  "Give STYLE the ids of what occurs more than once in OBJECT."
  (setv seen {}
        shared {}
        todo [object])
  (while todo
    (setv part (.pop todo))
    (while True
      (setv kind (type part))
      (when (and (in kind ATOMS)
                 (not (and (is kind Symbol) (is part.package None)))
                 (is-not kind LispString))
        (break))
      (when (in (id part) seen)
        (setv (get shared (id part)) 0)
        (break))
      (setv (get seen (id part)) part) ; kept alive, so that ids stay theirs
      (when (is-not kind Cons)
        (.extend todo (reversed (list (children part))))
        (break))
      (when (not-in (type part.car) PLAIN)
        (.append todo part.car))
      (setv part part.cdr)))
  (setv style.labels shared
        style.taken 0))


(defn numbered [object style out]
  "Write the label of OBJECT if it has one. Return whether that was all there is to print."
  (setv labels style.labels)
  (when (or (is labels None) (not-in (id object) labels))
    (return False))
  (setv number (get labels (id object)))
  (when number
    (.append out f"#{number}#")
    (return True))
  (+= style.taken 1)
  (setv (get labels (id object)) style.taken)
  (.append out f"#{style.taken}=")
  False)


;;; Atoms

(defn atom-text [object style]
  "Return the text of an object without parts, of one of the types in ATOMS."
  ((get ATOMS (type object)) object style))


(defn string-text [object style]
  (setv text (str object))
  (if style.escape
      (+ "\"" (.replace (.replace text "\\" "\\\\") "\"" "\\\"") "\"")
      text))


(defn character-text [object style]
  (if style.escape (+ "#\\" (character-name object)) (str.__str__ object)))


;; Numbers

(setv _DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


(defn digits [number base]
  "Return the digits of an integer in BASE."
  (cond
    (= base 10) (int.__repr__ number)
    (= base 16) (format number "X")
    (= base 8) (format number "o")
    (= base 2) (format number "b")
    True (do
           (setv found []
                 rest (abs number))
           (while (> rest 0)
             (setv [rest digit] (divmod rest base))
             (.append found (get _DIGITS digit)))
           (+ (if (< number 0) "-" "") (or (.join "" (reversed found)) "0")))))


(defn radix-prefix [base]
  (.get {2 "#b"  8 "#o"  16 "#x"} base f"#{base}r"))


(defn integer-text [number style]
  (setv text (digits number style.base))
  (cond
    (not style.radix) text
    (= style.base 10) (+ text ".")
    True (+ (radix-prefix style.base) text)))


(defn ratio-text [number style]
  (+ (if style.radix (radix-prefix style.base) "")
     (digits number.numerator style.base) "/" (digits number.denominator style.base)))


(defn float-text [number]
  "Return a float in Lisp's manner: 1.0, 1.0e10, 1.5e-7; plain between a thousandth and ten million."
  (setv text (float.__repr__ number)
        size (abs number))
  (when (or (and (<= 0.001 size) (< size 1e7)) (= size 0))
    (return text))
  (cond
    (isnan number) (return "#.EXCL:*NAN-DOUBLE*")
    (isinf number) (return (if (> number 0) "#.EXCL:*INFINITY-DOUBLE*" "#.EXCL:*NEGATIVE-INFINITY-DOUBLE*")))
  (setv [mantissa _ exponent] (.partition text "e")
        sign (if (= (get mantissa 0) "-") "-" "")
        [whole _ fraction] (.partition (.lstrip mantissa "-") ".")
        digits (.lstrip (+ whole fraction) "0")
        power (- (+ (len whole) (int (or exponent 0))) 1
                 (- (len (+ whole fraction)) (len digits)))
        digits (.rstrip digits "0"))
  f"{sign}{(get digits 0)}.{(or (cut digits 1 None) "0")}e{power}")


(defn complex-text [number style]
  f"#C({(float-text number.real)} {(float-text number.imag)})")


(setv INFINITY (special "*INFINITY-DOUBLE*" (float "inf") "Positive infinity." :package "EXCL")
      NEGATIVE-INFINITY (special "*NEGATIVE-INFINITY-DOUBLE*" (float "-inf") "Negative infinity." :package "EXCL")
      NAN (special "*NAN-DOUBLE*" (float "nan") "Not a number." :package "EXCL"))


;; Symbols

(defn symbol-text [symbol style]
  "Return a symbol, nil and t included, with prefix and escapes as the style asks for."
  (setv name (symbol-name symbol))
  (when (not style.escape)
    (return (cased name style)))
  (setv text (name-text name style)
        home (if (or (is symbol None) (is symbol True)) CL symbol.package))
  (cond
    (is home None) (if style.gensym (+ "#:" text) text)
    (is home KEYWORD) (+ ":" text)
    (is home style.package) text
    True (do
           (setv [found status] (.find style.package name))
           (if (and (is found symbol) (is-not status None))
               text
               (+ (name-text home.name style) (if (in name home.exported) ":" "::") text)))))


(defn name-text [name style]
  "Return NAME in the case of the style, or between bars where it would not read back without."
  (if (needs-bars name style)
      (+ "|" (.replace (.replace name "\\" "\\\\") "|" "\\|") "|")
      (cased name style)))


;; #(lexer base) and the names asked for under them: name → whether it needs bars.
(setv _bars [None None {}])


(defn needs-bars [name style]
  "Return whether NAME read without escapes would be something else."
  (setv lexer (lexer-of style.table))
  (when (not (and (is (get _bars 0) lexer) (= (get _bars 1) style.base) (< (len (get _bars 2)) 20000)))
    (setv (cut _bars None None) [lexer style.base {}]))
  (setv names (get _bars 2)
        found (.get names name))
  (when (is found None)
    (setv found (bars? name style.table style.base)
          (get names name) found))
  found)


(defn bars? [name table base]
  (setv syntax table.syntax)
  (or (= name "")
      (any (gfor c name (or (in c syntax) (= c ":") (< c " ") (.isspace c) (not (.isprintable c)))))
      (!= ((get FOLDS table.case) (if (= table.case "invert") (invert name) name)) name)
      (not (.strip name "."))
      (potential-number? name base)))


(defn potential-number? [name base]
  "Return whether NAME could be taken for a number now or in another Lisp (CLHS 2.3.1.1)."
  (setv digits (cut _DIGITS (max base 10))
        upper (.upper name))
  (when (not (and (any (gfor c upper (in c digits)))
                  (or (in (get upper 0) digits) (in (get upper 0) "+-.^_"))
                  (not-in (get upper -1) "+-")))
    (return False))
  (setv marker False)
  (for [c upper]
    (cond
      (or (in c digits) (in c "+-./^_")) (setv marker False)
      (and (.isalpha c) (not marker)) (setv marker True)
      True (return False)))
  True)


(defn cased [name style]
  "Return NAME with its letters in the case that *print-case* and the readtable ask for (CLHS 22.1.3.3.2)."
  (setv case style.table.case)
  (cond
    (= case "preserve") name
    (= case "invert") (invert name)
    (= case "upcase")
      (cond
        (= style.case "UPCASE") name
        (= style.case "DOWNCASE") (.join "" (map down-character name))
        True (capitalized name (fn [c first] (if first c (down-character c)))))
    (= style.case "DOWNCASE") name
    (= style.case "UPCASE") (.join "" (map up-character name))
    True (capitalized name (fn [c first] (if first (up-character c) c)))))


(defn capitalized [name change]
  "Return NAME with CHANGE applied to each character and whether it begins a word."
  (setv found []
        first True)
  (for [c name]
    (.append found (change c first))
    (setv first (not (.isalnum c))))
  (.join "" found))


;; Type → function of an object and the style.
(setv ATOMS {
  str string-text
  LispString string-text
  Character character-text
  int integer-text
  Ratio ratio-text
  float (fn [object style] (float-text object))
  complex complex-text
  Symbol symbol-text
  (type None) symbol-text
  bool symbol-text
  Raw (fn [object style] object.text)})

;; Types that are never shared in a way that shows.
(setv PLAIN (frozenset (gfor kind ATOMS :if (not-in kind [Symbol LispString]) kind)))


;;; Other objects

(defn address [object]
  "Return where an object is, as it is shown: `@ #x7f3a10`."
  f"@ #x{(id object) :x}")


(defn class-text [object style]
  "Return the name of the class of OBJECT, or of the first class above it that has one."
  (setv name (named-class-of object))
  (if (is name None)
      (.get _ARRAYS (type object) (. (type object) __name__))
      (symbol-text name style)))


(setv _ARRAYS {list "SIMPLE-VECTOR"  bytearray "OCTET-VECTOR"  LispArray "ARRAY"})


(defn named-class-of [object]
  "Return the name of the most specific class of OBJECT that has one, short of T; None if there is none."
  (for [class- (. (class-of object) __mro__)]
    (setv name (if (is class- object-class) None (class-name class-)))
    (when (is-not name None)
      (return name)))
  None)


(defn unreadable [object style [middle None]]
  "Return `#<CLASS MIDDLE @ #x...>`; signals print-not-readable while *print-readably* is true."
  (when style.readably
    (error (PrintNotReadable :object object)))
  (setv name (class-text object style))
  (if (is middle None)
      f"#<{name} {(address object)}>"
      f"#<{name} {middle} {(address object)}>"))


(setv _writers {})


(defn writes [#* types]
  "Return a decorator that makes a function of an object and the style print objects of TYPES."
  (fn [function]
    (for [kind types]
      (setv (get _writers kind) function))
    function))


(defn object-text [object style]
  "Return the text of an object without parts of any other type."
  (setv writer None)
  (for [kind (. (type object) __mro__)]
    (setv writer (.get _writers kind))
    (when (is-not writer None)
      (break)))
  (when (is-not writer None)
    (return (writer object style)))
  (when (is-not (. (type object) __repr__) object-repr)
    (setv text (safe-repr object))
    (when (.startswith text "#<")
      (when style.readably
        (error (PrintNotReadable :object object)))
      (return text)))
  (cond
    (is-not (named-class-of object) None) (unreadable object style)
    style.readably (error (PrintNotReadable :object object))
    True f"#<py {(safe-repr object)}>"))


(defn safe-repr [object]
  "Return Python's text of OBJECT, shortened; never fails."
  (try
    (setv text (repr object))
    (except [Exception]
      (setv text (object-repr object))))
  (if (> (len text) 1000) (+ (cut text 1000) "...") text))


(defn [(writes Package)] package-text [package style]
  (when style.readably
    (error (PrintNotReadable :object package)))
  (if (is package.name None)
      f"#<a deleted package {(address package)}>"
      f"#<The {package.name} package>"))


(defn [(writes BaseException)] condition-text [condition style]
  (if style.escape (unreadable condition style) (report-text condition)))


(defn report-text [condition]
  "Return what CONDITION has to say."
  (or (str condition) (.upper (. condition __class__ __name__))))


(defn [(writes FunctionType BuiltinFunctionType MethodType MethodWrapperType)] function-text [function style]
  (when style.readably
    (error (PrintNotReadable :object function)))
  (setv kind (if (getattr function "__closure__" None) "Closure" "Function")
        name (function-name function))
  f"#<{kind} {(if (is (type name) str) name (flat-text name style))} {(address function)}>")


(defn function-name [function]
  "Return the Lisp name of a function: a symbol, or a text where it is no global function."
  (for [[key value] (list (.items image))]
    (when (and (is value function) (.startswith key "f_"))
      (setv symbol (.get _symbols (cut key 2 None)))
      (when (is-not symbol None)
        (return (if (.startswith symbol.name "(SETF ") symbol.name symbol)))))
  ;; Compiled functions inside others carry a serial number; those without a name are lambdas.
  (setv name (getattr function "__name__" "")
        [base _ serial] (.rpartition name "_"))
  (when (and base (.isdigit serial) (is (getattr function "__globals__" None) image))
    (return (if (= base "lambda") f"(:ANONYMOUS-LAMBDA {serial})" (_lispy base))))
  (_lispy name))


(defn _lispy [name]
  "Return a Python name as Lisp would spell it."
  (.replace (.upper name) "_" "-"))


(defn [(writes GenericFunction)] generic-text [generic style]
  (when style.readably
    (error (PrintNotReadable :object generic)))
  (setv name generic.name)
  f"#<STANDARD-GENERIC-FUNCTION {(if (is (type name) str) (_lispy name) (symbol-text name style))} {(address generic)}>")


(defn [(writes HashTable)] table-text [table style]
  (when style.readably
    (error (PrintNotReadable :object table)))
  (setv count (len table))
  f"#<{table.test} hash-table with {count} {(if (= count 1) "entry" "entries")} {(address table)}>")


(defn [(writes type)] class-object-text [class- style]
  (when style.readably
    (error (PrintNotReadable :object class-)))
  (setv name (class-name class-)
        meta (class-name (type class-)))
  (cond
    (is name None) f"#<py class {class-.__module__}.{class-.__qualname__}>"
    (and (is-not meta None) (is-not meta True)) f"#<{(symbol-text meta style)} {(symbol-text name style)}>"
    (hasattr class- "structure_slots") f"#<STRUCTURE-CLASS {(symbol-text name style)}>"
    (or (hasattr class- "clos") (issubclass class- BaseException)) f"#<STANDARD-CLASS {(symbol-text name style)}>"
    True f"#<BUILT-IN-CLASS {(symbol-text name style)}>"))


;; Reports show objects as the printer does.
(set-writers :object prin1-to-string)
