"describe, describe-object and disassemble."

(import
  re
  pytest
  acllib.kernel.signalling [WrongType]
  acllib.lisp.conditions [UndefinedFunction]
  support.evaluation [check-error printed])


(setv DEFINITIONS #[[
(defun described (x &optional y) "What it does." (list x y))
(defclass thing () ((a :initform 1) b))
(defvar *described* '(1 2) "A variable.")]])


(setv PRINTED [
  ; form
  ; what it prints, a line each
  #("(describe 5)" ["5 is of the class INTEGER."])
  #("(describe 'described)" ["DESCRIBED is of the class SYMBOL." "  It is in the package ROW." "  It names a function."
                             "  Its lambda list is (X &OPTIONAL Y)" "    What it does."])
  #("(describe '*described*)" ["*DESCRIBED* is of the class SYMBOL." "  It is in the package ROW."
                               "  It is a special variable; its value is (1 2)" "    A variable."])
  #("(describe 'when)" ["WHEN is of the class SYMBOL." "  It is in the package COMMON-LISP." "  It names a macro."])
  #("(describe 'quote)" ["QUOTE is of the class SYMBOL." "  It is in the package COMMON-LISP." "  It names a special operator."])
  #("(describe (make-symbol \"FREE\"))" ["#:FREE is of the class SYMBOL." "  It is in no package."])
  #("(progn (defmethod print-object ((d thing) s) (princ \"THE-THING\" s)) (describe (make-instance 'thing)))"
    ["THE-THING is of the class THING." "  A: 1" "  B: unbound"])
  #("(progn (defmethod describe-object ((d thing) s) (format s \"mine~%\")) (describe (make-instance 'thing)))" ["mine"])])


(defn [(pytest.mark.parametrize #("text" "lines") PRINTED)]
  test-printed [text lines]
  (setv found (re.sub r"ROW-\d+" "ROW" (printed f"(with-output-to-string (*standard-output*) {text})" DEFINITIONS)))
  (assert (= (cut (.split (cut found 1 -1) "\n") (len lines)) lines)))


(setv DISASSEMBLED [
  ; designator
  ; what is among the lines
  #("'described" "disassembly of #<Function DESCRIBED")
  #("#'described" "RETURN_VALUE")
  #("'(lambda (x) x)" "RETURN_VALUE")
  #("'car" "disassembly of #<Function CAR")
  #("#'print-object" "disassembly of #<")
  #("(progn (defgeneric no-methods (x)) 'no-methods)" "has no methods")])


(defn [(pytest.mark.parametrize #("designator" "part") DISASSEMBLED)]
  test-disassembled [designator part]
  (setv found (printed f"(with-output-to-string (*standard-output*) (disassemble {designator}))" DEFINITIONS))
  (assert (in part found)))


(defn test-no-values []
  (assert (= (printed "(multiple-value-list (let ((*standard-output* (make-broadcast-stream))) (describe 5)))") "NIL")))


(setv ERRORS [
  #("(disassemble 'no-such-function)" UndefinedFunction "NO-SUCH-FUNCTION")
  #("(disassemble 5)" WrongType "5")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
