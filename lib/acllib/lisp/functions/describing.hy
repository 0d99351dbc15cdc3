#[[What is known of objects, for people: describe, describe-object, disassemble. Source: CLHS 25.2.]]

(import
  ast
  acllib.kernel.constants [UNBOUND]
  acllib.kernel.generic [GenericFunction class-label]
  acllib.kernel.signalling [type-error]
  acllib.kernel.values [twin-makers]
  acllib.lisp.calling [function-of]
  acllib.lisp.classes [class-of]
  acllib.lisp.conses [Cons]
  acllib.lisp.definitions [lisp]
  acllib.lisp.emit [Emitter Unit]
  acllib.lisp.emit-functions [emit-function-definition]
  acllib.lisp.forms [K S]
  acllib.lisp.functions.documentation [documentation]
  acllib.lisp.functions.evaluation [compile-lambda]
  acllib.lisp.functions.streams [output-stream]
  acllib.lisp.generics [builtin-generic]
  acllib.lisp.image [boundp fboundp symbol-value]
  acllib.lisp.instances [nearest-info slot-peek]
  acllib.lisp.printer [bound-options function-name prin1-to-string]
  acllib.lisp.setf-expansions [fact]
  acllib.lisp.symbols [Symbol symbol-name])


;;; describe

(defn brief [object]
  "Return OBJECT printed, without what is deep in it or far behind."
  (with [_ (bound-options {"length" 50  "level" 10})]
    (prin1-to-string object)))


(defn describe-any [object stream]
  "The method of describe-object for all objects: class, and slots, or what a symbol stands for."
  (setv lines [f"{(brief object)} is of the class {(class-label (class-of object))}."
               #* (if (is (type object) Symbol) (of-symbol object) (of-slots object))])
  (.write-string stream (+ (.join "\n" lines) "\n"))
  None)


(setv describe-object (builtin-generic "DESCRIBE-OBJECT" #([] describe-any)))


(defn [(lisp "DESCRIBE" :values True)] describe [object [stream None]]
  "Print what is known of OBJECT to STREAM (nil: standard output; t: the terminal), by describe-object. No values."
  (setv stream (output-stream stream))
  (.fresh-line stream)
  (describe-object object stream)
  #())


(defn of-symbol [symbol]
  "Return lines on what SYMBOL stands for."
  (setv package symbol.package
        found [(if (is package None) "  It is in no package." f"  It is in the package {package.name}.")])
  (when (boundp symbol)
    (.append found f"  It is {(cond symbol.constant "a constant" symbol.special "a special variable" True "a variable")}; its value is {(brief (symbol-value symbol))}")
    (.extend found (documented symbol K.VARIABLE)))
  (when (or (is-not symbol.operator None) (is-not symbol.macro None) (fboundp symbol))
    (.append found (cond
                     (is-not symbol.operator None) "  It names a special operator."
                     (is-not symbol.macro None) "  It names a macro."
                     True "  It names a function."))
    (setv noted (fact symbol "lambda-list"))
    (when (and noted (is symbol.macro None))
      (.append found f"  Its lambda list is {(if (is (get noted 0) None) "()" (brief (get noted 0)))}"))
    (.extend found (documented symbol K.FUNCTION)))
  found)


(defn documented [symbol kind]
  (setv text (documentation symbol kind))
  (if (isinstance text str)
      (lfor line (.splitlines (str text)) (.rstrip f"    {line}"))
      []))


(defn of-slots [object]
  "Return a line for each slot of an instance of a class that a program has defined."
  (setv info (nearest-info (type object)))
  (if (or (is info None) (isinstance object type))
      []
      (lfor slot (.values info.slots)
            :setv value (slot-peek object slot)
            f"  {(symbol-name slot.name)}: {(if (is value UNBOUND) "unbound" (brief value))}")))


(defn [(lisp "ARGLIST" :package "EXCL" :values True)] arglist [designator]
  "Return the lambda list of a function or macro that a program has defined, and t; nil and nil where it is not known."
  (setv function (if (is (type designator) Symbol) None designator)
        symbol (if (is function None) designator (function-name function))
        noted (if (is (type symbol) Symbol) (fact symbol "lambda-list") None))
  (if noted #((get noted 0) True) #(None None)))


;;; disassemble

(defn [(lisp "DISASSEMBLE")] disassemble [designator]
  #[[Print what the compiler has made of a function: Python code, where it is kept, and byte code.

  For a generic function it is that of each method.
  Arguments: designator -- function, its name, or a lambda expression. Returns: nil.]]
  (import dis io)
  (setv function (if (and (is (type designator) Cons) (is designator.car S.LAMBDA))
                     (compile-lambda designator)
                     (function-of designator))
        stream (output-stream None)
        parts (if (isinstance function GenericFunction)
                  (lfor m function.methods #(m m.function))
                  [#(function function)]))
  (.fresh-line stream)
  (for [[object native] parts]
    (setv text (io.StringIO)
          code (code-of native))
    (when (is code None)
      (type-error designator "a function with Python code"))
    (dis.dis code :file text)
    (.write-string stream f";; disassembly of {(prin1-to-string object)}\n{(python-text code)}{(.getvalue text)}"))
  (when (not parts)
    (.write-string stream f";; {(prin1-to-string function)} has no methods\n"))
  None)


(defn code-of [function]
  "Return the code object of a Python function, looked for behind its entries; None where there is none."
  (for [_ (range 8)]
    (setv code (getattr function "__code__" None))
    (setv further (or (getattr function "native" None) (getattr function "__wrapped__" None)
                      (getattr function "__func__" None)))
    (when (and (is-not code None) (is further None))
      (return code))
    (when (is further None)
      (return (getattr (getattr (type function) "__call__" None) "__code__" None)))
    (setv function further))
  None)


(defn python-text [code]
  "Return the Python code of the entry for one value, where the compiler has kept what it is made from; or \"\"."
  (setv maker (.get twin-makers (id code)))
  (when (is maker None)
    (return ""))
  (setv definition (emit-function-definition (Emitter (Unit) maker.node.scope False) maker.node maker.name))
  (+ (ast.unparse (ast.fix-missing-locations (ast.Module [definition] []))) "\n\n"))
