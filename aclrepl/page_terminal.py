"""The terminal of a listener that a page types into."""

import threading
from collections import deque

from acllib.lisp.reader import outermost
from acllib.lisp.sources import EOF, TextSource
from acllib.locks import Queue, dequeue, enqueue
from acllib.streambase import Stream

from aclrepl.listener import Command, Form, Terminal

MOST_OUTPUT = 1_000_000  # characters that an input may print


class PageStream(Stream):
    """Where a page's listener and its processes print; its input is at the end.

    Several processes may print at a time; pieces of text are collected as they come.

    overflow  true: more came than an input may print, and was dropped
    """

    input_p = True
    output_p = True

    def __init__(self):
        self._lock = threading.RLock()
        self._column = 0
        self.pieces: deque[str] = deque()
        self.size = 0
        self.overflow = False

    def put(self, text):
        self.check_output()
        with self._lock:
            newline = text.rfind("\n")
            self._column = self._column + len(text) if newline < 0 else len(text) - newline - 1
            self.size += len(text)
            self.overflow = self.overflow or self.size > MOST_OUTPUT
            if not self.overflow:
                self.pieces.append(text)

    def take_output(self):
        """Return what was printed since the last call."""
        taken = []
        while self.pieces:
            taken.append(self.pieces.popleft())
        return "".join(taken)


class PageTerminal(Terminal):
    """The terminal of a listener that a page types into.

    idle  set while the listener waits for its next input
    """

    def __init__(self):
        super().__init__(PageStream())
        self.inbox = Queue()
        self.source = None  # what is left of the input being read
        self.text = ""
        self.idle = threading.Event()

    def type(self, text):
        """Give the listener an input, one form or several, or a command."""
        self.stream.size = 0
        self.idle.clear()
        enqueue(self.inbox, text)

    def prompt(self, text):
        self.stream.fresh_line()

    def read(self, listener):
        while True:
            if self.source is not None:
                form = self.next_form(self.source)
                if form is not None:
                    return form
            self.source = None
            self.idle.set()
            text = dequeue(self.inbox, wait=True, whostate="waiting for terminal input")
            if text.lstrip().startswith(":"):
                return Command(text.strip())
            self.source, self.text = TextSource(text), text

    def next_form(self, source):
        """Return the next Form of SOURCE, or None at its end."""
        start = source.place
        form = outermost(source.source, False)
        return None if form is EOF else Form(form, self.text[start : source.place].strip())

    def failed(self, listener):
        self.source = None  # the rest of the input is not for the break level
