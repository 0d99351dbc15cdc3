#[[Regular expressions of package EXCL, in both syntaxes, by Python's `re`.

`match-re` and its relatives take Perl's syntax; `match-regexp` and its relatives the older one, in
which groups and alternatives are escaped: \( \) \|. `re` runs without a look at interrupts, so an
expression that tries without end holds its process up. Source: Allegro CL 10.1, Regular Expressions.]]

(import
  acllib.kernel.signalling [error type-error show]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.conditions [ParseError]
  acllib.lisp.conses [Cons lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.elements [bounds]
  acllib.lisp.forms [K])


(defn _re []
  "Return Python's `re`."
  (import re)
  re)


;;; Expressions

(defclass RegularExpression []
  #[[A compiled regular expression.

  source -- str, as it was written; pattern -- Python's]]
  (setv __slots__ #("source" "pattern"))

  (defn __init__ [self source pattern]
    (setv self.source source
          self.pattern pattern))

  (defn __repr__ [self]
    f"#<regular-expression {(show self.source)}>"))


(defn perl [source]
  "Return what SOURCE, of Perl's syntax, is in Python's: names of groups and the end of the text differ."
  (setv found []
        i 0)
  (while (< i (len source))
    (setv two (cut source i (+ i 2)))
    (cond
      (= two "\\z") (.append found "\\Z")
      (= two "\\Z") (.append found "(?=\\n?\\Z)")
      (= (get two 0) "\\") (.append found two)
      (and (.startswith source "(?<" i) (not-in (cut source (+ i 3) (+ i 4)) #("=" "!")))
        (do (.append found "(?P<") (+= i 1))
      True (.append found (get two 0)))
    (+= i (if (or (= (get two 0) "\\") (= (get found -1) "(?P<")) 2 1)))
  (.join "" found))


(defn basic [source]
  "Return what SOURCE, of the older syntax, is in Python's."
  (setv found []
        i 0
        in-class False)
  (while (< i (len source))
    (setv c (get source i)
          following (cut source (+ i 1) (+ i 2)))
    (cond
      in-class
        (do
          (.append found (if (in c "\\[") (+ "\\" c) c))
          (setv in-class (or (!= c "]") (= (get found -2) "[") (= (cut found -2 -1) ["^"]))))
      (and (= c "\\") (in following "()|") following)
        (do (.append found following) (+= i 1))
      (= c "\\")
        (do (.append found (+ c following)) (+= i 1))
      (in c "()|{}")
        (.append found (+ "\\" c))
      True
        (do
          (.append found c)
          (setv in-class (= c "["))))
    (+= i 1))
  (.join "" found))


(defn compiled [regexp translate * [case-fold None] [ignore-whitespace None] [multiple-lines None] [single-line None]]
  #[[Return the RegularExpression that REGEXP, one or a string, stands for.

  Arguments: translate -- function of the source that returns Python's; the others are Lisp truth values.
  Signals: parse-error where it is malformed, type-error.]]
  (when (isinstance regexp RegularExpression)
    (return regexp))
  (when (not (stringp regexp))
    (type-error regexp "a string or a compiled regular expression"))
  (setv re (_re)
        flags (sum (gfor [wanted flag] [#(case-fold re.IGNORECASE) #(ignore-whitespace re.VERBOSE)
                                        #(multiple-lines re.MULTILINE) #(single-line re.DOTALL)]
                         :if (is-not wanted None)
                         flag))
        source (text regexp))
  (try
    (RegularExpression source (re.compile (translate source) flags))
    (except [e re.error]
      (error (ParseError :format-control "~S is no regular expression: ~A"
                         :format-arguments (lisp-list [source (str e)]))))))


;;; Matching

(defn found-values [match return-]
  "Return the tuple of values of a match, or of none: t, the whole match and the groups, as RETURN- says."
  (when (is match None)
    (return #(None)))
  (cond
    (in return- #(K.STRING None))
      #(True (.group match) #* (.groups match))
    (is return- K.INDEX)
      #(True #* (gfor i (range (+ match.re.groups 1))
                      :setv [start end] (.span match i)
                      (if (< start 0) None (Cons start end))))
    (is return- K.MATCH) #(match)
    True (type-error return- "(MEMBER :STRING :INDEX :MATCH)")))


(defn [(lisp "MATCH-RE" "=~" :package "EXCL" :values True)] match-re
  [regexp string * [return K.STRING] [start 0] [end None] [case-fold None] [ignore-whitespace None]
   [multiple-lines None] [single-line None] [back-end None]]
  #[[Look for REGEXP, Perl's syntax, in STRING from START to END.

  Returns: t, the whole match and the groups, strings (:return :string), or pairs of their places
  (:index); a group that took no part is nil. nil if nothing matches.]]
  (setv expression (compiled regexp perl :case-fold case-fold :ignore-whitespace ignore-whitespace
                             :multiple-lines multiple-lines :single-line single-line))
  (search expression string start end return))


(defn [(lisp "MATCH-REGEXP" :package "EXCL" :values True)] match-regexp
  [regexp string * [return K.STRING] [start 0] [end None] [case-fold None] [newlines-special True] [shortest None]]
  "As match-re, for the older syntax; where newlines are not special, a dot stands for them, too."
  (setv expression (compiled regexp basic :case-fold case-fold
                             :single-line (if (is newlines-special None) True None)))
  (search expression string start end return))


(defn search [expression string start end return-]
  (setv string (text string)
        [start end] (bounds (len string) start end string))
  (found-values (.search expression.pattern string start end) return-))


(defn [(lisp "COMPILE-RE" :package "EXCL")] compile-re
  [regexp * [case-fold None] [ignore-whitespace None] [multiple-lines None] [single-line None] [return None] [back-end None]]
  "Return the compiled form of a regular expression of Perl's syntax."
  (compiled regexp perl :case-fold case-fold :ignore-whitespace ignore-whitespace
            :multiple-lines multiple-lines :single-line single-line))


(defn [(lisp "COMPILE-REGEXP" :package "EXCL")] compile-regexp [regexp * [case-fold None]]
  "Return the compiled form of a regular expression of the older syntax."
  (compiled regexp basic :case-fold case-fold))


;;; Replacing and splitting

(defn expansion [template]
  "Return the function of a match that returns TEMPLATE with \\1, \\& and the like replaced; a function as it is."
  (when (callable template)
    (return (fn [match] (text (template #* (get (found-values match K.STRING) (slice 1 None)))))))
  (setv template (text template))
  (defn expand [match]
    (defn part [escape]
      (setv c (.group escape 1))
      (cond
        (= c "&") (.group match)
        (.isdecimal c) (if (<= (int c) match.re.groups) (or (.group match (int c)) "") "")
        True c))
    (.sub (_re) "(?s)\\\\(.)" part template))
  expand)


(defn replaced [expression string new start end count]
  "Return STRING with what matches EXPRESSION from START to END replaced, at most COUNT times (0: all)."
  (setv string (text string)
        [start end] (bounds (len string) start end string))
  (+ (cut string start)
     (.sub expression.pattern (expansion new) (cut string start end) count)
     (cut string end None)))


(defn [(lisp "REPLACE-RE" :package "EXCL")] replace-re
  [string regexp new * [start 0] [end None] [case-fold None] [ignore-whitespace None] [multiple-lines None]
   [single-line None] [count None]]
  "Return STRING with all that matches REGEXP replaced by NEW, in which \\1 stands for a group and \\& for the match."
  (replaced (compiled regexp perl :case-fold case-fold :ignore-whitespace ignore-whitespace
                      :multiple-lines multiple-lines :single-line single-line)
            string new start end (or count 0)))


(defn [(lisp "REPLACE-REGEXP" :package "EXCL")] replace-regexp
  [string regexp new * [start 0] [end None] [case-fold None] [count None]]
  "As replace-re, for the older syntax."
  (replaced (compiled regexp basic :case-fold case-fold) string new start end (or count 0)))


(defn pieces [expression string start end limit]
  "Return the list of the parts of STRING between what matches EXPRESSION, at most LIMIT of them (nil: all)."
  (setv string (text string)
        [start end] (bounds (len string) start end string)
        found []
        from start)
  (for [match (.finditer expression.pattern string start end)]
    (when (and (is-not limit None) (>= (+ (len found) 1) limit))
      (break))
    (when (or (< (.start match) (.end match)) (< from (.start match) end))
      (.append found (cut string from (.start match)))
      (setv from (.end match))))
  (lisp-list [#* found (cut string from end)]))


(defn [(lisp "SPLIT-RE" :package "EXCL")] split-re
  [regexp string * [start 0] [end None] [limit None] [case-fold None] [ignore-whitespace None]
   [multiple-lines None] [single-line None]]
  "Return the list of the parts of STRING between what matches REGEXP."
  (pieces (compiled regexp perl :case-fold case-fold :ignore-whitespace ignore-whitespace
                    :multiple-lines multiple-lines :single-line single-line)
          string start end limit))


(defn [(lisp "SPLIT-REGEXP" :package "EXCL")] split-regexp [regexp string * [start 0] [end None] [count None] [case-fold None]]
  "As split-re, for the older syntax."
  (pieces (compiled regexp basic :case-fold case-fold) string start end count))
