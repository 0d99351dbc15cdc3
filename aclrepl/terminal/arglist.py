"""The lambda list of the operator that is being typed, for the line below."""

from aclrepl.terminal.candidates import find_symbol, package_of
from aclrepl.terminal.gate import clip, printable
from aclrepl.terminal.scanner import scan
from aclrepl.terminal.signatures import words


def arglist(text, place, context, width):
    """Return (style, text) fragments that show how the operator around PLACE is called; [] for none.

    The argument that PLACE is in is emphasised. What does not fit into WIDTH columns is cut, the
    part before the current argument first.
    """
    scanned = scan(text)
    if scanned.command:
        return command_arguments(text, width)
    package = package_of(context.listener)
    for around in scanned.enclosing(place):
        if around.quoted or not around.operator:
            continue
        symbol = find_symbol(around.operator, package)
        shown = words(symbol) if symbol is not None else []
        if shown:
            current = current_word(text, place, around, shown)
            return fitted(around.operator, shown, current, width)
    return []


def command_arguments(text, width):
    from aclrepl.commands import COMMANDS, find

    name = text.lstrip()[1:].partition(" ")[0]
    row = find(COMMANDS, name) if name else None
    if row is None:
        return []
    return [("class:arglist", clip(printable(f":{row.name} {row.arguments}".rstrip()), width))]


def current_word(text, place, around, shown):
    """Return the index in SHOWN of the argument that PLACE is in, or None."""
    arguments = [(start, end) for start, end in around.arguments if start < place]
    count = len(arguments)
    inside = bool(arguments) and place <= arguments[-1][1]
    index = count - 1 if inside else count
    if around.first is not None and place <= around.first[1]:
        return None
    positional = [i for i, (_, p) in enumerate(shown) if p is not None and p.kind in ("required", "optional")]
    if index < len(positional):
        return positional[index]
    behind = arguments[len(positional) :]
    name = ""
    if behind:
        paired = len(behind) % 2 == 0  # a keyword and its value, all of them
        if inside or not paired:
            start, end = behind[-2 if paired else -1]
            name = text[start:end].lower().lstrip(":")
    for i, (_, parameter) in enumerate(shown):
        kind = parameter.kind if parameter is not None else None
        if kind == "rest" or (kind == "key" and parameter.name == name):
            return i
    return None


def fitted(operator, shown, current, width):
    """Return the fragments, cut to WIDTH."""
    texts = [printable(text) for text, _ in shown]
    head = "(" + printable(operator.lower())
    first = 0
    while current is not None and first < current:
        if len(head) + 5 + sum(len(text) + 1 for text in texts[first : current + 1]) <= width:
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
