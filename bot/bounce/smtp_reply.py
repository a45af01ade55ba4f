"""SMTP replies in free text: "550 5.1.1 …", "550-5.1.1 … 550 5.1.1 …", "#5.1.1", "Error Code 550" (RFC 5321 §4.2)."""

from __future__ import annotations

import re
from itertools import islice

from bot.bounce.pasted import has_any
from bot.bounce.phrases import NO_WORD_ENDS_FROM
from bot.model import Reply

# Both begin with a digit and look ahead only: a pattern that begins with a look-behind is tried at every character.
# What stands before a match is looked at by hand.
_CODE = re.compile(r"[245][0-5]\d(?![\w/%@.]|\.\d|:\d)")
# A reply has a few numbers that look like codes; each costs ten microseconds, and a report may have a hundred replies.
_MAX_CODES = 100
_NOT_BEFORE_CODE = frozenset("./@+$€£-_")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\w|\.\d)")
_CLASSES = ("5.", "4.", "2.")
_STATUS_NEXT = re.compile(r"[\s\-:;,#(\[<'\"]{0,5}([245]\.\d{1,3}\.\d{1,3})(?![\w]|\.\d)")
# What stands right before the code of a server's reply.
_INTRODUCED = re.compile(
    r"(?:said|says|reply|replied|responded|response|returned|error|errors?:|reason|code|smtp;?|<<<|>>>|with|was|is|->|status|:|;|['\"(\[#])"
    r"[\s:;='\"(\[#-]{0,4}$",
    re.IGNORECASE,
)
# What the last try got, inside the words of the server that gave up: Amazon's "Message expired: …<421 4.4.2 …>".
_LAST_TRY = re.compile(r"expired[^<]{0,120}<([45]\d\d [45]\.\d{1,3}\.\d{1,3} [^<>]{1,500})>")
_BEGINS_SENTENCE = re.compile(r" [A-Z][a-z]{2,20} [a-z]")
UNITS = re.compile(
    r"\s?(?:(?i:[KMG]i?B|bytes?|hours?|days?|minutes?|seconds?|times|recipients|users)|e?-?mails|messages|%|円|件|分|時間|日)\b"
)


def read_reply(text: str) -> Reply | None:
    """The refusing server's reply in `text` (a block of one line), or None where no code and no status stand in it.

    A code that an enhanced status follows beats one that a word such as "said:" introduces, which beats any other.
    """
    if "expired" in text and (last := _LAST_TRY.search(text)):
        text = last[1]
    best: re.Match[str] | None = None
    best_rank = -1
    for match in islice(_CODE.finditer(text), _MAX_CODES):
        start = match.start()
        if (
            text[start] == "2"
            or text[max(0, start - 12) : start].lower().endswith(_OF_HTTP)
            or not _stands_alone(text, start)
            or UNITS.match(text, match.end())
        ):
            continue
        rank = _rank(text, match)
        if rank > best_rank:
            best, best_rank = match, rank
            if rank == _BEST:
                break
    if best is None:
        status = _first_status(text)
        return Reply(None, status, text.strip()) if status and status[0] != "2" else None
    follows = _STATUS_NEXT.match(text, best.end())
    enhanced = follows[1] if follows else _status_of(best[0][0], text, best.start())
    return Reply(int(best[0]), enhanced, text[best.start() :].strip())


_BEST = 3
_OF_HTTP = ('http_code":', "http_code: ", 'statuscode":', 'status_code":', "http ")


def _stands_alone(text: str, start: int) -> bool:
    """Whether a code at `start` is not the tail of an IP, a port, a size, a time or a longer number."""
    before = text[start - 1] if start else " "
    if before == "#":
        return start < 2 or not text[start - 2].isalnum()
    if before.isalpha() and _STATUS_NEXT.match(text, start + 3):
        # "Reason550 5.7.1 …": a table's columns, copied.
        return True
    if (before.isalnum() and before < NO_WORD_ENDS_FROM) or before in _NOT_BEFORE_CODE:
        return False
    return not (before == ":" and start > 1 and text[start - 2].isdigit())


def _rank(text: str, match: re.Match[str]) -> int:
    if _STATUS_NEXT.match(text, match.end()):
        return _BEST
    before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t-#")
    if not before or _INTRODUCED.search(before):
        return 2
    return 1 if _BEGINS_SENTENCE.match(text, match.end()) else 0


def _first_status(text: str, start: int = 0, wanted: str = "245") -> str | None:
    if not has_any(text, _CLASSES):
        return None
    for match in _STATUS.finditer(text, start):
        at = match.start()
        if text[at] in wanted and not (at and (text[at - 1].isalnum() or text[at - 1] in "._")):
            return match[0]
    return None


def _status_of(wanted: str, text: str, start: int) -> str | None:
    """A status that does not follow the code directly: the next of the same class behind it, else one before it."""
    return _first_status(text, start, wanted) or _first_status(text, 0, wanted)


def status_in(text: str) -> str | None:
    """The first enhanced status (RFC 3463) of a failure in `text`, or None."""
    status = _first_status(text)
    return status if status and status[0] != "2" else None
