#[[Fwrappers: functions around other functions, put there and taken away by name.

A wrapped function's symbol holds the outermost wrapper; each calls the next by
call-next-fwrapper, the innermost the function itself. Defining the function anew takes all away.
What the compiler makes of calls of standard functions may not look at their symbols: wrapping
those has effect on code that is compiled afterwards. Source: Allegro CL 10.1, fwrappers.]]

(import
  acllib.kernel.signalling [show]
  acllib.kernel.values [call-for-values]
  acllib.lisp.conses [form lisp-list]
  acllib.lisp.definitions [install-entry lisp macro named]
  acllib.lisp.forms [S Y program-error quoted]
  acllib.lisp.generics [function-symbol]
  acllib.lisp.image [fboundp set-function symbol-function]
  acllib.lisp.lambda_lists [declare split-body]
  acllib.lisp.setf_expansions [fact remember]
  acllib.lisp.symbols [Symbol gensym])


(setv CALL-NEXT (named "CALL-NEXT-FWRAPPER" "EXCL"))


(defn [(macro "DEF-FWRAPPER" :package "EXCL")] expand-def-fwrapper [name lambda-list #* body]
  "(def-fwrapper NAME LAMBDA-LIST . BODY): define a wrapper; (call-next-fwrapper) calls what is wrapped."
  (setv [declarations documentation forms] (split-body body True)
        next-function (gensym "NEXT")
        arguments (gensym "ARGUMENTS")
        given (gensym "GIVEN"))
  (form #(S.PROGN
           #((Y "%DEF-FWRAPPER") (quoted name)
              #(S.FUNCTION
                 #(S.LAMBDA #(next-function arguments)
                    #(S.FLET #(#(CALL-NEXT #((S "&REST") given)
                                 #(S.APPLY next-function #(S.OR given arguments))))
                       #(S.DECLARE #(S.IGNORABLE #(S.FUNCTION CALL-NEXT)))
                       #(S.APPLY #(S.FUNCTION #(S.LAMBDA lambda-list
                                                 #* (declare declarations)
                                                 #(S.BLOCK name #* forms)))
                                 arguments)))))
           (quoted name))))


(defn [(lisp "%DEF-FWRAPPER" :package "SYSTEM")] define-fwrapper [name function]
  "Make FUNCTION, of the next function and a list of arguments, the wrapper NAME."
  (remember name "fwrapper" function)
  name)


(defclass Wrapping []
  #[[What is around the function of a symbol.

  original -- the function itself; around -- list of pairs #(indicator wrapper), outermost first; outside -- the function that the symbol holds]]

  (defn __init__ [self original]
    (setv self.original original
          self.around []
          self.outside original))

  (defn assemble [self]
    "Return the function that calls all wrappers."
    (setv function self.original)
    (for [[_ wrapper] (reversed self.around)]
      (setv function (wrapper-around wrapper function)))
    function))


(defn wrapper-around [wrapper following]
  #[[Return the function that calls WRAPPER around FOLLOWING.

  Arguments: wrapper -- name of one that def-fwrapper has made, which counts as soon as it is defined
    anew; or a function like those.]]
  (setv named (is (type wrapper) Symbol))
  (defn wrapped [#* arguments]
    ((if named (fact wrapper "fwrapper") wrapper) following (lisp-list arguments)))
  (defn wrapped-values [#* arguments]
    (call-for-values (if named (fact wrapper "fwrapper") wrapper) following (lisp-list arguments)))
  (setv wrapped.mv wrapped-values
        wrapped.__name__ (getattr following "__name__" "wrapped")
        wrapped.__doc__ (getattr following "__doc__" None))
  wrapped)


(defn wrapping-of [symbol]
  "Return the Wrapping that is around the function of SYMBOL now, or None."
  (setv found (fact symbol "fwrapping"))
  (if (and (is-not found None) (fboundp symbol) (is (symbol-function symbol) found.outside)) found None))


(defn put [symbol wrapping]
  "Make the function of SYMBOL what WRAPPING says."
  (setv wrapping.outside (.assemble wrapping))
  (when wrapping.around
    (setv wrapping.outside.fwrapped wrapping.original)) ; for those who add methods
  (if (or wrapping.around (is symbol.definition None))
      (set-function symbol wrapping.outside)
      (install-entry symbol wrapping.outside))
  (remember symbol "fwrapping" (if wrapping.around wrapping None)))


(defn [(lisp "FWRAP" :package "EXCL")] fwrap [name indicator fwrapper]
  #[[Put a wrapper around the function NAME, outside of those that are there; one of the same INDICATOR is replaced.

  Arguments: fwrapper -- symbol that def-fwrapper has defined. Returns: NAME.
  Signals: program-error where there is no such function or wrapper.]]
  (setv symbol (function-symbol name))
  (when (is (fact fwrapper "fwrapper") None)
    (program-error f"{(show fwrapper)} is not defined as an fwrapper."))
  (when (not (fboundp symbol))
    (program-error f"{(show name)} has no function to wrap."))
  (setv wrapping (or (wrapping-of symbol) (Wrapping (symbol-function symbol)))
        others (lfor pair wrapping.around :if (is-not (get pair 0) indicator) pair)
        place (next (gfor [i pair] (enumerate wrapping.around) :if (is (get pair 0) indicator) i) 0))
  (.insert others place #(indicator fwrapper))
  (setv wrapping.around others)
  (put symbol wrapping)
  name)


(defn [(lisp "FUNWRAP" :package "EXCL")] funwrap [name indicator]
  "Take away the wrapper of INDICATOR from the function NAME; return NAME, or nil if there was none."
  (setv symbol (function-symbol name)
        wrapping (wrapping-of symbol))
  (when (or (is wrapping None) (not-in indicator (lfor [i _] wrapping.around i)))
    (return None))
  (setv wrapping.around (lfor pair wrapping.around :if (is-not (get pair 0) indicator) pair))
  (put symbol wrapping)
  name)


(defn [(lisp "FWRAPPERS" :package "EXCL")] fwrappers-of [name]
  "Return the list of pairs of indicator and wrapper around the function NAME, outermost first."
  (setv wrapping (wrapping-of (function-symbol name)))
  (lisp-list (if (is wrapping None) [] (lfor pair wrapping.around :if (is (type (get pair 1)) Symbol) (lisp-list pair)))))
