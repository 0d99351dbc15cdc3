"""One line of Lisp text, cut into tokens by one regular expression.

A line is scanned from the state that the line before it has left: inside of a string, of `|...|`, of
block comments. What is found depends on nothing else, so it is remembered by (line, state), and
a key costs the scan of one line. What several lines make together is the business of `scanner`.
"""

import re
from functools import lru_cache

# States at the start of a line: code; in a string; in `|...|`; in a token whose newline is escaped;
# or (an int) in so many block comments.
CODE, STRING, BAR, TOKEN = "code", "string", "bar", "token"

REMEMBERED = 1000  # characters of a line

_CONSTITUENT = r"""(?:[^ \t\r\f()"';`,|\\]|\\.|\|(?:[^|\\]|\\.)*\|)"""
_TAIL = r"""(?:\\$|\|(?:[^|\\]|\\.)*\\?$)"""  # goes on in the next line
_TOKEN = re.compile(
    rf"""
      (?P<blank>[ \t\r\f]+)
    | (?P<comment>;.*)
    | (?P<open>\((?#)|\#[0-9]*[aAcCsS]?\()
    | (?P<close>\))
    | (?P<block>\#[0-9]*\|)
    | (?P<string>"(?:[^"\\]|\\.)*(?:"|(?P<tail_of_string>\\?$)))
    | (?P<character>\#[0-9]*\\(?:.{_CONSTITUENT}*(?P<tail_of_character>{_TAIL})?|(?P<newline>$)))
    | (?P<prefix>'|`|,[@.]?|\#[0-9]*(?:[-+'.=aAcCpPsS]|[bBoOrRxX]?$))
    | (?P<token>\#[0-9]+\#|(?P<whole>{_TAIL})|
        (?:\#[0-9]*(?:[*:]|[bBoOrRxX][^|\\]?){_CONSTITUENT}*|(?!\#){_CONSTITUENT}+)(?P<tail>{_TAIL})?)
    | (?P<other>\#[0-9]*.|.)
    """,
    re.VERBOSE,
)
# The others are compiled when they are first needed: the first prompt does not wait for them.
_REST = {
    STRING: r'(?:[^"\\]|\\.)*(?:"|(?P<tail>\\?$))',
    BAR: rf"(?:[^|\\]|\\.)*(?:\|{_CONSTITUENT}*(?P<tail>{_TAIL})?|(?P<whole>\\?$))",
    TOKEN: rf"{_CONSTITUENT}*(?P<tail>{_TAIL})?",
}
_BLOCK = r"\#\||\|\#"
_NUMBER = (
    r"[-+]?(?:\d+\.?|\d+/\d+|\d*\.\d+(?:[defls][-+]?\d+)?|\d+(?:\.\d*)?[defls][-+]?\d+)$"
    r"|\#(?:[box]|\d+r)[-+/\w]+$|\#\d*\*[01]*$"
)
_QUALIFIED = r"([^:|\\#]+::?)([^:]+)$"


def words(text):
    """Return the set of the words of TEXT."""
    return frozenset(text.split())


_KEYWORDS = words(
    """
    assert block case catch ccase check-type cond ctypecase decf declaim declare destructuring-bind do do*
    do-all-symbols do-external-symbols do-symbols dolist dotimes ecase etypecase eval-when flet function
    go handler-bind handler-case if ignore-errors in-package incf labels lambda let let* load-time-value
    locally loop macrolet multiple-value-bind multiple-value-call multiple-value-list
    multiple-value-prog1 multiple-value-setq prog prog* prog1 prog2 progn progv psetf psetq quote
    restart-bind restart-case return return-from setf setq symbol-macrolet tagbody the throw typecase
    unless unwind-protect when
    """
)
_CONSTANTS = words("t nil pi")


class Line:
    """What is known of one line from the state at its start.

    spans     tuple of (kind, start, end); kinds are the names in _TOKEN
    after     the state behind it
    brackets  tuple of (column, whether it opens), column of the parenthesis itself
    closes    how many of its parentheses close lists of lines before; opens: how many stay open
    last      kind of its last token but blanks and comments, or None
    features  whether there is a `#+` or `#-`
    """

    __slots__ = (
        "after", "brackets", "closes", "features", "going_on", "last", "names", "opens", "spans", "text",
    )  # fmt: skip

    def __init__(self, text, state):
        self.text = text
        spans, self.after = _cut(text, state)
        self.spans = tuple(spans)
        self.going_on = state in _REST and bool(spans)  # the first span goes on from the line before
        self.names = None
        brackets, closes, opens, last, features = [], 0, 0, None, False
        for kind, start, end in spans:
            if kind == "blank" or kind == "comment":
                continue
            last = kind
            if kind == "open":
                brackets.append((end - 1, True))
                opens += 1
            elif kind == "close":
                brackets.append((start, False))
                if opens:
                    opens -= 1
                else:
                    closes += 1
            elif kind == "prefix" and text[end - 1] in "+-":
                features = True
        self.brackets, self.closes, self.opens = tuple(brackets), closes, opens
        self.last, self.features = last, features

    def tokens(self):
        """Return the tuple of (name of a pygments token type, text) of the line; nothing is left out."""
        if self.names is None:
            self.names = tuple(self._named())
        return self.names

    def _named(self):
        before = ""  # text of the token before
        for kind, start, end in self.spans:
            text = self.text[start:end]
            if kind == "token":
                yield from _token_names(text, before)
            else:
                yield _NAMES[kind], text
            before = text


def scan_line(text, state):
    """Return the Line of TEXT, which has no newline in it, from STATE at its start."""
    return remembered_line(text, state) if len(text) <= REMEMBERED else Line(text, state)


@lru_cache(maxsize=4096)
def remembered_line(text, state):
    """Do the work of `scan_line`. Very long lines don't come here: each key would keep one."""
    return Line(text, state)


def _cut(line, state):
    """Return (list of (kind, start, end), the state behind LINE)."""
    spans, place, size = [], 0, len(line)
    if state in _REST:
        match = re.match(_REST[state], line)
        assert match is not None  # each can match nothing
        place = match.end()
        if place:
            spans.append(("string" if state == STRING else "token", 0, place))
        after = _state_behind(match, state)
        if after != CODE:
            return spans, after
    elif state != CODE:
        place, depth = _block_end(line, 0, state)
        if place:
            spans.append(("comment", 0, place))
        if depth:
            return spans, depth
    after = CODE
    while place < size:
        match = _TOKEN.match(line, place)
        assert match is not None and match.lastgroup  # `other` takes what nothing else does
        kind, start, place = match.lastgroup, place, match.end()
        if kind == "block":
            place, depth = _block_end(line, place, 1)
            kind = "comment"
            after = depth or CODE
        elif place == size:
            after = _state_behind(match, kind)
        spans.append((kind, start, place))
    return spans, after


def _block_end(line, place, depth):
    """Return (place behind the block comments that PLACE is in, how many are open there)."""
    edge = re.compile(_BLOCK).search
    while depth:
        mark = edge(line, place)
        if mark is None:
            return len(line), depth
        depth += 1 if mark.group() == "#|" else -1
        place = mark.end()
    return place, 0


def _state_behind(match, kind):
    """Return the state that MATCH, of a token of KIND or the rest of one, leaves at the end of the line."""
    groups = match.groupdict()
    if kind in (STRING, "string"):
        open_end = groups.get("tail_of_string", groups.get("tail"))
        return CODE if open_end is None else STRING
    if groups.get("newline") is not None:  # `#\` and a newline
        return TOKEN
    if kind == BAR and groups["whole"] is not None:
        return BAR
    tail = groups.get("tail_of_character") or groups.get("tail") or groups.get("whole")
    if not tail:
        return CODE
    return BAR if tail[0] == "|" else TOKEN


def in_bars(text, inside=False):
    """Return whether the symbol that begins with TEXT is inside of `|...|` at the end of it."""
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "|":
            inside = not inside
    return inside


# Colours

_NAMES = {
    "blank": "Text",
    "comment": "Comment",
    "open": "Punctuation",
    "close": "Punctuation",
    "string": "Literal.String",
    "character": "Literal.String.Char",
    "prefix": "Operator",
    "other": "Error",
}


def _token_names(token, before):
    """Yield (name, text) of TOKEN, a symbol or number behind the text BEFORE; two with a package."""
    text = token.lower()
    if text[0] == ":" or text.startswith("#:"):
        yield "Literal.String.Symbol", token
    elif re.match(_NUMBER, text):
        yield "Literal.Number", token
    elif text[0] == "&" and len(text) > 1:
        yield "Keyword.Pseudo", token
    elif text in _CONSTANTS:
        yield "Keyword.Constant", token
    else:
        parts = re.match(_QUALIFIED, token)
        if parts:
            yield "Name.Namespace", parts[1]
        name = parts[2] if parts else token
        yield _name_of(name.lower(), before), name


def _name_of(name, before):
    if before == "(":
        defines = name.startswith("def") and not name.startswith("default")
        if name in _KEYWORDS or defines or name.startswith(("with-", "without-")):
            return "Keyword"
        return "Name.Function"
    if before == "#'":
        return "Name.Function"
    if len(name) > 2 and name[0] == name[-1] == "*":
        return "Name.Variable.Global"
    return "Name"
