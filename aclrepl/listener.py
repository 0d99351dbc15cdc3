"""One listener: a process that reads, evaluates and prints, with break levels.

Where its input comes from and its output goes is the business of a `Terminal`, so the same
listener serves a pipe, a replayed page and a person. A condition that nobody
handles opens a break level: a loop inside the one that was interrupted, with everything
still on the stack. Leaving it is a non-local exit, so cleanup forms run.
"""

import subprocess
from contextlib import ExitStack

from acllib.conditions import InterruptSignal
from acllib.kernel.dynamic import binding, current_state
from acllib.kernel.dynamic import realm as realm_variable
from acllib.kernel.exits import NonLocalExit
from acllib.kernel.signalling import (
    Restart,
    compute_restarts,
    error,
    restart_case,
    restarts,
    warning_printer,
)
from acllib.kernel.signalling import debugger as debugger_variable
from acllib.lisp.compiler import source_name
from acllib.lisp.conses import lisp_list
from acllib.lisp.functions.conditions import call_debugger_hook
from acllib.lisp.native_errors import native_condition, python_error
from acllib.lisp.session import LispExit
from acllib.lisp.variables import current_package, readtable, terminal_io
from acllib.lisp.variables import history as history_variables
from acllib.processes import ProcessExit, run_in_process
from acllib.timeouts import timeouts_held

from aclrepl import (  # noqa: F401 - the commands register themselves
    aliases,
    backtrace,
    debugger,
    file_commands,
    frame_changes,
    frame_commands,
    inspect_commands,
    level_commands,
    process_commands,
    remote,
    session_commands,
    toplevel,
)
from aclrepl.commands import COMMANDS, find

DEEPEST = 100  # break levels; an error in the last one opens no other


class Terminal:
    """What a listener talks to. STREAM is the Lisp stream that becomes *terminal-io*.

    session  None, or what else there is on the terminal: other listeners, the focus
    """

    session = None

    def __init__(self, stream):
        self.stream = stream

    def prompt(self, text):
        """Show the prompt."""

    def read(self, listener):
        """Return the next Form or Command; raise EndOfInput at the end."""
        raise EndOfInput

    def done(self, listener):
        """An input has been dealt with."""

    def failed(self, listener):
        """A break level opens, and its block has been shown."""

    def resumed(self, listener):
        """The break level opened last has been left, by whatever way."""

    def interrupted(self):
        """Control-C breaks into a form: what follows begins a line."""
        self.stream.terpri()  # the system's terminal has echoed ^C

    def run_shell(self, command):
        """Run a command of the system's shell, print what it prints, and return its exit status."""
        done = subprocess.run(
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.stream.fresh_line()
        self.stream.write_string(done.stdout.decode("utf-8", "replace"))
        self.stream.fresh_line()
        return done.returncode


class EndOfInput(NonLocalExit):
    """There is nothing more to read: unwinds the whole listener.

    level  number of the break level at which the input ended, None until the listener knows
    """

    def __init__(self, level=None):
        super().__init__(EndOfInput)
        self.level = level


class Form:
    """A form to evaluate; TEXT is how it was typed, by default the form printed."""

    def __init__(self, form, text=None):
        self.form = form
        self._text = text

    @property
    def text(self):
        if self._text is None:
            self._text = debugger.summary(self.form)
        return self._text


class Command:
    """A top-level command, `:name rest`."""

    def __init__(self, text):
        self.text = text.strip()
        name, *rest = self.text[1:].split(None, 1) or [""]
        self.name = name
        self.rest = rest[0] if rest else ""


class Target:
    """Where an exit to a level goes; each round of the level's loop has its own."""


class Level:
    """A loop that reads: the top level is 0, each unhandled condition opens one more.

    condition  what opened it
    restarts   those offered for it, innermost first
    form       the Form that was being evaluated, or None
    inspection  the Inspection that opened it instead of a condition, or None
    frame      number of the stack's frame that is looked at, 0 for the newest
    """

    def __init__(self, number, outer=None, condition=None, offered=(), form=None, inspection=None):
        self.form = form
        self.inspection = inspection
        self.frame = 0
        self.number = number
        self.outer = outer
        self.condition = condition
        self.restarts = list(offered)
        self.target = Target()

    @property
    def continuable(self):
        return bool(self.restarts) and self.restarts[0].label() == "continue"

    @property
    def broken(self):
        """Whether a condition has opened this level, or one around it."""
        return self.condition is not None or (self.outer is not None and self.outer.broken)

    @property
    def abort_text(self):
        return "Return to Top Level" if self.number == 0 else f"Return to Debug Level {self.number}"

    def leave_to(self):
        raise NonLocalExit(self.target)


class ProcessLevel(Level):
    """The outermost level of a process that is no listener: leaving to it ends the process."""

    def __init__(self, process):
        super().__init__(0)
        self.process = process

    def leave_to(self):
        raise ProcessExit(self.process)


class Listener:
    """A read-eval-print loop in a process of its own.

    Arguments:
      name      of the process
      terminal  see above
      network, realm  None, or what sockets and global variables of the listener belong to
      commands  table of commands; default: all
      startup   None, or a function called before the first prompt
      guest     None, or the background process whose break levels it serves (`serve`)

    number     the number the next input gets
    level      the innermost Level
    history    list of pairs, number and Form or Command
    directories, last_loaded  what :pushd and :ld remember
    running    the Form that is being evaluated, None while there is none
    once_more  a Form to evaluate instead of reading, set by :restart
    exit_code  what the program should exit with, once the listener has ended; None before
    reported   dict of process number → (times resumed, processor time) at the last `:processes`
    """

    def __init__(self, name, terminal, *, network=None, realm=None, commands=None, startup=None, guest=None):
        self.name = name
        self.terminal = terminal
        self.network = network
        self.realm = realm
        self.commands = COMMANDS if commands is None else commands
        self.startup = startup
        self.guest = guest
        self.number = 1
        self.level = Level(0) if guest is None else ProcessLevel(guest)
        self.reading = False
        self.history = []
        self.directories = []
        self.last_loaded = []
        self.exit_code = None
        self.running = None
        self.once_more = None
        self.process = guest
        self.reported = {}
        self._faulty = None  # the *prompt* that has been complained of

    # The process

    def start(self):
        """Start the listener's process and return it."""
        self.process = run_in_process(self.run, self.name)
        return self.process

    def run(self):
        """Read, evaluate and print until the input ends or the program exits."""
        code = 1
        try:
            with self._environment():
                if self.startup is not None:
                    debugger.handled(self.startup, self.write)
                code = self._top()
        except LispExit as e:
            code = e.code
        finally:
            self.exit_code = code
        return code

    def serve(self, condition):
        """Open a break level for CONDITION in a background process, which is the running one."""
        with self._environment():
            self.debug(condition)

    def break_into(self):
        """Break into the running background process; it goes on when the level is left by `:continue`."""
        with self._environment():
            self.control_c()

    def _environment(self):
        """Bind what belongs to this listener alone."""
        stack = ExitStack()
        pairs = [
            (terminal_io, self.terminal.stream),
            (debugger_variable, self.debug),
            (warning_printer, self.print_warning),
            (source_name, f"<{self.name}>"),
            (current_package, current_package.get()),
            (readtable, readtable.get()),
            *((v, None) for v in history_variables.values()),
            (toplevel.current_listener, self),
        ]
        if self.realm is not None:
            pairs.append((realm_variable, self.realm))
        for variable, value in pairs:
            stack.callback(variable.unbind, variable.bind(value))
        for variable, value in toplevel.listener_bindings():
            stack.callback(variable.unbind, variable.bind(value))
        if self.network is not None:
            stack.enter_context(binding(network=self.network))
        return stack

    def _top(self):
        """Run the top level until the input ends, and return the exit status."""
        try:
            self._loop(Level(0))
        except EndOfInput as e:
            return 0 if e.level == 0 else 1

    def _loop(self, level):
        """Deal with one input after another at LEVEL; ends by an exit only."""
        self.level = level
        while True:
            # An exit that comes late, from a round that is over, must not end this one.
            level.target = Target()
            try:
                with restarts(Restart("abort", level.leave_to, level.abort_text)):
                    self._round(level)
            except NonLocalExit as e:
                if e.target is not level.target:
                    raise
                self.level = level
                self.terminal.done(self)

    def _round(self, level):
        # A terminal that can't show a prompt is gone: that ends the listener, no break level.
        item, self.once_more = self.once_more, None
        if item is None:
            self.terminal.prompt(self.prompt())
        try:
            if item is None:
                self.reading = True
                item = self.terminal.read(self)
            if self.reading:  # else a restart has gone on with what could not be read, and has its number
                self.number += 1
            self.reading = False
            if isinstance(item, Command):
                self.command(item)
            else:
                self.evaluate(item)
        except EndOfInput as e:
            if e.level is None:
                e.level = level.number if level.broken else 0
            raise
        except Exception as e:
            # Most have been signalled where they were raised, and this is not reached.
            try:
                python_error(e)
                if not getattr(e, "signalled", False):
                    error(native_condition(e))
            except Exception as again:
                # The break level itself fails; the listener goes on without one.
                self.write(f"Error: {debugger.condition_type(e)}, and no break level: {again}\n")
        self.terminal.done(self)

    # One input

    def prompt(self):
        """Return the prompt, `[1c] USER(3): `."""
        level = self.level
        text, fault = toplevel.prompt_text(
            (
                None if self.guest is None else self.name,
                None,  # whose focus it is: a process in focus has a listener of its own
                None,
                level.number or None,
                level.continuable or None,
                level.inspection is not None or None,
                package_label(current_package.get()),
                self.number,
            )
        )
        control = toplevel.prompt.get()
        if fault is not None and self._faulty is not control:
            self._faulty = control
            self.write(f"; {fault}\n")
        return text

    def evaluate(self, item):
        """Evaluate a Form, keep its values in the history variables, and print them."""
        form = item.form
        variables = history_variables
        self.remember(item)
        variables["-"].set(form)
        outer, self.running = self.running, item
        try:
            with toplevel.timed(self.write):
                values = toplevel.evaluate_input(form)
        finally:
            self.running = outer
            shift("+", form)
        shift("*", values[0] if values else None)
        shift("/", lisp_list(values))
        self.print_values(values)

    def remember(self, item):
        """Put an input into the history; one repeated at once is kept once."""
        if self.history and self.history[-1][1].text == item.text:
            self.history.pop()
        self.history.append((self.number - 1, item))
        del self.history[: -toplevel.history_kept()]

    def again(self, number):
        """Do input NUMBER of the history once more; -1 is the last one."""
        if -len(self.history) <= number < 0:
            number = self.history[number][0]
        for known, item in self.history:
            if known == number:
                return self.command(item) if isinstance(item, Command) else self.evaluate(item)
        self.write(f"Input numbered {number} is not on the history list\n")

    def print_values(self, values):
        """Print VALUES, each on a line; what the form itself printed ends its line first."""
        stream = self.terminal.stream
        for value in values:
            stream.fresh_line()
            toplevel.print_value(value, stream)
            stream.terpri()
        stream.force_output()

    def command(self, item):
        """Run a top-level command; `:7` is input 7 once more, `:-1` the last one."""
        digits = item.name.removeprefix("-")
        if digits.isdecimal() and digits.isascii() and len(digits) < 10:
            self.again(int(item.name))
            return
        row = find(self.commands, item.name)
        if row is None:
            self.write(f'Unknown top-level command: "{item.name}".\n')
            self.write("Type `:help' for the list of commands.\n")
            return
        self.remember(item)
        outer, self.running = self.running, None  # what fails in it is no form typed here
        try:
            row.function(self, item.rest)
        finally:
            self.running = outer

    # Output

    def write(self, text):
        """Write TEXT, beginning on a fresh line."""
        stream = self.terminal.stream
        stream.fresh_line()
        stream.write_string(text)
        stream.force_output()

    def print_warning(self, condition):
        """Print a warning that nobody muffled."""
        self.write("Warning: " + debugger.report(condition).replace("\n", "\n" + " " * 9) + "\n")

    # Break levels

    def debug(self, condition):
        """Open a break level for CONDITION. Never returns: a restart or a command leaves it."""
        call_debugger_hook(condition)
        if self.reading:  # what can't be read has a number, too
            self.reading = False
            self.number += 1
        state = current_state()
        outer = self.level
        saved = state.handlers
        level = Level(outer.number + 1, outer, condition, compute_restarts(condition), self.running)
        try:
            # The handlers of the failed form have had their turn; those typed here are others'.
            state.handlers = None
            self.level = level
            deepest = level.number > DEEPEST
            with timeouts_held(), debugger.more_room(condition):
                self.write(debugger.block(condition, [] if deepest else level.restarts))
                self.terminal.failed(self)
                try:
                    if deepest:
                        self.write(f"There are {DEEPEST} break levels already: this error opens none.\n")
                        outer.leave_to()
                    self._loop(level)
                finally:
                    self.terminal.resumed(self)
        finally:
            state.handlers = saved
            if self.level is level:
                self.level = outer

    def inspect(self, inspection):
        """Open a level for INSPECTION, which has been shown; it returns when that is left by `:i q`."""
        outer = self.level
        if outer.number >= DEEPEST:
            self.write(f"There are {DEEPEST} break levels already: this opens none.\n")
            return
        state = current_state()
        saved = state.handlers
        level = Level(outer.number + 1, outer, inspection=inspection)
        try:
            state.handlers = None
            self._loop(level)
        except NonLocalExit as e:
            if e.target is not inspection:
                raise
        finally:
            state.handlers = saved
            self.level = outer

    def control_c(self):
        """Break into what the listener does. To be run in its process, as an interrupt."""
        self.terminal.interrupted()
        restart_case(
            lambda: error(InterruptSignal()),
            ("continue", "continue computation", lambda: None),
        )

    def levels(self):
        """Return the list of levels, innermost first."""
        found, level = [], self.level
        while level is not None:
            found.append(level)
            level = level.outer
        return found


def shift(name, value):
    """Make VALUE what the history variable NAME holds, and move what it held on."""
    variables = history_variables
    variables[name * 3].set(variables[name * 2].get())
    variables[name * 2].set(variables[name].get())
    variables[name].set(value)


def package_label(package):
    """Return the shortest name of PACKAGE; USER for the user's own."""
    names = [package.name, *package.nicknames]
    return "USER" if "USER" in names else min(names, key=len)
