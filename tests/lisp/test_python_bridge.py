"""Lisp and Python in one program: functions, conditions, streams and processes across the border."""

import json
import pathlib

import acllib
import pytest
from acllib.kernel.signalling import error, restart_case
from support.lisp_image import evaluate
from support.lisp_tables import sections, wrong_rows

SECTIONS = [s for s in sections(pathlib.Path(__file__).with_suffix(".lisp")) if s]


@pytest.mark.parametrize("section", SECTIONS, ids=repr)
def test_python_from_lisp(lisp, section):
    wrong = wrong_rows(section, lisp)
    assert not wrong, "\n".join(wrong)


# Lisp from Python


def test_functions_are_callables():
    add = evaluate("(lambda (x &optional (y 10)) (+ x y))")
    assert add(1) == 11
    assert add(1, 2) == 3
    assert list(map(add, [1, 2])) == [11, 12]
    assert sorted([3, 1, 2], key=evaluate("#'-")) == [3, 2, 1]


def test_lists_are_iterable():
    assert list(evaluate("'(1 2 3)")) == [1, 2, 3]
    assert [str(x) for x in evaluate('(list "a" (copy-seq "b"))')] == ["a", "b"]
    assert evaluate("(vector 1 2)") == [1, 2]
    assert evaluate("(coerce '(1 2) '(vector (unsigned-byte 8)))") == b"\1\2"
    assert evaluate("nil") is None
    assert evaluate("(= 1 1)") is True
    assert evaluate("(make-string 2 :initial-element #\\x)") == "xx"
    assert evaluate("#\\a") == "a"


def test_conditions_are_exceptions():
    with pytest.raises(acllib.Error, match="boom 1"):
        evaluate('(error "boom ~a" 1)')
    with pytest.raises(ZeroDivisionError):
        evaluate("(/ 1 0)")
    evaluate('(define-condition sad (error) ((why :initarg :why :reader why)) (:report "sad"))')
    with pytest.raises(acllib.Error, match="sad"):
        evaluate("(error 'sad :why 3)")


def refused(port):
    return f'(make-socket :remote-host "localhost" :remote-port {port})'


@pytest.fixture
def free_port():
    with acllib.make_socket(connect="passive", local_host="localhost") as door:
        return acllib.local_port(door)


@pytest.mark.parametrize("kind", ["SocketError", "ErrnoStreamError", "StreamError", "Error"])
def test_socket_errors_from_lisp(free_port, kind):
    with pytest.raises(getattr(acllib, kind)) as caught:
        evaluate(refused(free_port))
    assert isinstance(caught.value, OSError)
    assert caught.value.errno == 111
    assert acllib.stream_error_identifier(caught.value) == "connection-refused"


def test_python_handles_before_lisp_unwinds(free_port):
    """Handlers that Python set see the condition in place: cleanup forms have not run yet."""
    log = []
    form = evaluate(f"(lambda (note) (unwind-protect {refused(free_port)} (funcall note :cleanup)))")
    with (
        acllib.handlers((acllib.SocketError, lambda condition: log.append(condition.identifier))),
        pytest.raises(acllib.SocketError),
    ):
        form(lambda keyword: log.append(keyword.name))
    assert log == ["connection-refused", "CLEANUP"]


def test_restarts_of_lisp_from_python():
    form = evaluate('(lambda () (restart-case (error "x") (use-value (v) (list v :used))))')
    with acllib.handlers((acllib.Error, lambda condition: acllib.invoke_restart("use-value", 7))):
        value, used = form()
    assert (value, used.name) == (7, "USED")


def test_restarts_of_python_from_lisp():
    form = evaluate("""
      (lambda (f)
        (handler-bind ((error (lambda (c) (declare (ignore c)) (invoke-restart 'use-value 5))))
          (funcall f)))""")
    assert form(lambda: restart_case(fail, ("use-value", "Use one.", lambda v: v + 1))) == 6


def fail():
    error(acllib.Error(format_control="failed"))


def test_non_local_exits_pass_python():
    """A throw passes Python's frames, and their `finally`."""
    log = []

    def between(function):
        try:
            function()
        except Exception:
            log.append("caught")
        finally:
            log.append("finally")

    throw = evaluate("(lambda (f) (catch 'out (funcall f (lambda () (throw 'out :thrown)))))")
    assert throw(between).name == "THROWN"
    leave = evaluate("(lambda (f) (block b (funcall f (lambda () (return-from b 4)))))")
    assert leave(between) == 4
    assert log == ["finally", "finally"]


def test_specials_and_binding():
    with acllib.binding(ipv6=True):
        assert evaluate("*ipv6*") is True
        assert evaluate("(lambda () *ipv6*)")() is True
    assert evaluate("*ipv6*") is None
    read = evaluate("(lambda (f) (let ((*ipv6* :ipv6)) (funcall f)))")
    assert read(lambda: evaluate("*ipv6*").name) == "IPV6"


def test_keywords_of_either_side():
    """Core functions take Lisp's keywords from Lisp and Python's words from Python, and give each its own."""
    with acllib.make_socket(connect="passive", local_host="localhost") as door:
        connect = evaluate("#'socket-connect")
        assert connect(door).name == "PASSIVE"
        assert acllib.socket_connect(door) == "passive"
    door = evaluate('(make-socket :connect :passive :local-host "localhost")')
    assert isinstance(door, acllib.Socket)
    door.close()


def test_json_over_a_stream_of_lisp():
    with acllib.make_socket(connect="passive", local_host="localhost") as door:
        serve = evaluate("""
          (lambda (door)
            (with-open-stream (s (accept-connection door))
              (let ((data (py:call "json.load" s)))
                (py:call "json.dump" (list (py:call (py:attr data 'get) "a") "ü" nil) s))))""")
        server = acllib.process_run_function("server", serve, door)
        with acllib.make_socket(remote_host="localhost", remote_port=acllib.local_port(door)) as stream:
            json.dump({"a": [1, 2]}, stream)
            stream.force_output()
            acllib.shutdown(stream, direction="output")
            assert json.load(stream) == [[1, 2], "ü", None]
        assert server.join(10)


def test_processes_of_both_sides():
    queue = evaluate("(make-instance 'mp:queue)")
    assert isinstance(queue, acllib.Queue)
    put = evaluate("""
      (lambda (q)
        (mp:process-run-function "lisp"
          (lambda () (mp:enqueue q (mp:process-name mp:*current-process*)))))""")
    put(queue)
    assert acllib.dequeue(queue, wait=10) == "lisp"
    python = acllib.process_run_function("python", lambda: acllib.enqueue(queue, 5))
    assert python.join(10)
    assert evaluate("#'mp:dequeue")(queue) == 5
    gate = acllib.make_gate(False)
    wait = evaluate("""
      (lambda (g)
        (mp:process-run-function "waiter"
          (lambda () (mp:process-wait "gate" #'mp:gate-open-p g) :passed)))""")
    waiter = wait(gate)
    acllib.open_gate(gate)
    assert waiter.join(10)
    assert waiter.result.name == "PASSED"


def test_methods_of_lisp_for_calls_of_python():
    """A method that Lisp defines on a core's generic function serves Python's callers, too."""
    evaluate("(defvar *asked* nil)")
    evaluate("(defmethod socket-os-fd :before ((s socket-stream-internet-passive)) (push :asked *asked*))")
    evaluate("""
      (defmethod accept-connection :before ((s socket-stream-internet-passive) &key wait)
        (push (list :wait wait) *asked*))""")
    try:
        with acllib.make_socket(connect="passive", local_host="localhost") as door:
            assert acllib.socket_os_fd(door) == door.fileno()
            assert acllib.accept_connection(door, wait=False) is None
        assert evaluate("(prin1-to-string *asked*)") == "((:WAIT NIL) :ASKED)"
    finally:
        evaluate("""
          (loop for f in (list #'socket-os-fd #'accept-connection)
                for class = (find-class 'socket-stream-internet-passive)
                do (remove-method f (find-method f '(:before) (list class))))""")
