"""Events of sending services as JSON: Amazon SES and SNS, SendGrid, Mailgun, Postmark, SparkPost, Mandrill, Resend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.bounce.address import tidy
from bot.bounce.charset import without_surrogates
from bot.bounce.claim import Claim, merged
from bot.bounce.notice import Notice

_FIELD = re.compile(r'"(\w{2,40})"\s{0,4}:\s{0,4}(?:"((?:[^"\\\n]|\\.){0,2000})"|(\d{3}))')
_BOUNCE_KINDS = frozenset(
    {
        *("bounce", "bounced", "failed", "dropped", "hardbounce", "softbounce", "hard_bounce", "soft_bounce"),
        *("email.bounced", "email.failed", "rejected", "blocked", "permanent_fail", "temporary_fail", "undelivered"),
    }
)
_KIND_NAMES = frozenset({"notificationtype", "eventtype", "event", "recordtype", "type"})
_ADDRESS_NAMES = frozenset({"emailaddress", "email", "recipient", "rcpt_to"})
_WORD_NAMES = frozenset(
    {"diagnosticcode", "reason", "response", "details", "message", "description", "raw_reason", "error", "diag"}
)
_STATUS_NAMES = frozenset({"status", "enhanced-code", "enhanced_code", "smtpenhancedstatus"})
_CODE_NAMES = frozenset({"code", "error_code", "smtp_code", "smtp-code", "responsecode"})
_STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")
_CODE = re.compile(r"[45]\d\d")
_DEEPEST = 12
_MOST_NODES = 5_000
_MOST_VALUES = 100


def detect(notice: Notice) -> Sequence[Claim]:
    """One claim for each recipient of a bounce event."""
    head = notice.head
    if "{" not in head or '":' not in head.replace('" :', '":'):
        return []
    claims = [claim for event in _events(head) for claim in _claims(event)]
    return merged(claims or _from_fields(head))


def _events(head: str) -> list[Mapping[str, object]]:
    """The bounce events in `head`: of one JSON value, of several, or of the whole ones of a list that is cut off."""
    decoder = json.JSONDecoder(strict=False)
    events: list[Mapping[str, object]] = []
    at = head.find("{")
    for _ in range(_MOST_VALUES):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(head, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            events += [node for node in _objects(value, _DEEPEST) if _is_bounce(node)]
        at = head.find("{", end)
    return events


def _objects(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """Every object in `value`, its names in lower case; a string that holds JSON (Amazon SNS) is opened."""
    if depth <= 0:
        return
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            return
    if isinstance(value, dict):
        # JSON may write half a character, as "\ud800" (RFC 8259 §8.2).
        node = {
            str(name).lower(): without_surrogates(each) if isinstance(each, str) else each
            for name, each in value.items()
        }
        yield node
        for each in node.values():
            yield from _objects(each, depth - 1)
    elif isinstance(value, list):
        for each in value[:_MOST_NODES]:
            yield from _objects(each, depth - 1)


def _is_bounce(node: Mapping[str, object]) -> bool:
    return any(str(node.get(name, "")).lower() in _BOUNCE_KINDS for name in _KIND_NAMES) and any(
        True for _ in _recipients(node)
    )


def _recipients(event: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every address in an event, with the object that it stands in."""
    for node in _objects(dict(event), _DEEPEST):
        for name in _ADDRESS_NAMES & node.keys():
            if isinstance(node[name], str) and (address := tidy(str(node[name]))):
                yield address, node
                break
    to = event.get("data")
    if isinstance(to, dict) and isinstance(to.get("to"), list):
        yield from ((address, event) for each in to["to"] if (address := tidy(without_surrogates(str(each)))))


def _claims(event: Mapping[str, object]) -> Iterator[Claim]:
    for address, node in _recipients(event):
        about = node if any(isinstance(node.get(name), str) for name in _WORD_NAMES) else event
        values = [
            (name, str(value))
            for each in _objects(dict(about), _DEEPEST)
            for name, value in each.items()
            if isinstance(value, (str, int))
        ]
        status = next((v for n, v in values if n in _STATUS_NAMES and _STATUS.fullmatch(v)), None)
        code = next((v for n, v in values if n in _CODE_NAMES and _CODE.fullmatch(v)), None)
        words = " ".join(" ".join(v for n, v in values if n in _WORD_NAMES).split())
        if code and code not in words:
            words = f"{code} {words}"
        yield Claim(address, words, action="failed", status=status, certain=0.97)


def _from_fields(head: str) -> list[Claim]:
    """The claims of JSON that is not whole, from its fields in the order in which they stand."""
    fields = [
        (m[1].lower(), (m[2] or m[3] or "").replace('\\"', '"').replace("\\n", " "))
        for m in _FIELD.finditer(head.replace('\\"', '"') if '{\\"' in head else head)
    ]
    if not any(name in _KIND_NAMES and value.lower() in _BOUNCE_KINDS for name, value in fields):
        return []
    status = next((v for n, v in fields if n == "status" and _STATUS.fullmatch(v)), None)
    recipients = [a for name, value in fields if name in _ADDRESS_NAMES and (a := tidy(value))]
    words = [value for name, value in fields if name in _WORD_NAMES and value]
    together = " ".join(" ".join(words).split())
    return [Claim(recipient, together, action="failed", status=status, certain=0.97) for recipient in recipients]
