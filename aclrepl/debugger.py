"""What is shown when nobody handled a condition: the report, and the ways to go on.

A report, and a restart's line, is a program's code and may do anything: it runs without handlers
and debugger, so that what goes wrong in it is a remark in the block and not a second error.
"""

import sys
import threading

from acllib.kernel.dynamic import current_state
from acllib.kernel.exits import NonLocalExit
from acllib.kernel.generic import class_label
from acllib.kernel.signalling import compute_restarts, show
from acllib.kernel.signalling import debugger as debugger_variable
from acllib.lisp.conditions import BreakCondition
from acllib.lisp.functions.conditions import call_debugger_hook
from acllib.lisp.native_errors import StackOverflow, python_error
from acllib.lisp.printer import bound_options, prin1_to_string

INDENT = " " * 7

# What a report shows of an object, which may be large, or nested without end.
BOUNDS = {"length": 20000, "level": 20, "readably": None}
LONGEST = 20000  # characters of a report


class undisturbed:
    """No handlers and no debugger of the running process for the body of a `with` statement."""

    def __enter__(self):
        self.state = current_state()
        self.handlers = self.state.handlers
        self.token = debugger_variable.bind(None)
        self.state.handlers = None

    def __exit__(self, *exception):
        self.state.handlers = self.handlers
        debugger_variable.unbind(self.token)
        return False


class more_room:
    """Let the stack grow for the body of a `with` statement, if CONDITION is its overflow.

    A break level opens where the stack ended; what is typed there needs some, and handlers of its own.
    The limit is Python's for all threads, and the stacks are made with a small reserve: so only the
    first few overflows that are open get more.
    """

    STEP = 2000
    MOST = 2
    open = 0
    lock = threading.Lock()

    def __init__(self, condition):
        self.wanted = isinstance(condition, StackOverflow)

    def __enter__(self):
        if self.wanted:
            with self.lock:
                self.wanted = more_room.open < self.MOST
                self.change(1)

    def __exit__(self, *exception):
        if self.wanted:
            with self.lock:
                self.change(-1)
        return False

    def change(self, by):
        if self.wanted:
            more_room.open += by
            sys.setrecursionlimit(sys.getrecursionlimit() + by * self.STEP)


def safely(function, instead):
    """Return the text that FUNCTION returns; INSTEAD and what went wrong, where it fails."""
    try:
        with undisturbed():
            text = str(function())
        return text if len(text) <= LONGEST else text[:LONGEST] + "..."
    except Exception as e:
        return f"{instead} (its report failed: {condition_type(e)})"


def summary(object):
    """Return OBJECT printed, without what is deep in it or far behind."""
    with bound_options({"length": 50, "level": 10}):
        return safely(lambda: prin1_to_string(object), "something")


def report(condition):
    """Return CONDITION's report as str; its class where the report itself fails."""
    own = getattr(condition, "report", None)
    control = getattr(condition, "format_control", None)
    name = condition_type(condition)
    if not callable(own):
        missing = isinstance(condition, KeyError)
        own = lambda: f"no such key: {condition}" if missing else str(condition) or name  # noqa: E731
    with bound_options(BOUNDS):
        return safely(own, f'"{control}"' if isinstance(control, str) else name)


def headline(condition):
    """Return the first lines of the block: what happened, continuation lines under the text."""
    kind = "Break" if isinstance(condition, BreakCondition) else "Error"
    return f"{kind}: " + report(condition).replace("\n", "\n" + INDENT)


def condition_type(condition):
    """Return the name of CONDITION's class, as the block shows it."""
    return class_label(type(condition))


def restart_line(number, restart):
    """Return the line that offers RESTART as NUMBER."""
    text = safely(restart.describe, show_name(restart))
    if restart.label() == "abort" and not text.endswith("."):
        text += ' (an "abort" restart).'
    return f"{number:2d}: {text}"


def show_name(restart):
    return safely(lambda: show(restart.name), "a restart") if restart.name is not None else "Go on."


def block(condition, restarts):
    """Return the error block: report, condition type, and the restarts, most recent first."""
    lines = [headline(condition), f"  [condition type: {condition_type(condition)}]", ""]
    if restarts:
        lines.append("Restart actions (select using :continue):")
        lines.extend(restart_line(i, r) for i, r in enumerate(restarts))
    return "\n".join(lines) + "\n"


def handled(function, show_block):
    """Call FUNCTION; a condition that nobody handles is shown, and ends it.

    Arguments: show_block -- function that prints the error block it is given.
    Returns: True when FUNCTION returned, False when a condition ended it. Other exits go on.
    """
    target = object()

    def unhandled(condition):
        call_debugger_hook(condition)
        show_block(block(condition, compute_restarts(condition)))
        raise NonLocalExit(target)

    token = debugger_variable.bind(unhandled)
    try:
        try:
            function()
        except Exception as e:
            python_error(e)
            raise
    except NonLocalExit as e:
        if e.target is not target:
            raise
        return False
    finally:
        debugger_variable.unbind(token)
    return True
