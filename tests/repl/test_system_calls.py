"""What a program does with the system as a whole: signals it handles, locks of files, leaving the terminal."""

import fcntl
import os
import signal

import pytest
from support.listening import Running, run

# ruff: noqa: E501 - rows of tables

pytestmark = pytest.mark.slow

KILL = "(excl.osi:kill (excl.osi:getpid) {0})"
WAIT = '(mp:process-wait-with-timeout "a signal" 10 (lambda () (cdr *got*)))'
NOTE = "(lambda (number tee) (push (list number tee) *got*) t)"

SIGNALS = [
    # forms, exit status, what is printed, why
    (f"(set-signal-handler 15 {NOTE}) {KILL.format(15)} {WAIT}", 0, "((15 T) 0)", "one that ends the program"),
    (f"(set-signal-handler 10 {NOTE}) {KILL.format(10)} {WAIT}", 0, "((10 T) 0)", "one that programs use"),
    (f"(add-signal-handler 12 {NOTE}) (add-signal-handler 12 (lambda (n tee) nil)) {KILL.format(12)} {WAIT}", 0,
     "((12 T) 0)", "the newest declines"),
    (f"(with-signal-handler (10 {NOTE}) {KILL.format(10)} {WAIT})", 0, "((10 T) 0)", "for a while"),
    (f"(set-signal-handler 15 (lambda (n tee) (excl::mp-safe-exit 7 :quiet t))) {KILL.format(15)} (sleep 20)", 7, "",
     "exit from a handler"),
    (f"(set-signal-handler 15 (lambda (n tee) nil)) {KILL.format(15)} (sleep 20)", 143, "", "all decline"),
    (f"(set-signal-handler 15 {NOTE}) (set-signal-handler 15 nil) {KILL.format(15)} (sleep 20)", 143, "", "taken back"),
    (f"{KILL.format(10)} (sleep 20)", -signal.SIGUSR1, "", "nobody handles it"),
    ("(princ (length (add-signal-handler 10 'car))) (princ (remove-signal-handler 10 'car))", 0, "1NIL", "the list"),
]  # fmt: skip


@pytest.mark.parametrize(("forms", "code", "printed", "why"), SIGNALS)
def test_signals(forms, code, printed, why, tmp_path):
    text = f"(defvar *got* (list 0))\n(progn {forms} (princ *got*) nil)\n"
    done = run(text=text, home=tmp_path)
    assert done.returncode == code
    assert printed in done.stdout


def test_what_can_not_be_handled(tmp_path):
    forms = "(set-signal-handler {} {})"
    pairs = ((9, "'car"), ("'x", "'car"), (15, "5"), (28, "'car"))
    text = "".join(f"{forms.format(*pair)}\n" for pair in pairs)
    shown = run(text=text, home=tmp_path).stdout
    assert shown.count("the number of a signal that can be handled") == 2
    assert "(OR FUNCTION SYMBOL)" in shown
    assert "Signal 28 can't be handled" in shown


def test_locks_of_files_between_programs(tmp_path):
    path = tmp_path / "file"
    path.write_text("text")
    opened = f'(defvar *f* (excl.osi:os-open "{path}" excl.osi:*o-rdwr*))'
    with path.open("r+") as file, Running(home=tmp_path) as program:
        fcntl.lockf(file, fcntl.LOCK_EX)
        program.type(f'{opened} (list (excl.osi:lock-stream *f* :wait nil) "first")\n')
        program.wait_for('(NIL "first")')
        program.type('(list (excl.osi:with-stream-lock (*f*) (print "got it") (read-line)) "last")\n')
        fcntl.lockf(file, fcntl.LOCK_UN)
        program.wait_for("got it")
        with pytest.raises(OSError):
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        program.type("go on\n")
        program.wait_for('("go on" "last")')
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("leader", [False, True])
def test_detach_from_terminal(leader, tmp_path):
    path = tmp_path / "out"
    text = f"""(with-open-file (o "{path}" :direction :output)
                 (excl.osi:detach-from-terminal :output-stream o)
                 (format t "~a is detached~%" (excl.osi:getpid)) (force-output))\n"""
    done = run(text=text, home=tmp_path, preexec_fn=os.setpgrp if leader else None)
    assert done.returncode == 0
    assert "is detached" in path.read_text()
    assert "is detached" not in done.stdout
