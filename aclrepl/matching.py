"""Whether what was printed is what a page shows.

What differs from run to run is unified, not ignored. An expected number may stand for another
actual one only where that is a port the system chose in this session, an address behind
`@ #x` for another address; and each such number stands for one other on the whole page.

An expected line is a row of tokens. Where `...` stands, the matcher tries one place after the
other, within a budget: a line that would take too long does not match.
"""

import re

BUDGET = 20_000  # attempts a line may take, and one more for each of its characters
CELLS = 2_000_000  # pairs of lines a block may take

TOKEN = re.compile(r"@ #x(?P<address>[0-9A-Fa-f]+)|(?P<any>\.\.\.)|(?P<number>[0-9]+)")
ADDRESS = re.compile(r"@ #x([0-9A-Fa-f]+)")
DIGITS = re.compile(r"[0-9]+")
# Behind a line of output; not a line of its own.
COMMENTARY = re.compile(r"(?<=\S)\s+;;(?=\s|$)")
# Parts of a line whose case means something: strings, and characters such as #\a.
CASED = re.compile(r'("(?:[^"\\]|\\.)*(?:"|$)|#\\.(?![A-Za-z]))')


class Bindings:
    """Which actual number stands for which expected one. Never changed: `unify` returns another.

    chosen  predicate of an int: did the system choose this port in this session?
    """

    def __init__(self, chosen, actual=None, expected=None):
        self.chosen = chosen
        self.actual = actual or {}
        self.expected = expected or {}

    def unify(self, kind, expected, actual):
        """Return the Bindings under which ACTUAL stands for EXPECTED, None if there are none."""
        if kind == "number" and not self.chosen(int(actual)):
            return self if expected == actual else None
        key, back = (kind, expected), (kind, actual)
        known, taken = self.actual.get(key), self.expected.get(back)
        if known is not None:
            return self if known == actual else None
        if taken is not None:
            # A number of the page's own may happen to be one that the system chose.
            return self if kind == "number" and expected == actual else None
        return Bindings(self.chosen, {**self.actual, key: actual}, {**self.expected, back: expected})

    def as_page(self, line):
        """Return LINE of actual output with the expected numbers that stand for the actual ones."""

        def expected(match):
            kind = match.lastgroup
            if kind == "any":
                return match[0]
            known = self.expected.get((kind, match[kind].lower()), match[kind])
            return f"@ #x{known}" if kind == "address" else known

        return TOKEN.sub(expected, line)


def fold(line):
    """Return LINE with the case of symbols gone: lower case but in strings and characters."""
    return "".join(p if i % 2 else p.lower() for i, p in enumerate(CASED.split(line)))


def tokens(expected):
    """Return the row of tokens of a line: pairs of a kind and a text."""
    row, at = [], 0
    for match in TOKEN.finditer(expected):
        if match.start() > at:
            row.append(("text", expected[at : match.start()]))
        kind = match.lastgroup or ""
        row.append((kind, match[kind].lower()))
        at = match.end()
    if at < len(expected):
        row.append(("text", expected[at:]))
    return row


class LineMatcher:
    """Matches one row of tokens with one line."""

    def __init__(self, row, line):
        self.row = row
        self.line = line
        self.left = BUDGET + len(line)

    def match(self, n, place, bindings):
        """Return Bindings under which the tokens from N on fit the line from PLACE on, or None."""
        row, line = self.row, self.line
        while n < len(row):
            kind, text = row[n]
            if kind == "any":
                return self.match_any(n + 1, place, bindings)
            if kind == "text":
                if not line.startswith(text, place):
                    return None
                place += len(text)
            elif kind == "address":
                found = ADDRESS.match(line, place)
                if found is None:
                    return None
                bindings = bindings.unify(kind, text, found[1].lower())
                if bindings is None:
                    return None
                place = found.end()
            else:
                found = DIGITS.match(line, place)
                if found is None or (place > 0 and line[place - 1].isdecimal() and not self.cut(n - 1)):
                    return None
                unified = bindings.unify(kind, text, found[0])
                if unified is not None:
                    bindings, place = unified, found.end()
                elif (self.cut(n - 1) or self.cut(n + 1)) and line.startswith(text, place):
                    place += len(text)  # `12...` for 12345: part of a number
                else:
                    return None
            n += 1
        return bindings if place == len(line) else None

    def cut(self, n):
        return 0 <= n < len(self.row) and self.row[n][0] == "any"

    def match_any(self, n, place, bindings):
        """As `match`, where the tokens from N on may begin at any place from PLACE on."""
        if n == len(self.row):
            return bindings
        kind, text = self.row[n]
        while place <= len(self.line):
            if kind == "text":
                place = self.line.find(text, place)
                if place < 0:
                    return None
            self.left -= 1
            if self.left < 0:
                return None
            found = self.match(n, place, bindings)
            if found is not None:
                return found
            place += 1
        return None


def readings(expected):
    """Yield what a line of a page may expect: all of it, and it without commentary behind it."""
    yield expected
    for match in reversed(list(COMMENTARY.finditer(expected))):
        yield expected[: match.start()]


def match_line(expected, actual, bindings, lower=False):
    """Return the Bindings under which the line ACTUAL fits the line EXPECTED of a page, or None."""
    if lower:
        actual = fold(actual)
    for reading in readings(expected):
        row = tokens(fold(reading) if lower else reading)
        found = LineMatcher(row, actual).match(0, 0, bindings)
        if found is not None:
            return found
    return None


def match_lines(expected, actual, bindings, lower=False):
    """Return the Bindings under which the lines ACTUAL fit EXPECTED, or None.

    `...` alone on a line stands for any lines, or none. The search keeps, for each number of
    expected lines done, where the actual lines may be; so it takes bounded time.
    """
    if not any(elision(line) for line in expected):
        if len(expected) != len(actual):
            return None
        for one, other in zip(expected, actual, strict=True):
            bindings = match_line(one, other, bindings, lower)
            if bindings is None:
                return None
        return bindings
    left = CELLS
    states = {0: bindings}  # index in ACTUAL → Bindings under which it was reached
    for n, line in enumerate(expected):
        following = {}
        if elision(line):
            if all(elision(rest) for rest in expected[n:]):
                return next(iter(states.values()))
            first = min(states)
            found = states[first]
            for i in range(first, len(actual) + 1):
                found = states.get(i, found)
                following[i] = found
        else:
            for i, found in states.items():
                if i < len(actual):
                    matched = match_line(line, actual[i], found, lower)
                    if matched is not None:
                        following[i + 1] = matched
            left -= len(states)
        states = following
        if not states or left < 0:
            return None
    return states.get(len(actual))


def elision(line):
    """Return whether a line of a page stands for any lines."""
    return "..." in line and any(reading.strip() == "..." for reading in readings(line))


def match_start(expected, actual, bindings, lower=False):
    """Return (number of lines, Bindings): how many lines at the beginning fit, one by one."""
    n = 0
    for one, other in zip(expected, actual, strict=False):
        found = None if elision(one) else match_line(one, other, bindings, lower)
        if found is None:
            break
        bindings = found
        n += 1
    return n, bindings
