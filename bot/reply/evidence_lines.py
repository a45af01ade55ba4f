"""The one to three lines under the verdict: what the server said, what contradicts it, what the checks found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.article import Words
from bot.diagnosis import is_senders, weightiest_first
from bot.model import Cause, Check, Diagnosis, Failure, Finding, FindingCode, Status
from bot.reply import limits, outside
from bot.reply.phone import rows, rows_of
from bot.reply.sentences import about, cleared, count_lists, finding_sentence, listed_on, whose_ip
from bot.reply.spans import Line, line
from bot.reply.verdict import short_cause
from bot.reply.view import CaseView

_MOST = 3
_NAMED_LISTS = 3
# What is worth a line though it explains nothing here. The sender's side is told in the dialog.
_BESIDE = (Check.ADDRESS, Check.TYPO, Check.MX, Check.MAILBOX)
_NAMED_RECIPIENTS = 3
_QUOTE_CAPS = (140, 100, 60)
_COMMAND = re.compile(r"\s*\(in reply to [A-Za-z ]{1,40} command(?:\)|$)")
_CODES = re.compile(r"\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?")
_BEFORE_ZONE = 14  # characters of the words that lead to its name ("blocked using ")


def evidence_lines(words: Words, view: CaseView, diagnosis: Diagnosis, *, room: int) -> tuple[Line, ...]:
    """The most telling lines that fit into `room` lines of a phone, and one of them in any case.

    Further recipients of the same bounce are named last, in the same room.
    """
    others = _others(words, view.diagnoses[1:])
    if others:
        room -= rows(line(others))
    told = [line(sentence) for sentence in _always(words, view, diagnosis, room)]
    room -= rows_of(told)
    for sentence in islice(_sentences(words, view, diagnosis, room), _MOST - len(told)):
        spans = line(sentence)
        if told and rows(spans) > room:
            break
        told.append(spans)
        room -= rows(spans)
    return (*told, *([line(others)] if others else []))


def said(words: Words, failure: Failure | None, cap: int = limits.QUOTE, *, briefly: bool = False) -> str | None:
    """What the refusing server said, on one line of at most `cap` characters, with its codes.

    `briefly` leaves out which server that was, whom it refused, and during which command.
    """
    if failure is None:
        return None
    reply = failure.reply
    text = _from_the_reply(failure.diagnostic or reply.text, reply.reply_code)
    quote = outside.clean(_gist(failure, text, cap) if briefly else text, cap)
    # A quote that begins with its reply code is the server's own line; it gets nothing before it.
    told = reply.reply_code is not None and str(reply.reply_code) in quote
    codes = [] if told else [str(code) for code in (reply.reply_code, reply.enhanced_status) if code]
    codes = [code for code in codes if code not in quote]
    if not codes and not quote:
        return None
    marked = outside.outside(" ".join([*codes, quote]), cap)
    if failure.remote_mta and not briefly:
        return words.text("host-said", host=outside.host(failure.remote_mta), line=marked)
    return words.text("server-said", line=marked)


def _from_the_reply(text: str, reply_code: int | None) -> str:
    """The server's own line: what a mail program or another server says around it is left to the dialog."""
    found = None if reply_code is None else re.search(rf"(?<![\w.:]){reply_code}[ -](?=\S)", text)
    return text[found.start() :] if found else text


def _gist(failure: Failure, text: str, cap: int) -> str:
    """The reply without what the verdict says already (the recipient), and without the command that was refused.

    What does not fit is left out before the blocklist that it names, where it names one.
    """
    text = _COMMAND.sub("", text[: 4 * limits.QUOTE])
    for echo in (f"<{failure.recipient}>: ", f"<{failure.recipient}> "):
        text = text.replace(echo, "")
    zone = failure.named_list.zone if failure.named_list else None
    at = text.find(zone) if zone else -1
    if zone is None or at < 0 or len(text) <= cap:
        return text
    code = _CODES.match(text)
    begin = text.rfind(" ", 0, max(0, at - _BEFORE_ZONE)) + 1
    return f"{code.group() if code else ''}{outside.ELLIPSIS} {text[begin : at + len(zone)]}"


def _always(words: Words, view: CaseView, diagnosis: Diagnosis, room: int) -> Iterator[str]:
    """What is told in any case: what the server said, what speaks against the verdict, a listing beside it.

    And that the sender was named wrongly: who sees this knows that the rest was not looked at.
    """
    more = [words.text("but", sentence=finding_sentence(words, found)) for found in diagnosis.contradicted_by[:1]]
    if wrong := next(filter(_is_no_sender, view.findings), None):
        more.append(words.text("also", sentence=finding_sentence(words, wrong)))
    listed = any(finding.code is FindingCode.LISTED for finding in view.findings)
    if listed and diagnosis.cause is not Cause.BLOCKLISTED:
        more.extend(filter(None, [_listings(words, view.findings, diagnosis, 1)]))
    room -= sum(rows(line(sentence)) for sentence in more)
    if quote := _quote(words, diagnosis.failure, room, behind_a_button=view.has_buttons):
        yield quote
    yield from more


def _quote(words: Words, failure: Failure | None, room: int, *, behind_a_button: bool) -> str | None:
    """What the server said in as many characters as `room` has lines for.

    Where it has too few, its codes alone, if the words are shown `behind_a_button`. One line is quoted anyway.
    """
    if failure is None:
        return None
    quotes = [said(words, failure, cap, briefly=True) for cap in _QUOTE_CAPS]
    fitting = next((quote for quote in quotes if quote and rows(line(quote)) <= room), None)
    codes = " ".join(str(code) for code in (failure.reply.reply_code, failure.reply.enhanced_status) if code)
    if fitting or not (codes and behind_a_button) or quotes[-1] is None or rows(line(quotes[-1])) == 1:
        return fitting or quotes[-1]
    return words.text("server-said", line=outside.outside(codes, _QUOTE_CAPS[-1]))


def _sentences(words: Words, view: CaseView, diagnosis: Diagnosis, room: int) -> Iterator[str]:
    """What the checks found, the most telling first."""
    if diagnosis.cause is Cause.BLOCKLISTED or not any(found.code is FindingCode.LISTED for found in view.findings):
        summaries = [_listings(words, view.findings, diagnosis, named) for named in range(_NAMED_LISTS, 0, -1)]
        if summary := next((each for each in summaries if each and rows(line(each)) <= room), summaries[-1]):
            yield summary
    told = [finding for finding in diagnosis.rests_on if finding.check is not Check.BLOCKLIST]
    for finding in told:
        yield finding_sentence(words, finding)
    for status in (Status.FAIL, Status.WARN):
        for finding in view.findings:
            if finding.status is status and finding.check in _BESIDE and finding not in told:
                yield words.text("also", sentence=finding_sentence(words, finding))


def _is_no_sender(finding: Finding) -> bool:
    """Whether what was named as the sender cannot be it."""
    is_none = finding.code is FindingCode.NXDOMAIN or finding.details.get("why") in ("not_public", "no_domain")
    return finding.check is Check.SENDER and is_none


def _listings(words: Words, findings: Sequence[Finding], diagnosis: Diagnosis, named: int) -> str | None:
    """All listings of the tested address in one sentence: where it is listed, and how many lists cleared it.

    At most `named` lists are named, the others counted.
    """
    listed = weightiest_first(finding for finding in findings if finding.code is FindingCode.LISTED)
    without_entry = cleared(findings)
    if listed:
        tested = about(listed[0])
        clear = count_lists(finding for finding in without_entry if about(finding) == tested)
        names = list(dict.fromkeys(listed_on(words, finding) for finding in listed if about(finding) == tested))
        lists = words.text("list-separator").join(names[:named])
        if len(names) > named:
            lists = words.text("and-more", items=lists, count=len(names) - named)
        ip = whose_ip(words, listed[0])
        if diagnosis.cause is not Cause.BLOCKLISTED:
            # A listing that explains nothing here (an incoming server's, or beside another cause) is a side note.
            return words.text("also", sentence=words.text("listed-only", ip=ip, lists=lists))
        return words.text("listed-summary" if clear else "listed-only", ip=ip, lists=lists, clear=clear)
    for finding in findings:
        if finding.code in (FindingCode.POLICY, FindingCode.NETWORK) and is_senders(finding):
            sentence = finding_sentence(words, finding)
            return sentence if diagnosis.cause is Cause.BLOCKLISTED else words.text("also", sentence=sentence)
    interesting = diagnosis.cause in (Cause.BLOCKLISTED, Cause.NO_FAULT_FOUND, Cause.UNKNOWN)
    if without_entry and interesting and not diagnosis.contradicted_by:
        tested = about(without_entry[0])
        clear = count_lists(finding for finding in without_entry if about(finding) == tested)
        return words.text("not-listed-summary", ip=whose_ip(words, without_entry[0]), clear=clear)
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
