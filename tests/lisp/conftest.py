"""A Lisp to try forms in: what they print, as the listener shows it."""

import pytest


def printed(text):
    """Return the values of the last form in TEXT as prin1 writes them, two blanks between."""
    from acllib.lisp.compiler import evaluate_values
    from acllib.lisp.printer import prin1_to_string
    from acllib.lisp.reader import read_form
    from acllib.lisp.sources import TextSource

    source, end, values = TextSource(text), object(), ()
    while (form := read_form(source, end)) is not end:
        values = evaluate_values(form)
    return "  ".join(prin1_to_string(v) for v in values)


@pytest.fixture(scope="session")
def lisp():
    """Return a function of a text: the printed values of its last form, `!type` of an unhandled error."""
    import acllib.lisp.world  # noqa: F401
    from acllib.lisp.classes import class_name, class_of
    from acllib.processes import run_in_process

    def run(text, timeout=30):
        process = run_in_process(guarded, "a test", text)
        process.join(timeout)
        assert not process.alive, f"still running: {text}"
        return process.result

    def guarded(text):
        try:
            return printed(text)
        except Exception as e:
            name = class_name(class_of(e))
            return "!" + (type(e).__name__ if name is None else name.name.lower())

    return run
