"""Types the pages that `replay` runs into listeners of one terminal, and compares what is seen.

A person would do so: a listener for each host, each input pasted, Enter, and a look at what is
shown. Everything is known from the screen and what has scrolled off it: whether a form is
blocked, from the line below the prompt; what it printed, from the lines behind it.
"""

import re
import time

from support.terminals import OnPty

from aclrepl.matching import Bindings, match_lines
from aclrepl.pages import read_page
from aclrepl.terminal.scanner import scan
from aclrepl.transcript import Step, trimmed

ROWS, COLUMNS = 40, 300  # no line is broken
PATIENCE = 15  # s

PROMPT = re.compile(r"(?:\[(\d+)c?i?\] )?[\w.+-]+\((\d+)\):( |$)")
WAITING = re.compile(r"(?:^| {2,}| \d \S+[* ]+ )\S.*, \d+\.\d s$")
ON = re.compile(r"on (\S+):$")


class Difference(Exception):
    """What a page says is not what was seen."""


class Typist:
    """Types one page."""

    def __init__(self, page, terminal):
        self.page = page
        self.terminal = terminal
        self.hosts = []
        self.pending = {}  # host → (step, number of its prompt, where its output begins)
        self.bindings = Bindings(lambda number: number > 1023)

    def run(self):
        self.wait_for_prompt("the first prompt")
        for host in self.page.hosts:
            self.open(host)
        for item in self.page.items:
            self.turn_to(item.step.host if not isinstance(item, Step) else item.host)
            if isinstance(item, Step):
                self.step(item)
            else:
                self.see(item.block, item.step)
        for host in list(self.pending):
            self.turn_to(host)
            self.finish(host)

    # The screen

    def region(self):
        """Return (what was printed, the prompt or "", the status) as it is now."""
        lines = self.terminal.shown.rstrip("\n").split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        status = ""
        if lines and (WAITING.search(lines[-1]) or re.match(r" \d \S+[* ]", lines[-1])):
            status = lines.pop()
        while lines and not lines[-1].strip():
            lines.pop()
        prompt = lines.pop() if lines and PROMPT.match(lines[-1]) and PROMPT.sub("", lines[-1]) == "" else ""
        return lines, prompt, status

    def wait(self, predicate, what):
        limit = time.monotonic() + PATIENCE
        while not predicate():
            if time.monotonic() > limit:
                raise Difference(f"{what}\n{self.terminal.text}")
            with self.terminal.screen.changed:
                self.terminal.screen.changed.wait(0.02)

    def wait_for_prompt(self, what):
        """Wait for a prompt with nothing typed; return what was printed before it, and it."""
        lines = prompt = ""

        def stands():
            nonlocal lines, prompt
            lines, prompt, _ = self.region()
            return prompt

        self.wait(stands, f"no prompt: {what}")
        return lines, prompt

    # Listeners

    def open(self, host):
        """Open the listener on HOST."""
        self.terminal.type(f":host {host}\r")
        self.hosts.append(host)
        self.wait(lambda: self.heading() == host and self.region()[1], f"no listener on {host}")

    def heading(self):
        """Return the host whose heading was shown last."""
        found = [m.group(1) for m in map(ON.match, self.region()[0]) if m]
        return found[-1] if found else None

    def turn_to(self, host):
        if host not in self.hosts:
            self.open(host)
        elif self.heading() != host:
            self.terminal.press("c-x", str(self.hosts.index(host) + 2))
            self.wait(lambda: self.heading() == host, f"can't turn to {host}")

    # Steps

    def printed(self, host):
        """Return the lines that HOST has printed since its pending form was typed."""
        step, _, start = self.pending[host]
        found, whose = [], host
        lines = self.region()[0][start:]
        for place, line in enumerate(lines):
            match = ON.match(line)
            if match and line[3:-1] in self.hosts:
                whose = match.group(1)
                while found and not found[-1]:
                    found.pop()
            elif whose == host and not (place and ON.match(lines[place - 1]) and not line):
                found.append(line)
        return found

    def step(self, step):
        if step.host in self.pending:
            self.finish(step.host)
        before, prompt = self.wait_for_prompt(f"before {step.text}")
        level = PROMPT.match(prompt).group(1) or "0"
        if int(level) != step.level:
            raise Difference(f"break level {level}, not {step.level}: {step.text}")
        if not step.text.strip():
            return
        self.terminal.paste(step.text)
        self.wait(lambda: not self.region()[1], f"does not appear: {step.text}")
        self.terminal.press("m-enter")
        start = len(before) + len(step.text.rstrip("\n").split("\n"))
        self.pending[step.host] = (step, int(PROMPT.match(prompt).group(2)), start)
        if step.blocks[0].hang_line is not None:
            self.hangs(step)
        else:
            self.finish(step.host)

    def hangs(self, step):
        self.wait(lambda: WAITING.search(self.region()[2]), f"does not hang: {step.text}")

    def see(self, block, step):
        """Look for what the page shows of a form that was pending."""
        if step.host not in self.pending:
            return  # it is over: what comes late was compared, or comes from a background process
        if block.hang_line is not None:
            self.hangs(step)
        else:
            self.finish(step.host)

    def finish(self, host):
        """Wait for the prompt behind the pending form of HOST, and compare all that it printed."""
        step = self.pending[host][0]
        number = self.pending[host][1]

        def over():
            prompt = PROMPT.match(self.region()[1])
            return prompt and (int(prompt.group(2)) > number or scan(step.text).blank)

        self.wait(over, f"no prompt behind {step.text}")
        expected = trimmed([line for block in step.blocks for line in block.shown])
        if not expected:
            del self.pending[host]
            return
        found = None

        def fits():
            nonlocal found
            actual = [line for line in trimmed(self.printed(host)) if line or "" in expected]
            found = match_lines(expected, actual, self.bindings, step.lower)
            return found is not None

        self.wait(fits, f"{step.text}\nprints\n{self.printed(host)}\nand not\n{expected}\n")
        self.bindings = found
        del self.pending[host]


def type_page(file, directory):
    """Type the page in FILE into a terminal; raises Difference."""
    page = read_page(file)
    with OnPty(directory, "--quiet", rows=ROWS, columns=COLUMNS) as terminal:
        Typist(page, terminal).run()
