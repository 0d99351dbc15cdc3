"""The documented operators and where they are tested: `python -m tests.operators` writes docs/operators.md.

A row of the operator table is *shown in Lisp* by the first form of the tests that uses its name, and *in
Python or Hy* by the first use of what Python calls it: a call for a function, a `with` or a Hy macro for a
macro, the name for a variable, class or condition. A use in a list of imports does not count.
"""

import ast
import functools
import re
import sys
from pathlib import Path

from acllib.operators import ROWS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "operators.md"

LISP = ("tests/lisp/*.lisp", "tests/manual/*.txt", "tests/lisp/*.hy", "tests/repl/*.py")
PYTHON = ("tests/acllib/*.hy", "tests/test_*.py", "tests/peers/*.py", "examples/*.py", "examples/*.hy")
CALLED = ("function", "generic", "macro")
AFTER = r"(?![\w*+%$!?<>=/:.&-])"

# What stands for a macro in Python: a function of functions, or a context manager; else the Hy macro.
MACROS = {
    "with-pending-connect": ("pending_connect", "call_with_pending_connect"),
    "with-timeout": ("call_with_timeout",),
    "with-process-lock": ("call_with_process_lock",),
    "process-progn": ("call_in_process",),
    "without-interrupts": ("without_interrupts",),
    "with-output-to-buffer": ("output_to_buffer",),
    "with-input-from-buffer": ("with_input_from_buffer",),
}


def texts(patterns):
    """Return path → code of the files, in order. Of Python files that have Lisp in them all is code."""
    found = (path for pattern in patterns for path in sorted(ROOT.glob(pattern)))
    codes = {".lisp": lisp_code, ".hy": hy_code, ".py": python_code if patterns is PYTHON else str}
    return {path.relative_to(ROOT): codes.get(path.suffix, str)(path.read_text()) for path in found}


def lisp_code(text):
    """Return TEXT without comments."""
    return re.sub(r"^\s*;.*$", "", text, flags=re.MULTILINE)


def hy_code(text):
    """Return TEXT without comments, docstrings in brackets, and imported names in brackets."""
    text = re.sub(r"^\s*;.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"#\[\[.*?\]\]", "", text, flags=re.DOTALL)
    return re.sub(r"\n\s+[\w.-]+ \[[^\]]*\]", "\n", text)


def python_code(text):
    """Return TEXT without comments, imports and what stands in strings."""
    return ast.unparse(WithoutWords().visit(ast.parse(text)))


class WithoutWords(ast.NodeTransformer):
    """Takes away imports, and empties strings."""

    def visit_Constant(self, node):
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_Import(self, node):
        return ast.Pass()

    visit_ImportFrom = visit_Import

    def visit_JoinedStr(self, node):
        values = [value for value in node.values if isinstance(value, ast.FormattedValue)]
        return ast.Call(ast.Name("str"), [self.visit(value.value) for value in values], [])


def names_in_python(row):
    """Return the names of a row's object for Python and Hy callers: with hyphens too."""
    attribute = row.location.rpartition(":")[2]
    names = [attribute, *MACROS.get(row.name, ())]
    if row.python_name:
        names.append(row.python_name)
    return [*names, *(name.replace("_", "-") for name in names)]


@functools.cache
def shown():
    """Return row → (path of the first Lisp test, of the first Python or Hy one), None where none is."""
    lisp, python = texts(LISP), texts(PYTHON)
    return {
        row: (
            first(lisp, use_in_lisp(row), [row.name]),
            first(python, use_in_python(row), names_in_python(row)),
        )
        for row in ROWS
    }


def first(texts, use, names):
    """Return the first path whose text has the pattern USE; a look for NAMES saves most searches."""
    for path, text in texts.items():
        if any(name in text for name in names) and use.search(text):
            return path
    return None


def use_in_lisp(row):
    """Return the pattern of a use: (name, #'name, 'name or setf's place for what is called, else the name."""
    before = r"\(|#'|'" if row.kind in CALLED else r"^|[\s(')\[:,`]"
    return re.compile(
        rf"(?:{before})(?:[\w.-]+::?)?{re.escape(row.name)}{AFTER}", re.IGNORECASE | re.MULTILINE
    )


def use_in_python(row):
    """Return the pattern of a use: name( or (name for what is called, else the name."""
    words = "|".join(re.escape(name) for name in names_in_python(row))
    name = rf"(?:(?:acllib|client)\.)?(?:{words})"
    if row.kind not in CALLED:
        return re.compile(rf"(?<![\w.-]){name}(?![\w-])")
    return re.compile(rf"(?<![\w.-]){name}\(|\({name}(?=[\s,)])")


def lambda_list(row):
    """Return the lambda list of a row as the page shows it."""
    if row.kind not in ("function", "generic", "macro"):
        return ""
    if row.kind == "macro":
        return row._parameters
    words, kind = [], "required"
    for parameter in row.parameters:
        if parameter.kind != kind:
            kind = parameter.kind
            words.append(f"&{kind}")
        default = parameter.default
        words.append(parameter.name if default is None else f"({parameter.name} {default})")
    return " ".join(words)


def values(row):
    """Return what a row's operator returns as the page shows it: names, with their types where it tells."""
    if row.kind == "macro":
        return row._results
    told = ", ".join(
        f"{result.name} ({result.type})" if result.type else result.name for result in row.results
    )
    return f"{told}; or the first only" if row.several == "maybe" and len(row.results) > 1 else told


def page():
    lines = ["# Operators", ""]
    lines += ["Written by `python -m tests.operators` from the table in `lib/acllib/operators.hy`.", ""]
    last = None
    for row in ROWS:
        if row.section != last:
            last = row.section
            lines += [f"## {last}", "", "| name | lambda list | values | | Lisp test | Python or Hy test |"]
            lines += ["| --- | --- | --- | --- | --- | --- |"]
        tests = " | ".join(f"`{path}`" if path else "none" for path in shown()[row])
        written = lambda_list(row).replace("|", "\\|")
        cell = f"`{written}`" if written else row.kind
        lines.append(
            f"| `{row.packages[0]}:{row.name}` | {cell} | {values(row)} | {row.documentation} | {tests} |"
        )
    return merged("\n".join(lines) + "\n")


def merged(text):
    """Return TEXT with the tables of sections that come again put together."""
    sections: dict[str, list[str]] = {}
    head, *parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    for part in parts:
        title, *lines = part.rstrip("\n").split("\n")
        rows = [line for line in lines if line.startswith("| `")]
        sections.setdefault(title, lines[: 3 if lines[0] == "" else 2]).extend(rows)
    return head + "\n".join("\n".join([title, *lines]) + "\n" for title, lines in sections.items())


def main():
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
