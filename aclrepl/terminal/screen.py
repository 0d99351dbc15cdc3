"""Writing above what prompt_toolkit draws.

The application draws a region at the end of the terminal: the line being typed, what stands
below it. Everything else is scrollback, written by `Screen.write` only: the region is
erased, whole lines are written, the region is drawn again, without a change of the terminal's
mode. prompt_toolkit's public way (`in_terminal`) leaves raw mode each time, and so loses keys'
meaning for a moment; this one uses names of its renderer that are private, all of them here.
"""

from prompt_toolkit.data_structures import Point

from aclrepl.terminal.gate import gate


class Screen:
    """The scrollback of an Application. Used by its loop's thread only.

    gone  true: the terminal has gone; what is written is dropped
    """

    def __init__(self, app):
        self.app = app
        self.gone = False

    def write(self, *parts):
        """Write lines. Each part is text, which passes the gate, or a list of (style, text), already safe.

        All together must end with a newline.
        """
        app = self.app
        if self.gone:
            return
        try:
            if app.is_running and not app.renderer.full_screen:
                self._erase()
                self._write(parts)
                self._draw()
            else:
                self._write(parts)
                app.output.flush()
        except OSError:
            self.gone = True
            self.lost()

    def lost(self):
        """The terminal has gone. The session has something to do then, and sets this."""

    def _erase(self):
        renderer, output = self.app.renderer, self.app.output
        x, y = renderer._cursor_pos
        output.cursor_backward(x)
        output.cursor_up(y)
        output.erase_down()
        output.reset_attributes()
        output.enable_autowrap()

    def _write(self, parts):
        encoding = self.app.output.encoding() or "utf-8"
        for part in parts:
            if isinstance(part, str):
                self._write_text(part, encoding)
            else:
                self._write_fragments(part, encoding)

    def _write_text(self, text, encoding):
        text = gate(text, encoding=encoding).expandtabs()
        self.app.output.write_raw(text.replace("\n", "\r\n"))

    def _write_fragments(self, fragments, encoding):
        app = self.app
        for style, text, *_ in fragments:
            attributes = app.renderer.style.get_attrs_for_style_str(style)
            app.output.set_attributes(attributes, app.color_depth)
            self._write_text(text, encoding)
        app.output.reset_attributes()

    def _draw(self):
        renderer = self.app.renderer
        renderer._cursor_pos = Point(0, 0)
        renderer._last_screen = renderer._last_style = None
        renderer._min_available_height = 0
        self.app._redraw()
