"""Listeners over streams that a program has opened: tpl:start-interactive-top-level.

A server gives each connection a process that runs

    (tpl:start-interactive-top-level stream #'tpl:top-level-read-eval-print-loop nil)

and closes the stream behind it. Source: Allegro CL 10.1, Top Level.
"""

from contextlib import ExitStack

from acllib.kernel.signalling import type_error
from acllib.lisp.conses import items
from acllib.lisp.definitions import lisp
from acllib.lisp.image import symbol_function
from acllib.lisp.printer import OPTIONS
from acllib.lisp.process_hooks import lisp_binding
from acllib.lisp.session import exit_locally
from acllib.lisp.symbols import Symbol
from acllib.lisp.variables import (
    current_package,
    read_base,
    read_default_float_format,
    read_eval,
    readtable,
    terminal_io,
)
from acllib.processes import current_process
from acllib.streambase import Stream

from aclrepl.toplevel import TPL

STANDARD = [current_package, readtable, read_base, read_default_float_format, read_eval, *OPTIONS.values()]


@lisp("START-INTERACTIVE-TOP-LEVEL", package=TPL)
def start_interactive_top_level(stream, function, arguments, *, initial_bindings=None):
    """Apply FUNCTION to the list ARGUMENTS with STREAM as *terminal-io*, and return its value.

    Arguments: initial_bindings -- alist of symbols and forms, bound in the same place. The
    variables of the reader and the printer are bound, to what they are, where the process has no
    initial bindings of its own.
    """
    if not (isinstance(stream, Stream) and stream.input_p and stream.output_p):
        type_error(stream, "a stream for input and output")
    with ExitStack() as stack:
        pairs = [(terminal_io, stream)]
        if not current_process().initial_bindings:
            pairs += [(variable, variable.get()) for variable in STANDARD]
        pairs += [lisp_binding(pair) for pair in items(initial_bindings)]
        for variable, value in pairs:
            stack.callback(variable.unbind, variable.bind(value))
        called = symbol_function(function) if type(function) is Symbol else function
        return called(*items(arguments))


@lisp("TOP-LEVEL-READ-EVAL-PRINT-LOOP", package=TPL)
def top_level_loop():
    """Be a listener on *terminal-io* until its input ends, or somebody throws or exits: the program goes on.

    Blocks: as long as the listener lives.
    """
    from aclrepl.listener import Listener  # it imports this file
    from aclrepl.pipe import PipeTerminal

    process, stream = current_process(), terminal_io.get()
    listener = Listener(process.name, PipeTerminal(stream))
    listener.process = process
    token = exit_locally.bind(True)
    try:
        listener.run()
    except OSError:
        if getattr(stream, "open_p", False) and getattr(stream, "input_p", False) and not lost(stream):
            raise
    finally:
        exit_locally.unbind(token)
    return None


def lost(stream):
    """Return whether nothing can be sent to the other end of STREAM any more."""
    try:
        stream.force_output()
    except OSError:
        return True
    return False
