"""Looks, at the end of a run, for threads and descriptors that the tests left behind.

Asked once, after everything else, and with patience: a thread on its way out, or a socket that only
the garbage collector still knows, is no leak. What stays fails the run, and the report names the test
after which it was seen first. Descriptors are told apart by the name the system gives what is open
(`socket:[4711]`), since numbers are used again; where there is no such table (macOS) only threads are
looked at.
"""

import gc
import os
import sys
import threading
import time

import pytest

PATIENCE_SECONDS = 10
_TABLE = "/proc/self/fd"

# Threads that the library starts once, or that only wait for the system's resolver.
HELPERS = {"alarm clock", "name look-up"}


def open_channels():
    """Return the set of names of the sockets and pipes that are open in this process."""
    names = set()
    try:
        numbers = os.listdir(_TABLE)
    except OSError:
        return names
    for number in numbers:
        try:
            name = os.readlink(f"{_TABLE}/{number}")
        except OSError:
            continue  # the descriptor of the listing itself, or one closed just now
        if name.startswith(("socket:", "pipe:")):
            names.add(name)
    return names


def lasting_threads():
    """Return the set of live threads but for the library's own helpers."""
    return {thread for thread in threading.enumerate() if thread.name not in HELPERS}


class Leaks:
    """A pytest plug-in; made before the first test is collected."""

    def __init__(self):
        self.known = open_channels() | lasting_threads()
        self.first_seen = {}
        self.left = []

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid):
        for thing in (open_channels() | lasting_threads()) - self.known:
            self.first_seen.setdefault(thing, nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            gc.collect()
            left = (open_channels() | lasting_threads()) - self.known
            if not left or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        self.left = sorted(f"{thing} after {self.first_seen.get(thing, 'collection')}" for thing in left)
        if self.left and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.left:
            terminalreporter.section("left behind", red=True)
            for line in self.left:
                terminalreporter.write_line(line)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self):
        if any(not thread.daemon for thread in lasting_threads() - self.known):  # Python would wait for them
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(pytest.ExitCode.TESTS_FAILED)
