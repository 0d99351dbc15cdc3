"""Transcripts: pages of prompts, inputs and outputs, as documentation prints them.

`parse` turns a page into blocks; `compare` says whether an expected output fits an actual
one. Nothing here runs anything: `replay.py` does.

What differs from run to run is unified, not ignored. An expected number may stand for another
actual one only where that is a port the system chose in this session or an address behind
`@ #x`, and each such number stands for one other on the whole page (`Bindings`).
"""

import difflib
import re
from dataclasses import dataclass, field

PROMPT = re.compile(r"(?:\[(\d*)([ci]*)\] )?([A-Za-z][\w.+*/%-]*)\((\d+)\):(?: (.*)|)$")
ON = re.compile(r"on ([A-Za-z][\w.-]*):$")
HANGS = re.compile(r"\s*\.{2,}\s*this hangs\s*\.*\s*$")
COMMENTARY = re.compile(r"(?<=\S)\s+;; .*$")


class BadPage(Exception):
    """A file that is no transcript."""


@dataclass
class Step:
    """An input and what it must print.

    text      what was typed, prompt taken off
    line      index of the prompt's line in the page; end: index behind the input's last line
    level     the break level its prompt shows
    lower     true: the prompt is in lower case, so the case of symbols in the output is free
    hangs     true: the page says that the form is blocked now
    expected  pieces of expected output: lists of lines, with the range they take in the page
    """

    host: str
    text: str
    line: int
    end: int
    level: int
    lower: bool
    hangs: bool = False
    hang_line: int = None
    expected: list = field(default_factory=list)

    @property
    def lines(self):
        """The expected lines, all pieces joined, commentary and outer blank lines taken off."""
        return trimmed([COMMENTARY.sub("", line) for piece in self.expected for line in piece.lines])


@dataclass
class Piece:
    """Lines START to END of the page, expected as (part of) a step's output."""

    lines: list
    start: int
    end: int


@dataclass
class Page:
    name: str
    lines: list
    steps: list  # Steps and Resumptions in the page's order
    hosts: list  # the names in `on` lines, in order of appearance


@dataclass
class Resumption:
    """An `on` block that shows output before any prompt: STEP must have gone on by now."""

    step: Step


def parse(text, name, complete):
    """Return the Page of TEXT.

    complete -- function of a str: whether it holds a whole form. Raises BadPage without prompt.
    """
    lines = text.splitlines()
    steps, hosts, latest = [], [], {}
    host, i = None, 0
    collecting = None  # the step whose output the next lines are
    while i < len(lines):
        line = lines[i].rstrip()
        heading = ON.match(line)
        prompt = PROMPT.match(line)
        if heading:
            host = heading[1].lower()
            if host not in hosts:
                hosts.append(host)
            collecting = None
            i += 1
        elif prompt:
            rest = prompt[5] or ""
            collecting = None
            if rest.strip():
                end = input_end(lines, i, rest, complete)
                typed = "\n".join([rest, *lines[i + 1 : end]])
                level = int(prompt[1] or 1) if prompt[1] is not None else 0
                step = Step(host, typed, i, end, level, prompt[3].islower())
                steps.append(step)
                latest[host] = collecting = step
                i = end
            else:
                i += 1
        else:
            if collecting is None and host in latest and line.strip():
                collecting = latest[host]
                steps.append(Resumption(collecting))
            if collecting is not None and HANGS.match(line):
                collecting.hangs = True
                collecting.hang_line = i
                i += 1
                continue
            if collecting is not None:
                start = i
                while i < len(lines) and not (
                    ON.match(lines[i].rstrip()) or PROMPT.match(lines[i].rstrip()) or HANGS.match(lines[i])
                ):
                    i += 1
                collecting.expected.append(Piece([t.rstrip() for t in lines[start:i]], start, i))
            else:
                i += 1
    if not any(isinstance(s, Step) for s in steps):
        raise BadPage(f"{name}: no prompt such as `USER(1): ' in it")
    return Page(name, lines, steps, hosts)


def input_end(lines, i, first, complete):
    """Return the index behind the last line of the input that begins with FIRST on line I."""
    if first.lstrip().startswith(":"):
        return i + 1
    text, j = first, i + 1
    while not complete(text) and j < len(lines):
        if PROMPT.match(lines[j].rstrip()) or ON.match(lines[j].rstrip()):
            break
        text += "\n" + lines[j]
        j += 1
    return j


def trimmed(lines):
    """Return LINES without trailing blanks in each, and without blank lines at both ends."""
    lines = [line.rstrip() for line in lines]
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


# Comparing


class Bindings:
    """Which actual number stands for which expected one, both ways, in the page so far.

    chosen -- predicate: did the system choose this port number in this session?
    """

    def __init__(self, chosen):
        self.chosen = chosen
        self.actual = {}
        self.expected = {}

    def copy(self):
        other = Bindings(self.chosen)
        other.actual = dict(self.actual)
        other.expected = dict(self.expected)
        return other

    def unify(self, kind, expected, actual):
        """Return whether ACTUAL may stand for EXPECTED, and bind them to each other if so."""
        if kind == "number" and not (expected.isdecimal() and actual.isdecimal() and self.chosen(int(actual))):
            return expected == actual
        known = self.actual.get((kind, expected))
        if known is not None:
            return known == actual
        if (kind, actual) in self.expected:
            return False
        self.actual[kind, expected] = actual
        self.expected[kind, actual] = expected
        return True


TOKEN = re.compile(r"@ #x([0-9A-Fa-f]+)|\.\.\.|(\d+)")


def line_pattern(expected):
    """Return the regular expression that fits EXPECTED, and the kinds and texts of its groups."""
    parts, groups, at = [], [], 0
    for match in TOKEN.finditer(expected):
        parts.append(re.escape(expected[at : match.start()]))
        if match[0] == "...":
            parts.append(".*?")
        elif match[1] is not None:
            parts.append("@ #x([0-9A-Fa-f]+)")
            groups.append(("address", match[1].lower()))
        else:
            parts.append(r"(\d+)")
            groups.append(("number", match[2]))
        at = match.end()
    parts.append(re.escape(expected[at:]))
    return re.compile("".join(parts), re.DOTALL), groups


def fold(line):
    """Return LINE in lower case outside of strings."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', line)
    return "".join(p if i % 2 else p.lower() for i, p in enumerate(parts))


def match_line(expected, actual, bindings, lower):
    """Return the Bindings under which ACTUAL fits the line EXPECTED, or None."""
    if lower:
        expected, actual = fold(expected), fold(actual)
    pattern, groups = line_pattern(expected)
    match = pattern.fullmatch(actual)
    if match is None:
        return None
    bindings = bindings.copy()
    for (kind, text), found in zip(groups, match.groups(), strict=True):
        if not bindings.unify(kind, text, found.lower() if kind == "address" else found):
            return None
    return bindings


def match_lines(expected, actual, bindings, lower):
    """Return the Bindings under which the lines ACTUAL fit EXPECTED, or None.

    `...` alone on a line stands for any lines, or none. The search keeps, for each number of
    expected lines done, where the actual lines may be; so it takes bounded time.
    """
    states = {0: bindings}  # index in actual → bindings under which it was reached
    for line in expected:
        following = {}
        if line.strip() == "...":
            for start, found in states.items():
                for i in range(start, len(actual) + 1):
                    following.setdefault(i, found)
        else:
            for i, found in states.items():
                if i < len(actual):
                    matched = match_line(line, actual[i], found, lower)
                    if matched is not None:
                        following.setdefault(i + 1, matched)
        states = following
        if not states:
            return None
    return states.get(len(actual))


def unified_diff(page, changes):
    """Return the lines of a unified diff of PAGE; CHANGES: list of (start, end, new lines)."""
    return list(
        difflib.unified_diff(
            page.lines, with_changes(page.lines, changes), f"{page.name} (expected)", f"{page.name} (actual)", lineterm=""
        )
    )


def with_changes(lines, changes):
    """Return LINES with ranges replaced; CHANGES do not overlap."""
    lines = list(lines)
    for start, end, new in sorted(changes, reverse=True):
        lines[start:end] = new
    return lines
