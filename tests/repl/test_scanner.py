"""The scanner: complete or not as the true reader says, nesting, places."""

import random
import time

import pytest
from acllib.lisp.reader import form_is_complete

from aclrepl.terminal.scanner import Scan, scan
from aclrepl.terminal.tokens import remembered_line

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
    ("#2a", False),
    ("#c", False),
    ("#x1F", True),
    ("#x", False),
    ("#36rZZ", True),
    ("#", False),
    ("#5", False),
    ("#:", True),
    ("#:|a", False),
    ("#1#", True),
    ("#5|a|#", False),
    ("#||#1", True),
    ("#|#|#", False),
    ("#| a\n |# #| b\n", False),
    ("(a #| ) |# )", True),
    ("a#|b|", True),
    ("a\\\nb", True),
    ("a\\\n", True),
    ("a\\", False),
    ("#\\", False),
    ("#\\\n", True),
    ("#\\a|b", False),
    ("|a\\|b", False),
    ("|a\nb|c\\|d", True),
    ("a\x0bb", True),
    ("a\xa0b", True),
    ('"a\\\n"', True),
    ('"a;(\n;"', True),
    ("(a '", False),
    ("(a) '", False),
    ("`(a ,@", False),
    ("'; quoted\n", False),
    ("'; quoted\na", True),
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
    if text not in (")", "#+sbcl 1"):  # errors, and what is read to be skipped
        assert form_is_complete(text) is complete


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
    "\\\n",
    "#1=",
    "#1#",
    "#b1",
    "#2a(",
    "#:",
    "#5",
    ",@",
    " . ",
    "#.",
    "#;",
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
        if scanned.stray or scanned.blank or scanned.command:
            continue
        complete = complete_for_the_reader(text)
        assert complete is None or scanned.complete == complete, text


FEATURES = ["#+", "#-", "a", "(a b)", " ", "\n", ":k", "'", "(", ")"]


@pytest.mark.parametrize("seed", range(4))
def test_what_features_want(seed):
    """Which features there are the scan can't know; what it takes for whole ends inside of no form."""
    chance = random.Random(seed)
    for _ in range(250):
        text = "".join(chance.choice(FEATURES) for _ in range(chance.randrange(1, 12)))
        scanned = scan(text)
        if scanned.complete and not scanned.stray and not scanned.command:
            assert complete_for_the_reader(text + " 1 1 1 1 1 1") in (True, None), text


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
    ("(mp:with-timeout (1))", [("mp:", "Name.Namespace"), ("with-timeout", "Keyword")]),
    ("(foo::bar)", [("foo::", "Name.Namespace"), ("bar", "Name.Function")]),
    ("(default-ipv6)", [("default-ipv6", "Name.Function")]),
    ("#'car", [("#'", "Operator"), ("car", "Name.Function")]),
    ("(a b))c)", [(")", "Error"), ("c", "Name")]),
    ("#xFF #b-1 #*01", [("#xFF", "Literal.Number"), ("#b-1", "Literal.Number"), ("#*01", "Literal.Number")]),
    ("-1/2 1.5e3 .5", [("-1/2", "Literal.Number"), ("1.5e3", "Literal.Number"), (".5", "Literal.Number")]),
    ("1+ - ... a.b", [("1+", "Name"), ("-", "Name"), ("...", "Name"), ("a.b", "Name")]),
    ("#:g", [("#:g", "Literal.String.Symbol")]),
    ("&key", [("&key", "Keyword.Pseudo")]),
    ("nil", [("nil", "Keyword.Constant")]),
    ("#<x>", [("#<", "Error")]),
    ("|a b|", [("|a b|", "Name")]),
]


@pytest.mark.parametrize("text, expected", NAMES)
def test_names_of_tokens(text, expected):
    found = [(piece, name) for name, piece in scan(text).line_tokens(0)]
    for pair in expected:
        assert pair in found


def test_stray_parentheses_of_later_lines():
    scanned = scan("(a\n))\n(b)")
    assert scanned.stray
    assert scanned.line_tokens(1) == [("Punctuation", ")"), ("Error", ")")]
    assert [name for name, _ in scanned.line_tokens(2)] == ["Punctuation", "Name.Function", "Punctuation"]


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
    ('(f "two\nlines" x |)', ["f"], ['"two\nlines"', "x"], False),
    ("`(f ,(g |))", ["g", "f"], [], False),
    ("(f #'g (h) |)", ["f"], ["#'g", "(h)"], False),
    ("(f ; (g\n x |)", ["f"], ["x"], False),
    ("(a)\n(b\n(c) d |)", ["b"], ["(c)", "d"], False),
    ("#(1 |)", ["1"], [], True),
    ('("s" |)', [""], [], False),
    (") (f |", ["f"], [], False),
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
    ('(a "b^c")', "string"),
    ('(a "bc"^ d)', "code"),
    ("; a^", "comment"),
    ("#| a^ |#", "comment"),
    ("#| a |#^", "code"),
    ('"one\ntw^o', "string"),
    ("#\\^", "character"),
    ("(^", "code"),
    ('"a\n^', "string"),
    ('"a"^', "code"),
    ('"^', "string"),
    ("#| a\n^", "comment"),
    ("#| a\n|# ^", "code"),
    ("; a\n^", "code"),
    (";; a ^", "comment"),
    ("|a ^b| c", "symbol"),
    ("|a b|^ c", "code"),
    ("|a\n^b|", "symbol"),
    ("|a\nb|^", "code"),
    ("#\\a^ b", "character"),
    ("(a^ b)", "code"),
]


TOKENS = [
    # text with ^ at the place, text of the token there
    ("(fo^o)", "foo"),
    ("(foo^)", "foo"),
    ("(^foo)", "foo"),
    ("(foo ^ bar)", ""),
    ("(mp:wi^)", "mp:wi"),
    ("#\\Sp^", "#\\Sp"),
    ('"a^b"', ""),
    ("'^foo", "foo"),
    ("|a b^|", "|a b|"),
    ("a\n^", ""),
]


@pytest.mark.parametrize("text, token", TOKENS)
def test_token_at(text, token):
    place = text.index("^")
    text = text.replace("^", "")
    start, end = scan(text).token_at(place)
    assert text[start:end] == token
    assert token or start == end == place


@pytest.mark.parametrize("text, kind", KINDS)
def test_kind(text, kind):
    """`^` is the place."""
    assert scan(text.replace("^", "")).kind(text.index("^")) == kind


def test_only_the_line_that_changes_is_scanned():
    text = "\n".join(f"(line {i} of a form" for i in range(200))
    scan(text)
    before = remembered_line.cache_info().misses
    scan(text + "x")
    assert remembered_line.cache_info().misses == before + 1


HOSTILE = [
    "(", ")", "|", "|a", "\\", '"', "#|", "'", "#\\", "a:", "#", ",@", "#+",
    "1e", "\\|", "a|b|\\", "(a\n", "#|\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_cost_grows_with_the_length_only(piece):
    """Three times the text takes about three times as long, not nine."""

    def cost(count):
        best = None
        for _ in range(3):
            remembered_line.cache_clear()
            begin = time.process_time()
            scanned = Scan(piece * count)
            end = len(scanned.text)
            scanned.indentation(end)  # which asks for all that is around
            scanned.form_end(end)
            scanned.form_start(end)
            scanned.line_tokens(len(scanned.lines) - 1)
            assert scanned.complete in (True, False)
            taken = time.process_time() - begin
            best = taken if best is None else min(best, taken)
        return best

    cost(300)
    assert cost(6000) < 6 * cost(2000) + 0.02
