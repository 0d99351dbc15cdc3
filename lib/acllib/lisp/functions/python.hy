#[[Python from Lisp: package PY.

Results are turned into Lisp's once: False into nil, a tuple into several values, bytes into an
octet vector; a list is a simple vector as it is, and a dict or any other object stays what it
is. Arguments become Python's: a string that can be written into a str, a Lisp list a list,
at every depth; nil is None, and `py:false` False. Keywords among the arguments of `py:call`
name keyword arguments. What Python raises is a condition of class error.

Ours: design of this system; Allegro CL has no such package.]]

(import
  builtins
  importlib
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [LispString text stringp]
  acllib.lisp.conses [Cons items]
  acllib.lisp.definitions [constant lisp named setf]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.symbols [KEYWORD Symbol]
  acllib.lisp.variables [PY])


;; PY uses COMMON-LISP, whose functions of these names are others.
(for [_name ["EVAL" "IMPORT"]]
  (.shadow PY _name))


;;; Conversion

;; Its own value: Lisp has one nil, Python tells None from False.
(setv FALSE (named "FALSE" "PY"))
(constant "FALSE" FALSE :package "PY")


(defn to-python [object]
  "Return a Lisp object as Python's functions expect it."
  (setv kind (type object))
  (cond
    (is kind LispString) (str object)
    (is kind Cons) (lfor o (items object) (to-python o))
    (is object FALSE) False
    True object))


(defn to-lisp [object]
  "Return a Python object as Lisp sees it."
  (setv kind (type object))
  (cond
    (is object False) None
    (is kind bytes) (bytearray object)
    True object))


(defn to-values [object]
  "Return the tuple of the Lisp values that the result of a Python call stands for."
  (if (is (type object) tuple)
      (tuple (map to-lisp object))
      #((to-lisp object))))


(defn python-name [designator]
  "Return the Python name of a string, as it is, or of a symbol, in lower case with _ for -."
  (if (is (type designator) Symbol)
      (.replace (.lower designator.name) "-" "_")
      (designated designator)))


;;; Functions

(defn [(lisp "IMPORT" :package "PY")] import-module [name]
  "Return the Python module of that name, imported if need be. Raises ImportError."
  (importlib.import-module (text name)))


(defn _resolve [name]
  "Return what a dotted name stands for: a builtin, or an attribute of a module that is imported."
  (setv [first #* rest] (.split name "."))
  (when (and (not rest) (hasattr builtins first))
    (return (getattr builtins first)))
  (setv found (importlib.import-module first)
        path first)
  (for [part rest]
    (setv path (+ path "." part))
    (when (not (hasattr found part))
      (importlib.import-module path))
    (setv found (getattr found part)))
  found)


(defn _arguments [given]
  "Return the positional arguments and the dict of keyword arguments of a call from Lisp."
  (setv positional []
        keywords {}
        rest (list given))
  (while rest
    (setv object (.pop rest 0))
    (if (and (is (type object) Symbol) (is object.package KEYWORD) rest)
        (setv (get keywords (python-name object)) (to-python (.pop rest 0)))
        (.append positional (to-python object))))
  #(positional keywords))


(defn [(lisp "CALL" :package "PY" :values True)] call [function #* arguments]
  #[[Call a Python function and return its result as Lisp values.

  Arguments:
    function -- a callable, or a string with its dotted name: "len", "json.dumps".
    arguments -- objects; a keyword and the object behind it make a keyword argument.]]
  (setv [positional keywords] (_arguments arguments)
        callee (if (stringp function) (_resolve (text function)) function))
  (when (not (callable callee))
    (type-error function "FUNCTION"))
  (to-values (callee #* positional #** keywords)))


(defn [(lisp "ATTR" :package "PY")] attr [object name]
  "Return the attribute of a Python object; NAME is a string, or a symbol that stands for its lower case."
  (to-lisp (getattr object (python-name name))))


(defn [(lisp (setf "ATTR") :package "PY")] set-attr [value object name]
  "Set an attribute of a Python object."
  (setattr object (python-name name) (to-python value))
  value)


(defn [(lisp "EVAL" :package "PY" :values True)] evaluate [expression]
  "Evaluate a Python expression, a string, among Python's builtins; return its result as Lisp values."
  (to-values (eval (text expression) {"__builtins__" builtins})))
