"""The library as a Python program calls it: plain strings for keywords, context managers, Python's errors."""

import acllib
import pytest
from acllib import (
    ActiveSocket,
    AsynchronousOperatingSystemSignal,
    BivalentStream,
    BufferInputStream,
    BufferOutputStream,
    DatagramSocket,
    DnsNameserver,
    DnsResponse,
    DnsRR,
    FileSocket,
    InternetSocket,
    InterruptSignal,
    OperatingSystemSignal,
    PassiveSocket,
    Process,
    ProcessLock,
    Queue,
    Socket,
    SocketDatagramFileActive,
    SocketDatagramInternetActive,
    SocketError,
    SocketStreamInternetActive,
    SocketStreamInternetPassive,
    Stream,
    SynchronousOperatingSystemSignal,
)
from acllib.sockets import socket_version

LOOPBACK = "127.0.0.1"


@pytest.fixture
def connection():
    """Return (here, there), the ends of a connection."""
    with (
        acllib.make_socket(connect="passive", local_host=LOOPBACK) as door,
        acllib.make_socket(remote_host=LOOPBACK, remote_port=acllib.local_port(door)) as here,
        acllib.accept_connection(door) as there,
    ):
        yield here, there


CLASSES = [
    # class, what it is, what it is not
    (SocketStreamInternetActive, (Socket, ActiveSocket, InternetSocket, BivalentStream), PassiveSocket),
    (SocketStreamInternetPassive, (Socket, PassiveSocket, InternetSocket), Stream),
    (SocketDatagramInternetActive, (Socket, DatagramSocket, InternetSocket), Stream),
    (SocketDatagramFileActive, (Socket, DatagramSocket, FileSocket), InternetSocket),
    (SocketError, (OSError,), Warning),
    (InterruptSignal, (AsynchronousOperatingSystemSignal,), SynchronousOperatingSystemSignal),
    (AsynchronousOperatingSystemSignal, (OperatingSystemSignal,), SynchronousOperatingSystemSignal),
    (BufferInputStream, (Stream,), BufferOutputStream),
]


@pytest.mark.parametrize(("which", "parents", "stranger"), CLASSES)
def test_classes(which, parents, stranger):
    assert all(issubclass(which, parent) for parent in parents)
    assert not issubclass(which, stranger)


def test_octets_one_by_one_and_counted(connection):
    here, there = connection
    assert acllib.read_byte_no_hang(here) is None
    acllib.write_byte(65, there)
    assert acllib.socket_bytes_written(there) == 1
    acllib.force_output(there)
    acllib.wait_for_input_available(here)
    assert acllib.read_byte_no_hang(here) == 65
    assert acllib.socket_bytes_written(there, 100) == 1
    assert acllib.socket_bytes_written(there) == 100


def test_time_limits(connection):
    here, there = connection
    assert (acllib.stream_input_timeout(here), acllib.stream_output_timeout(here)) == (None, None)
    acllib.socket_control(here, read_timeout=0.01, write_timeout=5)
    assert (acllib.stream_input_timeout(here), acllib.stream_output_timeout(here)) == (0.01, 5)
    with pytest.raises(SocketError) as caught:
        here.read(1)
    assert caught.value.identifier == "read-timeout"


def test_waiting_for_either_direction(connection):
    here, there = connection
    assert acllib.wait_for_io_available([here], [], timeout=0) == []
    assert acllib.wait_for_io_available([here], [there], timeout=5) == [(there, "out")]
    there.write("x")
    there.flush()
    acllib.wait_for_input_available(here)
    assert (here, "in") in acllib.wait_for_io_available([here], [there], timeout=5)


def test_variables_are_bound_for_a_body_only():
    outer = socket_version.get()
    with acllib.binding(socket_version="another"):
        assert socket_version.get() == "another"
    assert socket_version.get() == outer


def test_would_it_wait(connection):
    here, there = connection
    assert not acllib.read_no_hang_p(here)
    assert acllib.write_no_hang_p(there)
    there.write("x")
    there.flush()
    acllib.wait_for_input_available(here)
    assert acllib.read_no_hang_p(here)
    assert here.read(1) == "x"
    there.close()
    acllib.wait_for_input_available(here)
    assert acllib.read_no_hang_p(here)  # the end of file does not wait either


def test_vectors_there_and_back(connection):
    here, there = connection
    assert acllib.write_vector(b"0123456789", there, start=2, end=8) == 8
    octets = bytearray(10)
    end = acllib.read_vector(octets, here, start=1)
    while end < 7:
        end = acllib.read_vector(octets, here, start=end)
    assert (end, octets) == (7, b"\x00" + b"234567" + bytes(3))
    there.close()
    assert acllib.read_vector(octets, here, start=3) == 3


def test_descriptors(connection):
    here, _ = connection
    assert acllib.stream_input_fn(here) == acllib.stream_output_fn(here) == acllib.socket_os_fd(here)
    assert acllib.stream_input_fn(acllib.make_buffer_input_stream(b"")) is None
    here.close()
    assert acllib.stream_input_fn(here) is acllib.stream_output_fn(here) is None


def test_line_ends(connection):
    here, there = connection
    assert acllib.eol_convention(there)[0] == "unix"
    there.eol_convention = "dos"
    convention, inner = acllib.eol_convention(there)
    assert (convention, acllib.ef_name(inner)) == ("dos", "utf-8")
    there.write("a\n")
    there.flush()
    octets = bytearray(3)
    assert acllib.read_sequence(octets, here) == 3
    assert octets == b"a\r\n"


def test_names_of_formats():
    assert acllib.ef_name("utf8") == "utf-8"
    assert "latin-1" in acllib.ef_nicknames("latin1")


def test_datagrams_through_a_file(tmp_path):
    name = str(tmp_path / "post")
    with (
        acllib.make_socket(type="datagram", address_family="file", local_filename=name) as box,
        acllib.make_socket(type="datagram", address_family="file", remote_filename=name) as sender,
    ):
        assert isinstance(box, SocketDatagramFileActive)
        acllib.send_to(sender, "a letter", 8)
        assert acllib.receive_from(box, 100, extract=True)[:2] == ("a letter", 8)


def test_buffers():
    assert isinstance(acllib.make_buffer_input_stream(b"x"), BufferInputStream)
    assert isinstance(acllib.make_buffer_output_stream(None), BufferOutputStream)


def test_structures_of_the_dns():
    server = DnsNameserver(acllib.dotted_to_ipaddr(LOOPBACK), 5353, "here")
    assert acllib.dns_nameserver_name(server) == "here"
    record = DnsRR("vapor.test", "a", 1, 60, 5)
    response = DnsResponse(7, ["response"], 0x8000, [record], [], [])
    assert acllib.dns_response_flags_value(response) == 0x8000
    assert acllib.dns_rr_time_to_live(acllib.dns_response_answer(response)[0]) == 60


def test_a_process_and_what_it_tells():
    gate = acllib.make_gate(False)
    process = acllib.process_run_function(
        "telling", lambda: acllib.process_wait("gate", acllib.gate_open_p, gate)
    )
    assert isinstance(process, Process)
    assert acllib.process_sequence(process) > 0
    assert (acllib.process_priority(process), acllib.process_quantum(process)) == (0, 2)
    assert acllib.process_keeps_lisp_alive_p(process)
    acllib.open_gate(gate)
    assert process.join(10)
    assert not acllib.process_alive_p(process)


def test_a_slow_look_at_a_condition_nobody_announces():
    answers = iter([False, False, True])
    with acllib.binding(general_wait_delay=0.001):
        assert acllib.process_wait_with_timeout("answers", 10, lambda: next(answers))


def test_locks_and_queues():
    lock, queue = acllib.make_process_lock(name="a lock"), acllib.make_queue()
    assert (type(lock), type(queue)) == (ProcessLock, Queue)
    assert acllib.process_lock(lock)
    acllib.process_unlock(lock)
    acllib.enqueue(queue, 1)
    acllib.enqueue(queue, 2)
    assert acllib.queue_length(queue) == 2
    assert acllib.dequeue(queue) == 1
