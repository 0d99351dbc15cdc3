"""The networks of the lab's hosts, and the one of the machine that looks into the lab."""

import errno
import os
import socket as os_socket
import struct
import sys

from acllib.addresses import LOOPBACK, IPv6Address, any_address_p, loopback_p, unmapped_address
from acllib.conditions import simulate, socket_failure
from acllib.network import AF_INET6, IPV6_LOOPBACK, Network, current_network, of_mode, special_name, target
from acllib.waiting import POLLOUT, perform

from aclrepl.lab.carriers import MAIN4, MAIN6, role_for, socket_address
from aclrepl.lab.hosts import BROADCASTS
from aclrepl.lab.register import Entry

# A packet may choose among the addresses of its machine by ancillary data (ip(7)).
IP_PKTINFO = 8 if sys.platform == "linux" else None


class Realm:
    """The space of global variables of one host: a key, and no more."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<Realm {self.name}>"


def refusal(code):
    """Return the OSError of the system's error number CODE."""
    return OSError(code, os.strerror(code))


class LabNetwork(Network):
    """What both kinds share: a lab, an identity in it, and the way back from carriers.

    lab       the Lab
    identity  who its sockets are to the hosts of the lab
    """

    virtual = True

    def __init__(self, lab, identity):
        super().__init__()
        self.lab = lab
        self.identity = identity

    def lab_addresses(self, name):
        """Return the addresses of the lab's host NAME, or []."""
        found = self.lab.directory.named(name)
        return found.addresses() if found is not None else []

    def lab_name(self, address):
        """Return the name of the lab's host at ADDRESS, or None."""
        found = self.lab.directory.at(unmapped_address(address))
        return found.name if found is not None else None

    def map_back(self, kind, socket_address):
        return self.lab.register.map_back(kind == "datagram", socket_address)

    def lab_place(self, datagram, owner, address, port):
        """Return where PORT at ADDRESS of OWNER is; nowhere, if nobody serves it."""
        register = self.lab.register
        found = register.find(datagram, owner, address, port)
        if found is None and self.lab.serves(owner):
            found = self.lab.services.entry(datagram, owner, address, port)
        return self.lab.carriers.nowhere[datagram] if found is None else found.place

    def transmit(self, socket, octets, family, address, port):
        try:
            place = self.connect_target("datagram", family, address, port, socket.system)[1]
            source = self.source(socket, unmapped_address(address))
        except OSError as e:
            socket_failure(e, "sending a datagram", socket)
        if source is None:
            return socket.send_octets(octets, place)
        choice = struct.pack("=I4s4s", 0, source, bytes(4))
        return perform(
            socket.descriptor, POLLOUT, socket.system.sendmsg, [octets],
            [(os_socket.IPPROTO_IP, IP_PKTINFO, choice)], 0, place,
            whostate="waiting to send a datagram", action="sending a datagram", stream=socket, kind="send",
        )  # fmt: skip

    def source(self, socket, address):
        """Return the carrier a packet to ADDRESS must come from, as octets; None: the socket's own."""
        return None

    def carrier(self, role):
        """Return the carrier of ROLE as `source` does; None where packets can't choose."""
        if IP_PKTINFO is None or self.lab.carriers.single:
            return None
        return os_socket.inet_aton(self.lab.carriers.text(self.identity.number, role))


class HostNetwork(LabNetwork):
    """The network as a host of the lab has it.

    host_name  its name
    realm      key of the global variables of its listeners
    """

    rebinds = True

    def __init__(self, lab, identity):
        super().__init__(lab, identity)
        self.host_name = identity.name
        self.realm = Realm(identity.name)

    def __repr__(self):
        return f"<HostNetwork {self.host_name}>"

    # Names

    def resolve(self, name, mode):
        special = special_name(name)
        found = self.lab_addresses(name) if special is None else special
        if found or special is not None:
            return of_mode(found, mode)
        return super().resolve(name, mode) if self.lab.allow_network else []

    def reverse(self, address, timeout=None):
        found = self.lab_name(address)
        if found is not None:
            return found
        if loopback_p(address) or self.lab.allow_network:
            return super().reverse(address, timeout)
        return None

    # Where sockets go

    def owner_of(self, address):
        """Return the identity that ADDRESS means here, None for what is outside the lab."""
        if loopback_p(address) or any_address_p(address):
            return self.identity
        return self.lab.directory.at(address)

    def bind(self, sock, kind, family, address, port, remote):
        lab = self.lab
        plain = None if address is None or any_address_p(address) else unmapped_address(address)
        to = None if remote is None or kind == "passive" else unmapped_address(remote)
        if to is not None and lab.allow_network and self.owner_of(to) is None and to not in BROADCASTS:
            if kind == "datagram" or plain is not None or port:
                sock.bind(target(family, address, port)[1])
            return
        lab.binding(sock)
        six = family == AF_INET6
        only6 = False
        if six:
            only6 = kind != "active" and bool(sock.getsockopt(os_socket.IPPROTO_IPV6, os_socket.IPV6_V6ONLY))
            # The carriers are IPv4 addresses: on an IPv6 socket mapped ones.
            sock.setsockopt(os_socket.IPPROTO_IPV6, os_socket.IPV6_V6ONLY, 0)
        if kind == "passive":
            sock.setsockopt(os_socket.SOL_SOCKET, os_socket.SO_REUSEADDR, 1)
        entry = Entry(
            sock, self.identity, kind == "datagram",
            address=normal(plain), six=six, only6=only6, serves=kind != "active",
        )  # fmt: skip
        lab.register.bind(sock, entry, self.role(plain, six, to if kind == "active" else None), port)

    def role(self, address, six, remote):
        """Return the role to bind a socket in: to ADDRESS; if that is None, for a connection to REMOTE."""
        if address is None:
            if remote is None:
                return MAIN6 if six else MAIN4
            return role_for(remote, loopback_p(remote) or any_address_p(remote))
        if not loopback_p(address) and not self.own(address):
            raise refusal(errno.EADDRNOTAVAIL)
        return role_for(address, loopback_p(address))

    def connect_target(self, kind, family, address, port, sock=None):
        lab = self.lab
        lab.check_open()
        plain = unmapped_address(address)
        owner = self.owner_of(plain)
        datagram = kind == "datagram"
        if owner is None:
            if lab.allow_network and not lab.register.carried(sock):
                return target(family, address, port)
            raise refusal(errno.ENETUNREACH)
        return family, socket_address(self.lab_place(datagram, owner, normal(plain), port), family)

    def transmit(self, socket, octets, family, address, port):
        if unmapped_address(address) in BROADCASTS:
            return self.broadcast(socket, octets, family, port)
        return super().transmit(socket, octets, family, address, port)

    def broadcast(self, sock, octets, family, port):
        """Send a packet to all of the lab who receive on PORT. Returns the octets sent."""
        try:
            self.lab.check_open()
            if not sock.system.getsockopt(os_socket.SOL_SOCKET, os_socket.SO_BROADCAST):
                raise refusal(errno.EACCES)
        except OSError as e:
            socket_failure(e, "broadcasting a datagram", sock)
        for place in self.lab.receivers(port):
            sock.send_octets(octets, socket_address(place, family))
        return len(octets)

    def source(self, socket, address):
        # Bound to the host's own carrier, but to itself a machine speaks from the loopback.
        if loopback_p(address) and any_address_p(socket.local_host):
            return self.carrier(role_for(address, True))
        return None

    # The register

    def opened(self, socket):
        ends = getattr(socket, "local_host", None), getattr(socket, "remote_host", None)
        if socket.socket_type == "stream" and None not in ends:
            # A listener on all addresses has one carrier. Who came by the loopback shows it, though.
            local, remote = map(loopback_p, ends)
            if local and not remote and self.own(ends[1]):
                socket.remote_host = ends[0]
            elif remote and not local and self.own(ends[0]):
                socket.local_host = ends[1]
        self.lab.opened(socket)

    def own(self, address):
        return self.lab.directory.at(unmapped_address(address)) is self.identity

    def closed(self, socket):
        self.lab.closed(socket)
        port = getattr(socket, "local_port", None)
        if port is not None and (socket.socket_type == "datagram" or socket.socket_connect == "passive"):
            self.lab.register.remove(socket.socket_type == "datagram", self.identity, port, socket.system)

    # Faults

    def simulate(self, kind, code, count=1):
        """Make the next COUNT operations of KIND on this host's sockets fail with the error number CODE.

        Returns the Simulation, whose `cancel` takes it back; the end of the lab does, too.
        """

        def here(socket):
            # While a socket is being made there is none to ask.
            return self is (current_network() if socket is None else getattr(socket, "network", None))

        return self.lab.simulated(simulate(kind, code, count, here))


class OutsideNetwork(LabNetwork):
    """The system's network, which knows the lab as well.

    What goes to a host of the lab comes from an address of the lab, so that answers find the
    way back; everything else is the system's.
    """

    def __repr__(self):
        return "<OutsideNetwork>"

    def resolve(self, name, mode):
        found = self.lab_addresses(name)
        return of_mode(found, mode) if found else super().resolve(name, mode)

    def reverse(self, address, timeout=None):
        return self.lab_name(address) or super().reverse(address, timeout)

    def owner_of(self, address):
        return self.lab.directory.at(address)

    def bind(self, sock, kind, family, address, port, remote):
        datagram = kind == "datagram"
        six = family == AF_INET6
        anywhere = address is None or any_address_p(address)
        if kind == "active":
            to = None if remote is None else unmapped_address(remote)
            if anywhere and to is not None and self.owner_of(to) is not None:
                entry = Entry(sock, self.identity, False, six=six, serves=False)
                self.lab.register.bind(sock, entry, role_for(to, False), port)
            elif port or not anywhere:
                sock.bind(target(family, address, port)[1])
            return
        sock.bind(target(family, address, port)[1])
        if anywhere:
            # On all addresses, so on the carriers, too: the lab's hosts may come in.
            only6 = six and bool(sock.getsockopt(os_socket.IPPROTO_IPV6, os_socket.IPV6_V6ONLY))
            entry = Entry(sock, self.identity, datagram, six=six, only6=only6)
            if not only6:
                self.lab.register.enter_system(entry, sock.getsockname()[1])

    def connect_target(self, kind, family, address, port, sock=None):
        plain = unmapped_address(address)
        owner = self.owner_of(plain)
        if owner is None:
            return target(family, address, port)
        self.lab.check_open()
        return family, socket_address(self.lab_place(kind == "datagram", owner, plain, port), family)

    def source(self, socket, address):
        if self.owner_of(address) is not None and any_address_p(socket.local_host):
            return self.carrier(role_for(address, False))
        return None

    def closed(self, socket):
        if getattr(socket, "local_port", None) is not None:
            datagram = socket.socket_type == "datagram"
            self.lab.register.remove(datagram, self.identity, socket.local_port, socket.system)


def normal(address):
    """Return ADDRESS with all loopback addresses, and `any`, made one; None as it is."""
    if address is None or not (loopback_p(address) or any_address_p(address)):
        return address
    return IPV6_LOOPBACK if isinstance(address, IPv6Address) else LOOPBACK
