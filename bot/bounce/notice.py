"""A text or a mail, taken apart once: what the detectors and the verdict look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.bounce.address import addresses_in, tidy
from bot.bounce.dsn import REPORT_BEGINNINGS, Report, apart, begins_report, find_report, has_report_sign, read_report
from bot.bounce.hosts import is_daemon
from bot.bounce.layout import relaid
from bot.bounce.leading_header import is_of_bounce, leading_header
from bot.bounce.mail import Mail
from bot.bounce.original import (
    FRAME,
    ORIGINAL_BEGINNINGS,
    Original,
    begins_original,
    is_header,
    read_original,
)
from bot.bounce.pasted import flat, has_any
from bot.bounce.phrases import phrases

MAX_HEAD = 24_000
MAX_LINES = 600
MAX_SCANNED_LINES = 20_000
MAX_LINE = 4_000
MAX_ORIGINAL_LINES = 150
FIRST_LINES = 60
"""What opens a notice, or a paragraph of its beginning, stands in so many lines."""

_ENVELOPE_SENDER = re.compile(
    r"(?:MAIL FROM:|envelope-from|Return-Path:|from=)\s{0,3}<?([^\s<>,;]{1,200}@[^\s<>,;]{1,200})", re.I
)
_ANNOUNCED_WITHIN = 4
_HEADER_WITHIN = 12
# Behind the name of an error, or of its class, what happened; or a reply code anywhere.
_SAYS_WHAT = re.compile(
    r"(?:exception|error|refused|disconnected)(?:['\")]{0,2}: | \()\S|(?<![\w.])[45][0-5]\d(?![\w.])", re.I
)
_SUBJECT = re.compile(r"\s{0,4}\*?(?:Subject|Betreff|Objet|Asunto|Oggetto|件名|主题|제목)\*?\s?[:：]", re.IGNORECASE)
_COMMON_FIELD = re.compile(r"(?:From|To|Cc|Subject|Date|Sender|Reply-To|X-[A-Za-z-]{2,40}):\s", re.IGNORECASE)
_BEGINNINGS = REPORT_BEGINNINGS | ORIGINAL_BEGINNINGS
_SENDER_SIGNS = ("MAIL F", "MAIL f", "Mail F", "mail from:", "envelope-from", "Return-Path:", "from=")


@dataclass(frozen=True, slots=True)
class Notice:
    """What came back, in stages: `head` is the notification for people, `report` its RFC 3464 fields, `original` the
    header of the message that came back.

    `lines` are the head's; `flat` is the head on one line; `signs` says how many rules of each sign of
    `data/signs.tsv` matched; where a report names recipients nobody looks. `subject`, `daemon` (the address of the mail
    system that wrote it) and `addressee` are the bounce's own header, as far as it came along; `failed` is its
    X-Failed-Recipients (Exim, Gmail).
    """

    head: str
    lines: tuple[str, ...]
    flat: str
    report: Report
    original: Original
    signs: Mapping[str, int]
    subject: str = ""
    daemon: str | None = None
    addressee: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    senders: frozenset[str] = frozenset()
    has_original: bool = False
    report_type: str = ""
    auto_submitted: str = ""
    truncated: bool = False


def notice_of_text(text: str, *, truncated: bool = False) -> Notice:
    """The stages of a plain text (already unescaped and unquoted)."""
    text = apart(text)
    lines = text.split("\n", MAX_SCANNED_LINES)
    if len(lines) > MAX_SCANNED_LINES:
        lines.pop()
        truncated = True
    header, start = leading_header(lines)
    head_end, original_at = _cut(lines, start)
    report = _report_in(text)
    return _notice(
        lines[start : head_end if report.names_somebody else original_at],
        text,
        report,
        "\n".join(lines[original_at : original_at + MAX_ORIGINAL_LINES]),
        header,
        truncated=truncated,
    )


def notice_of_mail(mail: Mail, *, truncated: bool = False) -> Notice:
    """The stages of a parsed mail."""
    header = {
        "subject": mail.header("subject"),
        "from": mail.headers.get("from", "") + " " + mail.headers.get("return-path", ""),
        "to": mail.headers.get("to", ""),
        "x-failed-recipients": mail.headers.get("x-failed-recipients", ""),
        "auto-submitted": mail.headers.get("auto-submitted", ""),
        "report-type": _kind_of_report(mail),
    }
    text = apart(relaid(mail.text))
    lines = text.split("\n", MAX_SCANNED_LINES)[:MAX_SCANNED_LINES]
    start = 0
    if not mail.report:
        # A bounce that somebody forwards in the text has its header there.
        inner, behind = leading_header(lines)
        if is_of_bounce(inner):
            header, start = {**header, **inner}, behind
    head_end, original_at = _cut(lines, start)
    original: str | bytes = mail.original or "\n".join(lines[original_at : original_at + MAX_ORIGINAL_LINES])
    if mail.report:
        report = read_report(mail.report)
        return _notice(lines[:head_end], mail.report, report, original, header, truncated=truncated)
    report = _report_in(text)
    end = head_end if report.names_somebody else original_at
    return _notice(lines[start:end], text, report, original, header, truncated=truncated)


def _report_in(text: str) -> Report:
    """The report in a text. One that names nobody (a lone "Diagnostic-Code: …") is no part of its own."""
    at = find_report(text) if has_report_sign(text) else -1
    return read_report(text, at) if at >= 0 else Report()


def _kind_of_report(mail: Mail) -> str:
    """RFC 6522's report type; a sieve's rejection (RFC 5429) comes as a disposition "deleted" that nobody displayed."""
    if mail.report_type == "disposition-notification" and "MDN-sent-automatically" in mail.disposition:
        return "" if "displayed" not in mail.disposition else mail.report_type
    return mail.report_type


def _cut(lines: Sequence[str], start: int) -> tuple[int, int]:
    """Where the head ends (at the report or the original) and where the original begins, as line numbers."""
    head_end = len(lines)
    named = -1
    for number, line in enumerate(lines[start:], start):
        # A glance at four letters: most lines are worth no more.
        if not line or line.lstrip(FRAME)[:4].lower() not in _BEGINNINGS:
            continue
        if head_end == len(lines) and begins_report(line):
            head_end = number
        elif number == start and not "".join(lines[number + 1 : number + 2]).strip():
            continue  # a line of its own that somebody copied along
        elif begins_original(line) and not _announces_bounce(lines, number):
            if named < 0:
                named = next((n for n, each in enumerate(lines[start:], start) if "@" in each), len(lines))
            if named < number or is_header(line) or _header_follows(lines, number):
                return min(head_end, number), number
    return head_end, len(lines)


def _announces_bounce(lines: Sequence[str], number: int) -> bool:
    """Whether what line `number` announces is the bounce: somebody answered it, or sent it on."""
    if is_header(lines[number]):
        return False
    subject = next((line for line in lines[number + 1 : number + _HEADER_WITHIN] if _SUBJECT.match(line)), None)
    return subject is not None and is_of_bounce({"subject": subject})


def _header_follows(lines: Sequence[str], number: int) -> bool:
    """Whether a header stands right behind line `number`: "Your original message is attached" may come first of all."""
    behind = [line for line in lines[number + 1 : number + 12] if line.strip()][:_ANNOUNCED_WITHIN]
    return not behind or any(is_header(line) or _COMMON_FIELD.match(line.strip(FRAME)) for line in behind)


def _notice(
    head: Sequence[str],
    report_text: str,
    report: Report,
    original: str | bytes,
    header: Mapping[str, str],
    *,
    truncated: bool,
) -> Notice:
    lines = tuple([line.rstrip() for line in head[:MAX_LINES]])
    if max(map(len, lines), default=0) > MAX_LINE:
        lines = tuple([line[:MAX_LINE].rstrip() for line in lines])
    text = "\n".join(lines)[:MAX_HEAD]
    truncated = truncated or len(head) > MAX_LINES or len(text) == MAX_HEAD
    one_line = flat(text)
    told = f"{header.get('subject', '')} . {header.get('from', '')} . {one_line}" if header else one_line
    # A report says all that the signs could; only an abuse report (RFC 5965) may look like one.
    says_all = report.recipients and "eedback-Type" not in report_text
    signs = {} if says_all else phrases("signs.tsv").counts(told)
    if "exception" in signs and ("trace" in signs or "asks" in signs or _SAYS_WHAT.search(one_line[:MAX_LINE])):
        signs["dialog"] = signs.get("dialog", 0) + signs.pop("exception")
    came_back = read_original(original) if original else Original()
    senders = {a.lower() for a in (came_back.sender, report.sender) if a}
    if "@" in text and has_any(text, _SENDER_SIGNS):
        senders.update(a.lower() for w in _ENVELOPE_SENDER.findall(text) if (a := tidy(w)))
    # Somebody wrote about a bounce; the writer is not whom it did not reach.
    senders.update(a.lower() for a in addresses_in(header.get("forwarder", "")))
    return Notice(
        head=text,
        lines=lines,
        flat=one_line,
        report=report,
        original=came_back,
        signs=signs,
        subject=header.get("subject", ""),
        daemon=next((a for a in _addresses(header.get("from", "")) if is_daemon(a)), None),
        addressee=_addresses(header.get("to", "")),
        failed=_addresses(header.get("x-failed-recipients", "")),
        senders=frozenset(senders),
        has_original=bool(original),
        report_type=header.get("report-type", ""),
        auto_submitted=header.get("auto-submitted", ""),
        truncated=truncated,
    )


def _addresses(value: str) -> tuple[str, ...]:
    """The addresses of a header field, each once."""
    return tuple(dict.fromkeys(addresses_in(value[:4000]))) if value else ()


def paragraph_starts(notice: Notice) -> Iterator[int]:
    """The numbers of those of the first lines that begin a paragraph."""
    lines = notice.lines[:FIRST_LINES]
    return (number for number, line in enumerate(lines) if line and not (number and lines[number - 1]))


def complete(local: str, notice: Notice) -> str | None:
    """The whole address of a name without a domain, from what else the bounce shows; None where nothing fits."""
    name = local.lower().strip("<>\"' ")
    for address in (*notice.failed, *addresses_in(notice.flat), *notice.original.to):
        if address.lower().partition("@")[0] == name and address.lower() not in notice.senders:
            return address
    return None
