"""What typed Lisp looks like, found by one scan: nesting, completeness, places, forms.

The scan serves highlighting, Enter, matching parentheses, the lambda list of the operator one is
in, motion over forms, and indentation. It never calls the reader and never fails. Lines are cut by
`tokens`, which remembers them: a scan after a key puts known lines together, and what only some
places need is computed when it is asked for.

The reader has the last word: what is complete here may still be wrong there.
"""

from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache

from aclrepl.terminal.tokens import BAR, CODE, STRING, TOKEN, in_bars, scan_line


class Token:
    """A piece of the text, START and END counted from its beginning; KIND as `tokens` calls it."""

    __slots__ = ("kind", "start", "end", "text")

    def __init__(self, kind, start, end, text):
        self.kind, self.start, self.end, self.text = kind, start, end, text


class Enclosing:
    """A list that a place is in.

    start      place of its parenthesis
    operator   text of its first element, "" where there is none yet or it is a list
    arguments  list of (start, end) of the elements behind the first that begin before the place
    quoted     whether it is data: behind `'`, a backquote or `#`
    template   whether it is so only as (part of) a backquoted form, which is laid out as code
    first      (start, end) of its first element, or None
    """

    __slots__ = ("start", "operator", "arguments", "quoted", "template", "first")

    def __init__(self, start, quoted, template=False):
        self.start = start
        self.quoted = quoted
        self.template = template
        self.operator = ""
        self.first = None
        self.arguments = []

    def __repr__(self):
        return f"<Enclosing {self.start} {self.operator!r} {self.arguments} quoted={self.quoted}>"

    def add(self, start, end, text):
        if self.first is None:
            self.first = (start, end)
            self.operator = text
        else:
            self.arguments.append((start, end))

    def close(self, start, end):
        """The list that began at START, the last element so far, ends at END."""
        if self.arguments:
            self.arguments[-1] = (start, end)
        else:
            self.first = (start, end)


class Scan:
    """What is known of TEXT. Made by `scan`.

    lines   list of its lines; starts: the place of each
    states  the state at the start of each; state: the one at the end
    depths  how many lists are open at the start of each; depth: at the end
    stray   whether a parenthesis closes nothing
    """

    def __init__(self, text):
        self.text = text
        self.lines = text.split("\n")
        self.starts, self.states, self.depths, self.scanned = [], [], [], []
        state, place, depth, stray = CODE, 0, 0, False
        for line in self.lines:
            found = scan_line(line, state)
            self.starts.append(place)
            self.states.append(state)
            self.depths.append(depth)
            self.scanned.append(found)
            if found.closes > depth:
                stray, depth = True, found.closes
            depth += found.opens - found.closes
            state = found.after
            place += len(line) + 1
        self.state, self.depth, self.stray = state, depth, stray

    # Whole or not

    @cached_property
    def last(self):
        """The kind of the last token, None where there are only blanks and comments."""
        return next((line.last for line in reversed(self.scanned) if line.last), None)

    @property
    def blank(self):
        """Whether there is nothing to read, and nothing begun."""
        return self.last is None and self.state == CODE

    @property
    def command(self):
        """Whether the text is a top-level command."""
        return self.text.lstrip().startswith(":")

    @cached_property
    def complete(self):
        """Whether there is a form, and nothing is open. An excess `)` counts: the reader will say so."""
        if self.command or self.stray:
            return True
        if self.depth or self.state != CODE or self.last in (None, "prefix"):
            return False
        return not any(line.features for line in self.scanned) or self._has_what_features_want()

    def _has_what_features_want(self):
        """Return whether each `#+` and `#-` of the top level has its feature and its form."""
        wanted = depth = 0
        for kind, _, end in self._flat:
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1
            if depth == 0:
                if kind != "prefix":
                    wanted = max(wanted - 1, 0)
                elif self.text[end - 1] in "+-":
                    wanted += 1 if wanted else 2
        return wanted == 0

    # Tokens and parentheses

    @cached_property
    def tokens(self):
        """List of Tokens, without blanks and comments; what goes over several lines is one."""
        return [Token(kind, start, end, self.text[start:end]) for kind, start, end in self._flat]

    def token_index(self, place):
        """Return the index in `tokens` of the one that PLACE is in or directly behind, or None."""
        index = bisect_left(self._token_starts, place) - 1
        return index if index >= 0 and self._flat[index][2] >= place else None

    @cached_property
    def _flat(self):
        """The tokens as tuples (kind, start, end)."""
        return self._tokens_from(0)

    def _tokens_from(self, number, limit=None):
        """Return the tokens from line NUMBER on that begin before the place LIMIT."""
        tokens: list = []
        for index in range(number, len(self.lines)):
            base, line = self.starts[index], self.scanned[index]
            if limit is not None and base >= limit:
                break
            spans = line.spans
            if line.going_on:
                spans = spans[1:]
                if tokens:
                    kind, start, _ = tokens[-1]
                    tokens[-1] = (kind, start, base + line.spans[0][2])
            for kind, start, end in spans:
                if kind != "blank" and kind != "comment":
                    tokens.append((kind, base + start, base + end))
        return tokens

    @cached_property
    def _token_starts(self):
        return [start for _, start, _ in self._flat]

    @cached_property
    def pairs(self):
        """Dict of the place of a parenthesis → that of the matching one."""
        pairs, stack = {}, []
        for base, line in zip(self.starts, self.scanned, strict=True):
            for column, opens in line.brackets:
                if opens:
                    stack.append(base + column)
                elif stack:
                    start = stack.pop()
                    pairs[start], pairs[base + column] = base + column, start
        return pairs

    def matching(self, place):
        """Return the place of the parenthesis that matches the one at PLACE, or None."""
        return self.pairs.get(place) if self.text[max(place, 0) : place + 1] in ("(", ")") else None

    # Places

    def line_of(self, place):
        """Return the number of the line that PLACE is on."""
        return max(bisect_right(self.starts, place) - 1, 0)

    def column_of(self, place):
        """Return the column that PLACE is at."""
        return place - self.starts[self.line_of(place)]

    def _span(self, place):
        """Return (number of the line, column, the span that PLACE is in or directly behind, or None)."""
        number = self.line_of(place)
        column = place - self.starts[number]
        spans = self.scanned[number].spans
        index = bisect_left(spans, column, key=lambda span: span[2])
        span = spans[index] if column and index < len(spans) and spans[index][1] < column else None
        return number, column, span

    def token_at(self, place):
        """Return (start, end) of the symbol, number or character at PLACE or ending there.

        Where there is none, of nothing: (PLACE, PLACE).
        """
        number, column, span = self._span(place)
        base = self.starts[number]
        if span is None or span[0] not in ("token", "character"):
            following = (s for s in self.scanned[number].spans if s[1] == column and s[0] == "token")
            span = next(following, None)
        return (place, place) if span is None else (base + span[1], base + span[2])

    def kind(self, place):
        """Return what PLACE is in: "code", "string", "comment", "symbol" (`|...|`) or "character"."""
        number, column, span = self._span(place)
        state = self.states[number]
        if span is None:
            if column or state in (CODE, TOKEN):
                return "code"
            return {STRING: "string", BAR: "symbol"}.get(state, "comment")
        kind, start, end = span
        line, after = self.scanned[number], self.scanned[number].after
        inside = column < end
        at_end = end == len(line.text)
        if kind == "string":
            return "string" if inside or (at_end and after == STRING) else "code"
        if kind == "comment":
            block = line.text[start] != ";" or (start == 0 and state != CODE)
            return "comment" if inside or not block or (at_end and after != CODE) else "code"
        if kind == "token":
            begun = start == 0 and state == BAR
            return "symbol" if in_bars(line.text[start:column], begun) else "code"
        return "character" if kind == "character" else "code"

    def enclosing(self, place):
        """Return the list of Enclosing that PLACE is in, innermost first. Do not change them."""
        if self._enclosing[0] != place:
            self._enclosing = (place, self._enclose(place))
        return self._enclosing[1]

    _enclosing = (None, ())

    def _enclose(self, place):
        number = self.line_of(place)
        while number and (self.depths[number] or self.states[number] != CODE):
            number -= 1
        text, began = self.text, 0  # began: where the first of the prefixes stands
        stack: list = []
        prefixes: list = []
        for kind, start, end in self._tokens_from(number, place):
            if start >= place:
                break
            if kind == "prefix":
                if not prefixes:
                    began = start
                prefixes.append(text[start:end])
                continue
            element = began if prefixes else start
            if kind == "open":
                if stack:
                    stack[-1][0].add(element, place, "")
                around = stack[-1][0] if stack else None
                stack.append((Enclosing(end - 1, *_data(text[start:end], prefixes, around)), element))
            elif kind == "close":
                if stack:
                    _, element = stack.pop()
                    if stack:
                        stack[-1][0].close(element, end)
            elif stack:
                name = text[start:end] if kind == "token" and not prefixes else ""
                stack[-1][0].add(element, end, name)
            prefixes = []
        return [entry[0] for entry in reversed(stack)]

    # Forms, for moving over them

    def form_end(self, place):
        """Return the place behind the form that begins at or behind PLACE, or None."""
        index = max(bisect_right(self._token_starts, place) - 1, 0)
        for kind, _, end in self._flat[index:]:
            if end <= place or kind == "prefix":
                continue
            if kind == "close":
                return None
            if kind == "open":
                close = self.pairs.get(end - 1)
                return None if close is None else close + 1
            return end
        return None

    def form_start(self, place):
        """Return the place where the form begins that ends at or before PLACE, or is around it, or None."""
        index = bisect_left(self._token_starts, place) - 1
        if index < 0 or self._flat[index][0] in ("open", "prefix"):
            return None
        kind, start, _ = self._flat[index]
        if kind == "close":
            parenthesis = self.pairs.get(start)
            if parenthesis is None:
                return None
            index = bisect_right(self._token_starts, parenthesis) - 1
            start = self._flat[index][1]
        while index and self._flat[index - 1][0] == "prefix" and self._flat[index - 1][2] == start:
            index -= 1
            start = self._flat[index][1]
        return start

    # Colours and columns

    def line_tokens(self, number):
        """Return the list of (name of a pygments token type, text) of line NUMBER."""
        line, depth = self.scanned[number], self.depths[number]
        if line.closes <= depth:
            return list(line.tokens())
        shown = []
        for name, text in line.tokens():
            if name == "Punctuation":
                depth += 1 if text[-1] == "(" else -1
                if depth < 0:
                    name, depth = "Error", 0
            shown.append((name, text))
        return shown

    def indentation(self, place):
        """Return the column for a line that begins at PLACE, as Lisp is laid out."""
        from aclrepl.terminal.indentation import column

        return column(self, place)


def _data(opening, prefixes, around):
    """Return (quoted, template) of a list with OPENING behind PREFIXES; AROUND is an Enclosing or None."""
    if any(prefix[0] == "," for prefix in prefixes):
        return False, False
    if opening != "(" or "'" in prefixes:
        return True, False
    if "`" in prefixes:
        return True, True
    return (around.quoted, around.template) if around else (False, False)


@lru_cache(maxsize=8)
def scan(text):
    """Return the Scan of TEXT. The last few are remembered."""
    return Scan(text)
