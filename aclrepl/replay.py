"""Replaying transcripts: each host's inputs in a listener of its own, and what differs.

The steps of a page run one after the other. A step that the page calls blocked must be seen
blocked, and its listener must be done with it by its host's next input, or by the page's end.
"""

import sys
import threading
import time

from acllib.lisp.reader import form_is_complete, read_form
from acllib.lisp.sources import TextSource
from acllib.lisp.streams import StringOutputStream
from acllib.locks import Queue, dequeue, enqueue
from acllib.network import chosen_port_p, forget_chosen_ports
from acllib.processes import all_processes, process_kill

from aclrepl.lab import Lab
from aclrepl.listener import Command, Form, Listener
from aclrepl.transcript import BadPage, Bindings, Resumption, Step, match_lines, parse, trimmed, unified_diff, with_changes

BLOCKED = 0.1  # s that a form must have been waiting to count as blocked
END = object()


class PageTerminal:
    """The terminal of a listener that a page types into.

    idle  set while the listener waits for its next input
    """

    def __init__(self):
        self.stream = PageStream()
        self.inbox = Queue()
        self.source = None  # what is left of the input being read
        self.idle = threading.Event()

    def type(self, text):
        """Give the listener an input, one form or several, or a command."""
        self.idle.clear()
        enqueue(self.inbox, text)

    def prompt(self, text):
        pass

    def read(self, listener):
        while True:
            if self.source is not None:
                form = read_form(self.source, END)
                if form is not END:
                    return Form(form)
            self.source = None
            self.idle.set()
            text = dequeue(self.inbox, wait=True, whostate="waiting for terminal input")
            if text.lstrip().startswith(":"):
                return Command(text.strip())
            self.source = TextSource(text)

    def done(self, listener):
        pass

    def failed(self, listener):
        # The rest of an input whose form failed is not for the break level.
        self.source = None


class PageStream(StringOutputStream):
    """Where a page's listener and its processes print; its input is at the end."""

    input_p = True

    def next_text(self, hang):
        return ""


class Replay:
    """One run of one page."""

    def __init__(self, page, *, timeout=10.0, allow_network=False):
        self.page = page
        self.timeout = timeout
        self.lab = Lab(allow_network=allow_network)
        self.listeners = {}
        self.bindings = Bindings(chosen_port_p)
        self.pending = {}
        self.changes = []  # what --update would write
        self.failures = []  # (line index, text) of what no changed output mends
        self.own = set(all_processes())

    def run(self):
        """Run the page. Return whether all matched."""
        forget_chosen_ports()
        try:
            for item in self.page.steps:
                if isinstance(item, Resumption):
                    continue
                if not self.step(item):
                    break
            else:
                for host in list(self.pending):
                    self.finish(host, None)
        finally:
            self.close()
        return not self.failures and not self.changes

    def listener(self, host):
        found = self.listeners.get(host)
        if found is None:
            name = host or self.lab.first
            terminal = PageTerminal()
            found = Listener(f"Listener on {name}", terminal, network=self.lab.host(name), realm=self.lab.host(name).realm)
            self.listeners[host] = found
            found.start()
            terminal.idle.wait(self.timeout)
        return found

    def step(self, step):
        """Run one step. Return whether the page can go on."""
        if step.host in self.pending and not self.finish(step.host, step):
            return False
        listener = self.listener(step.host)
        if listener.level.number != step.level:
            return self.fail(step, f"the listener is at break level {listener.level.number}, the page at {step.level}")
        listener.terminal.stream.take_value()
        listener.terminal.type(step.text)
        if step.hangs:
            self.pending[step.host] = step
            if not self.blocked(listener):
                return self.fail(step, "the page says that this hangs, but it doesn't")
            return True
        if not self.idle(listener):
            return self.fail(step, f"still running after {self.timeout:g} s ({listener.process.whostate or 'computing'})")
        return self.check(step, listener)

    def finish(self, host, following):
        """Wait for the end of the form pending on HOST and check what it printed."""
        step = self.pending.pop(host)
        listener = self.listeners[host]
        if not self.idle(listener):
            return self.fail(step, "this still hangs " + ("at the next input" if following else "at the end of the page"))
        return self.check(step, listener)

    def idle(self, listener):
        return listener.terminal.idle.wait(self.timeout) and not self.ended(listener)

    def ended(self, listener):
        return listener.exit_code is not None

    def blocked(self, listener):
        """Wait until the listener's form has been waiting for a while; false if it ends instead."""
        limit = time.monotonic() + self.timeout
        while time.monotonic() < limit:
            if listener.terminal.idle.wait(0.01):
                return False
            waiting = listener.process.waiting
            if waiting is not None and time.monotonic() - waiting[1] >= BLOCKED:
                return True
        return False

    def check(self, step, listener):
        """Compare what STEP printed. Return whether the page can go on."""
        actual = trimmed(listener.terminal.stream.take_value().splitlines())
        expected = step.lines
        level = listener.level.number
        if not expected:
            # Any values will do, but not an error that the page does not show.
            if level > step.level and not self.level_follows(step, level):
                self.propose(step, actual)
                return self.fail(step, "an error that the page does not show")
            return True
        found = match_lines(expected, actual, self.bindings, step.lower)
        if found is not None:
            self.bindings = found
            if level > step.level and not shows_error(expected) and not self.level_follows(step, level):
                return self.fail(step, "an error that the page does not show")
            return True
        self.propose(step, actual)
        return True

    def level_follows(self, step, level):
        """Return whether the next prompt on STEP's host shows break level LEVEL."""
        steps = [s for s in self.page.steps if isinstance(s, Step) and s.host == step.host]
        following = steps[steps.index(step) + 1 :]
        return bool(following) and following[0].level == level

    def propose(self, step, actual):
        """Note that the expected output of STEP should be ACTUAL."""
        pieces = [p for p in step.expected if any(p.lines)] or step.expected[-1:]
        if not pieces:
            end = step.hang_line + 1 if step.hang_line is not None else step.end
            self.changes.append((end, end, actual))
            return
        for piece in pieces[:-1]:
            self.changes.append((piece.start, piece.end, []))
        last = pieces[-1]
        lead = [""] if last.lines and not last.lines[0] else []
        tail = [""] if len(last.lines) > 1 and not last.lines[-1] else []
        self.changes.append((last.start, last.end, [*lead, *actual, *tail]))

    def fail(self, step, text):
        self.failures.append((step.line, text))
        return False

    def close(self):
        """End what the page began: listeners, processes, sockets."""
        for listener in self.listeners.values():
            if listener.process is not None and listener.process.alive:
                process_kill(listener.process)
        for process in all_processes():
            if process not in self.own:
                process_kill(process)
        self.lab.close()
        for process in list(all_processes()):
            if process not in self.own and process.thread is not threading.current_thread():
                process.join(1.0)

    def report(self):
        """Return the lines that say what differs: a unified diff, and what a diff can't show."""
        lines = unified_diff(self.page, self.changes) if self.changes else []
        for line, text in self.failures:
            lines.append(f"{self.page.name}:{line + 1}: {text}: {self.page.lines[line].strip()}")
        return lines

    def updated(self):
        """Return the text of the page with the actual output in it."""
        return "\n".join(with_changes(self.page.lines, self.changes)) + "\n"


def shows_error(lines):
    return any(line.startswith(("Error:", "Break:")) for line in lines)


def read_page(name):
    """Return the Page in the file NAME. Raises BadPage with a text for the user."""
    try:
        with open(name, "rb") as file:
            octets = file.read()
    except OSError as e:
        raise BadPage(f"{name}: {e.strerror}") from e
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as e:
        raise BadPage(f"{name}: not a text file (octet {e.start} is no UTF-8)") from e
    if "\0" in text:
        raise BadPage(f"{name}: not a text file (it holds null characters)")
    return parse(text, name, complete_or_wrong)


def complete_or_wrong(text):
    """Return whether TEXT holds a whole form, or can't become one."""
    try:
        return form_is_complete(text)
    except Exception:
        return True


def replay_file(name, *, timeout, allow_network, update, out):
    """Replay one file and print what differs to OUT. Return the exit status: 0, 1 or 2."""
    try:
        page = read_page(name)
    except BadPage as e:
        print(e, file=sys.stderr)
        return 2
    run = Replay(page, timeout=timeout, allow_network=allow_network)
    where = ", ".join(page.hosts) or run.lab.first
    print(f"; {name}: replaying on the lab ({where})" + (" and the network" if allow_network else ""), file=sys.stderr)
    matched = run.run()
    if update and run.changes:
        with open(name, "w", encoding="utf-8") as file:
            file.write(run.updated())
        print(f"; {name}: updated", file=sys.stderr)
    if not matched and not (update and not run.failures):
        print("\n".join(run.report()), file=out)
        return 1
    return 0
