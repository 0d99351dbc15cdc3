"""The gate: what could drive a terminal is visible behind it, everything else is as it was."""
# ruff: noqa: E501 - rows of tables

import random
import unicodedata

import pytest

from aclrepl.terminal.gate import clip, gate, printable, safe, stripped

SHOWN = [
    # text, behind the gate, as one line, why
    ("plain", "plain", "plain", "nothing to do"),
    ("", "", "", "empty"),
    ("a\tb\nc", "a\tb\nc", "a^Ib^Jc", "tab and newline"),
    ("a\r\nb", "a\nb", "a^M^Jb", "the network's line end"),
    ("a\rb", "a^Mb", "a^Mb", "CR would overwrite the line"),
    ("\r\r\n", "^M\n", "^M^M^J", "one of two CR belongs to the line end"),
    ("\x1b[31m", "^[[31m", "^[[31m", "ESC"),
    ("\x1b]52;c;aGk=\x07", "^[]52;c;aGk=^G", "^[]52;c;aGk=^G", "the clipboard"),
    ("\x00\x08\x0c\x0e\x7f", "^@^H^L^N^?", "^@^H^L^N^?", "C0 and DEL"),
    ("\x9b31m\x9c", "<9b>31m<9c>", "<9b>31m<9c>", "C1"),
    ("\u202eevil\u2066", "<U+202E>evil<U+2066>", "<U+202E>evil<U+2066>", "direction"),
    ("a\u200bb\u200d\ufeff\xad", "a<U+200B>b<U+200D><U+FEFF><ad>", "a<U+200B>b<U+200D><U+FEFF><ad>", "no width"),
    ("\u2028\u2029", "<U+2028><U+2029>", "<U+2028><U+2029>", "separators"),
    ("\ud800", "<U+D800>", "<U+D800>", "a lone surrogate"),
    ("\U000e0041\U000e007f", "<U+E0041><U+E007F>", "<U+E0041><U+E007F>", "tags"),
    ("\ufffe\U0010ffff\ufdd0", "<U+FFFE><U+10FFFF><U+FDD0>", "<U+FFFE><U+10FFFF><U+FDD0>", "noncharacters"),
    ("é-ü λ 中文 e\u0301", "é-ü λ 中文 e\u0301", "é-ü λ 中文 e\u0301", "letters, wide and combined ones, too"),
    ("é\x0e-\x1e", "é^N-^^", "é^N-^^", "a hyphen beside them stays"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown", "line", "why"), SHOWN)
def test_gate(text, shown, line, why):
    assert gate(text) == shown
    assert printable(text) == line
    assert safe(text) == (text == line)


ENCODINGS = [
    # text, encoding, behind the gate, why
    ("é λ", "utf-8", "é λ", "all can be said"),
    ("é λ", "iso-8859-1", "é \\u03bb", "some"),
    ("é λ", "ascii", "\\xe9 \\u03bb", "none"),
    ("é", "no such encoding", "\\xe9", "unknown: take no risk"),
    ("\x9b\ud800λ", "iso-8859-1", "<9b><U+D800>\\u03bb", "unsafe ones are visible in the one notation"),
]


@pytest.mark.parametrize(("text", "encoding", "shown", "why"), ENCODINGS)
def test_encoding(text, encoding, shown, why):
    assert gate(text, encoding=encoding) == shown


STRIPPED = [
    # text, as it may be typed again, why
    ("(list 1)", "(list 1)", "plain"),
    ("a\r\nb\rc\n\td", "a\nb\nc\n\td", "line ends"),
    ("\x1b[31mred\x9b\u202e", "[31mred", "what is unsafe is left out"),
]


@pytest.mark.parametrize(("text", "typed", "why"), STRIPPED)
def test_stripped(text, typed, why):
    assert stripped(text) == typed


# Format characters that are seen: number signs and end marks of scripts.
SEEN = {0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
        *range(0x13430, 0x13440)}  # fmt: skip


def test_every_character():
    """No control, format or separator character of Unicode comes through, nor a surrogate."""
    every = "".join(map(chr, range(0x110000)))
    bad = {c for c in every if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and ord(c) not in SEEN}
    assert not bad & set(printable(every))
    assert bad & set(gate(every)) == {"\t", "\n"}
    assert bad & set(stripped(every)) == {"\t", "\n"}


def test_random_texts():
    """It gives safe text, and what it gives passes again."""
    chance = random.Random(7)
    alphabet = "ab \n\r\t\x1b\x07\x9b\u202e\u200b\ud800\U000e0041\xe9\u4e2d-^<>"
    for _ in range(500):
        text = "".join(chance.choices(alphabet, k=chance.randrange(12)))
        for shown in (gate(text), printable(text), gate(text, encoding="ascii")):
            assert gate(shown) == shown
            assert all(c in "\t\n" or c.isprintable() for c in shown)
        assert safe(printable(text))


CLIPPED = [
    # text, columns, result, why
    ("abcdef", 6, "abcdef", "just fits"),
    ("abcdefg", 6, "abc...", "cut"),
    ("中文中", 6, "中文中", "wide ones that fit"),
    ("中文中文", 6, "中...", "wide ones have two columns"),
    ("中中中中", 7, "中中...", "even"),
    ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301", "combined ones have none"),
    ("abc", 2, "..", "no room"),
    ("abc", 0, "", "none at all"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "columns", "result", "why"), CLIPPED)
def test_clip(text, columns, result, why):
    assert clip(text, columns) == result
