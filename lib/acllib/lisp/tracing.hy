#[[trace and untrace (CLHS 25.2), printed as Allegro CL does:

     0[2]: (FACT 2)
       1[2]: (FACT 1)
       1[2]: returned 1
     0[2]: returned 2

The numbers are the depth of traced calls and that of the process. Tracing is an fwrapper, so defining
the function anew ends it, and what the compiler makes of calls of standard functions does not show.]]

(import
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.signalling [show]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [K Y program-error quoted]
  acllib.lisp.fwrappers [Wrapping put wrapping-of]
  acllib.lisp.generics [function-symbol]
  acllib.lisp.image [fboundp symbol-function]
  acllib.lisp.printer [bound-options prin1-to-string]
  acllib.lisp.variables [trace-output]
  acllib.processes [current-process])


;; Symbols of the functions that are traced, in order, with their names.
(setv _traced {}
      depth (DynamicVariable "trace_depth" 0))


(defn line [text]
  "Write TEXT on a line of its own to *trace-output*, indented as deep as the call is."
  (setv stream (.get trace-output)
        level (.get depth))
  (.fresh-line stream)
  (.write-string stream (.format "{}{}[{}]: {}\n" (* " " (+ 1 (* 2 (min level 20)))) level
                                 (. (current-process) sequence) text))
  (.force-output stream))


(defn printed [object]
  (with [_ (bound-options {"length" 10  "level" 4})]
    (prin1-to-string object)))


(defn tracer [name]
  "Return the wrapper that tells of calls of the function NAME."
  (defn traced-values [following arguments]
    (line (printed (Cons name arguments)))
    (setv token (.bind depth (+ 1 (.get depth)))
          values None)
    (try
      (setv values (call-for-values following #* (items arguments)))
      (finally
        (.unbind depth token)
        (when (is values None)
          (line "exited non-locally"))))
    (line (.join " " ["returned" #* (map printed values)]))
    values)
  (defn traced [following arguments]
    (setv values (traced-values following arguments))
    (if values (get values 0) None))
  (setv traced.mv traced-values)
  traced)


(defn [(macro "TRACE")] expand-trace [#* names]
  "(trace NAME ...): tell of each call of these functions; without names, list those that are traced."
  (form #((Y "%TRACE") #* (map quoted names))))


(defn [(macro "UNTRACE")] expand-untrace [#* names]
  "(untrace NAME ...): trace these functions no more; without names, none."
  (form #((Y "%UNTRACE") #* (map quoted names))))


(defn [(lisp "%TRACE" :package "SYSTEM")] trace [#* names]
  (for [name names]
    (setv symbol (function-symbol name))
    (when (not (fboundp symbol))
      (program-error f"trace: {(show name)} has no function."))
    (when (not-in symbol (traced-now))
      (setv wrapping (or (wrapping-of symbol) (Wrapping (symbol-function symbol))))
      (.insert wrapping.around 0 #(K.TRACE (tracer name)))
      (put symbol wrapping))
    (setv (get _traced symbol) name))
  (if names
      (lisp-list names)
      (lisp-list (.values (traced-now)))))


(defn traced-now []
  "Return the dict of the symbols of functions that are traced to their names; others are forgotten."
  (for [symbol (list _traced)]
    (setv wrapping (wrapping-of symbol))
    (when (or (is wrapping None) (not-in K.TRACE (lfor [i _] wrapping.around i)))
      (del (get _traced symbol))))
  _traced)


(defn [(lisp "%UNTRACE" :package "SYSTEM")] untrace [#* names]
  (setv known (traced-now)
        ended [])
  (for [symbol (if names (map function-symbol names) (list known))]
    (when (in symbol known)
      (setv wrapping (wrapping-of symbol)
            wrapping.around (lfor pair wrapping.around :if (is-not (get pair 0) K.TRACE) pair))
      (put symbol wrapping)
      (.append ended (.pop known symbol))))
  (lisp-list ended))
