"""Compiled Lisp

The reference is the same thing as a Python programmer writes it: `dict` for a hash table, `sorted` for a
vector, linked objects for conses, `%` and `io.StringIO` for `format`, a method call for a generic function.
Loading is measured on a generated program; its reference is Python's `compile` and `exec` of a like one.
"""

import io
import random
import tempfile
from pathlib import Path

import acllib  # noqa: F401  (finds the .hy files of a source tree)
from _rows import Row, in_turns, middle, ratio, seconds

DEFINITIONS = """
(progn
(defun bench-fib (n) (if (< n 2) n (+ (bench-fib (- n 1)) (bench-fib (- n 2)))))
(defun bench-loop (n) (let ((sum 0)) (dotimes (i n) (setq sum (+ sum (* i 2)))) sum))
(defun bench-table (n)
  (let ((table (make-hash-table)) (sum 0))
    (dotimes (i n) (setf (gethash (mod i 1000) table) i))
    (dotimes (i n) (setq sum (+ sum (gethash (mod i 1000) table))))
    sum))
(defun bench-sort (vector) (sort (copy-seq vector) #'<))
(defun bench-lists (n)
  (let ((list nil) (sum 0))
    (dotimes (i n) (push i list))
    (dolist (x (reverse list)) (setq sum (+ sum x)))
    sum))
(defclass bench-shape () ())
(defgeneric bench-area (shape))
(defmethod bench-area ((shape bench-shape)) 1)
(defun bench-generic (n)
  (let ((shape (make-instance 'bench-shape)))
    (dotimes (i n) (bench-area shape))))
(defun bench-format (n)
  (with-output-to-string (s)
    (dotimes (i n) (format s "~a ~d~%" "a line" i)))))
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
    total = 0
    for i in range(n):
        entries[i % 1000] = i
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
    total = 0
    for i in range(n):
        chain = Pair(i, chain)
    turned = None
    while chain is not None:
        turned = Pair(chain.car, turned)
        chain = chain.cdr
    while turned is not None:
        total = total + turned.car
        turned = turned.cdr
    return total


class Shape:
    def area(self):
        return 1


def methods(n):
    shape = Shape()
    for _ in range(n):
        shape.area()


def lines(n):
    out = io.StringIO()
    for i in range(n):
        out.write("%s %d\n" % ("a line", i))  # noqa: UP031 -- what a control string is nearest to
    return out.getvalue()


ROWS = [
    # name, bar, reference, ours, argument
    ("fib", 0.9, fib, "bench-fib", 21),
    ("loop, dotimes", 0.8, loop, "bench-loop", 200000),
    ("hash table", 0.75, table, "bench-table", 50000),
    ("(sort v #'<)", 0.75, sorted, "bench-sort", random.Random(1).sample(range(10**6), 30000)),
    ("lists", 0.7, linked, "bench-lists", 50000),
    ("generic-function call", 1 / 3, methods, "bench-generic", 100000),
    ('(format s "~a ~d~%")', 24 / 60, lines, "bench-format", 20000),
]


# The program that is loaded: PIECES times these lines, numbered.

PIECES, LINES = 370, 10

LISP_PIECE = """
(defvar *limit-{0}* {0})

(defun clip-{0} (items &key (limit *limit-{0}*) verbose)
  (let ((result nil) (count 0))
    (dolist (item items (values (nreverse result) count))
      (cond ((and (numberp item) (> item limit)) (incf count) (push limit result))
            ((null item) (when verbose (format t "nothing~%")))
            (t (push item result))))))
"""

PYTHON_PIECE = """
limit_{0} = {0}
def clip_{0}(items, limit=None, verbose=False):
    result, count = [], 0
    for item in items:
        if type(item) is int and item > (limit_{0} if limit is None else limit):
            count += 1; result.append(limit)
        elif item is not None: result.append(item)
        elif verbose: print("nothing")
    return result, count
"""


def loading(rounds):
    from acllib.lisp.loading import load_file

    lisp = "".join(LISP_PIECE.format(i) for i in range(PIECES))
    python = "".join(PYTHON_PIECE.format(i) for i in range(PIECES))
    count = PIECES * LINES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.lisp")
        path.write_text(lisp)
        turns = in_turns(
            max(1, rounds // 3),
            lambda: seconds(lambda: exec(compile(python, "program", "exec"), {})),
            lambda: seconds(load_file, str(path)),
        )
    there, ours = middle(turns, 0), middle(turns, 1)
    note = f"{ours:.2f} s, {ours / count * 1000:.2f} ms a line; the bar is 3 s"
    yield Row(f"loading {count:,} lines", ratio(turns), there / 3.0, note=note)


def measure(rounds):
    import acllib.lisp.world  # noqa: F401
    from acllib.lisp.compiler import evaluate
    from acllib.lisp.reader import read_from_string

    def lisp(text):
        form = read_from_string(text)
        return evaluate(form[0] if isinstance(form, tuple) else form)

    lisp(DEFINITIONS)
    rows = []
    for name, bar, reference, ours, argument in ROWS:
        function = lisp(f"#'{ours}")
        turns = in_turns(
            rounds,
            lambda f=reference, a=argument: seconds(f, a),
            lambda f=function, a=argument: seconds(f, a),
        )
        rows.append(Row(name, ratio(turns), bar))
    return [*rows, *loading(rounds)]
