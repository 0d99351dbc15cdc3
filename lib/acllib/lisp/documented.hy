#[[The documented operators of the core as Lisp sees them, made from the operator table.

The core is Python's: real keywords, bools, lower-case str for keywords, tuples, lists. The
entries made here translate: keywords in pairs become Python's, and results turn into Lisp's
by what the table says of them. A generic function of the core stays one object for both
sides; `adapted-method` gives it methods that were written in Lisp.]]

(import
  acllib.kernel.generic [GenericFunction]
  acllib.kernel.values [call-for-values twin]
  acllib.lisp.classes [name-class]
  acllib.lisp.conses [Cons L lisp-list]
  acllib.lisp.definitions [Definition keyed named]
  acllib.lisp.environments [SymbolMacro]
  acllib.lisp.image [attach-variable image key set-function]
  acllib.lisp.symbols [Symbol cl find-package intern keyword setf-name]
  acllib.operators [ROWS])


;;; Results

(defn to-keyword [value]
  (if (isinstance value str) (keyword (.upper value)) (plain value)))


(defn plain [value]
  (if (is value False) None value))


(defn to-list [value]
  (if (isinstance value #(list tuple)) (lisp-list value) (plain value)))


(defn to-alist [value]
  (lisp-list (lfor [a b] value (Cons a b))))


;; Type of a result in the table → function that makes Lisp's value of it.
(setv CONVERSIONS {None plain
                   "boolean" plain
                   "keyword" to-keyword
                   "list" to-list
                   "alist" to-alist})


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
        source (if (= row.several "mv") (fn [#* a #** k] (call-for-values native #* a #** k)) native))
  (defn function [#* arguments #** keywords]
    (convert (source #* arguments #** keywords)))
  (setv function.__name__ (.replace row.name "-" "_")
        function.__doc__ row.documentation)
  function)


(defn install-function [row]
  (setv symbol (exported row)
        native row.object
        parameters row.parameters
        keywords (dfor p parameters :if (= p.kind "key") (keyword (.upper p.name)) p.python-name)
        leading (len (lfor p parameters :if (in p.kind #("required" "optional")) p))
        several (bool row.several)
        function (translated row native)
        entry (if keywords (keyed function keywords leading) function))
  (setv symbol.definition (Definition symbol function several (or keywords None) (if keywords leading None)))
  (when (isinstance native GenericFunction)
    (setv symbol.info (or symbol.info {})
          (get symbol.info "generic") native))
  (when several
    (setv twin-entry entry)
    (defn plain-entry [#* arguments]
      (setv values (twin-entry #* arguments))
      (if values (get values 0) None))
    (setv plain-entry.mv twin-entry
          plain-entry.__name__ row.python-name
          plain-entry.__doc__ row.documentation
          entry plain-entry))
  (setv entry.row row)
  (set-function symbol entry)
  (when (and keywords (not several))
    (setv (get image (+ "k_" (key symbol))) function))
  (when (is-not row.setter None)
    (install-setter row symbol)))


(defn install-setter [row symbol]
  (import acllib.operators [resolve])
  (setv store (resolve row.setter))
  (defn set-value [value object]
    (store object value)
    value)
  (set-function (setf-name symbol) set-value))


(defn adapted-method [function]
  #[[Return FUNCTION, a method written in Lisp, as the core's generic functions call methods.

  Python's keywords become Lisp's in pairs.]]
  (defn method [#* arguments #** keywords]
    (setv rest [])
    (for [[name value] (.items keywords)]
      (.append rest (keyword (.upper (.replace (.rstrip name "_") "_" "-"))))
      (.append rest value))
    (function #* arguments #* rest))
  method)


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
      (do
        (setv symbol (exported row)
              symbol.info (or symbol.info {})
              (get symbol.info "symbol-macro") (SymbolMacro (L (cl "FUNCALL") (translated row row.object)))))
    (in row.kind #("class" "condition"))
      (name-class (exported row) row.object)
    True ; macros are `macros_system`'s
      (exported row)))


(for [_row ROWS]
  (install _row))
