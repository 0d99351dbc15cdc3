"""What a Python frame holds for Lisp: the arguments of a call, and which variables are whose."""

from types import CodeType, FunctionType

from acllib.kernel.constants import UNSUPPLIED
from acllib.lisp.conses import Cons
from acllib.lisp.symbols import keyword

MOST = 1000  # elements of a &rest list that are looked at
VARIABLE_ARGUMENTS = 4  # flag of code that takes any number of them


def lisp_arguments(frame, is_method):
    """Return the arguments of a compiled function, as far as its parameters still have them."""
    code, values = frame.f_code, frame.f_locals
    found: list = []
    for identifier in code.co_varnames[: code.co_argcount]:
        value = values.get(identifier, UNSUPPLIED)
        hidden = is_method and not found and identifier.startswith("next_method")
        if value is not UNSUPPLIED and not hidden:
            found.append(value[0] if is_boxed(code, identifier, value) else value)
    if code.co_flags & VARIABLE_ARGUMENTS:
        identifier = code.co_varnames[code.co_argcount]
        value = values.get(identifier, ())
        found += elements(value[0] if is_boxed(code, identifier, value) else value)
    return found


def elements(rest):
    """Return what a &rest parameter holds as a list: a tuple at first, then Lisp's list, then anything."""
    if isinstance(rest, tuple):
        return list(rest)
    found: list = []
    while type(rest) is Cons and len(found) < MOST:
        found.append(rest.car)
        rest = rest.cdr
    return found


def python_arguments(frame, function):
    """Return the arguments of a built-in FUNCTION as Lisp would write them, without defaults at the end."""
    code, values = frame.f_code, frame.f_locals
    count, only = code.co_argcount, code.co_kwonlyargcount
    found = [values[n] for n in code.co_varnames[:count] if n in values]
    for default in reversed(getattr(function, "__defaults__", None) or ()):
        if not found or found[-1] is not default:
            break
        found.pop()
    if code.co_flags & VARIABLE_ARGUMENTS:
        found += elements(values.get(code.co_varnames[count + only], ()))
    defaults = getattr(function, "__kwdefaults__", None) or {}
    keywords = {n: values[n] for n in code.co_varnames[count : count + only] if n in values}
    found += as_keywords({n: v for n, v in keywords.items() if v is not defaults.get(n)})
    return [v for v in found if v is not UNSUPPLIED]


def as_keywords(keywords):
    """Return Python's keywords as Lisp's, in pairs."""
    names = [keyword(n.rstrip("_").replace("_", "-").upper()) for n in keywords]
    return [part for pair in zip(names, keywords.values(), strict=True) for part in pair]


def is_local_function(identifier, value):
    return type(value) is FunctionType and value.__code__.co_name == identifier


def is_boxed(code, identifier, value):
    """Return whether a variable lives in a list of one element, which closures share.

    Simple vectors are Python's lists, too. What tells is that closures only ever ask for element 0.
    """
    if type(value) is not list or len(value) != 1:
        return False
    uses = [use for c in nested(code) for use in uses_of(c, identifier)]
    return bool(uses) and all(uses)


def nested(code):
    """Yield CODE and the code objects inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested(constant)


def uses_of(code, identifier):
    """Yield for each place where a closure loads a variable whether it asks for element 0 of it."""
    if identifier not in code.co_freevars:
        return
    import dis  # not needed before something fails

    instructions = [i for i in dis.get_instructions(code) if i.opname != "CACHE"]
    for load, index, use in zip(instructions, instructions[1:], instructions[2:], strict=False):
        if load.opname == "LOAD_DEREF" and load.argval == identifier:
            subscribed = use.opname in ("BINARY_SUBSCR", "STORE_SUBSCR") or use.argrepr == "[]"
            yield index.argval == 0 and subscribed
