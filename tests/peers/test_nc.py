"""Netcat, the plainest peer: our client against `nc -l`, `nc` against our server; text and half-close."""

import re
import socket

import pytest
from acllib import (
    accept_connection,
    local_port,
    make_socket,
    process_run_function,
    receive_from,
    remote_port,
    send_to,
    shutdown,
    wait_for_input_available,
)

pytestmark = pytest.mark.peer("nc")

PATIENCE = 20
LONG = "".join(f"line {i}: {'x' * (i % 90)}\n" for i in range(20000))


def listening_nc(peer, *options, host="127.0.0.1"):
    """Return a netcat that listens, and the port the system chose for it."""
    nc = peer("nc", "-lv", *options, host, "0")
    announcement = nc.stderr.readline().decode()
    return nc, int(re.search(r"(\d+)\s*$", announcement).group(1))


def finished(nc, text=""):
    """Send TEXT to NC and the end of its input; return what it printed when it has ended."""
    return nc.communicate(text.encode(), timeout=PATIENCE)[0].decode()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_client_writes_to_nc(peer, host):
    nc, port = listening_nc(peer, "-N", host=host)
    with make_socket(remote_host=host, remote_port=port) as stream:
        stream.write_line("Grüße von hier")
        stream.write_byte(10)
    assert finished(nc) == "Grüße von hier\n\n"


def test_client_reads_from_nc(peer):
    nc, port = listening_nc(peer, "-N")
    with make_socket(remote_host="localhost", remote_port=port) as stream:
        nc.stdin.write("eins\nzwei ü\ndrei".encode())
        nc.stdin.close()
        assert [stream.read_line(False, None) for _ in range(4)] == [
            ("eins", False),
            ("zwei ü", False),
            ("drei", True),
            (None, True),
        ]
    nc.stdin = None
    assert nc.wait(PATIENCE) == 0


def test_client_half_closes(peer):
    """netcat sees the end of our output and still is heard."""
    nc, port = listening_nc(peer)
    with make_socket(remote_host="localhost", remote_port=port) as stream:
        stream.write_line("question")
        stream.force_output()
        shutdown(stream, direction="output")
        assert nc.stdout.read() == b"question\n"  # nc ended its output: it has read the end of file
        assert stream.read_line(False, None)[0] is None


def test_nc_half_closes(peer):
    """Our server reads to netcat's end of input, and answers then."""
    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", answer_at_the_end, door)
        nc = peer("nc", "-N", "127.0.0.1", local_port(door))
        assert finished(nc, "one\ntwo\nthree") == "3 lines, last three\n"
        assert server.join(PATIENCE)


def answer_at_the_end(door):
    with accept_connection(door) as stream:
        lines = list(stream)
        stream.write_line(f"{len(lines)} lines, last {lines[-1]}")


def echo(door):
    with accept_connection(door) as stream:
        for line in stream:
            stream.write(line.swapcase())
            stream.force_output()


def test_nc_talks_with_a_server(peer):
    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", echo, door)
        nc = peer("nc", "127.0.0.1", local_port(door))
        for sent, answer in [(b"Hello\n", b"hELLO\n"), (b"x" * 5000 + b"\n", b"X" * 5000 + b"\n")]:
            nc.stdin.write(sent)
            nc.stdin.flush()
            assert nc.stdout.readline() == answer
        nc.kill()
        assert server.join(PATIENCE)


def test_much_in_both_directions(peer):
    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", echo, door)
        nc = peer("nc", "-N", "127.0.0.1", local_port(door))
        assert finished(nc, LONG) == LONG.swapcase()
        assert server.join(PATIENCE)


def test_file_sockets(peer, tmp_path):
    name = str(tmp_path / "here")
    with make_socket(address_family="file", connect="passive", local_filename=name) as door:
        server = process_run_function("server", answer_at_the_end, door)
        nc = peer("nc", "-NU", name)
        assert finished(nc, "a\nb\n") == "2 lines, last b\n\n"
        assert server.join(PATIENCE)


def test_datagrams_from_nc(peer):
    with make_socket(type="datagram", local_host="localhost") as here:
        nc = peer("nc", "-u", "127.0.0.1", local_port(here))
        nc.stdin.write(b"foo-the-bar\n")
        nc.stdin.flush()
        assert wait_for_input_available(here, timeout=PATIENCE) == [here]
        text, octets, host, port = receive_from(here, 100, extract=True)
        assert (text, octets, host) == ("foo-the-bar\n", 12, 0x7F000001)
        send_to(here, "back\n", 5, remote_host=host, remote_port=port)
        assert nc.stdout.readline() == b"back\n"


def test_datagrams_to_nc(peer):
    # netcat does not tell the port of a datagram socket: one that was free a moment ago.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nc = peer("nc", "-luv", "127.0.0.1", port)
    nc.stderr.readline()  # it is bound
    with make_socket(type="datagram", remote_host="localhost", remote_port=port) as here:
        assert remote_port(here) == port
        send_to(here, "one\ntwo\n", 4)
        assert nc.stdout.readline() == b"one\n"
