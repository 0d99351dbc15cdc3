"""A REPL on a pseudo-terminal, driven at the speed of a program that reads at once."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

PATIENCE = 10  # s

OWN_TERMINAL = (
    "import os, sys, fcntl, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
SEQUENCE = re.compile(rb"\x1b\[[0-9;?>]*[ -/]*[@-~]|\x1b[()=>][0-9AB]?|\x1b\][^\x07]*\x07")
ASKS_FOR_CURSOR = b"\x1b[6n"


class Repl:
    """COMMAND on a terminal of its own, with a home that holds nothing. Use it in a `with` statement."""

    def __init__(self, command):
        self.home = tempfile.TemporaryDirectory()
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PYTHONSTARTUP")}
        environment = {**kept, "HOME": self.home.name, "TERM": "xterm-256color"}
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", OWN_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
        )
        os.close(slave)
        self.octets = b""  # that came since the last `type`

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.master)
        self.home.cleanup()

    def type(self, text):
        self.octets = b""
        os.write(self.master, text.encode())

    def read(self, limit):
        """Read what comes until the time LIMIT; return whether something did."""
        left = limit - time.perf_counter()
        if left <= 0 or not select.select([self.master], [], [], left)[0]:
            return False
        piece = os.read(self.master, 65536)
        if ASKS_FOR_CURSOR in piece:
            os.write(self.master, b"\x1b[1;1R" * piece.count(ASKS_FOR_CURSOR))
        self.octets += piece
        return True

    @property
    def text(self):
        """What came since the last `type`, without what moves the cursor."""
        return SEQUENCE.sub(b"", self.octets).decode("utf-8", "replace")

    def wait(self, text, count=1):
        """Read until TEXT has come COUNT times; return the seconds since START of the wait."""
        start = time.perf_counter()
        while self.text.count(text) < count:
            if not self.read(start + PATIENCE):
                raise TimeoutError(f"{text!r} did not come: {self.text[-500:]!r}")
        return time.perf_counter() - start

    def quiet(self, seconds=0.15):
        """Read until nothing has come for so long."""
        while self.read(time.perf_counter() + seconds):
            pass

    def echo(self, character):
        """Type CHARACTER; return the seconds until something is drawn."""
        self.type(character)
        start = time.perf_counter()
        if not self.read(start + PATIENCE):
            raise TimeoutError("no echo")
        return time.perf_counter() - start

    @property
    def resident(self):
        """Octets of memory that the process has."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
