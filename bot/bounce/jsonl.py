"""The contract of `smtp550 read --jsonl`: one JSON line in, one JSON line out, whatever comes."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from bot.bounce.reader import load, read_mail, read_text
from bot.model import Bounce, Failure


def answer(line: str | bytes) -> str:
    """The answer to one line `{"id", "text"}` or `{"id", "raw_b64"}`, without a line end. Never raises.

    A line that cannot be read gives `{"id", "error"}`.
    """
    load()
    identity: Any = None
    try:
        question = json.loads(line, parse_constant=_no_constant)
        if not isinstance(question, dict):
            raise TypeError('a line is a JSON object with "id" and "text" or "raw_b64"')
        identity = question.get("id")
        result = {"id": identity, **bounce_as_json(_read(question))}
    except (ValueError, TypeError, RecursionError) as error:
        result = {"id": identity, "error": str(error) or type(error).__name__}
    return json.dumps(result, ensure_ascii=True)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON (RFC 8259 §6)")


def _read(question: dict[str, Any]) -> Bounce:
    text, raw = question.get("text"), question.get("raw_b64")
    if isinstance(text, str):
        return read_text(text)
    if isinstance(raw, str):
        try:
            # base64(1) and MIME write lines of 76 (RFC 2045 §6.8).
            return read_mail(base64.b64decode("".join(raw.split()), validate=True))
        except binascii.Error as error:
            raise ValueError(f"raw_b64: {error}") from error
    raise TypeError('neither "text" nor "raw_b64" is a string')


def bounce_as_json(bounce: Bounce) -> dict[str, Any]:
    """A bounce in the words of the contract."""
    return {"is_bounce": bounce.is_bounce, "bounces": [_failure(failure) for failure in bounce.failures]}


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "recipient": failure.recipient,
        "alias": failure.alias,
        "reply_code": failure.reply.reply_code,
        "enhanced_status": failure.reply.enhanced_status,
        "cause": failure.cause,
        "confidence": failure.confidence,
        "permanent": failure.permanent,
        "diagnostic": failure.diagnostic,
        "remote_mta": failure.remote_mta,
        "sending_ip": failure.sending_ip,
    }
