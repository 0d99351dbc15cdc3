#[[A chat room: each line that somebody says is heard by all the others.

    hy examples/chat.hy

Each visitor is served by a process of their own. What those share, the list of who is there, is
touched by one at a time, under a lock.]]

(require
  acllib.macros [with-process-lock])

(import
  acllib [accept-connection local-port make-process-lock make-socket process-kill process-run-function])


(setv visitors []                       ; the streams to those who are in the room
      lock (make-process-lock :name "visitors"))


(defn tell [speaker line]
  "Write a line to everybody but SPEAKER."
  (with-process-lock [lock]
    (for [stream visitors]
      (when (is-not stream speaker)
        (.write-line stream line)
        (.force-output stream)))))


(defn attend [stream]
  "Pass on what comes from one visitor; the first line is the name."
  (with [_ stream]
    (setv name (.rstrip (.readline stream) "\n"))
    (with-process-lock [lock]
      (.append visitors stream))
    (tell None f"* {name} is here")
    (try
      (for [line stream]
        (tell stream (.rstrip f"{name}: {line}" "\n")))
      (finally
        (with-process-lock [lock]
          (.remove visitors stream)))))
  (tell None f"* {name} has left"))


(defn welcome [door]
  "Let everybody in, for ever."
  (while True
    (process-run-function "attendant" attend (accept-connection door))))


;;; Visitors

(defn say [stream text]
  (.write-line stream text)
  (.force-output stream))


(defn hear [name stream]
  (print name "hears" (.rstrip (.readline stream) "\n")))


(defn enter [name port]
  (setv stream (make-socket :remote-host "localhost" :remote-port port))
  (say stream name)
  (hear name stream)
  stream)


(with [door (make-socket :connect "passive" :local-host "localhost")]
  (setv doorkeeper (process-run-function "doorkeeper" welcome door))
  (with [ann (enter "Ann" (local-port door))]
    (with [bob (enter "Bob" (local-port door))]
      (hear "Ann" ann)
      (say ann "Who is there?")
      (hear "Bob" bob)
      (say bob "Only me.")
      (hear "Ann" ann))
    (hear "Ann" ann))
  (process-kill doorkeeper :wait True))
