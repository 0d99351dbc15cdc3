"""What may stand at a place of what is typed: symbols, keywords, values, commands, packages, files.

It runs in the thread that draws, while Lisp runs in others: it reads dictionaries, and never
evaluates, prints or waits. Everything it offers passes the gate, and what does not pass
unchanged is not offered, since it could not be typed again.
"""

import os
from bisect import bisect_left

from acllib.lisp.image import boundp, fboundp
from acllib.lisp.symbols import Package, Symbol, find_package, packages, symbol_name
from acllib.lisp.variables import current_package, features

from aclrepl.commands import COMMANDS
from aclrepl.terminal.gate import printable, safe
from aclrepl.terminal.scanner import scan
from aclrepl.terminal.signatures import documentation, keywords, one_line, parameters

MOST = 200  # items: the menu measures all of them at each draw
MOST_FILES = 2_000  # entries of a directory that are looked at
CHARACTERS = ["Backspace", "Linefeed", "Newline", "Null", "Page", "Return", "Rubout", "Space", "Tab"]


class Item:
    """Something to insert. KIND: "function", "macro", "variable", "keyword", "value", "command", ..."""

    __slots__ = ("text", "display", "meta", "kind")

    def __init__(self, text, meta="", kind="", display=None):
        self.text = text
        self.display = text if display is None else display
        self.meta = printable(meta)
        self.kind = kind


class Completions:
    """ITEMS that may replace what stands between START and the place asked for."""

    def __init__(self, start, items):
        self.start = start
        self.items = [item for item in items if safe(item.text)][:MOST]


def complete(text, place, context):
    """Return the Completions at PLACE of TEXT; CONTEXT tells listener and hosts."""
    scanned = scan(text)
    if scanned.command and "\n" not in text[:place]:
        return complete_command(text, place, context)
    kind = scanned.kind(place)
    if kind == "string":
        return complete_file(text, string_start(scanned, place), place)
    if kind in ("comment", "symbol"):
        return Completions(place, [])
    start, _ = scanned.token_at(place)
    if kind == "character" or text[start:place].startswith("#\\"):
        return complete_character(start, text[start:place])
    if start > place:
        start = place
    token = text[start:place]
    package = package_of(context.listener)
    if text[max(start - 2, 0) : start] in ("#+", "#-"):
        return Completions(start, feature_items(token))
    around = scanned.enclosing(start)
    items = in_call(text, start, token, around, package)
    if items is None:
        items = symbols(token, package, operator_position(text, start, around))
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
    """Return the place behind the quote of the string that PLACE is in."""
    quote = scanned.text.rfind('"', 0, place)
    return quote + 1


# Inside of a call


def in_call(text, start, token, around, package):
    """Return what the operator around START takes there: keywords, values of one; None: no matter."""
    if not around or around[0].quoted or not around[0].operator:
        return None
    inner = around[0]
    symbol = find_symbol(inner.operator, package)
    if symbol is None:
        return None
    before = [text[a:b] for a, b in inner.arguments if a < start]
    known = parameters(symbol)
    if not known:
        return None
    positional = sum(1 for p in known if p.kind in ("required", "optional"))
    if any(p.kind == "rest" for p in known) and not any(p.kind == "key" for p in known):
        return None
    behind = before[positional:]
    if len(behind) % 2 and behind[-1].startswith(":"):
        return values_of(symbol, behind[-1][1:].lower(), token)
    if len(before) >= positional and (token.startswith(":") or not token):
        given = {word.lower() for word in behind[::2]}
        wanted = token.lower()
        found = []
        for parameter in keywords(symbol):
            name = ":" + parameter.name
            if name.startswith(wanted) and name not in given:
                found.append(Item(cased(name, token), keyword_meta(parameter), "keyword"))
        return found or None
    if len(before) < positional and known[len(before)].choices and (token.startswith(":") or not token):
        return choices(known[len(before)], token) or None
    return None


def keyword_meta(parameter):
    """Return the line that tells of a keyword: its default, and what it may be."""
    parts = []
    if parameter.default not in (None, ""):
        parts.append(f"default {parameter.default}")
    if parameter.choices:
        parts.append("one of " + " ".join(parameter.choices))
    return "; ".join(parts)


def values_of(symbol, name, token):
    """Return what may stand behind keyword NAME of SYMBOL; None where any form may."""
    for parameter in keywords(symbol):
        if parameter.name == name and parameter.choices:
            return choices(parameter, token) or None
    return None


def choices(parameter, token):
    """Return the values of PARAMETER that begin with TOKEN."""
    wanted, found = token.lower(), []
    for value in parameter.choices:
        if value.lower().startswith(wanted):
            meta = "the default" if value == parameter.default else f"{parameter.name}"
            found.append(Item(cased(value, token), meta, "value"))
    return found


# Symbols


def find_symbol(text, package):
    """Return the symbol that TEXT, as it is typed, names from PACKAGE, or None."""
    prefix, colon, name = text.upper().rpartition(":")
    if colon:
        package = packages.get(prefix.rstrip(":")) if prefix else None
    if package is None:
        return None
    symbol, status = package.find(name)
    return symbol if status is not None and type(symbol) is Symbol else None


def cased(name, token):
    """Return NAME in upper case if TOKEN has capitals only, else in lower case."""
    letters = [c for c in token if c.isalpha()]
    return name.upper() if letters and all(c.isupper() for c in letters) else name.lower()


class Names:
    """The sorted names that are accessible in a package; made anew when a symbol has come."""

    def __init__(self):
        self._known = {}

    def accessible(self, package):
        stamp = (len(package.present), tuple((p.name, len(p.exported)) for p in package.uses))
        return self._look_up(package, "accessible", stamp, lambda: self._accessible(package))

    def external(self, package):
        stamp = len(package.exported)
        return self._look_up(package, "external", stamp, lambda: list(package.exported.copy()))

    def present(self, package):
        return self._look_up(package, "present", len(package.present), lambda: list(package.present.copy()))

    def _accessible(self, package):
        names = set(package.present.copy())
        for used in package.uses:
            names |= used.exported.copy()
        return list(names)

    def _look_up(self, package, kind, stamp, make):
        known = self._known.get((package.name, kind))
        if known is None or known[0] != stamp or known[1] is not package:
            known = self._known[package.name, kind] = (stamp, package, sorted(make()))
        return known[2]


names = Names()


def with_prefix(sorted_names, prefix):
    """Return the names that begin with PREFIX."""
    first = bisect_left(sorted_names, prefix)
    last = bisect_left(sorted_names, prefix + "\U0010ffff", first)
    return sorted_names[first:last]


def abbreviated(sorted_names, token):
    """Return the names of which TOKEN is an abbreviation: `m-s` of MAKE-SOCKET, else letters in order."""
    parts, found = token.split("-"), []
    if len(parts) > 1:
        for name in with_prefix(sorted_names, parts[0]):
            words = name.split("-")
            if len(words) >= len(parts) and all(w.startswith(p) for w, p in zip(words, parts, strict=False)):
                found.append(name)
    if not found and len(token) > 2:
        found = [name for name in sorted_names if _in_order(token, name)]
    return sorted(found, key=len)


def _in_order(token, name):
    if name[:1] != token[:1]:
        return False
    place = 0
    for character in token:
        place = name.find(character, place) + 1
        if not place:
            return False
    return True


def symbols(token, package, operator):
    """Return items for the symbols that TOKEN may become. OPERATOR: functions first."""
    prefix, colons, name = split_package(token)
    wanted = name.upper()
    if colons and not prefix:
        found = with_prefix(names.present(find_package("KEYWORD")), wanted)
        return [Item(cased(":" + n, token), "", "keyword") for n in found[:MOST]]
    space = packages.get(prefix.upper()) if colons else package
    if space is None:
        return []
    if colons:
        pool = names.external(space) if colons == ":" else names.present(space)
    else:
        pool = names.accessible(space)
    chosen = with_prefix(pool, wanted) or (abbreviated(pool, wanted) if wanted else [])
    entries = []
    for each in chosen:
        symbol, status = space.find(each)
        if status is None or each.startswith("%"):
            continue
        kind = kind_of(symbol)
        if kind or status != "inherited":
            entries.append((rank(kind, operator, wanted, each), each, symbol, kind))
    entries.sort(key=lambda entry: entry[:2])
    shown = prefix + colons if colons else ""
    found = [symbol_item(shown, each, symbol, kind, token) for _, each, symbol, kind in entries[:MOST]]
    if not colons and wanted:
        found += package_items(token)
    return found


def split_package(token):
    """Return (prefix, colons, name) of a symbol as it is typed."""
    prefix, colons, name = token.rpartition(":")
    if not colons:
        return "", "", token
    if prefix.endswith(":"):
        return prefix[:-1], "::", name
    return prefix, ":", name


def rank(kind, operator, wanted, name):
    """Return what an entry is sorted by: first what is likely at the place."""
    likely = kind in ("function", "macro", "special operator") if operator else True
    return (name != wanted, not likely, not kind)


def kind_of(symbol):
    """Return what SYMBOL names, "" for nothing."""
    if type(symbol) is not Symbol:
        return "constant"
    if symbol.operator is not None:
        return "special operator"
    if symbol.macro is not None:
        return "macro"
    if fboundp(symbol):
        return "function"
    if symbol.constant:
        return "constant"
    if symbol.special or boundp(symbol):
        return "variable"
    return ""


def symbol_item(shown, name, symbol, kind, token):
    text = cased(shown + name, token)
    told = documentation(symbol) or kind
    meta = told
    if kind in ("function", "macro", "special operator") and (not told or told == kind):
        meta = one_line(symbol, name.lower())
    return Item(text, meta, kind)


def package_items(token):
    """Return items for the packages whose name begins with TOKEN."""
    found = with_prefix(sorted(packages.copy()), token.upper())
    return [Item(cased(name + ":", token), "package", "package") for name in found]


def feature_items(token):
    found, value = [], features.value
    for feature in list(value) if value is not None else ():
        name = symbol_name(feature)
        if name.startswith(token.lstrip(":").upper()):
            found.append(Item(cased(name, token), "feature", "value"))
    return found


def complete_character(start, token):
    wanted = token[2:].lower()
    return Completions(
        start, [Item("#\\" + n, "character", "value") for n in CHARACTERS if n.lower().startswith(wanted)]
    )


# Commands


def complete_command(text, place, context):
    """Complete the name of a top-level command, or what it takes."""
    first = text.index(":")
    line = text[first + 1 : place]
    name, blank, rest = line.partition(" ")
    if not blank:
        rows = sorted(COMMANDS.copy().values(), key=lambda row: row.name)
        items = []
        for row in rows:
            if row.name.startswith(name.lower()):
                meta = (row.description or "").strip().partition("\n")[0]
                items.append(Item(":" + row.name, meta, "command"))
        return Completions(first, items)
    return complete_argument(name.lower(), rest, place, context)


def complete_argument(name, rest, place, context):
    from aclrepl.commands import find

    row = find(COMMANDS, name)
    word = rest.rpartition(" ")[2]
    start = place - len(word)
    full = row.name if row is not None else name
    if full in ("ld", "cd", "pushd", "cload", "cl", "cf"):
        return complete_file(" " * (place - len(rest)) + rest, place - len(rest), place)
    if full == "package":
        bare = word.lstrip(":'")
        found = with_prefix(sorted(packages.copy()), bare.upper())
        return Completions(place - len(bare), [Item(n.lower(), "package", "package") for n in found])
    if full == "help":
        names_ = [name for name in sorted(COMMANDS) if name.startswith(word)]
        return Completions(start, [Item(name, "command", "command") for name in names_])
    if full == "host":
        return Completions(start, [Item(n, "host", "value") for n in context.hosts() if n.startswith(word)])
    if full in ("kill", "focus", "processes", "arrest", "unarrest"):
        return Completions(place - len(rest), process_items(rest))
    if full in ("macroexpand", "describe", "inspect", "i"):
        inner = complete(rest, len(rest), context)
        return Completions(place - len(rest) + inner.start, inner.items)
    return Completions(place, [])


def process_items(rest):
    from acllib.processes import all_processes

    found = []
    for process in all_processes():
        if isinstance(process.name, str) and process.name.lower().startswith(rest.lower()):
            found.append(Item(process.name, f"process {process.sequence}", "process"))
    return found


# Files


def complete_file(text, start, place):
    """Complete the name of a file that stands between START and PLACE."""
    typed = text[start:place]
    directory, slash, name = typed.rpartition("/")
    where = os.path.expanduser(directory + slash) if slash else "."
    found = []
    try:
        with os.scandir(where) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_FILES:
                    break
                if entry.name.startswith(name) and (name or not entry.name.startswith(".")):
                    mark = "/" if is_directory(entry) else ""
                    if '"' not in entry.name and "\\" not in entry.name:
                        found.append(Item(entry.name + mark, "directory" if mark else "file", "file"))
    except (OSError, ValueError):
        pass
    found.sort(key=lambda item: item.text)
    return Completions(place - len(name), found)


def is_directory(entry):
    try:
        return entry.is_dir()
    except OSError:
        return False
