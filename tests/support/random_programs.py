"""Random programs over everything the compiler emits differently, the same for the same seed.

Each is a form whose value is an integer or several; `(note n)` logs what is evaluated and when,
so that order, exits, bindings and cleanup all show in what is printed.
"""

import random

PRELUDE = """
(progn
 (defvar *log* nil)
 (defvar *s* 7)
 (defvar *left* 0)
 (defun note (x)
   (when (< (decf *left*) 0) (throw 'too-long :too-long)) ; else a program may take for ever
   (push x *log*)
   x)
 (defun two (a b) (values a b))
 (defun opt (a &optional (b (note (+ a 1))) &rest r) (+ a b (length r)))
 (defun keys (a &key (b (note 5)) (c (+ a b) c-p)) (if c-p (- c b) (+ a b c)))
 (defun get-s () *s*)
 nil)
"""


class Scope:
    """What a form may refer to at a place."""

    def __init__(self, variables=(), functions=(), blocks=(), catches=(), errors=False):
        self.variables = list(variables)
        self.functions = list(functions)
        self.blocks = list(blocks)
        self.catches = list(catches)
        self.errors = errors

    def with_(self, **more):
        made = Scope(self.variables, self.functions, self.blocks, self.catches, self.errors)
        for name, items in more.items():
            if name == "errors":
                made.errors = items
            else:
                setattr(made, name, getattr(made, name) + list(items))
        return made


class Programs:
    """Makes programs; one seed, one sequence of them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0

    def name(self, stem):
        self.count += 1
        return f"{stem}{self.count}"

    def program(self, depth=5):
        """Return the text of a form that evaluates to (values log)."""
        self.count = 0
        body = self.form(depth, Scope())
        return (
            "(let ((*log* nil) (*s* 3) (*left* 300)) (let ((v (multiple-value-list (catch 'too-long "
            f"(handler-case {body} (error () :error)))))) (list v (reverse *log*) *s*)))"
        )

    def form(self, depth, scope):
        if depth <= 0 or self.random.random() < 0.08:
            return self.leaf(scope)
        return getattr(self, self.random.choice(KINDS))(depth - 1, scope)

    def leaf(self, scope):
        choice = self.random.random()
        if scope.variables and choice < 0.6:
            return self.random.choice(scope.variables)
        if choice < 0.7:
            return "*s*"
        if choice < 0.75:
            return "(get-s)"
        return str(self.random.randint(-5, 20))

    def test(self, depth, scope):
        kind = self.random.randrange(7)
        f = self.form
        if kind == 0:
            return f"(< {f(depth, scope)} {f(depth, scope)})"
        if kind == 1:
            return f"(oddp {f(depth, scope)})"
        if kind == 2:
            return f"(and {self.test(depth - 1, scope)} {self.test(depth - 1, scope)})" if depth > 0 else "t"
        if kind == 3:
            return f"(or {self.test(depth - 1, scope)} {self.test(depth - 1, scope)})" if depth > 0 else "nil"
        if kind == 4:
            return f"(not {self.test(depth - 1, scope)})" if depth > 0 else "nil"
        if kind == 5:
            return f"(eql {f(depth, scope)} {self.random.randint(0, 9)})"
        return f"(= (mod {f(depth, scope)} 2) 0)"

    # One method a kind of form

    def arithmetic(self, d, s):
        operator = self.random.choice(["+", "-", "max", "min"])
        parts = " ".join(self.form(d, s) for _ in range(self.random.randint(1, 3)))
        return f"({operator} {parts})"

    def product(self, d, s):
        return f"(mod (* {self.form(d, s)} {self.form(d, s)}) 97)"

    def if_(self, d, s):
        return f"(if {self.test(d, s)} {self.form(d, s)} {self.form(d, s)})"

    def cond(self, d, s):
        return f"(cond ({self.test(d, s)} {self.form(d, s)}) ({self.test(d, s)} {self.form(d, s)} {self.form(d, s)}) (t {self.form(d, s)}))"

    def case_(self, d, s):
        return f"(case (mod {self.form(d, s)} 4) (0 {self.form(d, s)}) ((1 2) {self.form(d, s)}) (t {self.form(d, s)}))"

    def or_(self, d, s):
        return f"(or (if {self.test(d, s)} {self.form(d, s)}) {self.form(d, s)})"

    def note(self, d, s):
        return f"(note {self.form(d, s)})"

    def progn(self, d, s):
        return f"(progn {self.form(d, s)} {self.form(d, s)})"

    def prog1(self, d, s):
        return f"({self.random.choice(['prog1', 'multiple-value-prog1'])} {self.form(d, s)} {self.form(d, s)})"

    def let(self, d, s):
        names = [self.name("v") for _ in range(self.random.randint(1, 3))]
        bindings = " ".join(f"({n} {self.form(d, s)})" for n in names)
        return f"(let ({bindings}) {self.form(d, s.with_(variables=names))} {self.form(d, s.with_(variables=names))})"

    def let_star(self, d, s):
        a, b = self.name("v"), self.name("v")
        inner = s.with_(variables=[a])
        return f"(let* (({a} {self.form(d, s)}) ({b} {self.form(d, inner)})) {self.form(d, inner.with_(variables=[b]))})"

    def let_special(self, d, s):
        return f"(let ((*s* {self.form(d, s)})) {self.form(d, s)} (get-s))"

    def setq(self, d, s):
        place = self.random.choice([*s.variables, "*s*"])
        return f"({self.random.choice(['setq', 'incf', 'decf'])} {place} {self.form(d, s)})"

    def psetq(self, d, s):
        # which of two assignments to one variable is last is not specified
        variables = [v for v in s.variables if not v.startswith("sm")]
        if len(variables) < 2:
            return self.setq(d, s)
        a, b = self.random.sample(variables, 2)
        return f"(progn (psetq {a} {self.form(d, s)} {b} {self.form(d, s)}) (- {a} {b}))"

    def block(self, d, s):
        name = self.name("b")
        inner = s.with_(blocks=[name])
        return f"(block {name} {self.form(d, inner)} {self.form(d, inner)})"

    def return_from(self, d, s):
        if not s.blocks:
            return self.block(d, s)
        return f"(return-from {self.random.choice(s.blocks)} {self.values_or_form(d, s)})"

    def values_or_form(self, d, s):
        if self.random.random() < 0.3:
            return f"(values {self.form(d, s)} {self.form(d, s)})"
        return self.form(d, s)

    def catch(self, d, s):
        tag = self.name("c")
        return f"(catch '{tag} {self.form(d, s.with_(catches=[tag]))})"

    def throw(self, d, s):
        if not s.catches:
            return self.catch(d, s)
        return f"(throw '{self.random.choice(s.catches)} {self.values_or_form(d, s)})"

    def unwind_protect(self, d, s):
        return f"(unwind-protect {self.form(d, s)} (note {self.form(d, s.with_())}))"

    def handler_case(self, d, s):
        return f"(handler-case {self.form(d, s.with_(errors=True))} (error () (note {self.form(d, s)})))"

    def error(self, d, s):
        if not s.errors:
            return self.handler_case(d, s)
        return self.random.choice(["(error \"e\")", f"(car {self.form(d, s)})", f"(progn (note {self.form(d, s)}) (error \"x\"))"])

    def handler_bind(self, d, s):
        return f"(handler-bind ((error (lambda (c) (declare (ignorable c)) (note {self.form(d, s)})))) {self.form(d, s)})"

    def lambda_(self, d, s):
        a, b = self.name("p"), self.name("p")
        inner = s.with_(variables=[a])
        arguments = " ".join(self.form(d, s) for _ in range(self.random.randint(1, 2)))
        return (
            f"(funcall (lambda ({a} &optional ({b} {self.form(d, inner)})) "
            f"{self.form(d, inner.with_(variables=[b]))}) {arguments})"
        )

    def flet(self, d, s):
        f, x = self.name("f"), self.name("x")
        return f"(flet (({f} ({x}) {self.form(d, s.with_(variables=[x]))})) {self.form(d, s.with_(functions=[f]))})"

    def labels(self, d, s):
        f, n = self.name("f"), self.name("n")
        return (
            f"(labels (({f} ({n}) (if (<= {n} 0) {self.form(d, s.with_(variables=[n]))} "
            f"({self.random.choice(['+ 1 ', 'note ', 'progn '])}({f} (- {n} 1)))))) ({f} (mod {self.form(d, s)} 4)))"
        )

    def call(self, d, s):
        if not s.functions:
            return self.flet(d, s)
        f = self.random.choice(s.functions)
        return self.random.choice([f"({f} {self.form(d, s)})", f"(funcall #'{f} {self.form(d, s)})"])

    def global_call(self, d, s):
        a, b, c = (self.form(d, s) for _ in range(3))
        return self.random.choice(
            [f"(opt {a})", f"(opt {a} {b})", f"(opt {a} {b} {c})", f"(keys {a})", f"(keys {a} :c {b})",
             f"(keys {a} :c {b} :b {c})", f"(two {a} {b})", f"(apply #'opt {a} (list {b} {c}))"]
        )  # fmt: skip

    def values_bind(self, d, s):
        a, b = self.name("m"), self.name("m")
        source = self.random.choice(
            [f"(values {self.form(d, s)} {self.form(d, s)})", f"(two {self.form(d, s)} {self.form(d, s)})",
             f"(floor {self.form(d, s)} 3)", f"(values {self.form(d, s)} 1 2)"]
        )  # fmt: skip
        return f"(multiple-value-bind ({a} {b}) {source} {self.form(d, s.with_(variables=[a, b]))})"

    def values_call(self, d, s):
        return f"(multiple-value-call #'+ (two {self.form(d, s)} {self.form(d, s)}) {self.form(d, s)})"

    def nth_value(self, d, s):
        return f"(nth-value 1 (two {self.form(d, s)} {self.form(d, s)}))"

    def dotimes(self, d, s):
        i, acc = self.name("i"), self.name("acc")
        inner = s.with_(variables=[acc])
        return (
            f"(let (({acc} 0)) (dotimes ({i} {self.random.randint(1, 4)} {acc}) "
            f"(incf {acc} {i}) {self.maybe_return(d, inner)} {self.form(d, inner)}))"
        )

    def maybe_return(self, d, s):
        if self.random.random() < 0.4:
            return f"(when {self.test(d - 1, s)} (return {self.form(d - 1, s)}))"
        return ""

    def dolist(self, d, s):
        x, acc = self.name("x"), self.name("acc")
        inner = s.with_(variables=[x, acc])
        return (
            f"(let (({acc} 1)) (dolist ({x} (list {self.form(d, s)} {self.form(d, s)}) {acc}) "
            f"{self.maybe_return(d, inner)} (setq {acc} {self.form(d, inner)})))"
        )

    def do_(self, d, s):
        i, acc = self.name("i"), self.name("acc")
        inner = s.with_(variables=[acc])
        return (
            f"(do (({i} 0 (1+ {i})) ({acc} 1 {self.form(d - 1, inner)})) ((= {i} 3) {acc}) "
            f"{self.maybe_return(d, inner)} {self.form(d - 1, inner)})"
        )

    def loop(self, d, s):
        i = self.name("i")
        return f"(loop for {i} from 1 to 3 {self.random.choice(['sum', 'maximize'])} {self.form(d, s.with_(variables=[i]))})"

    def tagbody(self, d, s):
        n, a, b = self.name("n"), self.name("t"), self.name("t")
        inner = s.with_(variables=[n])
        # the count of rounds is not to be touched by the forms inside
        rounds = self.name("r")
        go = self.random.choice(
            [f"(when (< {rounds} 3) (go {a}))", f"(mapc (lambda (z) (declare (ignorable z)) (when (< {rounds} 3) (go {a}))) '(1 2))"]
        )
        skip = f"(when {self.test(d - 1, inner)} (go {b}))" if self.random.random() < 0.5 else ""
        return (
            f"(let (({n} 0) ({rounds} 0)) (tagbody {a} (incf {rounds}) {skip} (note {self.form(d - 1, inner)}) "
            f"{b} (setq {n} {self.form(d - 1, inner)}) {go}) {n})"
        )

    def closures(self, d, s):
        fs, j = self.name("fs"), self.name("j")
        step = self.random.choice([f"(incf {j} 2)", j, f"(setq {j} {self.form(d - 1, s.with_(variables=[j]))})"])
        return (
            f"(let (({fs} nil)) (dotimes (k 3) (let (({j} (+ k {self.form(d - 1, s)}))) (push (lambda () {step}) {fs}))) "
            f"(+ (funcall (first {fs})) (funcall (second {fs})) (funcall (first {fs})) (funcall (third {fs}))))"
        )

    def mapcar(self, d, s):
        x = self.name("x")
        return (
            f"(reduce #'+ (mapcar (lambda ({x}) {self.form(d, s.with_(variables=[x]))}) "
            f"(list {self.form(d, s)} {self.form(d, s)})))"
        )

    def setf(self, d, s):
        v = self.name("v")
        return (
            f"(let (({v} (list {self.form(d, s)} 2 {self.form(d, s)}))) (setf (second {v}) {self.form(d, s)}) "
            f"(incf (car {v}) {self.form(d, s)}) (apply #'+ {v}))"
        )

    def table(self, d, s):
        h = self.name("h")
        key = self.random.choice(["'a", "1", self.form(d - 1, s)])
        default = self.random.choice(["0", self.form(d - 1, s)])
        return (
            f"(let (({h} (make-hash-table))) (setf (gethash {key} {h}) {self.form(d, s)}) "
            f"(incf (gethash 'a {h} {default}) {self.form(d - 1, s)}) "
            f"(+ (gethash {self.form(d - 1, s)} (progn {self.form(d - 1, s)} {h}) {default}) (gethash 'a {h})))"
        )

    def division(self, d, s):
        operator = self.random.choice(["floor", "truncate", "mod", "rem"])
        divisor = self.random.choice(["3", "-2", f"(let ((z {self.form(d - 1, s)})) (if (= z 0) 1 z))"])
        a, b = self.name("v"), self.name("v")
        return f"(let (({a} {self.form(d, s)}) ({b} {divisor})) ({operator} {a} {b}))"

    def progv(self, d, s):
        return f"(progv '(*s*) (list {self.form(d, s)}) {self.form(d, s)} (get-s))"

    def symbol_macro(self, d, s):
        m, v = self.name("sm"), self.name("v")
        inner = s.with_(variables=[v, m])
        return f"(let (({v} (+ 1 {self.form(d, s)}))) (symbol-macrolet (({m} {v})) {self.form(d, inner)} {v}))"

    def macrolet(self, d, s):
        m = self.name("m")
        return f"(macrolet (({m} (a) `(+ ,a ,a))) ({m} {self.form(d, s)}))"


KINDS = [
    name
    for name, value in vars(Programs).items()
    if callable(value)
    and not name.startswith("__")
    and name not in ("program", "form", "leaf", "test", "name", "values_or_form", "maybe_return")
]
