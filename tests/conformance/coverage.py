"""The state of what published programs use: `python -m tests.conformance.coverage`.

Writes the last section of docs/conformance.md. A row of `cl-coverage.tsv` is *present* when the image
has it and a test uses it, with the keyword where the row is about one; the page names that test. It is
*partly* there when the image has it and no test was found to use it, *absent* when the image lacks it;
`reasons` tells why. Rows about syntax, options and clauses are looked for in the tests only.
"""

import csv
import re
import sys
from pathlib import Path

from tests.conformance.page import write
from tests.conformance.reasons import NOT_MEANT, WHY

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "conformance.md"

PACKAGES = {
    "cl-operator": "COMMON-LISP",
    "cl-variable": "COMMON-LISP",
    "excl-operator": "EXCL",
    "sys-operator": "SYSTEM",
    "osi-operator": "EXCL.OSI",
    "mp-operator": "MULTIPROCESSING",
    "socket-operator": "ACL-SOCKET",
    "tpl-operator": "TOP-LEVEL",
    "ff-operator": "FF",
}
OPERATORS = {category for category in PACKAGES if category.endswith("-operator")}
STATES = ("present", "partly", "absent")
SUFFIXES = (".hy", ".py", ".lisp", ".cl", ".txt")
NICKNAMES = {"OSI": "EXCL.OSI"}
LOCAL = {"call-next-method", "next-method-p", "call-next-fwrapper"}  # functions in certain bodies only
AFTER = r"(?![\w*+%$!?<>=/:.&-])"


# What a use of a row looks like whose name describes it.
SHAPES = {
    "pkg:external symbol": r"\w:[a-z]",
    "pkg::internal symbol": r"\w::[a-z]",
    "#n# reference": r"#\d+#",
    "#n= label": r"#\d+=",
    "~newline": r"~\n",
    "~@newline": r"~@\n",
    "<simple loop forms>": r"\(loop \(",
    "<extended loop forms>": r"\(loop (for|repeat|while)",
    "<destructuring var>": r"\(loop for \(",
    "<type-as-declaration>": r"\(declare \((fixnum|integer|string|list) ",
    "specializer": r"\(defmethod \S+ \(\(\w+ [a-z]",
    "'sym as function designator": r"\((funcall|apply|mapcar) '[a-z]",
    "eql specializer": r"\(defmethod [^\n]*\(eql ",
    "(defmethod (setf f))": r"\(defmethod \(setf ",
    "(defun (setf f))": r"\(defun \(setf ",
    "((lambda ..) ..)": r"\(\(lambda ",
    "named-function list name": r"named-function \(",
    "nested destructuring": r"\(destructuring-bind \([^()]*\(",
    "&key supplied-p": r"&key [^\n]*\(\S+ \S+ \S+\)",
    "&optional supplied-p": r"&optional \(\S+ \S+ \S+\)",
    "dotted lambda list": r"\((defmacro \S+|destructuring-bind) \([^()]* \. \S+\)",
    "&key ((:kw var))": r"\(\(:\S+ \S+\)",
    "single character": r"#\\[a-z]\b",
    "^x control form": r"#\\\^",
    "nul": r"#\\nul\b",
    "(version>= n ..) / (version= n ..)": r"\(version>?= \d",
    "never-true name such as ignore": r"#[+-]ignore",
    "(and/or/not ..) combination": r"#[+-]\((and|or|not)\b",
    "package-qualified feature name": r"#[+-]\w+:+\w",
}

# The same for rows of a category; {} is the last word of the name.
CATEGORY_SHAPES = {
    "feature-expression": r"\b{}\b",
    "method-on-standard-function": r"\(defmethod {}",
}


def rows():
    """Return the rows of the table as dicts."""
    with (HERE / "cl-coverage.tsv").open() as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_texts():
    """Return path → text of the tests, in lower case; the conformance runner is none."""
    found = sorted(p for p in (ROOT / "tests").rglob("*") if p.suffix in SUFFIXES and HERE not in p.parents)
    return {p.relative_to(ROOT): p.read_text(errors="replace").lower() for p in found}


def known(category, name):
    """Return whether the image has what a row names; None where the image can't say."""
    from acllib.lisp.compiler import evaluate
    from acllib.lisp.image import boundp, fboundp
    from acllib.lisp.symbols import find_package

    package = PACKAGES.get(category)
    if category == "keyword-argument":
        return known_anywhere(name.split()[0])
    if category == "required-module":
        return known_module(name)
    if category in ("method-on-standard-function", "setf-place-ext"):
        return known_anywhere(name.rpartition(":")[2])
    if category == "ext-variable":
        package, _, name = name.upper().partition(":")
        package, name = NICKNAMES.get(package, package), name.lstrip(":")
    if category in ("condition-type", "type-specifier"):
        return known_type(name)
    if package is None or name in LOCAL:
        return None
    home = find_package(package)
    symbol = home.present.get(name.upper()) if home is not None else None
    if symbol is None and home is not None:
        symbol = evaluate_symbol(evaluate, home, name)
    if symbol is None or symbol is True:
        return symbol is True or name in ("nil", "t", ":no-error")
    if category.endswith("variable"):
        return boundp(symbol)
    return symbol.macro is not None or symbol.operator is not None or fboundp(symbol)


def known_module(name):
    """Return whether `require` finds a module in the image."""
    from acllib.lisp.loading import provided

    return provided(name)


def known_type(name):
    """Return whether some package has a type called NAME; None for what is no name."""
    from acllib.kernel.signalling import Error
    from acllib.lisp.compiler import evaluate
    from acllib.lisp.conses import L
    from acllib.lisp.symbols import cl, find_package

    if not re.fullmatch(r"[\w-]+", name):
        return None
    for package in ("COMMON-LISP", "EXCL", "ACL-SOCKET", "MULTIPROCESSING"):
        symbol = evaluate_symbol(evaluate, find_package(package), name)
        try:
            if symbol is not None:
                evaluate(L(cl("TYPEP"), None, L(cl("QUOTE"), symbol)))
                return True
        except Error:
            continue
    return False


def evaluate_symbol(evaluate, package, name):
    """Return the symbol that PACKAGE knows by NAME, inherited or its own, or None."""
    from acllib.lisp.conses import L
    from acllib.lisp.symbols import cl

    return evaluate(L(cl("FIND-SYMBOL"), name.upper(), L(cl("FIND-PACKAGE"), package.name)))


def known_anywhere(name):
    """Return whether any package of the table has the operator NAME."""
    return any(known(category, name) for category in OPERATORS)


def pattern(category, name):
    """Return the regular expression that a use of a row matches."""
    if name in SHAPES:
        return SHAPES[name]
    words = name.split()
    if category in CATEGORY_SHAPES:
        return CATEGORY_SHAPES[category].format(re.escape(words[-1]))
    if name.endswith(" ..)"):
        return re.escape(words[0]) + r"\s"
    if words[0] in ("method", "defgeneric", "restart-case") and words[-1].startswith(":"):
        return rf"\({words[0].replace('method', 'defmethod')} [^\n]*{re.escape(words[-1])}{AFTER}"
    if category in OPERATORS:
        return rf"(?:\(|#'|'|:)(?:\w+::?)?{re.escape(name)}{AFTER}"
    if category == "keyword-argument":
        operator, _, keyword = name.partition(" ")
        return rf"\((?:\w+::?)?{re.escape(operator)}{AFTER}[^\n]*?{re.escape(keyword)}{AFTER}"
    if category == "definition-form":
        return rf"\((?:\w+::?)?{re.escape(name)}{AFTER}"
    if category == "reader-syntax":
        return re.escape(name.split()[0])
    needle = name.split()[-1] if category in ("if*-clause", "defclass-option", "defstruct-option") else name
    return rf"{re.escape(needle)}{AFTER if needle[-1:].isalnum() else ''}"


def state(row, texts):
    """Return the state of a row and what is said of it."""
    category, name = row["category"], row["name"]
    there = known(category, name)
    if there is False or (category, name) in NOT_MEANT:
        return "absent", reason(category, name)
    wanted = re.compile(pattern(category, name.lower()))
    shown = next((path for path, text in texts.items() if wanted.search(text)), None)
    return ("present", f"`{shown}`") if shown else ("partly", "no test shows it")


def reason(category, name):
    """Return why the image lacks a row's name."""
    if (category, name) in NOT_MEANT:
        return NOT_MEANT[category, name]
    own = name.split()[0] if category == "keyword-argument" else name.rpartition(":")[2]
    return WHY.get(own.lower()) or WHY.get(f"category:{category}") or "not there yet"


def page(table, texts):
    """Return the text of the section."""
    states = [(row, *state(row, texts)) for row in table]
    lines = ["## What programs use", ""]
    lines += ["`python -m tests.conformance.coverage` tells what the states mean.", ""]
    lines += ["| category | present | partly | absent |", "| --- | --: | --: | --: |"]
    for category in dict.fromkeys(row["category"] for row in table):
        own = [which for row, which, _ in states if row["category"] == category]
        counts = [own.count(which) for which in STATES]
        lines.append(f"| {category} | {counts[0]} | {counts[1]} | {counts[2]} |")
    last = None
    for row, which, remark in states:
        if row["category"] != last:
            last = row["category"]
            lines += ["", f"### {last}", "", "| name | programs | state | |", "| --- | --: | --- | --- |"]
        name = row["name"].replace("|", "\\|")
        lines.append(f"| `{name}` | {row['units']} | {which} | {remark} |")
    return "\n".join(lines) + "\n"


def main():
    import acllib.lisp.world  # noqa: F401

    import aclrepl.listener  # noqa: F401 - defines operators of its own

    write(PAGE, page(rows(), test_texts()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
