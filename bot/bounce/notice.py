"""A text or a mail, taken apart once: what the detectors and the verdict look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.bounce.address import addresses_in, tidy
from bot.bounce.dsn import Report, find_report, read_report
from bot.bounce.mail import Mail
from bot.bounce.original import Original, find_original, read_original
from bot.bounce.pasted import flat
from bot.bounce.phrases import phrases

MAX_HEAD = 24_000
MAX_LINES = 600
MAX_LINE = 4_000
_MAX_LEADING_HEADERS = 60

# The header of the bounce itself, pasted with it, in the languages of the mail programs.
_LEADING_HEADER = re.compile(
    r"^[ \t]{0,4}\*?(From|To|Cc|Subject|Date|Sent|Received|Return-Path|Delivered-To|Message-ID|Reply-To|X-[\w-]{1,40}|Auto-Submitted|"
    r"Content-[\w-]{1,30}|MIME-Version|Importance|Von|An|Betreff|Gesendet|Datum|De|À|A|Objet|Envoyé|Asunto|Para|Enviado(?: el)?|"
    r"Fecha|Assunto|Da|Oggetto|Inviato|Aan|Onderwerp|Verzonden|От|Кому|Тема|Дата|Отправлено|差出人|送信者|宛先|件名|送信日時|日時|发件人|"
    r"收件人|主题|日期|发送时间|보낸 사람|받는 사람|제목|보낸 날짜)\*?[ \t]?[:：][ \t]*(.*)$"
)
_SUBJECT_NAMES = frozenset({"subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "тема", "件名", "主题", "제목"})
_FROM_NAMES = frozenset({"from", "von", "de", "da", "от", "差出人", "送信者", "发件人", "보낸 사람"})
_TO_NAMES = frozenset({"to", "an", "à", "para", "aan", "a", "кому", "宛先", "收件人", "받는 사람"})
_ENVELOPE_SENDER = re.compile(r"(?:MAIL FROM:|envelope-from|Return-Path:|from=)\s{0,3}<?([^\s<>,;]{1,200}@[^\s<>,;]{1,200})", re.I)


@dataclass(frozen=True, slots=True)
class Notice:
    """What came back, in stages: `head` is the notification for people, `report` its RFC 3464 fields, `original` the
    header of the message that came back.

    `lines` are the head's; `flat` is the head on one line; `signs` says how often each sign of `data/signs.tsv` was
    seen. `subject`, `author` and `addressee` are the bounce's own header, as far as it came along; `failed` is its
    X-Failed-Recipients (Exim, Gmail).
    """

    head: str
    lines: tuple[str, ...]
    flat: str
    report: Report
    original: Original
    signs: Mapping[str, int]
    subject: str = ""
    author: str = ""
    addressee: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    senders: frozenset[str] = frozenset()
    has_original: bool = False
    report_type: str = ""
    auto_submitted: str = ""
    truncated: bool = False
    sender_hints: tuple[str, ...] = field(default=())


def notice_of_text(text: str, *, truncated: bool = False) -> Notice:
    """The stages of a plain text (already unescaped and unquoted)."""
    header, start = _leading_header(text)
    end = find_original(text, start)
    report_at = find_report(text)
    if 0 <= report_at < start:
        start = report_at
    original = text[end:]
    if report_at >= 0 and report_at > end:
        # The report stands behind the original, or inside a whole mail that was pasted: both are read.
        original = text[end:report_at]
    return _notice(
        text[start : min(end, report_at) if report_at >= 0 else end],
        text,
        report_at,
        original,
        header,
        truncated=truncated,
    )


def notice_of_mail(mail: Mail, *, truncated: bool = False) -> Notice:
    """The stages of a parsed mail."""
    text = mail.text
    report_at = -1 if mail.report else find_report(text)
    end = find_original(text, 0)
    original: str | bytes = mail.original or text[end:]
    head_end = min(end, report_at) if report_at >= 0 else end
    header = {
        "subject": mail.header("subject"),
        "from": mail.header("from") + " " + mail.header("return-path"),
        "to": mail.header("to"),
        "x-failed-recipients": mail.header("x-failed-recipients"),
        "auto-submitted": mail.header("auto-submitted"),
        "report-type": mail.report_type,
    }
    if mail.report:
        return _notice(text[:head_end], mail.report, 0, original, header, truncated=truncated)
    return _notice(text[:head_end], text, report_at, original, header, truncated=truncated)


def _notice(
    head: str, report_text: str, report_at: int, original: str | bytes, header: Mapping[str, str], *, truncated: bool
) -> Notice:
    if len(head) > MAX_HEAD:
        head, truncated = head[:MAX_HEAD], True
    lines = tuple(line[:MAX_LINE].rstrip() for line in head.split("\n", MAX_LINES)[:MAX_LINES])
    one_line = flat(head)
    report = read_report(report_text, report_at) if report_at >= 0 else Report()
    signs: dict[str, int] = {}
    subject = header.get("subject", "")
    seen = set()
    for hit in phrases("signs.tsv").hits(f"{subject} . {header.get('from', '')} . {one_line}" if header else one_line):
        if hit.rule.line not in seen:
            seen.add(hit.rule.line)
            signs[hit.rule.says] = signs.get(hit.rule.says, 0) + 1
    came_back = read_original(original) if original else Original()
    addressee = tuple(addresses_in(header.get("to", "")[:2000]))
    senders = {a.lower() for a in (came_back.sender, report.sender) if a}
    if "@" in head:
        senders.update(a.lower() for w in _ENVELOPE_SENDER.findall(head) if (a := tidy(w)))
    return Notice(
        head=head,
        lines=lines,
        flat=one_line,
        report=report,
        original=came_back,
        signs=signs,
        subject=subject,
        author=header.get("from", ""),
        addressee=addressee,
        failed=tuple(dict.fromkeys(addresses_in(header.get("x-failed-recipients", "")[:4000]))),
        senders=frozenset(senders),
        has_original=bool(original),
        report_type=header.get("report-type", ""),
        auto_submitted=header.get("auto-submitted", ""),
        truncated=truncated,
    )


def _leading_header(text: str) -> tuple[dict[str, str], int]:
    """The header of the bounce itself where it was pasted along, by English name, and where the body begins."""
    header: dict[str, str] = {}
    at = 0
    while text[at : at + 1] == "\n":
        at += 1
    start, count = at, 0
    while count < _MAX_LEADING_HEADERS:
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        match = _LEADING_HEADER.match(line[:MAX_LINE])
        if match:
            name = _english(match[1].lower())
            header.setdefault(name, match[2].strip())
        elif not (count and line[:1] in {" ", "\t"} and line.strip()):
            break
        count += 1
        if end < 0:
            at = len(text)
            break
        at = end + 1
    return (header, at) if len(header) >= 2 else ({}, start)


def _english(name: str) -> str:
    if name in _SUBJECT_NAMES:
        return "subject"
    if name in _FROM_NAMES:
        return "from"
    return "to" if name in _TO_NAMES else name


def complete(local: str, notice: Notice) -> str | None:
    """The whole address of a name without a domain, from what else the bounce shows; None where nothing fits."""
    name = local.lower().strip("<>\"' ")
    for address in (*notice.failed, *addresses_in(notice.flat), *notice.original.to):
        if address.lower().partition("@")[0] == name and address.lower() not in notice.senders:
            return address
    return None
