"""Processes: how quickly they are made and woken, and what those cost that only wait

The reference is Python's `threading`: a Thread that is started and joined, an Event that another thread
waits for, the same loop without a look for interrupts, a thread that holds the same connection with a
socket of Python's. Memory is what the program has resident more with a thousand of them.
"""

import os
import socket
import statistics
import threading
import time

import acllib
from _rows import Row, in_turns, middle, ratio, seconds

BESIDE = ""
MADE = 300
WOKEN = 200
LOOPS = 300000
HELD = 1000
BLOCKED, WATCHED = 500, 2.0


def nothing():
    pass


def threads_made():
    for _ in range(MADE):
        thread = threading.Thread(target=nothing)
        thread.start()
        thread.join()


def processes_made():
    for _ in range(MADE):
        process = acllib.process_run_function("made", nothing)
        process.thread.join()


def latencies(wait, wake, reset):
    """Return the median seconds between WAKE and the thread in WAIT running."""
    started, taken, seen = [0.0], [], threading.Semaphore(0)

    def waiter():
        for _ in range(WOKEN):
            wait()
            taken.append(time.perf_counter() - started[0])
            reset()
            seen.release()

    process = acllib.process_run_function("waiter", waiter)
    for _ in range(WOKEN):
        time.sleep(0.0003)  # it is in its wait again
        started[0] = time.perf_counter()
        wake()
        seen.acquire()
    process.join(10)
    return statistics.median(taken)


def event_latency():
    event = threading.Event()
    return latencies(event.wait, event.set, event.clear)


def gate_latency():
    gate = acllib.make_gate(False)
    return latencies(
        lambda: acllib.process_wait("gate", acllib.gate_open_p, gate),
        lambda: acllib.open_gate(gate),
        lambda: acllib.close_gate(gate),
    )


def plain_loop():
    i = 0
    while i < LOOPS:
        i += 1


def interruptible_loop():
    """The same as compiled Lisp has it."""
    from acllib.kernel.interrupts import pending, run_pending

    i = 0
    while i < LOOPS:
        if pending:
            run_pending()
        i += 1


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def kilobytes_each(hold):
    """Return the kB that each of HELD waiting threads has, which HOLD starts; it returns what ends them."""
    before = resident()
    end = hold()
    time.sleep(0.5)
    taken = resident() - before
    end()
    return taken / HELD / 1024


def bare_threads():
    stop = threading.Event()
    threads = [threading.Thread(target=stop.wait) for _ in range(HELD)]
    for thread in threads:
        thread.start()

    def end():
        stop.set()
        for thread in threads:
            thread.join()

    return end


def held_connections():
    """A process for each connection, which waits for a line that does not come."""
    door = acllib.make_socket(connect="passive", local_host="127.0.0.1", backlog=50)
    peers, processes = [], []
    for _ in range(HELD):
        peers.append(socket.create_connection(("127.0.0.1", acllib.local_port(door))))
        stream = acllib.accept_connection(door)
        processes.append(acllib.process_run_function("held", acllib.read_line, stream, False))

    def end():
        for peer in peers:
            peer.close()
        for process in processes:
            process.join(10)
        door.close()

    return end


def blocked_cpu():
    """Return the share of a processor that BLOCKED processes use while they wait."""
    gate = acllib.make_gate(False)
    wait = [acllib.process_run_function("blocked", acllib.process_wait, "gate", acllib.gate_open_p, gate)]
    wait += [acllib.process_run_function("asleep", acllib.process_sleep, 60) for _ in range(BLOCKED - 1)]
    time.sleep(0.3)
    before = time.process_time()
    time.sleep(WATCHED)
    used = (time.process_time() - before) / WATCHED
    acllib.open_gate(gate)
    for process in wait:
        acllib.process_kill(process)
    for process in wait:
        process.join(10)
    return used


def measure(rounds):
    turns = in_turns(rounds, lambda: seconds(threads_made), lambda: seconds(processes_made))
    note = f"{middle(turns, 1) / MADE * 1e6:.0f} us; Thread {middle(turns, 0) / MADE * 1e6:.0f}"
    yield Row("made and ended", ratio(turns), 0.5, note=note)
    turns = in_turns(rounds, event_latency, gate_latency)
    note = f"{middle(turns, 1) * 1e6:.0f} us, the bar is 60; Event {middle(turns, 0) * 1e6:.0f}"
    yield Row("gate open to waiter running", ratio(turns), middle(turns, 0) / 60e-6, note=note)
    turns = in_turns(rounds, lambda: seconds(plain_loop), lambda: seconds(interruptible_loop))
    yield Row("an empty loop with safepoints", ratio(turns), 1 / 1.2)
    bare, ours = kilobytes_each(bare_threads), kilobytes_each(held_connections)
    note = f"{ours:.0f} kB, a bare thread {bare:.0f}; the bar is 30 above that"
    yield Row("memory of a held connection", bare / ours, bare / (bare + 30), note=note)
    used = blocked_cpu()
    note = f"{used * 100:.2f} % of a processor"
    yield Row(f"{BLOCKED} blocked processes, processor", min(1.0, 0.001 / max(used, 1e-9)), 0.5, note=note)
