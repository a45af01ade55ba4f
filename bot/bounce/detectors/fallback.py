"""A bounce that names nobody in full: its header's X-Failed-Recipients, or the only recipient of the original, or a
name without a domain, which is one of the mail system that wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bounce.address import same
from bot.bounce.claim import Claim
from bot.bounce.notice import Notice

_LISTED_BELOW = re.compile(
    r"\b(?:recipient|address|user)(?:e?s|\(e?s\))?\b[^:]{0,200}:[ \t]*\n(?:[ \t]*\n)?", re.IGNORECASE
)
_NAME = re.compile(r"[ \t]+[<\"']?([A-Za-z][A-Za-z0-9._-]{2,63})[>\"']?[ \t]*$", re.MULTILINE)


def detect(notice: Notice) -> Sequence[Claim]:
    """The recipients that the header or the original message names."""
    words = notice.flat[:4000]
    if len(notice.failed) == 1 and len(notice.original.to) == 1 and not same(notice.failed[0], notice.original.to[0]):
        # The person wrote to the address in the original's To; the header names where it was forwarded to.
        return [Claim(notice.original.to[0], words, alias=notice.failed[0], certain=0.85)]
    if notice.failed:
        return [Claim(address, words, certain=0.9) for address in notice.failed]
    if len(notice.original.to) == 1:
        return [Claim(notice.original.to[0], words, certain=0.6)]
    return _names_of_the_daemon(notice, words)


def _names_of_the_daemon(notice: Notice, words: str) -> Sequence[Claim]:
    """The names listed below "the following recipients could not be reached:", at the mail system's own domain."""
    if notice.daemon is None:
        return []
    claims = []
    domain = notice.daemon.rpartition("@")[2].lower()
    if listed := _LISTED_BELOW.search(notice.head):
        at = listed.end()
        while name := _NAME.match(notice.head, at):
            claims.append(Claim(f"{name[1]}@{domain}", words, certain=0.6))
            at = name.end() + 1
    return claims
