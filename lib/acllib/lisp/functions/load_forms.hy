"How objects in a program are made again when its fasl is loaded: make-load-form. Source: CLHS 3.2.4.4."

(import
  acllib.addresses [IPv6Address ipv6-text]
  acllib.kernel.constants [UNBOUND UNSUPPLIED]
  acllib.kernel.signalling [Condition SimpleError error]
  acllib.lisp.classes [class-name class-of]
  acllib.lisp.conses [form items]
  acllib.lisp.definitions [lisp]
  acllib.lisp.forms [S quoted]
  acllib.lisp.functions.describing [slot-peek]
  acllib.lisp.generics [builtin-generic]
  acllib.lisp.instances [StandardObject StructureObject nearest-info]
  acllib.lisp.symbols [intern])


(defn no-load-form [object [environment None]]
  (error (SimpleError :format-control "There is no method of make-load-form for ~S: its fasl could not make it again."
                      :format-arguments #(object))))


(defn address-load-form [address [environment None]]
  "Return the form that makes an IPv6 address again."
  (form #((intern "DOTTED-TO-IPADDR" "ACL-SOCKET") (ipv6-text address))))


(setv make-load-form
  (builtin-generic "MAKE-LOAD-FORM" #([StandardObject] no-load-form) #([StructureObject] no-load-form)
                   #([Condition] no-load-form) #([IPv6Address] address-load-form)))


(defn [(lisp "MAKE-LOAD-FORM-SAVING-SLOTS" :values True)] make-load-form-saving-slots
  [object * [slot-names UNSUPPLIED] [environment None]]
  "Return the form that makes an instance of OBJECT's class, and the form that gives it the values of the slots."
  (setv wanted (if (is slot-names UNSUPPLIED) None (items slot-names))
        settings [])
  (for [slot (.values (. (nearest-info (type object)) slots))]
    (setv value (slot-peek object slot))
    (when (and (or (is wanted None) (in slot.name wanted)) (is-not value UNBOUND))
      (.append settings #(S.SETF #(S.SLOT-VALUE (quoted object) (quoted slot.name)) (quoted value)))))
  #((form #(S.ALLOCATE-INSTANCE #(S.FIND-CLASS (quoted (class-name (class-of object))))))
    (form #(S.PROGN #* settings None))))
