#[[Pathnames, file streams, and the functions on files; times.

The table of pathnames was compared with SBCL's answers.]]

(import
  os
  time :as os-time
  pytest
  acllib.characters [characters :as C]
  acllib.conditions [EndOfFile StreamClosedError DecodingError]
  acllib.kernel.signalling [WrongType]
  acllib.kernel.values [call-for-values]
  acllib.lisp.arrays [LispString]
  acllib.lisp.compiler [evaluate-values]
  acllib.lisp.conditions [FileError]
  acllib.lisp.conses [L items]
  acllib.lisp.file_errors [FileDoesNotExist FileExists]
  acllib.lisp.functions.time [decode-universal-time encode-universal-time time-report UNIX-EPOCH]
  acllib.lisp.image [symbol-function]
  acllib.lisp.pathnames [parse-namestring namestring-of]
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.ratios [ratio]
  acllib.lisp.reader [read-from-string]
  acllib.lisp.streams [StringOutputStream]
  acllib.lisp.symbols [cl find-package intern keyword]
  acllib.lisp.variables [current-package trace-output]
  acllib.lisp.world)


(defn call [name #* arguments]
  "Return the value of the Lisp function NAME; str arguments that start with : become keywords."
  ((symbol-function (cl name)) #* (lfor a arguments (if (and (is (type a) str) (.startswith a ":"))
                                                        (keyword (cut a 1 None))
                                                        a))))


(defn excl [name #* arguments]
  ((symbol-function (intern name "EXCL")) #* arguments))


(defn lisp [text]
  "Evaluate Lisp TEXT in USER and return its first value as the printer writes it."
  (setv token (.bind current-package (find-package "COMMON-LISP-USER")))
  (try
    (prin1-to-string (get (evaluate-values (get (read-from-string text) 0)) 0))
    (finally
      (.unbind current-package token))))


;;; Pathnames

(setv PATHNAMES [
  ; form                                                   value
  #("(pathname-directory \"/a/b/c.d\")"                    "(:ABSOLUTE \"a\" \"b\")")
  #("(pathname-directory \"a/b/c\")"                       "(:RELATIVE \"a\" \"b\")")
  #("(pathname-directory \"c\")"                           "NIL")
  #("(pathname-directory \"/\")"                           "(:ABSOLUTE)")
  #("(pathname-directory \"../x\")"                        "(:RELATIVE :UP)")
  #("(pathname-directory \"/**/x/*/\")"                    "(:ABSOLUTE :WILD-INFERIORS \"x\" :WILD)")
  #("(pathname-name \"/a/b/c.d.e\")"                       "\"c.d\"")
  #("(pathname-type \"/a/b/c.d.e\")"                       "\"e\"")
  #("(pathname-name \"/a/.emacs\")"                        "\".emacs\"")
  #("(pathname-type \"/a/.emacs\")"                        "NIL")
  #("(pathname-name \"/a/b/\")"                            "NIL")
  #("(pathname-type \"x.\")"                               "\"\"")
  #("(pathname-name \"*.cl\")"                             ":WILD")
  #("(namestring \"/a/b/../c\")"                           "\"/a/b/../c\"")
  #("(make-pathname :directory '(:absolute \"a\") :name \"c\" :type \"d\")"  "#P\"/a/c.d\"")
  #("(make-pathname :directory '(:relative \"a\") :name \"c\")"              "#P\"a/c\"")
  #("(make-pathname :directory \"foo\" :name \"c\")"       "#P\"/foo/c\"")
  #("(make-pathname :name \"c\" :defaults \"/x/y.z\")"     "#P\"/x/c.z\"")
  #("(make-pathname :name nil :type nil :defaults \"/x/y.z\")" "#P\"/x/\"")
  #("(merge-pathnames \"x\" \"/a/b.c\")"                   "#P\"/a/x.c\"")
  #("(merge-pathnames \"d/x\" \"/a/b.c\")"                 "#P\"/a/d/x.c\"")
  #("(merge-pathnames \"/d/x.y\" \"/a/b.c\")"              "#P\"/d/x.y\"")
  #("(merge-pathnames \"\" \"/a/b.c\")"                    "#P\"/a/b.c\"")
  #("(merge-pathnames (make-pathname :directory '(:relative :back \"q\") :name \"x\") \"/a/b/c\")"  "#P\"/a/q/x\"")
  #("(enough-namestring \"/a/b/c.d\" \"/a/b/\")"           "\"c.d\"")
  #("(enough-namestring \"/a/b/c.d\" \"/a/\")"             "\"b/c.d\"")
  #("(enough-namestring \"/q/c.d\" \"/a/\")"               "\"/q/c.d\"")
  #("(file-namestring \"/a/b/c.d\")"                       "\"c.d\"")
  #("(directory-namestring \"/a/b/c.d\")"                  "\"/a/b/\"")
  #("(equal #p\"a/b\" (pathname \"a/b\"))"                 "T")
  #("(equal #p\"a\" \"a\")"                                "NIL")
  #("(list (pathnamep \"a\") (pathnamep #p\"a\"))"         "(NIL T)")
  #("(list (wild-pathname-p \"a.x\") (wild-pathname-p \"*.x\"))"  "(NIL T)")
  #("(pathname-match-p \"/a/x/b.c\" \"/a/**/*.c\")"        "T")
  #("(pathname-match-p \"/a/b.d\" \"/a/*.c\")"             "NIL")
  #("(multiple-value-list (parse-namestring \"abc.d\"))"   "(#P\"abc.d\" 5)")
  #("(typep #p\"a\" 'pathname)"                            "T")
  #("(format nil \"~a ~s\" #p\"a\\\"b\" #p\"a\\\"b\")"     "\"a\\\"b #P\\\"a\\\\\\\"b\\\"\"")
  #("(let ((*default-pathname-defaults* #p\"/x/\")) (merge-pathnames \"y\"))" "#P\"/x/y\"")])


(defn [(pytest.mark.parametrize #("form" "value") PATHNAMES)] test-pathname [form value]
  (assert (= (lisp form) value)))


(defn [(pytest.mark.parametrize "form" ["(pathname 5)"
                                        "(make-pathname :directory 5)"
                                        "(make-pathname :name 'x)"
                                        "(namestring nil)"])]
  test-no-pathname [form]
  (with [_ (pytest.raises WrongType)]
    (lisp form)))


(defn test-pathnames-are-keys []
  (setv table {(parse-namestring "/a/b") 1})
  (assert (= (get table (parse-namestring "/a/b")) 1))
  (assert (= (os.fspath (parse-namestring "/a/b")) "/a/b")))


;;; Opening

(defn [pytest.fixture] place [tmp-path]
  (fn [name] (str (/ tmp-path name))))


(defn contents [path]
  (with [file (open path "rb")]
    (.read file)))


(defn put [path octets]
  (with [file (open path "wb")]
    (.write file octets))
  path)


(setv IF-EXISTS [
  ; if-exists      contents afterwards, None: an error, False: nil is returned
  #(":SUPERSEDE"   b"NEW")
  #(":NEW-VERSION" b"NEW")
  #(":OVERWRITE"   b"NEW old")
  #(":APPEND"      b"old oldNEW")
  #(":RENAME"      b"NEW")
  #(":ERROR"       None)
  #(None           False)])


(defn [(pytest.mark.parametrize #("choice" "after") IF-EXISTS)] test-if-exists [place choice after]
  (setv path (put (place "f") b"old old")
        opening (fn [] (call "OPEN" path ":DIRECTION" ":OUTPUT" ":IF-EXISTS" choice)))
  (cond
    (is after None) (with [_ (pytest.raises FileExists)] (opening))
    (is after False) (assert (is (opening) None))
    True (do
           (setv s (opening))
           (call "WRITE-STRING" "NEW" s)
           (assert (is (call "CLOSE" s) True))
           (assert (= (contents path) after))
           (when (= choice ":RENAME")
             (assert (= (contents (+ path ".bak")) b"old old"))))))


(setv IF-MISSING [
  ; direction  if-does-not-exist   what happens
  #(":INPUT"   ":ERROR"            "error")
  #(":INPUT"   None                "nil")
  #(":INPUT"   ":CREATE"           "made")
  #(":OUTPUT"  ":ERROR"            "error")
  #(":OUTPUT"  None                "nil")
  #(":OUTPUT"  ":CREATE"           "made")
  #(":IO"      ":CREATE"           "made")
  #(":PROBE"   None                "nil")])


(defn [(pytest.mark.parametrize #("direction" "choice" "result") IF-MISSING)]
  test-if-does-not-exist [place direction choice result]
  (setv path (place "missing")
        opening (fn [] (call "OPEN" path ":DIRECTION" direction ":IF-DOES-NOT-EXIST" choice)))
  (cond
    (= result "error") (with [_ (pytest.raises FileDoesNotExist)] (opening))
    (= result "nil") (assert (is (opening) None))
    True (do
           (call "CLOSE" (opening))
           (assert (os.path.exists path)))))


(defn test-defaults []
  (with [_ (pytest.raises FileDoesNotExist)]
    (call "OPEN" "/no/such/file"))
  (assert (is (call "OPEN" "/no/such/file" ":DIRECTION" ":PROBE") None))
  (with [caught (pytest.raises FileError)]
    (call "OPEN" "/no/such/file" ":DIRECTION" ":OUTPUT"))
  (assert (= (.report caught.value)
             "Opening #P\"/no/such/file\" resulted in error: No such file or directory [errno=2]."))
  (assert (= caught.value.pathname (parse-namestring "/no/such/file"))))


(defn test-cannot-open [place tmp-path]
  (with [caught (pytest.raises FileError)]
    (call "OPEN" (str tmp-path)))
  (assert (in "Is a directory" (.report caught.value)))
  (with [_ (pytest.raises FileError)]
    (call "OPEN" "*.wild"))
  (for [arguments [#(":DIRECTION" ":SIDEWAYS") #(":IF-EXISTS" ":FOO" ":DIRECTION" ":OUTPUT")
                   #(":IF-DOES-NOT-EXIST" ":FOO") #(":ELEMENT-TYPE" (L (cl "UNSIGNED-BYTE") 16))]]
    (with [_ (pytest.raises WrongType)]
      (call "OPEN" (place "f") #* arguments)))
  (with [_ (pytest.raises WrongType)]
    (call "OPEN" 5)))


;;; Streams to files

(defn test-reading [place]
  (setv s (call "OPEN" (put (place "f") (.encode "h\u00e9\nxyz" "utf-8"))))
  (assert (= (call "FILE-LENGTH" s) 7))
  (assert (= (call-for-values (symbol-function (cl "READ-LINE")) s) #("h\u00e9" None)))
  (assert (= (call "FILE-POSITION" s) 4))
  (assert (is (call "READ-CHAR" s) (get C "x")))
  (call "UNREAD-CHAR" (get C "x") s)
  (assert (= (call "FILE-POSITION" s) 4))
  (assert (= (call "READ-BYTE" s) 120) "octets and characters mix")
  (assert (is (call "READ-CHAR" s) (get C "y")))
  (assert (is (call "LISTEN" s) True))
  (assert (is (call "FILE-POSITION" s 1) True))
  (assert (is (call "READ-CHAR" s) (get C "\u00e9")))
  (assert (is (call "FILE-POSITION" s ":END") True))
  (assert (is (call "LISTEN" s) None))
  (assert (is (call "READ-CHAR" s None) None))
  (with [_ (pytest.raises EndOfFile)]
    (call "READ-CHAR" s))
  (with [_ (pytest.raises WrongType)]
    (call "WRITE-CHAR" (get C "x") s))
  (assert (is (call "CLOSE" s) True))
  (assert (is (call "CLOSE" s) True))
  (with [_ (pytest.raises StreamClosedError)]
    (call "READ-CHAR" s)))


(defn test-writing [place]
  (setv path (place "f")
        s (call "OPEN" path ":DIRECTION" ":OUTPUT"))
  (call "FORMAT" s "a~5tb~%")
  (assert (= (call "FILE-POSITION" s) 7))
  (call "WRITE-BYTE" 255 s)
  (call "WRITE-SEQUENCE" (bytearray b"oct") s)
  (assert (= (call "FILE-LENGTH" s) 11))
  (call "FILE-POSITION" s 0)
  (call "WRITE-CHAR" (get C "A") s)
  (call "FINISH-OUTPUT" s)
  (assert (= (contents path) b"A    b\n\xffoct"))
  (call "CLOSE" s))


(defn test-reading-and-writing [place]
  (setv path (put (place "f") b"one\ntwo\nthree\n")
        s (call "OPEN" path ":DIRECTION" ":IO" ":IF-EXISTS" ":OVERWRITE"))
  (assert (= (call "READ-LINE" s) "one"))
  (call "WRITE-STRING" "TWO" s)
  (assert (is (call "READ-CHAR" s) (get C "\n")))
  (assert (= (call "READ-LINE" s) "three"))
  (call "WRITE-STRING" "four" s)
  (call "FILE-POSITION" s 4)
  (call "WRITE-BYTE" 116 s)
  (assert (= (call "READ-BYTE" s) 87))
  (call "CLOSE" s)
  (assert (= (contents path) b"one\ntWO\nthree\nfour")))


(defn test-element-type-decides-for-lists [place]
  (setv path (put (place "f") b"\x01\x02\x03"))
  (setv s (call "OPEN" path ":ELEMENT-TYPE" (L (cl "UNSIGNED-BYTE") 8))
        vector [0 0 0 0])
  (assert (= (call "READ-SEQUENCE" vector s) 3))
  (assert (= vector [1 2 3 0]))
  (assert (= (prin1-to-string (call "STREAM-ELEMENT-TYPE" s)) "(UNSIGNED-BYTE 8)"))
  (call "CLOSE" s)
  (setv s (call "OPEN" path)
        string (LispString "..."))
  (call "READ-SEQUENCE" string s)
  (assert (= (str string) "\x01\x02\x03"))
  (call "CLOSE" s))


(defn test-external-format [place]
  (setv path (place "f")
        s (call "OPEN" path ":DIRECTION" ":OUTPUT" ":EXTERNAL-FORMAT" ":LATIN1"))
  (call "WRITE-STRING" "\u00e9" s)
  (call "CLOSE" s)
  (assert (= (contents path) b"\xe9"))
  (setv s (call "OPEN" path))
  (with [_ (pytest.raises DecodingError)]
    (call "READ-CHAR" s))
  (setv (. s external-format) "latin1")
  (assert (is (call "READ-CHAR" s) (get C "\u00e9")))
  (call "CLOSE" s))


(defn test-abort-deletes-what-was-made [place]
  (setv path (place "new"))
  (assert (= (lisp f"(catch 'out (with-open-file (s {(prin1-to-string path)} :direction :output)
                                    (write-line \"x\" s) (throw 'out :left)))")
             ":LEFT"))
  (assert (not (os.path.exists path))))


(defn test-with-open-file [place]
  (setv name (prin1-to-string (place "f")))
  (assert (= (lisp f"(with-open-file (s {name} :direction :output) (format s \"(1 2) x~%line\") :done)") ":DONE"))
  (assert (= (lisp f"(with-open-file (s {name}) (list (read s) (read s) (read-line s) (read-line s nil :eof)))")
             "((1 2) X \"line\" :EOF)"))
  (assert (= (lisp f"(with-open-file (s \"/no/such\" :if-does-not-exist nil) (if s 1 2))") "2")))


(defn test-printed-form [place]
  (setv path (put (place "f") b"")
        s (call "OPEN" path))
  (assert (in f"#P\"{path}\" for input" (prin1-to-string s)))
  (call "CLOSE" s)
  (assert (in "closed" (prin1-to-string s))))


;;; Files

(defn test-probing-and-deleting [place tmp-path]
  (setv path (put (place "f.txt") b"x"))
  (assert (= (namestring-of (call "PROBE-FILE" path)) (os.path.realpath path)))
  (assert (= (namestring-of (call "PROBE-FILE" (str tmp-path))) (+ (os.path.realpath tmp-path) "/")))
  (assert (is (call "PROBE-FILE" (place "none")) None))
  (assert (is (call "DELETE-FILE" path) True))
  (with [_ (pytest.raises FileDoesNotExist)]
    (call "DELETE-FILE" path))
  (with [_ (pytest.raises FileDoesNotExist)]
    (call "TRUENAME" path)))


(defn test-renaming [place]
  (setv path (put (place "a.txt") b"x")
        [new before after] (call-for-values (symbol-function (cl "RENAME-FILE")) path "b"))
  (assert (= (namestring-of new) (place "b.txt")))
  (assert (= (namestring-of before) (os.path.realpath path)))
  (assert (= (contents (place "b.txt")) b"x")))


(defn test-directory [place tmp-path]
  (for [name ["b.cl" "a.cl" "c.txt" "noext"]]
    (put (place name) b""))
  (os.mkdir (place "sub"))
  (put (place "sub/d.cl") b"")
  (setv root (+ (os.path.realpath tmp-path) "/")
        listed (fn [pattern] (lfor p (or (items (call "DIRECTORY" (os.path.join tmp-path pattern))) [])
                                   (.removeprefix (namestring-of p) root))))
  (assert (= (listed "*.cl") ["a.cl" "b.cl"]))
  (assert (= (listed "c.txt") ["c.txt"]))
  (assert (= (listed "*") ["a.cl" "b.cl" "c.txt" "noext" "sub/"]))
  (assert (= (listed "") ["a.cl" "b.cl" "c.txt" "noext" "sub/"]))
  (assert (= (listed "**/*.cl") ["a.cl" "b.cl" "sub/d.cl"]))
  (assert (= (listed "no*") ["noext"]))
  (assert (is (call "DIRECTORY" (place "none/*")) None)))


(defn test-directories-and-dates [place]
  (setv path (place "x/y/f.txt")
        ensure (fn [] (call-for-values (symbol-function (cl "ENSURE-DIRECTORIES-EXIST")) path)))
  (assert (= (ensure) #(path True)))
  (assert (= (ensure) #(path None)))
  (put path b"")
  (os.utime path #(1000000000 1000000000))
  (assert (= (call "FILE-WRITE-DATE" path) (+ UNIX-EPOCH 1000000000)))
  (assert (is (excl "FILE-DIRECTORY-P" (place "x")) True))
  (with [_ (pytest.raises FileError)]
    (excl "DELETE-DIRECTORY" (place "x")))
  (assert (= (excl "FILE-CONTENTS" (put path b"abc")) "abc"))
  (excl "COPY-FILE" path (place "copy"))
  (assert (= (contents (place "copy")) b"abc"))
  (with [_ (pytest.raises FileExists)]
    (excl "COPY-FILE" path (place "copy"))))


;;; Time

(setv TIMES [
  ; universal   zone          decoded, without daylight-p
  #(0           0             #(0 0 0 1 1 1900 0 0))
  #(2208988800  0             #(0 0 0 1 1 1970 3 0))
  #(3913099200  0             #(0 0 12 1 1 2024 0 0))
  #(3913099200  5             #(0 0 7 1 1 2024 0 5))
  #(3913099200  -1            #(0 0 13 1 1 2024 0 -1))
  #(3913099200  (ratio -11 2) #(0 30 17 1 1 2024 0 (ratio -11 2)))
  #(3918240000  0             #(0 0 0 1 3 2024 4 0))
  #(10000000000 0             #(40 46 17 20 11 2216 2 0))])


(defn [(pytest.mark.parametrize #("universal" "zone" "decoded") TIMES)] test-time [universal zone decoded]
  (setv [second minute hour date month year day daylight west] (decode-universal-time universal zone))
  (assert (= #(second minute hour date month year day west) decoded))
  (assert (is daylight None))
  (assert (= (encode-universal-time second minute hour date month year zone) universal)))


(defn [(pytest.mark.parametrize "zone" ["UTC" "Europe/Berlin" "America/New_York" "Asia/Kolkata"])]
  test-local-time [monkeypatch zone]
  (.setenv monkeypatch "TZ" zone)
  (os-time.tzset)
  (try
    (for [unix [1704067200 1720000000 1711846799 1711846800]]
      (setv local (os-time.localtime unix)
            decoded (decode-universal-time (+ unix UNIX-EPOCH)))
      (assert (= (cut decoded 0 7)
                 #(local.tm-sec local.tm-min local.tm-hour local.tm-mday local.tm-mon local.tm-year local.tm-wday)))
      (assert (is (get decoded 7) (if (> local.tm-isdst 0) True None)))
      (assert (= (encode-universal-time #* (cut decoded 0 6)) (+ unix UNIX-EPOCH))))
    (finally
      (.undo monkeypatch)
      (os-time.tzset))))


(setv NO-TIMES [#(60 0 0 1 1 2000 0) #(0 0 0 30 2 2024 0) #(0 0 0 0 1 2000 0) #(0 0 24 1 1 2000 0)
                #(0 0 0 1 13 2000 0) #(0 0 0 1 1 2000 25) #("x" 0 0 1 1 2000 0)])


(defn [(pytest.mark.parametrize "arguments" NO-TIMES)] test-no-time [arguments]
  (with [_ (pytest.raises WrongType)]
    (encode-universal-time #* arguments)))


(defn test-two-digit-years []
  (setv now (. (os-time.gmtime) tm-year)
        year (get (decode-universal-time (encode-universal-time 0 0 0 1 1 (% now 100) 0) 0) 5))
  (assert (= year now)))


(defn test-clocks []
  (assert (< (abs (- (call "GET-UNIVERSAL-TIME") (+ UNIX-EPOCH (os-time.time)))) 2))
  (assert (<= (call "GET-INTERNAL-REAL-TIME") (call "GET-INTERNAL-REAL-TIME")))
  (assert (>= (call "GET-INTERNAL-RUN-TIME") 0)))


(defn test-sleeping []
  (assert (is (call "SLEEP" 0) None))
  (assert (is (call "SLEEP" (ratio 1 1000)) None))
  (for [wrong [-1 "x" None True]]
    (with [_ (pytest.raises WrongType)]
      (call "SLEEP" wrong))))


(defn test-time-macro []
  (setv out (StringOutputStream)
        token (.bind trace-output out))
  (try
    (assert (= (lisp "(multiple-value-list (time (values 1 2)))") "(1 2)"))
    (finally
      (.unbind trace-output token)))
  (setv lines (.splitlines (.getvalue out)))
  (assert (.startswith (get lines 0) "; cpu time (non-gc) "))
  (assert (any (gfor line lines (.startswith line "; real time  "))))
  (assert (in "; space allocation:" lines)))


(defn test-time-report []
  (assert (in "; real time  2.000000 sec (50.00%)" (time-report 0.75 0.25 2.0 5)))
  (assert (in "0.750000 sec user, 0.250000 sec system" (time-report 0.75 0.25 2.0 5))))
