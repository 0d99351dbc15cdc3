#[[The standard variables: what the reader, the printer and the functions look at.

Each is a dynamic variable, read by `(.get print-base)` and bound per process. The stream
variables get their values from `lisp/streams.hy`.]]

(import
  acllib.kernel.constants [UNBOUND]
  acllib.lisp.symbols [CL make-package keyword cl]
  acllib.lisp.definitions [special])


;;; The packages of an image; their contents come from the rooms that define them

(setv EXCL (make-package "EXCL" [] [CL])
      SYS (make-package "SYSTEM" ["SYS"] [CL])
      MP (make-package "MULTIPROCESSING" ["MP"] [CL EXCL])
      SOCKET (make-package "ACL-SOCKET" ["SOCKET"] [CL EXCL])
      OSI (make-package "EXCL.OSI" ["OSI"] [CL EXCL])
      TPL (make-package "TOP-LEVEL" ["TPL"] [CL EXCL])
      PY (make-package "PY" [] [CL])
      USER (make-package "COMMON-LISP-USER" ["USER" "CL-USER"] [CL EXCL SOCKET]))


(setv current-package (special "*PACKAGE*" USER "The package that symbols are read into."))


;;; The reader

(setv readtable (special "*READTABLE*" None "The readtable; set by the reader.")
      read-base (special "*READ-BASE*" 10 "The radix of integers without one of their own.")
      read-default-float-format (special "*READ-DEFAULT-FLOAT-FORMAT*" (cl "SINGLE-FLOAT") "The format of floats without exponent marker.")
      read-eval (special "*READ-EVAL*" True "Whether #. may evaluate.")
      read-suppress (special "*READ-SUPPRESS*" None "Whether the reader only skips."))


;;; The printer

(setv print-array (special "*PRINT-ARRAY*" True "Whether arrays show their elements.")
      print-base (special "*PRINT-BASE*" 10 "The radix of printed rationals.")
      print-case (special "*PRINT-CASE*" (keyword "UPCASE") "How letters of symbols are printed.")
      print-circle (special "*PRINT-CIRCLE*" None "Whether shared structure is printed with #n=.")
      print-escape (special "*PRINT-ESCAPE*" True "Whether printing is meant to be read back.")
      print-gensym (special "*PRINT-GENSYM*" True "Whether uninterned symbols get #:.")
      print-length (special "*PRINT-LENGTH*" None "How many elements of a sequence are printed.")
      print-level (special "*PRINT-LEVEL*" None "How deep nested objects are printed.")
      print-lines (special "*PRINT-LINES*" None "How many lines the pretty printer writes.")
      print-miser-width (special "*PRINT-MISER-WIDTH*" None "When the pretty printer gets compact.")
      print-pprint-dispatch (special "*PRINT-PPRINT-DISPATCH*" None "The pretty printer's table.")
      print-pretty (special "*PRINT-PRETTY*" None "Whether output is laid out by structure.")
      print-radix (special "*PRINT-RADIX*" None "Whether rationals show their radix.")
      print-readably (special "*PRINT-READABLY*" None "Whether printing what can't be read back is an error.")
      print-right-margin (special "*PRINT-RIGHT-MARGIN*" None "Where lines end for the pretty printer."))


;;; Streams; `lisp/streams.hy` gives them their values. A listener's processes share its terminal.

(setv terminal-io (special "*TERMINAL-IO*" UNBOUND "The stream to the person." :inherited True)
      standard-input (special "*STANDARD-INPUT*" UNBOUND "Where input comes from.")
      standard-output (special "*STANDARD-OUTPUT*" UNBOUND "Where output goes.")
      error-output (special "*ERROR-OUTPUT*" UNBOUND "Where warnings go.")
      query-io (special "*QUERY-IO*" UNBOUND "Where questions are asked.")
      debug-io (special "*DEBUG-IO*" UNBOUND "Where the debugger talks.")
      trace-output (special "*TRACE-OUTPUT*" UNBOUND "Where trace and time write."))


;;; Evaluation, loading, debugging

(setv macroexpand-hook (special "*MACROEXPAND-HOOK*" None "Function that calls macro functions; nil: funcall.")
      gensym-counter (special "*GENSYM-COUNTER*" 1 "The number of the next gensym.")
      modules (special "*MODULES*" None "The modules provided, strings.")
      features (special "*FEATURES*" None "What #+ and #- test.")
      random-state (special "*RANDOM-STATE*" None "The state of random; set by the numbers.")
      default-pathname-defaults (special "*DEFAULT-PATHNAME-DEFAULTS*" None "What fills up pathnames.")
      load-pathname (special "*LOAD-PATHNAME*" None "The pathname given to load.")
      load-truename (special "*LOAD-TRUENAME*" None "The file being loaded.")
      load-verbose (special "*LOAD-VERBOSE*" None "Whether load says what it loads.")
      load-print (special "*LOAD-PRINT*" None "Whether load prints values.")
      compile-file-pathname (special "*COMPILE-FILE-PATHNAME*" None "The pathname given to compile-file.")
      compile-file-truename (special "*COMPILE-FILE-TRUENAME*" None "The file being compiled.")
      compile-verbose (special "*COMPILE-VERBOSE*" None "Whether compile-file says what it compiles.")
      compile-print (special "*COMPILE-PRINT*" None "Whether compile-file prints forms.")
      break-on-signals (special "*BREAK-ON-SIGNALS*" None "Type of conditions that break when signalled.")
      debugger-hook (special "*DEBUGGER-HOOK*" None "Function called before the debugger."))


;;; The listener's history

(setv history (dfor [name documentation] [#("*" "The last value.") #("**" "The value before *.") #("***" "The value before **.")
                                          #("+" "The last form.") #("++" "The form before +.") #("+++" "The form before ++.")
                                          #("/" "The list of last values.") #("//" "The values before /.") #("///" "The values before //.")
                                          #("-" "The form being evaluated.")]
                    name (special name None documentation :inherited False)))
