#[[What the system tells of files, and their names as it writes them: Allegro's functions beside the standard's.

Source: Allegro CL 10.1, Pathnames, and the pages of the operators.]]

(import
  os
  shutil
  stat
  acllib.lisp.arrays [text]
  acllib.lisp.definitions [lisp special]
  acllib.lisp.functions.files [call native pathname]
  acllib.lisp.functions.osi [EPOCH]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.pathnames [parse-namestring]
  acllib.lisp.symbols [keyword])


(special "*STRICT-PROBE-FILE*" None "Kept; probe-file never takes what is not there." :package "EXCL")
(special "*TILDE-EXPAND-NAMESTRINGS*" True "Kept; ~ at the beginning of a file's name is the home directory." :package "SYSTEM")

;; Test of a mode → keyword of the kind.
(setv KINDS [#(stat.S-ISREG "FILE") #(stat.S-ISDIR "DIRECTORY") #(stat.S-ISLNK "SYMBOLIC-LINK") #(stat.S-ISCHR "CHARACTER-DEVICE")
             #(stat.S-ISBLK "BLOCK-DEVICE") #(stat.S-ISFIFO "FIFO") #(stat.S-ISSOCK "SOCKET")])


(defn status [name]
  "Return what `os.stat` tells of a file, or None."
  (try
    (os.stat (native name))
    (except [OSError]
      None)))


(defn [(lisp "FILESYS-TYPE" :package "EXCL")] filesys-type [name]
  "Return what a name stands for: :file, :directory, :socket and so on, or nil."
  (setv found (status name))
  (if (is found None)
      None
      (next (gfor [test kind] KINDS :if (test found.st-mode) (keyword kind)) None)))


(defn [(lisp "FILESYS-SIZE" :package "EXCL")] filesys-size [name]
  "Return the number of octets in a file. Signals: file-error."
  (. (call "Asking for" name os.stat (native name)) st-size))


(defn [(lisp "FILESYS-WRITE-DATE" :package "EXCL")] filesys-write-date [name]
  "Return the universal time at which a file was written. Signals: file-error."
  (+ EPOCH (int (. (call "Asking for" name os.stat (native name)) st-mtime))))


(defn [(lisp "TILDE-EXPAND-UNIX-NAMESTRING" :package "EXCL")] tilde-expand [name]
  "Return a file's name with ~ or ~user at its beginning replaced by the home directory."
  (os.path.expanduser (text name)))


(defn [(lisp "UNIX-NAMESTRING" :package "EXCL")] unix-namestring [pathspec]
  "Return the name that the system knows a pathname by."
  (native pathspec))


(defn [(lisp "PATH-PATHNAME" :package "EXCL")] path-pathname [pathspec]
  "Return the pathname of a file's name as the system writes it."
  (if (isinstance pathspec str) (parse-namestring pathspec) (pathname pathspec)))


(defn [(lisp "RENAME-FILE-RAW" :package "EXCL")] rename-file-raw [from to]
  "Give a file another name, exactly the one that is given; return t. Signals: file-error."
  (call "Renaming" from os.rename (native from) (os.path.expanduser (designated to)))
  True)


(defn [(lisp "DELETE-DIRECTORY-AND-FILES" :package "EXCL")] delete-directory-and-files [pathspec * [if-does-not-exist None] [quiet True] [force None]]
  "Delete a directory with all that is in it; symbolic links are not followed. Return t. Signals: file-error."
  (call "Deleting" pathspec shutil.rmtree (native pathspec))
  True)


(defn [(lisp "MAKE-TEMP-FILE-NAME" :package "SYSTEM")] make-temp-file-name [[prefix "temp"] [directory None]]
  "Return the name of a file that is not there, in DIRECTORY or the one for temporary files."
  (import tempfile uuid)
  (os.path.join (if (is directory None) (tempfile.gettempdir) (native directory))
                f"{(text prefix)}{(. (uuid.uuid4) hex)}"))
