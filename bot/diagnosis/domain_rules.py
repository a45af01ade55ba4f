"""Rules about the recipient's side: its domain, its mail servers, its mailbox."""

from __future__ import annotations

from collections.abc import Iterator

from bot.diagnosis.evidence import Evidence, MailService
from bot.diagnosis.votes import Objection, Vote
from bot.model import Cause, Check, FindingCode, Status

# What a sending server says where the real reason is in the recipient's DNS.
EXPLAINED_BY_NO_DOMAIN = frozenset(
    {Cause.ADDRESS_NOT_FOUND, Cause.MX_MISCONFIGURED, Cause.RECIPIENT_SERVER_DOWN, Cause.DELAYED, Cause.UNKNOWN}
)
EXPLAINED_BY_DEAD_MX = frozenset(
    {Cause.DOMAIN_NOT_FOUND, Cause.RECIPIENT_SERVER_DOWN, Cause.DELAYED, Cause.ADDRESS_NOT_FOUND, Cause.UNKNOWN}
)
# RFC 3463 §3.2 and §3.5, RFC 7505 §4.2: the status codes that speak of DNS and not of a mailbox or a policy.
DNS_STATUS = ("1.2", "1.10", "4.3", "4.4")
DEAD_MX = 0.9
BROKEN_DNSSEC = 0.85


def no_domain(evidence: Evidence) -> Iterator[Vote]:
    """NXDOMAIN (RFC 8020): there is no such domain, whatever the bounce made of it."""
    refines = evidence.text_in(EXPLAINED_BY_NO_DOMAIN)
    for finding in evidence.of(Check.MX, Status.FAIL):
        if finding.code is FindingCode.NXDOMAIN:
            yield Vote(Cause.DOMAIN_NOT_FOUND, 0.95, (finding,), refines=refines)


def dead_mail_servers(evidence: Evidence) -> Iterator[Vote]:
    """Every other MX fault that no mail can get past (null MX, dead or private targets, a missing dot …)."""
    refines = evidence.text_in(EXPLAINED_BY_DEAD_MX)
    for finding in evidence.of(Check.MX, Status.FAIL):
        if finding.code is not FindingCode.NXDOMAIN:
            confidence = BROKEN_DNSSEC if finding.code is FindingCode.DNSSEC_BOGUS else DEAD_MX
            yield Vote(Cause.MX_MISCONFIGURED, confidence, (finding,), refines=refines)


def doubtful_mail_servers(evidence: Evidence) -> Iterator[Vote]:
    """Faults that some mail gets past: a parked domain, one dead MX among others, a null MX beside a real one."""
    for finding in evidence.having(FindingCode.MX_PARKING):
        if finding.status is not Status.FAIL:
            yield Vote(Cause.MX_MISCONFIGURED, 0.5, (finding,))
    doubtful = (FindingCode.SOME_MX_DEAD, FindingCode.NULL_MX_WITH_OTHERS, FindingCode.MX_TARGET_SERVFAIL)
    for finding in evidence.having(*doubtful):
        if finding.status is Status.WARN:
            yield Vote(Cause.MX_MISCONFIGURED, 0.2, (finding,))


def mailbox(evidence: Evidence) -> Iterator[Vote]:
    """What the recipient's server itself answered to RCPT. "Refused us" says nothing about the mailbox."""
    for finding in evidence.having(FindingCode.DOES_NOT_EXIST):
        yield Vote(Cause.ADDRESS_NOT_FOUND, 0.9, (finding,), refines=evidence.text_in({Cause.UNKNOWN}))
    for finding in evidence.having(FindingCode.UNREACHABLE):
        if finding.status is Status.FAIL:
            yield Vote(Cause.RECIPIENT_SERVER_DOWN, 0.6, (finding,))


def domain_is_there(evidence: Evidence) -> Iterator[Objection]:
    """The bounce says "no such domain" or "no mail server", and DNS finds both: its cause has passed, or was local."""
    if evidence.failure is None or evidence.mail_service is not MailService.WORKS:
        return
    findings = evidence.of(Check.MX, Status.PASS, Status.WARN)
    if evidence.failure.cause is Cause.DOMAIN_NOT_FOUND:
        yield Objection(Cause.DOMAIN_NOT_FOUND, 0.6, findings[:1])
    status = evidence.failure.reply.enhanced_status or ""
    if evidence.failure.cause is Cause.MX_MISCONFIGURED and status[2:] in DNS_STATUS:
        yield Objection(Cause.MX_MISCONFIGURED, 0.7, findings[:1])


def mailbox_is_there(evidence: Evidence) -> Iterator[Objection]:
    """The bounce says "no such mailbox", and the server now takes mail for it."""
    exists = evidence.having(FindingCode.EXISTS)
    if exists and evidence.text_cause in (Cause.ADDRESS_NOT_FOUND, Cause.MAILBOX_UNAVAILABLE):
        yield Objection(evidence.text_cause, 0.6, exists)
    if exists and evidence.text_cause is Cause.RECIPIENT_SERVER_DOWN:
        yield Objection(Cause.RECIPIENT_SERVER_DOWN, 0.6, exists)
