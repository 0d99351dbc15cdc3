"""What the standard says of evaluation, and of what programs use: tables of forms, run here and on SBCL."""

import pathlib
import re

import pytest
from support.sbcl import lines_of

TABLES = {name: pathlib.Path(__file__).with_name(f"{name}.lisp") for name in ("semantics", "standard")}


def rows(table):
    """Yield (line number, form text, expected text) of the table at a path."""
    form, start = [], 0
    for number, line in enumerate(table.read_text().splitlines(), 1):
        if line.startswith(";=>"):
            yield start, "\n".join(form), line[3:].strip()
            form = []
        elif line and not line.startswith(";"):
            if not form:
                start = number
            form.append(line)


ROWS = {name: list(rows(table)) for name, table in TABLES.items()}
FUNCTION = re.compile(r"#<.*>")


@pytest.mark.parametrize("name", TABLES)
def test_semantics_here(name, lisp):
    """Every form of a table has the printed values it names, in this order in one image."""
    wrong = []
    for line, form, expected in ROWS[name]:
        printed = FUNCTION.sub("#<FUNCTION>", lisp(form))
        if printed != expected:
            wrong.append(f"line {line}: {form}\n   gave {printed}\n   not  {expected}")
    assert not wrong, "\n".join(wrong)


def test_tables_are_not_empty():
    assert len(ROWS["semantics"]) > 140 and len(ROWS["standard"]) > 90


DRIVER = """
(declaim (sb-ext:muffle-conditions warning sb-ext:compiler-note))
(setf *compile-verbose* nil *print-pretty* nil)
(with-open-file (in TABLE)
  (let ((end (list nil)))
    (loop
      (let ((form (handler-bind ((warning #'muffle-warning)) (read in nil end))))
        (when (eq form end) (return))
        (let ((values (multiple-value-list
                        (handler-case (handler-bind ((warning (lambda (c)
                                                                (when (find-restart 'muffle-warning c)
                                                                  (muffle-warning c)))))
                                        (let ((*error-output* (make-broadcast-stream))) (eval form)))
                          (error (c) (intern (format nil "!~a" (type-of c))))))))
          (format t "~{~s~^  ~}~%" values))))))
"""


@pytest.mark.peer("sbcl")
@pytest.mark.parametrize("name", TABLES)
def test_semantics_on_sbcl(name, tmp_path):
    """SBCL agrees with a table: what it says is the standard's, not ours."""
    found = lines_of(DRIVER.replace("TABLE", f'"{TABLES[name]}"'), tmp_path)
    lines = [FUNCTION.sub("#<FUNCTION>", line) for line in found]
    assert len(lines) == len(ROWS[name])
    wrong = [
        f"line {line}: {form}\n   SBCL gave {found}\n   the table {expected}"
        for (line, form, expected), found in zip(ROWS[name], lines, strict=True)
        if found != expected
    ]
    assert not wrong, "\n".join(wrong)
