#[[Generic functions and methods that programs define, on the kernel's generic functions.

The methods of one call may take different keywords; each takes what any of them does, and the
effective function checks the call against all of them (CLHS 7.6.5). A method on one of the
core's own generic functions gets Python's keywords as Lisp's and hands them on so, too.]]

(import
  acllib.kernel.generic [GenericFunction Method Eql no-applicable-method no-next-method
                         standard-combination]
  acllib.kernel.signalling [show]
  acllib.kernel.constants [truth]
  acllib.kernel.values [call-for-values]
  acllib.lisp.classes [class-name defined-class find-class]
  acllib.lisp.conses [Cons items lisp-list]
  acllib.lisp.definitions [ALLOW-OTHER-KEYS lisp parse-keywords]
  acllib.lisp.forms [S program-error]
  acllib.lisp.image [fboundp global-function set-function symbol-function]
  acllib.lisp.lambda_lists [parse-ordinary]
  acllib.lisp.symbols [Symbol keyword setf-name])


(defined-class "STANDARD-GENERIC-FUNCTION" GenericFunction)
(defined-class "STANDARD-METHOD" Method)
(defined-class "METHOD" Method)
(defined-class "METHOD-COMBINATION" (type "METHOD-COMBINATION" #(object) {"__slots__" #()}))


(defclass LispMethod [Method]
  #[[A method with a Lisp lambda list.

  lambda-list -- LambdaList
  given       -- tuple of the qualifiers, as they were written
  initial     -- true: the generic function's own definition made it, and another one replaces it]]
  (setv __slots__ #("lambda_list" "given" "initial"))

  (defn __init__ [self specializers function qualifiers wants-next documentation lambda-list]
    (.__init__ (super) specializers function qualifiers wants-next documentation)
    (setv self.lambda-list lambda-list
          self.given (tuple qualifiers)
          self.initial False))

  (defn __repr__ [self]
    "Return what the printer shows: #<STANDARD-METHOD AREA :AFTER (CIRCLE)>."
    (setv name (if (is self.generic None) None self.generic.name)
          qualifiers (.join "" (gfor q self.given f" {(show q)}"))
          specializers (.join " " (map specializer-text self.specializers)))
    f"#<STANDARD-METHOD {(if (isinstance name Symbol) (show name) (.upper (.replace (str name) "_" "-")))}{qualifiers} ({specializers})>"))


(defn given-qualifiers [method]
  "Return the tuple of METHOD's qualifiers; keywords for a method of the core's."
  (if (isinstance method LispMethod)
      method.given
      (tuple (gfor q method.qualifiers (keyword (.upper q))))))


(defn specializer-text [specializer]
  "Return a specializer as it is printed."
  (if (isinstance specializer Eql)
      f"(EQL {(show specializer.value)})"
      (do
        (setv name (class-name specializer))
        (if (is name None) specializer.__name__ (show name)))))


;;; Finding and making generic functions

(defn function-symbol [name]
  "Return the symbol under which the function called NAME, a symbol or (setf symbol), is kept."
  (cond
    (is (type name) Symbol) name
    (and (is (type name) Cons) (is name.car S.SETF) (is (type name.cdr) Cons)
         (is (type name.cdr.car) Symbol) (is name.cdr.cdr None))
      (setf-name name.cdr.car)
    True (program-error f"{(show name)} is not the name of a function.")))


(defn ensure-generic [name [lambda-list None]]
  #[[Return the generic function called NAME, made if need be.

  An ordinary function that comes with the system becomes the method for all arguments of a new
  generic function. Signals: program-error where NAME is an operator, a macro, or a function
  that the program defined.]]
  (setv symbol (function-symbol name)
        found (global-function symbol)
        function (getattr found "fwrapped" found)
        native (core-generic symbol))
  (cond
    (isinstance function GenericFunction) function
    (is-not native None) native
    (or (is-not symbol.operator None) (is-not symbol.macro None))
      (program-error f"{(show name)} already names a special operator or macro.")
    (is function None)
      (install symbol (new-generic symbol lambda-list))
    (is-not symbol.definition None)
      (do
        (setv generic (GenericFunction symbol :documentation function.__doc__ :lambda-list lambda-list))
        (.add-method generic (Method #() function))
        (setv symbol.definition None)
        (install symbol generic))
    True (program-error f"{(show name)} already names an ordinary function.")))


(defn core-generic [symbol]
  "Return the generic function of the core that the built-in function of SYMBOL stands for, or None."
  (setv generic (if (is symbol.definition None) None symbol.definition.native))
  (cond
    (isinstance generic GenericFunction) generic
    (is symbol.info None) None
    True (.get symbol.info "generic")))


(defn install [symbol generic]
  "Make GENERIC the function of SYMBOL; return it."
  (set-function symbol generic)
  generic)


(defn set-shape [generic shape]
  "Note that calls of GENERIC are as SHAPE, a LambdaList, says: the number of arguments may choose its entry."
  (setv generic.shape shape
        generic.required (len shape.required)
        generic.exactly (if (or shape.optional (takes-more shape) (> generic.required 2)) 0 generic.required))
  (when (and (is (type generic.name) Symbol) (fboundp generic.name) (is (symbol-function generic.name) generic))
    (set-function generic.name generic)))


(defn builtin-generic [name #* methods]
  #[[Return a new generic function called NAME of COMMON-LISP, its function from now on.

  Arguments: methods -- pairs #(specializers function).]]
  (setv symbol (S name)
        generic (GenericFunction symbol))
  (for [[specializers function] methods]
    (.add-method generic (Method specializers function)))
  (install symbol generic))


(defn new-generic [symbol lambda-list]
  "Return a new generic function called SYMBOL. What calls of its methods have in common comes with the first of them."
  (setv generic (GenericFunction symbol :lambda-list lambda-list :combine combine)
        generic.shape None
        generic.explicit False)
  generic)


;;; Method combination

(defn combine [generic methods]
  "Return the effective function of METHODS; it checks keywords where they have any."
  (for [method methods]
    (when (not-in method.qualifiers #(#() #("before") #("after") #("around")))
      (program-error f"{(show method)} can't be combined: its qualifiers are none of the standard method combination.")))
  (checked generic (standard-combination generic methods) methods))


(defn checked [generic effective methods]
  "Return EFFECTIVE with a check of keywords against those that GENERIC and METHODS take, if they take any."
  (setv lists (lfor l [#* (gfor m methods :if (isinstance m LispMethod) m.lambda-list)
                       #* (if (getattr generic "explicit" False) [generic.shape] [])]
                    :if l.has-keys
                    l))
  (when (or (not lists) (any (gfor l lists l.allow-other-keys)))
    (return effective))
  (setv known (set (gfor l lists k l.keys (get k 0)))
        leading (max (gfor l lists (+ (len l.required) (len l.optional)))))
  (defn checking [#* arguments]
    (check-keywords (cut arguments leading None) known)
    (effective #* arguments))
  (defn checking-values [#* arguments]
    (check-keywords (cut arguments leading None) known)
    (call-for-values effective #* arguments))
  (setv checking.mv checking-values)
  checking)


(defn check-keywords [pairs known]
  "Signal program-error unless PAIRS, a tuple, are keywords of KNOWN and values in turn."
  (when (% (len pairs) 2)
    (program-error f"An odd number of keyword arguments: {(.join " " (map show pairs))}."))
  (for [i (range 0 (len pairs) 2)]
    (when (and (not-in (get pairs i) known) (is-not (get pairs i) ALLOW-OTHER-KEYS))
      (when (allows-others pairs)
        (return None))
      (program-error f"{(show (get pairs i))} is not one of the keywords {(.join " " (sorted (map show known)))}."))))


(defn allows-others [pairs]
  "Return whether :allow-other-keys is there with a true value."
  (for [i (range 0 (- (len pairs) 1) 2)]
    (when (is (get pairs i) ALLOW-OTHER-KEYS)
      (return (truth (get pairs (+ i 1))))))
  False)


;; Symbol → function of the options that returns the `combine`; `combinations.hy` fills it.
(setv combinations {})


;;; Defining

(defn [(lisp "%DEFGENERIC" :package "SYSTEM")] define-generic [name lambda-list documentation combination order]
  "Make NAME a generic function, or change what is said of it; return it."
  (setv generic (ensure-generic name lambda-list)
        generic.lambda-list lambda-list)
  (when (is-not documentation None)
    (setv generic.documentation documentation))
  (setv shape (parse-ordinary lambda-list))
  (when (hasattr generic "shape")
    (setv generic.methods (lfor m generic.methods :if (not (getattr m "initial" False)) m)
          generic.explicit False)
    (for [method generic.methods]
      (check-congruence shape True method.lambda-list name))
    (set-shape generic shape)
    (setv generic.explicit True
          generic.precedence (precedence-order shape.required order name))
    (.forget generic))
  (when (is-not combination None)
    (setv [kind #* options] (items combination)
          maker (.get combinations kind))
    (when (is maker None)
      (program-error f"There is no method combination {(show kind)}."))
    (setv generic.combine (maker #* options))
    (.forget generic))
  generic)


(defn [(lisp "%DEFMETHOD" :package "SYSTEM")] define-method [name qualifiers specializers function wants-next
                                                            lambda-list documentation]
  #[[Add a method to the generic function NAME, made if need be; return the method.

  Arguments: specializers -- list of classes, class names, and `Eql`s; wants-next -- true:
    FUNCTION takes the next method, or nil, in front of its arguments.]]
  (setv generic (ensure-generic name lambda-list)
        parsed (parse-ordinary lambda-list)
        method (LispMethod (lfor s (items specializers) (specializer s))
                           function
                           (lfor q (items qualifiers) q)
                           (truth wants-next)
                           documentation
                           parsed))
  (when (and (hasattr generic "shape") (is generic.shape None))
    (set-shape generic parsed))
  (check-congruence (getattr generic "shape" None) (getattr generic "explicit" False) parsed name)
  (when (is generic (core-generic (function-symbol name)))
    (adapt method (. (function-symbol name) definition)))
  (.add-method generic method))


(defn specializer [designator]
  "Return the specializer a class, its name or an Eql designates; signals where there is no such class."
  (cond
    (isinstance designator #(type Eql)) designator
    (and (is (type designator) Cons) (= (getattr designator.car "name" None) "EQL") (is (type designator.cdr) Cons))
      (Eql designator.cdr.car)
    (is designator True) object
    True (do
           (setv class- (find-class designator))
           (if (is class- None)
               (program-error f"There is no class named {(show designator)}.")
               class-))))


(defn check-congruence [shape explicit parsed name]
  #[[Signal program-error where the lambda list PARSED of a method of NAME does not go with SHAPE (CLHS 7.6.4).

  Arguments: shape -- LambdaList of the generic function, or of its first method, or None;
    explicit -- true: the former, whose keywords each method must take.]]
  (when (is shape None)
    (return None))
  (setv wrong (fn [what other own]
                (program-error f"A method of {(show name)} has {own} {what}; others have {other}.")))
  (for [what ["required" "optional"]]
    (setv other (len (getattr shape what))
          own (len (getattr parsed what)))
    (when (!= other own)
      (wrong f"{what} parameters" other own)))
  (when (!= (takes-more shape) (takes-more parsed))
    (program-error (.format "A method of {} takes {}more arguments; others {}." (show name)
                            #* (if (takes-more parsed) ["" "don't"] ["no " "do"]))))
  (when (and explicit shape.has-keys parsed.has-keys (not parsed.allow-other-keys))
    (setv own (lfor k parsed.keys (get k 0)))
    (for [[keyword #* _] shape.keys]
      (when (not-in keyword own)
        (program-error f"A method of {(show name)} does not take the keyword {(show keyword)}.")))))


(defn takes-more [parsed]
  "Return whether a lambda list has &rest or &key."
  (or parsed.has-keys (is-not parsed.rest None)))


(defn precedence-order [required order name]
  #[[Return the tuple of the places of REQUIRED, variables, in the ORDER of :argument-precedence-order; None for theirs.

  Signals: program-error where ORDER does not have each of them once.]]
  (when (is order None)
    (return None))
  (setv order (items order))
  (when (!= (sorted (map id order)) (sorted (map id required)))
    (program-error f"defgeneric {(show name)}: :argument-precedence-order must name each required parameter once."))
  (tuple (gfor variable order (.index required variable))))


(defn [(lisp "%INITIAL-METHOD" :package "SYSTEM")] mark-initial [method]
  "Have METHOD replaced when its generic function is defined anew."
  (setv method.initial True)
  method)


(defn adapt [method definition]
  "Let METHOD, of a generic function of the core, take and hand on Lisp's keywords."
  (setv function method.function)
  (defn with-lisp-keywords [#* arguments #** keywords]
    (setv pairs (gfor [name value] (.items keywords)
                      part #((keyword (.replace (.upper (.rstrip name "_")) "_" "-")) (without-false value))
                      part)
          values (map without-false arguments))
    (if method.wants-next
        (function (native-next (next values) definition) #* values #* pairs)
        (function #* values #* pairs)))
  (setv method.function with-lisp-keywords))


(defn native-next [next-method definition]
  "Return NEXT-METHOD, of a core's generic function, as a function that takes Lisp's keywords; None as it is."
  (when (is next-method None)
    (return None))
  (setv leading definition.leading
        keywords (or definition.keywords {}))
  (defn call-next [#* arguments]
    (setv value (next-method.function #* (cut arguments leading)
                                      #** (if (is leading None)
                                              {}
                                              (parse-keywords (cut arguments leading None) keywords True))))
    (without-false value))
  call-next)


(defn without-false [value]
  "Return VALUE, nil for Python's False, which never enters Lisp."
  (if (is value False) None value))


(defn [(lisp "%EQL-SPECIALIZER" :package "SYSTEM")] eql-specializer [object]
  "Return the specializer that fits OBJECT only."
  (Eql object))


(defn [(lisp "%NO-NEXT-METHOD" :package "SYSTEM")] call-no-next-method [method #* arguments]
  "Call no-next-method: METHOD used call-next-method, and no method is left."
  (no-next-method method.generic method #* arguments))


(defn [(lisp "%CHECK-NEXT-ARGUMENTS" :package "SYSTEM")] check-next-arguments [method old new]
  "Signal an error unless the list NEW, of call-next-method in METHOD, selects the methods that OLD did. (CLHS CALL-NEXT-METHOD)"
  (setv generic method.generic
        old (tuple (items old))
        new (tuple (items new)))
  (when (!= (.applicable generic old) (.applicable generic new))
    (program-error (.format "call-next-method in {}: other methods would be called for {}." (show method)
                            (show (lisp-list new))))))


(for [[_name _generic] [#("NO-APPLICABLE-METHOD" no-applicable-method) #("NO-NEXT-METHOD" no-next-method)]]
  (setv _generic.name (S _name))
  (install _generic.name _generic))


;;; Lisp functions on methods

(defn the-generic [designator]
  "Return the generic function that an object or its name designates."
  (cond
    (isinstance designator GenericFunction) designator
    ;; What #' gives of a generic function of the core is the entry that translates for Lisp.
    (isinstance (getattr (getattr designator "row" None) "object" None) GenericFunction) designator.row.object
    (or (is (type designator) Symbol) (is (type designator) Cons)) (ensure-generic designator)
    True (program-error f"{(show designator)} is not a generic function.")))


(defn [(lisp "ENSURE-GENERIC-FUNCTION")] ensure-generic-function [name #* options]
  "Return the generic function called NAME, made if need be."
  (ensure-generic name))


(defn [(lisp "ADD-METHOD")] add-method [generic method]
  "Add METHOD to GENERIC, in place of one for the same arguments; return GENERIC."
  (.add-method (the-generic generic) method)
  generic)


(defn [(lisp "REMOVE-METHOD")] remove-method [generic method]
  "Take METHOD away from GENERIC; return GENERIC."
  (.remove-method (the-generic generic) method)
  generic)


(defn [(lisp "FIND-METHOD")] find-method [generic qualifiers specializers [errorp True]]
  "Return the method of GENERIC with exactly these qualifiers and specializers."
  (setv wanted (Method (lfor s (items specializers) (specializer s)) None (list (items qualifiers))))
  (for [method (. (the-generic generic) methods)]
    (when (and (= method.qualifiers wanted.qualifiers)
               (= (filled method.specializers) (filled wanted.specializers)))
      (return method)))
  (if (truth errorp)
      (program-error f"{(show generic)} has no such method.")
      None))


(defn filled [specializers]
  "Return SPECIALIZERS without the trailing ones that fit everything."
  (setv n (len specializers))
  (while (and n (is (get specializers (- n 1)) object))
    (-= n 1))
  (cut specializers n))


(defn [(lisp "METHOD-QUALIFIERS")] method-qualifiers [method]
  "Return the list of METHOD's qualifiers."
  (lisp-list (given-qualifiers method)))


(defn [(lisp "FUNCTION-KEYWORDS" :values True)] function-keywords [method]
  "Return the list of the keywords that METHOD takes, and t if it takes others as well. (CLHS FUNCTION-KEYWORDS)"
  (setv known (if (isinstance method LispMethod) method.lambda-list None))
  (if (is known None)
      #(None None)
      #((lisp-list (lfor k known.keys (get k 0))) (if known.allow-other-keys True None))))


(defn [(lisp "COMPUTE-APPLICABLE-METHODS")] compute-applicable-methods [generic arguments]
  "Return the list of GENERIC's methods that fit the list ARGUMENTS, most specific first."
  (lisp-list (.applicable (the-generic generic) (items arguments))))
