"""The documented operators and where they are tested: `python -m tests.operators` writes docs/operators.md.

A row of the operator table is *shown in Lisp* by the first form of the tests that uses its name, and *in
Python or Hy* by the first use of what Python calls it: a call for a function, a `with` or a Hy macro for a
macro, the name for a variable, class or condition. A use in a list of imports does not count.
"""

import re
import sys
from pathlib import Path

from acllib.operators import ROWS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "operators.md"

LISP = ("tests/lisp/*.lisp", "tests/manual/*.txt", "tests/lisp/*.hy", "tests/repl/*.py")
PYTHON = ("tests/acllib/*.hy", "tests/test_*.py", "tests/peers/*.py", "examples/*.py", "examples/*.hy")
AFTER = r"(?![\w*+%$!?<>=/:.&-])"

# What stands for a macro in Python: a function of functions, or a context manager; else the Hy macro.
MACROS = {
    "with-pending-connect": ("pending_connect", "call_with_pending_connect"),
    "with-timeout": ("call_with_timeout",),
    "with-process-lock": ("call_with_process_lock",),
    "process-progn": ("call_in_process",),
    "without-interrupts": ("without_interrupts",),
    "with-output-to-buffer": ("output_to_buffer",),
    "with-input-from-buffer": ("make_buffer_input_stream",),
}


def texts(patterns):
    """Return path → text of the files, in order; without what is imported."""
    found = (path for pattern in patterns for path in sorted(ROOT.glob(pattern)))
    return {path.relative_to(ROOT): without_imports(path.read_text()) for path in found}


def without_imports(text):
    """Return TEXT without the lists of imported names in brackets behind a module's name."""
    return re.sub(r"\n\s+[\w.-]+ \[[^\]]*\]", "\n", text)


def names_in_python(row):
    """Return the names of a row's object for Python and Hy callers: with hyphens too."""
    attribute = row.location.rpartition(":")[2]
    names = [attribute, *MACROS.get(row.name, ())]
    if row.python_name:
        names.append(row.python_name)
    return [*names, *(name.replace("_", "-") for name in names)]


def shown(row, lisp, python):
    """Return (path of the first Lisp test, path of the first Python or Hy one), None where there is none."""
    in_lisp = re.compile(rf"(?:^|[\s(')\[:,`]){re.escape(row.name)}{AFTER}", re.IGNORECASE | re.MULTILINE)
    words = "|".join(re.escape(name) for name in names_in_python(row))
    in_python = re.compile(rf"(?<![\w.-])(?:(?:acllib|client)\.)?(?:{words})(?![\w-])")
    return (
        next((path for path, text in lisp.items() if in_lisp.search(text)), None),
        next((path for path, text in python.items() if in_python.search(text)), None),
    )


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


def page():
    lisp, python = texts(LISP), texts(PYTHON)
    lines = ["# Operators", ""]
    lines += ["Written by `python -m tests.operators` from the table in `lib/acllib/operators.hy`.", ""]
    last = None
    for row in ROWS:
        if row.section != last:
            last = row.section
            lines += [f"## {last}", "", "| name | lambda list | | Lisp test | Python or Hy test |"]
            lines += ["| --- | --- | --- | --- | --- |"]
        tests = " | ".join(f"`{path}`" if path else "none" for path in shown(row, lisp, python))
        written = lambda_list(row).replace("|", "\\|")
        cell = f"`{written}`" if written else row.kind
        lines.append(f"| `{row.packages[0]}:{row.name}` | {cell} | {row.documentation} | {tests} |")
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
