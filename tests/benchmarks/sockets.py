"""Sockets and interrupts

The reference is the same with Python's socket module; the other end is Python's in both. Connecting includes
the other end's accepting, and the reverse. A blocked process is interrupted through its queue; the reference
is a thread that polls an eventfd, which another thread writes.
"""

import os
import select
import socket
import statistics
import threading
import time

import acllib
from _rows import Row, forked, in_turns, middle, ratio

BESIDE = "packet addressed anew"

LOOPBACK = 0x7F000001
CONNECTIONS, PACKETS, WINDOW, INTERRUPTS = 300, 2000, 50, 300
OCTETS = bytes(64)


def connect(make):
    """Return the seconds that connections made by MAKE(port) take, accepted by Python's socket."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        start = time.perf_counter()
        for _ in range(CONNECTIONS):
            client = make(port)
            server, _ = door.accept()
            client.close()
            server.close()
        return time.perf_counter() - start


def raw_client(port):
    client = socket.socket()
    client.connect(("127.0.0.1", port))
    return client


def our_client(port):
    return acllib.make_socket(remote_host=LOOPBACK, remote_port=port, ipv6=False)


def accept(door, accepting, port):
    """Return the seconds that connections accepted by ACCEPTING(DOOR) take, made by Python's socket."""
    start = time.perf_counter()
    for _ in range(CONNECTIONS):
        client = raw_client(port)
        server = accepting(door)
        client.close()
        server.close()
    return time.perf_counter() - start


def connections(rounds):
    turns = in_turns(rounds, lambda: connect(raw_client), lambda: connect(our_client))
    yield Row("connect", ratio(turns), 0.75, note=f"{middle(turns, 1) / CONNECTIONS * 1e6:.0f} us")
    with (
        socket.create_server(("127.0.0.1", 0)) as raw,
        acllib.make_socket(connect="passive", local_host=LOOPBACK) as ours,
    ):
        turns = in_turns(
            rounds,
            lambda: accept(raw, lambda door: door.accept()[0], raw.getsockname()[1]),
            lambda: accept(ours, acllib.accept_connection, ours.local_port),
        )
    yield Row("accept", ratio(turns), 0.75, note=f"{middle(turns, 1) / CONNECTIONS * 1e6:.0f} us")


def sending(send, sink):
    """Return the seconds that PACKETS calls of SEND take; SINK is emptied in between."""
    total = 0.0
    for _ in range(PACKETS // WINDOW):
        start = time.perf_counter()
        for _ in range(WINDOW):
            send()
        total += time.perf_counter() - start
        for _ in range(WINDOW):
            sink.recv(100)
    return total


def echo(sock):
    """Send every packet back to where it came from."""
    buffer = bytearray(100)
    while True:
        count, place = sock.recvfrom_into(buffer)
        sock.sendto(buffer[:count], place)


def receiving(sock, place, receive):
    """Return the seconds of PACKETS replies from a peer, asked for one by one by Python's SOCK."""
    start = time.perf_counter()
    for _ in range(PACKETS):
        sock.sendto(OCTETS, place)
        receive()
    return time.perf_counter() - start


def packets(rounds):
    send_to, receive_from = acllib.send_to, acllib.receive_from
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as echoing,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as raw,
    ):
        sink.bind(("127.0.0.1", 0))
        echoing.bind(("127.0.0.1", 0))
        place, asked = sink.getsockname(), echoing.getsockname()
        remote = {"remote_host": LOOPBACK, "remote_port": place[1]}
        with (
            forked(echo, echoing),
            acllib.make_socket(type="datagram", format="binary", ipv6=False, **remote) as ours,
        ):
            turns = in_turns(
                rounds,
                lambda: sending(lambda: raw.sendto(OCTETS, place), sink),
                lambda: sending(lambda: send_to(ours, OCTETS, 64), sink),
                lambda: sending(lambda: send_to(ours, OCTETS, 64, **remote), sink),
            )
            note = f"{middle(turns, 1) / PACKETS * 1e6:.1f} us"
            yield Row("datagrams, send", ratio(turns), 0.75, ratio(turns, 2), note)
            turns = in_turns(
                rounds,
                lambda: receiving(raw, asked, lambda: raw.recvfrom(100)),
                lambda: receiving(ours.system, asked, lambda: receive_from(ours, 100, extract=True)),
            )
            note = f"{middle(turns, 1) / PACKETS * 1e6:.1f} us with the request"
            yield Row("datagrams, receive a reply", ratio(turns), 0.75, note=note)


def eventfd_latency():
    """Return the median seconds from writing an eventfd to the thread that polls it running."""
    bell, woken, seen = os.eventfd(0), [], threading.Semaphore(0)

    def wait():
        watcher = select.poll()
        watcher.register(bell, select.POLLIN)
        for _ in range(INTERRUPTS):
            watcher.poll()
            woken.append(time.perf_counter())
            os.eventfd_read(bell)
            seen.release()

    def post():
        os.eventfd_write(bell, 1)

    thread = threading.Thread(target=wait)
    thread.start()
    latency = latencies(post, woken, seen)
    thread.join()
    os.close(bell)
    return latency


def latencies(post, woken, seen):
    """Return the median seconds between POST and what it makes another thread append to WOKEN."""
    taken = []
    for _ in range(INTERRUPTS):
        time.sleep(0.0003)  # the other thread is in its wait again
        start = time.perf_counter()
        post()
        seen.acquire()
        taken.append(woken[-1] - start)
    return statistics.median(taken)


def interrupt_latency():
    """Return the same for an interrupt of a process that is blocked in `accept_connection`."""
    woken, seen = [], threading.Semaphore(0)

    def arrive():
        woken.append(time.perf_counter())
        seen.release()

    with acllib.make_socket(connect="passive", local_host=LOOPBACK) as door:
        process = acllib.process_run_function("blocked", acllib.accept_connection, door)
        latency = latencies(lambda: acllib.process_interrupt(process, arrive), woken, seen)
        acllib.process_kill(process, wait=True)
    return latency


def interrupts(rounds):
    turns = in_turns(rounds, eventfd_latency, interrupt_latency)
    note = f"{middle(turns, 1) * 1e6:.0f} us; eventfd and poll {middle(turns, 0) * 1e6:.0f}"
    yield Row("interrupt of a blocked process", ratio(turns), 21 / 40, note=note)


def measure(rounds):
    rows = [*connections(rounds), *packets(rounds)]
    if hasattr(os, "eventfd"):
        rows += interrupts(rounds)
    return rows
