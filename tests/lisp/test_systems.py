"""Programs of several files: excl:defsystem, compile-system and load-system."""

import os

import pytest

FILES = {
    "pack.cl": "(defpackage :sysp (:use :cl))",
    "mac.lisp": "(in-package :sysp) (defmacro twice (x) `(* 2 ,x))",
    "use.cl": "(in-package :sysp) (defun f () (twice 21))",
    "last.cl": "(in-package :sysp) (setq cl-user::*log* (cons (f) cl-user::*log*))",
}

SERIAL = '(:serial "pack" (:definitions "mac" "use") (:parallel "last"))'
LONG = """(:module :use "use" (:uses-definitions-from :mac))
          (:module :mac "mac" (:load-before-compile "pack"))
          (:module-group :rest ("last") (:load-before-load :use)) ("pack" (:package :cl-user))"""


@pytest.fixture
def run(lisp, tmp_path):
    """Return a function of text that prints, and returns the last part of each line that was printed."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    lisp("(defvar cl-user::*log*) (setq cl-user::*log* nil)")

    def run(text):
        printed = lisp(f"(with-output-to-string (*standard-output*) {text})")
        assert printed.startswith('"'), printed
        lines = printed.strip('"').splitlines()
        return [line.replace(str(tmp_path) + "/", "").removeprefix("; ") for line in lines if line]

    def define(modules):
        return lisp(f'(excl:defsystem :s (:default-pathname "{tmp_path}/") {modules})')

    run.define = define
    run.path = tmp_path
    return run


def later(path, seconds=10):
    """Make PATH look as if it was written SECONDS later than now."""
    status = path.stat()
    os.utime(path, (status.st_atime, status.st_mtime + seconds))


ALL = [
    "Compiling pack.cl",
    "Loading pack.fasl",
    "Compiling mac.lisp",
    "Loading mac.fasl",
    "Compiling use.cl",
    "Loading use.fasl",
    "Compiling last.cl",
]


@pytest.mark.parametrize("modules", [SERIAL, LONG])
def test_modules_are_compiled_and_loaded_in_their_order(run, lisp, modules):
    assert run.define(modules) == ":S"
    assert run("(excl:load-system :s :compile t)") == [*ALL, "Loading last.fasl"]
    assert lisp("cl-user::*log*") == "(42)"
    assert run("(excl:load-system :s :compile t)") == []
    assert run("(excl:load-system :s :reload t)") == [s for s in [*ALL, "Loading last.fasl"] if "Load" in s]


def test_what_depends_on_a_changed_file_is_compiled(run):
    run.define(SERIAL)
    run("(excl:compile-system :s)")
    with (run.path / "mac.lisp").open("a") as file:
        file.write("(defvar *more* 5)")
    wanted = [
        "Compiling mac.lisp",
        "Loading mac.fasl",
        "Compiling use.cl",
        "Loading use.fasl",
        "Compiling last.cl",
    ]
    assert run("(excl:compile-system :s :simulate t)") == wanted
    assert run("(excl:compile-system :s)") == wanted
    assert run("(excl:compile-system :s)") == []
    later(run.path / "mac.fasl")  # compiled by somebody else since
    assert [s for s in run("(excl:compile-system :s)") if "Compiling" in s] == [
        "Compiling use.cl",
        "Compiling last.cl",
    ]


def test_sources_are_loaded_where_there_are_no_fasls(run, lisp):
    run.define(SERIAL)
    assert run("(excl:load-system :s)") == [f"Loading {name}" for name in FILES]
    assert run("(excl:compile-system :s :silent t)") == []
    assert run("(excl:clean-system :s :silent nil)") == [f"Deleting {n.split('.')[0]}.fasl" for n in FILES]
    assert not list(run.path.glob("*.fasl"))
    assert run("(excl:load-system :s :interpreted t :reload t)") == [f"Loading {name}" for name in FILES]
    assert run("(excl:show-system :s)")[1:3] == ['\\"pack\\"', '\\"mac\\" after \\"pack\\"']


def test_a_system_in_another(run, lisp):
    run.define(SERIAL)
    lisp("(excl:defsystem :outer () :s)")
    assert run("(excl:load-system :outer :compile t)") == [*ALL, "Loading last.fasl"]


MISTAKES = [
    ("(excl:defsystem :s)", "!program-error"),
    ('(excl:defsystem "s" () "x")', "!program-error"),
    ('(excl:defsystem :s (:bar 1) "x")', "!program-error"),
    ('(excl:defsystem :s () (:serious "x"))', "!program-error"),
    ("(excl:defsystem :s () 5)", "!program-error"),
    ('(excl:defsystem :s () ("x" (:after "y")))', "!program-error"),
    ("(excl:load-system :no-such-system)", "!system-error"),
    ("(excl:find-system :no-such-system :errorp nil)", "NIL"),
    ('(excl:defsystem :s () ("x" (:load-before-compile "y"))) (excl:load-system :s)', "!system-error"),
    (
        '(excl:defsystem :s () ("x" (:load-before-load "y")) ("y" (:recompile-on "x"))) (load-system :s)',
        "!system-error",
    ),
    (
        '(excl:defsystem :s () "/no/such/file") (excl:compile-system :s :silent t)',
        "!file-does-not-exist-error",
    ),
]


@pytest.mark.parametrize(("text", "result"), MISTAKES)
def test_mistakes(lisp, text, result):
    assert lisp(text) == result
