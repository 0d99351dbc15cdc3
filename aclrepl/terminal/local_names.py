"""The local names that typed text binds around a place: of `let`, lambda lists, iteration, `flet`.

It is a guess by the layout of the standard forms; the text is not expanded and need not be complete.
"""

# Operator → (index of the argument that binds, how it is laid out): "bindings", a list of symbols and of
# lists that begin with one; "first", a list that begins with the symbol. Functions: "definitions", a list of
# lists that begin with one.
_BINDERS = {
    **dict.fromkeys(("let", "let*", "do", "do*", "prog", "prog*", "symbol-macrolet"), (0, "bindings")),
    **dict.fromkeys(("defun", "defmacro", "defmethod", "defgeneric", "deftype"), (1, "bindings")),
    **dict.fromkeys(("lambda", "destructuring-bind", "multiple-value-bind"), (0, "bindings")),
    **dict.fromkeys(("dolist", "dotimes", "do-symbols", "do-external-symbols"), (0, "first")),
}
_FUNCTION_BINDERS = ("flet", "labels", "macrolet")
_LOOP_BINDERS = ("for", "as", "with", "into")


def local_names(scanned, place):
    """Return the variables, as typed, that the forms around PLACE of a Scan bind; innermost first."""
    return bound_around(scanned, place, bound_by)


def local_functions(scanned, place):
    """Return the functions and macros, as typed, that `flet` and its like bind around PLACE."""
    return bound_around(scanned, place, functions_bound_by)


def bound_around(scanned, place, bound_by):
    """Return what BOUND_BY, a function of Scan, Enclosing and place, finds in the forms around PLACE."""
    found: dict[str, None] = {}
    for around in scanned.enclosing(place):
        if not around.quoted and around.operator:
            found.update(dict.fromkeys(bound_by(scanned, around, place)))
    return list(found)


def functions_bound_by(scanned, around, place):
    """Return the list of names of the functions that the form AROUND binds before PLACE."""
    if around.operator.lower().rpartition(":")[2] not in _FUNCTION_BINDERS or not around.arguments:
        return []
    start, end = around.arguments[0]
    return names_in(scanned, (start, min(end, place)), "definitions")


def bound_by(scanned, around, place):
    """Return the list of names that the form AROUND binds before PLACE."""
    operator = around.operator.lower().rpartition(":")[2]
    arguments = [(start, end) for start, end in around.arguments if end < place]
    if operator == "loop":
        return loop_names(scanned.text, arguments)
    index, layout = _BINDERS.get(operator, (0, "first") if operator.startswith("with-") else (-1, ""))
    if operator == "defmethod":  # qualifiers stand before the lambda list
        while index < len(arguments) and scanned.text[arguments[index][0]] != "(":
            index += 1
    if not 0 <= index < len(arguments):
        return []
    return names_in(scanned, arguments[index], layout)


def loop_names(text, arguments):
    """Return the names behind `for`, `with` and their like."""
    words = [text[start:end] for start, end in arguments]
    pairs = zip(words, words[1:], strict=False)
    return [name for word, name in pairs if word.lower().lstrip(":") in _LOOP_BINDERS and is_name(name)]


def names_in(scanned, span, layout):
    """Return the names that the list at SPAN, (start, end), binds."""
    found, depth, fresh = [], 0, False
    for token in scanned.tokens:
        if token.start < span[0] or token.kind in ("blank", "comment", "prefix"):
            continue
        if token.end > span[1]:
            break
        if token.kind == "open":
            depth, fresh = depth + 1, True
            continue
        if token.kind == "close":
            depth, fresh = depth - 1, False
            continue
        listed = layout == "bindings"
        binds = (depth == 1 and (listed or (fresh and layout == "first"))) or (
            depth == 2 and fresh and layout != "first"
        )
        if binds and is_name(token.text):
            found.append(token.text)
        fresh = False
    return found


def is_name(text):
    """Return whether TEXT could be a variable: no number, keyword, string or `&key`."""
    return text[0] not in "&:\"#|'(" and not text[0].isdigit() and text.lower() not in ("nil", "t")
