"""What docs/listener.md shows is true: its sessions replay, its screens can be seen.

A block `acl-session` is a transcript and is replayed. A block `allegro-session` needs a terminal:
its inputs are typed into one, which must then show the block. A block `text` is a screen: the keys
that lead to it are in the table here.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from support.terminals import OnPty, Stage

from aclrepl.commands import COMMANDS, find
from aclrepl.pages import parse_page
from aclrepl.terminal.editing import editing_bindings
from aclrepl.terminal.keys import session_bindings
from aclrepl.terminal.panes import READING
from aclrepl.transcript import PROMPT, Step

TEXT = Path(__file__).parents[2].joinpath("docs", "listener.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([\w-]*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)

# What differs from run to run.
VOLATILE = [(r"@ #x[0-9a-f]+", "@ #x0"), (r"\d+\.\d s\b", "0.0 s"), (r"(frisky)/\d+", r"\1/0")]


def blocks(language):
    return [text for name, text in BLOCKS if name == language]


def lines_of(text):
    """Return the lines of TEXT that are not blank, without what differs from run to run."""
    for pattern, replacement in VOLATILE:
        text = re.sub(pattern, replacement, text)
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def test_every_block_is_looked_at():
    assert {name for name, _ in BLOCKS} == {"acl-session", "allegro-session", "text", "lisp"}
    assert len(blocks("acl-session")) >= 5


@pytest.mark.parametrize("page", blocks("acl-session"))
def test_session(page, replay):
    result = replay(page)
    assert (result.status, result.out) == (0, "")


@pytest.mark.parametrize("page", blocks("acl-session") + blocks("allegro-session"))
def test_every_input_shows_what_it_prints(page):
    """An input with nothing below it would replay whatever it prints."""
    silent = {":pop", ":reset", "(values)", ":focus worker", ":focus :listener"}
    steps = parse_page(page, "docs/listener.md").items
    steps = [item for item in steps if isinstance(item, Step)]
    bare = {step.text for step in steps if not any(b.shown or b.hang_line for b in step.blocks)}
    assert bare <= silent


# In a terminal


def waits_at(terminal, prompt):
    """Return whether the last line is PROMPT, with nothing typed behind it."""
    lines = lines_of("\n".join(terminal.lines))
    return bool(lines) and lines[-1] == prompt


@pytest.mark.slow
@pytest.mark.parametrize("text", blocks("allegro-session"))
def test_session_in_a_terminal(text, tmp_path):
    page = parse_page(text, "docs/listener.md")
    with OnPty(tmp_path, "--quiet", rows=50, columns=100) as terminal:
        for step in page.items:
            # What two processes print may come in either order, so lines are counted.
            wanted = Counter(lines_of("".join(page.raw[: step.line])))
            prompt = PROMPT.match(page.lines[step.line])[0]
            terminal.wait(lambda prompt=prompt: waits_at(terminal, prompt.rstrip()))
            terminal.wait(lambda wanted=wanted: wanted <= Counter(lines_of(terminal.shown)))
            # Further lines stand below the text, not below the prompt, without being typed so.
            terminal.paste(step.text.replace("\n" + " " * len(prompt), "\n"))
            terminal.press("enter")
        wanted = Counter(lines_of(text))
        terminal.wait(lambda: wanted <= Counter(lines_of(terminal.shown)))
        more = Counter(lines_of(terminal.shown)) - wanted
        assert [line for line in more if not PROMPT.match(line)] == []


# A row for each screen, in the order of the page: what must be seen first, what is typed then. A prompt
# is seen when its listener waits there; "reading": when a program reads a line.
SCREENS = [
    [("USER(1):", "1\r"), ("USER(2):", "(make-socket :connect :")],
    [("USER(1):", "1\r"), ("USER(2):", "(read-vector v s")],
    [
        ("USER(1):", ":host vapor\r"),
        ("on vapor:", ""),
        ("USER(1):", "(setq s (make-socket :connect :passive :local-port 9933))\r"),
        ("USER(2):", "(accept-connection s)\r"),
    ],
    [
        ("USER(1):", '(progn (write-string "Your name? ") (read-line))\r'),
        ("reading", "Ada Lovelace\r"),
    ],
    [
        ("USER(1):", "(list (read-line) 'done)\r"),
        ("reading", "\x03"),
        ("[1c] USER(2):", ":continue\r"),
        ("reading", "hello\r"),
    ],
    [("USER(1):", ":host vapor\r"), ("on vapor:", ""), ("USER(1):", ":host frisky\r")],
]


def test_every_screen_has_its_keys():
    assert len(SCREENS) == len(blocks("text"))


@pytest.mark.parametrize("keys, screen", list(zip(SCREENS, blocks("text"), strict=False)))
def test_screen(keys, screen, tmp_path):
    wanted = lines_of(screen)
    with Stage(tmp_path) as stage:
        for seen, typed in keys:
            stage.wait(lambda seen=seen: is_seen(stage, seen))
            stage.type(typed)
        stage.wait(lambda: in_order(wanted, lines_of(stage.text)))


def is_seen(stage, what):
    if what == "reading":
        return stage.seat.state == READING
    if "USER(" in what:
        return stage.at_prompt and stage.seat.prompt.rstrip() == what
    return what in stage.text


def in_order(wanted, lines):
    """Return whether the lines WANTED are among LINES, in their order."""
    rest = iter(lines)
    return all(line in rest for line in wanted)


# Names


def table(heading):
    """Return the first cells of the rows of the table below HEADING."""
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.split("\n") if line.startswith("| ")]
    return [row for row in rows if not row.startswith("---")][1:]


def test_commands_are_there_and_may_be_shortened_so():
    rows = table("Commands")
    assert rows
    for cell in rows:
        for name in re.findall(r":([\w-]+)", cell):
            assert find(COMMANDS, name) is not None, name


@pytest.mark.parametrize("bindings", [session_bindings, editing_bindings])
def test_all_keys_are_told(bindings):
    told = set(table("Keys"))
    rows = re.findall(r"^ *\| (.*?) \|", bindings.__doc__, re.MULTILINE)[2:]
    assert rows and set(rows) <= told
