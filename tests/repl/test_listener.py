"""The listener: numbers, prompts, values, history variables, break levels, restarts, conditions that misbehave."""
# ruff: noqa: E501 - rows of tables

import pytest
from support.listening import listen

UNBOUND = "Attempt to take the value of the unbound variable `{}'. {{UNBOUND-VARIABLE}}"
CAR = "Attempt to take the car of 5 which is not listp. {TYPE-ERROR}"

PRINTED = [
    # input, what is printed (error blocks as report {TYPE}), why
    ("(+ 1 2)", "USER(1): 3", "a value behind the prompt"),
    ("", "", "nothing"),
    ("\n\n ; comment\n\n", "", "empty lines and comments have no number"),
    ("1 2\n3", "USER(1): 1\nUSER(2): 2\nUSER(3): 3", "several forms on a line"),
    ("(values 1 2)", "USER(1): 1\n2", "several values"),
    ("(values)\n5", "USER(1): USER(2): 5", "no value"),
    ("(progn (princ 1) 2)", "USER(1): 1\n2", "a value begins a line"),
    ("(print 1)", "USER(1): \n1 \n1", "print"),
    ("#| a |# 1 #+nosuch 2 #-nosuch 3", "USER(1): 1\nUSER(2): 3", "comments and features"),
    ("(list 1\n 2\n)", "USER(1): (1 2)", "a form on several lines"),
    ("(read-line)\nsome text", 'USER(1): "some text"\nT', "a form reads the next line"),
    ("(read) (a b)", "USER(1): (A B)", "a form reads from its own line"),
    ("(setq undeclared 5)\nundeclared", "USER(1): 5\nUSER(2): 5", "setq of a variable nobody declared"),
    ("1\n*\n2\n**\n(list * ** ***)", "USER(1): 1\nUSER(2): 1\nUSER(3): 2\nUSER(4): 1\nUSER(5): (1 2 1)", "* and **"),
    ("(values 1 2)\n/\n//", "USER(1): 1\n2\nUSER(2): (1 2)\nUSER(3): (1 2)", "/ and //"),
    ("(+ 1 2)\n+\n-\n++", "USER(1): 3\nUSER(2): (+ 1 2)\nUSER(3): -\nUSER(4): +", "+ and -"),
    ("(values)\n*", "USER(1): USER(2): NIL", "* after no value"),
    ("7\n(car 5)\n*", f"USER(1): 7\nUSER(2): Error: {CAR}\n[1] USER(3): 7", "an error leaves * alone"),
    ("(car 5)\n:error\n(typep * 'type-error)", f"USER(1): Error: {CAR}\n[1] USER(2): Error: {CAR}\n[1] USER(3): T", ":error sets *"),
    ("(warn \"w ~a\" 1)", "USER(1): Warning: w 1\nNIL", "a warning"),
    ("(progn (princ 1) (warn \"w\"))", "USER(1): 1\nWarning: w\nNIL", "a warning begins a line"),
    # break levels
    ("(car 5)\n1\n(car 5)\n2", f"USER(1): Error: {CAR}\n[1] USER(2): 1\n[1] USER(3): Error: {CAR}\n[2] USER(4): 2", "levels"),
    ("(car 5)\n:pop\n1", f"USER(1): Error: {CAR}\n[1] USER(2): USER(3): 1", ":pop"),
    ("(car 5)\n(car 5)\n(car 5)\n:pop 2\n1", "\n".join([f"USER(1): Error: {CAR}", f"[1] USER(2): Error: {CAR}", f"[2] USER(3): Error: {CAR}", "[3] USER(4): [1] USER(5): 1"]), ":pop 2"),
    ("(car 5)\n(car 5)\n:res\n1", f"USER(1): Error: {CAR}\n[1] USER(2): Error: {CAR}\n[2] USER(3): USER(4): 1", ":reset"),
    ("(unwind-protect (car 5) (princ 'clean))\n:res", f"USER(1): Error: {CAR}\n[1] USER(2): CLEAN", "leaving runs cleanup forms"),
    ("(cerror \"Go on.\" \"oops\")\n:cont", "USER(1): Error: oops {SIMPLE-ERROR}\n[1c] USER(2): NIL", "continue"),
    ("(progn (break \"hm ~a\" 1) 7)\n:cont", "USER(1): Break: hm 1 {BREAK-CONDITION}\n[1c] USER(2): 7", "break"),
    ("(error \"a~%b\")", "USER(1): Error: a\n       b {SIMPLE-ERROR}", "a report of two lines"),
    ("no1\n:cont 3\n(+ 1 40)", f"USER(1): Error: {UNBOUND.format('NO1')}\n[1] USER(2): enter an expression which will evaluate to the value to use: \n41", "use-value reads a form"),
    ("no2\n:cont 2\n6\nno2", f"USER(1): Error: {UNBOUND.format('NO2')}\n[1] USER(2): enter an expression which will evaluate to the new value: \n6\nUSER(3): 6", "store-value"),
    ("no3\n(setq no3 8)\n:cont", f"USER(1): Error: {UNBOUND.format('NO3')}\n[1] USER(2): 8\n[1] USER(3): 8", "try again"),
    ("(list (no4 1) 2)\n:cont 1\n9", "USER(1): Error: attempt to call `NO4' which is an undefined function. {UNDEFINED-FUNCTION}\n[1] USER(2): enter an expression which will evaluate to the value to return: \n(9 2)", "return a value instead"),
    ("(car 5)\n(abort)\n1", f"USER(1): Error: {CAR}\n[1] USER(2): [1] USER(3): 1", "abort stays at the level"),
    ("(restart-case (error \"e\") (abort () :report \"Give up\" 5))\n:cont", "USER(1): Error: e {SIMPLE-ERROR}\n[1] USER(2): 5", "an abort restart of a program"),
    ("(catch 'x (car 5))\n(throw 'x 3)", f"USER(1): Error: {CAR}\n[1] USER(2): 3", "a throw out of a level"),
    ("(handler-bind ((error (lambda (c) (princ 'seen)))) (car 5))\n(car 5)", f"USER(1): SEEN\nError: {CAR}\n[1] USER(2): Error: {CAR}", "handlers do not see what is typed at a level"),
    ("(let ((*debugger-hook* (lambda (c h) (throw 'out 4)))) (catch 'out (car 5)))", "USER(1): 4", "*debugger-hook*"),
    ("(mp:with-timeout (0.02 'late) (break \"b\") (sleep 9))\n(sleep 0.05)\n:cont", "USER(1): Break: b {BREAK-CONDITION}\n[1c] USER(2): NIL\n[1c] USER(3): LATE", "a time-out waits while the level is open"),
    # what misbehaves
    ("(define-condition bad1 (error) () (:report (lambda (c s) (car 5))))\n(error 'bad1)\n1", "USER(1): BAD1\nUSER(2): Error: BAD1 (its report failed: TYPE-ERROR) {BAD1}\n[1] USER(3): 1", "a report that fails"),
    ("(error \"~d\")", "USER(1): Error: \"~d\" (its report failed: FORMAT-ERROR) {SIMPLE-ERROR}", "a report without arguments"),
    ("(defclass bad2 () ())\n(progn (defmethod print-object ((x bad2) s) (error \"no print\")) 1)\n(make-instance 'bad2)\n1", "USER(1): #<STANDARD-CLASS BAD2>\nUSER(2): 1\nUSER(3): Error: no print {SIMPLE-ERROR}\n[1] USER(4): 1", "a value that can't be printed"),
    ("(restart-case (error \"e\") (nil () :report (lambda (s) (car 5)) 3))\n:cont", "USER(1): Error: e {SIMPLE-ERROR}\n[1] USER(2): 3", "a restart's line that fails"),
    ("(let ((*print-readably* t)) (error \"~s\" #'car))\n1", None, "a report under *print-readably*"),
    ("(py:eval \"{}['k']\")", "USER(1): Error: no such key: 'k' {KeyError}", "one of Python's own errors"),
]


@pytest.mark.parametrize(("text", "expected", "why"), PRINTED)
def test_printed(text, expected, why):
    printed = listen(text).short
    if expected is None:
        assert printed.endswith("[1] USER(2): 1")
    else:
        assert printed == expected


ENDS = [
    # input, exit status, why
    ("", 0, "end of input at the top level"),
    ("(+ 1 2)", 0, "no newline at the end"),
    ("(car 5)", 1, "in a break level"),
    ("(car 5)\n(car 5)\n:pop", 1, "in the first of two"),
    ("(car 5)\n:res", 0, "back at the top level"),
    ("(list 1", 1, "inside a form"),
    ("(exit 7)", 7, "exit"),
    ("(car 5)\n(exit 7)", 7, "exit from a break level"),
    (":exit 9", 9, ":exit"),
    (":exit", 0, ":exit without status"),
    ("(excl:exit 3 :quiet t)", 3, "exit with a keyword"),
    ("(unwind-protect (exit 4) (princ 1))", 4, "exit unwinds"),
    ("(ignore-errors (exit 6))", 6, "exit is no error"),
    ("(read)", 1, "end of file where a form reads"),
    ("(mp:process-kill mp:*current-process*)", 1, "the listener is killed"),
]


@pytest.mark.parametrize(("text", "code", "why"), ENDS)
def test_exit_status(text, code, why):
    assert listen(text).code == code


def test_block():
    assert listen("(car 5)\n(car 5)").output.startswith("""\
USER(1): Error: Attempt to take the car of 5 which is not listp.
  [condition type: TYPE-ERROR]

Restart actions (select using :continue):
 0: Return to Top Level (an "abort" restart).
 1: Abort entirely from this (lisp) process.
[1] USER(2): Error: Attempt to take the car of 5 which is not listp.
  [condition type: TYPE-ERROR]

Restart actions (select using :continue):
 0: Return to Debug Level 1 (an "abort" restart).
 1: Return to Top Level (an "abort" restart).
 2: Abort entirely from this (lisp) process.
[2] USER(3): """)


def test_start_up():
    """What runs before the first prompt may fail; the listener starts all the same."""

    def fail():
        raise ZeroDivisionError

    result = listen("(+ 1 2)", startup=fail)
    assert result.output.startswith("Error: Attempt to divide by zero.\n")
    assert "USER(1): 3\n" in result.output
    assert result.code == 0
