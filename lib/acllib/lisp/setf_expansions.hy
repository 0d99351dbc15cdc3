#[[Places: how a form that setf may store into is read and stored (CLHS 5.1).

A place is described by a `Place`, the five values of get-setf-expansion by name. How a form
becomes one: a setf expander of its operator, the macro it is, or, for every other operator F,
the function (setf F), called with the new value in front of the arguments. Subforms are
evaluated once, left to right; constants get no temporary. The macros are in `places.hy`.]]

(import
  acllib.kernel.signalling [show]
  acllib.lisp.conses [Cons form lisp-list]
  acllib.lisp.definitions [lisp]
  acllib.lisp.environments [macroexpand-1 symbol-expansion]
  acllib.lisp.forms [S Y function-form gensyms parts program-error constant-form-p]
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


(defn bind-arguments [arguments [keep constant-form-p]]
  #[[Return temporaries for the forms ARGUMENTS that need one.

  KEEP is a predicate of what needs no temporary: constant forms, unless another is given.
  Returns: #(temporaries values arguments), lists; the new arguments are temporaries and what is kept.]]
  (setv temporaries []
        values []
        replaced [])
  (for [argument arguments]
    (if (keep argument)
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


;;; The five values

(defn [(lisp "GET-SETF-EXPANSION" :values True)] get-setf-expansion [place [environment None]]
  "Return the five values that tell how to store into PLACE: temporaries, forms, store variables, storing and reading form."
  (setv found (place-of place environment))
  #((lisp-list found.temporaries) (lisp-list (map form found.values)) (lisp-list found.stores)
    (form found.store) (form found.access)))
