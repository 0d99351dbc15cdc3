"""Colours of what is typed, parentheses that match, styles."""

import subprocess
import sys

import pytest
from prompt_toolkit.document import Document
from prompt_toolkit.layout.processors import TransformationInput

from aclrepl.terminal import highlighting
from aclrepl.terminal.highlighting import MatchingParentheses, ScannerLexer
from aclrepl.terminal.style import listener_style

TEXT = '(defun f (x)\n  "two\nlines" ; words\n  (list x #\\( :k 1/2))'


def lines_of(text):
    line = ScannerLexer().lex_document(Document(text))
    return [line(number) for number in range(text.count("\n") + 1)]


def test_lines_reassemble():
    assert "\n".join("".join(text for _, text in line) for line in lines_of(TEXT)) == TEXT


def test_classes_are_those_of_pygments():
    styles = {text: style for line in lines_of(TEXT) for style, text in line}
    assert styles["defun"] == "class:pygments.keyword"
    assert styles['"two'] == styles['lines"'] == "class:pygments.literal.string"
    assert styles["; words"] == "class:pygments.comment"
    assert styles[":k"] == "class:pygments.literal.string.symbol"
    assert styles["1/2"] == "class:pygments.literal.number"


def test_beyond_the_last_line_there_is_nothing():
    assert ScannerLexer().lex_document(Document("a"))(5) == []


def test_a_fault_of_the_scanner_makes_plain_text(monkeypatch):
    def broken(text):
        raise RuntimeError(text)

    monkeypatch.setattr(highlighting, "scan", broken)
    assert lines_of("(a\nb)") == [[("", "(a")], [("", "b)")]]
    assert marked("(a)", 0) == []


def marked(text, cursor):
    """Return the places of TEXT that are marked with the cursor there."""
    document, processor, found = Document(text, cursor), MatchingParentheses(), []
    for number, line in enumerate(document.lines):
        given = TransformationInput(None, document, number, lambda column: column, [("", line)], 80, 24)
        column = 0
        for style, piece, *_ in processor.apply_transformation(given).fragments:
            if "matching-parenthesis" in style:
                found.append(document.translate_row_col_to_index(number, column))
            column += len(piece)
    return found


MARKED = [
    # text, place of the cursor, places marked
    ("(a (b))", 7, [0, 6]),
    ("(a (b))", 6, [3, 5]),
    ("(a (b))", 0, [0, 6]),
    ("(a\n b)", 6, [0, 5]),
    ("(a", 0, []),
    ('("(")', 2, []),
    ("(#\\))", 5, [0, 4]),
    ("a", 1, []),
]


@pytest.mark.parametrize("text, cursor, places", MARKED)
def test_matching_parentheses(text, cursor, places):
    assert marked(text, cursor) == places


def color_of(style, name):
    return style.get_attrs_for_style_str(f"class:{name}").color


def test_our_own_style():
    style, complaint = listener_style()
    assert complaint == ""
    assert color_of(style, "pygments.keyword") == "ansimagenta"
    assert color_of(style, "pygments.literal.string.symbol") == "ansicyan"


def test_a_style_of_pygments():
    style, complaint = listener_style("monokai")
    assert complaint == ""
    assert color_of(style, "pygments.keyword") == "66d9ef"
    assert style.get_attrs_for_style_str("class:tab.current").reverse


def test_a_style_that_there_is_not():
    style, complaint = listener_style("no-such-style")
    assert complaint == "there is no style called no-such-style"
    assert color_of(style, "pygments.keyword") == "ansimagenta"


@pytest.mark.parametrize("name", [None, "monokai"])
def test_no_colors(name, monkeypatch):
    rules = listener_style(name, False)[0].style_rules
    assert not [rule for _, rule in rules if "#" in rule or "ansi" in rule]
    monkeypatch.setenv("NO_COLOR", "1")
    style, _ = listener_style(name)
    assert color_of(style, "pygments.keyword") == ""
    assert style.get_attrs_for_style_str("class:prompt").bold


def test_pygments_is_not_loaded_for_our_own_style():
    program = (
        "import sys, aclrepl.terminal.style as s, aclrepl.terminal.highlighting, aclrepl.terminal.editing\n"
        "s.listener_style(); print('pygments' in sys.modules, 'acllib' in sys.modules)"
    )
    words = [sys.executable, "-c", program]
    found = subprocess.run(words, capture_output=True, text=True, timeout=30, check=True)
    assert found.stdout.split() == ["False", "False"]
