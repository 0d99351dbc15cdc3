#[[Data in the form of fasl files: fasl-write and fasl-read.

A file is a sequence of sections, one for each object written: a head, one line of JSON as fasls have it, and
the steps that make the object, marshalled. Objects shared within one section are shared again. As with `load`,
who reads a file trusts whoever wrote it. Source: Allegro CL 10.1, The fasl reader/writer.]]

(import
  marshal
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [stringp]
  acllib.lisp.conses [L lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.dumping [Dump]
  acllib.lisp.fasls [DAMAGED FaslError Loader checked-head cut-short digest read-octets versions]
  acllib.lisp.file_errors [file-failure]
  acllib.lisp.functions.files [native]
  acllib.lisp.image [symbol-function]
  acllib.lisp.instances [StructureObject]
  acllib.lisp.loading [FASL]
  acllib.lisp.pathnames [Pathname parse-namestring the-pathname]
  acllib.lisp.reports [Report]
  acllib.lisp.symbols [cl keyword]
  acllib.streambase [Stream])


(setv MAGIC "aclrepl data")


(defclass DataDump [Dump]
  "The steps that make an object: structures by their slots, without a method of make-load-form."

  (defn instance [self object key]
    (if (isinstance object StructureObject)
        (.by-reduction self object key)
        (.instance (super) object key))))


;;; Writing

(defn section [object]
  "Return the octets that stand for OBJECT."
  (import json)
  (setv dump (DataDump (Report))
        index (.object dump object)
        body (marshal.dumps #((tuple dump.steps) index))
        head {#** (versions MAGIC)  "size" (len body)  "digest" (digest body)})
  (+ (.encode (+ (json.dumps head) "\n")) body))


(defn [(lisp "FASL-WRITE" :package "EXCL")] fasl-write [data stream [fasl-circle True] [verbose None]]
  #[[Write DATA so that fasl-read makes it again; return nil.

  Arguments:
    data -- numbers, characters, strings, symbols, conses, arrays, hash tables, structures, named functions; and
      instances whose class has a method of make-load-form.
    stream -- a stream that takes octets, which stays open, so that more can follow; or the name of a file, which
      is replaced.
    fasl-circle -- what is shared within DATA, circles too, is shared again whether this is true or not.
    verbose -- ignored.
  Signals: not-dumpable before anything is written; file-error.]]
  (setv octets (section data))
  (cond
    (isinstance stream Stream) (.send-octets stream (memoryview octets))
    (or (stringp stream) (isinstance stream Pathname)) (write-file (native stream) octets)
    True (type-error stream "(OR STREAM STRING PATHNAME)"))
  None)


(defn write-file [path octets]
  (setv failure None)
  (try
    (with [file (open path "wb")]
      (.write file octets))
    (except [e OSError]
      (setv failure e)))
  (when (is-not failure None)
    (file-failure failure (parse-namestring path) "Writing")))


(defn [(lisp "FASL-OPEN" :package "EXCL")] fasl-open [name #* options]
  "Return a stream to a file for fasl-write, as open does with OPTIONS; close it in the end."
  ((symbol-function (cl "OPEN")) name #* options (keyword "DIRECTION") (keyword "OUTPUT")
   (keyword "IF-EXISTS") (keyword "SUPERSEDE") (keyword "ELEMENT-TYPE") (L (cl "UNSIGNED-BYTE") 8)))


;;; Reading

(defn objects-in [octets source]
  "Return the list of the objects that the sections in OCTETS make; SOURCE: the pathname or stream they are from."
  (setv found []
        reason None)
  (while (and octets (is reason None))
    (setv [line _ rest] (.partition octets b"\n")
          [head reason] (checked-head line MAGIC))
    (when (is reason None)
      (setv size (get head "size")
            body (cut rest 0 size)
            octets (cut rest size None)
            reason (cond
                     (< (len body) size) (cut-short (len body) head)
                     (!= (digest body) (get head "digest")) DAMAGED)))
    (when (is reason None)
      (setv [steps index] (marshal.loads body)
            loader (Loader))
      (.run loader steps (fn []))
      (.append found (.at loader index))))
  (when (is-not reason None)
    (error (FaslError :pathname source :reason reason)))
  found)


(defn [(lisp "FASL-READ" :package "EXCL")] fasl-read [file]
  #[[Return the list of the objects that fasl-write wrote to a file.

  Arguments: file -- its name, where the type fasl may be missing; or an input stream, read to its end.
  Signals: fasl-error where that is not whole, or of another version; file-error.]]
  (when (isinstance file Stream)
    (return (lisp-list (objects-in (rest-of file) file))))
  (import os)
  (setv path (native file))
  (when (and (is (. (the-pathname file) type) None) (not (os.path.exists path)))
    (+= path f".{FASL}"))
  (lisp-list (objects-in (read-octets path) (parse-namestring path))))


(defn rest-of [stream]
  "Return the octets up to the end of STREAM."
  (setv pieces []
        room (memoryview (bytearray 65536)))
  (while True
    (setv count (.receive-octets stream room None))
    (.append pieces (bytes (cut room 0 count)))
    (when (< count 65536)
      (return (.join b"" pieces)))))
