"""Programs that are not ours, at the other end of a connection. Everything is on the loopback."""

import subprocess

import pytest

PATIENCE = 20


@pytest.fixture
def peer():
    """Return a function that starts a program with pipes for its streams; ended when the test is over."""
    running = []

    def start(*command, **options):
        # What peers say must not depend on the locale.
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"},
            **options,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate(timeout=PATIENCE)
