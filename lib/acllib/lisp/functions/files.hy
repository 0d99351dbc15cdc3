#[[Files and pathnames as Lisp functions: open, probe-file, directory, the namestring family.

What a pathname is, is `pathnames.hy`'s; file streams are `file_streams.hy`'s; what the system
refuses becomes a file-error in `file_errors.hy`.

Source: CLHS 19.4, 20.2, 21.2; Allegro CL 10.1 for excl names.]]

(import
  errno
  os
  pwd
  acllib.formats [find-external-format]
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [text stringp]
  acllib.lisp.conditions [FileError PrintNotReadable]
  acllib.lisp.conses [Cons L items lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.file_errors [file-failure]
  acllib.lisp.file_streams [FileStream FileIOStream]
  acllib.lisp.pathnames :as names
  acllib.lisp.pathnames [Pathname the-pathname parse-namestring namestring-of directory-text file-text
                         ABSOLUTE WILD WILD-INFERIORS]
  acllib.lisp.printer [unreadable writes]
  acllib.lisp.symbols [cl keyword]
  acllib.lisp.variables [default-pathname-defaults standard-output])


(setv default-pathname-defaults.value (Pathname))


;;; From a pathname to the system's name

(defn native [pathname]
  "Return the str that the system knows PATHNAME by; merged with the defaults, ~ expanded."
  (setv pathname (names.merge (the-pathname pathname) (names.defaults)))
  (when (names.wild-p pathname)
    (error (names-error pathname "a wild pathname names no single file")))
  (setv text (os.path.expanduser (namestring-of pathname)))
  (or text "."))


(defn names-error [pathname complaint]
  "Return a file-error with a COMPLAINT of ours."
  (FileError :pathname pathname :format-control "~s: ~a." :format-arguments (L pathname complaint)))


(defn resolved [text]
  "Return the truename, a Pathname, of an existing file that the system calls TEXT."
  (setv real (os.path.realpath text))
  (parse-namestring (if (and (os.path.isdir real) (!= real "/")) (+ real "/") real)))


;;; Printing

(defn [(writes Pathname)] pathname-text [pathname style]
  (when (and style.readably (!= (parse-namestring (namestring-of pathname)) pathname))
    (error (PrintNotReadable :object pathname))) ; a type without a name, say
  (if style.escape (repr pathname) (namestring-of pathname)))


(defn [(writes FileStream)] file-stream-text [stream style]
  (setv direction (cond
                    (not stream.output-p) "for input"
                    (not stream.input-p) "for output"
                    True "for input and output"))
  (unreadable stream style f"{stream.pathname !r} {(if stream.open-p direction "closed")}"))


;;; Pathnames

(defn [(lisp "PATHNAME")] pathname [designator]
  "Return the pathname that a string, a pathname or a file stream stands for."
  (the-pathname designator))


(defn [(lisp "PATHNAMEP")] pathnamep [object]
  "Return whether OBJECT is a pathname."
  (if (isinstance object Pathname) True None))


(defn [(lisp "PARSE-NAMESTRING" :values True)] parse-namestring-function
  [thing [host None] [default None] * [start 0] [end None] [junk-allowed None]]
  "Return the pathname THING stands for, and where parsing ended."
  (if (stringp thing)
      (do
        (setv string (text thing)
              end (if (is end None) (len string) end))
        (when (not (and (is (type end) int) (<= 0 start end (len string))))
          (type-error end f"(INTEGER 0 {(len string)})"))
        #((parse-namestring (cut string start end)) end))
      #((the-pathname thing) start)))


(defn [(lisp "MAKE-PATHNAME")] make-pathname
  [* [host UNSUPPLIED] [device UNSUPPLIED] [directory UNSUPPLIED] [name UNSUPPLIED] [type UNSUPPLIED]
     [version UNSUPPLIED] [defaults None] [case None]]
  "Return a pathname of components; what is not given comes from DEFAULTS."
  (setv base (if (is defaults None) (Pathname) (the-pathname defaults))
        pick (fn [given default convert] (if (is given UNSUPPLIED) default (convert given)))
        as-it-is (fn [given] given))
  (Pathname (if (is directory UNSUPPLIED)
                base.directory
                (names.merged-directory (names.directory-of directory) base.directory))
            (pick name base.name names.component)
            (pick type base.type names.component)
            (pick host base.host as-it-is)
            (pick device base.device as-it-is)
            (pick version base.version as-it-is)))


(defn _part [name attribute]
  "Define the Lisp function NAME that returns an ATTRIBUTE of a pathname."
  ((lisp name) (fn [pathname * [case None]] (getattr (the-pathname pathname) attribute))))


(for [[_name _attribute] [#("PATHNAME-HOST" "host") #("PATHNAME-DEVICE" "device") #("PATHNAME-NAME" "name")
                          #("PATHNAME-TYPE" "type")]]
  (_part _name _attribute))


(defn [(lisp "PATHNAME-VERSION")] pathname-version [pathname]
  "Return the version of a pathname."
  (. (the-pathname pathname) version))


(defn [(lisp "PATHNAME-DIRECTORY")] pathname-directory [pathname * [case None]]
  "Return the directory of a pathname as a list, or nil."
  (setv directory (. (the-pathname pathname) directory))
  (if (is directory None) None (lisp-list directory)))


(defn [(lisp "NAMESTRING")] namestring [pathname]
  "Return the whole name as a string."
  (namestring-of (the-pathname pathname)))


(defn [(lisp "FILE-NAMESTRING")] file-namestring [pathname]
  "Return name and type as a string."
  (file-text (the-pathname pathname)))


(defn [(lisp "DIRECTORY-NAMESTRING")] directory-namestring [pathname]
  "Return the directory as a string."
  (directory-text (. (the-pathname pathname) directory)))


(defn [(lisp "HOST-NAMESTRING")] host-namestring [pathname]
  "Return the host as a string; there are none."
  (the-pathname pathname)
  "")


(defn [(lisp "ENOUGH-NAMESTRING")] enough-namestring [pathname [defaults None]]
  "Return a short name that means the same file relative to DEFAULTS."
  (names.enough (the-pathname pathname) (if (is defaults None) (names.defaults) (the-pathname defaults))))


(defn [(lisp "MERGE-PATHNAMES")] merge-pathnames [pathname [defaults None] [version None]]
  "Return PATHNAME with what it lacks taken from DEFAULTS."
  (names.merge (the-pathname pathname) (if (is defaults None) (names.defaults) (the-pathname defaults))))


(defn [(lisp "WILD-PATHNAME-P")] wild-pathname-p [pathname [field None]]
  "Return whether a pathname, or one of its fields, is wild."
  (setv pathname (the-pathname pathname)
        wild (if (is field None)
                 (names.wild-p pathname)
                 (do
                   (setv value (getattr pathname (.lower field.name)))
                   (if (is (type value) tuple)
                       (any (gfor c value (names.wild-p c)))
                       (names.wild-p value)))))
  (if wild True None))


(defn [(lisp "PATHNAME-MATCH-P")] pathname-match-p [pathname wildcard]
  "Return whether PATHNAME fits WILDCARD."
  (setv pathname (the-pathname pathname)
        wildcard (the-pathname wildcard)
        fits (fn [given pattern]
               (or (is pattern None)
                   ((names.component-test pattern) (names._given given)))))
  (if (and (fits pathname.name wildcard.name) (fits pathname.type wildcard.type)
           (or (is wildcard.directory None)
               (_directory-fits (or pathname.directory #()) wildcard.directory)))
      True
      None))


(defn _directory-fits [directory pattern]
  (cond
    (not pattern) (not directory)
    (is (get pattern 0) WILD-INFERIORS)
      (any (gfor i (range (+ (len directory) 1)) (_directory-fits (cut directory i None) (cut pattern 1 None))))
    (not directory) False
    True (and (or (= (get directory 0) (get pattern 0))
                  (and (is (type (get directory 0)) str)
                       ((names.component-test (get pattern 0)) (get directory 0))))
              (_directory-fits (cut directory 1 None) (cut pattern 1 None)))))


(defn [(lisp "TRANSLATE-LOGICAL-PATHNAME")] translate-logical-pathname [pathname]
  "Return the physical pathname; all are."
  (the-pathname pathname))


(defn [(lisp "USER-HOMEDIR-PATHNAME")] user-homedir-pathname [[host None]]
  "Return the user's home directory."
  (parse-namestring (+ (.rstrip (os.path.expanduser "~") "/") "/")))


;;; Files

(defn [(lisp "PROBE-FILE")] probe-file [pathspec]
  "Return the truename of a file, nil if there is none."
  (setv text (native pathspec))
  (if (os.path.exists text) (resolved text) None))


(defn [(lisp "TRUENAME")] truename [pathspec]
  "Return the truename of a file; signals file-error if there is none."
  (setv text (native pathspec))
  (if (os.path.exists text)
      (resolved text)
      (file-failure errno.ENOENT (the-pathname pathspec) "Finding the truename of")))


(defn call [action pathname function #* arguments]
  "Return what a function of the system returns; its OSError becomes a file-error about PATHNAME."
  (try
    (return (function #* arguments))
    (except [e OSError]
      (setv failure e)))
  (file-failure failure pathname action))


(defn [(lisp "DELETE-FILE")] delete-file [pathspec]
  "Delete a file and return t."
  (call "Deleting" (the-pathname pathspec) os.unlink (native pathspec))
  True)


(defn [(lisp "RENAME-FILE" :values True)] rename-file [file new-name]
  "Rename a file; return the new name, the old truename and the new one."
  (setv old (names.merge (the-pathname file) (names.defaults))
        new (names.merge (the-pathname new-name) old)
        before (truename file))
  (call "Renaming" old os.rename (native old) (native new))
  #(new before (resolved (native new))))


(defn [(lisp "FILE-WRITE-DATE")] file-write-date [pathspec]
  "Return when a file was last written, as universal time."
  (+ UNIX-EPOCH (int (. (call "Finding the write date of" (the-pathname pathspec) os.stat (native pathspec))
                        st-mtime))))


;; Universal time of 1970-01-01, UTC.
(setv UNIX-EPOCH 2208988800)


(defn [(lisp "FILE-AUTHOR")] file-author [pathspec]
  "Return the name of a file's owner, nil if he has none."
  (setv status (call "Finding the author of" (the-pathname pathspec) os.stat (native pathspec)))
  (try
    (. (pwd.getpwuid status.st-uid) pw-name)
    (except [KeyError]
      None)))


(defn [(lisp "ENSURE-DIRECTORIES-EXIST" :values True)] ensure-directories-exist
  [pathspec * [verbose None] [mode None]]
  "Make the directories of a file that aren't there; return PATHSPEC and whether any was made."
  (setv pathname (names.merge (the-pathname pathspec) (names.defaults))
        text (native (Pathname pathname.directory)))
  (when (os.path.isdir text)
    (return #(pathspec None)))
  (when (is-not verbose None)
    (.write-string (.get standard-output) f"; creating directory {text}\n"))
  (call "Creating the directory" (Pathname pathname.directory) (fn [] (os.makedirs text :exist-ok True)))
  #(pathspec True))


(defn [(lisp "DIRECTORY")] directory [pathspec * [directories-are-files True] [follow-symbolic-links True]
                                      [resolve-symlinks True]]
  #[[Return the list of truenames of the files that fit a perhaps wild pathname, sorted.

  Without name and type it is the list of all that is in the directory, as in Allegro CL.]]
  (setv pathname (names.merge (the-pathname pathspec) (names.defaults))
        everything (and (is pathname.name None) (is pathname.type None))
        fits-name (if everything (fn [name] True) (names.component-test pathname.name))
        fits-type (if (or everything (and (is pathname.name WILD) (is pathname.type None)))
                      (fn [type] True)
                      (names.component-test pathname.type))
        found (set))
  (for [folder (_folders pathname.directory)]
    (try
      (setv entries (os.listdir (or folder ".")))
      (except [OSError]
        (setv entries [])))
    (for [entry entries]
      (setv parts (names._parse-name entry))
      (when (and (fits-name (get parts 0)) (fits-type (get parts 1)))
        (.add found (os.path.realpath (os.path.join folder entry))))))
  (lisp-list (lfor text (sorted found) (resolved text))))


(defn _folders [directory]
  "Return the list of existing directories, str, that a perhaps wild directory component fits."
  (setv components (list (or directory #()))
        folders [(if (and components (is (get components 0) ABSOLUTE)) "/" "")])
  (for [component (cut components 1 None)]
    (setv next [])
    (for [folder folders]
      (cond
        (is component WILD-INFERIORS)
          (.extend next (lfor [path _ _] (os.walk (or folder ".")) path))
        (names.wild-p component)
          (do
            (setv fits (names.component-test component))
            (.extend next (lfor entry (os.listdir (or folder "."))
                                :setv path (os.path.join folder entry)
                                :if (and (fits entry) (os.path.isdir path))
                                path)))
        True
          (do
            (setv path (os.path.expanduser (os.path.join folder (names._component-text component))))
            (when (os.path.isdir path)
              (.append next path)))))
    (setv folders next))
  folders)


;;; Opening

(setv _DIRECTIONS (dfor n ["INPUT" "OUTPUT" "IO" "PROBE"] (keyword n) (.lower n))
      _IF-EXISTS (dfor n ["ERROR" "NEW-VERSION" "RENAME" "RENAME-AND-DELETE" "OVERWRITE" "APPEND"
                          "ALWAYS-APPEND" "SUPERSEDE"]
                       (keyword n) (.lower n))
      _IF-NOT (dfor n ["ERROR" "CREATE"] (keyword n) (.lower n)))


(defn _choice [value choices what]
  (setv found (.get choices value))
  (when (is found None)
    (type-error value f"(MEMBER {(.join " " (gfor k choices f":{k.name}"))})"))
  found)


(defn binary-type [specifier]
  #[[Return whether elements of that type are octets.

  Signals: type-error for integers of other sizes.]]
  (cond
    (in specifier #((cl "UNSIGNED-BYTE") (cl "INTEGER"))) True
    (is-not (type specifier) Cons) False
    True (do
           (setv parts (items specifier))
           (cond
             (and (is (get parts 0) (cl "UNSIGNED-BYTE")) (in (cut parts 1 None) [[] [8] [cl "*"]])) True
             (and (is (get parts 0) (cl "MOD")) (= (cut parts 1 None) [256])) True
             (and (is (get parts 0) (cl "INTEGER")) (= (cut parts 1 None) [0 255])) True
             (in (get parts 0) #((cl "UNSIGNED-BYTE") (cl "SIGNED-BYTE") (cl "MOD") (cl "INTEGER")))
               (type-error specifier "(MEMBER CHARACTER (UNSIGNED-BYTE 8))")
             True False))))


(defn [(lisp "OPEN")] open-file
  [filename * [direction (keyword "INPUT")] [element-type (cl "CHARACTER")] [if-exists UNSUPPLIED]
              [if-does-not-exist UNSUPPLIED] [external-format (keyword "DEFAULT")] [mapped None] [mode 0o666]]
  #[[Return a stream to a file, or nil where that is asked for.

  Arguments:
    direction -- :input, :output, :io, or :probe (a closed stream).
    element-type -- character or (unsigned-byte 8); both kinds of operations work on either.
    if-exists -- :error, :supersede, :overwrite, :append, :rename, ... or nil. Default :error.
    if-does-not-exist -- :error, :create or nil.
  Signals: file-error.]]
  (setv direction (_choice direction _DIRECTIONS "direction")
        pathname (names.merge (the-pathname filename) (names.defaults))
        text (native filename)
        binary (binary-type element-type)
        format (find-external-format external-format)
        exists (os.path.exists text)
        writing (in direction #("output" "io"))
        if-exists (cond
                    (not writing) None
                    (is if-exists UNSUPPLIED) "error"
                    (is if-exists None) None
                    True (_choice if-exists _IF-EXISTS "if-exists"))
        missing (cond
                  (is if-does-not-exist None) None
                  (is-not if-does-not-exist UNSUPPLIED) (_choice if-does-not-exist _IF-NOT "if-does-not-exist")
                  (= direction "probe") None
                  (or (= direction "input") (in if-exists #("overwrite" "append"))) "error"
                  True "create"))
  (when (not exists)
    (when (is missing None)
      (return None))
    (when (and (= missing "error"))
      (file-failure errno.ENOENT pathname "Opening")))
  (when (and exists writing)
    (cond
      (is if-exists None) (return None)
      (= if-exists "error") (file-failure errno.EEXIST pathname "Opening")
      (in if-exists #("rename" "rename-and-delete"))
        (call "Renaming" pathname os.rename text (+ text ".bak"))))
  (when (and exists (os.path.isdir text) (!= direction "probe"))
    (file-failure errno.EISDIR pathname "Opening"))
  (setv flags (| (get {"input" os.O-RDONLY  "probe" os.O-RDONLY  "output" os.O-WRONLY  "io" os.O-RDWR} direction)
                 os.O-CLOEXEC
                 (if (and (not exists) (= missing "create")) os.O-CREAT 0)
                 (cond
                   (not writing) 0
                   (in if-exists #("append" "always-append")) os.O-APPEND
                   (= if-exists "overwrite") 0
                   True (| os.O-CREAT os.O-TRUNC)))
        number (call "Opening" pathname os.open text flags mode)
        class (if (= direction "io") FileIOStream FileStream))
  (setv stream (class number pathname element-type binary format
                      (!= direction "output") writing (and writing (not exists))))
  (when (in if-exists #("append" "always-append"))
    (os.lseek number 0 os.SEEK-END))
  (when (= direction "probe")
    (.close stream))
  stream)


;;; Allegro's own

(defn [(lisp "FILE-DIRECTORY-P" :package "EXCL")] file-directory-p [pathspec]
  "Return whether a pathname names a directory that exists."
  (if (os.path.isdir (native pathspec)) True None))


(defn [(lisp "PROBE-DIRECTORY" :package "EXCL")] probe-directory [pathspec]
  "Return the truename of a directory, nil if it isn't there."
  (setv text (native pathspec))
  (if (os.path.isdir text) (resolved text) None))


(defn [(lisp "DELETE-DIRECTORY" :package "EXCL")] delete-directory [pathspec]
  "Delete an empty directory and return t."
  (call "Deleting the directory" (the-pathname pathspec) os.rmdir (native pathspec))
  True)


(defn [(lisp "MAKE-DIRECTORY" :package "EXCL")] make-directory [pathspec [mode 0o777]]
  "Make a directory and return t."
  (call "Creating the directory" (the-pathname pathspec) os.mkdir (native pathspec) mode)
  True)


(defn [(lisp "COPY-FILE" :package "EXCL")] copy-file [source target * [overwrite None]]
  "Copy a file and return t; signals file-error if TARGET is there, unless OVERWRITE."
  (when (and (is overwrite None) (os.path.exists (native target)))
    (file-failure errno.EEXIST (the-pathname target) "Copying to"))
  (import shutil)                       ; it loads three compressors
  (call "Copying" (the-pathname source) shutil.copyfile (native source) (native target))
  True)


(defn [(lisp "FILE-CONTENTS" :package "EXCL")] file-contents [pathspec * [external-format (keyword "DEFAULT")]
                                                              [element-type (cl "CHARACTER")]]
  "Return the whole of a file as a string, or as octets."
  (setv stream (open-file pathspec :external-format external-format :element-type element-type))
  (try
    (if stream.binary
        (do
          (setv octets (bytearray (.length stream)))
          (.read-sequence stream octets)
          octets)
        (.take stream))
    (finally
      (.close stream))))


(defn [(lisp "CHDIR" :package "EXCL")] chdir [[directory None]]
  "Change the working directory (nil: to the home directory) and return it as a pathname."
  (setv target (if (is directory None) (user-homedir-pathname) (the-pathname directory))
        text (native target))
  (call "Changing the directory to" target os.chdir text)
  (current-directory))


(defn [(lisp "CURRENT-DIRECTORY" :package "EXCL")] current-directory []
  "Return the working directory as a pathname."
  (resolved (call "Finding" (Pathname) os.getcwd)))
