"""The keys that edit Lisp: Enter, paste, motion over forms, indentation."""

from prompt_toolkit.filters import Condition, is_searching
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

from aclrepl.terminal.pasting import pasted
from aclrepl.terminal.scanner import scan


def editing_bindings(session):
    """Return the KeyBindings that edit.

    Arguments: session -- has `submit()`; `can_submit()`: a form may be run now; `submit_later()`: run
      what is typed so far when one may be; `is_reading()`: a program reads a line.

    | key | does |
    | --- | --- |
    | Enter | runs a complete form, once the one before is done; else begins a new line, indented |
    | Alt-Enter | runs what is there |
    | Control-O | opens a line |
    | Alt-Control-F, -B, -U | over the next form, the one before, out of the list |
    | Alt-Control-K, -T | kills the form, exchanges two |
    | Alt-( | puts the next form, or nothing, into parentheses |
    | Alt-Q | indents all lines anew |
    """
    keys = KeyBindings()
    editing = ~is_searching

    @keys.add("enter", filter=editing)
    @keys.add("c-j", filter=editing)
    def _(event):
        buffer = event.current_buffer
        if session.is_reading():
            session.submit()
            return
        text = buffer.text
        scanned = scan(text)
        if session.can_submit() and (scanned.blank or scanned.complete):
            session.submit()
        elif scanned.complete:
            type_ahead(buffer, session)
        else:
            break_line(buffer)

    @keys.add("escape", "enter", filter=editing)
    def _(event):
        if session.can_submit() or session.is_reading():
            session.submit()
        else:
            type_ahead(event.current_buffer, session)

    @keys.add("c-o", filter=editing)
    def _(event):
        event.current_buffer.insert_text("\n", move_cursor=False)

    @keys.add(Keys.BracketedPaste, filter=editing)
    def _(event):
        text = pasted(event.data)
        if session.is_reading():
            text = text.replace("\n", " ")
        event.current_buffer.insert_text(text, fire_event=False)  # no menu for what is not typed

    @keys.add("escape", "c-f", filter=editing)
    def _(event):
        move(event.current_buffer, forward)

    @keys.add("escape", "c-b", filter=editing)
    def _(event):
        move(event.current_buffer, backward)

    @keys.add("escape", "c-u", filter=editing)
    def _(event):
        move(event.current_buffer, upward)

    @keys.add("escape", "c-k", filter=editing)
    def _(event):
        kill_form(event.current_buffer, event.app.clipboard)

    @keys.add("escape", "c-t", filter=editing)
    def _(event):
        transpose_forms(event.current_buffer)

    @keys.add("escape", "(", filter=editing)
    def _(event):
        parenthesize(event.current_buffer)

    @keys.add("escape", "q", filter=editing & Condition(lambda: not session.is_reading()))
    def _(event):
        reindent(event.current_buffer)

    return keys


# Lines


def type_ahead(buffer, session):
    """Begin a line behind all that is typed, which runs when the listener waits for input again."""
    buffer.cursor_position = len(buffer.text)
    break_line(buffer)
    session.submit_later()


def break_line(buffer):
    """Insert a newline at the cursor, and the blanks that Lisp wants."""
    before, after = buffer.document.text_before_cursor, buffer.document.text_after_cursor
    code = scan(before).kind(len(before)) == "code"
    if code:
        kept = before.rstrip(" ")
        if not kept.endswith("\\"):
            buffer.delete_before_cursor(len(before) - len(kept))
            before = kept
        buffer.delete(len(after) - len(after.lstrip(" ")))
    buffer.insert_text("\n" + " " * indentation_behind(before))


def indentation_behind(before):
    """Return the column for a line that begins behind the text BEFORE and a newline."""
    text = before + "\n"
    return scan(text).indentation(len(text))


def reindent(buffer):
    """Indent all lines anew; the cursor stays at its character."""
    lines: list = []
    row = buffer.document.cursor_position_row
    column = buffer.document.cursor_position_col
    for number, line in enumerate(buffer.text.split("\n")):
        new = line
        if number:
            before = "\n".join(lines)
            if scan(before + "\n").kind(len(before) + 1) == "code":
                new = " " * indentation_behind(before) + line.lstrip(" \t")
        if number == row:
            column = max(0, column + len(new) - len(line))
        lines.append(new)
    text = "\n".join(lines)
    if text != buffer.text:
        buffer.save_to_undo_stack()
        buffer.text = text
        buffer.cursor_position = sum(len(line) + 1 for line in lines[:row]) + min(column, len(lines[row]))


def reindent_if_at_line_start(buffer):
    """Indent the line anew if only blanks stand before the cursor and it is not the first. Return whether."""
    document = buffer.document
    if not document.cursor_position_row or document.current_line_before_cursor.strip(" "):
        return False
    before = "\n".join(document.lines[: document.cursor_position_row])
    if scan(before + "\n").kind(len(before) + 1) != "code":
        return False
    wanted = indentation_behind(before)
    line = document.current_line
    buffer.cursor_position += document.get_start_of_line_position()
    buffer.delete(len(line) - len(line.lstrip(" ")))
    buffer.insert_text(" " * wanted)
    return True


# Forms


def forward(scanned, place):
    """Return the place behind the next form, or PLACE."""
    end = scanned.form_end(place)
    return place if end is None else end


def backward(scanned, place):
    """Return the place before the form that stands before PLACE, or PLACE."""
    start = scanned.form_start(place)
    return place if start is None else start


def upward(scanned, place):
    """Return the place of the list that PLACE is in, or PLACE."""
    around = scanned.enclosing(place)
    return around[0].start if around else place


def move(buffer, where):
    buffer.cursor_position = where(scan(buffer.text), buffer.cursor_position)


def kill_form(buffer, clipboard):
    """Delete the form behind the cursor; Control-Y brings it back."""
    from prompt_toolkit.clipboard import ClipboardData

    end = forward(scan(buffer.text), buffer.cursor_position)
    if end > buffer.cursor_position:
        clipboard.set_data(ClipboardData(buffer.delete(end - buffer.cursor_position)))


def parenthesize(buffer):
    """Put the form that begins at the cursor into parentheses, or begin a list; the cursor goes into it."""
    text, start = buffer.text, buffer.cursor_position
    scanned = scan(text)
    if scanned.kind(start) != "code":
        buffer.insert_text("(")
        return
    end = scanned.form_end(start)
    if end is None or scanned.form_start(end) != start:
        end = start
    buffer.save_to_undo_stack()
    buffer.text = f"{text[:start]}({text[start:end]}){text[end:]}"
    buffer.cursor_position = start + 1


def transpose_forms(buffer):
    """Exchange the forms before and behind the cursor."""
    text, scanned = buffer.text, scan(buffer.text)
    end = scanned.form_end(buffer.cursor_position)
    start = scanned.form_start(buffer.cursor_position)
    if end is None or start is None:
        return
    first_end = scanned.form_end(start)
    second = scanned.form_start(end)
    if second is None or first_end is None or second < first_end:
        return
    buffer.save_to_undo_stack()
    middle = text[first_end:second]
    buffer.text = text[:start] + text[second:end] + middle + text[start:first_end] + text[end:]
    buffer.cursor_position = end
