"""The application: what is drawn below the scrollback, and how.

From top to bottom: lines that processes have not finished, the prompt and what is typed
behind it, a search, and one line with the tabs and what is waited for, or how the operator is
called that is being typed. On a terminal of fewer than eight rows there is only the typed line.
"""

import time

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, has_completions, is_done, is_searching
from prompt_toolkit.formatted_text import fragment_list_width
from prompt_toolkit.input.defaults import create_input
from prompt_toolkit.key_binding import merge_key_bindings
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Dimension,
    Float,
    FloatContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    SearchBufferControl,
    Window,
)
from prompt_toolkit.layout.containers import VerticalAlign
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import BeforeInput, HighlightIncrementalSearchProcessor
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.defaults import create_output

from aclrepl.terminal.completer import ListenerCompleter
from aclrepl.terminal.context import Context
from aclrepl.terminal.editing import editing_bindings
from aclrepl.terminal.gate import gate, printable
from aclrepl.terminal.highlighting import MatchingParentheses, ScannerLexer
from aclrepl.terminal.history import make_history
from aclrepl.terminal.keys import session_bindings
from aclrepl.terminal.panes import BUSY, IDLE, READING, STARTING
from aclrepl.terminal.style import listener_style

FEW_ROWS = 8  # below: no menu, no line of tabs
MENU_ROWS = 9  # that the typed line keeps free below it for the menu
WRAPPED = 20  # typed lines up to which long ones are wrapped; above they scroll sideways
SOON = 0.2  # s after which it is shown what a form waits for
MOST_PARTIALS = 3  # unfinished lines of background processes that are shown


def make_application(session, input=None, output=None):
    """Return the ListenerApplication of SESSION, and its Buffer."""
    app = ListenerApplication(session, input, output)
    return app, app.typed


class ListenerApplication(Application):
    """See above. The session is asked for all that changes."""

    def __init__(self, session, input, output):
        self.session = session
        settings = session.settings
        if output is None:
            output = create_output()
        output.enable_cpr = False  # a report that comes late tells of a row that was
        if input is None:
            input = create_input()
        self.lexer = ScannerLexer()
        self.known = Context(session)
        self.typed = Buffer(
            completer=ListenerCompleter(self.known),
            complete_while_typing=Condition(lambda: self.rows >= FEW_ROWS and not session.is_reading()),
            history=make_history(settings),
            multiline=True,
            name="typed",
        )
        self.typed.history.complain = session.say
        style, complaint = listener_style(getattr(settings, "style", None), settings.color)
        if complaint:
            session.hint = (complaint, time.monotonic() + 5)
        super().__init__(
            layout=self._make_layout(),
            key_bindings=merge_key_bindings([editing_bindings(session), session_bindings(session)]),
            full_screen=False,
            erase_when_done=True,
            min_redraw_interval=0,
            max_render_postpone_time=0.01,
            style=style,
            include_default_pygments_style=False,
            color_depth=None if settings.color else ColorDepth.DEPTH_1_BIT,
            input=input,
            output=output,
        )
        self.ttimeoutlen = 0.05

    @property
    def rows(self):
        return self.output.get_size().rows

    # Layout

    def _make_layout(self):
        wraps = Condition(lambda: self.typed.document.line_count <= WRAPPED)
        search = SearchBufferControl(Buffer(multiline=False, name="search"), [BeforeInput("search: ")])
        control = BufferControl(
            self.typed,
            lexer=self.lexer,
            input_processors=[
                HighlightIncrementalSearchProcessor(),
                MatchingParentheses(),
                BeforeInput(lambda: self.prompt()[1]),
            ],
            search_buffer_control=search,
            include_default_input_processors=False,
        )
        typed = Window(
            control,
            height=self._typed_height,
            wrap_lines=wraps,
            get_line_prefix=self._line_prefix,
            dont_extend_height=True,
        )
        enough = Condition(lambda: self.rows >= FEW_ROWS)
        body = HSplit(
            [
                ConditionalContainer(
                    Window(FormattedTextControl(self._above), wrap_lines=True, dont_extend_height=True),
                    filter=Condition(lambda: bool(self._above())) & ~is_done,
                ),
                ConditionalContainer(typed, filter=~is_done),
                ConditionalContainer(Window(search, height=1), filter=is_searching),
                ConditionalContainer(
                    Window(FormattedTextControl(self._bottom), height=1, style="class:bottom-toolbar"),
                    filter=enough & ~is_done,
                ),
            ],
            align=VerticalAlign.TOP,
        )
        menu = CompletionsMenu(max_height=12, scroll_offset=1, extra_filter=enough & has_completions)
        return Layout(FloatContainer(body, [Float(menu, xcursor=True, ycursor=True)]), focused_element=typed)

    def _typed_height(self):
        return Dimension(min=MENU_ROWS if self.typed.complete_state and self.rows >= 2 * FEW_ROWS else 1)

    def _line_prefix(self, line, wrap_count):
        """Further lines stand below the text, not below the prompt."""
        if line == 0 or wrap_count:
            return []
        return [("", " " * min(fragment_list_width(self.prompt()[1]), self.output.get_size().columns // 2))]

    # What is drawn

    def prompt(self):
        """Return (lines above the typed one, what stands in front of it), as fragments."""
        session = self.session
        if session.question is not None:
            return [], [("class:question", gate(session.question[0]))]
        seat = session.front.front
        if seat.state in (IDLE, STARTING):
            head, newline, last = seat.prompt.rpartition("\n")
            return [("class:prompt", head)] if newline else [], [("class:prompt", last)]
        partial = gate(session.front.output.partial).expandtabs()
        return [], [("", partial)]

    def echo(self, text):
        """Return the fragments of the prompt and TEXT behind it, as they go into the scrollback."""
        head, prompt = self.prompt()
        fragments = [*head, ("", "\n")] if head else []
        fragments += prompt
        blanks = ("", " " * min(fragment_list_width(prompt), self.output.get_size().columns // 2))
        document = Document(text)
        line_of = self.lexer.lex_document(document)
        for number in range(document.line_count):
            if number:
                fragments.append(blanks)
            fragments += [(style, part) for style, part, *_ in line_of(number)]
            fragments.append(("", "\n"))
        return fragments

    def _above(self):
        """Return what background processes have not finished, and the first lines of the prompt."""
        lines = []
        for text in list(self.session.front.output.partials.values())[-MOST_PARTIALS:]:
            lines.append(("class:partial", gate(text, newlines=False).expandtabs()))
        lines += self.prompt()[0]
        fragments = []
        for line in lines:
            fragments += [("", "\n"), line] if fragments else [line]
        return fragments

    def _bottom(self):
        """Return the line of tabs, and of what is waited for or being typed."""
        fragments = self._tabs()
        columns = self.output.get_size().columns - fragment_list_width(fragments) - 1
        status = self.status()
        if status:
            fragments.append(("class:status", status[: max(columns, 0)]))
        elif not self.session.is_reading():
            fragments += self._arglist(columns)
        return fragments

    def _tabs(self):
        session = self.session
        if len(session.panes) < 2:
            return []
        fragments = []
        for number, pane in enumerate(session.panes, 1):
            style = "class:tab.current" if pane is session.front else "class:tab"
            if pane.marked:
                style = "class:tab.marked"
            fragments.append((style, f" {number} {gate(pane.name)}{'*' if pane.marked else ' '}"))
        return [*fragments, ("", " ")]

    def _arglist(self, columns):
        try:
            if self.known.ready():  # not before: it needs what is being loaded in another thread
                from aclrepl.terminal.arglist import arglist

                position = self.typed.cursor_position
                return list(arglist(self.typed.text, position, self.known, max(columns, 0)))
        except Exception as e:
            self.known.failed(e)
        return []

    def status(self):
        """Return what is waited for, and for how long; else the hint of the moment, or ""."""
        session, now = self.session, time.monotonic()
        text, until = session.hint
        if text:
            if now < until:
                return printable(text)
            session.hint = ("", 0.0)
        seat = session.front.front
        if seat.state == READING:
            return "" if seat is session.front.main else f"{gate(seat.name)} reads a line"
        if seat.state != BUSY:
            return ""
        waiting = seat.waiting_for
        what, since = waiting or ("running", seat.since)
        seconds = now - max(since, seat.since)
        return f"{gate(str(what), newlines=False)}, {seconds:.1f} s" if seconds >= SOON else ""
