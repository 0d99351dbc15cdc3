"""The services of the lab's hosts, against the RFCs that describe them."""

import re
import time

import acllib
import pytest
from acllib import binding, make_socket

from aclrepl.lab import Lab
from aclrepl.lab.services import MOST_CONNECTIONS, character_lines

pytestmark = pytest.mark.timeout(20)


@pytest.fixture(params=[False, True], ids=["own network", "single loopback"])
def lab(request):
    with Lab(single=request.param) as one:
        yield one


def on(lab, name):
    return binding(network=lab.host(name))


def dial(lab, service, host="vapor", name="frisky", **options):
    with on(lab, name):
        return make_socket(remote_host=host, remote_port=service, **options)


def ask(lab, service, text="", host="vapor", name="frisky"):
    """Send a packet to a service and return what comes back."""
    with on(lab, name), make_socket(type="datagram") as sock:
        acllib.send_to(sock, text, len(text), remote_host=host, remote_port=service)
        return acllib.receive_from(sock, 1000, extract=True)


def everything(stream):
    """Return the text until the end of file."""
    characters = []
    while (character := stream.read_char(False, None)) is not None:
        characters.append(character)
    return "".join(characters)


def test_lines_of_rfc_864():
    lines = character_lines().decode("ascii").split("\r\n")[:-1]
    assert len(lines) == 95
    assert {len(line) for line in lines} == {72}
    assert lines[0].startswith(" !\"#$%&'()*+,-./0123456789:;<=>?@ABC")
    assert lines[1] == lines[0][1:] + "h"
    assert lines[94].startswith("~ !")


@pytest.mark.parametrize("host", ["vapor", "frisky", "localhost", "2001:db8::84", "::1"])
def test_chargen_by_name(lab, host):
    stream = dial(lab, "chargen", host)
    assert stream.remote_port == 19
    assert stream.read_line()[0] == character_lines()[:72].decode() + "\r"
    for n in range(1, 300):
        assert stream.read_line()[0][0] == chr(32 + n % 95)


def test_chargen_goes_on_for_a_peer_that_only_reads(lab):
    stream = dial(lab, "chargen")
    stream.read_char()
    acllib.shutdown(stream, direction="output")
    for _ in range(20000):
        stream.read_line()


def test_echo(lab):
    stream = dial(lab, "echo")
    for text in ("Hello", "x" * 100000, ""):
        stream.write_line(text)
        stream.force_output()
        assert stream.read_line() == (text, False)
    stream.write_string("the rest")
    stream.force_output()
    acllib.shutdown(stream, direction="output")
    assert everything(stream) == "the rest"


def test_echo_does_not_hoard(lab):
    """A peer that writes and never reads is stopped, not remembered."""
    stream = dial(lab, "echo")
    acllib.socket_control(stream, write_timeout=0.05)
    with pytest.raises(acllib.SocketError) as caught:
        for _ in range(100):
            stream.write_string("x" * 1000000)
            stream.force_output()
    assert caught.value.identifier == "write-timeout"
    assert everything_of_another(lab)


def everything_of_another(lab):
    return everything(dial(lab, "daytime"))


def test_discard(lab):
    stream = dial(lab, "discard")
    stream.write_string("x" * 1000000)
    stream.force_output()
    acllib.shutdown(stream, direction="output")
    assert everything(stream) == ""


DAYTIME = re.compile(r"[A-Z][a-z]+day, [A-Z][a-z]+ \d\d, \d{4} \d\d:\d\d:\d\d-.*\r\n")


def test_daytime(lab):
    assert DAYTIME.fullmatch(everything(dial(lab, "daytime")))
    text, length, _, port = ask(lab, "daytime")
    assert DAYTIME.fullmatch(text)
    assert (length, port) == (len(text), 13)


def test_time(lab):
    stream = dial(lab, "time")
    seconds = int.from_bytes(bytes(stream.read_byte() for _ in range(4)), "big")
    assert abs(seconds - 2208988800 - time.time()) < 5
    assert stream.read_byte(False, None) is None


PACKETS = [
    # service  sent     pattern of the answer
    ("echo", "hallo", r"hallo"),
    ("echo", "", r""),
    ("chargen", "x", r"(?s)[ -~\r\n]{0,512}"),
]


@pytest.mark.parametrize(("service", "text", "pattern"), PACKETS)
@pytest.mark.parametrize("host", ["vapor", "localhost"])
def test_packets(lab, service, text, pattern, host):
    answer, _, address, port = ask(lab, service, text, host)
    assert re.fullmatch(pattern, answer)
    assert port == acllib.lookup_port(service, "udp")
    assert acllib.ipaddr_to_dotted(address) in ("192.132.95.84", "192.132.95.109", "127.0.0.1")


def test_discarded_packets(lab):
    with on(lab, "frisky"), make_socket(type="datagram") as sock:
        acllib.send_to(sock, "x", 1, remote_host="vapor", remote_port="discard")
        acllib.send_to(sock, "y", 1, remote_host="vapor", remote_port="echo")
        assert acllib.receive_from(sock, 10, extract=True)[0] == "y"


def test_services_do_not_answer_each_other(lab):
    """A packet from a service's port might start an exchange without end."""
    with on(lab, "frisky"), make_socket(type="datagram", local_port="echo") as sock:
        acllib.send_to(sock, "x", 1, remote_host="vapor", remote_port="echo")
        assert ask(lab, "echo", "later")[0] == "later"
        assert not acllib.waiting.readable_now(sock.descriptor)


def test_a_program_takes_a_service_s_port_over(lab):
    old = dial(lab, "chargen")
    old.read_line()
    with on(lab, "vapor"):
        door = make_socket(connect="passive", local_port="chargen")
    new = dial(lab, "chargen")
    server = acllib.accept_connection(door)
    server.write_line("mine")
    server.force_output()
    assert new.read_line() == ("mine", False)
    assert old.read_line()[0][0] == "!", "who was connected goes on"
    assert dial(lab, "chargen", "frisky").read_char() == " ", "other hosts have theirs"
    door.close()
    assert dial(lab, "chargen").read_char() == " ", "and it comes back"


def test_connections_are_bounded():
    with Lab() as lab:
        streams = [dial(lab, "echo") for _ in range(MOST_CONNECTIONS + 5)]
        with pytest.raises((acllib.StreamError, EOFError)):
            streams[-1].read_line()
        for stream in streams:
            stream.close()
        for _ in range(200):  # the thread finds out that they are gone
            stream = dial(lab, "echo")
            try:
                stream.write_line("again")
                stream.force_output()
                if stream.read_line(False, None)[0] == "again":
                    break
            except acllib.SocketError:
                time.sleep(0.01)
        else:
            pytest.fail("no room again")
