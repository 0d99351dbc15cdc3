"""The long replay run: `make soak` replays every page of the manual again and again on a busy machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parent.glob("manual/*.txt"))
ROUNDS = int(os.environ.get("ACLREPL_ROUNDS", "20"))


@pytest.fixture
def busy_machine():
    """Two processes that do nothing but compute, while the test runs."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


@pytest.mark.soak
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_replays_every_time(page, busy_machine, tmp_path):
    for turn in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-m", "aclrepl", "replay", str(page)],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"round {turn + 1}: {done.stdout}{done.stderr}"
