#[[Time: universal time, internal time, sleeping, and the macro `time` (CLHS 25.1.4).

Universal time counts seconds from 1900-01-01, UTC. Time zones are hours west of Greenwich,
as in Lisp; where none is given, the system's own rules hold, daylight saving included.]]

(import
  os
  sys
  time :as os-time
  datetime [date]
  acllib.kernel.signalling [error type-error ProgramError]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [L]
  acllib.lisp.definitions [lisp macro constant]
  acllib.lisp.ratios [Ratio ratio]
  acllib.lisp.symbols [cl intern]
  acllib.lisp.variables [trace-output]
  acllib.waiting :as waiting)


;; Universal time of 1970-01-01, UTC.
(setv UNIX-EPOCH 2208988800
      UNITS 1000
      _DAYS-TO-1970 (.toordinal (date 1970 1 1)))

(constant "INTERNAL-TIME-UNITS-PER-SECOND" UNITS)


(defn [(lisp "GET-UNIVERSAL-TIME")] get-universal-time []
  "Return the time in seconds since 1900, UTC."
  (+ UNIX-EPOCH (int (os-time.time))))


(defn zone-at [unix]
  "Return #(zone daylight-p): the system's time zone in hours west, at a Unix time, without daylight saving."
  (setv local (os-time.localtime unix)
        daylight (> local.tm-isdst 0)
        west (- (- local.tm-gmtoff) (if daylight -3600 0)))
  #((_hours west) daylight))


(defn _hours [seconds]
  "Return SECONDS as hours, an int or a ratio."
  (ratio seconds 3600))


(defn [(lisp "DECODE-UNIVERSAL-TIME" :values True)] decode-universal-time [universal-time [time-zone None]]
  "Return second, minute, hour, date, month, year, day of the week (0: Monday), daylight-p, zone."
  (when (is-not (type universal-time) int)
    (type-error universal-time "INTEGER"))
  (setv unix (- universal-time UNIX-EPOCH)
        daylight None)
  (if (is time-zone None)
      (do
        (setv [zone saving] (zone-at unix)
              daylight (if saving True None)
              offset (- (if saving 3600 0) (_seconds zone))))
      (setv zone (_check-zone time-zone)
            offset (- (_seconds zone))))
  (setv [days rest] (divmod (+ unix offset) 86400)
        day (_day days)
        [hour rest] (divmod rest 3600)
        [minute second] (divmod rest 60))
  #(second minute hour day.day day.month day.year (.weekday day) daylight zone))


(defn _day [days]
  "Return the date that is DAYS after 1970-01-01."
  (setv ordinal (+ days _DAYS-TO-1970))
  (if (<= 1 ordinal (.toordinal date.max))
      (date.fromordinal ordinal)
      (error (ProgramError :format-control "The time is outside the years 1 to 9999."))))


(defn _check-zone [zone]
  (if (and (isinstance zone #(int Ratio)) (is-not zone True) (<= -24 zone 24))
      zone
      (type-error zone "(RATIONAL -24 24)")))


(defn _seconds [hours]
  (int (* hours 3600)))


(defn [(lisp "GET-DECODED-TIME" :values True)] get-decoded-time []
  "Return the present time as `decode-universal-time` does."
  (decode-universal-time (get-universal-time)))


(defn [(lisp "ENCODE-UNIVERSAL-TIME")] encode-universal-time [second minute hour date-of-month month year [time-zone None]]
  "Return the universal time of a date; a YEAR from 0 to 99 is the one nearest to now."
  (for [[value low high] [#(second 0 59) #(minute 0 59) #(hour 0 23) #(date-of-month 1 31) #(month 1 12)]]
    (when (not (and (is (type value) int) (<= low value high)))
      (type-error value f"(INTEGER {low} {high})")))
  (when (not (and (is (type year) int) (<= 0 year 9999)))
    (type-error year "(INTEGER 0 9999)"))
  (when (< year 100)
    (setv now (. (os-time.gmtime) tm-year)
          year (+ year (* 100 (// now 100))))
    (cond
      (> (- year now) 50) (-= year 100)
      (< (- year now) -49) (+= year 100)))
  (try
    (setv days (- (.toordinal (date year month date-of-month)) _DAYS-TO-1970))
    (except [ValueError]
      (setv days None)))
  (when (is days None)
    (type-error date-of-month f"(a day of month {month}, {year})"))
  (setv wall (+ (* days 86400) (* hour 3600) (* minute 60) second))
  (+ UNIX-EPOCH
     (if (is time-zone None)
         (_local-to-unix wall)
         (+ wall (_seconds (_check-zone time-zone))))))


(defn _local-to-unix [wall]
  "Return the Unix time at which clocks here show WALL, seconds since 1970 as if it were UTC."
  (setv unix (- wall (. (os-time.localtime wall) tm-gmtoff)))
  (- wall (. (os-time.localtime unix) tm-gmtoff)))


;;; Internal time

(setv _started (os-time.monotonic))


(defn [(lisp "GET-INTERNAL-REAL-TIME")] get-internal-real-time []
  "Return the milliseconds since the start."
  (int (* UNITS (- (os-time.monotonic) _started))))


(defn [(lisp "GET-INTERNAL-RUN-TIME")] get-internal-run-time []
  "Return the milliseconds of processor time used."
  (int (* UNITS (os-time.process-time))))


(defn [(lisp "CL-INTERNAL-REAL-TIME" "ACL-INTERNAL-REAL-TIME" :package "EXCL" :values True)] internal-real-time-pair []
  "Return the seconds and microseconds since the start."
  (divmod (int (* 1000000 (- (os-time.monotonic) _started))) 1000000))


(defn [(lisp "SLEEP")] sleep [seconds]
  "Wait for a time; interrupts run meanwhile. What was written to standard output is shown before."
  (when (or (is seconds True) (not (isinstance seconds #(int float Ratio))) (< seconds 0))
    (type-error seconds "(REAL 0)"))
  (waiting.sleep (float seconds))
  None)


;;; time

(defn [(macro "TIME")] expand-time [form]
  "(time form): evaluate FORM, print how long it took to *trace-output*, return its values."
  (L (intern "%TIME" "SYSTEM") (L (cl "FUNCTION") (L (cl "LAMBDA") None form))))


(defn [(lisp "%TIME" :package "SYSTEM" :values True)] call-timed [function]
  "Call FUNCTION, print how long it took, and return its values."
  (setv before (os.times)
        blocks (_allocated)
        start (os-time.perf-counter))
  (try
    (return (call-for-values function))
    (finally
      (setv real (- (os-time.perf-counter) start)
            after (os.times)
            stream (.get trace-output))
      (.fresh-line stream)
      (.write-string stream (time-report (- after.user before.user) (- after.system before.system)
                                         real (- (_allocated) blocks)))
      (.force-output stream))))


(defn _allocated []
  "Return how many blocks of memory are in use."
  (sys.getallocatedblocks))


(defn time-report [user system real blocks]
  #[[Return what `time` prints.

  Arguments: user, system, real -- seconds; blocks -- memory blocks in use afterwards, less before.]]
  (setv used (+ user system)
        share (fn [part] (if (> real 0) (* 100 (/ part real)) 100)))
  (+ f"; cpu time (non-gc) {user :.6f} sec user, {system :.6f} sec system\n"
     "; cpu time (gc)     0.000000 sec user, 0.000000 sec system\n"
     f"; cpu time (total)  {user :.6f} sec user, {system :.6f} sec system\n"
     f"; real time  {real :.6f} sec ({(share used) :.2f}%)\n"
     f"; space allocation:\n;  {(max blocks 0)} memory blocks kept\n"))
