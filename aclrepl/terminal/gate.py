"""The one gate that everything shown passes: what could drive the terminal is made visible.

Values, errors, titles, completions, history: their text comes from peers and files. Control
characters, those that change the direction of writing, those of no width and tags never reach the
terminal; they are shown as `^[`, `<9b>` or `<U+202E>`. Colour is added behind the gate, from our own
constants. Nothing here is imported but Python's own.
"""

import re

_NEWLINES = "\t\n"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
_UNSEEN = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners, fillers
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # zero width, direction, separators of lines
    "\ufe00-\ufe0f\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # variants, annotations
    "\U000e0000-\U000e0fff\ud800-\udfff\ufdd0-\ufdef"  # tags, lone surrogates, noncharacters
) + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))

_UNSAFE = re.compile(f"[{_CONTROLS}{_UNSEEN}]")
_UNSAFE_LINE = re.compile(f"[{_NEWLINES}{_CONTROLS}{_UNSEEN}]")
_UNICODE = ("utf-8", "utf8", "UTF-8")


def gate(text, newlines=True, encoding="utf-8"):
    """Return TEXT with what could drive a terminal made visible.

    Arguments:
      newlines -- false: it is to be one line; newlines and tabs are made visible, too
      encoding -- the terminal's; what it can't say becomes a backslash escape
    Returns: str, of printable characters, tabs and newlines. Passing it again changes nothing.
    """
    if _plain(text, newlines):
        return text
    if newlines:
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        text = _UNSAFE.sub(_visible, text)
    else:
        text = _UNSAFE_LINE.sub(_visible, text)
    if encoding not in _UNICODE and not text.isascii():
        text = _sayable(text, encoding)
    return text


def printable(text):
    """Return TEXT as one safe line: newlines and tabs show as `^J` and `^I`."""
    return gate(text, newlines=False)


def stripped(text):
    """Return TEXT without what the gate would make visible; for text that is typed again, not shown."""
    if _plain(text, True):
        return text
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def safe(text):
    """Return whether TEXT passes the gate unchanged, as one line."""
    return gate(text, newlines=False) == text


def _plain(text, newlines):
    """Return whether TEXT is ASCII and needs no more look: nearly all is, and that is quick in a flood."""
    return text.isascii() and (text.replace("\n", "").replace("\t", "") if newlines else text).isprintable()


def _visible(match):
    code = ord(match.group())
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    return f"<{code:02x}>" if code < 0x100 else f"<U+{code:04X}>"


def _sayable(text, encoding):
    try:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:  # a locale that Python doesn't know
        return text.encode("ascii", "backslashreplace").decode("ascii")


def clip(text, columns):
    """Return TEXT, one safe line, cut to COLUMNS of the screen; what is cut shows as `...`."""
    if len(text) <= columns and text.isascii():
        return text
    from prompt_toolkit.utils import get_cwidth

    width, keep = 0, 0
    for place, character in enumerate(text):
        width += get_cwidth(character)
        if width > columns:
            return text[:keep] + "..."[: max(columns, 0)]
        if width <= columns - 3:
            keep = place + 1
    return text
