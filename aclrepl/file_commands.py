"""The commands for files and directories: :cd and its kin, :ld :cf :cload, :shell.

Their arguments are file names, with or without quotes around them.
"""

import os

from acllib.lisp.loading import load
from acllib.lisp.symbols import cl, intern, keyword

from aclrepl.commands import command, complain, unquoted


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
    for name in names_to_load(listener, rest, ":ld"):
        load(name, verbose=True)


def names_to_load(listener, rest, command):
    """Return the names of files in REST, else the last ones; [] after a complaint in the name of COMMAND."""
    names = rest.split() or listener.last_loaded
    if not names:
        listener.write(f"{command} needs a file.\n")
    listener.last_loaded = names
    return [unquoted(name) for name in names]


@command("cf", arguments="file ...")
def cf(listener, rest):
    """Compile files: a fasl beside each."""
    if not rest:
        listener.write(":cf needs a file.\n")
    for name in rest.split():
        cl("COMPILE-FILE")(unquoted(name), keyword("VERBOSE"), True)


@command("cload", 2, "file ...")
def cload(listener, rest):
    """Compile files where their fasls are not fresh, and load those; without argument the last ones again."""
    for name in names_to_load(listener, rest, ":cload"):
        compiled = intern("COMPILE-FILE-IF-NEEDED", "EXCL")(name, keyword("VERBOSE"), True)
        load(compiled, verbose=True)


@command("shell", 2, "command")
def shell(listener, rest):
    """Run a command of the system's shell and print what it prints."""
    status = listener.terminal.run_shell(rest)
    if status:
        listener.write(f"; exit status {status}\n")
