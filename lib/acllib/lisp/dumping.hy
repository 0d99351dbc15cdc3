#[[Objects in code, written down so that a later image can make them again.

A `Dump` gathers *steps*, tuples of what `marshal` takes. Each step that makes an object appends it to
the list of objects of whoever reads the steps (`fasls.hy`); other steps refer to objects by their index.
An object is made once a file, so that what was one object in the source is one again, and what is
similar may become one (CLHS 3.2.4.4). Conses, lists and tables are made empty and filled afterwards,
which keeps circles and needs no recursion over long lists.

Instances of the program's classes and structures are made by what make-load-form says (CLHS 3.2.4.4),
objects of Python by what they tell `pickle`, classes and functions by their names.]]

(import
  importlib
  marshal
  re
  types [CodeType]
  acllib.characters [Character]
  acllib.kernel.constants [UNBOUND UNSUPPLIED NO-BINDING]
  acllib.kernel.generic [GenericFunction]
  acllib.kernel.signalling [Condition Error error show]
  acllib.kernel.values [call-for-values]
  acllib.lisp.classes [class-name defined-class find-class]
  acllib.lisp.compiler [form-code inner-codes twin-code]
  acllib.lisp.conses [Cons]
  acllib.lisp.image [image named-by symbol-function fboundp]
  acllib.lisp.instances [StandardObject StructureObject]
  acllib.lisp.nodes [LoadTimeForm]
  acllib.lisp.symbols [MISSING Package Symbol intern]
  acllib.lisp.tables [HashTable ProgramTable]
  acllib.streambase [Stream])


(defclass NotDumpable [Error]
  "An object can't be written into a fasl. Slots: object; reason (str)."
  (setv object None
        reason "")

  (defn report [self]
    f"{(show self.object)} can't be written into a fasl file: {self.reason}."))


(defined-class "NOT-DUMPABLE" NotDumpable "EXCL")

(setv ATOMS #{int float complex str bytes bool (type None) (type Ellipsis)}

      ;; Objects that are what they are by identity → their module and name.
      SENTINELS {(id UNBOUND) #("acllib.kernel.constants" "UNBOUND")
                 (id UNSUPPLIED) #("acllib.kernel.constants" "UNSUPPLIED")
                 (id NO-BINDING) #("acllib.kernel.constants" "NO_BINDING")
                 (id MISSING) #("acllib.lisp.symbols" "MISSING")}

      _ENTRY (. (re.compile "[fmkvsdg]_") match)
      _KEPT (. (re.compile "(C|CHAR)_[0-9]+$") match))


(defclass Dump []
  #[[The steps of one file.

  report  -- the Report of the compilation
  steps   -- list of tuples
  count   -- how many objects the steps make
  known   -- dict of what identifies an object → its index
  alive   -- list of objects that `known` knows by their address
  pending -- list of functions that fill what has been made
  last    -- list of functions that fill what needs its parts complete: tables hash their keys
  made    -- set of addresses of instances whose creation form is being dumped]]

  (defn __init__ [self report]
    (setv self.report report
          self.steps []
          self.count 0
          self.known {}
          self.alive []
          self.pending []
          self.last []
          self.made (set)))

  ;;; Objects

  (defn object [self object]
    "Return the index of OBJECT, complete once the steps so far are done."
    (setv outer #(self.pending self.last)
          self.pending []
          self.last []
          index (.reference self object))
    (.flush self)
    (while self.last
      ((.pop self.last)))
    (setv [self.pending self.last] outer)
    index)

  (defn flush [self]
    (while self.pending
      ((.pop self.pending))))

  (defn reference [self object]
    "Return the index of OBJECT, which may have to be filled by what is pending."
    (setv kind (type object)
          key (if (or (in kind ATOMS) (is kind Character)) #(kind (repr object)) (id object))
          index (.get self.known key))
    (when (is index None)
      (when (is (type key) int)
        (.append self.alive object))
      (setv index (.make self object kind key)))
    index)

  (defn add [self key #* step]
    "Add a step that makes an object; return its index."
    (.append self.steps step)
    (setv index self.count)
    (+= self.count 1)
    (when (is-not key None)
      (setv (get self.known key) index))
    index)

  (defn later [self step parts index]
    "Have INDEX filled by STEP with the indices of PARTS."
    (.append self.pending (fn [] (.fill self step parts index))))

  (defn at-last [self step parts index]
    "Have INDEX filled by STEP when all of PARTS are complete."
    (.append self.last (fn []
      (for [p parts]
        (.reference self p))
      (.flush self)
      (.fill self step parts index))))

  (defn fill [self step parts index]
    (setv references (tuple (gfor p parts (.reference self p))))
    (.append self.steps #(step index references)))

  (defn make [self object kind key]
    (cond
      (in kind ATOMS) (.add self key "atom" object)
      (is kind Character) (.add self key "character" (ord object))
      (is kind Symbol) (.symbol self object key)
      (is kind Cons) (do
                       (setv index (.add self key "cons"))
                       (.later self "fill-cons" [object.car object.cdr] index)
                       index)
      (in key SENTINELS) (.add self key "global" #* (get SENTINELS key))
      (is kind Package) (.add self key "package" object.name)
      (is kind list) (do
                       (setv index (.add self key "list"))
                       (.later self "fill-list" object index)
                       index)
      (in kind #(tuple set frozenset))
        (.add self key kind.__name__ (tuple (gfor p object (.reference self p))))
      (is kind dict) (do
                       (setv index (.add self key "dict"))
                       (.later self "fill-dict" (lfor pair (.items object) p pair p) index)
                       index)
      (is kind bytearray) (.add self key "octets" (bytes object))
      (is kind HashTable) (.table self object key)
      (is kind ProgramTable) (.refuse self object "its test is a function of the program")
      (isinstance object Stream) (.refuse self object "what it is connected to is here and now")
      (is kind LoadTimeForm) (.add self key "value" (.unit self object.form))
      (isinstance object #(StandardObject StructureObject Condition)) (.instance self object key)
      (isinstance object type) (.class- self object key)
      (callable object) (.function self object key)
      True (.by-reduction self object key)))

  (defn symbol [self symbol key]
    (setv of (if (is symbol.info None) None (.get symbol.info "setf-of")))
    (cond
      (is-not symbol.package None) (.add self key "symbol" symbol.name symbol.package.name)
      (is-not of None) (.add self key "setf-name" (.reference self of))
      True (.add self key "uninterned" symbol.name)))

  (defn table [self table key]
    (setv index (.add self key "table" table.test table.size)
          pairs [])
    (for [[k value] (.items table.data)]
      (.append pairs (.get table.originals k k))
      (.append pairs value))
    (.at-last self "fill-table" pairs index)
    index)

  (defn class- [self class- key]
    (setv name (class-name class-))
    (cond
      (and (is-not name None) (is (find-class name) class-)) (.add self key "class" (.reference self name))
      (is (global-object class-.__module__ class-.__qualname__) class-)
        (.add self key "global" class-.__module__ class-.__qualname__)
      True (.refuse self class- "the class has no name by which to find it")))

  (defn function [self function key]
    (setv module (getattr function "__module__" None)
          name (getattr function "__qualname__" None)
          symbol (function-symbol function))
    (cond
      (is-not symbol None) (.add self key "function" (.reference self symbol))
      (and (is (type module) str) (is (type name) str) (is (global-object module name) function))
        (.add self key "global" module name)
      (isinstance function #((type (fn [])) GenericFunction))
        (.refuse self function "only functions with a global name can be found again")
      True (.by-reduction self function key)))

  (defn instance [self object key]
    "Dump an instance as make-load-form says."
    (when (in key self.made)
      (.refuse self object "its creation form contains itself"))
    (.add self.made key)
    (setv forms (call-for-values (symbol-function (intern "MAKE-LOAD-FORM" "COMMON-LISP")) object)
          index (.add self key "value" (.unit self (get forms 0))))
    (.discard self.made key)
    (when (and (> (len forms) 1) (is-not (get forms 1) None))
      (.append self.pending (fn [] (.append self.steps #("run" (.unit self (get forms 1)))))))
    index)

  (defn by-reduction [self object key]
    "Dump an object of Python as it would be pickled."
    (try
      (setv reduced (.__reduce_ex__ object 4))
      (except [e TypeError]
        (setv reduced None)))
    (when (is-not (type reduced) tuple)
      (.refuse self object "Python has no way to write it down"))
    (setv [function arguments state items pairs] (cut [#* reduced None None None] 5))
    (when (or (is-not items None) (is-not pairs None))
      (.refuse self object "Python has no way to write it down"))
    (setv index (.add self key "call" (.object self function)
                      (tuple (gfor a arguments (.object self a)))))
    (when (is-not state None)
      (.at-last self "set-state" [state] index))
    index)

  (defn refuse [self object reason]
    (error (NotDumpable :object object :reason reason)))

  ;;; Code

  (defn unit [self form [env None]]
    "Compile FORM and return its unit: what `fasls.hy` makes a function of."
    (setv [unit identifier code] (form-code form env self.report))
    (.pack self unit identifier code {}))

  (defn pack [self unit identifier code twins]
    #[[Return #(code names twins) for a translated form; what its constants need goes before it.

    code  -- that of the function called IDENTIFIER
    names -- tuple of #(name index): what stands for an object of the image in CODE
    twins -- tuple of #(name octets): marshalled units that make the twins of inner functions]]
    (setv function (next (gfor c code.co-consts :if (and (isinstance c CodeType) (= c.co-name identifier)) c))
          inner (inner-codes function)
          names (set (gfor c [function #* (.values inner)] n c.co-names n))
          made [])
    (setv linked (tuple (gfor n (sorted names)
                              :setv index (.name self n)
                              :if (is-not index None)
                              #(n index))))
    (for [[own-name node] unit.lambdas]
      (setv found (.get inner own-name))
      (when (is-not found None)
        (.append made #(own-name (.twin self node own-name found.co-freevars twins)))))
    #(function linked (tuple made)))

  (defn twin [self node name names twins]
    "Return the marshalled unit that makes the twin of a LambdaNode whose free variables are NAMES."
    (setv key #(node name names))
    (when (not-in key twins)
      (setv (get twins key) (marshal.dumps (.pack self #* (twin-code node name names) twins))))
    (get twins key))

  (defn name [self name]
    "Return the index of what NAME stands for in the code of this image; None for names of the run-time system."
    (cond
      ;; A constant is the code's own; the image has no more use for it. Characters are everybody's.
      (_KEPT name) (.object self (if (.startswith name "C_") (.pop image name) (get image name)))
      (_ENTRY name) (do
                      (setv symbol (named-by name))
                      (if (is symbol None) None (.object self symbol)))
      True None)))


(defn global-object [module name]
  "Return what NAME, which may have dots, is in a Python module; None if there is no such thing."
  (when (in "<" name)
    (return None))
  (setv found (try (importlib.import-module module) (except [ImportError] None)))
  (for [part (.split name ".")]
    (setv found (getattr found part None)))
  found)


(defn function-symbol [function]
  "Return the symbol whose global function is FUNCTION, as far as its name tells."
  (setv name (getattr function "__name__" None)
        symbol (cond
                 (is (type name) Symbol) name
                 (and (is (type name) str) (.startswith name "f_")) (named-by name)
                 True None))
  (if (and (is-not symbol None) (fboundp symbol) (is (symbol-function symbol) function))
      symbol
      None))
