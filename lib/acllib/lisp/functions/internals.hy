#[[Names inside of Allegro CL that published programs reach for: what they mean there, as far as that is known.

None of them is documented; franzinc/uri and Debian's puri use them. They are no interface of ours.]]

(import
  errno
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [LispString LispVector]
  acllib.lisp.conditions [ParseError]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.definitions [constant lisp special]
  acllib.lisp.functions.files [pathname]
  acllib.lisp.functions.printing [princ]
  acllib.lisp.functions.sequences [length]
  acllib.lisp.image [symbol-function]
  acllib.lisp.lambda_lists [split-body]
  acllib.lisp.reader_errors [ReaderError]
  acllib.lisp.symbols [keyword])


(special ".BUILD-MODE." (lisp-list [(keyword "DEVELOPER")])
         "How the image was built; programs load Allegro's patches into others." :package "EXCL")
(special "*PATCHES*" None "The patches that are loaded, none." :package "SYSTEM")


;; Variables that programs bind or read; here they have no effect beyond that.
(for [[_name _value _text] [
       #("*STDERR*" None "The system's stream for errors; *error-output* is what programs write to.")
       #("*SOURCE-PATHNAME*" None "The file that is being compiled or loaded.")
       #("*PARTIAL-SOURCE-FILE-P*" None "True while a part of a file is compiled.")
       #("*CLEAR-INPUT-ON-ERROR*" None "Would have an error drop what was typed ahead.")
       #("*BREAK-ON-WARNINGS*" None "Obsolete: *break-on-signals*.")
       #("*DRIBBLE-BUG-HOOKS*" None "Functions that would write a report of errors.")
       #("*INTERNAL-INVOKE-DEBUGGER-HOOK*" None "Obsolete: *debugger-hook*.")
       #("*LOAD-FOREIGN-TYPES*" None "Types of files with foreign code.")
       #("*REQUIRED-TOP-LEVEL-BINDINGS*" None "Bindings of a top level.")
       #("*REQUIRED-THREAD-BINDINGS*" None "Bindings of a process.")
       #("*WARN-SMP-USAGE*" None "Would have the compiler warn of what is not for many processors.")
       #("*HIPER-SOCKET-IS-STREAM-SOCKET*" True "Sockets of type :hiper are streams.")
       #("*PRETTY-COMMON-LISP-VERSION-NUMBER*" "10.1" "The release of Allegro CL whose documentation this follows.")
       #("*TIME-ZONE*" None "The time zone to use, nil: the system's.")
       #("*VERSION-INFO*" None "Alist of names and versions, to which modules add theirs.")]]
  (special _name _value _text :package "EXCL"))
(special "*THREAD-WATCHFOR-FDS*" None "Descriptors that a process waits for." :package "SYSTEM")
(constant "*ERROR-CODE-INTERRUPTED-SYSTEM-CALL*" errno.EINTR :package "EXCL")


(defn [(lisp ".PRIMCALL" :package "EXCL")] primcall [name #* arguments]
  "Call the primitive NAME, a symbol."
  ((symbol-function name) #* arguments))


(defn [(lisp "SHRINK-SVECTOR" :package "SYSTEM")] shrink [vector size]
  "Make a simple string or vector shorter, in place; return it."
  (when (not (and (is (type size) int) (<= 0 size (len vector))))
    (type-error size "a length not above that of the vector"))
  (cond
    (is (type vector) LispString)
      (setv vector.data (cut vector.data size)
            vector._text None)
    (isinstance vector #(list bytearray))
      (del (cut vector size None))
    (isinstance vector LispVector)
      (setv vector.data (cut vector.data size)
            vector.dimensions #(size))
    True (type-error vector "a vector that can be changed"))
  vector)


(defn [(lisp "LV_SIZE" :package "EXCL")] vector-size [vector]
  "Return the length of a simple vector."
  (length vector))


(defn [(lisp ".PARSE-ERROR" :package "EXCL")] signal-parse-error [control #* arguments]
  "Signal parse-error with a report. Returns: never."
  (error (ParseError :format-control control :format-arguments (lisp-list arguments))))


(defn [(lisp "INTERNAL-READER-ERROR" :package "EXCL")] signal-reader-error [stream control #* arguments]
  "Signal reader-error on STREAM with a report. Returns: never."
  (error (ReaderError :stream stream :format-control control :format-arguments (lisp-list arguments))))


(defn [(lisp "MAYBE-PRINT-FAST" :package "EXCL")] maybe-print-fast [stream object]
  "Print OBJECT, as princ does."
  (princ object stream)
  object)


(defn [(lisp "PARSE-BODY" :package "EXCL")] parse-body [forms [environment None]]
  "Return the list of declarations, documentation string and forms of a body."
  (setv [declarations documentation rest] (split-body forms True))
  (lisp-list [(lisp-list declarations) documentation (lisp-list rest)]))


(defn [(lisp "ABSOLUTE-PATHNAME-P" :package "EXCL")] absolute-pathname-p [designator [name-alone None]]
  "Return whether a pathname is absolute."
  (setv directory (. (pathname designator) directory))
  (if (and directory (= (getattr (get directory 0) "name" None) "ABSOLUTE")) True None))
