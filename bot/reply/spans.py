"""A line of a message before it takes Slack's shape: pieces of text that know whether they are ours.

From the same lines come the blocks (`rich_text`, where text is only ever text) and the escaped fallback.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.reply import outside

NAME_OPEN, NAME_CLOSE = "\ue552", "\ue553"
_MARKED = re.compile(f"({outside.OPEN}[^{outside.CLOSE}]*{outside.CLOSE}|{NAME_OPEN}[^{NAME_CLOSE}]*{NAME_CLOSE})")
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,30}")
_GROUP_ID = re.compile(r"S[A-Z0-9]{2,30}")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `foreign`: it came from outside. `url`: a page of our own tables, or Slack's.

    `named`: the Slack id of somebody (or of a channel, or a group) whom the line mentions.
    """

    text: str
    foreign: bool = False
    url: str | None = None
    named: bool = False
    bold: bool = False


Line = tuple[Span, ...]


def line(sentence: str, *, bold: bool = False) -> Line:
    """The pieces of a sentence of `Words`, its marked variables told apart."""
    spans = []
    for piece in _MARKED.split(sentence):
        if piece.startswith(outside.OPEN):
            spans.append(Span(piece[1:-1], foreign=True, bold=bold))
        elif piece.startswith(NAME_OPEN):
            spans.append(Span(piece[1:-1], named=True))
        elif piece:
            spans.append(Span(piece, bold=bold))
    return tuple(span for span in spans if span.text)


def mention(user_id: str | None) -> str | None:
    """A Slack user, marked for a sentence of `Words`; None if it is no user id (then nobody is mentioned)."""
    return _named(user_id, _USER_ID)


def mention_channel(channel_id: str | None) -> str | None:
    """The same for a channel."""
    return _named(channel_id, _CHANNEL_ID)


def mention_group(group_id: str | None) -> str | None:
    """The same for a user group: all its members are notified, so its id comes from a workspace's settings only."""
    return _named(group_id, _GROUP_ID)


def _named(slack_id: str | None, shape: re.Pattern[str]) -> str | None:
    return f"{NAME_OPEN}{slack_id}{NAME_CLOSE}" if slack_id and shape.fullmatch(slack_id) else None


def plain(spans: Line) -> str:
    """The line as plain text, for `plain_text` objects and the terminal."""
    return "".join(
        span.text if not span.named else f"{'#' if _CHANNEL_ID.fullmatch(span.text) else '@'}{span.text}"
        for span in spans
    )


def escaped(spans: Line) -> str:
    """The line for the top-level `text`: `&`, `<` and `>` escaped, links from outside defanged, mentions alive."""
    return "".join(
        _tag(span.text) if span.named else escape(outside.defanged(span.text) if span.foreign else span.text)
        for span in spans
    )


def _tag(slack_id: str) -> str:
    """How `text` names somebody (docs.slack.dev/messaging/formatting-message-text, "Special parsing")."""
    if _USER_ID.fullmatch(slack_id):
        return f"<@{slack_id}>"
    return f"<#{slack_id}>" if _CHANNEL_ID.fullmatch(slack_id) else f"<!subteam^{slack_id}>"


def escape(text: str) -> str:
    """Slack's three control characters escaped (docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def joined(parts: Iterable[Line], separator: str) -> Line:
    """Several lines as one."""
    spans: list[Span] = []
    for part in parts:
        if not part:
            continue
        if spans and separator:
            spans.append(Span(separator))
        spans.extend(part)
    return tuple(spans)


def emboldened(spans: Line) -> Line:
    """The line in bold."""
    return tuple(span if span.named else replace(span, bold=True) for span in spans)


# --- Block Kit: docs.slack.dev/reference/block-kit/blocks/rich-text-block --------------------------------------------


def paragraph(lines: Sequence[Line]) -> dict[str, Any]:
    """Lines one below the other. One section, because Slack sets no line break between two."""
    elements: list[dict[str, Any]] = []
    for spans in lines:
        if elements:
            elements.append({"type": "text", "text": "\n"})
        elements.extend(_element(span) for span in spans)
    return {"type": "rich_text_section", "elements": elements}


def listing(lines: Sequence[Line], *, ordered: bool) -> dict[str, Any]:
    """A numbered or dotted list."""
    return {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "elements": [paragraph([spans]) for spans in lines],
    }


def preformatted(text: str) -> dict[str, Any]:
    """Text from outside as it came, in a box."""
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}


def rich_text(*elements: dict[str, Any]) -> dict[str, Any]:
    """The block around them."""
    return {"type": "rich_text", "elements": list(elements)}


def _element(span: Span) -> dict[str, Any]:
    if span.named:
        kind = (
            "user" if _USER_ID.fullmatch(span.text) else "channel" if _CHANNEL_ID.fullmatch(span.text) else "usergroup"
        )
        return {"type": kind, f"{kind}_id": span.text}
    element: dict[str, Any] = {"type": "text", "text": span.text}
    if span.url:
        element = {"type": "link", "url": span.url, "text": span.text}
    style = {name: True for name, wanted in (("bold", span.bold), ("code", span.foreign and not span.url)) if wanted}
    return element | {"style": style} if style else element
