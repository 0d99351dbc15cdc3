"""What every test run has: tests in Hy, the check of what is tested, the leak check, the peers."""

import os
import sys
from importlib.metadata import version
from pathlib import Path

import acllib
import pytest
from acllib.kernel import signalling
from support.hy_tests import HyModule, SupportFinder
from support.leaks import Leaks
from support.peers import Peers

ROOT = Path(__file__).parent.parent
CORE_WRITERS = dict(signalling._writers)  # before any test loads Lisp, which puts its printer there
ORIGIN = "tree" if Path(acllib.__file__).is_relative_to(ROOT / "lib") else "wheel"


def pytest_configure(config):
    wanted = os.environ.get("ACLREPL_TESTED", ORIGIN)
    if wanted != ORIGIN:
        raise pytest.UsageError(f"the {wanted} was to be tested, but acllib comes from {acllib.__file__}")
    sys.meta_path.insert(0, SupportFinder(config))
    config.pluginmanager.register(Leaks(), "leaks")
    config.pluginmanager.register(Peers(), "peers")


def pytest_report_header(config):
    return f"testing the {ORIGIN}: {acllib.__file__}, Hy {version('hy')}"


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".hy" and file_path.name.startswith("test_"):
        return HyModule.from_parent(parent, path=file_path)
    return None


@pytest.fixture(scope="session")
def root():
    """The top of the checkout, whatever is tested."""
    return ROOT


@pytest.fixture(scope="session")
def origin():
    """What is tested: "tree" or "wheel"."""
    return ORIGIN


@pytest.fixture(scope="session")
def core_writers():
    """How the core writes objects and control strings in reports, as long as Lisp is not loaded."""
    return CORE_WRITERS
