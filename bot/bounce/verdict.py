"""Is it a bounce, and how sure: the measure that decides between an answer, a quiet offer and silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.bounce.notice import FIRST_LINES, MAX_LINE, Notice, paragraph_starts
from bot.bounce.phrases import phrases
from bot.bounce.repeated import BEGINS_AS_REPLY, OF_MAIL, begins_as_reply, is_repeated, telling_words
from bot.model import Cause, Failure

ANSWER = 0.8
"""From here on the bot answers unasked: right at least 19 times in 20."""

OFFER = 0.3
"""From here on it makes a quiet offer; below it is silent."""

SILENCE = 0.25
"""Below this nothing was read."""

# What only mail systems and mail programs write; "template" are whole sentences of theirs.
_STRONG = ("bounce", "template", "ndr", "delayed", "dialog")
_STRUCTURED = frozenset({"exim", "sendmail", "google_groups"})
_MACHINES = ("ftp", "http", "code", "sql")
# What a sign that speaks against a bounce takes off, and how often it counts: other mails, texts about bounces, other
# protocols and code.
_AGAINST = (
    *((sign, 0.3, 2) for sign in ("auto_reply", "receipt", "newsletter", "phishing", "delivered")),
    *((sign, 0.2, 3) for sign in ("howto", "statistics", "work")),
    *((sign, 0.4, 2) for sign in _MACHINES),
)
_SIGNS_AGAINST = frozenset(sign for sign, _, _ in _AGAINST)
_FAILING = frozenset({"failed", "delayed"})
_NEVER = frozenset({"feedback", "report", "own_reply"})
_AN_ARTICLE = 2
# Nothing else than a mail server says these.
_OF_MAIL_ONLY = frozenset({Cause.SENDER_DNS, Cause.SENDER_AUTHENTICATION, Cause.BLOCKLISTED})
# What a reply in somebody's own words is worth by itself.
_REPEATED = 0.85
_A_PHISH = 2
_MAX = 0.97
# A text that begins as a reply; a code with its enhanced status, or the address it speaks of, right behind it.
_A_REPLY = re.compile(r"(?:\W{0,4}said:\s)?[\"'\[(]?[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3} ")
# "<bob@example.com>:" at the head of a paragraph, as Postfix and qmail write it, and nobody else.
_MTA_PARAGRAPH = re.compile(r" {0,2}<[^\s<>@]{1,128}@[^\s<>]{1,255}>:(?:\s|$)")
_TWICE = re.compile(r"\s{0,8}([^\s<>()@]{1,128}@[^\s<>()]{1,255}) \(\1\)")
# Where a notice says that the particulars stand: in a report, an attachment, below.
_REFERS = re.compile(
    r"attach|enclosed|report|following|below|listed|添付|以下|下記|次の|anhang|anlage|folgend|angehängt|ci-joint|ci-dessous"
    r"|suivant|adjunt|siguiente|continuación|allegat|seguent|anexo|seguinte|abaixo|bijlage|volgende|вложен|следующ|ниже"
    r"|прилага|附件|如下|첨부|다음|아래",
    re.IGNORECASE,
)
_OPENING = 120
_STRONG_SIGNS = frozenset(_STRONG)
_SENTENCE = frozenset({"sentence"})
# "Reason: …", "エラー内容: …" on a line of its own: a form that a program fills in.
_LABELS = (
    r"(?:(?:last |smtp )?error(?: code| message| description)?|(?:bounce )?reason|diagnosis|bounce (?:message|category)"
    r"|fehler(?:grund|text)?|grund|erreur|raison|motif|motivo|causa|errore|erro|reden|fout|ошибка|причина"
    r"|[^\s:：]{0,12}エラー(?:内容|メッセージ|コード|理由)?|理由|原因|错误(?:信息|原因)?|退信原因|오류|사유|원인)\s{0,2}[:：]"
)
_LABELLED = re.compile(rf"\W{{0,4}}{_LABELS}", re.IGNORECASE)
_LABELLED_WITHIN = re.compile(rf"[.。]\s{_LABELS}", re.IGNORECASE)
# A code right behind an address, as in "bob@example.com: 550 …".
_ADDRESSED = re.compile(r"@[\w.-]{1,250}[>\"')\]]{0,2}[:;,]?\s[45]\d\d[ -]\S")
# … and a text that is nothing but the notice.
_NOTHING_ELSE = re.compile(
    r"(?:this|your) (?:message|e-?mail|mail) (?:could|can|was|has) ?not (?:be|been )?(?:be )?delivered\W*$",
    re.IGNORECASE,
)
_ANY_REPLY = re.compile(r"\s{0,4}([45]\d\d)[ -]")
_A_TABLE = 3
# More signs of a mail system than these make nothing surer.
_STRONG_ENOUGH = 3
_FIRST_SENTENCE = 200
_A_REPLY_LONG = 600
_AS_WRITTEN = re.compile(r"\d{3}(?:[ -]\s?[(\[]?#?[45]\.\d{1,3}\.\d{1,3}(?=[ :;<)\]-]+\S)|[ -]\s?[<\[])")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict weighs beside the signs.

    `strong` counts the phrases that only mail systems write; `named` a recipient, `coded` a reply code, `verbatim` a
    reply as a server wrote it, `told` a phrase that gives the cause; `listed` recipients that head a block, `sent_from`
    the IP address or list that the server speaks of, `opens` a mail system's sentence that opens a notice.
    """

    strong: int
    named: bool
    coded: bool
    enhanced: bool
    verbatim: bool
    told: bool
    listed: bool
    sent_from: bool
    bare: bool
    addressed: bool
    opens: bool


def confidence(notice: Notice, failures: Sequence[Failure], detector: str | None, *, told: bool) -> float:
    """How sure (0–1) it is that the text is a bounce that somebody got. `told`: a phrase gives the cause."""
    if notice.report_type in {"feedback-report", "disposition-notification"}:
        return 0.0
    if not _NEVER.isdisjoint(notice.signs):
        return 0.0
    if detector in {"report", "events", "log_lines"}:
        return 0.98
    if notice.report.recipients and all(fields.action not in _FAILING for fields in notice.report.recipients):
        # A report that names nobody who failed: delivered, relayed, expanded.
        return 0.0
    evidence = _gather(notice, failures, detector, told=told)
    signs = _without_excused(notice.signs)
    if not evidence.named and _is_table(notice):
        return 0.0
    if evidence.strong or evidence.verbatim:
        sure = round(min(min(_a_server_wrote(evidence, notice), 1.0) - _against(evidence, notice, signs), _MAX), 2)
    else:
        sure = _somebody_talks(evidence, notice) - _against(evidence, notice, signs)
    spoken_of = sure >= ANSWER or not _SIGNS_AGAINST.isdisjoint(signs)
    if not spoken_of and (_is_repeated(evidence, notice, failures) or _are_repeated(evidence, notice)):
        return _REPEATED
    return max(0.0, sure)


def _is_repeated(evidence: Evidence, notice: Notice, failures: Sequence[Failure]) -> bool:
    """Whether it is a server's reply in somebody's own words."""
    telling = evidence.told or (evidence.coded and evidence.enhanced)
    of_mail = not _OF_MAIL_ONLY.isdisjoint(failure.cause for failure in failures)
    return telling and is_repeated(notice, of_mail=of_mail)


def _are_repeated(evidence: Evidence, notice: Notice) -> bool:
    """Whether somebody repeats words that tell the cause."""
    return evidence.told and not evidence.coded and next(telling_words(notice), None) is not None


def _gather(notice: Notice, failures: Sequence[Failure], detector: str | None, *, told: bool) -> Evidence:
    named = coded = enhanced = verbatim = addressed = sent_from = False
    for failure in failures:
        reply = failure.reply
        named = named or failure.recipient is not None
        enhanced = enhanced or reply.enhanced_status is not None
        sent_from = sent_from or failure.sending_ip is not None or failure.named_list is not None
        if reply.reply_code:
            coded = True
            verbatim = verbatim or _AS_WRITTEN.match(reply.text) is not None
            addressed = addressed or _is_addressed(failure)
    listed = detector == "blocks"
    strong = sum(notice.signs.get(sign, 0) for sign in _STRONG)
    if detector in _STRUCTURED:
        strong += 2
    # "bob@example.com: 550 no such user" is nobody's sentence.
    strong += listed and (coded or enhanced or _names_twice(notice)) and told
    if strong < _STRONG_ENOUGH:
        strong += listed and (told or coded or enhanced) and _has_paragraph(notice)
        if named and told and not listed:
            strong += coded and (begins_as_reply(notice) or _ADDRESSED.search(notice.flat) is not None)
        if (coded and told) or (named and (enhanced or (told and (strong or OF_MAIL.search(notice.flat[:2000]))))):
            strong += _is_form(notice)
    opens = not named and _opens_as_notice(notice, told=told)
    strong += 2 * opens + (named and "sentence" in notice.signs)
    bare = told and coded and not named and begins_as_reply(notice)
    bare = bare and len(notice.flat) < _A_REPLY_LONG and _SIGNS_AGAINST.isdisjoint(notice.signs)
    return Evidence(strong + bare, named, coded, enhanced, verbatim, told, listed, sent_from, bare, addressed, opens)


def _without_excused(signs: Mapping[str, int]) -> Mapping[str, int]:
    """The signs, but for those that somebody in need ("how to fix this?") and the trace of a program that failed, which
    quotes its source, give too."""
    excused: set[str] = set()
    if "asks" in signs and signs.get("howto", 0) < _AN_ARTICLE:
        excused.update(("howto", "work"))
    if "trace" in signs:
        excused.add("code")
    if "dialog" in signs and signs.get("phishing", 0) < _A_PHISH:
        excused.add("phishing")
    return {sign: count for sign, count in signs.items() if sign not in excused} if excused else signs


def _opens_as_notice(notice: Notice, *, told: bool) -> bool:
    """Whether a mail system's sentence, or a header of its own, opens a notice that says why or where that is said."""
    signs = phrases("signs.tsv")
    if _NOTHING_ELSE.match(notice.flat) or (notice.daemon and signs.any_says(notice.subject, _STRONG_SIGNS)):
        return True
    return (
        "sentence" in notice.signs
        and (told or _REFERS.search(notice.flat, 0, MAX_LINE) is not None)
        and any(signs.any_says(opening, _SENTENCE) for opening in _openings(notice))
    )


def _openings(notice: Notice) -> Iterator[str]:
    """The beginning of each of the first paragraphs, on one line."""
    for number in paragraph_starts(notice):
        yield " ".join(each.strip() for each in notice.lines[number : number + 3])[:_OPENING]


def _is_addressed(failure: Failure) -> bool:
    """Whether the reply as a server wrote it names its recipient, in its first sentence."""
    text = failure.reply.text
    if not failure.recipient or failure.reply.enhanced_status is None or not _AS_WRITTEN.match(text):
        return False
    at = text.find(failure.recipient)
    return 0 < at < _FIRST_SENTENCE and ". " not in text[:at]


def _is_form(notice: Notice) -> bool:
    """Whether a line, or a sentence in one, begins with a label such as "Reason:"."""
    # Line by line: a search for line beginnings is tried at every character.
    return any(_LABELLED.match(line) for line in notice.lines if ":" in line or "：" in line) or (
        _LABELLED_WITHIN.search(notice.head) is not None
    )


def _names_twice(notice: Notice) -> bool:
    """Whether a recipient stands as Exchange writes it where it knows no name: "bob@example.com (bob@example.com)"."""
    return any(_TWICE.match(line) for line in notice.lines[:FIRST_LINES] if "@" in line)


def _has_paragraph(notice: Notice) -> bool:
    return any(_MTA_PARAGRAPH.match(line) for line in notice.lines[:FIRST_LINES])


def _is_table(notice: Notice) -> bool:
    """Whether the text lists replies, one a line, for nobody: a table of what the codes mean."""
    return len({match[1] for line in notice.lines if (match := _ANY_REPLY.match(line))}) >= _A_TABLE


def _a_server_wrote(evidence: Evidence, notice: Notice) -> float:
    score = (0.0, 0.45, 0.65, 0.75)[min(evidence.strong, _STRONG_ENOUGH)]
    score += 0.25 * evidence.named + 0.12 * evidence.coded + 0.13 * evidence.enhanced + 0.2 * evidence.told
    score += 0.15 * notice.has_original
    template = not evidence.named and (evidence.opens or "template" in notice.signs)
    says_why = not evidence.named and evidence.told and _says_why(evidence, notice)
    if not evidence.named and (template or says_why or evidence.bare or ("dialog" in notice.signs and evidence.told)):
        # Cut off in the middle: which server and what for is not shown, that it is a bounce is.
        score += 0.2
    if evidence.addressed and evidence.named:
        # "550 5.7.1 <bob@example.com>: …" is nobody's sentence, whatever language the rest is in.
        score += 0.3
    if evidence.verbatim and evidence.told:
        score += 0.25
        if not evidence.named:
            bare = any(_A_REPLY.match(line.lstrip()) for line in notice.lines[:FIRST_LINES])
            score += 0.15 * (evidence.sent_from or bare)
    if evidence.strong and evidence.named and (evidence.listed or "dialog" in notice.signs):
        # A mail system that lists recipients and says no more is believed; a sentence of somebody's is not.
        score += 0.12
    if not evidence.named and not evidence.verbatim:
        # A parcel could not be delivered either.
        sure = (
            evidence.strong >= (2 if evidence.coded or evidence.enhanced else 3)
            or template
            or says_why
            or evidence.bare
            or "dialog" in notice.signs
        )
        reason = evidence.told or (evidence.enhanced and sure)
        likely = sure or evidence.strong >= 2
        score = min(score, 0.85 if sure and (reason or template) else 0.6 if likely else 0.2)
    return score


def _says_why(evidence: Evidence, notice: Notice) -> bool:
    """Whether a mail system's phrase stands beside a reason for nobody, in a text that is about mail."""
    if "asks" in notice.signs:
        return evidence.strong > 0
    of_system = not _STRONG_SIGNS.isdisjoint(notice.signs)
    return evidence.coded and of_system and (evidence.sent_from or OF_MAIL.search(notice.flat[:MAX_LINE]) is not None)


def _somebody_talks(evidence: Evidence, notice: Notice) -> float:
    """ "My mail to bob@example.com came back with error 550": worth an offer, not an answer."""
    failed = "failed" in notice.signs
    if not evidence.named or not (failed or (evidence.coded and (evidence.told or OF_MAIL.search(notice.flat[:2000])))):
        return 0.0
    return min(0.25 + 0.15 * failed + 0.1 * evidence.coded + 0.1 * evidence.enhanced + 0.1 * evidence.told, 0.6)


def _against(evidence: Evidence, notice: Notice, signs: Mapping[str, int]) -> float:
    """What speaks against: signs of other mails, of texts about bounces, of other protocols and of code."""
    score = 0.0
    if notice.auto_submitted.lower().startswith("auto-replied") and not evidence.strong:
        score = 0.2
    if _SIGNS_AGAINST.isdisjoint(signs):
        return score
    for sign, points, times in _AGAINST:
        if sign in signs:
            score += points * min(signs[sign], times)
    # Inside a real bounce such words are the sender's subject or the server's advice; an article is full of them.
    told = evidence.told and ("template" in signs or evidence.named or evidence.coded)
    inside = evidence.strong >= 2 and (told or (evidence.named and evidence.coded))
    # Exchange explains its bounces at length, "How to Fix It" included.
    article = _AN_ARTICLE + 2 * ("ndr" in signs)
    weight = 0.25 if inside and signs.get("howto", 0) < article else 1.0
    # Microsoft's replies end with "To learn how to fix this see …".
    learned = _AN_ARTICLE + (BEGINS_AS_REPLY.match(notice.flat) is not None)
    talks = signs.get("howto", 0) < learned and not any(sign in signs for sign in _MACHINES)
    if evidence.verbatim and evidence.named and evidence.told and talks:
        # "What does it mean?" asks the person who pastes a reply.
        weight = min(weight, 0.5)
    if signs.get("phishing", 0) >= _A_PHISH:
        # It dresses as a bounce, so the signs of a bounce count for nothing.
        return 1.0
    if "delivered" in signs and not evidence.coded:
        score += 0.5
    return score * weight
