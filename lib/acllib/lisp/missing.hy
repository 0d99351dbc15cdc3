#[[What an unbound variable and an undefined function offer, at the point of error.

The image asks here when a name it lacks is used; what the chosen restart gives is used in its
place. The texts are Allegro's.]]

(import
  acllib.kernel.signalling [ask error questioner restart-case show type-error]
  acllib.lisp.conditions [UnboundVariable UndefinedFunction]
  acllib.lisp.conses [L]
  acllib.lisp.image [hooks set-function set-symbol-value symbol-function
                     symbol-value]
  acllib.lisp.symbols [Symbol cl keyword symbol-name])


(defn unbound-variable [symbol]
  "Signal that SYMBOL has no value, and return the one a restart gives."
  (setv name symbol.name)
  (restart-case
    (fn [] (error (UnboundVariable :name symbol)))
    #("try-again" f"Try evaluating {name} again." (fn [] (symbol-value symbol)))
    #("use-keyword" f"Use :{name} instead." (fn [] (keyword name)))
    #("store-value" f"Set the symbol-value of {name} and use its value."
      (fn [value] (set-symbol-value symbol value))
      (fn [] [(ask "enter an expression which will evaluate to the new value: ")]))
    #("use-value" f"Use a value without setting {name}."
      (fn [value] value)
      (fn [] [(ask "enter an expression which will evaluate to the value to use: ")]))))


(defn undefined-function [symbol]
  "Signal that SYMBOL names no function, and return the function to call in its place."
  (when (not (or (is (type symbol) Symbol) (is symbol None) (is symbol True)))
    (return (type-error symbol "FUNCTION")))
  (setv shown (function-name symbol)
        name (if (is shown symbol) (symbol-name symbol) (show shown)))
  (restart-case
    (fn [] (error (UndefinedFunction :name shown)))
    #("try-again" f"Try calling {name} again." (fn [] (symbol-function symbol)))
    #("return-value" f"Return a value instead of calling {name}."
      (fn [value] (fn [#* arguments] value))
      (fn [] [(ask "enter an expression which will evaluate to the value to return: ")]))
    #("use-value" f"Try calling a function other than {name}."
      as-function
      (fn [] [(ask "enter an expression which will evaluate to the function to call: ")]))
    #("store-value" f"Setf the symbol-function of {name} and call it again."
      (fn [function] (set-function symbol (as-function function)))
      (fn [] [(ask "enter an expression which will evaluate to the function: ")]))))


(defn function-name [symbol]
  "Return the name of the function of SYMBOL: the list (setf name) where it stands for that."
  (if (and (is (type symbol) Symbol) (is-not symbol.info None) (in "setf-of" symbol.info))
      (L (cl "SETF") (get symbol.info "setf-of"))
      symbol))


(defn as-function [designator]
  (if (is (type designator) Symbol) (symbol-function designator) designator))


(defn ask-for-value [prompt]
  "Ask the person at *query-io* for a form and return its value. Blocks until it is typed."
  (import acllib.lisp.compiler [evaluate]
          acllib.lisp.reader [read]
          acllib.lisp.variables [query-io])
  (setv stream (.get query-io))
  (.write-string stream prompt)
  (.force-output stream)
  (evaluate (read stream)))


(setv questioner.value ask-for-value)
(.update hooks {"unbound-variable" unbound-variable
                "undefined-function" undefined-function})
