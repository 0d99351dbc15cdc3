"""The scanner: complete or not as the true reader says, nesting, places, indentation."""

import random

import pytest
from acllib.lisp.reader import form_is_complete

from aclrepl.terminal.scanner import scan, scan_line

COMPLETE = [
    # text, whether it is complete
    ("(+ 1 2)", True),
    ("(+ 1 2", False),
    ("foo", True),
    ("'foo", True),
    ("'", False),
    ("#'", False),
    ("#'car", True),
    ('"abc"', True),
    ('"abc', False),
    ('"a\\"', False),
    ('"a\\""', True),
    ('"two\nlines"', True),
    ("|a b|", True),
    ("|a b", False),
    ("|a\nb|", True),
    ("a|b c|d", True),
    ("#\\(", True),
    ("#\\)", True),
    ('#\\"', True),
    ("#\\Space", True),
    ("(list #\\()", True),
    ("(list #\\()", True),
    ("#| open", False),
    ("#| a #| b |# c", False),
    ("#| a |# 1", True),
    ("; only a comment", False),
    ("(a ; comment )\n", False),
    ("(a ; comment )\n)", True),
    ("`(a ,b ,@c)", True),
    ("`(a ,", False),
    ("#(1 2", False),
    ("#(1 2)", True),
    ("#c(1 2)", True),
    ("#2a((1 2) (3 4))", True),
    ("(a . b)", True),
    ("(a\\", False),
    ("\\(", True),
    ("#+sbcl", False),
    ("#+sbcl 1", True),
    ("#+sbcl 1 2", True),
    ("#-sbcl 1", True),
    ("#:g1", True),
    ("#b101", True),
    ("#.(+ 1 2)", True),
    ("", False),
    ("   \n", False),
    ("(a)(b", False),
    ("(a) (b)", True),
    (")", True),
    ("a:b", True),
    ("#1=(a #1#)", True),
    ("#*101", True),
    ('#p"/tmp"', True),
]


@pytest.mark.parametrize("text, complete", COMPLETE)
def test_complete(text, complete):
    assert scan(text).complete is complete


PIECES = [
    "(",
    ")",
    "'",
    '"',
    "|",
    "#|",
    "|#",
    ";",
    "\n",
    " ",
    "a",
    "1",
    "\\",
    "#\\",
    "#(",
    "#'",
    "`",
    ",",
    "foo",
    ":k",
    "#\\x",
]


def complete_for_the_reader(text):
    """Return whether the reader finds TEXT whole; None where it finds something wrong before."""
    try:
        return form_is_complete(text)
    except Exception:
        return None


@pytest.mark.parametrize("seed", range(8))
def test_complete_as_the_reader_says(seed):
    """Where the reader finds the end of the text inside of a form, the scan is not complete, and reverse."""
    chance = random.Random(seed)
    for _ in range(250):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
        scanned = scan(text)
        if scanned.stray or scanned.blank or scanned.command or "\\\n" in text:
            continue
        complete = complete_for_the_reader(text)
        assert complete is None or scanned.complete == complete, text


@pytest.mark.parametrize("seed", range(4))
def test_tokens_reassemble(seed):
    chance = random.Random(seed)
    for _ in range(300):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 30)))
        scanned = scan(text)
        lines = ["".join(piece for _, piece in scanned.line_tokens(n)) for n in range(len(scanned.lines))]
        assert "\n".join(lines) == text
        for place in range(len(text) + 1):  # nothing fails anywhere
            scanned.kind(place)
            scanned.token_at(place)
            scanned.enclosing(place)
            scanned.form_end(place)
            scanned.form_start(place)
            scanned.indentation(place)


NAMES = [
    ("(let ((x 1)) x)", [("let", "Keyword"), ("x", "Name.Function"), ("1", "Literal.Number")]),
    (":key", [(":key", "Literal.String.Symbol")]),
    ('"s"', [('"s"', "Literal.String")]),
    ("; c", [("; c", "Comment")]),
    (")", [(")", "Error")]),
    ("*v*", [("*v*", "Name.Variable.Global")]),
    ("#\\a", [("#\\a", "Literal.String.Char")]),
]


@pytest.mark.parametrize("text, expected", NAMES)
def test_names_of_tokens(text, expected):
    found = [(piece, name) for name, piece in scan(text).line_tokens(0)]
    for pair in expected:
        assert pair in found


def test_matching_parentheses():
    scanned = scan('(a #\\( "(" (b))')
    assert scanned.matching(0) == 14
    assert scanned.matching(11) == 13
    assert scanned.matching(5) is None


ENCLOSING = [
    # text with | at the place; operators, innermost first; arguments of the innermost; quoted
    ("(foo 1 |)", ["foo"], ["1"], False),
    ("(foo (bar|", ["bar", "foo"], [], False),
    ("(let ((x |", ["x", "", "let"], [], False),
    ("'(a b |", ["a"], ["b"], True),
    ("(f '(a |", ["a", "f"], [], True),
    ("(f 'x |)", ["f"], ["'x"], False),
    ("(make-socket :connect |)", ["make-socket"], [":connect"], False),
    ("(a) |", [], None, None),
]


@pytest.mark.parametrize("text, operators, arguments, quoted", ENCLOSING)
def test_enclosing(text, operators, arguments, quoted):
    place = text.index("|")
    text = text.replace("|", "")
    around = scan(text).enclosing(place)
    assert [e.operator for e in around] == operators
    if around:
        assert [text[a:b] for a, b in around[0].arguments] == arguments
        assert around[0].quoted is quoted


KINDS = [
    ('(a "b|c")', "string"),
    ('(a "bc"| d)', "code"),
    ("; a|", "comment"),
    ("#| a| |#", "comment"),
    ("#| a |#|", "code"),
    ('"one\ntw|o', "string"),
    ("#\\|", "character"),
    ("(|", "code"),
]


@pytest.mark.parametrize("text, kind", [k for k in KINDS if k[0].count("|") == 1])
def test_kind(text, kind):
    assert scan(text.replace("|", "")).kind(text.index("|")) == kind


# Forms as Emacs lays them out: every line is where the one before says.
FORMS = """
(defun f (a b)
  "Documentation."
  (let ((x 1)
        (y 2))
    (if (< x y)
        (foo x
             y)
        (bar))
    (when x
      (print x)
      (cond ((null x)
             (print 1))
            (t
             (print 2))))))

(defmethod area ((c circle))
  (* pi
     (radius c)))

(handler-case
    (make-socket :remote-host "vapor"
                 :remote-port 9933)
  (socket-error (e)
    (print e))
  (error (e)
    (print e)))

(with-open-file (s "x"
                   :direction :output)
  (print 1 s))

(flet ((f (x)
         (1+ x))
       (g (x)
         x))
  (f 1))

(case x
  (1
   (print 1))
  (otherwise
   (print 2)))

(unwind-protect
    (progn
      (print 1)
      (print 2))
  (close s))

(loop
  (print 1)
  (return))

(mp:with-timeout (1 (print 2))
  (print 1))

(do ((i 0 (1+ i)))
    ((> i 3)
     i)
  (print i))

'(1 2
  3)

(multiple-value-bind (a b)
    (floor 7 2)
  (list a b))

(list
 1
 2)
"""


@pytest.mark.parametrize(
    "form", FORMS.strip("\n").split("\n\n"), ids=lambda f: f.split("\n")[0][:30]
)
def test_indentation(form):
    lines = form.split("\n")
    shown = [lines[0]]
    for line in lines[1:]:
        before = "\n".join(shown) + "\n"
        shown.append(" " * scan(before).indentation(len(before)) + line.lstrip())
    assert "\n".join(shown) == form


def test_only_the_line_that_changes_is_scanned():
    text = "\n".join(f"(line {i} of a form" for i in range(200))
    scan(text)
    before = scan_line.cache_info().misses
    scan(text + "x")
    assert scan_line.cache_info().misses == before + 1
