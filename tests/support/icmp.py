"""Tells a pending connect, by ICMP, that its host can't be reached; run in a network namespace of its own.

    unshare -rn python icmp.py CODE

CODE is that of RFC 1122 for an unreachable destination: 1, host unreachable; 7, host unknown, which
Linux calls down. Prints identifier, code and action of the socket error that `make-socket` signals.
"""

import fcntl
import socket
import struct
import sys
import threading

HERE, THERE = "127.0.0.1", "127.0.0.2"
SIOCSIFFLAGS, UP = 0x8914, 1
IP_PACKETS, HEADER = 0x0800, 20


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP))


def checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def unreachable(code, packet):
    """Return the ICMP message that PACKET, an IP packet, did not get there."""
    quoted = packet[: HEADER + 8]
    message = struct.pack("!BBHI", 3, code, 0, 0) + quoted
    return struct.pack("!BBHI", 3, code, checksum(message), 0) + quoted


def first_packet_to(sniffer, port):
    """Return the first TCP packet to PORT that the interface carries."""
    while True:
        packet = sniffer.recv(2048)[14:]
        if packet[9] == socket.IPPROTO_TCP and struct.unpack("!H", packet[22:24])[0] == port:
            return packet


def main(code):
    loopback_up()
    from acllib import SocketError, make_socket, process_run_function

    told = threading.Event()

    def connect(port):
        try:
            make_socket(remote_host=THERE, remote_port=port)
        except SocketError as e:
            print(e.identifier, e.code, e.action, flush=True)
        told.set()

    with (
        socket.socket() as full,
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sender,
    ):
        full.bind((THERE, 0))
        full.listen(0)
        sender.bind((THERE, 0))
        port = full.getsockname()[1]
        with (
            socket.create_connection((THERE, port)),  # fills the queue: the next one stays pending
            socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(IP_PACKETS)) as sniffer,
        ):
            sniffer.settimeout(5)
            process_run_function("connecting", connect, port)
            sender.sendto(unreachable(code, first_packet_to(sniffer, port)), (HERE, 0))
            told.wait(5)


if __name__ == "__main__":
    main(int(sys.argv[1]))
