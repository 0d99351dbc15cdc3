"""The inspector: :inspect, :i, and Lisp's `inspect`.

`:inspect form` opens a level, `[1i]`, in which `:i` walks through the object's parts, and back.
What is looked at is the value of *.
"""

from acllib.kernel.constants import UNBOUND
from acllib.kernel.exits import NonLocalExit
from acllib.lisp.compiler import evaluate
from acllib.lisp.definitions import lisp
from acllib.lisp.printer import bound_options, prin1_to_string
from acllib.lisp.variables import history as history_variables
from acllib.lisp.variables import standard_output

from aclrepl import debugger
from aclrepl.commands import command, only_form
from aclrepl.inspector import parts
from aclrepl.toplevel import current_listener

SHOWN = 10  # parts that are printed
WIDTH = 16  # of a part's name and the arrow behind it
BOUNDS = {"length": 20, "level": 4, "pretty": None}
HELP = """\
:i             print the parts again (also `:i =')
:i form        inspect the value of a form; `:i *' that of *
:i + form      the same; the way back leads here
:i N, :i name  go to a part; `:i slot name' where the name means something else
:i -           go back to what this is a part of (also `:i ^')
:i <, :i >     go to the part before this one, or behind it
:i set N form  make the value of a form the part N
:i print N     print N parts at a time
:i skip N      print those behind the first N
:i tree        print the way from what was inspected first
:i q           leave
"""


class Step:
    """An object on the way, the Step it was reached from, and as which part."""

    def __init__(self, object, outer=None, number=None, name=None):
        self.object = object
        self.outer = outer
        self.number = number
        self.name = name
        self.skip = 0


class Inspection:
    """A walk: where it is, and how many parts are printed."""

    def __init__(self, object):
        self.step = Step(object)
        self.shown = SHOWN

    def go(self, step):
        self.step = step
        history_variables["*"].set(step.object)

    def text(self):
        """Return the lines that show the object and its parts."""
        found, step = parts(self.step.object), self.step
        last = min(found.count, step.skip + self.shown)
        lines = [found.headline]
        if step.skip and found.count:
            lines.append(f"   ... {min(step.skip, found.count)} before ...")
        lines += [line(number, found.get(number)) for number in range(step.skip, last)]
        if last < found.count:
            lines.append(f"   ... {found.count - last} more: `:i skip {last}' prints them ...")
        return "\n".join(lines) + "\n"


def line(number, part):
    """Return the line for a part."""
    value = brief(part.value)
    if part.name is None:
        return f"{number:4d}-> {value}"
    name = part.name.replace("\n", " ")
    return f"{number:4d} {name} {'-' * max(1, WIDTH - len(name))}> {value}"


def brief(value):
    """Return VALUE printed on a line."""
    if value is UNBOUND:
        return "unbound"
    with bound_options(BOUNDS):
        text = debugger.safely(lambda: prin1_to_string(value), "something")
    text = text.replace("\n", " ")
    return text if len(text) <= 200 else text[:200] + "..."


# The commands


@command("inspect", 2, "form")
def inspect_(listener, rest):
    """Look at the parts of the value of a form; `:i ?' tells how to go on."""
    begin(listener, evaluate(only_form(rest, ":inspect")))


def begin(listener, object):
    """Inspect OBJECT: from here if something is inspected already, else in a level of its own."""
    inspection = listener.level.inspection
    if inspection is not None:
        inspection.go(Step(object))
        listener.write(inspection.text())
        return
    inspection = Inspection(object)
    inspection.go(inspection.step)
    listener.write(inspection.text())
    listener.inspect(inspection)


@command("istep", 1, "&optional what")
def istep(listener, rest):
    """Inspect: print the parts again, go to one, back, or set it; `:i ?' lists what can be done."""
    word, _, behind = rest.partition(" ")
    behind = behind.strip()
    step = STEPS.get(word.lower()) if not (behind and word.lower() in ALONE) else None
    inspection = listener.level.inspection
    if word == "?":
        listener.write(HELP)
    elif step is not None and inspection is None:
        listener.write("Nothing is inspected; `:i form' begins.\n")
    elif step is not None:
        step(listener, inspection, behind)
    elif inspection is None or not component(listener, inspection, rest):
        begin(listener, evaluate(only_form(rest, ":i")))


def component(listener, inspection, text):
    """Go to the part that TEXT, a number or a name, means; return whether it means one."""
    if natural(text):
        to_part(listener, inspection, int(text))
        return True
    number = parts(inspection.step.object).named(text)
    if number is not None:
        to_part(listener, inspection, number)
    return number is not None


def natural(text):
    return text.isdecimal() and text.isascii() and len(text) < 10


def to_part(listener, inspection, number, outer=None):
    """Go to part NUMBER of what is looked at, or of OUTER, a Step."""
    outer = outer or inspection.step
    found = parts(outer.object)
    if not 0 <= number < found.count:
        listener.write(f"There is no part {'before this one' if number < 0 else number}.\n")
        return
    part = found.get(number)
    if part.value is UNBOUND:
        listener.write(f"{part.name} is unbound.\n")
        return
    inspection.go(Step(part.value, outer, number, part.name))
    listener.write(inspection.text())


def again(listener, inspection, rest):
    listener.write(inspection.text())


def plus(listener, inspection, rest):
    value = evaluate(only_form(rest, ":i +"))
    inspection.go(Step(value, inspection.step, None, rest))
    listener.write(inspection.text())


def slot(listener, inspection, rest):
    if not rest:
        listener.write(":i slot needs a name.\n")
    elif not component(listener, inspection, rest):
        listener.write(f"There is no part {rest}.\n")


def back(listener, inspection, rest):
    outer = inspection.step.outer
    if outer is None:
        listener.write("This was inspected first; there is nothing to go back to.\n")
        return
    inspection.go(outer)
    listener.write(inspection.text())


def beside(by):
    """Return the step to the part that stands BY places behind this one."""

    def go(listener, inspection, rest):
        step = inspection.step
        if step.number is None:
            listener.write("This is not a part of what was inspected before.\n")
        else:
            to_part(listener, inspection, step.number + by, step.outer)

    return go


def put(listener, inspection, rest):
    word, _, text = rest.partition(" ")
    object = inspection.step.object
    found = parts(object)
    number = int(word) if natural(word) else found.named(word)
    if not text.strip() or not word:
        listener.write(":i set needs a part, by number or name, and a form.\n")
    elif number is None or number >= found.count:
        listener.write(f"There is no part {word}.\n")
    elif found.get(number).set is None:
        listener.write(f"Part {word} can't be set.\n")
    else:
        found.get(number).set(evaluate(only_form(text, ":i set")))
        listener.write(inspection.text())


def show_count(listener, inspection, rest):
    if not natural(rest) or not int(rest):
        listener.write(":i print needs a positive number.\n")
        return
    inspection.shown = int(rest)
    listener.write(inspection.text())


def skip(listener, inspection, rest):
    if not natural(rest):
        listener.write(":i skip needs a number.\n")
        return
    inspection.step.skip = int(rest)
    listener.write(inspection.text())


def tree(listener, inspection, rest):
    lines, step = [], inspection.step
    while step is not None:
        which = "" if step.outer is None else f" ({step.name if step.name is not None else step.number})"
        lines.append(brief(step.object) + which)
        step = step.outer
    listener.write("".join(f"{'  ' * n}{text}\n" for n, text in enumerate(reversed(lines))))


def leave(listener, inspection, rest):
    raise NonLocalExit(inspection)


STEPS = {
    "": again, "=": again, "+": plus, "-": back, "^": back, "<": beside(-1), ">": beside(1), "slot": slot,
    "set": put, "print": show_count, "skip": skip, "tree": tree, "q": leave,
}  # fmt: skip
ALONE = {"", "=", "-", "^", "<", ">", "tree", "q"}  # what takes nothing behind it


# Lisp's own


@lisp("INSPECT")
def inspect(object):
    """Look at the parts of OBJECT: in a listener, until that is left by `:i q`; else print them."""
    listener = current_listener.get()
    if listener is None:
        stream = standard_output.get()
        stream.fresh_line()
        stream.write_string(Inspection(object).text())
    else:
        begin(listener, object)
