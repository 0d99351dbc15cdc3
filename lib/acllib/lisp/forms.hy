#[[Help for the rooms that build forms: symbols by attribute, gensyms, complaints.

`S.RETURN-FROM` is COMMON-LISP's RETURN-FROM, `(S "LET*")` any other name of it; `X` does the
same for EXCL, `Y` for SYSTEM, `K` for keywords. A symbol is interned at its first use and an
attribute from then on. Expanders write forms as tuples; `conses.form` makes lists of them.]]

(import
  acllib.kernel.signalling [error ProgramError show]
  acllib.lisp.conses [Cons]
  acllib.lisp.symbols [CL KEYWORD Symbol intern gensym]
  acllib.lisp.variables [EXCL SYS])


(defclass Names []
  "The symbols of one package as attributes; `_` in Python's spelling stands for `-`."

  (defn __init__ [self package]
    (setv self.package package))

  (defn __getattr__ [self attribute]
    (setv symbol (self (.replace attribute "_" "-")))
    (setattr self attribute symbol)
    symbol)

  (defn __call__ [self name]
    "Return the symbol called NAME, interned in the package."
    (intern name self.package)))


(setv S (Names CL)
      K (Names KEYWORD)
      X (Names EXCL)
      Y (Names SYS))


(defn quoted [object]
  "Return the form that evaluates to OBJECT, for `conses.form`."
  #(S.QUOTE object))


(defn function-form [name]
  "Return #'NAME, for `conses.form`."
  #(S.FUNCTION name))


(defn thunk [#* body]
  "Return the form of a function without parameters around BODY, for `conses.form`."
  #(S.FUNCTION #(S.LAMBDA None #* body)))


(defn gensyms [prefix count]
  "Return a list of COUNT new symbols."
  (lfor _ (range count) (gensym prefix)))


(defn program-error [text]
  "Signal program-error with TEXT as its report. Returns: never."
  (error (ProgramError :format-control "~A" :format-arguments #(text))))


(defn parts [object what]
  "Return the elements of the Lisp list OBJECT; signals program-error, naming WHAT, for anything else."
  (setv found []
        rest object)
  (while (is (type rest) Cons)
    (.append found rest.car)
    (setv rest rest.cdr))
  (when (is-not rest None)
    (program-error f"{what}: {(show object)} is not a proper list."))
  found)


(defn variable-name [object what]
  "Return OBJECT if it is a symbol that may be a variable; signals program-error, naming WHAT."
  (when (or (is-not (type object) Symbol) object.constant)
    (program-error f"{what}: {(show object)} is not the name of a variable."))
  object)


(defn constant-form-p [object]
  "Return whether the form OBJECT has the same value wherever and whenever it is evaluated."
  (setv kind (type object))
  (cond
    (is kind Cons) (is object.car S.QUOTE)
    (is kind Symbol) (is object.package KEYWORD)
    True True))
