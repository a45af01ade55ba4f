"""The diagnosis: every rule is asked in one fixed order, their votes are added up, the likeliest cause leads.

Evidence beats guess. The bounce says what the receiving server said, and the checks confirm it, refine it or contradict
it; what they find beside it is only a second suspect, weighed by how sure the text is. "Could not check" votes for
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.diagnosis import address_rules, domain_rules, sender_rules
from bot.diagnosis.evidence import Evidence, MailService, lay_out
from bot.diagnosis.permanence import is_permanent
from bot.diagnosis.votes import Objection, Vote, add_up
from bot.model import CAUSE_FACTS, Cause, Check, Diagnosis, Failure, Finding, Party, RankedCause, Status

RULES: tuple[Callable[[Evidence], Iterator[Vote]], ...] = (
    address_rules.spelling,
    address_rules.wrong_domain,
    address_rules.near_known_address,
    domain_rules.no_domain,
    domain_rules.dead_mail_servers,
    domain_rules.doubtful_mail_servers,
    domain_rules.mailbox,
    sender_rules.listings,
    sender_rules.policy_listing,
    sender_rules.sender_authentication,
    sender_rules.sender_dns,
)
OBJECTIONS: tuple[Callable[[Evidence], Iterator[Objection]], ...] = (
    domain_rules.domain_is_there,
    domain_rules.mailbox_is_there,
    sender_rules.listing_is_gone,
    sender_rules.authentication_is_fine,
)

# Causes that answer "what is wrong with this address?" with "nothing" or "cannot say": any real reason goes before.
LAST_RESORTS = (Cause.NO_FAULT_FOUND, Cause.UNKNOWN)
SECOND_SUSPECT = 0.5
WORTH_RANKING = 0.05


def diagnose(address: str | None, findings: Sequence[Finding], failure: Failure | None = None) -> Diagnosis:
    """Why the mail came back, from the address asked about, the checks' findings and the bounce's failure, if any.

    Without a bounce and without an address there is nothing to judge: `unknown`. An address whose domain could not be
    looked up is `unknown` too, never `no_fault_found`.
    """
    evidence = lay_out(address, findings, failure)
    votes = [*_votes_of_the_text(evidence), *_votes_of_the_checks(evidence)]
    objections = [objection for rule in OBJECTIONS for objection in rule(evidence)]
    ranked = _ranked(votes, objections)
    cause = ranked[0].cause
    behind = [vote for vote in votes if vote.cause is cause]
    return Diagnosis(
        cause=cause,
        confidence=ranked[0].confidence,
        method=CAUSE_FACTS[cause].method,
        permanent=is_permanent(cause, failure),
        who=_who(cause, failure),
        ranked=ranked,
        suggestion=_suggestion(cause, votes),
        address=evidence.address,
        failure=failure,
        rests_on=_each_once(finding for vote in behind for finding in vote.findings),
        contradicted_by=_each_once(
            finding
            for objection in objections
            if objection.cause is evidence.text_cause
            for finding in objection.findings
        ),
        unchecked=tuple(finding for finding in findings if finding.status is Status.UNKNOWN),
    )


def _who(cause: Cause, failure: Failure | None) -> tuple[Party, ...]:
    """Who can fix it. A server that is down is the sender's own where the mail never left."""
    if cause is Cause.RECIPIENT_SERVER_DOWN and failure is not None and failure.at_submission:
        return (Party.SENDER_ADMIN,)
    return CAUSE_FACTS[cause].who


def _votes_of_the_text(evidence: Evidence) -> Iterator[Vote]:
    if evidence.failure is not None:
        # The reader may be sure that no reason is given; the next best cause still goes before "unknown".
        confidence = evidence.failure.confidence
        yield Vote(
            evidence.failure.cause, min(confidence, 0.3) if evidence.failure.cause is Cause.UNKNOWN else confidence
        )
    elif evidence.address is None:
        yield Vote(Cause.UNKNOWN, 0.2)
    elif evidence.mail_service is MailService.COULD_NOT_CHECK:
        yield Vote(Cause.UNKNOWN, 0.2, evidence.of(Check.MX, Status.UNKNOWN))
    elif evidence.mail_service is MailService.NOT_ASKED:
        yield Vote(Cause.NO_FAULT_FOUND, 0.3)
    else:
        yield Vote(Cause.NO_FAULT_FOUND, 0.4, evidence.of(Check.MX, Status.PASS)[:1])


def _votes_of_the_checks(evidence: Evidence) -> Iterator[Vote]:
    beside = 1.0 - SECOND_SUSPECT * evidence.text_confidence
    for rule in RULES:
        for vote in rule(evidence):
            speaks_of_the_text = evidence.text_cause in vote.refines or vote.cause is evidence.text_cause
            yield vote if speaks_of_the_text else replace(vote, confidence=vote.confidence * beside)


def _ranked(votes: Sequence[Vote], objections: Sequence[Objection]) -> tuple[RankedCause, ...]:
    scores = add_up(votes, objections)
    ranked = sorted(
        (RankedCause(cause, round(score, 3)) for cause, score in scores.items() if score >= WORTH_RANKING),
        key=lambda each: (-each.confidence, each.cause in LAST_RESORTS, each.cause.value),
    )
    if ranked and ranked[0].confidence >= SECOND_SUSPECT:
        # Beside a real reason, "nothing found" is no suspect.
        ranked = [ranked[0], *(each for each in ranked[1:] if each.cause not in LAST_RESORTS)]
    return tuple(ranked) or (RankedCause(Cause.UNKNOWN, 0.0),)


def _suggestion(cause: Cause, votes: Sequence[Vote]) -> str | None:
    # A mailbox that is not found at a domain close to a well-known one: both servers work, so the near miss is no more
    # than a question, but one that the sender should hear.
    asks = {Cause.TYPO_IN_ADDRESS, Cause.ADDRESS_NOT_FOUND, Cause.DOMAIN_NOT_FOUND}
    if cause not in asks:
        return None
    offers = [vote for vote in votes if vote.suggestion]
    # What the typo check offers has lost its stray characters already: of two faults in one address it mends both.
    mended = [vote for vote in offers if vote.confidence >= SECOND_SUSPECT and _is_about_typo(vote)]
    return next((vote.suggestion for vote in (*mended, *offers)), None)


def _is_about_typo(vote: Vote) -> bool:
    return any(finding.check is Check.TYPO for finding in vote.findings)


def _each_once(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    # Findings hold a mapping and cannot be hashed; there are few.
    kept: list[Finding] = []
    for finding in findings:
        if finding not in kept:
            kept.append(finding)
    return tuple(kept)
