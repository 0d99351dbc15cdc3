"""The listener on a terminal, by keystrokes: evaluation, Control-C, errors, listeners, background output."""

import sys
import time

import pytest
from support.lisp_image import evaluate
from support.terminals import Stage

from aclrepl.terminal.panes import BUSY, FORM, IDLE, READING, Pane
from aclrepl.terminal.seats import Request

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def stage(tmp_path):
    with Stage(tmp_path) as stage:
        yield stage


def blocked(stage, what=""):
    """Return a predicate: the form in front waits, for WHAT."""
    return lambda: stage.seat.state == BUSY and what in ((stage.seat.waiting_for or ("",))[0])


ACCEPT = '(accept-connection (make-socket :connect :passive :local-host "127.0.0.1"))'


# Forms


def test_a_form_is_run_and_its_values_are_shown(stage):
    assert stage.results("(+ 1 2)") == ["3"]
    assert stage.results("(values 1 :two)") == ["1", ":TWO"]
    assert stage.results("(values)") == []
    assert "USER(4):" in stage.text


def test_an_incomplete_form_goes_on_in_the_next_line(stage):
    stage.type("(list 1\r")
    stage.wait(lambda: stage.typed == "(list 1\n      ")
    assert stage.results("2)") == ["(1 2)"] or "(1 2)" in stage.text


def test_several_forms_of_one_input_run_one_after_the_other(stage):
    stage.type("(+ 1 1) (+ 2 2)\r")
    stage.wait("USER(3):")
    assert [line for line in stage.lines if line in ("2", "4")] == ["2", "4"]


def test_a_command_in_a_later_line_is_a_command(stage):
    stage.paste("(+ 1 1)\n:pwd\n(+ 2 2)")
    stage.press("enter")
    stage.wait("USER(4):")
    assert "Lisp's current working directory is" in stage.text
    assert "4" in stage.lines


def test_blank_input_keeps_the_number(stage):
    stage.press("enter")
    stage.wait(lambda: stage.text.count("USER(1):") == 2)
    assert stage.results("5") == ["5"]


def test_output_that_does_not_end_its_line_is_ended(stage):
    assert stage.results('(progn (princ "abc") 7)') == ["abc", "7"]


def test_comments_and_text_without_a_form_do_nothing(stage):
    stage.type("; nothing\r")
    stage.wait(lambda: stage.text.count("USER(1):") == 2)
    stage.wait(lambda: stage.at_prompt)


def test_what_is_typed_while_a_form_runs_stays_and_is_run_by_enter(stage):
    stage.type('(mp:process-wait "the gate" (lambda () (boundp (quote *go*))))\r')
    stage.wait(blocked(stage, "the gate"))
    stage.type("(* 6 7)")
    stage.wait(lambda: stage.typed == "(* 6 7)")
    stage.press("c-c")
    stage.wait("[1c] USER(2):")
    assert stage.typed == "(* 6 7)"
    stage.press("enter")
    stage.wait("42")


def test_the_status_line_tells_what_is_waited_for(stage):
    stage.type(ACCEPT + "\r")
    stage.wait(lambda: "waiting for connection on localhost/" in stage.text and "0.2 s" not in stage.text)
    assert any(line.endswith(" s") for line in stage.lines)


# Control-C


def test_control_c_clears_the_typed_line(stage):
    stage.type("(car '(1")
    stage.wait(lambda: stage.typed == "(car '(1")
    stage.press("c-c")
    stage.wait(lambda: stage.typed == "")
    assert stage.seat.state == IDLE and stage.listener.level.number == 0


@pytest.mark.parametrize(
    "form, doing",
    [
        (f"(progn {ACCEPT} :never)", "blocked"),
        ("(loop (when (boundp '*go*) (return :done)))", "computing"),
        ("(sleep 1000)", "asleep"),
    ],
)
def test_control_c_breaks_into_what_runs_and_twice_returns_to_the_top(stage, form, doing):
    stage.type(form + "\r")
    stage.wait(lambda: stage.seat.state == BUSY and stage.seat.process is not None)
    if doing != "computing":
        stage.wait(lambda: stage.seat.waiting_for)
    stage.press("c-c")
    stage.wait("[1c] USER(2):")
    assert " 0: continue computation" in stage.text
    stage.seat.last_interrupt = float("-inf")
    stage.type(":continue\r")
    stage.wait(lambda: stage.seat.state == BUSY and stage.listener.level.number == 0)
    stage.press("c-c", "c-c")
    stage.wait(lambda: stage.seat.state == IDLE and stage.listener.level.number == 0)
    stage.wait(lambda: "[" not in stage.seat.prompt)


def test_a_form_goes_on_after_control_c_and_ends_with_its_value(stage):
    stage.run("(setq n 0)")
    stage.type("(progn (loop until (= n 5)) (list :n n))\r")
    stage.wait(lambda: stage.seat.state == BUSY)
    stage.press("c-c")
    stage.wait("[1c] USER(3):")
    stage.type("(setq n 5)\r")
    stage.wait("[1c] USER(4):")
    stage.type(":continue\r")
    stage.wait("(:N 5)")
    stage.wait("\nUSER(5):")


def test_control_c_ends_a_flood_at_once(stage):
    stage.type("(loop for i from 0 do (print i))\r")
    stage.wait(lambda: "500" in stage.shown)
    stage.press("c-c")
    stage.wait("[1c] USER(2):")
    assert "lines dropped" in stage.shown
    stage.type(":pop\r")
    stage.wait("\nUSER(3):")


def test_control_c_in_a_question_breaks_and_the_question_is_asked_again(stage):
    stage.type('(list (y-or-n-p "Really?"))\r')
    stage.wait(lambda: stage.seat.state == READING and "Really?" in stage.text)
    stage.press("c-c")
    stage.wait("[1c] USER(2):")
    stage.type(":continue\r")
    stage.wait(lambda: stage.seat.state == READING)
    stage.type("y\r")
    stage.wait("(T)")


def test_control_c_twice_in_a_break_level_returns_to_the_top(stage):
    stage.run("(car 5)")
    stage.run("(car 6)")
    stage.wait("[2] USER(3):")
    stage.press("c-c", "c-c")
    stage.wait("\nUSER(3):")
    assert stage.listener.level.number == 0


# Errors


def test_the_error_block_and_its_restarts(stage):
    stage.run('(error "boom")')
    assert stage.lines[1:8] == [
        "Error: boom",
        "  [condition type: SIMPLE-ERROR]",
        "",
        "Restart actions (select using :continue):",
        ' 0: Return to Top Level (an "abort" restart).',
        " 1: Abort entirely from this (lisp) process.",
        "[1] USER(2):",
    ]
    stage.run("(car 1)")
    assert ' 0: Return to Debug Level 1 (an "abort" restart).' in stage.lines
    stage.run(":error")
    assert stage.results("(class-name (class-of *))") == ["TYPE-ERROR"]
    stage.run(":pop")
    stage.wait("[1] USER(6):")
    stage.run(":reset")
    stage.wait("\nUSER(7):")


def test_a_restart_reads_its_value_from_the_typed_line(stage):
    stage.run("(list no-such-variable)")
    number = next(line for line in stage.lines if "and use its value" in line).split(":")[0].strip()
    stage.type(f":continue {number}\r")
    stage.wait(lambda: stage.seat.state == READING)
    stage.type("(+ 40 2)\r")
    stage.wait("(42)")
    assert stage.results("no-such-variable") == ["42"]


# Input of programs


def test_read_line_gets_the_next_line(stage):
    stage.type('(progn (princ "name? ") (list (read-line)))\r')
    stage.wait(lambda: stage.seat.state == READING and "name? " in stage.text)
    stage.type("lisp\r")
    stage.wait('("lisp")')
    assert "name? lisp" in stage.lines


def test_read_of_a_form_in_two_lines(stage):
    stage.type("(list (read))\r")
    stage.wait(lambda: stage.seat.state == READING)
    stage.type("(1\r")
    stage.wait(lambda: "(1" in stage.lines and stage.seat.state == READING)
    stage.type("2)\r")
    stage.wait("((1 2))")


def test_control_d_ends_the_input_of_a_program(stage):
    stage.type("(list (read-line *terminal-io* nil :end))\r")
    stage.wait(lambda: stage.seat.state == READING)
    stage.press("c-d")
    stage.wait("(:END)")


# The end


def test_control_d_pops_a_break_level_and_then_ends(stage):
    stage.run("(car 5)")
    stage.press("c-d")
    stage.wait("\nUSER(3):")
    stage.press("c-d")
    stage.thread.join(10)
    assert stage.status == [0]


def test_control_d_deletes_a_character_of_typed_text(stage):
    stage.type("abc")
    stage.press("c-a", "c-d")
    stage.wait(lambda: stage.typed == "bc")


def test_control_d_asks_while_other_processes_run(stage):
    stage.run('(setq w (mp:process-run-function "worker" #\'sleep 1000))')
    stage.press("c-d")
    stage.wait("Still running: worker")
    stage.press("n")
    stage.wait(lambda: stage.session.question is None)
    assert stage.results("(+ 1 1)") == ["2"]
    stage.press("c-d")
    stage.wait(lambda: stage.session.question is not None)
    stage.press("y")
    stage.thread.join(10)
    assert stage.status == [0]


@pytest.mark.parametrize("form", [":exit 3", "(exit 3)"])
def test_exit_ends_the_session_with_a_status(stage, form):
    stage.type(form + "\r")
    stage.thread.join(10)
    assert stage.status == [3]


# Background


def test_background_output_leaves_the_typed_line_alone(stage):
    stage.type(
        '(setq w (mp:process-run-function "w" (lambda () (dotimes (i 300)'
        ' (format t "line ~d~%" i) (sleep 0.001)))))\r'
    )
    stage.wait("USER(2):")
    for character in "(list :typed :text)":
        stage.type(character)
        time.sleep(0.005)
    stage.wait("line 299")
    assert stage.typed == "(list :typed :text)"
    stage.press("enter")
    stage.wait("(:TYPED :TEXT)")
    lines = [line for line in stage.shown.split("\n") if line.startswith("line ")]
    assert lines == [f"line {i}" for i in range(300)]


def test_keys_get_the_interpreter_sooner_beside_a_process_that_computes(stage):
    before = sys.getswitchinterval()
    stage.type("(list 1")
    stage.wait(lambda: stage.typed == "(list 1")
    assert sys.getswitchinterval() == before
    stage.run(")")
    stage.run('(setq w (mp:process-run-function "w" (lambda () (loop))))')
    stage.type("x")
    stage.wait(lambda: stage.typed == "x")
    assert sys.getswitchinterval() < before
    stage.wait(lambda: sys.getswitchinterval() == before)
    stage.press("c-c")


def test_a_flood_of_the_form_itself_is_shown_whole(stage):
    stage.run('(dotimes (i 20000) (format t "~d~%" i))')
    lines = [line for line in stage.shown.split("\n") if line.isdigit()]
    assert lines[-500:] == [str(i) for i in range(19500, 20000)]
    assert "dropped" not in stage.shown


def test_a_flood_in_the_background_is_bounded(stage):
    """The notice comes as soon as there is room again; what is typed is served meanwhile."""
    flood = stage.session.front.output
    flood.put_background("somebody", "".join(f"background line {i}\n" for i in range(2000)))
    flood.put_background("somebody", "one line more\n" * 3000)
    assert "21" in stage.results("(+ 20 1)")
    flood.put_background("somebody", "the end\n")
    stage.wait("the end")
    assert "... 3000 lines dropped" in stage.shown
    assert "one line more" not in stage.shown


def test_an_error_in_the_background_stops_there_until_focus(stage):
    stage.run(
        '(mp:process-run-function "w" (lambda () (print (restart-case (error "boom") (use-it (x) x)))))'
    )
    stage.wait("; Process w waits for input in a break level; :focus w turns to it.")
    stage.type(":focus w\r")
    stage.wait("[Current process: w]")
    assert stage.seat.listener is not stage.session.front.main.listener
    stage.run("(list :in (mp:process-name mp:*current-process*))")
    assert '(:IN "w")' in stage.text
    stage.type(":focus :listener\r")
    stage.wait(lambda: stage.seat is stage.session.front.main)
    stage.type(":focus w\r")
    stage.wait(lambda: stage.seat.name == "w" and stage.seat.state == IDLE)
    stage.type(":reset\r")
    stage.wait(lambda: stage.seat is stage.session.front.main)
    assert len(stage.session.front.seats) == 1


def test_focus_breaks_into_a_running_process(stage):
    stage.run('(setq w (mp:process-run-function "w" (lambda () (sleep 1000))))')
    stage.type(":focus w\r")
    stage.wait("[1c] USER(1):")
    stage.type(":continue\r")
    stage.wait(lambda: stage.seat is stage.session.front.main)
    assert stage.results("(mp:process-whostate w)") == ['"sleep"']


def test_a_background_process_that_reads_waits_for_focus(stage):
    stage.run('(setq w (mp:process-run-function "w" (lambda () (setq line (read-line)))))')
    stage.wait("; Process w wants to read a line; :focus w turns to it.")
    assert stage.results("(+ 1 1)")[-1] == "2"
    stage.type(":focus w\r")
    stage.wait(lambda: stage.seat.state == READING)
    stage.type("for w\r")
    stage.wait(lambda: stage.seat is stage.session.front.main and stage.seat.state == IDLE)
    stage.run('(mp:process-wait "w" (lambda () (not (mp:process-alive-p w))))')
    assert stage.results("line") == ['"for w"']


# Listeners


@pytest.mark.parametrize("where", ["itself", "another"])
def test_a_listener_that_is_killed_is_followed_by_another(stage, where):
    if where == "itself":
        stage.type("(mp:process-kill mp:*current-process*)\r")
        killed = "Initial Lisp Listener"
    else:
        stage.type(":host vapor\r")
        stage.wait(lambda: stage.session.front.name == "vapor" and stage.at_prompt)
        stage.press("c-x", "1")
        stage.wait(lambda: stage.session.front.name == "local")
        stage.type(":kill Listener on vapor\r")
        stage.wait("USER(3):")
        stage.press("c-x", "2")
        killed = "Listener on vapor"
    stage.wait(f"; {killed} was killed; this is a new one.")
    stage.type("(* 6 7)\r")
    stage.wait("\n42\n")
    assert stage.status == []


def test_two_hosts_in_one_terminal(stage):
    stage.type(":host vapor\r")
    stage.wait(lambda: stage.session.front.name == "vapor" and stage.seat.state == IDLE)
    stage.type("(print (read (accept-connection (make-socket :connect :passive :local-port 9933))))\r")
    stage.wait(blocked(stage, "waiting for connection on vapor/9933"))
    stage.press("c-x", "n")
    stage.wait(lambda: stage.session.front.name == "frisky" and stage.seat.state == IDLE)
    stage.run(
        '(let ((s (make-socket :remote-host "vapor" :remote-port 9933))) (format s "Hello~%") (close s))'
    )
    stage.wait(lambda: stage.session.panes[1].marked)
    stage.wait("2 vapor*")
    stage.press("c-x", "2")
    stage.wait(lambda: stage.session.front.name == "vapor" and stage.seat.state == IDLE)
    assert stage.shown.count("HELLO") == 2
    stage.press("c-x", "1")
    stage.wait(lambda: stage.session.front.name == "local")
    stage.press("f6")
    stage.wait(lambda: stage.session.front.name == "vapor")
    stage.press("c-d")
    stage.wait(lambda: len(stage.session.panes) == 2)


def test_the_hosts_are_those_of_the_lab(stage):
    assert stage.results(":host") == ["Hosts: vapor, frisky. Listeners: local."]
    stage.press("c-x", "n")
    stage.wait(lambda: stage.session.front.name == "vapor" and stage.seat.state == IDLE)
    stage.press("c-x", "n")
    stage.wait(lambda: stage.session.front.name == "frisky" and stage.seat.state == IDLE)
    stage.press("c-x", "n")
    stage.wait("every host of the lab has a listener")


def test_what_is_typed_stays_with_its_listener(stage):
    stage.type(":host vapor\r")
    stage.wait(lambda: stage.session.front.name == "vapor" and stage.seat.state == IDLE)
    stage.type("(typed here)")
    stage.wait(lambda: stage.typed == "(typed here)")
    stage.press("c-x", "o")
    stage.wait(lambda: stage.session.front.name == "local" and stage.typed == "")
    stage.press("c-x", "o")
    stage.wait(lambda: stage.typed == "(typed here)")
    stage.press("c-c")


# Typed ahead


def gate_is_waited_for(stage):
    """Have the listener wait until `(mp:open-gate ahead)` is run elsewhere."""
    stage.run("(setq ahead (mp:make-gate nil))")
    stage.type('(mp:process-wait "gate" (lambda () (mp:gate-open-p ahead)))\r')
    stage.wait(blocked(stage, "gate"))


def test_what_is_typed_ahead_runs_when_the_prompt_comes(stage):
    gate_is_waited_for(stage)
    stage.type("(list :first)\r(list :second)\r(list :rest")
    stage.wait(lambda: stage.typed == "(list :first)\n(list :second)\n(list :rest")
    evaluate("(mp:open-gate ahead)")
    stage.wait("(:SECOND)")
    stage.wait(lambda: stage.at_prompt and stage.typed == "(list :rest")
    assert "(:FIRST)" in stage.text
    stage.type(")\r")
    stage.wait("(:REST)")


def test_what_is_typed_ahead_does_not_run_in_a_break_level(stage):
    stage.run("(setq ahead (mp:make-gate nil))")
    stage.type('(progn (mp:process-wait "gate" (lambda () (mp:gate-open-p ahead))) (car 5))\r')
    stage.wait(blocked(stage, "gate"))
    stage.type("(list :dangerous)\r")
    stage.wait(lambda: stage.typed == "(list :dangerous)\n")
    evaluate("(mp:open-gate ahead)")
    stage.wait(lambda: "[1] USER(3):" in stage.text and stage.at_prompt)
    assert stage.typed == "(list :dangerous)\n"
    assert "(:DANGEROUS)" not in stage.text


def test_control_c_keeps_what_was_typed_ahead_from_running(stage):
    gate_is_waited_for(stage)
    stage.type("(list :later)\r")
    stage.wait(lambda: stage.typed == "(list :later)\n")
    stage.press("c-c")
    stage.wait(lambda: "[1c] USER(3):" in stage.text and stage.at_prompt)
    assert stage.typed == "(list :later)\n"


def test_what_was_answered_meanwhile_is_not_announced():
    """A line that was typed before the mark came to the session's thread answered it: the seat stays busy."""
    seat = Pane("local", lambda: None).main
    announced = []
    request = Request(seat, lambda: announced.append(True))
    assert request.answer() is None
    _, tell = seat.pane.output.take(100)
    seat.deliver(FORM, "(accept-connection s)")
    tell()
    assert request.answer() == (FORM, "(accept-connection s)")
    tell()
    assert not announced
    assert request.answer() is None
    seat.pane.output.take(100)[1]()
    assert announced == [True]
