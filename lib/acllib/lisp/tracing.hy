#[[trace and untrace: calls and returns of functions are shown on *trace-output*.

A tracer is put around a function as an fwrapper is (`fwrappers`). That of a generic function
is in its method combination instead, so that methods may be added meanwhile, and calls from
Python are seen too; that of a method is around the method's function.

Calls that the compiler turns into something else are not seen: standard functions in code
compiled before they were traced, and a function's calls of itself in tail position. Source:
CLHS 25.2; Allegro CL 10.1, Debugging: tracing.]]

(import
  time :as os-time
  acllib.kernel.dynamic [DynamicVariable]
  acllib.kernel.generic [GenericFunction]
  acllib.kernel.signalling [show type-error]
  acllib.kernel.values [call-for-values]
  acllib.processes [current-process]
  acllib.lisp.conses [Cons form items lisp-list]
  acllib.lisp.definitions [lisp macro special]
  acllib.lisp.forms [S K Y program-error quoted thunk]
  acllib.lisp.functions.conditions [break-]
  acllib.lisp.fwrappers [Wrapping put wrapping-of]
  acllib.lisp.generics [find-method function-symbol]
  acllib.lisp.image [fboundp symbol-function]
  acllib.lisp.printer [bound-options prin1-to-string]
  acllib.lisp.symbols [Symbol keyword]
  acllib.lisp.variables [trace-output])


(setv ABSENT (object)
      trace-timestamp (special "*TRACE-TIMESTAMP*" None "True: lines of a trace begin with the time." :package "EXCL")
      TRACE (keyword "TRACE")           ; the indicator of tracers among fwrappers
      METHOD (S "METHOD")
      DEEPEST 20                        ; levels that are indented
      OPTIONS #(K.CONDITION K.INSIDE K.NOT-INSIDE K.PRINT-BEFORE K.PRINT-AFTER K.BREAK-BEFORE K.BREAK-AFTER))

;; How many traced calls the process is in; the names of these; the arguments of the innermost.
(setv depth (DynamicVariable "trace-depth" 0)
      inside (DynamicVariable "trace-inside" #())
      current-arguments (DynamicVariable "trace-arguments" None)
      silent (DynamicVariable "trace-silent" False))

;; What is traced: printed name → Traced, in the order of trace forms.
(setv _traced {})


;;; A tracer

(defclass Tracer []
  #[[What is called in place of a traced function: with that, and the list of its arguments.

  name -- what the trace shows; options -- dict of keyword → function of no arguments]]
  (setv __slots__ #("name" "options"))

  (defn __init__ [self name options]
    (setv self.name name
          self.options options))

  (defn __call__ [self following arguments]
    (setv values (.mv self following arguments))
    (if values (get values 0) None))

  (defn mv [self following arguments]
    (if (.wanted self arguments)
        (.call self following arguments)
        (call-for-values following #* (items arguments))))

  (defn wanted [self arguments]
    "Return whether this call is to be shown. What prints the trace is not traced itself."
    (when (.get silent)
      (return False))
    (setv names (.get inside))
    (for [[option within] #(#(K.INSIDE True) #(K.NOT-INSIDE False))]
      (setv wanted (.ask self option arguments ABSENT))
      (when (and (is-not wanted ABSENT) (!= within (any (gfor n (_names wanted) (in n names)))))
        (return False)))
    (is-not (.ask self K.CONDITION arguments True) None))

  (defn ask [self option arguments default]
    "Return the value of the form given for OPTION, with ARGUMENTS for excl:arg; DEFAULT where there is none."
    (setv function (.get self.options option))
    (when (is function None)
      (return default))
    (setv tokens #(#(silent (.bind silent True)) #(current-arguments (.bind current-arguments arguments))))
    (try
      (return (function))
      (finally
        (for [[variable token] tokens]
          (.unbind variable token)))))

  (defn call [self following arguments]
    (setv level (.get depth)
          ended False
          tokens #(#(depth (.bind depth (+ level 1)))
                   #(inside (.bind inside (+ (.get inside) #((show self.name)))))))
    (try
      (.write self level (in-silence (fn [] (printed (Cons self.name arguments)))))
      (.around self level arguments K.PRINT-BEFORE K.BREAK-BEFORE)
      (setv values (call-for-values following #* (items arguments))
            ended True)
      (.write self level (in-silence (fn [] (.join " " ["returned" #* (map printed values)]))))
      (.around self level arguments K.PRINT-AFTER K.BREAK-AFTER)
      (return values)
      (finally
        (when (not ended)
          (.write self level "exited non-locally"))
        (for [[variable token] tokens]
          (.unbind variable token)))))

  (defn around [self level arguments print- break]
    "Do what the options PRINT- and BREAK say."
    (when (in print- self.options)
      (setv value (.ask self print- arguments None))
      (.write self level (in-silence (fn [] (printed value)))))
    (when (is-not (.ask self break arguments None) None)
      (break- "Traced call of ~s" self.name)))

  (defn write [self level text]
    (setv stream (.get trace-output))
    (.fresh-line stream)
    (.write-string stream f"{(timestamp)}{(* " " (+ 1 (* 2 (min level DEEPEST))))}{level}[{(. (current-process) sequence)}]: {text}\n")
    (.force-output stream)))


(defn timestamp []
  "Return what a line of a trace begins with: the time, if *trace-timestamp* is true."
  (if (is (.get trace-timestamp) None) "" (os-time.strftime "%H:%M:%S ")))


(defn printed [object]
  (with [_ (bound-options {"length" 10  "level" 4})]
    (prin1-to-string object)))


(defn in-silence [function]
  "Return the value of FUNCTION, called while nothing is traced."
  (setv token (.bind silent True))
  (try
    (return (function))
    (finally
      (.unbind silent token))))


(defn _names [object]
  "Return the set of the printed names in OBJECT, a function name or a list of such."
  (sfor n (if (and (is (type object) Cons) (is-not object.car S.SETF)) (items object) [object]) (show n)))


(defn [(lisp "ARG" :package "EXCL")] argument [n]
  "Return the Nth argument of the traced call that a trace option is evaluated for."
  (setv arguments (list (items (.get current-arguments))))
  (when (not (and (is (type n) int) (<= 0 n) (< n (len arguments))))
    (type-error n f"(INTEGER 0 ({(len arguments)}))"))
  (get arguments n))


;;; Where tracers are put

(defclass TracedCombination []
  "The method combination of a traced generic function: OWN, and TRACER around the effective functions."

  (defn __init__ [self own tracer]
    (setv self.own own
          self.tracer tracer))

  (defn __call__ [self generic methods]
    (setv effective (self.own generic methods))
    (defn traced [#* arguments #** keywords]
      (if keywords
          (effective #* arguments #** keywords) ; from Python
          (self.tracer effective (lisp-list arguments))))
    (defn traced-values [#* arguments]
      (.mv self.tracer effective (lisp-list arguments)))
    (setv traced.mv traced-values)
    traced))


(defclass Traced []
  "Something traced. NAME: as in the trace form; REMOVE: function that ends it; HELD: function, whether it is still so."

  (defn __init__ [self name remove held]
    (setv self.name name
          self.remove remove
          self.held held)))


(defn trace-generic [name generic tracer]
  (setv own generic.combine
        combination (TracedCombination own tracer)
        generic.combine combination)
  (.forget generic)
  (Traced name
          (fn [] (setv generic.combine own) (.forget generic))
          (fn [] (is generic.combine combination))))


(defn trace-symbol [name symbol tracer]
  (setv wrapping (or (wrapping-of symbol) (Wrapping (symbol-function symbol)))
        pair #(TRACE tracer))
  (.insert wrapping.around 0 pair)
  (put symbol wrapping)
  (defn held []
    (and (is (wrapping-of symbol) wrapping) (in pair wrapping.around)))
  (defn remove []
    (.remove wrapping.around pair)
    (put symbol wrapping))
  (Traced name remove held))


(defn trace-method [name tracer]
  "Trace the method that NAME, (method function qualifier* (specializer*)), means."
  (setv [_ function #* qualifiers] (items name)
        generic (symbol-function (function-symbol function)))
  (when (or (not qualifiers) (not (isinstance generic GenericFunction)))
    (program-error f"{(show name)} names no method."))
  (setv specializers (.pop qualifiers)
        method (find-method generic (lisp-list qualifiers) specializers)
        own method.function)
  (defn traced [#* arguments]
    (tracer #* (parts arguments)))
  (defn traced-values [#* arguments]
    (.mv tracer #* (parts arguments)))
  (defn parts [arguments]
    "Return the function to call and the list of its arguments; the next method is not shown."
    (if method.wants-next
        (do
          (setv [following #* rest] arguments)
          (defn call [#* given] (own following #* given))
          (setv call.mv (fn [#* given] (call-for-values own following #* given)))
          #(call (lisp-list rest)))
        #(own (lisp-list arguments))))
  (setv traced.mv traced-values
        method.function traced)
  (.forget generic)
  (Traced name
          (fn [] (setv method.function own) (.forget generic))
          (fn [] (and (is method.function traced) (in method generic.methods)))))


(defn start [name options]
  "Trace what NAME means: a function name or (method ...). Return NAME."
  (stop name)
  (setv tracer (Tracer name options)
        (get _traced (show name))
          (if (and (is (type name) Cons) (is name.car METHOD))
              (trace-method name tracer)
              (do
                (setv symbol (function-symbol name))
                (when (or (not (is (type symbol) Symbol)) (is-not symbol.operator None) (is-not symbol.macro None))
                  (program-error f"{(show name)} is a macro or special operator and can't be traced."))
                (when (not (fboundp symbol))
                  (program-error f"trace: {(show name)} has no function."))
                (setv function (symbol-function symbol))
                (if (isinstance function GenericFunction)
                    (trace-generic name function tracer)
                    (trace-symbol name symbol tracer)))))
  name)


(defn stop [name]
  "End the trace of NAME; return whether there was one."
  (setv found (.pop _traced (show name) None)
        held (and (is-not found None) (found.held)))
  (when held
    (found.remove))
  held)


(defn traced-names []
  "Return the names of what is traced now; what was defined anew is not any more."
  (for [[text each] (list (.items _traced))]
    (when (not (each.held))
      (del (get _traced text))))
  (lfor each (.values _traced) each.name))


;;; The macros

(defn [(macro "TRACE")] expand-trace [#* specs]
  #[[(trace {NAME | (NAME {OPTION FORM}*)}*): show calls of functions; without any, list what is traced.

  NAME is a function name or (method NAME QUALIFIER* (SPECIALIZER*)). The forms see (excl:arg N).
  :condition -- whether a call is shown; :inside, :not-inside -- function name or list of
  such: only within traced calls of these; :print-before, :print-after -- a value to show;
  :break-before, :break-after -- whether to break.]]
  (form (if specs #(S.LIST #* (map trace-form specs)) #((Y "%TRACED")))))


(defn trace-form [spec]
  "Return the form that starts the trace of a spec of trace."
  (setv named (or (is-not (type spec) Cons) (in spec.car #(S.SETF METHOD)))
        [name #* options] (if named [spec] (list (items spec))))
  (when (or (% (len options) 2) (any (gfor o (cut options 0 None 2) (not-in o OPTIONS))))
    (program-error f"trace: {(show spec)}: the options are {(.join ", " (gfor o OPTIONS (.lower (show o))))}."))
  #((Y "%TRACE") (quoted name)
     #* (gfor [i each] (enumerate options) (if (% i 2) (thunk each) each))))


(defn [(macro "UNTRACE")] expand-untrace [#* names]
  "(untrace NAME*): end the trace of functions, of all without any; return the list of those that were traced."
  (form #((Y "%UNTRACE") (quoted (lisp-list names)))))


(defn [(lisp "%TRACE" :package "SYSTEM")] trace-one [name #* options]
  (start name (dict (zip (cut options 0 None 2) (cut options 1 None 2)))))


(defn [(lisp "%TRACED" :package "SYSTEM")] traced-list []
  "Return the list of what is traced."
  (lisp-list (traced-names)))


(defn [(lisp "%UNTRACE" :package "SYSTEM")] untrace [names]
  (setv names (if (is names None) (traced-names) (list (items names))))
  (lisp-list (lfor n names :if (stop n) n)))
