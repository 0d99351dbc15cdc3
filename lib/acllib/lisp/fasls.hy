#[[Fasl files: compiled programs, written whole or not at all, and loaded whole or not at all.

A fasl is one line of JSON, the head, and behind it the steps that `dumping.hy` describes, marshalled.
The head names the versions of aclrepl and Python, the digest of the source, and the digest of what
follows; all are compared before anything runs. Why it is made so: decision 0016.

Names in code (`f_CAR`, `C_12`) are those of the image that compiled it; linking puts those of this
image in their place.]]

;; What only fasls need is loaded with the first of them: json, hashlib, tempfile.
(import
  functools [cache]
  importlib.util [MAGIC-NUMBER]
  marshal
  os
  sys
  types [CodeType FunctionType]
  acllib [__version__]
  acllib.characters [characters]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error]
  acllib.lisp.analyze_functions [note-lambda-list]
  acllib.lisp.classes [defined-class find-class]
  acllib.lisp.compiler [inner-codes register-twin]
  acllib.lisp.conditions [FileError]
  acllib.lisp.conses [Cons]
  acllib.lisp.dumping [global-object]
  acllib.lisp.file_errors [file-failure]
  acllib.lisp.image [constant-name image key symbol-function variable-of]
  acllib.lisp.emit [keep]
  acllib.lisp.pathnames [parse-namestring]
  acllib.lisp.symbols [Symbol find-package setf-name]
  acllib.lisp.tables [HashTable]
  acllib.lisp.variables [load-truename])


(setv MAGIC "aclrepl fasl"
      FORMAT 1
      START b"{\"fasl\": \"aclrepl fasl\"")    ; how a head begins


(defclass FaslError [FileError]
  "A fasl file can't be loaded. Slots: pathname; reason (str)."
  (setv reason "")

  (defn report [self]
    f"{self.pathname} can't be loaded: {self.reason}."))


(defined-class "FASL-ERROR" FaslError "EXCL")


(defn versions [[magic MAGIC]]
  "Return what a fasl must agree with: the format, aclrepl and Python."
  {"fasl" magic  "format" FORMAT  "aclrepl" __version__
   "python" f"{sys.implementation.cache-tag}-{(.hex MAGIC-NUMBER)}"
   "compiler" (compiler-state)})


(defn [cache] compiler-state []
  #[[Return a str that changes when a file of the compiler does, in a source tree.

  An installed one has no Hy files and does not change: its version says all.]]
  (setv files [])
  (for [[folder _ names] (os.walk (os.path.dirname __file__))]
    (for [name names :if (.endswith name ".hy")]
      (setv status (os.stat (os.path.join folder name)))
      (.append files #(name status.st-size status.st-mtime-ns))))
  (if files (digest (.encode (repr (sorted files)))) ""))


(defn digest [octets]
  (import hashlib)
  (.hexdigest (hashlib.sha256 octets)))


;;; Writing

(defn write-fasl [path source-octets steps]
  #[[Write STEPS to PATH, in one go: who looks finds the old file or the new one.

  Signals: file-error where the system refuses.]]
  (import json tempfile)
  (setv body (marshal.dumps (tuple steps))
        head {#** (versions)  "source" (digest source-octets)  "size" (len body)  "digest" (digest body)}
        failure None
        temporary None)
  (try
    (setv [descriptor temporary] (tempfile.mkstemp :dir (or (os.path.dirname path) ".") :prefix ".fasl-"))
    (with [file (os.fdopen descriptor "wb")]
      (.write file (.encode (+ (json.dumps head) "\n")))
      (.write file body))
    (setv mask (os.umask 0))
    (os.umask mask)
    (os.chmod temporary (& 0o666 (bnot mask)))
    (os.replace temporary path)
    (except [e OSError]
      (setv failure e)))
  (when (is-not failure None)
    (when (and (is-not temporary None) (os.path.exists temporary))
      (os.unlink temporary))
    (file-failure failure (parse-namestring path) "Writing")))


;;; Reading

(defn read-octets [path]
  (setv failure None)
  (try
    (with [file (open path "rb")]
      (return (.read file)))
    (except [e OSError]
      (setv failure e)))
  (file-failure failure (parse-namestring path) "Loading"))


(defn fasl? [path]
  "Return whether the file PATH, whatever its type, begins as a fasl does; False where it can't be read."
  (try
    (with [file (open path "rb")]
      (return (= (.read file (len START)) START)))
    (except [OSError]
      (return False))))


(defn head-of [octets]
  "Return #(head body) of a fasl's octets; #(None reason) for what is none."
  (setv [line _ body] (.partition octets b"\n")
        [head reason] (checked-head line MAGIC))
  (when (and (is reason None) (!= (len body) (.get head "size")))
    (setv reason (cut-short (len body) head)))
  (when (and (is reason None) (!= (digest body) (get head "digest")))
    (setv reason DAMAGED))
  (if (is reason None) #(head body) #(None reason)))


(setv DAMAGED "it is damaged: its digest does not fit")


(defn cut-short [size head]
  f"it is cut short: {size} octets of {(.get head "size")}")


(defn checked-head [line magic]
  "Return #(head None), the dict in LINE, a head of this version and of the kind MAGIC; else #(None reason)."
  (import json)
  (setv head (try (json.loads line) (except [#(ValueError RecursionError)] None)))
  (when (or (is-not (type head) dict) (!= (.get head "fasl") magic))
    (return #(None f"it is not {(if (= magic MAGIC) "a fasl file of aclrepl" "data that fasl-write wrote")}")))
  (for [[name wanted] (.items (versions magic))]
    (when (!= (.get head name) wanted)
      (return #(None f"it was written for another version: {name} {(.get head name)}, not {wanted}"))))
  #(head None))


(defn fresh? [path source-path]
  "Return whether the fasl PATH is whole, of this version, and compiled from what SOURCE-PATH holds."
  (setv [head _] (head-of (read-octets path)))
  (and (is-not head None)
       (= (get head "source") (digest (read-octets source-path)))))


(defn load-fasl [path [between (fn [])]]
  #[[Load the fasl PATH; call BETWEEN now and then.

  Signals: fasl-error, before anything of it runs, when it is not whole or of another version.]]
  (setv [head body] (head-of (read-octets path)))
  (when (is head None)
    (error (FaslError :pathname (parse-namestring path) :reason body)))
  (.run (Loader) (marshal.loads body) between))


;;; Doing the steps

(defclass Loader []
  #[[Does the steps of a fasl.

  objects -- list of the objects made so far
  kept    -- dict of index → the image's name for that object as a constant]]

  (defn __init__ [self]
    (setv self.objects []
          self.kept {}))

  (defn run [self steps between]
    (for [step steps]
      (when (= (get step 0) "run")
        (when pending
          (run-pending))
        (between))
      (setv function (get STEPS (get step 0))
            made (function self #* (cut step 1 None)))
      (when (get MAKES (get step 0))
        (.append self.objects made))))

  (defn at [self index]
    (get self.objects index))

  (defn all [self indices]
    (lfor i indices (get self.objects i)))

  (defn function [self unit]
    "Return the function of a unit, as `Dump.pack` makes it."
    (setv [code names twins] unit
          code (renamed code (dfor [name index] names name (.entry self name index))))
    (when twins
      (setv inner (inner-codes code))
      (for [[name octets] twins]
        (setv found (.get inner name))
        (when (is-not found None)
          (register-twin found (StoredTwin self octets name)))))
    (FunctionType code image code.co-name))

  (defn entry [self name index]
    "Return this image's name for what the code calls NAME."
    (setv object (get self.objects index)
          prefix (cut name 2))
    (cond
      (= prefix "C_") (do
                        (when (not-in index self.kept)
                          (setv (get self.kept index) (keep object)))
                        (get self.kept index))
      (.startswith name "CHAR_") (do
                                   (setv (get image name) object)
                                   name)
      (= prefix "s_") (constant-name object)
      True (do
             (when (in prefix #("g_" "d_"))
               (variable-of object))
             (+ prefix (key object))))))


(defclass StoredTwin []
  "Makes the twins of closures of one function in a fasl, as compiler.TwinMaker does."
  (setv __slots__ #("loader" "octets" "name" "twin"))

  (defn __init__ [self loader octets name]
    (setv self.loader loader
          self.octets octets
          self.name name
          self.twin None))

  (defn __call__ [self function]
    (when (is self.twin None)
      (setv maker (.function self.loader (marshal.loads self.octets))
            self.twin (maker #* (* [None] maker.__code__.co-argcount))))
    (setv closure function.__closure__
          code self.twin.__code__)
    (if (is closure None)
        self.twin
        (do
          (setv cells (dict (zip function.__code__.co-freevars closure)))
          (FunctionType code image self.name function.__defaults__
                        (tuple (gfor n code.co-freevars (get cells n))))))))


(defn renamed [code names]
  "Return CODE, a code object, with global names replaced by those that NAMES, a dict, gives, at every depth."
  (setv own (tuple (gfor n code.co-names (.get names n n)))
        constants (tuple (gfor c code.co-consts (if (isinstance c CodeType) (renamed c names) c))))
  (.replace code :co-names own :co-consts constants))


;; Step → function of the loader and the step's operands; whether it makes an object.
(setv STEPS {}
      MAKES {})


(defn step [name [makes True]]
  (fn [function]
    (setv (get STEPS name) function
          (get MAKES name) makes)
    function))


(defn [(step "atom")] make-atom [loader value]
  value)

(defn [(step "character")] make-character [loader code]
  (get characters (chr code)))

(defn [(step "symbol")] make-symbol [loader name package]
  (setv home (find-package package))
  (when (is home None)
    (error (FaslError :pathname (.get load-truename) :reason f"there is no package called {package}, where it has the symbol {name}")))
  (get (.intern home name) 0))

(defn [(step "setf-name")] make-setf-name [loader index]
  (setf-name (.at loader index)))

(defn [(step "uninterned")] make-uninterned [loader name]
  (Symbol name None))

(defn [(step "package")] make-package-reference [loader name]
  (or (find-package name)
      (error (FaslError :pathname (.get load-truename) :reason f"there is no package called {name}"))))

(defn [(step "cons")] make-cons [loader]
  (Cons None None))

(defn [(step "fill-cons" False)] fill-cons [loader index parts]
  (setv cell (.at loader index)
        [cell.car cell.cdr] (.all loader parts)))

(defn [(step "list")] make-list [loader]
  [])

(defn [(step "fill-list" False)] fill-list [loader index parts]
  (.extend (.at loader index) (.all loader parts)))

(defn [(step "tuple")] make-tuple [loader parts]
  (tuple (.all loader parts)))

(defn [(step "set")] make-set [loader parts]
  (set (.all loader parts)))

(defn [(step "frozenset")] make-frozenset [loader parts]
  (frozenset (.all loader parts)))

(defn [(step "dict")] make-dict [loader]
  {})

(defn [(step "fill-dict" False)] fill-dict [loader index parts]
  (setv values (.all loader parts))
  (.update (.at loader index) (zip (cut values 0 None 2) (cut values 1 None 2))))

(defn [(step "octets")] make-octets [loader octets]
  (bytearray octets))

(defn [(step "table")] make-table [loader test size]
  (HashTable test size))

(defn [(step "fill-table" False)] fill-table [loader index parts]
  (setv values (.all loader parts)
        table (.at loader index))
  (for [i (range 0 (len values) 2)]
    (.put table (get values i) (get values (+ i 1)))))

(defn [(step "global")] make-global [loader module name]
  (global-object module name))

(defn [(step "function")] make-function-reference [loader index]
  (symbol-function (.at loader index)))

(defn [(step "class")] make-class-reference [loader index]
  (setv name (.at loader index))
  (or (find-class name)
      (error (FaslError :pathname (.get load-truename) :reason f"there is no class called {name}"))))

(defn [(step "call")] make-by-call [loader function arguments]
  ((.at loader function) #* (.all loader arguments)))

(defn [(step "set-state" False)] set-state [loader index parts]
  "Restore an object as `pickle` does."
  (setv object (.at loader index)
        [state] (.all loader parts))
  (if (hasattr object "__setstate__")
      (.__setstate__ object state)
      (do
        (setv [dictionary slots] (if (is (type state) tuple) state #(state None)))
        (when dictionary
          (.update object.__dict__ dictionary))
        (when slots
          (for [[name value] (.items slots)]
            (setattr object name value))))))

(defn [(step "value")] make-value [loader unit]
  (setv values ((.function loader unit)))
  (if values (get values 0) None))

(defn [(step "run" False)] run-unit [loader unit]
  ((.function loader unit)))

(defn [(step "lambda-list" False)] note-signature [loader symbol lambda-list]
  (note-lambda-list (.at loader symbol) (.at loader lambda-list)))
