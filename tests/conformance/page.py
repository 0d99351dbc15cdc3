"""The page that tells how a run went: docs/conformance.md, a section for each kind of run.

A run replaces its own section and leaves the others as they are.
"""

import re
from collections import Counter
from pathlib import Path

TITLE = "# Conformance\n"
COMMAND = "python -m tests.conformance.ansi DIR --names FILE --page docs/conformance.md"


def heading(sbcl, inverted, broken):
    """Return the heading of the section about a run with these options, truth values each."""
    words = ["on SBCL"] * sbcl + ["with `signals-error` inverted"] * inverted + ["with `+` broken"] * broken
    return " ".join(["ansi-test", *words])


def options(sbcl, inverted, broken):
    return " --sbcl" * sbcl + " --invert-signals" * inverted + " --break-plus" * broken


def share(count):
    size = sum(count.values())
    return f"{100 * count['passed'] / size if size else 0:.1f}"


def row(name, count):
    cells = [name, *(str(count[kind]) for kind in ("passed", "failed", "not_attempted")), share(count)]
    return f"| {' | '.join(cells)} |"


def chapter_table(counts):
    """Return the lines of a table of COUNTS, a dict of chapter to Counter, with their sum."""
    total: Counter[str] = sum(counts.values(), Counter())
    lines = ["| chapter | passed | failed | not attempted | % |", "| --- | --: | --: | --: | --: |"]
    return [*lines, *(row(*pair) for pair in sorted(counts.items())), row("**total**", total)]


def missing(failures):
    """Return a line for each chapter with the names in FAILURES, lines of chapter, name and verdict."""
    names: dict[str, list[str]] = {}
    for line in sorted(failures):
        chapter, name, _ = line.split("\t", 2)
        names.setdefault(chapter, []).append(f"`{name}`")
    return [f"- {chapter}: {', '.join(found)}" for chapter, found in names.items()]


def section(counts, failures, sbcl=False, inverted=False, broken=False, further=""):
    """Return the text of a run's section: all of it for a plain run, the sum for a check of the checker.

    FURTHER -- str, options that were given besides, for the command that is shown.
    """
    total: Counter[str] = sum(counts.values(), Counter())
    lines = [f"## {heading(sbcl, inverted, broken)}", ""]
    lines += [f"`{COMMAND}{options(sbcl, inverted, broken)}{further}`", ""]
    if sbcl or inverted or broken:
        lines.append(f"{total['passed']} of {sum(total.values())} pass, {share(total)} %.")
    else:
        lines += [*chapter_table(counts), "", "What does not pass:", "", *missing(failures)]
    return "\n".join(lines) + "\n"


def write(file, text):
    """Put TEXT, a section, in the place of the one with its heading in FILE, or at its end."""
    path = Path(file)
    old = path.read_text(encoding="utf-8") if path.exists() else TITLE
    first = re.escape(text.split("\n", 1)[0])
    found = re.search(rf"^{first}\n.*?(?=^## |\Z)", old, re.MULTILINE | re.DOTALL)
    if found:
        rest = old[found.end() :]
        new = old[: found.start()] + text + ("\n" + rest if rest else "")
    else:
        new = old.rstrip("\n") + "\n\n" + text
    path.write_text(new, encoding="utf-8")
