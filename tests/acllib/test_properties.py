"""What holds of every body in chunks, every text in every format, every address: hypothesis tries them."""

import ipaddress

import hy  # noqa: F401 - the tests' support is written in it
import pytest
from acllib import dotted_address_p, dotted_to_ipaddr, ipaddr_to_dotted, octets_to_string, string_to_octets
from acllib.addresses import IPv6Address, MalformedAddress
from acllib.chunking import LAST_CHUNK, ChunkDecoder, MalformedChunk, frame
from acllib.formats import find_external_format
from acllib.streams import BivalentStream
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pairs import feed

bounded = settings(max_examples=100, deadline=None, derandomize=True)


def pieces_of(octets, cuts):
    """Return OCTETS in pieces, cut at CUTS, ints that count modulo the length."""
    places = sorted({place % (len(octets) + 1) for place in cuts} | {0, len(octets)})
    return [octets[start:end] for start, end in zip(places, places[1:], strict=False)]


CUTS = st.lists(st.integers(0, 10**6), max_size=8)


# Chunks


def decode(pieces):
    """Return (payload, what is behind the body, whether it ended)."""
    decoder, payload, rest = ChunkDecoder(), b"", b""
    for piece in pieces:
        at = 0
        while True:
            start, at = decoder.scan(piece, at)
            payload += piece[start:at]
            if start == at:
                break
        if decoder.done:
            rest += piece[at:]
    return payload, rest, decoder.done


def written(buffers):
    return b"".join(bytes(buffer) for buffer in buffers)


EXTENSIONS = st.sampled_from(["", ";x", ";name=value", ' ;a="b c"', "\t"])
TRAILERS = st.sampled_from(["", "A: b\r\n", "A: b\r\nC: d\r\n"])


@bounded
@given(chunks=st.lists(st.binary(min_size=1, max_size=40), max_size=6), rest=st.binary(max_size=9), cuts=CUTS)
def test_what_was_framed_is_found_again(chunks, rest, cuts):
    body = b"".join(written(frame([chunk])) for chunk in chunks) + bytes(LAST_CHUNK) + rest
    assert decode(pieces_of(body, cuts)) == (b"".join(chunks), rest, True)


@bounded
@given(
    chunks=st.lists(st.tuples(st.binary(min_size=1, max_size=20), EXTENSIONS), max_size=5),
    zeros=st.integers(0, 3),
    trailers=TRAILERS,
    cuts=CUTS,
)
def test_what_others_may_write(chunks, zeros, trailers, cuts):
    body = b"".join(
        f"{'0' * zeros}{len(chunk):X}{extension}\r\n".encode() + chunk + b"\r\n"
        for chunk, extension in chunks
    )
    body += f"0\r\n{trailers}\r\n".encode()
    assert decode(pieces_of(body, cuts)) == (b"".join(chunk for chunk, _ in chunks), b"", True)


@bounded
@given(octets=st.binary(max_size=60), cuts=CUTS)
def test_garbage_is_told_or_waited_on_and_never_depends_on_the_cuts(octets, cuts):
    def outcome(pieces):
        try:
            return decode(pieces)
        except MalformedChunk:
            return "malformed"

    assert outcome(pieces_of(octets, cuts)) == outcome([octets])


# External formats

FORMATS = ["utf-8", "latin1", "utf-16", "utf-16-le", "utf-32-be"]
FORMATS += ["shift_jis", "gb18030", "euc-jp", "iso2022-jp"]
EOLS = ["", "-dos", "-mac", "-anynl-unix"]


@bounded
@given(name=st.sampled_from(FORMATS), text=st.text(max_size=60))
def test_strings_come_back(name, text):
    codec = find_external_format(name).codec
    text = text.encode(codec, "ignore").decode(codec)
    octets = string_to_octets(text, external_format=name, null_terminate=False)
    assert octets_to_string(octets, end=len(octets), external_format=name) == text


@bounded
@given(
    name=st.sampled_from(FORMATS),
    eol=st.sampled_from(EOLS),
    text=st.text("ab\n\u3042\xe9\U0001f600", max_size=60),
    piece=st.integers(1, 9),
)
def test_streams_do_not_see_where_packets_end(name, eol, text, piece):
    codec = find_external_format(name).codec
    text = text.encode(codec, "ignore").decode(codec)
    octets = string_to_octets(text, external_format=name + eol, null_terminate=False)
    stream = feed(bytes(octets), piece=piece, external_format=name + eol)
    assert isinstance(stream, BivalentStream)
    assert stream.read() == text


# Addresses


@bounded
@given(value=st.integers(0, 2**32 - 1))
def test_ipv4(value):
    text = str(ipaddress.IPv4Address(value))
    assert ipaddr_to_dotted(value) == text
    assert dotted_to_ipaddr(text) == value


@bounded
@given(value=st.integers(0, 2**128 - 1) | st.integers(0, 9), form=st.sampled_from(["compressed", "exploded"]))
def test_ipv6(value, form):
    address = ipaddress.IPv6Address(value)
    found = dotted_to_ipaddr(getattr(address, form))
    assert isinstance(found, IPv6Address)
    assert (found.value, found.scope_id) == (value, 0)
    assert dotted_to_ipaddr(ipaddr_to_dotted(found)).value == value


@bounded
@given(parts=st.lists(st.integers(0, 255), min_size=1, max_size=3), last=st.integers(0, 2**32))
def test_short_forms_are_those_of_bsd(parts, last):
    text = ".".join(map(str, [*parts, last]))
    if last >= 256 ** (4 - len(parts)):
        assert not dotted_address_p(text)
        return
    leading = sum(part << (24 - 8 * i) for i, part in enumerate(parts))
    assert dotted_to_ipaddr(text) == leading + last


@bounded
@given(text=st.text("0123456789abcdefx.:%/ ", max_size=20))
def test_text_that_python_takes_for_an_address_means_the_same(text):
    try:
        expected = int(ipaddress.ip_address(text)) if "%" not in text else None
    except ValueError:
        expected = None
    if expected is not None:
        found = dotted_to_ipaddr(text)
        assert (found.value if isinstance(found, IPv6Address) else found) == expected
    elif not dotted_address_p(text):
        assert dotted_to_ipaddr(text, errorp=None) is None
        with pytest.raises(MalformedAddress):
            dotted_to_ipaddr(text)
