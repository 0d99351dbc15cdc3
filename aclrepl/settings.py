"""What the command line asks for, and where the user's own configuration is.

Nothing here loads Lisp: `--help` and a mistyped option are answered at once.
"""

import os
import sys

USAGE = """\
usage: aclrepl [options] [FILE [ARG ...]]
       aclrepl [options] -e FORM [-e FORM ...]
       aclrepl replay [--update] [--timeout SECONDS] [--allow-network] FILE ...

A Lisp listener in the manner of Allegro CL's top level. Without FILE or -e it reads
forms and :commands, from the terminal or a pipe; :help lists the commands.

  -e FORM            evaluate FORM and print its values, each on a line; may be repeated
  FILE               load FILE; ARGs are in (sys:command-line-arguments)
  replay FILE ...    run transcripts and compare what they print:
                     exit 0 all match, 1 something differs, 2 a file can't be used
    --update           write what was printed into the transcripts
    --timeout SECONDS  how long a form may take (10)
    --allow-network    let the page reach beyond the lab and the loopback
  --lab              let a pipe, -e or FILE know the lab's hosts (vapor, frisky)
  --no-lab           no lab anywhere
  --no-init          do not load the start-up file (init.cl of the configuration directory)
  --no-color         no colours; so does the environment variable NO_COLOR
  --style NAME       colours of a pygments style; default: the environment variable ACLREPL_STYLE
  --quiet            no banner
  --version          print the versions a bug report needs
  --help             print this

The exit status is that of (exit N); 0 at the end; 1 after an error that nothing handled; 2 for
a command line that can't be used; 128 and the number of the signal that ended it (Control-C: 130).
"""

# Options that are announced, but not there yet.
LATER = ("--modern", "--hy")

FLAGS = {
    "--lab": ("lab", True),
    "--no-lab": ("lab", False),
    "--no-init": ("init", False),
    "--no-color": ("color", False),
    "--quiet": ("quiet", True),
}


class Usage(Exception):
    """A command line that makes no sense; its text says why."""


class Settings:
    """What the command line asks for.

    mode       "listener", "forms", "file", "replay", "help" or "version"
    forms      list of the texts of -e
    file, arguments  the file to load and what stands behind it
    lab        True, False, or None: where the mode has it by itself
    init       whether the start-up file is loaded
    color, quiet     whether there are colours; whether there is no banner
    style      name of a pygments style, or None
    history    name of the file that keeps what was typed, or None
    update, timeout, allow_network, pages  of replay
    """

    def __init__(self, environment=None):
        environment = os.environ if environment is None else environment
        self.mode = "listener"
        self.forms = []
        self.file = None
        self.arguments = []
        self.lab = None
        self.init = True
        self.color = not environment.get("NO_COLOR")
        self.quiet = False
        self.style = environment.get("ACLREPL_STYLE") or None
        self.history = history_file(environment)
        self.update = False
        self.timeout = 10.0
        self.allow_network = False
        self.pages = []


def parse(arguments):
    """Return the Settings for a list of command-line arguments. Raises Usage."""
    settings = Settings()
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in ("--help", "-h", "--version"):
            settings.mode = "version" if word == "--version" else "help"
            return settings
        if word in LATER:
            raise Usage(f"{word} is not in this version yet")
        if word in FLAGS:
            setattr(settings, *FLAGS[word])
        elif word == "--style":
            if not rest:
                raise Usage("--style needs the name of a pygments style")
            settings.style = rest.pop(0)
        elif word == "-e":
            if not rest:
                raise Usage("-e needs a form")
            settings.mode = "forms"
            settings.forms.append(rest.pop(0))
        elif word == "replay" and settings.mode == "listener":
            settings.mode = "replay"
            parse_replay(settings, rest)
            return settings
        elif word.startswith("-"):
            raise Usage(f"unknown option {word}")
        elif settings.mode == "forms":
            raise Usage(f"-e and a file ({word}) do not go together")
        else:
            settings.mode = "file"
            settings.file = word
            settings.arguments, rest = rest, []
    return settings


def parse_replay(settings, rest):
    """Take what stands behind `replay` into SETTINGS. Raises Usage."""
    while rest:
        word = rest.pop(0)
        if word == "--help":
            settings.mode = "help"
            return
        if word == "--update":
            settings.update = True
        elif word == "--allow-network":
            settings.allow_network = True
        elif word == "--timeout":
            settings.timeout = seconds(rest)
        elif word in FLAGS:
            setattr(settings, *FLAGS[word])
        elif word in LATER:
            raise Usage(f"{word} is not in this version yet")
        elif word.startswith("-"):
            raise Usage(f"unknown option {word} of replay")
        else:
            settings.pages.append(word)
    if not settings.pages:
        raise Usage("replay needs a file")


def seconds(rest):
    """Take a positive number of seconds from the words that are left."""
    try:
        number = float(rest.pop(0))
    except (IndexError, ValueError):
        raise Usage("--timeout needs a number of seconds") from None
    if not 0 < number < float("inf"):
        raise Usage("--timeout needs a positive number of seconds")
    return number


# The user's own files


def user_directory(variable, default, environment=None, platform=sys.platform):
    """Return the program's directory below $VARIABLE, else below ~/DEFAULT; None where there is no home.

    Never relative: a file that happens to lie in the current directory must not be used.
    """
    environment = os.environ if environment is None else environment
    base = environment.get(variable, "")
    if not os.path.isabs(base):
        home = environment.get("HOME", "") if platform != "win32" else os.path.expanduser("~")
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, *default.split("/"))
    return os.path.join(base, "aclrepl")


def configuration_directory(environment=None, platform=sys.platform):
    """Return the directory of the user's configuration, or None where there is no home.

    It is `$XDG_CONFIG_HOME/aclrepl`, by default `~/.config/aclrepl`; on Windows it is in %APPDATA%.
    """
    variable = "APPDATA" if platform == "win32" else "XDG_CONFIG_HOME"
    return user_directory(variable, ".config", environment, platform)


def state_directory(environment=None, platform=sys.platform):
    """Return the directory of what the program remembers, or None where there is no home.

    It is `$XDG_STATE_HOME/aclrepl`, by default `~/.local/state/aclrepl`; on Windows in %LOCALAPPDATA%.
    """
    variable = "LOCALAPPDATA" if platform == "win32" else "XDG_STATE_HOME"
    return user_directory(variable, ".local/state", environment, platform)


def history_file(environment=None):
    """Return the name of the file that keeps what was typed at the terminal, or None.

    The environment variable ACLREPL_HISTORY names another one (absolute), or none: it is empty then.
    """
    environment = os.environ if environment is None else environment
    name = environment.get("ACLREPL_HISTORY")
    if name == "":
        return None
    if name is not None and os.path.isabs(name):
        return name
    directory = state_directory(environment)
    return None if directory is None else os.path.join(directory, "history")


def startup_file():
    """Return the name of the user's start-up file, or None where there is none."""
    directory = configuration_directory()
    if directory is None:
        return None
    name = os.path.join(directory, "init.cl")
    return name if os.path.isfile(name) else None


def startup_loader(settings):
    """Return a function that loads the user's start-up file, or None where none is wanted or there."""
    name = startup_file() if settings.init else None
    if name is None:
        return None

    def load_it():
        from acllib.lisp.loading import load

        load(name)

    return load_it
