"""How a session on a terminal ends: by signals, by `exit`, with a terminal as it was before."""
# ruff: noqa: E501 - rows of tables

import os
import signal

import pytest
from support.own_terminal import Program

pytestmark = [pytest.mark.timeout(60), pytest.mark.slow]

MAIN = "from aclrepl.cli import main; sys.exit(main(['--no-init', '--quiet']))"

READY = "(write-line (string-upcase 'rea))"  # what is typed says `rea` only
HANGS = f"(progn {READY} (unwind-protect (sleep 60) (write-line (string-upcase 'clean))))\r"
COMPUTES = f"(progn {READY} (loop))\r"
STUCK = f"(progn {READY} (unwind-protect (sleep 60) (sleep 60)))\r"
FLOODS = f"(progn {READY} (loop (print 1)))\r"

ENDS = [
    # what is typed, a text waited for, signal, exit status, what is printed then, why
    ("1\r", "USER(2)", signal.SIGTERM, 143, "", "at the prompt"),
    (HANGS, "REA\r", signal.SIGTERM, 143, "CLEAN", "a form that waits is unwound"),
    (HANGS, "REA\r", signal.SIGHUP, 129, "", "hang-up"),
    (COMPUTES, "REA\r", signal.SIGTERM, 143, "", "a form that computes"),
    (STUCK, "REA\r", signal.SIGTERM, 143, "left behind: Initial Lisp Listener", "one that does not end"),
    (FLOODS, "\n1 \r", signal.SIGTERM, 143, "", "a flood"),
    ("(car 5)\r", "[1]", signal.SIGTERM, 143, "", "a break level"),
    ("(exit 7)\r", "", None, 7, "", "exit"),
    ("(exit 7 :no-unwind t)\r", "", None, 7, "", "exit without unwinding"),
    ("(progn (mp:process-run-function \"x\" (lambda () (sleep 0.1) (exit 5))) (sleep 60))\r", "", None, 5, "", "exit from another process"),
    ("\x04", "", None, 0, "", "Control-D"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "text", "number", "code", "printed", "why"), ENDS)
def test_ends(typed, text, number, code, printed, why, tmp_path):
    with Program(MAIN, environment={"HOME": str(tmp_path), "XDG_STATE_HOME": ""}) as program:
        program.wait_for("USER(1):")
        program.type(typed)
        program.wait_for(text)
        assert program.modes() != program.before
        if number is not None:
            os.kill(program.process.pid, number)
        assert program.end() == code
        assert printed in program.output
        assert "Traceback" not in program.output
        assert program.modes() == program.before


def test_hang_up(tmp_path):
    """A terminal that is closed takes the program with it, also in the middle of a form."""
    with Program(MAIN, environment={"HOME": str(tmp_path)}) as program:
        program.wait_for("USER(1):")
        program.type(HANGS)
        program.wait_for("REA\r")
        program.hang_up()
        assert program.process.wait(20) == 129


def test_interrupt_from_outside(tmp_path):
    """`kill -INT` is Control-C: a form is broken into, the session goes on."""
    with Program(MAIN, environment={"HOME": str(tmp_path)}) as program:
        program.wait_for("USER(1):")
        program.type(HANGS)
        program.wait_for("REA\r")
        os.kill(program.process.pid, signal.SIGINT)
        program.wait_for("[1c]")
        program.type("(exit 9)\r")
        assert program.end() == 9
        assert "CLEAN" in program.output
