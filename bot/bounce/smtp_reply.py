"""SMTP replies in free text: "550 5.1.1 …", "550-5.1.1 … 550 5.1.1 …", "#5.1.1", "SMTP Error Code 550" (RFC 5321 §4.2)."""

from __future__ import annotations

import re

from bot.model import Reply

# A three-digit code that stands alone; not a part of an IP, a port, a size, a time or a longer number.
_CODE = re.compile(r"(?<![\w./@+$€£#-])(?<!\d:)#?([245][0-5]\d)(?![\w/%@.]|\.\d|:\d)")
_STATUS = re.compile(r"(?<![\w.])([245]\.\d{1,3}\.\d{1,3})(?![\w]|\.\d)")
_STATUS_NEXT = re.compile(r"[\s\-:;,#(\[<'\"]{0,5}([245]\.\d{1,3}\.\d{1,3})(?![\w]|\.\d)")
# What stands right before the code of a server's reply.
_INTRODUCED = re.compile(
    r"(?:said|says|reply|replied|responded|response|returned|error|errors?:|reason|code|smtp;?|<<<|>>>|with|was|is|->|status|:|;|['\"(\[#])"
    r"[\s:;='\"(\[#-]{0,4}$",
    re.IGNORECASE,
)
_UNITS = re.compile(r"\s?(?:[KMG]i?B|bytes?|hours?|days?|minutes?|seconds?|mails?|messages|times|recipients|users|%|円|件|分|時間|日)\b", re.IGNORECASE)


def read_reply(text: str) -> Reply | None:
    """The refusing server's reply in `text` (a block of one line), or None where no code and no status stand in it.

    A code that an enhanced status follows beats one that a word such as "said:" introduces, which beats any other.
    """
    best: tuple[int, re.Match[str]] | None = None
    for match in _CODE.finditer(text):
        if match[1][0] == "2" or _UNITS.match(text, match.end()):
            continue
        rank = _rank(text, match)
        if best is None or rank > best[0]:
            best = (rank, match)
        if rank == _BEST:
            break
    if best is None:
        status = _STATUS.search(text)
        return Reply(None, status[1], text.strip()) if status and status[1][0] != "2" else None
    code = int(best[1][1])
    follows = _STATUS_NEXT.match(text, best[1].end())
    enhanced = follows[1] if follows else _status_of(code, text, best[1].start())
    return Reply(code, enhanced, text[best[1].start() :].lstrip("#").strip())


_BEST = 3


def _rank(text: str, match: re.Match[str]) -> int:
    if match[1][0] in "45" and _STATUS_NEXT.match(text, match.end()):
        return _BEST
    before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t-")
    if not before or _INTRODUCED.search(before):
        return 2
    return 0


def _status_of(code: int, text: str, start: int) -> str | None:
    """A status that does not follow the code directly: the next of the same class behind it, else one before it."""
    wanted = str(code)[0]
    for at in (start, 0):
        for match in _STATUS.finditer(text, at):
            if match[1][0] == wanted:
                return match[1]
    return None


def status_in(text: str) -> str | None:
    """The first enhanced status (RFC 3463) of a failure in `text`, or None."""
    match = _STATUS.search(text)
    return match[1] if match and match[1][0] != "2" else None
