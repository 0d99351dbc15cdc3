"""A session without a terminal: keys come from a pipe, what is drawn goes to an emulated screen.

The session runs in a thread. A test types, and waits until the screen, or an object, is as it
should be; it is asked again at each drawing, so nothing sleeps for luck.
"""

import codecs
import fcntl
import io
import os
import re
import select
import struct
import termios
import threading
import time
import warnings

from acllib.processes import all_processes
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from support.own_terminal import Program

from aclrepl.settings import Settings
from aclrepl.terminal.panes import IDLE
from aclrepl.terminal.session import Session

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyte

PATIENCE = 15  # s

# Sequences that pyte takes for something else.
_UNKNOWN = re.compile(r"\x1b\[>[0-9;]*[a-zA-Z]")

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "s-tab": "\x1b[Z",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "backspace": "\x7f",
    "f6": "\x1b[17~",
    "m-enter": "\x1b\r",
    **{f"c-{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}


class Screened:
    """What is written, on a screen with scrollback; the file that prompt_toolkit writes to."""

    encoding = "utf-8"

    def __init__(self, rows, columns):
        self.size = Size(rows=rows, columns=columns)
        self.written = []
        self.changed = threading.Condition()
        self.history = pyte.HistoryScreen(columns, rows, history=20_000, ratio=0.5)
        self.emulator = pyte.Stream(self.history)

    def write(self, text):
        with self.changed:
            self.written.append(text)
            self.emulator.feed(_UNKNOWN.sub("", text))
            self.changed.notify_all()

    def flush(self):
        pass

    def isatty(self):
        return True

    def fileno(self):
        raise io.UnsupportedOperation

    def resize(self, rows, columns):
        with self.changed:
            self.size = Size(rows=rows, columns=columns)
            self.history.resize(rows, columns)

    @property
    def lines(self):
        """The screen's lines, without the blanks at their ends."""
        with self.changed:
            return [line.rstrip() for line in self.history.display]

    @property
    def scrolled(self):
        """The lines that have left the screen at its top."""
        with self.changed:
            return [
                "".join(line[column].data for column in range(self.size.columns)).rstrip()
                for line in self.history.history.top
            ]

    @property
    def shown(self):
        """The lines that have left the screen and those on it, of one moment."""
        with self.changed:
            return "\n".join([*self.scrolled, *self.lines])


class Person:
    """What a person sees of a `screen`, and does; a subclass has `type`, and `where` for failures."""

    @property
    def lines(self):
        """The lines on the screen."""
        return self.screen.lines

    @property
    def text(self):
        """What is on the screen."""
        return "\n".join(self.lines)

    @property
    def shown(self):
        """Everything that can be seen, by scrolling back, too."""
        return self.screen.shown

    def press(self, *names):
        """Press keys, by name or as they are."""
        for name in names:
            self.type(KEYS.get(name, name))

    def paste(self, text):
        self.type(f"\x1b[200~{text}\x1b[201~")

    def wait(self, until):
        """Wait until UNTIL, a text on the screen or a function, is there; fail after the limit."""
        limit = time.monotonic() + PATIENCE
        predicate = until if callable(until) else lambda: until in self.text
        while not predicate():
            left = limit - time.monotonic()
            assert left > 0, f"not seen: {until!r} {self.where}\n{self.text}"
            with self.screen.changed:
                self.screen.changed.wait(min(left, 0.02))  # a state may change without a drawing


class Stage(Person):
    """A session in a thread. Use it in a `with` statement; its end checks that nothing is left behind.

    Arguments: directory -- the user's home; environment -- of the settings; rows, columns.
    """

    def __init__(self, directory, *, rows=24, columns=80, encoding="utf-8", color=True, **environment):
        self.screen = Screened(rows, columns)
        self.screen.encoding = encoding
        settings = Settings({"HOME": str(directory), "ACLREPL_HISTORY": "", **environment})
        settings.init = False
        settings.color = settings.color and color
        self._pipe_context = create_pipe_input()
        self._pipe = self._pipe_context.__enter__()
        self._before = set(all_processes())
        output = Vt100_Output(self.screen, lambda: self.screen.size, term="xterm", enable_cpr=False)
        self.session = Session(settings, input=self._pipe, output=output)
        self.session.app.after_render += lambda _: self._notify()
        self.status = []
        self.thread = threading.Thread(target=self._run, name="session", daemon=True)

    def _run(self):
        self.status.append(self.session.run())

    def _notify(self):
        with self.screen.changed:
            self.screen.changed.notify_all()

    def __enter__(self):
        self.thread.start()
        self.wait(lambda: self.at_prompt)
        return self

    def __exit__(self, *exception):
        self.session.end_from_anywhere(0)
        self.thread.join(PATIENCE)
        self._pipe_context.__exit__(None, None, None)
        if exception[0] is None:
            assert not self.thread.is_alive()
            assert [p for p in all_processes() if p not in self._before and not p.immigrant] == []

    # What there is to see

    @property
    def seat(self):
        return self.session.front.front

    @property
    def listener(self):
        return self.seat.listener

    @property
    def at_prompt(self):
        """Whether the prompt of the process in front is drawn, and it waits there."""
        prompt = self.seat.prompt.rpartition("\n")[2].rstrip()
        lines = [line for line in self.lines if line.startswith(("USER(", "["))]
        return self.seat.state == IDLE and bool(lines) and lines[-1].startswith(prompt)

    @property
    def where(self):
        seat = self.seat
        return f"; {seat.name} {seat.state} {seat.prompt!r} typed {self.typed!r}"

    @property
    def written(self):
        """All that was written to the terminal, as it was."""
        return "".join(self.screen.written)

    @property
    def typed(self):
        return self.session.buffer.text

    # What the person does

    def type(self, text):
        self._pipe.send_text(text)

    def run(self, text):
        """Type TEXT and Enter, and wait until the next prompt stands."""
        listener, number = self.listener, self.listener.number
        self.type(text + "\r")
        self.wait(lambda: listener.number > number and self.at_prompt)

    def results(self, text):
        """Run TEXT and return the lines that are shown between it and the next prompt."""
        self.wait(lambda: self.at_prompt)
        before = len(self.shown.rstrip().split("\n"))
        self.run(text)
        lines = self.shown.rstrip().split("\n")
        while lines and "USER(" not in lines[-1]:
            lines.pop()
        return lines[before : len(lines) - 1]


# A shell of one job: it says that the job was stopped, and continues it when Enter comes.
SHELL = """
import signal
job = os.fork()
if job:
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    while True:
        status = os.waitpid(job, os.WUNTRACED)[1]
        os.tcsetpgrp(0, os.getpgrp())
        if not os.WIFSTOPPED(status):
            os._exit(os.waitstatus_to_exitcode(status))
        os.write(1, b"<stopped>")
        os.read(0, 1)
        os.tcsetpgrp(0, job)
        os.kill(job, signal.SIGCONT)
os.setpgid(0, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
os.tcsetpgrp(0, os.getpid())
signal.signal(signal.SIGTTOU, signal.SIG_DFL)
"""


class OnPty(Person):
    """The program on a pseudo-terminal, seen on an emulated screen; for what only the screen can tell.

    Arguments: words -- of the command line; directory -- the user's home; rows, columns;
      shell -- true: a shell of one job stands between; environment -- additions to that of the tests.
    """

    where = ""

    def __init__(self, directory, *words, rows=24, columns=80, shell=False, **environment):
        self.screen = Screened(rows, columns)
        program = SHELL if shell else ""
        program += f"""
import runpy, struct
fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", {rows}, {columns}, 0, 0))
sys.argv = ["aclrepl", *{list(words)!r}]
runpy.run_module("aclrepl", run_name="__main__", alter_sys=True)
"""
        home = {"HOME": str(directory), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "ACLREPL_HISTORY": ""}
        self.program = Program(program, environment={**home, **environment})
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.octets = bytearray()
        self.hung_up = threading.Event()
        self.thread = threading.Thread(target=self._read, name="terminal", daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.program.process.kill()
        self.program.process.wait()
        self.thread.join(PATIENCE)
        self.program.hang_up()

    def _read(self):
        """Be the terminal, until the program has ended or the line is cut."""
        while not self.hung_up.is_set():
            if not select.select([self.program.master], [], [], 0.05)[0]:
                if self.program.process.poll() is not None:
                    return
                continue
            try:
                octets = os.read(self.program.master, 4096)
            except OSError:
                return
            self.octets += octets
            self.screen.write(self.decoder.decode(octets))

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.program.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        self.program.type(text)

    def hang_up(self):
        """Cut the line, once nobody reads from it: a closed descriptor may be another's next."""
        self.hung_up.set()
        self.thread.join(PATIENCE)
        self.program.hang_up()

    def end(self):
        """Wait for the end of the program; return its exit status."""
        status = self.program.process.wait(PATIENCE)
        self.thread.join(PATIENCE)
        return status
