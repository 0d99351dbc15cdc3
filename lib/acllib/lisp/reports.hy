#[[What `compile-file` finds out about a program beside its code: which functions are used and defined,
which variables are never read.

A `Report` listens to the analyzer (`walk.report`). What it has to say is said once, at the end of the
file or of the outermost `with-compilation-unit`, because a function may be defined behind its callers.]]

(import
  acllib.kernel.dynamic [DynamicVariable]
  acllib.lisp.conses [Cons items]
  acllib.lisp.definitions [named]
  acllib.lisp.image [fboundp]
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.symbols [Symbol cl]
  acllib.lisp.variables [error-output])


(setv IGNORED [(cl "IGNORE") (cl "IGNORABLE") (named "IGNORE-IF-UNUSED" "EXCL")])

;; The Report of the compilation unit that the process is in, None outside of one.
(setv current-report (DynamicVariable "current_report" None))


(defclass Report []
  #[[What was noted while files were compiled.

  calls     -- dict of Symbol → list of #(file where) at which its global function is used
  names     -- set of Symbols that the files define as functions
  variables -- list of #(Variable file where) that were bound in the form being compiled
  ignores   -- set of Symbols that its declarations say may go unused
  unused    -- list of #(name file where): what no form reads
  notes     -- list of #(Symbol lambda-list) defined by the form being compiled
  file      -- str: the file being compiled
  warned, failed -- true: there were warnings; there were some that are not of style]]

  (defn __init__ [self]
    (setv self.calls {}
          self.names (set)
          self.variables []
          self.ignores (set)
          self.unused []
          self.notes []
          self.file None
          self.warned False
          self.failed False))

  (defn used [self symbol where]
    (.append (.setdefault self.calls symbol []) #(self.file where)))

  (defn defined [self symbol [lambda-list None]]
    (.add self.names symbol)
    (.append self.notes #(symbol lambda-list)))

  (defn bound [self variable where]
    (.append self.variables #(variable self.file where)))

  (defn ignored [self names declarations]
    "Note the variables that DECLARATIONS, a list of specifiers, declare ignore or ignorable."
    (for [d declarations]
      (when (and (is (type d) Cons) (in d.car IGNORED))
        (.update self.ignores (gfor s (items d.cdr) :if (is (type s) Symbol) s)))))

  (defn end-form [self form]
    "Look through the variables of a form that is compiled now; those that no one wrote down don't count."
    (when self.variables
      (setv written (symbols-in form))
      (for [[variable file where] self.variables]
        (setv symbol variable.symbol)
        (when (not (or variable.used (is-not variable.special None) (is symbol.package None) (in symbol self.ignores)
                       (not-in symbol written)))
          (.append self.unused #(symbol file where)))))
    (setv self.variables []
          self.ignores (set)
          self.notes []))

  (defn undefined [self]
    "Return the list of #(Symbol places) of functions that are used and nowhere defined."
    (lfor [symbol places] (.items self.calls)
          :if (not (or (fboundp symbol) (in symbol self.names) (is-not symbol.macro None)))
          #(symbol places)))

  (defn finish [self]
    "Say on *error-output* what is unused and undefined."
    (setv lines [])
    (for [[symbol file where] self.unused]
      (setv self.warned True)
      (.append lines f"; Warning: Variable {(prin1-to-string symbol)} is never used{(at-place file where)}."))
    (setv undefined (.undefined self))
    (when undefined
      (setv self.warned True)
      (.append lines "; Warning: These functions are used but not defined:")
      (for [[symbol places] undefined]
        (setv [file where] (get places 0)
              more (- (len places) 1)
              others (cond (= more 0) "" (= more 1) " and at one other place" True f" and at {more} other places"))
        (.append lines f";   {(prin1-to-string (name-of symbol))}{(at-place file where)}{others}")))
    (when lines
      (setv stream (.get error-output))
      (.fresh-line stream)
      (.write-string stream (+ (.join "\n" lines) "\n"))
      (.force-output stream))))


(defn at-place [file where]
  "Return ` at line L, column C of FILE`, with what is known of it."
  (if (is where None)
      f" in {file}"
      f" at line {(get where 0)}, column {(+ (get where 1) 1)} of {file}"))


(defn name-of [symbol]
  "Return the function name that SYMBOL stands for, where it is that of a (setf name)."
  (if (and (is symbol.package None) (is-not symbol.info None) (in "setf-of" symbol.info))
      (Cons (cl "SETF") (Cons (get symbol.info "setf-of") None))
      symbol))


(defn symbols-in [form]
  "Return the set of all symbols in a form."
  (setv found (set)
        seen (set)
        stack [form])
  (while stack
    (setv part (.pop stack))
    (while (and (is (type part) Cons) (not-in (id part) seen))
      (.add seen (id part))
      (.append stack part.car)
      (setv part part.cdr))
    (when (is (type part) Symbol)
      (.add found part)))
  found)
