"""Allegro CL's extensions as real programs use them: one table of forms."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows

SECTIONS = [s for s in sections(pathlib.Path(__file__).with_name("allegro.lisp")) if s]


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_allegro(lisp, section):
    wrong = wrong_rows(section, lisp)
    assert not wrong, "\n".join(wrong)
