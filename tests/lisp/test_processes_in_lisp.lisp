;;; Forms on processes and what they return: read by test_processes_in_lisp.py (support/lisp_tables.py).

;;; preliminaries

(defun wait-for (whostate function &rest arguments)
  (unless (apply #'mp:process-wait-with-timeout whostate 10 function arguments)
    (error "in vain: ~a" whostate)))
;=> WAIT-FOR
(defun wait-for-end (process)
  (wait-for "a process to end" (lambda () (not (mp:process-alive-p process)))))
;=> WAIT-FOR-END
(defun call-elsewhere (function &rest arguments)
  "Call FUNCTION in another process, and return its values, or the condition that it ended with."
  (let* ((result nil)
         (process (apply #'mp:process-run-function "elsewhere"
                         (lambda (&rest arguments)
                           (setq result (handler-case (multiple-value-list (apply function arguments))
                                          (condition (c) (list c)))))
                         arguments)))
    (wait-for-end process)
    (values-list result)))
;=> CALL-ELSEWHERE
(defmacro elsewhere (&body body) `(call-elsewhere (lambda () ,@body)))
;=> ELSEWHERE
(defun call-while-blocked (name blocker function)
  "Call FUNCTION with a process that BLOCKER, called there, blocks. Return how that ended, and its log."
  (let* ((log nil)
         (process (mp:process-run-function name
                    (lambda ()
                      (push (catch 'out (unwind-protect (funcall blocker) (push :cleanup log))) log)))))
    (wait-for "the process to block" (lambda () (plusp (length (mp:process-whostate process)))))
    (funcall function process)
    (wait-for-end process)
    (reverse log)))
;=> CALL-WHILE-BLOCKED
(defun throw-out (process)
  (mp:process-interrupt process (lambda () (throw 'out :thrown))))
;=> THROW-OUT

;;; names and packages

(loop for name in '("PROCESS-RUN-FUNCTION" "PROCESS-INTERRUPT" "WITH-TIMEOUT" "WITHOUT-SCHEDULING" "*CURRENT-PROCESS*" "*ALL-PROCESSES*" "WITH-PROCESS-LOCK" "MAKE-GATE" "DEQUEUE") always (eq (nth-value 1 (find-symbol name :mp)) :external))
;=> T
(list (eq 'mp:with-timeout 'sys:with-timeout) (eq 'mp:*current-process* 'sys:*current-process*) (eq 'multiprocessing:process-kill 'mp:process-kill) (eq 'excl:without-interrupts 'mp:without-interrupts))
;=> (T T T T)
(list (mp:process-p mp:*current-process*) (mp:process-p 3) (typep mp:*current-process* 'mp:process) (mp:process-name mp:*current-process*))
;=> (T NIL T "a test")
(not (null (member mp:*current-process* mp:*all-processes*)))
;=> T
(let ((mp:*current-process* :bound)) mp:*current-process*)
;=> :BOUND
(setq mp:*current-process* 5)
;=> !program-error
(list (boundp 'mp:*all-processes*) (listp (symbol-value 'sys:*all-processes*)))
;=> (T T)
mp:*current-process*
;=> #<MULTIPROCESSING:PROCESS a test(...) @ #x...>
(let ((*package* (find-package :mp))) (prin1-to-string mp:*current-process*))
;=> ...
(list (mp:make-gate nil) (mp:make-gate t) (mp:make-process-lock) (mp:make-process-lock :name "till") (make-instance 'mp:queue))
;=> (#<MULTIPROCESSING:GATE closed @ #x...> #<MULTIPROCESSING:GATE open @ #x...> #<MULTIPROCESSING:PROCESS-LOCK @ #x...> #<MULTIPROCESSING:PROCESS-LOCK till @ #x...> #<MULTIPROCESSING:QUEUE @ #x...>)

;;; making and ending

(let ((p (mp:process-run-function "adder" #'+ 1 2))) (wait-for-end p) (list (mp:process-name p) (mp:process-alive-p p) (mp:process-active-p p) (mp:process-runnable-p p)))
;=> ("adder" NIL NIL NIL)
(elsewhere (values 1 2 3))
;=> 1  2  3
(multiple-value-list (call-elsewhere 'floor 7 2))
;=> (3 1)
(mp:process-run-function 5 #'car)
;=> !type-error
(mp:process-run-function "no function" 5)
;=> !type-error
(mp:process-run-function '(:name "x" :colour 3) #'list)
;=> !type-error
(mp:process-run-function)
;=> !program-error
(let ((p (mp:make-process :name "made" :priority 4 :quantum 1 :run-reasons nil))) (prog1 (list (mp:process-alive-p p) (mp:process-active-p p) (mp:process-whostate p) (mp:process-run-reasons p)) (mp:process-kill p)))
;=> (T NIL "" NIL)
(let ((p (mp:make-process :colour 4))) p)
;=> !program-error
(mp:make-process :name 'symbol)
;=> ...
(progn (mapc #'mp:process-kill (remove "SYMBOL" mp:*all-processes* :key #'mp:process-name :test-not #'string=)) nil)
;=> NIL
(let* ((log nil) (p (mp:make-process :name "preset"))) (mp:process-preset p (lambda (x) (push x log)) :ran) (let ((before log)) (mp:process-enable p) (wait-for-end p) (list before log)))
;=> (NIL (:RAN))
(let* ((runs 0) (p (mp:process-run-restartable-function "again" (lambda () (when (= (incf runs) 3) (mp:process-kill mp:*current-process*)))))) (wait-for-end p) runs)
;=> 3
(let ((p (mp:process-run-function '(:name "listed" :priority 3) #'identity 1))) (wait-for-end p) (mp:process-name p))
;=> "listed"
(let ((p (mp:make-process :name "old"))) (setf (mp:process-name p) "new" (getf (mp:process-property-list p) 'key) 5) (prog1 (list (mp:process-name p) (eq p (mp:find-process "new")) (mp:find-process "old") (mp:process-property-list p)) (mp:process-kill p)))
;=> ("new" T NIL (KEY 5))
(let ((p (mp:make-process :name "reasons"))) (mp:process-add-arrest-reason p :why) (mp:process-add-run-reason p 'go) (prog1 (list (mp:process-arrest-reasons p) (mp:process-run-reasons p) (mp:process-active-p p) (progn (mp:process-revoke-arrest-reason p :why) (mp:process-active-p p)) (progn (mp:process-revoke-run-reason p 'go) (mp:process-active-p p))) (mp:process-kill p)))
;=> ((:WHY) (GO) NIL T NIL)
(let* ((n 0) (p (mp:process-run-function "counter" (lambda () (loop (incf n) (sleep 0.001)))))) (wait-for "counting" (lambda () (plusp n))) (mp:process-disable p) (wait-for "standing" (lambda () (let ((before n)) (sleep 0.02) (= before n)))) (let ((stood n)) (mp:process-enable p) (wait-for "going on" (lambda () (> n stood))) (mp:process-kill p :wait t) (mp:process-alive-p p)))
;=> NIL
(call-while-blocked "killed" (lambda () (unwind-protect (sleep 60) (sleep 0.001))) (lambda (p) (mp:process-kill p :wait t)))
;=> (:CLEANUP)
(let* ((log nil) (p (mp:process-run-function "nest" (lambda () (unwind-protect (unwind-protect (progn (push :in log) (sleep 60)) (push 1 log)) (push 2 log)))))) (wait-for "in" (lambda () log)) (mp:process-kill p :wait t) (reverse log))
;=> (:IN 1 2)
(let* ((p (mp:process-run-function "loops" (lambda () (loop)))) ) (mp:process-kill p :wait t) (mp:process-alive-p p))
;=> NIL
(let* ((runs 0) (p (mp:process-run-function "reset" (lambda () (incf runs) (sleep (if (= runs 1) 60 0)))))) (wait-for "first run" (lambda () (and (= runs 1) (plusp (length (mp:process-whostate p)))))) (mp:process-reset p) (wait-for-end p) runs)
;=> 2
(mp:process-kill 7)
;=> !type-error
(let ((p (mp:process-run-function "gone" #'list))) (wait-for-end p) (list (mp:process-kill p) (mp:process-interrupt p #'list) (mp:process-kill p :wait t)))
;=> (NIL NIL NIL)

(let ((p (mp:make-process :name "all" :class 'mp:process :reset-action nil :arrest-reasons '(x) :resume-hook (lambda ()) :suspend-hook nil :run-immediately t :stack-allocation 1000 :message-interrupt-function nil))) (mp:process-kill p) (list (mp:process-name p) (mp:process-thread p) (mp:process-arrest-reasons p)))
;=> ("all" NIL (X))
(let ((p (mp:make-process :name "advice"))) (setf (mp:process-priority p) 5 (mp:process-quantum p) 1/2 (mp:process-keeps-lisp-alive-p p) nil) (mp:process-kill p) (list (mp:process-priority p) (mp:process-quantum p) (mp:process-keeps-lisp-alive-p p) (mp:process-keeps-lisp-alive-p mp:*current-process*) (integerp (mp:process-sequence p))))
;=> (5 1/2 NIL T T)
(defclass worker (mp:process) ((jobs :initform 0 :accessor jobs) (kind :initarg :kind :reader kind)) (:default-initargs :kind :quick))
;=> #<STANDARD-CLASS WORKER>
(let ((p (mp:process-run-function '(:name "of a class" :class worker) (lambda () (incf (jobs mp:*current-process*)))))) (wait-for-end p) (list (type-of p) (jobs p) (kind p) (typep p 'mp:process) (mp:process-name p)))
;=> (WORKER 1 :QUICK T "of a class")
(mp:make-process :class 'cons)
;=> !type-error
(mp:make-process :class 'no-such-class)
;=> !type-error
(let ((p (mp:process-run-function '(:name "restarts" :reset-action t) (let ((n 0)) (lambda () (when (= (incf n) 2) (mp:process-kill mp:*current-process*))))))) (wait-for-end p) (not (null (mp:process-thread p))))
;=> T

;;; special variables

(defvar *colour* :red)
;=> *COLOUR*
(defparameter *depth* 0)
;=> *DEPTH*
(let ((*colour* :blue)) (list *colour* (elsewhere *colour*)))
;=> (:BLUE :RED)
(progn (elsewhere (let ((*colour* :green)) (setq *colour* :yellow))) *colour*)
;=> :RED
(progn (elsewhere (setq *colour* :pink)) *colour*)
;=> :PINK
(let ((*colour* :inner)) (elsewhere (setq *colour* :global)) (list *colour* (symbol-value '*colour*) (elsewhere *colour*)))
;=> (:INNER :INNER :GLOBAL)
(let* ((out (mp:make-gate nil)) (in (mp:make-gate nil)) (p (mp:process-run-function "binder" (lambda () (let ((*colour* :its-own)) (mp:open-gate in) (mp:process-wait "a gate" #'mp:gate-open-p out)))))) (wait-for "the binding" #'mp:gate-open-p in) (prog1 (list *colour* (mp:symeval-in-process '*colour* p)) (mp:open-gate out) (wait-for-end p)))
;=> (:GLOBAL :ITS-OWN)
(list (mp:symeval-in-process '*depth* mp:*current-process*) (let ((*depth* 1)) (mp:symeval-in-process '*depth* mp:*current-process*)) (mp:symeval-in-process :key mp:*current-process*) (mp:symeval-in-process nil mp:*current-process*))
;=> (0 1 :KEY NIL)
(progn (defvar *nothing*) (mp:symeval-in-process '*nothing* mp:*current-process*))
;=> !ProcessError
(mp:symeval-in-process 5 mp:*current-process*)
;=> !type-error
(let ((q (make-instance 'mp:queue)) (*colour* :here)) (mp:process-run-function '(:name "bound" :initial-bindings ((*colour* . (list :there (+ 1 2))) (*print-base* . 16))) (lambda () (mp:enqueue q (list *colour* (prin1-to-string 255) (eq mp:*current-process* (mp:find-process "bound")))))) (list *colour* (mp:dequeue q :wait 10)))
;=> (:HERE ((:THERE 3) "FF" T))
(let ((q (make-instance 'mp:queue))) (mp:process-run-function `(:initial-bindings ((*depth* . ',(list 1 2)))) (lambda () (incf (car *depth*)) (mp:enqueue q *depth*))) (list (mp:dequeue q :wait 10) *depth*))
;=> ((2 2) 0)
(let ((p (mp:make-process :initial-bindings '((*depth* . 3))))) (mp:process-kill p) (mp:process-initial-bindings p))
;=> ((*DEPTH* . 3))
(let ((*standard-output* (make-string-output-stream))) (elsewhere (eq *standard-output* *standard-input*)))
;=> NIL
(let ((*ipv6* t)) (elsewhere *ipv6*))
;=> T
(let ((v (list 1))) (elsewhere (push 2 v)) v)
;=> (2 1)
(let ((n 0)) (dotimes (i 5) (elsewhere (incf n i))) n)
;=> 10
(progv '(*depth* *unseen*) '(7 8) (list *depth* (elsewhere *depth*) (elsewhere (boundp '*unseen*))))
;=> (7 0 NIL)

;;; non-local exits

(typep (block b (elsewhere (return-from b 1))) 'control-error)
;=> T
(typep (catch 'here (elsewhere (throw 'here 1))) 'control-error)
;=> T
(typep (tagbody (elsewhere (go end)) end) 'control-error)
;=> NIL
(let (c) (tagbody (setq c (elsewhere (go end))) end) (typep c 'control-error))
;=> T
(elsewhere (block b (mapcar (lambda (x) (when (= x 2) (return-from b :two))) '(1 2 3))))
;=> :TWO
(elsewhere (handler-case (error "boom") (error (e) (princ-to-string e))))
;=> "boom"
(handler-bind ((error (lambda (e) (declare (ignore e)) :not-here))) (typep (elsewhere (car 5)) 'type-error))
;=> T
(with-simple-restart (mine "Mine.") (elsewhere (find-restart 'mine)))
;=> NIL

;;; interrupts

(let ((me mp:*current-process*) (log nil)) (mp:process-interrupt me (lambda (x y) (push (list x y (eq me mp:*current-process*)) log)) 1 2) log)
;=> ((1 2 T))
(let ((me mp:*current-process*) (log nil)) (elsewhere (mp:process-interrupt me (lambda () (push (mp:process-name mp:*current-process*) log)))) (wait-for "the interrupt" (lambda () log)) log)
;=> ("a test")
(mp:process-interrupt 4 #'car)
;=> !type-error
(mp:process-interrupt mp:*current-process* 4)
;=> !type-error
(call-while-blocked "sleeper" (lambda () (sleep 60)) #'throw-out)
;=> (:CLEANUP :THROWN)
(call-while-blocked "sleeper" (lambda () (mp:process-sleep 60 "nap")) #'throw-out)
;=> (:CLEANUP :THROWN)
(call-while-blocked "waiter" (lambda () (mp:process-wait "never" (lambda () nil))) #'throw-out)
;=> (:CLEANUP :THROWN)
(call-while-blocked "gate" (let ((g (mp:make-gate nil))) (lambda () (mp:process-wait "gate" #'mp:gate-open-p g))) #'throw-out)
;=> (:CLEANUP :THROWN)
(call-while-blocked "queue" (let ((q (make-instance 'mp:queue))) (lambda () (mp:dequeue q :wait t))) #'throw-out)
;=> (:CLEANUP :THROWN)
(call-while-blocked "semaphore" (let ((g (mp:make-gate nil))) (lambda () (mp:get-semaphore g))) #'throw-out)
;=> (:CLEANUP :THROWN)
(let ((lock (mp:make-process-lock))) (mp:with-process-lock (lock) (call-while-blocked "lock" (lambda () (mp:with-process-lock (lock) :locked)) #'throw-out)))
;=> (:CLEANUP :THROWN)
(let ((door (make-socket :connect :passive :local-host "localhost"))) (prog1 (call-while-blocked "accept" (lambda () (accept-connection door)) #'throw-out) (close door)))
;=> (:CLEANUP :THROWN)
(let ((u (make-socket :type :datagram :local-host "localhost"))) (prog1 (call-while-blocked "receive" (lambda () (receive-from u 10)) #'throw-out) (close u)))
;=> (:CLEANUP :THROWN)
(call-while-blocked "joined" (lambda () (wait-for-end (mp:process-run-function "short" (lambda () (sleep 0.05)))) :ended) #'list)
;=> (:CLEANUP :ENDED)
(let ((log nil)) (list (call-while-blocked "goes on" (let ((g (mp:make-gate nil))) (lambda () (mp:process-wait "gate" #'mp:gate-open-p g) :passed g)) (lambda (p) (mp:process-interrupt p (lambda () (push :seen log))) (wait-for "seen" (lambda () log)) (push (mp:process-whostate p) log) (throw-out p))) log))
;=> ((:CLEANUP :THROWN) ("gate" :SEEN))
(defmacro computing (&body body) `(let* ((in nil) (log nil) (p (mp:process-run-function "computes" (lambda () (push (catch 'out (setq in t) ,@body) log))))) (wait-for "it computes" (lambda () in)) (throw-out p) (wait-for-end p) log))
;=> COMPUTING
(computing (loop))
;=> (:THROWN)
(computing (let ((i 0)) (loop (setq i (logand (1+ i) 1023)))))
;=> (:THROWN)
(computing (do ((i 0 (1+ i))) (nil)))
;=> (:THROWN)
(computing (loop for i from 0 sum i))
;=> (:THROWN)
(computing (tagbody again (go again)))
;=> (:THROWN)
(progn (defun for-ever (n) (for-ever (logand (1+ n) 1023))) (computing (for-ever 0)))
;=> (:THROWN)
(computing (labels ((f (n) (when (< n 50) (f (1+ n)) (f (1+ n))))) (f 0)))
;=> (:THROWN)
(computing (loop (mapcar #'1+ '(1 2 3))))
;=> (:THROWN)
(computing (dotimes (i 1000000000) (mod i 7)))
;=> (:THROWN)
(computing (let ((l (list 1))) (setf (cdr l) l) (dolist (x l) x)))
;=> (:THROWN)
(computing (let ((l (list 1))) (setf (cdr l) l) (mapc #'identity l)))
;=> (:THROWN)
(computing (let ((*print-circle* nil)) (loop (format nil "~{~a~}" '(1 2 3)))))
;=> (:THROWN)
(let ((log nil) (me mp:*current-process*)) (mp:without-interrupts (elsewhere (mp:process-interrupt me (lambda () (push :interrupt log)))) (dotimes (i 100) (push :body log)) (setq log (list (length log)))) log)
;=> (:INTERRUPT 100)
(list (multiple-value-list (mp:without-interrupts (values 1 2))) (mp:without-scheduling 3) (sys:without-scheduling 4))
;=> ((1 2) 3 4)
(let ((log nil) (me mp:*current-process*)) (mp:process-interrupt me (lambda () (push 1 log) (mp:process-interrupt me (lambda () (push 2 log))) (push 3 log))) log)
;=> (3 2 1)
(let ((p (mp:make-process :name "inactive")) (log nil)) (mp:process-interrupt p (lambda () (push :ran log))) (wait-for "the interrupt" (lambda () log)) (prog1 (list log (mp:process-active-p p)) (mp:process-kill p :wait t)))
;=> ((:RAN) NIL)

;;; time-outs

(mp:with-timeout (10 :late) (values 1 2 3))
;=> 1  2  3
(mp:with-timeout (0 :a :late) :body)
;=> :LATE
(mp:with-timeout (-3) :body)
;=> NIL
(mp:with-timeout (0.02 (values :late 2)) (loop))
;=> :LATE  2
(let ((log nil)) (list (sys:with-timeout (0.02 (push :late log) :forms) (unwind-protect (sleep 60) (push :cleanup log))) log))
;=> (:FORMS (:LATE :CLEANUP))
(mp:with-timeout (0.02 :outer) (mp:with-timeout (60 :inner) (sleep 60)))
;=> :OUTER
(list (mp:with-timeout (60 :outer) (mp:with-timeout (0.02 :inner) (sleep 60))) :after)
;=> (:INNER :AFTER)
(mp:with-timeout (0.02 :outer) (loop (mp:with-timeout (0.005 :inner) (loop))))
;=> :OUTER
(block b (mp:with-timeout (60) (return-from b :left)))
;=> :LEFT
(handler-case (mp:with-timeout (0.01 (error "late")) (sleep 60)) (error (e) (princ-to-string e)))
;=> "late"
(mp:with-timeout ("soon") 1)
;=> !type-error
(mp:with-timeout (nil) 1)
;=> !type-error
(mp:with-timeout (1/50 :late) (sleep 60))
;=> :LATE
(let ((n 0)) (dotimes (i 200) (mp:with-timeout (60) (incf n))) n)
;=> 200
(let ((seconds 5)) (mp:with-timeout ((incf seconds)) seconds))
;=> 6

;;; waiting

(mp:process-wait "true" (lambda () t))
;=> NIL
(list (mp:process-wait-with-timeout "never" 0.01 (lambda () nil)) (mp:process-wait-with-timeout "same" 5 #'eq 'a 'a) (mp:process-wait-with-timeout "0" -1 (lambda () 0)) (mp:process-wait-with-timeout "0" 0 'null 1))
;=> (NIL T T NIL)
(let ((n 0)) (mp:process-wait "counting" (lambda () (> (incf n) 3))) n)
;=> 4
(let* ((n 0) (p (mp:process-run-function "counts" (lambda () (dotimes (i 5) (sleep 0.002) (incf n)))))) (mp:process-wait "five" (lambda () (= n 5))) (wait-for-end p) n)
;=> 5
(let ((p (mp:process-run-function "watched" (lambda () (mp:process-wait "Godot" (lambda () nil)))))) (wait-for "it waits" (lambda () (string= (mp:process-whostate p) "Godot"))) (prog1 (mp:process-runnable-p p) (mp:process-kill p :wait t)))
;=> NIL
(list (mp:process-sleep 0.001) (mp:process-sleep 0) (mp:process-allow-schedule) (sleep 0))
;=> (NIL NIL NIL NIL)
(mp:process-sleep -1)
;=> !type-error
(mp:process-wait-with-timeout "x" 'soon #'list)
;=> !type-error
(mp:process-wait "error in it" (lambda () (error "inside")))
;=> !simple-error

(setf (mp:process-name 5) "x")
;=> !type-error
(mp:find-process 5.5)
;=> !type-error

;;; gates and semaphores

(let ((g (mp:make-gate nil))) (list (mp:gate-open-p g) (mp:open-gate g) (mp:gate-open-p g) (mp:close-gate g) (mp:gate-open-p g) (mp:gate-open-p (mp:make-gate t))))
;=> (NIL NIL T NIL NIL T)
(let ((g (mp:make-gate nil)) (n 0)) (dotimes (i 3) (mp:process-run-function "passer" (lambda () (mp:process-wait "gate" #'mp:gate-open-p g) (incf n)))) (let ((before n)) (mp:open-gate g) (wait-for "all three" (lambda () (= n 3))) (list before n)))
;=> (0 3)
(let ((mp:*general-wait-delay* 60) (g (mp:make-gate nil))) (mp:process-run-function "opener" (lambda () (sleep 0.01) (mp:open-gate g))) (mp:with-timeout (20 :polled) (mp:process-wait "gate" #'mp:gate-open-p g) :announced))
;=> :ANNOUNCED
(let ((mp:*general-wait-delay* 60) (g (mp:make-gate nil))) (mp:process-run-function "opener" (lambda () (sleep 0.01) (mp:open-gate g))) (mp:with-timeout (20 :polled) (mp:process-wait "gate" 'mp:gate-open-p g) :announced))
;=> :ANNOUNCED
(let ((g (mp:make-gate nil))) (mp:put-semaphore g) (mp:put-semaphore g) (list (mp:get-semaphore g) (mp:get-semaphore g "take") (mp:get-semaphore g "take" 0.01)))
;=> (T T NIL)
(mp:open-gate 3)
;=> !type-error

;;; queues

(let ((q (make-instance 'mp:queue))) (mp:enqueue q 1) (mp:enqueue q nil) (list (mp:queue-empty-p q) (multiple-value-list (mp:dequeue q)) (multiple-value-list (mp:dequeue q)) (mp:queue-empty-p q)))
;=> (NIL (1 T) (NIL T) T)
(mp:dequeue (make-instance 'mp:queue))
;=> !EmptyQueue
(let ((q (make-instance 'mp:queue))) (list (multiple-value-list (mp:dequeue q :wait 0 :empty-queue-result :none)) (multiple-value-list (mp:dequeue q :wait 0.01))))
;=> ((:NONE NIL) (NIL NIL))
(let ((q (make-instance 'mp:queue))) (mp:process-run-function "producer" (lambda () (dotimes (i 5) (mp:enqueue q i)))) (loop repeat 5 collect (mp:dequeue q :wait 10)))
;=> (0 1 2 3 4)
(let ((q (make-instance 'mp:queue)) (done (make-instance 'mp:queue))) (dotimes (i 3) (mp:process-run-function "worker" (lambda () (loop for job = (mp:dequeue q :wait t :whostate "job") while job do (mp:enqueue done (* job job)))))) (dotimes (i 10) (mp:enqueue q (1+ i))) (dotimes (i 3) (mp:enqueue q nil)) (sort (loop repeat 10 collect (mp:dequeue done :wait 10)) #'<))
;=> (1 4 9 16 25 36 49 64 81 100)
(let ((q (make-instance 'mp:queue))) (mp:enqueue q 1) (mp:enqueue q 2) (mp:queue-length q))
;=> 2
(progn (defclass labelled (mp:queue) ((label :initarg :label :reader label))) (let ((q (make-instance 'labelled :label :x))) (mp:enqueue q 1) (list (label q) (mp:dequeue q) (typep q 'mp:queue))))
;=> (:X 1 T)
(typep (make-instance 'mp:queue) 'mp:queue)
;=> T
(mp:enqueue 5 5)
;=> !type-error

;;; locks

(defvar *lock* (mp:make-process-lock :name "tests"))
;=> *LOCK*
(list (mp:process-lock-p *lock*) (mp:process-lock-p 1) (mp:process-lock-locker *lock*) (mp:with-process-lock (*lock*) (eq mp:*current-process* (mp:process-lock-locker *lock*))) (mp:process-lock-locker *lock*))
;=> (T NIL NIL T NIL)
(multiple-value-list (mp:with-process-lock (*lock*) (values 1 2)))
;=> (1 2)
(mp:with-process-lock (*lock*) (mp:with-process-lock (*lock*) :again))
;=> :AGAIN
(mp:with-process-lock (*lock*) (mp:with-process-lock (*lock* :norecursive t) :again))
;=> !LockError
(let ((a :unset) (b :unset)) (mp:with-process-lock (*lock* :seized a) (mp:with-process-lock (*lock* :seized b) (list a b))))
;=> (NIL T)
(let ((a :unset)) (mp:with-process-lock (*lock* :seized a) (setq a :set-inside)) a)
;=> :SET-INSIDE
(mp:with-process-lock (*lock*) (elsewhere (mp:with-process-lock (*lock* :timeout 0.01) :body)))
;=> NIL
(mp:with-process-lock (*lock*) (elsewhere (mp:with-process-lock (*lock* :timeout 0 :whostate "trying") :body)))
;=> NIL
(list (catch 'out (mp:with-process-lock (*lock*) (throw 'out 1))) (mp:process-lock-locker *lock*))
;=> (1 NIL)
(list (ignore-errors (mp:with-process-lock (*lock*) (error "x"))) (mp:process-lock-locker *lock*))
;=> (NIL NIL)
(list (mp:process-lock *lock* :me) (mp:process-lock-locker *lock*) (mp:process-lock *lock* :other "Lock" 0.01) (mp:process-unlock *lock* :me) (mp:process-lock-locker *lock*))
;=> (T :ME NIL NIL NIL)
(mp:process-unlock *lock*)
;=> !LockError
(mp:with-process-lock (*lock* :colour 3) 1)
;=> !program-error
(mp:with-process-lock (5) 1)
;=> !type-error
(let ((n 0) (ps nil)) (dotimes (i 4) (push (mp:process-run-function "adder" (lambda () (dotimes (j 50) (mp:with-process-lock (*lock*) (let ((old n)) (mp:process-allow-schedule) (setq n (1+ old))))))) ps)) (mapc #'wait-for-end ps) n)
;=> 200

;;; barriers

(defvar *barrier* (mp:make-barrier 3))
;=> *BARRIER*
(list (typep *barrier* 'mp:barrier) (mp:barrier-count *barrier*) (mp:barrier-arrivers *barrier*))
;=> (T 3 0)
(let* ((results nil) (ps (list (mp:process-run-function "one" (lambda () (push (mp:barrier-wait *barrier*) results))) (mp:process-run-function "two" (lambda () (push (mp:barrier-wait *barrier*) results)))))) (mp:process-wait "both are there" (lambda () (= (mp:barrier-arrivers *barrier*) 2))) (let ((last (mp:barrier-wait *barrier*))) (mapc #'wait-for-end ps) (list last results (mp:barrier-arrivers *barrier*))))
;=> (:UNBLOCKED (T T) 0)
(list (mp:barrier-wait *barrier* :timeout 0.01) (mp:barrier-arrivers *barrier*))
;=> (:TIMEOUT 1)
(list (mp:barrier-wait *barrier* :timeout 0.01 :discount-on-timeout t) (mp:barrier-arrivers *barrier*))
;=> (:TIMEOUT 1)
(list (mp:barrier-pass-through *barrier*) (mp:barrier-wait *barrier* :pass-through t))
;=> (:PASSED-THROUGH :UNBLOCKED)
(let ((called nil)) (list (mp:barrier-wait (mp:make-barrier 1 :callback (lambda () (setq called t)))) called))
;=> (:UNBLOCKED T)
(let ((b (mp:make-barrier 2 :disable-on-unblock t))) (list (mp:barrier-wait b :pass-through t) (mp:barrier-wait b) (mp:barrier-wait b)))
;=> (:PASSED-THROUGH :UNBLOCKED NIL)
(let* ((b (mp:make-barrier 5)) (p (mp:process-run-function "held" #'mp:barrier-wait b))) (mp:process-wait "it waits" (lambda () (equal (mp:process-whostate p) "barrier"))) (mp:barrier-disable b t) (wait-for-end p) (mp:barrier-wait b))
;=> NIL
(let* ((b (mp:make-barrier 2 :discount-on-abort t)) (p (mp:process-run-function "held" #'mp:barrier-wait b))) (mp:process-wait "it waits" (lambda () (equal (mp:process-whostate p) "barrier"))) (mp:process-kill p :wait t) (mp:barrier-unblock b :reset-count 1) (list (mp:barrier-arrivers b) (mp:barrier-wait b)))
;=> (0 :UNBLOCKED)
(let* ((b (mp:make-barrier 5)) (p (mp:process-run-function "held" #'mp:barrier-wait b))) (mp:process-wait "it waits" (lambda () (equal (mp:process-whostate p) "barrier"))) (mp:barrier-unblock b :disable t :kill-waiting t) (wait-for-end p) (mp:barrier-wait b))
;=> NIL
(mp:make-barrier 0)
;=> !BadArgument
(mp:barrier-wait 5)
;=> !type-error

;;; condition variables

(let ((c (mp:make-condition-variable :name "news"))) (list (typep c 'mp:condition-variable) (mp:condition-variable-wait c nil :timeout 0.01) (mp:condition-variable-signal c) (mp:condition-variable-wait c nil :timeout 0)))
;=> (T NIL NIL NIL)
(let* ((c (mp:make-condition-variable :name "news")) (lock (mp:make-process-lock)) (box nil) (p (mp:process-run-function "reader" (lambda () (mp:with-process-lock (lock) (loop until box do (mp:condition-variable-wait c lock)) (setq box (list :read box (eq (mp:process-lock-locker lock) mp:*current-process*)))))))) (mp:process-wait "it waits" (lambda () (equal (mp:process-whostate p) "news"))) (mp:with-process-lock (lock) (setq box 1) (mp:condition-variable-signal c)) (wait-for-end p) (list box (mp:process-lock-locker lock)))
;=> ((:READ 1 T) NIL)
(let* ((c (mp:make-condition-variable)) (ps (loop repeat 3 collect (mp:process-run-function "waiter" (lambda () (mp:condition-variable-wait c nil)))))) (mp:process-wait "all wait" (lambda () (every (lambda (p) (equal (mp:process-whostate p) "condition variable")) ps))) (mp:condition-variable-broadcast c) (mapc #'wait-for-end ps) (length ps))
;=> 3
(mp:condition-variable-wait (mp:make-condition-variable) (mp:make-process-lock))
;=> !LockError
(mp:condition-variable-wait 5 nil)
;=> !type-error

;;; what a process tells

(let ((log nil)) (let ((p (mp:make-process :name "acting"))) (push (list (lambda (x) (push x log)) 1) (mp:process-exit-actions p)) (push (list 'identity 2) (mp:process-exit-actions p)) (mp:process-preset p (lambda () (push :body log))) (mp:process-enable p) (wait-for-end p) (list log (length (mp:process-exit-actions p)))))
;=> ((1 :BODY) 2)
(let ((log nil)) (let ((p (mp:make-process :name "killed"))) (setf (mp:process-exit-actions p) (list (list (lambda () (push :done log))))) (mp:process-preset p #'mp:process-sleep 50) (mp:process-enable p) (mp:process-wait "it sleeps" (lambda () (equal (mp:process-whostate p) "sleep"))) (mp:process-kill p :wait t) log))
;=> (:DONE)
(progn (defvar *terminated* nil) (defmethod mp:process-terminate :after ((p mp:process)) (push (mp:process-name p) *terminated*)) (wait-for-end (mp:process-run-function "a terminating one" #'identity 1)) (prog1 *terminated* (remove-method #'mp:process-terminate (find-method #'mp:process-terminate '(:after) (list (find-class 'mp:process))))))
;=> ("a terminating one")
(let ((p (mp:make-process :name "not yet"))) (mp:process-preset p #'list 1 2) (prog1 (list (rest (mp:process-initial-form p)) (mp:process-state p) (mp:process-os-id p) (mp:process-cpu-msec-used p) (mp:process-times-resumed p)) (mp:process-kill p)))
;=> ((1 2) :INACTIVE NIL 0 0)
(let ((p mp:*current-process*)) (list (mp:process-state p) (integerp (mp:process-os-id p)) (<= 0 (mp:process-cpu-msec-used p)) (<= 0 (mp:process-cpu-msec-used-delta p)) (<= 0 (mp:process-times-resumed p)) (<= 0 (mp:process-times-resumed-delta p)) (mp:profile-process-p p)))
;=> (:RUNNABLE T T T T T NIL)
(let ((p (mp:make-process :name "hooked" :resume-hook #'identity))) (setf (mp:process-suspend-hook p) 'list (mp:process-resume-hook p) 'car (mp:process-message-interrupt-function p) 'cdr) (prog1 (list (mp:process-suspend-hook p) (mp:process-resume-hook p) (mp:process-message-interrupt-function p)) (mp:process-kill p)))
;=> (LIST CAR CDR)
(let ((p (mp:make-process :name "found by name"))) (prog1 (list (eq p (mp:process-name-to-process "found by name")) (mp:process-name-to-process "nobody" :errorp nil)) (mp:process-kill p)))
;=> (T NIL)
(mp:process-name-to-process "nobody")
;=> !ProcessError
(list (mp:start-scheduler) (mp:start-customs) (mp:start-customs "customs"))
;=> (NIL NIL NIL)
(let ((p (mp:make-process :name "acting"))) (setf (mp:process-exit-actions p) 7))
;=> !type-error
(let ((p (mp:make-process :name "acting"))) (setf (mp:process-exit-actions p) '((list 1) (5 2))))
;=> !type-error
(let* ((box nil) (test (lambda (x y) (and box (eq x y)))) (p (mp:process-run-function "waiting" #'mp:process-wait "a box" test 3 3))) (wait-for "the wait" (lambda () (mp:process-wait-function p))) (prog1 (list (eq (mp:process-wait-function p) test) (mp:process-wait-args p)) (setq box t) (wait-for-end p)))
;=> (T (3 3))
(let* ((p (mp:process-run-function "sleeping" #'mp:process-sleep 50)) (before (progn (wait-for "sleep" (lambda () (equal (mp:process-whostate p) "sleep"))) (list (mp:process-wait-function p) (mp:process-wait-args p))))) (mp:process-kill p :wait t) (list before (mp:process-wait-function p) (mp:process-wait-args p)))
;=> ((NIL NIL) NIL NIL)
(let* ((gate (mp:make-gate nil)) (p (mp:process-run-function "gate" (lambda () (mp:process-wait "outer" #'mp:gate-open-p gate) (mp:process-wait-function mp:*current-process*)))) seen) (wait-for "the wait" (lambda () (mp:process-wait-args p))) (mp:process-interrupt p (lambda () (mp:process-wait-with-timeout "inner" 0.01 (lambda (x) (setq seen (list x (mp:process-wait-args p)))  nil) :argument) (push (mp:process-wait-args p) seen))) (wait-for "the interrupt" (lambda () (= (length seen) 3))) (wait-for "the wait" (lambda () (mp:process-wait-args p))) (prog1 (list seen (equal (mp:process-wait-args p) (list gate))) (mp:open-gate gate) (wait-for-end p)))
;=> ((NIL :ARGUMENT (:ARGUMENT)) T)
(mp:process-wait-function 5)
;=> !type-error
(let ((p (mp:make-process :name "reasons"))) (setf (mp:process-run-reasons p) '(:a :b)) (push :why (mp:process-arrest-reasons p)) (prog1 (list (mp:process-run-reasons p) (mp:process-arrest-reasons p) (mp:process-active-p p) (progn (setf (mp:process-arrest-reasons p) nil) (mp:process-active-p p))) (mp:process-kill p)))
;=> ((:A :B) (:WHY) NIL T)
(let* ((p (mp:process-run-function "held" #'mp:process-wait "held" #'identity nil)) states) (wait-for "the wait" (lambda () (mp:process-wait-args p))) (push :pause (mp:process-arrest-reasons p)) (push (mp:process-state p) states) (setf (mp:process-arrest-reasons p) nil) (wait-for "the wait" (lambda () (eq (mp:process-state p) :waiting))) (push (mp:process-state p) states) (mp:process-kill p :wait t) states)
;=> (:WAITING :ARRESTED)
(setf (mp:process-run-reasons (mp:make-process :name "wrong")) 5)
;=> !type-error

;;; evaluating in another process

(let* ((gate (mp:make-gate nil)) (p (mp:process-run-function "asked" #'mp:process-wait "gate" #'mp:gate-open-p gate))) (prog1 (multiple-value-list (mp:process-progn p (values (eq mp:*current-process* p) 2 3))) (mp:open-gate gate) (wait-for-end p)))
;=> (T 2 3)
(list (mp:process-progn mp:*current-process* 1 2) (multiple-value-list (mp:process-progn mp:*current-process* (values))) (mp:process-progn mp:*current-process*))
;=> (2 NIL NIL)
(let ((p (mp:process-run-function "left" (lambda () (catch 'out (sleep 50)))))) (wait-for "sleep" (lambda () (equal (mp:process-whostate p) "sleep"))) (mp:process-progn p (throw 'out 1)))
;=> !ProcessError
(let ((p (mp:process-run-function "dead" #'list))) (wait-for-end p) (mp:process-progn p 1))
;=> !ProcessError
(let ((p (mp:process-run-function "killed" #'mp:process-sleep 50))) (mp:process-progn p (mp:process-kill mp:*current-process*)))
;=> !ProcessError
(let* ((ran nil) (go nil) (p (mp:process-run-function "busy" (lambda () (excl:without-interrupts (loop until go) :done))))) (list (mp:with-timeout (0.02 :late) (mp:process-progn p (setq ran t))) (progn (setq go t) (wait-for-end p) ran)))
;=> (:LATE NIL)
(mp:process-progn 5 1)
;=> !type-error

;;; locks for structures

(let ((lock (excl:make-basic-lock :name "a widget"))) (list (typep lock 'excl:basic-lock) (not (null (search "BASIC-LOCK a widget" (prin1-to-string lock)))) (excl:with-locked-structure (lock :block t :typecheck nil) (excl:with-locked-structure (lock) (eq (mp:process-lock-locker lock) mp:*current-process*))) (mp:process-lock-locker lock)))
;=> (T T T NIL)
(let ((lock (mp:make-basic-lock)) (go nil)) (let ((p (mp:process-run-function "holding" (lambda () (excl:with-locked-structure (lock) (mp:process-wait "holds" (lambda () go))))))) (wait-for "the other" (lambda () (mp:process-wait-function p))) (list (excl:with-locked-structure (lock :timeout 0) :mine) (excl:with-locked-object (lock :timeout 0.01) :mine) (progn (setq go t) (wait-for-end p) (excl:with-locked-structure (lock :timeout 0) :mine)))))
;=> (NIL NIL :MINE)

;;; what cannot be waited for

(mp:wait-for-input-available -1 :timeout 0)
;=> !type-error
(mp:wait-for-input-available (expt 2 40) :timeout 0)
;=> !type-error
(mp:wait-for-input-available t :timeout 0)
;=> !type-error
(mp:wait-for-input-available '(a b) :timeout 0)
;=> !type-error
(mp:wait-for-input-available "0" :timeout 0)
;=> !type-error
(mp:wait-for-io-available nil '(:x) :timeout 0)
;=> !type-error

;;; the scheduler's variables and macros

(list (mp:waiting-for-input-available (0) 1 2) (mp:with-message-interrupts-disabled 3 4) mp:*default-message-interrupt-function* mp:*default-process-quantum* sys:*disallow-scheduling* (eq sys:*current-thread* sys:*current-process*))
;=> (2 4 NIL 2 NIL T)

;;; process pools

(require :process-pool)
;=> NIL
(mp:process-pool-run nil :function #'list)
;=> !NoDefaultPool
(list (typep (mp:ensure-default-process-pool :active-limit 2 :name "lisp" :idle-limit 2 :idle-timeout 5 :work-limit 9) 'mp:process-pool) mp:*process-pool-work-item*)
;=> (T NIL)
(multiple-value-bind (item how) (mp:process-pool-run nil :name "sums" :data '(1 2) :function (lambda (x) (values (+ x 1) (mp:process-pool-work-item-data mp:*process-pool-work-item*))) :arguments '(4)) (wait-for "the work" (lambda () (not (mp:process-pool-work-item-active-p item)))) (list how (mp:process-pool-work-item-name item) (mp:process-pool-work-item-values item) (mp:process-pool-work-item-error item)))
;=> (:CREATED "sums" (5 (1 2)) NIL)
(let* ((log nil) (item (mp:make-process-pool-work-item :function 'car :arguments '(5) :report-start (lambda (i) (push (typep i 'mp:process-pool-work-item) log)) :report-end (lambda (i values error) (push (list values (type-of error)) log))))) (mp:process-pool-run nil :work item :queue-p t) (wait-for "the work" (lambda () (and log (not (mp:process-pool-work-item-active-p item))))) (list log (type-of (mp:process-pool-work-item-error item))))
;=> (((NIL TYPE-ERROR) T) TYPE-ERROR)
(mp:process-pool-run nil :function 5)
;=> !BadArgument
(list (mp:discard-process-pool nil :forget t :kill t) (typep (mp:make-process-pool :prime nil) 'mp:process-pool))
;=> (NIL T)
(mp:ensure-default-process-pool :if-exists :nonsense)
;=> !BadArgument
