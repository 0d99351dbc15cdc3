"""Listeners in tests: what one prints for a text on its standard input, here or in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from acllib.lisp import world  # noqa: F401
from acllib.lisp.console import make_console
from acllib.processes import process_kill

from aclrepl.listener import Listener
from aclrepl.pipe import PipeTerminal

PATIENCE = 40  # s; a failing test must not hang
BLOCK = re.compile(r"\n  \[condition type: (\S+)\]\n\n(?:Restart actions.*\n(?: *\d+: .*\n)+)?")


class Result:
    """What a listener did: its exit status, and what it printed."""

    def __init__(self, code, output):
        self.code = code
        self.output = output

    @property
    def short(self):
        """The output, error blocks shortened to `report {CONDITION-TYPE}`, without the last prompt."""
        text = BLOCK.sub(r" {\1}\n", self.output)
        return re.sub(r"(\[\w+\] )?\S+\(\d+\): \n?\Z", "", text).rstrip("\n")


def listen(text, **options):
    """Run a Listener in this Python, its input the file of TEXT, and return the Result."""
    octets = text if isinstance(text, bytes) else text.encode()
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(octets)
        source.flush()
        source.seek(0)
        console = make_console(source.fileno(), target.fileno())
        listener = Listener("Listener under test", PipeTerminal(console), **options)
        process = listener.start()
        if not process.join(PATIENCE):
            process_kill(process)
            process.join(1)
            raise AssertionError(f"the listener did not end; {process.whostate or 'computing'}")
        console.force_output()
        target.seek(0)
        return Result(listener.exit_code, target.read().decode("utf-8", "replace"))


# Programs of their own

START = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from aclrepl.cli import main; sys.exit(main())"
)


def command(*arguments):
    """Return the words that start the program, Control-C at its default even where it is ignored."""
    return [sys.executable, "-c", START, *map(str, arguments)]


def environment(home):
    return {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(Path(home) / "config")}


def run(*arguments, text="", home, **options):
    """Run the program to its end and return the finished process, its output as str."""
    done = subprocess.run(
        command(*arguments),
        input=text if isinstance(text, bytes) else text.encode(),
        capture_output=True,
        timeout=PATIENCE,
        env=environment(home),
        **options,
    )
    done.stdout, done.stderr = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in done.stdout + done.stderr
    return done


class Running:
    """The program while it runs; for signals."""

    def __init__(self, *arguments, home):
        self.process = subprocess.Popen(
            command(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(home),
        )
        self.output = b""

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()

    def type(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def wait_for(self, text):
        """Read until TEXT has been printed."""
        while text.encode() not in self.output:
            piece = os.read(self.process.stdout.fileno(), 65536)
            assert piece, self.output
            self.output += piece

    def signal(self, number=signal.SIGINT):
        self.process.send_signal(number)

    def end(self):
        """Wait for the end; return the exit status and all that was printed."""
        while piece := os.read(self.process.stdout.fileno(), 65536):
            self.output += piece
        return self.process.wait(PATIENCE), self.output.decode("utf-8", "replace")
