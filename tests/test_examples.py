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

HTTP_IN_PYTHON = HTTP.replace("eleven", "11").replace("two", "2")

DATAGRAMS = """\
post hears 'foo-the-bar', 11 octets
it came from 127.0.0.1, the caller: True
caller hears 'thank you', 9 octets
post hears 'a long', 6 octets
'a lo', and no more
"""

FILES = """\
the sum is 42
the name is still there: True
a letter 8 \n\
connection-refused
"""

FILES_IN_LISP = FILES.replace("True", "SOCKET").replace("a letter 8 ", '"a letter", 8 octets, from ""')

UPLOAD = """\
100004 octets, sum 200258
0 octets, sum 0
10 octets, sum 70
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
    "chat.hy": CHAT,
    "chat.lisp": CHAT,
    "chat.py": CHAT,
    "clock.hy": CLOCK.replace("T\n", "True\n"),
    "clock.lisp": CLOCK,
    "clock.py": CLOCK.replace("T\n", "True\n"),
    "datagrams.hy": DATAGRAMS,
    "datagrams.lisp": DATAGRAMS.replace("'", '"').replace("True", "T") + "6 octets sent to nobody\n",
    "datagrams.py": DATAGRAMS,
    "echo.hy": CHUNKS,
    "echo.lisp": UPPER + '11 octets, "foo-the-bar", from 127.0.0.1, its port: T\n',
    "echo.py": UPPER + "11 octets, 'foo-the-bar', from 127.0.0.1, its port: True\n",
    "files.hy": "file\n" + FILES,
    "files.lisp": "file, active\n" + FILES_IN_LISP,
    "files.py": "file\n" + FILES,
    "http.hy": HTTP_IN_PYTHON,
    "http.lisp": HTTP,
    "http.py": HTTP_IN_PYTHON,
    "interrupt.lisp": INTERRUPT,
    "json_lines.py": JSON,
    "upload.hy": UPLOAD,
    "upload.lisp": UPLOAD,
    "upload.py": UPLOAD,
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
