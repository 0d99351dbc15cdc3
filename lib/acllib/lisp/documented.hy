#[[The documented operators of the core as Lisp sees them, made from the operator table.

The core is Python's: real keywords, bools, lower-case str for keywords, tuples, lists. The
entries made here translate: keywords in pairs become Python's, and results turn into Lisp's
by what the table says of them. A generic function of the core stays one object for both
sides; how it gets methods written in Lisp is `generics.hy`'s.]]

(import
  acllib.kernel.constants [NO-BINDING]
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.generic [GenericFunction]
  acllib.kernel.signalling [error ProgramError]
  acllib.kernel.values [list-makers plain-entry]
  acllib.lisp.classes [name-class]
  acllib.lisp.conses [Cons lisp-list]
  acllib.lisp.definitions [Definition keyed named]
  acllib.lisp.image [attach-variable image key set-function]
  acllib.lisp.symbols [find-package keyword setf-name]
  acllib.operators [resolve ROWS]
  acllib.resolving [dns-mode]
  acllib.sockets [ActiveSocket]
  acllib.streams [BivalentStream])


;;; Results

(defn to-keyword [value]
  (if (isinstance value str) (keyword (.upper value)) (plain value)))


(defn plain [value]
  (if (is value False) None value))


(defn to-list [value]
  (if (isinstance value #(list tuple)) (lisp-list value) (plain value)))


(defn to-keywords [value]
  (lisp-list (map to-keyword value)))


(defn to-tree [value]
  (if (isinstance value #(list tuple)) (lisp-list (map to-tree value)) (plain value)))


(defn to-alist [value]
  (lisp-list (lfor [a b] value (Cons a b))))


(defn to-statuses [value]
  (lisp-list (lfor [object status] value (Cons object (to-keyword status)))))


;; Type of a result in the table → function that makes Lisp's value of it.
(setv CONVERSIONS {None plain
                   "boolean" plain
                   "keyword" to-keyword
                   "keywords" to-keywords
                   "list" to-list
                   "tree" to-tree
                   "alist" to-alist
                   "statuses" to-statuses})


(defn converter [row]
  "Return the function that turns what ROW's function returns into a value, or into a tuple where it has several."
  (setv each (lfor r row.results (get CONVERSIONS r.type)))
  (cond
    (= row.several "maybe")
      (fn [value] (if (isinstance value tuple) (tuple (map plain value)) #(((get each 0) value))))
    row.several
      (fn [values] (tuple (gfor [f v] (zip each values) (f v))))
    each
      (get each 0)
    True
      plain))


;;; Functions

(defn translated [row native]
  "Return NATIVE, which takes Python's keywords, with results that are Lisp's."
  (setv convert (converter row)
        source (if (= row.several "mv") native.mv native))
  (defn function [#* arguments #** keywords]
    (convert (source #* arguments #** keywords)))
  (setv function.__name__ (.replace row.name "-" "_")
        function.__doc__ row.documentation
        function.__wrapped__ native)
  function)


(defn install-function [row]
  (setv symbol (exported row)
        native row.object
        parameters row.parameters
        keywords (dfor p parameters :if (= p.kind "key") (keyword (.upper p.name)) p.python-name)
        leading (len (lfor p parameters :if (in p.kind #("required" "optional")) p))
        several (bool row.several)
        function (translated row native)
        entry (if keywords (keyed symbol function keywords leading) function))
  (setv symbol.definition (Definition symbol function several (or keywords None) (if keywords leading None)))
  (when (isinstance native GenericFunction)
    (setv symbol.info (or symbol.info {})
          (get symbol.info "generic") native))
  (when several
    (setv entry (plain-entry entry)))
  (setv entry.row row)
  (set-function symbol entry)
  (when (and keywords (not several))
    (setv (get image (+ "k_" (key symbol))) function))
  (when (is-not row.setter None)
    (install-setter row symbol)))


(defn install-setter [row symbol]
  (setv store (resolve row.setter))
  (defn set-value [value object]
    (store object value)
    value)
  (set-function (setf-name symbol) set-value))


;;; Variables

(defclass ComputedVariable [DynamicVariable]
  "A variable whose value a function returns, unless it is bound."
  (setv __slots__ #("function"))

  (defn __init__ [self name function]
    (.__init__ DynamicVariable self name)
    (setv self.function function))

  (defn peek [self]
    (setv value (.get self.local))
    (if (is value NO-BINDING) (self.function) value))

  (defn set [self value]
    (when (is (.get self.local) NO-BINDING)
      (error (ProgramError :format-control "~A"
                           :format-arguments #(f"{(.upper self.name)} can't be set."))))
    (.set self.local value)))


(.append list-makers lisp-list)
;; Keywords, as its documentation has it; what reads it takes either.
(setv dns-mode.value (lisp-list (map to-keyword dns-mode.value)))


;;; Everything else

(defn exported [row]
  "Return the symbol of ROW, exported from its packages."
  (setv [home #* others] row.packages
        symbol (named (.upper row.name) (.upper home)))
  (for [other others]
    (setv package (find-package (.upper other)))
    (when (is-not (get (.find package symbol.name) 0) symbol)
      (.shadowing-import package symbol))
    (.export package symbol.name))
  symbol)


(defn install [row]
  "Make what ROW describes known to Lisp."
  (cond
    (in row.kind #("function" "generic"))
      (install-function row)
    (= row.kind "variable")
      (attach-variable (exported row) row.object)
    (= row.kind "computed")
      (attach-variable (exported row) (ComputedVariable row.name (translated row row.object)))
    (in row.kind #("class" "condition"))
      (name-class (exported row) row.object)
    True ; macros are `macros_system`'s
      (exported row)))


(for [_row ROWS]
  (install _row))

;; Allegro's names of classes, for what has their place here.
(for [[_name _class] [
       #("SIMPLE-STREAM" BivalentStream)
       #("DUAL-CHANNEL-SIMPLE-STREAM" BivalentStream)
       #("SOCKET-BASE-SIMPLE-STREAM" BivalentStream)
       #("SOCKET-SIMPLE-STREAM" ActiveSocket)
       #("BIDIRECTIONAL-BINARY-SOCKET-STREAM" ActiveSocket)
       #("INPUT-BINARY-SOCKET-STREAM" ActiveSocket)
       #("OUTPUT-BINARY-SOCKET-STREAM" ActiveSocket)]]
  (name-class (named _name "EXCL") _class))
