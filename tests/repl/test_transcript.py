"""Transcripts: what is a prompt, where inputs end, and what fits an expected output."""

import time

import pytest
from acllib.lisp import world  # noqa: F401

from aclrepl.matching import Bindings, fold, match_line, match_lines
from aclrepl.pages import input_end
from aclrepl.transcript import BadPage, Resumption, Step, parse, unified_diff, with_changes


def page(text):
    return parse(text, "page.txt", input_end)


def steps(text):
    return [item for item in page(text).items if isinstance(item, Step)]


# Prompts

PROMPTS = [
    # line                            level  lower  input      why
    ("USER(1): 5", 0, False, "5", "the manual's"),
    ("user(10): 5", 0, True, "5", "the manual's other one"),
    ("CL-USER(3): 5", 0, False, "5", "newer releases"),
    ("cl-user(3): 5", 0, True, "5", "newer releases, lower case"),
    ("[1] USER(4): 5", 1, False, "5", "a break level"),
    ("[1c] USER(4): 5", 1, False, "5", "continuable"),
    ("[12ci] USER(4): 5", 12, False, "5", "inspecting"),
    ("[2i] USER(4): 5", 2, False, "5", "inspecting, not continuable"),
    ("[step] USER(4): 5", 0, False, "5", "stepping"),
    ("MY-APP.UTIL(7): 5", 0, False, "5", "another package"),
    ("USER(1):   5", 0, False, "5", "more blanks"),
    ("USER(1):(+ 1 2)", 0, False, "(+ 1 2)", "no blank before a form"),
    ("USER(1): :pop 2", 0, False, ":pop 2", "a command"),
    ("USER(1): ", 0, False, "", "nothing typed"),
    ("USER(1):", 0, False, "", "nothing typed, no blank"),
]


@pytest.mark.parametrize(("line", "level", "lower", "text", "why"), PROMPTS)
def test_prompt(line, level, lower, text, why):
    (step,) = steps(line)
    assert (step.level, step.lower, step.text.strip()) == (level, lower, text)


NO_PROMPTS = [
    # line                why
    ("USER(1) : 5", "blank before the colon"),
    (" USER(1): 5", "not at the start of the line"),
    ("USER: 5", "no number"),
    ("USER(x): 5", "no number"),
    ("[x] USER(1): 5", "no break level"),
    ("12(1): 5", "no package"),
    ("f(1):x", "no blank"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("line", "why"), NO_PROMPTS)
def test_no_prompt(line, why):
    with pytest.raises(BadPage, match="no prompt"):
        page(line)


# Inputs and blocks

INPUTS = [
    # text                                         input                       shown    why
    ("(+ 1\n   2)\n3", "(+ 1\n   2)", ["3"], "to the end of the form"),
    ("(a) (b)\n3", "(a) (b)", ["3"], "to the last form on the line"),
    ("(a) (b\n c)\n3", "(a) (b\n c)", ["3"], "which may go on"),
    ("x\n3", "x", ["3"], "a symbol"),
    ("\"a\nb\"\n3", "\"a\nb\"", ["3"], "a string"),
    ("\"a\nUSER(2): \"\n3", "\"a\nUSER(2): \"", ["3"], "what looks like a prompt in a string"),
    ("; none\n(f) ; one\n3", "; none\n(f) ; one", ["3"], "comments"),
    ("; none", "; none", [], "nothing but a comment"),
    ("\n(f)\n3", "\n(f)", ["3"], "on the line below the prompt"),
    ("#| a\n |# 'b\n3", "#| a\n |# 'b", ["3"], "a comment of several lines"),
    ("#\\)\n3", "#\\)", ["3"], "a character"),
    ("(nopkg:foo)\n3", "(nopkg:foo)", ["3"], "packages needn't exist"),
    (")\n3", ")", ["3"], "what can't be read"),
    (":error\n3", ":error", ["3"], "a command takes its line"),
    (":ld a (b\n3", ":ld a (b", ["3"], "a command takes its line, whatever is in it"),
]


@pytest.mark.parametrize(("text", "typed", "shown", "why"), INPUTS)
def test_input(text, typed, shown, why):
    (step,) = steps(f"USER(1): {text}\n")
    assert (step.text, step.blocks[0].shown, step.whole) == (typed, shown, True)


def test_unfinished_input_ends_at_the_next_prompt():
    one, two = steps("USER(1): (+ 1\n\nUSER(2): 5\n")
    assert (one.whole, one.text) == (False, "(+ 1")
    assert two.text == "5"


def test_blank_lines_are_dropped_outside_and_kept_inside():
    (step,) = steps("USER(1): 5\n\n  \na  \n\nb\n\n\n")
    assert step.blocks[0].shown == ["a", "", "b"]


def test_hosts_and_pending_forms():
    text = "on Vapor:\nUSER(1): a\nA1\n.. this hangs ...\n\non frisky:\nUSER(1): b\nB\n"
    text += "on vapor:\nA2\nUSER(2): c\nC"
    found = page(text)
    assert found.hosts == ["vapor", "frisky"]
    a, b, more, c = found.items
    assert [a.host, b.host, c.host] == ["vapor", "frisky", "vapor"]
    assert [block.shown for block in a.blocks] == [["A1"], ["A2"]]
    assert a.blocks[0].hang_line == 3 and a.blocks[1].hang_line is None
    assert isinstance(more, Resumption) and more.step is a and more.block is a.blocks[1]


HANGS = [".. this hangs ...", "... this hangs ...", ".. This hangs...", "  ..this hangs"]


@pytest.mark.parametrize("line", HANGS)
def test_hang(line):
    (step,) = steps(f"USER(1): 5\n{line}\n")
    assert step.blocks[0].hang_line == 1


def test_output_behind_a_hang_is_a_block_of_its_own():
    found = page("USER(1): 5\n.. this hangs ...\nA\n.. this hangs ...\nB\n")
    assert [len(found.items), *([b.shown for b in found.items[0].blocks])] == [3, [], ["A"], ["B"]]


def test_words_before_the_first_prompt_are_nothing():
    assert [s.text for s in steps("Words.\n\non vapor:\nmore words\nUSER(1): 5\n")] == ["5"]


def test_lines_may_end_as_they_like():
    found = page("USER(1): 5\r\na\x0bb\r\n")
    assert found.items[0].blocks[0].shown == ["a\x0bb"]
    assert with_changes(found, [(1, 2, ["c"])]) == ["USER(1): 5\r\n", "c\r\n"]


@pytest.mark.slow
def test_huge_pages_are_read_in_time():
    start = time.monotonic()
    many = "".join(f"USER({n}): (list {n}\n  {n})\n({n} {n})\n" for n in range(20_000))
    assert len(page(many).items) == 20_000
    assert len(page("USER(1): (f\n" + "x\n" * 200_000).items) == 1
    unfinished = "".join(f"USER({n}): (list {n}\n" for n in range(2_000))
    assert len(page(unfinished).items) == 2_000
    assert time.monotonic() - start < 40


# Lines that fit

CHOSEN = {40001, 40002, 40003}


def bindings():
    return Bindings(CHOSEN.__contains__)


LINES = [
    # expected                  actual                     fits   why
    ("NIL", "NIL", True, "the same"),
    ("NIL", "nil", False, "case"),
    ("NIL", "NIL NIL", False, "more"),
    ("", "", True, "nothing"),
    ("port 45602", "port 40001", True, "a port that the system chose"),
    ("port 45602", "port 9933", False, "one that it did not choose"),
    ("port 9933", "port 9934", False, "no number but those"),
    ("port 40001", "port 40001", True, "the very number"),
    ("45602 45602", "40001 40001", True, "one for one"),
    ("45602 45602", "40001 40002", False, "one number for two"),
    ("45602 45603", "40001 40001", False, "two numbers for one"),
    ("45602 45603", "40001 40002", True, "two for two"),
    ("1", "12", False, "a number is all of its digits"),
    ("-5", "5", False, "a sign"),
    ("x45602y", "x40001y", True, "wherever it stands"),
    ("#<a @ #x12ab>", "#<a @ #xFF>", True, "an address"),
    ("#<a #x12ab>", "#<a #xff>", False, "not behind `@ '"),
    ("@ #x1 @ #x1", "@ #x7 @ #x7", True, "one address for one"),
    ("@ #x1 @ #x1", "@ #x7 @ #x8", False, "one address for two"),
    ("@ #x1 @ #x2", "@ #x7 @ #x7", False, "two addresses for one"),
    ("@ #xAB @ #xab", "@ #x7 @ #x7", True, "an address in either case"),
    ("#\\...", "#\\Space", True, "any text"),
    ("a...", "a", True, "no text"),
    ("...b", "aab", True, "at the start"),
    ("a...b...c", "a1b2b3c", True, "again"),
    ("a...b...c", "a1b2b3", False, "and what is behind it"),
    ("12...", "12345", True, "inside a number"),
    ("...45", "12345", True, "inside a number"),
    ("... 45602 ...", "a 3 b 40001 c", True, "the right number"),
    ("... 45602 ... 45602", "z 40001 40002 x 40002", True, "the right one of several"),
    ("11 ;; length", "11", True, "commentary"),
    ("11    ;;", "11", True, "empty commentary"),
    ("11;; length", "11", False, "no blank before it"),
    ("11 ;length", "11", False, "a single semicolon"),
    (";; length", "", False, "alone on its line it is output"),
    ('"a ;; b"', '"a ;; b"', True, "what looks like it"),
    ('"a ;; b" ;; c', '"a ;; b"', True, "both"),
]


@pytest.mark.parametrize(("expected", "actual", "fits", "why"), LINES)
def test_line(expected, actual, fits, why):
    assert (match_line(expected, actual, bindings()) is not None) == fits


def test_bindings_are_one_to_one_for_the_page():
    first = match_line("45602", "40001", bindings())
    assert match_line("45602", "40001", first) is not None
    assert match_line("45602", "40002", first) is None
    assert match_line("45603", "40001", first) is None
    assert match_line("45603", "40002", first) is not None


CASES = [
    # expected              actual                 fits   why
    ("nil", "NIL", True, "a symbol"),
    ("NIL", "nil", True, "either way"),
    ('"abc"', '"ABC"', False, "a string"),
    ('(a "B" c)', '(A "B" C)', True, "symbols beside a string"),
    ('(a "b\\"c" d)', '(A "b\\"C" D)', False, "a quote in a string"),
    ("#\\a", "#\\A", False, "a character"),
    ("#\\newline", "#\\Newline", True, "the name of one"),
    ("#<text datagram socket @ #xAB>", "#<TEXT DATAGRAM SOCKET @ #xab>", True, "printed forms"),
    ('"never closed', '"NEVER CLOSED', False, "a string that goes on"),
]


@pytest.mark.parametrize(("expected", "actual", "fits", "why"), CASES)
def test_case_means_nothing_under_a_lower_case_prompt(expected, actual, fits, why):
    assert (match_line(expected, actual, bindings(), True) is not None) == fits


def test_fold_leaves_strings_alone():
    assert fold('Foo "Bar" Baz #\\X #\\Space') == 'foo "Bar" baz #\\X #\\space'


BLOCKS = [
    # expected                 actual                  fits   why
    (["a", "b"], ["a", "b"], True, "line by line"),
    (["a", "b"], ["a"], False, "one is missing"),
    (["a"], ["a", "b"], False, "one too many"),
    (["..."], [], True, "none"),
    (["..."], ["a", "b"], True, "any"),
    (["a", "...", "d"], ["a", "b", "c", "d"], True, "in the middle"),
    (["a", "...", "d"], ["a", "d"], True, "none in the middle"),
    (["a", "...", "d"], ["a", "b", "c"], False, "and what follows"),
    (["...", "b", "...", "b"], ["b", "x", "b", "b"], True, "again and again"),
    (["...", "45602", "..."], ["9", "40001", "40002"], True, "the right line"),
    (["... ;; and so on", "z"], ["a", "z"], True, "with commentary"),
    (["a", "", "b"], ["a", "b"], False, "a blank line inside"),
    (["...", "..."], ["a"], True, "twice"),
]


@pytest.mark.parametrize(("expected", "actual", "fits", "why"), BLOCKS)
def test_block(expected, actual, fits, why):
    assert (match_lines(expected, actual, bindings()) is not None) == fits


@pytest.mark.slow
def test_matching_takes_bounded_time():
    start = time.monotonic()
    assert match_line("...a" * 30 + "b", "a" * 20_000, bindings()) is None
    assert match_line("... 45602" * 12 + "x", " 40001" * 5_000, bindings()) is None
    assert match_lines(["...", "a"] * 50 + ["b"], ["a"] * 20_000, bindings()) is None
    assert time.monotonic() - start < 30


# Changed pages


def test_changes_at_one_place_keep_their_order():
    found = page("USER(1): 5\na\nb\n")
    changes = [(1, 1, ["x"]), (1, 1, ["y"]), (1, 2, ["z"])]
    assert "".join(with_changes(found, changes)) == "USER(1): 5\nx\ny\nz\nb\n"


def test_diff_of_a_page_without_a_last_newline():
    diff = unified_diff(page("USER(1): 5\n6"), [(1, 2, ["5"])])
    assert diff.splitlines()[-3:] == ["-6", "\\ No newline at end of file", "+5"]


def test_actual_numbers_become_the_page_s():
    known = match_line("45602 @ #x12ab", "40001 @ #xff", bindings())
    assert known.as_page("40001/40002 @ #xff 401 ...") == "45602/40002 @ #x12ab 401 ..."
