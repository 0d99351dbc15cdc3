"""Completion in a session: what the person sees of it, and whose package counts."""

import pytest
from support.terminals import Stage

from aclrepl.terminal.completer import comes_by_itself

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def stage(tmp_path):
    with Stage(tmp_path) as stage:
        yield stage


def offered(stage):
    """Return the texts in the menu, once there is one."""
    stage.wait(lambda: stage.session.buffer.complete_state is not None)
    return [c.text for c in stage.session.buffer.complete_state.completions]


def clear(stage):
    stage.press("c-c")
    stage.wait(lambda: stage.typed == "")


def test_the_menu_comes_while_one_types(stage):
    stage.type("(make-so")
    assert offered(stage) == ["make-socket"]
    stage.wait("Make a socket: a stream that is connected")
    stage.type("cket :con")
    stage.wait("default :active; one of :active :passive")
    stage.wait("(make-socket &key")  # the line below
    clear(stage)


def test_one_letter_opens_no_menu_but_tab_does(stage):
    assert not comes_by_itself("(m", 2)
    stage.type("(m")
    stage.press("tab")
    assert "make-socket" in offered(stage)
    clear(stage)


def test_the_package_is_that_of_the_listener(stage):
    stage.run("(defpackage :cmp-inner (:use :cl))")
    stage.type("(in-package :cmp-inner)\r")
    stage.wait("CMP-INNER(3):")
    stage.type("(defun cmp-mine (one &key two) (list one two))\r")
    stage.wait("CMP-INNER(4):")
    stage.type("(cmp-m")
    assert offered(stage) == ["cmp-mine"]
    stage.type("ine 1 :")
    stage.wait(lambda: stage.typed.endswith("1 :") and ":two" in offered(stage))
    stage.wait("(cmp-mine one &key two)")
    clear(stage)
    stage.type("(make-socke\t 1")  # not accessible from there
    stage.wait(lambda: stage.typed == "(make-socke 1")
    clear(stage)


def test_tab_takes_the_only_one(stage):
    stage.type("(multiple-value-bi")
    assert offered(stage) == ["multiple-value-bind"]
    stage.press("tab")
    stage.wait(lambda: stage.typed == "(multiple-value-bind")
    clear(stage)


def test_it_works_while_a_form_runs(stage):
    stage.type("(progn (mp:process-wait \"nothing\" (lambda () nil)))\r")
    stage.wait("nothing, ")
    stage.type("(with-open-fi")
    assert "with-open-file" in offered(stage)
    stage.press("c-g")
    stage.press("c-c")
    stage.wait(lambda: "[1c]" in stage.text)


def test_in_a_break_level(stage):
    stage.run("(defun cmp-fails (what) (error what))")
    stage.type("(cmp-fails 'no-such-thing)\r")
    stage.wait(lambda: "[1]" in stage.text and stage.at_prompt)
    stage.type(":cont")
    assert offered(stage)[:1] == [":continue"]
    stage.wait("Invoke restart N")
    clear(stage)
