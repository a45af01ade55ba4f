"""Ten thousand from one person: what fits is answered, one polite notice is shown, and nobody else waits."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.config import Settings
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.actions import Action
from tests.scenarios.conftest import counted, idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"user_limit": 3})


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


@pytest.mark.parametrize(("who", "words"), [("ann", "wait a minute"), ("taro", "1 分ほどお待ち")])
async def test_a_flood_gets_what_fits_and_one_notice(
    bot: Application, ann: Person, taro: Person, support: Room, slack: SlackStandIn, who: str, words: str
) -> None:
    flooding, other = (ann, taro) if who == "ann" else (taro, ann)
    pastes = [await flooding.says(support, f"{BOUNCE} #{number}") for number in range(40)]
    await slack.settled()
    await slack.until(lambda: bool(support.ephemerals(flooding)))
    paste = await other.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered, within=15)
    await idle(bot)
    [notice] = support.ephemerals(flooding)
    assert words in notice.words
    assert notice.text
    assert support.ephemerals(other) == []
    assert (
        [bool(support.replies(each)) for each in pastes].count(True)
        == counted(bot, "smtp550_cases_opened_total") - 1
        <= 6
    )
    assert counted(bot, "smtp550_events_total", fate="limited") == len(pastes) - (
        counted(bot, "smtp550_cases_opened_total") - 1
    )
    stored = await bot.database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM inbox").scalar())
    assert stored == counted(bot, "smtp550_cases_opened_total")


async def test_a_command_too_many_says_so_in_its_own_ack(bot: Application, ann: Person, support: Room) -> None:
    outcomes = [await ann.command("/smtp550 help", support) for _ in range(8)]
    assert all(outcome.ok for outcome in outcomes)
    told = [each.words for each in support.ephemerals(ann) if "wait a minute" in each.words]
    assert len(told) == 1


async def test_a_click_too_many_is_told_and_changes_nothing(bot: Application, ann: Person, support: Room) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered, within=15)
    await idle(bot)
    while not support.ephemerals(ann):
        await ann.clicks(reply, Action.SHOW_EVIDENCE)
    await ann.clicks(reply, Action.SOLVED)
    await idle(bot)
    assert "wait a minute" in support.ephemerals(ann)[0].words
    assert answered(reply)


async def test_redeliveries_are_no_requests(bot: Application, ann: Person, support: Room, slack: SlackStandIn) -> None:
    slack.faults.repeat_deliveries(copies=5, times=50)
    for number in range(2):
        paste = await ann.says(support, f"{BOUNCE} #{number}")
        await slack.settled()
        await support.wait_for_reply(paste, answered, within=20)
        # The reply is an event, too: it must not be the one that is repeated.
        await idle(bot)
        await slack.settled()
    assert counted(bot, "smtp550_events_total", fate="duplicate") == 10
    assert counted(bot, "smtp550_events_total", fate="limited") == 0


async def test_chatter_is_no_request(bot: Application, ann: Person, support: Room, slack: SlackStandIn) -> None:
    for _ in range(30):
        await ann.says(support, "lunch?")
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered, within=15)
    assert counted(bot, "smtp550_events_total", fate="limited") == 0
