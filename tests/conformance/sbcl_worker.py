"""A chapter of ansi-test in SBCL, with the same helpers: how good they are. See `worker`."""

import json
import os
import subprocess
import sys

from tests.conformance.watch import Run, watch

COMMAND = ["sbcl", "--control-stack-size", "20MB", "--noinform", "--no-userinit", "--no-sysinit"]
LOADING = 300  # s


def literal(text):
    """Return TEXT as a Lisp string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def driver(task, names, file):
    """Return the Lisp text that loads what TASK says, and runs NAMES."""
    first, *others = task["files"]
    inverted = "t" if task["inverted"] else "nil"
    lines = [
        "(setf (sb-ext:bytes-consed-between-gcs) (* 64 1024 1024))",
        "(declaim (sb-ext:muffle-conditions warning sb-ext:compiler-note))",
        f"(load {literal(first)})",
        f"(setq regression-test:*signals-inverted* {inverted})",
        '(in-package "CL-TEST")',
        *(f"(regression-test:load-forms {literal(other)})" for other in others if os.path.exists(other)),
    ]
    if task["broken"]:
        broken = "(lambda (&rest numbers) (1+ (apply #'- 0 numbers)))"
        lines.append(f"(sb-ext:without-package-locks (setf (symbol-function '+) {broken}))")
    lines.append(f"(regression-test:run '({' '.join(map(literal, names))}) {literal(file)})")
    return "\n".join(lines) + "\n"


def main():
    task = json.load(sys.stdin)

    def start(names, file):
        path = file + ".lisp"
        with open(path, "w", encoding="utf-8") as text:
            text.write(driver(task, names, file))
        command = [*COMMAND, "--disable-debugger", "--load", path, "--quit"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

        def kill():
            process.kill()
            process.wait()

        return Run(lambda: process.poll() is not None, kill)

    print(json.dumps(watch(task["names"], start, task["lines"], task["limit"], LOADING)))


if __name__ == "__main__":
    main()
