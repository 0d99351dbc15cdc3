"""What the names in Python's frames mean in Lisp: variables, functions, methods, macros.

The compiler makes identifiers of symbols: `_print_base__6` was once a variable, `f_FOO` is a global
function, `lambda_3` has no name. What an identifier has lost is found again among the symbols,
and what belongs to a code object through the objects that own it.
"""

import re
from functools import cached_property
from types import FunctionType

from acllib.kernel.generic import Eql, GenericFunction, function_object
from acllib.kernel.values import twin_makers
from acllib.lisp.classes import class_name
from acllib.lisp.conses import L, lisp_list
from acllib.lisp.image import image, named_by
from acllib.lisp.symbols import Symbol, cl, keyword, packages
from acllib.lisp.variables import current_package

_NUMBERED = re.compile(r"(.+)_\d+$")
_LAMBDA = re.compile(r"lambda_\d+$")
_NAMELESS = re.compile(r"(make|lambda)_\d+$")  # factories of closures have no name either
_UNWORDLY = re.compile(r"\W", re.ASCII)
_SETF = re.compile(r"_setf_(.+)_$")

LAMBDA, METHOD, SETF, EQL = map(cl, ("LAMBDA", "METHOD", "SETF", "EQL"))
MACRO, IN = Symbol("MACRO"), Symbol("IN")


class Natives:
    """What symbols own, found by what a frame has of it.

    codes      code object → symbol of the built-in function
    functions  id of a function that an entry of Lisp's calls → symbol
    generics   id of a generic function of the core → symbol
    macros     code object → symbol of the macro
    """

    def __init__(self):
        self.codes: dict = {}
        self.functions: dict = {}
        self.generics: dict = {}
        self.macros: dict = {}
        shared: dict = {}  # code → the first function that has it; closures may share one
        for symbol in all_symbols():
            if hasattr(symbol.macro, "__code__"):
                self.macros[symbol.macro.__code__] = symbol
            if symbol.info is not None and "generic" in symbol.info:
                self.generics[id(symbol.info["generic"])] = symbol
            if symbol.definition is not None:
                self.enter(symbol, symbol.definition.native, shared)

    def enter(self, symbol, native, shared):
        """Enter NATIVE, the function that SYMBOL has in Python."""
        inner = getattr(native, "__wrapped__", native)
        for function in (native, inner, getattr(inner, "mv", inner)):
            self.functions.setdefault(id(function), symbol)
        code = getattr(native, "__code__", None)
        if code is None:
            return
        if shared.setdefault(code, native) is native:
            self.codes.setdefault(code, symbol)
        else:
            self.codes.pop(code, None)


class Names:
    """What identifiers and code objects mean now. Each table is made when it is first asked."""

    def __init__(self):
        self._functions: dict = {}

    @cached_property
    def natives(self):
        return Natives()

    @cached_property
    def _symbols(self):
        """Identifier in lower case → list of the symbols that become it."""
        found: dict = {}
        for symbol in all_symbols():
            found.setdefault(_UNWORDLY.sub("_", symbol.name).lower(), []).append(symbol)
        return found

    @cached_property
    def _methods(self):
        """Code object → (generic function, name of the method)."""
        held = map(function_object, list(image.values()))
        known = {id(f): f for f in held if isinstance(f, GenericFunction)}
        for symbol in self.natives.generics.values():
            known[id(symbol.info["generic"])] = symbol.info["generic"]
        return {
            code: (generic, method_name(self.generic(generic), method))
            for generic in known.values()
            for method in generic.methods
            for code in codes_of(method.function)
        }

    # Variables

    def symbol(self, base):
        """Return the symbol whose identifier, in lower case, is BASE; None where there is none.

        Of several, one of the current package is preferred, then one written with hyphens.
        """
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
        method = self.method(code)
        if method is not None:
            return method[1]
        if not _LAMBDA.match(code.co_name):
            return self._plain(code.co_name)
        macro = self.natives.macros.get(code)
        if macro is not None:
            return L(MACRO, macro)
        outer = self._outer(code)
        return L(LAMBDA) if outer is None else L(LAMBDA, IN, outer)

    def _outer(self, code):
        """Return the name of the function around CODE, as its qualified name tells it; None for a form."""
        parts = code.co_qualname.split(".<locals>.")[:-1]
        if parts and parts[0].startswith("form_"):
            del parts[0]
        for part in reversed(parts):
            if not _NAMELESS.match(part):
                if part.startswith("method_"):
                    found = [name for c, (_, name) in self._methods.items() if c.co_name == part]
                    if found:
                        return found[-1]
                return self._plain(part)
        return self._outer_of_twin(code)

    def _outer_of_twin(self, code):
        """Return what `_outer` should for the twin of a closure: it is compiled outside of its function."""
        for maker in list(twin_makers.values()):
            if maker.twin is not None and maker.twin.__code__ is code:
                scope = maker.node.scope.outer
                while scope is not None and scope.outer is not None:
                    if scope.symbol is not None:
                        return name_of(scope.symbol)
                    scope = scope.outer
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
        return self.natives.codes.get(code)

    def operator(self, function):
        """Return the symbol of the operator that Lisp calls through an entry around FUNCTION, or None."""
        owner = getattr(function, "__self__", function)
        return self.natives.functions.get(id(owner))

    # Methods

    def method(self, code):
        """Return (generic function, name) of the method with CODE; None where it is no method's."""
        if not code.co_name.startswith("method_"):
            return None
        return self._methods.get(code)

    def generic(self, generic):
        """Return the symbol, or list (setf symbol), that names a generic function; None where none does."""
        symbol = self.natives.generics.get(id(generic), generic.name)
        return name_of(symbol) if type(symbol) is Symbol else None

    def documented(self, generic):
        """Return whether a generic function is one of the core's, which Lisp calls through an entry."""
        return id(generic) in self.natives.generics


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
    specializers = map(specializer_name, method.specializers)
    qualifiers = [keyword(q.upper()) for q in method.qualifiers]
    return L(METHOD, generic, *qualifiers, lisp_list(specializers))


def specializer_name(specializer):
    if isinstance(specializer, Eql):
        return L(EQL, specializer.value)
    return True if specializer is object else class_name(specializer) or Symbol(specializer.__name__)


def codes_of(function, wrapped=True):
    """Return the code objects of FUNCTION, of its twin, and of what it is wrapped around."""
    found = []
    if isinstance(function, FunctionType):
        found.append(function.__code__)
        maker = twin_makers.get(id(function.__code__))
        if maker is not None and maker.twin is not None:
            found.append(maker.twin.__code__)
        if wrapped and function.__globals__ is not image:
            for cell in function.__closure__ or ():
                found += codes_of(contents(cell), False)
    return found


def contents(cell):
    try:
        return cell.cell_contents
    except ValueError:  # it is empty
        return None
