"""What a mail server's reply to our question means for the mailbox: pure."""

from __future__ import annotations

from enum import StrEnum

from bot.model import FindingCode, Status

MAX_SHOWN = 300


class Stage(StrEnum):
    """Which of our commands the server answered."""

    GREETING = "greeting"
    HELO = "helo"
    MAIL = "mail"
    RCPT = "rcpt"


# RFC 3463 §3.2 and RFC 7505 §4.1: status codes that speak of the mailbox and nothing else.
_NO_MAILBOX = ("5.1.1", "5.1.10", "5.1.6", "5.2.1")
_NO_MAILBOX_WORDS = (
    "user unknown",
    "unknown user",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "mailbox not found",
    "mailbox unavailable",
    "does not exist",
    "recipient not found",
    "unknown recipient",
    "invalid recipient",
    "address rejected: access denied",  # Microsoft 365 (5.4.1): directory-based edge blocking knows no such mailbox
    "unrouteable address",
)


def read_reply(stage: Stage, code: int, text: str) -> tuple[Status, FindingCode]:
    """The finding for a reply (RFC 5321 §4.2).

    Only a refusal of the recipient that speaks of the mailbox says anything about it; 5.7.x and whatever comes before
    RCPT is about us. A temporary refusal settles nothing.
    """
    lowered = text.strip().lower()
    if 400 <= code < 500:
        return Status.UNKNOWN, FindingCode.GREYLISTED
    if stage is not Stage.RCPT:
        return Status.UNKNOWN, FindingCode.REFUSED_US
    if code in (250, 251):
        return Status.PASS, FindingCode.EXISTS
    status = lowered.split(maxsplit=1)[0] if lowered else ""
    speaks_of_mailbox = status in _NO_MAILBOX or any(words in lowered for words in _NO_MAILBOX_WORDS)
    if code in (550, 551, 553, 554) and speaks_of_mailbox and not status.startswith("5.7."):
        return Status.FAIL, FindingCode.DOES_NOT_EXIST
    return Status.UNKNOWN, FindingCode.REFUSED_US
