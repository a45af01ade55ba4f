"""The words in what Slack sends: a message's text, its blocks, what was shared with it, a mail that came by mail.

Text stays escaped as Slack sends it (`&lt;`, `<mailto:a@b|a@b>`): `bot.bounce` unwraps it.
Message objects: https://docs.slack.dev/reference/events/message; file objects:
https://docs.slack.dev/reference/objects/file-object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.cases.case import SlackFile

# Caps for hostile payloads; Slack's own limits are lower.
MAX_CHARACTERS: Final = 1_000_000
_MAX_FILES: Final = 5
_MAX_PARTS: Final = 200
_MAX_DEPTH: Final = 12

_MAIL_ENDINGS: Final = (".eml", ".msg", ".mbox", ".mht")
_TEXT_ENDINGS: Final = (".txt", ".log", ".text", ".md", ".html", ".htm")
_TEXT_TYPES: Final = frozenset({"text", "email", "eml", "msg", "markdown", "html", "log", "post"})
_MIMETYPES: Final = ("text/", "message/rfc822", "message/delivery-status", "application/vnd.ms-outlook")


def words_of(message: Mapping[str, Any]) -> str:
    """All that a message says, each thing once: its own text, what is shared in it, mails sent to the channel."""
    text = _string(message.get("text"))
    from_blocks = "".join(_from_blocks(message.get("blocks")))
    # A person's blocks say what `text` says. Apps may put a short fallback into `text` and the words into blocks.
    parts = [from_blocks if len(from_blocks) > 2 * len(text) else text]
    parts += [_from_attachment(attachment) for attachment in _mappings(message.get("attachments"))]
    parts += [_from_mail(file) for file in _mappings(message.get("files")) if is_mail_in_slack(file)]
    distinct = dict.fromkeys(part.strip() for part in parts if part.strip())
    return "\n\n".join(distinct)[:MAX_CHARACTERS]


def files_of(message: Mapping[str, Any]) -> tuple[SlackFile, ...]:
    """The files of a message, and of what is shared in it, that may be a bounce and have to be downloaded."""
    found = []
    shared = [file for each in _mappings(message.get("attachments")) for file in _mappings(each.get("files"))]
    for file in (*_mappings(message.get("files")), *shared):
        if file.get("file_access") == "check_file_info" and _string(file.get("id")):
            found.append(SlackFile("", id=_string(file.get("id"))))
            continue
        url = _string(file.get("url_private_download")) or _string(file.get("url_private"))
        said_size = file.get("size")
        size = said_size if isinstance(said_size, int) else 0
        said = is_mail_in_slack(file) and bool(_string(file.get("plain_text")))
        if url and not said and not file.get("is_external") and _may_be_read(file):
            found.append(SlackFile(url, _string(file.get("name"))[:255], _string(file.get("filetype"))[:32], size))
    return tuple(found[:_MAX_FILES])


def is_mail_in_slack(file: Mapping[str, Any]) -> bool:
    """Whether Slack made the file from a mail sent to a channel's address: then the file object holds its words."""
    return file.get("filetype") == "email" or file.get("mode") == "email"


def _may_be_read(file: Mapping[str, Any]) -> bool:
    name = _string(file.get("name")).lower()
    return (
        name.endswith(_MAIL_ENDINGS + _TEXT_ENDINGS)
        or file.get("filetype") in _TEXT_TYPES
        or file.get("mode") in {"snippet", "email"}
        or _string(file.get("mimetype")).startswith(_MIMETYPES)
    )


def _from_mail(file: Mapping[str, Any]) -> str:
    sender = file.get("from")
    addresses = [_string(each.get("original")) or _string(each.get("address")) for each in _mappings(sender)]
    lines = [
        *(f"From: {address}" for address in addresses if address),
        f"Subject: {_string(file.get('subject')) or _string(file.get('title'))}",
        "",
        _string(file.get("plain_text")) or _string(file.get("preview_plain_text")) or _string(file.get("preview")),
    ]
    return "\n".join(lines)


def _from_attachment(attachment: Mapping[str, Any]) -> str:
    inner = "\n".join(
        "".join(_from_blocks((block.get("message") or {}).get("blocks")))
        for block in _mappings(attachment.get("message_blocks"))
        if isinstance(block.get("message"), Mapping)
    )
    own = [_string(attachment.get(name)) for name in ("pretext", "title", "text")]
    own += [_string(field.get("value")) for field in _mappings(attachment.get("fields"))]
    own += ["".join(_from_blocks(attachment.get("blocks"))), inner]
    said = "\n".join(dict.fromkeys(part for part in own if part.strip()))
    mails = "\n".join(_from_mail(file) for file in _mappings(attachment.get("files")) if is_mail_in_slack(file))
    return "\n\n".join(part for part in (said or _string(attachment.get("fallback")), mails) if part)


def _from_blocks(blocks: Any) -> Iterator[str]:
    """The words of layout blocks, lines kept; rich text, sections, headers, contexts."""
    for index, block in enumerate(_mappings(blocks)[:_MAX_PARTS]):
        if index:
            yield "\n"
        yield from _from_element(block, 0)


def _from_element(element: Mapping[str, Any], depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    kind = element.get("type")
    text = element.get("text")
    if kind == "link":
        yield _string(element.get("text")) or _string(element.get("url"))
    elif isinstance(text, str):
        yield _escaped(text) if kind in {"text", "plain_text"} else text
    elif isinstance(text, Mapping):
        yield from _from_element(text, depth + 1)
    for name in ("elements", "fields"):
        for inner in _mappings(element.get(name))[:_MAX_PARTS]:
            yield from _from_element(inner, depth + 1)
            if kind in {"rich_text", "rich_text_list", "section", "context"}:
                yield "\n"


def _escaped(text: str) -> str:
    """Plain text as Slack escapes it in a message's `text`, so that all parts are read alike."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mappings(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
