"""Programs that are not part of the project, as peers of our sockets and as oracles for Lisp.

A test names what it needs: `@pytest.mark.peer("sbcl")`. Where that is missing, the test is skipped and
one line at the end says so; with ACLREPL_PEERS=required (continuous integration, after `make peers`)
it fails instead.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

LISP_SOURCES = Path("/usr/share/common-lisp/source")

# Name of the peer → how to find out whether it is there.
PEERS = {
    "openssl": lambda: shutil.which("openssl"),
    "curl": lambda: shutil.which("curl"),
    "nc": lambda: shutil.which("nc"),
    "sbcl": lambda: shutil.which("sbcl"),
    "usocket": lambda: shutil.which("sbcl") and (LISP_SOURCES / "usocket").is_dir(),
    "ptester": lambda: (LISP_SOURCES / "ptester").is_dir(),
    "puri": lambda: (LISP_SOURCES / "puri").is_dir(),
    "htmlgen": lambda: (LISP_SOURCES / "htmlgen").is_dir(),
    "namespaces": lambda: namespaces_allowed(),
}

# What no package brings: where it is missing, the tests are skipped in continuous integration, too.
OPTIONAL = {"namespaces"}


@cache
def namespaces_allowed():
    """Return whether a user may make a network namespace here."""
    program = shutil.which("unshare")
    if program is None:
        return False
    return subprocess.run([program, "-rn", "true"], capture_output=True).returncode == 0


class Peers:
    """A pytest plug-in: the marker, and the closing line."""

    def __init__(self):
        self.absent = {}

    def pytest_runtest_setup(self, item):
        for mark in item.iter_markers("peer"):
            (name,) = mark.args
            if not PEERS[name]():
                if name not in OPTIONAL and os.environ.get("ACLREPL_PEERS") == "required":
                    pytest.fail(f"the peer {name} is missing: `make peers` installs it", pytrace=False)
                self.absent[name] = self.absent.get(name, 0) + 1
                pytest.skip(f"no {name} here")

    def pytest_terminal_summary(self, terminalreporter):
        if self.absent:
            rows = ", ".join(f"{name} ({count} tests)" for name, count in sorted(self.absent.items()))
            terminalreporter.write_line(f"peers not installed, their tests did not run: {rows}")
