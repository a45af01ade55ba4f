"""The server's reply in free text."""

from __future__ import annotations

import pytest

from bot.bounce.smtp_reply import read_reply, status_in


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("550 5.1.1 <bob@example.com>: User unknown", 550, "5.1.1"),
        ("550-5.7.26 This mail is 550 5.7.26 unauthenticated", 550, "5.7.26"),
        ("#550 5.2.2 STOREDRV.Deliver: mailbox full", 550, "5.2.2"),
        ("said: 550 no mailbox here (#5.1.1)", 550, "5.1.1"),
        ("<mx.example.com #5.1.1 smtp;550 5.1.1 User unknown>", 550, "5.1.1"),
        ("5.1.0 - Unknown address error 550-'5.7.1 <a@example.com>... Access denied'", 550, "5.7.1"),
        ("5.3.0 - Other mail system problem 550-'Unknown user'", 550, "5.3.0"),
        ("Mailbox unavailable. [SMTP Error Code 550]", 550, None),
        ("SMTP error, code=554, go away", 554, None),
        ("450 4.2.2 Mailbox full", 450, "4.2.2"),
        ("The mail server responded: 5.1.1 User unknown", None, "5.1.1"),
        ("host mx.example.com[192.0.2.1] said: 421 Service not available", 421, None),
        ("message of 450 KB was refused: 552 too large", 552, None),
    ],
)
def test_a_reply_is_read(text: str, code: int | None, status: str | None) -> None:
    reply = read_reply(text)
    assert reply is not None
    assert (reply.reply_code, reply.enhanced_status) == (code, status)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no code at all",
        "192.0.2.550 is no address",
        "at 12:550 hours",
        "version 4.72.1.5",
        "250 2.1.5 Ok",
        "it took 450 seconds",
        "price: $550",
        "http://example.com/550",
    ],
)
def test_other_numbers_are_no_reply(text: str) -> None:
    assert read_reply(text) is None


def test_a_success_is_no_failing_status() -> None:
    assert status_in("2.1.5 Ok") is None
