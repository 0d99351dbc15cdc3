"""Replaying a page: each host's inputs in a listener of its own, and what differs.

The steps of a page run one after the other. A form that the page calls blocked must be seen
blocked; it is *pending* until its listener wants the next input, which it must by the host's
next input or the end of the page. What a listener prints is collected in *segments*, one for
each block of output that the page shows; they fit when each fits its block, or all together
fit all blocks together.

Everything here happens in the running Python; `page_process` gives each page one of its own.
"""

import time

from acllib.kernel.identity import keep
from acllib.network import chosen_port_p, forget_chosen_ports
from acllib.processes import all_processes, process_kill

from aclrepl.lab import Lab
from aclrepl.listener import Listener
from aclrepl.matching import Bindings, match_lines, match_start
from aclrepl.page_terminal import MOST_OUTPUT, PageTerminal
from aclrepl.pages import parse_page
from aclrepl.transcript import HANGS_TEXT, BadPage, Step, trimmed, unified_diff, with_changes

BLOCKED = 0.1  # s that a form must have been waiting to count as blocked
POLLING = 3  # times that long it must always have been found waiting, if it waits again and again
GLANCE = 0.005  # s between two looks at what a listener does
GRACE = 1.0  # s that processes of the page have to print what was to come with an input
STARTING = 10.0  # s that a listener has to start
CLOSING = 3.0  # s that the processes of a page have to unwind


# One run


class Run:
    """An input that was typed.

    segments  list of str: what it printed, a segment for each block of the step
    early     what came before it was typed, and after the input before it was dealt with
    pending   true: its listener has not yet asked for the next input
    level     the break level it was typed at
    typed     when it was typed; awake: when its form was last seen not to wait
    """

    def __init__(self, step, level, early):
        self.step = step
        self.level = level
        self.early = early
        self.segments = [""]
        self.pending = True
        self.typed = self.awake = time.monotonic()

    @property
    def blocks(self):
        return self.step.blocks[: len(self.segments)]


class Stop(Exception):
    """The page can't go on."""


class Replay:
    """One run of one page.

    Arguments:
      timeout        seconds that an input may take
      allow_network  true: names and addresses outside the lab are the system's
      progress       None, or a function of a line's index and of the seconds until the next call

    changes   what would make the page fit: list of (start, end, new lines)
    failures  list of (line index, text), in order
    mendable  false: the page did not come to its end
    """

    def __init__(self, page, *, timeout=10.0, allow_network=False, progress=None):
        self.page = page
        self.timeout = timeout
        self.blocked_after = min(BLOCKED, timeout / 2)
        self.progress = progress or (lambda line, seconds: None)
        self.changes = []
        self.failures = []
        self.mendable = True
        self.bindings = Bindings(chosen_port_p)
        self.listeners = {}
        self.runs = {}  # host → its latest Run
        self.own = set(all_processes())
        self.following = {}
        latest: dict = {}
        for item in page.items:
            if isinstance(item, Step):
                self.following[id(latest.get(item.host))] = item
                latest[item.host] = item
        self.lab = Lab(allow_network=allow_network)
        try:
            for host in page.hosts:
                self.lab.host(host)
        except ValueError as e:
            self.lab.close()
            raise BadPage(f"{page.name}: {e}") from e

    @property
    def where(self):
        """What the page runs on, for a person."""
        return "the lab: " + ", ".join(self.page.hosts or [self.lab.first])

    @property
    def matched(self):
        return not self.failures and not self.changes

    def run(self):
        """Run the page. Return whether all matched."""
        forget_chosen_ports()
        keep(True)
        try:
            for item in self.page.items:
                if isinstance(item, Step):
                    self.step(item)
                else:
                    self.resume(item)
            for host in self.listeners:
                self.finish(host)
        except Stop:
            self.mendable = False
        finally:
            self.close()
            keep(False)
        return self.matched

    def fail(self, line, text):
        self.failures.append((line, text))

    def stop(self, line, text):
        self.fail(line, text)
        raise Stop

    # Listeners

    def listener(self, host):
        """Return the listener on HOST, started at its first input."""
        found = self.listeners.get(host)
        if found is None:
            network = self.lab.host(host)
            found = Listener(f"Listener on {host}", PageTerminal(), network=network, realm=network.realm)
            self.listeners[host] = found
            found.start()
            found.terminal.idle.wait(STARTING)
        return found

    def gone(self, listener):
        """Return whether the listener has ended: by `exit`, or because it was killed."""
        return not listener.process.alive

    def idle(self, listener):
        return listener.terminal.idle.is_set() or self.gone(listener)

    def blocked(self, run):
        """Return whether the form of RUN waits, and has been waiting for a while."""
        now, since = time.monotonic(), self.listeners[run.step.host].process.waiting_since
        if since is None or since < run.typed:  # what it waits for may still be the input
            run.awake = now
            return False
        return now - since >= self.blocked_after or now - run.awake >= POLLING * self.blocked_after

    def wait(self, host, line, until):
        """Wait until a predicate is true, for as long as an input may take. Return whether it was.

        Meanwhile the output of HOST's listener goes to the last segment of its run.
        """
        self.progress(line, self.timeout)
        listener, run = self.listeners[host], self.runs[host]
        stream, idle = listener.terminal.stream, listener.terminal.idle
        limit = time.monotonic() + self.timeout
        while True:
            over = time.monotonic() >= limit
            run.segments[-1] += stream.take_output()
            done = until()
            if stream.overflow:
                self.stop(line, f"prints more than {MOST_OUTPUT} characters")
            if done or over:
                run.segments[-1] += stream.take_output()
                return done
            if idle.wait(GLANCE) and not until():
                time.sleep(GLANCE)

    def doing(self, listener):
        return listener.process.whostate or "computing"

    # Steps

    def step(self, step):
        """Type an input, and see what the page says of it."""
        self.finish(step.host)
        listener = self.listener(step.host)
        if self.gone(listener):
            self.stop(step.line, "the listener has ended")
        self.check_level(step, listener)
        if not step.whole:
            self.stop(step.line, "the form is not finished")
        run = self.runs[step.host] = Run(step, listener.level.number, listener.terminal.stream.take_output())
        if not step.text.strip():
            run.pending = False
            return
        listener.terminal.type(step.text)
        if step.blocks[0].hang_line is not None:
            self.check_hang(run, 0)
        elif self.wait(step.host, step.line, lambda: self.idle(listener)):
            self.check(run)
        elif listener.process.waiting_since is None:
            self.stop(step.line, f"still running after {self.timeout:g} s")
        else:
            self.fail(step.line, f"hangs ({self.doing(listener)}), and the page does not say so")
            end = step.blocks[0].end
            while end > step.end and not self.page.lines[end - 1].strip():
                end -= 1
            self.changes.append((end, end, [HANGS_TEXT]))

    def check_level(self, step, listener):
        """Compare the break level that the prompt of STEP shows with the listener's."""
        level = listener.level
        if level.number == step.level:
            return
        self.fail(step.line, f"the break level is {level.number}, not {step.level}")
        line = self.page.lines[step.line]
        mark = f"[{level.number}{'c' if level.continuable else ''}] " if level.number else ""
        bare = line[line.index("]") + 1 :].lstrip() if line.startswith("[") else line
        self.changes.append((step.line, step.line + 1, [mark + bare]))

    def check_hang(self, run, index):
        """See whether the form of RUN is blocked, and has printed what the page shows by then."""
        listener, block = self.listeners[run.step.host], run.step.blocks[index]

        def settled():
            return self.idle(listener) or (self.blocked(run) and (index == 0 or self.fit(run) is not None))

        self.wait(run.step.host, block.hang_line, settled)
        if self.idle(listener):
            self.fail(block.hang_line, "the page says that this hangs, but it does not")
            self.changes.append((block.hang_line, block.hang_line + 1, []))
            if index == len(run.step.blocks) - 1:
                self.check(run)
        elif not self.blocked(run):
            self.stop(block.hang_line, "the page says that this hangs, but it is computing")

    def resume(self, item):
        """See whether what a page shows before any prompt is printed."""
        run = self.runs.get(item.step.host)
        if run is None or run.step is not item.step:
            return
        if not run.pending:
            self.check_late(run, item)
            return
        listener, block = self.listeners[run.step.host], item.block
        run.segments.append("")
        if block.hang_line is not None:
            self.check_hang(run, item.index)
            return
        self.wait(
            run.step.host,
            block.start,
            lambda: self.idle(listener) or (self.blocked(run) and self.fit(run) is not None),
        )
        if self.idle(listener) and item.index == len(run.step.blocks) - 1:
            self.check(run)

    def check_late(self, run, item):
        """See whether processes print what the page shows behind an input that is dealt with."""
        block = item.block
        run.segments = [""]

        def fits():
            actual = trimmed(run.segments[0].split("\n"))
            return match_lines(block.shown, actual, self.bindings, run.step.lower)

        self.wait(run.step.host, block.start, lambda: fits() is not None or not self.others())
        found = fits()
        if block.hang_line is not None:
            self.fail(block.hang_line, "nothing is left that could hang")
            self.changes.append((block.hang_line, block.hang_line + 1, []))
        if found is not None:
            self.bindings = found
        else:
            self.propose(run.step, block, run.segments[0])

    def finish(self, host):
        """Wait for the end of the form that is pending on HOST, and check what it printed."""
        run = self.runs.get(host)
        if run is None or not run.pending:
            return
        listener = self.listeners[host]
        if len(run.segments) == len(run.step.blocks):
            run.segments.append("")
        following = self.following.get(id(run.step))
        line = run.step.line
        if not self.wait(host, line, lambda: self.idle(listener)):
            when = "at the next input" if following else "at the end of the page"
            self.stop(line, f"still running {when} ({self.doing(listener)})")
        self.check(run)

    def others(self):
        """Return the page's processes that are not listeners."""
        listeners = [x.process for x in self.listeners.values()]
        return [p for p in all_processes() if p not in self.own and p not in listeners]

    # Checking

    def fit(self, run, early=""):
        """Return the Bindings under which what was printed so far fits the page so far, or None."""
        blocks, segments = run.blocks, list(run.segments)
        segments[0] = early + segments[0]
        if len(segments) > len(blocks):
            segments[-2:] = ["".join(segments[-2:])]
        found = self.bindings
        for block, segment in zip(blocks, segments, strict=True):
            found = match_lines(block.shown, trimmed(segment.split("\n")), found, run.step.lower)
            if found is None:
                break
        if found is not None or len(blocks) == 1:
            return found
        expected = [line for block in blocks for line in block.shown]
        return match_lines(expected, trimmed("".join(segments).split("\n")), self.bindings, run.step.lower)

    def check(self, run):
        """Compare what RUN, which is over, has printed."""
        step, listener = run.step, self.listeners[run.step.host]
        run.pending = False
        level = listener.level.number
        shown = [line for block in run.blocks for line in block.shown]
        found = None
        if shown:
            found = self.fit(run) or (run.early and self.fit(run, run.early)) or self.fit_in_time(run)
            if found:
                self.bindings = found
            else:
                self.propose_all(run)
        # Where nothing is shown any values will do, but not an error.
        if level > run.level and not shows_error(shown) and not self.level_follows(step, level):
            self.fail(step.line, "an error that the page does not show")
            if not shown or found:
                self.propose_all(run, force=True)

    def fit_in_time(self, run):
        """As `fit`, when other processes of the page have had time to print."""
        limit = time.monotonic() + min(GRACE, self.timeout)
        stream = self.listeners[run.step.host].terminal.stream
        while self.others() and time.monotonic() < limit:
            time.sleep(GLANCE)
            more = stream.take_output()
            run.segments[-1] += more
            if more and (found := self.fit(run)) is not None:
                return found
        return None

    def level_follows(self, step, level):
        """Return whether the next prompt on STEP's host shows break level LEVEL."""
        following = self.following.get(id(step))
        return following is not None and following.level == level

    # What the page should show instead

    def propose_all(self, run, force=False):
        """Note what the blocks of RUN should show; FORCE: also in place of what fits."""
        segments = run.segments[: len(run.blocks)]
        rest = "".join(run.segments[len(run.blocks) :])
        if trimmed(rest.split("\n")) and run.blocks[-1].hang_line is None:
            segments[-1] += rest
            rest = ""
        for block, segment in zip(run.blocks, segments, strict=True):
            self.propose(run.step, block, segment, force)
        actual = self.as_page(trimmed(rest.split("\n")))
        if actual:
            following = self.following.get(id(run.step))
            if following:
                self.changes.append((following.line, following.line, [*actual, ""]))
            else:
                heading = [f"on {run.step.host}:", ""] if self.page.hosts else []
                end = len(self.page.raw)
                self.changes.append((end, end, ["", *heading, *actual]))

    def propose(self, step, block, segment, force=False):
        """Note that BLOCK should show SEGMENT; lines at its ends that fit stay as they are."""
        actual, shown = trimmed(segment.split("\n")), block.shown
        found = None if force else match_lines(shown, actual, self.bindings, step.lower)
        if found is not None:
            self.bindings = found
            return
        head, tail = 0, 0
        if not force:
            head, self.bindings = match_start(shown, actual, self.bindings, step.lower)
            tail, self.bindings = match_start(
                shown[head:][::-1], actual[head:][::-1], self.bindings, step.lower
            )
        new = self.as_page(actual[head : len(actual) - tail])
        start = block.start
        while start < block.end and not block.lines[start - block.start]:
            start += 1
        if shown:
            self.changes.append((start + head, start + len(shown) - tail, new))
        else:
            self.changes.append((block.start, block.start, new))

    def as_page(self, lines):
        """Return LINES with the page's own numbers for those that the system chose."""
        return [self.bindings.as_page(line) for line in lines]

    def report(self):
        """Return the text that says what differs: a line for each failure, and a unified diff."""
        lines = []
        for line, text in self.failures:
            lines.append(f"{self.page.name}:{line + 1}: {text}: {self.page.lines[line].strip()}\n")
        return "".join(lines) + (unified_diff(self.page, self.changes) if self.changes else "")

    def updated(self):
        """Return the text of the page with the actual output in it; None if no page can show that.

        Output may look like a prompt, or the page may not have come to its end.
        """
        text = "".join(with_changes(self.page, self.changes))
        try:
            inputs = typed(parse_page(text, self.page.name))
            text.encode()
        except (BadPage, UnicodeEncodeError):
            return None
        return text if self.mendable and inputs == typed(self.page) else None

    # The end

    def close(self):
        """End what the page began: listeners, processes, sockets."""
        self.progress(len(self.page.raw) - 1, CLOSING + GRACE)
        limit = time.monotonic() + CLOSING
        asked = set()
        while True:
            left = [p for p in all_processes() if p not in self.own and not p.immigrant]
            for process in left:
                if process not in asked:
                    asked.add(process)
                    process_kill(process)
            if not left or time.monotonic() >= limit:
                break
            left[0].join(0.1)
            if time.monotonic() >= limit - CLOSING / 2 and not self.lab.is_closed:
                self.lab.close()  # a cleanup form may be waiting for a peer
        self.lab.close()


def typed(page):
    """Return the inputs of PAGE, with their hosts."""
    return [(item.host, item.text) for item in page.items if isinstance(item, Step)]


def shows_error(lines):
    """Return whether LINES of a page show that something was not handled."""
    return any(line.lstrip().lower().startswith(("error:", "break:")) for line in lines)
