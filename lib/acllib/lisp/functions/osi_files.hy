#[[Files as the system opens and locks them, and the terminal that a program leaves: package EXCL.OSI.

Source: Allegro CL 10.1, Operating System Interface, file handling and file locking; POSIX, open, fcntl, setsid.]]

(import
  errno
  fcntl
  os
  acllib.formats [find-external-format]
  acllib.kernel.signalling [error type-error]
  acllib.lisp.conditions [SimpleError]
  acllib.lisp.console [ConsoleStream]
  acllib.lisp [session]
  acllib.lisp.conses [form]
  acllib.lisp.definitions [lisp macro named]
  acllib.lisp.file-streams [FileIOStream FileStream]
  acllib.lisp.forms [K S parts program-error variable-name]
  acllib.lisp.functions.files [call native]
  acllib.lisp.functions.osi [of-system]
  acllib.lisp.functions.system-calls [descriptor]
  acllib.lisp.pathnames [the-pathname]
  acllib.lisp.symbols [cl gensym]
  acllib.lisp.variables [standard-output terminal-io]
  acllib.processwaits [process-wait])


;;; Opening by flags

(defn [(lisp "OS-OPEN" :package "EXCL.OSI")] os-open [filename flags [mode 0o666] * [external-format K.DEFAULT]]
  #[[Return a stream to a file that is opened as open(2) does.

  Arguments: flags -- the logior of *o-rdonly*, *o-wronly* or *o-rdwr* and others, *o-creat* *o-append* ...;
    mode -- of a file that is made, less what the umask takes.
  Signals: file-error.]]
  (when (is-not (type flags) int)
    (type-error flags "an integer made of the *o-...* constants"))
  (setv pathname (the-pathname filename)
        format (find-external-format external-format)
        number (call "Opening" pathname os.open (native filename) (| flags os.O-CLOEXEC) mode)
        access (& flags os.O-ACCMODE)
        class- (if (= access os.O-RDWR) FileIOStream FileStream))
  (class- number pathname (cl "CHARACTER") False format (!= access os.O-WRONLY) (!= access os.O-RDONLY) False))


(defn [(macro "WITH-OS-OPEN-FILE" :package "EXCL.OSI")] expand-with-os-open-file [spec #* body]
  "(with-os-open-file (VAR FILENAME FLAGS [MODE]) . BODY): BODY with a stream that os-open returns; closed at the end."
  (setv [var #* call-] (parts spec "with-os-open-file"))
  (when (< (len call-) 2)
    (program-error "with-os-open-file: the first subform is (variable filename flags [mode])."))
  (form #(S.WITH-OPEN-STREAM #((variable-name var "with-os-open-file") #((named "OS-OPEN" "EXCL.OSI") #* call-))
           #* body)))


;;; Locks of files between programs

(setv TAKEN #(errno.EACCES errno.EAGAIN))


(defn locked [number how start length]
  "Try to lock a part of a file; return whether nobody else has it. Signals: syscall-error."
  (try
    (fcntl.lockf number (| how fcntl.LOCK-NB) length start)
    (return True)
    (except [e OSError]
      (when (in e.errno TAKEN)
        (return False))
      (setv failure e)))
  (defn fail []
    (raise failure))
  (of-system "lockf" fail))


(defn extent [start end]
  "Return the length of what lies between START and END, 0 for all that follows."
  (when (not (and (is (type start) int) (>= start 0)))
    (type-error start "(INTEGER 0)"))
  (cond
    (is end None) 0
    (and (is (type end) int) (> end start)) (- end start)
    True (type-error end f"(OR NULL (INTEGER {(+ start 1)}))")))


(defn [(lisp "LOCK-STREAM" :package "EXCL.OSI")] lock-stream [stream * [start 0] [end None] [shared None] [wait True]]
  #[[Lock the file of a stream against other programs, as lockf(3) does; return t, or nil where one has it.

  Arguments: start, end -- the octets that are locked, nil: to the end, wherever that is;
    shared -- true: others may lock it so as well, and the stream must be one for reading;
    wait -- nil: don't wait until it is free. Ours: waiting is the default.
  The lock is the program's: its own processes do not wait for one another, and closing any stream to the file
  gives it up. Blocks: while it waits; interrupts run meanwhile. Signals: syscall-error.]]
  (setv number (descriptor stream)
        how (if (is shared None) fcntl.LOCK-EX fcntl.LOCK-SH)
        length (extent start end))
  (cond
    (locked number how start length) True
    (is wait None) None
    True (do
           (process-wait "waiting for a file's lock" (fn [] (locked number how start length)))
           True)))


(defn [(lisp "UNLOCK-STREAM" :package "EXCL.OSI")] unlock-stream [stream * [start 0] [end None]]
  "Give up the lock of the file of a stream; return t. What the stream buffers is sent first. Signals: syscall-error."
  (when stream.output-p
    (.force-output stream))
  (of-system "lockf" fcntl.lockf (descriptor stream) fcntl.LOCK-UN (extent start end) start)
  True)


(defn [(macro "WITH-STREAM-LOCK" :package "EXCL.OSI")] expand-with-stream-lock [spec #* body]
  "(with-stream-lock (STREAM . OPTIONS) . BODY): BODY while the file of STREAM is locked, with the options of lock-stream."
  (setv [stream #* options] (parts spec "with-stream-lock")
        variable (gensym "STREAM")
        keys (cut options 0 None 2)
        bounds (lfor [k v] (zip keys (cut options 1 None 2)) :if (in k #(K.START K.END)) part [k v] part))
  (form #(S.LET #(#(variable stream))
           #((named "LOCK-STREAM" "EXCL.OSI") variable #* options)
           #(S.UNWIND-PROTECT #(S.PROGN #* body)
              #((named "UNLOCK-STREAM" "EXCL.OSI") variable #* bounds)))))


;;; Leaving the terminal

(defn [(lisp "DETACH-FROM-TERMINAL-SUPPORTED-P" :package "EXCL.OSI")] detach-from-terminal-supported-p []
  "Return whether detach-from-terminal can do its work here."
  (if (hasattr os "setsid") True None))


(defn [(lisp "DETACH-FROM-TERMINAL" :package "EXCL.OSI")] detach-from-terminal
  [* [output-stream None] [error-output-stream None]]
  #[[Give up the terminal that the program was started from: it can't be stopped or ended from there any more.

  Standard input, output and error output become /dev/null, or the files of OUTPUT-STREAM and
  ERROR-OUTPUT-STREAM. Return t. Signals: an error while a listener reads from the terminal.]]
  (when session.listening
    (error (SimpleError :format-control "detach-from-terminal: a listener reads from the terminal. A program does not, as in `aclrepl FILE`.")))
  (for [stream #((.get standard-output) output-stream error-output-stream) :if (is-not stream None)]
    (.force-output stream))
  (setv nowhere (call "Opening" os.devnull os.open os.devnull os.O-RDWR))
  (for [[number stream] (enumerate [None output-stream error-output-stream])]
    (os.dup2 (if (is stream None) nowhere (descriptor stream)) number))
  (os.close nowhere)
  (when (isinstance terminal-io.value ConsoleStream)
    (.reopen terminal-io.value))
  (try
    (os.setsid)
    (except [OSError]
      (give-up-terminal)))              ; the leader of a group of processes can't begin a session
  True)


(defn give-up-terminal []
  "Have the process without a terminal, if it has one."
  (import termios)
  (try
    (setv terminal (os.open "/dev/tty" os.O-RDWR))
    (except [OSError]
      (return None)))
  (try
    (fcntl.ioctl terminal termios.TIOCNOTTY)
    (except [OSError])
    (finally
      (os.close terminal))))
