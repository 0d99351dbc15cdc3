"""What may happen to a connection: peers that die, full queues, no descriptors, interrupts at every point.

Peers are processes of their own, with Python's sockets. The errors themselves are in acllib/test_errors.hy.
"""

import contextlib
import ctypes
import gc
import os
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time

import acllib
import pytest
from acllib import SocketError, StreamClosedError, make_socket
from acllib.kernel.exits import NonLocalExit

HOST = "127.0.0.1"
FULL = 30_000_000  # octets: more than the buffers of the system take
PATIENCE = 20


def listening(**options):
    return make_socket(connect="passive", local_host=HOST, **options)


def connected(door):
    """Return (here, there), the two ends of a connection to DOOR."""
    here = make_socket(remote_host=HOST, remote_port=acllib.local_port(door))
    return here, acllib.accept_connection(door)


def descriptors():
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def until(test):
    deadline = time.monotonic() + PATIENCE
    while not test():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.0005)


def waiting(process):
    until(lambda: process.waiting is not None)


def child(code, *arguments, **options):
    """Return a Python that runs CODE, with what it prints at hand."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, **options)


# Peers that die

PEER = """
    import socket, struct, sys
    kind, port = sys.argv[1], int(sys.argv[2])
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(b"half a li")
    sys.stdin.readline()
    if kind == "reset":
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if kind == "half":
        s.shutdown(socket.SHUT_WR)
        print(s.recv(100).decode(), flush=True)
    if kind == "killed":
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
    s.close()
"""

ENDS = [
    # how the peer ends, what the reader gets
    ("closed", ("half a li", True)),
    ("killed", ("half a li", True)),
    ("half", ("half a li", True)),
    ("reset", "connection-reset"),
]


@pytest.mark.parametrize(("kind", "expected"), ENDS)
def test_the_end_of_a_peer_in_mid_read(kind, expected):
    result = []

    def read():
        try:
            result.append(acllib.read_line(stream))
        except SocketError as e:
            result.append(e.identifier)

    with (
        listening() as door,
        child(PEER, kind, acllib.local_port(door)) as peer,
        acllib.accept_connection(door) as stream,
    ):
        reader = acllib.process_run_function("reader", read)
        waiting(reader)
        peer.stdin.write("go\n")
        peer.stdin.flush()
        assert reader.join(PATIENCE)
        assert result == [expected]
        if kind == "half":
            stream.write("still here")
            stream.force_output()
            assert peer.stdout.readline() == "still here\n"


def test_a_reset_connection_that_was_not_accepted_yet():
    with listening() as door:
        with socket.create_connection((HOST, acllib.local_port(door))) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with acllib.accept_connection(door) as stream:
            with pytest.raises(SocketError) as caught:
                stream.read(1)
            assert caught.value.identifier == "connection-reset"


# Queues and buffers that are full


def test_a_full_backlog_holds_a_connect_until_there_is_room():
    with listening(backlog=0) as door:
        port = acllib.local_port(door)
        first = make_socket(remote_host=HOST, remote_port=port)
        made = []
        process = acllib.process_run_function(
            "connecting", lambda: made.append(make_socket(remote_host=HOST, remote_port=port))
        )
        waiting(process)
        with acllib.accept_connection(door), first:
            assert process.join(PATIENCE)
            with acllib.accept_connection(door) as there, made[0] as here:
                assert acllib.remote_port(there) == acllib.local_port(here)


def test_a_slow_reader_gets_all_that_was_written():
    octets = bytes(range(256)) * (FULL // 256)
    with listening() as door:
        here, there = connected(door)
        with here, there:
            writer = acllib.process_run_function(
                "writer", lambda: (acllib.write_sequence(octets, here), acllib.force_output(here))
            )
            waiting(writer)
            found = bytearray()
            piece = bytearray(700001)
            while len(found) < len(octets):
                found += piece[: acllib.read_vector(piece, there)]
            assert found == octets
            assert writer.join(PATIENCE)


CHUNKED = [
    # what comes, what is read, how it ends
    (b"3\r\nabc\r\n0\r\n\r\n", "abc", None),
    (b"3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n", "abc", None),
    (b"g\r\n", "", "malformed"),
    (b"3\r\nabcX", "abc", "malformed"),
    (b"FFFFFFFFFFFFFFFFF\r\n", "", "malformed"),
    (b"FFFFFFFFFFFFFFF\r\nabc", "abc", "cut"),
    (b"3\r\nab", "ab", "cut"),
]


@pytest.mark.parametrize(("octets", "text", "end"), CHUNKED)
@pytest.mark.parametrize("whole", [True, False])
def test_chunks_from_a_socket(octets, text, end, whole):
    with listening() as door:
        here, there = connected(door)
        with here, there:
            acllib.socket_control(here, input_chunking=True)
            for piece in [octets] if whole else [bytes([o]) for o in octets]:
                acllib.write_sequence(piece, there)
                acllib.force_output(there)
            acllib.shutdown(there, direction="output")
            found = []
            try:
                while (character := acllib.read_char(here, False)) is not None:
                    found.append(character)
            except acllib.StreamError:
                assert end is not None
            assert "".join(found) == text


# Datagrams of every size


@pytest.mark.parametrize("size", [0, 1, 1472, 65507])
def test_datagrams(size):
    octets = bytes(i % 256 for i in range(size))
    with (
        make_socket(type="datagram", local_host=HOST, format="binary", receive_buffer_size=300000) as here,
        make_socket(type="datagram") as there,
    ):
        sent = acllib.send_to(there, octets, size, remote_host=HOST, remote_port=acllib.local_port(here))
        assert sent == size
        buffer, count, host, port = acllib.receive_from(here, 65507, extract=True)
        assert (bytes(buffer), count) == (octets, size)
        assert (acllib.ipaddr_to_dotted(host), port) == (HOST, acllib.local_port(there))


# Signals, and no descriptors left: in a process of its own

SIGNALS = """
    import signal, socket, threading, time
    import acllib
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
    door = acllib.make_socket(connect="passive", local_host="127.0.0.1")

    def peer():
        time.sleep(0.05)
        s = socket.create_connection(("127.0.0.1", acllib.local_port(door)))
        time.sleep(0.05)
        s.sendall(b"a line\\n")
        time.sleep(0.05)
        print(len(s.makefile("rb").read()))

    threading.Thread(target=peer).start()
    stream = acllib.accept_connection(door)
    print(acllib.read_line(stream)[0])
    stream.write("x" * 5000000)
    stream.close()
    signal.setitimer(signal.ITIMER_REAL, 0)
"""


def test_signals_interrupt_no_operation():
    with child(SIGNALS) as process:
        assert process.communicate(timeout=PATIENCE)[0] == "a line\n5000000\n"
    assert process.returncode == 0


DESCRIPTORS = """
    import errno, os, resource
    import acllib

    resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    door = acllib.make_socket(connect="passive", local_host="127.0.0.1", backlog=64)
    there = {"remote_host": "127.0.0.1", "remote_port": acllib.local_port(door)}

    def exhaust(make):
        kept = []
        try:
            for _ in range(100):
                kept.append(make())
        except acllib.SocketError as e:
            print(errno.errorcode[e.code], e.action)
        return kept

    def close(sockets):
        for socket in sockets:
            socket.close()

    for turn in range(3):
        close(exhaust(lambda: acllib.make_socket(type="datagram")))
        close(exhaust(lambda: acllib.make_socket(connect="passive", local_host="127.0.0.1")))
        # What waits in the queue needs a descriptor when it is accepted.
        streams = exhaust(lambda: acllib.make_socket(**there))
        exhaust(lambda: acllib.accept_connection(door))
        close(streams)
        while stream := acllib.accept_connection(door, wait=None):
            stream.close()
    here = acllib.make_socket(**there)
    there = acllib.accept_connection(door)
    there.write_line("as good as new")
    there.close()
    print(here.readline(), end="")
"""


def test_no_descriptors_left():
    with child(DESCRIPTORS) as process:
        lines = process.communicate(timeout=PATIENCE)[0].splitlines()
    assert process.returncode == 0
    assert lines[-1] == "as good as new"
    assert lines[:-1] == [*["EMFILE creating a socket"] * 3, "EMFILE accepting a connection"] * 3


# Interrupts at every point


class Point:
    """An operation that waits, and what ends the wait."""

    def __init__(self):
        self.door = listening(backlog=0)
        self.fillers = []

    def connect(self):
        """A connect to a full queue."""
        port = acllib.local_port(self.door)
        self.fillers.append(make_socket(remote_host=HOST, remote_port=port))

        def end():
            self.fillers.append(acllib.accept_connection(self.door))

        return lambda: make_socket(remote_host=HOST, remote_port=port).close(), end

    def accept(self):
        def end():
            self.fillers.append(make_socket(remote_host=HOST, remote_port=acllib.local_port(self.door)))

        return lambda: acllib.accept_connection(self.door).close(), end

    def pair(self):
        self.fillers += connected(self.door)
        return self.fillers[-2:]

    def read(self):
        here, there = self.pair()

        def end():
            there.write_line("here it is")
            there.force_output()

        return here.read_char, end

    def write(self):
        here, there = self.pair()

        def end():
            acllib.read_sequence(bytearray(FULL), there)

        return lambda: (here.write("x" * FULL), here.force_output()), end

    def close(self):
        """A close that has output to send, and can't: the system's buffers are full."""
        here, there = self.pair()
        try:
            while True:
                here.transport.sock.send(bytes(65536))
        except BlockingIOError:
            pass
        here.write("the rest")

        def end():
            while there.read(65536):
                pass

        return here.close, end

    def receive(self):
        here = make_socket(type="datagram", local_host=HOST)
        self.fillers.append(here)

        def end():
            with make_socket(type="datagram") as sender:
                acllib.send_to(sender, "x", 1, remote_host=HOST, remote_port=acllib.local_port(here))

        return lambda: acllib.receive_from(here, 10), end

    def finish(self):
        for socket_ in [*self.fillers, self.door]:
            socket_.close(abort=True)


POINTS = ["connect", "accept", "read", "write", "close", "receive"]


@pytest.mark.parametrize("name", POINTS)
@pytest.mark.parametrize("how", ["returning", "leaving", "erring", "twice"])
def test_interrupts_at_every_point(name, how):
    before = descriptors()
    point, target, ran, result = Point(), object(), [], []
    operation, end = getattr(point, name)()

    def run():
        try:
            operation()
            result.append("done")
        except NonLocalExit as e:
            result.append("left" if e.target is target else e)
        except ZeroDivisionError:
            result.append("erred")

    def interrupt():
        ran.append(how)
        if how == "leaving":
            raise NonLocalExit(target)
        if how == "erring":
            raise ZeroDivisionError

    process = acllib.process_run_function(name, run)
    waiting(process)
    for _ in range(2 if how == "twice" else 1):
        acllib.process_interrupt(process, interrupt)
    until(lambda: len(ran) == (2 if how == "twice" else 1))
    if how in ("returning", "twice"):
        waiting(process)
        assert not result
        end()
    assert process.join(PATIENCE)
    assert result == [{"leaving": "left", "erring": "erred"}.get(how, "done")]
    point.finish()
    until(lambda: descriptors() <= before + 1)  # a wake-up descriptor may be new


@pytest.mark.parametrize("name", ["accept", "read", "write", "receive"])
def test_close_by_another_process_at_every_point(name):
    point, result = Point(), []
    operation, _ = getattr(point, name)()
    closed = {"accept": lambda: point.door}.get(name, lambda: point.fillers[-2:][0])()

    def run():
        try:
            operation()
        except StreamClosedError:
            result.append("closed")

    process = acllib.process_run_function(name, run)
    waiting(process)
    closed.close(abort=True)
    assert process.join(PATIENCE)
    assert result == ["closed"]
    point.finish()


# Many connections


def resident():
    """Return the octets of memory in use; what the C library only keeps for later is given back first."""
    gc.collect()
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def serve(door):
    while True:
        try:
            stream = acllib.accept_connection(door)
        except StreamClosedError:
            return
        with stream:
            for line in stream:
                stream.write(line)
                stream.force_output()


def echo_once(port, i):
    with make_socket(remote_host=HOST, remote_port=port) as stream:
        stream.write_line(f"number {i}")
        stream.force_output()
        assert stream.readline() == f"number {i}\n"


def echo_many(count):
    door = listening(backlog=50)
    server = acllib.process_run_function("server", serve, door)
    for i in range(count):
        echo_once(acllib.local_port(door), i)
    door.close()
    assert server.join(PATIENCE)


@pytest.mark.parametrize("count", [300, pytest.param(10000, marks=pytest.mark.soak)])
def test_connections_leave_nothing_behind(count):
    echo_many(count)  # what is made once, and what memory in pieces takes until it is used again
    before, threads, memory = descriptors(), threading.active_count(), resident()
    echo_many(count)
    until(lambda: descriptors() <= before)
    until(lambda: threading.active_count() <= threads)
    assert resident() - memory < 1_000_000
