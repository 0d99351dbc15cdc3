"""The lab: connections and packets on the system's network, and in the lab.

The reference is Python's own socket module, both ends in this process. What our sockets cost on the
system's network stands in the first column; beside it, what they cost on two hosts of a lab, where
every address is carried by another and mapped back.

    python tests/benchmarks/lab.py
"""

import socket
import statistics
import sys
import time

import hy  # noqa: F401  (finds the .hy files of a source tree)
from acllib.datagrams import receive_from, send_to
from acllib.kernel.dynamic import binding
from acllib.making import make_socket
from acllib.network import system_network
from acllib.sockets import accept_connection

from aclrepl.lab import Lab

BESIDE = "in the lab"
ROUNDS = 5
SIZES = {"connections": 500, "packets": 3000}
VAPOR, LOOPBACK = 3229900628, 2130706433


def raw_connections():
    with socket.create_server(("127.0.0.1", 0)) as door:
        place = door.getsockname()
        for _ in range(SIZES["connections"]):
            client = socket.socket()
            client.connect(place)
            server, _ = door.accept()
            client.close()
            server.close()


def our_connections(here, there, address):
    with binding(network=there):
        door = make_socket(connect="passive", local_host=address)
    port = door.local_port
    with binding(network=here):
        for _ in range(SIZES["connections"]):
            client = make_socket(remote_host=address, remote_port=port)
            server = accept_connection(door)
            client.close()
            server.close()
    door.close()


def raw_packets():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        place, request = other.getsockname(), bytes(64)
        for _ in range(SIZES["packets"]):
            one.sendto(request, place)
            octets, sender = other.recvfrom(100)
            other.sendto(octets, sender)
            one.recvfrom(100)


def our_packets(here, there, address):
    with binding(network=there):
        other = make_socket(type="datagram", format="binary", local_host=address)
    with binding(network=here):
        one = make_socket(type="datagram", format="binary")
        port, request = other.local_port, bytes(64)
        for _ in range(SIZES["packets"]):
            send_to(one, request, 64, remote_host=address, remote_port=port)
            octets, _, host, reply_port = receive_from(other, 100, extract=True)
            send_to(other, octets, 64, remote_host=host, remote_port=reply_port)
            receive_from(one, 100)
    one.close()
    other.close()


ROWS = [
    # name, reference, ours
    ("connections", raw_connections, our_connections),
    ("packets there and back", raw_packets, our_packets),
]


def timed(body, *arguments):
    start = time.perf_counter()
    body(*arguments)
    return time.perf_counter() - start


def measure(rounds=ROUNDS):
    """Return rows #(name, ratio on the system's network, ratio in the lab)."""
    rows = []
    with Lab() as lab, binding(ipv6=None):
        frisky, vapor = lab.host("frisky"), lab.host("vapor")
        for name, reference, ours in ROWS:
            bodies = [
                (reference,),
                (ours, system_network, system_network, LOOPBACK),
                (ours, frisky, vapor, VAPOR),
            ]
            for body in bodies:
                timed(*body)
            times = [[timed(*body) for body in bodies] for _ in range(rounds)]
            rows.append((name, *(statistics.median(t[0] / t[i] for t in times) for i in (1, 2))))
    return rows


if __name__ == "__main__":
    for name, ratio, lab in measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS):
        print(f"{name:32} {ratio:6.2f}  {BESIDE} {lab:6.2f}")
