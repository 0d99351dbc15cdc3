#[[The standard readtable (CLHS 2.1.1.2): the standard syntax with its macro characters in place.]]

(import
  acllib.kernel.values [plain-entry]
  acllib.lisp.reader_macros [STANDARD]
  acllib.lisp.readtable [bare-readtable]
  acllib.lisp.sharp_macros [SHARP read-dispatch])


(defn standard-readtable []
  "Return a new readtable with the standard syntax."
  (setv table (bare-readtable))
  (for [[c function] (.items STANDARD)]
    (if (= c "#")
        (.make-dispatch table c function :non-terminating True)
        (.set-macro table c function)))
  (for [[c function] (.items SHARP)]
    (.set-dispatch table "#" c function))
  table)


(defn make-dispatch-macro-character [table character [non-terminating False]]
  "Make CHARACTER a dispatching macro character of TABLE, without any functions yet."
  (.make-dispatch table character dispatch-anew non-terminating))


(defn [plain-entry] dispatch-anew [stream character]
  "What `make-dispatch-macro-character` makes a character do."
  (read-dispatch.mv stream character))


;; The standard syntax, which nobody changes: `copy-readtable` of nil copies it.
(setv STANDARD-READTABLE (standard-readtable))
