"""What tests of pages share."""

import pytest
from support.replayer import Replayer


@pytest.fixture(scope="session")
def replayer():
    """A Python that has loaded Lisp, and replays pages."""
    one = Replayer()
    yield one
    one.close()


@pytest.fixture
def replay(replayer, tmp_path):
    """Return a function of a page's text that replays it: the Result, with `path` of the file."""

    def run(text, *, name="page.txt", timeout=5.0, **options):
        path = tmp_path / name
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        result = replayer.replay(path, timeout=timeout, **options)
        result.path = path
        return result

    return run
