"""From a case to the questions that the checks are asked: who was not reached, and where the mail came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.bounce.hosts import helo_name
from bot.cases.case import Case
from bot.cases.workspace import WorkspaceSettings
from bot.checks.named_sender import named_sender
from bot.model import Bounce, Cause, Check, Failure, IpOrigin, Method, Question, SendingIp

# A mail to a whole list may come back from many; what is beyond this is told from the text alone.
_MAX_RECIPIENTS: Final = 3
# About a further recipient only what depends on the recipient: the sender is the same.
_ABOUT_RECIPIENT: Final = frozenset({Check.ADDRESS, Check.TYPO, Check.MX})
# What may lie with the server that the mail was sent from.
_SENDERS_SIDE: Final = frozenset(
    {Cause.BLOCKLISTED, Cause.SPAM_FILTER, Cause.SENDER_AUTHENTICATION, Cause.SENDER_DNS, Cause.RATE_LIMITED}
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """One recipient of a case: what the bounce says, and what to ask (None: nothing, the text has to do)."""

    address: str | None
    failure: Failure | None
    question: Question | None


def suspects_of(case: Case, settings: WorkspaceSettings, asker_domain: str | None = None) -> tuple[Suspect, ...]:
    """The recipients of `case`, the main one first, each with its question.

    `asker_domain` is the asker's own mail domain: the sender's, where nothing else is known of it.
    """
    if case.bounce is not None and case.bounce.failures:
        return _of_bounce(case, case.bounce, settings, asker_domain)
    if case.address is None:
        return (Suspect(None, None, None),) if case.bounce is not None and case.bounce.is_bounce else ()
    return (Suspect(case.address, None, _question(case, case.address, None, settings, asker_domain)),)


def with_mailbox(suspects: tuple[Suspect, ...]) -> tuple[Suspect, ...]:
    """The same, and the main recipient's server is asked whether the mailbox exists."""
    first, *others = suspects
    if first.question is None:
        return suspects
    asked = replace(first.question, checks=first.question.checks | {Check.MAILBOX})
    return (replace(first, question=asked), *others)


def _of_bounce(
    case: Case, bounce: Bounce, settings: WorkspaceSettings, asker_domain: str | None
) -> tuple[Suspect, ...]:
    suspects: list[Suspect] = []
    seen: set[str] = set()
    for failure in bounce.failures:
        address = failure.recipient
        question = None
        if address is not None and address.lower() not in seen and len(seen) < _MAX_RECIPIENTS:
            question = (
                Question(address=address, known_domains=_known(settings), checks=_ABOUT_RECIPIENT, workspace=case.team)
                if seen
                else _question(case, address, failure, settings, asker_domain)
            )
            seen.add(address.lower())
        elif not suspects:
            question = _question(case, None, failure, settings, asker_domain)
        suspects.append(Suspect(address, failure, question))
    return tuple(suspects)


def _question(
    case: Case, address: str | None, failure: Failure | None, settings: WorkspaceSettings, asker_domain: str | None
) -> Question:
    """The question about the main recipient, and about the sender."""
    named_ips, named_domain = named_sender(case.sender)
    ips = _sending_ips(case, failure, settings, named_ips)
    sender = case.bounce.sender if case.bounce else None
    told_domain = named_domain or _domain(sender)
    domain = told_domain or next(iter(settings.sending_domains), None) or asker_domain
    named_list = failure.named_list if failure else None
    about_sender = bool(ips or named_domain) or _may_be_the_sender(case, failure)
    return Question(
        address=address,
        sending_ips=ips,
        sender_domain=domain if about_sender else None,
        assumed_domain=about_sender and told_domain is None,
        named_zones=(named_list.zone,) if named_list and named_list.zone else (),
        dkim_selector=case.bounce.dkim_selector if case.bounce else None,
        helo=helo_name(failure.reply.text) if failure else None,
        known_domains=_known(settings),
        workspace=case.team,
    )


def _may_be_the_sender(case: Case, failure: Failure | None) -> bool:
    """Whether a sender of whom only the domain is known is worth a hundred questions to other people's lists."""
    if case.method is Method.CHECK_BLOCKLISTS:
        return True
    return failure is not None and failure.cause in _SENDERS_SIDE


def _sending_ips(
    case: Case, failure: Failure | None, settings: WorkspaceSettings, named_ips: tuple[SendingIp, ...]
) -> tuple[SendingIp, ...]:
    """In order of trust (design: "Which IP"): what the refusing server saw, what was named, the workspace's own."""
    seen = failure.sending_ip if failure else None
    if seen is None and case.bounce is not None:
        seen = next((each.sending_ip for each in case.bounce.failures if each.sending_ip), None)
    if seen is not None:
        return (SendingIp(seen, IpOrigin.BOUNCE),)
    if case.sender is not None:
        return named_ips
    return tuple(SendingIp(ip, IpOrigin.WORKSPACE) for ip in settings.sending_ips)


def _known(settings: WorkspaceSettings) -> frozenset[str]:
    return frozenset(domain.lower() for domain in settings.sending_domains)


def _domain(address: str | None) -> str | None:
    return address.rpartition("@")[2].lower() or None if address else None
