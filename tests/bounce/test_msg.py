"""Outlook's .msg: real compound files, whose words are in the body, in the report's text, or with each recipient."""

from __future__ import annotations

import random
import struct

import pytest

from bot.bounce import UNREADABLE_MSG, msg, read_mail
from bot.bounce.msg import OLE_MAGIC, UnreadableMsgError, parse_msg
from bot.model import Cause
from tests.bounce.ole import SECTOR, Properties, Tree, compound_file, message

BODY, HTML, REPORT_TEXT, SUBJECT, MESSAGE_CODEPAGE = 0x1000, 0x1013, 0x1001, 0x0037, 0x3FFD
SMTP_ADDRESS, EMAIL_ADDRESS, DISPLAY_NAME, SUPPLEMENTARY_INFO, NDR_STATUS = 0x39FE, 0x3003, 0x3001, 0x0C1B, 0x0C20
NDR = "REPORT.IPM.Note.NDR"
BOB: Properties = {
    SMTP_ADDRESS: "bob@example.com",
    DISPLAY_NAME: "Bob Example",
    SUPPLEMENTARY_INFO: "<mail.example.com #5.1.1 smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found>",
    NDR_STATUS: 1,
}
CAROL: Properties = {
    EMAIL_ADDRESS: "carol@example.net",
    SUPPLEMENTARY_INFO: "<mx.example.net #5.2.2 smtp;552 5.2.2 The mailbox is full>",
}


def test_a_report_without_a_body_is_read_from_its_recipients() -> None:
    bounce = read_mail(message(NDR, {SUBJECT: "Undeliverable: Offer"}, [BOB, CAROL]))
    assert bounce.is_bounce
    bob, carol = bounce.failures
    assert (bob.recipient, bob.cause) == ("bob@example.com", Cause.ADDRESS_NOT_FOUND)
    assert (bob.reply.reply_code, bob.reply.enhanced_status) == (550, "5.1.1")
    assert (carol.recipient, carol.cause, carol.reply.reply_code) == ("carol@example.net", Cause.MAILBOX_FULL, 552)


def test_the_words_of_the_report_text_count() -> None:
    text = "Delivery has failed to these recipients or groups:\r\n\r\nbob@example.com\r\nThe mailbox is full."
    (failure,) = read_mail(message(NDR, {REPORT_TEXT: text})).failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.MAILBOX_FULL)


def test_a_forwarded_bounce_is_read_from_its_body() -> None:
    text = "FYI\r\n\r\n<bob@example.com>: host mx.example.com[192.0.2.25] said: 550 5.1.1 User unknown"
    (failure,) = read_mail(message("IPM.Note", {SUBJECT: "FW: Returned mail", BODY: text})).failures
    assert (failure.recipient, failure.reply.reply_code) == ("bob@example.com", 550)


def test_a_body_that_is_only_html_is_read() -> None:
    html = "<html><body><p>Zustellung fehlgeschlagen</p><p>550 5.1.1 &lt;bob@example.com&gt;: User unknown</p></body>"
    (failure,) = read_mail(message("IPM.Note", {SUBJECT: "WG:", HTML: html.encode()})).failures
    assert failure.recipient == "bob@example.com"


def test_japanese_words_are_read() -> None:
    text = "次の受信者へのメールを配信できませんでした。\r\n\r\nbob@example.com\r\nメールボックスがいっぱいです。"
    (failure,) = read_mail(message(NDR, {SUBJECT: "配信不能", REPORT_TEXT: text})).failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.MAILBOX_FULL)


def test_half_a_character_is_no_obstacle() -> None:
    text = b"550 5.1.1 <bob@example.com>: User unknown +2AA- "
    # Not Unicode but, so the file says, UTF-7.
    file = message(
        "IPM.Note", {MESSAGE_CODEPAGE: 65_000, SUBJECT: "FW: Returned mail", REPORT_TEXT: text.decode("utf-16-le")}
    )
    file = file.replace("1001001F".encode("utf-16-le"), "1001001E".encode("utf-16-le"))
    file = file.replace(struct.pack("<I", REPORT_TEXT << 16 | 0x1F), struct.pack("<I", REPORT_TEXT << 16 | 0x1E))
    (failure,) = read_mail(file).failures
    assert (failure.recipient, failure.cause) == ("bob@example.com", Cause.ADDRESS_NOT_FOUND)


def test_a_large_body_lies_in_sectors_of_its_own() -> None:
    text = "lorem ipsum dolor sit amet\n" * 4_000 + "550 5.1.1 <bob@example.com>: User unknown"
    assert parse_msg(message("IPM.Note", {BODY: text})).text.endswith("User unknown")


@pytest.mark.parametrize("message_class", ["REPORT.IPM.Note.IPNRN", "REPORT.IPM.Note.DR", "IPM.Note"])
def test_a_receipt_is_no_bounce(message_class: str) -> None:
    data = message(message_class, {SUBJECT: "Read: Offer", BODY: "Your message was read on Monday."}, [BOB])
    assert not read_mail(data).is_bounce


def test_only_an_ole_file_is_one() -> None:
    assert msg.is_msg(OLE_MAGIC)
    assert not msg.is_msg(b"From: bob@example.com")


# --- hostile files


def _with_fat(data: bytes, numbers: list[int]) -> bytes:
    """The file with other sectors behind the first ones of its file allocation table."""
    at = SECTOR + SECTOR * struct.unpack_from("<I", data, 76)[0]
    return data[:at] + struct.pack(f"<{len(numbers)}I", *numbers) + data[at + 4 * len(numbers) :]


def _with_stream_size(data: bytes, name: str, size: int) -> bytes:
    at = data.index(name.encode("utf-16-le"))
    return data[: at + 120] + struct.pack("<Q", size) + data[at + 128 :]


def _overlapping() -> bytes:
    """Two thousand bodies that are all the same sectors: a few hundred kilobytes that say they are gigabytes."""
    names = {f"__recip_version1.0_#{n:08X}": n for n in range(900)}
    tree: Tree = {name: {"__properties_version1.0": b"", "__substg1.0_39FE001F": b"x" * 4} for name in names}
    data = bytearray(compound_file({**tree, "__substg1.0_1000001F": b"y" * 900_000}))
    large = data.index("__substg1.0_1000001F".encode("utf-16-le"))
    where = data[large + 116 : large + 128]
    needle = "__substg1.0_39FE001F".encode("utf-16-le")
    at = data.find(needle)
    while at >= 0:
        data[at + 116 : at + 128] = where
        at = data.find(needle, at + 128)
    return bytes(data)


def _two_parents() -> bytes:
    """Every entry is both the left and the right sibling of the one before: 2^n paths to the last one."""
    data = bytearray(compound_file({f"s{n:03}": b"" for n in range(120)}))
    first = data.index("Root Entry".encode("utf-16-le"))
    for number in range(1, 119):
        struct.pack_into("<II", data, first + 128 * number + 68, number + 1, number + 1)
    struct.pack_into("<I", data, first + 76, 1)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        OLE_MAGIC,
        OLE_MAGIC + bytes(2_000),
        message(NDR, {}, [BOB])[:1_000],
        message(NDR, {BODY: "x" * 9_000}, [BOB])[:-SECTOR],
        compound_file({"Workbook": b"a spreadsheet"}),
        compound_file({f"s{n}": b"x" for n in range(12_000)}),
        _with_stream_size(message(NDR, {BODY: "x" * 9_000}), "__substg1.0_1000001F", 1 << 31),
        _with_fat(message(NDR, {BODY: "x" * 9_000}), list(range(100))),
        _overlapping(),
        _two_parents(),
    ],
    ids=[
        *("magic", "zeros", "cut off", "end cut off", "no message", "many streams", "huge size", "sectors in circles"),
        *("one stream many times", "two parents"),
    ],
)
def test_a_broken_file_is_said_to_be_broken_and_ends(data: bytes) -> None:
    with pytest.raises(UnreadableMsgError):
        parse_msg(data)
    bounce = read_mail(data)
    assert (bounce.is_bounce, bounce.confidence, bounce.format) == (False, 0.0, UNREADABLE_MSG)


def test_of_many_recipients_the_first_are_read() -> None:
    data = message(NDR, {}, [{**BOB, SMTP_ADDRESS: f"user{n}@example.com"} for n in range(300)])
    assert [failure.recipient for failure in read_mail(data).failures][:2] == ["user0@example.com", "user1@example.com"]


def test_whatever_is_in_the_file_it_is_read_or_said_to_be_broken() -> None:
    chance = random.Random(550)
    whole = message(NDR, {SUBJECT: "x", REPORT_TEXT: "y" * 3_000}, [BOB, CAROL])
    numbers = (0, 1, 5, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 10)):
            struct.pack_into("<I", data, chance.randrange(8, len(data) - 4), chance.choice(numbers))
        read_mail(bytes(data))
