"""HTML → the text that a reader sees. Every step is a single pass: bounces are pasted by strangers."""

from __future__ import annotations

import html
import re

# [^<>] on purpose: a "<" that is never closed ends the attempt at the next "<", not at the end of the text.
# An address in angle brackets is none.
_TAG = re.compile(r"<(?=[a-zA-Z/!?])(?![^\s<>\"'=]{1,128}@[^\s<>]{1,255}>)[^<>]{0,4000}>")
_BREAK = re.compile(
    r"<(?:br|/p|p|/?div|/tr|tr|/li|li|/?h[1-6]|/?table|hr|/?pre|/title|/?blockquote)\b[^<>]{0,4000}>", re.I
)
_SIGN = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|br|table|td|span|font|pre|h[1-6]|a href)\b[^<>]{0,4000}>", re.I
)
_BLANKS = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
# Unicode ends at 1114111, which is 10FFFF. To int() a number of 4,300 digits is an error.
_NO_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{7,});?")
_SIGNS_NEEDED = 3
_OF_A_SOURCE = ("\nReceived: ", "\nContent-Type: ", "\nContent-type: ", "\nMIME-Version: ", "\nReturn-Path: <")


def looks_like_html(text: str) -> bool:
    """Whether tags structure `text`; a bounce's own "<a@b>" are none, nor are those of the message that came back."""
    end = min([20_000, *(at for header in _OF_A_SOURCE if (at := text.find(header)) >= 0)])
    count = 0
    for _ in _SIGN.finditer(text, 0, end):
        count += 1
        if count >= _SIGNS_NEEDED:
            return True
    return count > 0 and text.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))


def text_of_html(source: str) -> str:
    """The readable text of `source`, with line breaks where the layout has them."""
    for element in ("script", "style", "head"):
        source = _without(source, element)
    if "<pre" not in source:
        source = source.replace("\n", " ")
    source = _BREAK.sub("\n", source)
    text = html.unescape(_NO_CHARACTER.sub("\ufffd", _TAG.sub("", source)))
    text = _BLANKS.sub(" ", text).replace("\n ", "\n").replace(" \n", "\n")
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _without(source: str, element: str) -> str:
    lowered = source.lower()
    if f"<{element}" not in lowered or len(lowered) != len(source):
        return source
    kept, at = [], 0
    while (begin := lowered.find(f"<{element}", at)) >= 0:
        kept.append(source[at:begin])
        end = lowered.find(f"</{element}", begin)
        if end < 0:
            return "".join(kept)
        at = end
    kept.append(source[at:])
    return "".join(kept)
