"The marks that stand for «no value»: UNSUPPLIED, UNBOUND, NO-BINDING."


(defclass Mark []
  "A named object that stands for nothing but itself."
  (setv __slots__ #("name"))

  (defn __init__ [self name]
    (setv self.name name))

  (defn __repr__ [self]
    self.name)

  (defn __bool__ [self]
    (raise (ValueError f"{self.name} is a mark, not a truth value: compare it with «is»")))

  (defn __reduce__ [self]
    self.name))


;; The default of a parameter wherever «not given» and nil differ.
(setv UNSUPPLIED (Mark "UNSUPPLIED"))

;; The value of a variable that has none.
(setv UNBOUND (Mark "UNBOUND"))

;; What a context variable answers in a process that has not bound the dynamic variable.
(setv NO-BINDING (Mark "NO_BINDING"))


(defn supplied [value]
  "Return whether an argument with default UNSUPPLIED was given."
  (is-not value UNSUPPLIED))


(defn truth [value]
  "Return whether VALUE, answered by a user's function, is true in Lisp: neither nil nor False."
  (not (or (is value None) (is value False))))
