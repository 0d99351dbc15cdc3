#[[Where an object is, as its printed form shows it.

Python gives the place of an object that is gone to another one. Who compares printed forms (a
transcript that is replayed) has the objects kept, so that a number stands for one object.]]


;; None, or the list of the objects whose address was shown.
(setv _kept None)


(defn keep [wanted]
  "Keep the objects whose address is shown from now on; false: let them all go."
  (global _kept)
  (setv _kept (if wanted [] None)))


(defn address-digits [object]
  "Return the address of OBJECT in memory, in lower-case hexadecimal."
  (when (is-not _kept None)
    (.append _kept object))
  (format (id object) "x"))
