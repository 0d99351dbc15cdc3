"""Lisp programs by others, as Debian installs them: they load, and their own tests pass.

Nothing of theirs is in this project; each runs where it is installed, in a listener of its own.
"""

import subprocess
import sys

import pytest

SOURCES = "/usr/share/common-lisp/source"
PATIENCE = 50


def run(tmp_path, text):
    """Run TEXT as a file; return what it printed."""
    program = tmp_path / "program.lisp"
    program.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "aclrepl", str(program)],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


TESTER = f"""
(load "{SOURCES}/ptester/src.lisp")
(use-package :ptester)
(with-tests (:name "of the tester")
  (test 1 (+ 0 1))
  (test 3 (+ 1 1))
  (test '(1 2) (list 1 2) :test #'equal)
  (test-error (car 5) :condition-type 'type-error)
  (test-error (error "x"))
  (test-no-error (+ 1 1))
  (test-warning (warn "x"))
  (test-no-warning 5)
  (test '(1 2) (values 1 2) :multiple-values t)
  (test nil (eq 1 2) :known-failure nil))
"""


@pytest.mark.peer("ptester")
@pytest.mark.parametrize("features", ["*features*", "(remove :allegro *features*)"])
def test_ptester(tmp_path, features):
    printed = run(tmp_path, f"(setq *features* {features})\n{TESTER}")
    assert "wanted: 3\n     got: 2" in printed
    assert "Errors detected in this test: 1 UNEXPECTED: 1" in printed
    assert "Successes this test:9" in printed


# The part of puri for Allegro calls primitives of that system; the portable one is for all others.
PURI = f"""
(setq *features* (remove :allegro *features*))
(load "{SOURCES}/ptester/src.lisp")
(load "{SOURCES}/puri/src.lisp")
(load "{SOURCES}/puri/tests.lisp")
(funcall (intern "DO-TESTS" "PURI/TEST"))
(let ((uri (puri:parse-uri "http://user@localhost:9933/a/b%20c?d=e#f")))
  (format t "~s ~s ~s~%" (puri:uri-scheme uri) (puri:uri-port uri) (puri:uri-path uri))
  (format t "~a~%" (puri:merge-uris "../x" uri)))
"""


@pytest.mark.peer("ptester")
@pytest.mark.peer("puri")
def test_puri(tmp_path):
    printed = run(tmp_path, PURI)
    assert "Errors detected in this test: 0" in printed
    assert "Successes this test:128" in printed
    assert printed.endswith(':HTTP 9933 "/a/b%20c"\nhttp://user@localhost:9933/x\n')
