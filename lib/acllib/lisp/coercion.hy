#[[Making sequences of a type given by its specifier, and `coerce`.

`sequence-maker` is what `make-sequence`, `concatenate`, `map`, `merge` and `coerce` share: it
turns a specifier into a function from a Python list of Lisp objects to such a sequence.]]

(import
  acllib.kernel.signalling [error type-error WrongType]
  acllib.lisp.arrays [CHARACTER BIT]
  acllib.lisp.calling [function-of]
  acllib.lisp.conses [Cons items lisp-list L]
  acllib.lisp.definitions [lisp]
  acllib.lisp.deftypes [expand]
  acllib.lisp.element_types [STAR upgraded]
  acllib.lisp.elements [default-element whole vector-of fits]
  acllib.lisp.equality [NUMBERS]
  acllib.lisp.functions.characters [character]
  acllib.lisp.symbols [Symbol cl]
  acllib.lisp.types [predicate])


(setv _LISTS (frozenset ["LIST" "CONS" "NULL" "SEQUENCE"])
      _STRINGS (frozenset ["STRING" "SIMPLE-STRING" "BASE-STRING" "SIMPLE-BASE-STRING"])
      _VECTORS (frozenset ["VECTOR" "SIMPLE-VECTOR" "ARRAY" "SIMPLE-ARRAY"])
      _BITS (frozenset ["BIT-VECTOR" "SIMPLE-BIT-VECTOR"]))


(defn vector-maker [element-type]
  "Return the function that makes a vector for an upgraded element type of a fresh Python list."
  (when (is element-type True)
    (return (fn [elements] elements)))
  (fn [elements]
    (for [element elements]
      (when (not (fits element element-type))
        (type-error element element-type)))
    (vector-of element-type elements)))


(defn sequence-maker [specifier]
  #[[Return the function that makes a sequence of the type SPECIFIER of a fresh Python list.

  Signals: program-error for a type that is no sequence's; the function signals type-error for
    elements or a length that the type does not allow.]]
  (setv specifier (expand specifier)
        name (if (is (type specifier) Cons) specifier.car specifier)
        name (if (is (type name) Symbol) name.name "")
        arguments (if (is (type specifier) Cons) (items specifier.cdr) []))
  (cond
    (is specifier None) _no-elements
    (= name "LIST") lisp-list
    (= name "CONS") (_conses specifier)
    (= name "NULL") _no-elements
    (in name _STRINGS) (_with-length (vector-maker CHARACTER) (_size arguments 0) specifier)
    (in name _BITS) (_with-length (vector-maker BIT) (_size arguments 0) specifier)
    (= name "SIMPLE-VECTOR") (_with-length (vector-maker True) (_size arguments 0) specifier)
    (in name _VECTORS) (_with-length (vector-maker (_element-type arguments)) (_size arguments 1) specifier)
    (= name "OR") (sequence-maker (get arguments 0))
    True (error (WrongType :datum specifier :expected-type (L (cl "MEMBER") (cl "LIST") (cl "VECTOR") (cl "STRING"))
                                 :format-control "~s is not a type of sequences."
                                 :format-arguments (L specifier)))))


(defn _no-elements [elements]
  (if elements (type-error (lisp-list elements) "NULL") None))


(defn _element-type [arguments]
  "Return the upgraded element type that the arguments of a specifier for arrays ask for."
  (if (and arguments (is-not (get arguments 0) STAR)) (upgraded (get arguments 0)) True))


(defn sequence-filler [specifier]
  "Return what a fresh sequence of the type SPECIFIER, which `sequence-maker` knows, is filled with."
  (setv specifier (expand specifier)
        name (. (if (is (type specifier) Cons) specifier.car specifier) name)
        arguments (if (is (type specifier) Cons) (items specifier.cdr) []))
  (cond
    (in name _STRINGS) (default-element CHARACTER)
    (in name _BITS) (default-element BIT)
    (= name "SIMPLE-VECTOR") None
    (in name _VECTORS) (default-element (_element-type arguments))
    (= name "OR") (sequence-filler (get arguments 0))
    True None))


(defn _conses [specifier]
  "Return the maker for a type of conses, whose elements are left unchecked."
  (fn [elements]
    (if elements (lisp-list elements) (type-error None specifier))))


(defn _size [arguments index]
  "Return the length that a specifier's arguments demand, or None."
  (setv given (if (> (len arguments) index) (get arguments index) STAR))
  (when (is (type given) Cons)
    (setv given given.car))
  (if (and (is (type given) int) (= (len arguments) (+ index 1)) ) given None))


(defn _with-length [make size specifier]
  (when (is size None)
    (return make))
  (fn [elements]
    (if (= (len elements) size)
        (make elements)
        (error (WrongType :datum (lisp-list elements) :expected-type specifier
                                :format-control "A sequence of length ~s was asked for; there are ~s elements."
                                :format-arguments (L size (len elements)))))))


(setv _FLOATS (frozenset ["FLOAT" "SINGLE-FLOAT" "DOUBLE-FLOAT" "SHORT-FLOAT" "LONG-FLOAT"])
      _SEQUENCES (| _LISTS _STRINGS _VECTORS _BITS))


(defn [(lisp "COERCE")] coerce [object result-type]
  "Return OBJECT, or what it converts to, of the type RESULT-TYPE."
  (setv specifier (expand result-type)
        name (if (is (type specifier) Cons) specifier.car specifier)
        name (if (is (type name) Symbol) name.name ""))
  (cond
    (or (is specifier True) ((predicate specifier) object)) object
    (in name _SEQUENCES) ((sequence-maker specifier) (list (whole object)))
    (= name "CHARACTER") (character object)
    (in name _FLOATS) (_coerce-number object float)
    (= name "COMPLEX") (_coerce-number object complex)
    (= name "FUNCTION") (_coerce-function object)
    True (type-error object result-type)))


(defn _coerce-number [object kind]
  (if (and (in (type object) NUMBERS) (or (is-not kind float) (is-not (type object) complex)))
      (kind object)
      (type-error object "NUMBER")))


;; What compiles a lambda expression; the compiler's room installs it.
(setv _hooks {})


(defn set-lambda-compiler [function]
  "Install FUNCTION, which makes a function of a lambda expression."
  (setv (get _hooks "lambda") function))


(defn _coerce-function [object]
  (if (and (is (type object) Cons) (is object.car (cl "LAMBDA")))
      ((get _hooks "lambda") object)
      (function-of object)))
