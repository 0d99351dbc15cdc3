"""The documented operators of sockets and streams, called from Lisp: one table of forms."""

import pathlib
import re

import pytest
from acllib.operators import ROWS
from support.lisp_tables import sections, wrong_rows

SUBJECTS = ("sockets", "streams", "dns", "processes")
TABLES = [pathlib.Path(__file__).with_name(f"test_{name}_in_lisp.lisp") for name in SUBJECTS]
PRELIMINARIES, *SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.fixture(scope="module")
def sockets(lisp):
    """Return a function of a text, as `lisp`; the helpers of the table are known."""
    assert not wrong_rows(PRELIMINARIES, lisp)
    return lisp


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_sockets_in_lisp(sockets, section):
    wrong = wrong_rows(section, sockets)
    assert not wrong, "\n".join(wrong)


# What has no effect that a form could show without another machine.
UNTOLD = {":tcp-md5-sig-key", ":tcp-md5-sig-key-ef", ":scope-id"}


def test_every_operator_has_a_form():
    """Each documented name occurs in the tables, and each keyword, so that none is forgotten."""
    words = {word for table in TABLES for word in re.findall(r"[^\s()'`,#\"]+", table.read_text().lower())}
    words |= {word.rpartition(":")[2] for word in words if not word.startswith(":")}
    names = {row.name for row in ROWS} - UNTOLD
    keywords = {f":{p.name.rstrip(')')}" for row in ROWS for p in row.parameters if p.kind == "key"} - UNTOLD
    assert sorted((names | keywords) - words) == []
