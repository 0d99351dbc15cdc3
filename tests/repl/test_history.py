"""The history: what is kept and how, who may read it, and that nothing that goes wrong is an error."""
# ruff: noqa: E501 - rows of tables

import asyncio
import os
import stat

import pytest

from aclrepl.settings import Settings, history_file
from aclrepl.terminal import history as module
from aclrepl.terminal.history import ListenerHistory, decode, encode, make_history


def path_in(directory):
    return os.path.join(directory, "state", "aclrepl", "history")


def loaded(path):
    """Return what another session loads, the newest first, and what it complains of."""
    other, said = ListenerHistory(path), []
    other.complain = said.append
    return other.load_history_strings(), said


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


KEPT = [
    # typed, loaded in the next session, why
    (["1", "(list 2)"], ["(list 2)", "1"], "the newest first"),
    (["a", "a", "b", "a"], ["a", "b", "a"], "repeated at once"),
    ([" (secret)", "1"], ["1"], "a leading space"),
    (["", "  ", "\n"], [], "blank ones"),
    (["(defun f ()\n  1)", "2"], ["2", "(defun f ()\n  1)"], "several lines"),
    (['"\\n"', "#\\a", "\\", "\\\\n\n"], ["\\\\n\n", "\\", "#\\a", '"\\n"'], "backslashes"),
    (['"é λ 中文"'], ['"é λ 中文"'], "beyond ASCII"),
    (["(a \x1b[31m\x9b\u202e\ud800)", "a\r\nb"], ["a\nb", "(a [31m)"], "what the gate would stop"),
    (["x" * 64_000, "1"], ["1"], "a very long one stays in the session"),
]


@pytest.mark.parametrize(("typed", "entries", "why"), KEPT)
def test_kept(typed, entries, why, tmp_path):
    path = path_in(tmp_path)
    history = ListenerHistory(path)
    for text in typed:
        history.append_string(text)
    assert loaded(path) == (entries, [])
    if entries:
        assert mode(path) == 0o600
        assert mode(os.path.dirname(path)) == 0o700


def test_within_the_session(tmp_path):
    """prompt_toolkit sees at once what was typed, also before it has loaded; nothing is there twice."""

    async def load(history):
        return [entry async for entry in history.load()]

    ListenerHistory(path_in(tmp_path)).append_string("old")
    for path, expected in [(None, ["b", "a"]), (path_in(tmp_path), ["b", "a", "old"])]:
        history = ListenerHistory(path)
        history.append_string("a")
        history.append_string("b")
        assert asyncio.run(load(history)) == expected
        history.append_string(" c")
        assert history.get_strings() == expected[::-1]


FILES = [
    # what is in the file, loaded, why
    (b"", [], "empty"),
    (b"a\nb\n", ["b", "a"], "two"),
    (b"a\n\n\nb\n \n", ["b", "a"], "blank lines"),
    (b"a\n\x1b]0;x\x07b\xc2\x9b\n", ["]0;xb", "a"], "control characters"),
    (b"a\n\xff\xfe(b\n", ["\ufffd\ufffd(b", "a"], "no UTF-8"),
    (b"a\n(torn", ["a"], "a last line without its end"),
    (b"a\n(torn\0\nb\n", ["b", "a"], "a torn line in the middle"),
    (b"\\x\\\n", ["\\x\\"], "no escapes of ours"),
    ("\u202ea\u2028b\n".encode(), ["ab"], "directions"),
]


@pytest.mark.parametrize(("octets", "entries", "why"), FILES)
def test_files(octets, entries, why, tmp_path):
    path = tmp_path / "history"
    path.write_bytes(octets)
    assert loaded(path) == (entries, [])
    assert mode(path) == 0o600


@pytest.mark.parametrize("entry", ["a", "a\nb", "\\", "\\n", "\\\\n\\\n", "\n"])
def test_lines(entry):
    line = encode(entry)
    assert line.count(b"\n") == 1
    assert decode(line.decode()[:-1]) == entry


def test_the_end_of_a_long_file(tmp_path, monkeypatch):
    path = tmp_path / "history"
    path.write_bytes(b"".join(b"(entry %d)\n" % i for i in range(1000)))
    monkeypatch.setattr(module, "MOST_ENTRIES", 3)
    assert loaded(path) == (["(entry 999)", "(entry 998)", "(entry 997)"], [])
    monkeypatch.setattr(module, "MOST_OCTETS", 27)  # in the middle of one
    assert loaded(path) == (["(entry 999)", "(entry 998)"], [])


def test_a_torn_line_is_ended(tmp_path):
    path = tmp_path / "history"
    path.write_bytes(b"a\n(tor")
    ListenerHistory(path).append_string("b")
    assert path.read_bytes() == b"a\n(tor\0\nb\n"
    assert loaded(path) == (["b", "a"], [])


def test_sessions_side_by_side(tmp_path):
    one, two = ListenerHistory(path_in(tmp_path)), ListenerHistory(path_in(tmp_path))
    for text in "abc":
        one.append_string(text)
        two.append_string(text * 2)
    assert loaded(path_in(tmp_path))[0] == ["cc", "c", "bb", "b", "aa", "a"]


def test_too_wide_is_narrowed(tmp_path):
    path = path_in(tmp_path)
    os.makedirs(os.path.dirname(path))
    os.chmod(os.path.dirname(path), 0o755)
    with open(path, "w") as file:
        file.write("a\n")
    os.chmod(path, 0o644)
    ListenerHistory(path).append_string("b")
    assert (mode(path), mode(os.path.dirname(path))) == (0o600, 0o700)


def test_a_directory_of_another_name_is_left_alone(tmp_path):
    os.chmod(tmp_path, 0o755)
    ListenerHistory(tmp_path / "my-history").append_string("a")
    assert (mode(tmp_path), mode(tmp_path / "my-history")) == (0o755, 0o600)


# What goes wrong: a notice, once, and the session's own history goes on.


def link(path, tmp_path):
    (tmp_path / "other").write_text("theirs\n")
    os.symlink(tmp_path / "other", path)


def second_name(path, tmp_path):
    (tmp_path / "other").write_text("theirs\n")
    os.link(tmp_path / "other", path)


def other_file_for_directory(path, tmp_path):
    os.rmdir(os.path.dirname(path))
    with open(os.path.dirname(path), "w"):
        pass


def other_owner(path, tmp_path, monkeypatch):
    with open(path, "w") as file:
        file.write("theirs\n")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)


def full_disk(path, tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda number, octets: write(number, octets[:1]))


def failing_disk(path, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", fail)


REFUSED = [
    # what is done to the place, the notice, why
    (link, "Too many levels of symbolic links", "a link"),
    (second_name, "the file has a second name", "a hard link"),
    (lambda path, _: os.mkfifo(path), "it is no plain file", "a pipe"),
    (lambda path, _: os.mkdir(path), "Is a directory", "a directory"),
    (other_file_for_directory, "Not a directory", "no directory to be had"),
    (other_owner, "the file belongs to somebody else", "another owner"),
    (full_disk, "the disk is full", "half of it is written"),
    (failing_disk, "No space left on device", "nothing is written"),
]


@pytest.mark.parametrize(("prepare", "notice", "why"), REFUSED)
def test_refused(prepare, notice, why, tmp_path, monkeypatch):
    path = path_in(tmp_path)
    os.makedirs(os.path.dirname(path))
    more = (monkeypatch,) if prepare.__code__.co_argcount == 3 else ()
    prepare(path, tmp_path, *more)
    said = []
    history = ListenerHistory(path)
    history.complain = said.append
    history.append_string("a")
    history.append_string("b")
    assert said == [f"no history is kept: {notice}"]
    assert history.get_strings() == ["a", "b"]
    if (tmp_path / "other").exists():
        assert (tmp_path / "other").read_text() == "theirs\n"
        assert loaded(path)[0] == []


PLACES = [
    # environment, file, why
    ({"HOME": "/h"}, "/h/.local/state/aclrepl/history", "the default"),
    ({"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/aclrepl/history", "as the user says"),
    ({"HOME": "/h", "XDG_STATE_HOME": "s"}, "/h/.local/state/aclrepl/history", "relative: ignored"),
    ({"HOME": "/h", "ACLREPL_HISTORY": "/x/y"}, "/x/y", "named"),
    ({"HOME": "/h", "ACLREPL_HISTORY": "y"}, "/h/.local/state/aclrepl/history", "named, relative: ignored"),
    ({"HOME": "/h", "ACLREPL_HISTORY": ""}, None, "turned off"),
    ({}, None, "no home"),
]


@pytest.mark.parametrize(("environment", "file", "why"), PLACES)
def test_places(environment, file, why):
    assert history_file(environment) == file
    assert make_history(Settings(environment)).path == file
