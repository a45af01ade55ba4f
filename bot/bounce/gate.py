"""The inbox's gate: is a text worth storing and reading? Chatter is turned away after a glance."""

from __future__ import annotations

import re

from bot.bounce.reader import MAX_TEXT, read_text
from bot.bounce.verdict import OFFER

# Without one of these no text is answered and none gets an offer: an address, a word of failing, a reply code.
# Plain searches one after the other: two microseconds for a line of chatter, a tenth of what one pattern takes.
_MARKS = (
    *(
        "@",
        "bounce",
        "deliver",
        "returned",
        "rejected",
        "undeliv",
        "daemon",
        "postmaster",
        "mailbox",
        "groups.google",
        "smtp",
        "fatal errors",
    ),
    *("sending", "send mail", "status=", "message not sent"),
    *(
        "配信",
        "配送",
        "送信",
        "届",
        "戻",
        "返",
        "宛",
        "拒否",
        "zustell",
        "zugestellt",
        "remis",
        "remise",
        "distribu",
        "entreg",
        "recapit",
        "consegn",
    ),
    *("bezorg", "доставл", "退信", "投递", "送达", "发送", "배달", "전송", "반송"),
)
_CODE = re.compile(r"[45][0-5]\d(?!\w)|[45]\.\d{1,3}\.\d")
_SHORTEST = 12


def is_worth_reading(text: str) -> bool:
    """Whether reading `text` (plain or Slack-escaped) would lead to an answer or an offer. Pure and cheap.

    Plain chatter costs a look for the marks of a bounce; what has one is read.
    """
    if len(text) < _SHORTEST:
        return False
    start = text[:MAX_TEXT].lower()
    if not any(mark in start for mark in _MARKS) and not _CODE.search(start):
        return False
    return read_text(text).confidence >= OFFER
