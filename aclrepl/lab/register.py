"""The register: which ports of a lab's hosts are bound, and which ports of the system carry them.

A port of a host is carried by the same port of a carrier where that is possible. Where it is not,
it is *mapped*: to a port the system chooses, which the register remembers in both
directions. Mapped are ports below 1024, which need privilege; ports that some other
program of the machine holds on all its addresses; and in a single lab all.

A socket that listens or receives has an entry. Who connects is sent to the entry's place, or
to a place where nobody listens: the system refuses then, and no other program that happens
to listen on the carriers is ever reached. An entry lives as long as the system's socket, so
that it doesn't matter who closes that, and how.
"""

import errno
import os
import socket
import threading
import weakref

from acllib.addresses import LOOPBACK, MAPPED, IPv6Address
from acllib.network import address_and_port

from aclrepl.lab.carriers import LOOP4, MAIN4, MAIN6, ROLES, mapped, socket_address

PRIVILEGED = 1024  # ports below need privilege
FREE_PORTS = range(49152, 65536)  # for the rare system-chosen port that is taken on the host (RFC 6335)


class Entry:
    """A socket bound to a port of a host.

    address  int or IPv6Address, the one address it serves; None: all of the host
    six      true: an IPv6 socket; only6: one that doesn't serve IPv4
    serves   true: others may connect or send to it
    place    (carrier, port), where the system has it
    service  None, or the function that takes a service's socket away
    reuses   whether the socket had SO_REUSEADDR when the entry was made
    """

    def __init__(
        self, sock, owner, datagram, *, address=None, six=False, only6=False, serves=True, service=None
    ):
        self.sock = weakref.ref(sock)
        self.owner = owner
        self.datagram = datagram
        self.address = address
        self.six = six
        self.only6 = only6
        self.serves = serves
        self.service = service
        self.reuses = bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
        self.gone = False
        self.port = None
        self.place = None

    @property
    def alive(self):
        sock = self.sock()
        return not self.gone and sock is not None and sock.fileno() >= 0

    def accepts(self, address):
        """Return whether what is sent to ADDRESS of the owner comes here."""
        if self.address is not None:
            return self.address == address
        if isinstance(address, IPv6Address):
            return self.six
        return not self.only6

    def meets(self, other):
        """Return whether there is an address that both serve."""
        if self.address is not None:
            return other.accepts(self.address)
        if other.address is not None:
            return self.accepts(other.address)
        return (self.six and other.six) or not (self.only6 or other.only6)

    def excludes(self, other):
        """Return whether the system would refuse to bind OTHER, of the same port, beside this one."""
        if not self.meets(other):
            return False
        listens = self.serves and not self.datagram
        return listens or not (self.reuses and other.reuses)


class Register:
    """The bound ports of a lab."""

    def __init__(self, carriers):
        self.carriers = carriers
        self.lock = threading.RLock()
        self._entries = {}  # (datagram, host's number, port) → entries
        self._back = {}  # (datagram, address as shown, port) → (value, whether IPv6, port)
        self._four = {}  # address as shown → int
        self._six = {}  # address as shown → value of the IPv6 address

    def add_host(self, owner):
        """Make the carriers of OWNER known to `map_back`."""
        if self.carriers.single:
            return
        for role in ROLES:
            text = self.carriers.text(owner.number, role)
            self._four[text], self._six[mapped(text)] = views(owner, role)

    # Binding

    def bind(self, sock, entry, role, port):
        """Bind SOCK to PORT of the host, role and kind that ENTRY tells; 0: the system chooses.

        Raises: OSError, as the system does, with EADDRINUSE for what another socket of the host has.
        """
        family = sock.family
        text = self.carriers.text(entry.owner.number, role)
        with self.lock:
            if port:
                self._check_free(entry, port)
            elsewhere = self.carriers.single or 0 < port < PRIVILEGED
            if not elsewhere:
                try:
                    sock.bind(socket_address((text, port), family))
                except OSError as e:
                    # No socket of the lab is in the way, so a program outside it has the port.
                    if e.errno != errno.EADDRINUSE or not port:
                        raise
                    elsewhere = True
            if elsewhere:
                sock.bind(socket_address((text, 0), family))
            if not (port or entry.serves or elsewhere or self._back):
                return  # a client as almost all are
            carried = sock.getsockname()[1]
            entry.port = port or self._unused(entry, carried)
            entry.place = (text, carried)
            self._note_back(entry, role, elsewhere)
            if port or entry.serves:
                self.enter(entry)

    def _note_back(self, entry, role, elsewhere):
        """Remember what the port of the system stands for, or that it stands for itself again."""
        text, carried = entry.place
        four, six_value = views(entry.owner, role)
        for shown, six, value in ((text, False, four), (mapped(text), True, six_value)):
            key = (entry.datagram, shown, carried)
            if elsewhere or entry.port != carried:
                self._back[key] = (value, six, entry.port)
            elif self._back:
                self._back.pop(key, None)

    def enter_system(self, entry, port):
        """Make known a socket that the system has bound to PORT of all addresses, carriers included."""
        entry.port = port
        entry.place = (self.carriers.text(entry.owner.number, MAIN4), port)
        with self.lock:
            self._note_back(entry, MAIN4, self.carriers.single)
            self.enter(entry)

    def enter(self, entry):
        """Make ENTRY, whose port and place are set, known."""
        with self.lock:
            key = (entry.datagram, entry.owner.number, entry.port)
            self._entries[key] = [*self._alive(key), entry]

    def remove(self, datagram, owner, port, sock):
        """Forget the entry of SOCK, which is closed."""
        key = (datagram, owner.number, port)
        if key in self._entries:
            with self.lock:
                for entry in self._entries.get(key, ()):
                    if entry.sock() is sock:
                        entry.gone = True
                left = self._alive(key)
                if left:
                    self._entries[key] = left
                else:
                    self._entries.pop(key, None)

    def _alive(self, key):
        return [entry for entry in self._entries.get(key, ()) if entry.alive]

    def _check_free(self, entry, port):
        """Raise EADDRINUSE where PORT is taken; a service makes room."""
        for other in self._alive((entry.datagram, entry.owner.number, port)):
            if other.service is not None:
                if other.meets(entry):
                    other.gone = True
                    other.service()
            elif other.excludes(entry):
                raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))

    def _unused(self, entry, carried):
        """Return the port of the host that the system's choice CARRIED becomes."""
        if not self._alive((entry.datagram, entry.owner.number, carried)):
            return carried
        for port in FREE_PORTS:
            if not self._alive((entry.datagram, entry.owner.number, port)):
                return port
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))

    # Looking up

    def find(self, datagram, owner, address, port):
        """Return the entry that serves PORT at ADDRESS of OWNER, or None."""
        entries = self._entries.get((datagram, owner.number, port))
        if not entries:
            return None
        found = None
        for entry in entries:
            if entry.serves and entry.accepts(address) and entry.alive:
                if entry.address is not None:
                    return entry
                found = entry
        return found

    def map_back(self, datagram, shown):
        """Return (address, port) for a socket address the system shows."""
        text, port = shown[0], shown[1]
        if self._back:
            found = self._back.get((datagram, text, port))
            if found is not None:
                value, six, port = found
                return (IPv6Address(value) if six else value), port
        value = self._four.get(text)
        if value is not None:
            return value, port
        value = self._six.get(text)
        if value is not None:
            return IPv6Address(value), port
        return address_and_port(shown)

    def carried(self, sock):
        """Return whether SOCK is bound to a carrier of the lab."""
        text = sock.getsockname()[0]
        if self.carriers.single:
            return text.removeprefix("::ffff:") == self.carriers.text(0, MAIN4)
        return text in self._four or text in self._six


def views(owner, role):
    """Return what ROLE of OWNER is on an IPv4 socket, and the value of what it is on an IPv6 socket.

    An IPv4 socket may show an IPv6 carrier: an IPv6 socket that serves IPv4, too, is reached there.
    """
    four = owner.address if role in (MAIN4, MAIN6) else LOOPBACK
    if role in (MAIN4, LOOP4):
        return four, MAPPED | four
    return four, owner.ipv6 if role == MAIN6 else 1
