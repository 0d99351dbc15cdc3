"""The commands that change a frame of the stack or leave it: :set-local :return :restart.

Python can leave a call in the middle of the stack in two ways only: to a place that was made
for it, such as a block that a closure may return from, or to the level below, where the whole form
was typed. What can be had of the rest is said.
"""

from acllib.kernel.exits import NonLocalExit
from acllib.lisp.compiler import evaluate, evaluate_values
from acllib.lisp.conses import L, lisp_list
from acllib.lisp.symbols import cl

from aclrepl import debugger, frames
from aclrepl.commands import command, complain, forms_with_text
from aclrepl.frame_commands import named_variables, stack_of, without_how

VALUES_LIST, QUOTE = cl("VALUES-LIST"), cl("QUOTE")


@command("set-local", 5, "name-or-number form")
def set_local(listener, rest):
    """Evaluate a form and make its value that of a variable of the current frame."""
    found = stack_of(listener)
    if not found:
        return
    name, _, text = without_how(rest).partition(" ")
    forms = forms_with_text(text)
    if len(forms) != 1:
        complain(":set-local needs a variable, by name or number, and one form.")
    frame = found[listener.level.frame]
    chosen = named_variables(listener, frame.variables(), name)
    if len(chosen) > 1:
        listener.write(f"There are several variables {name}; :local {name} prints their numbers.\n")
    elif chosen:
        value = evaluate(forms[0][0])
        frame.assign(chosen[0], value)
        listener.write(f"{chosen[0].name} = {debugger.summary(value)}\n")


def chosen_frame(listener, found, text):
    """Return the frame that TEXT, a number from the newest or a function's name, stands for.

    Returns: None, after a complaint, where there is none.
    """
    if text.isdecimal() and text.isascii() and len(text) < 10:
        frame = found[int(text)] if int(text) < len(found) else None
    else:
        frame = next((f for f in found if frames.shown(f.name) == text.lower()), None)
    if frame is None:
        listener.write(f"There is no frame {text}.\n")
    return frame


@command("return", arguments="&optional frame form")
def return_(listener, rest):
    """Leave the current frame, or the one given, as if it returned the values of a form.

    It can be the oldest frame, of the form that was typed, or one of a function that may return
    from within a closure.
    """
    found = stack_of(listener)
    if not found:
        return
    forms = forms_with_text(rest)
    if len(forms) not in (1, 2):
        complain(":return needs a form; in front of it may stand a frame, by number or name.")
    frame = found[listener.level.frame]
    if len(forms) == 2:
        frame = chosen_frame(listener, found, forms[0][1])
        if frame is None:
            return
    way = frame.way_out()
    typed = frame is found[-1] and frame.kind == "form" and listener.level.form is not None
    if way is not None:
        raise NonLocalExit(way, evaluate_values(forms[-1][0]))
    if typed:
        leave_for(listener, evaluate_values(forms[-1][0]))
    listener.write(
        f"{frame.text()} can't return: Python has no way to leave a call in the middle of the stack.\n"
        "`:return eval FORM' makes the whole form return; :error lists the restarts there are.\n"
    )


def leave_for(listener, values):
    """Leave the break level as if the form that opened it had these VALUES. Never returns."""
    typed = listener.level.form
    listener.once_more = type(typed)(L(VALUES_LIST, L(QUOTE, lisp_list(values))), typed.text)
    listener.level.outer.leave_to()


@command("restart", 4, "&optional frame")
def restart(listener, rest):
    """Leave this break level and evaluate the form that opened it once more."""
    if not listener.level.number:
        listener.write("There is no break level, and so nothing to restart.\n")
        return
    if rest:
        found = stack_of(listener)
        frame = chosen_frame(listener, found, rest) if found else None
        if frame is None:
            return
        if frame is not found[-1]:
            listener.write(
                f"{frame.text()} can't be called again in its place: Python can't return to what called it.\n"
                ":restart alone evaluates the whole form once more.\n"
            )
            return
    form = listener.level.form
    if form is None:
        listener.write("What opened this break level was not a form typed here.\n")
        return
    listener.once_more = form
    listener.level.outer.leave_to()
