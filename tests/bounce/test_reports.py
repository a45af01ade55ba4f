"""Reports as mail systems write them (RFC 3464): spelt, ordered, encoded and packed in every way that is met."""

from __future__ import annotations

import base64
import quopri

import pytest

from bot.bounce import read_mail, read_text
from bot.model import Bounce

_FIELDS = (
    "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
)
_SECOND = (
    "Final-Recipient: rfc822; carol@example.net\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Full\n"
)
_ORIGINAL = "From: Alice <alice@example.org>\nTo: bob@example.com\nSubject: Offer\n\nhello\n"
_BOB = ("bob@example.com", "5.1.1", 550)
_CAROL = ("carol@example.net", "5.2.2", 552)


def _mail(
    fields: str,
    *,
    words: str = "Your message could not be delivered.",
    kind: str = "message/delivery-status",
    whole: str = "multipart/report; report-type=delivery-status; boundary=b1",
    words_kind: str = "text/plain",
) -> str:
    return (
        "From: MAILER-DAEMON@mx.example.org\nTo: alice@example.org\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        f"Content-Type: {whole}\n\n--b1\nContent-Type: {words_kind}\n\n{words}\n--b1\n"
        f"Content-Type: {kind}\n\n{fields}\n"
        f"--b1\nContent-Type: message/rfc822\n\n{_ORIGINAL}\n--b1--\n"
    )


def _changed(old: str, new: str) -> str:
    assert old in _FIELDS
    return _FIELDS.replace(old, new)


def _said(bounce: Bounce) -> list[tuple[str | None, str | None, int | None]]:
    assert bounce.is_bounce, bounce
    return [(f.recipient, f.reply.enhanced_status, f.reply.reply_code) for f in bounce.failures]


_SPELT = {
    "lower case": _FIELDS.lower(),
    "angle brackets": _changed("rfc822; bob@example.com", "RFC822; <bob@example.com>"),
    "no type": _changed("rfc822; bob@example.com", "bob@example.com"),
    "a comment": _changed("rfc822; bob@example.com", "rfc822; bob@example.com (Bob Example)"),
    "a name": _changed("rfc822; bob@example.com", 'rfc822; "Bob" <bob@example.com>'),
    "xtext": _changed("Action", "Original-Recipient: rfc822;bob+40example.com\nAction"),
    "utf-8": _changed("rfc822;", "utf-8;"),
    "a status with a comment": _changed("Status: 5.1.1", "Status: 5.1.1 (bad destination mailbox address)"),
    "several lines": _changed("smtp; 550 5.1.1 User unknown", "smtp;\n 550-5.1.1 No such\n 550 5.1.1 user"),
    "a blank line within": _changed("Action", "\nAction"),
    "the reply first": "Diagnostic-Code: smtp; 550 5.1.1 No\nStatus: 5.1.1\nAction: failed\n"
    "Final-Recipient: rfc822; bob@example.com\n",
    "a vague status": _changed("Status: 5.1.1", "Status: 5.0.0"),
    "no status in the reply": _changed("550 5.1.1", "550"),
    "a local name": _changed("rfc822; bob@example.com", "local; bob"),
    "an unknown original": _changed("Action", "Original-Recipient: rfc822;unknown\nAction"),
    "another one relayed": f"{_FIELDS}\nFinal-Recipient: rfc822; carol@example.net\nAction: relayed\nStatus: 2.0.0\n",
}


@pytest.mark.parametrize("fields", _SPELT.values(), ids=_SPELT)
def test_a_report_is_read_however_it_is_spelt(fields: str) -> None:
    assert _said(read_mail(_mail(fields).encode())) == [_BOB]
    assert _said(read_text(_mail(fields))) == [_BOB]


@pytest.mark.parametrize("between", ["", "\n"])
def test_each_recipient_has_its_own_reply(between: str) -> None:
    assert _said(read_mail(_mail(_FIELDS + between + _SECOND).encode())) == [_BOB, _CAROL]


def test_xtext_is_no_other_address() -> None:
    fields = _FIELDS.replace("bob@", "bob+x@").replace(
        "Action", "Original-Recipient: rfc822;bob+2Bx@example.com\nAction"
    )
    failure = read_mail(_mail(fields).encode()).failures[0]
    assert (failure.recipient, failure.alias) == ("bob+x@example.com", None)


_PACKED = {
    "CR LF": _mail(_FIELDS).replace("\n", "\r\n"),
    "base64": _mail(
        base64.encodebytes(_FIELDS.encode()).decode(),
        kind="message/delivery-status\nContent-Transfer-Encoding: base64",
    ),
    "quoted-printable": _mail(
        quopri.encodestring(_FIELDS.encode()).decode(),
        kind="message/delivery-status\nContent-Transfer-Encoding: quoted-printable",
    ),
    "a text file": _mail(_FIELDS, kind="text/plain; name=details.txt\nContent-Disposition: attachment"),
    "a file of no type": _mail(_FIELDS, kind="application/octet-stream; name=details.dat"),
    "mixed": _mail(_FIELDS, whole="multipart/mixed; boundary=b1"),
    "a folded header": _mail(_FIELDS, whole="multipart/report;\n\treport-type=delivery-status;\n\tboundary=b1"),
    "no end": _mail(_FIELDS).removesuffix("--b1--\n"),
    "words in HTML": _mail(
        _FIELDS, words="<html><body><p>Not <b>delivered</b>.</p></body></html>", words_kind="text/html"
    ),
    "an X.400 address": _mail(
        _FIELDS.replace("rfc822; bob@example.com", "x400; /S=bob/O=example/C=jp/"),
    ),
    "in a mailbox file": "From MAILER-DAEMON Tue May 21 09:14:22 2024\n" + _mail(_FIELDS),
    "forwarded as a file of no type": (
        "From: alice@example.org\nTo: help@example.org\nSubject: this came back\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=o1\n\n--o1\nContent-Type: text/plain\n\nPlease have a look.\n--o1\n"
        "Content-Type: application/octet-stream; name=bounce.eml\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(_mail(_FIELDS).encode()).decode()
        + "\n--o1--\n"
    ),
}


@pytest.mark.parametrize("mail", _PACKED.values(), ids=_PACKED)
def test_a_report_is_found_however_it_is_packed(mail: str) -> None:
    assert _said(read_mail(mail.encode())) == [_BOB]
    assert _said(read_text(mail)) == [_BOB]


@pytest.mark.parametrize(
    "fields", ["", "Reporting-MTA: dns; mx.example.org\nArrival-Date: Tue, 21 May 2024 09:14 +0900\n"]
)
def test_an_empty_report_leaves_it_to_the_words(fields: str) -> None:
    words = "<bob@example.com>: host mx.example.com[192.0.2.1] said: 550 5.1.1 User unknown"
    assert _said(read_mail(_mail(fields, words=words).encode())) == [_BOB]
