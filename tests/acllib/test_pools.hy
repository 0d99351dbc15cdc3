"Pools of processes."

(import
  pytest
  acllib [NoDefaultPool ProcessPool WorkItem discard-process-pool ensure-default-process-pool gate-open-p make-gate
          make-process-pool make-process-pool-work-item open-gate process-kill process-pool-run
          process-pool-work-item-active-p process-pool-work-item-data process-pool-work-item-error
          process-pool-work-item-name process-pool-work-item-values process-wait]
  acllib.arguments [BadArgument]
  acllib.kernel.signalling [WrongType]
  acllib.pools [work-item]
  support.waits [until])


(defn [pytest.fixture] pool []
  (setv pool (make-process-pool :name "tested" :active-limit 2))
  (yield pool)
  (discard-process-pool pool :forget True :kill True)
  (until (fn [] (not pool.processes))))


(defn finished [item]
  (until (fn [] (not (process-pool-work-item-active-p item))))
  item)


(defn test-work-is-done [pool]
  (setv [item how] (process-pool-run pool :name "sum" :function divmod :arguments [7 2] :data "mine"))
  (assert (isinstance pool ProcessPool))
  (assert (isinstance item WorkItem))
  (assert (= how "created"))
  (finished item)
  (assert (= #((process-pool-work-item-values item) (process-pool-work-item-error item) (process-pool-work-item-name item)
               (process-pool-work-item-data item))
             #([#(3 1)] None "sum" "mine")))
  (until (fn [] (= pool.idle 1)))
  (setv [item how] (process-pool-run pool :work item :arguments [9 2]))
  (assert (= how "started") "in the process that was idle")
  (assert (= (process-pool-work-item-values (finished item)) [#(4 1)])))


(defn test-work-waits-for-a-process [pool]
  (setv gate (make-gate False)
        items (lfor _ (range 4) (process-pool-run pool :function process-wait :arguments ["gate" gate-open-p gate])))
  (assert (= (lfor [_ how] items how) ["created" "created" "queued" "queued"]))
  (assert (= (get (process-pool-run pool :function print :queue-p None) 1) None))
  (assert (all (gfor [item _] items (process-pool-work-item-active-p item))))
  (open-gate gate)
  (for [[item _] items]
    (finished item))
  (assert (<= (len pool.processes) 2)))


(defn test-no-more-than-the-limit-waits []
  (setv pool (make-process-pool :active-limit 1 :work-limit 1)
        gate (make-gate False)
        hows (lfor _ (range 3) (get (process-pool-run pool :function process-wait :arguments ["gate" gate-open-p gate]) 1)))
  (assert (= hows ["created" "queued" None]))
  (open-gate gate)
  (discard-process-pool pool)
  (until (fn [] (not pool.processes)))
  (assert (is (get (process-pool-run pool :function print) 1) None) "a discarded pool takes nothing"))


(defn test-errors-end-the-work-and-not-the-process [pool]
  (setv reports []
        [item _] (process-pool-run pool :function (fn [] (/ 1 0))
                                   :report-start (fn [item] (.append reports item))
                                   :report-end (fn [item values error] (.append reports #((list (or values [])) (type error))))))
  (finished item)
  (assert (isinstance (process-pool-work-item-error item) ZeroDivisionError))
  (assert (= reports [item #([] ZeroDivisionError)]))
  (until (fn [] (= pool.idle 1))))


(defn test-a-worker-that-is-killed [pool]
  (setv gate (make-gate False)
        waiting (lfor _ (range 3) (get (process-pool-run pool :function process-wait :arguments ["gate" gate-open-p gate]) 0)))
  (process-kill (get (list pool.processes) 0) :wait True)
  (open-gate gate)
  (for [item waiting]
    (finished item)))


(defn test-what-runs-knows-its-item [pool]
  (setv [item _] (process-pool-run pool :function (fn [] (. (.get work-item) data)) :data 42))
  (assert (= (process-pool-work-item-values (finished item)) [42]))
  (assert (is (.get work-item) None)))


(defn test-idle-processes-go []
  (setv pool (make-process-pool :active-limit 3 :idle-timeout 0.01 :prime True))
  (assert (= (len pool.processes) 3))
  (until (fn [] (not pool.processes)))
  (setv [item how] (process-pool-run pool :function max :arguments [1 2]))
  (assert (= how "created"))
  (finished item)
  (discard-process-pool pool))


(defn test-the-default-pool []
  (with [_ (pytest.raises NoDefaultPool)]
    (process-pool-run None :function print))
  (setv pool (ensure-default-process-pool :active-limit 1))
  (assert (is (ensure-default-process-pool) pool))
  (assert (= (process-pool-work-item-values (finished (get (process-pool-run None :function max :arguments [1 2]) 0))) [2]))
  (with [_ (pytest.raises BadArgument)]
    (ensure-default-process-pool :if-exists "error"))
  (setv other (ensure-default-process-pool :if-exists "supersede"))
  (assert (is-not other pool))
  (discard-process-pool None)
  (until (fn [] (not (or pool.processes other.processes)))))


(defn test-wrong-arguments [pool]
  (for [[condition function] [#(BadArgument (fn [] (make-process-pool :active-limit 0)))
                              #(BadArgument (fn [] (process-pool-run pool)))
                              #(WrongType (fn [] (process-pool-run 5 :function print)))
                              #(WrongType (fn [] (make-process-pool-work-item :work 5)))
                              #(WrongType (fn [] (process-pool-work-item-data 5)))]]
    (with [_ (pytest.raises condition)]
      (function))))
