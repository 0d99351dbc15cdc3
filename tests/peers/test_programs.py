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


PURI = f"""
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
@pytest.mark.parametrize("features", ["*features*", "(remove :allegro *features*)"])
def test_puri(tmp_path, features):
    """Its part for Allegro, which calls primitives of that system, and the portable one."""
    printed = run(tmp_path, f"(setq *features* {features})\n{PURI}")
    assert "Errors detected in this test: 0" in printed
    assert "Successes this test:128" in printed
    assert printed.endswith(':HTTP 9933 "/a/b%20c"\nhttp://user@localhost:9933/x\n')


# htmlgen takes Allegro's names from the package that stands for it elsewhere.
HTMLGEN = f"""
(rename-package :excl :excl '(:acl-compat.excl))
(load "{SOURCES}/htmlgen/htmlgen.cl")
(use-package :net.html.generator)
(html-stream *standard-output*
  (:html (:head (:title "A & B"))
         (:body ((:table border 2)
                 (dotimes (i 2) (html (:tr (:td (:princ i)) (:td (:princ-safe "<b>"))))))
                :br
                ((:a :href "x?a=1") "link"))))
(terpri)
(html-print '(:html (:p "a" (:b "c"))) *standard-output*)
"""
ROW = "<tr><td>{}</td><td>&lt;b&gt;</td></tr>"


@pytest.mark.peer("htmlgen")
def test_htmlgen(tmp_path):
    printed = run(tmp_path, HTMLGEN).replace("\n", "").lower()
    table = f"<table border=2>{ROW.format(0)}{ROW.format(1)}</table>"
    head = "<html><head><title>a & b</title></head>"
    assert printed == (
        f'{head}<body>{table}<br><a href="x?a=1">link</a></body></html><html><p>a<b>c</b></p></html>'
    )
