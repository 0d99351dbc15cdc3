;;; Forms on Python's things and what they return: read by test_python_bridge.py (support/lisp_tables.py).

;;; values

(py:eval "[True, False, None]")
;=> #(T ...)
(list (py:eval "True") (py:eval "False") (py:eval "None"))
;=> (T NIL NIL)
(multiple-value-list (py:eval "(1, False, 'x')"))
;=> (1 NIL "x")
(py:eval "10 ** 30")
;=> 1000000000000000000000000000000
(list (py:eval "1.5") (py:eval "2j") (py:eval "'\\u00fc'"))
;=> (1.5 #C(0.0 2.0) "ü")
(type-of (py:eval "b'ab'"))
;=> ...
(hash-table-p (py:eval "{'a': 1}"))
;=> NIL
(py:eval "{'a': 1}")
;=> #<py {'a': 1}>
(py:call (py:attr (py:eval "{'a': 1}") 'get) "a")
;=> 1

;;; calls

(py:call "repr" (list nil t 'py:false py:false))
;=> "[None, True, False, False]"
(py:call "max" 3 9 4)
;=> 9
(py:call "sorted" '("b" "A" "c") :key #'string-downcase)
;=> #("A" "b" "c")
(py:call "sorted" '(3 1 2) :key #'- :reverse py:false)
;=> #(3 2 1)
(py:call "list" (py:call "filter" #'oddp '(1 2 3 4 5)))
;=> #(1 3 5)
(py:call "list" (py:call "map" (lambda (x y) (* x y)) '(1 2 3) '(4 5 6)))
;=> #(4 10 18)
(py:call (py:attr "a,b" 'split) ",")
;=> #("a" "b")
(py:call "functools.reduce" #'+ '(1 2 3 4))
;=> 10
(multiple-value-bind (q r) (py:call "divmod" 17 5) (list q r))
;=> (3 2)
(funcall (py:eval "lambda x: x + 1") 4)
;=> 5
(mapcar (py:eval "lambda x: x * 2") '(1 2 3))
;=> (2 4 6)
(mapcar (py:eval "abs") '(-1 2))
;=> (1 2)
(handler-case (funcall (py:eval "lambda x: x") 1 2) (program-error () :arguments) (error () :error))
;=> ...

;;; errors

(handler-case (py:call "int" "x") (error (e) (princ-to-string e)))
;=> "...invalid literal...x..."
(handler-case (py:eval "{}['k']") (error () :error))
;=> :ERROR
(handler-case (py:eval "1 +") (error () :error))
;=> :ERROR
(handler-case (py:eval "open('/no/such/file')") (error () :error))
;=> :ERROR
(py:eval "1 / 0")
;=> !division-by-zero
(ignore-errors (py:call "no.such.thing"))
;=> NIL  ...
(let ((log nil)) (handler-case (handler-bind ((error (lambda (c) (declare (ignore c)) (push :handler log)))) (unwind-protect (py:call "int" "x") (push :cleanup log))) (error () (reverse log))))
;=> (:HANDLER :CLEANUP)
(block b (py:call "list" (py:call "map" (lambda (x) (when (= x 2) (return-from b :left)) x) '(1 2 3))))
;=> :LEFT
(catch 'tag (py:call "sorted" '(1 2 3) :key (lambda (x) (throw 'tag x))))
;=> 1
(handler-case (py:call "sorted" '(1 2 3) :key (lambda (x) (error "not ~a" x))) (simple-error (e) (princ-to-string e)))
;=> "not 1"

;;; streams

(let ((s (make-string-output-stream))) (py:call "json.dump" '(1 "two") s) (get-output-stream-string s))
;=> "[1, \"two\"]"
(py:call "json.load" (make-string-input-stream "[1, {\"a\": null}]"))
;=> #(1 #<py {'a': None}>)
(let ((s (make-string-output-stream))) (py:call "print" "a" 1 :sep "-" :end "!" :file s) (get-output-stream-string s))
;=> "a-1!"
