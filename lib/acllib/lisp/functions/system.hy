#[[What the system tells of itself: implementation, machine, environment. Source: CLHS 25.

Time is in `time.hy`.]]

(import
  gc
  os
  acllib
  acllib.lisp [session]
  acllib.lisp.arrays [text]
  acllib.lisp.conses [lisp-list]
  acllib.kernel.signalling [type-error]
  acllib.lisp.definitions [lisp named setf]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.runtime [function-designated]
  acllib.lisp.symbols [find-package]
  acllib.lisp.variables [standard-output])


(defn _platform []
  "Return Python's `platform`, which takes long to load and is seldom asked."
  (import platform)
  platform)


(defn [(lisp "LISP-IMPLEMENTATION-TYPE")] lisp-implementation-type []
  "Return the name of this Lisp."
  "aclrepl")


(defn [(lisp "LISP-IMPLEMENTATION-VERSION")] lisp-implementation-version []
  "Return the version of this Lisp and of the Python under it."
  f"{(getattr acllib "__version__" "0")} (Python {(.python-version (_platform))})")


(defn [(lisp "MACHINE-TYPE")] machine-type []
  "Return the kind of processor, as the system calls it."
  (or (session.machine-name) None))


(defn [(lisp "MACHINE-VERSION")] machine-version []
  "Return the model of the processor, nil where the system does not tell."
  (or (.processor (_platform)) (session.machine-name) None))


(defn [(lisp "MACHINE-INSTANCE" "SHORT-SITE-NAME" "LONG-SITE-NAME")] machine-instance []
  "Return the name of this machine; the system is asked, no name server."
  (or (.node (_platform)) None))


(defn [(lisp "SOFTWARE-TYPE")] software-type []
  "Return the name of the operating system."
  (or (.system (_platform)) None))


(defn [(lisp "SOFTWARE-VERSION")] software-version []
  "Return the version of the operating system."
  (or (.release (_platform)) None))


(defn [(lisp "ROOM" :values True)] room [[detail None]]
  "Print how many objects there are. Return no values."
  (.write-line (.get standard-output) f"{(len (gc.get-objects))} objects are watched by the garbage collector.")
  #())


(defn [(lisp "GC" :package "EXCL")] collect [[tenure None]]
  "Collect garbage. Return nil."
  (gc.collect)
  None)


;; What programs tune Allegro CL's collector by; kept, and without effect.
(setv _tuning {})


(defn [(lisp "GSGC-SWITCH" "GSGC-PARAMETER" "GC-PARAMETER" :package "SYSTEM")] tuning [name]
  "Return what a switch or parameter of the garbage collector was set to, or nil."
  (.get _tuning name))


(defn set-tuning [value name]
  "Remember a switch or parameter of the garbage collector."
  (setv (get _tuning name) value)
  value)


(for [_name ["GSGC-SWITCH" "GSGC-PARAMETER" "GC-PARAMETER"]]
  ((lisp (setf _name) :package "SYSTEM") set-tuning))


;;; The environment

(defn [(lisp "GETENV" :package "SYSTEM")] getenv [name]
  "Return the value of an environment variable, or nil."
  (.get os.environ (designated name)))


(defn [(lisp (setf "GETENV") :package "SYSTEM")] set-getenv [value name]
  "Set an environment variable; nil takes it away."
  (if (is value None)
      (.pop os.environ (designated name) None)
      (setv (get os.environ (designated name)) (text value)))
  value)


(defn [(lisp "COMMAND-LINE-ARGUMENTS" :package "SYSTEM")] command-line-arguments [* [application None]]
  "Return the list of the arguments that the process was started with."
  (lisp-list session.command-line))


(defn [(lisp "COMMAND-LINE-ARGUMENT" :package "SYSTEM")] command-line-argument [n]
  "Return argument number N that the process was started with, 0 for the program; nil where there is none."
  (if (< -1 n (len session.command-line)) (get session.command-line n) None))


;; Programs take them from either package.
(for [_name ["GETENV" "COMMAND-LINE-ARGUMENTS"]]
  (.import-symbol (find-package "EXCL") (named _name "SYSTEM"))
  (.add (. (find-package "EXCL") exported) _name))


;;; Objects that go

(defn [(lisp "SCHEDULE-FINALIZATION" :package "EXCL")] schedule-finalization [object function]
  #[[Have FUNCTION called with OBJECT's place when nobody refers to it any longer; return the finalization.

  The object itself is gone by then: the function gets nil. Signals: type-error for what Python can't
  watch (numbers, strings, conses).]]
  (import weakref)
  (try
    (weakref.finalize object (function-designated function) None)
    (except [TypeError]
      (type-error object "an object that can be watched"))))


(defn [(lisp "UNSCHEDULE-FINALIZATION" :package "EXCL")] unschedule-finalization [finalization]
  "Have what `schedule-finalization` returned not happen."
  (.detach finalization)
  None)


(defn [(lisp "GETPID" :package "EXCL")] getpid []
  "Return the number of this process of the operating system."
  (os.getpid))
