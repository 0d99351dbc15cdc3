"""Many processes over sockets, locks and queues, disturbed at random: afterwards nothing may be left.

A short run is in the normal tests; `make soak` runs the long one. The seed is in the test's name.
"""

import gc
import os
import random
import threading
import time

import acllib
import pytest
from acllib.kernel.exits import NonLocalExit

HOST = "127.0.0.1"
PATIENCE = 60


class World:
    """What the workers share, and what is counted."""

    def __init__(self, seed, workers):
        self.chance = random.Random(seed)
        self.locks = [acllib.make_process_lock(name=f"lock {i}") for i in range(4)]
        self.queues = [acllib.make_queue() for _ in range(3)]
        self.gate = acllib.make_gate(False)
        self.stop = False
        self.entered, self.left = [0] * workers, [0] * workers
        self.sockets = [None] * workers
        self.target = object()
        self.posted: dict = {}  # number of an interrupt → the process it was for
        self.ran: dict = {}  # number of an interrupt → how often it ran, in which threads


def worker(world, number, seed):
    """Do one thing after another, each with a cleanup form, until told to stop."""
    chance = random.Random(seed)
    while not world.stop:
        world.entered[number] += 1
        try:
            chance.choice(ACTIONS)(world, number, chance)
        except NonLocalExit as e:
            if e.target is not world.target:
                raise
        except (acllib.StreamError, acllib.LockError, ZeroDivisionError):
            pass
        finally:
            world.left[number] += 1


def talk(world, number, chance):
    """A connection to oneself, which somebody may close meanwhile."""
    with (
        acllib.make_socket(connect="passive", local_host=HOST) as door,
        acllib.make_socket(remote_host=HOST, remote_port=acllib.local_port(door)) as here,
    ):
        world.sockets[number] = here
        with acllib.accept_connection(door) as there:
            acllib.socket_control(here, read_timeout=0.01)
            if chance.random() < 0.7:
                there.write_line("x" * chance.choice([1, 100, 100000]))
                there.force_output()
            acllib.read_line(here)


def accept(world, number, chance):
    with acllib.make_socket(connect="passive", local_host=HOST) as door:
        world.sockets[number] = door
        acllib.call_with_timeout(0.01, lambda: acllib.accept_connection(door).close(), lambda: None)


def lock(world, number, chance):
    first, second = chance.sample(world.locks, 2)

    def inner():
        if chance.random() < 0.5:
            acllib.process_allow_schedule()
        acllib.call_with_process_lock(second, lambda: acllib.process_sleep(0), timeout=0.01)

    acllib.call_with_process_lock(first, inner, timeout=0.05)


def queue(world, number, chance):
    chosen = chance.choice(world.queues)
    if chance.random() < 0.5:
        acllib.enqueue(chosen, number)
    else:
        acllib.dequeue(chosen, wait=0.01)


def gate(world, number, chance):
    acllib.process_wait_with_timeout("gate", 0.01, acllib.gate_open_p, world.gate)


def semaphore(world, number, chance):
    if chance.random() < 0.5:
        acllib.put_semaphore(world.gate)
    acllib.get_semaphore(world.gate, "semaphore", 0.01)


def sleep(world, number, chance):
    acllib.call_with_timeout(chance.random() / 100, lambda: acllib.process_sleep(0.005), lambda: None)


def compute(world, number, chance):
    with acllib.without_interrupts():
        sum(range(2000))


ACTIONS = [talk, accept, lock, queue, gate, semaphore, sleep, compute]


def disturb(world, processes):
    """Do one thing to one of the processes; return a new process in the place of one that was killed."""
    chance = world.chance
    number = chance.randrange(len(processes))
    process = processes[number]
    kind = chance.random()
    if kind < 0.08:
        acllib.process_kill(process)
        process.join(PATIENCE)
        assert world.entered[number] == world.left[number], "a cleanup form did not run"
        processes[number] = start(world, number)
    elif kind < 0.2:
        socket = world.sockets[number]
        if socket is not None:
            socket.close(abort=True)
    else:
        post(world, process, chance.choice(["return", "throw", "err", "wait"]))


def post(world, process, how):
    number = len(world.posted)
    world.posted[number] = process

    def interrupt():
        world.ran.setdefault(number, []).append(threading.current_thread())
        if how == "throw":
            raise NonLocalExit(world.target)
        if how == "err":
            raise ZeroDivisionError
        if how == "wait":
            acllib.process_sleep(0.0005)

    acllib.process_interrupt(process, interrupt)


def start(world, number):
    return acllib.process_run_function(f"worker {number}", worker, world, number, world.chance.random())


def descriptors():
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def run(seed, workers, seconds, pause, least=0):
    """Disturb so many workers so long, and on until LEAST interrupts were posted.

    How fast they come is no property of ours: ports that earlier connections have left in TIME_WAIT, which
    a run like this does by the ten thousand, make the system slow to find a free one.
    """
    world = World(seed, workers)
    processes = [start(world, number) for number in range(workers)]
    everybody = list(processes)
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(world.posted) < least:
        assert time.monotonic() < end + PATIENCE, f"only {len(world.posted)} interrupts were posted"
        before = list(processes)
        disturb(world, processes)
        everybody += [p for p in processes if p not in before]
        time.sleep(pause)
    await_interrupts(world, processes)
    world.stop = True
    acllib.open_gate(world.gate)
    for process in processes:
        assert process.join(PATIENCE), f"{process} did not end: {process.whostate}"
    return world, everybody


def await_interrupts(world, processes):
    """Wait until each interrupt for a process that goes on has run: nothing else tells a lost one."""

    def owed():
        return [n for n, p in world.posted.items() if acllib.process_alive_p(p) and n not in world.ran]

    deadline = time.monotonic() + PATIENCE
    while left := owed():
        assert time.monotonic() < deadline, f"{len(left)} interrupts were lost"
        time.sleep(0.001)
    # Killed ones have been replaced: most of those that were left go on, so the wait was no formality.
    assert sum(map(acllib.process_alive_p, processes)) > len(processes) / 2


def check(world, everybody):
    assert world.entered == world.left, "a cleanup form did not run"
    assert [acllib.process_lock_locker(lock) for lock in world.locks] == [None] * len(world.locks)
    for number, process in world.posted.items():
        runs = world.ran.get(number, [])
        assert len(runs) <= 1, "an interrupt ran twice"
        assert all(thread is process.thread for thread in runs), "an interrupt ran in another process"
    assert not any(map(acllib.process_alive_p, everybody))
    # An end that was not asked for is a failure of a worker: a throw or an error outside of its body.
    for process in everybody:
        assert process.failure is None or isinstance(process.failure, (NonLocalExit, ZeroDivisionError))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "workers", "seconds"),
    [(1, 40, 2), *(pytest.param(seed, 200, 20, marks=pytest.mark.soak) for seed in range(2, 5))],
)
def test_nothing_is_left(seed, workers, seconds, capfd):
    run(0, 5, 0.1, 0)  # what is made once
    files, threads = descriptors(), threading.active_count()
    world, everybody = run(seed, workers, seconds, 0.0002, least=seconds * 50)
    check(world, everybody)
    assert len(world.ran) > len(world.posted) / 2
    del world, everybody
    deadline = time.monotonic() + PATIENCE
    while descriptors() > files or threading.active_count() > threads:
        assert time.monotonic() < deadline, (descriptors() - files, threading.active_count() - threads)
        time.sleep(0.01)
