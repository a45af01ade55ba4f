"""RFC 3464: Final-Recipient, Action, Status, Diagnostic-Code, whoever wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bounce.address import same
from bot.bounce.claim import Claim
from bot.bounce.detectors import blocks, sendmail
from bot.bounce.dsn import RecipientFields
from bot.bounce.hosts import refusing_host
from bot.bounce.notice import Notice, complete

_A_WHOLE_REPLY = 24
_FAILED = frozenset({"failed", "delayed", "expired", "error", "failure", ""})


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each failed or delayed recipient of the report, with the head's words about it beside."""
    failed = [each for each in notice.report.recipients if _is_failure(each)]
    if not failed:
        return []
    beside = {} if _says_all(failed, notice) else {c.recipient.lower(): c for c in _told(notice) if c.recipient}
    return [claim for each in failed if (claim := _claim(each, notice, beside, alone=len(failed) == 1))]


def _is_failure(fields: RecipientFields) -> bool:
    if fields.action not in _FAILED or not (fields.action or fields.status or fields.diagnostic):
        # The fields of a read receipt (RFC 8098) name a recipient and nothing that failed.
        return False
    return not (fields.status or "").startswith("2")


def _says_all(failed: Sequence[RecipientFields], notice: Notice) -> bool:
    """Whether the fields leave nothing to the words for people: a reply each, and no address that was expanded."""
    if "from" in notice.head and any(sign in notice.head for sign in ("expanded from", "generated from", "riginal")):
        return False
    return all(each.final and each.status and len(each.diagnostic) > _A_WHOLE_REPLY for each in failed)


def _told(notice: Notice) -> Sequence[Claim]:
    return sendmail.detect(notice) or blocks.detect(notice)


def _claim(fields: RecipientFields, notice: Notice, beside: dict[str, Claim], *, alone: bool) -> Claim | None:
    final, original = fields.final, fields.original
    if original and "@" not in original:
        original = None
    recipient = original or final
    if recipient and "@" not in recipient:
        recipient = complete(recipient, notice)
    if not recipient:
        found = next(iter(beside.values()), None) if alone else None
        # An X.400 address says nothing to anybody; the original message was sent to one that does.
        sole = notice.original.to[0] if alone and len(notice.original.to) == 1 else None
        recipient = found.recipient if found else sole
    if not recipient:
        return None
    told = beside.get(recipient.lower()) or (beside.get(final.lower()) if final else None)
    if told is None and alone and len(beside) == 1:
        told = next(iter(beside.values()))
    alias = final if final and "@" in final and not same(final, recipient) else None
    if alias and recipient not in notice.original.to and alias in notice.original.to:
        # Original-Recipient is the last forwarder's; the one that the person wrote to stands in the original's To.
        recipient, alias = alias, recipient
    if alias is None and told:
        if told.alias and not same(told.alias, recipient):
            alias = told.alias
        elif told.recipient and not same(told.recipient, recipient):
            alias = told.recipient
            if told.recipient in notice.original.to and recipient not in notice.original.to:
                recipient, alias = alias, recipient
    return Claim(
        recipient=recipient,
        words=" ".join(fields.diagnostic.split()),
        alias=alias,
        around=" ".join([told.words if told else "", fields.extra]).strip(),
        action=fields.action,
        status=fields.status,
        remote_mta=fields.remote_mta or ((told.remote_mta or refusing_host(told.words)) if told else None),
        certain=0.99,
    )
