"""Compiled Lisp, against the same thing written by hand in Python.

All checks on: the Lisp side tests its arguments, looks for interrupts in loops, and can be redefined.
"""

import statistics
import time

import acllib  # noqa: F401 -- in a source tree: lets Python find the .hy files

BESIDE = " "

LISP = """
(progn
(defun bench-fib (n) (if (< n 2) n (+ (bench-fib (- n 1)) (bench-fib (- n 2)))))
(defun bench-loop (n) (let ((sum 0)) (dotimes (i n) (setq sum (+ sum (* i 2)))) sum))
(defun bench-table (n)
  (let ((table (make-hash-table)))
    (dotimes (i n) (setf (gethash (mod i 1000) table) i))
    (let ((sum 0)) (dotimes (i n) (setq sum (+ sum (gethash (mod i 1000) table)))) sum)))
(defun bench-sort (list) (sort (copy-list list) #'<))
(defun bench-list (n)
  (let ((list nil))
    (dotimes (i n) (push i list))
    (let ((sum 0)) (dolist (x (reverse list)) (setq sum (+ sum x))) sum))))
"""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def loop(n):
    total = 0
    for i in range(n):
        total = total + i * 2
    return total


def table(n):
    entries = {}
    for i in range(n):
        entries[i % 1000] = i
    total = 0
    for i in range(n):
        total = total + entries.get(i % 1000)
    return total


class Pair:
    """What a Python programmer would make lists of, if they had to be linked."""

    __slots__ = ("car", "cdr")

    def __init__(self, car, cdr):
        self.car = car
        self.cdr = cdr


def linked(n):
    chain = None
    for i in range(n):
        chain = Pair(i, chain)
    turned = None
    while chain is not None:
        turned = Pair(chain.car, turned)
        chain = chain.cdr
    total = 0
    while turned is not None:
        total = total + turned.car
        turned = turned.cdr
    return total


def seconds(function, argument):
    start = time.perf_counter()
    function(argument)
    return time.perf_counter() - start


def measure(rounds):
    """Return the rows (name, ratio, None)."""
    import acllib.lisp.world  # noqa: F401
    from acllib.lisp.compiler import evaluate
    from acllib.lisp.conses import lisp_list
    from acllib.lisp.reader import read_from_string

    def lisp(text):
        form = read_from_string(text)
        return evaluate(form[0] if isinstance(form, tuple) else form)

    lisp(LISP)
    numbers = [(i * 7919) % 100003 for i in range(50000)]
    rows = []
    for name, hand_written, text, arguments in [
        ("fib", fib, "#'bench-fib", (20, 20)),
        ("loop", loop, "#'bench-loop", (300000, 300000)),
        ("hash table", table, "#'bench-table", (100000, 100000)),
        ("sort", sorted, "#'bench-sort", (numbers, lisp_list(numbers))),
        ("lists", linked, "#'bench-list", (100000, 100000)),
    ]:
        ours = lisp(text)
        turns = [(seconds(hand_written, arguments[0]), seconds(ours, arguments[1])) for _ in range(rounds)]
        rows.append((name, statistics.median(theirs / our for theirs, our in turns), None))
    return rows
