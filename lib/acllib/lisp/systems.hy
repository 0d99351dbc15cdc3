#[[excl:defsystem: programs of several files. What is done with them is in `system_operations.hy`.

A system is a list of modules. Each has a file, or is another system, and knows the modules that must be
loaded before it is compiled, and those whose recompilation makes its own necessary. What is up to date is
left alone: a fasl is, when it was compiled from what its source holds, and is not older than those it depends
on. Source: Allegro CL 10.1, Defsystem; module classes of programs and concatenate-system are not here.]]

(import
  os
  acllib.kernel.signalling [Error error show]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.classes [defined-class]
  acllib.lisp.compiler [evaluate]
  acllib.lisp.conses [Cons form lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [K Y parts program-error quoted]
  acllib.lisp.functions.files [native]
  acllib.lisp.functions.packages [package-of]
  acllib.lisp.image [boundp symbol-value]
  acllib.lisp.loading [find-source]
  acllib.lisp.pathnames [Pathname merge the-pathname]
  acllib.lisp.symbols [Symbol symbol? symbol-name]
  acllib.lisp.variables [current-package default-pathname-defaults])


(setv WHO "defsystem"
      ;; Option of a long form → whether it means loading before, and recompiling after.
      DEPENDENCIES {K.LOAD-BEFORE-COMPILE #(True False)  K.LOAD-BEFORE-LOAD #(True False)
                    K.RECOMPILE-ON #(False True)  K.USES-DEFINITIONS-FROM #(True True)}
      SYSTEM-OPTIONS #(K.PRETTY-NAME K.DEFAULT-PATHNAME K.DEFAULT-PACKAGE K.DEFAULT-FILE-TYPE K.DEFAULT-MODULE-CLASS
                       K.PROPERTY-LIST)
      _systems {})


(defclass SystemError [Error]
  "Something is wrong with a system. Slots: system (its name), problem (str)."
  (setv system None
        problem "")

  (defn report [self]
    f"The system {(show self.system)}: {self.problem}."))


(defined-class "SYSTEM-ERROR" SystemError "EXCL")


(defclass Module []
  #[[A file of a system, or another system in it.

  name    -- str, or Symbol of the other system
  file    -- what it is called in the definition, a string; None for another system
  before  -- list of names of modules that are loaded before it is compiled or loaded
  after   -- list of names of modules after whose compilation it is compiled
  package -- Package in which that happens, or None: that of the system
  loaded  -- what `stamp` said of the file when it was loaded, or None]]

  (defn __init__ [self name file]
    (setv self.name name
          self.file file
          self.before []
          self.after []
          self.package None
          self.loaded None))

  (defn depend [self names load recompile]
    (for [name names]
      (when (and load (not-in name self.before) (!= name self.name))
        (.append self.before name))
      (when (and recompile (not-in name self.after) (!= name self.name))
        (.append self.after name)))))


(defclass System []
  "A system that defsystem defined. Slots: name; title (str); default (Pathname); type (str or None); package; modules (dict)."

  (defn __init__ [self name options]
    (setv self.name name
          self.title (if (in K.PRETTY-NAME options) (text (get options K.PRETTY-NAME)) (symbol-name name))
          self.default (directory-of (located (.get options K.DEFAULT-PATHNAME)))
          self.type (.get options K.DEFAULT-FILE-TYPE)
          self.package (package-of (.get options K.DEFAULT-PACKAGE (.get current-package)))
          self.modules {}))

  (defn module [self name]
    "Return the module called NAME; signals system-error where there is none."
    (or (.get self.modules name)
        (error (SystemError :system self.name :problem f"there is no module {name} in it"))))

  (defn path [self module]
    "Return the system's name of the file of MODULE, its source if that is there."
    (setv pathname (merge (the-pathname module.file) self.default)
          found (find-source pathname :sources-only True))
    (cond
      (is-not found None) found
      (is self.type None) (os.path.abspath (native pathname))
      True (os.path.abspath (+ (native pathname) "." (text self.type)))))

  (defn ordered [self]
    "Return the list of the modules, each behind those it depends on."
    (setv found []
          entered [])
    (defn visit [module]
      (when (in module found)
        (return None))
      (when (in module entered)
        (error (SystemError :system self.name
                            :problem f"its modules wait for one another: {(.join ", " (gfor m entered (str m.name)))}")))
      (.append entered module)
      (for [name [#* module.before #* module.after]]
        (visit (.module self name)))
      (.remove entered module)
      (.append found module))
    (for [module (.values self.modules)]
      (visit module))
    found))


(defn directory-of [designator]
  "Return the pathname of the directory that a pathname, perhaps that of a file, is in."
  (setv pathname (the-pathname designator))
  (Pathname pathname.directory None None pathname.host pathname.device))


(defn located [designator]
  "Return the pathname that an option means: a string or pathname, a variable, or a form."
  (cond
    (is designator None) (.get default-pathname-defaults)
    (and (is (type designator) Symbol) (boundp designator)) (symbol-value designator)
    (is (type designator) Cons) (evaluate designator)
    True designator))


;;; Definitions

(defn define-system [name options specifications]
  "Make the system NAME of what the macro form says; return NAME."
  (when (not (symbol? name))
    (program-error f"{WHO}: {(show name)} is no symbol."))
  (setv words (parts options WHO)
        given (dict (zip (cut words 0 None 2) (cut words 1 None 2))))
  (when (or (% (len words) 2) (any (gfor k given (not-in k SYSTEM-OPTIONS))))
    (program-error f"{WHO}: the options are {(.join " " (map show SYSTEM-OPTIONS))}."))
  (setv system (System name given)
        old (.get _systems (symbol-name name)))
  (for [specification specifications]
    (add-modules system specification))
  (when (is-not old None)               ; what is loaded stays so
    (for [[key module] (.items system.modules)]
      (setv module.loaded (getattr (.get old.modules key) "loaded" None))))
  (setv (get _systems (symbol-name name)) system)
  name)


(defn add-modules [system specification]
  "Add the modules that SPECIFICATION names to SYSTEM; return the list of their names."
  (when (not (is (type specification) Cons))
    (return [(. (added system specification) name)]))
  (setv [kind #* rest] (parts specification WHO))
  (cond
    (is kind K.PARALLEL) (lfor s rest name (add-modules system s) name)
    (is kind K.SERIAL) (chained system rest)
    (is kind K.DEFINITIONS) (do
                              (when (not rest)
                                (program-error f"{WHO}: {(show specification)} has no modules."))
                              (setv first (add-modules system (get rest 0))
                                    others (lfor s (cut rest 1 None) name (add-modules system s) name))
                              (for [name others]
                                (.depend (.module system name) first True True))
                              (+ first others))
    (in kind #(K.MODULE K.MODULE-GROUP)) (long-module system specification rest)
    (stringp kind) (long-module system specification [kind kind #* rest])
    True (program-error f"{WHO}: {(show specification)} is no specification of modules.")))


(defn chained [system specifications]
  "Add modules each of which depends on all that stand before it; return their names."
  (setv before [])
  (for [specification specifications]
    (setv names (add-modules system specification))
    (for [name names]
      (.depend (.module system name) before True True))
    (setv before (list (dict.fromkeys (+ before names)))))
  before)


(defn added [system designator [name None]]
  "Return the module of a string, the name of a file, or a symbol, the name of another system; made if it is new."
  (when (not (or (stringp designator) (symbol? designator)))
    (program-error f"{WHO}: {(show designator)} is no name of a file or a system."))
  (setv other (not (stringp designator))
        key (cond
              (is-not name None) name
              other designator
              True (text designator)))
  (when (not-in key system.modules)
    (setv (get system.modules key) (Module key (if other None (text designator)))))
  (get system.modules key))


(defn named-module [designator]
  "Return what a module is called in a definition: strings by their text, symbols as they are."
  (if (stringp designator) (text designator) designator))


(defn long-module [system specification rest]
  "Add what `(:module NAME FILE . OPTIONS)` names; FILE may be a list, which makes a group."
  (when (< (len rest) 2)
    (program-error f"{WHO}: {(show specification)} needs a name and a file."))
  (setv [name file #* options] rest
        files (if (is (type file) Cons) (parts file WHO) [file])
        group (lfor [i f] (enumerate files)
                    (added system f (if (= (len files) 1) (named-module name) None))))
  (for [option options]
    (setv [kind #* values] (parts option WHO))
    (cond
      (in kind DEPENDENCIES)
        (for [module group]
          (.depend module (map named-module values) #* (get DEPENDENCIES kind)))
      (is kind K.PACKAGE)
        (for [module group]
          (setv module.package (package-of (get values 0))))
      (is kind K.COMPILE-SATISFIES-LOAD) None
      True (program-error f"{WHO}: {(show kind)} is none of the options {(.join " " (map show [#* DEPENDENCIES K.PACKAGE]))}.")))
  (lfor module group module.name))


(defn [(macro "DEFSYSTEM" :package "EXCL")] expand-defsystem [name options #* modules]
  #[[(defsystem NAME (&key default-pathname default-package default-file-type pretty-name) . MODULES)

  Define a system of files. A module is the name of a file, a string; another system, a symbol; or
    (:serial M...), each depending on those before it; (:parallel M...); (:definitions M N...), N depending on M;
    (:module NAME FILE . OPTIONS) or (FILE . OPTIONS) with the options (:uses-definitions-from M...),
    (:load-before-compile M...), (:recompile-on M...), (:package P).
  Returns: NAME.]]
  (form #((Y "%DEFINE-SYSTEM") (quoted name) (quoted options) (quoted (lisp-list modules)))))


(defn [(lisp "%DEFINE-SYSTEM" :package "SYSTEM")] define-system-of [name options modules]
  (define-system name options (parts modules WHO)))


(defn [(lisp "FIND-SYSTEM" :package "EXCL")] find-system [name * [errorp True]]
  "Return the system called NAME, a symbol or system; signals system-error where there is none, unless ERRORP is nil."
  (when (isinstance name System)
    (return name))
  (setv found (.get _systems (symbol-name name)))
  (when (and (is found None) (is-not errorp None))
    (error (SystemError :system name :problem "there is none of this name")))
  found)


(defined-class "SYSTEM" System "EXCL")
