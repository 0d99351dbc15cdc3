"""Pages typed into listeners of one terminal say the same as in a replay.

The pages are those of the manual's sections here; ACLREPL_PAGES may name others, separated by colons.
"""

import os
from pathlib import Path

import pytest
from support.typed_pages import Difference, type_page

pytestmark = [pytest.mark.timeout(120), pytest.mark.slow]

MANUAL = Path(__file__).parents[1] / "manual"
NAMED = [Path(name) for name in os.environ.get("ACLREPL_PAGES", "").split(":") if name]
PAGES = NAMED or sorted(MANUAL.glob("*.txt"))


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_page(page, tmp_path):
    type_page(page, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "USER(1): (+ 1 2)\n4\n",
        "USER(1): (car 5)\nNIL\n",
        "USER(1): (+ 1 2)\n3\n[1] USER(2): 1\n1\n",
    ],
)
def test_a_wrong_page_is_noticed(text, tmp_path, monkeypatch):
    monkeypatch.setattr("support.typed_pages.PATIENCE", 1.0)
    file = tmp_path / "page.txt"
    file.write_text(text)
    with pytest.raises(Difference):
        type_page(file, tmp_path)
