"""The terminal

Whole programs on a pseudo-terminal whose other end reads at once and answers what a terminal is asked. The
reference is IPython, beside it ptpython; the note has Hy, too. What is missing, or does not do it, is left
out; without IPython the ratios to it are. A ratio is the reference's time divided by ours; larger is better.
The bars are the design's: the first prompt within 0.2 of IPython's time, keys and the first result within
0.65 and 0.75 of it. Where a bar is a time of its own (echo, popup, Control-C) or a size (memory), it is given
as a ratio to that: 1.00 is the bar.
"""

import shutil
import statistics
import sys
import time

from _pty import Repl
from _rows import Row

BESIDE = "ptpython"

OURS = [sys.executable, "-m", "aclrepl", "--no-init", "--quiet"]

FORM = "(list " + "\n      ".join(f'\'(line {i} of a form (with lists) "and strings")' for i in range(30))
PYTHON_FORM = "(" + "\n ".join(f"['line', {i}, 'of a form', ('with', 'tuples')]," for i in range(30))


class Kind:
    """How one of the programs is driven. PROMPT: what its prompt begins with."""

    def __init__(self, command, prompt, add, busy, names, prefix, first, accept, form, clear="\x03"):
        self.command = command
        self.prompt = prompt
        self.add = add
        self.busy = busy
        self.names = names
        self.prefix = prefix
        self.first = first
        self.accept = accept
        self.form = form
        self.clear = clear


PYTHON = {
    "add": "40000+2",
    "busy": "import threading as t; t.Thread(target=lambda: [0 for _ in iter(int, 1)], daemon=True).start()",
    "names": "globals().update({f'zzname{i:04d}': i for i in range(3000)})",
    "prefix": "zzname",
    "first": "zzname0000",
    "accept": "import socket; s = socket.create_server(('127.0.0.1', 0)); s.accept()",
    "form": PYTHON_FORM,
}
HY = {
    "add": "(+ 40000 2)",
    "busy": "(import threading) (.start (threading.Thread :target (fn [] (while True)) :daemon True))",
    "names": '(for [i (range 3000)] (setv (get (globals) (.format "zzname{:04d}" i)) i))',
    "prefix": "zzname",
    "first": "zzname0000",
    "accept": '(do (import socket) (.accept (socket.create-server #("127.0.0.1" 0))))',
    "form": "(list " + " ".join(f'"line {i} of a form"' for i in range(30)),
}
LISP = {
    "add": "(+ 40000 2)",
    "busy": '(setq w (mp:process-run-function "busy" (lambda () (loop))))',
    "names": '(dotimes (i 3000) (setf (symbol-value (intern (format nil "ZZNAME~4,\'0d" i))) i))',
    "prefix": "zzname",
    "first": "zzname0000",
    "accept": '(accept-connection (make-socket :connect :passive :local-host "127.0.0.1"))',
    "form": FORM,
}


def kinds():
    """Return name → Kind, or None where the program is not on the path; ours first."""
    ipython = shutil.which("ipython")
    ptpython = shutil.which("ptpython")
    hy = shutil.which("hy")
    flags = ["--no-banner", "--no-confirm-exit", "--HistoryManager.enabled=False"]
    return {
        "ours": Kind(OURS, "USER(", **LISP),
        "IPython": Kind([ipython, *flags], "In [", **PYTHON) if ipython else None,
        "ptpython": Kind([ptpython], ">>>", **PYTHON) if ptpython else None,
        "Hy": Kind([hy], "=> ", **HY) if hy else None,
    }


# Each returns seconds (or octets) of one run


def first_prompt(kind):
    with Repl(kind.command) as repl:
        repl.wait(kind.prompt)
        return time.perf_counter() - repl.began


def first_echo(kind):
    with Repl(kind.command) as repl:
        repl.wait(kind.prompt)
        repl.type("q")
        repl.wait("q")
        return time.perf_counter() - repl.began


def first_result(kind):
    with Repl(kind.command) as repl:
        repl.wait(kind.prompt)
        repl.type(kind.add + "\r")
        repl.wait("40002")
        return time.perf_counter() - repl.began


def started(kind):
    """Return a Repl that has answered once."""
    repl = Repl(kind.command)
    repl.wait(kind.prompt)
    repl.quiet(0.3)
    repl.type(kind.add + "\r")
    repl.wait("40002")
    repl.quiet(0.3)
    return repl


def echoes(repl, count=30):
    """Return the median of the echo of COUNT letters, each after what the one before caused is over."""
    times = []
    for _ in range(count):
        times.append(repl.echo("x"))
        repl.quiet(0.03)
    return statistics.median(times)


def echo_short(kind):
    with started(kind) as repl:
        repl.type("'" if kind.prompt == "USER(" else "#")
        repl.quiet()
        return echoes(repl)


def echo_long(kind):
    with started(kind) as repl:
        repl.type(f"\x1b[200~{kind.form}\x1b[201~")
        repl.quiet(0.5)
        return echoes(repl)


def echo_busy(kind):
    with started(kind) as repl:
        repl.type(kind.busy + "\r")
        repl.wait(kind.prompt)
        repl.quiet(0.3)
        repl.type("'" if kind.prompt == "USER(" else "#")
        repl.quiet()
        return echoes(repl)


def popup(kind, later=False):
    with started(kind) as repl:
        repl.type(kind.names + "\r")
        repl.wait(kind.prompt)
        repl.quiet(0.3)
        for again in range(2 if later else 1):
            repl.type(("" if not again else "\x15") + kind.prefix[:1])
            repl.quiet(0.5)
            repl.type(kind.prefix[1:] + "\t")
            seconds = repl.wait(kind.first)
            repl.quiet(0.3)
        return seconds


def popup_later(kind):
    return popup(kind, True)


def control_c(kind):
    with started(kind) as repl:
        repl.type(kind.accept + "\r")
        repl.quiet(0.4 if kind.prompt != "USER(" else 0.05)
        time.sleep(0.3)
        repl.type("\x03")
        return repl.wait(kind.prompt)


def memory(kind):
    with started(kind) as repl:
        return repl.resident


# What is measured, the bar as a ratio to IPython or as a figure of its own, and its unit
MEASURES = [
    ("first prompt", first_prompt, 1 / 0.2, None),
    ("keys echo", first_echo, 1 / 0.65, None),
    ("first result", first_result, 1 / 0.75, None),
    ("echo, a short line", echo_short, None, 0.005),
    ("echo, a form of 30 lines", echo_long, None, 0.008),
    ("echo beside a busy process", echo_busy, None, 0.010),
    ("popup of 3,000 names, first", popup, None, 0.015),
    ("popup of 3,000 names, later", popup_later, None, 0.015),
    ("Control-C out of accept", control_c, None, 0.020),
    ("memory at the prompt", memory, None, 45e6),
]


def shown(value):
    return f"{value / 1e6:.0f} MB" if value > 1000 else f"{value * 1000:.1f} ms"


def measure(rounds):
    found = {who: kind for who, kind in kinds().items() if kind}
    left_out = set()
    for name, one, relative, absolute in MEASURES:
        turns = []
        for _ in range(max(3, rounds // 2)):
            turns.append({who: attempt(one, kind) for who, kind in found.items()})
            for who, value in turns[-1].items():
                if value is None and who != "ours":
                    left_out.add((name, who))
            found = {who: kind for who, kind in kinds().items() if kind and (name, who) not in left_out}
        middle = {}
        for who in turns[0]:
            good = [turn[who] for turn in turns if turn.get(who) is not None]
            middle[who] = statistics.median(good) if good else None
        ours, ipython, ptpython = middle["ours"], middle.get("IPython"), middle.get("ptpython")
        note = ", ".join(f"{who} {shown(value)}" for who, value in middle.items() if value is not None)
        found = {who: kind for who, kind in kinds().items() if kind}
        if absolute is not None:
            note += f"; the bar is {shown(absolute)}, of which this is"
            yield Row(
                name, absolute / ours, 1.0, ipython and absolute / ipython, note + f" {ours / absolute:.2f}"
            )
        elif ipython is not None:
            yield Row(name, ipython / ours, relative, ptpython and ipython / ptpython, note)


def attempt(one, kind):
    try:
        return one(kind)
    except TimeoutError:
        return None
