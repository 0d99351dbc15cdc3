"""The terminal of a listener whose input is a pipe, a file or a plain terminal."""

from acllib.conditions import EndOfFile
from acllib.lisp.reader import read

from aclrepl.listener import Command, EndOfInput, Form

END = object()


class PipeTerminal:
    """Reads forms and commands from a console stream, which programs may read from, too."""

    def __init__(self, stream):
        self.stream = stream

    def prompt(self, text):
        self.stream.fresh_line()
        self.stream.write_string(text)
        # The input is not echoed: what the form prints begins behind the prompt, as if on a new line.
        self.stream.begin_line()

    def read(self, listener):
        """Return the next Form or Command; raises EndOfInput at the end, also inside a form."""
        stream = self.stream
        while True:
            character = stream.peek_char(True, False, END)
            if character is END:
                raise EndOfInput
            if character == ":":
                return Command(stream.read_line()[0])
            if character == ";":
                stream.read_line()
                continue
            break
        try:
            return Form(read(stream, False, END))
        except BaseException:
            self.skip_line()
            raise

    def skip_line(self):
        """Give up the rest of a line that can't be read."""
        try:
            while self.stream.listen():
                if self.stream.read_char(False, "\n") == "\n":
                    break
        except EndOfFile:
            pass

    def done(self, listener):
        self.stream.force_output()

    def failed(self, listener):
        self.stream.force_output()
