"""The app is uninstalled, or its token revoked: everything of the workspace is deleted, and nothing of others."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.app import Application
from bot.cases.case import NewCase, Source
from bot.cases.forgetting import team_column
from bot.cases.people import People
from bot.cases.tables import INBOX, METADATA
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.actions import Action
from tests.scenarios.conftest import idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"
TEAM = "T0PLAYGRND"


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


async def count(bot: Application, team: str) -> int:
    def rows(connection: Connection) -> int:
        columns = [column for table in METADATA.sorted_tables if (column := team_column(table)) is not None]
        return sum(connection.scalar(select(func.count()).where(column == team)) or 0 for column in columns)

    return await bot.database.read(rows)


@pytest.fixture
async def answered_case(bot: Application, ann: Person, support: Room) -> Message:
    """A workspace with a case, its deliveries, and a choice of a person; and another workspace's case."""
    await ann.command("/smtp550 lang ja", support)
    await ann.command("/smtp550 lang en", support)
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered, within=15)
    await idle(bot)
    await bot.desk.cases.open(NewCase("T0OTHER", "C1", "1.0", Source.MESSAGE, asked=True, words=BOUNCE))
    return reply


@pytest.mark.parametrize("how", ["uninstalled", "revoked"])
async def test_what_belongs_to_the_workspace_is_deleted(
    bot: Application, answered_case: Message, slack: SlackStandIn, how: str
) -> None:
    assert await count(bot, TEAM) >= 3
    others = await count(bot, "T0OTHER")
    if how == "uninstalled":
        slack.uninstall()
    else:
        slack.revoke_token()
    await slack.settled()
    await idle(bot)
    assert await count(bot, TEAM) == 0
    assert await count(bot, "T0OTHER") == others == 1


async def test_a_persons_token_is_not_ours(bot: Application, answered_case: Message, slack: SlackStandIn) -> None:
    slack.revoke_token(of_bot=False)
    await slack.settled()
    await idle(bot)
    assert await count(bot, TEAM) >= 3


async def test_a_token_that_was_renewed_is_no_goodbye(
    bot: Application, answered_case: Message, slack: SlackStandIn
) -> None:
    slack.revoke_token()
    slack.workspace.app.is_installed = True
    await slack.settled()
    await idle(bot)
    assert await count(bot, TEAM) >= 3


async def test_redelivered_it_does_no_harm(bot: Application, answered_case: Message, slack: SlackStandIn) -> None:
    slack.faults.repeat_deliveries(copies=3)
    slack.faults.lose_acks(times=2)
    slack.uninstall()
    await slack.settled()
    await idle(bot)
    # A copy that came between the deletion and its end leaves a key, by which the next copy is known.
    keys = select(INBOX.c.payload).where(INBOX.c.team == TEAM, INBOX.c.outcome.is_not(None))
    left = await bot.database.read(lambda connection: connection.scalars(keys).all())
    assert set(left) <= {None}
    assert await count(bot, TEAM) == len(left) <= 2


async def test_a_limit_does_not_stop_it(bot: Application, answered_case: Message, slack: SlackStandIn) -> None:
    bot.desk.limits._workspaces._tolerance = -1e9
    slack.uninstall()
    await slack.settled()
    await idle(bot)
    assert await count(bot, TEAM) == 0


def slow_to_know(monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """Handlers that ask Slack who somebody is: one has come so far, and they may go on."""
    asked, may_go_on = asyncio.Event(), asyncio.Event()
    really = People.locale

    async def slowly(people: People, *arguments: Any) -> str:
        asked.set()
        await may_go_on.wait()
        return await really(people, *arguments)

    monkeypatch.setattr(People, "locale", slowly)
    return asked, may_go_on


async def test_a_handler_at_work_puts_nothing_back(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, may_go_on = slow_to_know(monkeypatch)
    command = asyncio.create_task(ann.command("/smtp550 watch example.com", support))
    await asked.wait()
    slack.uninstall()
    async with asyncio.timeout(10):
        while not bot.desk.leaving:  # noqa: ASYNC110 - the bot has no bell to ring
            await asyncio.sleep(0.01)
    may_go_on.set()
    await asyncio.gather(command, return_exceptions=True)
    await slack.settled()
    await idle(bot)
    assert await count(bot, TEAM) == 0


async def test_a_handler_that_hangs_does_not_keep_what_is_to_be_deleted(
    bot: Application,
    answered_case: Message,
    ann: Person,
    support: Room,
    slack: SlackStandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("handlers.leaving._OTHERS_SECONDS", 0.2)
    asked, may_go_on = slow_to_know(monkeypatch)
    command = asyncio.create_task(ann.command("/smtp550 help", support))
    await asked.wait()
    slack.uninstall()
    async with asyncio.timeout(10):
        while await count(bot, TEAM):  # noqa: ASYNC110 - the bot has no bell to ring
            await asyncio.sleep(0.01)
    may_go_on.set()
    await asyncio.gather(command, return_exceptions=True)
    await idle(bot)
