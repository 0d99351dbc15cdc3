"""Tests that run elsewhere, one after the other, each under a limit of time.

Somebody starts a process that writes a line for each test into a file. `watch` reads it; a test that
takes too long, or takes its process with it, has failed, and the others go on in a new process.
"""

import os
import time

POLL = 0.02  # s


class Run:
    """A process that runs tests; how to ask for its end, and to end it."""

    def __init__(self, ended, kill):
        self.ended = ended
        self.kill = kill


def watch(names, start, file, limit, patience=None):
    """Run the tests NAMES. Returns: list of a line for each.

    Arguments: start -- function of a list of names and FILE, the path for their lines; returns a Run.
      limit -- s that a test may take; patience -- s until the first line, default: LIMIT.
    Blocks: until all have run; bounded by the limits.
    """
    lines: list[str] = []
    while len(lines) < len(names):
        if os.path.exists(file):
            os.unlink(file)
        run = start(names[len(lines) :], file)
        found, seen, last = [], 0, time.monotonic()
        while True:
            over = run.ended()  # asked first: what it wrote before it ended is there
            size = os.path.getsize(file) if os.path.exists(file) else 0
            if size > seen:
                with open(file, encoding="utf-8", errors="replace") as text:
                    found = text.read().split("\n")[:-1]
                seen, last = size, time.monotonic()
            if over or len(lines) + len(found) >= len(names):
                break
            allowed = limit if found or patience is None else patience
            if time.monotonic() - last > allowed:
                break
            time.sleep(POLL)
        lines += found
        if len(lines) < len(names):
            lines.append("failed its process ended" if over else f"failed after {limit} s")
        run.kill()
    return lines[: len(names)]
