#[[Macros that define: variables, macros, types, packages (CLHS 3.8, 5.3, 11.2).

Each expands into a call of a `%...` function of SYSTEM, which is kept beside it. defclass and
its kin are in `clos.hy`, defstruct in `structures.hy`, the setf definitions in `places.hy`.]]

(import
  itertools [combinations]
  acllib.kernel.signalling [error restart-case show warn SimpleWarning]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.environments [SymbolMacro]
  acllib.lisp.equality [equalp]
  acllib.lisp.forms [S K Y quoted parts program-error variable-name]
  acllib.lisp.image [boundp define-constant fmakunbound symbol-value]
  acllib.lisp.lambda_lists [block-name declare macro-lambda split-body]
  acllib.lisp.macros_iteration [the-package]
  acllib.lisp.setf_expansions [fact remember]
  acllib.lisp.symbols [CL MISSING Package PackageError Symbol find-package make-package
                       packages symbol? symbol-name]
  acllib.lisp.variables [current-package])


(defn at-all-times [#* forms]
  "Return the form that runs FORMS when they are compiled as well as when they are loaded."
  #(S.EVAL-WHEN #((K "COMPILE-TOPLEVEL") (K "LOAD-TOPLEVEL") K.EXECUTE) #* forms))


(defn document [name kind text]
  "Remember TEXT, a documentation string or None, of the symbol NAME as a KIND (a symbol's name)."
  (when (and (is-not text None) (is (type name) Symbol))
    (setv table (or (fact name "documentation") {})
          (get table kind) text)
    (remember name "documentation" table)))


;;; Functions and macros

(defn [(macro "DEFUN")] expand-defun [name lambda-list #* body]
  (setv [declarations documentation forms] (split-body body True))
  (form #(S.PROGN
           #(S.SETF #(S.FDEFINITION (quoted name))
                    #(S.FUNCTION #((Y "%NAMED-LAMBDA") name lambda-list
                                    #* (if (is documentation None) [] [documentation])
                                    #* (declare declarations)
                                    #(S.BLOCK (block-name name) #* forms))))
           (quoted name))))


(defn [(macro "DEFSUBST" :package "EXCL")] expand-defsubst [name lambda-list #* body]
  (form #(S.DEFUN name lambda-list #* body)))


(defn [(macro "DEFMACRO")] expand-defmacro [name lambda-list #* body]
  (variable-name name "defmacro")
  (setv [_ documentation _] (split-body body True))
  (remember name "lambda-list" #(lambda-list))
  (form #(S.PROGN
           (at-all-times #((Y "%DEFMACRO") (quoted name)
                            #(S.FUNCTION (macro-lambda name lambda-list body))
                            documentation))
           (quoted name))))


(defn [(lisp "%DEFMACRO" :package "SYSTEM")] define-macro [name function [documentation None]]
  "Make FUNCTION, of a form and an environment, the macro function of NAME."
  (when (is-not name.operator None)
    (program-error f"{(show name)} is a special operator and can't be defined as a macro."))
  (when (is name.package CL)
    (error (PackageError :package CL :format-control
                         f"{name.name} is a symbol of the locked package COMMON-LISP; it can't be defined as a macro.")))
  (fmakunbound name)
  (setv name.macro function)
  (document name "FUNCTION" documentation)
  name)


(defn [(macro "DEFINE-SYMBOL-MACRO")] expand-define-symbol-macro [name expansion]
  (variable-name name "define-symbol-macro")
  (form #(S.PROGN (at-all-times #((Y "%DEFINE-SYMBOL-MACRO") (quoted name) (quoted expansion)))
                  (quoted name))))


(defn [(lisp "%DEFINE-SYMBOL-MACRO" :package "SYSTEM")] define-symbol-macro [name expansion]
  (when name.special
    (program-error f"{(show name)} is a special variable and can't be a symbol macro."))
  (remember name "symbol-macro" (SymbolMacro expansion))
  name)


(defn [(macro "DEFTYPE")] expand-deftype [name lambda-list #* body]
  (variable-name name "deftype")
  (setv [_ documentation _] (split-body body True))
  (form #(S.PROGN
           (at-all-times #((Y "%DEFTYPE") (quoted name)
                            #(S.FUNCTION (macro-lambda name lambda-list body (quoted (S "*"))))
                            documentation))
           (quoted name))))


;;; Variables

(defn [(macro "DEFVAR")] expand-defvar [name #* rest]
  (variable-name name "defvar")
  (setv [value documentation] (value-and-documentation rest "defvar"))
  (form #(S.PROGN
           (at-all-times #((Y "%SPECIAL") (quoted name)))
           #* (if rest [#(S.IF #(S.BOUNDP (quoted name)) None #(S.SET (quoted name) value))] [])
           #* (documented name documentation)
           (quoted name))))


(defn [(macro "DEFVAR-NONBINDABLE" :package "EXCL")] expand-defvar-nonbindable [name #* rest]
  (form #(S.DEFVAR name #* rest)))


(defn [(macro "DEFPARAMETER")] expand-defparameter [name value #* rest]
  (variable-name name "defparameter")
  (setv [value documentation] (value-and-documentation [value #* rest] "defparameter"))
  (form #(S.PROGN
           (at-all-times #((Y "%SPECIAL") (quoted name)))
           #(S.SET (quoted name) value)
           #* (documented name documentation)
           (quoted name))))


(defn [(macro "DEFCONSTANT")] expand-defconstant [name value #* rest]
  (when (is-not (type name) Symbol)
    (program-error f"defconstant: {(show name)} is not the name of a variable."))
  (setv [value documentation] (value-and-documentation [value #* rest] "defconstant"))
  (form #(S.PROGN
           (at-all-times #((Y "%DEFCONSTANT") (quoted name) value))
           #* (documented name documentation)
           (quoted name))))


(defn value-and-documentation [parts owner]
  "Return the value form and the documentation string, None where absent, of a variable definition."
  (when (or (> (len parts) 2) (and (= (len parts) 2) (is-not (type (get parts 1)) str)
                                   (is-not (get parts 1) None)))
    (program-error f"{owner}: a value and a documentation string are all that may follow the name."))
  (setv [value documentation] (+ (list parts) (* [None] (- 2 (len parts)))))
  #(value documentation))


(defn documented [name documentation]
  (if (is documentation None) [] [#((Y "%DOCUMENT") (quoted name) "VARIABLE" documentation)]))


(defn [(lisp "%DOCUMENT" :package "SYSTEM")] store-documentation [name kind documentation]
  (document name kind documentation)
  None)


(defn [(lisp "%SPECIAL" :package "SYSTEM")] make-special [name]
  "Proclaim the symbol NAME special."
  (when (is-not (fact name "symbol-macro") None)
    (program-error f"{(show name)} is a symbol macro and can't be special."))
  (setv name.special True)
  None)


(defn [(lisp "%DEFCONSTANT" :package "SYSTEM")] make-constant [name value]
  "Make NAME a constant; an equal value leaves the old one, another one replaces it with a warning."
  (when (and name.constant (boundp name))
    (setv old (symbol-value name))
    (when (is-not (equalp old value) None)
      (return name))
    (warn (SimpleWarning :format-control "The constant ~S is being redefined from ~S to ~S."
                         :format-arguments (lisp-list [name old value]))))
  (define-constant name value)
  name)


;;; Proclamations

(defn [(macro "DECLAIM")] expand-declaim [#* specifiers]
  (form (at-all-times #* (lfor s specifiers #(S.PROCLAIM (quoted s))))))


(defn [(lisp "PROCLAIM")] proclaim [specifier]
  "Make a declaration hold globally: special, and notinline of functions that have compiler macros."
  (when (is-not (type specifier) Cons)
    (program-error f"proclaim: {(show specifier)} is not a declaration."))
  (setv [kind #* rest] (parts specifier "proclaim"))
  (for [part rest]
    (when (is (type part) Cons)
      (parts part "proclaim")))
  (cond
    (is kind S.SPECIAL)
      (for [name rest]
        (make-special (variable-name name "proclaim")))
    (in kind #(S.INLINE S.NOTINLINE))
      (for [name rest]
        (when (is (type name) Symbol)
          (remember name "notinline" (is kind S.NOTINLINE)))))
  None)


;;; Packages

(defn [(macro "IN-PACKAGE")] expand-in-package [name]
  (form (at-all-times #((Y "%IN-PACKAGE") (quoted name)))))


(defn [(lisp "%IN-PACKAGE" :package "SYSTEM")] in-package [designator]
  "Make the package DESIGNATOR means the current one, and return it."
  (setv package (the-package designator))
  (.set current-package package)
  package)


(defn [(macro "DEFPACKAGE")] expand-defpackage [name #* options]
  (for [option options]
    (when (or (is-not (type option) Cons) (not-in option.car PACKAGE-OPTIONS))
      (program-error f"defpackage {(show name)}: unknown option {(show option)}.")))
  (form (at-all-times #((Y "%DEFPACKAGE") (quoted name) (quoted (lisp-list options))))))


(setv PACKAGE-OPTIONS (lfor name ["NICKNAMES" "DOCUMENTATION" "USE" "SHADOW" "SHADOWING-IMPORT-FROM"
                                  "IMPORT-FROM" "EXPORT" "INTERN" "SIZE" "LOCAL-NICKNAMES"
                                  "IMPLEMENTATION-PACKAGES" "ALTERNATE-NAME" "FLAT" "DEFINITION-LOCK"]
                            (K name)))


(defn designated-name [designator]
  "Return the str that a string, symbol or character designates."
  (cond
    (stringp designator) (text designator)
    (symbol? designator) (symbol-name designator)
    (isinstance designator Package) designator.name
    (isinstance designator str) (str designator)
    True (program-error f"{(show designator)} does not name a package or symbol.")))


(defn [(lisp "%DEFPACKAGE" :package "SYSTEM")] define-package [designator options]
  "Make or change the package as the OPTIONS of a defpackage form say, and return it."
  (setv name (designated-name designator)
        given (lfor option (items options) #((symbol-name option.car) (parts option.cdr "defpackage")))
        names (fn [which] (lfor [option arguments] given :if (= option which) a arguments (designated-name a)))
        package (find-package name))
  (check-disjoint name given names)
  (when (is package None)
    (setv package (make-package name)))
  (for [nickname (names "NICKNAMES")]
    (give-nickname package nickname))
  (for [symbol (names "SHADOW")]
    (.shadow package symbol))
  (for [[option arguments] given :if (in option #("SHADOWING-IMPORT-FROM" "IMPORT-FROM"))]
    (setv source (the-package (designated-name (get arguments 0))))
    (for [argument (cut arguments 1 None)]
      (setv symbol (symbol-to-import source (designated-name argument)))
      (if (= option "IMPORT-FROM")
          (.import-symbol package symbol)
          (.shadowing-import package symbol))))
  (setv uses (names "USE"))
  (for [used (if (any (gfor [option _] given (= option "USE"))) uses ["COMMON-LISP"])]
    (.use package (the-package used)))
  (for [symbol (names "INTERN")]
    (.intern package symbol))
  (for [symbol (names "EXPORT")]
    (.intern package symbol)
    (.export package symbol))
  (for [text (names "DOCUMENTATION")]
    (setv package.documentation text))
  package)


(defn check-disjoint [name given names]
  "Signal program-error where the options of a defpackage form say two things of one symbol."
  (defn imported [which]
    (lfor [option arguments] given :if (= option which) a (cut arguments 1 None) (designated-name a)))
  (setv mentioned [#("SHADOW" (names "SHADOW")) #("SHADOWING-IMPORT-FROM" (imported "SHADOWING-IMPORT-FROM"))
                   #("IMPORT-FROM" (imported "IMPORT-FROM")) #("INTERN" (names "INTERN"))])
  (for [[[a these] [b those]] [#* (combinations mentioned 2)
                               #(#("EXPORT" (names "EXPORT")) #("INTERN" (names "INTERN")))]]
    (setv both (sorted (& (set these) (set those))))
    (when both
      (program-error f"defpackage {name}: {(get both 0)} stands in :{(.lower a)} and in :{(.lower b)}."))))


(defn symbol-to-import [source name]
  "Return the symbol NAME accessible in the package SOURCE. Signals package-error; restart `continue` makes one."
  (setv [symbol _] (.find source name))
  (if (is-not symbol MISSING)
      symbol
      (restart-case
        (fn [] (error (PackageError :package source :format-control "~A is not accessible in ~A."
                                    :format-arguments (lisp-list [name source]))))
        #("continue" f"Make the symbol {name} in {source.name}." (fn [] (get (.intern source name) 0))))))


(defn give-nickname [package nickname]
  "Make NICKNAME another name of PACKAGE."
  (setv other (find-package nickname))
  (cond
    (is other package) None
    (is-not other None)
      (error (PackageError :package nickname :format-control "There is already a package named ~A."
                           :format-arguments #(nickname)))
    True (do
           (.append package.nicknames nickname)
           (setv (get packages nickname) package))))
