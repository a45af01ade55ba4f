"""After the last method: what to hand on, and the one call for help."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.cases.workspace import WorkspaceSettings
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.playground.zones import LISTED_IP
from bot.reply.actions import Action
from bot.reply.handoff import MESSAGE_INPUT
from tests.scenarios.conftest import idle

TEAM = "T0PLAYGRND"
GROUP = "S0MAILADMINS"
BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"
LISTED = (
    f"<bob@example.com>: host mx.example.com said: 554 5.7.1 Service unavailable; "
    f"Client host [{LISTED_IP}] blocked using zen.spamhaus.org"
)


@pytest.fixture(params=["en", "ja"])
def asker(request: pytest.FixtureRequest, ann: Person, taro: Person) -> Person:
    return ann if request.param == "en" else taro


def is_japanese(person: Person) -> bool:
    return person.user.locale == "ja-JP"


async def exhausted(bot: Application, person: Person, room: Room, bounce: str = BOUNCE) -> Message:
    paste = await person.says(room, bounce)
    reply = await room.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    while Action.STILL_FAILING in reply.action_ids:
        before = reply.words
        await person.clicks(reply, Action.STILL_FAILING)
        await room.until(lambda before=before: reply.words != before)  # type: ignore[misc]
        await idle(bot)
    return reply


def written(person: Person) -> str:
    assert person.modal is not None
    inputs = [block["element"] for block in person.modal.body["blocks"] if block["type"] == "input"]
    return next(str(field["initial_value"]) for field in inputs if field["action_id"] == MESSAGE_INPUT)


async def test_a_message_for_the_recipient_is_ready_in_either_language(
    bot: Application, asker: Person, support: Room
) -> None:
    reply = await exhausted(bot, asker, support)
    assert (await asker.clicks(reply, Action.HAND_OFF)).ok
    dialog = await asker.wait_for_modal()
    first = written(asker)
    assert ("いつもお世話に" if is_japanese(asker) else "Hello,") in first
    assert "bob@example.com" in first
    assert "User unknown" in first
    other = "en" if is_japanese(asker) else "ja"
    await asker.clicks_in_view(dialog, Action.HAND_OFF_LANGUAGE, other)
    await support.until(lambda: written(asker) != first)
    assert ("Hello," if is_japanese(asker) else "いつもお世話に") in written(asker)
    assert "bob@example.com" in written(asker)
    assert (await asker.submits()).ok
    assert asker.modal is None


async def test_nothing_of_the_workspace_is_in_the_message(bot: Application, asker: Person, support: Room) -> None:
    await bot.desk.workspaces.save(
        TEAM, WorkspaceSettings(sending_ips=("198.51.100.9",), sending_domains=("secret-example.org",))
    )
    reply = await exhausted(bot, asker, support)
    await asker.clicks(reply, Action.HAND_OFF)
    await asker.wait_for_modal()
    for own in ("198.51.100.9", "secret-example.org", asker.id, asker.user.name, support.id, "support", "http"):
        assert own not in written(asker)


async def test_the_senders_admin_gets_each_lists_own_steps(bot: Application, asker: Person, support: Room) -> None:
    paste = await asker.says(support, LISTED)
    reply = await support.wait_for_reply(paste, lambda message: Action.HAND_OFF in message.action_ids)
    await idle(bot)
    await asker.clicks(reply, Action.HAND_OFF)
    dialog = await asker.wait_for_modal()
    assert "Spamhaus" in dialog.words
    assert LISTED_IP in dialog.words
    assert "spamhaus.org" in dialog.words
    assert ("もう一度調べる" if is_japanese(asker) else "Check again") in dialog.words


@pytest.mark.parametrize("action", [Action.REOPEN, Action.CHECK_AGAIN])
async def test_the_road_can_be_gone_again_from_its_end(
    bot: Application, asker: Person, support: Room, action: Action
) -> None:
    reply = await exhausted(bot, asker, support, LISTED)
    await asker.clicks(reply, action)
    await support.until(lambda: Action.STILL_FAILING in reply.action_ids)
    await idle(bot)
    assert ("方法 3" if is_japanese(asker) else "Method 3") in reply.words
    await asker.clicks(reply, Action.STILL_FAILING)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    await asker.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.HAND_OFF not in reply.action_ids)


async def test_the_group_of_the_settings_is_called_once_in_the_thread(
    bot: Application, asker: Person, support: Room, slack: SlackStandIn
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(escalation_group=GROUP))
    reply = await exhausted(bot, asker, support, BOUNCE + " <!subteam^S0OTHERS> <!channel>")
    call = await support.wait_for(lambda message: GROUP in message.text)
    assert call.thread_ts == reply.thread_ts
    assert f"<!subteam^{GROUP}>" in call.text
    assert "S0OTHERS>" not in call.text
    assert "<!channel" not in call.text
    assert "bob@example.com" in call.words
    await asker.clicks(reply, Action.REOPEN)
    await support.until(lambda: Action.STILL_FAILING in reply.action_ids)
    await idle(bot)
    await asker.clicks(reply, Action.STILL_FAILING)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    await idle(bot)
    assert [message for message in support.bot_messages if GROUP in message.text] == [call]


async def test_another_channel_hears_of_it_without_an_address(
    bot: Application, asker: Person, support: Room, slack: SlackStandIn
) -> None:
    admins = slack.channel("mail-admins", asker)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(escalation_group=GROUP, escalation_channel=admins.id))
    await exhausted(bot, asker, support)
    call = await admins.wait_for(lambda message: GROUP in message.text)
    assert "bob" not in call.text + call.words
    assert asker.id in call.text
    links = [part["url"] for part in call.blocks[0]["elements"][0]["elements"] if part["type"] == "link"]
    assert len(links) == 1
    assert support.id in links[0]
    assert len(support.bot_messages) == 1


async def test_nobody_is_called_where_nobody_is_named_or_the_talk_was_private(
    bot: Application, asker: Person, support: Room, slack: SlackStandIn
) -> None:
    await exhausted(bot, asker, support)
    assert len(support.bot_messages) == 1
    admins = slack.channel("mail-admins", asker)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(escalation_channel=admins.id))
    await exhausted(bot, asker, asker.direct)
    await idle(bot)
    assert admins.bot_messages == []


async def test_a_channel_that_does_not_let_us_in_costs_nobody_the_answer(
    bot: Application, asker: Person, support: Room, slack: SlackStandIn
) -> None:
    closed = slack.channel("closed", asker, bot=False, private=True)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(escalation_channel=closed.id))
    reply = await exhausted(bot, asker, support)
    assert Action.HAND_OFF in reply.action_ids
    assert await bot.desk.cases.unsettled(also_claimed=True) == []


async def test_what_helped_is_remembered_when_the_case_is_gone(bot: Application, asker: Person, support: Room) -> None:
    paste = await asker.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await asker.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    await idle(bot)
    now = bot.desk.cases._now()
    bot.desk.cases._now = lambda: now + 8 * 86_400
    assert await bot.desk.cases.purge() == 1
    [outcome] = await bot.database.read(
        lambda connection: connection.exec_driver_sql("SELECT cause, state, solved_with FROM outcomes").all()
    )
    assert tuple(outcome) == ("address_not_found", "solved", 1)
