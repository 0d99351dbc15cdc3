#[[What objects are made of, as far as the printer shows it; circles and shared structure.]]

(import
  acllib.lisp.arrays [LispString GENERAL]
  acllib.lisp.backquote [Comma]
  acllib.lisp.classes [class-name]
  acllib.lisp.conses [Cons]
  acllib.lisp.printed_atoms [ATOMS PLAIN Raw]
  acllib.lisp.symbols [KEYWORD Symbol symbol-name])


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


(defn children [object]
  "Return what an object is printed with, besides the car and cdr of conses."
  (setv kind (type object))
  (cond
    (in kind ATOMS) #()
    (is kind list) object
    (in kind GENERAL) (if (is (type object.data) list) object.data
                            (if (is object.displaced None) #() [(get object.displaced 0)]))
    (is kind Comma) [object.form]
    True (or (structure-parts object) #())))


(defn circular-p [object]
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
