"""The listener on a terminal: commands, the stack, history, completion, and faults of the terminal itself."""

import pytest
from support.terminals import Stage

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def stage(tmp_path):
    with Stage(tmp_path) as stage:
        yield stage


COMMANDS = [
    (":help", "zoom          zo"),
    (":processes", "Initial Lisp Listener"),
    (":pwd", "Lisp's current working directory is"),
    (":package", "The COMMON-LISP-USER package is current."),
    (":history", "(+ 20 3)"),
    (":1", "23"),
    (":macroexpand (when a b)", "(IF A"),
    (":describe car", "CAR"),
    (":apropos make-socket", "MAKE-SOCKET"),
    (":history :count 1", "2 :history :count 1"),
    (":aliases", "No aliases are defined"),
    (":-1", "23"),
    (":no-such-command", "Unknown top-level command"),
]


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[c[0].split()[0] for c in COMMANDS])
def test_command(stage, command, shown):
    stage.run("(+ 20 3)")
    stage.type(command + "\r")
    stage.wait(lambda: shown in stage.shown.partition(f"USER(2): {command}")[2] and stage.at_prompt)


@pytest.mark.parametrize(("command", "shown"), [(":bt", "HERE"), (":zoom", "HERE")])
def test_the_stack_has_lisp_names(stage, command, shown):
    stage.run("(defun here (x) (list (car x)))")
    stage.run("(list (here 5))")
    assert any(shown in line.upper() for line in stage.results(command))


def test_the_inspector_walks(stage):
    stage.run("(setq walked (list 1 (vector 2 3)))")
    for keys, shown in [
        (":inspect walked", "   1-> #(2 3)"),
        (":i 1", "a vector of 2 elements"),
        (":i set 0 :new", "   0-> :NEW"),
        (":i tree", "  #(:NEW 3) (1)"),
    ]:
        stage.type(keys + "\r")
        stage.wait(lambda shown=shown: shown in stage.text and stage.at_prompt)
        assert "[1i] USER(" in stage.text
    stage.type(":i q\r")
    stage.wait(lambda: "\nUSER(7):" in stage.text and stage.at_prompt)
    assert stage.results("walked")[-1:] == ["(1 #(:NEW 3))"]


@pytest.mark.parametrize(("answer", "ends"), [("n", False), ("y", True)])
def test_exit_asks_where_there_are_other_listeners(stage, answer, ends):
    stage.type(":host vapor\r")
    stage.wait(lambda: stage.session.front.name == "vapor" and stage.at_prompt)
    stage.type(":exit 7\r")
    stage.wait("There are other listeners: Initial Lisp Listener. Leave nevertheless?")
    stage.type(answer + "\r")
    if ends:
        stage.wait(lambda: stage.status == [7])
    else:
        stage.wait(lambda: stage.at_prompt and "USER(2):" in stage.text)
        assert stage.status == []


def test_a_prompt_of_ones_own(stage):
    stage.type('(setq tpl:*prompt* "~*~*~*~*~*~*~a ~d> ")\r')
    stage.wait("USER 2>")
    stage.type("(* 6 7)\r")
    stage.wait("\n42\n")
    stage.wait("USER 3>")


def test_an_alias_is_completed_and_runs(stage):
    stage.run('(tpl:alias ("frobnicate" 3 "Frobs.") (x) (print (list x x)))')
    try:
        stage.type(":frob\t")
        stage.wait(lambda: stage.typed.startswith(":frobnicate"))
        stage.type(" 5\r")
        stage.wait("(5 5)")
    finally:
        stage.run('(tpl:remove-alias "frobnicate")')


def test_history_recalls_a_whole_form(stage):
    stage.paste("(list 1\n      2)")
    stage.press("enter")
    stage.wait("USER(2):")
    stage.press("up")
    stage.wait(lambda: stage.typed == "(list 1\n      2)")
    assert stage.results("")[-1:] == ["(1 2)"]


def test_values_of_a_keyword_are_offered(stage):
    stage.run("1")
    stage.type("(make-socket :connect ")
    stage.press("tab")
    stage.wait(lambda: ":active" in stage.text and ":passive" in stage.text)
    stage.press("c-c")


def test_tab_in_the_same_moment_as_the_last_letter(stage):
    stage.type("(make-so\t")
    stage.wait(lambda: stage.typed == "(make-socket")
    stage.press("c-c")


def test_a_command_that_fails_in_a_break_level_is_no_form_to_restart(stage):
    stage.run("(car 5)")
    stage.run(":ld /no/such/file")
    stage.wait("[2] USER(3):")
    assert stage.results(":restart") == ["What opened this break level was not a form typed here."]
    stage.run(":reset")


def broken(*_, **__):
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    "place",
    [
        "aclrepl.terminal.scanner.Scan.line_tokens",
        "aclrepl.terminal.scanner.Scan.matching",
        "aclrepl.terminal.candidates.complete",
    ],
)
def test_a_fault_of_the_terminal_leaves_the_session_alive(stage, monkeypatch, place):
    stage.run("1")
    with monkeypatch.context() as patch:
        patch.setattr(place, broken)
        stage.type("(+ 40 2)")
        stage.press("tab")
        stage.wait(lambda: stage.typed.startswith("(+ 40 2)"))
    stage.press("c-c")
    stage.wait(lambda: stage.typed == "")
    stage.run("(+ 40 2)")
    stage.wait(lambda: "42" in stage.lines)


def test_a_broken_printer_leaves_the_session_alive(stage):
    stage.run("(defclass thing () ())")
    stage.run('(defmethod print-object ((x thing) stream) (error "broken"))')
    stage.type("(make-instance 'thing)\r")
    stage.wait(lambda: stage.listener.number > 3 and stage.at_prompt)
    assert stage.results("(* 6 7)")[-1] == "42"
