"""Commands that programs make and call: tpl:alias, tpl:remove-alias, tpl:do-command.

Source: Allegro CL 10.1, Top Level.
"""

from acllib.kernel.signalling import type_error
from acllib.lisp.arrays import stringp
from acllib.lisp.arrays import text as text_of
from acllib.lisp.conses import Cons, L, items
from acllib.lisp.definitions import lisp, macro
from acllib.lisp.forms import program_error
from acllib.lisp.printer import prin1_to_string
from acllib.lisp.symbols import Symbol, cl, intern, keyword, symbol_name

from aclrepl.commands import COMMANDS, Row, complain, find, read_forms
from aclrepl.toplevel import TPL, current_listener

QUOTE, LAMBDA, FUNCTION = cl("QUOTE"), cl("LAMBDA"), cl("FUNCTION")
DEFINE = intern("%ALIAS", "SYSTEM")
STRING, CASE_SENSITIVE = keyword("STRING"), keyword("CASE-SENSITIVE")


@macro("ALIAS", package=TPL)
def expand_alias(name, arglist, *body):
    """(tpl:alias name-or-list arglist body...): make a top-level command.

    A list is a name, and behind it, in any order: the length of the shortest abbreviation; a
    documentation string; :string, to get the rest of the line as one string, in place of what
    the reader makes of it; :case-sensitive. The arguments are not evaluated.
    """
    return L(DEFINE, L(QUOTE, name), L(FUNCTION, Cons(LAMBDA, Cons(arglist, L(*body)))))


def name_of(designator):
    """Return the text of a command's name, a string or symbol; signals a type-error."""
    if stringp(designator):
        name = text_of(designator)
    elif type(designator) is Symbol:
        name = symbol_name(designator).lower()
    else:
        type_error(designator, "(OR STRING SYMBOL)")
    return name.removeprefix(":")


@lisp("%ALIAS", package="SYSTEM")
def define_alias(designator, function):
    """Make FUNCTION the command that DESIGNATOR, a name or a list, describes. Returns its name."""
    name, *options = items(designator) if type(designator) is Cons else [designator]
    name = name_of(name)
    if not name or any(c.isspace() for c in name) or name.removeprefix("-").isdecimal():
        program_error(f"`{name}' can't be the name of a command.")
    shortest, documentation, whole, exact = len(name), None, False, False
    for option in options:
        if type(option) is int and 0 < option <= len(name):
            shortest = option
        elif stringp(option):
            documentation = text_of(option)
        elif option is STRING:
            whole = True
        elif option is CASE_SENSITIVE:
            exact = True
        else:
            program_error(f"{prin1_to_string(option)} is no option of tpl:alias.")
    if not exact:
        name = name.lower()

    def run(listener, rest):
        function(rest) if whole else function(*read_forms(rest))

    takes = "string" if whole else "argument ..."
    row = Row(name, shortest, run, takes, documentation or "An alias.", user=True, exact=exact)
    row.plain = function
    row.hides = hidden_by(name)
    COMMANDS[name] = row
    return name


def hidden_by(name):
    """Return the command of ours that an alias called NAME takes the place of, or None."""
    known = COMMANDS.get(name)
    return known.hides if known is not None and known.user else known


@lisp("REMOVE-ALIAS", package=TPL)
def remove_alias(name):
    """Take the alias NAME away; a command of that name is there again. Returns whether there was one."""
    name = name_of(name)
    row = COMMANDS.get(name) or COMMANDS.get(name.lower())
    if row is None or not row.user:
        return None
    if row.hides is None:
        del COMMANDS[row.name]
    else:
        COMMANDS[row.name] = row.hides
    return True


@lisp("DO-COMMAND", package=TPL)
def do_command(name, *arguments):
    """Run the top-level command NAME, a string or symbol, with ARGUMENTS. Returns nil.

    An alias gets them as they are. To another command strings are text, and all else is what it
    is printed as, as if it had been typed. Signals: an error where there is no such command, or
    where no listener runs the process.
    """
    listener = current_listener.get()
    if listener is None:
        complain("There is no listener here that could run a command.")
    row = find(listener.commands, name_of(name))
    if row is None:
        complain(f'Unknown top-level command: "{name_of(name)}".')
    if row.user:
        row.plain(*arguments)
    else:
        words = [text_of(a) if stringp(a) else prin1_to_string(a) for a in arguments]
        row.function(listener, " ".join(words))
