"`load`, `require` and `provide`, *features*, `exit`."

(import
  os
  pytest
  acllib.conditions [EndOfFile]
  acllib.kernel.signalling [handlers invoke-restart WrongType]
  acllib.lisp.compiler [evaluate-values source-name]
  acllib.lisp.conditions [FileError]
  acllib.lisp.conses [L items]
  acllib.lisp.file_errors [FileDoesNotExist]
  acllib.lisp.image [symbol-function]
  acllib.lisp.loading [ModuleNotFound load provide require-module]
  acllib.lisp.reader [read-from-string]
  acllib.lisp.session [LispExit exit]
  acllib.lisp.streams [StringInputStream StringOutputStream]
  acllib.lisp.symbols [cl find-package intern keyword]
  acllib.lisp.variables [current-package load-truename modules readtable standard-output]
  acllib.lisp.world)


(defn value [name]
  "Return the value of the variable NAME of USER."
  (get (evaluate-values (intern name "COMMON-LISP-USER")) 0))


(defn [(pytest.fixture :autouse True)] in-user []
  (setv package (.bind current-package (find-package "COMMON-LISP-USER"))
        known (.bind modules None))
  (yield)
  (.unbind modules known)
  (.unbind current-package package))


(defn [pytest.fixture] place [tmp-path monkeypatch]
  "A directory, which is the current one, and a function that writes a file there."
  (.chdir monkeypatch tmp-path)
  (fn [name content]
    (setv path (/ tmp-path name))
    (if (isinstance content bytes)
        (.write-bytes path content)
        (.write-text path content :encoding "utf-8"))
    (str path)))


(defn printed [function]
  "Return what FUNCTION writes to *standard-output*."
  (setv stream (StringOutputStream)
        token (.bind standard-output stream))
  (try
    (function)
    (finally
      (.unbind standard-output token)))
  (.getvalue stream))


;;; load

(defn test-forms-count-at-once [place]
  (setv path (place "a.cl" "(defvar *loaded-a* 1)
(eval-when (:execute) (setq *loaded-a* 2))
(defmacro loaded-twice (x) `(* 2 ,x))
(setq *loaded-b* (loaded-twice *loaded-a*))"))
  (assert (is (load path) True))
  (assert (= (value "*LOADED-B*") 4)))


(setv NAMES [
  ; given     there is   why
  #("p.cl"    "p.cl"     "as it is")
  #("p"       "p.cl"     "the type is found")
  #("p"       "p.lisp"   "a type of other Lisps, too")
  #("p.q"     "p.q"      "any type")
  #("noext"   "noext"    "no type at all")])


(defn [(pytest.mark.parametrize #("given" "file" "why") NAMES)] test-finding-the-file [place given file why]
  (place file "(setq *which* 1)")
  (assert (is (load given) True)))


(defn test-cl-comes-before-lisp [place]
  (place "p.lisp" "(setq *which* :lisp)")
  (place "p.cl" "(setq *which* :cl)")
  (load "p")
  (assert (is (value "*WHICH*") (keyword "CL"))))


(defn test-variables-are-bound [place]
  (setv path (place "v.cl" "(in-package :keyword)
(cl:setq cl-user::*seen* (cl:list *package* *load-truename*))" ))
  (place "v.cl" "(setq *where* (namestring *load-truename*))
(setq *readtable* (copy-readtable))
(in-package :mp)")
  (setv table (.get readtable))
  (load "v")
  (assert (= (value "*WHERE*") (os.path.realpath path)))
  (assert (is (.get readtable) table))
  (assert (is (.get current-package) (find-package "COMMON-LISP-USER")))
  (assert (is (.get load-truename) None))
  (assert (= (.get source-name) "<listener>")))


(defn test-missing-file [place]
  (with [caught (pytest.raises FileDoesNotExist)]
    (load "nothing"))
  (assert (.endswith (.report caught.value) "nothing\" resulted in error: No such file or directory [errno=2]."))
  (assert (is (load "nothing" :if-does-not-exist None) None))
  (with [_ (pytest.raises FileError)]
    (load "."))
  (with [_ (pytest.raises WrongType)]
    (load 5)))


(defn test-text-that-ends-too-early [place]
  (place "bad.cl" "(setq *early* 1)\n(list\n  (car")
  (with [caught (pytest.raises EndOfFile)]
    (load "bad"))
  (assert (in "line 3" (str caught.value)))
  (assert (in "bad.cl" (str caught.value)))
  (assert (= (value "*EARLY*") 1) "the forms before are evaluated"))


(defn test-octets-that-are-no-text [place]
  (place "l.cl" b"(setq *latin* \"\xe9\")")
  (with [caught (pytest.raises FileError)]
    (load "l"))
  (assert (in "#xe9 at 15" (str caught.value)))
  (load "l" :external-format (keyword "LATIN1"))
  (assert (= (value "*LATIN*") "\u00e9")))


(setv BEGINNINGS [
  #("#!/usr/bin/env aclrepl\n(setq *begun* 1)"  "a script")
  #("\ufeff(setq *begun* 1)"                    "a byte-order mark")
  #("\r\n(setq\r\n*begun* 1)\r\n"               "line ends of DOS")
  #("(setq *begun* 1) ; no newline"             "a comment at the end")])


(defn [(pytest.mark.parametrize #("text" "why") BEGINNINGS)] test-beginnings [place text why]
  (place "b.cl" "(setq *begun* 0)")
  (load "b")
  (place "b.cl" (.encode text "utf-8"))
  (load "b")
  (assert (= (value "*BEGUN*") 1)))


(defn test-empty-file [place]
  (place "e.cl" "")
  (assert (is (load "e") True)))


(defn test-verbose-and-print [place]
  (setv path (place "p.cl" "(values 1 \"x\") (values) 'a"))
  (assert (= (printed (fn [] (load "p" :verbose True :print True)))
             f"; Loading {path}\n1\n\"x\"\nA\n"))
  (assert (= (printed (fn [] (load "p"))) "")))


(defn test-load-from-stream []
  (assert (is (load (StringInputStream "(setq *from* 1) (in-package :mp) (setq cl-user::*from* 2)")) True))
  (assert (= (value "*FROM*") 2))
  (assert (is (.get current-package) (find-package "COMMON-LISP-USER"))))


(defn test-load-from-lisp [place]
  (setv path (place "q.cl" "(setq *q* 1)"))
  (assert (is ((symbol-function (cl "LOAD")) path (keyword "VERBOSE") None) True)))


(defn test-bindings-end-when-a-form-fails [place]
  (place "f.cl" "(in-package :mp) (car 5)")
  (with [_ (pytest.raises Exception)]
    (load "f"))
  (assert (is (.get current-package) (find-package "COMMON-LISP-USER")))
  (assert (is (.get load-truename) None)))


;;; Modules

(defn [(pytest.mark.parametrize "module" ["sock" "STREAMC" "acl-socket" "Process" (keyword "SOCK") (keyword "SMPUTIL")])]
  test-built-in-modules [module]
  (assert (is (require-module module) None)))


(defn test-provide []
  (assert (= (provide (keyword "MINE")) "MINE"))
  (provide "MINE")
  (assert (= (items (.get modules)) ["MINE"]))
  (assert (is (require-module "mine") None))
  (with [_ (pytest.raises WrongType)]
    (provide 5)))


(defn test-module-from-a-file [place]
  (place "mod.cl" "(setq *mod* 1)")
  (assert (is (require-module (keyword "MOD")) True))
  (assert (= (value "*MOD*") 1))
  (assert (is (require-module (keyword "MOD")) None) "once"))


(defn test-module-beside-the-file-being-loaded [place tmp-path]
  (os.mkdir (/ tmp-path "sub"))
  (place "sub/beside.cl" "(setq *beside* 1)")
  (place "sub/main.cl" "(require :beside)")
  (load "sub/main")
  (assert (= (value "*BESIDE*") 1)))


(defn test-module-from-given-files [place]
  (place "one.cl" "(setq *one* 1)")
  (assert (is (require-module "given" "one") True))
  (assert (is (require-module "given" (L "one" "one")) True)))


(defn test-unknown-module [place tmp-path]
  (with [caught (pytest.raises ModuleNotFound)]
    (require-module (keyword "NOWHERE")))
  (setv report (.report caught.value))
  (assert (in "no module NOWHERE" report))
  (assert (in (os.path.join (os.path.realpath tmp-path) "nowhere.cl") report))
  (with [_ (handlers #(ModuleNotFound (fn [condition] (invoke-restart "continue"))))]
    (assert (is (require-module (keyword "NOWHERE")) None))))


;;; Features

(setv TESTS [
  ; expression                        is it there
  #("allegro"                         True)
  #("(and allegro (not sbcl))"        True)
  #("ipv6"                            True)
  #("common-lisp"                     True)
  #("ansi-cl"                         True)
  #("ics"                             True)
  #("smp"                             True)
  #("multiprocessing"                 True)
  #("aclrepl"                         True)
  #("mswindows"                       False)
  #("(or sbcl clisp lispworks ccl)"   False)
  #("io-timeout"                      False)])


(defn [(pytest.mark.parametrize #("expression" "there") TESTS)] test-feature [expression there]
  (setv [found _] (read-from-string f"#+{expression} :yes #-{expression} :no"))
  (assert (is found (keyword (if there "YES" "NO")))))


;;; exit

(setv EXITS [
  #(#()       {}               0  False)
  #(#(3)      {}               3  False)
  #(#(None)   {}               0  False)
  #(#(255)    {"quiet" True}   255 True)])


(defn [(pytest.mark.parametrize #("arguments" "keywords" "code" "quiet") EXITS)]
  test-exit [arguments keywords code quiet]
  (with [caught (pytest.raises LispExit)]
    (exit #* arguments #** keywords))
  (assert (= caught.value.code code))
  (assert (is caught.value.quiet quiet)))


(defn [(pytest.mark.parametrize "code" [-1 256 "x"])] test-no-exit-code [code]
  (with [_ (pytest.raises WrongType)]
    (exit code)))


(defn test-exit-unwinds []
  (with [_ (pytest.raises LispExit)]
    (evaluate-values (get (read-from-string "(unwind-protect (excl:exit 1) (setq *unwound* t))") 0)))
  (assert (is (value "*UNWOUND*") True)))
