"""What holds of every body in chunks, every text in every format, every address: hypothesis tries them."""

import encodings.aliases
import ipaddress

import hy  # noqa: F401 - the tests' support is written in it
import pytest
from acllib import dotted_address_p, dotted_to_ipaddr, ipaddr_to_dotted, octets_to_string, string_to_octets
from acllib.addresses import IPv6Address, MalformedAddress
from acllib.characters import characters
from acllib.chunking import LAST_CHUNK, ChunkDecoder, MalformedChunk, frame
from acllib.formats import find_external_format
from acllib.streams import BivalentStream
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pairs import feed, sink

bounded = settings(max_examples=100, deadline=None, derandomize=True)


def pieces_of(octets, cuts):
    """Return OCTETS in pieces, cut at CUTS, ints that count modulo the length."""
    places = sorted({place % (len(octets) + 1) for place in cuts} | {0, len(octets)})
    return [octets[start:end] for start, end in zip(places, places[1:], strict=False)]


widely = settings(bounded, max_examples=200)
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


# Every text encoding of Python that can be used on a stream.
CODECS = sorted(
    name for name in set(encodings.aliases.aliases.values()) if find_external_format(name, errorp=None)
)
ANYTHING = "ab \n\r\t~\\+-{}\x1b\xe9\xfc\xdf\u20ac\u0416\u05d0\u0628\u3042\u4f60\ud55c\U0001f600"


def what_comes_back(text, codec):
    """Return TEXT without the characters that CODEC has no octets for, or does not find again."""
    return "".join(c for c in text if c.encode(codec, "ignore").decode(codec, "ignore") == c)


def test_codecs_that_mean_nothing_on_a_stream():
    assert len(CODECS) > 80
    for name in ("base64_codec", "zlib_codec", "rot_13", "idna", "punycode", "undefined", "mbcs"):
        assert find_external_format(name, errorp=None) is None


@widely
@given(name=st.sampled_from(CODECS), text=st.text(ANYTHING, max_size=30), cuts=CUTS)
def test_every_codec_writes_what_it_reads(name, text, cuts):
    codec = find_external_format(name).codec
    text = what_comes_back(text, codec)
    stream, sent = sink(external_format=name)
    for piece in pieces_of(text, cuts):
        stream.write_string(piece)
        stream.force_output()
    assert bytes(sent).decode(codec, "ignore") == text


@widely
@given(
    name=st.sampled_from(CODECS),
    text=st.text(ANYTHING, max_size=30),
    taken=st.integers(0, 30),
    piece=st.sampled_from([None, 1, 3]),
)
def test_every_codec_knows_its_place(name, text, taken, piece):
    """What was read can be put back, and the stream goes on with octets, or in another format."""
    codec = find_external_format(name).codec
    text = what_comes_back(text, codec)
    octets = text.encode(codec)
    text = octets.decode(codec, "ignore")  # a character may change where others stand beside it
    stream = feed(octets, piece=piece, external_format=name)
    start = stream.take(taken)
    if start:
        stream.unread_char(characters[start[-1]])
        assert stream.read_char() == start[-1]
    stream.eol_convention = "mac"
    stream.eol_convention = "unix"
    assert start + stream.take() == text

    stream = feed(octets, piece=piece, external_format=name)
    stream.take(taken)
    stream.external_format = "octets"
    rest = stream.take().encode("latin1")
    # One group of utf-7 may hold several characters; what is left of it is encoded anew.
    assert octets.endswith(rest) or (name == "utf_7" and rest.decode(codec) == text[taken:])


STEPS = st.one_of(
    st.tuples(st.just("text"), st.text(ANYTHING, max_size=12)),
    st.tuples(st.just("octets"), st.binary(max_size=12)),
    st.tuples(st.just("byte"), st.integers(0, 255)),
    st.tuples(st.just("format"), st.sampled_from(["utf-8", "latin1", "utf-16-be", "gb18030", "iso2022-jp"])),
    st.tuples(st.just("line ends"), st.sampled_from(["unix", "dos", "mac", "anynl-dos"])),
    st.tuples(st.just("force"), st.none()),
)


@widely
@given(steps=st.lists(STEPS, max_size=30), chunked=st.booleans())
def test_output_is_what_each_piece_was_when_it_was_written(steps, chunked):
    stream, sent = sink(external_format="utf-8")
    stream.set_chunking(output=chunked)
    expected, codec, newline = b"", "utf-8", "\n"
    for what, value in steps:
        if what == "text":
            value = what_comes_back(value, codec)
            stream.write_string(value)
            expected += value.replace("\n", newline).encode(codec)
        elif what == "octets":
            stream.write_sequence(value)
            expected += value
        elif what == "byte":
            stream.write_byte(value)
            expected += bytes([value])
        elif what == "format":
            codec, newline = value, "\n"
            stream.external_format = value
        elif what == "line ends":
            newline = {"unix": "\n", "mac": "\r"}.get(value, "\r\n")
            stream.eol_convention = value
        else:
            stream.force_output()
    assert stream.bytes_written >= len(expected)
    if chunked:
        stream.set_chunking(output_eof=True)
        assert decode([bytes(sent)]) == (expected, b"", True)
    else:
        stream.force_output()
        assert sent == expected


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
