"""Rules about the address itself: what was mistyped, and when a near miss explains the bounce."""

from __future__ import annotations

from collections.abc import Iterator

from bot.diagnosis.evidence import Evidence, MailService, suggestion_of
from bot.diagnosis.votes import Vote
from bot.model import Cause, Check, FindingCode, Status

# Causes on the recipient's side: at a mistyped domain they are what a stranger's server happens to say. What the
# sender's own server refused (login, quota, size …) has another reason, however the address is spelt.
EXPLAINED_BY_A_WRONG_DOMAIN = frozenset(
    {
        Cause.ADDRESS_NOT_FOUND,
        Cause.DOMAIN_NOT_FOUND,
        Cause.RECIPIENT_SERVER_DOWN,
        Cause.MX_MISCONFIGURED,
        Cause.MAILBOX_UNAVAILABLE,
        Cause.MAILBOX_FULL,
        Cause.SPAM_FILTER,
        Cause.RECIPIENT_RESTRICTED,
        Cause.DELAYED,
        Cause.UNKNOWN,
    }
)
# What the checks find at a mistyped domain follows from the typo, too.
FOUND_AT_A_WRONG_DOMAIN = frozenset({Cause.DOMAIN_NOT_FOUND, Cause.MX_MISCONFIGURED})
EXPLAINED_BY_A_WRONG_MAILBOX = frozenset({Cause.ADDRESS_NOT_FOUND, Cause.MAILBOX_UNAVAILABLE, Cause.UNKNOWN})


def spelling(evidence: Evidence) -> Iterator[Vote]:
    """An address that is none (RFC 5321 §4.1.2), or that carries stray characters, cannot arrive as it stands."""
    refines = _explained(evidence)
    for finding in evidence.having(FindingCode.SYNTAX_ERROR):
        yield Vote(Cause.TYPO_IN_ADDRESS, 0.95, (finding,), suggestion_of([finding]), refines)
    for finding in evidence.having(FindingCode.REPAIRED_CHARACTERS):
        if finding.status is Status.FAIL:
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.9, (finding,), suggestion_of([finding]), refines)
        else:
            # Around the address, where most programs drop them by themselves.
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.5, (finding,), suggestion_of([finding]))


def wrong_domain(evidence: Evidence) -> Iterator[Vote]:
    """A domain that is known as a misspelling, or close to a well-known one.

    A hit in the exact table holds even where the domain takes mail: squatters run catch-all servers on such names, and
    a parking MX says the same. A mere nearness holds only where no mail can be delivered; a domain with working mail
    servers may be just what the person meant, so there we only ask.
    """
    refines = _explained(evidence)
    known = evidence.having(FindingCode.TYPO_TABLE)
    near = evidence.having(FindingCode.TYPO_DISTANCE, FindingCode.TYPO_TLD)
    parking = evidence.having(FindingCode.MX_PARKING)
    broken = evidence.of(Check.MX, Status.FAIL)
    for finding in known:
        yield Vote(Cause.TYPO_IN_ADDRESS, 0.9, (finding, *parking, *broken), suggestion_of([finding]), refines)
    for finding in near:
        if parking or evidence.mail_service is MailService.BROKEN:
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.88, (finding, *parking, *broken), suggestion_of([finding]), refines)
        elif evidence.mail_service is MailService.WORKS:
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.45, (finding,), suggestion_of([finding]))
        else:
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.65, (finding,), suggestion_of([finding]), refines)


def near_known_address(evidence: Evidence) -> Iterator[Vote]:
    """An address one slip away from one that the workspace writes to: telling only where the mailbox is not found."""
    for finding in evidence.having(FindingCode.NEAR_KNOWN_ADDRESS):
        if evidence.text_cause in EXPLAINED_BY_A_WRONG_MAILBOX or evidence.having(FindingCode.DOES_NOT_EXIST):
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.85, (finding,), suggestion_of([finding]), _explained(evidence))
        else:
            yield Vote(Cause.TYPO_IN_ADDRESS, 0.45, (finding,), suggestion_of([finding]))


def _explained(evidence: Evidence) -> frozenset[Cause]:
    return FOUND_AT_A_WRONG_DOMAIN | evidence.text_in(EXPLAINED_BY_A_WRONG_DOMAIN)
