#[[Standard macros that repeat: do, dolist, dotimes, the walks over packages and hash tables,
Allegro's while and until. `loop` has its own room.]]

(import
  acllib.kernel.signalling [error show]
  acllib.lisp.analyze [special-form walk]
  acllib.lisp.analyze_control [analyze-effects]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.environments [Environment Region]
  acllib.lisp.forms [S K Y quoted parts program-error]
  acllib.lisp.lambda_lists [split-body declare]
  acllib.lisp.nodes [LoopNode]
  acllib.lisp.symbols [Symbol PackageError find-package gensym packages])


;;; The loop that all others are made of

(setv FOREVER (Y "%FOREVER"))


(defn [(special-form "%FOREVER" "SYSTEM")] analyze-forever [form env]
  "(%forever . forms) runs FORMS again and again: a simple loop without the block named nil."
  (LoopNode walk.where
            (analyze-effects (items form.cdr) (Environment env :region (Region env.region True)))))


;;; do

(defn [(macro "DO")] expand-do [variables end #* body]
  (do-loop S.LET S.PSETQ variables end body S.DO))


(defn [(macro "DO*")] expand-do-star [variables end #* body]
  (do-loop (S "LET*") S.SETQ variables end body (S "DO*")))


(defn do-loop [binder assign variables end body owner]
  "Return the expansion of do or do*."
  (setv [declarations _ statements] (split-body body)
        [test #* result] (if (is end None) [None] (parts end (show owner)))
        bindings []
        steps [])
  (for [entry (parts variables (show owner))]
    (setv [name #* forms] (if (is (type entry) Cons) (parts entry (show owner)) [entry]))
    (when (> (len forms) 2)
      (program-error f"{(show owner)}: {(show entry)} has too many parts."))
    (.append bindings (if forms #(name (get forms 0)) name))
    (when (= (len forms) 2)
      (.extend steps [name (get forms 1)])))
  (form #(S.BLOCK None
           #(binder (tuple bindings) #* (declare declarations)
              #(FOREVER
                 #(S.IF test #(S.RETURN-FROM None #(S.PROGN #* result)) None)
                 #* (with-tags statements)
                 #* (if steps [#(assign #* steps)] []))))))


(defn with-tags [statements]
  "Return STATEMENTS, inside a tagbody of their own if there are tags among them."
  (if (all (gfor s statements (is (type s) Cons)))
      statements
      [#(S.TAGBODY #* statements)]))


;;; dotimes and dolist: the compiler has nodes for them; these expansions are for macroexpand

(defn [(macro "DOTIMES")] expand-dotimes [spec #* body]
  (setv [name count #* result] (iteration-spec spec S.DOTIMES)
        limit (gensym "LIMIT"))
  (form #(S.LET #(#(limit count))
           #(S.DO #(#(name 0 #((S "1+") name)))
                  #(#((S ">=") name limit) #* result)
                  #* body))))


(defn [(macro "DOLIST")] expand-dolist [spec #* body]
  (setv [name source #* result] (iteration-spec spec S.DOLIST)
        [declarations _ statements] (split-body body)
        rest (gensym "LIST"))
  (form #(S.DO #(#(rest source #(S.CDR rest)))
               #(#(S.ENDP rest) #* (if result [#(S.LET #(#(name None)) #(S.DECLARE #(S.IGNORABLE name)) #* result)] []))
               #(S.LET #(#(name #(S.CAR rest))) #* (declare declarations)
                  #(S.TAGBODY #* statements)))))


(defn iteration-spec [spec owner]
  "Return the parts of (var form [result]); signals program-error for anything else."
  (setv found (parts spec (show owner)))
  (when (or (not (<= 2 (len found) 3)) (is-not (type (get found 0)) Symbol))
    (program-error f"{(show owner)}: {(show spec)} is not of the form (variable form [result])."))
  found)


;;; Allegro

(defn [(macro "WHILE" :package "EXCL")] expand-while [test #* body]
  (form #(S.BLOCK None (repeat #(S.IF test None #(S.RETURN-FROM None None)) body))))


(defn [(macro "UNTIL" :package "EXCL")] expand-until [test #* body]
  (form #(S.BLOCK None (repeat #(S.IF test #(S.RETURN-FROM None None)) body))))


(defn repeat [test body]
  #(FOREVER test #* (with-tags body)))


;;; Packages

(defn [(macro "DO-SYMBOLS")] expand-do-symbols [spec #* body]
  (do-symbols spec body (quoted (K "ALL"))))


(defn [(macro "DO-EXTERNAL-SYMBOLS")] expand-do-external-symbols [spec #* body]
  (do-symbols spec body (quoted K.EXTERNAL)))


(defn [(macro "DO-ALL-SYMBOLS")] expand-do-all-symbols [spec #* body]
  (setv [name #* result] (parts spec "do-all-symbols"))
  (form #(S.DOLIST #(name #((Y "%PACKAGE-SYMBOLS") None (quoted K.EVERYWHERE)) #* result) #* body)))


(defn do-symbols [spec body which]
  (setv [name #* rest] (parts spec "do-symbols")
        package (if rest (get rest 0) (S "*PACKAGE*")))
  (form #(S.DOLIST #(name #((Y "%PACKAGE-SYMBOLS") package which) #* (cut rest 1 None)) #* body)))


(defn the-package [designator]
  "Return the package DESIGNATOR means; signals package-error when there is none."
  (setv package (find-package designator))
  (when (is package None)
    (error (PackageError :package designator :format-control "There is no package named ~A."
                         :format-arguments #(designator))))
  package)


(defn accessible [package]
  "Return the symbols accessible in PACKAGE: list of #(symbol status), status a keyword."
  (setv found (dfor [name symbol] (list (.items package.present))
                    name #(symbol (if (in name package.exported) K.EXTERNAL K.INTERNAL))))
  (for [used package.uses
        name (list used.exported)]
    (when (not-in name found)
      (setv (get found name) #((get used.present name) K.INHERITED))))
  (list (.values found)))


(defn [(lisp "%PACKAGE-SYMBOLS" :package "SYSTEM")] package-symbols [designator which]
  "Return the list of symbols of a package, WHICH being :all, :present, :external or :everywhere."
  (if (is which K.EVERYWHERE)
      (lisp-list (dict.fromkeys (gfor p (list (dict.fromkeys (.values packages)))
                                      s (list (.values p.present)) s)))
      (lisp-list (lfor [symbol status] (accessible (the-package designator))
                       :if (or (is which (K "ALL"))
                               (is status which)
                               (and (is which K.PRESENT) (is-not status K.INHERITED)))
                       symbol))))


(defn [(macro "WITH-PACKAGE-ITERATOR")] expand-with-package-iterator [spec #* body]
  (setv [name source #* kinds] (parts spec "with-package-iterator"))
  (when (not kinds)
    (program-error "with-package-iterator: at least one of :internal :external :inherited is needed."))
  (iterator-form name #((Y "%PACKAGE-ITERATOR") source (quoted (lisp-list kinds))) body))


(defn iterator-form [name source body]
  "Return the form in which (NAME) calls the function that the form SOURCE makes."
  (setv function (gensym "ITERATOR"))
  (form #(S.LET #(#(function source))
           #(S.MACROLET #(#(name None (quoted (form #(S.FUNCALL function)))))
              #* body))))


(defn [(lisp "%PACKAGE-ITERATOR" :package "SYSTEM")] package-iterator [designators kinds]
  "Return a function that returns, at each call: whether there is one more symbol, it, its status and the package."
  (setv wanted (items kinds)
        sources (if (or (is designators None) (is (type designators) Cons)) (items designators) [designators])
        found (gfor p sources
                    [symbol status] (accessible (the-package p))
                    :if (in status wanted)
                    #(True symbol status (the-package p))))
  (stepper found))


(defn stepper [rows]
  "Return a function whose values are the next tuple of ROWS, or nil at their end."
  (defn step-values []
    (next rows #(None)))
  (defn step []
    (get (next rows #(None)) 0))
  (setv step.mv step-values)
  step)


;;; Hash tables

(defn [(macro "WITH-HASH-TABLE-ITERATOR")] expand-with-hash-table-iterator [spec #* body]
  (setv [name table] (parts spec "with-hash-table-iterator"))
  (iterator-form name #((Y "%HASH-TABLE-ITERATOR") table) body))
