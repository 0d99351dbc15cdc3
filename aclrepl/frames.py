"""The stack below a break level, as Lisp: names, arguments, variables and places.

What runs is Python's frames. Those of compiled Lisp are known by their globals, the image, those of
built-in functions by their code; what else there is is ours, and kept only for who asks for it.
A Frame looks into Python's when it is asked. Frames are made anew by each command and kept by
none, so that nothing holds what an unwound form has left.
"""

import re
import sys
from types import FrameType

from acllib.kernel.constants import UNSUPPLIED
from acllib.kernel.exits import Exit
from acllib.kernel.generic import ENTRY_CODES, MISSING, GenericFunction, given
from acllib.lisp.compiler import evaluate_sequence, evaluate_values
from acllib.lisp.conses import lisp_list
from acllib.lisp.definitions import keyed
from acllib.lisp.documented import translated
from acllib.lisp.environments import expand_by
from acllib.lisp.image import image
from acllib.lisp.printer import bound_options, prin1_to_string
from acllib.lisp.symbols import Symbol, cl, keyword

from aclrepl import debugger
from aclrepl.frame_names import Names
from aclrepl.frame_values import (
    VARIABLE_ARGUMENTS,
    as_keywords,
    is_boxed,
    is_local_function,
    lisp_arguments,
    python_arguments,
)

EVAL, INTERNAL = cl("EVAL"), keyword("INTERNAL")

# How a frame is printed: on one line, and as code is written.
BOUNDS = {
    "length": 50,
    "level": 10,
    "case": keyword("DOWNCASE"),
    **dict.fromkeys(("gensym", "pretty", "circle", "readably")),
}
LONGEST = 240  # characters of an argument

_CALL_NEXT_METHOD = re.compile(r"call_next_method_\d+$")


class Variable:
    """A variable of a frame. SYMBOL: its name, None if the program gave none; IDENTIFIER: Python's name."""

    def __init__(self, symbol, identifier, value, boxed):
        self.symbol = symbol
        self.identifier = identifier
        self.value = value
        self.boxed = boxed

    @property
    def name(self):
        """The name as Lisp prints it in lower case."""
        return self.identifier if self.symbol is None else self.symbol.name.lower()


class Frame:
    """A call that has not returned.

    name    symbol, or list such as (setf foo), (lambda in foo), (method area (circle))
    kind    "function", "method", "builtin", "form" (evaluated, not called) or "internal" (ours)
    python  Python's frame, or None for what has none that is worth a look

    Arguments: values -- the arguments as a list, or None: they are to be found in PYTHON.
    """

    def __init__(self, name, kind, python=None, values=None, names=None, generic=None):
        self.name = name
        self.kind = kind
        self.python = python
        self.generic = generic
        self.values = values
        self._names = names

    @property
    def arguments(self):
        """The list of the arguments; the values that the parameters have now, for compiled functions."""
        if self.values is None:
            if self.kind == "builtin":
                self.values = python_arguments(self.python, self.name.definition.native)
            else:
                self.values = lisp_arguments(self.python, self.kind == "method")
        return self.values

    def expression(self):
        """Return the call as Lisp's list."""
        return lisp_list([self.name, *self.arguments])

    def text(self, bounds=BOUNDS):
        """Return the call printed on a line, `(foo 1 2)`; what can't be printed says so."""
        return "(" + " ".join([shown(self.name), *(shown(a, bounds) for a in self.arguments)]) + ")"

    @property
    def position(self):
        """(file, line, column) of what the frame is doing, line from 1, column from 0; None if unknown."""
        frame = self.python
        if frame is None or frame.f_globals is not image:
            return None
        code = frame.f_code
        places = [(line or frame.f_lineno, column) for line, _, column, _ in code.co_positions()]
        if code.co_filename.startswith("<") and not any(line > 1 or column for line, column in places):
            return None  # the reader of a pipe does not count: this stands for "unknown"
        return code.co_filename, *places[frame.f_lasti // 2]

    def place(self):
        """Return `file:line:column`, both from 1 as editors count; "" where it is unknown."""
        if self.position is None:
            return ""
        file, line, column = self.position
        return f"{file}:{line}" + ("" if column is None else f":{column + 1}")

    def variables(self, everything=False):
        """Return the Variables, in the order of their binding.

        Arguments: everything -- true: also those that the compiler and macros made, and the values that
        special variables were bound to.
        """
        frame = self.python
        if frame is None or frame.f_globals is not image:
            return []
        found = []
        for identifier, value in frame.f_locals.items():
            symbol = self._names.variable(identifier)
            own = type(value) is Exit or is_local_function(identifier, value) or value is UNSUPPLIED
            if everything or not (symbol is None or symbol.special or own):
                boxed = is_boxed(frame.f_code, identifier, value)
                found.append(Variable(symbol, identifier, value[0] if boxed else value, boxed))
        return found

    def assign(self, variable, value):
        """Make VALUE the value of one of the `variables`, for all that follows in this call."""
        if variable.boxed:
            self.python.f_locals[variable.identifier][0] = value
            return
        values = self.python.f_locals
        values[variable.identifier] = value
        if sys.version_info < (3, 13):  # before, it is a copy
            import ctypes  # needed for this alone

            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(self.python), ctypes.c_int(0))

    def way_out(self):
        """Return the Exit by which this call can be left with values, or None.

        It is there where a closure of the function might use it, for return-from.
        """
        if self.kind != "function" or type(self.name) is not Symbol:
            return None
        code = self.python.f_code
        for identifier, value in self.python.f_locals.items():
            own = type(value) is Exit and value.live and identifier not in code.co_freevars
            if own and self._names.variable(identifier) is self.name:
                return value
        return None


def shown(object, bounds=BOUNDS):
    """Return OBJECT printed on one line, within bounds."""
    with bound_options(bounds):
        text = debugger.safely(lambda: prin1_to_string(object), "something").replace("\n", "\\n")
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


# The walk


def stack(above, below, everything=False):
    """Return the Frames of the running process, newest first.

    Arguments:
      above, below  code objects: the frames are those older than the newest call of ABOVE, up to the
        next call of BELOW
      everything    true: also the frames of what is not Lisp's
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code is not above:
        frame = frame.f_back
    walk = Walk(everything)
    while frame is not None and frame.f_code is not below:
        walk.take(frame)
        frame = frame.f_back
    return walk.found


class Walk:
    """Makes Frames of Python's, which come newest first."""

    def __init__(self, everything):
        self.names = Names()
        self.everything = everything
        self.found = []
        self.known = {}  # compiled code → what `classified` returns
        self.form = None  # the frame of a compiled form, until what evaluates it comes by
        self.newer = None  # the code of the frame taken before

    def take(self, frame):
        """Add what FRAME means in Lisp, if it means anything."""
        code = frame.f_code
        if frame.f_globals is image:
            self.compiled(frame)
        elif code in ENTRIES:
            ENTRIES[code](self, frame)
        else:
            symbol = self.names.native(code)
            if symbol is not None:
                self.native(frame, symbol)
            elif self.everything:
                module = frame.f_globals.get("__name__", "")
                self.add(INTERNAL, "internal", frame, [f"{module}.{code.co_qualname}"])
        self.newer = code

    def add(self, name, kind, python, values=None, generic=None):
        self.found.append(Frame(name, kind, python, values, self.names, generic))

    def newest(self, kind):
        """Return the Frame found last if it is of KIND, else None."""
        return self.found[-1] if self.found and self.found[-1].kind == kind else None

    def compiled(self, frame):
        code = frame.f_code
        known = self.known.get(code)
        if known is None:
            known = self.known[code] = self.classified(code)
        name, kind, generic = known
        if kind == "form":
            self.form = frame
        elif kind == "method":
            # One that calls the next method may have its body in a closure, which has the variables.
            inside = wraps_body(code) and self.newest("function") is not None
            self.add(name, kind, self.found.pop().python if inside else frame, None, generic)
        elif kind == "function":
            self.add(name, kind, frame)

    def classified(self, code):
        """Return (name, kind, generic function) for compiled code; kind None is passed over."""
        if code.co_name.startswith("form_") and code.co_qualname == code.co_name:
            return EVAL, "form", None
        if code.co_name == "<module>" or _CALL_NEXT_METHOD.match(code.co_name):
            return None, None, None
        method = self.names.method(code)
        if method is not None:
            return method[1], "method", method[0]
        return self.names.function(code), "function", None

    # The ways in which Lisp calls what is not compiled

    def native(self, frame, symbol):
        """A built-in function."""
        if symbol is not EVAL or self.newest("form") is None:  # else the form is there already
            self.add(symbol, "builtin", frame)

    def translated(self, frame):
        """A documented operator, called by what translates its values for Lisp."""
        values = frame.f_locals
        self.entry(frame, values["source"], [*values["arguments"], *as_keywords(values["keywords"])])

    def keyed(self, frame):
        """A built-in function with keywords, called by what takes them in pairs."""
        self.entry(frame, frame.f_locals["native"], list(frame.f_locals["arguments"]))

    def entry(self, frame, function, arguments):
        symbol = self.names.operator(function)
        if symbol is None:
            return
        newest = self.newest("builtin")
        if newest is not None and newest.name is symbol:
            self.found.pop()  # the function itself, which knows less of how it was called
        self.add(symbol, "builtin", frame, arguments)

    def generic(self, frame):
        """The call of a generic function; nothing new where it has got as far as a method."""
        values = frame.f_locals
        generic = values["self"]
        name = self.names.generic(generic)
        method = self.newest("method")
        reached = method is not None and method.generic is generic
        if name is None or reached or self.names.documented(generic):
            return
        several = values.get("arguments")
        if several is None:
            several = given(values["a"], values.get("b", MISSING), values.get("rest", ()))
        self.add(name, "builtin", frame, list(several), generic)

    def expansion(self, frame):
        """The expansion of a form: it is what the macro function got."""
        values = frame.f_locals
        newest = self.newest("function")
        if newest is not None and newest.python.f_code is getattr(values["function"], "__code__", None):
            newest.values = [values["form"]]

    def evaluation(self, frame):
        """A form that is evaluated; of nested ones, as in progn, the innermost."""
        form, self.form = self.form, None
        if self.newer is evaluate_sequence.__code__:
            return
        values = frame.f_locals  # here macros are expanded already, there not
        outer = frame.f_back
        typed = values["form"] if outer.f_globals is image else outer.f_locals.get("form", values["form"])
        self.add(EVAL, "form", form, [typed])


def wraps_body(code):
    """Return whether all that a method's code has of the program is a closure that gets all arguments."""
    takes_any = code.co_argcount == 1 and code.co_flags & VARIABLE_ARGUMENTS
    return takes_any and code.co_varnames[0].startswith("next_method")


def inner_code(function, name):
    """Return the code of the function called NAME that FUNCTION makes."""
    return next(c for c in function.__code__.co_consts if getattr(c, "co_name", None) == name)


ENTRIES = {
    inner_code(translated, "function"): Walk.translated,
    inner_code(keyed, "entry"): Walk.keyed,
    GenericFunction.__call__.__code__: Walk.generic,
    GenericFunction.mv.__code__: Walk.generic,
    **dict.fromkeys(ENTRY_CODES, Walk.generic),
    expand_by.__code__: Walk.expansion,
    evaluate_values.__code__: Walk.evaluation,
}
