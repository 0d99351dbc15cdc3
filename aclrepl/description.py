"""What `:describe` prints: an object, its class, and what a symbol stands for."""

from acllib.kernel.constants import UNBOUND
from acllib.kernel.generic import class_label
from acllib.lisp.classes import class_of
from acllib.lisp.functions.documentation import documentation
from acllib.lisp.image import boundp, fboundp, symbol_value
from acllib.lisp.instances import nearest_info, slot_peek
from acllib.lisp.symbols import Symbol, keyword

from aclrepl import debugger


def describe(thing):
    """Return the lines that describe THING, each with its newline."""
    lines = [f"{debugger.summary(thing)} is of the class {class_label(class_of(thing))}."]
    lines += of_symbol(thing) if type(thing) is Symbol else slots(thing)
    return "\n".join(lines) + "\n"


def of_symbol(symbol):
    """Return lines on what SYMBOL is bound to."""
    lines = [f"  It is in the package {symbol.package.name}." if symbol.package else "  It is in no package."]
    if boundp(symbol):
        kind = "a constant" if symbol.constant else "a special variable" if symbol.special else "a variable"
        lines.append(f"  It is {kind}; its value is {debugger.summary(symbol_value(symbol))}")
        lines += documented(symbol, "VARIABLE")
    if symbol.operator is not None or symbol.macro is not None or fboundp(symbol):
        kind = "a macro" if symbol.macro else "a function"
        if symbol.operator is not None:
            kind = "a special operator"
        lines.append(f"  It names {kind}.")
        lines += documented(symbol, "FUNCTION")
    return lines


def documented(symbol, kind):
    text = documentation(symbol, keyword(kind))
    return [f"    {line}".rstrip() for line in text.splitlines()] if isinstance(text, str) else []


def slots(thing):
    """Return a line for each slot of an instance of a class that a program has defined."""
    info = nearest_info(type(thing))
    lines = []
    for slot in info.slots.values() if info is not None else ():
        value = slot_peek(thing, slot)
        lines.append(f"  {slot.name.name}: {'unbound' if value is UNBOUND else debugger.summary(value)}")
    return lines
