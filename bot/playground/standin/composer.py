"""What Slack's composer makes of the text that a person types or pastes: escapes, links, and a rich_text block.

Slack escapes `&`, `<` and `>`, wraps mail addresses, URLs and bare host names in angle brackets, keeps code fences and
quote marks in `text`, and says it all again in `blocks` (docs.slack.dev, "Formatting message text").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.standin.payload import Payload

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)+[A-Za-z]{2,24}"
_LINKABLE = re.compile(
    r"(?P<mention><@[UW][A-Z0-9]+>)"
    r"|(?P<url>https?://[^\s<>|\"'）)、。]+)"
    rf"|(?P<mail>[A-Za-z0-9.!#$%&*+/=?^_`{{|}}~-]{{1,64}}@{_HOST})"
    rf"|(?P<host>(?<![\w@.-]){_HOST}(?![\w@-]))"
)
_LINKED_TLDS = frozenset(
    {
        "com",
        "net",
        "org",
        "io",
        "co",
        "jp",
        "de",
        "fr",
        "uk",
        "es",
        "it",
        "nl",
        "eu",
        "info",
        "biz",
        "dev",
        "edu",
        "gov",
    }
)
"""Slack links a bare host only if its last label is a well-known TLD; these are the ones that matter here."""
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Composed:
    """A text as the Events API delivers it: `text` escaped and linked, `blocks` one rich_text block (or none)."""

    text: str
    blocks: tuple[Payload, ...]


def escape(text: str) -> str:
    """The three characters that Slack escapes, and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def compose(text: str) -> Composed:
    """`text` as a person typed it → as Slack delivers it. A mention is `<@U…>`, as the client's picker makes it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text:
        return Composed("", ())
    pieces: list[str] = []
    elements: list[Payload] = []
    for kind, part in _parts(text):
        inline = list(_inline(part))
        linked = "".join(_as_text(element) for element in inline)
        if kind == "rich_text_quote":
            linked = "\n".join("&gt; " + line for line in linked.split("\n"))
        elif kind == "rich_text_preformatted":
            linked = f"{_FENCE}{linked}{_FENCE}"
        pieces.append(linked)
        elements.append({"type": kind, "elements": inline})
    return Composed("\n".join(pieces), ({"type": "rich_text", "block_id": "pasted", "elements": elements},))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Cut at code fences and quote marks: (type of the rich_text part, its text)."""
    chunks = text.split(_FENCE)
    for number, chunk in enumerate(chunks):
        fenced = number % 2 == 1 and number < len(chunks) - 1
        if fenced:
            yield "rich_text_preformatted", chunk.strip("\n")
            continue
        run: list[str] = []
        quoted = False
        for line in chunk.strip("\n").split("\n") if chunk.strip("\n") else ():
            is_quote = line.startswith("> ")
            if run and is_quote != quoted:
                yield ("rich_text_quote" if quoted else "rich_text_section"), "\n".join(run)
                run = []
            quoted = is_quote
            run.append(line[2:] if is_quote else line)
        if run:
            yield ("rich_text_quote" if quoted else "rich_text_section"), "\n".join(run)


def _inline(text: str) -> Iterator[Payload]:
    position = 0
    for match in _LINKABLE.finditer(text):
        element = _link(match)
        if element is None:
            continue
        if match.start() > position:
            yield {"type": "text", "text": text[position : match.start()]}
        yield element
        position = match.end()
    if position < len(text):
        yield {"type": "text", "text": text[position:]}


def _link(match: re.Match[str]) -> Payload | None:
    found = match.group()
    if match.lastgroup == "mention":
        return {"type": "user", "user_id": found[2:-1]}
    if match.lastgroup == "url":
        return {"type": "link", "url": found}
    if match.lastgroup == "mail":
        return {"type": "link", "url": f"mailto:{found}", "text": found}
    if found.rpartition(".")[2].lower() in _LINKED_TLDS:
        return {"type": "link", "url": f"http://{found}", "text": found}
    return None


def _as_text(element: Payload) -> str:
    if element["type"] == "text":
        return escape(element["text"])
    if element["type"] == "user":
        return f"<@{element['user_id']}>"
    url = escape(element["url"])
    return f"<{url}|{escape(element['text'])}>" if "text" in element else f"<{url}>"
