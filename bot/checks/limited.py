"""Which checks of a question have to wait, because its workspace has asked enough for now."""

from __future__ import annotations

from bot.checks.address import clean
from bot.checks.check_limit import Limit
from bot.checks.domains import domain_of, registrable, to_ascii
from bot.checks.lookup import is_remembered
from bot.checks.network import Network
from bot.model import Check, Finding, FindingCode, Question, Status

_OF_RECIPIENT = frozenset({Check.MX, Check.MAILBOX})
_OF_SENDER = frozenset({Check.SENDER, Check.BLOCKLIST})


def refused_checks(question: Question, network: Network) -> dict[Check, Finding]:
    """The checks that the limits forbid now, each with the finding that says so; counts those that may run.

    A domain whose records are in the cache of answers is free: its servers are not asked.
    """
    limit, workspace = network.check_limit, question.workspace
    online = question.checks & (_OF_RECIPIENT | _OF_SENDER)
    if not online or not workspace:
        return {}
    if reached := limit.refuses_run(workspace):
        return {check: _not_asked(check, reached, question) for check in online}
    refused: dict[Check, Finding] = {}
    allowed: set[str] = set()
    for checks, domain, rdtype in (
        (online & _OF_RECIPIENT, _recipient(question), "MX"),
        (online & _OF_SENDER, _sender(question), "TXT"),
    ):
        target = registrable(domain) if domain else None
        if not checks or not domain or not target or target in allowed or is_remembered(network, domain, rdtype):
            continue
        if reached := limit.refuses_target(workspace, target):
            refused |= {check: _not_asked(check, reached, question) for check in checks}
        else:
            allowed.add(target)
    if Check.MAILBOX in online - refused.keys() and (reached := limit.refuses_probe(workspace)):
        refused[Check.MAILBOX] = _not_asked(Check.MAILBOX, reached, question)
    return refused


def _recipient(question: Question) -> str | None:
    return domain_of(clean(question.address).address) if question.address else None


def _sender(question: Question) -> str | None:
    return to_ascii(question.sender_domain) if question.sender_domain else None


def _not_asked(check: Check, reached: Limit, question: Question) -> Finding:
    """ "Could not check", never "fine": the subject is what was to be asked about."""
    recipient, sender = _recipient(question), _sender(question) or next((ip.ip for ip in question.sending_ips), None)
    subject = (recipient if check in _OF_RECIPIENT else sender) or check.value
    return Finding(check, Status.UNKNOWN, FindingCode.NOT_ASKED, subject, {"why": reached})
