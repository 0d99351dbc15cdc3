"""The lambda list of the operator that is typed."""

from types import SimpleNamespace

import acllib.lisp.world  # noqa: F401 -- loads it all
import pytest
from acllib.lisp.compiler import evaluate
from acllib.lisp.reader import read_from_string

import aclrepl.listener  # noqa: F401 -- all commands register themselves
from aclrepl.terminal.arglist import arglist
from aclrepl.terminal.gate import safe
from aclrepl.terminal.standard_calls import STANDARD

CONTEXT = SimpleNamespace(listener=None)


@pytest.fixture(scope="module", autouse=True)
def definitions():
    for text in [
        "(defun user::agl-function (one &optional (two 2) &key (three 3) four) one two three four)",
        '(defun user::agl-odd (|a^b| &optional (x "\x1b[31m")) |a^b| x)',
        "(defmacro user::agl-macro ((name value) &body body) (list* name value body))",
    ]:
        evaluate(read_from_string(text.replace("^", "\x1b"))[0])


def shown(marked, width=80):
    place = marked.index("^")
    fragments = arglist(marked[:place] + marked[place + 1 :], place, CONTEXT, width)
    current = [text.strip() for style, text in fragments if style.endswith(".current")]
    return "".join(text for _, text in fragments), current


PLACES = [
    ("(agl-function ^", "one", "the first"),
    ("(agl-function 1^", "one", "at its end"),
    ("(agl-function 1 ^", "(two 2)", "the next"),
    ("(agl-function (f) 2^", "(two 2)", "behind a list"),
    ("(agl-function 1 2 :three ^", "(three 3)", "a keyword's value"),
    ("(agl-function 1 2 :three 3^", "(three 3)", "still it"),
    ("(agl-function 1 2 :four 4 :three ^", "(three 3)", "the second pair"),
    ("(agl-macro (a 1) ^", "body", "the rest"),
    ("(agl-macro (^", "(name", "a list inside"),
    ("(agl-macro (a 1^", "value)", "its end"),
    ('(with-open-file (s "f" :if-exists ^', "if-exists", "its keyword"),
    ("(mp:with-process-lock (l :timeout 3) ^", "body", "behind it"),
    ("(if a ^", "then", "a special operator"),
    (":describe (agl-function 1 ^", "(two 2)", "a command that takes a form"),
    ("(agl-macro (a 1) x y ^", "body", "more of it"),
    ("(agl-function 1 (no-such-operator ^", "(two 2)", "an unknown operator: the one around"),
]


@pytest.mark.parametrize(("marked", "current", "why"), PLACES, ids=[row[2] for row in PLACES])
def test_the_current_argument(marked, current, why):
    assert shown(marked)[1] == [current]


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("(agl-function ^", "(agl-function one &optional (two 2) &key (three 3) four)"),
        ("(AGL-FUNCTION ^", "(agl-function one &optional (two 2) &key (three 3) four)"),
        ("(agl-fun^", ""),
        ("'(agl-function ^", ""),
        ("^", ""),
        ("(agl-function 1)^", ""),
        ("(agl-macro ^", "(agl-macro (name value) &body body)"),
        ("(with-slots ^", "(with-slots slots instance &body body)"),
        ("(dolist ^", "(dolist (variable list &optional result) &body body)"),
        ("(find ^", "(find item sequence &key key test test-not (start 0) end from-end)"),
        (":continue 1^", ":continue &optional n"),
        (":describe ^", ":describe form"),
        (":help ^", ":help &optional command"),
        (":no-such-command ^", ""),
    ],
)
def test_what_is_shown(marked, text):
    assert shown(marked)[0] == text


@pytest.mark.parametrize("name", sorted(STANDARD))
def test_every_call_of_the_standards_table(name):
    text, _ = shown(f"({name} ^", 400)
    assert text.startswith(f"({name} ")
    assert text.count("(") == text.count(")")
    assert "=" not in text and "|" not in text


def test_documented_operators_show_their_defaults():
    text, current = shown("(make-socket :connect ^", 400)
    assert current == ["(connect :active)"]
    assert text.startswith("(make-socket &key (type :stream)")


@pytest.mark.parametrize("width", [0, 1, 5, 10, 20, 30, 40, 79])
@pytest.mark.parametrize("marked", ["(make-socket ^", "(make-socket :type ^", "(agl-function 1 2 :four ^"])
def test_it_fits(marked, width):
    assert len(shown(marked, width)[0]) <= width


def test_what_a_program_wrote_passes_the_gate():
    text, _ = shown("(agl-odd ^")
    assert safe(text)
    assert "^[" in text
