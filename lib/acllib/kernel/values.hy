#[[Several values: a function's plain entry returns one value, its twin a tuple of all.

The twin is the attribute `mv` of the function where it has one. Compiled closures get theirs
on demand, from `twin-makers`; everything else returns exactly one value.]]

(import
  types [FunctionType])


;; The id of a code object → function that makes the twin of a function with that code; whoever
;; enters one takes it away again when the code object dies.
(setv twin-makers {})


(defn twin [function]
  "Return the entry of FUNCTION that returns a tuple of all its values, or None if it has one value."
  (setv entry (getattr function "mv" None))
  (when (and (is entry None) (is (type function) FunctionType))
    (setv maker (.get twin-makers (id function.__code__)))
    (when (is-not maker None)
      (setv entry (maker function))))
  entry)


(defn call-for-values [function #* arguments]
  "Apply FUNCTION to ARGUMENTS and return the tuple of all its values."
  (setv entry (twin function))
  (if (is entry None)
      #((function #* arguments))
      (entry #* arguments)))


(defn plain-entry [entry]
  "Return the function that returns the first of the values ENTRY returns, nil if none; ENTRY is its twin. A decorator."
  (defn plain [#* arguments]
    (setv values (entry #* arguments))
    (if values (get values 0) None))
  (setv plain.mv entry
        plain.__name__ entry.__name__
        plain.__doc__ entry.__doc__)
  plain)


;;; Lists

;; Makes what programs see as a list of a Python list; Lisp's makes lists of it.
(setv list-makers [list])


(defn program-list [elements]
  "Return ELEMENTS as a list of the language that the program is written in."
  ((get list-makers -1) elements))
