"""What people, and others, may throw at the bot: an answer or silence for the right person, never a traceback."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Application
from bot.playground.standin import Message, Person, Room, SlackStandIn, Upload
from bot.reply.actions import Action
from tests.scenarios.conftest import idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


def links_in(content: Any) -> list[str]:
    """Everything that Slack would make clickable."""
    if isinstance(content, dict):
        own = [content["url"]] if isinstance(content.get("url"), str) else []
        return own + [url for value in content.values() for url in links_in(value)]
    return [url for value in content for url in links_in(value)] if isinstance(content, list) else []


@pytest.mark.parametrize(
    "typed",
    [
        "bob@example.com\nrm -rf",
        "bob @example.com",
        "bob@例え.jp",
        "bob@💩.la",
        "bob＠example．com",
        "@",
        "bob@",
        "@example.com",
        "bob@@example.com",
        "<!channel>@example.com",
        f"{'b' * 300}@example.com",
        "bob@" + "a" * 70 + ".com",
        "bob@[192.0.2.1]",
        "bob@localhost",
        "\x00\x01bob@example.com",
        "bob@example.com from 999.1.2.3",
        "bob@example.com from <https://example.org|example.org>",
    ],
)
async def test_an_address_of_any_shape_gets_an_answer(bot: Application, ann: Person, support: Room, typed: str) -> None:
    outcome = await ann.command(f"/smtp550 {typed}", support)
    assert outcome.ok
    if outcome.payload is None:
        reply = await support.wait_for(answered, within=8)
        assert "<!channel>" not in reply.text
    await idle(bot)
    assert await bot.desk.cases.unsettled(also_claimed=True) == []


@pytest.mark.parametrize(
    "paste",
    [
        BOUNCE + " <!channel> <!here> <@U000000001>",
        BOUNCE + "\n" + "x" * 30_000,
        BOUNCE + " <https://evil.example.net|https://example.com> http://evil.example.net/",
        BOUNCE + "\n" + "\u202e\u200b\u2066",
        "\ufeff" + BOUNCE,
    ],
)
async def test_hostile_text_is_answered_and_stays_harmless(
    bot: Application, ann: Person, support: Room, paste: str
) -> None:
    said = await ann.says(support, paste)
    reply = await support.wait_for_reply(said, answered)
    assert "<!" not in reply.text
    assert [url for url in links_in(reply.blocks) if "evil" in url] == []
    await idle(bot)


@pytest.mark.parametrize(
    "upload",
    [
        Upload("bounce.txt", (BOUNCE + "\n" + "lorem ipsum dolor sit amet\n" * 8_000).encode()),
        Upload("bounce.eml", b"From: MAILER-DAEMON@example.org\n\n" + BOUNCE.encode("utf-16")),
        Upload("bounce.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1_000),
        Upload("bounce.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4_096),
        Upload("empty.eml", b""),
    ],
    ids=["200 kB", "wrong charset", "binary", "half a msg", "empty"],
)
async def test_files_of_any_kind_do_no_harm(bot: Application, ann: Person, support: Room, upload: Upload) -> None:
    await ann.says(support, "look", files=[upload])
    said = await ann.says(support, BOUNCE)
    await support.wait_for_reply(said, answered, within=8)
    await idle(bot)
    assert await bot.desk.inbox.unfinished() == []


async def test_a_file_on_a_strange_host_never_gets_our_token(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    stolen = Upload("b.eml", b"x", extra={"url_private": "http://evil.example.net/x", "url_private_download": ""})
    said = await ann.says(support, BOUNCE, files=[stolen])
    reply = await support.wait_for_reply(said, answered)
    assert "bob@example.com" in reply.words
    await idle(bot)


async def test_a_channel_that_slack_does_not_know_is_no_reason_to_fail(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.fail("chat.postMessage", "channel_not_found", times=2)
    await ann.says(support, BOUNCE)
    await slack.settled()
    await idle(bot)
    assert await bot.desk.cases.unsettled(also_claimed=True) == []
    assert support.bot_messages == []


async def test_our_message_that_somebody_deleted_is_not_mourned(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    said = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(said, answered)
    await idle(bot)
    slack.faults.fail("chat.update", "message_not_found")
    await ann.clicks(reply, Action.STILL_FAILING)
    await slack.until(lambda: bool(slack.traffic.calls_to("chat.update")))
    await idle(bot)
    assert await bot.desk.cases.unsettled(also_claimed=True) == []


async def test_blocks_that_slack_refuses_become_plain_text(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.fail("chat.postMessage", "invalid_blocks")
    said = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(said)
    assert "bob@example.com" in reply.text
