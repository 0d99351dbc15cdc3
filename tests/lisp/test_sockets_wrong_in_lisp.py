"""What programs may do wrong with sockets, what they can choose then, how sockets print: a table of forms."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows

PRELIMINARIES, *SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.fixture(scope="module")
def sockets(lisp):
    """Return a function of a text, as `lisp`; the helpers of the table are known."""
    assert not wrong_rows(PRELIMINARIES, lisp)
    return lisp


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_sockets_wrong_in_lisp(sockets, section):
    wrong = wrong_rows(section, sockets)
    assert not wrong, "\n".join(wrong)
