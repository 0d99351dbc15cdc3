"""`make bench`: runs the benchmarks of this folder and writes docs/performance.md.

    python benchmarks [NAME ...] [--rounds N]

A benchmark is a module with a docstring, whose first line is its title and whose last paragraph names
its reference, `measure(rounds)`, which returns a list of `Row` or of tuples like it, and BESIDE, what the
last column is about. A ratio is the speed of ours divided by the speed of a reference measured in the same
run, in turns with ours: two machines agree on it, or an idle and a busy hour of one, far better than on
seconds. No test asserts any of these numbers.
"""

import argparse
import importlib.util
import os
import platform
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "performance.md"

sys.path.insert(0, str(HERE))

from _rows import Row  # noqa: E402

HEAD = """# Performance

Made by `make bench`; the benchmarks are in `tests/benchmarks/`.

How to read it: a ratio is our speed divided by the speed of a reference, which each section names. Both are
measured in turns in the same run, and the median over {rounds} rounds is shown, so a busy machine slows both;
two runs still differ by a tenth. 1.00 is par, larger is better. A *bar* is the ratio we want; it was set
before the code was written, from the best that others reach. Everything runs as users run it: arguments are
checked, blocked calls can be interrupted, compiled Lisp looks for interrupts and can be redefined. No test
depends on any of this.

Python {python}, {system} {machine}, {cores} cores.

{met} of {barred} bars are met.
"""


def benchmark(path):
    """Return the module in the file PATH, whose name may be that of a package of ours."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(module, rounds):
    """Return what MODULE measured as Rows; a tuple is (name, ratio, ratio beside)."""
    return [
        row if isinstance(row, Row) else Row(row[0], row[1], beside=row[2])
        for row in module.measure(rounds)
    ]


def number(value):
    return "" if value is None else f"{value:.2f}"


def section(module, rows):
    """Return the Markdown lines of one benchmark."""
    title, _, rest = module.__doc__.strip().partition("\n")
    beside = getattr(module, "BESIDE", "")
    about = rest.strip().split("\n\n")[0].replace("\n", " ")
    lines = ["", f"## {title.rstrip('.')}", "", about, ""]
    lines += [f"| | ours | bar | | {beside} | |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        cells = [row.name, number(row.ratio), number(row.bar), row.verdict, number(row.beside), row.note]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def main():
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", help="which benchmarks; all, if none is named")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    lines, barred, met = [], 0, 0
    for path in sorted(HERE.glob("[!_]*.py")):
        if options.names and path.stem not in options.names:
            continue
        start = time.perf_counter()
        module = benchmark(path)
        rows = rows_of(module, options.rounds)
        lines += section(module, rows)
        print(f"-- {path.stem}, {time.perf_counter() - start:.0f} s")
        for row in rows:
            barred += row.bar is not None
            met += row.verdict == "met"
            print(
                f"{row.name:38} {row.ratio:6.2f}  {number(row.bar):>5} {row.verdict:20} "
                f"{number(row.beside):>5}  {row.note}",
                flush=True,
            )
    if not options.names:
        head = HEAD.format(
            python=platform.python_version(),
            system=platform.system(),
            machine=platform.machine(),
            cores=os.cpu_count(),
            rounds=options.rounds,
            met=met,
            barred=barred,
        )
        PAGE.write_text("\n".join([head.rstrip("\n"), *lines]) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
