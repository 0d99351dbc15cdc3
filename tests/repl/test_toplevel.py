"""The package TPL: what programs set of the listener, commands that they make, listeners on their streams."""
# ruff: noqa: E501 - rows of tables

import re
import socket

import pytest
from support.lisp_image import evaluate
from support.listening import listen, run

SAID = [
    # input, what is printed, why
    ("tpl:*command-char*", "USER(1): #\\:", "the package has a nickname"),
    ("top-level:*history*", "USER(1): 20", "and a name"),
    ('(setq tpl:*prompt* "~*~*~*~@[[~a] ~]~*~*~a <~d> ")\n1', 'USER(1): "~*~*~*~@[[~a] ~]~*~*~a <~d> "\nUSER <2> 1\nUSER <3>', "a format string"),
    ("(progn (setq tpl:*prompt* (lambda (s &rest all) (format s \"~{~a~^ ~}> \" all))) 5)\n5", "USER(1): 5\nNIL NIL NIL NIL NIL NIL USER 2> 5\nNIL NIL NIL NIL NIL NIL USER 3>", "a function"),
    ("(progn (setq tpl:*prompt* (lambda (s &rest all) (car 1))) 5)\n6\n7", "USER(1): 5\n; *prompt* failed: Attempt to take the car of 1 which is not listp.\nUSER(2): 6\nUSER(3): 7", "one that fails is told of once"),
    ("(progn (setq tpl:*prompt* 5) 1)\n2", "USER(1): 1\n; *prompt* failed: `5' is not of the expected type `STRING'\nUSER(2): 2", "neither"),
    ("(setq tpl:*print-length* 3)\n'(1 2 3 4)\n(print '(1 2 3 4))", "USER(1): 3\nUSER(2): (1 2 3 ...)\nUSER(3): \n(1 2 3 4) \n(1 2 3 ...)", "for values only"),
    ("(setq tpl:*print-level* 1)\n'(1 (2))", "USER(1): 1\nUSER(2): (1 #)", "the depth"),
    ("(setq tpl:*print-length* :foo)\n'(1 2)", "USER(1): :FOO\nUSER(2): (1 2)", "no number: no limit"),
    ("(setq tpl:*history* 2)\n1\n2\n:his", "USER(1): 2\nUSER(2): 1\nUSER(3): 2\nUSER(4):   3 2\n  4 :his", "inputs kept"),
    ("(setq tpl:*command-char* #\\,)\n,pwd x\n:pwd", None, "another character begins commands"),
    ("(setq tpl:*eval* (lambda (x) (list :seen x)))\n(+ 1 2)", "USER(1): #<Function\nUSER(2): (:SEEN (+ 1 2))", "another evaluator"),
    ("(setq tpl:*print* (lambda (x s) (format s \"<~a>\" x)))\n5", "USER(1): <#<Function\nUSER(2): <5>", "another printer"),
    ("(progn (setq tpl:*reset-hook* (lambda () (princ 'reset))) 1)\n(car 5)\n:res\n2", None, "a function that :reset calls"),
    ("(setq tpl:*time-threshold* 0)\n5", None, "times of slow forms"),
    # aliases
    (":aliases", "USER(1): No aliases are defined", "none"),
    ("(tpl:alias (\"grt\" 2 \"Greets.\") (&optional (who 'world)) (format t \"Hello ~a~%\" who))\n:gr\n:grt me\n:g\n:aliases\n(tpl:remove-alias \"grt\")",
     "USER(1): \"grt\"\nUSER(2): Hello WORLD\nUSER(3): Hello ME\nUSER(4): Unknown top-level command: \"g\".\nType `:help' for the list of commands.\n"
     "USER(5): COMMAND       ABBR  DESCRIPTION\ngrt           gr    Greets.\nUSER(6): T", "a command of one's own"),
    ("(tpl:alias (\"whole\" :string) (text) (print text))\n:whole a  b\"\n(tpl:remove-alias :whole)", "USER(1): \"whole\"\nUSER(2): \n\"a  b\\\"\" \nUSER(3): T", "the line as a string"),
    ("(tpl:alias (\"Xy\" :case-sensitive) () (princ 1))\n:xy\n:Xy\n(tpl:remove-alias \"Xy\")", "USER(1): \"Xy\"\nUSER(2): Unknown top-level command: \"xy\".\nType `:help' for the list of commands.\nUSER(3): 1\nUSER(4): T", "letters as they are"),
    ("(tpl:alias \"pwd\" () (princ 'mine))\n:pwd\n(tpl:remove-alias \"pwd\")\n(tpl:remove-alias \"pwd\")", "USER(1): \"pwd\"\nUSER(2): MINE\nUSER(3): T\nUSER(4): NIL", "in the place of another command"),
    ("(tpl:do-command \"package\" \"mp\")\n(tpl:do-command 'package)", "USER(1): NIL\nMP(2): The MULTIPROCESSING package is current.\nNIL", "a command from a program"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "why"), SAID, ids=[row[2] for row in SAID])
def test_said(text, expected, why):
    printed = listen(text).short.rstrip()
    if expected is None:
        assert PARTS[why](printed)
    else:
        assert re.sub(r"#<Function[^>]*>+", "#<Function", printed) == expected


PARTS = {
    "another character begins commands": lambda text: "directory is" in text and "USER(3): :PWD" in text,
    "a function that :reset calls": lambda text: "[1] USER(3): RESET\nUSER(4): 2" in text,
    "times of slow forms": lambda text: "; real time " in text,
}

FAILING = [
    ("(tpl:alias \"a b\" ())", "`a b' can't be the name of a command."),
    ("(tpl:alias \"7\" ())", "`7' can't be the name of a command."),
    ("(tpl:alias (\"x\" :foo) ())", ":FOO is no option of tpl:alias."),
    ("(tpl:do-command \"nosuch\")", 'Unknown top-level command: "nosuch".'),
    ("(tpl:setq-default tpl:*history*)", "a variable without a value"),
    ("(tpl:start-interactive-top-level 5 'car nil)", "a stream for input and output"),
]


@pytest.mark.parametrize(("text", "report"), FAILING)
def test_bad_arguments(text, report):
    result = listen(text + "\n(+ 1 2)").output
    assert report in result
    assert "[1] USER(2): 3" in result


def test_defaults_are_those_of_listeners_to_come():
    try:
        assert "USER(1): 7" in listen("(tpl:setq-default tpl:*history* 7)").output
        assert listen("tpl:*history*\n(setq tpl:*history* 3)").output.startswith("USER(1): 7")
        assert listen("tpl:*history*").output.startswith("USER(1): 7")
    finally:
        evaluate("(tpl:setq-default tpl:*history* 20)")


SERVER = """
(let ((passive (make-socket :connect :passive :local-host "127.0.0.1")))
  (setq telnet-port (local-port passive)
        telnet-process
        (mp:process-run-function "telnet session"
          (lambda ()
            (let ((stream (accept-connection passive)))
              (close passive)
              (unwind-protect
                  (catch 'end-telnet-session
                    (tpl:start-interactive-top-level stream #'tpl:top-level-read-eval-print-loop nil))
                (close stream)))))))
"""


@pytest.mark.parametrize("last", ["(throw 'end-telnet-session nil)", "(exit)", ":exit", None])
def test_a_listener_on_a_socket(last):
    """The program goes on however the session ends; errors of the session open break levels there."""
    evaluate(SERVER)
    with (
        socket.create_connection(("127.0.0.1", evaluate("telnet-port")), 10) as client,
        client.makefile("rw", encoding="utf-8", newline="\n") as stream,
    ):
        stream.write("(setq telnet-x (* 6 7))\n(car 5)\n:pop\n(list telnet-x)\n")
        if last is not None:
            stream.write(last + "\n")
        stream.flush()
        if last is None:
            client.shutdown(socket.SHUT_WR)
        answer = stream.read()
    assert "(1): 42\n" in answer
    assert "Attempt to take the car of 5" in answer
    assert "(42)" in answer
    evaluate("(mp:process-wait-with-timeout \"its end\" 10 (lambda () (not (mp:process-active-p telnet-process))))")
    assert evaluate("(mp:process-active-p telnet-process)") is None


PROGRAM = """(defun outer (x) (inner (list x x)))
(defun inner (y) (handler-bind ((error (lambda (e) (declare (ignorable e)) ZOOM))) (car (length y))))
(ignore-errors (outer 5))
"""

BACKTRACES = [
    # call, lines of what is printed; ... stands for any, why
    ("(tpl:zoom *standard-output* :count nil)", ["((lambda in inner) ...", "(car 2)", "(inner (5 5))", "(outer 5)"], "all"),
    ("(top-level.debug:zoom t :brief t :count 3)", ["((lambda in inner))", "(car)", "(inner)", "... more older frames ..."], "so many"),
    ("(tpl:zoom nil :brief t :count 2 :relative t)", ["0   ((lambda in inner))", "+1   (car)", "... more older frames ..."], "distances"),
    ("(tpl:zoom t :count t :moderate t)", ["((lambda in inner) ...", "at FILE:2", "(car 2)", "(inner (5 5))", "at FILE:2", "(outer 5)", "at FILE:1"], "places"),
    ("(tpl:zoom t :function 'inner :verbose t)", ["(inner (5 5))", "at FILE:2", "y = (5 5)"], "variables of one function"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "lines", "why"), BACKTRACES, ids=[row[2] for row in BACKTRACES])
def test_backtraces_of_programs(call, lines, why, tmp_path):
    path = tmp_path / "program.cl"
    path.write_text(PROGRAM.replace("ZOOM", call))
    done = run(path, home=tmp_path)
    text = re.sub(f"{re.escape(str(path))}:(\\d+):\\d+", "FILE:\\1", done.stdout)
    printed = [line.strip() for line in text.splitlines() if line.strip()]
    assert printed[0] == "Evaluation stack:", done.stderr
    for given, wanted in zip(printed[1:], lines, strict=False):
        assert given.startswith(wanted.removesuffix("...")) if wanted.endswith("...") else given == wanted


BAD_ZOOMS = ["(tpl:zoom 5)", "(tpl:zoom t :count -1)", "(tpl:zoom t :count :all)"]


@pytest.mark.parametrize("form", BAD_ZOOMS)
def test_bad_zooms(form):
    assert evaluate(f"(handler-case {form} (type-error () 1))") == 1
