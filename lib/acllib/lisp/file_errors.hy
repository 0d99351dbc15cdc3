"The one door for what the operating system refuses about files: `OSError` to `file-error`."

(import
  errno
  os
  acllib.kernel.signalling [error show]
  acllib.lisp.classes [defined-class]
  acllib.lisp.conditions [FileError])


(defclass FileFailure [FileError]
  "The system refused ACTION (\"Opening\") on PATHNAME; errno (int) and string say why."
  (setv action None
        errno None
        string None)

  (defn report [self]
    (if (is self.format-control None)
        f"{self.action} {(show self.pathname)} resulted in error: {self.string} [errno={self.errno}]."
        (.report (super)))))


(defclass FileDoesNotExist [FileFailure]
  "There is no such file.")


(defclass FileExists [FileFailure]
  "There is such a file already.")


(defined-class "FILE-DOES-NOT-EXIST-ERROR" FileDoesNotExist "EXCL")
(defined-class "FILE-EXISTS-ERROR" FileExists "EXCL")

(setv _CLASSES {errno.ENOENT FileDoesNotExist  errno.EEXIST FileExists})


(defn file-failure [os-error pathname action]
  #[[Signal what the system refused as a file-error. Returns: never.

  Arguments: os-error -- OSError, or an error number; pathname -- what is named; action -- str,
    such as \"Opening\".]]
  (setv code (if (isinstance os-error int) os-error os-error.errno)
        condition ((.get _CLASSES code FileFailure)
                   :pathname pathname :action action :errno code
                   :string (if (is code None) (str os-error) (os.strerror code))))
  (when (isinstance os-error OSError)
    (setv condition.__cause__ os-error))
  (error condition))
