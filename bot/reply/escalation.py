"""The one call for help when no method helped: in the case's thread, or in the channel that the settings name."""

from __future__ import annotations

from bot.article import Words
from bot.reply import outside
from bot.reply.evidence_lines import said
from bot.reply.sentences import slug
from bot.reply.spans import Line, Span, line, mention, mention_group, paragraph, rich_text
from bot.reply.thread import fallback
from bot.reply.verdict import short_cause, verdict
from bot.reply.view import CaseView, Message


def render_escalation(view: CaseView, group: str | None) -> Message:
    """The summary for the thread, where all of it is known anyway. `group` comes from the workspace's settings."""
    words = Words(view.locale)
    called = mention_group(group)
    first = words.text("escalation-call", group=called) if called else words.text("escalation-plain")
    lines = [line(first, bold=True)]
    if view.main is not None:
        lines.append(line(verdict(words, view.main)))
        if quote := said(words, view.main.failure):
            lines.append(line(quote))
    lines.append(_tried(words, view))
    return _message(lines)


def render_escalation_elsewhere(view: CaseView, group: str | None, permalink: str | None) -> Message:
    """The summary for another channel: the cause and the way to the thread, no address and no word of the mail."""
    words = Words(view.locale)
    called = mention_group(group)
    first = words.text("escalation-call", group=called) if called else words.text("escalation-plain")
    lines = [line(first, bold=True)]
    if view.main is not None:
        lines.append(line(words.text("escalation-cause", cause=short_cause(words, view.main.cause))))
        if view.main.who:
            lines.append(line(words.text("who-" + "-".join(slug(party.value) for party in view.main.who))))
    lines.append(_tried(words, view))
    if url := outside.table_url(permalink):
        lines.append((Span(words.text("escalation-thread"), url=url),))
    return _message(lines)


def _tried(words: Words, view: CaseView) -> Line:
    methods = words.text("list-separator").join(words.text(f"method-{int(method)}.short") for method in view.tried)
    user = mention(view.asker)
    if not methods:
        return () if user is None else line(words.text("escalation-asker", user=user))
    if user is None:
        return line(words.text("escalation-tried-nobody", methods=methods))
    return line(words.text("escalation-tried", methods=methods, user=user))


def _message(lines: list[Line]) -> Message:
    shown = [spans for spans in lines if spans]
    return Message(fallback(shown), (rich_text(paragraph(shown)),))
