"""The program on a pseudo-terminal: from its start to its end, as only the screen can tell."""

import os
import re
import signal
import termios
import time

import pytest
from support.terminals import OnPty

pytestmark = [pytest.mark.timeout(90), pytest.mark.slow]

PROMPT = re.compile(r"(\[\d+c?\] )?USER\((\d+)\):")


@pytest.fixture
def terminal(tmp_path):
    with OnPty(tmp_path, "--quiet") as terminal:
        terminal.wait("USER(1):")
        yield terminal


def ready(terminal, number):
    """Wait until a result was shown, so that Lisp is there; return nothing."""
    terminal.type(f"(list {number} :ready)\r")
    terminal.wait(f"({number} :READY)")
    terminal.wait(f"\nUSER({number + 1}):")


def test_the_banner_and_the_prompt_come_first(tmp_path):
    with OnPty(tmp_path) as terminal:
        terminal.wait("USER(1):")
        assert "Type :help for the commands, :exit to leave." in terminal.text
        ready(terminal, 1)
        terminal.type(":exit 4\r")
        assert terminal.end() == 4
        assert terminal.program.modes() == terminal.program.before


def test_keys_typed_before_anything_is_there_are_not_lost(tmp_path):
    with OnPty(tmp_path, "--quiet") as terminal:
        terminal.type("(list :early 42)\r")
        terminal.wait("(:EARLY 42)")
        assert sum("(list :early 42)" in line for line in terminal.lines) <= 2


def test_menu(terminal):
    ready(terminal, 1)
    terminal.type("(make-so")
    terminal.wait("make-socket")
    terminal.wait("Make a socket")
    terminal.type("\t :connect ")
    terminal.type("\t")
    terminal.wait(":passive")
    terminal.press("c-c")


def test_paste_of_a_page(terminal):
    ready(terminal, 1)
    terminal.paste("USER(1): (+ 1\n            2)\n3\nUSER(2): (* 6 7)\n42\n")
    terminal.wait("(* 6 7)")
    assert "USER(1): (+ 1\n" not in terminal.text.partition("USER(2):")[2]
    terminal.press("enter")
    terminal.wait(lambda: terminal.text.count("\n42") == 1 and terminal.text.count("\n3\n") == 1)


def test_resize_while_editing(terminal):
    ready(terminal, 1)
    terminal.type("(list 1 2 3 4 5 6 7 8 9 :the :end")
    terminal.wait(":the :end")
    terminal.resize(24, 40)
    terminal.type(" :of")
    terminal.wait(":of")
    terminal.resize(30, 100)
    terminal.type(" :it)\r")
    terminal.wait("(1 2 3 4 5 6 7 8 9 :THE :END :OF :IT)")


STATES = [
    ("(car '(1 2", "", "typing"),
    ("(loop)\r", "[1c] USER(3):", "computing"),
    (
        '(accept-connection (make-socket :connect :passive :local-host "127.0.0.1"))\r',
        "[1c] USER(3):",
        "blocked",
    ),
    ("(loop for i from 0 do (print i))\r", "[1c] USER(3):", "flood"),
    ('(y-or-n-p "Sure?")\r', "[1c] USER(3):", "question"),
    ("(car 5)\r", "[1] USER(3):", "break level"),
]
SEEN = {
    "blocked": "waiting for connection",
    "flood": "\n300\n",
    "question": "Sure?",
    "break level": "[1] USER(3):",
}


@pytest.mark.parametrize(("text", "prompt", "state"), STATES, ids=[s[2] for s in STATES])
def test_control_c(terminal, text, prompt, state):
    ready(terminal, 1)
    terminal.type(text)
    terminal.wait(lambda: SEEN.get(state, text.strip()) in terminal.shown)
    if state == "computing":
        terminal.wait("running, ")
    terminal.press("c-c")
    if state == "typing":
        terminal.wait(lambda: "(car" not in terminal.text.rpartition("USER(2):")[2])
        ready(terminal, 2)
        return
    terminal.wait(prompt)
    time.sleep(1.1)  # what is tested is one Control-C, and then two
    terminal.type("(list :alive)\r")
    terminal.wait("(:ALIVE)")
    terminal.press("c-c", "c-c")
    terminal.wait(lambda: PROMPT.findall(terminal.text)[-1][0] == "")
    terminal.type("(list :still :alive)\r")
    terminal.wait("(:STILL :ALIVE)")


def test_two_hosts(terminal):
    terminal.type(":host vapor\r")
    terminal.wait("on vapor:")
    terminal.wait(lambda: "\nUSER(1):" in terminal.text.partition("on vapor:")[2])
    terminal.type("(print (read (accept-connection (make-socket :connect :passive :local-port 9933))))\r")
    terminal.wait("waiting for connection on vapor/9933")
    terminal.press("c-x", "n")
    terminal.wait(lambda: "\nUSER(1):" in terminal.text.partition("on frisky:")[2])
    terminal.type(
        '(let ((s (make-socket :remote-host "vapor" :remote-port 9933))) (format s "Hello~%") (close s))\r'
    )
    terminal.wait("\nT\n")
    terminal.wait("2 vapor*")
    terminal.press("c-x", "2")
    terminal.wait("\nHELLO\nHELLO\nUSER(2):")


def test_a_thousand_lines_a_second_beside_typing(terminal):
    ready(terminal, 1)
    form = '(dotimes (i 2000) (format t "line ~d~%" i) (sleep 0.001))'
    terminal.type(f'(setq w (mp:process-run-function "w" (lambda () {form})))\r')
    terminal.wait(lambda: re.search(r"line \d\d", terminal.text))  # whichever are on the screen
    typed = "(list :typed :beside :output)"
    for character in typed:
        terminal.type(character)
        terminal.wait(lambda: terminal.text.rpartition("USER(3):")[2].strip() != "")
    terminal.wait(typed)
    terminal.press("enter")
    terminal.wait(lambda: "(:TYPED :BESIDE :OUTPUT)" in terminal.shown)
    terminal.wait("line 1999")
    shown = [line for line in terminal.shown.split("\n") if line.startswith("line ")]
    assert shown == [f"line {i}" for i in range(2000)]


def test_hang_up_leaves_no_process(terminal):
    ready(terminal, 1)
    terminal.type("(loop (sleep 1))\r")
    terminal.wait("sleep")
    terminal.hang_up()
    assert terminal.program.process.wait(15) is not None


def test_control_z_and_back(tmp_path):
    """The shell gets the terminal as it was; what was typed, and what runs, goes on afterwards."""
    with OnPty(tmp_path, "--quiet", shell=True) as terminal:
        terminal.wait("USER(1):")
        ready(terminal, 1)
        terminal.type('(setq w (mp:process-run-function "w" (lambda () (sleep 1000))))\r')
        terminal.wait("\nUSER(3):")
        terminal.type("(list :before")
        terminal.wait("USER(3): (list :before")
        ours = terminal.program.modes()
        terminal.press("c-z")
        terminal.wait("<stopped>")
        assert terminal.program.modes() == terminal.program.before != ours
        terminal.type("\n")
        terminal.wait(lambda: terminal.program.modes() == ours)
        terminal.type(" :after)\r")
        terminal.wait("\n(:BEFORE :AFTER)\nUSER(4):")
        terminal.type("(mp:process-active-p w)\r")
        terminal.wait("\nT\nUSER(5):")
        terminal.type(":exit 3\r")
        assert terminal.end() == 3
        assert terminal.program.modes() == terminal.program.before


def test_sigterm_ends_it_in_order(terminal):
    ready(terminal, 1)
    terminal.type("(unwind-protect (sleep 1000) (princ :cleaned-up) (terpri))\r")
    terminal.wait("sleep, ")
    os.kill(terminal.program.process.pid, signal.SIGTERM)
    assert terminal.end() == 143
    assert "CLEANED-UP" in terminal.text
    assert terminal.program.modes() == terminal.program.before


def test_a_dumb_terminal_has_the_plain_listener(tmp_path):
    with OnPty(tmp_path, "--quiet", TERM="dumb") as terminal:
        terminal.wait("USER(1):")
        terminal.type("(+ 1 2)\n")
        terminal.wait("USER(2):")
        assert b"\x1b" not in bytes(terminal.octets)


def test_no_color(tmp_path):
    with OnPty(tmp_path, NO_COLOR="1") as terminal:
        ready(terminal, 1)
        terminal.type("(let ((x 1)) (make-so")
        terminal.wait("Make a socket")
        assert not re.search(
            rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|38|48|9[0-7]|10[0-7])(?:;[0-9;]*)?m", bytes(terminal.octets)
        )


@pytest.mark.parametrize("size", [(5, 20), (3, 15), (50, 200)])
def test_other_sizes(tmp_path, size):
    with OnPty(tmp_path, "--quiet", rows=size[0], columns=size[1]) as terminal:
        terminal.wait("USER(1):")
        terminal.type("(* 6 7)\r")
        terminal.wait("\n42\nUSER(2):")
        terminal.type("(make-s\t")
        terminal.wait("USER(2): (make-")
        terminal.press("c-c")
        terminal.wait(lambda: "make-" not in terminal.text)
        terminal.type("(* 7 7)\r")
        terminal.wait("\n49")


def test_without_unicode(tmp_path):
    with OnPty(tmp_path, "--quiet", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0") as terminal:
        terminal.wait("USER(1):")
        terminal.type("(string (code-char 955))\r")
        terminal.wait("USER(2):")
        terminal.type("(* 6 7)\r")
        terminal.wait("\n42")


def test_the_shell_gets_the_terminal_and_gives_it_back(terminal):
    ready(terminal, 1)
    terminal.type(":shell read line; echo got:$line\r")
    terminal.wait(lambda: terminal.program.modes()[3] & termios.ICANON)
    terminal.type("typed\n")
    terminal.wait("got:typed")
    terminal.wait("\nUSER(3):")
    ready(terminal, 3)
