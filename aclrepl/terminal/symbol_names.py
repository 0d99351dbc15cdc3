"""Completion of symbols: sorted names, prefixes found by bisection, abbreviations, packages.

Lisp runs in other threads: tables are copied before they are gone through, and nothing is evaluated.
"""

import re
from bisect import bisect_left

from acllib.lisp.classes import find_class
from acllib.lisp.deftypes import expanders
from acllib.lisp.image import boundp, fboundp, global_function
from acllib.lisp.symbols import Symbol, find_package, packages
from acllib.lisp.types import ATOMS, COMPOUNDS

from aclrepl.terminal.items import MOST, Item, cased
from aclrepl.terminal.signatures import documentation, one_line
from aclrepl.terminal.standard_calls import WORDS

MOST_CLASSIFIED = 2 * MOST  # names of which is asked what they name
OPERATORS = ("function", "macro", "special operator")
EVALUATED = (*OPERATORS, "variable", "constant")
_PLAIN = re.compile(r"[^\s()\"';:`,|\\#a-z][^\s()\"';:`,|\\a-z]*")
_NUMBER = re.compile(r"[-+]?(?=[./]?[0-9])[0-9]*[./]?[0-9]*([A-Z][-+]?[0-9]+)?|\.+")


class Names:
    """The sorted names of packages, made anew when symbols have come or gone."""

    def __init__(self):
        self._known = {}

    def accessible(self, package):
        used = tuple((each.name, len(each.exported)) for each in list(package.uses))
        stamp = (len(package.present), last_key(package.present), used)
        return self._look_up(package, "accessible", stamp, lambda: self._accessible(package))

    def external(self, package):
        return self._look_up(package, "external", len(package.exported), package.exported.copy)

    def present(self, package):
        stamp = (len(package.present), last_key(package.present))
        return self._look_up(package, "present", stamp, package.present.copy)

    def _accessible(self, package):
        found = set(package.present.copy())
        for used in list(package.uses):
            found |= used.exported.copy()
        return found

    def _look_up(self, package, kind, stamp, make):
        known = self._known.get((package.name, kind))
        if known is None or known[0] != stamp or known[1] is not package:
            shown = sorted(name for name in make() if not name.startswith("%"))
            known = self._known[package.name, kind] = (stamp, package, shown)
        return known[2]


def last_key(table):
    """Return the key that was added last to a dict, None if there is none."""
    try:
        return next(reversed(table), None)
    except RuntimeError:  # another thread has just changed it
        return None


names = Names()


def with_prefix(sorted_names, prefix, most=None):
    """Return the names that begin with PREFIX, the first MOST of them."""
    first = bisect_left(sorted_names, prefix)
    last = bisect_left(sorted_names, prefix + "\U0010ffff", first)
    return sorted_names[first : last if most is None else min(last, first + most)]


def abbreviated(sorted_names, token):
    """Return the names of which TOKEN is an abbreviation: `m-s` of MAKE-SOCKET, else letters in order."""
    parts, found = token.split("-"), []
    if len(parts) > 1:
        for name in with_prefix(sorted_names, parts[0]):
            words = name.split("-")
            if len(words) >= len(parts) and all(w.startswith(p) for w, p in zip(words, parts, strict=False)):
                found.append(name)
    if not found and len(token) > 2:
        wanted = re.compile(".*?".join(re.escape(c) for c in token), re.DOTALL)
        found = [name for name in with_prefix(sorted_names, token[0]) if wanted.match(name)]
    return sorted(found, key=len)


def symbols(token, package, operator, local=()):
    """Return Items for the symbols that TOKEN may become.

    Arguments:
      package  -- the current Package
      operator -- whether a function's name stands there: they come first
      local    -- names of the variables, or functions, bound around the place: they come before all
    """
    prefix, colons, name = split_package(token)
    wanted = name.upper()
    if colons and not prefix:
        return keyword_items(token, wanted)
    space = packages.get(prefix.upper()) if colons else package
    if space is None:
        return []
    pool = pool_of(space, colons)
    found = [] if colons else local_items(token, local, operator)
    chosen = with_prefix(pool, wanted, MOST_CLASSIFIED)
    if not wanted and not colons:  # one's own before all of the standard's
        chosen = [*with_prefix(names.present(space), "", MOST), *chosen]
    entries = entries_of(chosen, space, operator, wanted)
    prefixes = package_items(token) if wanted and not colons else []
    if wanted and not found and not prefixes and not any(entry.kind for entry in entries):
        meant = entries_of(abbreviated(pool, wanted), space, operator, wanted)
        entries = [*(entry for entry in meant if entry.kind), *entries]  # a slip is interned, too
    known = {item.text for item in found}
    shown = prefix + colons if colons else ""
    for entry in entries[:MOST]:
        item = symbol_item(shown, entry, token)
        if item.text not in known:
            known.add(item.text)
            found.append(item)
    return found + prefixes


class Entry:
    """A name that may be meant: the symbol, and what it names."""

    __slots__ = ("name", "symbol", "kind", "rank")

    def __init__(self, name, symbol, kind, rank):
        self.name, self.symbol, self.kind, self.rank = name, symbol, kind, rank


def entries_of(chosen, space, operator, wanted):
    """Return the Entries of the names CHOSEN from package SPACE, the likely ones first.

    What is inherited and names nothing is left out.
    """
    entries = []
    for name in chosen[:MOST_CLASSIFIED]:
        symbol, status = space.find(name)
        if status is None:
            continue
        kind = kind_of(symbol)
        if kind or status != "inherited":
            entries.append(Entry(name, symbol, kind, rank(kind, operator, wanted, name)))
    entries.sort(key=lambda entry: entry.rank)
    return entries


def pool_of(package, colons):
    """Return the sorted names that may stand behind PACKAGE and COLONS."""
    if not colons:
        return names.accessible(package)
    return names.external(package) if colons == ":" else names.present(package)


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
    likely = kind in OPERATORS if operator else wanted or kind in EVALUATED
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
    if symbol.special or boundp(symbol) or (symbol.variable is not None and symbol.variable.realms):
        return "variable"  # the realms: it has a value on some host
    return other_kind(symbol)


def other_kind(symbol):
    """Return what SYMBOL names that is neither operator nor variable, "" for nothing."""
    if find_class(symbol) is not None:
        return "class"
    if symbol in expanders:
        return "type"
    if symbol.package is not None and symbol.package.name == "COMMON-LISP":
        if symbol in ATOMS or symbol in COMPOUNDS:
            return "type"
        return "word" if symbol.name in WORDS else ""
    return ""


def written(name, token):
    """Return NAME as it is to be typed: in the case of TOKEN, or between bars where it needs them."""
    plain = _PLAIN.fullmatch(name) and not _NUMBER.fullmatch(name) and name.lower().upper() == name
    return cased(name, token) if plain else "|" + name.replace("\\", "\\\\").replace("|", "\\|") + "|"


# Items


_METAS: dict[object, tuple] = {}  # symbol → (what it depends on, meta)
_MOST_METAS = 5_000


def symbol_item(shown, entry, token):
    text = cased(shown, token) + written(entry.name, token)
    return Item(text, meta_of(entry.symbol, entry.name, entry.kind), entry.kind)


def meta_of(symbol, name, kind):
    """Return the line that tells of SYMBOL: documentation, else how it is called."""
    if type(symbol) is not Symbol:
        return kind
    if kind == "word":
        return "in lambda lists" if name.startswith("&") else "in declarations and clauses"
    stamp = definitions_of(symbol, kind)
    known = _METAS.get(symbol)
    if known is None or any(a is not b for a, b in zip(known[0], stamp, strict=True)):
        if len(_METAS) > _MOST_METAS:
            _METAS.clear()
        text = documentation(symbol)
        if not text:
            text = one_line(symbol, name.lower()) if kind in OPERATORS else kind
        known = _METAS[symbol] = (stamp, text)
    return known[1]


def definitions_of(symbol, kind):
    """Return a tuple of objects of which one is another one when SYMBOL has been defined anew."""
    info = symbol.info or {}
    told = info.get("documentation") or {}
    function = global_function(symbol)
    return (
        *(kind, function, symbol.macro, symbol.definition, find_class(symbol), info.get("lambda-list")),
        *(told.get("FUNCTION"), told.get("VARIABLE"), told.get("TYPE")),
    )


def keyword_items(token, wanted):
    """Return items for the keywords that begin with WANTED."""
    found = with_prefix(names.present(find_package("KEYWORD")), wanted, MOST)
    return [Item(":" + written(name, token), "keyword", "constant") for name in found]


def local_items(token, local, operator):
    """Return items for the variables, or functions, bound around the place."""
    wanted, meta = token.lower(), "local function" if operator else "local variable"
    chosen = [name for name in local if name.lower().startswith(wanted)]
    return [Item(cased(name, token), meta, "local") for name in chosen]


def package_items(token):
    """Return items for the packages whose name begins with TOKEN."""
    found = with_prefix(sorted(packages.copy()), token.upper())
    return [Item(cased(name + ":", token), "package", "package") for name in found if _PLAIN.fullmatch(name)]
