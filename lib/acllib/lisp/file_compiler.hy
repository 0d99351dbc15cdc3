#[[`compile-file`: the forms of a file, compiled one by one into a fasl.

A form is processed as CLHS 3.2.3.1 says: progn, locally, macrolet, symbol-macrolet and eval-when at
top level are taken apart, so that what their parts define at compile time holds for the next; what
remains is compiled, and evaluated as well where the situation wants it. Each form is processed before
the next is read.

Source: CLHS 3.2.3, compile-file, compile-file-pathname, with-compilation-unit; Allegro CL 10.1, compiling.]]

(import
  os
  acllib.kernel.constants [UNSUPPLIED]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [ProgramError StyleWarning Warning error handlers show]
  acllib.kernel.values [call-for-values]
  acllib.lisp.analyze [hooks]
  acllib.lisp.analyze_control [COMPILER-LET compile-time-bindings]
  acllib.lisp.analyze_functions [function-symbol]
  acllib.lisp.compiler [compile-form source-name]
  acllib.lisp.conses [Cons L form :as form-of items lisp-list]
  acllib.lisp.definitions [lisp macro]
  acllib.lisp.dumping [Dump]
  acllib.lisp.environments [Environment LocalMacro SymbolMacro SPECIAL macroexpand operator-known?]
  acllib.lisp.fasls [fresh? read-octets write-fasl]
  acllib.lisp.forms [Y thunk]
  acllib.lisp.functions.files [native resolved]
  acllib.lisp.lambda_lists [macro-lambda split-body]
  acllib.lisp.loading [file-text find-source form-place full-pathname load-file]
  acllib.lisp.pathnames [Pathname merge parse-namestring the-pathname]
  acllib.lisp.reader [read-form]
  acllib.lisp.reports [Report current-report]
  acllib.lisp.setf_expansions [fact]
  acllib.lisp.sources [TextSource]
  acllib.lisp.symbols [Symbol cl keyword setf-name symbol-name]
  acllib.lisp.variables [compile-file-pathname compile-file-truename compile-print compile-verbose
                         current-package readtable standard-output])


(setv FASL "fasl"
      _END (object))


;;; Compilation units

(defn call-in-unit [function [override False]]
  "Return FUNCTION's values; what it compiles is reported on at the end of the outermost unit, or of this one with OVERRIDE."
  (when (and (is-not (.get current-report) None) (not override))
    (return (call-for-values function)))
  (setv report (Report)
        token (.bind current-report report))
  (try
    (setv values (call-for-values function))
    (.finish report)
    (return values)
    (finally
      (.unbind current-report token))))


(defn [(macro "WITH-COMPILATION-UNIT")] expand-with-compilation-unit [options #* body]
  "Expand (with-compilation-unit (:override FORM) . BODY)."
  (setv override (and (is (type options) Cons) (is (type options.cdr) Cons) options.cdr.car))
  (form-of #((Y "%WITH-COMPILATION-UNIT") (thunk #* body) (or override None))))


(defn [(lisp "%WITH-COMPILATION-UNIT" :package "SYSTEM" :values True)] with-compilation-unit [body override]
  (call-in-unit body (is-not override None)))


;;; Top-level forms

(defclass FileCompiler []
  #[[Compiles the forms of one file.

  dump   -- the Dump that gathers their steps
  report -- the Report of the compilation unit
  print  -- true: say which forms are compiled]]

  (defn __init__ [self report print]
    (setv self.report report
          self.dump (Dump report)
          self.print print))

  (defn process [self form [env None] [at-compile-time False]]
    "Process a top-level form in the environment ENV; AT-COMPILE-TIME: evaluate it as well."
    (setv form (self.expanded form env)
          operator (if (is (type form) Cons) form.car None)
          handler (if (is (type operator) Symbol) (.get TOP-LEVEL operator) None))
    (cond
      (is-not handler None) (handler self form env at-compile-time)
      (is-not (type form) Cons) None
      True (do
             (when at-compile-time
               ((compile-form form env)))
             (.compile self form env))))

  (defn expanded [self form env]
    "Return FORM expanded as far as macros go; note the functions that its definers define."
    (defn note [before]
      (when (is (type before) Cons)
        (note-definitions before self.report)))
    (get (macroexpand form env operator-known? note) 0))

  (defn compile [self form env]
    (when (is-not self.print None)
      (say f"; Compiling {(show form)}"))
    (setv unit (.unit self.dump form env)
          notes self.report.notes)
    (.end-form self.report form)
    (for [[symbol lambda-list] notes]
      (.append self.dump.steps #("lambda-list" (.object self.dump symbol) (.object self.dump lambda-list))))
    (.append self.dump.steps #("run" unit)))

  (defn each [self forms env at-compile-time]
    (for [form forms]
      (.process self form env at-compile-time))))


(setv TOP-LEVEL {}) ; operator → function of compiler, form, environment and whether to evaluate


(defn top-level [name]
  (fn [function]
    (setv (get TOP-LEVEL (cl name)) function)
    function))


(defn [(top-level "PROGN")] process-progn [self form env at-compile-time]
  (.each self (items form.cdr) env at-compile-time))


(defn [(top-level "LOCALLY")] process-locally [self form env at-compile-time]
  (setv [declarations _ body] (split-body form.cdr))
  (.each self body (declaring env declarations) at-compile-time))


(defn declaring [env declarations [functions None] [variables None]]
  "Return a child of ENV with local macros, and the variables that DECLARATIONS declare special."
  (setv specials (dfor d declarations :if (and (is (type d) Cons) (is d.car (cl "SPECIAL")))
                       s (items d.cdr) s SPECIAL))
  (Environment env :functions functions :variables {#** (or variables {})  #** specials}))


(defn [(top-level "MACROLET")] process-macrolet [self form env at-compile-time]
  (setv [declarations _ body] (split-body form.cdr.cdr)
        entered {})
  (for [d (items form.cdr.car)]
    (setv [name lambda-list #* forms] (items d)
          (get entered name) (LocalMacro ((get hooks "compile-macro")
                                           (macro-lambda name lambda-list (lisp-list forms)) env))))
  (.each self body (declaring env declarations :functions entered) at-compile-time))


(defn [(top-level "SYMBOL-MACROLET")] process-symbol-macrolet [self form env at-compile-time]
  (setv [declarations _ body] (split-body form.cdr.cdr)
        entered (dfor d (items form.cdr.car) d.car (SymbolMacro d.cdr.car)))
  (.each self body (declaring env declarations :variables entered) at-compile-time))


(defn process-compiler-let [self form env at-compile-time]
  "The body of a compiler-let is at top level, too."
  (with [_ (compile-time-bindings form.cdr.car)]
    (.each self (items form.cdr.cdr) env at-compile-time)))


(setv (get TOP-LEVEL COMPILER-LET) process-compiler-let)


(setv SITUATIONS {"COMPILE-TOPLEVEL" "compile"  "COMPILE" "compile"
                  "LOAD-TOPLEVEL" "load"  "LOAD" "load"
                  "EXECUTE" "execute"  "EVAL" "execute"})


(defn [(top-level "EVAL-WHEN")] process-eval-when [self form env at-compile-time]
  "The table of CLHS 3.2.3.1."
  (setv said (lfor s (items form.cdr.car) #(s (.get SITUATIONS (symbol-name s)))))
  (for [[s meaning] said]
    (when (is meaning None)
      (error (ProgramError :format-control "~s is no situation of eval-when." :format-arguments (L s)))))
  (setv situations (sfor [_ meaning] said meaning)
        evaluate (or (in "compile" situations) (and (in "execute" situations) at-compile-time))
        body form.cdr.cdr)
  (cond
    (in "load" situations) (.each self (items body) env evaluate)
    evaluate (for [part (items body)]
               ((compile-form part env)))))


;;; What definers define

(defn note-definitions [form report]
  "Note the functions that FORM, a call of a standard definer, will have defined when it has run."
  (setv notes (.get DEFINERS form.car))
  (when (and (is-not notes None) (is (type form.cdr) Cons))
    (notes form report)))


(defn note-function [form report]
  (setv symbol (function-symbol form.cdr.car))
  (when (is-not symbol None)
    (if (and (in form.car KEPT) (is (type form.cdr.cdr) Cons))
        (.defined report symbol form.cdr.cdr.car)
        (.add report.names symbol))))


(defn note-accessors [form report]
  "The readers and writers of defclass and define-condition."
  (setv slots (if (is (type form.cdr.cdr) Cons) form.cdr.cdr.cdr.car None))
  (for [slot (if (is (type slots) Cons) (items slots) [])
        [option value] (if (is (type slot) Cons) (zip (cut (items slot.cdr) 0 None 2) (cut (items slot.cdr) 1 None 2)) [])]
    (setv symbol (function-symbol value)
          label (symbol-name option))
    (when (and (is-not symbol None) (in label #("READER" "WRITER" "ACCESSOR")))
      (.add report.names symbol)
      (when (= label "ACCESSOR")
        (.add report.names (setf-name symbol))))))


(defn note-structure [form report]
  (setv head form.cdr.car
        structure (fact (if (is (type head) Cons) head.car head) "structure"))
  (when (is-not structure None)
    (for [slot structure.slots]
      (setv accessor (.accessor structure slot))
      (when (is (type accessor) Symbol)
        (.update report.names [accessor (setf-name accessor)])))
    (.update report.names (gfor s [structure.copier structure.predicate] :if (is-not s None) s))))


(defn note-method [form report]
  "A specialized parameter of a method says what the method is for; it need not be read."
  (note-function form report)
  (setv rest form.cdr.cdr)
  (while (and (is (type rest) Cons) (is-not rest.car None) (is-not (type rest.car) Cons))
    (setv rest rest.cdr))
  (when (and (is (type rest) Cons) (is (type rest.car) Cons))
    (.update report.ignores (gfor p rest.car :if (and (is (type p) Cons) (is (type p.car) Symbol)) p.car))))


(setv KEPT [(cl "DEFMACRO") (cl "DEFGENERIC")]
      DEFINERS {#** (dfor name ["DEFMACRO" "DEFGENERIC"] (cl name) note-function)
                (cl "DEFMETHOD") note-method
                (cl "DEFCLASS") note-accessors
                (cl "DEFINE-CONDITION") note-accessors
                (cl "DEFSTRUCT") note-structure})


;;; compile-file

(defn say [text]
  (setv stream (.get standard-output))
  (.fresh-line stream)
  (.write-string stream (+ text "\n"))
  (.force-output stream))


(defn compile-text [compiler text name]
  "Process the forms of TEXT, which comes from the file NAME."
  (setv source (TextSource text :name name))
  (while True
    (setv form (read-form source _END))
    (when (is form _END)
      (return None))
    (when pending
      (run-pending))
    (defn process [[form form]]
      (.process compiler form))
    (defn skip []
      (setv compiler.report.failed True
            compiler.report.warned True))
    (form-place form name "Compiling" process skip)))


(defn noting-warnings [report]
  "Return a handler clause that notes what warnings are signalled and declines."
  (defn note [condition]
    (setv report.warned True)
    (when (not (isinstance condition StyleWarning))
      (setv report.failed True)))
  #(Warning note))


(defn compile-to [path output [verbose None] [print None] [external-format "default"]]
  #[[Compile the file that the system calls PATH into OUTPUT.

  Returns: #(warnings-p failure-p). Signals: whatever reading, expanding and compiling signals;
    nothing is written then.]]
  (setv report (.get current-report)
        octets (read-octets path)
        compiler (FileCompiler report print)
        tokens [])
  (when (is-not verbose None)
    (say f";;; Compiling file {path}"))
  (for [[variable value] [#(current-package (.get current-package))
                          #(readtable (.get readtable))
                          #(compile-file-pathname (parse-namestring path))
                          #(compile-file-truename (resolved path))
                          #(source-name path)]]
    (.append tokens #(variable (.bind variable value))))
  (setv outer report.file
        before #(report.warned report.failed (len report.unused))
        report.file path
        report.warned False
        report.failed False)
  (try
    (with [_ (handlers (noting-warnings report))]
      (compile-text compiler (file-text path external-format) path))
    (setv found #((or report.warned (> (len report.unused) (get before 2))) report.failed))
    (finally
      (setv report.file outer
            report.warned (or report.warned (get before 0))
            report.failed (or report.failed (get before 1)))
      (for [[variable token] (reversed tokens)]
        (.unbind variable token))))
  (when (is-not verbose None)
    (say f";;; Writing fasl file {output}"))
  (write-fasl output octets compiler.dump.steps)
  (when (is-not verbose None)
    (say ";;; Fasl write complete"))
  found)


(defn [(lisp "COMPILE-FILE" :values True)] compile-file
  [input-file * [output-file None] [verbose UNSUPPLIED] [print UNSUPPLIED] [external-format (keyword "DEFAULT")]
   [load-after-compile None]]
  #[[Compile a file of Lisp into a fasl beside it.

  Arguments:
    input-file -- a name without type stands for the .cl or .lisp file of that name.
    output-file -- where to write; what it lacks comes from the input file and type fasl.
    verbose, print -- nil or t; by default *compile-verbose* and *compile-print*.
    load-after-compile -- t: load the fasl as well. [Allegro]
  Returns: the truename of the fasl; t if there were warnings; t if some were not just of style.
  Signals: file-error; reader-error and program-error with file, line and column; restart skip-form.
  Source: CLHS compile-file.]]
  (setv verbose (if (is verbose UNSUPPLIED) (.get compile-verbose) verbose)
        print (if (is print UNSUPPLIED) (.get compile-print) print)
        path (or (find-source input-file :sources-only True) (os.path.abspath (native input-file)))
        output (native (compile-file-pathname- path :output-file output-file))
        found [])
  (call-in-unit (fn [] (.extend found (compile-to path output verbose print external-format))))
  (when (is-not load-after-compile None)
    (load-file output))
  #((resolved output) (or (get found 0) None) (or (get found 1) None)))


(defn [(lisp "COMPILE-FILE-PATHNAME")] compile-file-pathname-
  [input-file * [output-file None] [verbose None] [print None] [external-format None] [load-after-compile None]]
  "Return the pathname of the fasl that compile-file, with these arguments, writes for INPUT-FILE."
  (setv source (full-pathname (or (find-source input-file :sources-only True) input-file))
        beside (Pathname source.directory source.name FASL source.host source.device source.version))
  (if (is output-file None)
      beside
      (merge (the-pathname output-file) beside)))


(defn [(lisp "COMPILE-FILE-IF-NEEDED" :package "EXCL" :values True)] compile-file-if-needed
  [input-file * [force-recompile None] [output-file None] [verbose UNSUPPLIED] [print UNSUPPLIED]
   [external-format (keyword "DEFAULT")] [load-after-compile None]]
  "Compile a file as compile-file does, unless its fasl is fresh or FORCE-RECOMPILE is true; return the fasl's truename."
  (setv source (find-source input-file :sources-only True)
        output (native (compile-file-pathname- (or source input-file) :output-file output-file)))
  (if (and (is force-recompile None) (is-not source None) (os.path.isfile output) (fresh? output source))
      (do
        (when (is-not load-after-compile None)
          (load-file output))
        #((resolved output) None None))
      (compile-file input-file :output-file output-file :verbose verbose :print print
                    :external-format external-format :load-after-compile load-after-compile)))
