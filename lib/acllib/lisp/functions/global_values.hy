#[[Values of symbols outside of the running process's bindings: global ones, and those of other processes.

Source: Allegro CL 10.1, Multiprocessing (SMP), global-symbol-value and symeval-in-thread.]]

(import
  acllib.kernel.constants [UNBOUND]
  acllib.kernel.dynamic [NO-BINDING]
  acllib.kernel.signalling [type-error]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.image [set-symbol-value symbol-value variable-of]
  acllib.lisp.symbols [Symbol]
  acllib.processes [Process current-process])


(defn [(lisp "GLOBAL-SYMBOL-VALUE" :package "SYSTEM")] global-symbol-value [symbol]
  "Return the global value of SYMBOL, whatever the running process has bound it to; setf-able."
  (setv variable (if (is (type symbol) Symbol) symbol.variable None))
  (if (or (is variable None) (is variable.value UNBOUND))
      (symbol-value symbol)
      variable.value))


(defn [(lisp (setf "GLOBAL-SYMBOL-VALUE") :package "SYSTEM")] set-global-symbol-value [value symbol]
  "Make VALUE the global value of SYMBOL; bindings stay as they are."
  (if (or (is-not (type symbol) Symbol) (is symbol.variable None))
      (set-symbol-value symbol value)
      (setv symbol.variable.value value))
  value)


(defn [(lisp "CURRENT-THREAD" :package "EXCL")] current-thread []
  "Return the running thread, which is a process here."
  (current-process))


(defn [(lisp "SYMEVAL-IN-THREAD" :package "EXCL" :values True)] symeval-in-thread [symbol thread]
  #[[Return the value that SYMBOL has in THREAD, a process, and whether that has a binding of its own.

  Signals: type-error; unbound-variable where it has no value at all.]]
  (when (not (isinstance thread Process))
    (type-error thread "a process"))
  (setv local (. (variable-of symbol) local)
        value (cond
                (is thread (current-process)) (.get local)
                (is thread.context None) NO-BINDING
                True (.get thread.context local NO-BINDING)))
  (if (is value NO-BINDING)
      #((global-symbol-value symbol) None)
      #(value True)))
