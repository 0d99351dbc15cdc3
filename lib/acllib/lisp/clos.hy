#[[The macros of the object system: defclass, defgeneric, defmethod, define-condition, with-slots.

What they do at run time is in `instances.hy` and `generics.hy`. In a method, call-next-method
and next-method-p are local functions around the body, there only when the body mentions them.]]

(import
  acllib.kernel.signalling [format-report show]
  acllib.lisp.classes [find-class]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [S K Y quoted function-form thunk parts program-error variable-name]
  acllib.lisp.functions.objects [make-reader make-writer]
  acllib.lisp.generics [ensure-generic LispMethod]
  acllib.lisp.instances [Slot define-class info-of superclasses]
  acllib.lisp.lambda_lists [block-name declare parse-ordinary split-body LAMBDA-KEYWORDS]
  acllib.lisp.redefinition [slots-now update-instances]
  acllib.lisp.symbols [gensym symbol? symbol-name])


;;; defclass

(defn [(macro "DEFCLASS")] expand-defclass [name superclasses slots #* options]
  (variable-name name "defclass")
  (setv given (class-options name options ["DEFAULT-INITARGS" "DOCUMENTATION" "METACLASS"] "defclass"))
  (form #((Y "%DEFCLASS") (quoted name) (quoted superclasses)
           (slot-forms name slots)
           (defaults-form (.get given "DEFAULT-INITARGS"))
           (documentation-of given))))


(defn class-options [name options known owner]
  "Return the OPTIONS of a class definition: dict of name to list of arguments."
  (setv given {})
  (for [option options]
    (when (or (is-not (type option) Cons) (not (symbol? option.car))
              (not-in (symbol-name option.car) known))
      (program-error f"{owner} {(show name)}: unknown option {(show option)}."))
    (when (in (symbol-name option.car) given)
      (program-error f"{owner} {(show name)}: the option {(show option.car)} occurs twice."))
    (setv (get given (symbol-name option.car)) (parts option.cdr owner)))
  given)


(defn documentation-of [given]
  (get (or (.get given "DOCUMENTATION") [None]) 0))


(defn defaults-form [pairs]
  "Return the form of the list of (initarg function) for :default-initargs."
  (setv names (cut (or pairs []) 0 None 2))
  (for [name names]
    (when (> (.count names name) 1)
      (program-error f"The default initarg {(show name)} occurs twice.")))
  (if (not pairs)
      None
      #(S.LIST #* (gfor [initarg value] (zip (cut pairs 0 None 2) (cut pairs 1 None 2))
                        #(S.LIST (quoted initarg) (thunk value))))))


(defn slot-forms [name slots]
  "Return the form of the list of slots of the class NAME."
  #(S.LIST #* (gfor slot (parts slots "the slots of a class") (slot-form name slot))))


(setv SLOT-OPTIONS #("INITARG" "INITFORM" "READER" "WRITER" "ACCESSOR" "ALLOCATION" "TYPE" "DOCUMENTATION"))


(defn slot-form [owner slot]
  "Return the form that makes the Slot of a slot specification."
  (setv [name #* rest] (if (is (type slot) Cons) (parts slot "a slot") [slot])
        options (dfor o SLOT-OPTIONS o []))
  (variable-name name f"the class {(show owner)}")
  (when (% (len rest) 2)
    (program-error f"The slot {(show name)} of {(show owner)} has an option without value."))
  (for [[option value] (zip (cut rest 0 None 2) (cut rest 1 None 2))]
    (when (or (not (symbol? option)) (not-in (symbol-name option) options))
      (program-error f"The slot {(show name)} of {(show owner)} has an unknown option {(show option)}."))
    (.append (get options (symbol-name option)) value))
  (for [once ["INITFORM" "ALLOCATION" "TYPE" "DOCUMENTATION"]]
    (when (> (len (get options once)) 1)
      (program-error f"The slot {(show name)} of {(show owner)} has two options {once}.")))
  (setv accessors (get options "ACCESSOR"))
  #((Y "%SLOT") (quoted name)
     (quoted (lisp-list (get options "INITARG")))
     (if (get options "INITFORM") (thunk (get options "INITFORM" 0)) None)
     (quoted (lisp-list [#* (get options "READER") #* accessors]))
     (quoted (lisp-list [#* (get options "WRITER") #* (gfor a accessors (form #(S.SETF a)))]))
     (quoted (if (get options "ALLOCATION") (get options "ALLOCATION" 0) K.INSTANCE))
     (quoted (if (get options "TYPE") (get options "TYPE" 0) True))
     (if (get options "DOCUMENTATION") (get options "DOCUMENTATION" 0) None)))


(defn [(lisp "%SLOT" :package "SYSTEM")] make-slot [name initargs initform readers writers allocation type documentation]
  "Return the Slot that a class definition describes."
  (Slot name
        :initargs (items initargs)
        :initform initform
        :shared (is allocation K.CLASS)
        :readers (items readers)
        :writers (items writers)
        :type type
        :documentation documentation))


(defn [(lisp "%DEFCLASS" :package "SYSTEM")] define-standard-class [name supers slots defaults documentation]
  "Make or change the class NAME, the methods of its accessors and its instances; return the class."
  (setv old (find-class name)
        before (if (and (isinstance old type) (is-not (info-of old) None)) (slots-now old) {})
        class- (define-class name (superclasses name (items supers) "standard") (items slots)
                 (default-pairs defaults) documentation "standard"))
  (add-accessors class- (items slots))
  (when (in class- before)              ; else nobody has instances of it
    (update-instances before))
  class-)


(defn default-pairs [defaults]
  (lfor pair (items defaults) #(pair.car pair.cdr.car)))


(defn add-accessors [class- slots]
  "Add the reader and writer methods of SLOTS to their generic functions."
  (for [slot slots]
    (for [name slot.readers]
      (.add-method (ensure-generic name)
                   (LispMethod [class-] (make-reader slot) #() False slot.documentation READER-LIST)))
    (for [name slot.writers]
      (.add-method (ensure-generic name)
                   (LispMethod [object class-] (make-writer slot) #() False slot.documentation WRITER-LIST)))))


(setv READER-LIST (parse-ordinary (lisp-list [(S "OBJECT")]))
      WRITER-LIST (parse-ordinary (lisp-list [(S "NEW-VALUE") (S "OBJECT")])))


;;; define-condition

(defn [(macro "DEFINE-CONDITION")] expand-define-condition [name parents slots #* options]
  (variable-name name "define-condition")
  (setv given (class-options name options ["DEFAULT-INITARGS" "DOCUMENTATION" "REPORT"] "define-condition")
        [report] (or (.get given "REPORT") [None]))
  (form #(S.PROGN
           #((Y "%DEFINE-CONDITION") (quoted name) (quoted parents)
              (slot-forms name slots)
              (defaults-form (.get given "DEFAULT-INITARGS"))
              (documentation-of given)
              (if (or (is report None) (is (type report) str)) report (function-form report)))
           (quoted name))))


(defn [(lisp "%DEFINE-CONDITION" :package "SYSTEM")] define-condition [name parents slots defaults documentation report]
  "Make or change the condition class NAME; REPORT is a string, or a function of condition and stream."
  (setv class- (define-class name (superclasses name (or (items parents) [S.CONDITION]) "condition")
                 (items slots) (default-pairs defaults) documentation "condition"))
  (cond
    (is-not report None)
      (setv class-.report (fn [self]
                            (if (is (type report) str)
                                report
                                (format-report (fn [stream] (report self stream)) None))))
    (in "report" class-.__dict__)
      (del class-.report))
  (add-accessors class- (items slots))
  name)


;;; Generic functions

(setv GENERIC-OPTIONS #("DOCUMENTATION" "METHOD" "METHOD-COMBINATION" "ARGUMENT-PRECEDENCE-ORDER"
                        "GENERIC-FUNCTION-CLASS" "METHOD-CLASS" "DECLARE"))


(defn [(macro "DEFGENERIC")] expand-defgeneric [name lambda-list #* options]
  (setv given (dfor o GENERIC-OPTIONS o []))
  (for [option options]
    (setv label (if (and (is (type option) Cons) (symbol? option.car)) (symbol-name option.car) None))
    (when (not-in label given)
      (program-error f"defgeneric {(show name)}: unknown option {(show option)}."))
    (when (and (get given label) (not-in label #("METHOD" "DECLARE")))
      (program-error f"defgeneric {(show name)}: the option {(show option.car)} occurs twice."))
    (.append (get given label) option.cdr))
  (check-generic-lambda-list lambda-list name)
  (setv only (fn [label] (get [#* (get given label) None] 0))
        documentation (only "DOCUMENTATION"))
  (form #(S.PROGN
           #((Y "%DEFGENERIC") (quoted name) (quoted lambda-list)
              (if (is documentation None) None documentation.car)
              (quoted (only "METHOD-COMBINATION"))
              (quoted (only "ARGUMENT-PRECEDENCE-ORDER")))
           #* (gfor m (get given "METHOD") #((Y "%INITIAL-METHOD") (Cons S.DEFMETHOD (Cons name m))))
           (function-form name))))


(defn check-generic-lambda-list [lambda-list name]
  "Signal program-error where LAMBDA-LIST has what that of a generic function may not: initial values and &aux."
  (setv parsed (parse-ordinary lambda-list)
        faulty (or parsed.aux
                   (any (gfor [_ init supplied] parsed.optional (or (is-not init None) (is-not supplied None))))
                   (any (gfor [_ _ init supplied] parsed.keys (or (is-not init None) (is-not supplied None))))))
  (when faulty
    (program-error f"defgeneric {(show name)}: its lambda list can't say what is absent: {(show lambda-list)}.")))


;;; Methods

(defn [(macro "DEFMETHOD")] expand-defmethod [name #* rest]
  (setv [qualifiers rest] (take-qualifiers rest))
  (when (not rest)
    (program-error f"defmethod {(show name)}: the lambda list is missing."))
  (setv [lambda-list #* body] rest
        [specializers plain] (split-specializers lambda-list name)
        parsed (parse-ordinary plain)
        [declarations documentation forms] (split-body body True)
        wants-next (mentions-next-method forms)
        label (form #(S.METHOD name #* qualifiers (lisp-list specializers))))
  ;; A method that calls the next one knows itself, to tell no-next-method.
  (setv itself (gensym "METHOD")
        definition
        #((Y "%DEFMETHOD") (quoted name) (quoted (lisp-list qualifiers))
           #(S.LIST #* (map specializer-form specializers))
           #(S.FUNCTION
              (if wants-next
                  (method-with-next itself label name parsed plain declarations forms)
                  #((Y "%NAMED-LAMBDA") label (open-keys parsed plain)
                     #* (declare declarations)
                     #(S.BLOCK (block-name name) #* forms))))
           wants-next
           (quoted plain)
           documentation))
  (form (if wants-next
            #(S.LET #(#(itself None)) #(S.SETQ itself definition))
            definition)))


(defn take-qualifiers [parts]
  "Return the qualifiers in front of a method's lambda list, and the rest."
  (setv i 0)
  (while (and (< i (len parts)) (is-not (get parts i) None) (is-not (type (get parts i)) Cons))
    (+= i 1))
  #((cut parts i) (cut parts i None)))


(defn split-specializers [lambda-list name]
  "Return the specializers of the required parameters and the lambda list without them."
  (setv specializers []
        plain []
        rest lambda-list)
  (while (and (is (type rest) Cons) (not-in rest.car LAMBDA-KEYWORDS))
    (setv parameter rest.car)
    (if (is (type parameter) Cons)
        (do
          (setv pair (parts parameter "defmethod"))
          (when (!= (len pair) 2)
            (program-error f"defmethod {(show name)}: {(show parameter)} is not (variable specializer)."))
          (.append plain (get pair 0))
          (.append specializers (get pair 1)))
        (do
          (.append plain parameter)
          (.append specializers True)))
    (setv rest rest.cdr))
  #(specializers (lisp-list plain rest)))


(defn specializer-form [specializer]
  (if (and (is (type specializer) Cons) (symbol? specializer.car) (= (symbol-name specializer.car) "EQL"))
      #((Y "%EQL-SPECIALIZER") specializer.cdr.car)
      (quoted specializer)))


(defn open-keys [parsed lambda-list]
  "Return a method's lambda list that lets other methods' keywords pass."
  (if (and parsed.has-keys (not parsed.allow-other-keys))
      (do
        (setv kept (items lambda-list)
              auxiliary (S "&AUX")
              end (if (in auxiliary kept) (.index kept auxiliary) (len kept)))
        (lisp-list [#* (cut kept end) (S "&ALLOW-OTHER-KEYS") #* (cut kept end None)]))
      lambda-list))


(setv NEXT-METHOD-NAMES #(S.CALL-NEXT-METHOD S.NEXT-METHOD-P))


(defn mentions-next-method [forms]
  "Return whether call-next-method or next-method-p occurs anywhere in FORMS, a list."
  (setv todo (list forms))
  (while todo
    (setv part (.pop todo))
    (while (is (type part) Cons)
      (.append todo part.car)
      (setv part part.cdr))
    (when (in part NEXT-METHOD-NAMES)
      (return True)))
  False)


(defn method-with-next [itself label name parsed lambda-list declarations forms]
  #[[Return the lambda expression of a method that calls the next one.

  call-next-method without arguments passes on those the method was called with, whatever the
  body has assigned to its parameters since; so the body sees copies.]]
  (setv next-method (gensym "NEXT-METHOD")
        body [#* (declare declarations) #(S.BLOCK (block-name name) #* forms)])
  (if (= parsed.required (items lambda-list))
      #((Y "%NAMED-LAMBDA") label (Cons next-method lambda-list)
         #(S.DECLARE #(S.IGNORABLE #* parsed.required))
         (next-method-functions itself next-method #(S.LIST #* parsed.required)
                                #(S.FUNCALL next-method #* parsed.required)
                                #((Y "%NO-NEXT-METHOD") itself #* parsed.required)
           #(S.LET (tuple (gfor p parsed.required #(p p))) #* body)))
      (do
        (setv arguments (gensym "ARGUMENTS"))
        #((Y "%NAMED-LAMBDA") label #(next-method (S "&REST") arguments)
           (next-method-functions itself next-method arguments
                                  #(S.APPLY next-method arguments)
                                  #(S.APPLY #(S.FUNCTION (Y "%NO-NEXT-METHOD")) itself arguments)
             #(S.APPLY #(S.FUNCTION #(S.LAMBDA (open-keys parsed lambda-list) #* body)) arguments))))))


(defn next-method-functions [itself next-method arguments call-again no-next body]
  "Return BODY inside the local functions call-next-method and next-method-p; ARGUMENTS is the form of the list of those given."
  (setv new (gensym "ARGUMENTS"))
  #(S.FLET #(#(S.CALL-NEXT-METHOD #((S "&REST") new)
               #(S.IF next-method
                  #(S.IF new
                     #(S.PROGN #((Y "%CHECK-NEXT-ARGUMENTS") itself arguments new)
                               #(S.APPLY next-method new))
                     call-again)
                  no-next))
             #(S.NEXT-METHOD-P None #(S.IF next-method True None)))
     #(S.DECLARE #(S.IGNORABLE #(S.FUNCTION S.CALL-NEXT-METHOD) #(S.FUNCTION S.NEXT-METHOD-P)))
     body))


;;; Slots as variables

(defn [(macro "WITH-SLOTS")] expand-with-slots [entries instance #* body]
  (setv object (gensym "OBJECT"))
  (with-places object instance body
    (lfor entry (parts entries "with-slots")
          :setv pair (if (is (type entry) Cons) (parts entry "with-slots") [entry entry])
          #((get pair 0) #(S.SLOT-VALUE object (quoted (get pair 1)))))))


(defn [(macro "WITH-ACCESSORS")] expand-with-accessors [entries instance #* body]
  (setv object (gensym "OBJECT"))
  (with-places object instance body
    (lfor entry (parts entries "with-accessors")
          :setv pair (parts entry "with-accessors")
          #((get pair 0) #((get pair 1) object)))))


(defn with-places [object instance body bindings]
  (form #(S.LET #(#(object instance))
           #(S.DECLARE #(S.IGNORABLE object))
           #(S.SYMBOL-MACROLET (tuple bindings) #* body))))
