#[[What the system tells of itself: implementation, machine, environment. Source: CLHS 25.

Time is in `time.hy`.]]

(import
  gc
  os
  platform
  acllib
  acllib.lisp [session]
  acllib.lisp.arrays [text]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.variables [standard-output])


(defn [(lisp "LISP-IMPLEMENTATION-TYPE")] lisp-implementation-type []
  "Return the name of this Lisp."
  "aclrepl")


(defn [(lisp "LISP-IMPLEMENTATION-VERSION")] lisp-implementation-version []
  "Return the version of this Lisp and of the Python under it."
  f"{(getattr acllib "__version__" "0")} (Python {(platform.python-version)})")


(defn [(lisp "MACHINE-TYPE")] machine-type []
  "Return the kind of processor, as the system calls it."
  (or (platform.machine) None))


(defn [(lisp "MACHINE-VERSION")] machine-version []
  "Return the model of the processor, nil where the system does not tell."
  (or (platform.processor) (platform.machine) None))


(defn [(lisp "MACHINE-INSTANCE" "SHORT-SITE-NAME" "LONG-SITE-NAME")] machine-instance []
  "Return the name of this machine; the system is asked, no name server."
  (or (platform.node) None))


(defn [(lisp "SOFTWARE-TYPE")] software-type []
  "Return the name of the operating system."
  (or (platform.system) None))


(defn [(lisp "SOFTWARE-VERSION")] software-version []
  "Return the version of the operating system."
  (or (platform.release) None))


(defn [(lisp "ROOM" :values True)] room [[detail None]]
  "Print how many objects there are. Return no values."
  (.write-line (.get standard-output) f"{(len (gc.get-objects))} objects are watched by the garbage collector.")
  #())


(defn [(lisp "GC" :package "EXCL")] collect [[tenure None]]
  "Collect garbage. Return nil."
  (gc.collect)
  None)


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


(defn [(lisp "GETPID" :package "EXCL")] getpid []
  "Return the number of this process of the operating system."
  (os.getpid))
