"""Is the address a near miss of one that exists? Tables and distances, without network; DNS is weighed in later."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bot.checks.address import clean
from bot.checks.domains import to_ascii
from bot.checks.typo_rules import Slip, find_slip
from bot.model import Check, Finding, FindingCode, Question, Status

_LONG_LOCAL_PART = 5  # characters from which one slip away is a near miss; shorter ones are all alike


def check_typo(question: Question) -> list[Finding]:
    """The likeliest slip in `question.address`, or `none`; pure, no network. Empty where there is no address.

    `details["suggestion"]` is the whole address as it was probably meant, `details["domain"]` its domain.
    """
    if question.address is None:
        return []
    address = clean(question.address).address
    local, at, domain = address.rpartition("@")
    if not at or not domain:
        return []
    typed = domain.lower()
    if known := _near_known_address(local, typed, question.known_addresses):
        details = {"suggestion": known, "domain": known.rpartition("@")[2]}
        return [Finding(Check.TYPO, Status.WARN, FindingCode.NEAR_KNOWN_ADDRESS, address, details)]
    known_domains = frozenset(own.lower() for own in question.known_domains)
    slip = find_slip(to_ascii(typed) or typed, known_domains)
    if slip is None:
        return [Finding(Check.TYPO, Status.PASS, FindingCode.NONE, address)]
    return [_finding(address, local, slip)]


def _finding(address: str, local: str, slip: Slip) -> Finding:
    # What stands in the exact table, or ends in nothing that exists, is wrong whatever DNS says of it.
    certain = slip.code is FindingCode.TYPO_TABLE
    return Finding(
        Check.TYPO,
        Status.FAIL if certain else Status.WARN,
        slip.code,
        address,
        {"suggestion": f"{local}@{slip.meant}", "domain": slip.meant, "taken": slip.taken},
    )


def _near_known_address(local: str, domain: str, known_addresses: frozenset[str]) -> str | None:
    """The one known address at the same domain that is a slip away from this one; None if there are several."""
    written = local.lower()
    near = set()
    for known in known_addresses:
        known_local, _, known_domain = known.lower().rpartition("@")
        if known_domain != domain:
            continue
        if known_local == written:
            return None
        if len(written) >= _LONG_LOCAL_PART and OSA.distance(written, known_local, score_cutoff=1) == 1:
            near.add(known)
    return near.pop() if len(near) == 1 else None
