#[[setf and its family, and the forms that define places (CLHS 5.1, 5.3).

What places are is in `setf_expansions.hy`; the macros here bind what a place needs, once and in
order, and store.]]

(import
  acllib.kernel.signalling [show]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.environments [macro-function symbol-expansion]
  acllib.lisp.forms [S Y quoted gensyms parts program-error constant-form-p]
  acllib.lisp.lambda_lists [macro-lambda split-body declare destructuring]
  acllib.lisp.macros_definitions [at-all-times]
  acllib.lisp.setf_expansions [Place bind-arguments bind-values fact place-of plain-form-p remember
                               setf-function with-place]
  acllib.lisp.symbols [Symbol gensym])


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
  (bind-arguments arguments (fn [argument] (plain-form-p argument env))))


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


;;; Definitions by users

(defn [(macro "DEFSETF")] expand-defsetf [name second #* rest]
  #[[Expand (defsetf ACCESS UPDATE [doc]) or (defsetf ACCESS LAMBDA-LIST (STORE...) . BODY).]]
  (if (and (is (type second) Symbol) (is-not second None))
      (form #(S.PROGN (at-all-times #((Y "%DEFSETF-SHORT") (quoted name) (quoted second))) (quoted name)))
      (do
        (when (not rest)
          (program-error f"defsetf {(show name)}: the store variables are missing."))
        (form #(S.PROGN (at-all-times
                          #((Y "%DEFSETF-LONG") (quoted name) (len (parts (get rest 0) "defsetf"))
                             (setf-body name second (get rest 0) (cut rest 1 None))))
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
  (form #(S.PROGN (at-all-times #((Y "%DEFINE-SETF-EXPANDER") (quoted name)
                                   #(S.FUNCTION (macro-lambda name lambda-list body))))
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
