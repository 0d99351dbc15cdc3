"""What completion answers: items to insert, few enough for a menu, and safe to show and to type again."""

from aclrepl.terminal.gate import printable, safe

MOST = 200  # items: the menu measures all of them at each draw
LONGEST = 500  # characters of an item; longer names are not offered
LONGEST_META = 200


class Item:
    """Something to insert.

    text    -- what replaces the typed part
    display -- how the menu shows it, TEXT by default
    meta    -- one line that explains it
    kind    -- "function" "macro" "special operator" "variable" "constant" "class" "type" "word" "local"
               "keyword" "value" "package" "command" "process" "file" "character"
    """

    __slots__ = ("text", "display", "meta", "kind")

    def __init__(self, text, meta="", kind="", display=None):
        self.text = text
        self.display = text if display is None else printable(display)
        self.meta = printable(meta[:LONGEST_META])
        self.kind = kind

    def __repr__(self):
        return f"<{self.kind} {self.text!r}>"


class Completions:
    """ITEMS that may replace what stands between START and the place asked for."""

    def __init__(self, start, items=()):
        self.start = start
        self.items = [item for item in items if len(item.text) <= LONGEST and safe(item.text)][:MOST]


def cased(name, token):
    """Return NAME in upper case if TOKEN has capitals only, else in lower case."""
    letters = [c for c in token if c.isalpha()]
    return name.upper() if letters and all(c.isupper() for c in letters) else name.lower()
