"""Every example runs alone, in seconds, and prints what it says."""

import subprocess
import sys

import pytest

UPPER = """\
HELLO
WORLD
GOODBYE
after closing: connection-refused
"""

EXAMPLES = {
    # file: how it is run, the lines it prints last
    "echo.py": ([], UPPER + "11 octets, 'foo-the-bar', from 127.0.0.1, its port: True\n"),
    "echo.lisp": (["-m", "aclrepl"], UPPER + '11 octets, "foo-the-bar", from 127.0.0.1, its port: T\n'),
    "echo.hy": (
        ["-m", "hy"],
        "reward\ndesserts\n-- end of the chunks\nand this is outside of the chunks\n",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(root, tmp_path, name):
    options, expected = EXAMPLES[name]
    command = [sys.executable, *options, str(root / "examples" / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.endswith(expected)


def test_no_example_is_forgotten(root):
    assert {path.name for path in (root / "examples").iterdir() if path.is_file()} == set(EXAMPLES)
