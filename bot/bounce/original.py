"""Where the bounce ends and the message that came back begins, and what that message's header says.

The From and To of the original are not the failure; they only help where the bounce itself names nobody in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.bounce.address import addresses_in, same, tidy
from bot.bounce.mail import split_headers

# A line that announces the original, in the words of the servers that write one; each is looked for at a line's start.
_ANNOUNCED = re.compile(
    r"^[ \t>*|_=-]{0,80}(?:"
    r"Below this line is (?:a copy|the original)|This is a copy of (?:the|your) message|(?:Attachment|Enclosed|Attached) is a copy of"
    r"|Below is a copy of|Included is a copy of the message|A copy of the original message (?:below|follows)"
    r"|Original message (?:headers?|follows|as received|attached|text)|The Original Message Follows"
    r"|(?:Message|Original) (?:headers?|text) follows?|Unsent message (?:follows|below)|Returned (?:Mail|message follows)"
    r"|Message header follows|Start of returned message|Undelivered message follows|The unsent message follows"
    r"|A summary of the undelivered message|The (?:first|beginning of the) .{0,30}original message"
    r"|Your original message|Copy of the original message|Header of the original message|Begin forwarded original"
    r"|original message[ -]*$|Ursprüngliche (?:Nachrichten(?:köpfe|kopfzeilen)|Nachricht)|Originalnachricht|En-têtes (?:du|de) message"
    r"|Message d'origine|Encabezados de(?:l)? mensaje|Mensaje original|Intestazioni (?:del )?messaggio|Messaggio originale"
    r"|Cabeçalhos da mensagem|Mensagem original|Oorspronkelijke bericht|Berichtkoppen|(?:Исходн|Заголовки исходн)|Исходное сообщение"
    r"|元のメッセージ|オリジナルメッセージ|元のメール|送信メッセージ|原始邮件|邮件原文|原邮件|원본 메시지"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
# Header fields that only the top of a mail has.
_HEADER = re.compile(
    r"^[ \t>|]{0,8}(?:Received: |Return-Path: ?<|DKIM-Signature: |X-Received: |ARC-Seal: |Message-I[dD]: ?<|MIME-Version: 1|"
    r"DomainKey-Signature: |X-Google-Smtp-Source: |From [^ \n]{1,100} {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )",
    re.MULTILINE,
)
_FOR = re.compile(r"\bfor\s+<?([^\s<>;]{1,200}@[^\s<>;]{1,200})>?\s*;")
_SELECTOR = re.compile(r"(?:^|[;\s])s\s*=\s*([\w.-]{1,63})\s*(?:;|$)")
_MAX_HEADER_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Original:
    """The header of the message that came back, as far as the bounce shows it. `to` holds To, Cc and "for <…>"."""

    sender: str | None = None
    to: tuple[str, ...] = ()
    dkim_selector: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def find_original(text: str, start: int = 0) -> int:
    """The offset in `text` where the original message begins, or the text's length."""
    announced = _ANNOUNCED.search(text, start)
    end = announced.start() if announced else len(text)
    if header := _HEADER.search(text, start, end):
        end = header.start()
    return end


def read_original(source: str | bytes) -> Original:
    """The header of the original in `source`, which may begin with the line that announces it."""
    data = source[:_MAX_HEADER_CHARACTERS].encode("utf-8", "replace") if isinstance(source, str) else source
    data = data[:_MAX_HEADER_CHARACTERS].lstrip()
    if not data:
        return Original()
    lines = data.split(b"\n", 12)
    for at, line in enumerate(lines[:12]):
        # The announcement, rules and blank lines come first; the header begins at the first "Name: value".
        if re.match(rb"[A-Za-z][A-Za-z0-9-]{1,40}:", line.strip()) and not line.rstrip().endswith(b"follow:"):
            data = b"\n".join([line.lstrip() for line in lines[at:]])
            break
    else:
        return Original()
    headers, _ = split_headers(data)
    sender = tidy_first(headers.get("from")) or tidy_first(headers.get("return-path")) or tidy_first(headers.get("sender"))
    to = addresses_in(headers.get("to", "")[:4000]) + addresses_in(headers.get("cc", "")[:4000])
    if "received" in headers:
        to += [address for written in _FOR.findall(data.decode("utf-8", "replace")) if (address := tidy(written))]
    selector = _SELECTOR.search(headers.get("dkim-signature", ""))
    unique = tuple(dict.fromkeys(address for address in to if not same(address, sender)))
    return Original(sender, unique or tuple(dict.fromkeys(to)), selector[1] if selector else None, headers)


def tidy_first(value: str | None) -> str | None:
    """The first address of a header's value, or None."""
    found = addresses_in(value[:2000]) if value else []
    return found[-1] if found and value and "<" in value else found[0] if found else None
