#[[The system's own names, package EXCL.OSI: files, users, signals, times.

What fails signals a file-error, or a syscall-error without a file. Source: Allegro CL 10.1, Operating
System Interface.]]

(import
  os
  socket :as os-socket
  time
  acllib.conditions [SyscallError]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [text]
  acllib.lisp.definitions [lisp named setf]
  acllib.lisp.functions.files [call native]
  acllib.lisp.functions.subprocesses [run-shell-command]
  acllib.lisp.symbols [find-package])


(setv EPOCH 2208988800)                 ; universal time of 1970-01-01

;; Functions of other packages that belong here as well.
(for [_name ["GETPID" "CHDIR" "MAKE-DIRECTORY" "DELETE-DIRECTORY"]]
  (.import-symbol (find-package "EXCL.OSI") (named _name "EXCL"))
  (.add (. (find-package "EXCL.OSI") exported) _name))


(defn of-system [action function #* arguments]
  "Return what a function of the system returns; its OSError becomes a syscall-error."
  (try
    (return (function #* arguments))
    (except [e OSError]
      (setv failure e)))
  (error (SyscallError :errno failure.errno :format-control "~A failed: ~A."
                       :format-arguments #(action (os.strerror (or failure.errno 0))))))


;;; Names of files

(defn [(lisp "BASENAME" :package "EXCL.OSI")] basename [name]
  "Return the last part of a file's name."
  (os.path.basename (.rstrip (text name) "/")))


(defn [(lisp "DIRNAME" :package "EXCL.OSI")] dirname [name]
  "Return the part of a file's name in front of the last one; a dot where there is none."
  (or (os.path.dirname (.rstrip (text name) "/")) "."))


(defn [(lisp "UNLINK" :package "EXCL.OSI")] unlink [name]
  "Delete a file; return t."
  (call "Deleting" name os.unlink (native name))
  True)


(defn [(lisp "RENAME" :package "EXCL.OSI")] rename [from to]
  "Give a file another name, in place of one that has it; return t."
  (call "Renaming" from os.rename (native from) (native to))
  True)


(defn [(lisp "SYMLINK" :package "EXCL.OSI")] symlink [target name]
  "Make NAME a symbolic link to TARGET; return t."
  (call "Linking" name os.symlink (text target) (native name))
  True)


(defn [(lisp "CHMOD" :package "EXCL.OSI")] chmod [name mode]
  "Set the mode of a file; return t."
  (call "Changing the mode of" name os.chmod (native name) mode)
  True)


(defn [(lisp "UMASK" :package "EXCL.OSI")] umask [[mask None]]
  "Set the mask of modes that new files don't get, and return what it was; without MASK, only that."
  (setv before (os.umask (if (is mask None) 0 mask)))
  (when (is mask None)
    (os.umask before))
  before)


(defn [(lisp "ACCESS" :package "EXCL.OSI")] access [name mode]
  "Return whether this process may use a file: MODE is the sum of 4 to read, 2 to write, 1 to run it; 0: it is there."
  (if (os.access (native name) mode) True None))


(defn [(lisp "UTIME" :package "EXCL.OSI")] utime [name access-time modification-time]
  "Set when a file was read and written, in seconds since 1970; return t."
  (call "Setting the times of" name os.utime (native name) #(access-time modification-time))
  True)


(defn [(lisp "STAT" :package "EXCL.OSI")] stat [name]
  "Return what the system knows of a file, for the stat- functions."
  (call "Asking for" name os.stat (native name)))


;; The parts of what `stat` returns.
(for [_part ["mode" "ino" "dev" "nlink" "uid" "gid" "size" "atime" "mtime" "ctime"]]
  (setv _get (fn [object [part (+ "st_" _part)]] (int (getattr object part)))
        _get.__name__ (+ "stat_" _part)
        _get.__doc__ f"Return the {_part} of what stat returned, an integer.")
  ((lisp (+ "STAT-" (.upper _part)) :package "EXCL.OSI") _get))


;;; Users

(defn [(lisp "GETUID" :package "EXCL.OSI")] getuid []
  "Return the number of the user."
  (os.getuid))


(defn [(lisp "GETEUID" :package "EXCL.OSI")] geteuid []
  "Return the number of the user whose rights the process has."
  (os.geteuid))


(defclass UserEntry []
  "An entry of the system's table of users; the program may change its copy. Slots: as pwd names them."

  (defn __init__ [self entry]
    (for [part USER-PARTS]
      (setattr self part (getattr entry (+ "pw_" part)))))

  (defn __repr__ [self]
    f"#<pwent {self.name} @ #x{(address-digits self)}>"))


(setv USER-PARTS ["name" "passwd" "uid" "gid" "gecos" "dir" "shell"])


(defn _entry [function key]
  (import pwd)
  (try
    (UserEntry ((getattr pwd function) key))
    (except [KeyError]
      None)))


(defn [(lisp "GETPWNAM" :package "EXCL.OSI")] getpwnam [name]
  "Return the entry of the user called NAME, for the pwent- functions, or nil."
  (_entry "getpwnam" (text name)))


(defn [(lisp "GETPWUID" :package "EXCL.OSI")] getpwuid [uid]
  "Return the entry of the user number UID, or nil."
  (_entry "getpwuid" uid))


;; The parts of a user's entry; each can be set.
(defn check-entry [object]
  (if (isinstance object UserEntry) object (type-error object "what getpwnam returned")))


(for [_part USER-PARTS]
  (setv _get (fn [entry [part _part]] (getattr (check-entry entry) part))
        _set (fn [value entry [part _part]] (setattr (check-entry entry) part value) value)
        _get.__name__ (+ "pwent_" _part)
        _get.__doc__ f"Return the {_part} of a user's entry; setf-able."
        _set.__doc__ f"Make VALUE the {_part} in the program's copy of a user's entry.")
  ((lisp (+ "PWENT-" (.upper _part)) :package "EXCL.OSI") _get)
  ((lisp (setf (+ "PWENT-" (.upper _part))) :package "EXCL.OSI") _set))


;;; The machine and its processes

(defn [(lisp "GETHOSTNAME" :package "EXCL.OSI")] gethostname []
  "Return the name of this machine."
  (os-socket.gethostname))


(defn [(lisp "STRERROR" :package "EXCL.OSI")] strerror [errno]
  "Return the system's text for an error number."
  (os.strerror errno))


(defn [(lisp "KILL" :package "EXCL.OSI")] kill [pid number]
  "Send signal NUMBER to the process PID; return t. Signals: syscall-error."
  (of-system "kill" os.kill pid number)
  True)


(defn [(lisp "SHELL" :package "EXCL.OSI")] shell [command]
  "Run a line of the shell, wait for its end, and return its exit status."
  (get (run-shell-command command) 0))


;;; Times

(defn [(lisp "CTIME" :package "EXCL.OSI")] ctime [[universal-time None]]
  "Return a time as text, `Thu Jan  1 00:00:00 1970`, of the local zone; of now without argument."
  (time.ctime (if (is universal-time None) None (- universal-time EPOCH))))


(defn [(lisp "UNIVERSAL-TO-UNIX-TIME" :package "EXCL.OSI")] universal-to-unix-time [universal-time]
  "Return the seconds since 1970 of a universal time."
  (- universal-time EPOCH))


(defn [(lisp "UNIX-TO-UNIVERSAL-TIME" :package "EXCL.OSI")] unix-to-universal-time [seconds]
  "Return the universal time of seconds since 1970."
  (+ seconds EPOCH))
