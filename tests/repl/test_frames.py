"""The stack of a break level: names, arguments, places, variables; and the commands that show and change it."""
# ruff: noqa: E501 - rows of tables

import gc
import re
import weakref

import pytest
from acllib.lisp.image import boundp, set_function, set_symbol_value, symbol_value
from acllib.lisp.symbols import Symbol, find_package, intern
from support.listening import listen
from support.terminals import Stage

pytestmark = pytest.mark.timeout(60)

PROGRAM = """
(progn
  (defun foo (a &optional (b 2)) (let ((x (* a 2))) (list (bar x b))))
  (defun bar (x y) (flet ((inner (q) (list (car q)))) (list (inner x) y)))
  (defun with-lambda (l) (mapcar (lambda (e) (list (foo e))) l))
  (defun spread (a &rest r) (list (car a) r))
  (defun keys (a &key (b 1) c) (list (car a) b c))
  (defun (setf zot) (v x) (list (car v) x))
  (defun form-and-rest (form rest) (list (car form) rest))
  (defun |odd name| (y-z x+ |low|) (list (car y-z) x+ |low|))
  (defun round-trip (p) (let ((*print-base* 10)) (list (car p))))
  (defclass k () ())
  (defmethod m ((k k) z) (list (with-lambda (list z))))
  (defmethod n ((k k) (z (eql 5)) &key w) (list (car z) w))
  (defmethod n :around ((k k) z &key w) (list (call-next-method)))
  (defmethod o ((k k)) (list (car k)))
  (defmethod o :around ((k k)) (list (call-next-method)))
  (defgeneric none (a b))
  (defmacro twice (f) `(list ,f ,f))
  (defmacro fails (f) (car f))
  (defun deep (n) (list (if (= n 0) (car n) (deep (- n 1)))))
  (defun endless (n) (+ 1 (endless (+ n 1))))
  (defun conn () (list (make-socket :remote-host "127.0.0.1" :remote-port 1)))
  (defvar *circle* (let ((l (list 1 2))) (setf (cdr l) l)))
  (defun circling (c) (list (car (car c))))
  (defclass bad () ())
  (defmethod print-object ((x bad) s) (error "no print"))
  (defun shown (b x) (list b (car x)))
  (defun stop (n) (let ((k 1)) (cerror "go" "stop ~a" n) (setq k (+ k n)) (list n k)))
  (defun stop-inside (n) (let ((k 1)) (flet ((up () (cerror "go" "stop") (incf k n))) (up) (list n k))))
  (defun leave (n) (mapcar (lambda (e) (if e (car e) (return-from leave 0))) (list n)) n)
  (defun inner-block (n) (block leave (mapcar (lambda (e) (if e (car e) (return-from leave 0))) (list n))) n)
  :defined)
""".strip()


@pytest.fixture(autouse=True, scope="module")
def wide_bounds():
    """Print frames as a whole, whatever the top level's variables say."""
    package = find_package("TPL")
    wanted = {"*ZOOM-PRINT-LENGTH*": 50, "*ZOOM-PRINT-LEVEL*": 20}
    symbols = [package.find(name)[0] for name in wanted] if package is not None else []
    old = {s: symbol_value(s) for s in symbols if type(s) is Symbol and boundp(s)}
    for symbol in old:
        set_symbol_value(symbol, wanted[symbol.name])
    yield
    for symbol, value in old.items():
        set_symbol_value(symbol, value)


def answers(*inputs):
    """Return what each of INPUTS, typed behind PROGRAM, printed: a list of texts, prompts taken away."""
    output = listen("\n".join([PROGRAM, *inputs])).short
    parts = re.split(r"(?:\[\w+\] )?\bUSER\(\d+\): ?", output)
    parts += [""] * (len(inputs) + 2 - len(parts))
    return [p.rstrip("\n") for p in parts[2:]]


def zoom(form, command=":zoom"):
    """Evaluate FORM, which fails; return the lines of :zoom without the heading, addresses as `@`."""
    lines = re.sub(r" @ #x\w+", " @", answers(form, command)[1]).split("\n")
    assert lines[:2] == ["Evaluation stack:", ""]
    return lines[2:]


STACKS = [
    # form, the lines of :zoom joined by ";", why
    ("(foo 1)", " ->(car 2);   (inner 2);   (bar 2 2);   (foo 1 2);   (eval (foo 1))", "functions, an optional parameter, a local function"),
    ("(spread 1 2 3)", " ->(car 1);   (spread 1 2 3);   (eval (spread 1 2 3))", "&rest"),
    ("(spread 1)", " ->(car 1);   (spread 1);   (eval (spread 1))", "&rest of nothing"),
    ("(keys 1 :c 3)", " ->(car 1);   (keys 1 :c 3);   (eval (keys 1 :c 3))", "&key, as given"),
    ("(setf (zot 1) 5)", " ->(car 5);   ((setf zot) 5 1);   (eval (setf (zot 1) 5))", "a setf function"),
    ("(form-and-rest 1 2)", " ->(car 1);   (form-and-rest 1 2);   (eval (form-and-rest 1 2))", "parameters called as ours are"),
    ("(|odd name| 1 2 3)", " ->(car 1);   (|odd name| 1 2 3);   (eval (|odd name| 1 2 3))", "a name in bars"),
    ("(with-lambda '(4))", " ->(car 8);   (inner 8);   (bar 8 2);   (foo 4 2);   ((lambda in with-lambda) 4);   (mapcar #<Function (:ANONYMOUS-LAMBDA 1) @> (4));   (with-lambda (4));   (eval (with-lambda '(4)))", "a closure that a built-in function calls"),
    ("(n (make-instance 'k) 5 :w 1)", " ->(car 5);   ((method n (k (eql 5))) #<k @> 5 :w 1);   ((method n :around (k t)) #<k @> 5 :w 1);   (eval (n (make-instance 'k) 5 :w 1))", "methods, one that calls the next, keywords"),
    ("(list (n (make-instance 'k) 5))", " ->(car 5);   ((method n (k (eql 5))) #<k @> 5);   ((method n :around (k t)) #<k @> 5);   (eval (list (n (make-instance 'k) 5)))", "the same where one value is wanted"),
    ("(o (make-instance 'k))", " ->(car #<k @>);   ((method o (k)) #<k @>);   ((method o :around (k)) #<k @>);   (eval (o (make-instance 'k)))", "methods without keywords"),
    ("(list (none 1 2))", " ->(no-applicable-method #<STANDARD-GENERIC-FUNCTION none @> 1 2);   (none 1 2);   (eval (list (none 1 2)))", "no method"),
    ("(funcall (lambda (form) (list (car form))) 1)", " ->(car 1);   ((lambda) 1);   (eval (funcall (lambda (form) (list (car form))) 1))", "a lambda of a form"),
    ("(flet ((form (x) (list (car x)))) (list (form 1)))", " ->(car 1);   (form 1);   (eval (flet ((form (x) (list (car x)))) (list (form 1))))", "a local function called as ours are"),
    ("(twice (bar 1 2))", " ->(car 1);   (inner 1);   (bar 1 2);   (eval (twice (bar 1 2)))", "a macro leaves no frame"),
    ("(fails 5)", " ->(car 5);   ((macro fails) (fails 5));   (eval (fails 5))", "the expansion fails"),
    ("(deep 2)", " ->(car 0);   (deep 0);   (deep 1);   (deep 2);   (eval (deep 2))", "recursion"),
    ("(error \"x ~a\" 1)", " ->(error \"x ~a\" 1);   (eval (error \"x ~a\" 1))", "error itself"),
    ("(nobody 1)", " ->(eval (nobody 1))", "an undefined function"),
    ("(eval '(list (car 6)))", " ->(car 6);   (eval (list (car 6)));   (eval (eval '(list (car 6))))", "eval"),
    ("(progn 1 (list (car 6)))", " ->(car 6);   (eval (list (car 6)))", "the form of a progn"),
    ("(sort '(1 2) #'< :nosuch 1)", " ->(sort (1 2) #<Closure < @> :nosuch 1);   (eval (sort '(1 2) #'< :nosuch 1))", "a wrong keyword"),
    ("(handler-bind ((error (lambda (c) (car 7)))) (list (error \"boo\")))", " ->(car 7);   ((lambda) #<simple-error @>);   (error \"boo\");   (eval (handler-bind ((error (lambda (c) (car 7)))) (list (error \"boo\"))))", "in a handler: what it handles is below"),
    ("(conn)", " ->(make-socket :remote-host \"127.0.0.1\" :remote-port 1);   (conn);   (eval (conn))", "a documented operator, as Lisp called it"),
    ("(accept-connection 5)", " ->(no-applicable-method #<STANDARD-GENERIC-FUNCTION ACCEPT-CONNECTION @> 5);   (accept-connection 5);   (eval (accept-connection 5))", "one that is generic"),
    ("(shown (make-instance 'bad) 5)", " ->(car 5);   (shown something (its report failed: SIMPLE-ERROR) 5);   (eval (shown (make-instance 'bad) 5))", "an argument that can't be printed"),
    ("(list (car \"a\nb\"))", " ->(car \"a\\nb\");   (eval (list (car \"a\\nb\")))", "a frame is a line"),
    ("(multiple-value-list (funcall (lambda (x) (values (car x) 1)) 5))", " ->(car 5);   ((lambda) 5);   (eval (multiple-value-list (funcall (lambda (x) (values (car x) 1)) 5)))", "where several values are wanted"),
]


@pytest.mark.parametrize(("form", "expected", "why"), STACKS)
def test_stacks(form, expected, why):
    assert zoom(form) == expected.split(";")


def test_a_circular_argument_is_printed_in_bounds():
    lines = zoom("(circling *circle*)")
    assert lines[1].startswith("   (circling (1 1 1 ")
    assert lines[1].endswith(" 1 ...))")


def test_a_stack_overflow_is_cut_and_counted():
    lines, names, bottom, up = answers("(endless 0)", ":zoom :count 3", ":bt", ":bottom", ":up")[1:]
    assert lines.split("\n")[-1] == "   ... more older frames ..."
    assert re.search(r"^\.\.\. \d{3,} more older frames \.\.\.$", names, re.MULTILINE)
    assert (bottom, up) == ("(eval (endless 0))", "(endless 0)")


SAID = [
    # inputs, what the last ones print, why
    (["(foo 1)", ":bt"], ["Evaluation stack:\n\ncar <- inner <- bar <- foo <- eval"], ":bt"),
    (["(foo 1)", ":bottom", ":up", ":dn", ":up 2", ":dn 99", ":top", ":up", ":current"], ["(eval (foo 1))", "(foo 1 2)", "(eval (foo 1))", "(bar 2 2)", "(eval (foo 1))", "(car 2)", "(car 2)", "(car 2)"], "moves end at the ends"),
    (["(foo 1)", ":find foo", "*", "(car *)"], ["(foo 1 2)", "(FOO 1 2)", "FOO"], "* is the expression"),
    (["(foo 1)", ":dn 3", ":zoom", "(first *)"], ["FOO"], ":zoom sets it, too"),
    (["(with-lambda '(4))", ":find with-lambda", ":top", ":find lambda"], ["(with-lambda (4))", "(car 8)", "((lambda in with-lambda) 4)"], ":find by the whole name, then by a part"),
    (["(foo 1)", ":find nobody", ":find", ":up x"], ["No older frame of nobody.", "No older frame of that.", "`x' is not a number."], "nothing to find"),
    (["(foo 1)", ":find foo", ":local", ":local x", "(+ * 40)", ":local 1", ":local :c a", ":local zz"], ["0: a = 1\n1: b = 2\n2: x = 2", "2", "42", "2", "1", "There is no local variable zz."], ":local"),
    (["(car 5)", ":local"], ["There are no local variables."], "a built-in function has none to show"),
    (["(let ((y 1)) (list (car y)))", ":bottom", ":local"], ["0: y = 1"], "variables of a form"),
    (["(foo 1)", ":dn", ":frame"], ["Expression: (inner 2)\n  q = 2"], ":frame"),
    (["(|odd name| 1 2 3)", ":dn", ":local"], ["0: y-z = 1\n1: x+ = 2\n2: low = 3"], "names of variables"),
    (["(round-trip 1)", ":dn", ":local", ":zoom :verbose t :count 2"], ["0: p = 1", "Evaluation stack:\n\n   (car 1)\n ->(round-trip 1)\n        p = 1\n   ... more older frames ..."], "special variables are not local"),
    (["(dotimes (i 1) (let ((v (list i))) (setq v (cons 1 v)) (funcall (lambda () (setq v (cons 2 v)) (list (car (car v)))))))", ":dn", ":local v", ":dn", ":local v"], ["((lambda))", "(2 1 0)", "(eval (dotimes (i 1) (let ((v (list i))) (setq v (cons 1 v)) (funcall (lambda nil (setq v (cons 2 v)) (list (car (car v))))))))", "(2 1 0)"], "a variable that closures made in a loop share"),
    (["(dotimes (i 1) (let ((v (vector i))) (funcall (lambda () (length v) (list (car (aref v 0)))))))", ":dn", ":local v"], ["#(0)"], "a vector of one element is no such thing"),
    (["(let ((x 1)) (let ((x 2)) (list (car x))))", ":bottom", ":local x"], ["0: x = 1\n1: x = 2"], "two of one name"),
    # :zoom's options
    (["(foo 1)", ":zoom :count 2"], ["Evaluation stack:\n\n ->(car 2)\n   (inner 2)\n   ... more older frames ..."], "count"),
    (["(foo 1)", ":zoom :bottom t :count 1"], ["Evaluation stack:\n\n   ... more newer frames ...\n ->(eval (foo 1))"], "bottom"),
    (["(foo 1)", ":bottom", ":zoom :top t :count 1 :brief t"], ["Evaluation stack:\n\n ->(car)\n   ... more older frames ..."], "top, brief"),
    (["(deep 3)", ":zoom :function deep :count 2"], ["Evaluation stack:\n\n   (deep 0)\n   (deep 1)\n   ... more older frames ..."], "function"),
    (["(foo 1)", ":dn", ":zoom :relative t :count 3"], ["Evaluation stack:\n\n  -1   (car 2)\n   0 ->(inner 2)\n  +1   (bar 2 2)\n   ... more older frames ..."], "relative"),
    (["(foo 1)", ":zoom :colour t"], ["Error: :COLOUR is no option here; there are :count :brief :moderate :verbose :specials :top :bottom :function :relative :all. {ERROR}"], "unknown"),
    (["(foo 1)", ":zoom :count"], ["Error: Options are pairs of a keyword and a value. {ERROR}"], "no pair"),
    (["(foo 1)", ":zoom :count 0"], ["Error: The count must be a positive integer. {ERROR}"], "count of 0"),
    # changes
    (["(stop 5)", ":find stop", ":set-local n 40", ":set-local k (+ 1 1)", ":local", ":cont"], ["(stop 5)", "n = 40", "k = 2", "0: n = 40\n1: k = 2", "(40 42)"], ":set-local"),
    (["(stop-inside 5)", ":find up", ":set-local k 100", ":set-local 1 7", ":cont"], ["(up)", "k = 100", "n = 7", "(7 107)"], ":set-local of what a closure captured"),
    (["(dotimes (i 1) (let ((v 1)) (setq v 2) (funcall (lambda () (cerror \"go\" \"stop\") (setq v (1+ v)))) (return v)))", ":bottom", ":set-local v 40", ":cont"], ["v = 40", "41"], ":set-local of one that closures share"),
    (["(stop 5)", ":find stop", ":set-local zz 1", ":set-local n 1 2"], ["There is no local variable zz.", "Error: :set-local needs a variable, by name or number, and one form. {ERROR}"], ":set-local, wrong"),
    (["(stop 5)", ":bottom", ":return (values 6 7)", "*", "(+ 1 1)"], ["6\n7", "6", "2"], ":return from the oldest frame"),
    (["(stop 5)", ":return eval :nothing"], [":NOTHING"], ":return from a frame by name"),
    (["(list (leave 5))", ":return leave 8"], ["(8)"], ":return where a closure might"),
    (["(list (inner-block 5))", ":return inner-block 8"], ["(inner-block 5) can't return: Python has no way to leave a call in the middle of the stack.\n`:return eval FORM' makes the whole form return; :error lists the restarts there are."], ":return never to another block"),
    (["(stop 5)", ":return stop 5"], ["(stop 5) can't return: Python has no way to leave a call in the middle of the stack.\n`:return eval FORM' makes the whole form return; :error lists the restarts there are."], ":return where nothing can"),
    (["(stop 5)", ":return 77 5"], ["There is no frame 77."], ":return from nowhere"),
    (["(stop 5)", ":return"], ["Error: :return needs a form; in front of it may stand a frame, by number or name. {ERROR}"], ":return of nothing"),
    (["(setq n 5)", "(list (car n))", "(setq n '(7))", ":restart"], ["(7)"], ":restart"),
    (["(setq n 5)", "(list (car n))", "(setq n '(7))", ":restart eval"], ["(7)"], ":restart of the oldest frame"),
    (["(stop 5)", ":restart stop"], ["(stop 5) can't be called again in its place: Python can't return to what called it.\n:restart alone evaluates the whole form once more."], ":restart within"),
    (["(stop 5)", ":restart 77"], ["There is no frame 77."], ":restart of nothing"),
    ([":restart"], ["There is no break level, and so nothing to restart."], ":restart without an error"),
    # levels
    (["(foo 1)", "(bar 5 6)", ":bt", ":pop", ":bt"], ["Evaluation stack:\n\ncar <- inner <- bar <- eval", "", "Evaluation stack:\n\ncar <- inner <- bar <- foo <- eval"], "each level has its own"),
    (["(foo 1)", ":describe (car 5)", ":bt"], ["Evaluation stack:\n\ncar <- eval"], "of a command"),
]


@pytest.mark.parametrize(("inputs", "expected", "why"), SAID)
def test_said(inputs, expected, why):
    assert answers(*inputs)[-len(expected) :] == expected


def test_without_an_error_there_is_no_stack():
    names = "zoom", "bt", "up", "dn", "top", "bottom", "find", "current", "frame", "local", "set-local", "return"
    said = "There is no stack to look at: no form was interrupted here."
    assert answers(*[f":{name}" for name in names]) == [said] * len(names)


def test_frames_that_are_not_lisps():
    lines = zoom("(foo 1)", ":zoom :all t")
    assert '   (:internal "acllib.kernel.signalling.error")' in lines
    assert " ->(car 2)" in lines


def test_places_in_a_file(tmp_path):
    path = tmp_path / "places.cl"
    path.write_text("(defun in-file (x)\n  (list 1\n        (car x)))\n\n(list (in-file 5))\n")
    lines = answers(f":ld {path}", ":zoom :moderate t")[1].split("\n")
    assert lines[3:7] == [
        "   (in-file 5)",
        f"        at {path}:3:9",
        "   (eval (list (in-file 5)))",
        f"        at {path}:5:7",
    ]


def test_variables_of_the_top_level():
    if find_package("TPL") is None:
        listen('(defpackage "TPL")')
    shown = answers(
        "(setq tpl::*zoom-display* 2)",
        "(setq tpl::*auto-zoom* t)",
        "(foo 1)",
        ":zoom",
        ":dn",
        "(setq tpl::*auto-zoom* nil)",
        ":dn",
        "(setq tpl::*zoom-display* 20)",
        "(setq tpl::*auto-zoom* :current)",
    )
    assert shown[3] == "Evaluation stack:\n\n ->(car 2)\n   (inner 2)\n   ... more older frames ..."
    assert shown[4].startswith("Evaluation stack:")
    assert shown[6] == ""


def test_nothing_is_kept_of_a_stack_that_was_left():
    class Probe:
        """An object whose life is watched."""

    made = weakref.WeakSet()

    def probe():
        made.add(object := Probe())
        return object

    def alive():
        gc.collect()
        return len(made)

    set_function(intern("MAKE-PROBE", find_package("CL-USER")), probe)
    set_function(intern("ALIVE", find_package("CL-USER")), alive)
    looks = [":zoom :verbose t", ":dn", ":frame", ":local", ":bt", ":set-local b 3", ":zoom :all t"]
    shown = answers("(shown (make-probe) 5)", *looks, "(alive)", ":reset", "1", "2", "3", "4", "(alive)")
    assert shown[len(looks) + 1] == "1"
    assert shown[-1] == "0"


# On a terminal


@pytest.fixture
def stage(tmp_path):
    with Stage(tmp_path, rows=50, columns=120) as stage:
        stage.paste(PROGRAM)
        stage.press("enter")
        stage.wait(lambda: ":DEFINED" in stage.lines and stage.at_prompt)
        yield stage


def test_places_on_a_terminal(stage):
    stage.run("(foo 1)")
    assert stage.results(":find foo") == ["(foo 1 2)"]
    shown = stage.results(":frame")
    assert shown[0] == "Expression: (foo 1 2)"
    assert re.fullmatch(r"Place: <Initial Lisp Listener>:2:\d+", shown[1])
    assert {"  a = 1", "  b = 2", "  x = 2"} <= set(shown)


def test_the_stack_of_a_blocked_form(stage):
    stage.run("(setq p (make-socket :connect :passive))")
    stage.run("(defun serve (s) (list (accept-connection s)))")
    stage.type("(serve p)\r")
    stage.wait(lambda: "onnection" in (stage.listener.process.whostate or ""))
    stage.press("c-c")
    stage.wait("[1c]")
    assert stage.results(":bt") == ["Evaluation stack:", "", "accept-connection <- serve <- eval"]
    stage.run(":reset")
    stage.run("(close p)")
