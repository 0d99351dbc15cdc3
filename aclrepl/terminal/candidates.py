"""What may stand at a place of what is typed: symbols, keywords, values, commands, packages, files.

It runs in the thread that draws, while Lisp runs in others: it reads dictionaries, and never
evaluates, prints or waits. Everything it offers passes the gate, and what does not pass
unchanged is not offered, since it could not be typed again.
"""

from itertools import islice

from acllib.characters import NAMES as CHARACTERS
from acllib.lisp.symbols import Package, Symbol, find_package
from acllib.lisp.variables import current_package, features

from aclrepl.terminal.calls import calls_around, find_symbol, keywords_behind
from aclrepl.terminal.command_words import complete_command
from aclrepl.terminal.file_names import complete_file, fits_a_string
from aclrepl.terminal.items import Completions, Item, cased
from aclrepl.terminal.local_names import local_functions, local_names
from aclrepl.terminal.scanner import scan
from aclrepl.terminal.symbol_names import symbols

MOST_FEATURES = 500

__all__ = ["complete", "complete_form", "find_symbol", "package_of"]


def complete(text, place, context):
    """Return the Completions at PLACE of TEXT; CONTEXT tells listener and hosts."""
    if scan(text).command and "\n" not in text[:place]:
        return complete_command(text, place, context, complete_form)
    return complete_form(text, place, context)


def complete_form(text, place, context):
    """Return the Completions at PLACE of TEXT, which is Lisp even where it begins with a colon."""
    scanned = scan(text)
    kind = scanned.kind(place)
    if kind == "string":
        start = string_start(scanned, place)
        return Completions(place) if start is None else complete_file(text[start:place], place, fits_a_string)
    if kind in ("comment", "symbol"):
        return Completions(place)
    start = min(scanned.token_at(place)[0], place)
    token = text[start:place]
    if kind == "character" or token.startswith("#\\"):
        return Completions(start, character_items(token[2:]))
    if text[max(start - 2, 0) : start] in ("#+", "#-"):
        return Completions(start, feature_items(token))
    package = package_of(context.listener)
    call = innermost_call(scanned, start, package)
    items = in_call(scanned, start, token, call) if call is not None else None
    if items is None:
        inner = call is not None and call.parameters is not call.whole
        operator = not inner and operator_position(text, start, scanned.enclosing(start))
        local = (local_functions if operator else local_names)(scanned, start)
        items = symbols(token, package, operator, local)
    return Completions(start, items)


def package_of(listener):
    """Return the current package of LISTENER, as its process sees it."""
    process = listener.process if listener is not None else None
    context = getattr(process, "context", None)
    package = context.get(current_package.local) if context is not None else None
    return package if isinstance(package, Package) else find_package("USER")


def operator_position(text, start, around):
    """Return whether a function's name stands at START."""
    before = text[:start].rstrip(" ")
    return before.endswith(("(", "#'")) and not (around and around[0].quoted and before.endswith("("))


def string_start(scanned, place):
    """Return the place behind the quote of the string that PLACE is in, None if on another line."""
    index = scanned.token_index(place)
    if index is None or scanned.tokens[index].kind != "string":
        return None
    start = scanned.tokens[index].start + 1
    return None if "\n" in scanned.text[start:place] else start


# Inside of a call


def innermost_call(scanned, start, package):
    """Return the Call that the list directly around START is, or None."""
    call = next(calls_around(scanned, start, package), None)
    return call if call is not None and call.start == scanned.enclosing(start)[0].start else None


def in_call(scanned, start, token, call):
    """Return what CALL, around START, takes there: keywords, values of one; None: no matter."""
    before = [scanned.text[a:b] for a, b in call.elements if a < start]
    positional, behind = call.positional, before[len(call.positional) :]
    typed_as_value = not token or token.startswith(":")
    if len(before) < len(positional):
        return (choices(positional[len(before)], token) or None) if typed_as_value else None
    if len(behind) % 2:
        return values_of(call.keys, behind[-1].lower(), token)
    if not typed_as_value or not call.keys:
        return None
    given = {word.lower() for word in behind[::2]} | keywords_behind(scanned, call, start)
    wanted, found = token.lower(), []
    for parameter in call.keys:
        name = ":" + parameter.name
        if name.startswith(wanted) and name not in given:
            found.append(Item(cased(name, token), keyword_meta(parameter), "keyword"))
    return found or None


def keyword_meta(parameter):
    """Return the line that tells of a keyword: its default, and what it may be."""
    parts = []
    if parameter.default:
        parts.append(f"default {parameter.default}")
    if parameter.choices:
        parts.append("one of " + " ".join(parameter.choices))
    return "; ".join(parts)


def values_of(keys, name, token):
    """Return what may stand behind keyword NAME, one of KEYS; None where any form may."""
    for parameter in keys:
        if ":" + parameter.name == name and parameter.choices:
            return choices(parameter, token) or None
    return None


def choices(parameter, token):
    """Return the values of PARAMETER that begin with TOKEN."""
    wanted, found = token.lower(), []
    for value in parameter.choices or ():
        if value.lower().startswith(wanted):
            meta = "the default" if value == parameter.default else parameter.name
            found.append(Item(cased(value, token), meta, "value"))
    return found


# Characters and features


def character_items(typed):
    """Return items for the names of characters that begin with TYPED, in any case."""
    wanted = typed.lower()
    names = sorted(name for name in CHARACTERS if name.lower().startswith(wanted))
    return [Item("#\\" + name, f"code {CHARACTERS[name]}", "character") for name in names]


def feature_items(token):
    """Return items for the features that begin with TOKEN."""
    found, value = [], features.value
    for feature in islice(value, MOST_FEATURES) if value is not None else ():  # it may have no end
        if type(feature) is Symbol and feature.name.startswith(token.lstrip(":").upper()):
            found.append(Item(cased(feature.name, token), "feature", "value"))
    return found
