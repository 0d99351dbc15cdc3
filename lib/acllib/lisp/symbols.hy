#[[Symbols and packages.

nil is Python's None and t is True, also as members of COMMON-LISP; every other symbol is a
`Symbol`, and `is` compares them. What a symbol means (function, value, macro) is kept in the
image (`image.hy`) under the symbol's key; the few slots here are what the compiler asks for
at every form.]]

(import
  threading
  acllib.characters [NotANumber]
  acllib.kernel.signalling [error Error]
  acllib.kernel.values [call-for-values])


(defclass Symbol [NotANumber]
  #[[A Lisp symbol.

  name       -- str, as it is stored (upper case for what the reader folds)
  package    -- Package, or None when uninterned
  key        -- str, the part of its image keys that is its own; "" until `image.key` makes it
  plist      -- property list, Lisp list
  variable   -- DynamicVariable once the symbol was bound dynamically, else None
  special    -- true: proclaimed special
  constant   -- true: defconstant or keyword
  macro      -- macro function of #(form environment), or None
  operator   -- name of the special operator's analyzer, or None
  definition -- Definition of a built-in function, or None
  setf       -- Symbol that names the function (setf NAME), or None
  info       -- dict of rarer facts (setf expanders, types, declared signature), or None]]
  (setv __slots__ #("name" "package" "key" "plist" "variable" "special" "constant" "macro"
                    "operator" "definition" "setf" "info" "__weakref__"))

  (defn __init__ [self name [package None]]
    (setv self.name name
          self.package package
          self.key ""
          self.plist None
          self.variable None
          self.special False
          self.constant False
          self.macro None
          self.operator None
          self.definition None
          self.setf None
          self.info None))

  (defn __repr__ [self]
    (cond
      (is self.package None) f"#:{self.name}"
      (is self.package KEYWORD) f":{self.name}"
      True f"{self.package.name}::{self.name}"))

  (defn __call__ [self #* arguments]
    "A symbol is a function designator: call what it names."
    ((function-named self) #* arguments))

  (defn mv [self #* arguments]
    "Call what it names for the tuple of all values."
    (call-for-values (function-named self) #* arguments))

  (defn __reduce__ [self]
    (if (is self.package None)
        #(Symbol #(self.name))
        #(intern #(self.name self.package.name)))))


(defn function-named [symbol]
  "Return the global function SYMBOL names; signals undefined-function. The image replaces this."
  ((get _hooks "function") symbol))


(setv _hooks {})


(defn set-function-hook [function]
  (setv (get _hooks "function") function))


(defn symbol? [object]
  "Return whether OBJECT is a Lisp symbol, nil and t included."
  (or (is (type object) Symbol) (is object None) (is object True)))


(defn symbol-name [symbol]
  "Return the name of a symbol, nil and t included, as str."
  (cond (is symbol None) "NIL"
        (is symbol True) "T"
        True symbol.name))


(defn symbol-package [symbol]
  "Return the home package of a symbol, nil and t included, or None."
  (if (or (is symbol None) (is symbol True)) CL symbol.package))


(defn setf-name [symbol]
  "Return the symbol that stands for the function name (setf SYMBOL)."
  (when (is symbol.setf None)
    (setv symbol.setf (Symbol f"(SETF {symbol.name})" None)
          symbol.setf.info {"setf-of" symbol}))
  symbol.setf)


;;; Packages

(defclass PackageError [Error]
  "A package is missing, or an operation on it would break a rule. Slot: package."
  (setv package None))


(setv MISSING (object))


(defclass Package []
  #[[A mapping from names to symbols.

  name, nicknames -- str, and list of str
  present         -- dict of name → symbol present in the package
  exported        -- set of names that are external
  uses            -- list of packages used; used-by -- the packages that use this one
  shadowing       -- set of names]]
  (setv __slots__ #("name" "nicknames" "present" "exported" "uses" "used_by" "shadowing"
                    "documentation" "__weakref__"))

  (defn __init__ [self name [nicknames #()] [uses #()]]
    (setv self.name name
          self.nicknames (list nicknames)
          self.present {}
          self.exported (set)
          self.uses []
          self.used-by []
          self.shadowing (set)
          self.documentation None)
    (for [package uses]
      (.use self package)))

  (defn __repr__ [self]
    f"#<The {self.name} package>")

  (defn find [self name]
    "Return #(symbol status), status one of internal external inherited; #(MISSING None) if there is none."
    (setv symbol (.get self.present name MISSING))
    (when (is-not symbol MISSING)
      (return #(symbol (if (in name self.exported) "external" "internal"))))
    (for [package self.uses]
      (when (in name package.exported)
        (return #((get package.present name) "inherited"))))
    #(MISSING None))

  (defn intern [self name]
    "Return #(symbol status): the symbol called NAME, made if it wasn't there (status None)."
    (setv [symbol status] (.find self name))
    (when (is symbol MISSING)
      (with [_ _lock]
        (setv [symbol status] (.find self name))
        (when (is symbol MISSING)
          (setv symbol (Symbol name self)
                (get self.present name) symbol)
          (when (is self KEYWORD)
            (setv symbol.constant True)
            (.add self.exported name)))))
    #(symbol status))

  (defn import-symbol [self symbol]
    "Make SYMBOL present. Signals package-error when another symbol of that name is accessible."
    (setv name (symbol-name symbol)
          [found status] (.find self name))
    (when (not (or (is found MISSING) (is found symbol)))
      (error (PackageError :package self :format-control
                           f"Importing {name} into {self.name} conflicts with {found !r}.")))
    (setv (get self.present name) symbol)
    (when (and (is (type symbol) Symbol) (is symbol.package None))
      (setv symbol.package self))
    None)

  (defn shadowing-import [self symbol]
    "Make SYMBOL present, in place of any other symbol of that name."
    (setv name (symbol-name symbol)
          (get self.present name) symbol)
    (.add self.shadowing name)
    (when (and (is (type symbol) Symbol) (is symbol.package None))
      (setv symbol.package self)))

  (defn shadow [self name]
    "Make a symbol called NAME present, whatever is inherited."
    (when (not-in name self.present)
      (setv (get self.present name) (Symbol name self)))
    (.add self.shadowing name))

  (defn export [self name]
    "Make the accessible symbol called NAME external."
    (setv [symbol status] (.find self name))
    (when (is symbol MISSING)
      (error (PackageError :package self :format-control f"{name} is not accessible in {self.name}.")))
    (for [user self.used-by]
      (setv [other _] (.find user name))
      (when (and (not (is other MISSING)) (not (is other symbol)) (not-in name user.shadowing))
        (error (PackageError :package self :format-control
                             f"Exporting {name} from {self.name} conflicts with {other !r} in {user.name}."))))
    (setv (get self.present name) symbol)
    (.add self.exported name))

  (defn unexport [self name]
    "Make the symbol called NAME internal."
    (.discard self.exported name))

  (defn unintern [self symbol]
    "Take SYMBOL away. Return whether it was present."
    (setv name (symbol-name symbol))
    (when (is-not (.get self.present name MISSING) symbol)
      (return False))
    (del (get self.present name))
    (.discard self.exported name)
    (.discard self.shadowing name)
    (when (and (is (type symbol) Symbol) (is symbol.package self))
      (setv symbol.package None))
    True)

  (defn use [self package]
    "Inherit the external symbols of PACKAGE. Signals package-error on a conflict."
    (when (in package self.uses)
      (return None))
    (for [name package.exported]
      (setv [found _] (.find self name))
      (when (and (not (is found MISSING)) (not (is found (get package.present name)))
                 (not-in name self.shadowing))
        (error (PackageError :package self :format-control
                             f"Using {package.name} in {self.name} conflicts on {name}."))))
    (.append self.uses package)
    (.append package.used-by self))

  (defn unuse [self package]
    "Inherit from PACKAGE no longer."
    (when (in package self.uses)
      (.remove self.uses package)
      (.remove package.used-by self))))


(setv _lock (threading.RLock))

;; Name or nickname → Package.
(setv packages {})


(defn make-package [name [nicknames #()] [uses #()]]
  "Return a new package. Signals package-error when a name is taken."
  (for [n #(name #* nicknames)]
    (when (in n packages)
      (error (PackageError :package n :format-control f"There is already a package named {n}."))))
  (setv package (Package name nicknames uses))
  (for [n #(name #* nicknames)]
    (setv (get packages n) package))
  package)


(defn delete-package [package]
  "Forget PACKAGE and its symbols' home."
  (for [n #(package.name #* package.nicknames)]
    (.pop packages n None))
  (for [symbol (list (.values package.present))]
    (.unintern package symbol))
  (for [used (list package.uses)]
    (.unuse package used)))


(defn find-package [designator]
  "Return the package a str, a symbol or a package designates, or None."
  (cond
    (isinstance designator Package) designator
    (symbol? designator) (.get packages (symbol-name designator))
    True (.get packages (str designator))))


(setv KEYWORD None) ; so that Package can ask before it is there
(setv KEYWORD (make-package "KEYWORD"))
(setv CL (make-package "COMMON-LISP" ["CL" "LISP"]))
(setv (get CL.present "NIL") None
      (get CL.present "T") True)
(.update CL.exported ["NIL" "T"])


(defn intern [name [package CL]]
  "Return the symbol called NAME in PACKAGE (a package or its name), made if need be."
  (get (.intern (find-package package) name) 0))


(defn cl [name]
  "Return the external symbol of COMMON-LISP called NAME."
  (setv symbol (intern name CL))
  (.add CL.exported name)
  symbol)


(defn keyword [name]
  "Return the keyword called NAME."
  (get (.intern KEYWORD name) 0))


(setv _counter [0])


(defn gensym [[prefix "G"]]
  "Return a new uninterned symbol."
  (+= (get _counter 0) 1)
  (Symbol f"{prefix}{(get _counter 0)}" None))
