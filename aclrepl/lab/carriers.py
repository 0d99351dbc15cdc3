"""Carriers: the loopback addresses that hosts of a lab are reached at.

Every lab has a network 127.R.0.0/16 of its own, so that two of them never meet, whichever
programs they are in: a guard socket says that R is taken, and goes with the lab. Each host has
four carriers in it, one a role, because the address a packet comes from is all that tells
an IPv4 peer from an IPv6 peer and `localhost` from the host's name. IPv6 sockets use the same
addresses as ::ffff:127.R.y.z: the loopback has one IPv6 address only.

Where it has one IPv4 address only, too (macOS), or where no R is free, the lab is *single*: all
hosts are on 127.0.0.1, and the register tells them apart by port alone.
"""

import errno
import random
import socket

from acllib.addresses import IPv6Address
from acllib.network import AF_INET, AF_INET6

# What a carrier stands for: a host's IPv4 address, its IPv6 address, 127.0.0.1 and ::1 on it.
MAIN4, MAIN6, LOOP4, LOOP6 = 1, 2, 3, 4
ROLES = (MAIN4, MAIN6, LOOP4, LOOP6)

# Below the ports that systems choose from. Who else is on it makes labs single, no worse.
GUARD_PORT = 9177
GUARD_HOST = "0.1"
LOOPBACK = "127.0.0.1"


class Carriers:
    """The carriers of one lab.

    prefix   R, or None where the lab is single
    single   true: all hosts share 127.0.0.1
    nowhere  the places where nobody listens: a dict of "datagram or not" to (address, port)
    """

    def __init__(self, prefix=None, single=False):
        self.prefix = None
        self._sockets = []
        try:
            if not single:
                self._choose(prefix)
            self.single = self.prefix is None
            self._guard_nowhere()
        except BaseException:
            self.close()
            raise

    def _choose(self, prefix):
        candidates = random.sample(range(1, 255), 254) if prefix is None else [prefix]
        for candidate in candidates:
            guard = socket.socket(AF_INET, socket.SOCK_DGRAM)
            try:
                guard.bind((f"127.{candidate}.{GUARD_HOST}", GUARD_PORT))
            except OSError as e:
                guard.close()
                if prefix is not None:
                    raise
                if e.errno == errno.EADDRINUSE:
                    continue
                return
            self._sockets.append(guard)
            self.prefix = candidate
            return

    def _guard_nowhere(self):
        # Bound, so that nobody else is there; not listening, so that the system refuses for us.
        # A datagram socket that is connected to itself gets nothing from others.
        home = LOOPBACK if self.single else f"127.{self.prefix}.{GUARD_HOST}"
        self.nowhere = {}
        for datagram, kind in ((False, socket.SOCK_STREAM), (True, socket.SOCK_DGRAM)):
            guard = socket.socket(AF_INET, kind)
            self._sockets.append(guard)
            guard.bind((home, 0))
            self.nowhere[datagram] = guard.getsockname()
            if datagram:
                guard.connect(guard.getsockname())

    def text(self, number, role):
        """Return the address that carries ROLE of the host NUMBER."""
        return LOOPBACK if self.single else f"127.{self.prefix}.{role}.{number}"

    def close(self):
        """Give back R and what else is held."""
        while self._sockets:
            self._sockets.pop().close()


def role_for(address, loopback):
    """Return the role in which an address of the form, IPv4 or IPv6, of ADDRESS is carried."""
    if isinstance(address, IPv6Address):
        return LOOP6 if loopback else MAIN6
    return LOOP4 if loopback else MAIN4


def mapped(text):
    """Return the carrier TEXT as IPv6 sockets show it."""
    return "::ffff:" + text


def socket_address(place, family):
    """Return a place, (carrier, port), as the system takes it for sockets of FAMILY."""
    text, port = place
    return (mapped(text), port, 0, 0) if family == AF_INET6 else (text, port)
