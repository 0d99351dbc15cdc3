"Predicates on objects of every kind that no other file of functions is about."

(import
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp]
  acllib.lisp.types [functionp])


(defn [(lisp "NULL" "NOT")] null [object]
  "Return t if OBJECT is nil."
  (if (is object None) True None))


(defn [(lisp "ATOM")] atom [object]
  "Return t if OBJECT is no cons."
  (if (is (type object) Cons) None True))


(defn [(lisp "CONSP")] consp [object]
  "Return t if OBJECT is a cons."
  (if (is (type object) Cons) True None))


(defn [(lisp "LISTP")] listp [object]
  "Return t if OBJECT is a cons or nil."
  (if (or (is object None) (is (type object) Cons)) True None))


(defn [(lisp "FUNCTIONP" "COMPILED-FUNCTION-P")] functionp- [object]
  "Return t if OBJECT is a function."
  (if (functionp object) True None))
