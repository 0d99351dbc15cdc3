#[[Classes with slots, and their instances: what defclass, define-condition and defstruct make.

A class is a Python class, made with `type`, that carries a `ClassInfo` as the attribute `clos`
of its own dictionary. The value of a slot is an attribute of the instance, absent while the
slot is unbound, under a name made from the slot's symbol; a slot with :allocation :class is a
cell that the classes share. Redefining a class changes the Python class in place, so methods
and instances stay with it. A superclass that isn't defined yet is made and marked `forward`.

The Lisp functions on top are in `functions/objects.hy`, the macros in `clos.hy`.]]

(import
  acllib.kernel.constants [UNBOUND]
  acllib.addresses [IPv6Address]
  acllib.characters [Character]
  acllib.kernel.generic [declare-supertypes]
  acllib.kernel.signalling [Condition show]
  acllib.lisp.classes [Class StandardClass StructureClass SymbolClass class-name defined-class find-class name-class]
  acllib.lisp.equality [set-structure-parts]
  acllib.lisp.forms [S program-error]
  acllib.lisp.image [identifier key]
  acllib.lisp.symbols [Symbol keyword symbol-name]
  acllib.lisp.types [ATOMS])


(defclass StandardObject [:metaclass StandardClass]
  "The root of the classes that defclass makes.")

(defclass StructureObject [:metaclass StructureClass]
  #[[The root of the classes that defstruct makes.

  structure-slots -- tuple of #(symbol attribute) of the slots, in order
  structure-description -- what the printer calls: function of an instance
  keyword-constructor -- symbol of the constructor with keywords, or None]]
  (setv structure-slots #()
        keyword-constructor None)

  (defn structure-description [self]
    "Return what the printer shows of a structure: its name, then keywords and values."
    [(class-name (type self))
     #* (gfor [symbol attribute] self.structure-slots
              part #((keyword (symbol-name symbol)) (.get self.__dict__ attribute))
              part)]))


(defined-class "STANDARD-OBJECT" StandardObject)
(defined-class "STRUCTURE-OBJECT" StructureObject)
;; Classes are Python's `type`; these are the types of classes that programs ask for.
(setv (get ATOMS S.STANDARD-CLASS)
        (fn [o] (and (isinstance o type) (is-not (info-of o) None) (!= (. (info-of o) kind) "structure")))
      (get ATOMS S.STRUCTURE-CLASS)
        (fn [o] (and (isinstance o type) (is-not (info-of o) None) (= (. (info-of o) kind) "structure"))))
(set-structure-parts StructureObject
                     (fn [object] (lfor [_ attribute] object.structure-slots (.get object.__dict__ attribute))))
(set-structure-parts IPv6Address (fn [address] [address.value address.scope-id]))

;; To Lisp, t is no integer, and a character no string.
(declare-supertypes StandardClass [Class StandardObject] :alone True)
(declare-supertypes bool [SymbolClass] :alone True)
(declare-supertypes Character [] :alone True)


;;; Slots

(defclass Slot []
  #[[A slot as a class defines it, or, merged with the definitions it inherits, as it has it.

  name      -- symbol; attribute -- str, the Python name of its value
  initargs  -- list of symbols
  initform  -- function without arguments, or None
  shared    -- true: :allocation :class
  cell      -- one-element list with the value of a shared slot, else None
  readers, writers -- lists of function names, of the definition only
  type, documentation -- as given, or None]]
  (setv __slots__ #("name" "attribute" "initargs" "initform" "shared" "cell" "readers" "writers"
                    "type" "documentation"))

  (defn __init__ [self name * [initargs #()] [initform None] [shared False] [readers #()]
                  [writers #()] [type None] [documentation None]]
    (setv self.name name
          self.attribute None
          self.initargs (list initargs)
          self.initform initform
          self.shared shared
          self.cell None
          self.readers (list readers)
          self.writers (list writers)
          self.type type
          self.documentation documentation)))


;; Attribute → the symbol of the slots that have it.
(setv _attributes {})


(defn attribute-name [symbol]
  #[[Return the name of the Python attribute for the slots called SYMBOL.

  REMOTE-HOST is remote_host; another package's REMOTE-HOST gets an attribute of its own.]]
  (setv plain (identifier (.lower (symbol-name symbol))))
  (cond
    (is (.setdefault _attributes plain symbol) symbol) plain
    (is (type symbol) Symbol) f"{plain}__{(key symbol)}"
    True f"{plain}__constant"))        ; of a structure: T or NIL


;; What slots of a condition may not be called, as these are methods and facts of exceptions.
(setv TAKEN #("report" "signalled" "args" "add_note" "with_traceback"))


(defn condition-attribute-name [symbol]
  (setv name (attribute-name symbol))
  (if (in name TAKEN) (+ name "_") name))


;;; Classes

(defclass ClassInfo []
  #[[What Lisp knows of a class besides what Python does.

  class-      -- the Python class
  kind        -- "standard", "condition" or "structure"
  direct-slots -- list of Slot, as defined
  direct-defaults -- list of #(initarg function): its own :default-initargs
  forward     -- true: only mentioned as a superclass so far
  documentation -- str or None

  and merged with what it inherits, by `finalize`:
  slots       -- dict of symbol → Slot
  initargs    -- dict of initarg → list of Slot
  defaults    -- dict of initarg → function
  sharing     -- true: some slots are shared]]

  (defn __init__ [self class- kind]
    (setv self.class- class-
          self.kind kind
          self.direct-slots []
          self.direct-defaults []
          self.forward False
          self.documentation None
          self.slots {}
          self.initargs {}
          self.defaults {}
          self.sharing False)))


(defn info-of [class-]
  "Return the ClassInfo of CLASS- itself, or None where it is Python's own."
  (.get class-.__dict__ "clos"))


(defn nearest-info [class-]
  "Return the ClassInfo of CLASS- or of the nearest superclass that has one, or None."
  (getattr class- "clos" None))


(defn python-name [symbol]
  "Return the __name__ of the class called SYMBOL: REMOTE-HOST is RemoteHost."
  (or (.join "" (gfor part (.split symbol.name "-") (.capitalize part))) "Unnamed"))


(defn make-class [name bases kind]
  "Return a new Python class called NAME, a symbol, with a ClassInfo, and give it its name."
  (try
    (setv metaclass (if (= kind "structure") StructureClass StandardClass)
          class- (metaclass (python-name name) (tuple bases) {"__module__" "lisp"}))
    (except [e TypeError]
      (bad-superclasses name bases)))
  (setv class-.clos (ClassInfo class- kind))
  (name-class name class-)
  class-)


(defn bad-superclasses [name bases]
  "Signal that a class can't have those superclasses. Returns: never."
  (program-error f"The class {(show name)} can't inherit from {(.join " and " (map class-label bases))} in this order."))


(defn class-label [class-]
  (setv name (class-name class-))
  (if (is name None) class-.__name__ (show name)))


(defn superclasses [name symbols kind]
  "Return the list of Python classes for the direct superclasses of the class NAME."
  (setv root (get {"standard" StandardObject "condition" Condition "structure" StructureObject} kind)
        found [])
  (for [symbol symbols]
    (setv class- (if (isinstance symbol type) symbol (find-class symbol)))
    (when (is class- None)
      (when (!= kind "standard")
        (program-error f"{(show symbol)}, a superclass of {(show name)}, is not defined."))
      (setv class- (make-class symbol [StandardObject] "standard")
            class-.clos.forward True))
    (when (and (= kind "condition") (not (issubclass class- BaseException)))
      (program-error f"{(show symbol)}, a superclass of {(show name)}, is not a condition class."))
    (when (and (is-not class- object) (not-in class- found))
      (.append found class-)))
  (when (and (!= kind "condition") (not (any (gfor c found (issubclass c root)))))
    (.append found root))
  ;; A root that others inherit from already would only spoil the order.
  (setv found (lfor c found
                    :if (not (and (is c root) (any (gfor o found (and (is-not o c) (issubclass o c))))))
                    c))
  (or found [root]))


(defn define-class [name bases slots defaults documentation kind]
  #[[Make the class NAME, or change it in place.

  Arguments:
    name -- symbol. bases -- list of Python classes. slots -- list of Slot.
    defaults -- list of #(initarg function). documentation -- str or None.
    kind -- "standard", "condition" or "structure".

  Returns: the Python class. Signals: program-error.]]
  (setv class- (find-class name))
  (if (and (isinstance class- type) (is-not (info-of class-) None) (= (. (info-of class-) kind) kind)
           (is (class-name class-) name))
      (do
        (when (any (gfor b bases (issubclass b class-)))
          (bad-superclasses name bases))
        (when (!= class-.__bases__ (tuple bases))
          (try
            (setv class-.__bases__ (tuple bases))
            (except [TypeError]
              (when (.__subclasses__ class-)
                (program-error f"The class {(show name)} can't be made to inherit from {(.join " and " (map class-label bases))}: its subclasses could not inherit from it."))
              (setv class- (make-class name bases kind))))))
      (do
        (when (and (isinstance class- type) (is (info-of class-) None) (is-not class- None)
                   (is (class-name class-) name))
          (program-error f"{(show name)} names a class of the system, which can't be redefined."))
        (setv class- (make-class name bases kind))))
  (setv info (info-of class-)
        info.direct-slots slots
        info.direct-defaults defaults
        info.documentation documentation
        info.forward False)
  (check-distinct-slots name slots)
  (finalize class-)
  class-)


(defn check-distinct-slots [name slots]
  (setv seen (set))
  (for [slot slots]
    (when (in slot.name seen)
      (program-error f"The class {(show name)} defines the slot {(show slot.name)} twice."))
    (.add seen slot.name)))


(defn finalize [class-]
  "Merge what CLASS- defines with what it inherits; do the same for its subclasses."
  (setv info (info-of class-)
        infos (lfor c class-.__mro__ :if (is-not (info-of c) None) (info-of c))
        name-of (if (= info.kind "condition") condition-attribute-name attribute-name)
        slots {})
  ;; Least specific first, so that inherited slots come first, in their order.
  (for [other (reversed infos)
        slot other.direct-slots]
    (setv known (.get slots slot.name)
          merged (Slot slot.name
                       :initargs (dict.fromkeys [#* slot.initargs #* (if (is known None) [] known.initargs)])
                       :initform (if (and (is slot.initform None) (is-not known None)) known.initform slot.initform)
                       :shared slot.shared
                       :type slot.type
                       :documentation slot.documentation)
          merged.attribute (name-of slot.name))
    (setv slot.attribute merged.attribute)
    (when slot.shared
      (when (is slot.cell None)
        (setv slot.cell [UNBOUND]))
      (setv merged.cell slot.cell))
    (setv (get slots slot.name) merged))
  (setv info.slots slots
        info.sharing (any (gfor s (.values slots) s.shared))
        info.initargs {}
        info.defaults {})
  (for [slot (.values slots)
        initarg slot.initargs]
    (.append (.setdefault info.initargs initarg []) slot))
  (for [other infos
        [initarg function] other.direct-defaults]
    (.setdefault info.defaults initarg function))
  (for [slot info.direct-slots]
    (when (and slot.shared (is (get slot.cell 0) UNBOUND) (is-not slot.initform None))
      (setv (get slot.cell 0) (slot.initform))))
  (for [subclass (.__subclasses__ class-)]
    (when (is-not (info-of subclass) None)
      (finalize subclass))))


;;; Slots of instances

(defn slot-of [object name]
  "Return the Slot called NAME of OBJECT's class, or None."
  (setv info (nearest-info (type object)))
  (if (is info None) None (.get info.slots name)))


(defn slot-peek [object slot]
  "Return the value of SLOT in OBJECT, or UNBOUND."
  (if (is slot.cell None)
      (.get object.__dict__ slot.attribute UNBOUND)
      (get slot.cell 0)))


(defn slot-store [object slot value]
  "Make VALUE the value of SLOT in OBJECT."
  (if (is slot.cell None)
      (setv (get object.__dict__ slot.attribute) value)
      (setv (get slot.cell 0) value)))


(defn native-slot [object name]
  "Return the attribute of a core object, one whose class has no ClassInfo, that a slot name means, or None."
  (setv attribute (if (is (type name) Symbol) (.replace (.lower name.name) "-" "_") None))
  (if (and (is-not attribute None) (not (.startswith attribute "_")) (hasattr object attribute)
           (isinstance object #(BaseException IPv6Address)))
      attribute
      None))


(defn native-value [object attribute]
  "Return the value of an attribute that `native-slot` found; a socket error's identifier is a keyword in Lisp."
  (setv value (getattr object attribute))
  (cond
    (is value False) None
    (and (= attribute "identifier") (is (type value) str)) (keyword (.upper value))
    True value))


(defn allocate [class-]
  "Return a new instance of CLASS-, a Python class with a ClassInfo, with unbound slots."
  (setv object (class-.__new__ class-))
  (for [base class-.__mro__]
    (when (and (is (info-of base) None) (not-in base #(StandardObject StructureObject))
               (in "__init__" base.__dict__))
      (when (is-not base (get class-.__mro__ -1))
        (base.__init__ object))
      (break)))
  object)


(defn initialize-slots [object which initargs]
  #[[Give the slots of OBJECT their initial values: shared-initialize's work.

  Arguments:
    which -- True: all slots without value get their initform's; else a list of slot names.
    initargs -- sequence of initargs and values in turn; the first of a name counts.]]
  (setv info (nearest-info (type object))
        given {})
  (for [i (range 0 (- (len initargs) 1) 2)]
    (.setdefault given (get initargs i) (get initargs (+ i 1))))
  (when (is info None)
    (return object))
  (for [slot (.values info.slots)]
    (setv wanted slot.initargs)
    ;; Of several the leftmost in the call counts.
    (for [initarg (if (< (len wanted) 2) wanted given)]
      (when (and (in initarg given) (in initarg wanted))
        (slot-store object slot (get given initarg))
        (break))
      (else
        (when (and (is-not slot.initform None)
                   (or (is which True) (in slot.name which))
                   (is (slot-peek object slot) UNBOUND))
          (slot-store object slot (slot.initform))))))
  object)


(defn with-defaults [info initargs]
  "Return the tuple INITARGS with the :default-initargs of the class that are not among them behind."
  (if info.defaults
      (do
        (setv given (set (gfor i (range 0 (len initargs) 2) (get initargs i))))
        #(#* initargs #* (gfor [initarg function] (.items info.defaults)
                               :if (not-in initarg given)
                               part #(initarg (function))
                               part)))
      initargs))
