"""What a benchmark hands to `python benchmarks`, and how two things are measured in turns."""

import contextlib
import os
import signal
import statistics
import time
from dataclasses import dataclass


@dataclass
class Row:
    """One line of the page.

    name    what is measured
    ratio   speed of ours divided by that of the reference; larger is better
    bar     the ratio we want, or None
    beside  ratio of something well known to the same reference, or None
    note    str: the figure in its own unit, or what the bar was made of
    """

    name: str
    ratio: float
    bar: float | None = None
    beside: float | None = None
    note: str = ""

    @property
    def verdict(self):
        """Return "met", how much of the bar was reached, or "" where there is none."""
        if self.bar is None:
            return ""
        return "met" if self.ratio >= self.bar else f"missed: {self.ratio / self.bar:.2f} of it"


def seconds(body, *arguments):
    """Return the seconds that a call of BODY takes."""
    start = time.perf_counter()
    body(*arguments)
    return time.perf_counter() - start


def in_turns(rounds, *timers):
    """Return a list of ROUNDS lists: the seconds each of TIMERS answered, one after the other.

    Each is called once before, so that bytecode, caches and specialisation are there. TIMERS are
    functions without arguments.
    """
    for timer in timers:
        timer()
    return [[timer() for timer in timers] for _ in range(rounds)]


def ratio(turns, ours=1, reference=0):
    """Return the median over TURNS of the time of the reference divided by that of ours."""
    return statistics.median(turn[reference] / turn[ours] for turn in turns)


def middle(turns, which):
    """Return the median of one column of TURNS."""
    return statistics.median(turn[which] for turn in turns)


@contextlib.contextmanager
def forked(serve, *arguments):
    """Run SERVE(*ARGUMENTS) in a process of its own for the body of a `with` statement."""
    process = os.fork()
    if process == 0:
        try:
            serve(*arguments)
        finally:
            os._exit(0)
    try:
        yield
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
