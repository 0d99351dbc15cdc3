"Processes: making, running, interrupts in every state, ending, standing by, waiting for input."

(import
  errno
  os
  signal :as os-signal
  socket :as os-socket
  subprocess
  sys
  threading
  pytest
  acllib.conditions [SocketError]
  acllib.kernel.dynamic [DynamicVariable binding define-variable]
  acllib.kernel.exits [NonLocalExit]
  acllib.kernel.interrupts [pending run-pending without-interrupts]
  acllib.kernel.signalling [Error WrongType compute-restarts error invoke-restart]
  acllib.locks [make-gate open-gate]
  acllib.processes [
    ProcessError ProcessExit ThreadsExhausted all-processes current-process find-process
    initial-process interrupt-from-signal make-process process-add-arrest-reason
    process-add-run-reason process-disable process-enable process-interrupt process-kill
    process-preset process-reset process-revoke-arrest-reason process-revoke-run-reason
    process-run-function process-run-restartable-function shutdown-processes]
  acllib.processviews [
    process-active-p process-alive-p process-arrest-reasons process-initial-bindings
    process-name process-p process-property-list process-run-reasons process-runnable-p
    process-thread process-whostate set-process-name set-process-property-list
    symeval-in-process]
  acllib.processwaits [
    process-allow-schedule process-sleep process-wait process-wait-with-timeout
    wait-for-input-available]
  acllib.transports [SocketTransport]
  acllib.waiting [Descriptor Signal wait-until]
  support.waits [LIMIT blocked ended listener until])


(setv tested-variable
      (define-variable "tested_variable" "global" "A variable for tests." :inherited True)
      private-variable
      (define-variable "private_variable" "global" "A variable that nobody inherits."))


(defn running [function #* arguments]
  (process-run-function "tested" function #* arguments))


(defn sleeper [[cleanup (fn [])]]
  "Return a process that is blocked, and calls CLEANUP when it unwinds."
  (defn body []
    (try
      (process-sleep LIMIT)
      (finally
        (cleanup))))
  (blocked (running body)))


(defn computing [started]
  "Compute in Lisp's manner, with safepoints, until STARTED holds \"stop\"."
  (.append started "started")
  (while (not-in "stop" started)
    (when pending
      (run-pending))))


;;; Making and running

(defn test-a-process-runs-and-ends []
  (setv seen [])
  (defn body [a b]
    (.append seen (current-process))
    (+ a b))
  (setv p (process-run-function "adder" body 1 2))
  (ended p)
  (assert (= seen [p]))
  (assert (= #(p.result p.values) #(3 #(3))))
  (assert (= (process-name p) "adder"))
  (assert (not (process-alive-p p)))
  (assert (not-in p (all-processes)))
  (assert (= (process-whostate p) ""))
  (assert (= (.activity p) "dead"))
  (assert (not-in p.thread (threading.enumerate))))


(defn test-several-values []
  (defn body [] 1)
  (setv body.mv (fn [] #(1 2)))
  (setv p (ended (running body)))
  (assert (= #(p.result p.values) #(1 #(1 2)))))


(defn test-made-preset-enabled []
  (setv p (make-process :name "slow" :run-reasons [] :initial-bindings {"tested_variable" 5}))
  (assert (in p (all-processes)))
  (assert (= (.activity p) "inactive"))
  (assert (process-alive-p p))
  (assert (not (process-active-p p)))
  (assert (is (process-preset p (fn [x] #(x (.get tested-variable))) 7) p))
  (assert (is (process-thread p) None))
  (process-enable p)
  (ended p)
  (assert (= p.result #(7 5)))
  (assert (= (process-initial-bindings p) [#("tested_variable" 5)]))
  (with [_ (pytest.raises ProcessError)]
    (process-preset p (fn []))))


(setv NAMES [
  ; first argument                                            name        why
  #("plain"                                                   "plain"     "a string")
  #({"name" "from a dict"}                                    "from a dict" "Python's options")
  #(["name" "from a list" "priority" 3]                       "from a list" "Lisp's options")
  #(["quantum" 1]                                             "Anonymous" "no name")])


(defn [(pytest.mark.parametrize #("options" "name" "why") NAMES)]
  test-name-or-options [options name why]
  (setv p (ended (process-run-function options (fn [] 1))))
  (assert (= (process-name p) name)))


(setv MISTAKES [
  ; call                                                      why
  #((fn [] (process-run-function 5 (fn [])))                  "a number is no name")
  #((fn [] (process-run-function None (fn [])))               "nor is nil")
  #((fn [] (process-run-function ["name"] (fn [])))           "odd number of options")
  #((fn [] (process-run-function ["nome" "x"] (fn [])))       "no such option")
  #((fn [] (process-run-function "x" 5))                      "no function")
  #((fn [] (make-process :name 5))                            "no string")
  #((fn [] (process-interrupt 5 (fn [])))                     "no process")
  #((fn [] (process-interrupt (current-process) 5))           "no function")
  #((fn [] (process-kill None))                               "no process")
  #((fn [] (process-name "x"))                                "no process")
  #((fn [] (process-sleep "x"))                               "no time")
  #((fn [] (process-sleep -1))                                "no time")
  #((fn [] (process-sleep True))                              "t is no number")
  #((fn [] (process-wait-with-timeout "x" "soon" (fn [] 1)))  "no time")
  #((fn [] (wait-for-input-available 1.5))                    "no stream")
  #((fn [] (process-wait "x" 5))                              "no function")])


(defn [(pytest.mark.parametrize #("call" "why") MISTAKES)] test-mistakes [call why]
  (setv before (all-processes))
  (with [_ (pytest.raises WrongType)]
    (call))
  (assert (= (all-processes) before)))


(defn test-current-and-initial []
  (assert (process-p (current-process)))
  (assert (is (current-process) (current-process)))
  (assert (is (initial-process) (get (all-processes) 0)))
  (assert (= (process-name (initial-process)) "Initial Lisp Listener"))
  (assert (= (. (initial-process) sequence) 1))
  (assert (not (process-p 5))))


(defn test-a-thread-of-python-has-a-process []
  (setv seen [])
  (defn body []
    (.append seen (current-process))
    (.append seen (in (current-process) (all-processes))))
  (setv thread (threading.Thread :target body :name "from Python"))
  (.start thread)
  (.join thread LIMIT)
  (setv [p listed] seen)
  (assert listed)
  (assert (= (process-name p) "from Python"))
  (until (fn [] (not (process-alive-p p))) "it ends with its thread")
  (assert (not-in p (all-processes))))


(defn test-names-and-properties []
  (setv p (make-process :name "old"))
  (set-process-name p "new")
  (set-process-property-list p ["a" 1])
  (assert (= (process-name p) "new"))
  (assert (= (process-property-list p) ["a" 1]))
  (assert (is (find-process "new") p))
  (assert (is (find-process p.sequence) p))
  (assert (is (find-process "old") None))
  (assert (in f"new({p.sequence}) @ #x" (repr p)))
  (process-kill p)
  (assert (is (find-process "new") None)))


(defn test-bindings []
  (defn body [] #((.get tested-variable) (.get private-variable)))
  (with [_ (binding :tested-variable "mine" :private-variable "mine")]
    (setv p (ended (running body))
          q (ended (process-run-function {"name" "q" "initial_bindings" [#("private_variable" "its")]}
                                         body))))
  (assert (= p.result #("mine" "global")) "a new process starts with global values")
  (assert (= q.result #("mine" "its")))
  (assert (= (.get tested-variable) "global")))


(defn test-symeval-in-process []
  (with [_ (binding :tested-variable "mine")]
    (setv gate (make-gate)
          p (make-process :name "p"))
    (process-preset p (fn []
                        (with [_ (binding :private-variable "its")]
                          (process-wait "gate" (fn [] gate.open)))))
    (assert (= (symeval-in-process "tested_variable" p) "mine") "before it starts")
    (process-enable p)
    (blocked p)
    (assert (= (symeval-in-process private-variable p) "its"))
    (assert (= (symeval-in-process private-variable (current-process)) "global")))
  (assert (= (symeval-in-process "tested_variable" (initial-process)) "global"))
  (open-gate gate)
  (ended p)
  (setv unbound (DynamicVariable "unbound"))
  (with [_ (pytest.raises ProcessError)]
    (symeval-in-process unbound (current-process))))


(defn test-no-more-threads [monkeypatch]
  (defn refuse [self]
    (raise (RuntimeError "can't start new thread")))
  (monkeypatch.setattr threading.Thread "start" refuse)
  (setv before (all-processes))
  (with [e (pytest.raises ThreadsExhausted)]
    (process-run-function "one too many" (fn [])))
  (assert (isinstance e.value Error))
  (assert (in "one too many" (str e.value)))
  (assert (= (all-processes) before))
  (assert (not (process-alive-p e.value.process)))
  (monkeypatch.undo)
  (assert (= (. (ended (running (fn [] 1))) result) 1)))


(defn test-really-no-more-threads []
  ;; With little address space the system itself refuses; what runs goes on.
  (setv text "
import resource
import acllib
from acllib.processes import *
from acllib.processes import STACK_SIZE
from acllib.processwaits import process_sleep
resource.setrlimit(resource.RLIMIT_AS, (8 * STACK_SIZE, 8 * STACK_SIZE))
made = []
try:
    while len(made) < 100: made.append(run_in_process(process_sleep, 'p', 60))
except ThreadsExhausted as e: print('refused')
print(len(all_processes()) - len(made), shutdown_processes(5))
print(run_in_process(lambda: 7, 'again').join(5))
"
        run (subprocess.run [sys.executable "-c" text] :capture-output True :text True :timeout 30))
  (assert (= #(run.stdout run.stderr) #("refused\n1 []\nTrue\n" ""))))


(defn test-deep-recursion-is-an-exception []
  (defn deep [n] (deep (+ n 1)))
  (defn body []
    (try
      (deep 0)
      (except [RecursionError] "too deep")))
  (assert (= (. (ended (running body)) result) "too deep")))


;;; Interrupts

(defn wait-for-silence []
  (setv [here there] (os-socket.socketpair))
  (with [_ here _ there]
    (wait-for-input-available here)))


(setv BLOCKED [
  ; what the process does                                          why
  #((fn [] (process-sleep LIMIT))                                  "sleeps")
  #((fn [] (process-wait "w" (fn [] None)))                        "polls a predicate")
  #((fn [] (.wait (Signal) (fn [] False) "w"))                     "waits for a signal")
  #(wait-for-silence                                               "waits for input")
  #((fn [] (.join (initial-process)))                              "waits for an end")])


(defn [(pytest.mark.parametrize #("wait" "why") BLOCKED)]
  test-interrupting-a-blocked-process [wait why]
  (setv seen []
        p (blocked (running wait)))
  (for [n (range 3)]
    (process-interrupt p (fn [n] (.append seen #(n (current-process)))) n))
  (until (fn [] (= (len seen) 3)))
  (assert (= seen [#(0 p) #(1 p) #(2 p)]))
  (blocked p)
  ;; The manual's second form.
  (assert (is (process-run-function p (fn [] (.append seen "again"))) p))
  (until (fn [] (= (get seen -1) "again")))
  (assert (process-alive-p p))
  (process-kill p :wait True)
  (assert (not pending)))


(defn test-interrupting-a-computing-process []
  (setv started [] seen []
        p (running computing started))
  (until (fn [] started))
  (for [n (range 100)]
    (process-interrupt p seen.append n))
  (until (fn [] (= (len seen) 100)))
  (.append started "stop")
  (ended p)
  (assert (= seen (list (range 100))))
  (assert (not pending)))


(defn test-interrupting-before-the-start []
  (setv order []
        p (make-process :name "late"))
  (process-preset p (fn [] (.append order "function")))
  (process-interrupt p (fn [] (.append order (current-process))))
  (until (fn [] order) "it is started for the interrupt")
  (assert (= order [p]))
  (blocked p)
  (assert (= (.activity p) "inactive") "and stands by then")
  (process-enable p)
  (ended p)
  (assert (= order [p "function"])))


(defn test-interrupting-oneself []
  (setv order [])
  (process-interrupt (current-process) (fn [] (.append order "interrupt")))
  (.append order "after")
  (with [_ (without-interrupts)]
    (process-interrupt (current-process) (fn [] (.append order "delayed")))
    (.append order "inside"))
  (assert (= order ["interrupt" "after" "inside" "delayed"])))


(defn test-interrupting-the-dead []
  (setv p (ended (running (fn []))))
  (assert (is (process-interrupt p (fn [] (assert False))) None))
  (assert (is (interrupt-from-signal p (fn [] (assert False))) None))
  (assert (is (process-kill p) None))
  (assert (is (process-kill p :wait True) None))
  (assert (not p.state.interrupts))
  (assert (not pending)))


(defn test-what-is-queued-at-the-end-is-dropped []
  (setv started [])
  (defn body []
    (.append started (current-process))
    (while (not-in "stop" started)))    ; no safepoint
  (setv p (running body))
  (until (fn [] started))
  (process-interrupt p (fn [] (assert False)))
  (assert pending)
  (.append started "stop")
  (ended p)
  (assert (is p.failure None))
  (assert (not p.state.interrupts))
  (assert (not pending)))


(defn test-a-non-local-exit-from-an-interrupt []
  (setv order [])
  (defn body []
    (try
      (try
        (process-sleep LIMIT)
        (finally
          (.append order "cleanup")))
      (except [e NonLocalExit]
        (when (!= e.target "here")
          (raise))
        (.append order e.value)))
    (.append order "on"))
  (setv p (blocked (running body)))
  (process-interrupt p (fn [] (raise (NonLocalExit "here" "thrown"))))
  (ended p)
  (assert (= order ["cleanup" "thrown" "on"]))
  (assert (is p.failure None)))


(defn test-an-interrupt-inside-an-interrupt []
  (setv order [])
  (defn outer []
    (.append order "outer")
    (process-sleep LIMIT "outer sleep"))
  (setv p (sleeper))
  (process-interrupt p outer)
  (blocked p "outer sleep")
  (process-interrupt p (fn [] (.append order "inner")))
  (until (fn [] (in "inner" order)))
  (blocked p "outer sleep")
  (process-kill p :wait True)
  (assert (= order ["outer" "inner"])))


(defn test-interrupts-from-many-processes-run-once-each []
  (setv seen []
        p (sleeper))
  (defn poster [k]
    (for [n (range 50)]
      (process-interrupt p seen.append #(k n))))
  (setv posters (lfor k (range 4) (running poster k)))
  (for [q posters] (ended q))
  (until (fn [] (= (len seen) 200)))
  (assert (= (len (set seen)) 200))
  (for [k (range 4)]
    (assert (= (lfor [j n] seen :if (= j k) n) (list (range 50))) "in order"))
  (process-kill p :wait True)
  (assert (not pending)))


(defn test-a-signal-handler-interrupts-a-process []
  ;; The main thread waits for the process, as a listener does; Control-C comes.
  (setv p (sleeper)
        old (os-signal.signal os-signal.SIGUSR1
                              (fn [_ __] (interrupt-from-signal p (fn [] (raise (ProcessExit p)))))))
  (try
    (setv helper (running (fn []
                            (until (fn [] (= (. (initial-process) whostate) "listening")))
                            (os.kill (os.getpid) os-signal.SIGUSR1))))
    (assert (.join p LIMIT "listening"))
    (finally
      (os-signal.signal os-signal.SIGUSR1 old)))
  (ended helper)
  (assert (is p.failure None)))


(defn test-a-signal-handler-interrupts-its-own-process []
  (setv seen []
        me (current-process)
        old (os-signal.signal os-signal.SIGUSR1
                              (fn [_ __] (interrupt-from-signal me seen.append 1)))
        helper (running (fn []
                          (until (fn [] (= me.whostate "listening")))
                          (os.kill (os.getpid) os-signal.SIGUSR1))))
  (try
    (assert (wait-until (fn [] (if seen True None)) "listening" LIMIT))
    (finally
      (os-signal.signal os-signal.SIGUSR1 old)))
  (ended helper))


;;; Ending

(defn test-kill-unwinds []
  (setv order []
        p (sleeper (fn [] (.append order (process-alive-p (current-process))))))
  (assert (is (process-kill p :wait True) None))
  (assert (= order [True]) "it is a request; cleanup runs in a living process")
  (assert (not (process-alive-p p)))
  (assert (is p.failure None)))


(defn test-kill-a-computing-process []
  (setv started []
        p (running computing started))
  (until (fn [] started))
  (process-kill p :wait True)
  (assert (not pending)))


(defn test-kill-before-the-start []
  (setv p (make-process :name "never"))
  (process-preset p (fn [] (assert False)))
  (process-kill p :wait True)
  (assert (is (process-thread p) None))
  (process-enable p)
  (assert (is (process-thread p) None))
  (assert (not-in p (all-processes))))


(defn test-kill-oneself []
  (setv order [])
  (defn body []
    (try
      (process-kill (current-process))
      (finally
        (.append order "cleanup")))
    (.append order "not reached"))
  (ended (running body))
  (assert (= order ["cleanup"])))


(defn test-kill-waits-for-without-interrupts []
  (setv order [] go (Signal))
  (defn body []
    (with [_ (without-interrupts)]
      (.wait go (fn [] (in "go" order)) "holding")
      (.append order "done"))
    (.append order "not reached"))
  (setv p (blocked (running body) "holding"))
  (process-kill p)
  (.append order "go")
  (.notify go)
  (ended p)
  (assert (= order ["go" "done"])))


(defn test-an-immigrant-is-not-killed []
  (with [_ (pytest.raises ProcessError)]
    (process-kill (initial-process)))
  (assert (process-alive-p (initial-process))))


(defn test-waiting-for-the-end []
  (setv p (sleeper))
  (assert (is (.join p 0.002) False))
  (assert (is (.join p 0) False))
  (setv waiter (blocked (running (fn [] (.join p)))))
  (process-kill p)
  (ended waiter)
  (assert (is waiter.result True)))


(defn test-restartable []
  (setv rounds [])
  (defn body []
    (.append rounds 1)
    (when (= (len rounds) 3)
      (process-kill (current-process))))
  (ended (process-run-restartable-function "again" body))
  (assert (= (len rounds) 3)))


(defn test-reset []
  (setv rounds [])
  (defn body []
    (.append rounds 1)
    (process-sleep LIMIT))
  (setv p (blocked (running body)))
  (process-reset p)
  (until (fn [] (= (len rounds) 2)))
  (blocked p)
  (with [_ (pytest.raises ProcessError)]
    (process-reset p True))
  (assert (is (process-reset (current-process)) None) "not the running process, unless told")
  (process-kill p :wait True))


(setv FAILURES [
  ; what the process does                                 the report
  #((fn [] (error "boom"))                                "Error in process bad: boom\n")
  #((fn [] (/ 1 0))                                       "Error in process bad: ZeroDivisionError: division by zero\n")
  #((fn [] (raise (NonLocalExit "nowhere")))              "Error in process bad: non-local exit to a place that is gone\n")
  #((fn [] (raise (KeyboardInterrupt)))                   "Error in process bad: keyboard interrupt\n")
  #((fn [] (error "esc \x1b[2J\x07\u202e"))               "Error in process bad: esc \\x1b[2J\\x07\\u202e\n")
  #((fn [] (raise (SystemExit 3)))                        "")])


(defn [(pytest.mark.parametrize #("body" "report") FAILURES)] test-failure [body report capsys]
  (setv p (ended (process-run-function "bad" body)))
  (setv captured (.readouterr capsys))
  (assert (= captured.err report))
  (assert (= captured.out ""))
  (assert (is-not p.failure None))
  (assert (not (process-alive-p p))))


(defn test-the-debugger-takes-failures [capsys]
  (setv seen [])
  (defn debug [condition]
    (.append seen #((str condition) (. (current-process) name)
                    (.describe (get (compute-restarts condition) -1))))
    (invoke-restart "abort"))
  ;; A process has the debugger it was given; its creator's is for its creator.
  (setv options {"name" "debugged"  "initial_bindings" [#("debugger" debug)]})
  (for [body [(fn [] (error "signalled")) (fn [] (/ 1 0))]]
    (ended (process-run-function options body)))
  (setv text "Abort entirely from this (lisp) process.")
  (assert (= seen [#("signalled" "debugged" text) #("division by zero" "debugged" text)]))
  (assert (= (. (.readouterr capsys) err) "")))


(defn test-shutdown []
  (setv order []
        p (sleeper (fn [] (.append order "cleanup")))
        started []
        q (running computing started)
        r (make-process :name "never started"))
  (until (fn [] started))
  (defn stubborn []
    (with [_ (without-interrupts)]
      (process-sleep LIMIT "stubborn")))
  (setv s (blocked (process-run-function "stubborn" stubborn) "stubborn"))
  (assert (= (shutdown-processes 0.05) ["stubborn"]))
  (assert (= order ["cleanup"]))
  (for [x [p q r]]
    (assert (not (process-alive-p x))))
  (assert (process-alive-p (initial-process)))
  ;; Let it go: what holds it is the wait, which ends when nothing delays interrupts any more.
  (setv s.state.delayed 0)
  (process-interrupt s (fn []))
  (ended s)
  (assert (= (shutdown-processes 0) [])))


(defn test-the-program-ends-with-processes-blocked []
  (setv text "
import acllib
from acllib.processes import process_run_function, current_process
from acllib.processwaits import process_sleep
def body():
    try: process_sleep(60)
    finally: print('cleanup')
p = process_run_function('p', body)
while p.whostate != 'sleep': pass
print('end')
"
        run (subprocess.run [sys.executable "-c" text] :capture-output True :text True :timeout 30))
  (assert (= #(run.stdout run.stderr run.returncode) #("end\ncleanup\n" "" 0))))


;;; Standing by

(defn test-arrest []
  (setv started []
        p (running computing started))
  (until (fn [] started))
  (process-add-arrest-reason p "debugging")
  (blocked p)
  (assert (= (.activity p) "arrested"))
  (assert (= (process-arrest-reasons p) ["debugging"]))
  (assert (not (process-active-p p)))
  (.append started "stop")
  (process-interrupt p (fn [] (.append started "interrupted")))
  (until (fn [] (in "interrupted" started)) "made active for an interrupt")
  (blocked p)
  (assert (process-alive-p p))
  (process-revoke-arrest-reason p "debugging")
  (ended p))


(defn test-run-reasons []
  (setv p (make-process :name "reasoned" :arrest-reasons ["not yet"]))
  (process-preset p (fn [] "ran"))
  (process-add-run-reason p "one")
  (process-add-run-reason p "one")
  (assert (= (process-run-reasons p) ["one"]))
  (assert (is (process-thread p) None))
  (process-revoke-arrest-reason p "not yet")
  (ended p)
  (assert (= p.result "ran")))


(defn test-disable-and-kill []
  (setv p (sleeper))
  (assert (process-active-p p))
  (assert (not (process-runnable-p p)) "it waits")
  (process-disable p)
  (until (fn [] (= p.whostate None)))
  (assert (= (.activity p) "inactive"))
  (process-add-arrest-reason p "too")
  (process-kill p :wait True))


(defn test-revoking-a-run-reason []
  (setv p (sleeper))
  (assert (= (process-run-reasons p) ["enable"]))
  (process-revoke-run-reason p "enable")
  (until (fn [] (= p.whostate None)))
  (process-enable p)
  (blocked p "sleep")
  (process-kill p :wait True))


;;; Waiting

(defn test-process-wait []
  (setv box []
        p (running (fn [] (process-wait "box" (fn [x] (in x box)) 0))))
  (blocked p "box")
  (.append box 0)
  (ended p)
  (assert (is p.result None))
  (assert (is (process-wait-with-timeout "x" 0.002 (fn [] None)) False))
  (assert (is (process-wait-with-timeout "x" -1 (fn [] 0)) True) "0 is true")
  (assert (is (process-wait-with-timeout "x" LIMIT (fn [] "")) True)))


(defn test-process-allow-schedule []
  (assert (is (process-allow-schedule) None)))


(defn test-wait-for-input []
  (setv [a b] (os-socket.socketpair)
        [c d] (os-socket.socketpair)
        door (listener)
        A (SocketTransport a)
        number (.fileno c))
  (assert (= (wait-for-input-available None) []))
  (assert (= (wait-for-input-available []) []))
  (assert (= (wait-for-input-available [A number door] :timeout 0) []))
  (assert (= (wait-for-input-available A :timeout 0.002) []))
  (.send d b"x")
  (assert (= (wait-for-input-available [A number]) [number]))
  (assert (= (wait-for-input-available number) [number]))
  (.send b b"x")
  (assert (= (wait-for-input-available [A number]) [A number]))
  (assert (= (wait-for-input-available [c] :wait-function (fn [x] 0)) [c]))
  (assert (= (wait-for-input-available [c] :wait-function (fn [x] None) :timeout 0.002) []))
  (setv client (os-socket.create-connection (.getsockname door) LIMIT))
  (assert (= (wait-for-input-available #(door)) [door]) "a connection to accept")
  (setv p (blocked (running (fn [] (wait-for-input-available [b] :whostate "quiet"))) "quiet"))
  (.close A)
  (ended p)
  (assert (= p.result [b]) "the end of file is ready")
  (assert (= (wait-for-input-available [A]) [A]) "and so is what is closed")
  (for [s [b c d client door]] (.close s))
  (with [e (pytest.raises SocketError)]
    (wait-for-input-available number :timeout 0))
  (assert (= e.value.code errno.EBADF)))


(defn test-wait-for-input-knows-buffers []
  (defclass Buffered []
    (defn __init__ [self descriptor ready]
      (setv self.descriptor descriptor
            self.ready ready))
    (defn read-no-hang-p [self] self.ready))
  (setv [a b] (os-socket.socketpair)
        descriptor (Descriptor a)
        full (Buffered descriptor True)
        empty (Buffered descriptor False)
        memory (Buffered None True))
  (assert (= (wait-for-input-available [empty full memory]) [full memory]))
  (assert (= (wait-for-input-available [empty] :timeout 0) []))
  (.close descriptor)
  (.close b))
