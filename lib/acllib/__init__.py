"""The Allegro CL socket library for Python and Hy: sockets, streams, processes, without the REPL."""

# >>> source tree only
import hy  # noqa: F401 -- lets Python load the .hy files; hatch_build.py leaves these lines out
# <<< source tree only

__version__ = "0.1.0"


def __getattr__(name):
    """Import what the table of operators has under NAME, at its first use (PEP 562)."""
    if name.startswith("_") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from acllib.operators import python_names, resolve

    names = python_names()
    if name == "__all__":
        return sorted(names)
    if name not in names:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = resolve(names[name])
    return value


def __dir__():
    return sorted({*globals(), *__getattr__("__all__")})
