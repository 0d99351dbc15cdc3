"""The table of the top-level commands: names, abbreviations and functions.

A command's function gets the listener and the rest of the line as str. Its docstring is its help,
the first line what the table of `:help` shows. The commands themselves register from the files
named `..._commands`; `listener` imports them.
"""

import textwrap

from acllib.kernel.signalling import Error, error
from acllib.lisp.reader import read_from_string
from acllib.lisp.symbols import KEYWORD, Symbol


class Row:
    """A command.

    name         as it is typed in full
    shortest     length of its shortest abbreviation
    function     of the listener and the rest of the line
    arguments    what it takes, in words
    description  its help, the first line a summary
    user         true: made by `tpl:alias`
    exact        true: letters of the name must be typed as they are
    hides        None, or the Row of that name that was there before
    """

    def __init__(self, name, shortest, function, arguments, description, user=False, exact=False):
        self.name = name
        self.shortest = shortest
        self.function = function
        self.arguments = arguments
        self.description = clean(description or "")
        self.user = user
        self.exact = exact
        self.hides = None

    @property
    def summary(self):
        return self.description.partition("\n")[0]

    def called(self, name):
        """Return whether NAME is this row's whole name."""
        return self.name == (name if self.exact else name.lower())

    def shortened(self, name):
        """Return whether NAME is an abbreviation of this row's name."""
        wanted = name if self.exact else name.lower()
        return len(wanted) >= self.shortest and self.name.startswith(wanted)


def clean(docstring):
    """Return DOCSTRING without the indentation of its later lines."""
    first, _, others = docstring.strip().partition("\n")
    return f"{first}\n{textwrap.dedent(others)}".rstrip()


COMMANDS: dict[str, Row] = {}


def command(name, shortest=None, arguments=""):
    """Return a decorator that makes a function the command NAME; its docstring is the help."""

    def register(function):
        COMMANDS[name] = Row(name, shortest or len(name), function, arguments, function.__doc__)
        return function

    return register


def find(commands, name):
    """Return the Row that NAME, in any case and perhaps shortened, stands for, or None."""
    rows = list(commands.values()) if name else []
    for fits in (Row.called, Row.shortened):
        for row in rows:
            if fits(row, name):
                return row
    return None


# What stands behind a command


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


def forms_with_text(text):
    """Return the list of the forms in TEXT, each with its own text; signal what the reader signals."""
    end, place, found = object(), 0, []
    while True:
        form, after = read_from_string(text, place, None, False, end)
        if form is end:
            return found
        found.append((form, text[place:after].strip()))
        place = after


def read_forms(text):
    """Return the list of the forms in TEXT; signal what the reader signals."""
    return [form for form, _ in forms_with_text(text)]


def only_form(rest, what):
    """Return the one form that REST holds; signal where there is none, or more."""
    forms = read_forms(rest)
    if not forms:
        complain(f"{what} needs a form.")
    if len(forms) > 1:
        complain(f"{what} takes one form only.")
    return forms[0]


def with_keywords(listener, rest, known):
    """Return (words, options): what stands in REST before the first keyword, and a dict of the rest.

    Arguments: known -- names of the options, lower case. A complaint is printed, and None
    returned, where another is given, or one without a value.
    """
    forms = read_forms(rest)
    start = next((i for i, form in enumerate(forms) if is_keyword(form)), len(forms))
    names, values = forms[start::2], forms[start + 1 :: 2]
    options = {}
    for name, value in zip(names, [*values, None], strict=False):
        key = name.name.lower() if is_keyword(name) else None
        if key not in known:
            shown = f":{key}" if key is not None else str(name)
            listener.write(f"`{shown}' is no option here; there are {' '.join(':' + k for k in known)}.\n")
            return None
        options.setdefault(key, value)
    if len(names) != len(values):
        listener.write(f":{names[-1].name.lower()} needs a value.\n")
        return None
    return forms[:start], options


def is_keyword(form):
    return type(form) is Symbol and form.package is KEYWORD


def complain(text):
    """Signal an error that says TEXT. Never returns."""
    error(Error(format_control=text.replace("~", "~~")))
