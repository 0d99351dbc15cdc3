"""The core is tested as Python programs see it, also when tests of Lisp share the process."""

import pytest
from acllib.kernel import signalling


@pytest.fixture(autouse=True)
def reports_in_python(monkeypatch, core_writers):
    """Reports write objects as the core alone does; loading Lisp puts its printer there."""
    for name, writer in core_writers.items():
        monkeypatch.setitem(signalling._writers, name, writer)
