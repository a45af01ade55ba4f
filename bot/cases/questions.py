"""From a case to the questions that the checks are asked: who was not reached, and where the mail came from."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

from bot.cases.case import Case
from bot.cases.workspace import WorkspaceSettings
from bot.model import Bounce, Check, Failure, IpOrigin, Question, SendingIp

# A mail to a whole list may come back from many; what is beyond this is told from the text alone.
_MAX_RECIPIENTS: Final = 3
# About a further recipient only what depends on the recipient: the sender is the same.
_ABOUT_RECIPIENT: Final = frozenset({Check.ADDRESS, Check.TYPO, Check.MX})


@dataclass(frozen=True, slots=True)
class Suspect:
    """One recipient of a case: what the bounce says, and what to ask (None: nothing, the text has to do)."""

    address: str | None
    failure: Failure | None
    question: Question | None


def suspects_of(case: Case, settings: WorkspaceSettings) -> tuple[Suspect, ...]:
    """The recipients of `case`, the main one first, each with its question."""
    if case.bounce is not None and case.bounce.failures:
        return _of_bounce(case, case.bounce, settings)
    if case.address is None:
        return (Suspect(None, None, None),) if case.bounce is not None and case.bounce.is_bounce else ()
    return (Suspect(case.address, None, _question(case, case.address, None, None, settings)),)


def _of_bounce(case: Case, bounce: Bounce, settings: WorkspaceSettings) -> tuple[Suspect, ...]:
    suspects: list[Suspect] = []
    seen: set[str] = set()
    for failure in bounce.failures:
        address = failure.recipient
        question = None
        if address is not None and address.lower() not in seen and len(seen) < _MAX_RECIPIENTS:
            question = _question(case, address, failure, bounce, settings, further=bool(seen))
            seen.add(address.lower())
        elif not suspects:
            question = _question(case, None, failure, bounce, settings)
        suspects.append(Suspect(address, failure, question))
    return tuple(suspects)


def _question(
    case: Case,
    address: str | None,
    failure: Failure | None,
    bounce: Bounce | None,
    settings: WorkspaceSettings,
    *,
    further: bool = False,
) -> Question:
    known = frozenset(domain.lower() for domain in settings.sending_domains)
    if further:
        return Question(address=address, known_domains=known, checks=_ABOUT_RECIPIENT)
    named_ip, named_domain = _sender(case.sender)
    bounced = failure.sending_ip if failure else None
    bounced = (
        bounced or next((each.sending_ip for each in bounce.failures if each.sending_ip), None) if bounce else None
    )
    # In order of trust (design: "Which IP"): what the refusing server saw, what the person named, the workspace's own.
    if bounced:
        ips: tuple[SendingIp, ...] = (SendingIp(bounced, IpOrigin.BOUNCE),)
    elif named_ip:
        ips = (SendingIp(named_ip, IpOrigin.NAMED),)
    elif named_domain is None:
        ips = tuple(SendingIp(ip, IpOrigin.WORKSPACE) for ip in settings.sending_ips)
    else:
        ips = ()
    domain = named_domain or _domain(bounce.sender if bounce else None) or next(iter(settings.sending_domains), None)
    named_list = failure.named_list if failure else None
    return Question(
        address=address,
        sending_ips=ips,
        sender_domain=domain,
        named_zones=(named_list.zone,) if named_list and named_list.zone else (),
        dkim_selector=bounce.dkim_selector if bounce else None,
        known_domains=known,
    )


def _sender(sender: str | None) -> tuple[str | None, str | None]:
    """What a person named after "from": an IP, or a domain."""
    if not sender:
        return None, None
    try:
        return str(ipaddress.ip_address(sender)), None
    except ValueError:
        return None, sender.lower()


def _domain(address: str | None) -> str | None:
    return address.rpartition("@")[2].lower() or None if address else None
