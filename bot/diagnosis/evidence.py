"""What a diagnosis is made from, laid out by question: the rules read this and nothing else."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import Enum, auto

from bot.model import Cause, Check, Failure, Finding, FindingCode, IpOrigin, Status


class MailService(Enum):
    """What DNS says about mail to the recipient's domain."""

    WORKS = auto()
    BROKEN = auto()
    COULD_NOT_CHECK = auto()
    NOT_ASKED = auto()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The address, the bounce's failure (None where an address was asked about without one) and all findings."""

    address: str | None
    failure: Failure | None
    findings: tuple[Finding, ...]

    @property
    def text_cause(self) -> Cause | None:
        """The cause that the bounce's own words point to; None without a bounce."""
        return self.failure.cause if self.failure else None

    @property
    def text_confidence(self) -> float:
        """How surely the bounce's words name a cause; 0 where they name none."""
        if self.failure is None or self.failure.cause is Cause.UNKNOWN:
            return 0.0
        return self.failure.confidence

    def text_in(self, causes: Set[Cause]) -> frozenset[Cause]:
        """The cause that the text names, as a set, if it is one of these; else the empty set."""
        return frozenset({self.text_cause} if self.text_cause else ()) & causes

    @property
    def mail_service(self) -> MailService:
        """Whether mail to the recipient's domain can work at all, as far as DNS told."""
        asked = [
            finding for finding in self.findings if finding.check is Check.MX and finding.status is not Status.SKIPPED
        ]
        if not asked:
            return MailService.NOT_ASKED
        if any(finding.status is Status.FAIL for finding in asked):
            return MailService.BROKEN
        if any(finding.status is not Status.UNKNOWN for finding in asked):
            return MailService.WORKS
        return MailService.COULD_NOT_CHECK

    def having(self, *codes: FindingCode) -> tuple[Finding, ...]:
        """The findings with one of these codes, in the order they came; "could not check" is none of them."""
        answered = (finding for finding in self.findings if finding.status not in (Status.UNKNOWN, Status.SKIPPED))
        return tuple(finding for finding in answered if finding.code in codes)

    def of(self, check: Check, *statuses: Status) -> tuple[Finding, ...]:
        """The findings of one check with one of these statuses."""
        return tuple(finding for finding in self.findings if finding.check is check and finding.status in statuses)


def lay_out(address: str | None, findings: Sequence[Finding], failure: Failure | None) -> Evidence:
    """The evidence of a case; the address is the one asked about, else the one that the bounce names."""
    return Evidence(address or (failure.recipient if failure else None), failure, tuple(findings))


def is_senders(finding: Finding) -> bool:
    """Whether the finding's IP surely sends the sender's mail, so that what holds for it can explain a refusal.

    MX hosts take mail in, and an SPF record only says who may send: an address known from those alone proves nothing.
    A finding that names no origin is about the sender's domain itself.
    """
    return finding.details.get("origin") not in (IpOrigin.MX.value, IpOrigin.SPF.value)


def suggestion_of(findings: Sequence[Finding]) -> str | None:
    """The repaired address that the first of these findings offers."""
    for finding in findings:
        suggestion = finding.details.get("suggestion")
        if isinstance(suggestion, str) and suggestion:
            return suggestion
    return None
