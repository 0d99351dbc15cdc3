"""Completion of top-level commands: their names, and what each of them takes."""

from acllib.lisp.symbols import packages

from aclrepl.commands import COMMANDS, find
from aclrepl.terminal.file_names import complete_file, fits_a_string, fits_a_word
from aclrepl.terminal.items import Completions, Item

FORMS = ("macroexpand", "describe", "inspect", "i", "set-local", "print", "local")
FILES = ("ld", "cload", "cl", "cf", "load")
DIRECTORIES = ("cd", "pushd")
PROCESSES = ("kill", "focus", "processes", "arrest", "unarrest")


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
    full = row.name if row is not None else name.lower()
    if full in FORMS:
        inner = complete_form(rest, len(rest), context)
        return Completions(place - len(rest) + inner.start, inner.items)
    return complete_argument(full, rest.lstrip(" "), place, context)


def summary(row):
    """Return the first line of a command's help."""
    return (row.description or "").strip().partition("\n")[0]


def complete_argument(command, rest, place, context):
    """Complete REST, the arguments of COMMAND before PLACE."""
    word = rest.rpartition(" ")[2]
    if command in FILES:
        bare = word.removeprefix('"')
        return complete_file(bare, place, fits_a_word)
    if command in DIRECTORIES:
        return complete_file(rest.removeprefix('"'), place, fits_a_string)
    if command in PROCESSES:
        return Completions(place - len(rest), process_items(rest))
    if command == "package":
        bare = word.lstrip("#:'")
        chosen = [name.lower() for name in sorted(packages.copy()) if name.startswith(bare.upper())]
        return Completions(place - len(bare), [Item(name, "package", "package") for name in chosen])
    if command == "help":
        bare = word.lstrip(":")
        rows = [COMMANDS[name] for name in sorted(COMMANDS.copy()) if name.startswith(bare.lower())]
        return Completions(place - len(bare), [Item(row.name, summary(row), "command") for row in rows])
    if command == "host":
        chosen = [name for name in context.hosts() if name.startswith(word)]
        return Completions(place - len(word), [Item(name, "host", "value") for name in chosen])
    return Completions(place)


def process_items(typed):
    """Return items for the processes whose name begins with TYPED."""
    from acllib.processes import all_processes

    found = []
    for process in all_processes():
        if isinstance(process.name, str) and process.name.lower().startswith(typed.lower()):
            found.append(Item(process.name, f"process {process.sequence}", "process"))
    return found
