"""Colours for printed sessions: a pygments lexer of transcripts, found as a plug-in.

`acl-session` marks blocks of documentation; Sphinx finds the lexer by that name wherever this
package is installed. What is input and what output is decided by `transcript`, as for pages that
are replayed; inputs are coloured by the scanner of the terminal.
"""

from pygments.lexer import Lexer
from pygments.token import Generic, Text, string_to_tokentype

from aclrepl.terminal.pasting import input_end
from aclrepl.terminal.scanner import scan
from aclrepl.transcript import HANGS, ON, PROMPT, BadPage, Step, parse

# How blocks of errors begin; they go on with indented and blank lines, and the list of restarts.
_ERRORS = ("Error: ", "Break: ")
_RESTARTS = "Restart actions ("


class AllegroSessionLexer(Lexer):
    """Lexer of sessions with prompts such as `USER(1): ` or `[1c] CL-USER(3): `.

    Prompts are Generic.Prompt, inputs Lisp, outputs Generic.Output, messages of errors with their restarts
    Generic.Error, `on NAME:` Generic.Heading and `.. this hangs ...` Generic.Emph. A text without a
    prompt is Lisp. No character is added or taken away.
    """

    name = "Allegro CL session"
    url = "https://franz.com/support/documentation/"
    aliases = ("acl-session", "allegro-session")
    filenames = ("*.acl-session",)
    mimetypes = ()

    def __init__(self, **options):
        options.setdefault("stripnl", False)
        options.setdefault("ensurenl", False)
        super().__init__(**options)

    def get_tokens_unprocessed(self, text):
        """Yield (place, token type, text)."""
        place = 0
        for kind, piece in _pieces(text):
            if piece:
                yield place, kind, piece
                place += len(piece)

    def analyse_text(text):
        """Return how likely TEXT is a session, 0 to 1."""
        first = next((line for line in text.split("\n") if line.strip()), "")
        return 0.9 if PROMPT.match(first) or ON.match(first.rstrip()) else 0.0


def _pieces(text):
    """Yield (token type, text) of a page."""
    try:
        page = parse(text, "session", input_end)
    except BadPage:
        yield from _lisp(text)
        return
    steps = {item.line: item for item in page.items if isinstance(item, Step)}
    number, begun, in_error = 0, False, False
    while number < len(page.raw):
        step = steps.get(number)
        if step is not None:
            begun, in_error = True, False
            typed = "".join(page.raw[number : step.end])
            prompt = PROMPT.match(page.lines[number])
            assert prompt is not None
            yield Generic.Prompt, typed[: prompt.end()]
            yield from _lisp(typed[prompt.end() :])
            number = step.end
            continue
        line = page.raw[number]
        in_error = line.startswith(_ERRORS) or (in_error and _goes_on(line))
        yield _kind(line, begun, in_error), line
        number += 1


def _kind(line, begun, in_error):
    """Return the token type of a LINE that is not typed; BEGUN: a prompt stands before it."""
    if ON.match(line.rstrip()):
        return Generic.Heading
    if HANGS.match(line):
        return Generic.Emph
    if not line.strip():
        return Text
    if not begun:
        return Text
    return Generic.Error if in_error else Generic.Output


def _goes_on(line):
    """Return whether LINE may belong to the message of an error that has begun above it."""
    return not line.strip() or line.startswith((" ", _RESTARTS))


def _lisp(text):
    """Yield (token type, text) of Lisp TEXT."""
    scanned = scan(text)
    for number in range(len(scanned.lines)):
        if number:
            yield Text, "\n"
        for name, piece in scanned.line_tokens(number):
            yield string_to_tokentype(name), piece


__all__ = ["AllegroSessionLexer"]
