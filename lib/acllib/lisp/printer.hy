#[[The printer: objects to text (CLHS 22.1).

Lists, vectors, arrays and structures are printed by one loop with a stack of its own, so that
depth costs no Python frames; what lies deeper than `DEEPEST` prints as `#`. A print that has
come to `SUSPICIOUS` objects asks once whether the structure leads back into itself, and if it
does starts again with the labels of `*print-circle*`: every print ends.

`print-object` is a generic function. Its method for all objects is this file's; the methods of
programs are asked for first, whatever the class. Objects of the core print as their `repr`
where that is a text in the manner of `#<...>`. Laying out under `*print-pretty*` is in `pretty.hy`.]]

(import
  types [FunctionType BuiltinFunctionType MethodType MethodWrapperType]
  acllib.characters [Character]
  acllib.kernel.generic [GenericFunction precedence-list]
  acllib.kernel.identity [address-digits]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error set-writers]
  acllib.lisp.arrays [LispArray LispVector element-type-of GENERAL]
  acllib.lisp.backquote [Comma]
  acllib.lisp.classes [class-name class-of]
  acllib.lisp.conditions [PrintNotReadable]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [named special]
  acllib.lisp.image [image named-by set-function]
  acllib.lisp.printed_atoms [ATOMS atom-text float-text symbol-text]
  acllib.lisp.printed_parts [circular-p find-labels numbered structure-parts]
  acllib.lisp.standard_readtable [STANDARD-READTABLE]
  acllib.lisp.sources [QUOTE FUNCTION]
  acllib.lisp.streams [StringOutputStream]
  acllib.lisp.symbols [MISSING Package cl]
  acllib.lisp.tables [HashTable]
  acllib.lisp.variables [current-package readtable print-array print-base print-case print-circle
                         print-escape print-gensym print-length print-level print-lines
                         print-miser-width print-pprint-dispatch print-pretty print-radix
                         print-readably print-right-margin])


;; Objects deeper than this print as `#`.
(setv DEEPEST 10000)

;; After so many objects, a multiple of 1024, it is asked whether the structure is circular. Less than
;; DEEPEST, or a structure that leads back through its first elements would only be cut.
(setv SUSPICIOUS 4096)

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
          self.table (or (.get readtable) STANDARD-READTABLE)
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
        (when (not (or escape (is-not (.get print-readably) None)))
          (return object))
      (and (is kind int) (= (.get print-base) 10) (is (.get print-radix) None))
        (return (int.__repr__ object))
      (is kind float)
        (return (float-text object))
      (and (is kind Character) (not escape) (is (.get print-readably) None))
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
  "right_margin" print-right-margin  "lines" print-lines  "miser_width" print-miser-width
  "pprint_dispatch" print-pprint-dispatch})


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
        style.around (.get _around))
  (.write-string stream (flat-text object style True))
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


(defn flat-text [object style [own False]]
  "Return the text of OBJECT on one line. OWN: itself by default, its parts by their print-object methods."
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
      (when (and (= steps SUSPICIOUS) (is labels None) (circular-p object))
        (find-labels object style)
        (return (flat-text object style own))))

    ;; The current object: its beginning, or all of it.
    (setv kind (type current)
          depth (+ style.around (len stack)))
    (cond
      (and custom (not (and own (= steps 1))) (custom-p current custom))
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
              (.append out (if (in kind GENERAL) (+ (get parts 0) "#") "#"))
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
    (in kind GENERAL)
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
    (and style.readably (not (readable-rows? array)))
      (error (PrintNotReadable :object array))
    True
      #(f"#{rank}A" (rows array dimensions 0))))


(defn readable-rows? [array]
  "Return whether what #nA reads is like ARRAY: it knows no element types, and no sizes within nothing."
  (setv sizes array.dimensions
        filled (lfor d sizes :if d d))
  (and (is (element-type-of array) True)
       (= (list (cut sizes (len filled))) filled)))


(defn rows [array dimensions start]
  "Return a Row of the elements of ARRAY from the row-major index START on."
  (setv size 1)
  (for [d (cut dimensions 1 None)]
    (*= size d))
  (Row (if (= (len dimensions) 1)
           (lfor i (range (get dimensions 0)) (get array (+ start i)))
           (lfor i (range (get dimensions 0)) (rows array (cut dimensions 1 None) (+ start (* i size)))))))


;;; Other objects

(defn address [object]
  "Return where an object is, as it is shown: `@ #x7f3a10`."
  f"@ #x{(address-digits object)}")


(defn class-text [object style]
  "Return the name of the class of OBJECT, or of the first class above it that has one."
  (setv name (named-class-of object))
  (if (is name None)
      (.get _ARRAYS (type object) (. (type object) __name__))
      (symbol-text name style)))


(setv _ARRAYS {list "SIMPLE-VECTOR"  bytearray "OCTET-VECTOR"  LispArray "ARRAY"  LispVector "VECTOR"})


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
      (setv symbol (named-by key))
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
    (and (is (type class-) type) (issubclass class- BaseException)) f"#<STANDARD-CLASS {(symbol-text name style)}>"
    True f"#<{(symbol-text meta style)} {(symbol-text name style)}>"))


;; How many elements of a long vector a report shows where `*print-length*` sets no limit. Lists are left
;; alone: a limit keeps the printer from seeing that one is circular.
(setv REPORTED 100)


(defn shown [object]
  "Return OBJECT as reports show it: as `prin1` does, but a long vector is cut, and what is unreadable is no error."
  (setv long (and (isinstance object #(list bytearray LispVector)) (> (len object) REPORTED))
        length (.bind print-length (or (.get print-length) (if long REPORTED None)))
        readably (.bind print-readably None))
  (try
    (prin1-to-string object)
    (finally
      (.unbind print-readably readably)
      (.unbind print-length length))))


(set-writers :object shown)
