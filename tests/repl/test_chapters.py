"""The chapters of docs/ beside the listener's guide: every session in them replays as it is printed."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
CHAPTERS = ["processes"]


def sessions():
    for chapter in CHAPTERS:
        text = DOCS.joinpath(f"{chapter}.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```acl-session\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert blocks, f"{chapter} shows nothing"
        for i, block in enumerate(blocks, 1):
            yield pytest.param(block, id=f"{chapter}-{i}")


@pytest.mark.parametrize("page", list(sessions()))
def test_session(page, replay):
    result = replay(page)
    assert (result.status, result.out) == (0, "")
