"""The command line: which of the program's faces is wanted, and how it is run.

Lisp runs in processes with stacks of their own; the main thread only waits, and takes signals
(`ending`). What the words of the command line mean is in `settings`.
"""

import errno
import os
import sys

from aclrepl.ending import PATIENCE, READER_GONE, Ended, catch_signals, leave, main_thread, say, wait_for
from aclrepl.settings import USAGE, Usage, parse, startup_loader

BANNER = """\
aclrepl {version}: a Lisp listener in the manner of Allegro CL, on Python {python}.
{lab}Type :help for the commands, :exit to leave.
"""
FIRST_PROMPT = "USER(1): "


def main(arguments=None):
    """Run the program and return its exit status."""
    main_thread.begin()
    open_standard_descriptors()
    catch_signals()
    try:
        try:
            settings = parse(sys.argv[1:] if arguments is None else arguments)
        except Usage as e:
            say(f"aclrepl: {e}\nTry `aclrepl --help'.")
            return 2
        code = MODES[settings.mode](settings)
    except Ended as e:
        code = e.code
    except BrokenPipeError:
        code = READER_GONE
    except OSError as e:
        say(f"aclrepl: {e}")
        code = 1
    code = leave(code)
    if main_thread.abandoned:
        main_thread.end_suddenly(code)  # Python would wait for them once more
    return code


def open_standard_descriptors():
    """Open the null device for those that are closed, lest the next file that is opened becomes one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


# The modes: functions of the Settings that return the exit status


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
    try:
        from OpenSSL import SSL

        print(SSL.SSLeay_version(SSL.SSLEAY_VERSION).decode())
    except ImportError as e:
        print(f"OpenSSL can't be loaded: {e}")
    return 0


def run_listener(settings):
    """Read forms from the terminal, or from a pipe."""
    from aclrepl.terminal.early import is_terminal

    return (run_terminal if is_terminal() else run_plain)(settings)


def run_terminal(settings):
    """Show the prompt, then load the session that stands behind it, and run that."""
    from aclrepl.terminal.early import EarlyPrompt

    if settings.lab is None:
        settings.lab = True
    text = "" if settings.quiet else banner(settings)
    main_thread.on_control_c = lambda: None  # a key, nothing to end with
    early = EarlyPrompt.begin(text, FIRST_PROMPT)
    if early is None:
        print(text, end="", flush=True)
    else:
        main_thread.give_back.append(early.finish_suddenly)
    try:
        from aclrepl.terminal.session import Session
    except ImportError as e:
        missing = e
    else:
        session = Session(settings, early=early)
        main_thread.on_control_c = lambda: session.call(session.interrupt)
        main_thread.on_end = session.end_from_anywhere
        main_thread.check()
        return session.run()
    finally:
        main_thread.on_control_c = main_thread.on_end = None
        if early is not None:
            early.finish()
    say(f"; The terminal can't be loaded ({missing}): a plain listener instead.")
    settings.quiet = True
    return run_plain(settings)


def run_plain(settings):
    """Read forms from standard input, a line at a time if it is a terminal."""
    console = load_world()
    from acllib.lisp import session
    from acllib.processes import interrupt_from_signal

    from aclrepl.listener import Listener
    from aclrepl.pipe import PipeTerminal

    interactive = console.interactive_p
    if settings.lab is None:
        settings.lab = interactive
    listener = Listener(
        "Initial Lisp Listener",
        PipeTerminal(console),
        network=network(settings),
        startup=startup_loader(settings),
    )
    if interactive:
        if not settings.quiet:
            console.write_string(banner(settings))
        # A key here, not the end: it interrupts the form.
        main_thread.on_control_c = lambda: interrupt_from_signal(listener.process, listener.control_c)
        session.listening.append(listener)
    code = wait_for(listener.start)
    return finish(console, listener.exit_code if code is None else code)


def banner(settings):
    from aclrepl import __version__

    lab = "The hosts vapor and frisky are in the lab.\n" if settings.lab else ""
    return BANNER.format(version=__version__, python=sys.version.split()[0], lab=lab)


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
    from aclrepl.page_process import replay_pages

    return replay_pages(
        settings.pages,
        timeout=settings.timeout,
        allow_network=settings.allow_network,
        update=settings.update,
    )


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
    """Load the whole of Lisp and return its console."""
    sys.set_int_max_str_digits(0)
    import acllib.lisp.world  # noqa: F401
    from acllib.lisp.session import exit
    from acllib.lisp.variables import terminal_io

    console = terminal_io.get()

    def gone(e):
        if e.errno == errno.EPIPE:  # `aclrepl ... | head`
            exit(READER_GONE, quiet=True)
        say(f"aclrepl: standard output: {e.strerror}")
        exit(1, quiet=True)

    console.gone = gone
    return console


def network(settings):
    """Return the network for Lisp: None, the system's, or one that knows the lab."""
    if not settings.lab:
        return None
    from aclrepl.lab import Lab

    return Lab().outside()


def run_batch(function, settings):
    """Call FUNCTION in a process of its own; an unhandled condition is printed and ends the program."""
    from acllib.kernel.dynamic import binding
    from acllib.lisp.session import LispExit
    from acllib.lisp.variables import standard_output, terminal_io
    from acllib.processes import run_in_process

    import aclrepl.listener  # noqa: F401 - tpl:start-interactive-top-level, tpl:zoom and others
    from aclrepl.debugger import handled

    outcome = []
    console = terminal_io.get()
    where = network(settings)

    def show(block):
        console.force_output()
        say(block.rstrip("\n"))

    def run():
        try:
            with binding(**({} if where is None else {"network": where})):
                done = handled(function, show)
            standard_output.get().fresh_line()
            outcome.append(0 if done else 1)
        except LispExit as e:
            outcome.append(e.code)

    code = wait_for(lambda: run_in_process(run, "Initial Lisp Listener"))
    return finish(console, code if code is not None else outcome[0] if outcome else 1)


def finish(console, code):
    """Send what the console still holds, and return the exit status."""
    from acllib.lisp.session import LispExit

    try:
        if not console.broken:
            console.force_output()
    except LispExit as e:
        return e.code
    except (OSError, Ended):
        return code if main_thread.ending is None else main_thread.ending
    return code


__all__ = ["PATIENCE", "main"]
