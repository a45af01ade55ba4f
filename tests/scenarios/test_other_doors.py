"""The other ways in: shortcuts, the paste dialog, the quiet offer, what a case asked for, the Home tab."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.actions import PASTE_INPUT, Action, Dialog
from tests.scenarios.conftest import counted, idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"
MIDDLING = "my mail to bob@example.com came back with error 550, what now?"


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


async def test_the_message_shortcut_diagnoses_what_it_points_at_even_in_a_thread(
    bot: Application, ann: Person, taro: Person, support: Room
) -> None:
    root = await ann.says(support, "morning")
    paste = await ann.says(support, f"fwd: {BOUNCE[:20]} bob@example.com", thread=root)
    outcome = await taro.shortcut(paste, Dialog.DIAGNOSE_MESSAGE)
    assert outcome.ok
    reply = await support.wait_for_reply(root)
    assert reply.thread_ts == root.ts


async def test_the_shortcut_on_a_message_that_is_answered_already_changes_nothing(
    bot: Application, ann: Person, taro: Person, support: Room
) -> None:
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered)
    await idle(bot)
    await taro.shortcut(paste, Dialog.DIAGNOSE_MESSAGE)
    await idle(bot)
    assert len(support.bot_messages) == 1


async def test_a_bounce_pasted_into_the_dialog_is_answered_in_a_direct_message(bot: Application, ann: Person) -> None:
    await ann.global_shortcut(Dialog.PASTE)
    await ann.wait_for_modal()
    outcome = await ann.submits({PASTE_INPUT: BOUNCE})
    assert outcome.ok
    reply = await ann.direct.wait_for(answered)
    assert "bob@example.com" in reply.words
    assert reply.thread_ts is not None


async def test_a_middling_text_gets_a_quiet_offer_that_only_its_author_sees(
    bot: Application, ann: Person, taro: Person, support: Room
) -> None:
    said = await ann.says(support, MIDDLING)
    offer = await support.wait_for_ephemeral(ann)
    assert Action.OFFER_ACCEPT in offer.action_ids
    assert support.bot_messages == []
    assert support.ephemerals(taro) == []
    await ann.clicks(offer, Action.OFFER_ACCEPT)
    reply = await support.wait_for_reply(said, lambda message: "bob@example.com" in message.words)
    assert reply.thread_ts == said.ts
    await support.until(lambda: not support.ephemerals(ann))


async def test_what_was_pasted_into_the_dialog_goes_on_in_its_direct_message(
    bot: Application, ann: Person, slack: SlackStandIn
) -> None:
    await ann.global_shortcut(Dialog.PASTE)
    await ann.wait_for_modal()
    await ann.submits({PASTE_INPUT: BOUNCE})
    await ann.direct.until(lambda: any(answered(message) for message in ann.direct.bot_messages))
    await idle(bot)
    root, reply = ann.direct.bot_messages
    await ann.clicks(reply, Action.STILL_FAILING)
    await ann.direct.until(lambda: "Method 2" in reply.words)
    await ann.says(ann.direct, BOUNCE.replace("bob@", "carol@"), thread=root)
    second = await ann.direct.wait_for_reply(root, lambda message: message is not reply and answered(message))
    await idle(bot)
    assert "carol@example.com" in second.words
    assert ann.direct.bot_messages == [root, reply, second]
    assert {call.args["channel"] for call in slack.traffic.calls_to("chat.update")} == {ann.direct.id}


async def test_an_offer_that_is_declined_leaves_nothing_behind(bot: Application, ann: Person, support: Room) -> None:
    said = await ann.says(support, MIDDLING)
    offer = await support.wait_for_ephemeral(ann)
    await idle(bot)
    await ann.clicks(offer, Action.OFFER_DECLINE)
    await idle(bot)
    assert await bot.desk.cases.find_by_message("T0PLAYGRND", support.id, said.ts) is None
    assert support.bot_messages == []


async def test_a_channel_can_be_offers_only_or_off(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(channel_modes={support.id: ChannelMode.OFFER}))
    await ann.says(support, BOUNCE)
    await support.wait_for_ephemeral(ann)
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(channel_modes={support.id: ChannelMode.OFF}))
    await ann.says(support, BOUNCE.replace("bob", "carol"))
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == []
    assert len(support.ephemerals(ann)) == 1


@pytest.mark.parametrize("fault", ["rate_limit", "status"])
async def test_an_offer_that_slack_refused_is_made_later(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, fault: str
) -> None:
    getattr(slack.faults, fault)("chat.postEphemeral", times=2)
    await ann.says(support, MIDDLING)
    await support.wait_for_ephemeral(ann, within=15)
    await idle(bot)
    assert len(support.ephemerals(ann)) == 1


async def test_what_the_bot_asked_for_is_read_as_part_of_its_case(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await ann.command("/smtp550 bob@example.com", support)
    first = await support.wait_for(lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    await ann.says(support, "thanks!", thread=first)
    paste = await ann.says(support, BOUNCE, thread=first)
    await slack.settled()
    second = await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert "bob@example.com" in second.words
    assert counted(bot, "smtp550_cases_opened_total") == 1
    assert len(support.bot_messages) == 3  # the root, the first answer, the one to the paste


async def test_another_bot_is_ignored_until_it_is_allowed(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    alert = Message(support.id, slack.workspace.new_ts(), "U0ALERTBOT", BOUNCE, bot_id="B0ALERTBOT")
    slack.workspace.post(alert)
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == [alert]
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(allowed_bots=frozenset({"B0ALERTBOT"})))
    alert = Message(support.id, slack.workspace.new_ts(), "U0ALERTBOT", BOUNCE, bot_id="B0ALERTBOT")
    slack.workspace.post(alert)
    await support.wait_for_reply(alert, answered)
