"""Outlook's .msg → words. A bounce there often has no body: the words are in the recipients' properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bounce.charset import without_surrogates
from bot.bounce.html import text_of_html
from bot.bounce.mail import Mail

if TYPE_CHECKING:
    from oxmsg.properties import Properties

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# [MS-OXPROPS]: PidTagBody, PidTagHtml, PidTagReportText, PidTagSubject, PidTagOriginalSenderEmailAddress
_BODY, _HTML, _REPORT_TEXT, _SUBJECT = 0x1000, 0x1013, 0x1001, 0x0037
# … of a recipient: PidTagSmtpAddress, PidTagEmailAddress, PidTagDisplayName, PidTagSupplementaryInfo
_SMTP_ADDRESS, _EMAIL_ADDRESS, _DISPLAY_NAME, _SUPPLEMENTARY_INFO = 0x39FE, 0x3003, 0x3001, 0x0C1B
# … that say how the others are written: PidTagMessageClass, PidTagMessageCodepage, PidTagInternetCodepage
_HOW = (0x001A, 0x3FFD, 0x3FDE)
_WANTED = frozenset(
    {_BODY, _HTML, _REPORT_TEXT, _SUBJECT, _SMTP_ADDRESS, _EMAIL_ADDRESS, _DISPLAY_NAME, _SUPPLEMENTARY_INFO, *_HOW}
)
_MAX_RECIPIENTS = 50
_MAX_CHARACTERS = 131_072


class UnreadableMsgError(ValueError):
    """The file begins like an Outlook message and is none, or is cut off."""


def is_msg(data: bytes) -> bool:
    """Whether `data` is an OLE compound file, which is what Outlook saves."""
    return data.startswith(OLE_MAGIC)


def parse_msg(data: bytes) -> Mail:
    """The words of an Outlook message as a `Mail`: its text, and the recipients of a report as RFC 3464 fields.

    Raises `UnreadableMsgError` for a file that is broken.
    """
    # Here and not above: olefile costs 30 ms, and hardly any bounce is a .msg.
    from oxmsg import Message

    from bot.bounce.compound_file import message_storage

    try:
        message = Message(message_storage(data, _WANTED, _MAX_RECIPIENTS))
        properties = message.properties
        message_class = message.message_class.upper()
        texts = [_string(properties, _BODY), _string(properties, _REPORT_TEXT)]
        if not any(texts):
            html = properties.binary_prop_value(_HTML) or b""
            texts = [text_of_html(html[:_MAX_CHARACTERS].decode("utf-8", "replace"))]
        subject = _string(properties, _SUBJECT)
        recipients = [_recipient(each.properties) for each in message.recipients]
    except Exception as error:
        # olefile and oxmsg raise whatever they stumble over in a hostile file.
        raise UnreadableMsgError(f"{type(error).__name__}: {error}") from error
    is_report = message_class.startswith("REPORT.") and message_class.endswith(".NDR")
    report = "\n\n".join(fields for fields in recipients if fields) if is_report else ""
    return Mail(
        headers={"subject": subject},
        text="\n\n".join(text for text in texts if text)[:_MAX_CHARACTERS],
        report=report,
        report_type="delivery-status" if report else _report_type(message_class),
    )


def _report_type(message_class: str) -> str:
    if message_class.endswith((".IPNRN", ".IPNNRN")):
        return "disposition-notification"
    return ""


def _string(properties: Properties, pid: int) -> str:
    text = (properties.str_prop_value(pid) or "").replace("\r\n", "\n").replace("\x00", "").strip()
    return without_surrogates(text)


def _recipient(properties: Properties) -> str:
    """A recipient's properties as a group of RFC 3464 fields, or "" where they name nobody."""
    address = _string(properties, _SMTP_ADDRESS) or _string(properties, _EMAIL_ADDRESS)
    if "@" not in address:
        address = _string(properties, _DISPLAY_NAME)
    if "@" not in address:
        return ""
    lines = [f"Final-Recipient: rfc822; {address}", "Action: failed"]
    words = " ".join(_string(properties, _SUPPLEMENTARY_INFO).split())
    if words:
        lines.append(f"Diagnostic-Code: smtp; {words}")
    return "\n".join(lines)
