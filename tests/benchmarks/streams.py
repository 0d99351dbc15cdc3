"""Streams against hand-written loops over a raw socket, both over the loopback to the same peer process.

`measure` returns the rows that `python benchmarks` prints; run directly, this file prints its own:

    python tests/benchmarks/streams.py

A ratio is the speed of ours divided by the speed of the reference, the median over rounds in which both ran
one after the other; Python's `makefile` stands beside it, for scale.
"""

import os
import socket
import statistics
import sys
import time

import hy  # noqa: F401  (finds the .hy files of a source tree)
from acllib.streams import BivalentStream
from acllib.transports import SocketTransport

ROUNDS = 9
LINE = b"x" * 63 + b"\n"
SIZES = {"octets": 64 << 20, "lines": 4 << 20, "items": 1 << 20, "replies": 4000}


class Peer:
    """A process that serves one connection after another: a command line, then what it asks for."""

    def __enter__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.process = os.fork()
        if self.process == 0:
            try:
                while True:
                    self.serve(self.door.accept()[0])
            finally:
                os._exit(0)
        return self

    def __exit__(self, *exception):
        self.door.close()
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)

    def connect(self, command):
        connection = socket.create_connection(self.door.getsockname(), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(command.encode() + b"\n")
        return connection

    @staticmethod
    def serve(connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        command = b""
        while not command.endswith(b"\n"):
            command += connection.recv(1)
        what, *sizes = command.split()
        try:
            if what == b"flood":
                block = LINE * 4096
                for _ in range(int(sizes[0]) // len(block)):
                    connection.sendall(block)
            elif what == b"chunks":
                size = int(sizes[1])
                block = (b"%x\r\n" % size + b"y" * size + b"\r\n") * (262144 // size)
                for _ in range(int(sizes[0]) // size // (262144 // size)):
                    connection.sendall(block)
                connection.sendall(b"0\r\n\r\n")
            elif what == b"sink":
                while connection.recv(262144):
                    pass
                connection.sendall(b".")
            elif what == b"echo":
                while data := connection.recv(65536):
                    connection.sendall(data)
        except OSError:
            pass
        connection.close()


def stream(connection):
    return BivalentStream(SocketTransport(connection), external_format="utf-8")


def timed(peer, command, body):
    connection = peer.connect(command)
    start = time.perf_counter()
    body(connection)
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def finish(connection):
    connection.settimeout(30)
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)


# Input


def raw_octets(connection):
    connection.settimeout(None)
    view = memoryview(bytearray(1 << 20))
    while True:
        at = 0
        while at < len(view):
            count = connection.recv_into(view[at:])
            if not count:
                return
            at += count


def our_octets(connection):
    s = stream(connection)
    target = bytearray(1 << 20)
    while s.read_sequence(target) == len(target):
        pass


def raw_lines(connection):
    connection.settimeout(None)
    rest = b""
    while data := connection.recv(65536):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            line.decode("utf-8")


def our_lines(connection):
    read_line = stream(connection).read_line
    while read_line(False)[0] is not None:
        pass


def file_lines(connection):
    connection.settimeout(None)
    readline = connection.makefile("r", encoding="utf-8", newline="\n").readline
    while readline():
        pass


def raw_characters(connection):
    connection.settimeout(None)
    while data := connection.recv(65536):
        for _character in data.decode("utf-8"):
            pass


def our_characters(connection):
    read_char = stream(connection).read_char
    while read_char(False) is not None:
        pass


def file_characters(connection):
    connection.settimeout(None)
    read = connection.makefile("r", encoding="utf-8", newline="\n").read
    while read(1):
        pass


def raw_bytes(connection):
    connection.settimeout(None)
    while data := connection.recv(65536):
        for _octet in data:
            pass


def our_bytes(connection):
    read_byte = stream(connection).read_byte
    while read_byte(False) is not None:
        pass


def file_bytes(connection):
    connection.settimeout(None)
    read = connection.makefile("rb").read
    while read(1):
        pass


def raw_chunks(connection):
    connection.settimeout(None)
    file = connection.makefile("rb")
    view = memoryview(bytearray(1 << 20))
    at = 0
    while size := int(file.readline().partition(b";")[0], 16):
        at = at if at + size <= len(view) else 0
        end = at + size
        while at < end:
            at += file.readinto(view[at:end])
        file.readline()
    file.readline()


def our_chunks(connection):
    s = stream(connection)
    s.set_chunking(input=True)
    target = bytearray(1 << 20)
    while s.read_sequence(target) == len(target):
        pass


# Output


def raw_octets_out(connection):
    connection.settimeout(None)
    block = bytearray(1 << 20)
    for _ in range(SIZES["octets"] // len(block)):
        connection.sendall(block)
    finish(connection)


def our_octets_out(connection):
    s = stream(connection)
    block = bytearray(1 << 20)
    for _ in range(SIZES["octets"] // len(block)):
        s.write_sequence(block)
    s.force_output()
    finish(connection)


def raw_lines_out(connection):
    connection.settimeout(None)
    text = LINE.decode().strip()
    pieces = []
    for i in range(SIZES["lines"] // len(LINE)):
        pieces.append(text + "\n")
        if i % 1000 == 999:
            connection.sendall("".join(pieces).encode("utf-8"))
            pieces.clear()
    connection.sendall("".join(pieces).encode("utf-8"))
    finish(connection)


def our_lines_out(connection):
    s = stream(connection)
    text = LINE.decode().strip()
    write_line = s.write_line
    for _ in range(SIZES["lines"] // len(LINE)):
        write_line(text)
    s.force_output()
    finish(connection)


def file_lines_out(connection):
    connection.settimeout(None)
    text = LINE.decode().strip()
    with connection.makefile("w", encoding="utf-8", newline="\n") as file:
        for _ in range(SIZES["lines"] // len(LINE)):
            file.write(text + "\n")
    finish(connection)


def our_chunks_out(connection):
    s = stream(connection)
    s.set_chunking(output=True)
    block = bytes(65536)
    for _ in range(SIZES["octets"] // len(block)):
        s.write_sequence(block)
        s.force_output()
    s.set_chunking(output_eof=True)
    finish(connection)


def raw_chunks_out(connection):
    connection.settimeout(None)
    block = bytes(65536)
    for _ in range(SIZES["octets"] // len(block)):
        connection.sendall(b"%x\r\n" % len(block) + block + b"\r\n")
    connection.sendall(b"0\r\n\r\n")
    finish(connection)


# Both ways


def raw_replies(connection):
    connection.settimeout(None)
    request = bytes(64)
    for _ in range(SIZES["replies"]):
        connection.sendall(request)
        missing = 64
        while missing:
            missing -= len(connection.recv(missing))


def our_replies(connection):
    s = stream(connection)
    request = bytes(64)
    reply = bytearray(64)
    for _ in range(SIZES["replies"]):
        s.write_sequence(request)
        s.force_output()
        s.read_sequence(reply)


ROWS = [
    # name, command, reference, ours, makefile
    ("request-reply, 64 octets", "echo", raw_replies, our_replies, None),
    ("read-sequence, bulk", "flood {octets}", raw_octets, our_octets, None),
    ("write-sequence, bulk", "sink", raw_octets_out, our_octets_out, None),
    ("read-line, 64 characters", "flood {lines}", raw_lines, our_lines, file_lines),
    ("write-line, 64 characters", "sink", raw_lines_out, our_lines_out, file_lines_out),
    ("read-char", "flood {items}", raw_characters, our_characters, file_characters),
    ("read-byte", "flood {items}", raw_bytes, our_bytes, file_bytes),
    ("chunked in, chunks of 65536", "chunks {octets} 65536", raw_chunks, our_chunks, None),
    ("chunked out, chunks of 65536", "sink", raw_chunks_out, our_chunks_out, None),
]


def measure(rounds=ROUNDS):
    """Return rows #(name, ratio to the raw loop, ratio of makefile to it or None)."""
    rows = []
    with Peer() as peer:
        for name, command, *bodies in ROWS:
            command = command.format(**SIZES)
            for body in filter(None, bodies):
                timed(peer, command, body)
            rounds_of = [[timed(peer, command, body) for body in bodies if body] for _ in range(rounds)]
            ratios = [statistics.median(times[0] / times[i] for times in rounds_of) for i in (1, -1)]
            rows.append((name, ratios[0], ratios[1] if bodies[2] else None))
    return rows


if __name__ == "__main__":
    for name, ratio, file in measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS):
        print(f"{name:30} {ratio:5.2f}" + (f"   makefile {file:.2f}" if file else ""))
