"""Where the bounce ends and the message that came back begins, and what that message's header says.

The From and To of the original are not the failure; they only help where the bounce itself names nobody in full.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.bounce.address import addresses_in, same, tidy
from bot.bounce.mail import read_fields

# A line that announces the original, in the words of the servers that write one.
_ANNOUNCEMENTS = (
    r"Below this line is (?:a copy|the original)|This is a copy of (?:the|your) (?:message|mail)|Below is a copy of",
    r"(?:Attachment|Enclosed|Attached|Included|Here) is a copy of|(?:A )?copy of (?:the|your) original",
    r"(?:The )?Original (?:message|mail|e-mail) (?:headers?|follows|as received|attached|text|is attached|below)",
    r"(?:The )?(?:Message|Original) (?:headers?|text) follows?|(?:The )?Unsent message (?:follows|below)",
    r"Returned (?:Mail|message)(?: follows)?\W*$|(?:The )?Message headers? follows?|Start of returned message",
    r"Undelivered message follows|A summary of the undelivered message|Your original message|Headers? of the original",
    r"Begin (?:forwarded|original)|original message\W*$|Original Message Headers",
    r"Ursprüngliche|Originalnachricht|Original-Nachricht|En-têtes d|Message d'origine|Message original|Encabezados",
    r"Mensaje original|Intestazioni|Messaggio originale|Cabeçalhos|Mensagem original",
    r"Oorspronkelijke? (?:bericht|berichtkop)|Berichtkoppen|Исходн|Заголовки исходн",
    r"元のメッセージ|オリジナルメッセージ|元のメール(?:の|ヘッダ|メッセージ)|送信メッセージ",
    r"原始邮件|邮件原文|原邮件|원본 메시지",
)
_ANNOUNCED = re.compile("|".join(_ANNOUNCEMENTS), re.IGNORECASE)
# … begins with one of these, letter case aside: a glance at every line instead of a search.
_ANNOUNCED_BEGINS = frozenset(
    [
        *(
            "belo",
            "this",
            "atta",
            "encl",
            "incl",
            "copy",
            "a co",
            "a su",
            "the ",
            "here",
            "orig",
            "mess",
            "unse",
            "retu",
        ),
        *(
            "star",
            "unde",
            "your",
            "head",
            "begi",
            "ursp",
            "en-t",
            "enca",
            "mens",
            "inte",
            "cabe",
            "oors",
            "beri",
            "исхо",
        ),
        *("заго", "元のメッ", "オリジナ", "元のメー", "送信メッ", "原始邮件", "邮件原文", "原邮件", "원본 메"),
    ]
)
# Header fields that only the top of a mail has.
_HEADER = re.compile(
    r"(?:Received: |Return-Path: ?<|DKIM-Signature: |X-Received: |ARC-Seal: |Message-I[dD]: ?<|MIME-Version: 1|"
    r"DomainKey-Signature: ?|X-Google-Smtp-Source: |From [^ \n]{1,100} {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )"
)
_HEADER_BEGINS = frozenset({"rece", "retu", "dkim", "x-re", "arc-", "mess", "mime", "doma", "x-go", "from"})
FRAME = " \t>*|_=-~+#:"
"""What mail programs and people put around the line that announces the original."""

ORIGINAL_BEGINNINGS = _ANNOUNCED_BEGINS | _HEADER_BEGINS
"""The first four letters of every line, lower case and without its frame, that `begins_original` says yes to."""

_FOR = re.compile(rb"\bfor\s{1,8}<([^\s<>;]{1,200}@[^\s<>;]{1,200})>\s{0,8};")
_NAMES = ("from", "return-path", "sender", "to", "cc", "subject", "dkim-signature")
_SELECTOR = re.compile(r"(?:^|[;\s])s\s*=\s*([\w.-]{1,63})\s*(?:;|$)")
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}:")
_MAX_HEADER_BYTES = 12_000


@dataclass(frozen=True, slots=True)
class Original:
    """The header of the message that came back, as far as the bounce shows it. `to` holds To, Cc and "for <…>"."""

    sender: str | None = None
    to: tuple[str, ...] = ()
    dkim_selector: str | None = None
    subject: str = ""


def begins_original(line: str) -> bool:
    """Whether `line` announces the original message or is the first of its header."""
    if is_header(line):
        return True
    stripped = line.strip(FRAME)
    begin = stripped[:4].lower()
    return begin in _ANNOUNCED_BEGINS and len(stripped) < 120 and _ANNOUNCED.match(stripped) is not None


def is_header(line: str) -> bool:
    """Whether `line` is a field that only the top of a mail has."""
    # A header that is set in ("… a message with the following header fields:") is no original.
    return line[:4].lower() in _HEADER_BEGINS and _HEADER.match(line) is not None


def read_original(source: str | bytes) -> Original:
    """The header of the original in `source`, which may begin with the line that announces it."""
    data = source[:_MAX_HEADER_BYTES].encode("utf-8", "replace") if isinstance(source, str) else source
    lines = data[:_MAX_HEADER_BYTES].lstrip().split(b"\n", 12)
    for at, line in enumerate(lines[:12]):  # noqa: B007 - `at` is read behind the loop
        # The announcement, rules and blank lines come first; the header begins at the first "Name: value".
        if _FIELD.match(line.strip()) and not line.rstrip().lower().endswith(
            (b"follow:", b"follows:", b"headers:", b"message:")
        ):
            break
    else:
        return Original()
    block = b"\n".join([lines[at].lstrip(), *lines[at + 1 :]])
    headers = read_fields(block, _NAMES)
    sender = _first(headers.get("from")) or _first(headers.get("return-path")) or _first(headers.get("sender"))
    to = addresses_in(headers.get("to", "")[:4000]) + addresses_in(headers.get("cc", "")[:4000])
    if not to and b"for <" in block:
        to += [address for written in _FOR.findall(block) if (address := tidy(written.decode("utf-8", "replace")))]
    selector = _SELECTOR.search(headers.get("dkim-signature", ""))
    others = tuple(dict.fromkeys(address for address in to if not same(address, sender)))
    return Original(
        sender=sender,
        to=others or tuple(dict.fromkeys(to)),
        dkim_selector=selector[1] if selector else None,
        subject=headers.get("subject", ""),
    )


def _first(value: str | None) -> str | None:
    """The address of a From-like field: the one in brackets, else the first."""
    found = addresses_in(value[:2000]) if value else []
    return found[-1] if found and value and "<" in value else found[0] if found else None
