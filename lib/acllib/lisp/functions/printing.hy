"The Lisp functions that print, and those of the pretty printer (CLHS 22)."

(import
  acllib.characters [characters]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [text]
  acllib.lisp.conses [Cons form items]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.equality [equal]
  acllib.lisp.forms [S Y K program-error]
  acllib.lisp.functions.streams [output-stream]
  acllib.lisp.layout [LayoutStream]
  acllib.lisp.pretty [DispatchTable]
  acllib.lisp.printer [bound-options princ-to-string prin1-to-string write-object write-to-string]
  acllib.lisp.symbols [gensym]
  acllib.lisp.types [typep]
  acllib.lisp.variables [print-length print-pprint-dispatch])


;;; Printing

(defn _options [given]
  "Return the options of GIVEN, a dict of Python name → value, that were supplied."
  (dfor [name value] (.items given) :if (is-not value UNSUPPLIED) name value))


(defn [(lisp "WRITE")] write
  [object * [stream None] [array UNSUPPLIED] [base UNSUPPLIED] [case UNSUPPLIED] [circle UNSUPPLIED]
   [escape UNSUPPLIED] [gensym UNSUPPLIED] [length UNSUPPLIED] [level UNSUPPLIED] [lines UNSUPPLIED]
   [miser-width UNSUPPLIED] [pprint-dispatch UNSUPPLIED] [pretty UNSUPPLIED] [radix UNSUPPLIED]
   [readably UNSUPPLIED] [right-margin UNSUPPLIED]]
  "Print OBJECT on STREAM as the printer variables say, with those given as keywords."
  (write-object object (output-stream stream)
                #** (_options {"array" array "base" base "case" case "circle" circle "escape" escape
                               "gensym" gensym "length" length "level" level "pretty" pretty
                               "radix" radix "readably" readably "right_margin" right-margin
                               "lines" lines "miser_width" miser-width "pprint_dispatch" pprint-dispatch}))
  object)


(defn [(lisp "WRITE-TO-STRING")] lisp-write-to-string
  [object * [array UNSUPPLIED] [base UNSUPPLIED] [case UNSUPPLIED] [circle UNSUPPLIED]
   [escape UNSUPPLIED] [gensym UNSUPPLIED] [length UNSUPPLIED] [level UNSUPPLIED] [lines UNSUPPLIED]
   [miser-width UNSUPPLIED] [pprint-dispatch UNSUPPLIED] [pretty UNSUPPLIED] [radix UNSUPPLIED]
   [readably UNSUPPLIED] [right-margin UNSUPPLIED]]
  "Return what WRITE would print."
  (with [_ (bound-options (_options {"array" array "base" base "case" case "circle" circle "escape" escape
                                     "gensym" gensym "length" length "level" level "pretty" pretty
                                     "radix" radix "readably" readably "right_margin" right-margin
                               "lines" lines "miser_width" miser-width "pprint_dispatch" pprint-dispatch}))]
    (return (write-to-string object))))


(defn [(lisp "PRIN1")] prin1 [object [stream None]]
  "Print OBJECT so that it reads back."
  (write-object object (output-stream stream) :escape True)
  object)


(defn [(lisp "PRINC")] princ [object [stream None]]
  "Print OBJECT for people."
  (write-object object (output-stream stream) :escape None :readably None)
  object)


(defn [(lisp "PRINT")] print-line [object [stream None]]
  "Print a newline, OBJECT so that it reads back, and a space."
  (setv stream (output-stream stream))
  (.terpri stream)
  (write-object object stream :escape True)
  (.write-char stream (get characters " "))
  object)


(defn [(lisp "PPRINT" :values True)] pprint [object [stream None]]
  "Print a newline and OBJECT, laid out by its structure. Returns no values."
  (setv stream (output-stream stream))
  (.terpri stream)
  (write-object object stream :escape True :pretty True)
  #())


(defn [(lisp "PRIN1-TO-STRING")] lisp-prin1-to-string [object]
  "Return OBJECT printed so that it reads back."
  (prin1-to-string object))


(defn [(lisp "PRINC-TO-STRING")] lisp-princ-to-string [object]
  "Return OBJECT printed for people."
  (princ-to-string object))


;;; The pretty printer

(defn dispatch-table [designator]
  "Return the DispatchTable that DESIGNATOR is; a new, empty one for nil."
  (cond
    (is designator None) (DispatchTable)
    (isinstance designator DispatchTable) designator
    True (type-error designator "PPRINT-DISPATCH-TABLE")))


(defn [(lisp "COPY-PPRINT-DISPATCH")] copy-pprint-dispatch [[table UNSUPPLIED]]
  "Return a copy of a pprint dispatch table, the current one by default."
  (DispatchTable (. (dispatch-table (if (is table UNSUPPLIED) (.get print-pprint-dispatch) table)) entries)))


(defn [(lisp "SET-PPRINT-DISPATCH")] set-pprint-dispatch [specifier function [priority 0] [table UNSUPPLIED]]
  "Make FUNCTION, of a stream and an object, print objects of a type; nil: no longer."
  (when (is table UNSUPPLIED)
    (setv table (.get print-pprint-dispatch))
    (when (is table None)
      (setv table (DispatchTable))
      (.set print-pprint-dispatch table)))
  (setv table (dispatch-table table)
        table.entries (lfor entry table.entries :if (is (equal (get entry 1) specifier) None) entry))
  (when (is-not function None)
    (.append table.entries #((_type-test specifier) specifier function priority)))
  None)


(defn _type-test [specifier]
  "Return a predicate of objects for a type specifier."
  (fn [object] (is-not (typep object specifier) None)))


(defn [(lisp "PPRINT-DISPATCH" :values True)] pprint-dispatch [object [table UNSUPPLIED]]
  "Return the function that pretty-prints OBJECT, and whether it is one of a dispatch table."
  (setv table (dispatch-table (if (is table UNSUPPLIED) (.get print-pprint-dispatch) table))
        function (.find table object))
  (if (is function None)
      #((fn [stream object] (write-object object (output-stream stream))) None)
      #(function True)))


(defn [(lisp "PPRINT-NEWLINE")] pprint-newline [kind [stream None]]
  "End the line here where the layout of the logical block wants it."
  (setv stream (output-stream stream)
        name (.lower (getattr kind "name" "")))
  (when (not-in name #("linear" "fill" "miser" "mandatory"))
    (type-error kind "(MEMBER :LINEAR :FILL :MISER :MANDATORY)"))
  (when (isinstance stream LayoutStream)
    (.newline stream name))
  None)


(defn [(lisp "PPRINT-INDENT")] pprint-indent [relative-to n [stream None]]
  "Set the indentation of the logical block."
  (setv stream (output-stream stream))
  (when (isinstance stream LayoutStream)
    (.indent stream n (is relative-to K.CURRENT)))
  None)


(defn [(lisp "PPRINT-TAB")] pprint-tab [kind column increment [stream None]]
  "Write blanks up to a column, where the stream lays out a logical block; elsewhere it does nothing."
  (setv stream (output-stream stream)
        name (.lower (getattr kind "name" "")))
  (when (not-in name #("line" "section" "line-relative" "section-relative"))
    (type-error kind "(MEMBER :LINE :SECTION :LINE-RELATIVE :SECTION-RELATIVE)"))
  (when (isinstance stream LayoutStream)
    (.tab stream column increment (.endswith name "relative") (.startswith name "section")))
  None)


(defclass BlockCursor []
  "The place in the list that a logical block prints: REST, COUNT of elements so far, STREAM."

  (defn __init__ [self stream rest]
    (setv self.stream stream
          self.rest rest
          self.count 0)))


(defn [(lisp "%LOGICAL-BLOCK" :package "SYSTEM")] logical-block [stream object prefix per-line suffix body]
  "Call BODY with a stream that lays out and a cursor over OBJECT; what is no list is just written."
  (setv outer (output-stream stream))
  (when (not (or (is object None) (is (type object) Cons)))
    (write-object object outer)
    (return None))
  (setv layout (if (isinstance outer LayoutStream) outer (LayoutStream outer)))
  (.start layout (if (is prefix None) "" (text prefix)) (is-not per-line None))
  (body layout (BlockCursor layout object))
  (.end layout (if (is suffix None) "" (text suffix)))
  (when (is-not layout outer)
    (.write-string outer (.rendered layout)))
  None)


(defn [(lisp "%PPRINT-POP" :package "SYSTEM" :values True)] pprint-pop [cursor exit]
  "Return the next element; what ends the block early (an atom, *print-length*) is written, and EXIT called."
  (setv rest cursor.rest
        length (.get print-length))
  (cond
    (and (is-not (type rest) Cons) (is-not rest None))
      (do
        (.write-string cursor.stream ". ")
        (write-object rest cursor.stream)
        (exit))
    (and (is-not length None) (>= cursor.count length))
      (do
        (.write-string cursor.stream "...")
        (exit))
    (is rest None)
      (return #(None)))
  (+= cursor.count 1)
  (setv cursor.rest rest.cdr)
  #(rest.car))


(defn [(lisp "%LIST-EXHAUSTED" :package "SYSTEM")] list-exhausted [cursor]
  "Whether no element is left."
  (if (is cursor.rest None) True None))


(defn [(macro "PPRINT-LOGICAL-BLOCK")] expand-pprint-logical-block [spec #* body]
  (when (not (and (is (type spec) Cons) (is (type spec.cdr) Cons)))
    (program-error "PPRINT-LOGICAL-BLOCK needs a stream and a list."))
  (setv [variable object #* options] (items spec)
        given (dict (zip (cut options 0 None 2) (cut options 1 None 2)))
        per-line (.get given K.PER-LINE-PREFIX)
        cursor (gensym "CURSOR")
        name (gensym "BLOCK")
        stream (cond (is variable None) (S "*STANDARD-OUTPUT*")
                     (is variable True) (S "*TERMINAL-IO*")
                     True variable)
        leave #(S.LAMBDA None #(S.RETURN-FROM name None)))
  (form #((Y "%LOGICAL-BLOCK") stream object (if (is per-line None) (.get given K.PREFIX) per-line)
           (if (is per-line None) None True) (.get given K.SUFFIX)
           #(S.LAMBDA #(stream cursor)
             #(S.BLOCK name
               #(S.MACROLET #(#((S "PPRINT-POP") None
                                #(S.QUOTE #((Y "%PPRINT-POP") cursor #(S.FUNCTION leave))))
                              #((S "PPRINT-EXIT-IF-LIST-EXHAUSTED") None
                                #(S.QUOTE #(S.IF #((Y "%LIST-EXHAUSTED") cursor) #(S.RETURN-FROM name None) None))))
                 #* body))))))


(defn _listing [stream object colon newline]
  "Write a list with NEWLINE, a function of the layout, between the elements."
  (defn body [layout cursor]
    (while (is (type cursor.rest) Cons)
      (write-object cursor.rest.car layout)
      (setv cursor.rest cursor.rest.cdr)
      (when (is-not cursor.rest None)
        (.write-string layout " ")
        (newline layout)))
    (when (is-not cursor.rest None)
      (.write-string layout ". ")
      (write-object cursor.rest layout)))
  (logical-block stream object (if (is colon None) "" "(") None (if (is colon None) "" ")") body)
  None)


(defn [(lisp "PPRINT-FILL")] pprint-fill [stream object [colon True] [at None]]
  "Write a list, as many elements a line as fit."
  (_listing stream object colon (fn [layout] (.newline layout "fill"))))


(defn [(lisp "PPRINT-LINEAR")] pprint-linear [stream object [colon True] [at None]]
  "Write a list on one line, or one element a line."
  (_listing stream object colon (fn [layout] (.newline layout "linear"))))


(defn [(lisp "PPRINT-TABULAR")] pprint-tabular [stream object [colon True] [at None] [tabsize None]]
  "Write a list in columns, TABSIZE wide, 16 for nil."
  (_listing stream object colon
            (fn [layout]
              (pprint-tab K.SECTION-RELATIVE 0 (if (is tabsize None) 16 tabsize) layout)
              (.newline layout "fill"))))
