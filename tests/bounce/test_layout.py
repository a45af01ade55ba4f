"""However a bounce is shown, indented, ruled, doubled or under somebody's header, it says what it said."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage

import pytest

from bot.bounce import read_mail, read_text
from bot.bounce.layout import relaid
from bot.model import Bounce
from tests.bounce.sample_files import Expected, Sample, families

_FOREWORD = "Case 48211\nFrom: Alice <alice@example.org>\nSubject: mail problem\n\nHello,\nI got this back today.\n\n"
_ORIGINAL = (
    "Received: from mail.example.org (mail.example.org [192.0.2.1])\n by mx.example.org (Postfix) with ESMTPS\n"
    " for <fay@example.net>; Tue, 21 May 2024 09:14:22 +0200 (CEST)\nMessage-ID: <x1@example.org>\n"
    'From: Alice <alice@example.org>\nTo: "Fay Other" <fay@example.net>\nCc: dave@example.com\nSubject: Offer 550\n\n'
    "Please write to dave@example.com: he has the 552 documents.\n<eve@example.net>: was in the meeting.\n"
)
_ANNOUNCEMENTS = (
    "",
    "----- Original message -----\n\n",
    "Ursprüngliche Nachrichtenkopfzeilen:\n\n",
    "元のメッセージ ヘッダー:\n\n",
)
_SIGNATURE = "\n\n--\nAlice Example | Example Ltd | alice@example.org"


def _family(family: list[Sample]) -> str:
    return family[0].name.partition(":")[0]


def _said(bounce: Bounce) -> set[Expected]:
    assert bounce.is_bounce, bounce
    return {Expected(f.recipient, f.alias, f.reply.enhanced_status, f.reply.reply_code, "") for f in bounce.failures}


def _misread(shown: Iterable[tuple[Sample, Bounce]]) -> dict[str, Bounce]:
    """What was not read as it is read when nothing is around it, by name."""
    return {sample.name: bounce for sample, bounce in shown if not _is_as_expected(sample, bounce)}


def _is_as_expected(sample: Sample, bounce: Bounce) -> bool:
    expected = {Expected(e.recipient, e.alias, e.status, e.code, "") for e in sample.expected}
    return bounce.is_bounce and _said(bounce) == expected


@pytest.mark.parametrize("family", families(), ids=_family)
@pytest.mark.parametrize("margin", ["    ", "\t", "| ", "• "])
def test_a_margin_changes_nothing(family: list[Sample], margin: str) -> None:
    shown = ((s, read_text("\n".join(margin + line for line in s.text.split("\n")))) for s in family)
    assert _misread(shown) == {}


@pytest.mark.parametrize("family", families(), ids=_family)
def test_a_blank_line_behind_every_line_changes_nothing(family: list[Sample]) -> None:
    several = [s for s in family if "\n\n" in s.text or "inal-Recipient:" in s.text]
    assert _misread((s, read_text(s.text.replace("\n", "\n\n"))) for s in several) == {}


@pytest.mark.parametrize("family", families(), ids=_family)
def test_the_person_who_forwards_a_bounce_is_not_its_recipient(family: list[Sample]) -> None:
    assert _misread((s, read_text(_FOREWORD + s.text + _SIGNATURE)) for s in family) == {}


@pytest.mark.parametrize("family", families(), ids=_family)
def test_the_text_of_a_mail_is_read_as_a_paste_is(family: list[Sample]) -> None:
    assert _misread((s, read_mail(_mailed(s.text))) for s in family if not s.name.endswith(": u53")) == {}


def _mailed(text: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"
    mail["To"] = "alice@example.org"
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail.set_content(text, cte="quoted-printable")
    return mail.as_bytes()


@pytest.mark.parametrize("family", families(), ids=_family)
@pytest.mark.parametrize("above", _ANNOUNCEMENTS)
def test_the_message_that_came_back_changes_nothing(family: list[Sample], above: str) -> None:
    whole = [s for s in family if not s.name.endswith(": vzwpix")]
    assert _misread((s, read_text(f"{s.text}\n\n{above}{_ORIGINAL}")) for s in whole) == {}


def test_the_parts_of_a_source_without_its_header_are_text() -> None:
    part = "--b1\nContent-Type: message/rfc822\n\n"
    text = "Recipient: bob@example.com\nSMTP response: 550 5.1.1 No such recipient\n\n"
    assert _said(read_text(text + part + _ORIGINAL)) == {Expected("bob@example.com", None, "5.1.1", 550, "")}


def test_paragraphs_of_one_line_stay_apart() -> None:
    text = "<bob@example.com>: user unknown\n\n<carol@example.com>: over quota\n\nTwo of them.\n\nAlice"
    assert relaid(text) == text


def test_a_deeper_indent_stays() -> None:
    assert relaid("\n  one\n    two\n\n  three") == "one\n  two\n\nthree"
