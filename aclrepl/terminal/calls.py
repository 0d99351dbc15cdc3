"""The call that a place is in: what may stand there, by the lambda list of its operator.

A list that a macro's lambda list has inside, as that of `with-open-file`, is like a call without operator.
"""

from acllib.lisp.symbols import Symbol, packages

from aclrepl.terminal.signatures import Nested, call_parameters, words

POSITIONAL = ("required", "optional")


class Call:
    """What surrounds a place.

    operator    text of the operator, as typed
    whole       list of Parameters of the operator
    parameters  list of those of the list that the place is in: WHOLE, or of a list inside
    elements    list of (start, end) of what stands for PARAMETERS, before the place
    start       where the list that the place is in begins
    """

    def __init__(self, operator, whole, parameters, elements, start):
        self.operator = operator
        self.whole = whole
        self.parameters = parameters
        self.elements = elements
        self.start = start
        self.positional = [p for p in parameters if p.kind in POSITIONAL]
        self.keys = [p for p in parameters if p.kind == "key"]

    def words(self):
        """Return the whole lambda list as a list of (text, Parameter or None)."""
        return words(self.whole)


def find_symbol(text, package):
    """Return the symbol that TEXT, as it is typed, names from PACKAGE, or None."""
    prefix, colon, name = text.upper().rpartition(":")
    if colon:
        package = packages.get(prefix.rstrip(":")) if prefix else None
    if package is None:
        return None
    symbol, status = package.find(name)
    return symbol if status is not None and type(symbol) is Symbol else None


def calls_around(scanned, place, package):
    """Yield the Calls that PLACE of a Scan is in, innermost first; lists that are no calls are left out."""
    around = scanned.enclosing(place)
    for index, inner in enumerate(around):
        if inner.quoted:
            continue
        outer = around[index + 1] if index + 1 < len(around) else None
        call = inner_list(scanned, inner, outer, package) or known_call(scanned, inner, package)
        if call is not None:
            yield call


def known_call(scanned, around, package):
    """Return AROUND, an Enclosing, as a Call of its operator, or None where that is unknown."""
    symbol = find_symbol(around.operator, package) if around.operator else None
    if symbol is None:
        return None
    first = None
    if around.arguments:
        start, end = around.arguments[0]
        text = scanned.text[start:end]
        first = find_symbol(text[1:], package) if text.startswith("'") else None
    found = call_parameters(symbol, first)
    return Call(around.operator, found, found, around.arguments, around.start) if found else None


def inner_list(scanned, inner, outer, package):
    """Return INNER as a Call if the lambda list of OUTER's operator has a list at that place, else None."""
    if outer is None or outer.quoted:
        return None
    call = known_call(scanned, outer, package)
    if call is None:
        return None
    index = next((i for i, (start, _) in enumerate(call.elements) if start == inner.start), None)
    if index is None or index >= len(call.positional) or not isinstance(call.positional[index], Nested):
        return None
    elements = [inner.first, *inner.arguments] if inner.first is not None else []
    return Call(call.operator, call.whole, call.positional[index].inner, elements, inner.start)


def keywords_behind(scanned, call, place):
    """Return the words that begin with a colon in the list of CALL at or behind PLACE, in lower case."""
    close = scanned.matching(call.start)
    if close is None:
        return set()
    spans = scanned.enclosing(close)[0].arguments
    found = {scanned.text[start:end].lower() for start, end in spans if start >= place}
    return {word for word in found if word.startswith(":")}
