#[[What the operating system counts for a process's thread: processor time, and how often it went on.

Source: Allegro CL 10.1, Multiprocessing.]]

(import
  sys
  time
  acllib.processes [check-process])


;; Linux has a clock for each thread of the program, made from the thread's number: the complement in
;; the high bits, and these. Asked for a thread that has ended it is an error, no crash.
(setv CLOCK 0b110)


(defn process-os-id [process]
  "Return the number that the operating system gives PROCESS's thread; None before it is started, and where there are none."
  (setv thread (. (check-process process) thread))
  (if (is thread None) None thread.native-id))


(defn cpu-seconds [process]
  "Return the seconds of processor time that PROCESS has used: 0.0 before it is started, None where that can't be known."
  (setv number (process-os-id process))
  (cond
    (is process.thread None) 0.0
    (or (is number None) (not (.startswith sys.platform "linux"))) None
    True
      (try
        (time.clock-gettime (| (<< (bnot number) 3) CLOCK))
        (except [OSError]
          None))))


(defn process-cpu-msec-used [process]
  "Return the milliseconds of processor time that PROCESS has used, int; None where that can't be known."
  (setv seconds (cpu-seconds process))
  (if (is seconds None) None (int (* 1000 seconds))))


(defn process-times-resumed [process]
  "Return how often the system has let PROCESS go on: 0 before it is started, None where that can't be known."
  (setv number (process-os-id process))
  (when (is number None)
    (return (if (is process.thread None) 0 None)))
  (try
    (with [status (open f"/proc/self/task/{number}/status" :encoding "ascii")]
      (sum (gfor line status :if (in "ctxt_switches" line) (int (get (.split line) 1)))))
    (except [[OSError ValueError]]
      None)))


(defn _since-last [process reader]
  "Return by how much what READER returns has grown since the last call for PROCESS."
  (setv now (reader process))
  (when (is now None)
    (return None))
  (setv before (.get process.told reader 0)
        (get process.told reader) now)
  (- now before))


(defn process-cpu-msec-used-delta [process]
  "Return the milliseconds of processor time that PROCESS has used since this was last asked."
  (_since-last process process-cpu-msec-used))


(defn process-times-resumed-delta [process]
  "Return how often PROCESS was resumed since this was last asked."
  (_since-last process process-times-resumed))
