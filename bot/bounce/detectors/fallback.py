"""A bounce that names nobody in full: its header's X-Failed-Recipients, or the only recipient of the original."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bounce.address import same
from bot.bounce.claim import Claim
from bot.bounce.notice import Notice


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
    return []
