#[[`format` and its relatives: the entries to control strings.

How control strings are parsed and run is `controls.hy`'s; what a directive does is in
`directives.hy`.]]

(import
  acllib.kernel.signalling [type-error set-writers]
  acllib.lisp.arrays [LispString]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.controls [compile-control compile-parts control-function Cursor compiled-controls]
  acllib.lisp.definitions [lisp]
  acllib.lisp.directives
  acllib.lisp.streams [StringOutputStream FillPointerStream]
  acllib.lisp.variables [standard-output]
  acllib.streams [Stream])


(defn format-to [stream control arguments]
  "Write CONTROL, a Lisp string or a function, with ARGUMENTS to STREAM."
  ((control-function control None) stream arguments)
  None)


(defn format-text [control arguments]
  "Return the text of CONTROL with a sequence of arguments."
  (setv run (or (.get compiled-controls control) (control-function control None))
        text (getattr run "text" None))
  (when (is-not text None)
    (return (text arguments)))
  (setv stream (StringOutputStream))
  (run stream arguments)
  (.getvalue stream))


(defn [(lisp "FORMAT")] format [destination control #* arguments]
  #[DOC[Write ARGUMENTS as the control string says.

  Arguments:
    destination -- nil: return the text; t: standard output; a stream; or a string with a fill
      pointer, which grows.
    control -- string, or a function such as `formatter` makes.

  Returns: str for nil, else nil.
  Signals: FormatError, with a caret under the directive that can't be done; type-error.
  Source: CLHS 22.3.]DOC]
  (setv run (.get compiled-controls control))
  (when (is run None)
    (setv run (control-function control None)))
  (when (isinstance destination Stream)
    (run destination arguments)
    (return None))
  (cond
    (is destination None) (return (format-text control arguments))
    (is destination True) (run (.get standard-output) arguments)
    (and (is (type destination) LispString) (is-not destination.fill None))
      (run (FillPointerStream destination) arguments)
    True (type-error destination "(OR STREAM BOOLEAN (AND STRING (SATISFIES ARRAY-HAS-FILL-POINTER-P)))"))
  None)


(defn [(lisp "%FORMATTER" :package "SYSTEM")] formatter [control]
  "Return the function of a stream and arguments that `formatter` expands to; it returns the arguments left over."
  (setv steps (compile-parts (. (compile-control control) parts)))
  (fn [stream #* arguments]
    (setv cursor (Cursor stream arguments))
    (steps cursor)
    (lisp-list (cut arguments cursor.index None))))


(set-writers :format (fn [control arguments]
                       (if (callable control)
                           (_report-of control arguments)
                           (format-text control (tuple arguments)))))


(defn _report-of [function arguments]
  (setv stream (StringOutputStream))
  (function stream #* arguments)
  (.getvalue stream))
