#[[Macros of Allegro's packages around processes, interrupts and connections, and the standard
ones around printing and compilation units.

with-timeout and without-scheduling live in SYSTEM and are reachable from MULTIPROCESSING too
(Allegro CL 10.1, Multiprocessing); without-interrupts lives in EXCL. Their work is done by
functions of the core that take the body as a function.]]

(import
  acllib.kernel.dynamic [current-state]
  acllib.kernel.interrupts [pending run-pending]
  acllib.locks [call-with-process-lock]
  acllib.making [pending-connect]
  acllib.processwaits [call-in-process]
  acllib.timeouts [call-with-timeout]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [form lisp-list]
  acllib.lisp.definitions [lisp macro named]
  acllib.lisp.forms [S K X Y quoted thunk gensyms program-error]
  acllib.lisp.macros_control [clause-parts]
  acllib.lisp.symbols [find-package symbol-name])


(defn reachable [symbol #* packages]
  "Export SYMBOL from PACKAGES (names) too."
  (for [name packages]
    (setv package (find-package name))
    (.import-symbol package symbol)
    (.add package.exported (symbol-name symbol))))


;;; Time-outs and locks

(defn [(macro "WITH-TIMEOUT" :package "SYSTEM")] expand-with-timeout [spec #* body]
  "Expand (with-timeout (SECONDS . TIMEOUT-FORMS) . BODY)."
  (setv [seconds #* forms] (clause-parts spec (Y "WITH-TIMEOUT")))
  (form #((Y "%WITH-TIMEOUT") seconds (thunk #* body) (thunk #* forms))))


(defn [(lisp "%WITH-TIMEOUT" :package "SYSTEM" :values True)] with-timeout [seconds body timeout-body]
  "Return BODY's values, or TIMEOUT-BODY's when SECONDS are over."
  (call-with-timeout.mv seconds body timeout-body))


(defn [(macro "PROCESS-PROGN" :package "MULTIPROCESSING")] expand-process-progn [process #* body]
  "Expand (process-progn PROCESS . BODY)."
  (form #((Y "%CALL-IN-PROCESS") process (thunk #* body))))


(defn [(lisp "%CALL-IN-PROCESS" :package "SYSTEM" :values True)] in-process [process body]
  "Return BODY's values, called in PROCESS."
  (call-in-process.mv process body))


(setv LOCK-OPTIONS #(K.TIMEOUT K.NORECURSIVE K.WHOSTATE K.SEIZED))


(defn [(macro "WITH-PROCESS-LOCK" :package "MULTIPROCESSING")] expand-with-process-lock [spec #* body]
  "Expand (with-process-lock (LOCK &key timeout norecursive whostate seized) . BODY)."
  (setv [lock #* options] (clause-parts spec (named "WITH-PROCESS-LOCK" "MULTIPROCESSING")))
  (when (or (% (len options) 2) (any (gfor o (cut options 0 None 2) (not-in o LOCK-OPTIONS))))
    (program-error "with-process-lock: the options are :timeout, :norecursive, :whostate and :seized."))
  (setv pairs (list (zip (cut options 0 None 2) (cut options 1 None 2)))
        seized (.get (dict pairs) K.SEIZED)
        [held] (gensyms "HELD" 1))
  (form #((Y "%WITH-PROCESS-LOCK") lock
           (if (is seized None)
               (thunk #* body)
               #(S.FUNCTION #(S.LAMBDA #(held) #(S.SETQ seized held) #* body)))
           #* (gfor [option value] pairs part #(option (if (is option K.SEIZED) True value)) part))))


(defn [(lisp "%WITH-PROCESS-LOCK" :package "SYSTEM" :values True)] with-process-lock
  [lock body * [timeout None] [norecursive None] [whostate None] [seized None]]
  "Return BODY's values, called while holding LOCK; with SEIZED it is told whether the lock was held before."
  (setv state [None]
        whostate (if (is whostate None) "Lock" whostate)
        norecursive (is-not norecursive None))
  (if (is seized None)
      (call-with-process-lock.mv lock body :timeout timeout :norecursive norecursive :whostate whostate)
      (do
        (defn note [held] (setv (get state 0) held))
        (defn told [] (body (get state 0)))
        (setv told.mv (fn [] (call-for-values body (get state 0))))
        (call-with-process-lock.mv lock told :timeout timeout :norecursive norecursive
                                   :whostate whostate :seized note))))


;;; Interrupts

(defn [(macro "WITHOUT-INTERRUPTS" :package "EXCL")] expand-without-interrupts [#* body]
  (delayed body))


(defn [(macro "WITHOUT-SCHEDULING" :package "SYSTEM")] expand-without-scheduling [#* body]
  (delayed body))


(defn [(macro "WITH-DELAYED-INTERRUPTS" :package "EXCL")] expand-with-delayed-interrupts [#* body]
  (delayed body))


(defn [(macro "WITH-MESSAGE-INTERRUPTS-DISABLED" :package "MULTIPROCESSING")] expand-with-messages-disabled [#* body]
  (delayed body))


(defn [(macro "WAITING-FOR-INPUT-AVAILABLE" :package "MULTIPROCESSING")] expand-waiting-for-input [spec #* body]
  "Evaluate the body; what it waits for needs no announcement here."
  (form #(S.PROGN #* spec #* body)))


(defn delayed [body]
  "Return the form that runs BODY with interrupts of the process delayed, and the delayed ones behind it."
  (form #(S.PROGN
           #((Y "%DELAY-INTERRUPTS"))
           #(S.MULTIPLE-VALUE-PROG1
              #(S.UNWIND-PROTECT #(S.PROGN #* body) #((Y "%ALLOW-INTERRUPTS")))
              #((Y "%RUN-INTERRUPTS"))))))


(defn [(lisp "%DELAY-INTERRUPTS" :package "SYSTEM")] delay-interrupts []
  (setv state (current-state))
  (+= state.delayed 1)
  None)


(defn [(lisp "%ALLOW-INTERRUPTS" :package "SYSTEM")] allow-interrupts []
  (setv state (current-state))
  (-= state.delayed 1)
  None)


(defn [(lisp "%RUN-INTERRUPTS" :package "SYSTEM")] run-interrupts []
  (when pending
    (run-pending))
  None)


;;; Connections

(defn [(macro "WITH-PENDING-CONNECT" :package "ACL-SOCKET")] expand-with-pending-connect [#* body]
  (form #((Y "%WITH-PENDING-CONNECT") (thunk #* body))))


(defn [(lisp "%WITH-PENDING-CONNECT" :package "SYSTEM" :values True)] with-pending-connect [body]
  "Return BODY's values; connects that it leaves unfinished are given up."
  (with [_ (pending-connect)]
    (return (call-for-values body))))


;;; Package locks and compilation

(defn [(macro "WITHOUT-PACKAGE-LOCKS" :package "EXCL")] expand-without-package-locks [#* body]
  (form #(S.PROGN #* body)))


;;; Printing

(setv STANDARD-SYNTAX [
  ; variable                    value form
  #("*PACKAGE*"                 #(S.FIND-PACKAGE "COMMON-LISP-USER"))
  #("*PRINT-ARRAY*"             True)
  #("*PRINT-BASE*"              10)
  #("*PRINT-CASE*"              K.UPCASE)
  #("*PRINT-CIRCLE*"            None)
  #("*PRINT-ESCAPE*"            True)
  #("*PRINT-GENSYM*"            True)
  #("*PRINT-LENGTH*"            None)
  #("*PRINT-LEVEL*"             None)
  #("*PRINT-LINES*"             None)
  #("*PRINT-MISER-WIDTH*"       None)
  #("*PRINT-PRETTY*"            None)
  #("*PRINT-RADIX*"             None)
  #("*PRINT-READABLY*"          True)
  #("*PRINT-RIGHT-MARGIN*"      None)
  #("*READ-BASE*"               10)
  #("*READ-DEFAULT-FLOAT-FORMAT*" #(S.QUOTE S.SINGLE-FLOAT))
  #("*READ-EVAL*"               True)
  #("*READ-SUPPRESS*"           None)
  #("*READTABLE*"               #(S.COPY-READTABLE None))])


(defn [(macro "WITH-STANDARD-IO-SYNTAX")] expand-with-standard-io-syntax [#* body]
  "Bind by progv: so many nested bindings are more than a Python function may hold."
  (form #(S.PROGV (quoted (lisp-list (lfor [name _] STANDARD-SYNTAX (S name))))
           #(S.LIST #* (gfor [_ value] STANDARD-SYNTAX value))
           #* body)))


(defn [(macro "PRINT-UNREADABLE-OBJECT")] expand-print-unreadable-object [spec #* body]
  (setv [object stream #* options] (clause-parts spec S.PRINT-UNREADABLE-OBJECT)
        options (dict (zip (cut options 0 None 2) (cut options 1 None 2))))
  (form #((Y "%PRINT-UNREADABLE") object stream (.get options K.TYPE) (.get options K.IDENTITY)
           (if body (thunk #* body) None))))


(reachable (Y "WITH-TIMEOUT") "MULTIPROCESSING")
(reachable (Y "WITHOUT-SCHEDULING") "MULTIPROCESSING")
(reachable (X "WITHOUT-INTERRUPTS") "SYSTEM" "MULTIPROCESSING")
(reachable (named "WITH-PROCESS-LOCK" "MULTIPROCESSING") "SYSTEM")
