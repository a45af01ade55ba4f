"""Lines of mail logs: Postfix "to=<…>, … status=bounced (…)", Sendmail "stat=…", Exim "** bob@example.com …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bounce.address import tidy
from bot.bounce.claim import Claim, merged
from bot.bounce.hosts import refusing_host
from bot.bounce.notice import Notice

_POSTFIX = re.compile(
    r"\bto=<?([^\s<>,]{1,250}@[^\s<>,]{1,250})>?,(?:\s*orig_to=<([^\s<>]{1,250})>,)?([^\n]{0,400}?)\bstat(?:us)?=([^\n]{0,2000})"
)
_RELAY = re.compile(r"\brelay=([^\s,\[]{1,250})")
_STATUS = re.compile(r"\bdsn=([245]\.\d{1,3}\.\d{1,3})")
_EXIM = re.compile(r"(?:^|\s)(\*\*|==)\s+([^\s<>:]{1,250}@[^\s<>:]{1,250})(?:\s+<([^\s<>]{1,250})>)?([^\n]{0,2000})")
_EXIM_HOST = re.compile(r"\bH=([^\s\[]{1,250})")
_FINE = ("sent", "delivered", "ok")


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each recipient whose log line says that it was not reached."""
    if "stat" not in notice.head and "** " not in notice.head and "== " not in notice.head:
        return []
    claims: list[Claim] = []
    for line in notice.lines:
        if "stat" in line and "to=" in line:
            claims += _postfix(line)
        elif ("** " in line or "== " in line) and "@" in line:
            claims += _exim(line)
    return merged(claims)


def _postfix(line: str) -> list[Claim]:
    match = _POSTFIX.search(line)
    if not match or match[4].lower().startswith(_FINE):
        return []
    recipient = tidy(match[1])
    original = tidy(match[2]) if match[2] else None
    relay = _RELAY.search(match[3])
    status = _STATUS.search(match[3])
    kind, _, words = match[4].partition("(")
    words = (words.removesuffix(")") or kind).strip()
    delayed = kind.strip().lower().startswith("deferred")
    return [
        Claim(
            recipient=original or recipient,
            words=words,
            alias=recipient if original else None,
            action="delayed" if delayed else "failed",
            status=status[1] if status else None,
            remote_mta=refusing_host(words) or (relay[1].lower() if relay and relay[1] != "none" else None),
            certain=0.97,
        )
    ]


def _exim(line: str) -> list[Claim]:
    match = _EXIM.search(line)
    if not match or not (" R=" in line or " T=" in line or ": " in match[4]):
        return []
    recipient, original = tidy(match[2]), tidy(match[3] or "")
    host = _EXIM_HOST.search(match[4])
    _, _, words = match[4].partition(": ")
    return [
        Claim(
            recipient=original or recipient,
            words=words or match[4].strip(),
            alias=recipient if original and original != recipient else None,
            action="delayed" if match[1] == "==" else "failed",
            remote_mta=host[1].lower() if host else refusing_host(words),
            certain=0.95,
        )
    ]
