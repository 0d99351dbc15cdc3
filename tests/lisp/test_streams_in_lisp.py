"""Streams of every kind and external formats, called from Lisp: one table of forms."""

import pathlib

import pytest
from support.lisp_tables import sections, wrong_rows

PRELIMINARIES, *SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.fixture(scope="module")
def streams(lisp, tmp_path_factory):
    """Return a function of a text, as `lisp`; the helpers of the table and a directory are known."""
    lisp(f'(defparameter *directory* "{tmp_path_factory.mktemp("streams")}/")')
    assert not wrong_rows(PRELIMINARIES, lisp)
    return lisp


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_streams_in_lisp(streams, section):
    wrong = wrong_rows(section, streams)
    assert not wrong, "\n".join(wrong)
