"""Starting, against `import asyncio` and against Python's own start with `-c`.

`import acllib` stands against `import asyncio`, whole processes less an empty one; `-e` against an empty
Python process.
"""

import statistics
import subprocess
import sys
import time

BESIDE = "import hy"

EMPTY = ["-c", "pass"]


def seconds(arguments):
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def measure(rounds):
    """Return the rows (name, ratio, ratio of `import hy` or None)."""
    programs = {
        "empty": EMPTY,
        "asyncio": ["-c", "import asyncio"],
        "hy": ["-c", "import hy"],
        "acllib": ["-c", "import acllib; acllib.make_socket"],
        "-e": ["-m", "aclrepl", "-e", "(+ 1 2)"],
    }
    for arguments in programs.values():
        seconds(arguments)  # bytecode written, files in memory
    turns = [{name: seconds(arguments) for name, arguments in programs.items()} for _ in range(rounds)]
    cost = {name: statistics.median(turn[name] - turn["empty"] for turn in turns) for name in programs}
    empty = statistics.median(turn["empty"] for turn in turns)
    return [
        ("import acllib", cost["asyncio"] / cost["acllib"], cost["asyncio"] / cost["hy"]),
        ("aclrepl -e '(+ 1 2)'", empty / (empty + cost["-e"]), empty / (empty + cost["hy"])),
    ]
