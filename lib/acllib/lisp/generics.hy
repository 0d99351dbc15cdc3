#[[Generic functions and methods that programs define, on the kernel's generic functions.

The methods of one call may take different keywords; each takes what any of them does, and the
effective function checks the call against all of them (CLHS 7.6.5). A method on one of the
core's own generic functions gets Python's keywords as Lisp's and hands them on so, too.]]

(import
  acllib.kernel.generic [GenericFunction Method Eql NoNextMethod chain qualified
                         standard-combination no-applicable-method]
  acllib.kernel.signalling [error show]
  acllib.kernel.constants [truth]
  acllib.kernel.values [call-for-values]
  acllib.lisp.classes [class-name defined-class find-class]
  acllib.lisp.conses [Cons items lisp-list]
  acllib.lisp.definitions [ALLOW-OTHER-KEYS lisp parse-keywords]
  acllib.lisp.forms [S program-error]
  acllib.lisp.image [image key set-function symbol-function]
  acllib.lisp.lambda_lists [parse-ordinary]
  acllib.lisp.symbols [Symbol keyword setf-name symbol-name])


(defined-class "STANDARD-GENERIC-FUNCTION" GenericFunction)
(defined-class "STANDARD-METHOD" Method)
(defined-class "METHOD" Method)


(defclass LispMethod [Method]
  #[[A method with a Lisp lambda list.

  lambda-list -- LambdaList]]
  (setv __slots__ #("lambda_list"))

  (defn __init__ [self specializers function qualifiers wants-next documentation lambda-list]
    (.__init__ (super) specializers function qualifiers wants-next documentation)
    (setv self.lambda-list lambda-list))

  (defn __repr__ [self]
    "Return what the printer shows: #<STANDARD-METHOD AREA :AFTER (CIRCLE)>."
    (setv name (if (is self.generic None) None self.generic.name)
          qualifiers (.join "" (gfor q self.qualifiers f" :{(.upper q)}"))
          specializers (.join " " (map specializer-text self.specializers)))
    f"#<STANDARD-METHOD {(if (isinstance name Symbol) (show name) (.upper (.replace (str name) "_" "-")))}{qualifiers} ({specializers})>"))


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
        function (.get image (+ "f_" (key symbol)))
        native (core-generic symbol))
  (cond
    (isinstance function GenericFunction) function
    (is-not native None) native
    (or (is-not symbol.operator None) (is-not symbol.macro None))
      (program-error f"{(show name)} already names a special operator or macro.")
    (is function None)
      (install symbol (GenericFunction symbol :lambda-list lambda-list :combine combine))
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


(defn builtin-generic [name #* methods]
  #[[Return a new generic function called NAME of COMMON-LISP, its function from now on.

  Arguments: methods -- pairs #(specializers function).]]
  (setv symbol (S name)
        generic (GenericFunction symbol))
  (for [[specializers function] methods]
    (.add-method generic (Method specializers function)))
  (install symbol generic))


;;; Method combination

(defn combine [generic methods]
  "Return the effective function of METHODS; it checks keywords where they have any."
  (checked (standard-combination generic methods) methods))


(defn checked [effective methods]
  "Return EFFECTIVE with a check of keywords against those that METHODS take, if they take any."
  (setv lists (lfor m methods
                    :if (and (isinstance m LispMethod) m.lambda-list.has-keys)
                    m.lambda-list))
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


(defn operator-combination [operator last-first]
  #[[Return the combination that joins the values of all methods qualified with OPERATOR, a symbol.

  Arguments: last-first -- true: the least specific method comes first. (CLHS 7.6.6.4)]]
  (setv label (.lower (symbol-name operator)))
  (defn combination [generic methods]
    (setv around (qualified methods "around")
          primary (qualified methods label)
          ordered (if last-first (list (reversed primary)) primary)
          functions (lfor m ordered (chain generic [m])))
    (when (not functions)
      (return (fn [#* arguments] (no-applicable-method generic #* arguments))))
    (defn inner [#* arguments]
      (join-values operator functions arguments))
    (checked (if around (chain generic around inner) inner) methods))
  combination)


(defn join-values [operator functions arguments]
  "Apply FUNCTIONS to ARGUMENTS and join what they return as OPERATOR does."
  (when (in operator #(S.AND S.OR S.PROGN))
    (for [function functions]
      (setv value (function #* arguments))
      (when (or (and (is operator S.AND) (not (truth value)))
                (and (is operator S.OR) (truth value)))
        (return value)))
    (return (if (is operator S.OR) None value)))
  ((symbol-function operator) #* (lfor f functions (f #* arguments))))


(setv COMBINATIONS #("+" "AND" "APPEND" "LIST" "MAX" "MIN" "NCONC" "OR" "PROGN"))


;;; Defining

(defn [(lisp "%DEFGENERIC" :package "SYSTEM")] define-generic [name lambda-list documentation combination]
  "Make NAME a generic function, or change what is said of it; return it."
  (setv generic (ensure-generic name lambda-list)
        generic.lambda-list lambda-list)
  (when (is-not documentation None)
    (setv generic.documentation documentation))
  (setv [kind #* order] (if (is combination None) [S.STANDARD] (items combination)))
  (cond
    (is kind S.STANDARD) None
    (in (symbol-name kind) COMBINATIONS)
      (do
        (setv generic.combine (operator-combination kind (and order (= (symbol-name (get order 0)) "MOST-SPECIFIC-LAST"))))
        (.forget generic))
    True (program-error f"There is no method combination {(show kind)}."))
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
  (check-congruence generic parsed method)
  (when (is-not generic (.get image (+ "f_" (key (function-symbol name)))))
    (adapt method (. (function-symbol name) definition)))
  (.add-method generic method))


(defn specializer [designator]
  "Return the specializer a class, its name or an Eql designates; signals where there is no such class."
  (cond
    (isinstance designator #(type Eql)) designator
    (is designator True) object
    True (do
           (setv class- (find-class designator))
           (if (is class- None)
               (program-error f"There is no class named {(show designator)}.")
               class-))))


(defn check-congruence [generic parsed method]
  "Signal program-error where the required parameters of a method are not as many as those of others."
  (for [other generic.methods]
    (when (and (isinstance other LispMethod)
               (!= (len other.lambda-list.required) (len parsed.required)))
      (program-error (.format "A method of {} has {} required parameters; others have {}."
                              (show generic.name) (len parsed.required) (len other.lambda-list.required))))))


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


(defn [(lisp "%NO-NEXT-METHOD" :package "SYSTEM")] no-next-method [generic #* arguments]
  "Signal that call-next-method was called where no method is left."
  (error (NoNextMethod :generic generic :arguments arguments)))


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
  "Return the list of METHOD's qualifiers, keywords."
  (lisp-list (lfor q method.qualifiers (keyword (.upper q)))))


(defn [(lisp "COMPUTE-APPLICABLE-METHODS")] compute-applicable-methods [generic arguments]
  "Return the list of GENERIC's methods that fit the list ARGUMENTS, most specific first."
  (lisp-list (.applicable (the-generic generic) (items arguments))))
