"""How Lisp is laid out: the column of a line, from the lists that it is in.

One table says how many arguments of an operator are distinguished; the rest is its body, two columns
in. What is not in the table is a call: arguments stand below the first one. Names that begin
with `with-` or `def` have a body, too.
"""

from aclrepl.terminal.scanner import words

BODY = 2  # columns
DISTINGUISHED = 4

# Arguments before the body → operators.
_OPERATORS = {
    0: "locally progn tagbody ignore-errors without-interrupts",
    1: """
    block case catch ccase ctypecase defpackage defstruct dolist dotimes do-all-symbols do-external-symbols
    do-symbols ecase etypecase eval-when flet handler-bind handler-case labels lambda let let* macrolet
    multiple-value-prog1 pprint-logical-block prog prog* prog1 restart-bind restart-case return-from
    symbol-macrolet typecase unless until unwind-protect when while
    """,
    2: """
    defclass defconstant defgeneric define-compiler-macro define-condition define-modify-macro defmacro
    defmethod defparameter defsetf deftype defun defvar destructuring-bind do do* multiple-value-bind
    multiple-value-setq print-unreadable-object prog2 progv
    """,
}
_BEFORE_BODY = {name: count for count, names in _OPERATORS.items() for name in names.split()}
_AS_CALLS = words("loop if cond and or setq setf psetf list values")
_LOCAL_FUNCTIONS = words("flet labels macrolet")
_BINDERS = words("let let* prog prog* do do* symbol-macrolet flet labels macrolet")
_CASES = words("case ecase ccase typecase etypecase ctypecase")
_CLAUSES = words("handler-case restart-case")


def body_after(operator):
    """Return how many arguments of OPERATOR (lower case, without package) stand before its body, or None."""
    if operator in _AS_CALLS:
        return None
    known = _BEFORE_BODY.get(operator)
    if known is None and operator.startswith(("with-", "without-", "do-")):
        return 1 if not operator.startswith("without-") else 0
    if known is None and operator.startswith("def") and operator != "default":
        return 2
    return known


def column(scan, place):
    """Return the column for a line that begins at PLACE of what SCAN has scanned."""
    around = scan.enclosing(place)
    if scan.kind(place) != "code":
        return 0
    if not around:
        return 0
    inner = around[0]
    base = scan.column_of(inner.start)
    if inner.first is None:
        return base + 1
    if inner.quoted or not inner.operator:
        return scan.column_of(inner.first[0]) if not _is_binding_list(around) else base + 1
    if _is_binding_list(around):
        return base + 1
    if _is_local_function(around):
        return base + BODY
    operator = inner.operator.lower().rpartition(":")[2]
    before = body_after(operator)
    arguments = inner.arguments
    if operator == "loop" and not (arguments and scan.text[arguments[0][0]] != "("):
        return base + BODY
    if before is not None and not operator.startswith(":"):
        if operator == "defmethod" and len(arguments) > 1:
            before += sum(1 for start, _ in arguments[1:] if scan.text[start] == ":")
        if len(arguments) >= before:
            return base + BODY
        return base + DISTINGUISHED
    # A call: below the first argument that stands on the operator's line, else below the operator.
    line = scan.line_of(inner.first[0])
    if arguments and scan.line_of(arguments[0][0]) == line:
        return scan.column_of(arguments[0][0])
    return base + 1


def _is_binding_list(around):
    """Return whether the innermost list is the bindings of `let` and the like, or a clause of `cond`."""
    inner, outer = around[0], around[1] if len(around) > 1 else None
    if outer is None or outer.quoted:
        return False
    operator = outer.operator.lower().rpartition(":")[2]
    if operator == "cond":
        return True
    if operator in _BINDERS:
        return bool(outer.arguments) and outer.arguments[0][0] == inner.start
    if operator in _CASES:
        return bool(outer.arguments) and outer.arguments[0][0] != inner.start
    return False


def _is_local_function(around):
    """Return whether the innermost list is a function of `flet`, or a clause of `handler-case`."""
    if len(around) > 2 and not around[2].quoted:
        bindings, form = around[1], around[2]
        operator = form.operator.lower().rpartition(":")[2]
        if operator in _LOCAL_FUNCTIONS and form.arguments and form.arguments[0][0] == bindings.start:
            return bool(around[0].arguments)
    if len(around) > 1 and not around[1].quoted:
        operator = around[1].operator.lower().rpartition(":")[2]
        if operator in _CLAUSES:
            arguments = around[1].arguments
            return bool(arguments) and arguments[0][0] != around[0].start
    return False
