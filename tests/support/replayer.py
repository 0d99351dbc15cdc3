"""Replays pages quickly: one Python that has loaded Lisp forks a child for each page.

Run as a program this is that Python: it reads requests and writes outcomes, a JSON value a line.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass


@dataclass
class Result:
    """The exit status of a replay, and what it wrote."""

    status: int
    out: str
    err: str


class Replayer:
    """The caller's side. `close` ends the program."""

    def __init__(self):
        self.program = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def replay(self, path, **options):
        """Replay the page in the file PATH; options as for `aclrepl.page_process.replay_apart`."""
        self.program.stdin.write(json.dumps([str(path), options]) + "\n")
        return Result(*json.loads(self.program.stdout.readline()))

    def close(self):
        self.program.stdin.close()
        self.program.wait(10)
        self.program.stdout.close()


def main():
    from aclrepl.cli import load_world
    from aclrepl.page_process import replay_apart

    load_world()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a page writes past its listener is not an answer
    for line in sys.stdin:
        path, options = json.loads(line)
        said = []
        outcome = replay_apart(path, announce=said.append, **options)
        err = "".join(text + "\n" for text in said) + outcome.err
        answers.write(json.dumps([outcome.status, outcome.out, err]) + "\n")


if __name__ == "__main__":
    main()
