"""Who there is in a lab: names, and the documentation addresses that go with them.

vapor and frisky have the addresses of the Socket Library's manual, so that its integers come out
exactly. Further hosts get addresses of the same network, in order of their mention. The last
octet shows in the IPv6 address too: vapor is 192.132.95.84 and 2001:db8::84 (RFC 3849).
"""

from acllib.addresses import IPv6Address
from acllib.names import plausible_name_p
from acllib.network import special_name

NETWORK = (192 << 24) | (132 << 16) | (95 << 8)  # 192.132.95.0, of 256 addresses
IPV6_NETWORK = 0x20010DB8 << 96
BROADCASTS = (NETWORK | 255, 0xFFFFFFFF)

KNOWN = {"vapor": 84, "frisky": 109}
FIRST = "vapor"
OTHERS = [n for n in [*range(110, 255), *range(1, 110)] if n not in KNOWN.values()]


class Identity:
    """A host's names in all worlds.

    name     lower case
    number   1 to 254, the host's place in the table of carriers
    address  int, the IPv4 address; ipv6: int, the value of the IPv6 address
    """

    __slots__ = ("name", "number", "address", "ipv6")

    def __init__(self, name, number, last):
        self.name = name
        self.number = number
        self.address = NETWORK | last
        self.ipv6 = IPV6_NETWORK | int(str(last), 16)

    def __repr__(self):
        return f"<Identity {self.name}>"

    def addresses(self):
        """Return all addresses, IPv6 first; the structures are the caller's own."""
        return [IPv6Address(self.ipv6), self.address]


class Directory:
    """The identities of a lab, by name and by address."""

    def __init__(self):
        self.by_name = {}
        self._by_value = {}
        self._free = list(reversed(OTHERS))
        for name, last in KNOWN.items():
            self._enter(name, last)

    def _enter(self, name, last):
        identity = Identity(name, len(self.by_name) + 1, last)
        self.by_name[name] = identity
        self._by_value[identity.address] = self._by_value[identity.ipv6] = identity
        return identity

    def add(self, name):
        """Return the identity called NAME, made at its first mention. Raises ValueError."""
        label = normal(name)
        found = self.by_name.get(label)
        if found is not None:
            return found
        if not plausible_name_p(label) or special_name(label) is not None or label.replace(".", "").isdigit():
            raise ValueError(f"{name!r} can't be the name of a host")
        if not self._free:
            raise ValueError(f"a lab has room for {len(self.by_name)} hosts; there is none for {name}")
        return self._enter(label, self._free.pop())

    def named(self, name):
        """Return the identity called NAME, or None."""
        return self.by_name.get(normal(name))

    def at(self, address):
        """Return the identity that has ADDRESS, an int or IPv6Address, or None."""
        return self._by_value.get(address.value if isinstance(address, IPv6Address) else address)


def normal(name):
    """Return NAME as the directory spells it: case and the dot of the root mean nothing."""
    return name.lower().rstrip(".")
