"""Whole bounces, made from what mail servers write (RFC 3464 reports, qmail's and Exim's letters …) and our own names.

Every server refuses for every reason: the mails are as many as both together. None of them is a mail that somebody got.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.model import Cause

SENDER = "alice@example.org"
_HOST, _IP = "mx.example.com", "192.0.2.25"
_DATE = "Tue, 3 Mar 2026 10:15:42 +0000"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server said, and what it means. `reply` may hold {to}."""

    code: int
    status: str
    reply: str
    causes: frozenset[Cause]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail: its type, its text, and how it is written down."""

    kind: str
    text: str
    charset: str = "utf-8"
    encoding: str = "8bit"


@dataclass(frozen=True, slots=True)
class BouncedMail:
    """A mail that came back: its source, its readable text in two lengths, and what is to be read from it.

    `status` is None where the server writes none.
    """

    name: str
    raw: bytes
    full: str
    first: str
    recipient: str
    alias: str | None
    status: str | None
    refusal: Refusal


def refusal(code: int, status: str, reply: str, *causes: Cause) -> Refusal:
    """A refusal whose meaning is one of `causes`."""
    return Refusal(code, status, reply, frozenset(causes))


REFUSALS = (
    refusal(550, "5.1.1", "<{to}>: Recipient address rejected: User unknown", Cause.ADDRESS_NOT_FOUND),
    refusal(550, "5.1.1", "The email account that you tried to reach does not exist.", Cause.ADDRESS_NOT_FOUND),
    refusal(552, "5.2.2", "<{to}>: Mailbox is full / over quota", Cause.MAILBOX_FULL),
    refusal(554, "5.2.1", "The email account that you tried to reach is disabled.", Cause.MAILBOX_UNAVAILABLE),
    refusal(554, "5.7.1", "Message rejected as spam by Content Filtering.", Cause.SPAM_FILTER),
    refusal(554, "5.7.1", "Client host [203.0.113.77] blocked using zen.spamhaus.org", Cause.BLOCKLISTED),
    refusal(550, "5.7.1", "SPF check failed: 203.0.113.77 is not allowed to send", Cause.SENDER_AUTHENTICATION),
    refusal(550, "5.7.25", "The sending IP has no PTR record: reverse DNS lookup failed", Cause.SENDER_DNS),
    refusal(552, "5.3.4", "Message size exceeds fixed maximum message size", Cause.MESSAGE_TOO_LARGE),
    refusal(554, "5.7.1", "<{to}>: Relay access denied", Cause.MX_MISCONFIGURED, Cause.SMTP_AUTH_FAILED),
    refusal(552, "5.7.0", "This message was blocked because it contains a virus", Cause.CONTENT_REJECTED),
    refusal(554, "5.4.6", "Too many hops: possible mail loop", Cause.MAIL_LOOP),
    refusal(550, "5.7.133", "Sender not authenticated for group", Cause.RECIPIENT_RESTRICTED),
)

_Server = Callable[[str, Refusal], tuple[Sequence[tuple[str, str]], Sequence[Part]]]


def _reply(to: str, why: Refusal) -> str:
    return f"{why.code} {why.status} {why.reply.format(to=to)}"


def _original(to: str) -> Part:
    header = (
        f"Return-Path: <{SENDER}>\nReceived: from pc.example.org (pc.example.org [198.51.100.9])\n"
        f"\tby mail.example.org with ESMTPSA id 4F1; {_DATE}\n"
        f"From: Alice Example <{SENDER}>\nTo: {to}\nSubject: The offer you asked for\nDate: {_DATE}\n"
        "Message-ID: <20260303101500.4F1@example.org>\n"
    )
    return Part("message/rfc822", f"{header}\nDear Bob,\n\nhere it is.\n\nAlice\n")


def _report(to: str, why: Refusal, *, status: str | None = None, more: str = "", remote: bool = True) -> Part:
    lines = ["Reporting-MTA: dns; mail.example.org", f"Arrival-Date: {_DATE}", "", f"Final-Recipient: rfc822; {to}"]
    lines += [more] if more else []
    lines += ["Action: failed", f"Status: {status or why.status}"]
    lines += [f"Remote-MTA: dns; {_HOST}"] if remote else []
    return Part("message/delivery-status", "\n".join([*lines, f"Diagnostic-Code: smtp; {_reply(to, why)}", ""]))


def _header(sender: str, subject: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Return-Path", "<>"),
        ("Received", f"from {_HOST} (localhost [127.0.0.1])\n\tby mail.example.org with ESMTP id 3A9; {_DATE}"),
        ("Date", _DATE),
        ("From", sender),
        ("To", SENDER),
        ("Subject", subject),
        ("Message-ID", "<20260303101542.3A9@mail.example.org>"),
        ("Auto-Submitted", "auto-replied"),
        *more,
    ]


def _postfix(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "This is the mail system at host mail.example.org.\n\nI'm sorry to have to inform you that your message could "
        "not\nbe delivered to one or more recipients. It's attached below.\n\nFor further assistance, please send mail "
        f"to postmaster.\n\n                   The mail system\n\n<{to}>: host {_HOST}[{_IP}] said: "
        f"{why.code} {why.status}\n    {why.reply.format(to=to)} (in reply to RCPT TO command)\n"
    )
    header = _header(
        "MAILER-DAEMON@mail.example.org (Mail Delivery System)", "Undelivered Mail Returned to Sender", *_REPORT
    )
    return header, (Part("text/plain", text), _report(to, why), _original(to))


def _postfix_alias(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    target = to.replace("@", ".forwarded@")
    text = (
        f"This is the mail system at host mail.example.org.\n\n<{target}> (expanded from <{to}>): host {_HOST}[{_IP}]\n"
        f"    said: {_reply(target, why)} (in reply to RCPT TO command)\n"
    )
    header = _header("MAILER-DAEMON@mail.example.org", "Undelivered Mail Returned to Sender", *_REPORT)
    return header, (
        Part("text/plain", text),
        _report(target, why, more=f"Original-Recipient: rfc822; {to}"),
        _original(to),
    )


def _sendmail(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        f"The original message was received at {_DATE}\nfrom pc.example.org [198.51.100.9]\n\n"
        "   ----- The following addresses had permanent fatal errors -----\n"
        f"<{to}>\n    (reason: {_reply(to, why)})\n\n"
        f"   ----- Transcript of session follows -----\n... while talking to {_HOST}.:\n>>> RCPT To:<{to}>\n"
        f"<<< {_reply(to, why)}\n550 {why.status} <{to}>... Service unavailable\n"
    )
    header = _header(
        "Mail Delivery Subsystem <MAILER-DAEMON@mail.example.org>", "Returned mail: see transcript", *_REPORT
    )
    return header, (Part("text/plain", text), _report(to, why), _original(to))


def _qmail(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "Hi. This is the qmail-send program at mail.example.org.\nI'm afraid I wasn't able to deliver your message to "
        "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{to}>:\n{_IP} does not like recipient.\nRemote host said: {_reply(to, why)}\nGiving up on {_IP}.\n\n"
        f"--- Below this line is a copy of the message.\n\n{_original(to).text}"
    )
    return _header("MAILER-DAEMON@mail.example.org", "failure notice"), (Part("text/plain", text),)


def _exim(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {to}\n    host {_HOST} [{_IP}]\n    SMTP error from remote mail server after RCPT TO:<{to}>:\n"
        f"    {_reply(to, why)}\n\n------ This is a copy of the message, including all the headers. ------\n\n"
        f"{_original(to).text}"
    )
    header = _header(
        "Mail Delivery System <Mailer-Daemon@mail.example.org>",
        "Mail delivery failed: returning message to sender",
        ("X-Failed-Recipients", to),
    )
    return header, (Part("text/plain", text),)


def _exchange(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        f"Delivery has failed to these recipients or groups:\n\n{to}<mailto:{to}>\nYour message wasn't delivered. "
        "Contact the recipient by other means and ask them to tell their email admin.\n\n\n\n\n\nDiagnostic "
        "information for administrators:\n\nGenerating server: AM0PR01MB1234.example.org\n\n"
        f"{to}\n{_HOST}\nRemote Server returned '{_reply(to, why)}'\n\nOriginal message headers:\n\n{_header_of(to)}"
    )
    header = _header("Microsoft Outlook <postmaster@example.org>", "Undeliverable: The offer you asked for", *_REPORT)
    return header, (
        Part("text/plain", text, encoding="quoted-printable"),
        _report(to, why, remote=False),
        _original(to),
    )


def _exchange_japanese(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        f"次の受信者またはグループへの配信に失敗しました:\n\n{to}<mailto:{to}>\nメッセージを配信できませんでした。\n\n\n"
        f"管理者向けの診断情報:\n\n生成元サーバー: TY0PR01MB1234.example.org\n\n{to}\n{_HOST}\n"
        f"Remote Server returned '{_reply(to, why)}'\n\n元のメッセージ ヘッダー:\n\n{_header_of(to)}"
    )
    header = _header("postmaster@example.org", "=?utf-8?B?6YWN5L+h5LiN6IO9?=: The offer", *_REPORT)
    return header, (Part("text/plain", text, "iso-2022-jp", "base64"), _report(to, why, remote=False), _original(to))


def _gmail(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "\n** Message not delivered **\n\n"
        f"Your message wasn't delivered to {to} because the remote server rejected it.\n\n\n"
        f"The response from the remote server was:\n{_reply(to, why)}\n"
    )
    header = _header(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example.net>",
        "Delivery Status Notification (Failure)",
        ("X-Failed-Recipients", to),
        *_REPORT,
    )
    return header, (Part("text/plain", text), _report(to, why), _original(to))


def _courier(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "This is a delivery status notification from mail.example.org,\nrunning the Courier mail server.\n\nThe "
        f"original message was received on {_DATE}\n\n{'-' * 75}\n\n                           UNDELIVERABLE MAIL\n\n"
        f"Your message to the following recipients cannot be delivered:\n\n<{to}>:\n    {_HOST} [{_IP}]:\n"
        f">>> RCPT TO:<{to}>\n<<< {_reply(to, why)}\n\n{'-' * 75}\n"
    )
    header = _header('"Courier mail server at mail.example.org" <@>', "NOTICE: mail delivery status.", *_REPORT)
    return header, (Part("text/plain", text), _report(to, why), _original(to))


def _opensmtpd(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
        "    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\n"
        f"{to}: {_reply(to, why)}\n\n    Below is a copy of the original message:\n\n{_original(to).text}"
    )
    return _header("Mailer Daemon <MAILER-DAEMON@mail.example.org>", "Delivery status notification: error"), (
        Part("text/plain", text),
    )


def _domino(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "Your message\n\n  Subject: The offer you asked for\n\nwas not delivered to:\n\n"
        f"  {to}\n\nbecause:\n\n  {_reply(to, why)}\n"
    )
    header = _header("postmaster@example.org", "DELIVERY FAILURE: The offer you asked for", *_REPORT)
    return header, (Part("text/plain", text), _report(to, why, remote=False), _original(to))


def _japanese_hoster(to: str, why: Refusal) -> tuple[Sequence[tuple[str, str]], Sequence[Part]]:
    text = (
        "このメールはサーバーから自動送信されています。\n\nお送りいただいたメールは、次の宛先に配信できませんでした。\n\n"
        f"<{to}>: host {_HOST}[{_IP}] said: {_reply(to, why)} (in reply to RCPT TO command)\n"
    )
    header = _header("MAILER-DAEMON@mail.example.org", "Undelivered Mail Returned to Sender", *_REPORT)
    return header, (Part("text/plain", text, "iso-2022-jp", "7bit"), _report(to, why), _original(to))


_REPORT = (("MIME-Version", "1.0"),)
_SERVERS: tuple[_Server, ...] = (
    *(_postfix, _postfix_alias, _sendmail, _qmail, _exim, _exchange, _exchange_japanese, _gmail, _courier),
    *(_opensmtpd, _domino, _japanese_hoster),
)


def _header_of(to: str) -> str:
    return _original(to).text.partition("\n\n")[0] + "\n"


def made_mails() -> Iterator[BouncedMail]:
    """Every server's mail for every refusal."""
    number = 0
    for server in _SERVERS:
        for why in REFUSALS:
            number += 1
            to = f"bob.{number}@example.com"
            header, parts = server(to, why)
            name = server.__name__.strip("_").replace("_", " ")
            alias = to.replace("@", ".forwarded@") if server is _postfix_alias else None
            texts = [part.text for part in parts]
            yield BouncedMail(
                f"{name}: {why.code} {why.status}",
                *(_source(header, parts), "\n\n".join(texts), texts[0], to, alias, why.status, why),
            )


def _source(header: Sequence[tuple[str, str]], parts: Sequence[Part]) -> bytes:
    lines = [f"{name}: {value}" for name, value in header]
    if len(parts) == 1:
        return "\n".join([*lines, f"Content-Type: {parts[0].kind}; charset=utf-8", "", parts[0].text]).encode()
    lines += ['Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="3A9.1772532942"', ""]
    source = "\n".join([*lines, "This is a MIME-encapsulated message.", ""]).encode()
    for part in parts:
        source += b"\n--3A9.1772532942\n" + _encoded(part) + b"\n"
    return source + b"\n--3A9.1772532942--\n"


def _encoded(part: Part) -> bytes:
    if not part.kind.startswith("text/"):
        return f"Content-Type: {part.kind}\n\n{part.text}".encode()
    data = part.text.encode(part.charset)
    if part.encoding == "base64":
        data = base64.encodebytes(data)
    elif part.encoding == "quoted-printable":
        data = quopri.encodestring(data)
    lines = (f"Content-Type: {part.kind}; charset={part.charset}", f"Content-Transfer-Encoding: {part.encoding}")
    return "\n".join([*lines, "", ""]).encode() + data
