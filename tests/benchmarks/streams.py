"""Streams

The reference is a hand-written loop over a raw socket, to the same peer process over the loopback; Python's
`makefile` stands beside it where it can do the same. Readers of characters and octets count newlines, in all
three; the raw loop does that inline. Chunks are written by hand as one `sendall` each for the size, the
octets and the line end.
"""

import socket

import acllib  # noqa: F401  (finds the .hy files of a source tree)
from _rows import Row, forked, in_turns, ratio, seconds
from acllib.characters import characters
from acllib.streams import BivalentStream
from acllib.transports import SocketTransport

BESIDE = "makefile"

LINE = b"x" * 63 + b"\n"
# So many octets that the scheduler has moved the two ends apart long before the end.
SIZES = {"octets": 256 << 20, "lines": 4 << 20, "items": 1 << 20, "chunked": 16 << 20, "replies": 3000}
CHUNK = 4096
NEWLINE = characters["\n"]


class Peer:
    """A process that serves one connection after another: a command line, then what it asks for."""

    def __enter__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.fork = forked(self.serve_all)
        self.fork.__enter__()
        return self

    def __exit__(self, *exception):
        self.door.close()
        self.fork.__exit__(*exception)

    def serve_all(self):
        while True:
            self.serve(self.door.accept()[0])

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
                # Woken seldom, so that it is not the waking that a sender pays for.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 65536)
                buffer = bytearray(262144)
                while connection.recv_into(buffer):
                    pass
                connection.sendall(b".")
            elif what == b"echo":
                buffer = bytearray(64)
                while connection.recv_into(buffer) == 64:
                    connection.send(buffer)
        except OSError:
            pass
        connection.close()


def stream(connection):
    return BivalentStream(SocketTransport(connection), external_format="utf-8")


def timed(peer, command, body):
    connection = peer.connect(command)
    taken = seconds(body, connection)
    connection.close()
    return taken


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
    lines = 0
    while data := connection.recv(65536):
        for character in data.decode("utf-8"):
            if character == "\n":
                lines += 1


def our_characters(connection):
    read_char = stream(connection).read_char
    lines = 0
    while (character := read_char(False, None)) is not None:
        if character is NEWLINE:
            lines += 1


def file_characters(connection):
    connection.settimeout(None)
    read = connection.makefile("r", encoding="utf-8", newline="\n").read
    lines = 0
    while character := read(1):
        if character == "\n":
            lines += 1


def raw_bytes(connection):
    connection.settimeout(None)
    lines = 0
    while data := connection.recv(65536):
        for octet in data:
            if octet == 10:
                lines += 1


def our_bytes(connection):
    read_byte = stream(connection).read_byte
    lines = 0
    while (octet := read_byte(False, None)) is not None:
        if octet == 10:
            lines += 1


def file_bytes(connection):
    connection.settimeout(None)
    read = connection.makefile("rb").read
    lines = 0
    while octet := read(1):
        if octet == b"\n":
            lines += 1


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
    block = bytes(CHUNK)
    for _ in range(SIZES["chunked"] // CHUNK):
        s.write_sequence(block)
        s.force_output()
    s.set_chunking(output_eof=True)
    finish(connection)


def raw_chunks_out(connection):
    connection.settimeout(None)
    block = bytes(CHUNK)
    for _ in range(SIZES["chunked"] // CHUNK):
        connection.sendall(b"%x\r\n" % len(block))
        connection.sendall(block)
        connection.sendall(b"\r\n")
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
    # name, bar, command, reference, ours, makefile
    ("request-reply, 64 octets", 0.85, "echo", raw_replies, our_replies, None),
    ("read-sequence, bulk", 0.95, "flood {octets}", raw_octets, our_octets, None),
    ("write-sequence, bulk", 0.95, "sink", raw_octets_out, our_octets_out, None),
    ("read-line, 64 characters", 0.55, "flood {lines}", raw_lines, our_lines, file_lines),
    ("write-line, 64 characters", 0.55, "sink", raw_lines_out, our_lines_out, file_lines_out),
    ("read-char", 0.22, "flood {items}", raw_characters, our_characters, file_characters),
    ("read-byte", 0.25, "flood {items}", raw_bytes, our_bytes, file_bytes),
    ("chunks in, 4096 octets each", 1.0, "chunks {chunked} 4096", raw_chunks, our_chunks, None),
    ("chunks out, 4096 octets each", 1.5, "sink", raw_chunks_out, our_chunks_out, None),
]


def measure(rounds):
    rows = []
    with Peer() as peer:
        for name, bar, command, *bodies in ROWS:
            command = command.format(**SIZES)
            timers = [lambda c=command, b=body: timed(peer, c, b) for body in bodies if body]
            turns = in_turns(rounds, *timers)
            rows.append(Row(name, ratio(turns), bar, ratio(turns, 2) if bodies[2] else None))
    return rows
