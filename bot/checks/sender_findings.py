"""The form of the findings about a sender."""

from __future__ import annotations

from bot.checks.lookup import Lookup, Outcome
from bot.model import Check, Finding, FindingCode, Status

MAX_SHOWN = 300  # characters of a published record that are shown

Details = dict[str, str | int | float | bool]


def not_told(lookup: Lookup, subject: str) -> Finding:
    """DNS did not tell: could not check."""
    codes = {
        Outcome.BOGUS: FindingCode.DNSSEC_BOGUS,
        Outcome.REFUSED: FindingCode.NAMESERVER_REFUSED,
        Outcome.SILENT: FindingCode.NAMESERVER_SILENT,
    }
    return sender_finding(
        Status.UNKNOWN, codes.get(lookup.outcome, FindingCode.SERVFAIL), subject, {"asked": lookup.name}
    )


def sender_finding(status: Status, code: FindingCode, subject: str, details: Details) -> Finding:
    """A finding of the sender check."""
    return Finding(Check.SENDER, status, code, subject, details)
