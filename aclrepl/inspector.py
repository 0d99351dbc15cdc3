"""What an object is made of: its parts, for `:inspect` and `:i`.

`parts` looks only: no generic function, no property and no method of the object's own is called,
nothing is waited for, no name is resolved. So looking at a socket or a half-made object does no harm.
"""

import types

from acllib.addresses import IPv6Address
from acllib.characters import Character, character_name, characters
from acllib.kernel.constants import UNBOUND
from acllib.kernel.generic import GenericFunction, class_label
from acllib.lisp.arrays import LispArray, LispString, dimensions_of, element_type_of, fill_pointer_of
from acllib.lisp.classes import class_of
from acllib.lisp.conses import Cons, lisp_list
from acllib.lisp.image import boundp, fboundp, set_function, set_symbol_value, symbol_function, symbol_value
from acllib.lisp.instances import info_of, nearest_info, slot_peek, slot_store
from acllib.lisp.printer import address, function_name
from acllib.lisp.ratios import Ratio
from acllib.lisp.symbols import Package, Symbol, cl, keyword, setf_name
from acllib.lisp.tables import HashTable
from acllib.processes import Process
from acllib.sockets import Socket

from aclrepl.parts import (
    MISSING,
    MOST,
    Part,
    Parts,
    about,
    attributes,
    fixed,
    kind_of,
    makers,
    of_python,
    shown,
    static,
)


def parts(object):
    """Return the Parts of OBJECT."""
    kind = type(object)
    if nearest_info(kind) is not None and not issubclass(kind, type):
        return of_instance(object)
    for each in kind.__mro__:
        if each in makers:
            return makers[each](object)
    return of_python(object)


# Sequences


@about(Cons)
def of_cons(cons):
    conses, seen, rest = [], set(), cons
    while type(rest) is Cons and id(rest) not in seen and len(conses) < MOST:
        seen.add(id(rest))
        conses.append(rest)
        rest = rest.cdr
    if type(rest) is Cons:
        what = "circular" if id(rest) in seen else "long"
    else:
        what = "proper" if rest is None else "dotted"
    number = len(conses)

    def get(i):
        if i == number:
            return Part("tail", conses[-1].cdr, lambda value: setattr(conses[-1], "cdr", value))
        return Part(None, conses[i].car, lambda value: setattr(conses[i], "car", value))

    elements = f"{number} element{'s' if number != 1 else ''}"
    return Parts(f"a {what} list with {elements} {address(cons)}", number + (rest is not None), get)


@about(list, bytearray, LispArray, LispString, str)
def of_vector(vector):
    kind = type(vector)
    dimensions = dimensions_of(vector)
    count = len(vector) if len(dimensions) == 1 else len(vector.data)
    if len(dimensions) != 1:
        what = f"an array of {' by '.join(map(str, dimensions)) or 'no'} dimensions"
    elif kind in (str, LispString):
        what = f"a string of {count} characters"
    else:
        what = f"a vector of {count} elements"
    if element_type_of(vector) is not True and kind not in (str, LispString):
        what += f" of type {shown(element_type_of(vector))}"
    if fill_pointer_of(vector) is not None:
        what += f", {dimensions[0]} with those behind the fill pointer"

    def get(i):
        name = subscripts(i, dimensions) if len(dimensions) != 1 else None
        value = characters[str.__str__(vector[i])] if kind in (str, LispString) else vector[i]
        return Part(name, value, None if kind is str else lambda new: put_element(vector, i, new))

    return Parts(f"{what} {address(vector)}", count, get)


def put_element(vector, index, value):
    """Store VALUE as Lisp's (setf row-major-aref) does: with the checks of the element type."""
    symbol_function(setf_name(cl("ROW-MAJOR-AREF")))(value, vector, index)


def subscripts(index, dimensions):
    """Return `1,0` for a row-major INDEX."""
    found = []
    for size in reversed(dimensions):
        index, place = divmod(index, size)
        found.append(str(place))
    return ",".join(reversed(found)) or "value"


@about(tuple, set, frozenset)
def of_python_sequence(sequence):
    elements = list(sequence)
    return Parts(kind_of(sequence), len(elements), lambda i: Part(None, elements[i]))


@about(HashTable)
def of_table(table):
    entries = table.entries()

    def get(i):
        key, value = entries[i]
        return Part(shown(key), value, lambda new: table.put(key, new))

    what = f"{'entry' if len(entries) == 1 else 'entries'}"
    return Parts(f"an {table.test} hash table with {len(entries)} {what} {address(table)}", len(entries), get)


@about(dict)
def of_dictionary(dictionary):
    entries = list(dict.items(dictionary))

    def get(i):
        key, value = entries[i]
        return Part(shown(key), value, lambda new: dict.__setitem__(dictionary, key, new))

    return Parts(kind_of(dictionary), len(entries), get)


# Atoms


@about(Symbol)
def of_symbol(symbol):
    value = symbol_value(symbol) if boundp(symbol) else UNBOUND
    function = symbol_function(symbol) if fboundp(symbol) else symbol.macro or UNBOUND
    return fixed(
        f"the symbol {shown(symbol)} {address(symbol)}",
        ("name", symbol.name),
        ("package", symbol.package),
        Part("value", value, None if symbol.constant else lambda new: set_symbol_value(symbol, new)),
        Part("function", function, lambda new: set_function(symbol, new)),
        ("plist", symbol.plist),
    )


@about(Package)
def of_package(package):
    def symbols(names):
        return lisp_list([package.present[name] for name in sorted(names)])

    return fixed(
        f"the package {package.name}",
        ("name", package.name),
        ("nicknames", lisp_list(package.nicknames)),
        ("uses", lisp_list(package.uses)),
        ("used-by", lisp_list(package.used_by)),
        ("external", symbols(package.exported & package.present.keys())),
        ("internal", symbols(package.present.keys() - package.exported)),
    )


@about(int)
def of_integer(number):
    bits = number.bit_length()
    return fixed(f"an integer of {bits} bit{'s' if bits != 1 else ''}: #x{number:x}")


@about(float, types.NoneType, bool)
def of_atom(object):
    return fixed(f"{shown(object)}, of the class {class_label(class_of(object))}")


@about(Ratio)
def of_ratio(ratio):
    return fixed(kind_of(ratio), ("numerator", ratio.numerator), ("denominator", ratio.denominator))


@about(complex)
def of_complex(number):
    return fixed(kind_of(number), ("real", number.real), ("imaginary", number.imag))


@about(Character)
def of_character(character):
    return fixed("a character", ("code", ord(str.__str__(character))), ("name", character_name(character)))


# Instances


def of_instance(object):
    info = nearest_info(type(object))
    slots = list(info.slots.values())

    def get(i):
        slot = slots[i]
        return Part(slot.name.name, slot_peek(object, slot), lambda value: slot_store(object, slot, value))

    if isinstance(object, BaseException | Process):
        own = [get(i) for i in range(len(slots))]
        stored = {slot.attribute for slot in slots} | {part.name.lower() for part in own}
        return fixed(kind_of(object), *own, *core_parts(object, stored))
    return Parts(kind_of(object), len(slots), get)


# What the core's own objects tell; attributes that begin with _ are nobody's business.
HIDDEN = {"signalled", "system", "descriptor", "transport", "state", "inherited", "clos", "network"}


@about(BaseException, Process, Socket, IPv6Address)
def of_core(object):
    return fixed(kind_of(object), *core_parts(object))


def core_parts(object, without=()):
    """Return a list of Parts of an object of the core's, but for the attributes WITHOUT."""
    names = [] if not isinstance(object, Socket) else SOCKET
    found = {name: static(object, name) for name in names}
    found.update(attributes(object))
    rows = [
        Part(name.replace("_", "-"), value)
        for name, value in found.items()
        if value is not MISSING and not name.startswith("_") and name not in HIDDEN and name not in without
    ]
    if isinstance(object, Process):
        rows[:0] = [Part("activity", object.activity()), Part("whostate", object.whostate)]
    for row in rows:
        if row.name in NAMED and type(row.value) is str:
            row.value = keyword(row.value.upper())
    return [lispy(row) for row in rows]


NAMED = {"socket-type", "socket-connect", "socket-address-family", "format"}  # whose values are keywords
SOCKET = (
    "socket_type", "socket_connect", "socket_address_family", "format", "local_host", "local_port",
    "remote_host", "remote_port", "local_filename", "remote_filename",
)  # fmt: skip


def lispy(row):
    """Return ROW with a value that Lisp likes: lists for Python's, nil for false."""
    if row.value is False:
        row.value = None
    elif type(row.value) in (list, tuple):
        row.value = lisp_list(row.value)
    return row


@about(types.FunctionType)
def of_function(function):
    code = function.__code__
    name = function_name(function)
    cells = zip(code.co_freevars, function.__closure__ or (), strict=False)
    return fixed(
        f"the function {name if type(name) is str else shown(name)} {address(function)}",
        ("name", name),
        ("documentation", function.__doc__),
        ("file", code.co_filename),
        ("line", code.co_firstlineno),
        *[Part(f"closed over {name}", content(cell)) for name, cell in cells],
    )


@about(types.CellType)
def of_cell(cell):
    contents = Part("contents", content(cell), lambda new: setattr(cell, "cell_contents", new))
    return fixed(kind_of(cell), contents)


def content(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return UNBOUND


@about(GenericFunction)
def of_generic(generic):
    rows = [row for row in attributes(generic).items() if not row[0].startswith("_")]
    return fixed(kind_of(generic), *[lispy(Part(name.replace("_", "-"), value)) for name, value in rows])


@about(type)
def of_class(cls):
    info = info_of(cls)
    return fixed(
        f"the class {class_label(cls)} {address(cls)}",
        ("superclasses", lisp_list(cls.__bases__)),
        ("subclasses", lisp_list(type.__subclasses__(cls))),
        ("precedence", lisp_list(cls.__mro__)),
        ("slots", lisp_list([slot.name for slot in info.slots.values()]) if info is not None else None),
        ("documentation", info.documentation if info is not None else cls.__dict__.get("__doc__")),
    )
