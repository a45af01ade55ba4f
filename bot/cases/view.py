"""A case as the renderers want to see it."""

from __future__ import annotations

from bot.article.locale import FALLBACK_LOCALE
from bot.cases.case import Case, MailboxQuestion
from bot.model import CaseState
from bot.reply.view import CaseView, wants_scope


def view_of(case: Case) -> CaseView:
    """The view that a case's messages are rendered from."""
    diagnosis = case.diagnoses[0] if case.diagnoses else None
    return CaseView(
        case_id=case.id,
        state=case.state,
        locale=case.locale or FALLBACK_LOCALE,
        diagnoses=case.diagnoses,
        address=case.address,
        findings=case.findings,
        method=case.method,
        tried=case.tried,
        seconds=case.seconds,
        sending_ips=case.sending_ips,
        asker=case.asker,
        solved_by=case.solved_by,
        solved_with=case.solved_with,
        asks_scope=case.state is CaseState.ANSWERED and diagnosis is not None and wants_scope(diagnosis),
        scope=case.scope,
        error_id=case.error_id,
        is_private=case.is_private,
        created_at=case.created_at,
        offers_mailbox=case.mailbox is MailboxQuestion.OFFERED and case.state is CaseState.ANSWERED,
    )
