"""What Slack delivers seconds later, because it was lost the first time: behind the answer, behind what came after."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app import Application
from bot.cases.case import Case
from bot.cases.store import CaseStore
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.playground.standin import Message, Person, Room, SlackStandIn, Timing
from tests.clocks import AheadClock
from tests.scenarios.conftest import idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
async def slack(clock: AheadClock) -> AsyncIterator[SlackStandIn]:
    """Delivers again after the answer is there."""
    async with SlackStandIn(timing=Timing(retry_events_after=(3.0, 3.0, 3.0)), now=clock) as stand_in:
        yield stand_in


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


@pytest.mark.parametrize("words", ["bob@example.com", "", "550 5.1.1 <carl@example.com>: User unknown"])
async def test_the_other_event_of_a_mention_is_no_second_question(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, words: str
) -> None:
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(channel_modes={support.id: ChannelMode.OFF}))
    paste = await ann.says(support, BOUNCE)
    await slack.settled()
    slack.faults.drop_deliveries()
    await ann.mentions(support, words, thread=paste)
    await support.wait_for_reply(paste, answered)
    await slack.until(lambda: sum(delivery.attempt > 0 for delivery in slack.traffic.deliveries) == 1, within=10)
    await slack.settled()
    await idle(bot)
    assert len(support.bot_messages) == 1


async def test_an_edit_does_not_undo_a_later_one(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered)
    await idle(bot)
    slack.faults.drop_deliveries()
    await ann.edits(paste, BOUNCE.replace("bob@", "wrong@"))
    await ann.edits(paste, BOUNCE.replace("bob@", "right@"))
    await support.until(lambda: "right@example.com" in reply.words, within=10)
    await slack.until(lambda: any(delivery.attempt > 0 for delivery in slack.traffic.deliveries), within=10)
    await slack.settled()
    await idle(bot)
    assert "right@example.com" in reply.words
    assert "wrong@example.com" not in reply.words


async def test_an_edit_counts_whose_message_opens_its_case_in_the_same_moment(
    bot: Application, ann: Person, support: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered)
    await idle(bot)
    really, looks = CaseStore.find_by_message, []

    async def looked_too_early(self: CaseStore, team: str, channel: str, ts: str) -> Case | None:
        looks.append(ts)
        return None if len(looks) == 1 else await really(self, team, channel, ts)

    monkeypatch.setattr(CaseStore, "find_by_message", looked_too_early)
    await ann.edits(paste, BOUNCE.replace("bob@", "right@"))
    await support.until(lambda: "right@example.com" in reply.words, within=10)
    await idle(bot)
    assert support.bot_messages == [reply]


async def test_an_edit_does_not_undo_a_later_one_that_took_it_back(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered)
    await idle(bot)
    slack.faults.drop_deliveries()
    await ann.edits(paste, BOUNCE.replace("bob@", "wrong@"))
    await ann.edits(paste, BOUNCE)
    await slack.until(lambda: any(delivery.attempt > 0 for delivery in slack.traffic.deliveries), within=10)
    await slack.settled()
    await idle(bot)
    assert "bob@example.com" in reply.words
