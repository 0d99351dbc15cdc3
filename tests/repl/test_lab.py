"""The lab: hosts, carriers, ports, and that closing it leaves nothing."""

import errno
import socket
import subprocess
import sys
import threading

import acllib
import pytest
from acllib import IPv6Address, SocketError, binding, ipaddr_to_dotted, make_socket
from acllib.addresses import unmapped_address
from acllib.network import current_network, system_network
from acllib.processes import process_run_function
from support.leaks import lasting_threads, open_channels
from support.waits import blocked, ended

from aclrepl.lab import Lab
from aclrepl.lab.carriers import GUARD_PORT, Carriers
from aclrepl.lab.hosts import Directory

pytestmark = pytest.mark.timeout(20)

VAPOR, FRISKY = 3229900628, 3229900653
VAPOR6, FRISKY6 = 0x20010DB8 << 96 | 0x84, 0x20010DB8 << 96 | 0x109
LOOPBACK = 2130706433


@pytest.fixture(params=[False, True], ids=["own network", "single loopback"])
def lab(request):
    with Lab(single=request.param) as one:
        assert one.carriers.single == request.param
        yield one


def on(lab, name):
    return binding(network=lab.host(name))


def listen(lab, name, **options):
    with on(lab, name):
        return make_socket(connect="passive", **options)


def dial(lab, name, host, port, **options):
    with on(lab, name):
        return make_socket(remote_host=host, remote_port=port, **options)


def packets(lab, name, **options):
    with on(lab, name):
        return make_socket(type="datagram", **options)


def send(sock, text, host=None, port=None, **options):
    with binding(network=sock.network):
        return acllib.send_to(sock, text, len(text), remote_host=host, remote_port=port, **options)


def receive(sock):
    """Return (text, host, port) of the next packet."""
    text, _, host, port = acllib.receive_from(sock, 100, extract=True)
    return text, host, port


def failure(function, *arguments, **options):
    """Return the identifier of the socket error that a call signals."""
    with pytest.raises(SocketError) as caught:
        function(*arguments, **options)
    return caught.value.identifier


def ends(stream):
    return stream.local_host, stream.local_port, stream.remote_host, stream.remote_port


# Names and addresses


def test_vapor_and_frisky_are_there_unmentioned(lab):
    assert [host.host_name for host in lab.hosts] == ["vapor", "frisky"]
    assert lab.first == "vapor"
    assert lab.host("Vapor") is lab.hosts[0]
    assert lab.host("vapor").virtual


LOOKUPS = [
    # name                  ipv6    addresses                        why
    ("vapor", None, [VAPOR], "the manual's integer"),
    ("FRISKY", None, [FRISKY], "case means nothing"),
    ("vapor.", None, [VAPOR], "nor does the root's dot"),
    ("vapor", True, [IPv6Address(VAPOR6), VAPOR], "IPv6 preferred"),
    ("vapor", "ipv6", [IPv6Address(VAPOR6)], "IPv6 only"),
    ("localhost", None, [LOOPBACK], "as everywhere"),
    ("localhost", True, [IPv6Address(1), LOOPBACK], "as everywhere"),
]


@pytest.mark.parametrize(("name", "ipv6", "addresses", "why"), LOOKUPS)
def test_names(lab, name, ipv6, addresses, why):
    with on(lab, "frisky"):
        assert acllib.lookup_hostname(name, ipv6=ipv6, all=True) == addresses


@pytest.mark.parametrize("name", ["no-such-host", "localhost.example", "www.example.com", "x.invalid"])
def test_unknown_names_are_asked_of_nobody(lab, name, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("the resolver was asked"))
    with on(lab, "vapor"), pytest.raises(LookupError):
        acllib.lookup_hostname(name)


def test_names_of_addresses(lab, monkeypatch):
    monkeypatch.setattr(socket, "gethostbyaddr", lambda *_: pytest.fail("the resolver was asked"))
    with on(lab, "vapor"):
        for address, name in [
            (FRISKY, "frisky"),
            (IPv6Address(FRISKY6), "frisky"),
            ("::ffff:192.132.95.84", "vapor"),
            (LOOPBACK, "localhost"),
            ("192.132.95.1", None),
            ("10.0.0.1", None),
        ]:
            assert acllib.ipaddr_to_hostname(address) == name, address


def test_a_host_begins_with_its_mention(lab):
    with on(lab, "vapor"):
        with pytest.raises(LookupError):
            acllib.lookup_hostname("zephyr")
        address = lab.host("zephyr").identity.address
        assert acllib.lookup_hostname("zephyr") == address
        assert ipaddr_to_dotted(address) == "192.132.95.110"
        assert acllib.ipaddr_to_hostname(address) == "zephyr"
    assert len({host.realm for host in lab.hosts}) == 3


@pytest.mark.parametrize("name", ["", "localhost", "a b", "127.0.0.1", "::1", "x.invalid"])
def test_what_can_t_be_a_host(lab, name):
    with pytest.raises(ValueError, match="host"):
        lab.host(name)


def test_a_lab_has_room_for_254_hosts():
    directory = Directory()
    owners = [directory.add(f"h{n}") for n in range(252)]
    known = [*directory.by_name.values()]
    assert len({o.address for o in known}) == len({o.ipv6 for o in known}) == 254
    assert all(1 <= o.address & 255 <= 254 and 1 <= o.number <= 254 for o in owners)
    with pytest.raises(ValueError, match="no"):
        directory.add("one-more")


# Connections


def test_both_ends_see_the_hosts(lab):
    door = listen(lab, "vapor", local_port=9933)
    client = dial(lab, "frisky", "vapor", 9933)
    server = acllib.accept_connection(door)
    assert ends(client) == (FRISKY, client.local_port, VAPOR, 9933)
    assert ends(server) == (VAPOR, 9933, FRISKY, client.local_port)
    assert server.network is lab.host("vapor")
    client.write_line("Hello")
    client.force_output()
    assert server.read_line() == ("Hello", False)


def test_printed_forms(lab):
    door = listen(lab, "vapor", local_port=9901)
    client = dial(lab, "frisky", "vapor", 9901)
    server = acllib.accept_connection(door)
    port = client.local_port
    assert str(door).startswith("#<multivalent stream socket waiting for connection at */9901 @ #x")
    assert door.whostate() == "waiting for connection on vapor/9901"
    start = "#<multivalent stream socket connected from "
    assert str(client).startswith(f"{start}frisky/{port} to vapor/9901 @ #x")
    assert str(server).startswith(f"{start}vapor/9901 to frisky/{port} @ #x")
    with binding(print_hostname_in_stream=None):
        assert f" 192.132.95.109/{port} to 192.132.95.84/9901 " in str(client)


def test_two_hosts_listen_on_one_port(lab):
    doors = {name: listen(lab, name, local_port=9933) for name in ("vapor", "frisky")}
    for name, door in doors.items():
        client = dial(lab, "vapor", name, 9933)
        server = acllib.accept_connection(door)
        assert server.remote_port == client.local_port
        assert server.local_host == client.remote_host == lab.host(name).identity.address
        assert acllib.accept_connection(door, wait=False) is None


PORTS = [
    (19, "its service makes room"),
    (80, "privileged"),
    (1023, "the last of those"),
    (1024, "not privileged"),
]


@pytest.mark.parametrize(("port", "why"), PORTS)
def test_privileged_ports_read_as_themselves(lab, port, why):
    door = listen(lab, "vapor", local_port=port)
    client = dial(lab, "frisky", "vapor", port)
    server = acllib.accept_connection(door)
    assert door.local_port == server.local_port == client.remote_port == port
    assert f"vapor/{port}" in str(client)
    assert door.system.getsockname()[1] >= 1024


def test_a_client_on_a_privileged_port(lab):
    door = listen(lab, "vapor")
    client = dial(lab, "frisky", "vapor", door.local_port, local_port=1023)
    server = acllib.accept_connection(door)
    assert client.local_port == server.remote_port == 1023


def test_the_system_s_choice_needs_no_mapping():
    with Lab() as lab:
        door = listen(lab, "vapor")
        assert door.system.getsockname()[1] == door.local_port
        assert not lab.register._back


def test_a_port_that_another_program_holds():
    with socket.create_server(("", 0)) as stranger:
        port = stranger.getsockname()[1]
        with Lab() as lab:
            assert failure(dial, lab, "frisky", "vapor", port) == "connection-refused"
            door = listen(lab, "vapor", local_port=port)
            client = dial(lab, "frisky", "vapor", port)
            assert acllib.accept_connection(door).remote_port == client.local_port
            assert door.local_port == client.remote_port == port


def test_a_stranger_is_shown_as_it_is():
    with Lab() as lab:
        door = listen(lab, "vapor")
        with socket.create_connection(door.system.getsockname()) as stranger:
            server = acllib.accept_connection(door)
            assert (server.remote_host, server.remote_port) == (LOOPBACK, stranger.getsockname()[1])


# The host itself


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.1.2.3", "0.0.0.0"])
def test_localhost_is_the_host_itself(lab, name):
    doors = [listen(lab, host, local_port=9933) for host in ("vapor", "frisky")]
    client = dial(lab, "frisky", name, 9933)
    assert acllib.accept_connection(doors[0], wait=False) is None
    server = acllib.accept_connection(doors[1])
    assert ends(client) == (LOOPBACK, client.local_port, LOOPBACK, 9933)
    assert ends(server) == (LOOPBACK, 9933, LOOPBACK, client.local_port)
    assert f"from localhost/{client.local_port} to localhost/9933 " in str(client)


REACH = [
    # local-host      ipv6   from      to                    reached  why
    (None, None, "frisky", "vapor", True, "all addresses"),
    (None, None, "vapor", "localhost", True, "the loopback is one of them"),
    ("localhost", None, "vapor", "localhost", True, "the loopback only"),
    ("localhost", None, "vapor", "vapor", False, "which the host's own name is not"),
    ("localhost", None, "frisky", "vapor", False, "nor can others come there"),
    ("localhost", None, "frisky", "localhost", False, "another host's loopback"),
    ("vapor", None, "frisky", "vapor", True, "one address only"),
    ("vapor", None, "vapor", "localhost", False, "which the loopback is not"),
    (None, None, "frisky", "2001:db8::84", False, "an IPv4 socket"),
    (None, True, "frisky", "2001:db8::84", True, "an IPv6 socket"),
    (None, True, "frisky", "192.132.95.84", True, "serves IPv4, too"),
    (None, True, "vapor", "127.1", True, "on the loopback as well"),
    (None, "ipv6", "frisky", "2001:db8::84", True, "IPv6 only"),
    (None, "ipv6", "frisky", "192.132.95.84", False, "and not IPv4"),
    (None, "ipv6", "vapor", "::1", True, "IPv6 loopback"),
    ("::1", None, "frisky", "2001:db8::84", False, "only the loopback"),
]


@pytest.mark.parametrize(("local_host", "ipv6", "source", "to", "reached", "why"), REACH)
def test_who_is_reached(lab, local_host, ipv6, source, to, reached, why):
    door = listen(lab, "vapor", local_host=local_host, local_port=9933, ipv6=ipv6)
    if not reached:
        assert failure(dial, lab, source, to, 9933) == "connection-refused"
        return
    client = dial(lab, source, to, 9933)
    server = acllib.accept_connection(door)
    assert (client.remote_port, server.remote_port) == (9933, client.local_port)
    with on(lab, source):
        wanted = acllib.lookup_hostname(to)
    assert unmapped_address(server.remote_host) == client.local_host
    assert acllib.ipaddr_equalp(client.remote_host, LOOPBACK if to == "127.1" else wanted)


def test_ipv6_addresses_on_both_ends(lab):
    door = listen(lab, "vapor", ipv6=True)
    client = dial(lab, "frisky", "vapor", door.local_port, ipv6=True)
    server = acllib.accept_connection(door)
    assert client.system.family == socket.AF_INET6
    assert (client.local_host, client.remote_host) == (IPv6Address(FRISKY6), IPv6Address(VAPOR6))
    assert (server.local_host, server.remote_host) == (IPv6Address(VAPOR6), IPv6Address(FRISKY6))
    assert f"from frisky/{client.local_port} to vapor/{door.local_port} " in str(client)


def test_an_ipv6_socket_to_an_ipv4_address(lab):
    door = listen(lab, "vapor")
    client = dial(lab, "frisky", VAPOR, door.local_port, ipv6=True)
    server = acllib.accept_connection(door)
    assert client.ipv6
    assert server.remote_host == FRISKY
    assert str(client.local_host) == "::ffff:192.132.95.109"


# What is not there


FAILURES = [
    # host             identifier             why
    ("vapor", "connection-refused", "a host, and nobody listens"),
    ("localhost", "connection-refused", "nor here"),
    ("2001:db8::84", "connection-refused", "nor there"),
    ("192.132.95.200", "network-unreachable", "no such host"),
    ("10.1.2.3", "network-unreachable", "outside the lab"),
    ("2001:db8::ffff", "network-unreachable", "no such host"),
    ("fe80::1", "network-unreachable", "no such link"),
]


@pytest.mark.parametrize(("host", "identifier", "why"), FAILURES)
@pytest.mark.parametrize("port", [4, 9933])
def test_failing_connects(lab, host, port, identifier, why):
    assert failure(dial, lab, "frisky", host, port) == identifier


def test_addresses_of_others_can_t_be_bound(lab):
    assert failure(listen, lab, "vapor", local_host="frisky") == "address-not-available"
    assert failure(listen, lab, "vapor", local_host="10.1.2.3") == "address-not-available"


def test_packets_to_the_outside_go_nowhere(lab):
    sock = packets(lab, "vapor")
    for host in ("10.1.2.3", "192.132.95.200"):
        assert failure(send, sock, "x", host, 9) == "network-unreachable"
    assert send(sock, "x", "frisky", 9933) == 1, "nobody is told of the loss"


# Binding


def test_a_second_listener_is_refused(lab):
    door = listen(lab, "vapor", local_port=9933)
    assert failure(listen, lab, "vapor", local_port=9933) == "address-in-use"
    assert failure(listen, lab, "vapor", local_port=9933, local_host="localhost") == "address-in-use"
    assert failure(listen, lab, "vapor", local_port=9933, ipv6=True) == "address-in-use"
    door.close()
    listen(lab, "vapor", local_port=9933)


def test_listeners_on_different_addresses_do_not_meet(lab):
    inner = listen(lab, "vapor", local_port=9933, local_host="localhost")
    outer = listen(lab, "vapor", local_port=9933, local_host="vapor")
    for host, door in [("localhost", inner), ("vapor", outer)]:
        client = dial(lab, "vapor", host, 9933)
        assert acllib.accept_connection(door).remote_port == client.local_port
    assert failure(listen, lab, "vapor", local_port=9933) == "address-in-use"


@pytest.mark.parametrize("port", [80, 9933])
def test_a_port_is_free_at_once(lab, port):
    for _ in range(3):
        with listen(lab, "vapor", local_port=port) as door:
            client = dial(lab, "frisky", "vapor", port)
            server = acllib.accept_connection(door)
            server.close()  # the side that closes first has to remember the port
            client.close()


def test_a_failed_socket_leaves_its_port_free(lab):
    lab.host("vapor").simulate("listen", errno.ENOBUFS)
    assert failure(listen, lab, "vapor", local_port=9933) == "no-buffer-space"
    listen(lab, "vapor", local_port=9933)


def test_tcp_and_udp_ports_are_different(lab):
    held = listen(lab, "vapor", local_port=9933), packets(lab, "vapor", local_port=9933)
    assert failure(packets, lab, "vapor", local_port=9933) == "address-in-use"
    assert all(sock.open_p for sock in held)


def test_closed_in_one_way_or_another(lab):
    door = listen(lab, "vapor", local_port=9933)
    door.system.close()  # not by us
    assert failure(dial, lab, "frisky", "vapor", 9933) == "connection-refused"
    listen(lab, "vapor", local_port=9933)


# Packets


@pytest.mark.parametrize("port", [9999, 161])
def test_the_sender_of_a_packet(lab, port):
    receiver = packets(lab, "vapor", local_port=port)
    sender = packets(lab, "frisky")
    send(sender, "foo-the-bar", "vapor", port)
    assert receive(receiver) == ("foo-the-bar", FRISKY, sender.local_port)
    send(receiver, "back", FRISKY, sender.local_port)
    assert receive(sender) == ("back", VAPOR, port)
    assert str(receiver).startswith(f"#<text datagram socket waiting for connection at */{port} @ #x")


def test_packets_with_a_saved_destination(lab):
    receiver = packets(lab, "vapor", local_port=9999)
    sender = packets(lab, "frisky", remote_host="vapor", remote_port=9999)
    send(sender, "x")
    assert receive(receiver) == ("x", FRISKY, sender.local_port)


def test_packets_between_ipv6_sockets(lab):
    receiver = packets(lab, "vapor", ipv6=True)
    sender = packets(lab, "frisky", ipv6=True)
    send(sender, "x", "vapor", receiver.local_port, ipv6=True)
    assert receive(receiver) == ("x", IPv6Address(FRISKY6), sender.local_port)


def test_packets_on_the_loopback():
    with Lab() as lab:
        one, other = packets(lab, "vapor"), packets(lab, "vapor")
        send(one, "x", "localhost", other.local_port)
        text, host, port = receive(other)
        assert (text, port) == ("x", one.local_port)
        assert host == (LOOPBACK if sys.platform == "linux" else VAPOR)
        send(other, "y", host, port)
        assert receive(one)[0] == "y"


def test_broadcast(lab):
    receivers = [packets(lab, name, local_port=9999) for name in ("vapor", "frisky", "zephyr")]
    packets(lab, "other", local_port=9998)
    sender = packets(lab, "vapor")
    everybody = ("192.132.95.255", 9999)
    with pytest.raises(SocketError) as caught:
        send(sender, "x", *everybody)
    assert caught.value.code == errno.EACCES
    acllib.set_socket_options(sender, broadcast=True)
    assert send(sender, "x", *everybody) == 1
    for receiver in receivers:
        assert receive(receiver) == ("x", VAPOR, sender.local_port)


# Processes and faults


def test_a_process_is_on_its_creator_s_host(lab):
    door = listen(lab, "vapor", local_port=9933)
    with on(lab, "frisky"):
        process = process_run_function("dialer", lambda: make_socket(remote_host="vapor", remote_port=9933))
    server = acllib.accept_connection(door)
    assert server.remote_host == FRISKY
    assert ended(process).result.network is lab.host("frisky")
    assert current_network() is system_network


def test_simulated_errors_meet_their_host_only(lab):
    door = listen(lab, "vapor", local_port=9933)
    lab.host("frisky").simulate("connect", "ENETDOWN")
    dial(lab, "vapor", "vapor", 9933)
    assert failure(dial, lab, "frisky", "vapor", 9933) == "network-down"
    client = dial(lab, "frisky", "vapor", 9933)
    lab.host("frisky").simulate("read", "ENETRESET")
    assert failure(client.read_char) == "network-reset"
    lab.host("vapor").simulate("accept", "ESHUTDOWN").cancel()
    acllib.accept_connection(door)


# Labs beside each other


def test_two_labs_do_not_meet(lab):
    with Lab(single=lab.carriers.single) as second:
        doors = [listen(one, "vapor", local_port=9933) for one in (lab, second)]
        clients = [dial(one, "frisky", "vapor", 9933) for one in (lab, second)]
        for door, client in zip(doors, clients, strict=True):
            assert acllib.accept_connection(door).remote_port == client.local_port
            assert acllib.accept_connection(door, wait=False) is None
    dial(lab, "frisky", "vapor", 9933)


def test_a_prefix_belongs_to_one_lab():
    with Lab() as lab:
        with pytest.raises(OSError) as caught:
            Lab(prefix=lab.carriers.prefix)
        assert caught.value.errno == errno.EADDRINUSE
        prefix = lab.carriers.prefix
    with Lab(prefix=prefix) as lab:
        assert lab.carriers.prefix == prefix


def test_a_lab_of_another_program_is_seen():
    code = f"""import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], {GUARD_PORT}))
print("bound", flush=True)
sys.stdin.read()"""
    with Lab() as lab:
        prefix = lab.carriers.prefix
    command = [sys.executable, "-S", "-c", code, f"127.{prefix}.0.1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout.readline() == b"bound\n"
            with pytest.raises(OSError):
                Lab(prefix=prefix)
        finally:
            other.stdin.close()
            other.wait(10)


def test_without_a_free_prefix_labs_are_single(monkeypatch):
    # A port of the test's own stands for the guards': other labs may be open on this machine.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("", 0))
        monkeypatch.setattr("aclrepl.lab.carriers.GUARD_PORT", stranger.getsockname()[1])
        carriers = Carriers()
    assert carriers.single
    carriers.close()


# The end


def test_closing_frees_everything(lab, tmp_path):
    before, threads = open_channels(), lasting_threads()
    with Lab(single=lab.carriers.single) as second:
        door = listen(second, "vapor", local_port=80)
        kept = [
            door,
            dial(second, "frisky", "vapor", 80),
            dial(second, "frisky", "vapor", "chargen"),
            packets(second, "frisky"),
            dial(second, "frisky", "vapor", 80, ipv6=None),
            acllib.accept_connection(door),
        ]
        with on(second, "vapor"):
            kept.append(
                make_socket(address_family="file", connect="passive", local_filename=str(tmp_path / "f"))
            )
            kept.append(make_socket(address_family="file", remote_filename=str(tmp_path / "f")))
        kept.append(acllib.accept_connection(kept[-2]))
        send(kept[3], "", "vapor", 13)
        assert receive(kept[3])[2] == 13
    assert open_channels() == before
    assert lasting_threads() == threads
    assert not any(sock.open_p for sock in kept)
    second.close()


def test_closing_wakes_who_waits(lab):
    def accept():
        try:
            acllib.accept_connection(door)
        except acllib.StreamClosedError:
            return "closed"

    with Lab(single=lab.carriers.single) as second:
        door = listen(second, "vapor", local_port=9933)
        process = blocked(process_run_function("accepting", accept), "waiting for connection on vapor/9933")
    assert ended(process).result == "closed"


def test_closing_ends_a_connect_that_hangs():
    def connect():
        try:
            dial(lab, "frisky", "vapor", door.local_port)
        except SocketError as e:
            return e

    with Lab() as lab:
        door = listen(lab, "vapor", backlog=0)
        dial(lab, "frisky", "vapor", door.local_port)  # fills the queue
        process = blocked(process_run_function("connecting", connect))
    assert isinstance(ended(process).result, SocketError)


def test_nothing_is_made_on_a_closed_lab(lab):
    vapor = lab.host("vapor")
    lab.close()
    with binding(network=vapor):
        assert failure(make_socket, connect="passive") == "network-down"
        assert failure(make_socket, remote_host="frisky", remote_port=19) == "network-down"
        assert failure(make_socket, type="datagram") == "network-down"


def test_an_idle_lab_has_no_threads(lab):
    listen(lab, "vapor")
    assert not [t for t in threading.enumerate() if t.name == "lab services"]


# The network outside


def test_the_system_allowed():
    with socket.create_server(("127.0.0.1", 0)) as outside, Lab(allow_network=True) as lab:
        port = outside.getsockname()[1]
        assert failure(dial, lab, "vapor", "localhost", port) == "connection-refused", "it stays the host"
        with on(lab, "vapor"):
            assert acllib.lookup_hostname("vapor") == VAPOR
        # An address that is neither the lab's nor its loopback is bound and connected as it is.
        with socket.socket() as sock:
            lab.host("vapor").bind(sock, "active", socket.AF_INET, None, 0, 0x0A010203)
            assert sock.getsockname() == ("0.0.0.0", 0)
            place = lab.host("vapor").connect_target("active", socket.AF_INET, 0x0A010203, 9, sock)
            assert place == (socket.AF_INET, ("10.1.2.3", 9))


def test_the_machine_looks_into_the_lab(lab):
    outside = lab.outside()
    assert lab.outside() is outside
    me = outside.identity
    door = listen(lab, "vapor", local_port=80)
    with binding(network=outside):
        assert acllib.lookup_hostname("FRISKY") == FRISKY
        assert acllib.ipaddr_to_hostname(VAPOR) == "vapor"
        client = make_socket(remote_host="vapor", remote_port=80)
        packet = make_socket(type="datagram")
        public = make_socket(connect="passive")
        private = make_socket(connect="passive", local_host="localhost")
        assert failure(make_socket, remote_host="vapor", remote_port=81) == "connection-refused"
    server = acllib.accept_connection(door)
    assert ends(client) == (me.address, client.local_port, VAPOR, 80)
    assert ends(server) == (VAPOR, 80, me.address, client.local_port)
    # Answers, and calls the other way, find the machine.
    receiver = packets(lab, "vapor", local_port=9999)
    send(packet, "x", "vapor", 9999)
    assert receive(receiver) == ("x", me.address, packet.local_port)
    send(receiver, "y", me.address, packet.local_port)
    assert receive(packet) == ("y", VAPOR, 9999)
    guest = dial(lab, "vapor", me.name, public.local_port)
    assert acllib.accept_connection(public).remote_port == guest.local_port
    assert failure(dial, lab, "vapor", me.name, private.local_port) == "connection-refused"
    assert failure(dial, lab, "vapor", me.name, 19) == "connection-refused", "only hosts have services"
    for sock in (client, packet, public, private):
        sock.close()


def test_the_machine_s_own_sockets_are_the_system_s(lab):
    with binding(network=lab.outside()):
        with make_socket(connect="passive", local_host="localhost") as door:
            assert door.system.getsockname() == ("127.0.0.1", door.local_port)
            with make_socket(remote_host="localhost", remote_port=door.local_port) as client:
                assert ends(client) == (LOOPBACK, client.local_port, LOOPBACK, door.local_port)
                acllib.accept_connection(door).close()
        with make_socket(connect="passive", ipv6=True) as door:
            assert acllib.local_host(door) == IPv6Address(0)
        with make_socket(type="datagram") as sock:
            assert sock.system.getsockname()[0] == "0.0.0.0"
    lab.close()
    with binding(network=lab.outside()), make_socket(connect="passive", local_host="localhost") as door:
        assert door.local_port
