"""What a blocklist's answer means, given how its test points answered: pure; a doubtful answer is never "listed"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.checks.blocklist_zones import Access, BlocklistZone
from bot.checks.network import Health
from bot.model import FindingCode, Status

# From the heaviest to the lightest: what a zone that gives several codes at once counts as.
WEIGHT = (
    FindingCode.LISTED,
    FindingCode.NETWORK,
    FindingCode.POLICY,
    FindingCode.INFORMATIONAL,
    FindingCode.WHITE,
)
_STATUS = {
    FindingCode.LISTED: Status.FAIL,
    FindingCode.NETWORK: Status.WARN,
    FindingCode.POLICY: Status.WARN,
    FindingCode.INFORMATIONAL: Status.WARN,
    FindingCode.WHITE: Status.PASS,
    FindingCode.CLEAR: Status.PASS,
}


class Reach(StrEnum):
    """How a query to a zone ended."""

    ANSWERED = "answered"
    ABSENT = "absent"  # NXDOMAIN or no A record: not on the list (RFC 5782 §2.1)
    FAILED = "failed"  # SERVFAIL and its kin
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """A zone's answer to one name: its A records in the order they came."""

    reach: Reach
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer counts as; `meaning` is the operator's word for its code."""

    code: FindingCode
    meaning: str = ""

    @property
    def status(self) -> Status:
        """`fail` only for a real listing; "could not check" for everything that is no answer."""
        return _STATUS.get(self.code, Status.UNKNOWN)


def first_reading(zone: BlocklistZone, answer: Answer) -> Verdict:
    """What the answer alone says. Listings and "clear" still have to stand the control points (`confirm`)."""
    if answer.reach is Reach.ABSENT:
        return Verdict(FindingCode.CLEAR)
    if answer.reach is Reach.REFUSED:
        return Verdict(FindingCode.BLOCKED)
    if answer.reach in (Reach.SILENT, Reach.FAILED):
        # Lists that answer registered resolvers only meet the others with silence or SERVFAIL.
        if zone.access is Access.REGISTERED:
            return Verdict(FindingCode.BLOCKED)
        return Verdict(FindingCode.SILENT if answer.reach is Reach.SILENT else FindingCode.UNHEALTHY)
    readings = [_read_code(zone, address) for address in answer.addresses]
    for stop in (FindingCode.BROKEN, FindingCode.BLOCKED):  # one bad record spoils the answer
        for verdict in readings:
            if verdict.code is stop:
                return verdict
    heaviest = min((verdict.code for verdict in readings), key=WEIGHT.index)
    meanings = dict.fromkeys(verdict.meaning for verdict in readings if verdict.code is heaviest and verdict.meaning)
    return Verdict(heaviest, ", ".join(meanings))


def confirm(verdict: Verdict, health: Health) -> Verdict:
    """The verdict after the positive control of RFC 5782 §5.

    "Clear" means nothing from a zone that does not list its own test entry, and a listing means nothing from a zone
    that lists everything, or whose test entry is gone.
    """
    if health is Health.HEALTHY or verdict.code not in (*WEIGHT, FindingCode.CLEAR):
        return verdict
    if health is Health.SILENT and verdict.code is FindingCode.CLEAR:
        return Verdict(FindingCode.SILENT)
    return Verdict(FindingCode.UNHEALTHY)


def read_health(listed_point: Answer, unlisted_point: Answer) -> Health:
    """The health of a zone by its test points: one must be listed (with any code of 127/8), the other must not."""
    if unlisted_point.reach is Reach.ANSWERED:
        return Health.LISTS_EVERYTHING
    if listed_point.reach is Reach.ANSWERED and _is_code(listed_point.addresses):
        return Health.HEALTHY if unlisted_point.reach is Reach.ABSENT else Health.SILENT
    return Health.NO_TEST_ENTRY if listed_point.reach in (Reach.ABSENT, Reach.ANSWERED) else Health.SILENT


def _is_code(addresses: Sequence[str]) -> bool:
    return all(address.startswith("127.") and not address.startswith("127.255.255.") for address in addresses)


def _read_code(zone: BlocklistZone, address: str) -> Verdict:
    octets = tuple(int(part) for part in address.split(".")) if address.count(".") == 3 else ()
    if len(octets) != 4 or octets[0] != 127:
        return Verdict(FindingCode.BROKEN)  # a list answers in 127/8; this one is somebody else's answer
    if octets[:3] == (127, 255, 255):
        return Verdict(FindingCode.BLOCKED, _ERROR_CODES.get(octets[3], ""))
    hits = [code for code in zone.codes if code.matches(octets)]
    if hits and not hits[0].bit:
        return Verdict(hits[0].verdict, hits[0].meaning)
    if hits:
        heaviest = min((code.verdict for code in hits), key=WEIGHT.index)
        return Verdict(heaviest, ", ".join(code.meaning for code in hits if code.verdict is heaviest))
    if octets == (127, 0, 0, 1):
        return Verdict(FindingCode.BROKEN)  # RFC 5782 §2.3 keeps it free; hijackers and sinkholes love it
    return Verdict(FindingCode.INFORMATIONAL if zone.strict else zone.counts_as)


# Spamhaus's error codes, which others have taken over.
_ERROR_CODES = {252: "typing error in the zone's name", 254: "public resolver", 255: "too many queries"}
