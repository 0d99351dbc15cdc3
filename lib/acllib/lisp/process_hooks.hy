#[[What the core's processes ask of Lisp: initial bindings, values of symbols, classes of programs.

Source: Allegro CL 10.1, Multiprocessing, make-process and symeval-in-process.]]

(import
  acllib.kernel.constants [UNBOUND]
  acllib.kernel.signalling [type-error]
  acllib.lisp.classes [find-class]
  acllib.lisp.compiler [evaluate]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [special]
  acllib.lisp.functions.objects [initialize-instance]
  acllib.lisp.image [image key variable-of]
  acllib.lisp.instances [info-of with-defaults]
  acllib.lisp.runtime [function-designated]
  acllib.lisp.symbols [KEYWORD Symbol symbol?]
  acllib.processes [Process plain-binding plain-instance set-function-maker set-initial-binding-maker
                    set-instance-maker]
  acllib.processviews [set-symbol-readers])


(defn lisp-binding [pair]
  #[[Return #(variable value) of an element of a process's initial bindings.

  In an alist it is (symbol . form); the form is evaluated now, in the new process.]]
  (when (not (isinstance pair Cons))
    (return (plain-binding pair)))
  (setv symbol pair.car)
  (when (or (is-not (type symbol) Symbol) symbol.constant)
    (type-error symbol "a symbol that is no constant"))
  #((variable-of symbol) (evaluate pair.cdr)))


(defn lisp-instance [designator #* arguments]
  "Return a new process; DESIGNATOR is a class or its name, ARGUMENTS are those of Process."
  (setv named (if (is (type designator) Symbol) (find-class designator) None)
        class- (if (is named None) designator named)
        info (if (and (isinstance class- type) (issubclass class- Process)) (info-of class-) None))
  (when (is info None)
    (return (plain-instance class- #* arguments)))
  (setv process (class-.__new__ class-))
  (Process.__init__ process #* arguments)
  (initialize-instance process #* (with-defaults info #()))
  process)


(defn special-variable [symbol]
  "Return the dynamic variable of SYMBOL, None if it was never bound."
  (if (symbol? symbol) (getattr symbol "variable" None) (type-error symbol "SYMBOL")))


(defn global-value [symbol]
  "Return the global value of SYMBOL, a constant's or one that was never bound, or UNBOUND."
  (if (or (is-not (type symbol) Symbol) (is symbol.package KEYWORD))
      symbol
      (.get image (+ "v_" (key symbol)) UNBOUND)))


(set-initial-binding-maker lisp-binding)
(set-instance-maker lisp-instance)
(set-function-maker function-designated)
(set-symbol-readers special-variable global-value)


;;; Variables that programs bind or read

(special "*DEFAULT-MESSAGE-INTERRUPT-FUNCTION*" None "Kept; nobody sends messages." :package "MULTIPROCESSING")
(special "*DEFAULT-PROCESS-QUANTUM*" 2 "The quantum of processes; advice that nobody takes." :package "MULTIPROCESSING")
(special "*DISALLOW-SCHEDULING*" None "Kept; without-scheduling delays interrupts." :package "SYSTEM")
