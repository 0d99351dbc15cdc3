#[[step: what a form does, part by part.

The form is taken apart where it is compiled: a call's arguments are stepped one by one, then the
call; macros and special forms are one step. Source: CLHS 25.2.]]

(import
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [Cons form items]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.environments [macro-function]
  acllib.lisp.forms [Y quoted thunk]
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.symbols [Symbol]
  acllib.lisp.variables [trace-output])


(setv level (DynamicVariable "step-level" 0))


(defn [(macro "STEP")] expand-step [object * environment]
  "(step FORM): evaluate FORM, print what its parts are and return; return its values."
  (form (stepped object environment)))


(defn stepped [object environment]
  "Return the form that evaluates OBJECT step by step."
  (if (is (type object) Cons)
      #((Y "%STEP") (quoted object)
         (thunk (if (call-form? object environment)
                    #(object.car #* (gfor a (items object.cdr) (if (is (type a) Cons) (stepped a environment) a)))
                    object)))
      object))


(defn call-form? [object environment]
  "Return whether OBJECT calls a function by its name: what else it may be is not taken apart."
  (setv operator object.car)
  (and (is (type operator) Symbol) (is operator.operator None) (is (macro-function operator environment) None)))


(defn [(lisp "%STEP" :package "SYSTEM" :values True)] step [object function]
  "Print OBJECT, call FUNCTION, print what it returns, and return that."
  (setv n (.get level)
        token (.bind level (+ n 1)))
  (try
    (_print n (prin1-to-string object))
    (setv values (call-for-values function))
    (_print n (.join " " ["returned" #* (map prin1-to-string values)]))
    (return values)
    (finally
      (.unbind level token))))


(defn _print [n text]
  (setv stream (.get trace-output))
  (.fresh-line stream)
  (.write-string stream f"{(* "  " n)} {n}: {text}\n")
  (.force-output stream))
