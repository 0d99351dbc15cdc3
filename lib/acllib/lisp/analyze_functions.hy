"The analyzers of functions: function, lambda, flet, labels, defun."

(import
  acllib.lisp.analyze [LAMBDA NAMED-LAMBDA SETF analyze analyze-body arguments-of bind-variable
                       declared-special hooks note-call special-form syntax-error walk with-declarations]
  acllib.lisp.conses [Cons L items lisp-list]
  acllib.lisp.environments [Environment Region Scope Variable capture]
  acllib.lisp.image [fboundp]
  acllib.lisp.lambda_lists [parse-ordinary split-body]
  acllib.lisp.nodes *
  acllib.lisp.symbols [Symbol cl setf-name symbol? symbol-name]
  acllib.kernel.signalling [show])


;;; Functions

(defn function-symbol [name]
  "Return the symbol whose function NAME, a symbol or (setf symbol), denotes, or None if it is no name."
  (cond
    (is (type name) Symbol) name
    (and (is (type name) Cons) (is name.car SETF) (is (type name.cdr) Cons)
         (is (type name.cdr.car) Symbol) (is name.cdr.cdr None))
      (setf-name name.cdr.car)
    True None))


(defn [(special-form "FUNCTION")] analyze-function [form env]
  (setv name (get (arguments-of form 1 1) 0)
        symbol (function-symbol name))
  (cond
    (is-not symbol None)
      (do
        (setv local (.function env symbol))
        (cond
          (isinstance local LocalFunction)
            (do
              (capture local.variable env.scope)
              (setv local.escapes True)
              (LocalFunctionNode walk.where local))
          (or (is-not local None) (is-not symbol.macro None) (is-not symbol.operator None))
            (if (or (is-not local None) (not (fboundp symbol)))
                (syntax-error "A macro or special operator is no function" form)
                (FunctionNode walk.where symbol))
          True
            (do
              (note-call symbol)
              (FunctionNode walk.where symbol))))
    (and (is (type name) Cons) (is name.car LAMBDA) (is (type name.cdr) Cons))
      (analyze-lambda name.cdr.car name.cdr.cdr env "lambda")
    (and (is (type name) Cons) (is name.car NAMED-LAMBDA))
      (analyze-lambda name.cdr.cdr.car name.cdr.cdr.cdr env (function-label name.cdr.car))
    True
      (syntax-error "This names no function" form)))


(defn [(special-form "LAMBDA")] analyze-lambda-form [form env]
  (analyze-lambda form.cdr.car form.cdr.cdr env "lambda"))


(defn function-label [name]
  "Return the str that stands for a function name in tracebacks."
  (if (symbol? name) (symbol-name name) (show name)))


(defn analyze-lambda [lambda-list body env label [symbol None]]
  "Return the LambdaNode of a function. SYMBOL: the global function it becomes; its self calls may loop."
  (setv outer walk.blocks
        walk.blocks 0)
  (try
    (return (analyze-function-body lambda-list body env label symbol))
    (finally
      (setv walk.blocks outer))))


(defn analyze-function-body [lambda-list body env label symbol]
  (setv parsed (parse-ordinary lambda-list)
        [declarations documentation forms] (split-body body True)
        specials (declared-special declarations)
        scope (Scope env.scope label)
        ;; A self call in tail position runs the whole body again: it is a region that may loop.
        inner (Environment env :scope scope :region (Region None)))
  (setv scope.symbol symbol)
  (when (is-not env.scope None)
    (setv env.scope.closures True))
  (setv parameters (Parameters [] [] None None False []))
  (defn bound [symbol]
    (nonlocal inner)
    (setv entered {}
          variable (bind-variable symbol inner specials entered)
          inner (Environment inner :variables entered))
    variable)
  (for [s parsed.required]
    (.append parameters.required (bound s)))
  (for [[s init supplied] parsed.optional]
    (setv node (analyze init inner))
    (.append parameters.optional #((bound s) node (if (is supplied None) None (bound supplied)))))
  (when (is-not parsed.rest None)
    (setv parameters.rest (bound parsed.rest)))
  (when parsed.has-keys
    (setv parameters.keys []
          parameters.others parsed.allow-other-keys)
    (for [[keyword s init supplied] parsed.keys]
      (setv node (analyze init inner))
      (.append parameters.keys #(keyword (bound s) node (if (is supplied None) None (bound supplied))))))
  (for [[s init] parsed.aux]
    (setv node (analyze init inner))
    (.append parameters.aux #((bound s) node)))
  (setv inner (with-declarations inner declarations (sfor v (.variables parameters) v.symbol)))
  (LambdaNode walk.where scope parameters (analyze-body forms inner) label symbol documentation))


(defn parse-local-function [definition]
  "Return #(symbol lambda-list body) of a definition of flet or labels."
  (setv symbol (if (is (type definition) Cons) (function-symbol definition.car) None))
  (when (or (is symbol None) (is-not (type definition.cdr) Cons))
    (syntax-error "This defines no local function" definition))
  #(symbol definition.cdr.car definition.cdr.cdr))


(defn block-around [symbol body]
  "Return BODY, the forms of a function behind its declarations, in a block named as the function."
  (setv [declarations documentation forms] (split-body body True)
        name (if (is symbol.package None) (setf-block symbol) symbol))
  (lisp-list [#* (if (is documentation None) [] [documentation])
              #* (lfor d declarations (L (cl "DECLARE") d))
              (Cons (cl "BLOCK") (Cons name (lisp-list forms)))]))


(defn setf-block [symbol]
  "Return the block name of the function SYMBOL: of (setf name) it is name."
  (setv name symbol.name)
  (if (and (.startswith name "(SETF ") (is-not symbol.info None) (in "setf-of" symbol.info))
      (get symbol.info "setf-of")
      symbol))


(defn [(special-form "FLET")] analyze-flet [form env]
  (analyze-local-functions form env False))


(defn [(special-form "LABELS")] analyze-labels [form env]
  (analyze-local-functions form env True))


(defn analyze-local-functions [form env recursive]
  (setv [definitions #* body] (arguments-of form 1)
        [declarations _ body] (split-body (lisp-list body))
        entered {}
        made [])
  (for [d (items definitions)]
    (setv [symbol _ _] (parse-local-function d)
          function (LocalFunction symbol (Variable symbol env))
          (get entered symbol) function)
    (.append made #(function d)))
  (setv inner (Environment env :functions entered))
  (for [[function d] made]
    (setv [symbol lambda-list forms] (parse-local-function d)
          function.function (analyze-lambda lambda-list (block-around symbol forms)
                                            (if recursive inner env) (symbol-name symbol))))
  (LocalFunctionsNode walk.where (lfor [f _] made f)
                      (analyze-body body (with-declarations inner declarations))))


(defn note-lambda-list [symbol lambda-list]
  "Remember how the function or macro SYMBOL is called, for those who show it."
  (when (is symbol.info None)
    (setv symbol.info {}))
  (setv (get symbol.info "lambda-list") #(lambda-list))
  (when (is-not walk.report None)
    (.defined walk.report symbol lambda-list)))


(defn [(special-form "DEFUN")] analyze-defun [form env]
  (setv [name lambda-list #* body] (arguments-of form 2)
        symbol (function-symbol name))
  (when (is symbol None)
    (syntax-error "defun needs a symbol or (setf symbol) as name" form))
  ((get hooks "check-definition") symbol name)
  (note-lambda-list symbol lambda-list)
  (setv function (analyze-lambda lambda-list (block-around symbol (lisp-list body)) env
                                 (function-label name) symbol))
  (DefunNode walk.where symbol function))
