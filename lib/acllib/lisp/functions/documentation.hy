"documentation, and what stores it. Source: CLHS 25.2."

(import
  acllib.kernel.generic [GenericFunction]
  acllib.lisp.classes [find-class]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.forms [S]
  acllib.lisp.image [global-function]
  acllib.lisp.instances [info-of]
  acllib.lisp.macros_definitions [document]
  acllib.lisp.setf_expansions [fact]
  acllib.lisp.symbols [Package Symbol setf-name symbol-name])


(defn [(lisp "DOCUMENTATION")] documentation [object [kind True]]
  "Return the documentation string of OBJECT, a name or the thing itself, as a KIND such as function, or nil."
  (cond
    (is (type object) Symbol) (of-symbol object (symbol-name kind))
    (and (is (type object) Cons) (is object.car S.SETF)) (of-symbol (setf-name object.cdr.car) (symbol-name kind))
    (isinstance object Package) object.documentation
    (isinstance object type) (of-class object)
    (isinstance object GenericFunction) object.documentation
    True (getattr object "__doc__" None)))


(defn of-symbol [symbol kind]
  "Return the documentation of SYMBOL as a KIND, the name of a documentation type."
  (setv stored (.get (or (fact symbol "documentation") {}) kind))
  (cond
    (is-not stored None) stored
    (= kind "FUNCTION") (of-function symbol)
    (= kind "VARIABLE") (if (is symbol.variable None) None symbol.variable.documentation)
    (in kind #("TYPE" "STRUCTURE")) (do (setv class- (find-class symbol))
                                        (if (is class- None) None (of-class class-)))
    True None))


(defn of-function [symbol]
  (setv function (global-function symbol))
  (cond
    (is-not symbol.macro None) symbol.macro.__doc__
    (is function None) None
    (isinstance function GenericFunction) function.documentation
    True (getattr function "__doc__" None)))


(defn of-class [class-]
  (setv info (info-of class-))
  (if (is info None) class-.__doc__ info.documentation))


(defn [(lisp (setf "DOCUMENTATION"))] set-documentation [text object [kind True]]
  "Store TEXT as the documentation of OBJECT; return it."
  (cond
    (is (type object) Symbol) (document object (symbol-name kind) text)
    (isinstance object Package) (setv object.documentation text)
    (and (isinstance object type) (is-not (info-of object) None)) (setv (. (info-of object) documentation) text)
    (isinstance object GenericFunction) (setv object.documentation text))
  text)
