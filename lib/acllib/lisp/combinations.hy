#[[Method combinations: those of the standard, and those that programs define (CLHS 7.6.6).

A combination is a function of its options, as defgeneric gives them, that returns the `combine`
of a generic function: a function of the generic function and the methods that fit, which returns
the effective function. A program's long form makes a form; that is compiled once for each set
of methods, with call-method and make-method as macros that know the methods.]]

(import
  acllib.kernel.constants [truth]
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.generic [Method chain qualified]
  acllib.kernel.signalling [error Error show]
  acllib.lisp.compiler [evaluate]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.equality [equal]
  acllib.lisp.forms [S K Y quoted parts program-error variable-name]
  acllib.lisp.generics [checked combinations combine given-qualifiers]
  acllib.lisp.image [symbol-function]
  acllib.lisp.lambda_lists [parse-ordinary split-body]
  acllib.lisp.symbols [KEYWORD Symbol gensym symbol-name])


;;; One operator around the values of all methods

(defn operator-maker [name operator [identity True]]
  #[[Return the combination that joins the values of the methods qualified with NAME by OPERATOR, symbols.

  Arguments: identity -- true: the value of one method is joined with nothing.]]
  (defn maker [[order K.MOST-SPECIFIC-FIRST] #* others]
    (when (or others (not-in order #(K.MOST-SPECIFIC-FIRST K.MOST-SPECIFIC-LAST)))
      (program-error f"The method combination {(show name)} has no option {(show (get [#* others order] 0))}."))
    (defn combination [generic methods]
      (for [method methods]
        (when (not (fits-operator method name))
          (invalid-method method f"its qualifiers do not suit the method combination {(show name)}")))
      (setv around (qualified methods "around")
            primary (lfor m methods :if (not-in m around) m))
      (when (not primary)
        (no-primary generic))
      (when (is order K.MOST-SPECIFIC-LAST)
        (.reverse primary))
      (setv inner (joined operator (lfor m primary (chain generic [m])) identity))
      (checked generic (if around (chain generic around inner) inner) methods))
    combination)
  maker)


(defn fits-operator [method name]
  "Return whether METHOD has one qualifier: NAME or :around."
  (setv given (given-qualifiers method))
  (and (= (len given) 1)
       (or (is (get given 0) name) (is (get given 0) K.AROUND))))


(defn joined [operator functions identity]
  "Return the function that joins what FUNCTIONS return by OPERATOR."
  (cond
    (and identity (= (len functions) 1))
      (get functions 0)
    (and (is operator.operator None) (is operator.macro None))
      (fn [#* arguments] ((symbol-function operator) #* (lfor f functions (f #* arguments))))
    True
      (do
        (setv arguments (gensym "ARGUMENTS"))
        (evaluate (form #(S.LAMBDA #((S "&REST") arguments)
                           #(operator #* (gfor f functions #(S.APPLY (quoted f) arguments)))))))))


(for [_name ["+" "AND" "APPEND" "LIST" "MAX" "MIN" "NCONC" "OR" "PROGN"]]
  (setv (get combinations (S _name)) (operator-maker (S _name) (S _name))))


(defn standard-maker [#* options]
  "The standard method combination has no options."
  (when options
    (program-error f"The standard method combination has no option {(show (get options 0))}."))
  combine)


(setv (get combinations S.STANDARD) standard-maker)


;;; What a combination may signal

(defn invalid-method [method why]
  "Signal that METHOD can't be combined. Returns: never."
  (program-error f"{(show method)} can't be combined: {why}."))


(defn no-primary [generic]
  "Signal that no method can stand in the middle of a call. Returns: never."
  (program-error f"{(show generic)} has methods for these arguments, but none that is primary."))


(defn [(lisp "INVALID-METHOD-ERROR")] invalid-method-error [method control #* arguments]
  "Signal that METHOD can't be combined; CONTROL and ARGUMENTS say why. Returns: never."
  (error (Error :format-control "The method ~S can't be combined: ~?"
                :format-arguments (lisp-list [method control (lisp-list arguments)]))))


(defn [(lisp "METHOD-COMBINATION-ERROR")] method-combination-error [control #* arguments]
  "Signal that methods can't be combined; CONTROL and ARGUMENTS say why. Returns: never."
  (error (Error :format-control control :format-arguments (lisp-list arguments))))


;;; define-method-combination

(defn [(macro "DEFINE-METHOD-COMBINATION")] expand-define-method-combination [name #* rest]
  "Define a method combination: in short, by options in pairs; at length, by a lambda list and groups of methods."
  (variable-name name "define-method-combination")
  (form (if (and rest (or (is (get rest 0) None) (is (type (get rest 0)) Cons)))
            (long-form name #* rest)
            (short-form name rest))))


(setv SHORT-OPTIONS #(K.DOCUMENTATION K.IDENTITY-WITH-ONE-ARGUMENT K.OPERATOR))


(defn short-form [name options]
  (setv given (dict (zip (cut options 0 None 2) (cut options 1 None 2))))
  (when (or (% (len options) 2) (any (gfor o (cut options 0 None 2) (not-in o SHORT-OPTIONS))))
    (program-error f"define-method-combination {(show name)}: {(show (lisp-list options))} are no options."))
  #((Y "%SHORT-COMBINATION") (quoted name) (quoted (.get given K.OPERATOR name))
     (.get given K.IDENTITY-WITH-ONE-ARGUMENT)))


(defn [(lisp "%SHORT-COMBINATION" :package "SYSTEM")] define-short [name operator identity]
  (setv (get combinations name) (operator-maker name operator (truth identity)))
  name)


(defn long-form [name lambda-list [groups None] #* body]
  "Return the definition of the combination NAME by a function that makes the effective form."
  (setv generic (gensym "GENERIC")
        methods (gensym "METHODS")
        options (gensym "OPTIONS")
        arguments None
        body (list body))
  (while (and body (is (type (get body 0)) Cons) (in (. (get body 0) car) #(K.ARGUMENTS K.GENERIC-FUNCTION)))
    (setv option (.pop body 0))
    (if (is option.car K.ARGUMENTS)
        (setv arguments option.cdr)
        (setv generic option.cdr.car)))
  (setv [declarations documentation forms] (split-body body True)
        specifiers (lfor g (parts groups "define-method-combination") (parse-group g name))
        selected (gensym "SELECTED")
        variables (if (is arguments None) [] (.variables (parse-ordinary arguments)))
        renamed (dfor v variables v (gensym (symbol-name v))))
  #((Y "%LONG-COMBINATION") (quoted name)
     #(S.FUNCTION
        #(S.LAMBDA #(generic methods options)
           #(S.DECLARE #(S.IGNORABLE generic))
           #(S.APPLY
              #(S.FUNCTION
                 #(S.LAMBDA lambda-list
                    #(S.LET #(#(selected #((Y "%METHOD-GROUPS") generic methods
                                            #(S.LIST #* (map group-form specifiers)))))
                       #(S.DECLARE #(S.IGNORABLE selected))
                       #(S.LET #(#* (gfor [i g] (enumerate specifiers) #((get g 0) #(S.NTH i selected)))
                                 #* (gfor [v new] (.items renamed) #(v (quoted new))))
                          #* (gfor d declarations #(S.DECLARE d))
                          #* forms))))
              options)))
     (quoted (if (is arguments None) None (lenient arguments renamed)))))


(defn parse-group [group name]
  "Return #(variable patterns options) of a method group specifier; PATTERNS: a list, or a predicate's symbol."
  (setv [variable #* rest] (parts group "a method group")
        patterns []
        i 0)
  (when (and rest (is (type (get rest 0)) Symbol) (is-not (get rest 0) (S "*")) (is-not (. (get rest 0) package) KEYWORD))
    (setv patterns (get rest 0)
          i 1))
  (while (and (is (type patterns) list) (< i (len rest))
              (or (is (get rest i) (S "*")) (is (get rest i) None) (is (type (get rest i)) Cons)))
    (.append patterns (get rest i))
    (+= i 1))
  (setv options (cut rest i None)
        given (dict (zip (cut options 0 None 2) (cut options 1 None 2))))
  (when (or (not patterns) (% (len options) 2)
            (any (gfor o (cut options 0 None 2) (not-in o #(K.DESCRIPTION K.ORDER K.REQUIRED)))))
    (program-error f"define-method-combination {(show name)}: {(show group)} is no group of methods."))
  #(variable patterns given))


(defn group-form [group]
  "Return the form of the list that tells %METHOD-GROUPS of a group."
  (setv [variable patterns given] group)
  #(S.LIST (quoted variable)
           (if (is (type patterns) list) #(S.QUOTE (lisp-list patterns)) (quoted patterns))
           (.get given K.ORDER K.MOST-SPECIFIC-FIRST)
           (.get given K.REQUIRED)))


(defn [(lisp "%METHOD-GROUPS" :package "SYSTEM")] method-groups [generic methods groups]
  #[[Return the list of the lists of methods of GROUPS, each a list (name patterns order required).

  Signals: program-error where a method is of no group, or a required group has none.]]
  (setv groups (list (map items (items groups)))
        found (lfor _ groups []))
  (for [method (items methods)]
    (setv qualifiers (lisp-list (given-qualifiers method)))
    (for [[place [_ patterns _ _]] (zip found groups)]
      (when (in-group qualifiers patterns)
        (.append place method)
        (break))
      (else
        (invalid-method method "its qualifiers do not suit the method combination"))))
  (for [[place [name _ order required]] (zip found groups)]
    (cond
      (is order K.MOST-SPECIFIC-LAST) (.reverse place)
      (is-not order K.MOST-SPECIFIC-FIRST) (program-error f"{(show order)} is no order of methods."))
    (when (and (truth required) (not place))
      (program-error f"{(show generic)} has no method of the group {(show name)} for these arguments.")))
  (lisp-list (map lisp-list found)))


(defn in-group [qualifiers patterns]
  "Return whether the list QUALIFIERS fits one of PATTERNS, a list, or the predicate of that name."
  (if (and (is-not patterns None) (is (type patterns) Symbol))
      (truth ((symbol-function patterns) qualifiers))
      (any (gfor pattern (items patterns) (fits qualifiers pattern)))))


(defn fits [qualifiers pattern]
  "Return whether the list QUALIFIERS fits PATTERN, in which * stands for anything."
  (while (and (is (type pattern) Cons) (is (type qualifiers) Cons))
    (when (not (or (is pattern.car (S "*")) (truth (equal pattern.car qualifiers.car))))
      (return False))
    (setv pattern pattern.cdr
          qualifiers qualifiers.cdr))
  (or (is pattern (S "*")) (and (is pattern None) (is qualifiers None))))


(defn lenient [arguments renamed]
  #[[Return the lambda list of an :arguments option with the names RENAMED, for any number of arguments.

  What is missing is nil, and what is too much is left out.]]
  (setv parsed (parse-ordinary arguments)
        new (fn [variable] (.get renamed variable variable)))
  (lisp-list
    [#* (if (or parsed.required parsed.optional) [(S "&OPTIONAL")] [])
     #* (map new parsed.required)
     #* (gfor [v init supplied] parsed.optional
              (lisp-list [(new v) init #* (if (is supplied None) [] [(new supplied)])]))
     (S "&REST") (if (is parsed.rest None) (gensym "REST") (new parsed.rest))
     #* (if parsed.has-keys
            [(S "&KEY")
             #* (gfor [k v init supplied] parsed.keys
                      (lisp-list [(lisp-list [k (new v)]) init #* (if (is supplied None) [] [(new supplied)])]))
             (S "&ALLOW-OTHER-KEYS")]
            [])
     #* (if parsed.aux [(S "&AUX") #* (gfor [v init] parsed.aux (lisp-list [(new v) init]))] [])]))


(defn [(lisp "%LONG-COMBINATION" :package "SYSTEM")] define-long [name expander arguments]
  #[[Make NAME a method combination.

  Arguments: expander -- function of generic function, methods and options that returns the effective
    form; arguments -- lambda list of the form's variables, or nil.]]
  (defn maker [#* options]
    (defn combination [generic methods]
      (checked generic
               (compiled generic arguments (expander generic (lisp-list methods) (lisp-list options)))
               methods))
    combination)
  (setv (get combinations name) maker)
  name)


;;; Effective forms

;; #(generic variable) while an effective form is compiled: VARIABLE holds the list of arguments.
(setv effective (DynamicVariable "effective" None))


(defn compiled [generic arguments body]
  "Return the function that evaluates BODY, an effective form, for arguments of the lambda list ARGUMENTS or nil."
  (setv variable (gensym "ARGUMENTS")
        inner (if (is arguments None)
                  body
                  #(S.APPLY #(S.FUNCTION #(S.LAMBDA arguments
                                            #(S.DECLARE #(S.IGNORABLE #* (.variables (parse-ordinary arguments))))
                                            body))
                            variable))
        token (.bind effective #(generic variable)))
  (try
    (evaluate (form #(S.LAMBDA #((S "&REST") variable) #(S.DECLARE #(S.IGNORABLE variable)) inner)))
    (finally
      (.unbind effective token))))


(defn [(macro "CALL-METHOD")] expand-call-method [method [following None]]
  "Call METHOD, an object or a make-method form, with the generic function's arguments; FOLLOWING are its next ones."
  (setv [generic variable] (or (.get effective) (program-error "call-method is for effective methods only.")))
  (setv chosen (lfor m [method #* (items following)] (as-method m generic)))
  (form #(S.APPLY (quoted (chain generic chosen)) variable)))


(defn as-method [designator generic]
  "Return the method that an object, or a make-method form, of an effective form stands for."
  (cond
    (isinstance designator Method) designator
    (and (is (type designator) Cons) (is designator.car S.MAKE-METHOD))
      (Method #() (compiled generic None designator.cdr.car))
    True (program-error f"call-method: {(show designator)} is not a method.")))


(defn [(macro "MAKE-METHOD")] expand-make-method [form]
  (program-error "make-method stands for a method of call-method only."))
