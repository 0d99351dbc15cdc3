"""The small services that every host of a lab offers: echo, discard, daytime, chargen, time.

A service begins with the first connection or packet sent to it, so an idle lab costs nothing; one
thread with one selector then serves all hosts. It never waits for one peer: each connection
reads and writes as far as the system lets it, with a bounded amount in between. A program that
listens on a service's port takes that over.
"""

import os
import selectors
import socket
import threading
import time
from collections import deque
from functools import partial

from acllib.addresses import IPv6Address, loopback_p
from acllib.network import AF_INET

from aclrepl.lab.carriers import role_for
from aclrepl.lab.register import Entry

MOST_CONNECTIONS = 100  # at a time, in one lab; more are closed at once
MOST_WAITING = 65536  # octets that echo keeps of a peer that does not read
BACKLOG = 64
LARGEST_PACKET = 65535
STOP_PATIENCE = 2.0  # s
SHORTAGE_PAUSE = 0.01  # s

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


# What the services say


def daytime():
    """Return the time as a line of text (RFC 867; the form is the one suggested there)."""
    return (time.strftime("%A, %B %d, %Y %H:%M:%S-%Z") + "\r\n").encode("ascii", "replace")


def seconds_since_1900():
    """Return the time as 32 bits, seconds since 1900 (RFC 868)."""
    return ((int(time.time()) + 2208988800) & 0xFFFFFFFF).to_bytes(4, "big")


def character_lines():
    """Return all the lines of RFC 864: 72 of the 95 printing characters, each line one further along."""
    ring = bytes(range(32, 127)) * 2
    return b"".join(ring[n : n + 72] + b"\r\n" for n in range(95))


LINES = character_lines()


# Connections


class Connection:
    """A peer on a TCP service. `wants` are the events it waits for; `serve` raises OSError at the end."""

    wants = READ

    def __init__(self, sock):
        self.sock = sock

    def receive(self, size=MOST_WAITING):
        """Return what is there; b"" at the end of input."""
        return self.sock.recv(size)


class Echo(Connection):
    """RFC 862: sends back what it gets."""

    def __init__(self, sock):
        super().__init__(sock)
        self.waiting = bytearray()
        self.ended = False

    def serve(self, events):
        if events & READ and not self.ended:
            octets = self.receive(MOST_WAITING - len(self.waiting))
            self.ended = not octets
            self.waiting += octets
        if self.waiting:
            try:
                del self.waiting[: self.sock.send(self.waiting)]
            except BlockingIOError:
                pass
        if self.ended and not self.waiting:
            raise ConnectionError("done")
        reading = not self.ended and len(self.waiting) < MOST_WAITING
        self.wants = (READ if reading else 0) | (WRITE if self.waiting else 0)


class Discard(Connection):
    """RFC 863: reads, and that's all."""

    def serve(self, events):
        if not self.receive():
            raise ConnectionError("done")


class Saying(Discard):
    """Says one thing, ends its output, and waits for the peer to close: closing first could lose it."""

    wants = WRITE

    def __init__(self, sock, text):
        super().__init__(sock)
        self.text = text

    def serve(self, events):
        if self.wants == WRITE:
            self.sock.send(self.text())
            self.sock.shutdown(socket.SHUT_WR)
            self.wants = READ
        else:
            super().serve(events)


class Chargen(Connection):
    """RFC 864: sends lines for as long as somebody reads them."""

    wants = READ | WRITE

    def __init__(self, sock):
        super().__init__(sock)
        self.position = 0

    def serve(self, events):
        if events & READ and not self.receive():
            self.wants = WRITE  # half closed: the peer may still be reading
        if events & WRITE:
            sent = self.sock.send(memoryview(LINES)[self.position :])
            self.position = (self.position + sent) % len(LINES)


# Packets: functions from what came to what goes back, None for nothing


def echoed(octets):
    return octets


def discarded(octets):
    return None


def characters_packet(octets):
    """Return 0 to 512 characters: RFC 864 leaves the number to chance."""
    start = int.from_bytes(os.urandom(2), "big") % 95 * 74
    return (LINES + LINES)[start : start + int.from_bytes(os.urandom(2), "big") % 513]


# Port → what serves connections, and what answers packets.
SERVICES = {
    7: (Echo, echoed),
    9: (Discard, discarded),
    13: (partial(Saying, text=daytime), lambda octets: daytime()),
    19: (Chargen, characters_packet),
    37: (partial(Saying, text=seconds_since_1900), lambda octets: seconds_since_1900()),
}


class Door:
    """Where a TCP service takes connections."""

    wants = READ

    def __init__(self, sock, loop, kind):
        self.sock = sock
        self.loop = loop
        self.kind = kind

    def serve(self, events):
        try:
            connection, _ = self.sock.accept()
        except OSError:
            time.sleep(SHORTAGE_PAUSE)  # descriptors are short, or it went away: the door stays
            return
        connection.setblocking(False)
        self.loop.admit(self.kind(connection))


class Packets:
    """A UDP service of the host OWNER."""

    wants = READ

    def __init__(self, sock, register, owner, answer):
        self.sock = sock
        self.register = register
        self.owner = owner
        self.answer = answer

    def serve(self, events):
        try:
            octets, sender = self.sock.recvfrom(LARGEST_PACKET)
            address, port = self.register.map_back(True, sender)
            if port in SERVICES:
                return  # two services would answer each other for ever
            reply = self.answer(octets)
            if loopback_p(address):
                # From the host itself, by the socket that it has on all addresses.
                entry = self.register.find(True, self.owner, address, port)
                sender = sender if entry is None else entry.place
            if reply is not None:
                self.sock.sendto(reply, sender)
        except OSError:
            pass  # a packet may get lost


# The thread


class Loop:
    """The thread that serves; it begins when it is made.

    A member has a socket `sock`, the events it `wants`, and `serve`, which is called with those that
    happened, and raises OSError when the member is done with.
    """

    def __init__(self):
        self._members = set()
        self._commands: deque = deque()  # functions and arguments, for the thread to call
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        self._wake = socket.socketpair()
        for end in self._wake:
            end.setblocking(False)
        self._selector.register(self._wake[0], READ)
        self._thread = threading.Thread(target=self._run, name="lab services", daemon=True)
        try:
            self._thread.start()
        except BaseException:
            self._close()
            raise

    # For other threads

    def add_soon(self, member):
        """Have the thread serve MEMBER."""
        self._do(self._add, member)

    def drop_soon(self, member):
        """Have the thread close MEMBER."""
        self._do(self._drop, member)

    def stop(self):
        """End the thread and close all members. Waits for it."""
        self._stopping = True
        self._do(lambda: None)
        self._thread.join(STOP_PATIENCE)

    def _do(self, function, *arguments):
        self._commands.append((function, arguments))
        try:
            self._wake[1].send(b"!")
        except OSError:
            pass  # it is awake already, or over

    # In the thread

    def _run(self):
        try:
            while not self._stopping:
                for key, events in self._selector.select():
                    if key.data is None:
                        self._wake[0].recv(4096)
                        self._obey()
                    else:
                        self._serve(key.data, events)
        finally:
            self._obey()
            self._close()

    def _close(self):
        for member in self._members:
            member.sock.close()
        self._selector.close()
        for end in self._wake:
            end.close()

    def _obey(self):
        while self._commands:
            function, arguments = self._commands.popleft()
            function(*arguments)

    def _serve(self, member, events):
        if member not in self._members:
            return  # dropped in the same round
        wanted = member.wants
        try:
            member.serve(events)
        except BlockingIOError:
            pass
        except OSError:
            self._drop(member)
            return
        if member.wants != wanted:
            self._selector.modify(member.sock, member.wants, member)

    def admit(self, connection):
        """Serve a new connection, unless there are too many."""
        if len(self._members) >= MOST_CONNECTIONS:
            connection.sock.close()
        else:
            self._add(connection)

    def _add(self, member):
        self._members.add(member)
        self._selector.register(member.sock, member.wants, member)

    def _drop(self, member):
        if member in self._members:
            self._members.discard(member)
            self._selector.unregister(member.sock)
            member.sock.close()


class Services:
    """The services of all hosts of a lab."""

    def __init__(self, register):
        self.register = register
        self._lock = threading.RLock()
        self._loop = None
        self._stopped = False

    def entry(self, datagram, owner, address, port):
        """Return the entry of the service on PORT at ADDRESS of OWNER, begun if need be, or None."""
        if port not in SERVICES:
            return None
        with self._lock:
            found = self.register.find(datagram, owner, address, port)
            if found is None and not self._stopped:
                found = self._open(datagram, owner, address, port)
            return found

    def _open(self, datagram, owner, address, port):
        if self._loop is None:
            self._loop = Loop()
        loop = self._loop
        connection, answer = SERVICES[port]
        sock = socket.socket(AF_INET, socket.SOCK_DGRAM if datagram else socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            member = Packets(sock, self.register, owner, answer) if datagram else Door(sock, loop, connection)
            found = Entry(
                sock, owner, datagram,
                address=address, six=isinstance(address, IPv6Address), service=lambda: loop.drop_soon(member),
            )  # fmt: skip
            self.register.bind(sock, found, role_for(address, loopback_p(address)), port)
            if not datagram:
                sock.listen(BACKLOG)
        except BaseException:
            sock.close()
            raise
        loop.add_soon(member)
        return found

    def stop(self):
        """End all services; their connections end, too. Waits for the thread."""
        with self._lock:
            self._stopped = True
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop()
