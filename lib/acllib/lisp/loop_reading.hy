#[[A loop form as it is read: a cursor over its subforms, and what has been found so far.

The clauses are in `loop.hy`, the ways of for in `loop_drivers.hy`.]]

(import
  acllib.kernel.signalling [show]
  acllib.lisp.conses [Cons]
  acllib.lisp.forms [S Y program-error constant-form-p]
  acllib.lisp.symbols [Symbol gensym])


(setv END (Y "%LOOP-END")
      TERMINATE #(S.RETURN-FROM END None))


(defn word [object]
  "Return the name of a symbol as a loop word, upper case, or None for what is no symbol."
  (if (is (type object) Symbol) (.upper object.name) None))


;;; The loop being read

(defclass Loop []
  #[[A loop form as it is being read.

  source    -- the subforms; position -- index of the next one
  name      -- of the block
  groups    -- list of #(binder bindings), binder LET or LET*
  drivers   -- list of lists of drivers connected by `and`
  initially, body, finally -- lists of forms
  accumulators -- dict of `into` variable, or None, to Accumulator
  names     -- set of the variables that are bound
  result    -- form of the value when nothing is accumulated
  tests     -- true: always, never or thereis says what the value is
  it        -- variable that holds the value of the last test, for `it`]]

  (defn __init__ [self source]
    (setv self.source (list source)
          self.position 0
          self.name None
          self.groups []
          self.drivers []
          self.initially []
          self.body []
          self.finally- []
          self.accumulators {}
          self.names (set)
          self.result None
          self.tests False
          self.it None))

  ;; Reading

  (defn [property] at-end [self]
    (>= self.position (len self.source)))

  (defn peek [self]
    "Return the next subform as a word, None if it is none or there is none."
    (if self.at-end None (word (get self.source self.position))))

  (defn take [self what]
    "Return the next subform; signals program-error, asking for WHAT, at the end."
    (when self.at-end
      (program-error f"loop: {what} is missing at the end of the loop."))
    (+= self.position 1)
    (get self.source (- self.position 1)))

  (defn take-word [self #* words]
    "Return the next word and go on if it is one of WORDS, else None."
    (setv found (.peek self))
    (when (in found words)
      (+= self.position 1)
      found))

  (defn take-compounds [self what]
    "Return the compound forms that follow, at least one."
    (setv found [])
    (while (and (not self.at-end) (is (type (get self.source self.position)) Cons))
      (.append found (.take self what)))
    (when (not found)
      (program-error f"loop: {what} needs compound forms."))
    found)

  (defn take-type [self]
    "Read over a type declaration; return the initial value of variables of that type."
    (setv found (if self.at-end None (get self.source self.position)))
    (cond
      (.take-word self "OF-TYPE") (initial-value (.take self "a type"))
      (in (word found) #("FIXNUM" "FLOAT")) (initial-value (.take self "a type"))
      (is found True) (do (.take self "a type") None)
      True None))

  (defn take-form [self what]
    "Return the next form; `it` stands for the value of the test it depends on."
    (setv form (.take self what))
    (if (and (is-not self.it None) (= (word form) "IT")) (get self.it 0) form))

  ;; Bindings

  (defn bind [self bindings [parallel False]]
    "Add BINDINGS, list of #(variable form). Signals program-error where one is bound already."
    (for [[variable _] bindings]
      (when (in variable self.names)
        (program-error f"loop: {(show variable)} is bound twice."))
      (.add self.names variable))
    (setv binder (if (and parallel (> (len bindings) 1)) S.LET (S "LET*")))
    (if (and self.groups (is binder (S "LET*")) (is (get self.groups -1 0) binder))
        (.extend (get self.groups -1 1) bindings)
        (.append self.groups #(binder (list bindings)))))

  (defn constant-or-variable [self prefix form bindings]
    "Return FORM if it is constant, else a new variable that BINDINGS, a list, bind to it."
    (when (constant-form-p form)
      (return form))
    (setv name (gensym prefix))
    (.append bindings #(name form))
    name)

  ;; Accumulation

  (defn accumulator [self into kind]
    #[[Return the accumulator, made at its first use.

    Arguments: into -- #(name initial): of `into`, None for the loop's value; the initial value of its type.]]
    (setv [name initial] into
          found (.get self.accumulators name))
    (when (is found None)
      (setv found (Accumulator name kind (if (is initial None) 0 initial))
            (get self.accumulators name) found))
    (when (!= found.kind kind)
      (program-error "loop: clauses that accumulate in different ways can't share a variable."))
    found))


(defn initial-value [specifier]
  "Return what a variable of a type is before its first assignment."
  (cond
    (in (word specifier) #("FIXNUM" "INTEGER" "NUMBER" "REAL" "UNSIGNED-BYTE")) 0
    (in (word specifier) #("FLOAT" "SHORT-FLOAT" "SINGLE-FLOAT" "DOUBLE-FLOAT" "LONG-FLOAT")) 0.0
    True None))


(defclass Accumulator []
  #[[Where clauses accumulate.

  variable -- the variable; named -- true: the program named it
  kind     -- "list" "sum" or "extreme"
  initial  -- number that a sum begins with
  tail     -- variable of the last cons of a list, or None while pushing in reverse will do]]

  (defn __init__ [self name kind initial]
    (setv self.named (is-not name None)
          self.variable (if self.named name (gensym "RESULT"))
          self.kind kind
          self.initial initial
          self.tail (if (and self.named (= kind "list")) (gensym "TAIL") None)))

  (defn [property] bindings [self]
    [#(self.variable (if (= self.kind "sum") self.initial None))
     #* (if (is self.tail None) [] [#(self.tail None)])])

  (defn [property] value [self]
    (if (and (= self.kind "list") (is self.tail None))
        #(S.NREVERSE self.variable)
        self.variable)))
