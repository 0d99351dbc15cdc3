"""What README.md shows is true: the session replays, the Python lines run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(Path(__file__).parent.parent.joinpath("README.md").read_text(encoding="utf-8"))


def run(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_session(tmp_path):
    (session,) = [text for language, text in BLOCKS if "USER(1):" in text]
    page = tmp_path / "readme.txt"
    page.write_text(session)
    run("-m", "aclrepl", "replay", page, cwd=tmp_path)


def test_python_lines(tmp_path):
    (program,) = [text for language, text in BLOCKS if language == "python"]
    run("-c", program, cwd=tmp_path)
