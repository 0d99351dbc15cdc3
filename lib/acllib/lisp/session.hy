#[[What an image can do and how it ends: *features* and `exit`.

`exit` unwinds by a `LispExit`, which whoever runs the program turns into the end of it.]]

(import
  os
  sys
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.signalling [type-error]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.symbols [keyword]
  acllib.lisp.variables [features terminal-io]
  acllib.processes [current-process process-interrupt process-kill])


;;; *features*

;; What a 10.1 image on Linux has and programs test, and `aclrepl`, which is ours. `smp` is
;; there because processes are threads that run between any two steps of another.
(setv _FEATURES ["ACLREPL" "ALLEGRO" "ALLEGRO-V10.1" "ANSI-CL" "CLOS" "COMMON-LISP" "EXCL" "ICS"
                 "IEEE-FLOATING-POINT" "IPV6" "MULTIPROCESSING" "OS-THREADS"
                 "SMP" "SMP-MACROS" "UNIX"])


(defn machine-name []
  "Return the kind of processor as the system calls it, \"\" where that is unknown."
  (when (hasattr os "uname")
    (return (. (os.uname) machine)))
  (import platform)                     ; slow to load, and asked for one word
  (platform.machine))


(defn image-features []
  "Return the list of names of the features of this image."
  (setv machine (.upper (.replace (machine-name) "_" "-"))
        found [#* _FEATURES])
  (.append found (if (.startswith sys.platform "linux") "LINUX" (.upper sys.platform)))
  (when (= sys.platform "darwin")
    (.append found "MACOSX"))
  (when machine
    (.append found machine))
  (when (> sys.maxsize (** 2 32))
    (.append found "64BIT"))
  (.append found (if (= sys.byteorder "little") "LITTLE-ENDIAN" "BIG-ENDIAN"))
  found)


(setv features.value (lisp-list (lfor name (image-features) (keyword name))))


;; What `sys:command-line-arguments` returns, as list of str: the program, or the file it runs,
;; and what stands behind it.
(setv command-line (list sys.argv))


;;; The end

;; Holds the process whose end is the program's, once there is one; and a function of an exit
;; status that ends the program from whatever thread it is called in. `sudden-end` holds functions
;; that give back what must not stay with the program when it ends without unwinding. `listening` is
;; not empty while somebody types at a listener.
(setv main-process []
      program-end []
      sudden-end []
      listening [])

;; True in a process whose `exit` ends no more than what the process runs: a remote listener.
(setv exit-locally (DynamicVariable "exit_locally" None))


(defclass LispExit [NonLocalExit]
  #[[Unwinds everything and ends the program.

  code  -- int, 0 to 255: the exit status
  quiet -- true: nothing is said about it]]

  (defn __init__ [self [code 0] [quiet False]]
    (.__init__ NonLocalExit self LispExit code)
    (setv self.code code
          self.quiet quiet)))


(defn [(lisp "EXIT" "QUIT" "MP-SAFE-EXIT" :package "EXCL")] exit [[code 0] * [no-unwind None] [quiet None]]
  #[[End the program with an exit status.

  Arguments: no-unwind -- true: at once, no cleanup form runs; quiet -- true: without a message.
  Returns: never.]]
  (setv status (cond
                 (is code None) 0
                 (and (is (type code) int) (<= 0 code 255)) code
                 True (type-error code "(INTEGER 0 255)")))
  (when (.get exit-locally)
    (raise (LispExit status (is-not quiet None))))
  (when (is-not no-unwind None)
    (.force-output (.get terminal-io))
    (for [give-back sudden-end]
      (give-back))
    (os._exit status))
  (setv leave (LispExit status (is-not quiet None)))
  (for [process (list main-process)]
    (when (and process.alive (is-not process (current-process)))
      (if program-end
          ((get program-end 0) status)
          (process-interrupt process (fn [] (raise leave))))
      (when (not (. (current-process) immigrant))
        (process-kill (current-process)))))
  (raise leave))
