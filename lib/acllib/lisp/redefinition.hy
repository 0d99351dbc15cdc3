#[[Live instances of classes that are defined anew (CLHS 4.3.6).

A class changes in place, and so do its subclasses. The instances there are get their new slots,
and lose the old ones, at once, before defclass returns.]]

(import
  gc
  acllib.kernel.constants [UNBOUND]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.functions.objects [check-initargs shared-initialize]
  acllib.lisp.generics [builtin-generic]
  acllib.lisp.instances [info-of nearest-info])


(defn initialize-redefined [object added discarded properties #* initargs]
  "The method of update-instance-for-redefined-class: the ADDED slots are initialized."
  (check-initargs (type object) (nearest-info (type object)) initargs "update-instance-for-redefined-class")
  (shared-initialize object added #* initargs))


(setv update-redefined (builtin-generic "UPDATE-INSTANCE-FOR-REDEFINED-CLASS" #([] initialize-redefined)))


(defn slots-now [class-]
  "Return a dict of CLASS- and the classes below it to what slots they have, for `update-instances`."
  (setv found {}
        todo [class-])
  (while todo
    (setv one (.pop todo)
          info (info-of one))
    (when (and (is-not info None) (not-in one found))
      (setv (get found one) info.slots)
      (.extend todo (type.__subclasses__ one))))
  found)


(defn update-instances [before]
  "Give the instances of classes whose slots are not those of BEFORE, a dict from `slots-now`, the slots of today."
  (setv changes {})
  (for [[class- old] (.items before)]
    (setv change (Change old (. (info-of class-) slots)))
    (when change.any
      (setv (get changes class-) change)))
  (when changes
    (gc.unfreeze)                       ; else what was made before the first prompt is not found
    (for [object (gc.get-objects)]
      (setv change (.get changes (type object)))
      (when (is-not change None)
        (.apply change object)))))


(defclass Change []
  #[[What becomes of the slots of an instance.

  added     -- list of the symbols of local slots that were not there
  discarded -- list of the Slots, local before, that are not there, or are shared now
  copied    -- list of pairs, shared Slot before and local one now: the value is kept]]

  (defn __init__ [self old new]
    (setv local (fn [slot] (is slot.cell None))
          self.added (lfor s (.values new) :if (and (local s) (not-in s.name old)) s.name)
          self.discarded (lfor s (.values old)
                               :if (and (local s) (not (and (in s.name new) (local (get new s.name)))))
                               s)
          self.copied (lfor s (.values new)
                            :setv before (.get old s.name)
                            :if (and (local s) (is-not before None) (not (local before)))
                            #(before s))))

  (defn [property] any [self]
    (bool (or self.added self.discarded self.copied)))

  (defn apply [self object]
    (setv properties [])
    (for [slot self.discarded]
      (setv value (.pop object.__dict__ slot.attribute UNBOUND))
      (when (is-not value UNBOUND)
        (.extend properties [slot.name value])))
    (for [[before now] self.copied]
      (when (is-not (get before.cell 0) UNBOUND)
        (setv (get object.__dict__ now.attribute) (get before.cell 0))))
    (update-redefined object (lisp-list self.added) (lisp-list (lfor s self.discarded s.name))
                      (lisp-list properties))))
