"""What the names in Python's frames mean in Lisp: variables, functions, methods, macros.

The compiler makes identifiers of symbols: `print_base__6` was once a variable, `f_FOO` is a global
function, `lambda_3` has no name. What an identifier has lost is found again among the symbols,
and what belongs to a code object through the objects that own it.
"""

import re
from types import FunctionType

from acllib.kernel.exits import Exit
from acllib.kernel.generic import Eql, GenericFunction
from acllib.kernel.values import twin_makers
from acllib.lisp.classes import class_name
from acllib.lisp.conses import L, lisp_list
from acllib.lisp.image import image, named_by
from acllib.lisp.symbols import Symbol, cl, keyword, packages
from acllib.lisp.variables import current_package

_NUMBERED = re.compile(r"(.+)_\d+$")
_NAMELESS = re.compile(r"(form|make|lambda)_\d+$")
_UNWORDLY = re.compile(r"\W", re.ASCII)
_SETF = re.compile(r"_setf_(.+)_$")

LAMBDA, METHOD, SETF, MACRO, EQL, IN = (
    *map(cl, ("LAMBDA", "METHOD", "SETF", "DEFMACRO", "EQL")),
    Symbol("IN"),
)


class Names:
    """What identifiers and code objects mean now. Each table is made when it is first asked."""

    def __init__(self):
        self._symbols = None
        self._natives = None
        self._methods = None
        self._functions = {}

    # Variables

    def symbol(self, base):
        """Return the symbol whose identifier, in lower case, is BASE; None where there is none.

        Of several, one of the current package is preferred, then one written with hyphens.
        """
        if self._symbols is None:
            self._symbols = {}
            for symbol in all_symbols():
                self._symbols.setdefault(_UNWORDLY.sub("_", symbol.name).lower(), []).append(symbol)
        found = self._symbols.get(base)
        if found is None:
            return None
        here = current_package.get()
        hyphened = base.replace("_", "-").upper()
        return max(found, key=lambda s: (here.find(s.name)[0] is s, s.name == hyphened))

    def variable(self, identifier):
        """Return the symbol of the variable that IDENTIFIER stands for; None for what no program named."""
        match = _NUMBERED.match(identifier)
        return match and self.symbol(match.group(1))

    # Functions

    def function(self, code):
        """Return the name of compiled code: a symbol, or a list such as (setf foo) and (lambda in foo)."""
        name = self._functions.get(code)
        if name is None:
            name = self._functions[code] = self._function(code)
        return name

    def _function(self, code):
        own = code.co_name
        method = self.method(code)
        if method is not None:
            return method[1]
        if own.startswith("lambda_"):
            macro = self.natives()["macros"].get(code)
            if macro is not None:
                return L(MACRO, macro)
            outer = self._outer(code)
            return L(LAMBDA) if outer is None else L(LAMBDA, IN, outer)
        return self._plain(own)

    def _outer(self, code):
        """Return the name of the function around CODE, as its qualified name tells it; None for a form."""
        for part in reversed(code.co_qualname.split(".<locals>.")[:-1]):
            if not _NAMELESS.match(part):
                if part.startswith("method_"):
                    self.method(code)
                    found = [name for c, (_, name) in self._methods.items() if c.co_name == part]
                    if found:
                        return found[-1]
                return self._plain(part)
        return None

    def _plain(self, own):
        """Return the name that the identifier of a global or local function stands for."""
        if own.startswith("f_"):
            symbol = named_by(own)
            if symbol is not None:
                return name_of(symbol)
        match = _NUMBERED.match(own)
        base = match.group(1) if match else own
        setf = _SETF.match(base)
        if setf:
            return L(SETF, self._plain(setf.group(1)))
        return self.symbol(base) or Symbol(base.upper().replace("_", "-"))

    # What is built in

    def native(self, code):
        """Return the symbol of the built-in function with CODE, or None."""
        return self.natives()["codes"].get(code)

    def operator(self, function):
        """Return the symbol of the operator that Lisp calls through an entry around FUNCTION, or None."""
        owner = getattr(function, "__self__", function)
        return self.natives()["functions"].get(id(owner))

    def natives(self):
        """Return the tables of what symbols own: code or id of an object → symbol."""
        if self._natives is None:
            self._natives = {"codes": {}, "functions": {}, "generics": {}, "macros": {}}
            shared = {}  # code → the first function that has it; closures may share one
            for symbol in all_symbols():
                self._enter(symbol, shared)
        return self._natives

    def _enter(self, symbol, shared):
        tables = self._natives
        if symbol.macro is not None and hasattr(symbol.macro, "__code__"):
            tables["macros"][symbol.macro.__code__] = symbol
        if symbol.info is not None and "generic" in symbol.info:
            tables["generics"][id(symbol.info["generic"])] = symbol
        if symbol.definition is None:
            return
        native = symbol.definition.native
        tables["functions"].setdefault(id(native), symbol)
        inner = getattr(native, "__wrapped__", None)
        if inner is not None:
            tables["functions"].setdefault(id(inner), symbol)
            tables["functions"].setdefault(id(getattr(inner, "mv", inner)), symbol)
        code = getattr(native, "__code__", None)
        if code is None:
            return
        if shared.setdefault(code, native) is native:
            tables["codes"].setdefault(code, symbol)
        else:
            tables["codes"].pop(code, None)

    # Methods

    def method(self, code):
        """Return (generic function, name) of the method with CODE; None where it is no method's."""
        if not code.co_name.startswith("method_"):
            return None
        if self._methods is None:
            self._methods = {}
            for generic in self._generics():
                for method in generic.methods:
                    name = method_name(self.generic(generic), method)
                    for c in codes_of(method.function):
                        self._methods[c] = (generic, name)
        return self._methods.get(code)

    def generic(self, generic):
        """Return the symbol, or list (setf symbol), that names a generic function; None where none does."""
        symbol = self.natives()["generics"].get(id(generic), generic.name)
        return name_of(symbol) if type(symbol) is Symbol else None

    def _generics(self):
        found = {id(f): f for f in list(image.values()) if isinstance(f, GenericFunction)}
        for symbol in self.natives()["generics"].values():
            generic = symbol.info["generic"]
            found[id(generic)] = generic
        return list(found.values())


def all_symbols():
    """Yield each symbol that is in its package; other processes may intern meanwhile."""
    for package in {id(p): p for p in list(packages.values())}.values():
        for symbol in list(package.present.values()):
            if type(symbol) is Symbol and symbol.package is package:
                yield symbol


def name_of(symbol):
    """Return SYMBOL, or the list (setf place) it stands for."""
    of = symbol.info.get("setf-of") if symbol.package is None and symbol.info is not None else None
    return symbol if of is None else L(SETF, of)


def method_name(generic, method):
    """Return the list (method name qualifier ... (specializer ...))."""
    specializers = [
        L(EQL, s.value) if isinstance(s, Eql) else True if s is object else class_name(s) or Symbol(s.__name__)
        for s in method.specializers
    ]
    qualifiers = [keyword(q.upper()) for q in method.qualifiers]
    return L(METHOD, generic, *qualifiers, lisp_list(specializers))


def codes_of(function):
    """Return the code objects of FUNCTION, of its twin, and of what it is wrapped around."""
    found = []
    if isinstance(function, FunctionType):
        found.append(function.__code__)
        maker = twin_makers.get(id(function.__code__))
        if maker is not None and maker.twin is not None:
            found.append(maker.twin.__code__)
        if function.__globals__ is not image:
            for cell in function.__closure__ or ():
                found += codes_of(contents(cell))
    return found


def contents(cell):
    try:
        return cell.cell_contents
    except ValueError:  # it is empty
        return None


def is_own(identifier, value):
    """Return whether a local variable is the compiler's: a local function, or the target of an exit."""
    if type(value) is Exit:
        return True
    return type(value) is FunctionType and value.__code__.co_name == identifier
