"""Pages in files, and where an input ends: by Lisp's own reader."""

import os

from acllib.kernel.dynamic import current_state
from acllib.kernel.signalling import debugger as debugger_variable
from acllib.lisp.reader import outermost
from acllib.lisp.reader_errors import IncompleteForm
from acllib.lisp.sources import EOF, TextSource
from acllib.lisp.variables import read_suppress

from aclrepl.lab import Lab
from aclrepl.transcript import BadPage, parse

MOST_PAGE = 100_000_000  # octets that a page may have


def parse_page(text, name):
    """Return the Page of TEXT. Raises BadPage."""
    return parse(text, name, input_end, Lab.first)


def read_page(name):
    """Return the Page in the file NAME. Raises BadPage with a text for the user."""
    name = os.fspath(name)
    try:
        with open(name, "rb") as file:
            octets = file.read(MOST_PAGE + 1)
    except (OSError, ValueError) as e:
        raise BadPage(f"{name}: {getattr(e, 'strerror', None) or e}") from e
    if len(octets) > MOST_PAGE:
        raise BadPage(f"{name}: more than {MOST_PAGE} octets")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as e:
        raise BadPage(f"{name}: not a text file (octet {e.start} is no UTF-8)") from e
    if "\0" in text:
        raise BadPage(f"{name}: not a text file (it holds null characters)")
    return parse_page(text, name)


def input_end(text):
    """Return the place in TEXT behind the line on which its first form ends, and all forms on that line.

    None: the text ends inside a form. Nothing is interned or evaluated.
    """
    state = current_state()
    handlers, state.handlers = state.handlers, None
    suppress, silent = read_suppress.bind(True), debugger_variable.bind(None)
    source = TextSource(text)
    try:
        count = 0
        while outermost(source.source, True) is not EOF:
            count += 1
            rest = text[source.place : line_end(text, source.place)].strip()
            if not rest or rest.startswith(";"):
                break
        return line_end(text, source.place if count else 0)
    except IncompleteForm:
        return None
    except Exception:  # what can't be read is for the listener to complain about
        return line_end(text, source.place)
    finally:
        debugger_variable.unbind(silent)
        read_suppress.unbind(suppress)
        state.handlers = handlers


def line_end(text, place):
    """Return the place in TEXT where the line that PLACE is on ends."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end
