#[[Compiler macros: what calls of a function become where they are compiled (CLHS 3.2.2.1).

The analyzer calls them for calls of the name and for funcall of #'name, unless the name is
declared notinline.]]

(import
  acllib.lisp.conses [Cons form]
  acllib.lisp.definitions [lisp macro setf]
  acllib.lisp.forms [S Y program-error quoted]
  acllib.kernel.signalling [show]
  acllib.lisp.generics [function-symbol]
  acllib.lisp.lambda_lists [macro-lambda split-body]
  acllib.lisp.macros_definitions [at-all-times document]
  acllib.lisp.setf_expansions [fact remember]
  acllib.lisp.symbols [CL])


(defn [(macro "DEFINE-COMPILER-MACRO")] expand-define-compiler-macro [name lambda-list #* body]
  "(define-compiler-macro NAME LAMBDA-LIST . BODY): a body that returns the form it got declines."
  (function-symbol name)
  (setv [_ documentation _] (split-body body True)
        function (macro-lambda name lambda-list body :arguments (Y "%COMPILER-MACRO-ARGUMENTS")))
  (form #(S.PROGN
           (at-all-times #((Y "%DEFINE-COMPILER-MACRO") (quoted name) #(S.FUNCTION function) documentation))
           (quoted name))))


(defn [(lisp "%COMPILER-MACRO-ARGUMENTS" :package "SYSTEM")] arguments-in [form]
  "Return the argument forms of a call, (name . arguments) or (funcall #'name . arguments)."
  (if (and (is form.car S.FUNCALL) (is (type form.cdr) Cons)) form.cdr.cdr form.cdr))


(defn [(lisp "%DEFINE-COMPILER-MACRO" :package "SYSTEM")] define-compiler-macro [name function [documentation None]]
  "Make FUNCTION, of a form and an environment, the compiler macro of NAME; return NAME."
  (set-compiler-macro-function function name)
  (document (function-symbol name) "COMPILER-MACRO" documentation)
  name)


(defn [(lisp "COMPILER-MACRO-FUNCTION")] compiler-macro-function [name [environment None]]
  "Return the compiler macro function of NAME, a symbol or (setf symbol), or nil."
  (fact (function-symbol name) "compiler-macro"))


(defn [(lisp (setf "COMPILER-MACRO-FUNCTION"))] set-compiler-macro-function [function name [environment None]]
  "Make FUNCTION the compiler macro of NAME, none if it is nil; return FUNCTION."
  (setv symbol (function-symbol name))
  (when (is symbol.package CL)
    (program-error f"{(show name)} is a symbol of the standard and can't have a compiler macro."))
  (remember symbol "compiler-macro" function)
  function)
