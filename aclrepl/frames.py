"""The stack below a break level, as Lisp: names, arguments, variables and places.

What runs is Python's frames. Those of compiled Lisp are known by their globals, the image; those
of built-in functions by their code. The rest is ours and is passed over. Frames are looked up
anew by each command and kept by none, so that nothing holds what an unwound form has left.
"""

import re
import sys

from acllib.lisp.image import image, named_by
from acllib.lisp.symbols import Symbol, packages

from aclrepl import debugger

DEEPEST = 5_000  # Python frames that are looked at

_VARIABLE = re.compile(r"(.+)_\d+$")
_OURS = re.compile(r"(lambda|next_method|call_next_method|form|arguments|handlers|token)\d*_\d+$")
_SPECIAL = re.compile(r"_(.+)_$")


class Frame:
    """A call of a Lisp function that has not returned.

    name       str, as Lisp writes it
    arguments  list of the values of its parameters as they are now
    position   (file, line, column), or None for built-in functions
    variables  list of (name, value): parameters and local variables
    """

    def __init__(self, name, arguments, position, variables):
        self.name = name
        self.arguments = arguments
        self.position = position
        self.variables = variables

    def expression(self):
        """Return the call as text, `(foo 1 2)`."""
        return "(" + " ".join([self.name, *map(debugger.summary, self.arguments)]) + ")"

    def place(self):
        """Return `file:line:column`, "" where it is unknown."""
        if self.position is None:
            return ""
        file, line, column = self.position
        return f"{file}:{line}" + (f":{column}" if column else "")


def stack(level_code, bottom_code):
    """Return the Frames of the running process below its innermost break level, newest first.

    Arguments: the code objects of the function that opens a break level, and of the one that
      evaluates a form: below it is what the listener itself does.
    """
    frame = sys._getframe()
    while frame is not None and frame.f_code is not level_code:
        frame = frame.f_back
    found, count = [], 0
    codes = builtin_codes()
    while frame is not None and frame.f_code is not bottom_code and count < DEEPEST:
        made = lisp_frame(frame) if frame.f_globals is image else builtin_frame(frame, codes)
        if made is not None:
            found.append(made)
        frame = frame.f_back
        count += 1
    return found


def lisp_frame(frame):
    """Return the Frame of a call of compiled Lisp, None for a form of the listener."""
    code = frame.f_code
    if code.co_name.startswith("form_") or code.co_name == "<module>":
        return None
    values = frame.f_locals
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    if code.co_flags & 4 and len(code.co_varnames) > len(parameters):
        parameters = (*parameters, code.co_varnames[len(parameters)])
    arguments = []
    for name in parameters:
        value = values.get(name)
        if name == "rest" and isinstance(value, tuple):
            arguments += value
        elif not _OURS.match(name):
            arguments.append(value)
    variables = [
        (variable_name(n), v) for n, v in values.items() if _VARIABLE.match(n) and not _OURS.match(n)
    ]
    return Frame(function_name(code), arguments, position(frame), variables)


def position(frame):
    """Return (file, line, column) of what FRAME is doing; the column counts from 1."""
    code, line, column = frame.f_code, frame.f_lineno, 0
    for index, place in enumerate(code.co_positions()):
        if index == frame.f_lasti // 2:
            line, column = place[0] or line, (place[2] or 0) + 1
            break
    return code.co_filename, line, column


def builtin_frame(frame, codes):
    """Return the Frame of a call of a built-in function, or None."""
    name = codes.get(frame.f_code)
    if name is None:
        return None
    code, values = frame.f_code, frame.f_locals
    arguments = [values.get(n) for n in code.co_varnames[: code.co_argcount]]
    return Frame(name, arguments, None, [])


_codes: dict = {}


def builtin_codes():
    """Return code object → name, for the functions that are built in."""
    if not _codes:
        functions: dict = {}  # code → the first function that has it; closures may share one
        for package in list({id(p): p for p in packages.values()}.values()):
            for symbol in list(package.present.values()):
                if type(symbol) is Symbol and symbol.package is package and symbol.definition is not None:
                    native = symbol.definition.native
                    code = getattr(native, "__code__", None)
                    if code is None:
                        continue
                    if functions.setdefault(code, native) is native:
                        _codes.setdefault(code, symbol.name.lower())
                    else:
                        _codes.pop(code, None)
        for name, function in documented():
            _codes.setdefault(function.__code__, name)
    return _codes


def documented():
    """Yield (name, function) of the documented operators whose modules are loaded."""
    from acllib.operators import ROWS

    for row in ROWS:
        module, _, attribute = row.location.partition(":")
        function = getattr(sys.modules.get(f"acllib.{module}"), attribute, None)
        if getattr(function, "__code__", None) is not None:
            yield row.name, function


def function_name(code):
    """Return the name of compiled code as Lisp writes it."""
    name = code.co_name
    symbol = named_by(name) if name.startswith("f_") else None
    if symbol is not None:
        return symbol.name.lower()
    if name.startswith("lambda_"):
        outer = code.co_qualname.split(".<locals>.")
        inside = [part for part in outer[:-1] if not part.startswith(("form_", "lambda_"))]
        return f"(lambda in {plain(inside[-1])})" if inside else "(lambda)"
    if name.startswith("method_"):
        parts = re.sub(r"_\d+$", "", name.removeprefix("method_")).strip("_").split("__")
        return f"(method {' '.join(part.replace('_', '-') for part in parts)})"
    return plain(name)


def plain(name):
    """Return an identifier of compiled code as a Lisp name."""
    symbol = named_by(name) if name.startswith("f_") else None
    if symbol is not None:
        return symbol.name.lower()
    return variable_name(name)


def variable_name(name):
    match = _VARIABLE.match(name)
    base = match.group(1) if match else name
    special = _SPECIAL.match(base)
    return (f"*{special.group(1)}*" if special else base).replace("_", "-")
