"""The queue between processes that print and the screen: order, bounds, notices, unfinished lines."""

import pytest

from aclrepl.terminal import output
from aclrepl.terminal.output import OutputQueue


def drain(queue, limit=8192):
    """Take everything; return (text, list of the marks' results)."""
    text, marks = "", []
    while queue.pending:
        piece, mark = queue.take(limit)
        text += piece
        if mark is not None:
            marks.append((text, mark()))
    return text, marks


def test_lines_come_whole_and_the_rest_is_kept():
    queue = OutputQueue()
    queue.put("ab")
    assert drain(queue)[0] == "" and queue.partial == "ab"
    queue.put("c\nd")
    assert drain(queue)[0] == "abc\n" and queue.partial == "d"
    assert queue.column() == 1


def test_a_mark_comes_behind_the_output_before_it():
    queue = OutputQueue()
    queue.put("one\n")
    queue.mark(lambda: "first")
    queue.put("two\n")
    queue.mark(lambda: "second")
    assert drain(queue) == ("one\ntwo\n", [("one\n", "first"), ("one\ntwo\n", "second")])


@pytest.mark.parametrize("limit", [1, 3, 8192])
def test_background_lines_stand_between_those_of_the_foreground(limit):
    queue = OutputQueue()
    queue.put("name? ")
    queue.put_background("w", "tick\ntock\nti")
    queue.put_background("v", "other\n")
    text, _ = drain(queue, limit)
    assert text == "tick\ntock\nother\n"
    assert queue.partial == "name? "
    assert queue.partials == {"w": "ti"}
    assert queue.column("w") == 2 and queue.column("v") == 0
    queue.put_background("w", "ck\n")
    assert drain(queue, limit)[0] == "tick\n" and queue.partials == {}


def test_a_process_that_has_ended_leaves_no_unfinished_line():
    queue = OutputQueue()
    queue.put_background("w", "half")
    queue.end_source("w")
    assert drain(queue)[0] == "half\n" and queue.partials == {}


def test_the_foreground_waits_and_loses_nothing():
    queue = OutputQueue()
    line = "x" * 999 + "\n"
    ahead = [queue.put(line) for _ in range(100)]
    assert ahead == [False] * 64 + [True] * 36
    assert drain(queue)[0] == line * 100
    assert not queue.ahead()


def test_the_background_is_bounded_and_what_is_dropped_is_counted():
    queue = OutputQueue()
    line = "x" * 999 + "\n"
    for _ in range(100):
        queue.put_background("w", line)
    text, _ = drain(queue)
    assert text.count("x" * 999) == output.MOST_BACKGROUND // 1000
    assert text.endswith("\n... 36 lines dropped\n")
    queue.put_background("w", "again\n")
    assert drain(queue)[0] == "again\n"


def test_a_hidden_pane_keeps_the_newest():
    queue = OutputQueue()
    queue.visible = False
    line = "x" * 999 + "\n"
    for number in range(1200):
        assert queue.put(f"{number}" + line) is False
    text, _ = drain(queue)
    assert len(text) < output.MOST_HIDDEN + 100
    assert "\n1199x" in text and "0x" not in text[:2]
    assert "lines dropped" in text


def test_discarding_keeps_marks_and_what_is_seen():
    queue = OutputQueue()
    queue.put("seen")
    drain(queue)
    queue.put(" and not\nmore\n")
    queue.mark(lambda: "prompt")
    queue.discard()
    assert drain(queue) == ("seen\n... 2 lines dropped\n", [("seen\n", "prompt")])


def test_a_line_without_end_is_broken():
    queue = OutputQueue()
    queue.columns = 100
    for _ in range(100):
        queue.put("y" * 100)
    text, _ = drain(queue)
    assert set(map(len, text.split("\n")[:-1])) == {4000}
    assert text.count("y") + len(queue.partial) == 10_000
