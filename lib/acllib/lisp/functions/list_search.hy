#[[Searching in lists, association lists, and lists as sets. Source: CLHS 14.2.

The set functions look elements up in a Python dictionary where the test is a standard one,
so that they stay linear on long lists.]]

(import
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [type-error]
  acllib.lisp.calling [function-of key-function matcher satisfier]
  acllib.lisp.conses [Cons lisp-list items]
  acllib.lisp.definitions [lisp]
  acllib.lisp.equality [eq eql equal equalp eql-key equal-key equalp-key])


(defn find-tail [accepts list]
  "Return the first tail of LIST whose car the Python predicate ACCEPTS, or None."
  (while (is (type list) Cons)
    (when pending
      (run-pending))
    (when (accepts list.car)
      (return list))
    (setv list list.cdr))
  (when (is-not list None)
    (type-error list "LIST"))
  None)


(defn [(lisp "MEMBER")] member [item list * [key None] [test None] [test-not None]]
  "Return the tail of LIST that starts with ITEM, or nil."
  (find-tail (matcher item test test-not key) list))


(defn [(lisp "MEMBER-IF")] member-if [predicate list * [key None]]
  "Return the tail of LIST that starts with the first element that satisfies PREDICATE, or nil."
  (find-tail (satisfier predicate key) list))


(defn [(lisp "MEMBER-IF-NOT")] member-if-not [predicate list * [key None]]
  "Return the tail of LIST that starts with the first element that does not satisfy PREDICATE, or nil."
  (find-tail (satisfier predicate key False) list))


;;; Association lists

(defn _find-pair [accepts alist part]
  "Return the first pair of ALIST whose PART (\"car\" or \"cdr\") is accepted; nil elements are passed over."
  (while (is (type alist) Cons)
    (when pending
      (run-pending))
    (setv pair alist.car)
    (when (is-not pair None)
      (when (is-not (type pair) Cons)
        (type-error pair "LIST"))
      (when (accepts (if (= part "car") pair.car pair.cdr))
        (return pair)))
    (setv alist alist.cdr))
  (when (is-not alist None)
    (type-error alist "LIST"))
  None)


(defn [(lisp "ASSOC")] assoc [item alist * [key None] [test None] [test-not None]]
  "Return the first pair of ALIST whose car is ITEM, or nil."
  (_find-pair (matcher item test test-not key) alist "car"))


(defn [(lisp "ASSOC-IF")] assoc-if [predicate alist * [key None]]
  "Return the first pair of ALIST whose car satisfies PREDICATE, or nil."
  (_find-pair (satisfier predicate key) alist "car"))


(defn [(lisp "ASSOC-IF-NOT")] assoc-if-not [predicate alist * [key None]]
  "Return the first pair of ALIST whose car does not satisfy PREDICATE, or nil."
  (_find-pair (satisfier predicate key False) alist "car"))


(defn [(lisp "RASSOC")] rassoc [item alist * [key None] [test None] [test-not None]]
  "Return the first pair of ALIST whose cdr is ITEM, or nil."
  (_find-pair (matcher item test test-not key) alist "cdr"))


(defn [(lisp "RASSOC-IF")] rassoc-if [predicate alist * [key None]]
  "Return the first pair of ALIST whose cdr satisfies PREDICATE, or nil."
  (_find-pair (satisfier predicate key) alist "cdr"))


(defn [(lisp "RASSOC-IF-NOT")] rassoc-if-not [predicate alist * [key None]]
  "Return the first pair of ALIST whose cdr does not satisfy PREDICATE, or nil."
  (_find-pair (satisfier predicate key False) alist "cdr"))


;;; Sets

(setv _hashed {eq eql-key  eql eql-key  equal equal-key  equalp equalp-key})


(defn _membership [list test test-not key]
  "Return a Python function: is there an element of LIST that matches an element of another?"
  (setv test-function (if (is test None) eql (function-of test))
        make-key (if (is test-not None) (.get _hashed test-function) None)
        key (key-function key)
        elements (items list))
  (when (is-not make-key None)
    (setv keys (sfor e elements (make-key (if (is key None) e (key e)))))
    (return (fn [element] (in (make-key (if (is key None) element (key element))) keys))))
  (fn [element]
    (setv accepts (matcher (if (is key None) element (key element)) test test-not key))
    (any (gfor e elements (accepts e)))))


(defn _other-membership [list test test-not key]
  "Like `_membership`, with the element of LIST as the first argument of the test."
  (setv swap (fn [function]
               (when (is function None)
                 (return None))
               (setv function (function-of function))
               (if (in function _hashed) function (fn [a b] (function b a)))))
  (_membership list (swap test) (swap test-not) key))


(defn [(lisp "ADJOIN")] adjoin [item list * [key None] [test None] [test-not None]]
  "Return LIST, with ITEM in front if it isn't a member."
  (setv seen (if (is key None) item ((function-of key) item)))
  (if (is (find-tail (matcher seen test test-not key) list) None) (Cons item list) list))


(defn [(lisp "UNION" "NUNION")] union [list-1 list-2 * [key None] [test None] [test-not None]]
  "Return a list of the elements that are in either list."
  (setv present (_membership list-2 test test-not key))
  (lisp-list (lfor e (reversed (items list-1)) :if (not (present e)) e) list-2))


(defn [(lisp "INTERSECTION" "NINTERSECTION")] intersection [list-1 list-2 * [key None] [test None] [test-not None]]
  "Return a list of the elements of LIST-1 that are in LIST-2."
  (setv present (_membership list-2 test test-not key))
  (lisp-list (lfor e (items list-1) :if (present e) e)))


(defn [(lisp "SET-DIFFERENCE" "NSET-DIFFERENCE")] set-difference [list-1 list-2 * [key None] [test None] [test-not None]]
  "Return a list of the elements of LIST-1 that are not in LIST-2."
  (setv present (_membership list-2 test test-not key))
  (lisp-list (lfor e (items list-1) :if (not (present e)) e)))


(defn [(lisp "SET-EXCLUSIVE-OR" "NSET-EXCLUSIVE-OR")] set-exclusive-or [list-1 list-2 * [key None] [test None] [test-not None]]
  "Return a list of the elements that are in exactly one of the lists."
  (setv in-second (_membership list-2 test test-not key)
        in-first (_other-membership list-1 test test-not key))
  (lisp-list (+ (lfor e (items list-1) :if (not (in-second e)) e)
                (lfor e (items list-2) :if (not (in-first e)) e))))


(defn [(lisp "SUBSETP")] subsetp [list-1 list-2 * [key None] [test None] [test-not None]]
  "Return t if each element of LIST-1 is in LIST-2."
  (setv present (_membership list-2 test test-not key))
  (if (all (gfor e (items list-1) (present e))) True None))
