"""The lab: a network of hosts for teaching, on the loopback, without privilege.

Each host is a `Network` of its own for the sockets of the core (`acllib.network` is the seam);
what it binds and connects are loopback addresses that stand for documentation addresses.

    hosts      names and addresses
    carriers   the loopback addresses that stand for them
    register   who is bound where, and which ports of the system carry which of the hosts'
    network    the networks that sockets see
    services   echo, discard, daytime, chargen, time

All users of a machine share its loopback: what listens in a lab can be reached by them.
"""

import errno
import socket
import threading
import weakref

from acllib.names import plausible_name_p
from acllib.network import special_name

from aclrepl.lab.carriers import Carriers
from aclrepl.lab.hosts import FIRST, Directory
from aclrepl.lab.network import HostNetwork, OutsideNetwork, refusal
from aclrepl.lab.register import Register
from aclrepl.lab.services import Services


class Lab:
    """A network of hosts. Closing it closes every socket that was made on it.

    Arguments:
      allow_network  true: names and addresses that are not the lab's go to the system's network;
        false: they are unknown and unreachable, and nothing is asked or sent
      prefix         R of the carriers 127.R.0.0/16, 1 to 254; default: one that is free
      single         true: all hosts on 127.0.0.1, as where there is no other
    Raises: OSError where PREFIX is taken.

    first  name of the host a page without `on` lines runs on
    """

    first = FIRST

    def __init__(self, *, allow_network=False, prefix=None, single=False):
        self.allow_network = allow_network
        self.carriers = Carriers(prefix, single)
        self.directory = Directory()
        self.register = Register(self.carriers)
        self.services = Services(self.register)
        self.is_closed = False
        self._lock = threading.RLock()
        self._networks = {}
        self._outside = None
        self._sockets: weakref.WeakSet = weakref.WeakSet()  # of ours: opened, and not closed
        self._bound: weakref.WeakSet = weakref.WeakSet()  # of the system: bound, and not yet anybody's
        self._simulations = []
        for identity in self.directory.by_name.values():
            self._settle(identity)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    # Hosts

    def _settle(self, identity):
        self.register.add_host(identity)
        self._networks[identity] = HostNetwork(self, identity)

    def host(self, name):
        """Return the network of the host NAME, which the first mention makes. Raises ValueError."""
        with self._lock:
            identity = self.directory.add(name)
            if identity not in self._networks:
                self._settle(identity)
                for network in self._all_networks():
                    network.forget()  # that there was no such host
            return self._networks[identity]

    @property
    def hosts(self):
        """The networks of all hosts, in order of mention."""
        return tuple(self._networks.values())

    def outside(self):
        """Return the system's network that knows the lab's names and addresses, too."""
        with self._lock:
            if self._outside is None:
                identity = self.directory.add(self._machine_name())
                self.register.add_host(identity)
                self._outside = OutsideNetwork(self, identity)
            return self._outside

    def _machine_name(self):
        """Return what the lab calls the machine it is on."""
        name = socket.gethostname().partition(".")[0].lower()
        taken = self.directory.named(name) is not None
        usable = plausible_name_p(name) and special_name(name) is None and not name.isdigit()
        return name if usable and not taken else "console"

    def serves(self, identity):
        """Return whether a host, which offers the services, has IDENTITY; the machine outside does not."""
        return identity in self._networks

    def _all_networks(self):
        return [*self.hosts, *([self._outside] if self._outside else [])]

    def receivers(self, port):
        """Return the places where the hosts receive packets that are broadcast to PORT."""
        found = (self.register.find(True, n.identity, n.identity.address, port) for n in self._all_networks())
        return [entry.place for entry in found if entry is not None and entry.address is None]

    # What the networks report

    def check_open(self):
        """Raise OSError, network is down, where the lab is closed."""
        if self.is_closed:
            raise refusal(errno.ENETDOWN)

    def binding(self, sock):
        """Note that SOCK, of the system, is about to be bound."""
        with self._lock:
            self.check_open()
            self._bound.add(sock)

    def opened(self, socket):
        """Note an open socket of ours; it is closed at once if the lab was meanwhile."""
        with self._lock:
            self._bound.discard(socket.system)
            if not self.is_closed:
                self._sockets.add(socket)
                return
        socket.close(abort=True)

    def closed(self, socket):
        """Note that a socket of ours is closed."""
        with self._lock:
            self._sockets.discard(socket)

    def simulated(self, simulation):
        """Note a Simulation, to be taken back at the end, and return it."""
        self._simulations.append(simulation)
        return simulation

    # The end

    def close(self):
        """End the lab: all its sockets are closed, whoever waits on one finds it closed.

        Blocks: until the users of the sockets have left them, at most a second each.
        """
        with self._lock:
            if self.is_closed:
                return
            self.is_closed = True
            sockets, bound = list(self._sockets), list(self._bound)
        for simulation in self._simulations:
            simulation.cancel()
        self.services.stop()
        for one in sockets:
            try:
                one.close(abort=True)
            except Exception:  # one that can't be closed must not keep the others open
                pass
        for one in bound:
            try:
                one.shutdown(socket.SHUT_RDWR)  # whoever is connecting finds out, and closes it
            except OSError:
                pass
        self.carriers.close()
