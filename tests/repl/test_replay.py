"""Replaying: what fails and what does not, that pages can be updated, and that nothing is left behind."""
# ruff: noqa: E501 - many rows are whole pages

import gc
import io
import signal
import subprocess
import sys
import time

import pytest
from acllib.lisp import world  # noqa: F401
from support.leaks import lasting_threads, open_channels

from aclrepl.page_process import write
from aclrepl.pages import parse_page, read_page
from aclrepl.replay import Replay

pytestmark = pytest.mark.timeout(60)

LISTEN = '(make-socket :connect :passive :local-port 9933)'
SECRET = f"""\
on vapor:

USER(1): (print (read (accept-connection {LISTEN})))
.. this hangs ...

on frisky:

USER(1): (let ((s (make-socket :remote-host "vapor" :remote-port 9933)))
    (format s "Hello~%") (close s))
T

on vapor:

HELLO
HELLO
"""

FIT = [
    # text, why
    ("USER(1): (+ 1 2)\n3\n", "a value"),
    ("USER(1): (+ 1 2)", "no output shown, no newline at the end"),
    ("USER(1): (values 1 2)\n1\n2\n", "two values"),
    ("USER(1): (values)\nUSER(2): (print 5)\n5\n5\n", "no value; output and value"),
    ("USER(1): (setq a 1) (setq b 2)\n1\n2\n", "two forms on a line"),
    ("user(1): 'abc\nabc\nuser(2): (list \"A\" 'b)\n(\"A\" b)\n", "case under a lower-case prompt"),
    ("USER(1): (car 5)\nError: ...\n...\n[1] USER(2): :pop\nUSER(3):\n", "an error; a prompt at the end"),
    ("USER(1): (car 5)\nUSER(2): 5\n".replace("USER(2)", "[1] USER(2)"), "an error that only the prompt shows"),
    ("USER(1): (error \"~a\" 'x)\nError: X\n  [condition type: SIMPLE-ERROR]\n...\n", "an error at the end"),
    ("USER(1): (foo:::bar)\nError: ...\n...\n[1] USER(2): )\nError: ...\n...\n[2] USER(3): :res\nUSER(4): 1\n1\n", "unreadable"),
    ("USER(1): :no-such\nUnknown top-level command: \"no-such\".\n...\n", "a command"),
    ("USER(1): (format t \"a~%~%b~%\")\n\na\n\nb\nNIL\n\n", "blank lines"),
    ("USER(1): (exit)\n", "the end of the listener"),
    (SECRET, "two hosts"),
    ("on vapor:\nUSER(1): (setq s 1)\n1\non frisky:\nUSER(1): (boundp 's)\nNIL\n", "two worlds"),
    ("USER(1): (ipaddr-to-hostname (lookup-hostname \"vapor\"))\n\"vapor\"\n", "one host is vapor"),
    ("USER(1): (sleep 0.4)\n.. this hangs ...\nNIL\nUSER(2): 5\n5\n", "goes on by itself"),
    ("USER(1): (loop repeat 30 do (sleep 0.02))\n.. this hangs ...\nNIL\n", "waits again and again"),
    ("USER(1): (progn (sleep 0.3) (print 'late))\n.. this hangs ...\nUSER(2): 5\n5\n", "later output that isn't shown"),
    ("USER(1): (read-line *terminal-io* nil :eof)\n:EOF\nT\n", "nobody types to the forms"),
    (
        "USER(1): (let ((first (sleep 0.3))) (princ \"Name? \") (sleep 0.5) (princ \"Joe\") first)\n"
        ".. this hangs ...\nName? Joe\nNIL\n",
        "output at another moment than it is shown",
    ),
    ("USER(1): (setq a 1)\n1\non vapor:\nUSER(2): a\n1\n", "without a heading it is vapor"),
    ("USER(1): (code-char 55296)\n...\n", "no text that can be encoded"),
    (
        "on vapor:\nUSER(1): (progn (princ \"Name? \") (sleep 0.5) (princ \"Joe\") nil)\nName?\n.. this hangs ...\n"
        "on frisky:\nUSER(1): 5\n5\non vapor:\nJoe\nNIL\n",
        "a line in two pieces",
    ),
    (
        "USER(1): (progn (mp:process-run-function \"p\" #'(lambda () (sleep 0.3) (print 'there))) 'here)\nHERE\n"
        "USER(2): 5\n5\n",
        "output of a process that is not shown",
    ),
    (
        "USER(1): (progn (mp:process-run-function \"p\" #'(lambda () (sleep 0.2) (format t \"there~%\"))) 'here)\n"
        "HERE\nthere\n",
        "output of a process that comes late",
    ),
    (
        "on vapor:\nUSER(1): (progn (mp:process-run-function \"p\" #'(lambda () (sleep 0.4) (format t \"there~%\"))) 1)\n1\n"
        "on frisky:\nUSER(1): 2\n2\non vapor:\nthere\n",
        "output of a process in a block of its own",
    ),
    (
        "USER(1): (dotimes (i 3) (close (print (make-socket :type :datagram))))\n"
        + "".join(f"#<text datagram socket waiting for connection at */4560{n} @ #x{n}>\n" for n in range(3))
        + "NIL\n",
        "an address is of one object, also when that is gone",
    ),
]


@pytest.mark.parametrize(("text", "why"), FIT)
def test_fits(text, why, replay):
    result = replay(text)
    assert (result.status, result.out) == (0, "")


DIFFER = [
    # text, what is said, why
    ("USER(1): (+ 1 2)\n4\n", "-4\n+3\n", "a value"),
    ("USER(1): (values 1 2)\n1\n", "+2\n", "a value too few"),
    ("USER(1): 1\n1\n2\n", "-2\n", "a value too many"),
    ("USER(1): (values)\nNIL\n", "-NIL\n", "a value where there is none"),
    ("USER(1): 'abc\nabc\n", "+ABC\n", "case under an upper-case prompt"),
    ("user(1): \"abc\"\n\"ABC\"\n", '+"abc"\n', "case in a string"),
    ("USER(1): (car 5)\n5\n", "page.txt:1: an error that the page does not show", "an error for a value"),
    ("USER(1): (car 5)\n", "page.txt:1: an error that the page does not show", "an error, nothing shown"),
    ("USER(1): (car 5)\n...\n", "page.txt:1: an error that the page does not show", "an error, anything shown"),
    ("USER(1): (car 5)\nError: ...\n...\nUSER(2): 1\n", "page.txt:4: the break level is 1, not 0", "a level too few"),
    ("USER(1): 1\n[1] USER(2): 1\n", "page.txt:2: the break level is 0, not 1", "a level too many"),
    ("USER(1): (car 5)\nError: ...\n...\n[1] USER(2): :pop\n[1] USER(3):\n", "page.txt:5: the break level is 0", "at the end"),
    ("USER(1): (car nil)\nError: ...\n...\n", "-Error: ...\n-...\n+NIL\n", "no error"),
    ("USER(1): 1\n.. this hangs ...\n", "page.txt:2: the page says that this hangs, but it does not", "no hang"),
    ("USER(1): (loop)\n.. this hangs ...\n", "page.txt:2: the page says that this hangs, but it is computing", "busy"),
    ("USER(1): (sleep 50)\n", "page.txt:1: hangs (sleep), and the page does not say so", "a hang"),
    ("USER(1): (loop)\n", "page.txt:1: still running after 1 s", "a loop"),
    ("USER(1): (sleep 50)\n.. this hangs ...\n", "page.txt:1: still running at the end of the page (sleep)", "for ever"),
    ("USER(1): (sleep 50)\n.. this hangs ...\nUSER(2): 1\n", "page.txt:1: still running at the next input", "too long"),
    ("USER(1): (unwind-protect (sleep 50) (loop))\n.. this hangs ...\n", "still running at the end", "also in its cleanup"),
    (SECRET.replace(".. this hangs ...\n", ""), "page.txt:3: hangs (waiting for connection on vapor/9933)", "unannounced"),
    (SECRET.replace("HELLO\nHELLO", "HELLO"), "+HELLO\n", "resumed with other output"),
    (SECRET.replace("HELLO\nHELLO", "HELLO\nHELLO\n.. this hangs ..."), "page.txt:16: the page says that this hangs", "resumed"),
    ("USER(1): (string (code-char 55296))\nX\n", "+\"\ud800\"\n", "what can't be encoded"),
    ("USER(1): (exit)\nUSER(2): 1\n", "page.txt:2: the listener has ended", "after the end"),
    ("USER(1): (exit 0 :no-unwind t)\nUSER(2): 1\n", "page.txt:1: the page has ended the program", "the end of all"),
    ("USER(1): (+ 1\n", "page.txt:1: the form is not finished", "an unfinished form"),
    ("USER(1): (loop (princ (make-string 9999)))\n", "prints more than 1000000 characters", "output without end"),
    ("USER(1): (make-socket :type :datagram)\n#<text datagram socket waiting for connection at */9 @ #x1 >\n", "+#<text", "a form"),
]


def slow_when_waiting(row):
    waits = any(word in row[1] for word in ("running", "hangs", "computing"))
    return pytest.param(*row, marks=pytest.mark.slow if waits else ())


@pytest.mark.parametrize(("text", "said", "why"), [slow_when_waiting(row) for row in DIFFER])
def test_differs(text, said, why, replay):
    result = replay(text, timeout=1.0)
    assert result.status == 1
    assert said in result.out.replace(str(result.path), "page.txt")


@pytest.mark.slow
def test_what_cannot_be_interrupted_is_ended(replay):
    result = replay("USER(1): 1\n1\nUSER(2): (progn (py:eval \"7 ** 200000000\") 1)\n1\n", timeout=0.5)
    assert result.status == 1
    assert "page.txt:3: still running, and can't be interrupted" in result.out.replace(str(result.path), "page.txt")


UNUSABLE = [
    # content, what is said, why
    (None, "No such file or directory", "missing"),
    (b"", "there is no prompt", "empty"),
    (b"Words.\n(+ 1 2)\n", "there is no prompt", "no prompt"),
    (b"USER(1): 1\n\0\n", "not a text file", "null characters"),
    (b"\x7fELF\x80\xff USER(1): 1\n", "not a text file", "binary"),
    (b"on localhost:\nUSER(1): 1\n", "can't be the name of a host", "a name that is taken"),
]


@pytest.mark.parametrize(("content", "said", "why"), UNUSABLE)
def test_unusable(content, said, why, replay):
    result = replay(content)
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_a_directory_is_unusable(replay, tmp_path):
    result = replay(None, name="")
    assert result.status == 2 and "directory" in result.err


def test_it_says_what_it_runs_against(replay):
    assert "page.txt: replaying on the lab: vapor, frisky\n" in replay(SECRET).err
    assert "page.txt: replaying on the lab: vapor\n" in replay("USER(1): 1\n").err
    assert "the lab: vapor, and the network\n" in replay("USER(1): 1\n", allow_network=True).err


def test_pages_start_anew(replay):
    page = (
        "USER(1): (list (boundp 'left) (fboundp 'leave) (find-package :leftover) (get 'left :over) *print-base*)\n"
        "(NIL NIL NIL NIL 10)\n"
        "USER(2): (defun leave () (defvar left 1) (setf (get 'left :over) 2))\nLEAVE\n"
        "USER(3): (progn (leave) (defpackage :leftover) (setq *print-base* 16 *package* (find-package :leftover)))\n"
        "...\n"
    )
    for _ in range(2):
        assert replay(page).out == ""


# Updating

OUT_OF_DATE = [
    ("USER(1): (+ 1 2)\n4\n", "USER(1): (+ 1 2)\n3\n", "a value"),
    ("USER(1): (+ 1 2)\r\n4\r\n", "USER(1): (+ 1 2)\r\n3\r\n", "line ends stay"),
    ("USER(1): (+ 1 2)\n4", "USER(1): (+ 1 2)\n3\n", "the last line gets an end"),
    ("USER(1): (values 1 2 3)\n1 ;; one\n3 ;; two\n3 ;; three\n", "USER(1): (values 1 2 3)\n1 ;; one\n2\n3 ;; three\n", "only what differs"),
    ("USER(1): (values)\nX\n\nUSER(2): 1\n\n2\n\n", "USER(1): (values)\n\nUSER(2): 1\n\n1\n\n", "blank lines stay"),
    ("USER(1): 1\nUSER(2): 2\n", "USER(1): 1\nUSER(2): 2\n", "what shows nothing"),
    ("USER(1): 1\n.. this hangs ...\n1\n", "USER(1): 1\n1\n", "no hang"),
    (
        SECRET.replace(".. this hangs ...\n", "").replace("HELLO\nHELLO", "BYE"),
        SECRET,
        "a hang, and what comes after it",
    ),
    (SECRET.replace("on vapor:\n\nHELLO\nHELLO\n", "").replace("T\n", "NIL\n"), SECRET[: SECRET.rindex("\non v")] + "\n", "nothing shown"),
    (
        SECRET.replace(".. this", "Hello?\n.. this").replace("HELLO\nHELLO", "USER(2): 5\n6"),
        SECRET.replace("HELLO\nHELLO", "HELLO\nHELLO\n\nUSER(2): 5\n5"),
        "where a form has gone on before the next prompt",
    ),
    (
        "USER(1): (car nil)\nError: ...\n...\n[1] USER(2): :pop\nUSER(3): (* 2 3)\n5\n",
        "USER(1): (car nil)\nNIL\nUSER(2): :pop\nUSER(3): (* 2 3)\n6\n",
        "break levels",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "updated", "why"), OUT_OF_DATE)
def test_update(text, updated, why, replay):
    result = replay(text, timeout=2.0, update=True)
    assert (result.status, result.out) == (0, "")
    assert result.path.read_bytes().decode() == updated
    assert replay(None).status == 0
    again = replay(None, update=True)
    assert again.status == 0 and ": updated" not in again.err
    assert result.path.read_bytes().decode() == updated


def test_update_shows_an_error(replay):
    result = replay("USER(1): (error \"oh\")\n5\nUSER(2): 7\n8\n", update=True)
    assert result.status == 0
    text = result.path.read_text()
    assert text.startswith("USER(1): (error \"oh\")\nError: oh\n  [condition type: SIMPLE-ERROR]\n\nRestart actions")
    assert text.endswith("\n[1] USER(2): 7\n7\n")
    assert replay(None).status == 0


def test_update_keeps_the_numbers_of_the_page(replay):
    text = (
        "USER(1): (setq s (make-socket :type :datagram))\n"
        "#<text datagram socket waiting for connection at */45602 @ #x12ab>\n"
        "USER(2): (list 1 (local-port s))\n(2 45602)\nUSER(3): s\n#<other @ #x12ab>\nUSER(4): (local-port s)\n45602\n"
    )
    result = replay(text, update=True)
    assert result.path.read_text() == text.replace("(2 45602)", "(1 45602)").replace(
        "#<other @", "#<text datagram socket waiting for connection at */45602 @"
    )
    assert replay(None).status == 0


@pytest.mark.slow
@pytest.mark.parametrize("text", ["USER(1): (sleep 50)\n.. this hangs ...\nX\n", "USER(1): 1\n2\nUSER(2): (loop)\n"])
def test_a_page_that_does_not_end_is_not_updated(text, replay):
    result = replay(text, timeout=0.5, update=True)
    assert result.status == 1 and "not updated" in result.err
    assert result.path.read_text() == text


def test_output_that_would_be_taken_for_a_prompt_is_not_written(replay):
    text = "USER(1): (progn (format t \"USER(7): x~%\") (values))\nX\n"
    result = replay(text, update=True)
    assert result.status == 1 and "not updated" in result.err
    assert result.path.read_text() == text


def patched(text, diff):
    """Return TEXT after a unified diff, as patch(1) would make it."""
    lines, new, at = text.splitlines(keepends=True), [], 0
    for line in diff.splitlines(keepends=True)[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1].split(",")[0][1:]) - 1
            new += lines[at:start]
            at = start
        elif line.startswith("\\"):  # the line before has no end
            new[-1] = new[-1].removesuffix("\n")
        else:
            if line[0] in " -":
                assert lines[at].rstrip("\n") == line[1:].rstrip("\n")
                at += 1
            if line[0] in " +":
                new.append(line[1:])
    return "".join(new + lines[at:])


def test_a_diff_can_be_applied(replay):
    text = "USER(1): 1\n2\n" + "".join(f"USER({n}): {n}\n{n}\n" for n in range(9)) + "USER(1): (sleep 0)\n.. this hangs ...\n4"
    result = replay(text, name="a page.txt")
    assert result.status == 1
    diff = result.out[result.out.index("--- ") :]
    assert replay(patched(text, diff)).status == 0


# What is left


def replay_in_this_python(text, timeout=5.0):
    run = Replay(parse_page(text, "page.txt"), timeout=timeout)
    run.run()
    return run


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"on vapor:\nUSER(1): (setq a {LISTEN} b (make-socket :type :datagram))\n...\n",
        f"USER(1): (progn (mp:process-run-function \"p\" #'(lambda () (accept-connection {LISTEN}))) 1)\n1\n",
        "USER(1): (progn (mp:make-process :name \"never\") 1)\n1\nUSER(2): (car 5)\nError: ...\n...\n",
        "USER(1): (unwind-protect (sleep 50) (print 'bye))\n.. this hangs ...\n",
        "USER(1): (unwind-protect (sleep 50) (mp:process-run-function \"q\" 'sleep 50))\n.. this hangs ...\n",
        "USER(1): (close (make-socket :remote-host \"frisky\" :remote-port \"echo\"))\nT\n",
        "USER(1): (exit)\n",
    ],
)
def test_nothing_is_left(text):
    replay_in_this_python("USER(1): 1\n1\n")  # what is made once
    gc.collect()
    before = open_channels() | lasting_threads()
    replay_in_this_python(text, timeout=0.5)
    limit = time.monotonic() + 5
    while (left := (open_channels() | lasting_threads()) - before) and time.monotonic() < limit:
        gc.collect()
        time.sleep(0.01)
    assert not left


def test_a_replay_in_this_python_reports_as_well(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("USER(1): 1\n2\n")
    run = Replay(read_page(path))
    assert not run.run()
    assert run.report() == f"--- {path}\n+++ {path}\n@@ -1,2 +1,2 @@\n USER(1): 1\n-2\n+1\n"
    assert run.updated() == "USER(1): 1\n1\n"


# The command


class Output(io.StringIO):
    def __init__(self, encoding, terminal):
        super().__init__()
        self.code = encoding
        self.terminal = terminal

    @property
    def encoding(self):
        return self.code

    def isatty(self):
        return self.terminal


@pytest.mark.parametrize(
    ("encoding", "terminal", "text", "written"),
    [
        ("utf-8", False, "a\u00e4\x1b[2J\n", "a\u00e4\x1b[2J\n"),
        ("utf-8", True, "a\u00e4\x1b[2J\t\u202e\n", "a\u00e4\\x1b[2J\t\\u202e\n"),
        ("ascii", False, "a\u00e4\n", "a\\xe4\n"),
        ("utf-8", False, "\ud800\n", "\\ud800\n"),
    ],
)
def test_what_is_written_can_be_written_and_drives_no_terminal(encoding, terminal, text, written):
    output = Output(encoding, terminal)
    write(output, text)
    assert output.getvalue() == written


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "aclrepl", "replay", *map(str, arguments)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False, **options,
    )  # fmt: skip


@pytest.mark.slow
def test_command(tmp_path):
    good, bad, none = tmp_path / "good.txt", tmp_path / "bad.txt", tmp_path / "none.txt"
    good.write_text(SECRET)
    bad.write_text("USER(1): 1\n2\n")
    done = command(good, good)
    assert (done.returncode, done.stdout, done.stderr.count("replaying on the lab")) == (0, "", 2)
    done = command(good, bad, good)
    assert done.returncode == 1 and done.stdout.startswith(f"--- {bad}\n")
    done = command(bad, none, good)
    assert done.returncode == 2 and f"--- {bad}\n" in done.stdout and f"{none}: No such file" in done.stderr
    assert command("--update", bad, good).returncode == 0
    assert bad.read_text() == "USER(1): 1\n1\n"
    assert command().returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_the_command_is_the_end_of_the_page(number, tmp_path):
    page, mark = tmp_path / "page.txt", tmp_path / "mark"
    page.write_text(f'USER(1): (progn (with-open-file (f "{mark}" :direction :output) (print 1 f)) (sleep 50))\n')
    running = subprocess.Popen(
        [sys.executable, "-m", "aclrepl", "replay", "--timeout", "60", str(page)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    limit = time.monotonic() + 30
    while not mark.exists() and time.monotonic() < limit:
        time.sleep(0.01)
    running.send_signal(number)
    out = running.stdout.read()  # ends when the last of them has ended
    assert running.wait(10) in (-number, 128 + number)
    assert b"Traceback" not in out
    running.stdout.close()
