"""The terminal of a listener whose input is a pipe, a file or a plain terminal.

The system's terminal edits the line and echoes it; a pipe echoes nothing. In both cases what a
form prints begins behind the prompt, as if on a new line. Programs read from the same stream,
so nothing is taken from it but the form, and the end of its line.
"""

from acllib.lisp.reader import read

from aclrepl.listener import Command, EndOfInput, Form

END = object()
BLANKS = " \t\r\f"


class PipeTerminal:
    """Reads forms and commands from a console stream, which programs may read from, too."""

    def __init__(self, stream):
        self.stream = stream

    def prompt(self, text):
        """Show the prompt. Further output begins a line: the input ends with a newline of its own."""
        self.stream.fresh_line()
        self.stream.write_string(text)
        self.stream.begin_line()

    def read(self, listener):
        """Return the next Form or Command.

        Raises: EndOfInput at the end; what the reader signals for text that is no form.
        Blocks: until there is one.
        """
        stream = self.stream
        while True:
            character = stream.read_char(False, END)
            if character is END:
                if stream.interactive_p and listener.level.number:
                    return Command(":pop")  # Control-D
                if stream.interactive_p:
                    stream.write_string("\n")
                raise EndOfInput
            if character in BLANKS:
                continue
            if character == "\n":
                if stream.interactive_p:
                    self.prompt(listener.prompt())
                continue
            if character == ";":
                stream.read_line()
                continue
            if character == ":":
                return Command(":" + stream.read_line()[0])
            stream.unread_char(character)
            try:
                form = read(stream, False, END, preserve_whitespace=True)
            except BaseException:
                self.skip_line()
                raise
            if form is not END:  # else there was a comment, or #- and what it skips
                self.end_line()
                return Form(form)

    def end_line(self):
        """Pass over what is blank behind a form, and the end of its line, as far as it is there."""
        stream = self.stream
        while stream.listen():
            character = stream.read_char()
            if character == "\n":
                break
            if character not in BLANKS:
                stream.unread_char(character)
                break

    def skip_line(self):
        """Give up the rest of a line that can't be read."""
        if not self.stream.after_newline():
            self.stream.read_line(False)

    def done(self, listener):
        self.stream.force_output()

    def failed(self, listener):
        self.stream.force_output()
