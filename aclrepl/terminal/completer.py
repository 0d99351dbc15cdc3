"""Completion for prompt_toolkit: `candidates` as a Completer that never fails."""

from prompt_toolkit.completion import Completer, Completion

from aclrepl.terminal.scanner import scan

SHORTEST = 2  # letters of a symbol, before the menu comes by itself


class ListenerCompleter(Completer):
    """Arguments: context -- Context; before it is ready there are no completions.

    A fault gives no completions; each one is reported once.
    """

    def __init__(self, context):
        self.context = context
        self._reported = set()

    def get_completions(self, document, complete_event):
        try:
            if self.context.ready():
                return self._completions(document, complete_event.completion_requested)
        except Exception as e:
            self._report(e)
        return []

    def _report(self, fault):
        trace = fault.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        place = (type(fault), trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        if place not in self._reported:
            self._reported.add(place)
            self.context.failed(fault)

    def _completions(self, document, asked):
        from aclrepl.terminal.candidates import complete

        text, place = document.text, document.cursor_position
        if not text.strip() or not (asked or comes_by_itself(text, place)):
            return []
        found = complete(text, place, self.context)
        typed = text[found.start : place]
        items = found.items
        if not asked:  # what is there already, and all keywords there are, are no news
            items = [i for i in items if i.text != typed and (typed != ":" or i.kind != "constant")]
        return [
            Completion(item.text, found.start - place, display=item.display, display_meta=item.meta)
            for item in items
        ]


def comes_by_itself(text, place):
    """Return whether the menu is to come while one types, at PLACE of TEXT: never for nothing typed."""
    scanned = scan(text)
    if scanned.command and "\n" not in text[:place]:
        return place > 0 and not text[place - 1].isspace() and text[place - 1] not in "()'\""
    kind = scanned.kind(place)
    if kind == "string":
        index = scanned.token_index(place)
        return index is not None and "/" in text[scanned.tokens[index].start : place]
    if kind in ("comment", "symbol"):
        return False
    start = scanned.token_at(place)[0]
    token = text[start:place]
    if kind == "character" or token.startswith("#\\"):
        return len(token) >= len("#\\") + SHORTEST
    return token.startswith(":") or len(token) >= SHORTEST
