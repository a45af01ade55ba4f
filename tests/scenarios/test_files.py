"""Files in a channel: what cannot be had is said where it was dropped, and what is said beside a file is not kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import Application
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.config import Settings
from bot.playground.standin import Message, Person, Room, SlackStandIn, Upload
from tests.bounce.ole import message
from tests.scenarios.conftest import idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"
_ELSEWHERE = {"url_private": "https://files.example.net/x", "url_private_download": ""}


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


def _is_kept(folder: Path, words: str) -> bool:
    """Whether the words stand in any file of the database, its write-ahead log included."""
    return any(words.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("upload", "english", "japanese"),
    [
        (Upload("undelivered.eml", b"x", extra=_ELSEWHERE), "did not give me the file", "取得できませんでした"),
        (
            Upload("undelivered.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"),
            "cannot read this file",
            "読み取れません",
        ),
        (Upload("huge.eml", b"x", extra={"size": 80_000_000}), "larger than I read", "サイズが大きい"),
    ],
    ids=["not to be had", "broken", "too large"],
)
async def test_a_mail_that_cannot_be_read_is_said_to_be_so_in_its_thread(
    bot: Application, ann: Person, taro: Person, support: Room, upload: Upload, english: str, japanese: str
) -> None:
    hers = await ann.says(support, "", files=[upload])
    his = await taro.says(support, "", files=[upload])
    assert english in (await support.wait_for_reply(hers)).words
    assert japanese in (await support.wait_for_reply(his)).words
    await idle(bot)
    assert len(support.bot_messages) == 2


async def test_what_is_pasted_below_is_read_instead(bot: Application, ann: Person, support: Room) -> None:
    mail = await ann.says(support, "", files=[Upload("undelivered.eml", b"x", extra=_ELSEWHERE)])
    await support.wait_for_reply(mail)
    await idle(bot)
    await ann.says(support, BOUNCE, thread=mail)
    reply = await support.wait_for_reply(mail, answered)
    assert "bob@example.com" in reply.words


async def test_where_only_offers_are_made_only_the_author_hears_of_it(
    bot: Application, ann: Person, support: Room
) -> None:
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(channel_modes={support.id: ChannelMode.OFFER}))
    await ann.says(support, "", files=[Upload("undelivered.eml", b"x", extra=_ELSEWHERE)])
    await ann.direct.wait_for(lambda message: "did not give me the file" in message.words)
    await idle(bot)
    assert support.bot_messages == []


async def test_any_other_file_that_cannot_be_had_is_nobodys_business(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await ann.says(support, "the notes", files=[Upload("notes.txt", b"x", extra=_ELSEWHERE)])
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == []
    assert ann.direct.bot_messages == []


async def test_what_is_said_beside_a_file_is_not_kept(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, settings: Settings
) -> None:
    said = await ann.says(support, "zanzibar", files=[Upload("notes.txt", b"lunch at noon, bring the papers")])
    await ann.edits(said, "zanzibar, corrected")
    await slack.settled()
    await idle(bot)
    assert await bot.desk.cases.find_by_message("T0PLAYGRND", support.id, said.ts) is None
    assert not _is_kept(settings.data_dir, "zanzibar")


async def test_an_outlook_message_is_read(bot: Application, ann: Person, support: Room) -> None:
    recipient = {0x39FE: "bob@example.com", 0x0C1B: "<mx.example.com #5.1.1 smtp;550 5.1.1 User unknown>"}
    report = message("REPORT.IPM.Note.NDR", {0x0037: "Undeliverable: Offer"}, [recipient])
    said = await ann.says(support, "", files=[Upload("Undeliverable.msg", report)])
    reply = await support.wait_for_reply(said, answered)
    assert "bob@example.com" in reply.words


async def test_a_bounce_in_a_file_is_answered_whatever_is_said_beside_it(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    said = await ann.says(support, "look at this", files=[Upload("bounce.txt", BOUNCE.encode())])
    reply = await support.wait_for_reply(said, answered)
    assert "bob@example.com" in reply.words
    await idle(bot)
    calls = len(slack.traffic.calls)
    await ann.edits(said, "look at this, please")
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == [reply]
    assert len(slack.traffic.calls) == calls
