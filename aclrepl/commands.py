"""The top-level commands: a table of names, abbreviations and functions.

A command's function gets the listener and the rest of the line as str.
"""

import os

from acllib.kernel.signalling import Error, error
from acllib.lisp.session import LispExit
from acllib.lisp.reader import read_from_string
from acllib.lisp.symbols import find_package
from acllib.lisp.variables import current_package, history as history_variables

from aclrepl import debugger


class Row:
    """A command: NAME, the length of its shortest abbreviation, its function and its help."""

    def __init__(self, name, shortest, function, arguments, description):
        self.name = name
        self.shortest = shortest
        self.function = function
        self.arguments = arguments
        self.description = description


COMMANDS = {}


def command(name, shortest=None, arguments=""):
    """Return a decorator that makes a function the command NAME; its docstring is the help."""

    def register(function):
        COMMANDS[name] = Row(name, shortest or len(name), function, arguments, function.__doc__)
        return function

    return register


def find(commands, name):
    """Return the Row that NAME, in any case and perhaps shortened, stands for, or None."""
    wanted = name.lower()
    if wanted in commands:
        return commands[wanted]
    for row in commands.values():
        if row.name.startswith(wanted) and len(wanted) >= row.shortest:
            return row
    return None


def integer(listener, rest, default):
    """Return the integer that REST is, DEFAULT where it is empty, or None after a complaint."""
    if not rest:
        return default
    try:
        return int(rest)
    except ValueError:
        listener.write(f"`{rest}' is not a number.\n")
        return None


# Break levels


@command("pop", arguments="&optional n")
def pop(listener, rest):
    """Leave this break level, or the N innermost ones."""
    n = integer(listener, rest, 1)
    if n is None:
        return
    levels = listener.levels()
    if n < 0 or n >= len(levels):
        if len(levels) == 1:
            listener.write("There is no break level to pop.\n")
            return
        n = len(levels) - 1
    if n:
        levels[n].leave_to()


@command("reset", 3)
def reset(listener, rest):
    """Return to the top level."""
    listener.levels()[-1].leave_to()


@command("continue", 4, "&optional n")
def continue_(listener, rest):
    """Invoke restart N of the list that the error printed; 0 by default."""
    n = integer(listener, rest, 0)
    if n is None:
        return
    offered = listener.level.restarts
    if not 0 <= n < len(offered):
        listener.write(f"There is no restart number {n}.\n")
        return
    restart = offered[n]
    arguments = restart.interactive() if restart.interactive is not None else ()
    restart.function(*(arguments or ()))


@command("error", 3)
def error_(listener, rest):
    """Print the message of this break level again, and set * to the condition."""
    level = listener.level
    if level.condition is None:
        listener.write("There is no error.\n")
        return
    history_variables["*"].set(level.condition)
    listener.write(debugger.block(level.condition, level.restarts))


# The session


@command("exit", 2, "&optional status")
def exit_(listener, rest):
    """Leave the program, with an exit status."""
    status = integer(listener, rest.split()[0] if rest else "", 0)
    if status is not None:
        raise LispExit(status)


@command("help", 2, "&optional command")
def help_(listener, rest):
    """Print this table, or what one command does."""
    if rest:
        row = find(listener.commands, rest.lstrip(":"))
        if row is None:
            listener.write(f'Unknown top-level command: "{rest.lstrip(":")}".\n')
        else:
            listener.write(f":{row.name} {row.arguments}".rstrip() + f"\n{row.description}\n")
        return
    lines = ["COMMAND       ABBR  DESCRIPTION"]
    for name in sorted(listener.commands):
        row = listener.commands[name]
        short = "" if row.shortest == len(name) else name[: row.shortest]
        lines.append(f"{name:13s} {short:5s} {row.description.splitlines()[0]}")
    listener.write("\n".join(lines) + "\n")


@command("history", 3, "&optional count")
def history(listener, rest):
    """Print the last inputs, oldest first."""
    count = integer(listener, rest, 15)
    if count:
        for number, item in listener.history[-count:]:
            listener.write(f"{number:3d} {item.text}\n")


@command("package", 2, "&optional name")
def package(listener, rest):
    """Print the current package, or make another one current."""
    if not rest:
        listener.write(f"The {current_package.get().name} package is current.\n")
        return
    name = rest.strip('":#').upper()
    found = find_package(name)
    if found is None:
        listener.write(f"Warning: there is no package named {name}.\n")
    else:
        current_package.set(found)


@command("macroexpand", 2, "form")
def macroexpand(listener, rest):
    """Print the macro expansion of a form."""
    from acllib.lisp.environments import macroexpand as expand
    from acllib.lisp.printer import write_to_string

    listener.write(write_to_string(expand(read_from_string(rest)[0])[0]) + "\n")


# Files and directories


@command("pwd")
def pwd(listener, rest):
    """Print the current directory."""
    listener.write(f'Lisp\'s current working directory is "{os.getcwd()}/"\n')


@command("cd", arguments="&optional directory")
def cd(listener, rest):
    """Change the current directory; home without argument."""
    try:
        os.chdir(os.path.expanduser(rest.strip('"') or "~"))
    except OSError as e:
        error(Error(format_control=f"{e.strerror}: {rest}".replace("~", "~~")))
    pwd(listener, "")


@command("ld", arguments="file ...")
def ld(listener, rest):
    """Load files; without argument the last ones again."""
    from acllib.lisp.loading import load

    names = rest.split() or getattr(listener, "last_loaded", [])
    listener.last_loaded = names
    for name in names:
        load(name.strip('"'))


# Processes


@command("processes", 3)
def processes(listener, rest):
    """Print the processes."""
    from acllib.processes import all_processes

    lines = ["Seq State    Process Name, Whostate, Arrest"]
    for process in all_processes():
        waiting = process.whostate
        state = "waiting" if waiting else "runnable"
        lines.append(f"{process.sequence:3d} {state:8s} {process.name}" + (f", {waiting}" if waiting else ""))
    listener.write("\n".join(lines) + "\n")


@command("kill", 2, "process ...")
def kill(listener, rest):
    """Kill processes, given by number or name."""
    from acllib.processes import all_processes, process_kill

    wanted = rest.strip('"')
    for process in all_processes():
        if wanted in (str(process.sequence), process.name):
            process_kill(process)
            return
    listener.write(f"There is no process named {wanted}.\n")
