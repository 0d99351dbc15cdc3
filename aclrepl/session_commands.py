"""The commands of the session: :exit :help :aliases :history :package :host, and those that ask Lisp."""

from acllib.lisp.compiler import evaluate
from acllib.lisp.conses import Cons, lisp_list
from acllib.lisp.environments import macroexpand as expand
from acllib.lisp.functions.streams import y_or_n_p
from acllib.lisp.printer import bound_options, prin1_to_string
from acllib.lisp.session import exit as end_program
from acllib.lisp.symbols import cl, find_package
from acllib.lisp.variables import current_package

from aclrepl import toplevel
from aclrepl.commands import command, find, integer, only_form, read_forms, unquoted, with_keywords

LISTED = 15  # inputs that :history prints


@command("exit", 2, "&optional status &key no-unwind quiet")
def exit_(listener, rest):
    """Leave the program, with an exit status, 0 to 255; all processes are unwound.

    It asks first when there are other listeners on the terminal.

    :no-unwind t  at once: no cleanup form runs
    :quiet t      without asking
    """
    parsed = exit_arguments(listener, rest)
    if parsed is None:
        return
    status, options = parsed
    unwind = options.get("no-unwind") is None
    session = listener.terminal.session
    others = session.other_listeners(listener) if session is not None else []
    if others and unwind and options.get("quiet") is None:
        names = ", ".join(each.name for each in others)
        if y_or_n_p("There are other listeners: ~A. Leave nevertheless?", names) is None:
            return
    if not unwind:
        end_program(status, no_unwind=True)
    toplevel.leave(status, options.get("quiet") is not None)


def exit_arguments(listener, rest):
    """Return (status, options) of `:exit REST`, or None after a complaint."""
    word, _, behind = rest.partition(" ")
    if word and not word.startswith(":"):
        status, rest = integer(listener, word, 0), behind
    else:
        status = 0
    if status is None:
        return None
    if status > 255:
        listener.write(f"{status} is no exit status: it must be from 0 to 255.\n")
        return None
    parsed = with_keywords(listener, rest, ("no-unwind", "quiet"))
    return None if parsed is None else (status, parsed[1])


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
    listener.write(table(listener.commands.values()))


def table(rows):
    """Return the lines of the table of ROWS."""
    rows = sorted(rows, key=lambda row: row.name)
    width = max([12, *(len(row.name) for row in rows)]) + 1
    lines = [f"{'COMMAND':{width}s} ABBR  DESCRIPTION"]
    for row in rows:
        short = "" if row.shortest == len(row.name) else row.name[: row.shortest]
        lines.append(f"{row.name:{width}s} {short:5s} {row.summary}".rstrip())
    return "\n".join(lines) + "\n"


@command("aliases", 3)
def aliases(listener, rest):
    """Print the commands that `tpl:alias` has made."""
    rows = [row for row in listener.commands.values() if row.user]
    listener.write(table(rows) if rows else "No aliases are defined\n")


@command("history", 3, "&optional count &key count reverse")
def history(listener, rest):
    """Print the last inputs, oldest first. A line `:7` does input 7 once more, `:-2` the last but one.

    :count n    so many; 15 by default
    :reverse t  the newest first
    """
    word, _, behind = rest.partition(" ")
    count = LISTED
    if word and not word.startswith(":"):
        count, rest = integer(listener, word, LISTED), behind
    parsed = with_keywords(listener, rest, ("count", "reverse")) if count is not None else None
    if parsed is None:
        return
    options = parsed[1]
    count = options.get("count", count)
    if type(count) is not int or count < 0:
        listener.write("The count must be a natural number.\n")
        return
    chosen = listener.history[-count:] if count else []
    if options.get("reverse") is not None:
        chosen = chosen[::-1]
    if chosen:
        listener.write("".join(f"{number:3d} {item.text}\n" for number, item in chosen))


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


# Asking Lisp


@command("macroexpand", 2, "form")
def macroexpand(listener, rest):
    """Print the macro expansion of a form, laid out."""
    expansion = expand(only_form(rest, ":macroexpand"))[0]
    with bound_options({"pretty": True}):
        listener.write(prin1_to_string(expansion) + "\n")


@command("apropos", 2, "string &optional package")
def apropos(listener, rest):
    """Print the symbols whose names contain a string, with what they stand for."""
    word, _, where = rest.partition(" ")
    name, where = unquoted(word.lstrip("'#:")), unquoted(where.strip().lstrip("'#:"))
    found = find_package(where) or find_package(where.upper()) if where else None
    if not name:
        listener.write(":apropos needs a string.\n")
    elif where and found is None:
        listener.write(f"Warning: there is no package named {where}.\n")
    else:
        cl("APROPOS")(name, *([found] if found is not None else []))


@command("trace", 2, "function ...")
def trace(listener, rest):
    """Tell of each call of functions; without argument, list those that are traced."""
    show_names(listener, cl("TRACE"), rest, "No functions are traced.")


@command("untrace", 4, "function ...")
def untrace(listener, rest):
    """Trace functions no more; without argument, none."""
    show_names(listener, cl("UNTRACE"), rest, "No functions were traced.")


def show_names(listener, operator, rest, none):
    """Evaluate the macro OPERATOR of the names in REST, and print its value, a list of names."""
    names = evaluate(Cons(operator, lisp_list(read_forms(rest))))
    listener.write(f"{prin1_to_string(names)}\n" if names is not None else f"{none}\n")


@command("describe", 2, "form")
def describe(listener, rest):
    """Print what is known of the value of a form."""
    cl("DESCRIBE")(evaluate(only_form(rest, ":describe")))


# Hosts


@command("host", 2, "&optional name")
def host(listener, rest):
    """Show the listener on a host of the lab, made at its first mention; list what there is."""
    session = listener.terminal.session
    text = ":host needs a terminal.\n" if session is None else session.open_listener(unquoted(rest))
    if text:
        listener.write(text)
