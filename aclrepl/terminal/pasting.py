"""What a paste inserts: text as it is, or the inputs of a page of prompts and outputs."""

import re

from aclrepl.terminal.gate import stripped
from aclrepl.terminal.scanner import scan
from aclrepl.terminal.tokens import CODE

_INDENTED_PROMPT = r"(?m)^([ \t]*)(?:\[(?:\d+c?i?|step)\] ?)?[A-Za-z][-.\w]*\(\d+\):(?:[ \t]|$|(?=\())"
_LONGEST = 1_000_000  # characters


def pasted(text):
    """Return what pasted TEXT should insert: of a transcript its inputs, without prompts and output."""
    text = text[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n").expandtabs()
    prompt = re.search(_INDENTED_PROMPT, text)
    if prompt:
        text = inputs_of(re.sub(f"(?m)^ {{1,{len(prompt[1])}}}", "", text) if prompt[1] else text)
    return stripped(text).rstrip("\n") if "\n" in text else stripped(text)


def inputs_of(page):
    """Return the inputs of a transcript one below the other; PAGE itself if it is none after all."""
    from aclrepl.transcript import PROMPT, BadPage, Step, parse

    try:
        parsed = parse(page, "paste", input_end)
    except BadPage:
        return page
    texts = []
    for step in parsed.items:
        if isinstance(step, Step) and step.text.strip():
            prompt = PROMPT.match(parsed.lines[step.line])
            texts.append(moved_left(step.text, len(prompt[0]) if prompt else 0).strip())
    return "\n".join(texts)


def moved_left(text, columns):
    """Return TEXT, further lines of it COLUMNS to the left: pages lay them out behind the prompt.

    Nothing changes where one of them has not so many blanks; lines that begin in a string stay.
    """
    scanned = scan(text)
    code = [n for n, line in enumerate(scanned.lines) if n and scanned.states[n] == CODE and line.strip()]
    if not all(scanned.lines[n].startswith(" " * columns) for n in code):
        return text
    return "\n".join(line[columns:] if n in code else line for n, line in enumerate(scanned.lines))


def input_end(text):
    """Return the place behind what is typed at the beginning of TEXT; None while no form is whole.

    That is the first form, and all that begin on the line where it ends; what comes behind it is output.
    """
    scanned = scan(text)
    end = _whole_form_end(scanned, 0)
    if end is None:
        wrong = scanned.stray and scanned.form_end(0) is None  # `)`: the line is an error, and typed
        return len(text.partition("\n")[0]) if wrong else None
    following = _whole_form_end(scanned, end)
    while following is not None and "\n" not in text[end : scanned.form_start(following)]:
        end, following = following, _whole_form_end(scanned, following)
    return end


def _whole_form_end(scanned, place):
    """Return the place behind the form at or behind PLACE, None where it is not whole."""
    end = scanned.form_end(place)
    return None if end == len(scanned.text) and scanned.state != CODE else end
