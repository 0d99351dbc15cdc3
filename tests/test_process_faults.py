"""What a program may do wrong with processes: kills in cleanups, interrupts without end, orphaned locks."""

import threading
import time

import acllib
import pytest
from acllib import LockError, handlers, invoke_restart

PATIENCE = 30


def until(test):
    deadline = time.monotonic() + PATIENCE
    while not test():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.0005)


def waiting(process, whostate):
    until(lambda: process.whostate == whostate)
    return process


def run(function, *arguments):
    return acllib.process_run_function("tested", function, *arguments)


def test_kill_in_a_cleanup_form():
    """The form is left, as any other; the ones outside of it run."""
    gate, log = acllib.make_gate(False), []

    def body():
        try:
            try:
                acllib.process_sleep(60)
            finally:
                log.append("cleaning up")
                acllib.process_wait("cleanup", acllib.gate_open_p, gate)
                log.append("not reached")
        finally:
            log.append("outside")

    process = waiting(run(body), "sleep")
    acllib.process_kill(process)
    waiting(process, "cleanup")
    acllib.process_kill(process, wait=True)
    assert log == ["cleaning up", "outside"]
    assert process not in acllib.all_processes()


def test_killing_oneself_runs_the_cleanups():
    log = []

    def body():
        try:
            acllib.process_kill(acllib.current_process())
            log.append("not reached")
        finally:
            log.append("cleaned")

    assert run(body).join(PATIENCE)
    assert log == ["cleaned"]


def test_an_interrupt_that_does_not_return_can_be_killed():
    process = waiting(run(acllib.process_sleep, 60), "sleep")
    acllib.process_interrupt(process, acllib.process_sleep, 60, "for ever")
    waiting(process, "for ever")
    later = []
    acllib.process_interrupt(process, later.append, 1)  # another one runs inside of it
    until(lambda: later)
    acllib.process_kill(process, wait=True)
    assert not acllib.process_alive_p(process)


def orphan():
    """Return a lock that is held by a process that has ended, and that process."""
    lock = acllib.make_process_lock(name="orphan")
    process = acllib.process_run_function("owner", acllib.process_lock, lock)
    assert process.join(PATIENCE)
    return lock, process


def test_waiting_for_an_orphaned_lock_is_an_error():
    lock, owner = orphan()
    with pytest.raises(LockError) as caught:
        acllib.process_lock(lock)
    assert "is held by" in str(caught.value) and "which has ended" in str(caught.value)
    assert acllib.process_lock(lock, timeout=0) is False
    assert acllib.process_lock(lock, timeout=0.01) is False
    acllib.process_unlock(lock, owner)
    assert acllib.process_lock(lock, timeout=0)


def test_an_orphaned_lock_can_be_taken():
    lock, _ = orphan()
    with handlers((LockError, lambda condition: invoke_restart("seize-lock"))):
        assert acllib.call_with_process_lock(lock, lambda: "body") == "body"
    assert acllib.process_lock_locker(lock) is None


def test_an_orphaned_lock_can_be_waited_for():
    lock, owner = orphan()
    heard = []

    def body():
        with handlers((LockError, lambda condition: (heard.append(1), invoke_restart("wait")))):
            return acllib.process_lock(lock)

    process = run(body)
    until(lambda: heard)
    waiting(process, "Lock")
    acllib.process_unlock(lock, owner)
    assert process.join(PATIENCE)
    assert (process.result, heard) == (True, [1])


def test_the_owner_ends_while_others_wait():
    lock, gate = acllib.make_process_lock(), acllib.make_gate(False)

    def own():
        acllib.process_lock(lock)
        acllib.process_wait("gate", acllib.gate_open_p, gate)

    owner = waiting(run(own), "gate")
    failures = []

    def wait():
        try:
            acllib.process_lock(lock)
        except LockError as e:
            failures.append(str(e))

    waiter = waiting(run(wait), "Lock")
    acllib.open_gate(gate)
    assert owner.join(PATIENCE) and waiter.join(PATIENCE)
    assert len(failures) == 1


def test_unlocking_what_another_holds():
    lock = acllib.make_process_lock()
    acllib.process_lock(lock)
    process = run(lambda: pytest.raises(LockError, acllib.process_unlock, lock))
    assert process.join(PATIENCE) and process.failure is None
    acllib.process_unlock(lock)


NEVER = [
    # a wait, with a limit of 0 or less
    lambda limit: acllib.process_wait_with_timeout("never", limit, lambda: False),
    lambda limit: acllib.get_semaphore(acllib.make_gate(False), "never", limit),
    lambda limit: acllib.wait_for_input_available([], timeout=limit),
    lambda limit: acllib.call_with_timeout(limit, lambda: 1 / 0, lambda: False),
    lambda limit: acllib.barrier_wait(acllib.make_barrier(2), timeout=limit) == "never",
    lambda limit: acllib.condition_variable_wait(acllib.make_condition_variable(), None, timeout=limit),
]


@pytest.mark.parametrize("limit", [0, -1, 0.0, -0.5])
@pytest.mark.parametrize("wait", NEVER)
def test_limits_of_nothing(wait, limit):
    assert not wait(limit)


def test_an_empty_queue():
    with pytest.raises(acllib.EmptyQueue):
        acllib.dequeue(acllib.make_queue())
    assert acllib.dequeue(acllib.make_queue(), wait=0, empty_queue_result="none") == "none"


def test_programs_of_the_system_start_while_processes_run():
    import acllib.lisp.world  # noqa: F401
    from acllib.lisp.functions.subprocesses import run_shell_command

    stop = []
    processes = [run(lambda: [None for _ in iter(lambda: bool(stop), True)]) for _ in range(5)]
    sleepers = [waiting(run(acllib.process_sleep, 60), "sleep") for _ in range(20)]
    for i in range(5):
        assert run_shell_command(f"exit {i}")[0] == i
    stop.append(1)
    assert all(process.join(PATIENCE) for process in processes)
    for process in sleepers:
        acllib.process_kill(process, wait=True)


@pytest.mark.parametrize("count", [200, pytest.param(5000, marks=pytest.mark.soak)])
def test_many_processes(count):
    """Each is there, each goes on, none is left."""
    before = threading.active_count()
    gate = acllib.make_gate(False)
    processes = [run(acllib.process_wait, "gate", acllib.gate_open_p, gate) for _ in range(count)]
    assert set(processes) <= set(acllib.all_processes())
    acllib.open_gate(gate)
    assert all(process.join(120) for process in processes)
    assert not set(processes) & set(acllib.all_processes())
    until(lambda: threading.active_count() <= before)
