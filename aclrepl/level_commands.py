"""The commands of break levels: :pop :reset :continue :error."""

from acllib.lisp.variables import history as history_variables

from aclrepl import debugger, toplevel
from aclrepl.commands import command, integer


@command("pop", arguments="&optional n")
def pop(listener, rest):
    """Leave this break level, or the N innermost ones."""
    n = integer(listener, rest, 1)
    if n is None:
        return
    levels = listener.levels()
    if n >= len(levels):
        if len(levels) == 1:
            listener.write("There is no break level to pop.\n")
            return
        n = len(levels) - 1
    if n:
        levels[n].leave_to()


@command("reset", 3)
def reset(listener, rest):
    """Return to the top level."""
    toplevel.call_reset_hook()
    listener.levels()[-1].leave_to()


@command("continue", 4, "&optional n")
def continue_(listener, rest):
    """Invoke restart N of the list that the error printed; 0 by default. Some ask for a form."""
    n = integer(listener, rest, 0)
    if n is None:
        return
    offered = listener.level.restarts
    if n >= len(offered):
        listener.write(f"There is no restart number {n}.\n" if offered else "There is nothing to continue.\n")
        return
    restart = offered[n]
    arguments = restart.interactive() if restart.interactive is not None else ()
    restart.function(*(arguments or ()))


@command("error", 3)
def error_(listener, rest):
    """Print the message of this break level again, and set * to the condition."""
    level = listener.level
    if level.condition is None:
        listener.write("There is no error.\n")
        return
    history_variables["*"].set(level.condition)
    listener.write(debugger.block(level.condition, level.restarts))
