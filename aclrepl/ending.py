"""How the program ends: signals, `exit` from any process, processes that are still running.

Lisp runs in processes with threads of their own; the main thread only waits, here. What ends
the program reaches it as an `Ended`, with the exit status: raised at once by a signal's handler
while the main thread works itself (loading, replaying), else posted to its wait like any
interrupt. A terminal's session is not interrupted: it is told, and ends in its own way. The
main thread then unwinds all processes, so that cleanup forms run, for at most `PATIENCE`
seconds. Whatever hangs nevertheless, a guard ends the program a moment later.

What the program itself handles, by excl:set-signal-handler, comes first.
"""

import os
import signal
import sys
import threading
import time

PATIENCE = 1.0  # s that processes get to unwind at the end
SILENCE = 0.3  # s until the processes waited for are named
GRACE = 0.5  # s behind PATIENCE after which a signal ends the program, whatever it does

READER_GONE = 141  # as if SIGPIPE had ended the program
SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
OTHERS = ["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGQUIT"]  # what programs may handle, unless Python's do


class Ended(BaseException):
    """The program is to end with the exit status CODE."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class MainThread:
    """What the main thread is doing, for those who want to end it.

    waiting     true: it waits for Lisp, in the library's manner, so interrupts can be posted
    ending      None, or the exit status that the first one asked for
    abandoned   true: processes are left that would not end, so Python must not wait for them
    on_control_c  None, or a function that Control-C calls instead of ending the program
    on_end      None, or a function of the exit status, called from any thread or signal handler
                when the end is asked for: it has the main thread end, and nothing is raised there
    give_back   functions called before a sudden end, one that does not unwind the main thread
    """

    for_programs = True  # its handlers of signals ask the program first: what `signals` looks for

    def __init__(self):
        self.begin()

    def begin(self):
        """Forget what went before: a program begins."""
        self.waiting = False
        self.ending = None
        self.abandoned = False
        self.on_control_c = None
        self.on_end = None
        self.give_back = []

    def end(self, code):
        """Have the main thread unwind everything and end with CODE. For any thread; only the first counts."""
        if self.ending is None:
            self.ending = code
            if self.on_end is not None:
                self.on_end(code)
            elif self.waiting:
                self.post()

    def post(self):
        from acllib.processes import initial_process, interrupt_from_signal

        interrupt_from_signal(initial_process(), self.check)

    def check(self):
        """Raise Ended if somebody has asked for the end."""
        if self.ending is not None:
            raise Ended(self.ending)

    def take_signal(self, number, frame):
        """The handler of SIGNALS."""
        if self.ending is None and deliver(number, self.end_unhandled):
            return
        name = signal.Signals(number).name
        if name == "SIGINT" and self.on_control_c is not None and self.ending is None:
            self.on_control_c()
            return
        if self.ending is not None:
            return  # on its way already
        guard(SIGNALS[name])
        self.end(SIGNALS[name])
        if not self.waiting and self.on_end is None:
            self.check()

    def take_other(self, number, frame):
        """The handler of OTHERS: as if there were none, unless the program has one."""
        if not deliver(number, self.end_unhandled):
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    def end_unhandled(self, number):
        """End the program: its handlers of a signal have declined."""
        self.end(128 + number)

    def end_suddenly(self, code):
        """End the program with CODE at once, whatever its threads do."""
        for function in self.give_back:
            function()
        os._exit(code)


main_thread = MainThread()


def deliver(number, otherwise):
    """Return whether the program handles a signal itself; OTHERWISE is called if it declines."""
    signals = sys.modules.get("acllib.lisp.functions.signals")
    return signals is not None and signals.deliver(number, otherwise)


def guard(code):
    """End the program with CODE when its orderly end takes too long."""

    def watch():
        time.sleep(PATIENCE + GRACE)
        main_thread.end_suddenly(code)

    try:
        threading.Thread(target=watch, name="end of the program", daemon=True).start()
    except RuntimeError:  # no more threads: then without
        pass


def catch_signals():
    """Let Control-C, SIGTERM and SIGHUP end the program; those that are ignored stay so (nohup)."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, main_thread.take_signal)
    for name in OTHERS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, main_thread.take_other)


def wait_for(start):
    """Start a process, wait for its end, and unwind all others.

    Arguments: start -- function that starts the process and returns it.
    Returns: None; or the exit status, where somebody asked for the end of the program.
    """
    from acllib.lisp import session
    from acllib.processes import initial_process
    from acllib.processviews import set_process_name

    set_process_name(initial_process(), "Main Thread")
    try:
        main_thread.waiting = True
        main_thread.check()
        process = start()
        session.main_process[:] = [process]
        session.program_end[:] = [main_thread.end]
        while process.alive:
            process.join(3600)
    except Ended:
        pass  # main_thread.ending says so
    finally:
        session.program_end.clear()
        session.main_process.clear()
    main_thread.abandoned = bool(end_processes())
    return main_thread.ending


def end_processes():
    """Unwind all processes of Lisp, for at most PATIENCE seconds, and name those that take long.

    Returns: list of those that would not end. Their threads don't keep Python.
    """
    from acllib.processes import all_processes, process_kill

    limit = time.monotonic() + PATIENCE
    named = time.monotonic() + SILENCE
    asked = set()
    while True:
        try:
            left = [p for p in all_processes() if not p.immigrant]
            if not left or time.monotonic() >= limit:
                break
            for process in left:
                if process not in asked:
                    asked.add(process)
                    process_kill(process)
            left[0].join(0.05)  # one that ends may have made another: look again
            if time.monotonic() >= named:
                named = float("inf")
                say(f"; waiting for {names(left)} to end")
        except Ended:
            pass  # asked for twice
    if left:
        say(f"; left behind: {names(left)}")
    return left


def names(processes):
    return ", ".join(p.name for p in processes)


def say(text):
    """Print TEXT on standard error, if somebody reads it; names in it may hold anything."""
    if sys.stderr is None:
        return
    try:
        shown = "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)
        print(shown, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass


def leave(code):
    """Flush what was printed and end with CODE. A reader that has gone is no reason to complain."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = READER_GONE
    except (OSError, ValueError) as e:
        say(f"aclrepl: standard output: {e}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = code or 1
    return code
