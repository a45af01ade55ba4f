"""The way through the methods: what the buttons below an answer do."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import Application
from bot.model import Check
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.actions import Action
from tests.scenarios.conftest import idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
async def reply(bot: Application, ann: Person, support: Room, slack: SlackStandIn) -> Message:
    paste = await ann.says(support, BOUNCE)
    message = await support.wait_for_reply(paste, lambda reply: Action.SOLVED in reply.action_ids)
    await idle(bot)
    return message


async def test_still_failing_goes_on_to_the_next_method_and_to_the_end_of_the_road(
    bot: Application, ann: Person, support: Room, reply: Message
) -> None:
    assert "Method 1" in reply.words
    for method in ("Method 2 —", "Method 3 —"):
        assert (await ann.clicks(reply, Action.STILL_FAILING)).ok
        await support.until(
            lambda method=method: method in reply.words and Action.STILL_FAILING in reply.action_ids,  # type: ignore[misc]
            within=8,
        )
    await ann.clicks(reply, Action.STILL_FAILING)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    assert Action.STILL_FAILING not in reply.action_ids


async def test_two_clicks_at_once_go_one_step(
    bot: Application, ann: Person, taro: Person, support: Room, slack: SlackStandIn, reply: Message
) -> None:
    await asyncio.gather(*(person.clicks(reply, Action.STILL_FAILING) for person in (ann, taro, ann)))
    await support.until(lambda: "Method 2 —" in reply.words)
    await idle(bot)
    assert "Method 2 —" in reply.words


async def test_solved_says_who_solved_it_and_can_be_taken_back(
    bot: Application, taro: Person, support: Room, reply: Message
) -> None:
    await taro.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    assert taro.id in reply.text
    await taro.clicks(reply, Action.REOPEN)
    await support.until(lambda: Action.SOLVED in reply.action_ids)


async def test_check_again_asks_dns_again_and_updates_the_same_message(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, reply: Message
) -> None:
    await ann.clicks(reply, Action.CHECK_AGAIN)
    await support.until(lambda: Action.SOLVED not in reply.action_ids or reply.edited_ts is not None)
    await support.until(lambda: Action.SOLVED in reply.action_ids)
    await idle(bot)
    assert support.bot_messages == [reply]


async def test_the_evidence_is_a_dialog_from_what_is_stored(
    bot: Application, ann: Person, slack: SlackStandIn, reply: Message
) -> None:
    await ann.clicks(reply, Action.SHOW_EVIDENCE)
    dialog = await ann.wait_for_modal()
    assert "bob@example.com" in dialog.words
    assert "User unknown" in dialog.words


async def test_a_button_of_a_case_that_is_gone_says_so_to_the_one_who_clicked(
    bot: Application, ann: Person, support: Room, reply: Message
) -> None:
    bot.desk.cases._retention = 0.0
    bot.desk.cases._now = lambda: 9_999_999_999.0
    assert await bot.desk.cases.purge() == 1
    await ann.clicks(reply, Action.STILL_FAILING)
    hint = await support.wait_for_ephemeral(ann)
    assert hint.words.strip()


async def test_the_root_of_a_command_shows_the_state(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await ann.command("/smtp550 someone@gmial.com", support)
    reply = await support.wait_for(lambda message: Action.SOLVED in message.action_ids)
    root = next(message for message in support.bot_messages if message.thread_ts is None)
    await ann.clicks(reply, Action.SOLVED)
    await support.until(lambda: ann.id in root.text and "olved" in root.words)


async def test_a_click_on_something_that_is_no_longer_ours_is_acknowledged(
    bot: Application, ann: Person, reply: Message
) -> None:
    for block in reply.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == Action.SOLVED:
                element["action_id"] = "of_a_version_to_come"
    outcome = await ann.clicks(reply, "of_a_version_to_come")
    assert outcome.ok


async def test_the_third_method_begins_with_a_look_at_the_blocklists(
    bot: Application, ann: Person, support: Room, reply: Message
) -> None:
    await ann.clicks(reply, Action.STILL_FAILING)
    await support.until(lambda: "Method 2 —" in reply.words)
    case = await bot.desk.cases.find_by_message("T0PLAYGRND", support.id, reply.thread)
    assert case is not None
    assert not any(finding.check is Check.BLOCKLIST for finding in case.findings)
    await ann.clicks(reply, Action.STILL_FAILING)
    await support.until(lambda: "Method 3 —" in reply.words and Action.STILL_FAILING in reply.action_ids, within=8)
    case = await bot.desk.cases.get("T0PLAYGRND", case.id)
    assert case is not None
    assert any(finding.check is Check.BLOCKLIST for finding in case.findings)
