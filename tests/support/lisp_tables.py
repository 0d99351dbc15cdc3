"""Tables of Lisp forms with the values they should have, one form after another in a file.

A form, or several, is followed by `;=> values`, as prin1 writes them, several separated by two
blanks; `;=> !type-error` is the type of an unhandled error. `;;; Title` starts a section. `#<...>`
in a value stands for any text; an expected `...` too.
"""

import re


class Section(list):
    """The rows of a section, tuples (line number, text of the forms, expected). Slot: title."""

    def __init__(self, title):
        super().__init__()
        self.title = title

    def __repr__(self):
        return self.title


def sections(path):
    """Return the list of Sections of the table at PATH; forms in front of the first title belong to all."""
    found, lines, start = [Section("preliminaries")], [], 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith(";;; "):
            found.append(Section(line[4:]))
        elif line.startswith(";=>"):
            found[-1].append((start, "\n".join(lines), line[3:].strip()))
            lines = []
        elif line and not line.startswith(";"):
            start = start if lines else number
            lines.append(line)
    assert not lines, f"{path}:{start} has no expected value"
    return found


def wrong_rows(section, run):
    """Return a text about each row of SECTION whose forms, RUN, do not give what it says."""
    wrong = []
    for line, forms, expected in section:
        given = run(forms)
        pattern = ".*".join(map(re.escape, expected.split("...")))
        if not re.fullmatch(pattern, given, re.DOTALL):
            wrong.append(f"line {line}: {forms}\n   gave {given}\n   not  {expected}")
    return wrong
