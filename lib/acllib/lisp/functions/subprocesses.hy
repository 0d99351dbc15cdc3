#[[Programs of the system that Lisp runs: run-shell-command, reap-os-subprocess, and command-output.

A stream to a program is one end of a pair of local sockets, so reading from it can be interrupted
as from any other. What a program prints that was given no place appears on *standard-output*.
Source: Allegro CL 10.1, Operating System Interface; run-shell-command.]]

(import
  os
  socket :as os-socket
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.conses [items lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.file-errors [file-failure]
  acllib.lisp.forms [K program-error]
  acllib.lisp.functions.files [call native pathname]
  acllib.lisp.variables [standard-output]
  acllib.processes [run-in-process]
  acllib.processwaits [process-wait]
  acllib.streambase [Stream]
  acllib.streams [BivalentStream]
  acllib.transports [SocketTransport])


(defn _subprocess []
  "Return Python's `subprocess`, which is loaded at first use."
  (import subprocess)
  subprocess)


;; Process id → subprocess.Popen, of those whose end nobody has asked for.
(setv _running {})


(defclass ProgramStream [BivalentStream]
  "A stream to or from a program."

  (defn __repr__ [self]
    f"#<program-stream {(if self.open-p "" "closed ")}@ #x{(address-digits self)}>"))


(defn connected [input output]
  "Return #(stream end): a stream for our INPUT or OUTPUT or both, and the socket for the program."
  (setv [ours theirs] (os-socket.socketpair))
  #((ProgramStream (SocketTransport ours) :input input :output output) theirs))


;;; Starting

(defn words-of [command]
  "Return #(words program) for Popen: a string is the shell's, a vector is program, name, and arguments."
  (cond
    (stringp command) #(["/bin/sh" "-c" (text command)] None)
    (and (is (type command) list) command (all (map stringp command)))
      #((list (map text (cut command (if (> (len command) 1) 1 0) None))) (text (get command 0)))
    True (type-error command "a string, or a vector of strings")))


(defn environment-of [additions]
  "Return the environment with ADDITIONS, an alist of strings."
  (setv found (dict os.environ))
  (for [pair (items additions)]
    (if (is pair.cdr None)
        (.pop found (text pair.car) None)
        (setv (get found (text pair.car)) (text pair.cdr))))
  found)


(setv EXISTS {K.ERROR os.O-EXCL  K.SUPERSEDE os.O-TRUNC  K.OVERWRITE 0  K.APPEND os.O-APPEND})


(defn opened [place flags]
  "Return the number of the file PLACE, open with FLAGS."
  (setv name (native (pathname place)))
  (call "Opening" place (fn [] (os.open name (| flags os.O-CLOEXEC) 0o666))))


(defn descriptor-of [stream]
  "Return the system's number of the file or socket of STREAM; signals type-error where it has none."
  (try
    (return (.fileno stream))
    (except [#(OSError AttributeError)]))
  (type-error stream "a stream to a file or socket"))


(defclass Started []
  #[[A program that runs.

  popen   -- Python's; output, error, input -- our streams, or None
  relayed -- the stream of what is to appear on *standard-output*, or None]]

  (defn __init__ [self command input output error-output separate if-output-exists if-error-output-exists
                  environment directory]
    (setv self.input None
          self.output None
          self.error None
          self.relayed None
          self.ends []
          [words program] (words-of command))
    (try
      (setv both (and (is input K.STREAM) (is output K.STREAM) (is separate None))
            stdin (.end self "input" input os.O-RDONLY both)
            stdout (if both
                       stdin
                       (.end self "output" output (.writing self if-output-exists) False))
            stderr (if (is error-output K.OUTPUT)
                       (. (_subprocess) STDOUT)
                       (.end self "error" error-output (.writing self if-error-output-exists) False)))
      (when both
        (setv self.output self.input))
      (try
        (setv self.popen (.Popen (_subprocess) words :executable program :stdin stdin :stdout stdout :stderr stderr
                                           :env (environment-of environment)
                                           :cwd (if (is directory None) None (native (pathname directory)))))
        (setv failure None)
        (except [e OSError]
          (setv failure e)))
      (when (is-not failure None)
        (.close-streams self)
        (file-failure failure (or program (get words 0)) "Running"))
      (finally
        (for [end self.ends]
          (if (isinstance end int) (os.close end) (.close end)))))
    (setv (get _running self.popen.pid) self.popen))

  (defn writing [self exists]
    (when (not-in exists EXISTS)
      (type-error exists "(MEMBER :ERROR :SUPERSEDE :OVERWRITE :APPEND)"))
    (| os.O-WRONLY os.O-CREAT (get EXISTS exists)))

  (defn end [self role place flags both]
    "Return what Popen takes for the program's stream ROLE, which goes to, or comes from, PLACE."
    (cond
      (is place K.STREAM)
        (do
          (setv [stream end] (connected (or both (!= role "input")) (or both (= role "input"))))
          (setattr self role stream)
          (.append self.ends end)
          end)
      (is place None)
        (if (= role "input")
            (. (_subprocess) DEVNULL)
            (do
              (when (is self.relayed None)
                (setv [self.relayed self.relay-end] (connected True False))
                (.append self.ends self.relay-end))
              self.relay-end))
      (isinstance place Stream)
        (do
          (when (!= role "input")
            (.force-output place))
          (descriptor-of place))
      True
        (do
          (setv number (opened place flags))
          (.append self.ends number)
          number)))

  (defn close-streams [self]
    (for [stream #(self.input self.output self.error self.relayed)]
      (when (is-not stream None)
        (.close stream :abort True))))

  (defn relay [self target]
    "Copy what the program prints to TARGET, until its end."
    (when (is-not self.relayed None)
      (while True
        (setv [line missing-newline] (.read-line self.relayed False None))
        (when (is line None)
          (break))
        (.write-string target (if missing-newline line (+ line "\n"))))
      (.force-output target)))

  (defn relay-and-close [self target]
    (try
      (.relay self target)
      (finally
        (when (is-not self.relayed None)
          (.close self.relayed :abort True)))))

  (defn wait [self]
    #[[Wait until the program has ended; return its exit status. Interrupts run meanwhile.

    A non-local exit out of the wait kills the program: nobody else has its process id.]]
    (try
      (.relay-and-close self (.get standard-output))
      (process-wait "waiting for a program" (fn [] (is-not (.poll self.popen) None)))
      (finally
        (.pop _running self.popen.pid None)
        (when (is (.poll self.popen) None)
          (.kill self.popen)
          (.wait self.popen))))
    (exit-status self.popen)))


(defn exit-status [popen]
  "Return the exit status of a program that has ended, as a shell tells it: 128 and the signal that killed it."
  (if (< popen.returncode 0) (- 128 popen.returncode) popen.returncode))


(defn [(lisp "RUN-SHELL-COMMAND" :package "EXCL" :values True)] run-shell-command
  [command * [input None] [output None] [error-output None] [wait True] [separate-streams None]
   [if-input-does-not-exist K.ERROR] [if-output-exists K.ERROR] [if-error-output-exists K.ERROR]
   [environment None] [directory None] [show-window None] [hide None]]
  #[[Run a program.

  Arguments:
    command -- string, for the shell; or vector: the program, what it is told to be called, its arguments.
    input, output, error-output -- nil; :stream: a new stream to it; a stream to a file; a file's name;
      error-output also :output: where output goes. Without one, what it prints appears on *standard-output*.
    wait -- true: wait for its end.
    separate-streams -- true: one stream a direction, else one for both.
    environment -- alist of strings that are added; directory -- where it runs.
  Returns: its exit status, when it was waited for; else the stream for input and output, or one a
    direction with separate-streams, the stream of its error output, and its process id. Who does not
    wait must call reap-os-subprocess.
  Signals: file-error where it can't be run.
  Blocks: while it waits; interrupts run meanwhile.]]
  (when (and (is-not wait None) (in K.STREAM #(input output error-output)))
    (program-error "run-shell-command: a stream to the program needs :wait nil."))
  (setv started (Started command input output error-output separate-streams if-output-exists
                         if-error-output-exists environment directory))
  (cond
    (is-not wait None)
      #((.wait started))
    True
      (do
        (when (is-not started.relayed None)
          (run-in-process started.relay-and-close f"output of program {started.popen.pid}" (.get standard-output)))
        (if (is separate-streams None)
            #((or started.input started.output) started.error started.popen.pid)
            #(started.input started.output started.error started.popen.pid)))))


(defn [(lisp "REAP-OS-SUBPROCESS" :package "SYSTEM" :values True)] reap-os-subprocess [* [pid None] [wait True]]
  #[[Ask for the end of a program that run-shell-command has started.

  Arguments: pid -- process id; nil or -1: any; wait -- true: wait for its end.
  Returns: exit status, process id, and the number of the signal that ended it, or nil; nil where it runs,
    or where there is none.
  Blocks: while it waits; interrupts run meanwhile.]]
  (defn ended []
    (for [[number popen] (list (.items _running))]
      (when (and (or (in pid #(None -1)) (= number pid)) (is-not (.poll popen) None))
        (return popen)))
    None)
  (when (not (or (in pid _running) (and _running (in pid #(None -1)))))
    (return #(None None)))
  (when (is-not wait None)
    (process-wait "waiting for a program" (fn [] (is-not (ended) None))))
  (setv popen (ended))
  (when (is popen None)
    (return #(None None)))
  (.pop _running popen.pid None)
  #((exit-status popen) popen.pid (if (< popen.returncode 0) (- popen.returncode) None)))


(defn [(lisp "COMMAND-OUTPUT" :package "EXCL.OSI" :values True)] command-output
  [command * [input None] [whole None] [directory None] [environment None] [error-output K.STREAM]]
  #[[Run a program and return what it prints.

  Arguments: command -- as in run-shell-command; input -- string that it reads; whole -- true:
    one string instead of a list of lines.
  Returns: output, error output, exit status.]]
  (setv started (Started command (if (is input None) None K.STREAM) K.STREAM error-output True K.ERROR K.ERROR
                         environment directory)
        collected []
        others (if (is started.error None)
                   None
                   (run-in-process (fn [] (.append collected (all-of started.error whole))) "error output")))
  (when (is-not input None)
    (run-in-process (fn [] (.write-string started.input (text input)) (.close started.input)) "input of a program"))
  (setv printed (all-of started.output whole)
        status (.wait started))
  (when (is-not others None)
    (process-wait "reading error output" (fn [] (not others.alive))))
  #(printed (if collected (get collected 0) None) status))


(defn all-of [stream whole]
  "Return what STREAM holds up to its end, a string or a list of lines, and close it."
  (setv parts [])
  (while True
    (setv [line missing-newline] (.read-line stream False None))
    (when (is line None)
      (break))
    (.append parts (if (or missing-newline (is whole None)) line (+ line "\n"))))
  (.close stream)
  (if (is whole None) (lisp-list parts) (.join "" parts)))
