"""A mail's source → its readable words, its delivery report and the headers that tell a bounce.

Own and small on purpose: the standard library's parser takes seconds over 170,000 parts or a header of a megabyte.
Everything here is capped before it is parsed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.bounce.charset import decode, encoded_words, transfer_decoded
from bot.bounce.dsn import begins_report, has_report_sign
from bot.bounce.html import text_of_html

MAX_HEADER_BYTES = 65_536
MAX_PARTS = 40
MAX_DEPTH = 6
MAX_PART_BYTES = 196_608
_MAX_VALUE_BYTES = 8_000
_WANTED = (
    *("content-type", "content-transfer-encoding", "content-disposition", "subject", "from", "return-path", "to"),
    *("cc", "sender", "x-failed-recipients", "auto-submitted"),
)

_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_HEADER_LINE = re.compile(rb"^(?:From |>?From: |[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n])")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:+-]{1,40})", re.IGNORECASE)
_REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([\w-]{1,40})", re.IGNORECASE)
_MAIL_HEADERS = (
    *("received", "return-path", "from", "to", "subject", "date", "message-id", "mime-version", "content-type"),
    *("delivered-to", "x-failed-recipients", "auto-submitted", "content-transfer-encoding", "reply-to"),
)
_MAIL_FIELD = re.compile(rb"\n[ \t\r]*(" + "|".join(_MAIL_HEADERS).encode("ascii") + rb")[ \t\r]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail's source holds.

    `headers` by lower-case name, the first of each, encoded words still in them. `text` is what a reader sees, without
    the original message. `report` holds the fields of message/delivery-status, `original` the source of the message
    that came back, `report_type` RFC 6522's ("delivery-status", "disposition-notification", "feedback-report"),
    `disposition` the fields of RFC 8098.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    report: str = ""
    original: bytes = b""
    report_type: str = ""
    disposition: str = ""

    def header(self, name: str) -> str:
        """The header `name` (lower case) as text, or ""."""
        return encoded_words(self.headers.get(name, ""))


@dataclass(slots=True)
class _Parts:
    """The parts of one mail, gathered while its tree is walked."""

    texts: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    report: list[str] = field(default_factory=list)
    original: bytes = b""
    disposition: str = ""
    kinds: set[str] = field(default_factory=set)
    count: int = 0


def looks_like_mail(data: bytes) -> bool:
    """Whether `data` begins with a mail's header fields (RFC 5322 §2.2), at least two of the usual names."""
    start = data[:4096].lstrip()
    if not _HEADER_LINE.match(start):
        return False
    # The header ends at the first blank line; fields behind it are those of a part or of a message that came back.
    blank = _BLANK_LINE.search(start)
    names = set()
    for match in _MAIL_FIELD.finditer(b"\n" + (start[: blank.start()] if blank else start)):
        names.add(match[1].lower())
        if len(names) == 2:
            return True
    return False


def parse_mail(data: bytes) -> Mail:
    """The parts of the mail in `data`. Never raises: what cannot be parsed is read as text."""
    headers, body = split_headers(data.lstrip())
    parts = _Parts()
    _walk(headers, body, parts, 0)
    report_type = _REPORT_TYPE.search(headers.get("content-type", ""))
    kind = report_type[1].lower() if report_type else ""
    for subtype in ("delivery-status", "disposition-notification", "feedback-report"):
        if not kind and subtype in parts.kinds:
            kind = subtype
    texts = parts.texts if any(text.strip() for text in parts.texts) else parts.html
    return Mail(headers, "\n\n".join(texts), "\n\n".join(parts.report), parts.original, kind, parts.disposition)


def split_headers(data: bytes) -> tuple[dict[str, str], bytes]:
    """The header fields that reading needs (the first of each name, unfolded) and the body of `data`."""
    end, gap = data.find(b"\n\n"), 2
    crlf = data.find(b"\n\r\n", 0, end if end >= 0 else len(data))
    if crlf >= 0:
        end, gap = crlf, 3
    if end < 0:
        end, gap = len(data), 0
    return read_fields(data[: min(end, MAX_HEADER_BYTES)], _WANTED), data[end + gap :]


def read_fields(block: bytes, names: tuple[str, ...]) -> dict[str, str]:
    """The fields of a header `block` by those lower-case `names` that it has, each unfolded and at most 8,000 bytes."""
    block = b"\n" + block
    fields: dict[str, str] = {}
    for match in _fields_named(names).finditer(block):
        name = match[1].lower().decode("ascii")
        if name in fields:
            continue
        start = match.end()
        end = block.find(b"\n", start)
        while end >= 0 and block[end + 1 : end + 2] in {b" ", b"\t"} and end - start < _MAX_VALUE_BYTES:
            end = block.find(b"\n", end + 1)
        value = block[start : end if end >= 0 else len(block)][:_MAX_VALUE_BYTES].strip()
        if b"\n" in value:
            value = _FOLD.sub(b"", value)
        fields[name] = value.decode("ascii") if value.isascii() else decode(value, None)
    return fields


@functools.cache
def _fields_named(names: tuple[str, ...]) -> re.Pattern[bytes]:
    """Where a field by one of `names` begins; a search for line ends, which is fast."""
    return re.compile(rb"\n(" + "|".join(names).encode("ascii") + rb"):", re.IGNORECASE)


def _walk(headers: Mapping[str, str], body: bytes, parts: _Parts, depth: int) -> None:
    parts.count += 1
    if parts.count > MAX_PARTS:
        return
    content_type = headers.get("content-type", "text/plain")
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("multipart/") and depth < MAX_DEPTH:
        boundary = _BOUNDARY.search(content_type)
        if boundary:
            _walk_multipart((boundary[1] or boundary[2]).encode("utf-8", "replace"), body, parts, depth)
            return
        kind = "text/plain"
    _, _, subtype = kind.partition("/")
    if kind in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "text/rfc822", "message/global"}:
        if not parts.original:
            encoding = headers.get("content-transfer-encoding", "")
            parts.original = transfer_decoded(body[:MAX_PART_BYTES], encoding)
    elif subtype in {"delivery-status", "global-delivery-status", "disposition-notification", "feedback-report"}:
        subtype = subtype.removeprefix("global-")
        parts.kinds.add(subtype)
        if subtype == "disposition-notification":
            parts.disposition = _leaf_text(headers, body, content_type)
        elif subtype == "delivery-status":
            parts.report.append(_leaf_text(headers, body, content_type))
    elif ("attachment" in headers.get("content-disposition", "").lower()[:20] and parts.texts) or (
        kind and not kind.startswith("text")
    ):
        _attachment(headers, body, content_type, parts)
    elif kind == "text/html":
        parts.html.append(text_of_html(_leaf_text(headers, body, content_type)))
    elif kind.startswith("text") or not kind:
        parts.texts.append(_leaf_text(headers, body, content_type))


def _attachment(headers: Mapping[str, str], body: bytes, content_type: str, parts: _Parts) -> None:
    """A file: worth a look only where it holds a delivery report or a mail, whatever type it was given."""
    if content_type.startswith(("image/", "audio/", "video/")):
        return
    text = _leaf_text(headers, body, content_type)
    if has_report_sign(text) and begins_report(text.lstrip().partition("\n")[0]):
        parts.report.append(text)
    elif not parts.original and looks_like_mail(text[:4096].encode("utf-8", "replace")):
        parts.original = text.encode("utf-8", "replace")


def _walk_multipart(boundary: bytes, body: bytes, parts: _Parts, depth: int) -> None:
    delimiter = b"--" + boundary
    if not body.startswith(delimiter):
        body = b"\n" + body
        delimiter = b"\n" + delimiter
        pieces = body.split(delimiter, MAX_PARTS)
    else:
        first, *rest = body[len(delimiter) :].split(b"\n" + delimiter, MAX_PARTS)
        pieces = [b"", first, *rest]
    if len(pieces) == 1:
        # A boundary that never comes: what is there is the text.
        parts.texts.append(_leaf_text({}, body, ""))
        return
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        part = piece.partition(b"\n")[2]
        if part.startswith((b"\n", b"\r\n")):
            headers: dict[str, str] = {}
            content = part.partition(b"\n")[2]
        else:
            headers, content = split_headers(part)
        _walk(headers, content, parts, depth + 1)


def _leaf_text(headers: Mapping[str, str], body: bytes, content_type: str) -> str:
    data = body[:MAX_PART_BYTES]
    encoding = headers.get("content-transfer-encoding", "")
    if encoding:
        data = transfer_decoded(data, encoding)
    charset = _CHARSET.search(content_type) if "charset" in content_type else None
    text = decode(data, charset[1] if charset else None)
    return text.replace("\r\n", "\n") if "\r" in text else text
