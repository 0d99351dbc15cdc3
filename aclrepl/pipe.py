"""The terminal of a listener whose input is a pipe, a file or a plain terminal.

The system's terminal edits the line and echoes it; a pipe echoes nothing. In both cases what a
form prints begins behind the prompt, as if on a new line. Programs read from the same stream,
so nothing is taken from it but the form, and the end of its line.
"""

from acllib.lisp.reader import read

from aclrepl import toplevel
from aclrepl.listener import Command, EndOfInput, Form, Terminal

END = object()
BLANKS = " \t\r\f"
MOST_ENDS = 20  # ends of input in a row that *exit-on-eof* nil passes over: the terminal may be gone


class PipeTerminal(Terminal):
    """Reads forms and commands from a console stream, which programs may read from, too.

    reading  true: a form is being read
    void     true: the rest of the line stands in the stream, but a restart may pass it over
    began    mark of the stream where the form began
    lines    for each break level, #(was a form being read, what was left of its line or None)
    """

    def __init__(self, stream):
        super().__init__(stream)
        self.reading = False
        self.lines = []
        self.void = False
        self.began = None

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
        ends = 0
        while True:
            character = stream.read_char(False, END)
            if character is END:
                if stream.interactive_p and listener.level.number:
                    return Command(":pop")  # Control-D
                ends += 1
                if stream.interactive_p and toplevel.exit_on_eof.get() is None and ends < MOST_ENDS:
                    stream.write_string("\n")
                    self.prompt(listener.prompt())
                    continue
                stream.write_string("\n")  # behind the prompt
                raise EndOfInput
            if character in BLANKS:
                continue
            if character == "\n":
                if stream.interactive_p:
                    self.prompt(listener.prompt())
                continue
            if character == ";":
                stream.read_line(False)
                continue
            if character == toplevel.command_character():
                return Command(":" + stream.read_line(False, "")[0])
            stream.unread_char(character)
            form = self.read_form()
            if form is not END:  # else there was a comment, or #- and what it skips
                self.end_line()
                return Form(form)

    def read_form(self):
        self.reading, self.void = True, False
        self.began = self.stream.mark()
        try:
            return read(self.stream, False, END, preserve_whitespace=True)
        except BaseException:
            if self.void:
                self.stream.read_line(False)
            raise
        finally:
            self.reading = False

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

    # A form that can't be read fails in the middle of its line. What is left of the line is not for
    # the break level: it is put aside, and put back when a restart goes on reading there. When the
    # exit turns out to lead out of the form, `read_form` drops it.

    def failed(self, listener):
        stream = self.stream
        stream.force_output()
        level = listener.level
        if (
            not self.reading
            and isinstance(level.condition, OSError)
            and getattr(level.condition, "stream", stream) is stream
        ):
            raise EndOfInput(level.number)  # the input itself fails, and would again
        rest = None
        if self.reading and self.line_is_left() and (not stream.interactive_p or stream.listen()):
            text, at_end = stream.read_line(False, "")
            rest = text + ("" if at_end else "\n")
        self.lines.append((self.reading, rest))
        self.reading = False

    def line_is_left(self):
        """Return whether there is a rest of the line that can't be read. There is if nothing was read."""
        return self.stream.mark() == self.began or not self.stream.after_newline()

    def resumed(self, listener):
        self.reading, rest = self.lines.pop()
        self.void = bool(rest)
        if rest:
            self.stream.push_back(rest)

    def done(self, listener):
        self.stream.force_output()
