#[[Signals of the system that programs handle.

Python calls a signal's handler in its main thread, whatever that is doing; the program's functions run in a
process of Lisp's that is made for the signal. Whoever runs the program owns the signals that end it: the
listener's handlers ask `deliver` first, and their object says so by an attribute `for_programs`. Another signal can be handled
where the main thread asks for it.

Source: Allegro CL 10.1, set-signal-handler and relatives.]]

(import
  signal
  threading
  acllib.kernel.signalling [error type-error]
  acllib.lisp.conditions [SimpleError]
  acllib.lisp.conses [Cons form lisp-list]
  acllib.lisp.definitions [constant lisp macro]
  acllib.lisp.forms [S X parts program-error]
  acllib.lisp.runtime [function-designated]
  acllib.lisp.symbols [find-package gensym symbol?]
  acllib.processes [run-in-process])


;; Number → list of functions or their names, newest first.
(setv _chains {})

(for [_signal signal.Signals]
  (when (.isalnum _signal.name)
    (constant f"*{_signal.name}*" (int _signal) :package "EXCL.OSI")))


(defn deliver [number otherwise]
  #[[Have the program's functions handle a signal; return whether there are any.

  For Python's handlers of signals: takes no lock of Lisp's. OTHERWISE is called with the number, in another
  thread, when none of them returns true.]]
  (setv chain (list (.get _chains number #())))
  (when chain
    (.start (threading.Thread :target start-handling :args #(number chain otherwise) :daemon True)))
  (bool chain))


(defn start-handling [number chain otherwise]
  (run-in-process (fn [] (handle number chain otherwise)) f"signal {number}"))


(defn handle [number chain otherwise]
  (for [function chain]
    (when (is-not ((function-designated function) number True) None)
      (return None)))
  (otherwise number))


(defn take [number frame]
  "The handler of signals that nobody but the program handles."
  (deliver number (fn [number])))


(defn asks-programs? [handler]
  "Return whether a handler of Python's calls `deliver`: `take`, and those of whoever runs the program."
  (or (is handler take) (getattr (getattr handler "__self__" None) "for_programs" False)))


(defn check-number [number]
  "Return NUMBER, once its signal comes to `deliver`; signals an error where that is not possible."
  (when (not (and (is (type number) int) (in number (signal.valid-signals))
                  (not-in number #(signal.SIGKILL signal.SIGSTOP))))
    (type-error number "the number of a signal that can be handled"))
  (cond
    (asks-programs? (signal.getsignal number)) None
    (is (threading.current-thread) (threading.main-thread)) (signal.signal number take)
    True (error (SimpleError :format-control "Signal ~a can't be handled: only Python's main thread could say so."
                             :format-arguments (lisp-list [number]))))
  number)


(defn handlers-list []
  "Return the alist of numbers and handlers."
  (lisp-list (lfor [number chain] (sorted (.items _chains)) function chain (Cons number function))))


(defn check-function [function]
  (if (or (callable function) (symbol? function)) function (type-error function "(OR FUNCTION SYMBOL)")))


(defn [(lisp "SET-SIGNAL-HANDLER" :package "EXCL")] set-signal-handler [number function]
  #[[Make FUNCTION the handler of signal NUMBER, in the place of all there were; return it.

  It is called with the number and t, in a process of its own, and returns true if that was all there is to do;
  else what would have been done without it is done: for SIGINT, SIGTERM and SIGHUP the program ends.
  nil: no handler. Signals: type-error; an error for a signal that only the main thread could ask for.]]
  (setv chain (if (is function None) [] [(check-function function)])
        (get _chains (check-number number)) chain)
  function)


(defn [(lisp "ADD-SIGNAL-HANDLER" :package "EXCL")] add-signal-handler [number function * [delay-interrupts None]]
  "Have FUNCTION handle signal NUMBER before the other handlers; return the alist of all. As set-signal-handler."
  (setv (get _chains (check-number number)) [(check-function function) #* (.get _chains number [])])
  (handlers-list))


(defn [(lisp "REMOVE-SIGNAL-HANDLER" :package "EXCL")] remove-signal-handler [number function]
  "Have FUNCTION, as it was given, handle signal NUMBER no longer; return the alist of all handlers."
  (setv chain (list (.get _chains number [])))
  (when (in function chain)
    (.remove chain function)
    (setv (get _chains number) chain))
  (handlers-list))


(defn [(macro "WITH-SIGNAL-HANDLER" :package "EXCL")] expand-with-signal-handler [spec #* body]
  "(with-signal-handler (NUMBER FUNCTION) . BODY): BODY with one more handler of the signal, in all processes."
  (setv given (parts spec "with-signal-handler"))
  (when (!= (len given) 2)
    (program-error "with-signal-handler: the first subform is (number function)."))
  (setv number (gensym "NUMBER")
        function (gensym "FUNCTION"))
  (form #(S.LET #(#(number (get given 0)) #(function (get given 1)))
           #((X "ADD-SIGNAL-HANDLER") number function)
           #(S.UNWIND-PROTECT #(S.PROGN #* body) #((X "REMOVE-SIGNAL-HANDLER") number function)))))


;; Programs take them from either package.
(for [_name ["SET-SIGNAL-HANDLER" "ADD-SIGNAL-HANDLER" "REMOVE-SIGNAL-HANDLER" "WITH-SIGNAL-HANDLER"]]
  (.import-symbol (find-package "EXCL.OSI") (X _name))
  (.add (. (find-package "EXCL.OSI") exported) _name))
