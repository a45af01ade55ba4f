"""The one to three lines under the verdict: what the server said, what contradicts it, what the checks found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.article import Words
from bot.diagnosis import is_senders, weightiest_first
from bot.model import Cause, Check, Diagnosis, Failure, Finding, FindingCode, Status
from bot.reply import limits, outside
from bot.reply.sentences import about, count_lists, finding_sentence, listed_on, whose_ip
from bot.reply.spans import Line, line
from bot.reply.verdict import short_cause
from bot.reply.view import CaseView

_MOST = 3
_NAMED_LISTS = 3
# What is worth a line though it explains nothing here. The sender's side is told in the dialog.
_BESIDE = (Check.ADDRESS, Check.TYPO, Check.MX, Check.MAILBOX)
_NAMED_RECIPIENTS = 3


def evidence_lines(words: Words, view: CaseView, diagnosis: Diagnosis, *, room: int) -> tuple[Line, ...]:
    """The most telling lines, at least one of those that there are, and no more than fit (`room`).

    Further recipients of the same bounce are named last, in one line of the same room.
    """
    others = _others(words, view.diagnoses[1:])
    most = max(1, min(_MOST, room - (1 if others else 0)))
    lines = [line(sentence) for sentence in islice(_sentences(words, view, diagnosis), most)]
    return (*lines, *([line(others)] if others else []))


def said(words: Words, failure: Failure | None) -> str | None:
    """What the refusing server said, on one line, with its codes."""
    if failure is None:
        return None
    reply = failure.reply
    quote = outside.clean(_from_the_reply(failure.diagnostic or reply.text, reply.reply_code), limits.QUOTE)
    # A quote that begins with its reply code is the server's own line; it gets nothing before it.
    told = reply.reply_code is not None and str(reply.reply_code) in quote
    codes = [] if told else [str(code) for code in (reply.reply_code, reply.enhanced_status) if code]
    codes = [code for code in codes if code not in quote]
    if not codes and not quote:
        return None
    marked = outside.outside(" ".join([*codes, quote]), limits.QUOTE)
    if failure.remote_mta:
        return words.text("host-said", host=outside.host(failure.remote_mta), line=marked)
    return words.text("server-said", line=marked)


def _from_the_reply(text: str, reply_code: int | None) -> str:
    """The server's own line: what a mail program or another server says around it is left to the dialog."""
    found = None if reply_code is None else re.search(rf"(?<![\w.:]){reply_code}[ -](?=\S)", text)
    return text[found.start() :] if found else text


def _sentences(words: Words, view: CaseView, diagnosis: Diagnosis) -> Iterator[str]:
    if quote := said(words, diagnosis.failure):
        yield quote
    for finding in diagnosis.contradicted_by[:1]:
        yield words.text("but", sentence=finding_sentence(words, finding))
    for finding in _senders_that_are_none(view.findings):
        yield words.text("also", sentence=finding_sentence(words, finding))
    if summary := _listings(words, view.findings, diagnosis):
        yield summary
    told = [finding for finding in diagnosis.rests_on if finding.check is not Check.BLOCKLIST]
    for finding in told:
        yield finding_sentence(words, finding)
    for status in (Status.FAIL, Status.WARN):
        for finding in view.findings:
            if finding.status is status and finding.check in _BESIDE and finding not in told:
                yield words.text("also", sentence=finding_sentence(words, finding))


def _senders_that_are_none(findings: Sequence[Finding]) -> Iterator[Finding]:
    """What was named as the sender and cannot be it: who sees this knows that the rest was not looked at."""
    told: set[str] = set()
    for finding in findings:
        is_none = finding.code is FindingCode.NXDOMAIN or finding.details.get("why") in ("not_public", "no_domain")
        if finding.check is Check.SENDER and is_none and finding.subject not in told:
            told.add(finding.subject)
            yield finding


def _listings(words: Words, findings: Sequence[Finding], diagnosis: Diagnosis) -> str | None:
    """All listings of the tested address in one sentence: where it is listed, and how many lists cleared it."""
    listed = weightiest_first(finding for finding in findings if finding.code is FindingCode.LISTED)
    cleared = [finding for finding in findings if finding.code is FindingCode.CLEAR]
    if listed:
        tested = about(listed[0])
        clear = count_lists(finding for finding in cleared if about(finding) == tested)
        names = list(dict.fromkeys(listed_on(words, finding) for finding in listed if about(finding) == tested))
        lists = words.text("list-separator").join(names[:_NAMED_LISTS])
        if len(names) > _NAMED_LISTS:
            lists = words.text("and-more", items=lists, count=len(names) - _NAMED_LISTS)
        sentence = words.text(
            "listed-summary" if clear else "listed-only", ip=whose_ip(words, listed[0]), lists=lists, clear=clear
        )
        # A listing that explains nothing here (an incoming server's, or beside another cause) is a side note.
        return sentence if diagnosis.cause is Cause.BLOCKLISTED else words.text("also", sentence=sentence)
    for finding in findings:
        if finding.code in (FindingCode.POLICY, FindingCode.NETWORK) and is_senders(finding):
            sentence = finding_sentence(words, finding)
            return sentence if diagnosis.cause is Cause.BLOCKLISTED else words.text("also", sentence=sentence)
    interesting = diagnosis.cause in (Cause.BLOCKLISTED, Cause.NO_FAULT_FOUND, Cause.UNKNOWN)
    if cleared and interesting and not diagnosis.contradicted_by:
        tested = about(cleared[0])
        clear = count_lists(finding for finding in cleared if about(finding) == tested)
        return words.text("not-listed-summary", ip=whose_ip(words, cleared[0]), clear=clear)
    shared = next((finding for finding in findings if finding.code is FindingCode.SHARED_PROVIDER), None)
    return finding_sentence(words, shared) if shared and interesting else None


def _others(words: Words, diagnoses: Sequence[Diagnosis]) -> str | None:
    if not diagnoses:
        return None
    items = words.text("list-separator").join(
        words.text(
            "other-failed",
            address=outside.address(diagnosis.address) if diagnosis.address else words.text("the-recipient"),
            cause=short_cause(words, diagnosis.cause),
        )
        for diagnosis in diagnoses[:_NAMED_RECIPIENTS]
    )
    if len(diagnoses) > _NAMED_RECIPIENTS:
        items = words.text("and-more", items=items, count=len(diagnoses) - _NAMED_RECIPIENTS)
    return words.text("others-failed", items=items)
