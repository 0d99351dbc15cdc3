"""Transcripts: pages of prompts, inputs and outputs, as documentation prints them.

`parse` turns a page into Steps and Resumptions. Nothing here runs anything: `replay` does;
`matching` says whether an expected output fits an actual one.

A step's expected output may come in several *blocks*. A block ends at the next prompt, at an
`on` line, or with `.. this hangs ...`; what stands behind that, with or without an `on` line
before it, goes on in a block of its own, a Resumption.
"""

import difflib
import re
from dataclasses import dataclass, field

# Groups: the break level, the package, the number, and the input.
PROMPT = re.compile(
    r"(?:\[(?:(\d+)c?i?|step)\] ?)?([^\W\d_][\w.+*/%&<>=!?$-]*)\((\d+)\):(?:[ \t]+(?=(.*))|(?=(\(.*))|$)"
)
ON = re.compile(r"[oO]n ([A-Za-z][\w.-]*):$")
HANGS = re.compile(r"\s*\.{2,}\s*this hangs\s*\.*\s*$", re.IGNORECASE)
HANGS_TEXT = ".. this hangs ..."
FAR = 10_000  # characters behind the next prompt that an unfinished form may take


class BadPage(Exception):
    """A file that is no transcript."""


@dataclass
class Block:
    """Lines START to END of the page, expected as (part of) a step's output.

    lines      the text of those lines, without trailing blanks
    hang_line  index of the line behind them that says the form is blocked now, or None
    """

    lines: list
    start: int
    end: int
    hang_line: int | None = None

    @property
    def shown(self):
        """The expected lines, without blank ones at both ends."""
        return trimmed(self.lines)


@dataclass
class Step:
    """An input and what it must print.

    text    what was typed, prompt taken off; "" for a prompt with nothing behind it
    line    index of the prompt's line in the page; end: index behind the input's last line
    level   the break level its prompt shows
    lower   true: the prompt is in lower case, so the case of symbols in the output is free
    whole   false: the input ends inside a form
    blocks  list of Blocks, the first of them right behind the input
    """

    host: str
    text: str
    line: int
    end: int
    level: int
    lower: bool
    whole: bool = True
    blocks: list = field(default_factory=list)


@dataclass
class Resumption:
    """Further output of STEP, before any other prompt of its listener: its block number INDEX."""

    step: Step
    index: int

    @property
    def block(self):
        return self.step.blocks[self.index]


@dataclass
class Page:
    """A parsed page: `items` are Steps and Resumptions in order, `hosts` the names in `on` lines."""

    name: str
    raw: list  # the lines with their ends
    items: list
    hosts: list

    @property
    def lines(self):
        return [line.rstrip("\r\n") for line in self.raw]

    @property
    def newline(self):
        """How the page ends its lines."""
        return "\r\n" if self.raw and self.raw[0].endswith("\r\n") else "\n"


def parse(text, name, input_end, host=None):
    """Return the Page of TEXT. Raises BadPage if there is no prompt in it.

    host      -- the name of the host of what stands before any `on` line
    input_end -- function of a str and a place in it: the place behind the last form on the
      line where the form at that place ends; None while the form isn't finished
    """
    raw = re.findall(r"[^\n]*\n|[^\n]+", text)
    return Parser(Page(name, raw, [], []), input_end, host).parse()


class Parser:
    """Goes through the lines of a page once."""

    def __init__(self, page, input_end, host):
        self.page = page
        self.host = host
        self.input_end = input_end
        self.lines = page.lines
        self.bare = [line.rstrip() for line in self.lines]
        self.borders = [
            i for i, line in enumerate(self.lines) if ON.match(self.bare[i]) or PROMPT.match(line)
        ]
        self.latest = {}  # host → its latest Step

    def parse(self):
        page, borders = self.page, self.borders
        self.block(0, borders[0] if borders else len(self.lines))
        at = 0
        while at < len(borders):
            i = borders[at]
            at += 1
            heading = ON.match(self.bare[i])
            end = i + 1
            if heading:
                self.host = heading[1].lower()
                if self.host not in page.hosts:
                    page.hosts.append(self.host)
            else:
                limit = borders[at] if at < len(borders) else len(self.lines)
                end = self.step(i, limit)
                while at < len(borders) and borders[at] < end:
                    at += 1  # what looked like a prompt was inside the input
            limit = borders[at] if at < len(borders) else len(self.lines)
            self.block(end, limit, None if heading else page.items[-1])
        if not any(isinstance(item, Step) for item in page.items):
            raise BadPage(f"{page.name}: there is no prompt such as `USER(1): ' in it")
        return page

    def step(self, i, limit):
        """Add the Step whose prompt is on line I; return the index behind its input."""
        prompt = PROMPT.match(self.lines[i])
        assert prompt is not None
        first = prompt[4] or prompt[5] or ""
        if first.lstrip().startswith(":"):
            end, text, whole = i + 1, first.strip(), True
        else:
            end, text, whole = self.input(i, first, limit)
        level = int(prompt[1]) if prompt[1] else 0
        step = Step(self.host, text, i, end, level, prompt[2].islower(), whole)
        self.page.items.append(step)
        self.latest[self.host] = step
        return end

    def input(self, i, first, limit):
        """Return (index behind it, text, is it whole?) of the input that begins with FIRST on line I."""
        if not any(self.bare[j] for j in range(i + 1, limit)) and not first:
            return i + 1, "", True
        text = "\n".join([first, *self.lines[i + 1 : limit]])
        place = self.input_end(text)
        if place is None and limit < len(self.lines):
            # A form may hold lines that look like prompts; one that isn't finished ends at the first.
            longer, n = [text], len(text)
            for line in self.lines[limit:]:
                n += len(line) + 1
                if n > len(text) + FAR:
                    break
                longer.append(line)
            place = self.input_end("\n".join(longer))
            if place is not None:
                text = "\n".join(longer)
        if place is None:
            return limit, "\n".join(trimmed(text.split("\n"))), False
        typed = text[:place]
        return i + 1 + typed.count("\n"), typed, True

    def block(self, start, limit, step=None):
        """Add the lines from START to LIMIT as output of STEP, or of the latest step of the host."""
        own = step is not None
        step = step or self.latest.get(self.host)
        if step is None:
            return  # words before the first prompt
        i = start
        while i < limit or own:
            begin = i
            while i < limit and not HANGS.match(self.bare[i]):
                i += 1
            hang_line = i if i < limit else None
            lines = self.bare[begin:i]
            if own or hang_line is not None or any(lines):
                step.blocks.append(Block(lines, begin, i, hang_line))
                if not own:
                    self.page.items.append(Resumption(step, len(step.blocks) - 1))
            own = False
            i += 1


def trimmed(lines):
    """Return LINES without trailing blanks in each, and without blank lines at both ends."""
    lines = [line.rstrip() for line in lines]
    first, last = 0, len(lines)
    while first < last and not lines[first]:
        first += 1
    while last > first and not lines[last - 1]:
        last -= 1
    return lines[first:last]


# Changing a page


def unified_diff(page, changes):
    """Return the text of a unified diff from PAGE to what CHANGES make of it."""
    name = re.sub(r"\s", "_", page.name)
    lines = difflib.unified_diff(page.raw, with_changes(page, changes), name, name)
    cut_short = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + cut_short for line in lines)


def with_changes(page, changes):
    """Return the lines of PAGE, with ends, after CHANGES: a list of (start, end, new lines).

    Ranges do not overlap; of several at one place the first comes first.
    """
    raw = list(page.raw)
    places = sorted((start, end, n) for n, (start, end, _) in enumerate(changes))
    for start, end, n in reversed(places):
        new = changes[n][2]
        if new and 0 < start == len(raw) and not raw[-1].endswith("\n"):
            raw[-1] += page.newline
        raw[start:end] = [line + page.newline for line in new]
    return raw
