"""The fields of a delivery status notification (RFC 3464 §2): a mail's report part or pasted text, in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.bounce.address import tidy

_NAMES = (
    "final-recipient|original-recipient|x-actual-recipient|action|status|diagnostic-code|remote-mta|reporting-mta|"
    "received-from-mta|arrival-date|last-attempt-date|will-retry-until|final-log-id|original-envelope-id|dsn-gateway|"
    "x-[a-z0-9-]{1,40}|x400-[a-z0-9-]{1,40}"
)
# One field with its continuation lines; each line is tried once.
_FIELD = re.compile(
    rf"^[ \t]{{0,8}}({_NAMES})[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\s][^\n]*)*)", re.IGNORECASE | re.MULTILINE
)
_FIRST = re.compile(
    r"^[ \t]{0,8}(?:reporting-mta|final-recipient|original-recipient|diagnostic-code|original-envelope-id|action"
    r"|x-postfix-queue-id)[ \t]*:[ \t]*(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_PER_RECIPIENT = frozenset(
    {"final-recipient", "original-recipient", "x-actual-recipient", "action", "status", "diagnostic-code", "remote-mta"}
)
_ACTIONS = frozenset(
    {"failed", "delayed", "delivered", "relayed", "expanded", "deliverable", "expired", "error", "failure"}
)
# What some write behind an address: a name in brackets.
_COMMENT = re.compile(r"\s\([^()]{0,200}\)$")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
# RFC 3463's own words for a status, which say no more than the status.
_STANDARD_COMMENTS = frozenset(
    {
        "delivery not authorized",
        "delivery not authorized, message refused",
        "other undefined status",
        "undefined status",
    }
)
_MAX_FIELDS = 600
MAX_RECIPIENTS = 100


@dataclass(frozen=True, slots=True)
class RecipientFields:
    """One recipient's group (RFC 3464 §2.3): `status` without its comment, `diagnostic` without its type."""

    final: str | None = None
    original: str | None = None
    action: str = ""
    status: str | None = None
    diagnostic: str = ""
    remote_mta: str | None = None
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole notification. `start` is where its first field stands in the text that it was read from."""

    recipients: tuple[RecipientFields, ...] = ()
    reporting_mta: str | None = None
    sender: str | None = None
    start: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def names_somebody(self) -> bool:
        """Whether a recipient has an address; what a person blacked out has none."""
        return any(each.final or each.original for each in self.recipients)


REPORT_BEGINNINGS = frozenset({"repo", "fina", "orig", "diag", "acti", "x-po"})
"""The first four letters of every line, lower case, that `begins_report` says yes to."""


_ON_ONE_LINE = re.compile(
    r"(?<=\S)[ \t]{1,8}(?=(?:Reporting-MTA|Final-Recipient|Original-Recipient|Action|Status|Diagnostic-Code|Remote-MTA"
    r"|Last-Attempt-Date|Arrival-Date|Received-From-MTA|Will-Retry-Until):\s)"
)


def apart(text: str) -> str:
    """`text` with each field on a line of its own again, where a chat or a ticket has put them all on one."""
    if not _has_fields_on_one_line(text):
        return text
    return "\n".join(
        _ON_ONE_LINE.sub("\n", line) if "Final-Recipient:" in line and "Action:" in line else line
        for line in text.split("\n")
    )


def _has_fields_on_one_line(text: str) -> bool:
    at = text.find("Final-Recipient:")
    while at >= 0:
        end = text.find("\n", at)
        if "Action:" in text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]:
            return True
        at = text.find("Final-Recipient:", end) if end >= 0 else -1
    return False


def has_report_sign(text: str) -> bool:
    """A glance before the search: without one of these strings no text holds a report."""
    return (
        "ecipient:" in text
        or "iagnostic-" in text
        or "eporting-" in text
        or "ECIPIENT:" in text
        or "ecipient :" in text
    )


def find_report(text: str) -> int:
    """The offset of the first RFC 3464 field in `text`, or −1."""
    first = _FIRST.search(text)
    return first.start() if first else -1


def begins_report(line: str) -> bool:
    """Whether `line` is a field with which a report begins."""
    return line.lstrip(" \t")[:4].lower() in REPORT_BEGINNINGS and _FIRST.match(line) is not None


def read_report(text: str, start: int = 0) -> Report:
    """The notification whose fields stand in `text` from `start` on."""
    message: dict[str, str] = {}
    group: dict[str, str] = {}
    groups: list[dict[str, str]] = []
    end = -1
    for count, match in enumerate(_FIELD.finditer(text, start)):
        if count > _MAX_FIELDS or len(groups) >= MAX_RECIPIENTS:
            break
        name, value = match[1].lower(), " ".join(match[2].split()) if "\n" in match[2] else match[2].strip()
        if name not in _PER_RECIPIENT and not (group and name.startswith("x")):
            if name not in message:
                message[name] = value
            continue
        if name == "action" and value.partition(" ")[0].lower() not in _ACTIONS:
            continue
        apart = end >= 0 and text.find("\n\n", end, match.start() + 1) >= 0
        if group and (name in group or (apart and _is_complete(group) and "action" in group)):
            groups.append(group)
            group = {}
        group[name] = value
        end = match.end()
    if group:
        groups.append(group)
    sender = next((tidy(v.partition(";")[2] or v) for k, v in message.items() if k.endswith("-sender")), None)
    recipients = tuple(_recipient(each) for each in groups if _is_complete(each))
    return Report(recipients, _host(message.get("reporting-mta")), sender, start, message)


def _is_complete(group: Mapping[str, str]) -> bool:
    return "final-recipient" in group or "original-recipient" in group or ("action" in group and "status" in group)


def _recipient(group: Mapping[str, str]) -> RecipientFields:
    status = _STATUS.search(group.get("status", ""))
    comment = group.get("status", "").partition("(")[2].rstrip(") ")
    diagnostic = group.get("diagnostic-code", "")
    kind, semicolon, words = diagnostic.partition(";")
    if semicolon and len(kind) < 40 and " " not in kind.strip():
        diagnostic = words.strip()
    extra = " ".join(
        [
            comment if comment.lower() not in _STANDARD_COMMENTS else "",
            *(v for k, v in group.items() if k in {"x-supplementary-info", "x400-supplementary-info"}),
            *(f"bouncecategory {v}" for k, v in group.items() if k == "x-powermta-bouncecategory"),
        ]
    )
    return RecipientFields(
        final=_address(group.get("final-recipient")) or _address(group.get("x-actual-recipient")),
        original=_address(_without_xtext(group.get("original-recipient"), group.get("final-recipient", ""))),
        action=group.get("action", "").partition(" ")[0].lower().strip(";,"),
        status=status[1] if status else None,
        diagnostic=diagnostic,
        remote_mta=_host(group.get("remote-mta")),
        extra=extra.strip(),
    )


def _without_xtext(original: str | None, final: str) -> str | None:
    """`original` without the encoding of RFC 3461 §4, which some servers leave in it ("bob+40example.com")."""
    if not original or "+" not in original:
        return original
    decoded = _XTEXT.sub(lambda pair: chr(int(pair[1], 16)), original)
    return decoded if "@" not in original or decoded.partition(";")[2].strip() in final else original


def _address(value: str | None) -> str | None:
    """The address of "rfc822; a@b"; a name without a domain stays as it is, since a later stage may complete it."""
    if not value:
        return None
    kind, semicolon, written = value.partition(";")
    if not semicolon:
        kind, written = "rfc822", value
    if kind.strip().lower() not in {"rfc822", "utf-8", "smtp", "local", "internet", "system", "dns"}:
        return None
    written = _COMMENT.sub("", written.strip()).strip("<>").strip()
    if "<" in written:
        written = written.partition("<")[2].partition(">")[0]
    # Lotus Domino escapes a space, and a trailing dot is a sender's slip that the server kept.
    return tidy(written) or (written if written and " " not in written and "/" not in written else None)


def _host(value: str | None) -> str | None:
    """The host of "dns; mx.example.com (192.0.2.1)", lower case, or the address literal of "dns; [192.0.2.1]"."""
    if not value:
        return None
    kind, semicolon, name = value.partition(";")
    name = (name if semicolon else kind).strip()
    name = name.partition(" ")[0].partition("(")[0].strip("[]<>\"'. \t").lower()
    return name or None
