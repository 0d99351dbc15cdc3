#[DOC[The stream to the person or program at the other end of standard input and output.

Input is read from the descriptor through `waiting`, so that a process that waits for a line can
be interrupted. What was written goes out at the end of each line, on a terminal at once; and
before input is read. Several processes may write to one console: each piece goes out
whole.

When whoever reads the output has gone (`aclrepl ... | head`), the first write signals, the
rest is dropped, and `broken` is true: time to end.]DOC]

(import
  codecs
  errno
  os
  threading
  acllib.conditions [ErrnoStreamError read-timeout]
  acllib.formats [find-external-format]
  acllib.kernel.signalling [error type-error]
  acllib.lisp.classes [defined-class]
  acllib.lisp.streams [StandardStream]
  acllib.lisp.symbols [cl]
  acllib.lisp.variables [terminal-io standard-input standard-output error-output query-io debug-io
                         trace-output]
  acllib.streambase [Stream]
  acllib.waiting [Descriptor readable-now wait-readable wait-writable])


(setv PIECE 4096                        ; octets: a pipe that is writable takes so many at once
      WHOSTATE "waiting for terminal input")


(defn descriptor-of [file]
  "Return a Descriptor of our own for a Python file or a number, or None where it has none."
  (try
    (Descriptor (os.dup (if (isinstance file int) file (.fileno file))) "terminal" :shared True)
    (except [[AttributeError OSError ValueError]]
      None)))


(defn decoder-of [format]
  "Return a decoder for what a person or a program types, which is never refused."
  ((codecs.getincrementaldecoder format.codec) :errors "replace"))


(defclass ConsoleStream [Stream]
  #[[A console over a pair of Python text files or descriptors; opened at its first use.

  source, target -- the files, or numbers
  broken  -- true: nobody reads the output any longer
  external-format -- ExternalFormat, UTF-8 at first; octets that are no character in it read as U+FFFD,
             characters that have no octets are written as \\u escapes
  gone    -- None, or a function of the OSError called when that is found; it may leave by a
             non-local exit, or return, and the write then signals
  waiting -- int, how many reads are waiting, one inside another]]
  (setv input-p True
        output-p True)

  (defn __init__ [self source target]
    (setv self.source source
          self.target target
          self.broken False
          self.gone None
          self.opened False
          self.waiting 0
          self.input-timeout None
          self._format (find-external-format "utf-8")
          self._held []
          self._lock (threading.RLock)))

  (defn [property] external-format [self]
    self._format)

  (defn [external-format.setter] external-format [self value]
    (setv format (find-external-format value))
    (when (!= format.eol "unix")
      (type-error value "an external format without line ends of its own"))
    (.force-output self)
    (setv kept (if self.opened (get (.getstate self.decoder) 0) b"")
          self._format format
          self.decoder (decoder-of format))
    (.setstate self.decoder #(kept (get (.getstate self.decoder) 1))))

  (defn _open-files [self]
    (with [_ self._lock]
      (when (not self.opened)
        (when (hasattr self.target "flush")
          (.flush self.target))
        (setv self.input-descriptor (descriptor-of self.source)
              self.output-descriptor (descriptor-of self.target)
              self.decoder (decoder-of self._format)
              self.output-interactive (and (is-not self.output-descriptor None)
                                           (os.isatty self.output-descriptor.number))
              self.opened True))))

  (defn reopen [self]
    "Send what was written, and use the files as they are now: their numbers have become those of others."
    (.force-output self)
    (with [_ self._lock]
      (when self.opened
        (for [descriptor #(self.input-descriptor self.output-descriptor)]
          (when (is-not descriptor None)
            (.close descriptor)))
        (setv self.opened False))))

  (defn [property] interactive-p [self]
    (when (not self.opened)
      (._open-files self))
    (and (is-not self.input-descriptor None)
         (os.isatty self.input-descriptor.number)))

  (setv input-timeout None)

  (defn fileno [self]
    "Return the number of the input's descriptor; raise OSError where it has none."
    (._number self "input_descriptor"))

  (defn output-fileno [self]
    (._number self "output_descriptor"))

  (defn _number [self name]
    (when (not self.opened)
      (._open-files self))
    (setv descriptor (getattr self name))
    (if (is descriptor None)
        (.fileno Stream self)
        (.fileno descriptor)))

  ;; Input

  (defn next-text [self hang]
    (.force-output self)
    (when (is self.input-descriptor None)
      (return (if (hasattr self.source "readline") (.readline self.source) "")))
    (while True
      (when (not (or hang (readable-now self.input-descriptor)))
        (return None))
      (+= self.waiting 1)
      (try
        (when (not (wait-readable self.input-descriptor self.input-timeout WHOSTATE))
          (read-timeout self "reading from terminal"))
        (finally
          (-= self.waiting 1)))
      ;; What runs as interrupt in that wait may read, too; it must leave nothing in our buffer,
      ;; where the wait would not see it.
      (try
        (setv octets (os.read self.input-descriptor.number (if self.waiting 1 65536)))
        (except [e OSError]
          (when (not-in e.errno #(errno.EIO errno.EBADF))
            (raise))
          (setv octets b"")))           ; the terminal has gone
      (setv text (.decode self.decoder octets :final (not octets)))
      (when (or text (not octets))
        (return text))))

  ;; Output

  (defn put [self text]
    (when (not self.opened)
      (._open-files self))
    (.check-output self)
    (with [_ self._lock]
      (setv newline (.rfind text "\n"))
      (setv self._column (if (>= newline 0)
                             (- (len text) newline 1)
                             (+ self._column (len text))))
      (.append self._held (str.__str__ text))
      (when (or (>= newline 0) self.output-interactive (> (len self._held) 200))
        (._send self))))

  (defn force-output [self]
    (when (not self.opened)
      (._open-files self))
    (when self._held
      (with [_ self._lock]
        (._send self)))
    None)

  (defn clear-output [self]
    (setv self._held [])
    None)

  (defn _send [self]
    "Send what is held. Called with the lock."
    (setv text (.join "" self._held)
          self._held [])
    (cond
      (or self.broken (not text)) None
      (is self.output-descriptor None) (when (hasattr self.target "write")
                                         (.write self.target text)
                                         (.flush self.target))
      True (._send-octets self (.encode self._format text "backslashreplace"))))

  (defn _send-octets [self octets]
    (setv rest (memoryview octets))
    (while rest
      (wait-writable self.output-descriptor None "waiting for terminal output")
      (try
        (setv count (os.write self.output-descriptor.number (cut rest PIECE)))
        (except [BlockingIOError]
          (setv count 0))
        (except [e OSError]
          (setv self.broken True)
          (when (is-not self.gone None)
            (.gone self e))
          (error (ErrnoStreamError :stream self :code e.errno :identifier "unknown"
                                   :string (os.strerror e.errno) :action "writing to terminal"))))
      (setv rest (cut rest count None))))

  (defn close [self [abort False]]
    "Send what was written; a console stays open."
    (.force-output self)
    True))


(defn make-console [input output]
  "Return a console stream over two Python text files, or descriptors as int."
  (ConsoleStream input output))


(defined-class "TERMINAL-SIMPLE-STREAM" ConsoleStream "EXCL")

(setv terminal-io.value (make-console 0 1))
(for [variable [standard-input standard-output error-output query-io debug-io trace-output]]
  (setv variable.value (StandardStream (cl "*TERMINAL-IO*"))))
