"""The dialog behind "Show evidence": the bounce's own line, every finding with what to do, and what went unanswered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.article import Words
from bot.diagnosis import weightiest_first
from bot.model import CAUSE_FACTS, Check, Diagnosis, Failure, Finding, FindingCode, Status
from bot.reply import limits, outside
from bot.reply.actions import Dialog
from bot.reply.context_line import context_line
from bot.reply.evidence_lines import said
from bot.reply.finding_lines import TOLD_TOGETHER, finding_lines, told_together
from bot.reply.sentences import cleared, finding_sentence, slug
from bot.reply.spans import Line, joined, line, listing, paragraph, plain, preformatted, rich_text
from bot.reply.steps import in_full
from bot.reply.thread import context_block
from bot.reply.verdict import short_cause, verdict
from bot.reply.view import Block, CaseView

_ITEMS = 30  # in one list, so that a dialog stays readable and far below Slack's 250 kB for a view
_RECIPIENTS = 20
_STATUS_ORDER = (Status.FAIL, Status.WARN, Status.PASS, Status.UNKNOWN, Status.SKIPPED)


def render_evidence(view: CaseView) -> Block:
    """The modal view of a case; `private_metadata` is the case id."""
    words = Words(view.locale)
    blocks = list(_blocks(words, view))
    return _modal(words, blocks[: limits.VIEW_BLOCKS], view.case_id)


def render_evidence_gone(locale: str | None) -> Block:
    """The same dialog for a case that is no longer stored."""
    words = Words(locale or "")
    return _modal(words, [rich_text(paragraph([line(words.text("evidence-gone"))]))], "")


def _modal(words: Words, blocks: list[Block], case_id: str) -> Block:
    return {
        "type": "modal",
        "callback_id": Dialog.EVIDENCE.value,
        "title": {"type": "plain_text", "text": words.text("evidence-title"), "emoji": False},
        "close": {"type": "plain_text", "text": words.text("evidence-close"), "emoji": False},
        "private_metadata": case_id,
        "blocks": blocks,
    }


def _blocks(words: Words, view: CaseView) -> Iterator[Block]:
    diagnosis = view.main
    if diagnosis is not None:
        yield rich_text(paragraph(_summary(words, diagnosis)))
        if diagnosis.failure is not None:
            yield from _bounce(words, diagnosis.failure)
        yield from _others(words, view.diagnoses[1:])
        if diagnosis.contradicted_by:
            yield _heading(words.text("evidence-against"))
            against = [line(finding_sentence(words, finding)) for finding in diagnosis.contradicted_by[:_ITEMS]]
            yield rich_text(listing(against, ordered=False))
        if (full := in_full(words, view, diagnosis)) is not None:
            yield _heading(plain(full.heading))
            yield rich_text(listing(full.steps, ordered=True))
    for check in Check:
        findings = [finding for finding in view.findings if finding.check is check]
        if findings:
            yield _heading(words.text(f"check-{slug(check.value)}"))
            yield rich_text(listing(_items(words, findings), ordered=False))
    if not view.findings:
        yield rich_text(paragraph([line(words.text("evidence-none"))]))
    if context := context_line(words, replace(view, has_buttons=False)):
        yield context_block(context)


def _heading(text: str) -> Block:
    plain = {"type": "plain_text", "text": outside.cut(text, limits.HEADER_TEXT), "emoji": False}
    return {"type": "header", "text": plain}


def _summary(words: Words, diagnosis: Diagnosis) -> list[Line]:
    lines = [
        line(verdict(words, diagnosis), bold=True),
        line(words.text(f"cause-{slug(diagnosis.cause.value)}.meaning")),
    ]
    told = [words.text("evidence-confidence", percent=_percent(diagnosis.confidence))]
    if diagnosis.failure is not None and diagnosis.permanent is not None:
        told.append(words.text("evidence-permanent" if diagnosis.permanent else "evidence-temporary"))
    if suspect := CAUSE_FACTS[diagnosis.cause].suspect:
        told.append(words.text("evidence-suspect", number=suspect))
    lines.append(line(words.text("sentence-separator").join(told)))
    others = [
        words.text("evidence-other-cause", cause=short_cause(words, other.cause), percent=_percent(other.confidence))
        for other in diagnosis.ranked[1:4]
    ]
    if others:
        items = words.text("list-separator").join(others)
        lines.append(line(words.text("evidence-other-causes", items=items)))
    return lines


def _percent(confidence: float) -> int:
    return round(100 * confidence)


def _bounce(words: Words, failure: Failure) -> Iterator[Block]:
    yield _heading(words.text("evidence-bounce"))
    lines = []
    if failure.recipient:
        lines.append(words.text("evidence-recipient", address=outside.address(failure.recipient)))
    if failure.alias:
        lines.append(words.text("evidence-alias", address=outside.address(failure.alias)))
    codes = [str(code) for code in (failure.reply.reply_code, failure.reply.enhanced_status) if code]
    if codes:
        lines.append(words.text("evidence-code", code=outside.host(" ".join(codes))))
    if failure.remote_mta:
        lines.append(words.text("evidence-remote", host=outside.host(failure.remote_mta)))
    if failure.sending_ip:
        lines.append(words.text("evidence-sending-ip", ip=outside.host(failure.sending_ip)))
    if failure.named_list:
        lines.append(words.text("evidence-list", list=outside.host(failure.named_list.name)))
    if lines:
        yield rich_text(listing([line(text) for text in lines], ordered=False))
    if quote := outside.clean_lines(failure.diagnostic or failure.reply.text, limits.DIALOG_QUOTE):
        yield rich_text(preformatted(quote))


def _others(words: Words, diagnoses: Sequence[Diagnosis]) -> Iterator[Block]:
    if not diagnoses:
        return
    yield _heading(words.text("evidence-others"))
    items = []
    for diagnosis in diagnoses[:_RECIPIENTS]:
        quote = said(words, diagnosis.failure)
        sentence = line(verdict(words, diagnosis))
        items.append(joined([sentence, line(quote)], words.text("part-separator")) if quote else sentence)
    yield rich_text(listing(_capped(words, items, len(diagnoses)), ordered=False))


def _items(words: Words, findings: Sequence[Finding]) -> list[Line]:
    alone = [finding for finding in findings if finding.code not in TOLD_TOGETHER]
    if alone and alone[0].check is Check.BLOCKLIST:
        alone = list(weightiest_first(alone))
    alone.sort(key=lambda finding: _STATUS_ORDER.index(finding.status))
    items = _capped(words, [joined(finding_lines(words, finding), "\n") for finding in alone[:_ITEMS]], len(alone))
    for code in TOLD_TOGETHER:
        together = [finding for finding in findings if finding.code is code]
        if code is FindingCode.CLEAR:
            together = cleared(findings)
        if together:
            items.append(told_together(words, code, together))
    return items


def _capped(words: Words, items: list[Line], total: int) -> list[Line]:
    return [*items, line(words.text("evidence-more", count=total - len(items)))] if total > len(items) else items
