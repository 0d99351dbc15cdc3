"Macros for Hy programs: values, time-outs, what is bound and undone."

(require
  acllib.macros [binding process-progn with-pending-connect with-process-lock with-timeout without-interrupts])

(import
  socket :as os-socket
  pytest
  acllib [current-process make-process-lock make-socket process-interrupt process-kill
          process-run-function process-sleep]
  acllib.locks [LockError process-lock-locker]
  acllib.making [_pending]
  acllib.names [ipv6-default])


(defn test-values []
  (assert (= (with-pending-connect 1 2) 2))
  (assert (= (with-timeout [5 "late"] 1 2) 2))
  (assert (= (with-process-lock [(make-process-lock)] 1 2) 2))
  (assert (= (without-interrupts 1 2) 2))
  (assert (= (binding [ipv6 True] 1 2) 2))
  (assert (= (process-progn (current-process) 1 2) 2)))


(defn test-with-timeout []
  (setv told [])
  (assert (= (with-timeout [0.005 (.append told 1) "late"] (process-sleep 5) "done") "late"))
  (assert (= told [1]))
  (assert (= (with-timeout [0 "at once"] (.append told 2)) "at once"))
  (assert (= told [1])))


(defn test-with-pending-connect []
  (with [door (os-socket.socket)]
    (.bind door #("127.0.0.1" 0))
    (.listen door 0)
    (with [_ (os-socket.create-connection (.getsockname door))]
      (setv port (get (.getsockname door) 1))
      (assert (= (with-pending-connect
                   (with-timeout [0.01 "connect failed"]
                     (make-socket :remote-host "127.1" :remote-port port)))
                 "connect failed"))))
  (assert (= _pending {})))


(defn test-with-process-lock []
  (setv lock (make-process-lock))
  (with-process-lock [lock :timeout 1]
    (assert (is (process-lock-locker lock) (current-process)))
    (with-process-lock [lock])
    (with [_ (pytest.raises LockError)]
      (with-process-lock [lock :norecursive True])))
  (assert (is (process-lock-locker lock) None)))


(defn test-without-interrupts []
  (setv order [])
  (without-interrupts
    (process-interrupt (current-process) order.append "interrupt")
    (.append order "body"))
  (assert (= order ["body" "interrupt"])))


(defn test-process-progn []
  (setv process (process-run-function "asked" process-sleep 20))
  (assert (is (process-progn process (current-process)) process))
  (process-kill process))


(defn test-binding []
  (setv outer (.get ipv6-default))
  (binding [ipv6 True  print-hostname-in-stream None]
    (assert (is (.get ipv6-default) True)))
  (assert (is (.get ipv6-default) outer)))
