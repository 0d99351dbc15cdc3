"Evaluation, macro expansion and compilation as functions. Source: CLHS 3."

(import
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.signalling [type-error]
  acllib.lisp.calling [function-of]
  acllib.lisp.coercion [set-lambda-compiler]
  acllib.lisp.compiler [evaluate-values compile-lambda]
  acllib.lisp.conses [Cons lisp-list]
  acllib.lisp.definitions [lisp setf constant]
  acllib.lisp.environments [macro-function macroexpand-1 macroexpand]
  acllib.lisp.functions.symbols [set-fdefinition symbol]
  acllib.lisp.image [fmakunbound]
  acllib.lisp.symbols [Symbol KEYWORD cl])


(set-lambda-compiler compile-lambda)

(constant "LAMBDA-LIST-KEYWORDS" (lisp-list (map cl ["&ALLOW-OTHER-KEYS" "&AUX" "&BODY" "&ENVIRONMENT" "&KEY"
                                                     "&OPTIONAL" "&REST" "&WHOLE"])))

(setv LAMBDA (cl "LAMBDA")
      QUOTE (cl "QUOTE"))


(defn [(lisp "EVAL" :values True)] eval [form]
  "Evaluate FORM in the null lexical environment and return its values."
  (evaluate-values form))


(defn _boolean [pair]
  #((get pair 0) (if (get pair 1) True None)))


(defn [(lisp "MACROEXPAND-1" :values True)] macroexpand-1- [form [environment None] [stop-at-special None]]
  #[[Return FORM expanded once, and t if it was a macro form.

  Allegro CL's third argument tells of special operators that are macros as well; none is here.]]
  (_boolean (macroexpand-1 form environment)))


(defn [(lisp "MACROEXPAND" :values True)] macroexpand- [form [environment None] [stop-at-special None]]
  "Return FORM expanded until it is no macro form, and t if it was one; the third argument is as in macroexpand-1."
  (_boolean (macroexpand form environment)))


(defn [(lisp "MACRO-FUNCTION")] macro-function- [symbol- [environment None]]
  "Return the macro function of a symbol, nil if it names no macro."
  (macro-function (symbol symbol-) environment))


(defn [(lisp (setf "MACRO-FUNCTION"))] set-macro-function [function symbol- [environment None]]
  "Make FUNCTION, of a form and an environment, the macro function of a symbol."
  (when (is-not (type (symbol symbol-)) Symbol)
    (type-error symbol- "SYMBOL"))
  (fmakunbound symbol-)
  (setv symbol-.macro (function-of function))
  function)


(defn [(lisp "SPECIAL-OPERATOR-P")] special-operator-p [symbol-]
  "Return t if a symbol names a special operator."
  (if (and (is (type (symbol symbol-)) Symbol) (in symbol-.name SPECIAL-OPERATORS)
           (is symbol- (cl symbol-.name)))
      True
      None))


(setv SPECIAL-OPERATORS (frozenset (.split #[[
  BLOCK CATCH EVAL-WHEN FLET FUNCTION GO IF LABELS LET LET* LOAD-TIME-VALUE LOCALLY MACROLET
  MULTIPLE-VALUE-CALL MULTIPLE-VALUE-PROG1 PROGN PROGV QUOTE RETURN-FROM SETQ SYMBOL-MACROLET
  TAGBODY THE THROW UNWIND-PROTECT]])))


(defn [(lisp "CONSTANTP")] constantp [form [environment None]]
  "Return t if FORM certainly has the same value each time."
  (cond
    (is (type form) Symbol) (if (or form.constant (is form.package KEYWORD)) True None)
    (is (type form) Cons) (if (is form.car QUOTE) True None)
    True True))


(defn [(lisp "COMPILE" :values True)] compile [name [definition UNSUPPLIED]]
  #[[Return the function of a lambda expression, or make it the function of NAME; nil and nil: no warnings.

  Every function is compiled already, so that NAME alone changes nothing.]]
  (setv function (cond
                   (is definition UNSUPPLIED) (if (is name None) (type-error name "SYMBOL") (function-of name))
                   (and (is (type definition) Cons) (is definition.car LAMBDA)) (compile-lambda definition)
                   True (function-of definition)))
  (when (and (is-not name None) (is-not definition UNSUPPLIED))
    (set-fdefinition function name))
  #((if (is name None) function name) None None))
