"""Completion for prompt_toolkit: `candidates` as a Completer that never fails."""

from prompt_toolkit.completion import Completer, Completion

SHORTEST = 2  # letters of a symbol, before the menu comes by itself


class ListenerCompleter(Completer):
    """Arguments: context -- Context; before it is ready there are no completions."""

    def __init__(self, context):
        self.context = context

    def get_completions(self, document, complete_event):
        try:
            if self.context.ready():
                return self._completions(document, complete_event)
        except Exception as e:
            self.context.failed(e)
        return []

    def _completions(self, document, event):
        from aclrepl.terminal.candidates import complete

        place = document.cursor_position
        if not event.completion_requested and not self._wanted(document):
            return []
        found = complete(document.text, place, self.context)
        typed = document.text[found.start : place]
        items = [item for item in found.items if event.completion_requested or item.text != typed]
        return [
            Completion(item.text, found.start - place, display=item.display, display_meta=item.meta)
            for item in items
        ]

    def _wanted(self, document):
        """Return whether the menu is to come while one types, here."""
        before = document.text_before_cursor
        word = before.replace("(", " ").replace("'", " ").rpartition(" ")[2].rpartition("\n")[2]
        if before.count('"') % 2:
            return "/" in word
        return word.startswith(":") or len(word) >= SHORTEST
