"""Lisp texts evaluated from Python tests, in processes of their own."""

from acllib.processes import run_in_process

PATIENCE = 30


def evaluate(text):
    """Return the first value of the last form in TEXT. An error that nobody handles is raised here."""
    process = start(text)
    assert process.join(PATIENCE), f"still running: {text}"
    if process.failure is not None:
        raise process.failure
    return process.result


def start(text):
    """Evaluate the forms in TEXT in a process; return it, running."""
    import acllib.lisp.world  # noqa: F401

    return run_in_process(_evaluate, "forms of a test", text)


def _evaluate(text):
    from acllib.lisp.compiler import evaluate_values
    from acllib.lisp.reader import read_form
    from acllib.lisp.sources import TextSource

    source, end, values = TextSource(text), object(), (None,)
    while (form := read_form(source, end)) is not end:
        values = evaluate_values(form)
    return values[0] if values else None
