"""Mails in every charset and shape; caps before parsing."""

from __future__ import annotations

import base64
import quopri

import pytest

from bot.bounce import is_worth_reading, read_mail, read_text
from bot.bounce.charset import decode, encoded_words
from bot.bounce.html import text_of_html
from bot.bounce.mail import looks_like_mail, parse_mail
from bot.model import Cause

_WORDS = "以下の宛先にメールを配送できませんでした。\n\n宛先: bob@example.jp\n理由: 宛先のユーザーが存在しません。\n"


def _mail(body: bytes, charset: str, encoding: str, subtype: str = "plain") -> bytes:
    head = (
        "From: MAILER-DAEMON@example.org\nTo: alice@example.org\nSubject: failure notice\nMIME-Version: 1.0\n"
        f"Content-Type: text/{subtype}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + body


_REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mail.example.org>
To: alice@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="part/1"

This is a MIME-encapsulated message.

--part/1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

--part/1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; bob@example.com
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <bob@example.com>: Recipient address
    rejected: User unknown

--part/1
Content-Type: message/rfc822

From: alice@example.org
To: bob@example.com
DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=sel1; b=abc
Subject: Offer

Hi
--part/1--
"""


def _report(*, action: str = "failed", status: str = "5.1.1") -> bytes:
    return _REPORT.format(action=action, status=status).encode()


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "utf-7", "cp932", "UTF-8"])
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_japanese_bounce_in_any_charset(charset: str, encoding: str) -> None:
    data = _WORDS.encode(charset)
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    bounce = read_mail(_mail(data, charset, encoding))
    assert [(f.recipient, f.cause) for f in bounce.failures] == [("bob@example.jp", Cause.ADDRESS_NOT_FOUND)]
    assert bounce.is_bounce


@pytest.mark.parametrize("charset", ["x-unknown", "", "idna", "undefined", "'utf-8'"])
def test_a_charset_that_is_wrong_is_no_obstacle(charset: str) -> None:
    assert read_mail(_mail(_WORDS.encode(), charset, "8bit")).failures


@pytest.mark.parametrize("charset", ["utf-7", "unicode-1-1-utf-7", "raw_unicode_escape", "unicode_escape"])
def test_half_a_character_is_no_obstacle(charset: str) -> None:
    words = b"550 5.1.1 <bob@example.com>: User unknown +2AA- \\ud800\n"
    (failure,) = read_mail(_mail(words, charset, "8bit")).failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.ADDRESS_NOT_FOUND)
    subject = (
        f"From: MAILER-DAEMON@example.org\nTo: a@example.org\nSubject: =?{charset}?Q?+2AA-_\\ud800?= undelivered\n\n"
    )
    (failure,) = read_mail(subject.encode() + b"550 5.1.1 <bob@example.com>: User unknown\n").failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.ADDRESS_NOT_FOUND)


def test_a_codec_that_is_no_charset_decodes_nothing() -> None:
    assert decode(b"\\u0041", "raw_unicode_escape") == decode(b"\\u0041", "unicodeescape") == "\\u0041"
    assert decode(b"+2AA- +AGE-", "utf-7") == "\ufffd a"


def test_a_report_is_read_with_its_original() -> None:
    bounce = read_mail(_report())
    assert bounce.is_bounce
    assert bounce.format == "report"
    assert bounce.reporting_mta == "mail.example.org"
    assert bounce.sender == "alice@example.org"
    assert bounce.dkim_selector == "sel1"
    (failure,) = bounce.failures
    assert failure.recipient == "bob@example.com"
    assert failure.reply.reply_code == 550
    assert failure.reply.enhanced_status == "5.1.1"
    assert failure.remote_mta == "mx.example.com"
    assert failure.permanent is True
    assert failure.diagnostic is not None
    assert "User unknown" in failure.diagnostic


def test_a_delay_is_a_bounce_that_is_not_final() -> None:
    (failure,) = read_mail(_report(action="delayed", status="4.4.1")).failures
    assert failure.permanent is False


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_success_report_is_no_bounce(action: str) -> None:
    bounce = read_mail(_report(action=action, status="2.0.0"))
    assert not bounce.is_bounce
    assert bounce.failures == ()


def test_a_mail_pasted_as_text_is_read_as_a_mail() -> None:
    assert read_text(_report().decode()).format == "report"


def test_a_bounce_that_a_mail_carries_along_is_read() -> None:
    outer = (
        b"From: alice@example.org\nTo: it@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        b"please have a look\n\n--b\nContent-Type: message/rfc822\n\n" + _report() + b"\n--b--\n"
    )
    bounce = read_mail(outer)
    assert bounce.is_bounce
    assert [f.recipient for f in bounce.failures] == ["bob@example.com"]


def test_an_ordinary_mail_that_carries_another_along_is_no_bounce() -> None:
    outer = (
        b"From: alice@example.org\nTo: it@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        b"fyi\n\n--b\nContent-Type: message/rfc822\n\nFrom: carol@example.net\nTo: alice@example.org\n\nlunch?\n--b--\n"
    )
    assert not read_mail(outer).is_bounce


def test_a_carriage_return_before_every_line_end_changes_nothing() -> None:
    assert read_mail(_report().replace(b"\n", b"\r\n")) == read_mail(_report())


def test_a_text_without_header_is_read_as_text() -> None:
    assert not looks_like_mail(b"550 5.1.1 <bob@example.com>: User unknown")
    assert read_mail(b"550 5.1.1 <bob@example.com>: User unknown").is_bounce


def test_a_html_only_bounce_is_read() -> None:
    html = "<p>Your message wasn't delivered to <b>bob@example.com</b> because the address couldn't be found.</p>"
    (failure,) = read_mail(_mail(html.encode(), "utf-8", "8bit", "html")).failures
    assert failure.recipient == "bob@example.com"


@pytest.mark.parametrize("entity", ["&#" + "9" * 4_400 + ";", "&#" + "0" * 4_400, "&#X" + "F" * 4_400, "&#x110000;"])
def test_an_entity_that_is_no_character_is_no_obstacle(entity: str) -> None:
    html = f"<html><body><p>550 5.1.1 &lt;bob@example.com&gt;: User unknown</p><div>a{entity}z</div></body></html>"
    assert text_of_html(html).endswith("\na\ufffdz")
    pasted = html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for bounce in (read_text(html), read_text(pasted), read_mail(_mail(html.encode(), "utf-8", "8bit", "html"))):
        assert [failure.recipient for failure in bounce.failures] == ["bob@example.com"]
    assert is_worth_reading(html)


_SCREEN_NAMES = """\
From: "Mail Delivery Subsystem" <{sender}>
To: <list-bounces@lists.example.org>
Subject: Mail Delivery Problem
Content-Type: text/plain

Your mail to the following recipients could not be delivered because
they are not accepting mail from list@lists.example.org:
\tbob.example
\tcarol

"""


def test_names_without_a_domain_are_those_of_the_mail_system_that_wrote() -> None:
    bounce = read_mail(_SCREEN_NAMES.format(sender="MAILER-DAEMON@EXAMPLE.com").encode())
    named = [(failure.recipient, failure.cause) for failure in bounce.failures]
    assert named == [(f"{name}@example.com", Cause.RECIPIENT_RESTRICTED) for name in ("bob.example", "carol")]


def test_where_a_person_wrote_names_without_a_domain_are_nobodys() -> None:
    bounce = read_mail(_SCREEN_NAMES.format(sender="alice@example.org").encode())
    assert [failure.recipient for failure in bounce.failures] == [None]


def test_failed_recipients_of_the_header_are_taken_where_the_text_names_nobody() -> None:
    raw = (
        b"From: MAILER-DAEMON@example.org\nSubject: Mail delivery failed: returning message to sender\n"
        b"X-Failed-Recipients: bob@example.com, carol@example.com\n\nMail delivery failed.\n"
    )
    assert {f.recipient for f in read_mail(raw).failures} == {"bob@example.com", "carol@example.com"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("=?utf-8?B?6YWN5L+h?=", "配信"),
        ("=?ISO-2022-JP?B?GyRCR1s/LhsoQg==?=", "配信"),
        ("=?utf-8?Q?a=20b?= =?utf-8?Q?c?=", "a bc"),
        ("=?x?B?broken", "=?x?B?broken"),
        ("plain", "plain"),
    ],
)
def test_encoded_words_are_decoded(written: str, expected: str) -> None:
    assert encoded_words(written) == expected


def test_bytes_without_a_charset_are_guessed() -> None:
    assert decode(_WORDS.encode("shift_jis"), None) == _WORDS
    assert decode("Zustellung nicht möglich".encode("latin-1"), None) == "Zustellung nicht möglich"
    assert decode("\ufeffbob@example.com".encode("utf-16"), None).strip("\ufeff") == "bob@example.com"


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\nFrom: a@example.com\n" + b"X: y\n" * 200_000,
        b"Subject: x\nFrom: " + b"a" * 1_000_000 + b"\n\nbody",
        b"Subject: " + b"=?utf-8?B?" * 100_000 + b"\nFrom: a@example.com\n\nbody",
        b"From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\n\npart\n" * 90_000,
        b"From: a@example.com\nTo: b@example.com\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 20_000,
        b"From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=never\n\nbody",
        b"From: a@example.com\nTo: b@example.com\nContent-Transfer-Encoding: base64\n\n" + b"=!" * 400_000,
    ],
    ids=["many headers", "long header", "encoded words", "many parts", "deep", "no boundary", "bad base64"],
)
def test_a_hostile_mail_is_capped_before_it_is_parsed(raw: bytes) -> None:
    mail = parse_mail(raw)
    assert len(mail.text) <= 40 * 200_000
    assert not read_mail(raw).is_bounce
