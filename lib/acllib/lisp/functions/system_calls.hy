#[[The system's calls for servers, package EXCL.OSI: descriptors, users, processes, the system's log.

Source: Allegro CL 10.1, Operating System Interface.]]

(import
  os
  tempfile
  threading
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [text]
  acllib.lisp.conditions [SimpleError]
  acllib.lisp.definitions [constant lisp named]
  acllib.lisp.functions.files [call native]
  acllib.lisp.functions.osi [of-system]
  acllib.lisp.symbols [find-package])


;;; Descriptors

(for [_name ["O_RDONLY" "O_WRONLY" "O_RDWR" "O_CREAT" "O_EXCL" "O_TRUNC" "O_APPEND" "O_NONBLOCK"]]
  (constant f"*{(.replace _name "_" "-")}*" (getattr os _name) :package "EXCL.OSI"))
(constant "*O-BINARY*" 0 :package "EXCL.OSI")
(constant "*S-IFDIR*" 0o040000 :package "EXCL.OSI")
(.import-symbol (find-package "EXCL") (named "*S-IFDIR*" "EXCL.OSI"))
(.add (. (find-package "EXCL") exported) "*S-IFDIR*")


(defn descriptor [object]
  "Return the number of a descriptor: OBJECT itself, or that of a stream or socket."
  (if (is (type object) int) object (.fileno object)))


(defn [(lisp "STREAM-TO-FD" :package "EXCL.OSI")] stream-to-fd [stream]
  "Return the descriptor of a stream or socket. Signals: an error where it has none."
  (descriptor stream))


(defn [(lisp "FSYNC" :package "EXCL.OSI")] fsync [stream]
  "Have the system write what it holds of a file to the disk; what the stream buffers is sent first. Return t."
  (when (hasattr stream "force_output")
    (.force-output stream))
  (of-system "fsync" os.fsync (descriptor stream))
  True)


(defn [(lisp "FCHMOD" :package "EXCL.OSI")] fchmod [stream mode]
  "Set the mode of an open file; return t."
  (of-system "fchmod" os.fchmod (descriptor stream) mode)
  True)


(defn [(lisp "MKSTEMP" :package "EXCL.OSI" :values True)] mkstemp [template]
  "Make a file whose name begins as TEMPLATE does, without the X at its end. Return its name, and t."
  (setv name (native (.rstrip (text template) "X"))
        [fd made] (of-system "mkstemp" tempfile.mkstemp "" (os.path.basename name) (or (os.path.dirname name) ".")))
  (os.close fd)
  #(made True))


;;; Users and groups

(defn caller [name function]
  "Return a Lisp function that calls one of the system's with numbers and strings, and returns what it does, or t."
  (defn call [#* arguments]
    (setv value (of-system name function #* (gfor a arguments (if (isinstance a int) a (text a)))))
    (if (is value None) True value))
  (setv call.__name__ name
        call.__doc__ f"Call the system's {name}. Signals: syscall-error; type-error.")
  call)


(for [_name ["setuid" "seteuid" "setgid" "setegid" "initgroups" "chroot" "getgid" "getegid" "getppid"]]
  ((lisp (.upper _name) :package "EXCL.OSI") (caller _name (getattr os _name))))


;; Lines of /etc/shadow, shadow(5): the name of a part → its place.
(setv SHADOW "/etc/shadow"
      SHADOW-PARTS ["name" "passwd" "lstchg" "min" "max" "warn" "inact" "expire" "flag"])


(defn [(lisp "SHADOW-PASSWD-SUPPORTED-P" :package "EXCL.OSI")] shadow-passwd-supported-p []
  "Return whether passwords are kept in /etc/shadow."
  (if (os.path.exists SHADOW) True None))


(defn [(lisp "GETSPNAM" :package "EXCL.OSI")] getspnam [name]
  "Return the entry of the user called NAME in /etc/shadow, for the spwd- functions, or nil. Signals: file-error without the right."
  (setv wanted (text name)
        octets (call "Reading" SHADOW (fn [] (with [file (open SHADOW "rb")] (.read file)))))
  (for [line (.splitlines (.decode octets "utf-8" "replace"))]
    (setv parts (.split line ":"))
    (when (and (= (get parts 0) wanted) (= (len parts) (len SHADOW-PARTS)))
      (return (tuple parts))))
  None)


(for [[_place _part] (enumerate SHADOW-PARTS)]
  (setv _get (fn [entry [place _place]]
               (setv value (if (is (type entry) tuple) (get entry place) (type-error entry "what getspnam returned")))
               (if (< place 2) value (if value (int value) None)))
        _get.__name__ (+ "spwd_" _part)
        _get.__doc__ f"Return the {_part} of an entry of /etc/shadow: the name and the password are strings, others integers or nil.")
  ((lisp (+ "SPWD-" (.upper _part)) :package "EXCL.OSI") _get))


(setv _crypt [])                        ; the system's function, once it was looked for
(setv _crypt-mutex (threading.Lock))    ; it answers in one place of memory


(defn crypt-function []
  "Return the crypt of libcrypt, or None: Python has none of its own from 3.13 on."
  (when (not _crypt)
    (import ctypes)
    (for [name ["libcrypt.so.1" "libcrypt.so.2"]]
      (try
        (setv found (. (ctypes.CDLL name :use-errno True) crypt)
              found.restype ctypes.c-char-p
              found.argtypes [ctypes.c-char-p ctypes.c-char-p])
        (.append _crypt found)
        (break)
        (except [OSError]))))
  (if _crypt (get _crypt 0) None))


(defn [(lisp "CRYPT" :package "EXCL.OSI")] crypt [password salt]
  "Return what crypt(3) makes of a password, with the method and salt that SALT, perhaps an old result, begins with. Signals: an error for a salt of no method."
  (setv function (crypt-function)
        made None)
  (when (is-not function None)
    (with [_ _crypt-mutex]
      (setv made (function (.encode (text password)) (.encode (text salt))))))
  (when (or (is made None) (.startswith made b"*"))
    (error (SimpleError :format-control "crypt: ~a" :format-arguments
             #((if (is function None) "this system has no libcrypt." f"{(text salt)} is no salt of a method that it knows.")))))
  (.decode made))


;;; Processes of the system

(defn [(lisp "WAITPID" :package "EXCL.OSI" :values True)] waitpid [pid]
  "Wait for the end of a child process; return its number, exit status and the signal that ended it, or nil. Signals: syscall-error."
  (setv [ended status] (of-system "waitpid" os.waitpid pid 0)
        number (os.WTERMSIG status))
  #(ended (os.WEXITSTATUS status) (if (= number 0) None number)))


(defn [(lisp "SPAWN" :package "EXCL.OSI")] spawn [program #* arguments]
  "Start a program with arguments, strings, and wait for its end; return its exit status."
  (of-system "spawn" os.spawnvp os.P-WAIT (text program) (lfor a #(program #* arguments) (text a))))


(defn [(lisp "FORK" :package "EXCL.OSI")] fork []
  "Refuse: a copy of a process with threads would hang in the locks of those that were not copied."
  (error (SimpleError :format-control "fork: the processes of this program are threads, and a copy would lack them; run-shell-command starts a program.")))


;;; The system's log

;; Keyword of a priority or facility → Python's constant.
(defn log-number [word]
  (import syslog)
  (if (is (type word) int)
      word
      (getattr syslog (+ "LOG_" (.upper (. word name))))))


(defn [(lisp "OPENLOG" :package "EXCL.OSI")] openlog [identity * [option None] [facility None]]
  "Have what goes to the system's log begin with IDENTITY; return t. FACILITY is a keyword such as :daemon."
  (import syslog)
  (syslog.openlog (text identity) syslog.LOG-PID (if (is facility None) syslog.LOG-USER (log-number facility)))
  True)


(defn [(lisp "SYSLOG" :package "EXCL.OSI")] syslog- [priority control #* arguments]
  "Write a formatted line to the system's log; PRIORITY is a keyword such as :notice. Return t."
  (import syslog)
  (import acllib.lisp.format [format-text])
  (syslog.syslog (log-number priority) (format-text control arguments))
  True)
