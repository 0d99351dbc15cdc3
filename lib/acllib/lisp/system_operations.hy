#[[What is done with systems: compile-system, load-system and relatives.

Source: Allegro CL 10.1, Defsystem, Predefined operations on systems.]]

(import
  os
  acllib.kernel.signalling [show]
  acllib.lisp.definitions [lisp]
  acllib.lisp.fasls [fresh?]
  acllib.lisp.file_compiler [call-in-unit compile-file compile-file-pathname-]
  acllib.lisp.functions.files [native]
  acllib.lisp.loading [load-file]
  acllib.lisp.systems [find-system]
  acllib.lisp.variables [current-package standard-output])


(defclass Operation []
  #[[A compilation or load of a system and those in it.

  compile, load -- whether modules are compiled where needed, and loaded
  recompile, reload -- also where that is not needed
  interpreted -- load sources; simulate -- only say what would be done; silent -- say nothing
  compiled -- set of names of the fasls that were made; loaded -- set of names of the modules that were loaded
  done -- set of names of the systems that were handled]]

  (defn __init__ [self [compile None] [load None] [recompile None] [reload None] [interpreted None]
                  [simulate None] [silent None]]
    (setv self.compile (is-not compile None)
          self.load (is-not load None)
          self.recompile (is-not recompile None)
          self.reload (is-not reload None)
          self.interpreted (is-not interpreted None)
          self.simulate (is-not simulate None)
          self.silent (is-not silent None)
          self.compiled (set)
          self.loaded (set)
          self.done (set)))

  (defn run [self system]
    (when (in system.name self.done)
      (return None))
    (.add self.done system.name)
    (for [module (.ordered system)]
      (setv token (.bind current-package (or module.package system.package)))
      (try
        (.handle self system module)
        (finally
          (.unbind current-package token)))))

  (defn handle [self system module]
    (when (is module.file None)
      (.run self (find-system module.name))
      (return None))
    (when (and self.compile (.stale self system module))
      (for [name module.before]
        (.bring self system (.module system name)))
      (.compile-module self system module))
    (when self.load
      (.load-module self system module)))

  (defn bring [self system module]
    "Load MODULE, as one that is compiled behind it needs."
    (if (is module.file None)
        (.run (Operation :compile True :load True :simulate (or self.simulate None) :silent (or self.silent None))
              (find-system module.name))
        (.load-module self system module)))

  (defn stale [self system module]
    "Return whether the fasl of MODULE is missing, or older than what it depends on."
    (setv source (.path system module)
          fasl (fasl-of source))
    (or self.recompile
        (not (current? fasl source))
        (any (gfor name module.after
                   :setv other (.module system name)
                   :if (is-not other.file None)
                   :setv other-fasl (fasl-of (.path system other))
                   (or (in other-fasl self.compiled) (newer? other-fasl fasl))))))

  (defn compile-module [self system module]
    (setv source (.path system module))
    (.say self "Compiling" source)
    (when (not self.simulate)
      (compile-file source :verbose None))
    (.add self.compiled (fasl-of source)))

  (defn load-module [self system module]
    (setv source (.path system module)
          fasl (fasl-of source)
          path (if (and (not self.interpreted) (or (in fasl self.compiled) (current? fasl source))) fasl source)
          stamp (stamp-of path))
    (when (or (in module.name self.loaded)
              (and (= module.loaded stamp) (is-not stamp None)
                   (not (or self.reload (and self.simulate (in path self.compiled))))))
      (return None))
    (.add self.loaded module.name)
    (.say self "Loading" path)
    (when (not self.simulate)
      (load-file path)
      (setv module.loaded stamp)))

  (defn say [self what path]
    (when (or self.simulate (not self.silent))
      (setv stream (.get standard-output))
      (.fresh-line stream)
      (.write-string stream f"; {what} {path}\n"))))


(defn fasl-of [source]
  (native (compile-file-pathname- source)))


(defn newer? [one other]
  "Return whether the file ONE was written after OTHER."
  (and (os.path.isfile one) (> (. (os.stat one) st-mtime-ns) (. (os.stat other) st-mtime-ns))))


(defn current? [fasl source]
  "Return whether FASL is there, and compiled from what SOURCE holds, if that is there."
  (and (os.path.isfile fasl) (or (not (os.path.isfile source)) (fresh? fasl source))))


(defn stamp-of [path]
  "Return what changes when the file PATH is another one; None where there is none."
  (try
    (setv status (os.stat path))
    (except [OSError]
      (return None)))
  #(path status.st-size status.st-mtime-ns))


(defn [(lisp "COMPILE-SYSTEM" :package "EXCL")] compile-system
  [name * [recompile None] [reload None] [simulate None] [silent None] [include-components True]]
  #[[Compile the modules of a system whose fasls are not up to date, in their order; return t.

  Arguments: recompile -- true: all of them; reload -- true: load again what others need; simulate -- true: only
    say what would be done; silent -- true: don't say it; include-components -- kept.
  Modules that others depend on are loaded before these are compiled.
  Signals: system-error; what compiling and loading signal.]]
  (perform name (Operation :compile True :recompile recompile :reload reload :simulate simulate :silent silent)))


(defn [(lisp "LOAD-SYSTEM" :package "EXCL")] load-system
  [name * [compile None] [recompile None] [reload None] [interpreted None] [simulate None] [silent None]
   [include-components True]]
  #[[Load the modules of a system that are not loaded as they are now, in their order; return t.

  Arguments: compile -- true: compile those that need it before; recompile, reload -- true: all of them;
    interpreted -- true: load the sources; simulate, silent -- as in compile-system.
  Signals: system-error; what compiling and loading signal.]]
  (perform name (Operation :compile (if (is recompile None) compile True) :load True :recompile recompile :reload reload
                           :interpreted interpreted :simulate simulate :silent silent)))


(defn perform [name operation]
  (setv system (find-system name))
  (call-in-unit (fn [] (.run operation system)))
  True)


(defn [(lisp "CLEAN-SYSTEM" :package "EXCL")] clean-system [name * [simulate None] [silent True]]
  "Delete the fasls of the modules of a system; return t."
  (setv system (find-system name))
  (for [module (.ordered system) :if (is-not module.file None)]
    (setv fasl (fasl-of (.path system module)))
    (when (os.path.isfile fasl)
      (.say (Operation :simulate simulate :silent silent) "Deleting" fasl)
      (when (is simulate None)
        (os.unlink fasl))))
  True)


(defn [(lisp "SHOW-SYSTEM" :package "EXCL")] show-system [name]
  "Print the modules of a system, and what each depends on; return no value of interest."
  (setv system (find-system name)
        stream (.get standard-output))
  (.write-line stream f"; system {system.title}")
  (for [module (.ordered system)]
    (setv names (list (dict.fromkeys [#* module.before #* module.after])))
    (.write-line stream (+ f"; {(show module.name)}" (if names f" after {(.join " " (map show names))}" ""))))
  None)
