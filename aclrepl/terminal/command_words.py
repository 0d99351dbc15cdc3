"""Completion of top-level commands: their names, and what each of them takes."""

from acllib.lisp.symbols import packages

from aclrepl.commands import COMMANDS, find
from aclrepl.terminal.file_names import complete_file, fits_a_string, fits_a_word
from aclrepl.terminal.items import Completions, Item

# What a command takes, by the first word of what its table says; else by its name.
FORM, FILE, DIRECTORY, PROCESS = "form", "file", "directory", "process"
KINDS = {"object": FORM, "function": FORM, "functions": FORM, "value": FORM}
NAMED = {**dict.fromkeys(("inspect", "i", "set-local", "local", "trace", "untrace"), FORM), "load": FILE}

# Command → words that it takes in place of a process, and what they mean.
NO_PROCESSES = {
    "focus": [(":listener", "back to the listener")],
    "unarrest": [(":all", "every process that is arrested")],
}


def complete_command(text, place, context, complete_form):
    """Complete the name of a command, or what it takes.

    Arguments: complete_form -- function of text, place and context that completes Lisp.
    """
    colon = text.index(":")
    if place <= colon:
        return Completions(place)
    name, blank, rest = text[colon + 1 : place].partition(" ")
    if not blank:
        rows = sorted(COMMANDS.copy().values(), key=lambda row: row.name)
        chosen = [row for row in rows if row.name.startswith(name.lower())]
        return Completions(colon, [Item(":" + row.name, summary(row), "command") for row in chosen])
    row = find(COMMANDS, name)
    form = form_of(text[:place])
    if form is not None:
        inner = complete_form(text[form:], place - form, context)
        return Completions(form + inner.start, inner.items)
    return complete_argument(row, rest.lstrip(" "), place, context)


def form_of(text):
    """Return the place where the form begins that a command takes, None where TEXT is no such command."""
    start = text.index(":") + 1
    name, blank, _ = text[start:].partition(" ")
    row = find(COMMANDS, name) if name and blank else None
    return start + len(name) + 1 if row is not None and taken_by(row) == FORM else None


def taken_by(row):
    """Return what the command of ROW takes: one of the kinds above, or another word."""
    words = [word for word in row.arguments.split() if not word.startswith("&")]
    word = words[0] if words else ""
    return NAMED.get(row.name) or KINDS.get(word, word)


def summary(row):
    """Return the first line of a command's help."""
    return (row.description or "").strip().partition("\n")[0]


def complete_argument(row, rest, place, context):
    """Complete REST, the arguments before PLACE of the command that is a Row, or None."""
    if row is None:
        return Completions(place)
    command, taken = row.name, taken_by(row)
    word = rest.rpartition(" ")[2]
    if taken == FILE:
        return complete_file(word.removeprefix('"'), place, fits_a_word)
    if taken == DIRECTORY:
        return complete_file(rest.removeprefix('"'), place, fits_a_string)
    if taken == PROCESS:
        return Completions(place - len(rest), process_items(rest, NO_PROCESSES.get(command, ())))
    if command == "package":
        bare = word.lstrip("#:'")
        chosen = [name.lower() for name in sorted(packages.copy()) if name.startswith(bare.upper())]
        return Completions(place - len(bare), [Item(name, "package", "package") for name in chosen])
    if command == "help":
        bare = word.lstrip(":")
        rows = [each for name, each in sorted(COMMANDS.copy().items()) if name.startswith(bare.lower())]
        return Completions(place - len(bare), [Item(each.name, summary(each), "command") for each in rows])
    if command == "host":
        chosen = [name for name in context.hosts() if name.startswith(word)]
        return Completions(place - len(word), [Item(name, "host", "value") for name in chosen])
    return Completions(place - len(word), keyword_items(row, rest, word))


def keyword_items(row, rest, word):
    """Return items for the keywords that the command of ROW takes and REST does not have yet."""
    _, mark, keys = row.arguments.partition("&key ")
    given = rest.lower().split()[: -1 if word else None]
    names = [":" + key for key in keys.split() if mark and key.replace("-", "").isalnum()]
    chosen = [name for name in names if name.startswith(word.lower()) and name not in given]
    return [Item(name, f"of :{row.name}", "keyword") for name in chosen]


def process_items(typed, also):
    """Return items for the processes whose name begins with TYPED, and for the words ALSO if they do."""
    from acllib.processes import all_processes

    found = [Item(word, meta, "value") for word, meta in also if word.startswith(typed.lower())]
    for process in all_processes():
        if isinstance(process.name, str) and process.name.lower().startswith(typed.lower()):
            found.append(Item(process.name, f"process {process.sequence}", "process"))
    return found
