"""Checks .hy files: `python tools/lint_hy.py PATH ...`; prints `file:line: what`, exits 1 if there was any.

1. pyflakes over the syntax tree that Hy makes of the file: unused and undefined names, unused
   imports, repeated keys and parameters.
2. Under lib/: what a wheel cannot have (hatch_build.py), the hy package at run time above all.
3. Under lib/: TODO and its kin are an issue, not a comment.
4. Under lib/acllib/lisp/: Python's truth on Lisp values. Hy's `if when unless while cond and or not`
   take 0, "" and () for false; in Lisp only nil is. No program can know which values are a user's, so
   three shapes are looked for that nearly always are:
     - a slot that holds one: a test on `x.car` or `x.cdr`, also as `(. x car)`;
     - the result of calling a parameter called `function`, `predicate`, `test`, `test-not` or `key`, the
       names under which users' functions come in (a Python predicate is better called `accepts`);
     - the result of a function that returns one: `(car x)`, `(symbol-value s)`, `(gethash ...)` ...
   Write `(is-not x None)`, or the macros `lif lwhen lunless lnot` of acllib.kernel.syntax, or `(truth x)`.
   Where Python's truth is meant, end the line with `; python truth`.
"""

import ast
import functools
import importlib
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "lib"), str(ROOT)]

from hy.models import Expression, List, Sequence, Symbol  # noqa: E402
from hy.reader import read_many  # noqa: E402
from pyflakes import checker, messages  # noqa: E402

from hatch_build import MACRO_MODULES, LoweringError, compile_module, python_text, uses_of_hy  # noqa: E402

VALUE_SLOTS = {"car", "cdr"}
USERS_FUNCTIONS = {"function", "predicate", "test", "test-not", "key"}
VALUE_RETURNING = {
    "car", "cdr", "caar", "cadr", "cdar", "cddr", "caddr", "first", "second", "third", "rest", "nth",
    "symbol-value", "funcall", "apply-function", "gethash", "getf", "evaluate", "slot-value",
}  # fmt: skip
EXCUSE = re.compile(r";.*\bpython truth\b")
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX)\b")


def flakes(path, name):
    """Yield (line, text) of what pyflakes and the wheel have against the module NAME."""
    tree = compile_module(path, name)
    report = checker.Checker(tree, filename=str(path), builtins={"hy"}, withDoctest=False)
    for message in report.messages:
        if isinstance(message, messages.ImportStarUsage):
            name, modules = message.message_args
            if name not in set().union(*map(exported, modules.split(", "))):
                yield message.lineno, f"undefined name {name!r}, neither here nor in {modules}"
        elif not _noise(message):
            yield message.lineno, message.message % message.message_args
    if ROOT / "lib" in path.parents:
        yield from _refusals(tree, path, name)


def _refusals(tree, path, name):
    """Yield what a wheel could not have; changes TREE."""
    if name not in MACRO_MODULES:
        for line in uses_of_hy(tree):
            yield line, "needs hy at run time (keyword or quoted form as a value, macro, import)"
            return
    try:
        python_text(tree, path, name)
    except LoweringError as error:
        yield 1, str(error).removeprefix(f"{path}: ")


def _noise(message):
    """Return whether MESSAGE is about what Hy wrote, or about what `flakes` looks into itself."""
    match message:
        case messages.UnusedVariable(message_args=(name,)):
            return name.startswith(("_hy_", "hyx_"))
        case messages.UnusedImport(message_args=(name,)):
            return source_of(name).exists()  # a whole module of ours: loaded for what it does
        case messages.FStringMissingPlaceholders() | messages.IfTuple() | messages.AssertTuple():
            return True  # Hy writes f"..." as an f-string always
        case messages.ImportStarUsed() | messages.ImportShadowedByLoopVar():
            return True  # the latter: a local name may well be that of an import
    return False


def source_of(name):
    """Return the path of the .hy file that the module NAME would have, were it ours."""
    return ROOT / "lib" / (name.replace(".", "/") + ".hy")


@functools.cache
def exported(name):
    """Return the frozenset of names that `(import NAME *)` brings, NAME being a module of ours."""
    path = source_of(name)
    if not path.exists():
        return frozenset(public(vars(importlib.import_module(name))))
    return frozenset(public(_bound(compile_module(path, name))))


def public(names):
    return {name for name in names if not name.startswith("_")}


def _bound(tree):
    """Yield the names that the statements of a module bind, those of its own star imports included."""
    match tree:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
            return
        case ast.ImportFrom(module=module, names=[ast.alias(name="*")]):
            yield from exported(module)
        case ast.alias(name=name, asname=renamed):
            yield renamed or name.split(".")[0]
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
    for part in ast.iter_child_nodes(tree):
        yield from _bound(part)


def leftovers(text):
    """Yield (line, text) of the comments that should be issues."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := LEFTOVER.search(line):
            yield number, f"{found[0]} belongs into an issue"


def truth_tests(text):
    """Yield (line, text) of the tests in TEXT that apply Python's truth to what looks like a Lisp value."""
    lines = text.splitlines()
    for line, what in _Tests().look(read_many(text)):
        if not EXCUSE.search(lines[line - 1]):
            yield line, f"Python's truth on a Lisp value: {what}"


class _Tests:
    """A walk over forms that knows the parameters in scope."""

    def __init__(self):
        self.found = []

    def look(self, forms):
        for form in forms:
            self.visit(form, frozenset())
        return self.found

    def visit(self, form, parameters, tested=False):
        """Look at FORM, whose value is TESTED for Python's truth by the form around it, or not."""
        if tested and (what := self.suspicion(form, parameters)):
            self.found.append((getattr(form, "start_line", 1) or 1, what))
        if not isinstance(form, Sequence) or not form:
            return
        head = str(form[0]) if isinstance(form, Expression) and isinstance(form[0], Symbol) else None
        if head in ("quote", "quasiquote", "import", "require"):
            return
        if head in ("defn", "fn", "defmacro"):
            lists = [part for part in form if isinstance(part, List) and not _decorators(form, part)]
            parameters = parameters | set(_parameters(lists[0] if lists else ()))
        tests = _tested_parts(head, form, tested)
        for index, part in enumerate(form):
            if index or head is None:
                self.visit(part, parameters, index in tests)

    def suspicion(self, form, parameters):
        """Return what FORM is when it looks like a Lisp value, else None."""
        if isinstance(form, Symbol):
            _, dot, slot = str(form).rpartition(".")
            return str(form) if dot and slot in VALUE_SLOTS else None
        if not isinstance(form, Expression) or not form or not isinstance(form[0], Symbol):
            return None
        head = str(form[0])
        if head == "." and isinstance(form[-1], Symbol) and str(form[-1]) in VALUE_SLOTS:
            return f"(. ... {form[-1]})"
        if head in VALUE_RETURNING or head in USERS_FUNCTIONS & parameters:
            return f"({head} ...)"
        return None


def _decorators(form, part):
    """Return whether PART is the decorator list of a `defn`: a list in front of the name."""
    return str(form[0]) == "defn" and part is form[1]


def _parameters(names):
    for name in names:
        if isinstance(name, Symbol):
            yield str(name)
        elif isinstance(name, Sequence) and name and isinstance(name[-1 if _annotated(name) else 0], Symbol):
            yield str(name[-1 if _annotated(name) else 0])


def _annotated(name):
    return isinstance(name, Expression)  # #* rest


def _tested_parts(head, form, tested):
    """Return the indices of the parts of FORM whose truth Python asks for."""
    match head:
        case "if" | "when" | "unless" | "while":
            return {1}
        case "cond":
            return set(range(1, len(form), 2))
        case "not":
            return {1}
        case "and" | "or":
            return set(range(1, len(form) if tested else len(form) - 1))
    # (lfor x xs :if test ...) and its relatives
    return {index + 1 for index, part in enumerate(form) if str(part) == ":if"}


def module_name(path):
    """Return the dotted name of the file PATH, as it is imported where it is part of the product."""
    root = ROOT / "lib" if ROOT / "lib" in path.parents else ROOT
    return ".".join(path.relative_to(root).with_suffix("").parts)


def check(path):
    """Yield (line, text) of all that is wrong with the file PATH."""
    text = path.read_text(encoding="utf-8")
    try:
        yield from flakes(path, module_name(path))
    except Exception as error:
        yield getattr(error, "lineno", None) or 1, f"does not compile: {str(error).strip()}"
        return
    if ROOT / "lib" in path.parents:
        yield from leftovers(text)
    if ROOT / "lib" / "acllib" / "lisp" in path.parents:
        yield from truth_tests(text)


def report(path):
    """Return the lines to print about the file PATH."""
    return [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in sorted(set(check(path)))]


def main(arguments):
    paths = [Path(argument).resolve() for argument in arguments]
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*.hy")))]
    found = False
    with ProcessPoolExecutor() as pool:
        for lines in pool.map(report, files, chunksize=4):
            for line in lines:
                print(line)
                found = True
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
