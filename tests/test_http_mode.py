"""What cannot be a request of Slack's is refused before anything is made of it."""

from __future__ import annotations

import pytest

from bot.http_mode import malformed

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGNED = {"X-Slack-Request-Timestamp": "1700000000", "X-Slack-Signature": "v0=00"}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (JSON | SIGNED | {"X-Slack-Request-Timestamp": "soon"}, b"{}"),
        (JSON | SIGNED | {"X-Slack-Request-Timestamp": "\u0661\u0662"}, b"{}"),
        (JSON | SIGNED | {"X-Slack-Signature": "v0=é"}, b"{}"),
        (JSON | SIGNED, b'\x00\xff{"'),
        (JSON | SIGNED, b"[]"),
        (JSON | SIGNED, b"null"),
        (JSON | SIGNED, b"7"),
        (JSON | SIGNED, b""),
        (JSON | SIGNED, b"[" * 100_000),
        (FORM | SIGNED, b"payload=not+json"),
        (FORM | SIGNED, b"payload=%5B%5D"),
        (FORM | SIGNED, b"payload="),
        (FORM | SIGNED, b"payload=%7B%7D&payload="),
        (FORM | SIGNED, b"{bad"),
        (JSON | SIGNED | {"X-Slack-Request-Timestamp": "9" * 5_000}, b"{}"),
        (JSON | SIGNED | {"X-Slack-Request-Timestamp": "9" * 400}, b"{}"),
    ],
)
def test_what_cannot_be_slacks_is_told_why(headers: dict[str, str], body: bytes) -> None:
    assert malformed(headers, body)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (JSON, b"{}"),  # without a signature: that is the signature's check to say
        (JSON | SIGNED, b'{"type": "url_verification", "challenge": "x"}'),
        (FORM | SIGNED, b"command=%2Fsmtp550&text=someone%40example.com"),
        (FORM | SIGNED, b"payload=%7B%22type%22%3A%22block_actions%22%7D"),
    ],
)
def test_what_slack_sends_is_let_through_to_the_signature(headers: dict[str, str], body: bytes) -> None:
    assert malformed(headers, body) is None
