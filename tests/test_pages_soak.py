"""The long replay run: `make soak` replays every page of the manual again and again on a busy machine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parent.glob("manual/*.txt"))
ROUNDS = int(os.environ.get("ACLREPL_ROUNDS", "20"))
INTERRUPTS = ("18-", "19-", "33-")  # pages whose order of events matters most: 50 rounds at least
CHAPTER = Path(__file__).parents[1] / "docs" / "processes.md"


@pytest.fixture
def busy_machine():
    """Two processes that do nothing but compute, while the test runs."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


def sessions(chapter):
    return re.findall(r"^```acl-session\n(.*?)^```$", chapter.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(len(sessions(CHAPTER))))
def test_chapter_replays_every_time(number, busy_machine, tmp_path):
    page = tmp_path / "session.txt"
    page.write_text(sessions(CHAPTER)[number])
    replay_often(page, max(50, ROUNDS), tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_replays_every_time(page, busy_machine, tmp_path):
    replay_often(page, max(50, ROUNDS) if page.name.startswith(INTERRUPTS) else ROUNDS, tmp_path)


def replay_often(page, rounds, tmp_path):
    for turn in range(rounds):
        done = subprocess.run(
            [sys.executable, "-m", "aclrepl", "replay", str(page)],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"round {turn + 1}: {done.stdout}{done.stderr}"
