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

CHAT = """\
Ann hears * Ann is here
Bob hears * Bob is here
Ann hears * Bob is here
Bob hears Ann: Who is there?
Ann hears Bob: Only me.
Ann hears * Bob has left
"""

CLOCK = """\
What time is it? (16 octets), says 127.0.0.1
And now? (8 octets), says 127.0.0.1
our clocks agree: T
"""

HTTP = """\
HTTP/1.1 200 OK
You asked for /index.html, which is
eleven letters long.
-- that was all
HTTP/1.1 200 OK
You asked for /a, which is
two letters long.
-- that was all
"""

INTERRUPT = """\
first: waiting for input
first: stream-closed-error
second: waiting for input
second: my partner is dead
second: the socket is closed
third: waiting for input
third: somebody asks whether I am still there
third: at last
"""

CHUNKS = """\
reward
desserts
-- end of the chunks
and this is outside of the chunks
"""

JSON = """\
  "who": "André"
 },
 "sum": 44.5,
 "largest": 40
}
"""

RUNNERS = {".py": [], ".hy": ["-m", "hy"], ".lisp": ["-m", "aclrepl"]}

EXAMPLES = {
    # file: the lines it prints last
    "chat.lisp": CHAT,
    "clock.lisp": CLOCK,
    "echo.hy": CHUNKS,
    "echo.lisp": UPPER + '11 octets, "foo-the-bar", from 127.0.0.1, its port: T\n',
    "echo.py": UPPER + "11 octets, 'foo-the-bar', from 127.0.0.1, its port: True\n",
    "http.lisp": HTTP,
    "interrupt.lisp": INTERRUPT,
    "json_lines.py": JSON,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_example(root, tmp_path, name):
    example = root / "examples" / name
    command = [sys.executable, *RUNNERS[example.suffix], str(example)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, cwd=tmp_path)
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.endswith(EXAMPLES[name])


def test_no_example_is_forgotten(root):
    assert {path.name for path in (root / "examples").iterdir() if path.is_file()} == set(EXAMPLES)
