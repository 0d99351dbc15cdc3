"""The commands that look at the stack: :bt :zoom, :up :dn :top :bottom :find :current, :frame :local.

A break level remembers the number of its current frame, 0 for the newest; * becomes the current
frame's expression. What changes a frame or leaves it is in `frame_changes`.
"""

import textwrap

from acllib.lisp.conses import items
from acllib.lisp.image import boundp, symbol_value
from acllib.lisp.reader import read_from_string
from acllib.lisp.symbols import Symbol, find_package, keyword, symbol_name
from acllib.lisp.variables import history as history_variables

from aclrepl import debugger, frames
from aclrepl.commands import command, complain, integer, unquoted

SHOWN = 20  # frames that :zoom prints around the current one
WIDTH = 78  # columns that :bt fills
NAMES = 100  # names that :bt prints
LONGEST_NAME = 60
CURRENT = keyword("CURRENT")
OPTIONS = (
    "count",
    "brief",
    "moderate",
    "verbose",
    "specials",
    "top",
    "bottom",
    "function",
    "relative",
    "all",
)
HOW = {"i", "c", "r"}  # of which code :local means the variables; here all is compiled


def stack_of(listener, everything=False):
    """Return the frames of the innermost break level; say so and return None where there are none."""
    if listener.level.condition is None:
        listener.write("There is no stack to look at: no form was interrupted here.\n")
        return None
    kind = type(listener)
    found = frames.stack(kind.debug.__code__, kind._round.__code__, everything)
    own = [f for f in found if f.kind != "internal"]
    if not (found if everything else own):
        listener.write("No Lisp function was running.\n")
        return None
    listener.level.frame = max(0, min(listener.level.frame, len(own) - 1))
    return found


def setting(name, default):
    """Return the value of the top level's variable NAME; DEFAULT where nobody gave it one."""
    package = find_package("TPL")
    symbol = None if package is None else package.find(name)[0]
    return symbol_value(symbol) if type(symbol) is Symbol and boundp(symbol) else default


def bounds():
    """Return the printer variables for frames."""
    chosen = {
        key: value
        for key, name in (("length", "*ZOOM-PRINT-LENGTH*"), ("level", "*ZOOM-PRINT-LEVEL*"))
        if natural(value := setting(name, frames.BOUNDS[key]))
    }
    return {**frames.BOUNDS, **chosen}


def display():
    """Return how many frames :zoom prints."""
    count = setting("*ZOOM-DISPLAY*", SHOWN)
    return count if natural(count, 1) else SHOWN


def natural(value, least=0):
    return type(value) is int and value >= least


def options(rest, known):
    """Return the dict of the `:key value` pairs in REST. Signals where there are others."""
    words = list(items(read_from_string(f"({rest}\n)")[0]))
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


# The whole


@command("bt")
def bt(listener, rest):
    """Print the names of the functions on the stack, newest first."""
    found = stack_of(listener)
    if found:
        names = [textwrap.shorten(frames.shown(f.name), LONGEST_NAME) for f in found[:NAMES]]
        text = " <- ".join(n.replace(" ", "\xa0") for n in names)  # a name stays whole
        lines = textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)
        if len(found) > NAMES:
            lines.append(f"... {len(found) - NAMES} more older frames ...")
        listener.write("Evaluation stack:\n\n" + "\n".join(lines).replace("\xa0", " ") + "\n")


@command("zoom", 2, "&key count brief moderate verbose specials top bottom function relative all")
def zoom(listener, rest):
    """Print the stack around the current frame, whose expression * becomes.

    :count n       so many frames; by default *zoom-display*, or 20
    :brief t       names only
    :moderate t    where each frame is in its source, too
    :verbose t     the variables, too
    :specials t    with them the values that special variables were bound to, and what macros made
    :top t         the newest frame becomes the current one; :bottom t, the oldest
    :function f    frames of this function only
    :relative t    with the distance to the current frame, as :up and :dn take it
    :all t         with the frames that are not Lisp's
    """
    given = {k: v for k, v in options(rest, OPTIONS).items() if v is not None}
    found = stack_of(listener, "all" in given)
    if not found:
        return
    own = [f for f in found if f.kind != "internal"]
    if "top" in given:
        listener.level.frame = 0
    if "bottom" in given:
        listener.level.frame = len(own) - 1
    count = given.get("count", display())
    if not natural(count, 1):
        complain("The count must be a positive integer.")
    current = own[listener.level.frame] if own else None
    if "function" in given:
        wanted = frames.shown(given["function"])
        found = [f for f in found if frames.shown(f.name) == wanted]
    if current is not None:
        history_variables["*"].set(current.expression())
    print_stack(listener, found, current, count, given)


def print_stack(listener, found, current, count, given=frozenset()):
    """Print COUNT of the frames around the current one. GIVEN: the names of options in force."""
    listener.write(stack_text(found, current, count, given))


def stack_text(found, current, count, given=frozenset()):
    """Return what `print_stack` prints, for frames of the running process."""
    place = found.index(current) if current in found else 0
    first = max(0, min(place - count // 2, len(found) - count))
    lines = ["Evaluation stack:", ""]
    if first:
        lines.append("   ... more newer frames ...")
    here = bounds()
    for index in range(first, min(first + count, len(found))):
        frame = found[index]
        mark = " ->" if frame is current else "   "
        if "relative" in given:
            mark = ("   0" if index == place else f"{index - place:+4d}") + mark
        lines.append(mark + (f"({frames.shown(frame.name)})" if "brief" in given else frame.text(here)))
        if ("verbose" in given or "moderate" in given) and (where := frame.place()):
            lines.append(f"        at {where}")
        if "verbose" in given:
            lines += [f"        {variable_line(v)}" for v in frame.variables("specials" in given)]
    if first + count < len(found):
        lines.append("   ... more older frames ...")
    return "\n".join(lines) + "\n"


def variable_line(variable):
    return f"{variable.name} = {frames.shown(variable.value, {**frames.BOUNDS, 'case': keyword('UPCASE')})}"


# The current frame


def move(listener, choose):
    """Make current the frame whose number CHOOSE returns for (current, frames), and show it.

    How is told by *auto-zoom*: t, the stack; a number, so many frames of it; nil, not at all; else the frame.
    """
    found = stack_of(listener)
    number = choose(listener.level.frame, found) if found else None
    if number is None:
        return
    listener.level.frame = max(0, min(number, len(found) - 1))
    frame = found[listener.level.frame]
    history_variables["*"].set(frame.expression())
    how = setting("*AUTO-ZOOM*", CURRENT)
    if how is True or natural(how, 1):
        print_stack(listener, found, frame, display() if how is True else how)
    elif how is not None:
        listener.write(frame.text(bounds()) + "\n")


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
    """Go to the next older frame of a function, given by its name or a part of it."""
    name = unquoted(rest).lower()

    def older(current, found):
        numbers = range(current + 1, len(found))
        names = {n: frames.shown(found[n].name) for n in numbers} if name else {}
        chosen = [n for n in names if names[n] == name] or [n for n in names if name in names[n]]
        if chosen:
            return chosen[0]
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
        chosen = found[listener.level.frame]
        history_variables["*"].set(chosen.expression())
        lines = [f"Expression: {chosen.text(bounds())}"]
        if chosen.place():
            lines.append(f"Place: {chosen.place()}")
        lines += [f"  {variable_line(v)}" for v in chosen.variables()]
        listener.write("\n".join(lines) + "\n")


def named_variables(listener, variables, wanted):
    """Return the Variables that WANTED, a name or number, stands for; complain where it is none."""
    wanted = unquoted(wanted).lower()
    found = [v for n, v in enumerate(variables) if wanted in (v.name, str(n))]
    if not found:
        listener.write(f"There is no local variable {wanted}.\n")
    return found


def without_how(rest):
    """Return REST without the words :i :c :r in front, which tell Allegro's kinds of code apart."""
    word, _, others = rest.partition(" ")
    return without_how(others.strip()) if word.startswith(":") and word[1:].lower() in HOW else rest


@command("local", 3, "&optional name-or-number")
def local(listener, rest):
    """Print the variables of the current frame, or one of them, which * then holds."""
    found = stack_of(listener)
    if not found:
        return
    variables = found[listener.level.frame].variables()
    rest = without_how(rest)
    chosen = named_variables(listener, variables, rest) if rest else variables
    if rest and len(chosen) == 1:
        history_variables["*"].set(chosen[0].value)
        listener.write(debugger.summary(chosen[0].value) + "\n")
    elif chosen:
        listener.write("".join(f"{variables.index(v)}: {variable_line(v)}\n" for v in chosen))
    elif not rest:
        listener.write("There are no local variables.\n")
