"""Who said it decides: the recipient's server, or the sender's own."""

from __future__ import annotations

import pytest

from bot.bounce import read_text
from bot.model import Cause

_REMOTE = "<bob@example.com>: host mx.example.com[192.0.2.25] said: "
_OWN = "An error occurred while sending mail. The mail server responded: "
_CHECK = " Please check the message recipient bob@example.com and try again."
_OWN_REPORT = """\
Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; bob@example.net
Action: failed
Status: 5.7.1
Remote-MTA: dns; smtp.example.com
Diagnostic-Code: smtp; 550 5.7.1 Unable to relay
"""


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"{_REMOTE}554 5.7.1 Relay access denied", Cause.MX_MISCONFIGURED),
        (f"{_OWN}5.7.1 <bob@example.com>: Relay access denied.", Cause.SMTP_AUTH_FAILED),
        (f"{_REMOTE}554 5.7.1 Message is spam", Cause.SPAM_FILTER),
        (f"{_OWN}554 5.7.1 Message is spam.{_CHECK}", Cause.OUTBOUND_FILTER),
        (_OWN_REPORT, Cause.SMTP_AUTH_FAILED),
        (f"{_REMOTE}450 4.7.1 Too many connections", Cause.RATE_LIMITED),
        (f"{_OWN}450 4.7.1 Too many messages.{_CHECK}", Cause.SENDING_QUOTA),
    ],
)
def test_the_cause_depends_on_the_server(text: str, cause: Cause) -> None:
    (failure,) = read_text(text).failures
    assert failure.cause is cause


def test_the_sending_ip_and_the_list_are_named() -> None:
    text = f"{_REMOTE}554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org"
    (failure,) = read_text(text).failures
    assert failure.sending_ip == "203.0.113.7"
    assert failure.named_list is not None
    assert failure.named_list.zone == "zen.spamhaus.org"
    assert failure.named_list.delist_url == "https://check.spamhaus.org/"


def test_a_delisting_page_never_comes_from_the_mail() -> None:
    text = "550 5.7.1 <bob@example.com>: blocked using zen.spamhaus.org, delist at http://evil.example/delist"
    (failure,) = read_text(text).failures
    assert failure.named_list is not None
    assert "evil" not in (failure.named_list.delist_url or "")


def test_a_reason_that_nobody_gave_is_not_guessed() -> None:
    text = "This is an automatically generated Delivery Status Notification.\n\nDelivery to the following recipients "
    text += "failed.\n\n       bob@example.com\n"
    (failure,) = read_text(text).failures
    assert failure.cause is Cause.UNKNOWN
    assert failure.confidence < 0.5
    assert failure.diagnostic is None


def test_the_words_outrank_the_code() -> None:
    text = f"{_REMOTE}550 5.1.1 Message rejected as spam"
    (failure,) = read_text(text).failures
    assert failure.cause is Cause.SPAM_FILTER
    assert failure.reply.enhanced_status == "5.1.1"
