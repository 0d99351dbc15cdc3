"Barriers, condition variables, and what the system counts for a process, as Python and Hy programs use them."

(import
  pytest
  acllib [Barrier ConditionVariable LockError barrier-arrivers barrier-count barrier-disable barrier-pass-through
          barrier-unblock barrier-wait condition-variable-broadcast condition-variable-signal condition-variable-wait
          make-barrier make-condition-variable make-process make-process-lock process-cpu-msec-used
          process-cpu-msec-used-delta process-enable process-exit-actions process-initial-form process-kill
          process-lock process-lock-locker process-message-interrupt-function process-name-to-process process-os-id
          process-preset process-resume-hook process-run-function process-state process-suspend-hook
          process-terminate process-times-resumed process-times-resumed-delta process-unlock profile-process-p
          start-scheduler current-process ProcessError]
  acllib.processviews [set-process-exit-actions]
  support.waits [blocked ended until])


(defn test-a-barrier-for-three []
  (setv barrier (make-barrier 3 :callback (fn [] (.append order "callback")))
        order []
        results [])
  (assert (isinstance barrier Barrier))
  (setv waiting (lfor i (range 2) (process-run-function "waiting" (fn [] (.append results (barrier-wait barrier))))))
  (until (fn [] (= (barrier-arrivers barrier) 2)))
  (assert (= (barrier-wait barrier) "unblocked"))
  (for [p waiting]
    (ended p))
  (assert (= #(order results (barrier-count barrier) (barrier-arrivers barrier)) #(["callback"] [True True] 3 0))))


(defn test-who-leaves-a-barrier []
  (for [[discount left] [#(True 0) #(False 1)]]
    (setv barrier (make-barrier 2 :discount-on-abort discount)
          process (blocked (process-run-function "leaving" barrier-wait barrier)))
    (process-kill process :wait True)
    (assert (= (barrier-arrivers barrier) left))
    (barrier-unblock barrier)
    (assert (= (barrier-arrivers barrier) 0))))


(defn test-a-barrier-that-is-disabled []
  (setv barrier (make-barrier 9)
        process (blocked (process-run-function "held" barrier-wait barrier)))
  (assert (= (barrier-pass-through barrier) "passed-through"))
  (barrier-disable barrier)
  (assert (is (. (ended process) result) True))
  (assert (is (barrier-wait barrier) None)))


(defn test-a-condition-variable []
  (setv condvar (make-condition-variable :name "news")
        lock (make-process-lock)
        told [])
  (assert (isinstance condvar ConditionVariable))
  (defn reader []
    (process-lock lock)
    (while (not told)
      (assert (condition-variable-wait condvar lock)))
    (.append told (is (process-lock-locker lock) (current-process)))
    (process-unlock lock))
  (setv process (blocked (process-run-function "reader" reader) "news"))
  (condition-variable-signal condvar)    ; woken for nothing, it waits again
  (blocked process "news")
  (.append told "news")
  (condition-variable-broadcast condvar)
  (ended process)
  (assert (= told ["news" True]))
  (with [_ (pytest.raises LockError)]
    (condition-variable-wait condvar lock)))


(defn test-one-signal-wakes-one []
  (setv condvar (make-condition-variable)
        waiting (lfor i (range 3) (blocked (process-run-function f"waiter {i}" condition-variable-wait condvar None))))
  (condition-variable-signal condvar)
  (ended (get waiting 0))
  (assert (all (gfor p (cut waiting 1 None) p.alive)))
  (condition-variable-broadcast condvar)
  (for [p waiting]
    (ended p)))


(defn test-exit-actions []
  (setv log []
        process (make-process "acting"))
  (set-process-exit-actions process [#(log.append 1) #(log.append 2)])
  (process-preset process (fn [] (.append log (len (process-exit-actions process)))))
  (process-enable process)
  (ended process)
  (assert (= log [2 1 2]))
  (process-terminate process)
  (assert (= log [2 1 2 1 2]) "what a program may call, too"))


(defn test-what-the-system-counts []
  (setv process (current-process))
  (assert (> (process-os-id process) 0))
  (assert (>= (process-cpu-msec-used process) (process-cpu-msec-used-delta process) 0))
  (assert (>= (process-times-resumed-delta process) 0))
  (assert (>= (process-times-resumed process) 0))
  (setv process (make-process "not started" :resume-hook print :suspend-hook len :message-interrupt-function id))
  (process-preset process max 1 2)
  (assert (= (process-initial-form process) [max 1 2]))
  (assert (= (process-state process) "inactive"))
  (assert (= [(process-resume-hook process) (process-suspend-hook process) (process-message-interrupt-function process)]
             [print len id]))
  (assert (= #((process-os-id process) (process-cpu-msec-used process) (process-times-resumed process)) #(None 0 0)))
  (assert (is (process-name-to-process "not started") process))
  (assert (not (profile-process-p process)))
  (process-kill process)
  (assert (is (start-scheduler) None))
  (assert (is (process-name-to-process "not started" :errorp None) None))
  (with [_ (pytest.raises ProcessError)]
    (process-name-to-process "not started")))
