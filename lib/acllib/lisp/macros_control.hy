#[[Standard macros that choose, sequence and bind (CLHS 5.3), and Allegro's `if*`.

What the compiler knows natively (`and`, `or`, `multiple-value-bind`, `multiple-value-list`)
has an expander here too, for `macroexpand` and for code walkers.]]

(import
  acllib.kernel.signalling [ask error WrongType show restart-case]
  acllib.lisp.conses [Cons form lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [S X Y quoted gensyms parts program-error]
  acllib.lisp.lambda_lists [split-body declare destructuring]
  acllib.lisp.symbols [Symbol gensym])


;;; Conditionals

(defn [(macro "WHEN")] expand-when [test #* body]
  (form #(S.IF test #(S.PROGN #* body) None)))


(defn [(macro "UNLESS")] expand-unless [test #* body]
  (form #(S.IF test None #(S.PROGN #* body))))


(defn [(macro "COND")] expand-cond [#* clauses]
  "Chain the clauses into `if`s; a clause without forms answers its test's value."
  (setv branches [])
  (for [clause clauses]
    (setv [test #* body] (clause-parts clause S.COND))
    (.append branches #(test (if body #(S.PROGN #* body) None) (bool body))))
  (form (chain branches None)))


;; More branches than these stand side by side in a block, as nesting has its limits.
(setv NESTED 50)


(defn chain [branches default]
  #[[Return the form that evaluates the first of BRANCHES whose test is true, else DEFAULT.

  Arguments: branches -- list of #(test form has-form); without a form the test's value counts.]]
  (if (> (len branches) NESTED)
      (side-by-side branches default)
      (do
        (setv expansion default)
        (for [[test body has-body] (reversed branches)]
          (setv expansion (cond
                            (not has-body) (if (is expansion None) #(S.VALUES test) #(S.OR test expansion))
                            (is test True) body
                            True #(S.IF test body expansion))))
        expansion)))


(defn side-by-side [branches default]
  "Like `chain`: each branch but the last leaves a block."
  (setv block (gensym "CHOICE")
        value (gensym "VALUE"))
  #(S.BLOCK block
     #* (gfor [test body has-body] branches
              (if has-body
                  #(S.IF test #(S.RETURN-FROM block body) None)
                  #(S.LET #(#(value test)) #(S.IF value #(S.RETURN-FROM block value) None))))
     default))


(defn clause-parts [clause owner]
  "Return the elements of a clause, a list that isn't empty; signals program-error otherwise."
  (when (is-not (type clause) Cons)
    (program-error f"{(show owner)}: {(show clause)} is not a clause."))
  (parts clause (show owner)))


(defn [(macro "AND")] expand-and [#* forms]
  (cond
    (not forms) True
    (= (len forms) 1) (get forms 0)
    True (form #(S.IF (get forms 0) #(S.AND #* (cut forms 1 None)) None))))


(defn [(macro "OR")] expand-or [#* forms]
  (cond
    (not forms) None
    (= (len forms) 1) (get forms 0)
    True (do
           (setv value (gensym "OR"))
           (form #(S.LET #(#(value (get forms 0)))
                    #(S.IF value value #(S.OR #* (cut forms 1 None))))))))


;;; Allegro's if* (Allegro CL 10.1, Implementation, if*)

(setv IF-WORDS #("THEN" "THENRET" "ELSE" "ELSEIF"))


(defn if-word [object]
  "Return the name of OBJECT if it is a word of `if*`, in any package and case, else None."
  (setv name (if (is (type object) Symbol) (.upper object.name) None))
  (if (in name IF-WORDS) name None))


(defn [(macro "IF*" :package "EXCL")] expand-if-star [#* words]
  #[[Expand (if* TEST then FORMS [elseif TEST then FORMS] [else FORMS]); `thenret` answers the test.]]
  (setv branches (if-branches words)
        expansion None)
  (for [[word test body] (reversed branches)]
    (setv expansion (cond
                      (= word "ELSE") #(S.PROGN #* body)
                      (= word "THENRET") #(S.OR test expansion)
                      True #(S.IF test #(S.PROGN #* body) expansion))))
  (form expansion))


(defn if-branches [words]
  "Return the branches of an `if*` as list of #(word test forms), word THEN, THENRET or ELSE."
  (setv branches []
        i 0
        n (len words))
  (while True
    (when (or (>= (+ i 1) n) (not-in (if-word (get words (+ i 1))) #("THEN" "THENRET")))
      (program-error "if*: a test must be followed by then or thenret."))
    (setv test (get words i)
          word (if-word (get words (+ i 1)))
          [body i] (if-body words (+ i 2)))
    (when (and (= word "THENRET") body)
      (program-error "if*: thenret takes no forms."))
    (.append branches #(word test body))
    (when (= i n)
      (return branches))
    (when (= (if-word (get words i)) "ELSE")
      (setv [body i] (if-body words (+ i 1)))
      (when (!= i n)
        (program-error "if*: else must be the last part."))
      (.append branches #("ELSE" True body))
      (return branches))
    (when (!= (if-word (get words i)) "ELSEIF")
      (program-error f"if*: misplaced {(.lower (if-word (get words i)))}."))
    (+= i 1)))


(defn if-body [words i]
  "Return the forms of WORDS from index I up to the next word of `if*`, and that word's index."
  (setv start i)
  (while (and (< i (len words)) (is (if-word (get words i)) None))
    (+= i 1))
  #((cut words start i) i))


;;; case and typecase

(defn key-test [value keys]
  "Return the form that tests whether VALUE, a variable, is among the KEYS of a clause."
  (cond
    (is keys None) None
    (is (type keys) Cons)
      (do
        (setv tests (lfor key (parts keys "case") #(S.EQL value (quoted key))))
        (if (= (len tests) 1) (get tests 0) #(S.OR #* tests)))
    True #(S.EQL value (quoted keys))))


(defn type-test [value specifier]
  "Return the form that tests whether VALUE, a variable, is of the type of a clause."
  #(S.TYPEP value (quoted specifier)))


(defn choices [clauses owner test value otherwise [default None]]
  #[[Return the `if`s of case and its relatives.

  Arguments:
    clauses -- forms; owner -- symbol, for messages; test -- `key-test` or `type-test`;
    value -- variable; otherwise -- true: t and otherwise head a last clause; default --
    form evaluated when no clause is chosen.]]
  (setv branches [])
  (for [[i clause] (enumerate clauses)]
    (setv [keys #* body] (clause-parts clause owner))
    (if (and otherwise (or (is keys True) (is keys S.OTHERWISE)))
        (cond
          (= i (- (len clauses) 1))
            (setv default #(S.PROGN #* body))
          (and (is keys True) (is test type-test)) ; it is a type as well
            (.append branches #(True #(S.PROGN #* body) True))
          True
            (program-error f"{(show owner)}: the clause {(show keys)} must be the last one."))
        (.append branches #((test value keys) #(S.PROGN #* body) True))))
  (chain branches default))


(defn keys-of [clauses]
  "Return the Lisp list of all keys of the CLAUSES of an ecase or ccase."
  (lisp-list (gfor clause clauses
                   key (cond
                         (is clause.car None) #()
                         (is (type clause.car) Cons) clause.car
                         True [clause.car])
                   key)))


(defn types-of [clauses]
  "Return the Lisp list of the types of the CLAUSES of an etypecase or ctypecase."
  (lisp-list (gfor clause clauses clause.car)))


(defn [(macro "CASE")] expand-case [key #* clauses]
  (setv value (gensym "KEY"))
  (form #(S.LET #(#(value key)) #(S.DECLARE #(S.IGNORABLE value))
           (choices clauses S.CASE key-test value True))))


(defn [(macro "ECASE")] expand-ecase [key #* clauses]
  (exhaustive key clauses S.ECASE key-test))


(defn [(macro "TYPECASE")] expand-typecase [key #* clauses]
  (setv value (gensym "KEY"))
  (form #(S.LET #(#(value key)) #(S.DECLARE #(S.IGNORABLE value))
           (choices clauses S.TYPECASE type-test value True))))


(defn [(macro "ETYPECASE")] expand-etypecase [key #* clauses]
  (exhaustive key clauses S.ETYPECASE type-test))


(defn [(macro "CCASE")] expand-ccase [place #* clauses]
  (correctable place clauses S.CCASE key-test))


(defn [(macro "CTYPECASE")] expand-ctypecase [place #* clauses]
  (correctable place clauses S.CTYPECASE type-test))


(defn failure-type [clauses test]
  "Return the form of the type that would have been accepted by the CLAUSES."
  (quoted (if (is test key-test)
              (Cons S.MEMBER (keys-of clauses))
              (Cons S.OR (types-of clauses)))))


(defn exhaustive [key clauses owner test]
  "Return the expansion of ecase or etypecase."
  (setv value (gensym "KEY")
        tests (choices clauses owner test value False
                       #(Y-CASE-FAILURE value (failure-type clauses test) (quoted owner))))
  (form #(S.LET #(#(value key)) tests)))


(defn correctable [place clauses owner test]
  "Return the expansion of ccase or ctypecase: like `exhaustive`, with a store-value restart."
  (setv value (gensym "KEY")
        result (gensym "BLOCK")
        again (gensym "AGAIN")
        tests (choices clauses owner test value False
                       #(S.PROGN
                          #(S.SETF place #(Y-CORRECTED-VALUE value (failure-type clauses test) (quoted owner) (quoted place)))
                          #(S.GO again))))
  (form #(S.BLOCK result
           #(S.TAGBODY again
              #(S.RETURN-FROM result #(S.LET #(#(value place)) tests))))))


(setv Y-CASE-FAILURE (Y "%CASE-FAILURE")
      Y-CORRECTED-VALUE (Y "%CORRECTED-VALUE"))


(defn [(lisp "%CASE-FAILURE" :package "SYSTEM")] case-failure [datum expected-type owner]
  "Signal type-error: DATUM fits no clause of OWNER, a symbol."
  (error (WrongType :datum datum :expected-type expected-type
                    :format-control "~S fell through ~A; expected one of ~S."
                    :format-arguments #(datum owner expected-type.cdr))))


(defn [(lisp "%CORRECTED-VALUE" :package "SYSTEM")] corrected-value [datum expected-type owner place]
  "Signal that DATUM fits no clause of OWNER; return the value that the restart store-value was given."
  (restart-case
    (fn [] (case-failure datum expected-type owner))
    #("store-value" f"Supply a new value for {(show place)}." (fn [value] value) read-new-value)))


(defn read-new-value []
  "Ask the user for a form; return a one-element list of its value, for the restart store-value."
  [(ask "enter an expression which will evaluate to the new value: ")])


;;; Sequencing and values

(defn [(macro "PROG1")] expand-prog1 [first #* rest]
  (setv value (gensym "VALUE"))
  (form #(S.LET #(#(value first)) #* rest value)))


(defn [(macro "PROG2")] expand-prog2 [first second #* rest]
  (setv value (gensym "VALUE"))
  (form #(S.PROGN first #(S.LET #(#(value second)) #* rest value))))


(defn [(macro "RETURN")] expand-return [[value None]]
  (form #(S.RETURN-FROM None value)))


(defn [(macro "PSETQ")] expand-psetq [#* pairs]
  "Evaluate all forms, then assign, so that no assignment is seen by a later form."
  (when (% (len pairs) 2)
    (program-error "psetq: an odd number of arguments."))
  (setv names (list (cut pairs 0 None 2))
        temporaries (gensyms "NEW" (len names)))
  (cond
    (not names) None
    (= (len names) 1) (form #(S.PROGN #(S.SETQ #* pairs) None))
    ;; The last value needs no variable: nothing is assigned before it is there.
    True (form #(S.LET (tuple (cut (list (zip temporaries (cut pairs 1 None 2))) -1))
                  #(S.SETQ (get names -1) (get pairs -1)
                           #* (gfor pair (cut (list (zip names temporaries)) -1) part pair part))
                  None))))


(defn [(macro "MULTIPLE-VALUE-SETQ")] expand-multiple-value-setq [names values]
  (setv names (parts names "multiple-value-setq")
        temporaries (gensyms "VALUE" (len names)))
  (if names
      (form #(S.MULTIPLE-VALUE-BIND (tuple temporaries) values
               #(S.SETQ #* (gfor pair (zip names temporaries) part pair part))
               (get temporaries 0)))
      (form #(S.VALUES values))))


(defn [(macro "MULTIPLE-VALUE-BIND")] expand-multiple-value-bind [names values #* body]
  (setv rest (gensym "REST"))
  (form #(S.MULTIPLE-VALUE-CALL
           #(S.FUNCTION #(S.LAMBDA #((S "&OPTIONAL") #* (parts names "multiple-value-bind") (S "&REST") rest)
                           #(S.DECLARE #(S.IGNORE rest))
                           #* body))
           values)))


(defn [(macro "MULTIPLE-VALUE-LIST")] expand-multiple-value-list [values]
  (form #(S.MULTIPLE-VALUE-CALL #(S.FUNCTION S.LIST) values)))


(defn [(macro "NTH-VALUE")] expand-nth-value [n values]
  (if (and (is (type n) int) (<= 0 n 20))
      (do
        (setv names (gensyms "VALUE" (+ n 1)))
        (form #(S.MULTIPLE-VALUE-BIND (tuple names) values
                 #(S.DECLARE #(S.IGNORE #* (cut names -1)))
                 (get names -1))))
      (form #(S.NTH n #(S.MULTIPLE-VALUE-LIST values)))))


(defn [(macro "DESTRUCTURING-BIND")] expand-destructuring-bind [lambda-list source #* body]
  (destructuring lambda-list source body S.DESTRUCTURING-BIND))


(defn [(macro "LAMBDA")] expand-lambda [lambda-list #* body]
  (form #(S.FUNCTION #(S.LAMBDA lambda-list #* body))))


(defn [(macro "NAMED-FUNCTION" :package "EXCL")] expand-named-function [name function]
  "Expand (named-function NAME (lambda ...)): the function, with a name for backtraces."
  (setv [_ lambda-list #* body] (clause-parts function (X "NAMED-FUNCTION")))
  (form #(S.FUNCTION #(Y-NAMED-LAMBDA name lambda-list #* body))))


(setv Y-NAMED-LAMBDA (Y "%NAMED-LAMBDA"))


;;; prog

(defn [(macro "PROG")] expand-prog [variables #* body]
  (prog S.LET variables body))


(defn [(macro "PROG*")] expand-prog-star [variables #* body]
  (prog (S "LET*") variables body))


(defn prog [binder variables body]
  (setv [declarations _ statements] (split-body body))
  (form #(S.BLOCK None
           #(binder variables #* (declare declarations)
              #(S.TAGBODY #* statements)))))
