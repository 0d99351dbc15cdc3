#[[Macros for Hy programs: `(require acllib.macros [with-pending-connect with-timeout])`.

They are thin shells around functions and context managers that Python programs use by name.
The names that an expansion binds are fresh ones, and each argument is evaluated once.
Expansions load what they need from `acllib` themselves.]]


(defmacro with-pending-connect [#* body]
  #[[Evaluate BODY; give up a connection attempt that it leaves unfinished.

  The idiom is `(with-pending-connect (with-timeout [10 (raise TimeoutError)] (make-socket ...)))`.

  Returns: what the last form of BODY returns.
  Source: Allegro CL 10.1, Socket Library, 7.]]
  (setv pending (hy.gensym "pending"))
  `(do
     (import acllib.making [pending-connect :as ~pending])
     (with [_ (~pending)]
       ~@body)))


(defmacro with-timeout [limit #* body]
  #[[Evaluate BODY, for SECONDS at most: `(with-timeout [SECONDS TIMEOUT-FORM ...] BODY ...)`.

  SECONDS is evaluated once. When the time is over BODY is left by a non-local exit and the
  TIMEOUT-FORMs are evaluated; with 0 seconds or less only they are. BODY is a function of its
  own: `return` in it returns from it, and its names are local unless declared `nonlocal`.

  Returns: what the last form of BODY, or the last TIMEOUT-FORM, returns.
  Source: Allegro CL 10.1, Multiprocessing, with-timeout.]]
  (setv call (hy.gensym "call"))
  `(do
     (import acllib.timeouts [call-with-timeout :as ~call])
     (~call ~(get limit 0) (fn [] ~@body) (fn [] ~@(cut limit 1 None)))))


(defmacro with-process-lock [arguments #* body]
  #[[Evaluate BODY while holding a lock: `(with-process-lock [LOCK :timeout 3] BODY ...)`.

  The keywords are those of `call-with-process-lock`: `timeout`, `norecursive`, `seized`, `whostate`. When
  the time is over BODY is not evaluated. BODY is a function of its own, as in `with-timeout`.

  Returns: what the last form of BODY returns, or None.
  Source: Allegro CL 10.1, Multiprocessing, with-process-lock.]]
  (setv call (hy.gensym "call"))
  `(do
     (import acllib.locks [call-with-process-lock :as ~call])
     (~call ~(get arguments 0) (fn [] ~@body) ~@(cut arguments 1 None))))


(defmacro process-progn [process #* body]
  #[[Have PROCESS evaluate BODY, as an interrupt, and wait for it: `(process-progn PROCESS BODY ...)`.

  BODY is a function of its own, as in `with-timeout`.

  Returns: what the last form of BODY returns. Raises: ProcessError when PROCESS has ended or left BODY.
  Source: Allegro CL 10.1, process-progn.]]
  (setv call (hy.gensym "call"))
  `(do
     (import acllib.processwaits [call-in-process :as ~call])
     (~call ~process (fn [] ~@body))))


(defmacro with-output-to-buffer [arguments #* body]
  #[[Evaluate BODY with a stream that writes octets to memory: `(with-output-to-buffer [STREAM] BODY ...)`.

  ARGUMENTS: the name of the stream, and what `make-buffer-output-stream` takes; the stream is closed
  behind the body, which reads the octets by `get-output-stream-buffer`.

  Returns: what the last form of BODY returns.
  Source: Allegro CL 10.1, with-output-to-buffer.]]
  (setv opened (hy.gensym "opened"))
  `(do
     (import acllib.buffers [output-to-buffer :as ~opened])
     (with [~(get arguments 0) (~opened ~@(cut arguments 1 None))]
       ~@body)))


(defmacro with-input-from-buffer [arguments #* body]
  #[[Evaluate BODY with a stream that reads octets: `(with-input-from-buffer [STREAM BUFFER] BODY ...)`.

  ARGUMENTS: the name of the stream, and what `make-buffer-input-stream` takes; the stream is closed
  behind the body.

  Returns: what the last form of BODY returns.
  Source: Allegro CL 10.1, with-input-from-buffer.]]
  (setv opened (hy.gensym "opened"))
  `(do
     (import acllib.buffers [make-buffer-input-stream :as ~opened])
     (with [~(get arguments 0) (~opened ~@(cut arguments 1 None))]
       ~@body)))


(defmacro without-interrupts [#* body]
  #[[Evaluate BODY; interrupts of the running process wait until after it.

  Returns: what the last form of BODY returns.]]
  (setv delayed (hy.gensym "delayed"))
  `(do
     (import acllib.kernel.interrupts [without-interrupts :as ~delayed])
     (with [_ (~delayed)]
       ~@body)))


(defmacro binding [assignments #* body]
  #[[Bind dynamic variables for BODY: `(binding [ipv6 True] BODY ...)`.

  ASSIGNMENTS are names of variables and forms in turn; the forms are evaluated before any
  variable is bound. Returns: what the last form of BODY returns.]]
  (setv bound (hy.gensym "bound")
        pairs (lfor [name form] (zip (cut assignments 0 None 2) (cut assignments 1 None 2))
                    part [(hy.models.Keyword (str name)) form]
                    part))
  `(do
     (import acllib.kernel.dynamic [binding :as ~bound])
     (with [_ (~bound ~@pairs)]
       ~@body)))
