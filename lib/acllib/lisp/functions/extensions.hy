#[[Allegro CL's additions to strings, lists and numbers: small functions of package EXCL.

What belongs to sockets, streams, files or processes is elsewhere. Source: Allegro CL 10.1.]]

(import
  base64
  acllib.characters [Character]
  acllib.kernel.signalling [error type-error]
  acllib.lisp.arrays [text]
  acllib.lisp.calling [same-as]
  acllib.lisp.conditions [ParseError]
  acllib.lisp.conses [L items lisp-list]
  acllib.lisp.definitions [lisp named special]
  acllib.lisp.functions.characters [plain]
  acllib.lisp.functions.list_search [find-tail]
  acllib.lisp.printer [princ-to-string]
  acllib.lisp.symbols [keyword make-package])


;; What the reader does to the case of symbols; programs ask before they make symbols of strings.
(special "*CURRENT-CASE-MODE*" (keyword "CASE-INSENSITIVE-UPPER")
         "How the reader and the printer treat the case of symbols." :package "EXCL")


;;; Strings

(defn _separator [object]
  (if (is (type object) Character) (str.__str__ object) (text object)))


(defn [(lisp "DELIMITED-STRING-TO-LIST" :package "EXCL")] delimited-string-to-list [string separator]
  "Return the list of the parts of STRING between separators, a character or a string."
  (setv between (_separator separator))
  (lisp-list (if between (.split (text string) between) [(text string)])))


(defn [(lisp "LIST-TO-DELIMITED-STRING" :package "EXCL")] list-to-delimited-string [list separator]
  "Return the elements of LIST, as princ writes them, with a separator between them."
  (.join (_separator separator) (map princ-to-string (items list))))


(defn [(lisp "STRING+" :package "EXCL")] string-plus [#* objects]
  "Return the concatenation of OBJECTS as princ writes them; nil is nothing."
  (.join "" (gfor o objects :if (is-not o None) (princ-to-string o))))


(defn [(lisp "PREFIXP" :package "EXCL")] prefixp [prefix string]
  "Return t if STRING starts with PREFIX."
  (if (.startswith (text string) (text prefix)) True None))


(defn [(lisp "WHITESPACE-CHAR-P" :package "EXCL")] whitespace-char-p [char]
  "Return t if CHAR is a space, tab, newline, return, linefeed or page."
  (if (in (plain char) " \t\n\r\f") True None))


;; The module util-string has its string+ in a package of its own.
(setv _util-string (make-package "UTIL.STRING" [] []))
(.import-symbol _util-string (named "STRING+" "EXCL"))
(.add _util-string.exported "STRING+")


;;; Base64

(defn _decoded [string]
  (try
    (return (base64.b64decode (.join "" (.split (text string))) :validate True))
    (except [ValueError]))
  (error (ParseError :format-control "~s is not base64." :format-arguments (L string))))


(defn _lines [code wrap]
  "Return a str with a newline behind each WRAP characters, t meaning 72, nil none."
  (setv width (cond (is wrap None) 0 (is wrap True) 72 True wrap))
  (if (> width 0)
      (.join "\n" (lfor i (range 0 (len code) width) (cut code i (+ i width))))
      code))


(defn [(lisp "STRING-TO-BASE64-STRING" :package "EXCL")] string-to-base64-string [string * [wrap-at-column True]]
  "Return the base64 code of STRING's octets in UTF-8, in lines of 72 characters unless told otherwise."
  (_lines (.decode (base64.b64encode (.encode (text string) "utf-8" "surrogatepass")) "ascii") wrap-at-column))


(defn [(lisp "BASE64-STRING-TO-STRING" :package "EXCL")] base64-string-to-string [string]
  "Return the string whose octets in UTF-8 a base64 code stands for; signals parse-error."
  (.decode (_decoded string) "utf-8" "replace"))


(defn [(lisp "USB8-ARRAY-TO-BASE64-STRING" :package "EXCL")] usb8-array-to-base64-string [array [wrap-at-column True]]
  "Return the base64 code of an octet vector."
  (when (is-not (type array) bytearray)
    (type-error array "(SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*))"))
  (_lines (.decode (base64.b64encode array) "ascii") wrap-at-column))


(defn [(lisp "BASE64-STRING-TO-USB8-ARRAY" :package "EXCL")] base64-string-to-usb8-array [string]
  "Return the octet vector a base64 code stands for; signals parse-error."
  (bytearray (_decoded string)))


;;; Lists and numbers

(defn [(lisp "MEMQ" :package "EXCL")] memq [item list]
  "Return the tail of LIST that starts with ITEM, compared by eq, or nil."
  (find-tail (same-as item) list))


(defn [(lisp "SINGLE-FLOAT-P" "DOUBLE-FLOAT-P" :package "EXCL")] float-p [object]
  "Return t if OBJECT is a float; there is one format of them."
  (if (is (type object) float) True None))
