"""The lambda list of the operator that is being typed, for the line below."""

from aclrepl.terminal.calls import calls_around
from aclrepl.terminal.candidates import package_of
from aclrepl.terminal.command_words import form_of
from aclrepl.terminal.gate import clip, printable
from aclrepl.terminal.scanner import scan


def arglist(text, place, context, width):
    """Return (style, text) fragments that show how the operator around PLACE is called; [] for none.

    The argument that PLACE is in is emphasised. What does not fit into WIDTH columns is cut, the
    part before the current argument first.
    """
    scanned = scan(text)
    if not scanned.command:
        return called(scanned, place, context, width)
    form = form_of(text)
    inside = form is not None and place >= form
    found = called(scan(text[form:]), place - form, context, width) if inside else []
    return found or command_arguments(text, width)


def called(scanned, place, context, width):
    """As `arglist`, for a Scan of Lisp."""
    for call in calls_around(scanned, place, package_of(context.listener)):
        shown = call.words()
        if shown:
            return fitted(call.operator, shown, current_word(scanned, place, call, shown), width)
    return []


def command_arguments(text, width):
    """Return the fragments that show what the command of TEXT takes."""
    from aclrepl.commands import COMMANDS, find

    name = text.lstrip()[1:].partition(" ")[0].rstrip()
    row = find(COMMANDS, name) if name else None
    if row is None:
        return []
    return [("class:arglist", clip(printable(f":{row.name} {row.arguments}".rstrip()), width))]


def current_word(scanned, place, call, shown):
    """Return the index in SHOWN, the words of CALL, of the argument that PLACE is in, or None."""
    parameter = current_parameter(scanned, place, call)
    inner = getattr(parameter, "inner", None) or [parameter]
    found = (i for i, (_, p) in enumerate(shown) if p is not None and p is inner[0])
    return next(found, None)


def current_parameter(scanned, place, call):
    """Return the Parameter that what is at PLACE stands for, or None."""
    elements = [(start, end) for start, end in call.elements if start < place]
    inside = bool(elements) and place <= elements[-1][1]
    index = len(elements) - 1 if inside else len(elements)
    around = scanned.enclosing(place)[0]
    in_operator = around.first is None or place <= around.first[1]
    if in_operator and around.start == call.start and call.parameters is call.whole:
        return None
    if index < len(call.positional):
        return call.positional[index]
    behind = elements[len(call.positional) :]
    name = ""
    if behind:
        paired = len(behind) % 2 == 0  # a keyword and its value, all of them
        if inside or not paired:
            start, end = behind[-2 if paired else -1]
            name = scanned.text[start:end].lower()
    for parameter in call.parameters:
        if parameter.kind in ("rest", "body") or (parameter.kind == "key" and ":" + parameter.name == name):
            return parameter
    return None


def fitted(operator, shown, current, width):
    """Return the fragments, cut to WIDTH."""
    texts = [printable(text) for text, _ in shown]
    head = "(" + printable(operator.lower())
    first = 0
    while current is not None and first < current:
        dots = (4 if first else 0) + (1 if current == len(texts) - 1 else 4)
        if len(head) + dots + sum(len(text) + 1 for text in texts[first : current + 1]) <= width:
            break
        first += 1
    head += " ..." if first else ""
    if len(head) + 4 > width:
        return [("class:arglist", clip(head, width))] if width > 0 else []
    fragments, used = [("class:arglist", head)], len(head)
    for index in range(first, len(texts)):
        text = " " + texts[index]
        last = index == len(texts) - 1
        if used + len(text) + (1 if last else 4) > width:
            fragments.append(("class:arglist", clip(" ...", max(width - used, 0))))
            return fragments
        style = "class:arglist.current" if index == current else "class:arglist"
        fragments.append((style, text))
        used += len(text)
    fragments.append(("class:arglist", ")"))
    return fragments
