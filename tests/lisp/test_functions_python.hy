#[[Python from Lisp, what the system tells of itself, and small additions of EXCL.

Each row is a text and what its values print as; `!type` is an unhandled error.]]

(import
  pytest)


(setv CALLS [
  #("(py:eval \"1 + 1\")" "2")
  #("(py:eval \"1 == 2\")" "NIL")
  #("(py:eval \"1 == 1\")" "T")
  #("(py:eval \"None\")" "NIL")
  #("(py:eval \"(1, 'a', False)\")" "1  \"a\"  NIL")
  #("(py:eval \"[1, 2]\")" "#(1 2)")
  #("(py:eval \"b'ab'\")" "#(97 98)")
  #("(py:eval \"1/0\")" "!division-by-zero")
  #("(py:call \"len\" \"abc\")" "3")
  #("(py:call \"len\" '(1 2))" "2")
  #("(multiple-value-list (py:call \"divmod\" 7 2))" "(3 1)")
  #("(py:call \"json.dumps\" '(1 (\"a\" nil) t))" "\"[1, [\\\"a\\\", null], true]\"")
  #("(py:call \"sorted\" '(3 1 2) :reverse t)" "#(3 2 1)")
  #("(py:call (py:attr \"a-b\" \"split\") (copy-seq \"-\"))" "#(\"a\" \"b\")")
  #("(py:attr (py:import \"math\") 'tau)" "6.283185307179586")
  #("(let ((o (py:call \"types.SimpleNamespace\" :a-b 1))) (setf (py:attr o 'a-b) 5) (py:attr o \"a_b\"))" "5")
  #("(py:call 5)" "!type-error")
  #("(handler-case (py:import \"no_such_module_anywhere\") (error () 'none))" "NONE")
  #("(handler-case (py:attr 5 'nope) (error () 'none))" "NONE")
  #("(eval '(+ 1 2))" "3")])

(setv SYSTEM [
  #("(lisp-implementation-type)" "\"aclrepl\"")
  #("(every #'stringp (list (lisp-implementation-version) (machine-type) (machine-instance) (software-type) (software-version)))" "T")
  #("(sys:getenv \"NO_SUCH_VARIABLE_HERE\")" "NIL")
  #("(progn (setf (sys:getenv \"ACLREPL_A_TEST\") \"x\") (prog1 (sys:getenv \"ACLREPL_A_TEST\") (setf (sys:getenv \"ACLREPL_A_TEST\") nil)))" "\"x\"")
  #("(listp (sys:command-line-arguments))" "T")
  #("(let ((s (make-string-output-stream))) (let ((*standard-output* s)) (room)) (plusp (length (get-output-stream-string s))))" "T")
  #("(let ((a (make-random-state nil)) (b nil)) (setq b (make-random-state a)) (loop repeat 20 always (= (random 1000 a) (random 1000 b))))" "T")
  #("(let ((s (make-random-state t))) (loop repeat 200 always (<= 0 (random 6 s) 5)))" "T")
  #("(random-state-p *random-state*)" "T")
  #("(let ((s (make-string-output-stream))) (let ((*standard-output* s)) (apropos \"NTHCD\" :cl)) (get-output-stream-string s))" "\"NTHCDR [function]\n\"")])


(defn [(pytest.mark.parametrize #("text" "printed") [#* CALLS #* SYSTEM])] test-values [lisp text printed]
  (assert (= (lisp text) printed)))


(setv EXTENSIONS [
  #("(delimited-string-to-list \"a,b,,c\" #\\,)" "(\"a\" \"b\" \"\" \"c\")")
  #("(delimited-string-to-list \"a--b\" \"--\")" "(\"a\" \"b\")")
  #("(list-to-delimited-string '(\"a\" b 3) \", \")" "\"a, B, 3\"")
  #("(excl:string+ \"a\" 'b 1)" "\"aB1\"")
  #("(list (excl:prefixp \"ab\" \"abc\") (excl:prefixp \"b\" \"abc\"))" "(T NIL)")
  #("(mapcar #'excl:whitespace-char-p '(#\\Space #\\Newline #\\a))" "(T T NIL)")
  #("(string-to-base64-string \"hello\")" "\"aGVsbG8=\"")
  #("(base64-string-to-string (string-to-base64-string \"grüße\"))" "\"grüße\"")
  #("(base64-string-to-usb8-array \"AQID\")" "#(1 2 3)")
  #("(usb8-array-to-base64-string (coerce '(1 2 3) '(vector (unsigned-byte 8))))" "\"AQID\"")
  #("(length (string-to-base64-string (make-string 60 :initial-element #\\a)))" "81")
  #("(base64-string-to-string \"!\")" "!parse-error")
  #("(excl:memq 'b '(a b c))" "(B C)")
  #("excl:*current-case-mode*" ":CASE-INSENSITIVE-UPPER")
  #("(list (sys:gsgc-switch :verbose) (setf (sys:gsgc-switch :verbose) t) (sys:gsgc-switch :verbose))" "(NIL T T)")])


(defn [(pytest.mark.parametrize #("text" "printed") EXTENSIONS)] test-extension [lisp text printed]
  (assert (= (lisp text) printed)))
