"What tests of blocking things share: waiting for events, with a limit, and sockets to wait on."

(import
  socket :as os-socket
  time [monotonic sleep])


(setv LIMIT 10)                         ; s after which a test fails instead of hanging


(defn until [test [why "it did not happen in time"]]
  "Wait until TEST answers true; fail after the limit."
  (setv deadline (+ (monotonic) LIMIT))
  (while (not (test))
    (assert (< (monotonic) deadline) why)
    (sleep 0.0005)))


(defn blocked [process [whostate None]]
  "Wait until PROCESS waits, for WHOSTATE if given, and return it."
  (until (fn [] (if (is whostate None)
                    (is-not process.waiting None)
                    (= process.whostate whostate)))
         f"{process} did not block")
  process)


(defn ended [process]
  "Wait until PROCESS has ended and return it."
  (assert (.join process LIMIT) f"{process} did not end")
  process)


(defn listener [[backlog 5]]
  "Return a listening socket on the loopback."
  (setv sock (os-socket.socket))
  (.bind sock #("127.0.0.1" 0))
  (.listen sock backlog)
  sock)


(defn tcp-pair []
  "Return two connected TCP sockets."
  (with [door (listener)]
    (setv here (os-socket.create-connection (.getsockname door) LIMIT)
          [there _] (.accept door)))
  (.setsockopt here os-socket.IPPROTO-TCP os-socket.TCP-NODELAY 1)
  #(here there))


(defn closed-port []
  "Return the number of a port that nobody listens on."
  (with [door (listener)]
    (get (.getsockname door) 1)))
