"""The package TOP-LEVEL, nickname TPL: what programs may set of the listener, and ask of it.

Every listener has bindings of its own of these variables, which begin with the global values:
`tpl:setq-default` changes those for the listeners to come. What a program puts into them may be
anything, so whoever reads one here checks it, and falls back on the default.

Source: Allegro CL 10.1, Top Level.
"""

import time

from acllib.characters import Character, characters
from acllib.kernel.dynamic import DynamicVariable
from acllib.kernel.exits import NonLocalExit
from acllib.kernel.values import call_for_values
from acllib.lisp.compiler import evaluate, evaluate_values
from acllib.lisp.conses import Cons, L, items, lisp_list
from acllib.lisp.definitions import lisp, macro, special
from acllib.lisp.format import format_text
from acllib.lisp.forms import program_error
from acllib.lisp.image import symbol_function, symbol_value, variable_of
from acllib.lisp.printer import bound_options, prin1_to_string
from acllib.lisp.session import LispExit
from acllib.lisp.streams import StringOutputStream
from acllib.lisp.symbols import Symbol, cl, find_package, intern, keyword
from acllib.processes import ProcessExit

from aclrepl import debugger

TPL = "TOP-LEVEL"
EVAL, PRIN1, QUOTE = cl("EVAL"), cl("PRIN1"), cl("QUOTE")

PROMPT = (
    "~&~@[[Current process: ~a]~%~]~@[[Current process focus: ~a]~%~]"
    "~:[~:[~2*~;[~:*~d~:[~;c~]~:[~;i~]] ~]~;[step] ~3*~]~a(~d): "
)

# The Listener that the running process belongs to, or None.
current_listener = DynamicVariable("current_listener", None)


# Each of them is bound by every listener.
VARIABLES = [
    # name, global value, what it is
    ("*PROMPT*", PROMPT, "A format string with 8 arguments, or a function of a stream and these."),
    ("*COMMAND-CHAR*", characters[":"], "The character that a top-level command begins with."),
    ("*HISTORY*", 20, "How many inputs the history keeps."),
    ("*PRINT-LENGTH*", None, "*print-length* for printed values; nil: none but the program's."),
    ("*PRINT-LEVEL*", None, "*print-level* for printed values; nil: none but the program's."),
    ("*ZOOM-DISPLAY*", 20, "How many frames :zoom prints."),
    ("*ZOOM-PRINT-LENGTH*", 8, "*print-length* for frames."),
    ("*ZOOM-PRINT-LEVEL*", 4, "*print-level* for frames."),
    ("*AUTO-ZOOM*", keyword("CURRENT"), "What a move prints: t, the stack; n frames of it; nil; :current."),
    ("*EXIT-ON-EOF*", True, "Whether the end of input at a terminal's top level ends the listener."),
    ("*RESET-HOOK*", None, "A function that :reset calls before it returns to the top level, or nil."),
    ("*EVAL*", EVAL, "The function that evaluates what is typed."),
    ("*PRINT*", PRIN1, "The function, of object and stream, that prints values."),
    ("*TIME-THRESHOLD*", None, "Seconds after which the time that a form took is printed, or nil."),
]
for name, _, _ in VARIABLES:
    find_package(TPL).shadow(name)  # also where COMMON-LISP has one of that name
_made = {name: special(name, value, text, package=TPL) for name, value, text in VARIABLES}
prompt, command_char = _made["*PROMPT*"], _made["*COMMAND-CHAR*"]
history_length = _made["*HISTORY*"]
print_length, print_level = _made["*PRINT-LENGTH*"], _made["*PRINT-LEVEL*"]
exit_on_eof, reset_hook = _made["*EXIT-ON-EOF*"], _made["*RESET-HOOK*"]
evaluator, printer = _made["*EVAL*"], _made["*PRINT*"]
time_threshold = _made["*TIME-THRESHOLD*"]

own_bindings = special(
    "*DEFAULT-LISP-LISTENER-BINDINGS*",
    lisp_list([Cons(intern(name, TPL), intern(name, TPL)) for name in _made]),
    "Alist of the variables that each listener binds, and forms for their values.",
    package=TPL,
)


def natural(value, least=0):
    """Return whether VALUE is an integer from LEAST on."""
    return type(value) is int and value >= least


def listener_bindings():
    """Return the pairs of variable and value that a listener binds; faulty ones are left out."""
    found = []
    rest = own_bindings.get()
    while type(rest) is Cons and len(found) < 1000:
        pair, rest = rest.car, rest.cdr
        if type(pair) is Cons and type(pair.car) is Symbol and not pair.car.constant:
            try:
                with debugger.undisturbed():
                    value = symbol_value(pair.cdr) if type(pair.cdr) is Symbol else evaluate(pair.cdr)
            except Exception:
                continue
            found.append((variable_of(pair.car), value))
    return found


# What the listener asks for


def command_character():
    """Return the character that begins a command, as str."""
    value = command_char.get()
    return str.__str__(value) if isinstance(value, Character) else ":"


def history_kept():
    """Return how many inputs are kept."""
    value = history_length.get()
    return value if natural(value, 1) else 20


def prompt_text(arguments):
    """Return *prompt* applied to the 8 ARGUMENTS, and None; or the default, and what was wrong."""
    control = prompt.get()
    if control is PROMPT:
        return default_prompt(*arguments), None
    try:
        with debugger.undisturbed():
            if not callable(control):
                return format_text(control, tuple(arguments)), None
            stream = StringOutputStream()
            control(stream, *arguments)
            return stream.getvalue(), None
    except (LispExit, ProcessExit):
        raise
    except (Exception, NonLocalExit) as e:
        return default_prompt(*arguments), f"*prompt* failed: {debugger.report(e)}"


def default_prompt(process, focus, stepping, level, continuable, inspecting, package, number):
    """Return what the default of *prompt* makes of its arguments."""
    lines = f"[Current process: {process}]\n" if process is not None else ""
    if focus is not None:
        lines += f"[Current process focus: {focus}]\n"
    mark = ""
    if stepping:
        mark = "[step] "
    elif level is not None:
        mark = f"[{level}{'c' if continuable else ''}{'i' if inspecting else ''}] "
    return f"{lines}{mark}{package}({number}): "


def evaluate_input(form):
    """Return the tuple of the values of FORM."""
    function = evaluator.get()
    if function is EVAL:
        return evaluate_values(form)
    return call_for_values(symbol_function(function) if type(function) is Symbol else function, form)


def print_value(value, stream):
    """Print VALUE as a result, without the end of the line."""
    options = {"length": print_length.get(), "level": print_level.get()}
    function = printer.get()
    with bound_options({name: limit for name, limit in options.items() if natural(limit)}):
        if function is PRIN1:
            stream.write_string(prin1_to_string(value))
        else:
            function(value, stream)


class timed:
    """Print how long the body of a `with` statement took, if that is *time-threshold* or more."""

    def __init__(self, write):
        self.write = write

    def __enter__(self):
        self.real, self.used = time.perf_counter(), time.process_time()

    def __exit__(self, *exception):
        threshold = time_threshold.get()
        real = time.perf_counter() - self.real
        if isinstance(threshold, int | float) and threshold is not True and real >= threshold:
            used = time.process_time() - self.used
            self.write(f"; cpu time (total)  {used:.6f} sec\n; real time  {real:.6f} sec\n")
        return False


@lisp("EXIT-COMMAND", package=TPL)
def exit_command(status=0, quiet=None):
    """What :exit calls once it has asked; a program may put an fwrapper around it."""
    raise LispExit(status, quiet is not None)


def leave(status, quiet):
    """Leave the listener by calling tpl::exit-command, whatever is around it."""
    symbol_function(intern("EXIT-COMMAND", TPL))(status, True if quiet else None)


def call_reset_hook():
    """Call *reset-hook*, if there is one."""
    hook = reset_hook.get()
    if hook is not None:
        hook()


# Defaults for listeners to come


@macro("SETQ-DEFAULT", package=TPL)
def expand_setq_default(*pairs):
    """(tpl:setq-default {variable value}*): set variables here and for listeners to come."""
    if len(pairs) % 2:
        program_error("SETQ-DEFAULT: a variable without a value.")
    calls = [L(SETTER, L(QUOTE, name), value) for name, value in zip(pairs[::2], pairs[1::2], strict=True)]
    return Cons(cl("PROGN"), lisp_list(calls))


SETTER = intern("%SETQ-DEFAULT", "SYSTEM")


@lisp("%SETQ-DEFAULT", package="SYSTEM")
def set_default(symbol, value):
    """Set SYMBOL's value here and globally, and have each listener bind it. Returns VALUE."""
    variable = variable_of(symbol)
    variable.set(value)
    variable.value = value
    known = own_bindings.value
    if not any(type(pair) is Cons and pair.car is symbol for pair in items(known)):
        own_bindings.value = Cons(Cons(symbol, symbol), known)
        own_bindings.set(own_bindings.value)
    return value
