"""Starting

Whole processes, from bytecode that is there. The reference is IPython, where the command `ipython` is on the
path; else an empty Python process, and then there is no bar. Imports are measured inside the process, against
`import asyncio`. Memory is what the process has resident when it has answered and waits for the next form.
"""

import os
import shutil
import subprocess
import sys

from _rows import Row, in_turns, middle, ratio, seconds

BESIDE = "empty Python"

EMPTY = [sys.executable, "-c", "pass"]
ONE = [sys.executable, "-m", "aclrepl", "--no-init", "-e", "1"]
PIPE = [sys.executable, "-m", "aclrepl", "--no-init", "--quiet"]

IMPORT = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"


def process(command, text=""):
    """Return a function that runs COMMAND, with TEXT as its input, and returns its seconds."""

    def run():
        subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)

    return lambda: seconds(run)


def importing(statement):
    """Return a function that runs STATEMENT in a new Python and returns the seconds it took inside."""
    command = [sys.executable, "-c", IMPORT.format(statement)]
    return lambda: float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def resident(command, form):
    """Return the octets that COMMAND has resident after it has answered FORM, still waiting for more."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdin.write(form)
        child.stdin.flush()
        seen = b""
        while b"31415927" not in seen:
            seen += os.read(child.stdout.fileno(), 4096)
        with open(f"/proc/{child.pid}/statm") as file:
            pages = int(file.read().split()[1])
        child.stdin.close()
        child.stdout.read()
    return pages * os.sysconf("SC_PAGE_SIZE")


def first_results(rounds):
    ipython = shutil.which("ipython")
    timers = [process(EMPTY), process(ONE), process(PIPE, "1\n")]
    if ipython:
        timers.append(process([ipython, "--no-banner", "--colors=NoColor", "-c", "1"]))
    turns = in_turns(rounds, *timers)
    reference, bar = (3, 1 / 0.75) if ipython else (0, None)
    for which, name in [(1, "first result, -e 1"), (2, "first result, a pipe")]:
        yield Row(
            name,
            ratio(turns, which, reference),
            bar,
            ratio(turns, 0, reference) if ipython else 1.0,
            f"{middle(turns, which) * 1000:.0f} ms",
        )


def imports(rounds):
    timers = [importing("import asyncio"), importing("import acllib; acllib.make_socket")]
    turns = in_turns(rounds, *timers, importing("import acllib.lisp.world"))
    note = f"{middle(turns, 1) * 1000:.0f} ms; asyncio {middle(turns, 0) * 1000:.0f}"
    yield Row("import acllib, sockets only", ratio(turns, 1), 39 / 25, None, note)
    yield Row("import acllib.lisp.world", ratio(turns, 2), None, None, f"{middle(turns, 2) * 1000:.0f} ms")


def memory():
    if not os.path.exists("/proc/self/statm"):
        return
    program = "import sys\nfor line in sys.stdin: print(31415927, flush=True)"
    empty = resident([sys.executable, "-c", program], b"\n")
    ours = resident(PIPE, b"(+ 31415926 1)\n")
    yield Row(
        "resident at the prompt",
        empty / ours,
        empty / 45e6,
        1.0,
        f"{ours / 1e6:.0f} MB; the bar is 45 MB",
    )


def measure(rounds):
    return [*first_results(rounds), *imports(rounds), *memory()]
