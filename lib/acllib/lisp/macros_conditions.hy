#[[Macros around conditions, restarts and assertions (CLHS 9.2).

handler-case and restart-case leave by one block: the closure that is called returns from it
with the number of the clause and what the clause needs.]]

(import
  acllib.kernel.signalling [Restart SimpleCondition SimpleError SimpleWarning WrongType
                            compute-restarts error format-report restart-case show]
  acllib.lisp.conditions [designated-condition]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.forms [S K Y quoted function-form thunk gensyms parts program-error]
  acllib.lisp.macros_control [clause-parts read-new-value]
  acllib.lisp.printer [address writes]
  acllib.lisp.symbols [gensym])


;;; Handlers

(defn [(macro "HANDLER-BIND")] expand-handler-bind [bindings #* body]
  (for [binding (parts bindings "handler-bind")]
    (when (!= (len (clause-parts binding S.HANDLER-BIND)) 2)
      (program-error f"handler-bind: {(show binding)} is not of the form (type function).")))
  (form #((Y "%HANDLER-BIND") bindings #* body)))


(defn [(macro "HANDLER-CASE")] expand-handler-case [body #* clauses]
  (for [clause clauses]
    (clause-parts clause S.HANDLER-CASE))
  (setv no-error (lfor c clauses :if (is c.car K.NO-ERROR) c)
        clauses (lfor c clauses :if (is-not c.car K.NO-ERROR) c))
  (cond
    no-error (form (with-no-error body clauses (get no-error 0)))
    clauses (form (handler-case-form body clauses))
    True body))


(defn with-no-error [body clauses no-error]
  "Return the expansion of a handler-case with a clause :no-error."
  (setv outer (gensym "ERROR-RETURN")
        normal (gensym "NORMAL-RETURN"))
  #(S.BLOCK outer
     #(S.MULTIPLE-VALUE-CALL #(S.FUNCTION (Cons S.LAMBDA no-error.cdr))
        #(S.BLOCK normal
           #(S.RETURN-FROM outer
              #(S.HANDLER-CASE #(S.RETURN-FROM normal body) #* clauses))))))


(defn handler-case-form [body clauses]
  (setv outer (gensym "HANDLER-CASE")
        exit (gensym "CLAUSE")
        choice (gensym "CHOICE")
        bindings []
        branches [])
  (for [[i clause] (enumerate clauses)]
    (setv [specifier parameters #* forms] (handler-clause clause)
          condition (gensym "CONDITION"))
    (.append bindings #(specifier
                         #(S.FUNCTION #(S.LAMBDA #(condition)
                                         #(S.RETURN-FROM exit #(S.CONS i condition))))))
    (.append branches #(S.LET (if (is parameters None) None #(#(parameters.car #(S.CDR choice)))) #* forms)))
  (leave-and-choose outer exit choice branches
                    #((Y "%HANDLER-BIND") (tuple bindings) body)))


(defn handler-clause [clause]
  "Return the parts of a clause (type ([variable]) . forms) of handler-case."
  (setv found (clause-parts clause S.HANDLER-CASE))
  (when (or (< (len found) 2)
            (not (or (is (get found 1) None)
                     (and (is (type (get found 1)) Cons) (is (. (get found 1) cdr) None)))))
    (program-error f"handler-case: {(show clause)} is not of the form (type ([variable]) . forms)."))
  found)


(defn leave-and-choose [outer exit choice branches body]
  #[[Return the form that answers BODY's values, or, when an `(return-from EXIT (cons I x))` ends
  it, those of branch I; CHOICE is a variable bound to the cons there.]]
  (setv chosen (get branches -1))
  (for [[i branch] (reversed (list (enumerate (cut branches -1))))]
    (setv chosen #(S.IF #(S.EQL #(S.CAR choice) i) branch chosen)))
  #(S.BLOCK outer
     #(S.LET #(#(choice #(S.BLOCK exit #(S.RETURN-FROM outer body))))
        chosen)))


(defn [(macro "IGNORE-ERRORS")] expand-ignore-errors [#* body]
  (setv condition (gensym "CONDITION"))
  (form #(S.HANDLER-CASE #(S.PROGN #* body)
           #(S.ERROR #(condition) #(S.VALUES None condition)))))


;;; Restarts

(defn [(macro "RESTART-CASE")] expand-restart-case [body #* clauses]
  (when (not clauses)
    (return body))
  (setv outer (gensym "RESTART-CASE")
        exit (gensym "CLAUSE")
        choice (gensym "CHOICE")
        offered []
        branches [])
  (for [[i clause] (enumerate clauses)]
    (setv [name lambda-list options forms] (restart-clause clause)
          arguments (gensym "ARGUMENTS"))
    (.append offered
      #((Y "%MAKE-RESTART") (quoted name)
         #(S.FUNCTION #(S.LAMBDA #((S "&REST") arguments)
                         #(S.RETURN-FROM exit #(S.CONS i arguments))))
         #* (gfor option [K.REPORT K.INTERACTIVE K.TEST] (restart-option (.get options option)))))
    (.append branches #(S.APPLY #(S.FUNCTION #(S.LAMBDA lambda-list #* forms)) #(S.CDR choice))))
  (form (leave-and-choose outer exit choice branches
                          #((Y "%WITH-RESTARTS") #(S.LIST #* offered)
                             (signalling-form body (len clauses))))))


(defn restart-clause [clause]
  "Return #(name lambda-list options forms) of a clause of restart-case; options: dict of keyword → form."
  (setv found (clause-parts clause S.RESTART-CASE))
  (when (< (len found) 2)
    (program-error f"restart-case: {(show clause)} has no lambda list."))
  (setv [name lambda-list #* forms] found
        options {})
  (while (and (> (len forms) 1) (in (get forms 0) #(K.REPORT K.INTERACTIVE K.TEST)))
    (.setdefault options (get forms 0) (get forms 1))
    (setv forms (cut forms 2 None)))
  #(name lambda-list options forms))


(defn restart-option [option]
  "Return the form of a :report, :interactive or :test: a string, or the function the option names."
  (if (or (is option None) (is (type option) str)) option (function-form option)))


(defn signalling-form [body count]
  "Return BODY; where it signals by itself, the COUNT restarts around it are tied to that condition."
  (if (and (is (type body) Cons) (in body.car #(S.ERROR S.SIGNAL S.WARN)))
      (do
        (setv condition (gensym "CONDITION"))
        #(S.LET #(#(condition #((Y "%CONDITION") (quoted body.car) #* (parts body.cdr "restart-case"))))
           #((Y "%TIE-RESTARTS") condition count)
           #(body.car condition)))
      body))


(setv DEFAULT-CLASSES {S.ERROR SimpleError  S.SIGNAL SimpleCondition  S.WARN SimpleWarning})


(defn [(lisp "%CONDITION" :package "SYSTEM")] condition-for [operator datum #* arguments]
  "Return the condition that a call of OPERATOR, error, signal or warn, with those arguments is about."
  (designated-condition datum arguments (get DEFAULT-CLASSES operator)))


(defn [(lisp "%TIE-RESTARTS" :package "SYSTEM")] tie-restarts [condition count]
  "Make the innermost COUNT restarts belong to CONDITION."
  (associate condition (lisp-list (cut (compute-restarts) count))))


(defn [(macro "RESTART-BIND")] expand-restart-bind [bindings #* body]
  (setv offered [])
  (for [binding (parts bindings "restart-bind")]
    (setv [name function #* options] (clause-parts binding S.RESTART-BIND)
          options (dict (zip (cut options 0 None 2) (cut options 1 None 2))))
    (.append offered #((Y "%MAKE-RESTART") (quoted name) function
                        #* (gfor option [K.REPORT-FUNCTION K.INTERACTIVE-FUNCTION K.TEST-FUNCTION]
                                 (.get options option)))))
  (form #((Y "%WITH-RESTARTS") #(S.LIST #* offered) #* body)))


(defn [(macro "WITH-SIMPLE-RESTART")] expand-with-simple-restart [spec #* body]
  (setv [name control #* arguments] (clause-parts spec S.WITH-SIMPLE-RESTART)
        stream (gensym "STREAM"))
  (form #(S.RESTART-CASE #(S.PROGN #* body)
           #(name None
              K.REPORT #(S.LAMBDA #(stream) #(S.FORMAT stream control #* arguments))
              #(S.VALUES None True)))))


(defn [(macro "WITH-CONDITION-RESTARTS")] expand-with-condition-restarts [condition restarts #* body]
  (setv [condition-name restarts-name] (gensyms "RESTARTS" 2))
  (form #(S.LET #(#(condition-name condition) #(restarts-name restarts))
           #(S.UNWIND-PROTECT
              #(S.PROGN #((Y "%ASSOCIATE") condition-name restarts-name) #* body)
              #((Y "%DISSOCIATE") condition-name restarts-name)))))


(defn [(lisp "%MAKE-RESTART" :package "SYSTEM")] make-restart [name function [report None] [interactive None] [test None]]
  "Return a Restart; REPORT is a string or a function of a stream, INTERACTIVE returns a Lisp list."
  (Restart name function
           :report (if (or (is report None) (is (type report) str))
                       report
                       (fn [] (format-report report None)))
           :interactive (if (is interactive None) None (fn [] (items (interactive))))
           :test test))


(defn [(lisp "%ASSOCIATE" :package "SYSTEM")] associate [condition restarts]
  "Make RESTARTS belong to CONDITION, besides the conditions they belong to already."
  (for [restart (items restarts)]
    (setv restart.conditions [#* (or restart.conditions []) condition]))
  None)


(defn [(lisp "%DISSOCIATE" :package "SYSTEM")] dissociate [condition restarts]
  "Undo `associate`."
  (for [restart (items restarts)]
    (setv left (lfor c restart.conditions :if (is-not c condition) c)
          restart.conditions (if left left None)))
  None)


(defn [(writes Restart)] restart-text [restart style]
  "Print a restart: for people, as what it offers."
  (if style.escape
      f"#<RESTART {(.upper (or (.label restart) "nil"))} {(address restart)}>"
      (.describe restart)))


;;; Assertions

(defn [(macro "ASSERT")] expand-assert [test [places None] [datum None] #* arguments]
  (setv done (gensym "ASSERT")
        again (gensym "AGAIN")
        new (gensym "NEW")
        places (parts places "assert"))
  (form #(S.BLOCK done
           #(S.TAGBODY again
              #(S.IF test #(S.RETURN-FROM done None))
              #(S.LET #(#(new #((Y "%ASSERT-FAILURE") (quoted test) (quoted (lisp-list places))
                                 (if (is datum None) None (thunk #(S.ERROR datum #* arguments))))))
                 #(S.DECLARE #(S.IGNORABLE new))
                 #* (lfor [i place] (enumerate places)
                          #(S.IF #(S.NTHCDR i new) #(S.SETF place #(S.NTH i new)))))
              #(S.GO again)))))


(defn [(lisp "%ASSERT-FAILURE" :package "SYSTEM")] assert-failure [test places signaller]
  "Signal that an assertion failed; return the list of new values for PLACES when told to continue."
  (setv names (.join ", " (map show (items places)))
        report (if names f"Retry assertion with new values for {names}." "Retry assertion."))
  (restart-case
    (fn []
      (if (is signaller None)
          (error (SimpleError :format-control "The assertion ~S failed." :format-arguments #(test)))
          (signaller)))
    #("continue" report (fn [#* values] (lisp-list values))
      (fn [] (lfor _ (items places) value (read-new-value) value)))))


(defn [(macro "CHECK-TYPE")] expand-check-type [place specifier [description None]]
  (setv done (gensym "CHECK-TYPE")
        again (gensym "AGAIN")
        value (gensym "VALUE"))
  (form #(S.BLOCK done
           #(S.TAGBODY again
              #(S.LET #(#(value place))
                 #(S.IF #(S.TYPEP value (quoted specifier)) #(S.RETURN-FROM done None))
                 #(S.SETF place #((Y "%CHECK-TYPE-FAILURE") value (quoted place) (quoted specifier) description)))
              #(S.GO again)))))


(defn [(lisp "%CHECK-TYPE-FAILURE" :package "SYSTEM")] check-type-failure [datum place specifier description]
  "Signal that PLACE holds the wrong type; return the value that the restart store-value was given."
  (restart-case
    (fn []
      (error (WrongType :datum datum :expected-type specifier
                        :format-control "The value of ~S is ~S, which is not ~A."
                        :format-arguments #(place datum (if (is description None)
                                                            f"of type {(show specifier)}"
                                                            description)))))
    #("store-value" f"Supply a new value for {(show place)}." (fn [value] value) read-new-value)))
