"""The lines of a paste as the mail system laid them out: without the indent and the blank lines of what showed it."""

from __future__ import annotations

import re

from bot.bounce.dsn import has_report_sign

_RUN = re.compile(r"\n+")
_TWO_ON_A_LINE = re.compile(r"@[^\n@]{0,20000}@")
_SINGLE = re.compile(r"[^\n]\n[^\n]")
_INDENT = re.compile(r"[ \t]*(?:[|│•·]+[ \t]?)?[ \t]*")
_MARGIN = frozenset(" \t\n|│•·")
_ADDRESS = r"([^\s<>@,;:()\"]{1,64}@[A-Za-z0-9.-]{0,200}[A-Za-z0-9])"
# How an entry begins: "<bob@example.com>: …" behind a sentence; with a code behind the address; with a code before it.
_ENTRIES = (
    re.compile(rf"(?:(?<=[).!?;]\s)|^)<{_ADDRESS}>:\s"),
    re.compile(rf"(?:(?<=[\s,;])|^)<?{_ADDRESS}>?\s?[:,|\u2013\u2014-]?\s?(?=[45]\d\d[ -])"),
    re.compile(rf"(?:(?<=\s)|^)[45]\d\d[ -][45]\.\d{{1,3}}\.\d{{1,3}} <?{_ADDRESS}"),
)
_LONGEST_LINE = 20_000
_FEWEST_LINES = 3
# How a line of a log begins, and what a terminal has at least.
_TIMED = re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_NARROWEST = 79


def relaid(text: str) -> str:
    """`text` without an indent that all of its lines have, a blank line behind every line, several entries on one."""
    text = text.rstrip()
    if text[:1] in _MARGIN:
        text = _dedented(text.lstrip("\n"))
    if ("status=" in text and "to=<" in text) or " R=" in text:
        text = _unwrapped(text)
    if "\n\n" in text:
        text = _single_spaced(text)
    if _TWO_ON_A_LINE.search(text):
        text = "\n".join([_apart(line) if line.count("@") > 1 else line for line in text.split("\n")])
    return text


def _unwrapped(text: str) -> str:
    """`text`, a log, without the breaks that a terminal put into its lines, within words too."""
    lines: list[str] = []
    broken = False
    for line in text.split("\n"):
        begins = _TIMED.match(line) is not None
        if broken and line.strip() and not begins:
            lines[-1] += line
        else:
            lines.append(line)
        broken = (begins or broken) and len(line) >= _NARROWEST
    return "\n".join(lines)


def _apart(line: str) -> str:
    """`line` with each of its entries on a line of its own, where it has several: a chat or a form has joined them."""
    if len(line) > _LONGEST_LINE:
        return line
    for entry in _ENTRIES:
        if len({match[1].lower() for match in entry.finditer(line)}) > 1:
            return entry.sub(lambda match: "\n" + match[0], line).lstrip("\n")
    return line


def _dedented(text: str) -> str:
    """`text` without the blanks, or the rule at the left, with which every line begins, but for blank lines."""
    indent = _INDENT.match(text)
    prefix = indent[0] if indent else ""
    lines = text.split("\n")
    for line in lines:
        if not prefix:
            return text
        if line.strip() and not line.startswith(prefix):
            prefix = _common(prefix, line)
    width = len(prefix)
    return "\n".join([line[width:] if line.strip() else "" for line in lines])


def _common(one: str, other: str) -> str:
    at = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        at += 1
    return one[:at]


def _single_spaced(text: str) -> str:
    """`text` with half its line ends, where every run of them is even: HTML's paragraphs, or CR CR LF, doubled them.

    Paragraphs of one line each look the same; there only the fields of a report show that they were doubled.
    """
    if _SINGLE.search(text):
        return text
    runs = [len(run) for run in _RUN.findall(text)]
    if len(runs) < _FEWEST_LINES or any(run % 2 for run in runs):
        return text
    if max(runs) == 2 and not has_report_sign(text):
        return text
    return _RUN.sub(lambda run: run[0][: len(run[0]) // 2], text)
