"""Every state that a process may be in, and everything that another may do to it: one table.

A state is what a process does when the operation comes; `finish` lets it go on. Cells that have no
meaning say why in NOT_APPLICABLE. Which exit the process took, and that its cleanup ran, is noted in it.
"""

import functools
import threading
import time

import acllib
import pytest
from acllib import make_socket
from acllib.kernel.exits import NonLocalExit
from acllib.processes import ProcessExit
from support.nameserver import NameServer

HOST = "127.0.0.1"
PATIENCE = 20
FULL = 30_000_000  # octets: more than the buffers of the system take


def until(test, why="it did not happen in time"):
    deadline = time.monotonic() + PATIENCE
    while not test():
        assert time.monotonic() < deadline, why
        time.sleep(0.0003)


def evaluate(text):
    from acllib.lisp.compiler import evaluate
    from acllib.lisp.reader import read_from_string

    return evaluate(read_from_string(text)[0])


# States


class State:
    """What a process does: `block` in it, `ready` of it, `finish` from outside, `close` what it awaits."""

    whostate = None
    close = None
    before = 1  # how often the body begins before the operation

    def __init__(self):
        self.kept = []
        self.exits, self.cleanups, self.starts, self.ran = [], [], [], []
        self.target = object()

    def keep(self, thing):
        self.kept.append(thing)
        return thing

    def start(self):
        return acllib.process_run_function(type(self).__name__, self.body)

    def body(self):
        self.starts.append(1)
        try:
            self.block()
            self.exits.append("done")
        except NonLocalExit as e:
            if isinstance(e, ProcessExit):
                self.exits.append("unwound")
                raise
            self.exits.append("left" if e.target is self.target else e)
        except ZeroDivisionError:
            self.exits.append("erred")
        except acllib.StreamClosedError:
            self.exits.append("closed")
        finally:
            self.cleanups.append(1)

    def ready(self, process):
        return process.waiting is not None

    def finish(self, process):
        """Let the process go on."""

    def clean(self):
        for thing in self.kept:
            thing.close(abort=True)

    # What interrupts do

    def note(self):
        self.ran.append(threading.current_thread())

    def leave(self):
        self.note()
        raise NonLocalExit(self.target)

    def err(self):
        self.note()
        raise ZeroDivisionError


class Socketed(State):
    def __init__(self):
        super().__init__()
        self.door = self.keep(make_socket(connect="passive", local_host=HOST, backlog=0))
        self.there = {"remote_host": HOST, "remote_port": acllib.local_port(self.door)}

    def pair(self):
        here = self.keep(make_socket(**self.there))
        return here, self.keep(acllib.accept_connection(self.door))


class Connect(Socketed):
    def __init__(self):
        super().__init__()
        self.keep(make_socket(**self.there))  # the queue is full

    def block(self):
        self.keep(make_socket(**self.there))

    def finish(self, process):
        self.keep(acllib.accept_connection(self.door))


class Accept(Socketed):
    def block(self):
        self.keep(acllib.accept_connection(self.door))

    def finish(self, process):
        self.keep(make_socket(**self.there))

    def close(self):
        self.door.close()


class Read(Socketed):
    def __init__(self):
        super().__init__()
        self.here, self.other = self.pair()

    def block(self):
        assert self.here.read_char() == "x"

    def finish(self, process):
        self.other.write("x")
        self.other.force_output()

    def close(self):
        self.here.close()


class Write(Read):
    def block(self):
        self.here.write("x" * FULL)
        self.here.force_output()

    def finish(self, process):
        acllib.read_sequence(bytearray(FULL), self.other)

    def close(self):
        self.here.close(abort=True)


class Dns(State):
    def __init__(self):
        super().__init__()
        self.server = NameServer()
        self.server.__enter__()
        self.server.flaky = 1000

    def block(self):
        options = {"nameserver": (HOST, self.server.port), "timeout": 0.02, "repeat": 10000}
        assert acllib.dns_query("flaky.odd", **options)[0] is not None

    def ready(self, process):
        return process.whostate == "waiting for a name server"

    def finish(self, process):
        self.server.flaky = 0

    def clean(self):
        self.server.__exit__()


class Sleep(State):
    seconds = 0.3

    def block(self):
        acllib.process_sleep(self.seconds)


class Lock(State):
    def __init__(self):
        super().__init__()
        self.lock = acllib.make_process_lock()
        self.held = True
        acllib.process_lock(self.lock)

    def block(self):
        acllib.call_with_process_lock(self.lock, lambda: None)

    def finish(self, process):
        self.held = False
        acllib.process_unlock(self.lock)

    def clean(self):
        if self.held:
            acllib.process_unlock(self.lock)
        assert acllib.process_lock_locker(self.lock) is None


class Gate(State):
    def __init__(self):
        super().__init__()
        self.gate = acllib.make_gate(False)

    def block(self):
        acllib.process_wait("gate", acllib.gate_open_p, self.gate)

    def finish(self, process):
        acllib.open_gate(self.gate)


class Semaphore(Gate):
    def block(self):
        acllib.get_semaphore(self.gate)

    def finish(self, process):
        acllib.put_semaphore(self.gate)


class Queue(State):
    def __init__(self):
        super().__init__()
        self.queue = acllib.make_queue()

    def block(self):
        assert acllib.dequeue(self.queue, wait=True) == "x"

    def finish(self, process):
        acllib.enqueue(self.queue, "x")

    def clean(self):
        assert len(self.queue) in (0, 1)


class ProcessWait(State):
    stop = False

    def block(self):
        acllib.process_wait("a condition of the program's", lambda: self.stop)

    def finish(self, process):
        self.stop = True


class Computing(State):
    """A loop in Lisp."""

    form = "(lambda (stop) (loop until (funcall stop)))"
    stop = False

    def __init__(self):
        super().__init__()
        self.function = evaluate(self.form)

    def block(self):
        self.function(lambda: True if self.stop else None)

    def ready(self, process):
        return bool(self.starts)

    def finish(self, process):
        self.stop = True


class CallingBack(Computing):
    """A function of the core that calls one of Lisp's, again and again."""

    form = "(lambda (stop) (find-if (lambda (x) (funcall stop)) '#1=(1 . #1#)))"


class Arrested(Gate):
    def start(self):
        process = super().start()
        until(lambda: process.waiting is not None)
        acllib.process_add_arrest_reason(process, "a reason")
        return process

    def ready(self, process):
        return process.activity() == "arrested"

    def finish(self, process):
        acllib.process_revoke_arrest_reason(process, "a reason")
        super().finish(process)


class NotStarted(Gate):
    before = 0

    def start(self):
        process = acllib.make_process("not started")
        acllib.process_preset(process, self.body)
        return process

    def ready(self, process):
        return process.activity() == "inactive"

    def finish(self, process):
        acllib.process_enable(process)
        super().finish(process)


class WithoutInterrupts(Gate):
    def block(self):
        with acllib.without_interrupts():
            super().block()


class InsideAnInterrupt(Gate):
    """Asleep, and interrupted by a function that waits."""

    def block(self):
        acllib.process_sleep(0)
        acllib.process_interrupt(acllib.current_process(), super().block)


class Finished(State):
    def block(self):
        pass

    def ready(self, process):
        return not acllib.process_alive_p(process)


# Finished has a table of its own, below.
STATES = [Connect, Accept, Read, Write, Dns, Sleep, Lock, Gate, Semaphore, Queue, ProcessWait]
STATES += [Computing, CallingBack, Arrested, NotStarted, WithoutInterrupts, InsideAnInterrupt]


# Operations: each does something to the process in its state, and says how that must end


def let_go(state, process):
    state.finish(process)
    assert process.join(PATIENCE), f"{process} did not end"


def delayed(state):
    return isinstance(state, WithoutInterrupts)


def interrupt(state, process, function, count=1):
    """Interrupt the process COUNT times; what is delayed runs when it is let go."""
    for _ in range(count):
        acllib.process_interrupt(process, function)
    if delayed(state):
        time.sleep(0.005)
        assert not state.ran
        state.finish(process)
    until(lambda: len(state.ran) == count)


def interrupt_returning(state, process, count=1):
    interrupt(state, process, state.note, count)
    assert acllib.process_alive_p(process) or delayed(state)
    let_go(state, process)
    assert state.exits == ["done"]
    assert len(state.ran) == count
    assert set(state.ran) == {process.thread}


def two_interrupts(state, process):
    interrupt_returning(state, process, 2)


def interrupt_throwing(state, process):
    interrupt(state, process, state.leave)
    assert process.join(PATIENCE)
    assert (state.exits, len(state.ran)) == (["left"], 1)


def interrupt_erring(state, process):
    interrupt(state, process, state.err)
    assert process.join(PATIENCE)
    assert (state.exits, len(state.ran)) == (["erred"], 1)


def close(state, process):
    state.close()
    assert process.join(PATIENCE)
    assert state.exits == ["closed"]


def kill(state, process):
    acllib.process_kill(process)
    if delayed(state):
        time.sleep(0.005)
        assert not state.exits
        state.finish(process)
    assert process.join(PATIENCE)
    assert not acllib.process_alive_p(process)
    assert state.exits == ["unwound"] * state.before


def reset(state, process):
    acllib.process_reset(process)
    if delayed(state):
        state.finish(process)
    if isinstance(state, Arrested):
        acllib.process_revoke_arrest_reason(process, "a reason")
    if state.before:
        until(lambda: len(state.starts) == 2)
        until(lambda: state.exits[:1] == ["unwound"])
    if not delayed(state):
        until(lambda: state.ready(process) or isinstance(state, Arrested))
    acllib.process_kill(process, wait=True)


def time_out(state, _):
    """Not done from outside: the wait is bounded."""
    results = []

    def bounded():
        results.append(acllib.call_with_timeout(0.01, state.block, lambda: "late"))

    process = acllib.process_run_function("bounded", bounded)
    if delayed(state):
        time.sleep(0.03)
        state.finish(process)
    assert process.join(PATIENCE)
    assert results == ["late"]


OPERATIONS = [interrupt_returning, interrupt_throwing, interrupt_erring, two_interrupts, close, kill, reset]
OPERATIONS += [time_out]

# State, and operation, None for all → why there is no such cell.
NOT_APPLICABLE = {
    (NotStarted, interrupt_throwing): "there is nothing to throw to yet",
    (NotStarted, interrupt_erring): "no body is there to meet the error",
    (NotStarted, time_out): "a wait begins with the start",
    (Arrested, time_out): "what holds it up is no wait of its own",
}


def cells():
    for state in STATES:
        for operation in OPERATIONS:
            if operation is close and state.close is None:
                continue  # nothing that could be closed is awaited
            if (state, operation) in NOT_APPLICABLE:
                continue
            yield pytest.param(state, operation, id=f"{state.__name__}-{operation.__name__}")


@pytest.fixture(scope="module", autouse=True)
def world():
    import acllib.lisp.world  # noqa: F401


@pytest.mark.parametrize(("make", "operation"), list(cells()))
def test_cell(make, operation):
    state = make()
    try:
        if operation is time_out:
            time_out(state, None)
            return
        process = state.start()
        until(lambda: state.ready(process))
        operation(state, process)
        assert len(state.cleanups) == len(state.starts)
    finally:
        state.clean()


def interrupt_twice(state, process):
    acllib.process_interrupt(process, state.note)
    acllib.process_interrupt(process, state.note)


# What is done to a process that has ended; it awaits nothing that could be closed or be late.
FINISHED = [
    ("interrupt", lambda state, process: acllib.process_interrupt(process, state.note)),
    ("interrupt throwing", lambda state, process: acllib.process_interrupt(process, state.leave)),
    ("interrupt erring", lambda state, process: acllib.process_interrupt(process, state.err)),
    ("two interrupts", interrupt_twice),
    ("kill", lambda state, process: acllib.process_kill(process)),
    ("kill and wait", lambda state, process: acllib.process_kill(process, wait=True)),
    ("reset", lambda state, process: acllib.process_reset(process)),
]


@pytest.mark.parametrize("operation", [pytest.param(operation, id=name) for name, operation in FINISHED])
def test_what_has_ended_stays_as_it_is(operation):
    state = Finished()
    process = state.start()
    assert process.join(PATIENCE)
    operation(state, process)
    time.sleep(0.005)
    assert (state.exits, state.starts, state.ran) == (["done"], [1], [])
    assert not acllib.process_alive_p(process)


def test_functools_partial_is_a_function_for_interrupts():
    """What is posted may be any callable."""
    state = Gate()
    process = state.start()
    until(lambda: state.ready(process))
    acllib.process_interrupt(process, functools.partial(state.ran.append, "partial"))
    until(lambda: state.ran == ["partial"])
    let_go(state, process)
