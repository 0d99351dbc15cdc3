"""Sockets on a link-local address, whose interface has to be told; run in a network namespace of its own.

    unshare -rn python linklocal.py

Gives the loopback interface the address fe80::1 and goes there in all the ways there are. Prints a line
for each: what it was, and the remote end as the socket tells and prints it.
"""

import contextlib
import fcntl
import socket
import struct

from icmp import loopback_up

SIOCSIFADDR, PREFIX = 0x8916, 64
HERE = "fe80::1"


def add_address(interface):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sIi", socket.inet_pton(socket.AF_INET6, HERE), PREFIX, interface)
        fcntl.ioctl(any_socket, SIOCSIFADDR, request)


def main():
    loopback_up()
    interface = socket.if_nametoindex("lo")
    add_address(interface)
    from acllib import (
        SocketError,
        accept_connection,
        binding,
        dotted_to_ipaddr,
        ipaddr_to_dotted,
        local_port,
        make_socket,
        receive_from,
        remote_host,
        send_to,
    )

    ways = {
        "by name": (f"{HERE}%lo", {}),
        "by number": (f"{HERE}%{interface}", {}),
        "a structure": (dotted_to_ipaddr(f"{HERE}%lo"), {}),
        "scope_id": (HERE, {"scope_id": interface}),
        "both": (f"{HERE}%77", {"scope_id": interface}),
    }
    with contextlib.ExitStack() as opened:
        door = opened.enter_context(make_socket(connect="passive", local_host=f"{HERE}%lo"))
        inbox = opened.enter_context(make_socket(type="datagram", local_host=f"{HERE}%lo"))
        outbox = opened.enter_context(make_socket(type="datagram", ipv6=True))
        for way, (host, more) in ways.items():
            client = opened.enter_context(make_socket(remote_host=host, remote_port=local_port(door), **more))
            server = opened.enter_context(accept_connection(door))
            ends = [ipaddr_to_dotted(remote_host(end)) for end in (client, server)]
            with binding(print_hostname_in_stream=None):
                print(way, *ends, str(client).split()[7].partition("/")[0])
            send_to(outbox, "x", 1, remote_host=host, remote_port=local_port(inbox), **more)
            sender = receive_from(inbox, 9)[2]
            print(way, ipaddr_to_dotted(sender))
        try:
            make_socket(remote_host=HERE, remote_port=local_port(door))
        except SocketError as e:
            print("no scope", e.identifier, e.code)


if __name__ == "__main__":
    main()
