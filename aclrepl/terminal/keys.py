"""The keys that do not edit: Control-C, Control-D, completion, listeners."""

from prompt_toolkit.completion import CompleteEvent, get_common_complete_suffix
from prompt_toolkit.filters import Condition, completion_is_selected, has_completions, is_searching
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

from aclrepl.terminal.editing import reindent_if_at_line_start


def session_bindings(session):
    """Return the KeyBindings of SESSION.

    | key | does |
    | --- | --- |
    | Control-C | clears the line; breaks into the running form; twice in a second: to the top level |
    | Control-D | on an empty line: leaves a break level, a listener, the program |
    | Tab, Shift-Tab | completion; at the start of a line Tab indents |
    | Enter | with a completion chosen: takes it |
    | Control-Z | suspends the program |
    | Control-X o, F6 | the next listener |
    | Control-X 1 ... 9 | listener 1 ... 9 |
    | Control-X n | a listener on the next host of the lab that has none |
    """
    keys = KeyBindings()
    asked = Condition(lambda: session.question is not None)
    empty = Condition(lambda: not session.buffer.text)

    @keys.add("c-c", filter=~is_searching)
    @keys.add("<sigint>")
    def _(event):
        session.interrupt()

    @keys.add("c-d", filter=empty & ~asked)
    def _(event):
        session.end_of_input()

    @keys.add("tab", filter=~is_searching)
    def _(event):
        complete(event.current_buffer)

    @keys.add("s-tab", filter=has_completions)
    def _(event):
        event.current_buffer.complete_previous()

    @keys.add("enter", filter=completion_is_selected)
    def _(event):
        event.current_buffer.complete_state = None

    @keys.add("c-g", filter=has_completions)
    def _(event):
        event.current_buffer.cancel_completion()

    @keys.add("c-z")
    def _(event):
        session.suspend()

    @keys.add("c-x", "o")
    @keys.add("f6")
    def _(event):
        session.show_next()

    @keys.add("c-x", "n")
    def _(event):
        if session.listeners is not None:
            session.listeners.open_next()

    for digit in "123456789":

        @keys.add("c-x", digit)
        def _(event, index=int(digit) - 1):
            session.show_number(index)

    @keys.add(Keys.Any, filter=asked, eager=True)
    def _(event):
        session.answer(event.data in ("y", "Y"))

    @keys.add("enter", filter=asked, eager=True)
    @keys.add("c-d", filter=asked, eager=True)
    def _(event):
        session.answer(False)

    return keys


def complete(buffer):
    """What Tab does: indent, insert what all completions share, open the menu, or go to the next one.

    What there is is asked for here and now, since a menu that is about to come by itself would make
    prompt_toolkit pass over the key.
    """
    if buffer.complete_state is not None:
        buffer.complete_next()
        return
    if reindent_if_at_line_start(buffer):
        return
    document = buffer.document
    found = list(buffer.completer.get_completions(document, CompleteEvent(completion_requested=True)))
    shared = get_common_complete_suffix(document, found)
    if len(found) == 1:
        buffer.apply_completion(found[0])
    elif shared:
        buffer.insert_text(shared)
    elif found:
        buffer.start_completion()
