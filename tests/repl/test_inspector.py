"""The inspector: what objects are made of, and the walk through them."""
# ruff: noqa: E501 - rows of tables

import re

import pytest
from acllib.kernel.constants import UNBOUND
from support.lisp_image import evaluate
from support.listening import listen

from aclrepl.debugger import summary
from aclrepl.inspector import parts

PARTS = [
    # form, headline (a pattern), parts as (name, printed value)
    ("(list 1 'a)", "a proper list with 2 elements @ ADDRESS", [(None, "1"), (None, "A")]),
    ("(list 1)", "a proper list with 1 element @ ADDRESS", [(None, "1")]),
    ("(list* 1 2 3)", "a dotted list with 2 elements @ ADDRESS", [(None, "1"), (None, "2"), ("tail", "3")]),
    ("(vector 1 2)", "a vector of 2 elements @ ADDRESS", [(None, "1"), (None, "2")]),
    ("(make-array 2 :element-type 'bit)", r"a vector of 2 elements of type BIT @ ADDRESS", [(None, "0"), (None, "0")]),
    ("(make-array 3 :fill-pointer 1 :initial-element 7)", "a vector of 1 elements, 3 with those behind the fill pointer @ ADDRESS", [(None, "7")]),
    ("(make-array '(2 2) :initial-contents '((1 2) (3 4)))", "an array of 2 by 2 dimensions @ ADDRESS", [("0,0", "1"), ("0,1", "2"), ("1,0", "3"), ("1,1", "4")]),
    ("(copy-seq \"ab\")", "a string of 2 characters @ ADDRESS", [(None, "#\\a"), (None, "#\\b")]),
    ("(let ((h (make-hash-table :test 'equal))) (setf (gethash \"k\" h) 1) h)", "an EQUAL hash table with 1 entry @ ADDRESS", [('"k"', "1")]),
    ("17", "an integer of 5 bits: #x11", []),
    ("2/3", "RATIO @ ADDRESS", [("numerator", "2"), ("denominator", "3")]),
    ("#c(1.5 2.5)", "COMPLEX @ ADDRESS", [("real", "1.5"), ("imaginary", "2.5")]),
    ("#\\Space", "a character", [("code", "32"), ("name", '"Space"')]),
    ("nil", "NIL, of the class NULL", []),
    ("1.5", "1.5, of the class FLOAT", []),
    ("'inspected-symbol", "the symbol INSPECTED-SYMBOL @ ADDRESS", [("name", '"INSPECTED-SYMBOL"'), ("package", "#<The COMMON-LISP-USER package>"), ("value", "unbound"), ("function", "unbound"), ("plist", "NIL")]),
    ("(progn (defstruct inspected-struct (a 1) b) (make-inspected-struct :b 'x))", "INSPECTED-STRUCT @ ADDRESS", [("A", "1"), ("B", "X")]),
    ("(progn (defclass inspected-class () ((a :initform 1) b)) (make-instance 'inspected-class))", "INSPECTED-CLASS @ ADDRESS", [("A", "1"), ("B", "unbound")]),
    ("(progn (define-condition inspected-condition (error) ((a :initarg :a))) (make-condition 'inspected-condition :a 3))", "INSPECTED-CONDITION @ ADDRESS", [("A", "3")]),
]  # fmt: skip


def shown(value):
    return "unbound" if value is UNBOUND else summary(value)


@pytest.mark.parametrize(("form", "headline", "rows"), PARTS, ids=[row[0][:40] for row in PARTS])
def test_parts(form, headline, rows):
    found = parts(evaluate(form))
    assert re.sub(r"@ #x[0-9a-f]+", "@ ADDRESS", found.headline) == headline
    assert [(found.get(i).name, shown(found.get(i).value)) for i in range(found.count)] == rows


NAMES = [
    # form, names of parts that are there, and the printed values of some
    ("(find-package :socket)", {"name": None, "nicknames": None, "uses": None, "external": None}),
    ("#'car", {"name": "CAR", "documentation": None}),
    ("(let ((n 5)) (lambda () n))", {"closed over n_1": None}),
    ("(find-class 'error)", {"superclasses": None, "precedence": None, "slots": None}),
    ("#'print-object", {"name": None}),
    ("mp:*current-process*", {"activity": None, "name": None, "priority": "0"}),
    ("(make-condition 'type-error :datum 1 :expected-type 'cons)", {"datum": "1"}),
]


@pytest.mark.parametrize(("form", "names"), NAMES, ids=[row[0][:40] for row in NAMES])
def test_named_parts(form, names):
    found = parts(evaluate(form))
    there = {}
    for i in range(found.count):
        name = (found.get(i).name or "").lower()
        there[re.sub(r"n_\d+", "n_1", name)] = shown(found.get(i).value)
    for name, value in names.items():
        assert name in there
        assert value is None or there[name] == value


def test_a_socket_is_looked_at_without_waiting_or_asking_for_names():
    found = parts(evaluate("(setq inspected-socket (make-socket :connect :passive :local-host \"127.0.0.1\"))"))
    there = {found.get(i).name: shown(found.get(i).value) for i in range(found.count)}
    try:
        assert there["socket-type"] == ":STREAM"
        assert there["socket-connect"] == ":PASSIVE"
        assert there["local-host"] == str(127 << 24 | 1)
        assert there["local-port"] == summary(evaluate("(local-port inspected-socket)"))
    finally:
        evaluate("(close inspected-socket)")


class Trap:
    """Whoever touches it more than by looking springs it."""

    def __init__(self):
        self.kept = 1

    @property
    def loud(self):
        raise AssertionError("called")

    def __getattr__(self, name):
        raise AssertionError(name)

    def __len__(self):
        raise AssertionError("len")

    __iter__ = __bool__ = __eq__ = __hash__ = __len__


def test_nothing_of_a_python_object_is_called():
    found = parts(Trap())
    assert [found.get(i).name for i in range(found.count)] == ["kept"]


def test_a_circular_list_has_an_end():
    found = parts(evaluate("(let ((l (list 1 2))) (setf (cddr l) l) l)"))
    assert found.headline.startswith("a circular list with 2 elements")
    assert found.count == 3


WALKS = [
    # lines typed, the last line's answer (addresses as ADDRESS), why
    (["(setq o (list 1 (list 2 3)))", ":inspect o", ":i 1", ":i 0"], "an integer of 2 bits: #x2", "down twice"),
    (["(list 1)", ":i *"], "a proper list with 1 element @ ADDRESS\n   0-> 1", "what * holds"),
    ([":i (list 1 2)", ":i 0", ":i >"], "an integer of 2 bits: #x2", "the next part"),
    ([":i (list 1 2)", ":i 1", ":i <"], "an integer of 1 bit: #x1", "the one before"),
    ([":i (list 1 2)", ":i 1", ":i >"], "There is no part 2.", "none behind the last"),
    ([":i (list 1 2)", ":i 0", ":i <"], "There is no part before this one.", "none before the first"),
    ([":i (list 1 2)", ":i <"], "This is not a part of what was inspected before.", "the outermost has none"),
    ([":i (list 1 2)", ":i 0", ":i -"], "a proper list with 2 elements @ ADDRESS\n   0-> 1\n   1-> 2", "back"),
    ([":i (list 1 2)", ":i ^"], "This was inspected first; there is nothing to go back to.", "nothing to go back to"),
    ([":i (list 1 2)", ":i set 1 (+ 3 4)"], "a proper list with 2 elements @ ADDRESS\n   0-> 1\n   1-> 7", "set"),
    ([":i (list 1 2)", ":i set 2 5"], "There is no part 2.", "set where there is none"),
    ([":i (list 1 2)", ":i set 0"], ":i set needs a part, by number or name, and a form.", "set without form"),
    ([":i 2/3", ":i set numerator 5"], "Part numerator can't be set.", "a part that can't be set"),
    ([":i (list 1 2)", ":i set 0 9", "*"], "(9 2)", "* is what is inspected"),
    ([":i (list 1 2 3)", ":i print 2"], "a proper list with 3 elements @ ADDRESS\n   0-> 1\n   1-> 2\n   ... 1 more: `:i skip 2' prints them ...", "so many at a time"),
    ([":i (list 1 2 3)", ":i skip 2"], "a proper list with 3 elements @ ADDRESS\n   ... 2 before ...\n   2-> 3", "skip"),
    ([":i (list 1 2)", ":i print 0"], ":i print needs a positive number.", "a bad count"),
    ([":i (list 1 2)", ":i skip x"], ":i skip needs a number.", "a bad number"),
    ([":i (list 1 2)", ":i + 'car", ":i name", ":i tree"], "(1 2)\n  CAR ('car)\n    \"CAR\" (name)", "the way"),
    ([":i (list 1 2)", ":i q", "5"], "5", "left"),
    ([":i q"], "Nothing is inspected; `:i form' begins.", "nothing to leave"),
    ([":i (list 1)", ":i slot x"], "There is no part x.", "no such name"),
    ([":i (list 1)", ":i slot"], ":i slot needs a name.", "no name"),
    ([":i (list 1)", ":i 7"], "There is no part 7.", "no such number"),
    (["(defclass p () ((x :initform 1) (y)))", ":i (make-instance 'p)", ":i y"], "Y is unbound.", "an unbound slot"),
    (["(defclass p () ((x :initform 1) (y)))", ":i (make-instance 'p)", ":i set y 3", ":i slot Y"], "an integer of 2 bits: #x3", "a slot in any case"),
    (["(inspect (list 1))", ":i 0"], "an integer of 1 bit: #x1", "Lisp's inspect"),
    (["(list (inspect 1) 2)", ":i q"], "(NIL 2)", "it returns when it is left"),
    ([":i"], "Nothing is inspected; `:i form' begins.", "nothing to print again"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "answer", "why"), WALKS, ids=[row[2] for row in WALKS])
def test_walk(lines, answer, why):
    output = listen("\n".join(lines)).output
    last = re.split(r"(?:^|\n|(?<=: ))(?:\[\d\w*\] )?USER\(\d+\): ", output)[-2]
    assert re.sub(r"@ #x[0-9a-f]+", "@ ADDRESS", last).rstrip() == answer


def test_levels():
    """An inspection is a level marked i; an error in it one more; :pop and the end of the input leave it."""
    printed = listen(":inspect (list 1)\n(car 5)\n:pop\n:pop\n1").short
    assert "[1i] USER(2): Error:" in printed
    assert "[2] USER(3): [1i] USER(4): USER(5): 1" in printed
    assert listen(":inspect (list 1)").code == 0
    assert listen(":inspect (list 1)\n(car 5)").code == 1


def test_help():
    assert ":i tree        print the way" in listen(":i ?").output
