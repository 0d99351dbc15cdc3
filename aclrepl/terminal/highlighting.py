"""The colours of what is typed, and of parentheses that match, for prompt_toolkit."""

from functools import lru_cache

from prompt_toolkit.layout.processors import Processor, Transformation
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.lexers import Lexer

from aclrepl.terminal.scanner import scan


@lru_cache(maxsize=64)
def style_of(name):
    """Return the style class of the pygments token type NAME, such as `Literal.String`."""
    return "class:pygments." + name.lower()


class ScannerLexer(Lexer):
    """Lexer over the scanner. What goes wrong in it makes plain text, never an error."""

    def lex_document(self, document):
        try:
            scanned = scan(document.text)
        except Exception:
            scanned = None
        lines = document.lines

        def line(number):
            if number >= len(lines):
                return []
            try:
                return [(style_of(name), text) for name, text in scanned.line_tokens(number)]
            except Exception:
                return [("", lines[number])]

        return line

    def invalidation_hash(self):
        return id(self)


class MatchingParentheses(Processor):
    """Marks the parenthesis at or before the cursor, and the one that matches."""

    def __init__(self):
        self._known = (None, None, ())

    def apply_transformation(self, ti):
        try:
            places = self._places(ti.document)
            fragments = ti.fragments
            for row, column in places:
                if row == ti.lineno:
                    fragments = explode_text_fragments(fragments)
                    column = ti.source_to_display(column)
                    if column < len(fragments):
                        style, text, *rest = fragments[column]
                        fragments[column] = (style + " class:matching-parenthesis", text, *rest)
            return Transformation(fragments)
        except Exception:
            return Transformation(ti.fragments)

    def _places(self, document):
        """Return (row, column) of both parentheses; computed once for a text and cursor."""
        text, cursor = document.text, document.cursor_position
        if self._known[0] != text or self._known[1] != cursor:
            scanned, found = scan(text), ()
            for place in (cursor - 1, cursor):
                other = scanned.matching(place)
                if other is not None:
                    pair = sorted((place, other))
                    found = tuple(document.translate_index_to_position(p) for p in pair)
                    break
            self._known = (text, cursor, found)
        return self._known[2]


__all__ = ["MatchingParentheses", "ScannerLexer", "style_of"]
