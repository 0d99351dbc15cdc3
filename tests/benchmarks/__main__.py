"""`make bench`: runs the benchmarks of this folder and writes docs/performance.md.

    python benchmarks [NAME ...] [--rounds N]

A benchmark is a module with a docstring, `measure(rounds)`, which returns rows (name, ratio, ratio of
something well known, or None), and optionally BESIDE, what that is. A ratio is the speed of ours divided
by the speed of a reference measured in the same run, in turns with ours: two machines agree on it, or on
an idle and a busy hour of one, far better than on seconds. No test asserts any of these numbers.
"""

import argparse
import importlib.util
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "performance.md"

# What we want to reach, where it was decided; by row name.
BARS = {
    "request-reply, 64 octets": 0.85,
    "read-sequence, bulk": 0.95,
    "write-sequence, bulk": 0.95,
    "read-line, 64 characters": 0.55,
    "write-line, 64 characters": 0.55,
    "read-char": 0.22,
    "read-byte": 0.25,
    "chunked in, chunks of 65536": 1.0,
    "chunked out, chunks of 65536": 1.5,
    "import acllib": 1.5,
    "fib": 0.9,
    "loop": 0.8,
    "hash table": 0.75,
    "sort": 0.75,
    "lists": 0.7,
}

HEAD = """# Performance

Made by `make bench`; the benchmarks are in `tests/benchmarks/`. A ratio is our speed divided by the speed of
the reference that a section names, both measured in turns in the same run: 1.00 is par, larger is better.
All checks and safepoints are on.

Python {python}, {system} {machine}, {cores} cores.
"""


def benchmark(path):
    """Return the module in the file PATH, whose name may be that of a package of ours."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(module, rows):
    """Return the Markdown lines of one benchmark."""
    beside = getattr(module, "BESIDE", "makefile")
    title, _, _ = module.__doc__.partition("\n")
    lines = ["", f"## {title.rstrip('.')}", ""]
    lines += [f"| | ours | wanted | {beside} |", "| --- | --- | --- | --- |"]
    for name, ratio, other in rows:
        bar = f"{BARS[name]:.2f}" if name in BARS else ""
        lines.append(f"| {name} | {ratio:.2f} | {bar} | {'' if other is None else f'{other:.2f}'} |")
    return lines


def main():
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", help="which benchmarks; all, if none is named")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    lines = HEAD.format(
        python=platform.python_version(),
        system=platform.system(),
        machine=platform.machine(),
        cores=os.cpu_count(),
    ).splitlines()
    paths = [path for path in sorted(HERE.glob("*.py")) if not path.name.startswith("_")]
    for path in paths:
        if options.names and path.stem not in options.names:
            continue
        module = benchmark(path)
        rows = module.measure(options.rounds)
        lines += section(module, rows)
        for name, ratio, other in rows:
            beside = "" if other is None else f"  beside {other:6.2f}"
            print(f"{name:32} {ratio:6.2f}{beside}", flush=True)
    if not options.names:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
