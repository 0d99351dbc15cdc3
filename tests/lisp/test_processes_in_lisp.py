"""Processes as Lisp programs use them: one table of forms, and what is said of processes that fail."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows

PRELIMINARIES, *SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.fixture(scope="module")
def processes(lisp):
    """Return a function of a text, as `lisp`; the helpers of the table are known."""
    assert not wrong_rows(PRELIMINARIES, lisp)
    return lisp


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_processes_in_lisp(processes, section):
    wrong = wrong_rows(section, processes)
    assert not wrong, "\n".join(wrong)


ENDINGS = [
    # the process does                              what is said
    ('(error "boom ~a" 1)', "boom 1"),
    ("(car 5)", "5"),
    ("(undefined-thing)", "UNDEFINED-THING"),
    ("(throw 'nowhere 1)", "NOWHERE"),
    ("(close 5)", "STREAM"),
    ('(make-socket :remote-host "localhost" :remote-port 1)', "refused"),
    ('(error "a~%b")', "a\nb"),
]


FAILING = '(let ((p (mp:process-run-function "failing" (lambda () FORM)))) (wait-for-end p))'


@pytest.mark.parametrize("form, said", ENDINGS, ids=repr)
def test_error_in_a_process(processes, capfd, form, said):
    """An error that nobody handles ends the process, and is reported once, in one piece."""
    assert processes(FAILING.replace("FORM", form)) == "NIL"
    report = capfd.readouterr().err
    assert report.startswith("Error in process failing: ")
    assert report.count("Error in process") == 1
    assert report.endswith("\n")
    assert said in report


QUIET = [
    "(mp:process-kill mp:*current-process*)",
    "(values)",
    '(handler-case (error "x") (error () nil))',
    "(ignore-errors (car 5))",
    '(invoke-restart (find-restart "abort"))',
    "(abort)",
]


@pytest.mark.parametrize("form", QUIET)
def test_quiet_endings(processes, capfd, form):
    assert processes(FAILING.replace("FORM", form)) == "NIL"
    assert capfd.readouterr().err == ""
