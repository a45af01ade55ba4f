"""Kills, outages, lost acks, a locked store: every bounce that Slack handed over is answered, once."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from sqlalchemy import insert

from bot.app import Application
from bot.cases.tables import INBOX
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.config import Settings
from bot.playground.nameserver import NameServer
from bot.playground.standin import Message, Person, Room, SlackStandIn
from tests.scenarios.conftest import Started, idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
def settings(settings: Settings, database_url: str) -> Settings:
    return settings.model_copy(update={"database_url": database_url})


def talk(person: Person, root: Message, number: int) -> Message:
    """What people say below `root`, long ago enough that it comes before the bot's words."""
    return Message(root.channel, f"{float(root.ts) + (number + 1) / 1000:.6f}", person.id, "talk", thread_ts=root.ts)


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


async def test_a_post_whose_answer_was_lost_is_found_and_not_repeated(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.drop("chat.postMessage", after_doing=True)
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered)
    await slack.until(lambda: bool(slack.traffic.calls_to("conversations.replies")))
    await idle(bot)
    assert len(support.bot_messages) == 1


@pytest.mark.parametrize("fault", ["status", "drop", "rate_limit"])
async def test_where_slack_cannot_be_asked_just_then_it_looks_later(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, fault: str
) -> None:
    slack.faults.drop("chat.postMessage", after_doing=True)
    getattr(slack.faults, fault)("conversations.replies")
    paste = await ann.says(support, BOUNCE)
    await slack.until(lambda: any(call.ok for call in slack.traffic.calls_to("conversations.replies")), within=10)
    await support.wait_for_reply(paste, answered)
    await idle(bot)
    assert len(support.bot_messages) == 1


async def test_a_post_whose_answer_was_lost_is_found_in_a_long_thread(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(channel_modes={support.id: ChannelMode.OFF}))
    paste = await ann.says(support, BOUNCE)
    for number in range(450):
        slack.workspace.post(talk(ann, paste, number))
    slack.faults.drop("chat.postMessage", after_doing=True)
    await ann.mentions(support, "", thread=paste)
    await slack.until(lambda: len(slack.traffic.calls_to("conversations.replies")) >= 3, within=10)
    await idle(bot)
    assert len(support.bot_messages) == 1


async def test_a_root_whose_answer_was_lost_is_found_by_a_clock_that_is_ahead_of_slacks(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.desk.cases, "_now", lambda: time.time() + 3)
    slack.faults.drop("chat.postMessage", after_doing=True)
    await ann.command("/smtp550 someone@gmial.com", support)
    await support.until(lambda: any(message.thread_ts for message in support.bot_messages), within=20)
    await idle(bot)
    assert len([message for message in support.bot_messages if not message.thread_ts]) == 1


async def test_where_the_thread_may_not_be_read_one_reply_too_many_beats_none(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.drop("chat.postMessage", after_doing=True)
    slack.faults.fail("conversations.replies", "missing_scope", times=9)
    paste = await ann.says(support, BOUNCE)
    await support.until(lambda: len(support.replies(paste)) == 2, within=10)


async def test_rate_limits_are_waited_out(bot: Application, ann: Person, support: Room, slack: SlackStandIn) -> None:
    slack.faults.rate_limit("chat.postMessage", retry_after=1, times=2)
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered, within=10)
    await idle(bot)
    assert len(support.bot_messages) == 1


async def test_server_errors_are_tried_again(bot: Application, ann: Person, support: Room, slack: SlackStandIn) -> None:
    slack.faults.status("chat.*", 500, times=3)
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered, within=15)
    await idle(bot)
    assert len(support.bot_messages) == 1


async def test_a_bot_that_stops_in_the_middle_goes_on_after_its_next_start(
    started: Started, ann: Person, support: Room, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app._DRAIN_SECONDS", 0.0)
    monkeypatch.setattr("bot.cases.people._PATIENCE_SECONDS", 20.0)
    slack.faults.delay("users.info", 20.0)
    async with started():
        paste = await ann.says(support, BOUNCE)
        async with asyncio.timeout(10):
            while slack.faults.calls[0].times:  # noqa: ASYNC110 - until the run has begun, and waits for Slack
                await asyncio.sleep(0.01)
    assert support.bot_messages == []
    async with started() as second:
        await support.wait_for_reply(paste, answered, within=10)
        await idle(second)
    assert len(support.bot_messages) == 1


async def test_a_dead_resolver_still_gives_the_answer_of_the_text(
    bot: Application, ann: Person, support: Room, nameserver: NameServer
) -> None:
    await nameserver.__aexit__(None, None, None)
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered, within=8)
    assert "bob@example.com" in reply.words
    await support.until(lambda: "could not check" in reply.words)


async def test_what_another_version_left_behind_keeps_nobody_waiting(
    started: Started, ann: Person, support: Room
) -> None:
    async with started() as first:
        row = {"team": "T0PLAYGRND", "key": "workflow:1", "kind": "workflow", "payload": "{}", "received_at": 1.0}
        await first.database.write(lambda c: c.execute(insert(INBOX).values(row)) and None)
    async with started() as second:
        paste = await ann.says(support, BOUNCE)
        await support.wait_for_reply(paste, answered)
        await idle(second)


async def test_a_delivery_that_killed_its_process_ten_times_is_given_up_with_an_apology(
    started: Started, ann: Person, support: Room
) -> None:
    async with started() as first:
        paste = await ann.says(support, "what came back?")
        event = {"type": "message", "channel": support.id, "ts": paste.ts, "user": ann.id, "text": BOUNCE}
        row = {"team": "T0PLAYGRND", "key": "event:Ev1", "kind": "event", "received_at": 1.0, "tries": 10}
        row["payload"] = json.dumps({"type": "event_callback", "event": event})
        await first.database.write(lambda c: c.execute(insert(INBOX).values(row)) and None)
    async with started() as second:
        notice = await support.wait_for_reply(paste, within=15)
        await idle(second)
    assert "went wrong" in notice.words
    assert support.bot_messages == [notice]


async def test_a_case_that_fails_five_times_is_parked_with_an_apology_and_an_id(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.fail("chat.postMessage", "some_new_error", times=5)
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, within=50)
    case = await bot.desk.cases.find_by_message("T0PLAYGRND", support.id, paste.ts)
    assert case is not None
    assert case.error_id
    assert case.error_id in reply.words
