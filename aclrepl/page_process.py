"""Each page in a process of the system of its own.

Definitions, packages and settings of one page never reach the next one, and what a page may do
to its Python (exit, compute for ever in C) can be answered: the child reports its progress,
and one that falls silent is ended. Where the system can't fork, a page runs in this Python,
and several pages in a Python each.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from aclrepl.transcript import BadPage

GRACE = 5.0  # s that a child may be late
FORKS = hasattr(os, "fork")


@dataclass
class Outcome:
    """How a replay went: the exit status, and what belongs on standard output and standard error."""

    status: int
    out: str = ""
    err: str = ""


def replay_pages(names, *, timeout=10.0, allow_network=False, update=False):
    """Replay the pages in the files NAMES; print what differs. Return the worst exit status."""
    worst = 0
    for name in names:
        if FORKS:
            outcome = replay_apart(name, timeout, allow_network, update)
        elif len(names) == 1:
            outcome = replay_here(name, timeout, allow_network, update, announce)
        else:
            outcome = replay_in_another(name, timeout, allow_network, update)
        write(sys.stderr, outcome.err)
        write(sys.stdout, outcome.out)
        worst = max(worst, outcome.status)
    return worst


def write(file, text):
    """Write TEXT, of which a terminal sees nothing that it might obey."""
    if file.isatty():
        text = "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)
    encoding = file.encoding or "utf-8"
    file.write(text.encode(encoding, "backslashreplace").decode(encoding))
    file.flush()


def announce(text):
    write(sys.stderr, text + "\n")


def replay_here(name, timeout, allow_network, update, announce, progress=None):
    """Replay one page in this Python. Return the Outcome.

    announce -- function of the text that says, before anything runs, what it will run against
    """
    from aclrepl.pages import read_page
    from aclrepl.replay import Replay

    try:
        run = Replay(read_page(name), timeout=timeout, allow_network=allow_network, progress=progress)
    except BadPage as e:
        return Outcome(2, err=f"{e}\n")
    beyond = ", and the network" if allow_network else ""
    announce(f"; {name}: replaying on {run.where}{beyond}")
    run.run()
    if run.matched:
        return Outcome(0)
    if not update:
        return Outcome(1, run.report())
    text = run.updated()
    if text is None:
        return Outcome(1, run.report(), f"; {name}: not updated\n")
    try:
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as e:
        return Outcome(2, run.report(), f"{name}: {e.strerror}\n")
    return Outcome(0, err=f"; {name}: updated\n")


# A child that is a fork


def replay_apart(name, timeout=10.0, allow_network=False, update=False, announce=announce):
    """Replay one page in a fork of this Python, in which only the calling thread may be at work."""
    reports, reporting = os.pipe()
    lifeline, living = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reports)
            os.close(living)
            threading.Thread(target=follow, args=(lifeline,), daemon=True).start()
            serve(reporting, name, timeout, allow_network, update)
            code = 0
        except KeyboardInterrupt:
            pass
        finally:
            os._exit(code)
    try:
        os.close(reporting)
        os.close(lifeline)
        return Reports(name, reports, announce).outcome(child)
    finally:
        end(child)
        os.close(living)
        os.close(reports)


def follow(lifeline):
    """End this process when its parent has ended."""
    os.read(lifeline, 1)
    os._exit(1)


def serve(reporting, name, timeout, allow_network, update):
    """In the child: replay, and report to the parent."""

    def report(**message):
        octets = json.dumps(message).encode() + b"\n"
        while octets:
            octets = octets[os.write(reporting, octets) :]

    outcome = replay_here(
        name,
        timeout,
        allow_network,
        update,
        announce=lambda text: report(announce=text),
        progress=lambda line, seconds: report(line=line, seconds=seconds),
    )
    sys.stderr.flush()
    report(outcome=[outcome.status, outcome.out, outcome.err])


class Reports:
    """What a child reports, a JSON object a line."""

    def __init__(self, name, channel, announce):
        self.name = name
        self.channel = channel
        self.announce = announce
        self.line = 0
        self.deadline = time.monotonic() + 30 + GRACE  # reading a huge page takes a while
        self.buffer = b""

    def outcome(self, child):
        """Return what the child says at its end, or what is to be said of one that does not."""
        while (message := self.next_message()) is not None:
            if "outcome" in message:
                return Outcome(*message["outcome"])
            if "announce" in message:
                self.announce(message["announce"])
            else:
                self.line = message["line"]
                self.deadline = time.monotonic() + message["seconds"] + GRACE
        late = time.monotonic() >= self.deadline
        what = "still running, and can't be interrupted" if late else "the page has ended the program"
        return Outcome(1, f"{self.name}:{self.line + 1}: {what}\n")

    def next_message(self):
        """Return the next message, None when the child is late or has gone."""
        while b"\n" not in self.buffer:
            ready = select.select([self.channel], [], [], max(0, self.deadline - time.monotonic()))[0]
            octets = os.read(self.channel, 65536) if ready else b""
            if not octets:
                return None
            self.buffer += octets
        line, _, self.buffer = self.buffer.partition(b"\n")
        return json.loads(line)


def end(child):
    """Wait for the end of CHILD, which may need help."""
    limit = time.monotonic() + 0.5
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() >= limit:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.002)


# A child that is not


def replay_in_another(name, timeout, allow_network, update):
    """Replay one page in a Python of its own, for systems that can't fork."""
    options = ["--timeout", str(timeout)]
    options += ["--allow-network"] if allow_network else []
    options += ["--update"] if update else []
    command = [sys.executable, "-m", "aclrepl", "replay", *options, name]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    out, err = (octets.decode("utf-8", "replace") for octets in (done.stdout, done.stderr))
    return Outcome(done.returncode, out, err)
