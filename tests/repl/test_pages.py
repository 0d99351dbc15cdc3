"""The manual's pages replay, and pages that say something else do not."""

import re
from pathlib import Path

import pytest

from aclrepl.pages import read_page
from aclrepl.replay import shows_error
from aclrepl.transcript import Step

PAGES = sorted((Path(__file__).parent.parent / "manual").glob("*.txt"))


def test_there_is_a_manual():
    assert len(PAGES) >= 25


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_replays(page, replayer):
    result = replayer.replay(page)
    assert (result.status, result.out) == (0, "")
    assert "replaying on the lab" in result.err


# Mutations. Each is a function of a Page; it yields changed pages, as lists of lines.


def steps(page):
    return [item for item in page.items if isinstance(item, Step)]


def replaced(lines, n, *new):
    return [*lines[:n], *new, *lines[n + 1 :]]


def output_lines(page):
    """Yield the indices of lines of output that mean just what they say."""
    for step in steps(page):
        for block in step.blocks:
            for n in range(block.start, block.end):
                line = page.lines[n]
                if line.strip() and "..." not in line and " ;;" not in line:
                    yield n


def wrong_value(page):
    for n in output_lines(page):
        line = page.lines[n]
        changed = re.sub("[A-Ya-y]", lambda letter: chr(ord(letter[0]) + 1), line, count=1)
        if changed != line and "@ #x" not in line:
            yield replaced(page.lines, n, changed)
        elif re.fullmatch(r"-?\d{1,3}", line):
            yield replaced(page.lines, n, str(int(line) + 1))


def wrong_port(page):
    for n in output_lines(page):
        changed = re.sub(r"/(9\d\d\d)\b", lambda m: f"/{int(m[1]) + 1}", page.lines[n], count=1)
        if changed != page.lines[n]:
            yield replaced(page.lines, n, changed)


def wrong_chosen_port(page):
    """The same port by two numbers."""
    seen = set()
    for n in output_lines(page):
        for port in re.findall(r"/(4[05]\d\d\d)\b", page.lines[n]):
            if port in seen:
                yield replaced(page.lines, n, page.lines[n].replace(port, str(int(port) + 1000)))
            seen.add(port)


def no_such_error(page):
    """The page shows an error, the form makes none."""
    for step in steps(page):
        if shows_error([line for block in step.blocks for line in block.shown]) and step.text[0] == "(":
            prompt = page.lines[step.line].partition(": ")[0]
            yield [*page.lines[: step.line], f"{prompt}: (values)", *page.lines[step.end :]]


def missing_error(page):
    """The form makes an error that the page doesn't show."""
    for step, following in zip(steps(page), steps(page)[1:], strict=False):
        if shows_error([line for block in step.blocks for line in block.shown]) and step.level == 0:
            lines = list(page.lines)
            lines[following.line] = lines[following.line].removeprefix("[1] ").removeprefix("[1c] ")
            yield [*lines[: step.end], *lines[following.line :]]


def missing_hang(page):
    for n, line in enumerate(page.lines):
        if line == ".. this hangs ...":
            yield replaced(page.lines, n)


def false_hang(page):
    for step in steps(page):
        if step.blocks[0].hang_line is None and step.text and not step.text.startswith(":"):
            yield [*page.lines[: step.end], ".. this hangs ...", *page.lines[step.end :]]


def wrong_level(page):
    for step in steps(page):
        line = page.lines[step.line]
        changed = line.replace(f"[{step.level}", f"[{step.level + 1}", 1) if step.level else f"[1] {line}"
        yield replaced(page.lines, step.line, changed)


def swapped_host(page):
    names = {"on vapor:": "on frisky:", "on frisky:": "on vapor:"}
    if len(page.hosts) == 2:
        headings = [n for n, line in enumerate(page.lines) if line in names]
        yield replaced(page.lines, headings[1], names[page.lines[headings[1]]])


def one_value_more(page):
    for step in steps(page):
        for block in step.blocks:
            if block.shown and "..." not in block.shown:
                last = block.start + max(i for i, line in enumerate(block.lines) if line)
                yield [*page.lines[: last + 1], "NIL", *page.lines[last + 1 :]]


def one_value_less(page):
    for step in steps(page):
        shown = [line for block in step.blocks for line in block.shown]
        if len(shown) > 1 and len(step.blocks) == 1 and "..." not in shown:
            block = step.blocks[0]
            last = block.start + max(i for i, line in enumerate(block.lines) if line)
            yield replaced(page.lines, last)


def addresses(page):
    for n in output_lines(page):
        for address in re.findall(r"@ #x([0-9a-f]+)", page.lines[n]):
            yield n, address


def two_addresses_for_one(page):
    seen = set()
    for n, address in addresses(page):
        if address in seen:
            yield replaced(page.lines, n, page.lines[n].replace(address, "1234abcd"))
        seen.add(address)


def one_address_for_two(page):
    first = None
    for n, address in addresses(page):
        first = first or address
        if address != first:
            yield replaced(page.lines, n, page.lines[n].replace(address, first))


MUTATIONS = [
    wrong_value,
    wrong_port,
    wrong_chosen_port,
    no_such_error,
    missing_error,
    missing_hang,
    false_hang,
    wrong_level,
    swapped_host,
    one_value_more,
    one_value_less,
    two_addresses_for_one,
    one_address_for_two,
]
EACH = 4  # pages that a kind of mutation is tried on


def mutated():
    """Return rows of a kind, a page, and a changed text; of each kind as different ones as there are."""
    rows = []
    pages = [read_page(path) for path in PAGES]
    for k, mutation in enumerate(MUTATIONS):
        found = []
        for page in pages[k % len(pages) :] + pages[: k % len(pages)]:
            changed = list(mutation(page))
            if changed:
                found.append((page, changed[k % len(changed)]))
        for page, lines in found[:EACH]:
            name = f"{mutation.__name__}-{Path(page.name).stem}"
            rows.append(pytest.param("\n".join(lines) + "\n", id=name))
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("text", mutated())
def test_a_page_that_says_something_else_fails(text, replay):
    result = replay(text, timeout=1.0)
    assert result.status == 1
    assert result.out


def test_every_mutation_finds_pages():
    kinds = {row.id.split("-")[0] for row in mutated()}
    assert kinds == {mutation.__name__ for mutation in MUTATIONS}
