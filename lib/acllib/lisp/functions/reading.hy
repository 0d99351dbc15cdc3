"The Lisp functions that read, and those that change readtables (CLHS 23)."

(import
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [type-error]
  acllib.lisp.classes [defined-class]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.reader :as reader
  acllib.lisp.standard_readtable [STANDARD-READTABLE :as STANDARD make-dispatch-macro-character]
  acllib.lisp.readtable [Readtable CASES]
  acllib.lisp.symbols [Symbol keyword]
  acllib.lisp.variables [readtable])


(defined-class "READTABLE" Readtable)


;;; Reading

(defn [(lisp "READ")] read [[stream None] [eof-error-p True] [eof-value None] [recursive-p None]]
  "Read an object from STREAM."
  (reader.read stream eof-error-p eof-value recursive-p))


(defn [(lisp "READ-PRESERVING-WHITESPACE")] read-preserving-whitespace
  [[stream None] [eof-error-p True] [eof-value None] [recursive-p None]]
  "Read an object from STREAM and leave the white space behind it."
  (reader.read stream eof-error-p eof-value recursive-p :preserve-whitespace True))


(defn [(lisp "READ-FROM-STRING" :values True)] read-from-string
  [string [eof-error-p True] [eof-value None] * [start 0] [end None] [preserve-whitespace None]]
  "Read an object from STRING; the second value is the position behind it."
  (reader.read-from-string string start end (is-not eof-error-p None) eof-value (is-not preserve-whitespace None)))


(defn [(lisp "READ-DELIMITED-LIST")] read-delimited-list [character [stream None] [recursive-p None]]
  "Read objects up to CHARACTER and return the list of them."
  (reader.read-delimited-list character stream recursive-p))


;;; Readtables

(defn table-of [designator]
  "Return the readtable that DESIGNATOR, a readtable or nil (the standard one), is."
  (cond
    (is designator None) STANDARD
    (is (type designator) Readtable) designator
    True (type-error designator "READTABLE")))


(defn given-table [table]
  "Return TABLE, or the current readtable where none is given."
  (if (is table UNSUPPLIED) (.get readtable) (table-of table)))


(defn [(lisp "READTABLEP")] readtablep [object]
  "Whether OBJECT is a readtable."
  (if (is (type object) Readtable) True None))


(defn [(lisp "COPY-READTABLE")] copy-readtable [[from-readtable UNSUPPLIED] [to-readtable None]]
  "Return a copy of FROM-READTABLE, the current one by default; nil stands for the standard syntax."
  (.copy (given-table from-readtable) (if (is to-readtable None) None (table-of to-readtable))))


(defn _readtable [object]
  (if (is (type object) Readtable) object (type-error object "READTABLE")))


(defn [(lisp "READTABLE-CASE")] readtable-case [table]
  "What becomes of the letters of symbols read under TABLE."
  (keyword (.upper (. (_readtable table) case))))


(defn [(lisp (setf "READTABLE-CASE"))] set-readtable-case [mode table]
  "Set what becomes of the letters of symbols."
  (setv case (if (is (type mode) Symbol) (.lower mode.name) None))
  (when (not-in case CASES)
    (type-error mode "(MEMBER :UPCASE :DOWNCASE :PRESERVE :INVERT)"))
  (.set-case (_readtable table) case)
  mode)


(defn [(lisp "SET-MACRO-CHARACTER")] set-macro-character
  [character function [non-terminating-p None] [table UNSUPPLIED]]
  "Make CHARACTER a macro character."
  (.set-macro (given-table table) character function (is-not non-terminating-p None))
  True)


(defn [(lisp "GET-MACRO-CHARACTER" :values True)] get-macro-character [character [table UNSUPPLIED]]
  "The function of a macro character, and whether it may stand inside a token."
  (setv [function non-terminating] (.get-macro (given-table table) character))
  #(function (if non-terminating True None)))


(defn [(lisp "MAKE-DISPATCH-MACRO-CHARACTER")] lisp-make-dispatch-macro-character
  [character [non-terminating-p None] [table UNSUPPLIED]]
  "Make CHARACTER a dispatching macro character."
  (make-dispatch-macro-character (given-table table) character (is-not non-terminating-p None))
  True)


(defn [(lisp "SET-DISPATCH-MACRO-CHARACTER")] set-dispatch-macro-character
  [disp-char sub-char function [table UNSUPPLIED]]
  "Define what DISP-CHAR followed by SUB-CHAR means."
  (.set-dispatch (given-table table) disp-char sub-char function)
  True)


(defn [(lisp "GET-DISPATCH-MACRO-CHARACTER")] get-dispatch-macro-character [disp-char sub-char [table UNSUPPLIED]]
  "The function of DISP-CHAR followed by SUB-CHAR, or nil."
  (.get-dispatch (given-table table) disp-char sub-char))


(defn [(lisp "SET-SYNTAX-FROM-CHAR")] set-syntax-from-char
  [to-char from-char [to-readtable UNSUPPLIED] [from-readtable None]]
  "Make TO-CHAR mean what FROM-CHAR means in FROM-READTABLE, by default the standard one."
  (.copy-syntax (given-table to-readtable) to-char from-char (table-of from-readtable))
  True)
