"Trees of conses: comparing them, and substituting in them. Source: CLHS 14.2."

(import
  acllib.lisp.calling [matcher satisfier pair-test key-function]
  acllib.lisp.conses [Cons items]
  acllib.lisp.definitions [lisp])


(defn _replace [tree change]
  #[[Return TREE with what CHANGE answers for its subtrees put in their place.

  CHANGE takes a subtree and returns #(new) or None; what did not change is shared.]]
  (setv spine []
        rest tree)
  (while True
    (setv changed (change rest))
    (when (or (is-not changed None) (is-not (type rest) Cons))
      (break))
    (.append spine rest)
    (setv rest rest.cdr))
  (setv made (if (is changed None) rest (get changed 0)))
  (for [cons (reversed spine)]
    (setv car (_replace cons.car change)
          made (if (and (is car cons.car) (is made cons.cdr)) cons (Cons car made))))
  made)


(defn _replace-in-place [tree change]
  "Like `_replace`, writing into the conses of TREE."
  (setv changed (change tree))
  (when (is-not changed None)
    (return (get changed 0)))
  (setv rest tree)
  (while (is (type rest) Cons)
    (setv rest.car (_replace-in-place rest.car change)
          changed (change rest.cdr))
    (when (is-not changed None)
      (setv rest.cdr (get changed 0))
      (break))
    (setv rest rest.cdr))
  tree)


(defn _substitution [new accepts]
  (fn [subtree] (if (accepts subtree) #(new) None)))


(defn [(lisp "SUBST")] subst [new old tree * [key None] [test None] [test-not None]]
  "Return TREE with NEW for each subtree that matches OLD."
  (_replace tree (_substitution new (matcher old test test-not key))))


(defn [(lisp "SUBST-IF")] subst-if [new predicate tree * [key None]]
  "Return TREE with NEW for each subtree that satisfies PREDICATE."
  (_replace tree (_substitution new (satisfier predicate key))))


(defn [(lisp "SUBST-IF-NOT")] subst-if-not [new predicate tree * [key None]]
  "Return TREE with NEW for each subtree that does not satisfy PREDICATE."
  (_replace tree (_substitution new (satisfier predicate key False))))


(defn [(lisp "NSUBST")] nsubst [new old tree * [key None] [test None] [test-not None]]
  "Put NEW in place of each subtree of TREE that matches OLD."
  (_replace-in-place tree (_substitution new (matcher old test test-not key))))


(defn [(lisp "NSUBST-IF")] nsubst-if [new predicate tree * [key None]]
  "Put NEW in place of each subtree of TREE that satisfies PREDICATE."
  (_replace-in-place tree (_substitution new (satisfier predicate key))))


(defn [(lisp "NSUBST-IF-NOT")] nsubst-if-not [new predicate tree * [key None]]
  "Put NEW in place of each subtree of TREE that does not satisfy PREDICATE."
  (_replace-in-place tree (_substitution new (satisfier predicate key False))))


(defn _association [alist test test-not key]
  "Return the change that ALIST, pairs of old and new, describes."
  (setv key (key-function key)
        pairs (lfor pair (items alist) :if (is-not pair None) pair))
  (fn [subtree]
    (setv seen (if (is key None) subtree (key subtree)))
    (for [pair pairs]
      (when ((matcher pair.car test test-not) seen)
        (return #(pair.cdr))))
    None))


(defn [(lisp "SUBLIS")] sublis [alist tree * [key None] [test None] [test-not None]]
  "Return TREE with the cdr of a pair of ALIST for each subtree that matches its car."
  (_replace tree (_association alist test test-not key)))


(defn [(lisp "NSUBLIS")] nsublis [alist tree * [key None] [test None] [test-not None]]
  "Put the cdr of a pair of ALIST in place of each subtree of TREE that matches its car."
  (_replace-in-place tree (_association alist test test-not key)))


(defn [(lisp "TREE-EQUAL")] tree-equal [tree-1 tree-2 * [test None] [test-not None]]
  "Return t if the trees have the same shape and their leaves match."
  (if (_trees-match tree-1 tree-2 (pair-test test test-not)) True None))


(defn _trees-match [a b accepts]
  (while (and (is (type a) Cons) (is (type b) Cons))
    (when (not (_trees-match a.car b.car accepts))
      (return False))
    (setv a a.cdr
          b b.cdr))
  (and (is-not (type a) Cons) (is-not (type b) Cons) (accepts a b)))
