"""Run named tests of pfdietz/ansi-test, from a checkout elsewhere, and count what passes.

    python -m tests.conformance.ansi DIR --names FILE [--json OUT] [--jobs N]

FILE has a line for each test: chapter, tab, name. Chapters are directories of DIR. Each runs in a
process of its own, in a copy of DIR, each test under a limit of time. A test that could not be
loaded is not attempted; it counts as not passed.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.conformance import page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMIT = 10  # s for a test
LOADING = 600  # s for a chapter's files
COMMON = [
    "auxiliary/ansi-aux-macros.lsp",
    "universe.lsp",
    "auxiliary/random-aux.lsp",
    "auxiliary/ansi-aux.lsp",
    "cl-symbol-names.lsp",
]
LOADS = r'\((compile-and-load|load|load-here|load-merge)\s+#?p?"([^"]+)"'


def read_names(file):
    """Return a dict of chapter to the list of its names, from FILE, lines of chapter, tab, name."""
    chapters: dict[str, list[str]] = {}
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        chapter, tab, name = line.partition("\t")
        if tab:
            chapters.setdefault(chapter, []).append(name)
    return chapters


def files_of(directory, chapter):
    """Return the files that the load.lsp of CHAPTER, a directory, loads, in order, relative to DIRECTORY."""
    text = Path(directory, chapter, "load.lsp").read_text(encoding="latin-1")
    text = re.sub(r"^\s*;.*", "", text, flags=re.MULTILINE)
    found = []
    for operator, name in re.findall(LOADS, text):
        if operator.startswith("compile"):
            found.append("auxiliary/" + re.split("[;/]", name)[-1])
        elif name.endswith("/load.lsp"):
            found += files_of(directory, f"{chapter}/{name.removesuffix('/load.lsp')}")
        else:  # a name in a part of a chapter is relative to the chapter
            path = f"{chapter}/{name}"
            found.append(path if Path(directory, path).exists() else f"{Path(chapter).parent}/{name}")
    return found


def plan(directory, chapter):
    """Return the files to load for CHAPTER, in order."""
    first, last = str(HERE / "helpers.lisp"), str(HERE / "signals.lisp")
    return [first, *COMMON, last, *files_of(directory, chapter)]


def run_chapter(arguments, chapter, names):
    """Return the lines of NAMES, tests of CHAPTER, as `watch` has them."""
    with tempfile.TemporaryDirectory(prefix="ansi-") as folder:
        copy = os.path.join(folder, "suite")
        shutil.copytree(arguments.directory, copy, ignore=shutil.ignore_patterns(".git"))
        task = {
            "files": plan(copy, chapter),
            "names": names,
            "limit": arguments.limit,
            "inverted": arguments.invert_signals,
            "broken": arguments.break_plus,
            "lines": os.path.join(folder, "lines"),
        }
        path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        module = "sbcl_worker" if arguments.sbcl else "worker"
        done = subprocess.run(
            [sys.executable, "-m", f"tests.conformance.{module}"],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path), "HOME": folder},
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=LOADING + len(names) * (arguments.limit + 2),
        )
    if arguments.verbose:
        sys.stderr.write(done.stderr)
    if done.returncode:
        sys.stderr.write(f"{chapter}: {done.stderr[-2000:]}\n")
        return ["absent"] * len(names)
    return json.loads(done.stdout.splitlines()[-1])


def table(counts):
    """Return the lines that show COUNTS, a dict of chapter to Counter, and their sum."""
    total: Counter[str] = sum(counts.values(), Counter())
    lines = [f"{'chapter':24} {'passed':>7} {'failed':>7} {'not attempted':>14} {'%':>6}"]
    for name, count in [*sorted(counts.items()), ("total", total)]:
        size = sum(count.values())
        share = 100 * count["passed"] / size if size else 0
        lines.append(
            f"{name:24} {count['passed']:7} {count['failed']:7} {count['not_attempted']:14} {share:6.1f}"
        )
    return lines


def as_json(count):
    return {kind: count[kind] for kind in ("passed", "failed", "not_attempted")}


def parse(words):
    about = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.ansi", description=about)
    parser.add_argument("directory", help="a checkout of pfdietz/ansi-test")
    parser.add_argument("--names", required=True, help="file of chapters and names")
    parser.add_argument("--json", help="file for the counts")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="chapters at a time")
    parser.add_argument("--chapter", action="append", help="only this one; may be repeated")
    parser.add_argument("--failures", help="file for the names of what did not pass, with what was got")
    parser.add_argument("--page", help="Markdown file in which a section tells the result")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for a test")
    parser.add_argument("--sbcl", action="store_true", help="run them on SBCL: a check of the helpers")
    parser.add_argument("--invert-signals", action="store_true", help="invert signals-error: less must pass")
    parser.add_argument("--break-plus", action="store_true", help="break +: less must pass")
    parser.add_argument("--verbose", action="store_true", help="show what could not be loaded")
    return parser.parse_args(words)


def main(words=None):
    arguments = parse(words)
    chapters = read_names(arguments.names)
    if arguments.chapter:
        chapters = {name: tests for name, tests in chapters.items() if name in arguments.chapter}
    with ThreadPoolExecutor(max(1, arguments.jobs)) as pool:
        largest_first = sorted(chapters, key=lambda name: -len(chapters[name]))
        running = {name: pool.submit(run_chapter, arguments, name, chapters[name]) for name in largest_first}
        results = {name: job.result() for name, job in running.items()}
    counts, failures = {}, []
    for chapter, lines in results.items():
        kinds = ["not_attempted" if line == "absent" else line.split(" ")[0] for line in lines]
        counts[chapter] = Counter(kinds)
        for name, line in zip(chapters[chapter], lines, strict=True):
            if line != "passed":
                failures.append(f"{chapter}\t{name}\t{line}")
    print("\n".join(table(counts)))
    if arguments.json:
        total = sum(counts.values(), Counter())
        data = {"total": as_json(total), "chapters": {name: as_json(c) for name, c in sorted(counts.items())}}
        Path(arguments.json).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if arguments.failures:
        Path(arguments.failures).write_text("\n".join(sorted(failures)) + "\n", encoding="utf-8")
    if arguments.page:
        kind = (arguments.sbcl, arguments.invert_signals, arguments.break_plus)
        further = "" if arguments.limit == LIMIT else f" --limit {arguments.limit:g}"
        page.write(arguments.page, page.section(counts, failures, *kind, further))
    return 0


if __name__ == "__main__":
    sys.exit(main())
