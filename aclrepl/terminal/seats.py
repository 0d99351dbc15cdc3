"""Lisp's side of the terminal: streams, listeners and break levels that belong to seats.

Loaded in a thread when the first prompt stands. What a process prints goes into its pane's
queue, what it asks for comes from its seat's inbox; the process waits there as everywhere, so it
can be interrupted. An error that nobody handles in a background process opens a break level
there, on a seat of its own: the process stays as it is until the person turns to it.
"""

import io
import subprocess
import sys

import acllib.lisp.world  # noqa: F401
from acllib.kernel.signalling import debugger as debugger_variable
from acllib.lisp.reader import outermost
from acllib.lisp.session import main_process, program_end, sudden_end
from acllib.lisp.sources import EOF, TextSource
from acllib.lisp.variables import terminal_io
from acllib.processes import (
    all_processes,
    current_process,
    initial_process,
    interrupt_from_signal,
    run_in_process,
)
from acllib.processviews import set_process_name
from acllib.streambase import Stream
from acllib.waiting import Signal

from aclrepl.ending import end_processes, main_thread
from aclrepl.lab import Lab
from aclrepl.listener import Command, EndOfInput, Form, Listener, Terminal
from aclrepl.settings import startup_loader
from aclrepl.terminal.panes import END, LINE, Pane

WHOSTATE = "waiting for terminal input"
AHEAD = "waiting for the terminal"
BLANKS = " \t\r\f\n"


class PaneStream(Stream):
    """Where the processes of a pane print, and what they read from."""

    input_p = True
    output_p = True
    interactive_p = True

    def __init__(self, session, pane):
        self.session = session
        self.pane = pane
        self.signal = Signal()  # something was typed, or the screen has room
        pane.room = self.signal.notify_all

    def source(self):
        """Return None for the process that has the input line, else the running process."""
        process = current_process()
        return None if process is self.pane.front.process else process

    def put(self, text):
        self.check_output()
        text, source, output = str.__str__(text), self.source(), self.pane.output
        if source is not None:
            output.put_background(source, text)
        elif output.put(text):
            self.signal.wait(lambda: not output.ahead(), AHEAD)

    @property
    def column(self):
        return self.pane.output.column(self.source())

    def at_line_start(self):
        return self.column == 0

    def begin_line(self):
        self.pane.output.end_line()

    def next_text(self, hang):
        process = current_process()
        seat = self.pane.seat_of(process)
        if seat is None:
            if not hang:
                return None
            seat = self.pane.add_seat(process)
        if not hang and not seat.inbox:
            return None
        return self.wait_for_line(seat)

    def wait_for_line(self, seat):
        """Return the next line typed for SEAT, "" at its end. Blocks; a seat for this alone is given back."""
        seat.delivered = self.signal.notify_all
        request = Request(seat, lambda: self.session.reading(seat))
        try:
            kind, text = self.signal.wait(request.answer, WHOSTATE)
        finally:
            if seat.listener is None:
                self.pane.output.mark(lambda: self.session.leave_seat(seat))
        return "" if kind == END else text if kind == LINE else text + "\n"

    def close(self, abort=False):
        """Send what was written; the terminal stays open."""
        return True


class Request:
    """Something that a seat's process waits to be told.

    ANNOUNCE tells the session so. It does so anew when an interrupt has asked for something else
    meanwhile: a break level inside the wait.
    """

    def __init__(self, seat, announce):
        self.seat = seat
        self.announce = announce

    def answer(self):
        """Take what was delivered first, None where there is nothing yet."""
        seat = self.seat
        if seat.inbox:
            seat.request = None
            return seat.inbox.popleft()
        if seat.request is not self:
            seat.request = self
            seat.pane.output.mark(self.announce)
        return None


class SeatTerminal(Terminal):
    """The terminal of a listener that has a seat.

    at_prompt  true: the listener waits for a form
    broken     true: Control-C came before the form that is delivered was begun
    ended      true: the input has ended
    """

    def __init__(self, session, seat, stream):
        super().__init__(stream)
        self.session = session
        self.seat = seat
        self.source = None  # what is left of what was typed last
        self.text = ""
        self.shown = ""  # the prompt
        self.at_prompt = False
        self.broken = False
        self.ended = False
        seat.break_in = self.break_in
        seat.reset = self.reset
        seat.delivered = stream.signal.notify_all

    def prompt(self, text):
        self.stream.fresh_line()
        self.shown = text

    def read(self, listener):
        while True:
            if self.source is not None:
                item = self.next_item()
                if item is not None:
                    return item
            self.source = None
            kind, text = self.wait(listener)
            if kind == END:
                if listener.level.number:
                    return Command(":pop")
                self.ended = True
                raise EndOfInput
            self.source, self.text = TextSource(text), text
            if self.broken:
                self.broken = False
                self.break_in()

    def wait(self, listener):
        """Wait until something is typed at the prompt."""
        seat = self.seat
        self.at_prompt = True
        try:
            prompt = self.shown
            request = Request(seat, lambda: self.session.idle(seat, prompt))
            return self.stream.signal.wait(request.answer, WHOSTATE)
        finally:
            self.at_prompt = False

    def next_item(self):
        """Return the next Form or Command of what was typed, None at its end."""
        source = self.source
        text, start = self.text, source.place
        while start < len(text) and text[start] in BLANKS:
            start += 1
        if text[start : start + 1] == ":" and not text[:start].rpartition("\n")[2].strip():
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            source.place = end
            return Command(text[start:end])
        start = source.place
        form = outermost(source.source, False)
        return None if form is EOF else Form(form, text[start : source.place].strip())

    def failed(self, listener):
        self.source = None  # the rest of what was typed is not for the break level

    def interrupted(self):
        self.stream.fresh_line()

    def run_shell(self, command):
        """Lend the terminal to a command of the system's shell; return its exit status."""
        if self.seat is not self.seat.pane.front or self.seat.pane is not self.session.front:
            return super().run_shell(command)
        done = []
        self.stream.pane.output.mark(
            lambda: self.session.lend(lambda: subprocess.call(command, shell=True), done, self.stream.signal)
        )
        return self.stream.signal.wait(lambda: tuple(done), "waiting for the shell")[0]

    # What Control-C does; called in the session's thread

    def break_in(self):
        interrupt_from_signal(self.seat.process, self._break)

    def reset(self):
        interrupt_from_signal(self.seat.process, self._reset)

    def _break(self):
        if not self.at_prompt:
            self.seat.listener.control_c()
        elif self.seat.inbox:  # the form is not even read
            self.broken = True
        # else it was over before the key came

    def _reset(self):
        self.seat.listener.levels()[-1].leave_to()


# Loading, and what the session needs of Lisp


class Router(io.TextIOBase):
    """Python's standard output while the session lasts: it goes to the pane of who prints."""

    encoding = "utf-8"

    def __init__(self, session):
        self.session = session

    def writable(self):
        return True

    def write(self, text):
        stream = terminal_io.get()
        if not isinstance(stream, PaneStream):
            stream = self.session.stream
        if current_process() is initial_process():  # the session itself must not wait
            stream.pane.output.put_background("python", text)
        else:
            stream.put(text)
        return len(text)


class ReadRouter(io.TextIOBase):
    """Python's standard input while the session lasts."""

    encoding = "utf-8"

    def readable(self):
        return True

    def readline(self, size=-1):
        text, at_end = terminal_io.get().read_line(False, "")
        return text if at_end else text + "\n"


def load(session):
    """Start the first listener of SESSION, and take over what belongs to the terminal."""
    sys.set_int_max_str_digits(0)
    settings = session.settings
    pane = session.panes[0]
    set_process_name(initial_process(), "Main Thread")
    session.before = (terminal_io.value, debugger_variable.value, sys.stdin, sys.stdout, sys.stderr)
    network = None
    if settings.lab is not False:
        session.lab = Lab()
        network = session.lab.outside()
    session.stream = PaneStream(session, pane)
    terminal_io.value = session.stream
    debugger_variable.value = lambda condition: stopped(session, condition)
    sys.stdin, sys.stdout, sys.stderr = ReadRouter(), Router(session), Router(session)
    session.others = lambda: others(session)
    session.open_next = lambda: open_next(session)
    session.open_listener = lambda name: open_listener(session, name)
    session.focus = lambda listener, process: focus(session, listener, process)
    session.other_listeners = lambda listener: [
        p.listener for p in session.panes if p.listener not in (None, listener)
    ]
    program_end[:] = [main_thread.end]
    sudden_end[:] = main_thread.give_back
    process = start(session, pane, "Initial Lisp Listener", session.stream, network=network,
                    startup=startup_loader(settings))  # fmt: skip
    main_process[:] = [process]


def unload(session):
    """Unwind all processes, and give back what `load` took."""
    main_process.clear()
    program_end.clear()
    sudden_end.clear()
    debugger_variable.value = session.before[1]
    main_thread.abandoned = bool(end_processes())
    terminal_io.value, _, sys.stdin, sys.stdout, sys.stderr = session.before
    if session.lab is not None:
        session.lab.close()


def start(session, pane, name, stream, **options):
    """Start a listener on PANE and return its process."""
    seat = pane.main
    terminal = SeatTerminal(session, seat, stream)
    listener = Listener(name, terminal, **options)

    def run():
        seat.process = listener.process = current_process()
        seat.listener = listener
        try:
            listener.run()
        finally:
            seat.process = None
            code = listener.exit_code
            pane.output.mark(lambda: session.listener_ended(pane, code, terminal.ended))
            if pane is not session.front and not terminal.ended:
                session.end_from_anywhere(code)

    return run_in_process(run, name)


def open_listener(session, name):
    """Show the listener on the lab's host NAME, made if there is none. Returns None, or why that can't be.

    NAME None: returns what there is.
    """
    if session.lab is None:
        return "There is no lab.\n"
    if not name:
        hosts = ", ".join(sorted(session.lab.directory.by_name))
        return f"Hosts: {hosts}. Listeners: {', '.join(p.name for p in session.panes)}.\n"
    pane = session.pane_named(name)
    if pane is None:
        try:
            network = session.lab.host(name)
        except ValueError as e:
            return f"{e}\n"
        pane = Pane(name, session.wake)
        pane.output.visible = False
        session.panes.append(pane)
        stream = PaneStream(session, pane)
        start(session, pane, f"Listener on {name}", stream, network=network, realm=network.realm)
    session.call(session.show, pane)
    return None


def open_next(session):
    """Open a listener on the first host of the lab that has none."""
    names = sorted(session.lab.directory.by_name, key=lambda n: n != session.lab.first) if session.lab else []
    free = [name for name in names if session.pane_named(name) is None]
    if free:
        open_listener(session, free[0])
    else:
        session.say("every host of the lab has a listener: `:host NAME' makes a new host")


def others(session):
    """Return the names of the processes that are no listeners, as one str."""
    listeners = {id(pane.main.process) for pane in session.panes}
    return ", ".join(p.name for p in all_processes() if not p.immigrant and id(p) not in listeners)


# Break levels of background processes


def pane_of(session, process):
    """Return the PaneStream of the running process."""
    stream = terminal_io.get()
    return stream if isinstance(stream, PaneStream) else session.stream


def guest(session, stream, process):
    """Return (seat, listener) for the break levels of PROCESS."""
    seat = stream.pane.seat_of(process) or stream.pane.add_seat(process)
    if seat.listener is None:
        listener = Listener(process.name, SeatTerminal(session, seat, stream), guest=process)
        seat.listener = listener
    return seat, seat.listener


def stopped(session, condition):
    """The debugger of a background process: it stops in a break level until the person turns to it."""
    process = current_process()
    if process.immigrant or session.code is not None:
        return
    stream = pane_of(session, process)
    seat, listener = guest(session, stream, process)
    try:
        listener.serve(condition)
    finally:
        stream.pane.output.mark(lambda: session.leave_seat(seat))


def focus(session, listener, process):
    """Give PROCESS the input line of LISTENER's pane; a running one is broken into.

    Arguments: process -- Process; "listener": the listener itself; None: only say who has it.
    Returns: text to print, or None.
    """
    pane = listener.terminal.seat.pane
    if process is None:
        return f"The focus is on {pane.front.process.name}.\n"
    if process == "listener" or process is pane.main.process:
        pane.front = pane.main
    elif process.immigrant or any(process is p.main.process for p in session.panes):
        return f"The process {process.name} can't be focused on from here.\n"
    else:
        known = pane.seat_of(process)
        seat, other = (known, known.listener) if known else guest(session, listener.terminal.stream, process)
        pane.front = seat
        if known is None:
            interrupt_from_signal(process, broken_into, session, seat, other)
    session.call(session.app.invalidate)
    return None


def broken_into(session, seat, listener):
    """Open a break level in the running process, which goes on when it is left by `:continue`."""
    try:
        listener.break_into()
    finally:
        seat.pane.output.mark(lambda: session.leave_seat(seat))
