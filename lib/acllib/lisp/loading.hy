#[[Loading programs: `load`, and the modules of `require` and `provide`.

A file is read form by form, and each form is evaluated before the next is read, so that a
defpackage or a reader change counts for what follows. The forms carry their lines.

Source: CLHS 23.1, 24.2; Allegro CL 10.1, loading.]]

(import
  errno
  os
  time
  acllib.characters [Character]
  acllib.formats [find-external-format]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error Error restart-case show type-error]
  acllib.lisp.arrays [text stringp]
  acllib.lisp.classes [defined-class]
  acllib.lisp.compiler [evaluate-values source-name]
  acllib.lisp.conditions [FileError]
  acllib.lisp.conses [Cons L items]
  acllib.lisp.definitions [lisp]
  acllib.lisp.fasls [fasl? fresh? load-fasl]
  acllib.lisp.file_errors [file-failure]
  acllib.lisp.functions.files [native resolved]
  acllib.lisp.pathnames [the-pathname parse-namestring]
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.reader [read read-form]
  acllib.lisp.session ; *features* and exit are part of every image
  acllib.lisp.sources [TextSource]
  acllib.lisp.symbols [symbol? symbol-name keyword]
  acllib.lisp.variables [current-package readtable load-pathname load-truename load-verbose load-print
                         modules error-output standard-output]
  acllib.streambase [Stream])


;;; load

;; Types that are tried, in this order, for a name without type; and that of compiled files.
(setv SOURCE-TYPES ["cl" "lisp" "lsp"]
      FASL "fasl")

;; A load that takes longer than this, in seconds, says what it loads.
(setv PATIENCE 1.0)

(setv _END (object))


(defn find-source [filespec [sources-only False]]
  #[[Return the system's name of the file that `load` takes for FILESPEC, or None.

  For a name without type that is a fresh fasl, else a source, else a fasl of whatever age.]]
  (setv text (os.path.abspath (native filespec)))
  (if (os.path.isfile text)
      text
      (if (is (. (the-pathname filespec) type) None)
          (newest text sources-only)
          None)))


(defn newest [stem [sources-only False]]
  "Return the name of the fasl or source called STEM without its type, or None."
  (setv source (next (gfor t SOURCE-TYPES :if (os.path.isfile f"{stem}.{t}") f"{stem}.{t}") None)
        fasl f"{stem}.{FASL}")
  (cond
    (or sources-only (not (os.path.isfile fasl))) source
    (or (is source None) (fresh? fasl source)) fasl
    True source))


(defn full-pathname [filespec]
  "Return FILESPEC as a pathname that starts at the root."
  (parse-namestring (os.path.abspath (native filespec))))


(defn load-file [path * [verbose None] [print None] [external-format "default"]]
  #[[Load the file that the system calls PATH.

  Arguments: verbose, print -- Lisp truth: say what is loaded; print values.
  Returns: True.
  Signals: file-error; whatever reading and evaluating signals.]]
  (restart-case
    (fn [] (load-found path verbose print external-format))
    #("retry-load" f"Retry the load of {path}."
      (fn [] (load-file path :verbose verbose :print print :external-format external-format)))
    #* (skipped-fasl path verbose print external-format)))


(defn skipped-fasl [path verbose print external-format]
  "Return the restart clauses that load the source beside a fasl in its place: one, or none."
  (setv [stem _ kind] (.rpartition path ".")
        source (if (= kind FASL) (newest stem :sources-only True) None))
  (if (is source None)
      []
      [#("load-source" f"Load {source} instead."
         (fn [] (load-file source :verbose verbose :print print :external-format external-format)))]))


(defn load-found [path verbose print external-format]
  (setv fasl (or (.endswith path f".{FASL}") (fasl? path))
        announce (fn [stream]
                   (.fresh-line stream)
                   (.write-string stream f"; {(if fasl "Fast loading" "Loading")} {path}\n")
                   (.force-output stream))
        tokens [])
  (when (is-not verbose None)
    (announce (.get standard-output)))
  (setv patience (Patience (if (is verbose None) (fn [] (announce (.get error-output))) None)))
  (for [[variable value] [#(current-package (.get current-package))
                          #(readtable (.get readtable))
                          #(load-pathname (parse-namestring path))
                          #(load-truename (resolved path))
                          #(source-name path)]]
    (.append tokens #(variable (.bind variable value))))
  (try
    (if fasl
        (load-fasl path patience.look)
        (load-text (file-text path external-format) path print patience.look))
    (finally
      (for [[variable token] (reversed tokens)]
        (.unbind variable token))))
  True)


(defclass Patience []
  "Calls ANNOUNCE, unless it is None, when `look` is called for the first time after a second."

  (defn __init__ [self announce]
    (setv self.announce announce
          self.until (+ (time.monotonic) PATIENCE)))

  (defn look [self]
    (when (and (is-not self.announce None) (> (time.monotonic) self.until))
      (self.announce)
      (setv self.announce None))))


(defn file-text [path external-format]
  "Return the text of a file, its line ends as newlines, without a first line that starts with #!."
  (setv format (find-external-format external-format)
        failure None)
  (try
    (with [file (open path "rb")]
      (setv octets (.read file)))
    (except [e OSError]
      (setv failure e)))
  (when (is-not failure None)
    (file-failure failure (parse-namestring path) "Loading"))
  (try
    (setv text (.decode octets format.codec))
    (except [e UnicodeDecodeError]
      (setv failure e)))
  (when (is-not failure None)
    (error (FileError :pathname (parse-namestring path) :format-control "~a"
                      :format-arguments (L f"{path} is not text in {format.name}: octet #x{(get octets failure.start) :02x} at {failure.start}. Give the :external-format it is in."))))
  (setv text (.replace text "\r\n" "\n"))
  (when (.startswith text "\ufeff")
    (setv text (cut text 1 None)))
  (if (.startswith text "#!")
      (+ ";" text)
      text))


(defn load-text [text name print [between (fn [])]]
  "Evaluate the forms of TEXT, a str, which comes from the file NAME; call BETWEEN behind each."
  (setv source (TextSource text :name name))
  (while True
    (setv form (read-form source _END))
    (when (is form _END)
      (return None))
    (form-place form name "Loading" (fn [] (_do-form form print)) (fn [] None))
    (between)))


(defn form-place [form name action function skipped]
  #[[Call FUNCTION, which is to do something with a top-level FORM of the file NAME.

  Meanwhile a restart skip-form, which calls SKIPPED, tells where the form stands; an error that is
  not handled gets a note that says so as well. ACTION: str, such as \"Loading\".]]
  (defn where []
    (setv place (getattr form "where" None)
          text (show form)
          shown (if (> (len text) 60) (+ (cut text 57) "...") text))
    (if (is place None)
        f"{shown} of {name}"
        f"{shown} at line {(get place 0)}, column {(+ (get place 1) 1)} of {name}"))
  (defn act []
    (try
      (function)
      (except [e Error]
        (when (not (getattr e "__notes__" None))
          (.add-note e f"{action} the form {(where)}"))
        (raise))))
  (restart-case
    act
    #("skip-form" (fn [] f"Skip the form {(where)}.") skipped)))


(defn load-stream [stream print]
  "Evaluate the forms that are read from a stream."
  (while True
    (setv form (read stream None _END))
    (when (is form _END)
      (return None))
    (_do-form form print)))


(defn _do-form [form print]
  (when pending
    (run-pending))
  (setv values (evaluate-values form))
  (when (is-not print None)
    (setv stream (.get standard-output))
    (.fresh-line stream)
    (for [value values]
      (.write-string stream (+ (prin1-to-string value) "\n")))))


(defn [(lisp "LOAD")] load [filespec * [verbose UNSUPPLIED] [print UNSUPPLIED] [if-does-not-exist True]
                                      [external-format (keyword "DEFAULT")]]
  #[[Evaluate the forms of a file, or of a stream.

  Arguments:
    filespec -- a name without type stands for the .cl or .lisp file of that name.
    if-does-not-exist -- nil: return nil where there is no such file, rather than signal.
  Returns: t.]]
  (setv verbose (if (is verbose UNSUPPLIED) (.get load-verbose) verbose)
        print (if (is print UNSUPPLIED) (.get load-print) print))
  (when (isinstance filespec Stream)
    (setv package (.bind current-package (.get current-package))
          table (.bind readtable (.get readtable)))
    (try
      (load-stream filespec print)
      (finally
        (.unbind readtable table)
        (.unbind current-package package)))
    (return True))
  (setv path (find-source filespec))
  (cond
    (is-not path None)
      (load-file path :verbose verbose :print print :external-format external-format)
    (is if-does-not-exist None)
      None
    (os.path.isdir (native filespec))
      (file-failure errno.EISDIR (full-pathname filespec) "Loading")
    True
      (file-failure errno.ENOENT (full-pathname filespec) "Loading")))


;;; require and provide

;; Modules whose contents are in the image from the start.
(setv BUILT-IN (frozenset (.split (+ "acl-socket acldns autozoom deflate defsubst defsys disasm efmacs inflate iodefs locale mp "
                                     "multiprocessing osi pprint process process-pool regexp regexp2 shell smputil sock "
                                     "socket streamc streamd streamp trace util-string"))))


(defclass ModuleNotFound [Error]
  "`require` found no file for a module. Slots: module (str), places (list of str)."
  (setv module None
        places #())

  (defn report [self]
    (setv places (.join "" (gfor p self.places f"\n  {p}")))
    f"There is no module {self.module}. It is not built in, and these files are not there:{places}"))


(defclass ModuleFinder []
  "Where the files of modules are looked for; `places` may be extended: functions that return directories."
  (setv places [(fn [] (_directory (.get load-truename)))
                (fn [] (os.getcwd))]))


(defn _directory [pathname]
  (if (is pathname None)
      None
      (os.path.dirname (str pathname))))


(defn module-name [designator]
  "Return the name of a module as str: a string as it is, a symbol's name, a character alone."
  (cond
    (stringp designator) (text designator)
    (is (type designator) Character) (str.__str__ designator)
    (symbol? designator) (symbol-name designator)
    True (type-error designator "(OR STRING SYMBOL)")))


(defn provided [name]
  "Return whether the module called NAME, in any case, was provided or is built in."
  (or (in (.lower name) BUILT-IN)
      (any (gfor m (items (.get modules)) (= (.lower (str m)) (.lower name))))))


(defn [(lisp "PROVIDE")] provide [module]
  "Note that MODULE is loaded; return its name."
  (setv name (module-name module))
  (when (not (any (gfor m (items (.get modules)) (= (str m) name))))
    (.set modules (Cons name (.get modules))))
  name)


(defn [(lisp "REQUIRE")] require-module [module [pathnames None]]
  #[[Load a module unless it is there.

  Arguments: module -- string or symbol; pathnames -- the file or list of files to load.
  Returns: nil where the module was there, t where it was loaded.
  Signals: an error that names the module and the places searched; restart `continue` goes on.]]
  (setv name (module-name module))
  (when (provided name)
    (return None))
  (when (is-not pathnames None)
    (for [p (if (is (type pathnames) Cons) (items pathnames) [pathnames])]
      (load p))
    (return True))
  (setv candidates (module-files name))
  (for [path candidates]
    (when (os.path.isfile path)
      (load-file (newest (get (.rpartition path ".") 0)) :verbose (.get load-verbose))
      (provide name)
      (return True)))
  (restart-case
    (fn [] (error (ModuleNotFound :module name :places candidates)))
    #("continue" f"Go on without the module {name}." (fn [] None))))


(defn module-files [name]
  "Return the list of files that may hold the module called NAME."
  (setv found [])
  (for [place ModuleFinder.places]
    (setv directory (place))
    (when (is-not directory None)
      (for [kind [FASL #* SOURCE-TYPES]]
        (setv path (os.path.join directory f"{(.lower name)}.{kind}"))
        (when (not-in path found)
          (.append found path)))))
  found)


(defined-class "MODULE-NOT-FOUND" ModuleNotFound "EXCL")
