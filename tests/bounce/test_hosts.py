"""Who refused, and whom that server saw."""

from __future__ import annotations

import time

import pytest

from bot.bounce import read_text
from bot.bounce.hosts import helo_name, is_role, refusing_host, same_organisation, sending_ip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("host mx.example.com[192.0.2.1] said: 550 no", "mx.example.com"),
        ("host MX.example.com [192.0.2.1]: 550 no", "mx.example.com"),
        ("... while talking to mx.example.com.: >>> DATA", "mx.example.com"),
        ("connect to mx.example.com[192.0.2.1]:25: timed out", "mx.example.com"),
        ("by the server for the recipient domain example.jp by mx.example.jp. [192.0.2.1]", "mx.example.jp"),
        ("192.0.2.1 does not like recipient. Remote host said: 550", "192.0.2.1"),
        ("mx.example.com [192.0.2.1]: >>> RCPT TO:<bob@example.com>", "mx.example.com"),
        ("550 no such user", None),
        ("554 Service unavailable; Client host [203.0.113.77] blocked using zen.spamhaus.org", None),
        ("554 Sender host mail.example.net [203.0.113.77] is listed", None),
        ("554 Your mail server (203.0.113.77) has a poor reputation", None),
    ],
)
def test_the_refusing_host_is_named(words: str, expected: str | None) -> None:
    assert refusing_host(words) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("554 Client host [203.0.113.7] blocked using zen.spamhaus.org", "203.0.113.7"),
        ("550 messages from 203.0.113.7 weren't sent", "203.0.113.7"),
        ("550 [2001:db8::7] has no PTR", "2001:db8::7"),
        ("550 from 10.0.0.1 via 203.0.113.7", "203.0.113.7"),
        ("550 127.0.0.1 refused", None),
        ("550 999.1.1.1 is no address", None),
        ("550 version 1.2.3.4.5", None),
        ("550 no", None),
        ("550 [2001:db8:0:0:0:0:0:7] has no PTR", "2001:db8::7"),
        ("550 at 12:34:56 no", None),
        ("550 x2001:db8::7, 2001:db8::7x, 2001:db8::7.5, _2001:db8::7", None),
    ],
)
def test_the_sending_ip_is_the_one_in_the_reply(reply: str, expected: str | None) -> None:
    assert sending_ip(reply) == expected


def test_digits_and_colons_without_end_are_read_in_time() -> None:
    # Fifteen seconds with a pattern for the groups of an IPv6 address.
    fields = "Final-Recipient: rfc822; bob{}@example.com\nAction: failed\nDiagnostic-Code: smtp; 550 no {}\n\n"
    report = "".join(fields.format(number, "aaaa:" * 700) for number in range(10))
    began = time.process_time()
    assert {failure.sending_ip for failure in read_text(report).failures} == {None}
    assert time.process_time() - began < 2


def test_the_host_that_was_refused_is_not_the_one_that_refused() -> None:
    words = "554 Client host mail.example.net[203.0.113.77] blocked using zen.spamhaus.org"
    assert sending_ip(words, beside=words) == "203.0.113.77"


def test_the_refusing_host_is_not_the_sender() -> None:
    words = "host mx.example.com[192.0.2.1] said: 554 mx.example.com[192.0.2.1] blocks 203.0.113.7"
    assert sending_ip(words, beside=words) == "203.0.113.7"


def test_the_server_that_reported_is_not_the_sender() -> None:
    assert sending_ip("550 192.0.2.1 blocks 203.0.113.7", remote_mta="192.0.2.1") == "203.0.113.7"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("450 4.7.1 <Mail.example.org>: Helo command rejected: Host not found", "mail.example.org"),
        ("NOQUEUE: reject: RCPT from unknown[203.0.113.7]: 554 5.7.1 no; helo=<mail.example.org>", "mail.example.org"),
        ("550 5.7.1 <bob@example.com>: Recipient address rejected", None),
        ("504 5.5.2 <>: Helo command rejected: need fully-qualified hostname", None),
    ],
)
def test_the_name_in_helo_is_what_the_reply_quotes(reply: str, expected: str | None) -> None:
    assert helo_name(reply) == expected


def test_one_organisation_has_many_hosts() -> None:
    assert same_organisation("mail.example.com", "mx1.example.com")
    assert same_organisation("mail.example.co.jp", "mx.example.co.jp")
    assert not same_organisation("mail.example.co.jp", "mx.example2.co.jp")
    assert not same_organisation(None, "example.com")


def test_a_mail_system_is_nobody() -> None:
    assert is_role("postmaster@example.com")
    assert not is_role("bob@example.com")
