"""The keys that edit: Enter, paste, motion over forms, indentation; typed into a small application."""

import pytest
from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.layout import BufferControl, Layout, Window
from prompt_toolkit.output import DummyOutput

from aclrepl.terminal.editing import editing_bindings, reindent_if_at_line_start
from aclrepl.terminal.pasting import pasted

ENTER, ALT_ENTER, LINEFEED, OPEN = "\r", "\x1b\r", "\n", "\x0f"
FORWARD, BACKWARD, UP_LIST, KILL, TRANSPOSE = "\x1b\x06", "\x1b\x02", "\x1b\x15", "\x1b\x0b", "\x1b\x14"
YANK, REINDENT, WRAP, UNDO, END = "\x19", "\x1bq", "\x1b(", "\x1f", "\x11"
UP, DOWN = "\x1b[A", "\x1b[B"


def paste_of(text):
    return f"\x1b[200~{text}\x1b[201~"


class Editor:
    """Stands for the session: what is submitted is kept in `runs`."""

    def __init__(self, text, submittable=True, reading=False):
        text, bar, rest = text.partition("^")
        self.buffer = Buffer(multiline=True, document=Document(text + rest, len(text) if bar else None))
        self.submittable, self.reading, self.runs, self.later = submittable, reading, [], []

    def can_submit(self):
        return self.submittable

    def is_reading(self):
        return self.reading

    def submit_later(self):
        self.later.append(self.buffer.text)

    def submit(self):
        self.runs.append(self.buffer.text)
        self.buffer.append_to_history()
        self.buffer.reset()

    def press(self, keys):
        """Press KEYS; return the text then, with `^` where the cursor is."""
        end = KeyBindings()
        end.add("c-q")(lambda event: event.app.exit())
        with create_pipe_input() as pipe:
            pipe.send_text(keys + END)
            Application(
                layout=Layout(Window(BufferControl(self.buffer))),
                key_bindings=merge_key_bindings([editing_bindings(self), end]),
                input=pipe,
                output=DummyOutput(),
            ).run()
        place = self.buffer.cursor_position
        return self.buffer.text[:place] + "^" + self.buffer.text[place:]


RUNS = [
    # text, ^ where the cursor is; keys; what runs
    ("(+ 1 2)", ENTER, "a whole form"),
    ("(+ ^1 2)", ENTER, "wherever the cursor is"),
    ("(+ 1 2)", LINEFEED, "Control-J is Enter"),
    ("foo", ENTER, "a symbol"),
    (":cd /usr", ENTER, "a command"),
    (":macroexpand (foo", ENTER, "a command is a line"),
    (")", ENTER, "the reader says what is wrong"),
    ("", ENTER, "nothing: a new prompt"),
    ("; words", ENTER, "only a comment"),
    ("(+ 1", ALT_ENTER, "Alt-Enter always"),
    ("#\\(", ENTER, "a character"),
]


@pytest.mark.parametrize("text, keys, why", RUNS)
def test_runs(text, keys, why):
    editor = Editor(text)
    assert editor.press(keys) == "^"
    assert editor.runs == [text.replace("^", "")]


EDITS = [
    # text, ^ where the cursor is; keys; text then; why
    ("(let ((x 1))", ENTER, "(let ((x 1))\n  ^", "what is not whole goes on, indented"),
    ("(foo 1^)(", ENTER, "(foo 1\n     ^)(", "below the first argument"),
    ("(foo ^  bar", ENTER, "(foo\n ^bar", "blanks at the break go"),
    ('"abc ^def', ENTER, '"abc \n^def', "not in a string"),
    ("(list #\\ ^", ENTER, "(list #\\ \n      ^", "nor the character that is a blank"),
    ("'", ENTER, "'\n^", "a quote wants a form"),
    ("#| a", ENTER, "#| a\n^", "a comment that is open"),
    ("(a ^b)", OPEN, "(a ^\nb)", "Control-O opens a line"),
    ("^(a (b c)) d", FORWARD, "(a (b c))^ d", "over a list"),
    ("(a^ (b c)) d", FORWARD, "(a (b c))^ d".replace("(b c))^", "(b c)^)"), "inside of it"),
    ("(a (b c)^) d", FORWARD, "(a (b c)^) d", "not out of it"),
    ("^'#(1 2) x", FORWARD, "'#(1 2)^ x", "with its prefixes"),
    ('^"two\nlines" x', FORWARD, '"two\nlines"^ x', "a string of two lines"),
    ("(a (b c))^ d", BACKWARD, "^(a (b c)) d", "back over a list"),
    ("x '#(1 2)^", BACKWARD, "x ^'#(1 2)", "to its prefixes"),
    ("(^a)", BACKWARD, "(^a)", "not out of it"),
    ('x "two\nlines"^', BACKWARD, 'x ^"two\nlines"', "a string of two lines"),
    ("(a (b c^))", UP_LIST, "(a ^(b c))", "out of a list"),
    ("(a (b c^))", UP_LIST * 2, "^(a (b c))", "and of the next"),
    ("a^", UP_LIST, "a^", "there is none"),
    ("(a ^(b c) d)", KILL, "(a ^ d)", "kills a form"),
    ("(a ^(b c) d)", KILL + YANK, "(a (b c)^ d)", "that comes back"),
    ("(a^)", KILL, "(a^)", "nothing to kill"),
    ("(a b^ c)", TRANSPOSE, "(a c b^)", "exchanges two forms"),
    ("((x) ^\"y\")", TRANSPOSE, '("y" (x)^)', "of any kind"),
    ("(a^)", TRANSPOSE, "(a^)", "there is only one"),
    ("(a ^(b) c)", WRAP, "(a (^(b)) c)", "a form into parentheses"),
    ("(a ^)", WRAP, "(a (^))", "or nothing"),
    ("(a ^)", WRAP + UNDO, "(a ^)", "undone"),
    ('"a^"', WRAP, '"a(^"', "not in a string"),
    ("(let ((x 1))\nx^)", REINDENT, "(let ((x 1))\n  x^)", "all lines anew"),
    ("(a\n      b\n   c^)", REINDENT, "(a\n b\n c^)", "the cursor stays at its character"),
    ('(a "x\n   y"\n^b)', REINDENT, '(a "x\n   y"\n   ^b)', "strings stay"),
    ("(a\n   ^b)", UP, "(a^\n   b)", "up moves inside of a form"),
    ("(^a\n b)", DOWN, "(a\n ^b)", "and down"),
]


@pytest.mark.parametrize("text, keys, expected, why", EDITS)
def test_edits(text, keys, expected, why):
    editor = Editor(text)
    assert editor.press(keys) == expected
    assert editor.runs == []


def test_enter_while_a_form_runs_begins_a_line():
    editor = Editor("(+ 1 2)", submittable=False)
    assert editor.press(ENTER) == "(+ 1 2)\n^"
    assert editor.press(ALT_ENTER) == "(+ 1 2)\n\n^"
    assert editor.runs == []


def test_enter_while_a_program_reads_hands_over_the_line():
    editor = Editor("(not whole", submittable=False, reading=True)
    assert editor.press(ENTER) == "^"
    assert editor.runs == ["(not whole"]


def test_a_paste_for_a_program_that_reads_is_one_line():
    assert Editor("", submittable=False, reading=True).press(paste_of("a\nb")) == "a b^"


PASTES = [
    # what is pasted, what is inserted, why
    ("(+ 1 2)", "(+ 1 2)", "as it is"),
    ("(a\r\n b)\r\n", "(a\n b)", "line ends"),
    ("(a\n\tb)", "(a\n        b)", "tabs to blanks"),
    ("a\x1b[31mb\u202e\u200b", "a[31mb", "nothing that drives a terminal"),
    ("USER(1): (+ 1 2)\n3\nUSER(2): *\n3\nUSER(3): ", "(+ 1 2)\n*", "inputs of a page"),
    ("[1c] CL-USER(3): :pop\n", ":pop", "in a break level"),
    ("user(10): (foo\n           bar)\n5\n", "(foo\n bar)", "a form of two lines, not so far right"),
    ("user(10): (foo\n  bar)\n5\n", "(foo\n  bar)", "one that is not laid out behind the prompt"),
    ('USER(1): (f "a\n    b"\n            c)\n', '(f "a\n    b"\n   c)', "strings stay as they are"),
    ("USER(1): :cd /usr\n/usr/\nUSER(2): bar\n5", ":cd /usr\nbar", "what a command prints"),
    ("USER(1): (a)\n1\n\non vapor:\n\nuser(1): (b)\n2", "(a)\n(b)", "lines that name a host"),
    ("USER(1): (a) (b) ; c\n1\n2", "(a) (b)", "forms of one line"),
    ("USER(1): (accept-connection s)\n.. this hangs ...\n", "(accept-connection s)", "what hangs"),
    ('USER(1): "x\ny"\n"x\ny"', '"x\ny"', "a string of two lines"),
    ("USER(1): (a", "(a", "a form that is not whole"),
    ("USER(1):(+ 1 2)\n3", "(+ 1 2)", "no blank behind the prompt"),
    ("  USER(1): (a)\n  1\n", "(a)", "an indented page"),
    ("USER(1): \n", "", "only a prompt"),
    ("(foo(3))", "(foo(3))", "what only looks like one"),
]


@pytest.mark.parametrize("text, expected, why", PASTES)
def test_pasted(text, expected, why):
    assert pasted(text) == expected
    assert Editor("").press(paste_of(text)) == expected + "^"


def test_a_paste_is_not_indented_and_runs_nothing():
    editor = Editor("")
    assert editor.press(paste_of("(let ((x 1))\nx)\n")) == "(let ((x 1))\nx)^"
    assert editor.runs == []


LINE_STARTS = [
    # text, whether Tab indents there, text then
    ("(let ((x 1))\n^x)", True, "(let ((x 1))\n  ^x)"),
    ("(let ((x 1))\n       ^  x)", True, "(let ((x 1))\n  ^x)"),
    ("^(a)", False, "^(a)"),
    ("(a\n b^)", False, "(a\n b^)"),
    ('"a\n^b"', False, '"a\n^b"'),
]


@pytest.mark.parametrize("text, indents, expected", LINE_STARTS)
def test_reindent_at_line_start(text, indents, expected):
    buffer = Editor(text).buffer
    assert reindent_if_at_line_start(buffer) is indents
    place = buffer.cursor_position
    assert buffer.text[:place] + "^" + buffer.text[place:] == expected


AHEAD = [
    # text, keys, what is there then, what is to run later
    ("(+ 1 2)", ENTER, "(+ 1 2)\n^", ["(+ 1 2)\n"]),
    ("(+ ^1 2)", ENTER, "(+ 1 2)\n^", ["(+ 1 2)\n"]),
    ("(+ 1", ENTER, "(+ 1\n   ^", []),
    ("(+ 1", ALT_ENTER, "(+ 1\n   ^", ["(+ 1\n   "]),
    ("1", ENTER + "2" + ENTER, "1\n2\n^", ["1\n", "1\n2\n"]),
]


@pytest.mark.parametrize(("text", "keys", "then", "later"), AHEAD)
def test_what_is_typed_while_a_form_runs_waits(text, keys, then, later):
    editor = Editor(text, submittable=False)
    assert editor.press(keys) == then
    assert (editor.runs, editor.later) == ([], later)
