"""Turns that replicas share: one poster per channel, wherever its cases run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.cases.database import Database, open_database
from bot.cases.pacing import NotYetError
from bot.cases.shared_turns import SharedTurns
from bot.cases.tables import CHANNEL_TURNS

PATIENCE = 60.0


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = await open_database(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
def turns(database: Database) -> SharedTurns:
    return SharedTurns(database)


async def test_a_burst_goes_at_once_and_then_one_a_second_for_all_together(database: Database) -> None:
    replicas = [SharedTurns(database), SharedTurns(database)]
    waits = await asyncio.gather(*(replicas[number % 2].turn("C1", PATIENCE) for number in range(8)))
    # The clock goes on meanwhile, so each wait is a little shorter than its place in the line.
    line = sorted(waits)
    assert line[:3] == [0.0, 0.0, 0.0]
    assert all(place - 1 < wait <= place for place, wait in enumerate(line[3:], start=1))


async def test_channels_do_not_wait_for_each_other(turns: SharedTurns) -> None:
    for _ in range(3):
        await turns.turn("C1", PATIENCE)
    assert await turns.turn("C2", PATIENCE) == 0.0


async def test_who_would_have_to_wait_too_long_takes_no_turn(turns: SharedTurns) -> None:
    for _ in range(3):
        await turns.turn("C1", PATIENCE)
    for _ in range(5):
        with pytest.raises(NotYetError) as told:
            await turns.turn("C1", patience=0.0)
        assert 0 < told.value.seconds <= 1
    assert await turns.turn("C1", PATIENCE) <= 1


async def test_what_slack_said_to_one_replica_holds_for_all(database: Database) -> None:
    await SharedTurns(database).pause("C1", 30.0)
    with pytest.raises(NotYetError) as told:
        await SharedTurns(database).turn("C1", patience=5.0)
    assert 25 < told.value.seconds <= 30


async def test_a_pause_makes_no_wait_shorter(turns: SharedTurns) -> None:
    await turns.pause("C1", 30.0)
    await turns.pause("C1", 1.0)
    with pytest.raises(NotYetError) as told:
        await turns.turn("C1", patience=5.0)
    assert told.value.seconds > 25


async def test_channels_where_nothing_waits_are_forgotten(turns: SharedTurns, database: Database) -> None:
    await turns.pause("waits", 60.0)
    await turns.pause("is over", -60.0)
    await turns.purge()
    assert await database.read(lambda c: list(c.scalars(select(CHANNEL_TURNS.c.name)))) == ["waits"]
    assert await database.read(lambda c: c.scalar(select(func.count()).select_from(CHANNEL_TURNS))) == 1
