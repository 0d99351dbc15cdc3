"""The top-level commands."""
# ruff: noqa: E501 - rows of tables

import os
import re

import pytest
from support.listening import listen

from aclrepl.commands import COMMANDS, find

UNKNOWN = "Unknown top-level command: \"{}\".\nType `:help' for the list of commands."

SAID = [
    # input, what is printed, why
    (":nosuch", f"USER(1): {UNKNOWN.format('nosuch')}", "unknown"),
    (":foo\n1", f"USER(1): {UNKNOWN.format('foo')}\nUSER(2): 1", "a keyword typed alone is a command"),
    (":", f"USER(1): {UNKNOWN.format('')}", "nothing behind the colon"),
    ("  :pop", "USER(1): There is no break level to pop.", "blanks before it"),
    (":POP", "USER(1): There is no break level to pop.", "in any case"),
    ("1 :pop", "USER(1): 1\nUSER(2): There is no break level to pop.", "behind a form"),
    (":pop x", "USER(1): `x' is not a number.", "no number"),
    (":res\n:reset", "USER(1): USER(2):", ":res is reset"),
    (":rest", "USER(1): There is no break level, and so nothing to restart.", ":rest is not reset"),
    (":po", f"USER(1): {UNKNOWN.format('po')}", ":pop has no abbreviation"),
    (":re", f"USER(1): {UNKNOWN.format('re')}", "too short"),
    (":cont", "USER(1): There is nothing to continue.", "no error"),
    (":err", "USER(1): There is no error.", "no error"),
    (":exit 256", "USER(1): 256 is no exit status: it must be from 0 to 255.", "status too large"),
    (":exit abc", "USER(1): `abc' is not a number.", "no status"),
    (":package", "USER(1): The COMMON-LISP-USER package is current.", "which package"),
    (":package nosuch", "USER(1): Warning: there is no package named nosuch.", "unknown package: no change"),
    (":pa mp\n:pa \"user\"\n:pa :mp\n:pa cl-user", "USER(1): MP(2): USER(3): MP(4):", "names as symbols and strings"),
    ("(+ 1 2)\n:1\n:1", "USER(1): 3\nUSER(2): 3\nUSER(3): Input numbered 1 is not on the history list", ":N again"),
    (":77", "USER(1): Input numbered 77 is not on the history list", "unknown number"),
    ("1\n1\n'a\n:his", "USER(1): 1\nUSER(2): 1\nUSER(3): A\nUSER(4):   2 1\n  3 'A\n  4 :his", "the same input is kept once"),
    (":history 1", "USER(1):   1 :history 1", "so many"),
    (":macroexpand (when 1 2)", "USER(1): (IF 1 (PROGN 2) NIL)", "macroexpand"),
    (":apropos with-open-fi", "USER(1): WITH-OPEN-FILE [macro]", "apropos"),
    (":describe 5", "USER(1): 5 is of the class INTEGER.", "describe"),
    (":describe 'nosuch", "USER(1): NOSUCH is of the class SYMBOL.\n  It is in the package COMMON-LISP-USER.", "describe a symbol"),
    (":help pop", "USER(1): :pop &optional n\nLeave this break level, or the N innermost ones.", "help on one"),
    (":help :pop", "USER(1): :pop &optional n\nLeave this break level, or the N innermost ones.", "with a colon"),
    (":help nosuch", "USER(1): Unknown top-level command: \"nosuch\".", "help on none"),
    (":ld", "USER(1): :ld needs a file.", "no file"),
    (":kill nosuch", "USER(1): No process has a number or name like nosuch.", "no process"),
    ("1\n2\n:his :count 1\n:his :reverse t :count 2", "USER(1): 1\nUSER(2): 2\nUSER(3):   3 :his :count 1\nUSER(4):   4 :his :reverse t :count 2\n  3 :his :count 1", "options of :history"),
    (":his :foo 1", "USER(1): `:foo' is no option here; there are :count :reverse.", "an unknown option"),
    (":his :count", "USER(1): :count needs a value.", "an option without value"),
    (":his :count -1", "USER(1): The count must be a natural number.", "a bad value"),
    ("1\n'a\n:-2", "USER(1): 1\nUSER(2): A\nUSER(3): 1", "the last but one"),
    (":-3", "USER(1): Input numbered -3 is not on the history list", "there are not so many"),
    (":exit 1 :foo", "USER(1): `:foo' is no option here; there are :no-unwind :quiet.", "an unknown option of :exit"),
    (":apropos bytes-wri excl", "USER(1): EXCL:SOCKET-BYTES-WRITTEN [function]", "of a package"),
    (":apropos x nosuch", "USER(1): Warning: there is no package named nosuch.", "of a package that is none"),
    (":trace no-such-fn", "USER(1): Error: trace: NO-SUCH-FN has no function. {PROGRAM-ERROR}", "no function to trace"),
    (":shell echo a b", "USER(1): a b", "shell"),
    (":shell exit 3", "USER(1): ; exit status 3", "shell that fails"),
    (":popd", "USER(1): No other directory is remembered.", "no directory"),
]


@pytest.mark.parametrize(("text", "expected", "why"), SAID)
def test_said(text, expected, why):
    assert listen(text).short.rstrip() == expected


FAILING = [
    # input, report, why
    (":macroexpand (", "The text ends inside", "unfinished"),
    (":macroexpand", ":macroexpand needs a form.", "no form"),
    (":macroexpand 1 2", ":macroexpand takes one form only.", "two forms"),
    (":describe (car 5)", "Attempt to take the car of 5", "the form fails"),
    (":cd /no/such/directory", "Can't change the directory to /no/such/directory: No such file or directory.", "no directory"),
    (":ld /no/such/file.cl", "No such file or directory", "no file"),
]


@pytest.mark.parametrize(("text", "report", "why"), FAILING)
def test_errors_of_commands_open_a_level(text, report, why):
    result = listen(text + "\n(+ 1 2)")
    assert result.output.startswith("USER(1): Error: ")
    assert report in result.output
    assert "[1] USER(2): 3" in result.output


ABBREVIATIONS = [
    # shortest, command
    ("ali", "aliases"),
    ("ap", "apropos"),
    ("arr", "arrest"),
    ("bo", "bottom"),
    ("cl", "cload"),
    ("cont", "continue"),
    ("cur", "current"),
    ("de", "describe"),
    ("di", "dirs"),
    ("err", "error"),
    ("ex", "exit"),
    ("fo", "focus"),
    ("fr", "frame"),
    ("he", "help"),
    ("his", "history"),
    ("in", "inspect"),
    ("i", "istep"),
    ("ki", "kill"),
    ("loc", "local"),
    ("ma", "macroexpand"),
    ("pa", "package"),
    ("pu", "pushd"),
    ("pro", "processes"),
    ("res", "reset"),
    ("rest", "restart"),
    ("set-l", "set-local"),
    ("sh", "shell"),
    ("to", "top"),
    ("tr", "trace"),
    ("unar", "unarrest"),
    ("untr", "untrace"),
    ("zo", "zoom"),
]


@pytest.mark.parametrize(("short", "name"), ABBREVIATIONS)
def test_abbreviation(short, name):
    for length in range(len(short), len(name) + 1):
        assert find(COMMANDS, name[:length]).name == name
    shorter = find(COMMANDS, short[:-1])
    assert shorter is None or shorter.name != name


def test_help_lists_all():
    printed = listen(":help").output
    for name in COMMANDS:
        assert f"\n{name} " in printed


def test_directories(tmp_path):
    """:cd, :pushd, :popd and :dirs; file names stand without quotes, or with them."""
    before = os.getcwd()
    (tmp_path / "a").mkdir()
    (tmp_path / "b b").mkdir()
    try:
        printed = listen(f":cd {tmp_path}/a\n:pwd\n:pushd {tmp_path}/b b\n:dirs\n:pushd\n:popd\n:popd\n").output
    finally:
        os.chdir(before)
    a, b = f"{tmp_path}/a", f"{tmp_path}/b b"
    assert f'is "{a}/"' in printed
    assert f"USER(3): {b} {a}\nUSER(4): {b} {a}\nUSER(5): {a} {b}\nUSER(6): {b}\nUSER(7): No other" in printed


def test_trace():
    printed = listen("(defun tf (x) x)\n:trace tf\n(tf 1)\n:tr\n:untr\n(tf 1)\n:untrace\n:trace").short
    assert re.sub(r"\[\d+\]: ", "[N]: ", printed).rstrip() == (
        "USER(1): TF\nUSER(2): (TF)\nUSER(3):  0[N]: (TF 1)\n 0[N]: returned 1\n1\nUSER(4): (TF)\nUSER(5): (TF)\n"
        "USER(6): 1\nUSER(7): No functions were traced.\nUSER(8): No functions are traced."
    )


def test_load_again(tmp_path):
    file = tmp_path / "x.cl"
    file.write_text("(princ 'loaded)")
    printed = listen(f":ld {file}\n:ld\n").output
    assert printed.count("; Loading ") == printed.count("LOADED") == 2


def test_compile_and_load(tmp_path):
    """:cf writes a fasl; :cl compiles what is not fresh, and loads it."""
    file = tmp_path / "x.cl"
    file.write_text("(princ 'loaded)")
    printed = listen(f":cf {file}\n:cl {file}\n:cl\n").output
    assert printed.count(";;; Compiling file ") == 1
    assert printed.count(";;; Fasl write complete") == 1
    assert printed.count("; Fast loading ") == printed.count("LOADED") == 2
    file.write_text("(princ 'changed)")
    printed = listen(f":cload {file}\n:cf\n").output
    assert printed.count(";;; Compiling file ") == printed.count("CHANGED") == 1
    assert ":cf needs a file." in printed


def test_processes():
    """:processes, :arrest, :unarrest and :kill name processes by name, part of it, or number."""
    printed = listen("""\
(setq gate (mp:make-gate nil))
(progn (mp:process-run-function "worker one" (lambda () (mp:process-wait "at a gate" #'mp:gate-open-p gate))) 1)
:processes worker one
:arrest worker
:pro work
:unarrest :all
:kill worker one
:kill Listener under test
""").output
    assert "worker one" in printed
    assert "arrested" in printed
    assert "The process Listener under test can't be killed from here." in printed
