"""The inbox's gate: is a text worth storing and reading? Chatter is turned away after a glance."""

from __future__ import annotations

import re

from bot.bounce.reader import MAX_TEXT, read_text
from bot.bounce.verdict import OFFER

# Without one of these no text is answered and none gets an offer: a code, a status, an address, a word of failing.
_GLANCE = re.compile(
    r"(?<![\w.])[45][0-5]\d(?![\w])|[45]\.\d{1,3}\.\d|@|bounc|deliver|returned|reject|undeliv|daemon|postmaster|mailto:|"
    r"配信|配送|送信|届|戻|返|宛|拒否|エラー|zustell|unzustell|remise|distribu|entreg|recapit|consegn|bezorg|доставл|退信|投递|送达|배달|전송|반송",
    re.IGNORECASE,
)


def is_worth_reading(text: str) -> bool:
    """Whether reading `text` (plain or Slack-escaped) would lead to an answer or an offer. Pure and cheap.

    Plain chatter costs one scan for the marks of a bounce; what has one is read.
    """
    if len(text) < 12 or not _GLANCE.search(text, 0, MAX_TEXT):
        return False
    return read_text(text).confidence >= OFFER
