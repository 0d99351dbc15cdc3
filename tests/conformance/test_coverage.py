"""The states of rows of the table of what programs use."""

import pytest

from tests.conformance import coverage

TEXTS = {"test_a": "(find 1 list :key #'car)", "test_b": "(excl:md5-string s) (make-array 3 :element-type t)"}

STATES = [
    # category, name, state and remark
    ("cl-operator", "find", ("present", "`test_a`")),
    ("cl-operator", "find-if", ("partly", "no test shows it")),
    ("excl-operator", "md5-string", ("present", "`test_b`")),
    ("excl-operator", "no-such-operator", ("absent", "not there yet")),
    ("keyword-argument", "find :key", ("present", "`test_a`")),
    ("keyword-argument", "find :test", ("partly", "no test shows it")),
    ("keyword-argument", "no-such-operator :key", ("absent", "not there yet")),
    ("cl-operator", "call-next-method", ("partly", "no test shows it")),
    ("type-specifier", "no-such-type", ("absent", "not there yet")),
    ("reader-syntax", "#' function", ("present", "`test_a`")),
]


@pytest.fixture(scope="module", autouse=True)
def world():
    import acllib.lisp.world  # noqa: F401


@pytest.mark.parametrize(("category", "name", "expected"), STATES)
def test_states(category, name, expected):
    assert coverage.state({"category": category, "name": name}, TEXTS) == expected


def test_page_has_a_line_for_each_row():
    table = coverage.rows()[:20]
    text = coverage.page(table, TEXTS)
    assert all(f"| `{row['name']}` | {row['units']} |" in text for row in table)
