"""Bad input of every kind: a clear condition each, the listener goes on, and nothing is left behind.

Each row is followed by `(+ 40 2)`, which must be answered. The rows name the type of the condition
and a part of its report.
"""
# ruff: noqa: E501 - rows of tables

import re

import pytest
from support.listening import Running, listen, run

pytestmark = pytest.mark.timeout(120)

DEEP = 1_000_000
READABLE = re.compile(r"Traceback|0x[0-9a-f]{6}|<(class|function|module|built-in)|object at |NoneType|'(str|int|Symbol|Cons)'|positional argument")


def answer(text):
    """Return the Result of TEXT followed by a form; check that the listener got there, in Lisp's terms."""
    octets = text if isinstance(text, bytes) else text.encode()
    result = listen(octets + b"\n(+ 40 2)\n")
    assert re.search(r"^(\[\dc?\] )?USER\(\d+\): 42$", result.output, re.MULTILINE), result.output[-2000:]
    assert not READABLE.search(result.output), READABLE.search(result.output)
    return result


def check(text, kind, report):
    """Check that the first error of TEXT is of the type KIND, and its report contains REPORT."""
    result = answer(text)
    assert result.code == 1
    found = re.search(r"Error: ((?:.|\n)*?)\n  \[condition type: (\S+)\]", result.output)
    assert found is not None
    assert (found[2], report in found[1]) == (kind, True), found[1][:500]


UNREADABLE = [
    # text, condition type, part of the report
    (")", "UNMATCHED-CLOSE-PARENTHESIS", "A closing parenthesis has no opening one"),
    (")" * 1000, "UNMATCHED-CLOSE-PARENTHESIS", "A closing parenthesis"),
    ("#<foo>", "UNREADABLE-OBJECT", "can't be read back"),
    ("foo:bar:baz", "TOO-MANY-PACKAGE-MARKERS", "too many package markers"),
    ("nosuch:foo", "UNKNOWN-PACKAGE", "There is no package called NOSUCH"),
    ("cl:nosuch", "SYMBOL-NOT-FOUND", "The package COMMON-LISP has no symbol called NOSUCH"),
    ("#\\nosuch", "UNKNOWN-CHARACTER-NAME", "There is no character called nosuch"),
    ("#xzz", "NOT-A-RATIONAL", "zz is no rational number in base 16"),
    ("#(1 . 2)", "LIST-MUST-BE-PROPER", "A dot has no place in a vector"),
    ("( . )", "NOTHING-BEFORE-DOT", "before the dot"),
    ("(1 . )", "NOTHING-AFTER-DOT", "behind the dot"),
    ("(1 . 2 3)", "TOO-MUCH-AFTER-DOT", "More than one object"),
    ("#1=#1#", "LABEL-LABELS-ITSELF", "nothing but itself"),
    ("#5#", "LABEL-UNDEFINED", "#5# is not defined"),
    (",a", "COMMA-OUTSIDE-BACKQUOTE", "outside of any backquote"),
    ("`,@a", "SPLICE-OUTSIDE-LIST", "no list to splice into"),
    ("#z", "UNKNOWN-DISPATCH-CHARACTER", "#z has no meaning"),
    ("1/0", "DENOMINATOR-IS-ZERO", "The denominator of 1/0 is zero"),
    ("1e999", "FLOAT-TOO-LARGE", "1e999 is too large"),
    ("...", "TOO-MANY-DOTS", "consists of dots only"),
    ("#.(car 5)", "TYPE-ERROR", "Attempt to take the car of 5"),
    ("#s(nosuch)", "NOT-A-STRUCTURE", "#S(NOSUCH)"),
    ("#2A(1 2)", "ARRAY-CONTENTS-MISMATCH", "2 dimensions"),
    ("(list 1 2", "END-OF-FILE", "The text ends inside the list that begins at line 1, column 1"),
    ('(list "ab', "END-OF-FILE", "The text ends inside the string"),
    ("#| comment", "END-OF-FILE", "The text ends inside the comment"),
    ("#.(", "END-OF-FILE", "The text ends inside the list"),
    ("|abc", "END-OF-FILE", "The text ends inside the token"),
    (b"\xff\xfe\x00\x01", "UNBOUND-VARIABLE", "\ufffd\ufffd"),
    (b"(car \xc3)", "UNBOUND-VARIABLE", "\ufffd"),
    (bytes(range(8, 32)) + b"x", "INVALID-CHARACTER", "The character with code 8 may not stand in a token"),
    ("x" * 1_000_000, "UNBOUND-VARIABLE", "XXXX"),
    ("(+ " + "1 " * 100_000 + ")", "STORAGE-CONDITION", "Stack overflow."),
]


@pytest.mark.parametrize(("text", "kind", "report"), UNREADABLE)
def test_unreadable(text, kind, report):
    if kind == "END-OF-FILE":
        result = listen(text)
        assert result.code == 1
        assert result.output.startswith(f"USER(1): Error: {report}")
        assert "[condition type: END-OF-FILE]" in result.output
    else:
        check(text, kind, report)


WRONG = [
    # form, condition type, part of the report
    ("(car)", "PROGRAM-ERROR", "CAR got 0 args, wanted 1 arg."),
    ("(car 1 2)", "PROGRAM-ERROR", "CAR got 2 args, wanted 1 arg."),
    ("(cons 1)", "PROGRAM-ERROR", "CONS got 1 arg, wanted 2 args."),
    ("(min)", "PROGRAM-ERROR", "MIN got 0 args, wanted at least 1 arg."),
    ("(not)", "PROGRAM-ERROR", "NOT got 0 args, wanted 1 arg."),
    ("(string= \"a\")", "PROGRAM-ERROR", "STRING= got 1 arg, wanted at least 2 args."),
    ("(mapcar 'string= '(\"a\"))", "PROGRAM-ERROR", "STRING= got 1 arg, wanted at least 2 args."),
    ("(gethash 1)", "PROGRAM-ERROR", "GETHASH got 1 arg, wanted at least 2 args."),
    ("(defun w1 (a &optional b) a) (w1)", "PROGRAM-ERROR", "W1 got 0 args, wanted at least 1 arg."),
    ("(defun w1 (a &optional b) a) (w1 1 2 3)", "PROGRAM-ERROR", "W1 got 3 args, wanted at most 2 args."),
    ("((lambda (x) x))", "PROGRAM-ERROR", "LAMBDA got 0 args, wanted 1 arg."),
    ("(flet ((g (x) x)) (g 1 2))", "PROGRAM-ERROR", "G got 2 args, wanted 1 arg."),
    ("(make-hash-table :foo 1)", "PROGRAM-ERROR", ":FOO is not one of the keywords"),
    ("(member 1 '(1) :test)", "PROGRAM-ERROR", "MEMBER: an odd number of keyword arguments: :TEST."),
    ("(defun w2 (&key a) a) (w2 :b 1)", "PROGRAM-ERROR", ":B is not one of the keywords :A."),
    ("(+ 1 'a)", "TYPE-ERROR", "`A' is not of the expected type `NUMBER'"),
    ("(+ \"a\" \"b\")", "TYPE-ERROR", "`\"a\"' is not of the expected type `NUMBER'"),
    ("(* 3 \"ab\")", "TYPE-ERROR", "`\"ab\"' is not of the expected type `NUMBER'"),
    ("(let ((x 'a)) (1+ x))", "TYPE-ERROR", "`A' is not of the expected type `NUMBER'"),
    ("(< 1 nil)", "TYPE-ERROR", "`NIL' is not of the expected type `REAL'"),
    ("(logand 1.5 2)", "TYPE-ERROR", "`1.5' is not of the expected type `INTEGER'"),
    ("(dotimes (i 'a) 1)", "TYPE-ERROR", "`A' is not of the expected type `INTEGER'"),
    ("(/ 1 0)", "DIVISION-BY-ZERO", "Attempt to divide by zero"),
    ("(exp 100000)", "FLOATING-POINT-OVERFLOW", "Floating point overflow"),
    ("(length 5)", "TYPE-ERROR", "`5' is not of the expected type `SEQUENCE'"),
    ("(aref #(1 2) 5)", "TYPE-ERROR", "The index 5 is out of bounds"),
    ("(nth 'a '(1))", "TYPE-ERROR", "`A' is not of the expected type"),
    ("(char-code 'a)", "TYPE-ERROR", "`A' is not of the expected type `CHARACTER'"),
    ("(gethash 1 5)", "TYPE-ERROR", "`5' is not of the expected type `HASH-TABLE'"),
    ("(symbol-name 5)", "TYPE-ERROR", "`5' is not of the expected type `SYMBOL'"),
    ("(read-line 5)", "TYPE-ERROR", "`5' is not of the expected type `STREAM'"),
    ("(coerce 5 'string)", "TYPE-ERROR", "`5'"),
    ("(mp:process-kill 5)", "TYPE-ERROR", "`5' is not of the expected type `PROCESS'"),
    ("(funcall 5)", "SIMPLE-TYPE-ERROR", "Funcall of 5 which is a non-function."),
    ("(let ((f \"x\")) (funcall f 1 2))", "SIMPLE-TYPE-ERROR", "Funcall of \"x\" which is a non-function."),
    ("(apply 5 '(1))", "SIMPLE-TYPE-ERROR", "Funcall of 5 which is a non-function."),
    ("(funcall nil)", "UNDEFINED-FUNCTION", "attempt to call `NIL' which is an undefined function."),
    ("(5)", "PROGRAM-ERROR", "5 is no operator: (5)"),
    ("(\"a\" 1)", "PROGRAM-ERROR", "\"a\" is no operator"),
    ("nosuchvar", "UNBOUND-VARIABLE", "Attempt to take the value of the unbound variable `NOSUCHVAR'."),
    ("(nosuchfun 1)", "UNDEFINED-FUNCTION", "attempt to call `NOSUCHFUN' which is an undefined function."),
    ("#'nosuchfun", "UNDEFINED-FUNCTION", "attempt to call `NOSUCHFUN' which is an undefined function."),
    ("(setf (nosuchfun 1) 2)", "UNDEFINED-FUNCTION", "attempt to call `(SETF NOSUCHFUN)' which is an undefined function."),
    ("(setq x)", "PROGRAM-ERROR", "setq got an odd number of subforms: (SETQ X)"),
    ("(setq 5 1)", "PROGRAM-ERROR", "Only a symbol can be assigned by setq: 5"),
    ("(setq t 1)", "PROGRAM-ERROR", "A constant can't be assigned: T"),
    ("(setq :k 1)", "PROGRAM-ERROR", "A constant can't be assigned: :K"),
    ("(setf 5 1)", "PROGRAM-ERROR", "5 is not a place that can be set."),
    ("(let ((nil 1)) 1)", "PROGRAM-ERROR", "Only a symbol that is no constant can be bound: NIL"),
    ("(let ((x 1 2)) x)", "PROGRAM-ERROR", "A binding has more than two parts: (X 1 2)"),
    ("(if)", "PROGRAM-ERROR", "IF got 0 subforms: (IF)"),
    ("(eval-when)", "PROGRAM-ERROR", "(EVAL-WHEN)"),
    ("(declare (special x))", "PROGRAM-ERROR", "A declaration may not stand here"),
    ("(lambda (x x) x)", "PROGRAM-ERROR", "X occurs more than once in the lambda list (X X)."),
    ("(defun 5 () 1)", "PROGRAM-ERROR", "(DEFUN 5 NIL 1)"),
    ("(return-from nosuch 1)", "PROGRAM-ERROR", "There is no block named NOSUCH here"),
    ("(go nosuch)", "PROGRAM-ERROR", "There is no such tag here: (GO NOSUCH)"),
    ("(throw 'nosuch 1)", "CONTROL-ERROR", "No catch for tag NOSUCH is active."),
    ("(eval '(if . 5))", "TYPE-ERROR", "`5'"),
    ("(cond 5)", "PROGRAM-ERROR", "5 is not a clause"),
    ("(loop for)", "PROGRAM-ERROR", "loop: a variable is missing"),
    ("(defun car (x) x)", "PACKAGE-ERROR", "CAR is a symbol of the locked package COMMON-LISP; it can't be defined as a function."),
    ("(defmacro car (x) x)", "PACKAGE-ERROR", "CAR is a symbol of the locked package COMMON-LISP; it can't be defined as a macro."),
    ("(fmakunbound 'car)", "PACKAGE-ERROR", "CAR is a symbol of the locked package COMMON-LISP; its definition can't be taken away."),
    ("(format nil \"~q\" 1)", "FORMAT-ERROR", "there is no directive ~q"),
    ("(error 'nosuch)", "SIMPLE-TYPE-ERROR", "NOSUCH does not name a condition class."),
    ("(make-instance 'nosuch)", "SIMPLE-ERROR", "NOSUCH"),
    ("(invoke-restart 'nosuch)", "CONTROL-ERROR", "No restart named NOSUCH is active."),
    ("(find-symbol \"A\" \"NOSUCH\")", "PACKAGE-ERROR", "There is no package named \"NOSUCH\"."),
    ("(in-package nosuch)", "PACKAGE-ERROR", "There is no package named NOSUCH."),
    ("(load \"/no/such/file.cl\")", "FILE-DOES-NOT-EXIST-ERROR", "No such file or directory"),
    ("(make-socket :connect :nosuch)", "TYPE-ERROR", ":NOSUCH"),
    ("(defgeneric w3 (x)) (w3 'a)", "PROGRAM-ERROR", "with args (A) of classes (SYMBOL)"),
]


@pytest.mark.parametrize(("text", "kind", "report"), WRONG)
def test_wrong(text, kind, report):
    check(text, kind, report)


OVERFLOW = "STORAGE-CONDITION"
NEST = f"(let ((x nil)) (dotimes (i {DEEP}) (setq x (list x))) %s)"
FORM = f"(let ((x 1)) (dotimes (i {DEEP}) (setq x %s)) (eval x))"

RECURSIONS = [
    # text, condition type, part of the report, why
    ("(defun r1 (n) (1+ (r1 n))) (r1 0)", OVERFLOW, "plain"),
    ("(defun r2 (x) (mapcar #'r2 (list x))) (r2 0)", OVERFLOW, "mapcar"),
    ("(defun r3 (x) (sort (list x x) #'< :key #'r3)) (r3 1)", OVERFLOW, "sort key"),
    ("(defun r4 (a b) (sort (list a b) #'r4)) (r4 1 2)", OVERFLOW, "sort predicate"),
    ("(defun r5 (a b) (reduce #'r5 (list a b))) (r5 1 2)", OVERFLOW, "reduce"),
    ("(defun r6 (x) (apply #'r6 (list x)) 1) (r6 1)", OVERFLOW, "apply"),
    ("(defun r7 (x) (funcall #'r7 x) 1) (r7 1)", OVERFLOW, "funcall"),
    ("(defun r8 (&rest x) (r8 1) 1) (r8 1)", OVERFLOW, "&rest"),
    ("(defun r9 (&key a) (r9 :a a) 1) (r9 :a 1)", OVERFLOW, "&key"),
    ("(defun r10 (&optional a) (r10) 1) (r10)", OVERFLOW, "&optional"),
    ("(defun r11 (x) (multiple-value-list (r11 x))) (r11 1)", OVERFLOW, "several values"),
    ("(defun r12 (x) (let ((*print-base* 10)) (r12 x) 1)) (r12 1)", OVERFLOW, "special binding"),
    ("(defun r13 (x) (unwind-protect (r13 x) (car '(1)))) (r13 1)", OVERFLOW, "unwind-protect"),
    ("(defun r14 (x) (catch 'a (r14 x) 1)) (r14 1)", OVERFLOW, "catch"),
    ("(defun r15 (x) (handler-case (r15 x) (type-error () 1))) (r15 1)", OVERFLOW, "handler-case"),
    ("(defun r16 (x) (labels ((g (y) (1+ (r16 y)))) (g x))) (r16 1)", OVERFLOW, "local functions"),
    ("(defgeneric r17 (x)) (progn (defmethod r17 (x) (r17 x) 1) 1) (r17 1)", OVERFLOW, "generic function"),
    ("(defclass r18 () ()) (progn (defmethod print-object ((x r18) s) (format s \"~a\" x)) 1) (make-instance 'r18)", OVERFLOW, "print-object"),
    ("(defclass r18 () ()) (progn (defmethod print-object ((x r18) s) (print x s)) 1) (format nil \"~a\" (make-instance 'r18))", OVERFLOW, "format of what prints itself"),
    ("(defun r19 (a b) (find a (list b) :test #'r19)) (r19 1 2)", OVERFLOW, "find test"),
    ("(defun r20 (x) (maphash (lambda (k v) (r20 k)) *r20*)) (progn (defvar *r20* (make-hash-table)) (setf (gethash 1 *r20*) 2)) (r20 1)", OVERFLOW, "maphash"),
    ("(defmacro r21 (x) `(list (r21 ,x))) (r21 1)", "PROGRAM-ERROR", "a macro that nests for ever"),
    ("(defmacro r23 (x) `(r23 ,x)) (r23 1)", "PROGRAM-ERROR", "a macro that expands into itself"),
    ("(defun r22 (x) (eval `(r22 ,x)) 1) (r22 1)", OVERFLOW, "eval"),
    (NEST % "(let ((y (copy-tree x))) (equal x y))", OVERFLOW, "copy-tree of a deep list"),
    (NEST % "(tree-equal x (subst 1 2 x))", OVERFLOW, "tree-equal of a deep list"),
    (NEST % "(setf (gethash x (make-hash-table :test 'equal)) 1)", OVERFLOW, "a deep key"),
    (NEST % "(eval x)", "PROGRAM-ERROR", "a deep form that is no form"),
    (FORM % "(list '1+ x)", "PROGRAM-ERROR", "calls"),
    (FORM % "(list 'progn x)", OVERFLOW, "progn"),
    (FORM % "(list 'let nil x)", "PROGRAM-ERROR", "let"),
    (FORM % "(list 'when t x)", "PROGRAM-ERROR", "macros"),
    (FORM % "(list 'funcall (list 'lambda () x))", "PROGRAM-ERROR", "functions"),
    ("(" * DEEP, "NESTED-TOO-DEEPLY", "parentheses"),
    ("'" * DEEP + "a", "NESTED-TOO-DEEPLY", "quotes"),
    ("#(" * DEEP, "NESTED-TOO-DEEPLY", "vectors"),
    ("`(" * DEEP, "NESTED-TOO-DEEPLY", "backquotes"),
    ("(quote " * DEEP + ")" * DEEP, "NESTED-TOO-DEEPLY", "lists"),
]

REPORTS = {OVERFLOW: "Stack overflow.", "NESTED-TOO-DEEPLY": "nested more than 10000 levels deep", "PROGRAM-ERROR": ""}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "kind", "why"), RECURSIONS)
def test_recursion(text, kind, why):
    check(text, kind, REPORTS[kind])


@pytest.mark.slow
def test_work_after_overflow():
    """A break level where the stack ended has room to define, compile, sort, print, and to handle the next."""
    result = answer("""\
(defun r30 (n) (1+ (r30 n)))
(r30 0)
(defun g (x) (let ((y (* x 2))) (cond ((> y 10) (format nil "~a ~{~a~^,~}" y (list 1 2))) (t (mapcar #'(lambda (z) (1+ z)) (list x))))))
(g 9)
(sort (list 3 1 2) #'<)
(loop for i from 1 to 3 collect (* i i))
(handler-case (r30 1) (storage-condition (c) (princ-to-string c)))
(r30 1)
:reset
(handler-case (r30 1) (storage-condition (c) (princ-to-string c)))
(r30 1)
""")
    for printed in ('"18 1,2"', "(1 2 3)", "(1 4 9)", '[1] USER(7): "Stack overflow."', "[2] USER(9): ", 'USER(10): "Stack overflow."'):
        assert printed in result.output


def test_handlers_see_overflow():
    result = listen("(defun r31 (n) (1+ (r31 n)))\n(handler-case (r31 0) (error () 'error) (serious-condition (c) (type-of c)))")
    assert result.short.endswith("USER(2): STORAGE-CONDITION")


CIRCULAR = [
    # form of x, which leads into itself; what is printed
    ("(setf (cdr x) x)", "x", "#1=(1 . #1#)"),
    ("(setf (car x) x)", "x", "#1=(#1#)"),
    ("(setf (car x) (vector x))", "x", "#1=(#(#1#))"),
    ("(setf (cdr x) x)", "(format nil \"~a\" x)", '"#1=(1 . #1#)"'),
    ("(setf (cdr x) x)", "(nth 100000 x)", "1"),
    ("(setf (cdr x) x)", "(equal x (list 1 2))", "NIL"),
    ("(setf (cdr x) x)", "(list-length x)", "NIL"),
    ("(setf (cdr x) x)", "(length x)", "Error: `#1=(1 . #1#)' is not of the expected type `LIST' {TYPE-ERROR}"),
    ("(setf (cdr x) x)", "(+ x 1)", "Error: `#1=(1 . #1#)' is not of the expected type `NUMBER' {TYPE-ERROR}"),
    ("(setf (cdr x) x)", "(eval x)", "Error: 1 is no operator: #1=(1 . #1#) {PROGRAM-ERROR}"),
    ("(setf (cdr x) x)", "(error \"~s\" x)", "Error: #1=(1 . #1#) {SIMPLE-ERROR}"),
]


@pytest.mark.parametrize(("change", "form", "printed"), CIRCULAR)
def test_circular(change, form, printed):
    assert listen(f"(let ((x (list 1))) {change} {form})").short == f"USER(1): {printed}"


# Long and many


def test_many_errors():
    """Break levels are bounded: the last one stays, and every error is shown."""
    result = listen("(car 5)\n" * 300 + "(+ 40 2)\n:reset\n(+ 1 2)\n")
    assert result.output.count("Error: Attempt to take the car of 5") == 300
    assert "[100] USER(301): 42\n" in result.output
    assert "USER(303): 3\n" in result.output
    assert result.output.count("this error opens none") == 200
    assert len(result.output) < 1_000_000


def test_many_unreadable_lines():
    result = listen(") (car 5)\n" * 300 + "(+ 40 2)\n")
    assert result.output.count("A closing parenthesis has no opening one") == 300
    assert "[100] USER(301): 42\n" in result.output


LONG = [
    # text, length of what is printed at least, why
    ("'(" + "abc " * 250_000 + ")", 1_000_000, "a list"),
    ('"' + "x" * 1_000_000 + '"', 1_000_000, "a string"),
    ("7" * 100_000, 100_000, "a number"),
    ("(list " + "1 " * 100_000 + ")", 200_000, "a call"),
    ("; " + "x" * 1_000_000, 0, "a comment"),
    (":" + "x" * 1_000_000, 1_000_000, "a command"),
    ("(progn " + "(setq y 1) " * 20_000 + ")", 1, "a form of many forms"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "length", "why"), LONG)
def test_long_lines(text, length, why):
    result = answer(text)
    assert result.code == 0
    assert len(result.output) >= length


# Without end; each in a process of its own, as is the tour of what was here


ENDLESS = [
    # form, why
    ("(loop)", "a form"),
    ("(loop (print 1))", "output"),
    ("(defmacro e1 (x) `(e1 ,x))\n(e1 1)", "an expansion"),
    ("(let ((x (list 1))) (setf (cdr x) x) (dolist (y x)))", "a circular list"),
    ("(let ((x (list 1))) (setf (cdr x) x) (mapcar #'identity x))", "mapcar"),
    ("(let ((x (list 1))) (setf (cdr x) x) (loop for y in x do (identity y)))", "loop"),
    ("(do () (nil))", "do"),
    ("(labels ((f () (g)) (g () (f))) (f))", "tail calls that overflow, or go on"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "why"), ENDLESS)
def test_endless(text, why, tmp_path):
    with Running(home=tmp_path) as program:
        program.type(f"(+ 1 2)\n{text}\n")
        program.wait_for("USER(1): 3\n")
        program.process.stdin.close()
        program.signal()
        code, output = program.end()
    assert code in (130, 1)  # 1: it was faster
    assert "Traceback" not in output


@pytest.mark.slow
def test_a_program_of_bad_input(tmp_path):
    """All rows that are short, one after another, from a real pipe: exit status 1, no traceback, nothing on standard error."""
    rows = [text for text, *_ in (*UNREADABLE, *WRONG) if len(text) < 200 and isinstance(text, str)]
    rows = [text for text in rows if not listen_ends(text)]
    done = run(text="\n:reset\n".join(rows) + "\n:reset\n(+ 40 2)\n(car 5)\n", home=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert re.search(r" USER\(\d+\): 42$", done.stdout, re.MULTILINE)
    assert done.stdout.count("Error: ") >= len(rows)


def listen_ends(text):
    """Return whether TEXT is unfinished, and would take in what follows."""
    return any(text == row and kind == "END-OF-FILE" for row, kind, _ in UNREADABLE)


def test_end_of_input_with_binary_garbage(tmp_path):
    octets = bytes((i * 197 + i // 256 * 31) % 256 for i in range(20_000))
    result = listen(octets)
    assert result.code in (0, 1)
    assert "Traceback" not in result.output
