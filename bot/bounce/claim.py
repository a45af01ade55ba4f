"""What a detector says: this recipient was not reached, and these are the words about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.bounce.address import same


@dataclass(frozen=True, slots=True)
class Claim:
    """One recipient and the words about it, on one line.

    `recipient` is as written in the text. `words` are the server's own about this recipient; `around` is what stands
    beside them. `status` and `action` are RFC 3464's. `remote_mta` is the host that refused, where not only the words
    name it.
    `certain` is how sure the detector is that this is the failed recipient (0–1).
    """

    recipient: str | None
    words: str = ""
    alias: str | None = None
    around: str = ""
    action: str = ""
    status: str | None = None
    remote_mta: str | None = None
    certain: float = 0.9


def merged(claims: Iterable[Claim]) -> list[Claim]:
    """The claims with those on one recipient put together, in order of first mention."""
    each = [*claims]
    if len(each) < 2:
        return each
    result: dict[str, Claim] = {}
    for claim in each:
        key = (claim.recipient or "").lower()
        known = result.get(key)
        if known is None:
            result[key] = claim
        elif claim.words and claim.words not in known.words:
            words = f"{known.words} {claim.words}".strip()
            result[key] = replace(
                known,
                words=words,
                alias=known.alias or (claim.alias if not same(claim.alias, known.recipient) else None),
                remote_mta=known.remote_mta or claim.remote_mta,
                certain=max(known.certain, claim.certain),
            )
    return list(result.values())
