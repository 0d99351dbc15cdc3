"""Parts of objects: what the inspector shows, and how any Python object is taken to pieces.

Nothing of the object's own is called: no property, no `__getattr__`. Which parts a kind of object
has is in `inspector`.
"""

import types

from acllib.kernel.generic import class_label
from acllib.lisp.classes import class_of
from acllib.lisp.printer import address

from aclrepl import debugger

MOST = 100_000  # elements of a list that are looked at
MISSING = object()


class Part:
    """A component.

    name   str, or None: it only has a number
    value  UNBOUND where there is none
    set    function of a new value, or None: it can't be set
    """

    __slots__ = ("name", "set", "value")

    def __init__(self, name, value, set=None):
        self.name = name
        self.value = value
        self.set = set


class Parts:
    """The parts of an object: a HEADLINE that says what it is, COUNT, and GET, a function of a number."""

    def __init__(self, headline, count, get):
        self.headline = headline
        self.count = count
        self.get = get

    def named(self, name):
        """Return the number of the part called NAME, in any case, or None. Parts without names have none."""
        wanted = name.lower()
        for number in range(min(self.count, MOST)):
            found = self.get(number).name
            if found is None and number > 1:
                return None
            if found is not None and found.lower() == wanted:
                return number
        return None


makers = {}  # type → function that makes the Parts of its objects


def about(*kinds):
    """Return a decorator: the function makes the Parts of objects of these types, and those below them."""

    def register(function):
        for kind in kinds:
            makers[kind] = function
        return function

    return register


def fixed(headline, *rows):
    """Return Parts of ROWS: a Part, or (name, value)."""
    found = [row if isinstance(row, Part) else Part(*row) for row in rows]
    return Parts(headline, len(found), found.__getitem__)


def kind_of(object):
    """Return what OBJECT is and where: `CLASS @ #x...`."""
    return f"{class_label(class_of(object))} {address(object)}"


# Python's


def of_python(object):
    """Return the Parts of any other object: its attributes, as far as they are stored in it."""

    def setter(name):
        return lambda value: setattr(object, name, value)

    rows = [Part(name, value, setter(name)) for name, value in attributes(object).items()]
    return fixed(kind_of(object), *rows)


def attributes(object):
    """Return the dict of what is stored in OBJECT: its dictionary, and its slots. No property is called."""
    found = {}
    try:
        own = type.__getattribute__(type(object), "__mro__")
    except Exception:
        return found
    for cls in reversed(own):
        for name, member in list(cls.__dict__.items()):
            if type(member) is types.MemberDescriptorType:
                try:
                    found[name] = member.__get__(object, type(object))
                except AttributeError:
                    continue
    found.update(dictionary_of(object))
    return {name: value for name, value in found.items() if isinstance(name, str)}


def dictionary_of(object):
    """Return the attribute dictionary of OBJECT, {} where it has none; no code of its class runs."""
    for cls in type(object).__mro__:
        member = cls.__dict__.get("__dict__")
        if type(member) is types.GetSetDescriptorType:
            try:
                return dict(member.__get__(object, type(object)))
            except (AttributeError, TypeError):
                return {}
    return {}


def static(object, name):
    """Return attribute NAME of OBJECT as it, or its class, stores it; MISSING if only a property has it."""
    own = attributes(object)
    if name in own:
        return own[name]
    for cls in type(object).__mro__:
        value = cls.__dict__.get(name, MISSING)
        if value is not MISSING:
            return MISSING if hasattr(type(value), "__get__") else value
    return MISSING


def shown(object):
    """Return OBJECT printed, short."""
    return debugger.summary(object)


def shown_name(name):
    return name if type(name) is str else shown(name)
