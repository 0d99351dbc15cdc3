#[[The standard macro characters but the sharp sign: one function a character (CLHS 2.4.1 to 2.4.7).

A function is called with the stream and its character. The attribute `inline` names the
standard macro that a function is, so that the engine can take its short cut; functions that
may return no value have a twin that says so. The sharp sign's are in `sharp_macros.hy`.]]

(import
  re
  acllib.kernel.values [plain-entry]
  acllib.lisp.backquote [Comma expand]
  acllib.lisp.conses [L]
  acllib.lisp.reader_errors :as errors
  acllib.lisp.reader_errors [fail]
  acllib.lisp.sources [source-of make-list QUOTE LONGEST-STRING]
  acllib.lisp.variables [readtable read-suppress])


(setv ESCAPED (re.compile r"((?:[^\"\\]|\\.)*+)\"" re.DOTALL)
      _UNESCAPE (. (re.compile r"\\(.)" re.DOTALL) sub))

;; Character → function.
(setv STANDARD {})


(defn macro-character [c]
  "Return a decorator that makes a function the standard macro of the character C."
  (fn [function]
    (setv function.inline c
          (get STANDARD c) function)
    function))


(defn suppressed []
  "Return whether the reader only skips."
  (is-not (.get read-suppress) None))


;;; 2.4.1, 2.4.2: parentheses

(defn [(macro-character "(")] read-left-parenthesis [stream character]
  "Read a list."
  (setv source (source-of stream)
        where (.where source :back 1)
        [elements tail] (.collect source where))
  (make-list elements tail (if (is source.starts None) None where)))


(defn [(macro-character ")")] read-right-parenthesis [stream character]
  "Signal that nothing is open."
  (setv source (source-of stream))
  (fail source errors.UnmatchedClose (.where source :back 1)))


;;; 2.4.3: quote

(defn prefixed [source symbol prefix where]
  "Read an object and return it in a list behind SYMBOL, which PREFIX, at WHERE, stood for."
  (setv form (L symbol (.following source prefix where)))
  (when (is-not source.starts None)
    (setv form.where where))
  form)


(defn [(macro-character "'")] read-quote [stream character]
  "Read 'x as (quote x)."
  (setv source (source-of stream))
  (prefixed source QUOTE "'" (.where source :back 1)))


;;; 2.4.4: comments

(defn [(macro-character ";") plain-entry] read-comment [stream character]
  "Skip the rest of the line."
  (setv source (source-of stream)
        text stream._text)
  (when text
    (setv end (.find text "\n" (._position stream)))
    (when (>= end 0)
      (._move stream (+ end 1))
      (return #())))
  (while True
    (setv c (.next source))
    (when (or (is c None) (= c "\n"))
      (return #()))))


;;; 2.4.5: strings

(defn [(macro-character "\"")] read-string [stream character]
  "Read a string, up to the next character like the first."
  (setv source (source-of stream)
        text stream._text
        close (str.__str__ character)
        table (.get readtable))
  (when (and text (= close "\"") (= (.get table.syntax "\\") 4))
    (setv m (.match ESCAPED text (._position stream)))
    (when m
      (._move stream (.end m))
      (setv value (get m 1))
      (.check-length source (len value) "string" LONGEST-STRING None)
      (return (if (suppressed) None (if (in "\\" value) (_UNESCAPE r"\1" value) value)))))
  (setv taken []
        where (.where source :back 1))
  (while True
    (setv c (.next-in source "string" where))
    (cond
      (= c close) (break)
      (= (.get table.syntax c) 4) (setv c (.next-in source "string" where)))
    (.append taken c)
    (.check-length source (len taken) "string" LONGEST-STRING where))
  (if (suppressed) None (.join "" taken)))


;;; 2.4.6, 2.4.7: backquote and comma

(defn [(macro-character "`")] read-backquote [stream character]
  "Read a template and return the form that builds it."
  (setv source (source-of stream)
        where (.where source :back 1))
  (when (is source.level None)
    (setv source.level 0))
  (+= source.level 1)
  (try
    (setv template (.following source "`" where))
    (finally
      (-= source.level 1)))
  (if (suppressed)
      None
      (expand template (fn [] (fail source errors.SpliceOutsideList where :prefix ",@")))))


(defn [(macro-character ",")] read-comma [stream character]
  "Read a comma and its form."
  (setv source (source-of stream)
        where (.where source :back 1)
        c (.next-in source "form behind a comma" where)
        prefix (if (in c "@.") (+ "," c) ","))
  (when (= prefix ",")
    (.back source c))
  (when (suppressed)
    (.following source prefix where)
    (return None))
  (when (not source.level)
    (fail source errors.CommaOutsideBackquote where))
  (-= source.level 1)
  (try
    (setv form (.following source prefix where))
    (finally
      (+= source.level 1)))
  (Comma form (!= prefix ",")))
