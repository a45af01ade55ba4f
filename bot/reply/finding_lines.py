"""A finding as lines: status and sentence, the list's own reason, what to do, how an entry ends, the list's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.article import Words
from bot.model import Finding, FindingCode, Status
from bot.reply import limits, outside
from bot.reply.sentences import finding_fix, finding_sentence, list_name, listing_rule, slug, variables
from bot.reply.spans import Line, line

_NAMES = 120  # of blocklists in one sentence: all that are ever asked
# Lists that say nothing new one by one: told together, by code.
TOLD_TOGETHER = (FindingCode.CLEAR, FindingCode.BLOCKED, FindingCode.BROKEN, FindingCode.UNHEALTHY, FindingCode.SILENT)


def finding_lines(words: Words, finding: Finding) -> list[Line]:
    """Status and sentence in the first line, a line for each of the rest."""
    status = words.text(f"status-{slug(finding.status.value)}")
    return [
        line(words.text("evidence-finding", status=status, sentence=finding_sentence(words, finding))),
        *finding_details(words, finding),
    ]


def finding_details(words: Words, finding: Finding) -> list[Line]:
    """What there is to say after the sentence, a line each."""
    parts: list[Line] = []
    reason = f"finding-{slug(finding.code.value)}.reason"
    if finding.details.get("reason") and words.has(reason):
        parts.append(line(words.text(reason, **variables(words, finding))))
    if finding.status is not Status.PASS and (fix := finding_fix(words, finding)):
        parts.append(line(words.text("evidence-do", fix=fix)))
    if record := finding.details.get("record"):
        parts.append(line(words.text("evidence-record", record=outside.outside(record, limits.QUOTE))))
    if rule := listing_rule(words, finding):
        parts.append(line(rule))
    if page := finding.details.get("delist_url"):
        parts.append(page_line(words, page))
    return parts


def page_line(words: Words, page: object) -> Line:
    """The list's page: a link if it is plain https, else text to look at before it is opened."""
    shown = line(words.text("evidence-page", page=outside.host(page)))
    url = outside.table_url(page)
    return tuple(replace(span, url=url) if span.foreign and url else span for span in shown)


def told_together(words: Words, code: FindingCode, findings: Sequence[Finding]) -> Line:
    """What several lists have in common, with their names."""
    status = words.text(f"status-{slug(findings[0].status.value)}")
    names = list(dict.fromkeys(list_name(finding) for finding in findings))
    items = words.text("list-separator").join(outside.host(name) for name in names[:_NAMES])
    if len(names) > _NAMES:
        items = words.text("and-more", items=items, count=len(names) - _NAMES)
    if code is FindingCode.CLEAR:
        return line(words.text("evidence-clear", status=status, count=len(names), items=items))
    return line(words.text(f"evidence-no-answer-{slug(code.value)}", status=status, items=items))
