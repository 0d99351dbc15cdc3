"""A name server on the loopback, for tests: what it answers depends on the name that is asked for.

`NameServer()` is a context manager; `address` and `port` tell where it listens, by UDP and TCP,
`asked` is the list of names it was asked for, in order. Zone files' syntax says what exists; names
below `.odd` are answered wrongly, see ODD.
"""

import socket
import struct
import threading

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

RECORDS = """
vapor.test. 300 A 192.0.2.1
two.test. 300 A 192.0.2.1
two.test. 300 A 192.0.2.2
six.test. 60 AAAA 2001:db8::1
both.test. 60 A 192.0.2.3
both.test. 60 AAAA 2001:db8::3
alias.test. 20 CNAME vapor.test.
circle.test. 20 CNAME round.test.
round.test. 20 CNAME circle.test.
mail.test. 600 MX 20 second.test.
mail.test. 600 MX 10 first.test.
notes.test. 5 TXT "one" "two"
notes.test. 5 TXT "three"
test. 900 NS ns.test.
test. 900 SOA ns.test. host.test. 1 2 3 4 30
_http._tcp.test. 40 SRV 0 5 80 vapor.test.
1.2.0.192.in-addr.arpa. 50 PTR vapor.test.
1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 50 PTR six.test.
host.deep.test. 70 A 192.0.2.9
"""


def zone():
    """Return the dict (name, type) → list of resource record sets."""
    sets: dict = {}
    for line in RECORDS.split("\n"):
        if line:
            name, ttl, kind, data = line.split(" ", 3)
            found = sets.setdefault((dns.name.from_text(name), kind), [])
            found.append(dns.rrset.from_text(name, int(ttl), "IN", kind, data))
    return {key: merged(found) for key, found in sets.items()}


def merged(found):
    for other in found[1:]:
        found[0].update(other)
    return found[0]


def two_doors(family, address):
    """Return a socket for datagrams and one that listens, on one port that was free for both."""
    for _ in range(100):
        door = socket.create_server((address, 0), family=family)
        packets = socket.socket(family, socket.SOCK_DGRAM)
        try:
            packets.bind(door.getsockname()[:2])
        except OSError:
            door.close()
            packets.close()
        else:
            return packets, door
    raise OSError("no port is free for datagrams and streams")


class NameServer:
    def __init__(self, family=socket.AF_INET):
        self.address = "127.0.0.1" if family == socket.AF_INET else "::1"
        self.packets, self.door = two_doors(family, self.address)
        self.port = self.door.getsockname()[1]
        self.asked = []
        self.zone = zone()
        self.flaky = 0  # how many questions for flaky.odd go unanswered yet

    def __enter__(self):
        self.threads = [threading.Thread(target=run) for run in (self.serve_packets, self.serve_streams)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self.ended = True
        with socket.socket(self.packets.family, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", (self.address, self.port))
        self.door.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        self.packets.close()
        self.door.close()

    def serve_packets(self):
        while True:
            packet, client = self.packets.recvfrom(65535)
            if not packet:
                return
            query = dns.message.from_wire(packet)
            for reply in self.replies(query):
                self.packets.sendto(reply, client)

    def serve_streams(self):
        while True:
            try:
                stream, _ = self.door.accept()
            except OSError:
                return
            with stream, stream.makefile("rb") as file:
                (size,) = struct.unpack("!H", file.read(2))
                reply = self.answer(dns.message.from_wire(file.read(size))).to_wire()
                stream.sendall(struct.pack("!H", len(reply)) + reply)

    def replies(self, query):
        """Return the packets that answer QUERY: none, one or several."""
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if name.endswith(".odd"):
            return ODD[name.removesuffix(".odd")](self, query)
        return [self.answer(query).to_wire(max_size=512)]

    def answer(self, query):
        """Return the right answer to QUERY."""
        question = query.question[0]
        reply = dns.message.make_response(query, recursion_available=True)
        name, kind = question.name, dns.rdatatype.to_text(question.rdtype)
        if kind == "ANY":
            reply.answer = [found for (own, _), found in self.zone.items() if own == name]
        elif name.to_text() == "long.odd.":
            reply.answer = [dns.rrset.from_text(name, 9, "IN", "TXT", *(f'"{i:0200}"' for i in range(5)))]
        else:
            while (name, kind) not in self.zone and (name, "CNAME") in self.zone and len(reply.answer) < 3:
                reply.answer.append(self.zone[name, "CNAME"])
                name = self.zone[name, "CNAME"][0].target
            if (name, kind) in self.zone:
                reply.answer.append(self.zone[name, kind])
        if not reply.answer:
            if not any(own == name for own, _ in self.zone):
                reply.set_rcode(dns.rcode.NXDOMAIN)
            reply.authority = [self.zone[dns.name.from_text("test."), "SOA"]]
        return reply


def right(server, query):
    """Return what is right for vapor.test, as an answer to QUERY."""
    reply = dns.message.make_response(query)
    reply.answer = [dns.rrset.from_text(query.question[0].name, 7, "IN", "A", "192.0.2.7")]
    return reply


def coded(code):
    def replies(server, query):
        reply = dns.message.make_response(query)
        reply.set_rcode(code)
        return [reply.to_wire()]

    return replies


def other_number(server, query):
    reply = right(server, query)
    reply.id ^= 1
    return [reply.to_wire(), right(server, query).to_wire()]


def other_question(server, query):
    wrong = dns.message.make_query("elsewhere.test", "A", id=query.id)
    return [right(server, wrong).to_wire(), right(server, query).to_wire()]


def flaky(server, query):
    if server.flaky:
        server.flaky -= 1
        return []
    return [right(server, query).to_wire()]


def looping(server, query):
    """A name that points at itself, by compression."""
    wire = right(server, query).to_wire()
    return [wire.replace(b"\xc0\x0c", b"\xc0" + bytes([wire.index(b"\xc0\x0c")]), 1)]


# Name below .odd → function of the server and the question that returns the packets it sends.
ODD = {
    "silent": lambda server, query: [],
    "flaky": flaky,
    "failing": coded(dns.rcode.SERVFAIL),
    "refused": coded(dns.rcode.REFUSED),
    "garbage": lambda server, query: [b"\xff" * 40],
    "short": lambda server, query: [right(server, query).to_wire()[:20]],
    "echo": lambda server, query: [query.to_wire()],
    "number": other_number,
    "question": other_question,
    "loop": looping,
    "long": lambda server, query: [cut(server, query)],
}


def cut(server, query):
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.TC
    return reply.to_wire()
