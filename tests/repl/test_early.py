"""The early prompt: it stands at once, keys are kept, and the shell gets its terminal back whatever happens."""
# ruff: noqa: E501 - rows of tables

import os
import pty
import signal
import termios

import pytest
from support.own_terminal import Program

from aclrepl.terminal.early import LFLAG, EarlyPrompt, is_terminal, raw

pytestmark = pytest.mark.timeout(60)

BEGIN = """
from aclrepl.terminal.early import EarlyPrompt
early = EarlyPrompt.begin("Banner\\n", "USER(1): ")
"""
ON, OFF = "\x1b[?2004h", "\x1b[?2004l"
SHOWN = ON + "Banner\r\nUSER(1): "

ENDS = [
    # what the program does in the window, exit status, what stands behind the prompt, why
    ("window(); early.finish()", 0, f"<window>{OFF}\r\n", "finished"),
    ("window()", 0, f"<window>{OFF}\r\n", "the end of the program"),
    ("window(); sys.exit(3)", 3, f"<window>{OFF}\r\n", "exit"),
    ("window(); early.finish(); early.finish()", 0, f"<window>{OFF}\r\n", "finished twice"),
    ("window(); early.restore_modes(); early.finish()", 0, "<window>", "handed over: nothing to write"),
    ("window(); early.restore_modes(); early.finish_suddenly()", 0, f"<window>{OFF}\x1b[?25h\x1b[0m\r\n", "suddenly"),
    ("window(); early.finish_suddenly()", 0, f"<window>{OFF}\r\n", "suddenly, but not handed over"),
    ("pid = os.fork()\nif pid: os.waitpid(pid, 0); window()\nelse: sys.exit()", 0, f"<window>{OFF}\r\n", "a child ends"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "rest", "why"), ENDS)
def test_ends(text, code, rest, why):
    with Program(BEGIN + text) as program:
        program.wait_for("<window>")
        assert program.modes()[LFLAG] & (termios.ECHO | termios.ICANON | termios.ISIG) == 0
        program.type("x")
        assert program.end() == code
        assert program.output == SHOWN + rest
        assert program.modes() == program.before


def test_exception():
    with Program(BEGIN + "window()\nraise RuntimeError('boom')", environment={"PYTHON_COLORS": "0"}) as program:
        program.wait_for("<window>")
        program.type("x")
        assert program.end() == 1
        assert program.output.endswith(f"RuntimeError: boom\r\n{OFF}\r\n")
        assert program.modes() == program.before


def test_keys_are_kept():
    """Keys of the window, Control-C among them, are read by the application, whose modes are the same."""
    text = BEGIN + """
from aclrepl.terminal.early import raw
os.write(1, b"<window>")
import select
select.select([0], [], [])
early.restore_modes()
termios.tcsetattr(0, termios.TCSANOW, raw(early.modes))
got = b""
while not got.endswith(b"."):
    got += os.read(0, 99)
early.restore_modes()
os.write(1, repr(got).encode())
"""
    with Program(text) as program:
        program.wait_for("<window>")
        program.type("(a\r\x03\x16\x13.")
        assert program.end() == 0
        assert program.output == SHOWN + "<window>" + repr(b"(a\r\x03\x16\x13.")


NOT_HERE = [
    # what comes before, TERM, why
    ("", "dumb", "a dumb terminal"),
    ("", "", "an unknown one"),
    ("m = termios.tcgetattr(0); m[3] &= ~termios.ICANON; termios.tcsetattr(0, 0, m)", "xterm", "in use already"),
    ("os.close(0); os.open('/dev/null', 0)", "xterm", "no keyboard"),
]


@pytest.mark.parametrize(("text", "term", "why"), NOT_HERE)
def test_not_here(text, term, why):
    ask = "os.write(2, str((early, termios.tcgetattr(2) == modes)).encode())"
    with Program(f"{text}\nmodes = termios.tcgetattr(2)\n{BEGIN}{ask}", term) as program:
        assert program.end() == 0
        assert program.output == "(None, True)"


def test_not_our_terminal():
    """A terminal of others is left alone, and so is a pipe."""
    master, slave = pty.openpty()
    end, other = os.pipe()
    try:
        before = termios.tcgetattr(slave)
        assert is_terminal(slave, slave, {"TERM": "xterm"})
        assert not is_terminal(slave, other, {"TERM": "xterm"})
        assert EarlyPrompt.begin("", "", slave, slave, {"TERM": "xterm"}) is None
        assert termios.tcgetattr(slave) == before
        assert raw(before) != before
    finally:
        for number in (master, slave, end, other):
            os.close(number)


# The program itself, its session loading when something happens. LOADING stands for the imports.

MAIN = """
class Loading:
    def find_spec(self, name, path=None, target=None):
        if name == "aclrepl.terminal.session":
            os.write(1, b"<window>")
            %s
import signal
sys.meta_path.insert(0, Loading())
signal.signal(signal.SIGINT, signal.default_int_handler)
from aclrepl.cli import main
sys.exit(main(["--no-init"]))
"""
WAIT = "import time; time.sleep(30)"

SIGNALS = [
    # signal, what the imports do, exit status, why
    (signal.SIGTERM, WAIT, 143, "SIGTERM"),
    (signal.SIGHUP, WAIT, 129, "SIGHUP"),
    pytest.param(
        signal.SIGTERM,
        "import time\n            while True:\n                try: time.sleep(30)\n                except BaseException: pass",
        143,
        "imports that don't let it through",
        marks=pytest.mark.slow,
    ),
]


@pytest.mark.parametrize(("number", "loading", "code", "why"), SIGNALS)
def test_signals(number, loading, code, why, tmp_path):
    with Program(MAIN % loading, environment={"HOME": str(tmp_path)}) as program:
        program.wait_for("USER(1): <window>")
        assert program.modes() != program.before
        os.kill(program.process.pid, number)
        assert program.end() == code
        assert "Traceback" not in program.output
        assert program.modes() == program.before


def test_interrupt_is_no_end(tmp_path):
    with Program(MAIN % WAIT, environment={"HOME": str(tmp_path)}) as program:
        program.wait_for("<window>")
        os.kill(program.process.pid, signal.SIGINT)
        os.kill(program.process.pid, signal.SIGTERM)
        assert program.end() == 143


@pytest.mark.slow
def test_without_the_packages(tmp_path):
    """A terminal that can't be loaded is replaced by a plain one, with a notice."""
    text = MAIN % "raise ImportError('no prompt_toolkit here')"
    with Program(text, environment={"HOME": str(tmp_path)}) as program:
        program.wait_for("; The terminal can't be loaded (no prompt_toolkit here): a plain listener instead.\r\nUSER(1): ")
        program.type("(+ 1 41)\n")
        program.wait_for("42\r\nUSER(2): ")
        assert program.modes() == program.before
        program.type("\x04")
        assert program.end() == 0
