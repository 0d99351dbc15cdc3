#[[defstruct (CLHS 8.1).

A structure is an instance of a Python class like any other; what makes it quick is that its
accessors are plain functions. With :type it is a list or vector, and its functions are defuns
over nth and aref.]]

(import
  acllib.kernel.constants [UNBOUND]
  acllib.kernel.signalling [type-error show]
  acllib.lisp.conses [Cons form]
  acllib.lisp.classes [find-class]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [S K Y gensyms quoted function-form parts program-error]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.image [set-function]
  acllib.lisp.instances [Slot StructureObject attribute-name define-class]
  acllib.lisp.lambda_lists [parse-ordinary]
  acllib.lisp.setf_expansions [fact remember]
  acllib.lisp.symbols [Symbol intern setf-name symbol? symbol-name]
  acllib.lisp.variables [current-package])


;;; The description of a defstruct form

(defclass StructureSlot []
  "A slot: its symbol, the form of its initial value, and whether it may be set."
  (setv __slots__ #("name" "init" "read_only" "type"))

  (defn __init__ [self name init read-only type]
    (setv self.name name
          self.init init
          self.read-only read-only
          self.type type))

  (defn [property] label [self]
    (symbol-name self.name)))


(defclass Structure []
  #[[What a defstruct form says; kept in the symbol's info for :include.

  name; conc-name -- str, None: accessors are called as the slots; constructors -- list of #(name lambda-list-or-None), the latter None
  for keywords; copier, predicate -- symbols or None; include -- name or None; slots -- list of
  StructureSlot, inherited ones first; inherited -- int, how many those are; print -- #(kind
  function) or None; representation -- None, LIST or VECTOR; named -- true: :named; offset -- int]]

  (defn __init__ [self name]
    (setv self.name name
          self.conc-name (+ name.name "-")
          self.constructors []
          self.copier (local-symbol (+ "COPY-" name.name))
          self.predicate (local-symbol (+ name.name "-P"))
          self.include None
          self.slots []
          self.inherited 0
          self.print None
          self.representation None
          self.named False
          self.offset 0
          self.start 0
          self.documentation None))

  (defn accessor [self slot]
    "Return the symbol of the accessor of SLOT."
    (if (is self.conc-name None)
        slot.name
        (local-symbol (+ self.conc-name slot.label))))

  (defn index [self slot]
    "Return where the value of SLOT stands in a list or vector."
    (+ self.start (.index self.slots slot))))


(defn local-symbol [name]
  "Return the symbol called NAME of the current package, where defstruct interns what it names."
  (intern name (.get current-package)))


(setv SLOT-OPTIONS #(K.TYPE K.READ-ONLY K.DOCUMENTATION))


(defn parse-slot [slot owner]
  "Return the StructureSlot of a slot description."
  (setv [name #* rest] (if (is (type slot) Cons) (parts slot "defstruct") [slot])
        init (if rest (get rest 0) None)
        options (cut rest 1 None))
  (when (or (not (symbol? name)) (% (len options) 2)
            (any (gfor o (cut options 0 None 2) (not-in o SLOT-OPTIONS))))
    (program-error f"defstruct {(show owner)}: {(show slot)} is not a slot description."))
  (setv given (dict (zip (cut options 0 None 2) (cut options 1 None 2))))
  (StructureSlot name init (is-not (.get given K.READ-ONLY) None) (.get given K.TYPE True)))


(defn parse-structure [head slots]
  "Return the Structure of a defstruct form."
  (setv [name #* options] (if (is (type head) Cons) (parts head "defstruct") [head]))
  (when (is-not (type name) Symbol)
    (program-error f"defstruct: {(show name)} is not a symbol."))
  (setv structure (Structure name)
        overrides [])
  (for [option options]
    (setv [key #* arguments] (if (is (type option) Cons) (parts option "defstruct") [option])
          first (if arguments (get arguments 0) None)
          label (if (symbol? key) (symbol-name key) None))
    (match label
      "CONC-NAME" (setv structure.conc-name (if (is first None) None (designated first)))
      "CONSTRUCTOR" (.append structure.constructors
                             (cond
                               (not arguments) #((local-symbol (+ "MAKE-" name.name)) UNBOUND)
                               (= (len arguments) 1) #(first UNBOUND)
                               True #(first (get arguments 1))))
      "COPIER" (setv structure.copier (if arguments first structure.copier))
      "PREDICATE" (setv structure.predicate (if arguments first structure.predicate))
      "INCLUDE" (setv structure.include first
                      overrides (cut arguments 1 None))
      "PRINT-FUNCTION" (when arguments (setv structure.print #("function" first)))
      "PRINT-OBJECT" (when arguments (setv structure.print #("object" first)))
      "TYPE" (setv structure.representation (if (is (type first) Cons) first.car first))
      "NAMED" (setv structure.named True)
      "INITIAL-OFFSET" (setv structure.offset first)
      _ (program-error f"defstruct {(show name)}: unknown option {(show option)}.")))
  (when (not structure.constructors)
    (setv structure.constructors [#((local-symbol (+ "MAKE-" name.name)) UNBOUND)]))
  (setv structure.constructors (lfor c structure.constructors :if (is-not (get c 0) None) c))
  (when (and slots (is (type (get slots 0)) str))
    (setv structure.documentation (get slots 0)
          slots (cut slots 1 None)))
  (when (and (is-not structure.representation None) (not structure.named))
    (setv structure.predicate None))
  (inherit structure overrides)
  (for [slot slots]
    (setv parsed (parse-slot slot name))
    (when (any (gfor s structure.slots (= s.label parsed.label)))
      (program-error f"defstruct {(show name)}: the slot {(show parsed.name)} occurs twice."))
    (.append structure.slots parsed))
  structure)


(defn inherit [structure overrides]
  "Take over the slots of the included structure, with the changes of OVERRIDES; lay out lists and vectors."
  (setv structure.start (+ structure.offset (if structure.named 1 0)))
  (when (is structure.include None)
    (return None))
  (setv parent (fact structure.include "structure"))
  (when (or (is parent None) (is-not parent.representation structure.representation))
    (program-error f"defstruct {(show structure.name)}: {(show structure.include)} is not a structure that can be included."))
  (setv changed (dfor o overrides :setv s (parse-slot o structure.name) s.label s))
  (for [slot parent.slots]
    (setv other (.get changed slot.label))
    (.append structure.slots
             (if (is other None)
                 slot
                 (StructureSlot slot.name other.init (or slot.read-only other.read-only) other.type))))
  (setv structure.inherited (len parent.slots)
        structure.start (+ structure.start parent.start)))


;;; The macro

(defn [(macro "DEFSTRUCT")] expand-defstruct [head #* slots]
  (setv structure (parse-structure head slots)
        name structure.name)
  (remember name "structure" structure)
  (form #(S.PROGN
           #((Y "%DESCRIBE-STRUCTURE") (quoted name) (quoted structure))
           #* (if (is structure.representation None)
                  [#((Y "%DEFSTRUCT") (quoted name))]
                  (sequence-functions structure))
           #* (gfor [constructor arguments] structure.constructors
                    (constructor-form structure constructor arguments))
           #* (if (is structure.print None) [] [(print-method structure)])
           (quoted name))))


(defn constructor-form [structure constructor arguments]
  "Return the defun of a constructor; ARGUMENTS is its lambda list, UNBOUND for keywords."
  (if (is arguments UNBOUND)
      (keyword-constructor structure constructor)
      (boa-constructor structure constructor arguments)))


(defn keyword-constructor [structure constructor]
  "Return the defun of a constructor with a keyword for each slot. No init form sees another slot's value."
  (setv slots structure.slots
        variables (gensyms "SLOT" (len slots)))
  #(S.DEFUN constructor (form #((S "&KEY")
                                #* (gfor [s v] (zip slots variables) #(#((K s.label) v) s.init))))
     (make-form structure variables)))


(defn boa-constructor [structure constructor arguments]
  #[[Return the defun of a constructor by order of arguments.

  Optional and keyword parameters without an init form get that of their slot; slots that are
  no parameters get their own.]]
  (setv parsed (parse-ordinary arguments)
        inits (dfor s structure.slots s.name s.init)
        named (set (.variables parsed))
        filled (fn [variable init supplied]
                 (if (and (is init None) (is supplied None))
                     (.get inits variable)
                     init))
        entry (fn [variable init supplied]
                (if (is supplied None) #(variable init) #(variable init supplied)))
        lambda-list
        (form #(#* parsed.required
                #* (if parsed.optional
                       #((S "&OPTIONAL") #* (gfor [v i s] parsed.optional (entry v (filled v i s) s)))
                       #())
                #* (if (is parsed.rest None) #() #((S "&REST") parsed.rest))
                #* (if parsed.has-keys
                       #((S "&KEY") #* (gfor [k v i s] parsed.keys (entry #(k v) (filled v i s) s)))
                       #())
                #* (if parsed.allow-other-keys #((S "&ALLOW-OTHER-KEYS")) #())
                #* (if parsed.aux #((S "&AUX") #* (gfor [v i] parsed.aux #(v i))) #()))))
  #(S.DEFUN constructor lambda-list
     (make-form structure (lfor s structure.slots (if (in s.name named) s.name s.init)))))


(defn make-form [structure values]
  "Return the form that makes a structure of the forms VALUES."
  (cond
    (is structure.representation None)
      #((Y "%MAKE-STRUCTURE") (quoted structure.name) #* values)
    True
      #((if (is structure.representation S.LIST) S.LIST S.VECTOR)
         #* (leading structure)
         #* values)))


(defn leading [structure]
  "Return the forms in front of the slots of a list or vector: offsets, and names where there are any."
  (setv parent (if (is structure.include None) None (fact structure.include "structure")))
  [#* (if (is parent None) [] (leading parent))
   #* (* [None] structure.offset)
   #* (if structure.named [(quoted structure.name)] [])])


(defn print-method [structure]
  (setv [kind function] structure.print
        object (S "OBJECT")
        stream S.STREAM)
  #(S.DEFMETHOD S.PRINT-OBJECT #(#(object structure.name) stream)
     #(S.FUNCALL (function-form function) object stream
        #* (if (= kind "function") [0] []))))


;;; Structures that are lists or vectors

(defn sequence-functions [structure]
  "Return the defuns of accessors, copier and predicate of a structure with :type."
  (setv object (S "OBJECT")
        list? (is structure.representation S.LIST)
        place (fn [index] (if list? #(S.NTH index object) #(S.AREF object index)))
        found [])
  (for [slot structure.slots]
    (setv name (.accessor structure slot)
          index (.index structure slot))
    (.append found #(S.DEFUN name #(object) (place index)))
    (when (not slot.read-only)
      (.append found #(S.DEFUN #(S.SETF name) #((S "NEW-VALUE") object)
                        #(S.SETF (place index) (S "NEW-VALUE"))))))
  (when (is-not structure.copier None)
    (.append found #(S.DEFUN structure.copier #(object) #(S.COPY-SEQ object))))
  (when (is-not structure.predicate None)
    (setv index (- structure.start 1))
    (.append found
      #(S.DEFUN structure.predicate #(object)
         #(S.AND (if list? #(S.CONSP object) #(S.VECTORP object))
                 #((S ">") #(S.LENGTH object) index)
                 #(S.EQ (place index) (quoted structure.name))))))
  found)


;;; Structures that are objects

(defn [(lisp "%DESCRIBE-STRUCTURE" :package "SYSTEM")] describe-structure [name structure]
  "Remember the Structure that a defstruct form describes, where the form comes from a fasl."
  (remember name "structure" structure)
  None)


(defn [(lisp "%DEFSTRUCT" :package "SYSTEM")] define-structure [name]
  "Make the class and the functions of the structure NAME, but for its constructors."
  (setv structure (fact name "structure")
        base (if (is structure.include None) StructureObject (find-class structure.include))
        class- (define-class name [base]
                 (lfor s (cut structure.slots structure.inherited None)
                       (Slot s.name :type s.type))
                 [] structure.documentation "structure"))
  (setv class-.structure-slots (tuple (gfor s structure.slots #(s.name (attribute-name s.name))))
        class-.keyword-constructor (next (gfor [c arguments] structure.constructors
                                               :if (is arguments UNBOUND) c)
                                         None))
  (for [slot structure.slots]
    (define-accessor structure slot class-))
  (when (is-not structure.copier None)
    (install structure.copier (copier class- name)))
  (when (is-not structure.predicate None)
    (install structure.predicate (fn [object] (if (isinstance object class-) True None))))
  name)


(defn install [symbol function]
  "Make FUNCTION the function of SYMBOL, which may have named something else before."
  (setv symbol.definition None
        symbol.macro None)
  (set-function symbol function))


(defn define-accessor [structure slot class-]
  "Define the functions that read and store SLOT of the instances of CLASS-."
  (setv symbol (.accessor structure slot)
        attribute (attribute-name slot.name)
        name structure.name)
  (defn read-slot [object]
    (if (isinstance object class-)
        (get object.__dict__ attribute)
        (type-error object name)))
  (defn store-slot [value object]
    (if (isinstance object class-)
        (setv (get object.__dict__ attribute) value)
        (type-error object name))
    value)
  (install symbol read-slot)
  (when (not slot.read-only)
    (install (setf-name symbol) store-slot)))


(defn copier [class- name]
  (defn copy [object]
    (when (not (isinstance object class-))
      (type-error object name))
    (setv new (object.__class__.__new__ object.__class__))
    (.update new.__dict__ object.__dict__)
    new)
  copy)


(defn [(lisp "%MAKE-STRUCTURE" :package "SYSTEM")] make-structure [name #* values]
  "Return a new structure NAME with the VALUES of its slots, in order."
  (setv class- (find-class name)
        object (class-.__new__ class-)
        dictionary object.__dict__)
  (for [[[_ attribute] value] (zip class-.structure-slots values)]
    (setv (get dictionary attribute) value))
  object)
