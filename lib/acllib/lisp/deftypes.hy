#[[Types made by `deftype`: the table of their expanders.

Types themselves are in `types.hy`; what it makes of specifiers is remembered here, so that a
redefinition can forget it.]]

(import
  acllib.kernel.signalling [error ProgramError]
  acllib.lisp.conses [Cons L]
  acllib.lisp.definitions [lisp]
  acllib.lisp.symbols [Symbol])


;; Symbol → expander: macro function of #(form environment), the form being (name . arguments).
(setv expanders {})

;; Identity of a specifier, a cons → #(specifier predicate). Constants in code come again and again.
(setv predicates {})

(defn [(lisp "%DEFTYPE" :package "SYSTEM")] define-type [name expander [documentation None]]
  "Make EXPANDER, a macro function, the meaning of the type NAME. Return NAME."
  (setv (get expanders name) expander)
  (.clear predicates)
  name)


(defn expand [specifier]
  "Return SPECIFIER with a type made by `deftype` at its head replaced by what it stands for."
  (while True
    (setv name (if (is (type specifier) Cons) specifier.car specifier)
          expander (if (is (type name) Symbol) (.get expanders name) None))
    (when (is expander None)
      (return specifier))
    (setv specifier (expander (if (is (type specifier) Cons) specifier (L specifier)) None))))


(defn bad-specifier [specifier]
  "Signal that SPECIFIER is no type specifier. Returns: never."
  (error (ProgramError :format-control "~s is not a valid type specifier."
                       :format-arguments (L specifier))))
