"""Completion: what may stand at a place, and when the menu comes by itself."""

import time
from types import SimpleNamespace

import acllib.lisp.world  # noqa: F401 -- loads it all
import pytest
from acllib.lisp.compiler import evaluate
from acllib.lisp.reader import read_from_string
from acllib.lisp.symbols import find_package
from acllib.lisp.variables import current_package, features
from acllib.operators import ROWS
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

import aclrepl.listener  # noqa: F401 -- all commands register themselves
from aclrepl.terminal import file_names, symbol_names
from aclrepl.terminal.candidates import complete
from aclrepl.terminal.completer import ListenerCompleter, comes_by_itself
from aclrepl.terminal.gate import safe
from aclrepl.terminal.items import MOST

CONTEXT = SimpleNamespace(listener=None, hosts=lambda: ["frisky", "vapor"], ready=lambda: True)

DEFINED = """
(progn
  (in-package :user)
  (defun cnd-user-function (one &optional two &key (first-key 3) second-key) one two first-key second-key)
  (defmacro cnd-user-macro ((name value) &body body) `(let ((,name ,value)) ,@body))
  (defvar *cnd-variable* 1)
  (intern "CND odd name")
  (intern "CND-small-letters")
  (defpackage :cnd-package (:export "SEEN"))
  (intern "UNSEEN" :cnd-package)
  (intern "W-O-F")
  (defclass cnd-class () ((a :initarg :cnd-a) (b :initarg :cnd-b)))
  (defmacro cnd-with ((name &key (cnd-k 1) other) &body body) (list* name cnd-k other body))
  (defun cnd->arrow (cnd=x) cnd=x)
  (deftype cnd-type () 'integer)
  (defgeneric cnd-generic (x &key cnd-g)))
"""


@pytest.fixture(scope="module", autouse=True)
def definitions():
    token = current_package.get()
    current_package.set(find_package("USER"))
    end, place = object(), 0
    while True:
        form, place = read_from_string(DEFINED, place, None, False, end)
        if form is end:
            break
        evaluate(form)
    current_package.set(token)


def completed(marked, context=CONTEXT):
    """Return the Completions at the `^` of MARKED, and the text that each of them would make."""
    place = marked.index("^")
    text = marked[:place] + marked[place + 1 :]
    found = complete(text, place, context)
    return [item.text for item in found.items], found, text[: found.start]


PLACES = [
    # text with ^ as cursor, begins with, contains, lacks
    ("(make-so^", ["make-socket"], [], ["MAKE-SOCKET"], "a prefix"),
    ("(MAKE-SO^", ["MAKE-SOCKET"], [], ["make-socket"], "capitals stay capitals"),
    ("(Make-So^", ["make-socket"], [], [], "mixed case: lower"),
    ("(m-so^", ["make-socket"], [], [], "an abbreviation by hyphens"),
    ("(w-o-f^", ["with-open-file"], [], [], "of three words"),
    ("(mltpl^", [], ["multiple-value-bind"], [], "letters in order"),
    ("(car^", ["car"], [], [], "the exact name first"),
    ("*cnd-v^", ["*cnd-variable*"], [], [], "a variable"),
    ("#'cnd-user-f^", ["cnd-user-function"], [], [], "behind #'"),
    ("cnd-p^", ["cnd-package:"], [], [], "a package"),
    ("cnd-package:^", ["cnd-package:seen"], [], ["cnd-package:unseen"], "external symbols"),
    ("cnd-package::u^", ["cnd-package::unseen"], [], [], "all symbols"),
    ("no-such-package:x^", [], [], ["no-such-package:x"], "of no package"),
    ("acl-socket:make-so^", ["acl-socket:make-socket"], [], [], "a package prefix"),
    ("cnd^", [], ["|CND odd name|", "|CND-small-letters|"], ["cnd odd name"], "names that need bars"),
    ("(make-socket :co^", [":connect"], [], [":type"], "a keyword of the operator"),
    ("(make-socket ^", [], [":connect", ":type", ":remote-host"], ["make-socket"], "all keywords"),
    ("(make-socket :connect ^", [":active", ":passive"], [], [":type"], "values"),
    ("(make-socket :connect :p^", [":passive"], [], [":active"], "a value begun"),
    ("(make-socket :CONNECT :P^", [":PASSIVE"], [], [], "a value, capitals"),
    ("(make-socket :connect :active :^", [], [":type"], [":connect"], "not what is given"),
    ("(acl-socket:make-socket :co^", [":connect"], [], [], "operator with prefix"),
    ("'(make-socket :con^", [], [], [":active"], "data: no call"),
    ("(cnd-user-function 1 2 :^", [":first-key", ":second-key"], [], [], "of a user's function"),
    ("(cnd-user-function 1 2 :first-key 1 :^", [":second-key"], [], [":first-key"], "not given yet"),
    ("(find 1 list :te^", [":test"], [], [], "of a standard function"),
    ("(let ((cnd-local 1) (b 2)) (list cnd^", ["cnd-local"], [], [], "a local variable first"),
    ("(let ((cnd-local 1)) (cnd^", [], [], ["cnd-local"], "but no operator"),
    ("(defun f (cnd-a &key (cnd-b 1) cnd-c) cnd^", ["cnd-a", "cnd-b", "cnd-c"], [], [], "parameters"),
    ("(lambda (cnd-x) (list cnd^", ["cnd-x"], [], [], "of lambda"),
    ("(defmethod m :around ((cnd-x string)) cnd^", ["cnd-x"], [], [], "of a method"),
    ("(dolist (cnd-each list) cnd^", ["cnd-each"], [], [], "of dolist"),
    ("(with-open-file (cnd-s \"f\") cnd^", ["cnd-s"], [], [], "of with-open-file"),
    ("(multiple-value-bind (cnd-p cnd-q) (f) cnd^", ["cnd-p", "cnd-q"], [], [], "values"),
    ("(loop for cnd-i from 1 collect cnd^", ["cnd-i"], [], [], "of loop"),
    ("(let ((cnd-o 1)) (let ((cnd-i 2)) (list cnd^", ["cnd-i", "cnd-o"], [], [], "innermost first"),
    ("(flet ((cnd-f (cnd-x) 1) (cnd-g () 2)) (cnd^", ["cnd-f", "cnd-g"], [], ["cnd-x"], "local functions"),
    ("(macrolet ((cnd-m (x) x)) #'cnd-m^", ["cnd-m"], [], [], "local macros"),
    ("(flet ((cnd-f (x) 1)) (list cnd-f^", [], [], ["cnd-f"], "they are no variables"),
    ("(w-o-f^", ["with-open-file"], ["w-o-f"], [], "a slip that was interned stands last"),
    ("(make-socket :^ :connect :passive)", [":type"], [], [":connect"], "not what is given behind"),
    ("(mp:with-process-lock (l :^", [":timeout"], [":whostate"], [":whostate)"], "a list inside a macro's"),
    ("(mp:with-process-lock (l) :time^", [], [], [":timeout)"], "but not behind it"),
    ('(with-open-file (s "f" :if-e^', [":if-exists"], [], [], "the options of with-open-file"),
    ('(with-open-file (s "f" :direction :o^', [":output"], [], [":input"], "their values"),
    ('(with-open-file (s "f" :if-exists ^', [":error"], ["nil", ":append"], ["", "nil)"], "all of them"),
    ('(open "f" :direction ^', [":input", ":output", ":io", ":probe"], [], [], "of open"),
    ("(cnd-with (x :^", [":cnd-k", ":other"], [], [], "of a user's macro"),
    ("(make-instance 'cnd-class :^", [":cnd-a", ":cnd-b"], [], [], "initargs"),
    ("(make-instance 'cnd-class :cnd-a 1 :^", [":cnd-b"], [], [":cnd-a"], "one that is given"),
    ("(cnd-generic 1 :cnd^", [":cnd-g"], [], [], "of a generic function"),
    ("'socket-err^", ["socket-error"], [], [], "a condition"),
    ("(typep x 'fixn^", ["fixnum"], [], [], "a type"),
    ("'cnd-ty^", ["cnd-type"], [], [], "a type of deftype"),
    ("'cnd-cl^", ["cnd-class"], [], [], "a class"),
    ("(handler-case (f) (socket-err^", ["socket-error"], [], [], "a clause's condition"),
    ("(defun f (x &opt^", ["&optional"], [], [], "a lambda list"),
    ("(declare (optim^", ["optimize"], [], [], "a declaration"),
    ("#+aclr^", ["aclrepl"], [], [], "a feature"),
    ("; make-so^", [], [], ["make-socket"], "a comment"),
    ("#| make-so^", [], [], ["make-socket"], "a block comment"),
    ("(list |make-so^", [], [], ["make-socket"], "in bars"),
    ("#\\Sp^", ["#\\Space"], [], ["#\\Tab"], "a character"),
    ("#\\rub^", ["#\\Rubout"], [], [], "a character in any case"),
    ("#\\del^", ["#\\Del", "#\\Delete"], [], [], "more names of one"),
    ("(list #\\\" make-so^", ["make-socket"], [], [], "a quote as character"),
    ("; \" \n(make-so^", ["make-socket"], [], [], "a quote in a comment"),
    (":he^", [":help"], [], [], "a command"),
    (":^", [], [":help", ":exit"], ["make-socket"], "all commands"),
    (":help ki^", ["kill"], [], [], "a command's name"),
    (":help :ki^", ["kill"], [], [], "with its colon"),
    (":pa cnd^", ["cnd-package"], [], [], "a package, command abbreviated"),
    (":package :cnd^", ["cnd-package"], [], [], "behind a colon"),
    (":host v^", ["vapor"], [], ["frisky"], "a host"),
    (":focus :l^", [":listener"], [], [], "a word in place of a process"),
    (":unarrest ^", [":all"], [], [], "all of them, of processes"),
    (":focus ini^", ["Initial Lisp Listener"], [], [":listener"], "a process"),
    (":zoom ^", [], [":count", ":all"], [":&key"], "keywords of a command"),
    (":zoom :count 3 :^", [], [":all"], [":count"], "of them given"),
    (":describe make-so^", ["make-socket"], [], [], "a form"),
    (":describe :tes^", [], [":test"], [":help"], "a keyword as form, no command"),
    (":macroexpand :pack^", [], [], [":help"], "the same"),
    (":macroexpand (w-o-f^", ["with-open-file"], [], [], "an operator"),
    (":describe (make-socket :con^", [":connect"], [], [], "inside of a call"),
    (":no-such-command x^", [], [], ["make-socket"], "of an unknown one: nothing"),
    ("(list 1)\n:foc^", [], [], [":focus"], "only the first line is a command"),
]


@pytest.mark.parametrize(("marked", "first", "contains", "lacks", "why"), PLACES, ids=[r[4] for r in PLACES])
def test_places(marked, first, contains, lacks, why):
    texts, _, _ = completed(marked)
    assert texts[: len(first)] == first
    assert [text for text in contains if text not in texts] == []
    assert [text for text in lacks if text in texts] == []


def test_nothing_typed_offers_what_is_ones_own():
    evaluate(read_from_string("(defpackage :cnd-own (:use :cl :socket))")[0])
    token = current_package.bind(find_package("CND-OWN"))
    try:
        evaluate(read_from_string("(progn (defun cnd-own-function () 1) (defvar *cnd-own-variable* 1))")[0])
    finally:
        current_package.unbind(token)
    process = SimpleNamespace(context={current_package.local: find_package("CND-OWN")})
    there = SimpleNamespace(listener=SimpleNamespace(process=process), hosts=list, ready=lambda: True)
    texts, _, _ = completed("^", there)
    assert {"cnd-own-function", "*cnd-own-variable*"} <= set(texts)
    assert not {"&key", "fixnum"} & set(texts)


def enumerated():
    for row in ROWS:
        for index, parameter in enumerate(row.parameters):
            if parameter.choices:
                yield pytest.param(row, index, parameter, id=f"{row.name}-{parameter.name}")


@pytest.mark.parametrize(("row", "index", "parameter"), list(enumerated()))
def test_values_of_every_documented_operator(row, index, parameter):
    positional = [p for p in row.parameters if p.kind in ("required", "optional")]
    before = " x" * (index if parameter.kind != "key" else len(positional))
    keyword = f" :{parameter.name}" if parameter.kind == "key" else ""
    texts, found, _ = completed(f"({row.packages[0]}:{row.name}{before}{keyword} ^")
    assert texts == list(parameter.choices)
    assert [i.meta for i in found.items if i.text == parameter.default] == ["the default"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "function"], ids=lambda row: row.name)
def test_keywords_of_every_documented_operator(row):
    keys = [":" + p.name for p in row.parameters if p.kind == "key"]
    positional = [p for p in row.parameters if p.kind in ("required", "optional")]
    texts, _, _ = completed(f"({row.packages[0]}:{row.name}{' x' * len(positional)} :^")
    assert texts == keys if keys else ":connect" not in texts[:1]


def test_metas():
    _, found, _ = completed("(make-socket :con^")
    assert found.items[0].meta == "default :active; one of :active :passive"
    _, found, _ = completed("(cnd-user-f^")
    assert found.items[0].meta.startswith("(cnd-user-function one &optional two &key (first-key 3)")
    _, found, _ = completed("(cnd->ar^")
    assert [(item.text, item.meta) for item in found.items] == [("cnd->arrow", "(cnd->arrow cnd=x)")]
    _, found, _ = completed("(find 1 list :sta^")
    assert found.items[0].meta == "default 0"
    _, found, _ = completed("(make-socke^")
    assert found.items[0].meta


@pytest.fixture
def in_user():
    token = current_package.get()
    current_package.set(find_package("USER"))
    yield
    current_package.set(token)


REDEFINED = [
    ('(defun cnd-again (a) "First." a)', "First."),
    ('(defun cnd-again (a) "Second." a)', "Second."),
    ("(defun cnd-again (a b) (list a b))", "(cnd-again a b)"),
    ("(defun cnd-again (c) c)", "(cnd-again c)"),
    ("(setf (documentation 'cnd-again 'function) \"Third.\")", "Third."),
]


def test_what_is_defined_anew_is_explained_anew(in_user):
    metas = []
    for text, _ in REDEFINED:
        evaluate(read_from_string(text)[0])
        metas.append(completed("(cnd-again^")[1].items[0].meta)
    assert metas == [meta for _, meta in REDEFINED]


def test_features_without_end(in_user, monkeypatch):
    round_ = evaluate(read_from_string("(let ((l (list :cnd-x 7))) (setf (cdr (last l)) l) l)")[0])
    monkeypatch.setattr(features, "value", round_)
    assert "cnd-x" in completed("#+cnd^")[0]


def test_a_symbol_in_place_of_another():
    package = evaluate(read_from_string('(make-package "CND-SWAP")')[0])
    package.intern("FIRST-NAME")
    assert completed("cnd-swap::^")[0] == ["cnd-swap::first-name"]
    evaluate(read_from_string('(unintern (find-symbol "FIRST-NAME" "CND-SWAP") "CND-SWAP")')[0])
    package.intern("OTHER-NAME")
    assert completed("cnd-swap::^")[0] == ["cnd-swap::other-name"]


def test_endless_names_are_not_offered():
    package = evaluate(read_from_string('(make-package "CND-LONG")')[0])
    package.intern("SHORT")
    package.intern("S" * 100_000)
    assert completed("cnd-long::s^")[0] == ["cnd-long::short"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CAR", "car"),
        ("*X*", "*x*"),
        ("1+", "1+"),
        ("12", "|12|"),
        ("1E5", "|1E5|"),
        ("..", "|..|"),
        ("", "||"),
        ("a", "|a|"),
        ("A B", "|A B|"),
        ("A:B", "|A:B|"),
        ("A|B", "|A\\|B|"),
        ("#A", "|#A|"),
        ("-", "-"),
    ],
)
def test_names_read_back(name, expected):
    written = symbol_names.written(name, "")
    assert written == expected
    assert read_from_string(written)[0].name == name


# Files


@pytest.fixture
def directory(tmp_path, monkeypatch):
    odd = ['quo"te', "back\\slash", "esc\x1b[31m", "new\nline"]
    for name in ["plain.lisp", "two words.lisp", ".hidden", *odd]:
        (tmp_path / name).write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.cl").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "sub")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


FILES = [
    ('(load "^', ["link/", "plain.lisp", "sub/", "two words.lisp"]),
    ('(load "two w^', ["two words.lisp"]),
    ('(load ".h^', [".hidden"]),
    ('(load "sub/^', ["inner.cl"]),
    ('(load "./sub/in^', ["inner.cl"]),
    ('(load "~/pl^', ["plain.lisp"]),
    ('(load "~root/^', []),
    ('(load "//server/share/^', []),
    ('(load "no-such/^', []),
    ('(load "one\n^', []),
    ('(list #\\" "pl^', ["plain.lisp"]),
    ('(list "a\\"b" "pl^', ["plain.lisp"]),
    (":ld ^", ["link/", "plain.lisp", "sub/"]),
    (":ld a.cl pl^", ["plain.lisp"]),
    (':ld "pl^', ["plain.lisp"]),
    (":cd su^", ["sub/"]),
    (":cd two w^", ["two words.lisp"]),
]


@pytest.mark.parametrize(("marked", "expected"), FILES, ids=[row[0][:-1] for row in FILES])
def test_files(directory, marked, expected):
    texts, found, _ = completed(marked)
    assert texts == expected
    assert all(safe(item.text) and safe(item.display) and safe(item.meta) for item in found.items)


def test_only_the_last_word_of_the_files_is_replaced(directory):
    assert completed(":ld a.cl su^")[2] == ":ld a.cl "


def test_a_large_directory_is_looked_at_in_part(directory, monkeypatch):
    monkeypatch.setattr(file_names, "MOST_FILES", 2)
    assert len(completed('(load "^')[0]) <= 2


def test_network_file_systems_are_left_alone(directory, monkeypatch):
    monkeypatch.setattr(file_names, "mounts", lambda: [("/", "ext4"), (str(directory / "sub"), "nfs4")])
    assert completed('(load "sub/^')[0] == []
    texts = completed('(load "^')[0]
    assert "link" in texts  # what it points to is not asked
    assert "sub/" in texts
    assert completed('(load "link/^')[0] == []


def test_links_are_followed(directory):
    (directory / "round").symlink_to(directory / "round")
    (directory / "relative").symlink_to("sub")
    (directory / "sub" / "deeper").mkdir()
    (directory / "sub" / "deeper" / "up").symlink_to("../..")
    assert completed('(load "relative/in^')[0] == ["inner.cl"]
    assert completed('(load "sub/deeper/up/pl^')[0] == ["plain.lisp"]
    assert completed('(load "round/^')[0] == []


# The menu


@pytest.mark.parametrize(
    ("marked", "comes"),
    [
        ("(make^", True),
        ("(m^", False),
        ("(^", False),
        ("^", False),
        ("(make-socket ^", False),
        ("(make-socket :^", True),
        (":^", True),
        (":ex^", True),
        (":ld ^", False),
        (":ld a^", True),
        ('(open "pla^', False),
        ('(open "sub/^', True),
        ('(list #\\" ab^', True),
        ("; it's \"\nab^", True),
        ("; abc^", False),
        ("#\\Spa^", True),
        ("#\\a^", False),
        ("(list |ab^", False),
    ],
)
def test_when_the_menu_comes_by_itself(marked, comes):
    place = marked.index("^")
    assert comes_by_itself(marked[:place] + marked[place + 1 :], place) is comes


def offered(text, asked, context=CONTEXT):
    event = CompleteEvent(completion_requested=asked, text_inserted=not asked)
    return [c.text for c in ListenerCompleter(context).get_completions(Document(text), event)]


def test_asked_and_not_asked():
    assert offered("(make-socket ", False) == []
    assert ":connect" in offered("(make-socket ", True)
    assert "cnd-user-function" in offered("(cnd-user-function", True)
    assert "cnd-user-function" not in offered("(cnd-user-function", False)
    assert offered("(list :", False) == []
    assert ":connect" in offered("(make-socket :", False)


def test_before_lisp_is_there():
    assert offered("(car", True, SimpleNamespace(ready=lambda: False)) == []


def test_a_fault_is_reported_once():
    faults = []

    def broken():
        raise RuntimeError("broken")

    completer = ListenerCompleter(SimpleNamespace(ready=broken, failed=faults.append))
    event = CompleteEvent(completion_requested=True)
    assert [list(completer.get_completions(Document("(ca"), event)) for _ in range(3)] == [[], [], []]
    assert len(faults) == 1


def test_three_thousand_names():
    package = evaluate(read_from_string('(make-package "CND-MANY")')[0])
    for number in range(3_000):
        symbol, _ = package.intern(f"MANY-{number}")
        package.exported.add(symbol.name)
    complete("cnd-many:m", 10, CONTEXT)
    took = []
    for _ in range(10):
        start = time.perf_counter()
        found = complete("cnd-many:m", 10, CONTEXT)
        took.append(time.perf_counter() - start)
    assert len(found.items) == MOST
    assert min(took) < 0.01  # ten times of what it takes on a quiet machine
    print(f"3,000 names: {min(took) * 1000:.2f} ms")
