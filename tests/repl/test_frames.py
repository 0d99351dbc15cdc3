"""The stack of a break level: names, arguments, places, variables; and the commands that show it."""

import re

import pytest
from support.terminals import Stage

pytestmark = pytest.mark.timeout(60)

PROGRAM = """
(progn
  (defun foo (a &optional (b 2)) (let ((x (* a 2))) (list (bar x b))))
  (defun bar (x y) (flet ((inner (q) (list (car q)))) (list (inner x) y)))
  (defun with-lambda (l) (mapcar (lambda (e) (list (foo e))) l))
  (defclass k () ())
  (defmethod m ((k k) z) (list (with-lambda (list z))))
  (defmacro twice (f) `(list ,f ,f))
  (defun deep (n) (list (if (= n 0) (car n) (deep (- n 1)))))
  (defun endless (n) (+ 1 (endless (+ n 1))))
  (defun conn () (list (make-socket :remote-host "127.0.0.1" :remote-port 1)))
  (defvar *circle* (let ((l (list 1 2))) (setf (cdr l) l)))
  (defun round (c) (list (car (car c))))
  :defined)
"""


@pytest.fixture
def stage(tmp_path):
    with Stage(tmp_path, rows=50, columns=120) as stage:
        stage.paste(PROGRAM.strip().replace("round", "turn"))
        stage.press("enter")
        stage.wait(lambda: ":DEFINED" in stage.lines and stage.at_prompt)
        yield stage


def zoom(stage, form, command=":zoom"):
    """Evaluate FORM, which fails; return the lines of :zoom without the heading."""
    stage.run(form)
    lines = stage.results(command)
    assert lines[:2] == ["Evaluation stack:", ""]
    return lines[2:]


STACKS = [
    (
        "(foo 1)",
        [" ->(car 2)", "   (inner 2)", "   (bar 2 2)", "   (foo 1 2)"],
        "functions, an optional parameter, a local function",
    ),
    (
        "(m (make-instance 'k) 4)",
        ["   (foo 4 2)", "   ((lambda in with-lambda) 4)", "   (with-lambda (4))"],
        "a closure that a built-in function calls, a method",
    ),
    ("(twice (bar 1 2))", [" ->(car 1)", "   (inner 1)", "   (bar 1 2)"], "a macro leaves no frame"),
    ("(deep 2)", [" ->(car 0)", "   (deep 0)", "   (deep 1)", "   (deep 2)"], "recursion"),
    ("(turn *circle*)", [" ->(car 1)"], "a circular argument is printed in bounds"),
]


@pytest.mark.parametrize("form, expected, why", STACKS)
def test_zoom(stage, form, expected, why):
    lines = zoom(stage, form)
    for line in expected:
        assert line in lines, lines
    assert lines.index(expected[0]) <= lines.index(expected[-1])


def test_a_documented_operator_is_a_frame(stage):
    lines = zoom(stage, "(conn)")
    assert any(line.startswith((" ->(make-socket", "   (make-socket")) for line in lines), lines
    assert "   (conn)" in lines
    assert stage.results(":bt")[2] == "make-socket <- conn"


def test_a_deep_stack_is_cut(stage):
    lines = zoom(stage, "(deep 100)")
    assert lines[-1] == "   ... more older frames ..."
    assert len(zoom(stage, "(deep 100)", ":zoom :count 5")) == 6


def test_a_stack_overflow_has_a_stack(stage):
    lines = zoom(stage, "(endless 0)")
    assert sum("(endless " in line for line in lines) > 10


def test_bt(stage):
    stage.run("(foo 1)")
    assert stage.results(":bt") == ["Evaluation stack:", "", "car <- inner <- bar <- foo"]


def test_places_and_variables(stage):
    stage.run("(foo 1)")
    assert stage.results(":find foo") == ["(foo 1 2)"]
    shown = stage.results(":frame")
    assert shown[0] == "Expression: (foo 1 2)"
    assert re.fullmatch(r"Place: <Initial Lisp Listener>:2:\d+", shown[1])
    assert {"  a = 1", "  b = 2", "  x = 2"} <= set(shown)
    assert stage.results(":local x") == ["2"]
    assert stage.results("(+ * 40)") == ["42"]


def test_moving(stage):
    stage.run("(foo 1)")
    assert stage.results(":bottom") == ["(foo 1 2)"]
    assert stage.results(":up") == ["(bar 2 2)"]
    assert stage.results(":dn") == ["(foo 1 2)"]
    assert stage.results(":top") == ["(car 2)"]
    assert stage.results(":current") == ["(car 2)"]
    assert stage.results(":find nobody") == ["No older frame of nobody."]


def test_without_an_error_there_is_no_stack(stage):
    for command in (":zoom", ":bt", ":up", ":local"):
        assert stage.results(command) == ["There is no stack to look at: no form was interrupted here."]


def test_restart_evaluates_the_form_once_more(stage):
    stage.run("(setq n 5)")
    stage.run("(list (car n))")
    stage.run("(setq n '(7))")
    stage.type(":restart\r")
    stage.wait("(7)")
    stage.wait(lambda: stage.at_prompt and stage.listener.level.number == 0)


def test_bad_options(stage):
    stage.run("(foo 1)")
    stage.run(":zoom :colour t")
    stage.wait(":COLOUR is no option here")
