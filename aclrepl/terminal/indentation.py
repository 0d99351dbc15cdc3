"""How Lisp is laid out: the column of a line, from the lists that it is in.

One table says how many arguments of an operator are distinguished; the rest is its body, two columns
in. What is not in the table is a call: arguments stand below the first one. Names that begin
with `with-` or `def` have a body, too.
"""

from aclrepl.terminal.tokens import words

BODY = 2  # columns
DISTINGUISHED = 4

# Arguments before the body → operators.
_OPERATORS = {
    0: "locally progn tagbody ignore-errors without-interrupts",
    1: """
    block case catch ccase ctypecase defpackage defstruct dolist dotimes do-all-symbols do-external-symbols
    do-symbols ecase etypecase eval-when flet handler-bind handler-case labels lambda let let* macrolet
    multiple-value-prog1 pprint-logical-block print-unreadable-object prog prog* prog1 restart-bind
    restart-case return-from symbol-macrolet typecase unless until unwind-protect when while
    """,
    2: """
    defclass defconstant defgeneric define-compiler-macro define-condition define-modify-macro defmacro
    defmethod defparameter defsetf deftype defun defvar destructuring-bind do do* multiple-value-bind
    multiple-value-setq prog2 progv with-accessors with-slots
    """,
}
_BEFORE_BODY = {name: count for count, names in _OPERATORS.items() for name in names.split()}
_AS_CALLS = words("loop if cond and or setq setf psetf list values")
_LOCAL_FUNCTIONS = words("flet labels macrolet")
_BINDERS = words("let let* prog prog* do do* symbol-macrolet flet labels macrolet")
_LAMBDA_LISTS = words("lambda destructuring-bind multiple-value-bind multiple-value-setq")
_CASES = words("case ecase ccase typecase etypecase ctypecase")
_CLAUSES = words("handler-case restart-case")


def body_after(operator):
    """Return how many arguments of OPERATOR (lower case, without package) stand before its body, or None."""
    if operator in _AS_CALLS or operator.startswith("default"):
        return None
    known = _BEFORE_BODY.get(operator)
    if known is None and operator.startswith("without-"):
        return 0
    if known is None and operator.startswith(("with-", "do-")):
        return 1
    if known is None and operator.startswith("def"):
        return 2
    return known


def column(scan, place):
    """Return the column for a line that begins at PLACE of what SCAN has scanned."""
    around = scan.enclosing(place)
    if not around or scan.kind(place) != "code":
        return 0
    inner = around[0]
    base = scan.column_of(inner.start)
    if inner.first is None or _is_plain_list(scan, around):
        return base + 1
    if not inner.operator or (inner.quoted and not inner.template):
        return scan.column_of(inner.first[0])
    if _is_local_function(around):
        return base + BODY
    before = _before_body(scan, inner)
    if before is not None:
        return base + (BODY if len(inner.arguments) >= before else DISTINGUISHED)
    # A call: below the first argument that stands on the operator's line, else below the operator.
    arguments = inner.arguments
    if arguments and scan.line_of(arguments[0][0]) == scan.line_of(inner.first[0]):
        return scan.column_of(arguments[0][0])
    return base + 1


def operator_of(enclosing):
    """Return the operator in lower case, without package; "" of a keyword."""
    name = enclosing.operator.lower()
    return "" if name.startswith(":") else name.rpartition(":")[2]


def _before_body(scan, form):
    """Return how many arguments of FORM stand before its body, None where it is laid out as a call."""
    operator, arguments = operator_of(form), form.arguments
    if operator == "loop":  # of clauses, or of compound forms only
        return None if arguments and scan.text[arguments[0][0]] != "(" else 0
    before = body_after(operator)
    return _lambda_list_number(scan, form) + 1 if operator == "defmethod" else before


def _lambda_list_number(scan, form):
    """Return which argument of the defmethod FORM is its lambda list: qualifiers stand before it."""
    lists = (n for n, (start, _) in enumerate(form.arguments) if n and scan.text[start] == "(")
    return next(lists, max(len(form.arguments), 1))


def _argument_number(form, inner):
    """Return which argument of FORM the list INNER is, from 0; None where it is none."""
    return next((n for n, (start, _) in enumerate(form.arguments) if start == inner.start), None)


def _is_plain_list(scan, around):
    """Return whether the innermost list is no call: bindings, a clause, a lambda list."""
    if len(around) < 2 or (around[1].quoted and not around[1].template):
        return False
    operator = operator_of(around[1])
    number = _argument_number(around[1], around[0])
    if number is None:
        return False
    if operator == "cond":
        return True
    if operator in _CASES:
        return number > 0
    if operator in _BINDERS or operator in _LAMBDA_LISTS:
        return number == 0
    if operator == "defmethod":
        return _lambda_list_number(scan, around[1]) == number
    return operator.startswith("def") and body_after(operator) == 2 and number == 1


def _is_local_function(around):
    """Return whether the innermost list is a function of `flet`, or a clause of `handler-case`."""
    inner = around[0]
    if len(around) > 2:
        form = around[2]
        if operator_of(form) in _LOCAL_FUNCTIONS and _argument_number(form, around[1]) == 0:
            return bool(inner.arguments)
    return len(around) > 1 and operator_of(around[1]) in _CLAUSES and bool(_argument_number(around[1], inner))
