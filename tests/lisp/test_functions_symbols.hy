#[[Functions on symbols and packages.

Each row is a text and what its last form's values print as; `!type` is an unhandled error. The
rows of the tables agree with SBCL, but for those of a table called OURS.]]

(import
  pytest)


;; Names, values, functions, property lists; packages and their symbols.
(setv SYMBOLS [
  #(#[[(list (symbol-name 'foo) (symbol-name nil) (package-name (symbol-package 'car)) (symbol-package (gensym)) (keywordp :a) (keywordp 'a) (symbolp nil) (symbolp :a) (symbolp "a"))]]
    #[[("FOO" "NIL" "COMMON-LISP" NIL T NIL T T NIL)]])
  #("(progn (setf (symbol-value 'zz1) 5) (list (symbol-value 'zz1) (boundp 'zz1) (progn (makunbound 'zz1) (boundp 'zz1))))"
    "(5 T NIL)")
  #("(symbol-value 'unbound-one)" "!unbound-variable")
  #("(symbol-function 'no-such-function-x)" "!undefined-function")
  #(#[[(let ((s (make-symbol "X"))) (list (symbol-name s) (symbol-package s)))]] #[[("X" NIL)]])
  #(#[[(let ((*gensym-counter* 5)) (list (symbol-name (gensym)) (symbol-name (gensym "A")) *gensym-counter*))]]
    #[[("G5" "A6" 7)]])
  #(#[[(multiple-value-list (find-symbol "CAR" "CL"))]] "(CAR :EXTERNAL)")
  #(#[[(multiple-value-list (find-symbol "NO-SUCH-SYM" "CL"))]] "(NIL NIL)")
  #(#[[(multiple-value-list (intern "CAR" :cl))]] "(CAR :EXTERNAL)")
  #(#[[(list (package-name (find-package :cl)) (find-package "NOSUCH") (package-name (find-package 'keyword)))]]
    #[[("COMMON-LISP" NIL "KEYWORD")]])
  #(#[[(let ((p (make-package "ZP1" :use '(:cl)))) (intern "A" p) (export (intern "B" p) p) (list (multiple-value-list (find-symbol "A" p)) (nth-value 1 (find-symbol "B" p)) (nth-value 1 (find-symbol "CAR" p)) (mapcar #'package-name (package-use-list p)) (delete-package p)))]]
    #[[((#:A :INTERNAL) :EXTERNAL :INHERITED ("COMMON-LISP") T)]])
  #(#[[(package-name "NOPKG")]] "!package-error")
  #("(intern 'foo)" "!type-error")
  #(#[[(export 'no-such "NOPKG")]] "!package-error")
  #(#[[(progn (make-package "ZPS" :use nil) (make-package "ZPT" :use nil) (handler-bind ((package-error #'continue)) (defpackage "ZPU" (:use) (:import-from "ZPS" "NEW")) (list (symbol-name (find-symbol "NEW" "ZPU")) (eq (find-symbol "NEW" "ZPU") (find-symbol "NEW" "ZPS")))))]]
    #[[("NEW" T)]])
  #(#[[(progn (defpackage "ZPK" (:use :cl) (:export "ZA")) (list (package-name (find-package "ZPK")) (nth-value 1 (find-symbol "ZA" "ZPK")) (nth-value 1 (find-symbol "ZB" "ZPK"))))]]
    #[[("ZPK" :EXTERNAL NIL)]])
  #(#[[(progn (use-package "ZPK") (nth-value 1 (find-symbol "ZA")))]] ":INHERITED")
  #(#[[(progn (unuse-package "ZPK") (find-symbol "ZA"))]] "NIL  NIL")
  #(#[[(progn (import (find-symbol "ZA" "ZPK")) (nth-value 1 (find-symbol "ZA")))]] ":INTERNAL")
  #(#[[(progn (unintern (find-symbol "ZA")) (find-symbol "ZA"))]] "NIL  NIL")
  #(#[[(progn (shadow "CAR" "ZPK") (list (eq (find-symbol "CAR" "ZPK") 'car) (length (package-shadowing-symbols "ZPK"))))]]
    "(NIL 1)")
  #(#[[(progn (rename-package "ZPK" "ZPK2" '("ZPN")) (list (package-name "ZPN") (package-nicknames "ZPK2") (find-package "ZPK")))]]
    #[[("ZPK2" ("ZPN") NIL)]])
  #(#[[(progn (delete-package "ZPK2") (find-package "ZPN"))]] "NIL")
  #(#[[(make-package "CL")]] "!package-error")
  #(#[[(let ((n 0)) (do-external-symbols (s "KEYWORD") (incf n)) (plusp n))]] "T")
  #(#[[(let ((p (make-package "ZPX" :use nil))) (intern "A" p) (prog1 (let (l) (do-symbols (s p) (push (symbol-name s) l)) l) (delete-package p)))]]
    #[[("A")]])
  #(#[[(not (null (member 'car (find-all-symbols "CAR"))))]] "T")
  #(#[[(apropos-list "NTHCDR" "CL")]] "(NTHCDR)")
  #(#[[(symbol-name "a")]] "!type-error")
  #("(symbol-package 5)" "!type-error")
  #("(make-symbol 'a)" "!type-error")
  #("(set nil 5)" "!program-error")
  #("(set :a 5)" "!program-error")
  #("(setq zz-glob 5)" "5")
  #("(progn (setf (symbol-value 'zz3) 1) (incf (symbol-value 'zz3) 2) zz3)" "3")
  #("(makunbound nil)" "!program-error")
  #("(gensym 5)" "#:G5")
  #("(gensym 'a)" "!type-error")
  #("(let ((s (copy-symbol 'foo))) (list (symbol-name s) (eq s 'foo)))" #[[("FOO" NIL)]])
  #("(setf (symbol-function 'zf2) 5)" "!type-error")
  #("(setf (symbol-plist 'zz4) '(a 1))" "(A 1)")])


;; Where the standard leaves it open, or where there is one format of floats.
(setv OURS [
  #("(progn (setf (symbol-function 'zf1) (lambda (x) (* x 2))) (list (zf1 4) (fboundp 'zf1) (funcall 'zf1 5) (progn (fmakunbound 'zf1) (fboundp 'zf1))))"
    "(8 T 10 NIL)")
  #("(progn (setf (get 'zz2 'color) 'red) (list (get 'zz2 'color) (get 'zz2 'size 5) (symbol-plist 'zz2) (remprop 'zz2 'color) (get 'zz2 'color)))"
    "(RED 5 (COLOR RED) T NIL)")
  #("(progn (setf (get nil 'x) 5) (list (get nil 'x) (remprop nil 'x) (get nil 'x)))" "(5 T NIL)")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* SYMBOLS #* OURS])]
  test-function [lisp text printed]
  (assert (= (lisp text) printed)))
