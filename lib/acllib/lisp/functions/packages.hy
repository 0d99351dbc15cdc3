#[[Functions on packages. Source: CLHS 11.

What they do to a package is in `lisp/symbols.hy`; the parts of the macros defpackage, in-package
and do-symbols that run are beside these macros.]]

(import
  acllib.kernel.signalling [error restart-case type-error]
  acllib.lisp.arrays [LispString]
  acllib.lisp.conses [Cons L items lisp-list]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.functions.symbols [symbol boundp fboundp]
  acllib.lisp.symbols [KEYWORD MISSING Package PackageError Symbol delete-package
                       find-package keyword make-package packages symbol-name]
  acllib.lisp.variables [current-package standard-output])


(defn package-of [designator]
  "Return the package that a name or a package designates; signals package-error where there is none."
  (setv found (find-package (if (is (type designator) Package) designator (designated designator))))
  (if (is found None)
      (error (PackageError :package designator :format-control "There is no package named ~s."
                           :format-arguments (L (designated designator))))
      found))


(defn _here [designator]
  "Return the package designated, the current one for nil."
  (if (is designator None) (.get current-package) (package-of designator)))


(defn _listed [designator]
  "Return a list of one or more symbols as a Python list; nil is the empty list."
  (if (or (is designator None) (is (type designator) Cons)) (items designator) [designator]))


(defn _status [status]
  (if (is status None) None (keyword (.upper status))))


;;; Packages

(defn [(lisp "PACKAGEP")] packagep [object]
  "Return t if OBJECT is a package."
  (if (is (type object) Package) True None))


(defn [(lisp "FIND-PACKAGE")] find-package- [name]
  "Return the package of that name or nickname, or nil; a package itself."
  (if (is (type name) Package) name (find-package (designated name))))


(defn [(lisp "LIST-ALL-PACKAGES")] list-all-packages []
  "Return the list of all packages."
  (lisp-list (dict.fromkeys (.values packages))))


(defn [(lisp "PACKAGE-NAME")] package-name [package]
  "Return the name of PACKAGE, nil of a deleted one."
  (setv found (package-of package))
  (if (is (.get packages found.name) found) found.name None))


(defn [(lisp "PACKAGE-NICKNAMES")] package-nicknames [package]
  "Return the list of the nicknames of PACKAGE."
  (lisp-list (. (package-of package) nicknames)))


(defn [(lisp "PACKAGE-USE-LIST")] package-use-list [package]
  "Return the list of the packages that PACKAGE uses."
  (lisp-list (. (package-of package) uses)))


(defn [(lisp "PACKAGE-USED-BY-LIST")] package-used-by-list [package]
  "Return the list of the packages that use PACKAGE."
  (lisp-list (. (package-of package) used-by)))


(defn [(lisp "PACKAGE-SHADOWING-SYMBOLS")] package-shadowing-symbols [package]
  "Return the list of the shadowing symbols of PACKAGE."
  (setv found (package-of package))
  (lisp-list (gfor name (sorted found.shadowing) (get found.present name))))


(defn [(lisp "MAKE-PACKAGE")] make-package- [name * [nicknames None] [use (L "COMMON-LISP")] [internal-symbols None] [external-symbols None]]
  "Return a new package; signals package-error when a name is taken."
  (make-package (designated name)
                (lfor n (items nicknames) :if (free? (designated n)) (designated n))
                (list (map package-of (items use)))))


(defn free? [nickname]
  "Return whether no package has NICKNAME. Signals package-error; restart `continue` says it has one."
  (or (not-in nickname packages)
      (restart-case
        (fn [] (error (PackageError :package (get packages nickname)
                                    :format-control "There is already a package named ~a."
                                    :format-arguments (L nickname))))
        #("continue" f"Do without the nickname {nickname}." (fn [] False)))))


(defn [(lisp "DELETE-PACKAGE")] delete-package- [package]
  "Forget PACKAGE; return t, or nil if it was deleted already."
  (setv found (package-of package))
  (when (is-not (.get packages found.name) found)
    (return None))
  (when found.used-by
    (error (PackageError :package found :format-control "~s is used by other packages."
                         :format-arguments (L found))))
  (delete-package found)
  True)


(defn [(lisp "RENAME-PACKAGE")] rename-package [package new-name [new-nicknames None]]
  "Give PACKAGE another name and other nicknames; return it."
  (setv found (package-of package)
        names [(designated new-name) #* (map designated (items new-nicknames))])
  (for [name names]
    (when (not-in (.get packages name) [None found])
      (error (PackageError :package found :format-control "There is already a package named ~s."
                           :format-arguments (L name)))))
  (for [name [found.name #* found.nicknames]]
    (.pop packages name None))
  (setv found.name (get names 0)
        found.nicknames (cut names 1 None))
  (for [name names]
    (setv (get packages name) found))
  found)


;;; Symbols in packages

(defn [(lisp "INTERN" :values True)] intern [string [package None]]
  "Return the symbol of that name accessible in PACKAGE, made if need be, and its status before, or nil."
  (setv [found status] (.intern (_here package) (_name string)))
  #(found (_status status)))


(defn _name [string]
  (if (or (is (type string) str) (is (type string) LispString))
      (str string)
      (type-error string "STRING")))


(defn [(lisp "FIND-SYMBOL" :values True)] find-symbol [string [package None]]
  "Return the symbol of that name accessible in PACKAGE and its status; nil and nil where there is none."
  (setv [found status] (.find (_here package) (_name string)))
  (if (is found MISSING) #(None None) #(found (_status status))))


(defn [(lisp "FIND-ALL-SYMBOLS")] find-all-symbols [name]
  "Return the list of the symbols of that name in all packages."
  (setv wanted (designated name)
        found (gfor package (list (.values packages)) (.get package.present wanted MISSING)))
  (lisp-list (dict.fromkeys (gfor s found :if (is-not s MISSING) s))))


(defn [(lisp "INTERN*" :package "EXCL" :values True)] intern-part [string length [package None]]
  "Return the symbol of PACKAGE whose name is the first LENGTH characters of STRING, as intern does."
  (intern (cut (designated string) length) package))


(defn [(lisp "PACKAGE-DEFINITION-LOCK" "PACKAGE-LOCK" :package "EXCL")] package-definition-lock [package]
  "Return whether functions can't be defined on the symbols of a package: true for COMMON-LISP alone; setf changes nothing."
  (if (= (. (package-of package) name) "COMMON-LISP") True None))


(for [_lock ["PACKAGE-DEFINITION-LOCK" "PACKAGE-LOCK"]]
  ((lisp (setf _lock) :package "EXCL") (fn [value package] (package-of package) value)))


(defn [(lisp "UNINTERN")] unintern [symbol- [package None]]
  "Take a symbol out of PACKAGE; return t if it was present."
  (if (.unintern (_here package) (symbol symbol-)) True None))


(defn [(lisp "EXPORT")] export [symbols [package None]]
  "Make symbols external in PACKAGE; those not accessible are imported first. Return t."
  (setv home (_here package))
  (for [each (_listed symbols)]
    (setv name (symbol-name (symbol each)))
    (when (is-not (get (.find home name) 0) each)
      (.import-symbol home each))
    (.export home name))
  True)


(defn [(lisp "UNEXPORT")] unexport [symbols [package None]]
  "Make symbols of PACKAGE internal. Return t."
  (setv home (_here package))
  (for [each (_listed symbols)]
    (.unexport home (symbol-name (symbol each))))
  True)


(defn [(lisp "IMPORT")] import- [symbols [package None]]
  "Make symbols present in PACKAGE. Return t."
  (setv home (_here package))
  (for [each (_listed symbols)]
    (.import-symbol home (symbol each)))
  True)


(defn [(lisp "SHADOWING-IMPORT")] shadowing-import [symbols [package None]]
  "Make symbols present in PACKAGE, in place of others of the same names. Return t."
  (setv home (_here package))
  (for [each (_listed symbols)]
    (.shadowing-import home (symbol each)))
  True)


(defn [(lisp "SHADOW")] shadow [names [package None]]
  "Make symbols of these names present in PACKAGE, whatever it inherits. Return t."
  (setv home (_here package))
  (for [each (_listed names)]
    (.shadow home (designated each)))
  True)


(defn [(lisp "USE-PACKAGE")] use-package [used [package None]]
  "Make PACKAGE inherit the external symbols of other packages. Return t."
  (setv home (_here package))
  (for [each (_listed used)]
    (.use home (package-of each)))
  True)


(defn [(lisp "UNUSE-PACKAGE")] unuse-package [unused [package None]]
  "Make PACKAGE inherit from other packages no longer. Return t."
  (setv home (_here package))
  (for [each (_listed unused)]
    (.unuse home (package-of each)))
  True)


;;; Apropos

(defn _matching [string package]
  "Return the symbols whose names contain a text, sorted by name."
  (setv wanted (.upper (designated string))
        homes (if (is package None) (dict.fromkeys (.values packages)) [(package-of package)])
        found {})
  (for [home homes]
    (for [[name each] (list (.items home.present))]
      (when (in wanted (.upper name))
        (setv (get found each) name)))
    (when (is-not package None)
      (for [used home.uses name (list used.exported)]
        (when (in wanted (.upper name))
          (.setdefault found (get used.present name) name)))))
  (sorted found :key found.__getitem__))


(defn [(lisp "APROPOS-LIST")] apropos-list [string [package None]]
  "Return the list of the symbols, of PACKAGE or of all, whose names contain STRING."
  (lisp-list (_matching string package)))


(defn [(lisp "APROPOS" :values True)] apropos [string [package None]]
  "Print the symbols whose names contain STRING, and what they are. Return no values."
  (setv stream (.get standard-output))
  (for [each (_matching string package)]
    (setv marks [])
    (when (is-not (fboundp each) None)
      (.append marks (if (and (is (type each) Symbol) (is-not each.macro None)) "[macro]" "[function]")))
    (when (and (is-not (boundp each) None) (not (and (is (type each) Symbol) (is each.package KEYWORD))))
      (.append marks "[variable]"))
    (.write-string stream (.rstrip f"{(_qualified each)} {(.join " " marks)}"))
    (.terpri stream))
  #())


(defn _qualified [each]
  "Return a symbol written with its package."
  (setv name (symbol-name each))
  (if (or (is-not (type each) Symbol) (is each.package None))
      name
      (cond
        (is each.package KEYWORD) f":{name}"
        (in name each.package.exported) (if (= each.package.name "COMMON-LISP") name f"{each.package.name}:{name}")
        True f"{each.package.name}::{name}")))
