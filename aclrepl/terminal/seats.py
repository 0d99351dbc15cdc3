"""What Lisp reads from and prints to on the terminal: the stream of a pane, the terminal of a seat.

What a process prints goes into its pane's queue, what it asks for comes from its seat's inbox. It
waits there as everywhere, so it can be interrupted.
"""

import subprocess

from acllib.lisp.reader import outermost
from acllib.lisp.sources import EOF, TextSource
from acllib.processes import current_process, interrupt_from_signal
from acllib.streambase import Stream
from acllib.waiting import Signal

from aclrepl.listener import Command, EndOfInput, Form, Terminal
from aclrepl.terminal.panes import END, LINE
from aclrepl.toplevel import command_character

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
            seat.pane.output.mark(self.tell)
        return None

    def tell(self):
        """Announce it, in the session's thread, unless it has been answered meanwhile: typed ahead."""
        if not self.seat.inbox and self.seat.request is self:  # in this order: `answer` takes in the other
            self.announce()


class SeatTerminal(Terminal):
    """The terminal of a listener that has a seat. LISTENERS are all those of the session.

    at_prompt  true: the listener waits for a form
    broken     true: Control-C came before the form that is delivered was begun
    ended      true: the input has ended
    """

    def __init__(self, listeners, seat, stream):
        super().__init__(stream)
        self.session = listeners
        self.seat = seat
        self.source = None  # what is left of what was typed last
        self.text = ""
        self.shown = ""  # the prompt
        self.at_prompt = False
        self.broken = False
        self.ended = False
        seat.terminal = self
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
            request = Request(seat, lambda: self.stream.session.idle(seat, prompt))
            return self.stream.signal.wait(request.answer, WHOSTATE)
        finally:
            self.at_prompt = False

    def next_item(self):
        """Return the next Form or Command of what was typed, None at its end."""
        source = self.source
        text, start = self.text, source.place
        while start < len(text) and text[start] in BLANKS:
            start += 1
        if text[start : start + 1] == command_character() and not text[:start].rpartition("\n")[2].strip():
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
        session, pane, signal = self.stream.session, self.seat.pane, self.stream.signal
        if self.seat is not pane.front or pane is not session.front:
            return super().run_shell(command)
        done = []
        pane.output.mark(lambda: session.lend(lambda: subprocess.call(command, shell=True), done, signal))
        return signal.wait(lambda: tuple(done), "waiting for the shell")[0]

    # What Control-C does; called in the session's thread

    def break_in(self):
        """Break into the form that runs."""
        self._interrupt(self._break)

    def reset(self):
        """Return to the top level."""
        self._interrupt(self._reset)

    def _interrupt(self, function):
        process = self.seat.process
        if process is not None:  # else it has just ended
            interrupt_from_signal(process, function)

    def _break(self):
        if not self.at_prompt:
            self.seat.listener.control_c()
        elif self.seat.inbox:  # the form is not even read
            self.broken = True
        # else it was over before the key came

    def _reset(self):
        self.seat.listener.levels()[-1].leave_to()
