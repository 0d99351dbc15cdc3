"""A Python program on a terminal of its own: for what the shell finds when it has ended."""

import os
import pty
import select
import subprocess
import sys
import termios
import time

PATIENCE = 20  # s

# The terminal becomes that of the program, as a shell would have it.
OWN_TERMINAL = """
import os, sys, fcntl, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
def window():
    "Wait for a key, the terminal as it is."
    os.write(1, b"<window>")
    return os.read(0, 1)
"""


class Program:
    """A Python program on a terminal of its own."""

    def __init__(self, text, term="xterm", environment=None):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWN_TERMINAL + text],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env={**os.environ, "TERM": term, **(environment or {})},
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self):
        """Close the terminal."""
        if self.master >= 0:
            os.close(self.master)
            os.close(self.slave)
            self.master = self.slave = -1

    def modes(self):
        return termios.tcgetattr(self.slave)

    def type(self, text):
        os.write(self.master, text.encode())

    def read(self, seconds):
        """Read what has been written; returns whether there was something."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.output += os.read(self.master, 65536).decode("utf-8", "replace")
        return True

    def wait_for(self, text):
        limit = time.monotonic() + PATIENCE
        while text not in self.output:
            assert self.read(limit - time.monotonic()), self.output

    def end(self):
        """Wait for the end of the program; returns its exit status."""
        limit = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < limit, self.output
            self.read(0.01)
        while self.read(0):
            pass
        return self.process.returncode
