"""What is shown when nobody handled a condition: the report, and the ways to go on."""

from acllib.kernel.generic import class_label
from acllib.kernel.signalling import show
from acllib.lisp.conditions import BreakCondition

INDENT = " " * 7


def report(condition):
    """Return CONDITION's report as str; its class where the report itself fails."""
    try:
        return str(condition) or type(condition).__name__
    except Exception as e:  # a user's :report function may do anything
        return f"{class_label(type(condition))} (its report failed: {type(e).__name__})"


def headline(condition):
    """Return the first lines of the block: what happened, continuation lines under the text."""
    kind = "Break" if isinstance(condition, BreakCondition) else "Error"
    return f"{kind}: " + report(condition).replace("\n", "\n" + INDENT)


def condition_type(condition):
    """Return the name of CONDITION's class, as the block shows it."""
    return class_label(type(condition))


def restart_line(number, restart):
    """Return the line that offers RESTART as NUMBER."""
    try:
        text = restart.describe()
    except Exception as e:
        text = f"{show(restart.name)} (its report failed: {type(e).__name__})"
    if restart.label() == "abort" and not text.endswith("."):
        text += ' (an "abort" restart).'
    return f"{number:2d}: {text}"


def block(condition, restarts):
    """Return the error block: report, condition type, and the restarts, most recent first."""
    lines = [headline(condition), f"  [condition type: {condition_type(condition)}]", ""]
    if restarts:
        lines.append("Restart actions (select using :continue):")
        lines.extend(restart_line(i, r) for i, r in enumerate(restarts))
    return "\n".join(lines) + "\n"
