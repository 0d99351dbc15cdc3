#[[Functions on classes, instances and their slots. Source: CLHS 4.3, 7.

initialize-instance, shared-initialize, reinitialize-instance, make-instance, slot-unbound and
slot-missing are generic functions that programs add methods to.]]

(import
  acllib.kernel.constants [UNBOUND truth]
  acllib.kernel.generic [precedence-list]
  acllib.kernel.signalling [Condition SimpleError error restart-case show]
  acllib.sockets [Socket]
  acllib.lisp.classes [Class class-name find-class forget-class name-class]
  acllib.lisp.conditions [PrintNotReadable UnboundSlot makers]
  acllib.lisp.conses [lisp-list items]
  acllib.lisp.definitions [ALLOW-OTHER-KEYS lisp setf]
  acllib.lisp.forms [S program-error]
  acllib.lisp.functions.streams [output-stream]
  acllib.lisp.generics [LispMethod builtin-generic]
  acllib.lisp.instances [StructureObject allocate info-of initialize-slots native-slot native-value nearest-info
                         slot-of slot-peek slot-store with-defaults]
  acllib.lisp.missing [ask-for-value]
  acllib.lisp.printer [address prin1-to-string]
  acllib.lisp.symbols [Symbol]
  acllib.lisp.variables [print-readably])


;;; Classes

(defn [(lisp "CLASS-OF")] class-of [object]
  "Return the class of OBJECT, the most specific one that has a name."
  (setv kind (type object))
  (when (is-not (class-name kind) None)
    (return kind))
  (for [class- (precedence-list kind)]
    (when (is-not (class-name class-) None)
      (return class-)))
  kind)


(defn [(lisp "CLASS-NAME")] name-of-class [class-]
  "Return the symbol that names CLASS-."
  (class-name (the-class class-)))


(defn [(lisp (setf "CLASS-NAME"))] set-class-name [name class-]
  "Make NAME the proper name of CLASS-."
  (name-class name (the-class class-))
  name)


(defn [(lisp "FIND-CLASS")] class-named [name [errorp True] [environment None]]
  "Return the class NAME; if there is none, nil, or an error when ERRORP is true."
  (setv class- (find-class name))
  (cond
    (is-not class- None) class-
    (truth errorp) (error (SimpleError :format-control "No class named: ~S." :format-arguments #(name)))
    True None))


(defn [(lisp (setf "FIND-CLASS"))] set-class-named [class- name [errorp True] [environment None]]
  "Make NAME a name of CLASS-, or of no class if that is nil."
  (if (is class- None)
      (forget-class name)
      (name-class name (the-class class-)))
  class-)


(defn the-class [designator]
  "Return the class that a class or its name designates; signals where there is none."
  (if (isinstance designator type) designator (class-named designator)))


;;; Making instances

(defn make-from-class [class- #* initargs]
  "The method of make-instance for classes."
  (setv info (info-of class-))
  (cond
    (is info None) (make-native class- initargs)
    info.forward (error (SimpleError :format-control "The class ~S is used as a superclass but not defined."
                                     :format-arguments #((class-name class-))))
    True (do
           (setv initargs (with-defaults info initargs)
                 extra (check-initargs class- info initargs "make-instance")
                 object (allocate class-))
           (for [[attribute value] extra]
             (setattr object attribute value))
           ;; Where no method of the program's fits, three generic calls are spared.
           (if (and (is (.get initialize-instance.effective class-) initialize)
                    (is (.get shared-initialize.effective class-) initialize-shared))
               (initialize-slots object True initargs)
               (initialize-instance object #* initargs))
           object)))


;; The modules of the core whose classes programs may make instances of, as they may of conditions.
(setv MADE-BY-PROGRAMS #("acllib.processes" "acllib.locks" "acllib.lisp.functions.compression"))


(defn make-native [class- initargs]
  "Return a new instance of a class of the core: keywords become Python's."
  (when (issubclass class- Socket)
    (error (SimpleError :format-control "~S can't be made with make-instance; use make-socket."
                        :format-arguments #((class-name class-)))))
  (when (or (is (class-name class-) None)
            (not (or (issubclass class- Condition) (in class-.__module__ MADE-BY-PROGRAMS))))
    (error (SimpleError :format-control "~S can't be made with make-instance." :format-arguments #(class-))))
  (even-initargs initargs)
  (try
    (class- #** (dfor [k v] (zip (cut initargs 0 None 2) (cut initargs 1 None 2))
                      (.replace (.lower k.name) "-" "_") v))
    (except [e TypeError]
      (when (isinstance e Condition)    ; the maker's own complaint
        (raise))
      (program-error f"{(show (lisp-list initargs))} are not the initialization arguments of {(show (class-name class-))}."))))


(defn make-from-name [name #* initargs]
  "The method of make-instance for names of classes."
  ((if (> (len make-instance.methods) 2) make-instance make-from-class) (class-named name) #* initargs))


(setv make-instance
  (builtin-generic "MAKE-INSTANCE"
    #([Symbol] make-from-name)
    #([Class] make-from-class)))


(setv allocate-instance
  (builtin-generic "ALLOCATE-INSTANCE" #([Class] (fn [class- #* initargs] (allocate class-)))))


(defn even-initargs [initargs]
  (when (% (len initargs) 2)
    (program-error f"An odd number of initialization arguments: {(show (lisp-list initargs))}.")))


(defn check-initargs [class- info initargs operator]
  #[[Signal program-error for an initarg that CLASS- does not know.

  Known are those of its slots, the keywords of methods of initialize-instance and
  shared-initialize, and, for conditions, the slots that the system's conditions have.
  Returns: list of #(attribute value) of the last kind.]]
  (even-initargs initargs)
  (setv known info.initargs
        extra [])
  (for [i (range 0 (len initargs) 2)]
    (setv initarg (get initargs i))
    (when (and (not-in initarg known) (is-not initarg ALLOW-OTHER-KEYS))
      (setv attribute (if (= info.kind "condition") (native-attribute class- initarg) None))
      (if (is attribute None)
          (when (not (or (allowed-by-methods class- initarg operator) (others-allowed initargs)))
            (program-error f"{(show initarg)} is not an initialization argument of {(show (class-name class-))} in {operator}."))
          (.append extra #(attribute (get initargs (+ i 1)))))))
  extra)


(defn native-attribute [class- initarg]
  "Return the attribute of the core's condition classes that INITARG means, or None."
  (setv attribute (if (is (type initarg) Symbol) (.replace (.lower initarg.name) "-" "_") "_"))
  (if (and (issubclass class- Condition) (not (.startswith attribute "_"))
           (not-in attribute #("report" "signalled" "args"))
           (hasattr class- attribute) (not (callable (getattr class- attribute))))
      attribute
      None))


(defn others-allowed [initargs]
  (for [i (range 0 (len initargs) 2)]
    (when (is (get initargs i) ALLOW-OTHER-KEYS)
      (return (truth (get initargs (+ i 1))))))
  False)


(defn allowed-by-methods [class- initarg operator]
  "Return whether a method that OPERATOR calls for instances of CLASS- takes the keyword INITARG."
  (setv classes (precedence-list class-))
  (for [[generic i] #(#((.get {"make-instance" initialize-instance
                               "reinitialize-instance" reinitialize-instance} operator
                              update-for-different-class)
                       (if (= operator "change-class") 1 0))
                     #(shared-initialize 0))
        method generic.methods]
    (when (and (isinstance method LispMethod) (in (get method.specializers i) classes))
      (setv list method.lambda-list)
      (when (and list.has-keys
                 (or list.allow-other-keys (any (gfor k list.keys (is (get k 0) initarg)))))
        (return True))))
  False)


(defn initialize-shared [object which #* initargs]
  "The method of shared-initialize."
  (initialize-slots object (if (is which True) True (items which)) initargs))


(defn initialize [object #* initargs]
  "The method of initialize-instance."
  (shared-initialize object True #* initargs)
  object)


(setv shared-initialize (builtin-generic "SHARED-INITIALIZE" #([] initialize-shared))
      initialize-instance (builtin-generic "INITIALIZE-INSTANCE" #([] initialize)))


(setv reinitialize-instance
  (builtin-generic "REINITIALIZE-INSTANCE"
    #([] (fn [object #* initargs]
           (setv info (nearest-info (type object)))
           (when (is-not info None)
             (check-initargs (type object) info initargs "reinitialize-instance"))
           (shared-initialize object None #* initargs)
           object))))


(defn change [object class- #* initargs]
  "The method of change-class: slots of the same name keep their values, others are initialized."
  (setv class- (the-class class-)
        old (nearest-info (type object))
        new (info-of class-))
  (when (or (is old None) (is new None))
    (error (SimpleError :format-control "~S can't become an instance of ~S."
                        :format-arguments #(object (class-name class-)))))
  (setv previous (allocate (type object))
        kept (dfor slot (.values new.slots)
                   :setv before (.get old.slots slot.name)
                   :if (and (is-not before None) (is slot.cell None)
                            (is-not (slot-peek object before) UNBOUND))
                   slot.attribute (slot-peek object before)))
  (check-initargs class- new initargs "change-class")
  (.clear previous.__dict__)
  (.update previous.__dict__ object.__dict__)
  (setv object.__class__ class-)
  (.clear object.__dict__)
  (.update object.__dict__ kept)
  (update-for-different-class previous object #* initargs)
  object)


(defn initialize-added [previous object #* initargs]
  "The method of update-instance-for-different-class: slots that PREVIOUS did not have are initialized."
  (setv before (. (nearest-info (type previous)) slots)
        added (lfor slot (.values (. (nearest-info (type object)) slots))
                    :if (and (not-in slot.name before) (is slot.cell None))
                    slot.name))
  (shared-initialize object (lisp-list added) #* initargs))


(setv change-class (builtin-generic "CHANGE-CLASS" #([] change))
      update-for-different-class (builtin-generic "UPDATE-INSTANCE-FOR-DIFFERENT-CLASS" #([] initialize-added)))


(defn make-lisp-condition [class- initargs]
  "Return a new condition of a class that define-condition made, None for any other class."
  (if (is (info-of class-) None) None (make-instance class- #* initargs)))


(.append makers make-lisp-condition)


(defn obsolete [class-]
  "The method of make-instances-obsolete: instances follow their class at once, so nothing is to do."
  class-)


(setv make-instances-obsolete
  (builtin-generic "MAKE-INSTANCES-OBSOLETE"
    #([Class] obsolete)
    #([Symbol] (fn [name] (make-instances-obsolete (class-named name)) name))))


;;; Slots

(defn signal-unbound [class- object name]
  "The method of slot-unbound: signal, with the restarts use-value and store-value."
  (restart-case
    (fn [] (error (UnboundSlot :name name :instance object)))
    #("use-value" "Use a value without setting the slot." (fn [value] value) ask-for-slot-value)
    #("store-value" "Set the slot and use its value."
      (fn [value] (set-slot-value value object name))
      ask-for-slot-value)))


(defn ask-for-slot-value []
  [(ask-for-value "enter an expression which will evaluate to the value of the slot: ")])


(setv slot-unbound (builtin-generic "SLOT-UNBOUND" #([] signal-unbound)))


(defn signal-missing [class- object name operation [new-value None]]
  "The method of slot-missing: signal that OBJECT has no such slot."
  (error (SimpleError :format-control "The slot ~S is missing from the object ~S (in ~A)."
                      :format-arguments #(name object operation))))


(setv slot-missing (builtin-generic "SLOT-MISSING" #([] signal-missing)))


(defn [(lisp "SLOT-VALUE")] slot-value [object slot-name]
  "Return the value of a slot; calls slot-unbound or slot-missing where there is none."
  (setv slot (slot-of object slot-name))
  (when (is slot None)
    (setv attribute (native-slot object slot-name))
    (return (if (is attribute None)
                (slot-missing (type object) object slot-name S.SLOT-VALUE)
                (native-value object attribute))))
  (setv value (slot-peek object slot))
  (if (is value UNBOUND) (slot-unbound (type object) object slot-name) value))


(defn [(lisp (setf "SLOT-VALUE"))] set-slot-value [value object slot-name]
  "Make VALUE the value of a slot; return it."
  (setv slot (slot-of object slot-name))
  (if (is slot None)
      (do
        (setv attribute (native-slot object slot-name))
        (if (is attribute None)
            (slot-missing (type object) object slot-name S.SETF value)
            (setattr object attribute value)))
      (slot-store object slot value))
  value)


(defn [(lisp "SLOT-BOUNDP")] slot-boundp [object slot-name]
  "Return t if the slot has a value."
  (setv slot (slot-of object slot-name))
  (cond
    (is-not slot None) (if (is (slot-peek object slot) UNBOUND) None True)
    (is-not (native-slot object slot-name) None) True
    True (slot-missing (type object) object slot-name S.SLOT-BOUNDP)))


(defn [(lisp "SLOT-MAKUNBOUND")] slot-makunbound [object slot-name]
  "Take the value of a slot away; return OBJECT."
  (setv slot (slot-of object slot-name))
  (cond
    (is slot None) (slot-missing (type object) object slot-name S.SLOT-MAKUNBOUND)
    (is slot.cell None) (.pop object.__dict__ slot.attribute None)
    True (setv (get slot.cell 0) UNBOUND))
  object)


(defn [(lisp "SLOT-EXISTS-P")] slot-exists-p [object slot-name]
  "Return t if OBJECT has a slot of that name."
  (if (or (is-not (slot-of object slot-name) None) (is-not (native-slot object slot-name) None)) True None))


;;; What accessors call

(defn make-reader [slot]
  "Return the function of a reader method for SLOT, a slot definition."
  (setv name slot.name
        attribute slot.attribute)
  (defn read-slot [object]
    (setv found (slot-of object name)
          value (if (is found None) UNBOUND (slot-peek object found)))
    (if (is value UNBOUND) (slot-value object name) value))
  (when slot.shared
    (return read-slot))
  (defn read-instance [object]
    (setv value (.get object.__dict__ attribute UNBOUND))
    (if (is value UNBOUND) (read-slot object) value))
  read-instance)


(defn make-writer [slot]
  "Return the function of a writer method for SLOT, a slot definition: of the new value and an object."
  (setv name slot.name
        attribute slot.attribute)
  (defn write-slot [value object]
    (if (. (type object) clos sharing)
        (set-slot-value value object name)
        (setv (get object.__dict__ attribute) value))
    value)
  write-slot)


;;; Structures

(defn [(lisp "COPY-STRUCTURE")] copy-structure [structure]
  "Return a new structure with the same slot values."
  (when (not (isinstance structure StructureObject))
    (error (SimpleError :format-control "~S is not a structure." :format-arguments #(structure))))
  (setv copy (structure.__class__.__new__ structure.__class__))
  (.update copy.__dict__ structure.__dict__)
  copy)


;;; print-unreadable-object

(defn [(lisp "%PRINT-UNREADABLE" :package "SYSTEM")] print-unreadable [object stream type- identity body]
  "Write #<...> around what BODY, a function or nil, writes; nil is returned."
  (when (is-not (.get print-readably) None)
    (error (PrintNotReadable :object object)))
  (setv stream (output-stream stream))
  (.write-string stream "#<")
  (when (is-not type- None)
    (.write-string stream (class-label object))
    (when (is-not body None)
      (.write-string stream " ")))
  (when (is-not body None)
    (body))
  (when (is-not identity None)
    (.write-string stream (+ (if (or (is-not type- None) (is-not body None)) " " "") (address object))))
  (.write-string stream ">")
  None)


(defn class-label [object]
  "Return the name of OBJECT's class as it is printed."
  (setv class- (class-of object)
        name (class-name class-))
  (if (is name None) class-.__name__ (prin1-to-string name)))
