"""Colours of printed sessions."""

import importlib.metadata
import random
import tomllib
from pathlib import Path

import pytest
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Error, Generic, Keyword, Literal, Name, Operator, Punctuation, Text, Token

from aclrepl.pygments_lexers import AllegroSessionLexer

ROOT = Path(__file__).parents[2]

PAGE = """\
Words before.

on vapor:

USER(1): (defun f (x)
           "Doc."  ; words
           (list x :k))
F
USER(2): :cd /usr
/usr/
USER(3): (accept-connection s)
.. this hangs ...

on frisky:

[1c] user(4): (car 5)
Error: Attempt to take the car of 5
       which is not listp.
  [condition type: TYPE-ERROR]

Restart actions (select using :continue):
 0: Return to Top Level (an "abort" restart).
[1] USER(5): "two
lines"
"two
lines"
USER(6): foo
USER(7):
"""

LINES = [
    # text of a token, its type
    ("Words before.\n", Text),
    ("on vapor:\n", Generic.Heading),
    ("USER(1): ", Generic.Prompt),
    ("defun", Keyword),
    ('"Doc."', Literal.String),
    ("; words", Comment),
    ("list", Name.Function),
    (":k", Literal.String.Symbol),
    ("(", Punctuation),
    ("F\n", Generic.Output),
    ("/usr/\n", Generic.Output),
    (".. this hangs ...\n", Generic.Emph),
    ("on frisky:\n", Generic.Heading),
    ("[1c] user(4): ", Generic.Prompt),
    ("Error: Attempt to take the car of 5\n", Generic.Error),
    ("       which is not listp.\n", Generic.Error),
    ("  [condition type: TYPE-ERROR]\n", Generic.Error),
    ("Restart actions (select using :continue):\n", Generic.Error),
    (' 0: Return to Top Level (an "abort" restart).\n', Generic.Error),
    ('"two', Literal.String),
    ('lines"', Literal.String),
    ('"two\n', Generic.Output),
    ('lines"\n', Generic.Output),
    ("foo", Name),
    ("USER(7):", Generic.Prompt),
]


def tokens_of(text):
    return [(value, kind) for kind, value in AllegroSessionLexer().get_tokens(text)]


@pytest.mark.parametrize("text, kind", LINES)
def test_kinds(text, kind):
    assert (text, kind) in tokens_of(PAGE)


def test_nothing_of_a_page_is_an_error_of_the_lexer():
    assert not [value for value, kind in tokens_of(PAGE) if kind is Error]


def test_text_without_prompts_is_lisp():
    assert tokens_of("(let ((x 'a))\n  x)")[:2] == [("(", Punctuation), ("let", Keyword)]
    assert ("'", Operator) in tokens_of("'a")


TEXTS = [
    "", "\n", "\n\n  \n", PAGE, PAGE.replace("\n", "\r\n"), PAGE.rstrip("\n"),
    "USER(1):", "USER(1): (a", "USER(1): )\n", "USER(1): \n(a)\n", "\n\nUSER(1): 1\n1\n\n",
    "on vapor:\n", 'USER(1): "a', "USER(1): #| a\nUSER(2): b\n",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_reassembles(text):
    if "\r" in text:  # pygments itself makes newlines of these
        pieces = AllegroSessionLexer().get_tokens_unprocessed(text)
        assert "".join(value for _, _, value in pieces) == text
    else:
        assert "".join(value for value, _ in tokens_of(text)) == text


PIECES = [
    "USER(1): ", "[1] USER(2): ", "\n", "(", ")", '"', "|", "foo ", "on vapor:\n", "Error: ", " 0: x",
    ":cd", ";", "#|", "|#",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_any_text_reassembles(seed):
    chance = random.Random(seed)
    for _ in range(150):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 20)))
        place = 0
        for start, kind, value in AllegroSessionLexer().get_tokens_unprocessed(text):
            assert start == place and value and kind in Token
            place += len(value)
        assert place == len(text), text


@pytest.mark.parametrize("page", sorted((ROOT / "tests" / "manual").glob("*.txt")), ids=lambda p: p.stem)
def test_pages_of_the_manual(page):
    tokens = tokens_of(page.read_text())
    assert Generic.Prompt in {kind for _, kind in tokens}
    assert not [value for value, kind in tokens if kind is Error]


def test_a_session_is_recognized():
    assert AllegroSessionLexer.analyse_text(PAGE.partition("\n\n")[2]) > 0.5
    assert AllegroSessionLexer.analyse_text("(defun f ())") == 0


def test_the_project_names_it_as_plug_in():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pygments.lexers"] == {
        "acl-session": f"{AllegroSessionLexer.__module__}:{AllegroSessionLexer.__name__}"
    }


@pytest.mark.parametrize("alias", AllegroSessionLexer.aliases)
def test_pygments_finds_it_where_the_package_is_installed(alias):
    if not any(e.name == "acl-session" for e in importlib.metadata.entry_points(group="pygments.lexers")):
        pytest.skip("the package is not installed here")
    assert type(get_lexer_by_name(alias)) is AllegroSessionLexer
