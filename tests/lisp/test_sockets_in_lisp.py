"""The documented operators of sockets and streams, called from Lisp: one table of forms, section by section."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows


PRELIMINARIES, *SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.fixture(scope="module")
def sockets(lisp):
    """Return a function of a text: the printed values of its last form, with the helpers of the table known."""
    assert not wrong_rows(PRELIMINARIES, lisp)
    return lisp


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_sockets_in_lisp(sockets, section):
    wrong = wrong_rows(section, sockets)
    assert not wrong, "\n".join(wrong)
