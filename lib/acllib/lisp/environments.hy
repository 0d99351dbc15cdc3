#[[What the compiler knows while it walks a form: lexical scopes, and macro expansion in them.

An `Environment` maps names to what they mean at one place; entering a construct makes a child
of it. A `Scope` stands for one Python function to be emitted; a `Variable` belongs to the scope
that binds it and learns, as the walk goes on, whether inner functions capture it and whether
anything assigns it. Emission starts when the whole top-level form is walked, so it can rely
on that.]]

(import
  itertools [count]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error ProgramError]
  acllib.lisp.conses [Cons L]
  acllib.lisp.image [identifier]
  acllib.lisp.symbols [Symbol]
  acllib.lisp.variables [macroexpand-hook])


(setv _numbers (count 1))


(defclass Variable []
  #[[A lexical binding: a variable, a local function or the target of an exit.

  name      -- the Python name, unique in its top-level form
  scope     -- the Scope that binds it
  region    -- the innermost Region around the binding
  captured  -- true: an inner function refers to it
  assigned  -- true: setq changes it after its binding
  integer   -- true: known to hold an int at all times (dotimes)
  values    -- the nodes of everything it is bound or assigned to, or None where they aren't all known
  special   -- None, or the Symbol whose dynamic variable the value is to be bound to]]
  (setv __slots__ #("symbol" "name" "scope" "region" "captured" "assigned" "integer" "values" "special" "used"))

  (defn __init__ [self symbol env [hint None]]
    (setv self.symbol symbol
          self.name f"{(.lower (identifier (or hint (getattr symbol "name" "x"))))}_{(next _numbers)}"
          self.scope env.scope
          self.region env.region
          self.captured False
          self.assigned False
          self.integer False
          self.values None
          self.special None
          self.used False))

  (defn [property] in-loop [self]
    "Return whether the binding may be made more than once in one run of its function."
    (setv region self.region)
    (while (is-not region None)
      (when region.loops
        (return True))
      (setv region region.outer))
    False)

  (defn [property] fresh [self]
    "Return whether each closure needs a binding of its own: captured, and bound in a loop."
    (and self.captured self.in-loop))

  (defn [property] boxed [self]
    "Return whether the value lives in a list of one element, which closures share."
    (and self.assigned self.fresh)))


(defclass Region []
  "A part of a function that is run again and again, once `loops` is set. OUTER: the one around it."
  (setv __slots__ #("outer" "loops"))

  (defn __init__ [self outer [loops False]]
    (setv self.outer outer
          self.loops loops)))


(defclass Scope []
  #[[One Python function.

  outer    -- the Scope around it, or None
  captures -- dict (an ordered set) of the outer Variables it refers to
  calls    -- true: it calls functions that might call it back
  closures -- true: functions are made inside it
  name     -- for tracebacks]]
  (setv __slots__ #("outer" "captures" "calls" "closures" "name" "symbol"))

  (defn __init__ [self outer name]
    (setv self.outer outer
          self.captures {}
          self.calls False
          self.closures False
          self.name name
          self.symbol None)))


(defclass LocalMacro []
  "A macro of macrolet. FUNCTION takes form and environment."
  (setv __slots__ #("function"))
  (defn __init__ [self function] (setv self.function function)))


(defclass SymbolMacro []
  "A symbol of symbol-macrolet."
  (setv __slots__ #("expansion"))
  (defn __init__ [self expansion] (setv self.expansion expansion)))


(setv NOTHING (frozenset))
(setv SPECIAL (object)) ; what a symbol declared special maps to


(defclass Environment []
  #[[The names visible at one place of a program.

  variables -- dict of Symbol → Variable, SymbolMacro or SPECIAL
  functions -- dict of Symbol → LocalFunction (nodes.hy) or LocalMacro
  blocks    -- dict of Symbol or None → BlockNode
  tags      -- dict of tag → TagNode
  notinline -- frozenset of the Symbols whose compiler macros are not to be used, with those around]]
  (setv __slots__ #("outer" "scope" "region" "variables" "functions" "blocks" "tags" "notinline" "depth"))

  (defn __init__ [self outer * [scope None] [region None] [variables None] [functions None]
                  [blocks None] [tags None] [notinline None]]
    (setv self.outer outer
          self.scope (or scope (if (is outer None) None outer.scope))
          self.region (cond (is-not region None) region
                            (is-not scope None) (Region None)
                            (is outer None) None
                            True outer.region)
          self.variables (or variables {})
          self.functions (or functions {})
          self.blocks (or blocks {})
          self.tags (or tags {})
          self.notinline (cond (is-not notinline None) notinline
                               (is outer None) NOTHING
                               True outer.notinline)))

  (defn variable [self symbol]
    "Return what SYMBOL means as a variable here, or None when it is global."
    (setv env self)
    (while (is-not env None)
      (setv found (.get env.variables symbol))
      (when (is-not found None)
        (return found))
      (setv env env.outer))
    None)

  (defn function [self symbol]
    "Return what SYMBOL means as an operator here, or None when it is global."
    (setv env self)
    (while (is-not env None)
      (setv found (.get env.functions symbol))
      (when (is-not found None)
        (return found))
      (setv env env.outer))
    None)

  (defn block [self name]
    (setv env self)
    (while (is-not env None)
      (when (in name env.blocks)
        (return (get env.blocks name)))
      (setv env env.outer))
    None)

  (defn tag [self name]
    (setv env self)
    (while (is-not env None)
      (when (in name env.tags)
        (return (get env.tags name)))
      (setv env env.outer))
    None))


(defn capture [variable scope]
  "Note that SCOPE refers to VARIABLE; if it is another scope's, every scope between carries it."
  (setv variable.used True)
  (while (and (is-not scope variable.scope) (is-not scope None))
    (setv variable.captured True
          (get scope.captures variable) True
          scope scope.outer)))


;;; Macro expansion

(defn macro-function [symbol [env None]]
  "Return the macro function of SYMBOL in ENV, or None."
  (when (is-not (type symbol) Symbol)
    (return None))
  (setv local (if (is env None) None (.function env symbol)))
  (cond
    (is local None) symbol.macro
    (isinstance local LocalMacro) local.function
    True None))


(defn symbol-expansion [symbol env]
  "Return the SymbolMacro that SYMBOL is in ENV, or None."
  (setv found (if (is env None) None (.variable env symbol)))
  (cond
    (isinstance found SymbolMacro) found
    (is-not found None) None
    (is symbol.info None) None
    True (.get symbol.info "symbol-macro")))


(defn macroexpand-1 [form [env None]]
  "Return #(expansion True), or #(FORM False) when FORM is no macro form in ENV."
  (cond
    (is (type form) Symbol)
      (do
        (setv found (symbol-expansion form env))
        (if (is found None) #(form False) #(found.expansion True)))
    (is-not (type form) Cons)
      #(form False)
    True
      (do
        (setv function (macro-function form.car env))
        (if (is function None)
            #(form False)
            #((expand-by function form env) True)))))


(defn expand-by [function form env]
  "Return what a macro FUNCTION makes of FORM in ENV, called by *macroexpand-hook*."
  (when pending                         ; a macro may expand into itself for ever
    (run-pending))
  (setv hook (.get macroexpand-hook)
        expansion (if (is hook None) (function form env) (hook function form env)))
  ;; The expansion keeps the position of the form it came from.
  (when (and (is (type expansion) Cons) (not (hasattr expansion "where")) (hasattr form "where"))
    (setv expansion.where form.where))
  expansion)


;; How often one form is expanded before we say that it never ends.
(setv EXPANSIONS 100000)


(defn macroexpand [form [env None] [stop (fn [form] False)] [seen (fn [form])]]
  #[[Return FORM expanded until it is no macro form, and whether it changed: #(expansion bool).

  Arguments: stop -- function of a form: true, it shall not be expanded; seen -- function called with
    each form that was expanded.
  Signals: program-error when there is no end.]]
  (setv expansion form)
  (for [done (range EXPANSIONS)]
    (when (stop expansion)
      (return #(expansion (> done 0))))
    (setv before expansion
          [expansion more] (macroexpand-1 expansion env))
    (when (not more)
      (return #(expansion (> done 0))))
    (seen before))
  (error (ProgramError :format-control "The form ~s is still a macro form when it has been expanded ~:d times."
                       :format-arguments (L form EXPANSIONS))))


(defn operator-known? [form]
  "Return whether the operator of FORM is one that the compiler knows."
  (and (is (type form) Cons) (is (type form.car) Symbol) (is-not form.car.operator None)))
