#[[Macros of package EXCL: atomic changes, locks of objects, errors as values, and forms that advise a
compiler or a patch loader, of which nothing is left to do here.

Source: Allegro CL 10.1, Multiprocessing (SMP macros), and the pages of the operators.]]

(import
  threading
  weakref
  acllib.kernel.signalling [type-error]
  acllib.lisp.conses [form]
  acllib.lisp.definitions [lisp macro named]
  acllib.lisp.forms [K S X Y parts program-error]
  acllib.lisp.macros_control [clause-parts]
  acllib.lisp.macros_system [reachable]
  acllib.lisp.sharp_macros [feature-p]
  acllib.lisp.symbols [gensym]
  acllib.locks [ProcessLock])


;;; Atomic changes: without interrupts, and one at a time in all processes

(setv _atomic (ProcessLock "atomic changes"))


(defn [(lisp "%ATOMIC-LOCK" :package "SYSTEM")] atomic-lock []
  _atomic)


(defn atomically [#* body]
  "Return the form that evaluates BODY while no other such form is."
  (form #((X "WITHOUT-INTERRUPTS")
           #((named "WITH-PROCESS-LOCK" "MULTIPROCESSING") #(#((Y "%ATOMIC-LOCK"))) #* body))))


(defn [(macro "INCF-ATOMIC" :package "EXCL")] expand-incf-atomic [place [delta 1]]
  "(incf-atomic PLACE [DELTA]): incf that no other process sees half done."
  (atomically #(S.INCF place delta)))


(defn [(macro "DECF-ATOMIC" :package "EXCL")] expand-decf-atomic [place [delta 1]]
  (atomically #(S.DECF place delta)))


(defn [(macro "PUSH-ATOMIC" :package "EXCL")] expand-push-atomic [object place]
  (atomically #(S.PUSH object place)))


(defn [(macro "POP-ATOMIC" :package "EXCL")] expand-pop-atomic [place]
  (atomically #(S.POP place)))


(defn [(macro "ATOMIC-CONDITIONAL-SETF" :package "EXCL")] expand-atomic-conditional-setf [place new old]
  "(atomic-conditional-setf PLACE NEW OLD): store NEW if PLACE holds OLD, as eq compares; return whether."
  (atomically #(S.IF #(S.EQ place old) #(S.PROGN #(S.SETF place new) True) None)))


;;; Locks of objects

(setv _locks {}                         ; id → #(weak reference, ProcessLock)
      _locks-mutex (threading.Lock))


(defn [(lisp "%LOCK-OF" :package "SYSTEM")] lock-of [object]
  "Return the process lock of OBJECT, an instance, structure or stream, made at its first use; a lock is its own."
  (when (isinstance object ProcessLock)
    (return object))
  (with [_ _locks-mutex]
    (setv known (.get _locks (id object)))
    (when (is known None)
      (defn forget [_ [number (id object)]]
        (.pop _locks number None))
      (try
        (setv known #((weakref.ref object forget) (ProcessLock "object")))
        (except [TypeError]
          (type-error object "an instance, a structure or a stream")))
      (setv (get _locks (id object)) known))
    (get known 1)))


(setv LOCKED-OPTIONS #(K.NON-SMP K.TYPE K.BLOCK K.TYPECHECK K.TIMEOUT))


(defn [(macro "WITH-LOCKED-OBJECT" "WITH-LOCKED-STRUCTURE" "WITH-LOCKED-STREAM" :package "EXCL")] expand-with-locked-object [spec #* body]
  #[[(with-locked-object (OBJECT &key non-smp type block typecheck timeout) . BODY): BODY while OBJECT is locked for all processes.

  What to do where there is one process at a time (:non-smp) does not matter, nor what the expansion
  checks. No object, nil, is not locked. After TIMEOUT seconds the value is nil, without BODY.]]
  (setv [object #* options] (clause-parts spec (X "WITH-LOCKED-OBJECT"))
        locked (gensym "OBJECT")
        body-name (gensym "BODY"))
  (when (or (% (len options) 2) (any (gfor o (cut options 0 None 2) (not-in o LOCKED-OPTIONS))))
    (program-error "with-locked-object: the options are :non-smp, :type, :block, :typecheck and :timeout."))
  (setv given (dict (zip (cut options 0 None 2) (cut options 1 None 2)))
        limit (if (in K.TIMEOUT given) #(K.TIMEOUT (get given K.TIMEOUT)) #()))
  (form #(S.LET #(#(locked object))
           #(S.FLET #(#(body-name None #* body))
             #(S.IF locked
                #((named "WITH-PROCESS-LOCK" "MULTIPROCESSING") #(#((Y "%LOCK-OF") locked) #* limit) #(body-name))
                #(body-name))))))


;;; Errors as values

(defn [(macro "ERRORSET" :package "EXCL")] expand-errorset [body [announce None] [catch-breaks None]]
  "(errorset FORM [ANNOUNCE]): t and the values of FORM; nil after an error, which is printed if ANNOUNCE is true."
  (setv condition (gensym "CONDITION"))
  (form #(S.HANDLER-CASE #(S.MULTIPLE-VALUE-CALL #(S.FUNCTION S.VALUES) True body)
           #(S.ERROR #(condition)
             #(S.IF announce #(S.FORMAT (S "*ERROR-OUTPUT*") "~&Error: ~A~%" condition) None)
             None))))


;;; Features

(defn [(lisp "FEATUREP" :package "EXCL")] featurep [expression]
  "Return whether a feature expression, as it stands behind #+, is true."
  (if (feature-p None expression None) True None))


(defn [(macro "ICS-TARGET-CASE" :package "EXCL")] expand-ics-target-case [#* clauses]
  "Choose the forms for images with international characters, as this is one."
  (for [clause clauses]
    (setv [key #* body] (parts clause "ics-target-case"))
    (when (is key (K "+ICS"))
      (return (form #(S.PROGN #* body)))))
  None)


;;; Advice that nothing is to be done with

(defn [(macro "FAST" "WITH-UNREACHABLE-CODE-ALLOWED" :package "EXCL")] expand-fast [#* body]
  "BODY, compiled for speed as all code is, and without remarks of the compiler."
  (form #(S.PROGN #* body)))


(defn [(macro "DEFPATCH" :package "EXCL")] expand-defpatch [#* ignored]
  "Note a patch of a program: nothing to do."
  None)


(reachable (X "DEFPATCH") "SYSTEM")


(defn [(macro "WITH-GC-VERBOSITY" :package "EXCL")] expand-with-gc-verbosity [options #* body]
  "BODY; the collector says nothing of its work in any case."
  (form #(S.PROGN #* body)))
