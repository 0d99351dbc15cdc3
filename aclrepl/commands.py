"""The top-level commands: a table of names, abbreviations and functions.

A command's function gets the listener and the rest of the line as str. Its docstring is its help,
the first line what the table of `:help` shows.
"""

import os

from acllib.kernel.signalling import Error, error
from acllib.lisp.compiler import evaluate
from acllib.lisp.environments import macroexpand as expand
from acllib.lisp.loading import load
from acllib.lisp.printer import write_to_string
from acllib.lisp.reader import read_from_string
from acllib.lisp.session import LispExit
from acllib.lisp.symbols import cl, find_package
from acllib.lisp.variables import current_package
from acllib.lisp.variables import history as history_variables
from acllib.processes import (
    all_processes,
    initial_process,
    process_add_arrest_reason,
    process_kill,
    process_revoke_arrest_reason,
)

from aclrepl import debugger
from aclrepl.description import describe as description_of

ARRESTED = "debugging"  # the reason that :arrest gives


class Row:
    """A command: NAME, the length of its shortest abbreviation, its function and its help."""

    def __init__(self, name, shortest, function, arguments, description):
        self.name = name
        self.shortest = shortest
        self.function = function
        self.arguments = arguments
        self.description = description


COMMANDS: dict[str, Row] = {}


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
    """Return the natural number that REST is, DEFAULT where it is empty, or None after a complaint."""
    if not rest:
        return default
    if rest.isdecimal() and rest.isascii() and len(rest) < 10:
        return int(rest)
    listener.write(f"`{rest}' is not a number.\n")
    return None


def unquoted(word):
    """Return WORD without the quotes around it."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word


def only_form(rest, what):
    """Return the one form that REST holds; signal where there is none, or more."""
    end = object()
    form, place = read_from_string(rest, 0, None, False, end)
    if form is end:
        complain(f"{what} needs a form.")
    if read_from_string(rest, place, None, False, end)[0] is not end:
        complain(f"{what} takes one form only.")
    return form


def complain(text):
    """Signal an error that says TEXT. Never returns."""
    error(Error(format_control=text.replace("~", "~~")))


# Break levels


@command("pop", arguments="&optional n")
def pop(listener, rest):
    """Leave this break level, or the N innermost ones."""
    n = integer(listener, rest, 1)
    if n is None:
        return
    levels = listener.levels()
    if n >= len(levels):
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
    """Invoke restart N of the list that the error printed; 0 by default. Some ask for a form."""
    n = integer(listener, rest, 0)
    if n is None:
        return
    offered = listener.level.restarts
    if n >= len(offered):
        listener.write(f"There is no restart number {n}.\n" if offered else "There is nothing to continue.\n")
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
    """Leave the program, with an exit status, 0 to 255; all processes are unwound."""
    words = rest.split()
    status = integer(listener, words[0] if words else "", 0)
    if status is not None and status > 255:
        listener.write(f"{status} is no exit status: it must be from 0 to 255.\n")
    elif status is not None:
        raise LispExit(status)


@command("help", 2, "&optional command")
def help_(listener, rest):
    """Print this table, or what one command does."""
    if rest:
        name = rest.lstrip(":")
        row = find(listener.commands, name)
        if row is None:
            listener.write(f'Unknown top-level command: "{name}".\n')
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
    """Print the last inputs, oldest first. A line `:7` does input 7 once more."""
    count = integer(listener, rest, 15)
    if count:
        listener.write("".join(f"{number:3d} {item.text}\n" for number, item in listener.history[-count:]))


@command("package", 2, "&optional name")
def package(listener, rest):
    """Print the current package, or make another one current."""
    if not rest:
        listener.write(f"The {current_package.get().name} package is current.\n")
        return
    name = unquoted(rest.lstrip("'#:"))
    found = find_package(name) or find_package(name.upper())
    if found is None:
        listener.write(f"Warning: there is no package named {name}.\n")
    else:
        current_package.set(found)


# Asking


@command("macroexpand", 2, "form")
def macroexpand(listener, rest):
    """Print the macro expansion of a form."""
    listener.write(write_to_string(expand(only_form(rest, ":macroexpand"))[0]) + "\n")


@command("apropos", 2, "string")
def apropos(listener, rest):
    """Print the symbols whose names contain a string."""
    name = unquoted(rest.lstrip("'#:"))
    if name:
        cl("APROPOS")(name)
    else:
        listener.write(":apropos needs a string.\n")


@command("describe", 2, "form")
def describe(listener, rest):
    """Print what is known of the value of a form."""
    listener.write(description_of(evaluate(only_form(rest, ":describe"))))


# Files and directories


@command("pwd")
def pwd(listener, rest):
    """Print the current directory."""
    listener.write(f'Lisp\'s current working directory is "{os.path.join(os.getcwd(), "")}"\n')


def change_directory(name):
    """Make NAME the current directory; signal an error where that can't be."""
    try:
        os.chdir(os.path.expanduser(name))
    except (OSError, ValueError) as e:
        complain(f"Can't change the directory to {name}: {getattr(e, 'strerror', None) or e}.")


@command("cd", arguments="&optional directory")
def cd(listener, rest):
    """Change the current directory; to the home directory without argument."""
    change_directory(unquoted(rest) or "~")
    pwd(listener, "")


@command("pushd", 2, "&optional directory")
def pushd(listener, rest):
    """Change the directory and remember the old one; without argument, swap the two last."""
    here = os.getcwd()
    if rest:
        change_directory(unquoted(rest))
    elif listener.directories:
        change_directory(listener.directories[-1])
        listener.directories.pop()
    else:
        listener.write("No other directory is remembered.\n")
        return
    listener.directories.append(here)
    dirs(listener, "")


@command("popd")
def popd(listener, rest):
    """Go back to the directory remembered last."""
    if not listener.directories:
        listener.write("No other directory is remembered.\n")
        return
    change_directory(listener.directories[-1])
    listener.directories.pop()
    dirs(listener, "")


@command("dirs", 2)
def dirs(listener, rest):
    """Print the current directory and those that :pushd remembers, the last one first."""
    listener.write(" ".join([os.getcwd(), *reversed(listener.directories)]) + "\n")


@command("ld", arguments="file ...")
def ld(listener, rest):
    """Load files; without argument the last ones again."""
    names = rest.split() or listener.last_loaded
    if not names:
        listener.write(":ld needs a file.\n")
        return
    listener.last_loaded = names
    for name in names:
        load(unquoted(name), verbose=True)


@command("shell", 2, "command")
def shell(listener, rest):
    """Run a command of the system's shell and print what it prints."""
    status = listener.terminal.run_shell(rest)
    if status:
        listener.write(f"; exit status {status}\n")


@command("host", 2, "&optional name")
def host(listener, rest):
    """Show the listener on a host of the lab, made at its first mention; list what there is."""
    session = listener.terminal.session
    text = ":host needs a terminal.\n" if session is None else session.open_listener(unquoted(rest))
    if text:
        listener.write(text)


@command("focus", 2, "&optional process")
def focus(listener, rest):
    """Turn to a process: to its break level, or break into what it does. `:listener` turns back."""
    session = listener.terminal.session
    if session is None:
        listener.write(":focus needs a terminal.\n")
        return
    if not rest:
        text = session.focus(listener, None)
    elif rest.lower() == ":listener":
        text = session.focus(listener, "listener")
    else:
        found = named_processes(listener, rest)
        if not found:
            return
        text = session.focus(listener, found[0])
    if text:
        listener.write(text)


# Processes


@command("processes", 3, "&rest process")
def processes(listener, rest):
    """Print the processes: number, state, name, what each waits for."""
    others = [p for p in all_processes() if p is not initial_process()]
    chosen = named_processes(listener, rest) if rest else others
    if chosen is None:
        return
    lines = ["Seq State    Process Name, Whostate, Arrest"]
    for p in chosen:
        parts = [p.name, p.whostate or ""]
        if p.arrest_reasons:
            parts.append(", ".join(map(str, p.arrest_reasons)))
        lines.append(f"{p.sequence:3d} {p.activity():8s} {', '.join(parts).rstrip(', ')}")
    listener.write("\n".join(lines) + "\n")


def named_processes(listener, rest):
    """Return the processes that REST names: numbers, names, or parts of names; None after a complaint."""
    everything = all_processes()
    words = [unquoted(rest)]
    found = [p for p in everything if rest and words[0] in (str(p.sequence), p.name)]
    if found:
        return found
    if all(w.isdecimal() for w in rest.split()):
        words = rest.split()
    for word in words:
        numbered = [p for p in everything if word == str(p.sequence)]
        some = numbered or [p for p in everything if word and word in p.name]
        if len(some) != 1:
            what = f"{len(some)} processes have" if some else "No process has"
            listener.write(f"{what} a number or name like {word or 'that'}.\n")
            return None
        found += some
    return found


def other_processes(listener, rest, verb):
    """Return the processes that REST names, but for the listener's own; [] after a complaint."""
    found = named_processes(listener, rest) or []
    refused = [p for p in found if p is listener.process or p.immigrant]
    for p in refused:
        listener.write(f"The process {p.name} can't be {verb} from here.\n")
    return [p for p in found if p not in refused]


@command("kill", 2, "process ...")
def kill(listener, rest):
    """Kill processes, given by number or name."""
    for process in other_processes(listener, rest, "killed"):
        process_kill(process)


@command("arrest", 3, "process ...")
def arrest(listener, rest):
    """Have processes stand by until :unarrest."""
    for process in other_processes(listener, rest, "arrested"):
        process_add_arrest_reason(process, ARRESTED)


@command("unarrest", 4, "process ...")
def unarrest(listener, rest):
    """Let processes that :arrest has stopped go on; `:all` means every one of them."""
    every = rest.lower() == ":all"
    for process in all_processes() if every else other_processes(listener, rest, "arrested"):
        process_revoke_arrest_reason(process, ARRESTED)
