#[[What emitted code calls by name, besides Lisp's own functions.

Everything here is installed in the image. Functions that serve one construct have its name:
`enter-handlers` and `leave-handlers` for handler-bind, `leave` for exits from closures.]]

(import
  acllib.characters [Character]
  acllib.kernel.constants [UNSUPPLIED NO-BINDING UNBOUND]
  acllib.kernel.dynamic [current-state]
  acllib.kernel.generic [function-object]
  acllib.kernel.exits [NonLocalExit Exit enter-catch leave-catch find-catch]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error type-error show ControlError ProgramError]
  acllib.kernel.values [call-for-values]
  acllib.lisp.arrays [LispString]
  acllib.lisp.conses [Cons lisp-list items]
  acllib.lisp.definitions [ALLOW-OTHER-KEYS]
  acllib.lisp.image [install set-symbol-value set-function variable-of symbol-function]
  acllib.lisp.symbols [Symbol cl]
  acllib.lisp.tables [HashTable])


;;; Values

(defn first-value [values]
  "Return the first of a tuple of values, nil where there is none."
  (if values (get values 0) None))


(defn spread [values n]
  "Return N values: those of a tuple, nil for what is missing."
  (tuple (cut [#* values #* (* [None] n)] n)))


(defn rounds [limit]
  "Return how many rounds a dotimes of LIMIT makes."
  (if (> limit 0) limit 0))


;;; Exits

(defn leave [exit values]
  "Unwind to the block whose target is EXIT. Signals control-error when it has been left already."
  (when (or (not exit.live) (is-not exit.state (current-state)))
    (error (ControlError :format-control
                         "The block or tagbody to return to has been left already, or belongs to another process.")))
  (raise (NonLocalExit exit values)))


(defn throw [tag values]
  "Unwind to the innermost catch of TAG. Signals control-error when there is none."
  (setv found (find-catch tag))
  (when (is found None)
    (error (ControlError :format-control (.replace f"No catch for tag {(show tag)} is active." "~" "~~"))))
  (raise (NonLocalExit found values)))


;;; Handlers and restarts

(defn enter-handlers [entries]
  "Put a cluster of handlers in force; return what `leave-handlers` takes."
  (setv state (current-state)
        saved state.handlers
        state.handlers #(entries saved))
  saved)


(defn leave-handlers [saved]
  (setv (. (current-state) handlers) saved))


(defn enter-restarts [restarts]
  "Make the restarts of a Lisp list active, the first one innermost; return what `leave-restarts` takes."
  (setv state (current-state)
        saved state.restarts
        link saved)
  (for [restart (reversed (items restarts))]
    (setv link #(restart link)))
  (setv state.restarts link)
  saved)


(defn leave-restarts [saved]
  (setv (. (current-state) restarts) saved))


;;; Dynamic binding

(defn bind-all [symbols values]
  "Bind the symbols of one list to the values of another, nothing where they run out. Return tokens."
  (setv tokens []
        rest values)
  (for [symbol (items symbols)]
    (when (or (is-not (type symbol) Symbol) symbol.constant)
      (unbind-all tokens)
      (type-error symbol "SYMBOL"))
    (setv variable (variable-of symbol)
          value UNBOUND)
    (when (is (type rest) Cons)
      (setv value rest.car
            rest rest.cdr))
    (.append tokens #(variable (if (is value UNBOUND) (.set variable.local UNBOUND) (.bind variable value)))))
  tokens)


(defn bind-values [#* pairs]
  "Bind the dynamic variables of pairs #(variable value); all of them or, when one is refused, none. Return tokens."
  (setv tokens [])
  (try
    (for [[variable value] pairs]
      (.append tokens #(variable (.bind variable value))))
    (except [BaseException]
      (unbind-all tokens)
      (raise)))
  tokens)


(defn unbind-all [tokens]
  (while tokens
    (setv [variable token] (.pop tokens))
    (.unbind variable token)))


;;; Calls

(defn check-depth []
  "Raise RecursionError, by being called, where the stack is at its limit."
  None)


(defn odd-keywords [arguments]
  (error (ProgramError :format-control (.replace f"An odd number of keyword arguments: {(.join " " (map show arguments))}." "~" "~~"))))


(defn unknown-keyword [keyword arguments known]
  "Signal that KEYWORD is none of KNOWN, unless the call allows other keys."
  (when (or (is keyword ALLOW-OTHER-KEYS) (allows-others? arguments))
    (return None))
  (error (ProgramError :format-control
                       (.replace f"{(show keyword)} is not one of the keywords {(.join " " (map show known))}." "~" "~~"))))


(defn allows-others? [arguments]
  (for [i (range 0 (- (len arguments) 1) 2)]
    (when (is (get arguments i) ALLOW-OTHER-KEYS)
      (return (is-not (get arguments (+ i 1)) None))))
  False)


(defn function-designated [designator]
  "Return the function that a function or a symbol designates."
  (if (or (is (type designator) Symbol) (is designator None))
      (symbol-function designator)
      designator))


(defn not-a-list [object]
  (type-error object "LIST"))


(defn define-function [symbol function]
  "Make FUNCTION what SYMBOL names, for defun. Return the function's name."
  (setv symbol.definition None
        symbol.macro None)
  (set-function symbol function)
  (or (function-name symbol) symbol))


(defn function-name [symbol]
  "Return the list (setf name) for the symbol that stands for it, else None."
  (if (and (is symbol.package None) (is-not symbol.info None) (in "setf-of" symbol.info))
      (lisp-list [(cl "SETF") (get symbol.info "setf-of")])
      None))


(install
  #("pending" pending) #("run_pending" run-pending)
  #("UNSUPPLIED" UNSUPPLIED) #("NO_BINDING" NO-BINDING)
  #("Cons" Cons) #("Symbol" Symbol) #("HashTable" HashTable) #("Character" Character) #("LispString" LispString)
  #("lisp_list" lisp-list) #("items" items)
  #("first_value" first-value) #("spread" spread) #("rounds" rounds)
  #("call_for_values" call-for-values)
  #("Exit" Exit) #("leave" leave) #("NonLocalExit" NonLocalExit)
  #("enter_catch" enter-catch) #("leave_catch" leave-catch) #("throw" throw)
  #("enter_handlers" enter-handlers) #("leave_handlers" leave-handlers)
  #("enter_restarts" enter-restarts) #("leave_restarts" leave-restarts)
  #("bind_all" bind-all) #("bind_values" bind-values) #("unbind_all" unbind-all)
  #("odd_keywords" odd-keywords) #("unknown_keyword" unknown-keyword)
  #("check_depth" check-depth)
  #("function_designated" function-designated) #("not_a_list" not-a-list)
  #("define_function" define-function) #("function_object" function-object) #("set_symbol_value" set-symbol-value))
