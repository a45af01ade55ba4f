"""The lines of a paste as the mail system laid them out: without the indent and the blank lines of what showed it."""

from __future__ import annotations

import re

from bot.bounce.dsn import has_report_sign

_RUN = re.compile(r"\n+")
_INDENT = re.compile(r"[ \t]*(?:[|│•·]+[ \t]?)?[ \t]*")
_MARGIN = frozenset(" \t\n|│•·")
_FEWEST_LINES = 3


def relaid(text: str) -> str:
    """`text` without an indent that all of its lines have and without a blank line behind every line."""
    text = text.rstrip()
    if text[:1] in _MARGIN:
        text = _dedented(text.lstrip("\n"))
    if "\n\n" in text:
        text = _single_spaced(text)
    return text


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
    runs = [len(run) for run in _RUN.findall(text)]
    if len(runs) < _FEWEST_LINES or any(run % 2 for run in runs):
        return text
    if max(runs) == 2 and not has_report_sign(text):
        return text
    return _RUN.sub(lambda run: run[0][: len(run[0]) // 2], text)
