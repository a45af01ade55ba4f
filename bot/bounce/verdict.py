"""Is it a bounce, and how sure: the measure that decides between an answer, a quiet offer and silence."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bounce.notice import Notice
from bot.model import Cause, Failure

ANSWER = 0.8
"""From here on the bot answers unasked: right at least 19 times in 20."""

OFFER = 0.3
"""From here on it makes a quiet offer; below it is silent."""

_NOT_A_FAILURE = frozenset({"feedback", "report", "own_reply"})
_OTHER_MAIL = ("auto_reply", "receipt", "delivered", "newsletter", "phishing")
_STRUCTURED = frozenset({"exim", "sendmail", "google_groups"})
_ABOUT = ("howto", "statistics", "ftp", "http", "code", "sql", "work")


def confidence(notice: Notice, failures: Sequence[Failure], detector: str | None, *, certain: float) -> float:
    """How sure (0–1) it is that the text is a bounce that somebody got."""
    signs = notice.signs
    if notice.report_type in {"feedback-report", "disposition-notification"} or any(s in signs for s in _NOT_A_FAILURE):
        return 0.0
    if detector in {"report", "events", "log_lines"}:
        return 0.98
    if notice.report.recipients and all(not _failed(r.action, r.status) for r in notice.report.recipients):
        return 0.0
    return _free_text(notice, failures, detector, certain)


def _failed(action: str, status: str | None) -> bool:
    return action not in {"delivered", "relayed", "expanded", "deliverable"} and not (status or "").startswith("2")


def _free_text(notice: Notice, failures: Sequence[Failure], detector: str | None, certain: float) -> float:
    signs = notice.signs
    strong = signs.get("bounce", 0) + signs.get("delayed", 0) + signs.get("dialog", 0)
    if detector in _STRUCTURED:
        strong += 2
    named = any(f.recipient for f in failures)
    coded = any(f.reply.reply_code for f in failures)
    enhanced = any(f.reply.enhanced_status for f in failures)
    explained = any(f.cause not in {Cause.UNKNOWN, Cause.DELAYED} and f.diagnostic and f.confidence >= 0.6 for f in failures)
    verbatim = any(_verbatim(f) for f in failures)
    score = (0.0, 0.45, 0.65, 0.75)[min(strong, 3)]
    score += 0.1 if signs.get("failed") and not strong else 0.0
    score += 0.25 if named else 0.0
    score += 0.12 if coded else 0.0
    score += 0.13 if enhanced else 0.0
    score += 0.2 if explained else 0.0
    score += 0.15 if notice.has_original else 0.0
    score += 0.25 if verbatim and explained else 0.0
    # A mail system that lists recipients and says no more is believed; a sentence of somebody's is not.
    score += 0.12 if strong and named and detector == "blocks" else 0.0
    weight = 0.4 if strong >= 2 and named and (coded or explained) else 1.0
    for sign in _OTHER_MAIL:
        score -= 0.3 * weight * min(signs.get(sign, 0), 2)
    for sign in _ABOUT:
        score -= 0.2 * weight * min(signs.get(sign, 0), 3)
    if notice.auto_submitted.lower().startswith("auto-replied") and not strong:
        score -= 0.2
    if not (strong or verbatim):
        score = min(score, 0.6)
    if not (named or verbatim) and strong < 2:
        score = min(score, 0.6)
    return max(0.0, min(score, 0.97))


def _verbatim(failure: Failure) -> bool:
    """Whether the reply stands there as a server wrote it: a code with an enhanced status, or before an address."""
    reply = failure.reply
    if not reply.reply_code:
        return False
    return bool(reply.enhanced_status) or reply.text[3:].lstrip(" -:").startswith(("<", "["))
