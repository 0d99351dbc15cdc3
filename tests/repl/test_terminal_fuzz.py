"""No control, direction or zero-width character that comes from data reaches the terminal.

Data is marked: each dangerous character stands between letters of its own. It goes in by every door
(values, errors, names, titles, history, ...), and the test looks at all that was written to the
terminal, once the sequences that prompt_toolkit writes itself are taken away.
"""
# ruff: noqa: E501 - rows of tables

import random
import re

import pytest
from support.terminals import Stage

from aclrepl.terminal.gate import gate, printable
from aclrepl.terminal.panes import BUSY, IDLE, READING

pytestmark = [pytest.mark.timeout(60), pytest.mark.slow]

DANGEROUS = (
    "\x00\x01\x07\x08\x0b\x0c\r\x0e\x0f\x1b\x7f"  # C0, DEL
    "\x80\x84\x85\x8d\x90\x9b\x9c\x9d\x9f"  # C1: the octets a terminal with 8-bit controls takes
    "\u061c\u200e\u202a\u202e\u2066\u2069"  # direction
    "\u200b\u200d\u2060\ufeff\u2028\u2029\U000e0041\ufffe\ud800"  # no width, separators, tags
)
MARKED = "".join(f"q{c}z" for c in DANGEROUS)
OCTETS = "".join(f"q{c}z" for c in DANGEROUS if c not in "\x00\ud800")  # as UTF-8 from outside
SHOWN = printable("q\u202ez")  # a piece of it, as the gate shows it
BRIEF = "q\u202ezq\x1bzq\x07zq\x9bzq\u200bzq\rz"  # where there is little room


def codes(text):
    """Return the codes of the characters of TEXT, as a Lisp list."""
    return f"({' '.join(str(ord(c)) for c in text)})"


# What prompt_toolkit and the session write themselves. No such sequence begins like marked data.
OWN = re.compile(
    r"\x1b\[[0-9]*(?:;[0-9]+)*[ABCDHJKm]|\x1b\[\?(?:1|7|12|25|2004|1000|1003|1006|1015)[hl]|\x1b\[[0-6] q"
)
LEFT = re.compile(
    "[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe"
    "\U000e0000-\U000e0fff\ud800-\udfff]|q[\x08\r]z|q[\x08\r]q"
)


def leaks(written):
    """Return what of WRITTEN should not be there: list of (character, what stands around it)."""
    text = OWN.sub("", written)
    return [(m.group(), text[max(m.start() - 40, 0) : m.end() + 10]) for m in LEFT.finditer(text)]


class Marked(Stage):
    """A session that knows the marked data as variables. `written` is what this file looks at."""

    def __enter__(self):
        super().__enter__()
        for name, text in (("marked", MARKED), ("brief", BRIEF)):
            self.run(f"(defparameter cl-user::*{name}* (map 'string #'code-char '{codes(text)}))")
        self.screen.written.clear()
        return self

    @property
    def at_prompt(self):
        return self.seat.state == IDLE  # the prompt may be called anything

    def wait_shown(self, text=SHOWN):
        self.wait(lambda: text in OWN.sub("", self.written))


@pytest.fixture
def stage(tmp_path):
    with Marked(tmp_path, rows=40, columns=100) as stage:
        yield stage


M = "*marked*"

FORMS = [
    # form, why
    (M, "a string"),
    (f"(princ {M})", "printed"),
    (f"(progn (princ {M}) (finish-output) (sleep 0.05) (terpri))", "a line that is not finished"),
    (f"(make-symbol {M})", "a symbol"),
    (f"(list (make-symbol {M}) '|a| (vector {M}) (make-array 2 :initial-element {M}))", "in lists and arrays"),
    (f'(format t "~{{~c~}}~%" (coerce {M} (quote list)))', "characters"),
    (f"(pprint (list 'let {M} {M} {M}))", "pretty-printed"),
    (f"(format t \"~a ~s ~10:@<~a~> ~30a|~%\" {M} {M} {M} {M})", "formatted"),
    (f"(make-pathname :name {M})", "a pathname"),
    (f'(error "~a" {M})', "an error's report"),
    (f"(error {M})", "a control string"),
    (f"(warn \"~a\" {M})", "a warning"),
    (f'(cerror {M} "x")', "what continues it"),
    (f'(restart-case (error "x") (fuzz () :report (lambda (s) (princ {M} s)) 1))', "a restart's report"),
    (f"(funcall (make-symbol {M}))", "an undefined function"),
    (f"(symbol-value (make-symbol {M}))", "an unbound variable"),
    (f"(open {M})", "a file that is not there"),
    (f"(load (concatenate 'string \"/no/\" {M}))", "one to load"),
    (f'(read-from-string (concatenate (quote string) "|" {M} "|::a"))', "text that can't be read"),
    (f"(parse-integer {M})", "text that is no number"),
    (f"(break \"~a\" {M})", "break"),
    (f"(make-socket :remote-host {M} :remote-port 1)", "a host's name"),
    (f"(lookup-hostname {M})", "a name that is unknown"),
    (f"(mp:process-run-function {M} #'identity 1)", "a process"),
    (f'(py:attr (py:import "math") {M})', "Python's own errors"),
    (f"(progn (setf (documentation 'fuzzed 'function) {M}) (documentation 'fuzzed 'function))", "documentation"),
]


@pytest.mark.parametrize(("form", "why"), FORMS)
def test_forms(form, why, stage):
    stage.run(form)
    stage.run(":reset")
    assert SHOWN in OWN.sub("", stage.written)
    assert leaks(stage.written) == []


def test_marked_data_is_seen(stage):
    """The tests above would find something, and what they look for is there."""
    stage.run(M)
    assert SHOWN in stage.written
    for character in DANGEROUS:
        assert leaks(f"q{character}z") != []
        assert printable(f"q{character}z") in OWN.sub("", stage.written).replace("\r\n", "")


def test_output_of_python(tmp_path):
    """`print` of Python code. Not with the fixture: pytest puts its own stdout in place for each phase."""
    with Marked(tmp_path, rows=40, columns=100) as stage:
        stage.run(f'(py:call (py:attr (py:import "builtins") "print") {M})')
        assert SHOWN in OWN.sub("", stage.written)
        assert leaks(stage.written) == []


def test_background(stage):
    """Output, an error and an unfinished line of other processes, and their names."""
    stage.run(f"(mp:process-run-function {M} (lambda () (princ {M}) (terpri)))")
    stage.wait_shown()
    stage.screen.written.clear()
    stage.run(f"(mp:process-run-function {M} (lambda () (princ {M}) (finish-output) (sleep 60)))")
    stage.wait_shown()
    stage.run(":processes")
    stage.run(f"(mp:process-run-function {M} (lambda () (error \"~a\" {M})))")
    stage.run(":processes")
    stage.type("\x04")  # are others running? it names them
    stage.wait(lambda: stage.session.question is not None)
    stage.type("n")
    stage.wait(lambda: stage.session.question is None)
    stage.run("1")
    assert leaks(stage.written) == []


def test_what_is_waited_for(stage):
    stage.type("(mp:process-wait *brief* (lambda () nil))\r")
    stage.wait_shown()
    stage.type("\x03")
    stage.wait(lambda: stage.seat.state == IDLE)
    stage.run(":reset")
    assert leaks(stage.written) == []


@pytest.mark.parametrize("question", [f"(progn (princ {M}) (read-line))", f"(y-or-n-p \"~a\" {M})"])
def test_questions(question, stage):
    stage.type(question + "\r")
    stage.wait(lambda: stage.seat.state == READING)
    stage.wait_shown()
    stage.type("y\r")
    stage.wait(lambda: stage.seat.state == IDLE)
    assert leaks(stage.written) == []


def test_prompts(stage):
    """A package, and with it the prompt, may be called anything."""
    stage.run(f"(setf *package* (make-package {M} :use '(cl)))")
    stage.wait_shown()
    stage.run("(setf *package* (find-package \"USER\"))")
    stage.run(f"(delete-package {M})")
    assert leaks(stage.written) == []


def test_prompts_of_the_user(stage):
    stage.run("(setf cl-user::*old* (ignore-errors (symbol-value (read-from-string \"tpl:*prompt*\"))))")
    stage.run(f"(ignore-errors (set (read-from-string \"tpl:*prompt*\") {M}))")
    stage.run("1")
    stage.run("(ignore-errors (set (read-from-string \"tpl:*prompt*\") cl-user::*old*))")
    stage.run("1")
    assert leaks(stage.written) == []


def test_completion(stage):
    """Names, documentation and lambda lists, in the menu and in the toolbar."""
    stage.run(f"(intern (concatenate 'string \"FUZZED-\" {M}))")
    stage.run("(defun fuzzed-two (a b) \"d\" (list a b))")
    stage.run(f"(setf (documentation 'fuzzed-two 'function) {M})")
    stage.run(f"(eval (list 'defun 'fuzzed-three (list (make-symbol {M}) '&key (intern {M} \"KEYWORD\")) {M} nil))")
    for text in ("(fuzz", "(fuzzed-t", "(fuzzed-three ", "(fuzzed-three 1 :", "(fuzzed-"):
        stage.type(text + "\t")
        stage.wait(lambda: stage.session.buffer.text != "")
        stage.type("\t\t\x03")
        stage.wait(lambda: stage.session.buffer.text == "")
    stage.run("1")
    for name in (f"(concatenate 'string \"FUZZED-\" {M})", "\"FUZZED-TWO\"", "\"FUZZED-THREE\""):
        stage.run(f"(unintern (find-symbol {name}))")
    assert leaks(stage.written) == []


def test_file_names(stage, tmp_path):
    """Completion of file names in a string; those of a directory listing."""
    for number, character in enumerate("\x1b\x07\x9b\u202e\r"):
        (tmp_path / f"fuzzed{number}q{character}z.cl").write_text("(car 5)")
    stage.type(f'(load "{tmp_path}/fuzz\t')
    stage.wait(lambda: stage.session.buffer.text != "")
    stage.type("\t\t\x03")
    stage.wait(lambda: stage.session.buffer.text == "")
    stage.run(f'(directory "{tmp_path}/*.cl")')
    stage.run(":reset")
    stage.run(f'(mapcar #\'load (directory "{tmp_path}/*.cl"))')
    stage.run(":reset")
    stage.run("1")
    assert leaks(stage.written) == []


def test_paste(stage):
    """What is pasted has no control characters when it stands in the line, nor in the history."""
    for text in (OCTETS, f'(list "{OCTETS}"', f'USER(1): (list "{OCTETS}")'):
        stage.type(f"\x1b[200~{text}\x1b[201~")
        stage.wait(lambda: "q" in stage.session.buffer.text)
        stage.type("\x03")
        stage.wait(lambda: stage.session.buffer.text == "")
    stage.run("1")
    assert leaks(stage.written) == []


def test_history(tmp_path):
    file = tmp_path / "history"
    file.write_bytes(f"old\n(list {OCTETS})\n".encode())
    with Marked(tmp_path, rows=40, columns=100, ACLREPL_HISTORY=str(file)) as stage:
        stage.type("\x10\x10\x10")  # Control-P, behind what `stage` has typed
        stage.wait(lambda: "qz" in stage.session.buffer.text)
        stage.type("\x12q")  # search
        stage.type("\x07\x03")
        stage.wait(lambda: stage.session.buffer.text == "")
        stage.run(":history")
        assert leaks(stage.written) == []


def test_tabs(stage):
    """The names of listeners are hosts' names; the lab takes none that is no name."""
    stage.session.listeners.open_listener("vapor")
    stage.wait(lambda: stage.session.front.name == "vapor" and stage.seat.state == IDLE)
    stage.session.panes[-1].name = BRIEF  # nobody's check may be the only one
    stage.session.call(stage.session.app.invalidate)
    stage.wait_shown()
    stage.session.call(stage.session.say, BRIEF)
    stage.run("1")
    stage.session.call(stage.session.show_next)
    stage.wait(lambda: stage.session.front.name != BRIEF)
    stage.run("1")
    assert leaks(stage.written) == []


def test_random_values(stage):
    """Whatever the characters are next to."""
    chance = random.Random(11)
    alphabet = MARKED + "ab \n\t\\\"|;#'`,~%éλ中"
    for _ in range(4):
        text = "".join(chance.choices(alphabet, k=400))
        stage.run(
            f"(let ((s (map 'string #'code-char '{codes(text)}))) (dotimes (i 390)"
            " (let ((p (subseq s i (+ i 10)))) (princ p) (terpri) (prin1 p) (prin1 (make-symbol p)))))"
        )
    written = stage.written.replace("\r\r", "\r")
    assert leaks(re.sub("q\r\n?z", "", written)) == []
    assert gate(written.translate({0x1B: None, 8: None, 13: None})) == written.translate({0x1B: None, 8: None, 13: None})


def test_busy_is_not_left(stage):
    """The session lives after all that."""
    stage.run(f"(list {M})")
    assert stage.seat.state != BUSY
    stage.run("(+ 1 41)")
    stage.wait_shown("42")
