"""How operators are called: the lambda list of a symbol, from wherever it is known.

The documented operators have theirs in the table, functions of the standard in their Python
signature, what a program defines in what it wrote. Nothing here calls a program's code.
"""

from functools import lru_cache

from acllib.kernel.generic import GenericFunction
from acllib.lisp.conses import Cons
from acllib.lisp.image import image, key
from acllib.lisp.symbols import Symbol, symbol_name
from acllib.operators import ROWS, Parameter

MOST_ITEMS = 60  # of a lambda list that a program wrote


@lru_cache(maxsize=1)
def rows():
    """Return name → Row of the documented operators."""
    return {row.name: row for row in ROWS}


def row_of(symbol):
    """Return the Row that documents SYMBOL, or None."""
    if type(symbol) is not Symbol or symbol.package is None:
        return None
    row = rows().get(symbol.name.lower())
    if row is not None:
        packages = {name.upper() for name in row.packages}
        if symbol.package.name in packages or packages & set(symbol.package.nicknames):
            return row
    return None


def parameters(symbol):
    """Return the list of Parameters of the operator SYMBOL, or None where nothing is known."""
    row = row_of(symbol)
    if row is not None:
        return list(row.parameters)
    if type(symbol) is not Symbol:
        return None
    written = (symbol.info or {}).get("lambda-list")
    if written is not None:
        return written_parameters(written[0])
    function = image.get("f_" + key(symbol))
    if isinstance(function, GenericFunction) and symbol.definition is None:
        written = getattr(function, "lambda_list", None)
        return written_parameters(written) if isinstance(written, Cons) else None
    known = symbol.definition if symbol.definition is not None else symbol.macro
    native = getattr(known, "native", None)
    return None if native is None else native_parameters(native)


def named(name, kind, default=None):
    """Return a Parameter made of names as they are."""
    parameter = Parameter(name, kind)
    parameter.default = default
    return parameter


def native_parameters(function):
    """Return the Parameters of a Python function that stands for a Lisp one, or None."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    defaults = len(function.__defaults__ or ())
    found = []
    for index, name in enumerate(code.co_varnames[: code.co_argcount]):
        optional = index >= code.co_argcount - defaults
        found.append(named(lisp_name(name), "optional" if optional else "required"))
    rest = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & 4:  # *arguments
        found.append(named(lisp_name(code.co_varnames[rest]), "rest"))
    for name in code.co_varnames[code.co_argcount : rest]:
        found.append(named(lisp_name(name), "key"))
    return found


def lisp_name(name):
    return name.rstrip("_").replace("_", "-").removeprefix("hyx-")


def written_parameters(items):
    """Return the Parameters of a lambda list that a program wrote, a Lisp list."""
    found: list[Parameter] = []
    kind: str | None = "required"
    kinds = {"&OPTIONAL": "optional", "&KEY": "key", "&REST": "rest", "&BODY": "rest"}
    count = 0
    while isinstance(items, Cons) and count < MOST_ITEMS:
        item, items, count = items.car, items.cdr, count + 1
        text = symbol_name(item) if type(item) is Symbol else ""
        if text.startswith("&"):
            kind = kinds.get(text)
            if text == "&AUX":
                break
        elif kind is not None:
            default = None
            if isinstance(item, Cons) and kind != "required":
                default = brief(item.cdr.car) if isinstance(item.cdr, Cons) else None
                item = item.car
                if isinstance(item, Cons):  # ((:key variable) default)
                    item = item.car
            found.append(named(brief(item), kind, default))
    return found


def brief(thing, depth=3):
    """Return a form written by a program, in short; only what is sure to be harmless is looked into."""
    if thing is None:
        return "nil"
    if thing is True:
        return "t"
    if type(thing) is Symbol:
        prefix = ":" if thing.package is not None and thing.package.name == "KEYWORD" else ""
        return prefix + thing.name.lower()
    if type(thing) in (int, float):
        return str(thing) if type(thing) is float or abs(thing) < 10**12 else "..."
    if type(thing) is str:
        return '"' + thing[:20] + '"'
    if isinstance(thing, Cons) and depth:
        parts: list[str] = []
        while isinstance(thing, Cons) and len(parts) < 8:
            parts.append(brief(thing.car, depth - 1))
            thing = thing.cdr
        return "(" + " ".join(parts) + (" ..." if thing is not None else "") + ")"
    return "..."


def keywords(symbol):
    """Return the list of Parameters of SYMBOL that are keywords."""
    return [p for p in parameters(symbol) or () if p.kind == "key"]


def words(symbol):
    """Return the lambda list as a list of (text, Parameter or None), in order."""
    found, kind = [], "required"
    for parameter in parameters(symbol) or ():
        if parameter.kind != kind and parameter.kind != "required":
            found.append(("&" + parameter.kind, None))
        kind = parameter.kind
        shown = parameter.name
        if parameter.default not in (None, "nil") and kind in ("optional", "key"):
            shown = f"({shown} {parameter.default})"
        found.append((shown, parameter))
    return found


def one_line(symbol, name):
    """Return `(name arg &key ...)`, short."""
    shown = [text for text, _ in words(symbol)]
    return "(" + " ".join([name, *shown]) + ")"


def documentation(symbol):
    """Return one line on what SYMBOL is for, "" where there is none."""
    row = row_of(symbol)
    if row is not None:
        return f"{row.documentation} [{row.section}]" if row.section else row.documentation
    if type(symbol) is not Symbol:
        return ""
    told = (symbol.info or {}).get("documentation") or {}
    text = told.get("FUNCTION") or told.get("VARIABLE")
    if text is None and symbol.definition is not None:
        text = getattr(symbol.definition.native, "__doc__", None)
    if text is None and symbol.macro is not None:
        text = getattr(symbol.macro, "__doc__", None) or getattr(
            getattr(symbol.macro, "native", None), "__doc__", None
        )
    if text is None and symbol.variable is not None:
        text = symbol.variable.documentation
    return text.strip().partition("\n")[0] if isinstance(text, str) else ""
