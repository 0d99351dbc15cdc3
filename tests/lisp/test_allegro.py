"""Allegro CL's extensions as real programs use them: tables of forms."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows

HERE = pathlib.Path(__file__).parent
SECTIONS = [s for name in ("allegro", "allegro_tools") for s in sections(HERE / f"{name}.lisp") if s]


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_allegro(lisp, section):
    wrong = wrong_rows(section, lisp)
    assert not wrong, "\n".join(wrong)


def test_the_command_line_of_the_program(lisp, monkeypatch):
    from acllib.lisp import session

    monkeypatch.setattr(session, "command_line", ["program", "-d", "file"])
    assert lisp('(sys:with-command-line-arguments ("d" debug) (rest) (list debug rest))') == '(T ("file"))'
