"""The readers that the benchmark compares, in one shape: texts or mails in, answers and seconds of CPU out."""

from __future__ import annotations

import base64
import email
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.bounce.jsonl import answer
from bot.model import Cause

Result = TypeVar("Result")

_ROUNDS = 3
# Neither of the others reads a text without a mail's header.
_INVENTED_HEADER = (
    "From: MAILER-DAEMON@mail.example.org\nTo: alice@example.org\nSubject: Undelivered Mail Returned to Sender\n"
    "Date: Tue, 3 Mar 2026 10:15:42 +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
)
# A reason of Sisimai's, and which of our causes say the same (https://libsisimai.org/en/reason/).
_REASONS = {
    "userunknown": {Cause.ADDRESS_NOT_FOUND},
    "hasmoved": {Cause.ADDRESS_NOT_FOUND, Cause.MAILBOX_UNAVAILABLE},
    "filtered": {Cause.ADDRESS_NOT_FOUND, Cause.SPAM_FILTER, Cause.RECIPIENT_RESTRICTED},
    "mailboxfull": {Cause.MAILBOX_FULL},
    "suspend": {Cause.MAILBOX_UNAVAILABLE},
    "spamdetected": {Cause.SPAM_FILTER},
    "blocked": {Cause.BLOCKLISTED, Cause.SENDER_DNS, Cause.SPAM_FILTER},
    "rejected": {Cause.SPAM_FILTER, Cause.RECIPIENT_RESTRICTED, Cause.SENDER_DNS, Cause.BLOCKLISTED},
    "policyviolation": {Cause.SPAM_FILTER, Cause.RECIPIENT_RESTRICTED, Cause.CONTENT_REJECTED},
    "securityerror": {Cause.SMTP_AUTH_FAILED, Cause.RECIPIENT_RESTRICTED, Cause.SENDER_AUTHENTICATION},
    "norelaying": {Cause.MX_MISCONFIGURED, Cause.SMTP_AUTH_FAILED},
    "mesgtoobig": {Cause.MESSAGE_TOO_LARGE},
    "exceedlimit": {Cause.MESSAGE_TOO_LARGE},
    "virusdetected": {Cause.CONTENT_REJECTED},
    "contenterror": {Cause.CONTENT_REJECTED},
    "authfailure": {Cause.SENDER_AUTHENTICATION},
    "requireptr": {Cause.SENDER_DNS},
    "networkerror": {Cause.MAIL_LOOP, Cause.RECIPIENT_SERVER_DOWN},
    "systemerror": {Cause.MAIL_LOOP, Cause.RECIPIENT_SERVER_DOWN},
    "mailererror": {Cause.MAIL_LOOP},
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader says of one recipient; `causes` is empty, and the rest None, where it has no word for it."""

    recipient: str | None
    alias: str | None = None
    status: str | None = None
    code: int | None = None
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """A bounce reader. `read` gives what it says of each item, and the seconds of CPU of the fastest round."""

    name: str
    read: Callable[[Sequence[bytes | str]], tuple[list[list[Read]], float]]
    says_why: bool = True


def readers() -> list[Reader]:
    """Ours, flufl.bounce, and Sisimai where Debian's package is installed."""
    found = [Reader("smtp550", _read_ours), Reader("flufl.bounce", _read_flufl, says_why=False)]
    perl = shutil.which("perl")
    if perl and subprocess.run([perl, "-MSisimai", "-e", "1"], capture_output=True, check=False).returncode == 0:
        found.append(Reader("Sisimai (Perl)", _read_sisimai))
    return found


def _read_ours(items: Sequence[bytes | str]) -> tuple[list[list[Read]], float]:
    """Our filter's own work: a JSON line in, a JSON line out."""
    lines = [json.dumps({"id": number, **_question(item)}) for number, item in enumerate(items)]
    answers, seconds = _fastest(lambda: [answer(line) for line in lines])
    return [_ours(json.loads(line)) for line in answers], seconds


def _question(item: bytes | str) -> dict[str, str]:
    return {"text": item} if isinstance(item, str) else {"raw_b64": base64.b64encode(item).decode("ascii")}


def _ours(result: dict[str, Any]) -> list[Read]:
    if not result["is_bounce"]:
        return []
    return [
        Read(each["recipient"], each["alias"], each["enhanced_status"], each["reply_code"], frozenset({each["cause"]}))
        for each in result["bounces"]
    ]


def _read_flufl(items: Sequence[bytes | str]) -> tuple[list[list[Read]], float]:
    from flufl.bounce import all_failures

    mails = [_as_mail(item) for item in items]
    answers, seconds = _fastest(lambda: [all_failures(email.message_from_bytes(mail)) for mail in mails])
    return [
        [Read(address.decode("ascii", "replace")) for address in sorted(temporary | permanent)]
        for temporary, permanent in answers
    ], seconds


def _read_sisimai(items: Sequence[bytes | str]) -> tuple[list[list[Read]], float]:
    lines = b"".join(base64.b64encode(_as_mail(item)) + b"\n" for item in items)
    script = Path(__file__).with_name("sisimai.pl")
    done = subprocess.run(["perl", str(script)], input=lines, capture_output=True, check=True)
    *answers, clock = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        [
            Read(
                each["recipient"],
                each["alias"] or None,
                each["status"] or None,
                int(each["code"]) if each["code"] else None,
                frozenset(_REASONS.get(each["reason"], ())),
            )
            for each in read
        ]
        for read in answers
    ], clock["seconds"]


def _as_mail(item: bytes | str) -> bytes:
    return item if isinstance(item, bytes) else (_INVENTED_HEADER + item).encode()


def _fastest(work: Callable[[], Result]) -> tuple[Result, float]:
    fastest = float("inf")
    for _ in range(_ROUNDS):
        began = time.process_time()
        result = work()
        fastest = min(fastest, time.process_time() - began)
    return result, fastest
