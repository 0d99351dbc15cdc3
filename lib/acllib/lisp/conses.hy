"Conses, and lists made of them."

(import
  acllib.characters [NotANumber]
  acllib.kernel.signalling [type-error])


(defclass Cons [NotANumber]
  #[[A pair. Iterating goes through the cars of a list and signals where it ends in a dot.

  where -- #(line column) of the form in its source; set by the reader on the first cons of
    each list it makes, absent elsewhere]]
  (setv __slots__ #("car" "cdr" "where" "__weakref__"))

  (defn __init__ [self car cdr]
    (setv self.car car
          self.cdr cdr))

  (defn __iter__ [self]
    (setv rest self)
    (while (is (type rest) Cons)
      (yield rest.car)
      (setv rest rest.cdr))
    (when (is-not rest None)
      (type-error rest "LIST")))

  (defn __repr__ [self]
    (setv parts []
          rest self)
    (while (and (is (type rest) Cons) (< (len parts) 50))
      (.append parts (repr rest.car))
      (setv rest rest.cdr))
    (setv tail (cond (is rest None) "" (is (type rest) Cons) " ..." True f" . {rest !r}"))
    f"({(.join " " parts)}{tail})"))


(defn lisp-list [items [tail None]]
  "Return a list of the items of an iterable; TAIL is what the last cdr holds."
  (for [item (reversed (if (isinstance items #(list tuple)) items (list items)))]
    (setv tail (Cons item tail)))
  tail)


(defn L [#* items]
  "Return a list of ITEMS."
  (lisp-list items))


(defn form [object]
  "Return OBJECT with its tuples, at every depth, turned into lists: how expanders write forms."
  (if (is (type object) tuple)
      (lisp-list (lfor item object (form item)))
      object))


(defn items [object]
  "Return the elements of a proper list as a Python list; signals for anything else, circles included."
  (setv found []
        rest object)
  (while (is (type rest) Cons)
    (.append found rest.car)
    (setv rest rest.cdr)
    (when (and (= (% (len found) 100000) 0) (circular? object))
      (type-error object "LIST")))
  (when (is-not rest None)              ; of a dotted list it is the end that is no list
    (type-error rest "LIST"))
  found)


(defn circular? [object]
  "Return whether following cdrs from OBJECT never ends."
  (setv slow object fast object)
  (while True
    (for [_ (range 2)]
      (when (is-not (type fast) Cons)
        (return False))
      (setv fast fast.cdr))
    (setv slow slow.cdr)
    (when (and (is slow fast) (is (type fast) Cons))
      (return True))))
