"""A store that cannot keep a thing promises nothing: no ack for an event, and a hint for who typed."""

from __future__ import annotations

import asyncio
import sqlite3

from bot.app import Application
from bot.config import Settings
from bot.playground.standin import Message, Person, Room, SlackStandIn

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


async def test_what_a_locked_store_cannot_keep_is_not_acknowledged_and_comes_again(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, settings: Settings
) -> None:
    lock = sqlite3.connect(settings.data_dir / "smtp550.sqlite3")
    lock.execute("BEGIN IMMEDIATE")
    paste = await ann.says(support, BOUNCE)
    await asyncio.sleep(2.3)
    assert await bot.desk.inbox.unfinished() == []
    lock.rollback()
    lock.close()
    await support.wait_for_reply(paste, answered, within=10)
    await slack.settled()
    assert len(support.bot_messages) == 1


async def test_a_command_that_cannot_be_stored_asks_to_try_again_with_an_id(
    bot: Application, ann: Person, support: Room, settings: Settings
) -> None:
    lock = sqlite3.connect(settings.data_dir / "smtp550.sqlite3")
    lock.execute("BEGIN IMMEDIATE")
    outcome = await ann.command("/smtp550 someone@gmial.com", support)
    assert outcome.ok
    [hint] = support.ephemerals(ann)
    assert "again" in hint.words
    lock.rollback()
    lock.close()
