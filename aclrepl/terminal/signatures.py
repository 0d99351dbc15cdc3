"""How operators are called: the lambda list of a symbol, from wherever it is known.

The documented operators have theirs in the table, functions of the standard in their Python
signature, what a program defines in what it wrote. Nothing here calls a program's code.
"""

from functools import lru_cache
from types import FunctionType

from acllib.characters import Character
from acllib.kernel.generic import GenericFunction
from acllib.lisp.classes import find_class
from acllib.lisp.conses import Cons
from acllib.lisp.image import global_function
from acllib.lisp.instances import info_of, nearest_info
from acllib.lisp.symbols import Symbol, symbol_name
from acllib.operators import ROWS, Parameter, Row

from aclrepl.terminal.standard_calls import MAKERS, STANDARD

MOST_ITEMS = 60  # of a lambda list that a program wrote
MOST_DOCUMENTATION = 1_000  # characters that are looked at


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


class Nested(Parameter):
    """A list inside the lambda list of a macro; INNER: the list of its Parameters."""

    __slots__ = ("inner",)

    def __init__(self, inner):
        super().__init__("list", "required")
        self.inner = inner


def parameters(symbol):
    """Return the list of Parameters of the operator SYMBOL, or None where nothing is known."""
    row = row_of(symbol)
    if row is not None:
        return row_parameters(row)
    if type(symbol) is not Symbol:
        return None
    if symbol.package is not None and symbol.package.name == "COMMON-LISP":
        known = standard_parameters(symbol.name.lower())
        if known is not None:
            return known
    written = (symbol.info or {}).get("lambda-list")
    if written is not None:
        return written_parameters(written[0])
    function = global_function(symbol)
    if isinstance(function, GenericFunction) and symbol.definition is None:
        written = getattr(function, "lambda_list", None)
        return written_parameters(written) if isinstance(written, Cons) else None
    known = symbol.definition if symbol.definition is not None else symbol.macro
    native = getattr(known, "native", None)
    return None if native is None else native_parameters(native)


@lru_cache(maxsize=1_000)
def row_parameters(row):
    """Return the list of Parameters of a Row; do not change it."""
    return grouped(row.parameters)


@lru_cache(maxsize=1_000)
def standard_parameters(name):
    """Return the list of Parameters that the standard's table has for NAME, or None; do not change it."""
    text = STANDARD.get(name)
    if text is None:
        return None
    return grouped(Row("macro", name, "common-lisp", None, text, "", "", "").parameters)


def grouped(found):
    """Return the list of the Parameters FOUND; those from `(name` to `name)` are one, Nested."""
    result: list[Parameter] = []
    inner: list[Parameter] | None = None
    for parameter in found:
        if parameter.name.startswith("("):
            inner = []
            result.append(Nested(inner))
        (result if inner is None else inner).append(parameter)
        if inner is not None:
            if without_parentheses(parameter):
                inner = None
        else:
            parameter.choices = tuple(choice for choice in parameter.choices if choice)
            parameter.default = parameter.default or None
    return result


def without_parentheses(parameter):
    """Take the parentheses of a list off PARAMETER, one of its elements; return whether the list ends."""
    last = parameter.name if parameter.default is None else (parameter.choices or (parameter.default,))[-1]
    ends = last.endswith(")")
    parameter.name = parameter.name.strip("()")
    parameter.choices = tuple(choice.rstrip(")") for choice in parameter.choices if choice)
    parameter.default = (parameter.default or "").rstrip(")") or None
    return ends


def call_parameters(symbol, first):
    """Return the Parameters of a call of SYMBOL whose FIRST argument is that symbol, quoted, or None.

    With the name of a class, the initargs that it takes are keywords.
    """
    info = None
    if first is not None and symbol.name in MAKERS and symbol.package.name == "COMMON-LISP":
        class_ = find_class(first)
        info = nearest_info(class_) if class_ is not None else None
    if info is None or not info.initargs:
        return parameters(symbol)
    found = [named("class", "required")]
    for initarg in list(info.initargs):
        if type(initarg) is Symbol and initarg.package is not None and initarg.package.name == "KEYWORD":
            found.append(named(initarg.name.lower(), "key"))
    return found


def named(name, kind, default=None):
    """Return a Parameter made of names as they are."""
    parameter = Parameter("name", kind)
    parameter.name = name
    parameter.default = default
    return parameter


def native_parameters(function):
    """Return the Parameters of a Python function that stands for a Lisp one, or None."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    defaults = function.__defaults__ or ()
    required = code.co_argcount - len(defaults)
    names = code.co_varnames
    found = [named(lisp_name(name), "required") for name in names[:required]]
    for name, default in zip(names[required:], defaults, strict=False):
        found.append(named(lisp_name(name), "optional", native_default(default)))
    rest = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & 4:  # *arguments
        found.append(named(lisp_name(names[rest]), "rest"))
    given = function.__kwdefaults__ or {}
    for name in names[code.co_argcount : rest]:
        if name != "environment":  # macros get theirs so; it is not written
            found.append(named(lisp_name(name), "key", native_default(given.get(name))))
    return found


def native_default(default):
    """Return how Lisp writes the default of a Python parameter, or None where it tells nothing."""
    text = brief(default)
    return None if text in ("nil", "...") else text


def lisp_name(name):
    return name.rstrip("_").replace("_", "-").removeprefix("hyx-")


def written_parameters(items, depth=2):
    """Return the Parameters of a lambda list that a program wrote, a Lisp list."""
    found: list[Parameter] = []
    kind: str | None = "required"
    kinds = {"&OPTIONAL": "optional", "&KEY": "key", "&REST": "rest", "&BODY": "body"}
    count = 0
    while isinstance(items, Cons) and count < MOST_ITEMS:
        item, items, count = items.car, items.cdr, count + 1
        text = symbol_name(item) if type(item) is Symbol else ""
        if text.startswith("&"):
            kind = kinds.get(text)
            if text == "&AUX":
                break
        elif kind == "required" and isinstance(item, Cons) and depth:
            found.append(Nested(written_parameters(item, depth - 1)))
        elif kind is not None:
            found.append(written_parameter(item, kind))
    if type(items) is Symbol:  # a dotted lambda list
        found.append(named(brief(items), "rest"))
    return found


def written_parameter(item, kind):
    """Return the Parameter that ITEM of a lambda list is: name, (name default), ((:key name) default)."""
    default = None
    if isinstance(item, Cons) and kind != "required":
        default = brief(item.cdr.car) if isinstance(item.cdr, Cons) else None
        item = item.car
        if isinstance(item, Cons):
            item = item.car
            if type(item) is Symbol:
                return named(item.name.lower(), kind, default)
    return named(brief(item), kind, default)


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
    if type(thing) is Character:
        return repr(thing)
    if type(thing) is str:
        return '"' + thing[:20] + '"'
    if isinstance(thing, Cons) and depth:
        parts: list[str] = []
        while isinstance(thing, Cons) and len(parts) < 8:
            parts.append(brief(thing.car, depth - 1))
            thing = thing.cdr
        return "(" + " ".join(parts) + (" ..." if thing is not None else "") + ")"
    return "..."


def words(found):
    """Return the lambda list of the Parameters FOUND as a list of (text, Parameter or None), in order."""
    result: list[tuple] = []
    kind = "required"
    for parameter in found:
        if isinstance(parameter, Nested):
            result += in_parentheses(words(parameter.inner))
            kind = "required"
            continue
        if parameter.kind != kind and parameter.kind != "required":
            result.append(("&" + parameter.kind, None))
        kind = parameter.kind
        shown = parameter.name
        if parameter.default not in (None, "nil") and kind in ("optional", "key"):
            shown = f"({shown} {parameter.default})"
        result.append((shown, parameter))
    return result


def in_parentheses(shown):
    """Return SHOWN, a list of (text, Parameter), with parentheses around it."""
    if not shown:
        return [("()", None)]
    (first, parameter), rest = shown[0], shown[1:]
    shown = [("(" + first, parameter), *rest]
    last, parameter = shown[-1]
    return [*shown[:-1], (last + ")", parameter)]


def one_line(symbol, name):
    """Return `(name arg &key ...)`, short."""
    shown = [text for text, _ in words(parameters(symbol) or ())]
    return "(" + " ".join([name, *shown]) + ")"


def documentation(symbol):
    """Return one line on what SYMBOL is for, "" where there is none."""
    row = row_of(symbol)
    if row is not None:
        return f"{row.documentation} [{row.section}]" if row.section else row.documentation
    if type(symbol) is not Symbol:
        return ""
    for text in documentations(symbol):
        if isinstance(text, str) and (line := text[:MOST_DOCUMENTATION].strip().partition("\n")[0]):
            return line
    return ""


def documentations(symbol):
    """Yield what may be the documentation of SYMBOL: as an operator, as a variable, as a class."""
    told = (symbol.info or {}).get("documentation") or {}
    yield told.get("FUNCTION")
    function = global_function(symbol)
    if isinstance(function, GenericFunction):
        yield function.documentation
    for known in (symbol.definition, symbol.macro):
        for function_ in (known, getattr(known, "native", None)):
            yield function_.__doc__ if type(function_) is FunctionType else None
    if type(function) is FunctionType:
        yield function.__doc__
    yield told.get("VARIABLE")
    if symbol.variable is not None:
        yield symbol.variable.documentation
    yield told.get("TYPE") or told.get("STRUCTURE")
    class_ = find_class(symbol)
    info = info_of(class_) if isinstance(class_, type) else None
    yield info.documentation if info is not None else None
