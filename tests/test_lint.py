"""The checks of .hy files (tools/lint_hy.py) find what they are for, and leave the rest alone."""

import importlib.util
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "lint_hy.py"


@pytest.fixture(scope="module")
def lint():
    kept = list(sys.path)
    spec = importlib.util.spec_from_file_location("lint_hy", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path[:] = kept
    return module


FLAWS = [
    # text                                  what is said                                 why
    ("(import os)", "'os' imported but unused", "an import nobody uses"),
    ("(import os [path :as p])", "'os.path as p' imported but unused", "a renamed one"),
    ("(defn f [] (g 1))", "undefined name 'g'", "a name nobody defines"),
    ("(import acllib.kernel.constants *)\n(print NONE)", "undefined name 'NONE'", "nor by a star"),
    ("(defn f [] (setv kebab-case 1) 2)", "'kebab_case' is assigned to but never used", "a local"),
    ('(setv d {"a" 1 "a" 2})', "dictionary key 'a' repeated with different values", "a key twice"),
]


@pytest.mark.parametrize(("text", "said", "why"), FLAWS)
def test_flaws(lint, tmp_path, text, said, why):
    file = tmp_path / "example.hy"
    file.write_text(text)
    assert any(said in found for _, found in lint.flakes(file, "example")), list(lint.flakes(file, "example"))


CLEAN = [
    ("(import acllib.characters)", "a module of ours, loaded for what it does"),
    ("(defn f [x] (setv y (try (g x) (except [ValueError] 2))) y)\n(defn g [x] x)", "Hy's own variables"),
    ('(print f"no field")', "a format string without fields"),
    ("(eval-when-compile (require acllib.kernel.syntax [lif]))\n(defn f [x] (lif x 2 3))", "macros"),
    ("(import acllib.kernel.constants *)\n(print UNSUPPLIED)", "everything from a module of ours"),
    ("(import os)\n(print f\"{(os.getcwd)}\")", "a use inside a format string"),
]


@pytest.mark.parametrize(("text", "why"), CLEAN)
def test_clean(lint, tmp_path, text, why):
    file = tmp_path / "example.hy"
    file.write_text(text)
    assert list(lint.flakes(file, "example")) == []


TRUTH = [
    # text                                          lines    why
    ("(if x.car 1 2)", [1], "a slot"),
    ("(when (. (f x) cdr) 1)", [1], "a slot of a result"),
    ("(cond\n  y 1\n  list.cdr 2)", [3], "the second test of a cond"),
    ("(cond y x.car True 2)", [], "the result of a cond is not tested"),
    ("(while (not x.cdr) 1)", [1], "inside not"),
    ("(setv y (or x.car 1))", [1], "or asks for the truth of all but the last"),
    ("(setv y (or 1 x.car))", [], "the last is only the value"),
    ("(when (or 1 x.car) 1)", [1], "unless the whole is tested"),
    ("(defn f [predicate x] (if (and x (predicate x)) 1 2))", [1], "a user's function"),
    ("(defn f [x * [test None]] (when (test 1) 1))", [1], "a keyword parameter"),
    ("(defn [decorated] f [key] (when (key 1) 1))", [1], "the list in front of the name is none"),
    ("(defn f [key xs] (lfor x xs :if (key x) x))", [1], "a comprehension"),
    ("(defn f [accepts x] (when (accepts x) 1))", [], "a Python predicate by its usual name"),
    ("(defn f [x] (setv test (compiled x)) (when (test x) 1))", [], "a function of our own"),
    ("(if (car x) 1 2)", [1], "a function that returns a Lisp value"),
    ("(if (is-not x.car None) 1 2)", [], "compared: right"),
    ("(lif x.car 1 2)", [], "our macro: right"),
    ("(if x.value 1 2)", [], "another slot: nodes of the compiler have it too"),
    ("(if x.car 1 2)  ; a value", [1], "another comment"),
    ("(if x.car 1 2)  ; python truth", [], "excused"),
    ("(setv form '(if x.car 1 2))", [], "quoted: data"),
]


@pytest.mark.parametrize(("text", "lines", "why"), TRUTH)
def test_truth(lint, text, lines, why):
    assert [line for line, _ in lint.truth_tests(text)] == lines


def test_leftovers(lint):
    comment = "; TO" "DO: later"
    assert [line for line, _ in lint.leftovers(f"(f)\n(g)  {comment}\n")] == [2]
