"""What processes have printed and the screen has not shown yet, bounded, in order.

One queue a pane. Text comes from two kinds of sources. The *foreground* is the process whose form the
person runs: nothing of it is lost, it waits when it is ahead of the screen. All others are
*background*: what they print stands in whole lines above the line being typed, and what
is too much is counted and dropped.

Changes of what the person may do (a prompt, a question) travel in the same queue as *marks*,
so that a prompt never overtakes the output before it.

Every method may be called from any thread; `take` by the one that draws.
"""

import threading
from collections import deque

MOST_FOREGROUND = 64_000  # characters ahead of the screen, then the process waits
MOST_BACKGROUND = 64_000  # characters; more is dropped
MOST_HIDDEN = 1_000_000  # characters of a pane that is not on the screen; the oldest are dropped
LONGEST_PARTIAL = 4_096  # characters of a line that isn't finished; then it is broken


class Text:
    """A piece of output. WHOLE: it is lines of a background process."""

    __slots__ = ("text", "whole")

    def __init__(self, text, whole=False):
        self.text = text
        self.whole = whole


class OutputQueue:
    """The output of one pane.

    Arguments: changed -- function without arguments, called after something was put in.

    visible   whether the pane is on the screen
    partial   the foreground's last line, not finished: part of what is drawn below
    partials  source → the line it has not finished, of background processes
    columns   what the length of a line that must be broken is a multiple of
    """

    def __init__(self, changed=lambda: None):
        self.changed = changed
        self.visible = True
        self.partial = ""
        self.partials = {}
        self.columns = 80
        self._lock = threading.Lock()
        self._items = deque()  # Text, and functions: marks
        self._column = 0  # of the foreground, as its process sees it
        self._foreground = 0  # characters queued
        self._background = 0
        self._dropped = 0  # lines, not yet told

    # Putting in

    def put(self, text):
        """Queue TEXT of the foreground. Returns whether it is ahead of the screen and should wait."""
        with self._lock:
            newline = text.rfind("\n")
            self._column = self._column + len(text) if newline < 0 else len(text) - newline - 1
            self._items.append(Text(text))
            self._foreground += len(text)
            if not self.visible:
                self._bound_hidden()
        self.changed()
        return self.ahead()

    def ahead(self):
        """Return whether the foreground's process should wait for the screen."""
        return self.visible and self._foreground > MOST_FOREGROUND

    def put_background(self, source, text):
        """Queue TEXT of a background process; SOURCE identifies it."""
        with self._lock:
            newline = text.rfind("\n")
            if newline >= 0 and self._background + len(text) > MOST_BACKGROUND:
                self._dropped += text.count("\n")
                self.partials.pop(source, None)
            else:
                line = (self.partials.pop(source, "") + text)[-MOST_BACKGROUND:]
                newline = line.rfind("\n")
                if newline >= 0:
                    self._tell_dropped()
                    self._add_lines(line[: newline + 1])
                if newline < len(line) - 1:
                    self.partials[source] = line[newline + 1 :][-LONGEST_PARTIAL:]
        self.changed()

    def _add_lines(self, lines):
        self._items.append(Text(lines, True))
        self._background += len(lines)
        if not self.visible:
            self._bound_hidden()

    def end_source(self, source):
        """Finish the line that SOURCE, which prints no more, has left."""
        if source in self.partials:
            self.put_background(source, "\n")

    def mark(self, function):
        """Have FUNCTION called by the thread that draws, when all that was put in before is shown."""
        with self._lock:
            self._items.append(function)
        self.changed()

    def column(self, source=None):
        """Return how many characters the line of SOURCE has, by default of the foreground."""
        return self._column if source is None else len(self.partials.get(source, ""))

    def end_line(self):
        """Take the foreground's line to be finished: the person has typed a newline behind it."""
        self._column = 0

    def discard(self):
        """Drop the text that is queued, and count its lines."""
        with self._lock:
            marks = deque()
            for item in self._items:
                if callable(item):
                    marks.append(item)
                else:
                    self._dropped += item.text.count("\n")
            self._items = marks
            self._foreground = self._background = self._column = 0
            if self.partial:  # what is on the screen stays
                self._items.appendleft(Text("\n"))
                self._foreground = 1
        self.changed()

    def _bound_hidden(self):
        """Drop the oldest text of a pane that nobody sees. Called with the lock."""
        while self._foreground + self._background > MOST_HIDDEN:
            oldest = next(i for i, item in enumerate(self._items) if not callable(item))
            item = self._items[oldest]
            del self._items[oldest]
            self._count(item, -len(item.text))
            self._dropped += item.text.count("\n")

    def _count(self, item, change):
        if item.whole:
            self._background += change
        else:
            self._foreground += change

    def _tell_dropped(self):
        """Queue the notice of what was dropped. Called with the lock."""
        if self._dropped:
            lines = "line" if self._dropped == 1 else "lines"
            text, self._dropped = f"... {self._dropped} {lines} dropped\n", 0
            self._items.append(Text(text, True))
            self._background += len(text)

    # Taking out

    @property
    def pending(self):
        """Whether there is something to take."""
        return bool(self._items or self._dropped)

    @property
    def has_text(self):
        """Whether there is something to see."""
        return self._foreground > 0 or self._background > 0

    def take(self, limit):
        """Take text, about LIMIT characters at most, and no more than one mark.

        Returns: (text of whole lines, mark or None). What the mark changes must be seen before
        more is taken. The foreground's last line, as far as it is there, goes to `partial`.
        """
        taken, size = [], 0
        while size < limit:
            with self._lock:
                if not self._items:
                    self._tell_dropped()
                if not self._items:
                    break
                item = self._items.popleft()
                if callable(item):
                    return "".join(taken), item
                if len(item.text) > limit:
                    item = self._split(item, limit)
                self._count(item, -len(item.text))
            size += len(item.text)
            taken.append(item.text if item.whole else self._finish(item.text))
        return "".join(taken), None

    def _split(self, item, limit):
        """Return the first part of ITEM; the rest goes back. Called with the lock."""
        place = item.text.find("\n", limit) + 1 if item.whole else limit
        if 0 < place < len(item.text):
            self._items.appendleft(Text(item.text[place:], item.whole))
            item = Text(item.text[:place], item.whole)
        return item

    def _finish(self, text):
        """Add TEXT to the foreground's line; return the lines that are whole now."""
        text = self.partial + text
        newline = text.rfind("\n")
        lines, self.partial = text[: newline + 1], text[newline + 1 :]
        while len(self.partial) > LONGEST_PARTIAL:
            cut = LONGEST_PARTIAL - LONGEST_PARTIAL % max(self.columns, 1)
            lines += self.partial[:cut] + "\n"
            self.partial = self.partial[cut:]
        return lines
