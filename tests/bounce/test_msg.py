"""Outlook's .msg, whose words are in the recipients' properties."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.bounce import msg, read_mail
from bot.bounce.msg import OLE_MAGIC, UnreadableMsgError, parse_msg
from bot.model import Cause


@dataclass
class _Properties:
    strings: dict[int, str] = field(default_factory=dict)

    def str_prop_value(self, pid: int) -> str | None:
        return self.strings.get(pid)

    def binary_prop_value(self, pid: int) -> bytes | None:
        return None


@dataclass
class _Recipient:
    properties: _Properties


@dataclass
class _Message:
    message_class: str
    properties: _Properties
    recipients: tuple[_Recipient, ...] = ()


def _load(monkeypatch: pytest.MonkeyPatch, message: _Message) -> None:
    monkeypatch.setattr("oxmsg.Message.load", lambda data: message)


def test_a_report_without_a_body_is_read_from_its_recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    recipient = _Properties(
        {
            0x39FE: "bob@example.com",
            0x0C1B: "<mail.example.com #5.1.1 smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found>",
        }
    )
    report = _Message("REPORT.IPM.Note.NDR", _Properties({0x0037: "Undeliverable: Offer"}), (_Recipient(recipient),))
    _load(monkeypatch, report)
    bounce = read_mail(OLE_MAGIC + b"rest")
    assert bounce.is_bounce
    (failure,) = bounce.failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.ADDRESS_NOT_FOUND)
    assert (failure.reply.reply_code, failure.reply.enhanced_status) == (550, "5.1.1")


def test_the_words_of_the_report_text_count(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Delivery has failed to these recipients or groups:\r\n\r\nbob@example.com\r\nThe mailbox is full."
    _load(monkeypatch, _Message("REPORT.IPM.Note.NDR", _Properties({0x1001: text})))
    (failure,) = read_mail(OLE_MAGIC + b"rest").failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.MAILBOX_FULL)


def test_a_read_receipt_is_no_bounce(monkeypatch: pytest.MonkeyPatch) -> None:
    _load(monkeypatch, _Message("REPORT.IPM.Note.IPNRN", _Properties({0x1000: "Your message was read"})))
    assert not read_mail(OLE_MAGIC + b"rest").is_bounce


def test_a_broken_file_is_said_to_be_broken() -> None:
    with pytest.raises(UnreadableMsgError):
        parse_msg(OLE_MAGIC + b"\x00" * 2000)
    bounce = read_mail(OLE_MAGIC + b"\x00" * 2000)
    assert (bounce.is_bounce, bounce.confidence, bounce.format) == (False, 0.0, "unreadable_msg")


def test_only_an_ole_file_is_one() -> None:
    assert msg.is_msg(OLE_MAGIC)
    assert not msg.is_msg(b"From: bob@example.com")
