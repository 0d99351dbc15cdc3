"""The session: an application that reads keys and draws, for as long as the terminal lasts.

It runs in the main thread and never waits for Lisp. Listeners run in processes of their own;
what they print and ask comes through the queues of their panes, what the person types goes to
the inbox of a seat (`panes`). What is between the two and needs Lisp is in `listeners` and
`seats`, loaded in a thread when the first prompt has been drawn.
"""

import asyncio
import errno
import gc
import os
import signal
import sys
import threading
import time

from prompt_toolkit.application.run_in_terminal import in_terminal, run_in_terminal
from prompt_toolkit.document import Document

from aclrepl.ending import SIGNALS
from aclrepl.terminal.application import make_application
from aclrepl.terminal.gate import gate
from aclrepl.terminal.panes import BUSY, END, FORM, IDLE, LINE, READING, STARTING, Pane
from aclrepl.terminal.screen import Screen

FIRST = "local"  # the name of the first pane; the others have those of hosts

FLUSH = 8192  # characters shown at a time
NEXT_FLUSH = 0.004  # s until more is shown, where there is more
QUIET = 0.04  # s between two flushes of a pane that prints now and then
TICK = 0.1  # s between two looks at what is waited for
TWICE = 1.0  # s between two Control-C that return to the top level
HINT = 2.0  # s that a hint is shown
QUICK = 0.001  # s, the switch interval while keys come and a form runs
HUNG_UP = SIGNALS["SIGHUP"]  # the exit status when the terminal has gone
LATER = 0.2  # s after Lisp that completion is loaded: a form that was typed at once comes first
MOST_FAILURES = 5  # notices of our own faults


class Session:
    """The terminal's listeners and the application that shows them.

    Arguments:
      settings       Settings of the command line
      input, output  prompt_toolkit's; default: the terminal
      early          None, or the EarlyPrompt that has been shown

    app     the Application
    buffer  what is being typed
    panes   list of Panes; `front` is the one on the screen
    code    the exit status, once the session is to end
    listeners  the Listeners, None until Lisp is there
    question  None, or (text, function to call on yes)
    lent    true: another program has the terminal
    """

    def __init__(self, settings, input=None, output=None, early=None):
        self.settings = settings
        self.early = early
        self.panes = [Pane(FIRST, self.wake)]
        self.front = self.panes[0]
        self.code = None
        self.question = None
        self.lent = False
        self.hint = ("", 0.0)
        self.listeners = None
        self.loop = None
        self._awake = False
        self._flush = None
        self._next_flush = 0.0
        self._ticking = False
        self._failures = 0
        self._drawn = ""
        self._slow_again = None
        self._interval = sys.getswitchinterval()
        self.app, self.buffer = make_application(self, input, output)
        self.screen = Screen(self.app)
        self.screen.lost = self.lost

    # The whole

    def run(self):
        """Run until the session ends. Returns the exit status. Blocks the calling thread."""
        try:
            asyncio.run(self._main())
        finally:
            self.loop = None
            self._slow()
            for pane in self.panes:
                pane.output.visible = False
        if self.listeners is not None:
            self.listeners.unload()
        self._drain()
        return self.code or 0

    async def _main(self):
        self.loop = asyncio.get_running_loop()
        self.loop.set_exception_handler(self.loop_failed)
        if self.early is not None:
            self.early.restore_modes()
            self.app.output.write_raw("\r")
        try:
            await self.app.run_async(pre_run=self._begin, set_exception_handler=False, handle_sigint=False)
        except EOFError:  # the terminal has gone
            if self.code is None:
                self.code = HUNG_UP
        except OSError:
            self.lost()

    def _begin(self):
        if self.code is not None:
            self.app.exit()
            return
        self.app.key_processor.before_key_press += self._key_comes
        threading.Thread(target=self._load, name="loading Lisp", daemon=True).start()

    def _load(self):
        try:
            from aclrepl.terminal.listeners import Listeners

            self.listeners = Listeners(self)
            self.listeners.load()
            time.sleep(LATER)
            from aclrepl.terminal import arglist  # noqa: F401 - all of completion, before a key needs it

            gc.freeze()  # what is loaded stays: looking through it all would hold up a key for 10 ms
        except Exception as e:
            text = f"aclrepl can't be loaded: {type(e).__name__}: {e}\n"
            self.call(lambda: (self.screen.write(text), self.end(1)))

    def call(self, function, *arguments):
        """Have FUNCTION called in the loop's thread soon; dropped when the session is over."""
        loop = self.loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(function, *arguments)
            except RuntimeError:  # closed in this moment
                pass

    def end(self, code):
        """End the session with an exit status. For the loop's thread; the first one counts."""
        if self.code is None:
            self.code = code
        if self.app.is_running and not self.app.is_done:
            self.app.exit()

    def end_from_anywhere(self, code):
        """As `end`, for any thread and for handlers of signals."""
        if self.loop is None and self.code is None:
            self.code = code  # seen when the loop begins
        self.call(self.end, code)

    def lost(self):
        """End the session: the terminal has gone."""
        self.screen.gone = True
        self.end(HUNG_UP)

    def loop_failed(self, loop, context):
        """A callback of the loop has failed: say so, and go on."""
        exception = context.get("exception")
        if isinstance(exception, OSError) and self.screen.gone:
            return
        if isinstance(exception, OSError) and exception.errno in (errno.EIO, errno.EBADF):
            self.lost()
            return
        self.failed(exception or context.get("message"))

    def failed(self, what):
        """Report a fault of the terminal's own; the first few only."""
        self._failures += 1
        if self._failures <= MOST_FAILURES:
            text = f"{type(what).__name__}: {what}" if isinstance(what, BaseException) else str(what)
            self.screen.write([("class:notice", f"; fault in the terminal: {text}\n")])

    def _drain(self):
        """Show what is left, once nothing is drawn any more."""
        output = self.front.output
        while output.pending:
            text, _ = output.take(FLUSH)
            self.screen.write(text)
        if output.partial:
            self.screen.write(output.partial + "\n")

    # Output

    def wake(self):
        """Have the loop look at the panes. For any thread; many calls are one."""
        if not self._awake:
            self._awake = True
            self.call(self._woken)

    def _woken(self):
        self._awake = False
        for pane in self.panes:
            if pane is not self.front and pane.output.has_text and not pane.marked:
                pane.marked = True
                self.app.invalidate()
        if self.front.output.pending or self.front.output.partials:
            self._flush_soon()

    def _flush_soon(self):
        if self._flush is None and not self.lent and self.loop is not None:
            delay = self._next_flush - self.loop.time()
            if delay > 0:
                self._flush = self.loop.call_later(delay, self.flush)
            else:
                self.flush()

    def flush(self):
        """Show some of what the pane in front has printed, and do what follows it."""
        self._flush = None
        if self.lent or self.code is not None:
            return
        output = self.front.output
        partial = output.partial
        mark = True
        text = ""
        while mark is not None and len(text) < FLUSH:
            more, mark = output.take(FLUSH)
            text += more
            if mark is not None:
                if text:
                    self.screen.write(text)
                    text = ""
                mark()
                if output is not self.front.output:
                    return
        if text:
            self.screen.write(text)
        if output.pending:
            self._next_flush = self.loop.time() + NEXT_FLUSH
            self._flush_soon()
        else:
            self._next_flush = self.loop.time() + QUIET
        self.front.room()
        if output.partial != partial or output.partials or not text:
            self.app.invalidate()

    # What the processes want: marks in the output, called in the loop's thread

    def idle(self, seat, prompt):
        """SEAT waits for a form; PROMPT is shown to it."""
        seat.prompt = gate(prompt)
        self._turn_to(seat, IDLE, "waits for input in a break level")
        self._submit_ahead()

    def reading(self, seat):
        """A program on SEAT reads a line."""
        self._turn_to(seat, READING, "wants to read a line")

    def _turn_to(self, seat, state, what):
        seat.state = state
        told, seat.left = seat.left, False
        if seat is not seat.pane.front and seat is not seat.pane.main and not told:
            name = gate(seat.name)
            self.screen.write([("class:notice", f"; Process {name} {what}; :focus {name} turns to it.\n")])
        self.app.invalidate()

    def leave_seat(self, seat):
        """SEAT's process no longer asks for anything. A line that it has begun is ended."""
        pane = seat.pane
        if seat is pane.front and seat is not pane.main and pane.output.partial:
            pane.output.put("\n")
        pane.remove_seat(seat)
        self.app.invalidate()

    def listener_ended(self, pane, code):
        """The input of PANE's listener has ended; CODE is the exit status if it was the last."""
        if len(self.panes) > 1:
            self.close(pane)
        else:
            self.end(code)

    # Panes

    def show(self, pane):
        """Bring PANE to the front."""
        if pane is self.front or pane not in self.panes:
            return
        old = self.front
        old.document = self.buffer.document
        old.output.visible = False
        old.room()
        self.front = pane
        pane.output.visible = True
        pane.marked = False
        self.buffer.set_document(pane.document or Document(), bypass_readonly=True)
        self.screen.write([("class:heading", f"\non {pane.name}:\n\n")])
        self._next_flush = 0.0
        self._flush_soon()
        self._start_ticking()
        self._submit_ahead()

    def show_number(self, index):
        """Bring pane INDEX, from 0, to the front, if there is one."""
        if 0 <= index < len(self.panes):
            self.show(self.panes[index])

    def show_next(self):
        """Bring the next pane to the front."""
        self.show_number((self.panes.index(self.front) + 1) % len(self.panes))

    def close(self, pane):
        """Take away PANE, whose listener has ended."""
        if pane is self.front:
            place = self.panes.index(pane)
            self.flush()
            self.show(self.panes[place - 1] if place else self.panes[1])
        self.panes.remove(pane)
        self.app.invalidate()

    def pane_named(self, name):
        """Return the pane called NAME, or None."""
        return next((pane for pane in self.panes if pane.name == name), None)

    # What the person does

    def can_submit(self):
        """Return whether what is typed may run at once; else it is typed ahead."""
        return self.front.front.state in (IDLE, STARTING)

    def is_reading(self):
        """Return whether a program reads what is typed."""
        return self.front.front.state == READING

    def submit(self):
        """Hand what is typed to the process in front."""
        seat, text = self.front.front, self.buffer.text
        output = self.front.output
        if seat.state == READING:
            self.screen.write([("", output.partial), ("", text + "\n")])
            self.buffer.reset()
            kind, text = LINE, text + "\n"
        elif not text.strip():
            self.screen.write(self.app.echo(text))
            self.buffer.reset()
            return
        else:
            self.screen.write(self.app.echo(text))
            self.buffer.append_to_history()
            self.buffer.reset()
            kind = FORM
        output.partial = ""
        output.end_line()
        seat.state, seat.since = BUSY, time.monotonic()
        seat.deliver(kind, text)
        self._start_ticking()

    def submit_later(self):
        """Have what is typed, with a newline behind it, handed on when the process in front waits for it."""
        seat = self.front.front
        self.front.ahead = (seat, seat.level, self.buffer.text)

    def _submit_ahead(self):
        """Hand on what was typed ahead and is still there; not to a break level opened meanwhile."""
        if self.front.ahead is None or self.front.front.state != IDLE:
            return
        (seat, level, text), self.front.ahead = self.front.ahead, None
        typed, place = self.buffer.text, self.buffer.cursor_position
        if seat is self.front.front and seat.level <= level and typed.startswith(text):
            self.buffer.set_document(Document(text.rstrip()), bypass_readonly=True)
            self.submit()
            rest = typed[len(text) :]
            self.buffer.set_document(Document(rest, max(0, place - len(text))), bypass_readonly=True)

    def end_of_input(self):
        """Control-D on an empty line."""
        seat = self.front.front
        if seat.state == BUSY:
            self.say("Control-C interrupts")
        elif seat.state == READING:
            self.screen.write([("", self.front.output.partial + "\n")])
            self._deliver_end(seat)
        elif seat.state == STARTING or seat.listener is None:
            self.end(0)
        elif seat.level or seat is not self.front.main or len(self.panes) > 1:
            self._deliver_end(seat)
        elif others := self.listeners.others():
            names = ", ".join(process.name for process in others)
            self.question = (f"Still running: {names}. Leave nevertheless? (y or n) ", self._leave)
        else:
            self._leave()

    def _leave(self):
        self.screen.write(self.app.echo(""))
        self.end(0)

    def _deliver_end(self, seat):
        self.front.output.partial = ""
        self.front.output.end_line()
        if seat.state == IDLE:
            self.screen.write(self.app.echo(""))
        seat.state, seat.since = BUSY, time.monotonic()
        seat.deliver(END)
        self._start_ticking()

    def answer(self, yes):
        """Answer the session's own question."""
        (text, function), self.question = self.question, None
        self.screen.write([("", text), ("", "y\n" if yes else "n\n")])
        if yes:
            function()

    def interrupt(self):
        """Control-C, in whatever state: clear the line, break into the form, or return to the top."""
        seat = self.front.front
        if self.lent:
            return
        if self.question is not None:
            self.answer(False)
            return
        twice = time.monotonic() - seat.last_interrupt < TWICE
        seat.last_interrupt = time.monotonic()
        if twice and (seat.level or seat.state in (BUSY, READING)):
            self.front.output.discard()
            self.front.ahead = None
            self.buffer.reset()
            seat.terminal.reset()
        elif seat.state in (IDLE, STARTING):
            if not self.buffer.text:
                self.say("Control-D on an empty line, or :exit, leaves")
            self.buffer.reset()
        elif seat.terminal is None:  # typed before Lisp was there
            seat.inbox.clear()
            seat.state = STARTING
        else:
            self.front.output.discard()
            self.front.ahead = None
            seat.terminal.break_in()
        self.app.invalidate()

    def lend(self, function, done, signal):
        """Give the terminal to FUNCTION, which runs in a thread; its value is appended to DONE."""

        async def lend():
            self.lent = True
            try:
                async with in_terminal():
                    self._lend_modes()
                    done.append(await self.loop.run_in_executor(None, function))
            finally:
                self.lent = False
                done.append(None)  # should it have failed
                signal.notify_all()
                self.wake()

        self.app.create_background_task(lend())

    def suspend(self):
        """Control-Z: stop the program and all that runs in it, until the shell lets it go on."""

        def stop():
            self._lend_modes()
            os.kill(0, signal.SIGTSTP)  # the whole group: a pipe's other programs as well

        run_in_terminal(stop)

    def _lend_modes(self):
        if self.early is not None:  # prompt_toolkit's cooked mode leaves some of the raw one's
            self.early.lend_modes()

    def say(self, text):
        """Show a hint for a while."""
        self.hint = (text, time.monotonic() + HINT)
        self.app.invalidate()
        self._start_ticking()

    # Time

    def _start_ticking(self):
        if not self._ticking and self.loop is not None:
            self._ticking = True
            self.loop.call_later(TICK, self._tick)

    def _tick(self):
        """Keep what is shown of waiting up to date, as long as something is waited for."""
        self._ticking = False
        if self.code is not None:
            return
        shown = self.app.status()
        if shown != self._drawn:
            self._drawn = shown
            self.app.invalidate()
        self._end_dead_lines()
        busy = any(seat.state in (BUSY, READING) for pane in self.panes for seat in pane.seats)
        if busy or self.hint[0] or self.front.output.partials:
            self._start_ticking()

    def _end_dead_lines(self):
        for source in list(self.front.output.partials):
            if not getattr(source, "alive", True):
                self.front.output.end_source(source)

    def _key_comes(self, _):
        """With a process computing beside, a key needs the interpreter lock several times: get it sooner."""
        if self._slow_again is None and self.listeners is not None and self.listeners.computing():
            sys.setswitchinterval(min(QUICK, self._interval))
            self._slow_again = self.loop.call_later(1.0, self._slow)

    def _slow(self):
        self._slow_again = None
        sys.setswitchinterval(self._interval)
