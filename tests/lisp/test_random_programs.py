"""Random programs compiled in different ways must do the same, and what SBCL does."""

import os

import pytest
from support.random_programs import PRELUDE, Programs
from support.sbcl import lines_of

ROUNDS = int(os.environ.get("ACLREPL_ROUNDS", "20"))


def programs(seed, count, depth=4):
    made = Programs(seed)
    return [made.program(depth) for _ in range(count)]


def in_functions(lisp, text):
    """Evaluate TEXT with every loop and try statement that can be in a function of its own."""
    import acllib.lisp.compiler as compiler

    whole = compiler.translate

    def divided(form, env, report):
        compiler.walk.limit = 2
        try:
            return whole(form, env, report)
        finally:
            compiler.walk.limit = None

    compiler.translate = divided
    try:
        return lisp(text)
    finally:
        compiler.translate = whole


def compare(lisp, seed, count):
    """Run COUNT programs of SEED as they are, with parts in functions, and by both entries of a closure."""
    lisp(PRELUDE)
    for text in programs(seed, count):
        plain = lisp(limited(text))
        if plain == ":SLOW":  # a few programs are loops in loops
            continue
        twin = f"(let ((f (lambda () {text}))) (list (multiple-value-list (funcall f)) (funcall f)))"
        assert in_functions(lisp, limited(text)) in (plain, ":SLOW"), text
        assert lisp(limited(twin)) in (f"(({plain}) {plain})", ":SLOW"), text


def limited(text):
    return f"(sys:with-timeout (2 :slow) {text})"


def test_compiled_in_different_ways(lisp):
    compare(lisp, 1, 60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + ROUNDS))
def test_compiled_in_different_ways_at_length(lisp, seed):
    compare(lisp, seed, 100)


DRIVER = """
(declaim (sb-ext:muffle-conditions warning sb-ext:compiler-note))
(setf *print-pretty* nil sb-ext:*evaluator-mode* :interpret)
{prelude}
(with-open-file (in {file})
  (loop for form = (read in nil in)
        until (eq form in)
        do (format t "~s~%" (handler-case (sb-ext:with-timeout 2 (eval form)) (sb-ext:timeout () :slow)))))
"""


def on_sbcl(texts, folder):
    """Return what SBCL prints for each program, :SLOW where it takes too long."""
    file = folder / "programs.lisp"
    file.write_text("\n".join(texts))
    return lines_of(DRIVER.format(prelude=PRELUDE, file=f'"{file}"'), folder)


def agree(lisp, seed, count, folder):
    texts = programs(seed, count)
    theirs = on_sbcl(texts, folder)
    assert len(theirs) == count
    lisp(PRELUDE)
    for text, expected in zip(texts, theirs, strict=True):
        if expected != ":SLOW":
            assert lisp(limited(text)) in (expected, ":SLOW"), text


@pytest.mark.peer("sbcl")
def test_as_sbcl_does(lisp, tmp_path):
    agree(lisp, 2, 150, tmp_path)


@pytest.mark.soak
@pytest.mark.peer("sbcl")
@pytest.mark.parametrize("seed", range(200, 200 + ROUNDS))
def test_as_sbcl_does_at_length(lisp, tmp_path, seed):
    agree(lisp, seed, 500, tmp_path)
