"""The command line: which of the program's faces is wanted, and with which settings.

Lisp runs in processes with stacks of their own; the main thread only waits, and takes signals.
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
  --no-init          do not load the start-up file
  --no-color         no colours
  --quiet            no banner
  --version          print the versions a bug report needs
  --help             print this
"""

INTERRUPTED = 130
PATIENCE = 1.0  # s that processes get to unwind at the end


class Usage(Exception):
    """A command line that makes no sense; its text says why."""


class Settings:
    """What the command line asks for."""

    def __init__(self):
        self.mode = "listener"
        self.forms = []
        self.file = None
        self.arguments = []
        self.lab = None  # None: where the mode has it by itself
        self.init = True
        self.color = True
        self.quiet = False
        self.update = False
        self.timeout = 10.0
        self.allow_network = False
        self.pages = []


def parse(arguments):
    """Return the Settings for a list of command-line arguments. Raises Usage."""
    settings = Settings()
    rest = list(arguments)
    flags = {
        "--lab": ("lab", True),
        "--no-lab": ("lab", False),
        "--no-init": ("init", False),
        "--no-color": ("color", False),
        "--quiet": ("quiet", True),
    }
    while rest:
        word = rest.pop(0)
        if word in ("--help", "-h"):
            settings.mode = "help"
            return settings
        if word == "--version":
            settings.mode = "version"
            return settings
        if word in flags:
            setattr(settings, *flags[word])
        elif word == "-e":
            if not rest:
                raise Usage("-e needs a form")
            settings.mode = "forms"
            settings.forms.append(rest.pop(0))
        elif word == "replay" and settings.mode == "listener":
            settings.mode = "replay"
            parse_replay(settings, rest)
            rest = []
        elif word.startswith("-") and word != "-":
            raise Usage(f"unknown option {word}")
        elif settings.mode == "forms":
            raise Usage(f"-e and a file ({word}) do not go together")
        else:
            settings.mode = "file"
            settings.file = word
            settings.arguments, rest = rest, []
    return settings


def parse_replay(settings, rest):
    while rest:
        word = rest.pop(0)
        if word == "--update":
            settings.update = True
        elif word == "--allow-network":
            settings.allow_network = True
        elif word == "--timeout":
            try:
                settings.timeout = float(rest.pop(0))
            except (IndexError, ValueError):
                raise Usage("--timeout needs a number of seconds") from None
            if not 0 < settings.timeout < float("inf"):
                raise Usage("--timeout needs a positive number of seconds")
        elif word in ("--quiet", "--no-color", "--no-init", "--lab"):
            pass
        elif word.startswith("-"):
            raise Usage(f"unknown option {word} of replay")
        else:
            settings.pages.append(word)
    if not settings.pages:
        raise Usage("replay needs a file")


def main(arguments=None):
    """Run the program and return its exit status."""
    try:
        settings = parse(sys.argv[1:] if arguments is None else arguments)
    except Usage as e:
        print(f"aclrepl: {e}\nTry `aclrepl --help'.", file=sys.stderr)
        return 2
    try:
        code = MODES[settings.mode](settings)
    except KeyboardInterrupt:
        code = INTERRUPTED
    return finish(code)


def finish(code):
    """Flush what was printed. A reader that has gone is no reason to complain."""
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


# The modes


def show_help(settings):
    print(USAGE, end="")
    return 0


def show_version(settings):
    from importlib.metadata import PackageNotFoundError, version

    from aclrepl import __version__

    print(f"aclrepl {__version__}")
    print(f"Python {sys.version.split()[0]} ({sys.platform})")
    for name in ("hy", "prompt_toolkit", "pyOpenSSL"):
        try:
            print(f"{name} {version(name)}")
        except PackageNotFoundError:
            print(f"{name} is not installed")
    from OpenSSL import SSL

    print(SSL.SSLeay_version(SSL.SSLEAY_VERSION).decode())
    return 0


def run_listener(settings):
    """Read forms from standard input."""
    load_world()
    from acllib.lisp.variables import terminal_io

    from aclrepl.listener import Listener
    from aclrepl.pipe import PipeTerminal

    console = terminal_io.get()
    listener = Listener("Initial Lisp Listener", PipeTerminal(console), network=network(settings))
    code = wait_for(listener.start)
    if code is None:
        code = listener.exit_code
    if not console.broken:
        console.fresh_line()
        console.force_output()
    return code


def run_forms(settings):
    """Evaluate the forms of -e and print their values."""
    load_world()
    from acllib.lisp.compiler import evaluate_values
    from acllib.lisp.printer import prin1_to_string
    from acllib.lisp.reader import read_form
    from acllib.lisp.sources import TextSource
    from acllib.lisp.variables import standard_output

    def evaluate():
        end = object()
        for text in settings.forms:
            source = TextSource(text, name="-e")
            while (form := read_form(source, end)) is not end:
                for value in evaluate_values(form):
                    stream = standard_output.get()
                    stream.fresh_line()
                    stream.write_string(prin1_to_string(value))
                    stream.terpri()

    return run_batch(evaluate, settings)


def run_file(settings):
    """Load a file."""
    load_world()
    from acllib.lisp import session
    from acllib.lisp.loading import load

    session.command_line[:] = [settings.file, *settings.arguments]
    return run_batch(lambda: load(settings.file), settings)


def run_replay(settings):
    """Replay transcripts, each from scratch."""
    load_world()
    from aclrepl.replay import replay_file

    worst = 0
    for name in settings.pages:
        worst = max(
            worst,
            replay_file(
                name,
                timeout=settings.timeout,
                allow_network=settings.allow_network,
                update=settings.update,
                out=sys.stdout,
            ),
        )
    return worst


MODES = {
    "help": show_help,
    "version": show_version,
    "listener": run_listener,
    "forms": run_forms,
    "file": run_file,
    "replay": run_replay,
}


# Running Lisp


def load_world():
    """Load the whole of Lisp."""
    sys.set_int_max_str_digits(0)
    import acllib.lisp.world  # noqa: F401


def network(settings):
    """Return the network for a pipe, forms or a file: the system's, or one that knows the lab."""
    if not settings.lab:
        return None
    from aclrepl.lab import Lab

    return Lab().outside()


def run_batch(function, settings):
    """Call FUNCTION in a process of its own; an unhandled condition is printed and ends the program."""
    from acllib.kernel.dynamic import binding
    from acllib.kernel.exits import NonLocalExit
    from acllib.kernel.signalling import compute_restarts, debugger
    from acllib.lisp.native_errors import python_error
    from acllib.lisp.session import LispExit
    from acllib.lisp.variables import standard_output, terminal_io
    from acllib.processes import run_in_process

    from aclrepl.debugger import block

    outcome = []
    target = object()

    def unhandled(condition):
        terminal_io.get().force_output()
        print(block(condition, compute_restarts(condition)), end="", file=sys.stderr, flush=True)
        raise NonLocalExit(target)

    def run():
        code = 1
        where = network(settings)
        token = debugger.bind(unhandled)
        try:
            with binding(**({} if where is None else {"network": where})):
                try:
                    function()
                except Exception as e:
                    python_error(e)
                    raise
            standard_output.get().fresh_line()
            code = 0
        except LispExit as e:
            code = e.code
        except NonLocalExit as e:
            if e.target is not target:
                raise
        finally:
            debugger.unbind(token)
            outcome.append(code)

    code = wait_for(lambda: run_in_process(run, "Initial Lisp Listener"))
    terminal = terminal_io.get()
    if not terminal.broken:
        terminal.force_output()
    return code if code is not None else outcome[0] if outcome else 1


def wait_for(start):
    """Start a process and wait for its end; unwind everything on Control-C.

    Returns None, or the exit status where a signal decided it.
    """
    from acllib.lisp import session
    from acllib.processes import process_kill, shutdown_processes

    process = start()
    session.main_process[:] = [process]
    code = None
    try:
        while process.alive:
            process.join(3600)
    except KeyboardInterrupt:
        process_kill(process)
        process.join(PATIENCE)
        code = INTERRUPTED
    left = shutdown_processes(PATIENCE)
    if left:
        print(f"; still running: {', '.join(left)}", file=sys.stderr)
    return code
