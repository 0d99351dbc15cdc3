#[[setf and its family: generalized variables (CLHS 5.1).

A place is described by a `Place`, the five values of get-setf-expansion by name. How a form
becomes one: a setf expander of its operator, the macro it is, or, for every other operator F,
the function (setf F), called with the new value in front of the arguments. Subforms are
evaluated once, left to right; constants get no temporary.]]

(import
  acllib.kernel.signalling [show type-error]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.environments [macro-function macroexpand-1 symbol-expansion]
  acllib.lisp.forms [S Y quoted function-form gensyms parts program-error constant-form-p]
  acllib.lisp.lambda-lists [macro-lambda split-body declare destructuring]
  acllib.lisp.symbols [Symbol cl gensym symbol-name])


(defclass Place []
  #[[How to read and store a place.

  temporaries -- list of variables, to be bound to VALUES, a list of forms, in order
  stores -- list of the variables the new values are bound to, mostly one
  store  -- form that stores them and returns them
  access -- form that reads the place]]
  (setv __slots__ #("temporaries" "values" "stores" "store" "access"))

  (defn __init__ [self temporaries values stores store access]
    (setv self.temporaries temporaries
          self.values values
          self.stores stores
          self.store store
          self.access access))

  (defn [property] bindings [self]
    "Return the `let*` bindings of the temporaries, a tuple."
    (tuple (zip self.temporaries self.values))))


(defn fact [symbol key]
  "Return what SYMBOL.info says under KEY, or None."
  (if (is symbol.info None) None (.get symbol.info key)))


(defn remember [symbol key value]
  "Store VALUE under KEY in SYMBOL.info."
  (when (is symbol.info None)
    (setv symbol.info {}))
  (setv (get symbol.info key) value))


(defn setf-expander [#* names]
  "Return a decorator that makes a function of a form and an environment the setf expander of NAMES of COMMON-LISP."
  (fn [function]
    (for [name names]
      (remember (cl name) "setf-expander" function))
    function))


;;; From forms to places

(defn place-of [place env]
  "Return the Place of the form PLACE in the environment ENV. Signals program-error for what is no place."
  (cond
    (is (type place) Cons) (compound-place place env)
    (is (type place) Symbol)
      (do
        (setv found (symbol-expansion place env))
        (when (is-not found None)
          (return (place-of found.expansion env)))
        (setv new (gensym "NEW"))
        (Place [] [] [new] #(S.SETQ place new) place))
    True (program-error f"{(show place)} is not a place that can be set.")))


(defn compound-place [place env]
  (setv operator place.car)
  (when (is-not (type operator) Symbol)
    (program-error f"{(show place)} is not a place that can be set."))
  (setv local (if (is env None) None (.function env operator))
        expander (if (is local None) (fact operator "setf-expander") None))
  (when (is-not expander None)
    (return (expander place env)))
  (setv [expansion expanded] (macroexpand-1 place env))
  (if expanded
      (place-of expansion env)
      (function-place place env)))


(defn function-place [place env]
  "Return the Place of a call of a function F, stored by the function (setf F)."
  (setv [temporaries values arguments] (bind-arguments (parts place.cdr "setf"))
        new (gensym "NEW"))
  (Place temporaries values [new]
         #(S.FUNCALL (setf-function place.car) new #* arguments)
         #(place.car #* arguments)))


(defn setf-function [name]
  "Return the form #'(setf NAME)."
  (function-form #(S.SETF name)))


(defn bind-arguments [arguments]
  #[[Return temporaries for the forms ARGUMENTS that need one.

  Returns: #(temporaries values arguments), lists; the new arguments are temporaries and constants.]]
  (setv temporaries []
        values []
        replaced [])
  (for [argument arguments]
    (if (constant-form-p argument)
        (.append replaced argument)
        (do
          (setv temporary (gensym "PLACE"))
          (.append temporaries temporary)
          (.append values argument)
          (.append replaced temporary))))
  #(temporaries values replaced))


(defn plain-form-p [object env]
  "Return whether evaluating the form OBJECT is reading a constant or a variable."
  (or (constant-form-p object)
      (and (is (type object) Symbol) (is (symbol-expansion object env) None))))


(defn bind-values [variables value body]
  "Return BODY with VARIABLES bound to the values of the form VALUE; a tuple form."
  (if (= (len variables) 1)
      #(S.LET #(#((get variables 0) value)) body)
      #(S.MULTIPLE-VALUE-BIND (tuple variables) value body)))


(defn with-place [place value]
  "Return the form that binds what PLACE needs, evaluates VALUE and stores it; a tuple form."
  (setv bindings place.bindings)
  (cond
    (not bindings) (bind-values place.stores value place.store)
    (= (len place.stores) 1) #((S "LET*") #(#* bindings #((get place.stores 0) value)) place.store)
    True #((S "LET*") bindings (bind-values place.stores value place.store))))


;;; setf

(defn [(macro "SETF")] expand-setf [#* pairs environment]
  (when (% (len pairs) 2)
    (program-error "setf: an odd number of arguments."))
  (setv forms (lfor i (range 0 (len pairs) 2)
                    (setf-form (get pairs i) (get pairs (+ i 1)) environment)))
  (form (if (= (len forms) 1) (get forms 0) #(S.PROGN #* forms))))


(defn setf-form [place value env]
  "Return the tuple form of (setf PLACE VALUE)."
  (when (and (is (type place) Symbol) (is (symbol-expansion place env) None))
    (return #(S.SETQ place value)))
  (when (and (is (type place) Cons) (is (type place.car) Symbol) (calls-setf-function place env))
    (setv arguments (parts place.cdr "setf"))
    (when (or (constant-form-p value)
              (all (gfor a arguments (constant-form-p a)))
              (and (plain-form-p value env) (all (gfor a arguments (plain-form-p a env)))))
      (return #(S.FUNCALL (setf-function place.car) value #* arguments))))
  (with-place (place-of place env) value))


(defn calls-setf-function [place env]
  "Return whether PLACE, a compound form, is stored by a (setf F) function."
  (and (is (macro-function place.car env) None)
       (or (is (fact place.car "setf-expander") None)
           (and (is-not env None) (is-not (.function env place.car) None)))))


(defn [(macro "PSETF")] expand-psetf [#* pairs environment]
  (when (% (len pairs) 2)
    (program-error "psetf: an odd number of arguments."))
  (setv stores []
        wrappers [])
  (for [i (range 0 (len pairs) 2)]
    (setv place (place-of (get pairs i) environment))
    (.append wrappers #(place (get pairs (+ i 1))))
    (.append stores place.store))
  (form (wrap-places wrappers #(S.PROGN #* stores None))))


(defn wrap-places [pairs body]
  "Return BODY inside the bindings of each #(Place value-form) of PAIRS, the first one outermost."
  (for [[place value] (reversed pairs)]
    (setv body #((S "LET*") place.bindings (bind-values place.stores value body))))
  body)


(defn [(macro "ROTATEF")] expand-rotatef [#* places environment]
  (setv places (lfor p places (place-of p environment)))
  (if (< (len places) 2)
      (form #((S "LET*") (tuple (gfor p places b p.bindings b)) #* (gfor p places p.access) None))
      (form #((S "LET*") (tuple (gfor p places b p.bindings b))
               (bind-stores places (lfor p [#* (cut places 1 None) (get places 0)] p.access)
                            #(S.PROGN #* (gfor p places p.store) None))))))


(defn bind-stores [places values body]
  "Return BODY with the store variables of each of PLACES bound to the values of a form of VALUES."
  (for [[place value] (reversed (list (zip places values)))]
    (setv body (bind-values place.stores value body)))
  body)


(defn [(macro "SHIFTF")] expand-shiftf [#* arguments environment]
  (when (< (len arguments) 2)
    (program-error "shiftf: at least one place and a new value are needed."))
  (setv places (lfor p (cut arguments -1) (place-of p environment))
        olds (gensyms "OLD" (len (. (get places 0) stores))))
  (form #((S "LET*") (tuple (gfor p places b p.bindings b))
           (bind-values olds (. (get places 0) access)
             (bind-stores places [#* (gfor p (cut places 1 None) p.access) (get arguments -1)]
                          #(S.PROGN #* (gfor p places p.store)
                                    (if (= (len olds) 1) (get olds 0) #(S.VALUES #* olds))))))))


;;; Read-modify-write

(defn modify-form [place arguments new-value env [before #()]]
  #[[Return the form that stores into PLACE what NEW-VALUE makes of its old value.

  Arguments:
    place -- form. arguments -- further forms, evaluated behind the subforms of PLACE and before
    its value is read. new-value -- function of the access form and the list of argument forms
    that returns a form. before -- forms evaluated before the subforms of PLACE, with it.]]
  (setv [first-names first-values first-forms] (bind-unless-plain before env)
        place (place-of place env)
        [names values forms] (bind-unless-plain arguments env)
        bindings #(#* (zip first-names first-values) #* place.bindings #* (zip names values))
        value (new-value place.access [#* first-forms #* forms])
        simple (and (= (len place.stores) 1) (is (type place.store) tuple)
                    (= (len place.store) 3) (is (get place.store 0) S.SETQ)
                    (is (get place.store 2) (get place.stores 0))))
  (form (cond
          (and simple (not bindings)) #(S.SETQ (get place.store 1) value)
          simple #((S "LET*") bindings #(S.SETQ (get place.store 1) value))
          (= (len place.stores) 1) #((S "LET*") #(#* bindings #((get place.stores 0) value)) place.store)
          True #((S "LET*") bindings (bind-values place.stores value place.store)))))


(defn bind-unless-plain [arguments env]
  "Like `bind-arguments`; variables need no temporary either."
  (setv names [] values [] forms [])
  (for [argument arguments]
    (if (plain-form-p argument env)
        (.append forms argument)
        (do
          (setv name (gensym "VALUE"))
          (.append names name)
          (.append values argument)
          (.append forms name))))
  #(names values forms))


(defn [(macro "INCF")] expand-incf [place [delta 1] * environment]
  (modify-form place [delta] (fn [old arguments] #((S "+") old #* arguments)) environment))


(defn [(macro "DECF")] expand-decf [place [delta 1] * environment]
  (modify-form place [delta] (fn [old arguments] #((S "-") old #* arguments)) environment))


(defn [(macro "PUSH")] expand-push [item place * environment]
  (if (and (is (type place) Symbol) (is (symbol-expansion place environment) None))
      (form #(S.SETQ place #(S.CONS item place)))
      (modify-form place [] (fn [old arguments] #(S.CONS (get arguments 0) old)) environment [item])))


(defn [(macro "PUSHNEW")] expand-pushnew [item place #* keys environment]
  (modify-form place keys (fn [old arguments] #(S.ADJOIN (get arguments 0) old #* (cut arguments 1 None)))
               environment [item]))


(defn [(macro "POP")] expand-pop [place * environment]
  (setv old (gensym "OLD")
        place (place-of place environment))
  (form #((S "LET*") #(#* place.bindings #(old place.access)
                        #((get place.stores 0) #(S.CDR old)))
           place.store
           #(S.CAR old))))


(defn [(macro "REMF")] expand-remf [place indicator * environment]
  (setv place (place-of place environment)
        name (gensym "INDICATOR")
        found (gensym "FOUND"))
  (form #((S "LET*") #(#* place.bindings #(name indicator))
           #(S.MULTIPLE-VALUE-BIND #((get place.stores 0) found) #((Y "%REMF") place.access name)
              place.store
              found))))


(defn property-cons [plist indicator]
  "Return the cons of the property list PLIST that holds INDICATOR, or None."
  (setv rest plist)
  (while (is (type rest) Cons)
    (when (is-not (type rest.cdr) Cons)
      (type-error plist "property list"))
    (when (or (is rest.car indicator)
              (and (is (type indicator) int) (is (type rest.car) int) (= rest.car indicator)))
      (return rest))
    (setv rest rest.cdr.cdr))
  (when (is-not rest None)
    (type-error plist "property list"))
  None)


(defn [(lisp "%PUTF" :package "SYSTEM")] put-property [plist indicator value]
  "Return PLIST with VALUE for INDICATOR: stored into it, or put in front."
  (setv found (property-cons plist indicator))
  (if (is found None)
      (Cons indicator (Cons value plist))
      (do
        (setv found.cdr.car value)
        plist)))


(defn [(lisp "%REMF" :package "SYSTEM" :values True)] remove-property [plist indicator]
  "Return PLIST, changed, without its first pair of INDICATOR, and whether there was one."
  (setv found (property-cons plist indicator)
        before plist)
  (when (is found None)
    (return #(plist None)))
  (when (is found plist)
    (return #(found.cdr.cdr True)))
  (while (is-not before.cdr.cdr found)
    (setv before before.cdr.cdr))
  (setv before.cdr.cdr found.cdr.cdr)
  #(plist True))


;;; Places with rules of their own

(defn [(setf-expander "GETF")] place-of-getf [place env]
  (setv [inner-form indicator #* default] (parts place.cdr "getf")
        inner (place-of inner-form env)
        name (gensym "INDICATOR")
        ignored (gensyms "DEFAULT" (len default))
        new (gensym "NEW"))
  (Place [#* inner.temporaries name #* ignored]
         [#* inner.values indicator #* default]
         [new]
         #(S.LET #(#((get inner.stores 0) #((Y "%PUTF") inner.access name new)))
            inner.store
            new)
         #(S.GETF inner.access name #* ignored)))


(defn [(setf-expander "LDB" "MASK-FIELD")] place-of-ldb [place env]
  (setv [size inner-form] (parts place.cdr "ldb")
        inner (place-of inner-form env)
        name (gensym "BYTE")
        new (gensym "NEW"))
  (Place [name #* inner.temporaries]
         [size #* inner.values]
         [new]
         #(S.LET #(#((get inner.stores 0)
                      #((if (is place.car S.LDB) S.DPB S.DEPOSIT-FIELD) new name inner.access)))
            inner.store
            new)
         #(place.car name inner.access)))


(defn [(setf-expander "THE")] place-of-the [place env]
  (setv [specifier inner-form] (parts place.cdr "the")
        inner (place-of inner-form env)
        new (gensym "NEW"))
  (when (!= (len inner.stores) 1)
    (return inner))
  (Place inner.temporaries inner.values [new]
         #(S.LET #(#((get inner.stores 0) #(S.THE specifier new))) inner.store)
         #(S.THE specifier inner.access)))


(defn [(setf-expander "VALUES")] place-of-values [place env]
  (setv inner (lfor p (parts place.cdr "values") (place-of p env))
        stores (gensyms "NEW" (len inner)))
  (Place (lfor p inner v p.temporaries v)
         (lfor p inner v p.values v)
         stores
         #(S.PROGN
            #* (gfor [p s] (zip inner stores) (bind-values p.stores s p.store))
            #(S.VALUES #* stores))
         #(S.VALUES #* (gfor p inner p.access))))


(defn [(setf-expander "APPLY")] place-of-apply [place env]
  "Store by (apply #'(setf f) new arguments...)."
  (setv [function #* arguments] (parts place.cdr "apply"))
  (when (not (and (is (type function) Cons) (in function.car #(S.FUNCTION S.QUOTE))
                  (is (type function.cdr) Cons) (is (type function.cdr.car) Symbol)))
    (program-error f"{(show place)} is not a place: apply needs #'name there."))
  (setv [temporaries values arguments] (bind-arguments arguments)
        new (gensym "NEW"))
  (Place temporaries values [new]
         #(S.APPLY (setf-function function.cdr.car) new #* arguments)
         #(S.APPLY function #* arguments)))


;; Accessors of list structure are places because car and cdr are.

(setv ORDINALS #("FIRST" "SECOND" "THIRD" "FOURTH" "FIFTH" "SIXTH" "SEVENTH" "EIGHTH" "NINTH" "TENTH"))


(defn path-place [letters]
  "Return the setf expander of an accessor that follows LETTERS, A and D, the last one first."
  (defn expand [place env]
    (setv arguments (parts place.cdr (.lower (symbol-name place.car))))
    (when (!= (len arguments) 1)
      (program-error f"{(show place)} is not a place: {(symbol-name place.car)} takes one argument."))
    (setv inner (get arguments 0))
    (for [letter (reversed (cut letters 1 None))]
      (setv inner #((if (= letter "A") S.CAR S.CDR) inner)))
    (function-place (form #((if (= (get letters 0) "A") S.CAR S.CDR) inner)) env))
  expand)


(for [[_i _name] (enumerate ORDINALS)]
  (remember (cl _name) "setf-expander" (path-place (+ "A" (* "D" _i)))))
(remember (cl "REST") "setf-expander" (path-place "D"))
(for [_length (range 2 5)
      _code (range (** 2 _length))]
  (setv _letters (.join "" (gfor i (range _length) (if (% (// _code (** 2 i)) 2) "D" "A"))))
  (remember (cl f"C{_letters}R") "setf-expander" (path-place _letters)))


(defn [(setf-expander "NTH")] place-of-nth [place env]
  (setv [n inner] (parts place.cdr "nth"))
  (function-place (form #(S.CAR #(S.NTHCDR n inner))) env))


;;; Definitions by users

(defn [(macro "DEFSETF")] expand-defsetf [name second #* rest]
  #[[Expand (defsetf ACCESS UPDATE [doc]) or (defsetf ACCESS LAMBDA-LIST (STORE...) . BODY).]]
  (if (and (is (type second) Symbol) (is-not second None))
      (form #(S.PROGN #((Y "%DEFSETF-SHORT") (quoted name) (quoted second)) (quoted name)))
      (do
        (when (not rest)
          (program-error f"defsetf {(show name)}: the store variables are missing."))
        (form #(S.PROGN #((Y "%DEFSETF-LONG") (quoted name) (len (parts (get rest 0) "defsetf"))
                           (setf-body name second (get rest 0) (cut rest 1 None)))
                        (quoted name))))))


(defn setf-body [name lambda-list stores body]
  "Return the form of the function of argument forms, store variables and environment that makes the storing form."
  (setv arguments (gensym "ARGUMENTS")
        variables (gensym "STORES")
        env (gensym "ENVIRONMENT")
        [declarations _ forms] (split-body body True)
        [lambda-list env] (take-environment lambda-list env))
  #(S.FUNCTION
     #(S.LAMBDA #(arguments variables env)
        #(S.DECLARE #(S.IGNORABLE env))
        #(S.DESTRUCTURING-BIND stores variables
           (destructuring lambda-list arguments
                          [#* (declare declarations) (form #(S.BLOCK name #* forms))]
                          name)))))


(defn take-environment [lambda-list default]
  "Return LAMBDA-LIST without &environment and its variable, and that variable or DEFAULT."
  (setv kept []
        variable default
        rest lambda-list)
  (while (is (type rest) Cons)
    (if (and (is rest.car (S "&ENVIRONMENT")) (is (type rest.cdr) Cons))
        (setv variable rest.cdr.car
              rest rest.cdr.cdr)
        (do
          (.append kept rest.car)
          (setv rest rest.cdr))))
  #((lisp-list kept rest) variable))


(defn [(lisp "%DEFSETF-SHORT" :package "SYSTEM")] defsetf-short [name update]
  "Make (setf (NAME args...) new) call (UPDATE args... new)."
  (defn expand [place env]
    (setv [temporaries values arguments] (bind-arguments (parts place.cdr "setf"))
          new (gensym "NEW"))
    (Place temporaries values [new] #(update #* arguments new) #(name #* arguments)))
  (remember name "setf-expander" expand)
  name)


(defn [(lisp "%DEFSETF-LONG" :package "SYSTEM")] defsetf-long [name count storing]
  "Make STORING, a function of argument forms, COUNT store variables and environment, build the storing form."
  (defn expand [place env]
    (setv [temporaries values arguments] (bind-arguments (parts place.cdr "setf"))
          stores (gensyms "NEW" count))
    (Place temporaries values stores
           (storing (lisp-list arguments) (lisp-list stores) env)
           #(name #* arguments)))
  (remember name "setf-expander" expand)
  name)


(defn [(macro "DEFINE-SETF-EXPANDER")] expand-define-setf-expander [name lambda-list #* body]
  (form #(S.PROGN #((Y "%DEFINE-SETF-EXPANDER") (quoted name)
                     #(S.FUNCTION (macro-lambda name lambda-list body)))
                  (quoted name))))


(defn [(lisp "%DEFINE-SETF-EXPANDER" :package "SYSTEM")] define-setf-expander [name function]
  "Make FUNCTION, of a form and an environment, return the five values of NAME's setf expansion."
  (defn expand [place env]
    (setv found (call-for-values function place env))
    (when (!= (len found) 5)
      (program-error f"The setf expander of {(show name)} returned {(len found)} values instead of five."))
    (setv [temporaries values stores store access] found)
    (Place (items temporaries) (items values) (items stores) store access))
  (remember name "setf-expander" expand)
  name)


(defn [(macro "DEFINE-MODIFY-MACRO")] expand-define-modify-macro [name lambda-list function [documentation None]]
  (setv place (gensym "PLACE")
        env (gensym "ENVIRONMENT")
        arguments []
        rest None
        section None)
  (for [item (parts lambda-list "define-modify-macro")]
    (cond
      (in item #((S "&OPTIONAL") (S "&REST"))) (setv section item)
      (is section (S "&REST")) (setv rest item)
      True (.append arguments (if (is (type item) Cons) item.car item))))
  (form #(S.DEFMACRO name (Cons place (lisp-list (parts lambda-list "define-modify-macro")
                                                 (form #((S "&ENVIRONMENT") env))))
           #* (if (is documentation None) [] [documentation])
           #((Y "%MODIFY") place (quoted function) #((S "LIST*") #* arguments rest) env))))


(defn [(lisp "%MODIFY" :package "SYSTEM")] modify [place function arguments env]
  "Return the form that stores (FUNCTION old . ARGUMENTS) into PLACE."
  (modify-form place (list (or arguments [])) (fn [old forms] #(function old #* forms)) env))


(defn [(lisp "GET-SETF-EXPANSION" :values True)] get-setf-expansion [place [environment None]]
  "Return the five values that tell how to store into PLACE: temporaries, forms, store variables, storing and reading form."
  (setv found (place-of place environment))
  #((lisp-list found.temporaries) (lisp-list (map form found.values)) (lisp-list found.stores)
    (form found.store) (form found.access)))
