"""When there is something to hand on: a message for the recipient's side, entries of blocklists for one's own."""

from __future__ import annotations

from bot.article import Words
from bot.model import CaseState, Cause, Diagnosis, Finding, FindingCode, Method, Party
from bot.reply.view import CaseView

# What a person can ask the operator to end; a whole network's and a policy entry, too.
DELISTABLE = (FindingCode.LISTED, FindingCode.POLICY, FindingCode.NETWORK)
_THEIR_SIDE = frozenset({Party.RECIPIENT, Party.RECIPIENT_ADMIN})
# There the recipient can do nothing, or nothing has failed yet.
_OUR_SIDE = frozenset({Cause.DELAYED, Cause.SENDING_QUOTA, Cause.SMTP_AUTH_FAILED, Cause.OUTBOUND_FILTER})


def listings(view: CaseView) -> tuple[Finding, ...]:
    """The entries to be ended, each list once for each address."""
    found = {
        (finding.subject, str(finding.details.get("ip") or finding.details.get("domain"))): finding
        for finding in view.findings
        if finding.code in DELISTABLE
    }
    return tuple(found.values())


def is_about_delisting(view: CaseView) -> bool:
    """Whether what is handed on now is the way off the lists."""
    answered = view.state is CaseState.ANSWERED
    return answered and view.shown_method is Method.CHECK_BLOCKLISTS and bool(listings(view))


def handoff_label(words: Words, view: CaseView) -> str | None:
    """The label of the button that opens the hand-off; None where there is nothing to hand on (yet)."""
    if view.main is None:
        return None
    if view.state is CaseState.EXHAUSTED:
        return words.text("button-hand-off")
    if view.state is not CaseState.ANSWERED:
        return None
    if is_about_delisting(view):
        return words.text("button-delisting")
    return words.text("button-message") if _needs_their_side(view, view.main) else None


def _needs_their_side(view: CaseView, diagnosis: Diagnosis) -> bool:
    if diagnosis.cause in _OUR_SIDE or diagnosis.address is None:
        return False
    if view.shown_method is None:
        return bool(_THEIR_SIDE & set(diagnosis.who))
    return view.shown_method is Method.ASK_RECIPIENT
