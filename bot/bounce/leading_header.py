"""The header of the bounce itself where it was pasted or forwarded with it, in the languages of the mail programs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.bounce.phrases import phrases

_MAX_FIELDS = 60
_MAX_FOREWORD = 40
_MAX_LINE = 4_000
_BOUNCE = frozenset({"bounce", "delayed"})

_HEADER_NAMES = (
    r"From|To|Cc|Subject|Date|Sent|Received|Return-Path|Delivered-To|Message-I[Dd]|Reply-To|X-[\w-]{1,40}|Auto-Submitted",
    r"Content-[\w-]{1,30}|MIME-Version|Importance|Von|An|Betreff|Gesendet|Datum|De|À|A|Objet|Envoyé|Asunto|Para|Fecha",
    r"Enviado(?: el)?|Assunto|Da|Oggetto|Inviato|Aan|Onderwerp|Verzonden|От|Кому|Тема|Дата|Отправлено",
    r"差出人|送信者|宛先|件名|送信日時|日時|发件人|收件人|主题|日期|发送时间|보낸 사람|받는 사람|제목|보낸 날짜",
)
_LEADING_HEADER = re.compile(rf"^[ \t]{{0,4}}\*?({'|'.join(_HEADER_NAMES)})\*?[ \t]?[:：][ \t]*(.*)$")
_NAMES = frozenset("|".join(_HEADER_NAMES).split("|"))
_NAMES_BEGIN = ("X-", "Content-", "Message-I", "Enviado")
_LONGEST_NAME = 50
_HEADER_INITIALS = frozenset("*FTCSDRMXAIVBGÀOEPОКТД差送宛件日发收主보받제")
_SUBJECT_NAMES = frozenset(
    {"subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "тема", "件名", "主题", "제목"}
)
_FROM_NAMES = frozenset({"from", "von", "de", "da", "от", "差出人", "送信者", "发件人", "보낸 사람"})
_TO_NAMES = frozenset({"to", "an", "à", "para", "aan", "a", "кому", "宛先", "收件人", "받는 사람"})


def leading_header(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The header of the bounce itself where it was pasted along, by English name, and where the body begins.

    It stands at the top, or behind a sentence or the header of the person who forwards the bounce; that person's
    address is the field "forwarder".
    """
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    top, behind = _header_at(lines, start)
    if is_of_bounce(top):
        return top, behind
    forwarder = top.get("from", "")
    number = behind if top else start + 1
    for at, line in enumerate(lines[number : number + _MAX_FOREWORD], number):
        if at < number or line[:1] not in _HEADER_INITIALS or (":" not in line and "：" not in line):
            continue
        if not _may_be_field(line):
            continue
        header, next_line = _header_at(lines, at)
        if is_of_bounce(header):
            return {**header, "forwarder": forwarder}, next_line
        if header:
            forwarder = forwarder or header.get("from", "")
            number = next_line
    return {**top, "forwarder": forwarder}, behind if top else start


def is_of_bounce(header: Mapping[str, str]) -> bool:
    """Whether a header's subject or sender is a mail system's."""
    return bool(header) and phrases("signs.tsv").any_says(
        f"{header.get('subject', '')} . {header.get('from', '')}", _BOUNCE
    )


def _header_at(lines: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """The header that begins at line `start` and the line behind it; empty if there are not two fields."""
    header: dict[str, str] = {}
    number = start
    for number in range(start, min(len(lines), start + _MAX_FIELDS)):
        line = lines[number]
        match = _LEADING_HEADER.match(line[:_MAX_LINE]) if ":" in line or "：" in line else None
        if match:
            header.setdefault(_english(match[1].lower()), match[2].strip())
        elif not (header and line[:1] in {" ", "\t"} and line.strip()):
            break
    return (header, number) if len(header) >= 2 else ({}, start)


def _may_be_field(line: str) -> bool:
    """A glance at what stands before the colon, which costs a tenth of the pattern."""
    name, colon, _ = line[:_LONGEST_NAME].partition(":")
    name = name.rstrip("* \t")
    return not colon or name in _NAMES or name.lstrip("*").startswith(_NAMES_BEGIN) or line[0] == "*"


def _english(name: str) -> str:
    if name in _SUBJECT_NAMES:
        return "subject"
    if name in _FROM_NAMES:
        return "from"
    return "to" if name in _TO_NAMES else name
