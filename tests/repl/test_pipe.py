"""The terminal of a pipe: what can't be read, and the rest of its line; texts that end anywhere."""

import pytest
from support.listening import listen

MANY = ")" * 20

LINES = [
    # input, what is printed, why
    (") (car 5)\n1", "closing parenthesis", "the rest of the line is given up"),
    ("(list 1 #<x>) 2\n1", "can't be read back", "an unreadable object in a form"),
    ("nosuch:foo\n1", "no package called NOSUCH", "a token that the end of the line ends"),
    ("(foo nosuch:bar\n1", "no package called NOSUCH", "in a form that does not end"),
    (f"{MANY}\n1", "closing parenthesis", "many of them"),
    ("#(#<\n1", "can't be read back", "nested readers"),
    ("'#<a>\n1", "can't be read back", "behind a quote"),
]


@pytest.mark.parametrize(("text", "report", "why"), LINES)
def test_unreadable_line(text, report, why):
    result = listen(text)
    assert report in result.output
    assert result.short.endswith("USER(2): 1")
    assert "USER(4)" not in result.output


def test_reading_goes_on():
    """A restart goes on in the form that failed, with the rest of its line."""
    result = listen("(list 1 'user::ok 'mp:fresh-symbol 2)\n:continue\n3")
    assert "[1c] USER(2): (1 OK MULTIPROCESSING::FRESH-SYMBOL 2)" in result.output
    assert "USER(3): 3\n" in result.output


def test_reading_is_left():
    """A restart of an outer error leaves the form that can't be read, and its line."""
    result = listen("no-such-variable\n(list ) ) (car 5)\n:continue 4\n3")
    assert "[1] USER(2): NIL\n[1] USER(3): Error: A closing parenthesis" in result.output
    assert "[2] USER(4): USER(5): 3" not in result.output
    assert listen("no-such\n) (car 5)\n:reset\n3").short.endswith("[2] USER(3): USER(4): 3")


FORM = """(progn #| c |# (list "a\\"b" #\\x 'y `(z ,1) #(1 2) |S y| :key #'car #.(+ 1 2))) ; end\n"""


@pytest.mark.parametrize("length", range(len(FORM)))
def test_end_of_input_at_every_point(length):
    """The text ends after each character: an error that says so, or a whole form."""
    result = listen(FORM[:length])
    if result.code == 0:
        assert "Error" not in result.output
    else:
        assert result.code == 1
        assert result.output.startswith("USER(1): Error: ")
        assert "The text ends inside" in result.output or "[condition type: " in result.output


def test_pieces():
    """Text of any length is read, whatever pieces the system hands over."""
    text = "(list " + "1 " * 70000 + ")\n(+ 1 2)\n"
    assert listen(text).short.endswith("USER(2): 3")
