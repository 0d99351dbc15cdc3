"""The runner of ansi-test, on a suite of a few tests that do what tests may do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TESTS = """
(in-package "CL-TEST")
(deftest good.1 (values 1 "two" #(3) 'four) 1 "two" #(3) four)
(deftest good.2 :notes (nothing) (signals-error (car 5) type-error) t)
(deftest good.3 (signals-type-error x 5 (car x)) t)
(deftest good.4 (+ 1 2) 3)
(deftest bad.1 (list 1 2) (1 3))
(deftest bad.2 (values 1 2) 1)
(deftest bad.3 (error "e") nil)
(deftest bad.4 (signals-error (car nil) type-error) t)
(deftest endless.1 (loop) nil)
(compile-and-load "beside.lsp")
(deftest good.7 (beside) 7)
(progn (error "in a file") (deftest absent.1 1 1))
(deftest good.5 (let ((s (make-string-output-stream))) (princ 1 s) (get-output-stream-string s)) "1")
(deftest good.6 (with-open-file (s "there.txt") (read-line s nil)) "in the sandbox" t)
"""
NAMES = """
good.1 good.2 bad.1 endless.1 good.3 bad.2 bad.3 bad.4 good.4 absent.1 good.5 good.6 good.7 absent.2
""".upper().split()


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suite")
    (folder / "alpha").mkdir()
    (folder / "alpha" / "load.lsp").write_text('; (load "not-this.lsp")\n(load "tests.lsp")\n')
    (folder / "alpha" / "tests.lsp").write_text(TESTS)
    (folder / "alpha" / "beside.lsp").write_text("(defun beside () 7)\n")
    (folder / "sandbox").mkdir()
    (folder / "sandbox" / "there.txt").write_text("in the sandbox")
    (folder / "names.tsv").write_text("".join(f"alpha\t{name}\n" for name in NAMES))
    return folder


def run(suite, *options):
    """Run the tests; return (counts, dict of name to what was got for those that did not pass)."""
    words = [str(suite), "--names", str(suite / "names.tsv"), "--limit", "1", *options]
    words += ["--json", str(suite / "counts"), "--failures", str(suite / "failures")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance.ansi", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in (suite / "failures").read_text().splitlines()]
    assert "total" in done.stdout
    return json.loads((suite / "counts").read_text()), {name: got for _, name, got in rows}


def test_what_passes_fails_hangs_and_is_absent(suite):
    counts, failures = run(suite)
    expected = {"passed": 7, "failed": 5, "not_attempted": 2}
    assert counts == {"total": expected, "chapters": {"alpha": expected}}
    assert failures == {
        "BAD.1": "failed ((1 2))",
        "BAD.2": "failed (1 2)",
        "BAD.3": 'failed "SIMPLE-ERROR: e"',
        "BAD.4": "failed (NIL)",
        "ENDLESS.1": "failed after 1.0 s",
        "ABSENT.1": "absent",
        "ABSENT.2": "absent",
    }


def test_the_page_has_a_section_for_each_kind_of_run(suite):
    page = suite / "page.md"
    page.write_text("# Title\n\n## ansi-test\n\nold\n\n## Other\n\nkept\n")
    run(suite, "--page", str(page))
    run(suite, "--page", str(page), "--invert-signals")
    sections = page.read_text().split("\n## ")
    assert [text.split("\n")[0] for text in sections] == [
        "# Title",
        "ansi-test",
        "Other",
        "ansi-test with `signals-error` inverted",
    ]
    assert "| **total** | 7 | 5 | 2 | 50.0 |" in sections[1]
    assert "- alpha: `ABSENT.1`, `ABSENT.2`, `BAD.1`" in sections[1]
    assert "old" not in sections[1]
    assert "kept" in sections[2]
    assert "6 of 14 pass" in sections[3]  # two fall, BAD.4 rises


def test_the_check_of_the_checker(suite):
    _, inverted = run(suite, "--invert-signals")
    assert {"GOOD.2", "GOOD.3"} <= set(inverted)
    _, broken = run(suite, "--break-plus")
    assert "GOOD.4" in broken
