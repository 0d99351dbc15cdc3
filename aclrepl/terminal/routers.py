"""Python's standard streams while the session lasts: what Python code prints goes the same way."""

import io

from acllib.lisp.variables import terminal_io
from acllib.processes import current_process, initial_process

from aclrepl.terminal.seats import PaneStream


class Router(io.TextIOBase):
    """Standard output: goes to the pane of who prints, by default that of STREAM."""

    encoding = "utf-8"

    def __init__(self, stream):
        self.stream = stream

    def writable(self):
        return True

    def write(self, text):
        stream = terminal_io.get()
        if not isinstance(stream, PaneStream):
            stream = self.stream
        if current_process() is initial_process():  # the session itself must not wait
            stream.pane.output.put_background("python", text)
        else:
            stream.put(text)
        return len(text)


class ReadRouter(io.TextIOBase):
    """Standard input: lines typed for who reads."""

    encoding = "utf-8"

    def readable(self):
        return True

    def readline(self, size=-1):
        text, at_end = terminal_io.get().read_line(False, "")
        return text if at_end else text + "\n"
