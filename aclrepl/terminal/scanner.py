"""What typed Lisp looks like, found by one scan: tokens, nesting, completeness, indentation.

The scan serves highlighting, Enter, matching parentheses, the lambda list of the operator one is
in, and indentation. It never calls the reader and never fails. A line is scanned by one regular
expression from the state the line before has left; lines are remembered with that state, so a key
costs one line. Token names are those of pygments.

The reader has the last word: what is complete here may still be wrong there.
"""

import re
from functools import lru_cache

# States at the start of a line: code, in a string, in `|...|`, or (an int) in so many block comments.
CODE, STRING, BAR = "code", "string", "bar"

_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\r\f\n]+)
    | (?P<comment>;.*)
    | (?P<block>\#\|)
    | (?P<open>\#[0-9]*[aAsS]?\(|\()
    | (?P<close>\))
    | (?P<string>"(?:[^"\\]|\\.)*("|\\?$))
    | (?P<character>\#\\(?:.(?:[^\s()"';`,|\\]|\\.|\\$|\|(?:[^|\\]|\\.)*(?:\||\\?$))*|$))
    | (?P<prefix>'|`|,@|,\.|,|\#'|\#[0-9]*[-+.,bBoOxXrRcCpP:]|\#[0-9]+[=\#])
    | (?P<token>(?:[^\s()"';`,|\\]|\\.|\\$|\|(?:[^|\\]|\\.)*(?:\||\\?$))+)
    | (?P<other>.)
    """,
    re.VERBOSE,
)
_REST_OF_STRING = re.compile(r'(?:[^"\\]|\\.)*("|\\?$)')
_REST_OF_BAR = re.compile(r"(?:[^|\\]|\\.)*(\||\\?$)")
_BLOCK = re.compile(r"\#\||\|\#")
_NUMBER = re.compile(
    r"[-+]?(?:\d+\.?|\d+/\d+|\d*\.\d+(?:[esfdlESFDL][-+]?\d+)?|\d+(?:\.\d*)?[esfdlESFDL][-+]?\d+)$"
)


def words(text):
    """Return the set of the words of TEXT."""
    return frozenset(text.split())


_KEYWORDS = words(
    """
    block case catch ccase cond declaim declare defclass defconstant defgeneric define-condition
    define-compiler-macro define-modify-macro define-setf-expander define-symbol-macro defmacro
    defmethod defpackage defparameter defsetf defstruct deftype defun defvar destructuring-bind do
    do* do-all-symbols do-external-symbols do-symbols dolist dotimes ecase etypecase eval-when flet
    function go handler-bind handler-case if ignore-errors in-package labels lambda let let*
    load-time-value locally loop macrolet multiple-value-bind multiple-value-call
    multiple-value-prog1 multiple-value-setq prog prog* prog1 prog2 progn progv quote restart-bind
    restart-case return return-from setf setq symbol-macrolet tagbody the throw typecase unless
    unwind-protect when
    """
)
_CONSTANTS = words("t nil pi")


class Token:
    """A piece of one line. START counts from the beginning of the text; KIND is the name in _TOKEN."""

    __slots__ = ("kind", "start", "end", "text")

    def __init__(self, kind, start, end, text):
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text

    def __repr__(self):
        return f"<{self.kind} {self.text!r} {self.start}>"


@lru_cache(maxsize=4096)
def scan_line(line, state):
    """Return (tuple of (kind, start, end) in LINE, the state behind it)."""
    found, place, size = [], 0, len(line)
    if state == STRING:
        match = _REST_OF_STRING.match(line)
        place = match.end()
        found.append(("string", 0, place))
        if match.group(1) != '"':
            return tuple(found), STRING
    elif state == BAR:
        match = _REST_OF_BAR.match(line)
        place = match.end()
        found.append(("token", 0, place))
        if match.group(1) != "|":
            return tuple(found), BAR
    depth = state if isinstance(state, int) else 0
    while place < size or depth:
        if depth:
            start = place
            while depth and place < size:
                match = _BLOCK.search(line, place)
                if match is None:
                    place = size
                else:
                    depth += 1 if match.group() == "#|" else -1
                    place = match.end()
            if place > start:
                found.append(("comment", start, place))
            if depth:
                return tuple(found), depth
            continue
        match = _TOKEN.match(line, place)
        kind = match.lastgroup if match.lastgroup else "other"
        start, place = place, match.end()
        if kind == "block":
            depth = 1
            block = _BLOCK.search(line, place)
            while depth:
                if block is None:
                    place = size
                    break
                depth += 1 if block.group() == "#|" else -1
                place = block.end()
                block = _BLOCK.search(line, place)
            found.append(("comment", start, place))
            if depth:
                return tuple(found), depth
            continue
        found.append((kind, start, place))
        if place == size:
            if kind == "string" and not _closed(line, start, '"'):
                return tuple(found), STRING
            rest = {"token": 0, "character": 3}.get(kind)  # where constituents begin
            if rest is not None and _in_bar(line[start + rest : place]):
                return tuple(found), BAR
    return tuple(found), CODE


def _closed(line, start, mark):
    """Return whether the string that begins at START of LINE and reaches its end is closed there."""
    escaped = False
    for character in line[start + 1 :]:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == mark:
            return True
    return False


def _in_bar(token):
    """Return whether TOKEN ends inside of `|...`."""
    inside = escaped = False
    for character in token:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "|":
            inside = not inside
    return inside


class Enclosing:
    """A list that a place is in.

    start      place of its parenthesis
    operator   text of its first element, "" where there is none yet or it is a list
    arguments  list of (start, end) of the elements behind the first that begin before the place
    quoted     whether it is data: behind `'` or `#`
    """

    __slots__ = ("start", "operator", "arguments", "quoted", "first")

    def __init__(self, start, quoted):
        self.start = start
        self.quoted = quoted
        self.operator = ""
        self.first = None  # (start, end) of the first element
        self.arguments = []

    def add(self, start, end, text):
        if self.first is None:
            self.first = (start, end)
            self.operator = text
        else:
            self.arguments.append((start, end))

    def close(self, start, end):
        """The list that began at START ends at END."""
        if self.arguments:
            self.arguments[-1] = (start, end)
        else:
            self.first = (start, end)


class Scan:
    """What is known of TEXT. Made by `scan`."""

    def __init__(self, text):
        self.text = text
        self.lines = text.split("\n")
        self.starts = []  # place of each line
        self.states = []  # state at its start
        self.tokens = []  # Tokens of all lines
        self.line_ranges = []  # slice of `tokens` for each line
        state, place = CODE, 0
        for line in self.lines:
            self.starts.append(place)
            self.states.append(state)
            first = len(self.tokens)
            spans, state = scan_line(line, state)
            for kind, start, end in spans:
                self.tokens.append(Token(kind, place + start, place + end, line[start:end]))
            self.line_ranges.append((first, len(self.tokens)))
            place += len(line) + 1
        self.state = state
        self.pairs, self.open, self.stray = self._pair()

    def _pair(self):
        """Return (place → place of the matching parenthesis, list of open ones, set of stray ones)."""
        pairs, stack, stray = {}, [], set()
        for token in self.tokens:
            if token.kind == "open":
                stack.append(token.end - 1)
            elif token.kind == "close":
                if stack:
                    start = stack.pop()
                    pairs[start], pairs[token.start] = token.start, start
                else:
                    stray.add(token.start)
        return pairs, stack, stray

    # Whole or not

    @property
    def blank(self):
        """Whether there is nothing to read."""
        return all(token.kind in ("blank", "comment") for token in self.tokens)

    @property
    def command(self):
        """Whether the text is a top-level command."""
        return self.text.lstrip().startswith(":")

    @property
    def complete(self):
        """Whether there is a form, and nothing is open."""
        if self.command:
            return True
        if self.stray:
            return True
        if self.open or self.state != CODE:
            return False
        last = None
        for token in reversed(self.tokens):
            if token.kind not in ("blank", "comment"):
                last = token
                break
        if last is None or self._dangles(last):
            return False
        return self._feature_expressions_are_whole()

    def _dangles(self, last):
        """Return whether a form is still to come behind LAST."""
        if last.kind == "prefix":
            return True
        if last.end < len(self.text):
            return False
        rest = last.text[3:] if last.kind == "character" else last.text
        backslashes = len(rest) - len(rest.rstrip("\\"))
        if last.kind == "token":
            return backslashes % 2 == 1
        return last.kind == "character" and (len(last.text) < 3 or backslashes % 2 == 1)

    def _feature_expressions_are_whole(self):
        """Return whether the last `#+` of the top level has both its parts."""
        wanted = 0  # forms that must come
        for token, nested in self._outermost():
            if token.kind == "prefix" and token.text[-1] in "+-":
                wanted = max(wanted, 1) + 1 if wanted else 2
            elif token.kind == "prefix" or nested:
                continue
            elif wanted:
                wanted -= 1
        return wanted == 0

    def _outermost(self):
        """Yield (token, false) for the tokens of the top level; a list counts once, at its end."""
        depth = 0
        for token in self.tokens:
            if token.kind in ("blank", "comment"):
                continue
            if token.kind == "open":
                depth += 1
            elif token.kind == "close":
                depth = max(depth - 1, 0)
                if depth == 0:
                    yield token, False
            elif depth == 0:
                yield token, False

    # Places

    def token_index(self, place):
        """Return the index of the token that PLACE is in or directly behind, None where there is none."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end < place:
                low = middle + 1
            else:
                high = middle
        if low < len(self.tokens) and self.tokens[low].start < place:
            return low
        return None

    def token_at(self, place):
        """Return (start, end) of the symbol or number at PLACE or ending there; else (PLACE, PLACE)."""
        index = self.token_index(place)
        if index is not None and self.tokens[index].kind in ("token", "character"):
            return self.tokens[index].start, self.tokens[index].end
        if index is not None and self.tokens[index].text in ("#+", "#-"):
            return place, place
        following = self.tokens[index + 1] if index is not None and index + 1 < len(self.tokens) else None
        if following is not None and following.start == place and following.kind == "token":
            return following.start, following.end
        return place, place

    def kind(self, place):
        """Return what PLACE is in: "code", "string", "comment", "symbol" (`|...|`) or "character"."""
        line = self.line_of(place)
        index = self.token_index(place)
        state = self.states[line]
        if index is None or self.tokens[index].start < self.starts[line]:
            if state == CODE:
                return "code"
            return {STRING: "string", BAR: "symbol"}.get(state, "comment")
        token = self.tokens[index]
        inside = place < token.end
        if token.kind == "string":
            whole = token.end < len(self.text) or self.state != STRING
            return "string" if inside or not self._ends(token, whole) else "code"
        if token.kind == "comment":
            line_comment = token.text.startswith(";")
            return "comment" if inside or line_comment or self._comment_is_open(token) else "code"
        if token.kind == "token" and _in_bar(self.text[token.start : place]):
            return "symbol"
        if token.kind == "character":
            return "character"
        return "code"

    def _ends(self, token, whole):
        """Return whether the string TOKEN is closed at its end."""
        line = self.line_of(token.start)
        if self.states[line] == STRING and token.start == self.starts[line]:
            return _closed('"' + token.text, 0, '"')
        return _closed(token.text, 0, '"')

    def _comment_is_open(self, token):
        line = self.line_of(token.start)
        behind = self.states[line + 1] if line + 1 < len(self.states) else self.state
        return isinstance(behind, int) and token.end == self.starts[line] + len(self.lines[line])

    def line_of(self, place):
        """Return the number of the line that PLACE is on."""
        low, high = 0, len(self.starts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.starts[middle] <= place:
                low = middle
            else:
                high = middle - 1
        return low

    def matching(self, place):
        """Return the place of the parenthesis that matches the one at PLACE, or None."""
        return self.pairs.get(place)

    def enclosing(self, place):
        """Return the list of Enclosing that PLACE is in, innermost first."""
        stack, elements, prefixes = [], [], []  # elements: start of the form that a prefix begins
        for token in self.tokens:
            if token.start >= place:
                break
            kind = token.kind
            if kind in ("blank", "comment"):
                continue
            if kind == "prefix":
                if not prefixes:
                    elements.append(token.start)
                prefixes.append(token.text)
                continue
            start = elements.pop() if prefixes and elements else token.start
            if kind == "open":
                outer_quoted = bool(stack) and stack[-1][0].quoted
                data = token.text != "(" or any(p in ("'", "`") for p in prefixes)
                quoted = (outer_quoted or data) and not any(p[0] == "," for p in prefixes)
                if stack:
                    stack[-1][0].add(start, place, "")
                stack.append((Enclosing(token.end - 1, quoted), start))
                prefixes = []
            elif kind == "close":
                prefixes = []
                if stack:
                    _, start = stack.pop()
                    if stack:
                        stack[-1][0].close(start, token.end)
            else:
                if stack:
                    stack[-1][0].add(start, token.end, "" if prefixes or kind == "string" else token.text)
                prefixes = []
        return [entry[0] for entry in reversed(stack)]

    # Forms, for moving over them

    def form_end(self, place):
        """Return the place behind the form that begins at or behind PLACE, or None."""
        for index, token in enumerate(self.tokens):
            if token.end <= place or token.kind in ("blank", "comment"):
                continue
            if token.kind == "close":
                return None
            if token.kind == "prefix":
                place = token.end
                continue
            if token.kind == "open":
                end = self.pairs.get(token.end - 1)
                return None if end is None else end + 1
            return self._string_end(index) if token.kind == "string" else token.end
        return None

    def _string_end(self, index):
        """Return where the string of several lines that token INDEX is part of ends."""
        while index + 1 < len(self.tokens):
            line = self.line_of(self.tokens[index + 1].start)
            follows = self.tokens[index + 1].kind == "string" and self.states[line] == STRING
            if not (follows and self.tokens[index + 1].start == self.starts[line]):
                break
            index += 1
        return self.tokens[index].end

    def form_start(self, place):
        """Return the place where the form begins that ends at or before PLACE, or None."""
        start, index = None, len(self.tokens) - 1
        while index >= 0:
            token = self.tokens[index]
            index -= 1
            if token.start >= place or (start is None and token.kind in ("blank", "comment")):
                continue
            if start is not None:
                if token.kind != "prefix" or token.end != start:
                    return start
                start = token.start
            elif token.kind == "open" or token.kind == "prefix":
                return None
            elif token.kind == "close":
                start = self.pairs.get(token.start)
                if start is None:
                    return None
                place = start
                while index >= 0 and self.tokens[index].start >= start:
                    index -= 1
            elif token.kind == "string" and self.states[self.line_of(token.start)] == STRING:
                line = self.line_of(token.start)
                if token.start != self.starts[line]:
                    start = token.start
            else:
                start = token.start
        return start

    # Colours

    def line_tokens(self, number):
        """Return the list of (name of a pygments token type, text) of line NUMBER."""
        first, last = self.line_ranges[number]
        line, base = self.lines[number], self.starts[number]
        shown, place = [], 0
        for index in range(first, last):
            token = self.tokens[index]
            start = token.start - base
            if start > place:
                shown.append(("Text", line[place:start]))
            shown.append((self._name(index), token.text))
            place = token.end - base
        if place < len(line):
            shown.append(("Text", line[place:]))
        return shown

    def _name(self, index):
        token = self.tokens[index]
        kind = token.kind
        if kind != "token":
            if kind == "close" and token.start in self.stray:
                return "Error"
            return _NAMES[kind]
        text = token.text.lower()
        if not text:  # the rest of a symbol in bars, empty on this line
            return "Name"
        if text[0] == ":":
            return "Literal.String.Symbol"
        if _NUMBER.match(text):
            return "Literal.Number"
        if text[0] == "&" and len(text) > 1:
            return "Keyword.Pseudo"
        if text in _CONSTANTS:
            return "Keyword.Constant"
        if index and self.tokens[index - 1].kind == "open" and self.tokens[index - 1].text == "(":
            bare = text.rpartition(":")[2]
            if bare in _KEYWORDS or bare.startswith(("with-", "def")):
                return "Keyword"
            return "Name.Function"
        if index and self.tokens[index - 1].text == "#'":
            return "Name.Function"
        if len(text) > 2 and text[0] == text[-1] == "*":
            return "Name.Variable.Global"
        return "Name"

    # Indentation

    def indentation(self, place):
        """Return the column for a line that begins at PLACE, as Lisp is laid out."""
        from aclrepl.terminal.indentation import column

        return column(self, place)

    def column_of(self, place):
        """Return the column that PLACE is at."""
        return place - self.starts[self.line_of(place)]


_NAMES = {
    "blank": "Text",
    "comment": "Comment",
    "open": "Punctuation",
    "close": "Punctuation",
    "string": "Literal.String",
    "character": "Literal.String.Char",
    "prefix": "Operator",
    "other": "Text",
}


@lru_cache(maxsize=8)
def scan(text):
    """Return the Scan of TEXT. The last few are remembered."""
    return Scan(text)
