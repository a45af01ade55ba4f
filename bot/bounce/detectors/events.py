"""Events of sending services as JSON: Amazon SES, SendGrid, Mailgun, Postmark, SparkPost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bounce.address import tidy
from bot.bounce.claim import Claim, merged
from bot.bounce.notice import Notice

_FIELD = re.compile(r'"(\w{2,40})"\s{0,4}:\s{0,4}(?:"((?:[^"\\\n]|\\.){0,2000})"|(\d{3}))')
_BOUNCE_KINDS = frozenset(
    {"bounce", "bounced", "failed", "dropped", "hardbounce", "softbounce", "hard_bounce", "soft_bounce"}
)
_KIND_NAMES = frozenset({"notificationtype", "eventtype", "event", "recordtype", "type"})
_ADDRESS_NAMES = frozenset({"emailaddress", "email", "recipient", "rcpt_to"})
_WORD_NAMES = frozenset(
    {"diagnosticcode", "reason", "response", "details", "message", "description", "raw_reason", "error"}
)


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each recipient of a bounce event."""
    if "{" not in notice.head or '":' not in notice.head.replace('" :', '":'):
        return []
    fields = [
        (m[1].lower(), (m[2] or m[3] or "").replace('\\"', '"').replace("\\n", " "))
        for m in _FIELD.finditer(notice.head)
    ]
    if not any(name in _KIND_NAMES and value.lower() in _BOUNCE_KINDS for name, value in fields):
        return []
    status = next((v for n, v in fields if n == "status" and re.fullmatch(r"[45]\.\d{1,3}\.\d{1,3}", v)), None)
    recipients = [a for name, value in fields if name in _ADDRESS_NAMES and (a := tidy(value))]
    words = [value for name, value in fields if name in _WORD_NAMES and value]
    together = " ".join(" ".join(words).split())
    return merged(Claim(recipient, together, action="failed", status=status, certain=0.97) for recipient in recipients)
