#[[Macros that test Lisp values: true is what is not nil (None).

For files under `lisp/`, and for core code that calls a user's function. They exist at compile
time only: `(eval-when-compile (require acllib.kernel.syntax [lif lwhen]))`.]]


(defmacro lif [test then [else None]]
  "Evaluate THEN if TEST is not nil, ELSE otherwise."
  `(if (is-not ~test None) ~then ~else))


(defmacro lwhen [test #* body]
  "Evaluate BODY if TEST is not nil."
  `(when (is-not ~test None) ~@body))


(defmacro lunless [test #* body]
  "Evaluate BODY if TEST is nil."
  `(when (is ~test None) ~@body))


(defmacro lnot [value]
  "Return t if VALUE is nil, else nil."
  `(if (is ~value None) True None))

