"""A chapter of ansi-test in this Lisp: its files are loaded once, its tests run in processes forked off.

Reads a task as JSON from standard input, prints the list of lines as JSON. See `ansi`.
"""

import json
import os
import signal
import sys

from tests.conformance.watch import Run, watch


def main():
    task = json.load(sys.stdin)
    out = os.dup(1)
    os.dup2(2, 1)  # what Lisp prints is no result
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    import acllib.lisp.world  # noqa: F401
    from acllib.lisp.compiler import evaluate
    from acllib.lisp.loading import load
    from acllib.lisp.reader import read_from_string
    from acllib.lisp.variables import current_package

    def lisp(text):
        return evaluate(read_from_string(text)[0])

    sys.set_int_max_str_digits(0)
    first, *others = task["files"]
    load(first)
    if task["inverted"]:
        lisp("(setq regression-test:*signals-inverted* t)")
    current_package.set(lisp('(find-package "CL-TEST")'))
    loaded = lisp("#'regression-test:load-forms")
    for file in others:
        if os.path.exists(file):
            loaded(file)
    if task["broken"]:
        lisp("(setf (symbol-function '+) (lambda (&rest numbers) (1+ (apply #'- 0 numbers))))")
    run = lisp("#'regression-test:run")

    def start(names, file):
        from acllib.lisp.conses import lisp_list
        from acllib.processes import run_in_process

        child = os.fork()
        if not child:
            try:
                os.setpgid(0, 0)
                process = run_in_process(run, "tests", lisp_list(names), file)
                process.join(3600)
            finally:
                os._exit(0)
        return Run(*watched(child))

    lines = watch(task["names"], start, task["lines"], task["limit"])
    os.write(out, json.dumps(lines).encode() + b"\n")


def watched(child):
    """Return the functions `ended` and `kill` for the process CHILD."""
    over = []

    def ended():
        if not over and os.waitpid(child, os.WNOHANG)[0]:
            over.append(True)
        return bool(over)

    def kill():
        if not over:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            over.append(True)

    return ended, kill


if __name__ == "__main__":
    main()
