"""The commands that look at the stack: :bt :zoom :up :dn :top :bottom :find :current :frame :local :restart.

A break level remembers the number of its current frame, 0 for the newest.
"""

import textwrap

from acllib.lisp.conses import items
from acllib.lisp.reader import read_from_string
from acllib.lisp.symbols import Symbol, symbol_name
from acllib.lisp.variables import history as history_variables

from aclrepl import debugger, frames
from aclrepl.commands import command, complain, integer, unquoted

SHOWN = 20  # frames that :zoom prints around the current one
WIDTH = 78  # columns that :bt fills


def stack_of(listener):
    """Return the frames of the innermost break level; say so and return None where there are none."""
    if listener.level.condition is None:
        listener.write("There is no stack to look at: no form was interrupted here.\n")
        return None
    found = frames.stack(type(listener).debug.__code__, type(listener).evaluate.__code__)
    if not found:
        listener.write("No Lisp function was running.\n")
        return None
    listener.level.frame = min(listener.level.frame, len(found) - 1)
    return found


def options(rest, known):
    """Return the dict of the `:key value` pairs in REST. Signals where there are others."""
    form = read_from_string(f"({rest})")[0]
    words = list(items(form))
    found = {}
    for name, value in zip(words[::2], words[1::2], strict=False):
        key = symbol_name(name).lower() if isinstance(name, Symbol) else str(name)
        if key not in known:
            complain(
                f"{debugger.summary(name)} is no option here; there are {' '.join(':' + k for k in known)}."
            )
        found[key] = value
    if len(words) % 2:
        complain("Options are pairs of a keyword and a value.")
    return found


@command("bt")
def bt(listener, rest):
    """Print the names of the functions on the stack, newest first."""
    found = stack_of(listener)
    if found:
        names = [textwrap.shorten(f.name, 60).replace(" ", "\xa0") for f in found]  # a name stays whole
        lines = textwrap.wrap(" <- ".join(names), WIDTH, break_on_hyphens=False, break_long_words=False)
        listener.write("Evaluation stack:\n\n" + "\n".join(lines).replace("\xa0", " ") + "\n")


@command("zoom", 2, "&key count verbose moderate brief top bottom all")
def zoom(listener, rest):
    """Print the stack around the current frame. `:moderate t` adds places, `:verbose t` variables, too."""
    found = stack_of(listener)
    if not found:
        return
    given = options(rest, ("count", "verbose", "moderate", "brief", "top", "bottom", "all"))
    if given.get("top") is not None:
        listener.level.frame = 0
    if given.get("bottom") is not None:
        listener.level.frame = len(found) - 1
    count = given.get("count")
    if count is None:
        count = len(found) if given.get("all") is not None else SHOWN
    if type(count) is not int or count < 1:
        complain("The count must be a positive integer.")
    print_stack(listener, found, count, given.get("verbose"), given.get("moderate"), given.get("brief"))


def print_stack(listener, found, count, verbose=None, moderate=None, brief=None):
    current = listener.level.frame
    first = max(0, min(current - count // 2, len(found) - count))
    lines = ["Evaluation stack:", ""]
    if first:
        lines.append("   ... more newer frames ...")
    for index in range(first, min(first + count, len(found))):
        frame = found[index]
        mark = " ->" if index == current else "   "
        lines.append(mark + (f"({frame.name})" if brief is not None else frame.expression()))
        if (verbose is not None or moderate is not None) and frame.place():
            lines.append(f"        at {frame.place()}")
        if verbose is not None:
            lines += [f"        {name} = {debugger.summary(value)}" for name, value in frame.variables]
    if first + count < len(found):
        lines.append("   ... more older frames ...")
    listener.write("\n".join(lines) + "\n")


def move(listener, choose):
    """Make current the frame whose number CHOOSE returns for (current, frames), and print it."""
    found = stack_of(listener)
    if found:
        number = choose(listener.level.frame, found)
        if number is not None:
            listener.level.frame = max(0, min(number, len(found) - 1))
            show_current(listener, found)


def show_current(listener, found):
    frame = found[listener.level.frame]
    history_variables["*"].set(frame.expression())
    listener.write(frame.expression() + "\n")


@command("up", arguments="&optional n")
def up(listener, rest):
    """Go N frames towards the newest."""
    n = integer(listener, rest, 1)
    if n is not None:
        move(listener, lambda current, found: current - n)


@command("dn", arguments="&optional n")
def dn(listener, rest):
    """Go N frames towards the oldest."""
    n = integer(listener, rest, 1)
    if n is not None:
        move(listener, lambda current, found: current + n)


@command("top", 2)
def top(listener, rest):
    """Go to the newest frame."""
    move(listener, lambda current, found: 0)


@command("bottom", 2)
def bottom(listener, rest):
    """Go to the oldest frame."""
    move(listener, lambda current, found: len(found) - 1)


@command("find", arguments="name")
def find_frame(listener, rest):
    """Go to the next older frame of a function."""
    name = unquoted(rest).lower()

    def older(current, found):
        for number in range(current + 1, len(found)):
            if name and name in found[number].name:
                return number
        listener.write(f"No older frame of {name or 'that'}.\n")
        return None

    move(listener, older)


@command("current", 3)
def current(listener, rest):
    """Print the current frame."""
    move(listener, lambda number, found: number)


@command("frame", 2)
def frame(listener, rest):
    """Print the current frame, where it is, and its variables."""
    found = stack_of(listener)
    if found:
        details(listener, found[listener.level.frame])


def details(listener, frame):
    lines = [f"Expression: {frame.expression()}"]
    if frame.place():
        lines.append(f"Place: {frame.place()}")
    lines += [f"  {name} = {debugger.summary(value)}" for name, value in frame.variables]
    listener.write("\n".join(lines) + "\n")


@command("local", 3, "&optional name-or-number")
def local(listener, rest):
    """Print the variables of the current frame, or one of them, which * then holds."""
    found = stack_of(listener)
    if not found:
        return
    variables = found[listener.level.frame].variables
    wanted = unquoted(rest).lower()
    if not wanted:
        lines = [f"{n}: {name} = {debugger.summary(value)}" for n, (name, value) in enumerate(variables)]
        listener.write("\n".join(lines) + "\n" if lines else "There are no local variables.\n")
        return
    for number, (name, value) in enumerate(variables):
        if wanted in (name, str(number)):
            history_variables["*"].set(value)
            listener.write(debugger.summary(value) + "\n")
            return
    listener.write(f"There is no local variable {wanted}.\n")


@command("restart", 4)
def restart(listener, rest):
    """Leave this break level and evaluate the form that opened it once more."""
    if not listener.level.number:
        listener.write("There is no break level, and so nothing to restart.\n")
        return
    form = listener.level.form
    if form is None:
        listener.write("What opened this break level was not a form typed here.\n")
        return
    listener.once_more = form
    listener.level.outer.leave_to()
